"""The command that students begin with; uv and pip are stand-ins that note what is asked."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

START = Path(__file__).parents[2] / "src" / "viva" / "release" / "start.py"
# Makes what looks like an environment: its Python notes its arguments too.
UV = """#!/bin/sh
printf '%s\\n' "uv $*" >> "$NOTES"
for last; do :; done
case "$1 $SAID" in
    venv*) mkdir -p "$last/bin"; cp "$STANDIN" "$last/bin/python" ;;
    *[a-z]) echo "error: $SAID" >&2; exit 1 ;;
esac
"""
PYTHON = """#!/bin/sh
printf '%s\\n' "python $*" >> "$NOTES"
printf '%s\\n' "from $PWD, preferring $JUPYTER_PREFER_ENV_PATH" >> "$NOTES"
"""


@pytest.fixture
def folder(tmp_path):
    """A folder with a space in its name, as it is unzipped."""
    folder = tmp_path / "my course"
    for name in ("01_line/my line.ipynb", "01_line/viva.json", "02_more/more.ipynb"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("{}")
    for name in ("requirements.txt", "viva-0.1.0-py3-none-any.whl"):
        (folder / name).write_text("first")
    shutil.copy(START, folder)
    return folder


@pytest.fixture
def start(folder, tmp_path):
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, text in {"uv": UV, "standin": PYTHON}.items():
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)

    def run(*arguments, python=sys.executable, **environment):
        notes = tmp_path / "notes"
        notes.unlink(missing_ok=True)
        settings = {"NOTES": str(notes), "STANDIN": str(programs / "standin"), "SAID": ""}
        settings |= {"PATH": f"{programs}:/usr/bin:/bin", "HOME": str(tmp_path)} | environment
        done = subprocess.run(
            [python, str(folder / "start.py"), *arguments],
            cwd=tmp_path,
            env=settings,
            capture_output=True,
            text=True,
        )
        return done, notes.read_text().splitlines() if notes.exists() else []

    return run


def test_the_first_start_makes_the_environment_and_the_second_is_quick(start, folder):
    done, notes = start("--check")
    assert done.returncode == 0, done.stderr
    python = folder / ".venv" / "bin" / "python"
    assert notes[0] == f"uv venv --quiet --python {sys.executable} {folder / '.venv'}"
    assert "--require-hashes" in notes[1] and notes[1].endswith("/my course/requirements.txt")
    assert "--no-deps --no-index" in notes[2] and notes[2].endswith("-none-any.whl")
    assert f"--python {python}" in notes[2]
    assert "Everything is ready" in done.stdout
    assert not (folder / "start.log").exists()
    done, notes = start("--check")
    assert [line.split()[0] for line in notes] == ["python", "from"]


@pytest.mark.parametrize("name", ["requirements.txt", "viva-0.1.0-py3-none-any.whl"])
def test_a_new_archive_makes_it_anew(start, folder, name):
    start("--check")
    (folder / name).write_text("second")
    assert start("--check")[1][0].startswith("uv venv")


@pytest.mark.parametrize("arguments", [[], ["--no-browser"]])
def test_jupyterlab_opens_the_first_notebook(start, folder, arguments):
    done, notes = start(*arguments)
    assert done.returncode == 0, done.stderr
    root = f"--ServerApp.root_dir={folder}"
    url = "--LabApp.default_url=/lab/tree/01_line/my%20line.ipynb"
    assert notes[-2] == " ".join(["python -m jupyterlab", root, url, *arguments])
    assert notes[-1] == f"from {folder}, preferring 1"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("failed to lookup address: Temporary failure in name resolution", "there is no network"),
        ("hash mismatch for numpy", "The packages could not be installed. Details are in start.l"),
    ],
)
def test_what_fails_is_one_sentence_and_the_next_start_tries_again(start, folder, said, words):
    done, _ = start(SAID=said)
    assert done.returncode == 1
    assert words in done.stderr and done.stderr.count("\n") == 1
    assert said in (folder / "start.log").read_text()
    done, notes = start("--check")
    assert done.returncode == 0 and notes[0].startswith("uv venv")


def test_an_archive_that_was_not_unzipped_as_a_whole(start, folder):
    (folder / "requirements.txt").unlink()
    done, notes = start()
    assert done.returncode == 1
    assert "Unzip the whole archive" in done.stderr
    assert notes == []


def old_python(version, monkeypatch, **found):
    """Load the file as a Python of this version would see it."""
    namespace = {"__name__": "start", "__file__": str(START)}
    exec(compile(START.read_text(), str(START), "exec"), namespace)
    namespace["sys"] = type("Old", (), {"version_info": version, "executable": "old"})
    namespace["shutil"] = type("None", (), {"which": staticmethod(found.get)})
    return namespace


def test_a_python_that_is_too_old(monkeypatch):
    start = old_python((3, 8, 10), monkeypatch)
    with pytest.raises(
        start["StartError"], match=r"Python 3\.11 or later .* this is Python 3\.8\."
    ):
        start["suitable_python"](None)
    assert start["suitable_python"]("/bin/uv") == "3.12"


def test_a_newer_python_is_taken_where_there_is_one(monkeypatch):
    start = old_python((3, 8, 10), monkeypatch, **{"python3.12": sys.executable})
    assert start["suitable_python"](None) == sys.executable


def test_an_old_python_can_read_it():
    ast.parse(START.read_text(), feature_version=(3, 6))
    text = START.read_text()
    assert "from __future__ import annotations" not in text, "Python 3.6 does not know it"
    imported = {n.names[0].name for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Import)}
    assert imported <= set(sys.stdlib_module_names)


def test_help_names_the_options():
    done = subprocess.run(
        [sys.executable, str(START), "--help"], capture_output=True, text=True, env=os.environ
    )
    assert "--no-browser" in done.stdout and "--check" in done.stdout
