"""Why a model reads too few of the very images that it was trained on."""

import time

import numpy as np

from viva.remote.transport import CandidateError

NOT_NUMBERS = (
    "The weights of your model are nan or inf: the training has run away. Are its steps too long? "
    "Try a smaller learning rate."
)
SHRUNK = (
    "The weights of your model are far smaller than those of a new Network. Is weight decay so strong "
    "that it keeps them from growing? Use less of it, or none."
)
NEVER = (
    "Your model never answers one of the ten digits, not even for the images that it was trained on. "
    "Are images of all ten in its training, and has it ten outputs?"
)
FEW_NEURONS = (
    "Your network has fewer than eight neurons in a hidden layer, and reads too few of the images that "
    "it was trained on, even if it is given each of them four times. Give it more neurons."
)
FULL_BATCH = (
    "Your model reads too few of the images that it was trained on, and it comes to the same weights "
    "when it is given each of them four times. So an epoch is a single step on all of them. Smaller "
    "batches give more steps an epoch."
)
FEW_STEPS = (
    "Your model reads less than {:.2f} of the images that it was trained on, and many more when it is "
    "given each image four times, which makes four times as many steps. So its steps are too few or "
    "too short: train for more epochs, or at a larger learning rate."
)
BY_HEART = (
    "Your model reads nearly all images that it was trained on, but fewer than {:.2f} of new ones: it "
    "knows them by heart. Try another model or other settings on a part that you put aside."
)
DEAD = (
    "More than half of the hidden neurons of your network give 0 for every image that it was trained "
    "on: steps that were too long have pushed them there. Try a smaller learning rate."
)
QUICK = 10.0
"""So many seconds a training may take that is repeated with four times as many images."""


def layers_of(model):
    """Return the matrices of a network and its vectors of biases, or None without those."""
    try:
        W, b = ([np.asarray(part, dtype=float) for part in found] for found in (model.W, model.b))
    except (AttributeError, CandidateError, TypeError, ValueError):
        return None
    fits = len(W) == len(b) > 1 and all(w.ndim == 2 for w in W)
    return (W, [part.ravel() for part in b]) if fits else None


def of_the_weights(layers):
    """Return what is wrong with the weights themselves, or None."""
    W, b = layers
    if not all(np.isfinite(part).all() for part in (*W, *b)):
        return NOT_NUMBERS
    # Those of a new network have the variance 2/n_in, so their squares add up to 2 n_out.
    at_the_start = sum(2 * w.shape[1] for w in W)
    return SHRUNK if sum(np.sum(w**2) for w in W) < at_the_start / 2 else None


def share_dead(layers, X):
    """Return the share of the hidden neurons that relu lets say nothing about any row."""
    W, b = layers
    dead = []
    for w, bias in zip(W[:-1], b[:-1], strict=True):
        if w.shape != (X.shape[1], bias.size):
            return 0.0
        X = np.maximum(X @ w + bias, 0)
        dead.append(~X.any(axis=0))
    return float(np.mean(np.concatenate(dead)))


def timed(train, X, y):
    """Return a trained model, and whether that was quick enough to be done with four times as much."""
    begin = time.monotonic()
    returned = train(X, y)
    return returned, time.monotonic() - begin < QUICK


def of_more_steps(layers, again, known, right_at_least):
    """Return what a training with each image four times tells about the one without.

    `again`: the layers then, and the share of the images of the training that are read.
    """
    more_layers, more = again
    if layers and more_layers:
        same = all(
            one.shape == other.shape and np.allclose(one, other, rtol=1e-6, atol=1e-9)
            for one, other in zip(layers[0], more_layers[0], strict=False)
        )
        if same:
            return FULL_BATCH
    if more >= right_at_least:
        return FEW_STEPS.format(right_at_least)
    if layers and min(w.shape[1] for w in layers[0][:-1]) < 8:
        return FEW_NEURONS
    return FEW_STEPS.format(right_at_least) if more > known + 0.05 else None
