"""What an answer costs in other questions, with the solution everywhere else.

A mistake is paid for once: where references can stand in for an answer, the questions that use it
must keep their points. And what passes a question must serve those after it.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field

from viva.grading.bundle import Bundle
from viva.grading.cells import grade_id, is_answer, is_explore, solution, visible
from viva.grading.python_source import defined_names
from viva.grading.scopes import used_names
from viva.grading.verdict import QuestionVerdict
from viva.remote.with_references import stands_in


@dataclass(frozen=True)
class Cost:
    """What one answer costs in a later question, whose own answer is right.

    Attributes
    ----------
    kind, title
        Which answer it is: "wrong" or "right", and its title in the exam.
    question, other
        The question that it answers, and the one where it costs points.
    lost, of
        How many points it costs there, and how many there are.
    message
        What the student is told there.
    """

    kind: str
    title: str
    question: str
    other: str
    lost: float
    of: float
    message: str

    def __str__(self) -> str:
        return (
            f"{self.question}: the {self.kind} answer {self.title!r} also costs {self.lost:g} of "
            f"{self.of:g} points in {self.other}, whose answer is right: {self.message}"
        )


@dataclass
class Costs:
    """What the answers of one assignment cost in later questions.

    Attributes
    ----------
    answers
        How many answers were asked in later questions as well.
    asked
        How many of them in each pair of a question and a later one.
    found
        What costs points.
    """

    answers: int = 0
    asked: dict[tuple[str, str], int] = field(default_factory=dict)
    found: list[Cost] = field(default_factory=list)

    @property
    def later(self) -> int:
        """How many questions answers to earlier ones were asked in."""
        return len({other for _, other in self.asked})

    def note(self, question: str, also: Sequence[str], found: Sequence[Cost]) -> None:
        """Record what one answer costs in the later questions `also`."""
        self.answers += 1
        for other in also:
            self.asked[question, other] = self.asked.get((question, other), 0) + 1
        self.found += found


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


def costs_of(kind: str, title: str, question: str, others: Sequence[QuestionVerdict]) -> list[Cost]:
    """Return what an answer to `question` costs in each other question that loses points."""
    return [
        Cost(
            kind,
            title,
            question,
            each.id,
            each.max_score - each.score,
            each.max_score,
            each.message,
        )
        for each in others
        if each.id != question and each.score < each.max_score
    ]
