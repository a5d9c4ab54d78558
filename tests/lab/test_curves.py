import matplotlib as mpl
import numpy as np
import pytest

mpl.use("Agg")

import matplotlib.pyplot as plt

from viva.lab import plot_classes, plot_curves, plot_images
from viva.lab.curves import CLASS_COLOURS, CLASS_MARKERS, CLASS_PALE, SERIES, STYLES


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def test_curves_are_counted_from_epoch_1_and_have_a_legend():
    axes = plot_curves({"training": [0.2, 0.5, 0.9], "validation": [0.1, 0.4]}, title="A training")
    training, validation = axes.lines
    assert training.get_xdata().tolist() == [1, 2, 3]
    assert validation.get_ydata().tolist() == [0.1, 0.4]
    assert training.get_linestyle() != validation.get_linestyle()
    assert training.get_color() != validation.get_color()
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["training", "validation"]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("epoch", "accuracy")
    assert axes.get_title() == "A training"


def test_an_accuracy_is_shown_on_its_whole_range():
    assert plot_curves({"training": [0.95, 0.97]}).get_ylim()[0] == 0
    assert plot_curves({"training": [0.95, 0.97]}, ylabel="loss").get_ylim()[0] > 0.9


def test_curves_over_other_numbers_on_logarithmic_axes():
    axes = plot_curves({"time": [1, 10]}, x=[10, 1000], log=True, xlabel="N", ylabel="seconds")
    assert axes.lines[0].get_xdata().tolist() == [10, 1000]
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")


def test_the_marks_of_epochs_are_whole_numbers():
    ticks = plot_curves({"training": [0.5] * 20}).get_xticks()
    assert np.array_equal(ticks, np.round(ticks)) and 10 in ticks
    # Numbers that are given lie where they lie.
    ticks = plot_curves({"share": [0, 1]}, x=[0, 1], ylabel="share").get_xticks()
    assert not np.array_equal(ticks, np.round(ticks))


def test_few_values_have_markers_and_many_have_none():
    few, many = plot_curves({"few": range(10), "many": range(100)}).lines
    assert few.get_marker() == "o" and many.get_marker() in (None, "None")


@pytest.mark.parametrize("number", [0, 6])
def test_too_many_or_no_curves_are_refused(number):
    with pytest.raises(ValueError, match="can be drawn"):
        plot_curves({str(k): [1.0] for k in range(number)})


def test_every_series_and_every_class_has_its_own_look():
    assert len(set(SERIES)) == len(set(STYLES)) == 5
    assert len(set(CLASS_COLOURS)) == len(set(CLASS_MARKERS)) == len(set(CLASS_PALE)) == 5


def test_classes_are_points_of_their_own_on_the_ground_of_the_answers():
    asked = []

    def predict(points):
        asked.append(points.shape)
        return (points[:, 0] > 0.5).astype(int) + (points[:, 0] > 1.5)

    X, y = np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 0.0]]), np.array([0, 1, 2])
    axes = plot_classes(X, y, predict, steps=30, title="Three strips")
    assert asked == [(900, 2)]
    names = [text.get_text() for text in axes.get_legend().get_texts()]
    assert names == ["class 0", "class 1", "class 2"]
    assert axes.get_xlabel() and axes.get_ylabel() and axes.get_title() == "Three strips"


def test_one_answer_everywhere_has_no_boundary():
    X, y = np.array([[0.0, 0.0], [1.0, 2.0]]), np.array([0, 1])
    plain = plot_classes(X, y)
    everywhere = plot_classes(X, y, lambda points: np.ones(len(points)))
    assert len(everywhere.collections) == len(plain.collections) + 1


def test_classes_that_cannot_be_drawn_are_refused():
    with pytest.raises(ValueError, match="from 0 to 4"):
        plot_classes(np.zeros((2, 2)), np.array([0, 5]))
    with pytest.raises(ValueError, match="returned 1 values"):
        plot_classes(np.eye(2), np.array([0, 1]), lambda points: 1)


def test_images_stand_in_rows_under_their_titles():
    figure = plot_images(np.zeros((5, 8, 8)), list("abcde"), columns=3, title="Five")
    assert len(figure.axes) == 6
    assert [ax.get_title() for ax in figure.axes] == ["a", "b", "c", "d", "e", ""]
    assert [len(ax.images) for ax in figure.axes] == [1, 1, 1, 1, 1, 0]


def test_signed_images_have_0_in_the_middle_of_their_colours():
    figure = plot_images(np.array([[[-1.0, 0.5]], [[0.25, 0.0]]]), signed=True)
    assert [ax.images[0].get_clim() for ax in figure.axes if ax.images] == [(-1, 1), (-1, 1)]


def test_images_need_three_axes():
    with pytest.raises(ValueError, match="height"):
        plot_images(np.zeros((5, 64)))


def test_weights_as_images_share_a_scale_with_0_in_the_middle():
    images = np.array([[[1.0, -4.0], [0.0, 0.0]], [[2.0, 0.0], [0.0, 0.0]]])
    figure = plot_images(images, ["a", "b"], signed=True)
    drawn = [ax.images[0] for ax in figure.axes if ax.get_title()]
    assert [image.get_clim() for image in drawn] == [(-4.0, 4.0)] * 2
    assert [image.get_array().tolist() for image in drawn] == images.tolist()
    assert any(ax.get_ylabel() == "weight" for ax in figure.axes)
