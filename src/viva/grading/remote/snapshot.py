"""A snapshot of a session: a process that answers questions about the notebook as it was then."""

from __future__ import annotations

import contextlib
import math
import socket
import time
from collections.abc import Callable

from viva.grading.remote.client import Worker, WorkerProblem
from viva.grading.remote.transport import CallKilled, CallTimedOut, Listener
from viva.worker.wire import Closed, TimedOut, WireError, decode, encode, receive, send

GRACE = 2.0
MAX_REPLY = 64 * 2**20


class Snapshot:
    """A process that answers questions; the transport behind a remote candidate.

    Parameters
    ----------
    living
        Returns the processes of the same session that must stay when this one is ended.

    Attributes
    ----------
    dead
        Whether it will not answer any more.
    deadline
        On the clock of `time.monotonic`: after it nothing is asked.
    """

    def __init__(
        self,
        worker: Worker,
        process: int,
        connection: socket.socket,
        living: Callable[[], list[int]],
    ) -> None:
        self.worker = worker
        self.living = living
        self.process = process
        self.connection = connection
        self.dead = False
        self.lost: type[Exception] = CallKilled
        self.deadline = math.inf

    def ask(self, request: bytes, seconds: float, listen: Listener) -> None:
        """Send one encoded request, and pass on what comes until `listen` has heard the reply.

        Raises
        ------
        CallTimedOut
            If there is no reply within `seconds`. The call has been interrupted; if that did not
            help, the snapshot is dead.
        CallKilled
            If the process is gone.
        """
        if self.dead:
            raise self.lost
        until = min(time.monotonic() + seconds, self.deadline)
        if until <= time.monotonic():
            raise CallTimedOut
        answer: bytes | None = request
        while answer is not None:
            answer = listen(self.exchange(answer, until))

    def connect(self, references: socket.socket) -> None:
        """Pass on a connection over which the candidate asks the references.

        Raises
        ------
        CallTimedOut, CallKilled, WireError
            As in `ask`.
        """
        if self.dead:
            raise self.lost
        until = min(time.monotonic() + GRACE, self.deadline)
        self.exchange(encode({"references": None}), until, references.fileno())

    def exchange(self, frame: bytes, until: float, descriptor: int | None = None) -> bytes:
        """Send a frame, and perhaps a descriptor after it, and wait for the next frame."""
        try:
            self.connection.settimeout(max(until - time.monotonic(), 0.1))
            send(self.connection, frame)
            if descriptor is not None:
                socket.send_fds(self.connection, [b"!"], [descriptor])
            return receive(self.connection, until, MAX_REPLY)
        except TimedOut:
            self.interrupt()
            raise CallTimedOut from None
        except (Closed, OSError) as error:
            self.end()
            raise CallKilled from error
        except WireError:
            # A frame that is too large is not read, and so neither is what follows.
            self.end()
            raise

    def interrupt(self) -> None:
        """Interrupt the call; if that does not help, the snapshot is dead."""
        try:
            self.worker.order(b"interrupt", self.process)
            until = time.monotonic() + GRACE
            # Calls back may be on their way still; nobody answers them any more.
            while _is_call_back(receive(self.connection, until, MAX_REPLY)):
                pass
        except (Closed, TimedOut, WireError, OSError, WorkerProblem):
            self.lost = CallTimedOut
            self.end()

    def end(self) -> None:
        """Kill the process, and what any question so far has left running."""
        if not self.dead:
            self.dead = True
            with contextlib.suppress(WorkerProblem):
                self.worker.order(b"end", self.process, *self.living())
        self.close()

    def close(self) -> None:
        """Hang up: the process ends by itself."""
        self.dead = True
        self.connection.close()


def _is_call_back(frame: bytes) -> bool:
    message = decode(frame)
    return isinstance(message, dict) and "callback" in message
