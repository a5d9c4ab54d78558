"""q04_learn_once_cross_entropy: one step of gradient descent on the softmax cross-entropy."""

import numpy as np

from viva.compare.difference import same
from viva.exam import Question, check

from .q01_one_hot import one_hot
from .q04_mistakes import MISTAKES
from .q04_right_answers import IN_PLACE, SAMPLE_BY_SAMPLE, SMALL_NUMBER, TRANSPOSED
from .shared import STEPS, sigmoid, some_labels, some_weights, steps_of

q = Question("q04_learn_once_cross_entropy")


@q.reference
def learn_once_cross_entropy(w1, b1, w2, b2, data, labels_train, learning_rate):
    N = len(data)
    a1 = sigmoid(data @ w1 + b1)
    z2 = a1 @ w2 + b2
    powers = np.exp(z2 - z2.max(axis=1, keepdims=True))
    P = powers / powers.sum(axis=1, keepdims=True)
    Y = one_hot(labels_train, w2.shape[1])
    loss = -np.mean(np.log(P[np.arange(N), labels_train]))
    delta2 = (P - Y) / N
    delta1 = delta2 @ w2.T * a1 * (1 - a1)
    dw1, db1 = data.T @ delta1, delta1.sum(axis=0)
    dw2, db2 = a1.T @ delta2, delta2.sum(axis=0)
    w1, b1 = w1 - learning_rate * dw1, b1 - learning_rate * db1
    w2, b2 = w2 - learning_rate * dw2, b2 - learning_rate * db2
    return w1, b1, w2, b2, loss


FIRST = "What moves an array, one at least, is the first sample alone. Does the function return inside the loop over the samples?"
LAST = "What moves an array, one at least, is the last sample alone: the slope of each sample replaces that of the one before it. They should add up. Which of your lines needs `+=`, and are the zeros made anew in each round?"
LOSS_FIRST = "Your loss is that of the first sample alone, while the step belongs to all. The logarithms of all samples add up in it."
LOSS_LAST = "Your loss is that of the last sample alone, while the step belongs to more: in a loop `loss = ...` replaces what was there before, and `loss += ...` adds to it."
MOVING = "The weights move after every single sample, so that each later one meets other weights. A step here takes the slopes of all samples at the weights that came in."


def entropy_steps(candidate, rng, n, d_in, d_h, d_out, rate, n_steps=3, shift=0.0):
    w1, b1, w2, b2 = some_weights(rng, d_in, d_h, d_out)
    # The last class never occurs, or the first: all columns come from w2 and not from the labels.
    data, labels = rng.normal(size=(n, d_in)), some_labels(rng, n, d_out - 1) + (shift < 0)
    weights, learn_once = (w1, b1, w2, b2 + shift), candidate.learn_once_cross_entropy
    found = steps_of(learn_once, weights, data, labels, rate, n_steps)
    for rows, sentence in ((slice(1), FIRST), (slice(-1, None), LAST)):
        alone = steps_of(learn_once_cross_entropy, weights, data[rows], labels[rows], rate / n, 1)
        for step in STEPS:
            check(not same(found[step], alone[step]), sentence)
            check(not same(found[step], n * alone[step]), sentence)
        losses, of = (found["loss"][0], alone["loss"][0]), LOSS_FIRST
        of = of if sentence == FIRST else LOSS_LAST
        check(not any(same(losses[0], losses[1] / k) for k in (1, n)), of)
    moving = weights
    for i in range(n):
        *moving, _ = learn_once_cross_entropy(*moving, data[i : i + 1], labels[i : i + 1], rate / n)
    moves = [new - old for new, old in zip(moving, weights, strict=True)]
    check(not all(same(found[s], move) for s, move in zip(STEPS, moves, strict=True)), MOVING)
    return found


def entropy_apart(candidate, rng, n, d_in, d_h, d_out):
    """Take a step where the scores of one row are close, and those of two rows thousands apart."""
    w1, b1, w2, b2 = some_weights(rng, d_in, d_h, d_out)
    w1[:, 0], w2[0] = 3 * np.sign(w1[:, 0]), w2[0] + 3000
    data, labels = rng.normal(size=(n, d_in)), some_labels(rng, n, d_out)
    data[0] = np.sign(w1[:, 0])
    data[1] = -data[0]
    return steps_of(candidate.learn_once_cross_entropy, (w1, b1, w2, b2), data, labels, 0.001, 1)


# An answer may add a small number to each probability before its logarithm.
@q.case("three steps, all sizes different, one class absent", atol=2e-5)
def entropy_three(candidate, rng):
    return entropy_steps(candidate, rng, 7, 3, 5, 4, 0.5)


@q.case("scores far from 0", atol=2e-5)
def entropy_far(candidate, rng):
    return (
        entropy_steps(candidate, rng, 5, 2, 6, 3, 1.0, 2, 800.0),
        entropy_steps(candidate, rng, 6, 4, 3, 5, 1.0, 2, -800.0),
        entropy_apart(candidate, rng, 5, 3, 4, 3),
    )


q.equivalent(
    "what is taken off a row cancels, and here no two scores of a row are hundreds apart",
    was="powers = np.exp(Z2 - Z2.max(axis=1, keepdims=True))",
    now="powers = np.exp(Z2 - Z2.min(axis=1, keepdims=True))",
)
q.right("the logarithm of the sum, in place", code=IN_PLACE)
q.right("a small number in the logarithm, biases as rows", code=SMALL_NUMBER)
q.right("one sample after another", code=SAMPLE_BY_SAMPLE)
q.right("np.eye, transposed throughout", code=TRANSPOSED)
q.wrong(
    "the last sample only",
    hint=LAST,
    was="new[0] -= share * np.outer(x, dh)",
    now="new[0] = old[0] - share * np.outer(x, dh)",
)
for mistake in MISTAKES:
    q.wrong(**mistake)
q.wrong("the last loss only", hint=LOSS_LAST, was="loss -= math.log", now="loss = -math.log")
q.wrong(
    "a return after the first sample",
    hint=FIRST,
    was="    return [*new, loss]",
    now="        return [*new, loss]",
)
q.wrong(
    "a step after every sample",
    hint=MOVING,
    was="old[2] @ p * h * (1 - h)\n",
    now="old[2] @ p * h * (1 - h)\n        old = new\n",
)
q.wrong(
    "the slopes of the squares",
    hint="The loss is the cross-entropy, and the step is that of the squares, through a sigmoid at the output: mse_gradients belongs to the other loss.",
    was="    delta1 = delta2",
    now="    A2 = sigmoid(z2)\n    delta2 = 2 / A2.size * (A2 - Y) * A2 * (1 - A2)\n    delta1 = delta2",
)
q.wrong(
    "softmax over the whole batch",
    hint="All samples together add up to 1 in your softmax, where each sample should. Over which scores does its sum run?",
    was=("(axis=1, keepdims=True)", "np.mean(np.log(P[np.arange(N), labels_train]))"),
    now=("()", "np.sum(Y * np.log(P)) / N"),
)
q.wrong(
    "softmax down the columns",
    hint="Your softmax adds up to 1 in each column. The classes of one sample stand in a row.",
    was=("axis=1, keepdims=True", "np.mean(np.log(P[np.arange(N), labels_train]))"),
    now=("axis=0, keepdims=True", "np.sum(Y * np.log(P)) / N"),
)
q.wrong(
    "the factor p(1 - p) left in",
    hint="The loss of the first step is right, the weights are not: delta2 still has the slope of "
    "a sigmoid in it. With softmax and cross-entropy that factor is gone.",
    was="(P - Y) / N",
    now="(P - Y) * P * (1 - P) / N",
)
q.wrong(
    "the slopes of the sum",
    hint="The loss is a mean, but your step is that of the sum, too long by the number of samples.",
    was="(P - Y) / N",
    now="P - Y",
)
q.wrong(
    "a sum over the samples",
    hint="Loss and step are those of the sum over the samples. Here, unlike in the last notebook, the loss is a mean.",
    was=("(P - Y) / N", "-np.mean("),
    now=("P - Y", "-np.sum("),
)
q.wrong(
    "labels that are not one-hot",
    hint="In P - Y the label itself is subtracted from every probability of its row. Which numbers stand in a row of Y?",
    was="P - Y",
    now="P - np.reshape(labels_train, (-1, 1))",
)
q.wrong(
    "a binary cross-entropy, averaged over all entries",
    hint="The weights are right; your loss is the mean of a binary cross-entropy over samples and "
    "classes. Only the probability of the right class counts, one for each sample.",
    was="np.mean(np.log(P[np.arange(N), labels_train]))",
    now="np.mean(Y * np.log(P) + (1 - Y) * np.log(1 - P))",
)
q.wrong(
    "a mean over all entries",
    hint="The weights are right; the loss is too small by the number of classes. np.mean over the "
    "whole table divides by all its entries, and most of them are 0.",
    was="np.mean(np.log(P[np.arange(N), labels_train]))",
    now="np.mean(Y * np.log(P))",
)
q.wrong(
    "as many columns as the labels need",
    hint="A class that is missing among the labels has no column in your Y. How many outputs has the network?",
    was=("one_hot(labels_train, w2.shape[1])", "np.mean(np.log(P[np.arange(N), labels_train]))"),
    now=("one_hot(labels_train)", "np.sum(Y * np.log(P)) / N"),
)
q.wrong(
    "overflows",
    hint="Small scores come out right, but scores around ±800 do not: the exponentials overflow, "
    "or all are 0. What may you take off all scores of a row?",
    was="z2 - z2.max(axis=1, keepdims=True)",
    now="z2",
)
q.wrong(
    "the largest score of the batch taken off",
    hint="Where the scores of two rows lie far apart, the lower row becomes 0 divided by 0. Which "
    "scores is your largest one the largest of?",
    was="z2.max(axis=1, keepdims=True)",
    now="z2.max()",
)
q.wrong(
    "a sigmoid before the softmax",
    hint="The scores go through a sigmoid before the softmax. Between Z2 and the softmax the formula has nothing.",
    was="a1 @ w2 + b2",
    now="sigmoid(a1 @ w2 + b2)",
)
q.wrong(
    "a sigmoid instead of the softmax",
    hint="Every output goes through a sigmoid of its own. Which activation has the output layer now?",
    was="powers / powers.sum(axis=1, keepdims=True)",
    now="np.maximum(sigmoid(z2), 1e-300)",
)
q.wrong(
    "no slope of the hidden sigmoid",
    hint="w2 and b2 are right after a step, w1 and b1 are not: the way back through the hidden sigmoid lacks its slope.",
    was=" * a1 * (1 - a1)",
    now="",
)
q.wrong(
    "delta1 through the new w2",
    hint="w2 and b2 are right, w1 and b1 are a little off: delta1 went back through a w2 that had already moved.",
    was="delta2 @ w2.T",
    now="delta2 @ (w2 - learning_rate * a1.T @ delta2).T",
)
q.wrong(
    "uphill on the cross-entropy",
    hint="The loss of the first step is right, and grows in the next: your step goes up the slope.",
    was=" - learning_rate * d",
    now=" + learning_rate * d",
)
q.wrong(
    "the loss of the weights after the step",
    hint="The weights are right; the loss is taken with the weights after the step. It belongs to those that came in.",
    was="    return",
    now="    z2 = sigmoid(data @ w1 + b1) @ w2 + b2\n    z2 = z2 - z2.max(axis=1, keepdims=True)\n    loss = np.sum(Y * (np.log(np.exp(z2).sum(axis=1, keepdims=True)) - z2)) / N\n    return",
)
q.wrong(
    "the sign of the loss",
    hint="The weights are right, and the loss is negative. What is the sign of the logarithm of a probability?",
    was="-np.mean",
    now="np.mean",
)
q.wrong(
    "a loss of squares",
    hint="The weights are right, but the loss is the mean of squares. The text asks for the cross-entropy.",
    was="-np.mean(np.log(P[np.arange(N), labels_train]))",
    now="np.mean((P - Y) ** 2)",
)
q.wrong(
    "the arguments of the cross-entropy swapped",
    hint="The weights are right; in the loss labels and probabilities have changed places. The "
    "logarithm is taken of the probabilities, and the labels choose which of them count.",
    was="-np.mean(np.log(P[np.arange(N), labels_train]))",
    now="-np.mean(np.sum(P * np.log(Y + 1e-8), axis=1))",
)
q.wrong(
    "a large number added in the logarithm",
    hint="The weights are right, and the loss is a little too small: what you add to the "
    "probabilities before the logarithm is not small enough. Where the largest score is taken off, "
    "1e-12 or nothing will do.",
    was="np.log(P[np.arange(N), labels_train])",
    now="np.log(P[np.arange(N), labels_train] + 0.01)",
)
q.wrong(
    "z1 into the output layer",
    hint="The output layer gets z1, the hidden sums, without their sigmoid.",
    was="z2 = a1 @ w2 + b2",
    now="z2 = (data @ w1 + b1) @ w2 + b2",
)
q.wrong(
    "divided by samples and classes",
    hint="The loss of the first step is right, and every step is too short by the number of "
    "classes. The mean runs over the samples only.",
    was="(P - Y) / N",
    now="(P - Y) / P.size",
)
q.wrong(
    "biases that do not move",
    hint="w1 and w2 are right after a step, and b1 and b2 are what they were.",
    was=("b1 - learning_rate * db1", "b2 - learning_rate * db2"),
    now=("b1", "b2"),
)
q.wrong(
    "a bias changed in place by a row",
    hint="`b1 -= ...` fails: the slope of b1 has two axes, one of them of length 1 as keepdims=True leaves it, and "
    "b1 has one. Give the slope the shape of its bias, or make a new array.",
    was="    b1 -= learning_rate * delta1.sum(axis=0)\n",
    now="    b1 -= learning_rate * delta1.sum(axis=0, keepdims=True)\n",
)
q.hints(
    "What changes from q02: the output function, the loss, and one delta. Which lines stay the same?",
    "Write a softmax that takes each row's largest score off first. The loss looks only at the probability of each row's right class. The output's delta is the difference of probabilities and one-hot rows, shared among N samples.",
    "Your one_hot needs the number of outputs as its second argument, since classes may be missing in the labels. The hidden delta and the four gradients are those of q02, with nothing of the output's sigmoid left in; then take one step and return the loss from before it.",
)
