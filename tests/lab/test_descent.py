import matplotlib
import numpy as np
import pytest

matplotlib.use("Agg")

import matplotlib.pyplot as plt

from viva.lab import descent

X = np.array([[0.0, 1.0], [2.0, -1.0], [1.0, 3.0]])
y = np.array([0, 1, 0])


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def legend_of(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def looks_of(ax):
    return [(line.get_color(), line.get_linestyle()) for line in ax.lines]


def test_curves_have_their_values_and_looks_of_their_own():
    ax = descent.plot_functions(
        {"square": lambda z: z**2, "line": lambda z: z, "one": np.ones_like},
        low=-2,
        high=2,
        title="three",
    )
    z, values = ax.lines[0].get_data()
    assert (z[0], z[-1]) == (-2, 2)
    assert np.allclose(values, np.square(z))
    assert legend_of(ax) == ["square", "line", "one"]
    assert len(set(looks_of(ax))) == 3
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_title()) == ("$z$", "value", "three")


def test_curve_colours_differ_in_grey_too():
    weights = [0.299, 0.587, 0.114]
    greys = [np.dot(weights, matplotlib.colors.to_rgb(c)) for c in descent.CURVE_COLOURS]
    # Two of the four colours are nearly as light; their line styles tell them apart.
    assert np.ptp(greys[:3]) > 0.3
    assert len(set(descent.CURVE_STYLES)) == len(descent.CURVE_STYLES) == len(greys)


def test_a_curve_needs_a_value_for_each_number():
    with pytest.raises(ValueError, match="'sum' returned shape"):
        descent.plot_functions({"sum": np.sum})


def test_losses_start_at_step_0_and_the_axis_at_0():
    ax = descent.plot_losses({"one": [4.0, 2.0], "two": [4.0, 3.0, 2.5]}, across="epoch")
    assert ax.lines[1].get_xdata().tolist() == [0, 1, 2]
    assert ax.lines[1].get_ydata().tolist() == [4.0, 3.0, 2.5]
    assert ax.get_ylim()[0] == 0
    assert ax.get_xlabel() == "epoch" and ax.get_ylabel() == "summed cross-entropy"
    assert legend_of(ax) == ["one", "two"]


def test_a_map_has_its_paths_the_bottom_and_rings_at_the_start():
    asked = []

    def loss(w):
        asked.append(w)
        return float(np.sum((w - [1, -1]) ** 2))

    path = [[0.0, 0.0], [0.5, -0.5], [1.0, -1.0]]
    ax = descent.plot_descent(
        loss, {"a path": path}, low=(-2, -3), high=(2, 3), bottom=[1, -1], steps=11
    )
    assert len(asked) == 11 * 11
    walked, ring, star = ax.lines
    assert np.column_stack(walked.get_data()).tolist() == path
    assert np.column_stack(ring.get_data()).tolist() == [[0.0, 0.0]]
    assert np.column_stack(star.get_data()).tolist() == [[1.0, -1.0]]
    assert legend_of(ax) == ["a path", "bottom"]
    assert (ax.get_xlim(), ax.get_ylim()) == ((-2, 2), (-3, 3))


def test_the_contour_lines_of_a_map_lie_at_one_height_each():
    ax = descent.plot_descent(
        lambda w: float(w[0] ** 2 + w[1] ** 2), {}, low=(-2, -2), high=(2, 2), steps=81
    )
    lines = ax.collections[-1]
    for level, path in zip(lines.levels, lines.get_paths(), strict=True):
        heights = np.sum(path.vertices**2, axis=1)
        assert np.allclose(heights, level, atol=0.1)


def test_the_line_of_a_probability_is_where_it_is_one_half():
    ax = descent.plot_probability(lambda points: 1 / (1 + np.exp(-3 * (points[:, 0] - 0.5))), X, y)
    line = ax.collections[-1]
    across = np.concatenate([path.vertices[:, 0] for path in line.get_paths()])
    assert np.allclose(across, 0.5, atol=0.02)
    assert legend_of(ax) == ["class 0", "class 1"]


def test_a_probability_that_is_never_one_half_has_no_line():
    ax = descent.plot_probability(lambda points: np.full(len(points), 0.9), X, y, steps=5)
    assert not any(
        matplotlib.colors.same_color(collection.get_edgecolor()[:1], "black")
        for collection in ax.collections[2:]
        if len(collection.get_edgecolor())
    )


def test_a_probability_needs_a_number_for_each_point():
    with pytest.raises(ValueError, match="1 numbers for 25 points"):
        descent.plot_probability(lambda points: [0.5], X, y, steps=5)


def test_several_models_side_by_side_share_a_legend():
    models = {f"model {k}": lambda points, k=k: np.full(len(points), k / 4) for k in range(3)}
    figure = descent.plot_probabilities(models, X, y)
    assert [ax.get_title() for ax in figure.axes] == list(models)
    assert all(ax.get_legend() is None for ax in figure.axes)
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["class 0", "class 1"]


def test_a_regression_line_has_its_intercept_first():
    ax = descent.plot_regression([0, 1, 2], [1, 3, 5], {"the line": (1, 2)}, across="size")
    x, values = (np.asarray(data) for data in ax.lines[0].get_data())
    assert np.allclose(values, 1 + 2 * x)
    assert legend_of(ax) == ["samples", "the line"]
    ax.figure.canvas.draw()
    assert ax.get_legend().get_window_extent().y1 < ax.get_window_extent().y0
    assert ax.get_xlabel() == "size"
