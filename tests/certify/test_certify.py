import dataclasses
import json

import nbformat
import pytest
from full_exam import WRONG, answer, full_course, write_exam

from viva.certify.certify import (
    Line,
    Trial,
    certify,
    certify_quickly,
    inspect_exam,
    note_wrong,
    trial_notebook,
)
from viva.course.bundle import make_bundle
from viva.course.floor import Floor
from viva.exam.load import ExamProblem
from viva.grading.cells import grade_id
from viva.grading.verdict import QuestionVerdict


@pytest.fixture
def made(tmp_path):
    return full_course(tmp_path)


def test_a_good_exam_is_certified(made):
    certificate = certify(*made, jobs=1)
    assert certificate.problems == []
    assert certificate.solution == (2.0, 2.0)
    assert certificate.blank == 0
    assert certificate.kill_rate == 1
    line = certificate.lines["q01_double"]
    assert (line.wrong, line.killed, line.own_hint, line.right, line.passed) == (4, 4, 4, 2, 2)


def test_a_wrong_answer_that_passes_is_found(made):
    write_exam(made[0], WRONG | {"is right": ("2 * number", "Nothing is wrong.")})
    certificate = certify(*made, jobs=1)
    assert certificate.kill_rate == 0.8
    assert any("'is right' keeps 2 of 2 points" in problem for problem in certificate.problems)


@pytest.mark.parametrize(
    ("points", "score", "killed"), [(2, 1.3333, 1), (7, 4.6667, 1), (2, 1.34, 0)]
)
def test_a_share_of_the_points_is_compared_as_scores_are_rounded(points, score, killed):
    line = Line("q01", points, 3)
    found = QuestionVerdict("q01", score, points, "failed", "A hint.")
    note_wrong(line, Trial("wrong", "q01", hint="A hint.", keeps=2 / 3), found, problems := [])
    assert (line.killed, len(problems)) == (killed, 1 - killed)


def test_a_hint_that_is_not_earned_is_found(made):
    write_exam(made[0], WRONG | {"doubles the square": ("number * number", "Not this one.")})
    (problem,) = certify(*made, jobs=1).problems
    assert "'doubles the square' gets another message instead of its own hint" in problem


def test_a_right_answer_that_is_rejected_is_found(made):
    write_exam(made[0], right=["2 * number", "number * 3", "str(number)"])
    problems = certify(*made, jobs=1).problems
    assert sum("is rejected (0 of 2)" in problem for problem in problems) == 2


def test_a_solution_that_fails_its_own_exam_is_found(made):
    course, assignment = made
    source = nbformat.read(assignment.source_path, as_version=4)
    source.cells[3].source = source.cells[3].source.replace("2 * number", "3 * number")
    nbformat.write(source, assignment.source_path)
    assert "q01_double: the solution gets 0 of 2" in certify_quickly(course, assignment)[0]


def test_an_answer_that_is_given_away_is_found(made):
    course, assignment = made
    source = nbformat.read(assignment.source_path, as_version=4)
    source.cells[1].source = answer("2 * number")
    source.cells[3].source = "### BEGIN SOLUTION\n" + answer("2 * number") + "### END SOLUTION"
    nbformat.write(source, assignment.source_path)
    assert "the blank release gets 2 points" in certify_quickly(course, assignment)[0]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda exam: exam.questions["q01_double"].cases.clear(), "no case"),
        (lambda exam: exam.questions["q01_double"].wrong_answers.pop(), "fewer than 4 wrong"),
        (lambda exam: exam.questions["q01_double"].right_answers.pop(), "fewer than 2 right"),
        (lambda exam: exam.question("q09_other"), "no test cell"),
        (lambda exam: setattr(exam, "name", "other"), "called 'other'"),
    ],
)
def test_what_can_be_seen_without_grading_is_seen(made, change, words):
    bundle = make_bundle(made[1])
    assert inspect_exam(bundle, Floor(4, 2)) == []
    change(bundle.exam)
    assert any(words in problem for problem in inspect_exam(bundle, Floor(4, 2)))


def test_hints_that_are_alike_or_empty_are_found(made):
    write_exam(made[0], {name: (text, "Same.") for name, (text, _) in WRONG.items()})
    assert any("share a hint" in problem for problem in inspect_exam(make_bundle(made[1])))
    write_exam(made[0], {name: (text, " ") for name, (text, _) in WRONG.items()})
    assert any("is empty." in problem for problem in inspect_exam(make_bundle(made[1])))


def test_a_test_cell_without_its_hidden_line_is_found(made):
    bundle = make_bundle(made[1])
    cells = [dict(cell) for cell in bundle.cells]
    test = next(cell for cell in cells if grade_id(cell) == "q01_double_test")
    test["source"] = test["source"].replace("q01_double", "q07_other")
    (problem,) = inspect_exam(dataclasses.replace(bundle, cells=tuple(cells)))
    assert "the hidden line of q01_double_test must be" in problem


def test_trials_are_notebooks_as_students_hand_them_in(made):
    bundle = make_bundle(made[1])
    text = trial_notebook(bundle, Trial("wrong", "q01_double", "x", "double_all = None")).decode()
    assert "double_all = None" in text
    blank = json.loads(trial_notebook(bundle, Trial("blank")))
    assert "NotImplementedError" in blank["cells"][3]["source"]
    assert blank["cells"][6]["source"] == "YOUR ANSWER HERE"


def test_without_an_exam_there_is_nothing_to_certify(made):
    course, _ = made
    (course.exams / "warm_up.py").unlink()
    with pytest.raises(ExamProblem, match="q01_double_test asks an exam"):
        certify(course, course.find("01"))
    with pytest.raises(ExamProblem, match="q01_double_test asks an exam"):
        certify_quickly(course, course.find("01"))
