"""q05_gradient: the slopes of the loss of a network with one hidden layer."""

import numpy as np

from viva.exam import Question

from .q02_sigmoid_pair import grad_sigmoid, sigmoid
from .shared import named_layers, some_targets, some_weights

q = Question("q05_gradient")


@q.reference
def gradient(weights, X, t, lam):
    (W1, b1), (W2, b2) = weights
    N = len(X)
    a1 = X @ W1 + b1
    z1 = sigmoid(a1)
    p = sigmoid(z1 @ W2 + b2)
    delta2 = (p - np.reshape(t, (-1, 1))) / N
    delta1 = (delta2 @ W2.T) * grad_sigmoid(a1)
    dW1, db1 = X.T @ delta1 + 2 * lam * W1, delta1.sum(axis=0)
    dW2, db2 = z1.T @ delta2 + 2 * lam * W2, delta2.sum(axis=0)
    return [(dW1, db1), (dW2, db2)]


def slopes_with(candidate, rng, n, sizes, lam, name="gradient"):
    weights, X = some_weights(rng, sizes), rng.normal(size=(n, sizes[0]))
    t = some_targets(rng, n)
    return named_layers(getattr(candidate, name)(weights, X, t, lam), len(sizes) - 1, "d")


@q.case("several points, a small price")
def slopes_small_price(candidate, rng):
    return slopes_with(candidate, rng, 6, (3, 4, 1), 0.07)


@q.case("other sizes, a high price, and none")
def slopes_high_price(candidate, rng):
    return slopes_with(candidate, rng, 5, (2, 6, 1), 0.4), slopes_with(
        candidate, rng, 7, (4, 3, 1), 0.02
    )


@q.case("no price at all, and a hidden layer of one neuron", weight=0.5)
def slopes_without_price(candidate, rng):
    return slopes_with(candidate, rng, 8, (3, 5, 1), 0.0), slopes_with(
        candidate, rng, 4, (2, 1, 1), 0.1
    )


q.equivalent(
    "NumPy finds the length for any negative number",
    was="delta2 = (p - np.reshape(t, (-1, 1))) / len(X)",
    now="delta2 = (p - np.reshape(t, (-2, 1))) / len(X)",
)
q.equivalent(
    "there is one output, so a column meets a row",
    was="delta1 = delta2 @ W2.T * grad_sigmoid(a1)",
    now="delta1 = delta2 * W2.T * grad_sigmoid(a1)",
)
q.equivalent(
    "there is one output, and axes of length 1 do not count",
    was="(z1.T @ delta2 + 2 * lam * W2, delta2.sum(axis=0)),",
    now="(z1.T @ delta2 + 2 * lam * W2, delta2.sum()),",
)
q.right(
    "factors one by one, slopes as lists",
    code="""
def gradient(weights, X, t, lam):
    W1, b1 = weights[0]
    W2, b2 = weights[1]
    hidden = sigmoid(np.dot(X, W1) + b1)
    p = sigmoid(np.dot(hidden, W2) + b2)
    error = p - np.array(t)[:, None]
    n = X.shape[0]
    back = np.dot(error, W2.T) * hidden * (1 - hidden)
    return [
        [np.dot(X.T, back) / n + 2 * lam * W1, np.mean(back, axis=0)],
        [np.dot(hidden.T, error) / n + 2 * lam * W2, np.mean(error, axis=0)],
    ]
""",
)
q.right(
    "point by point",
    code="""
def gradient(weights, X, t, lam):
    (W1, b1), (W2, b2) = weights
    dW1, db1, dW2, db2 = 2 * lam * W1, 0 * b1, 2 * lam * W2, 0 * b2
    for x, target in zip(X, t):
        a = x @ W1 + b1
        z = sigmoid(a)
        d2 = (sigmoid(z @ W2 + b2) - target) / len(t)
        d1 = grad_sigmoid(a) * (W2 @ d2)
        dW1, db1 = dW1 + np.outer(x, d1), db1 + d1
        dW2, db2 = dW2 + np.outer(z, d2), db2 + d2
    return (dW1, db1), (dW2, db2)
""",
)
q.right(
    "targets as a row, einsum",
    code="""
def gradient(weights, X, t, lam):
    (W1, b1), (W2, b2) = weights
    a1 = np.einsum("ni,ij->nj", X, W1) + b1
    p = sigmoid(np.einsum("nj,jk->nk", sigmoid(a1), W2) + b2).ravel()
    d2 = (p - t) / t.size
    d1 = d2[:, np.newaxis] * W2[:, 0] * grad_sigmoid(a1)
    return [
        (np.einsum("ni,nj->ij", X, d1) + 2 * lam * W1, np.sum(d1, 0)),
        ((sigmoid(a1).T @ d2)[:, np.newaxis] + lam * (W2 + W2), np.array([d2.sum()])),
    ]
""",
)
SAYS_PRICE = "The slopes of the biases are right, those of the weights are not: "
q.wrong(
    "no price in the slopes",
    hint=SAYS_PRICE + "the loss has a price on the weights, but your slopes know nothing of it.",
    was=(" + 2 * lam * W1", " + 2 * lam * W2"),
    now=("", ""),
)
q.wrong(
    "the 2 of the price is missing",
    hint=SAYS_PRICE + "the price is lam times a square. What is the derivative of a square?",
    was=("2 * lam * W1", "2 * lam * W2"),
    now=("lam * W1", "lam * W2"),
)
q.wrong(
    "biases pay",
    hint="The slopes of the weights are right. Those of the biases have a price, which is for weights only.",
    was=("delta1.sum(axis=0)", "delta2.sum(axis=0)"),
    now=("delta1.sum(axis=0) + 2 * lam * b1", "delta2.sum(axis=0) + 2 * lam * b2"),
)
q.wrong(
    "the price divided by N",
    hint=SAYS_PRICE + "your price is divided by the number of points. It does not depend on them.",
    was=("2 * lam * W1", "2 * lam * W2"),
    now=("2 * lam * W1 / N", "2 * lam * W2 / N"),
)
q.wrong(
    "only the last layer pays",
    hint="dW2 is right, dW1 lacks its part of the price. All weights pay.",
    was=" + 2 * lam * W1",
    now="",
)
q.wrong(
    "the price taken off",
    hint=SAYS_PRICE + "the slope of the price is taken off where it should be added.",
    was=("+ 2 * lam * W1", "+ 2 * lam * W2"),
    now=("- 2 * lam * W1", "- 2 * lam * W2"),
)
q.wrong(
    "no mean",
    hint="These are slopes of the sum over the points. The cross-entropy is a mean, so delta is divided by N.",
    was=" / N",
    now="",
)
q.wrong(
    "divided by N twice",
    hint="You divide by the number of points twice: once in delta, and once more in the slopes.",
    was="(-1, 1))) / N",
    now="(-1, 1))) / N / N",
)
q.wrong(
    "biases averaged once more",
    hint="The slopes of the weights are right, those of the biases too small by the number of points: the mean is in delta already, so they take a plain sum.",
    was=("delta1.sum(axis=0)", "delta2.sum(axis=0)"),
    now=("delta1.mean(axis=0)", "delta2.mean(axis=0)"),
)
q.wrong(
    "a row of slopes for each point in db",
    hint="The slopes of the biases have a row for each point. A bias serves all points: add up the rows.",
    was=("delta1.sum(axis=0)", "delta2.sum(axis=0)"),
    now=("delta1", "delta2"),
)
q.wrong(
    "one number for all biases",
    hint="The slopes of b1 are added up over the neurons, too. Which axis counts the points?",
    was="delta1.sum(axis=0)",
    now="delta1.sum()",
)
q.wrong(
    "the sign",
    hint="The slopes of the biases have the wrong sign. Which comes first in delta2, the output or the target?",
    was="p - np.reshape(t, (-1, 1))",
    now="np.reshape(t, (-1, 1)) - p",
)
q.wrong(
    "the slope of the sigmoid at the output",
    hint="delta2 has a factor p(1 - p), which belongs to squared errors. With the cross-entropy it cancels.",
    was="(-1, 1))) / N",
    now="(-1, 1))) / N * p * (1 - p)",
)
q.wrong(
    "no slope of the hidden sigmoid",
    hint="dW2 and db2 are right, dW1 and db1 are not: the slope of the hidden sigmoid is missing in delta1.",
    was=" * grad_sigmoid(a1)",
    now="",
)
q.wrong(
    "the slope at values that are activated already",
    hint="dW2 and db2 are right. In delta1 the slope is taken at z1, the values; grad_sigmoid wants the sums a1.",
    was="grad_sigmoid(a1)",
    now="grad_sigmoid(z1)",
)
q.wrong(
    "a(1 - a) of the sums",
    hint="dW2 and db2 are right. In z(1 - z) stands the value after the sigmoid, not the sum before it.",
    was="grad_sigmoid(a1)",
    now="a1 * (1 - a1)",
)
q.wrong(
    "outputs in a column against a row of targets",
    hint="The column of outputs less the row of targets is an N×N matrix: each output meets the targets of all points. Give both the same shape.",
    was=("np.reshape(t, (-1, 1))", "delta2.sum(axis=0)", "(delta2 @ W2.T)", "z1.T @ delta2"),
    now=(
        "t",
        "delta2.sum(axis=0)[:1]",
        "(delta2.sum(axis=1, keepdims=True) @ W2.T)",
        "z1.T @ delta2.sum(axis=1, keepdims=True)",
    ),
)
q.wrong(
    "an N×N matrix that does not fit",
    hint="NumPy cannot multiply: the column of outputs less the row of targets has become an N×N matrix. Make a column of t first.",
    was="np.reshape(t, (-1, 1))",
    now="t",
)
q.wrong(
    "dW1 from the hidden layer",
    hint="In dW1 stand the values of the hidden layer. What comes in to the first layer is X.",
    was="X.T @ delta1 + 2",
    now="z1.T @ delta1 + 2",
)
q.wrong(
    "layers exchanged",
    hint="The slopes are right, but the second layer stands first. They come in the order of the weights.",
    was="[(dW1, db1), (dW2, db2)]",
    now="[(dW2, db2), (dW1, db1)]",
)
q.wrong(
    "four arrays in a row",
    hint="Four arrays come back in a row. They should be two pairs, as the weights are.",
    was="[(dW1, db1), (dW2, db2)]",
    now="[dW1, db1, dW2, db2]",
)
q.wrong(
    "slopes as they are multiplied, transposed",
    hint="The slopes of the weights are transposed. dW has the shape of W: n_in rows, n_out columns.",
    was="[(dW1, db1), (dW2, db2)]",
    now="[(dW1.T, db1), (dW2.T, db2)]",
)
q.wrong(
    "no bias in the forward pass",
    hint="On the way forward your layers leave out their biases, so every slope is off.",
    was=("X @ W1 + b1", "z1 @ W2 + b2"),
    now=("X @ W1", "z1 @ W2"),
)
q.hints(
    "Which shape has each array of the formulas: X, a1, p, t as it comes, t as you need it, and both deltas? Write them beside the formulas.",
    "Go forward and keep the hidden sums and values. Make a column of the targets before you take them off the outputs, and divide by the number of points once, there.",
    "The slope of each matrix is what came in, transposed, times delta, plus twice lam times the matrix; that of each bias is the sum of delta over the points. Between the layers delta goes through the second matrix, transposed, and is multiplied by the hidden slope.",
)
