"""A session that has run the cells before one, from where several answers can be tried."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Mapping, Sequence

from viva.grading.cells import source
from viva.grading.execute import NOTHING, Execution, execute
from viva.grading.grade import Judge, conclude
from viva.grading.in_order import run_and_ask
from viva.grading.limits import Limits
from viva.grading.plan import Plan, Step, steps_before
from viva.grading.verdict import Verdict
from viva.remote.client import Worker
from viva.remote.plain import session_in
from viva.remote.session import Branch, Session


class Trunk:
    """A session that stands before a step; each trial goes on in a branch of it.

    A session that cannot be copied is good for one trial.

    Attributes
    ----------
    session
        None before any step was to be run.
    execution
        What came of the steps that it has run.
    """

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self.session: Session | None = None
        self.execution: Execution = NOTHING
        self.stood: list[str | None] = []

    def stand_at(self, plan: Plan, first: int, files: Mapping[str, bytes], limits: Limits) -> None:
        """Run exactly the steps before `first`.

        Parameters
        ----------
        files
            What lies beside the notebook, in a session that is begun anew.

        Raises
        ------
        WorkerProblem
            If there is no worker any more.
        """
        wanted = runs_of(plan.steps[:first])
        done = len(self.stood)
        if self.session is None or not self.session.alive or wanted[:done] != self.stood:
            self.close()
            self.session = session_in(self.worker, files)
            self.session.start()
            done = 0
        until = self.session.clock() + limits.total_seconds
        before = steps_before(plan, first)
        self.execution = execute(before, self.session, limits, until, self.execution, done)
        self.stood = wanted

    @contextlib.contextmanager
    def branch(self) -> Iterator[Session]:
        """Yield a session that goes on from here: where none can be copied, the one that stands."""
        assert self.session is not None
        if self.session.copies:
            with Branch(self.session) as branch:
                yield branch
        else:
            try:
                yield self.session
            finally:
                self.close()

    def close(self) -> None:
        """End the session."""
        if self.session is not None:
            self.session.stop()
        self.session, self.execution, self.stood = None, NOTHING, []


def go_on(
    judge: Judge,
    plan: Plan,
    session: Session,
    start: float,
    done: Execution = NOTHING,
    first: int = 0,
    hasty: bool = False,
) -> tuple[Verdict, Execution]:
    """Return the verdict on a plan from where a session stands, and what came of its cells.

    Parameters
    ----------
    start
        When grading this plan began, on the clock of `time.monotonic`: its seconds are told.
    done
        What came of the steps before `first`, where the session stands.
    hasty
        Whether the first failure ends a question.
    """
    bundle = judge.bundle
    execution, findings = run_and_ask(
        plan, session, bundle, judge.examiner, judge.trusted, hasty, done=done, first=first
    )
    seconds = time.monotonic() - start
    return conclude(judge, plan, execution, findings, seconds), execution


def runs_of(steps: Sequence[Step]) -> list[str | None]:
    """Return of each step what it runs, if anything."""
    return [source(step.cell) if step.runs else None for step in steps]
