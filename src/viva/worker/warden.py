"""The process that takes the judge's orders about one submission at a time.

With a world for each submission it is the first process of a world; elsewhere the warm process
does it itself, and sweeps up after each submission.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from viva.worker.core import stay
from viva.worker.memory import MemoryWatch, other_processes, processor_time


def attend(
    control: socket.socket,
    run: Callable[[socket.socket], NoReturn],
    alone: bool,
    watch: MemoryWatch | None,
    sweep: Callable[[], None] = lambda: None,
) -> None:
    """Fork sessions and signal processes as the judge orders, until it hangs up.

    Every message on `control` is a word, its own number, and numbers of processes:

    ``fork``, with a connection
        begins a session; with a number, on that processor.
    ``interrupt``
        interrupts the session; with a number, that snapshot.
    ``end PROCESS SPARED…``
        kills a snapshot, and everything else but the session and the snapshots that are spared.
    ``restart SPARED…``
        kills the session, and everything else but the snapshots that are spared.
    ``kill``
        ends the submission: kills everything, and sweeps.
    ``used``
        asks for the processor time of all processes, in milliseconds.

    The reply is ``done`` with the number of the order, and what was asked for.

    The numbers of processes come from the student's process. In a sandbox, or as a user of their
    own, they can reach nothing but the student's own processes; elsewhere only those are signalled
    that are of a session's group.

    Parameters
    ----------
    run
        Runs a session with its connection, in a process of its own.
    alone
        Whether every other process that can be signalled is of the submission.
    sweep
        Empties the folders.
    """
    # Of one submission: a session that died may have left snapshots, in its group.
    sessions: list[int] = []
    while True:
        if watch and sessions and not _called(control, watch.wait()):
            watch.watch(lambda: _called(control, 0.0))
            continue
        word, descriptors, numbers = next_order(control)
        if not word:
            break
        order = numbers.pop(0)
        found = b""
        if word == b"fork":
            session = os.fork()
            if session == 0:
                control.close()
                for number in numbers[:1]:
                    stay(number)
                run(socket.socket(fileno=descriptors[0]))
            sessions.append(session)
        elif word == b"interrupt" and numbers:
            _signal_snapshot(numbers[0], sessions, signal.SIGINT, alone)
        elif word == b"interrupt":
            _signal_groups(sessions[-1:], signal.SIGINT)
        elif word == b"end" and numbers:
            _signal_snapshot(numbers[0], sessions, signal.SIGKILL, alone)
            if alone:
                end_all_but({*sessions[-1:], *numbers[1:]} - {numbers[0]})
        elif word == b"restart":
            for session in sessions[-1:]:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(session, signal.SIGKILL)
            if alone:
                end_all_but({*numbers})
        elif word == b"used":
            # Elsewhere other processes of this user's would count.
            used = sum(map(processor_time, other_processes())) if alone else 0.0
            found = b" %d" % (1000 * used)
        elif word == b"kill":
            sweep_processes(sessions, alone)
            sweep()
            sessions.clear()
        for descriptor in descriptors:
            os.close(descriptor)
        control.sendall(b"done %d" % order + found)
    sweep_processes(sessions, alone)


def _called(control: socket.socket, seconds: float) -> bool:
    return bool(select.select([control], [], [], seconds)[0])


def next_order(control: socket.socket) -> tuple[bytes, list[int], list[int]]:
    """Wait for an order: its word, the connections that come with it, and its numbers."""
    message, descriptors, _, _ = socket.recv_fds(control, 2**16, 1)
    word, *numbers = message.split() or [b""]
    return word, list(descriptors), [int(number) for number in numbers]


def sweep_processes(sessions: list[int], alone: bool) -> None:
    """End what a submission has started; where it is `alone`, everything but this process.

    Raises
    ------
    RuntimeError
        If something cannot be ended; then this worker must not take another submission.
    """
    _signal_groups(sessions, signal.SIGKILL)
    if not alone:
        for session in sessions:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(session, 0)
        return
    for _ in range(500):
        # Where no other process is this user's, it may not signal any.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(-1, signal.SIGKILL)
        if not other_processes():
            return
        time.sleep(0.002)
    raise RuntimeError("a process of the last submission cannot be ended")


def end_all_but(spared: set[int]) -> None:
    """End every process of the submission but those that are spared."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        # All at once, so that none goes on to fork while the others are being killed.
        os.kill(-1, signal.SIGSTOP)
    for _ in range(500):
        doomed = [process for process in other_processes() - spared if not _is_zombie(process)]
        if not doomed:
            break
        for process in doomed:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        time.sleep(0.001)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(-1, signal.SIGCONT)


def _is_zombie(process: int) -> bool:
    """Return whether a process has ended and its parent has not collected its status yet."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (OSError, IndexError):
        return True


def _signal_snapshot(process: int, sessions: list[int], number: int, alone: bool) -> None:
    # A number that the student's process makes up may be larger than any process has.
    with contextlib.suppress(ProcessLookupError, PermissionError, OverflowError):
        if process > 1 and (alone or os.getpgid(process) in sessions):
            os.kill(process, number)


def _signal_groups(sessions: list[int], number: int) -> None:
    for session in sessions:
        for send_signal in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                send_signal(session, number)
