"""q17_find_the_fault: a training whose labels no longer fit its images is seen through, and mended."""

import numpy as np

from viva.exam import Question, check

from .blank_images import check_orders
from .q15_softmax_regression import SoftmaxRegression
from .shared import digits, says

q = Question("q17_find_the_fault")


@q.reference
def mended_training(X, y, learning_rate, epochs, rng):
    model = SoftmaxRegression(X.shape[1], 10)
    for _ in range(epochs):
        for i in rng.permutation(len(X)):
            model.train(X[i], y[i], learning_rate)
    return model


q.reference(fault="B")
q.equivalent(
    "an eleventh class gets no image",
    was="model = SoftmaxRegression(X.shape[1], 10)",
    now="model = SoftmaxRegression(X.shape[1], 11)",
)
q.equivalent(
    "there are as many labels as images",
    was="for row in rng.permutation(len(X)):",
    now="for row in rng.permutation(len(y)):",
)

NO_MODEL = "mended_training returns no model. Is a `return` missing?"
STILL = (
    "After mended_training the model reads hardly more images than by chance. Follow one image and "
    "its label through the loop."
)
LITTLE = "mended_training learns, but too little: is every image shown in every epoch?"
ONE_EPOCH = "More epochs change nothing in mended_training. Does each epoch go on from the last?"
TOO_FEW = "With epochs = 1 nothing is learned yet. How often does your loop run?"
TOO_MANY = "With epochs = 0 the model has learned already. How often does your loop run?"
SAME_ORDER = (
    "Two generators give exactly the same model. The order is still to be drawn from rng, anew in "
    "each epoch."
)


@q.case("the fault by its letter")
def the_letter(candidate, rng):
    return str(candidate.fault).strip().upper()[:1]


@q.case("the mended training, on other images and names of the digits", weight=2, seconds=30)
def mended(candidate, rng):
    X_train, X_test, y_train, y_test = digits()
    rows, names = rng.permutation(len(X_train))[:500], rng.permutation(10)
    X, y = X_train[rows], names[y_train[rows]]

    def trained(epochs, seed):
        model = candidate.mended_training(X, y, 0.01, epochs, np.random.default_rng(seed))
        check(model is not None and hasattr(model, "predict"), NO_MODEL)
        W = np.asarray(model.W, dtype=float)
        return W, np.mean(np.ravel(model.predict(X_test)) == names[y_test])

    (one, begun), (two, reached) = trained(1, 3), trained(2, 3)
    check(reached >= 0.5, STILL)
    check(reached >= 0.85, LITTLE)
    check(not np.allclose(one, two), ONE_EPOCH)
    check(not np.allclose(two, trained(2, 4)[0], rtol=1e-9, atol=0), SAME_ORDER)
    check(begun >= 0.5, TOO_FEW)
    check(trained(0, 3)[1] < 0.5, TOO_MANY)
    check_orders(candidate)


q.right(
    "the labels in the order of the images",
    code="""
fault = "B"


def mended_training(X, y, learning_rate, epochs, rng):
    model = SoftmaxRegression(X.shape[1], 10)
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for x, label in zip(X[order], y[order]):
            model.train(x, label, learning_rate)
    return model
""",
)
q.right(
    "by row numbers, with a small letter",
    code="""
fault = "b"


def mended_training(images, labels, rate, epochs, rng):
    net = SoftmaxRegression(images.shape[1], 10)
    rows = np.arange(len(images))
    for epoch in range(epochs):
        rng.shuffle(rows)
        for i in rows:
            net.train(images[i], int(labels[i]), rate)
    return net
""",
)
q.right(
    "pairs, the sentence behind the letter",
    code="""
fault = "B: images and labels no longer belong together"


def mended_training(X, y, learning_rate, epochs, rng):
    model = SoftmaxRegression(len(X[0]), 10)
    pairs = list(zip(X, y))
    for _ in range(epochs):
        for i in np.argsort(rng.random(len(pairs))):
            model.train(*pairs[i], learning_rate)
    return model
""",
)

SEEDS = range(8)


def mixed_up(candidate):
    """Return for eight generators whether two images were learned with each other's labels.

    Who learns twenty of each rightly has only left out some image.
    """

    def learned(times):
        X, y = np.repeat(np.eye(2, 64) * 3, times, axis=0), np.repeat([1, 2], times)
        for seed in SEEDS:
            model = candidate.mended_training(X, y, 0.5, 1, np.random.default_rng(seed))
            yield np.array_equal(np.ravel(model.predict(X)), y)

    return [] if all(learned(20)) else [not right for right in learned(1)]


def orders_of_two(seed):
    rng = np.random.default_rng(seed)
    return rng.permutation(2).tolist(), rng.permutation(2).tolist()


LETTER = 'fault = "B"\n'
ONLY_THE_LETTER = 0.67

q.wrong(
    "A, too short steps",
    hint="With steps that are too short the loss would fall slowly. Yours does not fall at all, and "
    "the training above learns with the same learning rate.",
    was=LETTER,
    now='fault = "A"\n',
    recognise=says("A"),
    keeps=ONLY_THE_LETTER,
)
q.wrong(
    "C, uphill",
    hint="Uphill the loss would grow without end. Here it stays near ln 10, and the same method "
    "train has worked above.",
    was=LETTER,
    now='fault = "C"\n',
    recognise=says("C"),
    keeps=ONLY_THE_LETTER,
)
q.wrong(
    "D, learned by heart",
    hint="A model that learns by heart is good on its training images. Is this one?",
    was=LETTER,
    now='fault = "D"\n',
    recognise=says("D"),
    keeps=ONLY_THE_LETTER,
)
q.wrong(
    "E, some images are never shown",
    hint="A permutation holds each row once, so every image is shown. And with half of the images "
    "the model would still learn a lot.",
    was=LETTER,
    now='fault = "E"\n',
    recognise=says("E"),
    keeps=ONLY_THE_LETTER,
)
q.wrong(
    "F, a new model in each epoch",
    hint="In which line is the model made, inside the loop over the epochs or before it? And a new "
    "model would still learn something in its last epoch.",
    was=LETTER,
    now='fault = "F"\n',
    recognise=says("F"),
    keeps=ONLY_THE_LETTER,
)
q.wrong(
    "not mended",
    hint="Images and labels still come in different orders. Which of the two is indexed with order?",
    was="y[order]",
    now="y",
    recognise=lambda c: mixed_up(c) == [orders_of_two(seed)[0] != [0, 1] for seed in SEEDS],
)
q.wrong(
    "two orders",
    hint="Images and labels are shuffled, each with an order of its own. One order must do for both.",
    was="y[order]",
    now="y[rng.permutation(len(y))]",
    recognise=lambda c: mixed_up(c) == [len(set(map(str, orders_of_two(s)))) > 1 for s in SEEDS],
)
q.wrong(
    "no order at all",
    hint="Images and labels fit again, but nothing is shuffled any more. Keep the order, and use it "
    "for both.",
    was="zip(X[order], y[order])",
    now="zip(X, y)",
)
q.wrong(
    "one epoch, whatever is asked",
    hint="The model is returned after the first epoch: how far is the return indented?",
    was="            model.train(x, label, learning_rate)\n    return model",
    now="            model.train(x, label, learning_rate)\n        return model",
)
q.wrong(
    "an epoch too many",
    hint="There is one epoch more than epochs says. range(n) runs n times.",
    was=(LETTER, "in range(epochs)"),
    now=(LETTER, "in range(epochs + 1)"),
)
q.wrong(
    "the model is not returned",
    hint="mended_training trains, and returns None: the model is lost when the function ends.",
    was=(LETTER, "    return model\n"),
    now=(LETTER, "    pass\n"),
)
q.wrong(
    "a new model in each epoch",
    hint="In each epoch you begin with a new model, so that only the last epoch counts. Make it "
    "once, before the loop.",
    was=(LETTER, "        order = rng"),
    now=(LETTER, "        model = SoftmaxRegression(X.shape[1], 10)\n        order = rng"),
)
q.wrong(
    "one order for all epochs",
    hint="The order is drawn once and serves for every epoch. It is to be drawn anew in each.",
    was=(LETTER, "    for _ in range(epochs):\n        order = rng.permutation(len(X))\n"),
    now=(LETTER, "    order = rng.permutation(len(X))\n    for _ in range(epochs):\n"),
)
q.wrong(
    "some images twice",
    hint="In an epoch some images come twice, or some never come. A permutation of all rows has "
    "each of them once.",
    was=(LETTER, "rng.permutation(len(X))"),
    now=(LETTER, "rng.choice(len(X), len(X))"),
)
q.wrong(
    "an order from np.random",
    hint="The order does not come from rng alone: two generators in the same state give two of them.",
    was=(LETTER, "rng.permutation(len(X))"),
    now=(LETTER, "np.random.permutation(len(X))"),
)


q.hints(
    "What loss has a model that knows nothing about ten classes, and how does that compare with the "
    "curve?",
    "The loss does not fall on the training images either, so it is not learning by heart, and the "
    "class is the one that has worked above. What is left is what the loop gives to it.",
    "Take three images with the labels 7, 8 and 9, and an order such as 2, 0, 1. Write down which "
    "image is shown with which label.",
)
