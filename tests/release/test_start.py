"""The command that students begin with; uv and pip are stand-ins that note what is asked."""

import ast
import json
import os
import runpy
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
if [ -n "$FAIL_AT" ] && grep -q "^package$FAIL_AT==" "$last" 2>/dev/null; then exit 1; fi
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
        for place in (folder, folder / ".viva" / "release"):
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_text("{}")
    for name in ("requirements.txt", "viva_autograder-0.1.0-py3-none-any.whl"):
        (folder / name).write_text("first --hash=sha256:00")
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
    assert "--compile-bytecode" in notes[1] and "--no-deps --require-hashes" in notes[1]
    assert notes[1].endswith("/my course/.venv/viva-portion.txt")
    assert "--no-deps --no-index" in notes[2] and notes[2].endswith("-none-any.whl")
    assert f"--python {python}" in notes[2]
    assert "Everything is ready" in done.stdout
    assert not (folder / "start.log").exists()
    done, notes = start("--check")
    assert [line.split()[0] for line in notes] == ["python", "from"]


def test_pytorch_is_added_once_and_without_cuda(start, folder):
    done, _ = start("--check", "--with-torch")
    assert done.returncode == 1 and "Unzip the whole archive" in done.stderr
    (folder / "requirements-torch.txt").write_text("first")
    done, notes = start("--check", "--with-torch")
    assert done.returncode == 0, done.stderr
    assert "--require-hashes" in notes[0] and notes[0].endswith("/my course/requirements-torch.txt")
    assert "--no-deps" in notes[1] and notes[1].endswith(" torch==2.13.0")
    if sys.platform.startswith("linux"):
        assert "--index-url" in notes[1] and "/whl/cpu torch" in notes[1]
    assert not any(line.startswith("uv") for line in start("--check", "--with-torch")[1])
    (folder / "requirements.txt").write_text("second --hash=sha256:00")
    assert sum(line.startswith("uv") for line in start("--check", "--with-torch")[1]) == 5


@pytest.mark.parametrize("name", ["requirements.txt", "viva_autograder-0.1.0-py3-none-any.whl"])
def test_a_new_archive_makes_it_anew(start, folder, name):
    start("--check")
    (folder / name).write_text("second")
    assert start("--check")[1][0].startswith("uv venv")


def test_new_notebooks_are_put_in_place_and_those_that_are_there_stay(start, folder):
    start("--check")
    for name in (
        "01_line/my line.ipynb",
        "01_line/viva.json",
        "02_more/data.csv",
        "04_new/n.ipynb",
    ):
        path = folder / ".viva" / "release" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("released")
    (folder / "04_new").mkdir()
    (folder / "04_new" / "mine.txt").write_text("mine")
    done, notes = start()
    assert done.returncode == 0, done.stderr
    assert "New: 04_new/n.ipynb\n" in done.stdout
    assert (folder / "01_line" / "my line.ipynb").read_text() == "{}"
    for name in ("01_line/viva.json", "02_more/data.csv", "04_new/n.ipynb"):
        assert (folder / name).read_text() == "released"
    assert notes[0].endswith("-m jupyter trust 04_new/n.ipynb")
    assert "--LabApp.default_url=/lab/tree/04_new/n.ipynb" in notes[2]
    assert "New" not in start()[0].stdout


def test_the_first_start_signs_the_notebooks_once(start, folder):
    path = folder / ".viva" / "release" / "03_next" / "next.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text("{}")
    signed = [line for line in start("--check")[1] if "jupyter trust" in line]
    assert len(signed) == 1 and "03_next/next.ipynb" in signed[0]
    assert not any("jupyter trust" in line for line in start("--check")[1])


def test_notebooks_alone_install_nothing(start, folder):
    path = folder / ".viva" / "release" / "03_next" / "next.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text("released")
    done, notes = start("--notebooks")
    assert done.returncode == 0 and notes == []
    assert (folder / "03_next" / "next.ipynb").read_text() == "released"
    assert not (folder / ".venv").exists()


def test_a_notebook_that_cannot_be_written_is_one_sentence(start, folder):
    path = folder / ".viva" / "release" / "03_next" / "next.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text("released")
    (folder / "03_next").write_text("in the way")
    done, _ = start("--notebooks")
    assert done.returncode == 1
    assert "next.ipynb could not be written" in done.stderr and "Traceback" not in done.stderr


def test_a_copy_that_was_interrupted_is_made_again(start, folder, monkeypatch):
    path = folder / ".viva" / "release" / "03_next" / "next.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text("released")

    def half(source, target):
        Path(target).write_text("rel")
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "copyfile", half)
        assert runpy.run_path(str(folder / "start.py"))["main"](["--notebooks"]) == 1
    assert start("--notebooks")[0].returncode == 0
    assert (folder / "03_next" / "next.ipynb").read_text() == "released"
    assert [each.name for each in (folder / "03_next").iterdir()] == ["next.ipynb"]


def test_a_folder_that_cannot_be_written_is_one_sentence(start, folder):
    (folder / "start.log").mkdir()
    done, _ = start("--check")
    assert done.returncode == 1 and done.stderr.count("\n") == 1
    assert "start.log: Is a directory. Make sure that its folder can be written" in done.stderr


@pytest.mark.parametrize("arguments", [[], ["--no-browser"]])
def test_jupyterlab_opens_the_first_notebook(start, folder, arguments):
    done, notes = start(*arguments)
    assert done.returncode == 0, done.stderr
    root = f"--ServerApp.root_dir={folder}"
    url = "--LabApp.default_url=/lab/tree/01_line/my%20line.ipynb"
    assert notes[-2] == " ".join(["python -I -m jupyterlab", root, url, *arguments])
    assert notes[-1] == f"from {folder}, preferring 1"


def test_folders_may_have_any_names(start, folder):
    for place in (folder, folder / ".viva" / "release"):
        shutil.rmtree(place / "01_line")
        shutil.rmtree(place / "02_more")
    for name in ("ps1/b.ipynb", "ps1/a.ipynb", "Übung 2/c.ipynb"):
        path = folder / ".viva" / "release" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    (folder / "my own").mkdir()
    (folder / "my own" / "1.ipynb").write_text("{}")
    (trusted,) = [line for line in start()[1] if "jupyter trust" in line]
    assert trusted.endswith("-m jupyter trust ps1/a.ipynb ps1/b.ipynb Übung 2/c.ipynb")
    _, notes = start()
    assert "--LabApp.default_url=/lab/tree/ps1/a.ipynb" in notes[-2]


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
    done, _ = start("--check")
    assert done.returncode == 0 and "Everything is ready" in done.stdout


LOCKED = "".join(
    f"package{number}==1.0 ; python_full_version < '4' \\\n    --hash=sha256:{number:064x}\n"
    for number in range(50)
)


def test_it_tells_how_far_it_is_and_goes_on_where_it_stopped(start, folder):
    (folder / "requirements.txt").write_text(LOCKED)
    done, notes = start("--check", FAIL_AT="21")
    assert done.returncode == 1 and "The packages could not be installed." in done.stderr
    said = done.stdout.splitlines()
    assert said[1:] == [
        "Installing packages 1 to 20 of 50.",
        "Installing packages 21 to 40 of 50.",
    ]
    done, notes = start("--check")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[:3] == [
        "Going on with the course's environment in .venv.",
        "Installing packages 21 to 40 of 50.",
        "Installing packages 41 to 50 of 50.",
    ]
    assert not any(line.startswith("uv venv") for line in notes)


def test_each_package_is_installed_with_its_hashes():
    start = old_python(sys.version_info, None)
    found = start["packages"](f"# a comment\n\n{LOCKED}")
    assert len(found) == 50 and "".join(found) == LOCKED


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


def test_students_do_not_see_the_panel_that_makes_assignments(start, folder, tmp_path):
    done, _ = start("--no-browser")
    assert done.returncode == 0, done.stderr
    written = folder / ".venv" / "etc" / "jupyter" / "labconfig" / "page_config.json"
    assert json.loads(written.read_text())["disabledExtensions"]
    # JupyterLab itself, with these settings in the place of those of an environment
    listed = subprocess.run(
        [sys.executable, "-I", "-m", "jupyter", "labextension", "list", "--verbose"],
        env={"JUPYTER_CONFIG_PATH": str(written.parents[1]), "HOME": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
    )
    said = listed.stdout + listed.stderr
    _, _, disabled = said.partition("Disabled extensions:")
    assert "@jupyter/nbgrader:create-assignment" in disabled, said
    assert "validate-assignment" not in disabled
