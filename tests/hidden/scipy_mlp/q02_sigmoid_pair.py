"""q02_sigmoid_pair: the sigmoid, its slope, and how far the slope is from a measured one."""

import numpy as np

from viva.exam import Question, check

from .q02_right_answers import BY_SIGN, CUT_OFF, PLAIN, SPECIAL, STEP_BY_STEP
from .shared import agree

q = Question("q02_sigmoid_pair")


@q.reference
def sigmoid(a):
    return 0.5 * (1 + np.tanh(0.5 * np.asarray(a, dtype=float)))


@q.reference
def grad_sigmoid(a):
    return sigmoid(a) * (1 - sigmoid(a))


def differences(slope=grad_sigmoid, h=1e-5):
    """Return the differences between a slope and central differences of the sigmoid."""
    a = np.linspace(-5, 5, 201)
    return (sigmoid(a + h) - sigmoid(a - h)) / (2 * h) - slope(a)


q.reference(largest_difference=np.abs(differences()).max())

ONE_NUMBER = "largest_difference should be one number, the largest of 201."
NEGATIVE = "largest_difference is negative. What does an absolute difference never do?"
LARGE = (
    "largest_difference is too large: the slope and the central differences of the sigmoid do not "
    "agree to nine digits."
)
NOTHING = (
    "largest_difference is smaller than rounding allows for the largest of 201 differences. Is a "
    "thing compared with itself, the difference rounded, or not the largest taken?"
)


def small_difference(candidate):
    value = candidate.largest_difference
    check(np.size(value) == 1, ONE_NUMBER)
    number = float(np.ravel(value)[0])
    check(number >= 0, NEGATIVE)
    check(np.isfinite(number) and number < 1e-9, LARGE)
    check(number > 1e-13, NOTHING)


def pairs(candidate, *places):
    """Ask for values and slopes; where these are right, look at the largest difference, too."""
    found, right = [], True
    for a in places:
        found.append({"sigmoid": candidate.sigmoid(a), "grad_sigmoid": candidate.grad_sigmoid(a)})
        right &= agree(found[-1], {"sigmoid": sigmoid(a), "grad_sigmoid": grad_sigmoid(a)})
    if right:
        small_difference(candidate)
    return tuple(found)


@q.case("arrays of several shapes, and the largest difference", rtol=1e-9, atol=1e-12)
def pair_on_arrays(candidate, rng):
    shapes = ((3, 4), 5, (2, 3, 2))
    return pairs(candidate, *(2 * rng.normal(size=shape) for shape in shapes))


@q.case("a number, and sums as large as 1000", rtol=1e-9, atol=1e-12)
def pair_far_out(candidate, rng):
    far = np.array([[1000.0, -1000.0], [-40.0, 0.7], [1.3, -800.0]])
    return pairs(candidate, float(rng.normal()), far)


q.equivalent(
    "which places are looked at, and on which side a step begins, cannot be told from rounding",
    was="h, a = 1e-5, np.linspace(-5, 5, 201)",
    now=[
        "h, a = -1e-05, np.linspace(-5, 5, 201)",
        "h, a = 1e-5, np.linspace(5, -5, 201)",
        "h, a = 1e-5, np.linspace(5, 5, 201)",
        "h, a = 1e-5, np.linspace(-6, 5, 201)",
        "h, a = 1e-5, np.linspace(-4, 5, 201)",
        "h, a = 1e-5, np.linspace(-5, 6, 201)",
        "h, a = 1e-5, np.linspace(-5, 4, 201)",
        "h, a = 1e-5, np.linspace(-5, 201, 5)",
        "h, a = 1e-5, np.linspace(-5, 5, 202)",
        "h, a = 1e-5, np.linspace(-5, 5, 200)",
    ],
)
q.equivalent(
    "an absolute difference has no order, and rounding goes either way",
    was="largest_difference = np.abs(measured - grad_sigmoid(a)).max()",
    now=[
        "largest_difference = (measured - grad_sigmoid(a)).max()",
        "largest_difference = np.abs(grad_sigmoid(a) - measured).max()",
    ],
)
q.right(
    "step by step",
    code=STEP_BY_STEP,
)
q.right(
    "by the sign of a",
    code=BY_SIGN,
)
q.right(
    "scipy.special, and a loop over the places",
    code=SPECIAL,
)
q.right(
    "sums cut off before the exponential",
    code=CUT_OFF,
)
q.right(
    "the plain formula, with a warning",
    code=PLAIN,
)


def measured(slope, h=1e-5, measure=lambda d: np.abs(d).max()):
    """Return what recognises a largest_difference of another kind, with a right pair."""
    number = measure(slope(np.linspace(-5, 5, 201), h) - grad_sigmoid(np.linspace(-5, 5, 201)))

    def recognise(candidate):
        mine = float(np.ravel(candidate.largest_difference)[0])
        right = np.allclose(candidate.grad_sigmoid(np.ones(1)), grad_sigmoid(1.0))
        return right and bool(np.isclose(mine, number, rtol=1e-3, atol=0))

    return recognise


def onesided(a, h):
    return (sigmoid(a + h) - sigmoid(a)) / h


q.wrong(
    "the derivative of a value that is activated already",
    hint="grad_sigmoid takes its argument for a value that has been through the sigmoid. It is given the sum before it.",
    was="return s * (1 - s)",
    now="return a * (1 - a)",
)
q.wrong(
    "the sigmoid twice",
    hint="In grad_sigmoid the sigmoid is applied twice in a row. Once is enough: what is the slope, written with s(a)?",
    was="return s * (1 - s)",
    now="return sigmoid(s) * (1 - sigmoid(s))",
)
q.wrong(
    "plus instead of minus in the slope",
    hint="Your slope is larger than the sigmoid itself. Is the second factor 1 + s, where it should be 1 - s?",
    was="return s * (1 - s)",
    now="return s * (1 + s)",
)
q.wrong(
    "the slope is the square",
    hint="One factor of your slope is wrong: it is s times s. Near 1 that is largest, but there the sigmoid is nearly flat.",
    was="return s * (1 - s)",
    now="return s**2",
)
q.wrong(
    "the sign in the exponent",
    hint="sigmoid falls where it should rise: at a = 1 it is less than a half. Look at the sign in the exponent.",
    was="np.tanh(half)",
    now="np.tanh(-half)",
)
q.wrong(
    "tanh",
    hint="This is the hyperbolic tangent, which lies between -1 and 1. The sigmoid lies between 0 and 1.",
    was="0.5 * (1 + np.tanh(half))",
    now="np.tanh(2 * half)",
)
q.wrong(
    "a sigmoid twice as steep",
    hint="Your sigmoid is too steep: what stands in the exponent is twice as large as it should be.",
    was="np.tanh(half)",
    now="np.tanh(2 * half)",
)
q.wrong(
    "numbers only",
    hint="Your functions fail on an array: math.exp takes one number. NumPy's functions take arrays, entry by entry.",
    code="""
import math


def sigmoid(a):
    return 1 / (1 + math.exp(-a)) if a > -700 else 0.0


def grad_sigmoid(a):
    return sigmoid(a) * (1 - sigmoid(a))


pairs = [(sigmoid(x + 1e-5) - sigmoid(x - 1e-5)) / 2e-5 - grad_sigmoid(x) for x in np.linspace(-5, 5, 201)]
largest_difference = max(map(abs, pairs))
""",
    recognise=lambda candidate: fails_on_arrays(candidate),
)


def fails_on_arrays(candidate):
    candidate.sigmoid(0.3)
    try:
        candidate.sigmoid(np.array([0.3, 0.4]))
    except Exception:  # noqa: BLE001 - whatever it raises, it works on a number
        return True
    return False


q.wrong(
    "nan far from 0",
    hint="At sums like -1000 your functions give nan: e^1000 is infinite, and infinity divided by infinity is no number. Which form of the formula has no overflow?",
    was="0.5 * (1 + np.tanh(half))",
    now="np.exp(2 * half) / (1 + np.exp(2 * half))",
)
q.wrong(
    "softmax",
    hint="Your sigmoid divides by a sum over all entries. Here every entry is on its own.",
    was="0.5 * (1 + np.tanh(half))",
    now="np.exp(a - np.max(a)) / np.sum(np.exp(a - np.max(a)))",
)
q.wrong(
    "one-sided differences",
    hint="largest_difference belongs to one-sided differences: they compare with the place itself. Central ones go a step to either side.",
    was="(sigmoid(a + h) - sigmoid(a - h)) / (2 * h)",
    now="(sigmoid(a + h) - sigmoid(a)) / h",
    recognise=measured(onesided),
)
q.wrong(
    "divided by h",
    hint="largest_difference compares with differences that are twice too large. How far apart are a + h and a - h?",
    was="/ (2 * h)",
    now="/ h",
    recognise=measured(lambda a, h: (sigmoid(a + h) - sigmoid(a - h)) / h),
)
q.wrong(
    "a step that is too large",
    hint="largest_difference belongs to another step than the one in the text. The error of a central difference grows with the square of the step.",
    was="201), 1e-5",
    now="201), 1e-2",
    recognise=measured(lambda a, h: (sigmoid(a + 0.01) - sigmoid(a - 0.01)) / 0.02),
)
q.wrong(
    "the largest difference with its sign",
    hint="largest_difference is negative: take the absolute values before the largest of them.",
    was="np.abs(measured - grad_sigmoid(a)).max()",
    now="(measured - grad_sigmoid(a)).min()",
    recognise=lambda candidate: -1e-9 < float(np.ravel(candidate.largest_difference)[0]) < 0,
)
q.wrong(
    "all differences",
    hint="largest_difference holds many numbers. Only the largest of them is asked for.",
    was="(measured - grad_sigmoid(a)).max()",
    now="(measured - grad_sigmoid(a))",
    recognise=lambda candidate: np.size(candidate.largest_difference) == 201,
)
q.wrong(
    "the smallest difference",
    hint="largest_difference is the smallest of the differences. The largest is asked for.",
    was=".max()",
    now=".min()",
    recognise=lambda candidate: 0 < float(np.ravel(candidate.largest_difference)[0]) < 1e-13,
)
q.wrong(
    "compared with itself",
    hint="largest_difference is exactly 0. The measured slope must come from the sigmoid alone, at two places, and not from grad_sigmoid.",
    was="measured = (sigmoid(a + h) - sigmoid(a - h)) / (2 * h)",
    now="measured = sigmoid(a) * (1 - sigmoid(a))",
    recognise=lambda candidate: float(np.ravel(candidate.largest_difference)[0]) == 0,
)
q.hints(
    "What is the slope of the sigmoid at 0, by the formula? And what do your two functions give for an array of shape (2, 3)?",
    "The plain formula works on arrays with NumPy's exp; its slope needs only the value of the sigmoid. For the measurement evaluate the sigmoid on the whole array of places, once moved up by the step and once moved down.",
    "Subtract the two arrays, divide by twice the step, subtract your slope at the places, and take the absolute values and the largest of them.",
)
