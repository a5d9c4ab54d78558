"""q02_split: images put aside for validation, by chance."""

import numpy as np

from viva.exam import Question, check

q = Question("q02_split")


@q.reference
def split(X, y, fraction, rng):
    chosen = rng.permutation(len(X)) < round(fraction * len(X))
    return X[~chosen], X[chosen], y[~chosen], y[chosen]


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
    "a permutation, cut in two",
    code="""
def split(X, y, fraction, rng):
    order = rng.permutation(len(X))
    n_val = round(fraction * len(X))
    val, train = order[:n_val], order[n_val:]
    return X[train], X[val], y[train], y[val]
""",
)
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
q.wrong(
    "nothing shuffled",
    hint="You put a block of neighbouring rows aside, the first or the last ones. If one person "
    "wrote those, your network never sees that hand: let chance choose.",
    was="order = rng.permutation(len",
    now="order = np.arange(len",
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
    was="]\n    return X[train], X[val], y[train], y[val",
    now="]\n    return X, X[val], y, y[val",
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
    was="]\n    return X[train], X[val], y[train], y[val]",
    now="]\n    return X[train], y[train], X[val], y[val]",
)
q.wrong(
    "the parts swapped",
    hint="fraction is the share of the validation part, the small one; with you it is that of the "
    "training part, or the small part is returned first.",
    was="  return X[train], X[val], y[train], y[val]\n",
    now="  return X[val], X[train], y[val], y[train]\n",
)
q.wrong(
    "a seed of its own",
    hint="Your split is the same for every generator: it comes from a fixed seed, or from no "
    "chance at all. What is rng there for?",
    was="order = rng.permutation",
    now="order = np.random.default_rng(0).permutation",
)
q.wrong(
    "the global generator",
    hint="The chance comes from np.random, not from rng, so a split cannot be repeated. Which "
    "generator were you given?",
    was="order = rng.permutation",
    now="order = np.random.permutation",
)
q.wrong(
    "always the same number of rows",
    hint="The validation part has a fixed size. How many rows it gets follows from fraction and "
    "the number of rows that come in.",
    was="= round(fraction * len(X))",
    now="= min(20, len(X) // 2)",
)
q.wrong(
    "a row lost between the parts",
    hint="Some rows are in neither part. Where one slice ends the other must begin: look at both "
    "ends of your slices.",
    was="order[n_val:]",
    now="order[n_val + 1 : -1]",
)
q.wrong(
    "row numbers returned",
    hint="You return the numbers of the rows. Use them as an index: X[...] and y[...].",
    was="]\n    return X[train], X[val], y[train",
    now="]\n    return train, val, y[train",
)
q.wrong(
    "the labels stay in the old order",
    hint="The rows are shuffled, but the labels are cut in the order in which they came. Which "
    "index picks the label of a row?",
    was="val], y[train], y[val]\n",
    now="val], y[n_val:], y[:n_val]\n",
    recognise=lambda candidate: _labels_in_order(candidate),
)
q.wrong(
    "as many as chance wants",
    hint="How many rows you put aside changes from call to call: each of them is drawn for itself."
    " How many is fraction times N?",
    was="permutation(len(X)) < round(fraction * len(X))",
    now="random(len(X)) < fraction\n    chosen[:10] = True",
    recognise=lambda candidate: _size_by_chance(candidate),
)
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
q.hints(
    "How can you draw rows at random without ever drawing one twice, and without losing its label?",
    "Draw one random order of all row numbers from rng. Cut this order in two: the first few "
    "numbers name the validation rows, the rest the training rows.",
    "Round the fraction of N to a whole number, cut the order there, and use the same two "
    "pieces as indices into X and into y. Mind the order of the four results: both X first, "
    "training before validation.",
)
