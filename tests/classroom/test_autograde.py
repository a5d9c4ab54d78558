"""nbgrader's own commands, with the repository's nbgrader_config.py."""

import datetime
import gc
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from full_exam import answer, full_course
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory

from viva.certify.certify import Trial, trial_notebook
from viva.classroom import autograde as module
from viva.classroom.batch import grade_assignment
from viva.course.bundle import make_bundle
from viva.course.generate import record_assignment
from viva.release.build import build_release, publish
from viva.worker.sandbox import sandbox_problem

pytestmark = pytest.mark.skipif(bool(sandbox_problem()), reason=sandbox_problem() or "works")


@pytest.fixture
def made(tmp_path):
    course, assignment = full_course(tmp_path)
    publish(course, assignment, build_release(course, assignment, tmp_path / "built"))
    record_assignment(course, assignment)
    bundle = make_bundle(assignment)
    trials = {
        "ada": trial_notebook(bundle, Trial("solution")),
        "bob": trial_notebook(bundle, Trial("wrong", "q01_double", code=answer("number**2"))),
        "cleo": b"no notebook at all",
        "dan": trial_notebook(bundle, Trial("blank")),
        "eve": trial_notebook(bundle, Trial("wrong", "q01_double", code="import os; os._exit(1)")),
    }
    for student, data in trials.items():
        folder = course.submitted / student / "01_warm_up"
        folder.mkdir(parents=True)
        (folder / "warm_up.ipynb").write_bytes(data)
    return course, assignment


def autograde(course):
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", "01_warm_up", "--force"],
        cwd=course.root,
        env=environment,
        capture_output=True,
        text=True,
    )


def scores(course):
    with Gradebook(course.gradebook_url) as gradebook:
        return {
            (s.student.id, g.name): (g.auto_score, g.needs_manual_grade)
            for s in gradebook.assignment_submissions("01_warm_up")
            for n in s.notebooks
            for g in n.grades
        }


def test_nbgrader_autograde_gives_the_scores_of_viva_grade(made):
    course, assignment = made
    done = autograde(course)
    assert done.returncode == 0, done.stderr
    by_nbgrader = scores(course)
    assert by_nbgrader["ada", "q01_double_test"] == (2.0, False)
    assert by_nbgrader["bob", "q01_double_test"] == (0.0, False)
    assert by_nbgrader["cleo", "q01_double_test"] == (0.0, False)
    graded = course.autograded / "bob" / "01_warm_up" / "warm_up.ipynb"
    notebook = nbformat.read(graded, as_version=4)
    assert "Every number is multiplied by itself." in str(notebook.cells[4].outputs)
    assert "could not be read" in (course.autograded / "cleo/01_warm_up/warm_up.ipynb").read_text()
    grade_assignment(course, assignment, jobs=1)
    assert scores(course) == by_nbgrader


def test_the_formgraders_button_does_the_same(made):
    course, _ = made
    directory = CourseDirectory(config=course.config, root=str(course.root))
    api = NbGraderAPI(coursedir=directory, config=course.config)
    result = api.autograde("01_warm_up", "bob")
    assert result["success"], result
    assert scores(course)["bob", "q01_double_test"] == (0.0, False)
    (row,) = [s for s in api.get_submissions("01_warm_up") if s["student"] == "bob"]
    assert (row["score"], row["max_score"], row["needs_manual_grade"]) == (0.0, 4.0, True)


def test_no_script_of_a_student_reaches_the_feedback_page(made):
    course, assignment = made
    text = (
        "from IPython.display import HTML, Javascript, display\n"
        "display(HTML('<script>stolen(1)</script><b onclick=stolen(2)>bold</b>'))\n"
        "from IPython.display import SVG, Markdown\n"
        "display(Markdown('<script>stolen(7)</script>'))\n"
        "display(SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"><script>stolen(8)</script></svg>'))\n"
        "display(Javascript('stolen(3)'))\nprint('<script>stolen(4)</script>')"
    )
    bundle = make_bundle(assignment)
    notebook = json.loads(trial_notebook(bundle, Trial("wrong", "q01_double", code=text)))
    notebook["cells"][-1]["source"] = (
        "Because <script>stolen(5)</script> <img src=x onerror=stolen(6)>"
    )
    path = course.submitted / "ada" / "01_warm_up" / "warm_up.ipynb"
    path.write_text(json.dumps(notebook))
    grade_assignment(course, assignment, students=["ada"], jobs=1)
    directory = CourseDirectory(config=course.config, root=str(course.root))
    api = NbGraderAPI(coursedir=directory, config=course.config)
    result = api.generate_feedback("01_warm_up", "ada")
    assert result["success"], result
    page = (course.feedback / "ada" / "01_warm_up" / "warm_up.html").read_text()
    assert "bold" in page
    for number in range(1, 9):
        assert not re.search(rf"<script[^>]*>[^<]*stolen\({number}\)", page), number
        assert not re.search(rf"<[^>]*on\w+=[^>]*stolen\({number}\)", page), number


class Program:
    """A program of nbgrader's, or a converter that is part of one."""

    def __init__(self, parent=None):
        self.parent = parent


def test_the_converters_of_a_program_share_a_worker_that_ends_with_it(monkeypatch):
    ended = []

    class Judges:
        def __init__(self, jobs, figures, confinement):
            assert (jobs, figures) == (1, True)

        def __enter__(self):
            return self

        def close(self):
            ended.append(True)

    monkeypatch.setattr(module, "Pool", Judges)
    monkeypatch.setattr(module, "confine", lambda course: None)
    one, other = Program(), Program()
    judges = module.judges_of(Program(Program(one)), None)
    assert module.judges_of(Program(one), None) is judges
    assert module.judges_of(other, None) is not judges
    del one
    gc.collect()
    assert ended == [True]


def test_late_submissions_lose_what_nbgraders_plugin_says(made):
    course, assignment = made
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text() + "\nc.LateSubmissionPlugin.penalty_method = 'zero'\n")
    course = type(course)(course.root)
    with Gradebook(course.gradebook_url) as gradebook:
        due = datetime.datetime(2026, 10, 1)
        gradebook.update_or_create_assignment("01_warm_up", duedate=due)
    stamp = course.submitted / "ada" / "01_warm_up" / "timestamp.txt"
    stamp.write_text("2026-10-02 12:00:00 UTC")
    grade_assignment(course, assignment, students=["ada"], jobs=1)

    def penalty():
        with Gradebook(course.gradebook_url) as gradebook:
            found = gradebook.find_submission_notebook("warm_up", "01_warm_up", "ada")
            return found.late_submission_penalty

    assert penalty() == 2.0
    stamp.write_text("2026-09-30 12:00:00 UTC")
    grade_assignment(course, assignment, students=["ada"], jobs=1)
    assert not penalty()
    stamp.write_text("2026-10-02 12:00:00 UTC")
    assert autograde(course).returncode == 0
    assert penalty() == 2.0


def test_links_pipes_and_odd_times_cost_nobody_but_their_owner(made):
    course, _ = made
    submitted = course.submitted
    (submitted / "frank").symlink_to("ada")
    (submitted / "gina").mkdir()
    (submitted / "gina" / "01_warm_up").symlink_to("../ada/01_warm_up")
    odd = {"bob": b"yesterday", "cleo": b"\xff\xfe\x00", "dan": b"2026-01-31 12:00:00 UTC"}
    for student, data in odd.items():
        (submitted / student / "01_warm_up" / "timestamp.txt").write_bytes(data)
    ada = submitted / "ada" / "01_warm_up"
    os.mkfifo(ada / "pipe")
    (ada / "passwd.txt").symlink_to("/etc/passwd")
    (ada / "data.csv").write_text("1")
    done = autograde(course)
    assert done.returncode == 0, done.stderr
    assert "bob/01_warm_up/timestamp.txt holds no time ('yesterday')" in done.stderr
    found = scores(course)
    assert found["ada", "q01_double_test"] == (2.0, False)
    for student in ("bob", "cleo", "frank", "gina"):
        assert found[student, "q01_double_test"] == (0.0, False)
    with Gradebook(course.gradebook_url) as gradebook:
        times = {s.student.id: s.timestamp for s in gradebook.assignment_submissions("01_warm_up")}
    assert times["dan"] == datetime.datetime(2026, 1, 31, 12) and times["bob"] is None
    copied = {path.name for path in (course.autograded / "ada" / "01_warm_up").iterdir()}
    assert "data.csv" in copied and not copied & {"pipe", "passwd.txt"}
    frank = (course.autograded / "frank" / "01_warm_up" / "warm_up.ipynb").read_text()
    assert "is a link to somewhere else" in frank
