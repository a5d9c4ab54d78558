"""Let only one process at a time grade a course."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

import click

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
    """Hold the lock on grading this course; the system releases it when this process ends.

    Raises
    ------
    AlreadyGrading
        If another process holds it.
    click.ClickException
        If the course folder cannot be written.
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
                who = file.read().strip() or "another process"
                raise AlreadyGrading(f"This course is already being graded, by {who}.") from error
        file.seek(0)
        file.truncate()
        file.write(f"process {os.getpid()} on {os.uname().nodename}\n")
        file.flush()
        yield
