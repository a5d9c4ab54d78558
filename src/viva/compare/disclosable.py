"""What a message may disclose of a student's value, and the words for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

ENTRY = re.compile(r"entry (\d+)|value (\d+) of (\d+)")
MAX_AXES_SHOWN = 4

MAX_COUNTED = 20
"""Up to this many entries are counted exactly; of more, only roughly how many is said."""


@dataclass(frozen=True)
class Disclosable:
    """What a message may disclose of the student's value, beyond words of its own.

    In a hidden test a student's program knows the inputs, and could spell them by the shape of
    what it returns, by a key or by a number of entries. So there a message discloses only what
    is likely in an honest answer.

    Attributes
    ----------
    sizes
        Named sizes of the problem, by which a constant factor can be named.
    lengths
        Lengths of axes that occur in the problem; None if any length may be disclosed.
    keys
        Keys of dicts that may be disclosed; None if any may.
    entries
        Whether the student's own numbers and their factor may be disclosed, as in a visible test.
    """

    sizes: Mapping[str, int] = field(default_factory=dict)
    lengths: frozenset[int] | None = None
    keys: frozenset[Any] | None = None
    entries: bool = False

    def length(self, number: int, axes: int = 1) -> bool:
        """Return whether the length of one of `axes` axes may be disclosed."""
        if self.lengths is None or number in (0, 1) or number in self.lengths:
            return True
        near = axes < 3 and bool({number - 1, number + 1} & self.lengths)
        flat = axes == 1 and any(a * b == number for a in self.lengths for b in self.lengths)
        return near or flat

    def count(self, number: int) -> str:
        """Return the words for a number of entries."""
        return str(number) if self.length(number) else "another number of"

    def shape(self, shape: tuple[int, ...]) -> str:
        """Return a shape as text, or "" if it may not be disclosed."""
        axes = len(shape)
        known = axes <= MAX_AXES_SHOWN and all(self.length(n, axes) for n in shape)
        return str(shape) if known or self.lengths is None else ""

    def step(self, step: str) -> str:
        """Return the words for one step on the path into a value."""
        found = ENTRY.fullmatch(step)
        if self.lengths is not None and found is not None:
            indices = [int(n) for n in found.groups() if n]
            return step if max(indices) < MAX_COUNTED else "a later entry"
        if self.keys is None or step in {key_name(key) for key in self.keys}:
            return step
        return "an entry"


ANYTHING = Disclosable()
VISIBLE = Disclosable(entries=True)


def key_name(key: Any) -> str:
    """Return the words for a key of a dict."""
    return key if isinstance(key, str) else f"at {key_text(key)}"


def key_text(key: Any) -> str:
    """Return a key as Python writes it, as far as Python does: not a number of 5,000 digits."""
    try:
        return repr(key)
    except ValueError:
        return "a number"


def kind_name(value: Any, disclosable: Disclosable = ANYTHING) -> str:
    """Return the type of a value as a student knows it, with the shape of an array.

    Never raises: a type that lies about its name is "an object".
    """
    if value is None:
        return "None"
    if type(value) is np.ndarray:
        shape = disclosable.shape(value.shape)
        return f"a NumPy array of shape {shape}" if shape else f"a NumPy array{axes_phrase(value)}"
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


def shape_phrase(array: np.ndarray, disclosable: Disclosable) -> str:
    """Return the words for the shape of an array."""
    if array.ndim == 0:
        return "a single number"
    return disclosable.shape(array.shape) or f"another one{axes_phrase(array)}"


def axes_phrase(array: np.ndarray) -> str:
    """Return the words for the number of axes of an array, with a space before them."""
    number = str(array.ndim) if array.ndim <= MAX_AXES_SHOWN else "many"
    return f" with {number} {'axis' if array.ndim == 1 else 'axes'}"


def entries_phrase(mask: np.ndarray) -> str:
    """Return subject and verb for the entries that a mask selects, as in "3 of 4 entries are"."""
    if mask.size == 1:
        return "the value is"
    count = int(mask.sum())
    if count == mask.size:
        return "every entry is"
    if mask.size <= MAX_COUNTED:
        return f"{count} of {mask.size} entries are"
    if count == 1:
        return "one entry is"
    if count == mask.size - 1:
        return "all entries but one are"
    return f"{'less' if 2 * count < mask.size else 'more'} than half of the entries are"
