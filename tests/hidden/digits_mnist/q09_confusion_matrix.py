"""q09_confusion_matrix: which digit is read as which."""

import numpy as np

from viva.exam import Question

q = Question("q09_confusion_matrix")


@q.reference
def confusion_matrix(y_true, y_pred, n_classes):
    counts = np.zeros((n_classes, n_classes), dtype=int)
    np.add.at(counts, (y_true, y_pred), 1)
    return counts


def some_answers(rng, n, classes, n_classes):
    """Draw true classes and answers, wrong ones more often upwards than downwards."""
    y_true = rng.choice(classes, size=n)
    missed = rng.random(n) < 0.4
    y_pred = np.where(missed, np.minimum(y_true + rng.integers(1, 3, size=n), max(classes)), y_true)
    return y_true, y_pred, n_classes


@q.case("four classes, 30 samples")
def four_classes(candidate, rng):
    return candidate.confusion_matrix(*some_answers(rng, 30, [0, 1, 2, 3, 3, 3], 4))


@q.case("classes that never occur, the last among them")
def absent_classes(candidate, rng):
    return candidate.confusion_matrix(*some_answers(rng, 20, [1, 1, 3, 4], 7))


@q.case("ten classes, 200 samples")
def ten_classes(candidate, rng):
    return candidate.confusion_matrix(*some_answers(rng, 200, [0, *range(8), 7, 7], 10))


q.right(
    "counted pair by pair",
    code="""
def confusion_matrix(y_true, y_pred, n_classes):
    C = np.zeros((n_classes, n_classes), dtype=int)
    for t, p in zip(y_true, y_pred):
        C[t, p] += 1
    return C
""",
)
q.right(
    "scikit-learn's numbers",
    code="""
from sklearn import metrics


def confusion_matrix(y_true, y_pred, n_classes):
    return metrics.confusion_matrix(y_true, y_pred, labels=list(range(n_classes)))
""",
)
q.right(
    "one-hot rows multiplied",
    code="""
def confusion_matrix(y_true, y_pred, n_classes):
    eye = np.eye(n_classes)
    return eye[y_true].T @ eye[y_pred]
""",
)
q.right(
    "bincount of numbered cells",
    code="""
def confusion_matrix(y_true, y_pred, n_classes):
    cells = np.asarray(y_true) * n_classes + np.asarray(y_pred)
    return np.bincount(cells, minlength=n_classes**2).reshape(n_classes, n_classes)
""",
)
q.right(
    "comprehensions",
    code="""
def confusion_matrix(y_true, y_pred, n_classes):
    return [
        [sum(1 for t, p in zip(y_true, y_pred) if t == k and p == l) for l in range(n_classes)]
        for k in range(n_classes)
    ]
""",
)
q.right(
    "np.add.at, and the accuracy as well",
    code="""
def confusion_matrix(y_true, y_pred, n_classes):
    C = np.zeros([n_classes] * 2)
    np.add.at(C, (y_true, y_pred), 1)
    return C, np.trace(C) / C.sum()
""",
)
q.wrong(
    "transposed",
    hint="Rows and columns have changed places. The row says what a sample is, the column what it "
    "was taken for.",
    was="C[t, p]",
    now="C[p, t]",
)
q.wrong(
    "every pair counted once",
    hint="No count is larger than 1. `= 1` does not count, and `C[y_true, y_pred] += 1` adds once "
    "for each different pair, however often it occurs.",
    was="for t, p in zip(y_true, y_pred):\n        C[t, p",
    now="C[y_true, y_pred",
)
q.wrong(
    "shares of each row",
    hint="Each row adds up to 1: these are shares of a class. The counts themselves are asked for.",
    was="    return C\n",
    now="    return C / np.maximum(C.sum(axis=1, keepdims=True), 1)\n",
)
q.wrong(
    "shares of all samples",
    hint="You divide by the number of samples. The counts themselves are asked for.",
    was=" return C\n",
    now=" return C / len(y_true)\n",
)
q.wrong(
    "sized by what occurs",
    hint="The table has a row for each class that occurs. Classes that never do have a row and a "
    "column as well: n_classes says how many.",
    code="""
def confusion_matrix(y_true, y_pred, n_classes):
    classes = np.unique(np.concatenate([y_true, y_pred]))
    return np.array([[np.sum((y_true == t) & (y_pred == p)) for p in classes] for t in classes])
""",
)
q.wrong(
    "sized by the largest class",
    hint="The table ends with the largest class that occurs. There may be classes beyond it.",
    code="""
def confusion_matrix(y_true, y_pred, n_classes):
    n_classes = 1 + max(np.max(y_true), np.max(y_pred))
    C = np.zeros((n_classes, n_classes), dtype=int)
    for t, p in zip(y_true, y_pred):
        C[t, p] += 1
    return C
""",
)
q.wrong(
    "the mistakes only",
    hint="The diagonal is empty. Right answers are counted, too: a class taken for itself.",
    was="        C[t, p] += 1",
    now="        if t != p:\n            C[t, p] += 1",
)
q.wrong(
    "the right answers only",
    hint="Beside the diagonal there is nothing, and that is where the mistakes are.",
    was="        C[t, p] += 1",
    now="        if t == p:\n            C[t, p] += 1",
)
q.wrong(
    "both directions",
    hint="Each mistake is counted twice, once on either side of the diagonal. A 3 taken for a 5 is"
    " not a 5 taken for a 3.",
    was="        C[t, p] += 1",
    now="        C[t, p] += 1\n        if t != p:\n            C[p, t] += 1",
)
q.wrong(
    "pairs in a dict",
    hint="You return a dict of pairs. A table is asked for, rows of counts.",
    code="""
def confusion_matrix(y_true, y_pred, n_classes):
    C = {}
    for t, p in zip(y_true, y_pred):
        C[int(t), int(p)] = C.get((int(t), int(p)), 0) + 1
    return C
""",
)
q.wrong(
    "one row, many times",
    hint="All rows are the same: `[[0] * n] * n` is one row that is seen n times.",
    was=("np.zeros((n_classes, n_classes), dtype=int)", "C[t, p]"),
    now=("[[0] * n_classes] * n_classes", "C[t][p]"),
)
q.wrong(
    "returns inside the loop",
    hint="Only the first sample is counted. Where does the `return` stand, in the loop or behind "
    "it?",
    was="    return C\n",
    now="        return C\n",
)
q.wrong(
    "nothing returned",
    hint="The table is counted, and then lost: confusion_matrix returns None.",
    was="    return C\n",
    now="",
)
q.wrong(
    "ten classes always",
    hint="The table always has ten rows and columns. n_classes says how many it should have.",
    code="""
def confusion_matrix(y_true, y_pred, n_classes):
    n_classes = 10
    C = np.zeros((n_classes, n_classes), dtype=int)
    for t, p in zip(y_true, y_pred):
        C[t, p] += 1
    return C
""",
)
q.equivalent(
    "a count may be a float",
    was="counts = np.zeros((n_classes, n_classes), dtype=int)",
    now="counts = np.zeros((n_classes, n_classes))",
)
q.hints(
    "Go through the five samples of the example with a pencil. For each of them, in which row"
    " and in which column do you make a stroke?",
    "Start from a square of zeros with n_classes rows, whatever classes occur. Each sample "
    "adds one to a single entry.",
    "The true class chooses the row and the predicted one the column. Loop over the pairs and"
    " add 1 each time; counts should be whole numbers, and nothing is divided.",
)
