"""Judge processes: what they do, and what becomes of their work when they die."""

import contextlib
import multiprocessing
import os
import tempfile
import threading
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from pool_tasks import at_most, complain, die, fail, power, run_cell, use, where

from viva.classroom import pool as module
from viva.classroom.dispatch import START_FAILURES
from viva.classroom.pool import LocalJudge, Pool, cores, end, grading_pool
from viva.classroom.roof import Roof
from viva.classroom.tasks import Answer, JudgeProblem, Lost
from viva.course.confinement import Confinement
from viva.grading.bundle import Limits
from viva.remote.client import descendants
from viva.worker.limits import MIB, Resources
from viva.worker.sandbox import worlds_work

CONFINEMENT = Confinement(False, Limits(), Resources(), warm=())
SANDBOXED = Confinement(True, Limits(), Resources(), warm=())
needs_worlds = pytest.mark.skipif(not worlds_work(), reason="namespaces cannot be nested here")


@pytest.mark.parametrize("jobs", [1, 2])
def test_each_result_comes_with_its_number_and_tasks_are_taken_as_needed(jobs):
    taken, begun, most = [], [], 0

    def tasks():
        for number in range(12):
            taken.append(number)
            yield (number, 2)

    found = {}
    with Pool(jobs, False, CONFINEMENT) as pool:
        for number, result in pool.run(power, tasks(), started=begun.append):
            found[number] = result
            most = max(most, len(taken) - len(found))
    assert found == {n: n * n for n in range(12)}
    assert sorted(begun) == list(range(12))
    assert most <= jobs + 1


def test_a_dead_judges_task_is_done_by_another(tmp_path):
    with Pool(2, False, CONFINEMENT) as pool:
        tasks = [(n, {3: 1, 5: 2}, str(tmp_path)) for n in range(8)]
        assert dict(pool.run(die, tasks)) == {n: n * n for n in range(8)}
        assert list(pool.run(power, [(2, 3)])) == [(0, 8)]


def test_one_that_kills_three_judges_is_lost_and_the_rest_goes_on(tmp_path):
    with Pool(1, False, CONFINEMENT) as pool:
        tasks = [(n, {1: 9}, str(tmp_path)) for n in range(3)]
        found = dict(pool.run(die, tasks))
    assert found[0] == 0 and found[2] == 4
    assert isinstance(found[1], Lost) and "exit code -9" in found[1].reason
    assert (tmp_path / "1").read_text() == "xxx"


def test_failures_and_problems_come_from_the_other_process(tmp_path):
    with Pool(1, False, CONFINEMENT) as pool:
        found = dict(pool.run(fail, [(n,) for n in range(3)], started=at_most(9)))
        assert (found[0], found[2]) == (0, 2)
        assert "LookupError: one is no good" in found[1].reason
        with pytest.raises(JudgeProblem, match=r"^Nothing here fits\.$"):
            list(pool.run(complain, [(n,) for n in range(3)]))


def test_a_few_judges_are_started_before_there_is_work_and_end_without_any(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Pool(module.EARLY + 2, False, CONFINEMENT) as pool:
        assert list(pool.run(power, [])) == []
        started = [judge.process for judge in pool.judges]
    assert len(started) == module.EARLY
    assert [process.exitcode for process in started] == [0] * module.EARLY
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


def running():
    """The processes that this one has started, and the forkserver has, with what they run."""
    children = psutil.Process().children(recursive=True)
    return {child for child in children if child.status() != psutil.STATUS_ZOMBIE}


def test_two_nested_pools_leave_nothing_behind():
    with Pool(2, False, CONFINEMENT) as pool:
        list(pool.run(power, [(1, 2)]))  # the forkserver stays as long as this process
    before = running()
    with Pool(1, False, CONFINEMENT) as outer, Pool(1, False, CONFINEMENT) as inner:
        for judges in (outer, inner):
            assert list(judges.run(power, [(2, 3)])) == [(0, 8)]
        assert len(running() - before) >= 4  # two judges, and a worker of each
    assert running() <= before


@needs_worlds
@pytest.mark.parametrize("jobs", [1, 2])
def test_all_judges_share_one_warm_process_and_it_is_replaced_when_it_dies(jobs):
    with Pool(jobs, False, SANDBOXED) as pool:
        first = pool.worker.process
        found = dict(pool.run(run_cell, [(n,) for n in range(4)]))
        assert found == {n: f"{n}\n" for n in range(4)}
        assert pool.worker.process is first
        for process in descendants(first.pid):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        first.wait()
        found = dict(pool.run(run_cell, [(n,) for n in range(4)]))
        assert found == {n: f"{n}\n" for n in range(4)}
        assert pool.worker.process is not first


ROOF = Roof(1.0, 300 * MIB)


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(
    ("way", "what"),
    [("compute", "seconds"), ("hold", "memory"), ("hold at once", "memory"), ("in C", "seconds")],
)
def test_a_judge_that_uses_more_than_it_may_is_ended_and_nobody_else(jobs, way, what):
    tasks = [(0, ""), (1, way), (2, "")]
    with Pool(jobs, False, CONFINEMENT) as pool:
        found = dict(pool.run(use, tasks, roof=ROOF))
    assert (found[0], found[2]) == (0, 2)
    assert found[1].exceeded.what == what
    assert found[1].exceeded.doing in (f"doing {way}", "")


def test_waiting_costs_a_judge_nothing():
    with Pool(1, False, CONFINEMENT) as pool:
        assert dict(pool.run(use, [(0, "wait")], roof=Roof(0.5, 500 * MIB))) == {0: 0}


# ------------------------------------------------------------------ without any process


class FakeProcess:
    """A process that is told to end, and does so or not."""

    def __init__(self, exitcode=None, stubborn=False):
        self.exitcode, self.stubborn, self.killed = exitcode, stubborn, False

    def join(self, timeout=None):
        if self.exitcode is None and not self.stubborn:
            self.exitcode = 0

    def kill(self):
        self.killed, self.exitcode = True, -9


class FakePool(Pool):
    """A pool whose judges are pipes to this process; each answers when it is started."""

    def __init__(self, jobs, folder, exitcode=None):
        super().__init__(jobs, False, CONFINEMENT)
        self.folder, self.exitcode, self.theirs = folder, exitcode, []

    def _start(self, fork=False):
        assert len(self.theirs) < 20, "it would go on for ever"
        ours, theirs = multiprocessing.Pipe()
        folder = self.folder / str(len(self.theirs))
        folder.mkdir()
        judge = LocalJudge(process=FakeProcess(self.exitcode), connection=ours, folder=folder)
        self.theirs.append(theirs)
        self.judges.append(judge)
        if self.exitcode is None:
            theirs.send(Answer("ready"))
        else:
            theirs.close()


def test_judges_that_never_come_up_end_it_with_a_sentence(tmp_path):
    pool = FakePool(2, tmp_path, exitcode=3)
    with pytest.raises(JudgeProblem, match=r"end as soon as they start \(exit code 3\)\.$"):
        list(pool.run(power, [(1, 2)]))
    assert len(pool.theirs) <= START_FAILURES + 1
    pool.close()


def test_a_judge_that_dies_is_removed_with_its_folder_and_says_how(tmp_path):
    pool = FakePool(1, tmp_path)
    pool._start()
    (judge,) = pool.judges
    ((_, answer),) = pool.receive()
    assert answer == Answer("ready")
    judge.ready, judge.process.exitcode = True, -9
    pool.theirs[0].close()
    died = Answer("failed", "The judge process ended (exit code -9).")
    assert list(pool.receive()) == [(judge, died)]
    assert pool.judges == [] and not judge.folder.exists()


def test_a_judge_that_was_removed_meanwhile_does_not_answer(tmp_path):
    pool = FakePool(2, tmp_path)
    pool._start()
    pool._start()
    answers = pool.receive()
    first, _ = next(answers)
    (other,) = [judge for judge in pool.judges if judge is not first]
    pool.discard(other)
    assert list(answers) == []


def test_judges_that_are_at_work_are_killed_at_the_end_and_the_others_may_end(tmp_path):
    pool = FakePool(2, tmp_path)
    pool._start()
    pool._start()
    busy, idle = pool.judges
    busy.task = SimpleNamespace()
    pool.close()
    assert (busy.process.killed, idle.process.killed) == (True, False)
    assert pool.judges == [] and not tmp_path.exists()


def test_a_process_that_does_not_end_is_killed():
    stubborn = FakeProcess(stubborn=True)
    end(stubborn)
    assert stubborn.killed
    obedient = FakeProcess()
    end(obedient)
    assert not obedient.killed


def test_there_are_no_more_judges_than_jobs_or_tasks(tmp_path):
    pool = FakePool(3, tmp_path)
    results = pool.run(power, [(n, 2) for n in range(2)])
    answering = threading.Thread(target=answer_all, args=(pool, 2))
    answering.start()
    assert sorted(results) == [(0, 0), (1, 1)]
    answering.join()
    assert 1 <= len(pool.judges) <= 3
    pool.close()


def answer_all(pool, requests):
    """Play all judges of a fake pool, until so many requests have been answered."""
    while requests:
        for theirs in list(pool.theirs):
            if theirs.poll(0.01):
                request = theirs.recv()
                theirs.send(Answer("done", request.function(None, *request.arguments)))
                requests -= 1


def test_there_are_as_many_judges_as_the_work_keeps_busy(monkeypatch):
    monkeypatch.setattr(module, "cores", lambda: 8)
    sizes = {1: 1, 3: 1, 4: 2, 6: 3, 24: 8, 900: 8}
    assert {n: grading_pool(n, CONFINEMENT).jobs for n in sizes} == sizes
    for jobs, submissions in ((3, 900), (3, 3), (2, 900)):
        assert grading_pool(submissions, CONFINEMENT, jobs=jobs).jobs == jobs
    assert grading_pool(2, CONFINEMENT, jobs=3).jobs == 2
    assert grading_pool(900, CONFINEMENT, figures=True).figures


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("threads", [False, True])
def test_the_first_judges_are_forks_unless_there_are_threads(monkeypatch, jobs, threads):
    # Other tests may have left threads in this process.
    monkeypatch.setattr("viva.classroom.pool.threading.active_count", lambda: 1 + threads)
    with Pool(jobs, False, CONFINEMENT) as pool:
        pool.prepare()
        forks = [type(judge.process).__name__ == "ForkProcess" for judge in pool.judges]
        assert forks == [not threads] * jobs
        assert dict(pool.run(power, [(2, n) for n in range(5)])) == {n: 2**n for n in range(5)}


def test_the_processors_are_those_that_this_process_may_use():
    assert cores() == len(os.sched_getaffinity(0))
