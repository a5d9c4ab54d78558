"""q05_perceptron_step: one correction of the weights, at a point that is not right."""

import numpy as np

from viva.exam import Question

from .shared import first_return_value

q = Question("q05_perceptron_step")


@q.reference
def perceptron_step(w, x, y):
    if y * np.dot(w, x) <= 0:
        return w + y * x
    return w


def weights_of(answer):
    """Take the weights from an answer that may return more; three numbers are a tuple, too."""
    return (
        first_return_value(answer)
        if isinstance(answer, tuple) and np.ndim(answer[0]) > 0
        else answer
    )


@q.case("points that are wrong, right, and on the line")
def wrong_right_on_the_line(candidate, rng):
    answers = []
    for goal in (-1, 1, -1, 1, -1, 1):
        for label in (1, -1):
            w, x = rng.normal(size=3) * 2, np.array([1.0, *rng.normal(size=2) * 2])
            # Move w along x until label * (w . x) is goal times a number that is not near 0.
            w += (goal * label * rng.uniform(0.2, 1.8) - w @ x) / (x @ x) * x
            answers.append(weights_of(candidate.perceptron_step(w, x, label)))
    # Small whole numbers, so that the dot product is exactly 0 in every order of summation.
    on_line = ([1, 2, -1], [1, 1, 3]), ([-3, 1, 1], [1, 2, 1]), ([0, 0, 0], [1, -2, 5])
    for w, x in on_line:
        for label in (-1, 1):
            step = candidate.perceptron_step(np.array(w, float), np.array(x, float), label)
            answers.append(weights_of(step))
    return answers


@q.case("many steps one after another, from w = (0, 0, 0) and from far away")
def many_steps(candidate, rng):
    answers = []
    for start, side in (([0, 0, 0], 1), ([0, 0, 0], -1), ([9, -20, 15], 1)):
        w = np.array(start, dtype=float)
        for _ in range(12):
            # Multiples of 1/4 keep every dot product exact.
            x = np.array([1.0, *rng.integers(-12, 13, size=2) / 4])
            label = side if not answers or x[1] + 2 * x[2] > 0.6 else -side
            answer = weights_of(candidate.perceptron_step(w, x, label))
            answers.append(answer)
            w = np.asarray(answer, dtype=float).reshape(3)
    return answers


def slower_from_zero(candidate):
    step = np.ravel(candidate.perceptron_step(np.zeros(3), np.array([1.0, 2.0, 4.0]), -1))
    return bool(step[0] < 0 and step[0] != -1 and np.allclose(step, step[0] * np.array([1, 2, 4])))


q.right(
    "np.where, after a comparison with a tiny number",
    code="""
def perceptron_step(w, x, y):
    return np.where(y * np.einsum("i,i->", w, x) <= 1e-12, np.add(w, y * x), w)
""",
)
q.right(
    "in place",
    code="""
def perceptron_step(w, x, y):
    if not y * (w @ x) > 0:
        w += y * x
    return w
""",
)
q.right(
    "a list, entry by entry",
    code="""
def perceptron_step(w, x, y):
    total = 0
    for i in range(3):
        total = total + w[i] * x[i]
    if total * y > 0:
        return list(w)
    new_w = []
    for i in range(3):
        new_w.append(w[i] + y * x[i])
    return new_w
""",
)
q.right(
    "a factor 0 or 1, and a flag returned as well",
    code="""
def perceptron_step(weights, point, label):
    is_wrong = bool(label * sum(p * q for p, q in zip(weights, point)) <= 0)
    return weights + is_wrong * label * point, is_wrong
""",
)
q.right(
    "two signs compared",
    code="""
def perceptron_step(w, x, y):
    if np.sign(w.dot(x)) != y:
        w = w + y * x
    return w
""",
)
q.right(
    "a case for each label, as a tuple",
    code="""
def perceptron_step(w, x, y):
    w0, w1, w2 = w
    score = w0 * x[0] + w1 * x[1] + w2 * x[2]
    if y == 1 and score <= 0:
        return (w0 + x[0], w1 + x[1], w2 + x[2])
    if y == -1 and score >= 0:
        return (w0 - x[0], w1 - x[1], w2 - x[2])
    return (w0, w1, w2)
""",
)
q.wrong(
    "always updates",
    hint="The weights also change at points that are right. When is a correction due?",
    code="""
def perceptron_step(w, x, y):
    return w + y * x
""",
)
q.wrong(
    "adds x without y",
    hint="You add x at every mistake, whatever its label. In which direction should a point with "
    "the label -1 push?",
    was="y * x",
    now="x",
)
q.wrong(
    "subtracts",
    hint="Your correction goes the wrong way: after it, the point is more wrong than before. Check"
    " the sign in front of y x.",
    was="+",
    now="-",
)
q.wrong(
    "only when below 0",
    hint="A point with w·x = 0 lies on the line and is not right, but you leave the weights alone "
    "there. From w = (0, 0, 0) nothing would ever start to move.",
    was="=",
    now="",
)
q.wrong(
    "never updates",
    hint="The weights that come back are always the old ones. Are the new ones computed, stored in"
    " w and returned?",
    was="return w + y * x",
    now="np.add(w, y * x)",
)
q.wrong(
    "a learning rate",
    hint="Your corrections go the right way, but their length is not that of the rule. There is no"
    " learning rate in it.",
    was="+ y ",
    now="+ 0.1 * y ",
    recognise=slower_from_zero,
)
q.wrong(
    "on the line counts as +1",
    hint="On the line, where w·x = 0, you correct points of one label and not those of the other. "
    "Neither is right there.",
    was="if y * np.dot(w, x) <= 0",
    now="prediction = 1 if np.dot(w, x) >= 0 else -1\n    if prediction != y",
)
q.wrong(
    "never returns",
    hint="Your function returns None. Even if w has been changed in place, the new weights must be"
    " returned.",
    was="return w + y * x\n    return w",
    now="w += y * x",
)
q.wrong(
    "returns None at a right point",
    hint="At a mistake you return the weights, but at a point that is right you return None. What "
    "should come back when nothing changes?",
    was="    return w\n",
    now="",
)
q.wrong(
    "label 0/1 read as sign",
    hint="You compare the label with a prediction that is 0 or 1. Here labels are -1 and +1, so "
    "they never agree where the label is -1.",
    code="""
def perceptron_step(w, x, y):
    prediction = 1 if np.dot(w, x) > 0 else 0
    return w + (y - prediction) * x
""",
)
q.wrong(
    "corrects the right points",
    hint="You change the weights where the point is right, and leave them where it is wrong. Look "
    "at the direction of your comparison.",
    was="<=",
    now=">",
)
q.wrong(
    "steps twice as far",
    hint="With labels -1 and +1, label minus prediction is 2 or -2 at a mistake, so you step twice"
    " as far as the rule says. And what is the prediction on the line?",
    code="""
def perceptron_step(w, x, y):
    prediction = 1 if np.dot(w, x) >= 0 else -1
    return w + (y - prediction) * x
""",
)
q.wrong(
    "w0 never changes",
    hint="w1 and w2 are right, but w0 never changes. x begins with a 1 for w0.",
    code="""
def perceptron_step(w, x, y):
    new = w.copy()
    if y * np.dot(w, x) <= 0:
        new[1:] += y * x[1:]
    return new
""",
)
q.wrong(
    "adds y without x",
    hint="All three weights move by the same amount, y. What should the label be multiplied by?",
    was="y * x",
    now="y",
)
q.wrong(
    "the test forgets the label",
    hint="You correct where w·x is 0 or less, for both labels. For the label -1, a negative w·x is"
    " just right.",
    was="y * np",
    now="np",
)
q.wrong(
    "returns the correction",
    hint="At a mistake you return only the correction, and not the weights after it.",
    was="w + y",
    now="y",
)
q.wrong(
    "the prediction 0 or 1 compared with the label",
    hint="You compare a prediction of 0 or 1 with a label of -1 or +1. A 0 never equals -1, so "
    "points with the label -1 are corrected even when they are right.",
    was="if np.sign(w.dot(x))",
    now="y_hat = 1 if np.dot(w, x) > 0 else 0\n    if y_hat",
)
q.wrong(
    "label minus sign",
    hint="Label minus sign is 2 or -2 at a mistake, so off the line you step twice as far as the "
    "rule says.",
    code="""
def perceptron_step(w, x, y):
    return w + (y - np.sign(np.dot(w, x))) * x
""",
)
q.wrong(
    "a margin of 1",
    hint="You also correct points that are right but near the line. A correction is due where y "
    "(w·x) is 0 or less.",
    was="= 0",
    now=" 1",
)
q.wrong(
    "returns None at a mistake",
    hint="At a point that is right you return the weights, but at a mistake you return None. Does "
    "the `return` stand inside the else?",
    was="return w + y * x\n",
    now="w = w + y * x\n    else:\n    ",
)
q.wrong(
    "adds x below, takes it away above",
    hint="Whether you add or take away x depends on w·x alone. What does the label say?",
    code="""
def perceptron_step(w, x, y):
    return w + x if np.dot(w, x) <= 0 else w - x
""",
)
q.equivalent(
    "the dot product of two vectors is the same in either order",
    was="if y * np.dot(w, x) <= 0:",
    now="if y * np.dot(x, w) <= 0:",
)
q.hints(
    "When is a point right? Read the condition of the formula again, and look at its sign of "
    "comparison: what happens when the product is exactly 0?",
    "Compute the dot product of w and x, multiply it by y, and compare with 0. Only when the "
    "result is not positive do the weights change.",
    "In the one case the new weights are the old ones plus the label times the point; in the "
    "other they are the old ones. Return the weights in both cases, and let 0 count as a "
    "mistake.",
)
