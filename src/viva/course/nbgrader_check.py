"""Stop nbgrader's own commands, in one sentence, where an exam and its notebook do not fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbgrader.converters.base import NbGraderException

from viva.course.bundle import make_bundle
from viva.course.layout import Course, UsageProblem
from viva.exam.load import ExamProblem


def require_exam(converter: Any) -> None:
    """Check the assignment that one of nbgrader's converters is about to convert.

    Raises
    ------
    NbGraderException
        If its exam is missing, malformed, or of other questions; nbgrader has logged the sentence.
    """
    directory = converter.coursedir
    try:
        for notebook in Course(Path(directory.root)).find_all(directory.assignment_id):
            make_bundle(notebook)
    except (UsageProblem, ExamProblem) as problem:
        said = str(getattr(problem, "message", problem))
        converter.log.error(said)
        raise NbGraderException(said) from problem
