import time
from pathlib import Path

import pytest

from viva.judge.candidate import Candidate
from viva.judge.client import CallKilled, CallTimedOut, Session, Worker, WorkerProblem, copy_fonts
from viva.worker.wire import encode


@pytest.fixture
def session(worker, tmp_path):
    with Session(worker, tmp_path) as started:
        yield started


def test_cells_share_a_namespace_and_sessions_do_not(worker, tmp_path):
    with Session(worker, tmp_path) as first:
        assert first.run(1, "x = 5", 10).status == "ok"
        assert first.run(2, "print(x)", 10).outputs[0]["text"] == "5\n"
    with Session(worker, tmp_path) as second:
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
    with pytest.raises(CallKilled):
        first.ask(encode({"op": "names"}), 1)
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
    session.start()
    assert session.run(3, "x", 10).status == "error"


def test_nothing_is_left_running(worker, tmp_path):
    with Session(worker, tmp_path) as session:
        text = "import subprocess; p = subprocess.Popen(['sleep', '300']); print(p.pid)"
        pid = int(session.run(1, text, 10).outputs[0]["text"])
        session.snapshot()
    assert gone(pid)


def gone(pid):
    for _ in range(50):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":  # a zombie runs no more
            return True
        time.sleep(0.1)
    return False


def test_a_worker_that_died_is_replaced(tmp_path):
    with Worker(figures=False) as worker:
        worker.start()
        worker.process.kill()
        worker.process.wait()
        with Session(worker, tmp_path) as session:
            assert session.run(1, "1", 10).status == "ok"


def test_a_worker_that_cannot_start_says_so(monkeypatch):
    monkeypatch.setattr("sys.executable", "/bin/false")
    with Worker() as worker, pytest.raises(WorkerProblem, match="did not start"):
        worker.start()


def test_student_code_sees_no_environment_of_ours(session, monkeypatch):
    result = session.run(1, "import os; print(sorted(os.environ))", 10)
    assert "VIRTUAL_ENV" not in result.outputs[0]["text"]
    assert "PYTEST" not in result.outputs[0]["text"]


def test_fonts_are_copied_once(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "fontlist-v1.json").write_text("[]")
    copy_fonts(tmp_path / "a", tmp_path / "b")
    assert [path.name for path in (tmp_path / "b").iterdir()] == ["fontlist-v1.json"]
