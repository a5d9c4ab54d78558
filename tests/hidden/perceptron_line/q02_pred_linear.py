"""q02_pred_linear: on which side of a line a point lies."""

import numpy as np

from viva.exam import Question

from .shared import first_return_value

q = Question("q02_pred_linear")


@q.reference
def pred_linear(a, b, x1, x2):
    return int(x2 < a * x1 + b)


def sides(candidate, rng, lines):
    """Ask for points around each line, half of them below, none nearer to it than 0.2."""
    inputs = []
    for a, b in lines:
        x1 = rng.uniform(-3, 3, size=10)
        away = rng.uniform(0.2, 3.0, size=10) * np.where(np.arange(10) % 2, 1, -1)
        x2 = a * x1 + b + away
        inputs += [(a, b, one, two) for one, two in zip(x1.tolist(), x2.tolist())]
    return [first_return_value(answer) for answer in candidate.pred_linear.each(inputs)]


@q.case("rising lines, flat and steep, and a falling one")
def rising(candidate, rng):
    return sides(candidate, rng, [(0.3, 1.2), (0.8, -1.5), (-1.7, 0.6), (2.5, 0.9), (9.0, -2.0)])


@q.case("falling lines, flat and steep, and a rising one")
def falling(candidate, rng):
    return sides(candidate, rng, [(-0.3, -1.1), (-0.7, 1.6), (1.2, 1.4), (-2.0, -0.8), (-8.0, 2.5)])


@q.case("flat lines and lines through the origin among others")
def flat(candidate, rng):
    return sides(candidate, rng, [(0.0, 0.9), (0.0, -1.3), (1.4, 0.0), (-1.6, 2.2), (0.4, 2.0)])


def heeds_no_line(candidate):
    """Tell whether the answers are the same whatever the line is, and not all alike."""
    points = [(one, two) for one in (-2.0, 0.5, 3.0) for two in (-9.0, -2.1, -0.3, 0.4, 2.2, 9.0)]
    lines = [(0.4, 0.7), (-1.5, 0.2), (2.5, -1.3)]
    ask = candidate.pred_linear.each
    answers = [list(ask([(*line, *point) for point in points])) for line in lines]
    return answers[0] == answers[1] == answers[2] and len(set(answers[0])) > 1


q.right(
    "if and else, returns True and False",
    code="""
def pred_linear(slope, intercept, horizontal, vertical):
    height = slope * horizontal + intercept
    if vertical < height:
        return True
    else:
        return False
""",
)
q.right(
    "the point on the line counts as below, a float is returned",
    code="""
def pred_linear(a, b, x1, x2):
    if a * x1 - x2 + b >= 0:
        return 1.0
    return 0.0
""",
)
q.right(
    "np.where",
    code="""
def pred_linear(a, b, x1, x2):
    return np.where(np.asarray(x2) < np.asarray(x1) * a + b, 1, 0)
""",
)
q.right(
    "the step function of NumPy",
    code="""
def pred_linear(a, b, x1, x2):
    return np.heaviside(a * x1 + b - x2, 0)
""",
)
q.right(
    "the printed height is returned as well",
    code="""
def pred_linear(a, b, x1, x2):
    line_height = a * x1 + b
    print("the line is at", line_height)
    result = 0
    if line_height >= x2:
        result = 1
    return result, line_height
""",
)
q.right(
    "a comparison as a NumPy integer",
    code="""
def pred_linear(a, b, x1, x2):
    return np.int64(np.dot([a, b, -1.0], [x1, 1.0, x2]) > 0)
""",
)
q.wrong(
    "above",
    hint="The sides are swapped: your function gives 1 above the line. Which moon is class 1, the "
    "upper or the lower one?",
    was="int(x2 < a * x1 + b)",
    now="1 if x2 > a * x1 + b else 0",
)
q.wrong(
    "b left out",
    hint="All your lines go through the point (0, 0). Where does b come in?",
    was="int(x2 < a * x1 + b)",
    now="1 if x2 < a * x1 else 0",
)
q.wrong(
    "a left out",
    hint="All your lines are flat. Where does the slope come in?",
    was="int(x2 < a * x1 + b)",
    now="1 if x2 < b else 0",
)
q.wrong(
    "the same line whatever a and b are",
    hint="Your function says the same of a point whatever a and b it is given. Does it use its own"
    " arguments, or numbers and names from elsewhere?",
    code="""
def pred_linear(a, b, x1, x2):
    slope, height = 0.2, 0.3
    return 1 if x2 < slope * x1 + height else 0
""",
    recognise=heeds_no_line,
)
q.wrong(
    "x1 and x2 swapped",
    hint="x1 and x2 have changed places. Which one runs to the right, and which one upwards?",
    was="int(x2 < a * x1 + b)",
    now="1 if x1 < a * x2 + b else 0",
)
q.wrong(
    "a and b swapped",
    hint="a and b have changed places. Which of the two is multiplied by x1?",
    was="int(x2 < a * x1 + b)",
    now="1 if x2 < b * x1 + a else 0",
)
q.wrong(
    "None when above",
    hint="Below the line you return 1, but above it nothing is returned, which is None in Python. "
    "What happens in your function when the condition is false?",
    was="return int(x2 < a * x1 + b)",
    now="if x2 < a * x1 + b:\n        return 1",
)
q.wrong(
    "never returns",
    hint="Your function always returns None. A value that is printed or stored in a name stays "
    "inside; only `return` hands it to the caller.",
    was="return int",
    now="int",
)
q.wrong(
    "-1 when above",
    hint="The sides are right, but above the line you return -1. The classes here are 1 and 0.",
    was="int(x2 < a * x1 + b)",
    now="1 if x2 < a * x1 + b else -1",
)
q.wrong(
    "returns the height of the line",
    hint="You return how high the line is at x1. Compare the point with it and return 1 or 0.",
    was="int(x2 < a * x1 + b)",
    now="a * x1 + b",
)
q.wrong(
    "returns the distance",
    hint="You return how far the point is from the line, upwards or downwards. Only its sign "
    "matters: turn it into 1 or 0.",
    was="int(x2 < a * x1 + b)",
    now="a * x1 + b - x2",
)
q.wrong(
    "b with the wrong sign",
    hint="Your line is at -b where it should be at b. Check the sign of b in your formula.",
    was="int(x2 < a * x1 + b)",
    now="1 if x2 < a * x1 - b else 0",
)
q.wrong(
    "always 0",
    hint="Your function gives 0 for every point. Is its condition never true, or is the 1 written "
    "over by a later line?",
    was="return int(x2 < a * x1 + b)",
    now="if x2 < a * x1 + b:\n        y = 1\n    y = 0\n    return y",
)
q.wrong(
    "always 1",
    hint="Your function gives 1 for every point, on either side of the line. What do you compare?",
    was="int(x2 < a * x1 + b)",
    now="1",
)
q.wrong(
    "above, and -1 for the other side",
    hint="You return 1 above the line and -1 below it. Below means 1 here, and above means 0.",
    was="int(x2 < a * x1 + b)",
    now="1 if x2 > a * x1 + b else -1",
)
q.wrong(
    "a with the wrong sign",
    hint="Your lines fall where they should rise: the slope has the wrong sign. What happens to "
    "a·x1 when it changes sides?",
    was="int(x2 < a * x1 + b)",
    now="1 if a * x1 + x2 < b else 0",
)
q.wrong(
    "brackets around x1 + b",
    hint="You multiply b by the slope as well. In a·x1 + b only x1 is multiplied by a.",
    was="int(x2 < a * x1 + b)",
    now="1 if x2 < a * (x1 + b) else 0",
)
q.wrong(
    "only the size of the slope",
    hint="Rising lines are right, falling ones are not: the sign of the slope gets lost.",
    was="int(x2 < a * x1 + b)",
    now="1 if x2 < abs(a) * x1 + b else 0",
)
q.wrong(
    "a sigmoid of the distance",
    hint="You return a number between 0 and 1 that says how far below the line the point is. Only "
    "1 or 0 is asked for.",
    was="int(x2 < a * x1 + b",
    now="1 / (1 + np.exp(x2 - a * x1 - b)",
)
q.equivalent(
    "a point on the line may get either class",
    was="return 1 if x2 < a * x1 + b else 0",
    now="return 1 if x2 <= a * x1 + b else 0",
)
q.hints(
    "Stand at x1 and look up and down: how high is the line there? And where is your point "
    "compared with that height?",
    "Compute the height of the line at x1 from a and b first. The point is below when its own"
    " x2 is the smaller of the two numbers.",
    "Write the condition of the formula as a comparison: x2 on the left, slope times x1 plus "
    "b on the right. Return 1 when it holds and 0 when it does not; both ways need a return.",
)
