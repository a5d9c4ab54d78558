"""Mistakes that people make in q09_gradient_descent; each is an edit of an answer."""

import numpy as np

from .q04_sigmoid import sigmoid
from .shared import some_points, two_results

LOSS = "losses.append(summed_loss(w, X, y))"
ERROR = "(sigmoid(X @ w) - y)"
STEP = "learning_rate * X.T @ (sigmoid(X @ w) - y)"


def moves_inside(candidate):
    """Return whether w moves at each point, by its gradient or by the sum up to it."""
    points, labels = some_points(np.random.default_rng(7), 6, 3)
    found = np.ravel(two_results(candidate.gradient_descent(points, labels, 0.2, 1))[0])
    for adding in (False, True):
        w, total = np.zeros(3), np.zeros(3)
        for x, label in zip(points, labels, strict=True):
            slope = (sigmoid(x @ w) - label) * x
            total = total + slope if adding else slope
            w = w - 0.2 * total
        if found.shape == w.shape and np.allclose(found, w):
            return True
    return False


MISTAKES = [
    dict(
        title="starts at one",
        hint="Your descent starts at w = (1, …, 1). The text wants it to start at 0.",
        was="np.zeros",
        now="np.ones",
    ),
    dict(
        title="the labels of the losses exchanged",
        hint="w is right; in the losses the two labels have changed places: -ln p belongs to label 1, "
        "-ln(1 - p) to label 0.",
        was=LOSS,
        now="losses.append(summed_loss(w, X, 1 - y))",
    ),
    dict(
        title="the losses of the points with label 1 alone",
        hint="w is right; your losses are those of the points with label 1. For label 0 a point adds "
        "-ln(1 - p).",
        was=LOSS,
        now="losses.append(-np.sum(y * np.log(sigmoid(X @ w))))",
    ),
    dict(
        title="the losses of the points with label 0 alone",
        hint="w is right; your losses are those of the points with label 0. For label 1 a point adds "
        "-ln p.",
        was=LOSS,
        now="losses.append(-np.sum((1 - y) * np.log(1 - sigmoid(X @ w))))",
    ),
    dict(
        title="losses of squares",
        hint="w is right; your losses are sums of squares of p - y. The cross-entropy is asked for.",
        was=LOSS,
        now="losses.append(np.sum((sigmoid(X @ w) - y) ** 2))",
    ),
    dict(
        title="p(1 - p) left in",
        hint="The loss at w = 0 is right; your gradient has a factor p(1 - p) too much, which belongs "
        "to a loss of squares. In the cross-entropy it cancels.",
        was=ERROR,
        now="((sigmoid(X @ w) - y) * sigmoid(X @ w) * (1 - sigmoid(X @ w)))",
    ),
    dict(
        title="a straight line and squares",
        hint="Your p is w·x itself, as in a linear regression. The sigmoid is missing.",
        was=(LOSS, ERROR),
        now=("losses.append(np.sum((X @ w - y) ** 2))", "(X @ w - y)"),
    ),
    dict(
        title="a straight line in the gradient",
        hint="The losses have their sigmoid, and your gradient has w·x where p belongs.",
        was=ERROR,
        now="(X @ w - y)",
    ),
    dict(
        title="the points on the wrong side alone",
        hint="Only points on the wrong side move w, as in the perceptron. Here every point has a "
        "gradient, also where its class is right.",
        was=ERROR,
        now="((sigmoid(X @ w) - y) * ((sigmoid(X @ w) > 0.5) != y))",
    ),
    dict(
        title="the weight of the ones at rest",
        hint="The first entry of w, that of the column of ones, stays at 0. It moves as the others do.",
        was=STEP,
        now="learning_rate * np.append(0, X[:, 1:].T @ (sigmoid(X @ w) - y))",
    ),
    dict(
        title="steps of one length",
        hint="All your steps have one length: the gradient is divided by its own. Take it as it is.",
        was=STEP,
        now="learning_rate * X.T @ (sigmoid(X @ w) - y) / np.linalg.norm(X.T @ (sigmoid(X @ w) - y))",
    ),
    dict(
        title="a learning rate that falls",
        hint="The first step is right, later ones are too short: your learning rate falls from step to "
        "step. Here it stays what it is.",
        was=("for _ in range(T)", "w - learning_rate *"),
        now=("for t in range(T)", "w - learning_rate / (t + 1) *"),
    ),
    dict(
        title="w before the last update",
        hint="The losses are right, and w is what it was before the last update. All T of them belong "
        "to it.",
        was=("        w = w -", "return w, losses"),
        now=("        old = w\n        w = w -", "return old, losses"),
    ),
]
