import pytest

from viva.compare.disclosable import Disclosable
from viva.grading.outcome import Outcome
from viva.grading.wording import MOST_LINES, Source, about, about_error
from viva.remote.transport import CandidateError

SOURCE = """class Nasty(Exception):
    pass

def scale(v, factor):
    total = v + factor
    return totl"""
LINE = "    return totl"


def error(**fields):
    data = {"type": "ValueError", "builtin": "ValueError", "text": "", "places": [(2, 3, "scale")]}
    return CandidateError(data | fields, "scale")


def said(line="", own_words=False, source=SOURCE, lengths=(), **fields):
    text = Source(source, {2: f"\n\n{line}"})
    return about_error(error(**fields), text, own_words, lengths)


def test_an_exception_is_told_with_the_students_line():
    assert said(LINE.strip()) == "scale raised ValueError, at your line `return totl`."


def test_a_class_is_named_if_it_is_known_or_stands_in_the_source():
    assert said(type="X_0_25") == "scale raised ValueError."
    assert said(type="n17", builtin="Exception") == "scale raised a custom exception."
    assert said(type="Nasty", builtin="Exception") == "scale raised Nasty."
    assert said(type="LinAlgError", text="Singular matrix").endswith(
        "LinAlgError: Singular matrix."
    )
    # A name elsewhere in the source may be one of thousands.
    assert "factor" not in said(type="factor", builtin="Exception")
    many = "\n".join(f"class E{n}(Exception): pass" for n in range(1000))
    assert "E999" not in said(type="E999", builtin="Exception", source=many)


def test_own_words_are_told_where_nothing_is_secret():
    assert said(own_words=True, text="see 0.25.") == "scale raised ValueError: see 0.25."
    long = said(own_words=True, text=" " + "x" * 300 + "\nmore")
    assert long == f"scale raised ValueError: {'x' * 200}."


def test_a_line_cannot_end_its_quotation():
    assert said("x = '` <b>'").count("`") == 2


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome("wrong", message="Too small."), "Too small."),
        (Outcome("missing", message="f"), "`f` is not defined."),
        (Outcome("timeout", subject="f"), "f took too long"),
        (Outcome("killed", subject="f"), "f crashed Python"),
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


def test_an_unlikely_shape_is_not_written_down():
    import numpy as np

    outcome = Outcome("unusable", subject="f", called=True, value=np.empty((17391846, 0)))
    assert "17391846" not in about(outcome, Disclosable({}, frozenset({3}), frozenset()))


def test_parameters_are_those_of_the_definition():
    source = Source("def f(a, b: int = 3,\n      *rest, c=(1, 2), **more):\n    pass")
    assert source.parameters("f")[:4] == ("a", "b", "rest", "c")
    assert source.parameters("g") == ()
    after = Source("print(1)\ndef f(a, b):\n    pass\ndef open_ended(c, d")
    assert after.parameters("f") == ("a", "b")
    assert after.parameters("open_ended") == ()


def test_of_a_long_cell_the_first_lines_are_shown():
    source = Source("", {0: "\n".join(f"x{n}" for n in range(MOST_LINES + 5))})
    assert (source.line(0, 1), source.line(0, MOST_LINES)) == ("x0", f"x{MOST_LINES - 1}")
    assert source.line(0, MOST_LINES + 1) == ""
