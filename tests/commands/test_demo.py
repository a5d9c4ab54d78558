import csv
import json
import shutil
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook
from small_course import make_course

from viva.commands.demo import MARKER, build_sample_course, demo
from viva.course.layout import CONFIG_NAME, Course
from viva.grading.verdict import QuestionVerdict, Verdict
from viva.release.build import build_release, publish


@pytest.fixture
def course(tmp_path, monkeypatch):
    course = make_course(tmp_path / "real")
    shutil.copytree(course.source, course.release, dirs_exist_ok=True)
    (course.submitted / "someone" / "01_warm_up").mkdir(parents=True)
    monkeypatch.chdir(course.root)
    return course


@pytest.fixture
def graded(monkeypatch):
    """Stand in for the engine: everyone who handed in JSON gets half of the points."""
    calls = []

    def grade_assignment(course, assignment, *, students=None, progress=None, pool=None):
        calls.append((course, assignment))
        verdicts = []
        for folder in sorted(course.submitted.glob(f"*/{assignment.name}")):
            (file,) = folder.iterdir()
            student = folder.parent.name
            try:
                json.loads(file.read_bytes())
                questions = (QuestionVerdict("q01_double", 1.0, 2.0, "partial", "m", "squares"),)
                verdict = Verdict(assignment.name, student, "graded", questions, "none", 0.1)
            except ValueError:
                verdict = Verdict(assignment.name, student, "unreadable", (), "none", 0.1, "broken")
            verdicts.append(verdict)
            progress(verdict)
        return verdicts

    module = SimpleNamespace(
        grade_assignment=grade_assignment, grading_pool=lambda count, confinement: nullcontext()
    )
    monkeypatch.setitem(sys.modules, "viva.classroom.batch", module)
    return calls


def run(*arguments):
    return CliRunner().invoke(demo, [str(argument) for argument in arguments])


def files(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_class_is_made_graded_and_reported(course, graded):
    result = run()
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[-1] == "demo/class-report.html"
    for part in ("01_warm_up", "22", "50 %", "squares"):
        assert part in result.output
    assert "\x1b" not in result.output
    page = (course.root / "demo" / "class-report.html").read_text(encoding="utf-8")
    assert "Inés Quiñones" in page and "broken" in page
    assert (course.root / "demo" / "class-report.csv").is_file()


def test_the_real_course_is_not_touched(course, graded):
    before = files(course.root)
    assert run("--into", course.root.parent / "sample").exit_code == 0
    assert files(course.root) == before
    ((sample, _),) = graded
    assert sample.root == course.root.parent / "sample"


def test_a_second_run_makes_the_same_class_anew(course, graded):
    assert run("--students", 5).exit_code == 0
    first = files(course.root / "demo" / "submitted")
    (course.root / "demo" / "gradebook.db").write_text("not a database any more")
    assert run("--students", 5).exit_code == 0
    assert files(course.root / "demo" / "submitted") == first
    assert run("--students", 5, "--seed", 3).exit_code == 0
    assert files(course.root / "demo" / "submitted") != first


def test_settings_that_lead_elsewhere_are_overruled(course, tmp_path):
    with (course.root / CONFIG_NAME).open("a") as config:
        config.write(f"\nc.CourseDirectory.db_url = 'sqlite:///{tmp_path}/real.db'\n")
        config.write(f"c.CourseDirectory.submitted_directory = {str(tmp_path / 'post')!r}\n")
        config.write(f"c.CourseDirectory.root = {str(course.root)!r}\n")
    sample = build_sample_course(Course(course.root), tmp_path / "sample")
    assert sample.gradebook_url == f"sqlite:///{tmp_path}/sample/gradebook.db"
    assert sample.submitted == tmp_path / "sample" / "submitted"
    assert sample.nbgrader_directory().root == str(tmp_path / "sample")
    assert [a.exam_path for a in sample.assignments()] == [
        tmp_path / "sample" / "tests" / "hidden" / "warm_up.py"
    ]


def test_a_folder_that_holds_something_else_is_left_alone(course, graded):
    mine = course.root.parent / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work")
    result = run("--into", mine)
    assert result.exit_code == 2
    assert "did not make" in result.output
    assert [path.name for path in mine.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("folder", [".", "..", "submitted", "source/demo", "tests/hidden"])
def test_the_course_itself_is_no_place_for_the_demo(course, graded, folder):
    (course.root / folder / MARKER).parent.mkdir(exist_ok=True)
    before = files(course.root)
    assert run("--into", folder).exit_code == 2
    assert files(course.root) == before


def test_without_a_release_there_is_nothing_to_hand_in(course, graded):
    shutil.rmtree(course.release)
    result = run()
    assert result.exit_code == 1
    assert "Run `viva release` first." in result.output


def test_only_the_assignments_that_are_named_are_handed_in(course, graded, tmp_path):
    done = run("01", "--students", 4, "--into", tmp_path / "demo")
    assert done.exit_code == 0, done.output
    assert [assignment.name for _, assignment in graded] == ["01_warm_up"]
    done = run("07", "--into", tmp_path / "other")
    assert done.exit_code != 0 and not (tmp_path / "other").exists()


def test_a_broken_exam_is_one_sentence(course, graded):
    (course.exams / "warm_up.py").write_text("exam = 3\n")
    result = run()
    assert result.exit_code == 1
    assert "must define" in result.output and "Traceback" not in result.output


def test_the_gradebook_of_the_sample_knows_the_names(course, graded):
    assert run("--students", 3).exit_code == 0
    with Gradebook(f"sqlite:///{course.root}/demo/gradebook.db") as gradebook:
        names = [(s.id, s.first_name, s.last_name) for s in gradebook.students]
    assert sorted(names)[0] == ("aiko", "Aiko", "Tanabe")
    assert not (course.root / "gradebook.db").exists()


@pytest.mark.slow
def test_the_engine_itself_grades_the_class(course):
    shutil.rmtree(course.release)
    with tempfile.TemporaryDirectory() as folder:
        assignment = course.find("01")
        publish(course, assignment, build_release(course, assignment, Path(folder)))
    result = run("--students", 12)
    assert result.exit_code == 0, result.output
    with (course.root / "demo" / "class-report.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 11
    assert {row["status"] for row in rows} == {"graded", "unreadable"}
    assert {"0", "2"} <= {row["q01_double"] for row in rows}
    assert len(list((course.root / "demo").glob("autograded/*/01_warm_up/verdict.json"))) == 11
    assert not (course.root / "autograded").exists()
