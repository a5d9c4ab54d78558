import json
from pathlib import Path

import matplotlib
import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from traitlets.config import Config

matplotlib.use("Agg")

import matplotlib.pyplot as plt

from viva.lab import alternative
from viva.lab.curves import plot_curves, plot_images

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def test_the_title_the_axes_and_the_legend_are_said():
    curves = {"training": [0.1, 0.9], "validation": [0.2, 0.8]}
    ax = plot_curves(curves, title="784-100-10")
    said = alternative.alternative_text(ax.get_figure())
    assert said == "784-100-10, accuracy over epoch (training, validation)."


def test_several_panels_are_counted():
    figure = plot_images([[[0, 1]], [[1, 0]]], ["a 2", "a 4"], title="held out")
    assert alternative.alternative_text(figure) == "Held out. 2 panels: a 2; a 4."


def test_a_colour_bar_is_no_panel_and_panels_without_names_count():
    weights = [[[0, 1]], [[1, 0]], [[0, 0]]]
    figure = plot_images(weights, columns=2, title="weights of neurons", signed=True)
    said = alternative.alternative_text(figure)
    assert said == "Weights of neurons. 3 panels. colour bar: weight."


def test_formulas_lose_their_signs():
    figure, ax = plt.subplots()
    ax.set_title(r"$x_2 = 0.25\,x_1$")
    ax.set_xlabel("$z = w \\cdot x$")
    assert alternative.alternative_text(figure) == "X_2 = 0.25 x_1, z = w · x."


def test_a_figure_without_names_and_one_with_many():
    figure, _ = plt.subplots()
    assert alternative.alternative_text(figure) == "A figure without a title."
    figure, axes = plt.subplots(5, 10)
    for number, ax in enumerate(axes.flat):
        ax.set_title(f"a panel with a long title, number {number}")
    assert len(alternative.alternative_text(figure)) <= alternative.LONGEST


def test_it_reaches_the_html_of_a_notebook():
    code = "from viva.lab import plot_curves\nplot_curves({'loss of all': [2, 1]}, title='Down');"
    own = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.title('My own')\nplt.show()"
    cells = [nbformat.v4.new_code_cell(source) for source in (code, own)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    settings = json.loads((ROOT / "etc/jupyter/jupyter_nbconvert_config.json").read_text())
    html, _ = HTMLExporter(config=Config(settings)).from_notebook_node(notebook)
    assert 'alt="Down, accuracy over epoch (loss of all)."' in html
    assert 'alt="My own."' in html
    assert "No description has been provided" not in html
