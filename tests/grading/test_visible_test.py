import pytest

from viva.grading.visible_test import failure_inside, run_test, run_test_inside
from viva.remote.transport import CallKilled, CallTimedOut, CandidateError, LocalTransport
from viva.worker.wire import encode


def shown(text, imports=None, **names):
    return run_test(text, "q01", LocalTransport(names), imports or {})


def test_a_test_that_passes_gives_no_trouble():
    assert shown("assert f(2) == 4\nprint('passes')", f=lambda x: 2 * x) is None


def test_what_is_wrong_is_told():
    assert shown("assert f(2) == 5, 'f is off'", f=lambda x: 2 * x).message == "f is off"
    assert shown("f(0)", f=lambda x: 1 / x).error.type_name == "ZeroDivisionError"
    assert shown("nothing()").kind == "missing"
    assert "TypeError" in shown("f() + 1", f=lambda: None).message


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ("assert f(2) == 5, '  f is off\\nby one '", "failed", "f is off"),
        ("assert f(2) == 5", "failed", ""),
        (f"assert False, {'x' * 600!r}", "failed", "x" * 500),
        ("nothing()", "missing", "`nothing` is not defined."),
        ("def g():\n    return nothing(1)\ng()", "missing", "`nothing` is not defined."),
        (
            "f(object())",
            "error",
            "The visible test got a value the grader cannot read "
            "(object cannot be sent to the candidate).",
        ),
        ("f(2) + None", "error", "The visible test raised TypeError."),
        (
            "def g():\n    n += 1\n    n = 1\ng()",
            "error",
            "The visible test raised UnboundLocalError.",
        ),
    ],
)
def test_how_a_test_failed_is_told(text, kind, message):
    failure = shown(text, f=lambda x: 2 * x)
    assert (failure.kind, failure.message, failure.error) == (kind, message, None)


def test_what_a_process_says_is_missing_is_what_was_called():
    class Denying(LocalTransport):
        """Defines a name, and says of each call that something else is missing."""

        def ask(self, request, seconds, listen):
            if b"call" in request:
                listen(encode({"missing": "another"}))
            else:
                super().ask(request, seconds, listen)

    failure = run_test("f(1)", "q01", Denying({"f": len}), {})
    assert (failure.kind, failure.message, failure.name) == ("missing", "`f` is not defined.", "f")


def test_an_exception_of_the_answer_is_kept_for_whoever_words_it():
    failure = shown("f(0)", f=lambda x: 1 / x)
    assert (failure.kind, failure.message, failure.error.call) == ("error", "", "f")


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_what_a_test_prints_is_read_by_nobody(stream, capsys):
    assert shown(f"import sys\nsys.{stream}.write('seen')") is None
    assert capsys.readouterr() == ("", "")


def test_modules_are_the_instructors():
    text = "assert np.allclose(f(), 1)"
    own = type("Fake", (), {"allclose": staticmethod(lambda *_: True)})
    assert shown(text, {"np": "import numpy as np"}, f=lambda: 2.0, np=own).kind == "failed"


def test_lists_are_changed_as_in_one_process():
    text = "row = [1]\ngrow(row)\nassert row == [1, 2]"
    assert shown(text, grow=lambda row: row.append(2)) is None


def test_functions_can_be_passed():
    assert shown("assert twice(lambda x: x + 1, 3) == 5", twice=lambda f, x: f(f(x))) is None


@pytest.mark.parametrize(
    ("error", "kind", "of_a_call", "of_all"),
    [
        (
            CallTimedOut,
            "timeout",
            "f took too long and was stopped. Is there an infinite loop?",
            "The visible test took too long and was stopped.",
        ),
        (
            CallKilled,
            "killed",
            "f crashed Python, so there is no answer.",
            "The visible test crashed Python.",
        ),
    ],
)
def test_processes_that_do_not_answer(error, kind, of_a_call, of_all):
    waited = []

    class Silent(LocalTransport):
        """Says what is defined, and answers no call."""

        def ask(self, request, seconds, listen):
            waited.append(seconds)
            if b"call" in request or b"execute" in request:
                raise error
            super().ask(request, seconds, listen)

    silent = Silent({"f": len})
    failure = run_test("f()", "q01", silent, {}, 4.0)
    assert (failure.kind, failure.message) == (kind, of_a_call)
    failure = run_test_inside("f()", 1, silent, 1.0)
    assert (failure.kind, failure.message) == (kind, of_all)
    assert set(waited) == {4.0, 1.0}


def inside(text, **names):
    return run_test_inside(text, 1, Here(names), 1.0)


class Here(LocalTransport):
    """Takes the test for cell 1, and the functions of this file for cell 0."""

    def __init__(self, names):
        super().__init__(names)
        self.respondent.place = {"<cell 1>": 1, __file__: 0}.get


def halves(numbers):
    return numbers / 0


def test_a_test_inside_that_passes_gives_no_trouble():
    assert inside("assert f(2) == 4", f=lambda x: 2 * x) is None


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ("assert False, 'f is off'\n", "failed", "f is off"),
        ("x = 1\nassert x == 2", "failed", "The visible test fails at the line `assert x == 2`."),
        ("nothing()", "missing", "`nothing` is not defined."),
        (
            "None + 1",
            "error",
            "The visible test raised TypeError: unsupported operand type(s) for +: "
            "'NoneType' and 'int', at the line `None + 1`.",
        ),
    ],
)
def test_an_objection_of_a_test_inside_is_told(text, kind, message):
    trouble = inside(text)
    assert (trouble.kind, trouble.message, trouble.error) == (kind, message, None)


def test_an_exception_in_an_answer_is_that_answers():
    trouble = inside("halves(1)", halves=halves)
    assert (trouble.error.type_name, trouble.error.call) == ("ZeroDivisionError", "halves")


def test_a_stub_is_known_by_its_exception():
    assert inside("raise NotImplementedError('q01')").error.text == "q01"


TEST = "x = 1\n    assert x == 2\n\ny = '" + "y" * 200 + "'"
OWN, ANSWER = 1, 0


def failed(kind, text, *places):
    return failure_inside(
        CandidateError({"type": kind, "text": text, "places": places}, ""), TEST, OWN
    )


@pytest.mark.parametrize(
    ("error", "kind", "message"),
    [
        (("AssertionError", " f is off\nby one", (OWN, 2, "<module>")), "failed", "f is off"),
        (("AssertionError", "x" * 600), "failed", "x" * 500),
        (
            ("AssertionError", "", (OWN, 1, "<module>"), (OWN, 2, "helper")),
            "failed",
            "The visible test fails at the line `assert x == 2`.",
        ),
        # One that an answer itself asserts is no other.
        (
            ("AssertionError", "", (OWN, 1, "<module>"), (ANSWER, 2, "f")),
            "failed",
            "The visible test fails at the line `x = 1`.",
        ),
        (("AssertionError", ""), "failed", "The visible test fails."),
        (("AssertionError", "", (OWN, 0, "<module>")), "failed", "The visible test fails."),
        (("AssertionError", "", (OWN, 3, "<module>")), "failed", "The visible test fails."),
        (("AssertionError", "", (OWN, 5, "<module>")), "failed", "The visible test fails."),
        (
            ("AssertionError", "", (OWN, 4, "<module>")),
            "failed",
            f"The visible test fails at the line `y = '{'y' * 115}`.",
        ),
        (
            ("ValueError", "No row.", (OWN, 1, "<module>")),
            "error",
            "The visible test raised ValueError: No row, at the line `x = 1`.",
        ),
        (("ValueError", "No row.\nNone."), "error", "The visible test raised ValueError: No row."),
        (("ValueError", ""), "error", "The visible test raised ValueError."),
        (("NameError", "name 'f' is not defined"), "missing", "`f` is not defined."),
        (("NameError", "no f"), "error", "The visible test raised NameError: no f."),
        (
            ("ValueError", "name 'f' is not defined"),
            "error",
            "The visible test raised ValueError: name 'f' is not defined.",
        ),
    ],
)
def test_what_a_test_inside_raises_itself_is_said_with_its_line(error, kind, message):
    failure = failed(*error)
    assert (failure.kind, failure.message, failure.error) == (kind, message, None)
    assert failure.name == ("f" if kind == "missing" else "")


@pytest.mark.parametrize(
    ("places", "call"),
    [
        ([(OWN, 1, "<module>"), (ANSWER, 2, "f"), (2, 1, "g")], "f"),
        ([(OWN, 1, "<module>"), (ANSWER, OWN, "f")], "f"),
        ([(OWN, 1, "<module>"), (ANSWER, 2, "<lambda>"), (2, 1, "g")], ""),
    ],
)
def test_what_an_answer_raises_in_a_test_inside_is_named_by_what_the_test_called(places, call):
    for kind in ("ValueError", "NotImplementedError", "NameError"):
        failure = failed(kind, "name 'h' is not defined", *places)
        assert (failure.kind, failure.message) == ("error", "")
        assert (failure.error.type_name, failure.error.call) == (kind, call)


def test_a_stub_that_is_met_in_no_function_is_kept_as_well():
    failure = failed("NotImplementedError", "q01", (OWN, 1, "<module>"))
    assert (failure.kind, failure.message, failure.error.text) == ("error", "", "q01")
