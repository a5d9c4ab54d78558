"""The same function on a cluster: two Dask workers on this machine."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from class_of_many import ASSIGNMENT, KINDS, make_class, scores, verdicts
from planted import plant
from pool_tasks import at_most, complain, die, fail, power
from two_notebooks import NAME as NAME_OF_TWO
from two_notebooks import course_of_two, hand_in_class, rows, with_exam

from viva.classroom import cluster as module
from viva.classroom.batch import Watcher, grade_assignment
from viva.classroom.cluster import Cluster, ClusterProblem
from viva.classroom.dask_worker import NAME
from viva.classroom.tasks import Answer, JudgeProblem, Lost
from viva.course.confinement import Confinement, confine_elsewhere
from viva.course.package import make_package
from viva.grading.bundle import Limits
from viva.worker.limits import Resources
from viva.worker.sandbox import sandbox_problem

pytest.importorskip("distributed")
HELPERS = str(Path(__file__).parents[1] / "helpers")
QUIET = {
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "3",
    "DASK_DISTRIBUTED__WORKER__MEMORY__TERMINATE": "False",
}

# What a scheduler and workers import by the names of modules.
RECORDED = pytest.mark.recorded(
    "cluster", enters=["classroom.dask_nanny", "classroom.dask_worker", "classroom.grader"]
)


class Deployed:
    """A scheduler and some workers, each in a process of its own, as on a cluster.

    They are started in a folder with a student's files.
    """

    def __init__(self, folder):
        self.folder = folder
        self.trace = folder / "trace"
        plant(folder, self.trace)
        self.file = folder / "scheduler.json"
        self.processes = []
        arguments = ["--scheduler-file", str(self.file), "--host", "127.0.0.1", "--port", "0"]
        self.start("scheduler", *arguments, "--no-dashboard")
        self.workers = [self.add() for _ in range(2)]

    def start(self, kind, *arguments):
        command = [Path(sys.executable).with_name("dask"), kind, *arguments]
        environment = os.environ | QUIET | {"PYTHONPATH": HELPERS}
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


@RECORDED
@pytest.mark.slow
def test_a_task_whose_worker_dies_is_done_by_another(cluster, tmp_path):
    tasks = [(n, {1: 1, 3: 2}, str(tmp_path)) for n in range(8)]
    assert dict(cluster.run(die, tasks)) == {n: n * n for n in range(8)}


@RECORDED
@pytest.mark.slow
def test_nothing_is_run_that_lies_where_workers_are_started(cluster, deployed):
    assert dict(cluster.run(power, [(n, 2) for n in range(4)])) == {n: n * n for n in range(4)}
    assert not deployed.trace.exists(), deployed.trace.read_text()


@RECORDED
@pytest.mark.slow
def test_one_that_kills_three_workers_is_lost_and_the_rest_goes_on(cluster, tmp_path):
    found = dict(cluster.run(die, [(n, {1: 9}, str(tmp_path)) for n in range(4)]))
    assert [found[n] for n in (0, 2, 3)] == [0, 4, 9]
    assert isinstance(found[1], Lost)
    assert (tmp_path / "1").read_text() == "xxx"


@RECORDED
@pytest.mark.slow
def test_failures_and_problems_are_told(cluster):
    found = dict(cluster.run(fail, [(n,) for n in range(3)], started=at_most(9)))
    assert (found[0], found[2]) == (0, 2)
    assert "LookupError: one is no good" in found[1].reason
    with pytest.raises(JudgeProblem, match=r"^Nothing here fits\.$"):
        list(cluster.run(complain, [(1,)]))


@RECORDED
@pytest.mark.slow
def test_a_worker_with_other_versions_is_refused(cluster, tmp_path, monkeypatch):
    course = make_class(tmp_path, 1)
    monkeypatch.setattr("viva.course.package.versions", lambda modules: "numpy 0.1")
    confinement = Confinement(False, Limits(), Resources(), warm=())
    package = make_package(course.find("01"), confinement, False)
    with pytest.raises(JudgeProblem, match=r"versions differ from this machine's.*numpy 0\.1"):
        list(cluster.run(power, [(1, 2)], package))


@RECORDED
@pytest.mark.slow
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


@RECORDED
@pytest.mark.slow
@pytest.mark.skipif(bool(sandbox_problem()), reason=sandbox_problem() or "works")
def test_an_assignment_of_several_notebooks_is_graded_as_on_one_machine(deployed, tmp_path):
    found = {}
    for name, options in (("alone", ["-j", "1"]), ("cluster", ["--dask", str(deployed.file)])):
        course = with_exam(course_of_two(tmp_path / name))
        hand_in_class(course.root)
        viva = Path(sys.executable).with_name("viva")
        subprocess.run([viva, "grade", NAME_OF_TWO, *options], cwd=course.root, check=False)
        stored = {
            path.parent.parent.name: json.loads(path.read_text())["notebooks"]
            for path in course.autograded.glob("*/*/verdict.json")
        }
        for notebooks in stored.values():
            for verdict in notebooks.values():
                for timed in (verdict, *verdict["questions"]):
                    del timed["seconds"]
        found[name] = stored, rows(course.root / "gradebook.db")
    assert found["cluster"] == found["alone"]
    assert found["cluster"][1]["partly"]["sum"] == (11.0, 19.0)


@RECORDED
@pytest.mark.slow
@pytest.mark.skipif(bool(sandbox_problem()), reason=sandbox_problem() or "works")
def test_two_classes_are_graded_on_one_cluster_at_the_same_time(deployed, tmp_path):
    kinds = {"one": KINDS, "other": ("squares", "solution", "blank")}
    alone = {name: make_class(tmp_path / "alone" / name, 6, kinds[name]) for name in kinds}
    courses = {name: make_class(tmp_path / name, 6, kinds[name]) for name in kinds}
    for course in alone.values():
        grade_assignment(course, course.find("01"), jobs=1)
    viva = Path(sys.executable).with_name("viva")
    command = [viva, "grade", "01", "--dask", str(deployed.file)]
    at_once = [subprocess.Popen(command, cwd=course.root) for course in courses.values()]
    # One of the first class cannot be read, and the command says so.
    assert [each.wait(120) for each in at_once] == [1, 0]
    for name, course in courses.items():
        assert verdicts(course) == verdicts(alone[name])
        assert scores(course) == scores(alone[name])


@RECORDED
@pytest.mark.slow
def test_a_new_process_at_an_old_address_gets_the_package(cluster, tmp_path):
    confinement = Confinement(False, Limits(), Resources())
    squares = {n: n * n for n in range(4)}
    package = make_package(make_class(tmp_path, 1).find("01"), confinement, False)
    assert dict(cluster.run(power, [(n, 2) for n in range(4)], package)) == squares
    cluster.client.run(
        lambda dask_worker: [
            dask_worker.plugins[NAME].judges.discard(judge)
            for judge in list(dask_worker.plugins[NAME].judges.judges)
        ]
    )
    assert dict(cluster.run(power, [(n, 2) for n in range(4)], package)) == squares


# ------------------------------------------------------------------ without any worker


class FakeFuture:
    """What became of a request on a fake cluster."""

    def __init__(self, result=None, error=None):
        self.outcome, self.error, self.cancelled, self.callback = result, error, False, None
        self.lost, self.asked = False, 0

    def add_done_callback(self, callback):
        self.callback = callback
        if self.client.prompt:
            self.client.answer(self)

    def done(self):
        return not self.lost

    def result(self, timeout):
        self.asked += 1
        if self.error is not None:
            raise self.error
        return self.outcome

    def cancel(self):
        self.cancelled = True


class FakeClient:
    """A cluster whose workers a test adds, ends and lets answer, or which answer at once."""

    prompt = False

    def __init__(self, *addresses, **options):
        self.addresses, self.futures, self.closed, self.plugins = set(addresses), [], False, []

    def nthreads(self):
        if self.addresses is None:
            raise OSError("closed")
        return dict.fromkeys(self.addresses, 1)

    def submit(self, perform, *request, workers, allow_other_workers, pure, key):
        assert not allow_other_workers and not pure
        future = FakeFuture()
        future.client, future.request, future.address, future.key = self, request, workers[0], key
        self.futures.append(future)
        return future

    def answer(self, future):
        _, _, function, arguments, *_ = future.request
        future.outcome = Answer("done", function(None, *arguments))
        future.callback(future)

    def cancel(self, futures):
        for future in futures:
            future.cancel()

    def close(self):
        self.closed = True

    def register_plugin(self, plugin):
        self.plugins.append(plugin)


@pytest.fixture
def fake(monkeypatch):
    """A cluster with two workers, and no time between looks at it."""
    monkeypatch.setattr(module, "PERIOD", 0.0)
    opened = Cluster("here")
    opened.client = FakeClient("a", "b")
    return opened


def test_each_worker_is_given_one_task_at_a_time(fake):
    begun = []
    fake.client.prompt = True
    results = fake.run(power, [(n, 2) for n in range(5)], started=begun.append)
    assert list(results) == [(n, n * n) for n in range(5)]
    assert begun == list(range(5))
    assert {future.address for future in fake.client.futures} == {"a", "b"}
    assert len({future.key for future in fake.client.futures}) == 5


def look(fake):
    return list(fake._look())


def test_workers_come_and_go_and_the_task_of_one_that_is_gone_is_taken_back(fake):
    assert look(fake) == []
    first, second = fake.judges
    assert [judge.address for judge in fake.judges] == ["a", "b"]
    assert first.ready and second.ready
    fake.send(first, module.Request(None, None, power, (1, 2)))
    fake.client.addresses = {"b", "c"}
    assert look(fake) == [(first, Answer("failed", "The worker at a is gone."))]
    assert first.future.cancelled
    assert [judge.address for judge in fake.judges] == ["b", "c"]
    # What it answers now is nobody's result.
    fake.client.answer(first.future)
    assert list(fake.receive()) == []


def test_an_answer_belongs_to_the_judge_that_was_asked(fake):
    look(fake)
    first, second = fake.judges
    for judge, number in ((first, 2), (second, 3)):
        fake.send(judge, module.Request(None, None, power, (number, 2)))
    fake.client.answer(second.future)
    assert list(fake.receive()) == [(second, Answer("done", 9))]
    assert second.future is None and first.future is not None


def test_what_a_worker_answers_is_read_or_is_a_failure():
    assert module.read_answer(FakeFuture(Answer("done", 3))) == Answer("done", 3)
    assert module.read_answer(FakeFuture("what?")).kind == "failed"
    died = module.read_answer(FakeFuture(error=ValueError("KilledWorker")))
    assert died == Answer("failed", "The worker did not answer: ValueError: KilledWorker")


def test_an_answer_that_died_with_its_worker_is_not_waited_for():
    class Losing(FakeFuture):
        def result(self, timeout):
            self.lost = True
            return super().result(timeout)

    lost = Losing(error=TimeoutError())
    gone = Answer("failed", "The worker is gone, and its answer with it.")
    assert module.read_answer(lost) == gone
    assert lost.asked == 1
    slow = FakeFuture(error=TimeoutError())
    late = Answer("failed", "The worker did not answer for 60 seconds.")
    assert module.read_answer(slow) == late
    assert slow.asked == 12


def test_a_scheduler_that_is_gone_ends_it(fake):
    fake.client.addresses = None
    with pytest.raises(JudgeProblem, match=r"^The scheduler at here does not answer\.$"):
        list(fake.run(power, [(1, 2)]))


def test_without_workers_it_waits_and_then_says_so(fake, monkeypatch):
    fake.client.addresses = set()
    monkeypatch.setattr(module, "PATIENCE", 0.0)
    with pytest.raises(JudgeProblem, match="No worker has connected to here for 0 seconds"):
        list(fake.run(power, [(1, 2)]))


def test_leaving_the_cluster_cancels_what_is_being_done(fake):
    look(fake)
    first, _ = fake.judges
    fake.send(first, module.Request(None, None, power, (1, 2)))
    client, future = fake.client, first.future
    fake.close()
    assert client.closed and future.cancelled
    assert (fake.client, fake.judges) == (None, [])
    fake.close()


def test_without_a_scheduler_or_dask_it_is_one_sentence(monkeypatch):
    monkeypatch.setattr(module, "CONNECT", 0.5)
    with pytest.raises(ClusterProblem, match=r"no Dask scheduler at tcp://127\.0\.0\.1:1"):
        Cluster("tcp://127.0.0.1:1").__enter__()
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(
        ClusterProblem, match=r"install viva with its extra, viva-autograder\[dask\]"
    ):
        Cluster("tcp://127.0.0.1:1").__enter__()


@pytest.mark.parametrize("address", ["inproc://10.0.0.1/7/1", "10.0.0.1:8786", "tls://here:1"])
def test_an_address_is_what_dask_gives(address):
    assert module.place_of(address) == {"address": address}


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("nowhere.json", "No such file"),
        ("tcp://127.0.0.1:port", "invalid literal"),
        ("http://127.0.0.1:8786", "unknown address scheme 'http'"),
        ("127.0.0.1", "missing port number"),
    ],
)
def test_what_is_no_address_is_one_sentence_at_once(address, said, monkeypatch):
    import distributed

    monkeypatch.setattr(distributed, "Client", FakeClient)
    with pytest.raises(ClusterProblem, match=f"^There is no Dask scheduler at .*{said}"):
        Cluster(address).__enter__()


def test_the_address_may_be_a_file_and_workers_without_viva_are_refused(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scheduler.json").touch()
    import distributed

    made = []

    class Client(FakeClient):
        def __init__(self, **options):
            super().__init__()
            self.options = options
            made.append(self)

        def register_plugin(self, plugin):
            if "scheduler_file" not in self.options:
                raise ModuleNotFoundError("No module named 'viva'")
            super().register_plugin(plugin)

    monkeypatch.setattr(distributed, "Client", Client)
    with Cluster("scheduler.json") as opened:
        assert opened.client.options["scheduler_file"] == "scheduler.json"
        (plugin,) = opened.client.plugins
        assert plugin.name == NAME and plugin.idempotent
    words = r"A worker of tcp://x:1 cannot import viva \(No module named 'viva'\)\. Install this"
    with pytest.raises(ClusterProblem, match=words):
        Cluster("tcp://x:1").__enter__()
    assert made[1].closed
