import json

import pytest

from viva.grading.verdict import CaseResult, QuestionVerdict, Verdict, VerdictProblem


def make(**changes):
    questions = (
        QuestionVerdict(
            "q01_a", 1.5, 2.0, "partial", "almost", "a mistake", (CaseResult("c", True),)
        ),
        QuestionVerdict("q02_b", 0.0, 3.0, "manual"),
    )
    settings = {
        "assignment": "01_small",
        "student": None,
        "status": "graded",
        "questions": questions,
        "sandbox": "none",
        "seconds": 0.5,
        "written": frozenset({"q02_b"}),
    }
    return Verdict(**(settings | changes))


def test_written_answers_are_counted_apart():
    verdict = make()
    assert (verdict.score, verdict.max_score, verdict.written_max_score) == (1.5, 2.0, 3.0)


def test_json_keeps_the_contract():
    data = make().as_json()
    assert list(data)[:7] == [
        "assignment",
        "student",
        "status",
        "score",
        "max_score",
        "sandbox",
        "seconds",
    ]
    assert "inline" not in data and "notebook" not in data
    data = make(inline=frozenset({"q02_b", "q01_a"}), part="lists").as_json()
    assert (data["inline"], data["notebook"]) == (["q01_a", "q02_b"], "lists")
    assert data["questions"][0] == {
        "id": "q01_a",
        "score": 1.5,
        "max_score": 2.0,
        "status": "partial",
        "message": "almost",
        "diagnosis": "a mistake",
        "seconds": 0.0,
        "cases": [{"title": "c", "passed": True, "weight": 1.0}],
    }


def test_a_note_comes_first():
    assert make(message="Late.").with_note("Wrong name.").message == "Wrong name. Late."
    assert make(message="Late.").with_note("").message == "Late."


def test_messages_are_made_plain_whoever_makes_the_verdict():
    hostile = "\x1b[2J<script>\ud800"
    question = QuestionVerdict("q", 0, 1, "failed", hostile)
    verdict = make(message=hostile).with_note("\u202e")
    for message in (question.message, verdict.message):
        assert message.isprintable()
        assert "<script" not in message


WHOLE = Verdict(
    "03_list_mlp",
    "ada",
    "graded",
    (
        QuestionVerdict(
            "q01",
            1.0,
            2.0,
            "partial",
            "b is missing",
            "no bias",
            (CaseResult("several rows", True, 3.0), CaseResult("one row", False)),
            0.25,
        ),
        QuestionVerdict("q02", 0.0, 3.0, "manual"),
    ),
    "bubblewrap",
    1.5,
    "One cell raised.",
    frozenset({"q02"}),
    "layout",
)


def through_json(verdict, **changes):
    return Verdict.from_json(json.loads(json.dumps(verdict.as_json())) | changes)


@pytest.mark.parametrize(
    "verdict",
    [
        WHOLE,
        make(student=None),
        make(status="unreadable"),
        make(inline=frozenset({"q01_a"})),
        make(part="lists"),
    ],
)
def test_a_verdict_comes_back_whole(verdict):
    back = through_json(verdict)
    assert back == verdict
    assert back.layout == verdict.layout
    assert [q.seconds for q in back.questions] == [q.seconds for q in verdict.questions]
    assert back.notebook is None


def test_the_notebook_travels_beside_it():
    assert "notebook" not in WHOLE.as_json()
    assert Verdict.from_json(WHOLE.as_json(), {"cells": []}).notebook == {"cells": []}


def test_a_verdict_of_the_contract_alone_can_be_read():
    data = WHOLE.as_json()
    for key in ("message", "written", "layout"):
        del data[key]
    question, other = data["questions"]
    del question["seconds"], question["message"], question["diagnosis"]
    del question["cases"][0]["weight"], other["cases"]
    back = Verdict.from_json(data)
    assert (back.message, back.written, back.layout) == ("", frozenset(), "")
    first, second = back.questions
    assert (first.message, first.diagnosis, first.seconds) == ("", None, 0.0)
    assert [case.weight for case in first.cases] == [1.0, 1.0]
    assert second.cases == ()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"status": "fine"}, "'fine' is not a status"),
        ({"student": 7}, "wrong type"),
        ({"questions": 7}, "wrong type"),
        ({"questions": ["q01"]}, "wrong type"),
        ({"questions": [{"id": "q01"}]}, "the key 'score' is missing"),
        ({"seconds": "long"}, "long"),
        ({"seconds": None}, "wrong type"),
    ],
)
def test_what_is_no_verdict_is_refused(change, says):
    with pytest.raises(VerdictProblem, match=says):
        through_json(WHOLE, **change)


@pytest.mark.parametrize("data", [None, [], "verdict", 3])
def test_other_json_is_refused(data):
    with pytest.raises(VerdictProblem, match="a verdict is an object"):
        Verdict.from_json(data)
