"""Grade many submissions: every one gets its verdict, and none affects another.

Many processes grade, on this machine or on a cluster. Only this one writes: each verdict first into
the store, then into the gradebook, then into ``autograded/``. Wherever it is stopped, the next run
resumes from what is in the store.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import click
from nbgrader.api import Gradebook

from viva.classroom.dispatch import Dispatcher
from viva.classroom.gradebook import (
    assign_late_penalty,
    expected_scores,
    open_gradebook,
    record_verdict,
    recorded,
)
from viva.classroom.gradebook_cells import record_cells
from viva.classroom.graded_folder import in_place, write_graded
from viva.classroom.grader import grade_submission, killed
from viva.classroom.history import History, fingerprint
from viva.classroom.lock import only_grading
from viva.classroom.pool import grading_pool
from viva.classroom.progress import Watcher
from viva.classroom.roof import roof_of
from viva.classroom.store import Store
from viva.classroom.tasks import Lost
from viva.course.confinement import Confinement, confine
from viva.course.hand_in_time import TIMESTAMP, as_text, hand_in_time
from viva.course.handed_in import HandedIn, find_handed_in, nameless, students_of
from viva.course.layout import Assignment, Course
from viva.course.package import Package, make_package
from viva.grading.again import before, merged
from viva.grading.bundle import Bundle
from viva.grading.verdict import QuestionVerdict, Verdict

CHUNK = 200


class WritingProblem(click.ClickException):
    """A verdict cannot be written; what was graded before is safe."""


def grade_assignment(
    course: Course,
    assignment: Assignment,
    *,
    students: Sequence[str] | None = None,
    progress: Callable[[Verdict], object] | None = None,
    watcher: Watcher | None = None,
    jobs: int | None = None,
    pool: Dispatcher[Any] | None = None,
    confinement: Confinement | None = None,
    figures: bool = False,
    force: bool = False,
) -> list[Verdict]:
    """Grade all submissions of an assignment, into ``autograded/`` and the gradebook.

    What was graded before, and has not changed since, is taken from the store.

    Parameters
    ----------
    students
        Whose submissions to grade; by default everybody's.
    progress
        Called with each verdict when it is written.
    watcher
        Told more than that.
    jobs
        How many judge processes; see `grading_pool`.
    pool
        Judges that have been started already, and stay when this is done.
    confinement
        How student code is confined; by default as `pool` does, or else in the sandbox.
    figures
        Whether figures are drawn into the graded notebooks; judges that were started with
        settings of their own know it themselves.
    force
        Whether to grade what is in the store as well.

    Returns
    -------
    list of Verdict
        In the order of the students' ids, without the graded notebooks.

    Raises
    ------
    AlreadyGrading
        If this course is already being graded.
    WritingProblem, GradebookProblem
        If a verdict cannot be written. What was graded before is safe.
    """
    if pool is not None and pool.confinement is not None:
        figures, confinement = pool.figures, confinement or pool.confinement
    confinement = confinement or confine(course)
    package = make_package(assignment, confinement, figures)
    bundle = package.bundle
    chosen = sorted(students) if students is not None else None
    chosen = chosen or students_of(course.submitted, assignment.name)
    watcher = watcher or Watcher()
    for name in nameless(course.submitted, assignment.name):
        watcher.remarked(
            f"{name}: the name of this folder is no text, so it cannot be a student's id. "
            "Rename it, and grade again."
        )
    with contextlib.ExitStack() as stack:
        stack.enter_context(only_grading(course))
        record_cells(course, assignment, bundle)
        judges = pool or stack.enter_context(grading_pool(len(chosen), confinement, jobs, figures))
        gradebook = stack.enter_context(open_gradebook(course))
        batch = Batch(course, package, chosen, gradebook, watcher, progress, force)
        tasks, roof = batch.tasks(), roof_of(confinement)
        for number, result in judges.run(grade_submission, tasks, package, batch.started, roof):
            batch.record(batch.in_progress.pop(number), result)
    return [batch.verdicts[student] for student in chosen]


@dataclass
class Submission:
    """A submission of the assignment.

    Attributes
    ----------
    base
        Its name in the store.
    handed_in
        Its name in the history of what the student handed in.
    files
        What the student handed in beside the notebook.
    in_part
        Whether only questions that have changed are graded, and the others stay as they are.
    """

    student: str
    base: str
    handed_in: str
    files: dict[str, bytes]
    in_part: bool = False


@dataclass
class Batch:
    """The submissions of an assignment: which are to be graded, and where their verdicts go.

    It keeps as many submissions as are graded at a time, and verdicts without notebooks.
    """

    course: Course
    package: Package
    students: Sequence[str]
    gradebook: Gradebook
    watcher: Watcher
    progress: Callable[[Verdict], object] | None
    force: bool
    in_progress: dict[int, Submission] = field(default_factory=dict)
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    interned: dict[QuestionVerdict, QuestionVerdict] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.bundle = self.package.bundle
        self.store = Store(self.course, self.package)
        self.history = History(self.course, self.bundle.file_name)

    def folder(self, student: str) -> Path:
        """Return where a student's submission is."""
        return self.course.submitted / student / self.bundle.assignment

    def target(self, student: str) -> Path:
        """Return where a student's graded notebook belongs."""
        return self.course.autograded / student / self.bundle.assignment

    def tasks(self) -> Iterator[tuple[Any, ...]]:
        """Yield what is to be graded, one by one; what is in the store is recorded meanwhile."""
        number = 0
        for start in range(0, len(self.students), CHUNK):
            chunk = self.students[start : start + CHUNK]
            scores = recorded(self.gradebook, self.bundle, chunk) if not self.force else {}
            for student in chunk:
                handed_in = read_folder(self.folder(student), self.bundle)
                submission = Submission(
                    student,
                    self.store.base(student, handed_in),
                    fingerprint(handed_in),
                    handed_in.files,
                )
                kept = None if self.force else self.store.find(student, submission.base)
                changed = self.store.changed(kept) if kept is not None else frozenset()
                if kept is not None and not changed:
                    self.reuse(submission, kept.verdict, scores.get(student))
                    continue
                earlier = before(kept.verdict, changed) if kept is not None else None
                submission.in_part = earlier is not None
                self.in_progress[number] = submission
                yield (self.package.digest, student, handed_in, earlier)
                number += 1

    def started(self, number: int) -> None:
        """Report that a judge begins with a task."""
        self.watcher.started(self.in_progress[number].student)

    def reuse(
        self, submission: Submission, verdict: Verdict, scores: dict[str, float | None] | None
    ) -> None:
        """Write a verdict from the store where it is missing, and run nothing."""
        key = self.store.key(submission.base)
        there = scores == expected_scores(self.bundle, verdict)
        there = there and in_place(self.target(submission.student), self.bundle, key)
        if not there or not self.history.knows(submission.student, submission.handed_in):
            self.write(submission, verdict, key)
        self.note(verdict, "stored")

    def record(self, submission: Submission, result: Verdict | Lost) -> None:
        """Write down what came of grading a submission."""
        student = submission.student
        if isinstance(result, Lost):
            self.watcher.failed(student, result.reason)
            verdict = killed(self.bundle, self.package.confinement, student, result)
            # It is not kept: the next call tries again.
            self.write(submission, verdict, "")
            self.note(verdict, "graded")
            return
        verdict, origin = result, "graded"
        if submission.in_part:
            kept = self.store.find(student, submission.base)
            if kept is not None:
                verdict = merged(self.bundle, kept.verdict, result)
                origin = "graded" if verdict is result else "in part"
        with self.writing(student):
            self.store.keep(student, submission.base, verdict)
        self.write(submission, verdict, self.store.key(submission.base))
        self.note(verdict, origin)

    def write(self, submission: Submission, verdict: Verdict, key: str) -> None:
        """Write a verdict into the gradebook, and then into ``autograded/``."""
        student = submission.student
        when, problem = hand_in_time(self.course.submitted, student, self.bundle.assignment)
        if problem:
            self.watcher.remarked(problem)
        record_verdict(self.gradebook, self.bundle, verdict, when)
        assign_late_penalty(self.course, self.gradebook, verdict, self.bundle)
        with self.writing(student):
            # nbgrader's own steps read the time beside the graded notebook.
            files = {n: c for n, c in submission.files.items() if n != TIMESTAMP}
            files |= {} if when is None else {TIMESTAMP: as_text(when).encode()}
            write_graded(self.target(student), self.bundle, verdict, files, key)
            if key:
                exams = self.package.questions
                self.history.note(student, submission.handed_in, verdict, when, exams)

    @contextlib.contextmanager
    def writing(self, student: str) -> Iterator[None]:
        """Raise in a sentence why something cannot be written."""
        try:
            yield
        except OSError as error:
            where = self.course.shown(Path(error.filename)) if error.filename else "the disk"
            raise WritingProblem(
                f"The verdict on {student} cannot be written to {where}: {error.strerror}. "
                f"{len(self.verdicts)} submissions are graded; the next run resumes from there."
            ) from error

    def note(self, verdict: Verdict, origin: str) -> None:
        """Keep what a table needs of a verdict; equal parts of verdicts are kept once."""
        questions = tuple(self.interned.setdefault(q, q) for q in verdict.questions)
        verdict = replace(verdict, questions=questions, notebook=None)
        assert verdict.student is not None
        self.verdicts[verdict.student] = verdict
        self.watcher.done(verdict, origin)
        if self.progress is not None:
            self.progress(verdict)


def read_folder(folder: Path, bundle: Bundle) -> HandedIn:
    """Return what a student handed in."""
    try:
        return find_handed_in(folder, bundle)
    except OSError as error:
        return HandedIn(None, f"The submission cannot be read: {error.strerror}.")
