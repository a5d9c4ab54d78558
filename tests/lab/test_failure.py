"""How a failing visible test looks in a notebook."""

import io
import re
from contextlib import redirect_stdout

import pytest
from IPython.core.interactiveshell import InteractiveShell

from viva.lab import assert_close, assert_gradients

CODE = """from viva.lab import assert_close, assert_gradients

def compare(got):
    assert_close(got, 3.0, "the sum")
"""


@pytest.fixture
def show():
    shell = InteractiveShell.instance()
    shell.run_line_magic("colors", "nocolor")

    def run(source):
        said = io.StringIO()
        with redirect_stdout(said):
            shell.run_cell(CODE).raise_error()
            assert not shell.run_cell(source).success
        return re.sub(r"\x1b\[[0-9;]*m", "", said.getvalue())

    yield run
    InteractiveShell.clear_instance()


@pytest.mark.parametrize(
    "source", ["compare(2.0)", "assert_gradients(lambda p: 0.0, {'w': [1.0]}, {})"]
)
def test_ipython_ends_with_the_line_of_the_test(show, source):
    said = show(source)
    assert f"----> 1 {source}" in said
    assert "compare.py" not in said and "gradients.py" not in said
    assert said.rstrip().splitlines()[-1].startswith("AssertionError: ")


def test_what_led_there_stays(show):
    said = show("try:\n    1 / 0\nexcept ZeroDivisionError:\n    compare(2.0)")
    assert "ZeroDivisionError" in said and "----> 2     1 / 0" in said
    assert "AssertionError: the sum: the value is not right." in said


def test_elsewhere_it_is_an_ordinary_assertion_error():
    with pytest.raises(AssertionError, match=r"the sum: ") as raised:
        assert_close(2.0, 3.0, "the sum")
    assert type(raised.value) is AssertionError
    with pytest.raises(AssertionError, match="The gradient of w is missing"):
        assert_gradients(lambda p: 0.0, {"w": [1.0]}, {})
