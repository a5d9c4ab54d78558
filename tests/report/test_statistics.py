import statistics
from dataclasses import replace

import pytest

from viva.report.statistics import (
    by_assignment,
    histogram,
    question_ids,
    question_statistics,
    share,
    summarise,
)


def test_mean_and_median_leave_out_what_could_not_be_read(classes):
    q, v = classes.question, classes.verdict
    found = summarise(
        [
            v("ada", q("passed"), q("failed", id="q02")),
            v("bo", q("passed"), q("passed", id="q02")),
            v("cy", q("failed"), q("partial", 1, id="q02")),
            classes.unreadable("di"),
        ]
    )
    assert found.max_score == 4
    assert found.mean == pytest.approx((2 + 4 + 1) / 3)
    assert found.median == 2
    assert found.deviation == pytest.approx(statistics.stdev([2, 4, 1]))
    assert (found.lowest, found.highest) == (1, 4)
    assert (found.with_all_points, found.without_points) == (1, 0)
    assert sum(bin_.count for bin_ in found.bins) == 3
    assert [verdict.student for verdict in found.unreadable] == ["di"]
    assert len(found.verdicts) == 4


def test_what_this_machine_could_not_grade_is_in_no_score_and_named(classes):
    q, v = classes.question, classes.verdict
    said = "This machine cannot grade this question: torch is not installed."
    lacking = q("missing package", id="q02", message=said)
    found = summarise([v("ada", q("passed"), lacking), v("bo", q("failed"), lacking)])
    assert (found.max_score, found.mean) == (2, 1)
    assert found.lacking == (("q02", said),)
    (_, second) = found.questions
    assert (second.mean_share, second.pass_rate) == (None, None)
    assert second.statuses == {"missing package": 2}


def test_questions_whose_tests_stand_in_the_notebook_are_known(classes):
    verdict = replace(classes.verdict("ada", classes.question()), inline=frozenset({"q01"}))
    assert summarise([verdict, classes.verdict("bo", classes.question())]).inline == {"q01"}


def test_nobody_could_be_read(classes):
    found = summarise([classes.unreadable("ada")])
    assert found.mean is None and found.median is None
    assert found.questions == () and found.max_score == 0
    assert sum(bin_.count for bin_ in found.bins) == 0


def test_one_assignment_at_a_time(classes):
    with pytest.raises(ValueError, match="not 0"):
        summarise([])
    one, two = classes.verdict("ada"), classes.verdict("ada", assignment="01_perceptron_line")
    with pytest.raises(ValueError, match="not 2"):
        summarise([one, two])
    assert [a.name for a in by_assignment([one, two])] == ["01_perceptron_line", "03_list_mlp"]


def test_written_answers_are_counted_and_not_scored(classes):
    q = classes.question
    written = {"q02"}
    found = summarise(
        [
            classes.verdict("ada", q("passed"), q("manual", id="q02"), written=written),
            classes.verdict("bo", q("passed"), q("blank", id="q02"), written=written),
        ]
    )
    assert found.awaiting == 1
    assert (found.max_score, found.written_max_score) == (2, 2)
    assert found.mean == 2
    coded, by_hand = found.questions
    assert (coded.written, by_hand.written) == (False, True)
    assert by_hand.mean_share is None and by_hand.pass_rate is None
    assert by_hand.statuses == {"blank": 1, "manual": 1}


def test_a_question_has_shares_rates_and_statuses(classes):
    q, v = classes.question, classes.verdict
    found = question_statistics(
        "q01",
        [
            v("ada", q("passed")),
            v("bo", q("partial", 1)),
            v("cy", q("failed")),
            v("di", q("blank")),
            v("ed", q("passed", id="q02")),
        ],
    )
    assert found.answers == 4
    assert found.mean_share == pytest.approx((1 + 0.5 + 0 + 0) / 4)
    assert found.pass_rate == pytest.approx(1 / 4)
    assert list(found.statuses.items()) == [
        ("passed", 1),
        ("partial", 1),
        ("failed", 1),
        ("blank", 1),
    ]


def test_a_recognised_mistake_is_one_whatever_its_message(classes):
    q, v = classes.question, classes.verdict
    hint = "b is missing"
    verdicts = [
        v("ada", q("failed", message=hint, diagnosis="no bias")),
        v("bo", q("partial", 1, message=hint + ", in two cases", diagnosis="no bias")),
        v("cy", q("failed", message=hint, diagnosis="no bias")),
        v("di", q("failed", message="it is transposed")),
        v("ed", q("passed")),
        v("fi", q("blank", message="nothing here yet")),
    ]
    named, other = question_statistics("q01", verdicts).mistakes
    assert (named.title, named.message, named.students) == ("no bias", hint, ("ada", "bo", "cy"))
    assert (other.title, other.message, other.students) == (None, "it is transposed", ("di",))


def test_like_messages_are_one_mistake(classes):
    q, v = classes.question, classes.verdict
    verdicts = [
        v("ada", q("error", message="NameError in line 3:  name 'x' is not defined.")),
        v("bo", q("error", message="NameError in line 12: name 'x' is not defined.")),
        v("cy", q("error", message="NameError in line 3: name 'y' is not defined.")),
        v("di", q("failed", message="3 of 12 entries are right.")),
        v("ed", q("failed", message="1 of 12 entries are right.")),
        v("fi", q("failed", message="2 times too large.")),
        v("gi", q("failed", message="3 times too large.")),
    ]
    found = question_statistics("q01", verdicts).mistakes
    assert [mistake.students for mistake in found] == [
        ("ada", "bo"),
        ("di", "ed"),
        ("cy",),
        ("fi",),
        ("gi",),
    ]


def test_commonest_mistakes_come_from_all_questions(classes):
    q, v = classes.question, classes.verdict
    wrong = q("failed", message="m", diagnosis="once")
    often = q("failed", message="m", diagnosis="twice", id="q02")
    found = summarise([v("ada", wrong, often), v("bo", q("passed"), often)])
    assert [m.title for m in found.commonest_mistakes(5)] == ["twice", "once"]
    assert [m.title for m in found.commonest_mistakes(1)] == ["twice"]


@pytest.mark.parametrize(
    ("value", "place"), [(0, 0), (0.0999, 0), (0.1, 1), (0.1 + 0.2, 3), (0.7, 7), (0.99, 9), (1, 9)]
)
def test_histogram_puts_a_share_into_its_step(value, place):
    counts = [bin_.count for bin_ in histogram([value])]
    assert counts == [int(step == place) for step in range(10)]


def test_share_stays_between_nothing_and_all():
    assert share(1, 2) == 0.5
    assert share(3, 2) == 1
    assert share(-1, 2) == 0
    assert share(0, 0) == 0


def test_the_most_complete_submission_gives_the_order_of_questions(classes):
    q, v = classes.question, classes.verdict
    short = v("ada", q(id="q03"), q(id="q09"))
    complete = v("bo", q(id="q01"), q(id="q02"), q(id="q03"))
    assert question_ids([short, complete]) == ["q01", "q02", "q03", "q09"]
