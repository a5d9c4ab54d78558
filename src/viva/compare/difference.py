"""Compare what a student computed with what was expected, and say in words how they differ.

The grader and the visible tests of the notebooks speak through this one module, so a student
reads the same sentence in both. A sentence describes the difference (shape, sign, factor, axis,
order); it never contains an expected value.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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


DEFAULT = Tolerance()
MOST_AXES = 4
SAYS_THE_NUMBER = ("factor", "complement", "precision")

FEW = 20
"""Up to so many entries are counted exactly; of more it is said how many about."""


@dataclass(frozen=True)
class Sayable:
    """What a sentence may tell about the student's value, beyond words of its own.

    In a hidden test a student's program knows the inputs, and could spell them by the shape of
    what it returns, by a key or by a number of entries. So there only what is likely in an
    honest answer is told.

    Attributes
    ----------
    sizes
        Named sizes of the problem, by which a constant factor can be named.
    lengths
        Lengths of axes that occur in the problem; None where anything may be told.
    keys
        Keys of dicts that may be told; None where any may.
    entries
        Whether the student's own numbers and their factor may be told, as in a visible test.
    """

    sizes: Mapping[str, int] = field(default_factory=dict)
    lengths: frozenset[int] | None = None
    keys: frozenset[Any] | None = None
    entries: bool = False

    def length(self, number: int, axes: int = 1) -> bool:
        """Tell whether the length of an axis may be told, of so many axes."""
        if self.lengths is None or number in (0, 1) or number in self.lengths:
            return True
        near = axes < 3 and bool({number - 1, number + 1} & self.lengths)
        flat = axes == 1 and any(a * b == number for a in self.lengths for b in self.lengths)
        return near or flat

    def count(self, number: int) -> str:
        """Name a number of entries."""
        return str(number) if self.length(number) else "another number of"

    def shape(self, shape: tuple[int, ...]) -> str:
        """Write a shape down, or nothing if it is unlikely."""
        axes = len(shape)
        known = axes <= MOST_AXES and all(self.length(n, axes) for n in shape)
        return str(shape) if known or self.lengths is None else ""

    def step(self, step: str) -> str:
        """Name a place on the way into a value."""
        found = re.fullmatch(r"entry (\d+)|value (\d+) of (\d+)", step)
        if self.lengths is not None and found is not None:
            return step if max(int(n) for n in found.groups() if n) < FEW else "a later entry"
        if self.keys is None or step in {_key_name(key) for key in self.keys}:
            return step
        return "an entry"


ANYTHING = Sayable()
VISIBLE = Sayable(entries=True)


@dataclass(frozen=True)
class Difference:
    """Why two values differ: a short kind, for programs, and a sentence, for the student."""

    kind: str
    sentence: str
    path: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.sentence


def difference(
    got: Any,
    expected: Any,
    tolerance: Tolerance = DEFAULT,
    *,
    lists: bool = False,
    extra_returns: bool = True,
    sayable: Sayable = ANYTHING,
    plain_scalars: bool = False,
) -> Difference | None:
    """Tell how `got` differs from `expected`, or None where they agree.

    Parameters
    ----------
    got, expected
        Numbers, strings, None, arrays, and lists, tuples and dicts of these.
    tolerance
        How far two numbers may be apart.
    lists
        Whether sequences must be plain lists with exactly the expected nesting. Otherwise lists,
        tuples and arrays are the same, and axes of length 1 do not count.
    extra_returns
        Whether a tuple may hold more values than expected, after the expected ones.
    sayable
        What may be told, and named sizes of the problem, by which a constant factor can be named.
    plain_scalars
        Whether of a single number is said only that it is not right. A factor of 2 comes up by
        chance there, and would give the right number away.
    """
    found = _difference(got, expected, tolerance, lists, sayable, ())
    if found is not None and plain_scalars and found.kind in SAYS_THE_NUMBER:
        sentence = ": ".join([*found.sentence.split(": ")[:-1], "the value is not right."])
        if _is_single(got, found.path):
            found = Difference("value", sentence, found.path)
    if found is None or not extra_returns or not isinstance(got, tuple):
        return found
    if isinstance(expected, tuple):
        shorter: Any = got[: len(expected)] if len(got) > len(expected) else got
    else:
        shorter = got[0] if len(got) > 1 else got
    if shorter is got:
        return found
    if _difference(shorter, expected, tolerance, lists, sayable, ()) is None:
        return None
    return found


def _is_single(got: Any, path: tuple[str, ...]) -> bool:
    """Tell whether a difference is about one number, at its place in `got`."""
    for step in path:
        if isinstance(got, Mapping):
            got = next((value for key, value in got.items() if _key_name(key) == step), None)
        elif isinstance(got, (list, tuple)):
            digits = [int(word) for word in step.split() if word.isdigit()]
            place = digits[0] - (1 if step.startswith("value") else 0) if digits else 0
            got = got[place] if place < len(got) else None
    numbers = as_numbers(got)
    return numbers is not None and numbers.size == 1


def same(
    got: Any,
    expected: Any,
    tolerance: Tolerance = DEFAULT,
    *,
    lists: bool = False,
    extra_returns: bool = True,
) -> bool:
    """Tell whether `got` agrees with `expected`; see `difference`."""
    return difference(got, expected, tolerance, lists=lists, extra_returns=extra_returns) is None


def kind_name(value: Any, sayable: Sayable = ANYTHING) -> str:
    """Name the type of a value as a student knows it, with the shape of an array.

    Raises
    ------
    Nothing: a type that lies about its name is named "an object".
    """
    if value is None:
        return "None"
    if type(value) is np.ndarray:
        shape = sayable.shape(value.shape)
        return f"a NumPy array of shape {shape}" if shape else f"a NumPy array{_axes(value)}"
    names = {
        bool: "a bool",
        int: "an int",
        float: "a float",
        complex: "a complex number",
        str: "a string",
        bytes: "bytes",
        list: "a list",
        tuple: "a tuple",
        dict: "a dict",
        set: "a set",
    }
    if type(value) in names:
        return names[type(value)]
    if isinstance(value, np.generic):
        return f"a NumPy {value.dtype.name}"
    described = getattr(type(value), "kind_name", None)
    if callable(described):
        return str(described(value))
    name = type(value).__name__
    return f"an object of type {name}" if name.isidentifier() else "an object"


def as_numbers(value: Any) -> np.ndarray | None:
    """View a number, an array or a nesting of lists and tuples as one array of numbers.

    Returns
    -------
    array of float64 or complex128 with the shape of the nesting, or None if `value` holds
    anything but numbers, or rows of different lengths.
    """
    if not _only_numbers(value):
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


def _only_numbers(value: Any) -> bool:
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "biufc"
    if isinstance(value, (list, tuple)):
        return all(_only_numbers(entry) for entry in value)
    return isinstance(value, NUMBER)


def _difference(
    got: Any,
    expected: Any,
    tolerance: Tolerance,
    lists: bool,
    sayable: Sayable,
    path: tuple[str, ...],
) -> Difference | None:
    def report(kind: str, sentence: str) -> Difference:
        where = ", ".join(map(sayable.step, path))
        return Difference(kind, f"{where}: {sentence}" if where else sentence, path)

    if expected is None:
        if got is None:
            return None
        return report("type", f"{kind_name(got, sayable)} where nothing should be returned.")
    if got is None:
        return report("none", "the value is None. Is a `return` missing?")
    if isinstance(expected, (str, bytes, set, frozenset)):
        same_type = isinstance(got, (str, bytes, set, frozenset))
        if same_type and got == expected:
            return None
        if not isinstance(got, type(expected)):
            return report(
                "type",
                f"{kind_name(got, sayable)} where {kind_name(expected, sayable)} is expected.",
            )
        return report("value", "this is not the expected text or set.")
    if isinstance(expected, Mapping):
        if not isinstance(got, Mapping):
            return report("type", f"{kind_name(got, sayable)} where a dict is expected.")
        for key in expected:
            if key not in got:
                known = sayable.keys is None or key in sayable.keys
                what = f"the key {key!r}" if known else "a key"
                return report("key", f"{what} is missing from the dict.")
        for key, value in expected.items():
            found = _difference(got[key], value, tolerance, lists, sayable, (*path, _key_name(key)))
            if found is not None:
                return found
        return None

    numbers = as_numbers(expected)
    if isinstance(expected, tuple) and isinstance(got, (tuple, list)):
        if len(got) != len(expected):
            mine, right = sayable.count(len(got)), sayable.count(len(expected))
            return report("length", f"{mine} values where {right} are expected.")
        for index, (mine, theirs) in enumerate(zip(got, expected, strict=True)):
            step = (*path, f"value {index + 1} of {len(expected)}")
            found = _difference(mine, theirs, tolerance, lists, sayable, step)
            if found is not None:
                return found
        return None
    if numbers is None:
        if not isinstance(got, (list, tuple, np.ndarray)):
            return report(
                "type",
                f"{kind_name(got, sayable)} where {kind_name(expected, sayable)} is expected.",
            )
        if len(got) != len(expected):
            mine, right = sayable.count(len(got)), sayable.count(len(expected))
            return report("length", f"{mine} entries where {right} are expected.")
        for index, (mine, theirs) in enumerate(zip(got, expected, strict=True)):
            found = _difference(mine, theirs, tolerance, lists, sayable, (*path, f"entry {index}"))
            if found is not None:
                return found
        return None

    values = as_numbers(got)
    if values is None:
        return report("type", _not_numbers(got, expected, sayable))
    if lists:
        sentence = _not_lists(got, expected, sayable)
        if sentence is not None:
            return report("container", sentence)
    if lists or numbers.size == 0:
        agree = values.shape == numbers.shape
    else:
        agree = _squeezed(values).shape == _squeezed(numbers).shape
    if agree:
        flat, wanted = _squeezed(values), _squeezed(numbers)
        if _close(flat, wanted, tolerance).all():
            return None
        kind, sentence = _explain_values(flat, wanted, tolerance, sayable)
        if sayable.entries and kind in ("value", "partly", "precision") and flat.size > 1:
            sentence = f"{sentence} {_worst(flat, wanted)}"
    else:
        kind, sentence = _explain_shapes(values, numbers, tolerance, sayable)
    return report(kind, sentence)


def _key_name(key: Any) -> str:
    return key if isinstance(key, str) else f"at {key!r}"


def _squeezed(array: np.ndarray) -> np.ndarray:
    return array.reshape([n for n in array.shape if n != 1])


def _close(got: np.ndarray, expected: np.ndarray, tolerance: Tolerance) -> np.ndarray:
    return np.isclose(got, expected, rtol=tolerance.rtol, atol=tolerance.atol, equal_nan=True)


def _not_numbers(got: Any, expected: Any, sayable: Sayable) -> str:
    if isinstance(got, (list, tuple)) and len(got) > 0:
        rows = [row for row in got if isinstance(row, (list, tuple, np.ndarray))]
        if rows and len({len(np.atleast_1d(np.asarray(row, dtype=object))) for row in rows}) > 1:
            return "the rows have different lengths."
        for entry in _entries(got):
            if not isinstance(entry, NUMBER):
                return f"it holds {kind_name(entry, sayable)} where a number is expected."
        return "the nesting is uneven: some entries are numbers and some are lists."
    wanted = "a number is" if isinstance(expected, NUMBER) else "numbers are"
    return f"{kind_name(got, sayable)} where {wanted} expected."


def _entries(value: Any) -> Iterable[Any]:
    if isinstance(value, (list, tuple)):
        for entry in value:
            yield from _entries(entry)
    elif not isinstance(value, np.ndarray):
        yield value


def _not_lists(got: Any, expected: Any, sayable: Sayable) -> str | None:
    """Say where `got` is not made of plain lists as `expected` is."""
    nested = isinstance(expected, (list, tuple, np.ndarray)) and np.ndim(expected) > 0
    if not nested:
        if isinstance(got, NUMBER) or (isinstance(got, np.ndarray) and got.ndim == 0):
            return None
        return f"{kind_name(got, sayable)} where one number is expected."
    if isinstance(got, np.ndarray):
        return "this is a NumPy array; this notebook works with plain lists."
    if isinstance(got, tuple):
        return "there is a tuple where a list is expected; `list(...)` makes one of it."
    if not isinstance(got, list):
        return f"{kind_name(got, sayable)} where a list is expected."
    if len(expected) and len(got):
        for entry in got:
            sentence = _not_lists(entry, expected[0], sayable)
            if sentence is not None:
                return sentence
    return None


def _explain_shapes(
    got: np.ndarray, expected: np.ndarray, tolerance: Tolerance, sayable: Sayable
) -> tuple[str, str]:
    mine, right = _shape(got, sayable), _shape(expected, sayable)
    against = f"the shape is {mine} where {right} is expected"
    if (
        got.ndim == expected.ndim == 2
        and got.T.shape == expected.shape
        and _close(got.T, expected, tolerance).all()
    ):
        return "transposed", f"the numbers are right, but transposed: {against}."
    flat = expected.ravel()
    if got.size == 1 and flat.size > 1:
        number = got.ravel()[0]
        if np.isclose(number, flat.sum(), rtol=tolerance.rtol, atol=tolerance.atol):
            return "reduced", f"the entries have been added up: {against}."
        if np.isclose(number, flat.mean(), rtol=tolerance.rtol, atol=tolerance.atol):
            return "reduced", f"the entries have been averaged: {against}."
    if got.size == flat.size and _close(got.ravel(), flat, tolerance).all():
        return "nesting", f"the numbers are right, but nested differently: {against}."
    if expected.ndim >= 1 and got.size and got.size < flat.size:
        start = expected.ravel()[: got.size]
        if _close(got.ravel(), start, tolerance).all():
            return "incomplete", f"what is there is right, but the rest is missing: {against}."
    if not np.isfinite(got).all():
        return "shape", f"{against}, and some entries are nan or infinite."
    return "shape", f"{against}."


def _shape(array: np.ndarray, sayable: Sayable) -> str:
    if array.ndim == 0:
        return "a single number"
    return sayable.shape(array.shape) or f"another one{_axes(array)}"


def _axes(array: np.ndarray) -> str:
    number = str(array.ndim) if array.ndim <= MOST_AXES else "many"
    return f" with {number} {'axis' if array.ndim == 1 else 'axes'}"


def _explain_values(
    got: np.ndarray, expected: np.ndarray, tolerance: Tolerance, sayable: Sayable
) -> tuple[str, str]:
    """Describe how two arrays of one shape differ, the most telling description first."""

    def agrees(other: np.ndarray) -> bool:
        return other.shape == got.shape and bool(_close(got, other, tolerance).all())

    if np.isnan(got).any() and not np.isnan(expected).any():
        return "nan", f"{_how_many(np.isnan(got))} nan. Which operation has no value there?"
    if np.isinf(got).any() and not np.isinf(expected).any():
        return "infinite", f"{_how_many(np.isinf(got))} infinite."
    if got.size > 1 and not got.any():
        return "zeros", "every entry is 0."
    if got.ndim == 2 and got.shape[0] == got.shape[1] and agrees(expected.T):
        return "transposed", "the numbers are right, but transposed: rows and columns are swapped."
    factor = _factor(got, expected, tolerance)
    named = None if factor is None else _name_factor(factor, sayable.sizes)
    if named is not None:
        return "factor", named
    if factor is not None and got.size > 1 and sayable.entries:
        return "factor", _plain_factor(factor)
    if factor is not None and got.size > 1:
        return "factor", "every entry is off by the same factor. Where might one come from?"
    if agrees(1 - expected):
        return "complement", "this is 1 minus the right value."
    if got.size > 1 and _close(np.abs(got), np.abs(expected), tolerance).all():
        return "sign", "the sizes are right, but some signs are reversed."
    sums = _explain_sums(got, expected, tolerance)
    if sums is not None:
        return "axis", sums
    if got.size > 1 and np.ptp((got - expected).real) < tolerance.atol + tolerance.rtol * float(
        np.abs(expected).max()
    ):
        return "offset", "every entry is off by the same amount. What is added to all of them?"
    if got.ndim >= 1 and got.shape[0] > 1 and agrees(expected[::-1]):
        return "reversed", "the numbers are right, but in reverse order."
    if got.size > 1 and _close(np.sort(got.ravel()), np.sort(expected.ravel()), tolerance).all():
        return "order", "the numbers are right, but in another order."
    if got.ndim == 2 and np.ptp(got, axis=0).max() == 0 and np.ptp(expected, axis=0).max() > 0:
        return "rows", "all rows are equal, and they should differ."
    right = _close(got, expected, tolerance)
    if got.ndim == 2 and right[0].all():
        return "partly", "only the first row is right."
    if got.ndim == 2 and right[:, 0].all():
        return "partly", "only the first column is right."
    if got.size > 1 and right.any():
        return "partly", f"{_how_many(right)} right."
    scale = float(np.abs(expected).max())
    if scale and float(np.abs(got - expected).max()) < 1e-2 * scale:
        return "precision", "close, but not close enough. Is something rounded or approximated?"
    return "value", "the value is not right." if got.size == 1 else "the values are not right."


def _how_many(mask: np.ndarray) -> str:
    """Say how many entries are something: exactly if there are few, else about."""
    if mask.size == 1:
        return "the value is"
    count = int(mask.sum())
    if count == mask.size:
        return "every entry is"
    if mask.size <= FEW:
        return f"{count} of {mask.size} entries are"
    if count == 1:
        return "one entry is"
    if count == mask.size - 1:
        return "all entries but one are"
    return f"{'less' if 2 * count < mask.size else 'more'} than half of the entries are"


def _factor(got: np.ndarray, expected: np.ndarray, tolerance: Tolerance) -> float | None:
    """Find c with got = c * expected, or None if there is none but 0 and 1."""
    if np.iscomplexobj(got) or np.iscomplexobj(expected) or not np.isfinite(got).all():
        return None
    weight = float(np.vdot(expected, expected))
    if weight < tolerance.atol**2 * max(expected.size, 1) or not np.isfinite(weight):
        return None
    factor = float(np.vdot(expected, got)) / weight
    if abs(factor) < 1e-6:
        return None
    slack = tolerance.rtol * float(np.abs(got).max())
    if float(np.abs(got - factor * expected).max()) > slack + tolerance.atol * abs(factor):
        return None
    return factor


def _name_factor(factor: float, sizes: Mapping[str, int]) -> str | None:
    def near(number: float) -> bool:
        return math.isclose(factor, number, rel_tol=1e-4)

    if near(-1):
        return "the sign is reversed."
    for number, text in (
        (2, "twice too large. Where does a 2 come from?"),
        (0.5, "half of what it should be. Is a 2 missing?"),
        (-2, "the sign is reversed, and it is twice too large."),
        (-0.5, "the sign is reversed, and it is half of what it should be."),
        (100, "100 times too large. Is this in percent?"),
        (0.01, "100 times too small."),
        (1 / math.log(10), "off by the factor ln 10. Which base has your logarithm?"),
        (1 / math.log(2), "off by the factor ln 2. Which base has your logarithm?"),
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
    return None


def _plain_factor(factor: float) -> str:
    """Say by which factor every entry is off: where a whole number, as one."""
    for times, way in ((factor, "large"), (1 / factor, "small")):
        if round(times) > 1 and math.isclose(times, round(times), rel_tol=1e-4):
            return f"every entry is {round(times)} times too {way}. Is it a sum or a mean?"
    return f"every entry is {factor:.4g} times what it should be. Where does the factor come from?"


def _worst(got: np.ndarray, expected: np.ndarray) -> str:
    """Name the entry that is furthest off, with the student's own number."""
    place = np.unravel_index(int(np.argmax(np.abs(got - expected))), got.shape)
    index = ", ".join(str(int(n)) for n in place)
    named = f"[{index}]" if len(place) > 1 else index
    return f"Entry {named} is furthest off; yours is {got[place]:.4g}."


def _explain_sums(got: np.ndarray, expected: np.ndarray, tolerance: Tolerance) -> str | None:
    """See whether probabilities add up to 1 along the wrong axis."""
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
