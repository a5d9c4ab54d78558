import json

import nbformat
import pytest
from full_exam import answer, full_course
from nbgrader.api import Gradebook

from viva.course.batch import Pool, grade_assignment
from viva.course.bundle import make_bundle
from viva.course.certify import Trial, trial_notebook


@pytest.fixture
def made(tmp_path):
    course, assignment = full_course(tmp_path)
    bundle = make_bundle(assignment)

    def hand_in(student, data, name="warm_up.ipynb"):
        folder = course.submitted / student / "01_warm_up"
        folder.mkdir(parents=True)
        if data is not None:
            (folder / name).write_bytes(data)

    hand_in("ada", trial_notebook(bundle, Trial("solution")))
    hand_in("bob", b"no notebook at all")
    hand_in("cleo o'x", trial_notebook(bundle, Trial("wrong", "q01_double", code=answer("number"))))
    hand_in("dan", None)
    hand_in("eve", trial_notebook(bundle, Trial("blank")), "my homework.ipynb")
    bomb = "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\nos._exit(1)"
    hand_in("fay", trial_notebook(bundle, Trial("wrong", "q01_double", code=bomb)))
    hand_in("gil", trial_notebook(bundle, Trial("solution")))
    return course, assignment


def test_every_submission_gets_its_verdict(made):
    course, assignment = made
    seen = []
    verdicts = grade_assignment(course, assignment, jobs=1, progress=seen.append)
    assert len(seen) == 7
    assert [(v.student, v.status, v.score) for v in verdicts] == [
        ("ada", "graded", 2.0),
        ("bob", "unreadable", 0),
        ("cleo o'x", "graded", 0),
        ("dan", "unreadable", 0),
        ("eve", "graded", 0),
        ("fay", "graded", 0),
        ("gil", "graded", 2.0),
    ]
    by_student = {v.student: v for v in verdicts}
    assert by_student["cleo o'x"].questions[0].message == "The numbers come back as they were."
    assert "the folder is empty" in by_student["dan"].message
    assert "my homework.ipynb" in by_student["eve"].message
    for found in verdicts:
        folder = course.autograded / found.student / "01_warm_up"
        nbformat.validate(nbformat.read(folder / "warm_up.ipynb", as_version=4))
        assert json.loads((folder / "verdict.json").read_text())["score"] == found.score
    with Gradebook(course.gradebook_url) as gradebook:
        scores = {s.student.id: s.score for s in gradebook.assignment_submissions("01_warm_up")}
    assert scores == {v.student: v.score for v in verdicts}


def test_chosen_students_only(made):
    course, assignment = made
    (found,) = grade_assignment(course, assignment, students=["gil"], jobs=1)
    assert found.student == "gil"
    assert not (course.autograded / "ada").exists()


def test_several_processes_give_the_same_verdicts(made):
    course, assignment = made

    def plain(verdicts):
        return [{**v.as_json(), "seconds": 0} for v in verdicts]

    alone = plain(grade_assignment(course, assignment, jobs=1))
    assert plain(grade_assignment(course, assignment, jobs=2)) == alone


def test_the_time_of_submission_reaches_the_gradebook(made):
    course, assignment = made
    (course.submitted / "ada" / "01_warm_up" / "timestamp.txt").write_text(
        "2026-10-01 12:00:00 UTC"
    )
    grade_assignment(course, assignment, students=["ada"], jobs=1)
    with Gradebook(course.gradebook_url) as gradebook:
        assert gradebook.find_submission("01_warm_up", "ada").timestamp.month == 10


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_pool_gives_each_result_with_its_number(jobs):
    with Pool(jobs, figures=False) as pool:
        assert dict(pool.run(pow, [(n, 2) for n in range(5)])) == {n: n * n for n in range(5)}
