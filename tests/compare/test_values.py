import math

import numpy as np
import pytest

from viva.compare.difference import difference
from viva.compare.disclosable import ANYTHING, VISIBLE, Disclosable
from viva.compare.numbers import DEFAULT_TOLERANCE
from viva.compare.values import explain_values, furthest_entry

RIGHT = np.arange(12.0).reshape(3, 4) - 3.7
PROBABILITIES = np.array([[0.2, 0.8], [0.5, 0.5], [0.9, 0.1]])


def explain(got, expected=RIGHT, disclosable=ANYTHING):
    return explain_values(np.asarray(got), np.asarray(expected), DEFAULT_TOLERANCE, disclosable)


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (-1, "the sign is reversed."),
        (2, "twice too large"),
        (0.5, "half of what it should be"),
        (-2, "the sign is reversed, and it is twice"),
        (-0.5, "the sign is reversed, and it is half"),
        (100, "in percent"),
        (0.01, "100 times too small"),
        (1 / math.log(10), "ln 10"),
        (1 / math.log(2), "ln 2"),
        (7, "7 times too large, and N is 7"),
        (1 / 7, "7 times too small, and N is 7"),
        (-7, "the factor 7 (N)"),
        (-1 / 7, "the factor 7 (N)"),
    ],
)
def test_a_factor_that_is_known_is_named(factor, words):
    kind, sentence = explain(factor * RIGHT, disclosable=Disclosable({"N": 7}))
    assert kind == "factor"
    assert words in sentence


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (2, "twice too large, and d_out is 2. Is it a sum for a mean, or a 2 too many?"),
        (0.5, "half of what it should be, and d_out is 2. Is it a mean for a sum, or is a 2"),
        (14, "too large by the factor N times d_out"),
        (1 / 14, "too small by the factor N times d_out"),
    ],
)
def test_a_factor_that_several_mistakes_make_is_said_with_all_of_them(factor, words):
    sizes = Disclosable({"N": 7, "d_out": 2, "d_in": 1})
    assert words in explain(factor * RIGHT, disclosable=sizes)[1]


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (3, "every entry is 3 times too large"),
        (1 / 3, "every entry is 3 times too small"),
        (0.123, "every entry is 0.123 times what it should be"),
    ],
)
def test_another_factor_is_told_in_a_visible_test_only(factor, words):
    assert words in explain(factor * RIGHT, disclosable=VISIBLE)[1]
    assert explain(factor * RIGHT)[1].startswith("every entry is off by the same factor.")


def test_a_matrix_that_is_transposed_within_its_shape_is_named():
    square = np.arange(9.0).reshape(3, 3)
    assert explain(square.T, square)[0] == "transposed"


def test_the_first_row_and_the_first_column_are_named_if_they_alone_are_right():
    wrong = RIGHT**2 + 50
    assert explain(np.vstack([RIGHT[:1], wrong[1:]]))[1] == "only the first row is right."
    assert explain(np.hstack([RIGHT[:, :1], wrong[:, 1:]]))[1] == "only the first column is right."


def test_a_row_or_column_is_said_to_be_right_alone_or_wrong_alone_only_where_it_is():
    wrong = RIGHT**2 + 50
    last = np.vstack([RIGHT[:-1], wrong[-1:]])
    assert explain(last)[1] == "a single row is not right, and all others are."
    first = np.hstack([wrong[:, :1], RIGHT[:, 1:]])
    assert explain(first)[1] == "a single column is not right, and all others are."
    two = np.hstack([RIGHT[:, :2], wrong[:, 2:]])
    assert "only" not in explain(two)[1]
    assert explain(two)[1].endswith("entries are right.")


def test_a_0_for_a_1_is_no_complement():
    assert explain(np.array([1.0]), np.array([0.0]))[0] == "value"
    assert explain(np.array([0.25]), np.array([0.75]))[0] == "complement"


def test_two_entries_are_off_by_the_same_amount_too_easily():
    right = np.array([0.0, 2.2])
    assert explain(right + 2.2, right)[0] == "value"
    assert explain(np.append(right, 1) + 2.2, np.append(right, 1))[0] == "offset"


def test_close_and_not_right_are_told_apart():
    assert explain(RIGHT + 1e-4 * RIGHT**2) == (
        "precision",
        "close, but not right. Which small part is missing, or too much?",
    )
    assert "rounded" in explain(np.round(RIGHT / 3, 2), RIGHT / 3)[1]
    assert explain(RIGHT**2 + 50) == ("value", "the values are not right.")
    assert explain(3.3, 1.0) == ("value", "the value is not right.")


def test_the_entry_that_is_furthest_off_is_named_with_both_numbers():
    got = RIGHT.copy()
    got[1, 2] = 88.25
    both = "yours is 88.25, and 2.3 is expected."
    assert furthest_entry(got, RIGHT) == f"Entry [1, 2] is furthest off: {both}"
    assert furthest_entry(got[1], RIGHT[1]) == f"Entry 2 is furthest off: {both}"
    assert furthest_entry(got[1, 2], RIGHT[1, 2]) == f"Y{both[1:]}"


def test_two_numbers_are_told_apart():
    third = np.asarray(1 / 3)
    said = "Yours is 0.333333, and 0.33333333 is expected."
    assert furthest_entry(np.asarray(0.333333), third) == said
    assert "0.33333333333333331" in furthest_entry(third + 1e-15, third)


def test_softmax_over_the_wrong_axis_is_named():
    columns = np.array([[0.1, 0.7], [0.2, 0.2], [0.7, 0.1]])
    assert "each column" in difference(columns, PROBABILITIES).sentence
    uneven = np.array([[0.1, 0.3], [0.2, 0.1], [0.25, 0.05]])
    assert "whole batch" in difference(uneven, PROBABILITIES).sentence
    neither = np.array([[0.1, 0.3], [0.2, 0.1], [0.3, 0.4]])
    assert difference(neither, PROBABILITIES).sentence == "the rows do not add up to 1."


def test_many_entries_are_counted_about():
    right = np.arange(100.0)
    for wrong, words in (
        (1, "all entries but one"),
        (20, "more than half"),
        (80, "less than half"),
    ):
        got = np.where(np.arange(100) < wrong, right**2 + 5, right)
        assert words in difference(got, right).sentence


COLUMNS, ROWS = np.array([0.5, -2.0, 3.0, 1.5]), np.array([[0.5], [-2.0], [4.0]])


@pytest.mark.parametrize(
    ("got", "words"),
    [
        (RIGHT + COLUMNS, "each column is off by an amount of its own"),
        (RIGHT + ROWS, "each row is off by an amount of its own"),
        (RIGHT * COLUMNS, "each column is off by a factor of its own"),
        (RIGHT * ROWS, "each row is off by a factor of its own"),
        # A column that is right, one without numbers, and a mixture are off in no such way.
        (RIGHT + COLUMNS * [1, 1, 1, 0], "3 of 12 entries are right."),
        (RIGHT * COLUMNS * [1, 1, 1, 0], "the values are not right."),
        (RIGHT * COLUMNS + ROWS, "the values are not right."),
    ],
)
def test_columns_and_rows_that_are_off_alike_are_named(got, words):
    assert words in explain(got)[1]


VARIED = np.array([[1.0, 4.0, 2.5], [3.0, 9.0, 2.5], [7.0, -1.0, 2.5], [2.0, 5.0, 2.5]])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ([0.1, 2.0, 0.0], "each column is off by an amount of its own"),
        ([0.1, 2.0, 0.5], "the values are not right."),
    ],
)
def test_a_column_that_never_changes_has_to_be_right(change, words):
    assert words in explain(VARIED + change, VARIED)[1]


def test_a_single_column_that_changes_has_nothing_of_its_own():
    expected = VARIED * [1, 0, 0] + [0, 2, 3]
    assert "of its own" not in explain(expected * [3, 1, 1] + [0.5, 0, 0], expected)[1]


@pytest.mark.parametrize(
    ("got", "expected", "words"),
    [
        (2 + 3 * VARIED * [1, 2, 1] - [0, 0, 7], VARIED, "a factor and an amount of its own"),
        # Squares are no such line, three entries nearly always are, and constant ones are none.
        (VARIED**2 * [1, 1, 0.4], VARIED, "5 of 12 entries are right."),
        (2 + 3 * RIGHT * COLUMNS, RIGHT, "the values are not right."),
        (1 + 3 * VARIED * [0, 1, 0.2], VARIED, "5 of 12 entries are right."),
    ],
)
def test_columns_that_are_moved_and_scaled_are_named(got, expected, words):
    assert words in explain(got, expected)[1]


@pytest.mark.parametrize("shape", [(2, 2), (1, 4), (4, 1)])
def test_two_entries_are_always_in_a_line(shape):
    expected = np.arange(4.0).reshape(shape) ** 2 + 1
    assert "of its own" not in explain(7.0 + expected[::-1], expected)[1]


def test_equal_numbers_are_off_by_an_amount_and_by_a_factor():
    expected = np.tile([2.0, 3.0], (5, 1))
    assert "column" not in explain(expected * [2.0, 5.0], expected)[1]


def test_numbers_without_a_size_have_no_factor():
    with np.errstate(invalid="ignore"):
        assert "infinite" in explain(RIGHT * [np.inf, 1, 2, 3])[1]
    assert "of its own" not in explain(RIGHT * (1 + 1j) * COLUMNS)[1]
