"""What holds for any model that reads images: it is trained, and then asked what it sees."""

import numpy as np

from viva.exam import check

from .underfitting import (
    BY_HEART as LEARNED_BY_HEART,
)
from .underfitting import (
    DEAD,
    NEVER,
    layers_of,
    of_more_steps,
    of_the_weights,
    share_dead,
    timed,
)

NO_MODEL = "returns None. Is a `return` missing?"
NOT_A_MODEL = "must return an object that has a method predict; this is {}."
NO_ANSWER = "predict returns None. Is a `return` missing?"
PROBABILITIES = "predict returns a row of numbers for each image, not its class."
ONE_HOT = "predict returns a row with a single 1 for each image, not the number of its class."
ONE_ANSWER = "predict returns a single answer, however many images it gets."
BY_COLUMN = "predict returns one answer for each class, not one for each image."
OTHER_IMAGES = (
    "predict returns as many answers as there were training images: is its argument used?"
)
COUNT = "predict does not return one answer for each image."
NO_NUMBERS = "predict returns something else than classes, which are whole numbers."
NOT_WHOLE = "predict returns fractions. Classes are whole numbers."
OLD_NAMES = (
    "Your model gives the digits their true names, though the images that it was given call them "
    "otherwise: it has learned from something else than its arguments."
)
BY_HEART = "Your model knows the images that it was trained on, and hardly any other."
ONE_CLASS = (
    "Your model gives the same class for every image. Does predict look at its argument, do the weights "
    "move, and do the pixels keep their size on the way to the network?"
)
BESIDE = "Your model's classes are all one off."
GUESSES = (
    "Your model does hardly better than guessing. Are its steps too short, too long or too few for "
    "inputs of this size, and do images and labels stay together?"
)
SCALED = (
    "Your model reads far more of the new images when their pixels are scaled first, or scaled back. "
    "Are the images scaled for the training and not in predict, or the other way round? Both need "
    "the same, with the numbers of the training."
)
A_PART = (
    "Your model reads some of the images that it was given to train on much better than the rest, "
    "and the rest no better than new ones. Is it trained on a part of the rows? All of them are there "
    "to learn from."
)
UNDERFITS = (
    "Your model reads less than {:.2f} of the images that it was given to train on, too: it has "
    "learned too little. Does it learn from all of them? Are there too few steps, too short or far "
    "too long ones, or too few hidden neurons? Are the batches too large, is weight decay too strong, "
    "or does every epoch begin with a new network?"
)
FALLS_SHORT = (
    "Your model reads {:.2f} of the images that it was given to train on, but less of new ones. Does "
    "it learn from all of those rows, or know some of them by heart? Try other numbers of epochs and "
    "hidden neurons on a part that you put aside."
)
PROBED = 500
"""So many new images are shown to a model once more, in another scale."""


TURNED = (
    "Your model reads far more of the new images when their rows and columns are exchanged: the images "
    "are turned for the training and not in predict, or the other way round."
)


def model_of(returned, name):
    """Find the model in what a training function returned."""
    if isinstance(returned, tuple):
        proxies = [part for part in returned if hasattr(part, "kind_name")]
        returned = proxies[0] if proxies else returned
    check(returned is not None, f"{name} {NO_MODEL}")
    if not hasattr(returned, "kind_name"):
        kinds = ((dict, "a dict"), ((list, tuple), "a list"), (np.ndarray, "an array"))
        kind = next((word for kinds, word in kinds if isinstance(returned, kinds)), "a number")
        check(False, f"{name} {NOT_A_MODEL.format(kind)}")
    is_function = returned.kind_name() == "a function"
    check(not is_function, f"{name} {NOT_A_MODEL.format('a function')}")
    return returned


def classes_from(answers, n, n_seen):
    """Read predictions as n whole numbers."""
    check(answers is not None, NO_ANSWER)
    try:
        # Answers with something beside them; a tuple of answers alone is one as well.
        answers = answers[0] if isinstance(answers, tuple) and np.ndim(answers[0]) else answers
        answers = np.asarray(answers)
    except ValueError:
        check(False, NO_NUMBERS)
    check(answers.dtype.kind in "biuf", NO_NUMBERS)
    answers = answers.astype(float)
    if answers.ndim == 2 and 1 not in answers.shape:
        one_hot = np.isin(answers, (0, 1)).all() and np.all(answers.sum(axis=1) == 1)
        check(not one_hot, ONE_HOT)
        check(answers.shape[0] != n, PROBABILITIES)
    check(answers.size != 1, ONE_ANSWER)
    check(answers.size != 10, BY_COLUMN)
    check(answers.size != n_seen, OTHER_IMAGES)
    check(answers.size == n, COUNT)
    answers = answers.ravel()
    check(np.all(answers == np.round(answers)), NOT_WHOLE)
    return answers


def renamed(rng):
    """Draw new names for the ten digits, so that none keeps its own."""
    while True:
        names = rng.permutation(10)
        if not np.any(names == np.arange(10)):
            return names


def examine_reader(train, name, seen, new, names, least):
    """Train the candidate's model and ask it for new images; `seen`, `new`: images, digits."""
    (X_seen, y_seen), (X_new, y_new) = seen, new
    returned, quick = timed(train, X_seen, names[y_seen])
    model = model_of(returned, name)
    predict, layers = model.predict, None
    answers = classes_from(predict(X_new), len(X_new), len(X_seen))
    accuracy = np.mean(answers == names[y_new])
    if accuracy >= least:
        return
    check(np.mean(answers == y_new) < 0.4, OLD_NAMES)
    known = classes_from(predict(X_seen), len(X_seen), -1) == names[y_seen]
    check(known.mean() < 0.85 or accuracy > 0.5, BY_HEART)
    layers = layers_of(model)
    objection = layers and of_the_weights(layers)
    check(not objection, objection)
    check(np.ptp(answers) > 0, ONE_CLASS)
    check(
        max(np.mean(answers + 1 == names[y_new]), np.mean(answers - 1 == names[y_new])) < 0.6,
        BESIDE,
    )
    probes = X_new[:PROBED], names[y_new[:PROBED]]
    check(not reads_scaled(predict, X_seen, *probes, least), SCALED)
    check(not reads_turned(predict, *probes, least), TURNED)
    check(not of_a_part(known, accuracy), A_PART)
    if known.mean() < least:
        check(not layers or share_dead(layers, X_seen) <= 0.5, DEAD)
        if quick:
            again = model_of(train(*fourfold(X_seen, names[y_seen])), name)
            more = np.mean(classes_from(again.predict(X_seen), len(X_seen), -1) == names[y_seen])
            again = layers_of(again), more
            objection = of_more_steps(layers, again, known.mean(), least)
            check(not objection, objection)
    check(accuracy > 0.2, GUESSES)
    everything = np.append(answers, classes_from(predict(X_seen), len(X_seen), -1))
    check(len(np.unique(everything)) >= 10, NEVER)
    check(known.mean() >= least, UNDERFITS.format(least))
    check(known.mean() < 0.98, LEARNED_BY_HEART.format(least))
    check(False, FALLS_SHORT.format(least))


def fourfold(X, y):
    """Return each image four times, with its label."""
    return np.tile(X, (4, 1)), np.tile(y, 4)


def reads_turned(predict, X_new, classes, least):
    """Return whether a model reads images whose rows and columns are exchanged, and not others."""
    side = round(X_new.shape[1] ** 0.5)
    turned = X_new.reshape(-1, side, side).transpose(0, 2, 1).reshape(X_new.shape)
    return np.mean(classes_from(predict(turned), len(turned), -1) == classes) >= least - 0.05


def reads_scaled(predict, X_seen, X_new, classes, least):
    """Return whether a model reads images that are scaled, or scaled back, and not as they are."""
    mean, deviation = X_seen.mean(axis=0), X_seen.std(axis=0)
    deviation = np.where(deviation == 0, 1, deviation)

    def accuracy(images):
        return np.mean(classes_from(predict(images), len(images), -1) == classes)

    scaled = [(X_new - mean) / deviation, X_new * deviation + mean, X_new - mean, X_new + mean]
    scaled += [X_new * factor for factor in (1 / 255, 1 / 16)]
    best, plain = max(map(accuracy, scaled)), accuracy(X_new)
    return best > plain + 0.15 or best >= max(least, plain + 0.04)


def of_a_part(known, accuracy):
    """Return whether the first or the last images of the training are known, the others not."""
    n = len(known)
    for rows in (known, known[::-1]):
        rest = rows[n // 2 :].mean()
        for some, gap in ((rows[: max(76, n // 40)], 0.1), (rows[: n // 8], 0.05)):
            if some.mean() > 0.97 and some.mean() - rest > gap and abs(rest - accuracy) < 0.04:
                return True
    return False
