"""The judge's end of what runs one submission: it takes orders about its processes."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable

ANSWER_SECONDS = 60.0
# The largest message is `ready`, or `done` with a number.
MOST = 64


class WorkerProblem(Exception):
    """The warm worker itself does not start or does not answer."""


class World:
    """Takes orders about the processes of one submission; see `viva.worker.warden.attend`.

    Parameters
    ----------
    control
        The connection over which orders go.
    own
        Whether there is a world of the submission's own at the other end, which ends when its
        connection does; else the warm process itself takes the orders, and others after them.
    lost
        Called when it is found to be gone, or silent.
    """

    def __init__(self, control: socket.socket, own: bool, lost: Callable[[], None]) -> None:
        self.control = control
        self.own = own
        self.lost = lost
        self.orders = 0

    def order(self, word: bytes, *processes: int, descriptor: int | None = None) -> int:
        """Send an order, and wait until it is carried out.

        Parameters
        ----------
        processes
            Those that the order is about, by the numbers that they have in the sandbox.
        descriptor
            A connection to pass on.

        Returns
        -------
        int
            What was asked for, or 0.

        Raises
        ------
        WorkerProblem
            If whoever takes it is gone.
        """
        self.orders += 1
        words = b" ".join([word, *(b"%d" % number for number in (self.orders, *processes))])
        try:
            if descriptor is None:
                self.control.sendall(words)
            else:
                socket.send_fds(self.control, [words], [descriptor])
        except OSError as error:
            self.lost()
            raise WorkerProblem("The worker is gone.") from error
        until = time.monotonic() + ANSWER_SECONDS
        done = [b"done", b"%d" % self.orders]
        while (answer := answer_of(self.control, until).split())[:2] != done:
            # What comes late is the reply to an earlier order.
            if not answer:
                self.lost()
                raise WorkerProblem("The worker does not answer.")
        return int(answer[2]) if len(answer) > 2 else 0

    def used(self) -> float:
        """Return the seconds of the processor's that all processes in there have used.

        0 where that is not known.
        """
        try:
            return self.order(b"used") / 1000
        except WorkerProblem:
            return 0.0

    def end(self) -> None:
        """Kill everything of the submission, and remove what it wrote.

        Raises
        ------
        WorkerProblem
            If whoever takes orders is gone.
        """
        try:
            # The end of a world kills everything as well, but only after it has been heard of here.
            self.order(b"kill")
        except WorkerProblem:
            if not self.own:
                raise
        finally:
            if self.own:
                self.control.close()


def answer_of(control: socket.socket, until: float) -> bytes:
    """Return the next message that comes; nothing if none has come at the end of the time.

    Parameters
    ----------
    until
        On the clock of `time.monotonic`.
    """
    control.settimeout(max(until - time.monotonic(), 0.01))
    with contextlib.suppress(TimeoutError, OSError):
        return control.recv(MOST)
    return b""
