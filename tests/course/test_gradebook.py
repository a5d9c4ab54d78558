import dataclasses
import json

import pytest
from full_exam import full_course
from nbgrader.api import Gradebook

from viva.course.bundle import make_bundle
from viva.course.gradebook import make_known, open_gradebook, record_verdict, write_graded
from viva.judge.verdict import QuestionVerdict, Verdict


@pytest.fixture
def made(tmp_path):
    course, assignment = full_course(tmp_path)
    bundle = make_bundle(assignment)
    make_known(course, assignment, bundle)
    return course, assignment, bundle


def verdict(score=1.0, status="partial", written="manual"):
    questions = (
        QuestionVerdict("q01_double", score, 2.0, status, "almost"),
        QuestionVerdict("q02_linear", 0.0, 2.0, written),
    )
    return Verdict(
        "01_warm_up", "ada", "graded", questions, "none", 0.1, written=frozenset({"q02_linear"})
    )


def record(course, bundle, found):
    with open_gradebook(course) as gradebook:
        record_verdict(gradebook, bundle, found, None)


def grades(course):
    with Gradebook(course.gradebook_url) as gradebook:
        submission = gradebook.find_submission_notebook("warm_up", "01_warm_up", "ada")
        return {
            g.name: (g.auto_score, g.manual_score, g.needs_manual_grade) for g in submission.grades
        }


def test_scores_and_what_waits_to_be_marked(made):
    course, _, bundle = made
    record(course, bundle, verdict())
    assert grades(course) == {
        "q01_double_test": (1.0, None, False),
        "q02_linear": (None, None, True),
    }


def test_an_untouched_written_answer_waits_for_nobody(made):
    course, _, bundle = made
    record(course, bundle, verdict(written="blank"))
    assert grades(course)["q02_linear"] == (0.0, None, False)


def test_marks_of_a_person_stay_when_graded_again(made):
    course, _, bundle = made
    record(course, bundle, verdict())
    with Gradebook(course.gradebook_url) as gradebook:
        gradebook.find_grade("q02_linear", "warm_up", "01_warm_up", "ada").manual_score = 1.5
        gradebook.db.commit()
    record(course, bundle, verdict(score=2.0))
    assert grades(course)["q01_double_test"][0] == 2.0
    assert grades(course)["q02_linear"] == (None, 1.5, True)


def test_the_message_is_the_comment(made):
    course, _, bundle = made
    record(course, bundle, verdict())
    with Gradebook(course.gradebook_url) as gradebook:
        comment = gradebook.find_comment("q01_double", "warm_up", "01_warm_up", "ada")
        assert comment.auto_comment == "almost"


def test_an_assignment_is_recorded_once(made):
    course, assignment, bundle = made
    record(course, bundle, verdict())
    make_known(course, assignment, bundle)
    with Gradebook(course.gradebook_url) as gradebook:
        notebook = gradebook.find_notebook("warm_up", "01_warm_up")
        assert {c.name: c.max_score for c in notebook.grade_cells} == {
            "q01_double_test": 2.0,
            "q02_linear": 2.0,
        }
        assert len(notebook.submissions) == 1


def test_the_graded_folder_is_replaced_at_once(made, tmp_path):
    _, _, bundle = made
    folder = tmp_path / "autograded" / "ada" / "01_warm_up"
    folder.mkdir(parents=True)
    (folder / "stale.txt").write_text("x")
    bundle = dataclasses.replace(bundle, files={"data.csv": b"theirs"})
    write_graded(folder, bundle, verdict(), {"data.csv": b"mine", "sub/helper.py": b"x"})
    names = sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())
    assert names == ["data.csv", "sub/helper.py", "verdict.json", "warm_up.ipynb"]
    assert (folder / "data.csv").read_bytes() == b"theirs"
    stored = json.loads((folder / "verdict.json").read_text())
    assert (stored["score"], stored["written"]) == (1.0, ["q02_linear"])
    assert "could not be read" in (folder / "warm_up.ipynb").read_text()
    assert [p.name for p in folder.parent.iterdir()] == ["01_warm_up"]


def test_files_that_clash_with_ours_are_left_out(made, tmp_path):
    _, _, bundle = made
    folder = tmp_path / "autograded" / "ada" / "01_warm_up"
    bundle = dataclasses.replace(bundle, files={"data/points.csv": b"theirs"})
    files = {"verdict.json/x": b"1", "warm_up.ipynb/y": b"2", "data": b"3", "ok.txt": b"4"}
    write_graded(folder, bundle, verdict(), files)
    assert json.loads((folder / "verdict.json").read_text())["score"] == 1.0
    assert (folder / "data" / "points.csv").read_bytes() == b"theirs"
    assert (folder / "ok.txt").read_bytes() == b"4"
