"""What a wrong answer costs in other questions, on a course of two questions."""

import pytest
from two_questions import EARLY, KEPT, LATE, two_questions

from viva.certify.certify import certify
from viva.certify.costs import base_classes, can_stand_in, questions_after
from viva.course.bundle import make_bundle


@pytest.mark.parametrize("solution", [LATE, KEPT])
def test_a_mistake_is_paid_for_once_where_the_reference_can_stand_in(tmp_path, solution):
    certificate = certify(*two_questions(tmp_path, solution), jobs=1, costs=True)
    assert certificate.problems == []


def test_a_mistake_that_costs_another_question_is_a_problem(tmp_path):
    made = two_questions(tmp_path, EARLY)
    assert certify(*made, jobs=1).problems == []
    certificate = certify(*made, jobs=1, costs=True)
    (problem,) = certificate.problems
    assert problem.startswith(
        "q01_double: the wrong answer 'squares' also costs 3 of 3 points in q03_quadruple, whose "
        "answer is right: "
    )
    assert problem == str(certificate.costs.found[0])


def test_what_was_asked_is_counted_and_a_cost_without_a_stand_in_is_no_problem(
    tmp_path, monkeypatch
):
    monkeypatch.setattr("viva.certify.certify.can_stand_in", lambda *where: False)
    made = two_questions(tmp_path, EARLY)
    assert certify(*made, jobs=1).costs is None
    certificate = certify(*made, jobs=1, costs=True)
    assert certificate.problems == []
    assert [str(cost) for cost in certificate.costs.found] == [
        warning for warning in certificate.warnings if "also costs" in warning
    ]
    (cost,) = certificate.costs.found
    assert (cost.kind, cost.title, cost.lost, cost.of) == ("wrong", "squares", 3, 3)
    # The wrong answer, and the right one.
    assert certificate.costs.answers == 2
    assert certificate.costs.asked == {("q01_double", "q03_quadruple"): 2}
    assert certificate.costs.later == 1


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
