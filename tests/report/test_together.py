from dataclasses import replace

import classes
import pytest

from viva.classroom.history import Answered, Attempt
from viva.report.time_spent import QuestionTime, TimeSpent
from viva.report.together import attempts_together, times_together, together


def of(part, student, *questions, **changes):
    verdict = classes.verdict(student, *questions, assignment="ps1")
    return replace(verdict, part=part, **changes)


def test_the_points_are_the_sum_and_each_question_is_called_after_its_notebook():
    q = classes.question
    a = of("a", "ada", q("passed"), q("manual", id="q02"), written=frozenset({"q02"}))
    b = of("b", "ada", q("partial", 1.0), message="late", inline=frozenset({"q01"}))
    alone = classes.verdict("ada", q("passed"))
    one, other = together([a, alone, b])
    assert (one.assignment, one.part, one.student) == ("ps1", "", "ada")
    assert (one.score, one.max_score, one.written_max_score) == (3.0, 4.0, 2.0)
    assert [each.id for each in one.questions] == ["a/q01", "a/q02", "b/q01"]
    assert (one.written, one.inline) == ({"a/q02"}, {"b/q01"})
    assert (one.message, one.seconds) == ("b: late", 2.0)
    assert other is alone


@pytest.mark.parametrize("place", [0, 1])
def test_it_counts_as_graded_if_one_of_the_notebooks_could_be(place):
    q = classes.question
    bad = of("b", "ada", q("missing"), status="unreadable", message="b is missing.")
    verdicts = [of("a", "ada", q("passed"))]
    verdicts.insert(place, bad)
    (one,) = together(verdicts)
    assert (one.status, one.score, one.max_score) == ("graded", 2.0, 4.0)
    assert together([bad])[0].status == "unreadable"


def test_one_that_is_named_alone_stays_by_itself():
    (one,) = together([of("a", "ada", classes.question())], {"ps1/a"})
    assert (one.assignment, one.part, one.questions[0].id) == ("ps1/a", "", "q01")


def test_students_are_kept_apart():
    found = together([of(part, who, classes.question()) for who in ("ada", "bo") for part in "ab"])
    assert [(each.student, each.max_score) for each in found] == [("ada", 4.0), ("bo", 4.0)]


def test_times_are_those_of_all_notebooks():
    spent = TimeSpent(3, 1, (QuestionTime("q01", 3, 60.0, 30.0, 90.0),))
    found = times_together([("a", spent), ("b", spent)])
    assert (found.recorded, found.at_one_go) == (6, 2)
    assert [each.question for each in found.questions] == ["a/q01", "b/q01"]
    assert times_together([("", spent)]) == spent


def attempt(score):
    answered = {} if score is None else {"q01": Answered(score, 2.0, "failed", None, "e")}
    return Attempt("f", "", answered)


def test_hand_ins_of_the_notebooks_are_counted_together():
    found = attempts_together(
        [("a", [attempt(None), attempt(0), attempt(1), attempt(2)]), ("b", [attempt(1)]), ("c", [])]
    )
    scores = [{name: each.score for name, each in one.questions.items()} for one in found]
    assert scores == [{"a/q01": n, "b/q01": 1} for n in (0, 1, 2)]
    alone = [attempt(None), attempt(2)]
    assert attempts_together([("", alone)]) == alone
