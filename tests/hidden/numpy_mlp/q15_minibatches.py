"""q15_minibatches: the rows in random order, a few at a time."""

import numpy as np

from viva.exam import Question, check

from .q15_right_answers import AS_LIST, BOTH_AT_ONCE, CUT_LATER, WITH_ARRAY_SPLIT

q = Question("q15_minibatches")


@q.reference
def minibatches(X, y, size, rng):
    order = rng.permutation(len(X))
    batches = []
    for first in range(0, len(X), size):
        rows = order[first : first + size]
        batches.append((X[rows], y[rows]))
    return batches


SIZES_OFF = "The batches do not have the sizes that the text asks for."
NOT_ALL = "Some rows are in no batch of the epoch."
TWICE = "Some rows are in more than one batch of the epoch."
PARTED = "Some labels have lost their rows."
AS_IT_CAME = "The rows come in the order of the data. Each epoch has a random order."
BY_LABEL = (
    "The rows come in the order of their labels, class by class. Each epoch has a random order."
)
NEIGHBOURS = "Rows that are neighbours in the data are still neighbours in the batches."
REPEATED = "Two epochs with one generator have the same order."
NOT_FROM_RNG = "Two generators with the same seed give different orders. Does chance come from rng?"


def is_pair(batch):
    """Return whether a batch holds rows and, second, a label for each."""
    if not isinstance(batch, (tuple, list)) or len(batch) < 2:
        return False
    return np.size(batch[1]) == len(batch[0])


def two_epochs(candidate, rng_seed, X, y, size):
    generator = np.random.default_rng(rng_seed)
    return candidate.collect_epochs(candidate.minibatches, X, y, size, generator, 2)


def examine_batches(candidate, rng, n, d, size):
    X, y = rng.normal(size=(n, d)), rng.integers(0, 9, size=n)
    X[:, 0] = np.arange(n) + 1  # the number of the row
    seed = int(rng.integers(1e9))
    epochs = two_epochs(candidate, seed, X, y, size)
    orders = []
    for epoch in epochs:
        check(
            all(map(is_pair, epoch)),
            "Each mini-batch is a pair: some rows of X and their labels.",
        )
        parts = [(np.asarray(pair[0], dtype=float), np.ravel(pair[1])) for pair in epoch]
        check(
            all(rows.ndim == 2 and rows.shape[1] == d for rows, _ in parts),
            "A batch of X keeps all columns of X.",
        )
        rows, labels = (np.concatenate(part) for part in zip(*parts, strict=True))
        numbers = rows[:, 0].astype(int) - 1
        check(len(set(numbers)) == len(numbers), TWICE)
        check(len(numbers) == n, NOT_ALL)
        full, rest = divmod(n, size)
        wanted = [size] * full + [rest] * (rest > 0)
        check([len(rows) for rows, _ in parts] == wanted, SIZES_OFF)
        check(np.array_equal(rows, X[numbers]) and np.array_equal(labels, y[numbers]), PARTED)
        check(not np.array_equal(numbers, np.arange(n)), AS_IT_CAME)
        check(len(parts) == 1 or np.any(np.diff(labels) < 0), BY_LABEL)
        apart = np.diff(numbers) % n
        check(np.mean((apart == 1) | (apart == n - 1)) < 0.8, NEIGHBOURS)
        orders.append(numbers.tolist())
    check(orders[0] != orders[1], REPEATED)
    again = np.concatenate(
        [np.asarray(pair[0]) for pair in two_epochs(candidate, seed, X, y, size)[0]]
    )
    check((again[:, 0].astype(int) - 1).tolist() == orders[0], NOT_FROM_RNG)
    other = np.concatenate(
        [np.asarray(pair[0]) for pair in two_epochs(candidate, seed + 1, X, y, size)[0]]
    )
    check(
        (other[:, 0].astype(int) - 1).tolist() != orders[0],
        "Generators with different seeds give the same order.",
    )


@q.case("batches with a short one at the end")
def batches_with_rest(candidate, rng):
    examine_batches(candidate, rng, 23, 3, 5)


@q.case("batches without a rest, and one that holds everything")
def batches_without_rest(candidate, rng):
    examine_batches(candidate, rng, 24, 2, 4)
    examine_batches(candidate, rng, 13, 4, 5)
    examine_batches(candidate, rng, 11, 1, 40)


def seen(candidate, n=23, size=5):
    """Return the numbers of the rows and the sizes of the batches in two epochs."""
    X = np.arange(1.0, n + 1)[:, None]
    epochs = two_epochs(candidate, 3, X, np.arange(n), size)
    if not all(is_pair(pair) for epoch in epochs for pair in epoch):
        return 2 * [([], [])]
    return [
        (
            [int(x) - 1 for pair in epoch for x in np.ravel(pair[0])],
            [len(pair[0]) for pair in epoch],
        )
        for epoch in epochs
    ]


def aligned(candidate, first_too):
    """Return whether labels stand in the order of the data while the rows do not."""
    X, y = np.arange(1.0, 24)[:, None], np.arange(23)
    epoch = two_epochs(candidate, 3, X, y, 5)[0]
    labels = [int(label) for pair in epoch for label in np.ravel(pair[1])]
    rows = [int(x) - 1 for pair in epoch for x in np.ravel(pair[0])]
    return (labels == sorted(labels) or labels == rows) and (rows != labels or not first_too)


def apart(candidate):
    """Return whether all rows and all labels come, in different orders."""
    X, y = np.arange(1.0, 24)[:, None], np.arange(23)
    epoch = two_epochs(candidate, 3, X, y, 5)[0]
    if not all(map(is_pair, epoch)):
        return False
    labels = [int(label) for pair in epoch for label in np.ravel(pair[1])]
    rows = [int(x) - 1 for pair in epoch for x in np.ravel(pair[0])]
    return sorted(labels) == sorted(rows) == y.tolist() and labels not in (rows, y.tolist())


q.equivalent(
    "there are as many labels as rows",
    was="order = rng.permutation(len(X))",
    now="order = rng.permutation(len(y))",
)
q.equivalent(
    "there are as many labels as rows",
    was="for first in range(0, len(X), size):",
    now="for first in range(0, len(y), size):",
)
q.right("one after another", code=CUT_LATER)
q.right("np.split at every size-th place", code=AS_LIST)
q.right("sorted by random numbers, lists in lists", code=WITH_ARRAY_SPLIT)
q.right("labels as a column beside X, shuffled together", code=BOTH_AT_ONCE)
q.wrong(
    "the rest is dropped",
    hint="The rows that do not fill a whole batch are dropped. They make a last, shorter one.",
    was="range(0, len(X), size)",
    now="range(0, len(X) - size + 1, size)",
    recognise=lambda candidate: (
        15 < len(set(seen(candidate)[0][0])) < 23 and set(seen(candidate)[0][1]) == {5}
    ),
)
q.wrong(
    "the first batch only",
    hint="A single batch comes out. Is there a return in your loop?",
    was="    return batches",
    now="        return batches",
    recognise=lambda candidate: seen(candidate)[0][1] == [5],
)
q.wrong(
    "drawn with repeats",
    hint="Some rows come twice and others never: rows are drawn anew each time. Shuffle all of them once, then cut.",
    was="rng.permutation(len(X))",
    now="rng.integers(len(X), size=len(X))",
    recognise=lambda candidate: (
        10 < len(set(seen(candidate)[0][0])) < 23 == len(seen(candidate)[0][0])
    ),
)
q.wrong(
    "windows that overlap",
    hint="Each batch begins one row after the one before, so nearly every row is in several. How far must the loop go on?",
    was="range(0, len(X), size)",
    now="range(0, len(X))",
    recognise=lambda candidate: (
        seen(candidate)[0][1][:3] == [5] * 3 and len(seen(candidate)[0][1]) == 23
    ),
)
q.wrong(
    "the last batch filled up",
    hint="Your last batch is filled up with rows that were in another batch already. It may be shorter.",
    was="order[first : first + size]",
    now="np.resize(np.roll(order, -first), size)",
    recognise=lambda candidate: (
        seen(candidate)[0][1] == [5] * 5 and len(set(seen(candidate)[0][0])) == 23
    ),
)
q.wrong(
    "not shuffled",
    hint="The rows come in the order of the data, the same in every epoch. They should be shuffled first.",
    was="rng.permutation(len(X))",
    now="np.arange(len(X))",
)
q.wrong("sorted by label", hint=BY_LABEL, was="rng.permutation(len(X))", now="np.argsort(y)")
q.wrong(
    "from the last row to the first",
    hint="Your rows run from the last to the first, in every epoch. That is another fixed order.",
    was="rng.permutation(len(X))",
    now="np.arange(len(X))[::-1]",
    recognise=lambda candidate: seen(candidate)[0][0] == list(range(22, -1, -1)),
)
q.wrong(
    "the order of the first epoch for ever",
    hint="Every epoch has the same order, whatever rng has given before. Is a generator made anew inside the function, or is the order not random at all? Draw it from rng.",
    was="rng.permutation(len(X))",
    now="np.random.default_rng(0).permutation(len(X))",
)
q.wrong(
    "NumPy's global generator for the order",
    hint="The order does not come from the generator that is passed: with the same seed it differs from call to call.",
    was="rng.permutation(len(X))",
    now="np.random.permutation(len(X))",
)
q.wrong(
    "X and y shuffled apart",
    hint="X and y are shuffled each for itself, so labels stand beside the wrong rows. One order must serve both.",
    was="    for",
    now="    y = y[rng.permutation(len(y))]\n    for",
    recognise=apart,
)
q.wrong(
    "labels in the old order",
    hint="X is shuffled, and y is not: a label belongs to its row, wherever that goes.",
    was="y[rows]",
    now="y[first : first + size]",
    recognise=lambda candidate: aligned(candidate, first_too=True),
)
q.wrong(
    "as many batches as size",
    hint="`size` says how many rows a batch has. You make so many batches.",
    was="    for",
    now="    size = -(-len(X) // size)\n    for",
    recognise=lambda candidate: len(seen(candidate, 30, 4)[0][1]) == 4,
)
q.wrong(
    "one batch with everything",
    hint="All rows are in one batch, whatever size is asked for.",
    was=("order[first : first + size]", "range(0, len(X), size)"),
    now=("order", "[0]"),
    recognise=lambda candidate: seen(candidate)[0][1] == [23],
)
q.wrong(
    "the rows spread evenly",
    hint="Your batches are about equally large, instead of full ones and a short one at the end.",
    code="""
def minibatches(X, y, size, rng):
    order = rng.permutation(len(X))
    return [(X[rows], y[rows]) for rows in np.array_split(order, -(-len(X) // size))]
""",
    recognise=lambda candidate: sorted(seen(candidate, 26, 8)[0][1]) == [6, 6, 7, 7],
)
q.wrong(
    "one sample at a time",
    hint="Your batches hold a single row each.",
    was=("order[first : first + size]", "range(0, len(X), size)"),
    now=("order[first : first + 1]", "range(len(X))"),
    recognise=lambda candidate: set(seen(candidate)[0][1]) == {1},
)
q.wrong(
    "batches without labels",
    hint="Your batches are no pairs. Each holds some rows of X and, second, their labels.",
    was="batches.append((X[rows], y[rows]))",
    now="batches.append([X[rows]])",
)
q.wrong(
    "the last batch twice",
    hint="The last batch comes twice. Is what is left given once in the loop, and once after it?",
    was="    return batches",
    now="    batches.append(batches[-1])\n    return batches",
    recognise=lambda candidate: seen(candidate)[0][1] == [5, 5, 5, 5, 3, 3],
)
q.wrong(
    "batches counted as if they were rows",
    hint="Your loop counts batches, and your slices count rows: the second batch begins one row "
    "after the first. With which row does batch number k begin?",
    was="range(0, len(X), size)",
    now="range(len(X) // size)",
    recognise=lambda candidate: (
        seen(candidate)[0][1] == [5, 5, 5, 5]
        and seen(candidate)[0][0][5:9] == seen(candidate)[0][0][1:5]
    ),
)
q.hints(
    "How do you make sure that each row is used exactly once, and that its label comes along?",
    "Shuffle the row numbers once, with rng. Then cut the shuffled numbers into pieces; what is left over at the end is a shorter piece.",
    "Let a counter run from 0 to N in steps of the batch size. Each time take the next numbers of the shuffled order, and yield the rows of X and of y that they name, as a pair.",
)
