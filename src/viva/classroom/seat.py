"""The seat of one judge process: its warm worker, and the assignments that it knows.

Grading is a function from an assignment's package and a submission's bytes to a verdict. It is
the same in this process, in one of several, and on a cluster.
"""

from __future__ import annotations

import atexit
import contextlib
import errno
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits

from viva.course.bundle import make_bundle
from viva.course.confinement import Confinement
from viva.course.handed_in import HandedIn, find_handed_in
from viva.course.layout import Assignment, UsageProblem
from viva.course.package import Package
from viva.course.versions import versions
from viva.exam.load import ExamProblem
from viva.grading.again import Before
from viva.grading.bundle import Limits
from viva.grading.examiner import ExamError
from viva.grading.grade import Judge
from viva.grading.remote.client import Worker, WorkerProblem
from viva.grading.verdict import Verdict
from viva.worker.limits import Resources
from viva.worker.sandbox import SandboxProblem, require_sandbox, sandbox_problem

TRIES = 3
# Faults of the machine or of the course: no submission is to blame, and each would meet them.
EVERYBODYS = (ExamProblem, ExamError, WorkerProblem, SandboxProblem, UsageProblem)
MACHINES = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE})


@dataclass
class _Seat:
    """What one judge process keeps between submissions."""

    worker: Worker
    limits: Limits
    judges: dict[Assignment | str, Judge] = field(default_factory=dict)


_seat: _Seat | None = None
_one_at_a_time = threading.Lock()


def take_seat(figures: bool, confinement: Confinement | None = None) -> None:
    """Take a worker for this process; it begins to warm up.

    Parameters
    ----------
    confinement
        How student code is kept in; by default in the sandbox where there can be one.
    """
    global _seat
    if confinement is None:
        confinement = Confinement(not sandbox_problem(), Limits(), Resources())
    # References are small; threads of a linear-algebra library only wait for each other.
    threadpool_limits(1)
    worker = Worker(
        figures,
        confinement.sandboxed,
        confinement.resources,
        confinement.user,
        confinement.warm,
    )
    _seat = _Seat(worker, confinement.limits)
    # What is wrong with it will be said when it is needed.
    with contextlib.suppress(OSError):
        worker.begin()


def seat_is_free() -> bool:
    """Tell whether this process has no worker yet."""
    return _seat is None


def leave_seat() -> None:
    """End the worker of this process."""
    global _seat
    if _seat is not None:
        _seat.worker.close()
        _seat = None


def judge_of(assignment: Assignment) -> Judge:
    """Give this process's judge of an assignment, read from the course's own files."""
    assert _seat is not None
    if assignment not in _seat.judges:
        bundle = make_bundle(assignment, _seat.limits)
        _seat.judges[assignment] = Judge(bundle, _seat.worker)
    return _seat.judges[assignment]


def accept(package: Package) -> None:
    """Learn an assignment that was sent here.

    Raises
    ------
    UsageProblem
        If verdicts might be others here than where the package comes from.
    SandboxProblem
        If this machine cannot make the sandbox.
    """
    here = versions(package.modules)
    if package.environment != here:
        raise UsageProblem(
            "A worker has other versions than this machine, so that verdicts might differ: "
            f"there {here}; here {package.environment}."
        )
    wanted, figures = package.confinement, package.figures
    worker = _seat.worker if _seat is not None else None
    if worker is None or (worker.figures, worker.sandboxed, worker.resources) != (
        figures,
        wanted.sandboxed,
        wanted.resources,
    ):
        leave_seat()
        if wanted.sandboxed:
            require_sandbox()
        take_seat(figures, wanted)
        atexit.register(leave_seat)
    assert _seat is not None
    _seat.judges[package.digest] = Judge(package.unpack(), _seat.worker)


def grade_folder(assignment: Assignment, student: str, folder: Path) -> Verdict:
    """Grade what is in a student's folder."""
    judge = judge_of(assignment)
    return grade_with(judge, student, find_handed_in(folder, judge.bundle))


def grade_submission(
    package: str, student: str, handed_in: HandedIn, before: Before | None = None
) -> Verdict:
    """Grade what a student handed in for an assignment that was sent here."""
    assert _seat is not None
    return grade_with(_seat.judges[package], student, handed_in, before)


def grade_with(
    judge: Judge, student: str, handed_in: HandedIn, before: Before | None = None
) -> Verdict:
    """Grade what a student handed in, again if somebody else ended the worker meanwhile.

    Student code cannot end the warm process from inside the sandbox. Whatever ends it three times
    costs what it was asked just then, and no more.
    """
    if handed_in.data is None:
        return judge.unreadable(handed_in.problem, student)
    for left in reversed(range(TRIES)):
        lost = judge.worker.lost
        try:
            verdict = judge.grade(handed_in.data, student, handed_in.files, before=before)
        except WorkerProblem:
            if not left:
                raise
            continue
        if judge.worker.lost == lost or not left:
            break
    return verdict.with_note(handed_in.note)


@dataclass(frozen=True)
class Answer:
    """What came of one task.

    Attributes
    ----------
    kind
        ``done``; ``unknown``, where the package must be sent first; ``problem``, which concerns
        every task; or ``failed``, which may be the task's own fault.
    value
        The result; or a sentence; or a traceback.
    """

    kind: str
    value: Any = None


def perform(
    gift: Package | None, needs: str | None, function: Callable[..., Any], task: tuple[Any, ...]
) -> Answer:
    """Do one task in this process, one at a time, and say how it went.

    Parameters
    ----------
    gift
        A package that this process may not have yet.
    needs
        The package that the task is about.
    """
    with _one_at_a_time:
        try:
            if gift is not None and (_seat is None or gift.digest not in _seat.judges):
                accept(gift)
            if needs is not None and (_seat is None or needs not in _seat.judges):
                return Answer("unknown")
            return Answer("done", function(*task))
        except EVERYBODYS as problem:
            return Answer("problem", str(getattr(problem, "message", problem)))
        except OSError as problem:
            if problem.errno in MACHINES:
                return Answer("problem", f"A judge cannot work here: {problem}.")
            return Answer("failed", traceback.format_exc())
        except Exception:  # noqa: BLE001 - it is told, and the task is tried elsewhere
            return Answer("failed", traceback.format_exc())
