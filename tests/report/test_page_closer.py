"""The part of the class report that is collapsed: what instructors look at after grading."""

import re

from outline import HOSTILE, Outline

from viva.report.hand_ins import HandIns, QuestionChange
from viva.report.page import render
from viva.report.records import Records
from viva.report.similar_answers import Similar, SimilarAnswer, SimilarPair
from viva.report.time_spent import QuestionTime, TimeSpent


def big_class(classes, mistake="no bias", message="b is missing"):
    q, v = classes.question, classes.verdict
    return [
        v(
            f"s{n:02}",
            q("failed", diagnosis=mistake, message=message) if n < 4 else q(),
            q("failed", id="q02", diagnosis=mistake, message=message) if n < 5 else q(id="q02"),
            q(id="q03"),
        )
        for n in range(14)
    ]


def records(text="x = 1", name="03_list_mlp"):
    answer = SimilarAnswer("q01", 0.931, 40, (text, text + " # other"))
    return Records(
        {name: TimeSpent(9, 1, (QuestionTime("q01", 8, 600, 300, 930),))},
        {name: HandIns(5, {2: 5}, (QuestionChange("q02", 5, 0.2, 0.9, 4, 1, ((text, 2),)),))},
        {name: Similar((SimilarPair(("s00", "s01"), (answer,)),), 31)},
    )


def closer(page):
    (section,) = re.findall(r'<section class="block closer".*?</section>', page, re.DOTALL)
    return " ".join(" ".join(Outline(section).texts).split())


def test_the_closer_look_is_collapsed_and_tells_all_there_is(classes):
    page = render(big_class(classes), title="T", names={"s00": "Ada"}, records=records())
    assert not re.search(r"<details[^>]* open", page)
    text = closer(page)
    for part in (
        # r of q01 and the others, by hand: (4·14 - 4·5) / √(4·10·5·9).
        "q01 14 71 % 0.85",
        "q03 14 100 % – – 100 % everybody has the same score",
        "no bias ( q01 , 4 of 14 students) no bias ( q02 , 5 of 14 students) 4 1.4 2.8",
        "1 pair was compared",
        "From 9 notebooks",
        "1 of them was last run from top to bottom",
        "q01 8 10 min 5 min to 16 min",
        "5 students handed in more than once (2 hand-ins: 5 students)",
        "q02 5 20 % 90 % 4 1 x = 1 (2)",
        "Ada and s01: 1 answer, 37 words and signs",
        "93 % alike in 40 words and signs",
        "Only the 1 pair with most in common is listed",
        "x = 1 # other",
    ):
        assert part in text, part


def test_nothing_is_said_where_nothing_is_known(classes):
    text = closer(render(big_class(classes), title="T", names={}))
    for heading in ("Time spent", "From hand-in to hand-in", "alike"):
        assert heading not in text
    assert "Difficulty and discrimination" in text


def test_a_small_class_has_no_discrimination(classes):
    text = closer(render(big_class(classes)[:9], title="T", names={}))
    assert "q01 9 56 % – – – 100 % too few answers (fewer than 10)" in text


def test_hostile_code_and_mistakes_stay_text(classes):
    hostile = HOSTILE + "\x1b[31m\u202e\x00"
    page = render(
        big_class(classes, HOSTILE, HOSTILE), title="T", names={}, records=records(hostile)
    )
    outline = Outline(page)
    assert outline.all("img") == [] and len(outline.all("script")) == 1
    assert "alert(1)" in closer(page)
    code = re.findall(r"<pre.*?</pre>", page, re.DOTALL)
    assert len(code) == 2
    assert not any(sign in "".join(code) for sign in "\x1b\u202e\x00")
