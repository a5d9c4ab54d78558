"""What the references do in each case, and how a candidate's answer differs from it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from viva.compare.difference import Difference, difference
from viva.compare.disclosable import Disclosable
from viva.compare.numbers import as_numbers
from viva.exam import Case, Exam
from viva.grading.outcome import Outcome, put
from viva.remote.transport import LocalTransport

MOST_LENGTHS = 10
SERIES = 6
NOTHING = Disclosable({}, frozenset(), frozenset())


Key = tuple[str, str, int]


class ExamError(Exception):
    """The exam itself is at fault: the references do not answer a case."""

    def __init__(self, case: Case, outcome: Outcome) -> None:
        detail = outcome.error or outcome.message
        super().__init__(
            f"{case.question_id}, case {case.title!r}: the reference gives no value "
            f"({outcome.kind}: {detail})."
        )


@dataclass(frozen=True)
class CaseFinding:
    """How a candidate did in one case.

    Attributes
    ----------
    outcome
        What the candidate did.
    difference
        How its value differs from what is expected, for values.
    """

    case: Case
    outcome: Outcome
    passed: bool
    difference: Difference | None = None


@dataclass
class Expected:
    """What the references of one exam do; it is found out once.

    Inputs come from seeds, so the answer to a case is the same for every submission.
    """

    exam: Exam
    _outcomes: dict[Key, Outcome] = field(default_factory=dict)
    _sayable: dict[Key, Disclosable] = field(default_factory=dict)

    def outcome(self, case: Case) -> Outcome:
        """Return the references' outcome of a case."""
        key = key_of(case)
        if key not in self._outcomes:
            self._outcomes[key] = put(case, LocalTransport(self.exam.namespace()))
        return self._outcomes[key]

    def anew(self, case: Case) -> Case:
        """Return a case with other inputs on which the references pass it, or itself.

        It stays what it is if it draws none, and where there are no such inputs: what holds of a
        training for one start need not hold for another.
        """
        if not self.outcome(case).drawn:
            return case
        others = (replace(case, series=number) for number in range(1, SERIES))
        return next(filter(self._holds, others), case)

    def _holds(self, case: Case) -> bool:
        outcome = self.outcome(case)
        return outcome.kind in ("value", "pair") and self.compare(case, outcome).passed

    def disclosable(self, case: Case) -> Disclosable:
        """Return what may be told about a case: nothing that the candidate has a hand in.

        What a case expects may follow from the candidate's own work, so it is not asked.
        """
        key = key_of(case)
        if key not in self._sayable:
            reference = self.outcome(case)
            right = reference.expected if reference.kind == "pair" else reference.value
            lengths = [*sorted(all_lengths(right)), *sorted(reference.lengths)]
            few = frozenset(list(dict.fromkeys(lengths))[:MOST_LENGTHS])
            self._sayable[key] = Disclosable(reference.sizes, few, all_keys(right))
        return self._sayable[key]

    def compare(self, case: Case, outcome: Outcome) -> CaseFinding:
        """Return whether a candidate's outcome is right, and how it differs.

        Raises
        ------
        ExamError
            If there is nothing to compare it with.
        """
        if outcome.kind not in ("pair", "value"):
            return CaseFinding(case, outcome, passed=False)
        expected = self._right_value(case, outcome)

        def compared(disclosable: Disclosable) -> Difference | None:
            return difference(
                outcome.value,
                expected,
                case.tolerance,
                lists=case.lists,
                extra_returns=case.extra_returns,
                disclosable=disclosable,
                plain_scalars=not outcome.called,
            )

        found = compared(NOTHING)
        if found is not None:
            found = compared(self.disclosable(case))
        return CaseFinding(case, outcome, found is None, found)

    def _right_value(self, case: Case, outcome: Outcome) -> Any:
        if outcome.kind == "pair":
            return outcome.expected
        reference = self.outcome(case)
        if reference.kind == "pair":
            return reference.expected
        if reference.kind == "value":
            return reference.value
        raise ExamError(case, reference)


def key_of(case: Case) -> Key:
    """Return what tells the cases of an exam, and their inputs, apart."""
    return case.question_id, case.title, case.series


def all_lengths(value: Any) -> set[int]:
    """Return the lengths of all axes of a right value, and of what it holds."""
    numbers = as_numbers(value)
    if numbers is not None:
        return set(numbers.shape)
    if isinstance(value, dict):
        return set().union(*map(all_lengths, value.values()))
    if isinstance(value, (list, tuple)):
        return {len(value)}.union(*map(all_lengths, value))
    return set()


def all_keys(value: Any) -> frozenset[Any]:
    """Return the keys of a right value, and of what it holds."""
    if isinstance(value, dict):
        return frozenset(value).union(*map(all_keys, value.values()))
    if isinstance(value, (list, tuple)):
        return frozenset().union(*map(all_keys, value))
    return frozenset()
