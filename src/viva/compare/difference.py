"""Compare what a student computed with what was expected, and say in words how they differ.

The grader and the visible tests of the notebooks share this comparison, so a student reads the
same sentence in both. A sentence describes the difference (shape, sign, factor, axis, order). It
contains an expected value in visible tests only, where the notebook shows that value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from viva.compare.disclosable import ANYTHING, Disclosable, key_name, key_text, kind_name
from viva.compare.numbers import DEFAULT_TOLERANCE, Tolerance, allclose, as_numbers, squeezed
from viva.compare.shapes import explain_no_lists, explain_no_numbers, explain_shapes
from viva.compare.values import explain_values, furthest_entry

KINDS_THAT_REVEAL_A_NUMBER = ("factor", "complement", "precision")
"""Of a single number, these sentences would give the expected one away."""

VAGUE = ("value", "partly", "precision")
"""Sentences that say more with an entry beside them."""

EVERY_PART = "in every part, "

MOST_NAMED = 6
"""Of a dict, so many parts that are right are named beside one that is not."""


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
    tolerance: Tolerance = DEFAULT_TOLERANCE,
    *,
    lists: bool = False,
    extra_returns: bool = True,
    disclosable: Disclosable = ANYTHING,
    plain_scalars: bool = False,
) -> Difference | None:
    """Return how `got` differs from `expected`, or None if they agree.

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
    disclosable
        What may be disclosed, and named sizes of the problem, by which a constant factor can be
        named.
    plain_scalars
        Whether of a single number is said only that it is not right. A factor of 2 comes up by
        chance there, and would give the right number away.
    """
    comparison = _Comparison(tolerance, lists, disclosable, plain_scalars)
    found = comparison.difference(got, expected)
    if found is None:
        return None
    if extra_returns and isinstance(got, tuple):
        expected_values = len(expected) if isinstance(expected, tuple) else 1
        if len(got) > expected_values:
            first = got[:expected_values] if isinstance(expected, tuple) else got[0]
            if comparison.difference(first, expected) is None:
                return None
    return found


def same(
    got: Any,
    expected: Any,
    tolerance: Tolerance = DEFAULT_TOLERANCE,
    *,
    lists: bool = False,
    extra_returns: bool = True,
) -> bool:
    """Return whether `got` agrees with `expected`; see `difference`."""
    return difference(got, expected, tolerance, lists=lists, extra_returns=extra_returns) is None


def _is_sequence(value: Any) -> bool:
    return isinstance(value, (list, tuple)) or (isinstance(value, np.ndarray) and value.ndim > 0)


@dataclass(frozen=True)
class _Comparison:
    """The comparison of two values, entry by entry; see `difference`."""

    tolerance: Tolerance
    lists: bool
    disclosable: Disclosable
    plain_scalars: bool

    def difference(self, got: Any, expected: Any, path: tuple[str, ...] = ()) -> Difference | None:
        if expected is None:
            if got is None:
                return None
            kind = kind_name(got, self.disclosable)
            return self._report("type", f"{kind} where nothing should be returned.", path)
        if got is None:
            return self._report("none", "the value is None. Is a `return` missing?", path)
        if isinstance(expected, (str, bytes, set, frozenset)):
            return self._text_or_set(got, expected, path)
        if isinstance(expected, Mapping):
            return self._mapping(got, expected, path)
        numbers = as_numbers(expected)
        if isinstance(expected, tuple) and isinstance(got, (tuple, list)):
            count = len(expected)
            steps = (f"value {index + 1} of {count}" for index in range(count))
            return self._sequence(got, expected, "values", steps, path)
        if numbers is not None:
            return self._numbers(got, expected, numbers, path)
        if not _is_sequence(expected):
            # A number that is too large for an array, or whatever else an exam may expect.
            if type(got) is type(expected) and got == expected:
                return None
            return self._report("value", "the value is not right.", path)
        if not _is_sequence(got):
            return self._wrong_type(got, expected, path)
        steps = (f"entry {index}" for index in range(len(expected)))
        return self._sequence(got, expected, "entries", steps, path)

    def _report(self, kind: str, sentence: str, path: tuple[str, ...]) -> Difference:
        where = ", ".join(map(self.disclosable.step, path))
        return Difference(kind, f"{where}: {sentence}" if where else sentence, path)

    def _wrong_type(self, got: Any, expected: Any, path: tuple[str, ...]) -> Difference:
        mine, right = kind_name(got, self.disclosable), kind_name(expected, self.disclosable)
        return self._report("type", f"{mine} where {right} is expected.", path)

    def _text_or_set(self, got: Any, expected: Any, path: tuple[str, ...]) -> Difference | None:
        # An object of the student's own could equal everything, so its type is asked first.
        if isinstance(got, (str, bytes, set, frozenset)) and got == expected:
            return None
        if not isinstance(got, type(expected)):
            return self._wrong_type(got, expected, path)
        return self._report("value", "this is not the expected text or set.", path)

    def _mapping(
        self, got: Any, expected: Mapping[Any, Any], path: tuple[str, ...]
    ) -> Difference | None:
        if not isinstance(got, Mapping):
            kind = kind_name(got, self.disclosable)
            return self._report("type", f"{kind} where a dict is expected.", path)
        for key in expected:
            if key not in got:
                known = self.disclosable.keys is None or key in self.disclosable.keys
                what = f"the key {key_text(key)}" if known else "a key"
                return self._report("key", f"{what} is missing from the dict.", path)
        found = {
            key: self.difference(got[key], value, (*path, key_name(key)))
            for key, value in expected.items()
        }
        wrong = {key: each for key, each in found.items() if each is not None}
        if not wrong:
            return None
        if self.plain_scalars:
            # A factor of all parts did not come up by chance, even where a part is one number.
            told = replace(self, plain_scalars=False)._mapping(got, expected, path)
            if told is not None and told.kind == "factor" and told.path == path:
                return told
        first = next(iter(wrong.values()))
        kinds = {(each.kind, each.sentence.split(": ")[-1]) for each in wrong.values()}
        if len(wrong) == len(found) > 1 and first.kind == "factor" and len(kinds) == 1:
            said = kinds.pop()[1].removeprefix(EVERY_PART)
            return self._report("factor", f"{EVERY_PART}{said}", path)
        right = [key_name(key) for key in found if key not in wrong]
        named = 0 < len(right) <= MOST_NAMED and all(map(self._known, right))
        if first.kind not in VAGUE or not named:
            return first
        listed = " and ".join(filter(None, [", ".join(right[:-1]), right[-1]]))
        note = f"{listed} {'is' if len(right) == 1 else 'are'} right."
        return replace(first, sentence=f"{first.sentence} {note}")

    def _known(self, key: str) -> bool:
        return self.disclosable.step(key) == key

    def _sequence(
        self, got: Any, expected: Any, what: str, steps: Iterable[str], path: tuple[str, ...]
    ) -> Difference | None:
        if len(got) != len(expected):
            mine = self.disclosable.count(len(got))
            right = self.disclosable.count(len(expected))
            return self._report("length", f"{mine} {what} where {right} are expected.", path)
        for mine, right, step in zip(got, expected, steps, strict=True):
            found = self.difference(mine, right, (*path, step))
            if found is not None:
                return found
        return None

    def _numbers(
        self, got: Any, expected: Any, numbers: np.ndarray, path: tuple[str, ...]
    ) -> Difference | None:
        values = as_numbers(got)
        if values is None:
            return self._report("type", explain_no_numbers(got, expected, self.disclosable), path)
        if self.lists:
            sentence = explain_no_lists(got, numbers.shape, self.disclosable)
            if sentence is not None:
                return self._report("container", sentence, path)
        flat, wanted = squeezed(values), squeezed(numbers)
        if self.lists or numbers.size == 0:
            same_shape = values.shape == numbers.shape
        else:
            same_shape = flat.shape == wanted.shape
        if not same_shape:
            kind, sentence = explain_shapes(values, numbers, self.tolerance, self.disclosable)
            return self._report(kind, sentence, path)
        if allclose(flat, wanted, self.tolerance):
            return None
        kind, sentence = explain_values(flat, wanted, self.tolerance, self.disclosable)
        if self.plain_scalars and flat.size == 1 and kind in KINDS_THAT_REVEAL_A_NUMBER:
            kind, sentence = "value", "the value is not right."
        if self.disclosable.entries and kind in VAGUE:
            sentence = f"{sentence} {furthest_entry(flat, wanted)}"
        return self._report(kind, sentence, path)
