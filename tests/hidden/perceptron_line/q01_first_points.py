"""q01_first_points: the first two points and their labels, read from the arrays."""

import numpy as np

from viva.exam import Question

from .shared import X, y

q = Question("q01_first_points")


q.reference(first_point=X[0], first_label=y[0], second_point=X[1], second_label=y[1])


@q.case("both points and both labels")
def both_points(candidate, rng):
    return {
        "first_point": candidate.first_point,
        "first_label": candidate.first_label,
        "second_point": candidate.second_point,
        "second_label": candidate.second_label,
    }


q.right(
    "unpacks slices",
    code="""
first_point, second_point = X[:2]
first_label, second_label = y[:2]
""",
)
q.right(
    "two indices and plain Python numbers",
    code="""
first_point = [float(X[0, 0]), float(X[0, 1])]
first_label = int(y[0])
second_point = tuple(X[1, :].tolist())
second_label = float(y[1])
""",
)
q.right(
    "slices of length one",
    code="""
first_point = X[0:1]
second_point = X[1:2, :]
first_label, second_label = y[0:1], y[1:2]
""",
)
q.right(
    "a table of pandas",
    code="""
import pandas as pd

table = pd.DataFrame(X, columns=["x1", "x2"])
table["label"] = y
first_point, second_point = table[["x1", "x2"]].to_numpy()[:2]
first_label, second_label = table.label[0], table.loc[1, "label"]
""",
)
q.right(
    "a loop",
    code="""
rows = []
for point, label in zip(X, y):
    rows.append((point, label))
    if len(rows) == 2:
        break
(first_point, first_label), (second_point, second_label) = rows
""",
)
q.wrong(
    "starts at 1",
    hint="These are the second and the third row. With which number does Python start to count?",
    code="""
first_point, first_label = X[1], y[1]
second_point, second_label = X[2], y[2]
""",
)
q.wrong(
    "columns instead of rows",
    hint="Your points are columns of X: one coordinate of all 300 points. Which index of X counts "
    "the points, the first or the second?",
    code="""
first_point, first_label = X[:, 0], y[0]
second_point, second_label = X[:, 1], y[1]
""",
)
q.wrong(
    "label of the other point",
    hint="The points are right, but each has the label of the other one. The label of row i of X "
    "is entry i of y.",
    code="""
first_point, first_label = X[0], y[1]
second_point, second_label = X[1], y[0]
""",
)
q.wrong(
    "coordinates instead of points",
    hint="first_point and second_point are the two coordinates of one point. A point is a whole "
    "row of X, both its numbers.",
    code="""
first_point, first_label = X[0][0], y[0]
second_point, second_label = X[0][1], y[1]
""",
)
q.wrong(
    "counts from the end",
    hint="These points are at the end of X. A negative index counts from the end.",
    code="""
first_point, first_label = X[-1], y[-1]
second_point, second_label = X[-2], y[-2]
""",
)
q.wrong(
    "rounded by hand",
    hint="The numbers are nearly right, but rounded. Take them from X with an index, so that every"
    " digit comes along.",
    code="""
first_point, first_label = [0.21, -0.02], 1
second_point, second_label = [-0.83, 0.65], 0
""",
    recognise=lambda candidate: bool(
        np.allclose(np.ravel(candidate.first_point), X[0], atol=0.05)
        and np.allclose(np.ravel(candidate.second_point), X[1], atol=0.05)
        and not np.allclose(np.ravel(candidate.first_point), X[0], atol=1e-6)
    ),
)
q.wrong(
    "points and labels in another order",
    hint="A point stands where a label should be, and a label where a point should be. In which "
    "order do the names on the left stand, and the values on the right?",
    code="""
first_point, first_label, second_point, second_label = X[0], X[1], y[0], y[1]
""",
)
q.wrong(
    "the first point twice",
    hint="The second point is the first one again. Which row comes after it?",
    code="""
first_point, first_label = X[0], y[0]
second_point, second_label = X[0], y[0]
""",
)
q.wrong(
    "the two points swapped",
    hint="Your first point is the second row of X, and your second point the first.",
    code="""
first_point, first_label = X[1], y[1]
second_point, second_label = X[0], y[0]
""",
)
q.wrong(
    "points right, labels -1 and +1",
    hint="The points are right, but one of the labels is -1. The labels in y are 0 and 1; take "
    "them as they are.",
    code="""
first_point, first_label = X[0], 2 * y[0] - 1
second_point, second_label = X[1], 2 * y[1] - 1
""",
)
q.wrong(
    "the label as a third coordinate",
    hint="Your points have three numbers: the label has been put behind the coordinates. A point "
    "is a row of X alone.",
    code="""
first_point, first_label = [*X[0], y[0]], y[0]
second_point, second_label = [*X[1], y[1]], y[1]
""",
)
q.wrong(
    "the coordinates in reverse order",
    hint="The two coordinates of each point have changed places. x1 comes first, as in X.",
    code="""
first_point, first_label = X[0][::-1], y[0]
second_point, second_label = X[1][::-1], y[1]
""",
)
q.wrong(
    "both points on each name",
    hint="Each of your points is two rows of X. `X[:2]` takes two rows, `X[0]` one.",
    code="""
first_point, first_label = X[:2], y[:2]
second_point, second_label = X[:2], y[:2]
""",
)
q.hints(
    "What do you get when you print one row of X, and what is one entry of y? Which row is "
    "the first for Python?",
    "A row of an array is taken with one index in square brackets, counted from 0. A point is"
    " a whole row; its label is the entry of y with the same number.",
    "You need four names: two rows of X, those with the numbers 0 and 1, and the two entries "
    "of y with the same numbers. Take them from the arrays instead of typing numbers.",
)
