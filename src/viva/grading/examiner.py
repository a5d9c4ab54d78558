"""Examine a candidate on a question: put its cases, compare, and say what is wrong.

On a mismatch the named wrong answers are put the same case. If the candidate answers as one of
them does, its hint is the message. Otherwise the comparison says what it sees.
"""

from __future__ import annotations

import contextlib
import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from viva.compare.difference import Difference, difference, same
from viva.compare.disclosable import Disclosable
from viva.compare.numbers import Tolerance, as_numbers
from viva.exam import Case, Exam, Question, Wrong, WrongAnswer
from viva.grading.outcome import Outcome, put
from viva.grading.remote.candidate import (
    Candidate,
    CandidateError,
    LocalTransport,
    Missing,
    Remote,
    Transport,
)
from viva.grading.remote.session import CallKilled, CallTimedOut
from viva.grading.verdict import CaseResult
from viva.grading.wording import about
from viva.worker.wire import WireError

MOST_LENGTHS = 10
NOTHING = Disclosable({}, frozenset(), frozenset())


@dataclass(frozen=True)
class Finding:
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


@dataclass(frozen=True)
class Examination:
    """What examining a candidate on one question found.

    Attributes
    ----------
    share
        Of the question's points that the candidate earned, from 0 to 1.
    trouble
        Kind of the first failing outcome, or empty.
    error
        The exception of the first failing case, if it was one.
    lengths
        Lengths of axes in that case, which may be told.
    """

    results: tuple[CaseResult, ...]
    share: float
    message: str = ""
    diagnosis: str | None = None
    trouble: str = ""
    error: CandidateError | None = None
    lengths: frozenset[int] = frozenset()


@dataclass
class Examiner:
    """Examines candidates with one exam; remembers what references and wrong answers do.

    Inputs come from seeds, so the reference's answer to a case, and each wrong answer's, are the
    same for every submission and computed once.
    """

    exam: Exam
    _expected: dict[tuple[str, str], Outcome] = field(default_factory=dict)
    _disclosable: dict[tuple[str, str], Disclosable] = field(default_factory=dict)
    _mistakes: dict[tuple[str, str, str], Outcome] = field(default_factory=dict)
    _unharmed: dict[tuple[str, str, str], bool] = field(default_factory=dict)
    _transports: dict[str, LocalTransport | None] = field(default_factory=dict)

    def examine(
        self,
        question: Question,
        transport: Transport,
        seconds: float = math.inf,
        hasty: bool = False,
    ) -> Examination:
        """Put all cases of `question` to the candidate behind `transport`.

        Parameters
        ----------
        seconds
            Time limit for one call, where a case does not set a shorter one.
        hasty
            Whether it is enough to know that something is wrong: no case is put after the first
            that fails, and nothing is said about it.
        """
        findings: list[Finding] = []
        gone: Outcome | None = None
        for case in question.cases:
            if gone is not None:
                findings.append(Finding(case, gone, False))
                continue
            hurried = replace(case, seconds=min(case.seconds, seconds))
            finding = self.judge(case, put(hurried, transport))
            findings.append(finding)
            if hasty and not finding.passed:
                return Examination((), 0.0, trouble=finding.outcome.kind)
            if finding.outcome.kind in ("killed", "timeout"):
                # Each further case would wait as long, and say nothing new.
                gone = finding.outcome
        results = tuple(CaseResult(f.case.title, f.passed, f.case.weight) for f in findings)
        total = sum(result.weight for result in results)
        earned = sum(result.weight for result in results if result.passed)
        share = earned / total if total else 0.0
        failed = [finding for finding in findings if not finding.passed]
        if not failed:
            return Examination(results, share)
        mistake = self.recognise(question, findings, transport)
        first = failed[0]
        trouble = first.outcome.kind
        error = first.outcome.error
        if mistake is not None:
            return Examination(results, share, mistake.hint, mistake.title, trouble, error)
        lengths = self.disclosable(first.case).lengths if error is not None else None
        said = self.say(first)
        return Examination(results, share, said, None, trouble, error, lengths or frozenset())

    def judge(self, case: Case, outcome: Outcome) -> Finding:
        """Decide whether an outcome is right."""
        if outcome.kind == "pair":
            expected = outcome.expected
        elif outcome.kind == "value":
            reference = self.expected(case)
            if reference.kind == "pair":
                expected = reference.expected
            elif reference.kind == "value":
                expected = reference.value
            else:
                raise ExamError(case, reference)
        else:
            return Finding(case, outcome, passed=False)

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
        return Finding(case, outcome, found is None, found)

    def disclosable(self, case: Case) -> Disclosable:
        """Tell what may be told about a case: nothing that the candidate has a hand in.

        What a case expects may follow from the candidate's own work, so it is not asked.
        """
        key = (case.question_id, case.title)
        if key not in self._disclosable:
            reference = self.expected(case)
            right = reference.expected if reference.kind == "pair" else reference.value
            lengths = [*sorted(all_lengths(right)), *sorted(reference.lengths)]
            few = frozenset(list(dict.fromkeys(lengths))[:MOST_LENGTHS])
            self._disclosable[key] = Disclosable(reference.sizes, few, all_keys(right))
        return self._disclosable[key]

    def expected(self, case: Case) -> Outcome:
        """Give the references' outcome of a case."""
        key = (case.question_id, case.title)
        if key not in self._expected:
            self._expected[key] = put(case, LocalTransport(self.exam.namespace()))
        return self._expected[key]

    def mistaken(self, question: Question, wrong: WrongAnswer, case: Case) -> Outcome | None:
        """Give a wrong answer's outcome of a case; None if its code does not even run."""
        key = (question.id, wrong.title, case.title)
        if key not in self._mistakes:
            name = f"{question.id}/{wrong.title}"
            if name not in self._transports:
                try:
                    self._transports[name] = LocalTransport(self.exam.namespace(wrong.code))
                except Exception:  # noqa: BLE001 - a wrong answer may be wrong by raising
                    self._transports[name] = None
            transport = self._transports[name]
            if transport is None:
                return None
            with warnings.catch_warnings():
                # What overflows in a wrong answer is its business, and nobody's who grades.
                warnings.simplefilter("ignore")
                self._mistakes[key] = put(case, transport)
        return self._mistakes[key]

    def unharmed(self, question: Question, wrong: WrongAnswer, case: Case) -> bool:
        """Tell whether a wrong answer passes a case."""
        key = (question.id, wrong.title, case.title)
        if key not in self._unharmed:
            outcome = self.mistaken(question, wrong, case)
            self._unharmed[key] = outcome is not None and self.judge(case, outcome).passed
        return self._unharmed[key]

    def recognise(
        self, question: Question, findings: list[Finding], transport: Transport
    ) -> WrongAnswer | None:
        """Find the wrong answer that does as the candidate does, in as many cases as possible."""
        best: list[WrongAnswer] = []
        most = 0.0
        for wrong in question.wrong_answers:
            count = self.agreement(question, wrong, findings)
            if count > most:
                best, most = [wrong], count
            elif count and count == most:
                best.append(wrong)
        if best and any(f.outcome.kind != "wrong" for f in findings if not f.passed):
            return best[0]
        with contextlib.suppress(CallTimedOut, CallKilled):
            # What hung or died once would do so for each of them, and take as long.
            candidate = Candidate(transport)
            for wrong in question.wrong_answers:
                if wrong.recognise is not None and _recognised(wrong.recognise, candidate):
                    return wrong
        # Several mistakes that end in one objection of the case are told apart by nothing; then
        # the objection itself says more than any of their hints.
        best = [wrong for wrong in best if wrong.recognise is None]
        return best[0] if len(best) == 1 else None

    def agreement(self, question: Question, wrong: WrongAnswer, findings: list[Finding]) -> float:
        """Count the cases in which the candidate does as a wrong answer does.

        The first failing case must be among them, since the message is about it.
        """
        count = 0.0
        telling = [f for f in findings if not f.passed and f.case.diagnose]
        for number, finding in enumerate(telling):
            outcome = self.mistaken(question, wrong, finding.case)
            like = (
                outcome is not None
                and not self.unharmed(question, wrong, finding.case)
                and alike(finding.outcome, outcome, finding.case)
            )
            if like:
                count += 1
            elif number == 0:
                return 0.0
        if not count:
            return 0.0
        for finding in findings:
            if finding.passed and finding.case.diagnose:
                count += 1 if self.unharmed(question, wrong, finding.case) else -0.5
        return max(count, 0.25)

    def say(self, finding: Finding) -> str:
        """Say in general words what is wrong with a failing case."""
        outcome = finding.outcome
        if finding.difference is not None:
            named = outcome.called or (outcome.kind == "value" and not finding.difference.path)
            subject = outcome.subject if named else ""
            return f"{subject}: {finding.difference}" if subject else str(finding.difference)
        if outcome.kind == "error":
            return ""
        return about(outcome, self.disclosable(finding.case))


def all_lengths(value: Any) -> set[int]:
    """Give the lengths of all axes of a right value, and of what it holds."""
    numbers = as_numbers(value)
    if numbers is not None:
        return set(numbers.shape)
    if isinstance(value, dict):
        return set().union(*map(all_lengths, value.values()))
    if isinstance(value, (list, tuple)):
        return {len(value)}.union(*map(all_lengths, value))
    return set()


def all_keys(value: Any) -> frozenset[Any]:
    """Give the keys of a right value, and of what it holds."""
    if isinstance(value, dict):
        return frozenset(value).union(*map(all_keys, value.values()))
    if isinstance(value, (list, tuple)):
        return frozenset().union(*map(all_keys, value))
    return frozenset()


class ExamError(Exception):
    """The exam itself is at fault: the references do not answer a case."""

    def __init__(self, case: Case, outcome: Outcome) -> None:
        detail = outcome.error or outcome.message
        super().__init__(
            f"{case.question_id}, case {case.title!r}: the reference gives no value "
            f"({outcome.kind}: {detail})."
        )


def alike(mine: Outcome, wrong: Outcome, case: Case) -> bool:
    """Tell whether two outcomes of one case are the same mistake."""
    if mine.kind != wrong.kind:
        return False
    if mine.kind in ("value", "pair", "unusable"):
        return alike_values(mine.value, wrong.value, case.tolerance, case.lists)
    if mine.kind == "wrong":
        return mine.message == wrong.message
    if mine.kind == "error" and mine.error is not None and wrong.error is not None:
        same_type = mine.error.type_name == wrong.error.type_name
        return same_type and mine.error.text == wrong.error.text
    return False


def alike_values(mine: Any, wrong: Any, tolerance: Tolerance, lists: bool) -> bool:
    """Tell whether two wrong values are the same, containers included where they matter."""
    if isinstance(mine, Remote) or isinstance(wrong, Remote):
        return (
            isinstance(mine, Remote)
            and isinstance(wrong, Remote)
            and mine.kind_name() == wrong.kind_name()
        )
    if lists and _containers(mine) != _containers(wrong):
        return False
    first, second = as_numbers(mine), as_numbers(wrong)
    if first is not None and second is not None:
        if first.shape != second.shape:
            return False
        # A wrong answer's own scale may be far from the right one's.
        return same(mine, wrong, tolerance) or same(wrong, mine, tolerance)
    if isinstance(mine, dict) and isinstance(wrong, dict):
        return mine.keys() == wrong.keys() and all(
            alike_values(mine[key], wrong[key], tolerance, lists) for key in mine
        )
    if isinstance(mine, (list, tuple)) and isinstance(wrong, (list, tuple)):
        return len(mine) == len(wrong) and all(
            alike_values(a, b, tolerance, lists) for a, b in zip(mine, wrong, strict=True)
        )
    if first is not None or second is not None:
        return False
    return type(mine) is type(wrong) and bool(mine == wrong)


def _containers(value: Any) -> Any:
    """Give the skeleton of a nesting: the types of its containers, down to the first entries."""
    if isinstance(value, (list, tuple)):
        return (type(value).__name__, _containers(value[0]) if value else None)
    return "array" if isinstance(value, np.ndarray) and value.ndim else "entry"


def _recognised(recognise: Callable[[Any], bool], candidate: Candidate) -> bool:
    try:
        return bool(recognise(candidate))
    except (CandidateError, Missing, WireError, Wrong):
        return False
    except (TypeError, ValueError, AttributeError, LookupError, ArithmeticError):
        return False
