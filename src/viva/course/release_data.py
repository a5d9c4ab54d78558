"""What travels with a released notebook: hints, and its answer cells as they were released."""

from __future__ import annotations

import json
from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FILE_NAME = "viva.json"
KEYS = ("hints", "released")
# What is in the file where an assignment has several notebooks: the same for each.
NOTEBOOKS = "notebooks"


@dataclass(frozen=True)
class ReleaseData:
    """What a release carries beside a notebook.

    Attributes
    ----------
    hints
        By question, the first one first.
    released
        The text of each answer cell, by its ``grade_id``.
    """

    hints: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    released: Mapping[str, str] = field(default_factory=dict)


def read_release_data(file: Path, notebook: str = "") -> ReleaseData:
    """Read the file, and leave out what is malformed.

    Parameters
    ----------
    notebook
        The name of the notebook that is meant, where the file is of several; of one that is called
        otherwise all are.
    """
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return ReleaseData()
    several = part(data, NOTEBOOKS)
    if several:
        meant = [notebook] if notebook in several else list(several)
        of_each = [part(several, name) for name in meant]
        data = {key: dict(ChainMap(*(part(each, key) for each in of_each))) for key in KEYS}
    hints, released = (part(data, key) for key in KEYS)
    return ReleaseData(
        {name: tuple(texts) for name, texts in hints.items() if is_texts(texts)},
        {name: text for name, text in released.items() if isinstance(text, str)},
    )


def part(data: Any, name: str) -> dict[str, Any]:
    """Return one of the objects in the file, or an empty one."""
    found = data.get(name) if isinstance(data, dict) else None
    return found if isinstance(found, dict) else {}


def is_texts(value: Any) -> bool:
    """Return whether a value is a list of strings."""
    return isinstance(value, list) and all(isinstance(text, str) for text in value)
