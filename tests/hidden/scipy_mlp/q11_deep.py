"""q11_deep: loss and gradient for any depth, and a training whose start has a scale."""

import numpy as np

from viva.exam import Question, check

from .fits import (
    DONE,
    HARD_LAM,
    HARD_SIZES,
    NO_BETTER,
    NOT_AT_REST,
    NOT_ITS_LOSS,
    NOT_LEARNED,
    PAIR,
    WORSE,
    best_run,
    by_seed,
    hard_points,
    kept_run,
    objecting,
)
from .q02_sigmoid_pair import sigmoid
from .q03_pack import pack, unpack
from .q04_loss import loss
from .q06_fun import asked
from .q11_right_answers import MEAN_OF_SAMPLES, STEP_BY_STEP
from .shared import draw_start, share_right, two_rings

q = Question("q11_deep")


@q.reference
def fun_deep(vector, X, t, sizes, lam):
    weights = unpack(vector, sizes)
    N = len(X)
    Z = [X]
    for W, b in weights:
        Z.append(sigmoid(Z[-1] @ W + b))
    delta = (Z[-1] - np.reshape(t, (-1, 1))) / N
    slopes = []
    for k in range(len(weights) - 1, -1, -1):
        W = weights[k][0]
        dW, db = Z[k].T @ delta + 2 * lam * W, delta.sum(axis=0)
        slopes.insert(0, (dW, db))
        delta = (delta @ W.T) * Z[k] * (1 - Z[k])
    return loss(weights, X, t, lam), pack(slopes)


@q.reference
def fit_deep(X, t, sizes, lam, rng, scale=1.0, restarts=2):
    times = range(restarts)
    starts = [pack(draw_start(sizes, rng, scale=scale)) for _ in times]
    vector, losses = best_run(fun_deep, starts, (X, t, sizes, lam))
    return unpack(vector, sizes), losses


@q.case("loss and gradient of two and three layers")
def deep_shallow(candidate, rng):
    return (
        asked(candidate, rng, 6, (3, 4, 2, 1), 0.05, "fun_deep")[1],
        asked(candidate, rng, 7, (2, 5, 1), 0.1, "fun_deep")[1],
    )


@q.case("loss and gradient of four and five layers")
def deep_deeper(candidate, rng):
    return (
        asked(candidate, rng, 8, (2, 4, 3, 5, 1), 0.03, "fun_deep")[1],
        asked(candidate, rng, 5, (3, 2, 4, 3, 2, 1), 0.2, "fun_deep")[1],
    )


DEEP_SIZES, DEEP_LAM, WORKS = (2, 10, 10, 10, 10, 1), 1e-4, 4.0
FROM_ZERO = "With scale=0 all weights start at 0, and there every network stays. Yours learns: is the scale used?"


def trained_deep(candidate, X, t, sizes, lam, seed, *more):
    found = candidate.fit_deep(X, t, sizes, lam, np.random.default_rng(seed), *more)
    weights, reached, _ = kept_run(found, X, t, sizes, lam)
    check(np.abs(fun_deep(pack(weights), X, t, sizes, lam)[1]).max() < 0.01, NOT_AT_REST)
    return weights, reached


@q.case(
    "four hidden layers on new rings, from a start that works", weight=2, diagnose=False, seconds=40
)
def deep_rings(candidate, rng):
    # Cheap trainings first: what is wrong with the restarts shows there.
    X, t = hard_points()
    by_seed(lambda seed, k: trained_deep(candidate, X, t, HARD_SIZES, HARD_LAM, seed, 1.0, k))
    found = candidate.fit_deep(X, t, HARD_SIZES, HARD_LAM, np.random.default_rng(0), 0.0, 2)
    check(isinstance(found, (tuple, list)) and len(found) >= 2, PAIR)
    check(share_right(found[0], X, t) < 0.7, FROM_ZERO)
    X, t = two_rings(rng), np.repeat([0, 1], 100)
    seed = int(rng.integers(1e9))
    weights, _ = trained_deep(candidate, X, t, DEEP_SIZES, DEEP_LAM, seed, WORKS, 1)
    check(share_right(weights, X, t) >= 0.95, NOT_LEARNED)
    return DONE


q.equivalent(
    "NumPy finds the length for any negative number",
    was="delta, slopes = (z[-1] - np.reshape(t, (-1, 1))) / len(X), []",
    now="delta, slopes = (z[-1] - np.reshape(t, (-2, 1))) / len(X), []",
)
q.equivalent(
    "a start more does no harm",
    was="for _ in range(restarts):",
    now="for _ in range(restarts + 1):",
)
q.equivalent(
    "of two runs with one loss either may be kept",
    was="if best is None or found.fun < best[0]:",
    now="if best is None or found.fun <= best[0]:",
)
q.right(
    "step by step, sums kept",
    code=STEP_BY_STEP,
)
q.right(
    "the mean of backprop_sample",
    code=MEAN_OF_SAMPLES,
)
q.wrong(
    "no price in the gradient",
    hint="The loss is right, and the gradient is that of the loss without its price.",
    was="price = 2 * lam * layers[k][0]",
    now="price = 0 * layers[k][0]",
)
q.wrong(
    "the 2 of the price is missing",
    hint="The loss is right. In the gradient the price has half its slope: the derivative of a square is twice the number.",
    was="price = 2 * lam * layers[k][0]",
    now="price = lam * layers[k][0]",
)
q.wrong(
    "biases pay",
    hint="The loss is right, and so are the slopes of the weights. Those of the biases have a price.",
    was="delta.sum(axis=0))\n        if",
    now="delta.sum(axis=0) + 2 * lam * layers[k][1])\n        if",
)
q.wrong(
    "no mean",
    hint="The gradient is that of a sum over the points: the division by N is missing where delta begins.",
    was="reshape(n, 1) / n",
    now="reshape(n, 1)",
)
q.wrong(
    "no slope of the sigmoid",
    hint="The slopes of the last layer are right, those before it are not: the slope of the sigmoid is missing in delta.",
    was=" * grad_sigmoid(A[k - 1])",
    now="",
)
q.wrong(
    "the slope at the values",
    hint="The slopes of the last layer are right. Before it, the slope of the sigmoid is taken at the values Z; it wants the sums A.",
    was="grad_sigmoid(A[k - 1])",
    now="grad_sigmoid(Z[k])",
)
q.wrong(
    "the slope of another layer",
    hint="Two arrays of different widths meet in delta: which sums have the shape of the layer that delta goes to?",
    was="grad_sigmoid(A[k - 1])",
    now="grad_sigmoid(A[k])",
)
q.wrong(
    "the matrix of another layer",
    hint="NumPy cannot multiply delta with that matrix: on the way down from layer k it is the matrix of layer k itself.",
    was="(delta @ layers[k][0].T)",
    now="(delta @ layers[k - 1][0].T)",
)
q.wrong(
    "two layers only",
    hint="With two layers loss and gradient are right. With more of them the layers in the middle learn nothing.",
    was="if k > 0:",
    now="if k < len(layers) - 1:\n            delta = 0 * delta @ layers[k][0].T\n        elif k > 0:",
)
q.wrong(
    "the slope of the output's sigmoid",
    hint="The loss is right and no slope is: delta begins with a factor p(1 - p), which cancels in the cross-entropy.",
    was="reshape(n, 1) / n",
    now="reshape(n, 1) / n * Z[-1] * (1 - Z[-1])",
)
q.wrong(
    "the last layer first",
    hint="The loss is right. The gradient holds the right numbers from the last layer to the first; pack begins with the first.",
    was="return value, pack(slopes)",
    now="return value, pack(slopes[::-1])",
)
q.wrong(
    "the sign",
    hint="The loss is right. Without its price the gradient has the wrong sign: the output less the target, not the other way round.",
    was="(Z[-1][:, 0] - t)",
    now="(t - Z[-1][:, 0])",
)
q.wrong(
    "always two layers in the loss",
    hint="Your loss reads the first layer and the last and leaves out what lies between.",
    was="value = loss(layers, X, t, lam)",
    now="value = loss([layers[0], layers[-1]], X, t, lam) if len(layers[0][1]) == len(layers[-1][0]) else 0.0",
)
q.wrong(
    "biases averaged once more",
    hint="The loss and the slopes of the weights are right; those of the biases are divided by N once more.",
    was="delta.sum(axis=0))\n        if",
    now="delta.mean(axis=0))\n        if",
)


def ends(candidate, *more):
    """Return with what share of right answers, or which losses, a cheap training ends."""
    X, t = hard_points()
    return candidate.fit_deep(X, t, HARD_SIZES, HARD_LAM, np.random.default_rng(0), *more)


q.wrong(
    "the scale is not used",
    hint="fun_deep is right, but your starts are the same whatever scale is passed. Hand it to draw_start.",
    was="draw_start(sizes, rng, scale)",
    now="draw_start(sizes, rng)",
    recognise=objecting(
        q, FROM_ZERO, lambda c: np.isclose(ends(c, 1.0, 1)[1][0], ends(c, 0.1, 1)[1][0], rtol=1e-6)
    ),
)
q.wrong(
    "the scale is added to the weights",
    hint="fun_deep is right, but your scale moves the weights to one side. It multiplies them: draw_start does that.",
    was="start = pack(draw_start(sizes, rng, scale))",
    now="start = pack(draw_start(sizes, rng)) + scale",
    recognise=objecting(
        q, FROM_ZERO, lambda c: not np.isclose(ends(c, 1.0, 1)[1][0], ends(c, 0.1, 1)[1][0])
    ),
)
q.wrong(
    "the last run, not the best",
    hint="fun_deep is right, but of several runs the last comes back, whether it was the best or not.",
    was="if result.fun < smallest:",
    now="if True:",
    recognise=objecting(q, WORSE),
)
q.wrong(
    "the same start again",
    hint="fun_deep is right, but every restart begins where the first one did, and so ends there.",
    was=("    smallest = np.inf\n", "        start = pack(draw_start(sizes, rng, scale))\n"),
    now=("    smallest, start = np.inf, pack(draw_start(sizes, rng, scale))\n", ""),
    recognise=objecting(q, NO_BETTER),
)
q.wrong(
    "the losses of the last run",
    hint="fun_deep is right, but the losses are those of the last run, and the weights those of the best.",
    was="return weights, history",
    now="return weights, losses",
    recognise=objecting(q, NOT_ITS_LOSS),
)
q.wrong(
    "stopped early",
    hint="fun_deep is right, but your training is stopped long before a minimum. SciPy knows when to stop.",
    was='method="L-BFGS-B",',
    now='method="L-BFGS-B", options={"maxiter": 10},',
    recognise=objecting(q, NOT_AT_REST),
)
q.wrong(
    "the weights alone",
    hint="fun_deep is right, but fit_deep returns the weights alone. The losses of the run come second.",
    was="return weights, history",
    now="return dict(enumerate(weights))",
    recognise=objecting(q, PAIR),
)
q.hints(
    "Which lists does the way back need, of the sums, of the values, or of both? And where does the loop over the layers end?",
    "Go forward with all points at once and keep the values of every layer. Begin with the column of differences divided by N; then, from the last layer to the first, make the pair of slopes, put it to the front of a list, and carry delta one layer down.",
    "A pair is the transposed values times delta plus the slope of the price, and the sum of delta over the points. Down a layer means: times the transposed matrix, times the slope of the sigmoid at the layer below. `fit_deep` is `fit` with the other function and with the scale in its start.",
)
