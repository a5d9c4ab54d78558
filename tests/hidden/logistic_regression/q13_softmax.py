"""q13_softmax: scores to probabilities, for one sample or for each row of a batch."""

import numpy as np

from viva.exam import Question, check

q = Question("q13_softmax")


@q.reference
def softmax(X):
    powers = np.exp(X - np.max(X, axis=-1, keepdims=True))
    P = powers / np.sum(powers, axis=-1, keepdims=True)
    return P


q.equivalent(
    "the same number taken off every score of a batch changes nothing either",
    was="powers = np.exp(X - np.max(X, axis=-1, keepdims=True))",
    now="powers = np.exp(X - np.max(X, keepdims=True))",
)


def as_array(returned, scores):
    """Return what was returned, but for a tuple and another number of axes: the text rules both out."""
    check(
        not isinstance(returned, tuple),
        "softmax returns a tuple. Return the array of probabilities alone: the next functions "
        "compute with it.",
    )
    check(
        np.size(returned) != scores.size or np.ndim(returned) == scores.ndim,
        "softmax returns another number of axes than its argument has. One sample goes in and "
        "comes out as (K,), a batch as (N, K).",
    )
    return returned


def probabilities(candidate, **arrays):
    return {
        name.replace("_", " "): as_array(candidate.softmax(array), array)
        for name, array in arrays.items()
    }


@q.case("one sample, a batch, and large scores")
def samples_and_batches(candidate, rng):
    one, batch = 1.5 * rng.normal(size=4), 1.5 * rng.normal(size=(5, 3))
    return probabilities(
        candidate,
        a_batch=batch,
        one_sample=one,
        a_batch_with_large_scores=batch + 1000,
        one_sample_with_large_negative_scores=one - 1000,
    )


@q.case("impossible classes")
def impossible_classes(candidate, rng):
    one, batch = rng.normal(size=5), 1.5 * rng.normal(size=(3, 4))
    one[[1, 4]] = -np.inf
    batch[0, 2] = batch[1, 0] = batch[1, 3] = -np.inf
    return probabilities(
        candidate,
        a_batch_with_minus_infinity=batch,
        one_sample_with_minus_infinity=one,
        a_batch_with_large_scores=batch + 1000,
    )


@q.case("wide batches, and a batch of one")
def wide_batches(candidate, rng):
    wide, single = 2 * rng.normal(size=(2, 7)), rng.normal(size=(1, 3))
    return probabilities(
        candidate,
        a_wide_batch=wide,
        a_batch_of_one=single,
        a_batch_with_large_negative_scores=wide - 1000,
        a_square_batch=rng.normal(size=(4, 4)),
    )


q.right(
    "a branch for a batch",
    code="""
def softmax(X):
    if X.ndim == 1:
        e = np.exp(X - X.max())
        return e / e.sum()
    return np.array([softmax(row) for row in X])
""",
)
q.right(
    "the maximum of the whole batch",
    code="""
def softmax(X):
    e = np.exp(X - np.max(X))
    return (e.T / e.sum(axis=-1).T).T
""",
)
q.right(
    "by the logarithm of the sum",
    code="""
def softmax(scores):
    top = np.max(scores, axis=-1, keepdims=True)
    log_sum = top + np.log(np.sum(np.exp(scores - top), axis=-1, keepdims=True))
    return np.exp(scores - log_sum)
""",
)
q.right(
    "plain loops, lists come back",
    code="""
def softmax(X):
    import math

    if np.ndim(X) > 1:
        return [softmax(row) for row in X]
    m = max(X)
    powers = [math.exp(x - m) for x in X]
    total = sum(powers)
    return [p / total for p in powers]
""",
)
q.right(
    "einsum and two axes, changed in place on a copy",
    code="""
def softmax(X):
    Z = np.atleast_2d(np.array(X, dtype=np.float64))
    Z -= Z.max(axis=1)[:, None]
    np.exp(Z, out=Z)
    Z /= np.einsum("ij->i", Z).reshape(-1, 1)
    return Z if np.ndim(X) == 2 else Z[0]
""",
)

LARGEST = "np.max(X, axis=-1, keepdims=True)"
TOTAL = "np.sum(powers, axis=-1, keepdims=True)"

q.wrong(
    "the sum over the whole batch",
    hint="One sample is right. In a batch all rows together add up to 1, where each row should: "
    "over which scores does your sum run?",
    was=(TOTAL, LARGEST),
    now=("np.sum(powers)", "np.max(X)"),
)
q.wrong(
    "the sum over the whole batch, the maximum by rows",
    hint="One sample is right. In a batch the largest score is taken off row by row, but the sum "
    "runs over all rows.",
    was=TOTAL,
    now="np.sum(powers)",
)
q.wrong(
    "down the columns",
    hint="The columns of a batch add up to 1, where the rows should. Which axis are the classes "
    "on?",
    was="axis=-1",
    now="axis=0",
)
q.wrong(
    "no shift",
    hint="Moderate scores come out right, large ones do not: np.exp overflows. Which number may "
    "you take off all scores of a sample?",
    was=f" - {LARGEST}",
    now="",
)
q.wrong(
    "cut off at 700",
    hint="Scores are cut off where np.exp would overflow, so that two large ones look alike. Only "
    "the differences of the scores matter.",
    was=f"X - {LARGEST}",
    now="np.clip(X, -700, 700)",
)
q.wrong(
    "returns a tuple",
    hint="softmax returns two things. Return the probabilities alone.",
    was="return P",
    now="return P, powers",
)
q.wrong(
    "a table for one sample",
    hint="The probabilities are right, but for one sample you return a table with a single row, "
    "(1, K). Later functions take its class from the first axis: return the shape that came in.",
    code="""
def softmax(X):
    Z = np.atleast_2d(X)
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
""",
)
q.wrong(
    "the sigmoid",
    hint="Each score has gone through a sigmoid of its own, so the rows do not add up to 1.",
    was="return P",
    now="return 0.5 * (1 + np.tanh(X / 2))",
)
q.wrong(
    "not divided",
    hint="These are exponentials, not yet divided by their sum.",
    was="return P",
    now="return powers",
)
q.wrong(
    "no exponential",
    hint="The scores are divided by their sum, without an exponential. What happens to a negative "
    "one?",
    was=f"np.exp(X - {LARGEST})",
    now="X",
)
q.wrong(
    "logarithms",
    hint="These are the logarithms of the probabilities. The loss will take the logarithm.",
    was="return P",
    now="return np.log(P)",
)
q.wrong(
    "the negative scores",
    hint="The largest score gets the smallest probability: which sign stands in the exponent?",
    was=f"X - {LARGEST}",
    now="np.nan_to_num(np.min(X, axis=-1, keepdims=True) - X)",
)
q.wrong(
    "the mean instead of the sum",
    hint="Your rows add up to K: you divide by the mean of the exponentials.",
    was="np.sum",
    now="np.mean",
)
q.wrong(
    "the length instead of the sum",
    hint="The squares of your rows add up to 1: you divide by the length of the row.",
    was="np.sum",
    now="np.linalg.norm",
)
q.wrong(
    "the smallest score taken off",
    hint="You take off the smallest score or the mean, so a single -inf turns its whole sample "
    "into nan. Which score of a sample is always finite?",
    was="np.max",
    now="np.min",
)
q.wrong(
    "nan where the score is -inf",
    hint="Finite scores come out right, but a score of -inf gives nan: something there computes "
    "infinity minus infinity, or 0 times infinity.",
    was="return P",
    now="return P + 0 * X",
)
q.wrong(
    "the class instead of probabilities",
    hint="These are the numbers of the most probable classes. The probabilities are asked for.",
    was="return P",
    now="return P.argmax(axis=-1)",
)
q.wrong(
    "the first row only",
    hint="Of a batch only the first sample comes out.",
    was="return P",
    now="return P[0] if P.ndim == 2 else P",
)
q.wrong(
    "each row is the first",
    hint="Every sample of a batch is divided by the sum of the first.",
    was=TOTAL,
    now="np.atleast_2d(powers)[0].sum()",
)
q.wrong(
    "only for batches",
    hint="A batch works, a single sample does not: it has no second axis. Which axis is the last "
    "one for both?",
    was="axis=-1",
    now="axis=1",
)
q.wrong(
    "only for single samples",
    hint="A single sample works. For a batch the sum has no longer a row for each sample: "
    "`keepdims` keeps its axis.",
    was=TOTAL,
    now="np.sum(powers, axis=-1)",
)
q.wrong(
    "the base 2",
    hint="Your rows add up to 1, but the powers are those of 2, not of e.",
    was="np.exp",
    now="np.exp2",
)
q.wrong(
    "transposed",
    hint="A batch comes back transposed: the classes of one sample are to stay in its row.",
    was="return P",
    now="return P.T",
)

q.hints(
    "Take a batch of two samples. Over which numbers must the sum run, so that each row adds up to 1 by itself?",
    "Work along the last axis: that is the classes, both for one sample and for a batch. `keepdims=True` keeps the shape so that the division fits. And subtract something before the exponential, so that it cannot overflow.",
    "Three steps: take each sample's largest score off its scores, apply the exponential, and divide by each sample's own sum. The maximum and the sum both need the last axis and keepdims.",
)
