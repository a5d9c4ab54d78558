import base64
import subprocess
import sys

import matplotlib
import numpy as np
import pytest

matplotlib.use("Agg")

import matplotlib.pyplot as plt

from viva.lab import widgets

X = np.array([[0.0, 1.0], [2.0, -1.0], [1.0, 3.0]])
y = np.array([0, 1, 0])


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def display_formatter():
    formatters = pytest.importorskip("IPython.core.formatters")
    return formatters.DisplayFormatter()


def test_without_a_kernel_a_still_picture_comes():
    figure = widgets.line_explorer(X, y, lambda a, b: 0.5)
    assert len(figure.axes) == len(widgets.STILL_LINES)
    assert plt.get_fignums() == []


def test_without_ipywidgets_a_still_picture_comes(monkeypatch):
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    assert not widgets.can_be_live()
    assert widgets.line_explorer(X, y, lambda a, b: 0.5).axes


def test_the_sliders_move_the_line(monkeypatch):
    pytest.importorskip("ipywidgets")
    seen = []
    drawn = []

    def accuracy_of_line(a, b):
        seen.append((a, b))
        return 0.75

    monkeypatch.setattr(plt, "show", lambda: drawn.append(plt.gcf()))
    explorer = widgets.line_explorer(X, y, accuracy_of_line, a=(-4, 4), b=(-1, 1), live=True)
    slope, intercept = explorer.children[:2]
    assert (slope.min, slope.max, intercept.min, intercept.max) == (-4, 4, -1, 1)
    slope.value = -1.0
    intercept.value = 0.25
    explorer.update()
    assert seen[-1] == (-1.0, 0.25)
    ax = drawn[-1].axes[0]
    assert "75.0%" in ax.get_title()
    x1, x2 = (np.asarray(values) for values in ax.lines[0].get_data())
    assert np.allclose(x2, -x1 + 0.25)


def drawn_by(drawn):
    def draw(value, ax):
        drawn.append(value)
        ax.set_title(f"value {value}")

    return draw


def test_of_values_a_still_picture_shows_those_that_are_chosen():
    drawn = []
    figure = widgets.value_explorer(drawn_by(drawn), [1, 2, 3], name="n", still=[3, 1])
    assert drawn == [3, 1]
    assert [ax.get_title() for ax in figure.axes] == ["value 3", "value 1"]
    assert plt.get_fignums() == []


@pytest.mark.parametrize("play", [False, True])
def test_a_slider_goes_through_the_values(monkeypatch, play):
    pytest.importorskip("ipywidgets")
    drawn = []
    monkeypatch.setattr(plt, "show", lambda: drawn.append(plt.gcf().axes[0].get_title()))
    explorer = widgets.value_explorer(
        drawn_by([]), [0.01, 0.1, 1.0], name="rate", still=[0.1], play=play, live=True
    )
    *buttons, slider, _ = explorer.children
    assert [label for label, _ in slider.options] == ["0.01", "0.1", "1"]
    explorer.update()
    assert slider.value == 0.1 and drawn[-1] == "value 0.1"
    if play:
        (button,) = buttons
        assert (button.min, button.max, button.value) == (0, 2, 1)
        button.value = 2
    else:
        assert buttons == []
        slider.value = 1.0
    explorer.update()
    assert slider.value == 1.0 and drawn[-1] == "value 1.0"


def test_a_widget_brings_a_still_picture_for_print(monkeypatch):
    pytest.importorskip("ipywidgets")
    monkeypatch.setattr(plt, "show", plt.close)
    explorer = widgets.value_explorer(drawn_by([]), [1, 2], name="n", still=[2, 1], live=True)
    data, about = display_formatter().format(explorer)
    assert "application/vnd.jupyter.widget-view+json" in data
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert about["image/png"]["alt"] == "2 panels: value 2; value 1."
    assert plt.get_fignums() == []


def test_the_line_of_a_widget_is_in_its_still_picture():
    pytest.importorskip("ipywidgets")
    explorer = widgets.line_explorer(X, y, lambda a, b: 0.75, live=True)
    _, about = display_formatter().format(explorer)
    assert about["image/png"]["alt"].startswith("6 panels: ")
    assert "75.0% right" in about["image/png"]["alt"]


def test_a_widget_whose_still_picture_fails_is_shown_all_the_same():
    pytest.importorskip("ipywidgets")

    def unanswered(a, b):
        raise NotImplementedError("q03_accuracy")

    explorer = widgets.line_explorer(X, y, unanswered, live=True)
    data, about = display_formatter().format(explorer)
    assert "application/vnd.jupyter.widget-view+json" in data
    assert "image/png" not in data and about == {}
    assert plt.get_fignums() == []


def test_the_slider_begins_at_one_of_its_values():
    with pytest.raises(ValueError, match="cannot begin at 4"):
        widgets.value_explorer(drawn_by([]), [1, 2], name="n", still=[4])


def test_the_lab_imports_numpy_and_nothing_heavier():
    code = (
        "import sys, viva.lab; "
        "sys.exit(any(m in sys.modules for m in ('ipywidgets', 'IPython', 'sklearn', 'nbgrader')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
