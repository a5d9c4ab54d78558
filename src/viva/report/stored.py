"""Read verdicts back from the files that grading leaves in ``autograded/``."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, get_args

from viva.grading.verdict import (
    CaseResult,
    QuestionStatus,
    QuestionVerdict,
    SubmissionStatus,
    Verdict,
)

FILE_NAME = "verdict.json"


class StoredError(ValueError):
    """A stored verdict cannot be read."""


def verdict_from_json(data: Any) -> Verdict:
    """Build the verdict that ``Verdict.as_json()`` described, with the key ``written`` if any.

    The executed notebook and the weights of the cases are not stored.

    Raises
    ------
    StoredError
        If `data` is not the description of a verdict.
    """
    if not isinstance(data, Mapping):
        raise StoredError(f"a verdict is an object, not {type(data).__name__}")
    try:
        return Verdict(
            assignment=_text(data, "assignment"),
            student=None if data["student"] is None else _text(data, "student"),
            status=_one_of(SubmissionStatus, data["status"]),
            questions=tuple(_question(question) for question in data["questions"]),
            sandbox=_text(data, "sandbox"),
            seconds=float(data["seconds"]),
            message=str(data.get("message", "")),
            written=frozenset(str(question) for question in data.get("written", ())),
        )
    except KeyError as problem:
        raise StoredError(f"the key {problem} is missing") from problem
    except (TypeError, AttributeError) as problem:
        raise StoredError("a value has the wrong type") from problem
    except ValueError as problem:
        raise StoredError(str(problem)) from problem


def read_verdict(path: Path) -> Verdict:
    """Read one stored verdict.

    Raises
    ------
    StoredError
        If the file is no verdict; the message names the file.
    """
    try:
        return verdict_from_json(json.loads(path.read_text(encoding="utf-8")))
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


def _question(data: Mapping[str, Any]) -> QuestionVerdict:
    return QuestionVerdict(
        id=_text(data, "id"),
        score=float(data["score"]),
        max_score=float(data["max_score"]),
        status=_one_of(QuestionStatus, data["status"]),
        message=str(data.get("message") or ""),
        diagnosis=None if data.get("diagnosis") is None else str(data["diagnosis"]),
        cases=tuple(
            CaseResult(str(case["title"]), bool(case["passed"])) for case in data.get("cases", ())
        ),
    )


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data[key]
    if not isinstance(value, str):
        raise TypeError(key)
    return value


def _one_of(literal: Any, value: Any) -> Any:
    if value not in get_args(literal):
        raise StoredError(f"{value!r} is not a status")
    return value
