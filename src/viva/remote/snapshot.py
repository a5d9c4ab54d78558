"""A snapshot of a session: a process that answers questions about the notebook as it was then."""

from __future__ import annotations

import contextlib
import math
import socket
from collections.abc import Callable

from viva.remote.clock import PATIENCE, UNKNOWN, ProcessTimes, SubmissionClock, meet
from viva.remote.transport import CallKilled, CallTimedOut, Listener
from viva.remote.world import WorkerProblem, World
from viva.worker.wire import Closed, TimedOut, WireError, decode, encode, receive, send

GRACE = 2.0
SHORTEST = 0.1
MAX_REPLY = 64 * 2**20


class Snapshot:
    """A process that answers questions; the transport behind a remote candidate.

    Parameters
    ----------
    living
        Returns the processes of the same session that must stay when this one is ended.
    clock
        By which the submission's limits are kept.

    Attributes
    ----------
    dead
        Whether it will not answer any more.
    deadline
        On `clock`: after it nothing is asked.
    """

    def __init__(
        self,
        world: World,
        process: int,
        connection: socket.socket,
        living: Callable[[], list[int]],
        clock: SubmissionClock,
    ) -> None:
        self.world = world
        self.clock = clock
        self.times: ProcessTimes | None = None
        self.references = UNKNOWN
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
        until = min(self.clock() + seconds, self.deadline)
        if until <= self.clock():
            raise CallTimedOut
        answer: bytes | None = request
        while answer is not None:
            answer = listen(self.exchange(answer, until))

    def connect(self, references: socket.socket, process: int) -> None:
        """Pass on a connection over which the candidate asks the references in a process.

        Raises
        ------
        CallTimedOut, CallKilled, WireError
            As in `ask`.
        """
        if self.dead:
            raise self.lost
        self.references.close()
        self.references = ProcessTimes(process)
        until = min(self.clock() + GRACE, self.deadline)
        self.exchange(encode({"references": None}), until, references.fileno())

    def exchange(self, frame: bytes, until: float, descriptor: int | None = None) -> bytes:
        """Send a frame, and perhaps a descriptor after it, and wait for the next frame."""
        try:
            if self.times is None:
                self.times = meet(self.connection)
            with self.clock.running(self.times, self.references):
                self.connection.settimeout(max(until - self.clock(), SHORTEST) * PATIENCE)
                send(self.connection, frame)
                if descriptor is not None:
                    socket.send_fds(self.connection, [b"!"], [descriptor])
                return receive(self.connection, until, MAX_REPLY, self.clock)
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
            self.world.order(b"interrupt", self.process)
            assert self.times is not None
            with self.clock.running(self.times):
                until = self.clock() + GRACE
                # Calls back may be on their way still; nobody answers them any more.
                while _is_call_back(receive(self.connection, until, MAX_REPLY, self.clock)):
                    pass
        except (Closed, TimedOut, WireError, OSError, WorkerProblem):
            self.lost = CallTimedOut
            self.end()

    def end(self) -> None:
        """Kill the process, and what any question so far has left running."""
        if not self.dead:
            self.dead = True
            with contextlib.suppress(WorkerProblem):
                self.world.order(b"end", self.process, *self.living())
        self.close()

    def close(self) -> None:
        """Hang up: the process ends by itself."""
        self.dead = True
        self.connection.close()
        self.references.close()
        if self.times is not None:
            self.times.close()


def _is_call_back(frame: bytes) -> bool:
    message = decode(frame)
    return isinstance(message, dict) and "callback" in message
