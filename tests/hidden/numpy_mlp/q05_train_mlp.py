"""q05_train_mlp: steps over several epochs, with the accuracy of each."""

import numpy as np

from viva.compare.difference import same
from viva.exam import Pair, Question, check

from .q04_learn_once_cross_entropy import learn_once_cross_entropy
from .shared import draw_blobs, epochs_with, goes_on, named, sigmoid, some_weights, steps_of

q = Question("q05_train_mlp")


@q.reference
def train_mlp(
    w1, b1, w2, b2, data_train, labels_train, learning_rate, num_epoch, return_losses=False
):
    train_accuracies, train_losses = [], []
    for _ in range(num_epoch):
        w1, b1, w2, b2, loss = learn_once_cross_entropy(
            w1, b1, w2, b2, data_train, labels_train, learning_rate
        )
        scores = sigmoid(data_train @ w1 + b1) @ w2 + b2
        answers = np.argmax(scores, axis=1)
        accuracy = np.mean(answers == labels_train)
        train_accuracies.append(accuracy)
        train_losses.append(loss)
    trained = w1, b1, w2, b2, train_accuracies
    return (*trained, train_losses) if return_losses else trained


q.equivalent(
    "who returns more than is asked for is not wrong",
    was="if return_losses:",
    now=["if True:", "if train_losses:"],
)
q.equivalent(
    "both are new and empty",
    was="train_accuracies, train_losses = [], []",
    now="train_losses, train_accuracies = [], []",
)

OTHERS = "With return_losses=True the first five values are others than without it."
TRAINED = ("w1", "b1", "w2", "b2", "train_accuracies")


def trained_as(weights, accuracies):
    """Return what train_mlp may return: accuracies before each step, or after it."""
    return [
        dict(zip(TRAINED, (*weights, a), strict=True)) for a in (accuracies[1:], accuracies[:-1])
    ]


def train_on_blobs(candidate, rng, n, d_h, d_out, rate, num_epoch):
    turn = 2 * np.pi * np.arange(d_out) / d_out
    while True:
        data, labels = draw_blobs(np.column_stack((np.cos(turn), np.sin(turn))), n, 0.5, rng)
        weights = some_weights(rng, 2, d_h, d_out)
        right = epochs_with(learn_once_cross_entropy, weights, data, labels, rate, num_epoch)
        # Accuracies that stand still could not tell before from after, or one epoch from all.
        if len(set(right[1])) == num_epoch + 1 and max(right[1]) < 1 and min(right[1]) > 0:
            break
    found = named(candidate.train_mlp(*weights, data, labels, rate, num_epoch), *TRAINED)
    for expected in trained_as(*right):
        if same(found, expected):
            return Pair(found, expected)
    # A slip in q04 has cost its points there; training with it may still be right.
    own = epochs_with(candidate.learn_once_cross_entropy, weights, data, labels, rate, num_epoch)
    if goes_on(candidate.learn_once_cross_entropy, own[0], weights, data, labels, rate):
        for expected in trained_as(*own):
            if same(found, expected):
                return Pair(found, expected)
    # Asked once more, so that the message speaks of this function and not of the other.
    found = named(candidate.train_mlp(*weights, data, labels, rate, num_epoch), *TRAINED)
    after, before = trained_as(*right)
    first = np.ravel(np.asarray(found["train_accuracies"], dtype=float))[:1]
    return Pair(found, before if same(first, before["train_accuracies"][:1]) else after)


@q.case("four epochs on four blobs")
def train_four(candidate, rng):
    return train_on_blobs(candidate, rng, 9, 5, 4, 1.0, 4)


@q.case("six epochs on three blobs")
def train_six(candidate, rng):
    return train_on_blobs(candidate, rng, 13, 4, 3, 0.5, 6)


@q.case("the losses, where they are asked for", weight=0.5, atol=2e-5)
def train_losses(candidate, rng):
    weights, labels = some_weights(rng, 2, 4, 3), rng.integers(3, size=11)
    data = rng.normal(size=(11, 2))
    right, own = (
        steps_of(learn_once, weights, data, labels, 0.4, 4)["loss"]
        for learn_once in (learn_once_cross_entropy, candidate.learn_once_cross_entropy)
    )
    found = candidate.train_mlp(*weights, data, labels, 0.4, 4, return_losses=True)
    plain = candidate.train_mlp(*weights, data, labels, 0.4, 4)
    check(
        isinstance(found, (tuple, list)) and len(found) >= 6,
        "With return_losses=True a sixth value follows: a list with the loss of each epoch.",
    )
    check(same(named(found[:5], *TRAINED), named(plain, *TRAINED)), OTHERS)
    return Pair(found[5], own if same(found[5], own) else right)


q.right(
    "the accuracy before each step",
    code="""
def train_mlp(w1, b1, w2, b2, data_train, labels_train, learning_rate, num_epoch, return_losses=False):
    accuracies, losses = [], []
    for _ in range(num_epoch):
        z2 = np.matmul(sigmoid(np.matmul(data_train, w1) + b1), w2) + b2
        accuracies.append(float((z2.argmax(1) == labels_train).mean()))
        w1, b1, w2, b2, loss = learn_once_cross_entropy(
            w1, b1, w2, b2, data_train, labels_train, learning_rate
        )
        losses.append(loss)
    if return_losses:
        return w1, b1, w2, b2, accuracies, losses
    return w1, b1, w2, b2, accuracies
""",
)
q.right(
    "an array of accuracies, counted in a loop",
    code="""
def train_mlp(
    w1, b1, w2, b2, data_train, labels_train, learning_rate, num_epoch, return_losses=None
):
    accuracies, losses = np.zeros(num_epoch), np.zeros(num_epoch)
    weights = [w1, b1, w2, b2]
    epoch = 0
    while epoch < num_epoch:
        weights = learn_once_cross_entropy(*weights, data_train, labels_train, learning_rate)
        losses[epoch], weights = weights[4], weights[:4]
        right = 0
        for x, label in zip(data_train, labels_train):
            scores = np.ravel(sigmoid(x @ weights[0] + weights[1]) @ weights[2] + weights[3])
            right += int(np.argmax(scores)) == label
        accuracies[epoch] = right / len(labels_train)
        epoch += 1
    more = [losses] if return_losses else []
    return [*weights, accuracies, *more]
""",
)
q.right(
    "with the losses returned too, by a function that measures",
    code="""
def share_of_right(weights, data, labels):
    w1, b1, w2, b2 = weights
    P = np.exp(sigmoid(data @ w1 + b1) @ w2 + b2)
    return np.count_nonzero(P.argmax(axis=1) == labels) / len(labels)


def train_mlp(w1, b1, w2, b2, data_train, labels_train, learning_rate, num_epoch, **more):
    train_accuracies, losses = [], []
    for _ in range(num_epoch):
        *weights, loss = learn_once_cross_entropy(
            w1, b1, w2, b2, data_train, labels_train, learning_rate
        )
        w1, b1, w2, b2 = weights
        train_accuracies += [share_of_right(weights, data_train, labels_train)]
        losses += [loss]
    return w1, b1, w2, b2, train_accuracies, losses
""",
)
q.wrong(
    "losses in the list",
    hint="Your list holds the losses. An accuracy counts right answers, and is never above 1.",
    was="append(accuracy)",
    now="append(loss)",
)
q.wrong(
    "the accuracy of the first samples only",
    hint="Your accuracies look at a part of the training data only. All samples count.",
    was="np.mean(answers == labels_train)",
    now="np.mean(answers[:10] == labels_train[:10])",
)
q.wrong(
    "the weights are not carried on",
    hint="Every epoch starts again from the weights that came in: what learn_once_cross_entropy returns is not passed to the next epoch.",
    was=("w1, b1, w2, b2, loss =", "@ w1 + b1) @ w2 + b2", "trained = w1, b1, w2, b2"),
    now=("v1, c1, v2, c2, loss =", "@ v1 + c1) @ v2 + c2", "trained = v1, c1, v2, c2"),
)
q.wrong(
    "the weights that came in are returned",
    hint="The weights that come back are those that came in. Under which names do you keep what learn_once_cross_entropy returns?",
    was="w1, b1, w2, b2, loss =",
    now="*_, loss =",
)
q.wrong(
    "percentages in the list",
    hint="Your accuracies are percentages. A fraction between 0 and 1 is asked for.",
    was="np.mean(answers == labels_train)",
    now="100 * np.mean(answers == labels_train)",
)
q.wrong(
    "counts in the list",
    hint="Your list counts the right answers. Which number do you divide by?",
    was="np.mean(answers == labels_train)",
    now="np.sum(answers == labels_train)",
)
q.wrong(
    "error rates in the list",
    hint="Your list holds the share of wrong answers.",
    was="answers == labels_train",
    now="answers != labels_train",
)
q.wrong(
    "one epoch too few",
    hint="One epoch is missing. Does your loop start at 1?",
    was="range(num_epoch)",
    now="range(1, num_epoch)",
)
q.wrong(
    "one epoch too many",
    hint="There is one epoch too many: the list should be as long as num_epoch.",
    was="range(num_epoch)",
    now="range(num_epoch + 1)",
)
q.wrong(
    "only the last accuracy",
    hint="You return a single accuracy. The list has one for each epoch.",
    was="b2, train_accuracies",
    now="b2, train_accuracies[-1]",
)
q.wrong(
    "the accuracy of the weights that came in, every time",
    hint="All your accuracies are the same, those of the untrained weights. With which weights do you compute the answers?",
    was=("    train_accuracies, train_losses = [], []", "@ w1 + b1) @ w2 + b2"),
    now=(
        "    v1, c1, v2, c2, train_accuracies, train_losses = w1, b1, w2, b2, [], []",
        "@ v1 + c1) @ v2 + c2",
    ),
)
q.wrong(
    "the largest of each column",
    hint="Your answers are one for each class, where there should be one for each sample: the maximum is taken down the columns.",
    was="np.argmax(scores, axis=1)",
    now="np.resize(np.argmax(scores, axis=0), len(scores))",
)
q.wrong(
    "the probabilities rounded",
    hint="You round the probabilities and compare them with one-hot rows, entry by entry. The many zeros count as right answers then.",
    was=("answers = np.argmax(scores, axis=1)", "answers == labels_train"),
    now=(
        "P = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)",
        "P.round() == one_hot(labels_train, P.shape[1])",
    ),
)
q.wrong(
    "a learning rate of its own for every epoch",
    hint="The learning rate that is passed makes no difference in your training.",
    was="labels_train, learning_rate\n",
    now="labels_train, 0.1\n",
)
q.wrong(
    "accuracies added up",
    hint="Your accuracies grow beyond 1: each holds those of the epochs before.",
    was="append(accuracy)",
    now="append(accuracy + sum(train_accuracies[-1:]))",
)
q.wrong(
    "the list comes first",
    hint="The accuracies stand before the weights in what you return. The text puts them last.",
    was="trained = w1, b1, w2, b2, train_accuracies",
    now="trained = train_accuracies, w1, b1, w2, b2",
)
q.wrong(
    "no hidden sigmoid in the answers",
    hint="The weights are right, the accuracies are not: on the way to the answers the hidden sigmoid is missing.",
    was="sigmoid(data_train @ w1 + b1) @ w2",
    now="(data_train @ w1 + b1) @ w2",
)
q.wrong(
    "squares instead of the cross-entropy",
    hint="You train with the step of the squares. Which of the two steps does the text name?",
    was=("learn_once_cross_entropy(", "labels_train, learning_rate\n"),
    now=("learn_once_mse(", "one_hot(labels_train, w2.shape[1]), learning_rate\n"),
)
q.wrong(
    "the accuracies alone",
    hint="Only the accuracies come back. Without the four arrays nobody can use what was learned: "
    "they stand before the list.",
    was="trained = w1, b1, w2, b2, train_accuracies\n    return (*trained, train_losses) if return_losses else trained",
    now="return train_accuracies",
)
q.hints(
    "Which numbers does one epoch hand on to the next? And what do you measure in each?",
    "In a loop of num_epoch rounds call learn_once_cross_entropy and give its first four results the names that go in again. Its loss goes into a list of its own.",
    "After each step compute the scores of all training samples, take the largest of each row along axis 1, compare with the labels, and append the mean of that comparison. Return the four arrays, then the list, and last the losses if they are asked for.",
)
