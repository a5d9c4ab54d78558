"""Every attack, graded between honest students in one batch."""

import fcntl
import json
import os
import re
import resource
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

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
    make_course,
    make_readable,
    released,
    returned,
    running,
    secrets,
    solutions,
)
from attacks.corpus import CORPUS
from nbgrader.api import Gradebook

from viva.classroom.in_process import InProcess
from viva.course.confinement import confine
from viva.course.layout import Course
from viva.grading.grade import Judge
from viva.grading.verdict import Verdict
from viva.report.page import write_report
from viva.worker.sandbox import sandbox_problem

PARTS = 2
MOST_BYTES = 20 * 2**20
MOST_SECONDS = 120
MOST_MEBIBYTES = 1500
NO_SANDBOX = sandbox_problem()
SAFE = {
    name: attack for name, attack in CORPUS.items() if not (attack.needs_sandbox and NO_SANDBOX)
}
ESCAPED = ("SHADOW", "ATTACHED", "OPENED", "UNSHARED", "MOUNTED", "ALLOWED", "RAISED", "FETCHED")
NETWORK = [name for name in CORPUS if name.startswith("network_")]

each_attack = pytest.mark.parametrize(
    "name",
    [
        pytest.param(
            name,
            marks=pytest.mark.skipif(
                attack.needs_sandbox and bool(NO_SANDBOX), reason=f"needs a sandbox. {NO_SANDBOX}"
            ),
        )
        for name, attack in CORPUS.items()
    ],
)


def part_of(name):
    return list(CORPUS).index(name) % PARTS


def grade_part(number, root):
    """Grade one part of the corpus, an honest student before and after each attack."""
    root.mkdir()
    make_readable(root)
    host = root / "host"
    host.mkdir()
    host.chmod(0o777)
    course, assignment = make_course(root / "course")
    answers, notebook = solutions(), released()
    listener = Listener(host)
    names = [name for name in SAFE if part_of(name) == number]
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
        hand_in(course, "000-honest", honest)
        for place, name in enumerate(names, 1):
            attack = CORPUS[name]
            hand_in(course, f"{place:03}-a", build(attack, notebook, answers, words), attack.files)
            hand_in(course, f"{place:03}-honest", honest)
        before = fingerprint(course)
        confinement = confine(course, unsandboxed=bool(NO_SANDBOX))
        pool = stack.enter_context(InProcess(figures=False, confinement=confinement))
        verdicts, crashes = grade_all(course, assignment, pool)
    write_report(verdicts, root / "report.html", title="Attacks")
    result = {
        "students": {name: f"{place:03}-a" for place, name in enumerate(names, 1)},
        "verdicts": {v.student: v.as_json() for v in verdicts},
        "crashes": crashes,
        "mebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "changed": sorted({n for n, _ in before.items() ^ fingerprint(course).items()}),
        "left": sorted(str(path) for path in host.iterdir() if path.name != "s"),
        "running": running(),
        "heard": sorted(listener.heard),
        "controls": controls,
    }
    (root / "result.json").write_text(json.dumps(result))


@pytest.fixture(scope="session")
def graded(tmp_path_factory):
    """Grade all parts, together with whatever other process is testing the same."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    before = os.environ.get("VIVA_ATTACKS")
    os.environ["VIVA_ATTACKS"] = "viva-canary-environment"
    locks = [(base / f"attacks-{number}.lock").open("w") for number in range(PARTS)]
    for patience in (fcntl.LOCK_NB, 0):
        for number, lock in enumerate(locks):
            root = base / f"attacks-{number}"
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | patience)
            except BlockingIOError:
                continue
            if not root.exists():
                grade_part(number, root)
            fcntl.flock(lock, fcntl.LOCK_UN)
    if before is None:
        del os.environ["VIVA_ATTACKS"]
    found = []
    for number in range(PARTS):
        root = base / f"attacks-{number}"
        found.append(json.loads((root / "result.json").read_text()) | {"root": root})
    return found


@pytest.fixture
def result(graded, name):
    """The part of the class in which an attack was graded."""
    return graded[part_of(name)]


@pytest.fixture
def verdict(result, name):
    student = result["students"][name]
    assert student not in result["crashes"], f"the batch broke: {result['crashes'][student]}"
    return result["verdicts"][student]


@pytest.fixture
def folder(result, verdict, name):
    return result["root"] / "course" / "autograded" / result["students"][name] / ASSIGNMENT


@pytest.fixture
def outputs(folder):
    """All outputs of the graded notebook, as text."""
    return returned(nbformat.read(folder / "perceptron_line.ipynb", as_version=4))


@each_attack
def test_it_earns_what_its_honest_part_deserves(verdict, name):
    attack = CORPUS[name]
    scores = {question["id"]: question["score"] for question in verdict["questions"]}
    earned = {key: score for key, score in scores.items() if key in POINTS and score}
    deserved = {question: POINTS[question] for question in attack.honest}
    assert set(earned) <= set(deserved)
    assert verdict["score"] <= attack.deserved
    assert verdict["max_score"] == sum(POINTS.values())
    if not attack.loses:
        assert verdict["score"] == attack.deserved


@each_attack
def test_nothing_hidden_comes_out(verdict, folder, outputs, name):
    others = [
        path.read_text(errors="replace")
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".ipynb"
    ]
    text = "\n".join([json.dumps(verdict, ensure_ascii=False), outputs, *others])
    assert [secret for secret in secrets() if secret in text] == []
    assert [line for line in exam_lines() if line in text] == []


@each_attack
def test_it_reaches_nothing(outputs, name):
    printed = [line.strip() for line in outputs.split("\n")]
    assert [word for word in ESCAPED if any(line.startswith(word) for line in printed)] == []


@each_attack
def test_its_graded_notebook_is_whole_and_small(verdict, folder, name):
    nbformat.validate(nbformat.read(folder / "perceptron_line.ipynb", as_version=4))
    assert json.loads((folder / "verdict.json").read_text())["score"] == verdict["score"]
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    assert size < MOST_BYTES
    assert verdict["seconds"] < MOST_SECONDS
    assert [path for path in folder.rglob("*") if path.is_symlink()] == []


@each_attack
def test_its_neighbours_are_graded_as_if_it_were_not_there(result, name):
    graded = result["root"] / "course" / "autograded"
    first, after = "000-honest", result["students"][name].replace("-a", "-honest")
    plain = {"student": None, "seconds": 0}
    assert result["verdicts"][after] | plain == result["verdicts"][first] | plain
    assert result["verdicts"][after]["score"] == sum(POINTS.values())
    notebooks = [graded / who / ASSIGNMENT / "perceptron_line.ipynb" for who in (first, after)]
    assert notebooks[0].read_text() == notebooks[1].read_text()


@each_attack
def test_its_messages_are_plain_text(verdict, name):
    messages = [question["message"] for question in verdict["questions"]] + [verdict["message"]]
    assert [message for message in messages if not message.isprintable()] == []


@pytest.mark.parametrize(
    ("name", "question", "words"),
    [
        pytest.param(name, question, words, id=f"{name}-{question}")
        for name, attack in SAFE.items()
        for question, words in attack.says.items()
    ],
)
def test_the_message_names_the_cause(verdict, name, question, words):
    messages = {q["id"]: q["message"] for q in verdict["questions"]} | {"": verdict["message"]}
    assert words in messages[question]


def test_nothing_on_the_host_has_changed_and_nothing_runs(graded):
    for part in graded:
        assert part["changed"] == []
        assert part["left"] == []
        assert part["running"] == []
    for folder in ("src", "tests", "source", "release"):
        assert list((REPOSITORY / folder).rglob("viva_attack_left*")) == []


def test_the_judge_stays_small(graded):
    assert max(part["mebibytes"] for part in graded) < MOST_MEBIBYTES


def test_the_gradebook_holds_the_verdicts(graded):
    for part in graded:
        with Gradebook(f"sqlite:///{part['root']}/course/gradebook.db") as gradebook:
            found = {s.student.id: s.score for s in gradebook.assignment_submissions(ASSIGNMENT)}
        assert found == {who: verdict["score"] for who, verdict in part["verdicts"].items()}


def test_the_report_shows_no_markup(graded):
    part = graded[part_of("html_and_javascript")]
    page = (part["root"] / "report.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page and "<img src=x" not in page


def test_the_feedback_page_runs_no_script(graded):
    part = graded[part_of("html_and_javascript")]
    student = part["students"]["html_and_javascript"]
    course = part["root"] / "course"
    command = [sys.executable, "-m", "nbgrader", "generate_feedback", ASSIGNMENT]
    done = subprocess.run([*command, "--student", student], cwd=course, capture_output=True)
    page = course / "feedback" / student / ASSIGNMENT / "perceptron_line.html"
    assert page.is_file(), done.stderr.decode()[-500:]
    text = page.read_text(encoding="utf-8")
    tags = [tag for tag in re.findall(r"<[^>]*>[^<]*", text) if "viva-attack" in tag]
    assert [tag for tag in tags if re.match(r"<script|<[^>]*\bon\w+=", tag)] == []


@pytest.mark.skipif(bool(NO_SANDBOX), reason=f"needs a sandbox. {NO_SANDBOX}")
@pytest.mark.parametrize("name", NETWORK)
def test_the_network_is_out_of_reach(graded, name):
    if not graded[part_of(name)]["controls"][name]:
        pytest.skip("cannot tell: the same connection fails outside the sandbox, too")
    assert graded[part_of(name)]["heard"] == []


@pytest.mark.parametrize(
    "path", ["../out.txt", "/tmp/viva_attack_left", "a/../../out.txt", ".", ""]
)
def test_names_that_lead_out_of_the_folder_write_nothing(tmp_path, path):
    from viva.course.bundle import make_bundle
    from viva.grading.remote.client import Worker

    course = Course(REPOSITORY)
    data = json.dumps(honest_notebook(witness=False)).encode()
    with Worker(figures=False, sandboxed=not NO_SANDBOX) as worker:
        judge = Judge(make_bundle(course.find(ASSIGNMENT)), worker)
        verdict = judge.grade(data, "eve", {path: b"1"}, only="q01_first_points")
    assert isinstance(verdict, Verdict) and verdict.score == 1
    assert not Path("/tmp/viva_attack_left").exists()


def test_there_are_enough_and_each_is_tiny():
    assert len(CORPUS) >= 45
    for attack in CORPUS.values():
        longest = max(map(len, (attack.first, *attack.last, *attack.answers.values())))
        assert longest < 1600, attack.name
        assert attack.sentence.endswith(".")
