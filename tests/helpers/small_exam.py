"""A made-up assignment of three questions, for testing the judge."""

import json
import textwrap

import numpy as np

from viva.exam import Exam
from viva.grading.bundle import Bundle, Limits
from viva.grading.verdict import Verdict

EXAM = Exam("small")


@EXAM.given
def given():
    return {"np": np, "offset": 2.0}


q = EXAM.question("q01_scale")


@q.reference
def scale(v, factor):
    return (np.asarray(v) * factor).tolist()


@q.case("five numbers")
def _(candidate, rng):
    return candidate.scale(rng.normal(size=5).tolist(), 3.5)


@q.case("three rows", weight=3)
def _(candidate, rng):
    return candidate.scale(rng.normal(size=(3, 4)), 0.3)


@q.wrong("adds the factor", hint="Each entry is added to the factor. What should happen to them?")
def scale(v, factor):
    return np.asarray(v) + factor


@q.wrong("gives the factor back", hint="This is the factor itself.")
def scale(v, factor):
    return factor


@q.right("an array")
def scale(v, factor):
    return factor * np.asarray(v)


q = EXAM.question("q02_shift")


@q.reference
def shift(v):
    return (np.asarray(v) + 2.0).tolist()


@q.case("four numbers")
def _(candidate, rng):
    return candidate.shift(rng.normal(size=4).tolist())


@q.wrong("shifts the other way", hint="Down, where it should be up.")
def shift(v):
    return np.asarray(v) - offset  # noqa: F821  (the notebook defines it)


def markdown(name, text, **data):
    return {"cell_type": "markdown", "id": name, "source": text, "metadata": data}


def code(name, text, **data):
    return {
        "cell_type": "code",
        "id": name,
        "source": textwrap.dedent(text).strip("\n"),
        "metadata": data,
        "outputs": [],
        "execution_count": None,
    }


def grading(name, points=None, *, grade=False, solution=False, locked=False):
    data = {
        "grade": grade,
        "solution": solution,
        "locked": locked,
        "task": False,
        "grade_id": name,
        "schema_version": 3,
    }
    if points is not None:
        data["points"] = points
    return data


def answer(name, text):
    return code(name, text, nbgrader=grading(name, solution=True))


def test_cell(name, text):
    hidden = f"""
### BEGIN HIDDEN TESTS
from viva.grading import examine; examine("small", "{name}", globals())
### END HIDDEN TESTS
"""
    cell = code(f"{name}_test", textwrap.dedent(text).strip("\n") + hidden)
    cell["metadata"] = {"nbgrader": grading(f"{name}_test", 2, grade=True, locked=True)}
    return cell


SOURCE = [
    markdown("title", "# Small"),
    code("given", "import numpy as np\noffset = 2.0", nbgrader=grading("given", locked=True)),
    answer(
        "q01_scale",
        """
        def scale(v, factor):
            ### BEGIN SOLUTION
            return np.asarray(v) * factor
            ### END SOLUTION
        """,
    ),
    test_cell("q01_scale", "assert scale([1, 2], 3)[1] == 6, 'the second entry'\nprint('fine')"),
    answer(
        "q02_shift",
        """
        def shift(v):
            ### BEGIN SOLUTION
            return [x + offset for x in v]
            ### END SOLUTION
        """,
    ),
    test_cell("q02_shift", "assert list(shift([1.0])) == [3.0]"),
    markdown("q03_why", "Because.", nbgrader=grading("q03_why", 3, grade=True, solution=True)),
]
RELEASED = {
    "q01_scale": 'def scale(v, factor):\n    raise NotImplementedError("q01_scale")',
    "q02_shift": 'def shift(v):\n    raise NotImplementedError("q02_shift")',
    "q03_why": "YOUR ANSWER HERE",
}


def bundle(**changes):
    settings = {
        "assignment": "01_small",
        "notebook": "small",
        "cells": tuple(SOURCE),
        "metadata": {},
        "released": RELEASED,
        "exam": EXAM,
        "limits": Limits(cell_seconds=3, total_seconds=30),
    }
    return Bundle(**(settings | changes))


def notebook(cells):
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}).encode()


def submission(answers=None, extra=()):
    """A submission: the released notebook with these answers, by grade_id."""
    cells = []
    for cell in SOURCE:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        text = RELEASED.get(name, cell["source"])
        text = text.split("\n### BEGIN HIDDEN")[0]
        given_text = (answers or {}).get(name)
        if given_text is not None:
            text = textwrap.dedent(given_text).strip("\n")
        cells.append(dict(cell, source=text))
    return notebook([*cells, *extra])


RIGHT = {
    "q01_scale": "def scale(v, factor):\n    return [[e * factor for e in r] if np.ndim(r) else r * factor for r in v]",
    "q02_shift": "def shift(v):\n    return [x + offset for x in v]",
    "q03_why": "It is so.",
}


def by_id(verdict: Verdict):
    return {question.id: question for question in verdict.questions}


def graded(judge, answers, extra=(), **options):
    verdict = judge.grade(submission(RIGHT | answers, extra), **options)
    assert verdict.status == "graded", verdict.message
    return by_id(verdict)
