"""q10_per_class: how well each class is read, and how often one is taken for another."""

import numpy as np

from viva.exam import Question

q = Question("q10_per_class")


@q.reference
def accuracy_per_class(labels, predictions, n_classes):
    hits = np.bincount(labels[labels == predictions], minlength=n_classes)
    counts = np.bincount(labels, minlength=n_classes)
    return np.where(counts > 0, hits / np.maximum(counts, 1), np.nan)


@q.reference
def confused(labels, predictions, one, other):
    return float(np.mean(predictions[labels == one] == other))


def some_answers(rng, n, classes):
    """Draw labels of uneven classes, and predictions that err more often upwards."""
    labels = rng.permutation(np.concatenate([classes, rng.choice(classes, size=n - len(classes))]))
    missed = rng.random(n) < 0.5
    guesses = rng.choice([*classes, max(classes)], size=n)
    return labels, np.where(missed, guesses, labels)


@q.case("accuracies of classes, some without images")
def accuracies(candidate, rng):
    few = (*some_answers(rng, 40, [0, 1, 2, 3, 4, 4, 2]), 5)
    labels, predictions = some_answers(rng, 30, [0, 3, 4, 4])
    predictions[:2] = 6
    return [
        candidate.accuracy_per_class(*few),
        candidate.accuracy_per_class(labels, predictions, 8),
    ]


@q.case("one class taken for another, both ways")
def both_ways(candidate, rng):
    labels, predictions = some_answers(rng, 60, [1, 3, 5, 5, 7])
    pairs = ((3, 5), (5, 3), (7, 1))
    return [candidate.confused(labels, predictions, one, other) for one, other in pairs]


q.right(
    "a mean for each class",
    code="""
def accuracy_per_class(labels, predictions, n_classes):
    accuracies = []
    for k in range(n_classes):
        mine = predictions[labels == k]
        accuracies.append(np.mean(mine == k) if len(mine) else np.nan)
    return accuracies


def confused(labels, predictions, one, other):
    mine = predictions[labels == one]
    return np.mean(mine == other)
""",
)
q.right(
    "the confusion matrix first",
    code="""
def accuracy_per_class(labels, predictions, n_classes):
    size = max(n_classes, labels.max() + 1, predictions.max() + 1)
    C = np.zeros((size, size))
    np.add.at(C, (labels, predictions), 1)
    with np.errstate(invalid="ignore"):
        return (C.diagonal() / C.sum(axis=1))[:n_classes]


def confused(labels, predictions, one, other):
    return np.sum((labels == one) & (predictions == other)) / np.sum(labels == one)
""",
)
q.right(
    "loops and counts",
    code="""
def accuracy_per_class(labels, predictions, n_classes):
    right, count = [0] * n_classes, [0] * n_classes
    for label, prediction in zip(labels, predictions):
        count[label] += 1
        right[label] += label == prediction
    return [r / c if c else float("nan") for r, c in zip(right, count)]


def confused(labels, predictions, one, other):
    answers = [p for label, p in zip(labels, predictions) if label == one]
    return answers.count(other) / len(answers)
""",
)
q.right(
    "empty means, which are nan",
    code="""
def accuracy_per_class(labels, predictions, n_classes):
    right = np.asarray(labels) == np.asarray(predictions)
    return np.array([right[labels == k].mean() for k in range(n_classes)])


def confused(labels, predictions, one, other):
    return (predictions == other)[labels == one].mean()
""",
)
q.wrong(
    "of those that were called so",
    hint="You divide by how many images were *called* the class, which is another question. Of the "
    "images that are of the class: which share is recognised?",
    was="mine = predictions[labels == k]\n        accuracies.append(np.mean(mine == k)",
    now="mine = labels[predictions == k]\n        accuracies.append(np.mean(mine == k)",
)
q.wrong(
    "of all images",
    hint="You divide by the number of all images. Each class has its own number.",
    was="np.mean(mine == k) if",
    now="np.sum(mine == k) / len(labels) if",
)
q.wrong(
    "counts",
    hint="These are counts. Divide each by the number of images of its class.",
    was="np.mean(mine == k) if",
    now="np.sum(mine == k) if",
)
q.wrong(
    "the error of each class",
    hint="These are the shares of wrong answers.",
    was="np.mean(mine == k) if",
    now="np.mean(mine != k) if",
)
q.wrong(
    "0 for empty classes",
    hint="A class without images gets 0. Nobody knows how well it is read: nan says that.",
    was="else np.nan",
    now="else 0",
)
q.wrong(
    "1 for empty classes",
    hint="A class without images gets 1. Nobody knows how well it is read: nan says that.",
    was="else np.nan",
    now="else 1",
)
q.wrong(
    "empty classes left out",
    hint="Classes without images are left out, so that nobody knows which number belongs to which "
    "class. n_classes says how many there are.",
    was="for k in range(n_classes):",
    now="for k in np.unique(labels):",
)
q.wrong(
    "classes from 1",
    hint="The classes begin with 0, and yours with 1.",
    was="for k in range(n_classes):",
    now="for k in range(1, n_classes + 1):",
)
q.wrong(
    "the other way round",
    hint="confused has the two classes the wrong way round: it measures how often `other` is taken "
    "for `one`.",
    was="mine = predictions[labels == one]\n    return np.mean(mine == other)",
    now="mine = predictions[labels == other]\n    return np.mean(mine == one)",
)
q.wrong(
    "of those called other",
    hint="confused divides by how many images were called `other`. Divide by the images that are "
    "of class `one`.",
    was="mine = predictions[labels == one]\n    return np.mean(mine == other)",
    now="mine = labels[predictions == other]\n    return np.mean(mine == one)",
)
q.wrong(
    "of all images, confused",
    hint="confused divides by the number of all images. Divide by those of class `one`.",
    was="mine = predictions[labels == one]\n    return np.mean(mine == other)",
    now="return np.mean((labels == one) & (predictions == other))",
)
q.wrong(
    "a count, confused",
    hint="confused returns a count. A share is asked for.",
    was="return np.mean(mine == other)",
    now="return np.sum(mine == other)",
)
q.wrong(
    "of the mistakes alone",
    hint="confused divides by the mistakes on class `one`. All images of that class count, also "
    "those that were recognised.",
    was="return np.mean(mine == other)",
    now="return np.mean(mine[mine != one] == other)",
)
q.wrong(
    "both directions together",
    hint="confused adds both directions up. A cat taken for a dog is one thing, a dog taken for a "
    "cat another.",
    was="return np.mean(mine == other)",
    now="return np.mean(mine == other) + np.mean(predictions[labels == other] == one)",
)
q.equivalent(
    "the mean of no numbers is nan, with a warning",
    was="np.mean(predictions[labels == k] == k) if np.any(labels == k) else np.nan",
    now=[
        "np.mean(predictions[labels == k] == k) if True else np.nan",
        "np.mean(predictions[labels == k] == k) if np.any(labels != k) else np.nan",
        "np.mean(predictions[labels == k] == k) if np.any(labels == labels) else np.nan",
    ],
)
q.hints(
    "Take the example: which predictions belong to the images of class 2, and which of these are "
    "right?",
    "A comparison of the labels with k chooses the answers for class k. Which share of them is k? "
    "And for confused, which share of the answers for one class is the other?",
    "For each k from 0 on: choose the answers for that class, and take the mean of where they "
    "equal k; nan where there are none. confused does the same for one class and compares with "
    "the other.",
)
