"""From findings to verdicts: tables, in which nothing runs."""

import copy
from dataclasses import replace

import numpy as np
import pytest
from fake_worker import plan_of
from small_exam import RELEASED, RIGHT, SOURCE, bundle, code

from viva.grading.assess import Assessor, assess, summary
from viva.grading.bundle import Limits
from viva.grading.examiner import Examination
from viva.grading.execute import Execution
from viva.grading.findings import AskedAgain, Finding, share_of
from viva.grading.outputs import LEFT_OUT
from viva.grading.plan import place_of_answer, place_of_test
from viva.grading.verdict import VISIBLE_TITLE, CaseResult
from viva.grading.visible_test import VisibleFailure, not_defined
from viva.remote.session import CellResult
from viva.remote.transport import CandidateError

BUNDLE = bundle()
PASSED = Examination((CaseResult("one", True), CaseResult("two", True, 3.0)), 1.0)
HALF = Examination((CaseResult("one", False), CaseResult("two", True)), 0.5, "Not so.")
NONE = Examination((CaseResult("one", False), CaseResult("two", False)), 0.0, "scale: no.")
FAILED = VisibleFailure("failed", "the second entry")
SCALE = "q01_scale"


def raised(kind="ValueError", text="", call="scale", places=((2, 2, "scale"),)):
    return CandidateError({"type": kind, "builtin": kind, "text": text, "places": places}, call)


def assessor(answers=RIGHT, results=None, extra=()):
    return Assessor(BUNDLE, plan_of(BUNDLE, answers, extra), results or {})


def verdict(hidden=PASSED, visible=None, question=SCALE, answers=RIGHT, results=None, **fields):
    finding = Finding(question, "asked", visible, hidden, **fields)
    return assessor(answers, results).assess(finding)


@pytest.mark.parametrize(
    ("hidden", "failure", "share"),
    [
        (None, None, 1.0),
        (None, FAILED, 0.0),
        (PASSED, None, 1.0),
        (PASSED, FAILED, 4 / 5),
        (HALF, None, 0.5),
        (HALF, FAILED, 1 / 3),
        (NONE, FAILED, 0.0),
        (Examination((), 0.0), FAILED, 0.0),
    ],
)
def test_a_failing_visible_test_costs_one_case_and_a_passing_one_earns_none(hidden, failure, share):
    assert share_of(hidden, failure) == pytest.approx(share)


@pytest.mark.parametrize(
    ("hidden", "failure", "score", "status", "message"),
    [
        (PASSED, None, 2.0, "passed", ""),
        (None, None, 2.0, "passed", ""),
        (PASSED, FAILED, 1.6, "partial", "the second entry"),
        (HALF, None, 1.0, "partial", "Not so."),
        (HALF, FAILED, 0.6667, "partial", "Not so."),
        (NONE, None, 0.0, "failed", "scale: no."),
        (None, FAILED, 0.0, "failed", "the second entry"),
        (replace(NONE, message=""), None, 0.0, "failed", "A hidden test fails."),
        (replace(NONE, message=""), FAILED, 0.0, "failed", "the second entry"),
        (replace(NONE, message="scale: not right."), FAILED, 0.0, "failed", "the second entry"),
        (
            replace(NONE, message="x is not right."),
            VisibleFailure("failed"),
            0.0,
            "failed",
            "x is not right.",
        ),
        (
            replace(NONE, message="fault: this is not the expected text or set."),
            FAILED,
            0.0,
            "failed",
            "the second entry",
        ),
        (replace(NONE, diagnosis="d", message="not right."), FAILED, 0.0, "failed", "not right."),
        (replace(NONE, trouble="error"), None, 0.0, "error", "scale: no."),
        (replace(NONE, trouble="missing"), None, 0.0, "error", "scale: no."),
        (replace(NONE, trouble="unsendable"), None, 0.0, "error", "scale: no."),
        (replace(NONE, trouble="timeout"), None, 0.0, "timeout", "scale: no."),
        (replace(NONE, trouble="killed"), None, 0.0, "killed", "scale: no."),
        (replace(NONE, trouble="wrong"), None, 0.0, "failed", "scale: no."),
        (replace(HALF, trouble="killed"), None, 1.0, "partial", "Not so."),
        (None, VisibleFailure("timeout", "So long."), 0.0, "timeout", "So long."),
        (None, VisibleFailure("killed", "Gone."), 0.0, "killed", "Gone."),
        (None, not_defined("scale"), 0.0, "error", "`scale` is not defined."),
    ],
)
def test_scores_statuses_and_messages(hidden, failure, score, status, message):
    found = verdict(hidden, failure)
    assert (found.score, found.status, found.message) == (score, status, message)
    assert found.max_score == 2.0
    assert found.cases[0] == CaseResult(VISIBLE_TITLE, failure is None, 1.0)
    assert found.cases[1:] == (hidden.results if hidden else ())
    assert found.diagnosis == (hidden.diagnosis if hidden else None)


@pytest.mark.parametrize(
    ("hidden", "visible_speaks"),
    [
        ("scale: 2 of 3 entries are right.", True),
        ("scale: more than half of the entries are right.", True),
        ("scale: one entry is right.", True),
        ("b: b is wrong. 2 of 3 entries are right, in a row.", False),
    ],
)
def test_where_a_hidden_case_only_counts_the_visible_test_speaks(hidden, visible_speaks):
    message = verdict(replace(NONE, message=hidden), FAILED).message
    assert message == ("the second entry" if visible_speaks else hidden)


def test_an_exception_is_told_with_words_that_may_be_told():
    error = raised("IndexError", "index 9 is out of bounds for axis 0 with size 5")
    hidden = replace(NONE, message="", error=error, trouble="error", lengths=frozenset({5}))
    found = verdict(hidden, answers=RIGHT | {SCALE: "def scale(v, factor):\n    return v[9]"})
    assert found.status == "error"
    assert found.message == (
        "scale raised IndexError: index … is out of bounds for axis 0 with size 5, "
        "at your line `return v[9]`."
    )
    # In the visible test, where nothing is hidden, it is told whatever it says.
    found = verdict(None, VisibleFailure("error", error=raised(text="see 0.25")))
    assert "ValueError: see 0.25" in found.message
    found = verdict(replace(NONE, message="", error=raised(text="see 0.25")))
    assert "0.25" not in found.message
    found = verdict(replace(NONE, message="", error=raised("KeyboardInterrupt")))
    assert found.message == "scale was interrupted."


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (
            raised("NotImplementedError", "q01_scale", "shift"),
            "shift needs q01_scale, which is not answered yet.",
        ),
        (
            raised("NotImplementedError", "q01_scale", ""),
            "The answer needs q01_scale, which is not answered yet.",
        ),
    ],
)
def test_a_stub_of_another_question_is_named(error, message):
    found = verdict(replace(NONE, message="", error=error, trouble="error"), question="q02_shift")
    assert (found.message, found.status) == (message, "error")


def test_a_note_on_the_answer_stands_last_or_alone():
    answers = RIGHT | {SCALE: RELEASED[SCALE]}
    moved = assessor(answers, extra=[code("mine", RIGHT[SCALE])])
    note = moved.plan.notes[SCALE]
    assert moved.assess(Finding(SCALE, hidden=PASSED)).message == note
    assert moved.assess(Finding(SCALE, hidden=NONE)).message == f"scale: no. ({note})"


def cell(status, **fields):
    plan = plan_of(BUNDLE, RIGHT)
    return {place_of_answer(plan, SCALE): CellResult(status, **fields)}


ZERO = {"type": "ZeroDivisionError", "text": "division by zero", "places": ()}
STUB = {"type": "NotImplementedError", "text": "q02_shift"}


@pytest.mark.parametrize(
    ("results", "status", "words"),
    [
        (cell("timeout"), "timeout", "The cell "),
        (cell("killed"), "killed", "The cell "),
        (cell("error"), "killed", "The cell "),
        (
            cell("error", error=ZERO),
            "error",
            "The cell raised ZeroDivisionError: division by zero.",
        ),
        (
            cell("error", error=ZERO | {"places": [(2, 1, "<module>")]}),
            "error",
            "The cell raised ZeroDivisionError: division by zero, at your line `def scale(v",
        ),
        (
            cell("error", error=STUB),
            "error",
            "The cell needs q02_shift, which is not answered yet.",
        ),
        (cell("ok"), "failed", "scale: no."),
    ],
)
def test_an_answers_own_cell_that_fails_is_said_first(results, status, words):
    found = verdict(NONE, FAILED, results=results)
    assert found.status == status
    assert found.message.startswith(words)
    assert found.score == 0 and len(found.cases) == 3
    # Unless the mistake is known, or something was earned all the same.
    assert verdict(replace(NONE, diagnosis="d"), results=results).message == "scale: no."
    assert verdict(HALF, results=results).message == "Not so."


@pytest.mark.parametrize("text", [SCALE, ""])
def test_what_raises_as_the_stub_does_is_blank(text):
    stub = raised("NotImplementedError", text)
    assert verdict(replace(NONE, error=stub)).status == "blank"
    assert verdict(NONE, VisibleFailure("error", error=stub)).status == "blank"
    error = {"type": "NotImplementedError", "text": text}
    assert verdict(NONE, results=cell("error", error=error)).status == "blank"
    found = verdict(replace(NONE, error=stub), results=cell("ok"))
    assert (found.status, found.message, found.score) == ("blank", "Not answered yet.", 0)
    assert [case.passed for case in found.cases] == [True, False, False]
    assert verdict(replace(HALF, error=stub)).status == "partial"


@pytest.mark.parametrize(
    "odd", [np.arange(3), np.zeros(0), 10**5000, {"a": 1}], ids=["array", "empty", "int", "dict"]
)
def test_what_a_worker_says_of_an_exception_may_be_anything(odd):
    error = {"type": odd, "builtin": odd, "text": odd, "places": odd}
    assert verdict(NONE, results=cell("error", error=error)).status == "error"


def test_what_raises_something_else_is_not_blank():
    assert verdict(replace(NONE, error=raised("NotImplementedError", "later"))).status != "blank"
    assert verdict(replace(NONE, error=raised("ValueError", SCALE))).status != "blank"
    other = {"type": "NotImplementedError", "text": "later"}
    stub = raised("NotImplementedError", SCALE)
    assert verdict(replace(NONE, error=stub), results=cell("error", error=other)).status != "blank"


def test_an_untouched_answer_is_blank_and_a_missing_one_missing():
    blank = RIGHT | {SCALE: RELEASED[SCALE]}
    assert verdict(NONE, answers=blank).status == "blank"
    assert verdict(PASSED, answers=blank).status == "passed"
    plan = replace(plan_of(BUNDLE, RIGHT), missing=frozenset({SCALE}))
    gone = Assessor(BUNDLE, plan, {})
    found = gone.assess(Finding(SCALE, hidden=replace(NONE, trouble="missing")))
    assert found.status == "missing" and "no other cell" in found.message and len(found.cases) == 3
    assert gone.assess(Finding(SCALE, hidden=NONE)).status == "failed"
    assert gone.assess(Finding(SCALE, hidden=HALF)).status == "partial"


@pytest.mark.parametrize(
    ("asking", "failure", "status"),
    [
        ("not reached", None, "killed"),
        ("spared", None, "killed"),
        ("out of time", FAILED, "timeout"),
        ("visible only", FAILED, "failed"),
        ("visible only", VisibleFailure("error", "x"), "failed"),
        ("visible only", VisibleFailure("timeout", "x"), "timeout"),
    ],
)
def test_a_question_that_was_not_asked_has_no_cases(asking, failure, status):
    found = assessor().assess(Finding(SCALE, asking, failure))
    assert (found.status, found.score, found.max_score, found.cases) == (status, 0, 2, ())
    assert found.message == (failure.message if asking == "visible only" else found.message) != ""


def test_an_untouched_question_has_the_cases_that_were_not_put():
    found = assessor().assess(Finding(SCALE, "untouched", FAILED, NONE))
    assert (found.status, found.message) == ("blank", "Not answered yet.")
    assert [case.title for case in found.cases] == [VISIBLE_TITLE, "one", "two"]
    assert not any(case.passed for case in found.cases)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, "manual"),
        ({"blank": frozenset({"q03_why"})}, "blank"),
        ({"missing": frozenset({"q03_why"})}, "missing"),
    ],
)
def test_written_answers_wait_for_a_person(changes, status):
    plan = replace(plan_of(BUNDLE, RIGHT), **changes)
    found = Assessor(BUNDLE, plan, {}).assess(Finding("q03_why", "written"))
    assert (found.status, found.score, found.max_score, found.cases) == (status, 0, 3, ())
    assert found.message


CAUSES = {"scale": SCALE}


def test_what_an_answer_owes_to_others_is_said():
    found = verdict(NONE, question="q02_shift", causes=CAUSES)
    assert found.message == "scale: no. It uses scale (q01_scale), which is not right yet."
    found = verdict(NONE, question="q02_shift", causes=CAUSES | {"mean": "q00_mean"})
    assert found.message.endswith(
        "It uses scale (q01_scale), mean (q00_mean), which are not right yet."
    )
    found = verdict(replace(NONE, diagnosis="d"), question="q02_shift", causes=CAUSES)
    assert found.message == "scale: no."
    told = replace(NONE, message="It needs q01_scale.")
    assert verdict(told, question="q02_shift", causes=CAUSES).message == "It needs q01_scale."
    more = verdict(told, question="q02_shift", causes=CAUSES | {"mean": "q00_mean"})
    assert more.message.startswith("It needs q01_scale. It uses scale")


def test_the_verdict_with_references_counts_if_it_is_better():
    names = {"scale": SCALE, "mean": "q00_mean"}
    note = "Graded with a correct scale (q01_scale) and our mean (q00_mean) in place of yours."
    for hidden, fails, score, message in [
        (PASSED, False, 2.0, note),
        (PASSED, True, 1.6, f"The visible test fails. {note}"),
        (HALF, False, 1.0, f"Not so. {note}"),
    ]:
        again = AskedAgain(names, hidden, fails)
        found = verdict(NONE, FAILED, "q02_shift", causes=CAUSES, again=again, seconds=1.23456)
        assert (found.score, found.message) == (score, message)
        assert found.cases[0].passed is not fails
        assert found.seconds == 1.235
    again = AskedAgain({"scale": SCALE}, HALF, False)
    found = verdict(HALF, question="q02_shift", causes=CAUSES, again=again)
    assert found.message == "Not so. It uses scale (q01_scale), which is not right yet."


def test_that_a_right_answer_does_not_fit_is_said_if_it_is_replaced():
    again = AskedAgain({"scale": SCALE}, PASSED, False)
    found = verdict(NONE, question="q02_shift", again=again)
    one = "Graded with our scale (q01_scale) in place of yours, which passes but does not fit here."
    assert (found.score, found.message) == (2.0, one)
    again = replace(again, names={"scale": SCALE, "mean": "q00_mean"})
    found = verdict(HALF, FAILED, question="q02_shift", again=again)
    assert found.message == (
        "Graded with our scale (q01_scale) and mean (q00_mean) in place of yours: one that passes "
        "does not fit here."
    )
    # It helped nothing.
    assert (
        verdict(HALF, question="q02_shift", again=replace(again, hidden=HALF)).message == "Not so."
    )


@pytest.fixture
def no_numpy():
    exam = copy.copy(BUNDLE.exam)
    scale = copy.copy(exam.questions[SCALE])
    scale.refusals = []
    exam.questions = exam.questions | {SCALE: scale}
    scale.refuse("numpy", "np", sentence="Plain lists, please.")
    return bundle(exam=exam)


@pytest.mark.parametrize(
    "text",
    [
        "def scale(v, factor):\n    return (factor * np.array(v)).tolist()",
        "def scale(v, factor):\n    from numpy import multiply as m\n    return m(v, factor)",
        "def scale(v, factor):\n    return mine(v)",
    ],
)
def test_a_module_that_is_refused_costs_the_points(no_numpy, text):
    helper = code("mine", "import numpy\ndef mine(v):\n    return v")
    plan = plan_of(no_numpy, RIGHT | {SCALE: text}, [helper])
    found = Assessor(no_numpy, plan, {}).assess(Finding(SCALE, hidden=PASSED))
    assert (found.score, found.status, found.message) == (0, "failed", "Plain lists, please.")
    found = Assessor(no_numpy, plan, {}).assess(Finding(SCALE, hidden=HALF))
    assert (found.score, found.message) == (0, "Not so. Plain lists, please.")
    found = Assessor(no_numpy, plan, {}).assess(Finding(SCALE, "out of time"))
    assert found.status == "timeout" and "Plain" not in found.message


def test_a_word_or_a_cell_that_does_not_help_is_no_use_of_a_module(no_numpy):
    text = "def scale(v, factor):\n    np = 1  # not np.array\n    return [x * factor for x in v]"
    plan = plan_of(no_numpy, RIGHT | {SCALE: text}, [code("mine", "import numpy\nother = np.pi")])
    assert Assessor(no_numpy, plan, {}).assess(Finding(SCALE, hidden=PASSED)).status == "passed"
    plan = plan_of(no_numpy, RIGHT | {"q02_shift": "def shift(v):\n    return np.array(v) + 2"})
    found = Assessor(no_numpy, plan, {}).assess(Finding("q02_shift", hidden=PASSED))
    assert found.status == "passed"


def test_all_findings_get_their_verdict():
    findings = (Finding(SCALE, hidden=PASSED, seconds=0.12345), Finding("q03_why", "written"))
    found = assess(BUNDLE, plan_of(BUNDLE, RIGHT), {}, findings)
    assert [(q.id, q.status, q.seconds) for q in found] == [
        (SCALE, "passed", 0.123),
        ("q03_why", "manual", 0.0),
    ]


CUT = [{"output_type": "stream", "name": "stderr", "text": LEFT_OUT}]


@pytest.mark.parametrize(
    ("result", "late", "words"),
    [
        (CellResult("ok"), False, []),
        (CellResult("error"), False, []),
        (CellResult("ok"), True, ["7 seconds"]),
        (CellResult("timeout"), True, ["7 seconds"]),
        (CellResult("killed"), True, ["7 seconds"]),
        (CellResult("timeout"), False, ["too long"]),
        (CellResult("killed"), False, ["the cells after it"]),
        (CellResult("killed", CUT), False, ["the cells after it", "output"]),
    ],
)
def test_what_concerns_the_whole_submission(result, late, words):
    plan = plan_of(BUNDLE, RIGHT)
    limits = Limits(total_seconds=7.0)
    number = place_of_answer(plan, SCALE)
    message = summary(plan, Execution({number: result}, out_of_time=late), limits)
    assert all(word in message for word in words)
    assert message.count(".") == len(words)
    # What became of the instructor's own cells says nothing about the student.
    given = summary(plan, Execution({1: result}), limits)
    assert given == ""


INLINE_CELLS = [dict(cell) for cell in SOURCE]
INLINE_CELLS[3]["source"] = """assert scale([1, 2], 3)[1] == 6, 'the second entry'
### BEGIN HIDDEN TESTS
assert scale([7], 3)[0] == 21
### END HIDDEN TESTS
"""
INLINE = bundle(cells=tuple(INLINE_CELLS), exam=None, inside=True)
INLINE_PLAN = plan_of(INLINE, RIGHT | {SCALE: "def scale(v, factor):\n    return v / 0"})
ANSWER, TEST = place_of_answer(INLINE_PLAN, SCALE), place_of_test(INLINE_PLAN, SCALE)


def last_value(text):
    return {"output_type": "execute_result", "data": {"text/plain": text}}


def ended(kind, text="", line=1, inside=()):
    """What a test came to that raised at one of its lines, perhaps in what it called."""
    places = [(TEST, line, "<module>"), *inside]
    return CellResult("error", [], {"type": kind, "builtin": kind, "text": text, "places": places})


def inline(result, plan=INLINE_PLAN, **others):
    results = ({TEST: result} if result else {}) | others.get("results", {})
    found = Assessor(INLINE, plan, results).assess(Finding(SCALE, "inline"))
    assert (found.id, found.max_score) == (SCALE, 2.0)
    assert found.diagnosis is None and found.cases == ()
    return found.score, found.status, found.message


@pytest.mark.parametrize(
    ("result", "found"),
    [
        (None, (0.0, "killed", "The test crashed Python, or could not be run.")),
        (CellResult("killed"), (0.0, "killed", "The test crashed Python, or could not be run.")),
        (CellResult("timeout"), (0.0, "timeout", "The test took too long and was stopped.")),
        (CellResult("ok"), (2.0, "passed", "")),
        (CellResult("ok", [last_value("1.5")]), (1.5, "partial", "")),
        (CellResult("ok", [last_value("0")]), (0.0, "failed", "A test fails.")),
        (
            CellResult("ok", [{"output_type": "stream", "name": "stderr", "text": "Careful.\n"}]),
            (0.0, "failed", "The test wrote to stderr, which counts as a failure: Careful."),
        ),
        (ended("AssertionError", "the second entry"), (0.0, "failed", "the second entry")),
        (
            ended("AssertionError"),
            (
                0.0,
                "failed",
                "The test fails at the line `assert scale([1, 2], 3)[1] == 6, 'the second entry'`.",
            ),
        ),
        (ended("AssertionError", line=3), (0.0, "failed", "The test fails.")),
        (
            ended("TypeError", "no number", line=3),
            (0.0, "error", "The test raised TypeError: no number."),
        ),
        (
            ended("TypeError", "The visible test is odd", line=3),
            (0.0, "error", "The test raised TypeError: The visible test is odd."),
        ),
        (
            ended("NotImplementedError", "q02_shift"),
            (0.0, "error", "The answer needs q02_shift, which is not answered yet."),
        ),
        (CellResult("error"), (0.0, "failed", "A test fails.")),
        (
            CellResult("error", [last_value("1")]),
            (0.0, "failed", "A test fails."),
        ),
        (
            ended("NameError", "name 'scale' is not defined"),
            (0.0, "error", "`scale` is not defined."),
        ),
        (
            ended("ZeroDivisionError", "division by zero", inside=[(ANSWER, 2, "scale")]),
            (
                0.0,
                "error",
                "scale raised ZeroDivisionError: division by zero, at your line `return v / 0`.",
            ),
        ),
        (
            ended("NotImplementedError", "q02_shift", inside=[(ANSWER, 2, "scale")]),
            (0.0, "error", "scale needs q02_shift, which is not answered yet."),
        ),
        (
            ended("NotImplementedError", SCALE, inside=[(ANSWER, 2, "scale")]),
            (0.0, "blank", "Not answered yet."),
        ),
    ],
)
def test_a_test_beside_the_answers_gives_nbgraders_score_and_says_why(result, found):
    assert inline(result) == found


def test_beside_the_answers_too_an_answer_of_its_own_trouble_says_that_first():
    fails = ended("NameError", "name 'scale' is not defined")
    assert inline(fails, replace(INLINE_PLAN, blank=frozenset({SCALE})))[1:] == (
        "blank",
        "Not answered yet.",
    )
    assert inline(fails, replace(INLINE_PLAN, missing=frozenset({SCALE})))[1:] == (
        "missing",
        "The answer cell is missing, and no other cell defines what it should.",
    )
    assert inline(fails, results={ANSWER: CellResult("error", [], ZERO)})[1:] == (
        "error",
        "The cell raised ZeroDivisionError: division by zero.",
    )
    # What earned something has an answer.
    some = CellResult("ok", [last_value("1")])
    assert inline(some, replace(INLINE_PLAN, blank=frozenset({SCALE}))) == (1.0, "partial", "")


def test_a_note_stands_beside_a_test_that_passes():
    plan = replace(INLINE_PLAN, notes={SCALE: "Found elsewhere.", "q02_shift": "Not this."})
    assert inline(CellResult("ok"), plan) == (2.0, "passed", "Found elsewhere.")


@pytest.mark.parametrize(
    ("result", "status"),
    [
        (None, "missing package"),
        (ended("ImportError"), "missing package"),
        (CellResult("ok"), "passed"),
    ],
)
def test_what_a_test_lacks_here_is_no_fault_unless_it_passes_without(result, status):
    graded = replace(INLINE.questions[0], packages=frozenset({"never_installed"}))
    judge = Assessor(INLINE, INLINE_PLAN, {TEST: result} if result else {})
    found = judge.inline(graded)
    assert (found.status, "never_installed" in found.message) == (status, status != "passed")
    assert found.score == (2.0 if status == "passed" else 0.0)


def test_what_takes_too_much_to_judge_is_told_so():
    found = assessor().assess(Finding(SCALE, "spared"))
    assert found.message.startswith("Not judged: comparing what it returns takes too much time")


def test_what_is_said_of_a_refused_module_alone_is_all_that_a_right_answer_is_told(no_numpy):
    text = "def scale(v, factor):\n    return (factor * np.array(v)).tolist()"
    plan = plan_of(no_numpy, RIGHT | {SCALE: text})
    plan = replace(plan, notes={SCALE: "Found elsewhere."})
    found = Assessor(no_numpy, plan, {}).assess(Finding(SCALE, hidden=PASSED))
    assert found.message == "Plain lists, please."
