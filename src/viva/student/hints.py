"""Hints: the next one of a question, and which was shown last."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from viva.course.release_data import ReleaseData
from viva.student.memory import recall, remember
from viva.student.release_data import release_data_of


@dataclass(frozen=True)
class Hint:
    """One hint of a question: its text, its number from 1, and of how many it is one."""

    text: str
    number: int
    total: int


def shown_so_far(path: Path, question: str) -> int:
    """Return how many hints of a question were asked for."""
    kept = recall(path).get("hints")
    number = kept.get(question) if isinstance(kept, dict) else None
    return number if type(number) is int and number >= 0 else 0


def next_hint(path: Path, question: str) -> Hint | None:
    """Return the hint after the one shown last, and record it; after the last one, that one again.

    None where the question has no hints.
    """
    hints = release_data_of(path).hints.get(question, ())
    if not hints:
        return None
    number = min(shown_so_far(path, question) + 1, len(hints))
    kept = recall(path).get("hints")
    remember(path, hints=(kept if isinstance(kept, dict) else {}) | {question: number})
    return Hint(hints[number - 1], number, len(hints))


def current_hint(path: Path, data: ReleaseData, question: str) -> Hint | None:
    """Return the hint that a table shows: the one that was asked for last, or the first."""
    hints = data.hints.get(question, ())
    if not hints:
        return None
    number = min(max(shown_so_far(path, question), 1), len(hints))
    return Hint(hints[number - 1], number, len(hints))
