import html

import pytest
from harmless import Browser
from hostile_cells import ELSEWHERE, FORMULAS, HTML, png

from viva.grading.safe_html import (
    MOST_DEPTH,
    MOST_ELEMENTS,
    MOST_HTML,
    MOST_OPEN,
    MOST_TEXT,
    safe_html,
    too_deep,
    too_long,
    verbatim,
)

PICTURE = f"data:image/png;base64,{png()}"


@pytest.mark.parametrize("name", HTML)
def test_nothing_runs_and_nothing_is_fetched(name):
    Browser(safe_html(f"before {HTML[name]} after"))


@pytest.mark.parametrize("name", FORMULAS)
def test_a_formula_that_does_more_is_not_set(name):
    safe = safe_html(f"<p>\\({html.escape(FORMULAS[name])}\\)</p>")
    Browser(safe)
    assert "\\<span></span>" in safe
    # The reader sees it as it was written.
    assert html.unescape(safe.replace("<span></span>", "")) == f"<p>\\({FORMULAS[name]}\\)</p>"


def test_an_ordinary_formula_is_left_alone():
    text = r"<p>$\hat{y} = \text{softmax}(X W + b)$, \begin{bmatrix} 1 \\ 2 \end{bmatrix}</p>"
    assert safe_html(text) == text


def test_what_shows_something_stays():
    table = '<table class="dataframe"><tbody><tr><td colspan="2">1</td></tr></tbody></table>'
    assert safe_html(table) == table
    text = "<h3>a</h3><ul><li><b>b</b> <code>c</code></li></ul>"
    text += "<details><summary>d</summary>e</details>"
    assert safe_html(text) == text
    assert safe_html("2 < 3 & 4") == "2 &lt; 3 &amp; 4"


def test_elements_with_a_part_in_a_page_lose_it_and_keep_their_words():
    text = '<nav>a</nav><map name="m"><area></map><footer>b</footer>'
    assert safe_html(text) == "ab"


@pytest.mark.parametrize("name", ["style", "title", "template", "noscript", "object", "svg"])
def test_what_is_not_for_people_goes_with_its_words(name):
    assert safe_html(f"a<{name}>hidden</{name}>b") == "ab"


@pytest.mark.parametrize(
    ("part", "long"), [("<p>x</p>", False), ("<p>x", True), ("<br>", False), ("</p>", False)]
)
def test_what_is_left_open_makes_a_page_long(part, long):
    assert too_long(part * (MOST_OPEN + 1)) == long
    assert not too_long(part * MOST_OPEN)


def test_a_text_is_shown_up_to_a_length():
    assert verbatim("x" * MOST_TEXT) == f"<pre>{'x' * MOST_TEXT}</pre>"
    assert verbatim("x" * (MOST_TEXT + 1)) == f"<pre>{'x' * MOST_TEXT} …</pre>"


@pytest.mark.parametrize("source", [PICTURE, "attachment:mine.png", "plots/my%20figure.png"])
def test_pictures_stay(source):
    attachments = {"mine.png": {"image/png": png()}}
    shown = [
        value for _, name, value in Browser(safe_html(f'<img src="{source}">', attachments)).found
    ]
    assert shown == [source if "plots" in source else PICTURE]


def test_a_page_without_files_beside_it_asks_for_none():
    assert safe_html('<img src="x.png">', beside=False) == "<img>"


def test_clean_html_is_clean():
    for text in (*HTML.values(), f"<p>{FORMULAS['a class in a formula']}</p>"):
        once = safe_html(text)
        assert safe_html(once) == once


def test_what_is_too_deep_or_too_long_is_shown_as_text():
    deep = "<div>" * (MOST_DEPTH + 1)
    assert too_deep(deep) and not too_deep("<div>" * MOST_DEPTH)
    assert not too_deep("<p>x<br></p>" * 1000)
    for text in (deep, "x" * (MOST_HTML + 1)):
        assert safe_html(text).startswith("<pre>")
    assert ELSEWHERE not in safe_html(f"<img src={ELSEWHERE}>")


def test_formatting_that_would_be_repeated_for_ever_is_not_parsed():
    half = int(MOST_ELEMENTS**0.5)
    assert not too_long("<p>x</p><b>" * half)
    assert too_long(f"{'<b x=1>' * half}{'<p>x' * half}")
    assert too_long(f"{'<B/x=1>' * half}{'<P>x' * half}")
