"""Students' commands where the system lacks parts, as on Windows and macOS, and odd consoles."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from notebooks_of_mine import COUNT, RIGHT, WRONG, filled, released_cells, write
from small_course import make_course

pytestmark = pytest.mark.recorded("other systems")
SIMULATION = Path(__file__).parents[1] / "helpers" / "other_systems.py"
SYSTEMS = ["windows", "macos", "os.fork"]
PARTS = ["signal.SIGKILL", "os.getuid", "socket.AF_UNIX", "os.setpgid", "os.sched_getaffinity"]
MINE = "01_warm_up/warm_up.ipynb"
HINTS = {"hints": {"q01_double": ["What is doubling?", "Use 2 *."]}}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A student's folder with a blank and letters that are not ASCII in its name."""
    folder = tmp_path / "Übung 1 für Łucja"
    (folder / ".git").mkdir(parents=True)
    monkeypatch.chdir(folder)
    write(MINE, filled(q01_double=WRONG, q02_count=COUNT))
    write(".viva/release/01_warm_up/warm_up.ipynb", released_cells())
    (folder / "01_warm_up" / "viva.json").write_text(json.dumps(HINTS))
    return folder


def viva(kind, *arguments, **environment):
    done = subprocess.run(
        [sys.executable, str(SIMULATION), kind, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=os.environ | environment,
    )
    said = done.stdout + done.stderr
    assert "Traceback" not in said, said
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("kind", SYSTEMS)
def test_every_command_of_students(kind, folder):
    code, said, _ = viva(kind, "check", "01")
    assert code == 0
    assert "✗ wrong" in said and "double_all([1, 2]) is [2, 4]" in said
    assert "0 of 2 questions pass the visible tests, 0 of 4 points. Sandbox: none." in said
    code, said, _ = viva(kind, "progress")
    assert code == 0 and "0 of 2" in said
    code, said, _ = viva(kind, "reset", "01", "q01")
    assert code == 0 and "was reset to the released version" in said
    code, said, _ = viva(kind, "check", "--json", MINE)
    assert code == 0
    assert json.loads(said)["questions"][0]["status"] == "blank"


@pytest.mark.parametrize("kind", PARTS)
def test_any_part_alone_may_be_missing(kind):
    code, said, _ = viva(kind, "check", "01")
    assert code == 0 and "✗ wrong" in said


@pytest.mark.parametrize("kind", SYSTEMS)
def test_it_watches(kind, folder):
    command = [sys.executable, "-u", str(SIMULATION), kind, "watch", "01"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    ) as program:
        threading.Timer(240, program.kill).start()
        lines = list(until(program, "questions checked"))
        assert any("q01_double ✗ wrong" in line for line in lines), lines
        write(MINE, filled(q01_double=RIGHT, q02_count=COUNT))
        lines = list(until(program, "checked (q01_double changed)"))
        assert any("q01_double ✓ done" in line for line in lines), lines
        assert any("q02_count ✓ done" in line for line in lines), lines
        program.kill()


def until(program, words):
    for line in program.stdout:
        yield line
        if words in line:
            return
    raise AssertionError(f"it ended before it said {words!r}")


@pytest.mark.parametrize("kind", SYSTEMS)
@pytest.mark.parametrize("command", [["grade"], ["grade", "--unsandboxed"], ["certify"]])
def test_graders_hear_in_a_sentence_that_grading_needs_linux(kind, command, tmp_path, monkeypatch):
    course = make_course(tmp_path / "course")
    handed_in = course.submitted / "ada" / "01_warm_up"
    handed_in.mkdir(parents=True)
    (handed_in / "warm_up.ipynb").write_bytes(course.find("01").source_path.read_bytes())
    monkeypatch.chdir(course.root)
    code, _, said = viva(kind, *command)
    assert code == 1
    assert "can only be graded on Linux; your own notebooks can be checked here" in said
    assert "--unsandboxed" not in said


def test_the_doctor_says_it_too():
    code, said, _ = viva("windows", "doctor")
    assert code == 1 and "can only be graded on Linux" in said


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
@pytest.mark.parametrize(
    "command",
    [["check", "01"], ["progress"], ["reset", "01", "q01"], ["check", "--hint", "q01"], ["--help"]],
    ids=lambda command: command[-1],
)
def test_no_command_fails_on_a_console_that_is_not_utf_8(encoding, command):
    code, said, _ = viva("os.fork", *command, PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert code == 0 and said


def test_a_sign_that_a_console_lacks_has_a_substitute():
    _, said, _ = viva("os.fork", "check", "01", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert "x wrong" in said and said.isascii()
