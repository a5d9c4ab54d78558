"""What an answer owes to earlier ones, and for which of them references may stand in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from viva.grading.bundle import Graded
from viva.grading.plan import Plan, names_behind, names_used

DONE = ("passed", "manual", "missing package")


@dataclass(frozen=True)
class Earlier:
    """The names that earlier answers of a submission define, each with its question.

    Attributes
    ----------
    questions
        All questions of the assignment, in order.
    failing
        Names of answers that are not right.
    right
        Names of answers that are.
    """

    plan: Plan
    questions: Sequence[Graded]
    failing: dict[str, str] = field(default_factory=dict)
    right: dict[str, str] = field(default_factory=dict)

    def note(self, graded: Graded, status: str) -> None:
        """Add the names of an answer with a status; nothing is known of one whose is empty."""
        for name in graded.needs:
            self.failing.pop(name, None)
            self.right.pop(name, None)
        if status and status not in DONE:
            self.failing.update(dict.fromkeys(graded.needs, graded.id))
        elif status == "passed":
            self.right.update(dict.fromkeys(graded.needs, graded.id))

    def causes(self, graded: Graded) -> dict[str, str]:
        """Return the names that an answer uses and that are not right, with their questions."""
        if not self.failing:
            return {}
        behind = names_behind(self.plan, names_used(self.plan, graded.id))
        wrong = behind & set(self.failing) - graded.needs
        return {name: self.failing[name] for name in sorted(wrong)}

    def stand_ins(
        self, graded: Graded, causes: Mapping[str, str], tested: Collection[str]
    ) -> Iterator[dict[str, str]]:
        """Yield the names that references may stand for, with their questions: few, then more.

        First of the earlier answers that are not right; then of all that the answer or its visible
        test uses, through whatever cells: a right one may return or do more than is asked for, and
        not fit here.

        Parameters
        ----------
        causes
            As `causes` returns them.
        tested
            Names that the visible test uses.
        """
        used = names_used(self.plan, graded.id)
        first = {**causes, **self._tainted(graded, used, causes)} if causes else {}
        if first:
            yield first
        known = self.failing | self.right
        reached = names_behind(self.plan, used | set(tested))
        every = {name: known[name] for name in sorted(reached & set(known) - graded.needs)}
        if not every.keys() <= first.keys():
            yield {**first, **every}

    def _tainted(
        self, graded: Graded, used: Collection[str], causes: Mapping[str, str]
    ) -> dict[str, str]:
        """Return the right answers that an answer uses, and that use one of the causes themselves.

        They may rest on a form of that cause which its reference does not have.
        """
        defined: dict[str, str] = {}
        for question in self.questions:
            if question.id == graded.id:
                break
            defined |= dict.fromkeys(question.needs, question.id)
        return {
            name: defined[name]
            for name in sorted(set(used) & set(defined) - graded.needs)
            if name not in causes and names_behind(self.plan, {name}) & set(causes)
        }
