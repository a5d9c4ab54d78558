"""Judge processes: what they do, and what becomes of their work when they die."""

import os
import tempfile
from pathlib import Path

import pytest
from full_exam import full_course
from pool_tasks import complain, die, fail, where

from viva.classroom import pool as module
from viva.classroom.pool import Pool
from viva.classroom.tasks import HandProblem, Lost
from viva.course.confinement import Confinement
from viva.course.package import make_package
from viva.grading.bundle import Limits
from viva.worker.limits import Resources

CONFINEMENT = Confinement(False, Limits(), Resources(), warm=())


@pytest.mark.parametrize("jobs", [1, 2])
def test_each_result_comes_with_its_number_and_tasks_are_taken_as_needed(jobs):
    taken, begun, most = [], [], 0

    def tasks():
        for number in range(12):
            taken.append(number)
            yield (number, 2)

    found = {}
    with Pool(jobs, False, CONFINEMENT) as pool:
        for number, result in pool.run(pow, tasks(), started=begun.append):
            found[number] = result
            most = max(most, len(taken) - len(found))
    assert found == {n: n * n for n in range(12)}
    assert sorted(begun) == list(range(12))
    assert most <= jobs + 1


def test_a_dead_judges_task_is_done_by_another(tmp_path):
    with Pool(2, False, CONFINEMENT) as pool:
        tasks = [(n, {3: 1, 5: 2}, str(tmp_path)) for n in range(8)]
        assert dict(pool.run(die, tasks)) == {n: n * n for n in range(8)}
        assert list(pool.run(pow, [(2, 3)])) == [(0, 8)]


def test_one_that_kills_three_judges_is_lost_and_the_rest_goes_on(tmp_path):
    with Pool(1, False, CONFINEMENT, apart=True) as pool:
        tasks = [(n, {1: 9}, str(tmp_path)) for n in range(3)]
        found = dict(pool.run(die, tasks))
    assert found[0] == 0 and found[2] == 4
    assert isinstance(found[1], Lost) and "-9" in found[1].reason
    assert (tmp_path / "1").read_text() == "xxx"


@pytest.mark.parametrize("apart", [False, True])
def test_one_that_fails_three_times_is_lost_with_the_traceback(apart):
    with Pool(1, False, CONFINEMENT, apart=apart) as pool:
        found = dict(pool.run(fail, [(n,) for n in range(3)]))
    assert (found[0], found[2]) == (0, 2)
    assert "LookupError: one is no good" in found[1].reason


@pytest.mark.parametrize("apart", [False, True])
def test_what_concerns_every_task_ends_it_with_a_sentence(apart):
    problem = pytest.raises(HandProblem, match=r"^Nothing here fits\.$")
    with Pool(1, False, CONFINEMENT, apart=apart) as pool, problem:
        list(pool.run(complain, [(n,) for n in range(3)]))


def test_judges_that_never_come_up_end_it_with_a_sentence(monkeypatch):
    monkeypatch.setattr(module, "attend", os._exit)
    problem = pytest.raises(HandProblem, match="end as soon as they start")
    with Pool(2, False, CONFINEMENT) as pool, problem:
        list(pool.run(pow, [(1, 2)]))


def test_a_few_judges_are_called_before_there_is_work_and_end_without_any(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Pool(module.EARLY + 2, False, CONFINEMENT) as pool:
        assert list(pool.run(pow, [])) == []
        called = [hand.process for hand in pool.hands]
    assert len(called) == module.EARLY
    assert [process.exitcode for process in called] == [0] * module.EARLY
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_left_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Pool(2, False, CONFINEMENT) as pool:
        found = [result for _, result in pool.run(where, [(n,) for n in range(6)])]
        assert all(Path(folder).is_relative_to(tmp_path) for _, folder in found)
    for process, _ in found:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)
    assert list(tmp_path.iterdir()) == []


def test_a_package_goes_to_each_judge_once(tmp_path, monkeypatch):
    package = make_package(full_course(tmp_path)[1], CONFINEMENT, False)
    gifts = {}

    class Recorded(module.Hand):
        def __init__(self, *given):
            super().__init__(*given)
            send = self.connection.send

            def recorded(message):
                gifts.setdefault(id(self), []).append(message[0])
                send(message)

            self.connection.send = recorded

    monkeypatch.setattr(module, "Hand", Recorded)
    with Pool(2, False, CONFINEMENT) as pool:
        for _ in range(2):
            assert len(list(pool.run(pow, [(n, 2) for n in range(9)], package))) == 9
    assert sum(map(len, gifts.values())) == 18
    assert all(sent == [package] + [None] * (len(sent) - 1) for sent in gifts.values())
