"""q08_grad_loss_i: the gradient of the cross-entropy of one point, (p - y)·x."""

import numpy as np

from viva.exam import Pair, Question

from .q04_sigmoid import sigmoid
from .q07_loss_i import loss_i
from .shared import a_point, as_label, number, vector

q = Question("q08_grad_loss_i")


@q.reference
def grad_loss_i(w, x_i, y_i):
    error = sigmoid(np.inner(w, x_i)) - number(y_i)
    return error * np.asarray(x_i, dtype=float)


q.equivalent(
    "a point comes as an array, and a dot product is the same in either order",
    was="return (sigmoid(np.dot(w, x_i)) - y_i) * np.asarray(x_i)",
    now=[
        "return (sigmoid(np.dot(x_i, w)) - y_i) * np.asarray(x_i)",
        "return (sigmoid(np.dot(w, x_i)) - y_i) * x_i",
    ],
)


def slope_of_loss(w, x, label, h=1e-5):
    """Return the gradient of the cross-entropy of one point, by central differences."""
    steps = h * np.eye(len(w))
    return [(loss_i(w + e, x, label) - loss_i(w - e, x, label)) / (2 * h) for e in steps]


def slopes_of_points(candidate, rng, sizes):
    found, measured = {}, {}
    for k, d in enumerate(sizes):
        w, x = a_point(rng, d)
        for label in (0, 1):
            name, kind = as_label(len(found), label)
            name = f"point {k + 1}, {name}"
            found[name] = vector(candidate.grad_loss_i(w, x, kind), d)
            measured[name] = slope_of_loss(w, x, label)
    return Pair(found, measured)


@q.case("both labels, against finite differences of the loss")
def slopes_of_three_weights(candidate, rng):
    return slopes_of_points(candidate, rng, (3, 3, 3, 3))


@q.case("other numbers of weights")
def slopes_of_other_sizes(candidate, rng):
    return slopes_of_points(candidate, rng, (2, 5, 4, 6))


q.right(
    "as in the formula",
    code="""
def grad_loss_i(w, x_i, y_i):
    p = sigmoid(np.dot(w, x_i))
    return (p - y_i) * x_i
""",
)
q.right(
    "one weight at a time",
    code="""
def grad_loss_i(w, x_i, y_i):
    p = sigmoid(np.dot(w, x_i))
    gradient = []
    for x in x_i:
        gradient.append(float(np.ravel((p - y_i) * x)[0]))
    return gradient
""",
)
q.right(
    "a branch for each label",
    code="""
def grad_loss_i(w, x_i, y_i):
    p = sigmoid(w @ x_i)
    if y_i == 1:
        return -(1 - p) * x_i
    else:
        return p * x_i
""",
)
q.right(
    "step by step, by the chain rule",
    code="""
def grad_loss_i(w, x, y):
    z = np.sum(w * x)
    p = sigmoid(z)
    slope_of_p = grad_sigmoid(z)
    slope_of_loss = -y / p + (1 - y) / (1 - p)
    return slope_of_loss * slope_of_p * x
""",
)
q.right(
    "a product of matrices, a column comes back",
    code="""
def grad_loss_i(w, x_i, y_i):
    column = np.array(x_i).reshape(-1, 1)
    p = sigmoid(column.T @ np.reshape(w, (-1, 1)))
    return column @ (p - y_i)
""",
)
q.right(
    "changed in place on a copy",
    code="""
def grad_loss_i(w, x_i, y_i):
    gradient = np.array(x_i, dtype=np.float64)
    gradient *= sigmoid(sum(a * b for a, b in zip(w, x_i))) - np.asarray(y_i)
    return gradient
""",
)
q.right(
    "central differences of the loss",
    code="""
def grad_loss_i(w, x_i, y_i):
    h = 1e-5
    gradient = np.zeros(len(w))
    for j in range(len(w)):
        e = np.zeros(len(w))
        e[j] = h
        two = loss_i(w + e, x_i, y_i) - loss_i(w - e, x_i, y_i)
        gradient[j] = np.ravel(two)[0] / (2 * h)
    return gradient
""",
)

q.wrong(
    "y - p",
    hint="Your gradient points downhill: every sign is reversed. Which of p and y comes first?",
    was="(p - y_i)",
    now="(y_i - p)",
)
q.wrong(
    "no x",
    hint="This is p - y, a single number. The gradient has an entry for each weight: where has x "
    "gone?",
    was="(p - y_i) * x_i",
    now="p - y_i",
)
q.wrong(
    "p(1 - p) left in",
    hint="There is a factor p(1 - p) too much. In cross-entropy it cancels: what does the "
    "derivative of the logarithm bring with it?",
    was="(p - y_i)",
    now="(p - y_i) * p * (1 - p)",
)
q.wrong(
    "the gradient of the squared error",
    hint="This is the gradient of (p - y)², with its 2 and its p(1 - p). Which loss is asked for?",
    was="(p - y_i)",
    now="2 * (p - y_i) * p * (1 - p)",
)
q.wrong(
    "the gradient of p",
    hint="This is the derivative of p itself, the first of your three formulas. It does not depend "
    "on the label.",
    was="(p - y_i)",
    now="p * (1 - p)",
)
q.wrong(
    "the gradient of ln p",
    hint="This is the derivative of ln p, the second of your three formulas. The label is missing, "
    "and so is the minus of the loss.",
    was="(p - y_i)",
    now="(1 - p)",
)
q.wrong(
    "only the term of label 1",
    hint="With label 1 all is right, with label 0 your gradient is 0. Also points of class 0 pull.",
    was="(p - y_i)",
    now="-y_i * (1 - p)",
)
q.wrong(
    "label 1 taken for every point",
    hint="You take (p - 1)·x whatever the label is.",
    was="(p - y_i)",
    now="(p - 1)",
)
q.wrong(
    "the label left out",
    hint="Your gradient is p·x: the label has been left out.",
    was="(p - y_i)",
    now="p",
)
q.wrong(
    "w instead of x",
    hint="The direction is that of w. The derivative of w·x with respect to w is something else.",
    was="(p - y_i) * x_i",
    now="(p - y_i) * w",
)
q.wrong(
    "no sigmoid",
    hint="You compare w·x itself with the label. The model's answer is a probability.",
    was="sigmoid(np.dot(w, x_i))",
    now="np.dot(w, x_i)",
)
q.wrong(
    "a rounded prediction",
    hint="You compare the label with 0 or 1, not with the probability: that is the perceptron's "
    "rule.",
    was="sigmoid(np.dot(w, x_i))",
    now="np.round(sigmoid(np.dot(w, x_i)))",
)
q.wrong(
    "added up",
    hint="One number comes back: the entries of the gradient have been added up.",
    was="(p - y_i) * x_i",
    now="np.sum((p - y_i) * x_i)",
)
q.wrong(
    "multiplied by the loss",
    hint="The gradient is multiplied by the loss. The loss itself does not occur in its slope.",
    was="(p - y_i)",
    now="np.ravel(loss_i(w, x_i, y_i))[0] * (p - y_i)",
)
q.wrong(
    "the absolute difference",
    hint="Points of class 1 push in the wrong direction: the sign of p - y has got lost.",
    was="(p - y_i)",
    now="abs(p - y_i)",
)
q.wrong(
    "no slope for the first weight",
    hint="The first entry is 0, so w0 would never learn. Its slope is p - y, since x begins with "
    "1.",
    was="(p - y_i) * x_i",
    now="(p - y_i) * np.concatenate(([0.0], x_i[1:]))",
)
q.wrong(
    "the first entry left out",
    hint="There is one entry too few: the slope of w0 is missing.",
    was="(p - y_i) * x_i",
    now="(p - y_i) * x_i[1:]",
)
q.wrong(
    "twice too large",
    hint="Your gradient is twice too large. Squared errors have a 2, cross-entropy has none.",
    was="(p - y_i)",
    now="2 * (p - y_i)",
)
q.wrong(
    "divided by p(1 - p)",
    hint="You divide by p(1 - p). That is how the derivative with respect to p looks; go on to z, "
    "and it cancels.",
    was="(p - y_i)",
    now="(p - y_i) / (p * (1 - p))",
)
q.wrong(
    "the mean over the weights",
    hint="Your gradient is divided by the number of weights. There is one point, and nothing to "
    "average.",
    was="(p - y_i) * x_i",
    now="(p - y_i) * x_i / len(x_i)",
)

q.hints(
    "Look at the example: with p = 0.75 and the label 1 the gradient is -0.25 times the point. Where does the -0.25 come from?",
    "The gradient is a number times the point. The number says by how much the prediction is too large, and there is no further slope of the sigmoid in it: that one cancels.",
    "Take the prediction minus the label, in this order, and multiply the whole point by it. The result has as many entries as the weights.",
)
