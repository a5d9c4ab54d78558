"""Read when something was handed in: nbgrader's ``timestamp.txt`` beside a submission."""

from __future__ import annotations

import codecs
import re
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.utils import parse_utc

from viva.course.folder import NotAFolder, read_file
from viva.grading.plain import plain

TIMESTAMP = "timestamp.txt"
MAX_LENGTH = 200
ENCODINGS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def hand_in_time(root: Path, *parts: str) -> tuple[datetime | None, str]:
    """Return the time in the ``timestamp.txt`` of a submission.

    Parameters
    ----------
    root, parts
        The folder of all submissions, and the names that lead from there to this one.

    Returns
    -------
    datetime or None
        In UTC, without a time zone; None if there is no file, or no time in it.
    str
        What is wrong with the file, as a sentence; usually empty.
    """
    try:
        data = read_file(root, (*parts, TIMESTAMP), MAX_LENGTH)
    except (FileNotFoundError, NotAFolder):
        return None, ""
    except OSError:
        return None, _problem(parts, "cannot be read")
    encoding = next((name for mark, name in ENCODINGS if data.startswith(mark)), "utf-8")
    text = data.decode(encoding, "replace").strip()
    if not text:
        return None, ""
    # Without a year a time is a guess: "10" would be the tenth of this month.
    if not re.search(r"\d{4}", text):
        return None, _problem(parts, f"holds no time ({text[:40]!r})")
    try:
        when = parse_utc(text)
        # What a database cannot hold is no time either.
        return datetime.fromisoformat(when.isoformat()), ""
    except Exception:  # noqa: BLE001 - dateutil raises errors of many kinds for odd text
        return None, _problem(parts, f"holds no time ({text[:40]!r})")


def keep_time(folder: Path) -> str:
    """Rewrite the ``timestamp.txt`` in a copy of a submission as nbgrader reads it, or remove it.

    Returns
    -------
    str
        What was wrong with it, as a sentence; usually empty.
    """
    when, problem = hand_in_time(folder.parent.parent, folder.parent.name, folder.name)
    path = folder / TIMESTAMP
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    if when is not None:
        path.write_text(as_text(when))
    return problem


def as_text(when: datetime) -> str:
    """Return a time as it stands in ``timestamp.txt``."""
    return f"{when} UTC"


def tolerant_times(directory: Any, log: Any) -> None:
    """Make nbgrader's view of a course read times as `hand_in_time` does.

    Its own reader raises errors for what is no time.
    """

    def existing_timestamp(folder: str) -> datetime | None:
        path = Path(folder)
        when, problem = hand_in_time(path.parent.parent, path.parent.name, path.name)
        if problem:
            log.warning(problem)
        return when

    directory.get_existing_timestamp = existing_timestamp


def _problem(parts: tuple[str, ...], what: str) -> str:
    name = plain("/".join((*parts, TIMESTAMP)))
    return f"{name} {what}: no time of submission is recorded."
