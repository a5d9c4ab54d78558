"""Processes that are killed, disks that are full: nothing is lost, and nothing counts twice."""

import contextlib
import os
import random
import resource
import signal
import sqlite3
import time

import psutil
import pytest
from class_of_many import (
    ASSIGNMENT,
    KINDS,
    graded_notebooks,
    make_class,
    scores,
    start_viva,
    verdicts,
    viva,
)

from viva import files
from viva.classroom import gradebook
from viva.classroom.batch import WritingProblem, grade_assignment
from viva.classroom.gradebook import GradebookProblem
from viva.classroom.progress import Watcher
from viva.worker.sandbox import sandbox_problem

pytestmark = [
    pytest.mark.recorded("faults"),
    pytest.mark.skipif(bool(sandbox_problem()), reason=sandbox_problem() or "works"),
]
STUDENTS = 200


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """What an undisturbed run finds: a function of how many students there are."""
    course = make_class(tmp_path_factory.mktemp("undisturbed"), len(KINDS))
    grade_assignment(course, course.find("01"), jobs=1)
    found = outcome(course)

    def of(size):
        names = [f"s{number:04d}" for number in range(size)]
        like = {name: f"s{number % len(KINDS):04d}" for number, name in enumerate(names)}
        return [{name: each[like[name]] for name in names} for each in found]

    return of


def outcome(course):
    return [verdicts(course), scores(course), graded_notebooks(course)]


def victims(process):
    """The judges and the warm workers of a grading.

    Not what a warm worker has forked: that is a submission, whose own death is its verdict.
    """
    try:
        found = psutil.Process(process.pid).children(recursive=True)
    except psutil.Error:
        return []
    chosen = []
    for child in found:
        try:
            name = " ".join(child.cmdline())
            parent = child.parent()
            above = " ".join(parent.cmdline()) if parent is not None else ""
        except psutil.Error:  # it ended while it was looked at
            continue
        judge = "forkserver" in name and parent is not None and parent.pid != process.pid
        warm = "viva.worker" in name and "bwrap" in above
        if judge or "bwrap" in name or warm:
            chosen.append(child)
    return chosen


@pytest.mark.slow
def test_a_class_is_graded_whatever_is_killed(tmp_path, undisturbed):
    lots = random.Random(5)
    course = make_class(tmp_path / "class", STUDENTS)
    for kills in (4, 3, 0):
        process = start_viva(course, "grade", "-j", "2")
        done = len(list(course.autograded.glob(f"*/{ASSIGNMENT}/verdict.json")))
        while kills and process.poll() is None:
            # At random moments of the work, however fast this machine is.
            more = lots.randint(3, 16)
            while process.poll() is None and done + more > len(
                list(course.autograded.glob(f"*/{ASSIGNMENT}/verdict.json"))
            ):
                time.sleep(0.01)
            done += more
            for victim in lots.sample(found, 1) if (found := victims(process)) else []:
                victim.kill()
            kills -= 1
            if not kills:
                assert process.poll() is None
                process.kill()
        said, _ = process.communicate(timeout=600)
    assert process.returncode == 1, said  # some cannot be read
    assert " of 200 taken from the store" in said and "\n0 of 200 taken" not in said
    for found, expected in zip(outcome(course), undisturbed(STUDENTS), strict=True):
        assert {n: found.get(n) for n in expected if found.get(n) != expected[n]} == {}
        assert found == expected
    left = [p.name for p in course.autograded.rglob(".writing-*")]
    assert left == []


@pytest.mark.slow
def test_ctrl_c_ends_with_130_and_the_next_call_goes_on(tmp_path, undisturbed):
    course = make_class(tmp_path / "class", 60)
    process = start_viva(course, "grade", "-j", "2")
    while len(list(course.autograded.glob(f"*/{ASSIGNMENT}/verdict.json"))) < 5:
        assert process.poll() is None
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert "of 60 submissions are graded and saved. The next `viva grade` resumes" in said
    assert "Traceback" not in said
    safe = int(said.partition("Stopped: ")[2].split()[0])
    code, said = viva(course, "grade", "-j", "2")
    assert code == 1
    taken = int(said.partition(" of 60 taken from the store")[0].split()[-1])
    assert safe <= taken <= safe + 1
    assert outcome(course) == undisturbed(60)


@pytest.fixture
def small(tmp_path, undisturbed):
    """A class of two, and what should come of it."""
    return make_class(tmp_path / "class", 2), undisturbed(2)


def grade(course, **options):
    return grade_assignment(course, course.find("01"), jobs=1, **options)


def whole(course):
    """Check that whoever has a graded folder has all of it, and scores in the gradebook."""
    rows = scores(course) if (course.root / "gradebook.db").exists() else {}
    for folder in course.autograded.glob(f"*/{ASSIGNMENT}"):
        assert {path.name for path in folder.iterdir()} == {"warm_up.ipynb", "verdict.json"}
        assert folder.parent.name in rows
    for found in rows.values():
        assert [len(row) for row in found] == [2]
        assert found[0]["q01_double_test"] is not None
    return len(rows)


@pytest.mark.parametrize("before", [0, 1, 2, 4], ids=["store", "notebook", "verdict", "second"])
def test_a_full_disk_is_one_sentence_and_the_next_call_goes_on(small, monkeypatch, before):
    course, undisturbed = small
    real, calls = os.fsync, []

    def fsync(descriptor):
        calls.append(descriptor)
        if len(calls) > before:
            raise OSError(28, "No space left on device", str(course.autograded / "x"))
        real(descriptor)

    monkeypatch.setattr(files, "os", type("Full", (), {**vars(os), "fsync": fsync}))
    with pytest.raises(WritingProblem) as problem:
        grade(course)
    assert "autograded/x: No space left on device. " in problem.value.message
    assert "the next run resumes from there" in problem.value.message
    assert "\n" not in problem.value.message
    whole(course)
    monkeypatch.undo()
    grade(course)
    assert outcome(course) == undisturbed


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to mount a small disk")
def test_a_disk_that_is_really_full(tmp_path, small):
    course, undisturbed = small
    course.autograded.mkdir()
    if os.system(f"mount -t tmpfs -o size=8k none '{course.autograded}' 2>/dev/null"):
        pytest.skip("mounting is not allowed here")
    try:
        with pytest.raises(WritingProblem, match="No space left on device"):
            grade(course)
        whole(course)
        assert list(course.autograded.rglob(".writing-*")) == []
    finally:
        os.system(f"umount '{course.autograded}'")
    grade(course)
    assert outcome(course) == undisturbed


@contextlib.contextmanager
def read_only(folder):
    """Let nobody write into a folder, not even root."""
    folder.mkdir()
    mounted = os.geteuid() == 0
    if mounted and os.system(f"mount -t tmpfs -o ro none '{folder}' 2>/dev/null"):
        pytest.skip("mounting is not allowed here, and nothing else stops root")
    if not mounted:
        folder.chmod(0o555)
    try:
        yield
    finally:
        if mounted:
            os.system(f"umount '{folder}'")
        folder.chmod(0o755)


@pytest.mark.parametrize("where", ["autograded", ".viva"])
def test_a_folder_that_cannot_be_written_is_one_sentence(small, where):
    course, undisturbed = small
    with read_only(course.root / where):
        code, said = viva(course, "grade")
        whole(course)
    assert code == 1
    assert "Traceback" not in said
    assert where in said.splitlines()[-1]
    grade(course)
    assert outcome(course) == undisturbed


def test_a_gradebook_that_cannot_grow_has_no_half_of_a_submission(small):
    course, undisturbed = small
    grade(course, students=["s0000"])
    size = (course.root / "gradebook.db").stat().st_size
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size // 2, usual[1]))
        with pytest.raises(GradebookProblem, match="The gradebook cannot be written"):
            grade(course, students=["s0001"], force=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
        signal.signal(signal.SIGXFSZ, handler)
    assert whole(course) == 1
    grade(course)
    assert outcome(course) == undisturbed


@pytest.mark.slow
def test_a_locked_gradebook_is_waited_for_and_then_one_sentence(small, monkeypatch):
    course, undisturbed = small
    grade(course, students=["s0000"])
    monkeypatch.setattr(gradebook, "PATIENCE", 0.5)
    with sqlite3.connect(course.root / "gradebook.db") as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(GradebookProblem, match=r"kept the gradebook locked for 0\.5 seconds"):
            grade(course, students=["s0001"])
        other.rollback()
    monkeypatch.setattr(gradebook, "PATIENCE", 60)
    real = gradebook._record
    holder = sqlite3.connect(course.root / "gradebook.db", isolation_level=None)
    holder.execute("PRAGMA busy_timeout=0")
    locked = []

    def record(*given):
        if not locked:
            holder.execute("BEGIN EXCLUSIVE")
            locked.append(time.monotonic())
        try:
            return real(*given)
        finally:
            if holder.in_transaction:
                holder.execute("ROLLBACK")

    monkeypatch.setattr(gradebook, "_record", record)
    grade(course)
    holder.close()
    assert locked
    assert outcome(course) == undisturbed


def test_a_judge_whose_worker_is_ended_from_outside_grades_again(small):
    course, undisturbed = small
    ended = []

    class Killer(Watcher):
        def started(self, student):
            if not ended:
                for process in psutil.Process().children(recursive=True):
                    with contextlib.suppress(psutil.Error):
                        if "viva.worker" in process.cmdline():
                            process.kill()
                            ended.append(process.pid)

    grade_assignment(course, course.find("01"), watcher=Killer())
    assert ended
    assert outcome(course) == undisturbed
