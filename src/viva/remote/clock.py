"""The clock by which a submission's limits are kept: it stands still while others have the machine.

Limits in seconds of the wall would end right answers where the machine is busy. A second of this
clock is a second of the processor's that student code used, or `PATIENCE` seconds in which it
could have used it and slept. All processes of a submission count. While it sleeps because it waits
for a helper of ours, such as who answers for the references, the helper's waiting for a processor
does not count either. Where the kernel does not tell for how long the submission had to wait for
the processor, `PATIENCE_UNTOLD` seconds pass instead.
"""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import time
from collections.abc import Callable, Iterator

import psutil

PATIENCE = 3.0
PATIENCE_UNTOLD = 10.0
SHORT = 0.2
MEETING = 60.0
# The clock of all threads of a process, from <linux/posix-timers.h>; see clock_getcpuclockid(3).
PROCESS_CLOCK = 2
CREDENTIALS = struct.Struct("3i")  # struct ucred, unix(7)
CAN_TELL = hasattr(socket, "SO_PASSCRED")


class ProcessTimes:
    """What the kernel counts of a process.

    Parameters
    ----------
    process
        Its number on this machine; None or 0 where that is not known.
    """

    def __init__(self, process: int | None) -> None:
        self.clock = (~process << 3) | PROCESS_CLOCK if process else None
        self.schedule: int | None = None
        if process:
            with contextlib.suppress(OSError):
                self.schedule = os.open(f"/proc/{process}/schedstat", os.O_RDONLY | os.O_CLOEXEC)

    def processor(self) -> float | None:
        """Return the seconds for which it used a processor; None if nobody knows."""
        if self.clock is None:
            return None
        try:
            return time.clock_gettime(self.clock)
        except OSError:
            return None  # it has ended

    def waited(self) -> float | None:
        """Return the seconds for which it waited until a processor was free for it.

        None where the kernel does not tell.
        """
        if self.schedule is None:
            return None
        try:
            # In ns: the time on a processor, the time of waiting, and a count; sched-stats.rst.
            return int(os.pread(self.schedule, 200, 0).split()[1]) / 1e9
        except (OSError, IndexError, ValueError):
            return None

    def close(self) -> None:
        """Ask nothing more."""
        if self.schedule is not None:
            os.close(self.schedule)
            self.schedule = None


class CountedTimes(ProcessTimes):
    """What is counted of a process on any system; what it waited for is not told.

    Parameters
    ----------
    process
        Its number.
    """

    def __init__(self, process: int) -> None:
        super().__init__(None)
        self.counted: psutil.Process | None = None
        with contextlib.suppress(psutil.Error):
            self.counted = psutil.Process(process)

    def processor(self) -> float | None:
        """Return the seconds for which it used a processor; None if nobody knows."""
        with contextlib.suppress(psutil.Error):
            if self.counted is not None:
                times = self.counted.cpu_times()
                return float(times.user + times.system)
        return None

    def waited(self) -> float:
        """Return 0: it could have used the processor at any time."""
        return 0.0


def times_of(process: int) -> ProcessTimes:
    """Return what is counted of a process that says its own number: the best that there is."""
    if hasattr(time, "clock_gettime"):
        known = ProcessTimes(process)
        if known.schedule is not None:
            return known
    return CountedTimes(process)


UNKNOWN = ProcessTimes(None)


class SubmissionClock:
    """Seconds that a submission has used; it goes on only within `running`.

    Attributes
    ----------
    of_all
        Returns the seconds of the processor's that all processes of the submission have used. They
        count where the one that was asked uses less than its share, as among others of its own.
    """

    def __init__(self, of_all: Callable[[], float] = lambda: 0.0) -> None:
        self.of_all = of_all
        self.others = self.noted = 0.0
        self.spent = 0.0
        self.seen = 0.0, 0.0
        self.times = self.helper = UNKNOWN
        self.helper_start = self.helper_waited = 0.0
        self.start: tuple[float, float, float | None] | None = None

    def __call__(self) -> float:
        """Return the seconds used so far."""
        return self.spent + self._now()

    @contextlib.contextmanager
    def running(self, times: ProcessTimes, helper: ProcessTimes = UNKNOWN) -> Iterator[None]:
        """Count what a process uses meanwhile; one that is not known, by the clock on the wall.

        Parameters
        ----------
        helper
            Of the process that answers it, which is none of the submission's.
        """
        self.times, self.helper = times, helper
        self.helper_start, self.helper_waited = helper.waited() or 0.0, 0.0
        self.start = (time.monotonic(), times.processor() or 0.0, times.waited())
        self.seen = 0.0, 0.0
        try:
            yield
        finally:
            self.spent += self._now()
            self.others = max(self.others, self.noted)
            self.start = None

    def _now(self) -> float:
        """Return the seconds used since `running` was entered."""
        if self.start is None:
            return 0.0
        wall = time.monotonic() - self.start[0]
        used = self.times.processor()
        if used is not None:
            self.seen = wall, self._used(wall, used)
            return self.seen[1]
        # Nobody knows, or it has ended; whoever answers in its place is given what the wall says.
        until, seconds = self.seen
        return seconds + wall - until

    def _used(self, wall: float, used: float) -> float:
        """Return the seconds used in so many of the wall, by a process that has used `used`."""
        assert self.start is not None
        _, processor, waited = self.start
        awake = used - processor
        if wall <= max(awake * PATIENCE, SHORT):
            return awake
        others = max(self.of_all() - used, 0.0)
        awake += max(others - self.others, 0.0)
        self.noted = others
        if wall <= awake * PATIENCE:
            return awake
        now = self.times.waited()
        if now is None or waited is None:
            return max(awake, wall / PATIENCE_UNTOLD)
        delay = self.helper.waited()
        if delay is not None:  # else it has ended, and has waited as long as was seen
            self.helper_waited = delay - self.helper_start
        return max(awake, (wall - (now - waited) - self.helper_waited) / PATIENCE)


def ask_for_sender(connection: socket.socket) -> None:
    """Let the kernel say with what comes over a connection who sent it."""
    if CAN_TELL:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)


def meet(connection: socket.socket) -> ProcessTimes:
    """Receive the byte with which a process introduces itself, and return what is counted of it.

    Of a process that does not introduce itself nothing is known.
    """
    said: list[tuple[int, int, bytes]] = []
    with contextlib.suppress(OSError):
        connection.settimeout(MEETING)
        if CAN_TELL:
            _, said, _, _ = connection.recvmsg(1, socket.CMSG_SPACE(CREDENTIALS.size))
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 0)
        else:
            connection.recv(1)
    for level, kind, content in said:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_CREDENTIALS):
            return ProcessTimes(CREDENTIALS.unpack(content[: CREDENTIALS.size])[0])
    return UNKNOWN
