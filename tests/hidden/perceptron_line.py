"""The exam of 01_perceptron_line: a line by hand, then the perceptron."""

# Right and wrong answers are written as students write them: `zip` without `strict`.
# ruff: noqa: B905

from functools import cache
from weakref import WeakKeyDictionary

import numpy as np
from sklearn.datasets import make_moons

from viva.exam import Exam, check
from viva.lab import separable_clouds

exam = Exam("perceptron_line")

# The same points as those of the notebook, which seeds the global random state with 1.
X, y = make_moons(300, noise=0.20, random_state=1)


@exam.given
def given():
    clouds, cloud_labels = separable_clouds((60, 60), np.random.default_rng(10))
    return {
        "np": np,
        "X": X,
        "y": y,
        "clouds": clouds,
        "cloud_labels": cloud_labels,
        "cloud_signs": 2 * cloud_labels - 1,
    }


def first_of(answer):
    """Take the value from an answer that may return more than it."""
    return answer[0] if isinstance(answer, tuple) and len(answer) > 1 else answer


# ---------------------------------------------------------------- q01_first_points
q = exam.question("q01_first_points")
q.reference(first_point=X[0], first_label=y[0], second_point=X[1], second_label=y[1])


@q.case("both points and both labels")
def both_points(candidate, rng):
    return {
        "first_point": candidate.first_point,
        "first_label": candidate.first_label,
        "second_point": candidate.second_point,
        "second_label": candidate.second_label,
    }


q.wrong(
    "starts at 1",
    hint="These are the second and the third row. With which number does Python start to count?",
    code="""
    first_point, first_label = X[1], y[1]
    second_point, second_label = X[2], y[2]
    """,
)
q.wrong(
    "columns instead of rows",
    hint="Your points are columns of X: one coordinate of all 300 points. "
    "Which index of X counts the points, the first or the second?",
    code="""
    first_point, first_label = X[:, 0], y[0]
    second_point, second_label = X[:, 1], y[1]
    """,
)
q.wrong(
    "label of the other point",
    hint="The points are right, but each has the label of the other one. "
    "The label of row i of X is entry i of y.",
    code="""
    first_point, first_label = X[0], y[1]
    second_point, second_label = X[1], y[0]
    """,
)
q.wrong(
    "coordinates instead of points",
    hint="first_point and second_point are the two coordinates of one point. "
    "A point is a whole row of X, both its numbers.",
    code="""
    first_point, first_label = X[0][0], y[0]
    second_point, second_label = X[0][1], y[1]
    """,
)
q.wrong(
    "counts from the end",
    hint="These points are at the end of X. A negative index counts from the end.",
    code="""
    first_point, first_label = X[-1], y[-1]
    second_point, second_label = X[-2], y[-2]
    """,
)
q.wrong(
    "rounded by hand",
    hint="The numbers are nearly right, but rounded. Take them from X with an index, so that "
    "every digit comes along.",
    code="""
    first_point, first_label = [0.21, -0.02], 1
    second_point, second_label = [-0.83, 0.65], 0
    """,
    recognise=lambda candidate: bool(
        np.allclose(np.ravel(candidate.first_point), X[0], atol=0.05)
        and np.allclose(np.ravel(candidate.second_point), X[1], atol=0.05)
        and not np.allclose(np.ravel(candidate.first_point), X[0], atol=1e-6)
    ),
)
q.wrong(
    "points and labels in another order",
    hint="A point stands where a label should be, and a label where a point should be. "
    "In which order do the names on the left stand, and the values on the right?",
    code="""
    first_point, first_label, second_point, second_label = X[0], X[1], y[0], y[1]
    """,
)
q.wrong(
    "the first point twice",
    hint="The second point is the first one again. Which row comes after it?",
    code="""
    first_point, first_label = X[0], y[0]
    second_point, second_label = X[0], y[0]
    """,
)

q.wrong(
    "the two points swapped",
    hint="Your first point is the second row of X, and your second point the first.",
    code="""
    first_point, first_label = X[1], y[1]
    second_point, second_label = X[0], y[0]
    """,
)
q.wrong(
    "points right, labels -1 and +1",
    hint="The points are right, but one of the labels is -1. The labels in y are 0 and 1; "
    "take them as they are.",
    code="""
    first_point, first_label = X[0], 2 * y[0] - 1
    second_point, second_label = X[1], 2 * y[1] - 1
    """,
)
q.wrong(
    "the label as a third coordinate",
    hint="Your points have three numbers: the label has been put behind the coordinates. "
    "A point is a row of X alone.",
    code="""
    first_point, first_label = [*X[0], y[0]], y[0]
    second_point, second_label = [*X[1], y[1]], y[1]
    """,
)
q.wrong(
    "the coordinates in reverse order",
    hint="The two coordinates of each point have changed places. x1 comes first, as in X.",
    code="""
    first_point, first_label = X[0][::-1], y[0]
    second_point, second_label = X[1][::-1], y[1]
    """,
)
q.wrong(
    "both points on each name",
    hint="Each of your points is two rows of X. `X[:2]` takes two rows, `X[0]` one.",
    code="""
    first_point, first_label = X[:2], y[:2]
    second_point, second_label = X[:2], y[:2]
    """,
)

q.right(
    "unpacks slices",
    code="""
    first_point, second_point = X[:2]
    first_label, second_label = y[:2]
    """,
)
q.right(
    "two indices and plain Python numbers",
    code="""
    first_point = [float(X[0, 0]), float(X[0, 1])]
    first_label = int(y[0])
    second_point = tuple(X[1, :].tolist())
    second_label = float(y[1])
    """,
)
q.right(
    "slices of length one",
    code="""
    first_point = X[0:1]
    second_point = X[1:2, :]
    first_label, second_label = y[0:1], y[1:2]
    """,
)
q.right(
    "a table of pandas",
    code="""
    import pandas as pd

    table = pd.DataFrame(X, columns=["x1", "x2"])
    table["label"] = y
    first_point, second_point = table[["x1", "x2"]].to_numpy()[:2]
    first_label, second_label = table.label[0], table.loc[1, "label"]
    """,
)
q.right(
    "a loop",
    code="""
    rows = []
    for point, label in zip(X, y):
        rows.append((point, label))
        if len(rows) == 2:
            break
    (first_point, first_label), (second_point, second_label) = rows
    """,
)

# ---------------------------------------------------------------- q02_pred_linear

q.hints(
    "What do you get when you print one row of X, and what is one entry of y? Which row is the first for Python?",
    "A row of an array is taken with one index in square brackets, counted from 0. A point is a whole row; its label is the entry of y with the same number.",
    "You need four names: two rows of X, those with the numbers 0 and 1, and the two entries of y with the same numbers. Take them from the arrays instead of typing numbers.",
)

q = exam.question("q02_pred_linear")


@q.reference
def pred_linear(a, b, x1, x2):
    return int(x2 < a * x1 + b)


def sides(candidate, rng, lines):
    """Ask for points around each line, half of them below, none nearer to it than 0.2."""
    answers = []
    for a, b in lines:
        x1 = rng.uniform(-3, 3, size=10)
        away = rng.uniform(0.2, 3.0, size=10) * np.where(np.arange(10) % 2, 1, -1)
        for one, two in zip(x1.tolist(), (a * x1 + b + away).tolist()):
            answers.append(first_of(candidate.pred_linear(a, b, one, two)))
    return answers


q.equivalent(
    "a point on the line may get either class",
    was="return 1 if x2 < a * x1 + b else 0",
    now="return 1 if x2 <= a * x1 + b else 0",
)


@q.case("rising lines, flat and steep, and a falling one")
def rising(candidate, rng):
    return sides(candidate, rng, [(0.3, 1.2), (0.8, -1.5), (-1.7, 0.6), (2.5, 0.9), (9.0, -2.0)])


@q.case("falling lines, flat and steep, and a rising one")
def falling(candidate, rng):
    return sides(candidate, rng, [(-0.3, -1.1), (-0.7, 1.6), (1.2, 1.4), (-2.0, -0.8), (-8.0, 2.5)])


@q.case("flat lines and lines through the origin among others")
def flat(candidate, rng):
    return sides(candidate, rng, [(0.0, 0.9), (0.0, -1.3), (1.4, 0.0), (-1.6, 2.2), (0.4, 2.0)])


@q.wrong(
    "above",
    hint="The sides are swapped: your function gives 1 above the line. "
    "Which moon is class 1, the upper or the lower one?",
)
def pred_linear(a, b, x1, x2):
    return 1 if x2 > a * x1 + b else 0


@q.wrong(
    "b left out",
    hint="All your lines go through the point (0, 0). Where does b come in?",
)
def pred_linear(a, b, x1, x2):
    return 1 if x2 < a * x1 else 0


@q.wrong(
    "a left out",
    hint="All your lines are flat. Where does the slope come in?",
)
def pred_linear(a, b, x1, x2):
    return 1 if x2 < b else 0


def heeds_no_line(candidate):
    """Tell whether the answers are the same whatever the line is, and not all alike."""
    points = [(one, two) for one in (-2.0, 0.5, 3.0) for two in (-9.0, -2.1, -0.3, 0.4, 2.2, 9.0)]
    lines = [(0.4, 0.7), (-1.5, 0.2), (2.5, -1.3)]
    answers = [[candidate.pred_linear(*line, *point) for point in points] for line in lines]
    return answers[0] == answers[1] == answers[2] and len(set(answers[0])) > 1


@q.wrong(
    "the same line whatever a and b are",
    hint="Your function says the same of a point whatever a and b it is given. Does it use its "
    "own arguments, or numbers and names from elsewhere?",
    recognise=heeds_no_line,
)
def pred_linear(a, b, x1, x2):
    slope, height = 0.2, 0.3
    return 1 if x2 < slope * x1 + height else 0


@q.wrong(
    "x1 and x2 swapped",
    hint="x1 and x2 have changed places. Which one runs to the right, and which one upwards?",
)
def pred_linear(a, b, x1, x2):
    return 1 if x1 < a * x2 + b else 0


@q.wrong(
    "a and b swapped",
    hint="a and b have changed places. Which of the two is multiplied by x1?",
)
def pred_linear(a, b, x1, x2):
    return 1 if x2 < b * x1 + a else 0


@q.wrong(
    "None when above",
    hint="Below the line you return 1, but above it nothing is returned, which is None in Python. "
    "What happens in your function when the condition is false?",
)
def pred_linear(a, b, x1, x2):
    if x2 < a * x1 + b:
        return 1


@q.wrong(
    "never returns",
    hint="Your function always returns None. A value that is printed or stored in a name stays "
    "inside; only `return` hands it to the caller.",
)
def pred_linear(a, b, x1, x2):
    int(x2 < a * x1 + b)


@q.wrong(
    "-1 when above",
    hint="The sides are right, but above the line you return -1. The classes here are 1 and 0.",
)
def pred_linear(a, b, x1, x2):
    return 1 if x2 < a * x1 + b else -1


@q.wrong(
    "returns the height of the line",
    hint="You return how high the line is at x1. Compare the point with it and return 1 or 0.",
)
def pred_linear(a, b, x1, x2):
    return a * x1 + b


@q.wrong(
    "returns the distance",
    hint="You return how far the point is from the line, upwards or downwards. "
    "Only its sign matters: turn it into 1 or 0.",
)
def pred_linear(a, b, x1, x2):
    return a * x1 + b - x2


@q.wrong(
    "b with the wrong sign",
    hint="Your line is at -b where it should be at b. Check the sign of b in your formula.",
)
def pred_linear(a, b, x1, x2):
    return 1 if x2 < a * x1 - b else 0


@q.wrong(
    "always 0",
    hint="Your function gives 0 for every point. Is its condition never true, or is the 1 written "
    "over by a later line?",
)
def pred_linear(a, b, x1, x2):
    if x2 < a * x1 + b:
        y = 1
    y = 0
    return y


@q.wrong(
    "always 1",
    hint="Your function gives 1 for every point, on either side of the line. What do you compare?",
)
def pred_linear(a, b, x1, x2):
    return 1


@q.wrong(
    "above, and -1 for the other side",
    hint="You return 1 above the line and -1 below it. Below means 1 here, and above means 0.",
)
def pred_linear(a, b, x1, x2):
    return 1 if x2 > a * x1 + b else -1


@q.wrong(
    "a with the wrong sign",
    hint="Your lines fall where they should rise: the slope has the wrong sign. "
    "What happens to a·x1 when it changes sides?",
)
def pred_linear(a, b, x1, x2):
    return 1 if a * x1 + x2 < b else 0


@q.wrong(
    "brackets around x1 + b",
    hint="You multiply b by the slope as well. In a·x1 + b only x1 is multiplied by a.",
)
def pred_linear(a, b, x1, x2):
    return 1 if x2 < a * (x1 + b) else 0


@q.wrong(
    "only the size of the slope",
    hint="Rising lines are right, falling ones are not: the sign of the slope gets lost.",
)
def pred_linear(a, b, x1, x2):
    return 1 if x2 < abs(a) * x1 + b else 0


@q.wrong(
    "a sigmoid of the distance",
    hint="You return a number between 0 and 1 that says how far below the line the point is. "
    "Only 1 or 0 is asked for.",
)
def pred_linear(a, b, x1, x2):
    return 1 / (1 + np.exp(x2 - a * x1 - b))


@q.right("if and else, returns True and False")
def pred_linear(slope, intercept, horizontal, vertical):
    height = slope * horizontal + intercept
    if vertical < height:
        return True
    else:
        return False


@q.right("the point on the line counts as below, a float is returned")
def pred_linear(a, b, x1, x2):
    if a * x1 - x2 + b >= 0:
        return 1.0
    return 0.0


@q.right("np.where")
def pred_linear(a, b, x1, x2):
    return np.where(np.asarray(x2) < np.asarray(x1) * a + b, 1, 0)


@q.right("the step function of NumPy")
def pred_linear(a, b, x1, x2):
    return np.heaviside(a * x1 + b - x2, 0)


@q.right("the printed height is returned as well")
def pred_linear(a, b, x1, x2):
    line_height = a * x1 + b
    print("the line is at", line_height)
    result = 0
    if line_height >= x2:
        result = 1
    return result, line_height


@q.right("a comparison as a NumPy integer")
def pred_linear(a, b, x1, x2):
    return np.int64(np.dot([a, b, -1.0], [x1, 1.0, x2]) > 0)


# ---------------------------------------------------------------- q03_accuracy

q.hints(
    "Stand at x1 and look up and down: how high is the line there? And where is your point compared with that height?",
    "Compute the height of the line at x1 from a and b first. The point is below when its own x2 is the smaller of the two numbers.",
    "Write the condition of the formula as a comparison: x2 on the left, slope times x1 plus b on the right. Return 1 when it holds and 0 when it does not; both ways need a return.",
)

q = exam.question("q03_accuracy")


@q.reference
def accuracy(y_true, y_pred):
    return float(np.mean(np.asarray(y_true) == np.asarray(y_pred)))


q.equivalent(
    "a = b is b = a, and there are as many labels as guesses",
    was="return sum(label == guess for label, guess in zip(y_true, y_pred)) / len(y_true)",
    now=[
        "return sum(label == guess for guess, label in zip(y_true, y_pred)) / len(y_true)",
        "return sum(label == guess for label, guess in zip(y_pred, y_true)) / len(y_true)",
        "return sum(label == guess for label, guess in zip(y_true, y_pred)) / len(y_pred)",
    ],
)


def labels_and_guesses(rng, size, classes, right):
    """Draw labels with many of class 0, and guesses that are right with this probability."""
    share = np.array([classes] + [1] * (classes - 1), dtype=float)
    labels = rng.choice(classes, size=size, p=share / share.sum())
    labels[:classes] = np.arange(classes)
    guesses = np.where(rng.random(size) < right, labels, rng.integers(0, classes, size=size))
    # Mistakes in both directions, so that they do not show in the sums.
    guesses[0], guesses[1] = 0, 0
    labels[-1], guesses[-1] = 0, 1
    return labels, guesses


@q.case("lists, tuples and arrays")
def containers(candidate, rng):
    answers = []
    for size, classes in ((7, 2), (11, 4), (13, 3)):
        labels, guesses = labels_and_guesses(rng, size, classes, 0.7)
        answers.append(first_of(candidate.accuracy(labels.tolist(), guesses.tolist())))
        answers.append(
            first_of(candidate.accuracy(tuple(labels.tolist()), tuple(guesses.tolist())))
        )
        answers.append(first_of(candidate.accuracy(labels, guesses)))
        answers.append(first_of(candidate.accuracy(labels.tolist(), guesses)))
    return answers


@q.case("more than two classes, good and bad predictions")
def many_classes(candidate, rng):
    answers = []
    for size, classes, right in ((9, 3, 0.9), (23, 5, 0.2), (40, 4, 0.5), (6, 2, 0.6)):
        labels, guesses = labels_and_guesses(rng, size, classes, right)
        answers.append(first_of(candidate.accuracy(labels, guesses)))
        answers.append(first_of(candidate.accuracy(labels.tolist(), guesses.tolist())))
    return answers


@q.case("all right, all wrong, and in between")
def extremes(candidate, rng):
    labels = [2, 1, 0, 3, 1, 1, 0]
    others = [1, 0, 3, 1, 2, 0, 2]
    mixed = [2, 0, 0, 3, 3, 1, 1]
    return [first_of(candidate.accuracy(labels, guesses)) for guesses in (labels, others, mixed)]


@q.wrong(
    "error rate",
    hint="This is the share of the points that are wrong. Which share is asked for?",
)
def accuracy(y_true, y_pred):
    return sum(t != p for t, p in zip(y_true, y_pred)) / len(y_true)


@q.wrong(
    "a count",
    hint="This is how many points are right. What turns a number of points into a share?",
)
def accuracy(y_true, y_pred):
    return sum(t == p for t, p in zip(y_true, y_pred))


@q.wrong(
    "percent",
    hint="This is a percentage. The accuracy of this course is a fraction between 0 and 1.",
)
def accuracy(y_true, y_pred):
    return 100 * sum(t == p for t, p in zip(y_true, y_pred)) / len(y_true)


@q.wrong(
    "whole-number division",
    hint="Your result is 0 unless every point is right. `//` cuts off the fraction; try `7 // 9`.",
)
def accuracy(y_true, y_pred):
    return sum(t == p for t, p in zip(y_true, y_pred)) // len(y_true)


@q.wrong(
    "only the ones counted",
    hint="You count only points where both labels are 1. A 0 that was predicted as 0 is right "
    "too, and so is a 2 that was predicted as 2.",
)
def accuracy(y_true, y_pred):
    return sum(t == 1 and p == 1 for t, p in zip(y_true, y_pred)) / len(y_true)


@q.wrong(
    "divides by the number of ones",
    hint="The count is right, but you divide by the number of points with label 1. "
    "By how many points do you divide for a share of all of them?",
)
def accuracy(y_true, y_pred):
    return sum(t == p for t, p in zip(y_true, y_pred)) / sum(t == 1 for t in y_true)


@q.wrong(
    "never counts",
    hint="Your result is 0, even when every point is right. Does the count ever go up?",
)
def accuracy(y_true, y_pred):
    right = 0
    for t, p in zip(y_true, y_pred):
        if t is p is None:
            right += 1
    return right / len(y_true)


@q.wrong(
    "only zeros and ones counted",
    hint="You count the right zeros and the right ones. A 2 that was predicted as 2 is right too: "
    "labels need not be 0 and 1.",
)
def accuracy(y_true, y_pred):
    return sum(t == p and p in (0, 1) for t, p in zip(y_true, y_pred)) / len(y_true)


@q.wrong(
    "the first pair only",
    hint="Only the first pair is looked at. Is your `return` inside the loop?",
)
def accuracy(y_true, y_pred):
    right = 0
    for t, p in zip(y_true, y_pred):
        right += t == p
        return right / len(y_true)


@q.wrong(
    "the first pair left out",
    hint="The first pair is not counted. With which index does a list begin?",
)
def accuracy(y_true, y_pred):
    return sum(y_true[i] == y_pred[i] for i in range(1, len(y_true))) / len(y_true)


@q.wrong(
    "the last pair left out",
    hint="The last pair is not counted. Which is the last number of range(n - 1)?",
)
def accuracy(y_true, y_pred):
    return sum(y_true[i] == y_pred[i] for i in range(len(y_true) - 1)) / len(y_true)


@q.wrong(
    "divides by one less",
    hint="The count is right, but you divide by one less than the number of points.",
)
def accuracy(y_true, y_pred):
    return sum(t == p for t, p in zip(y_true, y_pred)) / (len(y_true) - 1)


@q.wrong(
    "starts to count at 1",
    hint="Your count is one too high. With which number does it start?",
)
def accuracy(y_true, y_pred):
    return (1 + sum(t == p for t, p in zip(y_true, y_pred))) / len(y_true)


@q.wrong(
    "divides by the 300 of the moons",
    hint="You divide by the number of the moons, whatever you are given. How many labels are here?",
)
def accuracy(y_true, y_pred):
    return sum(t == p for t, p in zip(y_true, y_pred)) / len(y)


@q.wrong(
    "right points to wrong points",
    hint="You divide the right points by the wrong ones. A share is of all points.",
)
def accuracy(y_true, y_pred):
    right = sum(t == p for t, p in zip(y_true, y_pred))
    return right / max(len(y_true) - right, 1)


@q.wrong(
    "products of the labels",
    hint="You multiply the labels. 0 times 0 is 0, but a 0 predicted as 0 is right. "
    "Ask whether two labels are equal.",
)
def accuracy(y_true, y_pred):
    return sum(t * p for t, p in zip(y_true, y_pred)) / len(y_true)


@q.wrong(
    "the squared differences",
    hint="This is the mean of the squared differences, which measures errors. Labels are names: "
    "two of them are equal or not.",
)
def accuracy(y_true, y_pred):
    return np.mean((np.array(y_true) - np.array(y_pred)) ** 2)


@q.wrong(
    "one minus the squared differences",
    hint="A 3 taken for a 1 costs 4 in your sum, and a 2 taken for a 1 only 1. Each wrong point "
    "should count the same.",
)
def accuracy(y_true, y_pred):
    return 1 - np.mean((np.array(y_true) - np.array(y_pred)) ** 2)


@q.wrong(
    "compares how often each label occurs",
    hint="You compare the sums of the labels. Two mistakes in opposite directions then look like "
    "none. Compare the labels pair by pair.",
)
def accuracy(y_true, y_pred):
    return 1 - abs(sum(y_true) - sum(y_pred)) / len(y_true)


@q.wrong(
    "looks for each label anywhere",
    hint="You ask whether a label occurs anywhere among the predictions. Prediction i belongs to "
    "label i alone.",
)
def accuracy(y_true, y_pred):
    return sum(t in y_pred for t in y_true) / len(y_true)


@q.wrong(
    "recall",
    hint="This is the share of the ones that were found. It knows nothing about the points "
    "of the other classes.",
)
def accuracy(y_true, y_pred):
    found = sum(t == 1 and p == 1 for t, p in zip(y_true, y_pred))
    return found / sum(t == 1 for t in y_true)


@q.wrong(
    "compares two lists as a whole",
    hint="With two lists, `==` asks whether the whole lists are equal, and gives one answer. "
    "What can you make of the lists first, or how can you go through them in pairs?",
)
def accuracy(y_true, y_pred):
    return np.mean(y_true == y_pred)


@q.wrong(
    "one minus the mean difference",
    hint="For labels 0 and 1 a difference is 0 or 1, but a 3 taken for a 1 differs by 2. "
    "Ask whether two labels are equal, not how far they are apart.",
)
def accuracy(y_true, y_pred):
    return 1 - np.mean(np.abs(np.array(y_true) - np.array(y_pred)))


@q.wrong(
    "rounded",
    hint="Your result is always 0 or 1: it has been rounded. Leave the fraction as it is.",
)
def accuracy(y_true, y_pred):
    return round(sum(t == p for t, p in zip(y_true, y_pred)) / len(y_true))


@q.wrong(
    "one True or False for each point",
    hint="You return one True or False for each point. One number is asked for: "
    "which share of them is True?",
)
def accuracy(y_true, y_pred):
    return np.array(y_true) == np.array(y_pred)


@q.right("the mean of a comparison of arrays")
def accuracy(y_true, y_pred):
    return np.mean(np.array(y_true) == np.array(y_pred))


@q.right("a loop with a counter")
def accuracy(y_true, y_pred):
    n_right = 0
    for i in range(len(y_true)):
        if y_true[i] == y_pred[i]:
            n_right += 1
    return n_right / len(y_true)


@q.right("the length of a filtered list")
def accuracy(labels, guesses):
    return len([1 for pair in zip(labels, guesses) if pair[0] == pair[1]]) / len(labels)


@q.right("one minus the share of differences")
def accuracy(y_true, y_pred):
    return 1 - np.count_nonzero(np.subtract(y_true, y_pred)) / np.size(y_true)


q.right(
    "scikit-learn",
    code="""
    from sklearn.metrics import accuracy_score

    def accuracy(y_true, y_pred):
        return accuracy_score(y_true, y_pred)
    """,
)
q.right(
    "pandas",
    code="""
    import pandas as pd

    def accuracy(y_true, y_pred):
        return (pd.Series(y_true) == pd.Series(y_pred)).mean()
    """,
)
q.right(
    "the diagonal of a table of counts, with the count",
    code="""
    def accuracy(y_true, y_pred):
        pairs = {}
        for pair in zip(y_true, y_pred):
            pairs[pair] = pairs.get(pair, 0) + 1
        n_right = 0
        for (label, guess), n in pairs.items():
            if label == guess:
                n_right += n
        return n_right / sum(pairs.values()), n_right
    """,
)
q.right(
    "a lambda with map",
    code="""
    import operator

    accuracy = lambda y_true, y_pred: sum(map(operator.eq, y_true, y_pred)) / len(y_pred)
    """,
)

# ---------------------------------------------------------------- q04_manual_line

q.hints(
    "Take the two lists of the example, and put a finger on each pair of entries. What do you count, and what do you divide by?",
    "Python counts True as 1 and False as 0, so you can add up comparisons. `zip` gives you the pairs, whether the labels are lists, tuples or arrays.",
    "Go through the pairs, add up how many are equal, and divide by how many pairs there are, not by how many ones. A plain / gives the fraction.",
)

q = exam.question("q04_manual_line")
q.reference(a=0.2, b=0.3)
q.equivalent(
    "this line, too, is right for at least 0.80 of the points",
    was="a, b = 0.2, 0.3",
    now=["b, a = 0.2, 0.3", "a, b = 0.3, 0.2"],
)


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


q.wrong(
    "text instead of numbers",
    hint="a and b must each be one number: 0.5, and not '0.5' in quotation marks, nor a pair "
    "(0,5 is one), nor a slider (a slider's number is its value).",
    code="""
    a, b = "0.2", "0.3"
    """,
)
q.wrong(
    "all points on one side",
    hint="All 300 points lie on the same side of your line, so it says the same for every point. "
    "Move it until it runs between the moons.",
    code="""
    a, b = 0.1, -4.0
    """,
    recognise=lambda candidate: len(set(below(*line_by(candidate)).tolist())) == 1,
)
q.wrong(
    "not there yet",
    hint="You are close: the line is right for more than 0.77 of the points. "
    "Turn one knob a little, then the other.",
    code="""
    a, b = 0.0, 0.0
    """,
    recognise=lambda candidate: 0.77 < share_right(*line_by(candidate)) < 0.80,
)
q.wrong(
    "the sides are swapped",
    hint="Your line gets more points wrong than right: much of the upper moon is below it. "
    "Below the line means class 1. Should the line rise or fall?",
    code="""
    a, b = -8.0, 3.0
    """,
    recognise=lambda candidate: share_right(*line_by(candidate)) < 0.45,
)
q.wrong(
    "the slope has the wrong sign",
    hint="Your line falls where it should rise. Which sign must the slope have?",
    code="""
    a, b = -0.3, 0.3
    """,
    recognise=lambda candidate: share_right(-line_by(candidate)[0], line_by(candidate)[1]) >= 0.80,
)
q.wrong(
    "a and b swapped",
    hint="With a and b exchanged your line would be good. Which of the two is the slope?",
    code="""
    a, b = -0.1, 0.9
    """,
    recognise=lambda candidate: share_right(*line_by(candidate)[::-1]) >= 0.80,
)
q.wrong(
    "the height has the wrong sign",
    hint="Your slope is good, and with the other sign of b the line would be, too. "
    "Should it run higher or lower than it does?",
    code="""
    a, b = 0.3, -0.5
    """,
    recognise=lambda candidate: share_right(line_by(candidate)[0], -line_by(candidate)[1]) >= 0.80,
)

q.right("a flat line", code="a, b = 0, 0.25")
q.right("NumPy numbers", code="a, b = np.float32(0.5), np.array([0.1])")
q.right("two assignments", code="a = 1 / 4\nb = 0.2\n")
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

# ---------------------------------------------------------------- q05_perceptron_step

q.hints(
    "Which moon is the lower one, and on which side of your line must it lie? Run the sliders' cell and watch the number in the title.",
    "Start from the flat line at 0.25, which is right for 245 points. Move one slider a little, keep what is better, then move the other one.",
    "Almost flat lines between the two moons pass: a small slope, with a height between 0.2 and 0.5. Write the numbers on your sliders as a and b.",
)

q = exam.question("q05_perceptron_step")


@q.reference
def perceptron_step(w, x, y):
    if y * np.dot(w, x) <= 0:
        return w + y * x
    return w


q.equivalent(
    "the dot product of two vectors is the same in either order",
    was="if y * np.dot(w, x) <= 0:",
    now="if y * np.dot(x, w) <= 0:",
)


def weights_of(answer):
    """Take the weights from an answer that may return more; three numbers are a tuple, too."""
    return first_of(answer) if isinstance(answer, tuple) and np.ndim(answer[0]) > 0 else answer


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


@q.wrong(
    "always updates",
    hint="The weights also change at points that are right. When is a correction due?",
)
def perceptron_step(w, x, y):
    return w + y * x


@q.wrong(
    "adds x without y",
    hint="You add x at every mistake, whatever its label. "
    "In which direction should a point with the label -1 push?",
)
def perceptron_step(w, x, y):
    if y * np.dot(w, x) <= 0:
        return w + x
    return w


@q.wrong(
    "subtracts",
    hint="Your correction goes the wrong way: after it, the point is more wrong than before. "
    "Check the sign in front of y x.",
)
def perceptron_step(w, x, y):
    if y * np.dot(w, x) <= 0:
        return w - y * x
    return w


@q.wrong(
    "only when below 0",
    hint="A point with w·x = 0 lies on the line and is not right, but you leave the weights alone "
    "there. From w = (0, 0, 0) nothing would ever start to move.",
)
def perceptron_step(w, x, y):
    if y * np.dot(w, x) < 0:
        return w + y * x
    return w


@q.wrong(
    "never updates",
    hint="The weights that come back are always the old ones. Are the new ones computed, stored "
    "in w and returned?",
)
def perceptron_step(w, x, y):
    if y * np.dot(w, x) <= 0:
        np.add(w, y * x)
    return w


def slower_from_zero(candidate):
    step = np.ravel(candidate.perceptron_step(np.zeros(3), np.array([1.0, 2.0, 4.0]), -1))
    return bool(step[0] < 0 and step[0] != -1 and np.allclose(step, step[0] * np.array([1, 2, 4])))


@q.wrong(
    "a learning rate",
    hint="Your corrections go the right way, but their length is not that of the rule. "
    "There is no learning rate in it.",
    recognise=slower_from_zero,
)
def perceptron_step(w, x, y):
    if y * np.dot(w, x) <= 0:
        return w + 0.1 * y * x
    return w


@q.wrong(
    "on the line counts as +1",
    hint="On the line, where w·x = 0, you correct points of one label and not those of the other. "
    "Neither is right there.",
)
def perceptron_step(w, x, y):
    prediction = 1 if np.dot(w, x) >= 0 else -1
    if prediction != y:
        return w + y * x
    return w


@q.wrong(
    "never returns",
    hint="Your function returns None. Even if w has been changed in place, the new weights must "
    "be returned.",
)
def perceptron_step(w, x, y):
    if y * np.dot(w, x) <= 0:
        w += y * x


@q.wrong(
    "returns None at a right point",
    hint="At a mistake you return the weights, but at a point that is right you return None. "
    "What should come back when nothing changes?",
)
def perceptron_step(w, x, y):
    if y * np.dot(w, x) <= 0:
        return w + y * x


@q.wrong(
    "label 0/1 read as sign",
    hint="You compare the label with a prediction that is 0 or 1. Here labels are -1 and +1, so "
    "they never agree where the label is -1.",
)
def perceptron_step(w, x, y):
    prediction = 1 if np.dot(w, x) > 0 else 0
    return w + (y - prediction) * x


@q.wrong(
    "corrects the right points",
    hint="You change the weights where the point is right, and leave them where it is wrong. "
    "Look at the direction of your comparison.",
)
def perceptron_step(w, x, y):
    if y * np.dot(w, x) > 0:
        return w + y * x
    return w


@q.wrong(
    "steps twice as far",
    hint="With labels -1 and +1, label minus prediction is 2 or -2 at a mistake, so you step twice "
    "as far as the rule says. And what is the prediction on the line?",
)
def perceptron_step(w, x, y):
    prediction = 1 if np.dot(w, x) >= 0 else -1
    return w + (y - prediction) * x


@q.wrong(
    "w0 never changes",
    hint="w1 and w2 are right, but w0 never changes. x begins with a 1 for w0.",
)
def perceptron_step(w, x, y):
    new = w.copy()
    if y * np.dot(w, x) <= 0:
        new[1:] += y * x[1:]
    return new


@q.wrong(
    "adds y without x",
    hint="All three weights move by the same amount, y. What should the label be multiplied by?",
)
def perceptron_step(w, x, y):
    if y * np.dot(w, x) <= 0:
        return w + y
    return w


@q.wrong(
    "the test forgets the label",
    hint="You correct where w·x is 0 or less, for both labels. For the label -1, a negative w·x "
    "is just right.",
)
def perceptron_step(w, x, y):
    if np.dot(w, x) <= 0:
        return w + y * x
    return w


@q.wrong(
    "returns the correction",
    hint="At a mistake you return only the correction, and not the weights after it.",
)
def perceptron_step(w, x, y):
    if y * np.dot(w, x) <= 0:
        return y * x
    return w


@q.wrong(
    "the prediction 0 or 1 compared with the label",
    hint="You compare a prediction of 0 or 1 with a label of -1 or +1. A 0 never equals -1, so "
    "points with the label -1 are corrected even when they are right.",
)
def perceptron_step(w, x, y):
    y_hat = 1 if np.dot(w, x) > 0 else 0
    if y_hat != y:
        w = w + y * x
    return w


@q.wrong(
    "label minus sign",
    hint="Label minus sign is 2 or -2 at a mistake, so off the line you step twice as far as the "
    "rule says.",
)
def perceptron_step(w, x, y):
    return w + (y - np.sign(np.dot(w, x))) * x


@q.wrong(
    "labels taken for 0 and 1 and converted",
    hint="A point with the label -1 moves the weights three times as far as the rule says. "
    "Labels are -1 and +1 already: is 2y - 1 applied to them again?",
)
def perceptron_step(w, x, y):
    y = 2 * y - 1
    if y * np.dot(w, x) <= 0:
        return w + y * x
    return w


@q.wrong(
    "another 1 in place of x1",
    hint="You build x = (1, x1, x2) anew, out of an x that has its 1 already. So the last "
    "coordinate is lost. Use x as it comes.",
)
def perceptron_step(w, x, y):
    x = np.array([1, x[0], x[1]])
    if y * np.dot(w, x) <= 0:
        return w + y * x
    return w


@q.wrong(
    "w0 left out of the test",
    hint="In your test for a mistake w0 plays no part. The dot product w·x has three terms.",
)
def perceptron_step(w, x, y):
    if y * (w[1] * x[1] + w[2] * x[2]) <= 0:
        return w + y * x
    return w


@q.wrong(
    "corrects until the point is right",
    hint="You correct again and again until the point is right. A step makes one correction.",
)
def perceptron_step(w, x, y):
    while y * np.dot(w, x) <= 0:
        w = w + y * x
    return w


@q.wrong(
    "tests again before each weight",
    hint="w0 is right, but w1 and w2 are not always. You ask again whether the point is right "
    "after w0 has moved: how often should one step ask?",
)
def perceptron_step(w, x, y):
    for i in range(3):
        if y * np.dot(w, x) <= 0:
            w[i] = w[i] + y * x[i]
    return w


@q.wrong(
    "each weight tested on its own",
    hint="You test and correct each weight on its own. Whether the point is right is one question: "
    "what is the sum of the three products?",
)
def perceptron_step(w, x, y):
    new = np.array(w, dtype=float)
    for i in range(3):
        if y * w[i] * x[i] <= 0:
            new[i] += y * x[i]
    return new


@q.wrong(
    "a margin of 1",
    hint="You also correct points that are right but near the line. A correction is due where "
    "y (w·x) is 0 or less.",
)
def perceptron_step(w, x, y):
    if y * np.dot(w, x) < 1:
        return w + y * x
    return w


@q.wrong(
    "returns None at a mistake",
    hint="At a point that is right you return the weights, but at a mistake you return None. "
    "Does the `return` stand inside the else?",
)
def perceptron_step(w, x, y):
    if y * np.dot(w, x) <= 0:
        w = w + y * x
    else:
        return w


@q.wrong(
    "w·x instead of the label",
    hint="You add a multiple of x, but how long and which way depends on y (w·x). "
    "By the rule it is y times x.",
)
def perceptron_step(w, x, y):
    margin = y * np.dot(w, x)
    if margin <= 0:
        w = w + margin * x
    return w


@q.wrong(
    "adds x below, takes it away above",
    hint="Whether you add or take away x depends on w·x alone. What does the label say?",
)
def perceptron_step(w, x, y):
    return w + x if np.dot(w, x) <= 0 else w - x


@q.right("np.where, after a comparison with a tiny number")
def perceptron_step(w, x, y):
    return np.where(y * np.einsum("i,i->", w, x) <= 1e-12, np.add(w, y * x), w)


@q.right("in place")
def perceptron_step(w, x, y):
    if not y * (w @ x) > 0:
        w += y * x
    return w


@q.right("a list, entry by entry")
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


@q.right("a factor 0 or 1, and a flag returned as well")
def perceptron_step(weights, point, label):
    is_wrong = bool(label * sum(p * q for p, q in zip(weights, point)) <= 0)
    return weights + is_wrong * label * point, is_wrong


@q.right("two signs compared")
def perceptron_step(w, x, y):
    if np.sign(w.dot(x)) != y:
        w = w + y * x
    return w


@q.right("a case for each label, as a tuple")
def perceptron_step(w, x, y):
    w0, w1, w2 = w
    score = w0 * x[0] + w1 * x[1] + w2 * x[2]
    if y == 1 and score <= 0:
        return (w0 + x[0], w1 + x[1], w2 + x[2])
    if y == -1 and score >= 0:
        return (w0 - x[0], w1 - x[1], w2 - x[2])
    return (w0, w1, w2)


@q.right("half the step of the rule with a prediction of -1, 0 or 1, as a column")
def perceptron_step(w, x, y):
    column = np.reshape(w, (3, 1))
    prediction = np.sign(column.T @ np.reshape(x, (3, 1))).item()
    error = (y - prediction) / 2 if prediction else y
    return column + error * np.reshape(x, (3, 1))


# ---------------------------------------------------------------- q06_perceptron_fit

q.hints(
    "When is a point right? Read the condition of the formula again, and look at its sign of comparison: what happens when the product is exactly 0?",
    "Compute the dot product of w and x, multiply it by y, and compare with 0. Only when the result is not positive do the weights change.",
    "In the one case the new weights are the old ones plus the label times the point; in the other they are the old ones. Return the weights in both cases, and let 0 count as a mistake.",
)

q = exam.question("q06_perceptron_fit")


@q.reference
def perceptron_fit(X, y, max_epochs):
    w, mistakes = np.zeros(3), []
    while len(mistakes) < max_epochs:
        mistakes.append(0)
        for point, label in zip(X, y):
            x = np.array([1.0, *point])
            if label * np.dot(w, x) <= 0:
                w = w + label * x
                mistakes[-1] += 1
        if mistakes[-1] == 0:
            break
    return w, mistakes


q.equivalent(
    "the dot product of two vectors is the same in either order",
    was="wrong += label * np.dot(w, x) <= 0",
    now="wrong += label * np.dot(x, w) <= 0",
)
q.equivalent(
    "a whole number of NumPy's is one, too",
    was="mistakes.append(int(wrong))",
    now="mistakes.append(wrong)",
)


def fitted(candidate, points, signs, max_epochs):
    """Train the candidate's perceptron; check the form of what it returns."""
    answer = candidate.perceptron_fit(points, signs, max_epochs)
    check(answer is not None, "perceptron_fit returns None. Is a `return` missing?")
    check(
        isinstance(answer, (tuple, list)) and len(answer) >= 2,
        "perceptron_fit should return two things: the weights and the list of mistakes.",
    )
    w = np.asarray(answer[0], dtype=float).ravel()
    mistakes = np.asarray(answer[1], dtype=float)
    check(
        mistakes.ndim > 0, "The second thing returned should be a list, one entry for each epoch."
    )
    check(w.size == 3, "The weights should be three: w0, w1 and w2.")
    check(np.isfinite(w).all(), "Some weights are nan or infinite.")
    mistakes = mistakes.ravel()
    check(mistakes.size > 0, "The list of mistakes is empty.")
    check(
        np.array_equal(mistakes, np.round(mistakes)) and mistakes.min() >= 0,
        "The mistakes of an epoch are a whole number of points.",
    )
    return w, mistakes


# What follows holds for any order of the visits, any small start and any learning rate.
TWINS = 20
# A small random start turns the first correction by less than this cosine says, and is shorter
# than this share of it.
NEARLY_ALONG = 0.993
SHORT = 0.2


def twins(candidate, rng):
    """Check trainings on many copies of one point: one correction makes all of them right."""
    firsts = []
    for _ in range(4):
        point = rng.choice([-1, 1], size=2) * rng.uniform(3, 6, size=2)
        lengths, corrected, untouched = [], [], []
        for sign in (1, -1):
            w, mistakes = fitted(candidate, np.tile(point, (TWINS, 1)), np.full(TWINS, sign), 5)
            check(
                mistakes.max() < TWINS,
                "Of many points in one place with one label, only the first should be a mistake: "
                "its correction makes the others right. Do you count each point when it is "
                "visited, and correct it at once, before you look at the next?",
            )
            check(
                mistakes[-1] == 0 and sign * (w[0] + point @ w[1:]) > 0,
                "Many points in one place, all with one label, are not right after your training.",
            )
            firsts.append(mistakes[0])
            lengths.append(np.linalg.norm(w))
            along = np.linalg.norm(w) * np.linalg.norm([1, *point])
            lengths[-1] *= abs(abs(w[0] + point @ w[1:]) - along) < 1e-9 * along
            (corrected if mistakes.any() else untouched).append(np.linalg.norm(w))
            check(
                not mistakes.any() or abs(w[0] + point @ w[1:]) > NEARLY_ALONG * along,
                "The first correction of w = (0, 0, 0) is y·x, so that w points where x does, or "
                "the other way. After corrections by one point yours points elsewhere: which "
                "weights do you start with?",
            )
        check(
            not corrected or not untouched or max(untouched) < SHORT * min(corrected),
            "Your list holds no mistake, but w is as long as after a correction. Is a mistake for "
            "the training one for the count as well? With w = (0, 0, 0), w·x is 0.",
        )
        check(
            min(lengths) == 0 or np.isclose(*lengths),
            "A correction for the label -1 is not as long as one for +1. Are the labels changed "
            "before they are used? They are -1 and +1 already.",
        )
    check(
        max(firsts) > 0,
        "With w = (0, 0, 0) the first point of the first epoch is a mistake, for w·x is 0 there; "
        "but your first epoch has none. Do you count a point at its visit, before it is corrected?",
    )


def neighbours(candidate, rng):
    """Check trainings on two or three points near each other, each of which matters."""
    for n in (2, 2, 3):
        angle = rng.uniform(0, 2 * np.pi)
        radius, turn = rng.uniform(2.0, 3.0), np.array([0.0, 0.7, 1.4])[:n]
        points = radius * np.column_stack((np.cos(angle + turn), np.sin(angle + turn)))
        signs = rng.choice([-1, 1]) * np.array([1, -1, 1])[:n]
        order = rng.permutation(n)
        settles(candidate, points[order], signs[order])
        # The same place with both labels: whatever w is, one of the two is wrong.
        one_place = np.tile(points[0], (2, 1))
        _, mistakes = fitted(candidate, one_place, np.array([1, -1]), 4)
        check(
            mistakes.size == 4 and mistakes.min() >= 1,
            "Two points in one place with different labels can never both be right, so each of the "
            "max_epochs epochs has a mistake. Does your loop visit every point?",
        )


def starts_anew(candidate, points, signs):
    """Check that what was learned does not stay for the next call."""
    fitted(candidate, points, -signs, 300)
    firsts = [fitted(candidate, points, signs, 300)[1][0] for _ in range(4)]
    check(
        firsts[0] == 0 or max(firsts[1:]) > 0,
        "A second training on the same points begins with the weights of the first. Do they start "
        "at (0, 0, 0) in every call?",
    )


def settles(candidate, points, signs):
    """Check a training on points that a line separates."""
    w, mistakes = fitted(candidate, points, signs, 300)
    check(
        mistakes[-1] == 0 or mistakes.size in (1, 300) or (np.diff(mistakes) < 0).any(),
        "Your training stops by itself, and yet the last entry of your mistakes is not 0, and "
        "none is smaller than the one before. Does the count go back to 0 for every epoch?",
    )
    check(
        mistakes[-1] == 0,
        "A line separates these points, but the last entry of your mistakes is not 0.",
    )
    check(
        np.count_nonzero(mistakes == 0) == 1,
        "Your training goes on after an epoch without a mistake.",
    )
    scores = signs * (w[0] + points @ w[1:])
    check(
        bool((scores > 0).all()),
        "Your last epoch reports no mistake, but with the weights that you return some points are "
        "on the wrong side.",
    )


def goes_on(candidate, points, signs, max_epochs):
    """Check a training on points that no line separates."""
    _, mistakes = fitted(candidate, points, signs, max_epochs)
    check(
        bool((mistakes > 0).all()),
        "No line separates these points, and yet one of your epochs has no mistake.",
    )
    check(
        mistakes.size == max_epochs,
        "No line separates these points, so there should be max_epochs epochs, no more and no "
        "less.",
    )
    check(
        mistakes.max() <= len(points),
        "An epoch of yours has more mistakes than there are points. Is every epoch counted on "
        "its own?",
    )
    check(
        mistakes.max() > 1,
        "No epoch has more than one mistake in your list. Does it count the mistakes?",
    )


def contradictory(points, signs):
    """Give every point twice, once with each label, so that half of them are always wrong."""
    return np.vstack([points, points]), np.append(signs, -signs)


def draw_clouds(rng, sizes, centers):
    points, labels = separable_clouds(sizes, rng, centers=centers, gap=0.4)
    return points, 2 * labels - 1


@q.case("two clouds end without mistakes, contradictory labels never do")
def clouds_end(candidate, rng):
    for _ in range(3):
        points, signs = draw_clouds(rng, (19, 11), centers=((2.8, 2.5), (1.0, 0.5)))
        settles(candidate, points, signs)
    goes_on(candidate, *contradictory(points, signs), 6)
    starts_anew(candidate, points, signs)
    neighbours(candidate, rng)
    twins(candidate, rng)


@q.case("clouds of very different sizes, elsewhere")
def other_clouds(candidate, rng):
    for _ in range(3):
        points, signs = draw_clouds(rng, (7, 26), centers=((-1.0, 3.0), (-3.0, 1.0)))
        settles(candidate, points, signs)
    goes_on(candidate, *contradictory(points, signs), 1)
    starts_anew(candidate, points, signs)
    neighbours(candidate, rng)
    twins(candidate, rng)


@q.case("the moons stop at max_epochs, clouds stop by themselves")
def moons_go_on(candidate, rng):
    goes_on(candidate, X[::3], 2 * y[::3] - 1, 5)  # as inseparable as all of them, and sooner done
    for _ in range(3):
        points, signs = draw_clouds(rng, (12, 17), centers=((2.0, -1.0), (0.5, -3.0)))
        settles(candidate, points, signs)
    starts_anew(candidate, points, signs)
    neighbours(candidate, rng)
    twins(candidate, rng)


def trained(fit):
    """Train on points that no case uses."""
    points, labels = separable_clouds((8, 11), np.random.default_rng(3), gap=0.4)
    probes = (points, 2 * labels - 1, 40), (X[:60], 2 * y[:60] - 1, 4)
    return [[np.asarray(part, dtype=float).ravel() for part in fit(*probe)] for probe in probes]


@cache
def trained_wrongly(title):
    """Train as a wrong answer does."""
    question = exam.questions["q06_perceptron_fit"]
    (code,) = (wrong.code for wrong in question.wrong_answers if wrong.title == title)
    return trained(exam.namespace(code)["perceptron_fit"])


# What a candidate returned is compared with one wrong answer after the other.
trainings = WeakKeyDictionary()


def trains_like(title):
    """Recognise a wrong answer by what it returns for points that no case uses."""

    def recognise(candidate):
        if candidate not in trainings:
            trainings[candidate] = trained(candidate.perceptron_fit)
        return all(
            len(m) == len(t) and all(p.shape == q.shape and np.allclose(p, q) for p, q in zip(m, t))
            for m, t in zip(trainings[candidate], trained_wrongly(title))
        )

    return recognise


FIT = """\
def perceptron_fit(X, y, max_epochs):
    w, mistakes = np.zeros(3), []
    for _ in range(max_epochs):
        wrong = 0
        for point, label in zip(X, y):
            x = np.array([1.0, *point])
            if label * np.dot(w, x) <= 0:
                w = perceptron_step(w, x, label)
                wrong += 1
        mistakes.append(wrong)
        if wrong == 0:
            break
    return w, mistakes
"""


def goes_on_from_before(candidate):
    points, labels = separable_clouds((8, 11), np.random.default_rng(3), gap=0.4)
    mistakes = [
        candidate.perceptron_fit(points, sign * (2 * labels - 1), 90)[1] for sign in (1, -1, -1)
    ]
    return bool(mistakes[1][0] > 0 and np.array_equal(mistakes[2], [0]))


def wrong_fit(title, hint, *changes, recognise=None):
    """Register a wrong answer that differs from FIT by these changes, old text to new."""
    code = FIT
    for old, new in changes:
        assert code.count(old) == 1, old
        code = code.replace(old, new)
    q.wrong(title, hint=hint, code=code, recognise=recognise or trains_like(title))


q.right("two loops and a break", code=FIT)

wrong_fit(
    "stops at the first right point",
    "Your training leaves the points at the first one that is right, and never sees the rest. "
    "When may an epoch end?",
    (
        "                wrong += 1\n",
        "                wrong += 1\n            else:\n                break\n",
    ),
)
wrong_fit(
    "mistakes never reset",
    "Your numbers of mistakes never go down: they add up over all epochs so far. "
    "Where does the counter start again at 0?",
    ("        wrong = 0\n", ""),
    ("np.zeros(3), []\n", "np.zeros(3), []\n    wrong = 0\n"),
)
wrong_fit(
    "never stops early",
    "Your list ends with many zeros: the training always runs for max_epochs epochs. "
    "What can still change after an epoch without a mistake?",
    ("        if wrong == 0:\n            break\n", ""),
)
wrong_fit(
    "visits only the first point",
    "Your epochs look at the first point only. Is a `return` or `break` indented too far, "
    "or an index fixed?",
    ("in zip(X, y):", "in [(X[0], y[0])]:"),
)
wrong_fit(
    "the step is computed and thrown away",
    "The weights that you return are still (0, 0, 0). perceptron_step returns the new weights; "
    "what do you do with them?",
    ("w = perceptron_step", "perceptron_step"),
)
wrong_fit(
    "the epoch without a mistake is not in the list",
    "Your weights are right, but the list lacks its 0 at the end. The epoch without a mistake is "
    "an epoch too: which comes first, `append` or `break`?",
    ("        mistakes.append(wrong)\n", ""),
    ("            break\n", "            break\n        mistakes.append(wrong)\n"),
)
wrong_fit(
    "no 1 in front of the points",
    "You return two weights, and w0 is missing: your lines all go through (0, 0). "
    "What stands in front of x1 and x2?",
    ("np.zeros(3)", "np.zeros(2)"),
    ("np.array([1.0, *point])", "point"),
)
wrong_fit(
    "the 1 stands behind the points",
    "Your weights are in the order w1, w2, w0. The 1 belongs in front: x = (1, x1, x2).",
    ("[1.0, *point]", "[*point, 1.0]"),
)
wrong_fit(
    "three weights, but no 1 in front",
    "A dot product of three weights with two coordinates does not work. x needs its 1 in front: "
    "x = (1, x1, x2).",
    ("np.array([1.0, *point])", "np.array(point)"),
)
wrong_fit(
    "one epoch too few",
    "Points that no line separates need exactly max_epochs epochs. "
    "How many rounds does your loop make? Count them for max_epochs = 1.",
    ("range(max_epochs)", "range(1, max_epochs)"),
)
wrong_fit(
    "one epoch too many",
    "Your training makes one epoch more than max_epochs. How many numbers does your loop count?",
    ("range(max_epochs)", "range(max_epochs + 1)"),
)
wrong_fit(
    "max_epochs is not used",
    "Your number of epochs is written into the function. It should be the argument max_epochs.",
    ("range(max_epochs)", "range(100)"),
)
wrong_fit(
    "reads the notebook's clouds",
    "Whatever points you are given, you train on the clouds of the notebook. "
    "Use the arguments X and y.",
    ("zip(X, y)", "zip(clouds, cloud_signs)"),
)
wrong_fit(
    "a share instead of a number",
    "Your list holds shares of the points. The mistakes of an epoch are to be counted.",
    ("mistakes.append(wrong)", "mistakes.append(wrong / len(y))"),
)
wrong_fit(
    "the mistakes are returned first",
    "The mistakes come first and the weights second. Return them as (w, mistakes).",
    ("return w, mistakes", "return mistakes, w"),
)
wrong_fit(
    "only the weights are returned",
    "You return the weights alone. The list of mistakes should come with them.",
    ("return w, mistakes", "return w"),
)
wrong_fit(
    "one number instead of a list",
    "The second thing that you return is one number. Each epoch should have its own, in a list.",
    ("return w, mistakes", "return w, sum(mistakes)"),
)
wrong_fit(
    "returns after the first epoch",
    "You return after one epoch, mistakes or not. Look at the indentation of your `return`.",
    ("        if wrong == 0:\n            break\n    return", "        return"),
)
wrong_fit(
    "nothing is a mistake at the start",
    "Your training ends in its first epoch with w = (0, 0, 0). There, w·x is 0 for every point: "
    "does your comparison count this as a mistake?",
    ("<= 0", "< 0"),
)
wrong_fit(
    "the weights start again in every epoch",
    "Every epoch of yours makes the same mistakes as the first. Which values does w have when an "
    "epoch begins?",
    ("        wrong = 0\n", "        w, wrong = np.zeros(3), 0\n"),
)
wrong_fit(
    "counts the right points",
    "Your list counts the points that were right. Which points are the mistakes?",
    ("mistakes.append(wrong)", "mistakes.append(len(y) - wrong)"),
)
wrong_fit(
    "notes that there was a mistake, but not how many",
    "Your list holds only 0 and 1. It says whether an epoch made a mistake; how many did it make?",
    ("wrong += 1", "wrong = 1"),
)
wrong_fit(
    "corrects every point",
    "You correct every point that you visit, also the right ones. When is a correction due?",
    (
        "                w = perceptron_step(w, x, label)\n                wrong += 1\n",
        "                wrong += 1\n            w = w + label * x\n",
    ),
)


wrong_fit(
    "counts after the epoch",
    "Your numbers are those of the points that are wrong after the epoch. A mistake is counted at "
    "the moment of the visit, before the correction.",
    ("                wrong += 1\n", ""),
    (
        "        mistakes.append(wrong)\n",
        "        wrong = sum(l * (w[0] + p @ w[1:]) <= 0 for p, l in zip(X, y))\n"
        "        mistakes.append(wrong)\n",
    ),
)
wrong_fit(
    "counts before the epoch",
    "Your numbers are those of the points that are wrong before the epoch begins. An earlier "
    "correction may have put some of them right by the time they are visited.",
    (
        "        wrong = 0\n",
        "        wrong = sum(l * (w[0] + p @ w[1:]) <= 0 for p, l in zip(X, y))\n",
    ),
    ("                wrong += 1\n", ""),
)
wrong_fit(
    "all corrections at the end of the epoch",
    "All points of an epoch are judged by the same weights, and corrected together at its end. "
    "The perceptron corrects at once, so the next point already meets the new weights.",
    ("        wrong = 0\n", "        wrong, new = 0, w\n"),
    ("w = perceptron_step(w, x, label)", "new = new + label * x"),
    ("        mistakes.append(wrong)\n", "        mistakes.append(wrong)\n        w = new\n"),
)
wrong_fit(
    "the labels converted again",
    "Points with the label -1 move your weights three times as far as the others. The labels are "
    "-1 and +1 already: is 2y - 1 applied to them once more?",
    ("    w, mistakes", "    y = 2 * y - 1\n    w, mistakes"),
)
wrong_fit(
    "the last point left out",
    "Your epochs never visit the last point. Which is the last number of range(n - 1)?",
    ("in zip(X, y):", "in zip(X[:-1], y[:-1]):"),
)
wrong_fit(
    "the first point left out",
    "Your epochs never visit the first point. With which number does Python start to count?",
    ("in zip(X, y):", "in zip(X[1:], y[1:]):"),
)
wrong_fit(
    "points drawn at random",
    "Your epochs draw points at random, so some are visited twice and some not at all. "
    "Each point has one visit in each epoch.",
    ("    w, mistakes", "    rng = np.random.default_rng(0)\n    w, mistakes"),
    ("in zip(X, y):", "in [(X[i], y[i]) for i in rng.integers(0, len(X), len(X))]:"),
)
wrong_fit(
    "an epoch ends with its first mistake",
    "Each of your epochs ends with its first mistake. After a correction the visit goes on with "
    "the next point.",
    ("                wrong += 1\n", "                wrong += 1\n                break\n"),
)
wrong_fit(
    "one entry for each point",
    "Your list has an entry for each visit, not for each epoch. How far is `append` indented?",
    (
        "        mistakes.append(wrong)\n        if",
        "            mistakes.append(wrong)\n        if",
    ),
)
wrong_fit(
    "the weights of one call are the start of the next",
    "The first call is right, but the next one begins with the weights that the first has found. "
    "Where are the zeros made: inside the function, or once and for all in its first line?",
    ("X, y, max_epochs):", "X, y, max_epochs, w=np.zeros(3)):"),
    ("w, mistakes = np.zeros(3), []", "mistakes = []"),
    ("w = perceptron_step(w, x, label)", "w += label * x"),
    recognise=goes_on_from_before,
)
wrong_fit(
    "the weights start at ones",
    "Your weights start at (1, 1, 1), so that some points count as right before anything is "
    "learned. Where should they start?",
    ("np.zeros(3)", "np.ones(3)"),
)
wrong_fit(
    "compares w with itself",
    "Your epochs count no mistake, although w moves. If the step changes w in place, the old and "
    "the new w are the same array, and always equal. When do you know that a point is wrong?",
    ("            if label", "            old = w\n            if label"),
    (
        "                w = perceptron_step(w, x, label)\n                wrong += 1\n",
        "                w += label * x\n            wrong += not np.array_equal(old, w)\n",
    ),
)


q.right(
    "a class, and a dictionary of the mistakes",
    code="""
    class Perceptron:
        def __init__(self):
            self.w = np.zeros(3)
            self.mistakes = {}

        def visit(self, x, label, epoch):
            if label * (self.w @ x) <= 0:
                self.mistakes[epoch] += 1
            self.w = perceptron_step(self.w, x, label)

        def fit(self, X, y, max_epochs):
            for epoch in range(1, max_epochs + 1):
                self.mistakes[epoch] = 0
                for i in range(X.shape[0]):
                    self.visit(np.append(1.0, X[i]), y[i], epoch)
                print(epoch, self.mistakes[epoch])
                if self.mistakes[epoch] == 0:
                    break

    def perceptron_fit(X, y, max_epochs):
        perceptron = Perceptron()
        perceptron.fit(X, y, max_epochs)
        return list(perceptron.w), list(perceptron.mistakes.values())
    """,
)
q.right(
    "a generator of epochs, the weights changed in place",
    code="""
    def epochs(X, y, w):
        while True:
            count = 0
            for (x1, x2), sign in zip(X, y):
                x = np.array([1, x1, x2])
                if sign * w.dot(x) <= 0:
                    w += sign * x
                    count += 1
            yield count

    def perceptron_fit(X, y, max_epochs):
        w = np.zeros(3)
        mistakes = []
        for _, count in zip(range(max_epochs), epochs(X, y, w)):
            mistakes.append(count)
            if count == 0:
                break
        return [w, mistakes]
    """,
)


@q.right("a column of ones, and the step compared with what came before")
def perceptron_fit(X, y, max_epochs):
    with_ones = np.column_stack([np.ones(len(X)), X])
    w, mistakes = np.zeros(3), []
    for _ in range(max_epochs):
        count = 0
        for i in range(len(y)):
            new_w = perceptron_step(w, with_ones[i], y[i])
            if not np.array_equal(new_w, w):
                count += 1
            w = new_w
        mistakes.append(count)
        if count == 0:
            return w, mistakes
    return w, mistakes


@q.right("a while loop and plain lists")
def perceptron_fit(X, y, max_epochs):
    w = [0.0, 0.0, 0.0]
    mistakes = []
    done = False
    while not done and len(mistakes) < max_epochs:
        n_wrong = 0
        for (x1, x2), label in zip(X.tolist(), y.tolist()):
            if label * (w[0] + w[1] * x1 + w[2] * x2) <= 0:
                w = [w[0] + label, w[1] + label * x1, w[2] + label * x2]
                n_wrong += 1
        mistakes.append(n_wrong)
        done = n_wrong == 0
    return w, mistakes


@q.right("shuffled epochs and a learning rate")
def perceptron_fit(X, y, max_epochs):
    rng = np.random.default_rng()
    w = np.zeros(3)
    mistakes = []
    for _ in range(max_epochs):
        wrong = 0
        for i in rng.permutation(len(X)):
            x = np.insert(X[i], 0, 1)
            if y[i] * (w @ x) <= 0:
                w += 0.1 * y[i] * x
                wrong += 1
        mistakes.append(wrong)
        if not wrong:
            break
    return w, mistakes


@q.right("an array of mistakes, cut to its length, and a third value")
def perceptron_fit(X, y, max_epochs):
    mistakes = np.zeros(max_epochs, dtype=int)
    w = np.zeros((1, 3))
    for epoch in range(max_epochs):
        for i, point in enumerate(X):
            x = np.r_[1, point]
            if np.sign(w @ x) != y[i]:
                w[0] += y[i] * x
                mistakes[epoch] += 1
        if mistakes[epoch] == 0:
            break
    return w, mistakes[: epoch + 1], epoch + 1


@q.right("recursion over the epochs")
def perceptron_fit(X, y, max_epochs, w=None):
    w = np.zeros(3) if w is None else w
    if max_epochs == 0:
        return w, []
    wrong = 0
    for point, label in zip(X, y):
        x = np.concatenate(([1], point))
        wrong += int(label * np.dot(w, x) <= 0)
        w = perceptron_step(w, x, label)
    if wrong == 0 or max_epochs == 1:
        return w, [wrong]
    w, rest = perceptron_fit(X, y, max_epochs - 1, w)
    return w, [wrong] + rest


# ---------------------------------------------------------------- q07_line_of

q.hints(
    "There are two loops here. What does the outer one count, what does the inner one visit, and which of them must start its count of mistakes at 0 again?",
    "For each point put a 1 in front, look whether it is a mistake with the weights of this moment, and then call perceptron_step. After all points, add the count of this epoch to the list.",
    "Keep the order: a zero vector of three weights, a loop over the epochs, in it a fresh count and a loop over pairs of points and labels. Append the count at the end of the epoch, and leave the outer loop once it was 0, after appending.",
)

q = exam.question("q07_line_of")


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


@q.wrong(
    "sign of the slope",
    hint="The intercept is right, but your lines rise where they should fall. "
    "What happens to w1·x1 when it changes sides?",
)
def line_of(w):
    return w[1] / w[2], -w[0] / w[2]


@q.wrong(
    "sign of the intercept",
    hint="The slope is right, but your lines are mirrored up and down. "
    "What happens to w0 when it changes sides?",
)
def line_of(w):
    return -w[1] / w[2], w[0] / w[2]


@q.wrong(
    "both signs",
    hint="Slope and intercept both have the wrong sign. Everything but w2·x2 goes to the other "
    "side of the equation.",
)
def line_of(w):
    return w[1] / w[2], w[0] / w[2]


@q.wrong(
    "w0 and w1 swapped",
    hint="Slope and intercept have changed places. Which weight stands with x1, and which alone? "
    "The slope is returned first.",
)
def line_of(w):
    return -w[0] / w[2], -w[1] / w[2]


@q.wrong(
    "divides by w1",
    hint="You solved for x1, or divided by its weight. Which weight stands with x2?",
)
def line_of(w):
    return -w[2] / w[1], -w[0] / w[1]


@q.wrong(
    "w2 taken for the constant",
    hint="You take w[0] and w[1] as the weights of x1 and x2. In this notebook the constant comes "
    "first: w0, then w1 and w2.",
)
def line_of(w):
    return -w[0] / w[1], -w[2] / w[1]


@q.wrong(
    "does not divide",
    hint="You have w2·x2 on the left, and not yet x2. What is the last step?",
)
def line_of(w):
    return -w[1], -w[0]


@q.wrong(
    "the sign of w2 is lost",
    hint="Your lines are right where w2 is positive, and have both signs wrong where it is "
    "negative. Do you take a size where a number belongs?",
)
def line_of(w):
    return -w[1] / abs(w[2]), -w[0] / abs(w[2])


@q.wrong(
    "slope upside down",
    hint="The intercept is right, but the slope is upside down: which weight is divided by which?",
)
def line_of(w):
    return -w[2] / w[1], -w[0] / w[2]


@q.wrong(
    "returns the slope only",
    hint="You return one number. A line needs two: slope and intercept.",
)
def line_of(w):
    return -w[1] / w[2]


@q.wrong(
    "the intercept is not divided",
    hint="The slope is right. The whole equation is divided by w2, also w0.",
)
def line_of(w):
    return -w[1] / w[2], -w[0]


@q.wrong(
    "where the line crosses the other axis",
    hint="The slope is right. Your second number is where the line crosses the x1 axis; the "
    "intercept is its height at x1 = 0.",
)
def line_of(w):
    return -w[1] / w[2], -w[0] / w[1]


@q.wrong(
    "whole-number division",
    hint="Your numbers are whole: `//` cuts off the fraction. Try `7 // 2`.",
)
def line_of(w):
    return -w[1] // w[2], -w[0] // w[2]


@q.wrong(
    "only the last term is divided",
    hint="The slope is right, but the intercept holds w1 as well. Put brackets where you divide, "
    "and leave out what belongs to x1.",
)
def line_of(w):
    return -w[1] / w[2], -w[0] - w[1] / w[2]


@q.wrong(
    "divided by the length of w",
    hint="You divide by the length of w. The equation is to be solved for x2: which weight stands "
    "with it?",
)
def line_of(w):
    return -w[1] / np.linalg.norm(w), -w[0] / np.linalg.norm(w)


@q.wrong(
    "the sizes only",
    hint="None of your numbers is negative: the signs have been dropped. A line may fall, and it "
    "may cross below 0.",
)
def line_of(w):
    return abs(w[1] / w[2]), abs(w[0] / w[2])


@q.right("a list from unpacked weights")
def line_of(w):
    w0, w1, w2 = w
    slope = -(w1 / w2)
    intercept = -(w0 / w2)
    return [slope, intercept]


@q.right("an array")
def line_of(w):
    return -np.asarray(w)[[1, 0]] / w[2]


@q.right("two points on the line")
def line_of(weights):
    def height(x1):
        return (weights[0] + weights[1] * x1) / -weights[2]

    return height(1) - height(0), height(0)


@q.right("solved by NumPy, with the weights returned as well")
def line_of(w):
    at_0_and_1 = np.linalg.solve([[w[2], 0], [0, w[2]]], [-w[0], -w[0] - w[1]])
    return float(at_0_and_1[1] - at_0_and_1[0]), float(at_0_and_1[0]), w


q.hints(
    "Put the weights of the example, -6, 1 and 2, into the equation. What do you do, step by step, to have x2 alone on the left?",
    "Bring the terms with w0 and w1 to the other side, which turns their signs, and divide everything by the factor of x2.",
    "The slope is what stands in front of x1 after that, the intercept is the term without x1. Both have a minus sign, and both are divided by the last weight. Return the slope first.",
)
