"""Mistakes in q06_hyperparameters that are told by what the table shows."""

import numpy as np

from .shared import the_split, train_network
from .tables import rows_of

START = {"hidden": 8, "learning_rate": 0.1, "epochs": 2}
OTHERS = {"hidden": (8, 20, 40), "learning_rate": (0.1, 0.3, 0.02), "epochs": (2, 5, 9)}
TRAIN = "y_train, **setting)\n"


def a_table(candidate, settings):
    """Return the accuracies that the candidate finds for settings, and the right ones."""
    _, _, X_train, _, y_train, _ = the_split()
    images = X_train[:300], y_train[:300], X_train[300:450], y_train[300:450]
    rows = rows_of(candidate.try_settings([dict(each) for each in settings], *images))
    right = [train_network(*images[:2], **each).accuracy(*images[2:]) for each in settings]
    return np.array([accuracy for _, accuracy in rows]), np.array(right)


def ignores(name):
    """Return a recogniser of answers whose accuracy is the same whatever an argument says."""

    def recognise(candidate):
        found, right = a_table(candidate, [{**START, name: value} for value in OTHERS[name]])
        return len(found) == 3 and np.ptp(found) == 0 < np.ptp(right)

    return recognise


def stays_with_the_first(candidate):
    settings = [dict(zip(OTHERS, values, strict=True)) for values in zip(*OTHERS.values())]
    found, right = a_table(candidate, settings)
    return len(found) == 3 and np.ptp(found) == 0 and abs(found[0] - right[0]) < 0.0051


def rounds(candidate):
    found, right = a_table(candidate, [{**START, "epochs": value} for value in OTHERS["epochs"]])
    return any(np.allclose(found, np.round(right, places)) for places in (0, 1))


MISTAKES = [
    dict(
        title="the first network for every setting",
        hint="Every row has the accuracy of the first setting: its network is measured again and "
        "again. Train a new one in every turn of the loop.",
        was="        network = train_network(X_train, y_train, **setting)\n",
        now="        network = train_network(X_train, y_train, **settings[0])\n",
        recognise=stays_with_the_first,
    ),
    dict(
        title="rounded accuracies",
        hint="The accuracies in your table are rounded so far that different settings look alike. "
        "Leave them as they are.",
        was="accuracy = network.accuracy(X_val, y_val)",
        now="accuracy = round(network.accuracy(X_val, y_val), 1)",
        recognise=rounds,
    ),
    *(
        dict(
            title=f"{name} fixed",
            hint=f"Your accuracies do not depend on {name}: every network is trained with the same "
            "value, whatever the setting says.",
            was=TRAIN,
            now=f'y_train, **{{**setting, "{name}": {value}}})\n',
            recognise=ignores(name),
        )
        for name, value in (("epochs", 10), ("hidden", 30), ("learning_rate", 0.1))
    ),
]
