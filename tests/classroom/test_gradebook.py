import dataclasses
import datetime
from pathlib import Path

import pytest
from full_exam import full_course
from nbgrader.api import Gradebook
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import ArgumentError, DBAPIError

from viva.classroom import gradebook as module
from viva.classroom.gradebook import (
    GradebookProblem,
    expected_scores,
    marks,
    open_gradebook,
    patiently,
    record_verdict,
    recorded,
    score_rows,
)
from viva.classroom.gradebook_cells import record_cells
from viva.course.bundle import make_bundle
from viva.grading.verdict import QuestionVerdict, Verdict


@pytest.fixture
def made(tmp_path):
    course, assignment = full_course(tmp_path)
    bundle = make_bundle(assignment)
    record_cells(course, assignment, bundle)
    return course, assignment, bundle


def verdict(score=1.0, status="partial", written="manual"):
    questions = (
        QuestionVerdict("q01_double", score, 2.0, status, "almost"),
        QuestionVerdict("q02_linear", 0.0, 2.0, written),
    )
    return Verdict(
        "01_warm_up", "ada", "graded", questions, "none", 0.1, written=frozenset({"q02_linear"})
    )


def record(course, bundle, found):
    with open_gradebook(course) as gradebook:
        record_verdict(gradebook, bundle, found, None)


def grades(course):
    with Gradebook(course.gradebook_url) as gradebook:
        submission = gradebook.find_submission_notebook("warm_up", "01_warm_up", "ada")
        return {
            g.name: (g.auto_score, g.manual_score, g.needs_manual_grade) for g in submission.grades
        }


def test_what_could_not_be_graded_here_waits_and_is_no_zero(made):
    course, _, bundle = made
    found = verdict(0.0, "missing package")
    record(course, bundle, found)
    assert grades(course)["q01_double_test"] == (None, None, True)
    assert expected_scores(bundle, found)["q01_double_test"] is None
    assert (found.score, found.max_score) == (0, 0)
    record(course, bundle, verdict(2.0, "passed"))
    assert grades(course)["q01_double_test"] == (2.0, None, False)


def test_scores_and_what_waits_to_be_marked(made):
    course, _, bundle = made
    record(course, bundle, verdict())
    assert grades(course) == {
        "q01_double_test": (1.0, None, False),
        "q02_linear": (None, None, True),
    }


def test_an_untouched_written_answer_waits_for_nobody(made):
    course, _, bundle = made
    record(course, bundle, verdict(written="blank"))
    assert grades(course)["q02_linear"] == (0.0, None, False)


def test_marks_of_a_person_stay_when_graded_again(made):
    course, _, bundle = made
    record(course, bundle, verdict())
    with Gradebook(course.gradebook_url) as gradebook:
        gradebook.find_grade("q02_linear", "warm_up", "01_warm_up", "ada").manual_score = 1.5
        gradebook.db.commit()
    record(course, bundle, verdict(score=2.0))
    assert grades(course)["q01_double_test"][0] == 2.0
    assert grades(course)["q02_linear"] == (None, 1.5, True)


def test_marks_are_what_a_person_gave(made):
    course, _, bundle = made
    record(course, bundle, verdict())
    with Gradebook(course.gradebook_url) as gradebook:
        assert marks(gradebook, "01_warm_up") == {}
        gradebook.find_grade("q02_linear", "warm_up", "01_warm_up", "ada").manual_score = 0.0
        gradebook.db.commit()
        assert marks(gradebook, "01_warm_up") == {("ada", "q02_linear"): 0.0}
        assert marks(gradebook, "02_other") == {}


def test_a_score_that_a_person_changed_is_looked_at_again_when_graded_again(made):
    course, _, bundle = made
    record(course, bundle, verdict())
    with Gradebook(course.gradebook_url) as gradebook:
        gradebook.find_grade("q01_double_test", "warm_up", "01_warm_up", "ada").manual_score = 0.5
        gradebook.db.commit()
    record(course, bundle, verdict(score=2.0))
    assert grades(course)["q01_double_test"] == (2.0, 0.5, True)


def test_the_message_is_the_comment(made):
    course, _, bundle = made
    record(course, bundle, verdict())
    with Gradebook(course.gradebook_url) as gradebook:
        comment = gradebook.find_comment("q01_double", "warm_up", "01_warm_up", "ada")
        assert comment.auto_comment == "almost"


def test_what_is_recorded_is_what_was_to_be_recorded(made):
    course, _, bundle = made
    record(course, bundle, verdict())
    with open_gradebook(course) as gradebook:
        found = recorded(gradebook, bundle, ["ada", "bob"])
    assert found == {"ada": expected_scores(bundle, verdict())}
    assert found["ada"] == {"q01_double_test": 1.0, "q02_linear": None}


def test_who_is_late_is_not_among_the_recorded(made):
    course, _, bundle = made
    with Gradebook(course.gradebook_url) as gradebook:
        due = datetime.datetime(2026, 10, 1)
        gradebook.update_or_create_assignment("01_warm_up", duedate=due)
    with open_gradebook(course) as gradebook:
        record_verdict(gradebook, bundle, verdict(), "2026-10-02 12:00:00 UTC")
        assert recorded(gradebook, bundle, ["ada"]) == {}


@pytest.mark.parametrize(
    ("status", "message", "comment"),
    [
        ("partial", "almost", "almost"),
        ("passed", "", None),
        ("blank", "ignored", "No response."),
        ("missing", "ignored", "No response."),
    ],
)
def test_who_wrote_nothing_reads_that_there_is_no_response(made, status, message, comment):
    course, _, bundle = made
    found = verdict(status=status)
    (first, second) = found.questions
    questions = (dataclasses.replace(first, message=message), second)
    record(course, bundle, dataclasses.replace(found, questions=questions))
    with Gradebook(course.gradebook_url) as gradebook:
        said = gradebook.find_comment("q01_double", "warm_up", "01_warm_up", "ada")
        assert said.auto_comment == comment


def database_error(reason):
    return DBAPIError("INSERT", {}, Exception(reason))


def test_a_locked_gradebook_is_tried_again_and_each_attempt_undone(monkeypatch):
    monkeypatch.setattr(module.time, "sleep", lambda seconds: None)
    attempts, undone = [], []

    def step():
        attempts.append(None)
        if len(attempts) < 4:
            raise database_error("database is locked")
        return "done"

    assert patiently(step, lambda: undone.append(None)) == "done"
    assert (len(attempts), len(undone)) == (4, 3)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (database_error("database is locked"), "kept the gradebook locked for 0 seconds."),
        (database_error("disk  full.\nIs it?"), r"^The gradebook cannot be written: disk full\.$"),
        (
            database_error("file is not a database"),
            r"a database\. Take gradebook\.db from a backup",
        ),
        (ModuleNotFoundError(name="psycopg2"), "needs the package psycopg2, which is not"),
        (ArgumentError("no such thing"), "is not a valid database URL: no such thing."),
    ],
)
def test_what_is_wrong_with_a_gradebook_is_one_sentence(monkeypatch, error, words):
    monkeypatch.setattr(module, "PATIENCE", 0)

    def step():
        raise error

    with pytest.raises(GradebookProblem, match=words):
        patiently(step)


def test_a_verdict_is_written_whole_or_not_at_all(made, monkeypatch):
    course, _, bundle = made

    def fail(*given):
        raise DBAPIError("INSERT", {}, Exception("database or disk is full"))

    monkeypatch.setattr("viva.classroom.gradebook._of_cells", fail)
    with open_gradebook(course) as gradebook:
        with pytest.raises(GradebookProblem, match="cannot be written: database or disk is full"):
            record_verdict(gradebook, bundle, verdict(), None)
        assert gradebook.students == []
        assert gradebook.assignment_submissions("01_warm_up") == []


def test_what_is_asked_of_the_gradebook_is_no_speciality_of_sqlite(made):
    course, _, bundle = made
    with open_gradebook(course) as gradebook:
        statement = score_rows(gradebook.db, bundle, ["ada"]).statement
    assert "JOIN submitted_assignment" in str(statement.compile(dialect=postgresql.dialect()))
    said = [p.read_text() for p in sorted(Path(module.__file__).parent.glob("*.py"))]
    assert not any(word in text for text in said for word in ("PRAGMA", "sqlite3", "AUTOINCREMENT"))
