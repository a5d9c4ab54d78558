"""What runs on this machine."""

import contextlib
import time
from pathlib import Path


def running(mark):
    """Whether a process with this word on its command line runs on this machine."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if mark.encode() in path.read_bytes().split(b"\0"):
                return True
    return False


def appears(mark, seconds=5.0):
    """Whether one runs before long: what was just started has its command line a moment later."""
    until = time.monotonic() + seconds
    while not running(mark) and time.monotonic() < until:
        time.sleep(0.01)
    return running(mark)


def ends(mark, seconds=5.0):
    """Whether none runs before long: what was just killed is listed for a moment."""
    until = time.monotonic() + seconds
    while running(mark) and time.monotonic() < until:
        time.sleep(0.01)
    return not running(mark)
