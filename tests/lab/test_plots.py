import matplotlib
import numpy as np
import pytest

matplotlib.use("Agg")

import matplotlib.pyplot as plt

from viva.lab import plots

X = np.array([[0.0, 1.0], [2.0, -1.0], [1.0, 3.0]])
y = np.array([0, 1, 0])


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def legend_of(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def brightness(colour):
    return float(np.dot([0.299, 0.587, 0.114], matplotlib.colors.to_rgb(colour)))


def test_classes_differ_in_marker_and_in_grey():
    assert plots.MARKERS[0] != plots.MARKERS[1]
    assert abs(brightness(plots.COLOURS[0]) - brightness(plots.COLOURS[1])) > 0.2


def test_points_land_in_their_class():
    ax = plots.plot_points(X, y, title="three points")
    circles, triangles = ax.collections
    assert circles.get_offsets().tolist() == [[0.0, 1.0], [1.0, 3.0]]
    assert triangles.get_offsets().tolist() == [[2.0, -1.0]]
    assert legend_of(ax) == ["class 0", "class 1"]
    assert (ax.get_title(), ax.get_xlabel(), ax.get_ylabel()) == ("three points", "$x_1$", "$x_2$")


def test_signs_and_names_in_the_legend():
    assert legend_of(plots.plot_points(X, 2 * y - 1)) == ["class -1", "class +1"]
    assert legend_of(plots.plot_points(X, y, names=["no", "yes"])) == ["no", "yes"]


@pytest.mark.parametrize(("label", "colour"), [(0, 0), (1, 1), (-1, 0)])
def test_one_class_alone_keeps_its_colour(label, colour):
    ax = plots.plot_points(X, np.full(3, label))
    face = ax.collections[0].get_facecolor()[0]
    assert matplotlib.colors.same_color(face, plots.COLOURS[colour])


@pytest.mark.parametrize(
    ("points", "labels", "message"),
    [
        (np.zeros((3, 3)), y, "must be"),
        (X, y[:2], "3 points, but y has 2"),
        (X, np.array([0, 1, 2]), "only two"),
    ],
)
def test_what_cannot_be_drawn_is_refused(points, labels, message):
    with pytest.raises(ValueError, match=message):
        plots.plot_points(points, labels)


def test_a_line_follows_its_equation_and_keeps_the_limits():
    ax = plots.plot_points(X, y)
    limits = ax.get_xlim(), ax.get_ylim()
    plots.plot_line(5.0, -1.0, ax=ax)
    x1, x2 = ax.lines[0].get_data()
    assert np.allclose(x2, 5.0 * np.asarray(x1) - 1.0)
    assert (ax.get_xlim(), ax.get_ylim()) == limits
    assert legend_of(ax)[-1] == "$x_2 = 5.00\\,x_1 - 1.00$"


@pytest.mark.parametrize("below", [0, 1])
def test_the_side_below_the_line_has_the_colour_of_its_class(below):
    ax = plots.plot_points(X, y)
    plots.plot_sides(0.0, 0.5, ax=ax, below=below)
    lower, upper = ax.collections[-2:]
    assert lower.get_paths()[0].vertices[:, 1].max() == pytest.approx(0.5)
    assert upper.get_paths()[0].vertices[:, 1].min() == pytest.approx(0.5)
    assert matplotlib.colors.same_color(lower.get_facecolor()[0], plots.PALE[below])
    assert matplotlib.colors.same_color(upper.get_facecolor()[0], plots.PALE[1 - below])


def test_several_lines_with_their_accuracies():
    tried = [(1.0, 0.0), (0.0, 2.0), (-1.0, 1.0), (3.0, 0.5)]
    figure = plots.plot_lines(X, y, tried, lambda a, b: 0.25 if a else 0.5)
    titles = [ax.get_title() for ax in figure.axes]
    assert [title.split("\n")[1] for title in titles] == [
        "25.0% right",
        "50.0% right",
        "25.0% right",
        "25.0% right",
    ]


def test_a_step_shows_the_point_and_both_lines():
    ax = plots.plot_perceptron_step(X, y, 2, [1.0, 2.0, -1.0], [0.0, 1.0, 0.0])
    ring = ax.collections[2]
    assert ring.get_offsets().tolist() == [[1.0, 3.0]]
    before, after = ax.lines
    x1, x2 = (np.asarray(values) for values in before.get_data())
    assert np.allclose(1.0 + 2.0 * x1 - x2, 0.0)
    assert np.allclose(after.get_xdata(), 0.0)  # an upright line
    assert legend_of(ax)[-2:] == ["before", "after"]


def test_weights_without_a_line_draw_none():
    ax = plots.plot_perceptron_step(X, y, 0, [0.0, 0.0, 0.0], [1.0, 0.0, 2.0])
    assert [line.get_label() for line in ax.lines] == ["after"]


def test_the_marks_of_mistakes_are_round_numbers():
    ax = plots.plot_mistakes([50, 60] * 100)
    assert {50, 60} <= set(ax.get_yticks())


def test_mistakes_start_at_epoch_1_and_the_axis_at_0():
    ax = plots.plot_mistakes([4, 2, 0])
    assert ax.lines[0].get_xdata().tolist() == [1, 2, 3]
    assert ax.lines[0].get_ydata().tolist() == [4, 2, 0]
    assert ax.get_ylim()[0] == 0
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("epoch", "mistakes")
