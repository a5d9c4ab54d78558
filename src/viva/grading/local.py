"""Examine the notebook that is open: what the hidden line of a source notebook calls."""

from __future__ import annotations

from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

from viva.exam.load import find_exam, load_exam
from viva.grading.examiner import Examiner
from viva.remote.transport import LocalTransport


def examine(exam_name: str, question_id: str, names: MutableMapping[str, Any]) -> None:
    """Examine the names of this process on one question.

    For an instructor who runs a source notebook, and wherever hidden tests run in the student's
    own process. Grading other people's code never comes here.

    Parameters
    ----------
    exam_name
        The notebook's name; its exam is ``tests/hidden/NAME.py`` in a folder above this one.
    question_id
        The question.
    names
        Usually ``globals()``.

    Raises
    ------
    AssertionError
        If a case fails, with the message that a student would read.
    """
    exam = load_exam(find_exam(exam_name, Path.cwd()))
    question = exam.questions.get(question_id)
    if question is None:
        raise AssertionError(f"The exam {exam_name} has no question {question_id}.")
    found = Examiner(exam).examine(question, LocalTransport(names))
    passed = sum(result.passed for result in found.results)
    if passed < len(found.results):
        if found.error is not None and not found.message:
            raise AssertionError(f"{question_id}: {found.error}")
        raise AssertionError(f"{question_id}: {found.message}")
    print(f"{question_id}: {passed} of {len(found.results)} hidden cases pass.")
