"""What travels with a released notebook: hints, and its answer cells as they were released."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FILE_NAME = "viva.json"


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


def read_release_data(file: Path) -> ReleaseData:
    """Read the file, and leave out what is malformed."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return ReleaseData()
    hints, released = part(data, "hints"), part(data, "released")
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
