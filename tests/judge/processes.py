"""What runs on this machine."""

import contextlib
from pathlib import Path


def running(mark):
    """Whether a process with this word on its command line runs on this machine."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if mark.encode() in path.read_bytes().split(b"\0"):
                return True
    return False
