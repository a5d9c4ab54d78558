"""q09_same_as_lists: the largest difference between the slopes of lists and of arrays."""

import numpy as np

from viva.exam import Question

from .q04_learn_once_cross_entropy import learn_once_cross_entropy
from .shared import some_labels, some_weights, summed_slopes

q = Question("q09_same_as_lists")


q.equivalent(
    "labels may be a list where they are taken as row numbers or one-hot coded",
    was="*after, _ = learn_once_cross_entropy(*[w.copy() for w in start], np.array(X), np.array(y), 1.0)",
    now="*after, _ = learn_once_cross_entropy(*[w.copy() for w in start], np.array(X), y, 1.0)",
)
q.equivalent(
    "NumPy makes an array of a list that it takes from an array, and an absolute value has no sign",
    was='np.abs(len(X) * (old - new) - np.array(slopes["d" + key])).max()',
    now=[
        'np.abs(np.array(slopes["d" + key]) - (len(X) * (old - new))).max()',
        'np.abs(len(X) * (old - new) - slopes["d" + key]).max()',
    ],
)

q.equivalent(
    "copies are for those whose step changes its arguments, and the solution's does not",
    was="*after, _ = learn_once_cross_entropy(*[w.copy() for w in start], np.array(X), np.array(y), 1.0)",
    now="*after, _ = learn_once_cross_entropy(*[w for w in start], np.array(X), np.array(y), 1.0)",
)

NAMES = ("W1", "b1", "W2", "b2")


@q.reference
def max_difference(model, X, y, slopes):
    old = [np.array(model[name], dtype=float) for name in ("W1", "b1", "W2", "b2")]
    *new, _ = learn_once_cross_entropy(*(w.copy() for w in old), np.array(X), np.array(y), 1.0)
    gaps = []
    for name, before, after in zip(("W1", "b1", "W2", "b2"), old, new, strict=True):
        mine = len(y) * (before - np.reshape(after, before.shape))
        gap = np.abs(mine - np.array(slopes["d" + name]))
        gaps.append(gap.max())
    return float(max(gaps))


def setting(rng, n, d_in, d_h, d_out):
    """Draw a model and samples as plain lists, and the slopes of the sum.

    At one sample and hidden neuron the sum is about -1000: `list_gradients` overflows there, and
    cannot be what the slopes are compared with.
    """
    weights = some_weights(rng, d_in, d_h, d_out)
    model = {name: part.tolist() for name, part in zip(NAMES, weights, strict=True)}
    X, y = rng.normal(size=(n, d_in)), some_labels(rng, n, d_out).tolist()
    X[0] = -1000 * weights[0][:, 0] / np.sum(weights[0][:, 0] ** 2)
    return model, X.tolist(), y, summed_slopes(model, X, y)


def one_entry_off(candidate, rng, n, d_in, d_h, d_out):
    """Ask for the difference from slopes of which one entry in each array is off."""
    found = {}
    for name in NAMES:
        model, X, y, slopes = setting(rng, n, d_in, d_h, d_out)
        for each in NAMES:
            far = rng.uniform(0.5, 2) if each == name else rng.uniform(0.01, 0.1)
            row = slopes["d" + each][-1] if each[0] == "W" else slopes["d" + each]
            row[int(rng.integers(len(row)))] += far * rng.choice([-1, 1])
        found[f"d{name} further off than the others"] = candidate.max_difference(
            model, X, y, slopes
        )
    return found


@q.case("slopes of which some entries are off", rtol=1e-6, atol=1e-9)
def entries_off(candidate, rng):
    return one_entry_off(candidate, rng, 7, 3, 4, 2), one_entry_off(candidate, rng, 9, 2, 6, 5)


@q.case("the same slopes, but for rounding", atol=1e-10)
def nearly_nothing(candidate, rng):
    return candidate.max_difference(*setting(rng, 8, 4, 3, 3))


q.right(
    "all entries in one array",
    code="""
def max_difference(model, X, y, slopes):
    keys = ["W1", "b1", "W2", "b2"]
    X, y = np.array(X), np.array(y)
    w = [np.array(model[k]) for k in keys]
    new = learn_once_cross_entropy(*[p.copy() for p in w], X, y, 1)
    a = np.concatenate([np.ravel(slopes["d" + k]) for k in keys])
    b = np.concatenate([np.ravel(len(X) * (old - np.ravel(moved).reshape(old.shape))) for old, moved in zip(w, new)])
    return np.abs(a - b).max()
""",
)
q.right(
    "a loop, the largest so far kept in an array",
    code="""
def max_difference(model, X, y, slopes):
    W = {k: np.array(v) for k, v in model.items()}
    start = [W[k].copy() for k in ("W1", "b1", "W2", "b2")]
    new = learn_once_cross_entropy(*start, np.array(X), np.array(y), 0.5)[:4]
    largest = np.zeros(1)
    for k, moved in zip(("W1", "b1", "W2", "b2"), new):
        gap = np.abs((W[k] - moved) * len(y) / 0.5 - np.array(slopes["d" + k]))
        largest = np.maximum(largest, gap.max())
    return largest
""",
)
q.right(
    "a NumPy gradient of its own",
    code="""
def max_difference(model, X, y, slopes):
    W1, b1, W2, b2 = [np.array(model[k]) for k in ("W1", "b1", "W2", "b2")]
    X = np.array(X)
    A1 = sigmoid(X @ W1 + b1)
    E = np.exp(A1 @ W2 + b2)
    D2 = E / E.sum(axis=1, keepdims=True) - one_hot(y, len(b2))
    D1 = D2 @ W2.T * A1 * (1 - A1)
    mine = {"dW1": X.T @ D1, "db1": D1.sum(0), "dW2": A1.T @ D2, "db2": D2.sum(0)}
    return float(max(np.max(np.abs(mine[k] - np.array(slopes[k]))) for k in mine))
""",
)
q.wrong(
    "lists compared with lists",
    hint="This fails where the sum of a hidden neuron is -1000, and so does list_gradients: there its math.exp overflows. Do you take the other side from list_gradients, too? It should come from NumPy, from a step of learn_once_cross_entropy.",
    code="""
def max_difference(model, X, y, slopes):
    own = list_gradients(model, X, y)
    return max(np.abs(np.array(own[key]) - np.array(slopes[key])).max() for key in own)
""",
)
q.wrong(
    "a sum against a mean",
    hint="The lists add up over the samples, NumPy takes the mean. Bring one of them to the scale of the other before you compare.",
    was="len(y) * (before",
    now="(before",
)
q.wrong(
    "divided where it should be multiplied",
    hint="The scales of the two are further apart than before: a mean is brought to a sum by how many times the samples?",
    was="len(y) * (before - np.reshape(after, before.shape))",
    now="(before - np.reshape(after, before.shape)) / len(y)",
)
q.wrong(
    "300 samples, always",
    hint="You multiply by 300, however many samples are passed. How many rows has X?",
    was="len(y) * (before",
    now="300 * (before",
)
q.wrong(
    "the sign of the step",
    hint="Your two gradients have opposite signs. A step is taken off the weights: which "
    "difference, old minus new or new minus old, is the slope?",
    was="before - np.reshape(after, before.shape)",
    now="np.reshape(after, before.shape) - before",
)
q.wrong(
    "the new weights instead of the slopes",
    hint="You compare the weights after the step with slopes. How do you get from a step with learning rate 1 to the slope?",
    was="before - np.reshape(after, before.shape)",
    now="np.reshape(after, before.shape)",
)
q.wrong(
    "another learning rate",
    hint="The step was taken with a learning rate of 0.1, and its slopes are ten times too small. Divide the step by its learning rate.",
    was="np.array(y), 1.0)",
    now="np.array(y), 0.1)",
)
q.wrong(
    "weights that moved under two names",
    hint="NumPy's slopes are all 0 in your comparison: the weights before and after the step are "
    "the same arrays. Does your step change its arguments? Then give it copies.",
    was="before - np.reshape(after, before.shape)",
    now="before - before",
)
q.wrong(
    "a thing compared with itself",
    hint="Nearly 0 comes back, whatever is passed. Is a thing compared with itself, are the "
    "notebook's own model and points taken, or was the number thought of? The tests pass slopes that "
    "are off, and want to know how far.",
    was="mine - np.array",
    now="0 * np.array",
)
q.wrong(
    "a sum of differences",
    hint="You add up the differences. The largest of them is asked for.",
    was=("gap.max()", "max(gaps)"),
    now=("gap.sum()", "sum(gaps)"),
)
q.wrong(
    "four numbers",
    hint="You have one difference for each of the four gradients. The largest of them is asked for.",
    was="float(max(gaps))",
    now="[float(gap) for gap in gaps]",
)
q.wrong(
    "without an absolute value",
    hint="A difference may be negative: take the absolute value of each before you look for the largest.",
    was='np.abs(mine - np.array(slopes["d" + name]))',
    now='mine - np.array(slopes["d" + name])',
)
q.wrong(
    "the weights' slopes only",
    hint="A difference in db1 or db2 goes unseen: all four gradients are compared.",
    was="for name, before",
    now="old, new = old[::2], new[::2]\n    for name, before",
)
q.hints(
    "What does a step with the learning rate 1 take off each array? And by which factor do a sum and a mean over the samples differ?",
    "Make arrays of the four parts of the model, take one step with the learning rate 1 from copies of them, and subtract the new arrays from the old ones: that is the mean gradient. The slopes of the lists are sums.",
    "Multiply each difference by the number of samples, compare it with the array of the slopes under the same name, and take the largest absolute value over all four.",
)
