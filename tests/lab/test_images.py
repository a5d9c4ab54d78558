import matplotlib
import numpy as np
import pytest

matplotlib.use("Agg")

import matplotlib.pyplot as plt

from viva.lab import images


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def shown(figure):
    return [ax for ax in figure.axes if ax.images]


def test_digits_with_their_labels():
    X = np.arange(3 * 16).reshape(3, 16)
    figure = images.plot_digits(X, [4, 0, 9], columns=2, title="three")
    axes = shown(figure)
    assert [ax.get_title() for ax in axes] == ["4", "0", "9"]
    assert np.array_equal(axes[1].images[0].get_array(), X[1].reshape(4, 4))
    assert figure.get_suptitle() == "three"


def test_digits_without_labels():
    assert [ax.get_title() for ax in shown(images.plot_digits(np.zeros((2, 64))))] == ["", ""]


def test_what_is_no_square_is_refused():
    with pytest.raises(ValueError, match="square"):
        images.plot_digits(np.zeros((2, 60)))


def test_misread_digits_say_what_they_are_and_how_sure_the_network_is():
    P = np.array([[0.9, 0.1], [0.2, 0.8], [0.25, 0.75]])
    figure = images.plot_misread(np.arange(12).reshape(3, 4), [0, 1, 0], P, [2, 1])
    titles = [ax.get_title() for ax in shown(figure)]
    assert titles[0] == "row 2: a 0\nread as 1\n(75% sure)"
    assert titles[1].startswith("row 1: a 1\nread as 1")
    assert np.array_equal(shown(figure)[0].images[0].get_array(), [[8, 9], [10, 11]])


def test_an_eight_is_called_an_eight():
    P = np.eye(10)[[8]]
    (ax,) = shown(images.plot_misread(np.zeros((1, 4)), [8], P, [0]))
    assert ax.get_title().startswith("row 0: an 8\nread as 8")
    figure = images.plot_predictions(np.zeros((1, 4)), [8], {"after": P})
    assert figure.axes[0].get_title() == "an 8"


def test_weights_are_images_of_columns_around_white():
    W = np.array([[1.0, 0.0], [0.0, 0.0], [0.0, -3.0], [2.0, 0.0]])
    axes = shown(images.plot_weights(W))
    assert np.array_equal(axes[0].images[0].get_array(), [[1, 0], [0, 2]])
    picture = axes[0].images[0]
    assert picture.get_clim() == (-3.0, 3.0)
    assert picture.cmap(0.5)[:3] == pytest.approx((1, 1, 1), abs=0.02)


def test_a_confusion_matrix_names_its_axes_and_leaves_zeros_out():
    matrix = np.array([[30, 2, 0], [0, 25, 0], [1, 0, 28]])
    ax = images.plot_confusion(matrix, title="three classes")
    assert (ax.get_ylabel(), ax.get_xlabel()) == ("true class", "predicted class")
    written = {text.xy: text.get_text() for text in ax.texts}
    # (column, row)
    assert written == {(0, 0): "30", (1, 0): "2", (1, 1): "25", (0, 2): "1", (2, 2): "28"}


def test_mistakes_can_be_seen_beside_many_right_answers():
    matrix = np.array([[100, 1], [0, 100]])
    colours = images.plot_confusion(matrix).images[0]
    shade = colours.to_rgba(colours.get_array())
    assert np.linalg.norm(shade[0, 1] - shade[1, 0]) > 0.3


def test_a_matrix_without_mistakes():
    assert len(images.plot_confusion(np.diag([3, 4])).texts) == 2


def test_bars_of_two_networks_below_each_image():
    P = np.array([[0.2, 0.8], [0.5, 0.5], [0.9, 0.1]])
    figure = images.plot_predictions(
        np.arange(12).reshape(3, 4), [1, 0, 0], {"before": P[::-1], "after": P}, title="bars"
    )
    pictures, before, after = figure.axes[:3], figure.axes[3:6], figure.axes[6:]
    assert [ax.get_title() for ax in pictures] == ["a 1", "a 0", "a 0"]
    assert (before[0].get_ylabel(), after[0].get_ylabel()) == ("before", "after")
    assert [bar.get_height() for bar in after[0].patches] == [0.2, 0.8]
    assert [bar.get_height() for bar in before[0].patches] == [0.9, 0.1]
    # The right class has the same colour everywhere, and the other one another.
    right = {ax.patches[k].get_facecolor() for ax, k in zip(after, [1, 0, 0], strict=True)}
    other = {ax.patches[k].get_facecolor() for ax, k in zip(after, [0, 1, 1], strict=True)}
    assert len(right) == len(other) == 1 and right != other
