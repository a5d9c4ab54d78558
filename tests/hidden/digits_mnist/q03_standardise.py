"""q03_standardise: pixels scaled by the training part alone."""

import numpy as np

from viva.exam import Question, check

from .shared import X, standardised

q = Question("q03_standardise")


@q.reference
def standardise(X_train, X_val):
    return standardised(np.asarray(X_train, dtype=float), np.asarray(X_val, dtype=float))


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


def _scaled_constant(candidate):
    train, val = np.array([[1.0, 4.0], [3.0, 4.0]]), np.array([[2.0, 4.0]])
    return np.asarray(candidate.standardise(train, val)[0])


q.right(
    "mean and deviation, a deviation of 0 made 1",
    code="""
def standardise(X_train, X_val):
    mean = X_train.mean(axis=0)
    deviation = X_train.std(axis=0)
    deviation[deviation == 0] = 1
    return (X_train - mean) / deviation, (X_val - mean) / deviation
""",
)
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
q.wrong(
    "mean and deviation of all rows",
    hint="The mean and the deviation are those of both parts together: the validation images have "
    "leaked into the training. Which rows may be asked?",
    was="    mean = X_train.mean(axis=0)\n    deviation = X_train.std(axis=0)",
    now="    both = np.concatenate([X_train, X_val])\n"
    "    mean, deviation = both.mean(axis=0), both.std(axis=0)",
)
q.wrong(
    "each part by itself",
    hint="The training part is right, but the validation part is scaled by its own mean and "
    "deviation. Then the same image would give the network different numbers in the two "
    "parts.",
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
    was="    deviation[deviation == 0] = 1\n",
    now="",
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
    was="= X_train.std(axis",
    now="= X_train.var(axis",
)
q.wrong(
    "only the mean taken off",
    hint="The columns have mean 0, but still their own deviations. The second half of the formula "
    "is missing.",
    was="return (X_train - mean) / deviation, (X_val - mean) / deviation\n",
    now="return (X_train - mean), (X_val - mean)\n",
)
q.wrong(
    "the mean left in",
    hint="The columns are divided by their deviations, but their means are still there.",
    was="return (X_train - mean) / deviation, (X_val - mean)",
    now="return X_train / deviation, X_val",
)
q.wrong(
    "scaled to the range from 0 to 1",
    hint="You bring each column to the range from 0 to 1. That is another scaling; this one is for"
    " mean 0 and deviation 1.",
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
    was="= X_train.std(axis=0)\n",
    now="= X_train.std(axis=0, ddof=1)\n",
)
q.wrong(
    "the validation part as it was",
    hint="The training part is right, the validation part has not been scaled at all. The network "
    "expects both in the same units.",
    was="return (X_train - mean) / deviation, (X_val - mean) / deviation\n",
    now="return (X_train - mean) / deviation, X_val\n",
)
q.wrong(
    "the parts swapped",
    hint="The two parts come back in the wrong order.",
    was="return (X_train - mean) / deviation, (X_val ",
    now="return (X_val - mean) / deviation, (X_train ",
)
q.wrong(
    "a deviation with 1 added",
    hint="You add 1 to every deviation, so that none is 0. That changes all columns; only the "
    "constant ones need care.",
    was="    deviation[deviation == 0] = 1\n",
    now="    deviation = deviation + 1\n",
)
q.wrong(
    "brackets missing",
    hint="Only the mean is divided: without brackets `/` comes before `-`.",
    was="return (X_train - mean) / deviation, (X_val - mean)",
    now="return X_train - mean / deviation, X_val - mean",
)
q.equivalent(
    "0 divided by any number is 0",
    was="deviation[deviation == 0] = 1",
    now="deviation[deviation == 0] = 2",
)
q.hints(
    "Whose mean and deviation may you use, and for which of the two arrays? Along which axis "
    "do you get one number for each pixel?",
    "Compute both from X_train alone, over its rows, so that there is one mean and one "
    "deviation for each column. Apply the same two to both arrays.",
    "Where a deviation is 0, put 1 in its place before you divide: the numerator is 0 there "
    "anyway. Then subtract the mean and divide, for the training part and for the other, and "
    "return both.",
)
