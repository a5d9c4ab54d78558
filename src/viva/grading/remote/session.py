"""One submission in a worker: the fork that runs its cells, and the snapshots that are asked."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from viva.grading.remote.client import Worker, WorkerProblem
from viva.grading.remote.snapshot import GRACE, Snapshot
from viva.worker.wire import Closed, TimedOut, WireError, decode, encode, receive, send


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

    Use as a context manager; at its end everything that the submission started is killed.
    """

    def __init__(self, worker: Worker, files: Mapping[str, bytes] | None = None) -> None:
        self.worker = worker
        self.files = dict(files or {})
        self.connection: socket.socket | None = None
        self.snapshots: list[Snapshot] = []

    def __enter__(self) -> Session:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        for snapshot in self.snapshots:
            snapshot.close()
        self.stop()

    def start(self) -> None:
        """Fork a session from the warm process, which is started if there is none.

        Raises
        ------
        WorkerProblem
            If the warm process does not start or does not answer.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with theirs:
            self.worker.start()
            try:
                self._order_fork(theirs.fileno())
            except WorkerProblem:
                # Whoever tries again gets a new one.
                ours.close()
                self.worker.close()
                raise
        self.connection = ours
        if self.files:
            message = {"op": "files", "files": self.files}
            try:
                self.request(message, time.monotonic() + 60)
            except (Closed, TimedOut, WireError) as error:
                self.stop()
                raise WorkerProblem("The worker did not accept the files.") from error

    def _order_fork(self, descriptor: int) -> None:
        """Order a session on the processor of this thread, which from then on stays there."""
        core = self.worker.core.take()
        try:
            self.worker.order(b"fork", *(() if core is None else (core,)), descriptor=descriptor)
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
            self.worker.order(b"restart", *self.living())
        self.start()

    def living(self) -> list[int]:
        """Return the processes of the snapshots that may still be asked."""
        return [snapshot.process for snapshot in self.snapshots if not snapshot.dead]

    def stop(self) -> None:
        """Kill the session and what it started."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None
        try:
            self.worker.order(b"kill")
        except WorkerProblem:
            self.worker.close()
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
        if self.connection is None:
            raise Closed
        try:
            self.connection.settimeout(max(deadline - time.monotonic(), 0.1))
            if descriptor is None:
                self.connection.sendall(b"!")
            else:
                socket.send_fds(self.connection, [b"!"], [descriptor])
            send(self.connection, encode(message))
        except TimeoutError as error:
            raise TimedOut from error
        except OSError as error:
            raise Closed from error
        reply = decode(receive(self.connection, deadline))
        if not isinstance(reply, dict):
            raise WireError("a malformed reply")
        return reply

    def run(self, number: int, source: str, seconds: float) -> CellResult:
        """Run one cell, and return how it ended, whatever it does.

        Parameters
        ----------
        number
            Of the cell, by which the places of exceptions name it.
        seconds
            Time limit: after it the cell is interrupted, and killed if that does not help. A
            killed session is not `alive` any more.
        """
        message = {"op": "cell", "number": number, "source": source}
        late = False
        try:
            try:
                reply = self.request(message, time.monotonic() + seconds)
            except TimedOut:
                late = True
                assert self.connection is not None
                self.worker.order(b"interrupt")
                reply = decode(receive(self.connection, time.monotonic() + GRACE))
        except (Closed, TimedOut, WireError, WorkerProblem):
            if self.connection is not None:
                self.connection.close()
                self.connection = None
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
        try:
            with theirs:
                message, until = {"op": operation}, time.monotonic() + 10
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
        snapshot = Snapshot(self.worker, process, connection, self.living)
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
            self.connection, self.process = self.trunk.fork("branch")
        except (Closed, TimedOut, WireError) as error:
            raise WorkerProblem("The session is gone.") from error

    def living(self) -> list[int]:
        """Return the branch's own process as well; the warm process spares the trunk by itself."""
        return [self.process, *super().living()]

    def restart(self) -> None:
        """Begin anew from where the trunk stands."""
        with contextlib.suppress(WorkerProblem):
            self.worker.order(b"end", self.process, *self.living())
        self.start()

    def stop(self) -> None:
        """Kill the branch and what it started."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None
        with contextlib.suppress(WorkerProblem):
            self.worker.order(b"end", self.process)
