import math

import numpy as np
import pytest

from viva.compare.difference import difference, same
from viva.compare.disclosable import ANYTHING, VISIBLE, Disclosable
from viva.compare.numbers import Tolerance

RIGHT = np.arange(12.0).reshape(3, 4) - 3.7


@pytest.mark.parametrize(
    "got",
    [
        RIGHT,
        RIGHT.tolist(),
        tuple(map(tuple, RIGHT)),
        RIGHT.astype("float32"),
        RIGHT[None],
        RIGHT + 1e-7,
        (RIGHT, "extra"),
    ],
    ids=["array", "lists", "tuples", "float32", "extra axis", "rounding", "extra return"],
)
def test_sensible_conventions_agree(got):
    assert difference(got, RIGHT) is None


@pytest.mark.parametrize(
    ("got", "kind", "words"),
    [
        (RIGHT.T, "transposed", "transposed"),
        (-RIGHT, "factor", "sign is reversed"),
        (2 * RIGHT, "factor", "twice"),
        (RIGHT / 2, "factor", "half"),
        (RIGHT * 7, "factor", "7 times too large, and N is 7"),
        (RIGHT / 7, "factor", "7 times too small"),
        (RIGHT * 0.123, "factor", "same factor"),
        (RIGHT / math.log(10), "factor", "ln 10"),
        (RIGHT * 0, "zeros", "every entry is 0"),
        (np.abs(RIGHT), "sign", "some signs"),
        (1 - RIGHT, "complement", "1 minus"),
        (RIGHT + 5, "offset", "same amount"),
        (RIGHT[::-1], "reversed", "reverse order"),
        (np.roll(RIGHT, 1), "order", "another order"),
        (np.where(RIGHT > 0, np.nan, RIGHT), "nan", "nan"),
        (np.where(RIGHT > 0, np.inf, RIGHT), "infinite", "infinite"),
        (RIGHT[:2], "incomplete", "the rest is missing"),
        (RIGHT.sum(), "reduced", "added up"),
        (RIGHT.mean(), "reduced", "averaged"),
        (RIGHT.reshape(2, 6), "nesting", "nested differently"),
        (RIGHT[:, :3] * 3, "shape", "(3, 3) where (3, 4)"),
        (np.vstack([RIGHT[:1], RIGHT[1:] ** 3]), "partly", "only the first row"),
        (np.tile(RIGHT[1] ** 2, (3, 1)), "rows", "all rows are equal"),
        (RIGHT + 1e-3 * RIGHT**2 / 10, "precision", "close"),
        (None, "none", "return"),
        ("text", "type", "a string"),
        ([[1.0, 2.0], [3.0]], "type", "different lengths"),
        ([["a", "b"]], "type", "holds a string"),
    ],
)
def test_a_difference_is_named(got, kind, words):
    found = difference(got, RIGHT, disclosable=Disclosable({"N": 7}))
    assert found.kind == kind
    assert words in found.sentence


def test_sentences_hold_no_expected_value():
    rng = np.random.default_rng(0)
    for _ in range(50):
        right, wrong = rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
        sentence = difference(wrong, right).sentence
        assert not any(f"{number:.3f}"[1:] in sentence for number in right.ravel())


def test_tuples_and_dicts_are_compared_entry_by_entry():
    assert same((1, [2, 3], "more"), (1, [2, 3]))
    assert "value 2 of 2" in difference((1, [2, 4]), (1, [2, 3])).sentence
    assert same({"a": 1, "b": 2, "more": 3}, {"a": 1, "b": 2})
    assert "'b'" in difference({"a": 1}, {"a": 1, "b": 2}).sentence
    assert difference({"a": -3.0}, {"a": 3.0}).sentence == "a: the sign is reversed."


def test_none_text_and_empty_values():
    assert same(None, None)
    assert same("yes", np.str_("yes"))
    assert difference("yes", "no").kind == "value"
    assert same([], [])
    assert difference([1.0], []).kind == "shape"


def test_an_object_that_equals_everything_equals_nothing():
    class Everything:
        def __eq__(self, other):
            return True

        __hash__ = None

        def __array__(self, *args, **kwargs):
            return RIGHT

    assert difference(Everything(), RIGHT).kind == "type"
    assert difference([Everything()], [1.0]).kind == "type"
    assert difference(Everything(), "text").kind == "type"
    assert difference(Everything(), None).kind == "type"


def test_tolerance_is_what_it_says():
    assert same(1.0009, 1.0, Tolerance(rtol=1e-3, atol=0))
    assert not same(1.0011, 1.0, Tolerance(rtol=1e-3, atol=0))


def test_of_a_single_number_nothing_is_given_away_where_asked():
    for got in (1.0, 0.25, 0.5001):
        assert difference(got, 0.5, plain_scalars=True).sentence == "the value is not right."
    nested = difference({10: 1.0}, {10: 0.5}, plain_scalars=True)
    assert nested.sentence == "at 10: the value is not right."
    pair = difference((1, 4.0), (1, 2.0), plain_scalars=True)
    assert pair.sentence == "value 2 of 2: the value is not right."
    assert "twice" in difference([2.0, 4.0], [1.0, 2.0], plain_scalars=True).sentence


def test_an_array_without_axes_is_a_number():
    assert same(np.array(0.5), 0.5, lists=True)


SECRET = 17391846
HIDDEN = Disclosable({"the number of rows": 3}, frozenset({3, 4}), frozenset({"a", "b"}))


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (np.empty((SECRET, 0)), RIGHT),
        (np.empty((1, 7, 3, 9, 1, 8, 4, 6)), RIGHT),
        (np.empty((1, 7, 3, 9)), RIGHT),
        (RIGHT, np.empty((SECRET, 0))),
        (np.empty((SECRET, 0)), "text"),
        ([np.empty((SECRET, 0), bool)], None),
        ([0.0] * 17391, (1.0, "x")),
        ({"n17391846": 1}, {"n17391846": 2}),
        ({}, {"n17391846": 2}),
        ({17391846: 1.0}, {17391846: 2.0}),
        ({"value 1 of 17391846": 1.0}, {"value 1 of 17391846": 2.0}),
        (["x"] * 17391, ["x"] * 17390 + ["y"]),
        (np.where(np.arange(50) < 17, np.nan, 1.0), np.ones(50)),
        (np.where(np.arange(50) < 17, np.inf, 1.0), np.ones(50)),
        (np.where(np.arange(50) < 17, 5.0, 1.0), np.ones(50)),
        (RIGHT * SECRET, RIGHT),
        (RIGHT + SECRET, RIGHT),
        ("17391846", "text"),
        ([["17391846"]], RIGHT),
    ],
)
def test_where_inputs_are_hidden_a_value_cannot_spell_them(got, expected):
    sentence = difference(got, expected, disclosable=HIDDEN).sentence
    assert "17" not in sentence
    assert "7, 3" not in sentence


@pytest.mark.parametrize(
    ("got", "words"),
    [
        (RIGHT.T, "transposed: the shape is (4, 3) where (3, 4) is expected"),
        (np.ones((3, 5)), "(3, 5) where (3, 4)"),
        (np.ones(12), "(12,) where (3, 4)"),
        (1.0, "a single number where (3, 4)"),
        (np.ones((3, 1, 4, 2)), "another one with 4 axes where (3, 4)"),
        (np.ones((2,) * 9), "another one with many axes"),
        (RIGHT * 3, "3 times too large, and the number of rows is 3"),
        (np.where(np.eye(3, 4) > 0, 9, RIGHT), "9 of 12 entries are right"),
    ],
)
def test_where_inputs_are_hidden_likely_shapes_are_still_told(got, words):
    assert words in difference(got, RIGHT, disclosable=HIDDEN).sentence


def test_a_huge_int_is_different_and_raises_nothing():
    assert difference(10**400, 1.0) is not None


@pytest.mark.parametrize(
    ("got", "expected", "words"),
    [
        (np.array(False), ["a", "b"], "where a list is expected"),
        ([[np.ones((2, 2)), np.ones(2)], [1.0]], [[1.0, 2.0], [3.0, 4.0]], "different lengths"),
        ([[np.ones((2, 2)), np.ones(2)]], [[1.0, 2.0]], "uneven"),
        ([np.array(1.0), "x"], [1.0, 2.0], "a string where a number is expected"),
        (10**400, 10**401, "not right"),
        ([1.0], 10**401, "not right"),
    ],
)
def test_odd_values_are_told_apart_too(got, expected, words):
    assert words in difference(got, expected).sentence


def test_a_number_that_fits_no_array_agrees_with_itself():
    assert difference(10**400, 10**400) is None


def test_a_factor_that_is_infinite_is_none():
    found = difference(np.full(2, 1e308), [5.0, 5.0], disclosable=VISIBLE)
    assert found.kind != "factor"


def test_one_number_in_a_visible_test_is_told_with_the_expected_one():
    for got in (0.25, 1, 7, 0.7501):
        assert difference(got, 0.5, plain_scalars=True, disclosable=VISIBLE).sentence == (
            f"the value is not right. Yours is {got}, and 0.5 is expected."
        )
    assert difference(7.0, 0.5, plain_scalars=True).sentence == "the value is not right."


def test_a_factor_of_all_parts_is_told_even_where_each_is_one_number():
    right, got = {"dW": [[1.5]], "db": [0.75]}, {"dW": [[-1.5]], "db": [-0.75]}
    for disclosable in (VISIBLE, ANYTHING):
        found = difference(got, right, plain_scalars=True, disclosable=disclosable)
        assert found.sentence == "in every part, the sign is reversed."
    one = difference(got | {"db": [0.75]}, right, plain_scalars=True, disclosable=VISIBLE)
    assert one.sentence == (
        "dW: the value is not right. Yours is -1.5, and 1.5 is expected. db is right."
    )


def test_of_a_dict_the_parts_that_are_right_are_named():
    right = {"dW1": [[1.0, 2.0]], "db1": [3.0, 4.5], "dW2": [[5.0]], "db2": [6.0]}
    got = right | {"db1": [3.3, 4.1]}
    assert difference(got, right).sentence == (
        "db1: the values are not right. dW1, dW2 and db2 are right."
    )
    two = {"a": [1.0, 2.0], "b": [3.0, 4.5]}
    assert difference(two | {"b": [3.3, 4.1]}, two).sentence.endswith(" a is right.")
    # What may not be disclosed is no name.
    hidden = Disclosable(keys=frozenset({"b"}))
    found = difference(two | {"b": [3.3, 4.1]}, two, disclosable=hidden)
    assert found.sentence == "b: the values are not right."


def test_one_factor_in_every_part_is_said_once():
    right = {"dW": [[1.0, 2.0]], "db": [3.0]}
    got = {"dW": [[-1.0, -2.0]], "db": [-3.0]}
    assert difference(got, right).sentence == "in every part, the sign is reversed."
    nested = difference({"a": got, "b": got}, {"a": right, "b": right})
    assert nested.sentence == "in every part, the sign is reversed."
    assert difference(got | {"db": [-6.0]}, right).sentence == "dW: the sign is reversed."
    assert difference(got | {"db": [3.0]}, right).sentence == "dW: the sign is reversed."
