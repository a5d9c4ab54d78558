"""Long tests that passed are left out until something that they depend on changes."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import recorded
from recorded import ALWAYS, ROOT, fingerprint, needs

TESTS = """import pytest

@pytest.mark.recorded("one", "one.txt")
def test_one():
    pass

@pytest.mark.recorded("two", "two.txt")
@pytest.mark.parametrize("word", ["right", "wrong"])
def test_two(word):
    assert word in open("two.txt").read()

def test_always():
    pass
"""
SETTINGS = """[tool.pytest.ini_options]
pythonpath = ["src", "tests", "tests/helpers"]
addopts = "--strict-markers -m 'not hub'"
markers = ["recorded(suite, *paths, enters)", "slow", "hub"]
"""
# What kind of machine it is, as a test wants it.
SANDBOX = """import os
def sandbox_problem():
    return os.environ.get("PROBLEM", "")
def worlds_work():
    return "SWEPT" not in os.environ
"""


@pytest.fixture
def repository(tmp_path):
    """A repository of two files, and two suites of which each depends on one of them."""
    for path in (*ALWAYS, "src/viva/worker"):
        if "." in Path(path).name:
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text("")
        else:
            (tmp_path / path).mkdir(parents=True, exist_ok=True)
    (tmp_path / "docs").mkdir()
    (tmp_path / "pyproject.toml").write_text(SETTINGS)
    for name in ("conftest.py", "helpers/recorded.py"):
        shutil.copy(ROOT / "tests" / name, tmp_path / "tests" / name)
    source(tmp_path, "__init__", "")
    source(tmp_path, "worker/__init__", "")
    source(tmp_path, "worker/sandbox", SANDBOX)
    (tmp_path / "tests" / "test_some.py").write_text(TESTS)
    (tmp_path / "one.txt").write_text("")
    (tmp_path / "two.txt").write_text("right")
    return tmp_path


def source(repository, name, text):
    path = repository / "src" / "viva" / f"{name}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def run(repository, *options, **environment):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options]
    # Plugins that are not needed take longer than the tests.
    environment = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"} | environment
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True, env=environment)
    return done.stdout.strip().rpartition("\n")[2].rpartition(" in ")[0], done


def test_what_passed_as_a_whole_is_left_out_until_something_changes(repository):
    assert run(repository, "--record")[0] == "1 failed, 3 passed"
    assert json.loads((repository / "docs" / "suites.json").read_text()).keys() == {"one"}
    assert run(repository)[0] == "1 failed, 2 passed, 1 skipped"

    (repository / "two.txt").write_text("right and wrong")
    assert run(repository, "--record")[0] == "4 passed"
    assert run(repository)[0] == "1 passed, 3 skipped"
    assert run(repository, "--whole")[0] == "4 passed"

    (repository / "one.txt").write_text("changed")
    assert run(repository)[0] == "2 passed, 2 skipped"
    source(repository, "new", "")
    assert run(repository)[0] == "4 passed"


def test_several_processes_record_the_same(repository):
    (repository / "two.txt").write_text("right and wrong")
    assert run(repository, "--record", "-p", "xdist", "-n", "2")[0] == "4 passed"
    assert json.loads((repository / "docs" / "suites.json").read_text()).keys() == {"one", "two"}


def test_a_part_is_not_recorded(repository):
    _, done = run(repository, "--record", "-k", "one")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "--record needs whole suites: leave out -k and -m." in done.stderr
    assert run(repository, "--record", "-m", "hub")[1].returncode == pytest.ExitCode.USAGE_ERROR


def test_on_another_kind_of_machine_they_run(repository, tmp_path):
    (repository / "two.txt").write_text("right and wrong")
    assert run(repository, "--record")[0] == "4 passed"
    assert run(repository)[0] == "1 passed, 3 skipped"
    for other in ({"PROBLEM": "no namespaces"}, {"SWEPT": ""}, {"PATH": newer(tmp_path)}):
        assert run(repository, **other)[0] == "4 passed", other


def newer(folder):
    """Return a search path on which bubblewrap has another version."""
    program = folder / "newer" / "bwrap"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho bubblewrap 99\n")
    program.chmod(0o755)
    return f"{program.parent}{os.pathsep}{os.environ['PATH']}"


ENTERING = """import pytest
import helping
@pytest.mark.recorded("grade", enters=["commands.grade"])
def test_grade():
    pass
"""


def test_a_change_that_a_suite_does_not_reach_leaves_it_out(repository):
    (repository / "tests" / "test_some.py").write_text(ENTERING)
    (repository / "tests" / "helping.py").write_text("def f():\n    from viva.shown import page\n")
    source(repository, "commands/__init__", "")
    source(repository, "commands/grade", "def grade():\n    from viva.judge import ask\n")
    source(repository, "commands/new", "import viva.drafts\n")
    source(repository, "judge/__init__", "")
    source(repository, "judge/ask", "START = ['-m', 'viva.process.start']\n")
    for part in ("process/__init__", "process/start", "shown", "drafts", "judge/more"):
        source(repository, part, "")
    assert run(repository, "--record")[0] == "1 passed"

    source(repository, "drafts", "changed = 1")
    source(repository, "commands/new", "changed = 1")
    assert run(repository)[0] == "1 skipped"
    for part in ("__init__", "commands/grade", "judge/more", "process/start", "shown"):
        path = repository / "src" / "viva" / f"{part}.py"
        before = path.read_text()
        path.write_text(f"{before}\nchanged = 1\n")
        assert run(repository)[0] == "1 passed", part
        path.write_text(before)
    (repository / "tests" / "helping.py").write_text("")
    assert run(repository)[0] == "1 passed"


READING = """import shutil
import pytest
@pytest.fixture(scope="module")
def read():
    return open("two.txt").read()
@pytest.mark.recorded("reads", "one.txt")
def test_reads(read):
    assert read
@pytest.mark.recorded("copies", "one.txt")
def test_copies(tmp_path):
    shutil.copy("two.txt", tmp_path)
    assert (tmp_path / "two.txt").read_text() and open("one.txt")
"""


def test_what_is_read_and_not_named_fails_it(repository):
    (repository / "tests" / "test_some.py").write_text(READING)
    said, done = run(repository, "--record")
    assert said == "2 passed, 1 error"
    assert "assert ['two.txt'] == []" in done.stdout
    assert json.loads((repository / "docs" / "suites.json").read_text()).keys() == {"copies"}
    (repository / "tests" / "test_some.py").write_text(
        READING.replace('"one.txt")', '"two.txt")', 1)
    )
    assert run(repository, "--record")[0] == "2 passed"


def test_a_path_or_a_module_that_does_not_exist_is_no_dependency():
    with pytest.raises(FileNotFoundError):
        fingerprint(["source/no_such_folder"])
    with pytest.raises(ModuleNotFoundError, match=r"There is no viva\.grader: see .*recorded\.py"):
        needs(Path(__file__), (), ["grading", "grader"])


def test_writing_the_record_changes_no_fingerprint():
    assert recorded.RECORD in (ROOT / "docs").iterdir()
    assert recorded.RECORD not in recorded._files(ROOT / "docs")


def test_every_part_of_the_program_is_known(monkeypatch):
    parts = {
        path for name in recorded.graph_of_imports().modules for path in [recorded._part(name)]
    }
    for path in (ROOT / "src" / "viva").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            inside = path.relative_to(ROOT).as_posix()
            assert any(inside == part or inside.startswith(f"{part}/") for part in parts), inside
