"""What the notebooks import: comparisons for visible tests, data and plots.

Needs NumPy and matplotlib only.
"""

from viva.lab.absent import absent
from viva.lab.alternative import alternative_text, describe_figures
from viva.lab.assertions import assert_close
from viva.lab.cifar import draw_cifar, fetch_cifar, load_cifar
from viva.lab.colours import plot_colours
from viva.lab.curves import plot_classes, plot_curves, plot_images
from viva.lab.data import separable_clouds
from viva.lab.drawn_digits import draw_like_mnist
from viva.lab.gradients import assert_gradients
from viva.lab.hint import hint, offer_hints
from viva.lab.mnist import load_mnist
from viva.lab.plain_pickle import read_pickle
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
from viva.lab.widgets import line_explorer, value_explorer

__all__ = [
    "absent",
    "alternative_text",
    "assert_close",
    "assert_gradients",
    "draw_cifar",
    "draw_like_mnist",
    "fetch_cifar",
    "hint",
    "line_equation",
    "line_explorer",
    "load_cifar",
    "load_mnist",
    "new_axes",
    "plot_classes",
    "plot_colours",
    "plot_curves",
    "plot_images",
    "plot_line",
    "plot_lines",
    "plot_mistakes",
    "plot_perceptron_step",
    "plot_points",
    "plot_sides",
    "read_pickle",
    "separable_clouds",
    "value_explorer",
]

describe_figures()
offer_hints()
