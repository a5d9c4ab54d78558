"""q05_get_columns: one column of a list of rows."""

import numpy as np

from viva.exam import Question, check

from .shared import refuse_numpy

q = Question("q05_get_columns")


@q.reference
def get_columns(W, index):
    return np.asarray(W)[:, index].tolist()


def column_and_look(candidate, W, index):
    column, (left, _) = candidate.get_columns.observe(W, index)
    check(left == W, "The matrix that was passed is not what it was before the call.")
    return column


@q.case("columns of a 4×3 matrix", extra_returns=False)
def columns_4_3(candidate, rng):
    W = rng.normal(size=(4, 3)).tolist()
    return column_and_look(candidate, W, 2), column_and_look(candidate, W, 1)


@q.case("the first and the last column of other sizes", extra_returns=False)
def columns_of_other_sizes(candidate, rng):
    wide, tall = rng.normal(size=(2, 6)).tolist(), rng.normal(size=(7, 2)).tolist()
    return (
        column_and_look(candidate, wide, 0),
        column_and_look(candidate, wide, 5),
        column_and_look(candidate, tall, 1),
    )


q.right(
    "append in a loop",
    code="""
def get_columns(W, index):
    column = []
    for i in range(len(W)):
        column.append(W[i][index])
    return column
""",
)
q.right(
    "one of the tuples that zip makes",
    code="""
def get_columns(matrix, j):
    return list(list(zip(*matrix))[j])
""",
)
q.right(
    "operator.itemgetter by map",
    code="""
def get_columns(W, index):
    from operator import itemgetter

    return [*map(itemgetter(index), W)]
""",
)
q.wrong(
    "the row instead of the column",
    hint="This is row number `index`. A column takes one number from each row.",
    was="np.asarray(W)[:, index].tolist()",
    now="W[index]",
)
q.wrong(
    "all columns at once",
    hint="These are all columns. Only the one with number `index` is asked for.",
    was="np.asarray(W)[:, index].tolist()",
    now="[list(column) for column in zip(*W)]",
)
q.wrong(
    "takes the column out of W",
    hint="The column is right, but W has lost it: `pop` takes a number away. Can you read it "
    "instead?",
    was="np.asarray(W)[:, index].tolist()",
    now="[row.pop(index) for row in W]",
)
q.wrong(
    "always the same column",
    hint="You give the same column, whatever `index` is.",
    was="np.asarray(W)[:, index].tolist()",
    now="[row[1] for row in W]",
    recognise=lambda candidate: (
        candidate.get_columns([[1, 2, 3], [4, 5, 6]], 0)
        == candidate.get_columns([[1, 2, 3], [4, 5, 6]], 2)
    ),
)
q.wrong(
    "as many rows as columns",
    hint="You go through as many rows as W has columns. How many rows are there?",
    code="""
def get_columns(W, index):
    return [W[i][index] for i in range(min(len(W), len(W[0])))]
""",
)
q.wrong(
    "the first two rows only",
    hint="Only two entries come out. A matrix may have any number of rows.",
    was="np.asarray(W)[:, index].tolist()",
    now="[W[0][index], W[1][index]]",
)
q.wrong(
    "the last row only",
    hint="Only the last row's entry is in the list: it is made anew for each row. Which method "
    "puts a number behind the others?",
    code="""
def get_columns(W, index):
    for row in W:
        column = [row[index]]
    return column
""",
)
q.wrong(
    "a tuple",
    hint="The numbers are right, but they are a tuple, as zip makes them. A list is asked for.",
    was="np.asarray(W)[:, index].tolist()",
    now="list(zip(*W))[index]",
)
q.wrong(
    "counts the columns from 1",
    hint="This is the column to the left of the right one. Which index has the first column in "
    "Python?",
    was="np.asarray(W)[:, index].tolist()",
    now="[row[index - 1] for row in W]",
)
q.wrong(
    "each entry in a list of its own",
    hint="The numbers are right, but each sits in a list of its own. A flat list is asked for: "
    "what does row[index:index + 1] give?",
    was="np.asarray(W)[:, index].tolist()",
    now="[row[index : index + 1] for row in W]",
)
q.wrong(
    "up to the column instead of the column",
    hint="You give every row's numbers up to the column. A slice takes several entries, an index "
    "takes one.",
    was="np.asarray(W)[:, index].tolist()",
    now="[row[: index + 1] for row in W]",
)
q.wrong(
    "only the first entry",
    hint="This is a single number from the first row. What about the other rows?",
    code="""
def get_columns(W, index):
    for row in W:
        return row[index]
""",
)
q.wrong(
    "from bottom to top",
    hint="The column is upside down. Its first entry comes from the first row.",
    was="np.asarray(W)[:, index].tolist()",
    now="[row[index] for row in W[::-1]]",
)
refuse_numpy(q, "get_columns", "(W, index): return np.array(W)[:, index].tolist()")
q.hints(
    "Put your finger on column 1 of the example and move down. Which number do you take out "
    "of each row?",
    "You visit every row once. From each row you need one entry only, the one at the place "
    "`index`.",
    "Collect these entries in a flat list, in the order of the rows: a list comprehension "
    "with one loop does it.",
)
