"""What lies in a student's folder is run in the sandbox only, whichever command is called there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from class_of_many import make_class
from planted import plant

from viva.worker.sandbox import sandbox_problem

pytestmark = [
    pytest.mark.slow,
    pytest.mark.recorded("planted"),
    pytest.mark.skipif(bool(sandbox_problem()), reason=sandbox_problem() or "works"),
]
COMMANDS = (
    "grade warm_up.ipynb",
    "grade 01",
    "check warm_up.ipynb",
    "certify 01 -j 1",
    "release --check",
    "report 01",
    "feedback 01",
    "export otter 01",
    "export grades --format csv",
    "progress",
    "doctor",
    "watch warm_up.ipynb",
)
# As the console script does it: its folder, and not the current one, is the first to be searched.
SCRIPT = """
import os, signal, sys, threading
from viva.cli import main

for command in sys.argv[1:] if __name__ == "__main__" else ():
    print("$ viva", command, flush=True)
    if command.startswith("watch"):
        # Ctrl-C is ignored by what a script has put in the background.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        threading.Timer(5.0, os.kill, (os.getpid(), signal.SIGINT)).start()
    try:
        main(command.split())
    except SystemExit as end:
        print("exit", end.code, flush=True)
"""
BIN = Path(sys.executable).parent


@pytest.fixture
def course(tmp_path):
    """A course of four students, one of whom handed in files of many names."""
    made = make_class(tmp_path / "course", 4, ("solution", "squares"))
    assert subprocess.run([BIN / "viva", "release"], cwd=made.root).returncode == 0
    plant(folder_of(made), tmp_path / "trace")
    return made


def folder_of(course):
    return course.submitted / "s0000" / "01_warm_up"


def call(course, trace, command, **environment):
    """Call a command in the student's folder; return what it said, when nothing else was run."""
    environment |= {"PATH": f".{os.pathsep}{os.pathsep}{BIN}{os.pathsep}{os.environ['PATH']}"}
    environment |= {"XDG_CACHE_HOME": str(trace.parent / "cache"), "PYTHONPATH": ""}
    done = subprocess.run(
        command,
        cwd=folder_of(course),
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert not trace.exists(), f"{trace.read_text()}\n{done.stdout}"
    return done.stdout


def test_no_command_of_viva_runs_what_lies_in_the_folder(course, tmp_path):
    script = tmp_path / "bin" / "run.py"
    script.parent.mkdir()
    script.write_text(SCRIPT)
    said = call(course, tmp_path / "trace", [sys.executable, script, *COMMANDS])
    parts = said.split("$ viva ")[1:]
    assert len(parts) == len(COMMANDS)
    assert "Traceback" not in said, said
    for part in parts:
        assert part.endswith("exit 0\n"), part


def test_nbgrader_is_not_let_into_a_students_folder(course, tmp_path):
    trace = tmp_path / "trace"
    command = [BIN / "nbgrader", "autograde", "01_warm_up", "--create"]
    said = call(course, trace, command)
    assert "s0000/01_warm_up, which may be a student's. Call it in" in said, said
    (folder_of(course) / "nbgrader_config.py").unlink()
    assert "would use nbgrader_config.json of" in call(course, trace, command)
    (folder_of(course) / "nbgrader_config.json").unlink()
    assert "would use source of" in call(course, trace, command)
    (folder_of(course) / "source").rmdir()
    call(course, trace, command)
    call(course, trace, [BIN / "nbgrader", "generate_feedback", "01_warm_up"])


def test_the_files_do_leave_a_trace_where_they_are_run(tmp_path):
    plant(tmp_path, tmp_path / "trace")
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONSAFEPATH"}
    command = [sys.executable, "-c", "import numpy"]
    subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True)
    assert "numpy.py ran in" in (tmp_path / "trace").read_text()
