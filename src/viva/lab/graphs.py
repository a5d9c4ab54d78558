"""Computational graphs: drawn, built from expressions; and functions whose slopes are made up."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from viva.lab.plots import COLOURS, LINE_COLOUR, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

VARIABLES = "xyz"


def run_graph(
    make: Callable[[float], Any],
    steps: Mapping[str, str],
    numbers: Mapping[str, float],
    back: Sequence[str] | None = None,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the values of a graph's nodes, and their gradients after the way back.

    Parameters
    ----------
    make
        Makes a node of a number, such as the class ``Value``.
    steps
        An expression for each further node, in order, in terms of the nodes before it.
    numbers
        The numbers that the graph begins with, by the names of their nodes.
    back
        The nodes whose ``backward()`` is called, one after the other; None for the last node.

    Returns
    -------
    values, gradients
        ``data`` and ``grad`` of each node, by its name.

    Examples
    --------
    ``run_graph(Value, {"c": "a * b"}, {"a": 2.0, "b": 3.0})`` is
    ``({"a": 2.0, "b": 3.0, "c": 6.0}, {"a": 3.0, "b": 2.0, "c": 1.0})``.
    """
    nodes = {name: make(number) for name, number in numbers.items()}
    for name, expression in steps.items():
        nodes[name] = eval(expression, {}, nodes)
    for name in back if back is not None else list(nodes)[-1:]:
        nodes[name].backward()
    return (
        {name: node.data for name, node in nodes.items()},
        {name: node.grad for name, node in nodes.items()},
    )


class Made:
    """The result of a function whose slopes somebody has written down, right or wrong.

    Attributes
    ----------
    data
        The function's value.
    """

    def __init__(self, data: float, nodes: Sequence[Any], slopes: Sequence[float]) -> None:
        self.data = data
        self.grad = 0.0
        self.nodes, self.slopes = nodes, slopes

    def backward(self) -> None:
        """Set the gradient of each node to its slope."""
        self.grad = 1.0
        for node, slope in zip(self.nodes, self.slopes, strict=True):
            node.grad = slope


def with_slopes(formula: str, *slopes: str) -> Callable[..., Made]:
    """Return a function of one to three Values whose derivatives are what you say they are.

    Parameters
    ----------
    formula
        The function in terms of ``x``, ``y`` and ``z``, with the names of the module `math`.
    slopes
        What are said to be its derivatives in ``x``, ``y`` and ``z``; as many as it has variables.

    Examples
    --------
    ``with_slopes("sin(x)", "-cos(x)")`` has a mistake that a check of gradients must find.
    """
    allowed = {name: value for name, value in vars(math).items() if not name.startswith("_")}

    def function(*nodes: Any) -> Made:
        names = dict(zip(VARIABLES, (node.data for node in nodes), strict=False))
        value, *found = (eval(text, dict(allowed), names) for text in (formula, *slopes))
        return Made(value, nodes, found)

    return function


def plot_graph(
    values: Mapping[str, float],
    gradients: Mapping[str, float],
    places: Mapping[str, tuple[float, float]],
    arrows: Sequence[str],
    *,
    ax: Axes | None = None,
    title: str = "",
) -> Axes:
    """Draw a computational graph: above each node its value, below it its derivative.

    Parameters
    ----------
    values, gradients
        By the names of the nodes, one letter each.
    places
        Where each node lies.
    arrows
        For each arrow the node where it begins and the one where it ends, such as ``"xa"``.
    ax
        Where to draw; a new figure if None.
    title
        Title of the axes.

    Returns
    -------
    Axes
    """
    axes = ax if ax is not None else new_axes()
    radius, gap = 0.22, 0.3
    for arrow in arrows:
        start, end = arrow[0], arrow[1]
        axes.annotate(
            "",
            xy=places[end],
            xytext=places[start],
            arrowprops={"arrowstyle": "->", "color": "#888888", "shrinkA": 16, "shrinkB": 16},
        )
    for name, (across, up) in places.items():
        axes.add_patch(_circle((across, up), radius))
        axes.text(across, up, name, ha="center", va="center", fontsize="large", style="italic")
        for height, number, side, colour in (
            (up + gap, values[name], "bottom", LINE_COLOUR),
            (up - gap, gradients[name], "top", COLOURS[1]),
        ):
            axes.text(across, height, f"{number:.4g}", ha="center", va=side, color=colour)
    low, high = np.min(list(places.values()), axis=0), np.max(list(places.values()), axis=0)
    axes.set_xlim(low[0] - 0.6, high[0] + 0.6)
    axes.set_ylim(low[1] - 0.8, high[1] + 0.8)
    axes.set_aspect("equal")
    axes.set_axis_off()
    axes.set_title(f"{title}\nabove: values (black), below: derivatives (blue)")
    return axes


def _circle(centre: tuple[float, float], radius: float) -> Any:
    from matplotlib.patches import Circle

    return Circle(centre, radius, facecolor="white", edgecolor="black", linewidth=1.2, zorder=2)
