"""Grade many submissions: every one gets its verdict, and none concerns another.

Many processes grade, on this machine or on a cluster. Only this one writes: first what the verdict
is into the store, then the gradebook, then ``autograded/``. Wherever it is stopped, the next call
goes on from what is in the store.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import click

from viva.classroom.cluster import Cluster
from viva.classroom.gradebook import (
    assign_late_penalty,
    expected_scores,
    make_known,
    open_gradebook,
    record_verdict,
    recorded,
)
from viva.classroom.graded_folder import in_place, write_graded
from viva.classroom.lock import only_grading
from viva.classroom.pool import Pool, grading_pool
from viva.classroom.progress import Watcher
from viva.classroom.seat import grade_submission
from viva.classroom.store import Store
from viva.classroom.tasks import Lost
from viva.course.confinement import Confinement, confine
from viva.course.handed_in import HandedIn, find_handed_in, students_of
from viva.course.layout import Assignment, Course
from viva.course.package import Package, make_package
from viva.grading.again import before, merged
from viva.grading.verdict import QuestionVerdict, Verdict

CHUNK = 200
KILLED = (
    "Grading this submission ended the grader three times, so it was not graded. "
    "Your instructor can see to it."
)


class WritingProblem(click.ClickException):
    """A verdict cannot be written; what was graded before is safe."""


def grade_assignment(
    course: Course,
    assignment: Assignment,
    *,
    students: Sequence[str] | None = None,
    progress: Any = None,
    watcher: Watcher | None = None,
    jobs: int | None = None,
    pool: Pool | Cluster | None = None,
    confinement: Confinement | None = None,
    figures: bool = False,
    force: bool = False,
) -> list[Verdict]:
    """Grade all submissions of an assignment, into ``autograded/`` and the gradebook.

    What was graded before, and has not changed since, is taken from the store.

    Parameters
    ----------
    students
        Whose submissions; by default everybody's.
    progress
        Called with each verdict when it is written.
    watcher
        Told more than that.
    jobs
        How many judge processes; see `grading_pool`.
    pool
        Judges that have been called already, and stay when this is done.
    confinement
        How student code is kept in; by default as `pool` does, or else in the sandbox.
    figures
        Whether figures are drawn into the graded notebooks; `pool` says it otherwise.
    force
        Whether to grade what is in the store as well.

    Returns
    -------
    list of Verdict
        In the order of the students' ids, without the graded notebooks.

    Raises
    ------
    AtWork
        If this course is being graded already.
    WritingProblem, GradebookProblem
        If a verdict cannot be written. What was graded before is safe.
    """
    if isinstance(pool, Pool):
        figures, confinement = pool.figures, confinement or pool.confinement
    confinement = confinement or confine(course)
    package = make_package(assignment, confinement, figures)
    bundle = package.bundle
    chosen = sorted(students) if students is not None else None
    chosen = chosen or students_of(course.submitted, assignment.name)
    with contextlib.ExitStack() as stack:
        stack.enter_context(only_grading(course))
        make_known(course, assignment, bundle)
        hands = pool or stack.enter_context(grading_pool(len(chosen), confinement, jobs, figures))
        writer = Writer(course, package, chosen, watcher or Watcher(), progress, force)
        writer.gradebook = stack.enter_context(open_gradebook(course))
        for number, result in hands.run(grade_submission, writer.tasks(), package, writer.started):
            writer.settle(writer.under_way.pop(number), result)
    return [writer.verdicts[student] for student in chosen]


@dataclass
class Given:
    """A submission that is being graded.

    Attributes
    ----------
    base
        Its name in the store.
    files
        What lay beside the notebook.
    """

    student: str
    base: str
    files: dict[str, bytes]
    again: bool = False


@dataclass
class Writer:
    """Gives out the submissions of an assignment, and writes down the verdicts.

    What it keeps of a submission is as much as is being graded at a time, and a lean verdict.
    """

    course: Course
    package: Package
    students: Sequence[str]
    watcher: Watcher
    progress: Any
    force: bool
    gradebook: Any = None
    under_way: dict[int, Given] = field(default_factory=dict)
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    alike: dict[QuestionVerdict, QuestionVerdict] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.bundle = self.package.bundle
        self.store = Store(self.course, self.package)
        self.directory = self.course.nbgrader_directory()

    def folder(self, student: str) -> Path:
        """Tell where a student's submission is."""
        return self.course.submitted / student / self.bundle.assignment

    def target(self, student: str) -> Path:
        """Tell where a student's graded notebook belongs."""
        return self.course.autograded / student / self.bundle.assignment

    def tasks(self) -> Iterator[tuple[Any, ...]]:
        """Give what is to be graded, one by one, and settle what is in the store."""
        digest = self.package.digest
        number = 0
        for start in range(0, len(self.students), CHUNK):
            chunk = self.students[start : start + CHUNK]
            scores = recorded(self.gradebook, self.bundle, chunk) if not self.force else {}
            for student in chunk:
                handed_in = read_folder(self.folder(student), self.bundle)
                given = Given(student, self.store.base(student, handed_in), handed_in.files)
                kept = None if self.force else self.store.find(student, given.base)
                changed = self.store.changed(kept) if kept is not None else frozenset()
                if kept is not None and not changed:
                    self.take(given, kept.verdict, scores.get(student))
                    continue
                earlier = before(kept.verdict, changed) if kept is not None else None
                given.again = earlier is not None
                self.under_way[number] = given
                yield (digest, student, handed_in, earlier)
                number += 1

    def started(self, number: int) -> None:
        """Hear that somebody begins with a task."""
        self.watcher.started(self.under_way[number].student)

    def take(self, given: Given, verdict: Verdict, scores: dict[str, float | None] | None) -> None:
        """Settle what is in the store: write it where it is missing, and run nothing."""
        key = self.store.key(given.base)
        there = scores == expected_scores(self.bundle, verdict)
        if not there or not in_place(self.target(given.student), self.bundle, key):
            self.write(given, verdict, key)
        self.note(verdict, "stored")

    def settle(self, given: Given, result: Verdict | Lost) -> None:
        """Write down what came of grading a submission."""
        if isinstance(result, Lost):
            self.watcher.failed(given.student, result.reason)
            verdict = killed(self.package, given.student)
            # It is not kept: the next call tries again.
            self.write(given, verdict, "")
            self.note(verdict, "graded")
            return
        verdict, taken = result, "graded"
        if given.again:
            kept = self.store.find(given.student, given.base)
            if kept is not None:
                verdict = merged(self.bundle, kept.verdict, result)
                taken = "graded" if verdict is result else "in part"
        with self.writing(given.student):
            self.store.keep(given.student, given.base, verdict)
        self.write(given, verdict, self.store.key(given.base))
        self.note(verdict, taken)

    def write(self, given: Given, verdict: Verdict, key: str) -> None:
        """Put a verdict into the gradebook, and then into ``autograded/``."""
        when = self.directory.get_existing_timestamp(str(self.folder(given.student)))
        record_verdict(self.gradebook, self.bundle, verdict, when)
        assign_late_penalty(self.course, self.gradebook, verdict, self.bundle)
        with self.writing(given.student):
            write_graded(self.target(given.student), self.bundle, verdict, given.files, key)

    @contextlib.contextmanager
    def writing(self, student: str) -> Iterator[None]:
        """Say in a sentence why something cannot be written."""
        try:
            yield
        except OSError as error:
            raise WritingProblem(
                f"The verdict on {student} cannot be written to "
                f"{self.course.shown(Path(error.filename)) if error.filename else 'the disk'}: "
                f"{error.strerror}. {len(self.verdicts)} submissions are graded; the next call "
                "goes on from there."
            ) from error

    def note(self, verdict: Verdict, taken: str) -> None:
        """Keep what a table needs of a verdict; equal parts of verdicts are kept once."""
        questions = tuple(self.alike.setdefault(q, q) for q in verdict.questions)
        verdict = replace(verdict, questions=questions, notebook=None)
        assert verdict.student is not None
        self.verdicts[verdict.student] = verdict
        self.watcher.done(verdict, taken)
        if self.progress is not None:
            self.progress(verdict)


def read_folder(folder: Path, bundle: Any) -> HandedIn:
    """Read what a student handed in."""
    try:
        return find_handed_in(folder, bundle)
    except OSError as error:
        return HandedIn(None, f"What was handed in cannot be read: {error.strerror}.")


def killed(package: Package, student: str) -> Verdict:
    """Give the verdict on a submission that no judge survived."""
    graded = package.bundle.questions
    return Verdict(
        assignment=package.bundle.assignment,
        student=student,
        status="killed",
        questions=tuple(QuestionVerdict(q.id, 0.0, q.points, "killed", KILLED) for q in graded),
        sandbox="bubblewrap" if package.confinement.sandboxed else "none",
        seconds=0.0,
        message=KILLED,
        written=frozenset(q.id for q in graded if q.written),
    )
