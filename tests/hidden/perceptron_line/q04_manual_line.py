"""q04_manual_line: a line found by hand, right for four moons of five."""

import numpy as np

from viva.exam import Question, check

from .shared import X, y

q = Question("q04_manual_line")


q.reference(a=0.2, b=0.3)


def below(a, b):
    return X[:, 1] < a * X[:, 0] + b


def share_right(a, b):
    """Accuracy of a line on the moons, where class 1 is below."""
    return float(np.mean(below(a, b) == (y == 1)))


def line_by(candidate):
    """Read the line as two floats; a TypeError or ValueError where it is none."""
    pair = [np.asarray(value) for value in (candidate.a, candidate.b)]
    if any(value.dtype.kind not in "biuf" or value.size != 1 for value in pair):
        raise TypeError("no numbers")
    if not all(np.isfinite(value).all() for value in pair):
        raise ValueError("no finite numbers")
    return tuple(float(value.ravel()[0]) for value in pair)


@q.case("at least 0.80 of the moons are right")
def good_enough(candidate, rng):
    for name in ("a", "b"):
        value = np.asarray(getattr(candidate, name))
        check(
            value.dtype.kind in "biuf" and value.size == 1 and bool(np.isfinite(value).all()),
            "Your line is not made of two numbers, a and b.",
        )
    check(
        share_right(*line_by(candidate)) >= 0.80,
        "Your line is right for less than 0.80 of the points. Draw it over the moons and look "
        "where the wrong points are.",
    )


q.right(
    "a flat line",
    code="""
a, b = 0, 0.25
""",
)
q.right(
    "NumPy numbers",
    code="""
a, b = np.float32(0.5), np.array([0.1])
""",
)
q.right(
    "two assignments",
    code="""
a = 1 / 4
b = 0.2
""",
)
q.right(
    "a search in loops",
    code="""
best = 0
for slope in np.linspace(-2, 2, 21):
    for height in np.linspace(-1, 1, 21):
        guesses = [pred_linear(slope, height, x1, x2) for x1, x2 in X]
        if accuracy(y, guesses) > best:
            best = accuracy(y, guesses)
            a, b = slope, height
""",
)
q.wrong(
    "text instead of numbers",
    hint="a and b must each be one number: 0.5, and not '0.5' in quotation marks, nor a pair (0,5 "
    "is one), nor a slider (a slider's number is its value).",
    was="0, 0.25",
    now='"0.2", "0.3"',
)
q.wrong(
    "all points on one side",
    hint="All 300 points lie on the same side of your line, so it says the same for every point. "
    "Move it until it runs between the moons.",
    was="0, 0.25",
    now="0.1, -4.0",
    recognise=lambda candidate: len(set(below(*line_by(candidate)).tolist())) == 1,
)
q.wrong(
    "not there yet",
    hint="You are close: the line is right for more than 0.77 of the points. Turn one knob a "
    "little, then the other.",
    was="0, 0.25",
    now="0.0, 0.0",
    recognise=lambda candidate: 0.77 < share_right(*line_by(candidate)) < 0.80,
)
q.wrong(
    "the sides are swapped",
    hint="Your line gets more points wrong than right: much of the upper moon is below it. Below "
    "the line means class 1. Should the line rise or fall?",
    was="0, 0.25",
    now="-8.0, 3.0",
    recognise=lambda candidate: share_right(*line_by(candidate)) < 0.45,
)
q.wrong(
    "the slope has the wrong sign",
    hint="Your line falls where it should rise. Which sign must the slope have?",
    was="0, 0.25",
    now="-0.3, 0.3",
    recognise=lambda candidate: share_right(-line_by(candidate)[0], line_by(candidate)[1]) >= 0.80,
)
q.wrong(
    "a and b swapped",
    hint="With a and b exchanged your line would be good. Which of the two is the slope?",
    was="0, 0.25",
    now="-0.1, 0.9",
    recognise=lambda candidate: share_right(*line_by(candidate)[::-1]) >= 0.80,
)
q.wrong(
    "the height has the wrong sign",
    hint="Your slope is good, and with the other sign of b the line would be, too. Should it run "
    "higher or lower than it does?",
    was="0, 0.25",
    now="0.3, -0.5",
    recognise=lambda candidate: share_right(line_by(candidate)[0], -line_by(candidate)[1]) >= 0.80,
)
q.equivalent(
    "this line, too, is right for at least 0.80 of the points",
    was="a, b = 0.2, 0.3",
    now=["b, a = 0.2, 0.3", "a, b = 0.3, 0.2"],
)
q.hints(
    "Which moon is the lower one, and on which side of your line must it lie? Run the "
    "sliders' cell and watch the number in the title.",
    "Start from the flat line at 0.25, which is right for 245 points. Move one slider a "
    "little, keep what is better, then move the other one.",
    "Almost flat lines between the two moons pass: a small slope, with a height between 0.2 "
    "and 0.5. Write the numbers on your sliders as a and b.",
)
