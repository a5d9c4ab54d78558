"""Long tests that passed are left out until something that they depend on changes."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from recorded import ALWAYS, ROOT, fingerprint

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
pythonpath = ["tests/helpers"]
addopts = "--strict-markers -m 'not hub'"
markers = ["recorded(suite, *paths)", "slow", "hub"]
"""


@pytest.fixture
def repository(tmp_path):
    """A repository of two files, and two suites of which each depends on one of them."""
    for path in ALWAYS:
        if "." in Path(path).name:
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text("")
        else:
            (tmp_path / path).mkdir(parents=True, exist_ok=True)
    (tmp_path / "docs").mkdir()
    (tmp_path / "pyproject.toml").write_text(SETTINGS)
    for name in ("conftest.py", "helpers/recorded.py"):
        shutil.copy(ROOT / "tests" / name, tmp_path / "tests" / name)
    (tmp_path / "tests" / "test_some.py").write_text(TESTS)
    (tmp_path / "one.txt").write_text("")
    (tmp_path / "two.txt").write_text("right")
    return tmp_path


def run(repository, *options):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True)
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
    (repository / "src" / "viva" / "new.py").write_text("")
    assert run(repository)[0] == "4 passed"


def test_several_processes_record_the_same(repository):
    (repository / "two.txt").write_text("right and wrong")
    assert run(repository, "--record", "-n", "2")[0] == "4 passed"
    assert json.loads((repository / "docs" / "suites.json").read_text()).keys() == {"one", "two"}


def test_a_part_is_not_recorded(repository):
    _, done = run(repository, "--record", "-k", "one")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "--record needs whole suites: leave out -k and -m." in done.stderr
    assert run(repository, "--record", "-m", "hub")[1].returncode == pytest.ExitCode.USAGE_ERROR


def test_a_path_that_does_not_exist_is_no_dependency():
    with pytest.raises(FileNotFoundError):
        fingerprint(["source/no_such_folder"])
