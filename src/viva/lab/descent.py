"""Drawings of learning by descent: curves, the surface of a loss, and what a model has learned.

Every function draws into `ax`, or into a new figure, and returns the axes; those that draw several
pictures side by side return the figure. Colours, markers and line styles can be told apart with
colour blindness and in grey print.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from viva.lab.plots import (
    COLOURS,
    LINE_COLOUR,
    OTHER_LINE_COLOUR,
    PALE,
    legend_below,
    new_axes,
    plot_line,
    plot_points,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# One after the other, for the curves of one picture.
CURVE_COLOURS = (COLOURS[1], COLOURS[0], LINE_COLOUR, OTHER_LINE_COLOUR)
CURVE_STYLES = ("-", "--", "-.", ":")
CURVE_MARKERS = ("o", "^", "s", "x")


def plot_functions(
    curves: Mapping[str, Callable[[np.ndarray], Any]],
    *,
    low: float = -8.0,
    high: float = 8.0,
    ax: Axes | None = None,
    title: str = "",
    across: str = "$z$",
    up: str = "value",
) -> Axes:
    """Draw functions of one number, each with a colour and a line style of its own.

    Parameters
    ----------
    curves
        What the legend says, and the function: it takes an array of shape (401,) and gives one.
    low, high
        Where the curves begin and end.
    ax
        Where to draw; a new figure if None.
    title
        Title of the axes.
    across, up
        Labels of the axes.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If a function does not give one value for each number.
    """
    axes = ax if ax is not None else new_axes()
    z = np.linspace(low, high, 401)
    for k, (label, function) in enumerate(curves.items()):
        values = np.asarray(function(z), dtype=float)
        if values.shape != z.shape:
            raise ValueError(
                f"{label!r} returned shape {values.shape} for an array of shape {z.shape}."
            )
        axes.plot(z, values, linewidth=2, label=label, **_look(k))
    _name(axes, across, up, title)
    return axes


def plot_losses(
    losses: Mapping[str, Sequence[float]],
    *,
    ax: Axes | None = None,
    title: str = "Loss during the descent",
    across: str = "step",
    up: str = "summed cross-entropy",
) -> Axes:
    """Draw the losses of several descents against the step.

    Parameters
    ----------
    losses
        What the legend says, and the losses: before the first step, before the second, and so on.
    ax
        Where to draw; a new figure if None.
    title
        Title of the axes.
    across, up
        Labels of the axes.

    Returns
    -------
    Axes
    """
    axes = ax if ax is not None else new_axes()
    for k, (label, values) in enumerate(losses.items()):
        axes.plot(np.ravel(values), linewidth=2, label=label, **_look(k))
    axes.set_ylim(bottom=0)
    _name(axes, across, up, title)
    return axes


def plot_descent(
    loss: Callable[[np.ndarray], float],
    paths: Mapping[str, Sequence[Sequence[float]]],
    *,
    low: tuple[float, float],
    high: tuple[float, float],
    bottom: Sequence[float] | None = None,
    ax: Axes | None = None,
    title: str = "",
    names: tuple[str, str] = ("$w_0$", "$w_1$"),
    steps: int = 61,
) -> Axes:
    """Draw a loss of two weights as a map with contour lines, and paths of descent across it.

    Parameters
    ----------
    loss
        Gives the loss of weights of shape (2,).
    paths
        What the legend says, and the weights before the first step, after it, and so on: shape
        (T + 1, 2). A black ring stands where each path begins.
    low, high
        The lower left and the upper right corner of the map.
    bottom
        The weights with the smallest loss, marked with a star; no star if None.
    ax
        Where to draw; a new figure if None.
    title
        Title of the axes.
    names
        Labels of the axes.
    steps
        Into how many points each side of the map is divided.

    Returns
    -------
    Axes
    """
    axes = ax if ax is not None else new_axes()
    across, up = np.linspace(low[0], high[0], steps), np.linspace(low[1], high[1], steps)
    heights = np.array([[float(loss(np.array([one, two]))) for one in across] for two in up])
    # Near the bottom a loss is flat: equal shares of the map show more of it than equal heights.
    levels = np.unique(np.quantile(heights, np.linspace(0, 1, 13)))
    axes.contourf(across, up, heights, levels=levels, cmap="Greys", alpha=0.5, zorder=0)
    lines = axes.contour(
        across, up, heights, levels=levels[1:-1], colors="#777777", linewidths=0.6, zorder=1
    )
    axes.clabel(lines, fmt="%.0f", fontsize=7)
    for k, (label, path) in enumerate(paths.items()):
        weights = np.asarray(path, dtype=float)
        marker = CURVE_MARKERS[k % len(CURVE_MARKERS)]
        axes.plot(
            weights[:, 0],
            weights[:, 1],
            marker=marker,
            markersize=4,
            linewidth=1.5,
            label=label,
            zorder=2 + k,
            **_look(k),
        )
        axes.plot(*weights[0], "o", markersize=11, markerfacecolor="none", color="black", zorder=9)
    if bottom is not None:
        axes.plot(
            *np.asarray(bottom, dtype=float),
            linestyle="none",
            marker="*",
            markersize=16,
            color=OTHER_LINE_COLOUR,
            markeredgecolor="black",
            label="bottom",
            zorder=8,
        )
    axes.set_xlim(low[0], high[0])
    axes.set_ylim(low[1], high[1])
    _name(axes, *names, title)
    axes.grid(visible=False)
    return axes


def plot_probability(
    probability: Callable[[np.ndarray], Any],
    X: np.ndarray,
    y: np.ndarray,
    *,
    ax: Axes | None = None,
    title: str = "",
    steps: int = 121,
) -> Axes:
    """Shade the plane by the probability of class 1, with points and the line where it is 0.5.

    Parameters
    ----------
    probability
        Gives the probabilities of class 1, shape (n,), for points of shape (n, 2).
    X
        The points, shape (N, 2).
    y
        Their classes, 0 or 1, shape (N,).
    ax
        Where to draw; a new figure if None.
    title
        Title of the axes.
    steps
        Into how many points each side of the plane is divided.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If `probability` does not give one number for each point.
    """
    from matplotlib.colors import LinearSegmentedColormap

    axes = plot_points(X, y, ax=ax, title=title)
    left_right, bottom_top = axes.get_xlim(), axes.get_ylim()
    across, up = np.linspace(*left_right, steps), np.linspace(*bottom_top, steps)
    grid = np.column_stack([np.tile(across, steps), np.repeat(up, steps)])
    values = np.asarray(probability(grid), dtype=float)
    if values.size != len(grid):
        raise ValueError(f"probability returned {values.size} numbers for {len(grid)} points.")
    values = values.reshape(steps, steps)
    shades = LinearSegmentedColormap.from_list("classes", [PALE[0], "white", PALE[1]])
    axes.contourf(across, up, values, levels=np.linspace(0, 1, 11), cmap=shades, zorder=0)
    if values.min() < 0.5 < values.max():
        axes.contour(across, up, values, levels=[0.5], colors=LINE_COLOUR, linewidths=2, zorder=1)
    axes.set_xlim(left_right)
    axes.set_ylim(bottom_top)
    return axes


def plot_probabilities(
    probabilities: Mapping[str, Callable[[np.ndarray], Any]],
    X: np.ndarray,
    y: np.ndarray,
    *,
    columns: int = 2,
) -> Figure:
    """Draw what several models say of the same points, side by side; see `plot_probability`.

    Parameters
    ----------
    probabilities
        The title of each picture, and the model.
    X
        The points, shape (N, 2).
    y
        Their classes, 0 or 1, shape (N,).
    columns
        Pictures in a row.

    Returns
    -------
    Figure
    """
    import matplotlib.pyplot as plt

    rows = -(-len(probabilities) // columns)
    figure, grid = plt.subplots(
        rows,
        columns,
        figsize=(4.6 * columns, 3.4 * rows),
        sharex=True,
        sharey=True,
        squeeze=False,
        layout="constrained",
    )
    for ax, (title, probability) in zip(grid.flat, probabilities.items(), strict=False):
        plot_probability(probability, X, y, ax=ax, title=title)
        ax.get_legend().remove()
        ax.label_outer()
    for ax in list(grid.flat)[len(probabilities) :]:
        ax.remove()
    handles, labels = grid.flat[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=2)
    return figure


def plot_regression(
    x: np.ndarray,
    y: np.ndarray,
    lines: Mapping[str, tuple[float, float]],
    *,
    ax: Axes | None = None,
    title: str = "",
    across: str = "$x$",
    up: str = "$y$",
) -> Axes:
    """Draw measured values over one number, and straight lines through them.

    Parameters
    ----------
    x, y
        The number and the value of each sample, shape (N,).
    lines
        What the legend says, and intercept and slope of the line: the weights (w0, w1).
    ax
        Where to draw; a new figure if None.
    title
        Title of the axes.
    across, up
        Labels of the axes.

    Returns
    -------
    Axes
    """
    axes = ax if ax is not None else new_axes()
    axes.scatter(np.ravel(x), np.ravel(y), s=12, color="#999999", label="samples", zorder=1)
    _name(axes, across, up, title)
    for k, (label, weights) in enumerate(lines.items()):
        intercept, slope = (float(entry) for entry in np.ravel(weights))
        look = _look(k)
        plot_line(
            slope, intercept, ax=axes, label=label, colour=look["color"], style=look["linestyle"]
        )
    legend_below(axes)
    return axes


def _look(k: int) -> dict[str, Any]:
    return {
        "color": CURVE_COLOURS[k % len(CURVE_COLOURS)],
        "linestyle": CURVE_STYLES[k % len(CURVE_STYLES)],
    }


def _name(axes: Axes, across: str, up: str, title: str) -> None:
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    axes.set_title(title)
    axes.grid(alpha=0.3)
    if axes.get_legend_handles_labels()[0]:
        axes.legend()
