import json

import pytest
from notebooks_of_mine import COUNT, RIGHT, WRONG, cell, filled, settings, write
from verdicts import without_time as timeless

from viva.remote.client import Worker
from viva.remote.plain import PlainWorker
from viva.student.check import check_one
from viva.student.memory import recall
from viva.student.watching import Watcher

PATH = "01_warm_up/warm_up.ipynb"


@pytest.fixture(scope="module")
def workers():
    with Worker(figures=False, warm=()) as one, Worker(figures=False, warm=()) as other:
        yield one, other


@pytest.fixture(scope="module")
def plain():
    with PlainWorker(figures=False, warm=()) as worker:
        yield worker


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def with_own_cell(cells, text, place=3):
    return [*cells[:place], cell("code", "own", text, {}), *cells[place:]]


def without_time(checked):
    return timeless(checked.verdict) | {"layout": ""}


SAVES = [
    (filled(), "q01_double q02_count q03_why"),
    (filled(q01_double=WRONG), "q01_double"),
    (filled(q01_double=WRONG, q02_count=COUNT), "q02_count"),
    (filled(q01_double=RIGHT, q02_count=COUNT), "q01_double q02_count"),
    (filled(q01_double=RIGHT, q02_count=COUNT, q03_why="So."), "q03_why"),
    (filled(q01_double=RIGHT, q02_count=COUNT + "\ntotal += 1"), "q02_count q03_why"),
    (with_own_cell(filled(q01_double=RIGHT, q02_count=COUNT), "factor = 5"), "q02_count"),
    (with_own_cell(filled(q01_double=RIGHT, q02_count=COUNT), "import os\nos._exit(1)"), None),
    (filled(q01_double=RIGHT, q02_count=COUNT), None),
    (filled(q01_double="def double_all(n:"), None),
    (filled(q01_double="import os\nos._exit(1)", q02_count="total = 12"), None),
    (filled(q01_double=RIGHT, q02_count="total = 12"), None),
    (filled(), None),
]


@pytest.mark.parametrize("settle", [True, False])
def test_each_look_finds_what_a_whole_check_finds(workers, settle):
    mine, theirs = workers
    with Watcher(write(PATH, filled()), mine) as watcher:
        for cells, asked in SAVES:
            path = write(PATH, cells)
            look = watcher.look()
            assert without_time(look.checked) == without_time(check_one(path, theirs))
            if asked is not None:
                assert look.asked == tuple(asked.split())
            if settle:
                watcher.settle()


def test_without_forks_each_look_finds_the_same(workers, plain):
    with Watcher(write(PATH, filled()), plain) as watcher:
        for cells, asked in SAVES:
            path = write(PATH, cells)
            look = watcher.look()
            assert findings(look.checked) == findings(check_one(path, workers[0]))
            if asked is not None:
                assert look.asked == tuple(asked.split())
            watcher.settle()


def findings(checked):
    return [(q.id, q.status, q.score, q.message) for q in checked.verdict.questions]


def test_without_forks_the_cells_before_the_change_have_run_already(plain, folder):
    runs = folder / "runs.txt"
    count = f"open({str(runs)!r}, 'a').write('x')"

    def write_with(answer):
        return write(PATH, with_own_cell(filled(q01_double=answer), count, place=1))

    with Watcher(write_with("def double_all(numbers):\n    raise NotImplementedError"), plain) as w:
        w.look()
        w.settle()
        for answer, status in ((WRONG, "failed"), (RIGHT, "passed"), (WRONG, "failed")):
            before = runs.read_text()
            write_with(answer)
            assert w.look().checked.verdict.questions[0].status == status
            assert runs.read_text() == before
            w.settle()
            assert runs.read_text() == before + "x"


def test_without_forks_one_that_has_ended_meanwhile_is_replaced(plain):
    with Watcher(write(PATH, filled()), plain) as watcher:
        watcher.look()
        watcher.settle()
        watcher.trunk.session.child.process.kill()
        watcher.trunk.session.child.process.wait()
        write(PATH, filled(q01_double=RIGHT))
        assert watcher.look().checked.verdict.questions[0].status == "passed"


def test_cells_before_the_change_run_once(workers):
    count = "open('runs.txt', 'a').write('x')"
    tell = "def double_all(numbers):\n    raise ValueError(open('runs.txt').read() + {!r})"
    with Watcher(write(PATH, filled()), workers[0]) as watcher:
        said = []
        for number in range(4):
            cells = with_own_cell(filled(q01_double=tell.format("!" * number)), count, place=1)
            write(PATH, cells)
            said.append(watcher.look().checked.verdict.questions[0].message)
    assert [("x" in text, "xx" in text) for text in said] == [(True, False)] * 4


def test_nothing_new_is_no_look(workers):
    with Watcher(write(PATH, filled()), workers[0]) as watcher:
        assert watcher.look() is not None
        assert watcher.look() is None
        write(PATH, filled())
        assert watcher.look() is None


def test_a_file_beside_the_notebook_counts(workers, folder):
    cells = filled(q02_count='total = int(open("n.txt").read())')
    path = write(PATH, cells)
    path.with_name("n.txt").write_text("11")
    with Watcher(path, workers[0]) as watcher:
        assert watcher.look().checked.verdict.questions[1].status == "failed"
        path.with_name("n.txt").write_text("12")
        assert watcher.look().checked.verdict.questions[1].status == "passed"


def test_a_file_that_is_broken_or_gone_for_a_while(workers):
    path = write(PATH, filled())
    with Watcher(path, workers[0]) as watcher:
        watcher.look()
        path.write_text('{"cells": [')
        assert watcher.look().checked.verdict.status == "unreadable"
        path.unlink()
        assert watcher.look() is None
        write(PATH, filled(q01_double=RIGHT))
        look = watcher.look()
        assert (look.checked.verdict.status, look.asked) == ("graded", ("q01_double",))


def test_a_worker_that_dies_is_replaced(workers):
    with Watcher(write(PATH, filled()), workers[0]) as watcher:
        watcher.look()
        watcher.settle()
        workers[0].process.kill()
        workers[0].process.wait()
        write(PATH, filled(q01_double=RIGHT))
        look = watcher.look()
        assert look.checked.verdict.questions[0].status == "passed"


def test_other_questions_are_a_new_notebook(workers):
    with Watcher(write(PATH, filled()), workers[0]) as watcher:
        watcher.look()
        test = settings("q04_new_test", grade=True, locked=True, points=1)
        write(PATH, [*filled(), cell("code", "new", "assert factor == 2", test)])
        look = watcher.look()
        assert len(look.asked) == 4
        assert look.checked.verdict.questions[3].status == "passed"


def test_what_was_found_is_remembered(workers):
    path = write(PATH, filled(q01_double=RIGHT))
    with Watcher(path, workers[0]) as watcher:
        watcher.look()
        kept = recall(path)["checked"]
        assert json.dumps(kept["verdict"]["questions"][0]["status"]) == '"passed"'
