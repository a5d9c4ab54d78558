"""q04_loss: the mean cross-entropy of a network of any depth, and the price of its weights."""

import numpy as np

from viva.exam import Question, check

from .q02_sigmoid_pair import sigmoid
from .shared import some_targets, some_weights

q = Question("q04_loss")


@q.reference
def loss(weights, X, t, lam):
    z = X
    for W, b in weights:
        a = z @ W + b
        z = sigmoid(a)
    a = a[:, 0]
    entropy = np.mean(np.logaddexp(0, a) - t * a)
    price = sum(np.sum(W**2) for W, b in weights)
    return entropy + lam * price


def loss_with(candidate, rng, n, sizes, lam):
    weights, X = some_weights(rng, sizes), rng.normal(size=(n, sizes[0]))
    return candidate.loss(weights, X, some_targets(rng, n), lam)


@q.case("two layers, with a price and without")
def loss_two(candidate, rng):
    return {
        "without a price": loss_with(candidate, rng, 7, (3, 4, 1), 0.0),
        "with a price": loss_with(candidate, rng, 6, (2, 5, 1), 0.3),
    }


@q.case("one, three and four layers")
def loss_deep(candidate, rng):
    return {
        "three layers": loss_with(candidate, rng, 8, (4, 3, 5, 1), 0.07),
        "four layers": loss_with(candidate, rng, 5, (2, 3, 4, 2, 1), 0.2),
        "one layer": loss_with(candidate, rng, 9, (3, 1), 0.05),
    }


NOT_FINITE = "Where the network is sure, your loss is not a finite number."
TOO_SMALL = "Where the network is sure and wrong, your loss is small."
TOO_LARGE = "Where the network is sure and right, your loss is not near 0."


@q.case("outputs that are rounded to 0 and 1", weight=2)
def loss_sure(candidate, rng):
    # The hidden neuron is 0 or 1, and the last sum -900 or 900.
    weights = [(np.array([[50.0]]), np.array([3.0])), (np.array([[1800.0]]), np.array([-900.0]))]
    X = np.array([[4.0], [-5.0], [6.0]])
    for t, right in (([0, 1, 0], False), ([1, 0, 1], True), ([1, 0, 0], False)):
        value = candidate.loss(weights, X, np.array(t), 0.0)
        check(value is not None, "loss returns None. Is a `return` missing?")
        check(np.size(value) == 1 and np.isfinite(value).all(), NOT_FINITE)
        number = float(np.ravel(value)[0])
        check(right or number > 3, TOO_SMALL)
        check(not right or abs(number) < 1e-3, TOO_LARGE)
    # The rest of what a loss must be is asked here as well, or it would earn half of the points.
    return loss_with(candidate, rng, 6, (3, 2, 4, 1), 0.4)


q.equivalent(
    "there is one output",
    was="a = a[:, 0]",
    now="a = a[:, -1]",
)
q.equivalent(
    "a sum of two powers has no order",
    was="entropy = np.mean(t * np.logaddexp(0, -a) + (1 - t) * np.logaddexp(0, a))",
    now=[
        "entropy = np.mean(t * np.logaddexp(-a, 0) + (1 - t) * np.logaddexp(0, a))",
        "entropy = np.mean(t * np.logaddexp(0, -a) + (1 - t) * np.logaddexp(a, 0))",
    ],
)
q.right(
    "probabilities kept off 0 and 1",
    code="""
def loss(weights, X, t, lam):
    z, price = X, 0.0
    for W, b in weights:
        z = sigmoid(np.dot(z, W) + b)
        price = price + (W * W).sum()
    p = np.clip(z.ravel(), 1e-12, 1 - 1e-12)
    return -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p)) + lam * price
""",
)
q.right(
    "a small number in the logarithm, point by point",
    code="""
def loss(weights, X, t, lam):
    total = 0
    for x, target in zip(X, t):
        for W, b in weights:
            x = sigmoid(x @ W + np.ravel(b))
        p = x[0] if target == 1 else 1 - x[0]
        total -= np.log(p + 1e-9)
    return total / len(t) + lam * sum(np.linalg.norm(W) ** 2 for W, _ in weights)
""",
)
q.right(
    "the sign of the last sum, targets as a column",
    code="""
def loss(weights, X, t, lam):
    hidden = X
    for W, b in weights[:-1]:
        hidden = sigmoid(hidden @ W + b)
    a = hidden @ weights[-1][0] + weights[-1][1]
    signs = 2 * np.asarray(t).reshape(-1, 1) - 1
    losses = np.logaddexp(0, -signs * a)
    return float(losses.mean()) + lam * float(sum((W**2).sum() for W, b in weights))
""",
)
q.right(
    "two probabilities",
    code="""
def loss(weights, X, t, lam):
    activations = [X]
    for W, b in weights:
        activations.append(sigmoid(activations[-1] @ W + b))
    p = activations[-1][:, 0]
    right = np.where(np.asarray(t) == 1, p, 1 - p)
    squares = np.concatenate([W.flatten() for W, b in weights])
    return -np.log(np.maximum(right, 1e-15)).mean() + lam * np.dot(squares, squares)
""",
)
PLAIN = "np.mean(np.logaddexp(0, a) - t * a)"
q.wrong(
    "the sum",
    hint="The cross-entropy is a sum over the points here, too large by their number. It is a mean.",
    was=PLAIN,
    now="np.sum(np.logaddexp(0, a) - t * a)",
)
q.wrong(
    "biases in the price",
    hint="Without a price the loss is right. Your price counts the biases, too; only weights are to pay.",
    was="sum(np.sum(W**2) for W, b in weights)",
    now="sum(np.sum(W**2) + np.sum(b**2) for W, b in weights)",
)
q.wrong(
    "half the price",
    hint="Without a price the loss is right. Your price is half of what the text says: there is no ½ in it.",
    was="lam * price",
    now="lam / 2 * price",
)
q.wrong(
    "the price divided by N",
    hint="Without a price the loss is right. Your price is divided by the number of points; only the cross-entropy is a mean.",
    was="lam * price",
    now="lam / len(X) * price",
)
q.wrong(
    "no price",
    hint="Your loss is the cross-entropy alone. The price of the weights is missing.",
    was="entropy + lam * price",
    now="entropy",
)
q.wrong(
    "the price taken off",
    hint="Large weights make your loss smaller. A price is added.",
    was="entropy + lam * price",
    now="entropy - lam * price",
)
q.wrong(
    "the price of the last layer only",
    hint="Without a price the loss is right. With it, only one layer pays; the sum runs over all layers.",
    was="for W, b in weights)",
    now="for W, b in weights[-1:])",
)
q.wrong(
    "the price of absolute values",
    hint="Your price adds up absolute values of the weights. It should add up their squares.",
    was="np.sum(W**2)",
    now="np.sum(np.abs(W))",
)
q.wrong(
    "the mean of the squares",
    hint="Your price is the mean of the squared weights of a layer, where their sum is asked for.",
    was="np.sum(W**2)",
    now="np.mean(W**2)",
)
q.wrong(
    "a root over the squares",
    hint="Your price is the length of the weights, a root of the sum of squares. There is no root in the text.",
    was="np.sum(W**2) for W, b in weights)",
    now="np.sum(W**2) for W, b in weights) ** 0.5",
)
q.wrong(
    "logarithm to the base 2",
    hint="Your cross-entropy is in bits: a logarithm to the base 2. The text has the natural one.",
    was=PLAIN,
    now=PLAIN + " / np.log(2)",
)
q.wrong(
    "logarithm to the base 10",
    hint="Your cross-entropy has logarithms to the base 10. The text has natural ones, np.log.",
    was=PLAIN,
    now=PLAIN + " / np.log(10)",
)
q.wrong(
    "the sign",
    hint="Your cross-entropy is negative: the logarithm of a probability is, and the minus in front of the sum is missing.",
    was=PLAIN,
    now="-" + PLAIN,
)
q.wrong(
    "targets exchanged",
    hint="Your loss is small where the network is wrong: it takes class 0 for class 1. Which term belongs to t = 1?",
    was=PLAIN,
    now="np.mean(np.logaddexp(0, a) - (1 - t) * a)",
)
q.wrong(
    "the term of class 1 only",
    hint="Points of class 0 add nothing to your loss. The second term, with 1 - t, belongs to them.",
    was=PLAIN,
    now="np.mean(t * np.logaddexp(0, -a))",
)
q.wrong(
    "squared errors",
    hint="This is the mean of squared differences between outputs and targets. The cross-entropy has logarithms.",
    was=PLAIN,
    now="np.mean((z[:, 0] - t) ** 2)",
)
q.wrong(
    "outputs in a column against a row of targets",
    hint="A column of N outputs against N targets makes an N×N matrix, and your mean runs over all pairs of points. Make both flat.",
    was="a = a[:, 0]",
    now="a = a",
)
q.wrong(
    "infinite where the network is sure",
    hint="For moderate sums your loss is right. Where the output is rounded to 0 or 1 it takes the logarithm of 0, and the loss is infinite, or nan.",
    was=PLAIN,
    now="-np.mean(t * np.log(z[:, 0]) + (1 - t) * np.log(1 - z[:, 0]))",
)
q.wrong(
    "no bias in the forward pass",
    hint="Your layers leave out their biases, so that every output is off.",
    was="z @ W + b",
    now="z @ W",
)
q.wrong(
    "no sigmoid between the layers",
    hint="With one layer your loss is right, with more it is not: between the layers the sigmoid is missing.",
    was="z = sigmoid(a)",
    now="z = a",
)
q.wrong(
    "two layers only",
    hint="With two layers your loss is right. The network has as many layers as there are pairs in weights.",
    code="""
def loss(weights, X, t, lam):
    (W1, b1), (W2, b2) = weights[0], weights[-1]
    a = (sigmoid(X @ W1 + b1) @ W2 + b2)[:, 0]
    entropy = np.mean(t * np.logaddexp(0, -a) + (1 - t) * np.logaddexp(0, a))
    return entropy + lam * (np.sum(W1**2) + np.sum(W2**2))
""",
)
q.hints(
    "How many numbers does the last layer give for N points, and in which shape? How many targets are there?",
    "Go through the layers with one variable that holds the values. The cross-entropy of a point follows from its last sum by `np.logaddexp`: for t = 1 with a minus before the sum, for t = 0 without.",
    "Take the mean over the points of t times the first form plus 1 minus t times the second. Then add lam times the sum, over all layers, of the squared entries of the matrices.",
)
