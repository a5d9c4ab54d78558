"""q13_multiclass: softmax and cross-entropy for several classes, and a training with them."""

import numpy as np
from scipy.optimize import minimize

from viva.exam import Question, check

from .fits import DONE, HARD_LAM, NO_BETTER, NOT_AT_REST, NOT_LEARNED, WORSE, by_seed, objecting
from .q02_sigmoid_pair import sigmoid
from .q03_pack import pack, unpack
from .q13_right_answers import ONE_HOT, POINT_BY_POINT, STEP_BY_STEP
from .shared import (
    PAIRS,
    arrays,
    draw_start,
    flat,
    last_sums,
    loss_and_gradient,
    some_targets,
    some_weights,
    three_classes,
)

q = Question("q13_multiclass")


@q.reference
def fun_multiclass(vector, X, t, sizes, lam):
    (W1, b1), (W2, b2) = unpack(vector, sizes)
    N, K = len(X), sizes[-1]
    z1 = sigmoid(X @ W1 + b1)
    a2 = z1 @ W2 + b2
    powers = np.exp(a2 - a2.max(axis=1, keepdims=True))
    P = powers / powers.sum(axis=1, keepdims=True)
    T = np.eye(K)[t]
    entropy = -np.mean(np.log(P[np.arange(N), t]))
    value = entropy + lam * (np.sum(W1**2) + np.sum(W2**2))
    delta2 = (P - T) / N
    delta1 = (delta2 @ W2.T) * z1 * (1 - z1)
    dW1, db1 = X.T @ delta1 + 2 * lam * W1, delta1.sum(axis=0)
    dW2, db2 = z1.T @ delta2 + 2 * lam * W2, delta2.sum(axis=0)
    return value, pack([(dW1, db1), (dW2, db2)])


@q.reference
def fit_multiclass(X, t, sizes, lam, rng, restarts=3):
    runs = [
        minimize(
            fun_multiclass,
            pack(draw_start(sizes, rng)),
            args=(X, t, sizes, lam),
            jac=True,
            method="L-BFGS-B",
        )
        for _ in range(restarts)
    ]
    return unpack(min(runs, key=lambda run: run.fun).x, sizes)


def softmax_with(candidate, rng, n, sizes, lam, shift=0.0, absent=0):
    (W1, b1), (W2, b2) = some_weights(rng, sizes)
    vector, X = flat([(W1, b1), (W2, b2 + shift)]), rng.normal(size=(n, sizes[0]))
    t = some_targets(rng, n, sizes[-1] - absent)
    found, (left, *_) = candidate.fun_multiclass.observe(vector, X, t, sizes, lam)
    return {**loss_and_gradient(found), "the vector after the call": left}


def softmax_apart(candidate, rng, n, sizes):
    """Ask for points whose sums are all moderate, but for two points: theirs are thousands higher."""
    (W1, b1), (W2, b2) = some_weights(rng, sizes)
    W1[:, 0], b1[0], W2[0] = 60 * np.sign(W1[:, 0]), 0.0, W2[0] + 3000
    X = np.outer(np.where(np.arange(n) < 2, 1, -1), np.sign(W1[:, 0]))
    X = X * rng.uniform(0.7, 1.3, size=X.shape)
    vector, t = flat([(W1, b1), (W2, b2)]), some_targets(rng, n, sizes[-1])
    return loss_and_gradient(candidate.fun_multiclass(vector, X, t, sizes, 0.0))


# An answer may add a small number to each probability before its logarithm.
@q.case("three classes and five, large sums, a class that is missing", atol=2e-5)
def softmax_values(candidate, rng):
    return (
        softmax_with(candidate, rng, 7, (3, 4, 3), 0.1),
        softmax_with(candidate, rng, 9, (2, 6, 5), 0.02, absent=1),
        softmax_with(candidate, rng, 6, (4, 2, 3), 0.03, shift=800.0),
    )


@q.case("two classes and four, sums far below 0 or far apart", atol=2e-5)
def softmax_far(candidate, rng):
    return (
        softmax_with(candidate, rng, 6, (4, 3, 4), 0.05, shift=900.0, absent=2),
        softmax_with(candidate, rng, 8, (3, 5, 3), 0.0, shift=-800.0),
        softmax_with(candidate, rng, 5, (2, 3, 2), 0.3),
        softmax_apart(candidate, rng, 6, (3, 4, 3)),
    )


SIZES, LAM = (2, 8, 3), 1e-4
# With two hidden neurons the starts end in many places, so that the best of several matters.
HARD_SIZES = (2, 2, 3)


def trained_classes(candidate, X, t, sizes, lam, seed, *restarts):
    """Return trained weights, and the loss that they reach."""
    rng = np.random.default_rng(seed)
    weights = arrays(candidate.fit_multiclass(X, t, sizes, lam, rng, *restarts), sizes)
    reached, slope = fun_multiclass(pack(weights), X, t, sizes, lam)
    check(np.abs(slope).max() < 0.01, NOT_AT_REST)
    return weights, reached


@q.case("three classes in two places each, new points", weight=2, diagnose=False, seconds=30)
def softmax_training(candidate, rng):
    X, t = three_classes(rng)
    weights, _ = trained_classes(candidate, X, t, SIZES, LAM, int(rng.integers(1e9)))
    check(np.mean(last_sums(weights, X).argmax(axis=1) == t) >= 0.95, NOT_LEARNED)
    X, t = three_classes(np.random.default_rng(41), 4)
    by_seed(lambda seed, k: trained_classes(candidate, X, t, HARD_SIZES, HARD_LAM, seed, k))
    return DONE


q.equivalent(
    "what is taken off a row cancels, and no two sums of a row are hundreds apart",
    was="a2 = a2 - a2.max(axis=1, keepdims=True)",
    now="a2 = a2 - a2.min(axis=1, keepdims=True)",
)
q.equivalent(
    "any method will do that comes to rest where the slopes are 0",
    was='minimize(\n    fun_multiclass, pack(draw_start(sizes, rng)), args=(X, t, sizes, lam),\n    jac=True, method="L-BFGS-B",\n)',
    now="minimize(fun_multiclass, pack(draw_start(sizes, rng)), args=(X, t, sizes, lam), jac=True)",
)
q.equivalent(
    "a start more does no harm",
    was="for _ in range(restarts)",
    now="for _ in range(restarts + 1)",
)
q.right(
    "step by step",
    code=STEP_BY_STEP,
)
q.right(
    "one-hot rows, a small number in the logarithm, SciPy's softmax",
    code=ONE_HOT,
)
q.right(
    "the logarithm of a sum, point by point",
    code=POINT_BY_POINT,
)
SOFTMAX = "P = E / E.sum(axis=1, keepdims=True)"
q.wrong(
    "sigmoids at the output",
    hint="Each output goes through a sigmoid of its own, so that the probabilities of a point do not add up to 1. Softmax divides by their sum.",
    was=("E = np.exp(A2 - A2.max(axis=1, keepdims=True))", SOFTMAX),
    now=("E = sigmoid(A2)", "P = E"),
)
q.wrong(
    "sigmoids divided by their sum",
    hint="Your outputs go through a sigmoid before they are divided by their sum. Softmax takes the exponential of the sums themselves.",
    was="E = np.exp(A2 - A2.max(axis=1, keepdims=True))",
    now="E = sigmoid(A2)",
)
q.wrong(
    "softmax over all points",
    hint="The probabilities of the whole batch add up to 1, where those of each point should.",
    was=SOFTMAX,
    now="P = E / E.sum()",
)
q.wrong(
    "softmax down the columns",
    hint="The probabilities of each class add up to 1 over the points. The sum runs over the classes of one point: the other axis.",
    was=("A2.max(axis=1, keepdims=True)", SOFTMAX),
    now=("A2.max(axis=0, keepdims=True)", "P = E / E.sum(axis=0, keepdims=True)"),
)
q.wrong(
    "overflow",
    hint="With moderate sums everything is right. With sums of 800 the exponential is infinite: take the largest of each row off first.",
    was="np.exp(A2 - A2.max(axis=1, keepdims=True))",
    now="np.exp(A2)",
)
q.wrong(
    "labels not one-hot",
    hint="The loss is right. In delta the label itself is taken off, a number such as 2; there should be a 1 in the label's column.",
    was="d2[rows, t] -= 1",
    now="d2 -= np.asarray(t)[:, None]",
)
q.wrong(
    "as many columns as labels occur",
    hint="Your one-hot rows are as wide as the largest label that occurs. A class may be missing; the sizes say how many there are.",
    was=("d2 = P.copy()", "d2[rows, t] -= 1"),
    now=("T = np.eye(max(t) + 1)[t]", "d2 = P - T"),
)
q.wrong(
    "the slope of the softmax at the output",
    hint="The loss is right. delta2 has a factor P(1 - P), which cancels in the cross-entropy.",
    was="d2 /= n",
    now="d2 *= P * (1 - P) / n",
)
q.wrong(
    "the summed gradient",
    hint="The loss is right. The gradient is that of a sum over the points: delta2 is not divided by N.",
    was="d2 /= n",
    now="d2 = d2",
)
q.wrong(
    "divided by the number of entries",
    hint="The loss is right. The gradient is divided by the classes as well as by the points; the mean runs over the points.",
    was="d2 /= n",
    now="d2 /= d2.size",
)
q.wrong(
    "a loss over all entries",
    hint="The gradient is right. The loss is divided by points and classes; every point has one logarithm that counts.",
    was="-np.log(P[rows, t]).mean()",
    now="-np.log(P[rows, t]).sum() / P.size",
)
q.wrong(
    "the summed loss",
    hint="The gradient is right. The loss is a sum over the points; a mean is asked for.",
    was="-np.log(P[rows, t]).mean()",
    now="-np.log(P[rows, t]).sum()",
)
q.wrong(
    "binary cross-entropy on the softmax",
    hint="The loss counts 1 - P of the other classes as well. With softmax only the logarithm of the right class counts.",
    was="entropy = -np.log(P[rows, t]).mean()",
    now="Y = np.eye(sizes[2])[t]\n    entropy = -(Y * np.log(P + 1e-12) + (1 - Y) * np.log(1 - P + 1e-12)).sum() / n",
)
q.wrong(
    "no price in the gradient",
    hint="The loss has its price, and the gradient knows nothing of it.",
    was=(" + 2 * lam * W2", " + 2 * lam * W1"),
    now=("", ""),
)
q.wrong(
    "no price in the loss",
    hint="The gradient has the slopes of the price, but the loss comes without it.",
    was="return entropy + price",
    now="return entropy",
)
q.wrong(
    "no slope of the hidden sigmoid",
    hint="The slopes of the last layer are right. In delta1 the slope of the hidden sigmoid is missing.",
    was=" * grad_sigmoid(A1)",
    now="",
)
q.wrong(
    "the sign",
    hint="The loss is right. delta2 has the wrong sign: P less the one-hot row.",
    was="d2 /= n",
    now="d2 /= -n",
)
q.wrong(
    "the last run, not the best",
    hint="fun_multiclass is right, but fit_multiclass keeps the last run, whether it was the best or not.",
    was="if run.fun < smallest:",
    now="if True:",
    recognise=objecting(q, WORSE),
)
q.wrong(
    "one start only",
    hint="fun_multiclass is right, but fit_multiclass never finds more with many starts than with one. Draw a new start within the loop.",
    was="    for _ in range(restarts):\n        start = pack(draw_start(sizes, rng))\n",
    now="    start = pack(draw_start(sizes, rng))\n    for _ in range(restarts):\n",
    recognise=objecting(q, NO_BETTER),
)
q.wrong(
    "the vector instead of the weights",
    hint="fun_multiclass is right, but fit_multiclass returns a flat vector. The weights are a list of pairs.",
    was="return unpack(vector, sizes)",
    now="return vector",
    recognise=objecting(q, PAIRS),
)
q.wrong(
    "stopped early",
    hint="fun_multiclass is right, but fit_multiclass stops after a handful of iterations. Leave it to SciPy when to stop.",
    was='method="L-BFGS-B")\n        if',
    now='method="L-BFGS-B", options={"maxiter": 6})\n        if',
    recognise=objecting(q, NOT_LEARNED, lambda candidate: still_steep(candidate)),
)


def still_steep(candidate):
    """Return whether training ends where the loss of simple points still falls."""
    X, t = three_classes(np.random.default_rng(41), 4)
    weights = candidate.fit_multiclass(X, t, SIZES, LAM, np.random.default_rng(0), 1)
    return np.abs(fun_multiclass(pack(arrays(weights, SIZES)), X, t, SIZES, LAM)[1]).max() > 3e-3


q.hints(
    "What is the shape of the last sums for N points and K classes? Over which axis do the probabilities add up to 1?",
    "Shift each row by its largest sum, take the exponential, divide by the row's total. The loss takes the logarithm at the column of the label; delta2 is the probabilities with 1 taken off in that column, divided by N.",
    "From delta2 on everything is as in `gradient`. Return the loss with its price and the packed slopes. The training runs `minimize` on that function from several drawn starts and unpacks the vector of the run with the smallest loss.",
)
