from viva.judge.candidate import LocalTransport
from viva.judge.client import CallKilled, CallTimedOut
from viva.judge.visible_test import show


def shown(text, imports=None, **names):
    return show(text, "q01", LocalTransport(names), imports or {})


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

        assert show("f()", "q01", Silent(), {}).kind == kind
