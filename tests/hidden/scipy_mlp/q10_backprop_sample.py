"""q10_backprop_sample: everything that backpropagation computes, for one point."""

import numpy as np

from viva.exam import Question, check

from .q02_sigmoid_pair import grad_sigmoid, sigmoid
from .shared import named_layers, some_weights

q = Question("q10_backprop_sample")


@q.reference
def backprop_sample(weights, x, t):
    D = len(weights)
    a, z = [], [x]
    for W, b in weights:
        a.append(z[-1] @ W + b)
        z.append(sigmoid(a[-1]))
    delta = [z[-1] - t]
    for k in range(D - 2, -1, -1):
        W = weights[k + 1][0]
        delta.insert(0, grad_sigmoid(a[k]) * (W @ delta[0]))
    gradients = [(np.outer(z[k], delta[k]), delta[k]) for k in range(D)]
    return a, z, delta, gradients


FOUR = "backprop_sample returns four lists: a, z, delta, gradients."
LENGTHS = (
    "A list has another number of entries than the text says: D of a, delta and gradients for D "
    "layers, and D + 1 of z, which begins with x."
)


def everything(found, depth):
    """Return all that comes back, by name."""
    check(found is not None, "backprop_sample returns None. Is a `return` missing?")
    check(isinstance(found, (tuple, list)) and len(found) >= 4, FOUR)
    a, z, delta, gradients = found[:4]
    check(all(isinstance(part, (tuple, list, np.ndarray)) for part in (a, z, delta)), FOUR)
    check((len(a), len(z), len(delta)) == (depth, depth + 1, depth), LENGTHS)
    named = {f"z[{k}]": value for k, value in enumerate(z)}
    named |= {f"a[{k}]": value for k, value in enumerate(a)}
    named |= {f"delta[{k}]": value for k, value in enumerate(delta)}
    return named | named_layers(gradients, depth, "d")


def sample_with(candidate, rng, sizes, t):
    weights, x = some_weights(rng, sizes), rng.normal(size=sizes[0])
    return everything(candidate.backprop_sample(weights, x, t), len(sizes) - 1)


@q.case("two and three layers")
def sample_shallow(candidate, rng):
    return (
        sample_with(candidate, rng, (3, 4, 5, 1), 1),
        sample_with(candidate, rng, (2, 5, 1), 0),
    )


@q.case("four and five layers")
def sample_deep(candidate, rng):
    return (
        sample_with(candidate, rng, (4, 3, 5, 2, 1), 0),
        sample_with(candidate, rng, (2, 3, 4, 3, 5, 1), 1),
    )


q.equivalent(
    "values of one point have a single axis",
    was="a.append(z[-1] @ W + b)",
    now="a.append(z[-1].T @ W + b)",
)
q.equivalent(
    "the errors of one point have a single axis",
    was="delta.insert(0, grad_sigmoid(a[k - 1]) * (weights[k][0] @ delta[0]))",
    now="delta.insert(0, grad_sigmoid(a[k - 1]) * (weights[k][0] @ delta[0].T))",
)
q.equivalent(
    "zip ends with the shorter of both",
    was="gradients = [(np.outer(value, error), error) for value, error in zip(z, delta)]",
    now="gradients = [(np.outer(value, error), error) for value, error in zip(z[:-1], delta)]",
)
q.right(
    "deltas from back to front, reversed at the end",
    code="""
def backprop_sample(weights, x, t):
    a, z = [], [np.array(x)]
    for W, b in weights:
        a = a + [W.T @ z[-1] + b]
        z = z + [sigmoid(a[-1])]
    deltas = [z[-1] - t]
    for (W, _), value in zip(weights[:0:-1], z[-2:0:-1]):
        deltas.append(value * (1 - value) * W.dot(deltas[-1]))
    deltas.reverse()
    gradients = []
    for value, d in zip(z, deltas):
        gradients.append((value[:, None] * d[None, :], d))
    return a, z, deltas, gradients
""",
)
q.right(
    "recursive",
    code="""
def backprop_sample(weights, x, t):
    (W, b), *rest = weights
    a = x @ W + b
    z = sigmoid(a)
    if not rest:
        d = z - t
        return [a], [x, z], [d], [(np.outer(x, d), d)]
    later_a, later_z, later_d, later_g = backprop_sample(rest, z, t)
    d = grad_sigmoid(a) * (later_d[0] @ rest[0][0].T)
    return [a, *later_a], [x, *later_z], [d, *later_d], [(np.outer(x, d), d), *later_g]
""",
)
q.right(
    "loops over neurons",
    code="""
def backprop_sample(weights, x, t):
    D = len(weights)
    a, z = [None] * D, [list(x)] + [None] * D
    for k, (W, b) in enumerate(weights):
        a[k] = [sum(z[k][i] * W[i][j] for i in range(len(W))) + b[j] for j in range(len(b))]
        z[k + 1] = [float(sigmoid(s)) for s in a[k]]
    delta = [None] * D
    delta[-1] = [z[-1][0] - t]
    for k in range(D - 1, 0, -1):
        W = weights[k][0]
        delta[k - 1] = [
            float(grad_sigmoid(a[k - 1][j])) * sum(W[j][m] * delta[k][m] for m in range(len(W[0])))
            for j in range(len(W))
        ]
    gradients = [
        ([[z_i * d_j for d_j in delta[k]] for z_i in z[k]], delta[k]) for k in range(D)
    ]
    return a, z, delta, gradients
""",
)
BACK = "grad_sigmoid(a[k]) * (W @ delta[0])"
q.wrong(
    "the slope at the values",
    hint="The last delta is right, those before it are not: the slope s' is taken at z, the values. It wants the sums a.",
    was="grad_sigmoid(a[k])",
    now="grad_sigmoid(z[k + 1])",
)
q.wrong(
    "no slope of the sigmoid",
    hint="The last delta is right, those before it lack the slope of the sigmoid, s'(a).",
    was=BACK,
    now="W @ delta[0]",
)
q.wrong(
    "a(1 - a)",
    hint="The last delta is right. In the others stands a(1 - a), where z(1 - z) is the slope.",
    was="grad_sigmoid(a[k])",
    now="a[k] * (1 - a[k])",
)
q.wrong(
    "a matrix that does not fit on the way back",
    hint="NumPy cannot multiply the matrix with delta on the way back. Is it the matrix that leads out of the layer, and does neuron j stand in its rows?",
    was="W @ delta[0]",
    now="W.T @ delta[0]",
)
q.wrong(
    "off by one layer",
    hint="The last delta is right. In those before it the slope is taken at the sums of the layer above; it belongs to the layer whose delta is being made.",
    was="grad_sigmoid(a[k])",
    now="grad_sigmoid(a[k + 1])",
)
q.wrong(
    "the bias let back",
    hint="Something of the biases flows back into delta. A bias has no neuron before it that could have sent an error on.",
    was="(W @ delta[0])",
    now="(W @ (delta[0] + weights[k + 1][1] * delta[0]))",
)
q.wrong(
    "the slope at the output",
    hint="The values are right, but the last delta has a factor z(1 - z). With the cross-entropy it cancels: delta is the output less the target.",
    was="delta = [z[-1] - t]",
    now="delta = [(z[-1] - t) * z[-1] * (1 - z[-1])]",
)
q.wrong(
    "target less output",
    hint="All deltas have the wrong sign: the target less the output. It is the other way round.",
    was="delta = [z[-1] - t]",
    now="delta = [t - z[-1]]",
)
q.wrong(
    "twice the difference",
    hint="All deltas are twice as large as they should be: a factor 2 belongs to squared errors.",
    was="delta = [z[-1] - t]",
    now="delta = [2 * (z[-1] - t)]",
)
q.wrong(
    "delta from back to front",
    hint="The list delta begins with the output. Its first entry belongs to the first layer.",
    was="return a, z, delta, gradients",
    now="return a, z, delta[::-1], gradients",
)
q.wrong(
    "gradients from back to front",
    hint="The list gradients begins with the last layer. It is in the order of the weights.",
    was="return a, z, delta, gradients",
    now="return a, z, delta, gradients[::-1]",
)
q.wrong(
    "z without x",
    hint="z lacks the input: z[0] is x, and for D layers z has D + 1 entries.",
    was="return a, z, delta, gradients",
    now="return a, z[1:], delta, gradients",
    recognise=lambda candidate: [len(part) for part in one_point(candidate)[:2]] == [2, 2],
)
q.wrong(
    "a with x in front",
    hint="a begins with something that is no sum of a layer: there are as many sums as layers.",
    was="return a, z, delta, gradients",
    now="return [x, *a], z, delta, gradients",
    recognise=lambda candidate: [len(part) for part in one_point(candidate)[:2]] == [3, 3],
)


def one_point(candidate):
    weights = [(np.ones((2, 3)), np.zeros(3)), (np.ones((3, 1)), np.zeros(1))]
    return candidate.backprop_sample(weights, np.array([0.5, -1.0]), 1)


q.wrong(
    "a and z exchanged",
    hint="a and z have changed places: in this notebook a stands before the activation and z after it.",
    was="return a, z, delta, gradients",
    now="return z, a, delta, gradients",
    recognise=lambda candidate: [len(part) for part in one_point(candidate)[:2]] == [3, 2],
)
q.wrong(
    "dW with delta first",
    hint="a, z and delta are right, and each dW is transposed: it has the shape of its W.",
    was="np.outer(z[k], delta[k])",
    now="np.outer(delta[k], z[k])",
)
q.wrong(
    "dW from the values after the layer",
    hint="a, z and delta are right. In dW stand the values that a layer sends out; they are those that come in.",
    was="np.outer(z[k], delta[k])",
    now="np.outer(z[k + 1], delta[k])",
)
q.wrong(
    "dW from the sums",
    hint="a, z and delta are right. In dW stand the sums of the layer before, without the sigmoid; what came in are its values.",
    was="np.outer(z[k], delta[k])",
    now="np.outer(x if k == 0 else a[k - 1], delta[k])",
)
q.wrong(
    "no activation between the layers",
    hint="z[1] equals a[0]: between the layers the sigmoid is missing.",
    was="z.append(sigmoid(a[-1]))",
    now="z.append(a[-1] if len(a) < D else sigmoid(a[-1]))",
)
q.wrong(
    "no biases",
    hint="The sums lack their biases, from a[0] on.",
    was="z[-1] @ W + b",
    now="z[-1] @ W",
)
q.wrong(
    "db forgotten",
    hint="gradients holds the slopes of the matrices only. For each layer it has a pair, dW and db.",
    was="gradients = [(np.outer(z[k], delta[k]), delta[k]) for k in range(D)]",
    now="gradients = [np.outer(z[k], delta[k]) for k in range(D)]",
    recognise=lambda candidate: np.ndim(one_point(candidate)[3][0]) == 2,
)
q.wrong(
    "two layers only",
    hint="With two layers everything is right, with more it is not. The way back is a loop over all hidden layers, from the last to the first.",
    was="for k in range(D - 2, -1, -1):\n        W = weights[k + 1][0]",
    now="for k in range(D - 2, -1, -1):\n        W = weights[k + 1][0] if k == D - 2 else 0 * weights[k + 1][0]",
)
q.hints(
    "Draw a network of three layers and write a, z and delta beside the neurons. How many entries has each list?",
    "On the way forward append each sum and each value to its list. On the way back begin with the difference at the output; a hidden layer's delta needs the matrix that leads out of it, the delta behind that, and its own sums.",
    "Put each new delta to the front of its list: the slope at the sums of the layer, times the matrix of the next layer times the delta of the next layer. Then pair each value list with the delta of the layer it feeds: an outer product and the delta itself.",
)
