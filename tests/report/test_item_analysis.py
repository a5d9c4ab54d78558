import math

import pytest

from viva.report.item_analysis import FEWEST, Correlation, by_quintile, correlation, item, reading


def class_of(classes, scores):
    """A class in which each student has a score of 2 for q01 and another of 4 for q02."""
    q, v = classes.question, classes.verdict
    return [
        v(f"s{number:02}", q("partial", own), q("partial", rest, id="q02", max_score=4.0))
        for number, (own, rest) in enumerate(scores)
    ]


def test_a_question_is_correlated_with_the_others_and_not_with_itself(classes):
    # By itself alone q01 would go with the total, to which it adds; the others go the other way.
    scores = [(2, 1), (2, 1), (2, 0), (2, 1), (2, 0), (0, 2), (0, 1), (0, 2), (0, 2), (0, 1)]
    found = item("q01", class_of(classes, scores))
    assert found.difficulty == 0.5 and found.answers == 10
    # Means 0.6 and 1.6 of the two halves; the scores of q02 have the variance 4.9/10 about 1.1.
    assert found.discrimination.r == pytest.approx((0.6 - 1.6) * 0.5 / math.sqrt(0.49))
    assert found.discrimination.high < 0
    assert found.remark.startswith("those who do well elsewhere do worse here")


def test_the_interval_is_fishers():
    first, second = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [0, 2, 1, 4, 3, 6, 5, 8, 7, 9, 11, 10]
    found = correlation(first, second)
    half = 1.959964 / math.sqrt(len(first) - 3)
    assert found.low == pytest.approx(math.tanh(math.atanh(found.r) - half))
    assert found.high == pytest.approx(math.tanh(math.atanh(found.r) + half))


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Correlation(0.5, 0.1, 0.8), "do better here"),
        (Correlation(0.2, -0.1, 0.5), "uncertain"),
        (Correlation(-0.5, -0.8, -0.1), "do worse here"),
    ],
)
def test_no_more_is_said_than_the_interval_allows(found, said):
    assert said in reading(found)


@pytest.mark.parametrize(
    ("scores", "why"),
    [
        ([(number % 3, number % 5) for number in range(FEWEST - 1)], "too few answers"),
        ([(1, number % 5) for number in range(FEWEST)], "everybody has the same score"),
        ([(number % 3, 1) for number in range(FEWEST)], "no other question"),
    ],
)
def test_where_there_is_none_the_reason_is_given(classes, scores, why):
    found = item("q01", class_of(classes, scores))
    assert found.discrimination is None and why in found.remark


def test_who_was_not_asked_and_what_a_person_marks_do_not_count(classes):
    q, v = classes.question, classes.verdict
    verdicts = [
        v("ada", q(), q("manual", id="q03"), written={"q03"}),
        v("bo", q(id="q02")),
    ]
    assert item("q01", verdicts).answers == 1
    assert item("q03", verdicts).difficulty is None


def test_each_fifth_of_the_class_has_its_own_difficulty(classes):
    # The totals rise with the number, and only the better half answers q01.
    found = item("q01", class_of(classes, [(2 * (n >= 5), n / 4) for n in range(10)]))
    assert found.quintiles == (0.0, 0.0, 0.5, 1.0, 1.0)
    assert found.deviation == pytest.approx(math.sqrt(10 * 0.25 / 9))
    assert item("q01", class_of(classes, [(2, 1)] * 9)).quintiles == ()
    totals = [(float(n), "") for n in (6, 5, 4, 3, 2, 1, 0)]
    assert by_quintile([0, 0, 0, 1, 1, 1, 1], totals) == (1.0, 1.0, 1.0, 0.0, 0.0)


def test_a_blank_answer_was_not_tried(classes):
    q, v = classes.question, classes.verdict
    answers = [q("blank", 0), q("missing", 0), q("failed", 0), q()]
    verdicts = [v(f"s{n}", answer) for n, answer in enumerate(answers)]
    assert item("q01", verdicts).tried == 0.5
    assert item("q09", verdicts).tried is None
