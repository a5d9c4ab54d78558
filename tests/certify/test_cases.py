from full_exam import full_course
from small_exam import EXAM

from viva.certify.cases import about_given, given_names, look_at_cases, not_given
from viva.course.bundle import make_bundle
from viva.exam import Exam, check
from viva.grading.expected import Expected


def faults(ask, **references):
    exam = Exam("made_up")
    question = exam.question("q01")
    question.references.update(references)
    question.case("a case")(ask)
    return look_at_cases(Expected(exam))


def test_an_exam_whose_cases_are_answered_has_no_faults():
    assert look_at_cases(Expected(EXAM)) == []
    assert faults(lambda candidate, rng: candidate.x, x=3) == []


def test_a_case_may_object_instead_of_returning_something():
    def objecting(candidate, rng):
        check(candidate.x == 3, "It is not 3.")

    def asserting(candidate, rng):
        assert candidate.x == 3

    def silent(candidate, rng):
        candidate.x  # noqa: B018

    assert faults(objecting, x=3) == faults(asserting, x=3) == []
    (fault,) = faults(silent, x=3)
    assert fault.startswith("test_cases.py, line ") and "returns nothing" in fault
    assert "objects to the reference itself: It is not" in faults(objecting, x=4)[0]


def test_what_answers_use_and_the_exam_lacks_is_found(tmp_path):
    _, assignment = full_course(tmp_path)
    bundle = make_bundle(assignment)
    assert given_names(bundle) == {"math"}
    assert not_given(bundle, "def f(x):\n    return math.pi") == ["math"]
    assert not_given(bundle, "import math\nmath.pi") == []
    assert about_given([]) == ""
    assert "`math`" in about_given(["math"])


def test_a_fault_of_what_is_given_is_not_put_on_the_case():
    exam = Exam("made_up")
    exam.question("q01").case("a case")(lambda candidate, rng: candidate.x)

    @exam.given
    def given():
        return {"x": 1 / 0}

    (fault,) = look_at_cases(Expected(exam))
    assert "the function below @exam.given raises ZeroDivisionError: division by zero." in fault


def objects_elsewhere(answer):
    check(answer == 4, "It is not 4.")


def test_a_helper_may_object():
    def asks(candidate, rng):
        objects_elsewhere(candidate.x)

    assert faults(asks, x=4) == []
