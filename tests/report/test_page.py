import csv
import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from outline import HOSTILE, Outline

from viva.grading.inline import SEEN
from viva.report.page import level, render, write_csv, write_report
from viva.report.stored import with_marks


def page_of(verdicts, names=None):
    return render(verdicts, title="Class report", names=names or {})


@pytest.fixture
def verdicts(classes):
    q, v = classes.question, classes.verdict
    written = {"q03"}
    first = [
        v("ada", q(), q("failed", id="q02", message="b is missing", diagnosis="no bias")),
        v("bo", q("partial", 1.5), q("blank", id="q02")),
        v("cy", q("error", message="NameError in line 3"), q("missing", id="q02")),
    ]
    first = [
        v(each.student, *each.questions, q("manual", id="q03"), written=written) for each in first
    ]
    second = [
        v("ada", q("timeout", message="too slow"), assignment="01_perceptron_line"),
        classes.unreadable("bo", "It is not JSON.", assignment="01_perceptron_line"),
    ]
    return first + second


def test_the_page_tells_of_the_class(verdicts):
    page = page_of(verdicts, {"ada": "Ada Żółć"})
    text = " ".join(" ".join(Outline(page).texts).split())
    for part in (
        "3 students, 5 submissions, 2 assignments",
        "Ada Żółć",
        "no bias",
        "b is missing",
        "NameError in line 3",
        "1 submission could not be read",
        "It is not JSON.",
        "score, % of 4 points",
        "1 blank",
        "1 missing",
        "1 too slow",
        "Written answer, marked by hand.",
        "3 to mark",
    ):
        assert part in text, part


def test_the_page_stands_alone_and_asks_the_network_for_nothing(verdicts):
    page = page_of(verdicts)
    outline = Outline(page)
    assert not re.search(r"https?://|url\(|@import", page)
    for tag, attributes in outline.elements:
        assert tag not in {"link", "iframe", "object", "embed"}
        assert "src" not in attributes
        assert attributes.get("href", "#").startswith("#")
    policy = next(m["content"] for m in outline.all("meta") if "http-equiv" in m)
    assert policy.startswith("default-src 'none'")


def test_every_link_of_the_page_leads_somewhere_and_ids_are_unique(verdicts):
    outline = Outline(page_of(verdicts))
    ids = [attributes["id"] for _, attributes in outline.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in outline.elements:
        for target in attributes.get("aria-labelledby", "").split():
            assert target in ids
        if attributes.get("href"):
            assert attributes["href"][1:] in ids


def test_the_page_can_be_read_without_seeing_it(verdicts):
    page = page_of(verdicts)
    outline = Outline(page)
    assert outline.all("html") == [{"lang": "en"}]
    assert len(outline.all("h1")) == 1
    assert len(outline.all("caption")) == len(outline.all("table"))
    assert all(heading.get("scope") in {"row", "col"} for heading in outline.all("th"))
    assert all(chart["role"] == "img" and chart["aria-labelledby"] for chart in outline.all("svg"))
    levels = [int(tag[1]) for tag, _ in outline.elements if re.fullmatch(r"h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for chart in re.findall(r"<svg.*?</svg>", page, flags=re.DOTALL):
        ElementTree.fromstring(chart)


def test_each_region_has_a_name_of_its_own_where_there_are_two_assignments(verdicts):
    html = page_of(verdicts)
    headings = dict(re.findall(r'<h\d id="([^"]+)">(.*?)</h\d>', html))
    regions = [
        element["aria-labelledby"].split()
        for tag, element in Outline(html).elements
        if (tag == "section" or element.get("role") == "region") and "aria-labelledby" in element
    ]
    names = [" ".join(headings[part] for part in parts) for parts in regions]
    assert any(name.endswith("Scores") for name in names)
    assert len(set(names)) == len(names)


def test_a_cell_says_its_points_and_status_not_only_by_colour(verdicts):
    page = page_of(verdicts)
    cells = dict(re.findall(r'<td class="cell \w+" title="(.*?)".*?>(.*?)</td>', page))
    assert "1.5" in cells["q01: 1.5 of 2, partly right"]
    assert "partly right" in cells["q01: 1.5 of 2, partly right"]
    assert "blank" in cells["q02: 0 of 2, blank"]
    assert "missing" in cells["q02: 0 of 2, missing"]
    assert "error" in cells["q01: 0 of 2, raised an error. NameError in line 3"]
    assert "to mark" in cells["q03: up to 2, to mark"]


def test_what_is_marked_shows_its_marks_and_does_not_wait(verdicts):
    page = page_of([with_marks(each, {("ada", "q03"): 1.5}) for each in verdicts])
    cells = dict(re.findall(r'<td class="cell \w+" title="(.*?)".*?>(.*?)</td>', page))
    assert "1.5" in cells["q03: 1.5 of 2, marked"]
    text = " ".join(" ".join(Outline(page).texts).split())
    assert "2 to mark" in text and "1 marked" in text


@pytest.mark.parametrize(
    ("status", "score", "colour"),
    [
        ("passed", 2, "full"),
        ("partial", 1.6, "most"),
        ("partial", 1, "half"),
        ("partial", 0.5, "some"),
        ("failed", 0, "none"),
        ("error", 0, "none"),
        ("blank", 0, "untouched"),
        ("missing", 0, "untouched"),
        ("manual", 0, "mark"),
        ("marked", 2, "full"),
        ("marked", 0, "none"),
    ],
)
def test_the_colour_of_a_cell(classes, status, score, colour):
    assert level(classes.question(status, score)) == colour


def test_hostile_text_stays_text(classes):
    q, v = classes.question, classes.verdict
    wrong = q("failed", id="q" + HOSTILE, message=HOSTILE, diagnosis=HOSTILE + "!")
    other = q("error", id="q2", message=HOSTILE)
    verdicts = [
        v(HOSTILE, wrong, other, assignment=HOSTILE, sandbox=HOSTILE),
        classes.unreadable("x" + HOSTILE, HOSTILE, assignment=HOSTILE),
    ]
    page = render(verdicts, title=HOSTILE, names={HOSTILE: HOSTILE + " by name"})
    outline = Outline(page)
    assert outline.all("img") == []
    assert len(outline.all("script")) == 1
    for _, attributes in outline.elements:
        assert not any(name.startswith("on") for name in attributes)
    assert "{{ 7 * 7 }}" in page
    assert HOSTILE in outline.all("td")[-1].get("title", "") or HOSTILE in "".join(outline.texts)


@pytest.mark.parametrize("sandbox", ["bubblewrap", "none"])
def test_no_sandbox_is_said_plainly(classes, sandbox):
    page = page_of([classes.verdict("ada", classes.question(), sandbox=sandbox)])
    assert ("Graded without a sandbox" in page) == (sandbox == "none")


def test_remarks_on_graded_submissions_are_told(classes):
    plain = classes.verdict("ada", classes.question())
    assert "with a remark" not in page_of([plain])
    assert "It is called x.ipynb." in page_of([replace(plain, message="It is called x.ipynb.")])


@pytest.mark.parametrize("inline", [(), ("q01",)])
def test_tests_that_can_be_seen_are_told(classes, inline):
    verdict = replace(classes.verdict("ada", classes.question()), inline=frozenset(inline))
    page = page_of([verdict])
    assert (SEEN in page) == bool(inline)
    assert ("The tests stand in the notebook." in page) == bool(inline)


def test_nobody_and_nothing(classes):
    assert "No verdicts yet" in page_of([])
    assert "No submission could be read." in page_of([classes.unreadable(None)])


def test_a_submission_that_lacks_a_question_keeps_its_columns(classes):
    q, v = classes.question, classes.verdict
    page = page_of([v("ada", q(), q(id="q02")), v("bo", q(id="q02"))])
    assert "not asked" in page


def test_the_same_verdicts_make_the_same_page(verdicts):
    assert page_of(verdicts) == page_of(list(reversed(verdicts)))


def test_write_report_makes_its_folder(tmp_path, verdicts):
    path = tmp_path / "new" / "class.html"
    write_report(verdicts, path, title="Été")
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert "<h1>Été</h1>" in path.read_text(encoding="utf-8")


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_csv_has_a_row_for_each_submission(tmp_path, verdicts):
    write_csv(verdicts, tmp_path / "new" / "class.csv")
    rows = rows_of(tmp_path / "new" / "class.csv")
    assert [(row["assignment"], row["student"]) for row in rows] == [
        ("01_perceptron_line", "ada"),
        ("01_perceptron_line", "bo"),
        ("03_list_mlp", "ada"),
        ("03_list_mlp", "bo"),
        ("03_list_mlp", "cy"),
    ]
    assert rows[1]["status"] == "unreadable" and rows[1]["message"] == "It is not JSON."
    assert rows[2] | {"message": ""} == {
        "assignment": "03_list_mlp",
        "student": "ada",
        "status": "graded",
        "score": "2",
        "max_score": "4",
        "message": "",
        "q01": "2",
        "q02": "0",
        "q03": "",
    }
    assert rows[0]["q02"] == ""


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_csv_holds_no_formula(tmp_path, classes, text):
    write_csv([classes.unreadable(text, text)], tmp_path / "class.csv")
    (row,) = rows_of(tmp_path / "class.csv")
    assert row["student"] == "'" + text
    # A message has been made plain before.
    assert row["message"] == ("'" + text if text.isprintable() else "x")


def test_scores_are_spread_out_and_questions_shown_by_fifths(classes):
    q, v = classes.question, classes.verdict
    verdicts = [
        v(f"s{n:02}", q() if n > 4 else q("failed", 0), q("partial", n / 5, id="q02"))
        for n in range(10)
    ]
    page = " ".join(render(verdicts, title="x", names={}).split())
    assert "<dt>standard deviation</dt><dd>1.61<small>from 0 to 3.8 points</small></dd>" in page
    assert "<dt>all points</dt><dd>0<small>students; 1 without any</small></dd>" in page
    assert 'aria-label="0 %, 0 %, 50 %, 100 %, 100 %"' in page
