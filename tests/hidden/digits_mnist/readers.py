"""What holds for any model that reads images: it is trained, and then asked what it sees."""

import numpy as np

from viva.exam import check

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
ONE_CLASS = "Your model gives the same class for every image."
BESIDE = "Your model's classes are all one off."
GUESSES = (
    "Your model does hardly better than guessing. Are its steps too short, too long or too few for "
    "inputs of this size, and do images and labels stay together?"
)
TOO_LITTLE = (
    "Your model has learned something, but reads less than {:.2f} of images that it never saw."
)


def predictor(returned, name):
    """Find what answers for images in what a training function returned."""
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
    return returned.predict


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
    predict = predictor(train(X_seen, names[y_seen]), name)
    answers = classes_from(predict(X_new), len(X_new), len(X_seen))
    accuracy = np.mean(answers == names[y_new])
    if accuracy >= least:
        return
    check(np.mean(answers == y_new) < 0.4, OLD_NAMES)
    known = classes_from(predict(X_seen), len(X_seen), -1) == names[y_seen]
    check(known.mean() < 0.85 or accuracy > 0.5, BY_HEART)
    check(np.ptp(answers) > 0, ONE_CLASS)
    check(
        max(np.mean(answers + 1 == names[y_new]), np.mean(answers - 1 == names[y_new])) < 0.6,
        BESIDE,
    )
    check(accuracy > 0.2, GUESSES)
    check(False, TOO_LITTLE.format(least))
