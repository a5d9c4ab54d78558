"""Read verdicts back from the files that grading leaves in ``autograded/``."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from viva.classroom.graded_folder import NOTEBOOKS
from viva.course.layout import Course
from viva.grading.verdict import QuestionVerdict, Verdict

FILE_NAME = "verdict.json"


class StoredError(ValueError):
    """A stored verdict cannot be read."""


def read_verdict(path: Path, notebook: str = "") -> Verdict:
    """Read one stored verdict.

    Parameters
    ----------
    notebook
        Which one, where an assignment has several.

    Raises
    ------
    StoredError
        If the file is no verdict, or has none on this notebook; the message names the file.
    """
    for verdict in read_verdicts(path):
        if verdict.part == notebook:
            return verdict
    raise StoredError(f"{path} has no verdict on {notebook or 'the assignment'}. Grade again.")


def read_verdicts(path: Path) -> list[Verdict]:
    """Read the verdicts in a file: one, or one on each notebook of an assignment that has several.

    Raises
    ------
    StoredError
        If something in the file is no verdict; the message names the file.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        several = data.get(NOTEBOOKS) if isinstance(data, Mapping) else None
        found = several.values() if isinstance(several, Mapping) else [data]
        return [Verdict.from_json(each) for each in found]
    except (OSError, UnicodeDecodeError, ValueError) as problem:
        raise StoredError(f"{path} is not a valid verdict: {problem}. Grade again.") from problem


def stored_verdicts(autograded: Path, assignments: Collection[str]) -> list[Verdict]:
    """Read the verdicts of all students on these assignments, in the order of their paths.

    Parameters
    ----------
    autograded
        The folder that holds ``STUDENT/ASSIGNMENT/verdict.json``.
    assignments
        Names of assignments.

    Raises
    ------
    StoredError
        If one of the files is no verdict.
    """
    return [
        verdict
        for path in sorted(autograded.glob(f"*/*/{FILE_NAME}"))
        if path.parent.name in assignments
        for verdict in read_verdicts(path)
    ]


def marked(course: Course, verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Return verdicts with what the gradebook, if there is one, holds of marks by hand."""
    if not course.has_gradebook():
        return list(verdicts)
    from viva.classroom.gradebook import marks, open_gradebook

    with open_gradebook(course) as gradebook:
        names = {(verdict.assignment, verdict.part) for verdict in verdicts}
        found = {each: marks(gradebook, *each) for each in names}
    return [with_marks(v, found[v.assignment, v.part]) for v in verdicts]


def with_marks(verdict: Verdict, marks: Mapping[tuple[str, str], float]) -> Verdict:
    """Return a verdict with the marks of its written answers.

    Parameters
    ----------
    marks
        By student and question.
    """

    def marked(question: QuestionVerdict) -> QuestionVerdict:
        mark = marks.get((verdict.student or "", question.id))
        if mark is None or question.id not in verdict.written:
            return question
        return replace(question, status="marked", score=mark)

    return replace(verdict, questions=tuple(map(marked, verdict.questions)))
