"""What the references do, and what of it may be told."""

from dataclasses import replace

import numpy as np
import pytest

from viva.exam import Exam, Pair, check
from viva.grading.expected import (
    MOST_LENGTHS,
    SERIES,
    ExamError,
    Expected,
    all_keys,
    all_lengths,
)
from viva.grading.outcome import Outcome


def exam_of(ask, lists=False, extra_returns=True, **references):
    exam = Exam("made_up", lists=lists)
    question = exam.question("q01")
    question.references.update(references)
    question.case("a case", extra_returns=extra_returns)(ask)
    return Expected(exam), question.cases[0]


def test_the_references_are_asked_once():
    asked = []

    def f(x):
        asked.append(x)
        return x + 1

    expected, case = exam_of(lambda c, rng: c.f(1), f=f)
    assert expected.outcome(case).value == 2
    assert expected.compare(case, Outcome("value", 2)).passed
    assert not expected.compare(case, Outcome("value", 3)).passed
    expected.disclosable(case)
    assert asked == [1]


@pytest.mark.parametrize(
    ("outcome", "passed"),
    [
        (Outcome("value", [3, 4]), True),
        (Outcome("value", [3, 5]), False),
        (Outcome("pair", 7, 7), True),
        (Outcome("pair", [3, 4], 7), False),
        (Outcome("wrong", message="No."), False),
        (Outcome("timeout"), False),
        (Outcome("error"), False),
    ],
)
def test_a_value_is_compared_with_what_it_should_be(outcome, passed):
    expected, case = exam_of(lambda c, rng: c.x, x=[3, 4])
    found = expected.compare(case, outcome)
    assert (found.passed, found.case, found.outcome) == (passed, case, outcome)
    assert (found.difference is None) is (passed or outcome.kind not in ("value", "pair"))


def test_the_reference_may_answer_with_a_pair():
    expected, case = exam_of(lambda c, rng: Pair(c.x, 5.0), x=1)
    assert expected.compare(case, Outcome("value", 5.0)).passed
    assert not expected.compare(case, Outcome("value", 1)).passed
    assert expected.disclosable(case).lengths == set()


def test_a_reference_that_gives_no_value_is_the_exams_fault():
    expected, case = exam_of(lambda c, rng: c.x)
    with pytest.raises(ExamError, match=r"q01, case 'a case': .*\(missing: x\)"):
        expected.compare(case, Outcome("value", 1))
    assert expected.compare(case, Outcome("pair", 1, 1)).passed
    assert not expected.compare(case, Outcome("missing", message="x")).passed


def test_the_case_says_how_values_are_compared():
    expected, case = exam_of(lambda c, rng: c.x, lists=True, x=[1.0])
    assert not expected.compare(case, Outcome("value", (1.0,))).passed
    expected, case = exam_of(lambda c, rng: c.x, x=[1.0])
    assert expected.compare(case, Outcome("value", (1.0,))).passed
    for extra in (True, False):
        expected, case = exam_of(lambda c, rng: c.x, extra_returns=extra, x=1.0)
        assert expected.compare(case, Outcome("value", (1.0, "more"))).passed is extra


def test_what_may_be_told_of_one_case_is_not_told_of_another():
    exam = Exam("made_up")
    question = exam.question("q01")
    question.references["f"] = lambda x: x
    for number in (3, 5):
        ask = lambda c, rng, number=number: c.f(np.ones(number))  # noqa: E731
        question.case(f"of {number}")(ask)
    expected = Expected(exam)
    assert [expected.disclosable(case).lengths for case in question.cases] == [{3}, {5}]


def test_what_may_be_told_is_what_the_reference_has():
    expected, case = exam_of(lambda c, rng: c.f(np.ones((3, 4))), f=lambda v: {"W": [[1, 2]]})
    found = expected.disclosable(case)
    assert found.lengths == {1, 2, 3, 4}
    assert found.keys == {"W"}
    assert found.sizes == {"the number of rows": 3, "the number of columns": 4}


def test_only_few_lengths_may_be_told():
    value = [np.ones(n) for n in range(1, 15)]
    expected, case = exam_of(lambda c, rng: c.x, x=value)
    assert expected.disclosable(case).lengths == set(range(1, MOST_LENGTHS + 1))


@pytest.mark.parametrize(
    ("value", "lengths"),
    [
        (3.0, set()),
        ([1, 2], {2}),
        (np.ones((2, 3)), {2, 3}),
        ({"a": [1, 2], "b": np.ones(5)}, {2, 5}),
        ([[1, 2], [1]], {2, 1}),
        ((np.ones(3), "x"), {2, 3}),
        ("text", set()),
        (None, set()),
    ],
)
def test_lengths_of_right_values(value, lengths):
    assert all_lengths(value) == lengths


@pytest.mark.parametrize(
    ("value", "keys"),
    [
        (1, set()),
        ({"a": {"b": 1}, 3: 0}, {"a", "b", 3}),
        ([{"a": 1}, ({"b": 2},)], {"a", "b"}),
    ],
)
def test_keys_of_right_values(value, keys):
    assert all_keys(value) == keys


def ask_f(candidate, rng):
    return candidate.f(rng.normal())


def test_a_case_is_put_anew_with_other_inputs_if_it_draws_any():
    expected, case = exam_of(ask_f, f=lambda x: x)
    other = expected.anew(case)
    assert other.series == 1 and expected.anew(case) == other
    assert expected.outcome(other).value != expected.outcome(case).value
    fixed, case = exam_of(lambda c, rng: c.f(1), f=lambda x: x)
    assert fixed.anew(case) is case


def test_inputs_on_which_the_reference_fails_are_not_put():
    too_high = []

    def ask(candidate, rng):
        found = candidate.f(rng.normal())
        check(found not in too_high, "The training ends too high.")
        return Pair(found, found)

    expected, case = exam_of(ask, f=lambda x: x)
    too_high += [replace(case, series=number).rng().normal() for number in (1, 2)]
    assert expected.anew(case).series == 3
    too_high += [replace(case, series=number).rng().normal() for number in range(SERIES)]
    expected, case = exam_of(ask, f=lambda x: x)
    assert expected.anew(case) is case
