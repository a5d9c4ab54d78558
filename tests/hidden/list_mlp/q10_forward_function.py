"""q10_forward_function: from samples to probabilities."""

import numpy as np

from viva.exam import Pair, Question

from .q02_init_model import debugging
from .shared import WEIGHTS, a_model, first_return_value

q = Question("q10_forward_function")


@q.reference
def forward_function(X, W1, b1, W2, b2):
    return softmax(hidden(X, W1, b1) @ np.asarray(W2) + np.asarray(b2)).tolist()


def hidden(X, W1, b1):
    Z1 = np.asarray(X) @ np.asarray(W1) + np.asarray(b1)
    return 0.5 * (1 + np.tanh(0.5 * Z1))


def softmax(Z):
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def forward(candidate, rng, n, d_input, d_hidden, d_output, shift=0.0):
    model = a_model(rng, d_input, d_hidden, d_output)
    b2 = [b + shift for b in model["b2"]]
    X = rng.normal(size=(n, d_input)).tolist()
    return first_return_value(
        candidate.forward_function(X, model["W1"], model["b1"], model["W2"], b2)
    )


@q.case("several samples, all sizes different")
def forward_batches(candidate, rng):
    return forward(candidate, rng, 5, 3, 4, 2), forward(candidate, rng, 4, 2, 6, 5)


@q.case("scores far from 0", weight=1.5)
def forward_shifted(candidate, rng):
    return tuple(forward(candidate, rng, 4, 3, 5, 3, shift) for shift in (800.0, -800.0))


def usable(model):
    """Whether the student's init_model(4, 3, 2) can be sent through the network."""
    try:
        shapes = [np.shape(model[key]) for key in WEIGHTS]
    except (KeyError, TypeError, ValueError):
        return False
    return shapes == [(4, 3), (3,), (3, 2), (2,)]


@q.case("the worked example, alone and beside another row", weight=0.5, diagnose=False)
def worked_example(candidate, rng):
    if candidate.defines("debug_row") and usable(candidate.debug_model):
        # The student's own row and model, so that another order of drawing is no slip here.
        model, row = candidate.debug_model, candidate.debug_row
    else:
        model, row = debugging()
    parts = [model[key] for key in WEIGHTS]
    batch = [*row, [3.0, -2.0, 1.0, 0.5]]
    expected = forward_function(row, *parts), forward_function(batch, *parts)
    found = (candidate.forward_function(rows, *parts) for rows in (row, batch))
    return Pair(tuple(map(first_return_value, found)), expected)


q.right(
    "the formulas one after the other",
    code="""
def forward_function(X, W1, b1, W2, b2):
    X, W1, b1, W2, b2 = (np.array(part, dtype=float) for part in (X, W1, b1, W2, b2))
    Z1 = X @ W1 + b1
    A1 = 0.5 * (1 + np.tanh(0.5 * Z1))
    Z2 = A1 @ W2 + b2
    powers = np.exp(Z2 - Z2.max(axis=1, keepdims=True))
    P = powers / powers.sum(axis=1, keepdims=True)
    return P.tolist()
""",
)
q.right(
    "one sample at a time, the maximum of the row taken off",
    code="""
def forward_function(X, W1, b1, W2, b2):
    P = []
    for x in X:
        hidden = [sigmoid(z) for z in forward_layer([x], W1, b1)[0]]
        scores = forward_layer([hidden], W2, b2)[0]
        m = max(scores)
        total = sum(math.exp(s - m) for s in scores)
        P.append([math.exp(s - m) / total for s in scores])
    return P
""",
)
q.right(
    "the maximum of the whole batch taken off",
    code="""
def forward_function(X, W1, b1, W2, b2):
    A1 = [list(map(sigmoid, row)) for row in forward_layer(X, W1, b1)]
    Z2 = forward_layer(A1, W2, b2)
    top = max(max(row) for row in Z2)
    E = [[math.exp(z - top) for z in row] for row in Z2]
    return [[e / sum(row) for e in row] for row in E]
""",
)
q.right(
    "changed in place, the score of class 0 taken off",
    code="""
def forward_function(X, W1, b1, W2, b2):
    A = forward_layer(X, W1, b1)
    for i in range(len(A)):
        for j in range(len(A[i])):
            A[i][j] = sigmoid(A[i][j])
    Z = forward_layer(A, W2, b2)
    for row in Z:
        first = row[0]
        total = 0
        for k in range(len(row)):
            row[k] = math.exp(row[k] - first)
            total += row[k]
        for k in range(len(row)):
            row[k] /= total
    return Z
""",
)
q.right(
    "differences of scores, hidden layer returned too",
    code="""
def forward_function(X, W1, b1, W2, b2):
    A1 = []
    for row in forward_layer(X, W1, b1):
        A1.append([sigmoid(z) for z in row])
    P = []
    for row in forward_layer(A1, W2, b2):
        P.append([1 / sum(math.exp(other - z) for other in row) for z in row])
    return P, A1
""",
)
q.wrong(
    "softmax over the whole batch",
    hint="All rows together add up to 1, where each row should. Over which scores does the sum in "
    "the softmax run: those of one sample, or of all?",
    was=("powers.sum(axis=1, keepdims=True)", "Z2.max(axis=1, keepdims=True)"),
    now=("powers.sum()", "Z2.max()"),
)
q.wrong(
    "softmax down the columns",
    hint="The columns add up to 1, where the rows should. The classes of one sample stand side by "
    "side, in a row.",
    was="axis=1",
    now="axis=0",
)
q.wrong(
    "no hidden sigmoid",
    hint="These are the probabilities of a network without a sigmoid: the hidden sums go straight "
    "on to the next layer. Then two layers are no more than one.",
    was="A1 = 0.5 * (1 + np.tanh(0.5 * Z1))",
    now="A1 = Z1",
)
q.wrong(
    "tanh in the hidden layer",
    hint="The hidden layer bends with tanh, from -1 to 1. Which of your functions goes from 0 to "
    "1?",
    was="A1 = 0.5 * (1 + np.tanh(0.5 * Z1))",
    now="A1 = np.tanh(Z1)",
)
q.wrong(
    "sigmoid before the softmax",
    hint="The scores went through the sigmoid before the softmax. Between Z2 and the softmax the "
    "formula has nothing.",
    was="Z2 = A1 @ W2 + b2",
    now="Z2 = 0.5 * (1 + np.tanh(0.5 * (A1 @ W2 + b2)))",
)
q.wrong(
    "sigmoid instead of the softmax",
    hint="Every output went through a sigmoid of its own, so a row need not add up to 1. Which "
    "activation has the output layer?",
    was="P = powers / powers.sum(axis=1, keepdims=True)",
    now="P = 0.5 * (1 + np.tanh(0.5 * Z2))",
)
q.wrong(
    "no b1",
    hint="The hidden layer works without its bias b1.",
    was="Z1 = X @ W1 + b1",
    now="Z1 = X @ W1",
)
q.wrong(
    "no b2",
    hint="The output layer works without its bias b2.",
    was="Z2 = A1 @ W2 + b2",
    now="Z2 = A1 @ W2",
)
q.wrong(
    "scores instead of probabilities",
    hint="These are the scores Z2. They are not between 0 and 1 yet, and rows do not add up to 1: "
    "one step is missing.",
    was="return P.tolist()",
    now="return Z2.tolist()",
)
q.wrong(
    "the first sample only",
    hint="Only the first sample's probabilities come out. What does your function do with the "
    "other rows of X?",
    was="return P.tolist()",
    now="return P[:1].tolist()",
)
q.wrong(
    "exponentials not divided",
    hint="The exponentials are there, but they are not divided by the sum of their row.",
    was="return P.tolist()",
    now="return powers.tolist()",
)
q.wrong(
    "scores divided by their sum",
    hint="The scores are divided by their sum, without the exponential. What happens to a negative"
    " score then?",
    was="P = powers / powers.sum(axis=1, keepdims=True)",
    now="P = Z2 / Z2.sum(axis=1, keepdims=True)",
)
q.wrong(
    "the softmax of the negative scores",
    hint="The largest score gets the smallest probability. Is there a sign too many in the "
    "exponent?",
    was="Z2 - Z2.max(axis=1, keepdims=True)",
    now="Z2.min(axis=1, keepdims=True) - Z2",
)
q.wrong(
    "ReLU in the hidden layer",
    hint="The hidden layer cuts off negative sums and leaves the others as they are. The formula "
    "has the sigmoid there.",
    was="A1 = 0.5 * (1 + np.tanh(0.5 * Z1))",
    now="A1 = np.maximum(Z1, 0)",
)
q.wrong(
    "the sigmoid instead of the exponential",
    hint="Each row adds up to 1, but its entries are sigmoids divided by their sum. The softmax "
    "has the exponential there.",
    was="P = powers / powers.sum(axis=1, keepdims=True)",
    now="P = 1 + np.tanh(0.5 * Z2)\n    P = P / P.sum(axis=1, keepdims=True)",
)
q.wrong(
    "the sigmoid applied twice",
    hint="The hidden sums go through the sigmoid twice. Which of your functions has already "
    "applied it?",
    was="A1 = 0.5 * (1 + np.tanh(0.5 * Z1))",
    now="A1 = 0.5 * (1 + np.tanh(0.25 * (1 + np.tanh(0.5 * Z1))))",
)
q.wrong(
    "classes instead of probabilities",
    hint="You return the most probable class of each sample. Here its probabilities are asked for;"
    " the class is for `q14_predict`.",
    was="return P.tolist()",
    now="return P.argmax(axis=1).tolist()",
)
q.wrong(
    "a NumPy array",
    hint="The probabilities are right, but NumPy holds them. Plain lists of floats are asked for.",
    was="return P.tolist()",
    now="return P",
)
q.wrong(
    "overflows",
    hint="Small scores come out right, but scores around ±800 do not: math.exp overflows, or all "
    "exponentials are 0. Which number may you take off all scores of a row?",
    code="""
def forward_function(X, W1, b1, W2, b2):
    A1 = [[sigmoid(z) for z in row] for row in forward_layer(X, W1, b1)]
    P = []
    for row in forward_layer(A1, W2, b2):
        powers = [math.exp(z) for z in row]
        P.append([power / sum(powers) for power in powers])
    return P
""",
)
q.equivalent(
    "any score of a row may be taken off: the question promises that the scores lie together",
    was="largest = max(row)",
    now="largest = min(row)",
)
q.hints(
    "List the stations from X to P with their shapes. After which of the two layers does the "
    "sigmoid act, and after which the softmax?",
    "Use forward_layer twice. Between the two calls apply your sigmoid to every single "
    "number; after the second call treat each row by itself.",
    "For the softmax take one row: subtract its largest score from each entry, apply the "
    "exponential to each, and divide each by the sum of that row. Helper functions for the "
    "hidden layer and the softmax will serve you again in q12.",
)
