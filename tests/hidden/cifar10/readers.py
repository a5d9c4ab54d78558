"""What holds for a model that is trained on images and then asked for others."""

import numpy as np

from viva.exam import check

NO_MODEL = "train_better returns None. Is a `return` missing?"
NOT_A_MODEL = "train_better must return an object that has a method predict; this is {}."
NO_ANSWER = "predict returns None. Is a `return` missing?"
PROBABILITIES = "predict returns a row of numbers for each image, not its class."
COUNT = "predict does not return one answer for each image."
NOT_WHOLE = "predict returns something else than classes, which are whole numbers."
OLD_NAMES = (
    "Your model gives the classes their old numbers, though the images that it was given have "
    "others: it has learned from something else than its arguments."
)
BY_HEART = "Your model knows the images that it was trained on, and hardly any other."
ONE_CLASS = "Your model gives the same class for every image."
GUESSES = "Your model does hardly better than guessing. Are raw pixels scaled before it sees them?"
TOO_LITTLE = "Your model has learned something, but reads less than {:.2f} of new images."


def predictor(returned):
    """Find what answers for images in what train_better returned."""
    if isinstance(returned, tuple):
        proxies = [part for part in returned if hasattr(part, "kind_name")]
        returned = proxies[0] if proxies else returned
    check(returned is not None, NO_MODEL)
    kinds = ((dict, "a dict"), ((list, tuple), "a list"), (np.ndarray, "an array"))
    plain = next((word for kind, word in kinds if isinstance(returned, kind)), "a number")
    check(hasattr(returned, "kind_name"), NOT_A_MODEL.format(plain))
    check(returned.kind_name() != "a function", NOT_A_MODEL.format("a function"))
    return returned.predict


def classes_from(answers, n):
    """Read predictions as n whole numbers."""
    check(answers is not None, NO_ANSWER)
    answers = np.asarray(answers)
    check(answers.dtype.kind in "biuf", NOT_WHOLE)
    check(answers.ndim < 2 or 1 in answers.shape or answers.shape[0] != n, PROBABILITIES)
    check(answers.size == n, COUNT)
    answers = answers.ravel().astype(float)
    check(np.all(answers == np.round(answers)), NOT_WHOLE)
    return answers


def renamed(rng):
    """Draw new numbers for the ten classes, so that none keeps its own."""
    while True:
        names = rng.permutation(10)
        if not np.any(names == np.arange(10)):
            return names


def reached(candidate, seen, new, names):
    """Train the candidate's model under new names of the classes, and measure it on new images."""
    (X_seen, y_seen), (X_new, y_new) = seen, new
    predict = predictor(candidate.train_better(X_seen, names[y_seen]))
    answers = classes_from(predict(X_new), len(X_new))
    accuracy = np.mean(answers == names[y_new])
    if accuracy >= 0.55:
        return accuracy
    check(np.mean(answers == y_new) < 0.4, OLD_NAMES)
    known = np.mean(classes_from(predict(X_seen), len(X_seen)) == names[y_seen])
    check(known < 0.9 or accuracy > 0.25, BY_HEART)
    check(np.ptp(answers) > 0, ONE_CLASS)
    check(accuracy > 0.2, GUESSES)
    return accuracy
