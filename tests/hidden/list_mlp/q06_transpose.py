"""q06_transpose: rows and columns exchanged."""

import numpy as np

from viva.exam import Question, check

from .shared import refuse_numpy

q = Question("q06_transpose")


@q.reference
def transpose(W):
    return np.asarray(W).T.tolist()


def transpose_and_look(candidate, rng, rows, columns):
    W = rng.normal(size=(rows, columns)).tolist()
    result, (left,) = candidate.transpose.observe(W)
    check(left == W, "The matrix that was passed is not what it was before the call.")
    return result


@q.case("a 3×5 matrix", extra_returns=False)
def transpose_3_5(candidate, rng):
    return transpose_and_look(candidate, rng, 3, 5)


@q.case("a single row, a single column, and a 6×2 matrix", extra_returns=False)
def transpose_thin(candidate, rng):
    return tuple(transpose_and_look(candidate, rng, *size) for size in ((1, 4), (4, 1), (6, 2)))


q.right(
    "two loops into a matrix of zeros",
    code="""
def transpose(W):
    result = [[0.0] * len(W) for _ in range(len(W[0]))]
    for i, row in enumerate(W):
        for j, w in enumerate(row):
            result[j][i] = w
    return result
""",
)
q.right(
    "zip and list",
    code="""
def transpose(W):
    return list(map(list, zip(*W)))
""",
)
q.right(
    "with get_columns",
    code="""
def transpose(W):
    rows = []
    for j, _ in enumerate(W[0]):
        rows.append(get_columns(W, j))
    return rows
""",
)
q.wrong(
    "square matrices only",
    hint="The result has as many columns as rows. When W is 3×5, which of the two numbers counts "
    "the rows of the result?",
    code="""
def transpose(W):
    return [[W[j][i] for j in range(len(W))] for i in range(len(W))]
""",
)
q.wrong(
    "rows in reverse order",
    hint="The rows come in reverse order, but they are still the rows of W. Each row of the result"
    " is a column of W.",
    was="np.asarray(W).T.tolist()",
    now="W[::-1]",
)
q.wrong(
    "rows left as tuples",
    hint="The numbers are right, but each row is a tuple: that is what zip gives. What makes a "
    "list of a tuple?",
    was="map(list, zip(*W)",
    now="zip(*W",
)
q.wrong(
    "W as it was",
    hint="This is W itself, nothing has been swapped.",
    code="""
def transpose(W):
    return [[W[i][j] for j in range(len(W[0]))] for i in range(len(W))]
""",
)
q.wrong(
    "turned by a quarter",
    hint="This is W turned by a quarter, so that one side is mirrored. The first row of the result"
    " should be the first column of W, from top to bottom.",
    was="np.asarray(W).T.tolist()",
    now="[[row[j] for row in W[::-1]] for j in range(len(W[0]))]",
)
q.wrong(
    "one flat list",
    hint="The numbers come in the right order, but in one flat list. Where does a new row begin?",
    was="np.asarray(W).T.tolist()",
    now="[row[j] for j in range(len(W[0])) for row in W]",
)
q.wrong(
    "empties W",
    hint="The result is right, but W itself is empty afterwards: `pop` takes the numbers away. Can"
    " you read them instead?",
    code="""
def transpose(W):
    result = []
    while W[0]:
        result.append([row.pop(0) for row in W])
    return result
""",
    recognise=lambda candidate: (
        candidate.transpose.observe([[1, 2], [3, 4]]) == ([[1, 3], [2, 4]], ([[], []],))
    ),
)
q.wrong(
    "swaps inside W",
    hint="You swap entries inside W itself. That changes the caller's matrix, and works for a "
    "square one only: a 3×5 matrix has no place for the result. Make a new list of rows.",
    code="""
def transpose(W):
    for i in range(len(W)):
        for j in range(i):
            W[i][j], W[j][i] = W[j][i], W[i][j]
    return W
""",
    recognise=lambda candidate: (
        candidate.transpose.observe([[1, 2], [3, 4]])[1] == ([[1, 3], [2, 4]],)
    ),
)
q.wrong(
    "new row breaks only",
    hint="The shape is right, but the numbers are still in the order of W, only broken into other "
    "rows. That is `reshape`; here each row of the result is a column of W.",
    code="""
def transpose(W):
    flat = [w for row in W for w in row]
    return [flat[i : i + len(W)] for i in range(0, len(flat), len(W))]
""",
)
q.wrong(
    "each row from back to front",
    hint="Each row has been turned round, but it is still a row of W.",
    was="np.asarray(W).T.tolist()",
    now="[row[::-1] for row in W]",
)
q.wrong(
    "the first column only",
    hint="Only the first column of W has become a row. Is the `return` inside the loop?",
    code="""
def transpose(W):
    rows = []
    for j in range(len(W[0])):
        rows.append([row[j] for row in W])
        return rows
""",
)
q.wrong(
    "the last column left out",
    hint="The last column of W is missing. Which is the last index of range(m - 1)?",
    was="np.asarray(W).T.tolist()",
    now="[[row[j] for row in W] for j in range(len(W[0]) - 1)]",
)
q.wrong(
    "a NumPy array",
    hint="The numbers are right, but this is an array of NumPy. A list of lists is asked for.",
    was="asarray(W).T.tolist()",
    now="array(W).T",
)
q.wrong(
    "aliased rows",
    hint="All rows of the result are the same. With `[[0] * n] * m` there is only one row, and "
    "each column is written over the one before.",
    code="""
def transpose(W):
    result = [[0] * len(W)] * len(W[0])
    for i in range(len(W)):
        for j in range(len(W[0])):
            result[j][i] = W[i][j]
    return result
""",
)
refuse_numpy(q, "transpose", "(W): return np.array(W).T.tolist()")
q.equivalent(
    "all rows are equally long",
    was="return [get_columns(W, j) for j in range(len(W[0]))]",
    now="return [get_columns(W, j) for j in range(len(W[-1]))]",
)
q.hints(
    "How many rows does the result have for the 2 × 3 example, and what is the first of them?",
    "The rows of the result are the columns of W, and you have just written a function that "
    "takes out a column.",
    "Collect the columns, from the first to the last, in a list. How many there are is the "
    "length of one row of W, not the number of rows.",
)
