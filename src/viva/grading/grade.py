"""Grade one submission: from its bytes and the bundle of its assignment to a verdict."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

from viva.grading.again import Before, layout_of, to_ask
from viva.grading.bundle import Bundle
from viva.grading.examiner import Examiner
from viva.grading.plan import Plan, lay_out
from viva.grading.read import Unreadable, read_submission
from viva.grading.remote.client import Worker
from viva.grading.run import Run
from viva.grading.verdict import QuestionVerdict, Verdict


@dataclass
class Judge:
    """Grades submissions of one assignment, one after the other, with one worker.

    Attributes
    ----------
    trusted
        Whether the bundle's visible tests are the instructor's and run here. Others run in the
        worker, beside the answers.
    """

    bundle: Bundle
    worker: Worker
    examiner: Examiner | None = None
    trusted: bool = True

    def __post_init__(self) -> None:
        if self.bundle.exam is not None and self.examiner is None:
            self.examiner = Examiner(self.bundle.exam)

    def grade(
        self,
        data: bytes,
        student: str | None = None,
        files: Mapping[str, bytes] | None = None,
        only: str | None = None,
        before: Before | None = None,
    ) -> Verdict:
        """Grade the notebook file `data`.

        Parameters
        ----------
        files
            Other files that the student handed in, by name.
        only
            A question: run the notebook up to it, and give the verdict on it alone.
        before
            What is known of an earlier verdict on the same submission: give the verdict on those
            questions alone that can have another one by now, or on all if it cannot be told.

        Returns
        -------
        Verdict
            Always: whatever the submission is or does.
        """
        start = time.monotonic()
        try:
            plan = self.plan(data)
        except Unreadable as problem:
            return self.unreadable(str(problem), student, time.monotonic() - start)
        layout = layout_of(plan)
        wanted = {only} if only is not None else to_ask(self.bundle, plan, before)
        if wanted is not None:
            plan.cut_after(wanted)
        until = start + self.bundle.limits.total_seconds
        run = Run(self, plan, files or {}, until, wanted, before.statuses if before else {})
        return replace(self.verdict(run, student, start), layout=layout)

    def plan(self, data: bytes) -> Plan:
        """Read a notebook and lay out what is to be done with it.

        Raises
        ------
        Unreadable
            If it cannot be read, or is of something else.
        """
        plan = lay_out(self.bundle, read_submission(data))
        if not any(step.own for step in plan.steps) or not self.known(plan):
            raise Unreadable(
                f"No question of {self.bundle.assignment} is in this notebook. "
                "Did you hand in another notebook?"
            )
        return plan

    def verdict(self, run: Run, student: str | None, start: float) -> Verdict:
        """Run a submission and give the verdict."""
        questions = run.all()
        return Verdict(
            assignment=self.bundle.assignment,
            student=student,
            status="graded",
            questions=questions,
            sandbox=self.worker.sandbox,
            seconds=round(time.monotonic() - start, 1),
            message=run.message(),
            written=frozenset(q.id for q in self.bundle.questions if q.written),
            notebook=run.notebook(questions),
        )

    def known(self, plan: Plan) -> bool:
        """Tell whether anything of the submission belongs to this assignment."""
        automatic = {q.id for q in self.bundle.questions if not q.written}
        return plan.known > 0 or bool(automatic - plan.missing)

    def unreadable(self, message: str, student: str | None, seconds: float = 0.0) -> Verdict:
        """Give the verdict on what cannot be read."""
        questions = tuple(
            QuestionVerdict(q.id, 0.0, q.points, "missing", "The notebook could not be read.")
            for q in self.bundle.questions
        )
        return Verdict(
            assignment=self.bundle.assignment,
            student=student,
            status="unreadable",
            questions=questions,
            sandbox=self.worker.sandbox,
            seconds=round(seconds, 1),
            message=message,
            written=frozenset(q.id for q in self.bundle.questions if q.written),
        )
