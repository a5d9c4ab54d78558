"""Examine a candidate on a question: put its cases, compare, and say what is wrong.

On a mismatch the named wrong answers are put the same case. If the candidate answers as one of
them does, its hint is the message. Otherwise the comparison says what it sees.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import takewhile

from viva.exam import Exam, Question
from viva.grading.expected import CaseFinding, Expected
from viva.grading.kept_outcomes import KeptOutcomes
from viva.grading.mistakes import Mistakes
from viva.grading.outcome import Outcome, put
from viva.grading.verdict import CaseResult
from viva.grading.wording import about
from viva.remote.transport import CandidateError, Transport


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

    Attributes
    ----------
    kept
        What earlier judges found out about its wrong answers, if anything is kept.
    """

    exam: Exam
    kept: KeptOutcomes | None = None
    expected: Expected = field(init=False)
    mistakes: Mistakes = field(init=False)

    def __post_init__(self) -> None:
        self.expected = Expected(self.exam)
        self.mistakes = Mistakes(self.exam, self.expected, self.kept)

    def prepare(self, waiting: Callable[[], bool]) -> None:
        """Find out what the references do in each case, as long as there is time for it.

        What is wrong with them is said when they are needed.
        """
        cases = [case for question in self.exam.questions.values() for case in question.cases]
        with contextlib.suppress(Exception):
            if self.kept is not None and waiting():
                _ = self.kept.fingerprint
            for case in takewhile(lambda case: waiting(), cases):
                self.expected.outcome(case)

    def examine(
        self,
        question: Question,
        transport: Transport,
        seconds: float = math.inf,
        hasty: bool = False,
        anew: bool = False,
    ) -> Examination:
        """Put all cases of `question` to the candidate behind `transport`.

        Parameters
        ----------
        seconds
            Time limit for one call, where a case does not set a shorter one.
        hasty
            Whether it is enough to know that something is wrong: no case is put after the first
            that fails, and nothing is said about it.
        anew
            Whether other inputs are drawn than usual, for a candidate that knows those, and that
            it failed. Cases whose inputs are not drawn earn nothing alone then.
        """
        findings: list[CaseFinding] = []
        gone: Outcome | None = None
        for case in map(self.expected.anew, question.cases) if anew else question.cases:
            if gone is not None:
                findings.append(CaseFinding(case, gone, False))
                continue
            hurried = replace(case, seconds=min(case.seconds, seconds))
            finding = self.expected.compare(case, put(hurried, transport))
            findings.append(finding)
            if hasty and not finding.passed:
                return Examination((), 0.0, trouble=finding.outcome.kind)
            if finding.outcome.kind in ("killed", "timeout"):
                # Each further case would wait as long, and say nothing new.
                gone = finding.outcome
        if anew and self.passes_known_inputs_only(findings):
            return Examination((), 0.0)
        return self.explained(question, findings, transport)

    def passes_known_inputs_only(self, findings: list[CaseFinding]) -> bool:
        """Return whether no case with new inputs passed, though there are some."""
        new = [finding for finding in findings if finding.case.series]
        return bool(new) and not any(finding.passed for finding in new)

    def explained(
        self, question: Question, findings: list[CaseFinding], transport: Transport
    ) -> Examination:
        """Return what was found in all cases, and why the first that failed did."""
        results = tuple(CaseResult(f.case.title, f.passed, f.case.weight) for f in findings)
        total = sum(result.weight for result in results)
        earned = sum(result.weight for result in results if result.passed)
        share = earned / total if total else 0.0
        first = next((finding for finding in findings if not finding.passed), None)
        if first is None:
            return Examination(results, share)
        kind, error = first.outcome.kind, first.outcome.error
        mistake = self.mistakes.recognise(question, findings, transport)
        if mistake is not None:
            return Examination(results, share, mistake.hint, mistake.title, kind, error)
        lengths = self.expected.disclosable(first.case).lengths if error is not None else None
        said = self.say(first)
        return Examination(results, share, said, None, kind, error, lengths or frozenset())

    def say(self, finding: CaseFinding) -> str:
        """Return in general words what is wrong in a failing case; nothing for an exception."""
        outcome = finding.outcome
        if finding.difference is not None:
            named = outcome.called or (outcome.kind == "value" and not finding.difference.path)
            subject = outcome.subject if named else ""
            return f"{subject}: {finding.difference}" if subject else str(finding.difference)
        if outcome.kind == "error":
            return ""
        return about(outcome, self.expected.disclosable(finding.case))
