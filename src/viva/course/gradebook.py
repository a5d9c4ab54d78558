"""Put verdicts into nbgrader's gradebook and the graded notebooks into ``autograded/``."""

from __future__ import annotations

import contextlib
import json
import logging
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy.exc import SAWarning

from viva.course.layout import Assignment, Course
from viva.course.new_gradebook import prepare_gradebook
from viva.course.release import record_assignment
from viva.judge.bundle import Bundle
from viva.judge.verdict import Verdict

VERDICT_FILE = "verdict.json"


@contextlib.contextmanager
def open_gradebook(course: Course) -> Iterator[Gradebook]:
    """Open the course's gradebook, made if there is none yet."""
    prepare_gradebook(course.gradebook_url)
    with warnings.catch_warnings():
        # nbgrader adds submissions in an order that SQLAlchemy remarks on.
        warnings.simplefilter("ignore", SAWarning)
        with Gradebook(course.gradebook_url, course.course_id) as gradebook:
            yield gradebook


def make_known(course: Course, assignment: Assignment, bundle: Bundle) -> None:
    """Tell the gradebook which cells the assignment has, unless it knows them as they are.

    Raises
    ------
    ReleaseError
        If nbgrader refuses, as it does where questions changed under existing submissions.
    """
    with open_gradebook(course) as gradebook:
        try:
            notebook = gradebook.find_notebook(assignment.notebook_name, assignment.name)
            known = {cell.name: float(cell.max_score) for cell in notebook.grade_cells}
        except MissingEntry:
            known = {}
    if known != {question.cell_id: question.points for question in bundle.questions}:
        record_assignment(course, assignment)


def record_verdict(gradebook: Gradebook, bundle: Bundle, verdict: Verdict, when: Any) -> None:
    """Write a student's automatic scores; marks that a person gave stay."""
    assert verdict.student is not None
    gradebook.update_or_create_student(verdict.student)
    details = {} if when is None else {"timestamp": when}
    gradebook.update_or_create_submission(bundle.assignment, verdict.student, **details)
    submission = gradebook.find_submission_notebook(
        bundle.notebook, bundle.assignment, verdict.student
    )
    questions = {question.id: question for question in verdict.questions}
    cells = {question.cell_id: questions[question.id] for question in bundle.questions}
    for grade in submission.grades:
        question = cells.get(grade.name)
        if question is None:
            continue
        waits = question.status == "manual"
        grade.auto_score = None if waits else question.score
        grade.needs_manual_grade = waits or grade.manual_score is not None
    comments = {comment.name: comment for comment in submission.comments}
    for question in verdict.questions:
        comment = comments.get(question.id)
        if comment is not None:
            blank = question.status in ("blank", "missing")
            comment.auto_comment = "No response." if blank else question.message or None
    gradebook.db.commit()


def write_graded(
    folder: Path, bundle: Bundle, verdict: Verdict, files: Mapping[str, bytes]
) -> None:
    """Put the graded notebook, the verdict and the student's other files into `folder`, at once."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".writing-", dir=folder.parent))
    try:
        fresh.chmod(0o755)
        ours = {VERDICT_FILE, f"{bundle.notebook}.ipynb"}
        for name, content in {
            **bundle.files,
            **{n: files[n] for n in files.keys() - bundle.files},
        }.items():
            if Path(name).parts[:1] and Path(name).parts[0] in ours:
                continue
            path = fresh / name
            # A file of the student's where a folder of the instructor's is, or the other way round.
            with contextlib.suppress(OSError):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        notebook = verdict.notebook or explanation(verdict)
        path = fresh / f"{bundle.notebook}.ipynb"
        path.write_text(json.dumps(notebook, indent=1, ensure_ascii=True) + "\n")
        (fresh / VERDICT_FILE).write_text(stored(verdict))
        if folder.is_dir():
            shutil.rmtree(folder)
        fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def stored(verdict: Verdict) -> str:
    """Write a verdict as it is kept beside the graded notebook."""
    data = verdict.as_json() | {"written": sorted(verdict.written)}
    return json.dumps(data, indent=1) + "\n"


def assign_late_penalty(
    course: Course, gradebook: Gradebook, verdict: Verdict, bundle: Bundle
) -> None:
    """Let nbgrader's plugin take points from a late submission, as its own autograding does."""
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


def explanation(verdict: Verdict) -> dict[str, Any]:
    """Make a notebook that says why there is no graded one."""
    cell = {
        "cell_type": "markdown",
        "id": "unreadable",
        "metadata": {},
        "source": f"**This submission could not be read.** {verdict.message}",
    }
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
