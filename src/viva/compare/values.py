"""Why two arrays of one shape do not agree, in words: signs, factors, sums, order."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import combinations

import numpy as np

from viva.compare.disclosable import Disclosable, entries_phrase
from viva.compare.numbers import Tolerance, allclose, isclose


def explain_values(
    got: np.ndarray, expected: np.ndarray, tolerance: Tolerance, disclosable: Disclosable
) -> tuple[str, str]:
    """Return the kind of the difference of two arrays of one shape, and a sentence.

    The most telling description comes first.
    """

    def agrees(other: np.ndarray) -> bool:
        return other.shape == got.shape and allclose(got, other, tolerance)

    if np.isnan(got).any() and not np.isnan(expected).any():
        return "nan", f"{entries_phrase(np.isnan(got))} nan. Which operation has no value there?"
    if np.isinf(got).any() and not np.isinf(expected).any():
        return "infinite", f"{entries_phrase(np.isinf(got))} infinite."
    if got.size > 1 and not got.any():
        return "zeros", "every entry is 0."
    if got.ndim == 2 and got.shape[0] == got.shape[1] and agrees(expected.T):
        return "transposed", "the numbers are right, but transposed: rows and columns are swapped."
    factor = _common_factor(got, expected, tolerance)
    named = None if factor is None else _known_factor_sentence(factor, disclosable.sizes)
    if named is not None:
        return "factor", named
    if factor is not None and got.size > 1 and disclosable.entries:
        return "factor", _factor_sentence(factor)
    if factor is not None and got.size > 1:
        return "factor", "every entry is off by the same factor. Where might one come from?"
    # Of 0 and 1 each is 1 minus the other, and who writes one for the other subtracts nothing.
    if agrees(1 - expected) and not np.isin(expected, (0, 1)).all():
        return "complement", "this is 1 minus the right value."
    if got.size > 1 and allclose(np.abs(got), np.abs(expected), tolerance):
        return "sign", "the sizes are right, but some signs are reversed."
    sums = _explain_sums(got, expected)
    if sums is not None:
        return "axis", sums
    # Two entries are too easily off by the same amount.
    if got.size > 2 and np.ptp((got - expected).real) < tolerance.atol + tolerance.rtol * float(
        np.abs(expected).max()
    ):
        return "offset", (
            "every entry is off by the same amount. What is added to all of them, or missing?"
        )
    if got.ndim >= 1 and got.shape[0] > 1 and agrees(expected[::-1]):
        return "reversed", "the numbers are right, but in reverse order."
    if got.size > 1 and allclose(np.sort(got.ravel()), np.sort(expected.ravel()), tolerance):
        return "order", "the numbers are right, but in another order."
    if got.ndim == 2 and np.ptp(got, axis=0).max() == 0 and np.ptp(expected, axis=0).max() > 0:
        return "rows", "all rows are equal, and they should differ."
    lines = _explain_lines(got, expected, tolerance)
    if lines is not None:
        return "lines", lines
    scale = float(np.abs(expected).max())
    near = bool(scale) and float(np.abs(got - expected).max()) < 1e-2 * scale
    if near and _rounded(got, expected):
        return "precision", "close, but not close enough. Is something rounded?"
    right = isclose(got, expected, tolerance)
    if got.ndim == 2 and right.any():
        told = _explain_right_lines(right)
        if told is not None:
            return "partly", told
    if got.size > 1 and right.any():
        return "partly", f"{entries_phrase(right)} right."
    if near:
        return "precision", "close, but not right. Which small part is missing, or too much?"
    return "value", "the value is not right." if got.size == 1 else "the values are not right."


def _explain_lines(got: np.ndarray, expected: np.ndarray, tolerance: Tolerance) -> str | None:
    """Return a sentence on columns, or rows, each of which is off in the same way; or None."""
    if got.ndim != 2 or np.iscomplexobj(got) or not np.isfinite(got).all():
        return None
    slack = tolerance.atol + tolerance.rtol * float(np.abs(expected).max())
    for name, mine, right in (("column", got, expected), ("row", got.T, expected.T)):
        # Two entries are always in a line, and equal ones are off by an amount and by a factor.
        varied = np.ptp(right, axis=0) > 0
        if mine.shape[0] < 3 or varied.sum() < 2:
            continue
        if not isclose(mine[:, ~varied], right[:, ~varied], tolerance).all():
            continue
        mine, right = mine[:, varied], right[:, varied]
        gap = mine - right
        if np.abs(gap).max(axis=0).min() <= slack:
            continue
        if np.ptp(gap, axis=0).max() <= slack:
            return (
                f"each {name} is off by an amount of its own. What is added to a {name}, or "
                "missing from it?"
            )
        factors = (mine * right).sum(axis=0) / (right**2).sum(axis=0)
        if np.abs(factors).min() > 1e-6 and np.abs(mine - factors * right).max() <= slack:
            return (
                f"each {name} is off by a factor of its own. What is a {name} multiplied by, or "
                "divided by?"
            )
        # Three entries are too easily in a line.
        if mine.shape[0] > 3 and np.ptp(mine, axis=0).min() > slack:
            centred = right - right.mean(axis=0)
            slopes = (mine * centred).sum(axis=0) / (centred**2).sum(axis=0)
            if np.abs(mine - mine.mean(axis=0) - slopes * centred).max() <= slack:
                return (
                    f"each {name} is off by a factor and an amount of its own. What is a {name} "
                    "multiplied by, or divided by, and what is added to it?"
                )
    return None


def _explain_right_lines(right: np.ndarray) -> str | None:
    """Return a sentence on whole rows or columns that are right, or wrong; None if there is none.

    Parameters
    ----------
    right
        Of each entry, whether it is right.
    """
    for name, axis in (("row", 1), ("column", 0)):
        lines = right if axis else right.T
        whole = np.ravel(lines.all(axis=1))
        if whole[0] and whole.sum() == 1:
            return f"only the first {name} is right."
        if len(whole) > 2 and whole.sum() == len(whole) - 1 and not lines[~whole].any():
            return f"a single {name} is not right, and all others are."
    return None


def _rounded(got: np.ndarray, expected: np.ndarray) -> bool:
    """Return whether every entry is the right one with a few decimals."""
    if np.iscomplexobj(got) or np.iscomplexobj(expected):
        return False
    return any(np.allclose(got, np.round(expected, n), rtol=0, atol=1e-9) for n in range(7))


def furthest_entry(got: np.ndarray, expected: np.ndarray) -> str:
    """Return a sentence on the entry that is furthest off, with both numbers."""
    place = np.unravel_index(int(np.argmax(np.abs(got - expected))), got.shape)
    both = both_numbers(got[place], expected[place])
    if got.size == 1:
        return f"{both[0].upper()}{both[1:]}."
    index = ", ".join(str(int(n)) for n in place)
    named = f"[{index}]" if len(place) > 1 else index
    return f"Entry {named} is furthest off: {both}."


def both_numbers(got: complex, expected: complex) -> str:
    """Return the student's number and the expected one, with as many digits as tell them apart."""
    for digits in (4, 8, 17):
        mine, right = f"{got:.{digits}g}", f"{expected:.{digits}g}"
        if mine != right:
            break
    return f"yours is {mine}, and {right} is expected"


def _common_factor(got: np.ndarray, expected: np.ndarray, tolerance: Tolerance) -> float | None:
    """Return c with got = c * expected, or None if there is none but 0."""
    if np.iscomplexobj(got) or np.iscomplexobj(expected) or not np.isfinite(got).all():
        return None
    weight = float(np.vdot(expected, expected))
    if weight < tolerance.atol**2 * max(expected.size, 1) or not np.isfinite(weight):
        return None
    factor = float(np.vdot(expected, got)) / weight
    if abs(factor) < 1e-6 or not math.isfinite(factor):
        return None
    slack = tolerance.rtol * float(np.abs(got).max())
    if float(np.abs(got - factor * expected).max()) > slack + tolerance.atol * abs(factor):
        return None
    return factor


def _known_factor_sentence(factor: float, sizes: Mapping[str, int]) -> str | None:
    """Return a sentence on a factor that is well known or a size of the problem, or None."""

    def near(number: float) -> bool:
        return math.isclose(factor, number, rel_tol=1e-4)

    if near(-1):
        return "the sign is reversed."
    for name, size in sizes.items():
        # A 2 may be the derivative of a square as well as a size that happens to be 2.
        if size == 2 and near(2):
            return f"twice too large, and {name} is 2. Is it a sum for a mean, or a 2 too many?"
        if size == 2 and near(0.5):
            return (
                f"half of what it should be, and {name} is 2. Is it a mean for a sum, or is a 2 "
                "missing?"
            )
    for number, text in (
        (2, "twice too large. Where does a 2 come from?"),
        (0.5, "half of what it should be. Is a 2 missing?"),
        (-2, "the sign is reversed, and it is twice too large."),
        (-0.5, "the sign is reversed, and it is half of what it should be."),
        (100, "100 times too large. Is this in percent?"),
        (0.01, "100 times too small."),
        (1 / math.log(10), "off by the factor ln 10. What is the base of your logarithm?"),
        (1 / math.log(2), "off by the factor ln 2. What is the base of your logarithm?"),
    ):
        if near(number):
            return text
    for name, size in sizes.items():
        if size < 2:
            continue
        if near(size):
            return f"{size} times too large, and {name} is {size}. Sum or mean?"
        if near(1 / size):
            return f"{size} times too small, and {name} is {size}. Sum or mean?"
        if near(-size) or near(-1 / size):
            return f"the sign is reversed, and it is off by the factor {size} ({name})."
    for (first, one), (second, other) in combinations(sizes.items(), 2):
        if min(one, other) < 2:
            continue
        if near(one * other):
            return f"too large by the factor {first} times {second}. Sum or mean?"
        if near(1 / (one * other)):
            return f"too small by the factor {first} times {second}. Sum or mean?"
    return None


def _factor_sentence(factor: float) -> str:
    """Return a sentence on the factor of every entry, as a whole number if it is one."""
    for times, way in ((factor, "large"), (1 / factor, "small")):
        if round(times) > 1 and math.isclose(times, round(times), rel_tol=1e-4):
            return f"every entry is {round(times)} times too {way}. Is it a sum or a mean?"
    return f"every entry is {factor:.4g} times what it should be. Where does the factor come from?"


def _explain_sums(got: np.ndarray, expected: np.ndarray) -> str | None:
    """Return a sentence on probabilities that add up to 1 along the wrong axis, or None."""
    if got.ndim != 2 or got.shape[0] < 2:
        return None

    def ones(sums: np.ndarray) -> bool:
        return bool(np.isclose(sums, 1, rtol=1e-4).all())

    if not ones(expected.sum(axis=1)) or ones(got.sum(axis=1)):
        return None
    if ones(np.asarray(got.sum())):
        return "the whole batch adds up to 1. Which sums should be 1, one for each sample?"
    if ones(got.sum(axis=0)):
        return "each column adds up to 1. Should it be each row?"
    return "the rows do not add up to 1."
