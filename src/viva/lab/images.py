"""Pictures of digits: with their labels, misread ones, the weights of neurons, a confusion matrix.

Positive weights are blue and negative ones orange, as everywhere in the course, and 0 is white, so
that grey print still shows how strong a weight is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from viva.lab.curves import plot_images
from viva.lab.plots import COLOURS, PALE, new_axes

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
        sure = f"{probabilities[row, read]:.0%} sure"
        titles.append(f"row {row}: {_with_article(int(y[row]))}\nread as {read}\n({sure})")
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


def plot_predictions(
    X: np.ndarray,
    y: Sequence[int],
    probabilities: Mapping[str, np.ndarray],
    *,
    title: str = "",
) -> Figure:
    """Draw images in a row, and below each one bars for the probability of each class.

    Parameters
    ----------
    X
        The images, one a row, shape (n, side²).
    y
        What they are, n classes. The bar of the right class is dark, the others are pale.
    probabilities
        By the name of a network, such as "before" and "after": its probabilities of these images,
        shape (n, classes). Each network gets a row of bars.
    title
        Title of the figure.

    Returns
    -------
    Figure
    """
    import matplotlib.pyplot as plt

    images, labels = _squares(X), np.ravel(y)
    rows = 1 + len(probabilities)
    figure, grid = plt.subplots(
        rows,
        len(images),
        figsize=(1.7 * len(images), 1.5 * rows + 0.3),
        squeeze=False,
        layout="constrained",
    )
    for ax, image, label in zip(grid[0], images, labels, strict=True):
        ax.imshow(image, cmap="gray_r")
        ax.set_axis_off()
        ax.set_title(_with_article(int(label)), fontsize="small")
    for line, (name, P) in zip(grid[1:], probabilities.items(), strict=True):
        for ax, row, label in zip(line, np.asarray(P, dtype=float), labels, strict=True):
            classes = np.arange(len(row))
            colours = np.where(classes == label, COLOURS[1], PALE[0]).tolist()
            ax.bar(classes, row, color=colours, edgecolor="black", linewidth=0.5)
            ax.set_ylim(0, 1)
            ax.set_xticks(classes[::2])
            ax.tick_params(labelsize="x-small")
            ax.label_outer()
        line[0].set_ylabel(name)
    for ax in grid[-1]:
        ax.set_xlabel("class", fontsize="small")
    figure.suptitle(title)
    return figure


def _with_article(digit: int) -> str:
    """Return "a 7", but "an 8"."""
    return f"{'an' if digit == 8 else 'a'} {digit}"


def _squares(X: np.ndarray) -> np.ndarray:
    rows = np.atleast_2d(np.asarray(X, dtype=float))
    side = math.isqrt(rows.shape[1])
    if rows.ndim != 2 or side * side != rows.shape[1]:
        raise ValueError(f"X has shape {rows.shape}, but each row must be a square image.")
    return rows.reshape(len(rows), side, side)
