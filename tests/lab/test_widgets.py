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


def test_the_lab_imports_numpy_and_nothing_heavier():
    code = (
        "import sys, viva.lab; "
        "sys.exit(any(m in sys.modules for m in ('ipywidgets', 'IPython', 'sklearn', 'nbgrader')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
