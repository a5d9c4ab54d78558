"""Visible tests hold answers to what the text states: these wrong ones do not pass them."""

import contextlib
import io
from functools import cache
from pathlib import Path

import matplotlib as mpl
import nbformat
import pytest
from visible_mistakes import WRONG

from viva.course.layout import Course
from viva.exam.load import load_exam
from viva.grading.cells import visible

mpl.use("Agg")

COURSE = Course(Path(__file__).parents[2])


def assignment_of(number):
    (found,) = (each for each in COURSE.assignments() if each.name.startswith(number))
    return found


@cache
def notebook(number):
    """Return the graded and answer cells of a notebook, and the names of its solution."""
    cells, names = {}, {"__name__": "__main__"}
    for cell in nbformat.read(assignment_of(number).source_path, as_version=4).cells:
        data = cell.metadata.get("nbgrader")
        if cell.cell_type == "code" and data:
            cells[data["grade_id"]] = cell
            if not data["grade"]:
                run(cell.source, names)
    return cells, names


def run(source, names):
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(source, "<cell>", "exec"), names)


def check(number, question, answer):
    """Run the visible test of a question on an answer, all else being as in the solution."""
    cells, names = notebook(number)
    before = dict(names)
    try:  # in the namespace itself, where the other functions find it
        run(answer, names)
        run(visible(cells[f"{question}_test"]), names)
    finally:
        names.clear()
        names.update(before)


@pytest.mark.parametrize(
    ("number", "question", "was", "now", "says"),
    WRONG,
    ids=[f"{each[0]}-{each[1]}-{k}" for k, each in enumerate(WRONG)],
)
def test_a_wrong_answer_does_not_pass(number, question, was, now, says):
    solution = notebook(number)[0][question].source
    assert was in solution
    with pytest.raises(AssertionError) as raised:
        check(number, question, solution.replace(was, now))
    assert says in str(raised.value)


def asked():
    for number, question in sorted({each[:2] for each in WRONG}):
        # Each right answer to this one trains a dozen networks, and so does the test.
        marks = pytest.mark.slow if question == "q06_hyperparameters" else ()
        yield pytest.param(number, question, marks=marks, id=f"{number}-{question}")


@pytest.mark.parametrize(("number", "question"), list(asked()))
def test_right_answers_pass(number, question):
    check(number, question, notebook(number)[0][question].source)
    exam = load_exam(assignment_of(number).exam_path)
    for right in exam.questions[question].right_answers:
        check(number, question, right.code)
