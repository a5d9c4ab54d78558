"""`make`: the list of targets, set-up once, and a plain word where Python is too old."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SETUP_FILES = [
    "Makefile",
    "pyproject.toml",
    "requirements.txt",
    "requirements-dev.txt",
    "requirements-docs.txt",
    "requirements-hub.txt",
    "requirements-uv.txt",
]
TARGETS = [
    "demo",
    "test",
    "lab",
    "lab-instructor",
    "certify",
    "release",
    "lint",
    "docs",
    "hub",
    "clean",
    "help",
]
PYTHONS = ["python3.13", "python3.12", "python3.11", "python3.14", "python3", "python"]
TOO_OLD = """#!/bin/sh
case "$2" in
    *version_info*) exit 1 ;;
    *) echo 3.9.2 ;;
esac
"""


@pytest.fixture
def folder(tmp_path):
    """The files that make needs, in a folder with a space in its name."""
    folder = tmp_path / "a copy"
    folder.mkdir()
    for name in SETUP_FILES:
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "tools", folder / "tools")
    return folder


def make(folder, *arguments, **environment):
    """Run make without the settings of a make that may be running this test."""
    kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    return subprocess.run(
        ["make", *arguments], cwd=folder, env=kept | environment, capture_output=True, text=True
    )


def mark_as_ready(folder):
    (folder / ".venv").mkdir()
    for name in ("ready", "ready-for-tests"):
        (folder / ".venv" / name).touch()


def make_newer(path):
    later = path.stat().st_mtime + 60
    os.utime(path, (later, later))


@pytest.mark.parametrize("arguments", [[], ["help"]])
def test_help_lists_every_target_with_a_word_on_it(folder, arguments):
    lines = make(folder, *arguments).stdout.splitlines()
    listed = {match[1] for line in lines if (match := re.match(r"make ([\w-]+) +\w", line))}
    assert set(TARGETS) <= listed
    text = (folder / "Makefile").read_text().replace("\\\n", " ")
    phony = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    assert listed == set(phony[1].split())


@pytest.mark.parametrize("target", ["demo", "test", "docs"])
def test_a_python_that_is_too_old_is_one_sentence(folder, tmp_path, target):
    fakes = tmp_path / "bin"
    fakes.mkdir()
    for name in PYTHONS:
        (fakes / name).write_text(TOO_OLD)
        (fakes / name).chmod(0o755)
    result = make(folder, target, PATH=f"{fakes}{os.pathsep}{os.environ['PATH']}")
    assert result.returncode != 0
    said = [line for line in result.stderr.splitlines() if not line.startswith("make")]
    assert said == [
        "Python 3.11 or later is needed and only Python 3.9.2 (python3.13) was found: "
        "install one, or name one with PYTHON=/path/to/python."
    ]
    assert result.stdout == ""
    assert not (folder / ".venv").exists()


def test_no_python_at_all_is_one_sentence_too(folder, tmp_path):
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("make", "sh", "dirname", "grep", "touch", "env"):
        (tools / name).symlink_to(shutil.which(name))
    result = make(folder, "demo", PATH=str(tools))
    assert result.returncode != 0
    assert "Python 3.11 or later is needed and no Python at all was found" in result.stderr


@pytest.mark.parametrize("mark", [".venv/ready", ".venv/ready-for-tests"])
def test_set_up_is_done_once_and_again_when_its_files_change(folder, mark):
    mark_as_ready(folder)
    assert make(folder, "--question", mark).returncode == 0
    for name in ("requirements.txt", "requirements-uv.txt", "pyproject.toml"):
        shutil.rmtree(folder / ".venv")
        mark_as_ready(folder)
        make_newer(folder / name)
        assert make(folder, "--question", mark).returncode == 1, name
        shutil.copy(ROOT / name, folder)
        os.utime(folder / name, (0, 0))


def test_new_test_tools_do_not_disturb_the_demo(folder):
    mark_as_ready(folder)
    make_newer(folder / "requirements-dev.txt")
    assert make(folder, "--question", ".venv/ready").returncode == 0
    assert make(folder, "--question", ".venv/ready-for-tests").returncode == 1


def test_the_documentations_tools_disturb_nothing_else(folder):
    mark_as_ready(folder)
    (folder / ".venv" / "docs").mkdir()
    (folder / ".venv" / "docs" / "ready").touch()
    make_newer(folder / "requirements-docs.txt")
    for mark, answer in ((".venv/ready-for-tests", 0), (".venv/docs/ready", 1)):
        assert make(folder, "--question", mark).returncode == answer, mark


def test_the_hubs_packages_disturb_nothing_else(folder):
    mark_as_ready(folder)
    (folder / ".venv" / "hub").mkdir()
    (folder / ".venv" / "hub" / "ready").touch()
    later = (folder / ".venv" / "hub" / "ready").stat().st_mtime + 60
    for name in ("requirements-hub.txt", "tools/proxy/package-lock.json"):
        os.utime(folder / name, (later, later))
        for mark, answer in ((".venv/ready-for-tests", 0), (".venv/hub/ready", 1)):
            assert make(folder, "--question", mark).returncode == answer, mark
        os.utime(folder / name, (0, 0))


def test_ci_runs_the_tests_and_nothing_else():
    script = (ROOT / ".ci" / "run").read_text()
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert script.rstrip().splitlines()[-1] == "exec make test"


def test_clean_keeps_submissions_and_grades(folder):
    kept = ["submitted/ada.ipynb", "gradebook.db", "release/01/one.ipynb"]
    gone = ["demo/report.html", ".venv/ready", "src/__pycache__/x.pyc"]
    for name in kept + gone:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    assert make(folder, "clean").returncode == 0
    assert all((folder / name).exists() for name in kept)
    assert not any((folder / name).exists() for name in gone)
