import multiprocessing
import os
import time

import numpy as np
import pytest

from viva.exam.load import PACKAGE
from viva.remote import reference_server
from viva.remote.candidate import Candidate
from viva.remote.client import Worker
from viva.remote.clock import PATIENCE
from viva.remote.session import Session
from viva.remote.transport import CallTimedOut, CandidateError
from viva.remote.with_references import WithReferences, stands_in

ANSWERS = """
def add(a, b): return a - b
def total(row):
    s = 0
    for x in row: s = add(s, x)
    return s + bias
def apply(f, x): return f(add(x, 1))
def sure(a, b):
    try:
        return add(a, b)
    except Exception as error:
        return type(error).__name__
bias = 5
class Model:
    pass
def trained(steps):
    model = Model(2)
    for _ in range(steps):
        model = model.step(rate=0.5)
    model.bias = model.bias + bias
    model.bias += 1
    model._seen = steps
    return model
def told(steps):
    model, other = trained(steps), Model(3)
    assert isinstance(model, Model) and type(model).__name__ == "Model"
    return model.bias, model.weights, model.at([1, 2]), other.weights, model._seen
def look(name):
    try:
        return str(getattr(Model(2), name))
    except Exception as error:
        return type(error).__name__
def crowd(n):
    try:
        for k in range(n): Model(1)
    except ValueError:
        return k
"""


class Model:
    secret = staticmethod(print)

    def __init__(self, size):
        self.weights = np.ones(size)
        self.bias, self._hidden, self.unsendable = 0.0, "hidden", open

    def step(self, rate):
        self.weights = self.weights - rate
        return self

    def at(self, x):
        return self.weights @ np.asarray(x) + self.bias

    def raising(self):
        raise KeyError("hidden")


@pytest.fixture(scope="module")
def worker():
    with Worker(figures=False, warm=()) as worker:
        yield worker


@pytest.fixture
def snapshot(worker):
    with Session(worker) as session:
        assert session.run(1, ANSWERS, 10).status == "ok"
        yield session.snapshot()


def add(a, b):
    return a + b


def supply(snapshot, names):
    return WithReferences(snapshot, names, 3600.0)


def test_functions_and_values_are_those_of_the_references(snapshot):
    assert Candidate(snapshot).total([1, 2]) == 2
    can = [add, 0, Model, {"by name": (add, np.tanh)}, {os}, [Model], [{"a": object()}]]
    assert [stands_in(value) for value in can] == [True, True, True, True, False, False, False]
    with supply(snapshot, {"add": add, "bias": 0, "file": {os}}) as supplied:
        assert supplied.names == {"add", "bias"}
        assert Candidate(supplied).total([1, 2]) == 3


def test_functions_in_dicts_and_pairs_are_those_of_the_references(worker):
    text = "kinds = {}\ndef both(name, x): return [f(x) for f in kinds[name]] + [kinds['rate']]"
    with Session(worker) as session:
        assert session.run(1, text, 10).status == "ok"
        kinds = {"add": (lambda x: x + 1, np.negative), "rate": 0.5}
        with supply(session.snapshot(), {"kinds": kinds, "add": add}) as supplied:
            candidate = Candidate(supplied)
            assert candidate.both("add", 3) == [4, -3, 0.5] and candidate.add(1, 2) == 3
            # The exam sees them as functions of the candidate's.
            assert candidate.kinds["add"][0](np.arange(2.0)).tolist() == [1, 2]


@pytest.mark.worker
def test_references_that_wait_for_a_processor_take_no_time_from_an_answer(worker):
    """Whoever answers for them comes last, and others want each processor."""
    fork = multiprocessing.get_context("fork")
    stop = fork.Event()

    def load():
        while not stop.is_set():
            pass

    others = [fork.Process(target=load, daemon=True) for _ in os.sched_getaffinity(0)]
    with Session(worker) as session:
        assert session.run(1, ANSWERS, 10).status == "ok"
        snapshot = session.snapshot()
        with supply(snapshot, {"add": add}) as supplied:
            os.setpriority(os.PRIO_PROCESS, supplied.server.process, 19)
            used = [snapshot.times.processor(), snapshot.references.processor()]
            clock, wall = session.clock(), time.monotonic()
            for other in others:
                other.start()
            try:
                assert Candidate(supplied, seconds=60).total([1] * 50) == 55
            finally:
                stop.set()
            clock, wall = session.clock() - clock, time.monotonic() - wall
            used = [snapshot.times.processor() - used[0], snapshot.references.processor() - used[1]]
    for other in others:
        other.join()
    assert wall > 10 * sum(used), "the machine was not busy enough to show anything"
    assert clock < wall / PATIENCE / 2


def test_instances_of_classes_stay_with_the_references(snapshot):
    with supply(snapshot, {"Model": Model}) as supplied:
        assert supplied.names == {"Model"}
        candidate = Candidate(supplied)
        bias, weights, at, others, seen = candidate.told(3)
        assert (bias, seen) == (6.0, 3)
        assert (weights.tolist(), others.tolist()) == ([-0.5, -0.5], [1, 1, 1])
        assert at == -1.5 + 6
        # What the candidate returns can be asked by the exam.
        model = candidate.trained(1)
        assert model.at([1.0, 1.0]) == 7.0 and model.weights.tolist() == [0.5, 0.5]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("_hidden", "AttributeError"),
        ("__dict__", "{'_number': 0}"),
        ("nothing", "AttributeError"),
        ("weights", "[1. 1.]"),
    ],
)
def test_what_is_private_stays_private(snapshot, name, found):
    with supply(snapshot, {"Model": Model}) as supplied:
        assert Candidate(supplied).look(name) == found


ALGEBRA = """
def summed(n):
    total = Number(0)
    for k in range(n):
        total += 2 * Number(k) - 1
    return (total, -total, total.value, total == Number(total.value), len(total), total[1],
            f"{total}", total.parent.value, total.parent is total.parent,
            Number(3).plus(total).value)
def kinds():
    one = Number(1)
    try:
        one + "text"
    except TypeError as error:
        return str(error), hasattr(one, "__matmul__")
def strange(thing):
    try:
        return Number(1) + thing
    except Exception as error:
        return type(error).__name__
def own():
    return strange(object()), strange(lambda: 1)
"""


class Number:
    def __init__(self, value, parent=None):
        self.value, self.parent = value, parent

    def of(self, other):
        return other if isinstance(other, Number) else Number(other)

    def __add__(self, other):
        if isinstance(other, str):
            return NotImplemented
        return Number(self.value + self.of(other).value, self)

    def __sub__(self, other):
        return Number(self.value - self.of(other).value, self)

    def __rmul__(self, other):
        return Number(other * self.value, self)

    def __neg__(self):
        return Number(-self.value, self)

    def __eq__(self, other):
        return self.value == self.of(other).value

    __hash__ = None

    def __len__(self):
        return 7

    def __getitem__(self, place):
        return (self.value, place)

    def __str__(self):
        return f"Number {self.value}"

    def plus(self, other):
        return self + other


def test_instances_compute_with_each_other_and_stay_the_same(worker):
    with Session(worker) as session:
        assert session.run(1, ALGEBRA, 10).status == "ok"
        with supply(session.snapshot(), {"Number": Number}) as supplied:
            candidate = Candidate(supplied)
            total, minus, value, equal, length, entry, text, parent, same, plus = candidate.summed(
                4
            )
            assert (value, equal, length, entry, text) == (8, True, 7, (8, 1), "Number 8")
            assert (total.value, minus.value, parent, same, plus) == (8, -8, 3, True, 11)
            said, absent = candidate.kinds()
            assert "unsupported operand" in said and absent is False
            # What is the student's own stays with the student.
            assert candidate.own() == ("ValueError", "ValueError")


class Fitted:
    def __init__(self, slope):
        self.slope = slope

    def predict(self, x):
        return self.slope * x


class Of(Fitted):
    __module__ = f"{PACKAGE}1_small.q01"


def fit(slope):
    return Of(slope)


def elsewhere(slope):
    return Fitted(slope)


def test_an_object_of_the_exams_that_a_reference_returns_stays_there(worker):
    with Session(worker) as session:
        text = "model = fit(3)\nslope = model.predict(2)\ndef again(): return fit(5)"
        assert session.run(1, "def fit(slope): pass", 10).status == "ok"
        names = {"fit": fit, "module": lambda: os, "elsewhere": elsewhere, "least": min}
        with supply(session.snapshot(), names) as supplied:
            candidate = Candidate(supplied)
            candidate._channel.ask({"op": "execute", "source": text, "file": "<cell 1>"}, "")
            assert candidate.slope == 6 and candidate.model.slope == 3
            assert candidate.again().predict(2) == 10
            # Of anything else nobody knows what it can do.
            for call in (candidate.module, lambda: candidate.elsewhere(3)):
                with pytest.raises(CandidateError, match="do not fit"):
                    call()


READS = """
from pathlib import Path
def lines(of=str):
    Path("texts").mkdir(exist_ok=True)
    Path("texts/a.txt").write_text("one")
    Path("texts/b.txt").write_text("two")
    return read(of("texts/a.txt")), read_all(of("texts")), read_all(folder="texts/")
def paths():
    return lines(Path)
def sure(function, *args):
    try:
        return function(*args)
    except Exception as error:
        return type(error).__name__
def words():
    Path("he").mkdir(exist_ok=True)
    Path("relu").write_text("a file")
    return [word(given) for given in ("he", "relu", "", ".", "..", "/", ", ")]
def elsewhere(parts):
    return sure(read_parts, parts), sure(write_parts, parts)
def written():
    Path("texts").mkdir(exist_ok=True)
    Path("texts/a.txt").write_text("mine")
    return sure(write, "texts/a.txt"), Path("texts/a.txt").read_text()
"""


def read(path):
    with open(path) as file:
        return file.read()


def read_all(folder):
    end = "/" if isinstance(folder, str) and folder.endswith("/") else ""
    return [read(os.path.join(folder, name)) for name in sorted(os.listdir(folder))] + [end]


def write(path):
    with open(path, "w") as file:
        file.write("harm")
    os.makedirs(str(path) + ".new")
    return True


def word(given):
    return f"the word {given}"


def read_parts(parts):
    return read(os.sep.join(parts))


def write_parts(parts):
    return write(os.sep.join(parts))


@pytest.fixture
def reading(worker):
    with Session(worker) as session:
        assert session.run(1, READS, 10).status == "ok"
        functions = (read, read_all, write, read_parts, write_parts, word)
        names = {function.__name__: function for function in functions}
        with supply(session.snapshot(), names) as supplied:
            yield Candidate(supplied)


def test_references_read_the_files_that_the_candidate_names(reading):
    wanted = ("one", ["one", "two", ""], ["one", "two", "/"])
    assert reading.lines() == wanted
    assert reading.paths() == wanted


def test_a_word_stays_as_it_is_whatever_is_called_so(reading):
    assert reading.words() == [f"the word {g}" for g in ("he", "relu", "", ".", "..", "/", ", ")]


def test_references_neither_read_nor_change_what_is_outside(reading, tmp_path):
    target = tmp_path / "host.txt"
    target.write_text("host")
    # In parts, so that what the candidate itself can read does not go along.
    assert reading.elsewhere(str(target).split(os.sep)) == ("ValueError", "ValueError")
    assert reading.written() == (True, "mine")
    assert target.read_text() == "host" and os.listdir(tmp_path) == ["host.txt"]


def test_so_many_instances_and_no_more(snapshot, monkeypatch):
    monkeypatch.setattr(reference_server, "MAX_INSTANCES", 5)
    with supply(snapshot, {"Model": Model}) as supplied:
        assert Candidate(supplied).crowd(9) == 5


def test_another_question_may_be_supplied_in_the_same_snapshot(snapshot):
    for right in (add, lambda a, b: a * b + 1):
        with supply(snapshot, {"add": right, "bias": 0}) as supplied:
            assert Candidate(supplied).total([2, 3]) == right(right(0, 2), 3)


def test_a_case_may_lend_functions_as_well(snapshot):
    with supply(snapshot, {"add": add}) as supplied:
        assert Candidate(supplied).apply(lambda x: 10 * x, 2) == 30


def test_arguments_that_do_not_fit_are_the_students_error(snapshot):
    with (
        supply(snapshot, {"add": lambda a, b: np.linalg.inv(a)}) as supplied,
        pytest.raises(CandidateError, match="do not fit"),
    ):
        Candidate(supplied).total([1, 2])


def test_a_reference_that_never_ends_takes_its_time_and_no_more(snapshot):
    def forever(a, b):
        while b:
            pass

    # The candidate's time is up long before that of the references.
    with supply(snapshot, {"add": forever}) as supplied, pytest.raises(CallTimedOut):
        Candidate(supplied, seconds=0.5).total([1])
    # The references are gone, and the candidate is not.
    assert Candidate(snapshot).sure(1, 0) == "ValueError"


def test_references_that_died_refuse(snapshot):
    with supply(snapshot, {"add": add}) as supplied:
        candidate = Candidate(supplied)
        assert candidate.sure(1, 2) == 3
        supplied.server.close()
        assert candidate.sure(1, 2) == "ValueError"
