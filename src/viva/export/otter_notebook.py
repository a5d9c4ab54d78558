"""Put a notebook into otter-grader's terms, for students and for the instructor."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from viva.export.otter_tests import visible_tests
from viva.grading.bundle import Bundle
from viva.grading.cells import OTTER_SETUP, grade_id, is_answer, is_explore, solution, source

OTTER = "otter"
SETUP = """\
# Run this cell first.
import otter

grader = otter.Notebook("{notebook}.ipynb")"""


def for_students(bundle: Bundle, released: Mapping[str, Any]) -> dict[str, Any]:
    """Return the students' notebook: the released one, with the visible tests in its metadata."""
    notebook = _in_otters_terms(bundle, copy.deepcopy(dict(released)))
    notebook["metadata"][OTTER] |= {
        "OK_FORMAT": False,
        "tests": {
            question.id: visible_tests(bundle, question)
            for question in bundle.questions
            if not question.written
        },
    }
    return notebook


def for_instructors(bundle: Bundle) -> dict[str, Any]:
    """Return the instructor's notebook, with the solutions; its tests are files beside it."""
    cells = [dict(copy.deepcopy(cell)) for cell in bundle.cells]
    for cell in cells:
        cell["source"] = solution(cell) if is_answer(cell) else source(cell)
    notebook = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": dict(bundle.metadata),
        "cells": cells,
    }
    return _in_otters_terms(bundle, notebook)


def _in_otters_terms(bundle: Bundle, notebook: dict[str, Any]) -> dict[str, Any]:
    """Return the notebook with `grader.check` in place of the tests, each run there by otter.

    otter runs a test after each cell whose metadata names it, and all others only at the end, when
    later cells have changed what they test. The cells keep nbgrader's metadata, by which
    `viva grade` and `nbgrader autograde` know them.
    """
    tests = {q.cell_id: q.id for q in bundle.questions if not q.written}
    for cell in notebook["cells"]:
        question = tests.get(grade_id(cell))
        if question is not None:
            cell["source"] = f'grader.check("{question}")'
            cell["metadata"][OTTER] = {"tests": [question]}
        elif is_explore(cell):
            cell["metadata"][OTTER] = {"ignore": True}
    code = (n for n, cell in enumerate(notebook["cells"]) if cell["cell_type"] == "code")
    first = next(code, 0)  # written questions alone need no code
    notebook["cells"].insert(first, _setup(bundle.notebook))
    notebook["metadata"][OTTER] = {"assignment_name": bundle.assignment}
    return notebook


def _setup(name: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": "otter-setup",
        "metadata": {"tags": [OTTER_SETUP], "editable": False, "deletable": False},
        "execution_count": None,
        "outputs": [],
        "source": SETUP.format(notebook=name),
    }
