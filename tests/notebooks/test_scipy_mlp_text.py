"""Every number that the text of 06_scipy_mlp states is computed here, with its own solutions."""

import ast
import contextlib
import io
import os
import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import matplotlib as mpl
import nbformat
import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from viva.compare.numbers import Tolerance

mpl.use("Agg")

FOLDER = Path(__file__).parents[2] / "source" / "06_scipy_mlp"
NOTEBOOK = nbformat.read(FOLDER / "scipy_mlp.ipynb", as_version=4)
CELLS = {cell.id: cell for cell in NOTEBOOK.cells}


@contextlib.contextmanager
def beside_the_notebook():
    """Work in the notebook's folder, where its data are, with one thread as it does."""
    here = Path.cwd()
    os.chdir(FOLDER)
    try:
        with threadpool_limits(1):
            yield
    finally:
        os.chdir(here)


@cache
def names():
    """Run the given and the answer cells of the solution notebook, and give its names."""
    found = {"__name__": "__main__"}
    with beside_the_notebook():
        for cell in NOTEBOOK.cells:
            data = cell.metadata.get("nbgrader")
            if cell.cell_type == "code" and data and not data["grade"]:
                exec(compile(cell.source, f"<{cell.id}>", "exec"), found)
    return found


@cache
def explored(cell_id):
    """Run an explore cell after all given and answer cells; give its names and what it prints."""
    import matplotlib.pyplot as plt

    found, said = dict(names()), io.StringIO()
    with beside_the_notebook(), contextlib.redirect_stdout(said):
        exec(compile(CELLS[cell_id].source, f"<{cell_id}>", "exec"), found)
    figures = [plt.figure(number) for number in plt.get_fignums()]
    looks = [(ax.get_title(), ax.get_xlabel(), ax.get_ylabel()) for f in figures for ax in f.axes]
    legends = [f for f in figures if f.legends or any(ax.get_legend() for ax in f.axes)]
    plt.close("all")
    assert all(all(look) for look in looks) and len(legends) == len(figures), cell_id
    return found, said.getvalue(), looks


def states(cell_id, *texts):
    source = CELLS[cell_id].source
    for text in texts:
        pattern = r"(?<![\d.])" + re.escape(text) + r"(?![\d]|\.\d)"
        assert re.search(pattern, source), f"{cell_id} does not state {text}"


def about(cell_id, stated, computed, slack=0.02):
    """Check a number of a long training, which may be a little different on another machine."""
    states(cell_id, stated)
    assert float(stated) == pytest.approx(computed, abs=slack), f"{cell_id}: {stated}"


def example(*, x=2.0, t=1, lam=0.1):
    """Give the network of the examples with one neuron in each layer, and one point."""
    return names()["one_neuron"], np.array([[x]]), np.array([t]), lam


def test_the_points():
    points = {"test": 0, "written": 0}
    questions = set()
    for cell in NOTEBOOK.cells:
        data = cell.metadata.get("nbgrader", {})
        if data.get("grade"):
            points["written" if data["solution"] else "test"] += data["points"]
            questions.add(data["grade_id"][:3])
            question = data["grade_id"].removesuffix("_test")
            heading = CELLS[f"{question.replace('_', '-')}-text"].source.splitlines()[0]
            pattern = rf"### [A-Z][^·]+ · {question} · {data['points']} points?\b"
            assert re.match(pattern, heading), heading
    assert len(questions) == 13 and "Thirteen questions" in CELLS["title"].source
    states("title", str(points["test"] + points["written"]), str(points["test"]))
    states("title", str(points["written"]))


def test_the_tolerance():
    assert Tolerance().rtol == 1 / 100_000
    states("title", "100,000")


def test_the_clouds():
    found, _, _ = explored("look-at-clouds")
    X, t = found["X_clouds"], found["t_clouds"]
    states("clouds-remark", *(str(np.sum(t == label)) for label in (0, 1)))
    low, high = X[t == 0], X[t == 1]
    # "a long cloud that rises to the right, and above it a rounder one"
    lengths = [np.sqrt(np.linalg.eigvalsh(np.cov(cloud.T))) for cloud in (low, high)]
    assert lengths[0][1] > 2 * lengths[0][0] and lengths[1][1] < 1.4 * lengths[1][0]
    assert np.corrcoef(low.T)[0, 1] > 0.5 and high[:, 1].mean() > low[:, 1].mean() + 1
    # "A line separates most of them, and some points of either class lie beyond it"
    line = np.linalg.lstsq(np.c_[X, np.ones(len(X))], 2 * t - 1, rcond=None)[0]
    said = np.c_[X, np.ones(len(X))] @ line > 0
    assert 0.9 < np.mean(said == t) < 1 and said[t == 0].any() and not said[t == 1].all()
    said = explored("look-into-file")[1]
    assert "upper" in said and "lower" in said and said.count("__") == 6


def test_the_example_of_the_file():
    made = names()["save_clouds"](west=[[5.0, 6.0]], east=[[1.0, 2.0], [3.0, 4.0]])
    X, t = names()["load_clouds"](made)
    states("q01-load-clouds-text", f"`{X.astype(int).tolist()}`", f"`{t.tolist()}`")
    assert "\n    Example: clouds of 2 points and of 1 point give t = [0, 0, 1]." in (
        CELLS["q01-load-clouds"].source
    )


def test_the_drawn_points():
    for name in ("blob", "rings"):
        assert np.bincount(names()[f"t_{name}"]).tolist() == [100, 100]
        radius = np.linalg.norm(names()[f"X_{name}"], axis=1)
        assert radius[:100].mean() + 0.5 < radius[100:].mean()
    X, t = names()["X_three"], names()["t_three"]
    # "six clumps stand on a circle, and clumps of one class face each other"
    centers = X.reshape(6, 25, 2).mean(axis=1)
    assert np.allclose(np.linalg.norm(centers, axis=1), 2, atol=0.25)
    assert np.allclose(centers[:3], -centers[3:], atol=0.4)
    assert t.reshape(6, 25)[:, 0].tolist() == [0, 1, 2, 0, 1, 2]
    explored("look-at-data")


def test_the_example_of_the_sigmoid():
    sigmoid, slope = names()["sigmoid"], names()["grad_sigmoid"]
    states("q02-sigmoid-pair-text", f"{sigmoid(np.log(3)):.2f}", f"{slope(np.log(3)):.4f}")
    states("q02-sigmoid-pair-text", f"{slope(0.0):.2f}")
    measured = (sigmoid(np.log(3)) - sigmoid(-np.log(3))) / (2 * np.log(3))
    states("q02-sigmoid-pair-text", f"{measured:.4f}")
    assert 0 < names()["largest_difference"] < 1e-10


def test_the_step_of_the_differences():
    found = explored("look-at-steps")[0]
    h, central, single = found["steps"], *map(np.array, found["errors"].values())
    assert 3e-6 < h[np.argmin(central)] < 1e-4 and 1e-12 < central.min() < 3e-11
    assert single.min() > 1e-9
    # "by two powers of ten for each power of h" from 1e-1 to 1e-4, and half as steeply
    large = (h < 0.2) & (h > 3e-5)
    for errors, slope in ((central, 2), (single, 1)):
        fitted = np.polyfit(np.log10(h[large]), np.log10(errors[large]), 1)[0]
        assert fitted == pytest.approx(slope, abs=0.15)
    assert central[h < 1e-12].min() > 1e-7


def test_the_example_of_the_vector():
    v = np.arange(1.0, 14.0)
    layers = names()["unpack"](v, (2, 3, 1))
    assert layers[0][0].tolist() == [[1, 2, 3], [4, 5, 6]] and layers[0][1].tolist() == [7, 8, 9]
    assert layers[1][0].ravel().tolist() == [10, 11, 12] and layers[1][1].tolist() == [13]
    assert np.array_equal(names()["pack"](layers), v)
    # "How many numbers has a network with sizes = (2, 4, 1)?"
    drawn = names()["draw_start"]((2, 4, 1), np.random.default_rng(0))
    assert len(names()["pack"](drawn)) == len(names()["check_vector"]) == 17


def test_the_example_of_the_loss():
    loss, (net, x, _, _) = names()["loss"], example()
    one, other = (loss(net, x, np.array([t]), 0.0) for t in (1, 0))
    both = loss(net, np.vstack((x, x)), np.array([1, 0]), 0.0)
    states("q04-loss-text", f"{one:.5f}", f"{other:.5f}", f"{both:.5f}")
    priced = loss(net, x, np.array([1]), 0.1)
    assert priced - one == pytest.approx(0.4)
    states("q04-loss-text", "0.4")
    states("q06-fun-text", f"{priced:.5f}", f"{one:.5f}")
    states("q11-deep-text", f"{priced:.5f}")
    assert loss([(np.zeros((2, 1)), np.zeros(1))], np.ones((3, 2)), np.ones(3), 0) == (
        pytest.approx(np.log(2))
    )


def test_the_example_of_the_gradient():
    slopes = [part.ravel()[0] for pair in names()["gradient"](*example()) for part in pair]
    assert slopes == pytest.approx([-0.25, -0.125, 0.275, -0.25])
    states("q05-gradient-text", "-0.25", "-0.125", "0.275")
    value, flat = names()["fun"](names()["pack"](example()[0]), *example()[1:3], (1, 1, 1), 0.1)
    assert flat == pytest.approx(slopes)
    deep = names()["fun_deep"](names()["pack"](example()[0]), *example()[1:3], (1, 1, 1), 0.1)
    assert deep[0] == pytest.approx(value) and deep[1] == pytest.approx(slopes)
    assert 0 < names()["gradient_error"] < 1e-6
    said = explored("look-at-gradient")[1]
    assert "in all 17 entries" in said


def test_the_example_of_the_rectifier():
    net = [(np.array([[0.5]]), np.array([-0.5])), example()[0][1]]
    slopes = names()["gradient_relu"](net, np.array([[2.0]]), np.array([1]), 0.1)
    found = [part.ravel()[0] for pair in slopes for part in pair]
    assert found == pytest.approx([-0.9, -0.5, 0.275, -0.25])
    states("q09-relu-text", "-0.9", "-0.5", "0.275", "-0.25", "0.1")
    dead = names()["gradient_relu"](net, np.array([[0.0]]), np.array([1]), 0.1)
    assert dead[0][0].ravel() == pytest.approx([0.1]) and dead[0][1] == pytest.approx([0])


def test_the_example_of_backpropagation():
    a, z, delta, pairs = names()["backprop_sample"](example()[0], np.array([2.0]), 1)
    assert np.ravel(a) == pytest.approx([0, np.log(3)]) and np.ravel(z) == pytest.approx(
        [2, 0.5, 0.75]
    )
    assert np.ravel(delta) == pytest.approx([-0.125, -0.25])
    states("q10-backprop-sample-text", "-0.125", "-0.25")
    assert [p.ravel()[0] for pair in pairs for p in pair] == pytest.approx(
        [-0.25, -0.125, -0.125, -0.25]
    )


def test_the_example_of_two_outputs():
    v = np.array([0.0, 0.0, 2.0, -2.0, np.log(3) - 1, 1.0])
    value, slopes = names()["fun_multiclass"](v, np.array([[2.0]]), np.array([1]), (1, 1, 2), 0.0)
    assert value == pytest.approx(np.log(4))
    assert slopes == pytest.approx([1.5, 0.75, 0.375, -0.375, 0.75, -0.75])
    states("q13-multiclass-text", "0.375", "0.75", "1.5")


def test_the_numbers_of_the_visible_tests():
    """What the visible tests compare with, for networks of more than one neuron."""
    n = names()
    X, t, two, three = n["X_four"], n["t_four"], n["two_layer_vector"], n["three_layer_vector"]
    for cell, values in {
        "q04-loss-test": [n["loss"](n["three_layers"], X, t, 0.3)],
        "q05-gradient-test": n["pack"](n["gradient"](n["two_layers"], X, t, 0.05)),
        "q06-fun-test": n["fun"](two, X, t, (2, 3, 1), 0.05)[1],
        "q09-relu-test": n["pack"](n["gradient_relu"](n["two_layers"], X, t, 0.05)),
        "q10-backprop-sample-test": np.concatenate(
            n["backprop_sample"](n["three_layers"], X[0], 0)[2]
        ),
        "q11-deep-test": n["fun_deep"](three, X, t, (2, 3, 2, 1), 0.05)[1],
        "q13-multiclass-test": n["fun_multiclass"](
            np.linspace(-1.0, 1.5, 17), X, np.array([0, 1, 1, 0]), (2, 3, 2), 0.05
        )[1],
    }.items():
        written = [
            -node.operand.value if isinstance(node, ast.UnaryOp) else node.value
            for node in ast.walk(ast.parse(CELLS[cell].source))
            if isinstance(getattr(node, "operand", node), ast.Constant)
            and isinstance(getattr(getattr(node, "operand", node), "value", None), float)
        ]
        for value in values:
            assert np.min(np.abs(np.array(written) - value)) < 6e-6, (cell, value)
    # With the weights flat and in layers it is the same network.
    assert np.array_equal(n["pack"](n["two_layers"]), two)
    assert np.array_equal(n["pack"](n["three_layers"]), three)


def shares(said):
    return [float(number) for number in re.findall(r"([\d.]+) right", said)]


def test_the_neurons_that_shut_in_the_blob():
    _, said, looks = explored("look-at-neurons")
    two, three, four, eight = shares(said)
    about("neurons-remark", "0.855", two)
    about("neurons-remark", "0.985", three)
    assert four == eight == 1.0 and len(looks) == 4
    # "Each loss was reached in about a hundred iterations"
    iterations = [int(number) for number in re.findall(r"(\d+) iterations", said)]
    assert min(iterations) > 50 and max(iterations) < 200


def test_the_price_of_weights():
    _, said, _ = explored("look-at-price")
    squares = [float(number) for number in re.findall(r"weights ([\d.]+)", said)]
    assert shares(said) == [1.0, 1.0, 0.5] and squares[2] < 0.01
    about("price-remark", "729", squares[0], 30)
    about("price-remark", "159", squares[1], 10)


def test_the_race():
    found, said, _ = explored("look-at-race")
    first = [int(number) for number in re.findall(r"after (\d+)", said)]
    about("race-remark", "44", first[0], 5)
    about("race-remark", "192", first[1], 5)
    about("race-remark", "130", len(found["losses_lbfgs"]), 20)
    about("race-remark", "0.0532", found["losses_lbfgs"][-1], 0.0005)
    about("race-remark", "0.0548", found["losses_adam"][-1], 0.0005)
    assert found["losses_lbfgs"][0] == pytest.approx(0.7, abs=0.05)
    assert max(found["losses_lbfgs"][:12]) > 0.8 > max(found["losses_lbfgs"][12:])
    # "with 0.01, say, the picture would be a sadder one"
    n = names()
    v, adam = n["pack"](n["race_start"]), n["Adam"](0.01)
    for _ in range(300):
        value, slopes = n["fun"](v, *n["race"])
        adam.step([v], [slopes])
    assert value > 2 * found["losses_adam"][-1]


def test_sigmoids_and_rectifiers_on_the_rings():
    found, _, _ = explored("look-at-relu")
    X, t = found["X_rings"], found["t_rings"]
    assert np.all(found["says_relu"](found["corners"], X) == t)
    assert np.all((found["probability"](found["curves"], X) > 0.5) == t)
    # "In this notebook the slope of the sigmoid is never more than 0.25"
    assert names()["grad_sigmoid"](np.linspace(-9, 9, 999)).max() == pytest.approx(0.25)


@pytest.mark.slow
def test_the_scales_of_the_start():
    found, said, _ = explored("look-at-scales")
    reached = [int(number) for number in re.findall(r"(\d) of 6", said)]
    assert reached[0] == 0 and 2 <= reached[1] <= 5 and reached[2] == 6
    assert "with 2, four do" in CELLS["deep-remark"].source
    # "four neurons in one layer were enough"
    n = names()
    weights = n["fit"](n["X_rings"], n["t_rings"], (2, 4, 1), 1e-4, np.random.default_rng(0))[0]
    assert np.all((n["probability"](weights, n["X_rings"]) > 0.5) == n["t_rings"])
    curves = found["curves"]
    for name in ("scale 1", "scale 2"):
        about("deep-remark", "0.69", curves[name][-1], 0.005)
        assert 10 < len(curves[name]) < 100
    about("deep-remark", "0.03", curves["scale 4"][-1], 0.005)
    assert max(curves["scale 4"]) > max(curves["scale 1"])


def test_the_slopes_at_the_start():
    _, said, _ = explored("look-at-norms")
    rows = [
        [float(number) for number in re.findall(r"\d\.\de[-+]\d\d", line)]
        for line in said.splitlines()
        if "slope" in line
    ]
    small, price, large, _ = rows
    source = CELLS["q12-why-it-stalls"].source
    assert f"{small[0]:.0e}" == "3e-05" and r"$3 \cdot 10^{-5}$" in source
    assert f"{small[-1]:.0e}" == "8e-02" and r"$8 \cdot 10^{-2}$" in source
    assert f"{price[0]:.0e}" == "2e-04" and r"$2 \cdot 10^{-4}$" in source
    assert 7 < price[0] / small[0] < 9 and 150 < large[0] / small[0] < 250
    assert "six to nine times smaller" in source
    assert all(5.5 < above / below < 9.5 for below, above in pairwise(small))
    assert np.log(2) == pytest.approx(0.693, abs=5e-4)


def test_three_classes():
    _, said, _ = explored("look-at-multiclass")
    two, three, eight = shares(said)
    about("multi-remark", "0.773", two, 0.05)
    about("multi-remark", "0.900", three, 0.05)
    assert eight == 1.0
