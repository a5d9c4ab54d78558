"""q05_grad_sigmoid: the slope of the sigmoid, s(1 - s), at z."""

import numpy as np

from viva.exam import Pair, Question

from .q04_sigmoid import sigmoid
from .shared import differences, first_return_value

q = Question("q05_grad_sigmoid")


@q.reference
def grad_sigmoid(x):
    # The formula of the hyperbolic cosine, which needs no sigmoid.
    return 0.25 / np.cosh(0.5 * np.asarray(x)) ** 2


def slope(candidate, x):
    return first_return_value(candidate.grad_sigmoid(x))


@q.case("against finite differences")
def slopes_by_differences(candidate, rng):
    numbers, table = rng.uniform(-4, 4, size=6), rng.normal(scale=2, size=(3, 4))
    inputs = (0.7, -1.9, numbers, table)
    answers = [slope(candidate, x) for x in inputs]
    return Pair(answers, [differences(sigmoid, np.array(x)) for x in inputs])


@q.case("numbers near and far")
def slopes_near_and_far(candidate, rng):
    return (
        slope(candidate, np.array([0.0, 3.0, -3.0, 8.0, -8.0, 25.0, -25.0])),
        slope(candidate, rng.uniform(-3, 3, size=(2, 5))),
        slope(candidate, 0.4),
    )


q.right(
    "as in the formula, twice the sigmoid",
    code="""
def grad_sigmoid(x):
    return sigmoid(x) * (1 - sigmoid(x))
""",
)
q.right(
    "both sides of the curve",
    code="""
def grad_sigmoid(z):
    return sigmoid(z) * sigmoid(-np.asarray(z))
""",
)
q.right(
    "the quotient rule",
    code="""
def grad_sigmoid(x):
    e = np.exp(-x)
    return e / (1 + e) ** 2
""",
)
q.right(
    "s minus its square, one entry at a time",
    code="""
def grad_sigmoid(x):
    if np.ndim(x):
        return np.array([grad_sigmoid(entry) for entry in x])
    s = float(sigmoid(x))
    return s - s**2
""",
)
q.right(
    "central differences with a small step",
    code="""
def grad_sigmoid(x):
    h = 1e-6
    return (sigmoid(x + h) - sigmoid(x - h)) / (2 * h)
""",
)

FORMULA = "sigmoid(x) * (1 - sigmoid(x))"

q.wrong(
    "takes an activated value",
    hint="You compute x(1 - x). That would be the slope if x were s(z) already, but the function "
    "is given z.",
    was=FORMULA,
    now="np.asarray(x) * (1 - np.asarray(x))",
)
q.wrong(
    "1 + s",
    hint="The second factor is 1 + s where it should be 1 - s: your slope does not go down to 0 on "
    "the right.",
    was="1 - sigmoid(x)",
    now="1 + sigmoid(x)",
)
q.wrong(
    "the sigmoid itself",
    hint="This is the sigmoid, not its slope.",
    was=FORMULA,
    now="sigmoid(x)",
)
q.wrong(
    "the wrong sign",
    hint="Your slope is negative, but the curve rises everywhere.",
    was="1 - sigmoid(x)",
    now="sigmoid(x) - 1",
)
q.wrong(
    "the square",
    hint="You multiply s by itself. The two factors are s and 1 - s.",
    was=FORMULA,
    now="sigmoid(x) ** 2",
)
q.wrong(
    "one factor",
    hint="This is 1 - s, the curve turned round. Its other factor is missing.",
    was=FORMULA,
    now="1 - sigmoid(x)",
)
q.wrong(
    "the slope of tanh",
    hint="This is the slope of tanh, 1 - t². The sigmoid is a different curve, and flatter.",
    code="def grad_sigmoid(x): return 1 - np.tanh(x) ** 2",
)
q.wrong(
    "the sigmoid applied twice",
    hint="The sigmoid is applied to a value that is a sigmoid already. How often is it needed?",
    was=FORMULA,
    now="sigmoid(sigmoid(x)) * (1 - sigmoid(sigmoid(x)))",
)
q.wrong(
    "1 - s²",
    hint="This is 1 - s². For tanh that would be the form; for the sigmoid it is s(1 - s).",
    was=FORMULA,
    now="1 - sigmoid(x) ** 2",
)
q.wrong(
    "x times the slope",
    hint="There is a factor x too much in front of s(1 - s).",
    was="return sigmoid",
    now="return x * sigmoid",
)
q.wrong(
    "added up",
    hint="One number comes back for a whole array: the slopes have been added up. Each number has "
    "a slope of its own.",
    was=FORMULA,
    now="np.dot(np.ravel(sigmoid(x)), np.ravel(1 - np.asarray(sigmoid(x))))",
)
q.wrong(
    "a one-sided difference with a large step",
    hint="Close, but this is an approximation, with a step that is too large. The formula is "
    "exact.",
    was=FORMULA,
    now="(sigmoid(np.asarray(x) + 0.01) - sigmoid(x)) / 0.01",
)

q.hints(
    "What does this function get: the number before the sigmoid or the one after it?",
    "Call your sigmoid once on what comes in, and keep the result under a short name. The formula uses nothing else.",
    "The slope is the sigmoid's value times what is missing from it to 1. At 0 this is a half times a half: check that you get 0.25.",
)
