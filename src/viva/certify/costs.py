"""What an answer costs in other questions, with the solution everywhere else.

A mistake is paid for once: where references can stand in for an answer, the questions that use it
must keep their points. And what passes a question must serve those after it.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from viva.grading.bundle import Bundle
from viva.grading.cells import grade_id, is_answer, is_explore, solution, visible
from viva.grading.python_source import defined_names
from viva.grading.scopes import used_names
from viva.grading.verdict import QuestionVerdict
from viva.remote.with_references import stands_in


def questions_after(bundle: Bundle, question: str) -> tuple[str, ...]:
    """Return the later questions that use what an answer defines, in their answers or tests.

    They may use it through other cells.
    """
    by_cell = {graded.cell_id: graded for graded in bundle.questions}
    by_answer = {graded.answer_id: graded for graded in bundle.questions}
    needs = next(graded.needs for graded in bundle.questions if graded.id == question)
    names: set[str] = set()
    found: list[str] = []
    for cell in bundle.cells:
        name = grade_id(cell)
        graded = by_answer.get(name) or by_cell.get(name)
        if graded is not None and graded.id == question:
            names |= needs
            continue
        if cell.get("cell_type") != "code" or is_explore(cell):
            continue
        text = solution(cell) if is_answer(cell) else visible(cell)
        if used_names(text) & names:
            names |= defined_names(text) if name not in by_cell else set()
            if graded is not None and not graded.written and graded.id not in found:
                found.append(graded.id)
    return tuple(found)


def can_stand_in(bundle: Bundle, question: str, other: str) -> bool:
    """Return whether references can take the place of an answer in what another answer uses.

    They cannot in a class that inherits from the answer's, since it has been made with that.
    """
    asked = bundle.exam.questions.get(question) if bundle.exam is not None else None
    if asked is None or not asked.references:
        return False
    graded = {each.id: each for each in bundle.questions}
    texts = [solution(c) for c in bundle.cells if grade_id(c) == graded[other].answer_id]
    if any(graded[question].needs & base_classes(text) for text in texts):
        return False
    return all(map(stands_in, asked.references.values()))


def base_classes(text: str) -> set[str]:
    """Return the names that classes of a text inherit from."""
    classes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ClassDef)]
    return {base.id for each in classes for base in each.bases if isinstance(base, ast.Name)}


def costs_of(answer: str, question: str, others: Sequence[QuestionVerdict]) -> dict[str, str]:
    """Return a sentence for each other question that loses points by an answer, by its id."""
    return {
        other.id: f"{question}: the {answer} also costs {other.max_score - other.score:g} of "
        f"{other.max_score:g} points in {other.id}, whose answer is right: {other.message}"
        for other in others
        if other.id != question and other.score < other.max_score
    }
