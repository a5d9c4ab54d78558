"""Look at what a submission takes in all: its processes, and what they write and map."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterable
from pathlib import Path

PERIOD = 0.1
# Of the time of the process that watches, so that it can still do what it is told.
SHARE = 0.05
# What a socket may hold for its receiver: net.core.wmem_default, socket(7). A pipe holds less.
BUFFER = 212_992


class MemoryWatch:
    """Ends the largest process of a submission while all together hold more than they may.

    The limit of the kernel's that binds each process cannot bind their sum. Memory that a process
    shares with the one that it was forked from counts once.

    Parameters
    ----------
    most
        Bytes that all may hold together, this process's own aside.
    folders
        File systems in memory that are the submission's alone: what is in their files counts.
    """

    def __init__(self, most: int, folders: Iterable[str] = ()) -> None:
        self.most = most
        self.folders = tuple(folders)
        self.next = 0.0
        self.own_size = address_space(os.getpid())
        # By process: the size of its address space, and what it maps together with others.
        self.mapped: dict[int, tuple[int, dict[str, int]]] = {}

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
        processes = other_processes()
        most = {process: resident(process) for process in processes}
        together = in_files(self.folders) + self.shared(processes)
        # What forks share with this process is counted for each, and so this is too much at most.
        most_buffers = BUFFER * sum(descriptors(process) for process in processes)
        if sum(most.values()) + together + most_buffers <= self.most:
            return
        held = {}
        for process, size in most.items():
            if called():
                return
            held[process] = proportional(process, size, files=not self.folders)
        total = sum(held.values()) + together + BUFFER * channels(processes)
        for process in sorted(held, key=lambda process: -held[process]):
            if total <= self.most:
                break
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
            total -= held[process]

    def shared(self, processes: set[int]) -> int:
        """Return the bytes that processes have mapped to share them, whoever has written them.

        Such memory outlives the process that wrote it. What a process maps is read only when its
        address space has grown, and by more than it is worth.
        """
        if not self.folders:
            return 0
        found: dict[str, int] = {}
        self.mapped = {key: value for key, value in self.mapped.items() if key in processes}
        for process in processes:
            size = address_space(process)
            if size - self.own_size < PERIOD * self.most / 2:
                continue
            known, areas = self.mapped.get(process, (-1, {}))
            if known != size:
                areas = shared_areas(process, size - self.own_size)
                self.mapped[process] = (size, areas)
            for name, length in areas.items():
                found[name] = max(found.get(name, 0), length)
        return sum(found.values())


def other_processes() -> set[int]:
    """List this user's processes besides this one; in a sandbox these are all that there are."""
    user, here = os.getuid(), os.getpid()
    found = {int(name) for name in os.listdir("/proc") if name.isdigit()} - {here}
    return {process for process in found if _owner(process) == user}


def _owner(process: int) -> int | None:
    """Return the user of a process, from the line ``Uid``: its files may still belong to root."""
    return _status(process).get("Uid:")


def resident(process: int) -> int:
    """Return the bytes that a process holds in memory, files aside; 0 if it is gone.

    The lines ``RssAnon`` and ``RssShmem`` of /proc/PID/status, proc_pid_status(5).
    """
    found = _status(process)
    return (found.get("RssAnon:", 0) + found.get("RssShmem:", 0)) * 1024


def address_space(process: int) -> int:
    """Return the size of a process's address space in bytes, from ``VmSize``; 0 if it is gone."""
    return _status(process).get("VmSize:", 0) * 1024


def descriptors(process: int) -> int:
    """Return for how many open files a process has room, from ``FDSize``; 0 if it is gone."""
    return _status(process).get("FDSize:", 0)


def processor_time(process: int) -> float:
    """Return the seconds of the processor's that a process and those it waited for have used.

    The fields ``utime``, ``stime``, ``cutime`` and ``cstime`` of /proc/PID/stat, proc_pid_stat(5);
    0 if it is gone.
    """
    try:
        text = Path(f"/proc/{process}/stat").read_text(errors="replace")
        # The name before may hold blanks and brackets.
        return sum(map(int, text.rpartition(")")[2].split()[11:15])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError):
        return 0.0


def proportional(process: int, otherwise: int, files: bool = True) -> int:
    """Return a process's share of the memory that it holds, each page divided by its users.

    The lines ``Pss_Anon`` and ``Pss_Shmem`` of /proc/PID/smaps_rollup, proc_pid_smaps(5). A process
    can forbid that these are read; then `otherwise` counts.

    Parameters
    ----------
    files
        Whether pages of files in memory, and such as are shared, count.
    """
    found = _numbers(Path(f"/proc/{process}/smaps_rollup"))
    return (found.get("Pss_Anon:", 0) + files * found.get("Pss_Shmem:", 0)) * 1024 or otherwise


def in_files(folders: Iterable[str]) -> int:
    """Return the bytes that file systems hold, files that are open but removed among them."""
    total = 0
    for folder in folders:
        with contextlib.suppress(OSError):
            found = os.statvfs(folder)
            total += (found.f_blocks - found.f_bfree) * found.f_frsize
    return total


def shared_areas(process: int, otherwise: int) -> dict[str, int]:
    """Return the size of each area of memory, no file's, that a process maps to share it.

    From /proc/PID/maps, proc_pid_maps(5). A process can forbid that it is read; then all of its
    address space, `otherwise`, counts.
    """
    found: dict[str, int] = {}
    try:
        with open(f"/proc/{process}/maps", encoding="utf-8", errors="replace") as lines:
            for line in lines:
                addresses, rights, offset, _, number, *path = line.split(maxsplit=5)
                if "s" in rights and path and path[0].startswith("/dev/zero (deleted)"):
                    start, end = (int(address, 16) for address in addresses.split("-"))
                    name = f"area {number}"
                    found[name] = max(found.get(name, 0), int(offset, 16) + end - start)
    except FileNotFoundError:
        return {}
    except OSError:
        return {f"process {process}": otherwise}
    return found


def channels(processes: Iterable[int]) -> int:
    """Return how many pipes and sockets processes have; of one that forbids it, what has room."""
    found: set[str] = set()
    unknown = 0
    for process in processes:
        try:
            for name in os.listdir(f"/proc/{process}/fd"):
                with contextlib.suppress(OSError):
                    target = os.readlink(f"/proc/{process}/fd/{name}")
                    if target.startswith(("pipe:", "socket:")):
                        found.add(target)
        except FileNotFoundError:
            continue
        except OSError:
            unknown += descriptors(process)
    return len(found) + unknown


def _status(process: int) -> dict[str, int]:
    return _numbers(Path(f"/proc/{process}/status"))


def _numbers(path: Path) -> dict[str, int]:
    """Return the first number of each line that has one, by the line's first word."""
    try:
        lines = path.read_text(errors="replace").splitlines()
    except OSError:
        return {}
    words = (line.split(maxsplit=2) for line in lines)
    return {found[0]: int(found[1]) for found in words if len(found) > 1 and found[1].isdigit()}
