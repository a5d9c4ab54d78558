"""The student's end of the line to the references that stand in for earlier answers."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable

from viva.worker.interrupts import uninterrupted
from viva.worker.wire import Closed, WireError, receive, send

# So often must a reference have answered a call alike again before it is taken to always do so.
AGREEMENTS = 10
# What is remembered of one reference: bytes of a call with its answer, and of all of them.
MOST, MOST_ALL = 2**12, 2**22


class References:
    """Carries calls to the process that runs the references, and their answers back.

    The judge is not on the way: a training calls them thousands of times.
    """

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        # Answers that nobody waits for any more, because their calls were interrupted, come first.
        self.owed = 0
        # Threads of the student's may call at the same time.
        self.lock = threading.Lock()

    def ask(self, call: bytes) -> bytes:
        """Return the encoded answer to an encoded call.

        Raises
        ------
        ValueError
            If the references have ended, as they do when arguments are beyond them.
        """
        try:
            with self.lock:
                return self._answer(call)
        except (Closed, WireError, OSError, ValueError):
            raise ValueError("these arguments do not fit") from None

    def _answer(self, call: bytes) -> bytes:
        with uninterrupted() as line:
            send(self.connection, call)
            self.owed += 1
            while True:
                line.wait_for(self.connection)
                answer = receive(self.connection)
                self.owed -= 1
                if not self.owed:
                    return answer


class Remembering:
    """Carries calls to one reference, and asks nothing twice of one that always answers the same.

    A training that never ends up right calls its step with the same few arguments for ever, and the
    way to the references and back takes longer than the step.

    Parameters
    ----------
    ask
        Carries an encoded call to the references, and the encoded answer back.
    """

    def __init__(self, ask: Callable[[bytes], bytes]) -> None:
        self.ask = ask
        self.answers: dict[bytes, bytes] = {}
        self.agreements: dict[bytes, int] = {}
        self.size = 0
        self.wavers = False

    def __call__(self, call: bytes) -> bytes:
        """Return the encoded answer to an encoded call."""
        known = self.answers.get(call)
        if known is not None and self.agreements.get(call, 0) >= AGREEMENTS:
            return known
        answer = self.ask(call)
        if known is None:
            self._remember(call, answer)
        elif known == answer:
            self.agreements[call] = self.agreements.get(call, 0) + 1
        else:
            # One that draws random numbers, or counts its calls.
            self.wavers = True
            self.answers.clear()
        return answer

    def _remember(self, call: bytes, answer: bytes) -> None:
        size = len(call) + len(answer)
        if not self.wavers and size <= MOST and self.size + size <= MOST_ALL:
            self.answers[call] = answer
            self.size += size
