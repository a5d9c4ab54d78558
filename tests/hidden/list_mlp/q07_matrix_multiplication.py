"""q07_matrix_multiplication: X times W, as lists of rows."""

import numpy as np

from viva.exam import Question

from .shared import refuse_numpy

q = Question("q07_matrix_multiplication")


@q.reference
def matrix_multiplication(X, W):
    return (np.asarray(X) @ np.asarray(W)).tolist()


def multiply(candidate, rng, n, d, m):
    X, W = rng.normal(size=(n, d)), rng.normal(size=(d, m))
    return candidate.matrix_multiplication(X.tolist(), W.tolist())


@q.case("2×3 times 3×4, and a single row", extra_returns=False)
def product_2_3_4(candidate, rng):
    return multiply(candidate, rng, 2, 3, 4), multiply(candidate, rng, 1, 3, 5)


@q.case("square matrices, and a row times a column", extra_returns=False)
def product_square(candidate, rng):
    return multiply(candidate, rng, 3, 3, 3), multiply(candidate, rng, 1, 5, 1)


@q.case("a single row, and 5×2 times 2×3", extra_returns=False)
def product_of_a_row(candidate, rng):
    return multiply(candidate, rng, 1, 4, 3), multiply(candidate, rng, 5, 2, 3)


@q.case("a single column, and a row of six", extra_returns=False)
def product_with_a_column(candidate, rng):
    return multiply(candidate, rng, 3, 5, 1), multiply(candidate, rng, 1, 6, 3)


q.right(
    "three loops",
    code="""
def matrix_multiplication(X, W):
    n, d, m = len(X), len(W), len(W[0])
    result = [[0 for _ in range(m)] for _ in range(n)]
    for i in range(n):
        for j in range(m):
            for k in range(d):
                result[i][j] += X[i][k] * W[k][j]
    return result
""",
)
q.right(
    "dot products with get_columns",
    code="""
def matrix_multiplication(X, W):
    result = []
    for row in X:
        new_row = []
        for j in range(len(W[0])):
            new_row.append(dot_product(row, get_columns(W, j)))
        result.append(new_row)
    return result
""",
)
q.right(
    "rows of W added up",
    code="""
def matrix_multiplication(A, B):
    def combine(weights):
        total = [0.0] * len(B[0])
        for weight, row in zip(weights, B):
            total = add_bias(total, [weight * entry for entry in row])
        return total

    return [combine(weights) for weights in A]
""",
)
q.right(
    "zip in one line",
    code="""
def matrix_multiplication(X, W):
    return [[sum(a * b for a, b in zip(row, column)) for column in zip(*W)] for row in X]
""",
)
q.wrong(
    "entry by entry",
    hint="Entries at the same place are multiplied. The formula has a sum over k: row i of X meets"
    " column j of W.",
    code="""
def matrix_multiplication(X, W):
    return [[x * w for x, w in zip(x_row, w_row)] for x_row, w_row in zip(X, W)]
""",
)
q.wrong(
    "X transposed",
    hint="The columns of X are used where its rows should be. Which index of X is summed over?",
    code="""
def matrix_multiplication(X, W):
    return [
        [sum(X[k][i] * W[k][j] for k in range(min(len(X), len(W)))) for j in range(len(W[0]))]
        for i in range(len(X[0]))
    ]
""",
)
q.wrong(
    "W read by rows",
    hint="Rows of X meet rows of W. For W it should be the columns: you have a function that gets "
    "them.",
    code="""
def matrix_multiplication(X, W):
    return [[sum(x * w for x, w in zip(x_row, w_row)) for w_row in W] for x_row in X]
""",
)
q.wrong(
    "the result transposed",
    hint="The numbers are right, but rows and columns of the result are swapped. Which of your two"
    " loops is the outer one: samples or neurons?",
    code="""
def matrix_multiplication(X, W):
    return [[sum(x * w for x, w in zip(row, column)) for row in X] for column in zip(*W)]
""",
)
q.wrong(
    "the first row only",
    hint="Only the first sample is in the result. Where does the `return` stand?",
    code="""
def matrix_multiplication(X, W):
    for row in X:
        return [[sum(x * w for x, w in zip(row, column)) for column in zip(*W)]]
""",
)
q.wrong(
    "one flat list",
    hint="All entries stand in one flat list. Each sample needs a row of its own.",
    code="""
def matrix_multiplication(X, W):
    return [sum(x * w for x, w in zip(row, column)) for row in X for column in zip(*W)]
""",
)
q.wrong(
    "a single row loses its brackets",
    hint="A single row comes out as a flat list, or as a bare number. With one sample the result "
    "is still a list of rows, with one row in it.",
    code="""
def matrix_multiplication(X, W):
    result = [[sum(x * w for x, w in zip(row, column)) for column in zip(*W)] for row in X]
    return result[0] if len(result) == 1 else result
""",
)
q.wrong(
    "all axes of length 1 lost",
    hint="Rows or columns of length 1 lose their brackets: that is what np.squeeze does. The "
    "result is always a list of N rows.",
    was="(np.asarray(X) @ np.asarray(W",
    now="np.squeeze(np.dot(X, W",
)
q.wrong(
    "as many columns as rows",
    hint="Your result is square. It should have as many columns as W, for any number of samples.",
    code="""
def matrix_multiplication(X, W):
    n = len(X)
    return [
        [sum(row[k] * W[k][j % len(W[0])] for k in range(len(W))) for j in range(n)] for row in X
    ]
""",
)
q.wrong(
    "as many columns as X",
    hint="The result has as many columns as X. It should have those of W.",
    code="""
def matrix_multiplication(X, W):
    return [
        [sum(x * w for x, w in zip(row, column)) for column in list(zip(*W))[: len(row)]]
        for row in X
    ]
""",
)
q.wrong(
    "the sum stops at the number of samples",
    hint="The sum over k has as many terms as there are samples. It runs over the columns of X, "
    "which are the rows of W.",
    code="""
def matrix_multiplication(X, W):
    return [
        [sum(row[k] * W[k][j] for k in range(min(len(X), len(W)))) for j in range(len(W[0]))]
        for row in X
    ]
""",
)
q.wrong(
    "keeps the last product only",
    hint="Each entry holds only the last product of its sum. `=` or `+=`?",
    code="""
def matrix_multiplication(X, W):
    return [[row[-1] * w for w in W[-1]] for row in X]
""",
)
q.wrong(
    "the first product left out",
    hint="The first product is missing from every sum. With which index does a list begin?",
    code="""
def matrix_multiplication(X, W):
    return [
        [sum(row[k] * W[k][j] for k in range(1, len(W))) for j in range(len(W[0]))] for row in X
    ]
""",
)
q.wrong(
    "the row is never emptied",
    hint="Each row of the result also holds the rows before it, and is too long. Where does a new "
    "row begin as an empty list?",
    code="""
def matrix_multiplication(X, W):
    result, row = [], []
    for x in X:
        for column in zip(*W):
            row.append(sum(a * b for a, b in zip(x, column)))
        result.append(row)
    return result
""",
)
q.wrong(
    "the last row only",
    hint="Only the last sample is in the result. When is a finished row put into it?",
    code="""
def matrix_multiplication(X, W):
    for x in X:
        row = [sum(a * b for a, b in zip(x, column)) for column in zip(*W)]
    return [row]
""",
)
q.wrong(
    "each entry is a row",
    hint="Every entry has become a row of its own. How far is the `append` of the row indented?",
    was="row, column)) for column in zip(*W)] for row in X",
    now="x, column))] for x in X for column in zip(*W)",
)
q.wrong(
    "a NumPy array",
    hint="The product is right, but it is a NumPy array. Here it should be a list of lists.",
    was="(np.asarray(X) @ np.asarray(W)).tolist(",
    now="np.array(X) @ np.array(W",
)
q.wrong(
    "factors swapped",
    hint="This is W times X. The order matters, except for numbers: which one stands on the left?",
    code="""
def matrix_multiplication(X, W):
    return [
        [sum(w * x_row[j] for w, x_row in zip(w_row, X)) for j in range(len(X[0]))] for w_row in W
    ]
""",
)
q.wrong(
    "the sum is never reset",
    hint="Each entry also contains the entries before it. Where is the sum set back to 0?",
    code="""
def matrix_multiplication(X, W):
    result, total = [], 0
    for row in X:
        result.append([])
        for j in range(len(W[0])):
            for k in range(len(W)):
                total += row[k] * W[k][j]
            result[-1].append(total)
    return result
""",
)
q.wrong(
    "aliased rows",
    hint="All rows of the result are the same. With `[[0] * m] * n` there is only one row, which "
    "all samples write into.",
    code="""
def matrix_multiplication(X, W):
    result = [[0] * len(W[0])] * len(X)
    for i in range(len(X)):
        for j in range(len(W[0])):
            result[i][j] = sum(X[i][k] * W[k][j] for k in range(len(W)))
    return result
""",
)
refuse_numpy(q, "matrix_multiplication", "(X, W): return np.matmul(X, W).tolist()")
q.equivalent(
    "the dot product of two vectors is the same in either order",
    was="return [[dot_product(row, column) for column in columns] for row in X]",
    now="return [[dot_product(column, row) for column in columns] for row in X]",
)
q.hints(
    "Which row and which column do you need for the entry in row 0, column 1 of the example?",
    "Each entry is the dot product of a row of X with a column of W. So there are two loops: "
    "over the rows outside, over the columns inside.",
    "Get all columns of W at once with `transpose`. For each row of X make a list of its dot "
    "products with every column; the list of these lists is the answer.",
)
