"""What visible tests assert: a value is right, or a sentence says how it differs."""

from __future__ import annotations

from typing import Any

from viva.compare.difference import difference
from viva.compare.disclosable import VISIBLE
from viva.compare.numbers import DEFAULT_TOLERANCE, Tolerance
from viva.lab.failure import failure


def assert_close(
    actual: Any,
    desired: Any,
    what: str = "your value",
    rtol: float = DEFAULT_TOLERANCE.rtol,
    atol: float = DEFAULT_TOLERANCE.atol,
    *,
    lists: bool = False,
) -> None:
    """Raise an AssertionError that says how `actual` differs from `desired`, if it does.

    Parameters
    ----------
    actual
        What the student computed.
    desired
        What is right.
    what
        The name of the thing compared; the sentence begins with it.
    rtol, atol
        Relative and absolute tolerance, both without a unit.
    lists
        Whether plain lists with the same nesting are asked for.

    Raises
    ------
    AssertionError
        If the two differ.
    """
    tolerance = Tolerance(rtol, atol)
    found = difference(
        actual, desired, tolerance, lists=lists, plain_scalars=True, disclosable=VISIBLE
    )
    if found is not None:
        raise failure(f"{what}: {found.sentence}")
