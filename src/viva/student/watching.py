"""Check a notebook again and again: only what a change can affect, in a worker that stays warm."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path

from viva.grading.bundle import Bundle, Limits
from viva.grading.grade import Judge
from viva.grading.plan import Plan
from viva.grading.read import Unreadable
from viva.grading.rehearsal import place_of_answer
from viva.grading.remote.client import Worker, WorkerProblem
from viva.grading.remote.session import Session
from viva.grading.run import Run
from viva.grading.verdict import Verdict
from viva.report.checked import Checked
from viva.student.affected import Key, change_between, keys
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


class Watcher:
    """Looks at one notebook whenever it is told to.

    A session stands before the cell that was changed last. At the next change of the same cell it
    is forked, and only the cells from there on run, up to the last question that is affected.

    Use as a context manager.
    """

    def __init__(self, path: Path, worker: Worker, limits: Limits | None = None) -> None:
        self.path = path
        self.worker = worker
        self.limits = limits
        self.mark = ""
        self.judge: Judge | None = None
        self.plan = Plan()
        self.verdict: Verdict | None = None
        self.trunk: Session | None = None
        self.stood: list[Key] = []
        self.before: Run | None = None

    def __enter__(self) -> Watcher:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """End the session."""
        if self.trunk is not None:
            self.trunk.stop()
            self.trunk = None

    def look(self) -> Look | None:
        """Check what has changed since the last look; None if nothing has.

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
            judge = Judge(mine.found.bundle, self.worker, trusted=False)
            plan = judge.plan(mine.text)
        except (Unreadable, OSError) as problem:
            return Look(unreadable(self.path, problem, self.worker), (), (), since(start))
        asked, edited = self.check(judge, plan, start)
        assert self.verdict is not None
        order = [question.id for question in self.verdict.questions]
        look = Look(
            checked(self.path, mine, self.verdict),
            tuple(name for name in order if name in asked),
            tuple(name for name in order if name in edited),
            since(start),
        )
        remember_verdict(self.path, mark, look.checked.verdict)
        return look

    def check(
        self, judge: Judge, plan: Plan, start: float
    ) -> tuple[frozenset[str], frozenset[str]]:
        """Bring the verdict up to date; tell which questions were asked, and which edited."""
        known = self.judge is not None and self.verdict is not None
        if known and self.judge is not None and alike(self.judge.bundle, judge.bundle):
            change = change_between(self.plan, plan)
            try:
                self.go_on(judge, plan, change.first, change.questions, start)
            except WorkerProblem:
                self.trunk = None
            else:
                self.judge, self.plan = judge, plan
                return change.questions, change.edited
        self.close()
        run = Run(judge, plan, {}, start + judge.bundle.limits.total_seconds)
        self.verdict = judge.verdict(run, None, start)
        self.judge, self.plan = judge, plan
        self.before = run
        everything = frozenset(question.id for question in self.verdict.questions)
        return everything, frozenset()

    def go_on(
        self, judge: Judge, plan: Plan, first: int, questions: frozenset[str], start: float
    ) -> None:
        """Check some questions again, from the first step that differs."""
        assert self.verdict is not None
        statuses = {question.id: question.status for question in self.verdict.questions}
        until = start + judge.bundle.limits.total_seconds
        shortened = replace(plan, steps=list(plan.steps))
        shortened.cut_after(questions)
        run = Run(judge, shortened, {}, until, questions, statuses)
        if first < len(shortened.steps):
            self.stand_at(judge, plan, first)
            assert self.before is not None
            run.results = dict(self.before.results)
            run.begin = first
        # A session of its own would end the trunk, so every run is a branch of it.
        run.trunk = self.trunk
        new = judge.verdict(run, None, start)
        found = {question.id: question for question in (*self.verdict.questions, *new.questions)}
        ordered = tuple(found[question.id] for question in judge.bundle.questions)
        self.verdict = replace(new, questions=ordered)

    def settle(self) -> None:
        """Stand before the question that is likely to change next: the first that is not done."""
        if self.judge is None or self.verdict is None or self.trunk is not None:
            return
        open_ = (q.id for q in self.verdict.questions if q.status not in ("passed", "manual"))
        question = next((name for name in open_ if name not in self.verdict.written), None)
        place = place_of_answer(self.plan, question) if question else len(self.plan.steps)
        results = self.before.results if self.before is not None else {}
        # What takes too long once would take too long again.
        if place < len(self.plan.steps) and all(r.status in SETTLED for r in results.values()):
            self.stand_at(self.judge, self.plan, place)

    def stand_at(self, judge: Judge, plan: Plan, first: int) -> None:
        """Have a session in which the steps before `first` have run, and no other.

        Raises
        ------
        WorkerProblem
            If there is no worker any more.
        """
        wanted = keys(plan.steps[:first])
        done = len(self.stood)
        if self.trunk is None or not self.trunk.alive or wanted[:done] != self.stood:
            self.close()
            self.trunk = Session(judge.worker, judge.bundle.files)
            self.trunk.start()
            self.stood, self.before, done = [], None, 0
        until = time.monotonic() + judge.bundle.limits.total_seconds
        run = Run(judge, plan, {}, until, frozenset())
        run.results = dict(self.before.results) if self.before is not None else {}
        for number in range(done, first):
            if plan.steps[number].kind == "run":
                run.run_cell(self.trunk, number, plan.steps[number])
        self.before, self.stood = run, wanted


def alike(one: Bundle, other: Bundle) -> bool:
    """Tell whether two bundles differ in nothing but in what stands in the cells."""
    asked = [[(q.id, q.cell_id, q.points, q.written) for q in b.questions] for b in (one, other)]
    return asked[0] == asked[1] and one.files == other.files and one.limits == other.limits


def since(start: float) -> float:
    """Give the seconds that have passed."""
    return time.monotonic() - start
