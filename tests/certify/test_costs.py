"""What a wrong answer costs in other questions, on a course of two questions."""

import pytest
from full_exam import HEAD, RIGHT, WRONG, answer
from nbformat.v4 import new_code_cell
from small_course import TEST, cells, make_course, make_notebook, settings

from viva.certify.certify import certify
from viva.certify.costs import base_classes, can_stand_in, questions_after
from viva.course.bundle import make_bundle
from viva.course.layout import Course

MORE = """
q = exam.question("q03_quadruple")

@q.reference
def quadruple(numbers):
    return [4 * number for number in numbers]

@q.case("several numbers")
def several(candidate, rng):
    return candidate.quadruple(rng.integers(3, 9, size=5).tolist())
"""
LATE = "def quadruple(numbers):\n    return double_all(double_all(numbers))"
# It keeps the earlier answer, and runs again with a reference in its place.
KEPT = "saved = double_all\n\ndef quadruple(numbers):\n    return saved(saved(numbers))"
# It calls it so often before that it does not get there.
EARLY = f"for k in range(3000):\n    double_all([k])\n{KEPT}"


def two_questions(folder, solution):
    test = TEST.replace("double_all([1, 2]) == [2, 4]", "len(quadruple([1])) == 1")
    test = test.replace("q01_double", "q03_quadruple")
    text = f"### BEGIN SOLUTION\n{solution}\n### END SOLUTION"
    more = [
        new_code_cell(text, id="q03", metadata=settings("q03_quadruple", solution=True)),
        new_code_cell(
            test,
            id="q03-test",
            metadata=settings("q03_quadruple_test", grade=True, locked=True, points=3),
        ),
    ]
    make_course(folder, make_notebook([*cells(), *more]))
    with (folder / "nbgrader_config.py").open("a") as file:
        file.write("c.Viva.wrong_answers = 0\nc.Viva.right_answers = 0\n")
    course = Course(folder)
    exam = HEAD
    for title, (expression, hint) in list(WRONG.items())[:1]:
        exam += f"q.wrong({title!r}, hint={hint!r}, code={answer(expression)!r})\n"
    exam += f"q.right('as a sum', code={answer(RIGHT[0])!r})\n"
    (course.exams / "warm_up.py").write_text(exam + MORE)
    return course, course.find("01")


@pytest.mark.parametrize("solution", [LATE, KEPT])
def test_a_mistake_is_paid_for_once_where_the_reference_can_stand_in(tmp_path, solution):
    certificate = certify(*two_questions(tmp_path, solution), jobs=1, costs=True)
    assert certificate.problems == []


def test_a_mistake_that_costs_another_question_is_a_problem(tmp_path):
    made = two_questions(tmp_path, EARLY)
    assert certify(*made, jobs=1).problems == []
    (problem,) = certify(*made, jobs=1, costs=True).problems
    assert problem.startswith(
        "q01_double: the wrong answer 'squares' also costs 3 of 3 points in q03_quadruple, whose "
        "answer is right: "
    )


@pytest.mark.parametrize(("solution", "after"), [(LATE, ("q03_quadruple",)), ("a = 1", ())])
def test_the_questions_that_use_an_answer(tmp_path, solution, after):
    bundle = make_bundle(two_questions(tmp_path, solution)[1])
    assert questions_after(bundle, "q01_double") == after
    assert questions_after(bundle, "q03_quadruple") == ()
    assert can_stand_in(bundle, "q01_double", "q03_quadruple")
    assert not can_stand_in(bundle, "q02_linear", "q03_quadruple")
    # An object of a library is not called, and does not travel.
    bundle.exam.questions["q01_double"].references["fitted"] = object()
    assert not can_stand_in(bundle, "q01_double", "q03_quadruple")


def test_a_class_has_been_made_with_what_it_inherits_from(tmp_path):
    heir = "class More(double_all):\n    pass\nquadruple = More"
    bundle = make_bundle(two_questions(tmp_path, heir)[1])
    assert not can_stand_in(bundle, "q01_double", "q03_quadruple")


def test_base_classes_are_found_wherever_a_class_is():
    text = "class A(B, c.D):\n    class E(F):\n        pass\ndef f():\n    class G: pass"
    assert base_classes(text) == {"B", "F"}
