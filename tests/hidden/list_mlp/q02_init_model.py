"""q02_init_model: a model of small random weights, the same at every call."""

import random

import numpy as np

from viva.exam import Question, check

from .shared import WEIGHTS, first_return_value

q = Question("q02_init_model")


@q.reference
def init_model(d_input, d_hidden, d_output):
    random.seed(0)
    W1 = [[random.random() - 0.5 for _ in range(d_hidden)] for _ in range(d_input)]
    b1 = [random.random() - 0.5 for _ in range(d_hidden)]
    W2 = [[random.random() - 0.5 for _ in range(d_output)] for _ in range(d_hidden)]
    b2 = [random.random() - 0.5 for _ in range(d_output)]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


def debugging():
    """Return the model and the row of the worked example of q10."""
    model = init_model(4, 3, 2)
    return model, [[random.random() for _ in range(4)]]


TRANSPOSED = "Its rows and columns are swapped: which size counts the rows?"
SHAPES_OFF = "Compare the lengths with the table of shapes, for three different sizes."
OUTSIDE = "A weight or bias lies outside the range from -0.5 to 0.5."
ONE_SIDE = "All weights have the same sign. The range is from -0.5 to 0.5."
REPEATED = "Some weights of one matrix are exactly the same. Is each of them drawn?"
NARROW = "The weights fill only a small part of the range from -0.5 to 0.5."
SEEDED_AGAIN = "W1 and W2 hold the same numbers. How often is the generator seeded?"
CHANGING = "A second call gives another model. Where is the seed set, and for which generator?"


def examine_model(candidate, d_input, d_hidden, d_output):
    """Check what must hold for any order of drawing, with drawn biases or zeros."""
    sizes = (d_input, d_hidden, d_output)
    model = first_return_value(candidate.init_model(*sizes), dict)
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
    check(first_return_value(candidate.init_model(*sizes), dict) == model, CHANGING)


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
q.wrong(
    "weights between 0 and 1",
    hint="All your weights are positive, up to 1: that is what random.random() gives by itself. "
    "How do you move that range so that its middle is 0?",
    was="random.random() - 0.5",
    now="random.random()",
    recognise=lambda candidate: (
        drawn_weights(candidate).min() >= 0 and drawn_weights(candidate).max() > 0.5
    ),
)
q.wrong(
    "weights between -1 and 1",
    hint="Your weights are twice as far from 0 as they should be. How wide is the range of "
    "random.random(), and how wide is the one that is asked for?",
    was="random.random() - 0.5",
    now="2 * random.random() - 1",
    recognise=lambda candidate: (
        -1 <= drawn_weights(candidate).min() < -0.5 < 0.5 < drawn_weights(candidate).max() < 1
    ),
)
q.wrong(
    "the sizes of the example written into the function",
    hint="Your model always has the same sizes, whatever is passed. The three arguments tell how "
    "long rows and lists are.",
    was="    random.seed(0)\n",
    now="    random.seed(0)\n    d_input, d_hidden, d_output = 4, 3, 2\n",
    recognise=lambda candidate: (
        [np.shape(candidate.init_model(5, 7, 6)[key]) for key in WEIGHTS]
        == [np.shape(candidate.init_model(2, 9, 3)[key]) for key in WEIGHTS]
    ),
)
q.wrong(
    "nothing is returned",
    hint="init_model makes its lists, but returns None. Only `return` hands them to the caller.",
    was="return {",
    now="model = {",
)
q.wrong(
    "weights between -0.25 and 0.25",
    hint="Your weights stay between -0.25 and 0.25, only half of the range. Is the difference "
    "taken before or after the halving?",
    was="random.random() - 0.5",
    now="(random.random() - 0.5) / 2",
)
q.wrong(
    "weights between 0 and 0.5",
    hint="Halving random.random() gives numbers between 0 and 0.5, none of them negative. Which "
    "operation shifts a range instead of shrinking it?",
    was="random.random() - 0.5",
    now="random.random() * 0.5",
    recognise=lambda candidate: (
        drawn_weights(candidate).min() >= 0 and 0 < np.ptp(drawn_weights(candidate)) <= 0.5
    ),
)
q.wrong(
    "matrices transposed",
    hint="Your matrices have their sizes swapped. X is N×d_input and stands on the left of W1, so "
    "how many rows must W1 have?",
    was=(
        "in range(d_hidden)] for _ in range(d_input)]",
        "in range(d_output)] for _ in range(d_hidden)]",
    ),
    now=(
        "in range(d_input)] for _ in range(d_hidden)]",
        "in range(d_hidden)] for _ in range(d_output)]",
    ),
)
q.wrong(
    "one row repeated",
    hint="All rows of a matrix are the same. Either `[row] * n` names one row n times, or the "
    "generator is seeded again before each row.",
    was=(
        "for _ in range(d_hidden)] for _ in range(d_input)]",
        "for _ in range(d_output)] for _ in range(d_hidden)]",
    ),
    now=("for _ in range(d_hidden)]] * d_input", "for _ in range(d_output)]] * d_hidden"),
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
    was=(
        "b1 = [random.random() - 0.5 for _ in range(d_hidden)]",
        "b2 = [random.random() - 0.5 for _ in range(d_output)]",
    ),
    now=(
        "b1 = [[random.random() - 0.5 for _ in range(d_hidden)]]",
        "b2 = [[random.random() - 0.5 for _ in range(d_output)]]",
    ),
)
q.wrong(
    "no seed in the function",
    hint="Two calls of init_model give two different models. Does every call start the generator "
    "that it draws from with the same seed?",
    was="def init_model(d_input, d_hidden, d_output):\n    random.seed(0)",
    now="random.seed(0)\n\ndef init_model(d_input, d_hidden, d_output):",
    recognise=lambda candidate: np.any(drawn_weights(candidate) != drawn_weights(candidate)),
)
q.wrong(
    "seeded before each matrix",
    hint="W1 and W2 begin with the same numbers, so the generator was set back between them. Once "
    "is enough.",
    was="    W2 =",
    now="    random.seed(0)\n    W2 =",
)
q.wrong(
    "biases as long as the layer's input",
    hint="A bias has the length of its layer's input. It is added to the layer's output: how long "
    "is that?",
    was=(
        "b1 = [random.random() - 0.5 for _ in range(d_hidden)]",
        "b2 = [random.random() - 0.5 for _ in range(d_output)]",
    ),
    now=("b1 = [0.0] * d_input", "b2 = [0.0] * d_hidden"),
    recognise=lambda candidate: len(candidate.init_model(5, 7, 6)["b1"]) == 5,
)
BY_NUMPY = (
    "init_model uses NumPy, whose generators random.seed does not touch. Draw with random.random()."
)
q.refuse("numpy", "np", sentence=BY_NUMPY)
q.wrong("drawn by NumPy", hint=BY_NUMPY, was="random.random()", now="np.random.rand()")
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
q.hints(
    "How many rows has W1, and how long is each? Read the table of shapes, and say it aloud "
    "for W2 as well.",
    "Call `random.seed` first, inside the function. A row is a list of fresh random numbers, "
    "each less one half; a matrix is a list of such rows, each made anew.",
    "A small helper that draws n numbers makes it short: use it for every row and for the "
    "biases. Draw in the order W1, b1, W2, b2, with one row for each neuron that the layer "
    "gets its input from.",
)
