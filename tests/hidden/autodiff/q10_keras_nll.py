"""q10_keras_nll: what a Keras model bets on the truth."""

import numpy as np

from viva.exam import Pair, Question, check

from .keras_equivalents import OF_NLL
from .keras_models import N_TEST, a_reader, the_digits

q = Question("q10_keras_nll")


def losses_of(P, y):
    return -np.log(np.asarray(P, dtype=float)[np.arange(len(y)), y])


_X_train, _X_test, _y_train, _y_test = the_digits()
_on_test = losses_of(a_reader().predict(_X_test), _y_test)
_on_train = losses_of(a_reader().predict(_X_train), _y_train)

q.reference(
    digits_model=a_reader(),
    nll_42=_on_test[42],
    nll_test=_on_test.mean(),
    nll_train=_on_train.mean(),
    keras_loss=_on_train.mean(),
)

SHAPE = "digits_model should give ten probabilities for each image, and gives something else."
READS_BADLY = "digits_model reads less than 0.90 of the test part. Was it trained on X_train?"
NOT_ONE = "nll_42, nll_test, nll_train and keras_loss are one number each."


def own_losses(candidate):
    """Return the losses of the candidate's model, image by image: test part, training part."""
    found = []
    for X, y in ((_X_test, _y_test), (_X_train, _y_train)):
        P = np.asarray(candidate.keras_probabilities(candidate.digits_model, X), dtype=float)
        check(P.shape == (len(y), 10), SHAPE)
        check(len(y) != N_TEST or np.mean(P.argmax(axis=1) == y) >= 0.90, READS_BADLY)
        found.append(losses_of(np.maximum(P, 1e-30), y))
    return found


def number(candidate, name):
    value = np.asarray(getattr(candidate, name))
    check(value.size == 1 and value.dtype.kind in "iuf", NOT_ONE)
    return float(value.ravel()[0])


@q.case("the test part: sample 42, and the mean", rtol=1e-4, atol=1e-5)
def of_the_test_part(candidate, rng):
    on_test, _ = own_losses(candidate)
    mine = {name: number(candidate, name) for name in ("nll_42", "nll_test")}
    return Pair(mine, {"nll_42": on_test[42], "nll_test": on_test.mean()})


@q.case("the training part: the mean, and Keras's own loss", rtol=1e-4, atol=1e-5)
def of_the_training_part(candidate, rng):
    _, on_train = own_losses(candidate)
    mine = {name: number(candidate, name) for name in ("nll_train", "keras_loss")}
    return Pair(mine, {"nll_train": on_train.mean(), "keras_loss": on_train.mean()})


def own(name, wanted):
    """Return what recognises a number that is `wanted` of the candidate's own losses."""

    def recognise(candidate):
        on_test, on_train = own_losses(candidate)
        return bool(np.isclose(number(candidate, name), wanted(on_test, on_train), rtol=1e-4))

    return recognise


for why, was, now in OF_NLL:
    q.equivalent(why, was=was, now=now)
q.right(
    "from predict, row by row",
    code="""
keras.utils.set_random_seed(0)
digits_model = build_model(64, 32, 10, 0.1, 0.9)
digits_model.fit(X_train, y_train, epochs=15, batch_size=32, verbose=0)
losses = -np.log(digits_model.predict(X_test, verbose=0)[np.arange(len(y_test)), y_test])
nll_42, nll_test = losses[42], losses.mean()
nll_train = -np.log(digits_model.predict(X_train, verbose=0)[np.arange(len(y_train)), y_train]).mean()
keras_loss = digits_model.evaluate(X_train, y_train, verbose=0)
""",
)
q.right(
    "a function, a model of one's own, evaluate with a metric",
    code="""
def nll(model, X, y):
    P = model.predict(X, verbose=0)
    return [-math.log(max(float(row[label]), 1e-12)) for row, label in zip(P, y)]


digits_model = build_model(64, 50, 10, learning_rate=0.2, momentum=0.5)
history = digits_model.fit(X_train, y_train, batch_size=16, epochs=12, verbose=0)
each = nll(digits_model, X_test, y_test)
nll_42 = each[42]
nll_test = sum(each) / len(each)
nll_train = np.mean(nll(digits_model, X_train, y_train))
told = digits_model.evaluate(X_train, y_train, verbose=0)
keras_loss = told[0] if isinstance(told, list) else told
""",
)
q.wrong(
    "sums",
    hint="nll_test is the sum of the losses. The mean is asked for.",
    was="losses[42], losses.mean()",
    now="losses[42], losses.sum()",
    recognise=own("nll_test", lambda test, train: test.sum()),
)
q.wrong(
    "the mean over all entries",
    hint="nll_test is ten times too small: there is one loss for each image, not one for each probability.",
    was="losses[42], losses.mean()",
    now="losses[42], losses.mean() / 10",
    recognise=own("nll_test", lambda test, train: test.mean() / 10),
)
q.wrong(
    "logarithms to the base 10",
    hint="nll_test is made of logarithms to the base 10. The text takes natural ones, np.log.",
    was="losses = -np.log(",
    now="losses = -np.log10(",
    recognise=own("nll_test", lambda test, train: test.mean() / np.log(10)),
)
q.wrong(
    "the logarithm of the mean",
    hint="nll_test is the logarithm of the mean probability. The logarithms come first, then their mean.",
    was="losses[42], losses.mean()",
    now="losses[42], -np.log(np.exp(-losses).mean())",
    recognise=own("nll_test", lambda test, train: -np.log(np.exp(-test).mean())),
)
q.wrong(
    "without the minus",
    hint="nll_test is negative. A logarithm of a probability is, and the formula has a minus in front of it.",
    was="losses = -np.log(",
    now="losses = np.log(",
    recognise=own("nll_test", lambda test, train: -test.mean()),
)
q.wrong(
    "the row beside",
    hint="nll_42 is the loss of a row beside row 42. Counted from 0, row 42 is the 43rd.",
    was="losses[42], losses",
    now="losses[41], losses",
    recognise=own("nll_42", lambda test, train: test[41]),
)
q.wrong(
    "row 42 of the training part",
    hint="nll_42 is the loss of an image of the training part. Row 42 of the test part is asked for.",
    was="keras_loss = digits_model.evaluate(X_train, y_train, verbose=0)",
    now="keras_loss = digits_model.evaluate(X_train, y_train, verbose=0)\nnll_42 = -np.log(digits_model.predict(X_train, verbose=0)[42, y_train[42]])",
    recognise=own("nll_42", lambda test, train: train[42]),
)
q.wrong(
    "Keras's loss of the test part",
    hint="keras_loss is the loss of the test part. It is to be compared with nll_train.",
    was="digits_model.evaluate(X_train, y_train, verbose=0)",
    now="digits_model.evaluate(X_test, y_test, verbose=0)",
    recognise=own("keras_loss", lambda test, train: test.mean()),
)
q.wrong(
    "the loss that fit reported",
    hint="keras_loss is near nll_train, and not equal to it: fit reports the mean over an epoch in which the weights still moved. Ask the finished model.",
    was=("digits_model.fit(", "keras_loss = digits_model.evaluate(X_train, y_train, verbose=0)"),
    now=("told = digits_model.fit(", 'keras_loss = told.history["loss"][-1]'),
    recognise=lambda candidate: (
        1e-4 < abs(number(candidate, "keras_loss") / own_losses(candidate)[1].mean() - 1) < 3
    ),
)
q.wrong(
    "a model that was not trained",
    hint="digits_model hardly reads at all: it was not trained, or for far too short a time.",
    was="epochs=15",
    now="epochs=0",
)
q.wrong(
    "rounded",
    hint="The numbers are right to three digits, and rounded. The text asks for all of them.",
    was=("losses[42], losses.mean()\n", "[np.arange(len(y_train)), y_train]).mean()"),
    now=(
        "round(float(losses[42]), 3), round(float(losses.mean()), 3)\n",
        "[np.arange(len(y_train)), y_train]).mean().round(3)",
    ),
    recognise=own("nll_test", lambda test, train: np.round(test.mean(), 3)),
)
q.wrong(
    "an accuracy",
    hint="nll_test is the share of mistakes. The loss asks how much was bet on the truth.",
    was="losses[42], losses.mean()",
    now="losses[42], float(np.mean(digits_model.predict(X_test, verbose=0).argmax(axis=1) != y_test))",
    recognise=lambda candidate: (
        np.isclose(number(candidate, "nll_test") * N_TEST % 1, 0, atol=1e-3)
        or np.isclose(number(candidate, "nll_test") * N_TEST % 1, 1, atol=1e-3)
    ),
)
q.hints(
    "What does predict return, and which of its numbers belongs to the truth?",
    "Train a model of build_model on the training part. Take the probabilities of the test part, pick from each row that of the right class, and turn them into losses. The same for the training part, and once more by evaluate.",
    "nll_42 is one entry of the array of losses, nll_test its mean. nll_train comes from predict on the training part, keras_loss from evaluate on it; the two agree to five digits.",
)
