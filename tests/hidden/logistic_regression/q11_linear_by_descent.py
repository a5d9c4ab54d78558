"""q11_linear_by_descent: a straight line, a plane, ... fitted by T steps from w = 0."""

import numpy as np

from viva.compare.numbers import as_numbers
from viva.exam import Pair, Question, check

from .shared import vector

q = Question("q11_linear_by_descent")


@q.reference
def linear_regression_descent(X, y, learning_rate, T):
    A = np.column_stack([np.ones(len(X)), X])
    w = np.zeros(A.shape[1])
    for _ in range(T):
        w = w - learning_rate * A.T @ (A @ w - y)
    return w


q.equivalent(
    "there are as many values as points",
    was="with_ones = np.column_stack([np.ones(len(X)), X])",
    now="with_ones = np.column_stack([np.ones(len(y)), X])",
)
q.equivalent(
    "a vector has no rows and columns to swap",
    was="w = w - learning_rate * with_ones.T @ (with_ones @ w - y)",
    now=[
        "w = w - learning_rate * with_ones.T @ ((with_ones @ w - y).T)",
        "w = w - learning_rate * with_ones.T @ (with_ones @ w.T - y)",
    ],
)


def regression(candidate, rng, n, d):
    """Compare with least squares, after so many steps that the mean would arrive as well."""
    points = rng.normal(size=(n, d)) + rng.uniform(-0.4, 0.4, size=d)
    slopes = rng.uniform(0.7, 2, size=d) * rng.choice([-1, 1], size=d)
    values = points @ slopes + rng.uniform(1.5, 3) + 0.4 * rng.normal(size=n)
    with_ones = np.column_stack([np.ones(n), points])
    learning_rate = 0.35 / np.linalg.eigvalsh(with_ones.T @ with_ones)[-1]
    exact = np.linalg.lstsq(with_ones, values, rcond=None)[0]
    found = vector(candidate.linear_regression_descent(points, values, learning_rate, 4000), d + 1)
    if as_numbers(found) is not None:
        check(
            np.all(np.isfinite(as_numbers(found))),
            "Your weights run away: after many steps they are not finite any more. In which "
            "direction do the steps go, and how long are they?",
        )
    # A right descent needs its steps; what is exact at once has not walked.
    early = vector(candidate.linear_regression_descent(points, values, learning_rate, 1), d + 1)
    if np.size(early) == np.size(exact) and early is not None:
        check(
            not np.allclose(np.ravel(early), exact, atol=1e-3),
            "After a single step the weights are already those of least squares. Descend, in T "
            "steps.",
        )
        if as_numbers(found) is not None and np.allclose(np.ravel(found), exact, atol=1e-3):
            check(
                along(np.ravel(early).astype(float), with_ones.T @ values),
                "You arrive, but after one step from w = 0 your weights are not where the gradient "
                "at 0 leads. Where do you start, how many steps do you take, and do all weights "
                "move at once?",
            )
    return Pair(found, exact)


def along(w, direction):
    """Return whether w is some positive multiple of a direction."""
    return w @ direction > (1 - 1e-9) * np.linalg.norm(w) * np.linalg.norm(direction) > 0


@q.case("a line", rtol=1e-3, atol=1e-3)
def a_line(candidate, rng):
    return regression(candidate, rng, 20, 1)


@q.case("a plane", rtol=1e-3, atol=1e-3)
def a_plane(candidate, rng):
    return regression(candidate, rng, 24, 2)


@q.case("four slopes", rtol=1e-3, atol=1e-3)
def four_slopes(candidate, rng):
    return regression(candidate, rng, 30, 4)


q.right(
    "loops over the points",
    code="""
def linear_regression_descent(X, y, learning_rate, T):
    rows = [[1.0, *map(float, x)] for x in X]
    w = [0.0] * len(rows[0])
    for _ in range(T):
        gradient = [0.0] * len(w)
        for x, value in zip(rows, y):
            residual = sum(a * b for a, b in zip(w, x)) - value
            for j in range(len(w)):
                gradient[j] += residual * x[j]
        w = [a - learning_rate * g for a, g in zip(w, gradient)]
    return w
""",
)
q.right(
    "slopes and intercept apart, the mean",
    code="""
def linear_regression_descent(X, y, learning_rate, T):
    slopes, intercept = np.zeros(X.shape[1]), 0.0
    for _ in range(T):
        error = X @ slopes + intercept - y
        slopes = slopes - learning_rate * X.T @ error / len(X) * 2
        intercept = intercept - learning_rate * 2 * np.mean(error)
    return np.concatenate(([intercept], slopes))
""",
)
q.right(
    "the factor 2 of the square, a column, losses returned too",
    code="""
def linear_regression_descent(X, y, learning_rate, T):
    A = np.hstack((np.ones((X.shape[0], 1)), X))
    target = y.reshape(-1, 1)
    w, losses = np.zeros((A.shape[1], 1)), []
    for _ in range(T):
        losses.append(float(np.sum((A @ w - target) ** 2)))
        w -= learning_rate * 2 * A.T @ (A @ w - target)
    return w, losses
""",
)
q.right(
    "the normal equations as a map, repeated",
    code="""
def linear_regression_descent(X, y, learning_rate, T):
    A = np.insert(X, 0, 1.0, axis=1)
    once = np.eye(A.shape[1]) - learning_rate * A.T @ A
    push = learning_rate * A.T @ y
    w = np.zeros(A.shape[1])
    for _ in range(T):
        w = once @ w + push
    return tuple(w)
""",
)


def first_step(formula):
    """Return a recogniser of a descent that runs away, by where its first step leads."""

    def recognise(candidate):
        rng = np.random.default_rng(5)
        A, values = np.column_stack([np.ones(6), rng.normal(size=(6, 2))]), rng.normal(size=6) + 2
        found = vector(candidate.linear_regression_descent(A[:, 1:], values, 0.01, 1), 3)
        return np.allclose(np.ravel(found), formula(A, values, 0.01))

    return recognise


GRADIENT = "A.T @ (A @ w - y)"

q.wrong(
    "no column of ones",
    hint="w has one entry too few: X comes without a column of ones, so your lines all go through "
    "the origin.",
    was="np.column_stack([np.ones(len(X)), X])",
    now="X",
)
q.wrong(
    "the intercept last",
    hint="The numbers are right, but the intercept stands at the end. It is to be the first.",
    was="[np.ones(len(X)), X]",
    now="[X, np.ones(len(X))]",
)
q.wrong(
    "the sign of the residual",
    hint="Your weights run away: with y - ŷ the gradient has the other sign, and the step goes "
    "uphill.",
    was="A @ w - y",
    now="y - A @ w",
    recognise=first_step(lambda A, y, learning_rate: -learning_rate * A.T @ y),
)
q.wrong(
    "the sum taken twice",
    hint="Your weights run away: the steps are N times too long. Is something a sum that should be "
    "a mean, or is the sum multiplied by N?",
    was="learning_rate *",
    now="learning_rate * len(X) *",
    recognise=first_step(lambda A, y, learning_rate: learning_rate * len(y) * A.T @ y),
)
q.wrong(
    "the mean residual for all points",
    hint="The residuals are averaged before they are multiplied by the points. Each point has its "
    "own residual.",
    was=GRADIENT,
    now="A.sum(axis=0) * (A @ w - y).mean()",
)
q.wrong(
    "the intercept is never updated",
    hint="The intercept stays 0. It learns as the slopes do, with a 1 for its x.",
    was=GRADIENT,
    now=f"{GRADIENT} * (np.arange(len(w)) > 0)",
)
q.wrong(
    "one step only",
    hint="There is one step, whatever T is: the function returns from inside its loop.",
    was="    return",
    now="        return",
)
q.wrong(
    "through a sigmoid",
    hint="Your model still has its sigmoid, so its answers lie between 0 and 1. Linear regression "
    "goes without.",
    was="A @ w - y",
    now="sigmoid(A @ w) - y",
)
q.wrong(
    "no points in the gradient",
    hint="All weights get the same correction, the sum of the residuals. Where does x come in?",
    was=GRADIENT,
    now="np.sum(A @ w - y)",
)
q.wrong(
    "the last point only",
    hint="Your descent follows the last point alone. The gradient adds up over all the points.",
    was=GRADIENT,
    now="A[-1] * (A @ w - y)[-1]",
)
q.wrong(
    "no learning rate",
    hint="The learning rate has no effect, and your weights run away.",
    was="learning_rate * ",
    now="",
    recognise=first_step(lambda A, y, learning_rate: A.T @ y),
)
q.wrong(
    "a price for large weights",
    hint="Your weights are a little too small: there is a price on large weights in your loss. "
    "Least squares has none.",
    was=GRADIENT,
    now=f"({GRADIENT} + w)",
)
q.wrong(
    "the predictions",
    hint="These are the model's answers for the points. The weights are asked for.",
    was="return w",
    now="return A @ w",
)
q.wrong(
    "the slopes without the intercept",
    hint="The slopes are right, but the intercept is missing from what you return.",
    was="return w",
    now="return w[1:]",
)
q.wrong(
    "starts at one",
    hint="Your descent arrives, but it starts at w = (1, …, 1). The text wants it to start at 0.",
    was="np.zeros",
    now="np.ones",
    recognise=first_step(lambda A, y, learning_rate: 1 - learning_rate * A.T @ (A.sum(axis=1) - y)),
)
q.wrong(
    "one step too many",
    hint="Your descent arrives, but it takes one step more than T.",
    was="range(T)",
    now="range(T + 1)",
    recognise=first_step(
        lambda A, y, learning_rate: (
            2 * learning_rate * A.T @ y - learning_rate**2 * A.T @ (A @ (A.T @ y))
        )
    ),
)
q.wrong(
    "one step too few",
    hint="Your descent arrives, but it takes one step less than T: with T = 1, w is still 0.",
    was="range(T)",
    now="range(1, T)",
    recognise=first_step(lambda A, y, learning_rate: np.zeros(3)),
)
q.wrong(
    "the equations solved at once",
    hint="These are the weights of least squares, but found in one stroke. The question is about "
    "the walk.",
    was="return w",
    now="return np.linalg.lstsq(A, y, rcond=None)[0]",
)

q.hints(
    "What is different from logistic regression: which curve between w·x and the prediction is missing? And what do you have to put in front of each point?",
    "Build a matrix with a column of ones first and the columns of X after it. Its product with the weights is the prediction; no sigmoid comes in between.",
    "Start with one zero for each column, the ones included. In each of the T rounds take the residuals, prediction minus value, multiply the transposed matrix with them, and go learning_rate times this vector backwards.",
)
