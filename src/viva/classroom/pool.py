"""Judge processes on this machine, each with a warm worker of its own.

Each has a pipe of its own, so that when one dies it is known which task it was at. That task is
given to another, and the rest is none the wiser.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from viva.classroom.seat import Answer, leave_seat, perform, take_seat
from viva.classroom.tasks import HandProblem, Task, Tasks
from viva.course.confinement import Confinement
from viva.course.package import Package

STILLBORN = 5
# So few submissions are graded in this process, one after the other.
SERIAL = 3
# So many judges are called before it is known whether there is anything to do.
EARLY = 4


@dataclass
class Hand:
    """One judge process.

    Attributes
    ----------
    folder
        Where its temporary files are.
    ready
        Whether it has come up.
    task
        What it is doing.
    has
        The packages that were sent to it.
    """

    process: Any
    connection: Connection
    folder: Path
    ready: bool = False
    task: Task | None = None
    has: set[str] = field(default_factory=set)


def attend(connection: Connection, folder: str, figures: bool, confinement: Confinement) -> None:
    """Do tasks, in a process of its own, until whoever gives them hangs up."""
    # Ctrl-C is for the process that writes down what is done; it ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tempfile.tempdir = folder
    take_seat(figures, confinement)
    with contextlib.suppress(EOFError, OSError):
        connection.send(Answer("ready"))
        while True:
            connection.send(perform(*connection.recv()))
    leave_seat()


class Pool:
    """Judge processes; or this process, for little work.

    Parameters
    ----------
    jobs
        How many; with one, the work is done in this process.
    figures
        Whether figures are drawn into the graded notebooks.
    confinement
        How student code is kept in; by default in the sandbox where there can be one.
    apart
        Whether even a single judge gets a process of its own, whose death ends nothing else.
    """

    def __init__(
        self,
        jobs: int,
        figures: bool,
        confinement: Confinement | None = None,
        apart: bool = False,
    ) -> None:
        self.jobs = jobs
        self.figures = figures
        self.confinement = confinement
        self.apart = apart or jobs > 1
        self.hands: list[Hand] = []
        self.stillborn = 0
        self.folder: Path | None = None
        self.calling: threading.Thread | None = None
        self.context = multiprocessing.get_context("forkserver")

    def __enter__(self) -> Pool:
        if not self.apart:
            take_seat(self.figures, self.confinement)
            return self
        # One process imports the judge, and the others are forked from it.
        self.context.set_forkserver_preload(["viva.classroom.pool"])
        self.folder = Path(tempfile.mkdtemp(prefix="viva-judges-"))
        # They warm up while this process reads the course and opens the gradebook.
        self.calling = threading.Thread(target=self._call_early, daemon=True)
        self.calling.start()
        return self

    def __exit__(self, *exception: object) -> None:
        if not self.apart:
            leave_seat()
            return
        self._wait_for_calls()
        for hand in self.hands:
            hand.connection.close()
        for hand in self.hands:
            # One that is at work would only notice when it is done.
            if hand.task is not None:
                hand.process.kill()
            hand.process.join(10)
            if hand.process.exitcode is None:
                hand.process.kill()
                hand.process.join()
        self.hands.clear()
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)

    def run(
        self,
        function: Callable[..., Any],
        tasks: Iterable[tuple],
        package: Package | None = None,
        started: Callable[[int], None] = lambda number: None,
    ) -> Iterator[tuple[int, Any]]:
        """Call `function` with each task; give numbers and results as they come.

        A task is taken when there is a hand for it, and not before.

        Parameters
        ----------
        package
            What every hand must have before.
        started
            Called with a task's number when somebody begins with it.

        Yields
        ------
        tuple
            The task's number, and its result: `Lost` if three judges died of it.

        Raises
        ------
        HandProblem
            If something is wrong that concerns every task.
        """
        waiting = Tasks(tasks)
        if not self.apart:
            while (task := waiting.next()) is not None:
                started(task.number)
                needs = package.digest if package is not None else None
                answer = perform(package, needs, function, task.arguments)
                yield from self._result(waiting, task, answer)
            return
        self._wait_for_calls()
        while True:
            self._hand_out(waiting, function, package, started)
            if waiting.ended and not waiting.back and not any(h.task for h in self.hands):
                return
            for connection in wait([hand.connection for hand in self.hands], 10):
                hand = next(h for h in self.hands if h.connection is connection)
                task = hand.task
                try:
                    answer = hand.connection.recv()
                except (EOFError, OSError):
                    answer = Answer("failed", self._bury(hand))
                if answer.kind == "ready":
                    hand.ready, self.stillborn = True, 0
                elif task is not None:
                    hand.task = None
                    # What comes of this one is written down while the next is being graded.
                    self._hand_out(waiting, function, package, started)
                    yield from self._result(waiting, task, answer)

    def _result(self, waiting: Tasks, task: Task, answer: Answer) -> Iterator[tuple[int, Any]]:
        if answer.kind == "done":
            yield task.number, answer.value
        elif answer.kind == "problem":
            raise HandProblem(answer.value)
        else:
            lost = waiting.failed(task, str(answer.value))
            if lost is not None:
                yield task.number, lost

    def _hand_out(
        self,
        waiting: Tasks,
        function: Callable[..., Any],
        package: Package | None,
        started: Callable[[int], None],
    ) -> None:
        """Give every hand that has nothing to do a task, and call hands while there are any."""
        for hand in [hand for hand in self.hands if hand.ready and hand.task is None]:
            task = waiting.next()
            if task is None:
                return
            needs = package.digest if package is not None else None
            gift = package if needs not in hand.has else None
            try:
                hand.connection.send((gift, needs, function, task.arguments))
            except OSError:
                # It died with nothing to do: the task is not to blame.
                self._bury(hand)
                waiting.back.appendleft(task)
                continue
            if needs is not None:
                hand.has.add(needs)
            hand.task = task
            started(task.number)
        while len(self.hands) < self.jobs and waiting.any():
            self._call()

    def _call_early(self) -> None:
        # Whatever is in the way is met again, and said, when there is work for them.
        with contextlib.suppress(Exception):
            while len(self.hands) < min(self.jobs, EARLY):
                self._call()

    def _wait_for_calls(self) -> None:
        if self.calling is not None:
            self.calling.join()
            self.calling = None

    def _call(self) -> None:
        """Start a judge process."""
        assert self.folder is not None
        ours, theirs = self.context.Pipe()
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        arguments = (theirs, str(folder), self.figures, self.confinement)
        process = self.context.Process(target=attend, args=arguments, daemon=True)
        process.start()
        theirs.close()
        self.hands.append(Hand(process, ours, folder))

    def _bury(self, hand: Hand) -> str:
        """Forget a hand that died, and say how it did.

        Raises
        ------
        HandProblem
            If hands die again and again before they have come up.
        """
        self.hands.remove(hand)
        hand.connection.close()
        hand.process.join(10)
        if hand.process.exitcode is None:
            hand.process.kill()
            hand.process.join()
        shutil.rmtree(hand.folder, ignore_errors=True)
        code = hand.process.exitcode
        if not hand.ready:
            self.stillborn += 1
            if self.stillborn >= STILLBORN:
                raise HandProblem(f"Judge processes end as soon as they start (with code {code}).")
        return f"The judge process ended (with code {code})."


def cores() -> int:
    """Tell how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


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
    few = submissions < SERIAL
    return Pool(min(wanted, max(1, submissions // SERIAL)), figures, confinement, apart=not few)
