"""What holds for any table of settings and accuracies: each row can be trained again."""

import numpy as np

from viva.exam import check

from .shared import N_VAL, the_split, train_network

DEFAULTS = {
    "hidden": 10,
    "learning_rate": 0.01,
    "epochs": 1,
    "batch_size": 32,
    "weight_decay": 0.0,
    "seed": 0,
}


# Two of the 270 images, and what rounding to two places adds.
SLACK = 2 / N_VAL + 0.005


NO_TABLE = "try_settings must return a list with a dict for each setting."
NO_ROW = "Nothing is returned. Is a `return` missing?"
NO_SETTINGS = "settings must be a list of dicts, the arguments of train_network by their names."
NO_ACCURACY = 'A row has no "accuracy", or it is not a number.'
PERCENT = "An accuracy is above 1. It is a fraction, not a percentage or a count."
NO_NAMES = (
    "A row names no argument of train_network. The keys are its names: hidden, learning_rate, "
    "epochs, batch_size, weight_decay, seed."
)
VALUES = "An argument in a row is not what train_network can be called with."
UNTRAINED = (
    "A setting trains nothing: with 0 epochs, or a learning rate of 0 or below, no network learns."
)
TOO_LARGE = (
    "A setting is too large to be repeated: keep hidden at 200 or less, epochs at 60 or less, "
    "batch_size at 8 or more."
)
ON_TRAINING = "The accuracy is that on the training images, or it is rounded too far."
ERRORS = "These are the shares of wrong answers."
NOT_REPEATED = (
    "Trained again with the values in its row, a network has another accuracy on X_val. Does the "
    "row name every argument that you changed?"
)

ONE_ROW_EACH = "try_settings must return one row for each setting that it is given."
OTHER_SETTINGS = "A row does not hold the arguments of the setting that it belongs to."
NOT_A_ROW = "best is not a row of the table. It is the whole dict, not a number or a position."
NO_SUCH_SETTING = "The arguments in best are none of those in settings."
FEW = "settings has fewer than 12 settings."
REPEATS = "settings has 12 entries or more, but fewer than 12 different settings."
ONE_VARIES = "Only one of the arguments varies. Vary at least two."
NOT_BEST = "Another of your settings has a larger accuracy than best."
BELOW = "Your best accuracy is below 0.96. Which direction of which argument have you not tried?"

# Each argument is in one of them, and left out of another.
OTHERS = [
    {"hidden": 12, "learning_rate": 0.3, "epochs": 3},
    {"learning_rate": 0.5, "epochs": 2, "batch_size": 8, "seed": 3},
    {"hidden": 40, "learning_rate": 0.1, "epochs": 4, "weight_decay": 0.05},
    {"epochs": 6, "hidden": 25},
]


def rows_of(results):
    """Read results as pairs of a setting and its accuracy."""
    check(results is not None, NO_ROW)
    if isinstance(results, tuple) and results and isinstance(results[0], (list, tuple)):
        if results[0] and isinstance(results[0][0], dict):
            results = results[0]  # whatever is returned after the table
    check(isinstance(results, (list, tuple, np.ndarray)) and len(results) > 0, NO_TABLE)
    return [row_of(row) for row in results]


def setting_of(arguments):
    """Read a dict of arguments as a whole setting, with the default values of the others."""
    given = {key: arguments[key] for key in DEFAULTS if key in arguments}
    check(given, NO_NAMES)
    for value in given.values():
        number = np.asarray(value)
        check(number.size == 1 and number.dtype.kind in "biuf" and np.isfinite(number), VALUES)
    setting = {key: np.asarray(value).item() for key, value in {**DEFAULTS, **given}.items()}
    for key in ("hidden", "epochs", "batch_size", "seed"):
        check(setting[key] == int(setting[key]) >= 0, VALUES)
        setting[key] = int(setting[key])
    check(setting["epochs"] >= 1 and setting["learning_rate"] > 0, UNTRAINED)
    return setting


def settings_of(settings):
    """Read a list of settings."""
    check(isinstance(settings, (list, tuple, np.ndarray)) and len(settings) > 0, NO_SETTINGS)
    check(all(isinstance(setting, dict) for setting in settings), NO_SETTINGS)
    return [setting_of(setting) for setting in settings]


def differences_of(settings):
    """Count the different settings, whatever their seeds, and the arguments that vary."""
    unseeded = [{**setting, "seed": 0} for setting in settings]
    different = len({tuple(setting.values()) for setting in unseeded})
    return different, sum(len({s[key] for s in unseeded}) > 1 for key in DEFAULTS)


def row_of(row):
    """Read a row: a dict with everything, or a setting with its accuracy beside it."""
    if isinstance(row, (tuple, list)) and len(row) == 2:
        inner = [part for part in row if isinstance(part, dict)]
        other = [part for part in row if not isinstance(part, dict)]
        row = {**inner[0], "accuracy": other[0]} if inner and other else row
    check(isinstance(row, dict), NO_TABLE)
    for part in list(row.values()):
        row = {**part, **row} if isinstance(part, dict) else row
    named = [key for key in row if str(key) in ("accuracy", "val_accuracy", "validation_accuracy")]
    check(named and np.size(row[named[0]]) == 1, NO_ACCURACY)
    accuracy = np.asarray(row[named[0]])
    check(accuracy.dtype.kind in "biuf", NO_ACCURACY)
    check(0 <= accuracy.item() <= 1, PERCENT)
    return setting_of(row), float(accuracy.item())


def small_enough(setting):
    return 1 <= setting["hidden"] <= 200 and setting["epochs"] <= 60 and setting["batch_size"] >= 8


def repeat(setting):
    """Train once more with a setting; return the accuracies on X_val and on X_train."""
    _, _, X_train, X_val, y_train, y_val = the_split()
    with np.errstate(all="ignore"):
        network = train_network(X_train, y_train, **setting)
        return network.accuracy(X_val, y_val), network.accuracy(X_train, y_train)


def check_repeated(row):
    setting, accuracy = row
    check(small_enough(setting), TOO_LARGE)
    on_val, on_train = repeat(setting)
    if abs(accuracy - on_val) <= SLACK:
        return
    check(abs(accuracy - on_train) > 0.002, ON_TRAINING)
    check(abs(1 - accuracy - on_val) > SLACK, ERRORS)
    check(False, NOT_REPEATED)


def cost(setting):
    """Estimate how many seconds it takes to train with a setting."""
    return setting["epochs"] * (0.13 / max(setting["batch_size"], 1) + 6e-5 * setting["hidden"])


def accuracies_on_others(try_settings, rng):
    """Return what try_settings finds for OTHERS, on other images; the order of its rows is free."""
    _, _, X_train, _, y_train, _ = the_split()
    rows = rng.permutation(len(X_train))
    seen, new = rows[:400], rows[400:550]
    images = (X_train[seen], y_train[seen], X_train[new], y_train[new])
    results = rows_of(try_settings([dict(setting) for setting in OTHERS], *images))
    check(len(results) == len(OTHERS), ONE_ROW_EACH)
    accuracies = []
    for setting in map(setting_of, OTHERS):
        own = [accuracy for found, accuracy in results if found == setting]
        check(own, OTHER_SETTINGS)
        accuracies.append(own[0])
    return accuracies


def check_twelve(settings):
    """Object to fewer than twelve different settings that can be repeated."""
    settings = settings_of(settings)
    check(len(settings) >= 12, FEW)
    different, varied = differences_of(settings)
    check(different >= 12, REPEATS)
    check(varied >= 2, ONE_VARIES)
    check(all(map(small_enough, settings)), TOO_LARGE)


def check_best(best, settings, rng):
    """Object to a best row that another setting beats, as far as there is time to repeat them."""
    check(isinstance(best, (dict, list, tuple)), NOT_A_ROW)
    check(isinstance(best, dict) or any(isinstance(part, dict) for part in best), NOT_A_ROW)
    best = row_of(best)
    check_repeated(best)
    settings = settings_of(settings)
    check(best[0] in settings, NO_SUCH_SETTING)
    spent = 0.0
    for number in rng.permutation(len(settings)):
        spent += cost(settings[number])
        if spent < 2.5 and small_enough(settings[number]):
            check(best[1] >= repeat(settings[number])[0] - 0.0051, NOT_BEST)
    check(best[1] >= 0.96, BELOW)
