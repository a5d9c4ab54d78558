"""One submission in a worker: its cells, and its snapshots."""

import math
import os
import random
import time

import pytest
from processes import appears, running

from viva.remote.candidate import Candidate
from viva.remote.session import Session
from viva.remote.transport import CallKilled, CallTimedOut
from viva.worker.wire import WireError, encode

WITH_AND_WITHOUT_SANDBOX = True


def test_cells_share_a_namespace_and_sessions_do_not(worker):
    with Session(worker) as first:
        assert first.run(1, "x = 5", 10).status == "ok"
        assert first.run(2, "print(x)", 10).outputs[0]["text"] == "5\n"
    with Session(worker) as second:
        result = second.run(1, "x", 10)
        assert (result.status, result.error["type"]) == ("error", "NameError")


def test_the_place_of_an_exception_is_told(session):
    session.run(3, "def f():\n    return 1 / 0", 10)
    result = session.run(4, "\nf()", 10)
    assert result.error["places"] == [(4, 2, "<module>"), (3, 2, "f")]
    assert session.run(5, "x = (1", 10).error["places"] == [(5, 1, "<module>")]


def test_snapshots_answer_as_of_their_place(session):
    session.run(1, "x = 1", 10)
    early = Candidate(session.snapshot())
    session.run(2, "x = 2\ndef bump():\n    global x\n    x += 1\n    return x", 10)
    late = Candidate(session.snapshot())
    assert (early.x, late.x) == (1, 2)
    assert late.bump() == 3
    assert late.bump() == 4
    assert session.run(3, "print(x)", 10).outputs[0]["text"] == "2\n"


def test_a_call_that_never_ends_is_interrupted_and_the_snapshot_lives(session):
    session.run(1, "def loop():\n    while True: pass\none = 1", 10)
    candidate = Candidate(session.snapshot(), seconds=0.5)
    with pytest.raises(CallTimedOut):
        candidate.loop()
    assert candidate.one == 1


def test_a_call_that_ignores_the_interrupt_is_killed_alone(session):
    text = """
def stubborn():
    import signal
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True: pass
one = 1
"""
    session.run(1, text, 10)
    first, second = session.snapshot(), session.snapshot()
    with pytest.raises(CallTimedOut):
        Candidate(first, seconds=0.3).stubborn()
    with pytest.raises(CallTimedOut):
        first.ask(encode({"op": "names"}), 1, lambda frame: None)
    assert Candidate(second).one == 1
    assert session.run(2, "one", 10).status == "ok"


def test_a_call_that_ends_its_process_ends_no_other(session):
    session.run(1, "import os\ndef leave(): os._exit(0)\none = 1", 10)
    first, second = session.snapshot(), session.snapshot()
    with pytest.raises(CallKilled):
        Candidate(first).leave()
    assert Candidate(second).one == 1


def test_a_session_can_be_started_again(session):
    session.run(1, "x = 1", 10)
    assert session.run(2, "import os; os._exit(3)", 10).status == "killed"
    assert not session.alive
    session.restart()
    assert session.run(3, "x", 10).status == "error"


def test_a_session_that_died_leaves_its_snapshots_and_nothing_else(worker):
    mark = f"321.{random.randrange(10**9)}"
    text = f"""
import os, subprocess
subprocess.Popen(["sleep", "{mark}"], start_new_session=True)
os._exit(0)
"""
    with Session(worker) as session:
        session.run(1, "one = 1", 10)
        snapshot = session.snapshot()
        assert session.run(2, text, 10).status == "killed"
        assert appears(mark)
        session.restart()
        assert running(mark) != worker.sandboxed
        assert Candidate(snapshot).one == 1
        assert session.run(3, "2 + 2", 10).status == "ok"


def test_processes_that_a_cell_forks_do_not_answer_for_it(session):
    text = """
import os, time
def twice():
    if os.fork() == 0:
        time.sleep(0.3)
    return os.getpid()
child = twice()
print(1)
"""
    assert session.run(1, text, 10).outputs[0]["text"] == "1\n"
    snapshot = Candidate(session.snapshot())
    first = snapshot.twice()
    time.sleep(0.6)
    assert session.run(2, "print(2)", 10).outputs[0]["text"] == "2\n"
    assert snapshot.twice() == first


def test_numbers_that_a_session_forges_name_nothing_outside(worker):
    with Session(worker) as session:
        for process in (0, 1, -1, os.getpid(), os.getppid(), 2**40):
            snapshot = session.snapshot()
            snapshot.process = process
            session.world.order(b"interrupt", process)
            snapshot.end()
        assert session.run(1, "2 + 2", 10).status == "ok"


def test_what_is_left_of_a_call_that_is_killed_ends_with_it(worker):
    mark = f"432.{random.randrange(10**9)}"
    text = f"""
def leave():
    import os, subprocess
    subprocess.Popen(["sleep", "{mark}"], start_new_session=True)
    os._exit(0)
"""
    with Session(worker) as session:
        session.run(1, text, 10)
        first, second = session.snapshot(), session.snapshot()
        with pytest.raises(CallKilled):
            Candidate(first).leave()
        assert running(mark) != worker.sandboxed
        assert callable(Candidate(second).leave)


def test_nothing_is_asked_after_the_deadline(session):
    session.run(1, "one = 1", 10)
    snapshot = session.snapshot()
    snapshot.deadline = -1.0
    with pytest.raises(CallTimedOut):
        Candidate(snapshot).one  # noqa: B018
    snapshot.deadline = math.inf
    assert Candidate(snapshot).one == 1


def test_a_reply_that_is_too_large_ends_the_snapshot_only(session):
    session.run(1, "import numpy as np\ndef f(): return np.zeros(10**7)\none = 1", 10)
    first, second = session.snapshot(), session.snapshot()
    with pytest.raises(WireError, match="too large"):
        Candidate(first).f()
    assert Candidate(second).one == 1


def test_functions_are_called_back(session):
    text = """
def slope(f, x, h=1e-6):
    return (f(x + h) - f(x - h)) / (2 * h)
def square(x):
    return x * x
def fails(f):
    try:
        f("text")
    except TypeError as error:
        return "TypeError"
"""
    session.run(1, text, 10)
    candidate = Candidate(session.snapshot())
    assert abs(candidate.slope(lambda x: x**3, 2.0) - 12) < 1e-4
    # A function of the examiner's may ask the candidate in its turn.
    assert abs(candidate.slope(lambda x: candidate.square(x) + 1, 3.0) - 6) < 1e-4
    assert candidate.fails(lambda x: x + 1) == "TypeError"


def test_a_call_back_that_takes_too_long_is_no_way_out(session):
    session.run(1, "def forever(f):\n    while True: f(1)\none = 1", 10)
    candidate = Candidate(session.snapshot(), seconds=0.5)
    with pytest.raises(CallTimedOut):
        candidate.forever(abs)
    assert candidate.one == 1


def test_nothing_is_left_running(worker):
    mark = f"987.{random.randrange(10**9)}"
    with Session(worker) as session:
        text = f"import subprocess; p = subprocess.Popen(['sleep', '{mark}'])"
        assert session.run(1, text, 10).status == "ok"
        session.snapshot()
        assert appears(mark)
    assert not running(mark)


def test_snapshots_of_a_session_that_died_are_ended_too(worker):
    mark = f"654.{random.randrange(10**9)}"
    text = f"""
import subprocess
def loop():
    subprocess.Popen(["sleep", "{mark}"])
    import signal
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True: pass
"""
    with Session(worker) as session:
        session.run(1, text, 10)
        snapshot = session.snapshot()
        assert session.run(2, "import os; os._exit(1)", 10).status == "killed"
        session.restart()
        with pytest.raises(CallTimedOut):
            Candidate(snapshot, seconds=3).loop()  # long enough for it to start the other
        assert running(mark) != worker.sandboxed
        assert session.run(3, "one = 1\ndef loop():\n    while True: pass", 10).status == "ok"
        later = Candidate(session.snapshot(), seconds=0.5)
        with pytest.raises(CallTimedOut):
            later.loop()
        assert later.one == 1
    assert not running(mark)


def test_files_lie_beside_the_notebook_and_nowhere_else(worker, tmp_path):
    outside = str(tmp_path / "outside.txt")
    files = {"a/b.txt": b"here", "../up.txt": b"x", outside: b"x", "a": b"a file like a folder"}
    with Session(worker, files) as session:
        shown = session.run(1, "print(open('a/b.txt').read())", 10).outputs[0]["text"]
        assert shown == "here\n"
        up = session.run(2, "import os; print(os.path.exists('../up.txt'))", 10)
        assert up.outputs[0]["text"] == "False\n"
    assert not (tmp_path / "outside.txt").exists()
