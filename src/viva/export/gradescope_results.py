"""Write a verdict as Gradescope reads it: ``results.json``.

The schema is at https://gradescope-autograders.readthedocs.io/en/latest/specs/.
"""

from __future__ import annotations

from typing import Any

from viva.grading.verdict import QuestionVerdict, Verdict

VISIBILITIES = ("visible", "after_due_date", "after_published", "hidden")
INSTRUCTORS = "hidden"
SORRY = "This submission could not be graded. Your instructor has been told why."


def results_of(verdict: Verdict, visibility: str, note: str = "") -> dict[str, Any]:
    """Return the results of a submission.

    Parameters
    ----------
    visibility
        When students see points and messages, in Gradescope's words.
    note
        A sentence for the instructor alone.

    Returns
    -------
    dict
        JSON-able; for each question its points and its message, and nothing that is expected.
    """
    tests = [_test(question, visibility) for question in verdict.automatic]
    said = [verdict.message]
    if verdict.written:
        points = f"{verdict.written_max_score:g} points"
        said.append(f"{points} are for written answers, which are marked by hand.")
    said += [f"{question.id}: {question.message}" for question in verdict.lacking]
    return {
        "score": round(verdict.score, 4),
        "output": " ".join(filter(None, said)),
        "output_format": "text",
        "visibility": visibility,
        "stdout_visibility": INSTRUCTORS,
        "execution_time": round(verdict.seconds),
        "tests": [*tests, *_notes(note)],
    }


def failed_results(reason: str) -> dict[str, Any]:
    """Return the results of a submission that the autograder failed on.

    Parameters
    ----------
    reason
        For the instructor alone.
    """
    return {
        "score": 0,
        "output": SORRY,
        "output_format": "text",
        "stdout_visibility": INSTRUCTORS,
        "tests": _notes(reason),
    }


def _test(question: QuestionVerdict, visibility: str) -> dict[str, Any]:
    lines = [question.message] if question.message else []
    if question.score < question.max_score:
        lines += [f"{'✓' if case.passed else '✗'} {case.title}" for case in question.cases]
    return {
        "name": question.id,
        "score": question.score,
        "max_score": question.max_score,
        "status": "passed" if question.status == "passed" else "failed",
        "output": "\n".join(lines),
        "output_format": "text",
        "visibility": visibility,
    }


def _notes(note: str) -> list[dict[str, Any]]:
    if not note:
        return []
    name = "For the instructor"
    return [{"name": name, "output": note, "output_format": "text", "visibility": INSTRUCTORS}]
