"""Where Ctrl-C may arrive, which is how the judge ends a call that takes too long."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Let Ctrl-C reach student code, and only student code."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """Let Ctrl-C wait until a frame has been sent or received as a whole."""
    late: list[int] = []
    try:
        before = signal.signal(signal.SIGINT, lambda number, frame: late.append(number))
    except ValueError:  # in a thread, which Ctrl-C does not reach
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if late:
        raise KeyboardInterrupt
