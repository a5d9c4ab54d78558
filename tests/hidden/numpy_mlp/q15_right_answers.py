"""Right answers to q15_minibatches, written as different students would."""

CUT_LATER = """
def minibatches(X, y, size, rng):
    order = np.arange(len(X))
    rng.shuffle(order)
    X, y = X[order], y[order]
    start = 0
    while start < len(X):
        yield X[start : start + size], y[start : start + size]
        start += size
"""

AS_LIST = """
def minibatches(X, y, size, rng):
    rows = rng.choice(len(X), size=len(X), replace=False)
    cuts = np.arange(size, len(X), size)
    return zip(np.split(X[rows], cuts), np.split(y[rows], cuts))
"""

WITH_ARRAY_SPLIT = """
def minibatches(X, y, size, rng):
    pairs = sorted(zip(rng.random(len(y)), range(len(y))))
    order = [i for _, i in pairs]
    return [
        [[list(X[i]) for i in order[k : k + size]], [y[i] for i in order[k : k + size]]]
        for k in range(0, len(order), size)
    ]
"""

BOTH_AT_ONCE = """
def minibatches(X, y, size, rng):
    both = np.column_stack((X, y))
    both = rng.permutation(both, axis=0)
    for k in range(int(np.ceil(len(both) / size))):
        part = both[k * size : (k + 1) * size]
        yield part[:, :-1], part[:, -1].astype(int)
"""
