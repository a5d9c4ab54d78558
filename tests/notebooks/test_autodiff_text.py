"""Every number that the text of 07_autodiff states is computed here, with its own solutions."""

import contextlib
import io
import math
import re
from functools import cache
from pathlib import Path

import matplotlib as mpl
import nbformat
import numpy as np
import pytest

from viva.grading.optional import is_installed

mpl.use("Agg")

ROOT = Path(__file__).parents[2]
NOTEBOOK = nbformat.read(ROOT / "source" / "07_autodiff" / "autodiff.ipynb", as_version=4)
CELLS = {cell.id: cell for cell in NOTEBOOK.cells}
needs_torch = pytest.mark.skipif(
    not (is_installed("torch") and is_installed("keras")), reason="needs PyTorch and Keras"
)


@cache
def names(last="q05-gradcheck"):
    """Run the given and the answer cells of the solution notebook up to one; give its names."""
    found = {"__name__": "__main__"}
    for cell in NOTEBOOK.cells:
        data = cell.metadata.get("nbgrader")
        if cell.cell_type == "code" and data and not data["grade"]:
            exec(compile(cell.source, f"<{cell.id}>", "exec"), found)
        if cell.id == last:
            return found
    raise KeyError(last)


def explored(cell_id, last="q05-gradcheck", before=()):
    """Run an explore cell after other cells; give its names and what it prints."""
    import matplotlib.pyplot as plt

    found, said = dict(names(last)), io.StringIO()
    with contextlib.redirect_stdout(said):
        for name in (*before, cell_id):
            exec(compile(CELLS[name].source, f"<{name}>", "exec"), found)
    plt.close("all")
    return found, said.getvalue()


def states(cell_id, *texts):
    source = CELLS[cell_id].source
    for text in texts:
        pattern = r"(?<![\d.])" + re.escape(text) + r"(?![\d]|\.\d)"
        assert re.search(pattern, source), f"{cell_id} does not state {text}"


def test_questions_and_points():
    graded = [
        c.metadata.nbgrader for c in NOTEBOOK.cells if c.metadata.get("nbgrader", {}).get("grade")
    ]
    written = [data.points for data in graded if data.solution]
    points = sum(data.points for data in graded)
    assert (len(graded), points, points - sum(written), sum(written)) == (17, 42, 34, 8)
    states("title", "42", "34", "8")
    assert "Seventeen questions" in CELLS["title"].source
    for data in graded:
        cell = CELLS[data.grade_id.removesuffix("_test").replace("_", "-") + "-text"]
        assert re.search(rf"\b{data.points} (more |points|point)", cell.source), data.grade_id


def test_the_class_has_as_many_lines_as_the_introduction_says():
    lines = [line for line in CELLS["q04-value"].source.splitlines() if line.strip()]
    assert "about seventy lines" in CELLS["title"].source and 60 <= len(lines) <= 80


def test_the_first_function():
    space = names()
    states("q01-chain-rule-text", f"{space['f'](0):.3f}", f"{space['df'](0):.3f}")
    values, slopes = space["graph_gradient"](0.0)
    states("q02-graph-text", *(f"{values[n]:.3f}" for n in "def"), f"{slopes['c']:.3f}")
    assert values["a"] == values["b"] == 1 and values["c"] == 2
    assert slopes["b"] == slopes["c"] and slopes["a"] == slopes["x"]
    states("q02-graph-text", f"{slopes['a']:.3f}")


def test_finite_differences():
    found, _ = explored("look-at-differences")
    steps, central, one_sided = (np.array(found[n]) for n in ("steps", "central", "one_sided"))
    assert steps[central.argmin()] == pytest.approx(1e-6) and central.min() < 1e-10
    # Slopes 1 and 2 where the step is too coarse, and no error of 0 anywhere.
    assert one_sided[2] / one_sided[4] == pytest.approx(100, rel=0.1)
    assert central[1] / central[3] == pytest.approx(1e4, rel=0.2)
    assert one_sided[-1] > one_sided.min() * 100 and central[-1] > central.min() * 100
    states("differences-remark", "10^{-6}", "10^{-10}")


def test_the_second_function():
    values, slopes = names()["second_graph_gradient"](1.0)
    stated = [f"{values[name]:.3f}" for name in "bcdef"]
    states("q03-second-graph-text", *stated, *(f"{slopes[n]:.3f}" for n in "cax"))
    assert slopes["b"] == slopes["c"]


def test_calls_are_those_of_the_formulas_in_the_text():
    formula = CELLS["q03-second-graph-text"].source.split("$$")[1]
    calls = sum(formula.count(sign) for sign in (r"\sqrt", r"\cos", r"\sin", "e^{"))
    assert names()["calls_explicit"] == calls
    assert names()["calls_graph"] == 4
    assert "together five" in CELLS["q03-operations-text"].source


def test_the_machine():
    found, said = explored("look-at-value")
    assert found["x"].grad == pytest.approx(found["df"](0.0), rel=1e-14)
    x, y = found["Value"](2.0), found["Value"](3.0)
    z = x * y + x
    z.backward()
    assert (z.data, x.grad, y.grad) == (8, 4, 2)
    states("q04-value-text", "8", "4")
    _, said = explored("look-at-gradcheck")
    numbers = [float(line.split()[-1]) for line in said.splitlines()]
    assert len(numbers) == 7 and max(numbers) < 1e-7
    assert found["gradcheck"](found["with_slopes"]("x ** 2", "3 * x"), [1.0]) == pytest.approx(1)


def test_losses_in_the_example():
    losses = -np.log([0.5, 0.125])
    states("q10-keras-nll-text", f"{losses[0]:.3f}", f"{losses[1]:.3f}", f"{losses.mean():.3f}")
    states("q10-keras-text", f"{math.log(4):.3f}")


def test_parameters_of_the_convolutional_network():
    sizes = [8 * 25, 8, 16 * 200, 16, 64 * 256, 64, 640, 10]
    assert f"{sum(sizes):,}".replace(",", "{,}") in CELLS["q09-conv-net-text"].source
    assert sum(sizes) / (784 * 100 + 100 + 1000 + 10) == pytest.approx(0.25, abs=0.02)


@needs_torch
def test_steps_by_pytorch():
    space = names("q09-conv-net")
    two = np.array([[1.0], [3.0]])
    for train in ("train_values", "train_torch"):
        assert space[train](two, np.array([0, 1]), 0.2, 1) == pytest.approx([0.1, 0])
    fit = space["linear_regression_autograd"]
    assert fit(np.array([[1.0], [2.0]]), np.array([1.0, 3.0]), 0.1, 1) == pytest.approx([0.7, 0.4])
    assert sum(p.numel() for p in space["ConvNet"]().parameters()) == 20522


@needs_torch
def test_keras_and_the_digits():
    space = names("given-digits")
    states("digits-intro", f"{len(space['y_train']):,}", str(len(space["y_test"])))
    model = space["build_model"](3, 4, 2, 1.0, 0.9)
    weights = [np.zeros((3, 4)), np.zeros(4), np.zeros((4, 2)), np.array([0, np.log(3)])]
    P, loss, after = space["keras_steps"](model, weights, np.ones((1, 3)), np.array([0]), 1)
    assert pytest.approx([0.25, 0.75], abs=1e-5) == P[0]
    assert loss == pytest.approx(math.log(4), abs=1e-5)
    assert after[3] == pytest.approx([0.75, math.log(3) - 0.75], abs=1e-5)


@needs_torch
@pytest.mark.slow
def test_training_with_and_without_momentum():
    found, _ = explored("look-at-training", "q09-conv-net", ["given-images"])
    plain, fast = found["accuracies"].values()
    assert plain[0] == fast[0] < 0.25
    assert fast[1] > plain[1] and fast[-1] > plain[-1]
    found, said = explored("look-at-conv", "q09-conv-net", ["given-images", "look-at-training"])
    assert float(said.split()[-5]) > fast[-1]


@needs_torch
@pytest.mark.slow
def test_fifty_epochs_overfit():
    space = names("q11-over-or-underfit")
    train, test = np.array(space["train_losses"]), np.array(space["test_losses"])
    assert train[-1] < train[0] / 100 and train[-1] < train[-5]
    assert np.ptp(test[30:]) < 0.1 * test[-1] and test[-1] > 10 * train[-1]
    assert space["nll_train"] == pytest.approx(space["keras_loss"], abs=1e-5)
