"""Why two arrays of different shapes, or differently nested lists, do not agree, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from viva.compare.disclosable import Disclosable, kind_name, shape_phrase
from viva.compare.numbers import NUMBER, Tolerance, allclose


def explain_shapes(
    got: np.ndarray, expected: np.ndarray, tolerance: Tolerance, disclosable: Disclosable
) -> tuple[str, str]:
    """Return the kind of the difference of two arrays of different shapes, and a sentence."""
    mine, right = shape_phrase(got, disclosable), shape_phrase(expected, disclosable)
    against = f"the shape is {mine} where {right} is expected"
    if (
        got.ndim == expected.ndim == 2
        and got.T.shape == expected.shape
        and allclose(got.T, expected, tolerance)
    ):
        return "transposed", f"the numbers are right, but transposed: {against}."
    flat = expected.ravel()
    # The mean of equal entries is one of them.
    if got.size == 1 and flat.size > 1 and np.ptp(flat.real) > 0:
        number = got.ravel()[0]
        if np.isclose(number, flat.sum(), rtol=tolerance.rtol, atol=tolerance.atol):
            return "reduced", f"the entries have been added up: {against}."
        if np.isclose(number, flat.mean(), rtol=tolerance.rtol, atol=tolerance.atol):
            return "reduced", f"the entries have been averaged: {against}."
    if got.size == flat.size and allclose(got.ravel(), flat, tolerance):
        return "nesting", f"the numbers are right, but nested differently: {against}."
    if (
        expected.ndim >= 1
        and 0 < got.size < flat.size
        and allclose(got.ravel(), flat[: got.size], tolerance)
    ):
        return "incomplete", f"what is there is right, but the rest is missing: {against}."
    if not np.isfinite(got).all():
        return "shape", f"{against}, and some entries are nan or infinite."
    return "shape", f"{against}."


def explain_no_numbers(got: Any, expected: Any, disclosable: Disclosable) -> str:
    """Return a sentence on a value that is not made of numbers alone, as `expected` is."""
    if isinstance(got, (list, tuple)) and len(got) > 0:
        rows = [row for row in got if isinstance(row, (list, tuple, np.ndarray))]
        if len(set(map(_length, rows))) > 1:
            return "the rows have different lengths."
        for entry in _innermost_entries(got):
            if not isinstance(entry, NUMBER):
                return f"it holds {kind_name(entry, disclosable)} where a number is expected."
        return "the nesting is uneven: some entries are numbers and some are lists."
    wanted = "a number is" if isinstance(expected, NUMBER) else "numbers are"
    return f"{kind_name(got, disclosable)} where {wanted} expected."


def _length(row: Any) -> int:
    return 1 if isinstance(row, np.ndarray) and row.ndim == 0 else len(row)


def _innermost_entries(value: Any) -> Iterator[Any]:
    if isinstance(value, (list, tuple)):
        for entry in value:
            yield from _innermost_entries(entry)
    elif not isinstance(value, np.ndarray):
        yield value


def explain_no_lists(got: Any, expected: tuple[int, ...], disclosable: Disclosable) -> str | None:
    """Return a sentence on where `got` is not made of plain lists, or None.

    Parameters
    ----------
    expected
        The lengths of the lists that are expected, the outermost first.
    """
    if not expected:
        if isinstance(got, NUMBER) or (isinstance(got, np.ndarray) and got.ndim == 0):
            return None
        return f"{kind_name(got, disclosable)} where one number is expected."
    if isinstance(got, np.ndarray):
        return "this is a NumPy array; this notebook works with plain lists."
    if isinstance(got, tuple):
        return "there is a tuple where a list is expected; `list(...)` converts it."
    if not isinstance(got, list):
        return f"{kind_name(got, disclosable)} where a list is expected."
    if expected[0]:
        for entry in got:
            sentence = explain_no_lists(entry, expected[1:], disclosable)
            if sentence is not None:
                return sentence
    return None
