"""A network that learns by heart, and how its two curves are found in a picture."""

import numpy as np

from viva.exam import check

from .shared import Network, the_split, train_epoch

NO_HISTORY = "history must be a dict with the two lists 'train' and 'val'."
UNEQUAL = "The two lists are not equally long: each holds one accuracy for each epoch."
SHORT_HISTORY = "history holds fewer than 20 epochs."
NOT_FRACTIONS = "An accuracy in history is not a fraction between 0 and 1."


def learn_by_heart():
    from matplotlib.figure import Figure

    _, _, X_train, X_val, y_train, y_val = the_split()
    rng = np.random.default_rng(0)
    network = Network([64, 100, 10], rng)
    history = {"train": [], "val": []}
    for _ in range(60):
        train_epoch(network, X_train[:60], y_train[:60], 0.1, rng)
        history["train"].append(network.accuracy(X_train[:60], y_train[:60]))
        history["val"].append(network.accuracy(X_val, y_val))
    axes = Figure().subplots()
    axes.plot(history["train"], label="training")
    axes.plot(history["val"], label="validation")
    axes.set_xlabel("epoch")
    axes.set_ylabel("accuracy")
    axes.legend()
    return history, network, axes


def is_drawn(line, curve):
    """Tell whether a line shows a curve, as fractions or in percent."""
    heights = np.asarray(line.get_ydata(), dtype=float).ravel()
    if heights.size != curve.size:
        return False
    return np.allclose(heights, curve, atol=1e-3) or np.allclose(heights, 100 * curve, atol=0.1)


def label_of(line):
    label = line.get_label()
    return "" if label.startswith("_") else label.strip()


def objects(candidate, case, sentence):
    """Tell whether a case objects to the candidate with this sentence."""
    try:
        case(candidate, None)
    except Exception as objection:  # noqa: BLE001 - whatever a case meets is no such objection
        return str(objection) == sentence
    return False


def objecting(case, sentence):
    """Return what recognises a wrong answer by the sentence with which a case objects to it."""
    return lambda candidate: objects(candidate, case, sentence)


def history_of(candidate):
    history = candidate.history
    check(isinstance(history, dict) and {"train", "val"} <= set(history), NO_HISTORY)
    curves = []
    for key in ("train", "val"):
        curve = np.asarray(history[key])
        check(curve.dtype.kind in "biuf" and curve.ndim >= 1, NO_HISTORY)
        curves.append(curve.astype(float).ravel())
    train, val = curves
    check(train.size == val.size, UNEQUAL)
    check(train.size >= 20, SHORT_HISTORY)
    check(np.all((np.array(curves) >= 0) & (np.array(curves) <= 1)), NOT_FRACTIONS)
    return train, val
