"""What a notebook shows where a package is not installed: one sentence, and no traceback."""

import io
import re
from contextlib import redirect_stdout

import pytest
from IPython.core.interactiveshell import InteractiveShell

from viva.lab.absent import MissingPackage, absent

SENTENCE = "Part 2 needs no_such_package, which is not installed here. To install it, do so."
GIVEN = """
from viva.lab import absent

try:
    from no_such_package.part import layers as nn
    import no_such_package
except ModuleNotFoundError as error:
    no_such_package = nn = absent(error, "Part 2", "do so")
"""


@pytest.fixture
def shell():
    shell = InteractiveShell.instance()
    shell.run_line_magic("colors", "nocolor")

    def run(source):
        said = io.StringIO()
        with redirect_stdout(said):
            result = shell.run_cell(source)
        return result.success, re.sub(r"\x1b\[[0-9;]*m", "", said.getvalue()).strip()

    yield run
    InteractiveShell.clear_instance()


def test_the_import_says_once_what_is_missing(shell):
    assert shell(GIVEN) == (True, SENTENCE)


@pytest.mark.parametrize(
    "source",
    [
        "nn.Linear(3, 2)",
        "no_such_package.manual_seed(0)",
        "assert no_such_package, 'not installed'",
        "with no_such_package.no_grad(): pass",
        "with no_such_package: pass",
        "Net()",
        "train(3)",
        "list(nn)",
        "nn[0]",
    ],
)
def test_using_it_is_one_sentence_without_a_traceback(shell, source):
    shell(GIVEN)
    definitions = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()

def train(n):
    return no_such_package.zeros(n)
"""
    assert shell(definitions) == (True, "")
    assert shell(source) == (False, SENTENCE)


def test_outside_of_ipython_it_is_an_import_error():
    package = absent(ModuleNotFoundError("no", name="a.b"), "Part 2", "do so")
    with pytest.raises(MissingPackage, match="Part 2 needs a, which"):
        package.b()
    assert issubclass(MissingPackage, ImportError)
    assert not hasattr(package, "__array__")
