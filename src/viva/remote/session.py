"""One submission in a worker: the fork that runs its cells, and the snapshots that are asked."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from viva.remote.client import Worker
from viva.remote.clock import (
    PATIENCE,
    ProcessTimes,
    SubmissionClock,
    ask_for_sender,
    meet,
)
from viva.remote.snapshot import GRACE, Snapshot
from viva.remote.world import WorkerProblem, World
from viva.worker.wire import Closed, TimedOut, WireError, decode, encode, receive, send

FORK_SECONDS = 10.0
FILES_SECONDS = 60.0
SHORTEST = 0.1


@dataclass(frozen=True)
class CellResult:
    """What running one cell gave.

    Attributes
    ----------
    status
        ``ok``, ``error``, ``timeout`` or ``killed``.
    outputs
        In the notebook format.
    error
        The exception as `viva.worker.respondent.describe` gives it, if there was one.
    """

    status: str
    outputs: list[dict[str, Any]] = field(default_factory=list)
    error: dict[str, Any] | None = None


class Session:
    """One submission in the worker: a fork that runs its cells, and its snapshots.

    Parameters
    ----------
    files
        What lies beside the notebook, by path.

    Attributes
    ----------
    clock
        By which the submission's limits are kept.
    copies
        Whether a snapshot is a copy, which can be asked after further cells have run.

    Use as a context manager; at its end everything that the submission started is killed.
    """

    copies = True

    def __init__(self, worker: Worker, files: Mapping[str, bytes] | None = None) -> None:
        self.worker = worker
        self.files = dict(files or {})
        self.connection: socket.socket | None = None
        self.snapshots: list[Snapshot] = []
        self.clock = SubmissionClock(lambda: self._world.used() if self._world else 0.0)
        self.times: ProcessTimes | None = None
        self._world: World | None = None

    def __enter__(self) -> Session:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        for snapshot in self.snapshots:
            snapshot.close()
        self.stop()

    @property
    def world(self) -> World:
        """What takes orders about the submission's processes.

        Raises
        ------
        WorkerProblem
            If there is none.
        """
        if self._world is None:
            raise WorkerProblem("The submission has ended.")
        return self._world

    def start(self) -> None:
        """Begin the submission in the worker, which is started if it is not there.

        Raises
        ------
        WorkerProblem
            If the warm process does not start or does not answer.
        """
        self._world = self.worker.begin_world()
        self._fork()

    def _fork(self) -> None:
        """Fork a session, and give it the files."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        ask_for_sender(ours)
        with theirs:
            try:
                self._order_fork(theirs.fileno())
            except WorkerProblem:
                ours.close()
                if not self.world.own:
                    # Whoever tries again gets a new one.
                    self.worker.close()
                raise
        self._reach(ours)
        if self.files:
            try:
                self.request({"op": "files", "files": self.files}, self.clock() + FILES_SECONDS)
            except (Closed, TimedOut, WireError) as error:
                self.stop()
                raise WorkerProblem("The worker did not accept the files.") from error

    def _reach(self, connection: socket.socket) -> None:
        """Take a connection to the process that runs the cells from now on."""
        self._leave()
        self.connection = connection

    def _leave(self) -> None:
        """Close the connection to the process that ran the cells."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None
        if self.times is not None:
            self.times.close()
            self.times = None

    def _order_fork(self, descriptor: int) -> None:
        """Order a session on the processor of this thread, which from then on stays there."""
        core = self.worker.core.take()
        try:
            self.world.order(b"fork", *(() if core is None else (core,)), descriptor=descriptor)
        except WorkerProblem:
            self.worker.core.leave()
            raise

    def restart(self) -> None:
        """Begin anew after the session died; nothing of it goes on but its snapshots.

        Raises
        ------
        WorkerProblem
            If the worker cannot be started again.
        """
        with contextlib.suppress(WorkerProblem):
            self.world.order(b"restart", *self.living())
            self._fork()
            return
        self.start()

    def living(self) -> list[int]:
        """Return the processes of the snapshots that may still be asked."""
        return [snapshot.process for snapshot in self.snapshots if not snapshot.dead]

    def stop(self) -> None:
        """Kill the session and what it started."""
        self._leave()
        if self._world is not None:
            try:
                self._world.end()
            except WorkerProblem:
                self.worker.close()
            self._world = None
        self.worker.core.leave()

    @property
    def alive(self) -> bool:
        """Whether cells can be run."""
        return self.connection is not None

    def request(
        self, message: dict[str, Any], deadline: float, descriptor: int | None = None
    ) -> dict[str, Any]:
        """Send the session a message and wait for its reply.

        Raises
        ------
        Closed, TimedOut, WireError
            As `viva.worker.wire` says.
        """
        connection = self.connection
        if connection is None:
            raise Closed
        with self._running(connection):
            try:
                connection.settimeout(max(deadline - self.clock(), SHORTEST) * PATIENCE)
                if descriptor is None:
                    connection.sendall(b"!")
                else:
                    socket.send_fds(connection, [b"!"], [descriptor])
                send(connection, encode(message))
            except TimeoutError as error:
                raise TimedOut from error
            except OSError as error:
                raise Closed from error
            reply = decode(receive(connection, deadline, clock=self.clock))
        if not isinstance(reply, dict):
            raise WireError("a malformed reply")
        return reply

    def _running(self, connection: socket.socket) -> AbstractContextManager[None]:
        """Count what the process that runs the cells uses meanwhile."""
        if self.times is None:
            self.times = meet(connection)
        return self.clock.running(self.times)

    def run(self, number: int, source: str, seconds: float) -> CellResult:
        """Run one cell, and return how it ended, whatever it does.

        Parameters
        ----------
        number
            Of the cell, by which the places of exceptions name it.
        seconds
            Time limit by `clock`: after it the cell is interrupted, and killed if that does not
            help. A killed session is not `alive` any more.
        """
        message = {"op": "cell", "number": number, "source": source}
        late = False
        try:
            try:
                reply = self.request(message, self.clock() + seconds)
            except TimedOut:
                late = True
                assert self.connection is not None
                self.world.order(b"interrupt")
                with self._running(self.connection):
                    until = self.clock() + GRACE
                    reply = decode(receive(self.connection, until, clock=self.clock))
        except (Closed, TimedOut, WireError, WorkerProblem):
            self._leave()
            return CellResult("timeout" if late else "killed")
        if not isinstance(reply, dict):
            reply = {}
        outputs, error = reply.get("outputs"), reply.get("error")
        error = error if isinstance(error, dict) else None
        status = "timeout" if late else "error" if error is not None else "ok"
        return CellResult(status, outputs if isinstance(outputs, list) else [], error)

    def fork(self, operation: str) -> tuple[socket.socket, int]:
        """Fork the session; return a connection to the fork, and its number.

        Raises
        ------
        Closed, TimedOut, WireError
            As `viva.worker.wire` says.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        ask_for_sender(ours)
        try:
            with theirs:
                message, until = {"op": operation}, self.clock() + FORK_SECONDS
                reply = self.request(message, until, theirs.fileno())
        except (Closed, TimedOut, WireError):
            ours.close()
            raise
        # The number is the student's process's word: it may name any other process in there.
        process = reply.get("process")
        return ours, process if type(process) is int else 0

    def snapshot(self) -> Snapshot | None:
        """Return a snapshot that answers questions about the notebook as it is now.

        None if the session has ended.
        """
        try:
            connection, process = self.fork("snapshot")
        except (Closed, TimedOut, WireError):
            return None
        snapshot = Snapshot(self.world, process, connection, self.living, self.clock)
        self.snapshots.append(snapshot)
        return snapshot


class Branch(Session):
    """A session that goes on from where another one stands; what it does concerns only itself.

    Parameters
    ----------
    trunk
        The session; it must not run a cell while branches of it are open.
    """

    def __init__(self, trunk: Session) -> None:
        super().__init__(trunk.worker)
        self.trunk = trunk
        self.process = 0

    def start(self) -> None:
        """Fork from the trunk.

        Raises
        ------
        WorkerProblem
            If the trunk is gone.
        """
        try:
            connection, self.process = self.trunk.fork("branch")
        except (Closed, TimedOut, WireError) as error:
            raise WorkerProblem("The session is gone.") from error
        self._world = self.trunk.world
        self._reach(connection)

    def living(self) -> list[int]:
        """Return the branch's own process as well; the warm process spares the trunk by itself."""
        return [self.process, *super().living()]

    def restart(self) -> None:
        """Begin anew from where the trunk stands."""
        with contextlib.suppress(WorkerProblem):
            self.world.order(b"end", self.process, *self.living())
        self.start()

    def stop(self) -> None:
        """Kill the branch and what it started."""
        self._leave()
        with contextlib.suppress(WorkerProblem):
            self.world.order(b"end", self.process)
