import json

import nbformat
import pytest

from viva.authoring.new_course import new_course
from viva.authoring.new_question import new_question, next_number
from viva.certify.certify import certify
from viva.course.bundle import make_bundle
from viva.course.layout import Course, UsageProblem


@pytest.fixture
def course(tmp_path):
    new_course(tmp_path / "stats")
    return Course(tmp_path / "stats")


def test_a_question_is_added_to_notebook_and_exam(course):
    question, paths = new_question(course, "01", "median")
    assert question == "q03_median"
    assert [course.shown(path) for path in paths] == [
        "source/01_first_steps/first_steps.ipynb",
        "tests/hidden/first_steps/q03_median.py",
    ]
    bundle = make_bundle(course.find("01"))
    assert [q.id for q in bundle.questions] == ["q01_mean", "q02_when", "q03_median"]
    assert list(bundle.exam.questions) == ["q01_mean", "q03_median"]
    nbformat.validate(json.loads(paths[0].read_text()))


def test_certification_says_what_is_to_be_filled_in(course):
    new_question(course, "01", "median")
    (problem,) = certify(course, course.find("01"), jobs=1).problems
    assert "q03_median.py, line " in problem
    assert "makes the reference raise NotImplementedError: write the reference of q03" in problem


def test_a_new_notebook_begins_with_its_first_question(course):
    question, _ = new_question(course, "02_variance", "spread")
    assert question == "q01_spread"
    bundle = make_bundle(course.find("02"))
    assert bundle.exam.name == bundle.notebook == "variance"


def test_what_cannot_be_added_is_told(course):
    with pytest.raises(UsageProblem, match="'07' is not an assignment of this course"):
        new_question(course, "07", "x")
    with pytest.raises(UsageProblem, match="has a cell q01_mean already"):
        new_question(course, "01", "q01_mean")
    with pytest.raises(UsageProblem, match="cannot be the name of a question"):
        new_question(course, "01", "Two words")


def test_questions_are_counted_on():
    assert next_number(["title", "q02_x", "q10_y_test"]) == 11
    assert next_number([]) == 1
