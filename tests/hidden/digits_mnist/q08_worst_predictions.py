"""q08_worst_predictions: the samples with the largest losses."""

import numpy as np

from viva.exam import Question, check

q = Question("q08_worst_predictions")
TWICE = (
    "Where two samples have the same loss, one of them comes twice and the other never: `index` "
    "finds only the first place of a number. Which function sorts places?"
)


@q.reference
def worst_predictions(P, y, k):
    losses = [-np.log(max(P[i][y[i]], 1e-300)) for i in range(len(y))]
    return sorted(range(len(y)), key=losses.__getitem__, reverse=True)[:k]


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


@q.case("two samples with the largest loss")
def equal_losses(candidate, rng):
    P, y = some_probabilities(rng, 12, 4, 3)
    worst = P[np.arange(12), y].argmin()
    P, y = np.vstack([P, P[worst]]), np.append(y, y[worst])
    found = indices(candidate.worst_predictions(P, y, 4))
    if not isinstance(found, list):
        return found
    check(len(set(found)) == len(found), TWICE)
    return sorted(found)  # which of the two stands first is free


def indices(answer):
    """Take the indices from an answer that may return more; several numbers may be a tuple."""
    if isinstance(answer, tuple) and answer and np.ndim(answer[0]) > 0:
        answer = answer[0]
    array = np.asarray(answer)
    # -1 is a name of the last row as well as N - 1, but the text asks for 0 to N - 1.
    return np.atleast_1d(array.squeeze()).tolist() if array.dtype.kind in "biuf" else answer


q.right(
    "sorted by the loss",
    code="""
def worst_predictions(P, y, k):
    losses = -np.log(P[np.arange(len(y)), y])
    order = np.argsort(losses)[::-1]
    return order[:k]
""",
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


def misread_first(candidate):
    """Return whether all misread samples come first, though some others have larger losses."""
    P, y = some_probabilities(np.random.default_rng(4), 15, 5, 4)
    misread = np.flatnonzero(P.argmax(axis=1) != y)
    wanted = sorted(misread.tolist(), key=lambda i: P[i, y[i]])
    return indices(candidate.worst_predictions(P, y, len(misread))) == wanted


q.wrong(
    "the smallest losses",
    hint="These are the samples with the smallest losses, the ones that the network knows best. "
    "From which end of the sorted order do you take them?",
    was="[::-1]",
    now="",
)
q.wrong(
    "the order reversed",
    hint="These are the right samples, but the largest loss comes last.",
    was="order[:k]",
    now="order[:k][::-1]",
)
q.wrong(
    "the smallest losses, the very smallest last",
    hint="You take the samples at the wrong end of the sorted order: they have the smallest "
    "losses, and the very smallest stands last.",
    was="order[:k]",
    now="order[-k:]",
)
q.wrong(
    "np.argpartition alone",
    hint="These are the right samples, but not in the order of their losses: np.argpartition puts "
    "the k largest in front of the others, and sorts neither part.",
    was="np.argsort(losses)[::-1]",
    now="np.argpartition(-losses, min(k, len(y) - 1))",
)
q.wrong(
    "in the order of the rows",
    hint="These are the right samples, but in the order of their rows, not of their losses.",
    was="order[:k]",
    now="np.sort(order[:k])",
)
q.wrong(
    "the least sure instead of the worst",
    hint="You sort by the largest probability of a row, the confidence. The loss looks at the "
    "probability of the right class: a network can be sure and wrong.",
    was="losses = -np.log(P[np.arange(len(y)), y])",
    now="losses = -np.log(P.max(axis=1))",
)
q.wrong(
    "only misread samples",
    hint="You look at misread samples only. A sample that is read correctly, but with doubt, can "
    "have a larger loss than some of them, and k may be larger than their number.",
    was="    order",
    now="    losses = np.where(P.argmax(axis=1) != y, losses, -losses)\n    order",
    recognise=misread_first,
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
    was="order[:k]",
    now="np.exp(-losses[order[:k]])",
)
q.wrong(
    "the losses themselves",
    hint="These are the losses. Which rows do they belong to?",
    was="order[:k]",
    now="losses[order[:k]]",
)
q.wrong(
    "the mean loss over all classes",
    hint="The logarithms of all classes of a row are taken together. Only that of the right class "
    "counts.",
    was="losses = -np.log(P[np.arange(len(y)), y])",
    now="losses = -np.log(np.maximum(P, 1e-300)).sum(axis=1)",
)
q.wrong(
    "k left out",
    hint="You return all indices. k says how many are wanted.",
    was="order[:k]",
    now="order",
)
q.wrong(
    "the probability of the class in the row's place",
    hint="The logarithm is taken of the wrong entries: P[:, y] is a whole table. One entry of each"
    " row is needed, that of its own class.",
    was="losses = -np.log(P[np.arange(len(y)), y])",
    now="losses = -np.log(np.maximum(P[:, y], 1e-300)).mean(axis=1)",
)
q.wrong(
    "sure mistakes by confidence",
    hint="You sort misread samples by how sure the network is of its wrong answer. The loss asks "
    "how little it gives to the right one; with more than two classes that is not the same.",
    was="losses = -np.log(P[np.arange(len(y)), y])",
    now="losses = np.where(P.argmax(axis=1) != y, P.max(axis=1), 0)",
)
q.wrong(
    "1 - p of the most probable class",
    hint="The samples come in the order of how sure the network is, surest first, right or wrong. "
    "Where do the true classes come in?",
    was="losses = -np.log(P[np.arange(len(y)), y])",
    now="losses = P.max(axis=1)",
)
q.wrong(
    "counted from 1",
    hint="Every index is one too large. Rows are counted from 0.",
    was="order[:k]",
    now="order[:k] + 1",
)
q.wrong(
    "a mask",
    hint="You return one truth value or 0 and 1 for each sample. The numbers of the samples are "
    "wanted, the worst first.",
    was="return order[:k]",
    now="return np.isin(np.arange(len(y)), order[:k])",
)
q.wrong(
    "their classes",
    hint="You return the true classes of the worst samples, not the numbers of their rows.",
    was="order[:k]",
    now="y[order[:k]]",
)
q.wrong(
    "one too few",
    hint="The last index is missing: a slice ends before its second number.",
    was="order[:k]",
    now="order[: k - 1]",
)
q.equivalent(
    "P has as many rows as y has labels",
    was="right = P[np.arange(len(y)), y]",
    now="right = P[np.arange(len(P)), y]",
)
q.hints(
    "Which one probability of each row decides about the loss? Is the loss large when it is "
    "large or when it is small?",
    "Pick from each row the probability of its right class: an array of row numbers and the "
    "array of labels together are an index. Then sort places, not values.",
    "The smallest probabilities belong to the largest losses. `np.argsort` gives the places "
    "in rising order, so the first k of them are the answer, already the worst first.",
)
