"""q03_split_dataset: a part to train on and a part to test, by chance."""

import numpy as np

from viva.exam import Question, check

from .shared import parts_of

q = Question("q03_split_dataset")


@q.reference
def split_dataset(data, labels, split):
    order = np.random.permutation(len(data))
    n_train = round(split * len(data))
    train, test = order[:n_train], order[n_train:]
    return data[train], labels[train], data[test], labels[test]


NAMES = ("data_train", "labels_train", "data_test", "labels_test")
PLACES = "These are numbers of rows. split_dataset returns the rows themselves, and their labels."
ORDER = (
    "The four arrays come in another order: the text asks for data_train, labels_train, "
    "data_test, labels_test. Labels stand where rows should be."
)
SWAPPED = "The training part has the size of the test part: split is the share that trains."
SIZES = "The sizes of the two parts do not follow from split."
CHANCE = (
    "The same rows are divided into parts of other sizes each time. Is each row drawn by itself?"
)
SHORT = "A part has as many labels as it should, but not as many rows, or the other way round."
STRANGE = "There are rows in the parts that are not rows of data."
TWICE = "A row is in one part twice. Is it drawn with replacement?"
OVERLAP = "Some rows are in both parts: a network would be tested with what it has learned from."
LOST = "Some rows are in neither part."
APART = "The rows and the labels of a part do not belong together."
BLOCK = "The test part is a block of neighbouring rows. Where does chance come in?"


def divide(candidate, data, labels, split):
    """Let the candidate divide rows; return the numbers of those in both parts."""
    parts = parts_of(candidate.split_dataset(data, labels, split), "split_dataset", *NAMES)
    data_train, labels_train, data_test, labels_test = map(np.asarray, parts)
    check(data_train.ndim != 1 or labels_train.size != data_train.size or data.ndim == 1, PLACES)
    check(data_train.ndim == data_test.ndim == 2 and labels_train.size == len(labels_train), ORDER)
    check(labels_test.size == len(labels_test), ORDER)
    n, n_train = len(data), split * len(data)
    swapped = abs(len(data_test) - n_train) <= 1 and abs(len(data_train) - n + n_train) <= 1
    check(not swapped, SWAPPED)
    lengths = (len(data_train), len(data_test)), (labels_train.size, labels_test.size)
    check(lengths[0] == lengths[1], SHORT)
    names = {tuple(row): number for number, row in enumerate(data.tolist())}
    train = [names.get(tuple(row), -1) for row in data_train.tolist()]
    test = [names.get(tuple(row), -1) for row in data_test.tolist()]
    check(min(train + test, default=0) >= 0, STRANGE)
    check(len(set(train)) == len(train) and len(set(test)) == len(test), TWICE)
    check(not set(train) & set(test), OVERLAP)
    check(abs(len(train) - n_train) <= 1.001, SIZES)
    check(len(train) + len(test) == n, LOST)
    together = labels[train] == labels_train.ravel()
    check(np.all(together) and np.array_equal(labels[test], labels_test.ravel()), APART)
    return train, test


def part_to_train_on(candidate, data, labels, split):
    return parts_of(candidate.split_dataset(data, labels, split), "split_dataset", *NAMES)[0]


def examine_split(candidate, rng, n, d, split):
    # Every row has a number that it can be known by.
    data = np.column_stack([np.arange(n) + 0.5, rng.normal(size=(n, d - 1))])[rng.permutation(n)]
    labels = np.concatenate([np.arange(10).repeat(3), rng.choice([1, 7], size=n - 30)])
    rng.shuffle(labels)
    # Sizes that are a matter of chance are right now and then.
    sizes = {np.size(part_to_train_on(candidate, data, labels, split)) for _ in range(6)}
    check(len(sizes) == 1, CHANCE)
    for _ in range(2):
        _, test = divide(candidate, data, labels, split)
        # The last row is the neighbour of the first.
        gaps = np.diff(sorted(test), append=min(test) + n)
        check(np.sum(gaps > 1) > 1, BLOCK)


@q.case("120 rows of three numbers, three quarters to train on")
def three_quarters(candidate, rng):
    examine_split(candidate, rng, 120, 3, 0.75)


@q.case("97 rows of seven numbers, 0.3 to train on")
def three_tenths(candidate, rng):
    examine_split(candidate, rng, 97, 7, 0.3)


def _numbered(candidate, n=80, split=0.75):
    """Return the four parts of rows and labels that are numbered alike."""
    labels = np.arange(n)
    rows = np.column_stack([labels, labels + 0.5])
    parts = candidate.split_dataset(rows, labels, split)
    return [np.asarray(part) for part in parts]


def _numbers(part):
    return (part[:, 0] if part.ndim == 2 else part.ravel()).astype(int).tolist()


def _both(candidate):
    data_train, _, data_test, _ = _numbered(candidate)
    return set(_numbers(data_train)) & set(_numbers(data_test))


def _repeats(candidate):
    train = _numbers(_numbered(candidate)[0])
    return len(set(train)) < len(train)


q.right(
    "both shuffled by one order, then cut",
    code="""
def split_dataset(data, labels, split):
    order = np.arange(len(data))
    np.random.shuffle(order)
    X, y = data[order], labels[order]
    n_train = int(split * len(data))
    return X[:n_train], y[:n_train], X[n_train:], y[n_train:]
""",
)
q.right(
    "scikit-learn",
    code="""
from sklearn.model_selection import train_test_split


def split_dataset(data, labels, split):
    X_train, X_test, y_train, y_test = train_test_split(data, labels, train_size=split)
    return X_train, y_train, X_test, y_test
""",
)
q.right(
    "a mask, with a generator of its own",
    code="""
def split_dataset(data, labels, split):
    rng = np.random.default_rng(0)
    mask = np.zeros(len(data), dtype=bool)
    mask[rng.choice(len(data), size=int(np.ceil(split * len(data))), replace=False)] = True
    return data[mask], labels[mask], data[~mask], labels[~mask]
""",
)
q.right(
    "lists and random.sample",
    code="""
import random


def split_dataset(data, labels, split):
    numbers = random.sample(range(len(data)), len(data))
    n_train = round(len(data) * split)
    train, test = numbers[:n_train], numbers[n_train:]
    return (
        [data[i] for i in train],
        [labels[i] for i in train],
        [data[i] for i in test],
        [labels[i] for i in test],
    )
""",
)
q.wrong(
    "nothing shuffled",
    hint="You cut without shuffling: the test part is a block of neighbours. If the rows are sorted"
    " by class, a network would be tested with classes that it never saw.",
    was="order = np.random.permutation(len(data))",
    now="order = np.arange(len(data))",
)
q.wrong(
    "rows and labels shuffled apart",
    hint="Rows and labels are shuffled by two different orders, so most images have the label of "
    "another. One order must do for both.",
    code="""
def split_dataset(data, labels, split):
    data, labels = np.random.permutation(data), np.random.permutation(labels)
    n_train = round(split * len(data))
    return data[:n_train], labels[:n_train], data[n_train:], labels[n_train:]
""",
)
q.wrong(
    "split as the share of the test",
    hint="With you split is the share that is tested, or the test part comes first. It is the share "
    "that trains, and the training part comes first.",
    was="n_train = round(split * len(data))",
    now="n_train = round((1 - split) * len(data))",
)
q.wrong(
    "scikit-learn's order",
    hint="You return both tables first and then both arrays of labels, as scikit-learn does. Here "
    "the labels of a part follow its rows.",
    was="return data[train], labels[train], data[test], labels[test]",
    now="return data[train], data[test], labels[train], labels[test]",
)
q.wrong(
    "labels first",
    hint="The labels of each part come before its rows. Rows first, says the text.",
    was="return data[train], labels[train], data[test], labels[test]",
    now="return labels[train], data[train], labels[test], data[test]",
    recognise=lambda candidate: [part.ndim for part in _numbered(candidate)[:4]] == [1, 2, 1, 2],
)
q.wrong(
    "trains on everything",
    hint="The rows of the test part are in the training part as well. They must be left out there.",
    was="train, test = order[:n_train], order[n_train:]",
    now="train, test = order, order[n_train:]",
    recognise=lambda candidate: len(_numbered(candidate)[0]) == 80 and len(_both(candidate)) == 20,
)
q.wrong(
    "both parts drawn by themselves",
    hint="Each part is drawn by itself, so that some rows land in both and others in none. The test"
    " part is what the training part leaves.",
    was="train, test = order[:n_train], order[n_train:]",
    now="train, test = order[:n_train], np.random.permutation(len(data))[n_train:]",
    recognise=lambda candidate: 0 < len(_both(candidate)) < 20 and not _repeats(candidate),
)
q.wrong(
    "drawn with replacement",
    hint="The training part is drawn with replacement, so some rows are in it twice.",
    was="order = np.random.permutation(len(data))",
    now="order = np.random.randint(len(data), size=len(data))",
    recognise=lambda candidate: _repeats(candidate),
)
q.wrong(
    "the labels not divided",
    hint="The labels are not divided: both parts come with all of them, or the rows do.",
    was="return data[train], labels[train], data[test], labels[test]",
    now="return data[train], labels, data[test], labels",
)
q.wrong(
    "numbers of rows",
    hint="You return which rows belong to each part. The rows themselves are asked for.",
    was="return data[train], labels[train], data[test], labels[test]",
    now="return train, labels[train], test, labels[test]",
)
q.wrong(
    "always the same number",
    hint="The training part has a size of its own. It follows from split and the number of rows.",
    was="n_train = round(split * len(data))",
    now="n_train = 50",
    recognise=lambda candidate: (
        len(_numbered(candidate, 80, 0.75)[0]) == len(_numbered(candidate, 100, 0.25)[0])
    ),
)
q.wrong(
    "every row for itself",
    hint="Each row is drawn by a lot of its own, so the sizes are a matter of chance. Draw an order"
    " and cut it.",
    code="""
def split_dataset(data, labels, split):
    train = np.random.random(len(data)) < split
    return data[train], labels[train], data[~train], labels[~train]
""",
    recognise=lambda candidate: len({len(_numbered(candidate)[0]) for _ in range(6)}) > 1,
)
q.wrong(
    "a row lost",
    hint="A row between the two parts is in neither. Where does the second part begin?",
    was="order[:n_train], order[n_train:]",
    now="order[:n_train], order[n_train + 1 :]",
)
q.wrong(
    "nothing returned",
    hint="The parts are made and not returned: split_dataset gives None.",
    was="    return data[train], labels[train], data[test], labels[test]\n",
    now="",
)
q.hints(
    "With a pencil: how would you divide ten numbered images by chance, so that none is in both "
    "piles and none is lost?",
    "Shuffle the numbers of the rows once. A first stretch of that order trains, the rest tests, "
    "and the same stretches choose rows and labels.",
    "`np.random.permutation(N)` gives an order. How many train is split times N, rounded. Index "
    "data and labels with the same numbers, and mind in which order the four are returned.",
)
