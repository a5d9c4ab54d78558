"""q09_same_as_lists: the largest difference between the slopes of lists and of arrays."""

import math

import numpy as np

from viva.exam import Question, check

from .q04_learn_once_cross_entropy import learn_once_cross_entropy
from .shared import drawn_in_lists, list_gradients, moons

q = Question("q09_same_as_lists")


NAMES = ("W1", "b1", "W2", "b2")
OF_LISTS = list_gradients(drawn_in_lists(), *moons(1))


def largest_difference(slope=lambda old, new: 300 * (old - new), learning_rate=1.0):
    """Return the largest difference from the slopes of lists, where a step gives `slope`."""
    start = [np.array(drawn_in_lists()[name]) for name in NAMES]
    after = learn_once_cross_entropy(*start, *moons(1), learning_rate)
    return max(
        float(np.abs(slope(old, new) - np.array(OF_LISTS["d" + name])).max())
        for old, new, name in zip(start, after, NAMES, strict=False)
    )


q.reference(max_difference=largest_difference())


NOT_SMALL = "max_difference is too large: the two networks do not find the same slopes."


@q.case("smaller than any mistake, but not nothing")
def a_small_difference(candidate, rng):
    value = candidate.max_difference
    check(np.size(value) == 1, "max_difference is one number, the largest of all.")
    number = float(np.ravel(value)[0])
    check(number >= 0, "max_difference is negative. What does an absolute difference never do?")
    check(math.isfinite(number) and number < 1e-10, NOT_SMALL)
    check(
        number > 0,
        "max_difference is exactly 0. Two ways to compute the same round differently in some of "
        "52 numbers: is a thing compared with itself, or the difference rounded?",
    )


def near(slope, learning_rate=1.0):
    number = largest_difference(slope, learning_rate)
    return lambda candidate: math.isclose(
        float(np.ravel(candidate.max_difference)[0]), number, rel_tol=1e-6
    )


# Both networks are right here, so that nothing but rounding is left to look at. It comes out
# otherwise on another machine, and smaller where means are compared: it has no least size.
ROUNDING = "all differences are rounding, and the largest cannot be told from another of them"
q.equivalent(
    "the rows of an array are gone through like those of a list",
    was="from_lists = list_gradients(list_model, X_moons.tolist(), y_moons.tolist())",
    now=[
        "from_lists = list_gradients(list_model, X_moons, y_moons.tolist())",
        "from_lists = list_gradients(list_model, X_moons.tolist(), y_moons)",
    ],
)
q.equivalent(
    "an absolute difference has no order, and an array may be compared with a list",
    was='np.abs(len(X_moons) * (old - new) - np.array(from_lists["d" + key])).max()',
    now=[
        'np.abs(np.array(from_lists["d" + key]) - (len(X_moons) * (old - new))).max()',
        'np.abs(len(X_moons) * (old - new) - from_lists["d" + key]).max()',
    ],
)
q.equivalent(ROUNDING, was="max_difference = max(", now="max_difference = min(")
q.equivalent(
    ROUNDING,
    was='np.abs(len(X_moons) * (old - new) - np.array(from_lists["d" + key])).max()',
    now=[
        'np.abs(len(X_moons) * (old - new) - np.array(from_lists["d" + key])).min()',
        '(len(X_moons) * (old - new) - np.array(from_lists["d" + key])).max()',
    ],
)
q.equivalent(
    ROUNDING,
    was='for old, new, key in zip(start, after, ("W1", "b1", "W2", "b2"))',
    now=[
        'for old, new, key in zip(start[:-1], after, ("W1", "b1", "W2", "b2"))',
        'for old, new, key in zip(start, after[:-1], ("W1", "b1", "W2", "b2"))',
        'for old, new, key in zip(start, after, ("W1", "b1", "W2"))',
    ],
)
q.right(
    "all entries in one array",
    code="""
keys = ["W1", "b1", "W2", "b2"]
lists = list_gradients(list_model, X_moons.tolist(), y_moons.tolist())
w = [np.array(list_model[k]) for k in keys]
new = learn_once_cross_entropy(*[p.copy() for p in w], X_moons, y_moons, 1)
a = np.concatenate([np.ravel(lists["d" + k]) for k in keys])
b = np.concatenate([np.ravel(300 * (old - moved)) for old, moved in zip(w, new)])
max_difference = np.abs(a - b).max()
""",
)
q.right(
    "means compared, as an array with one number",
    code="""
s = list_gradients(list_model, X_moons.tolist(), y_moons.tolist())
W = {k: np.array(v) for k, v in list_model.items()}
new = learn_once_cross_entropy(W["W1"], W["b1"], W["W2"], W["b2"], X_moons, y_moons, 1.0)[:4]
max_difference = np.zeros(1)
for k, moved in zip(W, new):
    gap = np.abs((W[k] - moved) - np.array(s["d" + k]) / len(y_moons))
    max_difference = np.maximum(max_difference, gap.max())
""",
)
q.right(
    "a NumPy gradient of its own",
    code="""
s = list_gradients(list_model, X_moons.tolist(), y_moons.tolist())
W1, b1, W2, b2 = [np.array(list_model[k]) for k in ("W1", "b1", "W2", "b2")]
A1 = sigmoid(X_moons @ W1 + b1)
E = np.exp(A1 @ W2 + b2)
D2 = E / E.sum(axis=1, keepdims=True) - one_hot(y_moons, 2)
D1 = D2 @ W2.T * A1 * (1 - A1)
mine = {"dW1": X_moons.T @ D1, "db1": D1.sum(0), "dW2": A1.T @ D2, "db2": D2.sum(0)}
max_difference = float(max(np.max(np.abs(mine[k] - np.array(s[k]))) for k in s))
""",
)
q.wrong(
    "a sum against a mean",
    hint="The lists add up over 300 samples, NumPy takes the mean. Bring one of them to the scale of the other before you compare.",
    was="300 * (old - moved)",
    now="old - moved",
    recognise=near(lambda old, new: old - new),
)
q.wrong(
    "divided where it should be multiplied",
    hint="The scales of the two are further apart than before: a mean is brought to a sum by how many times the samples?",
    was="300 * (old - moved)",
    now="(old - moved) / 300",
    recognise=near(lambda old, new: (old - new) / 300),
)
q.wrong(
    "the sign of the step",
    hint="Your two gradients have opposite signs. A step is taken off the weights: which "
    "difference, old minus new or new minus old, is the slope?",
    was="(old - moved)",
    now="(moved - old)",
    recognise=near(lambda old, new: 300 * (new - old)),
)
q.wrong(
    "the new weights instead of the slopes",
    hint="You compare the weights after the step with slopes. How do you get from a step with learning rate 1 to the slope?",
    was="300 * (old - moved)",
    now="moved",
    recognise=near(lambda old, new: new),
)
q.wrong(
    "another learning rate",
    hint="The step was taken with a learning rate of 0.1, and its slopes are ten times too small. Divide the step by its learning rate.",
    was="y_moons, 1)",
    now="y_moons, 0.1)",
    recognise=near(lambda old, new: 300 * (old - new), learning_rate=0.1),
)
q.wrong(
    "weights that moved under two names",
    hint="NumPy's slopes are all 0 in your comparison: the weights before and after the step are "
    "the same arrays. Does your step change its arguments? Then give it copies.",
    was="(old - moved)",
    now="(moved - moved)",
    recognise=near(lambda old, new: new - new),
)
q.wrong(
    "a thing compared with itself",
    hint="The difference is exactly 0, as if both sides came from the same place. One side is from the lists, and the other from NumPy.",
    was="np.abs(a - b)",
    now="np.abs(a - a)",
)
q.wrong(
    "four numbers",
    hint="You have one difference for each of the four gradients. The largest of them is asked for.",
    was="np.abs(a - b).max()",
    now="np.abs(a - b)[:4]",
)
q.wrong(
    "the smallest, with its sign",
    hint="Your number is negative: take the absolute value of each difference before you look for the largest.",
    was="np.abs(a - b).max()",
    now="(a - b).min()",
)
q.hints(
    "What does a step with the learning rate 1 take off each array? And by which factor do a sum and a mean over 300 samples differ?",
    "Make arrays of the four parts of list_model, take one step with the learning rate 1 from them, and subtract the new arrays from the old ones: that is the mean gradient. The list version gives the sum.",
    "Multiply each difference by the number of samples, compare it with the array of the list gradient of the same name, and take the largest absolute value over all four.",
)
