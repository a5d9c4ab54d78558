"""Notebooks and exams as files: the cells and texts of which new questions are made."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from viva.course.layout import UsageProblem

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
BEGIN_SOLUTION, END_SOLUTION = "### BEGIN SOLUTION", "### END SOLUTION"


def settings(grade_id: str, **changes: Any) -> dict[str, Any]:
    """Return nbgrader's metadata of a cell."""
    plain = {"grade": False, "locked": False, "solution": False, "task": False, "schema_version": 3}
    return {"nbgrader": {"grade_id": grade_id, **plain, **changes}}


def code_cell(identity: str, text: str, metadata: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return a code cell."""
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": cell_identity(identity),
        "metadata": metadata or {},
        "outputs": [],
        "source": text,
    }


def text_cell(identity: str, text: str, metadata: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return a Markdown cell."""
    return {
        "cell_type": "markdown",
        "id": cell_identity(identity),
        "metadata": metadata or {},
        "source": text,
    }


def cell_identity(name: str) -> str:
    """Return a name as the notebook format allows an id to be."""
    return re.sub(r"[^A-Za-z0-9_-]", "-", name)[:64] or "cell"


def hidden_line(exam: str, question: str) -> str:
    """Return the part of a test cell that asks the exam."""
    return (
        "### BEGIN HIDDEN TESTS\n"
        f'from viva.grading import examine; examine("{exam}", "{question}", globals())\n'
        "### END HIDDEN TESTS"
    )


def question_cells(
    exam: str, question: str, points: float, text: str, answer: str, test: str
) -> list[dict[str, Any]]:
    """Return the three cells of a question: its text, its answer and its test."""
    return [
        text_cell(f"{question}_text", text, settings(f"{question}_text", locked=True)),
        code_cell(question, answer, settings(question, solution=True)),
        code_cell(
            f"{question}_test",
            f"{test.rstrip()}\n{hidden_line(exam, question)}",
            settings(f"{question}_test", grade=True, locked=True, points=points),
        ),
    ]


def notebook_of(cells: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return a notebook of these cells."""
    metadata = {"kernelspec": dict(KERNEL), "language_info": {"name": "python"}}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": list(cells)}


def checked_name(name: str, what: str) -> str:
    """Return a name that may be that of a file, a module and a cell.

    Raises
    ------
    UsageProblem
        If it may not.
    """
    if not NAME.match(name):
        raise UsageProblem(
            f"{name!r} cannot be the name of {what}: use small letters, digits and underscores, "
            "and begin with a letter."
        )
    return name


def write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet.

    Raises
    ------
    UsageProblem
        If there is one.
    """
    if path.exists():
        raise UsageProblem(f"{path} exists already: choose another name, or move it away.")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
