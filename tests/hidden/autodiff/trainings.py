"""How a case of q08_torch_net trains a candidate's network, and what must hold afterwards."""

import numpy as np

from viva.exam import check

from .nets import Dense, drawn

MISFIT = (
    "The parameters of Net do not have the shapes that two nn.Linear layers have, from 784 to 100 "
    "and from 100 to 10, in this order."
)
NAMES = ("W1", "b1", "W2", "b2")
# What is told, the number of images, whether they are all the same, and how they are trained:
# epochs, size of a batch, learning rate, momentum.
TRAININGS = (
    ("after one step", 6, False, 1, 6, 0.2, 0.9),
    ("after three steps", 6, False, 3, 6, 0.1, 0.8),
    ("after two epochs of ten images in batches of 4", 10, True, 2, 4, 0.05, 0.5),
)


def a_net(candidate):
    net = candidate.Net()
    shapes = [tuple(shape) for shape in candidate.parameter_shapes(net)]
    check(shapes == list(Dense.shapes), MISFIT)
    return net


def some_images(rng, n, dtype=np.float64):
    return rng.random((n, 784)).astype(dtype), rng.permutation(np.arange(n) % 10)


def by_numpy(train_net, start, X, y, *options):
    net = Dense()
    net.arrays = [array.copy() for array in start]
    train_net(net, X, y, *options)
    return dict(zip(NAMES, net.arrays))


def after(candidate, start, X, y, *options):
    """Return the parameters after a training: epochs, batch size, learning rate, momentum."""
    found = candidate.trained_from(a_net(candidate), start, X, y, candidate.train_net, *options)
    return dict(zip(NAMES, found, strict=True))


def named(told, parameters):
    return {f"{name} {told}": parameters[name] for name in NAMES}


def in_file_order(start, X, y, batch_size, n_epochs, learning_rate):
    net = Dense()
    net.arrays = [array.copy() for array in start]
    for _ in range(n_epochs):
        for first in range(0, len(X), batch_size):
            rows = slice(first, first + batch_size)
            for w, slope in zip(net.arrays, net.slopes(X[rows], y[rows])):
                w -= learning_rate * slope
    return net.arrays[0]


def draws_anew(candidate):
    """Return whether a step on all images in one batch is another one each time."""
    rng = np.random.default_rng(0)
    # Of few images the same ones might be drawn twice.
    start, (X, y) = drawn(rng, Dense.shapes), some_images(rng, 20)
    first, second = (after(candidate, start, X, y, 1, 20, 0.2, 0.0)["W2"] for _ in range(2))
    return not np.allclose(first, second, rtol=1e-6, atol=1e-9)


def adds_up(candidate):
    """Return whether two steps are those of gradients that are never set to zero."""
    rng = np.random.default_rng(0)
    start, (X, y) = drawn(rng, Dense.shapes), some_images(rng, 6)
    net, total = Dense(), [0.0] * 4
    net.arrays = [array.copy() for array in start]
    for _ in range(2):
        total = [sums + slope for sums, slope in zip(total, net.slopes(X, y))]
        net.arrays = [w - 0.1 * sums for w, sums in zip(net.arrays, total)]
    found = after(candidate, start, X, y, 2, 6, 0.1, 0.0)
    return np.allclose(found["W2"], net.arrays[2], atol=1e-8)


def each_once(candidate, rng):
    """Whether an epoch of tiny steps moves the weights by the sum of its batches' slopes."""
    start, (X, y) = drawn(rng, Dense.shapes), some_images(rng, 12)
    rate = 1e-7
    moved = after(candidate, start, X, y, 1, 4, rate, 0.0)
    net = Dense()
    net.arrays = start
    return all(
        np.allclose((old - moved[name]) / rate, 3 * slope, rtol=1e-3, atol=1e-5)
        for name, old, slope in zip(NAMES, start, net.slopes(X, y))
    )


def in_new_orders(candidate, rng):
    start, (X, y) = drawn(rng, Dense.shapes), some_images(rng, 9)
    moved = after(candidate, start, X, y, 2, 1, 0.1, 0.0)
    return not np.allclose(moved["W1"], in_file_order(start, X, y, 1, 2, 0.1), atol=1e-9)


def learns(candidate, rng):
    """Whether three classes that lie apart are learned in float32."""
    y = np.arange(48) % 3
    X = (0.3 * rng.random((3, 784))[y] + 0.1 * rng.random((48, 784))).astype(np.float32)
    moved = after(candidate, drawn(rng, Dense.shapes, np.float32), X, y, 6, 12, 0.05, 0.9)
    net = Dense()
    net.arrays = [moved[name] for name in NAMES]
    return bool(np.mean(net.forward(X).argmax(axis=1) == y) > 0.9)


BY_CHANCE = {
    "each image once in an epoch": each_once,
    "a new order in each epoch": in_new_orders,
    "learns what is easy": learns,
}
