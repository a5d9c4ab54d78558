import base64
import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from harmless import Browser
from hostile_cells import ATTACHMENTS, MARKDOWN

from viva.grading.inline import SEEN
from viva.grading.pictures import clean_attachments
from viva.report.feedback_page import (
    PNG,
    Answer,
    Feedback,
    pictures,
    png,
    printed,
    render,
    set_in_type,
)

IMAGE = base64.b64encode(PNG + b"rest").decode()
ATTACK = '<script>alert(1)</script><img src=x onerror="alert(2)"> javascript:alert(3)'


def an_answer(**changes):
    plain = {
        **{"question": "q01_double", "status": "failed", "score": 0.5, "max_score": 2.0},
        **{"message": "Every number is squared.", "hint": "What is 3 doubled?", "written": False},
        **{"text": "def double_all(n):\n    return n", "output": "[1]", "pictures": [IMAGE]},
        "comment": "Nearly!",
    }
    return Answer(**plain | changes)


def page(*answers, **changes):
    plain = {"student": "ada", "name": "Ada L.", "score": 2.5, "max_score": 4.0}
    plain |= {"assignment": "01_warm_up", "late_penalty": 0.0, "message": ""}
    return render(Feedback(**plain | changes, answers=answers))


@pytest.mark.parametrize("inline", [(), ("q01_double", "q<b>")])
def test_tests_that_can_be_seen_are_told(inline):
    text = page(an_answer(), inline=inline)
    assert (SEEN in text) == bool(inline)
    assert ("The tests of q01_double, q&lt;b&gt; stand in the notebook." in text) == bool(inline)


class Outline(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.ids, self.labels = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.tags.append((tag, attributes))
        self.ids += [attributes["id"]] if "id" in attributes else []
        self.labels += attributes.get("aria-labelledby", "").split()


def test_everything_that_a_student_should_read_is_there():
    text = page(an_answer(), late_penalty=1.0, message="A cell was stopped.")
    for words in ("2.5", "of 4 points", "late penalty of 1", "A cell was stopped.", "Ada L."):
        assert words in text
    for words in ("Every number is squared.", "What is 3 doubled?", "Nearly!", "0.5 of 2"):
        assert words in text
    assert "def double_all(n):\n    return n" in text
    assert f'src="data:image/png;base64,{IMAGE}"' in text


def test_a_written_answer_waits_or_is_marked():
    waiting = an_answer(status="manual", score=None, written=True, text="So it is.", pictures=[])
    text = page(waiting, waiting)
    assert "2 written answers are still to be marked" in text
    assert "Your answer" in text and "Output" not in text
    assert "1 written answer is still to be marked" in page(waiting)
    assert "to be marked" not in page(an_answer(status="marked", score=2.0))


def test_a_written_answer_is_set_with_its_pictures():
    attachments = {"a.png": {"image/png": IMAGE}}
    text = "# Title\n\n**So** it is: ![a](attachment:a.png) ![b](b.png)\x1b[31m\u202e"
    shown = page(an_answer(written=True, text=text, pictures=[], attachments=attachments))
    assert "<h4>Title</h4>" in shown and "<strong>So</strong> it is:" in shown
    assert f'<img src="data:image/png;base64,{IMAGE}" alt="a">' in shown
    assert "[b <code>b.png</code>]" in shown
    assert "\x1b" not in shown and "\u202e" not in shown


@pytest.mark.parametrize("name", MARKDOWN)
def test_a_written_answer_runs_nothing_and_asks_for_nothing(name):
    attachments = clean_attachments(ATTACHMENTS)
    answer = an_answer(written=True, text=MARKDOWN[name], attachments=attachments)
    Browser(str(set_in_type(answer)))
    levels = [int(tag[1]) for tag, _ in Outline(page(answer)).tags if re.fullmatch(r"h\d", tag)]
    assert all(below - above <= 1 for above, below in pairwise(levels))


@pytest.mark.parametrize("place", ["text", "output", "message", "comment", "hint"])
def test_nothing_that_somebody_wrote_is_markup(place):
    text = page(an_answer(**{place: ATTACK}), name=ATTACK, message=ATTACK)
    assert "<script" not in text and "<img src=x" not in text
    tags = [tag for tag, _ in Outline(text).tags]
    assert "script" not in tags and tags.count("img") == 1
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_the_page_asks_for_nothing_and_lets_nothing_run():
    outline = Outline(page(an_answer()))
    policy = next(a["content"] for t, a in outline.tags if "http-equiv" in a)
    assert policy.startswith("default-src 'none'; img-src data:;")
    sources = [a[key] for _, a in outline.tags for key in ("src", "href", "action") if key in a]
    assert all(source.startswith(("data:", "#")) for source in sources)
    assert "@import" not in page() and "url(" not in page()


def test_it_has_the_structure_that_a_screen_reader_needs():
    outline = Outline(page(an_answer(), an_answer(question="q02", comment="")))
    assert ("html", {"lang": "en"}) in outline.tags
    levels = [int(tag[1]) for tag, _ in outline.tags if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))
    assert len(set(outline.ids)) == len(outline.ids)
    assert set(outline.labels) <= set(outline.ids)
    assert all(a.get("alt") for tag, a in outline.tags if tag == "img")
    assert all(a.get("scope") for tag, a in outline.tags if tag == "th")
    assert [tag for tag, _ in outline.tags].count("main") == 1
    assert "width=device-width" in page()


def luminance(colour):
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("ink", ["--ink", "--soft", "--link"])
@pytest.mark.parametrize("paper", ["#ffffff", "#f5f7f9", "#fff6e5", "#eaf3fb"])
def test_text_stands_out_from_every_paper(ink, paper):
    colour = re.search(rf"{ink}: (#\w{{6}})", page())[1]
    light, dark = luminance(paper), luminance(colour)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_pictures_are_png_images_and_nothing_else():
    def cell(data):
        return {"outputs": [{"output_type": "display_data", "data": data}]}

    good = {"image/png": [IMAGE[:4], "\n", IMAGE[4:]]}
    bad = [{"image/png": 'x" onerror="alert(1)'}, {"image/svg+xml": "<svg/>"}, {"image/png": 5}]
    bad += [{"image/png": base64.b64encode(b"GIF89a").decode()}, {}]
    assert pictures([cell(good), cell(good), *map(cell, bad)]) == [IMAGE]
    assert pictures([{"outputs": None}, {"outputs": ["x"]}, {}]) == []
    many = [cell({"image/png": base64.b64encode(PNG + bytes([n])).decode()}) for n in range(9)]
    assert len(pictures(many)) == 4
    assert png(base64.b64encode(PNG + bytes(3 * 2**20)).decode()) == ""


def test_what_a_cell_printed():
    outputs = [
        {"output_type": "stream", "text": ["a\n", "b\n"]},
        {"output_type": "execute_result", "data": {"text/plain": "5"}},
        {"output_type": "display_data", "data": {"image/png": IMAGE, "text/plain": "<Figure>"}},
        {"output_type": "error", "ename": "ValueError", "evalue": "no"},
    ]
    assert printed(outputs) == "a\nb\n5\nValueError: no"
    assert printed([{"output_type": "stream", "text": "x" * 9000}]).endswith("x …")
