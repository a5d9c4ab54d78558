"""What several questions use: data, weights, and how a case takes steps with an answer."""

import random

import numpy as np

from viva.compare.difference import same
from viva.compare.numbers import as_numbers, squeezed
from viva.exam import check


def sigmoid(z):
    return 0.5 * (1 + np.tanh(0.5 * np.asarray(z)))


def softmax(Z):
    powers = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def moons(seed, n=300, noise=0.20):
    """Return what make_moons(n, noise=noise) draws after np.random.seed(seed)."""
    half = np.linspace(0, np.pi, n // 2)
    arch, bowl = (np.cos(half), np.sin(half)), (1 - np.cos(half), 0.5 - np.sin(half))
    generator = np.random.RandomState(seed)
    order = np.arange(n)
    generator.shuffle(order)
    points = np.concatenate((np.column_stack(arch), np.column_stack(bowl)))[order]
    labels = np.repeat([0, 1], n // 2)[order]
    return points + generator.normal(scale=noise, size=points.shape), labels


def draw_blobs(centres, n, spread, rng):
    labels = rng.permutation(np.repeat(np.arange(len(centres)), n))
    return np.array(centres)[labels] + rng.normal(0, spread, (len(labels), 2)), labels


def list_gradients(model, X, y):
    """Return the slopes of the summed cross-entropy, as lists; fail where the notebook's does."""
    if np.min(np.asarray(X) @ np.asarray(model["W1"]) + np.asarray(model["b1"])) < -709:
        raise OverflowError("math range error")
    return summed_slopes(model, X, y)


def summed_slopes(model, X, y):
    """Return the slopes of the summed cross-entropy, as lists."""
    W1, b1, W2, b2 = (np.asarray(model[key], dtype=float) for key in ("W1", "b1", "W2", "b2"))
    X = np.asarray(X, dtype=float)
    a1 = sigmoid(X @ W1 + b1)
    delta2 = softmax(a1 @ W2 + b2) - np.eye(len(b2))[np.asarray(y)]
    delta1 = (delta2 @ W2.T) * a1 * (1 - a1)
    return {
        "dW1": (X.T @ delta1).tolist(),
        "db1": delta1.sum(axis=0).tolist(),
        "dW2": (a1.T @ delta2).tolist(),
        "db2": delta2.sum(axis=0).tolist(),
    }


def drawn_in_lists():
    random.seed(0)
    model = {"W1": [[random.random() - 0.5 for _ in range(10)] for _ in range(2)]}
    model["b1"] = [random.random() - 0.5 for _ in range(10)]
    model["W2"] = [[random.random() - 0.5 for _ in range(2)] for _ in range(10)]
    model["b2"] = [random.random() - 0.5 for _ in range(2)]
    return model


def some_labels(rng, n, d_out):
    """Draw labels that fill the classes unevenly and leave none empty."""
    labels = [*range(d_out), *rng.choice([0, d_out - 1, d_out - 1], n - d_out).tolist()]
    return rng.permutation(np.array(labels))


def some_weights(rng, d_in, d_h, d_out):
    """Draw w1, b1, w2, b2 of moderate size, none of them zero."""
    w1, b1 = rng.normal(size=(d_in, d_h)), rng.normal(size=d_h)
    return w1, b1, rng.normal(size=(d_h, d_out)), rng.normal(size=d_out)


# Classes in two places: one hidden neuron, or many equal ones, can get 0.6 of them right.
CROSS = [(0.0, 0.0), (2.5, 0.0), (-2.5, 0.0), (0.0, 2.5), (0.0, -2.5)]
CROSS_CLASSES = np.array([0, 1, 1, 3, 3])
TRIANGLE = [(0.0, 2.2), (2.0, -1.2), (-2.0, -1.2)]


# Of what is said to a student, only words that stand in the exam's texts arrive.
HOW_MANY = {2: "2 values", 5: "5 values"}
RETURNED = ("nothing", "one value", "two values", "three values", "four values")


def says(letter, name="fault"):
    """Return a recogniser of a letter for the fault."""
    return lambda candidate: str(getattr(candidate, name)).strip().upper()[:1] == letter


def named(values, *names):
    """Return the first values by name, so that a message can say which one is off."""
    check(values is not None, "The function returns None. Is a `return` missing?")
    count = len(values) if isinstance(values, (tuple, list)) else 1
    # How many there are is said: what is true of two values need not be of four.
    check(
        count >= len(names),
        f"The function should return {HOW_MANY[len(names)]}: {', '.join(names)}. "
        f"Yours returns {RETURNED[min(count, 4)]}.",
    )
    return dict(zip(names, values, strict=False))


STEP = ("w1", "b1", "w2", "b2", "loss")
STEPS = ("the step of w1", "the step of b1", "the step of w2", "the step of b2")


def steps_of(learn_once, weights, data, answers, learning_rate, n_steps):
    """Take steps one after another; return the first step, the last weights, and each loss.

    How far each array moves tells a factor or a sign of its slope; where it arrives does not.
    """
    losses, first = [], {}
    for _ in range(n_steps):
        found = named(learn_once(*weights, data, answers, learning_rate), *STEP)
        if not losses:
            moves = map(moved, weights, (found[name] for name in STEP[:4]))
            first = dict(zip(STEPS, moves, strict=True))
        weights = [found[name] for name in STEP[:4]]
        losses.append(found["loss"])
    return first | dict(zip(STEP, (*weights, losses), strict=True))


def moved(old, new):
    """Return how far an array has moved, or what it has become if that has another shape."""
    numbers = as_numbers(new)
    if numbers is None or squeezed(numbers).shape != squeezed(old).shape:
        return new
    return numbers.reshape(old.shape) - old


def answers_of(w1, b1, w2, b2, data):
    return np.argmax(sigmoid(data @ w1 + b1) @ w2 + b2, axis=1)


def parallel(one, other):
    """Return whether two arrays of slopes are equal up to a factor."""
    one, other = np.ravel(np.asarray(one, dtype=float)), np.ravel(other)
    if one.size != other.size or not np.isfinite(one).all() or not one.any():
        return False
    return bool(same(one / np.linalg.norm(one), other / np.linalg.norm(other)))


def accuracy_of(weights, data, labels):
    return float(np.mean(answers_of(*weights, data) == labels))


def set_weights(model, **numbers):
    def shaped(new, old):
        new = np.array(new, dtype=float)
        return new.reshape(np.shape(old)) if new.size == np.size(old) else new

    for name, new in numbers.items():
        old = getattr(model, name)
        if isinstance(old, (list, tuple)):
            setattr(model, name, [shaped(n, o) for n, o in zip(new, old, strict=False)])
        else:
            setattr(model, name, shaped(new, old))


def collect_epochs(minibatches, X, y, size, rng, num_epochs):
    return [list(minibatches(X, y, size, rng)) for _ in range(num_epochs)]


def take_steps(optimiser, params, grads_of_steps):
    for grads in grads_of_steps:
        returned = optimiser.step(params, grads)
        if isinstance(returned, (list, tuple)) and len(returned) == len(params):
            params = list(returned)
    return params


def epochs_with(learn_once, weights, data, labels, learning_rate, num_epoch):
    """Train by `learn_once`; return the weights and the accuracies before and after each epoch."""
    accuracies = [accuracy_of(weights, data, labels)]
    for _ in range(num_epoch):
        weights = named(learn_once(*weights, data, labels, learning_rate), *STEP)
        weights = [np.asarray(weights[name], dtype=float) for name in STEP[:4]]
        accuracies.append(accuracy_of(weights, data, labels))
    return weights, accuracies


def goes_on(learn_once, last, weights, data, labels, rate):
    """Return whether steps move every array on, so that leaving some of them out would show."""
    once = epochs_with(learn_once, weights, data, labels, rate, 1)[0]
    return all(np.isfinite(part).all() for part in last) and not any(
        same(a, b) for a, b in (*zip(once, weights, strict=True), *zip(last, once, strict=True))
    )
