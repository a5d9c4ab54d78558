"""The sum of memory over all processes of a submission."""

import os
import signal
import subprocess
import sys
import time

import pytest

from viva.remote.client import Worker, descendants
from viva.remote.session import Session
from viva.worker import memory
from viva.worker.limits import MIB, Resources
from viva.worker.memory import (
    MemoryWatch,
    other_processes,
    processor_time,
    proportional,
    resident,
)
from viva.worker.sandbox import sandbox_problem

HOLD = "import sys, time; held = bytearray({size} * 2**20); print(flush=True); time.sleep(60)"


def holding(size):
    command = [sys.executable, "-S", "-c", HOLD.format(size=size)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    process.stdout.readline()
    return process


def test_memory_is_measured():
    with holding(50) as process:
        try:
            assert 50 * MIB < resident(process.pid) < 80 * MIB
            assert 50 * MIB < proportional(process.pid, 0) < 80 * MIB
        finally:
            process.kill()
    assert resident(2**30) == 0
    assert proportional(2**30, 7) == 7


def test_only_this_users_other_processes_are_listed():
    with holding(1) as process:
        found = other_processes()
        process.kill()
    assert process.pid in found and os.getpid() not in found


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can start a process of another user")
def test_another_users_are_not_listed():
    with subprocess.Popen(["sleep", "60"], user=61183) as process:
        found = other_processes()
        process.kill()
    assert process.pid not in found


def test_the_largest_is_ended_and_the_rest_lives(monkeypatch):
    ended = []
    monkeypatch.setattr(memory, "other_processes", lambda: {10, 11, 12})
    monkeypatch.setattr(memory.os, "kill", lambda process, number: ended.append((process, number)))
    sizes = {10: 100, 11: 900, 12: 200}
    monkeypatch.setattr(memory, "resident", sizes.get)
    monkeypatch.setattr(memory, "proportional", lambda process, otherwise, files: otherwise)
    MemoryWatch(1200).watch()
    assert ended == []
    MemoryWatch(1199).watch(lambda: True)
    assert ended == []
    MemoryWatch(1199).watch()
    assert ended == [(11, signal.SIGKILL)]


def test_shared_pages_count_once(monkeypatch):
    monkeypatch.setattr(memory, "other_processes", lambda: {10, 11})
    monkeypatch.setattr(memory.os, "kill", lambda *_: pytest.fail("nothing is over the limit"))
    monkeypatch.setattr(memory, "resident", lambda process: 1000)
    monkeypatch.setattr(memory, "proportional", lambda process, otherwise, files: 500)
    MemoryWatch(1000).watch()


@pytest.mark.skipif(bool(sandbox_problem()), reason=sandbox_problem() or "works")
def test_many_processes_cannot_take_more_than_one_may():
    text = """
import os, time
for _ in range(8):
    if os.fork() == 0:
        held = bytearray(64 * 2**20)
        for at in range(0, len(held), 4096):
            held[at] = 1
        time.sleep(60)
time.sleep(2)
"""
    resources = Resources(total_memory=300 * MIB)
    with Worker(figures=False, warm=(), sandboxed=True, resources=resources) as worker:
        with Session(worker) as session:
            session.run(1, text, 30)
            deadline = time.monotonic() + 60
            while (held := number_holding(worker)) > 4 and time.monotonic() < deadline:
                time.sleep(0.1)
            assert 0 < held <= 4
        with Session(worker) as session:
            assert session.run(1, "1 + 1", 10).status == "ok"


def number_holding(worker):
    """Count the processes in the sandbox that hold 64 MiB of their own."""
    own = (proportional(process.pid, 0) for process in descendants(worker.process.pid))
    return sum(size > 64 * MIB for size in own)


def test_processor_time_is_measured():
    with holding(1) as process:
        assert 0 <= processor_time(process.pid) < 60
        process.kill()
    assert processor_time(os.getpid()) > 0
    assert processor_time(2**30) == 0
