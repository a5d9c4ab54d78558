"""The warm process: started, found dead, ended."""

import os
import random
import signal
import time

import pytest
from processes import appears, ends

from viva.remote.client import Worker
from viva.remote.session import Session
from viva.remote.world import WorkerProblem

WITH_AND_WITHOUT_SANDBOX = True
pytestmark = pytest.mark.worker


def test_a_worker_that_died_is_replaced():
    with Worker(figures=False, warm=()) as worker:
        worker.start()
        worker.process.kill()
        worker.process.wait()
        with Session(worker) as session:
            assert session.run(1, "1", 10).status == "ok"


def test_a_worker_that_cannot_start_says_so(monkeypatch):
    monkeypatch.setattr("sys.executable", "/bin/false")
    with Worker(warm=()) as worker, pytest.raises(WorkerProblem, match="did not start"):
        worker.start()


def test_a_worker_comes_up_from_its_start_until_it_is_ready():
    with Worker(figures=False, warm=()) as worker:
        assert not worker.coming_up
        worker.begin()
        assert worker.coming_up
        while worker.coming_up:
            time.sleep(0.05)
        assert not worker.ready  # it has said so, and nobody has heard it yet
        worker.start()
        assert worker.ready and not worker.coming_up
    assert not worker.coming_up


def test_student_code_sees_no_environment_of_ours(session, monkeypatch):
    result = session.run(1, "import os; print(sorted(os.environ))", 10)
    assert "VIRTUAL_ENV" not in result.outputs[0]["text"]
    assert "PYTEST" not in result.outputs[0]["text"]


def test_nothing_is_left_for_the_next_submission(worker):
    text = """
import os
os.makedirs("deep/er")
open("deep/er/x", "w").write("x")
os.chmod("deep/er", 0)
open(os.path.expanduser("~/left"), "w").write("x")
"""
    with Session(worker) as session:
        assert session.run(1, text, 10).status == "ok"
    look = "import os; print(os.listdir('.'), os.path.exists(os.path.expanduser('~/left')))"
    with Session(worker) as session:
        assert session.run(1, look, 10).outputs[0]["text"] == "[] False\n"


def test_memory_is_limited(worker):
    with Session(worker) as session:
        result = session.run(1, "x = bytearray(5 * 2**30)", 10)
        assert result.error["type"] == "MemoryError"
        assert session.run(2, "1 + 1", 10).status == "ok"


def test_what_outlives_a_worker_without_a_sandbox_is_ended():
    mark = f"543.{random.randrange(10**9)}"
    with Worker(figures=False, warm=()) as worker:
        session = Session(worker)
        session.start()
        text = f"import subprocess; p = subprocess.Popen(['sleep', '{mark}'])"
        assert session.run(1, text, 30).status == "ok"
        os.kill(worker.process.pid, signal.SIGSTOP)
        assert appears(mark)
    assert ends(mark)


def test_a_worker_that_is_found_dead_is_counted_as_lost():
    with Worker(figures=False, warm=()) as worker:
        worker.start()
        assert worker.lost == 0
        assert worker.process is not None
        worker.process.kill()
        worker.process.wait()
        worker.start()
        assert worker.lost == 1
