"""Grade one submission: from its bytes and the bundle of its assignment to a verdict."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from viva.grading.again import Before, layout_of, to_ask
from viva.grading.ask import ask
from viva.grading.assess import assess, nothing, summary
from viva.grading.bundle import Bundle
from viva.grading.examiner import Examiner
from viva.grading.execute import Execution, execute
from viva.grading.findings import Finding
from viva.grading.layout import make_plan
from viva.grading.notebook import compose
from viva.grading.plan import Plan, cut_after
from viva.grading.read import Unreadable, read_submission
from viva.grading.remote.client import Worker
from viva.grading.remote.session import Session
from viva.grading.verdict import Verdict


@dataclass
class Judge:
    """What grades submissions of one assignment, one after the other, with one worker.

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
        """Return the verdict on the notebook file `data`; see `grade`."""
        return grade(data, self, student, files, only, before)

    def unreadable(self, message: str, student: str | None, seconds: float = 0.0) -> Verdict:
        """Return the verdict on what cannot be read."""
        return unreadable(self.bundle, self.worker.sandbox, message, student, seconds)


def grade(
    data: bytes,
    judge: Judge,
    student: str | None = None,
    files: Mapping[str, bytes] | None = None,
    only: str | None = None,
    before: Before | None = None,
) -> Verdict:
    """Return the verdict on the notebook file `data`.

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
    bundle, worker = judge.bundle, judge.worker
    try:
        cells = read_submission(data)
        plan = make_plan(bundle, cells)
    except Unreadable as problem:
        return judge.unreadable(str(problem), student, time.monotonic() - start)
    layout = layout_of(plan)
    plan = to_ask(bundle, plan, before) if only is None else cut_after(plan, {only})
    with Session(worker, files_beside(bundle, files or {})) as session:
        # A worker that has to be started first takes none of the submission's time.
        deadline = time.monotonic() + bundle.limits.total_seconds
        execution = execute(plan, session, bundle.limits, deadline)
        findings = ask(plan, execution, bundle, judge.examiner, judge.trusted)
    verdict = conclude(judge, plan, execution, findings, time.monotonic() - start)
    return replace(verdict, student=student, layout=layout)


def files_beside(bundle: Bundle, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return what lies beside the notebook: the instructor's files win over a student's."""
    # They come first, too: what cannot lie beside them is left out.
    theirs = bundle.files
    return {**theirs, **{name: files[name] for name in files if name not in theirs}}


def conclude(
    judge: Judge,
    plan: Plan,
    execution: Execution,
    findings: Iterable[Finding],
    seconds: float,
) -> Verdict:
    """Return the verdict that follows from what was found, with the graded notebook."""
    bundle = judge.bundle
    questions = assess(bundle, plan, execution.results, findings)
    return Verdict(
        assignment=bundle.assignment,
        student=None,
        status="graded",
        questions=questions,
        sandbox=judge.worker.sandbox,
        seconds=round(seconds, 1),
        message=summary(plan, execution, bundle.limits),
        written=bundle.written,
        notebook=compose(bundle.metadata, plan, execution.results, questions),
    )


def unreadable(
    bundle: Bundle, sandbox: str, message: str, student: str | None, seconds: float
) -> Verdict:
    """Return the verdict on what cannot be read."""
    said = "The notebook could not be read."
    return Verdict(
        assignment=bundle.assignment,
        student=student,
        status="unreadable",
        questions=tuple(nothing(question, "missing", said) for question in bundle.questions),
        sandbox=sandbox,
        seconds=round(seconds, 1),
        message=message,
        written=bundle.written,
    )
