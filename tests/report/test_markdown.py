import re
from html.parser import HTMLParser

import hypothesis.strategies as st
import pytest
from hypothesis import given
from markdown_it import MarkdownIt
from verdicts import STATUSES, checked, one_of_each, question, unreadable

from viva.report.checked import one_line
from viva.report.markdown import MOST_BYTES, VISIBLE_ONLY, escaped, markdown


class Page(HTMLParser):
    """The cells of the tables, and the names of all tags."""

    def __init__(self, text):
        super().__init__()
        self.rows, self.tags = [], set()
        self.feed(MarkdownIt("commonmark").enable("table").render(text))

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_data(self, data):
        if self.rows and self.rows[-1] and data != "\n":
            self.rows[-1][-1] += data


def test_a_table_of_the_questions():
    page = Page(markdown([one_of_each()]).partition("\n8 of")[0])
    assert page.rows[0] == ["question", "points", "status", "message"]
    assert [row[0] for row in page.rows[1:]] == [f"q{n:02d}" for n in range(len(STATUSES))]
    assert page.rows[1][1:3] == ["2 / 2", "✓ done"]
    assert page.rows[-2][1:3] == ["… / 2", "… not checked"]
    assert page.rows[-1][1:3] == ["… / 2", "… missing package"]


def test_the_sum_and_what_remains():
    text = markdown([one_of_each()], visible_only=True)
    assert "1 of 8 questions done, 2.5 of 16 points. Sandbox: bubblewrap." in text
    assert text.endswith(f"{VISIBLE_ONLY}\n")
    assert VISIBLE_ONLY not in markdown([one_of_each()])


def test_several_have_a_table_of_all():
    rows = Page(markdown([one_of_each(), unreadable(name="bob")])).rows
    assert rows[1][:2] == ["01_line: ada", "2.5 / 16"]
    assert rows[2][:2] == ["01_line: bob", "unreadable"]
    assert "The file breaks off" in markdown([unreadable()])


@given(st.text(st.characters(codec=None, exclude_categories=())))
def test_any_message_stays_in_its_cell_as_it_was_said(message):
    text = markdown([checked(question(message=message))])
    page = Page(text.partition("\n\n0 of")[0])
    assert len(page.rows) == 2
    shown = page.rows[1][3].replace("@\u200b", "@").replace("\u200b", "")
    assert " ".join(shown.split()) == " ".join(one_line(message).replace("\u200b", "").split())
    assert page.tags <= {"h3", "table", "thead", "tbody", "tr", "th", "td", "p"}


@pytest.mark.parametrize(
    "message",
    [
        "a | b `c` <script>x</script> <!-- y",
        "[here](javascript:x) ![i](x.png) https://example.org www.example.org",
        "**b** __c__ ~~d~~ # e \\| \\` &lt; $x^2$ @everyone",
    ],
)
def test_nothing_of_a_message_is_markup(message):
    page = Page(markdown([checked(question(message=message))]).partition("\n\n0 of")[0])
    assert page.rows[1][3].replace("\u200b", "") == message
    assert not page.tags & {"script", "a", "img", "strong", "code"}
    # What GitHub adds to Markdown: links without brackets, formulas and mentions.
    assert not re.search(r"https?:|www\.|\$|@\w", escaped(message))


def test_a_page_that_would_be_too_long_is_cut():
    text = markdown([checked(question(message="x" * 2000), name=f"s{n}") for n in range(1000)])
    assert MOST_BYTES - 5_000 < len(text.encode()) < MOST_BYTES + 200
    assert "left out" in text[-100:]
