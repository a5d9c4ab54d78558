"""Begin a course: settings, a first notebook with one question that certifies, its exam, CI."""

from __future__ import annotations

import json
import re
from importlib import resources
from pathlib import Path
from typing import Any

from viva.authoring.cells import (
    BEGIN_SOLUTION,
    END_SOLUTION,
    code_cell,
    notebook_of,
    question_cells,
    settings,
    text_cell,
)
from viva.authoring.exam_files import EMPTY, with_question
from viva.course.layout import CONFIG_NAME, Course, UsageProblem

ASSIGNMENT, NOTEBOOK, QUESTION = "01_first_steps", "first_steps", "q01_mean"
TITLE = """# First steps

You will write one small function, and test it.

Write your answer in place of `raise NotImplementedError(...)`, and run the test below it. In a
terminal, `viva check 01` runs the tests of the whole notebook."""
TEXT = """### q01_mean · 2 points

The mean of $n$ numbers is their sum divided by how many there are: $\\frac{1}{n} \\sum_i x_i$.

**Write** `mean(numbers)`. It takes a list of numbers that is not empty, and returns a number.

For example, `mean([1, 2, 6])` is $9 / 3 = 3$."""
ANSWER = f'''def mean(numbers):
    """Return the mean of a list of numbers."""
    {BEGIN_SOLUTION}
    return sum(numbers) / len(numbers)
    {END_SOLUTION}'''
TEST = """assert mean([1, 2, 6]) == 3, "the mean of 1, 2 and 6 is 3"
assert mean([4]) == 4, "the mean of a single number is that number"
print("q01_mean: the visible test passes.")"""


def new_course(folder: Path) -> list[Path]:
    """Make a course in a folder that is new or empty, and return the files that were written.

    Raises
    ------
    UsageProblem
        If there is something in the folder.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageProblem(f"{folder} is not empty: choose a new folder.")
    name = course_id(folder.resolve().name)
    listed = with_question(EMPTY.format(assignment=ASSIGNMENT, name=NOTEBOOK), QUESTION)
    assert listed is not None
    exam = f"tests/hidden/{NOTEBOOK}"
    files = {
        CONFIG_NAME: template("nbgrader_config.txt").replace("COURSE_ID", name),
        "README.md": template("README.md").replace("COURSE_ID", name),
        "requirements.txt": template("requirements.txt"),
        ".gitignore": template("gitignore.txt"),
        ".github/workflows/check.yml": template("check.yml"),
        ".gitlab-ci.yml": template("gitlab-ci.yml"),
        f"source/{ASSIGNMENT}/{NOTEBOOK}.ipynb": json.dumps(first_notebook(), indent=1) + "\n",
        f"{exam}/__init__.py": listed,
        f"{exam}/{QUESTION}.py": template("q01_mean.txt"),
    }
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    Course(folder)
    return [folder / path for path in files]


def first_notebook() -> dict[str, Any]:
    """Return the notebook of one question."""
    return notebook_of(
        [
            text_cell("title", TITLE),
            *question_cells(NOTEBOOK, QUESTION, 2, TEXT, ANSWER, TEST),
            code_cell("look", "mean([0.5, 1.5, 2.5])", {"tags": ["explore"]}),
            text_cell(
                "q02_when_text",
                "### q02_when · 1 point\n\nWhen does the mean say little about a list of numbers? "
                "Give an example. Your answer is marked by hand.",
                settings("q02_when_text", locked=True),
            ),
            text_cell(
                "q02_when",
                "When a few numbers are far from all others: the mean of 1, 1, 1 and 97 is 25.",
                settings("q02_when", grade=True, solution=True, points=1),
            ),
        ]
    )


def course_id(name: str) -> str:
    """Return a folder's name as nbgrader may call a course."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "course"


def template(name: str) -> str:
    """Return the text of a file that comes with viva.

    Raises
    ------
    UsageProblem
        If it did not come with it: students get none.
    """
    try:
        return (resources.files("viva.authoring") / "templates" / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UsageProblem(
            "This is viva as students get it, without what a course begins with. Install "
            "viva-autograder as its README says."
        ) from None
