"""An assignment of several notebooks, as nbgrader has them: ``source/ps1/a.ipynb`` and ``b.ipynb``.

It is compared with stock nbgrader on the same class.
"""

import csv
import json
import zipfile

import nbformat
import pytest
from classic_notebook import nbgrader
from click.testing import CliRunner
from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook
from two_notebooks import (
    ANSWERS,
    CLASS,
    NAME,
    RIGHT,
    course_of_two,
    filled_in,
    hand_in,
    hand_in_class,
    rows,
    stock_course,
    with_exam,
    write_source,
)

from viva.classroom.batch import grade_assignment
from viva.classroom.gradebook import marks
from viva.classroom.pool import Pool
from viva.classroom.tasks import Lost
from viva.cli import main
from viva.course.layout import Course
from viva.export import run_autograder


def run(course, monkeypatch, *arguments):
    monkeypatch.chdir(course.root)
    result = CliRunner().invoke(main, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture(scope="module")
def stock(tmp_path_factory):
    """What stock nbgrader makes of the class."""
    folder = tmp_path_factory.mktemp("stock")
    stock_course(folder)
    nbgrader(folder, "autograde", NAME)
    return rows(folder / "gradebook.db")


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The same class, graded by viva: the course and the verdicts."""
    course = course_of_two(tmp_path_factory.mktemp("ours"))
    hand_in_class(course.root)
    verdicts = [
        verdict
        for each in course.find_all(NAME)
        for verdict in grade_assignment(course, each, jobs=1)
    ]
    return course, verdicts


@pytest.mark.slow
def test_scores_are_those_of_stock_nbgrader(stock, graded):
    course, _ = graded
    assert stock["right"]["sum"] == (14.0, 15.0)  # one more is for a person
    assert stock["partly"]["sum"] == (11.0, 15.0)  # the value of a test cell is its score
    assert stock["half"]["sum"] == (5.0, 15.0)
    assert rows(course.root / "gradebook.db") == stock


@pytest.mark.slow
def test_a_notebook_that_was_not_handed_in_gets_nothing_and_the_other_is_graded(graded):
    _, verdicts = graded
    a, b = (v for v in verdicts if v.student == "half")
    assert (a.label, a.status, a.score, a.message) == ("ps1/a", "graded", 5.0, "")
    assert (b.label, b.status, b.score) == ("ps1/b", "unreadable", 0.0)
    assert b.message == (
        "b.ipynb was not handed in, so its questions get no points. Hand it in as well."
    )


@pytest.mark.slow
def test_each_graded_folder_holds_both_notebooks_and_both_verdicts(graded):
    course, _ = graded
    folder = course.autograded / "partly" / NAME
    assert sorted(p.name for p in folder.iterdir()) == [
        "a.ipynb",
        "b.ipynb",
        "factor.txt",
        "verdict.json",
    ]
    stored = json.loads((folder / "verdict.json").read_text())["notebooks"]
    assert {name: each["score"] for name, each in stored.items()} == {"a": 3.0, "b": 8.0}


def penalties(database):
    """Return what each notebook of each student lost for being late."""
    with Gradebook(f"sqlite:///{database}") as gradebook:
        return {
            (submission.student.id, notebook.name): notebook.late_submission_penalty
            for submission in gradebook.assignment_submissions(NAME)
            for notebook in submission.notebooks
        }


@pytest.mark.slow
def test_what_late_notebooks_lose_is_what_stock_nbgrader_takes(tmp_path, monkeypatch):
    folders = tmp_path / "stock", tmp_path / "ours"
    for folder in folders:
        folder.mkdir()
    stock_course(folders[0])
    course = course_of_two(folders[1])
    hand_in_class(course.root)
    for folder in folders:
        with (folder / "nbgrader_config.py").open("a") as file:
            file.write("\nc.LateSubmissionPlugin.penalty_method = 'zero'\n")
        for student, when in (("right", "02"), ("half", "02"), ("partly", "01")):
            stamp = folder / "submitted" / student / NAME / "timestamp.txt"
            stamp.write_text(f"2026-10-{when} 12:00:00 UTC")
        with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
            gradebook.update_or_create_assignment(NAME, duedate="2026-10-01 18:00:00 UTC")
    nbgrader(folders[0], "autograde", NAME)
    expected = penalties(folders[0] / "gradebook.db")
    assert (expected["right", "a"], expected["right", "b"]) == (5.0, 9.0)
    assert (expected["half", "a"], expected["partly", "a"]) == (5.0, None)
    run(course, monkeypatch, "grade", NAME, "-j", "1")
    found = penalties(course.root / "gradebook.db")
    assert {key: found[key] or None for key in found} == {
        key: expected.get(key) or None for key in found
    }
    result = run(course, monkeypatch, "export", "grades", "--format", "csv")
    exported = {row["student"]: row["ps1"] for row in csv.DictReader(result.stdout.splitlines())}
    assert exported == {"blank": "0", "half": "0", "partly": "11", "right": "0"}
    # Handed in again, in time.
    stamp = course.submitted / "right" / NAME / "timestamp.txt"
    stamp.write_text("2026-09-30 12:00:00 UTC")
    run(course, monkeypatch, "grade", NAME, "-j", "1")
    again = penalties(course.root / "gradebook.db")
    assert not again["right", "a"] and not again["right", "b"] and again["half", "a"] == 5.0


@pytest.mark.slow
def test_regrading_one_notebook_leaves_the_other_as_it_is(graded, monkeypatch):
    course, _ = graded
    folder = course.autograded / "partly" / NAME
    before = (folder / "b.ipynb").read_bytes()
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as gradebook:
        grade = gradebook.find_grade("q4", "b", NAME, "right")
        grade.manual_score = 1.0
        gradebook.db.commit()
        assert marks(gradebook, NAME, "a") == {}
        assert marks(gradebook, NAME, "b") == {("right", "q4"): 1.0}
    was = rows(course.root / "gradebook.db")
    result = run(course, monkeypatch, "grade", "ps1/a", "--force", "-j", "1")
    assert "ps1/a" in result.output and "ps1/b" not in result.output
    assert rows(course.root / "gradebook.db") == was
    assert (folder / "b.ipynb").read_bytes() == before
    assert set(json.loads((folder / "verdict.json").read_text())["notebooks"]) == {"a", "b"}
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as gradebook:
        grade = gradebook.find_grade("q4", "b", NAME, "right")
        grade.manual_score = None
        gradebook.db.commit()


@pytest.mark.slow
def test_nothing_is_graded_again_that_has_not_changed(graded, monkeypatch):
    course, _ = graded
    result = run(course, monkeypatch, "grade", NAME, "-j", "1")
    assert "8 of 8 taken from the store" in result.output
    assert {p.name for p in (course.root / ".viva/verdicts").iterdir()} == {"ps1+a", "ps1+b"}


@pytest.mark.slow
def test_the_report_counts_both_notebooks_together_unless_one_is_named(graded, monkeypatch):
    course, _ = graded
    run(course, monkeypatch, "report", NAME, "--alike")
    with (course.root / "class-report.csv").open() as file:
        found = {row["student"]: row for row in csv.DictReader(file)}
    assert {name: row["score"] for name, row in found.items()} == {
        "right": "14",
        "blank": "0",
        "partly": "11",
        "half": "5",
    }
    assert {row["max_score"] for row in found.values()} == {"14"}  # one more is for a person
    assert (found["partly"]["a/q1"], found["partly"]["b/q1"]) == ("0", "4")
    assert found["half"]["message"].startswith("b: b.ipynb was not handed in")
    with (course.root / "class-report-questions.csv").open() as file:
        assert [row["question"] for row in csv.DictReader(file)] == ["a/q1", "a/q2", "b/q1", "b/q3"]
    run(course, monkeypatch, "report", "ps1/b")
    with (course.root / "class-report.csv").open() as file:
        one = {row["student"]: (row["assignment"], row["score"]) for row in csv.DictReader(file)}
    assert one["partly"] == ("ps1/b", "8")


@pytest.mark.slow
def test_exported_grades_are_the_sum(graded, monkeypatch):
    course, _ = graded
    result = run(course, monkeypatch, "export", "grades", "--format", "csv")
    found = {row["student"]: row for row in csv.DictReader(result.stdout.splitlines())}
    assert (found["right"]["ps1"], found["right"]["ps1 max"]) == ("14", "15")
    assert (found["partly"]["ps1"], found["half"]["ps1"]) == ("11", "5")
    refused = run(course, monkeypatch, "export", "grades", "ps1/a", "--format", "csv")
    assert "ps1/a is one of 2 notebooks" in refused.output
    assert "Name the assignment: ps1." in refused.output


@pytest.mark.slow
def test_each_notebook_has_its_feedback_page(graded, monkeypatch):
    course, _ = graded
    assert "ps1/a: 4 pages" in run(course, monkeypatch, "feedback", NAME).output
    pages = course.feedback / "partly" / NAME
    assert sorted(p.name for p in pages.iterdir()) == ["a.html", "b.html"]
    a, b = ((pages / f"{name}.html").read_text() for name in "ab")
    assert "ps1/a" in a and "q2" in a and "q3" not in a
    assert "ps1/b" in b and "q3" in b and "q2" not in b
    (pages / "a.html").unlink()
    run(course, monkeypatch, "feedback", "ps1/b")
    assert [p.name for p in pages.iterdir()] == ["b.html"]


@pytest.mark.slow
def test_nbgraders_own_feedback_and_autograde_work_on_it(graded, tmp_path):
    course = course_of_two(tmp_path)
    hand_in(course.root, "partly", CLASS["partly"])
    hand_in(course.root, "half", CLASS["half"])
    # One without points: nbgrader takes it along, and viva does not grade it.
    nbformat.write(new_notebook(cells=[]), course.source / NAME / "read_me.ipynb")
    nbformat.write(new_notebook(cells=[]), course.submitted / "partly" / NAME / "read_me.ipynb")
    nbgrader(course.root, "generate_assignment", NAME)
    released = json.loads((course.release / NAME / "viva.json").read_text())["notebooks"]
    assert set(released["a"]["released"]) == {"q1", "q2"}
    assert set(released["b"]["released"]) == {"q1", "q3", "q4"}
    nbgrader(course.root, "autograde", NAME)
    ours = rows(graded[0].root / "gradebook.db")
    assert rows(course.root / "gradebook.db") == {name: ours[name] for name in ("partly", "half")}
    stored = json.loads((course.autograded / "partly" / NAME / "verdict.json").read_text())
    assert {name: each["score"] for name, each in stored["notebooks"].items()} == {
        "a": 3.0,
        "b": 8.0,
    }
    half = course.autograded / "half" / NAME
    stored = json.loads((half / "verdict.json").read_text())["notebooks"]
    assert {name: each["score"] for name, each in stored.items()} == {"a": 5.0, "b": 0.0}
    assert "b.ipynb was not handed in" in (half / "b.ipynb").read_text()
    nbgrader(course.root, "generate_feedback", NAME)
    assert sorted(p.name for p in (course.feedback / "partly" / NAME).iterdir()) == [
        "a.html",
        "b.html",
        "factor.txt",
        "read_me.html",
    ]


@pytest.mark.slow
def test_a_release_has_both_notebooks_and_the_hints_of_each(tmp_path, monkeypatch):
    course = with_exam(course_of_two(tmp_path))
    result = run(course, monkeypatch, "release", NAME)
    assert "ps1: released, 3 notebooks, 7 graded cells, 19 points" in result.output
    folder = course.release / NAME
    assert sorted(p.name for p in folder.iterdir()) == [
        "a.ipynb",
        "b.ipynb",
        "factor.txt",
        "viva.json",
        "warm_up.ipynb",
    ]
    helped = json.loads((folder / "viva.json").read_text())["notebooks"]
    assert {name: sorted(each["released"]) for name, each in helped.items()} == {
        "a": ["q1", "q2"],
        "b": ["q1", "q3", "q4"],
        "warm_up": ["q01_double", "q02_linear"],
    }
    assert run(course, monkeypatch, "release", "--check").exit_code == 0
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as gradebook:
        names = [each.name for each in gradebook.find_assignment(NAME).notebooks]
    assert sorted(names) == ["a", "b", "warm_up"]


@pytest.mark.slow
def test_one_notebook_may_have_an_exam_and_another_its_tests_inline(tmp_path, monkeypatch):
    course = with_exam(course_of_two(tmp_path))
    assert [bool(each.exam_path) for each in course.find_all(NAME)] == [False, False, True]
    folder = hand_in(course.root, "ada", RIGHT)
    warm_up = json.loads((course.source / NAME / "warm_up.ipynb").read_text())
    (folder / "warm_up.ipynb").write_text(json.dumps(warm_up))
    result = run(course, monkeypatch, "grade", "--json", "-j", "1")
    verdicts = {each["notebook"]: each for each in json.loads(result.stdout)}
    assert {name: each["score"] for name, each in verdicts.items()} == {
        "a": 5.0,
        "b": 9.0,
        "warm_up": 2.0,
    }
    assert verdicts["a"]["inline"] == ["q1", "q2"] and "inline" not in verdicts["warm_up"]
    certified = run(course, monkeypatch, "certify", "ps1/warm_up")
    assert "ps1/warm_up is certified." in certified.output


@pytest.mark.slow
def test_a_single_file_is_graded_and_checked_as_the_notebook_that_it_is(tmp_path, monkeypatch):
    course = course_of_two(tmp_path)
    path = tmp_path / "mine" / "b.ipynb"
    path.parent.mkdir()
    (path.parent / "factor.txt").write_text("3")
    path.write_text(json.dumps(filled_in("b", RIGHT["b"])))
    verdict = json.loads(run(course, monkeypatch, "grade", str(path), "--json").stdout)
    assert (verdict["assignment"], verdict["notebook"], verdict["score"]) == (NAME, "b", 9.0)
    named = run(course, monkeypatch, "grade", str(path), "--assignment", NAME, "--json")
    assert json.loads(named.stdout)["notebook"] == "b"
    other = path.with_name("hand-in.ipynb")
    other.write_text(json.dumps(filled_in("b", {})).replace('"q3', '"q1').replace('"q4', '"q1'))
    unclear = run(course, monkeypatch, "grade", str(other))
    assert "cannot be detected. Name it with --assignment: ps1/a, ps1/b." in unclear.output


@pytest.mark.slow
def test_otter_takes_each_notebook_by_itself(tmp_path, monkeypatch):
    course = course_of_two(tmp_path)
    result = run(course, monkeypatch, "export", "otter", NAME)
    assert "ps1/a: dist/otter/ps1/a" in result.output
    for name, other in (("a", "b"), ("b", "a")):
        folder = course.root / "dist" / "otter" / NAME / name
        assert {p.name for p in (folder / "student").glob("*.ipynb")} == {f"{name}.ipynb"}
        assert not list(folder.rglob(f"{other}.ipynb"))
        (alone,) = Course(folder / "autograder" / "course").assignments()
        assert (alone.label, alone.notebook_name) == (NAME, name)
        assert {p.stem for p in (folder / "autograder" / "tests").glob("*.py")} == set(
            ANSWERS[name]
        )


@pytest.fixture
def autograder(tmp_path, monkeypatch):
    """The folder /autograder of an assignment of three notebooks, and the export's output."""
    course = with_exam(course_of_two(tmp_path / "course"))
    for name in ("requirements.txt", "requirements-uv.txt", "viva_autograder-0.1.0-any.whl"):
        (course.root / name).write_text("")
    result = run(course, monkeypatch, "export", "gradescope")
    place = tmp_path / "autograder"
    with zipfile.ZipFile(course.root / "dist" / "gradescope" / NAME / "autograder.zip") as archive:
        archive.extractall(place / "source")
    return place, result.output


def graded_on_gradescope(place, notebooks):
    folder = place / "submission"
    folder.mkdir()
    (folder / "factor.txt").write_text("3")
    for each, answers in notebooks.items():
        (folder / f"{each}.ipynb").write_text(json.dumps(filled_in(each, answers)))
    run_autograder.main(place)
    return json.loads((place / "results" / "results.json").read_text())


def points(results):
    shown = (test for test in results["tests"] if "score" in test)
    return {test["name"]: (test["score"], test["max_score"]) for test in shown}


@pytest.mark.slow
def test_gradescope_grades_all_notebooks_of_one_submission(autograder):
    place, said = autograder
    assert "ps1: dist/gradescope/ps1/autograder.zip" in said
    assert "Students hand in its 3 notebooks as one submission." in said
    found = graded_on_gradescope(place, CLASS["partly"])
    assert found["score"] == 11
    assert points(found) == {
        "a/q1": (0, 2),
        "a/q2": (3, 3),
        "b/q1": (4, 4),
        "b/q3": (4, 5),
        "warm_up/q01_double": (0, 2),
    }
    assert "3 points are for written answers" in found["output"]
    assert "warm_up: warm_up.ipynb was not handed in" in found["output"]


@pytest.mark.slow
def test_a_notebook_on_which_gradescopes_grader_fails_leaves_the_others_their_points(
    autograder, monkeypatch
):
    place, _ = autograder
    run_one = Pool.run_one

    def losing_b(pool, function, assignment, *arguments, **options):
        if assignment.notebook_name == "b":
            return Lost("no memory")
        return run_one(pool, function, assignment, *arguments, **options)

    monkeypatch.setattr(Pool, "run_one", losing_b)
    found = graded_on_gradescope(place, RIGHT)
    assert found["score"] == 5 and points(found)["b/q1"] == (0, 4)
    (told,) = (test for test in found["tests"] if test["name"] == "For the instructor")
    assert told["output"].endswith("ps1/b could not be graded and gets no points: no memory")
    assert told["visibility"] == "hidden"


@pytest.mark.slow
def test_gradescope_takes_one_notebook_of_several_where_it_is_named(tmp_path, monkeypatch):
    course = course_of_two(tmp_path)
    for name in ("requirements.txt", "requirements-uv.txt", "viva_autograder-0.1.0-any.whl"):
        (course.root / name).write_text("")
    result = run(course, monkeypatch, "export", "gradescope", "ps1/b")
    assert "ps1/b: dist/gradescope/ps1/b/autograder.zip" in result.output
    with zipfile.ZipFile(course.root / "dist/gradescope/ps1/b/autograder.zip") as archive:
        names = archive.namelist()
    assert "tests/q3.py" in names and "files/course/source/ps1/b.ipynb" in names
    assert not [name for name in names if name.endswith("a.ipynb")]


@pytest.mark.slow
def test_a_notebook_may_be_added_when_others_were_handed_in(tmp_path, monkeypatch):
    course = course_of_two(tmp_path)
    path = course.source / NAME / "b.ipynb"
    later = path.read_bytes()
    path.unlink()
    hand_in(course.root, "half", CLASS["half"])
    run(course, monkeypatch, "grade", "-j", "1")
    assert rows(course.root / "gradebook.db")["half"]["sum"] == (5.0, 5.0)
    path.write_bytes(later)
    result = run(course, monkeypatch, "grade", "-j", "1")
    assert "b.ipynb was not handed in" in result.output
    assert rows(course.root / "gradebook.db")["half"]["sum"] == (5.0, 15.0)
    stored = json.loads((course.autograded / "half" / NAME / "verdict.json").read_text())
    assert set(stored["notebooks"]) == {"a", "b"}


def test_both_notebooks_of_another_assignment_are_kept_apart(tmp_path):
    course = course_of_two(tmp_path)
    write_source(course.root, "ps2")
    assert [each.label for each in course.assignments()] == ["ps1/a", "ps1/b", "ps2/a", "ps2/b"]
    assert len({each.file_name for each in course.assignments()}) == 4
