"""Which named mistake a candidate makes."""

import pytest

from viva.exam import Exam, check
from viva.grading.expected import Expected
from viva.grading.mistakes import Mistakes
from viva.grading.outcome import put
from viva.remote.transport import CallKilled, LocalTransport


def exam_of(right, *inputs, **options):
    exam = Exam("made_up")
    question = exam.question("q01")
    question.references["f"] = right
    for number in inputs:
        ask = lambda c, rng, number=number: c.f(float(number))  # noqa: E731
        question.case(f"at {number}", **options)(ask)
    expected = Expected(exam)
    return question, Mistakes(exam, expected), expected


def findings_of(question, expected, function):
    transport = LocalTransport({"f": function})
    return [expected.compare(case, put(case, transport)) for case in question.cases], transport


def recognised(made, function):
    question, mistakes, expected = made
    found = mistakes.recognise(question, *findings_of(question, expected, function))
    return found.title if found else None


def test_a_mistake_is_made_where_every_case_speaks_for_it():
    made = exam_of(lambda x: x, 1, 2, 3)
    made[0].wrong("double", hint=".", code="f = lambda x: 2 * x")
    made[0].wrong("double above one", hint=".", code="f = lambda x: 2 * x if x > 1 else x")
    assert recognised(made, lambda x: x + x) == "double"
    assert recognised(made, lambda x: x + x if x > 1 else x) == "double above one"
    # Right where a mistake fails, wrong where it is right, and otherwise wrong in a later case.
    assert recognised(made, lambda x: 2 * x if x < 3 else x) is None
    assert recognised(made, lambda x: 2 * x if x > 1 else 7.0) is None
    assert recognised(made, lambda x: 2 * x if x < 3 else 7.0) is None
    assert recognised(made, lambda x: x) is None


def test_a_mistake_may_end_in_another_exception_in_later_cases():
    made = exam_of(lambda x: x, 1, 2)
    made[0].wrong("double", hint=".", code="f = lambda x: 2 * x if x < 2 else [][0]")
    assert recognised(made, lambda x: 2 * x if x < 2 else 1 / 0) == "double"
    assert recognised(made, lambda x: 2 * x if x < 2 else 7.0) == "double"
    assert recognised(made, lambda x: 2 * x if x < 2 else x) is None
    # One that ends in the same exception is meant before.
    made[0].wrong("double or nothing", hint=".", code="f = lambda x: 2 * x if x < 2 else 1 / 0")
    assert recognised(made, lambda x: 2 * x if x < 2 else 1 / 0) == "double or nothing"
    # The first one is told of, and must be the same.
    assert recognised(made, lambda x: 1 / 0) is None


def test_a_mistake_explains_no_failure_in_a_case_that_it_passes():
    made = exam_of(lambda x: [x], 1, -1)
    made[0].wrong("only above 0", hint=".", code="f = lambda x: [max(x, 0)]")
    question, mistakes, _ = made
    assert mistakes.passes(question, question.wrong_answers[0], question.cases[0])
    assert not mistakes.passes(question, question.wrong_answers[0], question.cases[1])


def test_cases_that_do_not_diagnose_are_left_out():
    made = exam_of(lambda x: x, 1, 2, diagnose=False)
    made[0].wrong("double", hint=".", code="f = lambda x: 2 * x")
    assert recognised(made, lambda x: 2 * x) is None


def test_of_equal_agreements_the_first_counts():
    made = exam_of(lambda x: x, 2)
    made[0].wrong("double", hint=".", code="f = lambda x: 2 * x")
    made[0].wrong("square", hint=".", code="f = lambda x: x**2")
    made[0].wrong("triple", hint=".", code="f = lambda x: 3 * x")
    assert recognised(made, lambda x: x + x) == "double"
    assert recognised(made, lambda x: 6.0) == "triple"
    assert recognised(made, lambda x: 7.0) is None


def test_a_mistake_that_does_not_run_is_nobodys():
    made = exam_of(lambda x: x, 1)
    made[0].wrong("raises", hint=".", code="f = 1 / 0")
    question, mistakes, _ = made
    (wrong,), (case,) = question.wrong_answers, question.cases
    assert mistakes.outcome(question, wrong, case) is None
    assert not mistakes.passes(question, wrong, case)
    assert recognised(made, lambda x: 2.0) is None


def test_what_a_mistake_does_is_found_out_once():
    made = exam_of(lambda x: x, 1)
    made[0].wrong(
        "noting",
        hint=".",
        code="calls = []\ndef f(x):\n    calls.append(x)\n    return len(calls) + 1",
    )
    assert recognised(made, lambda x: 2) == "noting"
    assert recognised(made, lambda x: 2) == "noting"


def objecting(*mistakes):
    exam = Exam("made_up")
    question = exam.question("q01")
    question.case("positive")(lambda c, rng: check(c.f(1) > 0, "It must be positive."))
    for title, recognise in mistakes:
        question.wrong(title, hint=".", code="f = lambda x: -1", recognise=recognise)
    expected = Expected(exam)
    return question, Mistakes(exam, expected), expected


def test_one_objection_that_several_share_names_none():
    assert recognised(objecting(("one", None)), lambda x: -5) == "one"
    assert recognised(objecting(("one", None), ("two", None)), lambda x: -5) is None


def test_a_mistake_with_a_recogniser_is_asked_for_itself():
    made = objecting(("minus five", lambda c: c.f(0) == -5), ("two", None))
    assert recognised(made, lambda x: -5) == "minus five"
    assert recognised(made, lambda x: -6) == "two"


def test_a_recogniser_is_asked_about_what_fails_as_its_mistake_does():
    anything = lambda c: True  # noqa: E731
    question, mistakes, expected = exam_of(lambda x: x, 1, 2)
    question.wrong("minus", hint=".", code="f = lambda x: -x", recognise=anything)
    made = question, mistakes, expected
    assert recognised(made, lambda x: 9.0) == "minus"
    assert recognised(made, lambda x: [][1]) is None
    question, mistakes, expected = made = exam_of(lambda x: x, 1, 2)
    question.wrong("at two", hint=".", code="f = lambda x: 9 * (x > 1) or x", recognise=anything)
    assert recognised(made, lambda x: x if x < 2 else 7.0) == "at two"
    assert recognised(made, lambda x: 7.0) is None
    # One that does not even run says nothing of how it would fail.
    question, mistakes, expected = made = exam_of(lambda x: x, 1)
    question.wrong("raises", hint=".", code="f = 1 / 0", recognise=anything)
    assert recognised(made, lambda x: 7.0) == "raises"
    # Nor does one that lacks what the notebook defines.
    for code in ("f = lambda x: PATH", "f = lambda x: open('/nowhere')"):
        question, mistakes, expected = made = exam_of(lambda x: x, 1)
        question.wrong("lacking", hint=".", code=code, recognise=anything)
        assert recognised(made, lambda x: 7.0) == "lacking"


@pytest.mark.parametrize(
    "recognise",
    [
        lambda c: c.nothing,
        lambda c: c.f("a", "b"),
        lambda c: c.f(0) + None,
        lambda c: check(False, "No."),
        lambda c: [][1],
        lambda c: 0,
    ],
)
def test_a_recogniser_that_fails_recognises_nothing(recognise):
    assert recognised(objecting(("one", recognise)), lambda x: -5) is None


def test_what_died_is_not_asked_by_every_recogniser():
    question, mistakes, expected = objecting(
        ("one", lambda c: c.f(0)), ("two", lambda c: c.f(0)), ("three", None)
    )
    findings, _ = findings_of(question, expected, lambda x: -5)
    asked = []

    class Dying:
        def ask(self, request, seconds, listen):
            asked.append(request)
            raise CallKilled

    assert mistakes.recognise(question, findings, Dying()).title == "three"
    assert len(asked) == 1


class Kept:
    """What earlier judges found out, by all that it is kept under."""

    def __init__(self):
        self.known, self.saved = {}, []

    def find(self, question, place, reference):
        return self.known.get((question, place, reference.value))

    def add(self, question, place, reference, outcome):
        self.known[question, place, reference.value] = outcome

    def save(self, question):
        self.saved.append(question)


def test_what_earlier_judges_found_out_is_not_found_out_again():
    kept = Kept()

    def judge(right, code):
        question, mistakes, expected = exam_of(right, 1, 2)
        question.wrong("double", hint=".", code=code)
        mistakes.kept = kept
        return question, mistakes, expected

    assert recognised(judge(lambda x: x, "f = lambda x: 2 * x"), lambda x: x + x) == "double"
    assert set(kept.known) == {
        ("q01", ("double", "at 1", 0), 1.0),
        ("q01", ("double", "at 2", 0), 2.0),
    }
    assert kept.saved == ["q01"]
    # Its code, which would not even run, is not asked; unless the references do something else.
    assert recognised(judge(lambda x: x, "f = 1 / 0"), lambda x: x + x) == "double"
    assert recognised(judge(lambda x: x + 9, "f = 1 / 0"), lambda x: x + x) is None
    assert len(kept.known) == 2
