"""q15_softmax_regression: the whole model as a class, trained on one sample at a time."""

from functools import partial

import numpy as np

from viva.exam import Pair, Question, check

from .models import (
    answers,
    does,
    fresh,
    gradients_of,
    predicted,
    slopes_are,
    steps,
    steps_of,
    weights,
)
from .q13_softmax import softmax
from .q14_nll import nll
from .right_models import EINSUM, IN_MANY_COURSES, LOOPS, ONE_TABLE
from .shared import digits

q = Question("q15_softmax_regression")


@q.reference
class SoftmaxRegression:
    def __init__(self, input_size, output_size):
        rng = np.random.default_rng(0)
        self.W = rng.uniform(-0.1, 0.1, size=(input_size, output_size))
        self.b = np.zeros(output_size)

    def forward(self, X):
        return softmax(X @ self.W + self.b)

    def predict(self, X):
        return np.argmax(self.forward(X), axis=-1)

    def grad_loss(self, x, y):
        p, one_hot = self.forward(x), np.eye(len(self.b))[y]
        delta = p - one_hot
        return {"W": np.outer(x, delta), "b": delta}

    def train(self, x, y, learning_rate):
        slopes = self.grad_loss(x, y)
        self.W = self.W - learning_rate * slopes["W"]
        self.b = self.b - learning_rate * slopes["b"]

    def loss(self, X, y):
        return nll(np.eye(len(self.b))[y], self.forward(X))

    def accuracy(self, X, y):
        return np.mean(self.predict(X) == y)


q.equivalent(
    "any small random start will do",
    was="rng = np.random.default_rng(0)",
    now="rng = np.random.default_rng(1)",
)
q.equivalent(
    "the text leaves open where the bias starts",
    was="self.b = np.zeros(output_size)",
    now="self.b = np.ones(output_size)",
)


# Points by method: each is asked with the weights that the model has, whatever the others do.
SIZES = ((5, 3, 8), (3, 6, 11))


@q.case("forward, of a batch and of one sample", weight=3)
def forward(candidate, rng):
    return answers(candidate, rng, "forward", SIZES)


@q.case("predict, of a batch and of one sample")
def predict(candidate, rng):
    return answers(candidate, rng, "predict", SIZES)


@q.case("the mean loss of a batch", rtol=1e-4)
def loss(candidate, rng):
    return answers(candidate, rng, "loss", SIZES)


@q.case("the accuracy of a batch")
def accuracy(candidate, rng):
    return answers(candidate, rng, "accuracy", SIZES)


@q.case("the two gradients", weight=2)
def gradients(candidate, rng):
    return gradients_of(candidate, rng)


@q.case("two steps of train")
def steps_of_train(candidate, rng):
    return steps_of(candidate, rng)


@q.case("one epoch on the digits", rtol=1e-3, atol=1e-4, seconds=30, diagnose=False)
def one_epoch_on_the_digits(candidate, rng):
    X_train, X_test, y_train, y_test = digits()
    model, W, b = fresh(candidate, 64, 10)
    start = np.abs(W).max()
    for x, y in zip(X_train, y_train.tolist(), strict=True):
        model.train(x, y, 0.01)
        delta = predicted(x, W, b)
        delta[y] -= 1
        W, b = W - 0.01 * np.outer(x, delta), b - 0.01 * delta
    check(
        start < 0.8,
        "Some weights are far from 0 at the start. They are to be small, as between -0.1 and 0.1.",
    )
    found = dict(zip("Wb", weights(model, 64, 10), strict=True))
    reached = np.mean(predicted(X_test, found["W"], found["b"]).argmax(axis=1) == y_test)
    check(
        reached >= 0.90,
        "After one epoch on the digits the accuracy on the held-out part is below 0.90.",
    )
    return Pair(found, {"W": W, "b": b})


q.right(
    "as in many courses: dicts, branches, one_hot apart, weights from np.random",
    code=IN_MANY_COURSES,
)
q.right("loops, a row for the bias, a pair of gradients, the model returned by train", code=LOOPS)
q.right(
    "einsum, the largest score instead of the probability, another spread of the weights",
    code=EINSUM,
)
q.right("one table for weights and bias, W and b as properties", code=ONE_TABLE)

# A mistake in one method leaves the points of the others.
in_a_method = partial(q.wrong, keeps=0.82)

q.wrong(
    "W transposed",
    hint="W has output_size rows. Each sample is a row that stands on the left of W: how many rows must W have?",
    was=("(input_size, output_size))", "X @ self.W", "np.outer(x, delta)"),
    now=("(output_size, input_size))", "X @ self.W.T", "np.outer(delta, x)"),
)
q.wrong(
    "all weights 0",
    hint="All weights start at 0. This model would forgive it, a network would not: draw them, as the text asks.",
    was="0.1, 0.1",
    now="0, 0",
    recognise=lambda candidate: not np.any(candidate.SoftmaxRegression(4, 3).W),
)
q.wrong(
    "no bias in forward",
    hint="forward leaves out the bias.",
    was=" + self.b)",
    now=")",
    # Of a model whose bias has stayed at 0, nobody can tell.
    recognise=does("forward", lambda W, b, X, y: predicted(X, W, 0 if np.any(b) else np.nan)),
)
q.wrong(
    "scores instead of probabilities",
    hint="forward returns the scores: rows do not add up to 1. Which function is missing at the end?",
    was="softmax(X @ self.W + self.b)",
    now="X @ self.W + self.b",
    recognise=does("forward", lambda W, b, X, y: X @ W + b),
)
in_a_method(
    "predict down the columns",
    hint="predict gives one answer for each class: the largest of each column. There is to be one "
    "for each sample.",
    was="axis=-1",
    now="axis=0",
    recognise=does("predict", lambda W, b, X, y: predicted(X, W, b).argmax(axis=0)),
)
in_a_method(
    "predict over the whole batch",
    hint="predict gives a single number for a batch: np.argmax without an axis looks at the whole "
    "table.",
    was=", axis=-1",
    now="",
    recognise=does("predict", lambda W, b, X, y: predicted(X, W, b).argmax()),
)
in_a_method(
    "predict for batches only",
    hint="predict fails for a single sample, which has no second axis. Which axis is the last one "
    "for both?",
    was="axis=-1",
    now="axis=1",
)
in_a_method(
    "predict gives probabilities",
    hint="predict returns the largest probability of each sample, not its class.",
    was="np.argmax",
    now="np.max",
    recognise=does("predict", lambda W, b, X, y: predicted(X, W, b).max(axis=1)),
)
in_a_method(
    "the outer product swapped",
    hint="The gradient of W is transposed: it should have the shape of W. What comes first in the "
    "outer product, x or the difference?",
    was="np.outer(x, delta)",
    now="np.outer(delta, x)",
)
in_a_method(
    "y - p",
    hint="Both gradients have the wrong sign. Is it p - y or y - p?",
    was="p - one_hot",
    now="one_hot - p",
    recognise=slopes_are(lambda p, y: np.eye(3)[y] - p),
)
in_a_method(
    "p - y with the number of the class",
    hint="The class itself is taken off every probability. Take 1 off that of the true class only: "
    "the one-hot row does it.",
    was="p - one_hot",
    now="p - y",
    recognise=slopes_are(lambda p, y: p - y),
)
in_a_method(
    "p(1 - p) left in",
    hint="There is a factor p(1 - p) too much in the gradients. In cross-entropy it cancels.",
    was="p - one_hot",
    now="(p - one_hot) * p * (1 - p)",
)
in_a_method(
    "the true class alone",
    hint="Only the true class has a slope. In p - e the other classes have theirs, which is p itself.",
    was="p - one_hot",
    now="(p - one_hot) * one_hot",
)
in_a_method(
    "b not updated",
    hint="W learns, but b stays where it was.",
    was='        self.b = self.b - learning_rate * slopes["b"]\n',
    now="",
    recognise=steps(lambda W, b, slope_W, slope_b: (W - slope_W, b)),
)
in_a_method(
    "ascent",
    hint="Training walks uphill: the loss grows with each step.",
    was="- learning_rate",
    now="+ learning_rate",
    recognise=steps(lambda W, b, slope_W, slope_b: (W + slope_W, b + slope_b)),
)
in_a_method(
    "a step that is forgotten",
    hint="train leaves W and b as they were: its new weights go into local names, or are only "
    "returned. Where does the model keep them?",
    was=("self.W = self.W -", "self.b = self.b -"),
    now=("W = self.W -", "b = self.b -"),
    recognise=steps(lambda W, b, slope_W, slope_b: (W, b)),
)
in_a_method(
    "b updated with the gradient at the new W",
    hint="W is right after a step, but b is not: its gradient was computed when W had moved "
    "already. Both belong to the old weights.",
    was='slopes["b"]',
    now='self.grad_loss(x, y)["b"]',
)
in_a_method(
    "the sum of the losses",
    hint="loss is the sum over the batch. The mean is asked for.",
    was="self.forward(X))\n",
    now="self.forward(X)) * len(y)\n",
    recognise=does(
        "loss", lambda W, b, X, y: -np.sum(np.log(predicted(X, W, b)[np.arange(len(y)), y]))
    ),
)
in_a_method(
    "a count instead of the accuracy",
    hint="accuracy is a count. Divide it by how many samples there are.",
    was="np.mean",
    now="np.sum",
    recognise=does("accuracy", lambda W, b, X, y: np.sum(predicted(X, W, b).argmax(axis=1) == y)),
)
in_a_method(
    "percent",
    hint="accuracy is a percentage. It is to be a share between 0 and 1.",
    was="np.mean",
    now="100 * np.mean",
    recognise=does(
        "accuracy", lambda W, b, X, y: 100 * np.mean(predicted(X, W, b).argmax(axis=1) == y)
    ),
)
q.wrong(
    "the notebook's digits",
    hint="The model has the sizes of the digits, whatever is passed to it.",
    was="        rng =",
    now="        input_size, output_size = 64, 10\n        rng =",
    recognise=lambda candidate: np.shape(candidate.SoftmaxRegression(4, 3).W) == (64, 10),
)

q.hints(
    "Which of the seven methods can be built from others? Begin with the start values and `forward`; what do `predict`, `loss` and `accuracy` need from it?",
    "For one sample the error is a vector: the probabilities, less 1 at the true class. The gradient of b is this vector, that of W has one row for each input. Test `grad_loss` with the numbers of the text before you train.",
    "`np.outer` makes the gradient of W from the sample and the error, in this order. `predict` takes the largest entry along the last axis. `train` calls `grad_loss` once, and then moves W and b, each by the learning rate times its gradient, downhill.",
)
