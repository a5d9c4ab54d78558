import numpy as np
import pytest

from viva.compare.disclosable import (
    ANYTHING,
    VISIBLE,
    Disclosable,
    axes_phrase,
    entries_phrase,
    key_name,
    kind_name,
    shape_phrase,
)

HIDDEN = Disclosable({"N": 7}, frozenset({7, 9}), frozenset({"a", 3}))


def test_kinds_are_named_as_students_know_them():
    assert kind_name(np.zeros((2, 3))) == "a NumPy array of shape (2, 3)"
    assert kind_name(range(3)) == "an object of type range"
    assert kind_name(np.float64(1)) == "a NumPy float64"


def test_a_type_that_lies_about_its_name_is_an_object():
    liar = type("x", (), {})
    liar.__name__ = "list; see the hidden inputs"
    assert kind_name(liar()) == "an object"


@pytest.mark.parametrize(
    ("length", "axes", "disclosed"),
    [
        (7, 3, True),
        (10, 2, True),
        (10, 3, False),
        (63, 1, True),
        (63, 2, False),
        (1, 3, True),
        (50, 1, False),
    ],
)
def test_a_length_is_disclosed_where_an_honest_answer_would_have_it(length, axes, disclosed):
    assert HIDDEN.length(length, axes) is disclosed
    assert ANYTHING.length(length, axes)
    assert VISIBLE.length(length, axes)


def test_shapes_and_counts_that_are_unlikely_are_not_disclosed():
    assert HIDDEN.shape((7, 9)) == "(7, 9)"
    assert HIDDEN.shape((7, 50)) == ""
    assert HIDDEN.shape((1, 1, 1, 1, 1)) == ""
    assert HIDDEN.count(9) == "9"
    assert HIDDEN.count(50) == "another number of"
    assert shape_phrase(np.ones((7, 50)), HIDDEN) == "another one with 2 axes"
    assert kind_name(np.ones(50), HIDDEN) == "a NumPy array with 1 axis"
    assert axes_phrase(np.ones((1,) * 9)) == " with many axes"


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("a", "a"),
        (key_name(3), "at 3"),
        ("b", "an entry"),
        ("entry 19", "entry 19"),
        ("entry 20", "a later entry"),
        ("value 1 of 2", "value 1 of 2"),
        ("value 1 of 17391846", "a later entry"),
    ],
)
def test_a_step_on_the_path_is_disclosed_if_it_is_known(step, words):
    hidden = Disclosable({}, frozenset({7}), frozenset({"a", 3, "entry 19", "value 1 of 2"}))
    assert hidden.step(step) == words
    assert ANYTHING.step(step) == step


@pytest.mark.parametrize(
    ("right", "of", "words"),
    [
        (1, 1, "the value is"),
        (3, 3, "every entry is"),
        (3, 20, "3 of 20 entries are"),
        (1, 100, "one entry is"),
        (99, 100, "all entries but one are"),
        (49, 100, "less than half of the entries are"),
        (50, 100, "more than half of the entries are"),
    ],
)
def test_few_entries_are_counted_exactly_and_many_roughly(right, of, words):
    assert entries_phrase(np.arange(of) < right) == words


def test_a_key_that_python_does_not_write_is_a_number():
    assert key_name(10**5000) == "at a number"
    assert key_name((1, "a")) == "at (1, 'a')" and key_name("W") == "W"
