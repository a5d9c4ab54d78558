"""Try many answers to one question: what comes before it in the notebook runs once."""

from __future__ import annotations

import time
from dataclasses import replace

from viva.grading.bundle import Limits
from viva.grading.grade import Judge
from viva.grading.plan import Plan
from viva.grading.remote.client import WorkerProblem
from viva.grading.remote.session import Session
from viva.grading.run import Run
from viva.grading.verdict import Verdict


class Rehearsal:
    """A notebook that has been run up to one answer, from where each trial goes on by itself.

    For the course's own answers: the verdict on a trial is that of grading its whole notebook,
    without running the cells before the answer for each. A trial with other cells before its
    answer is graded as a whole.

    Parameters
    ----------
    question
        The one that is tried.

    Use as a context manager.
    """

    def __init__(self, judge: Judge, question: str) -> None:
        self.judge = judge
        self.question = question
        self.session: Session | None = None
        self.before: list[tuple[str, str]] = []
        self.run: Run | None = None

    def __enter__(self) -> Rehearsal:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """End the session."""
        if self.session is not None:
            self.session.stop()
            self.session = None

    def grade(self, data: bytes, limits: Limits | None = None, hasty: bool = False) -> Verdict:
        """Give the verdict on the question in the notebook `data`.

        Parameters
        ----------
        limits
            Other limits than the assignment's.
        hasty
            Whether the first failure ends it.
        """
        judge = self.judge
        if limits is not None:
            judge = replace(judge, bundle=replace(judge.bundle, limits=limits))
        start = time.monotonic()
        plan = judge.plan(data)
        plan.cut_after({self.question})
        try:
            return self.go_on(judge, plan, start, hasty)
        except WorkerProblem:
            self.close()
        run = Run(judge, plan, {}, start + judge.bundle.limits.total_seconds, {self.question})
        run.hasty = hasty
        return judge.verdict(run, None, start)

    def go_on(self, judge: Judge, plan: Plan, start: float, hasty: bool) -> Verdict:
        """Run a trial from where the session stands."""
        first = place_of_answer(plan, self.question)
        before = [(step.kind, step.cell["source"]) for step in plan.steps[:first]]
        if self.session is None or before != self.before:
            self.close()
            self.stand_at(plan, first)
            self.before = before
        assert self.run is not None
        until = start + judge.bundle.limits.total_seconds
        run = Run(judge, plan, {}, until, {self.question})
        run.results = dict(self.run.results)
        run.trunk, run.begin, run.hasty = self.session, first, hasty
        return judge.verdict(run, None, start)

    def stand_at(self, plan: Plan, first: int) -> None:
        """Run the cells before the answer."""
        until = time.monotonic() + self.judge.bundle.limits.total_seconds
        self.run = Run(self.judge, plan, {}, until, {self.question})
        self.session = Session(self.judge.worker, self.judge.bundle.files)
        self.session.start()
        for number, step in enumerate(plan.steps[:first]):
            if step.kind == "run":
                self.run.run_cell(self.session, number, step)


def place_of_answer(plan: Plan, question: str) -> int:
    """Find the first step of a question; the number of steps if it has none."""
    places = (number for number, step in enumerate(plan.steps) if step.question == question)
    return next(places, len(plan.steps))
