"""Judge processes on this machine, each with a warm worker of its own.

Each has a pipe of its own, so that when one dies it is known which task it was doing. That task is
given to another, and the rest does not notice.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any, Self

from viva.classroom.dispatch import Dispatcher, JudgeProcess
from viva.classroom.grader import Grader
from viva.classroom.in_process import InProcess
from viva.classroom.tasks import Answer, Request, Tasks
from viva.course.confinement import Confinement

# So few submissions are graded in this process, one after the other.
SERIAL = 3
# So many judges are started before it is known whether there is anything to do.
EARLY = 4
PERIOD = 10.0
ENDING = 10.0


@dataclass(eq=False, kw_only=True)
class LocalJudge(JudgeProcess):
    """A judge process on this machine.

    Attributes
    ----------
    folder
        Where its temporary files are.
    """

    process: ForkServerProcess
    connection: Connection
    folder: Path


def serve(connection: Connection, folder: str, figures: bool, confinement: Confinement) -> None:
    """Answer requests, in a process of its own, until the connection is closed."""
    # Ctrl-C is for the process that writes down what is done; it ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tempfile.tempdir = folder
    with Grader(figures, confinement) as grader, contextlib.suppress(EOFError, OSError):
        connection.send(Answer("ready"))
        while True:
            connection.send(grader.perform(connection.recv()))


class Pool(Dispatcher[LocalJudge]):
    """Judge processes on this machine, whose death ends nothing else.

    Parameters
    ----------
    jobs
        How many.
    figures
        Whether figures are drawn into the graded notebooks.
    confinement
        How student code is confined.
    """

    def __init__(self, jobs: int, figures: bool, confinement: Confinement) -> None:
        super().__init__()
        self.jobs = jobs
        self.figures = figures
        self.confinement: Confinement = confinement
        self.folder: Path | None = None
        self.starting: threading.Thread | None = None
        self.context = multiprocessing.get_context("forkserver")

    def __enter__(self) -> Self:
        # One process imports the judge, and the others are forked from it.
        self.context.set_forkserver_preload(["viva.classroom.pool"])
        self.folder = Path(tempfile.mkdtemp(prefix="viva-judges-"))
        # They warm up while this process reads the course and opens the gradebook.
        self.starting = threading.Thread(target=self._start_early, daemon=True)
        self.starting.start()
        return self

    def close(self) -> None:
        """End the judge processes; those that are at work are killed."""
        self.prepare()
        for judge in self.judges:
            judge.connection.close()
        for judge in self.judges:
            # One that is at work would only notice when it is done.
            if judge.task is not None:
                judge.process.kill()
            end(judge.process)
        self.judges.clear()
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)

    def prepare(self) -> None:
        """Wait until the first judges have been started."""
        if self.starting is not None:
            self.starting.join()
            self.starting = None

    def send(self, judge: LocalJudge, request: Request) -> None:
        """Send a judge a request.

        Raises
        ------
        OSError
            If the judge is gone.
        """
        judge.connection.send(request)

    def receive(self) -> Iterator[tuple[LocalJudge, Answer]]:
        """Wait for answers, and yield those that have come."""
        by_connection = {judge.connection: judge for judge in self.judges}
        for connection in wait(list(by_connection), PERIOD):
            judge = by_connection[connection]  # type: ignore[index]
            if judge not in self.judges:
                continue  # it was discarded since
            try:
                answer = judge.connection.recv()
            except (EOFError, OSError):
                answer = self.discard(judge)
            yield judge, answer

    def start_more(self, tasks: Tasks) -> None:
        """Start judges for the tasks that wait, up to the number of jobs."""
        while len(self.judges) < self.jobs and tasks.waiting():
            self._start()

    def _start_early(self) -> None:
        # Whatever is in the way is met again, and said, when there are tasks for them.
        with contextlib.suppress(Exception):
            while len(self.judges) < min(self.jobs, EARLY):
                self._start()

    def _start(self) -> None:
        """Start a judge process."""
        assert self.folder is not None
        ours, theirs = self.context.Pipe()
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        arguments = (theirs, str(folder), self.figures, self.confinement)
        process = self.context.Process(target=serve, args=arguments, daemon=True)
        process.start()
        theirs.close()
        self.judges.append(LocalJudge(process=process, connection=ours, folder=folder))

    def discard(self, judge: LocalJudge) -> Answer:
        """Remove a judge that is gone, and return how it ended."""
        self.judges.remove(judge)
        judge.connection.close()
        end(judge.process)
        shutil.rmtree(judge.folder, ignore_errors=True)
        code = judge.process.exitcode
        if not judge.ready:
            reason = f"Judge processes end as soon as they start (exit code {code})."
            return Answer("not started", reason)
        return Answer("failed", f"The judge process ended (exit code {code}).")


def end(process: ForkServerProcess) -> None:
    """Wait for a process that was told to end, and kill it if it does not."""
    process.join(ENDING)
    if process.exitcode is None:
        process.kill()
        process.join()


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def judges_for(jobs: int, figures: bool, confinement: Confinement) -> Dispatcher[Any]:
    """Return so many judge processes, or this process as the only judge."""
    return Pool(jobs, figures, confinement) if jobs > 1 else InProcess(figures, confinement)


def grading_pool(
    submissions: int, confinement: Confinement, jobs: int | None = None, figures: bool = False
) -> Dispatcher[Any]:
    """Return the judges for so many submissions.

    Parameters
    ----------
    confinement
        How student code is confined.
    jobs
        How many processes; by default as many as there are processors, but no more than the
        submissions keep busy.
    figures
        Whether figures are drawn into the graded notebooks.
    """
    if submissions < SERIAL:
        return InProcess(figures, confinement)
    wanted = cores() if jobs is None else jobs
    return Pool(min(wanted, submissions // SERIAL), figures, confinement)
