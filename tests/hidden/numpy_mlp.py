"""The exam of 04_numpy_mlp: the same network in NumPy, and networks of any depth.

X is N×d, W is d_in×d_out, z stands before and a after the activation, delta for dL/dz.
"""
# ruff: noqa: B905, E731, RUF007 - students write zip(a, b) and name lambdas

import math
import random
import time

import numpy as np

from viva.compare.difference import same
from viva.exam import Exam, Pair, check

exam = Exam("numpy_mlp")


def sigmoid(z):
    return 0.5 * (1 + np.tanh(0.5 * np.asarray(z)))


def softmax(Z):
    powers = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def moons(seed, n=300, noise=0.20):
    """Draw what make_moons(n, noise=noise) gives after np.random.seed(seed)."""
    half = np.linspace(0, np.pi, n // 2)
    arch, bowl = (np.cos(half), np.sin(half)), (1 - np.cos(half), 0.5 - np.sin(half))
    generator = np.random.RandomState(seed)
    order = np.arange(n)
    generator.shuffle(order)
    points = np.concatenate((np.column_stack(arch), np.column_stack(bowl)))[order]
    return points + generator.normal(scale=noise, size=points.shape), np.repeat([0, 1], n // 2)[
        order
    ]


def draw_blobs(centres, n, spread, rng):
    labels = rng.permutation(np.repeat(np.arange(len(centres)), n))
    return np.array(centres)[labels] + rng.normal(0, spread, (len(labels), 2)), labels


def list_gradients(model, X, y):
    """Compute the slopes of the summed cross-entropy, as lists."""
    W1, b1, W2, b2 = (np.asarray(model[key], dtype=float) for key in ("W1", "b1", "W2", "b2"))
    X = np.asarray(X, dtype=float)
    a1 = 1 / (1 + np.exp(-(X @ W1 + b1)))
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


def set_weights(model, **numbers):
    def shaped(new, old):
        new = np.array(new, dtype=float)
        return new.reshape(np.shape(old)) if new.size == np.size(old) else new

    for name, new in numbers.items():
        old = getattr(model, name)
        if isinstance(old, (list, tuple)):
            setattr(model, name, [shaped(n, o) for n, o in zip(new, old)])
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


@exam.given
def given():
    rng = np.random.default_rng(4)
    centres = [(0.0, 1.5), (1.5, -1.0), (-1.5, -1.0)]
    X_blobs, y_blobs = draw_blobs(centres, 50, 0.6, rng)
    X_blobs_test, y_blobs_test = draw_blobs(centres, 50, 0.6, rng)
    X_moons, y_moons = moons(1)
    return {
        "math": math,
        "random": random,
        "time": time,
        "np": np,
        "sigmoid": sigmoid,
        "X_moons": X_moons,
        "y_moons": y_moons,
        "draw_blobs": draw_blobs,
        "X_blobs": X_blobs,
        "y_blobs": y_blobs,
        "X_blobs_test": X_blobs_test,
        "y_blobs_test": y_blobs_test,
        "list_gradients": list_gradients,
        "list_model": drawn_in_lists(),
        "set_weights": set_weights,
        "collect_epochs": collect_epochs,
        "take_steps": take_steps,
    }


def variant(template, *replacements):
    """Give `template` with every pair of old and new text put in."""
    for old, new in replacements:
        assert old in template, old
        template = template.replace(old, new)
    return template


def some_labels(rng, n, d_out):
    """Draw labels that fill the classes unevenly and leave none empty."""
    labels = [*range(d_out), *rng.choice([0, d_out - 1, d_out - 1], n - d_out).tolist()]
    return rng.permutation(np.array(labels))


def some_weights(rng, d_in, d_h, d_out, rows=False):
    """Draw w1, b1, w2, b2 of moderate size, none of them zero; biases as rows on request."""
    w1, b1 = rng.normal(size=(d_in, d_h)), rng.normal(size=d_h)
    w2, b2 = rng.normal(size=(d_h, d_out)), rng.normal(size=d_out)
    return (w1, b1[None], w2, b2[None]) if rows else (w1, b1, w2, b2)


# ---------------------------------------------------------------------------------------------
q = exam.question("q01_one_hot")


@q.reference
def one_hot(labels, n_classes=None):
    labels = np.asarray(labels, dtype=int)
    width = labels.max() + 1 if n_classes is None else n_classes
    return (labels[:, None] == np.arange(width)).astype(float)


@q.case("labels with a gap, as an array and as a list")
def one_hot_gap(candidate, rng):
    return (
        candidate.one_hot(np.array([2, 0, 4, 4, 0, 2, 2])),
        candidate.one_hot([1, 3, 3], 6),
    )


@q.case("a single label, and more classes than there are labels")
def one_hot_single(candidate, rng):
    return candidate.one_hot([3]), candidate.one_hot(np.array([3, 1, 0, 3, 1]), 5)


ONE_HOT = """
def one_hot(labels, n_classes=None):
    if n_classes is None:
        n_classes = np.max(labels) + 1
    rows = np.zeros((len(labels), n_classes))
    for i, label in enumerate(labels):
        rows[i, label] = 1
    return rows
"""
q.wrong(
    "as wide as there are different labels",
    hint="You count how many different labels there are. When one of the classes is absent, the "
    "largest label has no column then: what does the width depend on?",
    code=variant(ONE_HOT, ("np.max(labels) + 1", "len(set(labels))")),
)
q.wrong(
    "the labels renumbered",
    hint="Your columns belong to the labels that occur, without a gap. Column k belongs to class "
    "k, even if no label is k.",
    code="""
def one_hot(labels, n_classes=None):
    values, places = np.unique(labels, return_inverse=True)
    return np.eye(n_classes or len(values))[places]
""",
)
q.wrong(
    "rows that are one and the same",
    hint="All rows are equal, with several ones in them. `[row] * n` names one row n times: a "
    "change in one of them is seen in all.",
    code="""
def one_hot(labels, n_classes=None):
    if n_classes is None:
        n_classes = max(labels) + 1
    rows = [[0] * n_classes] * len(labels)
    for i, label in enumerate(labels):
        rows[i][label] = 1
    return rows
""",
)
q.wrong(
    "n_classes must be given",
    hint="Without n_classes your function does not work. What should it take when n_classes is "
    "None?",
    code=variant(
        ONE_HOT, ("    if n_classes is None:\n        n_classes = np.max(labels) + 1\n", "")
    ),
)
q.wrong(
    "n_classes is never used",
    hint="Your rows have the width that the labels need, also where n_classes asks for more.",
    code=variant(ONE_HOT, ("    if n_classes is None:\n        n_classes", "    n_classes")),
)
q.wrong(
    "one column too few",
    hint="The largest label has no column of its own. Labels begin with 0: how many numbers are "
    "there from 0 to the largest one?",
    code=variant(ONE_HOT, ("np.max(labels) + 1", "np.max(labels)")),
)
q.wrong(
    "classes in rows",
    hint="Your rows are the classes and your columns the samples. Which of them does the text "
    "put in rows?",
    code=variant(ONE_HOT, ("return rows", "return rows.T")),
)
q.wrong(
    "as wide as there are samples",
    hint="Without n_classes your rows are as long as the list of labels. The number of samples "
    "and the number of classes have nothing to do with each other.",
    code=variant(ONE_HOT, ("np.max(labels) + 1", "len(labels)")),
)
q.wrong(
    "counted from 1",
    hint="Your 1 stands one place too far to the left: class 0 owns column 0.",
    code=variant(ONE_HOT, ("rows[i, label]", "rows[i, label - 1]")),
)
q.wrong(
    "the label itself in its column",
    hint="In the column of its class stands the label. Each row holds a single 1, and 0 otherwise.",
    code=variant(ONE_HOT, ("= 1\n", "= label\n")),
)
q.wrong(
    "zeros and ones exchanged",
    hint="Your rows are full of ones with a single 0. Which entry of a row is the special one?",
    code=variant(ONE_HOT, ("return rows", "return 1 - rows")),
)
q.wrong(
    "the first label only",
    hint="Only the first label becomes a row. Does your loop return too early?",
    code=variant(ONE_HOT, ("    return rows", "        return rows[:1]")),
)
q.right(
    "rows of an identity matrix",
    code="""
def one_hot(labels, n_classes=None):
    return np.eye(n_classes or np.max(labels) + 1)[labels]
""",
)
q.right(
    "lists of ints",
    code="""
def one_hot(labels, n_classes=None):
    n = n_classes if n_classes is not None else int(max(labels)) + 1
    return [[int(k == label) for k in range(n)] for label in labels]
""",
)
q.right(
    "a comparison, as booleans",
    code="""
def one_hot(labels, n_classes=None):
    labels = np.array(labels).reshape(-1, 1)
    if n_classes is None:
        n_classes = labels.max() + 1
    return labels == np.arange(n_classes)
""",
)
q.right(
    "all places at once, as small ints",
    code="""
def one_hot(labels, n_classes=None):
    if not n_classes:
        n_classes = 1 + sorted(labels)[-1]
    out = np.zeros((len(labels), n_classes), dtype=np.int8)
    out[range(len(labels)), labels] = 1
    return out
""",
)

q.hints(
    "How long must a row be when the largest label is 3 and nobody has label 2?",
    "If n_classes is None, the largest label decides: classes are counted from 0, so there is one more than it. Then think of a matrix whose row number k is exactly the row that label k needs.",
    "That matrix is the identity. An array of labels as its index picks one row for each label.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q02_mse_gradients")


@q.reference
def mse_gradients(w1, b1, w2, b2, data, targets):
    a1 = sigmoid(data @ w1 + b1)
    a2 = sigmoid(a1 @ w2 + b2)
    loss = np.mean((a2 - targets) ** 2)
    delta2 = 2 / a2.size * (a2 - targets) * a2 * (1 - a2)
    delta1 = (delta2 @ w2.T) * a1 * (1 - a1)
    return loss, data.T @ delta1, delta1.sum(axis=0), a1.T @ delta2, delta2.sum(axis=0)


def named(values, *names):
    """Give the first values by name, so that a message can say which one is off."""
    check(values is not None, "The function returns None. Is a `return` missing?")
    check(
        isinstance(values, (tuple, list)) and len(values) >= len(names),
        f"The function should return {len(names)} values: {', '.join(names)}.",
    )
    return dict(zip(names, values))


SLOPES = ("loss", "dw1", "db1", "dw2", "db2")


def mse_of(candidate, rng, n, d_in, d_h, d_out, rows=False):
    weights = some_weights(rng, d_in, d_h, d_out, rows)
    data, targets = rng.normal(size=(n, d_in)), rng.uniform(size=(n, d_out))
    return named(candidate.mse_gradients(*weights, data, targets), *SLOPES)


@q.case("several samples, all sizes different")
def mse_several(candidate, rng):
    return mse_of(candidate, rng, 5, 3, 4, 2)


@q.case("more outputs than samples, and biases as rows")
def mse_wide(candidate, rng):
    return mse_of(candidate, rng, 3, 2, 7, 6, rows=True)


MSE = """
def mse_gradients(w1, b1, w2, b2, data, targets):
    N, d_out = targets.shape
    z1 = data @ w1 + b1
    a1 = 1 / (1 + np.exp(-z1))
    z2 = a1 @ w2 + b2
    a2 = 1 / (1 + np.exp(-z2))
    loss = np.sum((a2 - targets) ** 2) / (N * d_out)
    delta2 = 2 * (a2 - targets) / (N * d_out) * a2 * (1 - a2)
    delta1 = delta2 @ w2.T * a1 * (1 - a1)
    dw2, db2 = a1.T @ delta2, np.sum(delta2, axis=0)
    dw1, db1 = data.T @ delta1, np.sum(delta1, axis=0)
    return loss, dw1, db1, dw2, db2
"""
OUTPUT_DELTA = "delta2 = 2 * (a2 - targets) / (N * d_out) * a2 * (1 - a2)"
q.wrong(
    "divided by N twice",
    hint="The loss is right, and all four slopes are too small by the number of samples. You "
    "divide by N once in delta2, and then once more.",
    code=variant(MSE, ("/ (N * d_out) * a2", "/ (N * d_out) / N * a2")),
)
q.wrong(
    "no derivative of the output sigmoid",
    hint="The loss is right, the slopes are not: between the squares and Z2 lies a sigmoid. What "
    "is its slope at the output?",
    code=variant(MSE, (" * a2 * (1 - a2)", "")),
)
q.wrong(
    "no derivative of the hidden sigmoid",
    hint="dw2 and db2 are right, dw1 and db1 are not: on the way back through the hidden sigmoid "
    "its slope is missing.",
    code=variant(MSE, ("delta2 @ w2.T * a1 * (1 - a1)", "delta2 @ w2.T")),
)
q.wrong(
    "the slope of a value that is already activated",
    hint="You put A into a function that applies the sigmoid once more. The slope at Z is "
    "written with the value A = s(Z) itself.",
    code=variant(
        MSE,
        (
            "    dw2, db2",
            "    s1, s2 = 1 / (1 + np.exp(-a1)), 1 / (1 + np.exp(-a2))\n"
            "    delta2 = 2 * (a2 - targets) / (N * d_out) * s2 * (1 - s2)\n"
            "    delta1 = delta2 @ w2.T * s1 * (1 - s1)\n"
            "    dw2, db2",
        ),
    ),
)
q.wrong(
    "the slope of the sigmoid at Z without the sigmoid",
    hint="Your slopes multiply Z by 1 - Z. In a(1 - a) stands the value after the sigmoid.",
    code=variant(
        MSE, ("* a2 * (1 - a2)", "* z2 * (1 - z2)"), ("* a1 * (1 - a1)", "* z1 * (1 - z1)")
    ),
)
q.wrong(
    "db is not summed",
    hint="db1 and db2 have one row for each sample. A bias serves all samples: their slopes add "
    "up, and its gradient has the shape of the bias.",
    code=variant(MSE, ("np.sum(delta2, axis=0)", "delta2"), ("np.sum(delta1, axis=0)", "delta1")),
)
q.wrong(
    "db is one number",
    hint="Each layer gets a single number for all its biases: the sum runs over the neurons, "
    "too. Which axis counts the samples?",
    code=variant(
        MSE,
        ("np.sum(delta2, axis=0)", "np.sum(delta2)"),
        ("np.sum(delta1, axis=0)", "np.sum(delta1)"),
    ),
)
q.wrong(
    "weights summed but biases averaged",
    hint="dw1 and dw2 are right; db1 and db2 are too small by the number of samples. The mean is "
    "already in delta, so the biases take a plain sum.",
    code=variant(
        MSE,
        ("np.sum(delta2, axis=0)", "np.mean(delta2, axis=0)"),
        ("np.sum(delta1, axis=0)", "np.mean(delta1, axis=0)"),
    ),
)
q.wrong(
    "the 2 of the square is missing",
    hint="The loss is right, and every slope is half of what it should be. What is the "
    "derivative of a square?",
    code=variant(MSE, ("delta2 = 2 * ", "delta2 = ")),
)
q.wrong(
    "a loss with one half in front",
    hint="The slopes and the loss are half as large: this is the loss with ½ in front of the "
    "sum. The formula in the text has none.",
    code=variant(MSE, ("delta2 = 2 * ", "delta2 = "), ("/ (N * d_out)\n", "/ (2 * N * d_out)\n")),
)
q.wrong(
    "the second layer scaled unlike the first",
    hint="dw1 and db1 are right; dw2 and db2 are off by a constant factor. Both layers start "
    "from the same delta2: where does its factor get lost?",
    code=variant(
        MSE,
        (
            "dw2, db2 = a1.T @ delta2, np.sum(delta2, axis=0)",
            "delta2 = delta2 * N * d_out / 2\n    dw2, db2 = a1.T @ delta2, np.sum(delta2, axis=0)",
        ),
    ),
)
q.wrong(
    "mean over the samples only",
    hint="Everything is too large by the number of outputs: you take the mean over the samples, "
    "and the sum over the outputs.",
    code=variant(MSE, ("(N * d_out)", "N")),
)
q.wrong(
    "mean over the outputs only",
    hint="Everything is too large by the number of samples: you take the mean over the outputs, "
    "and the sum over the samples.",
    code=variant(MSE, ("(N * d_out)", "d_out")),
)
q.wrong(
    "sums instead of means",
    hint="Loss and slopes are sums over all samples and outputs. The text asks for a mean over "
    "both.",
    code=variant(MSE, ("(N * d_out)", "1")),
)
q.wrong(
    "a mean in the loss, a sum in the slopes",
    hint="The loss is a mean, but your slopes are those of the sum. What you divide the loss by, "
    "its slopes are divided by as well.",
    code=variant(MSE, ("/ (N * d_out) * a2", "* a2")),
)
q.wrong(
    "the sign of the slopes",
    hint="The loss is right, and every slope has the wrong sign. Which comes first in the "
    "difference, the output or the target?",
    code=variant(MSE, ("2 * (a2 - targets)", "2 * (targets - a2)")),
)
q.wrong(
    "the second layer before the first",
    hint="The right numbers in another order: after the loss come dw1 and db1, then dw2 and db2.",
    code=variant(MSE, ("loss, dw1, db1, dw2, db2", "loss, dw2, db2, dw1, db1")),
)
q.wrong(
    "no loss in what is returned",
    hint="Four values come back, where five are asked for: the loss stands before the slopes.",
    code=variant(MSE, ("return loss, dw1", "return dw1")),
)
q.wrong(
    "no bias in the forward pass",
    hint="Forward, your layers leave out their biases, so every number after that is off.",
    code=variant(MSE, ("data @ w1 + b1", "data @ w1"), ("a1 @ w2 + b2", "a1 @ w2")),
)
q.wrong(
    "dw1 from the hidden layer's output",
    hint="In dw1 stands the output of the hidden layer. What came in to the first layer?",
    code=variant(MSE, ("dw1, db1 = data.T @ delta1", "dw1, db1 = a1.T @ delta1")),
)
q.wrong(
    "a root in the loss",
    hint="The slopes are right, and the loss is a root of what it should be. The text has no root.",
    code=variant(MSE, ("return loss", "return np.sqrt(loss)")),
)
q.right(
    "factors one by one, biases as rows",
    code="""
def mse_gradients(w1, b1, w2, b2, data, targets):
    hidden = 1 / (1 + np.exp(-(np.matmul(data, w1) + b1)))
    out = 1 / (1 + np.exp(-(np.matmul(hidden, w2) + b2)))
    error = out - targets
    loss = np.mean(np.square(error))
    d_out = 2 * error / (targets.shape[0] * targets.shape[1])
    d_z2 = d_out * out * (1 - out)
    d_hidden = np.matmul(d_z2, w2.T)
    d_z1 = d_hidden * hidden * (1 - hidden)
    return (
        loss,
        np.matmul(data.T, d_z1),
        np.sum(d_z1, axis=0, keepdims=True),
        np.matmul(hidden.T, d_z2),
        np.sum(d_z2, axis=0, keepdims=True),
    )
""",
)
q.right(
    "one sample after another",
    code="""
def mse_gradients(w1, b1, w2, b2, data, targets):
    b1, b2 = np.ravel(b1), np.ravel(b2)
    loss, dw1, db1, dw2, db2 = 0, 0 * w1, 0 * b1, 0 * w2, 0 * b2
    n, k = targets.shape
    for x, t in zip(data, targets):
        h = sigmoid(x @ w1 + b1)
        o = sigmoid(h @ w2 + b2)
        loss += sum((o - t) ** 2) / (n * k)
        do = 2 * (o - t) * o * (1 - o) / n / k
        dh = w2 @ do * h * (1 - h)
        dw2, db2 = dw2 + np.outer(h, do), db2 + do
        dw1, db1 = dw1 + np.outer(x, dh), db1 + dh
    return [loss, dw1, db1, dw2, db2]
""",
)
q.right(
    "einsum, with the hidden layer returned too",
    code="""
def mse_gradients(w1, b1, w2, b2, data, targets):
    a1 = sigmoid(np.einsum("ni,ij->nj", data, w1) + b1)
    a2 = sigmoid(np.einsum("nj,jk->nk", a1, w2) + b2)
    delta2 = (2 / a2.size) * (a2 - targets) * (a2 - a2**2)
    delta1 = np.einsum("nk,jk->nj", delta2, w2) * (a1 - a1**2)
    loss = ((a2 - targets) ** 2).mean()
    dw1, dw2 = np.einsum("ni,nj->ij", data, delta1), np.einsum("nj,nk->jk", a1, delta2)
    return loss, dw1, np.ones(len(data)) @ delta1, dw2, np.ones(len(data)) @ delta2, a1
""",
)
q.right(
    "float32",
    code="""
def mse_gradients(w1, b1, w2, b2, data, targets):
    w1, b1, w2, b2, data, targets = (np.float32(p) for p in (w1, b1, w2, b2, data, targets))
    a1 = sigmoid(data @ w1 + b1)
    a2 = sigmoid(a1 @ w2 + b2)
    loss = ((a2 - targets) ** 2).mean(axis=1).mean()
    d2 = (a2 - targets) * a2 * (1 - a2) * 2 / targets.size
    d1 = (d2 @ w2.T) * a1 * (1 - a1)
    return loss, data.T @ d1, d1.sum(0), a1.T @ d2, d2.sum(0)
""",
)

q.hints(
    "What are the shapes of A1, A2 and of the two deltas? Write them beside the formulas; where do N and d_out come in?",
    "Forward: two layers with a sigmoid each. Then the difference between output and targets; its number of entries is what the mean divides by. Work the four lines of the text from left to right.",
    "The output's delta is 2 over the number of entries, times the difference, times a2, times one minus a2. Carry it back through W2 transposed and the slope of the hidden sigmoid. Matrices get a product with the transposed input, biases a sum over the rows. Mind the order of the five results.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q03_learn_once_mse")


@q.reference
def learn_once_mse(w1, b1, w2, b2, data, targets, learning_rate):
    loss, *slopes = mse_gradients(w1, b1, w2, b2, data, targets)
    moved = [w - learning_rate * np.reshape(s, w.shape) for w, s in zip((w1, b1, w2, b2), slopes)]
    return (*moved, loss)


STEP = ("w1", "b1", "w2", "b2", "loss")


def steps_of(learn_once, weights, data, answers, learning_rate, n_steps):
    """Take steps one after another; give the weights after the last and the loss of each."""
    losses = []
    for _ in range(n_steps):
        found = named(learn_once(*weights, data, answers, learning_rate), *STEP)
        weights = [found[name] for name in STEP[:4]]
        losses.append(found["loss"])
    return dict(zip(STEP, (*weights, losses)))


def mse_steps(candidate, rng, n, d_in, d_h, d_out, learning_rate, rows=False):
    weights = some_weights(rng, d_in, d_h, d_out, rows)
    data, targets = rng.normal(size=(n, d_in)), rng.uniform(size=(n, d_out))
    return steps_of(candidate.learn_once_mse, weights, data, targets, learning_rate, 5)


@q.case("five steps, all sizes different")
def mse_five(candidate, rng):
    return mse_steps(candidate, rng, 6, 3, 5, 2, 0.7)


@q.case("five large steps, biases as rows")
def mse_large(candidate, rng):
    return mse_steps(candidate, rng, 3, 2, 4, 5, 4.0, rows=True)


LEARN_MSE = """
def learn_once_mse(w1, b1, w2, b2, data, targets, learning_rate):
    loss, dw1, db1, dw2, db2 = mse_gradients(w1, b1, w2, b2, data, targets)
    new_w1 = w1 - learning_rate * dw1
    new_b1 = b1 - learning_rate * db1
    new_w2 = w2 - learning_rate * dw2
    new_b2 = b2 - learning_rate * db2
    return new_w1, new_b1, new_w2, new_b2, loss
"""
q.wrong(
    "uphill",
    hint="The loss grows from step to step. You want to go against the slope: which sign is that?",
    code=variant(LEARN_MSE, (" - learning_rate", " + learning_rate")),
)
q.wrong(
    "the loss after the step",
    hint="The weights are right; the loss is that of the new weights. The text asks for the loss "
    "of the weights that came in.",
    code=variant(
        LEARN_MSE,
        (
            "    return",
            "    loss = mse_gradients(new_w1, new_b1, new_w2, new_b2, data, targets)[0]\n"
            "    return",
        ),
    ),
)
q.wrong(
    "sizes fixed to the example",
    hint="Your step fits the sizes of the example, one sample and two outputs, and no others. "
    "Take N and the number of outputs from the arrays.",
    code=variant(
        LEARN_MSE,
        (
            "    new_w1",
            "    dw1, db1, dw2, db2 = (slope * targets.size / 2 for slope in (dw1, db1, dw2, "
            "db2))\n    new_w1",
        ),
    ),
)
q.wrong(
    "biases grown to one row for each sample",
    hint="A bias has become a matrix with a row for each sample: NumPy has broadcast it against "
    "slopes that nobody has summed.",
    code="""
def learn_once_mse(w1, b1, w2, b2, data, targets, learning_rate):
    a1 = sigmoid(data @ w1 + b1)
    a2 = sigmoid(a1 @ w2 + b2)
    loss = np.mean((a2 - targets) ** 2)
    delta2 = 2 * (a2 - targets) / targets.size * a2 * (1 - a2)
    delta1 = delta2 @ w2.T * a1 * (1 - a1)
    w1, w2 = w1 - learning_rate * data.T @ delta1, w2 - learning_rate * a1.T @ delta2
    return w1, b1 - learning_rate * delta1, w2, b2 - learning_rate * delta2, loss
""",
)
q.wrong(
    "the biases stay",
    hint="The weights move, the biases do not. They have slopes of their own.",
    code=variant(LEARN_MSE, ("b1 - learning_rate * db1", "b1"), ("b2 - learning_rate * db2", "b2")),
)
q.wrong(
    "only the second layer learns",
    hint="w1 and b1 come back as they were. Both layers take the step.",
    code=variant(LEARN_MSE, ("w1 - learning_rate * dw1", "w1"), ("b1 - learning_rate * db1", "b1")),
)
q.wrong(
    "the first layer's slopes from the new second layer",
    hint="w2 and b2 are right after the first step, w1 and b1 are not: their slopes were "
    "computed when w2 had already moved. All four belong to the old weights.",
    code=variant(
        LEARN_MSE,
        (
            "    new_w1 =",
            "    _, dw1, db1, _, _ = mse_gradients(w1, b1, w2 - learning_rate * dw2, b2 - "
            "learning_rate * db2, data, targets)\n    new_w1 =",
        ),
    ),
)
q.wrong(
    "a learning rate of its own",
    hint="Your step is equally long whatever the learning rate. Is there a number in your code "
    "where the argument should stand?",
    code=variant(LEARN_MSE, ("    loss, dw1", "    learning_rate = 0.1\n    loss, dw1")),
)
q.wrong(
    "the step divided by N",
    hint="Your step is too short by the number of samples. The mean is in the slopes already.",
    code=variant(
        LEARN_MSE, ("    new_w1", "    learning_rate = learning_rate / len(data)\n    new_w1")
    ),
)
q.wrong(
    "the slopes instead of the weights",
    hint="You return the slopes. What is asked for are the weights after the step.",
    code=variant(
        LEARN_MSE, ("return new_w1, new_b1, new_w2, new_b2,", "return dw1, db1, dw2, db2,")
    ),
)
q.wrong(
    "the loss comes first",
    hint="The loss stands before the weights in what you return. In this function it comes last.",
    code=variant(
        LEARN_MSE,
        (
            "return new_w1, new_b1, new_w2, new_b2, loss",
            "return loss, new_w1, new_b1, new_w2, new_b2",
        ),
    ),
)
q.wrong(
    "the weights that came in",
    hint="The weights come back unchanged. `w = w - ...` makes a new array: is it the one that "
    "you return?",
    code=variant(LEARN_MSE, ("return new_w1, new_b1, new_w2, new_b2,", "return w1, b1, w2, b2,")),
)
q.wrong(
    "only the step itself",
    hint="You return how far the weights move, with its sign. Where are the weights that this is "
    "added to?",
    code=variant(
        LEARN_MSE,
        ("w1 - learning_rate", "-learning_rate"),
        ("b1 - learning_rate", "-learning_rate"),
        ("w2 - learning_rate", "-learning_rate"),
        ("b2 - learning_rate", "-learning_rate"),
    ),
)
q.right(
    "in place",
    code="""
def learn_once_mse(w1, b1, w2, b2, data, targets, learning_rate):
    loss, dw1, db1, dw2, db2 = mse_gradients(w1, b1, w2, b2, data, targets)
    w1 -= learning_rate * dw1
    b1 -= learning_rate * db1
    w2 -= learning_rate * dw2
    b2 -= learning_rate * db2
    return w1, b1, w2, b2, loss
""",
)
q.right(
    "all four in a comprehension",
    code="""
def learn_once_mse(w1, b1, w2, b2, data, targets, learning_rate):
    loss, *slopes = mse_gradients(w1, b1, w2, b2, data, targets)
    moved = [old - learning_rate * slope for old, slope in zip((w1, b1, w2, b2), slopes)]
    return moved + [float(loss)]
""",
)
q.right(
    "written out, with the hidden outputs returned too",
    code="""
def learn_once_mse(w1, b1, w2, b2, data, targets, learning_rate):
    a1 = sigmoid(np.dot(data, w1) + b1)
    a2 = sigmoid(np.dot(a1, w2) + b2)
    loss = np.mean(np.square(a2 - targets))
    d_a2 = (2 / targets.size) * (a2 - targets)
    d_z2 = d_a2 * a2 * (1 - a2)
    d_z1 = np.dot(d_z2, w2.T) * a1 * (1 - a1)
    w2 = w2 - learning_rate * np.dot(a1.T, d_z2)
    b2 = b2 - learning_rate * np.sum(d_z2, axis=0, keepdims=True)
    w1 = w1 - learning_rate * np.dot(data.T, d_z1)
    b1 = b1 - learning_rate * np.sum(d_z1, axis=0, keepdims=True)
    return w1, b1, w2, b2, loss, a1
""",
)

q.hints(
    "Which function gives you the loss and all four gradients? What is left to do?",
    "Call it once, with the arrays as they came in. Then each array loses the learning rate times its own gradient.",
    "Return the four new arrays in the order of the text, and as the fifth the loss that the call gave you, that of the old weights. Make new arrays instead of changing the ones you were given.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q04_learn_once_cross_entropy")


@q.reference
def learn_once_cross_entropy(w1, b1, w2, b2, data, labels_train, learning_rate):
    n = len(data)
    a1 = sigmoid(data @ w1 + b1)
    P = softmax(a1 @ w2 + b2)
    loss = -np.mean(np.log(P[np.arange(n), labels_train]))
    delta2 = (P - one_hot(labels_train, w2.shape[1])) / n
    delta1 = (delta2 @ w2.T) * a1 * (1 - a1)
    slopes = data.T @ delta1, delta1.sum(axis=0), a1.T @ delta2, delta2.sum(axis=0)
    moved = [w - learning_rate * s.reshape(w.shape) for w, s in zip((w1, b1, w2, b2), slopes)]
    return (*moved, loss)


def entropy_steps(candidate, rng, n, d_in, d_h, d_out, rate, n_steps=3, shift=0.0, rows=False):
    w1, b1, w2, b2 = some_weights(rng, d_in, d_h, d_out, rows)
    # The last class never occurs, so its column comes from w2 and not from the labels.
    data, labels = rng.normal(size=(n, d_in)), some_labels(rng, n, d_out - 1)
    learn_once = candidate.learn_once_cross_entropy
    return steps_of(learn_once, (w1, b1, w2, b2 + shift), data, labels, rate, n_steps)


def entropy_apart(candidate, rng, n, d_in, d_h, d_out):
    """Take a step where the scores of one row are close, and those of two rows thousands apart."""
    w1, b1, w2, b2 = some_weights(rng, d_in, d_h, d_out)
    w1[:, 0], w2[0] = 3 * np.sign(w1[:, 0]), w2[0] + 3000
    data, labels = rng.normal(size=(n, d_in)), some_labels(rng, n, d_out)
    data[0] = np.sign(w1[:, 0])
    data[1] = -data[0]
    return steps_of(candidate.learn_once_cross_entropy, (w1, b1, w2, b2), data, labels, 0.001, 1)


# An answer may add a small number to each probability before its logarithm.
@q.case("three steps, all sizes different, one class absent", atol=2e-5)
def entropy_three(candidate, rng):
    return entropy_steps(candidate, rng, 7, 3, 5, 4, 0.5)


@q.case("scores far from 0, biases as rows", atol=2e-5)
def entropy_far(candidate, rng):
    return (
        entropy_steps(candidate, rng, 5, 2, 6, 3, 1.0, 2, 800.0, rows=True),
        entropy_steps(candidate, rng, 6, 4, 3, 5, 1.0, 2, -800.0),
        entropy_apart(candidate, rng, 5, 3, 4, 3),
    )


q.equivalent(
    "in a batch of rows the last axis is axis 1",
    was="powers = np.exp(Z - Z.max(axis=-1, keepdims=True))",
    now="powers = np.exp(Z - Z.max(axis=1, keepdims=True))",
)
q.equivalent(
    "in a batch of rows the last axis is axis 1",
    was="return powers / powers.sum(axis=-1, keepdims=True)",
    now="return powers / powers.sum(axis=1, keepdims=True)",
)
q.equivalent(
    "what is taken off a row cancels, and here no two scores of a row are hundreds apart",
    was="powers = np.exp(Z - Z.max(axis=-1, keepdims=True))",
    now="powers = np.exp(Z - Z.min(axis=-1, keepdims=True))",
)


LEARN_ENTROPY = """
def learn_once_cross_entropy(w1, b1, w2, b2, data, labels_train, learning_rate):
    N = len(data)
    z1 = data @ w1 + b1
    a1 = 1 / (1 + np.exp(-z1))
    z2 = a1 @ w2 + b2
    powers = np.exp(z2 - z2.max(axis=1, keepdims=True))
    P = powers / powers.sum(axis=1, keepdims=True)
    Y = one_hot(labels_train, w2.shape[1])
    loss = -np.sum(Y * np.log(P)) / N
    delta2 = (P - Y) / N
    delta1 = delta2 @ w2.T * a1 * (1 - a1)
    dw1, db1 = data.T @ delta1, delta1.sum(axis=0)
    dw2, db2 = a1.T @ delta2, delta2.sum(axis=0)
    w1, b1 = w1 - learning_rate * dw1, b1 - learning_rate * db1
    w2, b2 = w2 - learning_rate * dw2, b2 - learning_rate * db2
    return w1, b1, w2, b2, loss
"""
q.wrong(
    "softmax over the whole batch",
    hint="All samples together add up to 1 in your softmax, where each sample should. Over which "
    "scores does its sum run?",
    code=variant(
        LEARN_ENTROPY,
        ("z2.max(axis=1, keepdims=True)", "z2.max()"),
        ("powers.sum(axis=1, keepdims=True)", "powers.sum()"),
    ),
)
q.wrong(
    "softmax down the columns",
    hint="Your softmax adds up to 1 in each column. The classes of one sample stand in a row.",
    code=variant(
        LEARN_ENTROPY,
        ("z2.max(axis=1, keepdims=True)", "z2.max(axis=0, keepdims=True)"),
        ("powers.sum(axis=1, keepdims=True)", "powers.sum(axis=0, keepdims=True)"),
    ),
)
q.wrong(
    "the factor p(1 - p) left in",
    hint="The loss of the first step is right, the weights are not: delta2 still has the slope "
    "of a sigmoid in it. With softmax and cross-entropy that factor is gone.",
    code=variant(LEARN_ENTROPY, ("delta2 = (P - Y) / N", "delta2 = (P - Y) * P * (1 - P) / N")),
)
q.wrong(
    "the slopes of the sum",
    hint="The loss is a mean, but your step is that of the sum, too long by the number of samples.",
    code=variant(LEARN_ENTROPY, ("delta2 = (P - Y) / N", "delta2 = P - Y")),
)
q.wrong(
    "a sum over the samples",
    hint="Loss and step are those of the sum over the samples. Here, unlike in the last "
    "notebook, the loss is a mean.",
    code=variant(
        LEARN_ENTROPY, ("delta2 = (P - Y) / N", "delta2 = P - Y"), ("np.log(P)) / N", "np.log(P))")
    ),
)
q.wrong(
    "labels that are not one-hot",
    hint="In P - Y the label itself is subtracted from every probability of its row. Which "
    "numbers stand in a row of Y?",
    code=variant(
        LEARN_ENTROPY,
        ("delta2 = (P - Y) / N", "delta2 = (P - np.reshape(labels_train, (-1, 1))) / N"),
    ),
)
q.wrong(
    "the loss with its arguments swapped",
    hint="The weights are right; in the loss the probabilities stand before the logarithm and "
    "the labels inside it. It is the other way round.",
    code=variant(LEARN_ENTROPY, ("np.sum(Y * np.log(P))", "np.sum(P * np.log(Y + 1e-9))")),
)
q.wrong(
    "a binary cross-entropy",
    hint="The weights are right; your loss also counts ln(1 - p) of the other classes. With a "
    "softmax only the logarithm of the right class is asked for.",
    code=variant(
        LEARN_ENTROPY,
        ("np.sum(Y * np.log(P)) / N", "np.sum(Y * np.log(P) + (1 - Y) * np.log(1 - P)) / N"),
    ),
)
q.wrong(
    "a binary cross-entropy, averaged over all entries",
    hint="The weights are right; your loss is the mean of a binary cross-entropy over samples "
    "and classes. Only the probability of the right class counts, one for each sample.",
    code=variant(
        LEARN_ENTROPY,
        ("np.sum(Y * np.log(P)) / N", "np.mean(Y * np.log(P) + (1 - Y) * np.log(1 - P))"),
    ),
)
q.wrong(
    "a mean over all entries",
    hint="The weights are right; the loss is too small by the number of classes. np.mean over "
    "the whole table divides by all its entries, and most of them are 0.",
    code=variant(LEARN_ENTROPY, ("np.sum(Y * np.log(P)) / N", "np.mean(Y * np.log(P))")),
)
q.wrong(
    "loss and slopes divided by the number of classes too",
    hint="Loss and step are both too small by the number of classes. The mean runs over the "
    "samples alone.",
    code=variant(
        LEARN_ENTROPY,
        ("np.log(P)) / N", "np.log(P)) / P.size"),
        ("(P - Y) / N", "(P - Y) / P.size"),
    ),
)
q.wrong(
    "as many columns as the labels need",
    hint="A class that is missing among the labels has no column in your Y. How many outputs has "
    "the network?",
    code=variant(LEARN_ENTROPY, ("one_hot(labels_train, w2.shape[1])", "one_hot(labels_train)")),
)
q.wrong(
    "overflows",
    hint="Small scores come out right, but scores around ±800 do not: the exponentials overflow, "
    "or all are 0. What may you take off all scores of a row?",
    code=variant(LEARN_ENTROPY, ("np.exp(z2 - z2.max(axis=1, keepdims=True))", "np.exp(z2)")),
)
q.wrong(
    "the largest score of the batch taken off",
    hint="Where the scores of two rows lie far apart, the lower row becomes 0 divided by 0. Which "
    "scores is your largest one the largest of?",
    code=variant(LEARN_ENTROPY, ("z2.max(axis=1, keepdims=True)", "z2.max()")),
)
q.wrong(
    "a sigmoid before the softmax",
    hint="The scores go through a sigmoid before the softmax. Between Z2 and the softmax the "
    "formula has nothing.",
    code=variant(LEARN_ENTROPY, ("z2 = a1 @ w2 + b2", "z2 = sigmoid(a1 @ w2 + b2)")),
)
q.wrong(
    "a sigmoid instead of the softmax",
    hint="Every output goes through a sigmoid of its own. Which activation has the output layer "
    "now?",
    code=variant(
        LEARN_ENTROPY,
        ("P = powers / powers.sum(axis=1, keepdims=True)", "P = np.maximum(sigmoid(z2), 1e-300)"),
    ),
)
q.wrong(
    "no hidden sigmoid",
    hint="Forward, the hidden layer has lost its sigmoid.",
    code=variant(LEARN_ENTROPY, ("a1 = 1 / (1 + np.exp(-z1))", "a1 = z1")),
)
q.wrong(
    "no slope of the hidden sigmoid",
    hint="w2 and b2 are right after a step, w1 and b1 are not: the way back through the hidden "
    "sigmoid lacks its slope.",
    code=variant(LEARN_ENTROPY, ("delta2 @ w2.T * a1 * (1 - a1)", "delta2 @ w2.T")),
)
q.wrong(
    "the slope of a hidden value that is activated already",
    hint="w2 and b2 are right, w1 and b1 are not: you apply the sigmoid to A1 once more before "
    "you take its slope.",
    code=variant(
        LEARN_ENTROPY,
        ("delta2 @ w2.T * a1 * (1 - a1)", "delta2 @ w2.T * sigmoid(a1) * (1 - sigmoid(a1))"),
    ),
)
q.wrong(
    "delta1 through the new w2",
    hint="w2 and b2 are right, w1 and b1 are a little off: delta1 went back through a w2 that "
    "had already moved.",
    code=variant(
        LEARN_ENTROPY,
        ("delta1 = delta2 @ w2.T", "delta1 = delta2 @ (w2 - learning_rate * a1.T @ delta2).T"),
    ),
)
q.wrong(
    "uphill on the cross-entropy",
    hint="The loss of the first step is right, and grows in the next: your step goes up the slope.",
    code=variant(LEARN_ENTROPY, (" - learning_rate * d", " + learning_rate * d")),
)
q.wrong(
    "the loss of the weights after the step",
    hint="The weights are right; the loss is taken with the weights after the step. It belongs "
    "to those that came in.",
    code=variant(
        LEARN_ENTROPY,
        (
            "    return",
            "    z2 = sigmoid(data @ w1 + b1) @ w2 + b2\n"
            "    z2 = z2 - z2.max(axis=1, keepdims=True)\n"
            "    loss = np.sum(Y * (np.log(np.exp(z2).sum(axis=1, keepdims=True)) - z2)) / N\n"
            "    return",
        ),
    ),
)
q.wrong(
    "the sign of the loss",
    hint="The weights are right, and the loss is negative. What is the sign of the logarithm of "
    "a probability?",
    code=variant(LEARN_ENTROPY, ("loss = -np.sum", "loss = np.sum")),
)
q.wrong(
    "a logarithm to base 2",
    hint="The weights are right; the loss has a logarithm to another base. The slopes P - Y "
    "belong to the natural one.",
    code=variant(LEARN_ENTROPY, ("np.log(P)", "np.log2(P)")),
)
q.wrong(
    "a loss of squares",
    hint="The weights are right, but the loss is the mean of squares. The text asks for the "
    "cross-entropy.",
    code=variant(
        LEARN_ENTROPY, ("loss = -np.sum(Y * np.log(P)) / N", "loss = np.mean((P - Y) ** 2)")
    ),
)
q.wrong(
    "the biases do not learn",
    hint="The weights are right after the first step, and the biases come back as they were.",
    code=variant(
        LEARN_ENTROPY, ("b1 - learning_rate * db1", "b1"), ("b2 - learning_rate * db2", "b2")
    ),
)
q.right(
    "the logarithm of the sum, in place",
    code="""
def learn_once_cross_entropy(w1, b1, w2, b2, data, labels_train, learning_rate):
    n = data.shape[0]
    a1 = sigmoid(data @ w1 + b1)
    scores = a1 @ w2 + b2
    scores = scores - np.max(scores, axis=1)[:, None]
    log_p = scores - np.log(np.sum(np.exp(scores), axis=1))[:, None]
    loss = -log_p[range(n), labels_train].mean()
    delta2 = np.exp(log_p)
    delta2[range(n), labels_train] -= 1
    delta2 /= n
    delta1 = (delta2 @ w2.T) * a1 * (1 - a1)
    w2 -= learning_rate * (a1.T @ delta2)
    b2 -= learning_rate * delta2.sum(axis=0)
    w1 -= learning_rate * (data.T @ delta1)
    b1 -= learning_rate * delta1.sum(axis=0)
    return w1, b1, w2, b2, loss
""",
)
q.right(
    "a small number in the logarithm, biases as rows",
    code="""
def softmax_rows(z):
    z = z - np.max(z)
    # Rows far below the largest score of the batch would be all 0, so each row has its own.
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)


def learn_once_cross_entropy(w1, b1, w2, b2, data, labels_train, learning_rate):
    targets = one_hot(labels_train, np.shape(w2)[1])
    a1 = sigmoid(np.matmul(data, w1) + b1)
    a2 = softmax_rows(np.matmul(a1, w2) + b2)
    loss = -np.mean(np.sum(targets * np.log(a2 + 1e-8), axis=1))
    d_z2 = a2 - targets
    d_w2 = np.matmul(a1.T, d_z2) / data.shape[0]
    d_b2 = np.mean(d_z2, axis=0, keepdims=True)
    d_z1 = np.matmul(d_z2, w2.T) * a1 * (1 - a1)
    d_w1 = np.matmul(data.T, d_z1) / data.shape[0]
    d_b1 = np.mean(d_z1, axis=0, keepdims=True)
    return (
        w1 - learning_rate * d_w1,
        b1 - learning_rate * d_b1,
        w2 - learning_rate * d_w2,
        b2 - learning_rate * d_b2,
        loss,
    )
""",
)
q.right(
    "one sample after another",
    code="""
def learn_once_cross_entropy(w1, b1, w2, b2, data, labels_train, learning_rate):
    old = [np.array(w1), np.array(b1), np.array(w2), np.array(b2)]
    new = [part.copy() for part in old]
    loss = 0.0
    share = learning_rate / len(labels_train)
    for x, label in zip(data, labels_train):
        h = sigmoid(x @ old[0] + np.ravel(old[1]))
        z = h @ old[2] + np.ravel(old[3])
        p = np.exp(z - max(z)) / sum(np.exp(z - max(z)))
        loss -= math.log(p[label]) / len(labels_train)
        p[label] -= 1
        dh = old[2] @ p * h * (1 - h)
        new[0] -= share * np.outer(x, dh)
        new[1] -= share * dh
        new[2] -= share * np.outer(h, p)
        new[3] -= share * p
    return [*new, loss]
""",
)
q.right(
    "np.eye, transposed throughout",
    code="""
def learn_once_cross_entropy(w1, b1, w2, b2, data, labels_train, learning_rate):
    A = sigmoid(w1.T @ data.T + np.reshape(b1, (-1, 1)))
    Z = w2.T @ A + np.reshape(b2, (-1, 1))
    E = np.exp(Z - Z.max(axis=0))
    P = E / E.sum(axis=0)
    Y = np.eye(len(Z))[:, labels_train]
    m = Y.shape[1]
    loss = -(1 / m) * np.sum(np.log(np.sum(P * Y, axis=0)))
    D = (P - Y) / m
    H = (w2 @ D) * A * (1 - A)
    return (
        w1 - learning_rate * (H @ data).T,
        np.ravel(b1) - learning_rate * H.sum(axis=1),
        w2 - learning_rate * (D @ A.T).T,
        np.ravel(b2) - learning_rate * D.sum(axis=1),
        loss,
    )
""",
)

q.hints(
    "What changes from q02: the output function, the loss, and one delta. Which lines stay the same?",
    "Write a softmax that takes each row's largest score off first. The loss looks only at the probability of each row's right class. The output's delta is the difference of probabilities and one-hot rows, shared among N samples.",
    "Your one_hot needs the number of outputs as its second argument, since classes may be missing in the labels. The hidden delta and the four gradients are those of q02, with nothing of the output's sigmoid left in; then take one step and return the loss from before it.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q05_train_mlp")


def answers_of(w1, b1, w2, b2, data):
    return np.argmax(sigmoid(data @ w1 + b1) @ w2 + b2, axis=1)


def accuracy_of(weights, data, labels):
    return float(np.mean(answers_of(*weights, data) == labels))


@q.reference
def train_mlp(w1, b1, w2, b2, data_train, labels_train, learning_rate, num_epoch):
    weights, train_accuracies = (w1, b1, w2, b2), []
    for _ in range(num_epoch):
        weights = learn_once_cross_entropy(*weights, data_train, labels_train, learning_rate)[:4]
        train_accuracies.append(accuracy_of(weights, data_train, labels_train))
    return (*weights, train_accuracies)


TRAINED = ("w1", "b1", "w2", "b2", "train_accuracies")


def epochs_with(learn_once, weights, data, labels, learning_rate, num_epoch):
    """Train by `learn_once`; give the weights and the accuracies before and after each epoch."""
    accuracies = [accuracy_of(weights, data, labels)]
    for _ in range(num_epoch):
        weights = named(learn_once(*weights, data, labels, learning_rate), *STEP)
        weights = [np.asarray(weights[name], dtype=float) for name in STEP[:4]]
        accuracies.append(accuracy_of(weights, data, labels))
    return weights, accuracies


def entropy_of(weights, data, labels):
    return learn_once_cross_entropy(*map(np.asarray, weights), data, labels, 0.0)[4]


def trained_as(weights, accuracies):
    """Give what train_mlp may return: accuracies before each step, or after it."""
    return [dict(zip(TRAINED, (*weights, a))) for a in (accuracies[1:], accuracies[:-1])]


def train_on_blobs(candidate, rng, n, d_h, d_out, rate, num_epoch):
    turn = 2 * np.pi * np.arange(d_out) / d_out
    while True:
        data, labels = draw_blobs(np.column_stack((np.cos(turn), np.sin(turn))), n, 0.5, rng)
        weights = some_weights(rng, 2, d_h, d_out)
        right = epochs_with(learn_once_cross_entropy, weights, data, labels, rate, num_epoch)
        # Accuracies that stand still could not tell before from after, or one epoch from all.
        if len(set(right[1])) == num_epoch + 1 and max(right[1]) < 1 and min(right[1]) > 0:
            break
    found = named(candidate.train_mlp(*weights, data, labels, rate, num_epoch), *TRAINED)
    for expected in trained_as(*right):
        if same(found, expected):
            return Pair(found, expected)
    # A slip in q04 has cost its points there; training with it may still be right.
    own = epochs_with(candidate.learn_once_cross_entropy, weights, data, labels, rate, num_epoch)
    if entropy_of(own[0], data, labels) < 0.9 * entropy_of(weights, data, labels):
        for expected in trained_as(*own):
            if same(found, expected):
                return Pair(found, expected)
    # Asked once more, so that the message speaks of this function and not of the other.
    found = named(candidate.train_mlp(*weights, data, labels, rate, num_epoch), *TRAINED)
    after, before = trained_as(*right)
    first = np.ravel(np.asarray(found["train_accuracies"], dtype=float))[:1]
    return Pair(found, before if same(first, before["train_accuracies"][:1]) else after)


@q.case("four epochs on four blobs")
def train_four(candidate, rng):
    return train_on_blobs(candidate, rng, 9, 5, 4, 1.0, 4)


@q.case("six epochs on three blobs")
def train_six(candidate, rng):
    return train_on_blobs(candidate, rng, 13, 4, 3, 0.5, 6)


TRAIN = """
def train_mlp(w1, b1, w2, b2, data_train, labels_train, learning_rate, num_epoch):
    train_accuracies = []
    for epoch in range(num_epoch):
        w1, b1, w2, b2, loss = learn_once_cross_entropy(
            w1, b1, w2, b2, data_train, labels_train, learning_rate
        )
        scores = sigmoid(data_train @ w1 + b1) @ w2 + b2
        answers = np.argmax(scores, axis=1)
        accuracy = np.mean(answers == labels_train)
        train_accuracies.append(accuracy)
    return w1, b1, w2, b2, train_accuracies
"""
q.wrong(
    "losses in the list",
    hint="Your list holds the losses. An accuracy counts right answers, and is never above 1.",
    code=variant(TRAIN, ("append(accuracy)", "append(loss)")),
)
q.wrong(
    "the accuracy of the first samples only",
    hint="Your accuracies look at a part of the training data only. All samples count.",
    code=variant(
        TRAIN, ("np.mean(answers == labels_train)", "np.mean(answers[:10] == labels_train[:10])")
    ),
)
q.wrong(
    "the weights are not carried on",
    hint="Every epoch starts again from the weights that came in: what learn_once_cross_entropy "
    "returns is not passed to the next epoch.",
    code=variant(
        TRAIN,
        (
            "        w1, b1, w2, b2, loss = learn_once_cross_entropy(",
            "        v1, c1, v2, c2, loss = learn_once_cross_entropy(",
        ),
        ("sigmoid(data_train @ w1 + b1) @ w2 + b2", "sigmoid(data_train @ v1 + c1) @ v2 + c2"),
        ("return w1, b1, w2, b2", "return v1, c1, v2, c2"),
    ),
)
q.wrong(
    "percentages in the list",
    hint="Your accuracies are percentages. A fraction between 0 and 1 is asked for.",
    code=variant(
        TRAIN, ("np.mean(answers == labels_train)", "100 * np.mean(answers == labels_train)")
    ),
)
q.wrong(
    "counts in the list",
    hint="Your list counts the right answers. Which number do you divide by?",
    code=variant(TRAIN, ("np.mean(answers == labels_train)", "np.sum(answers == labels_train)")),
)
q.wrong(
    "error rates in the list",
    hint="Your list holds the share of wrong answers.",
    code=variant(TRAIN, ("answers == labels_train", "answers != labels_train")),
)
q.wrong(
    "one epoch too few",
    hint="One epoch is missing. Does your loop start at 1?",
    code=variant(TRAIN, ("range(num_epoch)", "range(1, num_epoch)")),
)
q.wrong(
    "one epoch too many",
    hint="There is one epoch too many: the list should be as long as num_epoch.",
    code=variant(TRAIN, ("range(num_epoch)", "range(num_epoch + 1)")),
)
q.wrong(
    "only the last accuracy",
    hint="You return a single accuracy. The list has one for each epoch.",
    code=variant(TRAIN, ("b2, train_accuracies\n", "b2, train_accuracies[-1]\n")),
)
q.wrong(
    "the accuracy of the weights that came in, every time",
    hint="All your accuracies are the same, those of the untrained weights. With which weights "
    "do you compute the answers?",
    code=variant(
        TRAIN,
        ("    train_accuracies = []\n", "    train_accuracies = []\n    first = w1, b1, w2, b2\n"),
        (
            "sigmoid(data_train @ w1 + b1) @ w2 + b2",
            "sigmoid(data_train @ first[0] + first[1]) @ first[2] + first[3]",
        ),
    ),
)
q.wrong(
    "the largest of each column",
    hint="Your answers are one for each class, where there should be one for each sample: the "
    "maximum is taken down the columns.",
    code=variant(
        TRAIN, ("np.argmax(scores, axis=1)", "np.resize(np.argmax(scores, axis=0), len(scores))")
    ),
)
q.wrong(
    "the probabilities rounded",
    hint="You round the probabilities and compare them with one-hot rows, entry by entry. The "
    "many zeros count as right answers then.",
    code=variant(
        TRAIN,
        (
            "        answers = np.argmax(scores, axis=1)\n",
            "        P = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)\n",
        ),
        ("answers == labels_train", "P.round() == one_hot(labels_train, P.shape[1])"),
    ),
)
q.wrong(
    "a learning rate of its own for every epoch",
    hint="The learning rate that is passed makes no difference in your training.",
    code=variant(TRAIN, ("labels_train, learning_rate\n", "labels_train, 0.1\n")),
)
q.wrong(
    "accuracies added up",
    hint="Your accuracies grow beyond 1: each holds those of the epochs before.",
    code=variant(TRAIN, ("append(accuracy)", "append(accuracy + sum(train_accuracies[-1:]))")),
)
q.wrong(
    "the list comes first",
    hint="The accuracies stand before the weights in what you return. The text puts them last.",
    code=variant(
        TRAIN,
        ("return w1, b1, w2, b2, train_accuracies", "return train_accuracies, w1, b1, w2, b2"),
    ),
)
q.wrong(
    "no hidden sigmoid in the answers",
    hint="The weights are right, the accuracies are not: on the way to the answers the hidden "
    "sigmoid is missing.",
    code=variant(TRAIN, ("sigmoid(data_train @ w1 + b1) @ w2", "(data_train @ w1 + b1) @ w2")),
)
q.wrong(
    "squares instead of the cross-entropy",
    hint="You train with the step of the squares. Which of the two steps does the text name?",
    code=variant(
        TRAIN,
        ("learn_once_cross_entropy(", "learn_once_mse("),
        ("labels_train, learning_rate\n", "one_hot(labels_train, w2.shape[1]), learning_rate\n"),
    ),
)
q.right(
    "the accuracy before each step",
    code="""
def train_mlp(w1, b1, w2, b2, data_train, labels_train, learning_rate, num_epoch):
    accuracies = []
    for _ in range(num_epoch):
        z2 = np.matmul(sigmoid(np.matmul(data_train, w1) + b1), w2) + b2
        accuracies.append(float((z2.argmax(1) == labels_train).mean()))
        w1, b1, w2, b2, _ = learn_once_cross_entropy(
            w1, b1, w2, b2, data_train, labels_train, learning_rate
        )
    return w1, b1, w2, b2, accuracies
""",
)
q.right(
    "an array of accuracies, counted in a loop",
    code="""
def train_mlp(w1, b1, w2, b2, data_train, labels_train, learning_rate, num_epoch):
    accuracies = np.zeros(num_epoch)
    weights = [w1, b1, w2, b2]
    epoch = 0
    while epoch < num_epoch:
        weights = learn_once_cross_entropy(*weights, data_train, labels_train, learning_rate)[:-1]
        right = 0
        for x, label in zip(data_train, labels_train):
            scores = np.ravel(sigmoid(x @ weights[0] + weights[1]) @ weights[2] + weights[3])
            right += int(np.argmax(scores)) == label
        accuracies[epoch] = right / len(labels_train)
        epoch += 1
    return weights[0], weights[1], weights[2], weights[3], accuracies
""",
)
q.right(
    "with the losses returned too, by a function that measures",
    code="""
def share_of_right(weights, data, labels):
    w1, b1, w2, b2 = weights
    P = np.exp(sigmoid(data @ w1 + b1) @ w2 + b2)
    return np.count_nonzero(P.argmax(axis=1) == labels) / len(labels)


def train_mlp(w1, b1, w2, b2, data_train, labels_train, learning_rate, num_epoch):
    train_accuracies, losses = [], []
    for _ in range(num_epoch):
        *weights, loss = learn_once_cross_entropy(
            w1, b1, w2, b2, data_train, labels_train, learning_rate
        )
        w1, b1, w2, b2 = weights
        train_accuracies += [share_of_right(weights, data_train, labels_train)]
        losses += [loss]
    return w1, b1, w2, b2, train_accuracies, losses
""",
)

q.hints(
    "Which numbers does one epoch hand on to the next? And what do you measure in each?",
    "In a loop of num_epoch rounds call learn_once_cross_entropy and give its first four results the names that go in again. Its loss is not asked for.",
    "After each step compute the scores of all training samples, take the largest of each row along axis 1, compare with the labels, and append the mean of that comparison. Return the four arrays and then the list.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q06_test_mlp")


@q.reference
def test_mlp(w1, b1, w2, b2, data_test, labels_test):
    return accuracy_of((w1, b1, w2, b2), data_test, labels_test)


def measure(candidate, rng, n, d_in, d_h, d_out, rows=False):
    while True:
        w1, b1, w2, b2 = some_weights(rng, d_in, d_h, d_out, rows)
        data = 1.5 * rng.normal(size=(n, d_in))
        answers = answers_of(w1, b1, w2, b2, data)
        labels = np.where(rng.random(n) < 0.65, answers, rng.integers(d_out, size=n))
        others = (
            answers_of(w1, 0 * b1, w2, b2, data),
            answers_of(w1, b1, w2, 0 * b2, data),
            answers_of(w1, 0 * b1, w2, 0 * b2, data),
            np.argmax((data @ w1 + b1) @ w2 + b2, axis=1),
            np.argmin(sigmoid(data @ w1 + b1) @ w2 + b2, axis=1),
        )
        shares = [float(np.mean(other == labels)) for other in (answers, *others)]
        shares.append(1 - shares[0])
        # Every common mistake must show in the accuracy, and every class be an answer.
        if len(set(shares)) == len(shares) and len(set(answers)) == d_out:
            return candidate.test_mlp(w1, b1, w2, b2, data, labels)


@q.case("three classes")
def measure_three(candidate, rng):
    return measure(candidate, rng, 41, 2, 5, 3)


@q.case("five classes, biases as rows")
def measure_five(candidate, rng):
    return measure(candidate, rng, 53, 4, 7, 5, rows=True)


TEST = """
def test_mlp(w1, b1, w2, b2, data_test, labels_test):
    hidden = sigmoid(data_test @ w1 + b1)
    scores = hidden @ w2 + b2
    answers = np.argmax(scores, axis=1)
    return np.mean(answers == labels_test)
"""
SHARE = "np.mean(answers == labels_test)"
q.wrong(
    "reads the notebook's data",
    hint="Your function measures the notebook's blobs, whatever data are passed to it.",
    code=variant(
        TEST,
        ("data_test @ w1", "np.resize(X_blobs_test, (150, len(w1))) @ w1"),
        ("== labels_test", "== y_blobs_test"),
    ),
)
q.wrong(
    "the largest of each column of scores",
    hint="The maximum is taken down the columns, over the samples. Each sample has its own answer.",
    code=variant(
        TEST, ("np.argmax(scores, axis=1)", "np.resize(np.argmax(scores, axis=0), len(scores))")
    ),
)
q.wrong(
    "compares one-hot rows entry by entry",
    hint="You compare one-hot rows entry by entry, and their many zeros count as right answers. "
    "Compare one class with one label.",
    code=variant(
        TEST,
        (
            SHARE,
            "np.mean(one_hot(answers, scores.shape[1]) == one_hot(labels_test, scores.shape[1]))",
        ),
    ),
)
q.wrong(
    "compares one-hot rows with labels",
    hint="A row of zeros and ones is compared with labels. Bring both into the same form first.",
    code=variant(
        TEST,
        (SHARE, "np.mean(one_hot(answers, scores.shape[1]) == np.reshape(labels_test, (-1, 1)))"),
    ),
)
q.wrong(
    "a count of right answers",
    hint="You count the right answers. An accuracy is their share.",
    code=variant(TEST, (SHARE, "np.sum(answers == labels_test)")),
)
q.wrong(
    "a percentage",
    hint="This is in percent. A number between 0 and 1 is asked for.",
    code=variant(TEST, (SHARE, "np.mean(answers == labels_test) * 100")),
)
q.wrong(
    "the share of wrong answers",
    hint="You measure how many answers are wrong.",
    code=variant(TEST, ("answers == labels_test", "answers != labels_test")),
)
q.wrong(
    "without b1",
    hint="The hidden layer is computed without its bias.",
    code=variant(TEST, ("data_test @ w1 + b1", "data_test @ w1")),
)
q.wrong(
    "without b2",
    hint="The output layer is computed without its bias.",
    code=variant(TEST, ("hidden @ w2 + b2", "hidden @ w2")),
)
q.wrong(
    "without b1 and b2",
    hint="Both layers are computed without their biases.",
    code=variant(
        TEST, ("data_test @ w1 + b1", "data_test @ w1"), ("hidden @ w2 + b2", "hidden @ w2")
    ),
)
q.wrong(
    "without the hidden sigmoid",
    hint="The hidden layer is computed without its sigmoid. Train and test the same network.",
    code=variant(TEST, ("sigmoid(data_test @ w1 + b1)", "data_test @ w1 + b1")),
)
q.wrong(
    "the least probable class",
    hint="You name the class with the smallest score.",
    code=variant(TEST, ("argmax", "argmin")),
)
q.wrong(
    "probabilities compared with labels",
    hint="The accuracy is always 0. Are scores or probabilities compared with labels, which they "
    "hardly ever equal, or has `//` cut off the fraction?",
    code=variant(TEST, (SHARE, "np.mean(scores == np.reshape(labels_test, (-1, 1)))")),
)
q.wrong(
    "only two classes",
    hint="Your answers are 0 or 1 only, and there may be more classes.",
    code=variant(TEST, ("np.argmax(scores, axis=1)", "(scores[:, 1] > scores[:, 0]).astype(int)")),
)
q.wrong(
    "the answers themselves",
    hint="These are the answers of the network. How many of them are right?",
    code=variant(TEST, (SHARE, "answers")),
)
q.wrong(
    "the right answers marked one by one",
    hint="You say for each sample whether its answer is right. One number is asked for, their "
    "share.",
    code=variant(TEST, (SHARE, "answers == labels_test")),
)
q.wrong(
    "divided by the number of classes",
    hint="You divide the right answers by the number of classes. How many answers are there?",
    code=variant(TEST, (SHARE, "np.sum(answers == labels_test) / scores.shape[1]")),
)
q.right(
    "a loop that counts",
    code="""
def test_mlp(w1, b1, w2, b2, data_test, labels_test):
    n_right = 0
    for i in range(len(data_test)):
        h = sigmoid(data_test[i] @ w1 + b1)
        if np.argmax(h @ w2 + b2) == labels_test[i]:
            n_right += 1
    return n_right / len(data_test)
""",
)
q.right(
    "with the softmax, one-hot rows compared by argmax",
    code="""
def test_mlp(w1, b1, w2, b2, data_test, labels_test):
    a1 = 1 / (1 + np.exp(-(np.dot(data_test, w1) + b1)))
    e = np.exp(np.dot(a1, w2) + b2)
    p = e / e.sum(axis=1)[:, np.newaxis]
    y = one_hot(labels_test, p.shape[1])
    return sum(p.argmax(axis=1) == y.argmax(axis=1)) / float(len(y))
""",
)
q.right(
    "one minus the share of the mistakes, with the answers returned too",
    code="""
def test_mlp(w1, b1, w2, b2, data_test, labels_test):
    answers = (sigmoid(data_test @ w1 + b1) @ w2 + b2).argmax(-1)
    return 1 - np.count_nonzero(answers - labels_test) / labels_test.size, answers
""",
)

q.hints(
    "Nothing is learned here. How does the network come from samples to answers, and how do answers become one number?",
    "Go forward through both layers with the weights that the function is given. The class of a row is the place of its largest score.",
    "Take the place of the largest entry along the axis of the classes, compare the answers with the labels, and return the mean of the comparison. Labels are numbers here, not one-hot rows.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q07_run_mlp_training")


@q.reference
def run_mlp_training(
    data_train, labels_train, data_test, labels_test, d_h, learning_rate, num_epoch
):
    rng = np.random.default_rng(0)
    d_in, d_out = data_train.shape[1], int(np.max(labels_train)) + 1
    start = (
        rng.normal(size=(d_in, d_h)),
        np.zeros(d_h),
        rng.normal(size=(d_h, d_out)),
        np.zeros(d_out),
    )
    *weights, accuracies = train_mlp(*start, data_train, labels_train, learning_rate, num_epoch)
    return accuracies, test_mlp(*weights, data_test, labels_test)


# Classes in two places: one hidden neuron, or many equal ones, can get 0.6 of them right.
CROSS = [(0.0, 0.0), (2.5, 0.0), (-2.5, 0.0), (0.0, 2.5), (0.0, -2.5)]
CROSS_CLASSES = np.array([0, 1, 1, 3, 3])
TRIANGLE = [(0.0, 2.2), (2.0, -1.2), (-2.0, -1.2)]


def training_run(candidate, rng, centres, classes, d_h, learning_rate, num_epoch, absent=None):
    """Let the candidate learn blobs; test it once with true and once with false labels.

    The test data may lack the class `absent`.
    """
    X, blob = draw_blobs(centres, 24, 0.33, rng)
    X_test, blob_test = draw_blobs(centres, 11, 0.33, rng)
    y, y_test = classes[blob], classes[blob_test]
    X_test, y_test = X_test[y_test != absent], y_test[y_test != absent]
    false = np.roll(np.unique(classes), 1)[np.searchsorted(np.unique(classes), y_test)]
    run = candidate.run_mlp_training
    for labels, told_truth in ((y_test, True), (false, False)):
        found = run(X, y, X_test, labels, d_h, learning_rate, num_epoch)
        found = named(found, "train_accuracies", "test_accuracy")
        accuracies, reached = found.values()
        check(
            np.size(reached) == 1 and np.ndim(accuracies) > 0,
            "Two things come back: a list of training accuracies, then one test accuracy.",
        )
        accuracies, reached = (
            np.ravel(np.asarray(accuracies, dtype=float)),
            float(np.ravel(reached)[0]),
        )
        check(
            len(accuracies) == num_epoch,
            "The training accuracies should be as many as there are epochs.",
        )
        check(
            0 <= min(*accuracies, reached) and max(*accuracies, reached) <= 1,
            "An accuracy is not between 0 and 1.",
        )
        if told_truth:
            check(
                accuracies[-1] >= 0.95, "The training data are not learned: fewer than 0.95 right."
            )
            check(
                reached >= 0.95, "The training data are learned, but the test data do not come out."
            )
        else:
            # The test labels are false on purpose: what is really learned cannot agree with them.
            check(
                accuracies[-1] >= 0.95,
                "With other test labels the training comes out differently. Do they play a part "
                "in it?",
            )
            check(reached <= 0.05, "The test accuracy does not follow from the test labels.")


@q.case("three blobs, one of them missing in the test", seconds=20)
def train_triangle(candidate, rng):
    training_run(candidate, rng, TRIANGLE, np.array([0, 1, 2]), 7, 1.0, 300, absent=2)


@q.case("five blobs, classes in two places, one number without a class", weight=2, seconds=20)
def train_cross(candidate, rng):
    training_run(candidate, rng, CROSS, CROSS_CLASSES, 12, 2.0, 500, absent=3)


q.equivalent(
    "the weights are drawn as you like",
    was="rng = np.random.default_rng(0)",
    now="rng = np.random.default_rng(1)",
)
q.equivalent(
    "no label names the further output, so it learns to stay silent, and w2 is not returned",
    was="d_in, d_out = data_train.shape[1], np.max(labels_train) + 1",
    now="d_in, d_out = data_train.shape[1], np.max(labels_train) + 2",
)
q.equivalent(
    "where the biases start is left free",
    was="w1, b1 = rng.normal(size=(d_in, d_h)), np.zeros(d_h)",
    now="w1, b1 = rng.normal(size=(d_in, d_h)), np.ones(d_h)",
)
q.equivalent(
    "where the biases start is left free, and the first step makes an array of a number",
    was="w2, b2 = rng.normal(size=(d_h, d_out)), np.zeros(d_out)",
    now=[
        "w2, b2 = rng.normal(size=(d_h, d_out)), np.ones(d_out)",
        "w2, b2 = rng.normal(size=(d_h, d_out)), d_out",
    ],
)


def a_run(candidate, told="the truth", num_epoch=400):
    """Let the candidate learn the cross, with true, false or random labels for the test."""
    rng = np.random.default_rng(11)
    X, blob = draw_blobs(CROSS, 20, 0.3, rng)
    y = CROSS_CLASSES[blob]
    y_test = {"the truth": y, "lies": (y == 0) * 3, "noise": rng.choice([0, 1, 3], size=len(y))}
    return candidate.run_mlp_training(X, y, X[::2], y_test[told][::2], 12, 2.0, num_epoch)


def learned(candidate, told="the truth"):
    """Give the last training accuracy of a run.

    Raises
    ------
    ValueError
        If the candidate does not return a list and a number.
    """
    return _ends(candidate, told)[0]


def tested(candidate, told="the truth"):
    return _ends(candidate, told)[1]


def _ends(candidate, told):
    accuracies, reached = a_run(candidate, told)[:2]
    if np.size(accuracies) < 2 or np.size(reached) != 1:
        raise ValueError
    return float(np.ravel(accuracies)[-1]), float(np.ravel(reached)[0])


RUN = """
def run_mlp_training(
    data_train, labels_train, data_test, labels_test, d_h, learning_rate, num_epoch
):
    d_in = data_train.shape[1]
    d_out = int(max(labels_train)) + 1
    rng = np.random.default_rng(3)
    w1 = rng.uniform(-1, 1, size=(d_in, d_h))
    b1 = np.zeros(d_h)
    w2 = rng.uniform(-1, 1, size=(d_h, d_out))
    b2 = np.zeros(d_out)
    w1, b1, w2, b2, train_accuracies = train_mlp(
        w1, b1, w2, b2, data_train, labels_train, learning_rate, num_epoch
    )
    test_accuracy = test_mlp(w1, b1, w2, b2, data_test, labels_test)
    return train_accuracies, test_accuracy
"""
DRAW_1, DRAW_2 = "rng.uniform(-1, 1, size=(d_in, d_h))", "rng.uniform(-1, 1, size=(d_h, d_out))"


q.wrong(
    "weights that are all equal",
    hint="The blobs are not learned. If all weights of a layer start with the same number, or "
    "with 0, all hidden neurons do the same for ever. How do yours start?",
    code=variant(
        RUN, (DRAW_1, "np.full((d_in, d_h), 0.5)"), (DRAW_2, "np.full((d_h, d_out), 0.5)")
    ),
    recognise=lambda candidate: 0.5 < learned(candidate) < 0.7,
)
q.wrong(
    "weights of zero, learning lost",
    hint="Nothing is learned at all: your network answers the same class everywhere. With which "
    "weights, and with which learning rate, does it start?",
    code=variant(
        RUN,
        (DRAW_1, "np.zeros((d_in, d_h))"),
        (DRAW_2, "np.zeros((d_h, d_out))"),
        ("labels_train, learning_rate, num", "labels_train, learning_rate / 100, num"),
    ),
    recognise=lambda candidate: 0.1 < learned(candidate) <= 0.5,
)
q.wrong(
    "the test data in the training",
    hint="Your network has seen the test data in its training: what it has learned changes with "
    "their labels. A test on known data says nothing.",
    code=variant(
        RUN,
        (
            "    d_in =",
            "    both = np.concatenate((data_train, data_test)), np.concatenate((labels_train, "
            "labels_test))\n    d_in =",
        ),
        ("b2, data_train, labels_train,", "b2, *both,"),
    ),
    recognise=lambda candidate: (
        learned(candidate) > 0.9 > learned(candidate, "lies") and tested(candidate, "lies") < 0.9
    ),
)
q.wrong(
    "trained on the test data",
    hint="You train on the test data and leave the training data aside.",
    code=variant(
        RUN,
        ("b2, data_train, labels_train,", "b2, data_test, labels_test,"),
        ("int(max(labels_train))", "int(max(*labels_train, *labels_test))"),
    ),
    recognise=lambda candidate: (
        tested(candidate, "lies") > 0.9 > learned(candidate, "noise") and learned(candidate) > 0.9
    ),
)
q.wrong(
    "as many outputs as different labels",
    hint="You count how many different labels there are. When a number below the largest label "
    "has no class, the network has an output too few.",
    code=variant(RUN, ("int(max(labels_train)) + 1", "len(set(labels_train))")),
)
q.wrong(
    "as many outputs as the test labels need",
    hint="Your network has an output for each class up to the largest test label. What if the "
    "training data hold a larger one?",
    code=variant(RUN, ("int(max(labels_train)) + 1", "int(max(labels_test)) + 1")),
)
q.wrong(
    "tested on the training data",
    hint="The second number is measured on the training data. Which data are kept for the test?",
    code=variant(RUN, ("b2, data_test, labels_test)", "b2, data_train, labels_train)")),
    recognise=lambda candidate: 1 >= tested(candidate, "noise") > 0.9,
)
q.wrong(
    "test before training",
    hint="The two numbers come in the wrong order: first the training accuracies, then the test.",
    code=variant(
        RUN, ("return train_accuracies, test_accuracy", "return test_accuracy, train_accuracies")
    ),
    recognise=lambda candidate: (
        [np.size(part) for part in a_run(candidate, num_epoch=9)[:2]] == [1, 9]
    ),
)
q.wrong(
    "untrained weights tested",
    hint="The training goes well, but the test is made with the weights from before. What does "
    "train_mlp return?",
    code=variant(
        RUN,
        (
            "    w1, b1, w2, b2, train_accuracies = train_mlp(",
            "    _, _, _, _, train_accuracies = train_mlp(",
        ),
    ),
    recognise=lambda candidate: learned(candidate) > 0.98 and tested(candidate) < 0.9,
)
q.wrong(
    "a number of epochs of its own",
    hint="Your training runs for as many epochs as it likes. One of the arguments says how many.",
    code=variant(RUN, ("learning_rate, num_epoch\n    )", "learning_rate, 100\n    )")),
    recognise=lambda candidate: (
        np.size(a_run(candidate, num_epoch=9)[1]) == 1
        and np.size(a_run(candidate, num_epoch=9)[0])
        == np.size(a_run(candidate, num_epoch=14)[0])
        > 1
    ),
)
q.wrong(
    "only the last training accuracy",
    hint="You return the last training accuracy alone. The whole list is asked for.",
    code=variant(RUN, ("return train_accuracies,", "return train_accuracies[-1],")),
    recognise=lambda candidate: (
        [np.size(part) for part in a_run(candidate, num_epoch=9)[:2]] == [1, 1]
    ),
)
q.wrong(
    "a test accuracy in percent",
    hint="Your test accuracy is in percent. test_mlp gives a fraction; leave it as it is.",
    code=variant(
        RUN,
        ("return train_accuracies, test_accuracy", "return train_accuracies, 100 * test_accuracy"),
    ),
    recognise=lambda candidate: 1 < tested(candidate) <= 100,
)
q.wrong(
    "the weights returned too, in front",
    hint="Four arrays come before the accuracies. Two things are asked for, and nothing before "
    "them.",
    code=variant(RUN, ("return train_accuracies", "return w1, b1, w2, b2, train_accuracies")),
    recognise=lambda candidate: len(a_run(candidate, num_epoch=9)) > 4,
)
q.wrong(
    "a fixed number of inputs per layer",
    hint="Your arrays have sizes that do not fit the data that are passed. Take d_in and d_h "
    "from the arguments.",
    code=variant(RUN, ("d_in = data_train.shape[1]", "d_in = 64")),
)


q.right(
    "normal weights, biases as rows",
    code="""
def run_mlp_training(
    data_train, labels_train, data_test, labels_test, d_h, learning_rate, num_epoch
):
    d_in, d_out = np.shape(data_train)[1], np.max(labels_train) + 1
    w1 = np.random.randn(d_in, d_h)
    w2 = np.random.randn(d_h, d_out)
    w1, b1, w2, b2, accuracies = train_mlp(
        w1, np.zeros((1, d_h)), w2, np.zeros((1, d_out)),
        data_train, labels_train, learning_rate, num_epoch,
    )
    return accuracies, test_mlp(w1, b1, w2, b2, data_test, labels_test)
""",
)
q.right(
    "uniform weights and biases from another generator each time",
    code="""
def run_mlp_training(
    data_train, labels_train, data_test, labels_test, d_h, learning_rate, num_epoch
):
    rng = np.random.default_rng()
    sizes = [len(data_train[0]), d_h, int(np.unique(labels_train)[-1]) + 1]
    weights = []
    for n_in, n_out in zip(sizes, sizes[1:]):
        weights.append(2 * rng.random((n_in, n_out)) - 1)
        weights.append(2 * rng.random(n_out) - 1)
    trained = train_mlp(*weights, data_train, labels_train, learning_rate, num_epoch)
    return list(trained[4]), float(test_mlp(*trained[:4], data_test, labels_test))
""",
)
q.right(
    "very small weights, and the weights returned too",
    code="""
def run_mlp_training(
    data_train, labels_train, data_test, labels_test, d_h, learning_rate, num_epoch
):
    d_out = max(max(labels_train), max(labels_test)) + 1
    w1 = 0.01 * np.random.normal(size=(data_train.shape[1], d_h))
    w2 = 0.01 * np.random.normal(size=(d_h, d_out))
    out = train_mlp(
        w1, np.zeros(d_h), w2, np.zeros(d_out), data_train, labels_train, learning_rate, num_epoch
    )
    weights, accuracies = out[:4], out[4]
    return accuracies, test_mlp(*weights, data_test, labels_test), weights
""",
)

q.hints(
    "Three steps, and you have written two of them. What are the shapes of the four arrays that you have to draw?",
    "The number of inputs is the number of columns of the training data; that of the outputs follows from the largest training label. Draw both matrices from a generator, so that no two neurons are equal.",
    "Hand the four arrays, the training data and the settings to train_mlp, and its first four results, with the test data, to test_mlp. Return the list of training accuracies first and the test accuracy second.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q08_numerical_gradient")


@q.reference
def numerical_gradient(f, w, h=1e-5):
    slopes = np.zeros(w.shape)
    for index in np.ndindex(w.shape):
        step = np.zeros(w.shape)
        step[index] = h
        slopes[index] = (f(w + step) - f(w - step)) / (2 * h)
    return slopes


def slopes_and_rest(candidate, f, w, *h):
    """Give the slopes, and by how much the call has changed w."""
    slopes, (_, left, *_) = candidate.numerical_gradient.observe(f, w, *h)
    return {"slopes": slopes, "change of w": 1e3 * (np.asarray(left) - w)}


@q.case("a cubic function of a matrix, with a large step")
def slopes_of_matrix(candidate, rng):
    c, d = rng.normal(size=(2, 3)), rng.normal(size=(2, 3))
    w = rng.normal(size=(2, 3))
    return slopes_and_rest(
        candidate, lambda w: float(np.sum(c * np.asarray(w) ** 3) + np.prod(d + w)), w, 0.1
    )


@q.case("vectors and arrays with three axes, with a large step and the usual one")
def slopes_of_other_shapes(candidate, rng):
    c = rng.normal(size=4)
    f = lambda w: float(
        np.exp(np.ravel(w) @ c / 2) + np.sum(np.ravel(w)[1:] * np.ravel(w)[:-1] ** 2)
    )
    return (
        slopes_and_rest(candidate, f, rng.normal(size=(2, 1, 2)), 0.2),
        slopes_and_rest(candidate, f, rng.normal(size=4)),
    )


q.equivalent(
    "every entry is overwritten",
    was="slopes = np.zeros_like(w)",
    now="slopes = np.ones_like(w)",
)


SLOPE = """
def numerical_gradient(f, w, h=1e-5):
    slopes = np.zeros(w.shape)
    for index in np.ndindex(w.shape):
        before = w[index]
        w[index] = before + h
        above = f(w)
        w[index] = before - h
        below = f(w)
        w[index] = before
        slopes[index] = (above - below) / (2 * h)
    return slopes
"""
q.wrong(
    "one-sided",
    hint="You compare f a step to the right with f in place. Central differences go a step to "
    "either side, and are much more exact.",
    code=variant(SLOPE, ("w[index] = before - h", "w[index] = before"), ("(2 * h)", "h")),
)
q.wrong(
    "one-sided to the left",
    hint="You compare f in place with f a step to the left. What about the other side?",
    code=variant(SLOPE, ("w[index] = before + h", "w[index] = before"), ("(2 * h)", "h")),
)
q.wrong(
    "w is not put back",
    hint="An entry that was moved stays where it is, so all later slopes belong to another "
    "place, and the caller's w is changed. When is it put back?",
    code=variant(SLOPE, ("        w[index] = before\n", "")),
)
q.wrong(
    "w is put back by arithmetic that is off",
    hint="The slopes are right, but when your function returns, w has moved. How far do you go "
    "back after the second step?",
    code="""
def numerical_gradient(f, w, h=1e-5):
    start, slopes = w.copy(), numerical_slopes(f, w.copy(), h)
    w -= h
    return slopes


def numerical_slopes(f, w, h):
    slopes = np.zeros(w.shape)
    for index in np.ndindex(w.shape):
        w[index] += h
        above = f(w)
        w[index] -= 2 * h
        below = f(w)
        w[index] += h
        slopes[index] = (above - below) / (2 * h)
    return slopes
""",
)
q.wrong(
    "divided by h",
    hint="Every slope is twice too large. How far apart are the two places at which you call f?",
    code=variant(SLOPE, ("(2 * h)", "h")),
)
q.wrong(
    "not divided at all",
    hint="You return differences of f. A slope is a difference divided by a distance.",
    code=variant(SLOPE, (" / (2 * h)", "")),
)
q.wrong(
    "divided by 2, times h",
    hint="`/ 2 * h` divides by 2 and multiplies by h. What belongs in brackets?",
    code=variant(SLOPE, ("/ (2 * h)", "/ 2 * h")),
)
q.wrong(
    "below minus above",
    hint="Every slope has the wrong sign: which of the two values of f comes first?",
    code=variant(SLOPE, ("(above - below)", "(below - above)")),
)
q.wrong(
    "all entries moved at once",
    hint="All entries are moved together, so all slopes are the same. Each slope moves a single "
    "entry.",
    code="""
def numerical_gradient(f, w, h=1e-5):
    return np.full(w.shape, (f(w + h) - f(w - h)) / (2 * h))
""",
)
q.wrong(
    "a step of its own",
    hint="Your function takes a small step whatever h is passed. With a large h the numbers of "
    "the text come out differently.",
    code=variant(SLOPE, ("    slopes = np", "    h = 1e-5\n    slopes = np")),
)
q.wrong(
    "whole rows moved",
    hint="You move a whole row at a time. An array of shape (2, 3) has six entries, and six "
    "slopes.",
    code=variant(
        SLOPE,
        ("in np.ndindex(w.shape)", "in range(len(w))"),
        ("before = w[index]", "before = np.copy(w[index])"),
    ),
)
q.wrong(
    "flat",
    hint="The slopes are right, in a flat list. They should have the shape of w.",
    code=variant(SLOPE, ("return slopes", "return np.append(slopes.ravel(), [])")),
)
q.wrong(
    "the slopes added up",
    hint="You return one number, the sum of all slopes. Each entry of w has its own.",
    code=variant(SLOPE, ("return slopes", "return slopes.sum()")),
)
q.wrong(
    "absolute differences",
    hint="None of your slopes is negative. A function may also fall.",
    code=variant(SLOPE, ("(above - below)", "abs(above - below)")),
)
q.wrong(
    "one array seen under two names",
    hint="All slopes are 0: both calls of f see the same numbers. `up = w` makes no copy, only a "
    "second name.",
    code="""
def numerical_gradient(f, w, h=1e-5):
    slopes = np.zeros(w.shape)
    for index in np.ndindex(w.shape):
        up, down = w, w
        up[index] += h
        down[index] -= h
        slopes[index] = (f(up) - f(down)) / (2 * h)
    return slopes
""",
)
q.right(
    "copies, moved by a row of the identity",
    code="""
def numerical_gradient(f, w, h=1e-5):
    steps = h * np.eye(w.size).reshape((w.size,) + w.shape)
    return np.array([f(w + e) - f(w - e) for e in steps]).reshape(w.shape) / (2 * h)
""",
)
q.right(
    "the flat view of the array, in place",
    code="""
def numerical_gradient(f, w, h=1e-5):
    flat = w.reshape(-1)
    slopes = []
    for i in range(len(flat)):
        old = flat[i]
        flat[i] = old + h
        slope = f(w) / (2 * h)
        flat[i] = old - h
        slope -= f(w) / (2 * h)
        flat[i] = old
        slopes.append(slope)
    return np.reshape(slopes, w.shape)
""",
)
q.right(
    "np.nditer, with steps there and back",
    code="""
def numerical_gradient(f, w, h=1e-5):
    slopes = np.zeros_like(w)
    it = np.nditer(w, flags=["multi_index"])
    while not it.finished:
        i = it.multi_index
        w[i] += h
        up = f(w)
        w[i] -= 2 * h
        down = f(w)
        w[i] += h
        slopes[i] = 0.5 * (up - down) / h
        it.iternext()
    return slopes.tolist()
""",
)
q.right(
    "np.ndenumerate and two copies",
    code="""
def numerical_gradient(f, w, h=1e-5):
    out = np.empty(np.shape(w))
    for where, value in np.ndenumerate(w):
        right, left = np.array(w, dtype=float), np.array(w, dtype=float)
        right[where], left[where] = value + h, value - h
        out[where] = (f(right) - f(left)) / (right[where] - left[where])
    return out
""",
)

q.hints(
    "For one entry of w: which two values of f do you need, and what must be true of w before you look at the next entry?",
    "Loop over all places with `np.ndindex`. At each place keep the number that stands there, move it up and call f, move it down and call f, and put it back.",
    "The slope at the place is the difference of the two values, divided by twice h. Collect the slopes in an array of zeros of the shape of w, of floats, and return it after the loop.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q09_same_as_lists")


def replayed_difference():
    slopes = list_gradients(drawn_in_lists(), *moons(1))
    start = [np.array(drawn_in_lists()[key]) for key in ("W1", "b1", "W2", "b2")]
    after = learn_once_cross_entropy(*start, *moons(1), 1.0)
    return max(
        float(np.abs(300 * (old - new) - np.array(slopes["d" + key])).max())
        for old, new, key in zip(start, after, ("W1", "b1", "W2", "b2"))
    )


q.reference(max_difference=replayed_difference())

NOT_SMALL = "max_difference is too large: the two networks do not find the same slopes."


@q.case("smaller than any mistake, but not nothing")
def a_small_difference(candidate, rng):
    value = candidate.max_difference
    check(np.size(value) == 1, "max_difference is one number, the largest of all.")
    number = float(np.ravel(value)[0])
    check(number >= 0, "max_difference is negative. What does an absolute difference never do?")
    check(math.isfinite(number) and number < 1e-10, NOT_SMALL)
    check(
        number > 0,
        "max_difference is exactly 0. Two ways to compute the same round differently in some of "
        "52 numbers: is a thing compared with itself, or the difference rounded?",
    )


q.equivalent(
    "the rows of an array are gone through like those of a list",
    was="from_lists = list_gradients(list_model, X_moons.tolist(), y_moons.tolist())",
    now=[
        "from_lists = list_gradients(list_model, X_moons, y_moons.tolist())",
        "from_lists = list_gradients(list_model, X_moons.tolist(), y_moons)",
    ],
)
q.equivalent(
    "an absolute difference has no order, and an array may be compared with a list",
    was='np.abs(len(X_moons) * (old - new) - np.array(from_lists["d" + key])).max()',
    now=[
        'np.abs(np.array(from_lists["d" + key]) - (len(X_moons) * (old - new))).max()',
        'np.abs(len(X_moons) * (old - new) - from_lists["d" + key]).max()',
    ],
)
# Both networks are right here, so that nothing but rounding is left to look at. It comes out
# otherwise on another machine, and smaller where means are compared: it has no least size.
ROUNDING = "all differences are rounding, and the largest cannot be told from another of them"
q.equivalent(ROUNDING, was="max_difference = max(", now="max_difference = min(")
q.equivalent(
    ROUNDING,
    was='np.abs(len(X_moons) * (old - new) - np.array(from_lists["d" + key])).max()',
    now=[
        'np.abs(len(X_moons) * (old - new) - np.array(from_lists["d" + key])).min()',
        '(len(X_moons) * (old - new) - np.array(from_lists["d" + key])).max()',
    ],
)
q.equivalent(
    ROUNDING,
    was='for old, new, key in zip(start, after, ("W1", "b1", "W2", "b2"))',
    now=[
        'for old, new, key in zip(start[:-1], after, ("W1", "b1", "W2", "b2"))',
        'for old, new, key in zip(start, after[:-1], ("W1", "b1", "W2", "b2"))',
        'for old, new, key in zip(start, after, ("W1", "b1", "W2"))',
    ],
)


REPLAY = """
slopes = list_gradients(list_model, X_moons.tolist(), y_moons.tolist())
start = [np.array(list_model[key]) for key in ("W1", "b1", "W2", "b2")]
after = learn_once_cross_entropy(*start, X_moons, y_moons, 1.0)
differences = []
for i, key in enumerate(("dW1", "db1", "dW2", "db2")):
    from_numpy = (start[i] - after[i]) * len(X_moons)
    differences.append(np.max(np.abs(from_numpy - np.array(slopes[key]))))
max_difference = max(differences)
"""


def near(number):
    return lambda candidate: math.isclose(
        float(np.ravel(candidate.max_difference)[0]), number, rel_tol=1e-6
    )


def replayed(code):
    """Give the max_difference that a piece of code computes."""
    names = {**given(), "learn_once_cross_entropy": learn_once_cross_entropy}
    exec(code, names)
    return float(np.ravel(names["max_difference"])[0])


def mistake(title, hint, *replacements):
    code = variant(REPLAY, *replacements)
    q.wrong(title, hint=hint, code=code, recognise=near(replayed(code)))


mistake(
    "a sum against a mean",
    "The lists add up over 300 samples, NumPy takes the mean. Bring one of them to the scale of "
    "the "
    "other before you compare.",
    (" * len(X_moons)", ""),
)
mistake(
    "divided where it should be multiplied",
    "The scales of the two are further apart than before: a mean is brought to a sum by how many "
    "times the samples?",
    (" * len(X_moons)", " / len(X_moons)"),
)
mistake(
    "the sign of the step",
    "Your two gradients have opposite signs. A step is taken off the weights: which difference, "
    "old "
    "minus new or new minus old, is the slope?",
    ("(start[i] - after[i])", "(after[i] - start[i])"),
)
mistake(
    "the new weights instead of the slopes",
    "You compare the weights after the step with slopes. How do you get from a step with learning "
    "rate 1 to the slope?",
    ("(start[i] - after[i]) * len(X_moons)", "after[i]"),
)
mistake(
    "another learning rate",
    "The step was taken with a learning rate of 0.1, and its slopes are ten times too small. "
    "Divide "
    "the step by its learning rate.",
    ("y_moons, 1.0)", "y_moons, 0.1)"),
)
mistake(
    "weights that moved under two names",
    "NumPy's slopes are all 0 in your comparison: the weights before and after the step are the "
    "same "
    "arrays. Does your step change its arguments? Then give it copies.",
    ("start[i] - after[i]", "after[i] - after[i]"),
)
q.wrong(
    "a thing compared with itself",
    hint="The difference is exactly 0, as if both sides came from the same place. One side is "
    "from the lists, and the other from NumPy.",
    code=variant(REPLAY, ("(start[i] - after[i]) * len(X_moons)", "np.array(slopes[key])")),
)
q.wrong(
    "four numbers",
    hint="You have one difference for each of the four gradients. The largest of them is asked "
    "for.",
    code=variant(REPLAY, ("max(differences)", "differences")),
)
q.wrong(
    "the smallest, with its sign",
    hint="Your number is negative: take the absolute value of each difference before you look "
    "for the largest.",
    code=variant(
        REPLAY,
        (
            "np.max(np.abs(from_numpy - np.array(slopes[key])))",
            "np.min(from_numpy - np.array(slopes[key]))",
        ),
        ("max(differences)", "min(differences)"),
    ),
)
q.right(
    "all entries in one array",
    code="""
keys = ["W1", "b1", "W2", "b2"]
lists = list_gradients(list_model, X_moons.tolist(), y_moons.tolist())
w = [np.array(list_model[k]) for k in keys]
new = learn_once_cross_entropy(*[p.copy() for p in w], X_moons, y_moons, 1)
a = np.concatenate([np.ravel(lists["d" + k]) for k in keys])
b = np.concatenate([np.ravel(300 * (old - moved)) for old, moved in zip(w, new)])
max_difference = np.abs(a - b).max()
""",
)
q.right(
    "means compared, as an array with one number",
    code="""
s = list_gradients(list_model, X_moons.tolist(), y_moons.tolist())
W = {k: np.array(v) for k, v in list_model.items()}
new = learn_once_cross_entropy(W["W1"], W["b1"], W["W2"], W["b2"], X_moons, y_moons, 1.0)[:4]
max_difference = np.zeros(1)
for k, moved in zip(W, new):
    gap = np.abs((W[k] - moved) - np.array(s["d" + k]) / len(y_moons))
    max_difference = np.maximum(max_difference, gap.max())
""",
)
q.right(
    "a NumPy gradient of its own",
    code="""
s = list_gradients(list_model, X_moons.tolist(), y_moons.tolist())
W1, b1, W2, b2 = [np.array(list_model[k]) for k in ("W1", "b1", "W2", "b2")]
A1 = sigmoid(X_moons @ W1 + b1)
E = np.exp(A1 @ W2 + b2)
D2 = E / E.sum(axis=1, keepdims=True) - one_hot(y_moons, 2)
D1 = D2 @ W2.T * A1 * (1 - A1)
mine = {"dW1": X_moons.T @ D1, "db1": D1.sum(0), "dW2": A1.T @ D2, "db2": D2.sum(0)}
max_difference = float(max(np.max(np.abs(mine[k] - np.array(s[k]))) for k in s))
""",
)

q.hints(
    "What does a step with the learning rate 1 take off each array? And by which factor do a sum and a mean over 300 samples differ?",
    "Make arrays of the four parts of list_model, take one step with the learning rate 1 from them, and subtract the new arrays from the old ones: that is the mean gradient. The list version gives the sum.",
    "Multiply each difference by the number of samples, compare it with the array of the list gradient of the same name, and take the largest absolute value over all four.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q10_neural_net")


@q.reference
class NeuralNet:
    def __init__(self, input_size, hidden_size, output_size):
        rng = np.random.default_rng(1)
        self.W_h = 0.1 * rng.normal(size=(input_size, hidden_size))
        self.b_h = np.zeros(hidden_size)
        self.W_o = 0.1 * rng.normal(size=(hidden_size, output_size))
        self.b_o = np.zeros(output_size)

    def forward_keep_activations(self, X):
        z_h = X @ self.W_h + self.b_h
        h = sigmoid(z_h)
        return softmax(h @ self.W_o + self.b_o), h, z_h

    def forward(self, X):
        return self.forward_keep_activations(X)[0]

    def loss(self, X, y):
        return -np.mean(np.log(self.forward(X)[np.arange(len(y)), y]))

    def grad_loss(self, x, y):
        p, h, _ = self.forward_keep_activations(x)
        delta_o = p - np.eye(len(p))[y]
        delta_h = (self.W_o @ delta_o) * h * (1 - h)
        return {
            "W_h": x[:, None] * delta_h,
            "b_h": delta_h,
            "W_o": h[:, None] * delta_o,
            "b_o": delta_o,
        }

    def train(self, x, y, learning_rate):
        slopes = self.grad_loss(x, y)
        for name in PARTS:
            setattr(self, name, getattr(self, name) - learning_rate * slopes[name])

    def predict(self, X):
        return np.argmax(self.forward(X), axis=1)

    def accuracy(self, X, y):
        return np.mean(self.predict(X) == y)


PARTS = ("W_h", "b_h", "W_o", "b_o")
TURNED = "The matrices of weights have their sizes exchanged: W_h is d_in×d_h and W_o is d_h×d_out."
MISFIT = "W_h, b_h, W_o or b_o does not have the shape that the text says."
ALIKE = "All hidden neurons of a new network are equal. Then they stay equal for ever."
STUCK = "The hidden weights of a new network are all 0."
SAME = "All weights of one matrix of a new network are equal. They should be drawn at random."


def a_net(candidate, weights):
    """Make a network of the candidate's, look at how it starts, and give it known numbers."""
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
    candidate.set_weights(net, **dict(zip(PARTS, weights)))
    return net


def learn_first(net, X, y, steps):
    for x, label in zip(X[:steps], y):
        net.train(x, int(label), 0.6)


def check_drawn(candidate):
    net = candidate.NeuralNet(4, 5, 3)
    for name in ("W_h", "W_o"):
        check(np.ptp(np.asarray(getattr(net, name), dtype=float)) > 0, SAME)


def forward_of(candidate, rng, n, d_in, d_h, d_out, steps=0):
    """Look at a batch, after so many steps of training on its first samples."""
    while True:
        weights = some_weights(rng, d_in, d_h, d_out)
        X, y = rng.normal(size=(n, d_in)), some_labels(rng, n, d_out)
        right = NeuralNet(d_in, d_h, d_out)
        set_weights(right, **dict(zip(PARTS, weights)))
        learn_first(right, X, y, steps)
        answers = right.predict(X)
        # Several answers, and a share that is neither its own complement nor all or nothing.
        if len(set(answers)) > 1 and np.mean(answers == y) not in (0.0, 0.5, 1.0):
            break
    net = a_net(candidate, weights)
    learn_first(net, X, y, steps)
    return {
        "forward_keep_activations of a batch": tuple(net.forward_keep_activations(X)[:3]),
        "forward_keep_activations of one sample": tuple(net.forward_keep_activations(X[1])[:3]),
        "forward of a batch": net.forward(X),
        "forward of one sample": net.forward(X[2]),
        "loss": net.loss(X, y),
        "predict": net.predict(X),
        "accuracy": net.accuracy(X, y),
    }


def learning_of(candidate, rng, d_in, d_h, d_out):
    net = a_net(candidate, some_weights(rng, d_in, d_h, d_out))
    samples, labels = rng.normal(size=(3, d_in)), rng.permutation(d_out)[:3]
    slopes = net.grad_loss(samples[0], int(labels[0]))
    check(isinstance(slopes, dict), "grad_loss returns a dict, with the names of the four arrays.")
    found = {"loss": net.loss(samples, labels)}
    found |= {f"grad_loss, {name}": slopes[name] for name in PARTS}
    for x, label in zip(samples, labels):
        net.train(x, int(label), 0.6)
    return found | {f"{name} after three steps": getattr(net, name) for name in PARTS}


@q.case("forward, loss and answers, all sizes different", atol=2e-5)
def net_forward(candidate, rng):
    found = forward_of(candidate, rng, 9, 3, 5, 4), forward_of(candidate, rng, 11, 6, 4, 3)
    check_drawn(candidate)
    return found


@q.case("forward, loss and answers of a network that has learned", atol=2e-5)
def net_trained(candidate, rng):
    found = forward_of(candidate, rng, 10, 4, 3, 5, 3), forward_of(candidate, rng, 8, 2, 6, 3, 4)
    check_drawn(candidate)
    return found


# What never learns gets no more than its forward pass is worth, a quarter.
@q.case("slopes and steps of single samples", weight=2, atol=2e-5)
def net_learning(candidate, rng):
    return learning_of(candidate, rng, 3, 5, 4), learning_of(candidate, rng, 6, 4, 3)


q.equivalent(
    "the weights are drawn as you like",
    was="rng = np.random.default_rng(0)",
    now="rng = np.random.default_rng(1)",
)
SMALL = "how small the weights are is left free"
q.equivalent(
    SMALL,
    was="self.W_h = rng.uniform(-0.1, 0.1, size=(input_size, hidden_size))",
    now=[
        "self.W_h = rng.uniform(-1.1, 0.1, size=(input_size, hidden_size))",
        "self.W_h = rng.uniform(-0.1, 1.1, size=(input_size, hidden_size))",
    ],
)
q.equivalent(
    SMALL,
    was="self.W_o = rng.uniform(-0.1, 0.1, size=(hidden_size, output_size))",
    now=[
        "self.W_o = rng.uniform(-1.1, 0.1, size=(hidden_size, output_size))",
        "self.W_o = rng.uniform(-0.1, 1.1, size=(hidden_size, output_size))",
    ],
)
START = "where the biases start is left free"
q.equivalent(START, was="self.b_h = np.zeros(hidden_size)", now="self.b_h = np.ones(hidden_size)")
q.equivalent(START, was="self.b_o = np.zeros(output_size)", now="self.b_o = np.ones(output_size)")
q.equivalent(
    "there are as many labels as rows",
    was="return -np.mean(np.log(self.forward(X)[np.arange(len(y)), y]))",
    now="return -np.mean(np.log(self.forward(X)[np.arange(len(X)), y]))",
)
q.equivalent(
    "the probabilities are made anew in each call, and nobody else reads these",
    was="delta_o = p.copy()",
    now="delta_o = p",
)
q.equivalent(
    "transposing an array of one axis changes nothing",
    was="delta_h = (self.W_o @ delta_o) * h * (1 - h)",
    now="delta_h = (self.W_o @ delta_o.T) * h * (1 - h)",
)
q.equivalent(
    "in a batch of rows the last axis is axis 1",
    was="return np.argmax(self.forward(X), axis=-1)",
    now="return np.argmax(self.forward(X), axis=1)",
)


NET = """
class NeuralNet:
    def __init__(self, input_size, hidden_size, output_size):
        self.W_h = np.random.uniform(size=(input_size, hidden_size), high=0.01, low=-0.01)
        self.b_h = np.zeros(hidden_size)
        self.W_o = np.random.uniform(size=(hidden_size, output_size), high=0.01, low=-0.01)
        self.b_o = np.zeros(output_size)
        self.output_size = output_size

    def softmax(self, Z):
        E = np.exp(Z - np.max(Z, axis=-1, keepdims=True))
        return E / np.sum(E, axis=-1, keepdims=True)

    def forward(self, X):
        h = sigmoid(np.dot(X, self.W_h) + self.b_h)
        y = self.softmax(np.dot(h, self.W_o) + self.b_o)
        return y

    def forward_keep_activations(self, X):
        z_h = np.dot(X, self.W_h) + self.b_h
        h = sigmoid(z_h)
        y = self.softmax(np.dot(h, self.W_o) + self.b_o)
        return y, h, z_h

    def loss(self, X, y):
        p = self.forward(X)
        return -np.mean(np.log(p[range(len(y)), y]))

    def grad_loss(self, x, y):
        p, h, z_h = self.forward_keep_activations(x)
        d_o = p - one_hot([y], self.output_size)[0]
        d_h = np.dot(self.W_o, d_o) * h * (1 - h)
        return {"W_h": np.outer(x, d_h), "b_h": d_h, "W_o": np.outer(h, d_o), "b_o": d_o}

    def train(self, x, y, learning_rate):
        grads = self.grad_loss(x, y)
        self.W_h = self.W_h - learning_rate * grads["W_h"]
        self.b_h = self.b_h - learning_rate * grads["b_h"]
        self.W_o = self.W_o - learning_rate * grads["W_o"]
        self.b_o = self.b_o - learning_rate * grads["b_o"]

    def predict(self, X):
        return np.argmax(self.forward(X), axis=1)

    def accuracy(self, X, y):
        return np.mean(self.predict(X) == y)
"""
DRAWN_H = "np.random.uniform(size=(input_size, hidden_size), high=0.01, low=-0.01)"
DRAWN_O = "np.random.uniform(size=(hidden_size, output_size), high=0.01, low=-0.01)"


def new_shapes(candidate):
    net = candidate.NeuralNet(3, 5, 4)
    return [np.shape(getattr(net, name)) for name in PARTS]


q.wrong(
    "b_o of hidden size",
    hint="b_o is as long as the hidden layer. It is added to the scores: how many are there?",
    code=variant(NET, ("self.b_o = np.zeros(output_size)", "self.b_o = np.zeros(hidden_size)")),
    recognise=lambda candidate: math.prod(new_shapes(candidate)[3]) == 5,
)
q.wrong(
    "biases of one number",
    hint="A bias is a single number. Each neuron of a layer has its own.",
    code=variant(
        NET, ("np.zeros(hidden_size)", "np.zeros(1)"), ("np.zeros(output_size)", "np.zeros(1)")
    ),
    recognise=lambda candidate: math.prod(new_shapes(candidate)[1]) == 1,
)
q.wrong(
    "equal weights at the start",
    hint="All hidden neurons of a new network are the same, so they get the same slopes and stay "
    "the same. Draw each weight at random.",
    code=variant(
        NET,
        (DRAWN_H, "np.full((input_size, hidden_size), 0.01)"),
        (DRAWN_O, "np.full((hidden_size, output_size), 0.01)"),
    ),
)
q.wrong(
    "equal weights in the second matrix",
    hint="One of your two matrices starts with a single number in all its places. The weights of "
    "both are drawn at random.",
    code=variant(NET, (DRAWN_O, "np.full((hidden_size, output_size), 0.1)")),
)
q.wrong(
    "weights of zero at the start",
    hint="All weights of a new network are 0. No slope reaches the hidden layer then.",
    code=variant(
        NET,
        (DRAWN_H, "np.zeros((input_size, hidden_size))"),
        (DRAWN_O, "np.zeros((hidden_size, output_size))"),
    ),
)
q.wrong(
    "matrices turned",
    hint="W_h and W_o are turned: a row of X stands on the left of W_h, so how many rows has W_h?",
    code=variant(
        NET,
        ("size=(input_size, hidden_size)", "size=(hidden_size, input_size)"),
        ("size=(hidden_size, output_size)", "size=(output_size, hidden_size)"),
        ("self.W_h)", "self.W_h.T)"),
        ("self.W_o)", "self.W_o.T)"),
    ),
)
q.wrong(
    "the notebook's data instead of the argument",
    hint="Your forward pass looks at data of the notebook, not at those that are passed.",
    code=variant(
        NET,
        (
            "    def forward(self, X):\n",
            "    def forward(self, X):\n        X = np.resize(X_moons, np.shape(X))\n",
        ),
    ),
)
q.wrong(
    "no softmax in forward",
    hint="forward returns scores: the rows do not add up to 1. One step is missing.",
    code=variant(
        NET,
        (
            "        y = self.softmax(np.dot(h, self.W_o) + self.b_o)\n        return y\n",
            "        return np.dot(h, self.W_o) + self.b_o\n",
        ),
    ),
)
q.wrong(
    "a sigmoid at the output",
    hint="The outputs went through a sigmoid, each for itself, so they do not add up to 1.",
    code=variant(
        NET,
        (
            "        E = np.exp(Z - np.max(Z, axis=-1, keepdims=True))\n"
            "        return E / np.sum(E, axis=-1, keepdims=True)",
            "        return sigmoid(Z)",
        ),
    ),
)
q.wrong(
    "softmax over the batch",
    hint="One sample alone comes out right, a batch does not: all rows together add up to 1.",
    code=variant(
        NET,
        ("np.max(Z, axis=-1, keepdims=True)", "np.max(Z)"),
        ("np.sum(E, axis=-1, keepdims=True)", "np.sum(E)"),
    ),
)
q.wrong(
    "activations in another order",
    hint="forward_keep_activations gives its three results in another order than the text: y "
    "first, then h, then z_h.",
    code=variant(NET, ("return y, h, z_h", "return y, z_h, h"), ("p, h, z_h = ", "p, z_h, h = ")),
)
q.wrong(
    "the input of the output layer as z_h",
    hint="The third result of forward_keep_activations belongs to the output layer. z_h is the "
    "hidden layer before its sigmoid.",
    code=variant(NET, ("return y, h, z_h", "return y, h, np.dot(h, self.W_o) + self.b_o")),
)
q.wrong(
    "the logarithm of a mean",
    hint="Your loss is the logarithm of a mean. The text takes the mean of logarithms, one for "
    "each sample.",
    code=variant(
        NET, ("-np.mean(np.log(p[range(len(y)), y]))", "-np.log(np.mean(p[range(len(y)), y]))")
    ),
)
q.wrong(
    "a mean over samples and classes",
    hint="Your loss is too small by the number of classes: the mean runs over the zeros of the "
    "one-hot rows, too.",
    code=variant(
        NET,
        (
            "-np.mean(np.log(p[range(len(y)), y]))",
            "-np.mean(one_hot(y, self.output_size) * np.log(p + 1e-9))",
        ),
    ),
)
q.wrong(
    "one-hot rows inside the logarithm",
    hint="In your loss the logarithm is taken of the one-hot rows, or of their product with the "
    "probabilities, plus something small. Those zeros have no business in a logarithm.",
    code=variant(
        NET,
        (
            "-np.mean(np.log(p[range(len(y)), y]))",
            "-np.mean(np.sum(np.log(one_hot(y, self.output_size) * p + 1e-8), axis=1))",
        ),
    ),
)
q.wrong(
    "the sum of the losses",
    hint="Your loss adds up over the samples. A mean is asked for.",
    code=variant(NET, ("-np.mean(np.log", "-np.sum(np.log")),
)
q.wrong(
    "a negative loss",
    hint="Your loss is negative: a minus is missing in front of the logarithm.",
    code=variant(NET, ("-np.mean(np.log", "np.mean(np.log")),
)
q.wrong(
    "no slope of the hidden layer",
    hint="The slopes of W_o and b_o are right, those of W_h and b_h are not: the slope of the "
    "hidden sigmoid is missing.",
    code=variant(NET, ("np.dot(self.W_o, d_o) * h * (1 - h)", "np.dot(self.W_o, d_o)")),
)
q.wrong(
    "the hidden slope at an activated value",
    hint="The slopes of W_o and b_o are right, those of W_h and b_h are not: you apply the "
    "sigmoid to h before you take its slope.",
    code=variant(NET, ("* h * (1 - h)", "* sigmoid(h) * (1 - sigmoid(h))")),
)
q.wrong(
    "outer products turned",
    hint="The slopes of W_h and W_o are turned: they must have the shapes of W_h and W_o. Which "
    "argument of np.outer makes the rows?",
    code=variant(
        NET,
        ("np.outer(x, d_h)", "np.outer(d_h, x)"),
        ("np.outer(h, d_o)", "np.outer(d_o, h)"),
        ('grads["W_h"]', 'grads["W_h"].T'),
        ('grads["W_o"]', 'grads["W_o"].T'),
    ),
)
q.wrong(
    "slopes of the wrong sign",
    hint="All slopes have the wrong sign: is it p - e_y or e_y - p?",
    code=variant(
        NET,
        (
            "d_o = p - one_hot([y], self.output_size)[0]",
            "d_o = one_hot([y], self.output_size)[0] - p",
        ),
    ),
)
q.wrong(
    "the label subtracted from every probability",
    hint="You subtract the label, a number, from all probabilities. Only the entry of the right "
    "class is one less.",
    code=variant(NET, ("one_hot([y], self.output_size)[0]", "y")),
)
q.wrong(
    "p(1 - p) at the output",
    hint="Your output delta carries a factor p(1 - p). Softmax and cross-entropy together leave "
    "none.",
    code=variant(
        NET,
        (
            "d_o = p - one_hot([y], self.output_size)[0]",
            "d_o = (p - one_hot([y], self.output_size)[0]) * p * (1 - p)",
        ),
    ),
)
q.wrong(
    "train leaves the biases",
    hint="The slopes are right; train moves W_h and W_o and leaves the biases where they are.",
    code=variant(
        NET,
        ('self.b_h - learning_rate * grads["b_h"]', "self.b_h"),
        ('self.b_o - learning_rate * grads["b_o"]', "self.b_o"),
    ),
)
q.wrong(
    "train goes uphill",
    hint="The slopes are right; train adds them to the weights.",
    code=variant(NET, (" - learning_rate * ", " + learning_rate * ")),
)
q.wrong(
    "train forgets what it has computed",
    hint="The slopes are right, but after train the network has its old weights. A new array "
    "must be kept in self.",
    code=variant(
        NET,
        ("        self.W_h = self.W_h -", "        W_h = self.W_h -"),
        ("        self.b_h = self.b_h -", "        b_h = self.b_h -"),
        ("        self.W_o = self.W_o -", "        W_o = self.W_o -"),
        ("        self.b_o = self.b_o -", "        b_o = self.b_o -"),
    ),
)
q.wrong(
    "slopes computed anew after each array",
    hint="The slopes are right; in train only the first array moves as it should. Later ones use "
    "slopes of weights that have moved already.",
    code=variant(
        NET,
        (
            '        self.b_h = self.b_h - learning_rate * grads["b_h"]',
            "        grads = self.grad_loss(x, y)\n"
            '        self.b_h = self.b_h - learning_rate * grads["b_h"]',
        ),
        (
            '        self.W_o = self.W_o - learning_rate * grads["W_o"]',
            "        grads = self.grad_loss(x, y)\n"
            '        self.W_o = self.W_o - learning_rate * grads["W_o"]',
        ),
    ),
)
q.wrong(
    "predict returns probabilities",
    hint="predict returns probabilities. The number of the class is asked for.",
    code=variant(
        NET,
        ("return np.argmax(self.forward(X), axis=1)", "return self.forward(X)"),
        ("np.mean(self.predict(X) == y)", "np.mean(np.argmax(self.forward(X), axis=1) == y)"),
    ),
)
q.wrong(
    "predict down the columns",
    hint="predict gives one answer for each class, where there should be one for each sample.",
    code=variant(
        NET,
        ("axis=1)\n\n    def accuracy", "axis=0)\n\n    def accuracy"),
        ("np.mean(self.predict(X) == y)", "np.mean(np.argmax(self.forward(X), axis=1) == y)"),
    ),
)
q.wrong(
    "accuracy counts",
    hint="accuracy counts the right answers. Their share is asked for.",
    code=variant(NET, ("np.mean(self.predict(X) == y)", "np.sum(self.predict(X) == y)")),
)
q.wrong(
    "accuracy of the wrong answers",
    hint="accuracy gives the share of wrong answers.",
    code=variant(NET, ("self.predict(X) == y", "self.predict(X) != y")),
)
q.wrong(
    "accuracy in percent",
    hint="accuracy is in percent. It should be between 0 and 1.",
    code=variant(NET, ("np.mean(self.predict(X) == y)", "100 * np.mean(self.predict(X) == y)")),
)
q.right("small uniform weights, methods that call each other", code=NET)
q.right(
    "changed in place, slopes as rows, biases as rows",
    code="""
class NeuralNet:
    def __init__(self, input_size, hidden_size, output_size):
        rng = np.random.default_rng()
        self.W_h = rng.normal(size=(input_size, hidden_size)) / np.sqrt(input_size)
        self.b_h = np.zeros((1, hidden_size))
        self.W_o = rng.normal(size=(hidden_size, output_size)) / np.sqrt(hidden_size)
        self.b_o = np.zeros((1, output_size))

    def forward_keep_activations(self, X):
        X = np.atleast_2d(X)
        z_h = X @ self.W_h + self.b_h
        h = 1 / (1 + np.exp(-z_h))
        scores = h @ self.W_o + self.b_o
        e = np.exp(scores - scores.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True), h, z_h

    def forward(self, X):
        y, _, _ = self.forward_keep_activations(X)
        return y

    def loss(self, X, y):
        p = self.forward(X)
        return sum(-math.log(p[i, label]) for i, label in enumerate(y)) / len(y)

    def grad_loss(self, x, y):
        x = np.atleast_2d(x)
        p, h, z_h = self.forward_keep_activations(x)
        p[0, y] -= 1
        back = p @ self.W_o.T * h * (1 - h)
        return dict(W_h=x.T @ back, b_h=back, W_o=h.T @ p, b_o=p)

    def train(self, x, y, learning_rate):
        slopes = self.grad_loss(x, y)
        self.W_h -= learning_rate * slopes["W_h"]
        self.b_h -= learning_rate * slopes["b_h"]
        self.W_o -= learning_rate * slopes["W_o"]
        self.b_o -= learning_rate * slopes["b_o"]
        return self

    def predict(self, X):
        return [int(np.argmax(row)) for row in self.forward(X)]

    def accuracy(self, X, y):
        return sum(a == b for a, b in zip(self.predict(X), y)) / len(y)
""",
)
q.right(
    "a small number in the logarithm, float32 at the start, a dict of parts",
    code="""
class NeuralNet:
    names = "W_h", "b_h", "W_o", "b_o"

    def __init__(self, input_size, hidden_size, output_size):
        self.W_h = (np.random.rand(input_size, hidden_size).astype(np.float32) - 0.5) / 5
        self.W_o = (np.random.rand(hidden_size, output_size).astype(np.float32) - 0.5) / 5
        self.b_h = np.random.rand(hidden_size)
        self.b_o = np.random.rand(output_size)

    def forward(self, X):
        return self.forward_keep_activations(X)[0]

    def forward_keep_activations(self, X):
        z_h = np.matmul(X, self.W_h) + self.b_h
        h = sigmoid(z_h)
        z_o = np.matmul(h, self.W_o) + self.b_o
        y = np.exp(z_o).T / np.exp(z_o).sum(axis=-1)
        return y.T, h, z_h, z_o

    def loss(self, X, y):
        y = np.eye(len(self.b_o))[y]
        return -(y * np.log(self.forward(X) + 1e-8)).sum(axis=1).mean()

    def grad_loss(self, x, y):
        p, h, z_h, z_o = self.forward_keep_activations(x)
        target = [float(k == y) for k in range(len(p))]
        grad_o = p - np.array(target)
        grad_h = grad_o @ self.W_o.T * sigmoid(z_h) * sigmoid(-z_h)
        grads = [x.reshape(-1, 1) * grad_h, grad_h, h.reshape(-1, 1) * grad_o, grad_o]
        return dict(zip(self.names, grads))

    def train(self, x, y, learning_rate):
        for name, grad in self.grad_loss(x, y).items():
            setattr(self, name, getattr(self, name) - learning_rate * grad)

    def predict(self, X):
        return self.forward(X).argmax(axis=-1)

    def accuracy(self, X, y):
        return float((self.predict(X) == np.array(y)).mean())
""",
)

q.hints(
    "Which attribute shapes does the table of the text give? Begin with `__init__` and `forward_keep_activations`; which other methods are one line once you have these?",
    "For one sample go forward and keep p and h. The output error is p, less 1 at the true class (on a copy). The hidden error is W_o times it, times h, times one minus h. Compare with the numbers of the example before you train.",
    "The weight gradients are `np.outer` of a layer's input and its error, in this order; the bias gradients are the errors themselves. `train` computes all four first, and then moves each of the four arrays by the learning rate times its slope, downhill. `predict` and `accuracy` work along the last axis.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q11_activations")
ACTIVATIONS = {
    "sigmoid": (sigmoid, lambda z: 0.25 / np.cosh(z / 2) ** 2),
    "tanh": (np.tanh, lambda z: 1 / np.cosh(z) ** 2),
    "relu": (lambda z: np.where(z > 0, z, 0.0), lambda z: np.where(z > 0, 1.0, 0.0)),
}
q.reference(activations=ACTIVATIONS)


def pairs_at(candidate, z):
    activations = candidate.activations
    check(isinstance(activations, dict), "activations is a dict.")
    found = {}
    for name in ACTIVATIONS:
        check(name in activations, f"The key {name!r} is missing from activations.")
        pair = activations[name]
        check(
            isinstance(pair, (tuple, list)) and len(pair) == 2,
            "Each value of activations is a pair: a function and its derivative.",
        )
        check(
            callable(pair[0]) and callable(pair[1]),
            "The pairs of activations hold functions, not what the functions return.",
        )
        found[name] = pair[0](z)
        found[f"derivative of {name}"] = pair[1](z)
    return found


def away_from_0(rng, *shape):
    return rng.uniform(0.2, 3, size=shape) * rng.choice([-1, 1], size=shape)


@q.case("an array of one axis")
def activations_flat(candidate, rng):
    return pairs_at(candidate, away_from_0(rng, 9))


@q.case("an array of two axes, and larger numbers")
def activations_matrix(candidate, rng):
    return pairs_at(candidate, 3 * away_from_0(rng, 4, 5))


RELU = '"relu": (lambda z: np.maximum(z, 0), lambda z: (z > 0).astype(z.dtype)),'
q.equivalent(
    "the larger of two numbers is the same in either order",
    was=RELU,
    now='"relu": (lambda z: np.maximum(0, z), lambda z: (z > 0).astype(z.dtype)),',
)
q.equivalent(
    "True and False count as 1 and 0",
    was=RELU,
    now='"relu": (lambda z: np.maximum(z, 0), lambda z: z > 0),',
)
q.equivalent(
    "at 0 the derivative may be 0 or 1",
    was=RELU,
    now='"relu": (lambda z: np.maximum(z, 0), lambda z: (z >= 0).astype(z.dtype)),',
)


ACTIVATE = """
def sigmoid_slope(z):
    s = sigmoid(z)
    return s * (1 - s)


def tanh_slope(z):
    return 1 - np.tanh(z) ** 2


def relu(z):
    return np.maximum(z, 0)


def relu_slope(z):
    return np.where(z > 0, 1, 0)


activations = {
    "sigmoid": (sigmoid, sigmoid_slope),
    "tanh": (np.tanh, tanh_slope),
    "relu": (relu, relu_slope),
}
"""
q.wrong(
    "derivatives that take the output",
    hint="Your derivatives of sigmoid and tanh expect the value after the activation. They are "
    "given z, the number before it.",
    code=variant(
        ACTIVATE,
        ("    s = sigmoid(z)\n    return s * (1 - s)", "    return z * (1 - z)"),
        ("1 - np.tanh(z) ** 2", "1 - z**2"),
    ),
)
q.wrong(
    "the derivative of the sigmoid takes the output",
    hint="Your derivative of the sigmoid expects the value after the activation; that of tanh is "
    "right. Both are given z.",
    code=variant(
        ACTIVATE, ("    s = sigmoid(z)\n    return s * (1 - s)", "    return z * (1 - z)")
    ),
)
q.wrong(
    "the derivative of tanh takes the output",
    hint="Your derivative of tanh expects the value after the activation; that of the sigmoid is "
    "right.",
    code=variant(ACTIVATE, ("1 - np.tanh(z) ** 2", "1 - z**2")),
)
q.wrong(
    "the sigmoid applied twice in its derivative",
    hint="In the derivative of the sigmoid the sigmoid is applied to its own value.",
    code=variant(ACTIVATE, ("    s = sigmoid(z)", "    s = sigmoid(sigmoid(z))")),
)
q.wrong(
    "1 plus instead of 1 minus",
    hint="The derivative of the sigmoid is larger than the sigmoid itself. Which sign stands in "
    "the bracket?",
    code=variant(ACTIVATE, ("s * (1 - s)", "s * (1 + s)")),
)
q.wrong(
    "tanh not squared",
    hint="Your derivative of tanh lacks a square, so it exceeds 1 where tanh is negative.",
    code=variant(ACTIVATE, ("1 - np.tanh(z) ** 2", "1 - np.tanh(z)")),
)
q.wrong(
    "tanh with the derivative of the sigmoid's form",
    hint="Your derivative of tanh has the form of the sigmoid's, t(1 - t). That of tanh is "
    "another.",
    code=variant(ACTIVATE, ("1 - np.tanh(z) ** 2", "np.tanh(z) * (1 - np.tanh(z))")),
)
q.wrong(
    "the derivative of relu is relu",
    hint="The derivative of relu grows with z. How steep is a straight line of slope 1?",
    code=variant(ACTIVATE, ("np.where(z > 0, 1, 0)", "np.maximum(z, 0)")),
)
q.wrong(
    "the derivative of relu is 1 everywhere",
    hint="Your derivative of relu is 1 on the left, too, where relu is flat.",
    code=variant(ACTIVATE, ("np.where(z > 0, 1, 0)", "np.ones_like(z)")),
)
q.wrong(
    "the derivative of relu with its sides exchanged",
    hint="Your derivative of relu has its two sides exchanged.",
    code=variant(ACTIVATE, ("np.where(z > 0, 1, 0)", "np.where(z > 0, 0, 1)")),
)
q.wrong(
    "the sign as the derivative of relu",
    hint="On the left your derivative of relu is -1, that of the absolute value.",
    code=variant(ACTIVATE, ("np.where(z > 0, 1, 0)", "np.sign(z)")),
)
q.wrong(
    "a relu that leaks",
    hint="Your relu lets a little of the negative numbers through. That is another activation.",
    code=variant(ACTIVATE, ("np.maximum(z, 0)", "np.maximum(z, 0.01 * z)")),
)
q.wrong(
    "one maximum for the whole array",
    hint="Your relu gives a single number for an array. `np.maximum` works entry by entry, "
    "`np.max` does not.",
    code=variant(ACTIVATE, ("np.maximum(z, 0)", "max(np.max(z), 0)")),
)
q.wrong(
    "the derivative before the function",
    hint="The pairs are in the wrong order: the activation first, then its derivative.",
    code=variant(
        ACTIVATE,
        ("(sigmoid, sigmoid_slope)", "(sigmoid_slope, sigmoid)"),
        ("(np.tanh, tanh_slope)", "(tanh_slope, np.tanh)"),
        ("(relu, relu_slope)", "(relu_slope, relu)"),
    ),
)
q.wrong(
    "values instead of functions",
    hint="Your dict holds numbers: the functions have been called. Put in the functions "
    "themselves, without brackets behind them.",
    code=variant(
        ACTIVATE, ("(sigmoid, sigmoid_slope)", "(sigmoid(X_moons), sigmoid_slope(X_moons))")
    ),
)
q.wrong(
    "tanh is the sigmoid",
    hint="Under the key of tanh stands a function from 0 to 1. tanh goes from -1 to 1.",
    code=variant(ACTIVATE, ("(np.tanh, tanh_slope)", "(sigmoid, sigmoid_slope)")),
)
q.right(
    "lambdas in lists, booleans for the slope of relu",
    code="""
activations = {
    "sigmoid": [lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2],
    "tanh": [lambda z: 2 * sigmoid(2 * z) - 1, lambda z: np.cosh(z) ** -2.0],
    "relu": [lambda z: z * (z > 0), lambda z: z >= 0],
}
""",
)
q.right(
    "functions with masks, a fourth activation too",
    code="""
def relu(z):
    out = z.copy()
    out[out < 0] = 0
    return out


def grad_relu(z):
    out = np.zeros(z.shape)
    out[z > 0] = 1
    return out


def tanh(z):
    return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))


activations = dict(
    relu=(relu, grad_relu),
    tanh=(tanh, lambda z: (1 - tanh(z)) * (1 + tanh(z))),
    sigmoid=(sigmoid, lambda z: sigmoid(z) * sigmoid(-z)),
    identity=(lambda z: z, np.ones_like),
)
""",
)
q.right(
    "vectorised functions of one number, in place",
    code="""
def in_place_relu(z):
    z[z < 0] = 0
    return z


activations = {}
activations["sigmoid"] = (
    np.vectorize(lambda z: 1 / (1 + math.exp(-z))),
    lambda z: 1 / (2 + np.exp(z) + np.exp(-z)),
)
activations["tanh"] = (np.vectorize(math.tanh), np.vectorize(lambda z: 1 - math.tanh(z) ** 2))
activations["relu"] = (in_place_relu, np.vectorize(lambda z: 1.0 if z > 0 else 0.0))
""",
)

q.hints(
    "What do the derivatives get: z, or the activation of z? How does the slope of the sigmoid at 0 tell you whether you have it right?",
    "A dict with three keys, and a pair of functions for each. You have the sigmoid already, and NumPy has tanh; short functions can be written with `lambda`.",
    "Each derivative calls its activation on z and follows the formula. For relu compare with 0: the larger of z and 0 is the activation, and whether z is positive, as a number, is the slope.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q12_initialise")


@q.reference
def initialise(sizes, scheme, rng):
    W = []
    for n_in, n_out in zip(sizes[:-1], sizes[1:]):
        deviation = {
            "zeros": 0.0,
            "uniform": np.sqrt(1 / 12),
            "xavier": np.sqrt(2 / (n_in + n_out)),
            "he": np.sqrt(2 / n_in),
        }[scheme]
        bound = np.sqrt(3) * deviation
        W.append(rng.uniform(-bound, bound, size=(n_in, n_out)))
    return W, [np.zeros(n_out) for n_out in sizes[1:]]


SCHEMES = ("zeros", "uniform", "xavier", "he")


def two_lists(drawn):
    check(
        isinstance(drawn, (tuple, list)) and len(drawn) >= 2,
        "initialise returns two lists, W and b.",
    )
    W, b = ([np.asarray(part, dtype=float) for part in parts] for parts in drawn[:2])
    return W, b


def check_shapes(sizes, W, b):
    check(len(W) == len(b) == len(sizes) - 1, "There is one W and one b less than there are sizes.")
    wanted = list(zip(sizes[:-1], sizes[1:]))
    check(
        [w.shape for w in W] != [shape[::-1] for shape in wanted],
        "The matrices are turned: W[l] has sizes[l] rows.",
    )
    check(
        [w.shape for w in W] == wanted, "A matrix does not have the shape (sizes[l], sizes[l + 1])."
    )
    check(
        [part.size for part in b] == list(sizes[1:]), "A bias does not have one number per neuron."
    )
    check(not any(part.any() for part in b), "A bias is not 0. All biases start at 0.")


def measured(candidate, sizes, rng):
    """Describe what each scheme draws by numbers that are near 1 (or 0) if it is right."""
    found = {}
    for scheme in SCHEMES:
        W, b = two_lists(
            candidate.initialise(list(sizes), scheme, np.random.default_rng(rng.integers(1e9)))
        )
        check_shapes(sizes, W, b)
        first = W[0]
        n_in, n_out = first.shape
        if scheme == "zeros":
            found["zeros, largest"] = max(np.abs(w).max() for w in W)
            continue
        check(len(np.unique(first)) > 0.9 * first.size, "Many weights of one matrix are equal.")
        variance = {"uniform": 1 / 12, "xavier": 2 / (n_in + n_out), "he": 2 / n_in}[scheme]
        deviation = math.sqrt(variance)
        found[f"{scheme}, mean against deviation"] = float(first.mean() / deviation)
        found[f"{scheme}, variance against the right one"] = float(first.var() / variance)
        n_in, n_out = W[1].shape
        variance = {"uniform": 1 / 12, "xavier": 2 / (n_in + n_out), "he": 2 / n_in}[scheme]
        found[f"{scheme}, variance of the second layer"] = float(W[1].var() / variance)
        if scheme == "uniform":
            found["uniform, largest"] = float(np.abs(first).max() * 2)
    return found


def check_generator(candidate, rng):
    """Check that the numbers come from the generator, and from nothing else."""
    first, second = (int(seed) for seed in rng.choice(10**6, size=2, replace=False))
    for scheme in SCHEMES[1:]:
        drawn = [
            two_lists(candidate.initialise([5, 4, 3], scheme, np.random.default_rng(seed)))[0]
            for seed in (first, first, second)
        ]
        check(
            all(np.array_equal(a, b) for a, b in zip(drawn[0], drawn[1])),
            "Two generators with the same seed give different weights. Does every number come "
            "from rng?",
        )
        check(
            not any(np.array_equal(a, b) for a, b in zip(drawn[0], drawn[2])),
            "Generators with different seeds give the same weights. Is rng used at all?",
        )


# The variance of 100,000 numbers is within 5 % of its mean by more than ten of its deviations.
@q.case("a wide network, 400 inputs", rtol=0, atol=0.05)
def initialise_wide(candidate, rng):
    check_generator(candidate, rng)
    return measured(candidate, (400, 300, 200), rng)


@q.case("a network that widens, 250 inputs", rtol=0, atol=0.05)
def initialise_widening(candidate, rng):
    check_generator(candidate, rng)
    return measured(candidate, (250, 400, 500), rng)


q.equivalent(
    "zip ends with the shorter list",
    was="for n_in, n_out in zip(sizes[:-1], sizes[1:]):",
    now="for n_in, n_out in zip(sizes[:], sizes[1:]):",
)


INITIALISE = """
def initialise(sizes, scheme, rng):
    W, b = [], []
    for n_in, n_out in zip(sizes[:-1], sizes[1:]):
        shape = (n_in, n_out)
        if scheme == "zeros":
            weights = np.zeros(shape)
        elif scheme == "uniform":
            weights = rng.uniform(-0.5, 0.5, size=shape)
        elif scheme == "xavier":
            r = np.sqrt(6 / (n_in + n_out))
            weights = rng.uniform(-r, r, size=shape)
        else:
            weights = rng.normal(0, np.sqrt(2 / n_in), size=shape)
        W.append(weights)
        b.append(np.zeros(n_out))
    return W, b
"""
q.wrong(
    "the variance of He as a deviation",
    hint="He's weights are much too small: the second argument of rng.normal is the deviation, "
    "the root of the variance.",
    code=variant(INITIALISE, ("np.sqrt(2 / n_in)", "2 / n_in")),
)
q.wrong(
    "He by the outputs",
    hint="He's variance goes with the wrong size: how many products does one neuron add up?",
    code=variant(INITIALISE, ("np.sqrt(2 / n_in)", "np.sqrt(2 / n_out)")),
)
q.wrong(
    "He with a 1 for the 2",
    hint="He's variance is half of what it should be. relu cuts off one half of the sums, and "
    "the 2 makes up for that.",
    code=variant(INITIALISE, ("np.sqrt(2 / n_in)", "np.sqrt(1 / n_in)")),
)
q.wrong(
    "He's deviation as a bound",
    hint="He's variance is a third of what it should be: a uniform number between -r and r has "
    "the variance r²/3.",
    code=variant(
        INITIALISE,
        (
            "rng.normal(0, np.sqrt(2 / n_in), size=shape)",
            "rng.uniform(-np.sqrt(2 / n_in), np.sqrt(2 / n_in), size=shape)",
        ),
    ),
)
q.wrong(
    "Xavier's bound without the root",
    hint="Xavier's weights are far too small: the bound is a square root.",
    code=variant(INITIALISE, ("np.sqrt(6 / (n_in + n_out))", "6 / (n_in + n_out)")),
)
q.wrong(
    "Xavier by the inputs alone",
    hint="Xavier's bound depends on both sizes of a layer, and yours on one of them.",
    code=variant(INITIALISE, ("np.sqrt(6 / (n_in + n_out))", "np.sqrt(6 / n_in)")),
)
q.wrong(
    "Xavier with the bound of the variance",
    hint="Xavier's variance is a third of what it should be: your bound is the deviation.",
    code=variant(INITIALISE, ("np.sqrt(6 / (n_in + n_out))", "np.sqrt(2 / (n_in + n_out))")),
)
q.wrong(
    "Xavier divides only one of the sizes",
    hint="In Xavier's bound `6 / n_in + n_out` divides before it adds. What belongs in brackets?",
    code=variant(INITIALISE, ("6 / (n_in + n_out)", "6 / n_in + n_out")),
)
q.wrong(
    "uniform numbers between 0 and 1",
    hint="Your uniform weights lie between 0 and 1, all of them positive. The middle should be 0.",
    code=variant(INITIALISE, ("rng.uniform(-0.5, 0.5, size=shape)", "rng.random(shape)")),
)
q.wrong(
    "uniform numbers between -1 and 1",
    hint="Your uniform weights go from -1 to 1, twice as far as they should.",
    code=variant(
        INITIALISE, ("rng.uniform(-0.5, 0.5, size=shape)", "rng.uniform(-1, 1, size=shape)")
    ),
)
q.wrong(
    "normal numbers for the uniform scheme",
    hint="Your uniform scheme draws beyond its bounds: these are normal numbers.",
    code=variant(
        INITIALISE,
        ("rng.uniform(-0.5, 0.5, size=shape)", "rng.normal(0, np.sqrt(1 / 12), size=shape)"),
    ),
    recognise=lambda candidate: beyond_bounds(candidate),
)
q.wrong(
    "biases drawn as well",
    hint="Your biases are drawn at random. Chance in the weights is enough: biases start at 0.",
    code=variant(
        INITIALISE, ("b.append(np.zeros(n_out))", "b.append(rng.uniform(-0.5, 0.5, size=n_out))")
    ),
)
q.wrong(
    "matrices with rows for outputs",
    hint="Your matrices have a row for each output. X stands on the left, so rows count the "
    "inputs.",
    code=variant(INITIALISE, ("shape = (n_in, n_out)", "shape = (n_out, n_in)")),
)
q.wrong(
    "NumPy's global generator",
    hint="Some numbers come from np.random and not from rng, so the same seed gives another "
    "network each time.",
    code=variant(
        INITIALISE, ("rng.uniform(", "np.random.uniform("), ("rng.normal(", "np.random.normal(")
    ),
)
q.wrong(
    "a generator of its own with a fixed seed",
    hint="Whatever generator is passed, the weights are the same: your function makes one of its "
    "own.",
    code=variant(
        INITIALISE,
        ("    W, b = [], []\n", "    W, b = [], []\n    rng = np.random.default_rng(0)\n"),
    ),
)
q.wrong(
    "ones in the scheme of zeros",
    hint="The scheme of zeros gives weights that are not 0.",
    code=variant(INITIALISE, ("np.zeros(shape)", "np.ones(shape)")),
)
q.wrong(
    "one number drawn for a whole matrix",
    hint="All weights of a matrix are equal: a single number has been drawn. What does `size` do?",
    code=variant(
        INITIALISE,
        ("rng.uniform(-0.5, 0.5, size=shape)", "np.full(shape, rng.uniform(-0.5, 0.5))"),
        ("rng.uniform(-r, r, size=shape)", "np.full(shape, rng.uniform(-r, r))"),
        (
            "rng.normal(0, np.sqrt(2 / n_in), size=shape)",
            "np.full(shape, rng.normal(0, np.sqrt(2 / n_in)))",
        ),
    ),
)
q.wrong(
    "only the weights",
    hint="Only the weights come back. Two lists are asked for, W and b.",
    code=variant(INITIALISE, ("return W, b", "return {'W': W}")),
)
q.wrong(
    "one layer too many",
    hint="There are as many matrices as sizes. A layer of weights lies between two sizes.",
    code=variant(INITIALISE, ("zip(sizes[:-1], sizes[1:])", "zip([sizes[0], *sizes[:-1]], sizes)")),
)


def beyond_bounds(candidate):
    W = np.asarray(candidate.initialise([60, 50, 4], "uniform", np.random.default_rng(0))[0][0])
    return np.abs(W).max() > 0.8 and 0.07 < W.var() < 0.1


q.right(
    "a table of deviations, all normal but one",
    code="""
def initialise(sizes, scheme, rng):
    W = []
    for i in range(len(sizes) - 1):
        a, b = sizes[i], sizes[i + 1]
        if scheme == "uniform":
            W.append(rng.random((a, b)) - 0.5)
            continue
        deviation = {"zeros": 0, "xavier": (2 / (a + b)) ** 0.5, "he": (2 / a) ** 0.5}[scheme]
        W.append(deviation * rng.standard_normal((a, b)))
    return W, [np.zeros((1, n)) for n in sizes[1:]]
""",
)
q.right(
    "bounds, all uniform, in nested functions",
    code="""
def initialise(sizes, scheme, rng):
    def bound(n_in, n_out):
        if scheme == "zeros":
            return 0
        if scheme == "uniform":
            return 1 / 2
        if scheme == "xavier":
            return math.sqrt(6) / math.sqrt(n_in + n_out)
        if scheme == "he":
            return math.sqrt(6 / n_in)
        raise ValueError(scheme)

    pairs = list(zip(sizes, sizes[1:]))
    W = [rng.uniform(-bound(*pair), bound(*pair), pair) for pair in pairs]
    b = [[0.0] * n_out for _, n_out in pairs]
    return [W, b]
""",
)
q.right(
    "number by number, biases from the last layer backwards",
    code="""
def initialise(sizes, scheme, rng):
    W, b = [], []
    for l in range(1, len(sizes)):
        n_in, n_out = sizes[l - 1], sizes[l]
        w = np.zeros((n_in, n_out))
        for i in range(n_in):
            if scheme == "uniform":
                w[i] = rng.uniform(-0.5, 0.5, n_out)
            elif scheme == "xavier":
                w[i] = rng.normal(0, np.sqrt(2 / (n_in + n_out)), n_out)
            elif scheme == "he":
                w[i] = rng.normal(0, np.sqrt(2 / n_in), n_out)
        W += [w]
        b += [0 * w[0]]
    return tuple(W), tuple(b), scheme
""",
)

q.hints(
    "How many matrices belong to a list of four sizes, and which two sizes does each of them have?",
    "Pair each size with the one after it, for instance with `zip` of the list and the list without its first. For each pair the scheme decides: zeros, a bound for uniform numbers, or a deviation for normal ones.",
    "Put the bound or the deviation of the table into rng.uniform or rng.normal with the pair as its size, and append the matrix. The biases are zeros, one array for each size but the first. Draw from rng and nothing else.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q13_mlp")


@q.reference
class MLP:
    def __init__(self, sizes, activation="sigmoid", bias=True, rng=None):
        rng = np.random.default_rng() if rng is None else rng
        self.activate, self.slope = ACTIVATIONS[activation]
        self.bias = bias
        self.W, self.b = initialise(sizes, "he" if activation == "relu" else "xavier", rng)

    def layers(self, X):
        A, Z = [X], []
        for W, b in zip(self.W, self.b):
            Z.append(A[-1] @ W + (b if self.bias else 0))
            A.append(self.activate(Z[-1]))
        A[-1] = softmax(Z[-1])
        return A, Z

    def forward(self, X):
        return self.layers(X)[0][-1]

    def loss(self, X, y):
        return -np.mean(np.log(self.forward(X)[np.arange(len(y)), y]))

    def gradients(self, X, y):
        A, Z = self.layers(X)
        delta = (A[-1] - one_hot(y, A[-1].shape[1])) / len(X)
        dW, db = [], []
        for l in reversed(range(len(self.W))):
            dW = [A[l].T @ delta, *dW]
            db = [delta.sum(axis=0) * self.bias, *db]
            if l > 0:
                delta = (delta @ self.W[l].T) * self.slope(Z[l - 1])
        return dW, db

    def train_step(self, X, y, learning_rate):
        dW, db = self.gradients(X, y)
        self.W = [w - learning_rate * slope for w, slope in zip(self.W, dW)]
        self.b = [b - learning_rate * slope for b, slope in zip(self.b, db)]


def deep_weights(rng, sizes):
    pairs = list(zip(sizes[:-1], sizes[1:]))
    W = [rng.normal(size=pair) * math.sqrt(2.0 / pair[0]) for pair in pairs]
    return W, [0.7 * rng.normal(size=n_out) for _, n_out in pairs]


def a_deep_net(candidate, rng, sizes, activation, bias, make="MLP", **options):
    """Make a network of the candidate's, look at how it starts, and give it known numbers."""
    model = getattr(candidate, make)(list(sizes), activation=activation, bias=bias, **options)
    W = [np.asarray(w, dtype=float) for w in model.W]
    check(
        [w.shape for w in W] != [pair[::-1] for pair in zip(sizes[:-1], sizes[1:])],
        "The matrices in W are turned: W[l] has sizes[l] rows and sizes[l + 1] columns.",
    )
    check(
        [w.shape for w in W] == list(zip(sizes[:-1], sizes[1:])),
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


def check_generator_used(candidate):
    """Check that the starting weights come from the generator that the network is given."""
    first, again, other = (
        [
            np.asarray(w, dtype=float)
            for w in candidate.MLP([4, 3, 2], rng=np.random.default_rng(seed)).W
        ]
        for seed in (5, 5, 6)
    )
    check(
        all(np.array_equal(a, b) for a, b in zip(first, again)),
        "Two networks whose generators have the same seed start with different weights. Do they "
        "come from rng?",
    )
    check(
        not any(np.array_equal(a, b) for a, b in zip(first, other)),
        "Networks whose generators have different seeds start with the same weights. Do they come "
        "from rng?",
    )


def away_from_kinks(rng, n, sizes, activation, bias, seed):
    """Draw samples that bring no hidden sum close to 0, where relu has no slope."""
    W, b = deep_weights(np.random.default_rng(seed), sizes)
    while True:
        X = rng.normal(size=(n, sizes[0]))
        model = MLP(sizes, activation, bias)
        model.W, model.b = W, b
        P = model.forward(X)
        if min(np.abs(Z).min() for Z in model.layers(X)[1]) > 1e-4 and P.min() > 1e-4:
            return X


def deep_setting(candidate, rng, n, sizes, activation, bias):
    seed = int(rng.integers(1e9))
    X, y = (
        away_from_kinks(rng, n, sizes, activation, bias, seed),
        some_labels(rng, n, sizes[-1] - 1),
    )
    model = a_deep_net(candidate, np.random.default_rng(seed), sizes, activation, bias)
    return model, X, y


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


@q.case("forward and loss of 2, 3 and 4 layers", atol=2e-5)
def deep_forward(candidate, rng):
    return forward_and_loss(candidate, rng)


@q.case("forward and loss after a step of training", atol=2e-5)
def deep_trained(candidate, rng):
    return forward_and_loss(candidate, rng, 0.4)


def forward_and_loss(candidate, rng, *learning_rates):
    found = {}
    for n, network in enumerate(NETWORKS, start=7):
        model, X, y = deep_setting(candidate, rng, n, *network)
        for learning_rate in learning_rates:
            model.train_step(X, y, learning_rate)
        found[f"forward, {told(*network)}"] = model.forward(X)
        found[f"loss, {told(*network)}"] = model.loss(X, y)
    check_generator_used(candidate)
    return found


# What never learns gets no more than its forward pass is worth, a quarter.
@q.case("slopes and steps of 2, 3 and 4 layers", weight=2, atol=1e-5)
def deep_slopes(candidate, rng):
    found = {}
    for n, network in enumerate(NETWORKS, start=7):
        model, X, y = deep_setting(candidate, rng, n, *network)
        what, bias = told(*network), network[-1]
        found[f"loss, {what}"] = model.loss(X, y)
        slopes = model.gradients(X, y)
        check(
            isinstance(slopes, (tuple, list)) and len(slopes) >= 2,
            "gradients returns two lists, dW and db.",
        )
        for l in range(len(network[0]) - 1):
            found[f"dW[{l}], {what}"] = slopes[0][l]
            if bias:
                found[f"db[{l}], {what}"] = slopes[1][l]
        model.train_step(X, y, 0.5)
        model.train_step(X, y, 0.3)
        for l in range(len(network[0]) - 1):
            found[f"W[{l}] after two steps, {what}"] = model.W[l]
            if bias:
                found[f"b[{l}] after two steps, {what}"] = model.b[l]
        found[f"forward after two steps, {what}"] = model.forward(X)
    return found


q.equivalent(
    "which scheme a network starts with is left free; a name that is none of them means xavier",
    was='self.W, self.b = initialise(sizes, "he" if activation == "relu" else "xavier", rng)',
    now=[
        'self.W, self.b = initialise(sizes, "relu" if activation == "relu" else "xavier", rng)',
        'self.W, self.b = initialise(sizes, "he" if True else "xavier", rng)',
        'self.W, self.b = initialise(sizes, "he" if False else "xavier", rng)',
        'self.W, self.b = initialise(sizes, "he" if rng == "relu" else "xavier", rng)',
        'self.W, self.b = initialise(sizes, "he" if activation != "relu" else "xavier", rng)',
        'self.W, self.b = initialise(sizes, "he" if activation == "he" else "xavier", rng)',
        'self.W, self.b = initialise(sizes, "he" if activation == "relu" else "he", rng)',
    ],
)
AS_MANY = "there are as many labels as rows"
q.equivalent(
    AS_MANY,
    was="return -np.mean(np.log(self.forward(X)[np.arange(len(y)), y]))",
    now="return -np.mean(np.log(self.forward(X)[np.arange(len(X)), y]))",
)
q.equivalent(
    AS_MANY,
    was="delta[np.arange(len(y)), y] -= 1",
    now="delta[np.arange(len(X)), y] -= 1",
)
q.equivalent(AS_MANY, was="delta /= len(y)", now="delta /= len(X)")
q.equivalent("both are empty", was="dW, db = [], []", now="db, dW = [], []")


DEEP = """
class MLP:
    def __init__(self, sizes, activation="sigmoid", bias=True, rng=None):
        if rng is None:
            rng = np.random.default_rng()
        self.f, self.df = activations[activation]
        self.bias = bias
        self.L = len(sizes) - 1
        self.W = [rng.normal(0, 1 / np.sqrt(a), (a, b)) for a, b in zip(sizes[:-1], sizes[1:])]
        self.b = [np.zeros(b) for b in sizes[1:]]

    def forward_keep(self, X):
        self.A = [X]
        self.Z = []
        for l in range(self.L):
            Z = self.A[l] @ self.W[l]
            if self.bias:
                Z = Z + self.b[l]
            self.Z.append(Z)
            if l < self.L - 1:
                self.A.append(self.f(Z))
        E = np.exp(Z - Z.max(axis=1, keepdims=True))
        return E / E.sum(axis=1, keepdims=True)

    def forward(self, X):
        return self.forward_keep(X)

    def loss(self, X, y):
        P = self.forward(X)
        return -np.mean(np.log(P[np.arange(len(y)), y]))

    def gradients(self, X, y):
        P = self.forward_keep(X)
        Y = one_hot(y, P.shape[1])
        delta = (P - Y) / len(X)
        dW, db = [None] * self.L, [None] * self.L
        for l in range(self.L - 1, -1, -1):
            dW[l] = self.A[l].T @ delta
            db[l] = delta.sum(axis=0)
            if l > 0:
                delta = delta @ self.W[l].T
                delta = delta * self.df(self.Z[l - 1])
        return dW, db

    def train_step(self, X, y, learning_rate):
        dW, db = self.gradients(X, y)
        for l in range(self.L):
            self.W[l] = self.W[l] - learning_rate * dW[l]
            if self.bias:
                self.b[l] = self.b[l] - learning_rate * db[l]
"""
q.wrong(
    "deltas through the layer before",
    hint="The last layer's slopes are right, those before it are not: delta must go back through "
    "the same W that it came forward through, W[l] and not its neighbour.",
    code=variant(
        DEEP, ("delta @ self.W[l].T", "delta @ np.resize(self.W[l - 1], self.W[l].shape).T")
    ),
)
q.wrong(
    "the neighbour's transposed matrix",
    hint="NumPy cannot multiply delta with that matrix: on the way back you take the W of "
    "another layer. Write down the shapes for one network.",
    code=variant(DEEP, ("delta @ self.W[l].T", "delta @ self.W[l - 1].T")),
)
q.wrong(
    "the slope one layer off",
    hint="The last layer's slopes are right; further down the derivative is taken at the sums of "
    "another layer. Which Z belongs to the neurons that delta has come back to?",
    code=variant(DEEP, ("self.df(self.Z[l - 1])", "np.resize(self.df(self.Z[l]), delta.shape)")),
)
q.wrong(
    "the derivative at the sums of the layer above",
    hint="Two arrays of different widths meet in your product with the derivative. Is it Z[l] or "
    "Z[l - 1] that has the shape of the new delta?",
    code=variant(DEEP, ("self.df(self.Z[l - 1])", "self.df(self.Z[l])")),
)
q.wrong(
    "the derivative at values that are activated already",
    hint="The last layer's slopes are right, those before it are not: the derivative gets A, and "
    "it wants Z, the numbers before the activation.",
    code=variant(DEEP, ("self.df(self.Z[l - 1])", "self.df(self.A[l])")),
)
q.wrong(
    "no derivative of the activation",
    hint="The last layer's slopes are right, those before it lack the derivative of the "
    "activation.",
    code=variant(DEEP, ("                delta = delta * self.df(self.Z[l - 1])\n", "")),
)
q.wrong(
    "the derivative of the activation at the output",
    hint="The loss is right and no slope is: your first delta carries a derivative of the "
    "activation. Between Z of the last layer and the loss there are only softmax and logarithm.",
    code=variant(DEEP, ("(P - Y) / len(X)", "(P - Y) / len(X) * self.df(self.Z[-1])")),
)
q.wrong(
    "the derivative twice in the hidden layers",
    hint="The last layer's slopes are right, those before it have the derivative of the "
    "activation in them twice.",
    code=variant(
        DEEP,
        ("delta = delta * self.df(self.Z[l - 1])", "delta = delta * self.df(self.Z[l - 1]) ** 2"),
    ),
)
q.wrong(
    "bias weights flow back",
    hint="The last layer's slopes are right, those before it are not: on the way back the bias "
    "is treated like a weight. No neuron stands behind a bias.",
    code=variant(DEEP, ("delta @ self.W[l].T", "delta @ (self.W[l] + self.b[l]).T")),
)
q.wrong(
    "the slopes of the sum of losses",
    hint="The loss is right, and all slopes are too large by the number of samples: the mean is "
    "missing in them.",
    code=variant(DEEP, ("(P - Y) / len(X)", "P - Y")),
)
q.wrong(
    "slopes divided by the number of entries",
    hint="The loss is right, and all slopes are too small by the number of classes. The mean "
    "runs over the samples only.",
    code=variant(DEEP, ("(P - Y) / len(X)", "(P - Y) / P.size")),
)
q.wrong(
    "biases averaged once more",
    hint="dW is right; db is divided by the number of samples a second time.",
    code=variant(DEEP, ("delta.sum(axis=0)", "delta.mean(axis=0)")),
)
q.wrong(
    "the deltas themselves as db",
    hint="db has a row for each sample. Add up the rows.",
    code=variant(
        DEEP,
        ("db[l] = delta.sum(axis=0)", "db[l] = delta"),
        ("learning_rate * db[l]", "learning_rate * db[l].sum(axis=0)"),
    ),
)
q.wrong(
    "lists from back to front",
    hint="Your lists begin with the last layer. They should be in the order of W and b.",
    code=variant(
        DEEP,
        ("return dW, db", "return dW[::-1], db[::-1]"),
        ("dW, db = self.gradients(X, y)", "dW, db = (part[::-1] for part in self.gradients(X, y))"),
    ),
)
q.wrong(
    "signs of all slopes",
    hint="All slopes have the wrong sign, and yet the loss is right. P minus Y, or Y minus P?",
    code=variant(
        DEEP, ("(P - Y) / len(X)", "(Y - P) / len(X)"), ("- learning_rate", "+ learning_rate")
    ),
)
q.wrong(
    "always the sigmoid",
    hint="Networks with the sigmoid come out right, others do not. Is the argument `activation` "
    "used?",
    code=variant(DEEP, ("activations[activation]", 'activations["sigmoid"]')),
)
q.wrong(
    "always a bias",
    hint="Networks with biases come out right. With bias=False yours have them as well, and "
    "train them.",
    code=variant(DEEP, ("        self.bias = bias\n", "        self.bias = True\n")),
)
q.wrong(
    "biases that stay at 0",
    hint="With bias=False you do not train b, but you still add it. Whatever it holds, nothing is "
    "added then.",
    code=variant(
        DEEP,
        (
            "            if self.bias:\n                Z = Z",
            "            if True:\n                Z = Z",
        ),
    ),
)
q.wrong(
    "a generator of its own in any case",
    hint="Your network draws its weights from a generator of its own, even when it is given one.",
    code=variant(
        DEEP,
        ("        if rng is None:\n            rng = np", "        rng = np"),
    ),
)
q.wrong(
    "never a bias",
    hint="Networks without biases come out right; the others leave their biases out, too.",
    code=variant(DEEP, ("            if self.bias:\n                Z = Z + self.b[l]\n", "")),
)
q.wrong(
    "the activation at the output, before the softmax",
    hint="The last layer's sums go through the activation before the softmax. The output layer "
    "has the softmax alone.",
    code=variant(
        DEEP,
        ("        E = np.exp(Z - Z.max", "        Z = self.f(Z)\n        E = np.exp(Z - Z.max"),
    ),
)
q.wrong(
    "no activation between the layers",
    hint="Your layers follow each other without an activation: all of them together are no more "
    "than one.",
    code=variant(DEEP, ("self.A.append(self.f(Z))", "self.A.append(Z)")),
)
q.wrong(
    "only the first hidden layer is activated",
    hint="Two layers come out right, deeper networks do not: from the second hidden layer on the "
    "activation is missing.",
    code=variant(DEEP, ("self.A.append(self.f(Z))", "self.A.append(self.f(Z) if l == 0 else Z)")),
)
q.wrong(
    "softmax over all samples",
    hint="The probabilities of the whole batch add up to 1, where those of each sample should.",
    code=variant(
        DEEP,
        ("E.sum(axis=1, keepdims=True)", "E.sum()"),
        ("Z.max(axis=1, keepdims=True)", "Z.max()"),
    ),
)
q.wrong(
    "the loss is a sum",
    hint="forward is right; your loss adds up over the samples, and a mean is asked for.",
    code=variant(DEEP, ("-np.mean(np.log(P", "-np.sum(np.log(P")),
)
q.wrong(
    "the loss divided by samples and classes",
    hint="forward is right; your loss is a mean over samples and classes, too small by the "
    "number of classes.",
    code=variant(
        DEEP,
        (
            "-np.mean(np.log(P[np.arange(len(y)), y]))",
            "-np.mean(one_hot(y, P.shape[1]) * np.log(P))",
        ),
    ),
)
q.wrong(
    "train_step climbs",
    hint="The slopes are right; train_step adds them to the weights.",
    code=variant(DEEP, ("- learning_rate", "+ learning_rate")),
)
q.wrong(
    "train_step leaves b",
    hint="The slopes are right; train_step moves W and leaves b.",
    code=variant(DEEP, ("self.b[l] = self.b[l] - learning_rate * db[l]", "pass")),
)
q.wrong(
    "train_step moves the last layer only",
    hint="The slopes are right; train_step moves one layer, and the others stay.",
    code=variant(
        DEEP,
        (
            "        for l in range(self.L):\n            self.W[l] = self.W[l] -",
            "        for l in [self.L - 1]:\n            self.W[l] = self.W[l] -",
        ),
    ),
)
q.wrong(
    "train_step keeps nothing",
    hint="The slopes are right, but train_step leaves the network as it was. `w = w - ...` names "
    "a new array; the list still holds the old one.",
    code=variant(
        DEEP,
        (
            "            self.W[l] = self.W[l] - learning_rate * dW[l]\n",
            "            w = self.W[l]\n            w = w - learning_rate * dW[l]\n",
        ),
        (
            "                self.b[l] = self.b[l] - learning_rate * db[l]\n",
            "                b = self.b[l]\n                b = b - learning_rate * db[l]\n",
        ),
    ),
)
q.wrong(
    "slopes anew for each layer within a step",
    hint="The slopes are right; in train_step the later layers move by slopes of a network whose "
    "first layers have moved already.",
    code=variant(
        DEEP,
        (
            "            self.W[l] = self.W[l] - learning_rate * dW[l]\n",
            "            dW, db = self.gradients(X, y)\n"
            "            self.W[l] = self.W[l] - learning_rate * dW[l]\n",
        ),
    ),
)
q.wrong(
    "two layers only",
    hint="Your class has two layers, whatever sizes it is given. Make one W for each pair of "
    "neighbouring sizes.",
    code=variant(
        DEEP,
        (
            "        self.L = len(sizes) - 1\n",
            "        sizes = [sizes[0], sizes[1], sizes[-1]]\n        self.L = 2\n",
        ),
    ),
)
q.wrong(
    "weights of zero in a new network",
    hint="All weights of a new network are 0. Nothing can flow back through them.",
    code=variant(DEEP, ("rng.normal(0, 1 / np.sqrt(a), (a, b))", "np.zeros((a, b))")),
)
q.wrong(
    "equal weights in a new network",
    hint="All weights of a layer begin with the same number, so its neurons can never part.",
    code=variant(DEEP, ("rng.normal(0, 1 / np.sqrt(a), (a, b))", "np.full((a, b), 0.1)")),
)
q.wrong(
    "outputs in rows",
    hint="Your W[l] has a row for each output of the layer. Samples are rows here, so W[l] has a "
    "row for each input.",
    code=variant(
        DEEP,
        ("(a, b)) for", "(b, a)) for"),
        ("self.A[l] @ self.W[l]", "self.A[l] @ self.W[l].T"),
        ("dW[l] = self.A[l].T @ delta", "dW[l] = delta.T @ self.A[l]"),
        ("delta @ self.W[l].T", "delta @ self.W[l]"),
    ),
)
q.right("activations kept in self", code=DEEP)
q.right(
    "recursive, updated in place, no b without biases",
    code="""
class MLP:
    def __init__(self, sizes, activation="sigmoid", bias=True, rng=None):
        self.activation, self.derivative = activations[activation]
        self.W, self.b = initialise(sizes, "uniform", rng or np.random.default_rng(1))
        if not bias:
            self.b = [None for _ in self.W]

    def pass_through(self, A, y, l):
        Z = A @ self.W[l]
        if self.b[l] is not None:
            Z += self.b[l]
        if l == len(self.W) - 1:
            P = np.exp(Z - Z.max(1)[:, None])
            P /= P.sum(1)[:, None]
            if y is None:
                return P
            delta, slopes = P.copy(), []
            delta[np.arange(len(y)), y] -= 1
            delta /= len(y)
        else:
            back = self.pass_through(self.activation(Z), y, l + 1)
            if y is None:
                return back
            slopes, from_above = back
            delta = from_above * self.derivative(Z)
        here = (A.T @ delta, delta.sum(0))
        return [here, *slopes], delta @ self.W[l].T

    def forward(self, X):
        return self.pass_through(X, None, 0)

    def loss(self, X, y):
        return float(np.mean([-np.log(p[k] + 1e-12) for p, k in zip(self.forward(X), y)]))

    def gradients(self, X, y):
        slopes, _ = self.pass_through(X, y, 0)
        return tuple(dW for dW, db in slopes), tuple(db for dW, db in slopes)

    def train_step(self, X, y, learning_rate):
        loss = self.loss(X, y)
        for W, b, dW, db in zip(self.W, self.b, *self.gradients(X, y)):
            W -= learning_rate * dW
            if b is not None:
                b -= learning_rate * db
        return loss
""",
)
q.right(
    "zeros as the slopes of absent biases, biases as rows, activations by name",
    code="""
class MLP(object):
    def __init__(self, sizes, activation="sigmoid", bias=True, rng=None):
        rng = np.random.default_rng(0) if rng is None else rng
        self.sizes, self.name, self.bias = sizes, activation, bias
        self.W, self.b = [], []
        for i in range(1, len(sizes)):
            self.W.append(rng.uniform(-0.5, 0.5, size=(sizes[i - 1], sizes[i])))
            self.b.append(np.zeros((1, sizes[i])))

    def act(self, z):
        if self.name == "relu":
            return z * (z > 0)
        return np.tanh(z) if self.name == "tanh" else 1 / (1 + np.exp(-z))

    def slope(self, a):
        if self.name == "relu":
            return a > 0
        return 1 - a**2 if self.name == "tanh" else a * (1 - a)

    def all_layers(self, X):
        outs = [np.asarray(X)]
        for i, (W, b) in enumerate(zip(self.W, self.b)):
            z = outs[-1].dot(W) + b * self.bias
            if i + 1 < len(self.W):
                outs.append(self.act(z))
            else:
                e = np.exp(z)
                outs.append(e / e.sum(axis=1).reshape(-1, 1))
        return outs

    def forward(self, X):
        return self.all_layers(X)[-1]

    def loss(self, X, y):
        Y = np.eye(self.sizes[-1])[y]
        return -np.sum(Y * np.log(self.forward(X))) / Y.shape[0]

    def gradients(self, X, y):
        outs = self.all_layers(X)
        d = outs[-1] - np.eye(self.sizes[-1])[y]
        dW, db = [], []
        for i in range(len(self.W), 0, -1):
            dW.append(outs[i - 1].T.dot(d) / len(X))
            db.append(d.mean(axis=0, keepdims=True) * self.bias)
            d = d.dot(self.W[i - 1].T) * self.slope(outs[i - 1])
        dW.reverse()
        db.reverse()
        return [dW, db]

    def train_step(self, X, y, learning_rate):
        dW, db = self.gradients(X, y)
        self.W = [W - learning_rate * g for W, g in zip(self.W, dW)]
        self.b = [b - learning_rate * g for b, g in zip(self.b, db)]
""",
)
q.right(
    "a bias kept as the last row of a larger matrix while computing",
    code="""
class MLP:
    def __init__(self, sizes, activation="sigmoid", bias=True, rng=None):
        generator = np.random.default_rng() if rng is None else rng
        self.bias, (self.f, self.f_prime) = bias, activations[activation]
        self.W = [generator.standard_normal((n, m)) * 0.3 for n, m in zip(sizes, sizes[1:])]
        self.b = [generator.standard_normal(m) * 0.1 for m in sizes[1:]]

    def extended(self):
        b = self.b if self.bias else [0 * W[0] for W in self.W]
        return [np.vstack((W, np.reshape(bl, (1, -1)))) for W, bl in zip(self.W, b)]

    def run(self, X):
        ones = np.ones((len(X), 1))
        inputs, sums, A = [], [], X
        for V in self.extended():
            inputs.append(np.hstack((A, ones)))
            sums.append(inputs[-1] @ V)
            A = self.f(sums[-1])
        shifted = sums[-1] - sums[-1].max(axis=1, keepdims=True)
        log_P = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        return inputs, sums, log_P

    def forward(self, X):
        return np.exp(self.run(X)[2])

    def loss(self, X, y):
        return -self.run(X)[2][np.arange(len(y)), y].mean()

    def gradients(self, X, y):
        inputs, sums, log_P = self.run(X)
        delta = (np.exp(log_P) - (np.reshape(y, (-1, 1)) == np.arange(log_P.shape[1]))) / len(y)
        found = []
        for l, W in reversed(list(enumerate(self.W))):
            found.append(inputs[l].T @ delta)
            if l:
                delta = delta @ W.T * self.f_prime(sums[l - 1])
        return [g[:-1] for g in found[::-1]], [g[-1] for g in found[::-1]], -log_P

    def train_step(self, X, y, learning_rate):
        dW, db, _ = self.gradients(X, y)
        for l in range(len(self.W)):
            self.W[l] -= learning_rate * dW[l]
            self.b[l] -= learning_rate * np.reshape(db[l], np.shape(self.b[l]))
""",
)

q.hints(
    "For sizes with three entries, how many Z and how many A are there? Which of them does the way back need?",
    "Write a helper that goes forward and keeps the lists of all A and all Z; hidden layers use the chosen activation, the last one the softmax. The way back starts with the output's delta, with the 1/N of the mean in it.",
    "Count the layers down. At layer l: the weight gradient is A number l transposed times delta, the bias gradient the sum of delta over the rows; both go to the front of their lists. Before you go on to the layer below, multiply by W number l transposed and by the slope at the Z below. Not below the first layer.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q14_weight_decay")


@q.reference
class DecayingMLP(MLP):
    def __init__(self, sizes, activation="sigmoid", bias=True, rng=None, weight_decay=0.0):
        MLP.__init__(self, sizes, activation, bias, rng)
        self.weight_decay = weight_decay

    def loss(self, X, y):
        return MLP.loss(self, X, y) + self.weight_decay * sum(np.sum(W * W) for W in self.W)

    def gradients(self, X, y):
        dW, db = MLP.gradients(self, X, y)
        return [slope + 2 * self.weight_decay * W for slope, W in zip(dW, self.W)], db


def priced_and_plain(candidate, rng, n, sizes, activation, bias, weight_decay):
    """Give what weight decay adds to the loss and the slopes of the candidate's own MLP."""
    seed = int(rng.integers(1e9))
    X, y = away_from_kinks(rng, n, sizes, activation, bias, seed), some_labels(rng, n, sizes[-1])
    models = []
    for name, options in (("MLP", {}), ("DecayingMLP", {"weight_decay": weight_decay})):
        numbers = np.random.default_rng(seed)
        models.append(a_deep_net(candidate, numbers, sizes, activation, bias, name, **options))
    (plain_W, plain_b), (priced_W, priced_b) = (model.gradients(X, y)[:2] for model in models)
    losses = [float(np.ravel(model.loss(X, y))[0]) for model in models]
    found = {"what is added to the loss": losses[1] - losses[0]}
    for l in range(len(sizes) - 1):
        found[f"what is added to dW[{l}]"] = np.asarray(priced_W[l]) - np.asarray(plain_W[l])
        if bias:
            found[f"what is added to db[{l}]"] = np.asarray(priced_b[l]) - np.asarray(plain_b[l])
    return found


@q.case("three layers, sigmoid")
def decay_three(candidate, rng):
    return priced_and_plain(candidate, rng, 6, (3, 5, 4, 2), "sigmoid", True, 0.13)


@q.case("two layers, relu, and no biases")
def decay_two(candidate, rng):
    return (
        priced_and_plain(candidate, rng, 7, (4, 3, 5), "relu", False, 0.4),
        priced_and_plain(candidate, rng, 5, (2, 6, 3), "tanh", True, 0.02),
    )


DECAY = """
class DecayingMLP(MLP):
    def __init__(self, sizes, activation="sigmoid", bias=True, rng=None, weight_decay=0.0):
        super().__init__(sizes, activation, bias, rng)
        self.weight_decay = weight_decay

    def loss(self, X, y):
        price = 0.0
        for W in self.W:
            price += np.sum(W**2)
        return super().loss(X, y) + self.weight_decay * price

    def gradients(self, X, y):
        dW, db = super().gradients(X, y)
        for l, W in enumerate(self.W):
            dW[l] = dW[l] + 2 * self.weight_decay * W
        return dW, db
"""
q.wrong(
    "a price without its slopes",
    hint="The loss has its price, but the slopes are those of the loss without it. Training "
    "follows the slopes, and will never notice.",
    code=variant(
        DECAY, ("            dW[l] = dW[l] + 2 * self.weight_decay * W\n", "            pass\n")
    ),
)
q.wrong(
    "slopes without a price",
    hint="The slopes are right, but the loss is the old one. Slopes and loss must belong together.",
    code=variant(DECAY, ("            price += np.sum(W**2)\n", "            pass\n")),
)
q.wrong(
    "biases pay too",
    hint="Your biases pay, too. The price is on weights alone.",
    code=variant(
        DECAY,
        (
            "            price += np.sum(W**2)\n",
            "            price += np.sum(W**2)\n        for b in self.b:\n"
            "            price += np.sum(np.square(b))\n",
        ),
        (
            "        return dW, db",
            "        db = [d + 2 * self.weight_decay * b for d, b in zip(db, self.b)]\n"
            "        return dW, db",
        ),
    ),
)
q.wrong(
    "the 2 is missing in the slopes",
    hint="The loss is right, and what is added to the slopes is half of what it should be.",
    code=variant(DECAY, ("2 * self.weight_decay * W", "self.weight_decay * W")),
)
q.wrong(
    "half the price",
    hint="Loss and slopes are those of a price with ½ in front. The text has no ½.",
    code=variant(
        DECAY,
        ("2 * self.weight_decay * W", "self.weight_decay * W"),
        ("self.weight_decay * price", "self.weight_decay / 2 * price"),
    ),
)
q.wrong(
    "divided by the number of samples",
    hint="Your price is divided by the number of samples. It does not depend on them.",
    code=variant(
        DECAY,
        ("2 * self.weight_decay * W", "2 * self.weight_decay * W / len(X)"),
        ("self.weight_decay * price", "self.weight_decay * price / len(X)"),
    ),
)
q.wrong(
    "absolute values",
    hint="Your price adds up the absolute values of the weights. Squares are asked for.",
    code=variant(
        DECAY,
        ("np.sum(W**2)", "np.sum(np.abs(W))"),
        ("2 * self.weight_decay * W", "self.weight_decay * np.sign(W)"),
    ),
)
q.wrong(
    "the last layer alone",
    hint="Only the last layer pays its price. The sum runs over all layers.",
    code=variant(
        DECAY,
        ("for W in self.W:", "for W in self.W[-1:]:"),
        (
            "        for l, W in enumerate(self.W):\n",
            "        for l, W in list(enumerate(self.W))[-1:]:\n",
        ),
    ),
)
q.wrong(
    "the mean of the squares",
    hint="You take the mean of the squared weights of a layer. Their sum is asked for.",
    code=variant(
        DECAY,
        ("np.sum(W**2)", "np.mean(W**2)"),
        ("2 * self.weight_decay * W", "2 * self.weight_decay * W / W.size"),
    ),
)
q.wrong(
    "a root over the sum",
    hint="Your price is a length, with a root over the sum of squares. Leave the root out.",
    code=variant(DECAY, ("self.weight_decay * price", "self.weight_decay * np.sqrt(price)")),
)
q.wrong(
    "a reward for large weights",
    hint="Large weights lower your loss. A price is added, not taken off.",
    code=variant(
        DECAY,
        ("dW[l] + 2", "dW[l] - 2"),
        ("+ self.weight_decay * price", "- self.weight_decay * price"),
    ),
)
q.wrong(
    "slopes shrink instead of grow",
    hint="The loss is right; in the slopes the weights are taken off where they should be added.",
    code=variant(DECAY, ("dW[l] + 2", "dW[l] - 2")),
)
q.wrong(
    "only the slopes of the price",
    hint="The slopes of the price have taken the place of those of the loss. They come on top.",
    code=variant(DECAY, ("dW[l] = dW[l] + 2", "dW[l] = 2")),
)
q.wrong(
    "only the price",
    hint="Your loss is the price alone. It comes on top of the cross-entropy.",
    code=variant(DECAY, ("super().loss(X, y) + self.weight_decay", "self.weight_decay")),
)
q.wrong(
    "a rate of its own",
    hint="Your price is the same whatever weight_decay is passed. Is the argument used?",
    code=variant(DECAY, ("self.weight_decay = weight_decay", "self.weight_decay = 0.1")),
)
q.wrong(
    "the price twice",
    hint="Loss and slopes pay the price twice over.",
    code=variant(
        DECAY,
        ("2 * self.weight_decay * W", "4 * self.weight_decay * W"),
        ("+ self.weight_decay * price", "+ 2 * self.weight_decay * price"),
    ),
)
q.right("a loop for the price", code=DECAY)
q.right(
    "a comprehension, keyword arguments passed on",
    code="""
class DecayingMLP(MLP):
    def __init__(self, *sizes_and_more, weight_decay=0.0, **options):
        super().__init__(*sizes_and_more, **options)
        self.weight_decay = float(weight_decay)

    def loss(self, X, y):
        squares = [np.linalg.norm(W) ** 2 for W in self.W]
        return MLP.loss(self, X, y) + self.weight_decay * np.sum(squares)

    def gradients(self, X, y):
        dW, db = MLP.gradients(self, X, y)
        return [g + self.weight_decay * (W + W) for g, W in zip(dW, self.W)], db
""",
)
q.right(
    "a network of its own inside, slopes changed in place",
    code="""
class DecayingMLP:
    def __init__(self, sizes, activation="sigmoid", bias=True, rng=None, weight_decay=0.0):
        self.inner = MLP(sizes, activation=activation, bias=bias, rng=rng)
        self.W, self.b = self.inner.W, self.inner.b
        self.rate = weight_decay

    def synchronised(self):
        self.inner.W, self.inner.b = self.W, self.b
        return self.inner

    def forward(self, X):
        return self.synchronised().forward(X)

    def loss(self, X, y):
        price = sum(W.ravel() @ W.ravel() for W in self.W)
        return self.synchronised().loss(X, y) + self.rate * price

    def gradients(self, X, y):
        dW, db = self.synchronised().gradients(X, y)[:2]
        for slope, W in zip(dW, self.W):
            slope += 2 * self.rate * W
        return dW, db

    def train_step(self, X, y, learning_rate):
        dW, db = self.gradients(X, y)
        self.W = [W - learning_rate * slope for W, slope in zip(self.W, dW)]
        self.b = [b - learning_rate * slope for b, slope in zip(self.b, db)]
""",
)

q.hints(
    "What does the price depend on: weights, biases or both? What is the derivative of lambda times a square?",
    "Let the parent class do its work with `super()`, and add your part to what it returns: a number to the loss, something to each weight gradient.",
    "The loss gains lambda times the sum of all squared entries of all matrices. Each weight gradient gains twice lambda times its own matrix, and the bias gradients are passed on untouched. `__init__` hands its other arguments to the parent.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q15_minibatches")


@q.reference
def minibatches(X, y, size, rng):
    order = rng.permutation(len(X))
    cuts = range(size, len(X), size)
    return [(X[rows], y[rows]) for rows in np.split(order, list(cuts))]


SIZES_OFF = "The batches do not have the sizes that the text asks for."
NOT_ALL = "Some rows are in no batch of the epoch."
TWICE = "Some rows are in more than one batch of the epoch."
PARTED = "Some labels have lost their rows."
AS_IT_CAME = "The rows come in the order of the data. Each epoch has a random order."
NEIGHBOURS = "Rows that are neighbours in the data are still neighbours in the batches."
REPEATED = "Two epochs with one generator have the same order."
NOT_FROM_RNG = "Two generators with the same seed give different orders. Does chance come from rng?"


def two_epochs(candidate, rng_seed, X, y, size):
    generator = np.random.default_rng(rng_seed)
    return candidate.collect_epochs(candidate.minibatches, X, y, size, generator, 2)


def examine_batches(candidate, rng, n, d, size):
    X, y = rng.normal(size=(n, d)), rng.integers(0, 9, size=n)
    X[:, 0] = np.arange(n) + 1  # the number of the row
    seed = int(rng.integers(1e9))
    epochs = two_epochs(candidate, seed, X, y, size)
    orders = []
    for epoch in epochs:
        check(
            all(isinstance(pair, (tuple, list)) and len(pair) >= 2 for pair in epoch),
            "Each mini-batch is a pair: some rows of X and their labels.",
        )
        parts = [(np.asarray(pair[0], dtype=float), np.ravel(pair[1])) for pair in epoch]
        check(
            all(rows.ndim == 2 and rows.shape[1] == d for rows, _ in parts),
            "A batch of X keeps all columns of X.",
        )
        rows, labels = (np.concatenate(part) for part in zip(*parts))
        numbers = rows[:, 0].astype(int) - 1
        check(len(set(numbers)) == len(numbers), TWICE)
        check(len(numbers) == n, NOT_ALL)
        full, rest = divmod(n, size)
        wanted = [size] * full + [rest] * (rest > 0)
        check([len(rows) for rows, _ in parts] == wanted, SIZES_OFF)
        check(np.array_equal(rows, X[numbers]) and np.array_equal(labels, y[numbers]), PARTED)
        check(not np.array_equal(numbers, np.arange(n)), AS_IT_CAME)
        apart = np.diff(numbers) % n
        check(np.mean((apart == 1) | (apart == n - 1)) < 0.8, NEIGHBOURS)
        orders.append(numbers.tolist())
    check(orders[0] != orders[1], REPEATED)
    again = np.concatenate(
        [np.asarray(pair[0]) for pair in two_epochs(candidate, seed, X, y, size)[0]]
    )
    check((again[:, 0].astype(int) - 1).tolist() == orders[0], NOT_FROM_RNG)
    other = np.concatenate(
        [np.asarray(pair[0]) for pair in two_epochs(candidate, seed + 1, X, y, size)[0]]
    )
    check(
        (other[:, 0].astype(int) - 1).tolist() != orders[0],
        "Generators with different seeds give the same order.",
    )


@q.case("batches with a short one at the end")
def batches_with_rest(candidate, rng):
    examine_batches(candidate, rng, 23, 3, 5)


@q.case("batches without a rest, and one that holds everything")
def batches_without_rest(candidate, rng):
    examine_batches(candidate, rng, 24, 2, 4)
    examine_batches(candidate, rng, 13, 4, 5)
    examine_batches(candidate, rng, 11, 1, 40)


q.equivalent(
    "there are as many labels as rows",
    was="order = rng.permutation(len(X))",
    now="order = rng.permutation(len(y))",
)
q.equivalent(
    "there are as many labels as rows",
    was="for first in range(0, len(X), size):",
    now="for first in range(0, len(y), size):",
)


BATCHES = """
def minibatches(X, y, size, rng):
    order = rng.permutation(len(X))
    batches = []
    for first in range(0, len(X), size):
        rows = order[first : first + size]
        batches.append((X[rows], y[rows]))
    return batches
"""


def seen(candidate, n=23, size=5):
    """Give the numbers of the rows and the sizes of the batches in two epochs."""
    X = np.arange(1.0, n + 1)[:, None]
    epochs = two_epochs(candidate, 3, X, np.arange(n), size)
    return [
        (
            [int(x) - 1 for pair in epoch for x in np.ravel(pair[0])],
            [len(pair[0]) for pair in epoch],
        )
        for epoch in epochs
    ]


q.wrong(
    "the rest is dropped",
    hint="The rows that do not fill a whole batch are dropped. They make a last, shorter one.",
    code=variant(BATCHES, ("range(0, len(X), size)", "range(0, len(X) - size + 1, size)")),
    recognise=lambda candidate: (
        15 < len(seen(candidate)[0][0]) < 23 and set(seen(candidate)[0][1]) == {5}
    ),
)
q.wrong(
    "the first batch only",
    hint="A single batch comes out. Is there a return in your loop?",
    code=variant(BATCHES, ("    return batches", "        return batches")),
    recognise=lambda candidate: seen(candidate)[0][1] == [5],
)
q.wrong(
    "drawn with repeats",
    hint="Some rows come twice and others never: rows are drawn anew each time. Shuffle all of "
    "them once, then cut.",
    code=variant(BATCHES, ("rng.permutation(len(X))", "rng.integers(len(X), size=len(X))")),
    recognise=lambda candidate: (
        10 < len(set(seen(candidate)[0][0])) < 23 == len(seen(candidate)[0][0])
    ),
)
q.wrong(
    "windows that overlap",
    hint="Each batch begins one row after the one before, so nearly every row is in several. How "
    "far must the loop go on?",
    code=variant(BATCHES, ("range(0, len(X), size)", "range(0, len(X))")),
    recognise=lambda candidate: (
        seen(candidate)[0][1][:3] == [5] * 3 and len(seen(candidate)[0][1]) == 23
    ),
)
q.wrong(
    "the last batch filled up",
    hint="Your last batch is filled up with rows that were in another batch already. It may be "
    "shorter.",
    code=variant(
        BATCHES, ("order[first : first + size]", "np.resize(np.roll(order, -first), size)")
    ),
    recognise=lambda candidate: (
        seen(candidate)[0][1] == [5] * 5 and len(set(seen(candidate)[0][0])) == 23
    ),
)
q.wrong(
    "not shuffled",
    hint="The rows come in the order of the data, the same in every epoch. They should be "
    "shuffled first.",
    code=variant(BATCHES, ("rng.permutation(len(X))", "np.arange(len(X))")),
)
q.wrong(
    "rows moved round",
    hint="The rows begin at a random place and go on in the order of the data. Neighbours should "
    "part: every row gets a random place of its own.",
    code=variant(
        BATCHES,
        ("rng.permutation(len(X))", "np.roll(np.arange(len(X)), rng.integers(1, len(X)))"),
    ),
    recognise=lambda candidate: rows_in_a_ring(candidate),
)
q.wrong(
    "from the last row to the first",
    hint="Your rows run from the last to the first, in every epoch. That is another fixed order.",
    code=variant(BATCHES, ("rng.permutation(len(X))", "np.arange(len(X))[::-1]")),
    recognise=lambda candidate: seen(candidate)[0][0] == list(range(22, -1, -1)),
)
q.wrong(
    "the order of the first epoch for ever",
    hint="Every epoch has the same order: the generator is made anew inside the function, with a "
    "fixed seed.",
    code=variant(
        BATCHES, ("rng.permutation(len(X))", "np.random.default_rng(0).permutation(len(X))")
    ),
)
q.wrong(
    "NumPy's global generator for the order",
    hint="The order does not come from the generator that is passed: with the same seed it "
    "differs from call to call.",
    code=variant(BATCHES, ("rng.permutation(len(X))", "np.random.permutation(len(X))")),
)
q.wrong(
    "X and y shuffled apart",
    hint="X and y are shuffled each for itself, so labels stand beside the wrong rows. One order "
    "must serve both.",
    code=variant(
        BATCHES, ("    batches = []\n", "    batches = []\n    y = y[rng.permutation(len(y))]\n")
    ),
    recognise=lambda candidate: not aligned(candidate, first_too=False),
)
q.wrong(
    "labels in the old order",
    hint="X is shuffled, and y is not: a label belongs to its row, wherever that goes.",
    code=variant(BATCHES, ("y[rows]", "y[first : first + size]")),
    recognise=lambda candidate: aligned(candidate, first_too=True),
)
q.wrong(
    "as many batches as size",
    hint="`size` says how many rows a batch has. You make so many batches.",
    code=variant(
        BATCHES,
        ("    batches = []\n    for", "    batches = []\n    size = -(-len(X) // size)\n    for"),
    ),
    recognise=lambda candidate: len(seen(candidate, 30, 4)[0][1]) == 4,
)
q.wrong(
    "one batch with everything",
    hint="All rows are in one batch, whatever size is asked for.",
    code=variant(
        BATCHES, ("order[first : first + size]", "order"), ("range(0, len(X), size)", "[0]")
    ),
    recognise=lambda candidate: seen(candidate)[0][1] == [23],
)
q.wrong(
    "the rows spread evenly",
    hint="Your batches are about equally large, instead of full ones and a short one at the end.",
    code="""
def minibatches(X, y, size, rng):
    order = rng.permutation(len(X))
    return [(X[rows], y[rows]) for rows in np.array_split(order, -(-len(X) // size))]
""",
    recognise=lambda candidate: sorted(seen(candidate, 26, 8)[0][1]) == [6, 6, 7, 7],
)
q.wrong(
    "one sample at a time",
    hint="Your batches hold a single row each.",
    code=variant(
        BATCHES,
        ("order[first : first + size]", "order[first : first + 1]"),
        ("range(0, len(X), size)", "range(len(X))"),
    ),
    recognise=lambda candidate: set(seen(candidate)[0][1]) == {1},
)
q.wrong(
    "batches without labels",
    hint="Your batches hold rows of X alone. Each is a pair, the rows and their labels.",
    code=variant(BATCHES, ("batches.append((X[rows], y[rows]))", "batches.append([X[rows]])")),
)


def rows_in_a_ring(candidate):
    rows = seen(candidate)[0][0]
    return rows != sorted(rows) and bool(np.all(np.diff(rows) % 23 == 1))


def aligned(candidate, first_too):
    """Tell whether labels stand in the order of the data while the rows do not."""
    X, y = np.arange(1.0, 24)[:, None], np.arange(23)
    epoch = two_epochs(candidate, 3, X, y, 5)[0]
    labels = [int(label) for pair in epoch for label in np.ravel(pair[1])]
    rows = [int(x) - 1 for pair in epoch for x in np.ravel(pair[0])]
    return (labels == sorted(labels) or labels == rows) and (rows != labels or not first_too)


q.right(
    "one after another",
    code="""
def minibatches(X, y, size, rng):
    order = np.arange(len(X))
    rng.shuffle(order)
    X, y = X[order], y[order]
    start = 0
    while start < len(X):
        yield X[start : start + size], y[start : start + size]
        start += size
""",
)
q.right(
    "np.split at every size-th place",
    code="""
def minibatches(X, y, size, rng):
    rows = rng.choice(len(X), size=len(X), replace=False)
    cuts = np.arange(size, len(X), size)
    return zip(np.split(X[rows], cuts), np.split(y[rows], cuts))
""",
)
q.right(
    "sorted by random numbers, lists in lists",
    code="""
def minibatches(X, y, size, rng):
    pairs = sorted(zip(rng.random(len(y)), range(len(y))))
    order = [i for _, i in pairs]
    return [
        [[list(X[i]) for i in order[k : k + size]], [y[i] for i in order[k : k + size]]]
        for k in range(0, len(order), size)
    ]
""",
)
q.right(
    "labels as a column beside X, shuffled together",
    code="""
def minibatches(X, y, size, rng):
    both = np.column_stack((X, y))
    both = rng.permutation(both, axis=0)
    for k in range(int(np.ceil(len(both) / size))):
        part = both[k * size : (k + 1) * size]
        yield part[:, :-1], part[:, -1].astype(int)
""",
)

q.hints(
    "How do you make sure that each row is used exactly once, and that its label comes along?",
    "Shuffle the row numbers once, with rng. Then cut the shuffled numbers into pieces; what is left over at the end is a shorter piece.",
    "Let a counter run from 0 to N in steps of the batch size. Each time take the next numbers of the shuffled order, and yield the rows of X and of y that they name, as a pair.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q16_optimisers")


@q.reference
class SGD:
    def __init__(self, learning_rate):
        self.learning_rate = learning_rate

    def step(self, params, grads):
        return [w - self.learning_rate * g for w, g in zip(params, grads)]


@q.reference
class Momentum:
    def __init__(self, learning_rate, momentum=0.9):
        self.learning_rate, self.momentum, self.v = learning_rate, momentum, None

    def step(self, params, grads):
        old = self.v or [0.0] * len(params)
        self.v = [self.momentum * v - self.learning_rate * g for v, g in zip(old, grads)]
        return [w + v for w, v in zip(params, self.v)]


@q.reference
class Adam:
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.learning_rate, self.epsilon = learning_rate, epsilon
        self.beta1, self.beta2 = beta1, beta2
        self.t, self.m, self.v = 0, None, None

    def step(self, params, grads):
        self.t += 1
        m, v = self.m or [0.0] * len(params), self.v or [0.0] * len(params)
        self.m = [self.beta1 * a + (1 - self.beta1) * g for a, g in zip(m, grads)]
        self.v = [self.beta2 * a + (1 - self.beta2) * g**2 for a, g in zip(v, grads)]
        m_hat = [a / (1 - self.beta1**self.t) for a in self.m]
        v_hat = [a / (1 - self.beta2**self.t) for a in self.v]
        return [
            w - self.learning_rate * a / (np.sqrt(s) + self.epsilon)
            for w, a, s in zip(params, m_hat, v_hat)
        ]


def five_steps(candidate, rng, name, *options, shapes, scale=1.0):
    """Give the parameters after one, two, ... five steps, each time with a new optimiser."""
    params = [rng.normal(size=shape) for shape in shapes]
    grads = [[scale * rng.normal(size=shape) for shape in shapes] for _ in range(5)]
    found = {}
    for steps in range(1, 6):
        optimiser = getattr(candidate, name)(*options)
        after = candidate.take_steps(optimiser, params, grads[:steps])
        for k, w in enumerate(after):
            found[f"{name}, array {k} after {steps} step{'s' * (steps > 1)}"] = w
    return found


@q.case("SGD and Momentum, five steps of several arrays", rtol=1e-10, atol=1e-10)
def steps_with_momentum(candidate, rng):
    return (
        five_steps(candidate, rng, "SGD", 0.3, shapes=((3, 2), (2,), (3, 2))),
        five_steps(candidate, rng, "Momentum", 0.2, shapes=((2, 3), (2, 3), (3,))),
        five_steps(candidate, rng, "Momentum", 0.1, 0.6, shapes=((4,), (1, 5), (5,), (4,))),
    )


@q.case("Adam, five steps of several arrays", rtol=1e-10, atol=1e-10)
def steps_of_adam(candidate, rng):
    return (
        five_steps(candidate, rng, "Adam", 0.1, shapes=((2, 3), (2, 3), (3,))),
        five_steps(candidate, rng, "Adam", 0.05, 0.7, 0.9, 1e-6, shapes=((4,), (5,)), scale=1e-3),
        five_steps(candidate, rng, "Adam", shapes=((3, 1), (2, 2)), scale=1e-4),
    )


SHAPES = "a gradient has the shape of its array"
q.equivalent(
    SHAPES,
    was="self.velocities = [np.zeros_like(w) for w in params]",
    now="self.velocities = [np.zeros_like(w) for w in grads]",
)
q.equivalent(
    SHAPES,
    was="self.means = [np.zeros_like(w) for w in params]",
    now="self.means = [np.zeros_like(w) for w in grads]",
)
q.equivalent(
    SHAPES,
    was="self.squares = [np.zeros_like(w) for w in params]",
    now="self.squares = [np.zeros_like(w) for w in grads]",
)
q.equivalent(
    "both memories start at 0, and it is always the same one that holds the squares",
    was="for w, g, m, v in zip(params, grads, self.means, self.squares):",
    now=[
        "for w, g, v, m in zip(params, grads, self.means, self.squares):",
        "for w, g, m, v in zip(params, grads, self.squares, self.means):",
    ],
)


OPTIMISERS = """
class SGD:
    def __init__(self, learning_rate):
        self.learning_rate = learning_rate

    def step(self, params, grads):
        for w, g in zip(params, grads):
            w -= self.learning_rate * g


class Momentum:
    def __init__(self, learning_rate, momentum=0.9):
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.v = None

    def step(self, params, grads):
        if self.v is None:
            self.v = [np.zeros_like(w) for w in params]
        for i, (w, g) in enumerate(zip(params, grads)):
            self.v[i] = self.momentum * self.v[i] - self.learning_rate * g
            w += self.v[i]


class Adam:
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.learning_rate = learning_rate
        self.beta1, self.beta2, self.epsilon = beta1, beta2, epsilon
        self.t = 0
        self.m = self.s = None

    def step(self, params, grads):
        if self.m is None:
            self.m = [np.zeros_like(w) for w in params]
            self.s = [np.zeros_like(w) for w in params]
        self.t += 1
        for i, (w, g) in enumerate(zip(params, grads)):
            self.m[i] = self.beta1 * self.m[i] + (1 - self.beta1) * g
            self.s[i] = self.beta2 * self.s[i] + (1 - self.beta2) * g * g
            m_hat = self.m[i] / (1 - self.beta1**self.t)
            s_hat = self.s[i] / (1 - self.beta2**self.t)
            w -= self.learning_rate * m_hat / (np.sqrt(s_hat) + self.epsilon)
"""
VELOCITY = "self.momentum * self.v[i] - self.learning_rate * g"
q.wrong(
    "Adam without the correction of its start",
    hint="Adam's first steps are off: m and v start at 0 and are too small at first. What do the "
    "denominators with t repair?",
    code=variant(
        OPTIMISERS,
        ("self.m[i] / (1 - self.beta1**self.t)", "self.m[i]"),
        ("self.s[i] / (1 - self.beta2**self.t)", "self.s[i]"),
    ),
)
q.wrong(
    "Adam corrects only one of its memories",
    hint="Adam's first steps are far too long: m is corrected for its start, and v is not.",
    code=variant(OPTIMISERS, ("self.s[i] / (1 - self.beta2**self.t)", "self.s[i]")),
)
q.wrong(
    "epsilon inside the root",
    hint="Adam is close, but not exact where gradients are small: epsilon is under the root. "
    "Where does the bracket close?",
    code=variant(OPTIMISERS, ("(np.sqrt(s_hat) + self.epsilon)", "np.sqrt(s_hat + self.epsilon)")),
)
q.wrong(
    "epsilon before the correction",
    hint="Adam is nearly exact: epsilon is added before v is corrected for its start, and so it "
    "is scaled with it.",
    code=variant(
        OPTIMISERS,
        (
            "self.learning_rate * m_hat / (np.sqrt(s_hat) + self.epsilon)",
            "self.learning_rate * m_hat * np.sqrt(1 - self.beta2**self.t) / (np.sqrt(self.s[i]) "
            "+ self.epsilon)",
        ),
    ),
)
q.wrong(
    "steps counted once for each array",
    hint="Adam's first array moves rightly in the first step, later ones do not: t counts on "
    "within a step. It counts steps, not arrays.",
    code=variant(
        OPTIMISERS,
        (
            "        self.t += 1\n        for i, (w, g) in enumerate(zip(params, grads)):\n",
            "        for i, (w, g) in enumerate(zip(params, grads)):\n            self.t += 1\n",
        ),
    ),
)
q.wrong(
    "Adam's count never goes on",
    hint="Adam's first step is right, and then the corrections stay those of the first step. "
    "What happens to t?",
    code=variant(OPTIMISERS, ("        self.t += 1\n", "        self.t = 1\n")),
)
q.wrong(
    "Adam with its two betas exchanged",
    hint="Adam's two memories forget at each other's pace: which beta belongs to the squares?",
    code=variant(
        OPTIMISERS,
        (
            "self.beta1, self.beta2, self.epsilon = beta1, beta2, epsilon",
            "self.beta1, self.beta2, self.epsilon = beta2, beta1, epsilon",
        ),
    ),
)
q.wrong(
    "Adam without the root",
    hint="Adam divides by the squares themselves. A root is missing.",
    code=variant(OPTIMISERS, ("np.sqrt(s_hat)", "s_hat")),
)
q.wrong(
    "Adam without the square",
    hint="Adam's second memory holds gradients and not their squares, and the root of a negative "
    "number is nan.",
    code=variant(OPTIMISERS, ("(1 - self.beta2) * g * g", "(1 - self.beta2) * np.abs(g)")),
)
q.wrong(
    "Adam with the gradient in place of its memory",
    hint="Adam steps along the gradient of the moment: the first memory, m, is not used.",
    code=variant(OPTIMISERS, ("m_hat = self.m[i] / (1 - self.beta1**self.t)", "m_hat = g")),
)
q.wrong(
    "one pair of Adam's memories for all arrays",
    hint="In Adam all arrays share one memory, so the second one starts from what the first has "
    "left. Each array needs its own.",
    code=variant(
        OPTIMISERS,
        (
            "            self.m[i] = self.beta1 * self.m[i]",
            "            self.m[i] = self.beta1 * np.resize(self.m[i - 1], w.shape)",
        ),
        (
            "            self.s[i] = self.beta2 * self.s[i]",
            "            self.s[i] = self.beta2 * np.resize(self.s[i - 1], w.shape)",
        ),
    ),
)
q.wrong(
    "one velocity for all arrays",
    hint="In Momentum all arrays share one velocity: what the first has left pushes the second. "
    "Keep a list of velocities.",
    code=variant(
        OPTIMISERS,
        (VELOCITY, "self.momentum * np.resize(self.v[i - 1], w.shape) - self.learning_rate * g"),
    ),
)
q.wrong(
    "one velocity in self",
    hint="A velocity has been made with the shape of one array and meets another one. There are "
    "several arrays, of different shapes.",
    code=variant(
        OPTIMISERS,
        ("            self.v = [np.zeros_like(w) for w in params]\n", "            self.v = 0.0\n"),
        (
            f"            self.v[i] = {VELOCITY}\n            w += self.v[i]\n",
            "            self.v = self.momentum * self.v - self.learning_rate * g\n"
            "            w += self.v\n",
        ),
    ),
)
q.wrong(
    "Momentum without a memory",
    hint="Momentum's first step is right, and all later ones are plain SGD: the velocity starts "
    "anew each time.",
    code=variant(OPTIMISERS, ("        if self.v is None:\n", "        if True:\n")),
)
q.wrong(
    "Momentum as a running mean",
    hint="Momentum weighs the new gradient with 1 - momentum. In the text's rule it counts in "
    "full.",
    code=variant(
        OPTIMISERS,
        (VELOCITY, "self.momentum * self.v[i] - (1 - self.momentum) * self.learning_rate * g"),
    ),
)
q.wrong(
    "Momentum with a look ahead",
    hint="Your Momentum looks one step ahead, as Nesterov's does. The text's rule adds v and "
    "nothing else.",
    code=variant(
        OPTIMISERS,
        (
            "            w += self.v[i]\n",
            "            w += self.momentum * self.v[i] - self.learning_rate * g\n",
        ),
    ),
)
q.wrong(
    "Momentum climbs",
    hint="Momentum goes up the slope: follow the signs from g to w.",
    code=variant(OPTIMISERS, ("            w += self.v[i]\n", "            w -= self.v[i]\n")),
)
q.wrong(
    "Momentum moves by the velocity of the step before",
    hint="Momentum does not move in its first step: w is changed before v is.",
    code=variant(
        OPTIMISERS,
        (
            f"            self.v[i] = {VELOCITY}\n            w += self.v[i]\n",
            f"            w += self.v[i]\n            self.v[i] = {VELOCITY}\n",
        ),
    ),
)
q.wrong(
    "SGD climbs",
    hint="SGD goes up the slope.",
    code=variant(
        OPTIMISERS,
        ("            w -= self.learning_rate * g\n", "            w += self.learning_rate * g\n"),
    ),
)
q.wrong(
    "nothing moves in SGD",
    hint="SGD leaves the arrays as they are. `w = w - ...` gives the name w to a new array, and "
    "the caller's array does not change.",
    code=variant(
        OPTIMISERS,
        (
            "            w -= self.learning_rate * g\n",
            "            w = w - self.learning_rate * g\n",
        ),
    ),
)
q.wrong(
    "nothing moves in any of them",
    hint="No array moves, in none of the three. `w = w - ...` and `w = w + ...` make new arrays "
    "that nobody keeps.",
    code=variant(
        OPTIMISERS,
        ("w -= self.learning_rate", "w = w - self.learning_rate"),
        ("w += self.v[i]", "w = w + self.v[i]"),
    ),
)
q.wrong(
    "only the first array moves",
    hint="Only the first array moves. The step is for every one of them.",
    code=variant(
        OPTIMISERS,
        ("for w, g in zip(params, grads)", "for w, g in zip(params[:1], grads)"),
        ("enumerate(zip(params, grads))", "enumerate(zip(params[:1], grads))"),
    ),
)
q.right("lists of memories, in place", code=OPTIMISERS)
q.right(
    "new arrays returned, the velocity without the learning rate",
    code="""
class SGD:
    def __init__(self, learning_rate):
        self.lr = learning_rate

    def step(self, params, grads):
        return [p - self.lr * g for p, g in zip(params, grads)]


class Momentum(SGD):
    def __init__(self, learning_rate, momentum=0.9):
        super().__init__(learning_rate)
        self.mu = momentum
        self.velocity = {}

    def step(self, params, grads):
        for k, g in enumerate(grads):
            self.velocity[k] = self.mu * self.velocity.get(k, 0) + g
        return [p - self.lr * self.velocity[k] for k, p in enumerate(params)]


class Adam:
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.rate, self.betas, self.epsilon = learning_rate, (beta1, beta2), epsilon
        self.steps, self.first, self.second = 0, {}, {}

    def step(self, params, grads):
        self.steps += 1
        b1, b2 = self.betas
        out = []
        for k, (p, g) in enumerate(zip(params, grads)):
            self.first[k] = b1 * self.first.get(k, 0) + (1 - b1) * g
            self.second[k] = b2 * self.second.get(k, 0) + (1 - b2) * np.square(g)
            m, v = self.first[k] / (1 - b1**self.steps), self.second[k] / (1 - b2**self.steps)
            out.append(p - self.rate * m / (v**0.5 + self.epsilon))
        return tuple(out)
""",
)
q.right(
    "memories found by the identity of the array, whole arrays written",
    code="""
class SGD:
    def __init__(self, learning_rate):
        self.learning_rate = learning_rate

    def step(self, params, grads):
        for i in range(len(params)):
            params[i][...] = params[i] - self.learning_rate * grads[i]
        return self


class Momentum:
    def __init__(self, learning_rate, momentum=0.9):
        self.learning_rate, self.momentum, self.memory = learning_rate, momentum, {}

    def step(self, params, grads):
        for p, g in zip(params, grads):
            v = self.memory.setdefault(id(p), np.zeros(p.shape))
            v *= self.momentum
            v -= self.learning_rate * g
            np.add(p, v, out=p)


class Adam:
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.learning_rate, self.epsilon = learning_rate, epsilon
        self.beta1, self.beta2, self.t, self.memory = beta1, beta2, 0, {}

    def step(self, params, grads):
        self.t = self.t + 1
        for p, g in zip(params, grads):
            m, v = self.memory.setdefault(id(p), (np.zeros(p.shape), np.zeros(p.shape)))
            m += (1 - self.beta1) * (g - m)
            v += (1 - self.beta2) * (g * g - v)
            root = np.sqrt(v / (1 - self.beta2**self.t))
            p -= self.learning_rate * (m / (1 - self.beta1**self.t)) / (root + self.epsilon)
""",
)
q.right(
    "entries of the list replaced",
    code="""
class SGD:
    def __init__(self, learning_rate):
        self.eta = learning_rate

    def step(self, params, grads):
        for i, g in enumerate(grads):
            params[i] = params[i] - self.eta * g


class Momentum:
    def __init__(self, learning_rate, momentum=0.9):
        self.eta, self.mu, self.v = learning_rate, momentum, []

    def step(self, params, grads):
        for i, g in enumerate(grads):
            if len(self.v) <= i:
                self.v.append(-self.eta * g)
            else:
                self.v[i] = self.mu * self.v[i] - self.eta * g
            params[i] = params[i] + self.v[i]
        return params


class Adam:
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.eta, self.b1, self.b2, self.eps = learning_rate, beta1, beta2, epsilon
        self.past = []

    def step(self, params, grads):
        self.past.append([np.array(g) for g in grads])
        t = len(self.past)
        for i in range(len(params)):
            m = sum((1 - self.b1) * self.b1 ** (t - 1 - k) * g[i] for k, g in enumerate(self.past))
            squares = [g[i] ** 2 for g in self.past]
            v = sum((1 - self.b2) * self.b2 ** (t - 1 - k) * s for k, s in enumerate(squares))
            m, v = m / (1 - self.b1**t), v / (1 - self.b2**t)
            params[i] = params[i] - self.eta * m / (np.sqrt(v) + self.eps)
""",
)

q.hints(
    "Which of the three remember something between two calls of step, and what does each array need for itself?",
    "SGD needs only its rate. The others make a list of zero arrays, shaped like the parameters, at the first step, and keep it in the object. Go through parameters, gradients and memories in step with `zip`, and change the parameters in place.",
    "Follow the table line by line. In Adam count the steps from 1, update both memories, divide each by one minus its beta to the power of the count without overwriting it, and only then take the step; the small number is added outside the root.",
)
