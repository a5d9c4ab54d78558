"""A student's notebooks for tests, as they are released and as they are filled in."""

import json
from pathlib import Path

from viva.grading.cells import grade_id, nbgrader
from viva.student.released import checksum

RIGHT = "def double_all(numbers):\n    return [2 * number for number in numbers]"
WRONG = "def double_all(numbers):\n    return [number**2 for number in numbers]"
STUB = 'def double_all(numbers):\n    raise NotImplementedError("q01_double")'
COUNT = "total = sum(double_all([1, 2, 3]))"
TEST = 'assert double_all([1, 2]) == [2, 4], "double_all([1, 2]) is [2, 4]"'
COUNT_TEST = "import math\n\nassert math.isclose(total, 12)"


def settings(name, **changes):
    plain = {"grade": False, "solution": False, "locked": False, "schema_version": 3}
    return {"nbgrader": plain | {"grade_id": name} | changes}


def cell(kind, name, text, metadata):
    made = {"cell_type": kind, "id": name, "metadata": metadata, "source": text}
    return made | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def released_cells():
    test = {"grade": True, "locked": True, "points": 2}
    written = settings("q03_why", grade=True, solution=True, points=3)
    cells = [
        cell("code", "given", "factor = 2", settings("given", locked=True)),
        cell("code", "q01", STUB, settings("q01_double", solution=True)),
        cell("code", "q01-test", TEST, settings("q01_double_test", **test)),
        cell("code", "look", 'raise RuntimeError("never run")', {"tags": ["explore"]}),
        cell("code", "q02", "raise NotImplementedError", settings("q02_count", solution=True)),
        cell("code", "q02-test", COUNT_TEST, settings("q02_count_test", **test)),
        cell("markdown", "q03", "YOUR ANSWER HERE", written),
    ]
    for each in cells:
        if nbgrader(each):
            each["metadata"]["nbgrader"]["checksum"] = checksum(each)
    return cells


def filled(**texts):
    """The released cells with other sources, by grade_id."""
    cells = released_cells()
    for each in cells:
        each["source"] = texts.get(grade_id(each), each["source"])
    return cells


def write(path, cells):
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    path.write_text(json.dumps(content, indent=1))
    return path
