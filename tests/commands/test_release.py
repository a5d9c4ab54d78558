import sys
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook
from small_course import EXAM, add_later, cells, make_course

from viva.commands.release import release


@pytest.fixture
def course(tmp_path, monkeypatch):
    course = make_course(tmp_path)
    monkeypatch.chdir(course.root)
    certify(monkeypatch, [])
    return course


def certify(monkeypatch, problems):
    module = SimpleNamespace(certify_quickly=lambda course, assignment: problems)
    monkeypatch.setitem(sys.modules, "viva.certify.certify", module)


def run(*arguments):
    return CliRunner().invoke(release, list(arguments))


def answer_in_the_release(course):
    path = course.find("01").release_path
    path.write_text(path.read_text().replace("NotImplementedError", "ValueError"))


def test_all_assignments_are_released_and_recorded(course):
    result = run()
    assert result.exit_code == 0, result.output
    assert result.output == "01_warm_up: released, 2 graded cells, 4 points\n"
    assert course.find("01").release_path.is_file()
    with Gradebook(course.gradebook_url, course.course_id) as gradebook:
        assert gradebook.find_assignment("01_warm_up").max_score == 4


def test_a_second_release_and_a_check_agree(course):
    assert run("01").exit_code == 0
    assert run("warm_up").exit_code == 0
    result = run("--check")
    assert result.exit_code == 0
    assert result.output == "01_warm_up: in step with source/\n"


def test_an_unknown_assignment_is_a_usage_error(course):
    result = run("NOSUCH")
    assert result.exit_code == 2
    assert "Assignments: 01_warm_up." in result.output


def test_nothing_is_released_uncertified(course, monkeypatch):
    certify(monkeypatch, ["q01_double: the wrong answer 'squares' keeps its points."])
    result = run()
    assert result.exit_code == 1
    assert "'squares' keeps its points." in result.output
    assert not course.release.exists()


def test_nothing_is_released_that_leaks(course):
    (course.source / "01_warm_up" / "solutions.py").write_text(cells()[3].source)
    result = run()
    assert result.exit_code == 1
    assert "01_warm_up/solutions.py shows a line of the solution of q01_double" in result.output
    assert not course.release.exists()
    assert not (course.root / "gradebook.db").exists()


def test_a_broken_source_is_told_and_the_rest_released(course):
    (course.source / "02_next").mkdir()
    (course.source / "02_next" / "next.ipynb").write_text("{")
    result = run()
    assert result.exit_code == 1
    assert "01_warm_up: released" in result.output
    assert "source/02_next/next.ipynb is not a notebook" in result.output


def test_the_check_builds_nothing(course):
    result = run("--check")
    assert result.exit_code == 1
    assert "release/01_warm_up does not exist" in result.output
    assert not course.release.exists()


def test_the_check_tells_of_a_changed_release_and_of_leftovers(course):
    run()
    answer_in_the_release(course)
    (course.release / "00_gone").mkdir()
    result = run("--check")
    assert result.exit_code == 1
    assert "release/00_gone has no assignment in source/" in result.output
    assert "release/01_warm_up/warm_up.ipynb differs" in result.output
    assert "00_gone" not in run("--check", "01").output


def test_the_check_tells_of_a_leak_that_both_sides_have(course):
    run()
    for folder in (course.source, course.release):
        (folder / "01_warm_up" / "notes.txt").write_text(f"{EXAM}\n")
    result = run("--check")
    assert result.exit_code == 1
    assert "notes.txt shows a line of the exam" in result.output


def test_somebodys_answers_are_not_overwritten(course):
    run()
    answer_in_the_release(course)
    result = run()
    assert result.exit_code == 1
    assert "warm_up.ipynb contains answers (q01_double)" in result.output
    assert run("--force").exit_code == 0
    assert run("--check").exit_code == 0


def test_what_a_notebook_gives_of_a_later_one_is_a_problem_and_of_an_earlier_one_a_remark(course):
    line = "[2 * number for number in numbers]"
    add_later(course, f"doubled = {line}")
    result = run("--check")
    assert result.exit_code == 0, result.output
    assert "! 02_later/later.ipynb, cell given_tools, holds much" in result.output
    assert "Hand them out in steps (01; 02)" in result.output
    add_later(course, f"doubled = {line}", name="00_before")
    result = run("--check", "00")
    assert result.exit_code == 1
    assert "00_before/before.ipynb, cell given_tools, holds much of the solution" in result.output


def test_help_has_an_example():
    assert "viva release 03 " in run("--help").output
