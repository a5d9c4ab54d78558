"""Ask the questions of a plan: the visible tests first, then the hidden cases.

An answer that loses points and uses earlier ones is asked again with references in their place:
those may be wrong, or right in a form that does not fit.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from time import monotonic
from typing import Any

import numpy as np

from viva.exam import Case, Question
from viva.grading.assess import Assessor
from viva.grading.bundle import Bundle, Graded
from viva.grading.cells import classic, grade_id, source, visible
from viva.grading.earlier import Earlier
from viva.grading.examiner import Examination, Examiner
from viva.grading.execute import Execution
from viva.grading.findings import AskedAgain, Finding, share_of
from viva.grading.plan import Plan, names_behind, place_of_test
from viva.grading.python_source import as_python, computes
from viva.grading.scopes import used_names
from viva.grading.verdict import CaseResult
from viva.grading.visible_test import VisibleFailure, run_test, run_test_inside
from viva.remote.candidate import Channel
from viva.remote.session import CellResult
from viva.remote.transport import (
    Answering,
    CallKilled,
    CallTimedOut,
    CandidateError,
    Missing,
    Transport,
)
from viva.remote.with_references import WithReferences
from viva.worker.wire import WireError

SECONDS_AGAIN = 20.0
CALL_SECONDS = 10.0
# So often a cell that runs again may call references: for less than half a second.
CALLS_TO_RUN = 2_000
# And so long it may take.
RUN_SECONDS = 10.0
# Of what else can have gone wrong, no earlier answer is the cause.
CAUSED = ("failed", "partial", "error", "timeout")


def ask(
    plan: Plan,
    execution: Execution,
    bundle: Bundle,
    examiner: Examiner | None,
    trusted: bool = True,
    hasty: bool = False,
    spared: frozenset[str] = frozenset(),
    say: Callable[[str, str], None] = lambda doing, question: None,
    seen: Mapping[str, VisibleFailure | None] | None = None,
) -> tuple[Finding, ...]:
    """Return what is found on each question that `plan` asks, in the order of the notebook.

    Parameters
    ----------
    trusted, hasty, spared
        As `Asker` has them.
    say
        Called with what is being done, and for which question.
    seen
        What the visible tests found, if they ran while the cells did.
    """
    clock = execution.clock
    until = clock() + bundle.limits.answers_seconds
    asker = Asker(bundle, plan, execution.results, examiner, until, clock, trusted, hasty, spared)
    seconds = dict(execution.seconds)
    # All visible tests come first: what they make the student's code say may be told, and nobody
    # in the sandbox has seen a hidden input yet.
    visible: dict[str, VisibleFailure | None] = dict(seen or {})
    for graded in bundle.questions if seen is None else ():
        snapshot = execution.snapshots.get(graded.id)
        spare = graded.id in spared or graded.lacking
        if plan.asks(graded.id) and snapshot is not None and not spare:
            say(f"running the visible test of {graded.id}", graded.id)
            with _timing(seconds, graded.id):
                visible[graded.id] = asker.visible(graded, snapshot)
    found = []
    earlier = Earlier(plan, bundle.questions)
    for graded in bundle.questions:
        status = plan.statuses.get(graded.id, "")
        if plan.asks(graded.id):
            snapshot = execution.snapshots.get(graded.id)
            say(f"judging what {graded.id} returns", graded.id)
            with _timing(seconds, graded.id):
                finding = asker.finding(graded, snapshot, visible.get(graded.id))
                finding = asker.with_causes(graded, snapshot, finding, earlier)
            status = asker.assessor.assess(finding).status
            found.append(replace(finding, seconds=seconds[graded.id]))
            if snapshot is not None:
                snapshot.close()
        earlier.note(graded, status)
    return tuple(found)


def guessable(value: Any) -> bool:
    """Return whether a value is a truth value, a whole number or a word, or made of those alone."""
    if isinstance(value, (list, tuple, set, frozenset)):
        return all(map(guessable, value))
    if isinstance(value, (np.ndarray, np.generic)):
        return value.dtype.kind in "biuSU"
    return value is None or isinstance(value, (bool, int, str))


def without_second_guess(
    first: Examination, again: Examination, fixed: Sequence[bool]
) -> Examination:
    """Return what was found again, where cases with fixed inputs pass only if they did at first.

    An answer sees that it is asked again, and may say something else then.

    Parameters
    ----------
    fixed
        Of each case, whether its inputs are.
    """
    if not len(first.results) == len(again.results) == len(fixed):
        return again
    results = tuple(
        replace(now, passed=now.passed and (before.passed or not same))
        for before, now, same in zip(first.results, again.results, fixed, strict=True)
    )
    total = sum(result.weight for result in results)
    earned = sum(result.weight for result in results if result.passed)
    if results == again.results:
        return again
    return replace(
        again,
        results=results,
        share=earned / total,
        message=again.message or first.message,
        trouble=again.trouble or first.trouble,
    )


@contextlib.contextmanager
def _timing(seconds: dict[str, float], question: str) -> Iterator[None]:
    """Count what is done within towards the time of a question."""
    start = monotonic()
    yield
    seconds[question] = seconds.get(question, 0.0) + monotonic() - start


@dataclass(frozen=True)
class Asker:
    """Asks what stands behind snapshots of one submission.

    Attributes
    ----------
    results
        How the submission's cells ended.
    until
        On `clock`: after it no question is asked.
    clock
        Returns the seconds that the submission has used.
    trusted
        Whether visible tests are the instructor's and run here. Others run in the worker, beside
        the answers.
    hasty
        Whether the first failure ends a question.
    spared
        Questions that are not asked: judging them took more than the judge may use.
    """

    bundle: Bundle
    plan: Plan
    results: Mapping[int, CellResult]
    examiner: Examiner | None
    until: float
    clock: Callable[[], float] = monotonic
    trusted: bool = True
    hasty: bool = False
    spared: frozenset[str] = frozenset()

    @cached_property
    def assessor(self) -> Assessor:
        """What tells whether an answer is right."""
        return Assessor(self.bundle, self.plan, self.results)

    def visible(self, graded: Graded, snapshot: Answering) -> VisibleFailure | None:
        """Run a question's visible test, and return how it failed, if it did."""
        self._allow(graded, snapshot)
        text = self._test_of(graded, whole=self.examiner is None)
        if self.trusted:
            seconds = self._call_seconds(graded)
            return run_test(text, graded.id, snapshot, self.bundle.imports, seconds)
        number = place_of_test(self.plan, graded.id)
        return run_test_inside(text, number, snapshot, self.bundle.limits.question_seconds)

    def finding(
        self, graded: Graded, snapshot: Answering | None, failure: VisibleFailure | None
    ) -> Finding:
        """Put a question's hidden cases, if there is something to ask.

        Parameters
        ----------
        snapshot
            What answers; None where the notebook did not run so far.
        failure
            How the visible test failed.
        """
        if graded.written:
            return Finding(graded.id, "written")
        if graded.inline:
            return Finding(graded.id, "inline")
        if graded.id in self.spared:
            return Finding(graded.id, "spared")
        if graded.lacking:
            return Finding(graded.id, "lacking")
        if snapshot is None:
            return Finding(graded.id, "not reached")
        self._allow(graded, snapshot)
        if self.clock() > self.until:
            return Finding(graded.id, "out of time", failure)
        if self.hasty and failure is not None:
            return Finding(graded.id, "visible only", failure)
        if self._untouched(graded, failure):
            cases = (CaseResult(case.title, False, case.weight) for case in self._cases(graded))
            return Finding(graded.id, "untouched", failure, Examination(tuple(cases), 0.0))
        hidden = self.hidden(graded, snapshot)
        if failure is not None and hidden is not None and snapshot.dead and failure.stuck:
            # Nobody was left to answer the hidden test.
            hidden = replace(hidden, message=failure.message, trouble=failure.kind)
        return Finding(graded.id, "asked", failure, hidden)

    def hidden(
        self, graded: Graded, transport: Transport, anew: bool = False
    ) -> Examination | None:
        """Put the exam's question, if it has it with cases, and perhaps on other inputs."""
        question = self._question(graded)
        if question is None or self.examiner is None:
            return None
        return self.examiner.examine(
            question, transport, self.bundle.limits.call_seconds, self.hasty, anew
        )

    def with_causes(
        self, graded: Graded, snapshot: Answering | None, finding: Finding, earlier: Earlier
    ) -> Finding:
        """Add to a finding what it owes to earlier answers; ask again with references for them."""
        if graded.inline or self.assessor.assess(finding).status not in CAUSED:
            return finding
        causes = earlier.causes(graded)
        question = self._question(graded)
        spent = finding.asking in ("out of time", "spared")
        if snapshot is None or question is None or spent:
            return replace(finding, causes=causes)
        # One that does as a named wrong answer does has no other to blame than wrong ones. And a
        # second try that costs nothing must not be a second guess.
        known = finding.hidden is not None and finding.hidden.diagnosis is not None
        anew = self._asks_anew(question)
        if not causes and (known or not anew):
            return finding
        best = None
        most = 0.0 if causes else share_of(finding.hidden, finding.visible)
        tested = used_names(self._test_of(graded, whole=False))
        for names in earlier.stand_ins(graded, causes, tested):
            again = self._again(graded, snapshot, names, finding.hidden)
            if again is not None and (again.share > most or (causes and best is None)):
                best, most = again, again.share
            if most >= 1.0 or not anew:
                break
        return replace(finding, causes=causes, again=best)

    def _asks_anew(self, question: Question) -> bool:
        """Return whether a question can be asked again on inputs, or for values, nobody guesses."""
        if not any(map(callable, question.references.values())):
            return not any(map(guessable, question.references.values()))
        return any(map(self._draws, question.cases))

    def _draws(self, case: Case) -> bool:
        """Return whether a case draws its inputs."""
        return self.examiner is not None and self.examiner.expected.outcome(case).drawn

    def _again(
        self,
        graded: Graded,
        snapshot: Answering,
        names: Mapping[str, str],
        first: Examination | None,
    ) -> AskedAgain | None:
        """Ask with references in the place of earlier answers; None where that cannot be done.

        Parameters
        ----------
        first
            What was found before.
        """
        question = self._question(graded)
        if self.examiner is None or snapshot.dead or question is None:
            return None
        references = self.examiner.exam.namespace()
        own = {name: references[name] for name in names if name in references}
        self._allow(graded, snapshot)
        snapshot.deadline = min(snapshot.deadline, self.clock() + SECONDS_AGAIN)
        text = self._test_of(graded, whole=False)
        seconds = self._call_seconds(graded)
        try:
            with WithReferences(snapshot, own, snapshot.deadline - self.clock()) as transport:
                if not transport.names:
                    return None
                self._run_again(graded, transport)
                # On other inputs: those of the first time may be known, and that they went wrong.
                hidden = self.hidden(graded, transport, anew=True)
                failure = run_test(text, graded.id, transport, self.bundle.imports, seconds)
        except (WireError, CallKilled, CallTimedOut, OSError):
            return None
        assert hidden is not None
        if first is not None and any(map(guessable, question.references.values())):
            fixed = [not self._draws(case) for case in question.cases]
            hidden = without_second_guess(first, hidden, fixed)
        named = {name: names[name] for name in sorted(transport.names)}
        return AskedAgain(named, hidden, failure is not None)

    def _run_again(self, graded: Graded, transport: WithReferences) -> None:
        """Run the answer's cells again where they compute with what references stand in for now.

        A search that calls an earlier answer a hundred thousand times stays as it is.
        """
        channel = Channel(transport, min(RUN_SECONDS, self.bundle.limits.question_seconds))
        own = [s for s in self.plan.steps if s.question in (graded.id, graded.answer_id)]
        for step in own:
            text = source(step.cell)
            used = names_behind(self.plan, used_names(text))
            if step.kind == "run" and computes(text) and used & transport.names:
                message = {"op": "execute", "source": as_python(text), "file": "<cell>"}
                transport.allow(CALLS_TO_RUN)
                # What it defined so far counts, and what it did not stays as it was.
                with contextlib.suppress(CandidateError, Missing):
                    channel.ask(message, "")
                transport.allow(None)

    def _untouched(self, graded: Graded, failure: VisibleFailure | None) -> bool:
        """Return whether there is nothing to ask: the visible test met the released stub.

        Only of answers with a single name: of two, one might be defined somewhere else.
        """
        if failure is None or graded.id not in self.plan.blank or len(graded.needs) != 1:
            return False
        (name,) = graded.needs
        absent = failure.kind == "missing" and failure.name == name
        met = failure.error is not None or absent
        return met and self.assessor.is_stub(graded, failure.error)

    def _allow(self, graded: Graded, snapshot: Answering) -> None:
        """Start the time limit of a question."""
        seconds = self.bundle.limits.question_seconds + self._call_seconds(graded)
        snapshot.deadline = min(self.clock() + seconds, self.until)

    def _call_seconds(self, graded: Graded) -> float:
        """Return how long one call into an answer may take."""
        allowed = max((case.seconds for case in self._cases(graded)), default=CALL_SECONDS)
        return min(allowed, self.bundle.limits.call_seconds)

    def _cases(self, graded: Graded) -> Sequence[Case]:
        question = self._question(graded)
        return question.cases if question is not None else ()

    def _question(self, graded: Graded) -> Question | None:
        """Return the exam's question, if it has it with cases."""
        question = self.examiner.exam.questions.get(graded.id) if self.examiner else None
        return question if question is not None and question.cases else None

    def _test_of(self, graded: Graded, whole: bool) -> str:
        """Return the text of a question's test: all of it, or what is visible."""
        cell = next(c for c in self.bundle.cells if grade_id(c) == graded.cell_id)
        return classic(cell) if whole else visible(cell)
