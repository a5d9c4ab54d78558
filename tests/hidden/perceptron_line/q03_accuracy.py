"""q03_accuracy: the share of right predictions."""

import numpy as np

from viva.exam import Question

from .shared import first_return_value

q = Question("q03_accuracy")


@q.reference
def accuracy(y_true, y_pred):
    return float(np.mean(np.asarray(y_true) == np.asarray(y_pred)))


def labels_and_guesses(rng, size, classes, right):
    """Draw labels with many of class 0, and guesses that are right with this probability."""
    share = np.array([classes] + [1] * (classes - 1), dtype=float)
    labels = rng.choice(classes, size=size, p=share / share.sum())
    labels[:classes] = np.arange(classes)
    guesses = np.where(rng.random(size) < right, labels, rng.integers(0, classes, size=size))
    # Mistakes in both directions, so that they do not show in the sums.
    guesses[0], guesses[1] = 0, 0
    labels[-1], guesses[-1] = 0, 1
    return labels, guesses


@q.case("lists, tuples and arrays")
def containers(candidate, rng):
    answers = []
    for size, classes in ((7, 2), (11, 4), (13, 3)):
        labels, guesses = labels_and_guesses(rng, size, classes, 0.7)
        answers.append(first_return_value(candidate.accuracy(labels.tolist(), guesses.tolist())))
        answers.append(
            first_return_value(candidate.accuracy(tuple(labels.tolist()), tuple(guesses.tolist())))
        )
        answers.append(first_return_value(candidate.accuracy(labels, guesses)))
        answers.append(first_return_value(candidate.accuracy(labels.tolist(), guesses)))
    return answers


@q.case("more than two classes, good and bad predictions")
def many_classes(candidate, rng):
    answers = []
    for size, classes, right in ((9, 3, 0.9), (23, 5, 0.2), (40, 4, 0.5), (6, 2, 0.6)):
        labels, guesses = labels_and_guesses(rng, size, classes, right)
        answers.append(first_return_value(candidate.accuracy(labels, guesses)))
        answers.append(first_return_value(candidate.accuracy(labels.tolist(), guesses.tolist())))
    return answers


@q.case("all right, all wrong, and in between")
def extremes(candidate, rng):
    labels = [2, 1, 0, 3, 1, 1, 0]
    others = [1, 0, 3, 1, 2, 0, 2]
    mixed = [2, 0, 0, 3, 3, 1, 1]
    return [
        first_return_value(candidate.accuracy(labels, guesses))
        for guesses in (labels, others, mixed)
    ]


q.right(
    "the sum of the comparisons",
    code="""
def accuracy(y_true, y_pred):
    return sum(t == p for t, p in zip(y_true, y_pred)) / len(y_true)
""",
)
q.right(
    "the mean of a comparison of arrays",
    code="""
def accuracy(y_true, y_pred):
    return np.mean(np.array(y_true) == np.array(y_pred))
""",
)
q.right(
    "a loop with a counter",
    code="""
def accuracy(y_true, y_pred):
    n_right = 0
    for i in range(len(y_true)):
        if y_true[i] == y_pred[i]:
            n_right += 1
    return n_right / len(y_true)
""",
)
q.right(
    "the length of a filtered list",
    code="""
def accuracy(labels, guesses):
    return len([1 for pair in zip(labels, guesses) if pair[0] == pair[1]]) / len(labels)
""",
)
q.right(
    "one minus the share of differences",
    code="""
def accuracy(y_true, y_pred):
    return 1 - np.count_nonzero(np.subtract(y_true, y_pred)) / np.size(y_true)
""",
)
q.right(
    "scikit-learn",
    code="""
from sklearn.metrics import accuracy_score

def accuracy(y_true, y_pred):
    return accuracy_score(y_true, y_pred)
""",
)
q.right(
    "pandas",
    code="""
import pandas as pd

def accuracy(y_true, y_pred):
    return (pd.Series(y_true) == pd.Series(y_pred)).mean()
""",
)
q.right(
    "a lambda with map",
    code="""
import operator

accuracy = lambda y_true, y_pred: sum(map(operator.eq, y_true, y_pred)) / len(y_pred)
""",
)
q.wrong(
    "error rate",
    hint="This is the share of the points that are wrong. Which share is asked for?",
    was="t =",
    now="t !",
)
q.wrong(
    "a count",
    hint="This is how many points are right. What turns a number of points into a share?",
    was=" / len(y_true)",
    now="",
)
q.wrong(
    "percent",
    hint="This is a percentage. The accuracy of this course is a fraction between 0 and 1.",
    was="sum",
    now="100 * sum",
)
q.wrong(
    "whole-number division",
    hint="Your result is 0 unless every point is right. `//` cuts off the fraction; try `7 // 9`.",
    was="/",
    now="//",
)
q.wrong(
    "only the ones counted",
    hint="You count only points where both labels are 1. A 0 that was predicted as 0 is right too,"
    " and so is a 2 that was predicted as 2.",
    was="= p for",
    now="= 1 and p == 1 for",
)
q.wrong(
    "divides by the number of ones",
    hint="The count is right, but you divide by the number of points with label 1. By how many "
    "points do you divide for a share of all of them?",
    was="len(y_true",
    now="sum(t == 1 for t in y_true",
)
q.wrong(
    "never counts",
    hint="Your result is 0, even when every point is right. Does the count ever go up?",
    code="""
def accuracy(y_true, y_pred):
    right = 0
    for t, p in zip(y_true, y_pred):
        if t is p is None:
            right += 1
    return right / len(y_true)
""",
)
q.wrong(
    "the first pair only",
    hint="Only the first pair is looked at. Is your `return` inside the loop?",
    code="""
def accuracy(y_true, y_pred):
    right = 0
    for t, p in zip(y_true, y_pred):
        right += t == p
        return right / len(y_true)
""",
)
q.wrong(
    "the first pair left out",
    hint="The first pair is not counted. With which index does a list begin?",
    was="t == p for t, p in zip(y_true, y_pred",
    now="y_true[i] == y_pred[i] for i in range(1, len(y_true)",
)
q.wrong(
    "the last pair left out",
    hint="The last pair is not counted. Which is the last number of range(n - 1)?",
    was="t == p for t, p in zip(y_true, y_pred",
    now="y_true[i] == y_pred[i] for i in range(len(y_true) - 1",
)
q.wrong(
    "divides by the 300 of the moons",
    hint="You divide by the number of the moons, whatever you are given. How many labels are here?",
    was="len(y_true",
    now="len(y",
)
q.wrong(
    "products of the labels",
    hint="You multiply the labels. 0 times 0 is 0, but a 0 predicted as 0 is right. Ask whether "
    "two labels are equal.",
    was="t ==",
    now="t *",
)
q.wrong(
    "the squared differences",
    hint="This is the mean of the squared differences, which measures errors. Labels are names: "
    "two of them are equal or not.",
    was="np.array(y_true) == np.array(y_pred)",
    now="(np.array(y_true) - np.array(y_pred)) ** 2",
)
q.wrong(
    "one minus the squared differences",
    hint="A 3 taken for a 1 costs 4 in your sum, and a 2 taken for a 1 only 1. Each wrong point "
    "should count the same.",
    code="""
def accuracy(y_true, y_pred):
    return 1 - np.mean((np.array(y_true) - np.array(y_pred)) ** 2)
""",
)
q.wrong(
    "compares how often each label occurs",
    hint="You compare the sums of the labels. Two mistakes in opposite directions then look like "
    "none. Compare the labels pair by pair.",
    was="sum(t == p for t, p in zip(y_true, y_pred",
    now="1 - abs(sum(y_true) - sum(y_pred",
)
q.wrong(
    "looks for each label anywhere",
    hint="You ask whether a label occurs anywhere among the predictions. Prediction i belongs to "
    "label i alone.",
    was="== p for t, p in zip(y_true, y_pred)",
    now="in y_pred for t in y_true",
)
q.wrong(
    "recall",
    hint="This is the share of the ones that were found. It knows nothing about the points of the "
    "other classes.",
    code="""
def accuracy(y_true, y_pred):
    found = sum(t == 1 and p == 1 for t, p in zip(y_true, y_pred))
    return found / sum(t == 1 for t in y_true)
""",
)
q.wrong(
    "compares two lists as a whole",
    hint="With two lists, `==` asks whether the whole lists are equal, and gives one answer. What "
    "can you make of the lists first, or how can you go through them in pairs?",
    was="np.array(y_true) == np.array(y_pred)",
    now="y_true == y_pred",
)
q.wrong(
    "rounded",
    hint="Your result is always 0 or 1: it has been rounded. Leave the fraction as it is.",
    code="""
def accuracy(y_true, y_pred):
    return round(sum(t == p for t, p in zip(y_true, y_pred)) / len(y_true))
""",
)
q.wrong(
    "one True or False for each point",
    hint="You return one True or False for each point. One number is asked for: which share of "
    "them is True?",
    was="mean(np.array(y_true) == np.array(y_pred)",
    now="array(y_true) == np.array(y_pred",
)
q.equivalent(
    "a = b is b = a, and there are as many labels as guesses",
    was="return sum(label == guess for label, guess in zip(y_true, y_pred)) / len(y_true)",
    now=[
        "return sum(label == guess for guess, label in zip(y_true, y_pred)) / len(y_true)",
        "return sum(label == guess for label, guess in zip(y_pred, y_true)) / len(y_true)",
        "return sum(label == guess for label, guess in zip(y_true, y_pred)) / len(y_pred)",
    ],
)
q.hints(
    "Take the two lists of the example, and put a finger on each pair of entries. What do you"
    " count, and what do you divide by?",
    "Python counts True as 1 and False as 0, so you can add up comparisons. `zip` gives you "
    "the pairs, whether the labels are lists, tuples or arrays.",
    "Go through the pairs, add up how many are equal, and divide by how many pairs there are,"
    " not by how many ones. A plain / gives the fraction.",
)
