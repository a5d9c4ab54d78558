"""Read verdicts back from the files that grading leaves in ``autograded/``."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path

from viva.grading.verdict import Verdict

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
