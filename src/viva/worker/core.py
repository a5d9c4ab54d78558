"""Keep a judge on one processor with the submission that it asks.

The two never work at the same time: one waits while the other is busy. On two processors each
question and each answer wakes one that has gone to sleep, which takes longer than most answers.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import threading

CAN = hasattr(os, "sched_setaffinity") and hasattr(os, "sched_getaffinity")


class Core:
    """The processor of a thread, as long as it is taken.

    Attributes
    ----------
    allowed
        The processors on which the thread may run otherwise.
    thread
        The one that took it; None while it is not taken.
    """

    def __init__(self) -> None:
        self.allowed = os.sched_getaffinity(0) if CAN else set()
        self.thread: int | None = None

    def take(self) -> int | None:
        """Stay on the processor on which this thread happens to be: the system chose it as free.

        Returns
        -------
        int or None
            Its number; None if there is nothing to choose, or no way to.
        """
        if len(self.allowed) < 2:
            return None
        with contextlib.suppress(OSError, AttributeError):
            number = int(ctypes.CDLL(None).sched_getcpu())
            if number in self.allowed:
                os.sched_setaffinity(0, {number})
                self.thread = threading.get_native_id()
                return number
        return None

    def leave(self) -> None:
        """Let the thread that took it run wherever there is room again."""
        if self.thread is not None:
            with contextlib.suppress(OSError):
                os.sched_setaffinity(self.thread, self.allowed)
            self.thread = None


def stay(number: int) -> None:
    """Keep this process, and what it forks, on one processor."""
    if CAN:
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, {number})
