"""Images of MNIST's form, drawn from scikit-learn's small digits.

The small digits are enlarged, turned, slanted and shifted, each time otherwise.
"""

from __future__ import annotations

import numpy as np

SIDE = 28


def draw_like_mnist(
    n: int,
    rng: np.random.Generator,
    *,
    digits: tuple[np.ndarray, np.ndarray] | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Draw images of MNIST's form: small digits, enlarged, turned, slanted and shifted.

    Parameters
    ----------
    n
        How many images.
    rng
        Where the random numbers come from.
    digits
        The small images, shape (N, 64) with pixels from 0 to 16, and their digits, shape (N,);
        all 1,797 of scikit-learn's if None.

    Returns
    -------
    X : array of float32, shape (n, 784)
        Pixels from 0 to 1.
    y : array of int64, shape (n,)
        The digits.
    """
    small, labels = small_digits() if digits is None else digits
    chosen = rng.integers(len(small), size=n)
    # A frame of paper, so that what lies beyond the small image is paper, too.
    framed = np.pad(np.reshape(small, (-1, 8, 8)) / 16, ((0, 0), (2, 2), (2, 2)))
    turn = rng.uniform(-0.15, 0.15, size=n)
    slant = rng.uniform(-0.15, 0.15, size=n)
    height, width = rng.uniform(0.92, 1.08, size=(2, n)) * 20 / 8
    down, right = rng.uniform(-1, 1, size=(2, n))
    paper = rng.uniform(0.3, 0.45, size=n)
    # Each large image has a map back into its small one: (u, v) = A (row, column) + c.
    A = np.empty((n, 2, 2))
    A[:, 0] = np.stack([np.cos(turn), np.sin(turn)], axis=-1) / height[:, None]
    A[:, 1] = np.stack([-np.sin(turn), np.cos(turn)], axis=-1) / width[:, None]
    A[:, 1] += slant[:, None] * A[:, 0]
    middle = (SIDE - 1) / 2
    places = np.indices((SIDE, SIDE)).reshape(2, -1) - middle
    X = np.empty((n, SIDE * SIDE), dtype=np.float32)
    # Some hundreds at a time: what is computed on the way stays in the processor's cache.
    for rows in (slice(start, start + 250) for start in range(0, n, 250)):
        moved = places - np.stack([down[rows], right[rows]], axis=-1)[:, :, None]
        u, v = np.moveaxis(A[rows] @ moved + 5.5, 1, 0).astype(np.float32)
        grey = _between(framed.astype(np.float32), chosen[rows], u, v)
        X[rows] = np.clip(3 * (grey - paper[rows, None].astype(np.float32)), 0, 1)
    return X, np.asarray(labels, dtype=np.int64)[chosen]


def _between(images: np.ndarray, which: np.ndarray, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Read images at places (u, v), a row of them for each image, bilinearly between pixels."""
    _, _, side = images.shape
    u, v = np.clip(u, 0, side - 1.001), np.clip(v, 0, side - 1.001)
    i, j = u.astype(np.int32), v.astype(np.int32)
    u, v = u - i, v - j
    pixels = images.ravel()
    at = (which * side * side)[:, None] + i * side + j
    upper = (1 - v) * pixels[at] + v * pixels[at + 1]
    lower = (1 - v) * pixels[at + side] + v * pixels[at + side + 1]
    return np.asarray((1 - u) * upper + u * lower)


def small_digits() -> tuple[np.ndarray, np.ndarray]:
    """Return scikit-learn's 1,797 digits of 8×8 pixels, one a row, and their labels."""
    from sklearn.datasets import load_digits

    images, digits = load_digits(return_X_y=True)
    return images, digits
