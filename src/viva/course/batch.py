"""Grade many submissions: every one gets its verdict, and none concerns another."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from threadpoolctl import threadpool_limits

from viva.course.bundle import make_bundle
from viva.course.confinement import Confinement, confine
from viva.course.gradebook import (
    assign_late_penalty,
    make_known,
    open_gradebook,
    record_verdict,
    write_graded,
)
from viva.course.handed_in import find_handed_in, students_of
from viva.course.layout import Assignment, Course
from viva.judge.bundle import Limits
from viva.judge.client import Worker
from viva.judge.grade import Judge
from viva.judge.verdict import Verdict
from viva.worker.limits import Resources
from viva.worker.sandbox import sandbox_problem

SERIAL = 3


@dataclass
class _Seat:
    """What one judge process keeps between submissions."""

    judges: dict[Assignment, Judge]
    worker: Worker
    limits: Limits


_seat: _Seat | None = None


def take_seat(figures: bool, confinement: Confinement | None = None) -> None:
    """Take a worker for this process; it starts with the first submission.

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
    worker = Worker(figures, confinement.sandboxed, confinement.resources)
    _seat = _Seat({}, worker, confinement.limits)


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
    """Give this process's judge of an assignment."""
    assert _seat is not None
    if assignment not in _seat.judges:
        bundle = make_bundle(assignment, _seat.limits)
        _seat.judges[assignment] = Judge(bundle, _seat.worker)
    return _seat.judges[assignment]


def grade_folder(assignment: Assignment, student: str, folder: Path) -> Verdict:
    """Grade what is in a student's folder."""
    judge = judge_of(assignment)
    found = find_handed_in(folder, judge.bundle)
    if found.data is None:
        return judge.unreadable(found.problem, student)
    verdict = judge.grade(found.data, student, found.files)
    return verdict.with_note(found.note)


def cores() -> int:
    """Tell how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Pool:
    """Judge processes, each with a warm worker of its own; or this process, for little work."""

    def __init__(self, jobs: int, figures: bool, confinement: Confinement | None = None) -> None:
        self.seat = (figures, confinement)
        self.pool: ProcessPoolExecutor | None = None
        if jobs > 1:
            # One process imports the judge, and the others are forked from it.
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload(["viva.course.batch"])
            self.pool = ProcessPoolExecutor(jobs, context, take_seat, self.seat)

    def __enter__(self) -> Pool:
        if self.pool is None:
            take_seat(*self.seat)
        return self

    def __exit__(self, *exception: object) -> None:
        if self.pool is None:
            leave_seat()
        else:
            self.pool.shutdown(cancel_futures=True)

    def run(self, function: Callable, tasks: Sequence[tuple]) -> Iterator[tuple[int, object]]:
        """Call `function` with each task; give numbers and results as they come."""
        if self.pool is None:
            for number, task in enumerate(tasks):
                yield number, function(*task)
            return
        futures = {self.pool.submit(function, *task): n for n, task in enumerate(tasks)}
        for future in as_completed(futures):
            yield futures[future], future.result()


def grading_pool(
    submissions: int, confinement: Confinement, jobs: int | None = None, figures: bool = False
) -> Pool:
    """Make the judges for so many submissions.

    Parameters
    ----------
    confinement
        How student code is kept in.
    jobs
        How many processes; by default as many as there are processors, but no more than the
        submissions keep busy.
    figures
        Whether figures are drawn into the graded notebooks.
    """
    wanted = cores() if jobs is None else jobs
    return Pool(min(wanted, max(1, submissions // SERIAL)), figures, confinement)


def grade_assignment(
    course: Course,
    assignment: Assignment,
    *,
    students: Sequence[str] | None = None,
    progress: Callable[[Verdict], None] | None = None,
    jobs: int | None = None,
    pool: Pool | None = None,
) -> list[Verdict]:
    """Grade all submissions of an assignment, into ``autograded/`` and the gradebook.

    Parameters
    ----------
    students
        Whose submissions; by default everybody's.
    progress
        Called with each verdict when it is written.
    jobs
        How many judge processes; see `grading_pool`.
    pool
        Judges that have been called already, and stay when this is done. Without them, new ones
        confine the submissions in the sandbox.

    Returns
    -------
    list of Verdict
        In the order of the students' ids.
    """
    bundle = make_bundle(assignment)
    make_known(course, assignment, bundle)
    chosen = sorted(students) if students is not None else None
    chosen = chosen or students_of(course.submitted, assignment.name)
    folders = [course.submitted / student / assignment.name for student in chosen]
    tasks = [(assignment, s, f) for s, f in zip(chosen, folders, strict=True)]
    verdicts: dict[int, Verdict] = {}
    directory = course.nbgrader_directory()
    with contextlib.ExitStack() as stack:
        judges = pool or stack.enter_context(grading_pool(len(tasks), confine(course), jobs))
        gradebook = stack.enter_context(open_gradebook(course))
        for number, verdict in judges.run(grade_folder, tasks):
            assert isinstance(verdict, Verdict)
            files = find_handed_in(folders[number], bundle).files
            target = course.autograded / chosen[number] / assignment.name
            write_graded(target, bundle, verdict, files)
            when = directory.get_existing_timestamp(str(folders[number]))
            record_verdict(gradebook, bundle, verdict, when)
            assign_late_penalty(course, gradebook, verdict, bundle)
            verdicts[number] = verdict
            if progress is not None:
                progress(verdict)
    return [verdicts[number] for number in sorted(verdicts)]
