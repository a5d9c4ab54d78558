"""The references of the exam of 07 against finite differences, and against PyTorch where it is."""

import math
import sys
from pathlib import Path

import numpy as np
import pytest

from viva.exam.load import find_exam, load_exam
from viva.lab.graphs import run_graph

EXAM = load_exam(find_exam("autodiff", Path(__file__).parent))
NAMES = EXAM.names
# What the modules of the questions define or import, in one mapping.
MODULE = {
    name: value
    for question in EXAM.questions.values()
    for name, value in question.cases[0].ask.__globals__.items()
}
DENSE, CONVOLUTIONAL, DRAWN = MODULE["Dense"], MODULE["Convolutional"], MODULE["drawn"]


def slope(f, x, h=1e-6):
    return (f(x + h) - f(x - h)) / (2 * h)


@pytest.mark.parametrize("x", [-2.1, -0.4, 0.3, 1.0])
def test_both_functions_and_their_derivatives(x):
    u = math.exp(x) + math.exp(2 * x)
    assert NAMES["f"](x) == pytest.approx(math.exp(u) + math.sin(u), rel=1e-12)
    u = x * x + math.exp(x * x)
    assert NAMES["g"](x) == pytest.approx(math.sqrt(u) + math.cos(u), rel=1e-12)
    for function, derivative in (("f", "df"), ("g", "dg")):
        assert NAMES[derivative](x) == pytest.approx(slope(NAMES[function], x), rel=1e-7)


# The nodes of each graph, each as a function of those before it.
GRAPHS = {
    "graph_gradient": {
        "a": lambda v: math.exp(v["x"]),
        "b": lambda v: v["a"] ** 2,
        "c": lambda v: v["a"] + v["b"],
        "d": lambda v: math.exp(v["c"]),
        "e": lambda v: math.sin(v["c"]),
        "f": lambda v: v["d"] + v["e"],
    },
    "second_graph_gradient": {
        "a": lambda v: v["x"] ** 2,
        "b": lambda v: math.exp(v["a"]),
        "c": lambda v: v["a"] + v["b"],
        "d": lambda v: math.sqrt(v["c"]),
        "e": lambda v: math.cos(v["c"]),
        "f": lambda v: v["d"] + v["e"],
    },
}


@pytest.mark.parametrize("name", GRAPHS)
@pytest.mark.parametrize("x", [-1.1, 0.7])
def test_the_derivative_in_each_node_is_what_moving_it_does(name, x):
    def forward(moved="", by=0.0):
        values = {"x": x + by * (moved == "x")}
        for node, compute in GRAPHS[name].items():
            values[node] = compute(values) + by * (node == moved)
        return values

    values, slopes = NAMES[name](x)
    expected = forward()
    assert values == pytest.approx({node: expected[node] for node in "abcdef"})
    for node in "abcdefx":
        measured = (forward(node, 1e-6)["f"] - forward(node, -1e-6)["f"]) / 2e-6
        assert slopes[node] == pytest.approx(measured, rel=1e-6)


def plainly(expression, numbers):
    """Compute an expression of Values with plain numbers."""

    class Number(float):
        def __getattr__(self, name):
            function = {"relu": lambda x: max(x, 0.0)}.get(name) or getattr(math, name)
            return lambda: Number(function(self))

    for operation in ("add", "sub", "mul", "truediv", "pow", "radd", "rsub", "rmul", "rtruediv"):
        method = getattr(float, f"__{operation}__")
        setattr(
            Number,
            f"__{operation}__",
            lambda self, other, method=method: Number(method(self, float(other))),
        )
    Number.__rpow__ = lambda self, other: Number(float(other) ** float(self))
    Number.__neg__ = lambda self: Number(-float(self))
    values = {name: Number(number) for name, number in numbers.items()}
    for name, text in expression.items():
        values[name] = eval(text, {}, values)
    return values


@pytest.mark.parametrize("operation", MODULE["graphs"].OPERATIONS)
def test_each_operation_of_values(operation):
    numbers = {"x": 0.8, "y": 1.7}
    values, slopes = run_graph(NAMES["Value"], {"z": operation}, numbers)
    assert values["z"] == pytest.approx(plainly({"z": operation}, numbers)["z"])
    for name in "xy":
        above, below = (
            plainly({"z": operation}, numbers | {name: numbers[name] + h})["z"]
            for h in (1e-6, -1e-6)
        )
        assert slopes[name] == pytest.approx((above - below) / 2e-6, abs=1e-7)


@pytest.mark.parametrize("steps", MODULE["graphs"].FORMULAS)
@pytest.mark.parametrize("a", [-0.6, 0.9])
def test_formulas_of_values(steps, a):
    numbers = {"a": a, "b": 1.3}
    values, slopes = run_graph(NAMES["Value"], steps, numbers)
    assert values == pytest.approx(plainly(steps, numbers))
    for name in "ab":
        above, below = (
            plainly(steps, numbers | {name: numbers[name] + h})["m"] for h in (1e-6, -1e-6)
        )
        assert slopes[name] == pytest.approx((above - below) / 2e-6, rel=1e-5)


def test_gradients_of_the_regressions_are_slopes_of_their_losses():
    rng = np.random.default_rng(3)
    X, y = rng.normal(size=(6, 2)), np.array([0, 1, 1, 0, 1, 1])

    def entropy(w):
        z = X @ w[:-1] + w[-1]
        return np.mean(np.log(1 + np.exp(z)) - y * z)

    def squares(w):
        return np.mean((X @ w[:-1] + w[-1] - y) ** 2)

    for name, loss in (
        ("train_values", entropy),
        ("train_torch", entropy),
        ("linear_regression_autograd", squares),
    ):
        before, after = (NAMES[name](X, y, 0.1, n) for n in (3, 4))
        measured = [(loss(before + e) - loss(before - e)) / 2e-6 for e in 1e-6 * np.eye(3)]
        assert (before - after) / 0.1 == pytest.approx(measured, abs=1e-8)
    found = NAMES["linear_regression_autograd"](X, y, 0.1, 3000)
    columns = np.column_stack([X, np.ones(6)])
    assert found == pytest.approx(np.linalg.lstsq(columns, y, rcond=None)[0])


def test_slopes_of_the_dense_network():
    rng = np.random.default_rng(5)
    net, X, y = DENSE(), rng.random((4, 784)), np.array([1, 9, 0, 1])
    net.arrays = DRAWN(rng, net.shapes)

    def loss():
        Z = net.forward(X)
        return float(np.mean([np.log(np.exp(z).sum()) - z[k] for z, k in zip(Z, y, strict=True)]))

    for array, slopes in zip(net.arrays, net.slopes(X, y), strict=True):
        for place in {tuple(rng.integers(0, array.shape)) for _ in range(8)}:
            kept = array[place]
            array[place] = kept + 1e-5
            above = loss()
            array[place] = kept - 1e-5
            measured = (above - loss()) / 2e-5
            array[place] = kept
            assert slopes[place] == pytest.approx(measured, abs=1e-8)


def test_a_convolution_pixel_by_pixel():
    rng = np.random.default_rng(7)
    images, kernels, bias = rng.random((2, 3, 8, 8)), rng.normal(size=(4, 3, 5, 5)), rng.random(4)
    nets = sys.modules[CONVOLUTIONAL.__module__]
    found = nets.convolved(images, kernels, bias)
    assert found.shape == (2, 4, 4, 4)
    assert found[1, 2, 3, 0] == pytest.approx(
        bias[2]
        + sum(
            kernels[2, c, i, j] * images[1, c, 3 + i, j]
            for c in range(3)
            for i in range(5)
            for j in range(5)
        )
    )
    assert nets.pooled(found)[0, 1, 1, 0] == found[0, 1, 2:4, 0:2].max()


def test_slopes_and_momentum_of_the_keras_like_network():
    rng = np.random.default_rng(11)
    model = NAMES["build_model"](4, 5, 3, 0.2, 0.6)
    X, y = rng.normal(size=(6, 4)), np.array([0, 1, 2, 2, 1, 0])
    for array, slopes in zip(model.arrays, model.slopes(X, y), strict=True):
        for place in np.ndindex(array.shape):
            kept = array[place]
            array[place] = kept + 1e-5
            above = model.evaluate(X, y)
            array[place] = kept - 1e-5
            measured = (above - model.evaluate(X, y)) / 2e-5
            array[place] = kept
            assert slopes[place] == pytest.approx(measured, abs=1e-8)
    start = model.get_weights()
    first = model.slopes(X, y)
    model.set_weights([w - 0.2 * g for w, g in zip(start, first, strict=True)])
    second = model.slopes(X, y)
    wanted = [
        w - 0.2 * g - 0.2 * (0.6 * g + h) for w, g, h in zip(start, first, second, strict=True)
    ]
    model.set_weights(start)
    model.fit(X, y, epochs=2, batch_size=6)
    for mine, array in zip(wanted, model.get_weights(), strict=True):
        assert array == pytest.approx(mine)


def test_networks_agree_with_pytorch():
    torch = pytest.importorskip("torch")
    nn, rng = torch.nn, np.random.default_rng(13)
    flat = nn.Sequential(nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10)).double()
    deep = nn.Sequential(
        *(nn.Conv2d(1, 8, 5), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(8, 16, 5), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Linear(256, 64), nn.ReLU(), nn.Linear(64, 10)),
    ).double()
    for net, theirs, shape in ((DENSE(), flat, (3, 784)), (CONVOLUTIONAL(), deep, (3, 1, 28, 28))):
        net.arrays, net.training = DRAWN(rng, net.shapes), False
        assert [tuple(p.shape) for p in theirs.parameters()] == list(net.shapes)
        with torch.no_grad():
            for parameter, array in zip(theirs.parameters(), net.arrays, strict=True):
                parameter.copy_(torch.as_tensor(array))
        X = rng.random(shape)
        logits = theirs(torch.as_tensor(X)).detach().numpy()
        assert net.forward(X) == pytest.approx(logits, abs=1e-11)
