"""Add a question to a course: its cells in the notebook, and its file in the exam to fill in."""

from __future__ import annotations

import json
import re
from pathlib import Path

from viva.authoring.cells import (
    BEGIN_SOLUTION,
    END_SOLUTION,
    checked_name,
    notebook_of,
    question_cells,
    text_cell,
)
from viva.authoring.exam_files import add_question
from viva.authoring.new_course import template
from viva.course.bundle import read_source
from viva.course.layout import Assignment, Course, UsageProblem
from viva.grading.cells import grade_id

NUMBER = re.compile(r"q(\d+)_")
FOLDER = re.compile(r"\d+_[a-z][a-z0-9_]*\Z")
POINTS = 1


def new_question(course: Course, assignment: str, name: str) -> tuple[str, list[Path]]:
    """Add a question at the end of a notebook, which is made if there is none of this name.

    Parameters
    ----------
    assignment
        An assignment of the course, or ``NN_name`` for a new one.
    name
        What the question is about; its number is put before it.

    Returns
    -------
    tuple
        The question's id, and the files that were changed or written.

    Raises
    ------
    UsageProblem
        If the name cannot be used, or the assignment is none.
    """
    checked_name(name, "a question")
    found = assignment_of(course, assignment)
    path = found.source_path
    notebook = read_source(found) if path.is_file() else notebook_of([title_of(found)])
    names = [grade_id(cell) for cell in notebook["cells"]]
    question = name if NUMBER.match(name) else f"q{next_number(names):02d}_{name}"
    if question in names:
        raise UsageProblem(f"{course.shown(path)} has a cell {question} already: choose a name.")
    function = NUMBER.sub("", question)
    text = template("question.txt").replace("QUESTION", question).replace("FUNCTION", function)
    exam = add_question(course.exams, found.name, found.notebook_name, question, text)
    cells = question_cells(
        found.notebook_name,
        question,
        POINTS,
        f"### {question} · {POINTS} point\n\nSay what `{function}(numbers)` takes and returns, and "
        "give an example with numbers that students can do by hand.",
        f'def {function}(numbers):\n    """Say what it returns."""\n    {BEGIN_SOLUTION}\n'
        f'    raise NotImplementedError("write the solution of {question}")\n    {END_SOLUTION}',
        f"# Ask for what the text shows, with a message that helps.\n"
        f"assert {function}([1, 2, 6]) is not None, "
        f'"{function}([1, 2, 6]) returns something"',
    )
    notebook["cells"] = [*notebook["cells"], *cells]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return question, [path, exam]


def assignment_of(course: Course, text: str) -> Assignment:
    """Return an assignment of the course, or a new one if it is named ``NN_name``."""
    try:
        return course.find(text)
    except UsageProblem:
        if not FOLDER.match(text) or (course.source / text).exists():
            raise
    name = text.partition("_")[2]
    return Assignment(
        name=text,
        notebook_name=name,
        source_path=course.source / text / f"{name}.ipynb",
        release_path=course.release / text / f"{name}.ipynb",
        exam_path=None,
    )


def title_of(assignment: Assignment) -> dict[str, object]:
    """Return the first cell of a new notebook."""
    title = assignment.notebook_name.replace("_", " ").capitalize()
    return text_cell("title", f"# {title}\n\nSay what students will be able to do afterwards.")


def next_number(names: list[str]) -> int:
    """Return the number after the highest among the questions' names."""
    return max((int(found[1]) for name in names if (found := NUMBER.match(name))), default=0) + 1
