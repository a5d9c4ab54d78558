"""What holds for any training of a perceptron, whatever the order of its visits and its start."""

from dataclasses import replace
from functools import cache
from weakref import WeakKeyDictionary

import numpy as np

from viva.exam import check
from viva.lab import separable_clouds

from .shared import X, y


def fitted(candidate, points, signs, max_epochs):
    """Train the candidate's perceptron; check the form of what it returns."""
    answer = candidate.perceptron_fit(points, signs, max_epochs)
    check(answer is not None, "perceptron_fit returns None. Is a `return` missing?")
    check(
        isinstance(answer, (tuple, list)) and len(answer) >= 2,
        "perceptron_fit should return two things: the weights and the list of mistakes.",
    )
    w = np.asarray(answer[0], dtype=float).ravel()
    mistakes = np.asarray(answer[1], dtype=float)
    check(
        mistakes.ndim > 0, "The second thing returned should be a list, one entry for each epoch."
    )
    check(w.size == 3, "The weights should be three: w0, w1 and w2.")
    check(np.isfinite(w).all(), "Some weights are nan or infinite.")
    mistakes = mistakes.ravel()
    check(mistakes.size > 0, "The list of mistakes is empty.")
    check(
        np.array_equal(mistakes, np.round(mistakes)) and mistakes.min() >= 0,
        "The mistakes of an epoch are a whole number of points.",
    )
    return w, mistakes


# What follows holds for any order of the visits, any small start and any learning rate.
TWINS = 20
# A small random start turns the first correction by less than this cosine says, and is shorter
# than this share of it.
NEARLY_ALONG = 0.993
SHORT = 0.2


def twins(candidate, rng):
    """Check trainings on many copies of one point: one correction makes all of them right."""
    firsts = []
    for _ in range(4):
        point = rng.choice([-1, 1], size=2) * rng.uniform(3, 6, size=2)
        lengths, corrected, untouched = [], [], []
        for sign in (1, -1):
            w, mistakes = fitted(candidate, np.tile(point, (TWINS, 1)), np.full(TWINS, sign), 5)
            check(
                mistakes.max() < TWINS,
                "Of many points in one place with one label, only the first should be a mistake: "
                "its correction makes the others right. Do you count each point when it is "
                "visited, and correct it at once, before you look at the next?",
            )
            check(
                mistakes[-1] == 0 and sign * (w[0] + point @ w[1:]) > 0,
                "Many points in one place, all with one label, are not right after your training.",
            )
            firsts.append(mistakes[0])
            lengths.append(np.linalg.norm(w))
            along = np.linalg.norm(w) * np.linalg.norm([1, *point])
            lengths[-1] *= abs(abs(w[0] + point @ w[1:]) - along) < 1e-9 * along
            (corrected if mistakes.any() else untouched).append(np.linalg.norm(w))
            check(
                not mistakes.any() or abs(w[0] + point @ w[1:]) > NEARLY_ALONG * along,
                "The first correction of w = (0, 0, 0) is y·x, so that w points where x does, or "
                "the other way. After corrections by one point yours points elsewhere: which "
                "weights do you start with?",
            )
        check(
            not corrected or not untouched or max(untouched) < SHORT * min(corrected),
            "Your list holds no mistake, but w is as long as after a correction. Is a mistake for "
            "the training one for the count as well? With w = (0, 0, 0), w·x is 0.",
        )
        check(
            min(lengths) == 0 or np.isclose(*lengths),
            "A correction for the label -1 is not as long as one for +1. Are the labels changed "
            "before they are used? They are -1 and +1 already.",
        )
    check(
        max(firsts) > 0,
        "With w = (0, 0, 0) the first point of the first epoch is a mistake, for w·x is 0 there; "
        "but your first epoch has none. Do you count a point at its visit, before it is corrected?",
    )


def neighbours(candidate, rng):
    """Check trainings on two or three points near each other, each of which matters."""
    for n in (2, 2, 3):
        angle = rng.uniform(0, 2 * np.pi)
        radius, turn = rng.uniform(2.0, 3.0), np.array([0.0, 0.7, 1.4])[:n]
        points = radius * np.column_stack((np.cos(angle + turn), np.sin(angle + turn)))
        signs = rng.choice([-1, 1]) * np.array([1, -1, 1])[:n]
        order = rng.permutation(n)
        settles(candidate, points[order], signs[order])
        # The same place with both labels: whatever w is, one of the two is wrong.
        one_place = np.tile(points[0], (2, 1))
        _, mistakes = fitted(candidate, one_place, np.array([1, -1]), 4)
        check(
            mistakes.size == 4 and mistakes.min() >= 1,
            "Two points in one place with different labels can never both be right, so each of the "
            "max_epochs epochs has a mistake. Does your loop visit every point?",
        )


def starts_anew(candidate, points, signs):
    """Check that what was learned does not stay for the next call."""
    fitted(candidate, points, -signs, 300)
    firsts = [fitted(candidate, points, signs, 300)[1][0] for _ in range(4)]
    check(
        firsts[0] == 0 or max(firsts[1:]) > 0,
        "A second training on the same points begins with the weights of the first. Do they start "
        "at (0, 0, 0) in every call?",
    )


def settles(candidate, points, signs):
    """Check a training on points that a line separates."""
    w, mistakes = fitted(candidate, points, signs, 300)
    check(
        mistakes[-1] == 0 or mistakes.size in (1, 300) or (np.diff(mistakes) < 0).any(),
        "Your training stops by itself, and yet the last entry of your mistakes is not 0, and "
        "none is smaller than the one before. Does the count go back to 0 for every epoch?",
    )
    check(
        mistakes[-1] == 0,
        "A line separates these points, but the last entry of your mistakes is not 0.",
    )
    check(
        np.count_nonzero(mistakes == 0) == 1,
        "Your training goes on after an epoch without a mistake.",
    )
    scores = signs * (w[0] + points @ w[1:])
    check(
        bool((scores > 0).all()),
        "Your last epoch reports no mistake, but with the weights that you return some points are "
        "on the wrong side.",
    )


def goes_on(candidate, points, signs, max_epochs):
    """Check a training on points that no line separates."""
    _, mistakes = fitted(candidate, points, signs, max_epochs)
    check(
        bool((mistakes > 0).all()),
        "No line separates these points, and yet one of your epochs has no mistake.",
    )
    check(
        mistakes.size == max_epochs,
        "No line separates these points, so there should be max_epochs epochs, no more and no "
        "less.",
    )
    check(
        mistakes.max() <= len(points),
        "An epoch of yours has more mistakes than there are points. Is every epoch counted on "
        "its own?",
    )
    check(
        mistakes.max() > 1,
        "No epoch has more than one mistake in your list. Does it count the mistakes?",
    )


def contradictory(points, signs):
    """Return every point twice, once with each label, so that half of them are always wrong."""
    return np.vstack([points, points]), np.append(signs, -signs)


def draw_clouds(rng, sizes, centers):
    points, labels = separable_clouds(sizes, rng, centers=centers, gap=0.4)
    return points, 2 * labels - 1


def trained(fit):
    """Train on points that no case uses."""
    points, labels = separable_clouds((8, 11), np.random.default_rng(3), gap=0.4)
    probes = (points, 2 * labels - 1, 40), (X[:60], 2 * y[:60] - 1, 4)
    return [[np.asarray(part, dtype=float).ravel() for part in fit(*probe)] for probe in probes]


def recognise_by_training(q):
    """Let the wrong answers named so far be recognised by trainings that no case uses."""
    # What a candidate returned is compared with one wrong answer after the other.
    trainings = WeakKeyDictionary()

    @cache
    def trained_wrongly(code):
        from . import exam  # which is there once all questions are

        return trained(exam.namespace(code)["perceptron_fit"])

    def trains_like(code):
        def recognise(candidate):
            if candidate not in trainings:
                trainings[candidate] = trained(candidate.perceptron_fit)
            return all(
                len(mine) == len(theirs)
                and all(a.shape == b.shape and np.allclose(a, b) for a, b in zip(mine, theirs))
                for mine, theirs in zip(trainings[candidate], trained_wrongly(code))
            )

        return recognise

    q.wrong_answers[:] = [
        wrong if wrong.recognise else replace(wrong, recognise=trains_like(wrong.code))
        for wrong in q.wrong_answers
    ]


def goes_on_from_before(candidate):
    """Return whether a second training begins with the weights of the first."""
    points, labels = separable_clouds((8, 11), np.random.default_rng(3), gap=0.4)
    mistakes = [
        candidate.perceptron_fit(points, sign * (2 * labels - 1), 90)[1] for sign in (1, -1, -1)
    ]
    return bool(mistakes[1][0] > 0 and np.array_equal(mistakes[2], [0]))
