"""What a course keeps beside its verdicts: notebooks with times, hand-ins, and answers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from viva.classroom.history import History
from viva.course.folder import NotAFolder, read_file
from viva.course.layout import Assignment, Course
from viva.grading.cells import grade_id, is_answer, source
from viva.grading.read import MAX_BYTES, Unreadable, read_submission
from viva.grading.verdict import Verdict
from viva.report.hand_ins import HandIns, hand_ins
from viva.report.similar_answers import Similar, similar_answers
from viva.report.statistics import question_ids
from viva.report.time_spent import TimeSpent, time_spent


@dataclass(frozen=True)
class Records:
    """What is known of assignments beside their verdicts, by the name of the assignment.

    Attributes
    ----------
    similar
        Empty unless it was asked for.
    """

    times: Mapping[str, TimeSpent] = field(default_factory=dict)
    hand_ins: Mapping[str, HandIns] = field(default_factory=dict)
    similar: Mapping[str, Similar] = field(default_factory=dict)


def read_records(course: Course, verdicts: Sequence[Verdict], *, alike: bool = False) -> Records:
    """Read what a course keeps of the submissions that these verdicts are on.

    Parameters
    ----------
    alike
        Whether to compare the answers of all students with each other.
    """
    names = {verdict.assignment for verdict in verdicts}
    assignments = [each for each in course.assignments() if each.name in names]
    times, changes, similar = {}, {}, {}
    for assignment in assignments:
        mine = [v for v in verdicts if v.assignment == assignment.name and v.status == "graded"]
        students = sorted({verdict.student for verdict in mine if verdict.student})
        ids = question_ids(mine)
        history = History(course, assignment.name)
        times[assignment.name] = time_spent(handed_in(course, assignment, students), ids)
        changes[assignment.name] = hand_ins(map(history.attempts, students), ids)
        if alike:
            similar[assignment.name] = similar_answers(
                answers_of(course, assignment, mine), cells_in(assignment.release_path)
            )
    return Records(times, changes, similar)


def handed_in(
    course: Course, assignment: Assignment, students: Sequence[str]
) -> Iterator[list[dict[str, Any]]]:
    """Yield the cells of the notebook that each student handed in, where it can be read."""
    name = f"{assignment.notebook_name}.ipynb"
    for student in students:
        try:
            yield read_submission(
                read_file(course.submitted, (student, assignment.name, name), MAX_BYTES)
            )
        except (NotAFolder, OSError, Unreadable):
            continue


def answers_of(
    course: Course, assignment: Assignment, verdicts: Sequence[Verdict]
) -> dict[str, dict[str, str]]:
    """Return the code of the answers in the graded notebooks, by question and student."""
    found: dict[str, dict[str, str]] = {}
    for verdict in verdicts:
        student = verdict.student or ""
        folder = course.autograded / student / assignment.name
        blank = {question.id for question in verdict.questions if question.status == "blank"}
        for cell in cells_in(folder / f"{assignment.notebook_name}.ipynb"):
            name = grade_id(cell)
            code = cell.get("cell_type") == "code"
            if code and is_answer(cell) and name and name not in blank:
                found.setdefault(name, {})[student] = source(cell)
    return found


def cells_in(path: Path) -> list[dict[str, Any]]:
    """Return the cells of a notebook that grading or a release wrote; none if there is none."""
    try:
        cells = json.loads(path.read_bytes())["cells"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return []
    return [cell for cell in cells if isinstance(cell, dict)]
