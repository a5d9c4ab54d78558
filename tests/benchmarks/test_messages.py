"""The page on messages counts what wrong answers hear that nobody has named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from viva.exam import Question
from viva.exam.load import load_exam

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("sigmoid(0): the value is not right. Yours is 1, and 0.5 is expected.", "place"),
        (
            "a: the values are not right. Entry 1 is furthest off: yours is 1, and 2 is expected.",
            "place",
        ),
        ("gradients: dW1: the value is not right. dW2 and db2 are right.", "place"),
        ("gradients: dW1: the value is not right.", "general"),
        ("predict: 4 of 8 entries are right.", "general"),
        ("", "general"),
        ("softmax raised ValueError: math range error, at your line `e = exp(x)`.", "error"),
        ("softmax: the sign is reversed.", "difference"),
        ("Is the bias missing? It is.", "another"),
    ],
)
def test_the_kind_of_a_message(script, message, kind):
    assert kind in script.KINDS
    assert script.kind_of(message, ["Is the bias missing?"]) == kind


def test_the_wrong_answer_is_off_the_list_while_it_is_graded(script):
    question = Question("q01")
    for title in ("a", "b"):
        question.wrong(title, hint=f"It is {title}.", code="x = 1")
    trial = script.Trial("wrong", "q01", "a")
    with script.unnamed(question, trial) as hints:
        assert hints == ["It is b."]
        assert [wrong.title for wrong in question.wrong_answers] == ["b"]
    assert [wrong.title for wrong in question.wrong_answers] == ["a", "b"]


def test_the_page_counts_what_is_stored(script):
    stored = {
        "01_a": [{"kind": "general"}, {"kind": "place"}],
        "02_b": [{"kind": "error"}, {"kind": "error"}],
    }
    earlier = {"date": "a day", "commit": "abc", "kinds": {"01_a": {"general": 3, "place": 1}}}
    now, before = script.page(stored, earlier).split("## Before")
    lines = now.splitlines()
    assert "| the message | 01 | 02 | all |" in lines
    assert f"| {script.KINDS['error']} | 0 | 2 | 2 |" in lines
    assert "| wrong answers | 2 | 2 | 4 |" in lines
    assert "| share of the last kind | 50% | 0% | 25% |" in lines
    assert "a day (abc)" in before
    assert "| share of the last kind | 75% | 75% |" in before.splitlines()


def test_the_published_page_is_of_every_exam(script):
    stored = json.loads((ROOT / "docs" / "messages.json").read_text(encoding="utf-8"))
    earlier = json.loads((ROOT / "docs" / "messages_before.json").read_text(encoding="utf-8"))
    page = (ROOT / "docs" / "messages.md").read_text(encoding="utf-8")
    assert page == script.page(stored, earlier)
    course = script.Course(ROOT)
    assert list(stored) == [assignment.name for assignment in course.assignments()]
    for assignment in course.assignments():
        asked = load_exam(assignment.exam_path).questions.values()
        wrong = sum(len(question.wrong_answers) for question in asked)
        # Exams are edited more often than all of this is measured.
        assert 0.8 * wrong <= len(stored[assignment.name]) <= 1.2 * wrong, assignment.name
