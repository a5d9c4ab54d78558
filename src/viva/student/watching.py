"""Check a notebook again and again: only what a change can affect, in a worker that stays warm."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path

from viva.grading.ask import ask
from viva.grading.bundle import Bundle
from viva.grading.execute import NOTHING
from viva.grading.grade import Judge, conclude
from viva.grading.layout import make_plan
from viva.grading.limits import Limits
from viva.grading.plan import Plan, cut_after, place_of_answer, place_of_test
from viva.grading.read import Unreadable
from viva.grading.trunk import Trunk, go_on
from viva.grading.verdict import Verdict
from viva.remote.client import Worker
from viva.remote.plain import session_in
from viva.remote.world import WorkerProblem
from viva.report.checked import Checked
from viva.student.affected import Change, change_between
from viva.student.check import checked, files_beside, read_mine, unreadable
from viva.student.memory import fingerprint, remember_verdict

SETTLED = ("ok", "error")


@dataclass(frozen=True)
class Look:
    """What one look at the notebook found.

    Attributes
    ----------
    asked
        Questions that were checked again, in the order of the notebook.
    edited
        Those among them whose own answer had changed.
    seconds
        How long it took.
    """

    checked: Checked
    asked: tuple[str, ...]
    edited: tuple[str, ...]
    seconds: float


@dataclass(frozen=True)
class Known:
    """What is known of a notebook since the last look.

    Attributes
    ----------
    settled
        Whether every cell ended by itself when all of them ran.
    """

    judge: Judge
    plan: Plan
    verdict: Verdict
    settled: bool


class Watcher:
    """Looks at one notebook whenever it is told to.

    A session stands before the cell that was changed last. At the next change of the same cell it
    is forked, and only the cells from there on run, up to the last question that is affected.
    Where nothing can be forked the session itself goes on, and another is brought to that cell
    before the next change.

    Use as a context manager.
    """

    def __init__(self, path: Path, worker: Worker, limits: Limits | None = None) -> None:
        self.path = path
        self.worker = worker
        self.limits = limits
        self.mark = ""
        self.known: Known | None = None
        self.trunk = Trunk(worker)
        self.place: int | None = None

    def __enter__(self) -> Watcher:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """End the session."""
        self.trunk.close()

    def look(self) -> Look | None:
        """Return what has changed since the last look; None if nothing has.

        What is not a notebook, or not any more, gives a verdict too; the next one that can be
        read is then compared with the last one that could.
        """
        start = time.monotonic()
        try:
            mark = fingerprint(self.path, self.path.read_bytes(), files_beside(self.path))
        except OSError:
            return None  # an editor is about to put the new file in the old one's place
        if mark == self.mark:
            return None
        self.mark = mark
        try:
            mine = read_mine(self.path, self.limits)
            judge = Judge(mine.found.bundle, self.worker, trusted=False, composes=False)
            plan = make_plan(judge.bundle, mine.cells)
        except (Unreadable, OSError) as problem:
            return Look(unreadable(self.path, problem, self.worker), (), (), since(start))
        asked, edited = self.check(judge, plan, start)
        assert self.known is not None
        verdict = self.known.verdict
        order = [question.id for question in verdict.questions]
        look = Look(
            checked(self.path, mine, verdict),
            tuple(name for name in order if name in asked),
            tuple(name for name in order if name in edited),
            since(start),
        )
        remember_verdict(self.path, mark, look.checked.verdict)
        return look

    def check(
        self, judge: Judge, plan: Plan, start: float
    ) -> tuple[frozenset[str], frozenset[str]]:
        """Update the verdict; return which questions were asked, and which edited."""
        known = self.known
        if known is not None and alike(known.judge.bundle, judge.bundle):
            change = change_between(known.plan, plan)
            try:
                verdict = self.check_again(known, judge, plan, change, start)
            except WorkerProblem:
                self.close()
            else:
                self.known = Known(judge, plan, verdict, known.settled)
                return change.questions, change.edited
        self.close()
        with session_in(judge.worker, judge.bundle.files) as session:
            verdict, execution = go_on(judge, plan, session, start)
        settled = all(result.status in SETTLED for result in execution.results.values())
        self.known = Known(judge, plan, verdict, settled)
        return frozenset(question.id for question in verdict.questions), frozenset()

    def check_again(
        self, known: Known, judge: Judge, plan: Plan, change: Change, start: float
    ) -> Verdict:
        """Return the verdict with some questions checked again, from the first step that differs.

        Raises
        ------
        WorkerProblem
            If the session is gone.
        """
        old, bundle = known.verdict, judge.bundle
        statuses = {question.id: question.status for question in old.questions}
        shortened = cut_after(plan, change.questions, statuses)
        if not shortened.steps:
            # What is asked, if anything, are written answers, and for these nothing runs.
            findings = ask(shortened, NOTHING, bundle, judge.examiner, judge.trusted)
            new = conclude(judge, shortened, NOTHING, findings, since(start))
        else:
            # What is asked must be asked from here on.
            first = min([change.first, *(place_of_test(plan, q) for q in change.questions)])
            self.place = first
            self.trunk.stand_at(plan, first, bundle.files, bundle.limits)
            with self.trunk.branch() as branch:
                done = self.trunk.execution
                new, _ = go_on(judge, shortened, branch, start, done, first)
        found = {question.id: question for question in (*old.questions, *new.questions)}
        return replace(new, questions=tuple(found[question.id] for question in bundle.questions))

    def settle(self) -> None:
        """Run the cells before the one that is likely to change next.

        That is the one that was changed last, or the answer of the first question not done.
        """
        known = self.known
        if known is None or self.trunk.session is not None:
            return
        place = self.place
        if place is None:
            open_ = (q.id for q in known.verdict.questions if q.status != "passed" and not q.waits)
            question = next((name for name in open_ if name not in known.verdict.written), None)
            place = place_of_answer(known.plan, question) if question else len(known.plan.steps)
        # What takes too long once would take too long again.
        if place < len(known.plan.steps) and known.settled:
            bundle = known.judge.bundle
            self.trunk.stand_at(known.plan, place, bundle.files, bundle.limits)
        elif not self.worker.copies:
            self.worker.begin()  # all will run again in it


def alike(one: Bundle, other: Bundle) -> bool:
    """Return whether two bundles differ in nothing but in what stands in the cells."""
    asked = [[(q.id, q.cell_id, q.points, q.written) for q in b.questions] for b in (one, other)]
    return asked[0] == asked[1] and one.files == other.files and one.limits == other.limits


def since(start: float) -> float:
    """Return the seconds that have passed."""
    return time.monotonic() - start
