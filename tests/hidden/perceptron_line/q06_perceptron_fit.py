"""q06_perceptron_fit: the perceptron, epoch by epoch."""

import numpy as np

from viva.exam import Question

from .fitting import (
    contradictory,
    draw_clouds,
    goes_on,
    goes_on_from_before,
    neighbours,
    recognise_by_training,
    settles,
    starts_anew,
    twins,
)
from .q05_perceptron_step import perceptron_step
from .shared import X, y

q = Question("q06_perceptron_fit")


@q.reference
def perceptron_fit(X, y, max_epochs):
    w, mistakes = np.zeros(3), []
    for _ in range(max_epochs):
        wrong = 0
        for point, label in zip(X, y):
            x = np.array([1.0, *point])
            if label * np.dot(w, x) <= 0:
                w = perceptron_step(w, x, label)
                wrong += 1
        mistakes.append(wrong)
        if wrong == 0:
            break
    return w, mistakes


def as_everywhere(candidate, rng, points, signs):
    starts_anew(candidate, points, signs)
    neighbours(candidate, rng)
    twins(candidate, rng)


@q.case("two clouds end without mistakes, contradictory labels never do")
def clouds_end(candidate, rng):
    for _ in range(3):
        points, signs = draw_clouds(rng, (19, 11), centers=((2.8, 2.5), (1.0, 0.5)))
        settles(candidate, points, signs)
    goes_on(candidate, *contradictory(points, signs), 6)
    as_everywhere(candidate, rng, points, signs)


@q.case("clouds of very different sizes, elsewhere")
def other_clouds(candidate, rng):
    for _ in range(3):
        points, signs = draw_clouds(rng, (7, 26), centers=((-1.0, 3.0), (-3.0, 1.0)))
        settles(candidate, points, signs)
    goes_on(candidate, *contradictory(points, signs), 1)
    as_everywhere(candidate, rng, points, signs)


@q.case("the moons stop at max_epochs, clouds stop by themselves")
def moons_go_on(candidate, rng):
    goes_on(candidate, X[::3], 2 * y[::3] - 1, 5)  # as inseparable as all of them, and sooner done
    for _ in range(3):
        points, signs = draw_clouds(rng, (12, 17), centers=((2.0, -1.0), (0.5, -3.0)))
        settles(candidate, points, signs)
    as_everywhere(candidate, rng, points, signs)


q.right(
    "a while loop and plain lists",
    code="""
def perceptron_fit(X, y, max_epochs):
    w = [0.0, 0.0, 0.0]
    mistakes = []
    done = False
    while not done and len(mistakes) < max_epochs:
        n_wrong = 0
        for (x1, x2), label in zip(X.tolist(), y.tolist()):
            if label * (w[0] + w[1] * x1 + w[2] * x2) <= 0:
                w = [w[0] + label, w[1] + label * x1, w[2] + label * x2]
                n_wrong += 1
        mistakes.append(n_wrong)
        done = n_wrong == 0
    return w, mistakes
""",
)
q.right(
    "shuffled epochs and a learning rate",
    code="""
def perceptron_fit(X, y, max_epochs):
    rng = np.random.default_rng()
    w = np.zeros(3)
    mistakes = []
    for _ in range(max_epochs):
        wrong = 0
        for i in rng.permutation(len(X)):
            x = np.insert(X[i], 0, 1)
            if y[i] * (w @ x) <= 0:
                w += 0.1 * y[i] * x
                wrong += 1
        mistakes.append(wrong)
        if not wrong:
            break
    return w, mistakes
""",
)
q.right(
    "an array of mistakes, cut to its length, and a third value",
    code="""
def perceptron_fit(X, y, max_epochs):
    mistakes = np.zeros(max_epochs, dtype=int)
    w = np.zeros((1, 3))
    for epoch in range(max_epochs):
        for i, point in enumerate(X):
            x = np.r_[1, point]
            if np.sign(w @ x) != y[i]:
                w[0] += y[i] * x
                mistakes[epoch] += 1
        if mistakes[epoch] == 0:
            break
    return w, mistakes[: epoch + 1], epoch + 1
""",
)
q.wrong(
    "stops at the first right point",
    hint="Your training leaves the points at the first one that is right, and never sees the rest."
    " When may an epoch end?",
    was="  mistakes.append",
    now="      else:\n                break\n        mistakes.append",
)
q.wrong(
    "mistakes never reset",
    hint="Your numbers of mistakes never go down: they add up over all epochs so far. Where does "
    "the counter start again at 0?",
    was="for _ in range(max_epochs):\n        wrong = 0",
    now="wrong = 0\n    for _ in range(max_epochs):",
)
q.wrong(
    "never stops early",
    hint="Your list ends with many zeros: the training always runs for max_epochs epochs. What can"
    " still change after an epoch without a mistake?",
    was="    if wrong == 0:\n            break\n    return",
    now="return",
)
q.wrong(
    "visits only the first point",
    hint="Your epochs look at the first point only. Is a `return` or `break` indented too far, or "
    "an index fixed?",
    was="zip(X, y)",
    now="[(X[0], y[0])]",
)
q.wrong(
    "the step is computed and thrown away",
    hint="The weights that you return are still (0, 0, 0). perceptron_step returns the new "
    "weights; what do you do with them?",
    was="w = perceptron_step",
    now="perceptron_step",
)
q.wrong(
    "the epoch without a mistake is not in the list",
    hint="Your weights are right, but the list lacks its 0 at the end. The epoch without a mistake"
    " is an epoch too: which comes first, `append` or `break`?",
    was="mistakes.append(wrong)\n        if wrong == 0:\n            break",
    now="if wrong == 0:\n            break\n        mistakes.append(wrong)",
)
q.wrong(
    "no 1 in front of the points",
    hint="You return two weights, and w0 is missing: your lines all go through (0, 0). What stands"
    " in front of x1 and x2?",
    was=("zeros(3)", "np.array([1.0, *point])"),
    now=("zeros(2)", "point"),
)
q.wrong(
    "the 1 stands behind the points",
    hint="Your weights are in the order w1, w2, w0. The 1 belongs in front: x = (1, x1, x2).",
    was="1.0, *point",
    now="*point, 1.0",
)
q.wrong(
    "one epoch too few",
    hint="Points that no line separates need exactly max_epochs epochs. How many rounds does your "
    "loop make? Count them for max_epochs = 1.",
    was="range(max_epochs",
    now="range(1, max_epochs",
)
q.wrong(
    "one epoch too many",
    hint="Your training makes one epoch more than max_epochs. How many numbers does your loop "
    "count?",
    was="range(max_epochs",
    now="range(max_epochs + 1",
)
q.wrong(
    "max_epochs is not used",
    hint="Your number of epochs is written into the function. It should be the argument "
    "max_epochs.",
    was="range(max_epochs",
    now="range(100",
)
q.wrong(
    "the mistakes are returned first",
    hint="The mistakes come first and the weights second. Return them as (w, mistakes).",
    was="return w, mistakes",
    now="return mistakes, w",
)
q.wrong(
    "returns after the first epoch",
    hint="You return after one epoch, mistakes or not. Look at the indentation of your `return`.",
    was="if wrong == 0:\n            break\n    return",
    now="return",
)
q.wrong(
    "nothing is a mistake at the start",
    hint="Your training ends in its first epoch with w = (0, 0, 0). There, w·x is 0 for every "
    "point: does your comparison count this as a mistake?",
    was="<=",
    now="<",
)
q.wrong(
    "the weights start again in every epoch",
    hint="Every epoch of yours makes the same mistakes as the first. Which values does w have when"
    " an epoch begins?",
    was="  wrong = 0",
    now="  w, wrong = np.zeros(3), 0",
)
q.wrong(
    "counts the right points",
    hint="Your list counts the points that were right. Which points are the mistakes?",
    was="append(wrong",
    now="append(len(y) - wrong",
)
q.wrong(
    "corrects every point",
    hint="You correct every point that you visit, also the right ones. When is a correction due?",
    was="w = perceptron_step(w, x, label)\n                wrong += 1",
    now="wrong += 1\n            w = w + label * x",
)
q.wrong(
    "counts after the epoch",
    hint="Your numbers are those of the points that are wrong after the epoch. A mistake is "
    "counted at the moment of the visit, before the correction.",
    was="        wrong += 1",
    now="wrong = sum(l * (w[0] + p @ w[1:]) <= 0 for p, l in zip(X, y))",
)
q.wrong(
    "all corrections at the end of the epoch",
    hint="All points of an epoch are judged by the same weights, and corrected together at its "
    "end. The perceptron corrects at once, so the next point already meets the new weights.",
    was=("wrong = 0", "w = perceptron_step(w, x, label)", "mistakes.append(wrong)"),
    now=("wrong, new = 0, w", "new = new + label * x", "mistakes.append(wrong)\n        w = new"),
)
q.wrong(
    "the weights of one call are the start of the next",
    hint="The first call is right, but the next one begins with the weights that the first has "
    "found. Where are the zeros made: inside the function, or once and for all in its first "
    "line?",
    was=("max_epochs):\n    w, mistakes = np.zeros(3), []", "w = perceptron_step(w, x, label)"),
    now=("max_epochs, w=np.zeros(3)):\n    mistakes = []", "w += label * x"),
    recognise=goes_on_from_before,
)
q.wrong(
    "the weights start at ones",
    hint="Your weights start at (1, 1, 1), so that some points count as right before anything is "
    "learned. Where should they start?",
    was="zeros",
    now="ones",
)
recognise_by_training(q)
q.equivalent(
    "the dot product of two vectors is the same in either order",
    was="wrong += label * np.dot(w, x) <= 0",
    now="wrong += label * np.dot(x, w) <= 0",
)
q.equivalent(
    "a whole number of NumPy's is one, too",
    was="mistakes.append(int(wrong))",
    now="mistakes.append(wrong)",
)
q.hints(
    "There are two loops here. What does the outer one count, what does the inner one visit, "
    "and which of them must start its count of mistakes at 0 again?",
    "For each point put a 1 in front, look whether it is a mistake with the weights of this "
    "moment, and then call perceptron_step. After all points, add the count of this epoch to "
    "the list.",
    "Keep the order: a zero vector of three weights, a loop over the epochs, in it a fresh "
    "count and a loop over pairs of points and labels. Append the count at the end of the "
    "epoch, and leave the outer loop once it was 0, after appending.",
)
