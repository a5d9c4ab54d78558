"""q07_run_mlp_training: draw weights, train, test."""

import numpy as np

from viva.exam import Question, check

from .q05_train_mlp import train_mlp
from .q06_test_mlp import test_mlp
from .q07_right_answers import ROWS, SMALL, UNIFORM
from .q07_runs import (
    a_run,
    accuracies_of,
    alone,
    changes_at_rest,
    last_accuracy,
    learned,
    share_of_fewer,
    sizes,
    tested,
)
from .shared import CROSS, CROSS_CLASSES, TRIANGLE, draw_blobs, named

q = Question("q07_run_mlp_training")


@q.reference
def run_mlp_training(
    data_train, labels_train, data_test, labels_test, d_h, learning_rate, num_epoch
):
    rng = np.random.default_rng(0)
    d_in = data_train.shape[1]
    d_out = int(max(labels_train)) + 1
    w1, b1 = rng.normal(size=(d_in, d_h)), np.zeros(d_h)
    w2, b2 = rng.normal(size=(d_h, d_out)), np.zeros(d_out)
    w1, b1, w2, b2, train_accuracies = train_mlp(
        w1, b1, w2, b2, data_train, labels_train, learning_rate, num_epoch
    )
    test_accuracy = test_mlp(w1, b1, w2, b2, data_test, labels_test)
    return train_accuracies, test_accuracy


NOT_ALL = (
    "The training accuracies are shares of another number of samples than there are in the training "
    "data. Does train_mlp get every one of them, and no others?"
)


def training_run(candidate, rng, centres, classes, d_h, learning_rate, num_epoch, absent=None):
    """Let the candidate learn blobs; test it once with true and once with false labels.

    The test data may lack the class `absent`.
    """
    X, blob = draw_blobs(centres, 24, 0.33, rng)
    X_test, blob_test = draw_blobs(centres, 11, 0.33, rng)
    y, y_test = classes[blob], classes[blob_test]
    X_test, y_test = X_test[y_test != absent], y_test[y_test != absent]
    false = np.roll(np.unique(classes), 1)[np.searchsorted(np.unique(classes), y_test)]
    run = candidate.run_mlp_training
    for labels, told_truth in ((y_test, True), (false, False)):
        found = run(X, y, X_test, labels, d_h, learning_rate, num_epoch)
        accuracies, reached = named(found, "train_accuracies", "test_accuracy").values()
        check(
            np.size(reached) == 1 and np.ndim(accuracies) > 0,
            "Two things come back: a list of training accuracies, then one test accuracy.",
        )
        accuracies = np.ravel(np.asarray(accuracies, dtype=float))
        reached = float(np.ravel(reached)[0])
        check(
            len(accuracies) == num_epoch,
            "The training accuracies should be as many as there are epochs.",
        )
        check(
            0 <= min(*accuracies, reached) and max(*accuracies, reached) <= 1,
            "An accuracy is not between 0 and 1.",
        )
        if told_truth:
            check(
                accuracies[-1] >= 0.95, "The training data are not learned: fewer than 0.95 right."
            )
            check(
                reached >= 0.95, "The training data are learned, but the test data do not come out."
            )
        else:
            # The test labels are false on purpose: what is really learned cannot agree with them.
            check(
                accuracies[-1] >= 0.95,
                "With other test labels the training comes out differently. Do they play a part "
                "in it?",
            )
            check(reached <= 0.05, "The test accuracy does not follow from the test labels.")


@q.case("three blobs, one of them missing in the test, numbers far apart", seconds=20)
def train_triangle(candidate, rng):
    training_run(candidate, rng, TRIANGLE, np.array([0, 5, 23]), 7, 1.0, 300, absent=23)


@q.case("five blobs, classes in two places, one number without a class", weight=0.5, seconds=20)
def train_cross(candidate, rng):
    training_run(candidate, rng, CROSS, CROSS_CLASSES, 12, 2.0, 500, absent=3)


@q.case("hidden neurons and learning rate are those that are passed", weight=1.5, seconds=20)
def train_as_told(candidate, rng):
    check(share_of_fewer(candidate) is None, NOT_ALL)
    X, blob = draw_blobs(CROSS, 20, 0.33, rng)
    y = CROSS_CLASSES[blob]
    check(
        np.ptp(accuracies_of(candidate, X, y, 12, 0.0, 25)) == 0,
        "With a learning rate of 0 nothing can be learned, and yours learns. Is it passed on?",
    )
    check(
        last_accuracy(candidate, X, y, 1, 2.0, 400) < 0.9,
        "With a single hidden neuron these points cannot be learned, and yours learns them. Does "
        "d_h say how many there are?",
    )
    check(
        last_accuracy(candidate, X, y, 12, 2.0, 400) >= 0.95,
        "With 12 hidden neurons the training data are not learned.",
    )


q.equivalent(
    "the weights are drawn as you like",
    was="rng = np.random.default_rng(0)",
    now="rng = np.random.default_rng(1)",
)
q.equivalent(
    "no label names the further output, so it learns to stay silent, and w2 is not returned",
    was="d_in, d_out = data_train.shape[1], np.max(labels_train) + 1",
    now="d_in, d_out = data_train.shape[1], np.max(labels_train) + 2",
)
q.equivalent(
    "where the biases start is left free",
    was="w1, b1 = rng.normal(size=(d_in, d_h)), np.zeros(d_h)",
    now="w1, b1 = rng.normal(size=(d_in, d_h)), np.ones(d_h)",
)
q.equivalent(
    "where the biases start is left free, and the first step makes an array of a number",
    was="w2, b2 = rng.normal(size=(d_h, d_out)), np.zeros(d_out)",
    now=[
        "w2, b2 = rng.normal(size=(d_h, d_out)), np.ones(d_out)",
        "w2, b2 = rng.normal(size=(d_h, d_out)), d_out",
    ],
)
q.right("normal weights, biases as rows", code=ROWS)
q.right("uniform weights and biases from another generator each time", code=UNIFORM)
q.right("very small weights, and the weights returned too", code=SMALL)
q.wrong(
    "weights that are all equal",
    hint="The blobs are not learned. If all weights of a layer start with the same number, or "
    "with 0, all hidden neurons do the same for ever. How do yours start?",
    was=("rng.normal(size=(d_in, d_h))", "rng.normal(size=(d_h, d_out))"),
    now=("np.full((d_in, d_h), 0.5)", "np.full((d_h, d_out), 0.5)"),
    recognise=lambda candidate: 0.5 < learned(candidate) < 0.7,
)
q.wrong(
    "weights of zero, learning lost",
    hint="Nothing is learned at all: the training accuracy is that of a guess. With which weights "
    "and learning rate does it start, and does each label stay with its sample?",
    was=("rng.normal(size=", "labels_train, learning_rate, num"),
    now=("np.zeros(shape=", "labels_train, learning_rate / 100, num"),
    recognise=lambda candidate: 0.1 < learned(candidate) <= 0.5,
)
q.wrong(
    "the test data in the training",
    hint="Your network has seen the test data in its training: what it has learned changes with "
    "their labels. A test on known data says nothing.",
    was="b2, data_train, labels_train,",
    now="b2, np.append(data_train, data_test, 0), np.append(labels_train, labels_test),",
    recognise=lambda candidate: (
        learned(candidate) > 0.9 > learned(candidate, "lies") and tested(candidate, "lies") < 0.9
    ),
)
q.wrong(
    "trained on the test data",
    hint="You train on the test data, and leave the training data aside.",
    was=("b2, data_train, labels_train,", "int(max(labels_train))"),
    now=("b2, data_test, labels_test,", "int(max(*labels_train, *labels_test))"),
    recognise=lambda candidate: (
        tested(candidate, "lies") > 0.9 > learned(candidate, "noise") and learned(candidate) > 0.9
    ),
)
q.wrong(
    "as many outputs as different labels",
    hint="The network has too few outputs: as many as there are different labels, perhaps, or a "
    "number of your own. It needs one for each class up to the largest training label.",
    was="int(max(labels_train)) + 1",
    now="len(set(labels_train))",
)
q.wrong(
    "as many outputs as the test labels need",
    hint="Your network has an output for each class up to the largest test label. What if the training data hold a larger one?",
    was="int(max(labels_train)) + 1",
    now="int(max(labels_test)) + 1",
)
q.wrong(
    "trained on a part of the training data",
    hint="Your network learns from a part of the training data only, and the accuracies are those of "
    "this part. Hand all rows to train_mlp.",
    was="b2, data_train, labels_train,",
    now="b2, data_train[::2], labels_train[::2],",
    recognise=lambda candidate: share_of_fewer(candidate) is True,
)
q.wrong(
    "tested on the training data",
    hint="The second number is measured on the training data. Which data are kept for the test?",
    was="b2, data_test, labels_test)",
    now="b2, data_train, labels_train)",
    recognise=lambda candidate: 1 >= tested(candidate, "noise") > 0.9,
)
q.wrong(
    "test before training",
    hint="The two numbers come in the wrong order: first the training accuracies, then the test.",
    was="return train_accuracies, test_accuracy",
    now="return test_accuracy, train_accuracies",
    recognise=lambda candidate: sizes(candidate) == [1, 9],
)
q.wrong(
    "untrained weights tested",
    hint="The training goes well, but the test is made with weights that are not trained: those "
    "from before, or newly drawn ones. What does train_mlp return?",
    was="w1, b1, w2, b2, train_accuracies =",
    now="_, _, _, _, train_accuracies =",
    recognise=lambda candidate: learned(candidate) > 0.98 and tested(candidate) < 0.9,
)
q.wrong(
    "a number of epochs of its own",
    hint="Your training runs for as many epochs as it likes. One of the arguments says how many.",
    was="learning_rate, num_epoch\n    )",
    now="learning_rate, 100\n    )",
    recognise=lambda candidate: (
        sizes(candidate)[1] == 1 and sizes(candidate)[0] == sizes(candidate, 14)[0] > 1
    ),
)
q.wrong(
    "a test accuracy in percent",
    hint="Your test accuracy is in percent. test_mlp gives a fraction; leave it as it is.",
    was="return train_accuracies, test_accuracy",
    now="return train_accuracies, 100 * test_accuracy",
    recognise=lambda candidate: 1 < tested(candidate) <= 100,
)
q.wrong(
    "the weights returned too, in front",
    hint="Four arrays come before the accuracies. Two things are asked for, and nothing before them.",
    was="return train_accuracies",
    now="return w1, b1, w2, b2, train_accuracies",
    recognise=lambda candidate: len(a_run(candidate, num_epoch=9)) > 4,
)
q.wrong(
    "ten outputs",
    hint="The number of outputs is fixed in your code. It follows from the largest training label, "
    "which may be any number.",
    was="int(max(labels_train)) + 1",
    now="10",
)
q.wrong(
    "hidden neurons of its own number",
    hint="Your hidden layer has a size of its own: d_h makes no difference.",
    was="    d_in = data",
    now="    d_h = 16\n    d_in = data",
    recognise=lambda candidate: alone(candidate) > 0.9,
)
q.wrong(
    "a learning rate of its own",
    hint="Your training takes steps of its own length: the learning rate that is passed makes no "
    "difference.",
    was="labels_train, learning_rate, num",
    now="labels_train, 1.0, num",
    recognise=lambda candidate: changes_at_rest(candidate) and learned(candidate) > 0.9,
)
q.hints(
    "Three steps, and you have written two of them. What are the shapes of the four arrays that you have to draw?",
    "The number of inputs is the number of columns of the training data; that of the outputs follows from the largest training label. Draw both matrices from a generator, so that no two neurons are equal.",
    "Hand the four arrays, the training data and the settings to train_mlp, and its first four results, with the test data, to test_mlp. Return the list of training accuracies first and the test accuracy second.",
)
