"""Try many answers to one question: what comes before it in the notebook runs once."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import replace

from viva.grading.grade import Judge
from viva.grading.layout import make_plan
from viva.grading.limits import Limits
from viva.grading.plan import cut_after, place_of_answer
from viva.grading.read import read_submission
from viva.grading.trunk import Trunk, go_on
from viva.grading.verdict import Verdict
from viva.remote.session import Session
from viva.remote.world import WorkerProblem


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
        self.trunk = Trunk(judge.worker)

    def __enter__(self) -> Rehearsal:
        return self

    def __exit__(self, *exception: object) -> None:
        self.trunk.close()

    def grade(
        self,
        data: bytes,
        limits: Limits | None = None,
        hasty: bool = False,
        also: Collection[str] = (),
    ) -> Verdict:
        """Return the verdict on the question in the notebook `data`.

        Parameters
        ----------
        limits
            Other limits than the assignment's.
        hasty
            Whether the first failure ends it.
        also
            Later questions that are asked, too.
        """
        judge = self.judge
        if limits is not None:
            judge = replace(judge, bundle=replace(judge.bundle, limits=limits))
        start = time.monotonic()
        plan = cut_after(make_plan(judge.bundle, read_submission(data)), {self.question, *also})
        first = place_of_answer(plan, self.question)
        try:
            bundle = self.judge.bundle
            self.trunk.stand_at(plan, first, bundle.files, bundle.limits)
            with self.trunk.branch() as branch:
                done = self.trunk.execution
                return go_on(judge, plan, branch, start, done, first, hasty)[0]
        except WorkerProblem:
            self.trunk.close()
        with Session(judge.worker, judge.bundle.files) as session:
            return go_on(judge, plan, session, start, hasty=hasty)[0]
