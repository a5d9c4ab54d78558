import json

import pytest
from click.testing import CliRunner
from full_exam import answer, full_course
from junitparser import JUnitXml

from viva.certify.certify import Trial, trial_notebook
from viva.cli import main
from viva.course.bundle import make_bundle
from viva.worker.diagnosis import NO_BUBBLEWRAP


@pytest.fixture
def made(tmp_path, monkeypatch):
    course, assignment = full_course(tmp_path)
    monkeypatch.chdir(tmp_path)
    bundle = make_bundle(assignment)
    (tmp_path / "good.ipynb").write_bytes(trial_notebook(bundle, Trial("solution")))
    wrong = Trial("wrong", "q01_double", code=answer("number**2"))
    (tmp_path / "bad.ipynb").write_bytes(trial_notebook(bundle, wrong))
    (tmp_path / "warm_up.ipynb").write_text("no notebook")
    (tmp_path / "mystery.ipynb").write_text("no notebook")
    return course, bundle


def run(*arguments):
    return CliRunner().invoke(main, ["grade", *arguments])


def test_a_file_as_json(made):
    result = run("bad.ipynb", "--json")
    assert result.exit_code == 0
    data = json.loads(result.stdout)
    assert (data["assignment"], data["student"], data["status"]) == ("01_warm_up", None, "graded")
    assert (data["score"], data["max_score"], data["sandbox"]) == (0, 2.0, "bubblewrap")
    question = data["questions"][0]
    assert question["message"] == "Every number is multiplied by itself."
    assert question["diagnosis"] == "squares"
    assert question["cases"][0] == {"title": "the visible test", "passed": False, "weight": 1.0}
    assert data["questions"][1]["status"] == "manual"


def test_several_files_are_a_list_and_a_table(made):
    assert len(json.loads(run("bad.ipynb", "good.ipynb", "--json").stdout)) == 2
    result = run("bad.ipynb", "good.ipynb")
    assert result.exit_code == 0
    assert "multiplied by" in result.stdout
    assert "2 of 2 points, and 2 for written answers" in result.stdout


def test_files_and_a_class_as_reports(made, tmp_path):
    course, _ = made
    run("bad.ipynb", "good.ipynb", "warm_up.ipynb", "--junit", "a.xml", "--markdown", "a.md")
    suites = list(JUnitXml.fromfile("a.xml"))
    assert [suite.name.partition(": ")[2] for suite in suites] == [
        *("bad.ipynb", "good.ipynb", "warm_up.ipynb")
    ]
    assert [(suite.failures, suite.errors) for suite in suites] == [(1, 0), (0, 0), (0, 1)]
    assert "Every number is multiplied by itself" in (tmp_path / "a.md").read_text()
    folder = course.submitted / "ada" / "01_warm_up"
    folder.mkdir(parents=True)
    (folder / "warm_up.ipynb").write_bytes((tmp_path / "bad.ipynb").read_bytes())
    assert run("01", "--junit", "b.xml", "--markdown", "b.md", "--json").exit_code == 0
    (suite,) = JUnitXml.fromfile("b.xml")
    assert suite.name == "01_warm_up: ada"
    assert "01\\_warm\\_up&#58; ada" in (tmp_path / "b.md").read_text()


def test_exit_codes(made):
    assert run("good.ipynb", "--min-score", "1").exit_code == 0
    assert run("bad.ipynb", "--min-score", "0.5").exit_code == 1
    assert run("bad.ipynb", "--min-score", "0").exit_code == 0
    unread = run("warm_up.ipynb", "--json")
    assert unread.exit_code == 1
    assert json.loads(unread.stdout)["status"] == "unreadable"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["NOSUCH"], "Assignments: 01_warm_up"),
        (["none.ipynb"], "There is no file none.ipynb"),
        (["mystery.ipynb"], "--assignment"),
        (["good.ipynb", "01"], "not both"),
        (["good.ipynb", "--assignment", "NOSUCH"], "Assignments: 01_warm_up"),
        (["01"], "no submissions. Found: none"),
        ([], "Nothing to grade"),
        (["--min-score", "2"], "--min-score"),
        (["good.ipynb", "--student", "ada"], "--student"),
        (["good.ipynb", "--force"], "--force need assignments"),
        (["good.ipynb", "--dask", "tcp://127.0.0.1:1"], "--dask and --force need assignments"),
    ],
)
def test_what_does_not_exist_is_a_usage_error(made, arguments, words):
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in result.output


def test_a_class(made, tmp_path):
    course, _ = made
    for student, name in (("ada", "good"), ("bob", "bad")):
        folder = course.submitted / student / "01_warm_up"
        folder.mkdir(parents=True)
        (folder / "warm_up.ipynb").write_bytes((tmp_path / f"{name}.ipynb").read_bytes())
    result = run("01")
    assert result.exit_code == 0, result.output
    assert "2 graded, 0 could not be read" in result.stdout
    assert "Sandbox: none" not in result.stdout
    assert "Sandbox: none. Student code ran as you" in run("01", "--unsandboxed").stdout
    assert "1/2 01_warm_up ada: 2 of 2" in result.stdout
    assert "0 of 2 taken from the store, 2 graded." in result.stdout
    again = run("01")
    assert "1/2 01_warm_up ada: 2 of 2 (from the store)" in again.stdout
    assert "2 of 2 taken from the store, 0 graded." in again.stdout
    assert "0 of 2 taken from the store, 2 graded." in run("01", "--force").stdout
    both = run("01", "--dask", "tcp://127.0.0.1:1", "-j", "2")
    assert both.exit_code == 2
    assert "the cluster sets the number" in both.output
    only = json.loads(run("01", "--student", "bob", "--json").stdout)
    assert [verdict["student"] for verdict in only] == ["bob"]
    missing = run("01", "--student", "zoe")
    assert missing.exit_code == 2
    assert "no submission from zoe. Found: " in missing.output
    (course.submitted / "bob" / "01_warm_up" / "warm_up.ipynb").write_text("{")
    assert run().exit_code == 1


def test_without_a_sandbox_grading_is_refused_unless_said_otherwise(made, monkeypatch):
    monkeypatch.setattr("viva.worker.sandbox._known", lambda: (NO_BUBBLEWRAP, False))
    refused = run("good.ipynb")
    assert refused.exit_code == 1
    assert "bubblewrap is not installed. Install bubblewrap" in refused.output
    assert "--unsandboxed" in refused.output
    allowed = run("good.ipynb", "--unsandboxed", "--json")
    assert allowed.exit_code == 0
    assert json.loads(allowed.stdout)["sandbox"] == "none"


def test_odd_names_of_students_break_no_path_and_no_table(tmp_path, monkeypatch):
    course, _ = full_course(tmp_path)
    monkeypatch.chdir(course.root)
    odd = [
        "[a]",
        "-rf",
        "a b",
        "*",
        "学生",
        "x" * 200,
        "a\nb",
        "a..",
        "{x}",
        "a'\"b",
        "\x1b[2J\u202e",
    ]
    for student in odd:
        folder = course.submitted / student / "01_warm_up"
        folder.mkdir(parents=True)
        (folder / "warm_up.ipynb").write_text("no notebook")
    result = CliRunner().invoke(main, ["grade", "1", "-j", "1"])
    assert result.exit_code == 1 and f"{len(odd)} could not be read" in result.output
    assert all(c.isprintable() or c == "\n" for c in result.output)
    graded = {path.parent.parent.name for path in course.autograded.glob("*/*/verdict.json")}
    assert graded == set(odd)
