import math

import matplotlib as mpl
import pytest

mpl.use("Agg")

import matplotlib.pyplot as plt

from viva.lab.graphs import plot_graph, run_graph, with_slopes


class Node:
    """A number whose way back says how often it was gone."""

    def __init__(self, data):
        self.data, self.grad = data, 0.0

    def __mul__(self, other):
        return Node(self.data * other.data)

    def backward(self):
        self.grad += 1


def test_a_graph_is_built_step_by_step_and_gone_back_from_its_end():
    values, gradients = run_graph(Node, {"c": "a * b", "d": "c * c"}, {"a": 2.0, "b": 3.0})
    assert values == {"a": 2.0, "b": 3.0, "c": 6.0, "d": 36.0}
    assert gradients == {"a": 0, "b": 0, "c": 0, "d": 1}


def test_the_way_back_begins_where_it_is_told():
    _, gradients = run_graph(Node, {"c": "a * a"}, {"a": 2.0}, ["c", "a", "c"])
    assert gradients == {"a": 1, "c": 2}


def test_a_function_whose_slopes_are_made_up():
    x, y = Node(0.5), Node(2.0)
    x.grad = 7.0
    made = with_slopes("sin(x) * y", "cos(x) * y", "3 * x")(x, y)
    assert made.data == pytest.approx(2 * math.sin(0.5))
    made.backward()
    assert (x.grad, y.grad, made.grad) == (pytest.approx(2 * math.cos(0.5)), 1.5, 1.0)


def test_the_picture_names_each_node_with_its_value_and_its_derivative():
    axes = plot_graph(
        {"x": 0.5, "y": 2.0}, {"x": 4.0, "y": 1.0}, {"x": (0, 0), "y": (1, 1)}, ["xy"], title="y"
    )
    texts = [text.get_text() for text in axes.texts]
    assert {"x", "y", "0.5", "2", "4", "1"} <= set(texts)
    assert len(axes.patches) == 2
    assert axes.get_title().startswith("y\n")
    (arrow,) = [text for text in axes.texts if not text.get_text()]
    assert (arrow.xyann, arrow.xy) == ((0, 0), (1, 1))
    assert axes.get_xlim()[0] < 0 and axes.get_xlim()[1] > 1 and axes.get_ylim()[1] > 1
    plt.close("all")
