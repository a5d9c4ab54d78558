"""q13_find_the_fault: a validation part that the network has learned from is seen through."""

import numpy as np

from viva.exam import Question, check

from .q02_split import split
from .shared import says

q = Question("q13_find_the_fault")


def fill_up(X, y, rng):
    X, y = np.asarray(X), np.asarray(y)
    most = np.bincount(y).max()
    rows = [np.arange(len(y))]
    for label in np.unique(y):
        own = np.flatnonzero(y == label)
        rows.append(rng.choice(own, most - len(own)))
    rows = np.concatenate(rows)
    return X[rows], y[rows]


@q.reference
def mended_parts(X, y, fraction, rng):
    X_train, X_val, y_train, y_val = split(X, y, fraction, rng)
    full_X, full_y = fill_up(X_train, y_train, rng)
    return full_X, X_val, full_y, y_val


q.reference(fault="E")

FOUR = "mended_parts returns four arrays, in this order: X_train, X_val, y_train, y_val."
LENGTHS = "A part has another number of rows than of labels. Does fill_up return both?"
APART = "Rows and labels no longer belong together."
SHARED = (
    "Some images are in both parts: copies of what the network learns from are still in the "
    "validation part. When is the part put aside, before the copies are made or after it?"
)
FILLED_TOO = (
    "The validation part holds some images more than once. It stands for images as they come: "
    "nothing is to be copied there."
)
SIZE = "The validation part is not the share of the rows that fraction asks for."
LOST = "Some rows are in neither part."
NOT_FULL = (
    "In the training part the classes are still of different sizes. Which of them are filled up?"
)
TOO_FULL = (
    "The classes of the training part are of one size, and larger than its largest class was. How "
    "many are needed counts in the training part alone."
)
SAME_SEED = "The same generator gives different parts. All chance comes from rng."
OTHER_SEED = "Two different generators put the same rows aside. All chance comes from rng."


def rows_of(candidate, X, y, fraction, seed):
    """Return the numbers of the rows in the training part and in the validation part."""
    parts = candidate.mended_parts(X.copy(), y.copy(), fraction, np.random.default_rng(seed))
    check(isinstance(parts, (list, tuple)) and len(parts) == 4, FOUR)
    X_train, X_val, y_train, y_val = (np.asarray(part) for part in parts)
    check(X_train.ndim == X_val.ndim == 2 and 1 == y_train.ndim == y_val.ndim, FOUR)
    check(len(X_train) == len(y_train) and len(X_val) == len(y_val), LENGTHS)
    names = {tuple(row): number for number, row in enumerate(X.tolist())}
    train, val = (
        np.array([names.get(tuple(row), -1) for row in part.tolist()]) for part in (X_train, X_val)
    )
    check(min(*train, *val) >= 0, "There are rows in the parts that are not rows of X.")
    check(np.array_equal(y[train], y_train) and np.array_equal(y[val], y_val), APART)
    return train, val


@q.case("the fault by its letter")
def the_letter(candidate, rng):
    return str(candidate.fault).strip().upper()[:1]


@q.case("the mended parts, of other rows and classes", weight=2)
def mended(candidate, rng):
    # The last class is the largest; of each there are enough for both parts.
    y = rng.permutation(np.repeat([0, 1, 3, 4], [12, 20, 9, 70]))
    n, fraction = len(y), (0.2, 0.3)[rng.integers(2)]
    # Every row has a number that it can be known by.
    X = np.column_stack([np.arange(n) + 0.5, rng.normal(size=(n, 2))])
    seed = int(rng.integers(10**6))
    train, val = rows_of(candidate, X, y, fraction, seed)
    check(not set(train) & set(val), SHARED)
    check(len(set(val)) == len(val), FILLED_TOO)
    check(abs(len(val) - fraction * n) <= 1.001, SIZE)
    check(len(set(train)) + len(val) == n, LOST)
    of_each = np.bincount(y[train])[[0, 1, 3, 4]]
    check(len(set(of_each)) == 1, NOT_FULL)
    check(of_each.max() == np.bincount(y[sorted(set(train))]).max(), TOO_FULL)
    again = rows_of(candidate, X, y, fraction, seed)
    check(np.array_equal(train, again[0]) and np.array_equal(val, again[1]), SAME_SEED)
    check(set(val) != set(rows_of(candidate, X, y, fraction, seed + 1)[1]), OTHER_SEED)


q.right(
    "put aside first",
    code="""
fault = "E"


def mended_parts(X, y, fraction, rng):
    X_train, X_val, y_train, y_val = split(X, y, fraction, rng)[:4]
    X_full, y_full = fill_up(X_train, y_train, rng)
    return X_full, X_val, y_full, y_val
""",
)
q.right(
    "without the given functions, with a small letter",
    code="""
fault = "e) leak"


def mended_parts(images, labels, share, rng):
    order = rng.permutation(len(images))
    n_val = int(share * len(images))
    aside, rest = order[:n_val], list(order[n_val:])
    most = max(sum(labels[i] == k for i in rest) for k in set(labels[rest]))
    for k in sorted(set(labels[rest])):
        own = [i for i in rest if labels[i] == k]
        rest += [own[rng.integers(len(own))] for _ in range(most - len(own))]
    return [images[rest], images[aside], labels[rest], labels[aside]]
""",
)
q.right(
    "with train_test_split, copies in turn",
    code="""
fault = "E"


def mended_parts(X, y, fraction, rng):
    X_train, X_val, y_train, y_val = train_test_split(
        X, y, test_size=fraction, random_state=int(rng.integers(2**31))
    )
    most = np.bincount(y_train).max()
    rows = [np.resize(np.flatnonzero(y_train == k), most) for k in np.unique(y_train)]
    rows = rng.permutation(np.concatenate(rows))
    return X_train[rows], X_val, y_train[rows], y_val
""",
)

LETTER = 'fault = "E"\n'
ONLY_THE_LETTER = 0.67
BODY = (
    "    X_train, X_val, y_train, y_val = split(X, y, fraction, rng)[:4]\n"
    "    X_full, y_full = fill_up(X_train, y_train, rng)\n"
)
RETURN = "    return X_full, X_val, y_full, y_val\n"


def letter(which, title, hint):
    q.wrong(
        title,
        hint=hint,
        was=LETTER,
        now=f'fault = "{which}"\n',
        keeps=ONLY_THE_LETTER,
        recognise=says(which),
    )


letter(
    "A",
    "A, too many epochs",
    "With too many epochs the accuracy on other images would fall in the end. Look at the third "
    "curve.",
)
letter(
    "B",
    "B, no rare digits in the training part",
    "A network that has never seen a 3, an 8 or a 9 would not read a single one of them. Look at "
    "the diagonals of both matrices.",
)
letter(
    "C",
    "C, labels mixed up",
    "A network that learns from mixed-up labels reads other images no better than by chance. How "
    "does it read the frequent digits?",
)
letter(
    "D",
    "D, the other images are harder",
    "If the other images were harder, the frequent digits among them would be read worse, too. Are "
    "they?",
)
letter(
    "F",
    "F, standardised by itself",
    "Nothing is standardised in broken_parts: the rows come from X_train, where it was done. And "
    "why should that make rare digits easier to read, and no others?",
)
q.wrong(
    "not mended",
    hint=SHARED,
    was=(BODY, RETURN),
    now=("    X, y = fill_up(X, y, rng)\n", "    return split(X, y, fraction, rng)\n"),
)
q.wrong(
    "the validation part is filled up as well",
    hint=FILLED_TOO,
    was=RETURN,
    now="    X_val, y_val = fill_up(X_val, y_val, rng)\n" + RETURN,
)
q.wrong(
    "nothing is filled up",
    hint=NOT_FULL,
    was=RETURN,
    now="    return X_train, X_val, y_train, y_val\n",
)
q.wrong(
    "the frequent classes are cut",
    hint=LOST,
    was="X_full, y_full = fill_up(X_train, y_train, rng)\n",
    now="fewest = min(np.bincount(y_train)[np.unique(y_train)])\n"
    "    rows = [np.flatnonzero(y_train == k)[:fewest] for k in np.unique(y_train)]\n"
    "    X_full, y_full = X_train[np.concatenate(rows)], y_train[np.concatenate(rows)]\n",
)
q.wrong(
    "as many as in all of the data",
    hint=TOO_FULL,
    was="X_full, y_full = fill_up(X_train, y_train, rng)\n",
    now="most = np.bincount(y).max()\n"
    "    rows = [np.resize(np.flatnonzero(y_train == k), most) for k in np.unique(y_train)]\n"
    "    X_full, y_full = X_train[np.concatenate(rows)], y_train[np.concatenate(rows)]\n",
)
q.wrong(
    "the labels are not filled up",
    hint=LENGTHS,
    was=RETURN,
    now="    return X_full, X_val, y_train, y_val\n",
)
q.wrong(
    "another order of the four",
    hint=FOUR,
    was=RETURN,
    now="    return X_full, y_full, X_val, y_val\n",
)
q.wrong(
    "the parts have changed places",
    hint=SIZE,
    was="split(X, y, fraction, rng)[:4]",
    now="split(X, y, 1 - fraction, rng)[:4]",
)
q.wrong(
    "a generator of its own",
    hint=OTHER_SEED,
    was="split(X, y, fraction, rng)[:4]",
    now="split(X, y, fraction, np.random.default_rng(0))[:4]",
)
q.wrong(
    "copies from another generator",
    hint=SAME_SEED,
    was="X_full, y_full = fill_up(X_train, y_train, rng)",
    now="X_full, y_full = fill_up(X_train, y_train, np.random.default_rng())",
)

q.equivalent(
    "split returns four arrays, and nothing is left for the star",
    was="X_train, X_val, y_train, y_val, *_ = split(X, y, fraction, rng)",
    now="X_train, X_val, y_train, *_, y_val = split(X, y, fraction, rng)",
)

q.hints(
    "Which digits does the network read better in the validation part than elsewhere, and what was "
    "done to just these digits?",
    "Follow one image of a rare digit through broken_parts. After the first line there are several "
    "of it; where is each of them after the second?",
    "The same two functions, in another order, are enough. Which of the two parts needs copies, and "
    "from which rows may they be made?",
)
