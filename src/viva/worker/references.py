"""The student's end of the line to the references that stand in for earlier answers."""

from __future__ import annotations

import select
import socket

from viva.worker.interrupts import uninterrupted
from viva.worker.wire import Closed, WireError, receive, send


class References:
    """Carries calls to the process that runs the references, and their answers back.

    The judge is not on the way: a training calls them thousands of times.
    """

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        # Answers that nobody waits for any more, because their calls were interrupted, come first.
        self.owed = 0

    def ask(self, call: bytes) -> bytes:
        """Return the encoded answer to an encoded call.

        Raises
        ------
        ValueError
            If the references have ended, as they do when arguments are beyond them.
        """
        try:
            with uninterrupted():
                send(self.connection, call)
                self.owed += 1
            while True:
                select.select([self.connection], [], [])
                with uninterrupted():
                    answer = receive(self.connection)
                    self.owed -= 1
                if not self.owed:
                    return answer
        except (Closed, WireError, OSError, ValueError):
            raise ValueError("these arguments do not fit") from None
