"""What the notebooks import: comparisons for visible tests, data and plots.

Needs NumPy and matplotlib only.
"""

from viva.lab.assertions import assert_close
from viva.lab.curves import plot_classes, plot_curves, plot_images
from viva.lab.data import separable_clouds
from viva.lab.drawn_digits import draw_like_mnist
from viva.lab.gradients import assert_gradients
from viva.lab.mnist import load_mnist
from viva.lab.plots import (
    line_equation,
    new_axes,
    plot_line,
    plot_lines,
    plot_mistakes,
    plot_perceptron_step,
    plot_points,
    plot_sides,
)
from viva.lab.widgets import line_explorer

__all__ = [
    "assert_close",
    "assert_gradients",
    "draw_like_mnist",
    "line_equation",
    "line_explorer",
    "load_mnist",
    "new_axes",
    "plot_classes",
    "plot_curves",
    "plot_images",
    "plot_line",
    "plot_lines",
    "plot_mistakes",
    "plot_perceptron_step",
    "plot_points",
    "plot_sides",
    "separable_clouds",
]
