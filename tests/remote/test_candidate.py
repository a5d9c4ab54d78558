import numpy as np
import pytest

from viva.remote.candidate import (
    Candidate,
    CandidateNames,
    Channel,
    lengths_of,
    note_sizes,
    write_back,
)
from viva.remote.transport import CandidateError, LocalTransport, Missing
from viva.worker.wire import Handle, WireError, decode, encode


class Model:
    def __init__(self, n):
        self.n = n

    def double(self):
        return 2 * self.n


def names():
    def push(values, value):
        values.append(value)
        return len(values)

    def fail():
        raise IndexError("nothing there")

    return {"push": push, "fail": fail, "Model": Model, "table": {"a": [1, 2]}, "six": 6}


@pytest.fixture
def candidate():
    return Candidate(LocalTransport(names()))


def test_values_are_copies():
    space = names()
    candidate = Candidate(LocalTransport(space))
    candidate.table["a"].append(3)
    assert space["table"] == {"a": [1, 2]}
    assert candidate.six == 6


def test_arguments_are_copies_unless_observed(candidate):
    mine = [1]
    assert candidate.push(mine, 2) == 2
    assert mine == [1]
    result, after = candidate.push.observe(mine, 2)
    assert (result, after) == (2, ([1, 2], 2))


def test_write_back_changes_the_callers_list():
    candidate = Candidate(LocalTransport(names()), write_back=True)
    mine = [1]
    candidate.push(mine, 2)
    assert mine == [1, 2]


def test_instances_and_classes_are_proxies(candidate):
    model = candidate.Model(4)
    assert (model.n, model.double()) == (4, 8)
    # A class is named by whoever wrote it, who may know what is asked.
    assert model.kind_name() == "an object of another type"
    assert model != candidate.Model(4)
    assert candidate.push([], model) == 1
    with pytest.raises(AttributeError):
        _ = model._secret


def test_what_goes_wrong_is_told_apart(candidate):
    with pytest.raises(Missing, match="other"):
        _ = candidate.other
    with pytest.raises(CandidateError, match="nothing there") as raised:
        candidate.fail()
    assert (raised.value.type_name, raised.value.call) == ("IndexError", "fail")
    with pytest.raises(WireError, match="cannot be sent"):
        candidate.push([], object)
    assert candidate.defines("fail")
    assert not candidate.defines("other")


class Counting(LocalTransport):
    """Counts what is asked."""

    asked = 0

    def ask(self, request, seconds, listen):
        self.asked += 1
        super().ask(request, seconds, listen)


def test_a_function_is_asked_for_once():
    transport = Counting(names())
    candidate = Candidate(transport)
    for _ in range(3):
        candidate.push([1], 2)
    assert transport.asked == 1 + 3


@pytest.mark.parametrize("ending", ["pass", "raise ValueError"])
def test_a_name_that_comes_to_stand_for_something_else_is_asked_for_again(ending):
    namespace = {}
    source = f"def f():\n    global f\n    f = lambda: 'new'\n    {ending}"
    exec(source, namespace)
    candidate = Candidate(LocalTransport(namespace))
    if ending == "pass":
        assert candidate.f() is None
    else:
        with pytest.raises(CandidateError):
            candidate.f()
    assert candidate.f() == "new"


def test_an_attribute_that_rebinds_a_name_is_heard_of():
    namespace = {}
    source = (
        "class Box:\n    @property\n    def inside(self):\n        global f\n"
        "        f = len\n        return 1\n"
        "box = Box()\ndef f(x): return 'old'"
    )
    exec(source, namespace)
    candidate = Candidate(LocalTransport(namespace))
    assert candidate.f([1, 2]) == "old"
    assert candidate.box.inside == 1
    assert candidate.f([1, 2]) == 2


@pytest.mark.parametrize(
    "reply", [3, {}, {"after": []}, {"error": 5}, {"error": {"type": "x y", "places": [1, (1, 2)]}}]
)
def test_replies_that_are_none_are_refused(reply):
    class Liar:
        def ask(self, request, seconds, listen):
            listen(encode(reply))

    with pytest.raises((WireError, CandidateError)):
        Candidate(Liar()).anything  # noqa: B018


@pytest.mark.parametrize(
    "forged", [{"callback": 5, "args": [], "kwargs": {}}, {"callback": 0}, {"callback": "print"}]
)
def test_calls_back_of_what_was_never_lent_are_refused(forged):
    class Liar:
        def ask(self, request, seconds, listen):
            listen(encode(forged))

    with pytest.raises(WireError, match="call back"):
        Candidate(Liar()).f(abs)


def test_all_replies_of_a_case_together_are_bounded(monkeypatch):
    candidate = Candidate(LocalTransport({"row": lambda: [0.5] * 1000}))
    monkeypatch.setattr("viva.remote.candidate.MAX_WEIGHT", 5000)
    with pytest.raises(WireError, match="more data than"):  # noqa: PT012
        for _ in range(6):
            candidate.row()


def test_lies_about_arguments_are_refused():
    class Liar:
        def ask(self, request, seconds, listen):
            listen(encode({"value": 1, "after": [1, 2, 3]}))

    with pytest.raises(WireError, match="arguments"):
        Channel(Liar(), write_back=True).call("f", "f", ([1],), {}, after=False)


def test_sizes_of_arguments_are_noted():
    sizes = {}
    note_sizes([[1, 2, 3], [4, 5, 6]], sizes)
    note_sizes(np.zeros(7), sizes)
    note_sizes(5, sizes)
    note_sizes([[1], [2, 3]], sizes)
    assert sizes == {
        "the number of rows": 2,
        "the number of columns": 3,
        "the number of entries": 7,
    }


def test_write_back_goes_into_nested_values():
    row = [1.0, 2.0]
    matrix, array = [row, [3.0, 4.0]], np.zeros(2)
    model = {"W": matrix, "v": array, "n": 1}
    write_back(model, {"W": [[9.0, 2.0], [3.0, 4.0]], "v": np.ones(2), "n": 2})
    assert row == [9.0, 2.0]
    assert array.tolist() == [1, 1]
    assert model["n"] == 2
    counts = {"a": 1}
    write_back(counts, {"b": 2})
    assert counts == {"b": 2}


def test_a_visible_test_sees_the_candidates_names_and_keeps_its_own(candidate):
    space = CandidateNames(candidate)
    code = """
import math
def helper(x): return [six * x for _ in range(2)]
own = helper(2)
assert own == [12, 12] and math.pi > 3 and sum(own) == 24
"""
    exec(code, space)
    assert "six" not in space
    with pytest.raises(NameError, match="nowhere"):
        exec("nowhere", space)


def test_a_redefined_builtin_of_the_student_is_not_used():
    space = CandidateNames(Candidate(LocalTransport({"sum": lambda x: 0})))
    exec("total = sum([1, 2])", space)
    assert space["total"] == 3


def test_what_is_missing_is_named_by_what_was_asked_for():
    class Forged:
        def ask(self, request, seconds, listen):
            message = decode(request)
            found = {"value": Handle(1, "function", "n17391846")}
            listen(encode(found if message["op"] == "get" else {"missing": "n17391846"}))

    candidate = Candidate(Forged())
    assert candidate.f.kind_name() == "a function"
    with pytest.raises(Missing) as caught:
        candidate.f(1)
    assert caught.value.name == "f"


def test_lengths_of_nested_arguments_are_found():
    model = {"W": [[1.0, 2.0]] * 3, "b": np.zeros(5)}
    assert lengths_of((model, 7)) == {2, 3, 5}
    assert lengths_of("text") == set()


def one_by_one(candidate, inputs):
    return (candidate.record(*args) for args in inputs)


def together(candidate, inputs):
    return candidate.record.each(inputs)


@pytest.mark.parametrize("ask", [one_by_one, together])
def test_calls_that_travel_together_return_and_raise_what_they_would_one_by_one(ask):
    seen = []

    def record(value):
        seen.append(value)
        return seen if value is not None else [][0]

    candidate = Candidate(LocalTransport({"record": record}))
    inputs = [(1,), (np.arange(3),), (None,), (4,)]
    answers = ask(candidate, inputs)
    assert next(answers) == [1]  # and not what the list has become since
    assert len(next(answers)) == 2
    with pytest.raises(CandidateError, match="IndexError"):
        next(answers)
    assert len(seen) == 3
    channel = candidate._channel
    assert channel.lengths == {3} and channel.last == "record" and channel.returned is None
    assert list(ask(Candidate(LocalTransport({"record": abs})), [(-1,), (2.5,)])) == [1, 2.5]
    assert list(ask(candidate, [])) == []


def test_calls_that_travel_together_take_one_message():
    transport = LocalTransport({"half": lambda number: number / 2})
    asked = []
    ask, transport.ask = transport.ask, lambda *args: asked.append(ask(*args))
    assert list(Candidate(transport).half.each([(1,), (2,), (3,)])) == [0.5, 1.0, 1.5]
    assert len(asked) == 3  # for the name, the first call, and all others


@pytest.mark.parametrize(
    "reply",
    [
        {"value": 1},
        {"values": 1},
        {"values": []},
        {"values": [encode(1), encode(1)]},
        {"values": [2]},
        {"values": [b"x"]},
        {"values": 1, "error": {}},
    ],
)
def test_what_is_no_reply_to_calls_that_travel_together_is_malformed(reply):
    class Transport:
        def ask(self, request, seconds, listen):
            handle = Handle(1, "function", "f")
            listen(encode({"value": handle} if decode(request)["op"] == "get" else reply))

    with pytest.raises(WireError):
        list(Candidate(Transport()).f.each([(1,), (2,)]))


def test_each_of_the_calls_that_travel_together_has_the_time_of_a_call():
    allowed = []

    class Transport(LocalTransport):
        def ask(self, request, seconds, listen):
            allowed.append(seconds)
            super().ask(request, seconds, listen)

    candidate = Candidate(Transport({"half": lambda number: number / 2}), seconds=3)
    list(candidate.half.each([(1,), (2,), (3,)]))
    assert allowed == [3, 3, 6]
