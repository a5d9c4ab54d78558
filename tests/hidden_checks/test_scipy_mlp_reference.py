"""The references of the exam of 06 against things that know nothing of them."""

import importlib.util
import math
from pathlib import Path

import nbformat
import numpy as np
import pytest
from scipy.io import loadmat
from scipy.optimize import minimize
from stale import skip_if_certified

from viva.exam.load import find_exam, load_exam

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "source" / "06_scipy_mlp"
EXAM = load_exam(find_exam("scipy_mlp", Path(__file__).parent))
NAMES = EXAM.names
# What the modules of the questions define or import, in one mapping.
MODULE = {
    name: value
    for question in EXAM.questions.values()
    for name, value in question.cases[0].ask.__globals__.items()
}
# Kinks of ReLU lie this far away, or further.
FAR = 1e-3


def plain_sigmoid(a):
    return 1 / (1 + math.exp(-a))


def plain_sums(x, layers, activate=plain_sigmoid):
    """Send one point through a network, number by number; give the last sums."""
    values = list(x)
    for k, (W, b) in enumerate(layers):
        sums = [
            sum(values[i] * W[i, j] for i in range(len(values))) + b[j] for j in range(W.shape[1])
        ]
        values = [activate(a) for a in sums] if k < len(layers) - 1 else sums
    return values


def plain_loss(layers, X, t, lam, activate=plain_sigmoid):
    """Write the loss out without a function of the exam."""
    total = 0.0
    for x, target in zip(X, t, strict=True):
        p = plain_sigmoid(plain_sums(x, layers, activate)[0])
        total -= math.log(p if target else 1 - p)
    return total / len(X) + plain_price(layers, lam)


def plain_price(layers, lam):
    return lam * sum(float(w) ** 2 for W, _ in layers for w in W.ravel())


def plain_entropy(layers, X, t, lam):
    """Write out the loss of several classes."""
    total = 0.0
    for x, label in zip(X, t, strict=True):
        sums = plain_sums(x, layers)
        total += math.log(sum(math.exp(a) for a in sums)) - sums[label]
    return total / len(X) + plain_price(layers, lam)


def slopes_of(loss, layers, h=1e-5):
    """Measure the slopes of ``loss(layers)``, as one vector in the order of the text."""
    slopes = []
    for part in (part for layer in layers for part in layer):
        for index in np.ndindex(part.shape):
            kept = part[index]
            part[index] = kept + h
            above = loss(layers)
            part[index] = kept - h
            slopes.append((above - loss(layers)) / (2 * h))
            part[index] = kept
    return np.array(slopes)


@pytest.fixture
def rng():
    return np.random.default_rng(5)


def a_network(rng, sizes, n=6, classes=2):
    layers = MODULE["some_weights"](rng, sizes)
    return layers, rng.normal(size=(n, sizes[0])), MODULE["some_targets"](rng, n, classes)


@pytest.mark.parametrize("sizes", [(3, 1), (3, 4, 1), (2, 3, 4, 1), (2, 3, 4, 3, 2, 1)])
@pytest.mark.parametrize("lam", [0.0, 0.3])
def test_the_loss_and_its_gradient_for_any_depth(sizes, lam, rng):
    layers, X, t = a_network(rng, sizes)
    assert NAMES["loss"](layers, X, t, lam) == pytest.approx(plain_loss(layers, X, t, lam))
    value, slopes = NAMES["fun_deep"](NAMES["pack"](layers), X, t, sizes, lam)
    measured = slopes_of(lambda network: plain_loss(network, X, t, lam), layers)
    assert value == pytest.approx(plain_loss(layers, X, t, lam))
    assert np.allclose(slopes, measured, rtol=1e-5, atol=1e-8)
    if len(sizes) == 3:
        assert np.allclose(NAMES["fun"](NAMES["pack"](layers), X, t, sizes, lam)[1], measured)
        pairs = NAMES["gradient"](layers, X, t, lam)
        assert np.allclose(np.concatenate([p.ravel() for pair in pairs for p in pair]), measured)


@pytest.mark.parametrize("lam", [0.0, 0.2])
def test_the_gradient_with_relu(lam, rng):
    layers, _, t = a_network(rng, (3, 4, 1))
    X = MODULE["away_from_corners"](rng, layers, 6)
    assert np.abs(X @ layers[0][0] + layers[0][1]).min() > FAR
    measured = slopes_of(lambda net: plain_loss(net, X, t, lam, lambda a: max(a, 0.0)), layers)
    pairs = NAMES["gradient_relu"](layers, X, t, lam)
    found = np.concatenate([part.ravel() for pair in pairs for part in pair])
    assert np.allclose(found, measured, rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize("sizes", [(3, 4, 3), (2, 5, 4)])
def test_the_gradient_of_several_classes(sizes, rng):
    layers, X, t = a_network(rng, sizes, 7, sizes[-1])
    value, slopes = NAMES["fun_multiclass"](NAMES["pack"](layers), X, t, sizes, 0.1)
    assert value == pytest.approx(plain_entropy(layers, X, t, 0.1))
    measured = slopes_of(lambda network: plain_entropy(network, X, t, 0.1), layers)
    assert np.allclose(slopes, measured, rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize("depth", [2, 3, 4, 5])
def test_backpropagation_of_one_point(depth, rng):
    sizes = (2, 3, 4, 2, 3, 1)[-depth - 1 :]
    layers, X, t = a_network(rng, sizes)
    a, z, delta, gradients = NAMES["backprop_sample"](layers, X[0], t[0])
    assert [len(part) for part in (a, z, delta, gradients)] == [depth, depth + 1, depth, depth]
    measured = slopes_of(lambda network: plain_loss(network, X[:1], t[:1], 0.0), layers)
    found = np.concatenate([part.ravel() for pair in gradients for part in pair])
    assert np.allclose(found, measured, rtol=1e-5, atol=1e-8)
    assert np.array_equal(z[0], X[0]) and a[-1] == pytest.approx(plain_sums(X[0], layers))
    # The slope of a bias is that of the sum it is added to.
    for error, (_, slope) in zip(delta, gradients, strict=True):
        assert np.array_equal(error, slope)
    for sums, values in zip(a, z[1:], strict=True):
        assert values == pytest.approx([plain_sigmoid(number) for number in sums])


def test_the_sigmoid_the_rectifier_and_their_slopes():
    for name, slope, plain in (
        ("sigmoid", "grad_sigmoid", plain_sigmoid),
        ("relu", "grad_relu", lambda a: max(a, 0.0)),
    ):
        for a in (-3.0, -0.4, 0.3, 2.0):
            assert float(NAMES[name](a)) == pytest.approx(plain(a), abs=1e-14)
            measured = (plain(a + 1e-6) - plain(a - 1e-6)) / 2e-6
            assert float(NAMES[slope](a)) == pytest.approx(measured, rel=1e-6, abs=1e-9)


def test_packing_and_unpacking():
    vector = np.arange(1.0, 14.0)
    layers = NAMES["unpack"](vector, (2, 3, 1))
    assert layers[0][0].tolist() == [[1, 2, 3], [4, 5, 6]] and layers[1][1].tolist() == [13]
    assert np.array_equal(NAMES["pack"](layers), vector)
    layers[0][0][0, 0] = 99
    assert vector[0] == 1


def test_a_file_of_clouds_is_read_by_the_alphabet():
    file = MODULE["load_clouds"](NAMES["save_clouds"](b=np.ones((2, 2)), a=np.zeros((3, 2))))
    assert file[0][:, 0].tolist() == [0, 0, 0, 1, 1] and file[1].tolist() == [0, 0, 0, 1, 1]


def test_the_file_that_ships_is_what_the_tool_draws(monkeypatch):
    where = importlib.util.spec_from_file_location("draw_clouds", ROOT / "tools" / "draw_clouds.py")
    tool = importlib.util.module_from_spec(where)
    where.loader.exec_module(tool)
    for folder in ("source", "release"):
        shipped = ROOT / folder / "06_scipy_mlp" / "clouds.mat"
        content = loadmat(shipped)
        drawn = tool.draw_clouds()
        names = [name for name in content if not name.startswith("__")]
        assert names == list(drawn) == ["upper", "lower"] and sorted(names) != names
        assert all(np.allclose(content[name], drawn[name]) for name in names)
        assert len(shipped.read_bytes()) == len(tool.contents()) < 10_000
        assert shipped.read_bytes()[:116] == tool.contents()[:116]


def test_the_given_names_are_those_of_the_notebook():
    source = nbformat.read(FOLDER / "scipy_mlp.ipynb", as_version=4)
    found = {"__name__": "__main__"}
    for cell in source.cells:
        data = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and data.get("locked") and not data["grade"]:
            exec(cell.source, found)
    for name in ("X_blob", "X_rings", "X_three", "t_blob", "t_rings", "t_three", "check_vector"):
        assert np.allclose(NAMES[name], found[name], atol=1e-14), name
    assert NAMES["race_sizes"] == found["race_sizes"] and NAMES["race_lam"] == found["race_lam"]
    for mine, theirs in zip(NAMES["race_start"], found["race_start"], strict=True):
        assert all(np.array_equal(a, b) for a, b in zip(mine, theirs, strict=True))
    assert set(EXAM._given()) <= set(found)
    mine, theirs = NAMES["Adam"](0.1), found["Adam"](0.1)
    v, w = np.array([1.0, 2.0]), np.array([1.0, 2.0])
    for slopes in ([0.5, -2.0], [0.1, 3.0]):
        mine.step([v], [np.array(slopes)])
        theirs.step([w], [np.array(slopes)])
    assert np.array_equal(v, w)


@pytest.mark.parametrize(
    ("name", "sizes", "points"),
    [
        ("fun", MODULE["HARD_SIZES"], MODULE["hard_points"]),
        (
            "fun_multiclass",
            (2, 2, 3),
            lambda: MODULE["three_classes"](np.random.default_rng(41), 4),
        ),
    ],
)
def test_the_hard_points_have_better_minima_and_worse_ones(name, sizes, points):
    """Only so can the best of several runs be told from the first and from the last."""
    ends = []
    for seed in MODULE["SEEDS"]:
        rng = np.random.default_rng(seed)
        starts = [NAMES["pack"](NAMES["draw_start"](sizes, rng)) for _ in range(3)]
        about = *points(), sizes, MODULE["HARD_LAM"]
        runs = [minimize(NAMES[name], v, about, jac=True, method="L-BFGS-B") for v in starts]
        ends.append([run.fun for run in runs])
    first, _, last = np.transpose(ends)
    assert np.max(first - np.min(ends, axis=1)) > 2e-3
    assert np.max(last - first) > 2e-3


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "train", "draw", "n"),
    [
        ("q07_fit", "fit", "blob_in_ring", 40),
        ("q07_fit", "fit", "two_rings", 40),
        ("q11_deep", "fit_deep", "two_rings", 40),
        ("q13_multiclass", "fit_multiclass", "three_classes", 40),
    ],
)
def test_the_trainings_that_are_graded_do_not_fail_by_chance(question, train, draw, n):
    """From forty seeds all of them reach 0.95, on points of their own."""
    skip_if_certified("06", question)
    reached = []
    for seed in range(n):
        rng = np.random.default_rng(1000 + seed)
        if train == "fit_multiclass":
            X, t = MODULE[draw](rng)
            weights = NAMES[train](X, t, (2, 8, 3), 1e-4, rng)
            answers = MODULE["last_sums"](weights, X).argmax(axis=1)
        else:
            X, t = MODULE[draw](rng), np.repeat([0, 1], 100)
            sizes, more = ((2, 4, 1), (3,)) if train == "fit" else (MODULE["DEEP_SIZES"], (4.0, 1))
            weights = NAMES[train](X, t, sizes, 1e-4, rng, *more)[0]
            answers = MODULE["last_sums"](weights, X)[:, 0] > 0
        reached.append(np.mean(answers == t))
    assert np.min(reached) >= 0.95
    assert np.mean(reached) - 3 * np.std(reached) >= 0.95
