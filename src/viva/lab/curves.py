"""Curves of a training, points of several classes, and small images.

Every function draws into `ax`, or into a new figure, and returns the axes. Series and classes
differ in colour, in line style or marker, and in lightness, so that the plots can be read with
colour blindness and in grey print.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from viva.lab.plots import COLOURS, LINE_COLOUR, MARKERS, OTHER_LINE_COLOUR, PALE, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# The first two are those of plots.py; all are from the palette of Okabe and Ito.
CLASS_COLOURS = (*COLOURS, "#009E73", OTHER_LINE_COLOUR, "#F0E442")
CLASS_PALE = (*PALE, "#C2E8DC", "#F2DDE9", "#FBF8D0")
CLASS_MARKERS = (*MARKERS, "s", "D", "v")
SERIES = (COLOURS[1], COLOURS[0], "#009E73", OTHER_LINE_COLOUR, LINE_COLOUR)
STYLES = ("-", "--", "-.", ":", (0, (6, 2, 1, 2, 1, 2)))


def plot_curves(
    curves: Mapping[str, Sequence[float]],
    *,
    x: Sequence[float] | None = None,
    start: int = 1,
    ax: Axes | None = None,
    title: str = "",
    xlabel: str = "epoch",
    ylabel: str = "accuracy",
    log: bool = False,
) -> Axes:
    """Draw one or more curves, such as the training and the validation accuracy of each epoch.

    Parameters
    ----------
    curves
        The values of each curve by the name that the legend gives it; at most five curves.
    x
        Where the values lie on the horizontal axis. None counts them from `start`.
    start
        The number of the first value, where `x` is None: 1 after the first epoch, 0 before it.
    ax
        Where to draw; a new figure if None.
    title
        Title of the axes.
    xlabel, ylabel
        What the axes are called. An accuracy is shown on the whole range from 0 to 1.
    log
        Whether both axes are logarithmic.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If there is no curve, or there are more than five.
    """
    if not 1 <= len(curves) <= len(SERIES):
        raise ValueError(
            f"There are {len(curves)} curves, but only 1 to {len(SERIES)} can be drawn."
        )
    from matplotlib.ticker import MaxNLocator

    axes = ax if ax is not None else new_axes()
    for (name, values), colour, style in zip(curves.items(), SERIES, STYLES, strict=False):
        heights = np.asarray(values, dtype=float).ravel()
        places = np.arange(start, start + len(heights)) if x is None else np.asarray(x, dtype=float)
        # Markers show how few values there are; many of them would blur the curve.
        marker = "o" if len(heights) <= 15 else None
        axes.plot(
            places, heights, color=colour, linestyle=style, linewidth=2, marker=marker, label=name
        )
    if log:
        axes.set_xscale("log")
        axes.set_yscale("log")
    elif "accuracy" in ylabel:
        axes.set_ylim(0, 1.02)
    if x is None and not log:
        # Values that are counted lie at whole numbers: there is no epoch 2.5.
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    axes.set_xlabel(xlabel)
    axes.set_ylabel(ylabel)
    axes.grid(alpha=0.3)
    axes.set_title(title)
    axes.legend()
    return axes


def plot_classes(
    X: np.ndarray,
    y: np.ndarray,
    predict: Callable[[np.ndarray], Any] | None = None,
    *,
    ax: Axes | None = None,
    title: str = "",
    steps: int = 150,
) -> Axes:
    """Draw points of up to five classes, and the ground in the colour of what `predict` says.

    Parameters
    ----------
    X
        The points, shape (N, 2).
    y
        Their classes, N whole numbers from 0 to 4.
    predict
        Takes an array of points, shape (n, 2), and returns n classes. None leaves the ground white.
    ax
        Where to draw; a new figure if None.
    title
        Title of the axes.
    steps
        Into how many points each axis is divided for `predict`.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If a class is not from 0 to 4, or `predict` does not return one class for each point.
    """
    points, classes = np.asarray(X, dtype=float), np.asarray(y).ravel().astype(int)
    if classes.min() < 0 or classes.max() >= len(CLASS_COLOURS):
        raise ValueError(f"Only classes from 0 to {len(CLASS_COLOURS) - 1} can be drawn.")
    axes = ax if ax is not None else new_axes()
    margin = 0.08 * np.ptp(points, axis=0)
    low, high = points.min(axis=0) - margin, points.max(axis=0) + margin
    if predict is not None:
        across, up = np.linspace(low[0], high[0], steps), np.linspace(low[1], high[1], steps)
        grid = np.stack(np.meshgrid(across, up), axis=-1)
        answers = np.asarray(predict(grid.reshape(-1, 2)), dtype=float)
        if answers.size != steps * steps:
            raise ValueError(f"predict returned {answers.size} values for {steps * steps} points.")
        ground = answers.reshape(steps, steps)
        levels = np.arange(len(CLASS_PALE) + 1) - 0.5
        axes.contourf(across, up, ground, levels=levels, colors=CLASS_PALE, zorder=0)
        for k in range(int(ground.max())):
            if (ground <= k).any() and (ground > k).any():
                axes.contour(
                    across,
                    up,
                    ground > k,
                    levels=[0.5],
                    colors=LINE_COLOUR,
                    linewidths=1.2,
                    zorder=1,
                )
    for k in np.unique(classes):
        mine = points[classes == k]
        axes.scatter(
            mine[:, 0],
            mine[:, 1],
            s=22,
            color=CLASS_COLOURS[k],
            marker=CLASS_MARKERS[k],
            edgecolor="black",
            linewidth=0.5,
            label=f"class {k}",
            zorder=2,
        )
    axes.set_xlim(low[0], high[0])
    axes.set_ylim(low[1], high[1])
    axes.set_xlabel("$x_1$")
    axes.set_ylabel("$x_2$")
    axes.set_title(title)
    axes.legend(loc="upper right")
    return axes


def plot_images(
    images: np.ndarray,
    titles: Sequence[str] | None = None,
    *,
    columns: int = 8,
    title: str = "",
    signed: bool = False,
) -> Figure:
    """Draw small grey images in rows, such as digits or the weights of neurons.

    Parameters
    ----------
    images
        Shape (n, height, width).
    titles
        What stands above each image.
    columns
        Images in a row.
    title
        Title of the figure.
    signed
        Whether the numbers are weights: 0 in white, positive ones in blue and negative ones in
        orange, on one scale for all images, with a bar that shows it.

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        If `images` is not (n, height, width).
    """
    import matplotlib.pyplot as plt
    from matplotlib.colors import LinearSegmentedColormap

    pixels = np.asarray(images, dtype=float)
    if pixels.ndim != 3:
        raise ValueError(f"images has shape {pixels.shape}, but must be (n, height, width).")
    wide = min(columns, len(pixels))
    rows = -(-len(pixels) // wide)
    figure, grid = plt.subplots(
        rows,
        wide,
        figsize=(1.1 * wide, (1.4 if titles is not None else 1.15) * rows + 0.3),
        squeeze=False,
        layout="constrained",
    )
    colours: Any = "gray_r"
    low: float | None = None
    high: float | None = None
    if signed:
        colours = LinearSegmentedColormap.from_list(
            "orange to blue", [COLOURS[0], "white", COLOURS[1]]
        )
        high = float(np.abs(pixels).max())
        low = -high
    for k, ax in enumerate(grid.flat):
        ax.set_axis_off()
        if k < len(pixels):
            drawn = ax.imshow(pixels[k], cmap=colours, vmin=low, vmax=high)
            if titles is not None:
                ax.set_title(titles[k], fontsize="small")
    if signed:
        figure.colorbar(drawn, ax=grid, shrink=0.8, label="weight")
    figure.suptitle(title)
    return figure
