import time

import numpy as np
import pytest

from viva.judge.candidate import Candidate, CandidateError, LocalTransport
from viva.judge.supplied import Supplied


class Model:
    pass


def names_of_a_student():
    space = {}
    exec(
        "def add(a, b): return a - b\n"
        "def total(row):\n    s = 0\n    for x in row: s = add(s, x)\n    return s + bias\n"
        "def apply(f, x): return f(add(x, 1))\n"
        "bias = 5\n",
        space,
    )
    return space


def supply(transport, **names):
    return Supplied(transport, names, time.monotonic() + 30)


def test_functions_and_values_are_those_of_the_references():
    transport = LocalTransport(names_of_a_student())
    assert Candidate(transport).total([1, 2]) == 2
    with supply(transport, add=lambda a, b: a + b, bias=0, Model=Model) as supplied:
        assert supplied.names == {"add", "bias"}
        assert Candidate(supplied).total([1, 2]) == 3


def test_a_case_may_lend_functions_as_well():
    with supply(LocalTransport(names_of_a_student()), add=lambda a, b: a + b) as supplied:
        assert Candidate(supplied).apply(lambda x: 10 * x, 2) == 30


def test_arguments_that_do_not_fit_are_the_students_error():
    transport = LocalTransport(names_of_a_student())
    with (
        supply(transport, add=lambda a, b: np.linalg.inv(a)) as supplied,
        pytest.raises(CandidateError, match="do not fit"),
    ):
        Candidate(supplied).total([1, 2])
