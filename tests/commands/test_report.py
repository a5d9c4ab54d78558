import json

import classes
import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook
from small_course import make_course

from viva.commands.report import report
from viva.course.generate import record_assignment
from viva.course.new_gradebook import prepare_gradebook

ASSIGNMENT = "01_warm_up"


@pytest.fixture
def course(tmp_path, monkeypatch):
    course = make_course(tmp_path)
    monkeypatch.chdir(course.root)
    return course


def store(course, verdict):
    folder = course.autograded / verdict.student / verdict.assignment
    folder.mkdir(parents=True)
    data = verdict.as_json() | {"written": sorted(verdict.written)}
    (folder / "verdict.json").write_text(json.dumps(data))


def run(*arguments):
    return CliRunner().invoke(report, [str(argument) for argument in arguments])


def test_page_and_table_are_written_and_named(course):
    store(course, classes.verdict("ada", classes.question(), assignment=ASSIGNMENT))
    result = run()
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[-2:] == [
        str(course.root / "class-report.csv"),
        str(course.root / "class-report.html"),
    ]
    assert ASSIGNMENT in (course.root / "class-report.html").read_text()
    assert "ada" in (course.root / "class-report.csv").read_text()
    assert "\x1b" not in result.output
    assert not (course.root / "gradebook.db").exists()


def test_other_places_and_another_title(course, tmp_path):
    store(course, classes.verdict("ada", classes.question(), assignment=ASSIGNMENT))
    html, csv = tmp_path / "x" / "r.html", tmp_path / "y" / "r.csv"
    result = run("1", "--html", html, "--csv", csv, "--title", "Autumn")
    assert result.exit_code == 0, result.output
    assert "<h1>Autumn</h1>" in html.read_text()
    assert csv.is_file() and not (course.root / "class-report.html").exists()


def test_names_come_from_the_gradebook(course):
    prepare_gradebook(course.gradebook_url)
    with Gradebook(course.gradebook_url) as gradebook:
        gradebook.add_student("ada", first_name="Ada", last_name="Żółć")
        gradebook.add_student("bo")
    for student in ("ada", "bo"):
        store(course, classes.verdict(student, classes.question(), assignment=ASSIGNMENT))
    assert run().exit_code == 0
    page = (course.root / "class-report.html").read_text(encoding="utf-8")
    assert "Ada Żółć" in page and ">bo</th>" in page


def test_nothing_graded_yet(course):
    result = run()
    assert result.exit_code == 1
    assert f"No verdict on {ASSIGNMENT} yet. Run `viva grade` first." in result.output


def test_an_unknown_assignment_is_a_usage_error_with_the_list(course):
    result = run("09")
    assert result.exit_code == 2
    assert ASSIGNMENT in result.output


def test_a_broken_verdict_is_named(course):
    store(course, classes.verdict("ada", assignment=ASSIGNMENT))
    (course.autograded / "ada" / ASSIGNMENT / "verdict.json").write_text("{")
    result = run()
    assert result.exit_code == 1
    assert "verdict.json is not a valid verdict" in result.output
    assert "Traceback" not in result.output


def test_marks_come_from_the_gradebook(course):
    written = classes.question("manual", id="q02_linear")
    store(course, classes.verdict("ada", written, assignment=ASSIGNMENT, written={"q02_linear"}))
    record_assignment(course, course.find("01"))
    assert run().exit_code == 0
    assert "to mark</small>" in (course.root / "class-report.html").read_text()
    with Gradebook(course.gradebook_url) as gradebook:
        gradebook.add_student("ada")
        gradebook.add_submission(ASSIGNMENT, "ada")
        gradebook.find_grade("q02_linear", "warm_up", ASSIGNMENT, "ada").manual_score = 1.5
        gradebook.db.commit()
    assert run().exit_code == 0
    assert "to mark</small>" not in (course.root / "class-report.html").read_text()
    assert "1.5" in (course.root / "class-report.csv").read_text()


def test_the_other_tables_are_named_and_answers_are_compared_only_where_asked(course):
    store(course, classes.verdict("ada", classes.question(), assignment=ASSIGNMENT))
    result = run()
    tables = [f"class-report-{name}.csv" for name in ("questions", "mistakes", "alike")]
    assert [(course.root / name).is_file() for name in tables] == [True, True, False]
    assert all(name in result.output for name in tables[:2])
    assert "that are alike" not in (course.root / "class-report.html").read_text()
    result = run("--alike")
    assert result.exit_code == 0, result.output
    assert (course.root / tables[2]).is_file() and tables[2] in result.output
    assert "Answers that are alike" in (course.root / "class-report.html").read_text()
