"""Every broken submission gets a fair verdict with a cause, and its neighbours feel nothing."""

from __future__ import annotations

import copy
import ctypes
import functools
import json
import multiprocessing
import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing import forkserver, resource_tracker
from pathlib import Path
from typing import Any

import broken_cells
import broken_files
import broken_runs
import nbformat
import pytest
from corpus import ASSIGNMENT, FILE, POINTS, Broken, as_bytes, honest_notebook, save
from nbgrader.api import Gradebook
from recorded import LINE
from verdicts import without_time

from viva.classroom.batch import grade_assignment
from viva.classroom.pool import Pool
from viva.commands.demo import build_sample_course
from viva.course.confinement import confine
from viva.course.layout import Course
from viva.exam.load import read_exam, start_of
from viva.grading.verdict import Verdict
from viva.release.leaks import EXAM_LENGTH, SECRET_LENGTH, take_apart
from viva.worker.sandbox import sandbox_problem

# Whoever is first grades the corpus, with all its waiting.
pytestmark = [pytest.mark.timeout(1800), pytest.mark.recorded("broken", *LINE, enters=[])]
ROOT = Path(__file__).parent.parent.parent
EXAM = ROOT / "tests" / "hidden" / "perceptron_line"
CELL_SECONDS = 4.0
CALL_SECONDS = 2.0
EVERY = 5
AT_ONCE = 3
SANDBOX = 3  # bubblewrap, twice where root starts it, and the warm process
SUBREAPER = 36
CASES = [*broken_files.CASES, *broken_cells.CASES, *broken_runs.CASES]
PROBLEM = sandbox_problem()
RUN = [case for case in CASES if not (case.needs_sandbox and PROBLEM)]


@dataclass
class Class:
    """The graded class, with what is to be known about it."""

    course: Course
    alone: Verdict
    alone_notebook: bytes
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)
    left_at_the_end: set[str] = field(default_factory=set)

    def folder(self, student: str) -> Path:
        return self.course.autograded / student / ASSIGNMENT


def student_of(case: Broken) -> str:
    return f"{RUN.index(case):03d}-{case.student}"


def honest_before(case: Broken) -> str:
    return f"{RUN.index(case) // EVERY * EVERY - 1:03d}-~honest"


def honest_after(case: Broken) -> str:
    last = min(RUN.index(case) // EVERY * EVERY + EVERY, len(RUN)) - 1
    return f"{last:03d}-~honest"


def make_course(folder: Path) -> Course:
    """Make a copy of the course that waits less long for a cell, and for a call."""
    course = build_sample_course(Course(ROOT), folder)
    with (course.root / "nbgrader_config.py").open("a") as settings:
        settings.write(f"c.Viva.cell_seconds = {CELL_SECONDS}\n")
        if PROBLEM:
            settings.write("c.Viva.unsandboxed = True\n")
    exam = start_of(course.find("01").exam_path)
    shorter = (
        "\nfor _question in exam.questions.values():\n    for _case in _question.cases:\n"
        f"        object.__setattr__(_case, 'seconds', {CALL_SECONDS})\n"
    )
    exam.write_text(exam.read_text() + shorter)
    return Course(course.root)


@pytest.fixture(scope="module")
def heir() -> Iterator[None]:
    """Let this process inherit the processes that others leave behind, for this file only."""
    library = ctypes.CDLL(None, use_errno=True)
    library.prctl(SUBREAPER, 1, 0, 0, 0)
    yield
    library.prctl(SUBREAPER, 0, 0, 0, 0)


@pytest.fixture(scope="module")
def honest() -> dict[str, Any]:
    path = ROOT / "release" / ASSIGNMENT / FILE
    return honest_notebook(json.loads(path.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def graded(tmp_path_factory: Any, honest: dict[str, Any], heir: None) -> Class:
    """Grade the whole corpus once, with an honest submission after every few broken ones."""
    folder = tmp_path_factory.mktemp("broken")
    single = make_course(folder / "single")
    hand_in(single, "honest", honest)
    # These stay as long as this process does, and are not the submissions'.
    multiprocessing.get_context("forkserver").set_forkserver_preload(["viva.classroom.pool"])
    forkserver.ensure_running()
    resource_tracker.ensure_running()
    before = own_processes()
    (alone,) = grade_assignment(single, single.find("01"), jobs=1)
    notebook = (single.autograded / "honest" / ASSIGNMENT / FILE).read_bytes()
    made = Class(make_course(folder / "class"), alone, notebook)
    hand_in(made.course, "-01-~honest", honest)
    for number in {*range(EVERY - 1, len(RUN), EVERY), len(RUN) - 1}:
        hand_in(made.course, f"{number:03d}-~honest", honest)
    for case in RUN:
        where = made.course.submitted / student_of(case) / ASSIGNMENT
        where.mkdir(parents=True)
        case.build(where, copy.deepcopy(honest))

    def note(verdict: Verdict) -> None:
        assert verdict.student is not None
        made.verdicts[verdict.student] = verdict

    with Pool(AT_ONCE, figures=False, confinement=confine(made.course)) as pool:
        grade_assignment(made.course, made.course.find("01"), pool=pool, progress=note)
        # There are the judges, and the warm process with its sandbox, and nobody else.
        made.left = settled(before, AT_ONCE + SANDBOX)
    made.left_at_the_end = settled(before)
    return made


def hand_in(course: Course, student: str, notebook: dict[str, Any]) -> None:
    folder = course.submitted / student / ASSIGNMENT
    folder.mkdir(parents=True)
    save(folder, notebook)


def own_processes() -> set[str]:
    """List the living processes that descend from this one, orphans too."""
    parents, names = {}, {}
    for pid in [int(name) for name in os.listdir("/proc") if name.isdigit()]:
        try:
            text = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            continue
        state, parent = text.rpartition(")")[2].split()[:2]
        if state not in "ZX":
            parents[pid] = int(parent)
            names[pid] = f"{pid} {text.partition('(')[2].rpartition(')')[0]}"
    found = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return {names[pid] for pid in found - {os.getpid()}}


def settled(before: set[str], usual: int = 0) -> set[str]:
    """List the processes that are there and stay, beside those `before`, if more than usual."""
    found = own_processes() - before
    for _ in range(20):
        if len(found) <= usual:
            break
        time.sleep(0.02)
        found &= own_processes()
    return found


@functools.cache
def secrets_of(source: Path, exam: Path) -> tuple[str, ...]:
    """List the hidden lines: of solutions, hidden tests, model answers, and of the exam."""
    notebook = json.loads(source.read_text(encoding="utf-8"))
    secrets, in_the_open = take_apart(notebook)
    lines = [secret.line for secret in secrets if len(secret.line) >= SECRET_LENGTH]
    texts = "\n".join(read_exam(exam).values())
    lines += [
        line
        for line in map(str.strip, texts.splitlines())
        if len(line) >= EXAM_LENGTH and not re.match(r"(import|from)\s", line)
    ]
    shown = squeezed("\n".join(line for lines in in_the_open.values() for line in lines))
    found = {squeezed(line) for line in lines if any(map(str.isalnum, line))}
    return tuple(line for line in found if line not in shown)


def squeezed(text: str) -> str:
    return "".join(text.split())


def plain(verdict: Verdict) -> dict[str, Any]:
    return without_time(verdict) | {"student": None}


def outputs_of(notebook: Any) -> str:
    return "\n".join(json.dumps(cell.get("outputs", [])) for cell in notebook["cells"])


def test_the_corpus_is_large_and_each_case_has_its_name():
    assert len(CASES) >= 45
    assert len({case.name for case in CASES}) == len(CASES)


def test_the_honest_notebook_gets_all_points(graded, honest):
    assert graded.alone.score == graded.alone.max_score == sum(POINTS.values())
    text = squeezed(as_bytes(honest).decode())
    secrets = secrets_of(ROOT / "source" / ASSIGNMENT / FILE, EXAM)
    assert len(secrets) > 100
    assert not [line for line in secrets if line in text]


def test_everybody_has_a_verdict(graded):
    handed_in = sorted(path.name for path in graded.course.submitted.iterdir())
    assert sorted(graded.verdicts) == [name for name in handed_in if name != "README.md"]
    with Gradebook(graded.course.gradebook_url) as gradebook:
        scores = {s.student.id: s.score for s in gradebook.assignment_submissions(ASSIGNMENT)}
    assert scores == {name: verdict.score for name, verdict in graded.verdicts.items()}


@pytest.mark.skipif(bool(PROBLEM), reason=f"only the sandbox promises it: {PROBLEM}")
def test_nothing_is_left_running(graded):
    assert not graded.left_at_the_end


def check_score(made: Class, case: Broken) -> None:
    verdict = made.verdicts[student_of(case)]
    said = {q.id: (q.score, q.status, q.message) for q in verdict.questions}
    assert verdict.status == ("unreadable" if case.unreadable else "graded"), verdict.message
    assert verdict.score == case.score, said
    assert verdict.max_score == sum(POINTS.values())


def check_messages(made: Class, case: Broken) -> None:
    verdict = made.verdicts[student_of(case)]
    assert re.search(case.says or r"\A\Z", verdict.message), verdict.message
    for question in verdict.questions:
        if question.id in case.lost:
            status, words = case.lost[question.id]
            assert re.fullmatch(status, question.status), (question.status, question.message)
            assert re.search(words, question.message), question.message
        elif not case.unreadable and question.id in POINTS:
            assert question.status == "passed", question.message


def check_graded_notebook(made: Class, case: Broken) -> None:
    notebook = nbformat.read(made.folder(student_of(case)) / FILE, as_version=4)
    nbformat.validate(notebook)
    if case.shows:
        assert re.search(case.shows, outputs_of(notebook))
    written = [q for q in made.verdicts[student_of(case)].questions if q.id not in POINTS]
    assert case.unreadable or [q.status for q in written] == ["manual"]


def check_secrets(made: Class, case: Broken) -> None:
    text = squeezed("\n".join(strings((made.folder(student_of(case)) / FILE).read_bytes())))
    secrets = secrets_of(made.course.source / ASSIGNMENT / FILE, EXAM)
    assert not [line for line in secrets if line in text]


def check_neighbours(made: Class, case: Broken) -> None:
    for student in (honest_before(case), honest_after(case)):
        assert plain(made.verdicts[student]) == plain(made.alone), student
        assert (made.folder(student) / FILE).read_bytes() == made.alone_notebook, student


def failures(check: Callable[[Class, Broken], None], made: Class) -> dict[str, str]:
    """Say of each case by its name what does not hold."""
    found = {}
    for case in RUN:
        try:
            check(made, case)
        except Exception as problem:  # noqa: BLE001 - one case must not hide the others
            found[case.name] = f"{type(problem).__name__}: {problem}"
    return found


def test_each_score_is_fair(graded):
    assert failures(check_score, graded) == {}


def test_each_message_names_the_cause(graded):
    assert failures(check_messages, graded) == {}


def test_each_graded_notebook_is_valid_and_shows_what_happened(graded):
    assert failures(check_graded_notebook, graded) == {}


def test_nothing_hidden_is_in_a_graded_notebook(graded):
    assert failures(check_secrets, graded) == {}


def test_the_neighbours_feel_nothing(graded):
    assert failures(check_neighbours, graded) == {}


@pytest.mark.skipif(bool(PROBLEM), reason=f"only the sandbox promises it: {PROBLEM}")
def test_nothing_runs_after_its_turn(graded):
    assert len(graded.left) <= AT_ONCE + SANDBOX, graded.left


def strings(data: bytes) -> Iterator[str]:
    """Give all strings of a JSON file."""
    waiting = [json.loads(data)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            waiting += [*value, *value.values()]
        elif isinstance(value, list):
            waiting += value
