import pytest

from viva.classroom.history import Answered, Attempt
from viva.report.hand_ins import hand_ins


def attempt(score=None, diagnosis=None, exam="e"):
    if score is None:
        return Attempt("f", "", {})
    return Attempt("f", "", {"q01": Answered(score, 2.0, "failed", diagnosis, exam)})


def test_the_first_hand_in_is_compared_with_the_last():
    found = hand_ins(
        [
            [attempt(0, "no bias"), attempt(1, "no bias"), attempt(2)],
            [attempt(0, "no bias"), attempt(1, "no bias")],
            [attempt(2), attempt(1, "sign")],
            [attempt(0, "sign"), attempt(0)],
            [attempt(2)],
            [],
        ],
        ["q01", "q02"],
    )
    assert found.students == 4
    assert found.counts == {1: 1, 2: 3, 3: 1}
    (change,) = found.questions
    assert (change.question, change.students) == ("q01", 4)
    assert change.first == pytest.approx((0 + 0 + 1 + 0) / 4)
    assert change.last == pytest.approx((1 + 0.5 + 0.5 + 0) / 4)
    assert (change.better, change.worse) == (2, 1)
    assert change.overcome == (("no bias", 1),)


def test_what_was_asked_otherwise_is_not_compared():
    found = hand_ins([[attempt(0, exam="old"), attempt(2, exam="new")]], ["q01"])
    assert (found.students, found.questions) == (1, ())


def test_a_hand_in_that_could_not_be_read_is_no_first_one():
    found = hand_ins([[attempt(), attempt(2)]], ["q01"])
    assert found.students == 0 and found.counts == {1: 1}
