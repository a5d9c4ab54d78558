"""Judge processes on this machine.

Each has a pipe of its own, so that when one dies it is known which task it was doing. That task is
given to another, and the rest does not notice. They share one warm worker where each submission
gets a world of its own; elsewhere each has its own.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import shutil
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Self

from viva.classroom.dispatch import Dispatcher, JudgeProcess
from viva.classroom.grader import Grader
from viva.classroom.roof import Costs, Diary, Roof
from viva.classroom.tasks import Answer, Request, Task, Tasks
from viva.course.confinement import Confinement
from viva.course.package import Package
from viva.grading.optional import modules_to_warm
from viva.remote.client import Worker
from viva.search_path import leave_out_current_folder

# So many submissions keep one judge busy, where nobody says how many there are to be.
SERIAL = 2
# So many judges are started before it is known whether there is anything to do.
EARLY = 4
PERIOD = 10.0
# How often it is looked what the judges use.
LOOK = 0.5
ENDING = 10.0


@dataclass(eq=False, kw_only=True)
class LocalJudge(JudgeProcess):
    """A judge process on this machine.

    Attributes
    ----------
    folder
        Where its temporary files are.
    roof, costs
        What the task that it is doing may cost, and what it has.
    """

    process: BaseProcess
    connection: Connection
    folder: Path
    roof: Roof | None = None
    costs: Costs | None = None


def serve(
    connection: Connection,
    others: tuple[Connection, ...],
    folder: str,
    figures: bool,
    confinement: Confinement | None,
    control: socket.socket | None,
) -> None:
    """Answer requests, in a process of its own, until the connection is closed.

    Parameters
    ----------
    others
        Connections that belong to the process that this one was forked from.
    control
        Of the warm worker, if that is shared.
    """
    # Ctrl-C is for the process that writes down what is done; it ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for other in others:
        other.close()
    tempfile.tempdir = folder
    os.chdir(folder)
    with (
        Grader(figures, confinement, control, Diary(Path(folder))) as grader,
        contextlib.suppress(EOFError, OSError),
    ):
        connection.send(Answer("ready"))
        while not grader.stranded:
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
        How student code is confined; None where the package of a task brings it.
    worker
        A worker for all judges that has been started already; from now on it is the pool's.
    """

    def __init__(
        self,
        jobs: int,
        figures: bool,
        confinement: Confinement | None,
        worker: Worker | None = None,
    ) -> None:
        super().__init__()
        self.jobs = jobs
        self.figures = figures
        self.confinement = confinement
        self.worker = worker
        self.folder: Path | None = None
        self.starting: threading.Thread | None = None
        self.looked = 0.0
        # A fork has imported already what the judge needs; of a process with threads none is made.
        self.forks = threading.active_count() == 1 and hasattr(os, "fork")

    def __enter__(self) -> Self:
        # The fork server and its helper are started by ``python -c``.
        leave_out_current_folder()
        self.folder = Path(tempfile.mkdtemp(prefix="viva-judges-"))
        self.folder.chmod(0o711)  # a worker that is another user goes through to its own
        if self.confinement is not None and self.worker is None:
            self.worker = self.confinement.shared_worker(self.figures)
        # One process imports the judge, and those that no fork of this one can be come from it.
        multiprocessing.get_context("forkserver").set_forkserver_preload([__name__])
        if self.forks:
            for _ in range(min(self.jobs, EARLY)):
                self._start(fork=True)
        else:
            # They warm up while this process reads the course and opens the gradebook.
            self.starting = threading.Thread(target=self._start_early, daemon=True)
            self.starting.start()
        return self

    def import_early(self, packages: Iterable[str]) -> None:
        """Let the shared warm process import what an assignment needs, besides what it has.

        It is started anew for that, and so are the judges.

        Parameters
        ----------
        packages
            Those that its notebook imports where they are installed.
        """
        if self.worker is None or self.confinement is None:
            return  # each judge's own worker does it
        wanted = self.confinement.importing(modules_to_warm(packages))
        if wanted == self.confinement:
            return
        self.prepare()
        for judge in list(self.judges):
            self.discard(judge)
        self.confinement = wanted
        self.worker.close()
        self.worker = wanted.shared_worker(self.figures)

    def run(
        self,
        function: Callable[..., Any],
        tasks: Iterable[tuple[Any, ...]],
        package: Package | None = None,
        started: Callable[[int], None] = lambda number: None,
        roof: Roof | None = None,
    ) -> Iterator[tuple[int, Any]]:
        """Do as `Dispatcher.run` says, with what the package's assignment imports ready."""
        if package is not None:
            self.import_early(package.bundle.optional.values())
        return super().run(function, tasks, package, started, roof)

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
        if self.worker is not None:
            self.worker.close()
            self.worker = None
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
        judge.roof = request.roof
        judge.costs = Costs(judge.process.pid or 0, judge.folder) if request.roof else None
        judge.connection.send(request)

    def receive(self) -> Iterator[tuple[LocalJudge, Answer]]:
        """Wait for answers, and yield those that have come, and who used more than they may."""
        by_connection = {judge.connection: judge for judge in self.judges}
        at_work = any(judge.task is not None and judge.roof for judge in self.judges)
        for connection in wait(list(by_connection), LOOK if at_work else PERIOD):
            judge = by_connection[connection]  # type: ignore[index]
            if judge not in self.judges:
                continue  # it was discarded since
            try:
                answer = judge.connection.recv()
            except (EOFError, OSError):
                answer = self.discard(judge)
            yield judge, answer
        if at_work and time.monotonic() - self.looked > LOOK:
            yield from self._look()
            self.looked = time.monotonic()

    def perform(self, request: Request) -> Answer:
        """Do what is asked with one judge, and return what came of it, be it that it died."""
        self.prepare()
        if not self.judges:
            self._start(fork=self.forks and self.jobs == 1)
        (judge,) = self.judges
        while not judge.ready:
            for _, answer in self.receive():
                if answer.kind != "ready":
                    return answer
                judge.ready = True
        judge.task = Task(0, request.arguments)
        try:
            self.send(judge, request)
        except OSError:
            return self.discard(judge)
        while True:
            for _, answer in self.receive():
                judge.task = None
                return answer

    def _look(self) -> Iterator[tuple[LocalJudge, Answer]]:
        """End the judges that have used more than they may."""
        for judge in list(self.judges):
            if judge.task is None or judge.costs is None or judge.roof is None:
                continue
            exceeded = judge.costs.over(judge.roof)
            if exceeded is not None:
                judge.process.kill()
                self.discard(judge)
                yield judge, Answer("exceeded", exceeded)

    def start_more(self, tasks: Tasks) -> None:
        """Start judges for the tasks that wait, up to the number of jobs."""
        while len(self.judges) < self.jobs and tasks.waiting():
            if self.worker is not None:
                # One that is gone is replaced, from this thread: it ends with the one that did it.
                self.worker.begin()
            self._start(fork=self.forks and self.jobs == 1)

    def _start_early(self) -> None:
        # Whatever is in the way is met again, and said, when there are tasks for them.
        with contextlib.suppress(Exception):
            while len(self.judges) < min(self.jobs, EARLY):
                self._start()

    def _start(self, fork: bool = False) -> None:
        """Start a judge process, be it as a fork of this one."""
        assert self.folder is not None
        ours, theirs = multiprocessing.Pipe()
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        folder.chmod(0o711)
        control = self.worker.invite() if self.worker is not None else None
        mine = (ours, *(judge.connection for judge in self.judges)) if fork else ()
        arguments = (theirs, mine, str(folder), self.figures, self.confinement, control)
        context: Any = multiprocessing.get_context("fork" if fork else "forkserver")
        process = context.Process(target=serve, args=arguments, daemon=True)
        process.start()
        theirs.close()
        if control is not None:
            control.close()
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


def end(process: BaseProcess) -> None:
    """Wait for a process that was told to end, and kill it if it does not."""
    process.join(ENDING)
    if process.exitcode is None:
        process.kill()
        process.join()


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def grading_pool(
    submissions: int,
    confinement: Confinement,
    jobs: int | None = None,
    figures: bool = False,
    worker: Worker | None = None,
) -> Pool:
    """Return the judges for so many submissions.

    Parameters
    ----------
    confinement
        How student code is confined.
    jobs
        How many processes, where there are as many submissions; by default one for each processor
        that the submissions keep busy.
    figures
        Whether figures are drawn into the graded notebooks.
    worker
        As `Pool` has it.
    """
    wanted = min(cores(), submissions // SERIAL) if jobs is None else min(jobs, submissions)
    return Pool(max(1, wanted), figures, confinement, worker)
