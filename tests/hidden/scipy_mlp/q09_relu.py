"""q09_relu: the rectifier, its slope, and the slopes of a network that has it."""

import numpy as np

from viva.exam import Question

from .q02_sigmoid_pair import sigmoid
from .shared import named_layers, some_targets, some_weights

q = Question("q09_relu")


@q.reference
def relu(a):
    return np.maximum(np.asarray(a, dtype=float), 0)


@q.reference
def grad_relu(a):
    return np.where(np.asarray(a) > 0, 1.0, 0.0)


@q.reference
def gradient_relu(weights, X, t, lam):
    (W1, b1), (W2, b2) = weights
    N = len(X)
    a1 = X @ W1 + b1
    z1 = relu(a1)
    p = sigmoid(z1 @ W2 + b2)
    delta2 = (p - np.reshape(t, (-1, 1))) / N
    delta1 = (delta2 @ W2.T) * grad_relu(a1)
    dW1, db1 = X.T @ delta1 + 2 * lam * W1, delta1.sum(axis=0)
    dW2, db2 = z1.T @ delta2 + 2 * lam * W2, delta2.sum(axis=0)
    return [(dW1, db1), (dW2, db2)]


def away_from_corners(rng, weights, n):
    """Draw points that bring no hidden sum close to 0, where the slope may be either."""
    W1, b1 = weights[0]
    while True:
        X = rng.normal(size=(n, len(W1)))
        if np.abs(X @ W1 + b1).min() > 1e-3:
            return X


def relu_with(candidate, rng, n, sizes, lam, shape):
    weights = some_weights(rng, sizes)
    X, t = away_from_corners(rng, weights, n), some_targets(rng, n)
    a = np.where(rng.random(shape) < 0.5, -1, 1) * rng.uniform(0.1, 40, size=shape)
    return {
        "relu": candidate.relu(a),
        "grad_relu": candidate.grad_relu(a),
        **named_layers(candidate.gradient_relu(weights, X, t, lam), 2, "d"),
    }


@q.case("several points, a small price")
def relu_small_price(candidate, rng):
    return relu_with(candidate, rng, 6, (3, 5, 1), 0.06, (3, 4))


@q.case("other sizes, a high price, and single numbers")
def relu_high_price(candidate, rng):
    return (
        relu_with(candidate, rng, 7, (2, 6, 1), 0.3, 5),
        relu_with(candidate, rng, 4, (4, 3, 1), 0.02, (2, 2, 2)),
        {"relu": candidate.relu(-0.4), "grad_relu": candidate.grad_relu(1.7)},
    )


q.equivalent(
    "the larger of two has no order",
    was="return np.maximum(a, 0)",
    now="return np.maximum(0, a)",
)
q.equivalent(
    "where 1 is true, the comparison itself is chosen, and its truth values count as 0 and 1",
    was="return np.where(a > 0, 1.0, 0.0)",
    now="return np.where(1.0, a > 0, 0.0)",
)
q.equivalent(
    "at 0 the slope may be either",
    was="return np.where(a > 0, 1.0, 0.0)",
    now="return np.where(a >= 0, 1.0, 0.0)",
)
q.equivalent(
    "NumPy finds the length for any negative number",
    was="delta2 = (sigmoid(z1 @ W2 + b2) - np.reshape(t, (-1, 1))) / len(X)",
    now="delta2 = (sigmoid(z1 @ W2 + b2) - np.reshape(t, (-2, 1))) / len(X)",
)
q.equivalent(
    "there is one output, so a column meets a row",
    was="delta1 = delta2 @ W2.T * grad_relu(a1)",
    now="delta1 = delta2 * W2.T * grad_relu(a1)",
)
q.equivalent(
    "there is one output, and axes of length 1 do not count",
    was="(z1.T @ delta2 + 2 * lam * W2, delta2.sum(axis=0)),",
    now="(z1.T @ delta2 + 2 * lam * W2, delta2.sum()),",
)
GRADIENT = """

def gradient_relu(weights, X, t, lam):
    (W1, b1), (W2, b2) = weights
    hidden = np.dot(X, W1) + b1
    z = relu(hidden)
    error = (sigmoid(np.dot(z, W2) + b2).ravel() - t)[:, None] / len(t)
    back = np.dot(error, W2.T) * grad_relu(hidden)
    return [
        (np.dot(X.T, back) + 2 * lam * W1, back.sum(axis=0)),
        (np.dot(z.T, error) + 2 * lam * W2, error.sum(axis=0)),
    ]
"""
q.right(
    "products with a comparison",
    code="""
def relu(a):
    return a * (a > 0)


def grad_relu(a):
    return 1.0 * (np.asarray(a) > 0)
"""
    + GRADIENT,
)
q.right(
    "np.clip, Heaviside with slope 1 at 0",
    code="""
def relu(a):
    return np.clip(a, 0, None)


def grad_relu(a):
    return np.heaviside(a, 1.0)
"""
    + GRADIENT.replace("grad_relu(hidden)", "(hidden >= 0)"),
)
q.right(
    "half of a + |a|, point by point",
    code="""
def relu(a):
    return (a + np.abs(a)) / 2


def grad_relu(a):
    return (np.sign(a) + 1) / 2


def gradient_relu(weights, X, t, lam):
    (W1, b1), (W2, b2) = weights
    dW1, db1, dW2, db2 = 2 * lam * W1, np.zeros(len(b1)), 2 * lam * W2, np.zeros(1)
    for x, target in zip(X, t):
        a = x @ W1 + b1
        z = relu(a)
        d2 = (sigmoid(z @ W2 + b2) - target) / len(t)
        d1 = W2[:, 0] * d2 * grad_relu(a)
        dW1, db1 = dW1 + np.outer(x, d1), db1 + d1
        dW2, db2 = dW2 + np.outer(z, d2), db2 + d2
    return [[dW1, db1], [dW2, db2]]
""",
)
SLOPE = "np.where(np.asarray(a) > 0, 1.0, 0.0)"
VALUE = "np.maximum(np.asarray(a, dtype=float), 0)"
q.wrong(
    "the slope of the value",
    hint="grad_relu gives back the value of relu where it is positive. The slope there is 1, however large a is.",
    was=SLOPE,
    now="np.where(np.asarray(a) > 0, a, 0.0)",
)
q.wrong(
    "the slope is the rectifier",
    hint="grad_relu has slope 0 for positive sums and 1 for negative ones. On which side is the ReLU flat?",
    was=SLOPE,
    now="np.where(np.asarray(a) > 0, 0.0, 1.0)",
)
q.wrong(
    "a slope of -1 below 0",
    hint="grad_relu falls below 0: for negative sums it gives -1, which is the slope of |a|.",
    was=SLOPE,
    now="np.where(np.asarray(a) > 0, 1.0, -1.0)",
)
q.wrong(
    "the slope is always 1",
    hint="grad_relu is 1 everywhere. A neuron whose sum is negative sends nothing on, and nothing comes back through it.",
    was=SLOPE,
    now="np.ones(np.shape(a))",
)
q.wrong(
    "a slope that begins at 1",
    hint="grad_relu is 0 for sums between 0 and 1. The corner of the ReLU is at 0.",
    was="np.asarray(a) > 0",
    now="np.asarray(a) > 1",
)
q.wrong(
    "the sigmoid's slope in grad_relu",
    hint="grad_relu gives the slope of the sigmoid. That of the ReLU knows two values only.",
    was=SLOPE,
    now="sigmoid(a) * (1 - sigmoid(a))",
)
q.wrong(
    "the absolute value",
    hint="relu is |a| here: negative sums should give 0.",
    was=VALUE,
    now="np.abs(np.asarray(a, dtype=float))",
)
q.wrong(
    "minimum instead of maximum",
    hint="relu lets the negative sums through and cuts off the positive ones.",
    was="np.maximum",
    now="np.minimum",
)
q.wrong(
    "one maximum for all",
    hint="relu gives one number, the largest of all. np.maximum compares entry by entry, np.max does not.",
    was=VALUE,
    now="np.max(np.append(a, 0))",
)
q.wrong(
    "a leak",
    hint="For negative sums relu gives small negative numbers: that is the leaky ReLU. Here it is exactly 0.",
    was=(VALUE, SLOPE),
    now=(
        "np.where(np.asarray(a) > 0, a, 0.01 * np.asarray(a))",
        "np.where(np.asarray(a) > 0, 1.0, 0.01)",
    ),
)
q.wrong(
    "cut off at 1",
    hint="relu stops at 1. It grows without end on the right.",
    was=VALUE,
    now="np.clip(a, 0, 1)",
)
q.wrong(
    "the sigmoid's slope left in delta1",
    hint="relu, grad_relu, dW2 and db2 are right. In delta1 the factor z(1 - z) is left over from the sigmoid.",
    was="* grad_relu(a1)",
    now="* z1 * (1 - z1)",
)
q.wrong(
    "the slope of the sigmoid at the sums",
    hint="relu, grad_relu, dW2 and db2 are right. delta1 still has the slope of a sigmoid at the hidden sums.",
    was="* grad_relu(a1)",
    now="* sigmoid(a1) * (1 - sigmoid(a1))",
)
q.wrong(
    "the sigmoid left in the forward pass",
    hint="The hidden layer still has its sigmoid on the way forward, so dW2 and all before it are off.",
    was="z1 = relu(a1)",
    now="z1 = sigmoid(a1)",
)
q.wrong(
    "no slope of the hidden layer",
    hint="relu, grad_relu, dW2 and db2 are right. In delta1 the slope of the ReLU is missing, so dead neurons learn.",
    was=" * grad_relu(a1)",
    now="",
)
q.wrong(
    "the ReLU at the output, too",
    hint="The output layer goes through the ReLU as well. It keeps its sigmoid.",
    was="p = sigmoid(z1 @ W2 + b2)",
    now="p = relu(z1 @ W2 + b2)",
)
q.wrong(
    "the price is gone",
    hint="The slopes of the biases are right; those of the weights have lost their price on the way to the ReLU.",
    was=(" + 2 * lam * W1", " + 2 * lam * W2"),
    now=("", ""),
)
q.wrong(
    "the mean is gone",
    hint="Your slopes belong to the sum over the points. In delta2 the division by N is missing.",
    was=" / N",
    now="",
)
q.hints(
    "Draw the ReLU on paper. What is its slope at -2, at 0.5, at 3? Does it depend on how large the sum is?",
    "Both functions compare with 0, entry by entry. Then copy your `gradient` and change the two places where the hidden layer's sigmoid and its slope stand.",
    "`np.maximum` with 0 makes the values; a comparison with 0, turned into numbers, makes the slopes. The output keeps its sigmoid, the price its factor of 2.",
)
