"""Every attack, graded among honest students in one batch."""

import json
import re
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from attacks.attack import ASSIGNMENT, POINTS, build
from attacks.attacked_course import (
    REPOSITORY,
    Listener,
    exam_lines,
    fingerprint,
    grade_all,
    hand_in,
    honest_notebook,
    left_running,
    make_course,
    make_readable,
    released,
    returned,
    secrets,
    solutions,
)
from attacks.corpus import CORPUS
from nbgrader.api import Gradebook
from recorded import EXAMS, LINE

from viva.classroom.pool import Pool
from viva.course.bundle import make_bundle
from viva.course.confinement import confine
from viva.course.layout import Course
from viva.grading.grade import Judge
from viva.grading.verdict import Verdict
from viva.remote.client import Worker
from viva.report.page import write_report
from viva.worker.sandbox import sandbox_problem

# Whoever is first grades the corpus, with all its waiting.
pytestmark = [
    pytest.mark.timeout(1800),
    pytest.mark.recorded("attacks", *LINE, *EXAMS, enters=[]),
]
# An honest student comes after so many attacks; where one is disturbed, after each of these.
EVERY = 6
MOST_BYTES = 20 * 2**20
MOST_MEBIBYTES = 1500
NO_SANDBOX = sandbox_problem()
SAFE = {
    name: attack for name, attack in CORPUS.items() if not (attack.needs_sandbox and NO_SANDBOX)
}
ESCAPED = ("SHADOW", "ATTACHED", "OPENED", "UNSHARED", "MOUNTED", "ALLOWED", "RAISED", "FETCHED")
HALVES = [pytest.mark.xdist_group(f"attacks-{number}") for number in range(2)]
FILE = "perceptron_line.ipynb"
# Most attacks wait: for what they have started, or until they are stopped.
AT_ONCE = 3
NETWORK = [name for name in CORPUS if name.startswith("network_")]


@dataclass(frozen=True)
class Graded:
    """One of the parts of the corpus, when it is graded.

    Attributes
    ----------
    root
        The folder with the course.
    names
        The attacks, in the order of the class.
    verdicts
        By student.
    crashes
        What the batch broke with, by student.
    """

    root: Path
    names: Sequence[str]
    verdicts: Mapping[str, dict[str, Any]]
    crashes: Mapping[str, str]
    every: int
    mebibytes: int
    changed: Sequence[str]
    left: Sequence[str]
    running: Sequence[str]
    heard: Sequence[str]
    controls: Mapping[str, Sequence[str]]

    def student(self, name: str) -> str:
        """Return who attacks."""
        return f"{self.names.index(name):03}-a"

    def honest_students(self) -> dict[str, list[str]]:
        """Return each honest student with the attacks that came since the one before."""
        groups = [self.names[at : at + self.every] for at in range(0, len(self.names), self.every)]
        return {f"{self.names.index(group[-1]):03}-honest": list(group) for group in groups}

    def verdict(self, name: str) -> dict[str, Any]:
        student = self.student(name)
        assert student not in self.crashes, f"the batch broke: {self.crashes[student]}"
        return self.verdicts[student]

    def folder(self, name: str) -> Path:
        return self.root / "course" / "autograded" / self.student(name) / ASSIGNMENT

    def outputs(self, name: str) -> str:
        """Return all outputs of the graded notebook, as text."""
        return returned(nbformat.read(self.folder(name) / FILE, as_version=4))

    def disturbed(self) -> list[str]:
        """Return the honest students who were not graded as if nobody else were there."""
        first = self.seen_by("000-0-honest")
        assert first[0]["score"] == sum(POINTS.values()), first[0]
        # A witness that was stopped has seen nothing, and two of them are alike.
        assert '"output_type": "error"' not in first[1], first[1][-2000:]
        return [each for each in self.honest_students() if self.seen_by(each) != first]

    def seen_by(self, student: str) -> list[Any]:
        """Return what an honest student gets back."""
        graded = self.root / "course" / "autograded" / student / ASSIGNMENT / FILE
        notebook = graded.read_text() if graded.exists() else None
        return [self.verdicts.get(student, {}) | {"student": None, "seconds": 0}, notebook]


def grade_part(names: Sequence[str], root: Path, every: int) -> Graded:
    """Grade attacks, an honest student before the first and after so many of them."""
    root.mkdir()
    make_readable(root)
    host = root / "host"
    host.mkdir()
    host.chmod(0o777)
    course, assignment = make_course(root / "course")
    answers, notebook = solutions(), released()
    listener = Listener(host)
    with ExitStack() as stack:
        stack.enter_context(listener.listening())
        words = listener.words | {
            "COURSE": str(course.root),
            "REPOSITORY": str(REPOSITORY),
            "HOST": str(host),
        }
        controls = {
            name: listener.control(CORPUS[name], words) for name in names if name in NETWORK
        }
        honest = honest_notebook(witness=not NO_SANDBOX)
        hand_in(course, "000-0-honest", honest)
        for place, name in enumerate(names):
            attack = CORPUS[name]
            hand_in(course, f"{place:03}-a", build(attack, notebook, answers, words), attack.files)
            if (place + 1) % every == 0 or name == names[-1]:
                hand_in(course, f"{place:03}-honest", honest)
        before = fingerprint(course)
        confinement = confine(course, unsandboxed=bool(NO_SANDBOX))
        pool = stack.enter_context(Pool(AT_ONCE, figures=False, confinement=confinement))
        verdicts, crashes = grade_all(course, assignment, pool)
    write_report(verdicts, root / "report.html", title="Attacks")
    return Graded(
        root=root,
        names=names,
        every=every,
        verdicts={v.student: v.as_json() for v in verdicts if v.student is not None},
        crashes=crashes,
        mebibytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        changed=sorted({n for n, _ in before.items() ^ fingerprint(course).items()}),
        left=sorted(str(path) for path in host.iterdir() if path.name != "s"),
        running=left_running(),
        heard=sorted(listener.heard),
        controls=controls,
    )


@pytest.fixture(
    scope="module", params=[pytest.param(number, marks=mark) for number, mark in enumerate(HALVES)]
)
def graded(request, tmp_path_factory):
    """Grade one half of the corpus."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VIVA_ATTACKS", "viva-canary-environment")
        root = tmp_path_factory.mktemp("attacks") / str(request.param)
        return grade_part(list(SAFE)[request.param :: len(HALVES)], root, EVERY)


def failures(check: Callable[[Graded, str], None], graded: Graded) -> dict[str, str]:
    """Say of each attack what does not hold."""
    found = {}
    for name in graded.names:
        try:
            check(graded, name)
        except Exception as problem:  # noqa: BLE001 - one attack must not hide the others
            found[name] = f"{type(problem).__name__}: {problem}"
    return found


def check_points(graded: Graded, name: str) -> None:
    attack, verdict = CORPUS[name], graded.verdict(name)
    scores = {question["id"]: question["score"] for question in verdict["questions"]}
    earned = {key: score for key, score in scores.items() if key in POINTS and score}
    deserved = {question: POINTS[question] for question in attack.honest}
    assert set(earned) <= set(deserved)
    assert verdict["score"] <= attack.deserved
    assert verdict["max_score"] == sum(POINTS.values())
    if not attack.loses:
        assert verdict["score"] == attack.deserved


def check_secrets(graded: Graded, name: str) -> None:
    others = [
        path.read_text(errors="replace")
        for path in graded.folder(name).rglob("*")
        if path.is_file() and path.suffix != ".ipynb"
    ]
    said = json.dumps(graded.verdict(name), ensure_ascii=False)
    text = "\n".join([said, graded.outputs(name), *others])
    assert [secret for secret in secrets() if secret in text] == []
    assert [line for line in exam_lines() if line in text] == []


def check_reach(graded: Graded, name: str) -> None:
    printed = [line.strip() for line in graded.outputs(name).split("\n")]
    assert [word for word in ESCAPED if any(line.startswith(word) for line in printed)] == []


def check_graded_notebook(graded: Graded, name: str) -> None:
    folder = graded.folder(name)
    nbformat.validate(nbformat.read(folder / FILE, as_version=4))
    score = graded.verdict(name)["score"]
    assert json.loads((folder / "verdict.json").read_text())["score"] == score
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    assert size < MOST_BYTES
    assert [path for path in folder.rglob("*") if path.is_symlink()] == []


def check_messages(graded: Graded, name: str) -> None:
    verdict = graded.verdict(name)
    messages = {q["id"]: q["message"] for q in verdict["questions"]} | {"": verdict["message"]}
    assert [message for message in messages.values() if not message.isprintable()] == []
    wanted = CORPUS[name].says
    assert {q: messages[q] for q, words in wanted.items() if words not in messages[q]} == {}


def test_each_earns_what_its_honest_part_deserves(graded):
    assert failures(check_points, graded) == {}


def test_nothing_hidden_comes_out(graded):
    assert failures(check_secrets, graded) == {}


def test_none_reaches_anything(graded):
    assert failures(check_reach, graded) == {}


def test_each_graded_notebook_is_whole_and_small(graded):
    assert failures(check_graded_notebook, graded) == {}


def test_messages_are_plain_text_and_name_the_cause(graded):
    assert failures(check_messages, graded) == {}


def test_the_neighbours_are_graded_as_if_nobody_else_were_there(graded, tmp_path):
    suspects = {each: graded.honest_students()[each] for each in graded.disturbed()}
    blamed = {}
    for student, names in suspects.items():
        # Once more, with somebody honest after each: the first one named here has left something.
        alone = grade_part(names, tmp_path / student, 1)
        groups = alone.honest_students()
        blamed[student] = [name for each in alone.disturbed() for name in groups[each]] or names
    assert blamed == {}


def test_nothing_on_the_host_has_changed_and_nothing_runs(graded):
    assert (graded.changed, graded.left, graded.running) == ([], [], [])
    for folder in ("src", "tests", "source", "release"):
        assert list((REPOSITORY / folder).rglob("viva_attack_left*")) == []


def test_the_judge_stays_small(graded):
    assert graded.mebibytes < MOST_MEBIBYTES


def test_the_gradebook_holds_the_verdicts(graded):
    with Gradebook(f"sqlite:///{graded.root}/course/gradebook.db") as gradebook:
        found = {s.student.id: s.score for s in gradebook.assignment_submissions(ASSIGNMENT)}
    assert found == {who: verdict["score"] for who, verdict in graded.verdicts.items()}


def test_pages_run_and_show_no_markup(graded):
    name = "html_and_javascript"
    if name not in graded.names:
        pytest.skip("it is in the other half")
    page = (graded.root / "report.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page and "<img src=x" not in page
    student, course = graded.student(name), graded.root / "course"
    command = [sys.executable, "-m", "nbgrader", "generate_feedback", ASSIGNMENT]
    done = subprocess.run([*command, "--student", student], cwd=course, capture_output=True)
    page = course / "feedback" / student / ASSIGNMENT / "perceptron_line.html"
    assert page.is_file(), done.stderr.decode()[-500:]
    text = page.read_text(encoding="utf-8")
    tags = [tag for tag in re.findall(r"<[^>]*>[^<]*", text) if "viva-attack" in tag]
    assert [tag for tag in tags if re.match(r"<script|<[^>]*\bon\w+=", tag)] == []


@pytest.mark.skipif(bool(NO_SANDBOX), reason=f"needs a sandbox. {NO_SANDBOX}")
def test_the_network_is_out_of_reach(graded):
    if not any(graded.controls.values()):
        pytest.skip("cannot tell: the same connections fail outside the sandbox, too")
    assert graded.heard == []


@pytest.mark.skipif(not NO_SANDBOX, reason="all are made")
def test_attacks_that_could_harm_this_machine():
    pytest.skip(f"{len(CORPUS) - len(SAFE)} need a sandbox. {NO_SANDBOX}")


def test_names_that_lead_out_of_the_folder_write_nothing():
    names = ["../out.txt", "/tmp/viva_attack_left", "a/../../out.txt", ".", ""]
    data = json.dumps(honest_notebook(witness=False)).encode()
    with Worker(figures=False, sandboxed=not NO_SANDBOX) as worker:
        judge = Judge(make_bundle(Course(REPOSITORY).find(ASSIGNMENT)), worker)
        for name in names:
            verdict = judge.grade(data, "eve", {name: b"1"}, only="q01_first_points")
            assert isinstance(verdict, Verdict) and verdict.score == 1, name
            assert not Path("/tmp/viva_attack_left").exists()


def test_there_are_enough_and_each_is_tiny():
    assert len(CORPUS) >= 45
    for attack in CORPUS.values():
        longest = max(map(len, (attack.first, *attack.last, *attack.answers.values())))
        assert longest < 1600, attack.name
        assert attack.sentence.endswith(".")
