"""Plots of the notebooks: points of two classes, lines, and the perceptron at work.

The two classes differ in colour, in lightness and in marker, so that the plots can be read with
colour blindness and in grey print. Every function draws into `ax`, or into a new figure, and
returns the axes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# The grader imports viva.lab for its comparisons and never plots, so the functions below import
# matplotlib when they are called.

# From the palette of Okabe and Ito, whose colours stay apart with every colour vision.
COLOURS = ("#E69F00", "#0072B2")
PALE = ("#FBE7C2", "#C2DDEF")
MARKERS = ("o", "^")
LINE_COLOUR = "#000000"
OTHER_LINE_COLOUR = "#CC79A7"


def plot_points(
    X: np.ndarray,
    y: np.ndarray,
    *,
    ax: Axes | None = None,
    title: str = "",
    names: Sequence[str] | None = None,
) -> Axes:
    """Draw points of two classes.

    Parameters
    ----------
    X
        The points, shape (N, 2).
    y
        Their classes, shape (N,): two values such as 0 and 1, or -1 and +1. The smaller is drawn
        with orange circles, the larger with blue triangles.
    ax
        Where to draw; a new figure if None.
    title
        Title of the axes.
    names
        How the legend calls the smaller and the larger class.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If `X` is not (N, 2) or `y` does not hold one class for each point.
    """
    points, classes = np.asarray(X, dtype=float), np.asarray(y).ravel()
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(f"X has shape {points.shape}, but must be (N, 2).")
    if len(classes) != len(points):
        raise ValueError(f"X has {len(points)} points, but y has {len(classes)} classes.")
    labels = np.unique(classes)
    if len(labels) > 2:
        raise ValueError(f"y has {len(labels)} classes, but only two can be drawn.")
    # One class alone keeps its own colour and marker.
    first = 1 if len(labels) == 1 and labels[0] > 0 else 0
    signed = labels.size > 0 and labels[0] < 0
    axes = ax if ax is not None else new_axes()
    for k, label in enumerate(labels, start=first):
        mine = points[classes == label]
        axes.scatter(
            mine[:, 0],
            mine[:, 1],
            s=28,
            color=COLOURS[k],
            marker=MARKERS[k],
            edgecolor="black",
            linewidth=0.5,
            label=names[k] if names is not None else f"class {label:{'+g' if signed else 'g'}}",
            zorder=2,
        )
    low, high = axes.dataLim.intervaly
    height = (high - low) or 1.0
    axes.set_ylim(low - 0.06 * height, high + 0.06 * height)
    axes.set_xlabel("$x_1$")
    axes.set_ylabel("$x_2$")
    axes.set_title(title)
    legend_below(axes)
    return axes


def legend_below(ax: Axes) -> None:
    """Put the legend under the name of the horizontal axis, where it hides no point and no line."""
    from matplotlib.transforms import ScaledTranslation

    # Half an inch below the axes, however high they are.
    down = ScaledTranslation(0, -0.5, ax.figure.dpi_scale_trans)
    ax.legend(
        loc="upper center",
        bbox_to_anchor=(0.5, 0),
        bbox_transform=ax.transAxes + down,
        borderaxespad=0,
        ncols=2 if len(ax.get_legend_handles_labels()[1]) > 3 else 3,
        fontsize="small",
        frameon=False,
    )


def plot_line(
    a: float,
    b: float,
    *,
    ax: Axes,
    label: str = "",
    colour: str = LINE_COLOUR,
    style: str = "-",
) -> Axes:
    """Draw the line x2 = a·x1 + b across `ax`, whose limits stay as they are.

    Parameters
    ----------
    a, b
        Slope and intercept.
    ax
        Where to draw.
    label
        What the legend says; the equation of the line if empty.
    colour, style
        As in matplotlib.

    Returns
    -------
    Axes
    """
    left_right, bottom_top = ax.get_xlim(), ax.get_ylim()
    ends = np.array(left_right)
    ax.plot(
        ends,
        float(a) * ends + float(b),
        color=colour,
        linestyle=style,
        linewidth=2,
        label=label or line_equation(a, b),
        zorder=3,
    )
    ax.set_xlim(left_right)
    ax.set_ylim(bottom_top)
    legend_below(ax)
    return ax


def plot_sides(a: float, b: float, *, ax: Axes, below: int = 1) -> Axes:
    """Colour the two sides of the line x2 = a·x1 + b.

    Parameters
    ----------
    a, b
        Slope and intercept.
    ax
        Where to draw.
    below
        Which class the side below the line is coloured for, 0 or 1.

    Returns
    -------
    Axes
    """
    left_right, (bottom, top) = ax.get_xlim(), ax.get_ylim()
    # Cut off where the axes end, so many points are needed to keep a steep line's edge sharp.
    across = np.linspace(*left_right, 400)
    line = np.clip(float(a) * across + float(b), bottom, top)
    ax.fill_between(across, bottom, line, color=PALE[below], linewidth=0, zorder=0)
    ax.fill_between(across, line, top, color=PALE[1 - below], linewidth=0, zorder=0)
    ax.set_xlim(left_right)
    ax.set_ylim(bottom, top)
    return ax


def plot_lines(
    X: np.ndarray,
    y: np.ndarray,
    lines: Sequence[tuple[float, float]],
    accuracy_of_line: Callable[[float, float], float],
    *,
    columns: int = 3,
) -> Figure:
    """Draw several lines on the same points, one picture each, with their accuracies.

    Parameters
    ----------
    X
        The points, shape (N, 2).
    y
        Their classes, shape (N,).
    lines
        Pairs of slope and intercept.
    accuracy_of_line
        ``accuracy_of_line(a, b)`` gives the accuracy of a line, between 0 and 1.
    columns
        Pictures in a row.

    Returns
    -------
    Figure
    """
    import matplotlib.pyplot as plt

    rows = -(-len(lines) // columns)
    figure, grid = plt.subplots(
        rows,
        columns,
        figsize=(3.4 * columns, 3.0 * rows),
        sharex=True,
        sharey=True,
        squeeze=False,
        layout="constrained",
    )
    for ax, (a, b) in zip(grid.flat, lines, strict=False):
        plot_points(X, y, ax=ax, title=f"{line_equation(a, b)}\n{accuracy_of_line(a, b):.1%} right")
        plot_sides(a, b, ax=ax)
        plot_line(a, b, ax=ax)
        # The titles say it; nine legends would hide the points.
        ax.get_legend().remove()
        ax.label_outer()
    for ax in list(grid.flat)[len(lines) :]:
        ax.remove()
    handles, labels = grid.flat[0].get_legend_handles_labels()
    figure.legend(handles[:-1], labels[:-1], loc="outside lower center", ncols=2)
    return figure


def plot_perceptron_step(
    X: np.ndarray,
    y: np.ndarray,
    point: int,
    before: Sequence[float],
    after: Sequence[float],
    *,
    ax: Axes | None = None,
    title: str = "",
) -> Axes:
    """Draw one correction of the perceptron: the wrong point, the line before and the line after.

    Parameters
    ----------
    X
        The points, shape (N, 2).
    y
        Their classes, shape (N,).
    point
        Row of the point that was wrong.
    before, after
        Weights (w0, w1, w2) of the line w0 + w1·x1 + w2·x2 = 0. Weights without a line, such as
        (0, 0, 0), draw none.
    ax
        Where to draw; a new figure if None.
    title
        Title of the axes.

    Returns
    -------
    Axes
    """
    axes = plot_points(X, y, ax=ax, title=title)
    x1, x2 = np.asarray(X, dtype=float)[point]
    axes.scatter(
        [x1],
        [x2],
        s=220,
        facecolor="none",
        edgecolor="black",
        linewidth=2,
        label="the point that was wrong",
        zorder=4,
    )
    _plot_weights(before, axes, "before", OTHER_LINE_COLOUR, "--")
    _plot_weights(after, axes, "after", LINE_COLOUR, "-")
    legend_below(axes)
    return axes


def _plot_weights(weights: Sequence[float], ax: Axes, label: str, colour: str, style: str) -> None:
    """Draw w0 + w1·x1 + w2·x2 = 0, also where it is upright, and nothing where it is no line."""
    w0, w1, w2 = (float(entry) for entry in np.ravel(weights))
    if w2 != 0:
        plot_line(-w1 / w2, -w0 / w2, ax=ax, label=label, colour=colour, style=style)
    elif w1 != 0:
        left_right = ax.get_xlim()
        ax.axvline(-w0 / w1, color=colour, linestyle=style, linewidth=2, label=label, zorder=3)
        ax.set_xlim(left_right)


def plot_mistakes(
    mistakes: Sequence[int], *, ax: Axes | None = None, title: str = "Mistakes per epoch"
) -> Axes:
    """Draw how many mistakes each epoch made.

    Parameters
    ----------
    mistakes
        One count for each epoch.
    ax
        Where to draw; a new figure if None.
    title
        Title of the axes.

    Returns
    -------
    Axes
    """
    from matplotlib.ticker import MaxNLocator

    axes = ax if ax is not None else new_axes()
    counts = np.ravel(mistakes)
    epochs = np.arange(1, len(counts) + 1)
    # Markers tell epochs apart while there are few of them, and blur the curve when there are many.
    marker = "o" if len(counts) <= 30 else None
    axes.plot(epochs, counts, color=COLOURS[1], marker=marker, clip_on=False, zorder=3)
    axes.set_xlabel("epoch")
    axes.set_ylabel("mistakes")
    axes.set_ylim(0, 1.1 * max(counts.max(initial=0), 1))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    axes.grid(alpha=0.3)
    axes.set_title(title)
    return axes


def line_equation(a: float, b: float) -> str:
    """Write x2 = a·x1 + b with its numbers, for a legend or a title."""
    sign = "-" if float(b) < 0 else "+"
    return f"$x_2 = {float(a):.2f}\\,x_1 {sign} {abs(float(b)):.2f}$"


def new_axes() -> Axes:
    """Open a figure of the size that the notebooks use, and return its axes."""
    import matplotlib.pyplot as plt

    _, axes = plt.subplots(figsize=(6.0, 4.2), layout="constrained")
    return axes
