"""A judge stays on one processor with the submission that it asks, and only as long as it does."""

from __future__ import annotations

import os
import threading

import pytest

from viva.remote.candidate import Candidate
from viva.remote.client import Worker
from viva.remote.session import Session
from viva.remote.world import WorkerProblem, World
from viva.worker.core import CAN, Core, stay

SEVERAL = CAN and len(os.sched_getaffinity(0)) > 1
pytestmark = pytest.mark.skipif(not SEVERAL, reason="there is only one processor to choose")
WHERE = "import os\ndef where():\n    return sorted(os.sched_getaffinity(0))\n"


@pytest.fixture
def allowed():
    """Give this thread's processors, and let it have them back whatever happens."""
    before = os.sched_getaffinity(0)
    yield before
    os.sched_setaffinity(0, before)


@pytest.fixture
def worker():
    with Worker(figures=False, warm=()) as worker:
        yield worker


def asked(session: Session) -> list[int]:
    session.run(1, WHERE, 10.0)
    snapshot = session.snapshot()
    assert snapshot is not None
    return Candidate(snapshot).where()


def test_a_core_is_taken_and_left(allowed):
    core = Core()
    number = core.take()
    assert number in allowed
    assert os.sched_getaffinity(0) == {number}
    assert core.take() == number
    core.leave()
    assert os.sched_getaffinity(0) == allowed
    core.leave()
    assert os.sched_getaffinity(0) == allowed


def test_a_core_may_be_left_from_another_thread(allowed):
    core = Core()
    core.take()
    thread = threading.Thread(target=core.leave)
    thread.start()
    thread.join()
    assert os.sched_getaffinity(0) == allowed


def test_a_worker_that_ends_in_the_middle_of_a_session_leaves_its_processor(allowed):
    with Worker(figures=False, warm=()) as worker:
        Session(worker).start()
        assert len(os.sched_getaffinity(0)) == 1
    assert os.sched_getaffinity(0) == allowed


def test_one_processor_is_nothing_to_choose_from(allowed):
    only = min(allowed)
    stay(only)
    core = Core()
    assert core.take() is None
    core.leave()
    assert os.sched_getaffinity(0) == {only}


def test_a_number_that_there_is_not_changes_nothing(allowed):
    stay(10**6)
    assert os.sched_getaffinity(0) == allowed


def test_judge_and_submission_are_on_one_processor(allowed, worker):
    with Session(worker) as session:
        mine = sorted(os.sched_getaffinity(0))
        assert len(mine) == 1
        assert asked(session) == mine
    assert os.sched_getaffinity(0) == allowed


def test_a_worker_that_comes_up_in_between_may_run_anywhere(allowed, worker):
    with Session(worker):
        pass
    assert worker.process is not None
    worker.process.kill()
    worker.process.wait()
    with Session(worker) as session:
        assert asked(session) == sorted(os.sched_getaffinity(0))
        assert worker.process is not None
        assert os.sched_getaffinity(worker.process.pid) == allowed


def test_a_session_that_cannot_begin_leaves_its_processor(allowed, worker, monkeypatch):
    def order(*words: object, **more: object) -> None:
        raise WorkerProblem("gone")

    monkeypatch.setattr(World, "order", order)
    with pytest.raises(WorkerProblem):
        Session(worker).start()
    assert os.sched_getaffinity(0) == allowed
