import numpy as np
import pytest

from viva.remote.candidate import Candidate
from viva.remote.client import Worker
from viva.remote.session import Session
from viva.remote.transport import CallTimedOut, CandidateError
from viva.remote.with_references import WithReferences

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
"""


class Model:
    pass


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
    with supply(snapshot, {"add": add, "bias": 0, "Model": Model}) as supplied:
        assert supplied.names == {"add", "bias"}
        assert Candidate(supplied).total([1, 2]) == 3


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
