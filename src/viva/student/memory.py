"""What is remembered between calls, in ``.viva/student/`` of the student's folder.

For each notebook a small JSON file: the hint of each question that was shown last, and what the
visible tests said. It may be deleted at any time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from viva.files import write_atomically
from viva.grading.verdict import Verdict, VerdictProblem
from viva.student.notebooks import NUMBERED, released_copies

FOLDER = ".viva"


def home_of(path: Path) -> Path:
    """Return the folder of a student's course: above ``NN_name/``, or the notebook's own."""
    folder = path.absolute().parent
    return folder.parent if NUMBERED.match(folder.name) else folder


def memory_of(path: Path) -> Path:
    """Return the file that stores what is known of a notebook."""
    name = path.absolute().relative_to(home_of(path)).as_posix().replace("/", "--")
    return home_of(path) / FOLDER / "student" / f"{name}.json"


def recall(path: Path) -> dict[str, Any]:
    """Return what is stored of a notebook; empty if nothing is."""
    try:
        data = json.loads(memory_of(path).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def remember(path: Path, **changes: Any) -> bool:
    """Change what is stored of a notebook, and return whether it could be written."""
    file = memory_of(path)
    text = json.dumps(recall(path) | changes, indent=1) + "\n"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(file, text.encode())
    except OSError:
        return False
    return True


def fingerprint(path: Path, text: bytes, files: Mapping[str, bytes]) -> str:
    """Return a checksum of all that the verdict on a student's notebook depends on.

    Parameters
    ----------
    text
        The notebook's file.
    files
        What lies beside it.
    """
    parts = [version("viva-autograder").encode(), text]
    parts += [piece for name in sorted(files) for piece in (name.encode(), files[name])]
    for copy in released_copies(path):
        with contextlib.suppress(OSError):
            parts.append(copy.read_bytes())
    sums = "".join(hashlib.sha256(part).hexdigest() for part in parts)
    return hashlib.sha256(sums.encode()).hexdigest()


def remember_verdict(path: Path, mark: str, verdict: Verdict) -> None:
    """Store the verdict on a notebook under a fingerprint."""
    remember(path, checked={"fingerprint": mark, "verdict": verdict.as_json()})


def recall_verdict(path: Path, mark: str) -> Verdict | None:
    """Return the verdict that is stored under a fingerprint, or None."""
    kept = recall(path).get("checked")
    if not isinstance(kept, dict) or kept.get("fingerprint") != mark:
        return None
    try:
        return Verdict.from_json(kept.get("verdict"))
    except VerdictProblem:
        return None
