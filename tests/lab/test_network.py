import math

import matplotlib as mpl
import pytest

mpl.use("Agg")

import matplotlib.pyplot as plt

from viva.lab.network import (
    draw_network,
    plot_accuracies,
    plot_boundary_of,
    plot_loss,
    plot_sigmoid,
)


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def test_a_network_has_a_circle_for_each_neuron_and_a_line_for_each_weight():
    axes = draw_network([2, 10, 2], title="2-10-2")
    circles = [line for line in axes.lines if line.get_marker() == "o"]
    squares = [line for line in axes.lines if line.get_marker() == "s"]
    weights = [line for line in axes.lines if line.get_marker() == "None"]
    assert len(circles) == 2 + 10 + 2
    assert len(squares) == 2
    assert len(weights) == 2 * 10 + 10 + 10 * 2 + 2
    assert axes.get_title() == "2-10-2"


def test_a_network_without_biases_has_only_weights():
    axes = draw_network([3, 4], biases=False)
    assert len([line for line in axes.lines if line.get_marker() == "None"]) == 12
    assert not [line for line in axes.lines if line.get_marker() == "s"]


@pytest.mark.parametrize("sizes", [[3], [2, 0, 2]])
def test_a_network_needs_two_layers_with_neurons(sizes):
    with pytest.raises(ValueError, match="two layers"):
        draw_network(sizes)


def test_the_sigmoid_and_its_slope_have_a_legend():
    axes = plot_sigmoid(lambda z: 1 / (1 + math.exp(-z)))
    values, slope = (line.get_ydata() for line in axes.lines)
    assert values[160] == pytest.approx(0.5)
    assert slope.max() == pytest.approx(0.25)
    assert len(axes.get_legend().get_texts()) == 2
    assert axes.get_xlabel() and axes.get_ylabel() and axes.get_title()


def test_the_loss_starts_at_epoch_0():
    axes = plot_loss([3.0, 2.0, 1.5])
    assert list(axes.lines[0].get_xdata()) == [0, 1, 2]
    assert list(axes.lines[0].get_ydata()) == [3.0, 2.0, 1.5]
    assert axes.get_xlabel() == "epoch" and axes.get_ylabel()


def test_the_loss_can_begin_later():
    axes = plot_loss([3.0, 2.0, 1.5], start=1)
    assert list(axes.lines[0].get_xdata()) == [1, 2]
    assert list(axes.lines[0].get_ydata()) == [2.0, 1.5]


def test_the_boundary_lies_where_the_prediction_changes():
    asked = []

    def predict(points):
        asked.extend(points)
        return [int(x1 > 0.5) for x1, _ in points]

    axes = plot_boundary_of(predict, [[0.0, 0.0], [1.0, 2.0]], [0, 1], steps=21, title="upright")
    assert len(asked) == 21 * 21 and all(isinstance(point, list) for point in asked)
    line = axes.collections[-1]
    across = [x1 for path in line.get_paths() for x1 in path.vertices[:, 0]]
    assert min(across) > 0.4 and max(across) < 0.6
    assert axes.get_title() == "upright"


def test_one_class_everywhere_has_no_boundary():
    axes = plot_boundary_of(lambda points: [1] * len(points), [[0, 0], [1, 1]], [0, 1], steps=5)
    assert axes.get_legend() is not None


def test_the_boundary_needs_a_class_for_each_point():
    with pytest.raises(ValueError, match="25 points"):
        plot_boundary_of(lambda points: [0], [[0, 0], [1, 1]], [0, 1], steps=5)


def test_accuracies_are_drawn_in_the_order_of_the_epochs():
    axes = plot_accuracies({200: 0.9, 10: 0.5})
    assert list(axes.lines[0].get_xdata()) == [10, 200]
    assert list(axes.lines[0].get_ydata()) == [0.5, 0.9]
    assert [text.get_text() for text in axes.texts] == ["0.500", "0.900"]
    assert axes.get_xscale() == "log"
