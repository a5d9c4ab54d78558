"""Recognise a named mistake: the wrong answer that does as the candidate does."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from viva.exam import Case, Exam, Question, Wrong, WrongAnswer
from viva.grading.alike import alike
from viva.grading.expected import CaseFinding, Expected, Key, key_of
from viva.grading.kept_outcomes import KeptOutcomes
from viva.grading.outcome import UNFIT, Outcome, put
from viva.remote.candidate import Candidate
from viva.remote.transport import (
    CallKilled,
    CallTimedOut,
    CandidateError,
    LocalTransport,
    Missing,
    Transport,
)
from viva.worker.wire import WireError

# What a case comes to that is not broken off.
COMPLETE = ("value", "pair", "wrong")
# How a wrong answer ends here that needs a name or a file which only the notebook has.
LACKING = ("NameError", "FileNotFoundError")


@dataclass
class Mistakes:
    """What the wrong answers of one exam do in each case; it is found out once.

    Attributes
    ----------
    kept
        What earlier judges found out, if anything is kept.
    """

    exam: Exam
    expected: Expected
    kept: KeptOutcomes | None = None
    _outcomes: dict[tuple[str, Key], Outcome] = field(default_factory=dict)
    _passes: dict[tuple[str, Key], bool] = field(default_factory=dict)
    _transports: dict[tuple[str, str], LocalTransport | None] = field(default_factory=dict)

    def outcome(self, question: Question, wrong: WrongAnswer, case: Case) -> Outcome | None:
        """Return a wrong answer's outcome of a case; None if its code does not even run."""
        key = (wrong.title, key_of(case))
        if key in self._outcomes:
            return self._outcomes[key]
        place, reference = (wrong.title, case.title, case.series), self.expected.outcome(case)
        found = self.kept.find(question.id, place, reference) if self.kept else None
        if found is None:
            transport = self._transport(question, wrong)
            if transport is None:
                return None
            with warnings.catch_warnings():
                # What overflows in a wrong answer is its business, and nobody's who grades.
                warnings.simplefilter("ignore")
                found = put(case, transport)
            if self.kept:
                self.kept.add(question.id, place, reference, found)
        self._outcomes[key] = found
        return found

    def _transport(self, question: Question, wrong: WrongAnswer) -> LocalTransport | None:
        key = (question.id, wrong.title)
        if key not in self._transports:
            try:
                self._transports[key] = LocalTransport(self.exam.namespace(wrong.code))
            except Exception:  # noqa: BLE001 - a wrong answer may be wrong by raising
                self._transports[key] = None
        return self._transports[key]

    def passes(self, question: Question, wrong: WrongAnswer, case: Case) -> bool:
        """Return whether a wrong answer passes a case."""
        key = (wrong.title, key_of(case))
        if key not in self._passes:
            outcome = self.outcome(question, wrong, case)
            self._passes[key] = outcome is not None and self.expected.compare(case, outcome).passed
        return self._passes[key]

    def recognise(
        self, question: Question, findings: Sequence[CaseFinding], transport: Transport
    ) -> WrongAnswer | None:
        """Return the wrong answer that does as the candidate does, if one does."""
        counts = [(self.agreement(question, w, findings), w) for w in question.wrong_answers]
        most = max((count for count, _ in counts), default=0)
        best = [wrong for count, wrong in counts if count == most > 0]
        if self.kept:
            self.kept.save(question.id)
        if best and any(f.outcome.kind != "wrong" for f in findings if not f.passed):
            return best[0]
        with contextlib.suppress(CallTimedOut, CallKilled):
            # What hung or died once would do so for each of them, and take as long.
            candidate = Candidate(transport)
            for wrong in question.wrong_answers:
                if (
                    wrong.recognise is not None
                    and self._begins_like(question, wrong, findings)
                    and _recognised(wrong.recognise, candidate)
                ):
                    return wrong
        # Several mistakes that end in one objection of the case are told apart by nothing; then
        # the objection itself says more than any of their hints.
        best = [wrong for wrong in best if wrong.recognise is None]
        return best[0] if len(best) == 1 else None

    def agreement(
        self, question: Question, wrong: WrongAnswer, findings: Sequence[CaseFinding]
    ) -> int:
        """Return in how many cases the candidate does as a wrong answer does; 0 if it is another.

        The message is about the first failing case. In later ones both must fail, and where both
        come to something it must be the same. Which exception a mistake ends in depends on what
        else the candidate's answer calls.
        """
        telling = [f for f in findings if f.case.diagnose]
        failing = [f for f in telling if not f.passed]
        if not failing or not self._fails_like(question, wrong, failing[0]):
            return 0
        if not all(self.passes(question, wrong, f.case) for f in telling if f.passed):
            return 0
        if not all(self._fails_like(question, wrong, f, or_otherwise=True) for f in failing):
            return 0
        return sum(self._fails_like(question, wrong, f) for f in failing)

    def _fails_like(
        self,
        question: Question,
        wrong: WrongAnswer,
        finding: CaseFinding,
        or_otherwise: bool = False,
    ) -> bool:
        outcome = self.outcome(question, wrong, finding.case)
        if outcome is None or self.passes(question, wrong, finding.case):
            return False
        if or_otherwise and not {outcome.kind, finding.outcome.kind} <= set(COMPLETE):
            return True
        return alike(finding.outcome, outcome, finding.case)

    def _begins_like(
        self, question: Question, wrong: WrongAnswer, findings: Sequence[CaseFinding]
    ) -> bool:
        """Return whether a wrong answer fails the same case first, and in the same way.

        What asks the candidate itself often asks for less than the hint says.
        """
        first = next((f for f in findings if f.case.diagnose and not f.passed), None)
        outcome = self.outcome(question, wrong, first.case) if first is not None else None
        if first is None or outcome is None:
            return True
        if outcome.error is not None and outcome.error.type_name in LACKING:
            return True
        return outcome.kind == first.outcome.kind and not self.passes(question, wrong, first.case)


def _recognised(recognise: Callable[[Any], bool], candidate: Candidate) -> bool:
    try:
        return bool(recognise(candidate))
    except (CandidateError, Missing, WireError, Wrong):
        return False
    except UNFIT:
        return False
