"""Put verdicts into nbgrader's gradebook."""

from __future__ import annotations

import contextlib
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import click
from nbformat.v4 import new_notebook
from nbgrader.api import Assignment as Assignment_
from nbgrader.api import (
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    Notebook,
    SolutionCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
    new_uuid,
)
from nbgrader.utils import parse_utc
from sqlalchemy.exc import ArgumentError, DBAPIError, SAWarning

from viva.classroom.database import held_lock
from viva.course.layout import Course
from viva.course.new_gradebook import prepare_gradebook
from viva.grading.bundle import Bundle
from viva.grading.verdict import Verdict

PATIENCE = 60.0
# What servers say to somebody whom they do not let in, or who is told that they are gone.
UNREACHED = ("connection", "authentication", "connect to", "unknown database", "host name")

# SQLAlchemy takes the newer driver where the address names none.
WITH_PSYCOPG2 = (
    " With the driver of viva-autograder[postgresql], the address begins with "
    "postgresql+psycopg2://."
)

T = TypeVar("T")


class GradebookProblem(click.ClickException):
    """The gradebook cannot be read or written."""


@contextlib.contextmanager
def open_gradebook(course: Course) -> Iterator[Gradebook]:
    """Yield the course's gradebook, which is made if there is none yet.

    Raises
    ------
    GradebookProblem
        If it cannot be read or written.
    """

    def opened() -> Gradebook:
        # Two that find no tables would both make them, and one would fail.
        with held_lock(course.gradebook_url, "tables", wait=True):
            prepare_gradebook(course.gradebook_url)
            return Gradebook(course.gradebook_url, course.course_id)

    with warnings.catch_warnings():
        # nbgrader adds submissions in an order that SQLAlchemy remarks on.
        warnings.simplefilter("ignore", SAWarning)
        with patiently(opened, act="opened") as gradebook:
            try:
                yield gradebook
            except DBAPIError as error:
                raise problem_with(error, "read") from error


def problem_with(error: DBAPIError, act: str) -> GradebookProblem:
    """Return what is wrong with the gradebook, in a sentence.

    Parameters
    ----------
    act
        What cannot be done with it.
    """
    # Drivers of servers add what may be the cause, and the statement, in lines below.
    first = str(error.orig).strip().partition("\n")[0]
    reason = " ".join(first.split()).rstrip(".?")
    if "not a database" in reason:
        reason += ". Take gradebook.db from a backup, or move it away and grade again"
    if any(word in reason.lower() for word in UNREACHED):
        act = "reached"
    return GradebookProblem(f"The gradebook cannot be {act}: {reason}.")


def patiently(
    step: Callable[[], T], undo: Callable[[], object] = lambda: None, act: str = "written"
) -> T:
    """Return what a step on the gradebook gives; while another program locks it, try again.

    Parameters
    ----------
    undo
        Called after a failed attempt.
    act
        What the step does with the gradebook.

    Raises
    ------
    GradebookProblem
        If the step fails for another reason, or the gradebook stays locked.
    """
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return step()
        except DBAPIError as error:
            undo()
            if " is locked" not in str(error.orig):
                raise problem_with(error, act) from error
            if time.monotonic() > until:
                raise GradebookProblem(
                    f"Another program has kept the gradebook locked for {PATIENCE:g} seconds."
                ) from error
            time.sleep(0.2)
        except ModuleNotFoundError as error:
            raise GradebookProblem(
                f"The gradebook's database needs the package {error.name}, which is not installed."
                + (WITH_PSYCOPG2 if error.name == "psycopg" else "")
            ) from error
        except ArgumentError as error:
            raise GradebookProblem(
                f"c.CourseDirectory.db_url is not a valid database URL: {error}."
            ) from error


def record_verdict(gradebook: Gradebook, bundle: Bundle, verdict: Verdict, when: Any) -> None:
    """Write a student's automatic scores, all or none; scores given by hand stay.

    Raises
    ------
    GradebookProblem
        If the gradebook cannot be written.
    """
    patiently(
        lambda: _record(gradebook.db, bundle, verdict, when),
        gradebook.db.rollback,
    )
    # What was read stays in memory otherwise, for every student.
    gradebook.db.expunge_all()


def _the_one(db: Any, kind: Any, **fields: Any) -> Any:
    """Return the row with these fields, which is added if there is none."""
    row = db.query(kind).filter_by(**fields).one_or_none()
    if row is None:
        row = kind(id=new_uuid(), **fields)
        db.add(row)
        db.flush()
    return row


def _record(db: Any, bundle: Bundle, verdict: Verdict, when: Any) -> None:
    """Write a verdict in one transaction; nbgrader's own functions would make one of each step."""
    student = verdict.student
    assignment = db.query(Assignment_).filter_by(name=bundle.assignment).one()
    if db.get(Student, student) is None:
        db.add(Student(id=student))
        db.flush()
    submission = _the_one(db, SubmittedAssignment, assignment_id=assignment.id, student_id=student)
    if when is not None:
        submission.timestamp = parse_utc(when)
    notebook_id = (
        db.query(Notebook.id).filter_by(name=bundle.notebook, assignment_id=assignment.id).scalar()
    )
    notebook = _the_one(db, SubmittedNotebook, assignment_id=submission.id, notebook_id=notebook_id)
    questions = {question.id: question for question in verdict.questions}
    cells = {question.cell_id: questions[question.id] for question in bundle.questions}
    grades = _of_cells(db, Grade, GradeCell, notebook.id, notebook_id)
    grades += _of_cells(db, Grade, TaskCell, notebook.id, notebook_id)
    for cell, grade in grades:
        question = cells.get(cell)
        if question is None:
            continue
        waits = question.waits
        grade.auto_score = None if waits else question.score
        grade.needs_manual_grade = waits or grade.manual_score is not None
    _of_cells(db, Comment, TaskCell, notebook.id, notebook_id)  # for what a person will say
    for cell, comment in _of_cells(db, Comment, SolutionCell, notebook.id, notebook_id):
        question = questions.get(cell)
        if question is not None:
            blank = question.status in ("blank", "missing")
            comment.auto_comment = "No response." if blank else question.message or None
    db.commit()


def _of_cells(db: Any, kind: Any, cells: Any, submitted: str, notebook: str) -> list[Any]:
    """Return a submission's grades or comments by the names of their cells, new ones included."""
    there = {found.cell_id: found for found in db.query(kind).filter_by(notebook_id=submitted)}
    named = []
    for identity, name in db.query(cells.id, cells.name).filter_by(notebook_id=notebook):
        found = there.get(identity)
        if found is None:
            found = kind(id=new_uuid(), cell_id=identity, notebook_id=submitted)
            db.add(found)
        named.append((name, found))
    return named


def recorded(
    gradebook: Gradebook, bundle: Bundle, students: Sequence[str]
) -> dict[str, dict[str, float | None]]:
    """Return the automatic scores of these students, by the names of the cells.

    Students are left out whose submission is late, or has lost points for it: what they lose may
    have changed.
    """
    found: dict[str, dict[str, float | None]] = {}
    rows = score_rows(gradebook.db, bundle, students)
    for student, handed_in, extension, due, penalty, cell, score in patiently(rows.all):
        late = due is not None and handed_in is not None and handed_in > due
        if not late and penalty is None and extension is None:
            found.setdefault(student, {})[cell] = score
    gradebook.db.rollback()
    return found


def score_rows(db: Any, bundle: Bundle, students: Sequence[str]) -> Any:
    """Return the query for what `recorded` reads, one row for each score."""
    return (
        db.query(
            SubmittedAssignment.student_id,
            SubmittedAssignment.timestamp,
            SubmittedAssignment.extension,
            Assignment_.duedate,
            SubmittedNotebook.late_submission_penalty,
            BaseCell.name,
            Grade.auto_score,
        )
        .select_from(SubmittedNotebook)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment_, Assignment_.id == SubmittedAssignment.assignment_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .filter(
            Assignment_.name == bundle.assignment,
            Notebook.name == bundle.notebook,
            SubmittedAssignment.student_id.in_(students),
        )
    )


def marks(
    gradebook: Gradebook, assignment: str, notebook: str = ""
) -> dict[tuple[str, str], float]:
    """Return the scores that a person gave in an assignment, by student and name of the cell.

    Extra credit is in them, also where it was added to an automatic score.

    Parameters
    ----------
    notebook
        One of the assignment's, whose cells' names another one of them may have, too; by default
        all.
    """
    rows = (
        gradebook.db.query(SubmittedAssignment.student_id, BaseCell.name, Grade.score)
        .select_from(Grade)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment_, Assignment_.id == SubmittedAssignment.assignment_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .filter(
            Assignment_.name == assignment,
            *([Notebook.name == notebook] if notebook else []),
            Grade.manual_score.isnot(None) | Grade.extra_credit.isnot(None),
        )
    )
    return {(student, cell): float(score) for student, cell, score in rows}


def expected_scores(bundle: Bundle, verdict: Verdict) -> dict[str, float | None]:
    """Return the scores that the gradebook should hold for a verdict, by cell name."""
    questions = {question.id: question for question in verdict.questions}
    return {
        graded.cell_id: None if question.waits else question.score
        for graded in bundle.questions
        for question in [questions[graded.id]]
    }


def assign_late_penalty(
    course: Course, gradebook: Gradebook, verdict: Verdict, bundle: Bundle
) -> None:
    """Take points from a late submission with nbgrader's plugin, as its own autograding does.

    Raises
    ------
    GradebookProblem
        If the gradebook cannot be written.
    """
    patiently(lambda: _assign(course, gradebook, verdict, bundle), gradebook.db.rollback)
    gradebook.db.rollback()


def _assign(course: Course, gradebook: Gradebook, verdict: Verdict, bundle: Bundle) -> None:
    assert verdict.student is not None
    submission = gradebook.find_submission(bundle.assignment, verdict.student)
    notebook = gradebook.find_submission_notebook(
        bundle.notebook, bundle.assignment, verdict.student
    )
    if not submission.total_seconds_late and notebook.late_submission_penalty is None:
        return
    # All of nbgrader takes a second to import, and few submissions are late.
    from nbgrader.preprocessors import AssignLatePenalties

    from viva.course.generate import silent_logger

    resources = {
        "nbgrader": {
            "student": verdict.student,
            "assignment": bundle.assignment,
            "notebook": bundle.notebook,
            "db_url": course.gradebook_url,
        }
    }
    penalties = AssignLatePenalties(config=course.config, log=silent_logger())
    penalties.preprocess(new_notebook(), resources)
