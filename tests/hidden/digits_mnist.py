"""The exam of 05_digits_mnist: real digits, then MNIST.

X is N×d, W is d_in×d_out. Trainings are tried on images whose classes have new names, so that a
model which learned from anything but the labels that it was given says the old ones.
"""
# ruff: noqa: B905, RUF007 - students write zip(a, b)

from functools import cache

import numpy as np
from sklearn.datasets import load_digits
from threadpoolctl import threadpool_limits

from viva.exam import Exam, Pair, check
from viva.lab.drawn_digits import draw_like_mnist

exam = Exam("digits_mnist")

# As in the worker: sums come in the same order there, and small matrices gain nothing by more.
threadpool_limits(limits=1)

X, y = load_digits(return_X_y=True)
N_VAL = 270


def standardised(train, val):
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    deviation = np.where(deviation == 0, 1, deviation)
    return (train - mean) / deviation, (val - mean) / deviation


@cache
def the_split():
    """Make the split of the notebook."""
    from sklearn.model_selection import train_test_split

    raw_train, raw_val, y_train, y_val = train_test_split(X, y, test_size=0.15, random_state=37)
    return raw_train, raw_val, *standardised(raw_train, raw_val), y_train, y_val


@exam.given
def given():
    import matplotlib.pyplot as plt
    from sklearn.model_selection import train_test_split
    from sklearn.preprocessing import StandardScaler

    raw_train, raw_val, X_train, X_val, y_train, y_val = the_split()
    reader = train_network(X_train, y_train, hidden=50, learning_rate=0.1, epochs=30)
    # Fewer than the notebook's, and drawn like them: enough for an answer to be tried on.
    X_mnist, y_mnist = draw_like_mnist(960, np.random.default_rng(28))
    X_test, y_test = draw_like_mnist(240, np.random.default_rng(29))
    return {
        "np": np,
        "plt": plt,
        "load_digits": load_digits,
        "train_test_split": train_test_split,
        "StandardScaler": StandardScaler,
        "draw_like_mnist": draw_like_mnist,
        "X": X,
        "y": y,
        "raw_train": raw_train,
        "raw_val": raw_val,
        "X_train": X_train,
        "X_val": X_val,
        "y_train": y_train,
        "y_val": y_val,
        "Network": Network,
        "train_epoch": train_epoch,
        "train_network": train_network,
        "reader": reader,
        "P_reader": reader.probabilities(X_val),
        "X_mnist": X_mnist,
        "y_mnist": y_mnist,
        "X_test": X_test,
        "y_test": y_test,
    }


# The network of the notebook, word for word: trainings must be repeatable to the last bit.
class Network:
    """Layers of neurons: ReLU in the hidden ones, softmax at the output."""

    def __init__(self, sizes, rng):
        pairs = list(zip(sizes, sizes[1:]))
        self.W = [rng.normal(0, np.sqrt(2 / n_in), size=(n_in, n_out)) for n_in, n_out in pairs]
        self.b = [np.zeros(n_out) for _, n_out in pairs]

    def activations(self, X):
        """Give X, the values of each hidden layer, and last the probabilities."""
        layers = [X]
        for W, b in zip(self.W[:-1], self.b[:-1]):
            layers.append(np.maximum(layers[-1] @ W + b, 0))
        scores = layers[-1] @ self.W[-1] + self.b[-1]
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        return [*layers, powers / powers.sum(axis=1, keepdims=True)]

    def probabilities(self, X):
        """Give the probability of each class: N rows of d_output."""
        return self.activations(X)[-1]

    def predict(self, X):
        """Give the most probable class of each row."""
        return self.probabilities(X).argmax(axis=1)

    def accuracy(self, X, y):
        """Give the share of rows whose most probable class is the right one."""
        return float(np.mean(self.predict(X) == y))

    def gradients(self, X, y):
        """Give the slopes of the mean cross-entropy: a list for the W, a list for the b."""
        *layers, P = self.activations(X)
        delta = P.copy()
        delta[np.arange(len(y)), y] -= 1
        delta /= len(y)
        dW, db = [], []
        for a, W in zip(layers[::-1], self.W[::-1]):
            dW.insert(0, a.T @ delta)
            db.insert(0, delta.sum(axis=0))
            delta = (delta @ W.T) * (a > 0)
        return dW, db


def train_epoch(network, X, y, learning_rate, rng, batch_size=32, weight_decay=0.0):
    """Show the network every row once, in a new order, and step after each mini-batch."""
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        for W, b, dW, db in zip(network.W, network.b, *network.gradients(X[rows], y[rows])):
            W -= learning_rate * (dW + 2 * weight_decay * W)
            b -= learning_rate * db


def train_network(
    X, y, hidden=10, learning_rate=0.01, epochs=1, batch_size=32, weight_decay=0.0, seed=0
):
    """Train a network with one hidden layer and ten classes, and return it."""
    rng = np.random.default_rng(seed)
    network = Network([X.shape[1], hidden, 10], rng)
    for _ in range(epochs):
        train_epoch(network, X, y, learning_rate, rng, batch_size, weight_decay)
    return network


def variant(template, *replacements):
    """Give `template` with every pair of old and new text put in."""
    for old, new in replacements:
        assert old in template, old
        template = template.replace(old, new)
    return template


# ---------------------------------------------------------------------------------------------
q = exam.question("q01_dimensions")
q.reference(d_input=64, d_output=10)


@q.case("inputs and outputs")
def inputs_and_outputs(candidate, rng):
    return {"d_input": candidate.d_input, "d_output": candidate.d_output}


q.wrong(
    "one side of the image",
    hint="d_input is the length of one side. The network gets every pixel of an image, not a row "
    "of them.",
    code="d_input, d_output = 8, 10",
)
q.wrong(
    "rows counted as inputs",
    hint="d_input is as large as the number of images. Which axis of X counts the pixels?",
    code="d_input, d_output = X.shape[0], len(np.unique(y))",
)
q.wrong(
    "the largest digit",
    hint="d_output is 9, the largest label. How many different labels are there, 0 included?",
    code="d_input, d_output = X.shape[1], y.max()",
)
q.wrong(
    "one output for each image",
    hint="d_output counts the labels, one for each image. How many different ones are there?",
    code="d_input, d_output = X.shape[1], len(y)",
)
q.wrong(
    "one output",
    hint="With one output the network could give one number only. The softmax needs one for each "
    "class.",
    code="d_input, d_output = 64, 1",
)
q.wrong(
    "inputs and outputs swapped",
    hint="The two numbers are right, but they have changed places: what goes in, what comes out?",
    code="d_input, d_output = 10, 64",
)
q.wrong(
    "the shape of an image",
    hint="d_input is a pair of sides. The network gets a flat row: how many numbers is that?",
    code="d_input, d_output = (8, 8), 10",
)
q.right("read off", code="d_input, d_output = 64, 10")
q.right(
    "from the first row and a set",
    code="""
d_output = len(set(y.tolist()))
d_input = sum(1 for pixel in X[0])
""",
)
q.right(
    "NumPy's own numbers",
    code="""
d_input = np.int64(X.size // len(X))
d_output = np.float64(y.max() - y.min() + 1)
""",
)
q.right(
    "from a side",
    code="""
side = int(np.sqrt(X.shape[-1]))
d_input, d_output = side**2, np.array([np.bincount(y).size])
""",
)

q.hints(
    "What is one row of X, and how many numbers does it hold? How would you count the digits that occur in y?",
    "The shape of an array tells rows and columns. One of its two numbers is what you need here.",
    "The inputs are the columns of X, the second entry of its shape. For the outputs count the different labels; NumPy has a function that keeps each value once.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q02_split")


@q.reference
def split(X, y, fraction, rng):
    chosen = rng.permutation(len(X)) < round(fraction * len(X))
    return X[~chosen], X[chosen], y[~chosen], y[chosen]


q.equivalent(
    "X has as many rows as y has labels",
    was="order = rng.permutation(len(X))",
    now="order = rng.permutation(len(y))",
)
q.equivalent(
    "X has as many rows as y has labels",
    was="n_val = round(fraction * len(X))",
    now="n_val = round(fraction * len(y))",
)


FOUR = "split must return four arrays: X_train, X_val, y_train, y_val."
ORDER = (
    "The four arrays come in another order: the text asks for X_train, X_val, y_train, y_val. "
    "Labels stand where rows should be."
)
SWAPPED = "The validation part has the size of the training part: the two have changed places."
SIZES = "The sizes of the two parts do not follow from the fraction."
SHORT = "A part has as many labels as it should, but not as many rows, or the other way round."
STRANGE = "There are rows in the parts that are not rows of X."
TWICE = "A row is in one part twice. Is it drawn with replacement?"
OVERLAP = "Some rows are in both parts: the network would be asked for what it has seen."
LOST = "Some rows are in neither part."
APART = "The rows and the labels of a part do not belong together."
BLOCK = "The validation part is a block of neighbouring rows of X. Where does chance come in?"
NOT_RNG = "Two different generators give the same split. Does the chance come from rng?"
OTHER_CHANCE = "The same generator gives two different splits. Where else does chance come from?"


def parts_of(candidate, X, y, fraction, seed):
    """Split once, and give the numbers of the rows in both parts."""
    parts = candidate.split(X, y, fraction, np.random.default_rng(seed))
    check(parts is not None, "split returns None. Is a `return` missing?")
    check(isinstance(parts, (list, tuple)) and len(parts) >= 4, FOUR)
    X_train, X_val, y_train, y_val = (np.asarray(part) for part in parts[:4])
    check(
        X_train.ndim != 1 or X_val.ndim != 1 or X_train.dtype.kind not in "iu",
        "These are numbers of rows. split returns the rows themselves, and their labels.",
    )
    check(X_train.ndim == X_val.ndim == 2 and y_train.size == len(y_train), ORDER)
    n, n_val = len(X), fraction * len(X)
    swapped = abs(len(X_train) - n_val) <= 1 and abs(len(X_val) - n + n_val) <= 1
    check(not swapped, SWAPPED)
    check(len(X_train) == y_train.size and len(X_val) == y_val.size, SHORT)
    names = {tuple(row): number for number, row in enumerate(X.tolist())}
    train = [names.get(tuple(row), -1) for row in X_train.tolist()]
    val = [names.get(tuple(row), -1) for row in X_val.tolist()]
    check(min(train + val, default=0) >= 0, STRANGE)
    check(len(set(train)) == len(train) and len(set(val)) == len(val), TWICE)
    check(not set(train) & set(val), OVERLAP)
    check(abs(len(val) - n_val) <= 1.001, SIZES)
    check(len(train) + len(val) == n, LOST)
    together = np.array_equal(y[train], y_train.ravel()) and np.array_equal(y[val], y_val.ravel())
    check(together, APART)
    return train, val


def examine_split(candidate, rng, n, d, fraction):
    # Every row has a number that it can be known by.
    X = np.column_stack([np.arange(n) + 0.5, rng.normal(size=(n, d - 1))])[rng.permutation(n)]
    y = np.concatenate([np.arange(10).repeat(3), rng.choice([1, 7], size=n - 30)])
    rng.shuffle(y)
    _, val = parts_of(candidate, X, y, fraction, 5)
    # The last row is the neighbour of the first.
    gaps = np.diff(sorted(val), append=min(val) + n)
    check(np.sum(gaps > 1) > 1, BLOCK)
    again = parts_of(candidate, X, y, fraction, 5)
    other = parts_of(candidate, X, y, fraction, 6)
    check(set(again[1]) == set(val), OTHER_CHANCE)
    check(set(other[1]) != set(val), NOT_RNG)


@q.case("120 rows of three numbers, a quarter put aside")
def a_quarter(candidate, rng):
    examine_split(candidate, rng, 120, 3, 0.25)


@q.case("97 rows of seven numbers, a tenth put aside")
def a_tenth(candidate, rng):
    examine_split(candidate, rng, 97, 7, 0.1)


SPLIT = """
def split(X, y, fraction, rng):
    order = rng.permutation(len(X))
    n_val = round(fraction * len(X))
    val, train = order[:n_val], order[n_val:]
    return X[train], X[val], y[train], y[val]
"""
RETURN = "return X[train], X[val], y[train], y[val]"
q.wrong(
    "nothing shuffled",
    hint="You put a block of neighbouring rows aside, the first or the last ones. If one person "
    "wrote those, your network never sees that hand: let chance choose.",
    code=variant(SPLIT, ("rng.permutation(len(X))", "np.arange(len(X))")),
)
q.wrong(
    "X and y shuffled apart",
    hint="Rows and labels are shuffled independently of each other, so most images get the label "
    "of another. One order must do for both.",
    code="""
def split(X, y, fraction, rng):
    X, y = rng.permutation(X), rng.permutation(y)
    n_val = round(fraction * len(X))
    return X[n_val:], X[:n_val], y[n_val:], y[:n_val]
""",
)
q.wrong(
    "trains on everything",
    hint="The validation rows are in the training part as well. What has to happen to them there?",
    code=variant(SPLIT, (RETURN, "return X, X[val], y, y[val]")),
)
q.wrong(
    "both parts drawn independently",
    hint="You draw each part by itself, so some rows are drawn for both. The second part is what "
    "the first leaves.",
    code="""
def split(X, y, fraction, rng):
    n_val = round(fraction * len(X))
    val = rng.choice(len(X), n_val, replace=True)
    train = rng.choice(len(X), len(X) - n_val, replace=True)
    return X[train], X[val], y[train], y[val]
""",
)
q.wrong(
    "another order of returns",
    hint="You return X_train, y_train, X_val, y_val. Whoever unpacks them as the text says gets "
    "labels for images: look at the order that it asks for.",
    code=variant(SPLIT, (RETURN, "return X[train], y[train], X[val], y[val]")),
)
q.wrong(
    "the parts swapped",
    hint="fraction is the share of the validation part, the small one; with you it is that of the "
    "training part, or the small part is returned first.",
    code=variant(SPLIT, (RETURN, "return X[val], X[train], y[val], y[train]")),
)
q.wrong(
    "a seed of its own",
    hint="Your split is the same for every generator: it comes from a fixed seed, or from no "
    "chance at all. What is rng there for?",
    code=variant(SPLIT, ("rng.permutation", "np.random.default_rng(0).permutation")),
)
q.wrong(
    "the global generator",
    hint="The chance comes from np.random, not from rng, so a split cannot be repeated. Which "
    "generator were you given?",
    code=variant(SPLIT, ("rng.permutation", "np.random.permutation")),
)
q.wrong(
    "always the same number of rows",
    hint="The validation part has a fixed size. How many rows it gets follows from fraction and "
    "the number of rows that come in.",
    code=variant(SPLIT, ("round(fraction * len(X))", "min(20, len(X) // 2)")),
)
q.wrong(
    "a row lost between the parts",
    hint="Some rows are in neither part. Where one slice ends the other must begin: look at both "
    "ends of your slices.",
    code=variant(SPLIT, ("order[n_val:]", "order[n_val + 1 : -1]")),
)
q.wrong(
    "row numbers returned",
    hint="You return the numbers of the rows. Use them as an index: X[...] and y[...].",
    code=variant(SPLIT, (RETURN, "return train, val, y[train], y[val]")),
)
q.wrong(
    "the labels stay in the old order",
    hint="The rows are shuffled, but the labels are cut in the order in which they came. Which "
    "index picks the label of a row?",
    code=variant(SPLIT, (RETURN, "return X[train], X[val], y[n_val:], y[:n_val]")),
    recognise=lambda candidate: _labels_in_order(candidate),
)
q.wrong(
    "as many as chance wants",
    hint="How many rows you put aside changes from call to call: each of them is drawn for itself. "
    "How many is fraction times N?",
    code="""
def split(X, y, fraction, rng):
    chosen = rng.random(len(X)) < fraction
    chosen[:10] = True
    return X[~chosen], X[chosen], y[~chosen], y[chosen]
""",
    recognise=lambda candidate: _size_by_chance(candidate),
)


def _labels_in_order(candidate):
    labels = np.arange(40)
    parts = candidate.split(labels[:, None] + 0.5, labels, 0.25, np.random.default_rng(1))
    ends = np.concatenate([np.ravel(parts[3]), np.ravel(parts[2])])
    back = np.concatenate([np.ravel(parts[2]), np.ravel(parts[3])])
    in_order = np.array_equal(ends, labels) or np.array_equal(back, labels)
    return in_order and not np.array_equal(np.ravel(parts[1]) - 0.5, np.ravel(parts[3]))


def _size_by_chance(candidate):
    labels = np.arange(80)
    sizes = set()
    for seed in range(4):
        rng = np.random.default_rng(seed)
        sizes.add(len(candidate.split(labels[:, None] + 0.5, labels, 0.25, rng)[1]))
    return len(sizes) > 1


q.right(
    "scikit-learn, with a seed from rng",
    code="""
def split(X, y, fraction, rng):
    seed = int(rng.integers(1_000_000))
    return train_test_split(X, y, test_size=fraction, random_state=seed)
""",
)
q.right(
    "a mask",
    code="""
def split(X, y, fraction, rng):
    mask = np.zeros(len(X), dtype=bool)
    mask[rng.choice(len(X), size=int(fraction * len(X)), replace=False)] = True
    return X[~mask], X[mask], y[~mask], y[mask]
""",
)
q.right(
    "both shuffled in place by one order",
    code="""
def split(X, y, fraction, rng):
    table = np.column_stack([X, y])
    rng.shuffle(table)
    cut = len(table) - int(np.ceil(fraction * len(table)))
    X_new, y_new = table[:, :-1], table[:, -1].astype(int)
    return [X_new[:cut], X_new[cut:], y_new[:cut], y_new[cut:]]
""",
)
q.right(
    "lists and a loop",
    code="""
def split(X, y, fraction, rng):
    numbers = list(range(len(X)))
    rng.shuffle(numbers)
    aside = set(numbers[: round(fraction * len(X))])
    X_train, X_val, y_train, y_val = [], [], [], []
    for i in range(len(X)):
        if i in aside:
            X_val.append(X[i])
            y_val.append(y[i])
        else:
            X_train.append(X[i])
            y_train.append(y[i])
    return X_train, X_val, y_train, y_val
""",
)
q.right(
    "the last rows of an order, and the order as well",
    code="""
def split(X, y, fraction, rng):
    order = np.argsort(rng.random(len(y)))
    n_train = len(y) - round(len(y) * fraction)
    train, val = np.split(order, [n_train])
    return X[train], X[val], y[train], y[val], order
""",
)

q.hints(
    "How can you draw rows at random without ever drawing one twice, and without losing its label?",
    "Draw one random order of all row numbers from rng. Cut this order in two: the first few numbers name the validation rows, the rest the training rows.",
    "Round the fraction of N to a whole number, cut the order there, and use the same two pieces as indices into X and into y. Mind the order of the four results: both X first, training before validation.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q03_standardise")


@q.reference
def standardise(X_train, X_val):
    return standardised(np.asarray(X_train, dtype=float), np.asarray(X_val, dtype=float))


q.equivalent(
    "0 divided by any number is 0",
    was="deviation[deviation == 0] = 1",
    now="deviation[deviation == 0] = 2",
)


def two(parts):
    """Take the two scaled parts from an answer that may return the means as well."""
    check(parts is not None, "standardise returns None. Is a `return` missing?")
    check(
        isinstance(parts, (list, tuple)) and len(parts) >= 2,
        "standardise must return two arrays, the training and the validation part.",
    )
    return tuple(parts[:2])


@q.case("columns of different means and deviations")
def different_columns(candidate, rng):
    # The last column never changes, as in every case: the care for it is part of the answer.
    scale, mean = np.array([0.1, 3.0, 40.0, 1.5, 0.0]), np.array([5.0, -2.0, 0.5, 100.0, 0.0])
    train = rng.normal(size=(9, 5)) * scale + mean
    val = rng.normal(size=(6, 5)) * 3 * scale - mean
    return two(candidate.standardise(train, val))


@q.case("columns that never change among others")
def constant_columns(candidate, rng):
    train, val = rng.uniform(0, 16, size=(7, 5)), rng.uniform(0, 16, size=(4, 5))
    train[:, 1], val[:, 1] = 0, 0
    train[:, 3], val[:, 3] = 8, 8
    return two(candidate.standardise(train, val))


@q.case("digits, and a single validation row")
def a_single_row(candidate, rng):
    rows = rng.permutation(len(X))[:31]
    # Pixels that change among the thirty, and those that never change at all.
    inked = np.flatnonzero((X[rows[:30]].std(axis=0) > 0) | (X.std(axis=0) == 0))
    return two(candidate.standardise(X[rows[:30]][:, inked], X[rows[30:]][:, inked]))


STANDARDISE = """
def standardise(X_train, X_val):
    mean = X_train.mean(axis=0)
    deviation = X_train.std(axis=0)
    deviation[deviation == 0] = 1
    return (X_train - mean) / deviation, (X_val - mean) / deviation
"""
q.wrong(
    "mean and deviation of all rows",
    hint="The mean and the deviation are those of both parts together: the validation images have "
    "leaked into the training. Which rows may be asked?",
    code=variant(
        STANDARDISE,
        (
            "    mean = X_train.mean(axis=0)\n    deviation = X_train.std(axis=0)",
            "    both = np.concatenate([X_train, X_val])\n"
            "    mean, deviation = both.mean(axis=0), both.std(axis=0)",
        ),
    ),
)
q.wrong(
    "each part by itself",
    hint="The training part is right, but the validation part is scaled by its own mean and "
    "deviation. Then the same image would give the network different numbers in the two parts.",
    code="""
def standardise(X_train, X_val):
    scaled = []
    for part in (X_train, X_val):
        deviation = part.std(axis=0)
        deviation[deviation == 0] = 1
        scaled.append((part - part.mean(axis=0)) / deviation)
    return tuple(scaled)
""",
)
q.wrong(
    "a mean for each row",
    hint="Each image is scaled by its own mean and deviation. The formula asks for those of a "
    "pixel, over all images: which axis is that?",
    code="""
def standardise(X_train, X_val):
    scaled = []
    for part in (X_train, X_val):
        deviation = part.std(axis=1, keepdims=True)
        scaled.append((part - part.mean(axis=1, keepdims=True)) / np.where(deviation, deviation, 1))
    return tuple(scaled)
""",
)
q.wrong(
    "nan for constant columns",
    hint="Columns that never change become nan: 0 divided by 0. The rest is right. What would you "
    "divide by instead, where the deviation is 0?",
    code=variant(STANDARDISE, ("    deviation[deviation == 0] = 1\n", "")),
    recognise=lambda candidate: np.isnan(_scaled_constant(candidate)).any(),
)
q.wrong(
    "one mean for everything",
    hint="All pixels share one mean and one deviation. Each pixel has its own: `mean` and `std` "
    "know an axis.",
    code="""
def standardise(X_train, X_val):
    mean, deviation = X_train.mean(), X_train.std()
    return (X_train - mean) / deviation, (X_val - mean) / deviation
""",
)
q.wrong(
    "the variance instead of the deviation",
    hint="You divide by the variance. Its square root is what brings the deviation to 1.",
    code=variant(STANDARDISE, (".std(axis=0)", ".var(axis=0)")),
)
q.wrong(
    "only the mean taken off",
    hint="The columns have mean 0, but still their own deviations. The second half of the formula "
    "is missing.",
    code=variant(STANDARDISE, (" / deviation", "")),
)
q.wrong(
    "the mean left in",
    hint="The columns are divided by their deviations, but their means are still there.",
    code=variant(STANDARDISE, ("(X_train - mean)", "X_train"), ("(X_val - mean)", "X_val")),
)
q.wrong(
    "scaled to the range from 0 to 1",
    hint="You bring each column to the range from 0 to 1. That is another scaling; this one is for "
    "mean 0 and deviation 1.",
    code="""
def standardise(X_train, X_val):
    low, high = X_train.min(axis=0), X_train.max(axis=0)
    width = np.where(high > low, high - low, 1)
    return (X_train - low) / width, (X_val - low) / width
""",
)
q.wrong(
    "divided by N - 1",
    hint="Your deviation divides by N - 1. The formula in the text divides by N: have a look at "
    "`ddof`.",
    code=variant(STANDARDISE, (".std(axis=0)", ".std(axis=0, ddof=1)")),
)
q.wrong(
    "the validation part as it was",
    hint="The training part is right, the validation part has not been scaled at all. The network "
    "expects both in the same units.",
    code=variant(STANDARDISE, ("(X_val - mean) / deviation", "X_val")),
)
q.wrong(
    "the parts swapped",
    hint="The two parts come back in the wrong order.",
    code=variant(
        STANDARDISE,
        (
            "(X_train - mean) / deviation, (X_val - mean) / deviation",
            "(X_val - mean) / deviation, (X_train - mean) / deviation",
        ),
    ),
)
q.wrong(
    "a deviation with 1 added",
    hint="You add 1 to every deviation, so that none is 0. That changes all columns; only the "
    "constant ones need care.",
    code=variant(
        STANDARDISE, ("    deviation[deviation == 0] = 1\n", "    deviation = deviation + 1\n")
    ),
)
q.wrong(
    "brackets missing",
    hint="Only the mean is divided: without brackets `/` comes before `-`.",
    code=variant(
        STANDARDISE,
        ("(X_train - mean) / deviation", "X_train - mean / deviation"),
        ("(X_val - mean) / deviation", "X_val - mean / deviation"),
    ),
)


def _scaled_constant(candidate):
    train, val = np.array([[1.0, 4.0], [3.0, 4.0]]), np.array([[2.0, 4.0]])
    return np.asarray(candidate.standardise(train, val)[0])


q.right(
    "scikit-learn",
    code="""
def standardise(X_train, X_val):
    scaler = StandardScaler()
    return scaler.fit_transform(X_train), scaler.transform(X_val)
""",
)
q.right(
    "a tiny number in the denominator",
    code="""
def standardise(X_train, X_val):
    mu = np.mean(X_train, 0)
    sigma = np.std(X_train, 0) + 1e-12
    return [(X_train - mu) / sigma, (X_val - mu) / sigma]
""",
)
q.right(
    "nan turned into 0 afterwards, with the means",
    code="""
def standardise(X_train, X_val):
    mean = sum(X_train) / len(X_train)
    deviation = (sum((X_train - mean) ** 2) / len(X_train)) ** 0.5
    with np.errstate(all="ignore"):
        train, val = (X_train - mean) / deviation, (X_val - mean) / deviation
    return np.nan_to_num(train), np.nan_to_num(val), mean, deviation
""",
)
q.right(
    "column by column, in place",
    code="""
def standardise(X_train, X_val):
    for j in range(X_train.shape[1]):
        mean = X_train[:, j].mean()
        deviation = X_train[:, j].std() or 1.0
        X_train[:, j] = (X_train[:, j] - mean) / deviation
        X_val[:, j] = (X_val[:, j] - mean) / deviation
    return X_train, X_val
""",
)
q.right(
    "lists in pure Python",
    code="""
def standardise(X_train, X_val):
    train, val = X_train.T.tolist(), X_val.T.tolist()
    for pixels, others in zip(train, val):
        mean = sum(pixels) / len(pixels)
        deviation = (sum((p - mean) ** 2 for p in pixels) / len(pixels)) ** 0.5
        for part in (pixels, others):
            part[:] = [(p - mean) / deviation if deviation > 0 else 0 for p in part]
    return [list(row) for row in zip(*train)], [list(row) for row in zip(*val)]
""",
)
q.right(
    "32-bit floats",
    code="""
def standardise(X_train, X_val):
    m, s = X_train.mean(axis=0), X_train.std(axis=0)
    s = np.where(s < 1e-9, 1, s)
    return ((X_train - m) / s).astype(np.float32), ((X_val - m) / s).astype(np.float32)
""",
)

q.hints(
    "Whose mean and deviation may you use, and for which of the two arrays? Along which axis do you get one number for each pixel?",
    "Compute both from X_train alone, over its rows, so that there is one mean and one deviation for each column. Apply the same two to both arrays.",
    "Where a deviation is 0, put 1 in its place before you divide: the numerator is 0 there anyway. Then subtract the mean and divide, for the training part and for the other, and return both.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q04_train_digits")


@q.reference
def train_digits(X_train, y_train):
    return train_network(X_train, y_train, hidden=100, learning_rate=0.1, epochs=20)


q.equivalent(
    "any training will do that reads 0.95 of the images that were never shown",
    was="return train_network(X_train, y_train, hidden=100, learning_rate=0.1, epochs=20)",
    now=[
        "return train_network(X_train, y_train, learning_rate=0.1, epochs=20)",
        "return train_network(X_train, y_train, hidden=101, learning_rate=0.1, epochs=20)",
        "return train_network(X_train, y_train, hidden=99, learning_rate=0.1, epochs=20)",
        "return train_network(X_train, y_train, hidden=100, learning_rate=1.1, epochs=20)",
        "return train_network(X_train, y_train, hidden=100, learning_rate=0.1, epochs=21)",
        "return train_network(X_train, y_train, hidden=100, learning_rate=0.1, epochs=19)",
    ],
)


NO_MODEL = "returns None. Is a `return` missing?"
NOT_A_MODEL = "must return an object that has a method predict; this is {}."
NO_ANSWER = "predict returns None. Is a `return` missing?"
PROBABILITIES = "predict returns a row of numbers for each image, not its class."
ONE_HOT = "predict returns a row with a single 1 for each image, not the number of its class."
ONE_ANSWER = "predict returns a single answer, however many images it gets."
BY_COLUMN = "predict returns one answer for each class, not one for each image."
OTHER_IMAGES = (
    "predict returns as many answers as there were training images: is its argument used?"
)
COUNT = "predict does not return one answer for each image."
NO_NUMBERS = "predict returns something else than classes, which are whole numbers."
NOT_WHOLE = "predict returns fractions. Classes are whole numbers."
OLD_NAMES = (
    "Your model gives the digits their true names, though the images that it was given call them "
    "otherwise: it has learned from something else than its arguments."
)
BY_HEART = "Your model knows the images that it was trained on, and hardly any other."
ONE_CLASS = "Your model gives the same class for every image."
BESIDE = "Your model's classes are all one off."
GUESSES = "Your model does hardly better than guessing."
TOO_LITTLE = (
    "Your model has learned something, but reads less than {:.2f} of images that it never saw."
)


def predictor(returned, name):
    """Find what answers for images in what a training function returned."""
    if isinstance(returned, tuple):
        proxies = [part for part in returned if hasattr(part, "kind_name")]
        returned = proxies[0] if proxies else returned
    check(returned is not None, f"{name} {NO_MODEL}")
    if not hasattr(returned, "kind_name"):
        kinds = ((dict, "a dict"), ((list, tuple), "a list"), (np.ndarray, "an array"))
        kind = next((word for kinds, word in kinds if isinstance(returned, kinds)), "a number")
        check(False, f"{name} {NOT_A_MODEL.format(kind)}")
    is_function = returned.kind_name() == "a function"
    check(not is_function, f"{name} {NOT_A_MODEL.format('a function')}")
    return returned.predict


def classes_from(answers, n, n_seen):
    """Read predictions as n whole numbers."""
    check(answers is not None, NO_ANSWER)
    try:
        # Answers with something beside them; a tuple of answers alone is one as well.
        answers = answers[0] if isinstance(answers, tuple) and np.ndim(answers[0]) else answers
        answers = np.asarray(answers)
    except ValueError:
        check(False, NO_NUMBERS)
    check(answers.dtype.kind in "biuf", NO_NUMBERS)
    answers = answers.astype(float)
    if answers.ndim == 2 and 1 not in answers.shape:
        one_hot = np.isin(answers, (0, 1)).all() and np.all(answers.sum(axis=1) == 1)
        check(not one_hot, ONE_HOT)
        check(answers.shape[0] != n, PROBABILITIES)
    check(answers.size != 1, ONE_ANSWER)
    check(answers.size != 10, BY_COLUMN)
    check(answers.size != n_seen, OTHER_IMAGES)
    check(answers.size == n, COUNT)
    answers = answers.ravel()
    check(np.all(answers == np.round(answers)), NOT_WHOLE)
    return answers


def renamed(rng):
    """Draw new names for the ten digits, so that none keeps its own."""
    while True:
        names = rng.permutation(10)
        if not np.any(names == np.arange(10)):
            return names


def examine_reader(train, name, seen, new, names, least):
    """Train the candidate's model and ask it for new images; `seen`, `new`: images, digits."""
    (X_seen, y_seen), (X_new, y_new) = seen, new
    predict = predictor(train(X_seen, names[y_seen]), name)
    answers = classes_from(predict(X_new), len(X_new), len(X_seen))
    accuracy = np.mean(answers == names[y_new])
    if accuracy >= least:
        return
    check(np.mean(answers == y_new) < 0.4, OLD_NAMES)
    known = classes_from(predict(X_seen), len(X_seen), -1) == names[y_seen]
    check(known.mean() < 0.85 or accuracy > 0.5, BY_HEART)
    check(np.ptp(answers) > 0, ONE_CLASS)
    check(
        max(np.mean(answers + 1 == names[y_new]), np.mean(answers - 1 == names[y_new])) < 0.6,
        BESIDE,
    )
    check(accuracy > 0.2, GUESSES)
    check(False, TOO_LITTLE.format(least))


@cache
def digits_apart(seed):
    """Split the digits anew, standardised."""
    order = np.random.default_rng(seed).permutation(len(X))
    val, train = order[:N_VAL], order[N_VAL:]
    X_seen, X_new = standardised(X[train], X[val])
    return (X_seen, y[train]), (X_new, y[val])


@q.case("0.90 of images that were never shown", seconds=60)
def nine_of_ten(candidate, rng):
    examine_reader(candidate.train_digits, "train_digits", *digits_apart(10), renamed(rng), 0.90)


@q.case("0.95 of images that were never shown, on another split", seconds=60)
def nineteen_of_twenty(candidate, rng):
    examine_reader(candidate.train_digits, "train_digits", *digits_apart(6), renamed(rng), 0.95)


# What wrong answers build on: quick to train, for they are all tried where somebody fails.
READER = """
class Reader:
    def __init__(self, X, y):
        self.network = train_network(X, y, hidden=30, learning_rate=0.3, epochs=6)

    def predict(self, X):
        P = self.network.probabilities(X)
        return P.argmax(axis=1)


def train_digits(X_train, y_train):
    return Reader(X_train, y_train)
"""
ARGMAX = "P.argmax(axis=1)"
q.wrong(
    "the model is not returned",
    hint="train_digits trains, and returns None: the model is lost when the function ends. What "
    "is missing in its last line?",
    code=variant(READER, ("    return Reader", "    model = Reader")),
)
q.wrong(
    "the accuracy is returned",
    hint="train_digits returns a number, its accuracy perhaps. Nobody can show images to a number: "
    "return the model itself.",
    code="""
def train_digits(X_train, y_train):
    model = train_network(X_train, y_train, hidden=30, learning_rate=0.3, epochs=6)
    return model.accuracy(X_train, y_train)
""",
)
q.wrong(
    "the predictions are returned",
    hint="train_digits returns an array, the answers for its own training images perhaps. Return "
    "what gives the answers.",
    code="""
def train_digits(X_train, y_train):
    return train_network(X_train, y_train, hidden=30, learning_rate=0.3, epochs=6).predict(X_train)
""",
)
q.wrong(
    "the weights are returned",
    hint="train_digits returns the weights in a dict. They are all there, but who multiplies them? "
    "A small class with a method predict can hold them.",
    code="""
def train_digits(X_train, y_train):
    model = train_network(X_train, y_train, hidden=30, learning_rate=0.3, epochs=6)
    return {"W1": model.W[0], "b1": model.b[0], "W2": model.W[1], "b2": model.b[1]}
""",
)
q.wrong(
    "the weights are returned as a list",
    hint="train_digits returns a list or a tuple of arrays. The test can only ask an object that "
    "has a method predict.",
    code="""
def train_digits(X_train, y_train):
    model = train_network(X_train, y_train, hidden=30, learning_rate=0.3, epochs=6)
    return model.W[0], model.b[0], model.W[1], model.b[1]
""",
)
q.wrong(
    "too short a training",
    hint="The model learns, but by far not enough. Look at the accuracy on the training images, "
    "too: if it is low as well, the training is too short, or its steps are too small.",
    code="""
def train_digits(X_train, y_train):
    return train_network(X_train, y_train, epochs=6)
""",
)
q.wrong(
    "predict gives probabilities",
    hint="predict gives the probabilities of all classes. Which of them is the largest in each "
    "row? The number of that class is the answer.",
    code=variant(READER, (ARGMAX, "P")),
)
q.wrong(
    "predict gives one-hot rows",
    hint="predict gives one-hot rows. Where in the row stands the 1? That number is the class.",
    code=variant(READER, (ARGMAX, "np.eye(10)[" + ARGMAX + "]")),
)
q.wrong(
    "the largest of each column",
    hint="predict takes the maximum down the columns, so there is one answer for each class. Along "
    "which axis do the probabilities of one image lie?",
    code=variant(READER, (ARGMAX, "P.argmax(axis=0)")),
)
q.wrong(
    "the largest of the whole table",
    hint="predict gives one answer for all images together: an argmax without an axis looks at the "
    "whole table, and a predict for a single image looks at one row.",
    code=variant(READER, (ARGMAX, "P.argmax()")),
)
q.wrong(
    "predict forgets to return",
    hint="predict computes its answers and returns None. What hands them to the caller?",
    code=variant(READER, ("return " + ARGMAX, ARGMAX)),
)
q.wrong(
    "trained on the notebook's images",
    hint="Your model was trained on the notebook's images, or on load_digits, whatever the "
    "function is given. Do the names in its body match those in its first line?",
    code=variant(
        READER, ("def train_digits(X_train, y_train)", "def train_digits(images, labels)")
    ),
)
q.wrong(
    "answers for the training images",
    hint="predict answers for the images of the training, not for those that it is shown. Which X "
    "does it read?",
    code=variant(
        READER,
        ("        self.network", "        self.X = X\n        self.network"),
        ("probabilities(X)", "probabilities(self.X)"),
    ),
)
q.wrong(
    "a lookup table",
    hint="Your model remembers its training images and is lost with any other. An image that was "
    "never shown is never found in a table.",
    code="""
class Memory:
    def __init__(self, X, y):
        self.table = {tuple(x): label for x, label in zip(X.tolist(), y.tolist())}

    def predict(self, X):
        return [self.table.get(tuple(x), 0) for x in X.tolist()]


def train_digits(X_train, y_train):
    return Memory(X_train, y_train)
""",
)
q.wrong(
    "the most frequent class for all",
    hint="Every image gets the same class. Does predict look at the images? Are the weights still "
    "numbers, or nan? And does the training go down the slope, not up?",
    code="""
class Majority:
    def __init__(self, y):
        self.answer = np.bincount(y).argmax()

    def predict(self, X):
        return np.full(len(X), self.answer)


def train_digits(X_train, y_train):
    return Majority(y_train)
""",
)
q.wrong(
    "classes counted from 1",
    hint="Every class is one too large or too small. The labels begin with 0.",
    code=variant(READER, (ARGMAX, ARGMAX + " + 1")),
)
q.wrong(
    "never trained",
    hint="The model guesses. Is it trained at all, for more than a moment, and do the images and "
    "labels that it is trained on still belong together?",
    code="""
def train_digits(X_train, y_train):
    return Network([64, 30, 10], np.random.default_rng(0))
""",
)
q.wrong(
    "a straight line through the labels",
    hint="The answers are fractions: this is a regression, for which an 8 lies between 7 and 9. "
    "The digits are classes, not amounts.",
    code="""
class Line:
    def __init__(self, X, y):
        self.w = np.linalg.lstsq(np.column_stack([np.ones(len(X)), X]), y, rcond=None)[0]

    def predict(self, X):
        return np.column_stack([np.ones(len(X)), X]) @ self.w


def train_digits(X_train, y_train):
    return Line(X_train, y_train)
""",
)
q.wrong(
    "names instead of numbers",
    hint="predict gives words. The classes are the whole numbers from 0 to 9, as in y_train.",
    code=variant(READER, (ARGMAX, '[f"digit {k}" for k in ' + ARGMAX + "]")),
)
q.wrong(
    "only a part of the images answered",
    hint="predict leaves images out. It gets rows of any number and owes each of them a class.",
    code=variant(READER, (ARGMAX, ARGMAX + "[:100]")),
)
q.right(
    "scikit-learn's support vectors",
    code="""
def train_digits(X_train, y_train):
    from sklearn.svm import SVC

    return SVC(C=10).fit(X_train, y_train)
""",
)
q.right(
    "scikit-learn's network",
    code="""
from sklearn.neural_network import MLPClassifier


def train_digits(X_train, y_train):
    model = MLPClassifier(hidden_layer_sizes=(50,), max_iter=60, random_state=1)
    model.fit(X_train, y_train)
    return model
""",
)
q.right(
    "a loop over epochs, and the losses as well",
    code="""
def train_digits(X_train, y_train):
    rng = np.random.default_rng(7)
    net = Network([X_train.shape[1], 60, 30, 10], rng)
    losses = []
    for epoch in range(20):
        train_epoch(net, X_train, y_train, 0.1, rng)
        P = net.probabilities(X_train)
        losses.append(-np.log(P[np.arange(len(y_train)), y_train]).mean())
    return net, losses
""",
)
q.right(
    "a network of one's own, sigmoid, full batches",
    code="""
class MLP:
    def fit(self, X, y, hidden=40, rate=2.0, epochs=300):
        rng = np.random.default_rng(2)
        Y = np.eye(10)[y]
        self.W1, self.b1 = rng.uniform(-0.3, 0.3, (X.shape[1], hidden)), np.zeros(hidden)
        self.W2, self.b2 = rng.uniform(-0.3, 0.3, (hidden, 10)), np.zeros(10)
        for _ in range(epochs):
            A, P = self.forward(X)
            delta2 = (P - Y) / len(X)
            delta1 = delta2 @ self.W2.T * A * (1 - A)
            self.W2 -= rate * A.T @ delta2
            self.b2 -= rate * delta2.sum(0)
            self.W1 -= rate * X.T @ delta1
            self.b1 -= rate * delta1.sum(0)
        return self

    def forward(self, X):
        A = 1 / (1 + np.exp(-(X @ self.W1 + self.b1)))
        Z = A @ self.W2 + self.b2
        E = np.exp(Z - Z.max(axis=1, keepdims=True))
        return A, E / E.sum(axis=1, keepdims=True)

    def predict(self, X):
        return [int(np.argmax(row)) for row in self.forward(X)[1]]


def train_digits(X_train, y_train):
    return MLP().fit(X_train, y_train)
""",
)
q.right(
    "nearest neighbours, classes as a column of floats",
    code="""
class Neighbour:
    def __init__(self, X, y):
        self.X, self.y = X, y

    def predict(self, X):
        squares = (X**2).sum(1)[:, None] + (self.X**2).sum(1) - 2 * X @ self.X.T
        return self.y[squares.argmin(axis=1)].astype(float).reshape(-1, 1)


def train_digits(X_train, y_train):
    return Neighbour(X_train, y_train)
""",
)
q.right(
    "an object without a class of its own",
    code="""
from types import SimpleNamespace


def train_digits(X_train, y_train):
    net = train_network(X_train, y_train, 80, 0.3, 15, seed=3)
    return SimpleNamespace(predict=lambda X: tuple(net.predict(X).tolist()))
""",
)
q.right(
    "ten votes",
    code="""
class Vote:
    def __init__(self, members):
        self.members = members

    def predict(self, X):
        return sum(member.probabilities(X) for member in self.members).argmax(axis=1)


def train_digits(X_train, y_train):
    return Vote([train_network(X_train, y_train, 30, 0.2, 10, seed=s) for s in range(10)])
""",
)

q.hints(
    "With the default values the network hardly learns. Is it too small, does it walk too slowly, or does it stop too early? Try one at a time on the validation part.",
    "A step size near a tenth, some dozens of hidden neurons and more than ten epochs change the picture completely. Which of these helps most?",
    "The body is a single call of train_network, with the function's own two arguments and with your values for hidden, learning_rate and epochs; return what it gives. Use nothing but the arguments.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q06_hyperparameters")
DEFAULTS = {
    "hidden": 10,
    "learning_rate": 0.01,
    "epochs": 1,
    "batch_size": 32,
    "weight_decay": 0.0,
    "seed": 0,
}
# Two of the 270 images, and what rounding to two places adds.
SLACK = 2 / N_VAL + 0.005


def a_table():
    _, _, X_train, X_val, y_train, y_val = the_split()
    rows = []
    for hidden in (10, 30):
        for learning_rate in (0.01, 0.03, 0.1, 0.2, 0.3, 1.0):
            setting = {"hidden": hidden, "learning_rate": learning_rate, "epochs": 5}
            network = train_network(X_train, y_train, **setting)
            rows.append({**setting, "accuracy": network.accuracy(X_val, y_val)})
    return rows


RESULTS = a_table()
q.reference(results=RESULTS, best=max(RESULTS, key=lambda row: row["accuracy"]))


q.equivalent(
    "which twelve settings are tried is free, and so is their order",
    was="for hidden in (10, 30, 100):",
    now=[
        "for hidden in (30, 10, 100):",
        "for hidden in (10, 100, 30):",
        "for hidden in (11, 30, 100):",
        "for hidden in (9, 30, 100):",
        "for hidden in (10, 31, 100):",
        "for hidden in (10, 29, 100):",
        "for hidden in (10, 30, 101):",
        "for hidden in (10, 30, 99):",
    ],
)
q.equivalent(
    "which twelve settings are tried is free, and so is their order; a bad one is told as bad",
    was="for learning_rate in (0.01, 0.1, 0.3, 1.0):",
    now=[
        "for learning_rate in (0.1, 0.01, 0.3, 1.0):",
        "for learning_rate in (0.01, 0.3, 0.1, 1.0):",
        "for learning_rate in (0.01, 0.1, 1.0, 0.3):",
        "for learning_rate in (1.01, 0.1, 0.3, 1.0):",
        "for learning_rate in (-0.01, 0.1, 0.3, 1.0):",
        "for learning_rate in (0.01, 1.1, 0.3, 1.0):",
        "for learning_rate in (0.01, -0.1, 0.3, 1.0):",
        "for learning_rate in (0.01, 0.1, 1.3, 1.0):",
        "for learning_rate in (0.01, 0.1, -0.3, 1.0):",
        "for learning_rate in (0.01, 0.1, 0.3, 2.0):",
        "for learning_rate in (0.01, 0.1, 0.3, -1.0):",
    ],
)
q.equivalent(
    "how long is trained is free, as long as the row says it",
    was='setting = {"hidden": hidden, "learning_rate": learning_rate, "epochs": 15}',
    now=[
        'setting = {"hidden": hidden, "learning_rate": learning_rate, "epochs": 16}',
        'setting = {"hidden": hidden, "learning_rate": learning_rate, "epochs": 14}',
    ],
)

NO_TABLE = "results must be a list with a dict for each setting."
NOT_A_ROW = "best is not a row of results. It is the whole dict, not a number or a position."
NO_ACCURACY = 'A row has no "accuracy", or it is not a number.'
PERCENT = "An accuracy is above 1. It is a fraction, not a percentage or a count."
NO_NAMES = (
    "A row names no argument of train_network. The keys are its names: hidden, learning_rate, "
    "epochs, batch_size, weight_decay, seed."
)
FEW = "results has fewer than 12 rows."
REPEATS = "results has 12 rows or more, but fewer than 12 different settings."
ONE_VARIES = "Only one of the arguments varies. Vary at least two."
VALUES = "An argument in a row is not what train_network can be called with."
TOO_LARGE = (
    "A setting is too large to be repeated: keep hidden at 200 or less, epochs at 60 or less, "
    "batch_size at 8 or more."
)
ON_TRAINING = "These are the accuracies on the training images."
ERRORS = "These are the shares of wrong answers."
OTHER_ROW = "The settings and the accuracies do not belong together: they are those of other rows."
NOT_REPEATED = (
    "Trained again with the values in its row, a network has another accuracy on X_val. Does the "
    "row name every argument that you changed?"
)
NOT_BEST = "There is a row in results with a larger accuracy than that of best."
BELOW = "Your best accuracy is below 0.96. Which direction of which argument have you not tried?"


def rows_of(results):
    """Read results as pairs of a setting and its accuracy."""
    check(isinstance(results, (list, tuple, np.ndarray)) and len(results) > 0, NO_TABLE)
    return [row_of(row) for row in results]


def row_of(row):
    """Read a row: a dict with everything, or a setting with its accuracy beside it."""
    if isinstance(row, (tuple, list)) and len(row) == 2:
        inner = [part for part in row if isinstance(part, dict)]
        other = [part for part in row if not isinstance(part, dict)]
        row = {**inner[0], "accuracy": other[0]} if inner and other else row
    check(isinstance(row, dict), NO_TABLE)
    for part in list(row.values()):
        row = {**part, **row} if isinstance(part, dict) else row
    named = [key for key in row if str(key) in ("accuracy", "val_accuracy", "validation_accuracy")]
    check(named and np.size(row[named[0]]) == 1, NO_ACCURACY)
    accuracy = np.asarray(row[named[0]])
    check(accuracy.dtype.kind in "biuf", NO_ACCURACY)
    check(0 <= accuracy.item() <= 1, PERCENT)
    given = {key: row[key] for key in DEFAULTS if key in row}
    check(given, NO_NAMES)
    for value in given.values():
        number = np.asarray(value)
        check(number.size == 1 and number.dtype.kind in "biuf" and np.isfinite(number), VALUES)
    setting = {key: np.asarray(value).item() for key, value in {**DEFAULTS, **given}.items()}
    for key in ("hidden", "epochs", "batch_size", "seed"):
        check(setting[key] == int(setting[key]) >= 0, VALUES)
        setting[key] = int(setting[key])
    return setting, float(accuracy.item())


def small_enough(setting):
    return 1 <= setting["hidden"] <= 200 and setting["epochs"] <= 60 and setting["batch_size"] >= 8


def repeat(setting):
    """Train once more with a setting; give the accuracies on X_val and on X_train."""
    _, _, X_train, X_val, y_train, y_val = the_split()
    with np.errstate(all="ignore"):
        network = train_network(X_train, y_train, **setting)
        return network.accuracy(X_val, y_val), network.accuracy(X_train, y_train)


def check_repeated(row, others):
    setting, accuracy = row
    check(small_enough(setting), TOO_LARGE)
    on_val, on_train = repeat(setting)
    if abs(accuracy - on_val) <= SLACK:
        return
    check(abs(accuracy - on_train) > 0.002, ON_TRAINING)
    check(abs(1 - accuracy - on_val) > SLACK, ERRORS)
    check(all(abs(other - on_val) > 1e-9 for _, other in others), OTHER_ROW)
    check(False, NOT_REPEATED)


def cost(row):
    """Estimate how many seconds it takes to train with a row's setting."""
    setting, _ = row
    return setting["epochs"] * (0.13 / max(setting["batch_size"], 1) + 6e-5 * setting["hidden"])


@q.case("a table of 12 settings that can be repeated", seconds=30)
def a_table_that_holds(candidate, rng):
    rows = rows_of(candidate.results)
    check(len(rows) >= 12, FEW)
    settings = [{key: s[key] for key in DEFAULTS if key != "seed"} for s, _ in rows]
    check(len({tuple(setting.values()) for setting in settings}) >= 12, REPEATS)
    varied = [key for key in DEFAULTS if key != "seed" and len({s[key] for s in settings}) > 1]
    check(len(varied) >= 2, ONE_VARIES)
    cheap = sorted((row for row in rows if small_enough(row[0])), key=cost)
    check(len(cheap) >= 2, TOO_LARGE)
    # Any of them may be repeated: the two cheapest, and others for as long as it is quick.
    spent = 0.0
    for number in (0, 1, *(2 + rng.permutation(len(cheap) - 2))):
        spent += cost(cheap[number])
        if number < 2 or spent < 0.8:
            check_repeated(cheap[number], rows)


@q.case("best is the best row, can be repeated, and reaches 0.96", seconds=30)
def best_is_best(candidate, rng):
    rows = rows_of(candidate.results)
    best = candidate.best
    check(isinstance(best, (dict, list, tuple)), NOT_A_ROW)
    check(isinstance(best, dict) or any(isinstance(part, dict) for part in best), NOT_A_ROW)
    best = row_of(best)
    check(best in rows, NOT_A_ROW)
    largest = max(accuracy for _, accuracy in rows)
    check(best[1] >= largest - 1e-12, NOT_BEST)
    check_repeated(best, rows)
    check(best[1] >= 0.96, BELOW)


TABLE = """
results = []
for hidden in (10, 30):
    for learning_rate in (0.01, 0.03, 0.1, 0.2, 0.3, 1.0):
        setting = {"hidden": hidden, "learning_rate": learning_rate, "epochs": 5}
        network = train_network(X_train, y_train, **setting)
        accuracy = network.accuracy(X_val, y_val)
        results.append({**setting, "accuracy": accuracy})
best = max(results, key=lambda row: row["accuracy"])
"""
BEST = 'best = max(results, key=lambda row: row["accuracy"])'
q.wrong(
    "accuracy on the training images",
    hint="The accuracies are those on X_train, y_train. By them the network that has learned most "
    "by heart would be the best.",
    code=variant(TABLE, ("network.accuracy(X_val, y_val)", "network.accuracy(X_train, y_train)")),
)
q.wrong(
    "made up",
    hint="A network trained with the values in a row has another accuracy than the row says. Are "
    "the values in the dict the ones that train_network was called with?",
    code="""
results = [
    {"hidden": 10 * k, "learning_rate": 0.01 * k, "accuracy": 0.90 + 0.006 * k}
    for k in range(1, 13)
]
best = results[-1]
""",
)
q.wrong(
    "fewer than 12",
    hint="The table has too few rows. Two arguments with three and four values each make twelve.",
    code=variant(TABLE, ("(0.01, 0.03, 0.1, 0.2, 0.3, 1.0)", "(0.03, 0.1, 0.3)"))
    + 'best = min(results, key=lambda row: row["accuracy"])\n',
)
q.wrong(
    "the same settings again",
    hint="Some rows repeat a setting, or differ in the seed alone. Twelve different settings are "
    "asked for.",
    code=variant(
        TABLE,
        ("(0.01, 0.03, 0.1, 0.2, 0.3, 1.0)", "(0.01, 0.3)"),
        ('"epochs": 5}', '"epochs": 5, "seed": seed}'),
        ("    for learning_rate", "    for seed, learning_rate"),
        (" in (0.01, 0.3)", " in enumerate((0.01, 0.03, 0.03, 0.03, 0.01, 0.03))"),
    ),
)
q.wrong(
    "one argument only",
    hint="All rows differ in one argument alone. The best value of one may depend on another: vary "
    "two at least.",
    code=variant(
        TABLE,
        ("(10, 30)", "(10,)"),
        ("(0.01, 0.03, 0.1, 0.2, 0.3, 1.0)", "np.linspace(0.01, 0.05, 14)"),
    ),
)
q.wrong(
    "percent",
    hint="The accuracies are percentages. Here an accuracy is a fraction between 0 and 1.",
    code=variant(TABLE, ("X_val, y_val)", "X_val, y_val) * 100")),
)
q.wrong(
    "the error rate",
    hint="The rows hold the share of wrong answers, so the largest is the worst.",
    code=variant(TABLE, ("accuracy = network", "accuracy = 1 - network")),
)
q.wrong(
    "best is the accuracy",
    hint="best is a number. Which setting does it belong to? The whole row is asked for.",
    code=variant(TABLE, (BEST, 'best = max(row["accuracy"] for row in results)'), ("1.0)", "0.3)")),
)
q.wrong(
    "best is the worst",
    hint="best is the row with the smallest accuracy, or one that just happens to come first or "
    "last. Which row has the largest?",
    code=variant(TABLE, (BEST, 'best = min(results, key=lambda row: row["accuracy"])')),
)
q.wrong(
    "nothing good among them",
    hint="best is the best of your rows, but none of them is good. Look along each argument: does "
    "the accuracy still grow where your values end?",
    code=variant(
        TABLE, ("(0.01, 0.03, 0.1, 0.2, 0.3, 1.0)", "(0.001, 0.002, 0.005, 0.01, 0.02, 0.03)")
    ),
)
q.wrong(
    "the accuracy of the row before",
    hint="Each accuracy stands in the row of another setting, as if it had been measured before "
    "the training. In which order are the lines of your loop?",
    code=variant(
        TABLE,
        ("results = []", "results, network = [], Network([64, 10, 10], np.random.default_rng(0))"),
        ("        network = train_network(X_train, y_train, **setting)\n", ""),
        (
            "        results.append",
            "        network = train_network(X_train, y_train, **setting)\n        results.append",
        ),
    ),
)
q.wrong(
    "names of its own",
    hint="No key of a row is a name of train_network's arguments, so nobody can train with it "
    "again. Take hidden, learning_rate, epochs and so on as they are.",
    code=variant(
        TABLE,
        (
            "{**setting, ",
            '{"neurons": hidden, "rate": learning_rate, "rounds": 5, ',
        ),
    ),
)
q.wrong(
    "rows without names",
    hint="The rows are bare lists of numbers. A dict says which number is which.",
    code=variant(
        TABLE,
        ('{**setting, "accuracy": accuracy}', "[hidden, learning_rate, 5, accuracy]"),
        ('row["accuracy"]', "row[-1]"),
    ),
)
q.wrong(
    "accuracy missing",
    hint="The rows hold the settings, but not how well they did. Their dicts need one more key.",
    code=variant(
        TABLE, ('{**setting, "accuracy": accuracy}', "setting"), (BEST, "best = results[0]")
    ),
)
q.wrong(
    "training that takes too long to repeat",
    hint="Some settings are larger than the text allows, so the test cannot repeat them. Smaller "
    "ones are as good here.",
    code=variant(TABLE, ("(10, 30)", "(250, 300)"), ('"epochs": 5', '"epochs": 2')),
)
q.right(
    "a product of two lists, with epochs",
    code="""
from itertools import product

results = []
for rate, epochs in product([0.03, 0.1, 0.3], [3, 6, 12, 20]):
    net = train_network(X_train, y_train, hidden=40, learning_rate=rate, epochs=epochs)
    acc = np.mean(net.predict(X_val) == y_val)
    results.append(dict(hidden=40, learning_rate=rate, epochs=epochs, accuracy=acc))
results.sort(key=lambda r: r["accuracy"], reverse=True)
best = results[0]
""",
)
q.right(
    "random search, rounded, with other notes in the row",
    code="""
rng = np.random.default_rng(4)
results, best = [], None
for number in range(14):
    row = {
        "hidden": int(rng.integers(20, 60)),
        "learning_rate": 10 ** rng.uniform(-1.5, 0),
        "batch_size": int(rng.choice([16, 32, 64])),
        "epochs": 10,
    }
    network = train_network(X_train, y_train, **row)
    row["accuracy"] = round(network.accuracy(X_val, y_val), 3)
    row["train_accuracy"] = network.accuracy(X_train, y_train)
    row["number"] = number
    results.append(row)
    if best is None or row["accuracy"] > best["accuracy"]:
        best = row
""",
)
q.right(
    "weight decay, found by argmax, seeds in the rows",
    code="""
settings = [
    {"hidden": h, "learning_rate": 0.2, "epochs": 10, "weight_decay": d, "seed": 3}
    for h in [20, 40]
    for d in [0, 1e-5, 1e-4, 3e-4, 1e-3, 3e-3]
]
accuracies = [train_network(X_train, y_train, **s).accuracy(X_val, y_val) for s in settings]
results = [s | {"accuracy": np.float64(a)} for s, a in zip(settings, accuracies)]
best = results[int(np.argmax(accuracies))]
""",
)
q.right(
    "a tuple of dicts, arguments by position, the last of equal ones",
    code="""
def measure(hidden, learning_rate):
    trained = train_network(X_train, y_train, hidden, learning_rate, 12)
    right = sum(1 for a, b in zip(trained.predict(X_val), y_val) if a == b)
    return {
        "accuracy": right / len(y_val),
        "hidden": hidden,
        "learning_rate": learning_rate,
        "epochs": 12,
    }


results = tuple(measure(h, r) for h in (15, 30, 60) for r in (0.05, 0.1, 0.2, 0.4))
best = sorted(results, key=lambda row: row["accuracy"])[-1]
""",
)

q.hints(
    "Which two or three arguments do you want to vary, and how many values of each make at least twelve combinations?",
    "Nest loops over the values. In the innermost one train a network with the setting, measure it on the validation part, and append a dict with the arguments and the accuracy.",
    "Write the arguments into a dict once and hand it to train_network with two stars, so that what you note is what you trained. At the end choose the row with the largest accuracy; `max` takes a function as its `key`.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q07_overfit")


def learn_by_heart():
    from matplotlib.figure import Figure

    _, _, X_train, X_val, y_train, y_val = the_split()
    rng = np.random.default_rng(0)
    network = Network([64, 100, 10], rng)
    history = {"train": [], "val": []}
    for _ in range(60):
        train_epoch(network, X_train[:60], y_train[:60], 0.1, rng)
        history["train"].append(network.accuracy(X_train[:60], y_train[:60]))
        history["val"].append(network.accuracy(X_val, y_val))
    axes = Figure().subplots()
    axes.plot(history["train"], label="training")
    axes.plot(history["val"], label="validation")
    axes.set_xlabel("epoch")
    axes.set_ylabel("accuracy")
    axes.legend()
    return history, network, axes


_history, _overfitted, _axes = learn_by_heart()
q.reference(history=_history, overfitted=_overfitted, overfit_axes=_axes)


ANY_NETWORK = "any network will do that overfits"
q.equivalent(
    ANY_NETWORK,
    was="rng = np.random.default_rng(0)",
    now="rng = np.random.default_rng(1)",
)
q.equivalent(
    ANY_NETWORK + ", and it gives a class that never occurs to no image",
    was="overfitted = Network([64, 100, 10], rng)",
    now=[
        "overfitted = Network([64, 10], rng)",
        "overfitted = Network([64, 100], rng)",
        "overfitted = Network([64, 10, 100], rng)",
        "overfitted = Network([64, 101, 10], rng)",
        "overfitted = Network([64, 99, 10], rng)",
        "overfitted = Network([64, 100, 11], rng)",
    ],
)
q.equivalent(
    ANY_NETWORK,
    was="for epoch in range(60):",
    now=["for epoch in range(1, 60):", "for epoch in range(61):", "for epoch in range(59):"],
)
q.equivalent(
    ANY_NETWORK,
    was="train_epoch(overfitted, few_X, few_y, 0.1, rng)",
    now="train_epoch(overfitted, few_X, few_y, 1.1, rng)",
)
q.equivalent(
    "the labels are free",
    was='overfit_axes.plot(history["train"], label="60 training images")',
    now='overfit_axes.plot(history["train"], label="train")',
)
q.equivalent(
    "the labels are free",
    was='overfit_axes.plot(history["val"], "--", label="270 validation images")',
    now='overfit_axes.plot(history["val"], "--", label="val")',
)
q.equivalent(
    "the names of the axes are free",
    was='overfit_axes.set_ylabel("accuracy")',
    now='overfit_axes.set_ylabel("train")',
)
q.equivalent(
    "a title is not asked for",
    was='overfit_axes.set_title("A network that learns by heart")',
    now=["pass", 'overfit_axes.set_title("epoch")'],
)

NO_HISTORY = "history must be a dict with the two lists 'train' and 'val'."
UNEQUAL = "The two lists are not equally long: each holds one accuracy for each epoch."
SHORT_HISTORY = "history holds fewer than 20 epochs."
NOT_FRACTIONS = "An accuracy in history is not a fraction between 0 and 1."
REVERSED = "At the end the validation accuracy is above the training accuracy. Are they swapped?"
NO_GAP = "At the end the two accuracies are less than 0.05 apart: this network has not overfitted."
NO_CURVE = "The training accuracy is the same in all epochs. Is it measured after each of them?"
NOT_ITS_END = (
    "The network in overfitted has another accuracy on X_val than history says at its end."
)
NO_AXES = "overfit_axes is not what plt.subplots gives as the second of two."
NO_TWO_CURVES = "The two lists of history are not both drawn as curves in overfit_axes."
NO_LABELS = "The two curves have no labels of their own that a legend could show."
NO_LEGEND = "The picture has no legend."
NO_NAMES_ON_AXES = "The axes of the picture have no names."
SAME_NAMES = "Both axes of the picture have the same name."


def history_of(candidate):
    history = candidate.history
    check(isinstance(history, dict) and {"train", "val"} <= set(history), NO_HISTORY)
    curves = []
    for key in ("train", "val"):
        curve = np.asarray(history[key])
        check(curve.dtype.kind in "biuf" and curve.ndim >= 1, NO_HISTORY)
        curves.append(curve.astype(float).ravel())
    train, val = curves
    check(train.size == val.size, UNEQUAL)
    check(train.size >= 20, SHORT_HISTORY)
    check(np.all((np.array(curves) >= 0) & (np.array(curves) <= 1)), NOT_FRACTIONS)
    return train, val


@q.case("two curves that part, and the network at their end", diagnose=False)
def curves_that_part(candidate, rng):
    train, val = history_of(candidate)
    check(train[-1] - val[-1] > -0.05, REVERSED)
    check(train[-1] - val[-1] >= 0.0499, NO_GAP)
    check(np.ptp(train) > 0 and np.ptp(val) > 0, NO_CURVE)
    _, _, _, X_val, _, y_val = the_split()
    answers = classes_from(predictor(candidate.overfitted, "overfitted")(X_val), N_VAL, -1)
    # An epoch's accuracy may be taken before the steps of the epoch, or the last digits rounded.
    check(np.min(np.abs(val[-2:] - np.mean(answers == y_val))) < 0.02, NOT_ITS_END)


@q.case("a picture of both curves", diagnose=False)
def both_curves_drawn(candidate, rng):
    train, val = history_of(candidate)
    axes = candidate.overfit_axes
    is_axes = hasattr(axes, "kind_name") and axes.kind_name().startswith("an object of type Axes")
    check(is_axes, NO_AXES)
    lines = axes.get_lines()
    labels = []
    for curve in (train, val):
        drawn = [line for line in lines if is_drawn(line, curve)]
        check(drawn, NO_TWO_CURVES)
        labels.append({label for label in map(label_of, drawn) if label})
    legends = [axes.get_legend(), *axes.get_figure().legends]
    texts = [text.get_text() for legend in legends if legend for text in legend.get_texts()]
    own_labels = all(labels) and len(set.union(*labels)) >= 2
    check(own_labels or len({text for text in texts if text.strip()}) >= 2, NO_LABELS)
    check(texts, NO_LEGEND)
    across, up = axes.get_xlabel().strip(), axes.get_ylabel().strip()
    check(across and up, NO_NAMES_ON_AXES)
    check(across != up, SAME_NAMES)


def is_drawn(line, curve):
    """Tell whether a line shows a curve, as fractions or in percent."""
    heights = np.asarray(line.get_ydata(), dtype=float).ravel()
    if heights.size != curve.size:
        return False
    return np.allclose(heights, curve, atol=1e-3) or np.allclose(heights, 100 * curve, atol=0.1)


def label_of(line):
    label = line.get_label()
    return "" if label.startswith("_") else label.strip()


def objects(candidate, case, sentence):
    """Tell whether a case objects to the candidate with this sentence."""
    try:
        case(candidate, None)
    except Exception as objection:  # noqa: BLE001 - whatever a case meets is no such objection
        return str(objection) == sentence
    return False


OVERFIT = """
few_X, few_y = X_train[:50], y_train[:50]
rng = np.random.default_rng(0)
overfitted = Network([64, 60, 10], rng)
history = {"train": [], "val": []}
for epoch in range(40):
    train_epoch(overfitted, few_X, few_y, 0.1, rng)
    history["train"].append(overfitted.accuracy(few_X, few_y))
    history["val"].append(overfitted.accuracy(X_val, y_val))
figure, overfit_axes = plt.subplots()
overfit_axes.plot(history["train"], label="training")
overfit_axes.plot(history["val"], label="validation")
overfit_axes.set_xlabel("epoch")
overfit_axes.set_ylabel("accuracy")
overfit_axes.legend()
"""


def wrong_overfit(title, sentence, hint, code, case=curves_that_part):
    q.wrong(
        title,
        hint=hint,
        code=code,
        recognise=lambda candidate: objects(candidate, case, sentence),
    )


wrong_overfit(
    "all images",
    NO_GAP,
    "Your network reads the validation images nearly as well as its own: with so many images to "
    "learn from there is little to learn by heart. How few can you give it?",
    variant(
        OVERFIT, ("X_train[:50], y_train[:50]", "X_train, y_train"), ("range(40)", "range(20)")
    ),
)
wrong_overfit(
    "measured once at the end",
    UNEQUAL,
    "The two lists are not equally long. Both are measured at the same place, after each epoch.",
    variant(
        OVERFIT,
        ('    history["val"].append', 'history["val"].append'),
    ),
)
wrong_overfit(
    "a few epochs",
    SHORT_HISTORY,
    "There are fewer than 20 epochs in your history. The curves need time to part.",
    variant(OVERFIT, ("range(40)", "range(12)")),
)
wrong_overfit(
    "percent in the history",
    NOT_FRACTIONS,
    "The accuracies in your history go beyond 1: percentages, counts, or losses perhaps.",
    variant(
        OVERFIT,
        ("overfitted.accuracy(few_X, few_y)", "100 * overfitted.accuracy(few_X, few_y)"),
        ("overfitted.accuracy(X_val, y_val)", "100 * overfitted.accuracy(X_val, y_val)"),
    ),
)
wrong_overfit(
    "train and validation swapped",
    REVERSED,
    "In your history the validation accuracy is the better one. Which list gets which?",
    variant(
        OVERFIT,
        ('history["train"].append(overfitted.accuracy(few_X, few_y))', "pass"),
        (
            'history["val"].append(overfitted.accuracy(X_val, y_val))',
            'history["val"].append(overfitted.accuracy(few_X, few_y))\n'
            '    history["train"].append(overfitted.accuracy(X_val, y_val))',
        ),
    ),
)
wrong_overfit(
    "measured after the training",
    NO_CURVE,
    "Your training curve is flat: each entry is the same number. Is it measured in the loop, after "
    "each epoch, or only when everything is over?",
    variant(
        OVERFIT,
        ('    history["train"].append(overfitted.accuracy(few_X, few_y))\n', ""),
        ('    history["val"].append(overfitted.accuracy(X_val, y_val))\n', ""),
        (
            "figure, overfit",
            'history["train"] = [overfitted.accuracy(few_X, few_y)] * 40\n'
            'history["val"] = [overfitted.accuracy(X_val, y_val)] * 40\nfigure, overfit',
        ),
        ("figure, overfit", "overfit_axes = None\nfigure, overfit"),
        ("    train_epoch(overfitted", "    train_epoch(overfitted"),
        ('overfit_axes.plot(history["val"], label="validation")\n', ""),
    ),
)
wrong_overfit(
    "another network",
    NOT_ITS_END,
    "overfitted is not the network whose accuracies are in history: measured on X_val, it gives "
    "another number. Is it made anew after the loop, or are the curves those of another one?",
    variant(
        OVERFIT, ("figure, overfit", "overfitted = Network([64, 60, 10], rng)\nfigure, overfit")
    ),
)
wrong_overfit(
    "a list of pairs",
    NO_HISTORY,
    "history is no dict with the two keys. Its lists are found under 'train' and 'val'.",
    variant(
        OVERFIT,
        ("figure, overfit", "curves = history\nfigure, overfit"),
        ('overfit_axes.plot(history["train"]', 'overfit_axes.plot(curves["train"]'),
        ('overfit_axes.plot(history["val"]', 'overfit_axes.plot(curves["val"]'),
    )
    + 'history = list(zip(curves["train"], curves["val"]))\n',
)
wrong_overfit(
    "one curve only",
    NO_TWO_CURVES,
    "Your picture does not show both curves of your history. Are both plotted, into the axes that "
    "you keep in overfit_axes?",
    variant(OVERFIT, ('overfit_axes.plot(history["val"], label="validation")\n', "")),
    both_curves_drawn,
)
wrong_overfit(
    "no labels",
    NO_LABELS,
    "Nobody can tell your two curves apart: `plot` knows a `label` for each of them.",
    variant(
        OVERFIT,
        (', label="training"', ""),
        (', label="validation"', ""),
        ("overfit_axes.legend()\n", ""),
    ),
    both_curves_drawn,
)
wrong_overfit(
    "no legend",
    NO_LEGEND,
    "The curves have labels, but the picture does not show them. Which call draws the legend?",
    variant(OVERFIT, ("overfit_axes.legend()\n", "")),
    both_curves_drawn,
)
wrong_overfit(
    "axes without names",
    NO_NAMES_ON_AXES,
    "What is on the two axes of your picture? Give each of them a name.",
    variant(
        OVERFIT, ('overfit_axes.set_xlabel("epoch")\noverfit_axes.set_ylabel("accuracy")\n', "")
    ),
    both_curves_drawn,
)
wrong_overfit(
    "one name for both axes",
    SAME_NAMES,
    "Both axes of your picture have the same name. One of them counts, the other measures: what?",
    variant(OVERFIT, ('set_xlabel("epoch")', 'set_xlabel("accuracy")')),
    both_curves_drawn,
)
wrong_overfit(
    "the figure instead of its axes",
    NO_AXES,
    "overfit_axes is something else than the axes of your picture: a figure has axes, and a line "
    "lies in axes.",
    OVERFIT + "overfit_axes = figure\n",
    both_curves_drawn,
)
q.right(
    "pyplot's current axes, more neurons, styles",
    code="""
rng = np.random.default_rng(1)
rows = rng.choice(len(X_train), 80, replace=False)
overfitted = Network([64, 150, 50, 10], rng)
train_curve, val_curve = [], []
for epoch in range(30):
    train_epoch(overfitted, X_train[rows], y_train[rows], 0.05, rng, batch_size=8)
    train_curve.append(np.mean(overfitted.predict(X_train[rows]) == y_train[rows]))
    val_curve.append(np.mean(overfitted.predict(X_val) == y_val))
history = {"train": np.array(train_curve), "val": np.array(val_curve)}
plt.figure(figsize=(5, 3))
plt.plot(range(1, 31), train_curve, "b-", range(1, 31), val_curve, "r--")
plt.legend(["seen", "not seen"])
plt.xlabel("epoch")
plt.ylabel("accuracy")
plt.grid(True)
plt.axhline(1.0, color="grey")
overfit_axes = plt.gca()
plt.show()
""",
)
q.right(
    "scikit-learn, one epoch at a time, the curves in percent",
    code="""
from sklearn.neural_network import MLPClassifier

overfitted = MLPClassifier((200,), learning_rate_init=0.01, random_state=0)
history = {"train": [], "val": [], "epoch": []}
for epoch in range(25):
    overfitted.partial_fit(X_train[:40], y_train[:40], classes=range(10))
    history["train"].append(overfitted.score(X_train[:40], y_train[:40]))
    history["val"].append(overfitted.score(X_val, y_val))
    history["epoch"].append(epoch)
fig = plt.figure()
overfit_axes = fig.add_subplot(111, xlabel="epoch", ylabel="accuracy in percent")
for name in ("train", "val"):
    overfit_axes.plot(history["epoch"], [100 * a for a in history[name]], label=name)
fig.legend()
""",
)
q.right(
    "accuracies before each epoch, and weight decay",
    code="""
n = 100
generator = np.random.default_rng(5)
overfitted = Network([64, 80, 10], generator)
history = dict(train=[], val=[])
for _ in range(50):
    history["train"].append(overfitted.accuracy(X_train[:n], y_train[:n]))
    history["val"].append(overfitted.accuracy(X_val, y_val))
    train_epoch(overfitted, X_train[:n], y_train[:n], 0.2, generator, 10, weight_decay=1e-5)
_, overfit_axes = plt.subplots(figsize=(6, 4))
for key, style in (("train", "-"), ("val", ":")):
    overfit_axes.plot(history[key], style, label=key + " accuracy")
overfit_axes.set(xlabel="epochs so far", ylabel="share of right answers", ylim=(0, 1.05))
overfit_axes.legend(loc="best")
plt.close()
""",
)

q.hints(
    "What makes learning by heart easy: many images or few, a small network or a large one?",
    "Keep a few dozen rows of the training part, make a Network with many hidden neurons, and call train_epoch in a loop. After each epoch measure the accuracy twice: on the few rows, and on all of X_val.",
    "Fill the two lists of history in the loop, at least twenty times, and keep the network under the name overfitted. Then make a figure with axes called overfit_axes, draw both lists with a label each, name both axes, and add the legend.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q08_worst_predictions")


@q.reference
def worst_predictions(P, y, k):
    losses = [-np.log(max(P[i][y[i]], 1e-300)) for i in range(len(y))]
    return sorted(range(len(y)), key=losses.__getitem__, reverse=True)[:k]


q.equivalent(
    "P has as many rows as y has labels",
    was="right = P[np.arange(len(y)), y]",
    now="right = P[np.arange(len(P)), y]",
)


def some_probabilities(rng, n, d_output, k, zero=False):
    """Draw probabilities and classes: some read well, some badly, no two losses close.

    Among the k largest losses is that of a sample that is read correctly.
    """
    while True:
        P = rng.dirichlet(np.full(d_output, 0.7), size=n)
        y = np.where(rng.random(n) < 0.6, P.argmax(axis=1), rng.integers(d_output, size=n))
        if zero:
            P[4] = np.roll([0.0, *rng.dirichlet(np.ones(d_output - 1))], y[4])
        right, misread = P[np.arange(n), y], P.argmax(axis=1) != y
        order = np.argsort(right)
        apart = np.diff(right[order]).min() > 1e-3
        if apart and 3 <= misread.sum() <= n - 4 and not misread[order][:k].all():
            if misread[order][k - 1 :].any() or k == n:
                return P, y


def many_probabilities(rng, n, d_output):
    """Draw so many that np.argpartition does not sort what it need not."""
    return rng.dirichlet(np.full(d_output, 0.7), size=n), rng.integers(d_output, size=n)


@q.case("the three, the five and the 299 worst, all sizes different")
def a_few(candidate, rng):
    answers = []
    for n, d_output, k in ((12, 4, 3), (17, 7, 5)):
        P, y = some_probabilities(rng, n, d_output, k)
        answers.append(indices(candidate.worst_predictions(P, y, k)))
    P, y = many_probabilities(rng, 600, 6)
    return [*answers, indices(candidate.worst_predictions(P, y, 299))]


@q.case("the single worst, and all of them in order")
def one_and_all(candidate, rng):
    P, y = some_probabilities(rng, 14, 3, 5)
    one = indices(candidate.worst_predictions(P, y, 1))
    P, y = many_probabilities(rng, 500, 3)
    return [one, indices(candidate.worst_predictions(P, y, 500))]


@q.case("with a right class of probability 0")
def a_probability_of_zero(candidate, rng):
    P, y = some_probabilities(rng, 15, 5, 4, zero=True)
    return indices(candidate.worst_predictions(P, y, 4))


def indices(answer):
    """Take the indices from an answer that may return more; several numbers may be a tuple."""
    if isinstance(answer, tuple) and answer and np.ndim(answer[0]) > 0:
        answer = answer[0]
    array = np.asarray(answer)
    # -1 is a name of the last row as well as N - 1, but the text asks for 0 to N - 1.
    return np.atleast_1d(array.squeeze()).tolist() if array.dtype.kind in "biuf" else answer


WORST = """
def worst_predictions(P, y, k):
    losses = -np.log(P[np.arange(len(y)), y])
    order = np.argsort(losses)[::-1]
    return order[:k]
"""
LOSSES = "losses = -np.log(P[np.arange(len(y)), y])"
q.wrong(
    "the smallest losses",
    hint="These are the samples with the smallest losses, the ones that the network knows best. "
    "From which end of the sorted order do you take them?",
    code=variant(WORST, ("[::-1]", "")),
)
q.wrong(
    "the order reversed",
    hint="These are the right samples, but the largest loss comes last.",
    code=variant(WORST, ("order[:k]", "order[:k][::-1]")),
)
q.wrong(
    "the smallest losses, the very smallest last",
    hint="You take the samples at the wrong end of the sorted order: they have the smallest "
    "losses, and the very smallest stands last.",
    code=variant(WORST, ("order[:k]", "order[-k:]")),
)
q.wrong(
    "np.argpartition alone",
    hint="These are the right samples, but not in the order of their losses: np.argpartition puts "
    "the k largest in front of the others, and sorts neither part.",
    code=variant(
        WORST, ("np.argsort(losses)[::-1]", "np.argpartition(-losses, min(k, len(y) - 1))")
    ),
)
q.wrong(
    "in the order of the rows",
    hint="These are the right samples, but in the order of their rows, not of their losses.",
    code=variant(WORST, ("order[:k]", "np.sort(order[:k])")),
)
q.wrong(
    "the least sure instead of the worst",
    hint="You sort by the largest probability of a row, the confidence. The loss looks at the "
    "probability of the right class: a network can be sure and wrong.",
    code=variant(WORST, (LOSSES, "losses = -np.log(P.max(axis=1))")),
)
q.wrong(
    "only misread samples",
    hint="You look at misread samples only. A sample that is read correctly, but with doubt, can "
    "have a larger loss than some of them, and k may be larger than their number.",
    code=variant(
        WORST,
        ("    order", "    losses = np.where(P.argmax(axis=1) != y, losses, -losses)\n    order"),
    ),
)
q.wrong(
    "misread samples, however few",
    hint="Samples that are read correctly never come out, even where fewer than k are misread. "
    "Their losses are not 0: one that is read with doubt can be among the worst.",
    code="""
def worst_predictions(P, y, k):
    misread = np.flatnonzero(P.argmax(axis=1) != y)
    return misread[np.argsort(P[misread, y[misread]])][:k]
""",
)
q.wrong(
    "the probabilities themselves",
    hint="These are probabilities of the right classes. Which rows do they belong to?",
    code=variant(WORST, ("order[:k]", "np.exp(-losses[order[:k]])")),
)
q.wrong(
    "the losses themselves",
    hint="These are the losses. Which rows do they belong to?",
    code=variant(WORST, ("order[:k]", "losses[order[:k]]")),
)
q.wrong(
    "the mean loss over all classes",
    hint="The logarithms of all classes of a row are taken together. Only that of the right class "
    "counts.",
    code=variant(WORST, (LOSSES, "losses = -np.log(np.maximum(P, 1e-300)).sum(axis=1)")),
)
q.wrong(
    "k left out",
    hint="You return all indices. k says how many are wanted.",
    code=variant(WORST, ("order[:k]", "order")),
)
q.wrong(
    "only the k-th",
    hint="You return a single index, that of the k-th largest loss. All from the first to the "
    "k-th are wanted.",
    code=variant(WORST, ("order[:k]", "[order[k - 1]]")),
)
q.wrong(
    "the probability of the class in the row's place",
    hint="The logarithm is taken of the wrong entries: P[:, y] is a whole table. One entry of each "
    "row is needed, that of its own class.",
    code=variant(WORST, (LOSSES, "losses = -np.log(np.maximum(P[:, y], 1e-300)).mean(axis=1)")),
)
q.wrong(
    "sure mistakes by confidence",
    hint="You sort misread samples by how sure the network is of its wrong answer. The loss asks "
    "how little it gives to the right one; with more than two classes that is not the same.",
    code=variant(WORST, (LOSSES, "losses = np.where(P.argmax(axis=1) != y, P.max(axis=1), 0)")),
)
q.wrong(
    "1 - p of the most probable class",
    hint="The samples come in the order of how sure the network is, surest first, right or wrong. "
    "Where do the true classes come in?",
    code=variant(WORST, (LOSSES, "losses = P.max(axis=1)")),
)
q.wrong(
    "counted from 1",
    hint="Every index is one too large. Rows are counted from 0.",
    code=variant(WORST, ("order[:k]", "order[:k] + 1")),
)
q.wrong(
    "a mask",
    hint="You return one truth value or 0 and 1 for each sample. The numbers of the samples are "
    "wanted, the worst first.",
    code=variant(WORST, ("return order[:k]", "return np.isin(np.arange(len(y)), order[:k])")),
)
q.wrong(
    "their classes",
    hint="You return the true classes of the worst samples, not the numbers of their rows.",
    code=variant(WORST, ("order[:k]", "y[order[:k]]")),
)
q.wrong(
    "one too few",
    hint="The last index is missing: a slice ends before its second number.",
    code=variant(WORST, ("order[:k]", "order[: k - 1]")),
)
q.right(
    "sorts the probabilities",
    code="""
def worst_predictions(P, y, k):
    return P[range(len(P)), y].argsort()[:k]
""",
)
q.right(
    "one-hot rows and clipped probabilities",
    code="""
def worst_predictions(P, y, k):
    Y = np.eye(P.shape[1])[y]
    loss = -(Y * np.log(np.clip(P, 1e-15, 1))).sum(axis=1)
    return [int(i) for i in np.argsort(-loss)[:k]]
""",
)
q.right(
    "pairs, sorted",
    code="""
def worst_predictions(P, y, k):
    pairs = []
    for i, (row, label) in enumerate(zip(P, y)):
        pairs.append((row[label], i))
    pairs.sort()
    return tuple(i for p, i in pairs[:k])
""",
)
q.right(
    "the maximum, k times, with the losses",
    code="""
def worst_predictions(P, y, k):
    left = {i: 1 - P[i, y[i]] for i in range(len(y))}
    worst, losses = [], []
    while len(worst) < k:
        i = max(left, key=left.get)
        losses.append(left.pop(i))
        worst.append(i)
    return np.array(worst), losses
""",
)
q.right(
    "take_along_axis and a column",
    code="""
def worst_predictions(P, y, k):
    with np.errstate(divide="ignore"):
        losses = -np.log(np.take_along_axis(P, y[:, None], axis=1))
    return np.flip(np.argsort(losses, axis=0))[:k]
""",
)

q.hints(
    "Which one probability of each row decides about the loss? Is the loss large when it is large or when it is small?",
    "Pick from each row the probability of its right class: an array of row numbers and the array of labels together are an index. Then sort places, not values.",
    "The smallest probabilities belong to the largest losses. `np.argsort` gives the places in rising order, so the first k of them are the answer, already the worst first.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q09_confusion_matrix")


@q.reference
def confusion_matrix(y_true, y_pred, n_classes):
    counts = np.zeros((n_classes, n_classes), dtype=int)
    np.add.at(counts, (y_true, y_pred), 1)
    return counts


q.equivalent(
    "a count may be a float",
    was="counts = np.zeros((n_classes, n_classes), dtype=int)",
    now="counts = np.zeros((n_classes, n_classes))",
)


def some_answers(rng, n, classes, n_classes):
    """Draw true classes and answers, wrong ones more often upwards than downwards."""
    y_true = rng.choice(classes, size=n)
    missed = rng.random(n) < 0.4
    y_pred = np.where(missed, np.minimum(y_true + rng.integers(1, 3, size=n), max(classes)), y_true)
    return y_true, y_pred, n_classes


@q.case("four classes, 30 samples")
def four_classes(candidate, rng):
    return candidate.confusion_matrix(*some_answers(rng, 30, [0, 1, 2, 3, 3, 3], 4))


@q.case("classes that never occur, the last among them")
def absent_classes(candidate, rng):
    return candidate.confusion_matrix(*some_answers(rng, 20, [1, 1, 3, 4], 7))


@q.case("ten classes, 200 samples")
def ten_classes(candidate, rng):
    return candidate.confusion_matrix(*some_answers(rng, 200, [0, *range(8), 7, 7], 10))


CONFUSION = """
def confusion_matrix(y_true, y_pred, n_classes):
    C = np.zeros((n_classes, n_classes), dtype=int)
    for t, p in zip(y_true, y_pred):
        C[t, p] += 1
    return C
"""
q.wrong(
    "transposed",
    hint="Rows and columns have changed places. The row says what a sample is, the column what it "
    "was taken for.",
    code=variant(CONFUSION, ("C[t, p]", "C[p, t]")),
)
q.wrong(
    "every pair counted once",
    hint="No count is larger than 1. `C[y_true, y_pred] += 1` adds once for each different pair, "
    "however often it occurs.",
    code="""
def confusion_matrix(y_true, y_pred, n_classes):
    C = np.zeros((n_classes, n_classes), dtype=int)
    C[y_true, y_pred] += 1
    return C
""",
)
q.wrong(
    "shares of each row",
    hint="Each row adds up to 1: these are shares of a class. The counts themselves are asked for.",
    code=variant(
        CONFUSION,
        ("    return C\n", "    return C / np.maximum(C.sum(axis=1, keepdims=True), 1)\n"),
    ),
)
q.wrong(
    "shares of all samples",
    hint="You divide by the number of samples. The counts themselves are asked for.",
    code=variant(CONFUSION, ("return C", "return C / len(y_true)")),
)
q.wrong(
    "sized by what occurs",
    hint="The table has a row for each class that occurs. Classes that never do have a row and a "
    "column as well: n_classes says how many.",
    code="""
def confusion_matrix(y_true, y_pred, n_classes):
    classes = np.unique(np.concatenate([y_true, y_pred]))
    return np.array([[np.sum((y_true == t) & (y_pred == p)) for p in classes] for t in classes])
""",
)
q.wrong(
    "sized by the largest class",
    hint="The table ends with the largest class that occurs. There may be classes beyond it.",
    code=variant(
        CONFUSION,
        ("    C =", "    n_classes = 1 + max(np.max(y_true), np.max(y_pred))\n    C ="),
    ),
)
q.wrong(
    "the mistakes only",
    hint="The diagonal is empty. Right answers are counted, too: a class taken for itself.",
    code=variant(
        CONFUSION, ("        C[t, p] += 1", "        if t != p:\n            C[t, p] += 1")
    ),
)
q.wrong(
    "the right answers only",
    hint="Beside the diagonal there is nothing, and that is where the mistakes are.",
    code=variant(
        CONFUSION, ("        C[t, p] += 1", "        if t == p:\n            C[t, p] += 1")
    ),
)
q.wrong(
    "both directions",
    hint="Each mistake is counted twice, once on either side of the diagonal. A 3 taken for a 5 is "
    "not a 5 taken for a 3.",
    code=variant(
        CONFUSION,
        (
            "        C[t, p] += 1",
            "        C[t, p] += 1\n        if t != p:\n            C[p, t] += 1",
        ),
    ),
)
q.wrong(
    "pairs in a dict",
    hint="You return a dict of pairs. A table is asked for, rows of counts.",
    code="""
def confusion_matrix(y_true, y_pred, n_classes):
    C = {}
    for t, p in zip(y_true, y_pred):
        C[int(t), int(p)] = C.get((int(t), int(p)), 0) + 1
    return C
""",
)
q.wrong(
    "one row, many times",
    hint="All rows are the same: `[[0] * n] * n` is one row that is seen n times.",
    code=variant(
        CONFUSION,
        ("np.zeros((n_classes, n_classes), dtype=int)", "[[0] * n_classes] * n_classes"),
        ("C[t, p]", "C[t][p]"),
    ),
)
q.wrong(
    "returns inside the loop",
    hint="Only the first sample is counted. Where does the `return` stand, in the loop or behind "
    "it?",
    code=variant(CONFUSION, ("    return C", "        return C")),
)
q.wrong(
    "nothing returned",
    hint="The table is counted, and then lost: confusion_matrix returns None.",
    code=variant(CONFUSION, ("    return C\n", "")),
)
q.wrong(
    "ten classes always",
    hint="The table always has ten rows and columns. n_classes says how many it should have.",
    code=variant(CONFUSION, ("    C =", "    n_classes = 10\n    C =")),
)
q.right(
    "scikit-learn's numbers",
    code="""
from sklearn import metrics


def confusion_matrix(y_true, y_pred, n_classes):
    return metrics.confusion_matrix(y_true, y_pred, labels=list(range(n_classes)))
""",
)
q.right(
    "one-hot rows multiplied",
    code="""
def confusion_matrix(y_true, y_pred, n_classes):
    eye = np.eye(n_classes)
    return eye[y_true].T @ eye[y_pred]
""",
)
q.right(
    "bincount of numbered cells",
    code="""
def confusion_matrix(y_true, y_pred, n_classes):
    cells = np.asarray(y_true) * n_classes + np.asarray(y_pred)
    return np.bincount(cells, minlength=n_classes**2).reshape(n_classes, n_classes)
""",
)
q.right(
    "comprehensions",
    code="""
def confusion_matrix(y_true, y_pred, n_classes):
    return [
        [sum(1 for t, p in zip(y_true, y_pred) if t == k and p == l) for l in range(n_classes)]
        for k in range(n_classes)
    ]
""",
)
q.right(
    "np.add.at, and the accuracy as well",
    code="""
def confusion_matrix(y_true, y_pred, n_classes):
    C = np.zeros([n_classes] * 2)
    np.add.at(C, (y_true, y_pred), 1)
    return C, np.trace(C) / C.sum()
""",
)

q.hints(
    "Go through the five samples of the example with a pencil. For each of them, in which row and in which column do you make a stroke?",
    "Start from a square of zeros with n_classes rows, whatever classes occur. Each sample adds one to a single entry.",
    "The true class chooses the row and the predicted one the column. Loop over the pairs and add 1 each time; counts should be whole numbers, and nothing is divided.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q10_average_nll")


def losses_of(P):
    _, _, _, _, _, y_val = the_split()
    return -np.log(np.asarray(P, dtype=float)[np.arange(N_VAL), y_val])


_P = train_network(the_split()[2], the_split()[4], hidden=50, learning_rate=0.1, epochs=30)
_P = _P.probabilities(the_split()[3])
q.reference(P_val=_P, sample_nll=losses_of(_P)[42], test_nll=losses_of(_P).mean())

NO_PROBABILITIES = "P_val must hold 270 rows of ten probabilities, one row for each image of X_val."
NOT_ONE = "A row of P_val does not add up to 1, or holds a negative number."
READS_BADLY = (
    "The network behind P_val reads less than 0.90 of X_val. Are these the probabilities of X_val, "
    "in the order of its rows?"
)
EXACTLY_ZERO = "P_val gives a right class the probability 0 exactly, so its loss is infinite."


def own_probabilities(candidate):
    P = candidate.P_val
    check(np.shape(P) == (N_VAL, 10) and np.asarray(P).dtype.kind == "f", NO_PROBABILITIES)
    P = np.asarray(P)
    check(np.all(P >= 0) and np.allclose(P.sum(axis=1), 1, atol=1e-4), NOT_ONE)
    _, _, _, _, _, y_val = the_split()
    check(np.mean(P.argmax(axis=1) == y_val) >= 0.90, READS_BADLY)
    check(np.all(P[np.arange(N_VAL), y_val] > 0), EXACTLY_ZERO)
    return P


def one_number(value, expected, P):
    """Give a number, with the expected one's last digits where P is of a shorter float type."""
    value = np.asarray(value)
    if value.size != 1 or value.dtype.kind not in "biuf":
        return value
    value = float(value.ravel()[0])
    short = min(np.asarray(P).dtype.itemsize, 8) < 8
    return expected if short and np.isclose(value, expected, rtol=1e-4, atol=1e-6) else value


@q.case("the loss of row 42", rtol=1e-8, atol=1e-12)
def loss_of_a_sample(candidate, rng):
    P = own_probabilities(candidate)
    expected = losses_of(P)[42]
    return Pair(one_number(candidate.sample_nll, expected, P), expected)


@q.case("the mean loss", rtol=1e-8, atol=1e-12)
def mean_loss(candidate, rng):
    P = own_probabilities(candidate)
    expected = losses_of(P).mean()
    return Pair(one_number(candidate.test_nll, expected, P), expected)


NLL = """
P_val = reader.probabilities(X_val)
losses = -np.log(P_val[np.arange(len(y_val)), y_val])
sample_nll = losses[42]
test_nll = losses.mean()
"""


def of_own(candidate, wanted, name="test_nll"):
    """Tell whether a number is `wanted` of the candidate's own losses."""
    P = np.asarray(candidate.P_val, dtype=float)
    if P.shape != (N_VAL, 10):
        return False
    value = float(np.ravel(getattr(candidate, name))[0])
    with np.errstate(all="ignore"):  # P may hold anything
        return bool(np.isclose(value, wanted(P, losses_of(P)), rtol=1e-6, atol=0))


def wrong_nll(title, hint, code, wanted, name="test_nll"):
    q.wrong(
        title,
        hint=hint,
        code=code,
        recognise=lambda candidate: of_own(candidate, wanted, name),
    )


wrong_nll(
    "the sum of the losses",
    "test_nll is the sum of all losses. The formula divides by their number.",
    variant(NLL, ("losses.mean()", "losses.sum()")),
    lambda P, losses: losses.sum(),
)
wrong_nll(
    "the mean over all entries",
    "test_nll is divided by the number of all entries of P_val, ten times too many. There is one "
    "loss for each image.",
    variant(NLL, ("losses.mean()", "losses.sum() / P_val.size")),
    lambda P, losses: losses.sum() / P.size,
)
wrong_nll(
    "the logarithm of the mean",
    "test_nll is the logarithm of the mean probability. Take the logarithms first, then the mean: "
    "a sure mistake must cost what it should.",
    variant(NLL, ("losses.mean()", "-np.log(np.mean(np.exp(-losses)))")),
    lambda P, losses: -np.log(np.mean(np.exp(-losses))),
)
wrong_nll(
    "the most probable class instead of the right one",
    "test_nll takes the largest probability of each row. The likelihood is that of the true class, "
    "also where the network is wrong.",
    variant(
        NLL,
        ("losses.mean()", "-np.log(P_val.max(axis=1)).mean()"),
        ("losses[42]", "-np.log(P_val[42]).max()"),
    ),
    lambda P, losses: -np.log(P.max(axis=1)).mean(),
)
wrong_nll(
    "the sign",
    "Both numbers are negative: a logarithm of a probability is, and the formula has a minus in "
    "front of it.",
    variant(NLL, ("losses = -np.log", "losses = np.log")),
    lambda P, losses: -losses.mean(),
)
wrong_nll(
    "logarithm to the base 10",
    "These are logarithms to the base 10. The formula has natural ones.",
    variant(NLL, ("-np.log(", "-np.log10(")),
    lambda P, losses: losses.mean() / np.log(10),
)
wrong_nll(
    "logarithm to the base 2",
    "These are logarithms to the base 2, bits. The formula has natural ones.",
    variant(NLL, ("-np.log(", "-np.log2(")),
    lambda P, losses: losses.mean() / np.log(2),
)
wrong_nll(
    "probabilities instead of losses",
    "These are the probabilities of the right classes themselves, without the logarithm.",
    variant(
        NLL, ("-np.log(P_val[np.arange(len(y_val)), y_val])", "P_val[np.arange(len(y_val)), y_val]")
    ),
    lambda P, losses: np.exp(-losses).mean(),
)
wrong_nll(
    "accuracy",
    "test_nll is an accuracy or an error rate. The mean loss is asked for.",
    variant(
        NLL,
        ("losses.mean()", "1 - reader.accuracy(X_val, y_val)"),
        ("losses[42]", "float(P_val[42].argmax() == y_val[42])"),
    ),
    lambda P, losses: np.mean(P.argmax(axis=1) != the_split()[5]),
)
wrong_nll(
    "log(1 - p)",
    "You take the logarithm of 1 - p. What is near 1 for a good network, p or 1 - p?",
    variant(
        NLL,
        (
            "-np.log(P_val[np.arange(len(y_val)), y_val])",
            "-np.log(1 - P_val[np.arange(len(y_val)), y_val])",
        ),
    ),
    lambda P, losses: -np.log(1 - np.exp(-losses)).mean(),
)
q.wrong(
    "the training images",
    hint="P_val does not fit X_val: it has another number of rows, or other columns. It holds a "
    "row for each of the 270 images.",
    code="""
P_val = reader.probabilities(X_train)
losses = -np.log(P_val[np.arange(len(y_train)), y_train])
sample_nll, test_nll = losses[42], losses.mean()
""",
    recognise=lambda candidate: np.shape(candidate.P_val) != (N_VAL, 10),
)
wrong_nll(
    "the row beside, and rounded",
    "sample_nll is the loss of a row beside row 42. Counted from 0, row 42 is the 43rd.",
    variant(NLL, ("losses[42]", "losses[41]"), ("losses.mean()", "round(losses.mean(), 3)")),
    lambda P, losses: losses[41],
    "sample_nll",
)
wrong_nll(
    "rounded",
    "The numbers are right to a few digits, but rounded. The text asks for all of them.",
    variant(
        NLL, ("losses[42]", "round(losses[42], 4)"), ("losses.mean()", "round(losses.mean(), 4)")
    ),
    lambda P, losses: np.round(losses.mean(), 4),
)
q.wrong(
    "scores instead of probabilities",
    hint="The rows of P_val do not add up to 1: these are scores, or something else before the "
    "softmax.",
    code=variant(NLL, ("reader.probabilities(X_val)", "reader.probabilities(X_val) * 2 + 0.01")),
    recognise=lambda candidate: not np.allclose(np.sum(candidate.P_val, axis=1), 1, atol=1e-4),
)
q.wrong(
    "an untrained network",
    hint="The network behind P_val hardly reads at all. Was it trained, and with the same scaling?",
    code=variant(NLL, ("reader.", "Network([64, 20, 10], np.random.default_rng(0)).")),
)
q.right(
    "a network of one's own, by a loop",
    code="""
my_model = train_network(X_train, y_train, hidden=30, learning_rate=0.2, epochs=12, seed=9)
P_val = my_model.probabilities(X_val).tolist()
total = 0
for row, label in zip(P_val, y_val):
    total -= np.log(row[label])
test_nll = total / len(y_val)
sample_nll = float(-np.log(P_val[42][y_val[42]]))
""",
)
q.right(
    "scikit-learn's model and its log loss",
    code="""
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

classifier = LogisticRegression(max_iter=500).fit(X_train, y_train)
P_val = classifier.predict_proba(X_val)
test_nll = log_loss(y_val, P_val)
sample_nll = -np.log(P_val[42:43, y_val[42]])
""",
)
q.right(
    "one-hot rows",
    code="""
P_val = P_reader
Y_val = np.eye(10)[y_val]
test_nll = -np.sum(Y_val * np.log(P_val)) / len(Y_val)
sample_nll = -(Y_val[42] * np.log(P_val[42])).sum()
""",
)
q.right(
    "32-bit floats",
    code="""
P_val = reader.probabilities(X_val).astype(np.float32)
right = np.take_along_axis(P_val, y_val[:, np.newaxis], axis=1)
sample_nll = -np.log(right[42])
test_nll = -np.log(right).mean()
""",
)

q.hints(
    "What does a network give you instead of classes? Look at which methods `reader` has.",
    "You need the probabilities of the whole validation part. From each row take the probability of the right class, and turn it into a loss with a logarithm and a sign.",
    "Compute all 270 losses in one array. One of the answers is its entry number 42, the other its mean, and nothing is rounded or clipped.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q11_mnist")


@q.reference
def train_mnist(X, y):
    return train_network(X, y, hidden=100, learning_rate=0.1, epochs=6)


q.equivalent(
    "any training will do that reads 0.88 of the images that were never shown",
    was="return train_network(X, y, hidden=100, learning_rate=0.1, epochs=6)",
    now=[
        "return train_network(X, y, hidden=101, learning_rate=0.1, epochs=6)",
        "return train_network(X, y, hidden=99, learning_rate=0.1, epochs=6)",
        "return train_network(X, y, hidden=100, learning_rate=0.1, epochs=7)",
        "return train_network(X, y, hidden=100, learning_rate=0.1, epochs=5)",
    ],
)


@cache
def images_apart(n_seen, n_new, seed):
    """Draw images in MNIST's form; those to be asked come from other small digits."""
    rng = np.random.default_rng(seed)
    train, val = np.split(rng.permutation(len(X)), [1300])
    seen = draw_like_mnist(n_seen, rng, digits=(X[train], y[train]))
    new = draw_like_mnist(n_new, rng, digits=(X[val], y[val]))
    return seen, new


@q.case("0.80 of 3,000 images, after training on 2,400", seconds=60)
def four_of_five(candidate, rng):
    # The same images for everybody, or drawing them would take longer than the training.
    seen, new = images_apart(4800, 3000, 3)
    examine_reader(
        candidate.train_mnist,
        "train_mnist",
        tuple(part[:2400] for part in seen),
        new,
        renamed(rng),
        0.80,
    )


@q.case("0.88 of 3,000 images, after training on 4,800", seconds=60)
def nearly_nine_of_ten(candidate, rng):
    seen, new = images_apart(4800, 3000, 3)
    examine_reader(candidate.train_mnist, "train_mnist", seen, new, renamed(rng), 0.88)


MNIST_READER = variant(
    READER,
    ("train_digits(X_train, y_train)", "train_mnist(X, y)"),
    ("Reader(X_train, y_train)", "Reader(X, y)"),
    ("hidden=30, learning_rate=0.3, epochs=6", "hidden=20, learning_rate=0.2, epochs=2"),
)
q.wrong(
    "the network is not returned",
    hint="train_mnist returns None. The trained network has to leave the function.",
    code=variant(MNIST_READER, ("    return Reader", "    Reader")),
)
q.wrong(
    "accuracy instead of a network",
    hint="train_mnist returns a number. The test wants to show images to what it gets.",
    code="""
def train_mnist(X, y):
    return train_network(X, y, 20, 0.2, 2).accuracy(X, y)
""",
)
q.wrong(
    "weights instead of a network",
    hint="train_mnist returns a list or tuple of weights. Put them into an object with a predict.",
    code="""
def train_mnist(X, y):
    model = train_network(X, y, 20, 0.2, 1)
    return model.W + model.b
""",
)
q.wrong(
    "the default values again",
    hint="The network has learned a little, far from enough. How long are its steps, and how many "
    "does it take?",
    code="""
def train_mnist(X, y):
    return train_network(X, y)
""",
)
q.wrong(
    "the notebook's images",
    hint="The network is trained on X_mnist and y_mnist, whatever the function is given.",
    code="""
def train_mnist(images, labels):
    return train_network(X_mnist, y_mnist, 50, 0.1, 15)
""",
)
q.wrong(
    "remembers its images",
    hint="The network, if it is one, recognises only what it was trained on. 3,000 images that it "
    "never saw are asked for.",
    code="""
class Table:
    def __init__(self, X, y):
        self.known = {x.tobytes(): label for x, label in zip(X, y)}

    def predict(self, X):
        return np.array([self.known.get(x.tobytes(), 5) for x in X])


def train_mnist(X, y):
    return Table(X, y)
""",
)
q.wrong(
    "one digit for all images",
    hint="All 3,000 images get the same digit. Are the weights still finite, and does predict use "
    "its argument?",
    code="""
def train_mnist(X, y):
    return train_network(X[:320], y[:320], hidden=10, learning_rate=1e6, epochs=1)
""",
)
q.wrong(
    "probabilities of digits",
    hint="predict returns ten numbers for each image. The place of the largest one is the digit.",
    code=variant(MNIST_READER, (ARGMAX, "P")),
)
q.wrong(
    "one-hot digits",
    hint="predict returns rows of 0 and 1, a 1 where the digit is. Say its number.",
    code=variant(MNIST_READER, (ARGMAX, "(P == P.max(axis=1, keepdims=True)).astype(int)")),
)
q.wrong(
    "one answer for all images",
    hint="predict returns one number for 3,000 images. It must answer for every row.",
    code=variant(MNIST_READER, (ARGMAX, "int(P[0].argmax())")),
)
q.wrong(
    "the training answered again",
    hint="predict gives the answers for the images of the training, not for those that it gets.",
    code=variant(
        MNIST_READER,
        ("        self.network", "        self.seen = X\n        self.network"),
        ("probabilities(X)", "probabilities(self.seen)"),
    ),
)
q.wrong(
    "pixels divided by 255 again",
    hint="The network guesses. Look at the pixels that reach it: they are between 0 and 1 already. "
    "And do images and labels stay together on the way to the training?",
    code="""
class Pale:
    def __init__(self, X, y):
        self.network = train_network(X / 255, y, 20, 0.1, 2)

    def predict(self, X):
        return self.network.predict(X / 255)


def train_mnist(X, y):
    return Pale(X, y[::-1])
""",
)
q.right(
    "smaller steps, more of them",
    code="""
def train_mnist(X, y):
    rng = np.random.default_rng(3)
    network = Network([784, 100, 10], rng)
    for epoch in range(8):
        train_epoch(network, X, y, 0.05, rng, batch_size=16)
    return network
""",
)
q.right(
    "centred pixels, by positions, with a history",
    code="""
class Centred:
    def __init__(self, mean, network):
        self.mean, self.network = mean, network

    def predict(self, images):
        return self.network.predict(np.asarray(images) - self.mean).tolist()


def train_mnist(X, y):
    mean = X.mean(axis=0)
    rng = np.random.default_rng(1)
    network, history = Network([X.shape[1], 100, 10], rng), []
    for _ in range(5):
        train_epoch(network, X - mean, y, 0.1, rng)
        history.append(network.accuracy(X - mean, y))
    return Centred(mean, network), history
""",
)
q.right(
    "scikit-learn's network",
    code="""
def train_mnist(X, y):
    from sklearn.neural_network import MLPClassifier

    return MLPClassifier((100,), max_iter=8, random_state=0).fit(X, y)
""",
)
q.right(
    "a sigmoid network of one's own",
    code="""
class TwoLayers:
    def __init__(self, n_in, n_hidden, n_out, rng):
        self.W1 = rng.normal(0, 0.05, (n_in, n_hidden))
        self.W2 = rng.normal(0, 0.1, (n_hidden, n_out))
        self.b1, self.b2 = np.zeros(n_hidden), np.zeros(n_out)

    def forward(self, X):
        A = 1 / (1 + np.exp(-(X @ self.W1 + self.b1)))
        Z = A @ self.W2 + self.b2
        E = np.exp(Z - Z.max(1, keepdims=True))
        return A, E / E.sum(1, keepdims=True)

    def step(self, X, Y, rate):
        A, P = self.forward(X)
        d2 = (P - Y) / len(X)
        d1 = d2 @ self.W2.T * A * (1 - A)
        self.W2 -= rate * A.T @ d2
        self.b2 -= rate * d2.sum(0)
        self.W1 -= rate * X.T @ d1
        self.b1 -= rate * d1.sum(0)

    def predict(self, X):
        return self.forward(X)[1].argmax(axis=1)


def train_mnist(X, y):
    rng = np.random.default_rng(0)
    model, Y = TwoLayers(784, 100, 10, rng), np.eye(10)[y]
    for _ in range(10):
        for rows in np.array_split(rng.permutation(len(X)), len(X) // 24):
            model.step(X[rows], Y[rows], 0.5)
    return model
""",
)
q.right(
    "two hidden layers, as many epochs as a part put aside wants",
    code="""
def train_mnist(X, y):
    rng = np.random.default_rng(8)
    model, kept, best = Network([784, 100, 40, 10], rng), None, 0
    cut = len(X) * 9 // 10
    for epoch in range(8):
        train_epoch(model, X[:cut], y[:cut], 0.1, rng, batch_size=40)
        reached = np.mean(model.predict(X[cut:]) == y[cut:])
        if reached > best:
            best, kept = reached, ([W.copy() for W in model.W], [b.copy() for b in model.b])
    model.W, model.b = kept
    return model
""",
)

q.hints(
    "What is different from train_digits: the images are larger, and there are more of them. Does that ask for more epochs, or for fewer?",
    "Put some hundred images aside yourself, with split, and compare a few settings there. One hundred hidden neurons are given by the text; the learning rate and the epochs are yours.",
    "Again a single call of train_network on the function's own arguments. A learning rate near a tenth and a handful of epochs reach 0.88 within seconds; the defaults do not.",
)
