"""q08_forward_layer: X·W + b, row by row."""

import numpy as np

from viva.exam import Question

from .shared import refuse_numpy

q = Question("q08_forward_layer")


@q.reference
def forward_layer(X, W, b):
    return (np.asarray(X) @ np.asarray(W) + np.asarray(b)).tolist()


def one_layer(candidate, rng, n, d, m):
    X, W, b = rng.normal(size=(n, d)), rng.normal(size=(d, m)), rng.normal(size=m)
    return candidate.forward_layer(X.tolist(), W.tolist(), b.tolist())


@q.case("three samples, square weights", extra_returns=False)
def layer_3_3_3(candidate, rng):
    return one_layer(candidate, rng, 3, 3, 3)


@q.case("several samples, all sizes different", extra_returns=False)
def layer_5_3_4(candidate, rng):
    return one_layer(candidate, rng, 5, 3, 4)


@q.case("more inputs than neurons", extra_returns=False)
def layer_4_6_2(candidate, rng):
    return one_layer(candidate, rng, 4, 6, 2)


q.right(
    "append in a loop",
    code="""
def forward_layer(X, W, b):
    product = matrix_multiplication(X, W)
    Z = []
    for i in range(len(product)):
        Z.append(add_bias(product[i], b))
    return Z
""",
)
q.right(
    "dot products, without the product function",
    code="""
def forward_layer(inputs, weights, biases):
    columns = transpose(weights)
    return [
        [dot_product(row, columns[j]) + biases[j] for j in range(len(biases))] for row in inputs
    ]
""",
)
q.right(
    "the bias as one more row of W",
    code="""
def forward_layer(X, W, b):
    return matrix_multiplication([row + [1] for row in X], W + [b])
""",
)
q.right(
    "changes the product in place",
    code="""
def forward_layer(X, W, b):
    Z = matrix_multiplication(X, W)
    for row in Z:
        for j in range(len(row)):
            row[j] += b[j]
    return Z
""",
)
q.wrong(
    "no bias",
    hint="X·W is right, but b is missing: every output is off by its neuron's bias.",
    was="[row + [1] for row in X], W + [b]",
    now="X, W",
)
q.wrong(
    "bias on the first row only",
    hint="The first sample has its bias, the others have none. Which line runs once for each row?",
    code="""
def forward_layer(X, W, b):
    Z = matrix_multiplication(X, W)
    Z[0] = add_bias(Z[0], b)
    return Z
""",
)
q.wrong(
    "W transposed",
    hint="W has been transposed before the product. With X as N×d and W as d×m nothing needs to be"
    " turned.",
    code="""
def forward_layer(X, W, b):
    return [add_bias(row, b) for row in matrix_multiplication(X, transpose(W))]
""",
)
q.wrong(
    "one bias for each sample",
    hint="Each sample gets one entry of b for all its neurons. The entries of b belong to the "
    "neurons, that is to the columns of Z.",
    code="""
def forward_layer(X, W, b):
    return [[z + b[i % len(b)] for z in row] for i, row in enumerate(matrix_multiplication(X, W))]
""",
)
q.wrong(
    "the bias glued to each row",
    hint="The bias stands behind each row instead of being added to it: that is what `+` means for"
    " lists.",
    code="""
def forward_layer(X, W, b):
    return [row + b for row in matrix_multiplication(X, W)]
""",
)
q.wrong(
    "the bias as one more row",
    hint="The bias has become a row of its own below the product. It is added to every row.",
    was="[row + [1] for row in X], W + [b])",
    now="X, W) + [b]",
)
q.wrong(
    "the bias multiplied",
    hint="Each neuron's sum is multiplied by its bias. A bias is added.",
    code="""
def forward_layer(X, W, b):
    return [[z * bias for z, bias in zip(row, b)] for row in matrix_multiplication(X, W)]
""",
)
q.wrong(
    "the sum of all biases",
    hint="Every neuron gets the sum of all biases. Neuron j has entry j of b alone.",
    code="""
def forward_layer(X, W, b):
    return [[z + sum(b) for z in row] for row in matrix_multiplication(X, W)]
""",
)
q.wrong(
    "the bias twice",
    hint="The bias is there twice. Which of your functions has already added it?",
    code="""
def forward_layer(X, W, b):
    return [add_bias(add_bias(row, b), b) for row in matrix_multiplication(X, W)]
""",
)
q.wrong(
    "the last sample only",
    hint="Only the last sample comes out: the list is made anew for each row.",
    code="""
def forward_layer(X, W, b):
    for row in matrix_multiplication(X, W):
        Z = [add_bias(row, b)]
    return Z
""",
)
q.wrong(
    "every row is the list b",
    hint="All rows are the same list, and it holds the sums of all samples: `s = b` gives b a "
    "second name, it makes no copy.",
    code="""
def forward_layer(X, W, b):
    Z = []
    for row in matrix_multiplication(X, W):
        s = b
        for j in range(len(b)):
            s[j] += row[j]
        Z.append(s)
    return Z
""",
)
q.wrong(
    "two samples only",
    hint="Two samples come out, however many there are.",
    code="""
def forward_layer(X, W, b):
    Z = matrix_multiplication(X, W)
    return [add_bias(Z[0], b), add_bias(Z[1], b)]
""",
)
q.wrong(
    "a NumPy array",
    hint="The numbers are right, but they are in a NumPy array. N plain lists are asked for.",
    code="""
def forward_layer(X, W, b):
    return np.array(X) @ np.array(W) + np.array(b)
""",
)
q.wrong(
    "bias subtracted",
    hint="The bias is taken away instead of added.",
    code="""
def forward_layer(X, W, b):
    return [[z - bias for z, bias in zip(row, b)] for row in matrix_multiplication(X, W)]
""",
)
q.wrong(
    "sigmoid already applied",
    hint="All outputs lie between 0 and 1: the sigmoid has already been applied. This function "
    "stops before the activation.",
    code="""
def forward_layer(X, W, b):
    Z = [add_bias(row, b) for row in matrix_multiplication(X, W)]
    return [[1 / (1 + math.exp(-z)) for z in row] for row in Z]
""",
)
q.wrong(
    "the first sample only",
    hint="Only the first sample comes out. Does your function return from inside its loop?",
    code="""
def forward_layer(X, W, b):
    for row in matrix_multiplication(X, W):
        return [add_bias(row, b)]
""",
)
q.wrong(
    "one bias for all neurons",
    hint="All neurons get the first entry of b. Each neuron has its own.",
    code="""
def forward_layer(X, W, b):
    return [[z + b[0] for z in row] for row in matrix_multiplication(X, W)]
""",
)
q.wrong(
    "the bias piles up",
    hint="The first sample is right, the second has its bias twice, the third three times: some "
    "list is changed that should have stayed as it was.",
    code="""
def forward_layer(X, W, b):
    total = [0.0] * len(b)
    Z = []
    for row in matrix_multiplication(X, W):
        total = add_bias(total, b)
        Z.append(add_bias(row, total))
    return Z
""",
)
refuse_numpy(q, "forward_layer", "(X, W, b): return (np.dot(X, W) + b).tolist()")
q.equivalent(
    "a + b = b + a",
    was="return [add_bias(row, b) for row in matrix_multiplication(X, W)]",
    now="return [add_bias(b, row) for row in matrix_multiplication(X, W)]",
)
q.hints(
    "After the product X·W you have N rows. What still has to happen to each of them?",
    "You have functions for both steps: one multiplies the matrices, the other adds two flat "
    "lists.",
    "Multiply once, then go through the rows of the product and add b to every one with your "
    "function. The result is the list of these new rows.",
)
