"""A worker without forks gives the verdicts that the sandboxed one gives."""

import os

import pytest
from notebooks_of_mine import COUNT, COUNT_TEST, RIGHT, TEST, WRONG, filled, write

from viva.grading.bundle import Limits
from viva.remote import plain
from viva.remote.client import StartProblem, Worker
from viva.remote.plain import PlainSession, PlainWorker, own_worker, session_in
from viva.student.check import check_one

LIMITS = Limits(cell_seconds=1, question_seconds=1, call_seconds=1)
SLOW = "def double_all(n):\n    while True: pass"
SLEEPS = "def double_all(n):\n    import time\n    while True: time.sleep(60)"
DIES = "def double_all(n):\n    import os; os._exit(0)"
ATTACHED = "def double_all(n):\n    double_all.calls = 1\n    return [2 * i for i in n]"
DEAF = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
CHANGES_NAMES = f"{TEST}\nfactor = 0\ndouble_all = None"
CHANGES_VALUES = f"{TEST}\nnumbers.append(100)"
NOTEBOOKS = {
    "right": {"q01_double": RIGHT, "q02_count": COUNT},
    "wrong": {"q01_double": WRONG, "q02_count": COUNT, "q03_why": "So."},
    "untouched": {},
    "raises": {"q01_double": "def double_all(numbers):\n    return numbers / 0"},
    "no Python": {"q01_double": "def double_all(numbers:"},
    "another name": {"q01_double": "x = 1"},
    "never ends": {"q01_double": SLOW, "q02_count": "total = 12"},
    "sleeps": {"q01_double": SLEEPS, "q02_count": "total = 12"},
    "dies": {"q01_double": DIES, "q02_count": "total = 12"},
    "a cell that never ends": {"q01_double": RIGHT, "q02_count": "total = 12\nwhile True: pass"},
    "a cell that cannot be interrupted": {"q01_double": DEAF, "q02_count": "total = 12"},
    "a cell that dies": {"q01_double": "import os; os._exit(3)", "q02_count": "total = 12"},
    "leaves the program": {"q01_double": RIGHT, "q02_count": "import sys; sys.exit()"},
    "asks": {"q01_double": RIGHT, "q02_count": "total = int(input())"},
    "prints without end": {"q01_double": RIGHT, "q02_count": "total = 12\nprint('x' * 3_000_000)"},
    "a test that binds names": {"q01_double_test": CHANGES_NAMES, "q02_count": COUNT}
    | {"q01_double": RIGHT},
    "a test that changes values": {"q01_double_test": CHANGES_VALUES}
    | {"q01_double": f"numbers = [1, 2, 3]\n{RIGHT}", "q02_count": "total = 2 * sum(numbers)"},
    "a test that imports": {"q01_double": RIGHT, "q02_count": COUNT, "q02_count_test": COUNT_TEST},
    "an attribute": {"q01_double": ATTACHED, "q02_count": COUNT},
    "lines of Windows": {"q01_double": RIGHT.replace("\n", "\r\n"), "q02_count": COUNT},
}


@pytest.fixture(scope="module")
def workers():
    with PlainWorker(figures=False, warm=()) as without, Worker(figures=False, warm=()) as warm:
        yield without, warm


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    folder = tmp_path / "Übung 1 (neu)"
    (folder / ".git").mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


def table(verdict):
    """All that a student is shown, and the outputs of the cells."""
    rows = [(q.id, q.status, q.score, q.max_score, q.message) for q in verdict.questions]
    cells = (verdict.notebook or {}).get("cells", ())
    outputs = [[plainly(each) for each in cell.get("outputs", ())] for cell in cells]
    return verdict.status, verdict.message, rows, outputs


def plainly(output):
    return {name: value for name, value in output.items() if name != "traceback"}


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_whole_table_is_the_same(workers, name):
    path = write("01_warm_up/warm_up.ipynb", filled(**NOTEBOOKS[name]))
    found, expected = (table(check_one(path, worker, LIMITS).verdict) for worker in workers)
    assert found == expected


def test_each_notebook_begins_in_a_process_that_has_run_nothing(workers):
    worker, _ = workers
    for _ in range(2):
        with session_in(worker, {"n.txt": b"1"}) as session:
            assert isinstance(session, PlainSession)
            told = session.run(1, "assert 'x' not in globals(); x = open('n.txt').read()", 20)
            assert told.status == "ok"
            folder = session.child.home
        assert not folder.exists() and not session.alive


def test_what_a_cell_has_started_ends_with_the_notebook(workers, folder):
    import psutil

    source = (
        "import subprocess, sys\n"
        "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(folder / 'number')!r}, 'w').write(str(p.pid))"
    )
    with session_in(workers[0]) as session:
        assert session.run(1, source, 20).status == "ok"
    number = int((folder / "number").read_text())
    left = [psutil.Process(number)] if psutil.pid_exists(number) else []
    assert not psutil.wait_procs(left, 5)[1]


def test_one_that_does_not_start_says_why(monkeypatch, workers):
    real = plain.Setting.as_json
    monkeypatch.setattr(plain.Setting, "as_json", lambda self: real(self)[:-1])
    with pytest.raises(StartProblem, match="The worker did not start: json"):
        workers[0].take()
    assert workers[0].ahead is None


def test_where_nothing_is_missing_ones_own_worker_is_the_usual_one(monkeypatch):
    assert not isinstance(own_worker(), PlainWorker)
    monkeypatch.delattr(os, "fork")
    assert isinstance(own_worker(), PlainWorker)
