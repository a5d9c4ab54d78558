"""Grade in this process: one warm worker, and the assignments that it is used for.

Grading is a function from an assignment's package and a submission's bytes to a verdict. It is
the same in this process, in one of several, and on a cluster.
"""

from __future__ import annotations

import contextlib
import errno
import threading
import traceback
from dataclasses import replace
from pathlib import Path

from threadpoolctl import threadpool_limits

from viva.classroom.tasks import Answer, Request
from viva.course.bundle import make_bundle
from viva.course.confinement import Confinement
from viva.course.handed_in import HandedIn, find_handed_in, read_file
from viva.course.layout import Assignment, UsageProblem
from viva.course.package import Package
from viva.course.versions import versions
from viva.exam.load import ExamProblem
from viva.grading.again import Before
from viva.grading.bundle import Bundle
from viva.grading.expected import ExamError
from viva.grading.grade import Judge
from viva.grading.remote.client import StartProblem, Worker, WorkerProblem
from viva.grading.verdict import QuestionVerdict, Verdict
from viva.worker.sandbox import SandboxProblem, require_sandbox

# Faults of the machine or of the course: no submission is to blame, and each would meet them.
COMMON_PROBLEMS = (ExamProblem, ExamError, SandboxProblem, UsageProblem)
MACHINE_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE})
WORKER_LOST = "The worker that ran the student's code was ended from outside."
KILLED = "This submission crashed the grader three times and was not graded. Ask your instructor."


class Grader:
    """A worker, and the assignments whose submissions are graded with it.

    Parameters
    ----------
    figures
        Whether figures are drawn into the graded notebooks.
    confinement
        How student code is confined; by default as the first package says, and no worker is
        started before that has come.

    Use as a context manager, or call `close`: the worker ends with it.
    """

    def __init__(self, figures: bool = False, confinement: Confinement | None = None) -> None:
        self.figures = figures
        self.confinement = confinement
        self.worker: Worker | None = None
        self.judges: dict[Assignment | str, Judge] = {}
        self.threads: threadpool_limits | None = None
        self.lock = threading.Lock()
        if confinement is not None:
            self._start(figures, confinement)

    def __enter__(self) -> Grader:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _start(self, figures: bool, confinement: Confinement) -> None:
        """Start a worker, without waiting until it is warm."""
        self.figures, self.confinement = figures, confinement
        # References are small; threads of a linear-algebra library only wait for each other.
        self.threads = threadpool_limits(1)
        self.worker = Worker(
            figures,
            confinement.sandboxed,
            confinement.resources,
            confinement.user,
            confinement.warm,
        )
        # What is wrong with it will be said when it is needed.
        with contextlib.suppress(OSError):
            self.worker.begin()

    def close(self) -> None:
        """End the worker and forget the assignments."""
        self.judges.clear()
        if self.worker is not None:
            self.worker.close()
            self.worker = None
        if self.threads is not None:
            self.threads.restore_original_limits()
            self.threads = None

    def judge(self, assignment: Assignment) -> Judge:
        """Return the judge of an assignment, read from the course's own files."""
        assert self.worker is not None and self.confinement is not None
        if assignment not in self.judges:
            bundle = make_bundle(assignment, self.confinement.limits)
            self.judges[assignment] = Judge(bundle, self.worker)
        return self.judges[assignment]

    def accept(self, package: Package) -> None:
        """Take on an assignment that was sent here.

        Raises
        ------
        UsageProblem
            If verdicts might be others here than where the package comes from.
        SandboxProblem
            If this machine cannot run the sandbox.
        """
        if package.digest in self.judges:
            return
        here = versions(package.modules)
        if package.environment != here:
            raise UsageProblem(
                "A worker's versions differ from this machine's, so verdicts might differ. "
                f"The worker has {here}; this machine has {package.environment}."
            )
        wanted = package.confinement
        if self.worker is None or not self._fits(package.figures, wanted):
            self.close()
            if wanted.sandboxed:
                require_sandbox()
            self._start(package.figures, wanted)
        assert self.worker is not None
        self.judges[package.digest] = Judge(package.unpack(), self.worker)

    def _fits(self, figures: bool, wanted: Confinement) -> bool:
        """Return whether the worker has been started as it would be for these settings."""
        # The limits of time are the judge's, not the worker's.
        return (
            self.confinement is not None
            and self.figures == figures
            and replace(self.confinement, limits=wanted.limits) == wanted
        )

    def perform(self, request: Request) -> Answer:
        """Do what is asked, one request at a time, and return what came of it.

        A worker that is lost meanwhile makes the attempt a failed one, whatever the result:
        something of it may be missing. Student code cannot end the warm process from inside the
        sandbox.
        """
        with self.lock:
            try:
                if request.package is not None:
                    self.accept(request.package)
                if request.needs is not None and request.needs not in self.judges:
                    return Answer("unknown")
                losses = self._losses()
                result = request.function(self, *request.arguments)
            except StartProblem as problem:
                return Answer("not started", str(problem))
            except WorkerProblem as problem:
                return Answer("failed", str(problem))
            except COMMON_PROBLEMS as problem:
                return Answer("problem", str(getattr(problem, "message", problem)))
            except OSError as problem:
                if problem.errno in MACHINE_ERRORS:
                    return Answer("problem", f"This machine cannot grade: {problem}.")
                return Answer("failed", traceback.format_exc())
            except Exception:  # noqa: BLE001 - it is reported, and the task is tried again
                return Answer("failed", traceback.format_exc())
            if self._losses() != losses:
                return Answer("failed", WORKER_LOST)
            return Answer("done", result)

    def _losses(self) -> int:
        """Return how many workers have been lost, with one that died while nothing was run."""
        if self.worker is None:
            return 0
        with contextlib.suppress(OSError):
            self.worker.begin()
        return self.worker.lost


def grade_submission(
    grader: Grader, package: str, student: str, handed_in: HandedIn, before: Before | None = None
) -> Verdict:
    """Return the verdict on what a student handed in for an assignment that was sent here."""
    return grade_handed_in(grader.judges[package], student, handed_in, before)


def grade_folder(grader: Grader, assignment: Assignment, student: str, folder: Path) -> Verdict:
    """Return the verdict on what is in a student's folder."""
    judge = grader.judge(assignment)
    return grade_handed_in(judge, student, find_handed_in(folder, judge.bundle))


def grade_file(grader: Grader, assignment: Assignment, path: Path) -> Verdict:
    """Return the verdict on a single notebook file."""
    judge = grader.judge(assignment)
    return grade_handed_in(judge, None, read_file(path, judge.bundle))


def grade_handed_in(
    judge: Judge, student: str | None, handed_in: HandedIn, before: Before | None = None
) -> Verdict:
    """Return the verdict on what was handed in, or on its being unreadable."""
    if handed_in.data is None:
        return judge.unreadable(handed_in.problem, student)
    verdict = judge.grade(handed_in.data, student, handed_in.files, before=before)
    return verdict.with_note(handed_in.note)


def killed(bundle: Bundle, confinement: Confinement, student: str | None) -> Verdict:
    """Return the verdict on a submission that failed at every attempt."""
    graded = bundle.questions
    return Verdict(
        assignment=bundle.assignment,
        student=student,
        status="killed",
        questions=tuple(QuestionVerdict(q.id, 0.0, q.points, "killed", KILLED) for q in graded),
        sandbox="bubblewrap" if confinement.sandboxed else "none",
        seconds=0.0,
        message=KILLED,
        written=frozenset(q.id for q in graded if q.written),
    )
