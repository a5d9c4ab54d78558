"""How a case lets run_scaled_mlp train, and looks at what comes back."""

import numpy as np

from viva.exam import check

from .shared import parts_of

NAMES = ("train_accuracies", "train_losses", "test_accuracy")
ORDER = "Two lists and one number come back: train_accuracies, train_losses, test_accuracy."
COUNT = "Each list holds one number for each epoch, and num_epoch says how many epochs."
FRACTION = "An accuracy is not a fraction between 0 and 1."
SWAPPED = "The accuracies and the losses have changed places, or the losses are not losses."
NAN = "There is nan or infinity among the losses."
NOT_STILL = "With a learning rate of 0 the losses change from epoch to epoch. What else moves?"
START = (
    "The first loss is far from ln(classes), that of equal probabilities. Is it the mean "
    "cross-entropy before the first step, and do the weights start small?"
)
UPHILL = "With a small learning rate the loss does not go down."
NOT_LEARNED = (
    "The training images are hardly learned. Are the pixels scaled, and the weights small?"
)
TEST_SCALED = (
    "The training part is learned, but the test part does not come out. Is it scaled alike?"
)
LIES = "With other test labels the training comes out differently. Do they play a part in it?"
NOT_TESTED = "The test accuracy does not follow from the test labels."
ONE_NEURON = "With d_h = 1 the network can do what one hidden neuron cannot. Is d_h used?"
RATE = "The learning rate changes nothing."


def run(candidate, *arguments):
    """Let the candidate train; return its three results in order, checked for their form."""
    found = parts_of(candidate.run_scaled_mlp(*arguments), "run_scaled_mlp", *NAMES)
    check(np.ndim(found[0]) > 0 and np.ndim(found[1]) > 0 and np.size(found[2]) == 1, ORDER)
    accuracies, losses, tested = (np.ravel(np.asarray(part, dtype=float)) for part in found)
    check(len(accuracies) == len(losses) == arguments[-1], COUNT)
    check(np.isfinite(losses).all(), NAN)
    check(max(accuracies) <= 1 or max(losses) > 1, SWAPPED)
    check(min(*accuracies, *tested) >= 0 and max(*accuracies, *tested) <= 1, FRACTION)
    return accuracies, losses, float(tested[0])


def a_line(rng):
    """Draw points of two classes: one in the middle of a line, the other at both its ends."""
    places = np.repeat([40.0, 130.0, 220.0], 20)
    order = rng.permutation(60)
    data = places[:, None] + rng.normal(0, 4, size=(60, 3))
    return data[order], (places == 130).astype(int)[order]


def some_pixels(rng, n, classes, unit=1, noise=12):
    """Draw rows of pixels, from 0 to 255 units, of classes that are easy to tell apart."""
    d = 30
    labels = rng.permutation(np.resize(classes, n))
    centres = np.random.default_rng(1).uniform(90, 190, size=(10, d))
    data = centres[labels] + rng.normal(0, noise, size=(n, d))
    # One column never changes.
    data[:, 3] = 80
    return unit * np.clip(data, 0, 255), labels


def ends(candidate, told="the truth", learning_rate=1.0, num_epoch=120):
    rng = np.random.default_rng(7)
    X, y = some_pixels(rng, 60, [0, 1, 3])
    X_test, y_test = some_pixels(rng, 31, [0, 1, 3])
    if told == "lies":
        y_test = np.array([1, 3, 0, 0])[y_test]
    found = candidate.run_scaled_mlp(X, y, X_test, y_test, 8, learning_rate, num_epoch)
    if len(found) < 3:
        raise ValueError
    return [np.ravel(np.asarray(part, dtype=float)) for part in found[:3]]


def first_loss(candidate):
    return float(ends(candidate, num_epoch=3)[1][0])


def falls(candidate, place=1):
    losses = ends(candidate, learning_rate=0.3, num_epoch=20)[place]
    return losses[-1] < losses[0]


def learns(candidate):
    return ends(candidate)[0][-1] >= 0.9


def stalls(candidate):
    return ends(candidate)[0][-1] < 0.8 and first_loss(candidate) < np.log(4) + 1


def answers_to_scaling(candidate):
    """Return whether it learns what is scaled already, and not the same as pixels."""
    rng = np.random.default_rng(7)
    X, y = some_pixels(rng, 60, [0, 1, 3])
    X = (X - X.mean(axis=0)) / X.std()
    found = candidate.run_scaled_mlp(X, y, X, y, 8, 1.0, 120)
    return np.ravel(found[0])[-1] > 0.9


def disturbed(candidate):
    """Return whether false labels of the test part make the training harder."""
    return ends(candidate, "lies")[1][-1] > 3 * ends(candidate)[1][-1]
