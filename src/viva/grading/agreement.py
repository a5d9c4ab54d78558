"""Whether a notebook and its exam belong together: a test cell asks each question, and no other.

Where they do not, hidden tests would be left out without a word.
"""

from __future__ import annotations

import re

from viva.exam.load import ExamProblem
from viva.grading.bundle import Bundle
from viva.grading.cells import grade_id, is_answer, nbgrader, source

LINE = re.compile(r"^(?![ \t]*#).*\bexamine\(([^,]*),([^,]*)", re.M)


def require_agreement(bundle: Bundle) -> None:
    """Check that a notebook and its exam belong together.

    Raises
    ------
    ExamProblem
        If they do not; with the first of `disagreements`.
    """
    found = disagreements(bundle)
    if found:
        raise ExamProblem(found[0])


def disagreements(bundle: Bundle) -> list[str]:
    """Return a sentence for each place where a notebook and its exam do not belong together."""
    exam, file = bundle.exam, f"{bundle.assignment}/{bundle.notebook}.ipynb"
    lines = hidden_lines(bundle)
    if exam is None:
        return [
            f"{file}: the hidden line of {cell} asks an exam, but there is no "
            f"tests/hidden/{bundle.notebook}. Write it, give it this name, or remove the line."
            for cell, asked in lines.items()
            if asked
        ][:1]
    if exam.name != bundle.notebook:
        return [f"The exam is called {exam.name!r}, but the notebook {bundle.notebook!r}."]
    found = []
    for cell, asked in lines.items():
        question = cell.removesuffix("_test")
        if asked == [(exam.name, question)] and question not in exam.questions:
            found.append(
                f"{file}: {cell} asks for {question}, which the exam tests/hidden/{exam.name} does "
                "not have. Add the question to the exam, or remove the hidden line."
            )
        elif asked != [(exam.name, question)] and (asked or question in exam.questions):
            found.append(
                f"{file}: the hidden line of {cell} must be: from viva.grading import examine; "
                f'examine("{exam.name}", "{question}", globals())'
            )
    answers = [grade_id(cell) for cell in bundle.cells if is_answer(cell)]
    for cell in lines:
        question = cell.removesuffix("_test")
        if question in exam.questions and question not in answers:
            found.append(
                f"{file}: {cell} tests {question}, but no answer cell is called so (there are "
                f"{', '.join(answers) or 'none'}). Correct the grade_id of the answer."
            )
    for extra in sorted(set(exam.questions) - {cell.removesuffix("_test") for cell in lines}):
        found.append(
            f"{extra} is in the exam tests/hidden/{exam.name}, but no test cell of {file} asks it. "
            f"Add the cell {extra}_test, or remove the question."
        )
    return found


def hidden_lines(bundle: Bundle) -> dict[str, list[tuple[str, str]]]:
    """Return by test cell the exams and questions that its hidden lines name."""
    return {
        grade_id(cell): [
            (exam.strip(" \"'"), question.strip(" \"'"))
            for exam, question in LINE.findall(source(cell))
        ]
        for cell in bundle.cells
        if nbgrader(cell).get("grade") and not is_answer(cell)
    }
