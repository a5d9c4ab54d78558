import numpy as np
import pytest

from viva.exam.questions import Exam, Wrong, check, source_of


@pytest.fixture
def exam():
    made = Exam("made_up")
    q = made.question("q01_double")

    @made.given
    def given():
        return {"two": 2}

    @q.reference
    def double(x):
        return 2 * x

    @q.case("a number")
    def case(candidate, rng):
        return candidate.double(rng.normal())

    return made


def test_decorators_give_the_reference_back(exam):
    q = exam.questions["q01_double"]
    reference = q.references["double"]

    @q.wrong("halves", hint="Half.")
    def double(x):
        return x / two  # noqa: F821

    assert double is reference
    assert exam.namespace(q.wrong_answers[0].code)["double"](3) == 1.5
    assert exam.namespace()["double"](3) == 6


def test_source_of_tells_namesakes_apart():
    def answer():
        return 1

    first = answer

    def answer():
        return 2

    class Model:
        def predict(self):
            return 1

    one = Model

    class Model:
        def predict(self):
            return 2

    assert "return 1" in source_of(first)
    assert "return 2" in source_of(answer)
    assert "return 1" in source_of(one)
    assert "return 2" in source_of(Model)


def test_random_inputs_repeat_and_differ_between_cases(exam):
    q = exam.questions["q01_double"]

    @q.case("another number")
    def other(candidate, rng):
        return rng.normal()

    first, second = q.cases
    assert first.rng().normal() == first.rng().normal()
    assert first.rng().normal() != second.rng().normal()


def test_names_must_be_new(exam):
    q = exam.questions["q01_double"]
    with pytest.raises(ValueError, match="twice"):
        exam.question("q01_double")
    with pytest.raises(ValueError, match="two cases"):
        q.case("a number")
    q.wrong("halves", hint="Half.", code="double = None")
    with pytest.raises(ValueError, match="two wrong answers"):
        q.wrong("halves", hint="Half.", code="double = None")
    q.right("adds", code="double = lambda x: x + x")
    with pytest.raises(ValueError, match="two right answers"):
        q.right("adds", code="double = lambda x: x + x")


def test_code_must_compile(exam):
    with pytest.raises(SyntaxError):
        exam.questions["q01_double"].wrong("broken", hint="No.", code="def double(x:")


def test_check_raises_with_its_sentence():
    check(np.bool_(True), "fine")
    with pytest.raises(Wrong, match="not so"):
        check(False, "not so")


def test_equivalents_are_kept_with_their_reason(exam):
    q = exam.questions["q01_double"]
    q.equivalent("2x = x + x", was="return 2 * x", now="return x + x")
    q.equivalent("2x = x 2", was="return 2 * x", now=["return x * 2"])
    assert [(record.why, record.now) for record in q.equivalents] == [
        ("2x = x + x", ("return x + x",)),
        ("2x = x 2", ("return x * 2",)),
    ]
