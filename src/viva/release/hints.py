"""The hints that students may ask for: ``tests/hints/NAME.toml``, and how they travel.

The file holds for each question a list of up to three hints, from a question to nearly the answer.
A release carries them as data beside the notebook, together with the answer cells as released; the
exam stays at home.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from viva.course.given import FILE_NAME
from viva.course.layout import Assignment
from viva.grading.bundle import grade_id, is_answer, nbgrader, source

MOST = 3


class HintProblem(Exception):
    """The hints of an assignment cannot be used; the message is a sentence for the instructor."""


def read_hints(assignment: Assignment) -> dict[str, list[str]]:
    """Read an assignment's hints; an assignment without a file of hints has none.

    Returns
    -------
    dict
        By question, in the order of the notebook.

    Raises
    ------
    HintProblem
        If the file is not what it should be, or a question is missing or unknown.
    """
    if assignment.hints_path is None:
        return {}
    where = assignment.hints_path.name
    try:
        data = tomllib.loads(assignment.hints_path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise HintProblem(f"{where} cannot be read: {problem}.") from problem
    questions = automatic_questions(assignment.source_path)
    unknown = [name for name in data if name not in questions]
    if unknown:
        raise HintProblem(f"{where}: {unknown[0]} is not a question that tests grade.")
    missing = [name for name in questions if name not in data]
    if missing:
        raise HintProblem(f"{where} has no hints for {', '.join(missing)}.")
    for name, hints in data.items():
        good = isinstance(hints, list) and 1 <= len(hints) <= MOST
        if not good or not all(isinstance(hint, str) and hint.strip() for hint in hints):
            raise HintProblem(f"{where}: {name} must be a list of one to {MOST} texts.")
    return {name: [" ".join(hint.split()) for hint in data[name]] for name in questions}


def automatic_questions(notebook: Path) -> list[str]:
    """List the questions of a notebook that tests grade, in its order."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    graded = [cell for cell in cells if nbgrader(cell).get("grade") and not is_answer(cell)]
    return [grade_id(cell).removesuffix("_test") for cell in graded]


def write_help(assignment: Assignment, built: Path) -> None:
    """Put the hints, and the answer cells as released, beside a notebook that was just built.

    Raises
    ------
    HintProblem
        As `read_hints` does.
    """
    notebook = built / f"{assignment.notebook_name}.ipynb"
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    released = {grade_id(cell): source(cell) for cell in cells if is_answer(cell)}
    content = {"hints": read_hints(assignment), "released": released}
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    (built / FILE_NAME).write_text(text, encoding="utf-8")
