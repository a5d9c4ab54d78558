import dataclasses
import errno
import json
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from full_exam import full_course
from two_notebooks import course_of_two, filled_in, write_source

from viva.classroom import grader as module
from viva.classroom.grader import (
    WORKER_LOST,
    Grader,
    assignment_by_cells,
    examiner_of,
    grade_file,
    grade_folder,
    grade_handed_in,
    grade_submission,
    killed,
)
from viva.classroom.roof import Exceeded
from viva.classroom.tasks import Answer, Lost, Request
from viva.course import confinement as confinement_module
from viva.course.bundle import make_bundle
from viva.course.confinement import Confinement
from viva.course.handed_in import HandedIn
from viva.course.layout import UsageProblem
from viva.course.package import make_package
from viva.grading.bundle import Limits
from viva.grading.verdict import Verdict
from viva.remote.client import StartProblem
from viva.remote.world import WorkerProblem
from viva.worker.limits import Resources
from viva.worker.sandbox import SandboxProblem
from viva.worker.setting import WARM

CONFINEMENT = Confinement(False, Limits(), Resources())
FOUND = Verdict("01_warm_up", "ada", "graded", (), "none", 0.1, "as it is")


class FakeWorker:
    """A worker that runs nothing, and is lost when a test says so."""

    alive = 0
    coming_up = False

    def __init__(self, *settings):
        self.settings, self.lost, self.dead, self.begun = settings, 0, False, 0
        self.sandbox = "none"
        FakeWorker.alive += 1

    def begin(self):
        self.begun += 1
        self.lost += self.dead
        self.dead = False

    def close(self):
        FakeWorker.alive -= 1


@pytest.fixture
def workers(monkeypatch):
    """Workers that are fakes; none is left open."""
    monkeypatch.setattr(confinement_module, "Worker", FakeWorker)
    monkeypatch.setattr(FakeWorker, "alive", 0)
    yield FakeWorker
    assert FakeWorker.alive == 0


@pytest.fixture
def grader(workers):
    with Grader(False, CONFINEMENT) as grader:
        yield grader


@pytest.fixture
def made(tmp_path):
    return full_course(tmp_path)


@pytest.fixture
def package(made):
    return make_package(made[1], CONFINEMENT, False)


def ask(grader, function, *arguments, package=None, needs=None):
    return grader.perform(Request(package, needs, function, arguments))


def raising(error):
    def function(grader):
        raise error

    return function


def test_a_library_that_an_exam_brings_has_one_thread_too(workers, monkeypatch):
    limits = []
    monkeypatch.setattr(module, "threadpool_limits", Limited.into(limits))
    with Grader(confinement=CONFINEMENT) as grader:
        assert limits == [1]
        made = []

        def bundle(*given):
            made.append(len(limits))
            return SimpleNamespace(optional={})

        monkeypatch.setattr(module, "make_bundle", bundle)
        monkeypatch.setattr(module, "Judge", lambda *_, say: made.append(len(limits)))
        monkeypatch.setattr(module, "examiner_of", lambda *_: None)
        grader.judge(type("Assigned", (), {"exam_texts": dict}))
        # Limits hold for what is loaded by then: after the exam, and before it is asked.
        assert made == [1, 2] and limits == [1, 1]
    assert limits == []


class Limited:
    """A limit of threads that is noted while it holds."""

    @classmethod
    def into(cls, limits):
        """Return what makes limits that are noted in a list."""
        return lambda number: cls(limits, number)

    def __init__(self, limits, number):
        self.limits, self.number = limits, number

    def __enter__(self):
        self.limits.append(self.number)

    def __exit__(self, *exception):
        self.limits.pop()


def test_a_worker_begins_to_warm_up_at_once_with_the_settings(workers):
    confinement = Confinement(True, Limits(), Resources(processes=7), user=None)
    with Grader(True, confinement) as grader:
        assert grader.worker.settings[:4] == (True, True, confinement.resources, None)
        assert grader.worker.begun == 1
        assert workers.alive == 1


def test_without_settings_there_is_no_worker_before_a_package_comes(workers, package):
    with Grader() as grader:
        assert grader.worker is None
        assert ask(grader, lambda grader: 3) == Answer("done", 3)
        grader.accept(package)
        assert grader.worker is not None
        assert (grader.figures, grader.confinement) == (False, CONFINEMENT)


def test_what_only_one_assignment_imports_is_warm_for_that_one(grader, package, made, monkeypatch):
    monkeypatch.setattr(module, "modules_to_warm", lambda packages: tuple(packages))
    locked = {"grade_id": "given", "locked": True, "grade": False, "solution": False}
    text = "try:\n    import json\nexcept ImportError:\n    json = None"
    cell = {"cell_type": "code", "source": text, "metadata": {"nbgrader": locked}, "id": "given"}
    bundle = dataclasses.replace(package.bundle, cells=(cell, *package.bundle.cells))
    importing = dataclasses.replace(package, bundle=bundle, exam=None)
    grader.accept(package)
    assert grader.worker.settings[4] is None
    grader.accept(importing)
    assert grader.worker.settings[4] == (*WARM, "json")
    first = grader.worker
    grader.accept(dataclasses.replace(importing, exam_path="elsewhere"))
    assert grader.worker is first
    grader.judge(made[1])
    assert grader.worker.settings[4] is None and workers_alive() == 1


def workers_alive():
    return FakeWorker.alive


def test_closing_ends_the_worker_and_forgets_the_assignments(workers, package):
    grader = Grader(False, CONFINEMENT)
    grader.accept(package)
    grader.close()
    assert (grader.worker, grader.judges, workers.alive) == (None, {}, 0)
    grader.close()
    assert workers.alive == 0


def test_a_fault_at_the_start_is_told_when_the_worker_is_needed(workers, monkeypatch):
    def begin(worker):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FakeWorker, "begin", begin)
    Grader(False, CONFINEMENT).close()


def test_a_task_needs_its_package_once(grader, package):
    def power(grader, base, exponent):
        return base**exponent

    digest = package.digest
    assert ask(grader, power, 2, 3, needs=digest) == Answer("unknown")
    assert ask(grader, power, 2, 3, package=package, needs=digest) == Answer("done", 8)
    assert ask(grader, power, 2, 3, needs=digest) == Answer("done", 8)
    judge = grader.judges[digest]
    assert ask(grader, power, 2, 3, package=package, needs=digest) == Answer("done", 8)
    assert grader.judges[digest] is judge


def test_a_worker_stays_for_packages_that_want_the_same(grader, package):
    worker = grader.worker
    grader.accept(package)
    limits = dataclasses.replace(CONFINEMENT, limits=Limits(call_seconds=1))
    grader.accept(dataclasses.replace(package, confinement=limits))
    assert grader.worker is worker and len(grader.judges) == 2
    wanted = dataclasses.replace(CONFINEMENT, resources=Resources(processes=9))
    grader.accept(dataclasses.replace(package, confinement=wanted))
    assert grader.worker is not worker
    assert grader.worker.settings[2].processes == 9
    assert len(grader.judges) == 1, "the others were judges with the worker that is closed"
    worker = grader.worker
    grader.accept(dataclasses.replace(package, confinement=wanted, figures=True))
    assert grader.worker is not worker and grader.figures


def test_a_package_for_the_sandbox_needs_one(grader, package, monkeypatch):
    def require():
        raise SandboxProblem("There is no bubblewrap.")

    monkeypatch.setattr(module, "require_sandbox", require)
    wanted = dataclasses.replace(CONFINEMENT, sandboxed=True)
    package = dataclasses.replace(package, confinement=wanted)
    answer = ask(grader, raising(None), package=package, needs=package.digest)
    assert answer == Answer("problem", "There is no bubblewrap.")


def test_other_versions_are_refused(grader, package):
    with (
        Grader() as elsewhere,
        pytest.raises(UsageProblem, match="versions differ from this machine's") as problem,
    ):
        elsewhere.accept(dataclasses.replace(package, environment="numpy 0.1"))
    assert "this machine has numpy 0.1." in str(problem.value)
    assert elsewhere.judges == {}


def test_where_packages_are_made_nobody_looks_for_versions_again(grader, package, monkeypatch):
    monkeypatch.setattr(module, "versions", lambda modules: "numpy 0.1")
    grader.accept(package)
    assert list(grader.judges) == [package.digest]


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (
            OSError(errno.ENOSPC, "No space left"),
            "problem",
            "This machine cannot grade: [Errno 28]",
        ),
        (OSError(errno.ENOENT, "No such file"), "failed", "FileNotFoundError"),
        (LookupError("x"), "failed", "LookupError: x"),
        (UsageProblem("So."), "problem", "So."),
        (SandboxProblem("None."), "problem", "None."),
        (StartProblem("It did not start."), "not started", "It did not start."),
        (WorkerProblem("The worker is gone."), "failed", "The worker is gone."),
    ],
)
def test_faults_of_the_machine_are_told_from_those_of_a_task(grader, error, kind, words):
    answer = ask(grader, raising(error))
    assert answer.kind == kind and words in answer.value


def test_an_attempt_whose_worker_was_lost_is_a_failed_one(grader):
    def lose(grader):
        grader.worker.lost += 1
        return "half of it"

    def die(grader):
        grader.worker.dead = True
        return "perhaps all of it"

    assert ask(grader, lose) == Answer("failed", WORKER_LOST)
    assert ask(grader, die) == Answer("failed", WORKER_LOST)
    assert ask(grader, lambda grader: "all") == Answer("done", "all")


def test_a_worker_that_died_while_nothing_was_run_costs_nothing(grader):
    grader.worker.dead = True
    assert ask(grader, lambda grader: "all") == Answer("done", "all")
    assert grader.worker.lost == 1


class FakeJudge:
    """Notes what it is to grade."""

    def unreadable(self, problem, student):
        return dataclasses.replace(FOUND, status="unreadable", message=problem, student=student)

    def say(self, doing, question):
        self.doing = doing

    def grade(self, data, student, files, only, before, spared):
        assert only is None
        self.asked = (data, student, files, before)
        self.spared = spared
        return FOUND


def test_what_was_handed_in_is_graded_or_unreadable():
    judge = FakeJudge()
    handed_in = HandedIn(b"x", note="Noted.", files={"a": b"1"})
    assert grade_handed_in(judge, "ada", handed_in, "earlier").message == "Noted. as it is"
    assert judge.asked == (b"x", "ada", {"a": b"1"}, "earlier")
    found = grade_handed_in(judge, "ada", HandedIn(None, "It is empty."))
    assert (found.status, found.message, found.student) == ("unreadable", "It is empty.", "ada")


def test_a_submission_is_graded_by_the_judge_of_its_package(grader):
    grader.judges = {"one": FakeJudge(), "other": FakeJudge()}
    grade_submission(grader, "other", "ada", HandedIn(b"x"), "earlier")
    assert grader.judges["other"].asked == (b"x", "ada", {}, "earlier")
    grade_submission(grader, "one", "ada", HandedIn(b"x"), None, frozenset({"q01_double"}))
    assert grader.judges["one"].spared == {"q01_double"}


def test_folders_and_files_are_graded_by_the_judge_of_the_assignment(grader, made, tmp_path):
    _, assignment = made
    grader.judges[assignment] = judge = FakeJudge()
    judge.bundle = make_bundle(assignment)
    folder = tmp_path / "handed in"
    folder.mkdir()
    (folder / "warm_up.ipynb").write_bytes(b"x")
    grade_folder(grader, assignment, "ada", folder)
    assert judge.asked == (b"x", "ada", {}, None)
    grade_file(grader, assignment, folder / "warm_up.ipynb")
    assert judge.asked == (b"x", None, {}, None)


def test_an_assignment_is_read_once(grader, made):
    judge = grader.judge(made[1])
    assert judge.bundle.assignment == "01_warm_up" and judge.worker is grader.worker
    assert grader.judge(made[1]) is judge


def test_who_crashed_the_grader_gets_a_verdict_that_says_so(made):
    bundle = make_bundle(made[1])
    found = killed(bundle, CONFINEMENT, "ada", Lost("It died."))
    assert (found.status, found.student, found.sandbox) == ("killed", "ada", "none")
    assert [(q.id, q.score, q.max_score, q.status) for q in found.questions] == [
        ("q01_double", 0.0, 2.0, "killed"),
        ("q02_linear", 0.0, 2.0, "killed"),
    ]
    assert found.written == {"q02_linear"}
    assert "crashed the grader three times" in found.message
    sandboxed = dataclasses.replace(CONFINEMENT, sandboxed=True)
    assert killed(bundle, sandboxed, "ada", Lost("It died.")).sandbox == "bubblewrap"


def test_who_passed_the_roof_hears_where_and_how(made):
    bundle = make_bundle(made[1])
    exceeded = Exceeded("seconds", "reading the notebook")
    found = killed(bundle, CONFINEMENT, "ada", Lost("So.", exceeded))
    said = "Grading was stopped while reading the notebook: it took more than 60 seconds."
    assert found.message.startswith(said)
    exceeded = Exceeded("memory", "judging what q01_double returns")
    found = killed(bundle, CONFINEMENT, "ada", Lost("So.", exceeded))
    assert "judging what q01_double returns: it took more than 2048 MiB of memory" in found.message


def test_a_judge_that_has_no_memory_left_says_so_and_is_replaced(grader):
    assert ask(grader, raising(MemoryError())) == Answer("exceeded", Exceeded("memory"))
    assert grader.stranded


def test_two_graders_in_one_process_leave_no_worker_behind():
    before = set(psutil.Process().children(recursive=True))
    with Grader(False, CONFINEMENT) as outer:
        with Grader(False, CONFINEMENT) as inner:
            processes = {outer.worker.process.pid, inner.worker.process.pid}
            assert len(processes) == 2
        assert outer.worker.process.poll() is None
    assert set(psutil.Process().children(recursive=True)) <= before


def test_a_file_is_known_by_its_cells_whatever_is_wrong_elsewhere(made, tmp_path, monkeypatch):
    _, assignment = made
    broken = dataclasses.replace(assignment, name="02_other", source_path=tmp_path / "broken.ipynb")
    broken.source_path.write_text("[1")
    missing = dataclasses.replace(assignment, name="03_other", source_path=tmp_path / "none.ipynb")
    monkeypatch.setattr(module, "make_bundle", None)  # with every exam, it takes seconds
    choices = [broken, missing, assignment]
    assert assignment_by_cells(None, choices, assignment.source_path) == assignment
    assert assignment_by_cells(None, choices[:2], assignment.source_path) is None
    assert assignment_by_cells(None, choices, broken.source_path) is None


def test_only_what_is_kept_is_composed(grader, made):
    _, assignment = made
    judge = grader.judge(assignment)
    judge.grade = lambda *asked: FOUND
    grade_folder(grader, assignment, "ada", assignment.source_path.parent)
    assert judge.composes
    grade_file(grader, assignment, assignment.source_path)
    assert not judge.composes


def test_what_wrong_answers_do_is_kept_only_where_no_submission_can_see_it(made, monkeypatch):
    bundle = make_bundle(made[1])

    def keeps(sandbox):
        worker = SimpleNamespace(sandbox=sandbox, coming_up=False)
        return examiner_of(bundle, worker, lambda: "").kept is not None

    assert [keeps(sandbox) for sandbox in ("bubblewrap", "user", "none")] == [True, False, False]
    monkeypatch.setattr(module, "cache_folder", lambda: Path("/usr/share/viva"))
    assert not keeps("bubblewrap")
    assert examiner_of(dataclasses.replace(bundle, exam=None), None, str) is None


def test_while_the_worker_comes_up_the_references_are_asked(made):
    bundle = make_bundle(made[1])
    left = [True, True, False, True]

    class ComingUp:
        sandbox = "none"

        @property
        def coming_up(self):
            return left.pop(0)

    found = examiner_of(bundle, ComingUp(), str).expected._outcomes
    cases = [case for q in bundle.exam.questions.values() for case in q.cases]
    assert len(found) == min(2, len(cases)) > 0


def test_of_notebooks_with_cells_of_the_same_names_the_files_name_decides(tmp_path):
    course = course_of_two(tmp_path)
    write_source(course.root, "ps2")
    path = tmp_path / "ps2" / "b.ipynb"
    path.parent.mkdir()
    path.write_text(json.dumps(filled_in("b", {})))
    found = assignment_by_cells(None, course.assignments(), path)
    assert found is not None and found.label == "ps2/b"
    elsewhere = path.rename(tmp_path / "mine.ipynb")
    assert assignment_by_cells(None, course.assignments(), elsewhere) is None
