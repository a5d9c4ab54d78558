"""The references of the exam of 04 against things that know nothing of them."""

import math
from pathlib import Path

import nbformat
import numpy as np
import pytest
from sklearn.datasets import make_moons
from stale import skip_if_certified

from viva.exam import Wrong
from viva.exam.load import find_exam, load_exam
from viva.remote.candidate import Candidate
from viva.remote.transport import LocalTransport

ROOT = Path(__file__).parents[2]
EXAM = load_exam(find_exam("numpy_mlp", Path(__file__).parent))
NAMES = EXAM.names
# What the modules of the questions define or import, in one mapping.
MODULE = {
    name: value
    for question in EXAM.questions.values()
    for name, value in question.cases[0].ask.__globals__.items()
}


def slopes_of(loss, arrays, h=1e-5):
    """Measure the slopes of `loss()` by moving the entries of `arrays`, one at a time."""
    found = []
    for array in arrays:
        slopes = np.zeros(array.shape)
        for index in np.ndindex(array.shape):
            before = array[index]
            array[index] = before + h
            above = loss()
            array[index] = before - h
            slopes[index] = (above - loss()) / (2 * h)
            array[index] = before
        found.append(slopes)
    return found


def plain_forward(x, layers, activate):
    """Send one sample through a network, number by number; give the scores."""
    a = list(x)
    for k, (W, b) in enumerate(layers):
        z = [sum(a[i] * W[i, j] for i in range(len(a))) + np.ravel(b)[j] for j in range(W.shape[1])]
        a = z if k == len(layers) - 1 else [activate(entry) for entry in z]
    return a


def plain_entropy(X, y, layers, activate):
    """The mean cross-entropy, written out without a function of the exam."""
    total = 0.0
    for x, label in zip(X, y, strict=True):
        scores = plain_forward(x, layers, activate)
        total += math.log(sum(math.exp(score) for score in scores)) - scores[label]
    return total / len(X)


def plain_sigmoid(z):
    return 1 / (1 + math.exp(-z))


PLAIN = {"sigmoid": plain_sigmoid, "tanh": math.tanh, "relu": lambda z: max(z, 0.0)}


@pytest.fixture
def rng():
    return np.random.default_rng(5)


@pytest.mark.parametrize("sizes", [(5, 3, 4, 2), (1, 2, 3, 4)])
def test_the_gradients_of_the_squares_are_the_slopes_of_the_loss(sizes, rng):
    n, d_in, d_h, d_out = sizes
    w1, b1, w2, b2 = weights = MODULE["some_weights"](rng, d_in, d_h, d_out)
    data, targets = rng.normal(size=(n, d_in)), rng.uniform(size=(n, d_out))

    def plain():
        total = 0.0
        for x, t in zip(data, targets, strict=True):
            scores = plain_forward(x, [(w1, b1), (w2, b2)], plain_sigmoid)
            total += sum((plain_sigmoid(z) - goal) ** 2 for z, goal in zip(scores, t, strict=True))
        return total / (n * d_out)

    loss, *slopes = NAMES["mse_gradients"](*weights, data, targets)
    assert loss == pytest.approx(plain())
    for slope, measured in zip(slopes, slopes_of(plain, weights), strict=True):
        assert np.allclose(slope, measured, rtol=1e-5, atol=1e-8)
    moved = NAMES["learn_once_mse"](*weights, data, targets, 0.3)
    for new, old, slope in zip(moved, weights, slopes, strict=False):
        assert np.allclose(new, old - 0.3 * slope, rtol=1e-12)


def test_a_step_on_the_cross_entropy_follows_the_slopes_of_the_loss(rng):
    w1, b1, w2, b2 = weights = MODULE["some_weights"](rng, 3, 5, 4)
    X, y = rng.normal(size=(6, 3)), np.array([0, 2, 2, 1, 0, 2])

    def plain():
        return plain_entropy(X, y, [(w1, b1), (w2, b2)], plain_sigmoid)

    *moved, loss = NAMES["learn_once_cross_entropy"](*weights, X, y, 1.0)
    assert loss == pytest.approx(plain())
    for new, old, measured in zip(moved, weights, slopes_of(plain, weights), strict=True):
        assert np.allclose(old - new, measured, rtol=1e-5, atol=1e-8)


def test_the_class_has_the_slopes_of_one_sample(rng):
    net = NAMES["NeuralNet"](3, 5, 4)
    weights = MODULE["some_weights"](rng, 3, 5, 4)
    NAMES["set_weights"](net, **dict(zip(MODULE["PARTS"], weights, strict=True)))
    x, label = rng.normal(size=3), 2

    def plain():
        return plain_entropy([x], [label], [(net.W_h, net.b_h), (net.W_o, net.b_o)], plain_sigmoid)

    slopes = net.grad_loss(x, label)
    arrays = [getattr(net, name) for name in MODULE["PARTS"]]
    for name, measured in zip(MODULE["PARTS"], slopes_of(plain, arrays), strict=True):
        assert np.allclose(slopes[name], measured, rtol=1e-5, atol=1e-8)
    assert net.loss(x[None], [label]) == pytest.approx(plain())


@pytest.mark.parametrize(
    "network", MODULE["NETWORKS"], ids=lambda network: MODULE["told"](*network)
)
@pytest.mark.parametrize("weight_decay", [0.0, 0.3])
def test_networks_of_any_depth_have_the_slopes_of_their_loss(network, weight_decay):
    sizes, activation, bias = network
    seed = 7
    model = NAMES["DecayingMLP"](sizes, activation, bias, weight_decay=weight_decay)
    model.W, model.b = MODULE["deep_weights"](np.random.default_rng(seed), sizes)
    rng = np.random.default_rng(3)
    X = MODULE["away_from_kinks"](rng, 5, sizes, activation, bias, seed)
    y = rng.integers(sizes[-1], size=5)

    def plain():
        biases = model.b if bias else [0 * b for b in model.b]
        layers = list(zip(model.W, biases, strict=True))
        price = weight_decay * sum(float(w) ** 2 for W in model.W for w in W.ravel())
        return plain_entropy(X, y, layers, PLAIN[activation]) + price

    dW, db = model.gradients(X, y)
    assert model.loss(X, y) == pytest.approx(plain())
    for slope, measured in zip(dW, slopes_of(plain, model.W), strict=True):
        assert np.allclose(slope, measured, rtol=1e-5, atol=1e-7)
    for slope, measured in zip(db, slopes_of(plain, model.b), strict=True):
        assert np.allclose(slope, measured, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "relu"])
def test_the_activations_and_their_derivatives(name):
    activate, slope = NAMES["activations"][name]
    for z in (-4.0, -0.7, 0.3, 2.5):
        plain = PLAIN[name]
        assert float(activate(np.array(z))) == pytest.approx(plain(z), abs=1e-14)
        measured = (plain(z + 1e-6) - plain(z - 1e-6)) / 2e-6
        assert float(slope(np.array(z))) == pytest.approx(measured, rel=1e-6, abs=1e-9)


def test_the_published_rules_of_the_optimisers():
    grads = [0.5, -2.0, 0.001, 1.0, 3.0]
    sgd = momentum = adam = 1.0
    velocity = m = v = 0.0
    reference = {"SGD": (0.1,), "Momentum": (0.1, 0.8), "Adam": (0.1, 0.7, 0.9, 1e-6)}
    params = {name: [np.array([1.0])] for name in reference}
    made = {name: NAMES[name](*options) for name, options in reference.items()}
    for t, g in enumerate(grads, start=1):
        sgd -= 0.1 * g
        velocity = 0.8 * velocity - 0.1 * g
        momentum += velocity
        m, v = 0.7 * m + 0.3 * g, 0.9 * v + 0.1 * g * g
        adam -= 0.1 * (m / (1 - 0.7**t)) / (math.sqrt(v / (1 - 0.9**t)) + 1e-6)
        for name in reference:
            params[name] = NAMES["take_steps"](made[name], params[name], [[np.array([g])]])
    for name, plain in (("SGD", sgd), ("Momentum", momentum), ("Adam", adam)):
        assert params[name][0][0] == pytest.approx(plain, rel=1e-14)


def test_the_numerical_gradient_of_known_functions():
    w = np.array([[1.0, 2.0], [3.0, -1.0]])
    assert np.allclose(NAMES["numerical_gradient"](lambda w: np.sum(w**2), w), 2 * w, rtol=1e-8)
    cubic = NAMES["numerical_gradient"](lambda w: np.sum(w**3), w, 0.1)
    assert np.allclose(cubic, 3 * w**2 + 0.1**2, rtol=1e-12)


def test_the_given_names_are_those_of_the_notebook():
    source = nbformat.read(ROOT / "source" / "04_numpy_mlp" / "numpy_mlp.ipynb", as_version=4)
    found = {"__name__": "__main__"}
    for cell in source.cells:
        data = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and data.get("locked") and not data["grade"]:
            exec(cell.source, found)
    for name in ("X_blobs", "y_blobs", "X_blobs_test", "y_blobs_test", "X_moons", "y_moons"):
        assert np.allclose(NAMES[name], found[name], atol=1e-14), name
    assert NAMES["list_model"] == found["list_model"]
    data = found["X_moons"].tolist(), found["y_moons"].tolist()
    mine = NAMES["list_gradients"](found["list_model"], *data)
    for key, slope in found["list_gradients"](found["list_model"], *data).items():
        assert np.allclose(slope, mine[key], rtol=1e-10)
    X, y = make_moons(300, noise=0.20, random_state=1)
    assert np.allclose(X, found["X_moons"]) and np.array_equal(y, found["y_moons"])
    given = set(EXAM._given())
    assert given <= set(found), given - set(found)


STARTS = {
    "normal": lambda rng, size: rng.normal(size=size),
    "uniform between -1 and 1": lambda rng, size: rng.uniform(-1, 1, size=size),
    "uniform between -0.5 and 0.5": lambda rng, size: rng.uniform(-0.5, 0.5, size=size),
    "uniform between 0 and 1": lambda rng, size: rng.random(size),
    "small": lambda rng, size: 0.01 * rng.normal(size=size),
    "Xavier": lambda rng, size: rng.uniform(-1, 1, size=size) * math.sqrt(6 / sum(size)),
}


@pytest.mark.slow
@pytest.mark.parametrize("draw", STARTS.values(), ids=STARTS)
def test_the_trainings_that_are_graded_do_not_fail_by_chance(draw):
    """With 20 seeds each, 0.95 lies three standard deviations or more below the mean."""
    skip_if_certified("04", "q07_run_mlp_training")
    reached = []
    for seed in range(20):
        rng = np.random.default_rng(seed)

        def run(X, y, X_test, y_test, d_h, learning_rate, num_epoch, rng=rng):
            d_in, d_out = X.shape[1], int(y.max()) + 1
            start = draw(rng, (d_in, d_h)), np.zeros(d_h), draw(rng, (d_h, d_out)), np.zeros(d_out)
            *weights, accuracies = NAMES["train_mlp"](*start, X, y, learning_rate, num_epoch)
            test = NAMES["test_mlp"](*weights, X_test, y_test)
            if test > 0.5 and num_epoch in (300, 500):  # the labels were true
                reached.extend((accuracies[-1], test))
            return accuracies, test

        candidate = Candidate(LocalTransport({"run_mlp_training": run}))
        for case in EXAM.questions["q07_run_mlp_training"].cases:
            case.ask(candidate, case.rng())
    assert len(reached) == 20 * 2 * 2
    assert np.mean(reached) - 3 * np.std(reached) >= 0.95


@pytest.mark.parametrize(
    ("values", "words"),
    [(0.5, "one value"), ([0.5], "one value"), ((1, 2), "two values"), ([1, 2, 3, 4], "four val")],
)
def test_how_many_values_came_back_is_said(values, words):
    # Else whoever returns three would hear the hint for a single list of four accuracies.
    with pytest.raises(Wrong, match=f"should return 5 values: .* Yours returns {words}"):
        MODULE["named"](values, "w1", "b1", "w2", "b2", "loss")
