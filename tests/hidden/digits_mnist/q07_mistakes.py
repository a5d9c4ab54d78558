"""Mistakes in q07_overfit that are told by what the curves do, however they are made."""

import numpy as np

from .curves import lists_of, mean_loss, wrong_labels
from .shared import Network, the_split, train_epoch

AFTER = "        train_epoch(network, X_few, y_few, 0.1, rng, weight_decay=weight_decay)\n"
END = "    return curves\n"


def images(n):
    """Return n images with some wrong labels, and 30 others."""
    _, _, X_train, X_val, _, y_val = the_split()
    rng = np.random.default_rng(5)
    few = wrong_labels(rng, rng.permutation(len(X_train))[:n])
    return *few, X_val[:30], y_val[:30]


def asked(candidate, given, decay):
    found = lists_of(candidate.learning_curves(*given, 9, 4, decay), 4)
    return found["train_loss"], found["val_loss"]


def right(given, decay, batch_size=32):
    """Return both losses after each of four epochs."""
    X_few, y_few, X_val, y_val = given
    rng = np.random.default_rng(0)
    network = Network([X_few.shape[1], 9, 10], rng)
    losses = []
    for _ in range(4):
        train_epoch(network, X_few, y_few, 0.1, rng, batch_size, decay)
        losses.append((mean_loss(network, X_few, y_few), mean_loss(network, X_val, y_val)))
    return np.array(losses).T


def another_order(candidate):
    """Return whether one batch of all rows is learned as it should be, and several are not."""
    few, many = images(20), images(70)
    found = asked(candidate, many, 0.01)
    return (
        np.allclose(asked(candidate, few, 0.01), right(few, 0.01), atol=1e-5)
        and not np.allclose(found, right(many, 0.01), atol=1e-5)
        and not np.allclose(found, right(many, 0.01, batch_size=70), atol=1e-5)
    )


def learns_from_validation(candidate):
    """Return whether both losses change with the labels of the validation part."""
    X_few, y_few, X_val, y_val = images(20)
    first = asked(candidate, (X_few, y_few, X_val, y_val), 0.01)
    second = asked(candidate, (X_few, y_few, X_val, (y_val + 1) % 10), 0.01)
    return all(not np.allclose(a, b, atol=1e-5) for a, b in zip(first, second, strict=True))


def decay_counted(candidate):
    """Return whether the losses are right without decay, and too large by the same with it."""
    given = images(20)
    if not np.allclose(asked(candidate, given, 0.0), right(given, 0.0), atol=1e-5):
        return False
    train, val = np.array(asked(candidate, given, 0.03)) - right(given, 0.03)
    same = np.allclose(train, val, atol=1e-5) or np.allclose(val, 0, atol=1e-5)
    return same and bool(np.all(train > 1e-3))


MISTAKES = [
    dict(
        title="a new network in every epoch",
        hint="Your curves do not go on: every epoch begins with a new network. Where is it made?",
        was=AFTER,
        now="        network = Network([X_few.shape[1], hidden, 10], rng)\n" + AFTER,
    ),
    dict(
        title="a new generator in every epoch",
        hint="The rows come in another order than from one generator: yours is made anew in each "
        "epoch, or is a second one. Make it once, before the network, and use it for all epochs.",
        was=AFTER,
        now=AFTER.replace("rng, w", "np.random.default_rng(0), w"),
        recognise=another_order,
    ),
    dict(
        title="both parts trained on",
        hint="With other validation labels your network gets other weights, so it has learned from "
        "them. Train it on X_few and y_few alone.",
        was=AFTER,
        now=AFTER + AFTER.replace("few", "val"),
        recognise=learns_from_validation,
    ),
    dict(
        title="the decay in the loss",
        hint="Your losses have the weight decay added. The curves show the mean cross-entropy alone; "
        "the decay belongs to the training, where train_epoch takes care of it.",
        was=END,
        now='    curves["train_loss"] = [each + weight_decay for each in curves["train_loss"]]\n'
        '    curves["val_loss"] = [each + weight_decay for each in curves["val_loss"]]\n' + END,
        recognise=decay_counted,
    ),
]
for part, other in (("loss", "accuracies"), ("accuracy", "losses")):
    one, two = f'curves["train_{part}"]', f'curves["val_{part}"]'
    what = {"loss": "losses", "accuracy": "accuracies"}[part]
    MISTAKES.append(
        dict(
            title=f"the {what} swapped",
            hint=f"The {other} are right. The {what} of the two parts have changed places.",
            was=END,
            now=f"    {one}, {two} = {two}, {one}\n" + END,
            keeps=0.63,  # the other half of the curves, the picture and remedy may be right
        )
    )
