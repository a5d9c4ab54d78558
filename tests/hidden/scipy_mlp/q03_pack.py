"""q03_pack: the weights of all layers as one vector, and back."""

import numpy as np

from viva.exam import Question, check

from .shared import named_layers, some_weights

q = Question("q03_pack")


@q.reference
def pack(weights):
    parts = []
    for W, b in weights:
        parts += [np.ravel(W), np.ravel(b)]
    return np.concatenate(parts)


@q.reference
def unpack(vector, sizes):
    weights, start = [], 0
    for n_in, n_out in zip(sizes[:-1], sizes[1:]):
        middle = start + n_in * n_out
        end = middle + n_out
        W = vector[start:middle].reshape(n_in, n_out)
        b = vector[middle:end]
        weights.append((W.copy(), b.copy()))
        start = end
    return weights


def there_and_back(candidate, rng, sizes):
    weights = some_weights(rng, sizes)
    vector, (left, *_) = candidate.pack.observe(weights)
    check(vector is not None, "pack returns None. Is a `return` missing?")
    numbers = rng.normal(size=sum((n + 1) * m for n, m in zip(sizes[:-1], sizes[1:])))
    layers = named_layers(candidate.unpack(numbers, sizes), len(sizes) - 1)
    changed = candidate.after_changing(candidate.unpack, numbers, sizes)
    return {
        "the vector of pack": vector,
        **layers,
        "the weights, after pack": [part for layer in left for part in layer],
        "the vector, after what unpack gives was changed": changed,
    }


@q.case("there and back with one and two layers")
def pack_two(candidate, rng):
    return there_and_back(candidate, rng, (2, 4, 1)), there_and_back(candidate, rng, (5, 3))


@q.case("there and back with three layers and four")
def pack_three(candidate, rng):
    return (
        there_and_back(candidate, rng, (3, 5, 4, 2)),
        there_and_back(candidate, rng, (2, 3, 6, 2, 1)),
    )


q.equivalent(
    "zip ends with the shorter of both",
    was="for n_in, n_out in zip(sizes[:-1], sizes[1:]):",
    now="for n_in, n_out in zip(sizes[:], sizes[1:]):",
)
q.right(
    "a loop with an iterator over the vector",
    code="""
def pack(weights):
    vector = []
    for W, b in weights:
        for row in W:
            vector.extend(row)
        vector.extend(b)
    return np.array(vector)


def unpack(vector, sizes):
    numbers = iter(vector)
    weights = []
    for k in range(len(sizes) - 1):
        W = [[next(numbers) for _ in range(sizes[k + 1])] for _ in range(sizes[k])]
        weights.append((np.array(W), np.array([next(numbers) for _ in range(sizes[k + 1])])))
    return weights
""",
)
q.right(
    "hstack and np.split",
    code="""
def pack(weights):
    return np.hstack([np.hstack([W.reshape(-1), b]) for W, b in weights])


def unpack(vector, sizes):
    lengths = []
    for i, o in zip(sizes, sizes[1:]):
        lengths += [i * o, o]
    parts = np.split(np.array(vector), np.cumsum(lengths)[:-1])
    return [
        (parts[2 * k].reshape(sizes[k], sizes[k + 1]), parts[2 * k + 1])
        for k in range(len(sizes) - 1)
    ]
""",
)
q.right(
    "from the back, biases under their matrices",
    code="""
def pack(weights):
    return np.concatenate([np.vstack((W, np.reshape(b, (1, -1)))).flatten() for W, b in weights])


def unpack(vector, sizes):
    end, weights = len(vector), []
    for n_in, n_out in reversed(list(zip(sizes[:-1], sizes[1:]))):
        block = np.array(vector[end - (n_in + 1) * n_out : end]).reshape(n_in + 1, n_out)
        weights.insert(0, (block[:-1], block[-1]))
        end -= (n_in + 1) * n_out
    return weights
""",
)
q.wrong(
    "biases lost",
    hint="Your vector holds the matrices alone. Of each layer it needs b as well, after W.",
    was="parts += [np.ravel(W), np.ravel(b)]",
    now="parts += [np.ravel(W)]",
)
q.wrong(
    "biases before their matrices",
    hint="Of each layer your vector holds b first. The order is W, row by row, and then b.",
    was="parts += [np.ravel(W), np.ravel(b)]",
    now="parts += [np.ravel(b), np.ravel(W)]",
)
q.wrong(
    "all matrices first",
    hint="Your vector holds the matrices of all layers and then all biases. The order is layer by layer: W and b of the first, W and b of the second.",
    was=("return np.concatenate(parts)",),
    now=("return np.concatenate(parts[::2] + parts[1::2])",),
)
q.wrong(
    "column by column",
    hint="pack reads the matrices column by column. Row by row is NumPy's own order.",
    was="np.ravel(W)",
    now="np.ravel(np.transpose(W))",
)
q.wrong(
    "column by column, both ways",
    hint="pack and unpack agree with each other, but they go through the matrices column by column. The text asks for row by row.",
    was=("np.ravel(W)", "vector[start:middle].reshape(n_in, n_out)"),
    now=("np.ravel(np.transpose(W))", "vector[start:middle].reshape(n_out, n_in).T"),
)
q.wrong(
    "the order differs on the way back",
    hint="pack is right, but unpack looks for b in front of W.",
    was=("W = vector[start:middle].reshape(n_in, n_out)", "b = vector[middle:end]"),
    now=(
        "W = vector[start + n_out : end].reshape(n_in, n_out)",
        "b = vector[start : start + n_out]",
    ),
)
q.wrong(
    "transposed layers",
    hint="unpack gives matrices with n_out rows and n_in columns. W has n_in rows.",
    was="reshape(n_in, n_out)",
    now="reshape(n_out, n_in)",
)
q.wrong(
    "transposed after the shape",
    hint="The matrices of unpack are transposed.",
    was="weights.append((W.copy(), b.copy()))",
    now="weights.append((W.T.copy(), b.copy()))",
)
q.wrong(
    "a view of the vector",
    hint="The numbers are right, but what unpack gives are views: whoever changes them changes the vector, too. Make copies.",
    was="weights.append((W.copy(), b.copy()))",
    now="weights.append((W, b))",
)
q.wrong(
    "views of the biases only",
    hint="unpack copies the matrices, but the biases are still views of the vector.",
    was="weights.append((W.copy(), b.copy()))",
    now="weights.append((W.copy(), b))",
)
q.wrong(
    "two layers only",
    hint="Your functions know two layers. The sizes say how many there are; loop over their pairs of neighbours.",
    code="""
def pack(weights):
    (W1, b1), (W2, b2) = weights[:2] if len(weights) > 1 else (weights[0], weights[0])
    return np.concatenate([W1.ravel(), b1, W2.ravel(), b2])


def unpack(vector, sizes):
    d, h, o = sizes[:3] if len(sizes) > 2 else (*sizes, 1)
    W1, b1 = vector[: d * h].reshape(d, h), vector[d * h : d * h + h]
    W2, b2 = vector[d * h + h : d * h + h + h * o].reshape(h, o), vector[d * h + h + h * o :]
    return [(W1.copy(), b1.copy()), (W2.copy(), b2.copy())]
""",
)
q.wrong(
    "the place does not move on",
    hint="All layers are read from the beginning of the vector. After each part move on by its length.",
    was="        start = end\n",
    now="",
)
q.wrong(
    "the place moves on by the matrix only",
    hint="The first layer is right; each later one begins too early, in the biases of the layer before it.",
    was="start = end",
    now="start = middle",
)
q.wrong(
    "a flat list of arrays",
    hint="unpack gives one long list W, b, W, b, … The network is a list of pairs: (W, b) for each layer.",
    was="weights.append((W.copy(), b.copy()))",
    now="weights += [W.copy(), b.copy()]",
)
q.wrong(
    "matrices left flat",
    hint="unpack leaves W flat. Give it its shape, n_in rows and n_out columns.",
    was=".reshape(n_in, n_out)",
    now="",
)
q.wrong(
    "a list of parts",
    hint="pack returns a list of arrays. Join them to one flat array.",
    was="return np.concatenate(parts)",
    now="return parts",
)
q.wrong(
    "the last bias left out of unpack",
    hint="The last layer of unpack has no bias any more: a slice ends one too early.",
    was="b = vector[middle:end]",
    now="b = vector[middle : end - 1]",
)
q.hints(
    "Write down the vector for sizes (2, 3, 1) by hand. At which places does each of the four parts begin and end?",
    "For the way back keep a place in the vector, and loop over the pairs of neighbouring sizes. A matrix takes as many numbers as the product of its sizes, a bias as many as the layer has neurons.",
    "One way: flatten every part and join them in order. The other: cut a slice, give the matrix its shape, copy both parts, and move the place on by the length of each slice.",
)
