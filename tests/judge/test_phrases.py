import pytest

from viva.judge.candidate import CandidateError
from viva.judge.outcome import Outcome
from viva.judge.phrases import about, about_error, repeatable

SOURCE = "def scale(v, factor):\n    total = v + factor\n    return totl"


@pytest.mark.parametrize(
    "text",
    [
        "list index out of range",
        "name 'total' is not defined",
        "unsupported operand type(s) for +: 'NoneType' and 'int'",
        "scale() missing 1 required positional argument: 'factor'",
        "matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature "
        "(n?,k),(k,m?)->(n?,m?) (size 3 is different from 4)",
        "math range error",
        "'float' object is not iterable",
    ],
)
def test_pythons_own_words_are_repeated(text):
    assert repeatable(text, SOURCE) == text


@pytest.mark.parametrize(
    "text",
    [
        "[[0.25, -1.5]]",
        "name 'x_0_25' is not defined",
        "'0x25' object is not callable",
        "invalid literal for int() with base 10: '0.25'",
        "0.25",
        "could not convert string to float: 'secret'",
        "unsupported operand type(s) for +: 'secret' and 'int'",
        "scale() missing 1 required positional argument: 'secret'",
    ],
)
def test_words_that_could_carry_an_input_are_not(text):
    assert repeatable(text, SOURCE) == ""


def error(**fields):
    data = {"type": "ValueError", "builtin": "ValueError", "text": "", "places": [(2, 3, "scale")]}
    return CandidateError(data | fields, "scale")


def test_an_exception_is_told_with_the_students_line():
    said = about_error(
        error(), SOURCE, lambda cell, line: SOURCE.split("\n")[line - 1].strip(), False
    )
    assert said == "scale raised ValueError, at your line `return totl`."


def test_an_exception_class_that_carries_an_input_is_told_as_its_base():
    said = about_error(error(type="X_0_25"), SOURCE, lambda cell, line: "", False)
    assert said == "scale raised ValueError."


def test_own_words_are_told_where_nothing_is_secret():
    said = about_error(error(text="see 0.25"), SOURCE, lambda cell, line: "", True)
    assert "see 0.25" in said


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome("wrong", message="Too small."), "Too small."),
        (Outcome("missing", message="f"), "`f` is not defined."),
        (Outcome("timeout", subject="f"), "f takes too long"),
        (Outcome("killed", subject="f"), "f ended the Python process"),
        (Outcome("unsendable", subject="f", message="a value too deep"), "a value too deep"),
        (Outcome("unusable", subject="f", called=True), "Is a `return` missing?"),
        (Outcome("unusable", subject="f", called=True, value="x"), "f returned a string"),
        (Outcome("unusable", subject="f", value=3), "`f` is an int"),
    ],
)
def test_every_outcome_has_a_sentence(outcome, words):
    assert words in about(outcome)


def test_a_value_is_not_an_outcome_to_speak_of():
    with pytest.raises(ValueError):
        about(Outcome("value"))
