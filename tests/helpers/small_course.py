"""A made-up course of one assignment, for tests: ``from small_course import make_course``."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from viva.course.layout import Course
from viva.release.build import build_release

REPOSITORY = Path(__file__).parents[2]

ANSWER = '''def double_all(numbers):
    """Return a list of every number, doubled."""
    ### BEGIN SOLUTION
    doubled = [2 * number for number in numbers]
    return doubled
    ### END SOLUTION'''

TEST = """assert double_all([1, 2]) == [2, 4], "double_all([1, 2]) is [2, 4]"
print("q01_double: the visible test passes.")
### BEGIN HIDDEN TESTS
from viva.grading import examine; examine("warm_up", "q01_double", globals())
### END HIDDEN TESTS"""

MODEL_ANSWER = """One point for the reason, one for the example.
Doubling is linear, so the sum of the doubles is the double of the sum."""

EXAM = """from viva.exam import Exam

exam = Exam("warm_up")

q = exam.question("q01_double")


@q.reference
def double_all(numbers):
    return list(map((2).__mul__, numbers))


@q.case("several numbers")
def several_numbers(candidate, rng):
    return candidate.double_all(rng.integers(1, 9, size=5).tolist())


@q.wrong(
    "squares",
    hint="Every number is multiplied by itself. What is 3 doubled,"
    " and what is 3 squared?",
)
def double_all(numbers):
    return [number**2 for number in numbers]
"""


def settings(grade_id: str, **changes: Any) -> dict[str, Any]:
    """nbgrader's metadata of one cell."""
    plain = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
    return {"nbgrader": plain | {"grade_id": grade_id} | changes}


def cells() -> list[Any]:
    """The cells of the notebook: a given cell, a coding question, a written question."""
    return [
        new_markdown_cell("# Warm-up", id="title"),
        new_code_cell("import math", id="given", metadata=settings("given_imports", locked=True)),
        new_markdown_cell(
            "**q01_double** (2 points)", id="q01-text", metadata=settings("q01_text", locked=True)
        ),
        new_code_cell(ANSWER, id="q01", metadata=settings("q01_double", solution=True)),
        new_code_cell(
            TEST,
            id="q01-test",
            metadata=settings("q01_double_test", grade=True, locked=True, points=2),
        ),
        new_code_cell("double_all([3])", id="look", metadata={"tags": ["explore"]}),
        new_markdown_cell(
            MODEL_ANSWER,
            id="q02",
            metadata=settings("q02_linear", grade=True, solution=True, points=2),
        ),
    ]


def make_notebook(changed_cells: list[Any] | None = None) -> Any:
    """The instructor's notebook."""
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    return new_notebook(cells=changed_cells or cells(), metadata={"kernelspec": kernel})


def make_course(folder: Path, notebook: Any = None) -> Course:
    """Write the course into a folder, with the repository's own nbgrader settings.

    But its workers import nothing beforehand that its notebook does not need.
    """
    (folder / "source" / "01_warm_up").mkdir(parents=True)
    (folder / "tests" / "hidden").mkdir(parents=True)
    settings = (REPOSITORY / "nbgrader_config.py").read_text(encoding="utf-8")
    (folder / "nbgrader_config.py").write_text(f"{settings}\nc.Viva.warm = []\n", encoding="utf-8")
    nbformat.write(notebook or make_notebook(), folder / "source/01_warm_up/warm_up.ipynb")
    (folder / "tests" / "hidden" / "warm_up.py").write_text(EXAM)
    return Course(folder)


def generate(course: Course) -> subprocess.CompletedProcess[str]:
    """Run nbgrader's own command for the first assignment."""
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", "01_warm_up", "--force"]
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return subprocess.run(
        command,
        cwd=course.root,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def add_later(course: Course, given: str, text: str = "", name: str = "02_later") -> None:
    """Add an assignment that gives some code and text, with a written question, and release it."""
    later = [
        new_markdown_cell(f"# Later\n\n{text}", id="title"),
        new_code_cell(given, id="tools", metadata=settings("given_tools", locked=True)),
        new_markdown_cell(
            "Because it is.",
            id="q01",
            metadata=settings("q01_why", grade=True, solution=True, points=1),
        ),
    ]
    notebook = f"{name}/{name.partition('_')[2]}.ipynb"
    (course.source / name).mkdir()
    nbformat.write(make_notebook(later), course.source / notebook)
    for assignment in course.assignments():
        build_release(course, assignment, course.release)
