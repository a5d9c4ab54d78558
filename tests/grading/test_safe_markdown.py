import pytest
from harmless import Browser, Lenient
from hostile_cells import ATTACHMENTS, ELSEWHERE, FORMULAS, MARKDOWN, png
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from viva.grading.pictures import clean_attachments
from viva.grading.safe_html import safe_html
from viva.grading.safe_markdown import (
    MOST_FORMULAS,
    MOST_RENDERED,
    kept_cell,
    rendered,
    written_text,
)

PICTURE = f"data:image/png;base64,{png()}"


def cell(text, **attachments):
    made = {"cell_type": "markdown", "metadata": {"nbgrader": {"grade_id": "q"}}, "source": text}
    return made | ({"attachments": attachments} if attachments else {})


@pytest.mark.parametrize("name", MARKDOWN)
def test_nothing_runs_and_nothing_is_fetched(name):
    page = rendered(MARKDOWN[name])
    Browser(page)
    assert page.strip()
    assert safe_html(page) == page


@pytest.mark.parametrize("name", FORMULAS)
def test_a_formula_that_does_more_is_not_set(name):
    assert "\\<span></span>" in rendered(f"${FORMULAS[name]}$")


@pytest.mark.parametrize("name", MARKDOWN)
def test_a_graded_notebook_is_harmless_to_who_renders_it_as_it_is(name):
    kept = kept_cell(cell(MARKDOWN[name], **ATTACHMENTS))
    assert written_text(kept) == MARKDOWN[name]
    attachments = kept["attachments"] | {"lost.png": {"image/png": "lost.png"}}
    stock = IPythonRenderer(escape=False, attachments=attachments, exclude_anchor_links=True)
    Lenient(MarkdownWithMath(renderer=stock).render(kept["source"]))


@pytest.mark.parametrize(
    "text",
    [
        "It is so.",
        "**bold**, `code`, x < y & z, $a<b$ and a [link](https://numpy.org/doc)",
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n- one\n- two\n\n> quoted",
        "H<sub>2</sub>O<br/>and<br>so on",
        "See https://numpy.org.",
        "$$\\begin{bmatrix} 1 \\\\ 2 \\end{bmatrix}$$",
        f"![a]({PICTURE})",
        "![a](attachment:a.png)",
        "![a](plots/a.png)",
        "![a](attachment:lost.png)",
    ],
)
def test_an_honest_answer_stays_as_it_was_written(text):
    picture = {"a.png": {"image/png": png()}}
    assert kept_cell(cell(text)) == cell(text)
    assert kept_cell(cell(text, **picture)) == cell(text, **picture)


def test_what_was_refused_is_kept_as_text_with_its_pictures():
    text = f"~~~~\na\n~~~~\n![x]({ELSEWHERE}/x.png)\n![](attachment:my%20plot.png)"
    found = {name: {"image/png": png()} for name in ("my plot.png", "a.png")}
    kept = kept_cell(cell(text, **found))
    text = text.replace("my%20plot.png", "picture-0")
    shown = "![](attachment:picture-0)\n\n![](attachment:a.png)"
    assert kept["source"] == f"~~~~~\n{text}\n~~~~~\n\n{shown}"
    assert list(kept["attachments"]) == ["picture-0", "a.png"]
    assert kept["metadata"]["nbgrader"] == {"grade_id": "q"}
    assert written_text(kept) == text


def test_markdown_is_set():
    assert (
        rendered("# A\n\n**b** and `c`")
        == "<h1>A</h1>\n<p><strong>b</strong> and <code>c</code></p>\n"
    )
    assert rendered("- [x] done\n- [ ] not") == "<ul>\n<li>☑ done</li>\n<li>☐ not</li>\n</ul>\n"
    assert "<table>" in rendered("|a|\n|-|\n|1|")
    assert rendered("$a_1 < b_1$") == "<p>$a_1 &lt; b_1$</p>\n"
    assert rendered("---").strip() == "<hr>"


def test_an_address_is_shown_and_cannot_be_clicked():
    assert rendered("[a](http://b.c)") == "<p>a (<code>http://b.c</code>)</p>\n"
    assert rendered("See http://b.c/d?e=f&g=h.") == "<p>See http://b.c/d?e=f&amp;g=h.</p>\n"
    assert rendered("<me@b.c>") == "<p>me@b.c</p>\n"


def test_pictures_are_shown():
    attachments = clean_attachments({"a b.png": {"image/png": png()}})
    for text in ("![c](attachment:a%20b.png)", "![c](<attachment:a b.png>)", f"![c]({PICTURE})"):
        assert rendered(text, attachments) == f'<p><img src="{PICTURE}" alt="c"></p>\n'
    page = rendered('<img src="attachment:a b.png" width="9">', attachments)
    assert page.strip() == f'<img src="{PICTURE}" width="9">'
    assert rendered("![c](d.png)") == '<p><img src="d.png" alt="c"></p>\n'
    assert rendered("![c](d.png)", beside=False) == "<p>[c <code>d.png</code>]</p>\n"


def test_a_picture_that_is_not_there_is_named():
    assert rendered("![c](attachment:d.png)") == "<p>[c <code>attachment:d.png</code>]</p>\n"


def test_what_would_leave_nothing_to_see_is_shown_as_text():
    assert rendered("<script>x</script>") == "<pre>&lt;script&gt;x&lt;/script&gt;</pre>"


def test_a_text_that_is_too_long_is_shown_as_text():
    assert rendered("*" * (MOST_RENDERED + 1)).startswith("<pre>***")
    assert rendered(f"![c]({PICTURE})" * 500).startswith("<p><img")


def test_a_long_answer_in_plain_words_stays_as_it_was_written():
    text = "So it is. " * (MOST_RENDERED // 5)
    assert kept_cell(cell(text)) == cell(text)


def test_a_cell_without_metadata_is_kept_as_well():
    text = f"![x]({ELSEWHERE}/x.png)"
    kept = kept_cell({"cell_type": "markdown", "source": text})
    assert kept["source"] == f"~~~\n{text}\n~~~" and written_text(kept) == text


def test_a_text_with_very_many_formulas_is_shown_as_text():
    formula = r"\\(x\\) "
    assert rendered(formula * MOST_FORMULAS).startswith("<p>")
    assert rendered(formula * (MOST_FORMULAS + 1)).startswith("<pre>")
