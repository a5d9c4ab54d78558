"""q11_over_or_underfit: the losses of fifty epochs, on the training part and on the test part."""

import numpy as np

from viva.exam import Question, check

from .keras_equivalents import OF_CURVES
from .keras_models import one_that_overfits, the_digits
from .shared import mean_loss

q = Question("q11_over_or_underfit")

_model, _history = one_that_overfits()

q.reference(curves_model=_model, train_losses=_history["loss"], test_losses=_history["val_loss"])

NOT_FIFTY = "train_losses and test_losses hold one number for each of the 50 epochs."
ONE = "train_losses and test_losses are lists, with the losses of all epochs."
NEGATIVE = "A loss is negative, or not a number."
SWAPPED = (
    "At the end the training loss is above the test loss. Is it the model that the text describes, "
    "and which list is which?"
)
ACCURACIES = "The lists begin low and end high, as accuracies do. Losses are asked for."
OTHER_MODEL = "curves_model has another test loss than test_losses says at its end."
OTHER_TRAINING = (
    "curves_model has another loss on its 200 images than train_losses says at its end."
)
SHAPE = "curves_model should give ten probabilities for each image, and gives something else."
SAME = "All numbers of a list are the same. Is the loss measured after each epoch?"


def losses_in(candidate, name):
    found = np.asarray(getattr(candidate, name))
    check(found.size > 1, ONE)
    check(found.dtype.kind in "iuf" and found.size == 50, NOT_FIFTY)
    found = found.astype(float).ravel()
    check(np.all(np.isfinite(found)) and found.min() >= 0, NEGATIVE)
    return found


@q.case("fifty losses each, of the model at their end", diagnose=False)
def curves(candidate, rng):
    train, test = (losses_in(candidate, name) for name in ("train_losses", "test_losses"))
    check(np.ptp(train) > 0 and np.ptp(test) > 0, SAME)
    check(train[0] > train[-1], ACCURACIES)
    check(train[-1] < test[-1], SWAPPED)
    X_train, X_test, y_train, y_test = the_digits()
    P = np.asarray(candidate.keras_probabilities(candidate.curves_model, X_test), dtype=float)
    check(P.shape == (len(y_test), 10), SHAPE)
    check(np.isclose(test[-1], mean_loss(np.maximum(P, 1e-7), y_test), rtol=1e-3), OTHER_MODEL)
    seen = candidate.keras_probabilities(candidate.curves_model, X_train[:200])
    own = mean_loss(np.maximum(np.asarray(seen, dtype=float), 1e-7), y_train[:200])
    # fit reports the mean over the epoch, in which the loss still fell.
    check(own / 1.5 - 1e-3 < train[-1] < 2 * own + 1e-2, OTHER_TRAINING)


def objecting(sentence):
    """Return what recognises a wrong answer by the sentence with which the case objects to it."""

    def recognise(candidate):
        try:
            curves(candidate, None)
        except Exception as objection:  # noqa: BLE001 - whatever the case meets is no such objection
            return str(objection) == sentence
        return False

    return recognise


for why, was, now in OF_CURVES:
    q.equivalent(why, was=was, now=now)
q.right(
    "from fit's history",
    code="""
keras.utils.set_random_seed(0)
curves_model = build_model(64, 64, 10, 0.1, 0.9)
told = curves_model.fit(
    X_train[:200], y_train[:200], epochs=50, batch_size=20, verbose=0,
    validation_data=(X_test, y_test),
)
train_losses, test_losses = told.history["loss"], told.history["val_loss"]
""",
)
q.right(
    "an epoch at a time, measured by evaluate",
    code="""
X_few, y_few = X_train[:200], y_train[:200]
curves_model = build_model(64, 64, 10, learning_rate=0.1, momentum=0.9)
train_losses = np.zeros(50)
test_losses = np.zeros(50)
for epoch in range(50):
    curves_model.fit(X_few, y_few, batch_size=20, epochs=1, verbose=0)
    for losses, X, y in ((train_losses, X_few, y_few), (test_losses, X_test, y_test)):
        loss = curves_model.evaluate(X, y, verbose=0)
        losses[epoch] = loss[0] if isinstance(loss, list) else loss
""",
)
q.wrong(
    "the two lists exchanged",
    hint="In your lists the training loss is the higher one. Which of the two does Keras call `loss`, and which `val_loss`?",
    was='told.history["loss"], told.history["val_loss"]',
    now='told.history["val_loss"], told.history["loss"]',
    recognise=objecting(SWAPPED),
)
q.wrong(
    "five epochs",
    hint="The lists are too short: fifty epochs are asked for.",
    was="epochs=50",
    now="epochs=5",
    recognise=objecting(NOT_FIFTY),
)
q.wrong(
    "one loss at the end",
    hint="There is one number where a list is asked for: the losses of all epochs make the curve.",
    was='told.history["loss"], told.history["val_loss"]',
    now='told.history["loss"][-1], told.history["val_loss"][-1]',
    recognise=objecting(ONE),
)
q.wrong(
    "accuracies",
    hint="Your curves rise. These are accuracies, and losses are asked for.",
    was='told.history["loss"], told.history["val_loss"]',
    now='[1 / (1 + x) for x in told.history["loss"]], [1 / (1 + x) for x in told.history["val_loss"]]',
    recognise=objecting(ACCURACIES),
)
q.wrong(
    "a new model after the curves",
    hint="curves_model is not the network whose losses are in the lists: is it built once more after the training?",
    was='told.history["val_loss"]\n',
    now='told.history["val_loss"]\ncurves_model = build_model(64, 64, 10, 0.1, 0.9)\n',
    recognise=objecting(OTHER_MODEL),
)
q.wrong(
    "all images in the training",
    hint="The network was trained on other images than the first 200, so that train_losses does not fit.",
    was="X_train[:200], y_train[:200]",
    now="X_train[200:], y_train[200:]",
    recognise=objecting(OTHER_TRAINING),
)
q.wrong(
    "the loss measured once",
    hint="All numbers in a list are equal. Measure the loss after every epoch, not once at the end.",
    was='told.history["loss"], told.history["val_loss"]',
    now='50 * told.history["loss"][-1:], 50 * told.history["val_loss"][-1:]',
    recognise=objecting(SAME),
)
q.hints(
    "Which images may the network see, and on which is it only measured?",
    "fit returns an object whose history is a dict of lists, with one number for each epoch. If it is given the test part as validation_data, it measures the loss on that as well.",
    "Build the network, call fit once with the first 200 images, fifty epochs and validation_data, and take the two lists of losses out of the history that it returns.",
)
