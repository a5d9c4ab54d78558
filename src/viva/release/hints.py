"""The hints that students may ask for, and how they travel.

Each question of an exam may have up to three, from a question to nearly the answer. A release
carries them as data beside the notebook, together with the answer cells as released; the exam
stays at home.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from viva.course.layout import Assignment
from viva.course.release_data import FILE_NAME, NOTEBOOKS, part
from viva.exam.load import load_exam
from viva.grading.cells import grade_id, is_answer, nbgrader, source


class HintProblem(Exception):
    """The hints of an assignment cannot be used; the message is a sentence for the instructor."""


def read_hints(assignment: Assignment) -> dict[str, list[str]]:
    """Return the hints of each question, in the order of the notebook.

    An exam in which no question has hints has none to give. Questions that a person reads may do
    without.

    Raises
    ------
    HintProblem
        If only some of the questions that tests grade have hints, or there are hints for a
        question that the notebook does not have.
    viva.exam.ExamProblem
        If the exam is malformed.
    """
    if assignment.exam_path is None:
        return {}
    exam = load_exam(assignment.exam_path)
    hints = {question.id: question.hint_texts for question in exam.questions.values()}
    hints |= exam.written_hints
    if not any(hints.values()):
        return {}
    cells = graded_cells(assignment.source_path)
    written = [grade_id(cell) for cell in cells if is_answer(cell)]
    unknown = [name for name in exam.written_hints if name not in written]
    if unknown:
        raise HintProblem(
            f"{assignment.exam_path.name} has hints for {', '.join(unknown)}, and the notebook has "
            "no such written question."
        )
    missing = [name for name in automatic_questions(assignment.source_path) if not hints.get(name)]
    if missing:
        raise HintProblem(
            f"{assignment.exam_path.name}: {', '.join(missing)} has no hints; add q.hints(...)."
        )
    names = (grade_id(cell).removesuffix("" if is_answer(cell) else "_test") for cell in cells)
    return {name: list(hints[name]) for name in names if name in hints}


def automatic_questions(notebook: Path) -> list[str]:
    """List the questions of a notebook that tests grade, in its order."""
    graded = [cell for cell in graded_cells(notebook) if not is_answer(cell)]
    return [grade_id(cell).removesuffix("_test") for cell in graded]


def graded_cells(notebook: Path) -> list[dict[str, Any]]:
    """List the cells of a notebook that earn points: tests, and written answers."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if nbgrader(cell).get("grade")]


def write_help(assignment: Assignment, built: Path) -> None:
    """Put the hints, and the answer cells as released, beside a notebook that was just built.

    Raises
    ------
    HintProblem
        As `read_hints` does.
    """
    notebook = built / f"{assignment.notebook_name}.ipynb"
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    others: dict[str, Any] = {}
    if assignment.siblings:
        with contextlib.suppress(FileNotFoundError):
            others = part(json.loads((built / FILE_NAME).read_bytes()), NOTEBOOKS)
    (built / FILE_NAME).write_bytes(help_beside(assignment, cells, others))


def help_beside(
    assignment: Assignment,
    cells: Iterable[dict[str, Any]],
    others: Mapping[str, Any] | None = None,
) -> bytes:
    """Return the file with the hints, and the answer cells as released.

    Parameters
    ----------
    cells
        Of the released notebook.
    others
        What the file holds of the assignment's other notebooks, by their names.

    Raises
    ------
    HintProblem
        As `read_hints` does.
    """
    released = {grade_id(cell): source(cell) for cell in cells if is_answer(cell)}
    content: dict[str, Any] = {"hints": read_hints(assignment), "released": released}
    if assignment.siblings:
        every = {**(others or {}), assignment.notebook_name: content}
        content = {NOTEBOOKS: {name: every[name] for name in sorted(every)}}
    return as_bytes(content)


def as_bytes(content: Mapping[str, Any]) -> bytes:
    """Return what the file holds as it is written."""
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()
