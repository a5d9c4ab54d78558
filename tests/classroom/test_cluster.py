"""The same function on a cluster: two Dask workers on this machine."""

import contextlib
import os
import signal
import subprocess
import sys
import time

import psutil
import pytest
from class_of_many import ASSIGNMENT, KINDS, make_class, scores, verdicts
from pool_tasks import complain, die, fail

from viva.classroom import cluster as module
from viva.classroom import seat
from viva.classroom.batch import Watcher, grade_assignment
from viva.classroom.cluster import Cluster
from viva.classroom.tasks import HandProblem, Lost
from viva.course.confinement import Confinement, confine_elsewhere
from viva.course.layout import UsageProblem
from viva.course.package import make_package
from viva.grading.bundle import Limits
from viva.worker.limits import Resources
from viva.worker.sandbox import sandbox_problem

pytestmark = pytest.mark.slow
distributed = pytest.importorskip("distributed")
HERE = os.path.dirname(__file__)
QUIET = {
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "3",
    "DASK_DISTRIBUTED__WORKER__MEMORY__TERMINATE": "False",
}


class Deployed:
    """A scheduler and some workers, each in a process of its own, as on a cluster."""

    def __init__(self, folder):
        self.folder = folder
        self.file = folder / "scheduler.json"
        self.processes = []
        arguments = ["--scheduler-file", str(self.file), "--host", "127.0.0.1", "--port", "0"]
        self.start("scheduler", *arguments, "--no-dashboard")
        self.workers = [self.add() for _ in range(2)]

    def start(self, kind, *arguments):
        command = [sys.executable, "-m", "distributed.cli.dask_" + kind, *arguments]
        environment = os.environ | QUIET | {"PYTHONPATH": HERE}
        with (self.folder / f"{kind}{len(self.processes)}.log").open("wb") as log:
            self.processes.append(
                subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=self.folder)
            )
        return self.processes[-1]

    def add(self, *arguments):
        common = ["--scheduler-file", str(self.file), "--nthreads", "1", "--no-dashboard"]
        return self.start("worker", *common, "--local-directory", str(self.folder), *arguments)

    def close(self):
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


@pytest.fixture(scope="module")
def deployed(tmp_path_factory):
    made = Deployed(tmp_path_factory.mktemp("dask"))
    until = time.monotonic() + 60
    while not made.file.exists() and time.monotonic() < until:
        time.sleep(0.1)
    yield made
    made.close()


@pytest.fixture
def cluster(deployed):
    with Cluster(str(deployed.file)) as opened:
        yield opened


def test_a_task_whose_worker_dies_is_done_by_another(cluster, tmp_path):
    tasks = [(n, {1: 1, 3: 2}, str(tmp_path)) for n in range(8)]
    assert dict(cluster.run(die, tasks)) == {n: n * n for n in range(8)}


def test_one_that_kills_three_workers_is_lost_and_the_rest_goes_on(cluster, tmp_path):
    found = dict(cluster.run(die, [(n, {1: 9}, str(tmp_path)) for n in range(4)]))
    assert [found[n] for n in (0, 2, 3)] == [0, 4, 9]
    assert isinstance(found[1], Lost)
    assert (tmp_path / "1").read_text() == "xxx"


def test_failures_and_problems_are_told(cluster):
    found = dict(cluster.run(fail, [(n,) for n in range(3)]))
    assert (found[0], found[2]) == (0, 2)
    assert "LookupError: one is no good" in found[1].reason
    with pytest.raises(HandProblem, match=r"^Nothing here fits\.$"):
        list(cluster.run(complain, [(1,)]))


def test_a_worker_with_other_versions_is_refused(cluster, tmp_path, monkeypatch):
    course = make_class(tmp_path, 1)
    monkeypatch.setattr("viva.course.package.versions", lambda modules: "numpy 0.1")
    confinement = Confinement(False, Limits(), Resources(), warm=())
    package = make_package(course.find("01"), confinement, False)
    with pytest.raises(HandProblem, match=r"other versions than this machine.*numpy 0\.1"):
        list(cluster.run(pow, [(1, 2)], package))


@pytest.mark.skipif(bool(sandbox_problem()), reason=sandbox_problem() or "works")
def test_a_class_is_graded_while_a_worker_is_killed(deployed, tmp_path):
    course, alone = make_class(tmp_path / "class", 18), make_class(tmp_path / "alone", len(KINDS))
    grade_assignment(alone, alone.find("01"), jobs=1)

    seen = []

    class Killer(Watcher):
        def done(self, verdict, taken):
            seen.append(verdict.student)
            if len(seen) == 5:
                nanny = psutil.Process(deployed.workers[0].pid)
                for worker in nanny.children(recursive=True):
                    with contextlib.suppress(psutil.NoSuchProcess):
                        worker.send_signal(signal.SIGKILL)

    with Cluster(str(deployed.file)) as pool:
        grade_assignment(
            course,
            course.find("01"),
            pool=pool,
            watcher=Killer(),
            confinement=confine_elsewhere(course),
        )
    assert sorted(seen) == [f"s{n:04d}" for n in range(18)]
    like = {f"s{n:04d}": f"s{n % len(KINDS):04d}" for n in range(18)}
    one, rows = verdicts(alone), scores(alone)
    assert verdicts(course) == {name: one[like[name]] for name in like}
    assert scores(course) == {name: rows[like[name]] for name in like}
    assert not list(course.root.rglob(f"*/{ASSIGNMENT}/.writing-*"))


def test_without_a_scheduler_or_dask_it_is_one_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr(module, "CONNECT", 0.5)
    with pytest.raises(UsageProblem, match=r"no Dask scheduler at tcp://127\.0\.0\.1:1"):
        Cluster("tcp://127.0.0.1:1").__enter__()
    with pytest.raises(UsageProblem, match="no Dask scheduler at nowhere"):
        Cluster("nowhere").__enter__()
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageProblem, match=r"install viva with its extra, viva\[dask\]"):
        Cluster("tcp://127.0.0.1:1").__enter__()


def test_without_workers_it_waits_and_then_says_so(deployed, monkeypatch):
    monkeypatch.setattr(module, "PATIENCE", 1.0)
    with Cluster(str(deployed.file)) as opened:
        monkeypatch.setattr(opened.client, "nthreads", dict)
        with pytest.raises(HandProblem, match="No worker came to"):
            list(opened.run(pow, [(1, 2)]))


def test_a_new_process_at_an_old_address_gets_the_package(cluster, tmp_path):
    confinement = Confinement(False, Limits(), Resources(), warm=())
    package = make_package(make_class(tmp_path, 1).find("01"), confinement, False)
    assert len(list(cluster.run(pow, [(n, 2) for n in range(4)], package))) == 4
    cluster.client.run(seat.leave_seat)
    assert len(list(cluster.run(pow, [(n, 2) for n in range(4)], package))) == 4
