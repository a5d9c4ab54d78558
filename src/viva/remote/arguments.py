"""Arguments of a call: the lengths of their axes, and what the call left of them."""

from __future__ import annotations

from typing import Any

import numpy as np

# How far the lengths of nested arguments are looked for.
MAX_DEPTH = 3
MAX_ENTRIES = 8


def note_sizes(argument: Any, sizes: dict[str, int]) -> None:
    """Record the lengths of an argument's axes, so that a constant factor can be named by them."""
    shape: list[int] = []
    inner = argument
    while isinstance(inner, (list, tuple, np.ndarray)) and len(shape) < 3:
        if isinstance(inner, np.ndarray):
            shape += inner.shape
            break
        shape.append(len(inner))
        inner = inner[0] if inner else None
    for axis, size in enumerate(shape):
        words = ("the number of rows", "the number of columns", "the size of an axis")
        name = words[min(axis, 2)] if len(shape) > 1 else "the number of entries"
        if size > 1 and size not in sizes.values():
            sizes.setdefault(f"{name} of an argument" if name in sizes else name, size)


def lengths_of(value: Any, depth: int = 0) -> set[int]:
    """Return the lengths of all axes, of nested lists, tuples, dicts and arrays."""
    if isinstance(value, np.ndarray):
        return set(value.shape)
    if depth > MAX_DEPTH or not isinstance(value, (list, tuple, dict)):
        return set()
    entries = list(value.values()) if isinstance(value, dict) else value[:MAX_ENTRIES]
    found = set() if isinstance(value, dict) else {len(value)}
    return found.union(*(lengths_of(entry, depth + 1) for entry in entries))


def write_back(mine: Any, theirs: Any) -> None:
    """Make the test's own list, dict or array what the call left of its copy."""
    if isinstance(mine, np.ndarray) and isinstance(theirs, np.ndarray):
        if mine.shape == theirs.shape and mine.flags.writeable:
            mine[...] = theirs
    elif isinstance(mine, list) and isinstance(theirs, list):
        if len(mine) == len(theirs) and all(isinstance(entry, (list, dict)) for entry in mine):
            for inner, left in zip(mine, theirs, strict=True):
                write_back(inner, left)
        else:
            mine[:] = theirs
    elif isinstance(mine, dict) and isinstance(theirs, dict):
        if mine.keys() == theirs.keys() and not all(
            isinstance(value, (int, float, str)) for value in mine.values()
        ):
            for key in mine:
                if isinstance(mine[key], (list, dict, np.ndarray)):
                    write_back(mine[key], theirs[key])
                else:
                    mine[key] = theirs[key]
        else:
            mine.clear()
            mine.update(theirs)
