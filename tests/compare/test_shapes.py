import numpy as np
import pytest

from viva.compare.difference import difference, same
from viva.compare.disclosable import ANYTHING
from viva.compare.numbers import DEFAULT_TOLERANCE
from viva.compare.shapes import explain_no_lists, explain_no_numbers, explain_shapes

RIGHT = np.arange(12.0).reshape(3, 4) - 3.7


@pytest.mark.parametrize(
    ("got", "kind", "words"),
    [
        (RIGHT.T, "transposed", "transposed: the shape is (4, 3) where (3, 4) is expected"),
        (RIGHT.sum(), "reduced", "added up"),
        (RIGHT.mean(), "reduced", "averaged: the shape is a single number"),
        (RIGHT.reshape(2, 6), "nesting", "nested differently"),
        (RIGHT[:2], "incomplete", "the rest is missing"),
        (RIGHT[:2] + 1, "shape", "the shape is (2, 4) where (3, 4) is expected."),
        (RIGHT[:2] * np.inf, "shape", "some entries are nan or infinite"),
        (RIGHT[:0], "shape", "the shape is (0, 4)"),
    ],
)
def test_what_made_the_shape_differ_is_named(got, kind, words):
    found, sentence = explain_shapes(np.asarray(got), RIGHT, DEFAULT_TOLERANCE, ANYTHING)
    assert found == kind
    assert words in sentence


def test_one_of_several_equal_entries_is_no_mean():
    kind, _ = explain_shapes(np.array([0.75]), np.full(3, 0.75), DEFAULT_TOLERANCE, ANYTHING)
    assert kind == "incomplete"


@pytest.mark.parametrize(
    ("got", "words"),
    [
        ([[1.0, 2.0], [3.0]], "different lengths"),
        ([["a", 1.0]], "it holds a string where a number is expected."),
        ([1.0, [2.0]], "nesting is uneven"),
        ("text", "a string where numbers are expected."),
    ],
)
def test_what_is_not_a_number_is_named(got, words):
    assert words in explain_no_numbers(got, RIGHT, ANYTHING)


def test_one_number_is_asked_for_where_one_is_expected():
    assert explain_no_numbers("text", 1.0, ANYTHING) == "a string where a number is expected."


def test_lists_must_be_lists_where_asked():
    assert same([[1, 2.0]], [[1.0, 2.0]], lists=True)
    assert same([[np.float64(1), True]], [[1.0, 1.0]], lists=True)
    assert "tuple" in difference([(1, 2)], [[1, 2]], lists=True).sentence
    assert "NumPy array" in difference(np.array([1, 2]), [1, 2], lists=True).sentence
    assert "one number" in difference([3.0], 3.0, lists=True).sentence
    assert "a float where a list" in difference([1.0, 2.0], [[1.0, 2.0]], lists=True).sentence
    assert explain_no_lists(np.array(0.5), (), ANYTHING) is None
