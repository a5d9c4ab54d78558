"""Pictures of digits: with their labels, misread ones, the weights of neurons, a confusion matrix.

Positive weights are blue and negative ones orange, as everywhere in the course, and 0 is white, so
that grey print still shows how strong a weight is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from viva.lab.curves import plot_images
from viva.lab.plots import COLOURS, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def plot_digits(
    X: np.ndarray, labels: Sequence[int] | None = None, *, columns: int = 12, title: str = ""
) -> Figure:
    """Draw images that are stored as rows of pixels, with their labels above them.

    Parameters
    ----------
    X
        The images, one a row, shape (n, side²): 64 pixels for 8×8, 784 for 28×28.
    labels
        What stands above each image; nothing if None.
    columns
        Images in a row.
    title
        Title of the figure.

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        If a row is no square image.
    """
    titles = None if labels is None else [str(label) for label in labels]
    return plot_images(_squares(X), titles, columns=columns, title=title)


def plot_misread(
    X: np.ndarray,
    y: Sequence[int],
    P: np.ndarray,
    rows: Sequence[int],
    *,
    columns: int = 5,
    title: str = "",
) -> Figure:
    """Draw images with what they are, and the class that a network finds most probable.

    Parameters
    ----------
    X
        All images, one a row, shape (N, side²).
    y
        What they are, N classes.
    P
        The network's probabilities, shape (N, classes).
    rows
        Which of them to draw, in this order.
    columns
        Images in a row.
    title
        Title of the figure.

    Returns
    -------
    Figure
    """
    chosen = np.asarray(rows, dtype=int).ravel()
    probabilities = np.asarray(P, dtype=float)
    titles = []
    for row in chosen:
        read = int(probabilities[row].argmax())
        titles.append(
            f"row {row}: a {int(y[row])}\nread as {read}\n({probabilities[row, read]:.0%} sure)"
        )
    figure = plot_images(_squares(np.asarray(X)[chosen]), titles, columns=columns, title=title)
    wide = min(columns, len(chosen))
    figure.set_size_inches(1.6 * wide, 2.3 * -(-len(chosen) // wide) + 0.3)
    return figure


def plot_weights(W: np.ndarray, *, columns: int = 10, title: str = "") -> Figure:
    """Draw the weights from a square image to each neuron as an image: blue for, orange against.

    Parameters
    ----------
    W
        Weights of a first layer, shape (side², neurons): a column for each neuron.
    columns
        Images in a row.
    title
        Title of the figure.

    Returns
    -------
    Figure
    """
    return plot_images(_squares(np.asarray(W).T), columns=columns, title=title, signed=True)


def plot_confusion(matrix: np.ndarray, *, ax: Axes | None = None, title: str = "") -> Axes:
    """Draw a confusion matrix: counts, darker where they are larger; nothing where they are 0.

    Parameters
    ----------
    matrix
        Counts, shape (classes, classes): rows are true classes, columns predicted ones.
    ax
        Where to draw; a new figure if None.
    title
        Title of the axes.

    Returns
    -------
    Axes
    """
    from matplotlib.colors import LinearSegmentedColormap

    counts = np.asarray(matrix)
    axes = ax if ax is not None else new_axes()
    # The many right answers would leave everything else white; mistakes are what is looked for.
    most = max(float((counts - np.diag(np.diag(counts))).max()), 1.0)
    white_to_blue = LinearSegmentedColormap.from_list("white to blue", ["white", COLOURS[1]])
    axes.imshow(np.minimum(counts, 2 * most), cmap=white_to_blue, vmin=0, vmax=2 * most)
    for (row, column), count in np.ndenumerate(counts):
        if count:
            colour = "white" if count > most else "black"
            axes.annotate(f"{count:g}", (column, row), ha="center", va="center", color=colour)
    axes.set_xticks(range(counts.shape[1]))
    axes.set_yticks(range(counts.shape[0]))
    axes.set_xlabel("predicted class")
    axes.set_ylabel("true class")
    axes.set_title(title)
    return axes


def _squares(X: np.ndarray) -> np.ndarray:
    rows = np.atleast_2d(np.asarray(X, dtype=float))
    side = math.isqrt(rows.shape[1])
    if rows.ndim != 2 or side * side != rows.shape[1]:
        raise ValueError(f"X has shape {rows.shape}, but each row must be a square image.")
    return rows.reshape(len(rows), side, side)
