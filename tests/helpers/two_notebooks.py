"""An assignment of two notebooks, ``ps1/a`` and ``ps1/b``, and a class that handed it in.

Both have a cell ``q1``, as nbgrader allows: whatever mixes the notebooks up mixes up these.
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import nbformat
from classic_notebook import nbgrader, solution
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook
from small_course import EXAM, REPOSITORY, make_notebook, settings

from viva.course.layout import Course

NAME = "ps1"
READ = "from pathlib import Path\nfactor = int(Path('factor.txt').read_text())"
ANSWERS = {
    "a": {
        "q1": ("def scaled(x):\n    return factor * x", "assert scaled(2) == 6", 2),
        "q2": ("def odd(n):\n    return n % 2 == 1", "assert odd(3)\nassert not odd(4)", 3),
    },
    "b": {
        "q1": ("def total(xs):\n    return factor + sum(xs)", "assert total([1, 2]) == 6", 4),
        "q3": ("size = 5", "size", 5),
    },
}
WRITTEN = ("b", "q4", 1)
# What the class answered; a notebook that is not there was not handed in.
RIGHT = {name: {q: text for q, (text, _, _) in each.items()} for name, each in ANSWERS.items()}
CLASS: dict[str, dict[str, dict[str, str]]] = {
    "right": RIGHT,
    "blank": {"a": {}, "b": {}},
    "partly": {
        "a": {"q1": "def scaled(x):\n    return x", "q2": RIGHT["a"]["q2"]},
        "b": {"q1": RIGHT["b"]["q1"], "q3": "size = 4"},
    },
    "half": {"a": RIGHT["a"]},
}


def notebook(name: str) -> Any:
    """Return one of the instructor's notebooks."""
    cells = [new_code_cell(READ, metadata=settings("read", locked=True))]
    for question, (answer, test, points) in ANSWERS[name].items():
        marks = "### BEGIN HIDDEN TESTS\n{}\n### END HIDDEN TESTS"
        test_settings = settings(f"{question}_test", grade=True, locked=True, points=points)
        cells += [
            new_code_cell(solution(answer), metadata=settings(question, solution=True)),
            new_code_cell(marks.format(test), metadata=test_settings),
        ]
    if name == WRITTEN[0]:
        written = settings(WRITTEN[1], grade=True, solution=True, points=WRITTEN[2])
        cells.append(new_markdown_cell("It grows.", metadata=written))
    for number, cell in enumerate(cells):
        cell["id"] = f"{name}-{number}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def write_source(course: Path, name: str = NAME) -> None:
    """Write the assignment's folder in ``source/``."""
    folder = course / "source" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "factor.txt").write_text("3")
    for each in ANSWERS:
        nbformat.write(notebook(each), folder / f"{each}.ipynb")


def course_of_two(folder: Path) -> Course:
    """Make a course of this assignment, with the repository's own settings."""
    write_source(folder)
    own = (REPOSITORY / "nbgrader_config.py").read_text(encoding="utf-8")
    more = "c.Viva.warm = []\nc.Viva.wrong_answers = 1\nc.Viva.right_answers = 0\n"
    (folder / "nbgrader_config.py").write_text(f"{own}\n{more}")
    return Course(folder)


def with_exam(course: Course) -> Course:
    """Add a third notebook, whose questions an exam asks."""
    nbformat.write(make_notebook(), course.source / NAME / "warm_up.ipynb")
    course.exams.mkdir(parents=True, exist_ok=True)
    (course.exams / "warm_up.py").write_text(EXAM)
    return Course(course.root)


def filled_in(name: str, answers: dict[str, str]) -> dict[str, Any]:
    """Return a notebook as students get it, with these answers."""
    found = json.loads(json.dumps(notebook(name)))
    for cell in found["cells"]:
        data = cell["metadata"]["nbgrader"]
        if data["solution"]:
            stub = "# YOUR CODE HERE\nraise NotImplementedError()"
            cell["source"] = stub if cell["cell_type"] == "code" else "YOUR ANSWER HERE"
        if data["grade"] and not data["solution"]:
            cell["source"] = ""
        if data["grade_id"] in answers:
            cell["source"] = answers[data["grade_id"]]
    return found


def hand_in(
    course: Path, student: str, notebooks: dict[str, dict[str, str]], name: str = NAME
) -> Path:
    """Write what a student hands in, and return the folder."""
    folder = course / "submitted" / student / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "factor.txt").write_text("3")
    for each, answers in notebooks.items():
        (folder / f"{each}.ipynb").write_text(json.dumps(filled_in(each, answers)))
    return folder


def hand_in_class(course: Path) -> None:
    """Write what the class handed in."""
    for student, notebooks in copy.deepcopy(CLASS).items():
        hand_in(course, student, notebooks)


def stock_course(folder: Path) -> None:
    """Make a course for stock nbgrader, release it, and hand in what the class did."""
    write_source(folder)
    (folder / "nbgrader_config.py").write_text(
        'c = get_config()\nc.CourseDirectory.course_id = "stock"\n'
    )
    nbgrader(folder, "generate_assignment", NAME)
    hand_in_class(folder)


def rows(database: Path, assignment: str = NAME) -> dict[str, dict[Any, Any]]:
    """Return each student's automatic scores by notebook and cell, and the sums, of a gradebook."""
    with Gradebook(f"sqlite:///{database}") as gradebook:
        return {
            submission.student.id: {
                **{
                    (notebook.name, grade.name): (grade.auto_score, grade.max_score)
                    for notebook in submission.notebooks
                    for grade in notebook.grades
                },
                "sum": (submission.score, submission.max_score),
            }
            for submission in gradebook.assignment_submissions(assignment)
        }


def release_by_hand(course: Course, notebooks: dict[str, dict[str, str]]) -> None:
    """Write a release with these answers in it, without nbgrader."""
    folder = course.release / NAME
    folder.mkdir(parents=True)
    for name, answers in notebooks.items():
        (folder / f"{name}.ipynb").write_text(json.dumps(filled_in(name, answers)))
