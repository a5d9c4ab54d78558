"""Compare gradients with finite differences of the loss, parameter by parameter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from viva.compare.disclosable import VISIBLE, Disclosable
from viva.compare.numbers import Tolerance, as_numbers, squeezed
from viva.compare.shapes import explain_shapes
from viva.compare.values import explain_values
from viva.lab.failure import failure


def assert_gradients(
    loss: Callable[[dict[str, np.ndarray]], float],
    parameters: Mapping[str, Any],
    gradients: Mapping[str, Any],
    *,
    h: float = 1e-5,
    tolerance: float = 1e-4,
    sizes: Mapping[str, int] | None = None,
) -> None:
    """Raise an AssertionError that names the parameter and the entry where a gradient is wrong.

    Every slope is compared with a central difference of the loss, whose error is of order h².

    Parameters
    ----------
    loss
        Takes a dict like `parameters`, of float64 arrays, and returns one number.
    parameters
        Arrays or nested lists of numbers, by name.
    gradients
        The slopes of the loss, under the same names and in the same shapes.
    h
        The step.
    tolerance
        How far a slope may be off, relative to the largest slope of its parameter, or to 1.
    sizes
        Sizes of the problem by their names, such as how many samples there are: a gradient that is
        off by one of them is told so.

    Raises
    ------
    AssertionError
        If a gradient is missing, has another shape, or disagrees with finite differences.
    ValueError
        If a parameter is not made of numbers.

    Examples
    --------
    >>> assert_gradients(lambda p: (p["w"] ** 2).sum(), {"w": [1.0, 3.0]}, {"w": [2.0, 6.0]})
    """
    values: dict[str, np.ndarray] = {}
    for name, value in parameters.items():
        numbers = as_numbers(value)
        if numbers is None:
            raise ValueError(f"The parameter {name} is not made of numbers.")
        values[name] = numbers
    for name, value in values.items():
        if name not in gradients:
            raise failure(f"The gradient of {name} is missing.")
        mine = as_numbers(gradients[name])
        if mine is None:
            raise failure(f"The gradient of {name} is not made of numbers.")
        measured = central_differences(lambda: float(loss(values)), value, h)
        if squeezed(mine).shape != squeezed(value).shape:
            close = Tolerance(10 * tolerance, tolerance)
            _, sentence = explain_shapes(mine, measured, close, VISIBLE)
            raise failure(f"The gradient of {name} does not have the shape of {name}: {sentence}")
        mine = mine.reshape(value.shape)
        off = np.abs(mine - measured)
        scale = max(1.0, float(np.abs(measured).max(initial=0.0)))
        # A comparison with nan is false, so that it asks whether all are near.
        if not (off <= tolerance * scale).all():
            place = np.unravel_index(int(np.argmax(np.nan_to_num(off, nan=np.inf))), off.shape)
            index = "".join(f"[{int(n)}]" for n in place)
            wrong = int((~(off <= tolerance * scale)).sum())
            raise failure(
                f"The gradient of {name} disagrees with finite differences in {wrong} of "
                f"{off.size} entries, most at {name}{index}: yours is {mine[place]:.6g}, but the "
                f"slope of the loss there is {measured[place]:.6g}."
                f"{what_is_wrong(mine, measured, sizes or {})}"
            )


def what_is_wrong(mine: np.ndarray, measured: np.ndarray, sizes: Mapping[str, int]) -> str:
    """Return a sentence on a factor, a sign or an order, with a space before it, or nothing."""
    close = Tolerance(1e-4, 1e-7)
    kind, sentence = explain_values(mine, measured, close, Disclosable(sizes, entries=True))
    if kind in ("value", "precision", "partly", "complement", "nan", "infinite"):
        return ""
    return f" {sentence[0].upper()}{sentence[1:]}"


def central_differences(loss: Callable[[], float], value: np.ndarray, h: float) -> np.ndarray:
    """Measure the slopes of `loss` for each entry of an array that it reads; the array stays."""
    slopes = np.zeros_like(value)
    for place in np.ndindex(value.shape):
        kept = value[place]
        value[place] = kept + h
        above = loss()
        value[place] = kept - h
        below = loss()
        value[place] = kept
        slopes[place] = (above - below) / (2 * h)
    return slopes
