"""Read verdicts back from the files that grading leaves in ``autograded/``."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from viva.course.layout import Course
from viva.grading.verdict import QuestionVerdict, Verdict

FILE_NAME = "verdict.json"


class StoredError(ValueError):
    """A stored verdict cannot be read."""


def read_verdict(path: Path) -> Verdict:
    """Read one stored verdict.

    Raises
    ------
    StoredError
        If the file is no verdict; the message names the file.
    """
    try:
        return Verdict.from_json(json.loads(path.read_text(encoding="utf-8")))
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
        read_verdict(path)
        for path in sorted(autograded.glob(f"*/*/{FILE_NAME}"))
        if path.parent.name in assignments
    ]


def marked(course: Course, verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Return verdicts with what the gradebook, if there is one, holds of marks by hand."""
    if not course.has_gradebook():
        return list(verdicts)
    from viva.classroom.gradebook import marks, open_gradebook

    with open_gradebook(course) as gradebook:
        names = {verdict.assignment for verdict in verdicts}
        found = {name: marks(gradebook, name) for name in names}
    return [with_marks(verdict, found[verdict.assignment]) for verdict in verdicts]


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
