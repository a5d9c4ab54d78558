import pytest

from viva.grading.visible_test import run_test, run_test_inside
from viva.remote.transport import CallKilled, CallTimedOut, LocalTransport


def shown(text, imports=None, **names):
    return run_test(text, "q01", LocalTransport(names), imports or {})


def test_a_test_that_passes_gives_no_trouble():
    assert shown("assert f(2) == 4\nprint('passes')", f=lambda x: 2 * x) is None


def test_what_is_wrong_is_told():
    assert shown("assert f(2) == 5, 'f is off'", f=lambda x: 2 * x).message == "f is off"
    assert shown("f(0)", f=lambda x: 1 / x).error.type_name == "ZeroDivisionError"
    assert shown("nothing()").kind == "missing"
    assert "TypeError" in shown("f() + 1", f=lambda: None).message


def test_modules_are_the_instructors():
    text = "assert np.allclose(f(), 1)"
    own = type("Fake", (), {"allclose": staticmethod(lambda *_: True)})
    assert shown(text, {"np": "import numpy as np"}, f=lambda: 2.0, np=own).kind == "failed"


def test_lists_are_changed_as_in_one_process():
    text = "row = [1]\ngrow(row)\nassert row == [1, 2]"
    assert shown(text, grow=lambda row: row.append(2)) is None


def test_functions_can_be_passed():
    assert shown("assert twice(lambda x: x + 1, 3) == 5", twice=lambda f, x: f(f(x))) is None


def test_processes_that_do_not_answer():
    for error, kind in ((CallTimedOut, "timeout"), (CallKilled, "killed")):

        class Silent:
            def ask(self, request, seconds, listen, error=error):
                raise error

        assert run_test("f()", "q01", Silent(), {}).kind == kind
        assert run_test_inside("f()", 1, Silent(), 1.0).kind == kind


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
