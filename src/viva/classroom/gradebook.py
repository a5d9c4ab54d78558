"""Put verdicts into nbgrader's gradebook."""

from __future__ import annotations

import contextlib
import logging
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import click
from nbformat.v4 import new_notebook
from nbgrader.api import Assignment as Assignment_
from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    MissingEntry,
    Notebook,
    SolutionCell,
    SourceCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import parse_utc
from sqlalchemy.exc import ArgumentError, DBAPIError, SAWarning

from viva.course.layout import Assignment, Course
from viva.course.new_gradebook import prepare_gradebook
from viva.grading.bundle import Bundle
from viva.grading.cells import grade_id, nbgrader
from viva.grading.verdict import Verdict
from viva.release.build import ReleaseError, record_assignment

PATIENCE = 60.0

T = TypeVar("T")


class GradebookProblem(click.ClickException):
    """The gradebook cannot be read or written."""


@contextlib.contextmanager
def open_gradebook(course: Course) -> Iterator[Gradebook]:
    """Open the course's gradebook, made if there is none yet.

    Raises
    ------
    GradebookProblem
        If it cannot be read or written.
    """

    def opened() -> Gradebook:
        prepare_gradebook(course.gradebook_url)
        return Gradebook(course.gradebook_url, course.course_id)

    with warnings.catch_warnings():
        # nbgrader adds submissions in an order that SQLAlchemy remarks on.
        warnings.simplefilter("ignore", SAWarning)
        with patiently(opened) as gradebook:
            yield gradebook


def patiently(step: Callable[[], T], undo: Callable[[], object] = lambda: None) -> T:
    """Do one step on the gradebook, again while somebody else has it locked.

    Parameters
    ----------
    undo
        Called after a step that failed.

    Raises
    ------
    GradebookProblem
        If the step fails for another reason, or the lock stays.
    """
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return step()
        except DBAPIError as error:
            undo()
            reason = " ".join(str(error.orig).split()).rstrip(".?")
            if "locked" not in reason:
                raise GradebookProblem(f"The gradebook cannot be written: {reason}.") from error
            if time.monotonic() > until:
                raise GradebookProblem(
                    f"Another program has kept the gradebook locked for {PATIENCE:g} seconds."
                ) from error
            time.sleep(0.2)
        except ModuleNotFoundError as error:
            raise GradebookProblem(
                f"The gradebook's database needs the package {error.name}, which is not installed."
            ) from error
        except ArgumentError as error:
            raise GradebookProblem(
                f"c.CourseDirectory.db_url is no address of a database: {error}."
            ) from error


def make_known(course: Course, assignment: Assignment, bundle: Bundle, anew: bool = False) -> None:
    """Tell the gradebook which cells the assignment has, unless it knows them as they are.

    Questions may be added while there are submissions: those then have no score in them until they
    are graded again. What they have otherwise stays.

    Parameters
    ----------
    anew
        Whether to tell it anyway, for the sake of texts and checksums.

    Raises
    ------
    ReleaseError
        If a question that was taken out is in the gradebook with submissions.
    GradebookProblem
        If the gradebook cannot be written.
    """
    points = {question.cell_id: question.points for question in bundle.questions}
    with open_gradebook(course) as gradebook:
        try:
            notebook = gradebook.find_notebook(assignment.notebook_name, assignment.name)
            known = {cell.name: float(cell.max_score) for cell in notebook.grade_cells}
        except MissingEntry:
            known = {}
        if known == points and not anew:
            return
        gone = sorted(known.keys() - points.keys())
        submitted = bool(known) and bool(notebook.submissions)
        if submitted and gone:
            raise ReleaseError(
                f"{assignment.name}: {', '.join(gone)} is no longer in the notebook, and the "
                "gradebook holds scores for it. Put it back, or take the assignment out of the "
                f"gradebook: nbgrader db assignment remove {assignment.name} --force."
            )
        if submitted:
            patiently(lambda: add_cells(gradebook, notebook, bundle), gradebook.db.rollback)
    record_assignment(course, assignment)


def add_cells(gradebook: Gradebook, notebook: Any, bundle: Bundle) -> None:
    """Add the cells that a notebook in the gradebook lacks, and those of its submissions.

    nbgrader itself refuses to add cells where there are submissions. It changes what it knows, and
    so it enters points and texts when it is asked next.
    """
    known = {
        kind: {cell.name for cell in cells}
        for kind, cells in (
            (GradeCell, notebook.grade_cells),
            (SolutionCell, notebook.solution_cells),
            (SourceCell, notebook.source_cells),
        )
    }
    named = {grade_id(cell): nbgrader(cell) | {"type": cell["cell_type"]} for cell in bundle.cells}
    added: list[Any] = []
    for name, data in named.items():
        if not name:
            continue
        graded, solution = bool(data.get("grade")), bool(data.get("solution"))
        kind = data["type"]
        if graded and name not in known[GradeCell]:
            added.append(
                GradeCell(
                    id=new_uuid(), name=name, notebook=notebook, max_score=0.0, cell_type=kind
                )
            )
        if solution and name not in known[SolutionCell]:
            added.append(SolutionCell(id=new_uuid(), name=name, notebook=notebook))
        source = graded or solution or data.get("locked")
        if source and name not in known[SourceCell]:
            added.append(SourceCell(id=new_uuid(), name=name, notebook=notebook, cell_type=kind))
    for cell in notebook.source_cells:
        if cell.name not in named:
            gradebook.db.delete(cell)
    gradebook.db.add_all(added)
    for submission in notebook.submissions:
        for cell in added:
            if isinstance(cell, GradeCell):
                gradebook.db.add(Grade(cell_id=cell.id, notebook_id=submission.id))
            elif isinstance(cell, SolutionCell):
                gradebook.db.add(Comment(cell_id=cell.id, notebook_id=submission.id))
    gradebook.db.commit()


def record_verdict(gradebook: Gradebook, bundle: Bundle, verdict: Verdict, when: Any) -> None:
    """Write a student's automatic scores, all or none; marks that a person gave stay.

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
    """Find the row with these fields, or add one."""
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
    for cell, grade in _of_cells(db, Grade, GradeCell, notebook.id, notebook_id):
        question = cells.get(cell)
        if question is None:
            continue
        waits = question.status == "manual"
        grade.auto_score = None if waits else question.score
        grade.needs_manual_grade = waits or grade.manual_score is not None
    for cell, comment in _of_cells(db, Comment, SolutionCell, notebook.id, notebook_id):
        question = questions.get(cell)
        if question is not None:
            blank = question.status in ("blank", "missing")
            comment.auto_comment = "No response." if blank else question.message or None
    db.commit()


def _of_cells(db: Any, kind: Any, cells: Any, submitted: str, notebook: str) -> list[Any]:
    """Give a submission's grades or comments by the names of their cells, new ones included."""
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
    """Read the automatic scores of these students, by the names of the cells.

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
    """Ask for what `recorded` reads, one row for each score."""
    return (
        db.query(
            SubmittedAssignment.student_id,
            SubmittedAssignment.timestamp,
            SubmittedAssignment.extension,
            Assignment_.duedate,
            SubmittedNotebook.late_submission_penalty,
            GradeCell.name,
            Grade.auto_score,
        )
        .select_from(SubmittedNotebook)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment_, Assignment_.id == SubmittedAssignment.assignment_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(GradeCell, GradeCell.id == Grade.cell_id)
        .filter(
            Assignment_.name == bundle.assignment,
            Notebook.name == bundle.notebook,
            SubmittedAssignment.student_id.in_(students),
        )
    )


def expected_scores(bundle: Bundle, verdict: Verdict) -> dict[str, float | None]:
    """Give what the gradebook should hold of a verdict, by the names of the cells."""
    questions = {question.id: question for question in verdict.questions}
    return {
        graded.cell_id: None if question.status == "manual" else question.score
        for graded in bundle.questions
        for question in [questions[graded.id]]
    }


def assign_late_penalty(
    course: Course, gradebook: Gradebook, verdict: Verdict, bundle: Bundle
) -> None:
    """Let nbgrader's plugin take points from a late submission, as its own autograding does.

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


def silent_logger() -> logging.Logger:
    """Give a logger that keeps what nbgrader says about its own doings."""
    logger = logging.getLogger("viva.nbgrader")
    logger.propagate = False
    logger.addHandler(logging.NullHandler())
    return logger
