import pytest
from click.testing import CliRunner
from full_exam import full_course

from viva.cli import main


@pytest.fixture
def course(tmp_path, monkeypatch):
    course, _ = full_course(tmp_path)
    monkeypatch.chdir(tmp_path)
    return course


def run(*arguments):
    return CliRunner().invoke(main, ["export", *arguments])


def test_otter_writes_beside_the_course(course):
    result = run("otter", "1")
    assert result.exit_code == 0, result.output
    assert result.output.strip() == "01_warm_up: dist/otter/01_warm_up"
    folder = course.root / "dist" / "otter" / "01_warm_up"
    assert sorted(path.name for path in folder.iterdir()) == ["autograder", "student"]


def test_what_is_not_there_is_said(course):
    result = run("otter", "09")
    assert result.exit_code == 2
    assert "'09' is not an assignment of this course. There is: 01_warm_up." in result.output


def test_gradescope_needs_the_locked_packages(course):
    result = run("gradescope", "1")
    assert result.exit_code == 1
    assert "has no requirements.txt: the zip installs what that file locks." in result.output
