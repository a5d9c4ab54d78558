"""q12_other_sigmoids: three more curves from 0 to 1, by tanh, arctan and a root; their slopes."""

import numpy as np

from viva.exam import Pair, Question

from .shared import differences, first_return_value

q = Question("q12_other_sigmoids")


@q.reference
def tanh_sigmoid(x):
    return 0.5 + 0.5 * np.tanh(x)


@q.reference
def arctan_sigmoid(x):
    return 0.5 + np.arctan(x) / np.pi


@q.reference
def algebraic_sigmoid(x):
    return 0.5 + 0.5 * np.asarray(x) / np.hypot(1, x)


@q.reference
def grad_tanh_sigmoid(x):
    return 0.5 / np.cosh(x) ** 2


@q.reference
def grad_arctan_sigmoid(x):
    return 1 / np.pi / (1 + np.square(x))


@q.reference
def grad_algebraic_sigmoid(x):
    return 0.5 / np.hypot(1, x) ** 3


KINDS = {"tanh": tanh_sigmoid, "arctan": arctan_sigmoid, "algebraic": algebraic_sigmoid}


def value(candidate, name, x):
    return first_return_value(getattr(candidate, name)(x))


@q.case("the three curves, near 0 and far out")
def three_curves(candidate, rng):
    numbers, table = rng.uniform(-3, 3, size=5), rng.normal(size=(2, 3))
    inputs = [float(numbers[0]), np.array([0.0, *numbers, 1e4, -1e4]), table]
    names = [f"{kind}_sigmoid" for kind in KINDS]
    return {name: [value(candidate, name, x) for x in inputs] for name in names}


@q.case("their slopes, against finite differences")
def three_slopes(candidate, rng):
    numbers, table = rng.uniform(-3, 3, size=5), rng.normal(size=(2, 3))
    inputs = [float(numbers[0]), np.array([0.0, *numbers]), table]
    curves = {f"grad_{kind}_sigmoid": curve for kind, curve in KINDS.items()}
    return Pair(
        {name: [value(candidate, name, x) for x in inputs] for name in curves},
        {name: [differences(curves[name], np.array(x)) for x in inputs] for name in curves},
    )


q.right(
    "lambdas",
    code="""
tanh_sigmoid = lambda x: np.tanh(x) * 0.5 + 0.5
arctan_sigmoid = lambda x: (np.arctan(x) + np.pi / 2) / np.pi
algebraic_sigmoid = lambda x: 0.5 * (x * (1 + x**2) ** -0.5 + 1)
grad_tanh_sigmoid = lambda x: 0.5 * (1 - np.tanh(x)) * (1 + np.tanh(x))
grad_arctan_sigmoid = lambda x: 1 / np.pi * 1 / (x**2 + 1)
grad_algebraic_sigmoid = lambda x: 1 / (2 * (1 + x**2) * np.sqrt(1 + x**2))
""",
)
q.right(
    "a function that scales any curve",
    code="""
def scaled(curve, low, high):
    def result(x):
        return (curve(np.asarray(x, dtype=float)) - low) / (high - low)
    return result


tanh_sigmoid = scaled(np.tanh, -1, 1)
arctan_sigmoid = scaled(np.arctan, -np.pi / 2, np.pi / 2)
algebraic_sigmoid = scaled(lambda x: x / np.sqrt(1 + x * x), -1, 1)


def grad_tanh_sigmoid(x):
    t = 2 * tanh_sigmoid(x) - 1
    return (1 - t**2) / 2


def grad_arctan_sigmoid(x):
    return np.divide(1, np.pi + np.pi * np.power(x, 2))


def grad_algebraic_sigmoid(x):
    root = np.sqrt(1 + np.power(x, 2))
    return (root - np.power(x, 2) / root) / root**2 / 2
""",
)
q.right(
    "the logistic sigmoid of 2x, slopes by central differences",
    code="""
def tanh_sigmoid(x):
    return sigmoid(2 * np.array(x))


def arctan_sigmoid(x):
    return np.arctan2(x, 1) / np.pi + 0.5


def algebraic_sigmoid(x):
    return (np.sin(np.arctan(x)) + 1) / 2


def by_differences(curve):
    def gradient(x, h=1e-6):
        x = np.asarray(x)
        return (curve(x + h) - curve(x - h)) / (2 * h)
    return gradient


grad_tanh_sigmoid = by_differences(tanh_sigmoid)
grad_arctan_sigmoid = by_differences(arctan_sigmoid)
grad_algebraic_sigmoid = by_differences(algebraic_sigmoid)
""",
)

# The reference's curves and slopes, and the functions that they are made from.
TANH, TANH_SLOPE = "0.5 + 0.5 * np.tanh(x)", "0.5 / np.cosh(x) ** 2"
ARCTAN, ARCTAN_SLOPE = "0.5 + np.arctan(x) / np.pi", "1 / np.pi / (1 + np.square(x))"
ROOT, ROOT_SLOPE = "0.5 + 0.5 * np.asarray(x) / np.hypot(1, x)", "0.5 / np.hypot(1, x) ** 3"
CURVES, SLOPES = (TANH, ARCTAN, ROOT), (TANH_SLOPE, ARCTAN_SLOPE, ROOT_SLOPE)
BARE_CURVES = ("np.tanh(x)", "np.arctan(x)", "np.asarray(x) / np.hypot(1, x)")
BARE_SLOPES = ("1 / np.cosh(x) ** 2", "1 / (1 + np.square(x))", "1 / np.hypot(1, x) ** 3")

q.wrong(
    "neither scaled nor shifted",
    hint="Your curves are tanh, arctan and the root as they are: they pass through 0 and go below "
    "it. What takes them to the range from 0 to 1?",
    was=(*CURVES, *SLOPES),
    now=(*BARE_CURVES, *BARE_SLOPES),
)
q.wrong(
    "curves without scale, slopes with it",
    hint="The slopes are right, but the curves are neither scaled nor shifted.",
    was=CURVES,
    now=BARE_CURVES,
)
q.wrong(
    "slopes without the scale",
    hint="The curves are right. Their slopes are those of tanh, arctan and the root: what does the "
    "factor in front of a function do to its slope?",
    was=SLOPES,
    now=BARE_SLOPES,
)
q.wrong(
    "arctan scaled like the others",
    hint="tanh and the root go from -1 to 1, but arctan does not: what are its limits?",
    was=(ARCTAN, ARCTAN_SLOPE),
    now=("0.5 + 0.5 * np.arctan(x)", "0.5 / (1 + np.square(x))"),
)
q.wrong(
    "only shifted",
    hint="Your curves pass 0.5 at 0, but their limits are too far apart: they are shifted, not "
    "scaled.",
    was=("0.5 * np", "np.arctan(x) / np.pi", *SLOPES),
    now=("np", "np.arctan(x)", *BARE_SLOPES),
)
q.wrong(
    "only scaled",
    hint="Your curves have the right height, but pass 0 at 0: they are scaled, not shifted.",
    was="0.5 + ",
    now="",
)
q.wrong(
    "shifted by the slopes, too",
    hint="The curves are right, but your slopes are too large by 0.5: a constant that is added has "
    "the slope 0.",
    was=SLOPES,
    now=tuple(f"0.5 + {slope}" for slope in SLOPES),
)
q.wrong(
    "slopes of an activated value",
    hint="The slope of tanh_sigmoid is written in its value, but the function is given x. Which of "
    "the two does 1 - t² take?",
    was=TANH_SLOPE,
    now="(1 - np.square(x)) / 2",
)
q.wrong(
    "s(1 - s) for all",
    hint="The curves are right. For their slopes you use s(1 - s): that holds for the logistic "
    "sigmoid alone.",
    was=SLOPES,
    now=tuple(f"{kind}_sigmoid(x) * (1 - {kind}_sigmoid(x))" for kind in KINDS),
)
q.wrong(
    "the exponent of the root",
    hint="Two slopes are right. In that of the root the exponent is off: when you differentiate "
    "x·(1 + x²)^(-1/2), the product has two terms, and together they are simpler.",
    was=ROOT_SLOPE,
    now="0.5 / np.hypot(1, x)",
)
q.wrong(
    "x left out of the second term",
    hint="Two slopes are right. In that of the root a term is missing: numerator and denominator "
    "both depend on x.",
    was=ROOT_SLOPE,
    now="-0.5 * np.square(x) / np.hypot(1, x) ** 3",
)
q.wrong(
    "the root of the wrong thing",
    hint="tanh and arctan are right, but below the bar of the third curve stands 1 + |x|, not the "
    "root of 1 + x². That is another sigmoid, a good one, but not the one asked for.",
    was=(ROOT, ROOT_SLOPE),
    now=("0.5 + 0.5 * x / (1 + np.abs(x))", "0.5 / (1 + np.abs(x)) ** 2"),
)
q.wrong(
    "no root",
    hint="tanh and arctan are right. In the third curve the root is missing, and far out it falls "
    "back to 0.5.",
    was=ROOT,
    now="0.5 + 0.5 * x / (1 + np.square(x))",
)
q.wrong(
    "tan instead of arctan",
    hint="You take the tangent, not its inverse: arctan is np.arctan.",
    was="np.arctan(x)",
    now="np.tan(x)",
)
q.wrong(
    "tanh of half of x",
    hint="tanh_sigmoid is stretched: you take the tanh of x/2, which gives the logistic sigmoid "
    "again. Leave x as it is.",
    was=("np.tanh(x)", TANH_SLOPE),
    now=("np.tanh(x / 2)", "0.25 / np.cosh(x / 2) ** 2"),
)
q.wrong(
    "the logistic sigmoid three times",
    hint="All three curves are the logistic sigmoid. Each is to be made from a function of its "
    "own.",
    was=CURVES,
    now=("sigmoid(x)",) * 3,
)
q.wrong(
    "the factor pi above the bar",
    hint="The slope of arctan_sigmoid is multiplied by π. Where does π stand in the curve?",
    was="1 / np.pi /",
    now="np.pi /",
)
q.wrong(
    "2/pi",
    hint="arctan_sigmoid and its slope are scaled to a height of 2, not 1.",
    was=("np.arctan(x) /", "1 / np.pi"),
    now=("2 * np.arctan(x) /", "2 / np.pi"),
)

q.hints(
    "Between which two limits does each of the three curves climb? By how much must you shrink it so that it climbs by exactly 1?",
    "tanh and the root both climb from -1 to 1, arctan from minus to plus half of pi. Shrink each to a height of 1, and then lift it by a half. For the slopes, shrink the derivative by the same factor; lifting changes nothing.",
    "tanh and the root are halved, arctan is divided by pi. The derivative of x over the root of 1 + x² is one over the third power of this root, and with the half in front it is 0.5 at 0.",
)
