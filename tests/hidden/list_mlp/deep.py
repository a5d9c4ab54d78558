"""The network with two hidden layers of q16, and its backward pass with a fault, as given."""

import random

import numpy as np

from .q10_forward_function import hidden, softmax

LAYERS = ("W1", "b1", "W2", "b2", "W3", "b3")


def deep_network():
    random.seed(0)
    model = {}
    for k, (d_in, d_out) in enumerate([(2, 6), (6, 6), (6, 2)], start=1):
        model[f"W{k}"] = [[4 * (random.random() - 0.5) for _ in range(d_out)] for _ in range(d_in)]
        model[f"b{k}"] = [4 * (random.random() - 0.5) for _ in range(d_out)]
    return model


def sigmoid_layer(X, W, b):
    return hidden(X, W, b).tolist()


def deep_forward(model, X):
    A1 = hidden(X, model["W1"], model["b1"])
    A2 = hidden(A1, model["W2"], model["b2"])
    P = softmax(A2 @ np.asarray(model["W3"]) + np.asarray(model["b3"]))
    return A1.tolist(), A2.tolist(), P.tolist()


def deep_loss(model, X, y):
    P = np.array(deep_forward(model, X)[2])
    return float(-np.log(P[np.arange(len(y)), y]).sum())


def sigmoid_slope(z):
    a = 0.5 * (1 + np.tanh(0.5 * np.asarray(z)))
    return a * (1 - a)


def back_through(delta, W, A):
    return (np.asarray(delta) @ np.asarray(W).T * sigmoid_slope(A)).tolist()


def slopes_of(model, X, y, back):
    """Return the six slopes where `back` leads from the delta of a layer to the one before."""
    A1, A2, P = deep_forward(model, X)
    delta3 = np.array(P) - np.eye(len(model["b3"]))[y]
    delta2 = np.array(back(delta3, model["W3"], A2))
    delta1 = np.array(back(delta2, model["W2"], A1))
    slopes = {}
    for k, values, delta in ((1, X, delta1), (2, A1, delta2), (3, A2, delta3)):
        slopes[f"dW{k}"] = (np.asarray(values).T @ delta).tolist()
        slopes[f"db{k}"] = delta.sum(axis=0).tolist()
    return slopes


def broken_gradients(model, X, y):
    return slopes_of(model, X, y, back_through)


def differences(model, X, y, h=1e-5):
    """Return the slopes of deep_loss as finite differences measure them."""
    parts = {key: np.array(model[key], dtype=float) for key in LAYERS}
    slopes = {}
    for key, part in parts.items():
        slope = np.zeros_like(part)
        for place in np.ndindex(part.shape):
            before, around = part[place], []
            for step in (h, -h):
                part[place] = before + step
                around.append(deep_loss(parts, X, y))
            part[place] = before
            slope[place] = (around[0] - around[1]) / (2 * h)
        slopes[f"d{key}"] = slope.tolist()
    return slopes


def deep_inputs(rng, n, *sizes):
    """Return a network of these four sizes, n rows and their labels, of every class at least one."""
    model = {}
    for k, (d_in, d_out) in enumerate(zip(sizes[:-1], sizes[1:], strict=True), start=1):
        model[f"W{k}"] = rng.normal(size=(d_in, d_out)).tolist()
        model[f"b{k}"] = rng.normal(size=d_out).tolist()
    labels = [*range(sizes[-1]), *rng.integers(sizes[-1], size=n - sizes[-1]).tolist()]
    return model, rng.normal(size=(n, sizes[0])).tolist(), labels
