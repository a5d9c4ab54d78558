"""q07_fit: L-BFGS from several starts, of which the best run is kept."""

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
    ONE_SEED,
    PAIR,
    SEEDS,
    SHORT,
    WORSE,
    best_run,
    by_seed,
    hard_points,
    kept_run,
    objecting,
)
from .q03_pack import pack, unpack
from .q06_fun import fun
from .q07_right_answers import AT_THE_END, IN_FRONT, SORTED
from .shared import (
    LAYERS,
    MISFIT,
    PAIRS,
    blob_in_ring,
    draw_start,
    loss_of,
    share_right,
    two_rings,
)

q = Question("q07_fit")


@q.reference
def fit(X, t, sizes, lam, rng, restarts=5):
    times = range(restarts)
    starts = [pack(draw_start(sizes, rng)) for _ in times]
    vector, losses = best_run(fun, starts, (X, t, sizes, lam))
    return unpack(vector, sizes), losses


def settled(candidate, X, t, sizes, lam, seed, *restarts):
    """Train with the candidate, and check that the network lies at a minimum of the loss."""
    found = candidate.fit(X, t, sizes, lam, np.random.default_rng(seed), *restarts)
    weights, reached, _ = kept_run(found, X, t, sizes, lam)
    slope = np.abs(fun(pack(weights), X, t, sizes, lam)[1]).max()
    check(slope < 0.01, NOT_AT_REST)
    return weights, reached


@q.case("a blob in a ring and two rings, new points", diagnose=False, seconds=20)
def fit_rings(candidate, rng):
    t = np.repeat([0, 1], 100)
    for X in (blob_in_ring(rng), two_rings(rng)):
        # Of forty single starts one fails, so three are enough, also where each evaluation is slow.
        weights, _ = settled(candidate, X, t, (2, 4, 1), 1e-4, int(rng.integers(1e9)), 3)
        check(share_right(weights, X, t) >= 0.95, NOT_LEARNED)
    return DONE


@q.case("more restarts are never worse", diagnose=False, seconds=20)
def fit_restarts(candidate, rng):
    X, t = hard_points()
    by_seed(lambda seed, k: settled(candidate, X, t, HARD_SIZES, HARD_LAM, seed, k))
    return DONE


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
    "all runs kept, the best chosen at the end",
    code=AT_THE_END,
)
q.right(
    "the start's loss in front, a lambda for the arguments",
    code=IN_FRONT,
)
q.right(
    "sorted runs",
    code=SORTED,
)


def reached(candidate, *restarts):
    """Return with what losses the seeds end on the hard points."""
    X, t = hard_points()
    found = []
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        weights = candidate.fit(X, t, HARD_SIZES, HARD_LAM, rng, *restarts)[0]
        found.append(loss_of(weights, X, t, HARD_LAM))
    return np.array(found)


def begins_right(candidate):
    """Return whether a single restart ends where the first start leads."""
    X, t = hard_points()
    about = X, t, HARD_SIZES, HARD_LAM
    right = [
        loss_of(fit(*about, np.random.default_rng(seed), 1)[0], X, t, HARD_LAM) for seed in SEEDS
    ]
    return np.allclose(reached(candidate, 1), right, rtol=0, atol=5e-4)


def short_run(candidate):
    X, t = hard_points()
    return candidate.fit(X, t, HARD_SIZES, HARD_LAM, np.random.default_rng(0), 2)


q.wrong(
    "every start the same",
    hint="All restarts begin at the same place, so all of them end at the same place. Draw a new start within the loop.",
    was=("    smallest = np.inf\n", "        start = pack(draw_start(sizes, rng))\n"),
    now=("    smallest, start = np.inf, pack(draw_start(sizes, rng))\n", ""),
    recognise=objecting(q, NO_BETTER, begins_right),
)
q.wrong(
    "restarts ignored",
    hint="Your fit makes as many starts as it likes. The argument `restarts` says how many.",
    was="in range(restarts)",
    now="in range(5)",
    recognise=objecting(q, NO_BETTER, lambda c: not begins_right(c)),
)
q.wrong(
    "a generator of its own",
    hint="Whatever generator is passed, your starts are always the same ones. Draw them from rng.",
    was="    smallest = np.inf\n",
    now="    smallest, rng = np.inf, np.random.default_rng(0)\n",
    recognise=objecting(q, ONE_SEED),
)
q.wrong(
    "the last run, not the best",
    hint="The last run comes back, whether it was the best or not. When is a run better than the best so far?",
    was="if result.fun < smallest:",
    now="if True:",
    recognise=objecting(q, WORSE, lambda c: np.any(reached(c, 3) < reached(c, 1) - 1e-3)),
)
q.wrong(
    "the worst run",
    hint="Of all runs the worst comes back. A smaller loss is better.",
    was=("if result.fun < smallest:", "smallest = np.inf"),
    now=("if result.fun > smallest:", "smallest = -np.inf"),
    recognise=objecting(q, WORSE, lambda c: np.all(reached(c, 3) > reached(c, 1) - 1e-4)),
)


def without_price(candidate):
    """Return whether the losses do not depend on the price."""
    X, t = hard_points()
    ends = [
        candidate.fit(X, t, HARD_SIZES, lam, np.random.default_rng(0), 1)[1][-1]
        for lam in (1e-4, 1e-3)
    ]
    return np.isclose(*ends, rtol=1e-6)


def same_losses(candidate):
    """Return whether the losses do not depend on the points."""
    X, t = hard_points()
    ends = [
        candidate.fit(points, t, HARD_SIZES, HARD_LAM, np.random.default_rng(0), 1)[1][-1]
        for points in (X, X[::-1] + 0.3)
    ]
    return np.isclose(*ends, rtol=1e-6)


q.wrong(
    "no price",
    hint="Your training takes no notice of lam: what it finds is a minimum of the loss without a price.",
    was="f = lambda v: fun(v, X, t, sizes, lam)",
    now="f = lambda v: fun(v, X, t, sizes, 0.0)",
    recognise=objecting(q, NOT_ITS_LOSS, without_price),
)
q.wrong(
    "always the blob in a ring",
    hint="Whatever points are passed, your network learns those of the notebook. Use the arguments X and t.",
    was="f = lambda v: fun(v, X, t, sizes, lam)",
    now="f = lambda v: fun(v, X_blob, t_blob, sizes, lam)",
    recognise=objecting(q, NOT_ITS_LOSS, lambda c: not without_price(c) and same_losses(c)),
)
q.wrong(
    "the losses of the last run",
    hint="The weights are those of the best run, the losses those of the last. Keep both when a run is the best so far.",
    was="return weights, history, smallest",
    now="return weights, np.array(losses)",
    recognise=objecting(
        q,
        NOT_ITS_LOSS,
        lambda c: (
            np.all(np.diff(short_run(c)[1]) < 1e-3) and not without_price(c) and not same_losses(c)
        ),
    ),
)
q.wrong(
    "the losses of all runs in one list",
    hint="Your list runs on from one start to the next. Begin a new list with each start, and return that of the best run.",
    was=(
        "smallest = np.inf\n",
        "losses = [f(start)[0]]\n",
        "history = unpack(result.x, sizes), np.array(losses)",
    ),
    now=(
        "smallest, losses = np.inf, []\n",
        "losses.append(f(start)[0])\n",
        "history = unpack(result.x, sizes), losses",
    ),
    recognise=objecting(q, NOT_ITS_LOSS, lambda c: np.any(np.diff(short_run(c)[1]) > 1e-3)),
)
q.wrong(
    "only the last loss",
    hint="losses is the loss at the end alone. There should be one number for each iteration; `callback` sees them all.",
    was="return weights, history, smallest",
    now="return weights, smallest",
    recognise=objecting(q, SHORT, lambda c: np.max(short_run(c)[1]) < 0.69),
)
q.wrong(
    "a start of zeros",
    hint="Your training ends where it began: with all weights 0 the slopes of all hidden neurons are 0, or equal for ever. Use draw_start.",
    was="start = pack(draw_start(sizes, rng))",
    now="start = 0 * pack(draw_start(sizes, rng))",
    recognise=objecting(q, SHORT, lambda c: np.isclose(short_run(c)[1], np.log(2)).all()),
)
q.wrong(
    "the vector instead of the weights",
    hint="The weights come back as one flat vector. Unpack it: a list of pairs (W, b).",
    was="unpack(result.x, sizes), np",
    now="result.x, np",
    recognise=objecting(q, PAIRS, lambda c: np.ndim(short_run(c)[0]) == 1),
)
q.wrong(
    "losses before weights",
    hint="The losses come first, and the weights second. It should be the other way round.",
    was="return weights, history, smallest",
    now="return list(history), weights",
    recognise=objecting(q, LAYERS, lambda c: np.ndim(short_run(c)[0]) == 1),
)
q.wrong(
    "the weights alone",
    hint="Only the weights come back. The losses of the run are asked for, too.",
    was="return weights, history, smallest",
    now="return dict(zip(sizes, weights))",
    recognise=objecting(q, PAIR),
)
q.wrong(
    "a handful of iterations",
    hint="Your training is stopped after a handful of iterations, far from a minimum. Leave it to SciPy when to stop.",
    was='method="L-BFGS-B", callback',
    now='method="L-BFGS-B", options={"maxiter": 8}, callback',
    recognise=objecting(q, NOT_AT_REST, lambda c: np.size(short_run(c)[1]) < 20),
)
q.wrong(
    "always four hidden neurons",
    hint="Your network has four hidden neurons whatever sizes are passed. Use the argument.",
    was=(
        "unpack(result.x, sizes), np",
        "f = lambda v: fun(v, X, t, sizes, lam)",
        "draw_start(sizes, rng)",
    ),
    now=(
        "unpack(result.x, (2, 4, 1)), np",
        "f = lambda v: fun(v, X, t, (2, 4, 1), lam)",
        "draw_start((2, 4, 1), rng)",
    ),
    recognise=objecting(q, MISFIT),
)


q.hints(
    "What must be new in each run: the start, the list of losses, or both? And what is kept from one run to the next?",
    "In a loop draw a start, make an empty list, and call `minimize` with a callback that appends the loss of the vector it is given. If the run ended with a smaller loss than any before, keep its vector and its list.",
    "`minimize` gets the function, the packed start, `args` with the four further arguments, `jac=True`, the method and the callback. Its result has the loss as `.fun` and the vector as `.x`; after the loop unpack the best vector and return it with its list.",
)
