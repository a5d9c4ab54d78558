"""Watch how much memory all processes of a submission take together."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

PERIOD = 0.1
# Of the time of the process that watches, so that it can still do what it is told.
SHARE = 0.05


class MemoryWatch:
    """Ends the largest process of a submission while all together hold more than they may.

    The limit of the kernel's that binds each process cannot bind their sum. Memory that a process
    shares with the one that it was forked from counts once.

    Parameters
    ----------
    most
        Bytes that all processes may hold together, this one's aside.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.next = 0.0

    def wait(self) -> float:
        """Return the seconds until the next check."""
        return max(0.0, self.next - time.monotonic())

    def watch(self, called: Callable[[], bool] = lambda: False) -> None:
        """Look, and settle when to look again.

        Parameters
        ----------
        called
            Tells whether there is something else to do; then the look is broken off, since it can
            take seconds where many processes fork.
        """
        start = time.monotonic()
        self.look(called)
        end = time.monotonic()
        self.next = end + max(PERIOD, (end - start) / SHARE)

    def look(self, called: Callable[[], bool]) -> None:
        """End processes until the rest is within the limit."""
        most = {process: resident(process) for process in other_processes()}
        # What forks share with this process is counted for each, and so this is too much at most.
        if sum(most.values()) <= self.most:
            return
        held = {}
        for process, size in most.items():
            if called():
                return
            held[process] = proportional(process, size)
        total = sum(held.values())
        for process in sorted(held, key=lambda process: -held[process]):
            if total <= self.most:
                break
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
            total -= held[process]


def other_processes() -> set[int]:
    """List this user's processes besides this one; in a sandbox these are all that there are."""
    user, here = os.getuid(), os.getpid()
    found = {int(name) for name in os.listdir("/proc") if name.isdigit()} - {here}
    return {process for process in found if _owner(process) == user}


def _owner(process: int) -> int | None:
    """Return the user of a process, from the line ``Uid``: its files may still belong to root."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) for line in lines if line.startswith("Uid:")), None)


def resident(process: int) -> int:
    """Return the bytes that a process holds in memory, files aside; 0 if it is gone.

    The lines ``RssAnon`` and ``RssShmem`` of /proc/PID/status, proc_pid_status(5).
    """
    return _kibibytes(Path(f"/proc/{process}/status"), ("RssAnon:", "RssShmem:")) * 1024


def address_space(process: int) -> int:
    """Return the size of a process's address space in bytes, from ``VmSize``; 0 if it is gone."""
    return _kibibytes(Path(f"/proc/{process}/status"), ("VmSize:",)) * 1024


def proportional(process: int, otherwise: int) -> int:
    """Return a process's share of the memory that it holds, each page divided by its users.

    The lines ``Pss_Anon`` and ``Pss_Shmem`` of /proc/PID/smaps_rollup, proc_pid_smaps(5). A process
    can forbid that these are read; then `otherwise` counts.
    """
    found = _kibibytes(Path(f"/proc/{process}/smaps_rollup"), ("Pss_Anon:", "Pss_Shmem:")) * 1024
    return found or otherwise


def _kibibytes(path: Path, names: tuple[str, ...]) -> int:
    try:
        lines = path.read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith(names))
