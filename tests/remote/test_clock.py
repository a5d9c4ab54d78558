"""The clock of a submission: it goes with its processor time, whatever else the machine does."""

import multiprocessing
import os
import socket
import subprocess
import sys
import time

import pytest

from viva.remote import clock as module
from viva.remote.client import Worker
from viva.remote.clock import (
    PATIENCE,
    UNKNOWN,
    CountedTimes,
    ProcessTimes,
    SubmissionClock,
    ask_for_sender,
    meet,
    times_of,
)
from viva.remote.session import Session

BUSY = "import time\nend = time.process_time() + {seconds}\nwhile time.process_time() < end: pass"


class Times(ProcessTimes):
    """Counts what a test says."""

    def __init__(self):
        self.used, self.delay = 0.0, 0.0

    def processor(self):
        return self.used

    def waited(self):
        return self.delay


@pytest.fixture
def wall(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    return now


def test_it_goes_only_while_something_runs_and_with_what_that_uses(wall):
    clock, times = SubmissionClock(), Times()
    wall[0] += 100
    assert clock() == 0
    with clock.running(times):
        wall[0] += 1
        times.used = 0.9
        assert clock() == 0.9
    wall[0] += 100
    with clock.running(times):
        wall[0] += 2
        times.used += 1.5
    assert clock() == pytest.approx(2.4)


def test_sleep_counts_a_little_and_waiting_for_a_processor_nothing(wall):
    clock, times = SubmissionClock(), Times()
    with clock.running(times):
        wall[0] += 30
        times.delay = 24
    assert clock() == pytest.approx(6 / PATIENCE)


def test_what_a_helper_waited_for_a_processor_counts_nothing_while_it_is_waited_for(wall):
    clock, times, helper = SubmissionClock(), Times(), Times()
    helper.delay = 100.0  # before it was asked
    with clock.running(times, helper):
        wall[0] += 30
        times.delay, helper.delay = 6.0, 118.0
        assert clock() == pytest.approx(6 / PATIENCE)
        helper.delay = None  # it has ended
        wall[0] += 3
        assert clock() == pytest.approx(9 / PATIENCE)
    with clock.running(times):
        wall[0] += 30
    assert clock() == pytest.approx(39 / PATIENCE)


def test_a_submissions_own_processes_count_and_each_second_once(wall):
    total = [0.0]
    clock, times = SubmissionClock(lambda: total[0]), Times()
    with clock.running(times):
        wall[0] += 10
        times.used, times.delay, total[0] = 1.0, 9.0, 10.0  # nine of them by its children
        assert clock() == 10
        assert clock() == 10
    with clock.running(times):
        wall[0] += 10
        times.used, times.delay, total[0] = 2.0, 18.0, 11.0
    assert clock() == 11


def test_where_nobody_tells_of_waiting_sleep_counts_less(wall):
    clock, times = SubmissionClock(), Times()
    times.delay = None
    with clock.running(times):
        wall[0] += 30
    assert clock() == pytest.approx(3)


def test_of_a_process_that_is_not_known_the_wall_counts(wall):
    clock = SubmissionClock()
    with clock.running(UNKNOWN):
        wall[0] += 5
        assert clock() == 5
    assert clock() == 5


def test_one_that_was_killed_has_used_what_was_seen_last(wall):
    clock, times = SubmissionClock(), Times()
    with clock.running(times):
        wall[0] += 30
        times.used, times.delay = 2.0, 28.0
        assert clock() == 2
        times.used = None
        wall[0] += 0.5
    assert clock() == 2.5


def test_whoever_answers_for_one_that_has_ended_is_given_the_wall(wall):
    clock, times = SubmissionClock(), Times()
    with clock.running(times):
        wall[0] += 1
        times.used = 1.0
        assert clock() == 1
        times.used = None
        wall[0] += 40
        assert clock() == 41


def test_the_kernel_tells_what_a_process_uses():
    command = [sys.executable, "-S", "-c", BUSY.format(seconds=0.3) + "\ninput()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        times = ProcessTimes(process.pid)
        until = time.monotonic() + 60
        while times.processor() < 0.3 and time.monotonic() < until:
            time.sleep(0.01)
        assert 0.3 <= times.processor() < 1
        assert times.waited() is None or times.waited() >= 0
        process.communicate(b"\n")
        assert times.processor() is None
        times.close()
        assert times.waited() is None
    assert ProcessTimes(None).processor() is None


def test_the_kernel_tells_who_is_there(tmp_path):
    ours, theirs = socket.socketpair()
    ask_for_sender(ours)
    child = os.fork()
    if child == 0:
        theirs.sendall(b"+")
        os._exit(0)
    os.waitpid(child, 0)
    assert meet(ours).clock == ProcessTimes(child).clock
    theirs.close()
    assert meet(ours) is UNKNOWN


@pytest.mark.worker
def test_a_busy_machine_takes_no_time_from_a_cell():
    """Four others want each processor: on the wall the cell takes far longer than it may."""
    stop = multiprocessing.get_context("fork").Event()

    def load():
        while not stop.is_set():
            pass

    others = [
        multiprocessing.get_context("fork").Process(target=load, daemon=True)
        for _ in range(4 * len(os.sched_getaffinity(0)))
    ]
    with Worker(figures=False, warm=()) as worker, Session(worker) as session:
        for other in others:
            other.start()
        try:
            start = time.monotonic()
            result = session.run(1, BUSY.format(seconds=0.8), 1.2)
            wall = time.monotonic() - start
        finally:
            stop.set()
        assert result.status == "ok"
        assert wall > 1.2, "the machine was not busy enough to show anything"
        assert 0.8 <= session.clock() < 1.2
        assert session.run(2, BUSY.format(seconds=5), 0.5).status == "timeout"
    for other in others:
        other.join()


def test_a_process_that_says_its_number_is_counted_on_any_system(monkeypatch):
    assert type(times_of(os.getpid())) is (ProcessTimes if module.CAN_TELL else CountedTimes)
    monkeypatch.delattr(time, "clock_gettime")
    times = times_of(os.getpid())
    assert type(times) is CountedTimes
    before, end = times.processor(), time.process_time() + 0.1
    while time.process_time() < end:
        pass
    assert times.processor() >= before + 0.05
    assert times.waited() == 0.0
    times.close()


def test_nothing_is_counted_of_a_process_that_has_ended():
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    assert CountedTimes(ended.pid).processor() is None
