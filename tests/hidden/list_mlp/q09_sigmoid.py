"""q09_sigmoid: 1 / (1 + exp(-x)), for any float."""

import math

from viva.exam import Question

q = Question("q09_sigmoid")


@q.reference
def sigmoid(x):
    # tanh never overflows.
    return 0.5 * (1 + math.tanh(0.5 * x))


@q.case("numbers between -6 and 6")
def moderate_numbers(candidate, rng):
    numbers = [
        *rng.uniform(0.3, 6, size=3).tolist(),
        *rng.uniform(-6, -0.3, size=3).tolist(),
        1,
        -2,
    ]
    return tuple(candidate.sigmoid(number) for number in numbers)


@q.case("numbers of every size")
def numbers_of_every_size(candidate, rng):
    numbers = (1000.0, -1000.0, 745.5, -745.5, 3.5, -0.7)
    return tuple(candidate.sigmoid(number) for number in numbers)


q.right(
    "clipped",
    code="""
def sigmoid(x):
    x = max(-500, min(500, x))
    return 1.0 / (1.0 + math.exp(-x))
""",
)
q.right(
    "try and except",
    code="""
def sigmoid(x):
    try:
        return 1 / (1 + math.exp(-x))
    except OverflowError:
        return 0
""",
)
q.right(
    "by the absolute value",
    code="""
def sigmoid(z):
    e = math.e ** -abs(z)
    return (1 if z >= 0 else e) / (1 + e)
""",
)
q.right(
    "the exponential is infinite where it overflows",
    code="""
def sigmoid(x):
    try:
        e = math.exp(-x)
    except OverflowError:
        e = float("inf")
    return 1 / (1 + e)
""",
)
q.right(
    "NumPy's exponential, which only warns",
    code="""
def sigmoid(x):
    return 1 / (1 + np.exp(-x))
""",
)
q.right(
    "tanh, as a NumPy float",
    code="""
def sigmoid(x):
    return np.float64((math.tanh(x / 2) + 1) / 2)
""",
)
q.wrong(
    "the exponential alone",
    hint="This is e^x, which has no upper limit. Where is the fraction?",
    was="1 / (1 + np.exp(-x)",
    now="math.exp(x",
)
q.wrong(
    "the derivative",
    hint="The values go down to 0 on both sides: this is the slope of the sigmoid, not the sigmoid"
    " itself.",
    code="""
def sigmoid(x):
    s = 0.5 * (1 + math.tanh(x / 2))
    return s * (1 - s)
""",
)
q.wrong(
    "falls instead of rising",
    hint="The curve falls from 1 to 0 where it should rise from 0 to 1. Which sign stands in the "
    "exponent?",
    was="1 / (1 + np.exp(-x",
    now="0.5 * (1 + math.tanh(-x / 2",
)
q.wrong(
    "overflows",
    hint="In the middle the values are right, but far from 0 math.exp overflows. It never does for"
    " negative exponents: can you write the fraction so that the exponent is never positive?",
    was="np",
    now="math",
)
q.wrong(
    "tanh",
    hint="The values go from -1 to 1: this is tanh. How do you bring that to the range from 0 to "
    "1?",
    was="1 / (1 + np.exp(-x)",
    now="math.tanh(x",
)
q.wrong(
    "too steep",
    hint="This is the sigmoid of 2x: the curve is twice as steep as it should be. Is there a "
    "factor too many in the exponent?",
    was="1 / (1 + np.exp(-x",
    now="0.5 * (1 + math.tanh(x",
)
q.wrong(
    "only 0 or 1",
    hint="Only 0 and 1 come out. Between them the sigmoid takes every value, or there would be no "
    "slope to learn from.",
    was="/ (1 + np.exp(-x))",
    now="if x > 0 else 0",
)
q.wrong(
    "1 divided by e to the -x, plus 1",
    hint="Every value is larger than 1. Python divides before it adds: what belongs in brackets?",
    was="(1 + np.exp(-x))",
    now="math.exp(-max(min(x, 700), -700)) + 1",
)
q.wrong(
    "one on both far ends",
    hint="In the middle the values are right, and so they are far to the right; but far to the "
    "left the sigmoid goes to 0. Where math.exp overflows, which side are you on?",
    was=" return 0\n",
    now=" return 1.0\n",
)
q.wrong(
    "the same for x and -x",
    hint="A negative number gets the value of the positive one. In the branch for negative "
    "numbers, is it 1 or e^x that stands above the bar?",
    was="np.exp(-x",
    now="math.exp(-abs(x)",
)
q.wrong(
    "1/1 + e to the -x",
    hint="`1 / 1 + math.exp(-x)` is 1 plus the exponential. What belongs in brackets?",
    was="(1 + np.exp(-x",
    now="1 + math.exp(-max(min(x, 700), -700",
)
q.wrong(
    "the falling exponential alone",
    hint="This is e^-x. It is only a part of the fraction.",
    was="1 / (1 + np.exp(-x",
    now="math.exp(-max(min(x, 700), -700",
)
q.wrong(
    "1 minus the exponential",
    hint="Below the bar stands 1 minus the exponential, so some of your values are negative or "
    "larger than 1. Which sign does the formula have?",
    was="+ np.exp(-x",
    now="- math.exp(-max(min(x, 700), -700)",
)
q.wrong(
    "cut off too early",
    hint="Near 0 the values are right, but then the curve is flat from one number to the next. Cut"
    " off where a float can no longer tell the difference, not before.",
    was="np.exp(-x",
    now="math.exp(-max(min(x, 2), -2)",
    recognise=lambda candidate: (
        abs(candidate.sigmoid(1.0) - 0.731059) < 1e-5
        and candidate.sigmoid(5.9) == candidate.sigmoid(7.0)
    ),
)
q.wrong(
    "rounded",
    hint="The values are rounded. Leave them as they are: training needs small differences.",
    was="1 / (1 + np.exp(-x)",
    now="round(0.5 * (1 + math.tanh(x / 2)), 2",
    recognise=lambda candidate: candidate.sigmoid(1.0) in (0.7, 0.73, 0.731, 0.7311),
)
q.wrong(
    "zero on both far ends",
    hint="In the middle the values are right, and so they are far to the left; but far to the "
    "right the sigmoid does not go back to 0.",
    was="return 1 / (1 + np",
    now="if abs(x) > 700:\n        return 0.0\n    return 1 / (1 + math",
)
q.equivalent(
    "both formulas are the same number, and near 0 both can be computed",
    was="if x >= 0:",
    now=["if x > 0:", "if x >= 1:", "if x >= -1:"],
)
q.hints(
    "Try math.exp(1000) and math.exp(-1000). Which of the two is harmless? So for which sign "
    "of x is the formula of the text safe?",
    "For x of 0 and above use the formula as it stands. For negative x multiply numerator and"
    " denominator by e to the x: which fraction do you get?",
    "An `if` on the sign chooses between two fractions: one over one plus the exponential of "
    "minus x, or the exponential of x over one plus itself.",
)
