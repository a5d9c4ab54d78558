import math
import re

import numpy as np
import pytest

from viva.grading.known_texts import TEXTS
from viva.grading.redaction import (
    AXES,
    ELLIPSIS,
    MOST_NUMBERS,
    OPERATORS,
    SMALL,
    Redactor,
    listed,
    redacted,
)
from viva.remote.known import MODULE_NAMES, TYPE_NAMES
from viva.worker.respondent import describe


def redactor(line="return scale(totl, other=b.shape, W1=0)", lengths=(3, 4), classes=("Net",)):
    parameters = {"scale": ("v", "factor"), "__init__": ("size",)}
    words = frozenset(
        line.replace("(", " ").replace(".", " ").replace("=", " ").replace(",", " ").split()
    )
    return Redactor(
        words, "scale", frozenset(classes), lambda f: parameters.get(f, frozenset()), lengths
    )


def scale(v, factor):
    return v


class Net:
    def __init__(self, size):
        pass


@pytest.mark.parametrize(
    ("fail", "words"),
    [
        (lambda: [1][2], "list index out of range"),
        (lambda: totl, "name 'totl' is not defined"),  # noqa: F821
        (lambda: None + 1, "unsupported operand type(s) for +: 'NoneType' and 'int'"),
        (lambda: None**1, "unsupported operand type(s) for ** or pow(): 'NoneType' and 'int'"),
        (lambda: scale(1), "scale() missing 1 required positional argument: 'factor'"),
        (lambda: scale(), "scale() missing 2 required positional arguments: 'v' and 'factor'"),
        (lambda: scale(1, 2, 3), "scale() takes 2 positional arguments but 3 were given"),
        (lambda: scale(1, other=2), "scale() got an unexpected keyword argument 'other'"),
        (lambda: Net(), "__init__() missing 1 required positional argument: 'size'"),
        (lambda: np.ones((3, 4)) @ np.ones((3, 4)), "(size 3 is different from 4)"),
        (lambda: np.ones((3, 4)) + np.ones(3), "broadcast together with shapes (3,4) (3,)"),
        (lambda: np.ones((3, 4)).dot(np.ones(3)), "shapes (3,4) and (3,) not aligned"),
        (lambda: np.ones(3)[3], "index 3 is out of bounds for axis 0 with size 3"),
        (lambda: np.ones(3).sum(axis=1), "axis 1 is out of bounds for array of dimension 1"),
        (lambda: math.exp(1e3), "math range error"),
        (lambda: math.log(0), "math domain error"),
        (lambda: (lambda x: [*x])(0.5), "Value after * must be an iterable, not float"),
        (lambda: list(0.5), "'float' object is not iterable"),
        (lambda: (0.5).shape, "'float' object has no attribute 'shape'"),
        (lambda: {}["W1"], "'W1'"),
        (lambda: {}[0], "0"),
        (lambda: 1 / 0, "division by zero"),
        (lambda: bool(np.ones(2)), "The truth value of an array"),
        (lambda: np.array([[1], [1, 2]]), "inhomogeneous shape after 1 dimensions"),
        (lambda: max([]), "empty"),
        (lambda: sorted([1, "a"]), "'<' not supported between instances of 'str' and 'int'"),
    ],
)
def test_pythons_own_words_are_repeated(fail, words):
    with pytest.raises(Exception) as caught:
        fail()
    found = describe(caught.value, lambda filename: None)
    assert words in redacted(found["text"], found["builtin"], redactor(lengths=(2, 3, 4)))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("ValueError", "[[17391846]]"),
        ("NameError", "name 'n17391846' is not defined"),
        ("TypeError", "'n17391846' object is not callable"),
        ("TypeError", "unsupported operand type(s) for +: 'n17391846' and 'int'"),
        ("TypeError", "unsupported operand type(s) for 17391846: 'int' and 'int'"),
        ("TypeError", "scale() missing 1 required positional argument: 'n17391846'"),
        ("TypeError", "n17391846() missing 1 required positional argument: 'v'"),
        ("TypeError", "scale() takes 17391846 positional arguments but 1 was given"),
        ("TypeError", "scale() got an unexpected keyword argument 'n17391846'"),
        ("RecursionError", "maximum recursion depth exceeded 17391846"),
        ("ValueError", "operands could not be broadcast together with shapes (17391846)"),
        ("ValueError", "operands could not be broadcast together with shapes (1,7) (3,9) (1,8)"),
        ("ValueError", "operands could not be broadcast together with shapes (3,3) (3,3) (4,4)"),
        ("ValueError", "shapes (3,4) and (4,3) not aligned: 17391846 (dim 1) != 3 (dim 0)"),
        ("ValueError", "expected a nonnegative input, got -17391846.5"),
        ("ValueError", "too many values to unpack (expected 17391846)"),
        ("ValueError", "zip() argument 17391846 is longer than argument 1"),
        ("IndexError", "index 1739 is out of bounds for axis 1 with size 1846"),
        ("AttributeError", "module 'n17391846' has no attribute 'shape'"),
        ("AttributeError", "'float' object has no attribute 'n17391846'"),
        ("KeyError", "17391846"),
        ("KeyError", "'n17391846'"),
        ("ValueError", "operands could not be broadcast together with shapes (3,   4) (3 ,4)"),
        ("TypeError", "scale() missing 2 required positional arguments: 'factor' and 'v'"),
        ("TypeError", "scale() missing 2 required positional arguments: 'v', and 'factor'"),
        ("UnboundLocalError", "cannot access local variable 'x' 17391846"),
    ],
)
def test_words_and_numbers_that_could_carry_an_input_are_not(kind, text):
    said = redacted(text, kind, redactor())
    assert not any(
        digits in said for digits in ("17", "39", "18", "46", "3,3) (3,3) (4", "3,  ", "'v'")
    )


def test_every_text_is_told_with_its_placeholders_closed():
    for kind, texts in TEXTS.items():
        for text in texts:
            assert "{" not in redacted(text.replace("{", "").replace("}", ""), kind, redactor())


def test_what_texts_can_tell_is_bounded():
    """SECURITY.md says so many bits."""
    line, classes, parameters, lengths = 60, 16, 16, 10
    pairs = [(i, j) for i in range(4) for j in range(4) if i + j <= MOST_NUMBERS]
    options = {
        "type": len(TYPE_NAMES) + classes + 1,
        "module": len(MODULE_NAMES) + 1,
        "function": line + 3,
        "word": line + parameters + 1,
        "words": parameters * (parameters + 1) // 2 + 1,
        "n": len(SMALL) + lengths + 1,
        "count": len(SMALL) + 1,
        "axis": len(AXES) + 1,
        "op": len(OPERATORS) + 1,
        # Together, since they share how many numbers there may be.
        "shapes": sum((lengths + 2) ** (i + j) for i, j in pairs) + 2,
    }
    total = 1
    for texts in TEXTS.values():
        for text in texts:
            names = re.findall(r"\{(\w+)\}", text)
            counted = [name for name in names if name not in ("shapes", "tail")]
            counted += ["shapes"] * ("shapes" in names)
            total += math.prod(options[name] for name in counted)
    assert math.log2(total) < 22


def shown(placeholder, found, **options):
    return redactor(**options).shown(placeholder, found)


@pytest.mark.parametrize(
    ("placeholder", "told", "hidden"),
    [
        ("type", ["int", "Net"], ["net", "n17"]),
        ("module", ["numpy"], ["n17"]),
        ("function", ["scale", "Net.__init__", "b"], ["n17", "scales"]),
        ("word", ["totl", "W1"], ["v", "n17"]),
        ("n", ["0", "-1", "3", "4"], ["7", "17391846", "3.5"]),
        ("count", ["0", "6"], ["7"]),
        ("axis", ["0", "3"], ["4"]),
        ("shapes", ["(3,4)", "(0,1)", "()"], ["(3,5)", "(17,)"]),
        ("op", ["+", "** or pow()"], ["17"]),
    ],
)
def test_what_may_stand_in_a_placeholder(placeholder, told, hidden):
    assert [shown(placeholder, each) for each in told] == [
        each.rpartition(".")[2] if placeholder == "function" else each for each in told
    ]
    assert {shown(placeholder, each) for each in hidden} == {ELLIPSIS}
    assert shown("tail", ": 17391846") == ""


def test_words_may_be_parameters_of_the_function_that_was_named():
    one = redactor()
    assert one.shown("word", "factor") == ELLIPSIS
    one.shown("function", "scale")
    assert one.shown("word", "factor") == "factor"
    assert one.shown("words", "'v' and 'factor'") == "'v' and 'factor'"
    assert one.shown("words", "'factor'") == "'factor'"
    assert one.shown("words", "'factor' and 'v'") == ELLIPSIS


def test_a_text_shows_few_numbers():
    one = redactor()
    assert [one.shown("n", "3") for _ in range(5)] == ["3"] * MOST_NUMBERS + [ELLIPSIS]
    one = redactor()
    assert one.shown("shapes", "(3,4) (3,4)") == "(3,4) (3,4)"
    assert one.shown("n", "3") == ELLIPSIS
    one = redactor()
    assert one.shown("n", "3") == "3"
    assert one.shown("shapes", "(3,4) (3,4)") == ELLIPSIS


def test_names_are_listed_as_python_does():
    assert listed(["a"]) == "'a'"
    assert listed(["a", "b"]) == "'a' and 'b'"
    assert listed(["a", "b", "c"]) == "'a', 'b', and 'c'"


def test_only_the_first_line_of_a_text_of_the_right_class_is_told():
    assert redacted("division by zero\nmore", "ZeroDivisionError", redactor()) == "division by zero"
    assert redacted("  division by zero ", "ZeroDivisionError", redactor()) == "division by zero"
    assert redacted("division by zero", "ValueError", redactor()) == ""
    assert redacted("division by zero", "Nothing", redactor()) == ""
    assert redacted("name 'totl' is not defined!", "NameError", redactor()) == ""
