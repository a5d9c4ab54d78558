"""A notebook's cells: their nbgrader metadata, and the parts of their source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

# As loose as nbgrader reads them: a line that holds these words is a mark.
BEGIN_HIDDEN = re.compile(r"^.*BEGIN HIDDEN TESTS", re.M)
END_HIDDEN = "END HIDDEN TESTS"
HIDDEN_MARK = re.compile(r"^.*(?:BEGIN|END) HIDDEN TESTS.*$", re.M)
EXAMINE = re.compile(r"^.*\bexamine\(.*$", re.M)
ASKS = re.compile(r"^(?![ \t]*#).*\bexamine\(", re.M)
SOLUTION = re.compile(r"^.*(?:BEGIN|END) SOLUTION.*\n?", re.M)
EXPLORE = "explore"
OTTER_SETUP = "otter_setup"


def nbgrader(cell: Mapping[str, Any]) -> dict[str, Any]:
    """Return a cell's nbgrader metadata, empty where there is none."""
    metadata = cell.get("metadata")
    data = metadata.get("nbgrader") if isinstance(metadata, Mapping) else None
    return dict(data) if isinstance(data, Mapping) else {}


def grade_id(cell: Mapping[str, Any]) -> str:
    """Return a cell's ``grade_id``, or an empty string."""
    found = nbgrader(cell).get("grade_id")
    return found if isinstance(found, str) else ""


def is_answer(cell: Mapping[str, Any]) -> bool:
    """Return whether a cell is where a student answers."""
    return bool(nbgrader(cell).get("solution"))


def is_task(cell: Mapping[str, Any]) -> bool:
    """Return whether a cell is a task: text with points, for work that stands anywhere."""
    return bool(nbgrader(cell).get("task"))


def carries_points(cell: Mapping[str, Any]) -> bool:
    """Return whether a cell carries points: a test, a written answer or a task."""
    return bool(nbgrader(cell).get("grade")) or is_task(cell)


def is_inline_test(cell: Mapping[str, Any]) -> bool:
    """Return whether a cell is a test that asks no exam: all of it stands in the cell itself."""
    test = nbgrader(cell).get("grade") and not is_answer(cell) and not is_task(cell)
    return bool(test) and cell.get("cell_type") == "code" and not ASKS.search(source(cell))


def is_locked(cell: Mapping[str, Any]) -> bool:
    """Return whether a cell is the instructor's, whatever a submission made of it."""
    data = nbgrader(cell)
    return bool(data) and not data.get("solution")


def is_explore(cell: Mapping[str, Any]) -> bool:
    """Return whether a cell is for the eye only."""
    return has_tag(cell, EXPLORE)


def has_tag(cell: Mapping[str, Any], tag: str) -> bool:
    """Return whether a cell has a tag."""
    metadata = cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, Mapping) else None
    return isinstance(tags, list) and tag in tags


def source(cell: Mapping[str, Any]) -> str:
    """Return a cell's source as one string."""
    found = cell.get("source")
    if isinstance(found, list):
        return "".join(line for line in found if isinstance(line, str))
    return found if isinstance(found, str) else ""


def visible(cell: Mapping[str, Any]) -> str:
    """Return a test cell's source without its hidden part."""
    text = source(cell)
    kept = []
    start = 0
    for begin in BEGIN_HIDDEN.finditer(text):
        if begin.start() < start:
            continue
        end = text.find(END_HIDDEN, begin.end())
        if end < 0:
            break
        kept.append(_without_blank_end(text[start : begin.start()]))
        start = text.find("\n", end) + 1 or len(text)
    return "".join([*kept, text[start:]])


def _without_blank_end(text: str) -> str:
    """Return whole lines without the blank ones at their end."""
    end = len(text.rstrip())
    return text[: text.find("\n", end) + 1] if end else ""


def classic(cell: Mapping[str, Any]) -> str:
    """Return a test cell's source with its hidden asserts, without the line that examines."""
    return EXAMINE.sub("", HIDDEN_MARK.sub("", source(cell)))


def solution(cell: Mapping[str, Any]) -> str:
    """Return an answer cell's source without the marks of its solution."""
    return SOLUTION.sub("", source(cell))
