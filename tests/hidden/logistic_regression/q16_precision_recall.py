"""q16_precision_recall: two shares that accuracy hides, for one class."""

import numpy as np

from viva.exam import Question, check

q = Question("q16_precision_recall")


@q.reference
def precision_recall(y_true, y_pred, positive):
    found = np.asarray(y_pred) == positive
    there = np.asarray(y_true) == positive
    hits = np.sum(found & there)
    precision = hits / np.sum(found) if np.any(found) else 0.0
    recall = hits / np.sum(there) if np.any(there) else 0.0
    return precision, recall


def both(candidate, y_true, y_pred, positive):
    """Return the two shares by name."""
    found = candidate.precision_recall(y_true, y_pred, positive)
    check(found is not None, "precision_recall returns None. Is a `return` missing?")
    check(
        isinstance(found, (tuple, list, np.ndarray)) and np.size(found) >= 2,
        "precision_recall returns two numbers: precision, recall.",
    )
    return {"precision": found[0], "recall": found[1]}


def some_answers(rng, n, classes, misses, alarms):
    """Draw labels and answers in which the last class is missed and called by mistake."""
    positive = classes - 1
    y_true = rng.permutation(np.append(np.arange(n - 9) % classes, np.full(9, positive)))
    y_pred = np.where(rng.random(n) < 0.3, (y_true + 1) % (classes - 1), y_true)
    there, others = np.flatnonzero(y_true == positive), np.flatnonzero(y_true != positive)
    y_pred[there] = positive
    y_pred[others[y_pred[others] == positive]] = 0
    y_pred[there[:misses]] = rng.integers(positive, size=misses)
    y_pred[others[:alarms]] = positive
    return y_true, y_pred, positive


@q.case("many classes and two, more misses than false alarms")
def more_misses(candidate, rng):
    y_true, y_pred, positive = some_answers(rng, 47, 5, 7, 3)
    two_true, two_pred, _ = some_answers(rng, 31, 2, 6, 2)
    return (
        both(candidate, y_true, y_pred, positive),
        both(candidate, two_true, two_pred, 1),
        both(candidate, two_true, two_pred, 0),
    )


@q.case("more false alarms than misses, labels that are no numbers, plain lists")
def more_alarms(candidate, rng):
    y_true, y_pred, positive = some_answers(rng, 53, 4, 2, 8)
    names = np.array(["ant", "bee", "fly", "wasp"])
    return (
        both(candidate, y_true.tolist(), y_pred.tolist(), positive),
        both(candidate, names[y_true].tolist(), names[y_pred].tolist(), "wasp"),
        both(candidate, y_true, y_pred, 0),
    )


@q.case("a class that is never called, one that never occurs, and one of one", weight=0.5)
def nothing_there(candidate, rng):
    y_true, y_pred = np.array([3, 3, 1, 2, 1]), np.array([1, 2, 2, 2, 4])
    return (
        both(candidate, y_true, y_pred, 3),
        both(candidate, y_true, y_pred, 4),
        both(candidate, y_true, y_pred, 7),
        both(candidate, [5, 1, 2, 1], [5, 2, 2, 2], 5),
    )


q.equivalent(
    "the larger of two has no order",
    was="return hits / max(np.sum(called), 1), hits / max(np.sum(true), 1)",
    now=[
        "return hits / max(1, np.sum(called)), hits / max(np.sum(true), 1)",
        "return hits / max(np.sum(called), 1), hits / max(1, np.sum(true))",
    ],
)
q.right(
    "counted in a loop",
    code="""
def precision_recall(y_true, y_pred, positive):
    hits = alarms = misses = 0
    for truth, answer in zip(y_true, y_pred):
        if answer == positive and truth == positive:
            hits += 1
        elif answer == positive:
            alarms += 1
        elif truth == positive:
            misses += 1
    precision = hits / (hits + alarms) if hits + alarms > 0 else 0
    recall = hits / (hits + misses) if hits + misses > 0 else 0
    return precision, recall
""",
)
q.right(
    "scikit-learn",
    code="""
from sklearn.metrics import precision_score, recall_score


def precision_recall(y_true, y_pred, positive):
    truth, said = np.array(y_true) == positive, np.array(y_pred) == positive
    return [
        precision_score(truth, said, zero_division=0), recall_score(truth, said, zero_division=0)
    ]
""",
)
q.right(
    "means of the chosen rows",
    code="""
def precision_recall(y_true, y_pred, positive):
    y_true, y_pred = np.asarray(y_true), np.asarray(y_pred)
    right = y_true == y_pred
    among_said, among_true = right[y_pred == positive], right[y_true == positive]
    return tuple(float(np.mean(part)) if len(part) else 0.0 for part in (among_said, among_true))
""",
)
q.wrong(
    "recall before precision",
    hint="The two shares come in the wrong order: precision first, then recall. Which of them divides by what was said?",
    was="return precision, recall",
    now="return recall, precision",
)
q.wrong(
    "accuracy",
    hint="The first number is the share of all answers that are right. Precision looks only at those that said `positive`.",
    was="precision = hits / (hits + alarms) if hits + alarms > 0 else 0",
    now="precision = np.mean(np.asarray(y_true) == np.asarray(y_pred))",
)
q.wrong(
    "divided by all",
    hint="Both numbers are shares of all answers. Precision divides by those that said `positive`, recall by those that are.",
    was=("hits / (hits + alarms) if", "hits / (hits + misses) if"),
    now=("hits / len(y_true) if", "hits / len(y_true) if"),
)
q.wrong(
    "precision twice",
    hint="The second number is the precision again. Recall divides by the positives that are there, found or missed.",
    was="return precision, recall",
    now="return precision, precision",
)
q.wrong(
    "recall twice",
    hint="The first number is the recall again. Precision divides by what was said to be positive, rightly or not.",
    was="return precision, recall",
    now="return recall, recall",
)
q.wrong(
    "misses and false alarms counted by all mistakes",
    hint="A mistake counts against both of your numbers. A miss harms only the recall, a false alarm only the precision; a mistake among other classes harms neither.",
    was=("(hits + alarms) if", "(hits + misses) if"),
    now=("(hits + alarms + misses) if", "(hits + alarms + misses) if"),
)
q.wrong(
    "the other classes instead",
    hint="Your numbers are those of the answers that are not `positive`: the negatives have taken its place.",
    was=("found = np.asarray(y_pred) == positive", "there = np.asarray(y_true) == positive"),
    now=("found = np.asarray(y_pred) != positive", "there = np.asarray(y_true) != positive"),
)
q.wrong(
    "always class 1",
    hint="Whatever class is passed, your numbers are those of class 1. Use the argument `positive`.",
    was=("found = np.asarray(y_pred) == positive", "there = np.asarray(y_true) == positive"),
    now=("found = np.asarray(y_pred) == 1", "there = np.asarray(y_true) == 1"),
)
q.wrong(
    "averages over all classes",
    hint="Your numbers are means over all classes. Only the class `positive` is asked for.",
    code="""
def precision_recall(y_true, y_pred, positive):
    y_true, y_pred = np.asarray(y_true), np.asarray(y_pred)
    precisions, recalls = [], []
    for label in np.unique(y_true):
        hits = np.sum((y_true == label) & (y_pred == label))
        precisions.append(hits / max(np.sum(y_pred == label), 1))
        recalls.append(hits / np.sum(y_true == label))
    return np.mean(precisions), np.mean(recalls)
""",
)
q.wrong(
    "counts",
    hint="These are counts. Precision and recall are shares, between 0 and 1.",
    was="return precision, recall",
    now="return hits, alarms, misses",
)
q.wrong(
    "percent",
    hint="Your numbers are a hundred times too large: shares between 0 and 1 are asked for, no percentages.",
    was="return precision, recall",
    now="return 100 * precision, 100 * recall",
)
q.wrong(
    "the error instead",
    hint="Each number is 1 less what it should be: you give the share of false alarms and that of misses.",
    was="return precision, recall",
    now="return 1 - precision, 1 - recall",
)
q.wrong(
    "one number for both",
    hint="One number comes back, a mean of both shares perhaps. Precision and recall are two numbers, and each has its own use.",
    was="return precision, recall",
    now="return 2 * precision * recall / (precision + recall + 1e-9)",
    recognise=lambda candidate: np.size(candidate.precision_recall([1, 0, 1], [1, 1, 0], 1)) == 1,
)
q.wrong(
    "1 where there is nothing to divide by",
    hint="Where nothing was called positive, or nothing is, your share is not 0. The text says "
    "what it should be there.",
    was=("if hits + alarms > 0 else 0", "if hits + misses > 0 else 0"),
    now=("if hits + alarms > 0 else 1", "if hits + misses > 0 else 1"),
    keeps=4 / 7,
)
q.wrong(
    "lists compared with a label",
    hint="With arrays your numbers are right, with lists they are not: a list as a whole is "
    "compared with `positive`, and that gives one False. What does np.asarray make of a list?",
    code="""
def precision_recall(y_true, y_pred, positive):
    called, true = y_pred == positive, y_true == positive
    hits = np.sum(called & true)
    return hits / max(np.sum(called), 1), hits / max(np.sum(true), 1)
""",
    recognise=lambda candidate: (
        np.allclose(candidate.precision_recall(np.array([1, 0, 1]), np.array([1, 1, 0]), 1), 0.5)
        and not np.allclose(candidate.precision_recall([1, 0, 1], [1, 1, 0], 1), 0.5)
    ),
)
q.hints(
    "Of the images that were called an eight, which count for the precision? Of the true eights, which count for the recall? Which images are in both groups?",
    "Three counts are enough: called and true, called but not true, true but not called. Write them down for the example in the text.",
    "Both shares have the first count above the line. Below it stands the number of all that were called, or of all that are true; where that number is 0, return 0 for the share.",
)
