"""Whether two answers make the same mistake."""

from __future__ import annotations

from typing import Any

import numpy as np

from viva.compare.difference import same
from viva.compare.numbers import Tolerance, as_numbers
from viva.exam import Case
from viva.grading.outcome import Outcome
from viva.remote.candidate import Remote


def alike(mine: Outcome, wrong: Outcome, case: Case) -> bool:
    """Return whether two outcomes of one case are the same mistake."""
    if mine.kind != wrong.kind:
        return False
    if mine.kind in ("value", "pair", "unusable"):
        return alike_values(mine.value, wrong.value, case.tolerance, case.lists)
    if mine.kind == "wrong":
        return mine.message == wrong.message
    if mine.kind == "error" and mine.error is not None and wrong.error is not None:
        same_type = mine.error.type_name == wrong.error.type_name
        return same_type and mine.error.text == wrong.error.text
    return False


def alike_values(mine: Any, wrong: Any, tolerance: Tolerance, lists: bool) -> bool:
    """Return whether two wrong values are the same, containers included where they matter."""
    if isinstance(mine, Remote) or isinstance(wrong, Remote):
        both = isinstance(mine, Remote) and isinstance(wrong, Remote)
        return both and mine.kind_name() == wrong.kind_name()
    if lists and _containers(mine) != _containers(wrong):
        return False
    first, second = as_numbers(mine), as_numbers(wrong)
    if first is not None and second is not None:
        if first.shape != second.shape:
            return False
        # A wrong answer's own scale may be far from the right one's.
        return same(mine, wrong, tolerance) or same(wrong, mine, tolerance)
    if isinstance(mine, dict) and isinstance(wrong, dict):
        return mine.keys() == wrong.keys() and all(
            alike_values(mine[key], wrong[key], tolerance, lists) for key in mine
        )
    if isinstance(mine, (list, tuple)) and isinstance(wrong, (list, tuple)):
        return len(mine) == len(wrong) and all(
            alike_values(a, b, tolerance, lists) for a, b in zip(mine, wrong, strict=True)
        )
    if first is not None or second is not None:
        return False
    return type(mine) is type(wrong) and bool(mine == wrong)


def _containers(value: Any) -> Any:
    """Return the types of nested containers, down to the first entries."""
    if isinstance(value, (list, tuple)):
        return (type(value).__name__, _containers(value[0]) if value else None)
    return "array" if isinstance(value, np.ndarray) and value.ndim else "entry"
