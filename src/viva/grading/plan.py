"""The plan of grading one submission: which cells run, in which order, and what is asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from viva.grading.cells import source
from viva.grading.python_source import defined_names, mentioned_names
from viva.grading.scopes import imported_modules, used_names


@dataclass(frozen=True)
class Step:
    """One cell of the graded notebook.

    Attributes
    ----------
    kind
        ``run`` in the worker, ``test`` by the judge, ``inline`` a test in the worker, or ``show``
        only.
    cell
        The cell as it will stand in the graded notebook.
    question
        The question that an answer or test cell belongs to.
    own
        Whether the source is the student's.
    """

    kind: Literal["run", "test", "inline", "show"]
    cell: dict[str, Any]
    question: str | None = None
    own: bool = False

    @property
    def runs(self) -> bool:
        """Whether it runs in the worker."""
        return self.kind in ("run", "inline")

    @property
    def tests(self) -> bool:
        """Whether it is a question's test."""
        return self.kind in ("test", "inline")


@dataclass(frozen=True)
class Plan:
    """The steps of grading one submission, and what was found on the way.

    Attributes
    ----------
    blank
        Questions whose answer is as released.
    missing
        Questions without any answer cell.
    notes
        What a student should know about where an answer was found, by question.
    known
        How many cells show that this assignment was handed in.
    asked
        The questions that are asked; None for all.
    statuses
        What came earlier of questions that are not asked.
    """

    steps: Sequence[Step] = ()
    blank: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    notes: Mapping[str, str] = field(default_factory=dict)
    known: int = 0
    asked: frozenset[str] | None = None
    statuses: Mapping[str, str] = field(default_factory=dict)

    def asks(self, question: str | None) -> bool:
        """Return whether a question is asked."""
        return question is not None and (self.asked is None or question in self.asked)


def cut_after(
    plan: Plan, questions: Collection[str], statuses: Mapping[str, str] | None = None
) -> Plan:
    """Return the plan of asking these questions only, without the steps after their last test.

    Parameters
    ----------
    statuses
        What came earlier of the other questions.
    """
    tests = [n for n, s in enumerate(plan.steps) if s.tests and s.question in questions]
    return replace(
        plan,
        steps=tuple(plan.steps[: max(tests, default=-1) + 1]),
        asked=frozenset(questions),
        statuses=statuses or {},
    )


def place_of_answer(plan: Plan, question: str) -> int:
    """Return the first step of a question; the number of steps if it has none."""
    places = (number for number, step in enumerate(plan.steps) if step.question == question)
    return next(places, len(plan.steps))


def place_of_test(plan: Plan, question: str) -> int:
    """Return the step that is a question's test; the number of steps if it has none."""
    places = (n for n, s in enumerate(plan.steps) if s.tests and s.question == question)
    return next(places, len(plan.steps))


def steps_before(plan: Plan, first: int) -> Plan:
    """Return the plan of running what comes before a step, and asking nothing."""
    return replace(plan, steps=tuple(plan.steps[:first]), asked=frozenset())


def names_mentioned(plan: Plan, question: str) -> set[str]:
    """Return the words of a student's answer that can be names, wherever they stand."""
    return set().union(*map(mentioned_names, _texts_of(plan, question)))


def names_used(plan: Plan, question: str) -> set[str]:
    """Return the names that a student's answer itself takes from the cells before it."""
    return set().union(*map(used_names, _texts_of(plan, question)))


def names_behind(plan: Plan, names: Collection[str]) -> set[str]:
    """Return names, and all that the cells which define them use, and so on."""
    ran = [source(step.cell) for step in plan.steps if step.kind == "run"]
    cells = [(defined_names(text), used_names(text)) for text in ran]
    found: set[str] = set()
    new = set(names)
    while new:
        found |= new
        new = set().union(*(used for defined, used in cells if defined & new)) - found
    return found


def uses_module(plan: Plan, question: str, module: str, names: Collection[str]) -> bool:
    """Return whether an answer, or a cell of the student's own that helps it, uses a module.

    Parameters
    ----------
    names
        Those by which the notebook itself knows the module.
    """
    texts = _texts_of(plan, question)
    helpers = [source(s.cell) for s in plan.steps if s.own and s.kind == "run" and not s.question]
    while texts:
        used = set().union(*map(used_names, texts))
        if used & set(names) or any(module in imported_modules(text) for text in texts):
            return True
        texts = [text for text in helpers if defined_names(text) & used]
        helpers = [text for text in helpers if text not in texts]
    return False


def _texts_of(plan: Plan, question: str) -> list[str]:
    return [source(step.cell) for step in plan.steps if step.question == question and step.own]
