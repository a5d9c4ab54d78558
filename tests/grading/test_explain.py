"""What is said of a cell, of a call, and of a visible test."""

import pytest
from fake_worker import plan_of
from small_exam import RIGHT, bundle

from viva.grading.explain import about_call, about_cell, about_visible, source_of, unanswered_by
from viva.grading.plan import Plan, Step
from viva.grading.visible_test import VisibleFailure
from viva.grading.wording import MOST_LINES
from viva.remote.session import CellResult
from viva.remote.transport import CandidateError

QUESTIONS = ("q01", "q02")
PLAN = plan_of(bundle(), RIGHT)
TEXT = source_of(PLAN)


def error(kind="ValueError", text="", call="f", places=()):
    return CandidateError({"type": kind, "builtin": kind, "text": text, "places": places}, call)


def step(kind, text, own=True):
    return Step(kind, {"cell_type": "code", "source": text}, own=own)


def test_lines_are_the_students_own_and_of_cells_that_run():
    plan = Plan((step("run", "a\n  b"), step("run", "given", own=False), step("show", "text")))
    text = source_of(plan)
    assert [text.line(0, n) for n in (0, 1, 2, 3)] == ["", "a", "b", ""]
    assert [text.line(n, 1) for n in (1, 2, 3, -1)] == [""] * 4
    assert text.text == "a\n  b\ngiven\ntext"


def test_only_lines_near_the_top_are_shown():
    long = "\n".join(f"x{n}" for n in range(MOST_LINES - 1))
    text = source_of(Plan((step("run", long), step("run", "first\nsecond"))))
    assert text.line(0, 1) == "x0"
    assert text.line(0, MOST_LINES - 1) == f"x{MOST_LINES - 2}"
    assert (text.line(1, 1), text.line(1, 2)) == ("first", "")


@pytest.mark.parametrize(
    ("kind", "text", "question"),
    [
        ("NotImplementedError", "q02", "q02"),
        ("NotImplementedError", "q03", None),
        ("ValueError", "q02", None),
    ],
)
def test_a_stub_is_known_by_what_it_raises(kind, text, question):
    assert unanswered_by(error(kind, text), QUESTIONS) == question


def cell(**fields):
    return CellResult("error", error={"type": "ValueError", "builtin": "ValueError"} | fields)


@pytest.mark.parametrize(
    ("result", "status", "words"),
    [
        (CellResult("timeout"), "timeout", "infinite loop"),
        (CellResult("killed"), "killed", "The cell crashed Python"),
        (CellResult("error"), "killed", "The cell crashed Python"),
        (cell(text="0.25"), "error", "The cell raised ValueError: 0.25."),
        (cell(text="the code raised"), "error", "The cell raised ValueError: the code raised."),
        (
            cell(type="NotImplementedError", text="q02"),
            "error",
            "The cell needs q02, which is not answered yet.",
        ),
        (
            cell(type="NotImplementedError", text="later"),
            "error",
            "The cell raised NotImplementedError: later.",
        ),
        (cell(places=[(2, 1, "f")]), "error", "at your line `def scale(v, factor):`."),
    ],
)
def test_a_cell_that_failed(result, status, words):
    if result.error is not None and "places" in result.error:
        result.error["places"] = tuple(result.error["places"])
    found, message = about_cell(result, TEXT, QUESTIONS)
    assert found == status
    assert words in message or (status == "timeout" and message)


@pytest.mark.parametrize(
    ("raised", "own_words", "message"),
    [
        (error(text="0.25"), True, "f raised ValueError: 0.25."),
        (error(text="0.25"), False, "f raised ValueError."),
        (error("NotImplementedError", "q02"), False, "f needs q02, which is not answered yet."),
        (
            error("NotImplementedError", "q02", ""),
            False,
            "The answer needs q02, which is not answered yet.",
        ),
        (error("KeyboardInterrupt"), True, "f was interrupted."),
        (error("IndexError", "index 7 is out of bounds for size 7"), False, "size 7."),
    ],
)
def test_a_call_that_failed(raised, own_words, message):
    found = about_call(raised, TEXT, QUESTIONS, own_words, {7})
    assert found == message or (message == "size 7." and found.endswith(message))


def test_a_visible_test_that_failed_is_told_in_its_own_words():
    assert about_visible(VisibleFailure("failed", "no"), TEXT, QUESTIONS) == "no"
    failure = VisibleFailure("error", "not this", error(text="0.25"))
    assert about_visible(failure, TEXT, QUESTIONS) == "f raised ValueError: 0.25."


def test_a_cell_that_is_no_python_is_told_with_which_python_it_was_read():
    status, message = about_cell(
        cell(type="SyntaxError", text="invalid syntax", places=[(2, 1, "<module>")]),
        TEXT,
        QUESTIONS,
    )
    assert status == "error"
    assert message.startswith(
        "The cell raised SyntaxError: invalid syntax, at your line `def scale"
    )
    assert " The grader uses Python " in message
