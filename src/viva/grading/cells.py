"""A notebook's cells: their nbgrader metadata, and the parts of their source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

HIDDEN = re.compile(r"^\s*### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS[^\n]*\n?", re.S | re.M)
HIDDEN_MARK = re.compile(r"^\s*### (BEGIN|END) HIDDEN TESTS.*$", re.M)
EXAMINE = re.compile(r"^.*\bexamine\(.*$", re.M)
SOLUTION = re.compile(r"^[ \t]*### (BEGIN|END) SOLUTION.*\n?", re.M)
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
    found = cell.get("source", "")
    if isinstance(found, list):
        return "".join(line for line in found if isinstance(line, str))
    return found if isinstance(found, str) else ""


def visible(cell: Mapping[str, Any]) -> str:
    """Return a test cell's source without its hidden part."""
    return HIDDEN.sub("", source(cell))


def classic(cell: Mapping[str, Any]) -> str:
    """Return a test cell's source with its hidden asserts, without the line that examines."""
    return EXAMINE.sub("", HIDDEN_MARK.sub("", source(cell)))


def solution(cell: Mapping[str, Any]) -> str:
    """Return an answer cell's source without the marks of its solution."""
    return SOLUTION.sub("", source(cell))
