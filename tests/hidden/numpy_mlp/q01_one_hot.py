"""q01_one_hot: a row for each label, with a 1 in the column of its class."""

import numpy as np

from viva.exam import Question

q = Question("q01_one_hot")


@q.reference
def one_hot(labels, n_classes=None):
    if n_classes is None:
        n_classes = np.max(labels) + 1
    rows = np.zeros((len(labels), n_classes))
    for i, label in enumerate(labels):
        rows[i, label] = 1
    return rows


@q.case("labels with a gap, as an array and as a list")
def one_hot_gap(candidate, rng):
    return (
        candidate.one_hot(np.array([2, 0, 4, 4, 0, 2, 2])),
        candidate.one_hot([1, 3, 3], 6),
    )


@q.case("a single label, and more classes than there are labels")
def one_hot_single(candidate, rng):
    return candidate.one_hot([3]), candidate.one_hot(np.array([3, 1, 0, 3, 1]), 5)


q.right(
    "rows of an identity matrix",
    code="""
def one_hot(labels, n_classes=None):
    return np.eye(n_classes or np.max(labels) + 1)[labels]
""",
)
q.right(
    "lists of ints",
    code="""
def one_hot(labels, n_classes=None):
    n = n_classes if n_classes is not None else int(max(labels)) + 1
    return [[int(k == label) for k in range(n)] for label in labels]
""",
)
q.right(
    "a comparison, as booleans",
    code="""
def one_hot(labels, n_classes=None):
    labels = np.array(labels).reshape(-1, 1)
    if n_classes is None:
        n_classes = labels.max() + 1
    return labels == np.arange(n_classes)
""",
)
q.right(
    "all places at once, as small ints",
    code="""
def one_hot(labels, n_classes=None):
    if not n_classes:
        n_classes = 1 + sorted(labels)[-1]
    out = np.zeros((len(labels), n_classes), dtype=np.int8)
    out[range(len(labels)), labels] = 1
    return out
""",
)
q.wrong(
    "as wide as there are different labels",
    hint="You count how many different labels there are. When one of the classes is absent, the "
    "largest label has no column then: what does the width depend on?",
    was="np.max(labels) + 1",
    now="len(set(labels))",
)
q.wrong(
    "the labels renumbered",
    hint="Your columns belong to the labels that occur, without a gap. Column k belongs to class k, even if no label is k.",
    code="""
def one_hot(labels, n_classes=None):
    values, places = np.unique(labels, return_inverse=True)
    return np.eye(n_classes or len(values))[places]
""",
)
q.wrong(
    "rows that are one and the same",
    hint="All rows are equal, with several ones in them. `[row] * n` names one row n times: a change in one of them is seen in all.",
    code="""
def one_hot(labels, n_classes=None):
    if n_classes is None:
        n_classes = max(labels) + 1
    rows = [[0] * n_classes] * len(labels)
    for i, label in enumerate(labels):
        rows[i][label] = 1
    return rows
""",
)
q.wrong(
    "n_classes must be given",
    hint="Without n_classes your function does not work. What should it take when n_classes is None?",
    was="    if n_classes is None:\n        n_classes = np.max(labels) + 1\n",
    now="",
)
q.wrong(
    "n_classes is never used",
    hint="Your rows have the width that the labels need, also where n_classes asks for more.",
    was="    if n_classes is None:\n        n_classes",
    now="    n_classes",
)
q.wrong(
    "one column too few",
    hint="The largest label has no column of its own. Labels begin with 0: how many numbers are there from 0 to the largest one?",
    was="np.max(labels) + 1",
    now="np.max(labels)",
)
q.wrong(
    "classes in rows",
    hint="Your rows are the classes and your columns the samples. Which of them does the text put in rows?",
    was="return rows",
    now="return rows.T",
)
q.wrong(
    "as wide as there are samples",
    hint="Without n_classes your rows are as long as the list of labels. The number of samples "
    "and the number of classes have nothing to do with each other.",
    was="np.max(labels) + 1",
    now="len(labels)",
)
q.wrong(
    "counted from 1",
    hint="Your 1 stands one place too far to the left: class 0 owns column 0.",
    was="rows[i, label]",
    now="rows[i, label - 1]",
)
q.wrong(
    "the label itself in its column",
    hint="In the column of its class stands the label. Each row holds a single 1, and 0 otherwise.",
    was="= 1",
    now="= label",
)
q.wrong(
    "zeros and ones exchanged",
    hint="Your rows are full of ones with a single 0. Which entry of a row is the special one?",
    was="return rows",
    now="return 1 - rows",
)
q.wrong(
    "the first label only",
    hint="Only the first label becomes a row. Does your loop return too early?",
    was="    return rows",
    now="        return rows[:1]",
)
q.hints(
    "How long must a row be when the largest label is 3 and nobody has label 2?",
    "If n_classes is None, the largest label decides: classes are counted from 0, so there is one more than it. Then think of a matrix whose row number k is exactly the row that label k needs.",
    "That matrix is the identity. An array of labels as its index picks one row for each label.",
)
