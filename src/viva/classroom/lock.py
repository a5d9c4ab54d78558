"""Let only one process at a time grade a course."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import click

from viva.classroom.database import Held, held_lock, this_process
from viva.classroom.gradebook import patiently
from viva.course.layout import Course

try:
    import fcntl
except ImportError:  # Windows has no such locks, and no sandbox either
    fcntl = None  # type: ignore[assignment]

STATE = ".viva"


class AlreadyGrading(click.ClickException):
    """Another process is grading this course."""


@contextlib.contextmanager
def only_grading(course: Course) -> Iterator[None]:
    """Hold the lock on grading this course; it is released when this process ends.

    It is a file's in the course's folder and, where the gradebook is on a server, one of the
    database's as well: graders on two machines have two folders and one gradebook.

    Raises
    ------
    AlreadyGrading
        If another process holds it.
    click.ClickException
        If the course folder cannot be written, or the gradebook cannot be reached.
    """
    path = course.root / STATE / "grading.lock"
    try:
        path.parent.mkdir(exist_ok=True)
        opened = path.open("a+")
    except OSError as error:
        where = course.shown(path.parent)
        raise click.ClickException(f"{where}/ cannot be written: {error.strerror}.") from error
    with opened as file:
        if fcntl is not None:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                file.seek(0)
                raise AlreadyGrading(already_by(file.read().strip())) from error
        file.seek(0)
        file.truncate()
        file.write(f"{this_process()}\n")
        file.flush()
        with contextlib.ExitStack() as stack:
            url, name = course.gradebook_url, f"grading {course.course_id}"
            try:
                patiently(lambda: stack.enter_context(held_lock(url, name)), act="opened")
            except Held as problem:
                raise AlreadyGrading(already_by(str(problem))) from problem
            yield


def already_by(who: str) -> str:
    """Return that somebody is grading this course."""
    return f"This course is already being graded, by {who or 'another process'}."
