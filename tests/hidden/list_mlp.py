"""The exam of 03_list_mlp: a two-layer network in plain lists.

X is N×d, W is d_in×d_out, z stands before and a after the activation, delta for dL/dz.
"""
# ruff: noqa: B905 - students write zip(a, b)

import math
import random
import time

import numpy as np

from viva.exam import Exam, Pair, check

exam = Exam("list_mlp", lists=True)

SIZES = {"d_input": 2, "d_hidden": 10, "d_output": 2}
WEIGHTS = ("W1", "b1", "W2", "b2")


def moons(seed, n=300, noise=0.20):
    """Draw what make_moons(n, noise=noise) gives after np.random.seed(seed)."""
    half = np.linspace(0, np.pi, n // 2)
    arch, bowl = (np.cos(half), np.sin(half)), (1 - np.cos(half), 0.5 - np.sin(half))
    return _shuffled(np.column_stack(arch), np.column_stack(bowl), seed, noise)


def cloud_in_ring(seed, n=60, noise=0.15, factor=0.4):
    """Draw what make_circles(n, noise=noise, factor=factor) gives after np.random.seed(seed)."""
    turn = np.linspace(0, 2 * np.pi, n // 2, endpoint=False)
    ring = np.column_stack((np.cos(turn), np.sin(turn)))
    return _shuffled(ring, factor * ring, seed, noise)


def _shuffled(class_0, class_1, seed, noise):
    # scikit-learn's own functions give the same, but take seconds to import.
    generator = np.random.RandomState(seed)
    points = np.concatenate((class_0, class_1))
    labels = np.repeat([0, 1], (len(class_0), len(class_1)))
    order = np.arange(len(points))
    generator.shuffle(order)
    points = points[order] + generator.normal(scale=noise, size=points.shape)
    return points, labels[order]


@exam.given
def given():
    X, y = moons(seed=1)
    X_ring, y_ring = cloud_in_ring(seed=1)
    debug_model, debug_row = debugging()
    return {
        "math": math,
        "random": random,
        "time": time,
        "np": np,
        "X": X.tolist(),
        "y": y.tolist(),
        "X_ring": (3 * X_ring).tolist(),
        "y_ring": y_ring.tolist(),
        "summed_cross_entropy": summed_cross_entropy,
        "debug_model": debug_model,
        "debug_row": debug_row,
        "probs_debug": forward_function(debug_row, *(debug_model[key] for key in WEIGHTS)),
    }


def summed_cross_entropy(model, X, y):
    P = forward_function(X, *(model[key] for key in WEIGHTS))
    return -sum(math.log(max(row[label], 1e-300)) for row, label in zip(P, y))


def debugging():
    model = init_model(4, 3, 2)
    return model, [[random.random() for _ in range(4)]]


def main(returned):
    """Leave out what a function returns after the thing that was asked for."""
    if isinstance(returned, tuple) and len(returned) > 1 and isinstance(returned[0], (list, dict)):
        return returned[0]
    return returned


def a_model(rng, d_input, d_hidden, d_output):
    """Draw a model of moderate weights, none of them zero."""
    return {
        "W1": rng.normal(size=(d_input, d_hidden)).tolist(),
        "b1": rng.normal(size=d_hidden).tolist(),
        "W2": rng.normal(size=(d_hidden, d_output)).tolist(),
        "b2": rng.normal(size=d_output).tolist(),
    }


def some_labels(rng, n, d_output):
    """Draw labels that fill the classes unevenly and leave none empty."""
    return [*range(d_output), *rng.choice([0, d_output - 1, d_output - 1], n - d_output).tolist()]


# ---------------------------------------------------------------------------------------------
q = exam.question("q01_dimensions")
q.reference(N=300, d_input=2, d_output=2, d_hidden=10, epsilon=3e-2)


q.equivalent(
    "all rows are equally long",
    was="d_input = len(X[0])",
    now=["d_input = len(X[1])", "d_input = len(X[-1])"],
)


@q.case("the five sizes")
def five_sizes(candidate, rng):
    return {name: getattr(candidate, name) for name in ("N", *SIZES, "epsilon")}


q.wrong(
    "one output for two classes",
    hint="d_output is 1. The softmax gives each class a probability of its own: how many classes "
    "are there?",
    code="""
N, d_input, d_output, d_hidden, epsilon = len(X), len(X[0]), 1, 10, 3e-2
""",
)
q.wrong(
    "samples and inputs swapped",
    hint="N and d_input are swapped. Is X a list of samples, or a list of coordinates?",
    code="""
N, d_input, d_output, d_hidden, epsilon = len(X[0]), len(X), 2, 10, 3e-2
""",
)
q.wrong(
    "the label counted as an input",
    hint="d_input is one too many. Is the label part of what the network gets to see?",
    code="""
N, d_input, d_output, d_hidden, epsilon = len(X), 3, 2, 10, 3e-2
""",
)
q.wrong(
    "the exponent of the learning rate is off",
    hint="The four sizes are right, the learning rate is ten times too large. What is 3e-2 as a "
    "decimal number?",
    code="""
N, d_input, d_output, d_hidden, epsilon = 300, 2, 2, 10, 0.3
""",
)
q.wrong(
    "one output for each sample",
    hint="d_output is as large as N. There is one label for each sample, but only so many "
    "different ones.",
    code="""
N = len(X)
d_input = len(X[0])
d_output = len(y)
d_hidden = 10
epsilon = 3e-2
""",
)
q.wrong(
    "as many hidden neurons as inputs",
    hint="d_hidden is the number of inputs. The hidden layer has a size of its own, and the text "
    "names it.",
    code="""
N, d_input, d_output, d_hidden, epsilon = 300, 2, 2, 2, 3e-2
""",
)
q.right(
    "read off",
    code="""
N, d_input, d_output, d_hidden, epsilon = 300, 2, 2, 10, 0.03
""",
)
q.right(
    "by NumPy's shape",
    code="""
(N, d_input), d_hidden = np.array(X).shape, 10
d_output = np.unique(y).size
epsilon = np.float64(3) * 10**-2
""",
)
q.right(
    "counted in loops",
    code="""
N = 0
classes = []
for label in y:
    N += 1
    if label not in classes:
        classes.append(label)
d_output = max(classes) + 1
d_input = sum(1 for coordinate in X[-1])
d_hidden = 10.0
epsilon = 3 / 100
""",
)

q.hints(
    "Which of the five numbers can you count in the data, and which two does the text simply give you?",
    "The number of samples is the length of the list X. The number of inputs is the length of any one row of it.",
    "For the number of outputs count the different labels: a set keeps each of them once. The last two are the numbers of the text, ten hidden neurons and three hundredths.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q02_init_model")


@q.reference
def init_model(d_input, d_hidden, d_output):
    random.seed(0)
    W1 = [[random.random() - 0.5 for _ in range(d_hidden)] for _ in range(d_input)]
    b1 = [random.random() - 0.5 for _ in range(d_hidden)]
    W2 = [[random.random() - 0.5 for _ in range(d_output)] for _ in range(d_hidden)]
    b2 = [random.random() - 0.5 for _ in range(d_output)]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


TRANSPOSED = "Its rows and columns are swapped: which size counts the rows?"
SHAPES_OFF = "Compare the lengths with the table of shapes, for three different sizes."
OUTSIDE = "A weight or bias lies outside the range from -0.5 to 0.5."
ONE_SIDE = "All weights have the same sign. The range is from -0.5 to 0.5."
REPEATED = "Some weights of one matrix are exactly the same. Is each of them drawn?"
NARROW = "The weights fill only a small part of the range from -0.5 to 0.5."
SEEDED_AGAIN = "W1 and W2 hold the same numbers. How often is the generator seeded?"
CHANGING = "A second call gives another model. Where is the seed set?"


def examine_model(candidate, d_input, d_hidden, d_output):
    """Check what must hold for any order of drawing, with drawn biases or zeros."""
    sizes = (d_input, d_hidden, d_output)
    model = main(candidate.init_model(*sizes))
    check(model is not None, "init_model returns None. Is a `return` missing?")
    check(isinstance(model, dict), "init_model must return a dict.")
    for key in WEIGHTS:
        check(key in model, f"The key {key!r} is missing from the dict.")
        check(isinstance(model[key], list), f"{key} must be a plain list.")
    for key, rows, columns in (("W1", d_input, d_hidden), ("W2", d_hidden, d_output)):
        W = model[key]
        check(all(isinstance(row, list) for row in W), f"{key} must be a list of lists.")
        lengths = [len(row) for row in W]
        check(lengths != [rows] * columns or rows == columns, f"{key}: {TRANSPOSED}")
        check(lengths == [columns] * rows, f"{key}: {SHAPES_OFF}")
    for key, size in (("b1", d_hidden), ("b2", d_output)):
        b = model[key]
        check(not any(isinstance(entry, (list, tuple)) for entry in b), f"{key} must be flat.")
        check(len(b) == size, f"{key}: {SHAPES_OFF}")
    W1, b1, W2, b2 = (np.array(model[key], dtype=float) for key in WEIGHTS)
    everything = np.concatenate([array.ravel() for array in (W1, b1, W2, b2)])
    check(np.all(np.abs(everything) <= 0.5), OUTSIDE)
    weights = np.concatenate((W1.ravel(), W2.ravel()))
    check(weights.min() < 0 < weights.max(), ONE_SIDE)
    for W in (W1, W2):
        check(len(np.unique(W)) == W.size, REPEATED)
    check(np.abs(weights).max() > 0.3, NARROW)
    check(len(np.intersect1d(W1, W2)) == 0, SEEDED_AGAIN)
    check(main(candidate.init_model(*sizes)) == model, CHANGING)


q.equivalent(
    "any seed gives the same model at every call; which numbers it draws is left free",
    was="random.seed(0)",
    now=["random.seed(1)", "random.seed(-1)"],
)
q.equivalent(
    "0.5 - r is drawn from the same range as r - 0.5",
    was="return [random.random() - 0.5 for _ in range(n)]",
    now="return [0.5 - random.random() for _ in range(n)]",
)


@q.case("4 inputs, 3 hidden, 2 outputs, and the other way")
def debugging_sizes(candidate, rng):
    examine_model(candidate, 4, 3, 2)
    examine_model(candidate, 3, 6, 4)


@q.case("other sizes")
def other_sizes(candidate, rng):
    examine_model(candidate, 5, 7, 6)


def drawn_weights(candidate):
    model = candidate.init_model(5, 7, 6)
    return np.array(model["W1"], dtype=float)


INIT_MODEL = """
def init_model(d_input, d_hidden, d_output):
    random.seed(0)
    W1 = [[random.random() - 0.5 for _ in range(d_hidden)] for _ in range(d_input)]
    b1 = [random.random() - 0.5 for _ in range(d_hidden)]
    W2 = [[random.random() - 0.5 for _ in range(d_output)] for _ in range(d_hidden)]
    b2 = [random.random() - 0.5 for _ in range(d_output)]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
"""


def variant(template, *replacements):
    """Give `template` with every pair of old and new text put in."""
    for old, new in replacements:
        assert old in template, old
        template = template.replace(old, new)
    return template


q.wrong(
    "weights between 0 and 1",
    hint="All your weights are positive, up to 1: that is what random.random() gives by itself. "
    "How do you move that range so that its middle is 0?",
    code=variant(INIT_MODEL, ("random.random() - 0.5", "random.random()")),
    recognise=lambda candidate: (
        drawn_weights(candidate).min() >= 0 and drawn_weights(candidate).max() > 0.5
    ),
)
q.wrong(
    "weights between -1 and 1",
    hint="Your weights are twice as far from 0 as they should be. How wide is the range of "
    "random.random(), and how wide is the one that is asked for?",
    code=variant(INIT_MODEL, ("random.random() - 0.5", "2 * random.random() - 1")),
    recognise=lambda candidate: (
        -1 <= drawn_weights(candidate).min() < -0.5 < 0.5 < drawn_weights(candidate).max() < 1
    ),
)
q.wrong(
    "weights between -1 and 0",
    hint="All your weights are negative, down to -1: too much is taken off random.random(). Which "
    "number is in the middle of its range?",
    code=variant(INIT_MODEL, ("random.random() - 0.5", "random.random() - 1")),
    recognise=lambda candidate: (
        drawn_weights(candidate).max() <= 0 and drawn_weights(candidate).min() < -0.5
    ),
)
q.wrong(
    "only -1, 0 and 1",
    hint="Your weights are whole numbers. `random.random()` gives every number between 0 and 1.",
    code=variant(INIT_MODEL, ("random.random() - 0.5", "random.randint(-1, 1)")),
    recognise=lambda candidate: (
        np.array_equal(drawn_weights(candidate), np.round(drawn_weights(candidate)))
        and np.ptp(drawn_weights(candidate)) > 0
    ),
)
q.wrong(
    "the sizes of the example written into the function",
    hint="Your model always has the same sizes, whatever is passed. The three arguments tell how "
    "long rows and lists are.",
    code=variant(
        INIT_MODEL,
        ("    random.seed(0)\n", "    random.seed(0)\n    d_input, d_hidden, d_output = 4, 3, 2\n"),
    ),
    recognise=lambda candidate: (
        [np.shape(candidate.init_model(5, 7, 6)[key]) for key in WEIGHTS]
        == [np.shape(candidate.init_model(2, 9, 3)[key]) for key in WEIGHTS]
    ),
)
q.wrong(
    "nothing is returned",
    hint="init_model makes its lists, but returns None. Only `return` hands them to the caller.",
    code=variant(INIT_MODEL, ("return {", "model = {")),
)
q.wrong(
    "weights between -0.25 and 0.25",
    hint="Your weights stay between -0.25 and 0.25, only half of the range. Is the difference "
    "taken before or after the halving?",
    code=variant(INIT_MODEL, ("random.random() - 0.5", "(random.random() - 0.5) / 2")),
)
q.wrong(
    "weights between 0 and 0.5",
    hint="Halving random.random() gives numbers between 0 and 0.5, none of them negative. Which "
    "operation shifts a range instead of shrinking it?",
    code=variant(INIT_MODEL, ("random.random() - 0.5", "random.random() * 0.5")),
    recognise=lambda candidate: (
        drawn_weights(candidate).min() >= 0 and 0 < np.ptp(drawn_weights(candidate)) <= 0.5
    ),
)
q.wrong(
    "matrices transposed",
    hint="Your matrices have their sizes swapped. X is N×d_input and stands on the left of W1, so "
    "how many rows must W1 have?",
    code=variant(
        INIT_MODEL,
        (
            "in range(d_hidden)] for _ in range(d_input)]",
            "in range(d_input)] for _ in range(d_hidden)]",
        ),
        (
            "in range(d_output)] for _ in range(d_hidden)]",
            "in range(d_hidden)] for _ in range(d_output)]",
        ),
    ),
)
q.wrong(
    "one row repeated",
    hint="All rows of a matrix are the same. Either `[row] * n` names one row n times, or the "
    "generator is seeded again before each row.",
    code=variant(
        INIT_MODEL,
        (
            "for _ in range(d_hidden)] for _ in range(d_input)]",
            "for _ in range(d_hidden)]] * d_input",
        ),
        (
            "for _ in range(d_output)] for _ in range(d_hidden)]",
            "for _ in range(d_output)]] * d_hidden",
        ),
    ),
    recognise=lambda candidate: (
        bool(np.ptp(drawn_weights(candidate), axis=0).max() == 0)
        and np.ptp(drawn_weights(candidate)) > 0
    ),
)
q.wrong(
    "one number for all weights",
    hint="Every weight of a matrix is the same number. Then all hidden neurons do the same, and "
    "training can never make them differ. How many times is random.random() called?",
    code="""
def init_model(d_input, d_hidden, d_output):
    random.seed(0)
    w = random.random() - 0.5
    W1 = [[w for _ in range(d_hidden)] for _ in range(d_input)]
    W2 = [[-w for _ in range(d_output)] for _ in range(d_hidden)]
    return {"W1": W1, "b1": [0.0] * d_hidden, "W2": W2, "b2": [0.0] * d_output}
""",
    recognise=lambda candidate: np.ptp(drawn_weights(candidate)) == 0,
)
q.wrong(
    "biases nested",
    hint="A bias is a list inside a list. One neuron has one bias, so the bias of a layer is a "
    "flat list.",
    code=variant(
        INIT_MODEL,
        (
            "b1 = [random.random() - 0.5 for _ in range(d_hidden)]",
            "b1 = [[random.random() - 0.5 for _ in range(d_hidden)]]",
        ),
        (
            "b2 = [random.random() - 0.5 for _ in range(d_output)]",
            "b2 = [[random.random() - 0.5 for _ in range(d_output)]]",
        ),
    ),
)
q.wrong(
    "no seed in the function",
    hint="Two calls of init_model give two different models. What must happen at the start of "
    "every call?",
    code="random.seed(0)\n" + variant(INIT_MODEL, ("    random.seed(0)\n", "")),
    recognise=lambda candidate: np.any(drawn_weights(candidate) != drawn_weights(candidate)),
)
q.wrong(
    "seeded before each matrix",
    hint="W1 and W2 begin with the same numbers, so the generator was set back between them. Once "
    "is enough.",
    code=variant(INIT_MODEL, ("    W2 =", "    random.seed(0)\n    W2 =")),
)
q.wrong(
    "biases as long as the layer's input",
    hint="A bias has the length of its layer's input. It is added to the layer's output: how long "
    "is that?",
    code=variant(
        INIT_MODEL,
        ("b1 = [random.random() - 0.5 for _ in range(d_hidden)]", "b1 = [0.0] * d_input"),
        ("b2 = [random.random() - 0.5 for _ in range(d_output)]", "b2 = [0.0] * d_hidden"),
    ),
    recognise=lambda candidate: len(candidate.init_model(5, 7, 6)["b1"]) == 5,
)
q.wrong(
    "a tuple instead of a dict",
    hint="init_model returns its four parts one after the other. Later functions look for them by "
    "name: which container has names?",
    code=variant(
        INIT_MODEL, ('return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}', "return W1, b1, W2, b2")
    ),
)
q.right(
    "random.uniform, biases of zero",
    code="""
def init_model(n_in, n_hidden, n_out):
    random.seed(0)
    model = {}
    model["W1"] = [[random.uniform(-0.5, 0.5) for j in range(n_hidden)] for i in range(n_in)]
    model["W2"] = [[random.uniform(-0.5, 0.5) for j in range(n_out)] for i in range(n_hidden)]
    model["b1"] = [0] * n_hidden
    model["b2"] = [0] * n_out
    return model
""",
)
q.right(
    "nested loops and append",
    code="""
def draw_matrix(rows, columns):
    matrix = []
    for _ in range(rows):
        row = []
        while len(row) < columns:
            row.append(random.random() - 1 / 2)
        matrix.append(row)
    return matrix


def init_model(d_input, d_hidden, d_output):
    random.seed(0)
    return dict(
        W1=draw_matrix(d_input, d_hidden),
        b1=draw_matrix(1, d_hidden)[0],
        W2=draw_matrix(d_hidden, d_output),
        b2=draw_matrix(1, d_output)[0],
    )
""",
)
q.right(
    "filled in column by column, 0.5 - r, with the sizes kept",
    code="""
def init_model(d_input, d_hidden, d_output):
    random.seed(0)
    W1 = [[0.0] * d_hidden for _ in range(d_input)]
    W2 = [[0.0] * d_output for _ in range(d_hidden)]
    b1, b2 = d_hidden * [0.0], d_output * [0.0]
    for W, b in ((W1, b1), (W2, b2)):
        for j in range(len(b)):
            for i in range(len(W)):
                W[i][j] = 0.5 - random.random()
            b[j] = 0.5 - random.random()
    return {"sizes": [d_input, d_hidden, d_output], "b2": b2, "b1": b1, "W2": W2, "W1": W1}
""",
)
q.right(
    "a generator of its own",
    code="""
def init_model(d_input, d_hidden, d_output):
    draw = random.Random(0).random
    rows = lambda n, m: [[draw() - 0.5 for _ in range(m)] for _ in range(n)]
    W1, W2 = rows(d_input, d_hidden), rows(d_hidden, d_output)
    return {"W1": W1, "b1": rows(1, d_hidden)[0], "W2": W2, "b2": [0.0 for _ in range(d_output)]}
""",
)

q.hints(
    "How many rows has W1, and how long is each? Read the table of shapes, and say it aloud for W2 as well.",
    "Call `random.seed` first, inside the function. A row is a list of fresh random numbers, each less one half; a matrix is a list of such rows, each made anew.",
    "A small helper that draws n numbers makes it short: use it for every row and for the biases. Draw in the order W1, b1, W2, b2, with one row for each neuron that the layer gets its input from.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q03_dot_product")


@q.reference
def dot_product(v1, v2):
    return float(np.dot(v1, v2))


q.equivalent(
    "a b = b a",
    was="for a, b in zip(v1, v2):",
    now=["for b, a in zip(v1, v2):", "for a, b in zip(v2, v1):"],
)


@q.case("vectors of five entries")
def five_entries(candidate, rng):
    v1, v2 = rng.normal(size=5), rng.normal(size=5)
    return candidate.dot_product(v1.tolist(), v2.tolist())


@q.case("vectors of two and of nine entries")
def two_and_nine_entries(candidate, rng):
    pairs = [(rng.normal(size=n).tolist(), rng.normal(size=n).tolist()) for n in (2, 9)]
    return tuple(candidate.dot_product(v1, v2) for v1, v2 in pairs)


@q.wrong(
    "the products are not added up",
    hint="These are the products of the entries, one by one, in a list. A neuron has one value: "
    "what is still to be done with them?",
)
def dot_product(v1, v2):
    return [a * b for a, b in zip(v1, v2)]


@q.wrong(
    "the sums multiplied",
    hint="You add up each vector and multiply the two sums. Is (1 + 2)·(3 + 4) the same as "
    "1·3 + 2·4?",
)
def dot_product(v1, v2):
    return sum(v1) * sum(v2)


@q.wrong(
    "the entries added instead of multiplied",
    hint="The entries of both vectors are added, nothing is multiplied. Where does the formula "
    "have its product?",
)
def dot_product(v1, v2):
    return sum(v1) + sum(v2)


@q.wrong(
    "returns after the first entry",
    hint="Only the first product is in the result. Look at how far the `return` is indented.",
)
def dot_product(v1, v2):
    total = 0
    for a, b in zip(v1, v2):
        total += a * b
        return total


@q.wrong(
    "the last entry is left out",
    hint="The last product is missing from the sum. Which is the last index of range(len(v1) - 1)?",
)
def dot_product(v1, v2):
    return sum(v1[i] * v2[i] for i in range(len(v1) - 1))


@q.wrong(
    "keeps only the last product",
    hint="Only the last product is in the result: each one replaces the one before. `=` or `+=`?",
)
def dot_product(v1, v2):
    total = 0
    for a, b in zip(v1, v2):
        total = a * b
    return total


@q.wrong(
    "the sum does not start at 0",
    hint="Your result is too large by 1. What is in your sum before the first product is added?",
)
def dot_product(v1, v2):
    total = 1
    for a, b in zip(v1, v2):
        total += a * b
    return total


@q.wrong(
    "the first entry is left out",
    hint="The first product is missing from the sum. With which index does a list begin?",
)
def dot_product(v1, v2):
    return sum(v1[i] * v2[i] for i in range(1, len(v1)))


@q.wrong(
    "the mean of the products",
    hint="You divide the sum by the number of entries. A dot product is the sum itself.",
)
def dot_product(v1, v2):
    return sum(a * b for a, b in zip(v1, v2)) / len(v1)


@q.wrong(
    "v1 with itself",
    hint="v2 plays no part: you multiply v1 by itself.",
)
def dot_product(v1, v2):
    return sum(a * a for a in v1)


@q.wrong(
    "all products multiplied",
    hint="The products are multiplied with each other, where they should be added.",
)
def dot_product(v1, v2):
    result = 1
    for a, b in zip(v1, v2):
        result *= a * b
    return result


@q.wrong(
    "three entries only",
    hint="You take entries 0, 1 and 2, by number. A vector may be shorter or longer: what goes "
    "through all its entries?",
)
def dot_product(v1, v2):
    return v1[0] * v2[0] + v1[1] * v2[1] + v1[2] * v2[2]


@q.wrong(
    "the sum in a list",
    hint="The number is right, but it stands in a list. Return the number alone.",
)
def dot_product(v1, v2):
    return [sum(a * b for a, b in zip(v1, v2))]


@q.wrong(
    "v2 from back to front",
    hint="The first entry of v1 meets the last entry of v2. Entry i belongs to entry i.",
)
def dot_product(v1, v2):
    return sum(a * b for a, b in zip(v1, v2[::-1]))


@q.right("a loop over the indices")
def dot_product(v1, v2):
    result = 0
    for i in range(len(v1)):
        result = result + v1[i] * v2[i]
    return result


@q.right("recursion")
def dot_product(v1, v2):
    if not v1:
        return 0
    return v1[0] * v2[0] + dot_product(v1[1:], v2[1:])


q.right(
    "functools and operator",
    code="""
import operator
from functools import reduce


def dot_product(v1, v2):
    return reduce(operator.add, map(operator.mul, v1, v2))
""",
)


@q.right("math.fsum in a NumPy float")
def dot_product(v1, v2):
    products = []
    i = 0
    while i < len(v1):
        products.append(v1[i] * v2[i])
        i += 1
    return np.float64(math.fsum(products))


q.hints(
    "How do you compute the example with pencil and paper? What do you write down for each pair, and what at the end?",
    "Walk along both lists at the same time; `zip` hands you one number of each. For each pair there is one product.",
    "Keep a running total that starts at 0, add the product of each pair to it, and return it after the loop, not inside it.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q04_add_bias")


@q.reference
def add_bias(v1, v2):
    return (np.asarray(v1) + np.asarray(v2)).tolist()


def add_and_look(candidate, rng, n):
    v1, v2 = rng.normal(size=n).tolist(), rng.normal(size=n).tolist()
    total, (left1, left2) = candidate.add_bias.observe(v1, v2)
    check(left1 == v1, "The first list is not what it was before the call.")
    check(left2 == v2, "The second list is not what it was before the call.")
    return total


q.equivalent(
    "a + b = b + a",
    was="return [a + b for a, b in zip(v1, v2)]",
    now=["return [a + b for b, a in zip(v1, v2)]", "return [a + b for a, b in zip(v2, v1)]"],
)


@q.case("vectors of four entries")
def four_entries(candidate, rng):
    return add_and_look(candidate, rng, 4)


@q.case("one entry, and eleven")
def one_and_eleven_entries(candidate, rng):
    return add_and_look(candidate, rng, 1), add_and_look(candidate, rng, 11)


@q.wrong(
    "glues the lists together",
    hint="The result holds both lists, one behind the other: that is what `+` means for lists. "
    "How do you get at the numbers inside?",
)
def add_bias(v1, v2):
    return v1 + v2


@q.wrong(
    "adds one number to all entries",
    hint="The same bias is added to every entry. Each neuron has its own: does the index of v2 "
    "ever change?",
)
def add_bias(v1, v2):
    return [a + v2[0] for a in v1]


def add_to_pairs(candidate):
    """Add [3, 4] to [1, 2]; give the sum and what is left of both lists."""
    total, left = candidate.add_bias.observe([1.0, 2.0], [3.0, 4.0])
    return (total, *left)


@q.wrong(
    "extends the first list",
    hint="v1 has grown: `extend` puts the second list behind it. Adding means entry by entry, and "
    "the result is a new list.",
    recognise=lambda candidate: add_to_pairs(candidate)[1] == [1, 2, 3, 4],
)
def add_bias(v1, v2):
    v1.extend(v2)
    return v1


@q.wrong(
    "changes the first list",
    hint="The sum is written into v1, so the caller's list is lost. Can you make a new list?",
    recognise=lambda candidate: add_to_pairs(candidate)[1] == [4, 6],
)
def add_bias(v1, v2):
    for i in range(len(v1)):
        v1[i] += v2[i]
    return v1


@q.wrong(
    "changes the second list",
    hint="The sum is written into v2, which is the bias: the next sample would get a bias that "
    "has grown. Can you make a new list?",
)
def add_bias(v1, v2):
    for i in range(len(v1)):
        v2[i] += v1[i]
    return v2


@q.wrong(
    "the first list as it is",
    hint="This is v1, unchanged. Where does v2 come in?",
)
def add_bias(v1, v2):
    return v1


@q.wrong(
    "the first list twice",
    hint="You add v1 to itself. Where does v2 come in?",
)
def add_bias(v1, v2):
    return [a + a for a in v1]


@q.wrong(
    "the first sum only",
    hint="Only the first sum is in the list. Is the `return` inside the loop?",
)
def add_bias(v1, v2):
    total = []
    for a, b in zip(v1, v2):
        total.append(a + b)
        return total


@q.wrong(
    "the last entry left out",
    hint="The last sum is missing. Which is the last index of range(len(v1) - 1)?",
)
def add_bias(v1, v2):
    return [v1[i] + v2[i] for i in range(len(v1) - 1)]


@q.wrong(
    "every sum of two entries",
    hint="Each entry of v1 is added to each entry of v2. Two loops, one inside the other, make all "
    "pairs; here entry i belongs to entry i.",
)
def add_bias(v1, v2):
    return [a + b for a in v1 for b in v2]


@q.wrong(
    "a NumPy array",
    hint="The sums are right, but they are a NumPy array. This notebook works with plain lists.",
)
def add_bias(v1, v2):
    return np.array(v1) + np.array(v2)


@q.wrong(
    "adds everything up",
    hint="The result is a single number, the sum of all entries. One sum for each position is "
    "asked for.",
)
def add_bias(v1, v2):
    return sum(v1) + sum(v2)


@q.wrong(
    "multiplies",
    hint="The entries are multiplied. What does a bias do to a neuron's sum?",
)
def add_bias(v1, v2):
    return [a * b for a, b in zip(v1, v2)]


@q.wrong(
    "subtracts",
    hint="The second vector is taken away instead of added.",
)
def add_bias(v1, v2):
    return [a - b for a, b in zip(v1, v2)]


@q.wrong(
    "adds the sum of the bias",
    hint="All of v2 is added to every entry of v1. Which single entry of v2 belongs to entry i?",
)
def add_bias(v1, v2):
    return [a + sum(v2) for a in v1]


@q.right("append in a loop")
def add_bias(vector, bias):
    total = []
    for i in range(len(vector)):
        total.append(vector[i] + bias[i])
    return total


@q.right("map with a lambda")
def add_bias(v1, v2):
    return list(map(lambda a, b: a + b, v1, v2))


@q.right("a copy, changed in place")
def add_bias(v1, v2):
    total = v1.copy()
    for i, b in enumerate(v2):
        total[i] += b
    return total


@q.right("sum of each pair")
def add_bias(v1, v2):
    return [sum(pair) for pair in zip(v1, v2)]


q.hints(
    "What does Python do with `+` between two lists, and what do you want instead?",
    "Go through both lists in step and make one sum for each place. Put the sums into a new list, so that the old ones stay as they are.",
    "A list comprehension over the pairs that `zip` gives you, with the sum of the two as its entry, is the whole body.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q05_get_columns")


@q.reference
def get_columns(W, index):
    return np.asarray(W)[:, index].tolist()


def column_and_look(candidate, W, index):
    column, (left, _) = candidate.get_columns.observe(W, index)
    check(left == W, "The matrix that was passed is not what it was before the call.")
    return column


@q.case("columns of a 4×3 matrix")
def columns_4_3(candidate, rng):
    W = rng.normal(size=(4, 3)).tolist()
    return column_and_look(candidate, W, 2), column_and_look(candidate, W, 1)


@q.case("the first and the last column of other sizes")
def columns_of_other_sizes(candidate, rng):
    wide, tall = rng.normal(size=(2, 6)).tolist(), rng.normal(size=(7, 2)).tolist()
    return (
        column_and_look(candidate, wide, 0),
        column_and_look(candidate, wide, 5),
        column_and_look(candidate, tall, 1),
    )


@q.wrong(
    "the row instead of the column",
    hint="This is row number `index`. A column takes one number from each row.",
)
def get_columns(W, index):
    return W[index]


@q.wrong(
    "all columns at once",
    hint="These are all columns. Only the one with number `index` is asked for.",
)
def get_columns(W, index):
    return [list(column) for column in zip(*W)]


@q.wrong(
    "takes the column out of W",
    hint="The column is right, but W has lost it: `pop` takes a number away. Can you read it "
    "instead?",
)
def get_columns(W, index):
    return [row.pop(index) for row in W]


@q.wrong(
    "always the same column",
    hint="You give the same column, whatever `index` is.",
    recognise=lambda candidate: (
        candidate.get_columns([[1, 2, 3], [4, 5, 6]], 0)
        == candidate.get_columns([[1, 2, 3], [4, 5, 6]], 2)
    ),
)
def get_columns(W, index):
    return [row[1] for row in W]


@q.wrong(
    "as many rows as columns",
    hint="You go through as many rows as W has columns. How many rows are there?",
)
def get_columns(W, index):
    return [W[i][index] for i in range(min(len(W), len(W[0])))]


@q.wrong(
    "the first two rows only",
    hint="Only two entries come out. A matrix may have any number of rows.",
)
def get_columns(W, index):
    return [W[0][index], W[1][index]]


@q.wrong(
    "the last row only",
    hint="Only the last row's entry is in the list: it is made anew for each row. Which method "
    "puts a number behind the others?",
)
def get_columns(W, index):
    for row in W:
        column = [row[index]]
    return column


@q.wrong(
    "a tuple",
    hint="The numbers are right, but they are a tuple, as zip makes them. A list is asked for.",
)
def get_columns(W, index):
    return list(zip(*W))[index]


@q.wrong(
    "counts the columns from 1",
    hint="This is the column to the left of the right one. Which index has the first column in "
    "Python?",
)
def get_columns(W, index):
    return [row[index - 1] for row in W]


@q.wrong(
    "each entry in a list of its own",
    hint="The numbers are right, but each sits in a list of its own. A flat list is asked for: "
    "what does row[index:index + 1] give?",
)
def get_columns(W, index):
    return [row[index : index + 1] for row in W]


@q.wrong(
    "up to the column instead of the column",
    hint="You give every row's numbers up to the column. A slice takes several entries, an index "
    "takes one.",
)
def get_columns(W, index):
    return [row[: index + 1] for row in W]


@q.wrong(
    "only the first entry",
    hint="This is a single number from the first row. What about the other rows?",
)
def get_columns(W, index):
    for row in W:
        return row[index]


@q.wrong(
    "from bottom to top",
    hint="The column is upside down. Its first entry comes from the first row.",
)
def get_columns(W, index):
    return [row[index] for row in W[::-1]]


@q.right("append in a loop")
def get_columns(W, index):
    column = []
    for i in range(len(W)):
        column.append(W[i][index])
    return column


@q.right("one of the tuples that zip makes")
def get_columns(matrix, j):
    return list(list(zip(*matrix))[j])


@q.right("operator.itemgetter by map")
def get_columns(W, index):
    from operator import itemgetter

    return [*map(itemgetter(index), W)]


q.hints(
    "Put your finger on column 1 of the example and move down. Which number do you take out of each row?",
    "You visit every row once. From each row you need one entry only, the one at the place `index`.",
    "Collect these entries in a flat list, in the order of the rows: a list comprehension with one loop does it.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q06_transpose")


@q.reference
def transpose(W):
    return np.asarray(W).T.tolist()


def transpose_and_look(candidate, rng, rows, columns):
    W = rng.normal(size=(rows, columns)).tolist()
    result, (left,) = candidate.transpose.observe(W)
    check(left == W, "The matrix that was passed is not what it was before the call.")
    return result


q.equivalent(
    "all rows are equally long",
    was="return [get_columns(W, j) for j in range(len(W[0]))]",
    now="return [get_columns(W, j) for j in range(len(W[-1]))]",
)


@q.case("a 3×5 matrix")
def transpose_3_5(candidate, rng):
    return transpose_and_look(candidate, rng, 3, 5)


@q.case("a single row, a single column, and a 6×2 matrix")
def transpose_thin(candidate, rng):
    return tuple(transpose_and_look(candidate, rng, *size) for size in ((1, 4), (4, 1), (6, 2)))


@q.wrong(
    "square matrices only",
    hint="The result has as many columns as rows. When W is 3×5, which of the two numbers counts "
    "the rows of the result?",
)
def transpose(W):
    return [[W[j][i] for j in range(len(W))] for i in range(len(W))]


@q.wrong(
    "rows in reverse order",
    hint="The rows come in reverse order, but they are still the rows of W. Each row of the "
    "result is a column of W.",
)
def transpose(W):
    return W[::-1]


@q.wrong(
    "rows left as tuples",
    hint="The numbers are right, but each row is a tuple: that is what zip gives. What makes a "
    "list of a tuple?",
)
def transpose(W):
    return list(zip(*W))


@q.wrong(
    "W as it was",
    hint="This is W itself, nothing has been swapped.",
)
def transpose(W):
    return [[W[i][j] for j in range(len(W[0]))] for i in range(len(W))]


@q.wrong(
    "turned by a quarter",
    hint="This is W turned by a quarter, so that one side is mirrored. The first row of the "
    "result should be the first column of W, from top to bottom.",
)
def transpose(W):
    return [[row[j] for row in W[::-1]] for j in range(len(W[0]))]


@q.wrong(
    "one flat list",
    hint="The numbers come in the right order, but in one flat list. Where does a new row begin?",
)
def transpose(W):
    return [row[j] for j in range(len(W[0])) for row in W]


@q.wrong(
    "empties W",
    hint="The result is right, but W itself is empty afterwards: `pop` takes the numbers away. "
    "Can you read them instead?",
    recognise=lambda candidate: (
        candidate.transpose.observe([[1, 2], [3, 4]]) == ([[1, 3], [2, 4]], ([[], []],))
    ),
)
def transpose(W):
    result = []
    while W[0]:
        result.append([row.pop(0) for row in W])
    return result


@q.wrong(
    "swaps inside W",
    hint="You swap entries inside W itself. That changes the caller's matrix, and works for a "
    "square one only: a 3×5 matrix has no place for the result. Make a new list of rows.",
    recognise=lambda candidate: (
        candidate.transpose.observe([[1, 2], [3, 4]])[1] == ([[1, 3], [2, 4]],)
    ),
)
def transpose(W):
    for i in range(len(W)):
        for j in range(i):
            W[i][j], W[j][i] = W[j][i], W[i][j]
    return W


@q.wrong(
    "new row breaks only",
    hint="The shape is right, but the numbers are still in the order of W, only broken into other "
    "rows. That is `reshape`; here each row of the result is a column of W.",
)
def transpose(W):
    flat = [w for row in W for w in row]
    return [flat[i : i + len(W)] for i in range(0, len(flat), len(W))]


@q.wrong(
    "each row from back to front",
    hint="Each row has been turned round, but it is still a row of W.",
)
def transpose(W):
    return [row[::-1] for row in W]


@q.wrong(
    "the first column only",
    hint="Only the first column of W has become a row. Is the `return` inside the loop?",
)
def transpose(W):
    rows = []
    for j in range(len(W[0])):
        rows.append([row[j] for row in W])
        return rows


@q.wrong(
    "the last column left out",
    hint="The last column of W is missing. Which is the last index of range(m - 1)?",
)
def transpose(W):
    return [[row[j] for row in W] for j in range(len(W[0]) - 1)]


@q.wrong(
    "a NumPy array",
    hint="The numbers are right, but this is an array of NumPy. A list of lists is asked for.",
)
def transpose(W):
    return np.array(W).T


@q.wrong(
    "aliased rows",
    hint="All rows of the result are the same. With `[[0] * n] * m` there is only one row, and "
    "each column is written over the one before.",
)
def transpose(W):
    result = [[0] * len(W)] * len(W[0])
    for i in range(len(W)):
        for j in range(len(W[0])):
            result[j][i] = W[i][j]
    return result


@q.right("two loops into a matrix of zeros")
def transpose(W):
    result = [[0.0] * len(W) for _ in range(len(W[0]))]
    for i, row in enumerate(W):
        for j, w in enumerate(row):
            result[j][i] = w
    return result


@q.right("zip and list")
def transpose(W):
    return list(map(list, zip(*W)))


@q.right("with get_columns")
def transpose(W):
    rows = []
    for j, _ in enumerate(W[0]):
        rows.append(get_columns(W, j))
    return rows


q.hints(
    "How many rows does the result have for the 2 × 3 example, and what is the first of them?",
    "The rows of the result are the columns of W, and you have just written a function that takes out a column.",
    "Collect the columns, from the first to the last, in a list. How many there are is the length of one row of W, not the number of rows.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q07_matrix_multiplication")


@q.reference
def matrix_multiplication(X, W):
    return (np.asarray(X) @ np.asarray(W)).tolist()


def multiply(candidate, rng, n, d, m):
    X, W = rng.normal(size=(n, d)), rng.normal(size=(d, m))
    return candidate.matrix_multiplication(X.tolist(), W.tolist())


q.equivalent(
    "the dot product of two vectors is the same in either order",
    was="return [[dot_product(row, column) for column in columns] for row in X]",
    now="return [[dot_product(column, row) for column in columns] for row in X]",
)


@q.case("2×3 times 3×4, and a single row")
def product_2_3_4(candidate, rng):
    return multiply(candidate, rng, 2, 3, 4), multiply(candidate, rng, 1, 3, 5)


@q.case("square matrices, and a row times a column")
def product_square(candidate, rng):
    return multiply(candidate, rng, 3, 3, 3), multiply(candidate, rng, 1, 5, 1)


@q.case("a single row, and 5×2 times 2×3")
def product_of_a_row(candidate, rng):
    return multiply(candidate, rng, 1, 4, 3), multiply(candidate, rng, 5, 2, 3)


@q.case("a single column, and a row of six")
def product_with_a_column(candidate, rng):
    return multiply(candidate, rng, 3, 5, 1), multiply(candidate, rng, 1, 6, 3)


@q.wrong(
    "entry by entry",
    hint="Entries at the same place are multiplied. The formula has a sum over k: row i of X meets "
    "column j of W.",
)
def matrix_multiplication(X, W):
    return [[x * w for x, w in zip(x_row, w_row)] for x_row, w_row in zip(X, W)]


@q.wrong(
    "X transposed",
    hint="The columns of X are used where its rows should be. Which index of X is summed over?",
)
def matrix_multiplication(X, W):
    return [
        [sum(X[k][i] * W[k][j] for k in range(min(len(X), len(W)))) for j in range(len(W[0]))]
        for i in range(len(X[0]))
    ]


@q.wrong(
    "W read by rows",
    hint="Rows of X meet rows of W. For W it should be the columns: you have a function that gets "
    "them.",
)
def matrix_multiplication(X, W):
    return [[sum(x * w for x, w in zip(x_row, w_row)) for w_row in W] for x_row in X]


@q.wrong(
    "the result transposed",
    hint="The numbers are right, but rows and columns of the result are swapped. Which of your two "
    "loops is the outer one: samples or neurons?",
)
def matrix_multiplication(X, W):
    return [[sum(x * w for x, w in zip(row, column)) for row in X] for column in zip(*W)]


@q.wrong(
    "the first row only",
    hint="Only the first sample is in the result. Where does the `return` stand?",
)
def matrix_multiplication(X, W):
    for row in X:
        return [[sum(x * w for x, w in zip(row, column)) for column in zip(*W)]]


@q.wrong(
    "one flat list",
    hint="All entries stand in one flat list. Each sample needs a row of its own.",
)
def matrix_multiplication(X, W):
    return [sum(x * w for x, w in zip(row, column)) for row in X for column in zip(*W)]


@q.wrong(
    "a single row loses its brackets",
    hint="A single row comes out as a flat list, or as a bare number. With one sample the result "
    "is still a list of rows, with one row in it.",
)
def matrix_multiplication(X, W):
    result = [[sum(x * w for x, w in zip(row, column)) for column in zip(*W)] for row in X]
    return result[0] if len(result) == 1 else result


@q.wrong(
    "all axes of length 1 lost",
    hint="Rows or columns of length 1 lose their brackets: that is what np.squeeze does. The "
    "result is always a list of N rows.",
)
def matrix_multiplication(X, W):
    return np.squeeze(np.dot(X, W)).tolist()


@q.wrong(
    "as many columns as rows",
    hint="Your result is square. It should have as many columns as W, for any number of samples.",
)
def matrix_multiplication(X, W):
    n = len(X)
    return [
        [sum(row[k] * W[k][j % len(W[0])] for k in range(len(W))) for j in range(n)] for row in X
    ]


@q.wrong(
    "as many columns as X",
    hint="The result has as many columns as X. It should have those of W.",
)
def matrix_multiplication(X, W):
    return [
        [sum(x * w for x, w in zip(row, column)) for column in list(zip(*W))[: len(row)]]
        for row in X
    ]


@q.wrong(
    "the sum stops at the number of samples",
    hint="The sum over k has as many terms as there are samples. It runs over the columns of X, "
    "which are the rows of W.",
)
def matrix_multiplication(X, W):
    return [
        [sum(row[k] * W[k][j] for k in range(min(len(X), len(W)))) for j in range(len(W[0]))]
        for row in X
    ]


@q.wrong(
    "keeps the last product only",
    hint="Each entry holds only the last product of its sum. `=` or `+=`?",
)
def matrix_multiplication(X, W):
    return [[row[-1] * w for w in W[-1]] for row in X]


@q.wrong(
    "the first product left out",
    hint="The first product is missing from every sum. With which index does a list begin?",
)
def matrix_multiplication(X, W):
    return [
        [sum(row[k] * W[k][j] for k in range(1, len(W))) for j in range(len(W[0]))] for row in X
    ]


@q.wrong(
    "the row is never emptied",
    hint="Each row of the result also holds the rows before it, and is too long. Where does a new "
    "row begin as an empty list?",
)
def matrix_multiplication(X, W):
    result, row = [], []
    for x in X:
        for column in zip(*W):
            row.append(sum(a * b for a, b in zip(x, column)))
        result.append(row)
    return result


@q.wrong(
    "the last row only",
    hint="Only the last sample is in the result. When is a finished row put into it?",
)
def matrix_multiplication(X, W):
    for x in X:
        row = [sum(a * b for a, b in zip(x, column)) for column in zip(*W)]
    return [row]


@q.wrong(
    "each entry is a row",
    hint="Every entry has become a row of its own. How far is the `append` of the row indented?",
)
def matrix_multiplication(X, W):
    return [[sum(a * b for a, b in zip(x, column))] for x in X for column in zip(*W)]


@q.wrong(
    "a NumPy array",
    hint="The product is right, but it is a NumPy array. Here it should be a list of lists.",
)
def matrix_multiplication(X, W):
    return np.array(X) @ np.array(W)


@q.wrong(
    "factors swapped",
    hint="This is W times X. The order matters, except for numbers: which one stands on the left?",
)
def matrix_multiplication(X, W):
    return [
        [sum(w * x_row[j] for w, x_row in zip(w_row, X)) for j in range(len(X[0]))] for w_row in W
    ]


@q.wrong(
    "the sum is never reset",
    hint="Each entry also contains the entries before it. Where is the sum set back to 0?",
)
def matrix_multiplication(X, W):
    result, total = [], 0
    for row in X:
        result.append([])
        for j in range(len(W[0])):
            for k in range(len(W)):
                total += row[k] * W[k][j]
            result[-1].append(total)
    return result


@q.wrong(
    "aliased rows",
    hint="All rows of the result are the same. With `[[0] * m] * n` there is only one row, which "
    "all samples write into.",
)
def matrix_multiplication(X, W):
    result = [[0] * len(W[0])] * len(X)
    for i in range(len(X)):
        for j in range(len(W[0])):
            result[i][j] = sum(X[i][k] * W[k][j] for k in range(len(W)))
    return result


@q.right("three loops")
def matrix_multiplication(X, W):
    n, d, m = len(X), len(W), len(W[0])
    result = [[0 for _ in range(m)] for _ in range(n)]
    for i in range(n):
        for j in range(m):
            for k in range(d):
                result[i][j] += X[i][k] * W[k][j]
    return result


@q.right("dot products with get_columns")
def matrix_multiplication(X, W):
    result = []
    for row in X:
        new_row = []
        for j in range(len(W[0])):
            new_row.append(dot_product(row, get_columns(W, j)))
        result.append(new_row)
    return result


@q.right("rows of W added up")
def matrix_multiplication(A, B):
    def combine(weights):
        total = [0.0] * len(B[0])
        for weight, row in zip(weights, B):
            total = add_bias(total, [weight * entry for entry in row])
        return total

    return [combine(weights) for weights in A]


@q.right("zip in one line")
def matrix_multiplication(X, W):
    return [[sum(a * b for a, b in zip(row, column)) for column in zip(*W)] for row in X]


q.hints(
    "Which row and which column do you need for the entry in row 0, column 1 of the example?",
    "Each entry is the dot product of a row of X with a column of W. So there are two loops: over the rows outside, over the columns inside.",
    "Get all columns of W at once with `transpose`. For each row of X make a list of its dot products with every column; the list of these lists is the answer.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q08_forward_layer")


@q.reference
def forward_layer(X, W, b):
    return (np.asarray(X) @ np.asarray(W) + np.asarray(b)).tolist()


def one_layer(candidate, rng, n, d, m):
    X, W, b = rng.normal(size=(n, d)), rng.normal(size=(d, m)), rng.normal(size=m)
    return candidate.forward_layer(X.tolist(), W.tolist(), b.tolist())


q.equivalent(
    "a + b = b + a",
    was="return [add_bias(row, b) for row in matrix_multiplication(X, W)]",
    now="return [add_bias(b, row) for row in matrix_multiplication(X, W)]",
)


@q.case("three samples, square weights")
def layer_3_3_3(candidate, rng):
    return one_layer(candidate, rng, 3, 3, 3)


@q.case("several samples, all sizes different")
def layer_5_3_4(candidate, rng):
    return one_layer(candidate, rng, 5, 3, 4)


@q.case("more inputs than neurons")
def layer_4_6_2(candidate, rng):
    return one_layer(candidate, rng, 4, 6, 2)


@q.wrong(
    "no bias",
    hint="X·W is right, but b is missing: every output is off by its neuron's bias.",
)
def forward_layer(X, W, b):
    return matrix_multiplication(X, W)


@q.wrong(
    "bias on the first row only",
    hint="The first sample has its bias, the others have none. Which line runs once for each row?",
)
def forward_layer(X, W, b):
    Z = matrix_multiplication(X, W)
    Z[0] = add_bias(Z[0], b)
    return Z


@q.wrong(
    "W transposed",
    hint="W has been transposed before the product. With X as N×d and W as d×m nothing needs to "
    "be turned.",
)
def forward_layer(X, W, b):
    return [add_bias(row, b) for row in matrix_multiplication(X, transpose(W))]


@q.wrong(
    "one bias for each sample",
    hint="Each sample gets one entry of b for all its neurons. The entries of b belong to the "
    "neurons, that is to the columns of Z.",
)
def forward_layer(X, W, b):
    return [[z + b[i % len(b)] for z in row] for i, row in enumerate(matrix_multiplication(X, W))]


@q.wrong(
    "the bias glued to each row",
    hint="The bias stands behind each row instead of being added to it: that is what `+` means "
    "for lists.",
)
def forward_layer(X, W, b):
    return [row + b for row in matrix_multiplication(X, W)]


@q.wrong(
    "the bias as one more row",
    hint="The bias has become a row of its own below the product. It is added to every row.",
)
def forward_layer(X, W, b):
    return matrix_multiplication(X, W) + [b]


@q.wrong(
    "the bias multiplied",
    hint="Each neuron's sum is multiplied by its bias. A bias is added.",
)
def forward_layer(X, W, b):
    return [[z * bias for z, bias in zip(row, b)] for row in matrix_multiplication(X, W)]


@q.wrong(
    "the sum of all biases",
    hint="Every neuron gets the sum of all biases. Neuron j has entry j of b alone.",
)
def forward_layer(X, W, b):
    return [[z + sum(b) for z in row] for row in matrix_multiplication(X, W)]


@q.wrong(
    "the bias twice",
    hint="The bias is there twice. Which of your functions has already added it?",
)
def forward_layer(X, W, b):
    return [add_bias(add_bias(row, b), b) for row in matrix_multiplication(X, W)]


@q.wrong(
    "the last sample only",
    hint="Only the last sample comes out: the list is made anew for each row.",
)
def forward_layer(X, W, b):
    for row in matrix_multiplication(X, W):
        Z = [add_bias(row, b)]
    return Z


@q.wrong(
    "every row is the list b",
    hint="All rows are the same list, and it holds the sums of all samples: `s = b` gives b a "
    "second name, it makes no copy.",
)
def forward_layer(X, W, b):
    Z = []
    for row in matrix_multiplication(X, W):
        s = b
        for j in range(len(b)):
            s[j] += row[j]
        Z.append(s)
    return Z


@q.wrong(
    "two samples only",
    hint="Two samples come out, however many there are.",
)
def forward_layer(X, W, b):
    Z = matrix_multiplication(X, W)
    return [add_bias(Z[0], b), add_bias(Z[1], b)]


@q.wrong(
    "a NumPy array",
    hint="The numbers are right, but they are in a NumPy array. N plain lists are asked for.",
)
def forward_layer(X, W, b):
    return np.array(X) @ np.array(W) + np.array(b)


@q.wrong(
    "bias subtracted",
    hint="The bias is taken away instead of added.",
)
def forward_layer(X, W, b):
    return [[z - bias for z, bias in zip(row, b)] for row in matrix_multiplication(X, W)]


@q.wrong(
    "sigmoid already applied",
    hint="All outputs lie between 0 and 1: the sigmoid has already been applied. This function "
    "stops before the activation.",
)
def forward_layer(X, W, b):
    Z = [add_bias(row, b) for row in matrix_multiplication(X, W)]
    return [[1 / (1 + math.exp(-z)) for z in row] for row in Z]


@q.wrong(
    "the first sample only",
    hint="Only the first sample comes out. Does your function return from inside its loop?",
)
def forward_layer(X, W, b):
    for row in matrix_multiplication(X, W):
        return [add_bias(row, b)]


@q.wrong(
    "one bias for all neurons",
    hint="All neurons get the first entry of b. Each neuron has its own.",
)
def forward_layer(X, W, b):
    return [[z + b[0] for z in row] for row in matrix_multiplication(X, W)]


@q.wrong(
    "the bias piles up",
    hint="The first sample is right, the second has its bias twice, the third three times: some "
    "list is changed that should have stayed as it was.",
)
def forward_layer(X, W, b):
    total = [0.0] * len(b)
    Z = []
    for row in matrix_multiplication(X, W):
        total = add_bias(total, b)
        Z.append(add_bias(row, total))
    return Z


@q.right("append in a loop")
def forward_layer(X, W, b):
    product = matrix_multiplication(X, W)
    Z = []
    for i in range(len(product)):
        Z.append(add_bias(product[i], b))
    return Z


@q.right("dot products, without the product function")
def forward_layer(inputs, weights, biases):
    columns = transpose(weights)
    return [
        [dot_product(row, columns[j]) + biases[j] for j in range(len(biases))] for row in inputs
    ]


@q.right("the bias as one more row of W")
def forward_layer(X, W, b):
    return matrix_multiplication([row + [1] for row in X], W + [b])


@q.right("changes the product in place")
def forward_layer(X, W, b):
    Z = matrix_multiplication(X, W)
    for row in Z:
        for j in range(len(row)):
            row[j] += b[j]
    return Z


q.hints(
    "After the product X·W you have N rows. What still has to happen to each of them?",
    "You have functions for both steps: one multiplies the matrices, the other adds two flat lists.",
    "Multiply once, then go through the rows of the product and add b to every one with your function. The result is the list of these new rows.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q09_sigmoid")


@q.reference
def sigmoid(x):
    # tanh never overflows.
    return 0.5 * (1 + math.tanh(0.5 * x))


q.equivalent(
    "both formulas are the same number, and near 0 both can be computed",
    was="if x >= 0:",
    now=["if x > 0:", "if x >= 1:", "if x >= -1:"],
)


@q.case("numbers between -6 and 6")
def moderate_numbers(candidate, rng):
    numbers = [
        *rng.uniform(0.3, 6, size=3).tolist(),
        *rng.uniform(-6, -0.3, size=3).tolist(),
        1,
        -2,
    ]
    return tuple(candidate.sigmoid(number) for number in numbers)


@q.case("numbers of every size")
def numbers_of_every_size(candidate, rng):
    numbers = (1000.0, -1000.0, 745.5, -745.5, 3.5, -0.7)
    return tuple(candidate.sigmoid(number) for number in numbers)


@q.wrong(
    "the exponential alone",
    hint="This is e^x, which has no upper limit. Where is the fraction?",
)
def sigmoid(x):
    return math.exp(x)


@q.wrong(
    "the derivative",
    hint="The values go down to 0 on both sides: this is the slope of the sigmoid, not the "
    "sigmoid itself.",
)
def sigmoid(x):
    s = 0.5 * (1 + math.tanh(x / 2))
    return s * (1 - s)


@q.wrong(
    "falls instead of rising",
    hint="The curve falls from 1 to 0 where it should rise from 0 to 1. Which sign stands in the "
    "exponent?",
)
def sigmoid(x):
    return 0.5 * (1 + math.tanh(-x / 2))


@q.wrong(
    "overflows",
    hint="In the middle the values are right, but far from 0 math.exp overflows. It never does for "
    "negative exponents: can you write the fraction so that the exponent is never positive?",
)
def sigmoid(x):
    return 1 / (1 + math.exp(-x))


@q.wrong(
    "tanh",
    hint="The values go from -1 to 1: this is tanh. How do you bring that to the range from 0 "
    "to 1?",
)
def sigmoid(x):
    return math.tanh(x)


@q.wrong(
    "too steep",
    hint="This is the sigmoid of 2x: the curve is twice as steep as it should be. Is there a "
    "factor too many in the exponent?",
)
def sigmoid(x):
    return 0.5 * (1 + math.tanh(x))


@q.wrong(
    "only 0 or 1",
    hint="Only 0 and 1 come out. Between them the sigmoid takes every value, or there would be no "
    "slope to learn from.",
)
def sigmoid(x):
    return 1 if x > 0 else 0


@q.wrong(
    "1 divided by e to the -x, plus 1",
    hint="Every value is larger than 1. Python divides before it adds: what belongs in brackets?",
)
def sigmoid(x):
    return 1 / math.exp(-max(min(x, 700), -700)) + 1


@q.wrong(
    "one on both far ends",
    hint="In the middle the values are right, and so they are far to the right; but far to the "
    "left the sigmoid goes to 0. Where math.exp overflows, which side are you on?",
)
def sigmoid(x):
    try:
        return 1 / (1 + math.exp(-x))
    except OverflowError:
        return 1.0


@q.wrong(
    "the same for x and -x",
    hint="A negative number gets the value of the positive one. In the branch for negative "
    "numbers, is it 1 or e^x that stands above the bar?",
)
def sigmoid(x):
    return 1 / (1 + math.exp(-abs(x)))


@q.wrong(
    "1/1 + e to the -x",
    hint="`1 / 1 + math.exp(-x)` is 1 plus the exponential. What belongs in brackets?",
)
def sigmoid(x):
    return 1 / 1 + math.exp(-max(min(x, 700), -700))


@q.wrong(
    "the falling exponential alone",
    hint="This is e^-x. It is only a part of the fraction.",
)
def sigmoid(x):
    return math.exp(-max(min(x, 700), -700))


@q.wrong(
    "1 minus the exponential",
    hint="Below the bar stands 1 minus the exponential, so some of your values are negative or "
    "larger than 1. Which sign does the formula have?",
)
def sigmoid(x):
    return 1 / (1 - math.exp(-max(min(x, 700), -700)))


@q.wrong(
    "cut off too early",
    hint="Near 0 the values are right, but then the curve is flat from one number to the next. "
    "Cut off where a float can no longer tell the difference, not before.",
    recognise=lambda candidate: (
        abs(candidate.sigmoid(1.0) - 0.731059) < 1e-5
        and candidate.sigmoid(5.9) == candidate.sigmoid(7.0)
    ),
)
def sigmoid(x):
    return 1 / (1 + math.exp(-max(min(x, 2), -2)))


@q.wrong(
    "rounded",
    hint="The values are rounded. Leave them as they are: training needs small differences.",
    recognise=lambda candidate: candidate.sigmoid(1.0) in (0.7, 0.73, 0.731, 0.7311),
)
def sigmoid(x):
    return round(0.5 * (1 + math.tanh(x / 2)), 2)


@q.wrong(
    "zero on both far ends",
    hint="In the middle the values are right, and so they are far to the left; but far to the "
    "right the sigmoid does not go back to 0.",
)
def sigmoid(x):
    if abs(x) > 700:
        return 0.0
    return 1 / (1 + math.exp(-x))


@q.right("clipped")
def sigmoid(x):
    x = max(-500, min(500, x))
    return 1.0 / (1.0 + math.exp(-x))


@q.right("try and except")
def sigmoid(x):
    try:
        return 1 / (1 + math.exp(-x))
    except OverflowError:
        return 0


@q.right("by the absolute value")
def sigmoid(z):
    e = math.e ** -abs(z)
    return (1 if z >= 0 else e) / (1 + e)


@q.right("the exponential is infinite where it overflows")
def sigmoid(x):
    try:
        e = math.exp(-x)
    except OverflowError:
        e = float("inf")
    return 1 / (1 + e)


@q.right("NumPy's exponential, which only warns")
def sigmoid(x):
    return 1 / (1 + np.exp(-x))


@q.right("tanh, as a NumPy float")
def sigmoid(x):
    return np.float64((math.tanh(x / 2) + 1) / 2)


q.hints(
    "Try math.exp(1000) and math.exp(-1000). Which of the two is harmless? So for which sign of x is the formula of the text safe?",
    "For x of 0 and above use the formula as it stands. For negative x multiply numerator and denominator by e to the x: which fraction do you get?",
    "An `if` on the sign chooses between two fractions: one over one plus the exponential of minus x, or the exponential of x over one plus itself.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q10_forward_function")


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
    return main(candidate.forward_function(X, model["W1"], model["b1"], model["W2"], b2))


q.equivalent(
    "any score of a row may be taken off: the question promises that the scores lie together",
    was="largest = max(row)",
    now="largest = min(row)",
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
    if candidate.defines("probs_debug") and usable(candidate.debug_model):
        # The student's own row and model, so that another order of drawing is no slip here.
        model, row, P = candidate.debug_model, candidate.debug_row, main(candidate.probs_debug)
    else:
        model, row = debugging()
        P = main(candidate.forward_function(row, *(model[key] for key in WEIGHTS)))
    parts = [model[key] for key in WEIGHTS]
    batch = [*row, [3.0, -2.0, 1.0, 0.5]]
    expected = forward_function(row, *parts), forward_function(batch, *parts)
    return Pair((P, main(candidate.forward_function(batch, *parts))), expected)


FORWARD = """
def forward_function(X, W1, b1, W2, b2):
    X, W1, b1, W2, b2 = (np.array(part, dtype=float) for part in (X, W1, b1, W2, b2))
    Z1 = X @ W1 + b1
    A1 = 0.5 * (1 + np.tanh(0.5 * Z1))
    Z2 = A1 @ W2 + b2
    powers = np.exp(Z2 - Z2.max(axis=1, keepdims=True))
    P = powers / powers.sum(axis=1, keepdims=True)
    return P.tolist()
"""
q.wrong(
    "softmax over the whole batch",
    hint="All rows together add up to 1, where each row should. Over which scores does the sum in "
    "the softmax run: those of one sample, or of all?",
    code=variant(
        FORWARD,
        ("powers.sum(axis=1, keepdims=True)", "powers.sum()"),
        ("Z2.max(axis=1, keepdims=True)", "Z2.max()"),
    ),
)
q.wrong(
    "softmax down the columns",
    hint="The columns add up to 1, where the rows should. The classes of one sample stand side by "
    "side, in a row.",
    code=variant(FORWARD, ("axis=1", "axis=0")),
)
q.wrong(
    "no hidden sigmoid",
    hint="These are the probabilities of a network without a sigmoid: the hidden sums go straight "
    "on to the next layer. Then two layers are no more than one.",
    code=variant(FORWARD, ("A1 = 0.5 * (1 + np.tanh(0.5 * Z1))", "A1 = Z1")),
)
q.wrong(
    "tanh in the hidden layer",
    hint="The hidden layer bends with tanh, from -1 to 1. Which of your functions goes from 0 "
    "to 1?",
    code=variant(FORWARD, ("A1 = 0.5 * (1 + np.tanh(0.5 * Z1))", "A1 = np.tanh(Z1)")),
)
q.wrong(
    "sigmoid before the softmax",
    hint="The scores went through the sigmoid before the softmax. Between Z2 and the softmax the "
    "formula has nothing.",
    code=variant(FORWARD, ("Z2 = A1 @ W2 + b2", "Z2 = 0.5 * (1 + np.tanh(0.5 * (A1 @ W2 + b2)))")),
)
q.wrong(
    "sigmoid instead of the softmax",
    hint="Every output went through a sigmoid of its own, so a row need not add up to 1. Which "
    "activation has the output layer?",
    code=variant(
        FORWARD,
        ("P = powers / powers.sum(axis=1, keepdims=True)", "P = 0.5 * (1 + np.tanh(0.5 * Z2))"),
    ),
)
q.wrong(
    "no b1",
    hint="The hidden layer works without its bias b1.",
    code=variant(FORWARD, ("Z1 = X @ W1 + b1", "Z1 = X @ W1")),
)
q.wrong(
    "no b2",
    hint="The output layer works without its bias b2.",
    code=variant(FORWARD, ("Z2 = A1 @ W2 + b2", "Z2 = A1 @ W2")),
)
q.wrong(
    "scores instead of probabilities",
    hint="These are the scores Z2. They are not between 0 and 1 yet, and rows do not add up to 1: "
    "one step is missing.",
    code=variant(FORWARD, ("return P.tolist()", "return Z2.tolist()")),
)
q.wrong(
    "the first sample only",
    hint="Only the first sample's probabilities come out. What does your function do with the "
    "other rows of X?",
    code=variant(FORWARD, ("return P.tolist()", "return P[:1].tolist()")),
)
q.wrong(
    "exponentials not divided",
    hint="The exponentials are there, but they are not divided by the sum of their row.",
    code=variant(FORWARD, ("return P.tolist()", "return powers.tolist()")),
)
q.wrong(
    "scores divided by their sum",
    hint="The scores are divided by their sum, without the exponential. What happens to a negative "
    "score then?",
    code=variant(
        FORWARD,
        (
            "P = powers / powers.sum(axis=1, keepdims=True)",
            "P = Z2 / Z2.sum(axis=1, keepdims=True)",
        ),
    ),
)
q.wrong(
    "the softmax of the negative scores",
    hint="The largest score gets the smallest probability. Is there a sign too many in the "
    "exponent?",
    code=variant(
        FORWARD, ("Z2 - Z2.max(axis=1, keepdims=True)", "Z2.min(axis=1, keepdims=True) - Z2")
    ),
)
q.wrong(
    "ReLU in the hidden layer",
    hint="The hidden layer cuts off negative sums and leaves the others as they are. The formula "
    "has the sigmoid there.",
    code=variant(FORWARD, ("A1 = 0.5 * (1 + np.tanh(0.5 * Z1))", "A1 = np.maximum(Z1, 0)")),
)
q.wrong(
    "the sigmoid instead of the exponential",
    hint="Each row adds up to 1, but its entries are sigmoids divided by their sum. The softmax "
    "has the exponential there.",
    code=variant(
        FORWARD,
        (
            "P = powers / powers.sum(axis=1, keepdims=True)",
            "P = 1 + np.tanh(0.5 * Z2)\n    P = P / P.sum(axis=1, keepdims=True)",
        ),
    ),
)
q.wrong(
    "the sigmoid applied twice",
    hint="The hidden sums go through the sigmoid twice. Which of your functions has already "
    "applied it?",
    code=variant(
        FORWARD,
        (
            "A1 = 0.5 * (1 + np.tanh(0.5 * Z1))",
            "A1 = 0.5 * (1 + np.tanh(0.25 * (1 + np.tanh(0.5 * Z1))))",
        ),
    ),
)
q.wrong(
    "the sigmoid applied to X",
    hint="The samples go through the sigmoid before the first layer. X comes in as it is.",
    code=variant(FORWARD, ("Z1 = X @ W1 + b1", "Z1 = 0.5 * (1 + np.tanh(0.5 * X)) @ W1 + b1")),
)
q.wrong(
    "no bias in either layer",
    hint="Neither layer adds its bias. forward_layer does it for you: what do you pass to it?",
    code=variant(FORWARD, ("X @ W1 + b1", "X @ W1"), ("A1 @ W2 + b2", "A1 @ W2")),
)
q.wrong(
    "the sum goes on from row to row",
    hint="The first row adds up to 1, the later ones to less and less: the sum of a row also holds "
    "those of the rows before. Where does it start again at 0?",
    code=variant(
        FORWARD,
        ("powers.sum(axis=1, keepdims=True)", "powers.sum(axis=1, keepdims=True).cumsum(axis=0)"),
    ),
)
q.wrong(
    "classes instead of probabilities",
    hint="You return the most probable class of each sample. Here its probabilities are asked for; "
    "the class is for `q14_predict`.",
    code=variant(FORWARD, ("return P.tolist()", "return P.argmax(axis=1).tolist()")),
)
q.wrong(
    "the largest probability only",
    hint="You return one probability of each sample, the largest. A row has one for each class.",
    code=variant(FORWARD, ("return P.tolist()", "return P.max(axis=1).tolist()")),
)
q.wrong(
    "logarithms of the probabilities",
    hint="All your values are negative: these are logarithms of the probabilities. The loss takes "
    "the logarithm, not this function.",
    code=variant(FORWARD, ("return P.tolist()", "return np.log(P).tolist()")),
)
q.wrong(
    "the classes in reverse order",
    hint="The probabilities of a row stand in reverse order. Column k belongs to class k.",
    code=variant(FORWARD, ("return P.tolist()", "return P[:, ::-1].tolist()")),
)
q.wrong(
    "a NumPy array",
    hint="The probabilities are right, but NumPy holds them. Plain lists of floats are asked for.",
    code=variant(FORWARD, ("return P.tolist()", "return P")),
)
q.wrong(
    "scores cut off at 700",
    hint="Scores are cut off so that math.exp does not overflow. But then two large scores look "
    "alike, and all very small ones vanish. A softmax needs only the differences of the scores.",
    code="""
def forward_function(X, W1, b1, W2, b2):
    A1 = [[sigmoid(z) for z in row] for row in forward_layer(X, W1, b1)]
    P = []
    for row in forward_layer(A1, W2, b2):
        powers = [math.exp(max(min(z, 700), -700)) for z in row]
        P.append([power / sum(powers) for power in powers])
    return P
""",
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
    "the logarithm of the sum, entries of NumPy",
    code="""
def forward_function(X, W1, b1, W2, b2):
    A1 = [[sigmoid(z) for z in row] for row in forward_layer(X, W1, b1)]
    P = []
    for row in forward_layer(A1, W2, b2):
        top = max(row)
        log_total = top + math.log(sum([math.exp(z - top) for z in row]))
        P.append(list(np.exp(np.array(row) - log_total)))
    return P
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

q.hints(
    "List the stations from X to P with their shapes. After which of the two layers does the sigmoid act, and after which the softmax?",
    "Use forward_layer twice. Between the two calls apply your sigmoid to every single number; after the second call treat each row by itself.",
    "For the softmax take one row: subtract its largest score from each entry, apply the exponential to each, and divide each by the sum of that row. Helper functions for the hidden layer and the softmax will serve you again in q12.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q12_gradients")


@q.reference
def gradients(model, X, y):
    W1, b1, W2, b2 = (np.asarray(model[key], dtype=float) for key in WEIGHTS)
    X = np.asarray(X, dtype=float)
    A1 = hidden(X, W1, b1)
    P = softmax(A1 @ W2 + b2)
    Y = np.eye(len(b2))[y]
    delta2 = P - Y
    delta1 = (delta2 @ W2.T) * A1 * (1 - A1)
    return {
        "dW1": (X.T @ delta1).tolist(),
        "db1": delta1.sum(axis=0).tolist(),
        "dW2": (A1.T @ delta2).tolist(),
        "db2": delta2.sum(axis=0).tolist(),
    }


def finite_differences(model, X, y, h=1e-5):
    """Measure the slopes of the summed cross-entropy, one weight at a time."""
    parts = {key: np.array(model[key], dtype=float) for key in WEIGHTS}

    def loss():
        P = np.array(forward_function(X, *(parts[key] for key in WEIGHTS)))
        return -np.log(P[np.arange(len(y)), y]).sum()

    slopes = {}
    for key, part in parts.items():
        slope = np.zeros_like(part)
        for place in np.ndindex(part.shape):
            before = part[place]
            part[place] = before + h
            above = loss()
            part[place] = before - h
            slope[place] = (above - loss()) / (2 * h)
            part[place] = before
        slopes[f"d{key}"] = slope.tolist()
    return slopes


def slope_inputs(rng, n, d_input, d_hidden, d_output):
    model = a_model(rng, d_input, d_hidden, d_output)
    return model, rng.normal(size=(n, d_input)).tolist(), some_labels(rng, n, d_output)


@q.case("two inputs and three classes")
def slopes_three_classes(candidate, rng):
    return main(candidate.gradients(*slope_inputs(rng, 9, 2, 5, 3)))


@q.case("four classes, all sizes different")
def slopes_four_classes(candidate, rng):
    return main(candidate.gradients(*slope_inputs(rng, 7, 3, 5, 4)))


@q.case("against finite differences of the loss", rtol=1e-4, atol=1e-6)
def slopes_by_differences(candidate, rng):
    inputs = slope_inputs(rng, 6, 4, 3, 3)
    return Pair(main(candidate.gradients(*inputs)), finite_differences(*inputs))


GRADIENTS = """
def gradients(model, X, y):
    W1, b1, W2, b2 = (np.array(model[key], dtype=float) for key in ("W1", "b1", "W2", "b2"))
    X = np.array(X, dtype=float)
    Z1 = X @ W1 + b1
    A1 = 1 / (1 + np.exp(-Z1))
    P = np.array(forward_function(X.tolist(), W1.tolist(), b1.tolist(), W2.tolist(), b2.tolist()))
    Y = np.eye(len(b2))[y]
    delta2 = P - Y
    delta1 = (delta2 @ W2.T) * A1 * (1 - A1)
    dW1 = X.T @ delta1
    db1 = delta1.sum(axis=0)
    dW2 = A1.T @ delta2
    db2 = delta2.sum(axis=0)
    return {"dW1": dW1.tolist(), "db1": db1.tolist(), "dW2": dW2.tolist(), "db2": db2.tolist()}
"""
RETURNED = 'return {"dW1": dW1.tolist()'
FACTOR = "* A1 * (1 - A1)"
q.wrong(
    "mean instead of sum",
    hint="All four gradients are divided by the number of samples. The loss here is a sum, so is "
    "its slope.",
    code=variant(
        GRADIENTS,
        (
            RETURNED,
            "dW1, db1, dW2, db2 = dW1 / len(X), db1 / len(X), dW2 / len(X), db2 / len(X)\n    "
            + RETURNED,
        ),
    ),
)
q.wrong(
    "reversed sign",
    hint="All four gradients have the wrong sign: they point downhill. Is it P - Y or Y - P?",
    code=variant(GRADIENTS, ("delta2 = P - Y", "delta2 = Y - P")),
)
q.wrong(
    "no a1(1 - a1)",
    hint="dW2 and db2 are right; in dW1 and db1 the slope of the hidden sigmoid is missing.",
    code=variant(GRADIENTS, (FACTOR, "")),
)
q.wrong(
    "a1(1 - a1) of z1",
    hint="dW2 and db2 are right; for delta1 you take z1(1 - z1). The short form of the sigmoid's "
    "slope holds for its value: is that z or a?",
    code=variant(GRADIENTS, (FACTOR, "* Z1 * (1 - Z1)")),
)
q.wrong(
    "the sigmoid of an activated value",
    hint="dW2 and db2 are right; for delta1 the sigmoid is applied to a1, which is a sigmoid "
    "already. What is s'(z) when you know a = s(z)?",
    code=variant(GRADIENTS, (FACTOR, "* (1 / (1 + np.exp(-A1))) * (1 - 1 / (1 + np.exp(-A1)))")),
)
q.wrong(
    "the sigmoid's slope applied twice",
    hint="dW2 and db2 are right; in dW1 and db1 the factor a1(1 - a1) occurs twice. Where does it "
    "slip in again?",
    code=variant(GRADIENTS, (FACTOR, "* (A1 * (1 - A1)) ** 2")),
)
q.wrong(
    "delta1 through W1",
    hint="dW2 and db2 are right, but delta2 goes back through W1. Which weights did the signal "
    "pass on its way from the hidden layer to the output?",
    code=variant(GRADIENTS, ("delta2 @ W2.T", "delta2 @ W1")),
)
q.wrong(
    "db not summed",
    hint="The bias gradients still have a row for each sample. A bias serves all samples, so its "
    "slope collects from all of them.",
    code=variant(GRADIENTS, ("delta1.sum(axis=0)", "delta1"), ("delta2.sum(axis=0)", "delta2")),
)
q.wrong(
    "db of the last sample",
    hint="The weights' gradients are right; the bias gradients hold the last sample only. `=` "
    "or `+=`?",
    code=variant(
        GRADIENTS, ("delta1.sum(axis=0)", "delta1[-1]"), ("delta2.sum(axis=0)", "delta2[-1]")
    ),
)
q.wrong(
    "db of the first sample",
    hint="The weights' gradients are right; the bias gradients hold the first sample only.",
    code=variant(
        GRADIENTS, ("delta1.sum(axis=0)", "delta1[0]"), ("delta2.sum(axis=0)", "delta2[0]")
    ),
)
q.wrong(
    "dW1 from a1",
    hint="dW1 is made of a1 and delta1. What comes into the first layer: a1, or something before "
    "it?",
    code=variant(GRADIENTS, ("dW1 = X.T @ delta1", "dW1 = A1.T @ delta1")),
)
q.wrong(
    "dW2 from z1",
    hint="dW1, db1 and db2 are right; dW2 is made of z1. What comes into the second layer: the "
    "hidden sums, or what the sigmoid makes of them?",
    code=variant(GRADIENTS, ("dW2 = A1.T @ delta2", "dW2 = Z1.T @ delta2")),
)
q.wrong(
    "weights summed but biases averaged",
    hint="The weights' gradients are sums over the samples, the bias gradients are means. Both "
    "belong to the same loss.",
    code=variant(
        GRADIENTS,
        ("delta1.sum(axis=0)", "delta1.mean(axis=0)"),
        ("delta2.sum(axis=0)", "delta2.mean(axis=0)"),
    ),
)
q.wrong(
    "weights averaged but biases summed",
    hint="The bias gradients are sums over the samples, the weights' gradients are means. Both "
    "belong to the same loss.",
    code=variant(
        GRADIENTS,
        ("X.T @ delta1", "X.T @ delta1 / len(X)"),
        ("A1.T @ delta2", "A1.T @ delta2 / len(X)"),
    ),
)
q.wrong(
    "the labels are left out",
    hint="delta2 is P itself, so the labels play no part. How would the network learn what is "
    "right?",
    code=variant(GRADIENTS, ("delta2 = P - Y", "delta2 = P")),
)
q.wrong(
    "the label taken off every output",
    hint="The label, as a number, is taken off all probabilities of a sample. Only the probability "
    "of the right class should lose something: 1.",
    code=variant(GRADIENTS, ("delta2 = P - Y", "delta2 = P - np.array(y)[:, None]")),
)
q.wrong(
    "p(1 - p) left in",
    hint="delta2 has a factor p(1 - p). That belongs to another loss; with softmax and "
    "cross-entropy it cancels. What is left?",
    code=variant(GRADIENTS, ("delta2 = P - Y", "delta2 = (P - Y) * P * (1 - P)")),
)
q.wrong(
    "the last sample only",
    hint="All four gradients come from the last sample alone. Are they added up over the loop, or "
    "replaced?",
    code=variant(
        GRADIENTS,
        (
            "dW1 = X.T @ delta1",
            "X, A1, delta1, delta2 = (part[-1:] for part in (X, A1, delta1, delta2))\n"
            "    dW1 = X.T @ delta1",
        ),
    ),
)
q.wrong(
    "weight gradients transposed",
    hint="The numbers are right, but dW1 and dW2 are transposed. A gradient has the shape of its "
    "weights.",
    code=variant(
        GRADIENTS,
        ("dW1 = X.T @ delta1", "dW1 = delta1.T @ X"),
        ("dW2 = A1.T @ delta2", "dW2 = delta2.T @ A1"),
    ),
)
q.wrong(
    "dW of the last sample",
    hint="The bias gradients are right; dW1 and dW2 hold the last sample only. `=` or `+=`?",
    code=variant(
        GRADIENTS,
        ("X.T @ delta1", "X[-1:].T @ delta1[-1:]"),
        ("A1.T @ delta2", "A1[-1:].T @ delta2[-1:]"),
    ),
)
q.wrong(
    "dW1 of the last sample",
    hint="Three of the gradients are right; dW1 holds the last sample only. `=` or `+=`?",
    code=variant(GRADIENTS, ("X.T @ delta1", "X[-1:].T @ delta1[-1:]")),
)
q.wrong(
    "the first sample only",
    hint="All four gradients come from the first sample alone. Is the `return` inside the loop?",
    code=variant(
        GRADIENTS,
        (
            "dW1 = X.T @ delta1",
            "X, A1, delta1, delta2 = (part[:1] for part in (X, A1, delta1, delta2))\n"
            "    dW1 = X.T @ delta1",
        ),
    ),
)
q.wrong(
    "the last sample left out",
    hint="The last sample is missing from all four gradients. How many numbers has range(N - 1)?",
    code=variant(
        GRADIENTS,
        (
            "dW1 = X.T @ delta1",
            "X, A1, delta1, delta2 = (part[:-1] for part in (X, A1, delta1, delta2))\n"
            "    dW1 = X.T @ delta1",
        ),
    ),
)
q.wrong(
    "only the right class has a delta",
    hint="delta2 is 0 for all classes but the right one. The other classes' probabilities should "
    "go down, so they have a slope as well.",
    code=variant(GRADIENTS, ("delta2 = P - Y", "delta2 = (P - Y) * Y")),
)
q.wrong(
    "one-hot rows added",
    hint="The one-hot rows are added to P. What has to be taken off the right class?",
    code=variant(GRADIENTS, ("delta2 = P - Y", "delta2 = P + Y")),
)
q.wrong(
    "the slope with respect to P",
    hint="delta2 is -1/P at the right class: that is the slope with respect to the probabilities. "
    "delta2 belongs to the scores Z2, before the softmax.",
    code=variant(GRADIENTS, ("delta2 = P - Y", "delta2 = -Y / P")),
)
q.wrong(
    "the labels taken for 0 and 1",
    hint="Every label but 1 is treated as class 0. There may be more than two classes: which entry "
    "of a row belongs to label 2?",
    code=variant(GRADIENTS, ("np.eye(len(b2))[y]", "np.eye(len(b2))[[int(k == 1) for k in y]]")),
)
q.wrong(
    "only a1 as the slope",
    hint="dW2 and db2 are right; in delta1 you multiply by a1 alone. The slope of the sigmoid has "
    "two factors.",
    code=variant(GRADIENTS, (FACTOR, "* A1")),
)
q.wrong(
    "only 1 - a1 as the slope",
    hint="dW2 and db2 are right; in delta1 you multiply by 1 - a1 alone. The slope of the sigmoid "
    "has two factors.",
    code=variant(GRADIENTS, (FACTOR, "* (1 - A1)")),
)
q.wrong(
    "the slope of tanh",
    hint="dW2 and db2 are right; in delta1 stands 1 - a1², which is the slope of tanh. The hidden "
    "neurons have the sigmoid.",
    code=variant(GRADIENTS, (FACTOR, "* (1 - A1**2)")),
)
q.wrong(
    "db1 without a1(1 - a1)",
    hint="Only db1 is wrong: it is summed before the slope of the hidden sigmoid comes in. It is "
    "the sum of the same delta1 that dW1 is made of.",
    code=variant(GRADIENTS, ("delta1.sum(axis=0)", "(delta2 @ W2.T).sum(axis=0)")),
)
q.wrong(
    "the sum goes on from neuron to neuron",
    hint="dW2 and db2 are right; delta1 is right for the first hidden neuron only, and the later "
    "ones also hold those before. Where does the sum over the classes start again at 0?",
    code=variant(GRADIENTS, ("(delta2 @ W2.T)", "(delta2 @ W2.T).cumsum(axis=1)")),
)
q.wrong(
    "aliased rows",
    hint="db1 and db2 are right, but all rows of dW1 and of dW2 are equal. With `[[0.0] * m] * n` "
    "there is only one row, which all updates go into.",
    code=variant(
        GRADIENTS,
        ("dW1 = X.T @ delta1", "dW1 = np.tile(X.sum(axis=1) @ delta1, (len(W1), 1))"),
        ("dW2 = A1.T @ delta2", "dW2 = np.tile(A1.sum(axis=1) @ delta2, (len(W2), 1))"),
    ),
)
q.wrong(
    "divided by the notebook's N",
    hint="All four gradients are divided by the notebook's N, however many samples are passed. The "
    "loss is a sum over the samples.",
    code=variant(GRADIENTS, ("delta2 = P - Y", "delta2 = (P - Y) / N")),
)
q.wrong(
    "the notebook's labels",
    hint="Your labels are those of the notebook's moons, not those passed. Do the names in "
    "your function match those in its first line?",
    code=variant(
        GRADIENTS, ("(model, X, y)", "(model, X, labels)"), ("len(b2))[y]", "len(b2))[y[: len(X)]]")
    ),
)
q.wrong(
    "biases nested",
    hint="The numbers are right, but db1 and db2 are lists inside a list. They should be flat, as "
    "b1 and b2 are.",
    code=variant(GRADIENTS, ("db1.tolist()", "[db1.tolist()]"), ("db2.tolist()", "[db2.tolist()]")),
)
q.wrong(
    "arrays of NumPy",
    hint="The gradients are right, but they are arrays. Lists with the nesting of the weights are "
    "asked for; `.tolist()` makes them.",
    code=variant(
        GRADIENTS,
        (
            RETURNED + ', "db1": db1.tolist(), "dW2": dW2.tolist(), "db2": db2.tolist()}',
            'return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}',
        ),
    ),
)
q.wrong(
    "four values instead of a dict",
    hint="The four gradients come one after the other. train_model looks for them by name: return "
    "a dict.",
    code=variant(
        GRADIENTS,
        (
            RETURNED + ', "db1": db1.tolist(), "dW2": dW2.tolist(), "db2": db2.tolist()}',
            "return dW1.tolist(), db1.tolist(), dW2.tolist(), db2.tolist()",
        ),
    ),
)
q.wrong(
    "twice the gradient",
    hint="All four gradients are twice too large. The square of an error has a 2 in its slope, the "
    "cross-entropy has none.",
    code=variant(GRADIENTS, ("delta2 = P - Y", "delta2 = 2 * (P - Y)")),
)
q.right(
    "added up sample by sample",
    code="""
def gradients(model, X, y):
    W1, b1, W2, b2 = model["W1"], model["b1"], model["W2"], model["b2"]
    dW1 = [[0.0] * len(b1) for _ in W1]
    dW2 = [[0.0] * len(b2) for _ in W2]
    db1, db2 = [0.0] * len(b1), [0.0] * len(b2)
    for x, label in zip(X, y):
        a = [sigmoid(z) for z in forward_layer([x], W1, b1)[0]]
        delta2 = forward_function([x], W1, b1, W2, b2)[0]
        delta2[label] -= 1
        for j in range(len(b1)):
            for k in range(len(b2)):
                dW2[j][k] += a[j] * delta2[k]
            delta = dot_product(delta2, W2[j]) * a[j] * (1 - a[j])
            db1[j] += delta
            for i in range(len(x)):
                dW1[i][j] += x[i] * delta
        db2 = add_bias(db2, delta2)
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}
""",
)
q.right(
    "matrix products, biases from a row of ones",
    code="""
def gradients(model, X, y):
    A1 = [[sigmoid(z) for z in row] for row in forward_layer(X, model["W1"], model["b1"])]
    P = forward_function(X, model["W1"], model["b1"], model["W2"], model["b2"])
    Y = [[1 if k == label else 0 for k in range(len(model["b2"]))] for label in y]
    d2 = [[p - t for p, t in zip(ps, ts)] for ps, ts in zip(P, Y)]
    d1 = matrix_multiplication(d2, transpose(model["W2"]))
    for i in range(len(X)):
        for j in range(len(model["b1"])):
            d1[i][j] *= A1[i][j] * (1 - A1[i][j])
    ones = [[1] * len(X)]
    return {
        "dW1": matrix_multiplication(transpose(X), d1),
        "dW2": matrix_multiplication(transpose(A1), d2),
        "db1": matrix_multiplication(ones, d1)[0],
        "db2": matrix_multiplication(ones, d2)[0],
    }
""",
)
q.right(
    "sums written out, loss kept in the dict",
    code="""
def gradients(model, data, labels):
    n, d_in = len(data), len(model["W1"])
    d_hid, d_out = len(model["W2"]), len(model["b2"])
    Z1 = forward_layer(data, model["W1"], model["b1"])
    A1 = [[sigmoid(Z1[i][j]) for j in range(d_hid)] for i in range(n)]
    P = forward_function(data, model["W1"], model["b1"], model["W2"], model["b2"])
    D2 = [[P[i][k] - float(labels[i] == k) for k in range(d_out)] for i in range(n)]
    D1 = [
        [
            sum(D2[i][k] * model["W2"][j][k] for k in range(d_out))
            * sigmoid(Z1[i][j])
            * sigmoid(-Z1[i][j])
            for j in range(d_hid)
        ]
        for i in range(n)
    ]
    grads = {"loss": -sum(math.log(P[i][labels[i]]) for i in range(n))}
    def summed(A, D, p, q):
        return [[sum(A[i][j] * D[i][k] for i in range(n)) for k in range(q)] for j in range(p)]

    grads["dW1"] = summed(data, D1, d_in, d_hid)
    grads["dW2"] = summed(A1, D2, d_hid, d_out)
    grads["db1"] = list(map(sum, zip(*D1)))
    grads["db2"] = list(map(sum, zip(*D2)))
    return grads
""",
)

q.hints(
    "What are your six formulas of q11, and in which order do they need each other? Which of the shapes tell you where a transpose belongs?",
    "Go forward first and keep the hidden activations and the probabilities. The error at the output is the probability, less 1 at the true class. From there use matrix_multiplication and transpose; the bias gradients are sums of columns.",
    "The error of the hidden layer is the output error times W2 transposed, and then entry by entry times a and times one minus a, where a is the activation that you kept. Each weight gradient is the layer's input, transposed, times its error. Divide by nothing.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q13_train_model")


@q.reference
def train_model(model, X, y, epsilon, num_epochs=1, print_loss=False):
    model = {key: np.array(model[key], dtype=float) for key in WEIGHTS}
    for _ in range(num_epochs):
        slopes = gradients(model, X, y)
        model = {key: model[key] - epsilon * np.array(slopes[f"d{key}"]) for key in WEIGHTS}
    return {key: model[key].tolist() for key in WEIGHTS}


def train(candidate, rng, inputs, epsilon, *num_epochs):
    model, X, y = inputs
    return tuple(main(candidate.train_model(model, X, y, epsilon, n)) for n in num_epochs)


q.equivalent(
    "the gradients are there already, so the order of the updates does not matter",
    was='for key in ("W1", "W2"):',
    now='for key in ("W2", "W1"):',
)
q.equivalent(
    "the gradients are there already, so the order of the updates does not matter",
    was='for key in ("b1", "b2"):',
    now='for key in ("b2", "b1"):',
)


@q.case("one epoch and five epochs on 40 points", weight=2)
def forty_points(candidate, rng):
    return train(candidate, rng, slope_inputs(rng, 40, 2, 10, 2), 0.01, 1, 5)


@q.case("three classes, all sizes different")
def three_classes(candidate, rng):
    return train(candidate, rng, slope_inputs(rng, 11, 4, 5, 3), 0.05, 1, 4)


@q.case("200 epochs on new moons", weight=0.5, rtol=1e-3, atol=1e-4, seconds=60, diagnose=False)
def new_moons(candidate, rng):
    X, y = moons(seed=6, n=150)
    model = {key: (np.array(part) / 3).tolist() for key, part in a_model(rng, **SIZES).items()}
    trained = main(candidate.train_model(model, X.tolist(), y.tolist(), 0.05, 200))
    P = forward_function(X, *(trained[key] for key in WEIGHTS))
    check(
        np.mean(np.argmax(P, axis=1) == y) >= 0.95,
        "After 200 epochs on the moons the accuracy is still below 0.95.",
    )
    return trained


TRAIN = """
PARTS = ("W1", "b1", "W2", "b2")


def as_lists(model):
    return {key: model[key].tolist() for key in PARTS}


def train_model(model, X, y, epsilon, num_epochs=1, print_loss=False):
    model = {key: np.array(model[key], dtype=float) for key in PARTS}
    for _ in range(num_epochs):
        slopes = gradients(as_lists(model), X, y)
        for key in PARTS:
            model[key] = model[key] - epsilon * np.array(slopes["d" + key])
    return as_lists(model)
"""
q.wrong(
    "ascent",
    hint="The weights move along the slope, so the loss grows. In which direction does it fall?",
    code=variant(TRAIN, ("- epsilon", "+ epsilon")),
)
q.wrong(
    "biases never updated",
    hint="The biases are still those of the start. They learn as the weights do.",
    code=variant(TRAIN, ("for key in PARTS:\n", 'for key in ("W1", "W2"):\n')),
)
q.wrong(
    "only W2 and b2 learn",
    hint="W1 and b1 are still those of the start. The hidden layer learns, too.",
    code=variant(TRAIN, ("for key in PARTS:\n", 'for key in ("W2", "b2"):\n')),
)
q.wrong(
    "gradients of the already updated W2",
    hint="W2 and b2 are right after one epoch, W1 and b1 are not: their gradients are taken after "
    "W2 has moved. Compute all four before you change anything.",
    code="""
def train_model(model, X, y, epsilon, num_epochs=1, print_loss=False):
    model = {key: np.array(model[key], dtype=float) for key in ("W1", "b1", "W2", "b2")}
    for _ in range(num_epochs):
        for layer in ("2", "1"):
            slopes = gradients({key: model[key].tolist() for key in model}, X, y)
            for key in ("W" + layer, "b" + layer):
                model[key] = model[key] - epsilon * np.array(slopes["d" + key])
    return {key: model[key].tolist() for key in model}
""",
)
q.wrong(
    "gradients anew for every part",
    hint="Only the part that you update first is right: the gradients are computed again between "
    "the updates. How many times in one epoch should that be?",
    code="""
def train_model(model, X, y, epsilon, num_epochs=1, print_loss=False):
    model = {key: np.array(model[key], dtype=float) for key in ("W1", "b1", "W2", "b2")}
    for _ in range(num_epochs):
        for key in model:
            slopes = gradients({key: model[key].tolist() for key in model}, X, y)
            model[key] = model[key] - epsilon * np.array(slopes["d" + key])
    return {key: model[key].tolist() for key in model}
""",
)
q.wrong(
    "one epoch too few",
    hint="The weights are those of one epoch less. How many values does range(1, num_epochs) have?",
    code=variant(TRAIN, ("range(num_epochs)", "range(1, num_epochs)")),
)
q.wrong(
    "one epoch too many",
    hint="The weights are those of one epoch more. How many values has range(num_epochs + 1)?",
    code=variant(TRAIN, ("range(num_epochs)", "range(num_epochs + 1)")),
)
q.wrong(
    "a single epoch",
    hint="After five epochs the weights are those after one. Where does the `return` stand, inside "
    "the loop or behind it?",
    code=variant(TRAIN, ("    return as_lists(model)\n", "        return as_lists(model)\n")),
)
q.wrong(
    "the gradient computed once",
    hint="One epoch is right, five are not: the same gradient is used each time. The weights have "
    "moved since, and so has the slope.",
    code="""
def train_model(model, X, y, epsilon, num_epochs=1, print_loss=False):
    model = {key: np.array(model[key], dtype=float) for key in ("W1", "b1", "W2", "b2")}
    slopes = gradients({key: model[key].tolist() for key in model}, X, y)
    for _ in range(num_epochs):
        for key in model:
            model[key] = model[key] - epsilon * np.array(slopes["d" + key])
    return {key: model[key].tolist() for key in model}
""",
)
q.wrong(
    "returns None",
    hint="train_model returns None. The model has been trained, but who gets it?",
    code=variant(TRAIN, ("    return as_lists(model)\n", "    as_lists(model)\n")),
)
q.wrong(
    "trains on the notebook's X and y",
    hint="The model is trained on the notebook's 300 moons, whatever points are passed. Do the "
    "names in your function match those in its first line?",
    code=variant(TRAIN, ("model, X, y, epsilon,", "model, data, labels, epsilon,")),
)
q.wrong(
    "the notebook's learning rate",
    hint="The steps have the size of the notebook's learning rate, whatever rate is passed. Which "
    "name does your function use for it?",
    code=variant(TRAIN, ("model, X, y, epsilon,", "model, X, y, learning_rate,")),
)
q.wrong(
    "starts from a new model",
    hint="The training starts from a model of its own, not from the one that it is given. What "
    "happens to the first argument?",
    code=variant(
        TRAIN,
        (
            "    model = {",
            '    b1, b2 = model["b1"], model["b2"]\n'
            "    model = init_model(len(X[0]), len(b1), len(b2))\n"
            "    model = {",
        ),
    ),
)
q.wrong(
    "the mean gradient",
    hint="Each step is divided by the number of samples. The text asks for the summed gradient.",
    code=variant(TRAIN, ('np.array(slopes["d" + key])', 'np.array(slopes["d" + key]) / len(X)')),
)
q.wrong(
    "the notebook's N",
    hint="Each step is divided by the notebook's N, however many samples are passed. The summed "
    "gradient needs no division at all.",
    code=variant(TRAIN, ('np.array(slopes["d" + key])', 'np.array(slopes["d" + key]) / N')),
)
q.wrong(
    "a step after every sample",
    hint="The weights move after every single sample. One epoch here is one step, with the "
    "gradient of all samples.",
    code="""
def train_model(model, X, y, epsilon, num_epochs=1, print_loss=False):
    model = {key: np.array(model[key], dtype=float) for key in ("W1", "b1", "W2", "b2")}
    for _ in range(num_epochs):
        for x, label in zip(X, y):
            slopes = gradients({key: model[key].tolist() for key in model}, [x], [label])
            for key in model:
                model[key] = model[key] - epsilon * np.array(slopes["d" + key])
    return {key: model[key].tolist() for key in model}
""",
)
q.wrong(
    "the old model is returned",
    hint="The weights that you return are those that came in. The trained ones are in another "
    "model, or were never put back.",
    code=variant(
        TRAIN,
        ("    return as_lists(model)\n", "    return as_lists(before)\n"),
        ("    for _ in range", "    before = dict(model)\n    for _ in range"),
    ),
)
q.wrong(
    "the step instead of the weights",
    hint="Your new weights are the step alone, minus epsilon times the slope. What should it be "
    "added to?",
    code=variant(TRAIN, ("model[key] - epsilon", "-epsilon")),
)
q.wrong(
    "a new model in every epoch",
    hint="Every epoch starts from a model of init_model, so nothing that was learned is kept, nor "
    "the model that was passed.",
    code=variant(
        TRAIN,
        (
            "        slopes = gradients(",
            '        start = init_model(len(X[0]), len(model["b1"]), len(model["b2"]))\n'
            "        model = {key: np.array(start[key], dtype=float) for key in PARTS}\n"
            "        slopes = gradients(",
        ),
    ),
)
q.wrong(
    "the losses instead of the model",
    hint="You return a list of losses, or return it first. The trained model comes first; whatever "
    "follows it is up to you.",
    code=variant(
        TRAIN,
        ("    return as_lists(model)\n", "    return losses\n"),
        ("    for _ in range", "    losses = []\n    for _ in range"),
        (
            "        slopes =",
            "        losses.append(summed_cross_entropy(model, X, y))\n        slopes =",
        ),
    ),
    recognise=lambda candidate: isinstance(
        main(candidate.train_model(candidate.init_model(2, 3, 2), [[1.0, 2.0]], [1], 0.1, 2)), list
    ),
)
q.wrong(
    "one sample in each epoch",
    hint="Each epoch uses one sample. An epoch here is a step with the gradient of all of them.",
    code=variant(
        TRAIN,
        ("for _ in range", "for epoch in range"),
        ("as_lists(model), X, y)", "as_lists(model), [X[epoch % len(X)]], [y[epoch % len(X)]])"),
    ),
)
q.wrong(
    "arrays of NumPy",
    hint="The weights are right, but they are NumPy arrays. A model is made of plain lists, as "
    "init_model makes it.",
    code=variant(TRAIN, ("    return as_lists(model)\n", "    return model\n")),
)
q.wrong(
    "the learning rate shrinks",
    hint="The first epoch is right, but then your steps get shorter. Here epsilon stays the same "
    "in all epochs.",
    code=variant(
        TRAIN, ("for _ in range", "for epoch in range"), ("epsilon *", "epsilon / (epoch + 1) *")
    ),
)
q.wrong(
    "no learning rate",
    hint="The whole gradient is taken off, without the factor epsilon.",
    code=variant(TRAIN, ("- epsilon * ", "- ")),
)
q.right(
    "changes the model in place",
    code="""
def train_model(model, X, y, epsilon, num_epochs=1, print_loss=False):
    for epoch in range(num_epochs):
        grads = gradients(model, X, y)
        for name in ("W1", "W2"):
            for i in range(len(model[name])):
                for j in range(len(model[name][i])):
                    model[name][i][j] -= epsilon * grads["d" + name][i][j]
        for name in ("b1", "b2"):
            for j in range(len(model[name])):
                model[name][j] -= epsilon * grads["d" + name][j]
        if print_loss:
            print(epoch, summed_cross_entropy(model, X, y))
    return model
""",
)
q.right(
    "recursion over the epochs",
    code="""
def train_model(model, X, y, epsilon, num_epochs=1, print_loss=False):
    if num_epochs == 0:
        return model
    model = train_model(model, X, y, epsilon, num_epochs - 1, print_loss)
    g = gradients(model, X, y)
    step = lambda v, d: add_bias(v, [-epsilon * slope for slope in d])
    return {
        "W1": [step(v, d) for v, d in zip(model["W1"], g["dW1"])],
        "W2": [step(v, d) for v, d in zip(model["W2"], g["dW2"])],
        "b1": step(model["b1"], g["db1"]),
        "b2": step(model["b2"], g["db2"]),
    }
""",
)
q.right(
    "a deep copy, a while loop, and the losses as well",
    code="""
from copy import deepcopy


def move(weights, slopes, rate):
    if isinstance(weights, list):
        return [move(w, s, rate) for w, s in zip(weights, slopes)]
    return weights - rate * slopes


def train_model(model, X, y, epsilon, num_epochs=1, print_loss=False):
    trained = deepcopy(model)
    losses = []
    while len(losses) < num_epochs:
        slopes = gradients(trained, X, y)
        trained = {key: move(trained[key], slopes["d" + key], epsilon) for key in trained}
        losses.append(None)
        if print_loss and len(losses) % 100 == 0:
            print(summed_cross_entropy(trained, X, y))
    return trained, losses
""",
)

q.hints(
    "How often is `gradients` called in one epoch, and which weights must it see?",
    "In each epoch compute all four gradients first. Then build new lists: each number of W1, b1, W2 and b2 less epsilon times its gradient. Use the arguments of the function, not names of the notebook.",
    "Matrices need two nested loops over pairs, of rows and then of numbers; biases need one. The gradient of a key has the same key with a d in front. Return the model after the last epoch, also when there are none.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q14_predict", lists=False)


@q.reference
def predict(model, X):
    return np.argmax(forward_function(X, *(model[key] for key in WEIGHTS)), axis=1).tolist()


def classify(candidate, rng, n, d_input, d_hidden, d_output):
    """Ask for points of which every class gets some, none of them close to a tie."""
    while True:
        model = a_model(rng, d_input, d_hidden, d_output)
        model["W2"] = [[4 * w for w in row] for row in model["W2"]]
        X = rng.normal(scale=2, size=(n, d_input))
        P = np.array(forward_function(X, *(model[key] for key in WEIGHTS)))
        means = np.round(P @ np.arange(d_output))
        P = np.sort(P, axis=1)
        counts = np.bincount(predict(model, X), minlength=d_output)
        # No class needs more than half, and the mean of the class numbers says nothing.
        low = P[:, -1] < 0.45
        clear = np.min(P[:, -1] - P[:, -2]) > 0.05
        if counts.min() == 0 or counts[0] >= n // 2:
            continue
        if clear and low.any() and np.any(means != predict(model, X)):
            return candidate.predict(model, X.tolist())


q.equivalent(
    "a whole number of NumPy's is one, too",
    was="return [int(np.argmax(row)) for row in P]",
    now="return [np.argmax(row) for row in P]",
)


@q.case("three classes")
def predict_three_classes(candidate, rng):
    return classify(candidate, rng, 8, 2, 4, 3)


@q.case("five classes, all sizes different")
def predict_five_classes(candidate, rng):
    return classify(candidate, rng, 14, 3, 6, 5)


PREDICT = """
def predict(model, X):
    P = np.array(forward_function(X, model["W1"], model["b1"], model["W2"], model["b2"]))
    return np.argmax(P, axis=1)
"""
ARGMAX = "np.argmax(P, axis=1)"
q.wrong(
    "probabilities instead of classes",
    hint="These are the probabilities. Which class does each row vote for?",
    code=variant(PREDICT, (ARGMAX, "P.tolist()")),
)
q.wrong(
    "the largest of each column",
    hint="There is one answer for each class, where there should be one for each sample: the "
    "maximum is taken down the columns.",
    code=variant(PREDICT, ("axis=1", "axis=0")),
)
q.wrong(
    "0 or 1 by a threshold",
    hint="Only the classes 0 and 1 ever come out, by a threshold on one probability. What about "
    "class 2?",
    code=variant(PREDICT, (ARGMAX, "(P[:, 1] > 0.5).astype(int)")),
)
q.wrong(
    "the threshold on class 0",
    hint="Whatever is not class 0 becomes class 1. There may be more than two classes.",
    code=variant(PREDICT, (ARGMAX, "(P[:, 0] < 0.5).astype(int)")),
)
q.wrong(
    "only classes 0 and 1 compared",
    hint="Only the first two probabilities of a row are compared. A network may have more outputs.",
    code=variant(PREDICT, (ARGMAX, "[int(row[1] > row[0]) for row in P]")),
)
q.wrong(
    "the least probable class",
    hint="Each sample gets the class with the smallest probability.",
    code=variant(PREDICT, ("argmax", "argmin")),
)
q.wrong(
    "the largest probability instead of its class",
    hint="These are the largest probabilities. Where in the row do they stand?",
    code=variant(PREDICT, (ARGMAX, "P.max(axis=1)")),
)
q.wrong(
    "classes counted from 1",
    hint="Every class is one too large. The labels in y begin with 0.",
    code=variant(PREDICT, (ARGMAX, ARGMAX + " + 1")),
)
q.wrong(
    "one-hot rows",
    hint="Each answer is a row with a single 1. The number of the class alone is asked for.",
    code=variant(PREDICT, (ARGMAX, "np.eye(P.shape[1])[" + ARGMAX + "]")),
)
q.wrong(
    "the largest of the whole batch",
    hint="There is a single answer for all samples: np.argmax without an axis looks at the whole "
    "table at once.",
    code=variant(PREDICT, (ARGMAX, "np.argmax(P)")),
)
q.wrong(
    "the first sample only",
    hint="Only the first sample gets an answer. Is there a loop that returns too early?",
    code=variant(PREDICT, (ARGMAX, "[int(np.argmax(P[0]))]")),
)
q.wrong(
    "classes above one half",
    hint="You look for a probability above 0.5. With three classes or more the largest one may be "
    "smaller, and then the sample gets no answer.",
    code=variant(PREDICT, (ARGMAX, "[k for row in P for k, p in enumerate(row) if p > 0.5]")),
)
q.wrong(
    "the mean of the class numbers",
    hint="You average the numbers of the classes, weighted by their probabilities. Classes 0 and 2 "
    "would make class 1: which one is the most probable?",
    code=variant(PREDICT, (ARGMAX, "np.round(P @ np.arange(P.shape[1]))")),
)
q.wrong(
    "the strongest hidden neuron",
    hint="You name the strongest hidden neuron. The classes are the outputs, one layer further.",
    code="""
def predict(model, X):
    return [int(np.argmax(row)) for row in forward_layer(X, model["W1"], model["b1"])]
""",
)
q.wrong(
    "the second largest",
    hint="Each sample gets the class with the second largest probability. Which end of a sorted "
    "row do you take?",
    code=variant(PREDICT, (ARGMAX, "P.argsort(axis=1)[:, -2]")),
)
q.wrong(
    "the notebook's X",
    hint="You answer for the notebook's 300 points, whatever rows are passed.",
    code="""
def predict(model, data):
    weights = [[x[i % 2] for i in range(len(data[0]))] for x in X]
    P = forward_function(weights, model["W1"], model["b1"], model["W2"], model["b2"])
    return [int(np.argmax(row)) for row in P]
""",
    recognise=lambda candidate: (
        np.size(candidate.predict(candidate.init_model(2, 3, 2), [[1, 2]])) == 300
    ),
)
q.wrong(
    "always class 0",
    hint="Every sample gets class 0. Do you compare the probabilities of one row with each other?",
    code="""
def predict(model, X):
    return [0 for _ in X]
""",
)
q.wrong(
    "every probability rounded",
    hint="Rounding a probability gives 0 or 1 for every class and sample. Which class is largest?",
    code=variant(PREDICT, (ARGMAX, "P.round()")),
)
q.right(
    "NumPy on the last axis",
    code="""
def predict(model, X):
    P = forward_function(X, model["W1"], model["b1"], model["W2"], model["b2"])
    return np.argmax(np.array(P), axis=-1)
""",
)
q.right(
    "index of the maximum",
    code="""
def predict(model, X):
    classes = []
    for row in forward_function(X, model["W1"], model["b1"], model["W2"], model["b2"]):
        classes.append(row.index(max(row)))
    return classes
""",
)
q.right(
    "the largest score, without the softmax, as a tuple",
    code="""
def predict(model, X):
    A1 = [[sigmoid(z) for z in row] for row in forward_layer(X, model["W1"], model["b1"])]
    scores = forward_layer(A1, model["W2"], model["b2"])
    return tuple(max(range(len(row)), key=row.__getitem__) for row in scores)
""",
)
q.right(
    "a loop that remembers the best class",
    code="""
def predict(model, X):
    answers = []
    for row in forward_function(X, model["W1"], model["b1"], model["W2"], model["b2"]):
        best, k = 0, 1
        while k < len(row):
            if row[k] >= row[best]:
                best = k
            k += 1
        answers.append(best)
    return answers
""",
)
q.right(
    "NumPy integers in a list, by map",
    code="""
def predict(model, X):
    parts = {key: model[key] for key in ["W1", "b1", "W2", "b2"]}
    return list(map(np.argmax, forward_function(X, **parts)))
""",
)
q.right(
    "a column of NumPy floats, with the probabilities",
    code="""
def predict(model, X):
    parts = [model[key] for key in ("W1", "b1", "W2", "b2")]
    P = np.array([forward_function([x], *parts)[0] for x in X])
    return P.argmax(axis=1).astype(float).reshape(-1, 1), P
""",
)

q.hints(
    "In one row of probabilities, what do you look for: the value or its place?",
    "Call forward_function with the four parts of the model. Each of its rows gives one answer, for any number of classes.",
    "`np.argmax` gives the place of the largest entry. Use it on each row, or on all at once with the axis that runs along a row.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q15_epochs")
EPOCHS = (10, 50, 200, 1000)
q.reference(accuracies={10: 0.5, 50: 46 / 60, 200: 59 / 60, 1000: 1.0})


# Rounded to two places, a value is off by 0.005; one point of sixty is 0.017.
q.equivalent(
    "each training starts anew, so their order does not matter",
    was="for num_epochs in (10, 50, 200, 1000):",
    now=[
        "for num_epochs in (50, 10, 200, 1000):",
        "for num_epochs in (10, 200, 50, 1000):",
        "for num_epochs in (10, 50, 1000, 200):",
    ],
)
q.equivalent(
    "a = b is b = a",
    was="right = [answer == label for answer, label in zip(predict(model, X_ring), y_ring)]",
    now=[
        "right = [answer == label for label, answer in zip(predict(model, X_ring), y_ring)]",
        "right = [answer == label for answer, label in zip(y_ring, predict(model, X_ring))]",
    ],
)


@q.case("the values follow from your own training", atol=0.0055, seconds=60)
def values_follow(candidate, rng):
    values = candidate.accuracies
    check(isinstance(values, dict), "accuracies must be a dict.")
    check(
        all(epochs in values for epochs in EPOCHS),
        "A key is missing from accuracies: it has the numbers of epochs as keys, four ints.",
    )
    values = {epochs: float(values[epochs]) for epochs in EPOCHS}
    check(min(values.values()) >= 0, "An accuracy is negative.")
    check(
        max(values.values()) <= 1,
        "An accuracy is above 1. It is a fraction, not a count or a percentage.",
    )
    start = main(candidate.init_model(**SIZES))
    if main(candidate.init_model(**SIZES)) == start:
        # 1000 epochs would take too long here. That value is judged by what must hold for it.
        repeated = {epochs: accuracy_after(epochs, start, candidate) for epochs in EPOCHS[:3]}
    else:
        # Without a seed no training can be repeated, and q02 has taken its points for that.
        repeated = {epochs: values[epochs] for epochs in EPOCHS[:3]}
    if np.allclose([values[n] for n in EPOCHS[:3]], [repeated[n] for n in EPOCHS[:3]], atol=0.0055):
        check(values[200] >= 0.945, "After 200 epochs the accuracy should be 0.95 or more.")
        check(values[1000] >= 0.945, "After 1000 epochs the accuracy should be 0.95 or more.")
    return Pair({epochs: values[epochs] for epochs in EPOCHS[:3]}, repeated)


def accuracy_after(epochs, start, candidate):
    X, y = exam.names["X_ring"], exam.names["y_ring"]
    trained = main(candidate.train_model(start, X, y, 3e-2, epochs))
    P = forward_function(X, *(trained[key] for key in WEIGHTS))
    return float(np.mean(np.argmax(P, axis=1) == y))


ACCURACIES = """
accuracies = {}
for num_epochs in (10, 50, 200, 1000):
    model = init_model(d_input, d_hidden, d_output)
    model = train_model(model, X_ring, y_ring, epsilon, num_epochs)
    right = [int(answer) == label for answer, label in zip(predict(model, X_ring), y_ring)]
    accuracies[num_epochs] = sum(right) / len(right)
"""
q.wrong(
    "the same model trained on and on",
    hint="The later values belong to more epochs than their keys say: the model of one training is "
    "the start of the next. Where does each training begin?",
    code=variant(
        ACCURACIES,
        ("    model = init_model(d_input, d_hidden, d_output)\n", ""),
        ("accuracies = {}", "accuracies = {}\nmodel = init_model(d_input, d_hidden, d_output)"),
    ),
)
q.wrong(
    "percent",
    hint="These are percentages. An accuracy here is a fraction between 0 and 1.",
    code=variant(ACCURACIES, ("/ len(right)", "/ len(right) * 100")),
    recognise=lambda candidate: 95 <= candidate.accuracies[200] <= 100,
)
q.wrong(
    "counts",
    hint="These are the numbers of right answers. Divide them by how many points there are.",
    code=variant(ACCURACIES, ("sum(right) / len(right)", "sum(right)")),
    recognise=lambda candidate: 57 <= candidate.accuracies[200] <= 60,
)
q.wrong(
    "the error rate",
    hint="The values fall with the epochs: you count the wrong answers.",
    code=variant(ACCURACIES, ("int(answer) == label", "int(answer) != label")),
    recognise=lambda candidate: 1 >= candidate.accuracies[10] > candidate.accuracies[200] >= 0,
)
q.wrong(
    "measured on the moons",
    hint="The network is trained on the ring but measured on the moons. Which points are asked "
    "for?",
    code=variant(ACCURACIES, ("zip(predict(model, X_ring), y_ring)", "zip(predict(model, X), y)")),
)
q.wrong(
    "trained on the moons",
    hint="The network is trained on the moons and measured on the ring.",
    code=variant(
        ACCURACIES, ("train_model(model, X_ring, y_ring,", "train_model(model, X[:60], y[:60],")
    ),
)
q.wrong(
    "the untrained model measured",
    hint="All four values are the same, that of a model that is hardly trained or not at all. Do "
    "you measure the trained model, and does train_model get the number of epochs?",
    code=variant(ACCURACIES, ("    model = train_model(", "    trained = train_model(")),
    recognise=lambda candidate: (
        len({candidate.accuracies[epochs] for epochs in EPOCHS}) == 1
        and 0 < candidate.accuracies[10] < 0.6
    ),
)
q.wrong(
    "the same number of epochs each time",
    hint="All four values are the same: your four trainings are equally long. What do you pass as "
    "the number of epochs?",
    code=variant(ACCURACIES, ("y_ring, epsilon, num_epochs)", "y_ring, epsilon, 200)")),
    recognise=lambda candidate: (
        len({candidate.accuracies[epochs] for epochs in EPOCHS}) == 1
        and 0.6 <= candidate.accuracies[10] < 1
    ),
)
q.wrong(
    "the count goes on from training to training",
    hint="Your values grow beyond 1: the right answers of all trainings so far are counted. Where "
    "does the counter start again at 0?",
    code="correct = 0\n"
    + variant(
        ACCURACIES,
        ("sum(right) / len(right)", "correct / len(right)"),
        ("    accuracies[num", "    correct += sum(right)\n    accuracies[num"),
    ),
    recognise=lambda candidate: (
        candidate.accuracies[10] < candidate.accuracies[50] < candidate.accuracies[200]
        and 1.5 < candidate.accuracies[200] < candidate.accuracies[1000] < 4.1
    ),
)
q.wrong(
    "divided by the notebook's N",
    hint="You divide by N, which counts the moons. How many points has the ring?",
    code=variant(ACCURACIES, ("/ len(right)", "/ N")),
)
q.wrong(
    "whole-number division",
    hint="Your values are 0 or 1: `//` cuts off the fraction.",
    code=variant(ACCURACIES, ("/ len(right)", "// len(right)")),
)
q.wrong(
    "the losses",
    hint="These are losses. An accuracy counts right answers, and is never above 1.",
    code=variant(
        ACCURACIES, ("sum(right) / len(right)", "summed_cross_entropy(model, X_ring, y_ring)")
    ),
    recognise=lambda candidate: candidate.accuracies[10] > 20 > candidate.accuracies[1000] > 0,
)
q.wrong(
    "another learning rate",
    hint="These are the accuracies for ten times the learning rate.",
    code=variant(ACCURACIES, ("y_ring, epsilon,", "y_ring, 10 * epsilon,")),
)
q.wrong(
    "strings as keys",
    hint="The keys are strings. The numbers of epochs themselves are asked for, as ints.",
    code=variant(ACCURACIES, ("accuracies[num_epochs]", "accuracies[str(num_epochs)]")),
    recognise=lambda candidate: set(candidate.accuracies) >= {str(epochs) for epochs in EPOCHS},
)
q.right(
    "a function and a comprehension",
    code="""
def accuracy_after(n):
    trained = train_model(init_model(2, 10, 2), X_ring, y_ring, 0.03, n)
    answers = predict(trained, X_ring)
    return sum(1 for i in range(60) if answers[i] == y_ring[i]) / 60


accuracies = {n: accuracy_after(n) for n in [1000, 200, 50, 10]}
""",
)
q.right(
    "one epoch at a time, keys by NumPy",
    code="""
wanted = np.array([10, 50, 200, 1000])
model = init_model(d_input, d_hidden, d_output)
accuracies = {}
for done in range(1, 1001):
    model = train_model(model, X_ring, y_ring, epsilon)
    if done in wanted:
        n_right = 0
        for guess, label in zip(predict(model, X_ring), y_ring):
            if guess == label:
                n_right = n_right + 1
        accuracies[done] = n_right / len(y_ring)
        print(done, accuracies[done])
""",
)
q.right(
    "NumPy's mean, rounded to two places",
    code="""
accuracies = dict()
for n in 10, 50, 200, 1000:
    m = train_model(init_model(d_input, d_hidden, d_output), X_ring, y_ring, epsilon, num_epochs=n)
    accuracies[n] = round(np.mean(np.array(predict(m, X_ring)) == np.array(y_ring)), 2)
""",
)
q.right(
    "one training, continued by the epochs that are missing",
    code="""
accuracies, done = {}, 0
model = init_model(d_input, d_hidden, d_output)
for n in (10, 50, 200, 1000):
    model = train_model(model, X_ring, y_ring, epsilon, n - done, print_loss=False)
    done = n
    accuracies[n] = np.float64(np.mean([a == b for a, b in zip(predict(model, X_ring), y_ring)]))
""",
)

q.hints(
    "Four trainings, four numbers. What must be made anew before each training, so that the 200 epochs do not go on from the 50?",
    "Loop over the four numbers of epochs. In each round: a fresh model from init_model, a training on the ring, the predictions on the ring, and the share of right ones.",
    "Start with an empty dict. In each round count the places where prediction and label agree, divide by the number of points, and store the fraction under the number of epochs.",
)
