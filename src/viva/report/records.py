"""What a course keeps beside its verdicts: notebooks with times, hand-ins, and answers."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from viva.classroom.history import Attempt, History
from viva.course.folder import NotAFolder, read_file
from viva.course.layout import Assignment, Course
from viva.grading.cells import grade_id, is_answer, source
from viva.grading.read import MAX_BYTES, Unreadable, read_submission
from viva.grading.verdict import Verdict
from viva.report.hand_ins import HandIns, hand_ins
from viva.report.similar_answers import Similar, similar_answers
from viva.report.statistics import question_ids
from viva.report.time_spent import TimeSpent, time_spent
from viva.report.together import attempts_together, named, times_together


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


def read_records(
    course: Course,
    verdicts: Sequence[Verdict],
    *,
    alike: bool = False,
    alone: Collection[str] = (),
) -> Records:
    """Read what a course keeps of the submissions that these verdicts are on.

    Parameters
    ----------
    verdicts
        On single notebooks, also where an assignment has several.
    alike
        Whether to compare the answers of all students with each other.
    alone
        Notebooks that are not counted with the others of their assignment, as in `together`.
    """
    labels = {verdict.label for verdict in verdicts}
    groups: dict[str, list[Assignment]] = {}
    for each in course.assignments():
        if each.label in labels:
            groups.setdefault(each.label if each.label in alone else each.name, []).append(each)
    times, changes, similar = {}, {}, {}
    for name, notebooks in groups.items():
        parts = [
            Part(each.notebook_name if each.siblings and name == each.name else "", each, mine)
            for each in notebooks
            for mine in [[v for v in verdicts if v.label == each.label and v.status == "graded"]]
        ]
        times[name] = times_together([(part.name, part.times(course)) for part in parts])
        attempts = (
            attempts_together([(part.name, part.attempts(course, student)) for part in parts])
            for student in sorted({student for part in parts for student in part.students})
        )
        ids = [named(part.name, question) for part in parts for question in part.ids]
        changes[name] = hand_ins(attempts, ids)
        if alike:
            answers = {
                named(part.name, question): found
                for part in parts
                for question, found in answers_of(course, part.notebook, part.graded).items()
            }
            released = [cell for each in notebooks for cell in cells_in(each.release_path)]
            similar[name] = similar_answers(answers, released)
    return Records(times, changes, similar)


@dataclass(frozen=True)
class Part:
    """One notebook of what is counted together, and the verdicts on those that could be read.

    Attributes
    ----------
    name
        The notebook's name, or nothing where it is counted alone.
    """

    name: str
    notebook: Assignment
    graded: Sequence[Verdict]

    @property
    def students(self) -> list[str]:
        """Those whose notebook could be read."""
        return sorted({verdict.student for verdict in self.graded if verdict.student})

    @property
    def ids(self) -> list[str]:
        """The questions in the notebook."""
        return question_ids(self.graded)

    def times(self, course: Course) -> TimeSpent:
        """Return what the notebooks that were handed in tell of time."""
        return time_spent(handed_in(course, self.notebook, self.students), self.ids)

    def attempts(self, course: Course, student: str) -> list[Attempt]:
        """Return a student's hand-ins."""
        return History(course, self.notebook.file_name).attempts(student)


def handed_in(
    course: Course, assignment: Assignment, students: Sequence[str]
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield each student with the cells that were handed in, where the notebook can be read."""
    name = f"{assignment.notebook_name}.ipynb"
    for student in students:
        try:
            data = read_file(course.submitted, (student, assignment.name, name), MAX_BYTES)
            yield student, read_submission(data)
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
