import pytest
from click.testing import CliRunner
from full_exam import full_course
from nbgrader.api import Gradebook

from viva.cli import main
from viva.course.generate import record_assignment


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
    assert "'09' is not an assignment of this course. Assignments: 01_warm_up." in result.output


def test_gradescope_needs_the_locked_packages(course):
    result = run("gradescope", "1")
    assert result.exit_code == 1
    assert (
        "has no requirements.txt: the autograder installs the packages that it lists."
        in result.output
    )


@pytest.fixture
def graded(course):
    """The course with a gradebook that knows two students' scores."""
    record_assignment(course, course.find("1"))
    with Gradebook(course.gradebook_url) as gradebook:
        for student, points in (("zoe", 2.0), ("al", 1.0)):
            gradebook.add_student(student)
            gradebook.add_submission("01_warm_up", student)
            grade = gradebook.find_grade("q01_double_test", "warm_up", "01_warm_up", student)
            grade.auto_score = points
        gradebook.db.commit()
    return course


def test_grades_are_written_for_those_whom_the_system_finds(graded):
    (graded.root / "students.csv").write_text(
        'student,name,canvas_id\nzoe,"O\'Neill, Zoë",17\nal,Al,18,?\n'
    )
    with_list = ("grades", "1", "--format", "canvas", "--students", "students.csv")
    result = run(*with_list, "--title", "1=Warm up (5)", "--to", "canvas.csv")
    assert result.exit_code == 1
    assert (graded.root / "canvas.csv").read_text() == (
        "Student,ID,SIS User ID,SIS Login ID,Section,Warm up (5)\n"
        "    Points Possible,,,,,4\n"
        '"O\'Neill, Zoë",17,,,,2\n'
    )
    assert "1 students in canvas.csv." in result.output
    assert "students.csv, line 3: it has 4 cells instead of 3." in result.output
    assert "Left out, since the list of students does not have this id: al." in result.output


def test_grades_of_all_go_to_the_output(graded):
    result = run("grades", "--format", "csv")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[1:] == ["al,,,1,4", "zoe,,,2,4"]
    missing = run("grades", "--format", "moodle")
    assert missing.exit_code == 1
    said = missing.stderr.splitlines()
    assert said[0] == (
        "Moodle finds students by username, id_number or email. Give a CSV file with a column "
        "student and one of these: --students students.csv"
    )
    assert said[-1] == "Left out, since Moodle would not find them: al, zoe."


def test_what_cannot_be_written_is_said_and_the_list_of_students_stays(graded, tmp_path):
    nowhere = tmp_path / "nowhere" / "grades.csv"
    done = run("grades", "--format", "csv", "--to", str(nowhere))
    assert done.exit_code == 1 and "grades.csv cannot be written: No such file" in done.output
    students = tmp_path / "students.csv"
    students.write_text("student\nada\n")
    same = ("--students", str(students), "--to", str(students))
    assert run("grades", "--format", "csv", *same).exit_code == 2
    assert students.read_text() == "student\nada\n"


def test_without_scores_there_is_nothing_to_write(course):
    assert "no scores yet: run `viva grade`" in run("grades", "--format", "csv").output
    named = run("grades", "1", "--format", "csv")
    assert "no scores for 01_warm_up: run `viva grade`" in named.output
    assert "must be NN=TITLE" in run("grades", "--format", "csv", "--title", "x").output
