"""How an answer to q07_run_mlp_training is run, to see what it does with what it is given."""

import numpy as np

from .shared import CROSS, CROSS_CLASSES, draw_blobs, named


def accuracies_of(candidate, X, y, d_h, learning_rate, num_epoch):
    found = candidate.run_mlp_training(X, y, X[::2], y[::2], d_h, learning_rate, num_epoch)
    accuracies = named(found, "train_accuracies", "test_accuracy")["train_accuracies"]
    return np.ravel(np.asarray(accuracies, dtype=float))


def last_accuracy(candidate, X, y, d_h, learning_rate, num_epoch):
    return float(accuracies_of(candidate, X, y, d_h, learning_rate, num_epoch)[-1])


def a_run(candidate, told="the truth", num_epoch=400):
    """Let the candidate learn the cross, with true, false or random labels for the test."""
    rng = np.random.default_rng(11)
    X, blob = draw_blobs(CROSS, 20, 0.3, rng)
    y = CROSS_CLASSES[blob]
    y_test = {"the truth": y, "lies": (y == 0) * 3, "noise": rng.choice([0, 1, 3], size=len(y))}
    return candidate.run_mlp_training(X, y, X[::2], y_test[told][::2], 12, 2.0, num_epoch)


def learned(candidate, told="the truth"):
    """Return the last training accuracy of a run."""
    return _ends(candidate, told)[0]


def tested(candidate, told="the truth"):
    return _ends(candidate, told)[1]


def _ends(candidate, told):
    accuracies, reached = a_run(candidate, told)[:2]
    if np.size(accuracies) < 2 or np.size(reached) != 1:
        raise ValueError
    return float(np.ravel(accuracies)[-1]), float(np.ravel(reached)[0])


def alone(candidate, d_h=1, learning_rate=2.0):
    """Return the last training accuracy on the cross with other settings than it needs."""
    X, blob = draw_blobs(CROSS, 20, 0.3, np.random.default_rng(11))
    return last_accuracy(candidate, X, CROSS_CLASSES[blob], d_h, learning_rate, 400)


def changes_at_rest(candidate):
    X, blob = draw_blobs(CROSS, 20, 0.3, np.random.default_rng(11))
    return np.ptp(accuracies_of(candidate, X, CROSS_CLASSES[blob], 12, 0.0, 40)) > 0


def sizes(candidate, num_epoch=9):
    return [np.size(part) for part in a_run(candidate, num_epoch=num_epoch)[:2]]


def share_of_fewer(candidate, n=19):
    """Return None if the accuracies are shares of n samples, else whether they are of fewer.

    The labels are drawn by chance, so the shares are seldom 0 or 1. They may be rounded to two
    places.
    """
    found = []
    for seed in range(3):
        rng = np.random.default_rng(seed)
        X, y = rng.normal(size=(n, 2)), rng.permutation(np.arange(n) % 3)
        found.extend(accuracies_of(candidate, X, y, 4, 0.5, 12))
    found = np.array(found)

    def shares_of(m):
        return bool(np.all(np.abs(found - np.round(found * m) / m) < 0.0051))

    return None if shares_of(n) else any(map(shares_of, range(1, n)))
