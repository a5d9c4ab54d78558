import zipfile

import pytest
from click.testing import CliRunner
from full_exam import full_course

from viva.certify.certify import Trial, trial_notebook
from viva.cli import main
from viva.course.bundle import make_bundle


@pytest.fixture
def made(tmp_path, monkeypatch):
    course, assignment = full_course(tmp_path)
    monkeypatch.chdir(tmp_path)
    notebook = trial_notebook(make_bundle(assignment), Trial("solution"))
    with zipfile.ZipFile("download.zip", "w") as archive:
        archive.writestr("Zoë O'Neill_17_assignsubmission_file_/my work.ipynb", notebook)
        archive.writestr("ngal_LATE_31_209_warm_up-2.ipynb", "no notebook")
    (tmp_path / "students.csv").write_text("student,name,canvas_id\nzoe,Zoë O'Neill,\nal,,31\n,,\n")
    return course


def run(*arguments):
    return CliRunner().invoke(main, ["collect", *arguments])


def test_a_download_is_collected_and_can_be_graded(made):
    result = run("download.zip", "--students", "students.csv")
    assert result.exit_code == 0, result.output
    assert "01_warm_up: 2 submissions in submitted/." in result.output
    assert "late: al" in result.output
    graded = CliRunner().invoke(main, ["grade", "1", "--student", "zoe"])
    assert "2 / 2" in graded.output


def test_problems_are_told_and_end_with_code_1(made):
    (made.root / "students.csv").write_text("student,canvas_id\nal,31,?\n")
    result = run("download.zip", "--students", "students.csv")
    assert result.exit_code == 1
    assert "students.csv, line 2: it has 3 cells instead of 2." in result.output
    assert "Zoë O'Neill (moodle 17) is not in the list of students" in result.output


def test_a_zip_that_does_not_say_what_it_is_needs_the_assignment(made):
    with zipfile.ZipFile("other.zip", "w") as archive:
        archive.writestr("ngal_31_209_mine.ipynb", "{}")
    result = run("other.zip")
    assert result.exit_code == 2 and "Name it with --assignment" in result.output
    assert run("other.zip", "--assignment", "1").exit_code == 0
    (made.root / "broken.zip").write_text("no zip")
    assert "not a readable zip file" in run("broken.zip").output


def test_no_name_acts_in_the_terminal(made):
    hostile = "\x1b]0;owned\x07\x1b[2J\u202e\x9b31m\n::error::x"
    with zipfile.ZipFile("hostile.zip", "w") as archive:
        archive.writestr("ngal_31_209_mine.ipynb", "{}")
        archive.writestr(f"ngal_31_210_{hostile}.txt", "")
        archive.writestr(f"{hostile}.txt", "")
    result = run("hostile.zip", "--assignment", "1")
    assert result.exit_code == 1
    assert all(c.isprintable() or c == "\n" for c in result.output)
    assert not any(line.startswith("::") for line in result.output.splitlines())


def test_a_students_repository_and_a_platform_can_be_named(made, tmp_path):
    repository = tmp_path / "repository" / "01_warm_up"
    repository.mkdir(parents=True)
    (repository / "warm_up.ipynb").write_text("{}")
    assert run("repository", "--student", "ada", "--assignment", "1").exit_code == 0
    assert (made.submitted / "ada" / "01_warm_up" / "warm_up.ipynb").is_file()
    name = "HW_3_12345_attempt_2026-01-31-12-00-00_warm_up.ipynb"
    with zipfile.ZipFile("both.zip", "w") as archive:
        archive.writestr(name, "{}")
    refused = run("both.zip", "--assignment", "1")
    assert refused.exit_code == 2 and "say which with --from" in refused.output
    assert run("both.zip", "--assignment", "1", "--from", "blackboard").exit_code == 0
    assert (made.submitted / "12345").is_dir()
