"""q03_slope_bias: the boundary of the classifier as a line x2 = a·x1 + b."""

import numpy as np

from viva.exam import Pair, Question

from .q01_fit import fitted
from .shared import number

q = Question("q03_slope_bias")
(_w1, _w2), _c = fitted().coef_[0], fitted().intercept_[0]
q.reference(a=-_w1 / _w2, b=-_c / _w2)
q.equivalent(
    "coef_ has a single row",
    was="w1, w2 = classifier.coef_[0]",
    now="w1, w2 = classifier.coef_[-1]",
)
q.equivalent(
    "intercept_ has a single entry",
    was="c = classifier.intercept_[0]",
    now="c = classifier.intercept_[-1]",
)


def own_classifier(candidate):
    """Return w1, w2 and c of the student's classifier, or the reference's if there is none."""
    found = candidate.classifier if candidate.defines("classifier") else fitted()
    return (*np.ravel(found.coef_), *np.ravel(found.intercept_))


@q.case("the line of your own classifier")
def own_line(candidate, rng):
    w1, w2, c = own_classifier(candidate)
    return Pair((candidate.a, candidate.b), (-w1 / w2, -c / w2))


q.right(
    "two weights and a constant, then the line",
    code="""
w1, w2 = classifier.coef_[0]
c = classifier.intercept_[0]
a, b = -w1 / w2, -c / w2
""",
)
q.right(
    "indices in two brackets",
    code="""
a = -classifier.coef_[0][0] / classifier.coef_[0][1]
b = -classifier.intercept_[0] / classifier.coef_[0, 1]
""",
)
q.right(
    "two points of the line",
    code="""
def height(x1):
    return -(classifier.coef_[0, 0] * x1 + classifier.intercept_) / classifier.coef_[0, 1]


b = height(0.0)
a = height(1.0) - b
""",
)
q.right(
    "unpacked, arrays of one entry",
    code="""
(w,) = classifier.coef_
a = -w[:1] / w[1:]
b = np.negative(classifier.intercept_) / w[1]
""",
)
q.right(
    "a linear system, plain floats",
    code="""
w = classifier.coef_.ravel().tolist()
c = float(classifier.intercept_.item())
heights = [-(w[0] * x1 + c) / w[1] for x1 in (-2, 2)]
a, b = np.linalg.solve([[-2, 1], [2, 1]], heights)
""",
)


LINE = "-w1 / w2, -c / w2"


def gives(line, rtol=1e-4):
    """Return a recogniser of a and b that follow in a wrong way from the student's own w1, w2, c."""

    def recognise(candidate):
        wanted = line(*own_classifier(candidate))
        return np.allclose([number(candidate.a), number(candidate.b)], wanted, rtol=rtol)

    return recognise


q.wrong(
    "both signs",
    hint="Both signs are reversed. What happens to a term that moves to the other side of the "
    "equation?",
    was=LINE,
    now="w1 / w2, c / w2",
    recognise=gives(lambda w1, w2, c: (w1 / w2, c / w2)),
)
q.wrong(
    "the sign of the slope",
    hint="b is right, but the slope has the wrong sign: your line falls, and the boundary rises.",
    was=LINE,
    now="w1 / w2, -c / w2",
    recognise=gives(lambda w1, w2, c: (w1 / w2, -c / w2)),
)
q.wrong(
    "the sign of the intercept",
    hint="The slope is right, the intercept has the wrong sign.",
    was=LINE,
    now="-w1 / w2, c / w2",
    recognise=gives(lambda w1, w2, c: (-w1 / w2, c / w2)),
)
q.wrong(
    "the inverse slope",
    hint="The fraction of the slope is upside down. Which weight belongs to x2, the one you solve "
    "for?",
    was=LINE,
    now="-w2 / w1, -c / w2",
    recognise=gives(lambda w1, w2, c: (-w2 / w1, -c / w2)),
)
q.wrong(
    "solved for x1",
    hint="You have solved for x1: both fractions are divided by w1. The line is to be written as "
    "x2 = a·x1 + b.",
    was=LINE,
    now="-w2 / w1, -c / w1",
    recognise=gives(lambda w1, w2, c: (-w2 / w1, -c / w1)),
)
q.wrong(
    "c left out",
    hint="Your line goes through (0, 0): c has been left out.",
    was=LINE,
    now="-w1 / w2, 0.0",
    recognise=gives(lambda w1, w2, c: (-w1 / w2, 0.0)),
)
q.wrong(
    "c not divided",
    hint="The slope is right, but b is just -c. Every term of the equation is divided by w2.",
    was=LINE,
    now="-w1 / w2, -c",
    recognise=gives(lambda w1, w2, c: (-w1 / w2, -c)),
)
q.wrong(
    "c as it is",
    hint="The slope is right, but b is what stands in intercept_. That is c, the height of the "
    "exponent at (0, 0), not the height of the line.",
    was=LINE,
    now="-w1 / w2, c",
    recognise=gives(lambda w1, w2, c: (-w1 / w2, c)),
)
q.wrong(
    "weights instead of slope and intercept",
    hint="These are the two weights. A line needs its slope and its intercept.",
    was=LINE,
    now="w1, w2",
    recognise=gives(lambda w1, w2, c: (w1, w2)),
)
q.wrong(
    "slope and intercept swapped",
    hint="a and b have changed places: a is the slope.",
    was=LINE,
    now="-c / w2, -w1 / w2",
    recognise=gives(lambda w1, w2, c: (-c / w2, -w1 / w2)),
)
q.wrong(
    "multiplied by w2",
    hint="You multiply by w2 where the equation is divided by it.",
    was=LINE,
    now="-w1 * w2, -c * w2",
    recognise=gives(lambda w1, w2, c: (-w1 * w2, -c * w2)),
)
q.wrong(
    "the first weight and c",
    hint="You took the first weight for the slope and c for the intercept. The equation is not yet "
    "solved for x2.",
    was=LINE,
    now="w1, c",
    recognise=gives(lambda w1, w2, c: (w1, c)),
)
q.wrong(
    "rounded by hand",
    hint="Nearly right, but rounded. Compute both from the classifier, so that every digit comes "
    "along.",
    was=LINE,
    now="0.28, 0.11",
    recognise=gives(lambda w1, w2, c: (-w1 / w2, -c / w2), rtol=0.05),
)
q.wrong(
    "the line drawn by hand",
    hint="This line was not computed from the classifier. Its weights tell where the probability "
    "is 0.5.",
    was=LINE,
    now="0.2, 0.3",
    recognise=gives(lambda w1, w2, c: (-w1 / w2, -c / w2 + 0.15), rtol=0.9),
)

q.hints(
    "Which three numbers does the classifier hold, and in which shapes? Print them before you compute anything.",
    "Take the two weights out of the only row of coef_, and the constant out of intercept_, so that you have three plain numbers. Then solve the equation of the boundary for x2 on paper.",
    "Both results are divided by the second weight, and both change their sign: the slope comes from the first weight, the intercept from the constant.",
)
