"""q09_gradient_descent: T steps from w = 0 down the summed cross-entropy."""

import numpy as np

from viva.exam import Question

from .q04_sigmoid import sigmoid
from .q09_mistakes import MISTAKES, moves_inside
from .shared import some_points, summed_loss, two_results

q = Question("q09_gradient_descent")


@q.reference
def gradient_descent(X, y, learning_rate, T):
    w, losses = np.zeros(X.shape[1]), []
    for _ in range(T):
        losses.append(summed_loss(w, X, y))
        w = w - learning_rate * X.T @ (sigmoid(X @ w) - y)
    return w, losses


q.equivalent(
    "a vector has no rows and columns to swap",
    was="w = w - learning_rate * X.T @ (sigmoid(X @ w) - y)",
    now=[
        "w = w - learning_rate * X.T @ ((sigmoid(X @ w) - y).T)",
        "w = w - learning_rate * X.T @ (sigmoid(X @ w.T) - y)",
    ],
)


def descents(candidate, points, labels, learning_rate, *counts):
    found = {}
    for T in counts:
        w, losses = two_results(candidate.gradient_descent(points, labels, learning_rate, T))
        steps = f"{T} steps" if T > 1 else "1 step"
        found |= {f"w after {steps}": w, f"the losses of {steps}": losses}
    return found


@q.case("one step, and two more")
def one_step(candidate, rng):
    return descents(candidate, *some_points(rng, 9, 3), 0.2, 1, 3)


@q.case("two steps, and five")
def two_steps(candidate, rng):
    return descents(candidate, *some_points(rng, 14, 5), 0.1, 2, 5)


@q.case("twenty steps")
def twenty_steps(candidate, rng):
    points, labels = some_points(rng, 11, 4)
    # In a long valley the steps turn, so that each of the twenty shows in where they end.
    return descents(candidate, points * [1, 2, 1, 0.5], labels, 0.15, 20, 4)


def valley(rng):
    """Return points, all but one of them with both labels: the descent is soon at its end."""
    points, labels = some_points(rng, 5, 3)
    return np.vstack([points, points[:-1]]), np.append(labels, 1 - labels[:-1])


@q.case("three hundred steps, most of them tiny", weight=3)
def many_steps(candidate, rng):
    return descents(candidate, *valley(rng), 0.1, 300)


q.right(
    "a sum of your gradients",
    code="""
def gradient_descent(X, y, learning_rate, T):
    w = np.zeros(X.shape[1])
    losses = []
    for _ in range(T):
        losses.append(sum(loss_i(w, x, label) for x, label in zip(X, y)))
        w = w - learning_rate * sum(grad_loss_i(w, x, label) for x, label in zip(X, y))
    return w, losses
""",
)
q.right(
    "products of matrices, a column of weights",
    code="""
def gradient_descent(X, y, learning_rate, T):
    d = X.shape[1]
    w = np.zeros((d, 1))
    losses = np.zeros(T)
    for t in range(T):
        p = sigmoid(X @ w)
        labels = y.reshape(-1, 1)
        losses[t] = -np.sum(labels * np.log(p) + (1 - labels) * np.log(1 - p))
        w -= learning_rate * np.dot(X.T, p - labels)
    return w, losses
""",
)
q.right(
    "a while loop, changed in place",
    code="""
def gradient_descent(data, labels, rate, steps):
    w = np.array([0.0 for _ in data[0]])
    history = []
    while len(history) < steps:
        total, slope = 0, np.zeros_like(w)
        for x_i, y_i in zip(data, labels):
            total += loss_i(w, x_i, y_i)
            slope += grad_loss_i(w, x_i, y_i)
        history.append(float(total))
        w[:] = w - rate * slope
    return [w, history]
""",
)
q.right(
    "einsum, the length of the last gradient returned too",
    code="""
def gradient_descent(X, y, learning_rate, T):
    w, losses, gradient = np.zeros(len(X[0])), (), 0
    for _ in range(T):
        z = np.einsum("ij,j->i", X, w)
        losses += (np.logaddexp(0, z).sum() - z[y == 1].sum(),)
        gradient = np.einsum("i,ij->j", sigmoid(z) - y, X)
        w = w - learning_rate * gradient
    return w, losses, np.linalg.norm(gradient)
""",
)


def losses_in_the_valley(found, *counts):
    """Return a recogniser by the losses of descents of so many steps along one valley."""

    def recognise(candidate):
        points = valley(np.random.default_rng(7))
        losses = [candidate.gradient_descent(*points, 0.1, T)[1] for T in counts]
        return bool(found(*losses))

    return recognise


LOSS = "losses.append(summed_loss(w, X, y))"

q.wrong(
    "the mean of the gradients",
    hint="Your steps are N times too short: the gradient is the mean over the points. The sum is "
    "asked for.",
    was="learning_rate *",
    now="learning_rate / len(X) *",
)
q.wrong(
    "means of gradients and losses",
    hint="Both the gradient and the losses are means over the points. In this notebook they are "
    "sums.",
    was=("learning_rate *", LOSS),
    now=("learning_rate / len(X) *", "losses.append(summed_loss(w, X, y) / len(X))"),
)
q.wrong(
    "the mean of the losses",
    hint="w is right, but your losses are means over the points. They are to be sums: at w = 0 the "
    "loss is N ln 2.",
    was=LOSS,
    now="losses.append(summed_loss(w, X, y) / len(X))",
)
q.wrong(
    "ascent",
    hint="The loss grows from step to step: you walk along the gradient, that is uphill.",
    was="w - learning_rate",
    now="w + learning_rate",
)
q.wrong(
    "updates inside the loop over the points",
    hint="w moves at every point, so later points see another w than earlier ones. Complete the "
    "sum first: how far is the update indented?",
    was=("slope += ", "        w[:] = w - rate * slope\n"),
    now=("w[:] = w - rate * ", ""),
    recognise=moves_inside,
)
q.wrong(
    "the loss after the step",
    hint="w is right, but your losses come one step too late: each is the loss after its update. "
    "The first is to be that at w = 0.",
    was=(f"        {LOSS}\n", "- y)\n"),
    now=("", f"- y)\n        {LOSS}\n"),
)
q.wrong(
    "only the last loss",
    hint="losses is a single number, the loss of the last step. Keep that of every step, in a "
    "list.",
    was="return w, losses",
    now="return w, losses[-1]",
)
q.wrong(
    "the loss of the last point",
    hint="w is right, but each loss is that of the last point alone. Add up those of all points.",
    was=LOSS,
    now="losses.append(summed_loss(w, X[-1:], y[-1:]))",
)
q.wrong(
    "one loss too many",
    hint="There is one loss too many: w is right, but losses has T + 1 entries. The loss after the "
    "last step is not asked for.",
    was="return w, losses",
    now="return w, losses + [summed_loss(w, X, y)]",
)
q.wrong(
    "one step too few",
    hint="There is one update too few. How often does `range(1, T)` go round?",
    was="range(T)",
    now="range(1, T)",
)
q.wrong(
    "one step too many",
    hint="There is one update too many.",
    was="range(T)",
    now="range(T + 1)",
)
q.wrong(
    "one more column of ones",
    hint="w has one entry too many: you put a column of ones in front of X, but it is there "
    "already.",
    was="    w, losses =",
    now="    X = np.column_stack([np.ones(len(X)), X])\n    w, losses =",
)
q.wrong(
    "a second bias beside the column of ones",
    hint="X has its column of ones, so its first weight is the bias. A second one beside w makes "
    "the steps of the intercept twice as long.",
    code="""
def gradient_descent(X, y, learning_rate, T):
    w, b, losses = np.zeros(X.shape[1]), 0.0, []
    for _ in range(T):
        p = sigmoid(X @ w + b)
        losses.append(summed_loss(w, X, y))
        w, b = w - learning_rate * X.T @ (p - y), b - learning_rate * np.sum(p - y)
    return w, losses
""",
)
q.wrong(
    "the gradient is never reset",
    hint="From the second step on the old gradients are still in the sum. Where does it start "
    "again at 0?",
    was=("history = []", "total, slope = 0, np.zeros_like(w)"),
    now=("history, slope = [], np.zeros_like(w)", "total = 0"),
)
q.wrong(
    "the loss is never reset",
    hint="w is right, but each loss also holds those of all steps before. Where does it start "
    "again at 0?",
    was=("history = []", "total, slope = 0, "),
    now=("history, total = [], 0", "slope = "),
)
q.wrong(
    "the last point only",
    hint="Each step follows the last point alone: the gradients are overwritten, not added up.",
    was="slope +=",
    now="slope =",
)
q.wrong(
    "one step only",
    hint="There is one step and one loss, whatever T is: the function returns from inside its "
    "loop.",
    was="    return",
    now="        return",
)
q.wrong(
    "losses before w",
    hint="You return the losses first. The order is `w, losses`.",
    was="return w, losses",
    now="return losses, w",
)
q.wrong(
    "stops when the loss hardly changes",
    hint="The first steps are right, but the descent ends before it has made T of them: it stops "
    "when the loss hardly changes. T steps are asked for, however small they are.",
    was="        w = w",
    now="        if len(losses) > 1 and abs(losses[-2] - losses[-1]) < 1e-6:\n            break\n        w = w",
    recognise=losses_in_the_valley(
        lambda few, many: len(few) == 3 < len(many) < 900 and np.allclose(few, many[:3]), 3, 900
    ),
)
q.wrong(
    "a random start",
    hint="The descent starts somewhere else at every call: it is to start at w = 0, where the loss "
    "is N ln 2.",
    was="np.zeros(X.shape[1])",
    now="np.random.normal(scale=0.01, size=X.shape[1])",
    recognise=losses_in_the_valley(
        lambda one, other: np.shape(one) == (2,) and np.all(np.not_equal(one, other)), 2, 2
    ),
)

for mistake in MISTAKES:
    q.wrong(**mistake)
q.hints(
    "How often do the weights change, and what has to be finished before each change? When do you look at the loss?",
    "One loop of T rounds is enough. In each round: note the summed loss, add up the gradients of all points with the weights as they are now, then move the weights once.",
    "Start with zeros, one for each column of X. The predictions of all points are the sigmoid of X times w; the sum over the points of error times point is a product with X transposed. Subtract learning_rate times this sum, and return the weights and the list.",
)
