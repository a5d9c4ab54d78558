"""When two wrong answers are the same mistake."""

import numpy as np
import pytest

from viva.compare.numbers import Tolerance
from viva.exam import Exam
from viva.grading.alike import alike, alike_values
from viva.grading.outcome import Outcome
from viva.remote.candidate import Candidate
from viva.remote.transport import CandidateError, LocalTransport

T = Tolerance()


@pytest.mark.parametrize(
    ("mine", "wrong", "lists", "same"),
    [
        ([1, 2], np.array([1.0, 2.0]), False, True),
        ([1, 2], [1, 3], False, False),
        ([1, 2], (1, 2), True, False),
        ([1, 2], (1, 2), False, True),
        ([[1, 2]], [(1, 2)], True, False),
        ([], [1], True, False),
        (np.ones(2), [1, 1], True, False),
        (np.ones(2), np.ones(2), True, True),
        (np.float64(1), 1.0, True, True),
        ([[1, 2]], [1, 2], False, False),
        ([1e9], [1e9 + 1], False, True),
        ({"a": [1]}, {"a": [1]}, True, True),
        ({"a": [1]}, {"a": [2]}, True, False),
        ({"a": [1]}, {"b": [1]}, True, False),
        (([1], "x"), ([1], "x"), False, True),
        (([1], "x"), ([1], "y"), False, False),
        (([1], "x"), ([1], "x", 1), False, False),
        (["x"], None, False, False),
        (None, ("x",), False, False),
        ("x", 1, False, False),
        (1, "x", False, False),
        ("x", "x", False, True),
        (None, None, False, True),
        (None, "x", False, False),
    ],
)
def test_values_are_alike_if_numbers_and_containers_are(mine, wrong, lists, same):
    assert alike_values(mine, wrong, T, lists) is same


def test_scales_of_both_are_minded():
    loose = Tolerance(rtol=0.1, atol=0.0)
    assert alike_values([1.0], [1.105], loose, lists=False)
    assert alike_values([1.105], [1.0], loose, lists=False)


class Model:
    pass


def test_what_stays_away_is_alike_by_its_kind():
    space = {"f": len, "g": abs, "C": Model}
    one, other = Candidate(LocalTransport(space)), Candidate(LocalTransport(space))
    assert alike_values(one.f, other.g, T, lists=False)
    assert not alike_values(one.f, other.C, T, lists=False)
    assert not alike_values(one.f, 1, T, lists=False)
    assert not alike_values(1, one.f, T, lists=False)


def raised(kind="ValueError", text="x"):
    return CandidateError({"type": kind, "text": text}, "f")


@pytest.mark.parametrize(
    ("mine", "wrong", "same"),
    [
        (Outcome("value", 1), Outcome("value", 1), True),
        (Outcome("value", 1), Outcome("value", 2), False),
        (Outcome("value", 1), Outcome("pair", 1), False),
        (Outcome("pair", 1), Outcome("pair", 1), True),
        (Outcome("unusable", None), Outcome("unusable", None), True),
        (Outcome("unusable", None), Outcome("unusable", "x"), False),
        (Outcome("wrong", message="a"), Outcome("wrong", message="a"), True),
        (Outcome("wrong", message="a"), Outcome("wrong", message="b"), False),
        (Outcome("error", error=raised()), Outcome("error", error=raised()), True),
        (Outcome("error", error=raised()), Outcome("error", error=raised("KeyError")), False),
        (Outcome("error", error=raised()), Outcome("error", error=raised(text="y")), False),
        (Outcome("error", error=raised()), Outcome("error"), False),
        (Outcome("missing", message="f"), Outcome("missing", message="f"), False),
        (Outcome("timeout"), Outcome("timeout"), False),
    ],
)
def test_outcomes_are_alike_if_they_end_alike(mine, wrong, same):
    question = Exam("made_up").question("q")
    question.case("a case")(lambda c, rng: 1)
    assert alike(mine, wrong, question.cases[0]) is same
