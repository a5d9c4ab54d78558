"""Grade in this process: one warm worker, and the assignments that it is used for.

Grading is a function from an assignment's package and a submission's bytes to a verdict. It is
the same in this process, in one of several, and on a cluster.
"""

from __future__ import annotations

import contextlib
import errno
import json
import socket
import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from threadpoolctl import threadpool_limits

from viva.classroom.roof import Diary, Exceeded, bind_memory, roof_of
from viva.classroom.tasks import Answer, Lost, Request
from viva.course.bundle import make_bundle
from viva.course.confinement import Confinement
from viva.course.handed_in import HandedIn, find_handed_in, read_file
from viva.course.layout import Assignment, UsageProblem
from viva.course.package import Package, digest
from viva.course.versions import imported_modules, versions
from viva.exam.load import ExamProblem
from viva.files import cache_folder
from viva.grading.again import Before
from viva.grading.bundle import Bundle
from viva.grading.cells import grade_id
from viva.grading.examiner import Examiner
from viva.grading.expected import ExamError
from viva.grading.grade import Judge
from viva.grading.kept_outcomes import KeptOutcomes
from viva.grading.optional import modules_to_warm
from viva.grading.read import Unreadable, read_submission
from viva.grading.verdict import QuestionVerdict, Verdict
from viva.remote.client import GuestWorker, StartProblem, Worker
from viva.remote.world import WorkerProblem
from viva.worker.deferred import import_for
from viva.worker.sandbox import SandboxProblem, require_sandbox, shows

# Faults of the machine or of the course: no submission is to blame, and each would meet them.
COMMON_PROBLEMS = (ExamProblem, ExamError, SandboxProblem, UsageProblem)
MACHINE_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE})
WORKER_LOST = "The worker that ran the student's code was ended from outside."
KILLED = "This submission crashed the grader three times and was not graded. Ask your instructor."
STOPPED = "Grading was stopped while {doing}: it took more than {most}. {advice}"
ADVICE = "Look for something very large or very deeply nested there, or ask your instructor."


class Grader:
    """A worker, and the assignments whose submissions are graded with it.

    Parameters
    ----------
    figures
        Whether figures are drawn into the graded notebooks.
    confinement
        How student code is confined; by default as the first package says, and no worker is
        started before that has come.
    control
        Of a warm worker that another process has started; else this one starts its own.
    diary
        Where it says what it is doing.

    Attributes
    ----------
    stranded
        Whether it can do nothing more, and another process has to take its place.

    Use as a context manager, or call `close`: the worker ends with it.
    """

    def __init__(
        self,
        figures: bool = False,
        confinement: Confinement | None = None,
        control: socket.socket | None = None,
        diary: Diary | None = None,
    ) -> None:
        self.control = control
        self.diary = diary
        self.say = diary or (lambda doing, question: None)
        self.figures = figures
        self.confinement = self.own = confinement
        self.worker: Worker | None = None
        self.judges: dict[Assignment | str, Judge] = {}
        self.threads = contextlib.ExitStack()
        self.stranded = False
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
        self._use_one_thread()
        if self.control is not None:
            self.worker = GuestWorker(self.control, figures, confinement.resources)
        else:
            self.worker = confinement.worker(figures)
        # What is wrong with it will be said when it is needed.
        with contextlib.suppress(OSError):
            self.worker.begin()

    def close(self) -> None:
        """End the worker and forget the assignments."""
        self.judges.clear()
        if self.worker is not None:
            self.worker.close()
            self.worker = None
        self.threads.close()

    def _use_one_thread(self) -> None:
        """Keep the linear-algebra libraries that are loaded by now to one thread.

        References are small: more threads would only wait for each other.
        """
        self.threads.enter_context(threadpool_limits(1))

    def judge(self, assignment: Assignment) -> Judge:
        """Return the judge of an assignment, read from the course's own files."""
        assert self.own is not None
        if assignment not in self.judges:
            texts = assignment.exam_texts()
            import_for(texts.values())
            bundle = make_bundle(assignment, self.own.limits)
            worker = self._worker_for(bundle, self.figures, self.own)
            # The exam may have brought a library of its own, as SciPy does.
            self._use_one_thread()

            def fingerprint() -> str:
                return digest([texts, versions(imported_modules(texts.values()))])

            examiner = examiner_of(bundle, worker, fingerprint)
            self.judges[assignment] = Judge(bundle, worker, examiner, say=self.say)
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
        # One that was started with settings of its own is of the machine where packages are made.
        here = versions(package.modules) if self.own is None else package.environment
        if package.environment != here:
            raise UsageProblem(
                "A worker's versions differ from this machine's, so verdicts might differ. "
                f"The worker has {here}; this machine has {package.environment}."
            )
        worker = self._worker_for(package.bundle, package.figures, package.confinement)
        import_for((package.exam or {}).values())
        bundle = package.unpack()
        # The exam may have brought a library of its own, as SciPy does.
        self._use_one_thread()
        examiner = examiner_of(bundle, worker, lambda: digest([package.exam, package.environment]))
        self.judges[package.digest] = Judge(bundle, worker, examiner, say=self.say)

    def _worker_for(self, bundle: Bundle, figures: bool, confinement: Confinement) -> Worker:
        """Return a worker for an assignment: another one than so far where that does not fit."""
        if self.control is not None:
            assert self.worker is not None
            return self.worker  # whoever started it has seen to what it imports
        wanted = confinement.importing(modules_to_warm(bundle.optional.values()))
        if self.worker is None or not self._fits(figures, wanted):
            self.close()
            if wanted.sandboxed:
                require_sandbox()
            self._start(figures, wanted)
        assert self.worker is not None
        return self.worker

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
                if request.roof is not None:
                    bind_memory(request.roof)
                if request.package is not None:
                    self.accept(request.package)
                if request.needs is not None and request.needs not in self.judges:
                    return Answer("unknown")
                losses = self._losses()
                options = {"spared": request.spared} if request.spared else {}
                result = request.function(self, *request.arguments, **options)
            except StartProblem as problem:
                self.stranded = self.control is not None
                return Answer("not started", str(problem))
            except WorkerProblem as problem:
                self.stranded = self.control is not None
                return Answer("failed", str(problem))
            except COMMON_PROBLEMS as problem:
                return Answer("problem", str(getattr(problem, "message", problem)))
            except MemoryError:
                # What it holds goes with this process; see `stranded`.
                self.stranded = True
                doing = self.diary.last if self.diary is not None else ()
                return Answer("exceeded", Exceeded("memory", *doing))
            except OSError as problem:
                if problem.errno in MACHINE_ERRORS:
                    return Answer("problem", f"This machine cannot grade: {problem}.")
                return Answer("failed", traceback.format_exc())
            except Exception:  # noqa: BLE001 - it is reported, and the task is tried again
                return Answer("failed", traceback.format_exc())
            if self._losses() != losses:
                self.stranded = self.control is not None
                return Answer("failed", WORKER_LOST)
            return Answer("done", result)

    def _losses(self) -> int:
        """Return how many workers have been lost, with one that died while nothing was run."""
        if self.worker is None:
            return 0
        with contextlib.suppress(OSError):
            self.worker.begin()
        return self.worker.lost


def examiner_of(bundle: Bundle, worker: Worker, fingerprint: Callable[[], str]) -> Examiner | None:
    """Return what examines with an assignment's exam, if it has one.

    What its wrong answers do is kept only where no submission can see or change what is kept.
    """
    if bundle.exam is None:
        return None
    safe = worker.sandbox == "bubblewrap" and not shows(cache_folder())
    examiner = Examiner(bundle.exam, KeptOutcomes(fingerprint) if safe else None)
    examiner.prepare(lambda: worker.coming_up)
    return examiner


def grade_submission(
    grader: Grader,
    package: str,
    student: str,
    handed_in: HandedIn,
    before: Before | None = None,
    spared: frozenset[str] = frozenset(),
) -> Verdict:
    """Return the verdict on what a student handed in for an assignment that was sent here."""
    return grade_handed_in(grader.judges[package], student, handed_in, before, spared)


def grade_folder(
    grader: Grader,
    assignment: Assignment,
    student: str,
    folder: Path,
    root: Path | None = None,
    spared: frozenset[str] = frozenset(),
) -> Verdict:
    """Return the verdict on what is in a student's folder; see `find_handed_in`."""
    judge = grader.judge(assignment)
    judge.composes = True
    judge.say("reading what was handed in", "")
    handed_in = find_handed_in(folder, judge.bundle, root)
    return grade_handed_in(judge, student, handed_in, None, spared)


def grade_file(
    grader: Grader, assignment: Assignment, path: Path, spared: frozenset[str] = frozenset()
) -> Verdict:
    """Return the verdict on a single notebook file, without the graded notebook."""
    judge = grader.judge(assignment)
    judge.composes = False
    judge.say("reading what was handed in", "")
    return grade_handed_in(judge, None, read_file(path, judge.bundle), None, spared)


def assignment_by_cells(
    grader: Grader | None, assignments: Sequence[Assignment], path: Path
) -> Assignment | None:
    """Return the assignment of whose cells a file has most; None if it has none of any.

    Notebooks of one assignment may have cells of the same names: of these it is the one that is
    called as the file is, in a folder of this name if there is one; None if there is none.
    """
    if grader is not None:
        grader.say("reading the notebook", "")
    try:
        cells = read_submission(path.read_bytes()) if path.is_file() else []
    except (Unreadable, OSError):
        return None
    names = {grade_id(cell) for cell in cells} - {""}
    counts = {assignment: len(names & ids_in(assignment)) for assignment in assignments}
    most = max(counts.values(), default=0)
    best = [assignment for assignment in counts if most and counts[assignment] == most]
    if len(best) > 1 and any(assignment.siblings for assignment in best):
        called = [each for each in best if each.notebook_name == path.stem]
        best = [each for each in called if each.name in path.parts] or called
    return best[0] if best else None


def ids_in(assignment: Assignment) -> set[str]:
    """Return the ids of the cells of an instructor's notebook; none where it cannot be read.

    What is wrong with it is said when something is graded with it.
    """
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
        cells = json.loads(assignment.source_path.read_bytes())["cells"]
        return {grade_id(cell) for cell in cells} - {""}
    return set()


def grade_handed_in(
    judge: Judge,
    student: str | None,
    handed_in: HandedIn,
    before: Before | None = None,
    spared: frozenset[str] = frozenset(),
) -> Verdict:
    """Return the verdict on what was handed in, or on its being unreadable."""
    if handed_in.data is None:
        return judge.unreadable(handed_in.problem, student)
    verdict = judge.grade(handed_in.data, student, handed_in.files, None, before, spared)
    return verdict.with_note(handed_in.note)


def why(lost: Lost, confinement: Confinement) -> str:
    """Return the sentence for the student on why a submission was given up."""
    exceeded = lost.exceeded
    if exceeded is None:
        return KILLED
    roof = roof_of(confinement)
    most = f"{roof.seconds:g} seconds"
    if exceeded.what == "memory":
        most = f"{roof.memory / 2**20:.0f} MiB of memory"
    doing = exceeded.doing or "judging the answers"
    return STOPPED.format(doing=doing, most=most, advice=ADVICE)


def killed(bundle: Bundle, confinement: Confinement, student: str | None, lost: Lost) -> Verdict:
    """Return the verdict on a submission that was given up."""
    graded = bundle.questions
    message = why(lost, confinement)
    return Verdict(
        assignment=bundle.assignment,
        student=student,
        status="killed",
        questions=tuple(QuestionVerdict(q.id, 0.0, q.points, "killed", message) for q in graded),
        sandbox="bubblewrap" if confinement.sandboxed else "none",
        seconds=0.0,
        message=message,
        written=frozenset(q.id for q in graded if q.written),
        part=bundle.part,
    )
