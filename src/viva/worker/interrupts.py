"""Where Ctrl-C may arrive, which is how the judge ends a call that takes too long."""

from __future__ import annotations

import contextlib
import select
import signal
import socket
from collections.abc import Iterator
from types import FrameType
from typing import Any


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Let Ctrl-C reach student code, and only student code."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


class uninterrupted:  # noqa: N801 - used like a function, and too often for a generator
    """Let Ctrl-C wait until a frame has been sent or received as a whole."""

    def __init__(self) -> None:
        self.late = False
        self.waiting = False
        self.before: Any = None

    def __enter__(self) -> uninterrupted:
        with contextlib.suppress(ValueError):  # in a thread, which Ctrl-C does not reach
            self.before = signal.signal(signal.SIGINT, self._arrived)
        return self

    def __exit__(self, kind: type[BaseException] | None, *exception: object) -> None:
        if self.before is not None:
            signal.signal(signal.SIGINT, self.before)
        if self.late and kind is None:
            raise KeyboardInterrupt

    def wait_for(self, connection: socket.socket) -> None:
        """Wait until something arrives; here Ctrl-C may arrive as well, where it could before."""
        self.waiting = True
        if self.late:
            raise KeyboardInterrupt
        select.select([connection], [], [])
        self.waiting = False

    def _arrived(self, number: int, frame: FrameType | None) -> None:
        if not self.waiting:
            self.late = True
        elif callable(self.before):
            self.before(number, frame)
