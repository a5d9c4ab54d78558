"""The orders in which mini-batches may take the points, and where each of them leads.

How the order is drawn is the student's choice, so no case knows it. What every right answer has in
common is that w is what *some* order leads to. With few points all orders can be walked.
"""

import itertools

import numpy as np

from viva.exam import check

from .q04_sigmoid import sigmoid
from .shared import some_points, summed_loss, two_results


def cut(n, m):
    """Return the sizes of the batches of an epoch: m, m, …, and the rest."""
    return [min(m, n - start) for start in range(0, n, m)]


def orders(points, sizes):
    """Return every way to take batches of these sizes from the points, one after the other."""
    if not sizes:
        return [()]
    return [
        (batch, *rest)
        for batch in itertools.combinations(points, sizes[0])
        for rest in orders([i for i in points if i not in batch], sizes[1:])
    ]


def walk(w, X, y, learning_rate, batches, share=False):
    """Return w after an update for each batch; with `share`, by its mean instead of its sum."""
    for batch in map(list, batches):
        slope = X[batch].T @ (sigmoid(X[batch] @ w) - y[batch])
        w = w - learning_rate * (slope / len(batch) if share else slope)
    return w


def destinations(X, y, learning_rate, T, sizes, share=False):
    """Return `w, losses` of every order that T epochs with batches of these sizes can have."""
    ways = [(np.zeros(X.shape[1]), [])]
    for _ in range(T):
        ways = [
            (walk(w, X, y, learning_rate, batches, share), [*losses, summed_loss(w, X, y)])
            for w, losses in ways
            for batches in orders(range(len(X)), sizes)
        ]
    return ways


def nearest(found, ways):
    """Return the destination that is nearest to what was found."""
    w = np.ravel(np.asarray(found[0], dtype=float))
    check(w.size == len(ways[0][0]), "w does not have as many entries as X has columns.")
    return min(ways, key=lambda way: np.abs(way[0] - np.nan_to_num(w, nan=1e9)).max())


def same_weights(one, other):
    return one.shape == other.shape and np.allclose(one, other, rtol=1e-6, atol=1e-7)


def check_shuffles(candidate, rng):
    """Raise `Wrong` unless the order comes from rng, and is a new one in each epoch."""
    points, labels = some_points(rng, 4, 3)
    learning_rate, epochs, seed = 0.5, 12, int(rng.integers(10**6))

    def end(seed):
        generator = np.random.default_rng(seed)
        w, _ = two_results(
            candidate.minibatch_descent(points, labels, learning_rate, epochs, 1, generator)
        )
        return np.ravel(w)

    first, again, other = end(seed), end(seed), end(seed + 1)
    check(
        np.any(first != 0),
        "With batches of one point w stays at 0. Which points are in your batch when m is 1?",
    )
    check(
        same_weights(first, again),
        "Two calls with generators in the same state give different weights. Do you draw from "
        "something else than rng?",
    )
    check(
        not same_weights(first, other),
        "Two calls with different generators give the same weights. Is the order drawn from rng?",
    )
    constant = [
        walk(np.zeros(3), points, labels, learning_rate, epochs * [[i] for i in order])
        for order in itertools.permutations(range(4))
    ]
    check(
        not any(same_weights(first, w) for w in constant),
        "The points come in the same order in every epoch.",
    )


def some_order(candidate, rng, n, m, T, d=3, learning_rate=0.4):
    """Return what T epochs with batches of m points found, and the destination nearest to it."""
    points, labels = some_points(rng, n, d)
    generator = np.random.default_rng(int(rng.integers(10**6)))
    found = two_results(candidate.minibatch_descent(points, labels, learning_rate, T, m, generator))
    return found, nearest(found, destinations(points, labels, learning_rate, T, cut(n, m)))


def named(result):
    return dict(zip(("w", "losses"), result, strict=True))


# Recognisers


def lands(n, m, T, sizes, share=False):
    """Return a recogniser of updates by batches of other sizes, or by their means."""

    def recognise(candidate):
        points, labels = some_points(np.random.default_rng(n), n, 3)
        found = candidate.minibatch_descent(points, labels, 0.4, T, m, np.random.default_rng(1))
        ways = destinations(points, labels, 0.4, T, sizes, share)
        return any(same_weights(np.ravel(found[0]), w) for w, _ in ways)

    return recognise


def arrives(batches, epochs=1):
    """Return a recogniser of a descent that takes just these batches of five points each epoch."""

    def recognise(candidate):
        points, labels = some_points(np.random.default_rng(7), 5, 3)
        generator = np.random.default_rng(1)
        found = candidate.minibatch_descent(points, labels, 0.4, epochs, 2, generator)
        w = walk(np.zeros(3), points, labels, 0.4, epochs * batches)
        return same_weights(np.ravel(found[0]), w)

    return recognise


def repeats(candidate):
    """Return whether single points are drawn, and the same one twice in an epoch of four."""
    points, labels = some_points(np.random.default_rng(7), 4, 3)
    ways = list(itertools.product(range(4), repeat=4))
    ends = [walk(np.zeros(3), points, labels, 0.4, [[i] for i in way]) for way in ways]
    twice = []
    for seed in range(6):
        generator = np.random.default_rng(seed)
        w = np.ravel(candidate.minibatch_descent(points, labels, 0.4, 1, 1, generator)[0])
        ways_to_it = [way for way, end in zip(ways, ends, strict=True) if same_weights(w, end)]
        twice.append(all(len(set(way)) < 4 for way in ways_to_it))
        if not ways_to_it:
            return False
    return any(twice)


def torn(candidate):
    """Return whether points get labels of others: X and y are not put into one order."""
    points, labels = some_points(np.random.default_rng(7), 4, 3)
    ways = list(itertools.permutations(range(4)))
    apart = [
        walk(np.zeros(3), points[list(way)], labels[list(other)], 0.4, [[i] for i in range(4)])
        for way in ways
        for other in ways
    ]
    right = [walk(np.zeros(3), points, labels, 0.4, [[i] for i in way]) for way in ways]
    kept = []
    for seed in range(6):
        generator = np.random.default_rng(seed)
        w = np.ravel(candidate.minibatch_descent(points, labels, 0.4, 1, 1, generator)[0])
        if not any(same_weights(w, end) for end in apart):
            return False
        kept.append(any(same_weights(w, end) for end in right))
    return not all(kept)


def forgets(candidate):
    """Return whether three epochs lead where one does, with a loss for each of the three."""
    points, labels = some_points(np.random.default_rng(7), 5, 3)
    w, losses = candidate.minibatch_descent(points, labels, 0.4, 3, 5, np.random.default_rng(1))
    once = walk(np.zeros(3), points, labels, 0.4, [range(5)])
    return np.size(losses) == 3 and same_weights(np.ravel(w), once)


def same_for_all_generators(candidate):
    """Return whether two generators in different states lead to the same weights."""
    points, labels = some_points(np.random.default_rng(7), 5, 3)
    ends = [
        np.ravel(
            candidate.minibatch_descent(points, labels, 0.4, 6, 2, np.random.default_rng(k))[0]
        )
        for k in (1, 2)
    ]
    return same_weights(*ends)


def walks(step, n=4, m=2):
    """Return a recogniser of an epoch that goes `step(w, points, labels, batches)` in some order."""

    def recognise(candidate):
        points, labels = some_points(np.random.default_rng(7), n, 3)
        generator = np.random.default_rng(1)
        w = np.ravel(candidate.minibatch_descent(points, labels, 0.4, 1, m, generator)[0])
        ways = list(map(list, itertools.permutations(range(n))))
        cuts = range(0, n, m)
        right = (
            walk(np.zeros(3), points, labels, 0.4, [way[start : start + m] for start in cuts])
            for way in ways
        )
        # Some right order may lead where a wrong step does in another.
        if any(same_weights(w, end) for end in right):
            return False
        return any(same_weights(w, step(points, labels, way, m)) for way in ways)

    return recognise


def slope_at(w, points, labels, rows):
    return points[rows].T @ (sigmoid(points[rows] @ w) - labels[rows])


def adding_batches(points, labels, way, m):
    """Return w after steps by the sum of the gradients of all batches so far."""
    w, total = np.zeros(points.shape[1]), 0
    for start in range(0, len(way), m):
        total = total + slope_at(w, points, labels, way[start : start + m])
        w = w - 0.4 * total
    return w


def adding_points(points, labels, way, m):
    """Return w after a step at every point, by the sum over its batch so far."""
    w, total = np.zeros(points.shape[1]), 0
    for k, i in enumerate(way):
        total = (total if k % m else 0) + slope_at(w, points, labels, [i])
        w = w - 0.4 * total
    return w


def filled_up(points, labels, way, m):
    """Return w where the last batch is filled up from the beginning of the order."""
    batches = [[(2 * way)[start + k] for k in range(m)] for start in range(0, len(way), m)]
    return walk(np.zeros(points.shape[1]), points, labels, 0.4, batches)


def first_labels(points, labels, way, m):
    """Return w where every batch has the first m labels."""
    w = np.zeros(points.shape[1])
    for start in range(0, len(way), m):
        rows = way[start : start + m]
        w = w - 0.4 * points[rows].T @ (sigmoid(points[rows] @ w) - labels[: len(rows)])
    return w
