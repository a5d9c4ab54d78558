"""Mistakes in an instructor's notebook, each in a sentence that says which cell, and what to do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from viva.grading.cells import (
    ASKS,
    BEGIN_HIDDEN,
    carries_points,
    grade_id,
    is_answer,
    is_task,
    nbgrader,
    source,
    visible,
)

SCHEMA = 3
PYTHON = ("", "python", "python3", "ipython")
REGIONS = ("SOLUTION", "HIDDEN TESTS", "MARK SCHEME")
OTTER = re.compile(r"^\s*#\s*(?:BEGIN QUESTION|ASSIGNMENT CONFIG)\b", re.M)
AUTOTEST = re.compile(r"^\s*###\s*(?:HASHED\s+)?AUTOTEST\b", re.M)
MOST_SHOWN = 40
NAME = re.compile(r"[a-zA-Z0-9_-]+\Z")  # as nbgrader has it


def mistakes_in(notebook: Mapping[str, Any], name: str) -> list[str]:
    """Return a sentence for each mistake that keeps a notebook from being released and graded.

    Parameters
    ----------
    notebook
        As JSON-able data in format 4.
    name
        By which the sentences call it.
    """
    cells = list(notebook.get("cells", ()))
    if any(cell.get("cell_type") == "raw" and OTTER.search(source(cell)) for cell in cells):
        return [
            f"{name} is written for otter-grader (# BEGIN QUESTION). Move it out of this folder, "
            "and take it over with `viva import otter FILE`."
        ]
    language = language_of(notebook)
    if language.lower() not in PYTHON:
        return [
            f"{name} is written in {language}. viva grades notebooks in Python only: move it out "
            "of this folder, or choose a Python kernel in JupyterLab and save it."
        ]
    old = [place for place, cell in enumerate(cells) if is_old(cell)]
    if old:
        where = called(cells[old[0]], old[0])
        return [
            f"{name}, {where}: its nbgrader metadata is of an old version. Run `nbgrader update` "
            "on the notebook, and save it."
        ]
    for place, cell in enumerate(cells):
        version = nbgrader(cell).get("schema_version")
        if isinstance(version, int) and version > SCHEMA:
            return [
                f"{name}, {called(cell, place)}: its nbgrader metadata is of version {version}, "
                f"and the nbgrader that is installed reads version {SCHEMA}. Install a newer "
                "nbgrader, or make the cell anew in Create Assignment."
            ]
    found = [f"{name}, {said}" for place, cell in enumerate(cells) for said in _of(cell, place)]
    names = Counter(grade_id(cell) for cell in cells if grade_id(cell))
    found += [
        f"{name}: {count} cells have the grade_id {twice}. Give each cell a name of its own: View "
        "→ Cell Toolbar → Create Assignment in JupyterLab."
        for twice, count in names.items()
        if count > 1
    ]
    return found


def language_of(notebook: Mapping[str, Any]) -> str:
    """Return the language that a notebook says it is written in, or nothing."""
    metadata = notebook.get("metadata") or {}
    for name, key in (("kernelspec", "language"), ("language_info", "name")):
        part = metadata.get(name)
        language = part.get(key) if isinstance(part, Mapping) else None
        if isinstance(language, str) and language:
            return language
    return ""


def is_old(cell: Mapping[str, Any]) -> bool:
    """Return whether a cell's metadata is of a version before the one that nbgrader reads."""
    data = nbgrader(cell)
    version = data.get("schema_version", 0)
    return bool(data) and isinstance(version, int) and version < SCHEMA


def called(cell: Mapping[str, Any], place: int) -> str:
    """Return how a sentence names a cell: by its name, or by its number and first words."""
    if grade_id(cell):
        return f"cell {grade_id(cell)}"
    lines = source(cell).strip().split("\n")
    return f"cell {place + 1} ({lines[0][:MOST_SHOWN]!r})"


def _of(cell: Mapping[str, Any], place: int) -> Iterator[str]:
    """Yield the ends of sentences on one cell."""
    name, data, kind = called(cell, place), nbgrader(cell), cell.get("cell_type")
    text = source(cell)
    regions = {region: fault for region in REGIONS if (fault := region_fault(text, region))}
    for region, fault in regions.items():
        yield f"{name}: {fault} Write one ### BEGIN {region} and one ### END {region} around it."
    named = data.get("grade") or data.get("solution") or data.get("locked") or is_task(cell)
    if named and not grade_id(cell):
        yield f"{name}: it has no grade_id. Give it a name in JupyterLab's Create Assignment."
    elif named and not NAME.match(grade_id(cell)):
        yield (
            f"{name}: nbgrader does not accept its grade_id. Use letters, digits, _ and - only, in "
            "Create Assignment."
        )
    if carries_points(cell):
        points = data.get("points")
        number = isinstance(points, (int, float)) and not isinstance(points, bool)
        if points is None or points == "":
            yield f"{name}: it has no points. Give it some, or 0, in Create Assignment."
        elif not number or not 0 <= points < float("inf"):
            yield f"{name}: its points are {points!r}. Give it a number that is not negative."
    if "SOLUTION" not in regions and "BEGIN SOLUTION" in text and not is_answer(cell):
        yield (
            f"{name}: a solution stands in a cell that is no answer, so students would get it. "
            "Make the cell an answer (autograded or manually graded) in Create Assignment."
        )
    if "HIDDEN TESTS" not in regions and BEGIN_HIDDEN.search(text) and not data.get("grade"):
        yield (
            f"{name}: hidden tests stand in a cell without points. Make it an autograder test in "
            "Create Assignment."
        )
    whole = "HIDDEN TESTS" not in regions and kind == "code" and bool(data.get("grade"))
    if whole and ASKS.search(visible(cell)):
        yield (
            f"{name}: students would see the line that asks the exam. Put it between "
            "### BEGIN HIDDEN TESTS and ### END HIDDEN TESTS."
        )
    if kind == "code" and data.get("grade") and AUTOTEST.search(text):
        yield (
            f"{name}: nbgrader would write its tests at ### AUTOTEST, and viva does not. Write "
            "them out as asserts."
        )
    if is_task(cell):
        if kind != "markdown":
            yield f"{name}: a task must be a Markdown cell. Change its type."
    elif kind == "markdown" and bool(data.get("grade")) != bool(data.get("solution")):
        yield (
            f"{name}: a Markdown cell with points must be an answer as well. Make it a manually "
            "graded answer or a task in Create Assignment."
        )


def region_fault(text: str, region: str) -> str:
    """Return what is wrong with the marks around a region of a cell, or nothing."""
    inside = False
    for number, line in enumerate(text.split("\n"), 1):
        if f"BEGIN {region}" in line:
            if inside:
                return f"### BEGIN {region} comes again in line {number}, before ### END {region}."
            inside = True
        elif f"END {region}" in line:
            if not inside:
                return f"### END {region} in line {number} has no ### BEGIN {region} above it."
            inside = False
    return f"### BEGIN {region} has no ### END {region} below it." if inside else ""
