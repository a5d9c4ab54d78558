"""Images of CIFAR's form: coloured shapes on textured grounds, drawn by chance.

A shape may be lighter or darker than its ground, and has any colour, so that no single pixel tells
much about the class.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from viva.lab.cifar_files import N_NUMBERS, SIDE

SHAPES = (
    "bar",
    "ring",
    "cross",
    "disc",
    "frame",
    "square",
    "plus",
    "triangle",
    "stripes",
    "diamond",
)

# How the images vary: chosen so that a linear model reads less than half of them, and a network
# much more. Shares, grey levels, pixels, and radians.
BRIGHTER = 0.65
CONTRAST = (22, 70)
TINT = 35
GRAIN = 9
JITTER = 2.0
TURN = 0.2
HALF_WIDTH = (9.0, 12.5)


def draw_like_cifar(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw images of CIFAR's form: ten shapes in any colour on textured grounds.

    Parameters
    ----------
    n
        How many images.
    rng
        Where the random numbers come from.

    Returns
    -------
    X : array of uint8, shape (n, 3072)
        The images, one a row: 1,024 red values, then the green ones, then the blue ones.
    y : array of int64, shape (n,)
        Their classes, places in `SHAPES`, about equally many of each.
    """
    y = rng.permutation(np.arange(n) % len(SHAPES))
    X = np.empty((n, N_NUMBERS), dtype=np.uint8)
    # Some hundreds at a time: what is computed on the way stays in the processor's cache.
    for rows in (slice(start, start + 200) for start in range(0, n, 200)):
        X[rows] = _drawn(y[rows], rng)
    return X, y.astype(np.int64)


def _drawn(y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    n = len(y)
    inside = _shapes(y, rng)[:, None]
    ground = rng.uniform(70, 185, size=(n, 3))
    # The way from the ground's colour to the shape's: brighter more often than darker.
    sign = np.where(rng.random((n, 1)) < BRIGHTER, 1, -1)
    colour = sign * rng.uniform(*CONTRAST, size=(n, 1)) + rng.uniform(-TINT, TINT, size=(n, 3))
    image = (ground[:, :, None, None] + _texture(n, rng)).astype(np.float32)
    image += inside * colour[:, :, None, None].astype(np.float32)
    image += rng.normal(0, GRAIN, size=image.shape).astype(np.float32)
    pixels = np.clip(np.rint(image), 0, 255).astype(np.uint8)
    return np.asarray(pixels.reshape(n, N_NUMBERS))


def _texture(n: int, rng: np.random.Generator) -> np.ndarray:
    """Draw clouds and stripes, shape (n, 3, SIDE, SIDE), around 0."""
    clouds = _clouds(rng.normal(0, 16, size=(n, 3, 5, 5)).astype(np.float32))
    angle = rng.uniform(0, np.pi, size=(n, 1, 1))
    down, right = np.indices((SIDE, SIDE))
    across = np.cos(angle) * down + np.sin(angle) * right
    period, phase = rng.uniform(4, 10, size=(n, 1, 1)), rng.uniform(0, 2 * np.pi, size=(n, 1, 1))
    height = rng.uniform(0, 14, size=(n, 1, 1))
    stripes = height * np.sin(2 * np.pi * across / period + phase)
    return np.asarray(clouds + stripes[:, None].astype(np.float32))


def _clouds(coarse: np.ndarray) -> np.ndarray:
    """Enlarge coarse images to SIDE, bilinearly."""
    places = np.linspace(0, coarse.shape[-1] - 1.001, SIDE)
    low = places.astype(int)
    weights = np.zeros((SIDE, coarse.shape[-1]), dtype=np.float32)
    weights[np.arange(SIDE), low] = 1 - (places - low)
    weights[np.arange(SIDE), low + 1] = places - low
    return np.asarray(weights @ coarse @ weights.T)


def _shapes(y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draw the shapes of classes y: how much of each pixel a shape covers, (n, SIDE, SIDE)."""
    n = len(y)
    turn = rng.uniform(-TURN, TURN, size=(n, 1, 1))
    size = rng.uniform(*HALF_WIDTH, size=(n, 1, 1))
    down, right = rng.uniform(-JITTER, JITTER, size=(2, n, 1, 1))
    middle = (SIDE - 1) / 2
    rows, columns = np.indices((SIDE, SIDE)) - middle
    v, u = rows - down, columns - right
    u, v = (
        (np.cos(turn) * u + np.sin(turn) * v) / size,
        (np.cos(turn) * v - np.sin(turn) * u) / size,
    )
    covered = np.empty((n, SIDE, SIDE), dtype=np.float32)
    for k, depth in enumerate(_DEPTHS):
        mine = y == k
        # From 0 to 1 within a pixel of the edge.
        covered[mine] = np.clip(0.5 + depth(u[mine], v[mine]) * size[mine], 0, 1)
    return covered


def _box(u: np.ndarray, v: np.ndarray, width: float, height: float) -> np.ndarray:
    return np.asarray(np.minimum(width - np.abs(u), height - np.abs(v)))


def _band(u: np.ndarray, v: np.ndarray, inner: float, outer: float) -> np.ndarray:
    r = np.hypot(u, v)
    return np.asarray(np.minimum(outer - r, r - inner))


def _plus(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    return np.asarray(np.maximum(_box(u, v, 0.95, 0.28), _box(u, v, 0.28, 0.95)))


def _cross(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    return _plus((u + v) / np.sqrt(2), (u - v) / np.sqrt(2))


def _triangle(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    slope = (0.5 * (v + 0.95) - np.abs(u)) * 0.9
    return np.asarray(np.minimum(slope, 0.8 - v))


def _stripes(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    return np.asarray(np.maximum(_box(u - 0.6, v, 0.25, 0.9), _box(u + 0.6, v, 0.25, 0.9)))


# How far inside its edge a point is, in half-widths of the shape; negative outside. As in SHAPES.
_DEPTHS: tuple[Callable[[np.ndarray, np.ndarray], np.ndarray], ...] = (
    lambda u, v: _box(u, v, 0.95, 0.35),
    lambda u, v: _band(u, v, 0.55, 0.95),
    _cross,
    lambda u, v: 0.85 - np.hypot(u, v),
    lambda u, v: np.minimum(_box(u, v, 0.9, 0.9), np.maximum(np.abs(u), np.abs(v)) - 0.5),
    lambda u, v: _box(u, v, 0.75, 0.75),
    _plus,
    _triangle,
    _stripes,
    lambda u, v: (1.05 - np.abs(u) - np.abs(v)) / np.sqrt(2),
)
