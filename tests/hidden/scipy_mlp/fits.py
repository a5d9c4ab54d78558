"""What holds for any training from several starts, and how its mistakes are recognised."""

from functools import partial
from weakref import WeakKeyDictionary

import numpy as np
from scipy.optimize import minimize

from viva.exam import Pair, check

from .shared import arrays, loss_of, three_classes

# What a case returns that has only checked: nothing of it needs the reference's own trainings.
DONE = Pair(True, True)

PAIR = "Two things come back, in this order: the weights and the losses."
SHORT = "losses should be a flat list of numbers, one for each iteration. Here there are fewer than five."
RISING = (
    "The losses do not fall from one iteration to the next. They should be those of the run that "
    "is kept, in order."
)
NOT_ITS_LOSS = (
    "The last of losses is not the loss of the weights that come back. Do both belong to the run "
    "that is kept?"
)
NOT_AT_REST = (
    "The weights that come back are not at a minimum of the loss with this price: its slope there "
    "is far from 0."
)
NOT_LEARNED = "Fewer than 0.95 of the points are right."
WORSE = "With more restarts the loss at the end is larger. The best run is to be kept."
NO_BETTER = (
    "However many restarts there are, nothing better is found than with one. Does each of them "
    "begin with a new start, and is the best run kept?"
)
SAME_SEED = (
    "Two generators with the same seed give different networks. Do all starts come from rng?"
)
ONE_SEED = "Generators with different seeds give the same network. Do the starts come from rng?"


def kept_run(found, X, t, sizes, lam):
    """Check what a training returns; return its weights, their loss, and the losses."""
    check(found is not None, "The function returns None. Is a `return` missing?")
    check(isinstance(found, (tuple, list)) and len(found) >= 2, PAIR)
    weights = arrays(found[0], sizes)
    try:
        losses = np.asarray(found[1], dtype=float).ravel()
    except (TypeError, ValueError):
        check(False, PAIR)
    check(losses.size >= 5, SHORT)
    reached = loss_of(weights, X, t, lam)
    check(np.isclose(losses[-1], reached, rtol=1e-3, atol=1e-6), NOT_ITS_LOSS)
    check(np.mean(np.diff(losses) < 1e-6) > 0.9 and losses[-1] < losses[0], RISING)
    return weights, reached, losses


def best_run(function, starts, about):
    """Minimise from every start; return the vector and the losses of the best run."""
    best, kept = None, []
    for start in starts:
        losses = []
        note = partial(_note, function, about, losses)
        found = minimize(function, start, about, jac=True, method="L-BFGS-B", callback=note)
        if best is None or found.fun < best.fun:
            best, kept = found, losses
    return best.x, kept


def _note(function, about, losses, vector):
    losses.append(function(vector, *about)[0])


HARD_SIZES, HARD_LAM = (2, 2, 1), 1e-3
SEEDS = range(3)


def hard_points():
    """Draw few points, on which the starts end in many places, better ones and worse ones."""
    X, _ = three_classes(np.random.default_rng(41), 4)
    return X, np.tile(np.repeat([0, 1], 4), 3)


def by_seed(train):
    """Check trainings on hard points with one restart and with three.

    Parameters
    ----------
    train
        ``train(seed, restarts)`` returns the weights and the loss that was reached.
    """
    one, three = ([train(seed, k) for seed in SEEDS] for k in (1, 3))
    check(np.isclose(train(0, 1)[1], one[0][1], rtol=1e-5), SAME_SEED)
    first = [weights[0][0] for weights, _ in one]
    check(not all(np.allclose(W, first[0], rtol=1e-3) for W in first), ONE_SEED)
    gains = np.array([a - b for (_, a), (_, b) in zip(one, three)])
    check(gains.min() > -1e-3, WORSE)
    check(gains.max() > 1e-3, NO_BETTER)


_objections = WeakKeyDictionary()


def objections(question, candidate):
    """Return the sentences with which the cases of a question object to a candidate."""
    if candidate not in _objections:
        _objections[candidate] = [said(case, candidate) for case in question.cases]
    return _objections[candidate]


def said(case, candidate):
    try:
        case.ask(candidate, case.rng())
    except Exception as objection:  # noqa: BLE001 - whatever a case meets is told as it is
        return str(objection)
    return ""


def objecting(question, sentence, also=lambda candidate: True):
    """Return what recognises a wrong answer by the first sentence that objects to it."""

    def recognise(candidate):
        first = next(filter(None, objections(question, candidate)), "")
        return first == sentence and bool(also(candidate))

    return recognise
