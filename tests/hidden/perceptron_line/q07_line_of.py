"""q07_line_of: slope and intercept of the line where w·x is 0."""

import numpy as np

from viva.exam import Question

q = Question("q07_line_of")


@q.reference
def line_of(w):
    w0, w1, w2 = w
    return -w1 / w2, -w0 / w2


def lines(candidate, rng, signs):
    """Ask for the lines of weights with these signs, none near 0 and no two of one size."""
    answers = []
    for sign in signs:
        w = np.array(sign) * rng.uniform(0.5, 1.0, size=3) * rng.permutation([1.0, 2.5, 6.0])
        answer = candidate.line_of(w)
        # A line may come with more than its slope and intercept.
        longer = isinstance(answer, tuple) and len(answer) > 2
        answers.append(answer[:2] if longer else answer)
    return answers


@q.case("w2 positive and negative")
def both_signs(candidate, rng):
    return lines(candidate, rng, [(1, 1, 1), (-1, 1, -1), (-1, -1, 1), (1, -1, -1), (1, 1, -1)])


@q.case("rising and falling lines, crossing above and below 0")
def all_lines(candidate, rng):
    return lines(candidate, rng, [(1, -1, 1), (-1, 1, 1), (-1, -1, -1), (1, 1, -1), (1, -1, -1)])


q.right(
    "a list from unpacked weights",
    code="""
def line_of(w):
    w0, w1, w2 = w
    slope = -(w1 / w2)
    intercept = -(w0 / w2)
    return [slope, intercept]
""",
)
q.right(
    "an array",
    code="""
def line_of(w):
    return -np.asarray(w)[[1, 0]] / w[2]
""",
)
q.right(
    "two points on the line",
    code="""
def line_of(weights):
    def height(x1):
        return (weights[0] + weights[1] * x1) / -weights[2]

    return height(1) - height(0), height(0)
""",
)
q.right(
    "solved by NumPy, with the weights returned as well",
    code="""
def line_of(w):
    at_0_and_1 = np.linalg.solve([[w[2], 0], [0, w[2]]], [-w[0], -w[0] - w[1]])
    return float(at_0_and_1[1] - at_0_and_1[0]), float(at_0_and_1[0]), w
""",
)
q.wrong(
    "sign of the slope",
    hint="The intercept is right, but your lines rise where they should fall. What happens to "
    "w1·x1 when it changes sides?",
    was="-np.asarray(w)[[1, 0]",
    now="w[1] / w[2], -w[0",
)
q.wrong(
    "sign of the intercept",
    hint="The slope is right, but your lines are mirrored up and down. What happens to w0 when it "
    "changes sides?",
    was="np.asarray(w)[[1, 0]",
    now="w[1] / w[2], w[0",
)
q.wrong(
    "both signs",
    hint="Slope and intercept both have the wrong sign. Everything but w2·x2 goes to the other "
    "side of the equation.",
    was="-np.asarray(w)[[1, 0]",
    now="w[1] / w[2], w[0",
)
q.wrong(
    "w0 and w1 swapped",
    hint="Slope and intercept have changed places. Which weight stands with x1, and which alone? "
    "The slope is returned first.",
    was="np.asarray(w)[[1, 0]",
    now="w[0] / w[2], -w[1",
)
q.wrong(
    "divides by w1",
    hint="You solved for x1, or divided by its weight. Which weight stands with x2?",
    was="np.asarray(w)[[1, 0]] / w[2",
    now="w[2] / w[1], -w[0] / w[1",
)
q.wrong(
    "w2 taken for the constant",
    hint="You take w[0] and w[1] as the weights of x1 and x2. In this notebook the constant comes "
    "first: w0, then w1 and w2.",
    was="np.asarray(w)[[1, 0]] / w[2",
    now="w[0] / w[1], -w[2] / w[1",
)
q.wrong(
    "does not divide",
    hint="You have w2·x2 on the left, and not yet x2. What is the last step?",
    was="np.asarray(w)[[1, 0]] / w[2",
    now="w[1], -w[0",
)
q.wrong(
    "the sign of w2 is lost",
    hint="Your lines are right where w2 is positive, and have both signs wrong where it is "
    "negative. Do you take a size where a number belongs?",
    was="np.asarray(w)[[1, 0]] / w[2]",
    now="w[1] / abs(w[2]), -w[0] / abs(w[2])",
)
q.wrong(
    "slope upside down",
    hint="The intercept is right, but the slope is upside down: which weight is divided by which?",
    was="np.asarray(w)[[1, 0]",
    now="w[2] / w[1], -w[0",
)
q.wrong(
    "returns the slope only",
    hint="You return one number. A line needs two: slope and intercept.",
    was="np.asarray(w)[[1, 0]",
    now="w[1",
)
q.wrong(
    "the intercept is not divided",
    hint="The slope is right. The whole equation is divided by w2, also w0.",
    was="np.asarray(w)[[1, 0]] / w[2",
    now="w[1] / w[2], -w[0",
)
q.wrong(
    "where the line crosses the other axis",
    hint="The slope is right. Your second number is where the line crosses the x1 axis; the "
    "intercept is its height at x1 = 0.",
    was="np.asarray(w)[[1, 0]] / w[2",
    now="w[1] / w[2], -w[0] / w[1",
)
q.wrong(
    "whole-number division",
    hint="Your numbers are whole: `//` cuts off the fraction. Try `7 // 2`.",
    was="np.asarray(w)[[1, 0]] ",
    now="w[1] // w[2], -w[0] /",
)
q.wrong(
    "only the last term is divided",
    hint="The slope is right, but the intercept holds w1 as well. Put brackets where you divide, "
    "and leave out what belongs to x1.",
    was="np.asarray(w)[[1, 0]",
    now="w[1] / w[2], -w[0] - w[1",
)
q.wrong(
    "divided by the length of w",
    hint="You divide by the length of w. The equation is to be solved for x2: which weight stands "
    "with it?",
    code="""
def line_of(w):
    return -w[1] / np.linalg.norm(w), -w[0] / np.linalg.norm(w)
""",
)
q.wrong(
    "the sizes only",
    hint="None of your numbers is negative: the signs have been dropped. A line may fall, and it "
    "may cross below 0.",
    code="""
def line_of(w):
    return abs(w[1] / w[2]), abs(w[0] / w[2])
""",
)
q.hints(
    "Put the weights of the example, -6, 1 and 2, into the equation. What do you do, step by "
    "step, to have x2 alone on the left?",
    "Bring the terms with w0 and w1 to the other side, which turns their signs, and divide "
    "everything by the factor of x2.",
    "The slope is what stands in front of x1 after that, the intercept is the term without "
    "x1. Both have a minus sign, and both are divided by the last weight. Return the slope "
    "first.",
)
