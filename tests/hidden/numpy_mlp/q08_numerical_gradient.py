"""q08_numerical_gradient: slopes by central differences."""

import numpy as np

from viva.exam import Question

q = Question("q08_numerical_gradient")


@q.reference
def numerical_gradient(f, w, h=1e-5):
    slopes = np.zeros(w.shape)
    for index in np.ndindex(w.shape):
        before = w[index]
        w[index] = before + h
        above = f(w)
        w[index] = before - h
        below = f(w)
        w[index] = before
        slopes[index] = (above - below) / (2 * h)
    return slopes


def slopes_and_rest(candidate, f, w, *h):
    """Return the slopes, and by how much the call has changed w."""
    slopes, (_, left, *_) = candidate.numerical_gradient.observe(f, w, *h)
    return {"slopes": slopes, "change of w": 1e3 * (np.asarray(left) - w)}


@q.case("a cubic function of a matrix, with a large step")
def slopes_of_matrix(candidate, rng):
    c, d = rng.normal(size=(2, 3)), rng.normal(size=(2, 3))
    w = rng.normal(size=(2, 3))
    return slopes_and_rest(
        candidate, lambda w: float(np.sum(c * np.asarray(w) ** 3) + np.prod(d + w)), w, 0.1
    )


@q.case("vectors and arrays with three axes, with a large step and the usual one")
def slopes_of_other_shapes(candidate, rng):
    c = rng.normal(size=4)

    def f(w):
        w = np.ravel(w)
        return float(np.exp(w @ c / 2) + np.sum(w[1:] * w[:-1] ** 2))

    return (
        slopes_and_rest(candidate, f, rng.normal(size=(2, 1, 2)), 0.2),
        slopes_and_rest(candidate, f, rng.normal(size=4)),
    )


q.equivalent(
    "every entry is overwritten",
    was="slopes = np.zeros_like(w)",
    now="slopes = np.ones_like(w)",
)
q.right(
    "copies, moved by a row of the identity",
    code="""
def numerical_gradient(f, w, h=1e-5):
    steps = h * np.eye(w.size).reshape((w.size,) + w.shape)
    return np.array([f(w + e) - f(w - e) for e in steps]).reshape(w.shape) / (2 * h)
""",
)
q.right(
    "the flat view of the array, in place",
    code="""
def numerical_gradient(f, w, h=1e-5):
    flat = w.reshape(-1)
    slopes = []
    for i in range(len(flat)):
        old = flat[i]
        flat[i] = old + h
        slope = f(w) / (2 * h)
        flat[i] = old - h
        slope -= f(w) / (2 * h)
        flat[i] = old
        slopes.append(slope)
    return np.reshape(slopes, w.shape)
""",
)
q.right(
    "np.nditer, with steps there and back",
    code="""
def numerical_gradient(f, w, h=1e-5):
    slopes = np.zeros_like(w)
    it = np.nditer(w, flags=["multi_index"])
    while not it.finished:
        i = it.multi_index
        w[i] += h
        up = f(w)
        w[i] -= 2 * h
        down = f(w)
        w[i] += h
        slopes[i] = 0.5 * (up - down) / h
        it.iternext()
    return slopes.tolist()
""",
)
q.right(
    "np.ndenumerate and two copies",
    code="""
def numerical_gradient(f, w, h=1e-5):
    out = np.empty(np.shape(w))
    for where, value in np.ndenumerate(w):
        right, left = np.array(w, dtype=float), np.array(w, dtype=float)
        right[where], left[where] = value + h, value - h
        out[where] = (f(right) - f(left)) / (right[where] - left[where])
    return out
""",
)
q.wrong(
    "one-sided",
    hint="You compare f a step to the right with f in place. Central differences go a step to either side, and are much more exact.",
    was=("w[index] = before - h", "(2 * h)"),
    now=("w[index] = before", "h"),
)
q.wrong(
    "one-sided to the left",
    hint="You compare f in place with f a step to the left. What about the other side?",
    was=("w[index] = before + h", "(2 * h)"),
    now=("w[index] = before", "h"),
)
q.wrong(
    "w is not put back",
    hint="An entry that was moved stays where it is, so all later slopes belong to another place, "
    "and the caller's w is changed. When is it put back?",
    was="        w[index] = before\n",
    now="",
)
q.wrong(
    "w is put back by arithmetic that is off",
    hint="The slopes are right, but when your function returns, w has moved. How far do you go back after the second step?",
    code="""
def numerical_gradient(f, w, h=1e-5):
    start, slopes = w.copy(), numerical_slopes(f, w.copy(), h)
    w -= h
    return slopes


def numerical_slopes(f, w, h):
    slopes = np.zeros(w.shape)
    for index in np.ndindex(w.shape):
        w[index] += h
        above = f(w)
        w[index] -= 2 * h
        below = f(w)
        w[index] += h
        slopes[index] = (above - below) / (2 * h)
    return slopes
""",
)
q.wrong(
    "divided by h",
    hint="Every slope is twice too large. How far apart are the two places at which you call f?",
    was="(2 * h)",
    now="h",
)
q.wrong(
    "not divided at all",
    hint="You return differences of f. A slope is a difference divided by a distance.",
    was=" / (2 * h)",
    now="",
)
q.wrong(
    "divided by 2, times h",
    hint="`/ 2 * h` divides by 2 and multiplies by h. What belongs in brackets?",
    was="/ (2 * h)",
    now="/ 2 * h",
)
q.wrong(
    "below minus above",
    hint="Every slope has the wrong sign: which of the two values of f comes first?",
    was="(above - below)",
    now="(below - above)",
)
q.wrong(
    "all entries moved at once",
    hint="All entries are moved together, so all slopes are the same. Each slope moves a single entry.",
    code="""
def numerical_gradient(f, w, h=1e-5):
    return np.full(w.shape, (f(w + h) - f(w - h)) / (2 * h))
""",
)
q.wrong(
    "a step of its own",
    hint="Your function takes a small step whatever h is passed. With a large h the numbers of the text come out differently.",
    was="    slopes = np",
    now="    h = 1e-5\n    slopes = np",
)
q.wrong(
    "whole rows moved",
    hint="You move a whole row at a time. An array of shape (2, 3) has six entries, and six slopes.",
    was=("in np.ndindex(w.shape)", "before = w[index]"),
    now=("in range(len(w))", "before = np.copy(w[index])"),
)
q.wrong(
    "flat",
    hint="The slopes are right, in a flat list. They should have the shape of w.",
    was="return slopes",
    now="return np.append(slopes.ravel(), [])",
)
q.wrong(
    "the slopes added up",
    hint="You return one number, the sum of all slopes. Each entry of w has its own.",
    was="return slopes",
    now="return slopes.sum()",
)
q.wrong(
    "absolute differences",
    hint="None of your slopes is negative. A function may also fall.",
    was="(above - below)",
    now="abs(above - below)",
)
q.wrong(
    "one array seen under two names",
    hint="All slopes are 0: both calls of f see the same numbers. `up = w` makes no copy, only a second name.",
    code="""
def numerical_gradient(f, w, h=1e-5):
    slopes = np.zeros(w.shape)
    for index in np.ndindex(w.shape):
        up, down = w, w
        up[index] += h
        down[index] -= h
        slopes[index] = (f(up) - f(down)) / (2 * h)
    return slopes
""",
)
q.hints(
    "For one entry of w: which two values of f do you need, and what must be true of w before you look at the next entry?",
    "Loop over all places with `np.ndindex`. At each place keep the number that stands there, move it up and call f, move it down and call f, and put it back.",
    "The slope at the place is the difference of the two values, divided by twice h. Collect the slopes in an array of zeros of the shape of w, of floats, and return it after the loop.",
)
