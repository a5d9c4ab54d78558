import pytest

from viva.worker.respondent import Respondent, describe, text_of
from viva.worker.wire import Handle, decode, encode


class Model:
    def __init__(self, size):
        self.size = size

    def grow(self, by=1):
        self.size += by
        return self.size


@pytest.fixture
def ask():
    def fail(x):
        raise KeyError(x)

    def append(values, value):
        values.append(value)

    respondent = Respondent({"n": 3, "fail": fail, "append": append, "Model": Model, "x": {"a": 1}})

    def ask(**message):
        return decode(respondent.answer(encode(message, lambda handle: handle)))

    return ask


def call(target, *args, **kwargs):
    return {"op": "call", "target": target, "args": list(args), "kwargs": kwargs}


def test_values_functions_classes_and_what_is_missing(ask):
    assert ask(op="get", name="n") == {"value": 3}
    assert ask(op="get", name="x") == {"value": {"a": 1}}
    assert ask(op="get", name="Model")["value"].kind == "class"
    assert ask(op="get", name="append")["value"].kind == "function"
    assert ask(op="get", name="other") == {"missing": "other"}
    assert ask(op="names")["value"] == ["Model", "append", "fail", "n", "x"]


def test_instances_stay_and_are_spoken_to_by_handle(ask):
    model = ask(**call(ask(op="get", name="Model")["value"], 5))["value"]
    assert (model.kind, model.type_name) == ("instance", "Model")
    grow = ask(op="attribute", of=model, name="grow")["value"]
    assert ask(**call(grow, by=2)) == {"value": 7}
    assert ask(op="attribute", of=model, name="size") == {"value": 7}


def test_arguments_come_back_as_the_call_left_them(ask):
    assert ask(**call("append", [1], 2), after=True) == {"value": None, "after": [[1, 2], 2]}


def test_exceptions_are_described_by_data(ask):
    error = ask(**call("fail", "key"))["error"]
    assert (error["type"], error["builtin"], error["text"]) == ("KeyError", "KeyError", "'key'")
    assert error["places"] == []
    assert ask(**call("append"))["error"]["type"] == "TypeError"


def test_malformed_requests_are_errors_too(ask):
    assert ask(op="get", name="n", of=Handle(99, "instance", "X"))["error"]["type"] == "WireError"
    assert ask(op="delete")["error"]["type"] == "WireError"
    assert ask(name="n")["error"]["type"] == "KeyError"


def test_an_exception_whose_text_raises_has_none():
    class Nasty(Exception):
        def __str__(self):
            raise self

    assert text_of(Nasty()) == ""


def test_an_exception_that_lies_about_everything_is_described_all_the_same():
    class Meta(type):
        __name__ = __module__ = __mro__ = __class__ = property(lambda cls: 1 / 0)

        def __hash__(cls):
            raise KeyError

        __eq__ = __call__ = __hash__

    class Text(str):
        __slots__ = ()

        def __getitem__(self, key):
            raise KeyError

        __str__ = __getitem__

    class Lying(ValueError, metaclass=Meta):
        __traceback__ = __class__ = __dict__ = property(lambda self: 1 / 0)

        def __str__(self):
            return Text("so it says")

    error = ValueError.__new__(Lying)
    try:
        raise error
    except ValueError as caught:
        found = describe(caught, lambda filename: 4)
    assert (found["type"], found["builtin"], found["text"]) == ("Lying", "ValueError", "so it says")
    assert type(found["text"]) is str
    assert [place[0] for place in found["places"]] == [4]


def test_a_class_that_hides_its_name_is_held_all_the_same():
    class Meta(type):
        __name__ = property(lambda cls: 1 / 0)

    class Hiding(metaclass=Meta):
        pass

    respondent = Respondent({"Hiding": Hiding, "one": Hiding.__new__(Hiding)})
    for name, kind in (("Hiding", "class"), ("one", "instance")):
        found = decode(respondent.answer(encode({"op": "get", "name": name})))
        assert (found["value"].kind, found["value"].type_name) == (kind, "Hiding")


def test_a_text_is_run_among_the_names():
    names = {"x": 2}
    respondent = Respondent(names, lambda file: 7 if file == "<cell 7>" else None)
    message = {"op": "execute", "source": "x += 1\n1 / 0", "file": "<cell 7>"}
    error = decode(respondent.answer(encode(message)))["error"]
    assert names["x"] == 3
    assert (error["type"], error["places"]) == ("ZeroDivisionError", [(7, 2, "<module>")])
