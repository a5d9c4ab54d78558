import numpy as np
import pytest

from viva.compare.numbers import (
    DEFAULT_TOLERANCE,
    Tolerance,
    allclose,
    as_numbers,
    isclose,
    squeezed,
)


def test_huge_ints_and_objects_are_no_numbers_and_raise_nothing():
    assert as_numbers([10**400]) is None
    assert as_numbers(np.array([object()])) is None
    assert as_numbers("12") is None
    assert as_numbers([["12"]]) is None


@pytest.mark.parametrize(
    ("value", "shape", "kind"),
    [
        (True, (), "f"),
        (3, (), "f"),
        (2 + 1j, (), "c"),
        ([[1, 2.0], (3, np.float32(4))], (2, 2), "f"),
        (np.ones((1, 3), "int8"), (1, 3), "f"),
        ([], (0,), "f"),
    ],
)
def test_numbers_and_their_nesting_become_an_array(value, shape, kind):
    numbers = as_numbers(value)
    assert (numbers.shape, numbers.dtype.kind) == (shape, kind)


def test_rows_of_different_lengths_are_no_array():
    assert as_numbers([[1.0, 2.0], [3.0]]) is None


def test_axes_of_length_1_are_squeezed_and_an_empty_axis_stays():
    assert squeezed(np.ones((1, 3, 1))).shape == (3,)
    assert squeezed(np.ones((1, 1))).shape == ()
    assert squeezed(np.ones((0, 1))).shape == (0,)


def test_agreement_is_entry_by_entry_and_nan_agrees_with_nan():
    got, expected = np.array([1.0, np.nan, 3.1]), np.array([1.0, np.nan, 3.0])
    assert isclose(got, expected, DEFAULT_TOLERANCE).tolist() == [True, True, False]
    assert not allclose(got, expected, DEFAULT_TOLERANCE)
    assert allclose(got, expected, Tolerance(rtol=0.1))
