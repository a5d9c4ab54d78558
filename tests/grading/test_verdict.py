from viva.grading.verdict import CaseResult, QuestionVerdict, Verdict


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
    assert data["questions"][0] == {
        "id": "q01_a",
        "score": 1.5,
        "max_score": 2.0,
        "status": "partial",
        "message": "almost",
        "diagnosis": "a mistake",
        "cases": [{"title": "c", "passed": True}],
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
