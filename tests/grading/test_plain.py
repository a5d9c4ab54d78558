import pytest
from nbconvert.filters.markdown import markdown2html

from viva.grading.plain import plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("list index out of range, at your line `W[i][j] < 3`.",) * 2,
        ("`if a<b and c > d:`", "`if a< b and c > d:`"),
        ("x2 < a·x1 + b, größer als 3 → ja",) * 2,
        ("two\nlines\tand\xa0more", "two lines and more"),
        ("\x1b[2J\x00\x07", "\ufffd[2J\ufffd\ufffd"),
        ("lone \ud800 \udfff", "lone \ufffd \ufffd"),
        ("evil\u202egnp.exe\u200b\ufeff", "evilgnp.exe"),
        ("<\u200bscript>", "< script>"),
        ("\ufffe\uffff\ue000", "\ufffd\ufffd\ufffd"),
    ],
)
def test_text_is_one_line_of_printable_characters(text, shown):
    assert plain(text) == shown
    assert plain(text).isprintable()


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<<script>script>alert(1)",
        "`` ` <img src=x onerror=alert(1)>",
        "$ <img src=x onerror=alert(1)> $",
        "\\begin{a}<img src=x onerror=alert(1)>\\end{a}",
        "<!-- x --><?php ?>",
        "[x](javascript:alert(1))",
        "![x](http://example.org/x.png)",
        "<javascript:alert(1)>",
        "a\n\n<img src=x>",
    ],
)
def test_in_nbgraders_comments_nothing_of_it_is_markup(text):
    shown = markdown2html(plain(f"raised {text}"))
    assert not any(word in shown for word in ("<s", "<i", "<!", "<?", 'href="java'))


def test_very_long_text_is_cut():
    assert len(plain("x" * 10**6)) == 4000
