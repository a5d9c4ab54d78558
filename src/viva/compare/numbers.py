"""Values as arrays of numbers, and when two numbers agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

NUMBER = (bool, int, float, complex, np.number, np.bool_)


@dataclass(frozen=True)
class Tolerance:
    """Two numbers agree when ``|got - expected| <= atol + rtol * |expected|``.

    The defaults accept a correct answer in float32 or in another order of summation, and are far
    below the effect of any mistake.
    """

    rtol: float = 1e-5
    atol: float = 1e-6


DEFAULT_TOLERANCE = Tolerance()


def as_numbers(value: Any) -> np.ndarray | None:
    """Return a number, an array or a nesting of lists and tuples as one array of numbers.

    Returns
    -------
    array of float64 or complex128 with the shape of the nesting, or None if `value` holds
    anything but numbers, or rows of different lengths.
    """
    if not _holds_only_numbers(value):
        return None
    try:
        array = np.asarray(value)
    except (ValueError, TypeError, OverflowError):
        return None
    if array.dtype == object:
        try:
            array = array.astype(float)
        except (ValueError, TypeError, OverflowError):
            return None
    if array.dtype.kind not in "biufc":
        return None
    return array.astype(complex if array.dtype.kind == "c" else float)


def _holds_only_numbers(value: Any) -> bool:
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "biufc"
    if isinstance(value, (list, tuple)):
        return all(_holds_only_numbers(entry) for entry in value)
    return isinstance(value, NUMBER)


def squeezed(array: np.ndarray) -> np.ndarray:
    """Return an array without its axes of length 1."""
    return array.reshape([n for n in array.shape if n != 1])


def isclose(got: np.ndarray, expected: np.ndarray, tolerance: Tolerance) -> np.ndarray:
    """Return, entry by entry, whether two arrays agree; nan agrees with nan."""
    close = np.isclose(got, expected, tolerance.rtol, tolerance.atol, equal_nan=True)
    return np.asarray(close)


def allclose(got: np.ndarray, expected: np.ndarray, tolerance: Tolerance) -> bool:
    """Return whether two arrays agree in every entry; see `isclose`."""
    return bool(isclose(got, expected, tolerance).all())
