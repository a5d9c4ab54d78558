"""Drawings for the notebook on the network in plain lists.

Every function draws into `ax`, or into a new figure, and returns the axes. Colours, markers and
line styles are those of `viva.lab.plots`, which can be told apart with colour blindness and in
grey print.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from viva.lab.plots import COLOURS, LINE_COLOUR, OTHER_LINE_COLOUR, PALE, new_axes, plot_points

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BIAS_COLOUR = "#BBBBBB"


def draw_network(
    sizes: Sequence[int], *, ax: Axes | None = None, title: str = "", biases: bool = True
) -> Axes:
    """Draw the neurons of a network as circles, a column for each layer, and its weights as lines.

    Parameters
    ----------
    sizes
        Neurons in each layer, from the input to the output, such as ``[2, 10, 2]``.
    ax
        Where to draw; a new figure if None.
    title
        Title of the axes.
    biases
        Whether to draw the biases, as grey squares that nothing leads into.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If there are fewer than two layers, or a layer has no neuron.
    """
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError(
            f"sizes is {list(sizes)}: it needs at least two layers, none of them empty."
        )
    axes = ax if ax is not None else new_axes()
    gap = 0.5 * max(sizes)
    layers = [[(gap * k, 0.5 * (n - 1) - i) for i in range(n)] for k, n in enumerate(sizes)]
    top = max(0.5 * (n - 1) for n in sizes) + 1.2
    for k, (left, right) in enumerate(pairwise(layers), start=1):
        sources = [*left, (gap * (k - 1), top)] if biases else left
        for index, start in enumerate(sources):
            colour = BIAS_COLOUR if index == len(left) else "black"
            for end in right:
                axes.plot(*zip(start, end, strict=True), color=colour, linewidth=0.6, zorder=1)
        if biases:
            axes.plot(
                *sources[-1], "s", color=BIAS_COLOUR, markeredgecolor="black", ms=15, zorder=2
            )
            axes.annotate(f"$b_{k}$", sources[-1], ha="center", va="center", zorder=3)
        middle = gap * (k - 0.5)
        axes.annotate(f"$W_{k}$", (middle, -top), ha="center", va="center")
    last = len(layers) - 1
    for k, layer in enumerate(layers):
        colour = COLOURS[0] if k == 0 else COLOURS[1] if k == last else "white"
        for i, (across, up) in enumerate(layer, start=0 if k == last else 1):
            axes.plot(across, up, "o", color=colour, markeredgecolor="black", ms=15, zorder=2)
            letter = "x" if k == 0 else "p" if k == last else "a"
            axes.annotate(
                f"${letter}_{{{i}}}$",
                (across, up),
                ha="center",
                va="center",
                fontsize=8,
                color="white" if k == last else "black",
                zorder=3,
            )
        name = "input" if k == 0 else "output" if k == last else "hidden"
        axes.annotate(f"{name}: {len(layer)}", (gap * k, -top), ha="center", va="center")
    axes.set_xlim(-0.8, gap * last + 0.8)
    axes.set_ylim(-top - 0.8, top + 0.8)
    axes.set_axis_off()
    axes.set_title(title)
    return axes


def plot_sigmoid(
    sigmoid: Callable[[float], Any], *, ax: Axes | None = None, title: str = "The sigmoid"
) -> Axes:
    """Draw a sigmoid and its slope between -8 and 8.

    Parameters
    ----------
    sigmoid
        The function to draw, which takes one number and gives one.
    ax
        Where to draw; a new figure if None.
    title
        Title of the axes.

    Returns
    -------
    Axes
    """
    axes = ax if ax is not None else new_axes()
    z = np.linspace(-8, 8, 321)
    values = np.array([float(sigmoid(float(number))) for number in z])
    axes.plot(z, values, color=COLOURS[1], linewidth=2, label="$s(z)$")
    axes.plot(
        z,
        values * (1 - values),
        color=COLOURS[0],
        linestyle="--",
        linewidth=2,
        label="its slope, $s(z)\\,(1 - s(z))$",
    )
    axes.set_xlabel("$z$")
    axes.set_ylabel("value")
    axes.grid(alpha=0.3)
    axes.set_title(title)
    axes.legend()
    return axes


def plot_loss(
    losses: Sequence[float],
    *,
    ax: Axes | None = None,
    title: str = "Loss during the training",
    start: int = 0,
) -> Axes:
    """Draw the loss against the epoch.

    Parameters
    ----------
    losses
        The loss before the first epoch, after the first, after the second, and so on.
    ax
        Where to draw; a new figure if None.
    title
        Title of the axes.
    start
        The epoch at which the curve begins; what lies before is left out.

    Returns
    -------
    Axes
    """
    axes = ax if ax is not None else new_axes()
    shown = [float(loss) for loss in losses][start:]
    axes.plot(range(start, start + len(shown)), shown, color=COLOURS[1], linewidth=2)
    axes.set_xlabel("epoch")
    axes.set_ylabel("summed cross-entropy")
    axes.set_ylim(bottom=0)
    axes.grid(alpha=0.3)
    axes.set_title(title)
    return axes


def plot_boundary_of(
    predict: Callable[[list[list[float]]], Any],
    X: Sequence[Sequence[float]],
    y: Sequence[int],
    *,
    ax: Axes | None = None,
    title: str = "",
    steps: int = 100,
) -> Axes:
    """Colour the plane by what `predict` says there, and draw the points on top.

    Parameters
    ----------
    predict
        Takes a list of points, each a list of two floats, and returns one class, 0 or 1, for each.
    X
        The points, N rows of two numbers.
    y
        Their classes, N numbers 0 or 1.
    ax
        Where to draw; a new figure if None.
    title
        Title of the axes.
    steps
        Into how many points each axis is divided; `predict` gets ``steps * steps`` points.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If `predict` does not return one class for each point.
    """
    points = np.asarray(X, dtype=float)
    margin = 0.1 * np.ptp(points, axis=0)
    low, high = points.min(axis=0) - margin, points.max(axis=0) + margin
    across, up = np.linspace(low[0], high[0], steps), np.linspace(low[1], high[1], steps)
    grid = [[float(x1), float(x2)] for x2 in up for x1 in across]
    classes = np.asarray(predict(grid), dtype=float)
    if classes.size != len(grid):
        raise ValueError(f"predict returned {classes.size} values for {len(grid)} points.")
    classes = classes.reshape(steps, steps)
    axes = plot_points(points, np.asarray(y), ax=ax, title=title)
    axes.contourf(across, up, classes, levels=[-0.5, 0.5, 1.5], colors=PALE, zorder=0)
    if classes.min() < classes.max():
        axes.contour(across, up, classes, levels=[0.5], colors=LINE_COLOUR, linewidths=2, zorder=1)
    axes.set_xlim(low[0], high[0])
    axes.set_ylim(low[1], high[1])
    return axes


def plot_accuracies(
    accuracies: Mapping[int, float],
    *,
    ax: Axes | None = None,
    title: str = "Accuracy against epochs",
    label: str = "training accuracy",
) -> Axes:
    """Draw accuracies against the number of epochs, on a logarithmic axis.

    Parameters
    ----------
    accuracies
        Epochs and the accuracy after them, between 0 and 1.
    ax
        Where to draw; a new figure if None.
    title
        Title of the axes.
    label
        What the legend says.

    Returns
    -------
    Axes
    """
    axes = ax if ax is not None else new_axes()
    epochs = sorted(accuracies)
    values = [float(accuracies[epoch]) for epoch in epochs]
    axes.plot(epochs, values, color=COLOURS[1], marker="^", linewidth=1.5, label=label)
    axes.axhline(0.5, color=OTHER_LINE_COLOUR, linestyle="--", label="one class for every point")
    for epoch, value in zip(epochs, values, strict=True):
        axes.annotate(
            f"{value:.3f}", (epoch, value), xytext=(0, 8), textcoords="offset points", ha="center"
        )
    axes.set_xscale("log")
    axes.set_xticks(epochs, [str(epoch) for epoch in epochs])
    axes.minorticks_off()
    axes.set_ylim(0, 1.1)
    axes.set_xlabel("epochs (logarithmic)")
    axes.set_ylabel("accuracy")
    axes.grid(alpha=0.3)
    axes.set_title(title)
    axes.legend(loc="lower right")
    return axes
