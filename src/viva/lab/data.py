"""Data that the notebooks draw themselves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def separable_clouds(
    sizes: tuple[int, int],
    rng: np.random.Generator,
    *,
    centers: Sequence[Sequence[float]] = ((1.5, 0.0), (3.0, 1.5)),
    spread: float = 0.6,
    gap: float = 0.25,
) -> tuple[np.ndarray, np.ndarray]:
    """Draw two Gaussian clouds that a straight line separates.

    The line halfway between the centers, at a right angle to their connection, separates the
    clouds: a point that falls closer than `gap` to it, or beyond it, is drawn again.

    Parameters
    ----------
    sizes
        How many points class 0 and class 1 have; N is their sum.
    rng
        Where the random numbers come from.
    centers
        The center of class 0 and that of class 1, two coordinates each.
    spread
        Standard deviation of a cloud along each axis, before points are drawn again.
    gap
        Distance that every point keeps from the separating line.

    Returns
    -------
    X : array, shape (N, 2)
        The points, both classes mixed.
    y : array of int, shape (N,)
        Their classes, 0 or 1.

    Raises
    ------
    ValueError
        If the gap leaves a cloud without its center, so that hardly a point would be kept.

    Examples
    --------
    >>> X, y = separable_clouds((3, 2), np.random.default_rng(0))
    >>> X.shape, sorted(y.tolist())
    ((5, 2), [0, 0, 0, 1, 1])
    """
    both = np.asarray(centers, dtype=float)
    between = both[1] - both[0]
    distance = float(np.linalg.norm(between))
    if not 0 <= gap < distance / 2:
        raise ValueError(
            f"gap is {gap}, but must be at least 0 and less than half the distance between the "
            f"centers, which is {distance / 2:.3g}."
        )
    across = between / distance
    middle = both.mean(axis=0)
    clouds = []
    for center, size, side in zip(both, sizes, (-1, 1), strict=True):
        kept = np.empty((0, 2))
        while len(kept) < size:
            drawn = rng.normal(center, spread, size=(size, 2))
            kept = np.vstack([kept, drawn[side * ((drawn - middle) @ across) >= gap]])
        clouds.append(kept[:size])
    X = np.vstack(clouds)
    y = np.repeat([0, 1], sizes)
    order = rng.permutation(len(y))
    return X[order], y[order]
