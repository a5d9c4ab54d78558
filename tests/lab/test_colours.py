import matplotlib
import numpy as np
import pytest

matplotlib.use("Agg")

import matplotlib.pyplot as plt

from viva.lab.colours import plot_colours


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def test_images_in_colour_with_their_titles():
    images = np.arange(3 * 4 * 5 * 3, dtype=np.uint8).reshape(3, 4, 5, 3)
    figure = plot_colours(images, ["a", "b", "c"], columns=2, title="three")
    shown = [ax for ax in figure.axes if ax.images]
    assert [ax.get_title() for ax in shown] == ["a", "b", "c"]
    assert np.array_equal(shown[2].images[0].get_array(), images[2])
    assert figure.get_suptitle() == "three" and len(figure.axes) == 4


def test_images_without_titles_from_a_list():
    figure = plot_colours([np.zeros((4, 4, 3)), np.ones((4, 4, 3))])
    assert [ax.get_title() for ax in figure.axes] == ["", ""]


@pytest.mark.parametrize("shape", [(3, 32, 32), (2, 3, 32, 32), (32, 32, 3)])
def test_what_has_no_colours_at_its_end_is_refused(shape):
    with pytest.raises(ValueError, match="the colours last"):
        plot_colours(np.zeros(shape))
