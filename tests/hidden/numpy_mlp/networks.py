"""How a case makes a network of the candidate's: look at how it starts, give it known numbers."""

import math

import numpy as np

from viva.exam import check

PARTS = ("W_h", "b_h", "W_o", "b_o")
TURNED = "The matrices of weights have their sizes exchanged: W_h is d_in×d_h and W_o is d_h×d_out."
MISFIT = "W_h, b_h, W_o or b_o does not have the shape that the text says."
ALIKE = "All hidden neurons of a new network are equal. Then they stay equal for ever."
STUCK = "The hidden weights of a new network are all 0."
SAME = "All weights of one matrix of a new network are equal. They should be drawn at random."


def a_net(candidate, weights):
    """Return a NeuralNet with known numbers."""
    (d_in, d_h), d_out = weights[0].shape, len(weights[3])
    net = candidate.NeuralNet(d_in, d_h, d_out)
    shapes = [np.shape(getattr(net, name)) for name in PARTS]
    check(not (shapes[0] == (d_h, d_in) and shapes[2] == (d_out, d_h)), TURNED)
    sizes = [d_in * d_h, d_h, d_h * d_out, d_out]
    check(
        shapes[0] == (d_in, d_h)
        and shapes[2] == (d_h, d_out)
        and [math.prod(shape) for shape in shapes] == sizes,
        MISFIT,
    )
    W_h, W_o = np.asarray(net.W_h, dtype=float), np.asarray(net.W_o, dtype=float)
    check(np.any(W_h), STUCK)
    check(np.ptp(W_h, axis=1).max() > 0 or np.ptp(W_o, axis=0).max() > 0, ALIKE)
    candidate.set_weights(net, **dict(zip(PARTS, weights, strict=True)))
    return net


def check_drawn(candidate):
    """Check that both matrices of a new NeuralNet are drawn at random."""
    net = candidate.NeuralNet(4, 5, 3)
    for name in ("W_h", "W_o"):
        check(np.ptp(np.asarray(getattr(net, name), dtype=float)) > 0, SAME)


def taken_off(z, axis, *names):
    """Return an equivalent: what a softmax may take off scores that are not far apart."""
    largest, smallest = (f"{z}.{name}(axis={axis}, keepdims=True)" for name in ("max", "min"))
    others = [z, f"{z} + {largest}", f"{z} - {smallest}", f"{z} - {z}.max(keepdims=True)"]
    others += [f"{z} - {name}{largest.removeprefix(z)}" for name in names]
    return {
        "why": "what is taken off all scores of a row cancels",
        "was": f"powers = np.exp({z} - {largest})",
        "now": [f"powers = np.exp({each})" for each in others],
    }


NETWORKS = (
    ((3, 5, 4), "sigmoid", True),
    ((4, 6, 3, 5), "tanh", True),
    ((2, 5, 3, 4, 6), "relu", True),
    ((5, 3, 4), "relu", False),
    ((3, 4, 6, 5), "sigmoid", False),
    ((4, 3, 5, 2, 3), "tanh", False),
)


def told(sizes, activation, bias):
    return f"{len(sizes) - 1} layers, {activation}, {'with' if bias else 'without'} biases"


def layer_shapes(sizes):
    return [(sizes[l], sizes[l + 1]) for l in range(len(sizes) - 1)]


def deep_weights(rng, sizes):
    """Draw matrices and biases for layers of these sizes, none of them zero."""
    W = [rng.normal(size=shape) * math.sqrt(2.0 / shape[0]) for shape in layer_shapes(sizes)]
    return W, [0.7 * rng.normal(size=n_out) for n_out in sizes[1:]]


def a_deep_net(candidate, rng, sizes, activation, bias, make="MLP", **options):
    """Return an MLP, or another class `make` that is used like it, with known numbers."""
    model = getattr(candidate, make)(list(sizes), activation=activation, bias=bias, **options)
    W = [np.asarray(w, dtype=float) for w in model.W]
    shapes = layer_shapes(sizes)
    check(
        [w.shape for w in W] != [shape[::-1] for shape in shapes],
        "The matrices in W are turned: W[l] has sizes[l] rows and sizes[l + 1] columns.",
    )
    check(
        [w.shape for w in W] == shapes,
        "W is a list with a matrix for each layer; W[l] has the shape (sizes[l], sizes[l + 1]).",
    )
    check(all(w.any() for w in W[:-1]), "A new network has hidden layers whose weights are all 0.")
    check(
        all(np.ptp(w, axis=1).max() > 0 for w in W[:-1]),
        "All neurons of a hidden layer start with equal weights, and will stay equal.",
    )
    numbers = deep_weights(rng, sizes)
    candidate.set_weights(model, W=numbers[0])
    b = model.b
    fits = isinstance(b, (list, tuple)) and [np.size(part) for part in b] == list(sizes[1:])
    check(fits or not bias, "b is a list; b[l] has one number for each neuron.")
    # Without biases nothing may be added, whatever b holds.
    if fits:
        candidate.set_weights(model, b=numbers[1])
    return model


def check_generator_used(candidate, make="MLP"):
    """Check that the starting weights come from the generator that the network is given."""
    first, again, other = (
        [
            np.asarray(w, dtype=float)
            for w in getattr(candidate, make)([4, 3, 2], rng=np.random.default_rng(seed)).W
        ]
        for seed in (5, 5, 6)
    )
    check(
        all(map(np.array_equal, first, again)),
        "Two networks whose generators have the same seed start with different weights. Do they "
        "come from rng?",
    )
    check(
        not any(map(np.array_equal, first, other)),
        "Networks whose generators have different seeds start with the same weights. Do they come "
        "from rng?",
    )
