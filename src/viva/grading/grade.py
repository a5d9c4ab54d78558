"""Grade one submission: from its bytes and the bundle of its assignment to a verdict."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from viva.grading.again import Before, layout_of, to_ask
from viva.grading.assess import assess, nothing, summary
from viva.grading.bundle import Bundle
from viva.grading.examiner import Examiner
from viva.grading.execute import Execution
from viva.grading.findings import Finding
from viva.grading.in_order import run_and_ask
from viva.grading.layout import make_plan
from viva.grading.notebook import compose
from viva.grading.plan import Plan, cut_after
from viva.grading.read import Unreadable, read_submission
from viva.grading.verdict import Verdict
from viva.remote.client import Worker
from viva.remote.plain import session_in
from viva.worker.limits import Resources
from viva.worker.wire import MAX_FRAME

MOST_NAMED = 3


@dataclass
class Judge:
    """What grades submissions of one assignment, one after the other, with one worker.

    Attributes
    ----------
    trusted
        Whether the bundle's visible tests are the instructor's and run here. Others run in the
        worker, beside the answers.
    say
        Called with what is being done, and for which question, for whoever has to end it.
    composes
        Whether verdicts come with the graded notebook, which not everybody keeps.
    """

    bundle: Bundle
    worker: Worker
    examiner: Examiner | None = None
    trusted: bool = True
    say: Callable[[str, str], None] = lambda doing, question: None
    composes: bool = True

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
        spared: frozenset[str] = frozenset(),
    ) -> Verdict:
        """Return the verdict on the notebook file `data`; see `grade`."""
        return grade(data, self, student, files, only, before, spared)

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
    spared: frozenset[str] = frozenset(),
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
    spared
        Questions that are not asked: judging them took more than the judge may use.

    Returns
    -------
    Verdict
        Always: whatever the submission is or does.
    """
    start = time.monotonic()
    bundle, worker = judge.bundle, judge.worker
    judge.say("reading the notebook", "")
    try:
        cells = read_submission(data)
        plan = make_plan(bundle, cells)
    except Unreadable as problem:
        return judge.unreadable(str(problem), student, time.monotonic() - start)
    layout = layout_of(plan)
    plan = to_ask(bundle, plan, before) if only is None else cut_after(plan, {only})
    beside, left_out = files_beside(bundle, files or {}, worker.resources)
    with session_in(worker, beside) as session:
        judge.say("running the cells", "")
        execution, findings = run_and_ask(
            plan, session, bundle, judge.examiner, judge.trusted, spared=spared, say=judge.say
        )
    verdict = conclude(judge, plan, execution, findings, time.monotonic() - start)
    verdict = replace(verdict, student=student, layout=layout)
    return verdict.with_note(about_left_out(left_out, worker.resources))


def files_beside(
    bundle: Bundle, files: Mapping[str, bytes], resources: Resources
) -> tuple[dict[str, bytes], list[str]]:
    """Return what lies beside the notebook, and the names of what there is no room for.

    The instructor's files win over a student's.
    """
    # They come first, too: what cannot lie beside them is left out.
    beside = dict(bundle.files)
    left = room_for_files(resources) - sum(map(len, beside.values()))
    left_out = []
    for name, content in files.items():
        if name in bundle.files:
            continue
        if len(content) > min(left, resources.file_size):
            left_out.append(name)
            continue
        beside[name] = content
        left -= len(content)
    return beside, left_out


def room_for_files(resources: Resources) -> int:
    """Return how many bytes may lie beside the notebook.

    They reach the worker in one message, and the notebook must still be able to write.
    """
    return min(resources.scratch, MAX_FRAME) // 2


def about_left_out(names: Sequence[str], resources: Resources) -> str:
    """Return which files were left out, and why; nothing if there are none."""
    if not names:
        return ""
    more = len(names) - MOST_NAMED
    listed = ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
    room = room_for_files(resources) // 2**20
    return f"The notebook ran without {listed}: only {room} MB of files may lie beside it."


def conclude(
    judge: Judge,
    plan: Plan,
    execution: Execution,
    findings: Iterable[Finding],
    seconds: float,
) -> Verdict:
    """Return the verdict that follows from what was found, perhaps with the graded notebook."""
    bundle = judge.bundle
    judge.say("writing the graded notebook", "")
    questions = assess(bundle, plan, execution.results, findings)
    made = (bundle.metadata, plan, execution.results, questions)
    return Verdict(
        assignment=bundle.assignment,
        student=None,
        status="graded",
        questions=questions,
        sandbox=judge.worker.sandbox,
        seconds=round(seconds, 1),
        message=summary(plan, execution, bundle.limits),
        written=bundle.written,
        inline=bundle.inline,
        notebook=compose(*made) if judge.composes else None,
        part=bundle.part,
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
        part=bundle.part,
    )
