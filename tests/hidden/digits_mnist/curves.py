"""A network that learns wrong labels by heart, its curves, and their picture."""

import numpy as np

from viva.exam import check

from .shared import Network, the_split, train_epoch

CURVES = ("train_loss", "val_loss", "train_accuracy", "val_accuracy")
NO_CURVES = (
    "learning_curves must return a dict with the four lists train_loss, val_loss, train_accuracy "
    "and val_accuracy."
)
UNEQUAL = "A list has another length than there are epochs: it holds one number for each epoch."
NO_AXES = "draw_curves must return the axes that it draws into."
OTHER_CURVES = "draw_curves draws neither of the two losses that it is given."
NO_TWO_CURVES = "The two losses are not both drawn as curves in the axes that draw_curves returns."
NO_LABELS = "The two curves have no labels of their own that a legend could show."
NO_LEGEND = "The picture has no legend."
NO_NAMES_ON_AXES = "The axes of the picture have no names."
SAME_NAMES = "Both axes of the picture have the same name."
NO_REMEDY = "remedy must be a dict with the three numbers hidden, epochs and weight_decay."
BEYOND = (
    "remedy goes beyond what the text allows: hidden from 1 to 200, epochs from 1 to 100, "
    "weight_decay not negative."
)
UNHELPED = "Trained with remedy, the network still learns the wrong labels by heart."
FEWER = "With fewer neurons alone the network reads no more of the validation images."
STOPPED = "Stopping earlier helps, but not as much as the text asks for."
WEAK = "The weight decay in remedy hardly changes anything: it is too weak."
STRONG = "The weight decay in remedy is so strong that the right labels are not learned either."
TOO_EARLY = (
    "With the neurons and the weight decay of remedy the network gets there in 60 epochs, and remedy "
    "has fewer: decay needs its time."
)
TOO_FEW = (
    "With the epochs and the weight decay of remedy a network of 100 hidden neurons gets there, and "
    "remedy has fewer: decay keeps the weights small, so it needs no small network as well."
)
LEAST = 0.85


def mean_loss(network, X, y):
    return float(-np.log(network.probabilities(X)[np.arange(len(y)), y]).mean())


def wrong_labels(rng, rows, share=0.3):
    """Take rows of the training part, and give this share of them another digit."""
    _, _, X_train, _, y_train, _ = the_split()
    y_few = y_train[rows].copy()
    wrong = rng.permutation(len(y_few))[: round(share * len(y_few))]
    y_few[wrong] = (y_few[wrong] + rng.integers(1, 10, len(wrong))) % 10
    return X_train[rows], y_few


def lists_of(curves, epochs):
    """Read what learning_curves returns as four arrays."""
    curves = curves[0] if isinstance(curves, tuple) and curves else curves
    check(isinstance(curves, dict) and set(CURVES) <= set(curves), NO_CURVES)
    read = {}
    for name in CURVES:
        curve = np.asarray(curves[name])
        check(curve.dtype.kind in "biuf", NO_CURVES)
        check(curve.size == epochs, UNEQUAL)
        read[name] = curve.astype(float).ravel()
    return read


def curves_of(learning_curves, rng):
    """Ask for the curves of two trainings, every argument another one."""
    _, _, X_train, X_val, _, y_val = the_split()
    found = []
    for n, hidden, epochs, weight_decay in ((70, 9, 4, 0.0), (45, 14, 6, 0.04)):
        X_few, y_few = wrong_labels(rng, rng.permutation(len(X_train))[:n])
        rows = rng.permutation(len(X_val))[: n + 11]
        images = (X_few, y_few, X_val[rows], y_val[rows])
        answer = learning_curves(*images, hidden, epochs, weight_decay)
        found.append(lists_of(answer, epochs))
    return found


def is_drawn(line, curve):
    """Return whether a line shows a curve."""
    heights = np.asarray(line.get_ydata(), dtype=float).ravel()
    return heights.size == len(curve) and np.allclose(heights, curve, atol=1e-6)


def label_of(line):
    label = line.get_label()
    return "" if label.startswith("_") else label.strip()


def check_picture(axes, curves):
    """Object to axes in which the two losses are not drawn for a reader."""
    for part in axes if isinstance(axes, (tuple, list)) else (axes,):
        axes = part
        if hasattr(part, "kind_name") and part.kind_name().startswith("an object of type Axes"):
            break
    # Whether these axes are matplotlib's cannot be told from outside: a type's name is what the
    # student's process says, and its module would be, too. So they are asked for what they show.
    is_axes = hasattr(axes, "kind_name") and axes.kind_name().startswith("an object of type Axes")
    check(is_axes, NO_AXES)
    lines = axes.get_lines()
    losses = [curves[name] for name in ("train_loss", "val_loss")]
    check(any(is_drawn(line, curve) for line in lines for curve in losses), OTHER_CURVES)
    labels = []
    for curve in losses:
        drawn = [line for line in lines if is_drawn(line, curve)]
        check(drawn, NO_TWO_CURVES)
        labels.append({label for label in map(label_of, drawn) if label})
    legends = [axes.get_legend(), *axes.get_figure().legends]
    texts = [text.get_text() for legend in legends if legend for text in legend.get_texts()]
    own_labels = all(labels) and len(set.union(*labels)) >= 2
    check(own_labels or len({text for text in texts if text.strip()}) >= 2, NO_LABELS)
    check(texts, NO_LEGEND)
    across, up = axes.get_xlabel().strip(), axes.get_ylabel().strip()
    check(across and up, NO_NAMES_ON_AXES)
    check(across != up, SAME_NAMES)


def remedy_of(remedy):
    """Read a remedy as hidden, epochs and weight_decay."""
    names = ("hidden", "epochs", "weight_decay")
    check(isinstance(remedy, dict) and set(names) <= set(remedy), NO_REMEDY)
    numbers = [np.asarray(remedy[name]) for name in names]
    check(all(n.size == 1 and n.dtype.kind in "iuf" and np.isfinite(n) for n in numbers), NO_REMEDY)
    hidden, epochs, weight_decay = (number.item() for number in numbers)
    check(hidden == int(hidden) and epochs == int(epochs), NO_REMEDY)
    check(1 <= hidden <= 200 and 1 <= epochs <= 100 and weight_decay >= 0, BEYOND)
    return int(hidden), int(epochs), weight_decay


def reached_with(hidden, epochs, weight_decay):
    """Return the mean validation accuracy at the end, for three draws of rows and wrong labels."""
    _, _, X_train, X_val, _, y_val = the_split()
    reached = []
    for seed in range(11, 14):
        rng = np.random.default_rng(seed)
        X_few, y_few = wrong_labels(rng, rng.permutation(len(X_train))[:300])
        rng = np.random.default_rng(0)
        network = Network([64, hidden, 10], rng)
        with np.errstate(all="ignore"):
            for _ in range(epochs):
                train_epoch(network, X_few, y_few, 0.1, rng, weight_decay=weight_decay)
            reached.append(network.accuracy(X_val, y_val))
    return float(np.mean(reached))


def check_remedy(remedy):
    """Object to a remedy that does not help enough."""
    hidden, epochs, weight_decay = remedy_of(remedy)
    if reached_with(hidden, epochs, weight_decay) >= LEAST:
        return
    if weight_decay:
        check(epochs >= 60 or reached_with(hidden, 60, weight_decay) < LEAST, TOO_EARLY)
        check(hidden >= 100 or reached_with(100, epochs, weight_decay) < LEAST, TOO_FEW)
    check(weight_decay < 0.06, STRONG)
    check(weight_decay == 0, WEAK)
    check(epochs > 25, STOPPED)
    check(hidden >= 60, FEWER)
    check(False, UNHELPED)
