"""Sentences about a student's answer: what its cell did, and what calling it did."""

from __future__ import annotations

from collections.abc import Collection

from viva.grading.cells import source
from viva.grading.newer_python import about_version
from viva.grading.plan import Plan
from viva.grading.verdict import QuestionStatus
from viva.grading.visible_test import VisibleFailure
from viva.grading.wording import Source, about_error, last_line
from viva.remote.session import CellResult
from viva.remote.transport import CandidateError


def source_of(plan: Plan) -> Source:
    """Return the notebook's source, with the student's own cells by their numbers."""
    own = {
        number: source(step.cell)
        for number, step in enumerate(plan.steps)
        if step.own and step.kind == "run"
    }
    return Source("\n".join(source(step.cell) for step in plan.steps), own)


def about_cell(
    result: CellResult, text: Source, questions: Collection[str]
) -> tuple[QuestionStatus, str]:
    """Return how the answer's own cell failed.

    Parameters
    ----------
    questions
        Those whose stubs are known by what they raise. The answer's own is no failure.
    """
    if result.status == "timeout":
        return "timeout", "The cell took too long and was stopped. Is there an infinite loop?"
    if result.status == "killed" or result.error is None:
        return "killed", "The cell crashed Python, so there is no answer."
    error = CandidateError(result.error, "")
    other = unanswered_by(error, questions)
    if other is not None:
        return "error", f"The cell needs {other}, which is not answered yet."
    message = about_error(error, text, own_words=True)
    message = message.replace("the code raised", "The cell raised", 1)
    if error.type_name == "SyntaxError":
        message = f"{message} {about_version(last_line(error, text))}"
    return "error", message


def about_call(
    error: CandidateError,
    text: Source,
    questions: Collection[str],
    own_words: bool,
    lengths: Collection[int] = (),
) -> str:
    """Return what a call into the student's code raised; see `about_error`."""
    other = unanswered_by(error, questions)
    if other is not None:
        return f"{error.call or 'The answer'} needs {other}, which is not answered yet."
    if error.type_name == "KeyboardInterrupt":
        return f"{error.call} was interrupted."
    return about_error(error, text, own_words, lengths)


def about_visible(failure: VisibleFailure, text: Source, questions: Collection[str]) -> str:
    """Return what went wrong in the visible test, whose inputs are no secret."""
    if failure.error is not None:
        return about_call(failure.error, text, questions, own_words=True)
    return failure.message


def unanswered_by(error: CandidateError, questions: Collection[str]) -> str | None:
    """Return the question whose stub raised this, if one did."""
    known = error.text in questions and error.type_name == "NotImplementedError"
    return error.text if known else None
