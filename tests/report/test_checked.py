import pytest
from verdicts import checked

from viva.report.checked import MOST, clean, one_line


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a\x00b\x08\x0b\ud800\ufffe", "ab"),
        ("\x1b[31mred\x1b[0m and \x1b[38;5;9mmore", "red and more"),
        ("left\u202eright\u2066", "leftright"),
        ("Σ · 🎓\tx\ny", "Σ · 🎓\tx\ny"),
    ],
)
def test_what_cannot_be_shown_is_taken_out(text, left):
    assert clean(text) == left


def test_long_text_is_cut():
    assert len(clean("x" * 10 * MOST)) == MOST + 2


def test_one_line():
    assert one_line(" a\r\n b\u2028c\td ") == "a b c d"


def test_the_title_says_what_the_assignment_does_not():
    assert checked(name="ada").title == "01_line: ada"
    assert checked(name="01_line").title == checked(name="").title == "01_line"
