"""The exam of 02_logistic_regression: the line learned by descent, then softmax regression.

X is N×d, W is d×K, z stands before and p after the sigmoid or softmax. For one sample the gradient
is (p - y)·x, whichever of the two it is.
"""
# ruff: noqa: B905 - students write zip(a, b)

import itertools
import warnings
from functools import cache

import numpy as np
from sklearn.datasets import load_digits, make_moons
from sklearn.linear_model import LogisticRegressionCV
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

from viva.compare.numbers import as_numbers
from viva.exam import Exam, Pair, check
from viva.lab import separable_clouds

warnings.filterwarnings("ignore", category=FutureWarning, module="sklearn")

exam = Exam("logistic_regression")

# The same points as those of the notebook, which seeds the global random state with 1.
X, y = make_moons(300, noise=0.20, random_state=1)


@cache
def digits():
    """Give the digits of the notebook: X_train, X_test, y_train, y_test."""
    data = load_digits()
    X_train, X_test, y_train, y_test = train_test_split(
        data.data, data.target, test_size=0.15, random_state=37
    )
    scaler = StandardScaler().fit(X_train)
    return scaler.transform(X_train), scaler.transform(X_test), y_train, y_test


def summed_loss(w, X, y):
    z = X @ w
    return np.sum(np.logaddexp(0, z) - y * z)


@exam.given
def given():
    X_train, X_test, y_train, y_test = digits()
    clouds, cloud_labels = separable_clouds((60, 60), np.random.default_rng(10))
    return {
        "np": np,
        "LogisticRegressionCV": LogisticRegressionCV,
        "X": X,
        "y": y,
        "X1": np.column_stack([np.ones(len(X)), X]),
        "summed_loss": summed_loss,
        "clouds": clouds,
        "cloud_labels": cloud_labels,
        "X_train": X_train,
        "X_test": X_test,
        "y_train": y_train,
        "y_test": y_test,
    }


def main(returned):
    """Leave out what a function returns after the thing that was asked for."""
    return returned[0] if isinstance(returned, tuple) and len(returned) > 1 else returned


def vector(returned, n):
    """Leave out what is returned after a vector of n numbers, which may itself be a tuple."""
    if isinstance(returned, tuple) and len(returned) == n and not any(map(np.ndim, returned)):
        return returned
    return main(returned)


def variant(template, *replacements):
    """Give `template` with every pair of old and new text put in."""
    for old, new in replacements:
        assert old in template, old
        template = template.replace(old, new)
    return template


def number(value):
    """Give a returned number as a float; nan for what is none."""
    try:
        return float(np.ravel(value)[0])
    except (TypeError, ValueError, IndexError):
        return float("nan")


# ---------------------------------------------------------------------------------------------
q = exam.question("q01_fit")


@cache
def fitted(rows=300):
    return LogisticRegressionCV().fit(X[:rows], y[:rows])


q.reference(classifier=fitted())


def weights_of(candidate):
    classifier = candidate.classifier
    w, c = np.ravel(classifier.coef_), np.ravel(classifier.intercept_)
    check(w.size == 2, "coef_ does not hold two weights. Is the classifier fitted to all of X?")
    return w, c[0]


@q.case("fitted to all points")
def fitted_to_all(candidate, rng):
    w, c = weights_of(candidate)
    p = 1 / (1 + np.exp(-(X @ w + c)))
    check(
        np.mean((p > 0.5) == y) >= 0.845,  # 0.85, rounded
        "The accuracy on X, y is below 0.85. Which labels was the classifier fitted to?",
    )
    # Where a logistic regression has been fitted, the residuals add up to 0, and the slope of the
    # loss runs along w, which only the price for large weights can explain.
    slope = (p - y) @ X / len(X)
    across = abs(slope[0] * w[1] - slope[1] * w[0]) / np.linalg.norm(w)
    check(
        abs(np.mean(p - y)) < 2e-3 and across < 4e-3,
        "The weights do not suit all of the points best. Was the classifier fitted to all of X "
        "and y?",
    )
    check(
        np.size(candidate.classifier.C_) >= 1, "classifier must be a fitted LogisticRegressionCV."
    )


def has_weights_of(rows):
    return lambda candidate: np.allclose(
        np.ravel(candidate.classifier.coef_), np.ravel(fitted(rows).coef_), rtol=1e-3
    )


q.wrong(
    "a perceptron",
    hint="This is a perceptron, which knows no probabilities. The question asks for a "
    "LogisticRegressionCV.",
    code="""
from sklearn.linear_model import Perceptron

classifier = Perceptron().fit(X, y)
""",
    # Only the perceptron and its like have this attribute.
    recognise=lambda candidate: candidate.classifier.eta0 > 0,
)
q.wrong(
    "never fitted",
    hint="The classifier is made, but it has not seen any points yet: it has no coef_. Which "
    "method lets a model of scikit-learn learn?",
    code="""
classifier = LogisticRegressionCV()
""",
)
q.wrong(
    "the class itself",
    hint="classifier is the class, not an object made from it. What do the brackets behind "
    "LogisticRegressionCV do?",
    code="""
classifier = LogisticRegressionCV
""",
)
q.wrong(
    "the predictions",
    hint="classifier holds the predicted labels. Keep the fitted model itself: its weights are "
    "needed below.",
    code="""
classifier = LogisticRegressionCV().fit(X, y).predict(X)
""",
)
q.wrong(
    "half of the points",
    hint="This classifier knows the first 150 points only. Here it may see all of X and y.",
    code="""
classifier = LogisticRegressionCV().fit(X[:150], y[:150])
""",
    recognise=has_weights_of(150),
)
q.wrong(
    "some points held out",
    hint="This classifier has been fitted to a part of the points. Holding some out is a good "
    "habit, and comes at the end of the notebook; here all of X and y are asked for.",
    code="""
classifier = LogisticRegressionCV().fit(X[:240], y[:240])
""",
    recognise=lambda candidate: (
        np.allclose(np.ravel(candidate.classifier.coef_), [1.29, -4.6], atol=0.8)
        and not np.allclose(np.ravel(candidate.classifier.coef_), [1.29, -4.6], atol=0.03)
    ),
)
q.wrong(
    "one coordinate only",
    hint="The classifier has a single weight: it was fitted to one column of X. A point has two "
    "coordinates.",
    code="""
classifier = LogisticRegressionCV().fit(X[:, 1:], y)
""",
)
q.wrong(
    "the labels the other way round",
    hint="The accuracy is close to 0.14: the classifier gives nearly every point the other class. "
    "Which labels did it learn from?",
    code="""
classifier = LogisticRegressionCV().fit(X, 1 - y)
""",
    recognise=lambda candidate: candidate.classifier.score(X, y) < 0.15,
)
q.wrong(
    "labels that do not belong to the points",
    hint="The accuracy is far too low: points and labels do not belong together. Were they put "
    "into another order?",
    code="""
classifier = LogisticRegressionCV().fit(X, np.roll(y, 1))
""",
    recognise=lambda candidate: candidate.classifier.score(X, y) < 0.75,
)
q.wrong(
    "without the cross-validation",
    hint="This is LogisticRegression. The one asked for has CV at its end: it tries several prices "
    "for large weights and keeps the best.",
    code="""
from sklearn.linear_model import LogisticRegression

classifier = LogisticRegression().fit(X, y)
""",
    # With CV at the end it has Cs, prices to try, and no C.
    recognise=lambda candidate: bool(candidate.classifier.solver) and candidate.classifier.C > 0,
)
q.right(
    "in one line",
    code="""
classifier = LogisticRegressionCV().fit(X, y)
""",
)
q.right(
    "five folds, a finer grid of prices",
    code="""
classifier = LogisticRegressionCV(cv=5, Cs=20, max_iter=1000, random_state=0)
classifier.fit(X, y)
print(classifier.score(X, y))
""",
)
q.right(
    "another solver",
    code="""
clf = LogisticRegressionCV(solver="liblinear")
clf = clf.fit(X.tolist(), list(y))
classifier = clf
""",
)
q.right(
    "Newton's method, prices by hand, labels as booleans",
    code="""
classifier = LogisticRegressionCV(Cs=[1.0, 10.0, 100.0], solver="newton-cg")
classifier.fit(np.array(X), y == 1)
""",
)

q.hints(
    "Every model of scikit-learn is used in the same three steps. Which two of them does this question ask for?",
    "First make an object of the class whose name is in the text, with empty brackets, and give it the name classifier. It has not seen any data yet.",
    "Then call the object's method that learns, with the points first and the labels second. Use all of the 300 points.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q03_slope_bias")
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
    """Give w1, w2 and c of the student's classifier, or the reference's if there is none."""
    found = candidate.classifier if candidate.defines("classifier") else fitted()
    return (*np.ravel(found.coef_), *np.ravel(found.intercept_))


@q.case("the line of your own classifier")
def own_line(candidate, rng):
    w1, w2, c = own_classifier(candidate)
    return Pair((candidate.a, candidate.b), (-w1 / w2, -c / w2))


def gives(line, rtol=1e-4):
    """Recognise a and b that follow from the student's own w1, w2, c in a wrong way."""

    def recognise(candidate):
        wanted = line(*own_classifier(candidate))
        return np.allclose([number(candidate.a), number(candidate.b)], wanted, rtol=rtol)

    return recognise


SLOPE = """
w1, w2 = classifier.coef_[0]
c = classifier.intercept_[0]
a, b = -w1 / w2, -c / w2
"""
for title, hint, line, recognise in (
    (
        "both signs",
        "Both signs are reversed. What happens to a term that moves to the other side of the "
        "equation?",
        "w1 / w2, c / w2",
        gives(lambda w1, w2, c: (w1 / w2, c / w2)),
    ),
    (
        "the sign of the slope",
        "b is right, but the slope has the wrong sign: your line falls, and the boundary rises.",
        "w1 / w2, -c / w2",
        gives(lambda w1, w2, c: (w1 / w2, -c / w2)),
    ),
    (
        "the sign of the intercept",
        "The slope is right, the intercept has the wrong sign.",
        "-w1 / w2, c / w2",
        gives(lambda w1, w2, c: (-w1 / w2, c / w2)),
    ),
    (
        "the inverse slope",
        "The fraction of the slope is upside down. Which weight belongs to x2, the one you solve "
        "for?",
        "-w2 / w1, -c / w2",
        gives(lambda w1, w2, c: (-w2 / w1, -c / w2)),
    ),
    (
        "solved for x1",
        "You have solved for x1: both fractions are divided by w1. The line is to be written as "
        "x2 = a·x1 + b.",
        "-w2 / w1, -c / w1",
        gives(lambda w1, w2, c: (-w2 / w1, -c / w1)),
    ),
    (
        "c left out",
        "Your line goes through (0, 0): c has been left out.",
        "-w1 / w2, 0.0",
        gives(lambda w1, w2, c: (-w1 / w2, 0.0)),
    ),
    (
        "c not divided",
        "The slope is right, but b is just -c. Every term of the equation is divided by w2.",
        "-w1 / w2, -c",
        gives(lambda w1, w2, c: (-w1 / w2, -c)),
    ),
    (
        "c as it is",
        "The slope is right, but b is what stands in intercept_. That is c, the height of the "
        "exponent at (0, 0), not the height of the line.",
        "-w1 / w2, c",
        gives(lambda w1, w2, c: (-w1 / w2, c)),
    ),
    (
        "weights instead of slope and intercept",
        "These are the two weights. A line needs its slope and its intercept.",
        "w1, w2",
        gives(lambda w1, w2, c: (w1, w2)),
    ),
    (
        "slope and intercept swapped",
        "a and b have changed places: a is the slope.",
        "-c / w2, -w1 / w2",
        gives(lambda w1, w2, c: (-c / w2, -w1 / w2)),
    ),
    (
        "multiplied by w2",
        "You multiply by w2 where the equation is divided by it.",
        "-w1 * w2, -c * w2",
        gives(lambda w1, w2, c: (-w1 * w2, -c * w2)),
    ),
    (
        "the first weight and c",
        "You took the first weight for the slope and c for the intercept. The equation is not yet "
        "solved for x2.",
        "w1, c",
        gives(lambda w1, w2, c: (w1, c)),
    ),
    (
        "rounded by hand",
        "Nearly right, but rounded. Compute both from the classifier, so that every digit comes "
        "along.",
        "0.28, 0.11",
        gives(lambda w1, w2, c: (-w1 / w2, -c / w2), rtol=0.05),
    ),
    (
        "the line drawn by hand",
        "This line was not computed from the classifier. Its weights tell where the probability "
        "is 0.5.",
        "0.2, 0.3",
        gives(lambda w1, w2, c: (-w1 / w2, -c / w2 + 0.15), rtol=0.9),
    ),
):
    q.wrong(
        title,
        hint=hint,
        code=variant(SLOPE, ("-w1 / w2, -c / w2", line)),
        recognise=recognise,
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

q.hints(
    "Which three numbers does the classifier hold, and in which shapes? Print them before you compute anything.",
    "Take the two weights out of the only row of coef_, and the constant out of intercept_, so that you have three plain numbers. Then solve the equation of the boundary for x2 on paper.",
    "Both results are divided by the second weight, and both change their sign: the slope comes from the first weight, the intercept from the constant.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q04_sigmoid")


@q.reference
def sigmoid(x):
    # tanh never overflows.
    return 0.5 * (1 + np.tanh(0.5 * np.asarray(x)))


q.equivalent(
    "at 0 both forms give 0.5, and a number can be compared as well as an array",
    was="return np.where(np.asarray(x) >= 0, 1, small) / (1 + small)",
    now=[
        "return np.where(x >= 0, 1, small) / (1 + small)",
        "return np.where(np.asarray(x) > 0, 1, small) / (1 + small)",
    ],
)


@q.case("single numbers, and a list of them as an array", rtol=1e-12, atol=1e-12)
def single_numbers(candidate, rng):
    numbers = [*rng.uniform(0.3, 6, 3), *rng.uniform(-6, -0.3, 3), 1000.0, -1000.0]
    return [
        *(main(candidate.sigmoid(float(number))) for number in numbers),
        main(candidate.sigmoid(np.array([*numbers, 21.0]))),
    ]


@q.case("tables of numbers of every size", rtol=1e-12, atol=1e-12)
def tables(candidate, rng):
    table = rng.uniform(-9, 9, size=(3, 4))
    table[1] = -1000.0, 745.5, -745.5, 1000.0
    return (
        main(candidate.sigmoid(table)),
        main(candidate.sigmoid(rng.normal(size=(2, 3, 2)))),
        main(candidate.sigmoid(-2.5)),
    )


@q.wrong(
    "falls instead of rising",
    hint="Your sigmoid of a large number is near 0, and of a very negative one near 1: it runs "
    "downhill. Look at the sign in the exponent.",
)
def sigmoid(x):
    return 0.5 * (1 + np.tanh(-0.5 * np.asarray(x)))


@q.wrong(
    "tanh",
    hint="Your curve runs from -1 to 1: that is tanh. A probability lies between 0 and 1.",
)
def sigmoid(x):
    return np.tanh(x)


@q.wrong(
    "tanh squeezed",
    hint="Your curve is twice as steep as it should be. (1 + tanh x) / 2 is a sigmoid, too, but "
    "of 2x.",
)
def sigmoid(x):
    return (1 + np.tanh(x)) / 2


@q.wrong(
    "softmax of a row",
    hint="Your values depend on their neighbours: each row adds up to 1, as in a softmax. The "
    "sigmoid looks at each number alone.",
)
def sigmoid(x):
    powers = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return powers / np.sum(powers, axis=-1, keepdims=True)


@q.wrong(
    "softmax of the whole array",
    hint="All your values together add up to 1. Each number is to be squeezed on its own: what is "
    "divided by what?",
)
def sigmoid(x):
    powers = np.exp(x - np.max(x))
    return powers / np.sum(powers)


@q.wrong(
    "nan far to the right",
    hint="In the middle all is right, but for large numbers you get nan, which is infinity "
    "divided by infinity. Can you write the fraction so that only 1 stands above the bar?",
)
def sigmoid(x):
    with np.errstate(over="ignore", invalid="ignore"):
        return np.exp(x) / (1 + np.exp(x))


@q.wrong(
    "only for single numbers",
    hint="One number works, an array does not: math.exp takes a single number. NumPy has an "
    "exponential for both.",
    recognise=lambda candidate: abs(number(candidate.sigmoid(1.0)) - 0.7310585786) < 1e-9,
)
def sigmoid(x):
    import math

    return 1 / (1 + math.exp(-x)) if x > -700 else 0.0


@q.wrong(
    "only for arrays",
    hint="An array works, a single number does not: it has no entries to index and no shape. What "
    "does np.asarray do to it, and what do np.where and np.abs?",
)
def sigmoid(x):
    s = np.empty(x.shape)
    s[x >= 0] = 1 / (1 + np.exp(-x[x >= 0]))
    s[x < 0] = np.exp(x[x < 0]) / (1 + np.exp(x[x < 0]))
    return s


@q.wrong(
    "flattened",
    hint="The values are right, but a table comes back as one long row. The shape should stay.",
)
def sigmoid(x):
    return 0.5 * (1 + np.tanh(0.5 * np.ravel(x)))


@q.wrong(
    "the slope",
    hint="Your values go down to 0 on both sides: this is the slope of the sigmoid, the next "
    "question.",
)
def sigmoid(x):
    s = 0.5 * (1 + np.tanh(0.5 * np.asarray(x)))
    return s * (1 - s)


@q.wrong(
    "a step",
    hint="Only 0 and 1 come out. That is the perceptron's step, and a step has no slope.",
)
def sigmoid(x):
    return np.heaviside(x, 0.5)


@q.wrong(
    "brackets missing",
    hint="`1 / 1 + np.exp(-x)` is 1 plus the exponential. What belongs below the bar?",
)
def sigmoid(x):
    with np.errstate(over="ignore"):
        return 1 / 1 + np.exp(-np.asarray(x))


@q.wrong(
    "the exponential alone",
    hint="This is e^x, which grows without end. Where is the fraction?",
)
def sigmoid(x):
    with np.errstate(over="ignore"):
        return np.exp(x)


@q.wrong(
    "minus below the bar",
    hint="Some of your values are negative or larger than 1: below the bar stands a minus. What "
    "does the formula say?",
)
def sigmoid(x):
    with np.errstate(over="ignore"):
        return 1 / (1 - np.exp(-np.asarray(x)))


@q.wrong(
    "rounded",
    hint="The values are right to a few decimals only, since something is rounded. The test looks "
    "at twelve.",
    recognise=lambda candidate: (
        1e-9 < abs(number(candidate.sigmoid(1.0)) - 0.7310585786300049) < 1e-2
    ),
)
def sigmoid(x):
    return np.round(0.5 * (1 + np.tanh(0.5 * np.asarray(x))), 4)


@q.wrong(
    "half the numbers of a float",
    hint="Only seven decimals are right: float32 has no more. Stay with NumPy's usual float64.",
)
def sigmoid(x):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-np.asarray(x, dtype=np.float32)))


@q.wrong(
    "cut off too early",
    hint="Near 0 the values are right, farther out the curve is suddenly flat: your numbers are "
    "cut off. Where does exp really overflow?",
    recognise=lambda candidate: (
        abs(number(candidate.sigmoid(1.0)) - 0.7310585786) < 1e-9
        and number(candidate.sigmoid(20.0)) == number(candidate.sigmoid(22.0))
        and number(candidate.sigmoid(20.0)) < 1 - 1e-9
    ),
)
def sigmoid(x):
    return 1 / (1 + np.exp(-np.clip(x, -5, 5)))


@q.wrong(
    "the same for x and -x",
    hint="A negative number gets the value of the positive one. In which branch does e^x stand "
    "above the bar, too?",
)
def sigmoid(x):
    return 1 / (1 + np.exp(-np.abs(x)))


@q.right("as in the formula")
def sigmoid(x):
    return 1 / (1 + np.exp(-x))


@q.right("by tanh")
def sigmoid(z):
    return np.tanh(z / 2) / 2 + 1 / 2


@q.right("two branches and masks")
def sigmoid(x):
    x = np.asarray(x, dtype=float)
    result = np.zeros(x.shape)
    positive = x >= 0
    result[positive] = 1 / (1 + np.exp(-x[positive]))
    e = np.exp(x[~positive])
    result[~positive] = e / (1 + e)
    return result


@q.right("clipped where a float sees no difference")
def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-np.clip(x, -500, 500)))


@q.right("one number at a time")
def sigmoid(x):
    import math

    def one(number):
        if number < -700:
            return 0.0
        return 1 / (1 + math.exp(-number))

    return np.vectorize(one)(x)


@q.right("the logarithm of the sum")
def sigmoid(x):
    return np.exp(-np.logaddexp(0, -np.array(x)))


@q.right("recursion over the rows, lists come back")
def sigmoid(x):
    if np.ndim(x) == 0:
        return float(np.power(1 + np.exp(-x), -1))
    return [sigmoid(row) for row in x]


q.hints(
    "For which numbers does e to the -z become too large for a float? And what could you compute instead on that side?",
    "The exponential of a negative number never overflows. So compute it of minus the absolute value, and think about which fraction belongs to which sign of z.",
    "With u for that small exponential, the fraction is 1 over 1 + u where z is positive, and u over 1 + u where it is negative. `np.where` chooses entry by entry, for a number as well as for an array.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q05_grad_sigmoid")


@q.reference
def grad_sigmoid(x):
    # The formula of the hyperbolic cosine, which needs no sigmoid.
    return 0.25 / np.cosh(0.5 * np.asarray(x)) ** 2


def true_sigmoid(x):
    return 0.5 * (1 + np.tanh(0.5 * np.asarray(x)))


def differences(function, x, h=1e-5):
    return (function(x + h) - function(x - h)) / (2 * h)


@q.case("against finite differences")
def slopes_by_differences(candidate, rng):
    numbers, table = rng.uniform(-4, 4, size=6), rng.normal(scale=2, size=(3, 4))
    singles = [main(candidate.grad_sigmoid(float(x))) for x in (0.7, -1.9)]
    answers = [*singles, main(candidate.grad_sigmoid(numbers)), main(candidate.grad_sigmoid(table))]
    return Pair(
        answers,
        [differences(true_sigmoid, np.array(x)) for x in (0.7, -1.9, numbers, table)],
    )


@q.case("numbers near and far")
def slopes_near_and_far(candidate, rng):
    return (
        main(candidate.grad_sigmoid(np.array([0.0, 3.0, -3.0, 8.0, -8.0, 25.0, -25.0]))),
        main(candidate.grad_sigmoid(rng.uniform(-3, 3, size=(2, 5)))),
        main(candidate.grad_sigmoid(0.4)),
    )


@q.wrong(
    "takes an activated value",
    hint="You compute x(1 - x). That would be the slope if x were s(z) already, but the function "
    "is given z.",
)
def grad_sigmoid(x):
    return np.asarray(x) * (1 - np.asarray(x))


@q.wrong(
    "1 + s",
    hint="The second factor is 1 + s where it should be 1 - s: your slope does not go down to 0 on "
    "the right.",
)
def grad_sigmoid(x):
    return sigmoid(x) * (1 + sigmoid(x))


@q.wrong(
    "the sigmoid itself",
    hint="This is the sigmoid, not its slope.",
)
def grad_sigmoid(x):
    return sigmoid(x)


@q.wrong(
    "the wrong sign",
    hint="Your slope is negative, but the curve rises everywhere.",
)
def grad_sigmoid(x):
    return sigmoid(x) * (sigmoid(x) - 1)


@q.wrong(
    "the square",
    hint="You multiply s by itself. The two factors are s and 1 - s.",
)
def grad_sigmoid(x):
    return sigmoid(x) ** 2


@q.wrong(
    "one factor",
    hint="This is 1 - s, the curve turned round. Its other factor is missing.",
)
def grad_sigmoid(x):
    return 1 - sigmoid(x)


@q.wrong(
    "the slope of tanh",
    hint="This is the slope of tanh, 1 - t². The sigmoid is a different curve, and flatter.",
)
def grad_sigmoid(x):
    return 1 - np.tanh(x) ** 2


@q.wrong(
    "the sigmoid applied twice",
    hint="The sigmoid is applied to a value that is a sigmoid already. How often is it needed?",
)
def grad_sigmoid(x):
    s = sigmoid(sigmoid(x))
    return s * (1 - s)


@q.wrong(
    "1 - s²",
    hint="This is 1 - s². For tanh that would be the form; for the sigmoid it is s(1 - s).",
)
def grad_sigmoid(x):
    return 1 - sigmoid(x) ** 2


@q.wrong(
    "x times the slope",
    hint="There is a factor x too much in front of s(1 - s).",
)
def grad_sigmoid(x):
    return x * sigmoid(x) * (1 - sigmoid(x))


@q.wrong(
    "added up",
    hint="One number comes back for a whole array: the slopes have been added up. Each number has "
    "a slope of its own.",
)
def grad_sigmoid(x):
    return np.dot(np.ravel(sigmoid(x)), np.ravel(1 - np.asarray(sigmoid(x))))


@q.wrong(
    "a one-sided difference with a large step",
    hint="Close, but this is an approximation, with a step that is too large. The formula is "
    "exact.",
)
def grad_sigmoid(x):
    return (sigmoid(np.asarray(x) + 0.01) - sigmoid(x)) / 0.01


@q.right("as in the formula, twice the sigmoid")
def grad_sigmoid(x):
    return sigmoid(x) * (1 - sigmoid(x))


@q.right("both sides of the curve")
def grad_sigmoid(z):
    return sigmoid(z) * sigmoid(-np.asarray(z))


@q.right("the quotient rule")
def grad_sigmoid(x):
    e = np.exp(-x)
    return e / (1 + e) ** 2


@q.right("s minus its square, one entry at a time")
def grad_sigmoid(x):
    if np.ndim(x):
        return np.array([grad_sigmoid(entry) for entry in x])
    s = float(sigmoid(x))
    return s - s**2


@q.right("central differences with a small step")
def grad_sigmoid(x):
    h = 1e-6
    return (sigmoid(x + h) - sigmoid(x - h)) / (2 * h)


q.hints(
    "What does this function get: the number before the sigmoid or the one after it?",
    "Call your sigmoid once on what comes in, and keep the result under a short name. The formula uses nothing else.",
    "The slope is the sigmoid's value times what is missing from it to 1. At 0 this is a half times a half: check that you get 0.25.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q07_loss_i")


@q.reference
def loss_i(w, x_i, y_i):
    z = float(np.dot(w, x_i))
    # ln(1 + e^z) - y z: the same loss, which is infinite for no z.
    return np.logaddexp(0, z) - number(y_i) * z


q.equivalent(
    "the dot product of two vectors is the same in either order",
    was="p = sigmoid(np.dot(w, x_i))",
    now="p = sigmoid(np.dot(x_i, w))",
)


def a_point(rng, d, low=0.4, high=2.2):
    """Draw weights and a point with |w·x| between `low` and `high`."""
    w, x = rng.normal(size=d), np.array([1.0, *rng.uniform(0.4, 2, d - 1)])
    x[1:] *= rng.choice([-1, 1], d - 1)
    z = rng.uniform(low, high) * rng.choice([-1, 1])
    return w + x * (z - w @ x) / (x @ x), x


def as_label(number, label):
    """Give a label as an int, in an array, as a float or as NumPy's int, in turn."""
    kinds = (int, lambda label: np.array([label]), float, np.int64)
    kind = (number + number // 2) % 4
    return f"label {label}" + (" in an array" if kind == 1 else ""), kinds[kind](label)


def at_most_ten(value):
    """Give a large loss as 10, whatever bound it has; what is not finite, or small, as it is."""
    return value if value is None or not number(value) > 10 or np.isinf(number(value)) else 10.0


def losses_of_points(candidate, rng, sizes):
    found = {}
    for k, d in enumerate(sizes):
        w, x = a_point(rng, d)
        for label in (0, 1):
            name, kind = as_label(len(found), label)
            found[f"point {k + 1}, {name}"] = main(candidate.loss_i(w, x, kind))
    for d, label in ((3, 0), (4, 1)):
        w, x = a_point(rng, d, 30, 30)
        # z = w·x points to the other class.
        w = w * np.sign(w @ x) * (1 - 2 * label)
        loss = main(candidate.loss_i(w, x, label))
        found[f"far on the wrong side, label {label}"] = at_most_ten(loss)
    return found


@q.case("both labels, and a point far on the wrong side", rtol=1e-4, atol=1e-4)
def three_weights(candidate, rng):
    return losses_of_points(candidate, rng, (3, 3, 3, 3))


@q.case("other numbers of weights", rtol=1e-4, atol=1e-4)
def other_sizes(candidate, rng):
    return losses_of_points(candidate, rng, (2, 5, 4, 1))


LOSS_I = """
def loss_i(w, x_i, y_i):
    p = sigmoid(np.dot(w, x_i))
    return -y_i * np.log(p) - (1 - y_i) * np.log(1 - p)
"""
LOSS_RETURNED = "-y_i * np.log(p) - (1 - y_i) * np.log(1 - p)"
for title, hint, *replacements in (
    (
        "the sign",
        "Your losses are negative. The logarithm of a probability is negative, so what has to "
        "stand in front of it?",
        (LOSS_RETURNED, "y_i * np.log(p) + (1 - y_i) * np.log(1 - p)"),
    ),
    (
        "the decimal logarithm",
        "Your losses are too small by the factor ln 10: log10 is not the natural logarithm.",
        ("np.log(", "np.log10("),
    ),
    (
        "the logarithm to base 2",
        "Your losses are in bits. ln is the natural logarithm, which NumPy calls np.log.",
        ("np.log(", "np.log2("),
    ),
    (
        "only the term of label 1",
        "With label 1 all is right, with label 0 your loss is always 0. Which term is missing?",
        (LOSS_RETURNED, "-y_i * np.log(p)"),
    ),
    (
        "label 1 taken for every point",
        "You take -ln p whatever the label is. That is right for one of the two classes.",
        (LOSS_RETURNED, "-np.log(p)"),
    ),
    (
        "label 0 taken for every point",
        "You take -ln(1 - p) whatever the label is. Where does y come in?",
        (LOSS_RETURNED, "-np.log(1 - p)"),
    ),
    (
        "the squared error",
        "This is a squared difference. Cross-entropy is made of logarithms.",
        (LOSS_RETURNED, "(p - y_i) ** 2"),
    ),
    (
        "the absolute error",
        "This is how far the probability is from the label. Its logarithm is missing.",
        (LOSS_RETURNED, "abs(p - y_i)"),
    ),
    (
        "labels and probabilities swapped",
        "You take the logarithm of the label and weigh it with the probability. It is the other "
        "way round: 0 and 1 have no useful logarithms.",
        (LOSS_RETURNED, "-p * np.log(y_i + 1e-9) - (1 - p) * np.log(1 - y_i + 1e-9)"),
    ),
    (
        "the labels the other way round",
        "Points of class 1 pay what points of class 0 should, and the other way round. Is p the "
        "probability of class 1?",
        (LOSS_RETURNED, "-(1 - y_i) * np.log(p) - y_i * np.log(1 - p)"),
    ),
    (
        "a plus between the terms",
        "The two terms have different signs. Both logarithms are negative, so both need a minus.",
        (LOSS_RETURNED, "-y_i * np.log(p) + (1 - y_i) * np.log(1 - p)"),
    ),
    (
        "ln p in both terms",
        "ln p stands in both terms. What is the probability of class 0?",
        (LOSS_RETURNED, "-y_i * np.log(p) - (1 - y_i) * np.log(p)"),
    ),
    (
        "the entropy",
        "Your loss does not depend on the label: it is the entropy of p alone.",
        (LOSS_RETURNED, "-p * np.log(p) - (1 - p) * np.log(1 - p)"),
    ),
    (
        "the probability instead of its logarithm",
        "This is the probability of the true class. How much does the model pay for it?",
        (LOSS_RETURNED, "y_i * p + (1 - y_i) * (1 - p)"),
    ),
    (
        "no sigmoid",
        "w·x goes straight into the logarithm, and some of your losses are nan. What turns it into "
        "a probability?",
        (
            "p = sigmoid(np.dot(w, x_i))",
            "np.seterr(invalid='ignore')\n    p = np.dot(w, x_i)",
        ),
    ),
    (
        "labels -1 and +1",
        "This formula is for labels -1 and +1. Here they are 0 and 1: with label 0 you always get "
        "ln 2.",
        (LOSS_RETURNED, "np.logaddexp(0, -y_i * np.dot(w, x_i))"),
    ),
    (
        "the mean over the entries of x",
        "The scalar product is divided by the number of entries. w·x is a sum.",
        ("np.dot(w, x_i)", "np.mean(w * x_i)"),
    ),
    (
        "not added up",
        "Your loss has as many entries as the point: w and x are multiplied entry by entry, but "
        "not added up.",
        ("np.dot(w, x_i)", "w * x_i"),
    ),
    (
        "the first weight left out",
        "The first weight has no effect. The 1 is already in front of the point, and w0 belongs to "
        "it.",
        ("np.dot(w, x_i)", "np.dot(w[1:], x_i[1:])"),
    ),
    (
        "a second 1 in front of the point",
        "You put a 1 in front of x_i, but it is there already, and then w is too short.",
        ("np.dot(w, x_i)", "np.dot(w, np.concatenate(([1.0], x_i)))"),
    ),
    (
        "kept too far from 0 and 1",
        "Losses come out too small: your probabilities are kept too far away from 0 and 1. A "
        "millionth is far enough.",
        ("sigmoid(np.dot(w, x_i))", "np.clip(sigmoid(np.dot(w, x_i)), 0.01, 0.99)"),
    ),
    (
        "infinite far out",
        "In the middle all is right, but far on the wrong side your loss is infinite: a "
        "probability was rounded to 0 before its logarithm was taken.",
        (
            "sigmoid(np.dot(w, x_i))",
            "np.float32(np.round(sigmoid(np.dot(w, x_i)), 9))\n    np.seterr(divide='ignore')",
        ),
    ),
    (
        "as a percentage",
        "Your losses are 100 times too large.",
        (LOSS_RETURNED, "100 * (-y_i * np.log(p) - (1 - y_i) * np.log(1 - p))"),
    ),
):
    q.wrong(title, hint=hint, code=variant(LOSS_I, *replacements))


@q.right("a branch for each label")
def loss_i(w, x_i, y_i):
    p = sigmoid(np.dot(w, x_i))
    if y_i == 1:
        return -np.log(p)
    return -np.log(1 - p)


@q.right("the probability of the true class")
def loss_i(weights, point, label):
    sign = 2 * label - 1
    return -np.log(sigmoid(sign * np.sum(weights * point)))


@q.right("kept away from 0 and 1")
def loss_i(w, x_i, y_i):
    p = np.clip(sigmoid(w @ x_i), 1e-7, 1 - 1e-7)
    return float(np.squeeze(-(y_i * np.log(p) + (1 - y_i) * np.log(1 - p))))


@q.right("something tiny in the logarithm, a loop for the product")
def loss_i(w, x_i, y_i):
    import math

    z = 0
    for j in range(len(w)):
        z += w[j] * x_i[j]
    p = sigmoid(z)
    y = int(np.asarray(y_i).item())
    return -math.log((p if y else 1 - p) + 1e-10)


@q.right("ln(1 + e^z) - y z")
def loss_i(w, x_i, y_i):
    z = np.inner(w, x_i)
    return np.log1p(np.exp(z)) - y_i * z


@q.right("an array of one entry, with the probability behind")
def loss_i(w, x_i, y_i):
    p = sigmoid(np.reshape(x_i, (1, -1)) @ np.reshape(w, (-1, 1)))
    return np.where(np.asarray(y_i) == 1, -np.log(p), -np.log1p(-p)), p


q.hints(
    "What is the probability that the model gives to class 1 for this one point? Which of the two terms of the formula is alive when the label is 1?",
    "Compute p from the dot product of weights and point with your sigmoid. Then write down both terms of the formula; the label switches one of them off by itself.",
    "Use the natural logarithm, `np.log`. Mind the two minus signs, and that the second term belongs to one minus p. If p can reach exactly 0 or 1 in your code, keep it a tiny bit away from both.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q08_grad_loss_i")


@q.reference
def grad_loss_i(w, x_i, y_i):
    return (true_sigmoid(np.dot(w, x_i)) - number(y_i)) * np.asarray(x_i, dtype=float)


q.equivalent(
    "a point comes as an array, and a dot product is the same in either order",
    was="return (sigmoid(np.dot(w, x_i)) - y_i) * np.asarray(x_i)",
    now=[
        "return (sigmoid(np.dot(x_i, w)) - y_i) * np.asarray(x_i)",
        "return (sigmoid(np.dot(w, x_i)) - y_i) * x_i",
    ],
)


def slope_of_loss(w, x, label, h=1e-5):
    """Measure the gradient of the cross-entropy of one point."""
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


GRAD_LOSS_I = """
def grad_loss_i(w, x_i, y_i):
    p = sigmoid(np.dot(w, x_i))
    return (p - y_i) * x_i
"""
SLOPE_RETURNED = "(p - y_i) * x_i"
for title, hint, *replacements in (
    (
        "y - p",
        "Your gradient points downhill: every sign is reversed. Which of p and y comes first?",
        (SLOPE_RETURNED, "(y_i - p) * x_i"),
    ),
    (
        "no x",
        "This is p - y, a single number. The gradient has an entry for each weight: where has x "
        "gone?",
        (SLOPE_RETURNED, "p - y_i"),
    ),
    (
        "p(1 - p) left in",
        "There is a factor p(1 - p) too much. In cross-entropy it cancels: what does the "
        "derivative of the logarithm bring with it?",
        (SLOPE_RETURNED, "(p - y_i) * p * (1 - p) * x_i"),
    ),
    (
        "the gradient of the squared error",
        "This is the gradient of (p - y)², with its 2 and its p(1 - p). Which loss is asked for?",
        (SLOPE_RETURNED, "2 * (p - y_i) * p * (1 - p) * x_i"),
    ),
    (
        "the gradient of p",
        "This is the derivative of p itself, the first of your three formulas. It does not depend "
        "on the label.",
        (SLOPE_RETURNED, "p * (1 - p) * x_i"),
    ),
    (
        "the gradient of ln p",
        "This is the derivative of ln p, the second of your three formulas. The label is missing, "
        "and so is the minus of the loss.",
        (SLOPE_RETURNED, "(1 - p) * x_i"),
    ),
    (
        "only the term of label 1",
        "With label 1 all is right, with label 0 your gradient is 0. Also points of class 0 pull.",
        (SLOPE_RETURNED, "-y_i * (1 - p) * x_i"),
    ),
    (
        "label 1 taken for every point",
        "You take (p - 1)·x whatever the label is.",
        (SLOPE_RETURNED, "(p - 1) * x_i"),
    ),
    (
        "the label left out",
        "Your gradient is p·x: the label has been left out.",
        (SLOPE_RETURNED, "p * x_i"),
    ),
    (
        "w instead of x",
        "The direction is that of w. The derivative of w·x with respect to w is something else.",
        (SLOPE_RETURNED, "(p - y_i) * w"),
    ),
    (
        "no sigmoid",
        "You compare w·x itself with the label. The model's answer is a probability.",
        ("sigmoid(np.dot(w, x_i))", "np.dot(w, x_i)"),
    ),
    (
        "a rounded prediction",
        "You compare the label with 0 or 1, not with the probability: that is the perceptron's "
        "rule.",
        ("sigmoid(np.dot(w, x_i))", "np.round(sigmoid(np.dot(w, x_i)))"),
    ),
    (
        "added up",
        "One number comes back: the entries of the gradient have been added up.",
        (SLOPE_RETURNED, "np.sum((p - y_i) * x_i)"),
    ),
    (
        "multiplied by the loss",
        "The gradient is multiplied by the loss. The loss itself does not occur in its slope.",
        (SLOPE_RETURNED, "np.ravel(loss_i(w, x_i, y_i))[0] * (p - y_i) * x_i"),
    ),
    (
        "the absolute difference",
        "Points of class 1 push in the wrong direction: the sign of p - y has got lost.",
        (SLOPE_RETURNED, "abs(p - y_i) * x_i"),
    ),
    (
        "no slope for the first weight",
        "The first entry is 0, so w0 would never learn. Its slope is p - y, since x begins with 1.",
        (SLOPE_RETURNED, "(p - y_i) * np.concatenate(([0.0], x_i[1:]))"),
    ),
    (
        "the first entry left out",
        "There is one entry too few: the slope of w0 is missing.",
        (SLOPE_RETURNED, "(p - y_i) * x_i[1:]"),
    ),
    (
        "twice too large",
        "Your gradient is twice too large. Squared errors have a 2, cross-entropy has none.",
        (SLOPE_RETURNED, "2 * (p - y_i) * x_i"),
    ),
    (
        "divided by p(1 - p)",
        "You divide by p(1 - p). That is how the derivative with respect to p looks; go on to z, "
        "and it cancels.",
        (SLOPE_RETURNED, "(p - y_i) / (p * (1 - p)) * x_i"),
    ),
    (
        "the mean over the weights",
        "Your gradient is divided by the number of weights. There is one point, and nothing to "
        "average.",
        (SLOPE_RETURNED, "(p - y_i) * x_i / len(x_i)"),
    ),
):
    q.wrong(title, hint=hint, code=variant(GRAD_LOSS_I, *replacements))


@q.right("one weight at a time")
def grad_loss_i(w, x_i, y_i):
    p = sigmoid(np.dot(w, x_i))
    gradient = []
    for x in x_i:
        gradient.append(float(np.ravel((p - y_i) * x)[0]))
    return gradient


@q.right("a branch for each label")
def grad_loss_i(w, x_i, y_i):
    p = sigmoid(w @ x_i)
    if y_i == 1:
        return -(1 - p) * x_i
    else:
        return p * x_i


@q.right("step by step, by the chain rule")
def grad_loss_i(w, x, y):
    z = np.sum(w * x)
    p = sigmoid(z)
    slope_of_p = grad_sigmoid(z)
    slope_of_loss = -y / p + (1 - y) / (1 - p)
    return slope_of_loss * slope_of_p * x


@q.right("a product of matrices, a column comes back")
def grad_loss_i(w, x_i, y_i):
    column = np.array(x_i).reshape(-1, 1)
    p = sigmoid(column.T @ np.reshape(w, (-1, 1)))
    return column @ (p - y_i)


@q.right("changed in place on a copy")
def grad_loss_i(w, x_i, y_i):
    gradient = np.array(x_i, dtype=np.float64)
    gradient *= sigmoid(sum(a * b for a, b in zip(w, x_i))) - np.asarray(y_i)
    return gradient


@q.right("central differences of the loss")
def grad_loss_i(w, x_i, y_i):
    h = 1e-5
    gradient = np.zeros(len(w))
    for j in range(len(w)):
        e = np.zeros(len(w))
        e[j] = h
        two = loss_i(w + e, x_i, y_i) - loss_i(w - e, x_i, y_i)
        gradient[j] = np.ravel(two)[0] / (2 * h)
    return gradient


q.hints(
    "Look at the example: with p = 0.75 and the label 1 the gradient is -0.25 times the point. Where does the -0.25 come from?",
    "The gradient is a number times the point. The number says by how much the prediction is too large, and there is no further slope of the sigmoid in it: that one cancels.",
    "Take the prediction minus the label, in this order, and multiply the whole point by it. The result has as many entries as the weights.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q09_gradient_descent")


@q.reference
def gradient_descent(X, y, eta, T):
    w, losses = np.zeros(X.shape[1]), []
    for _ in range(T):
        losses.append(summed_loss(w, X, y))
        w = w - eta * X.T @ (true_sigmoid(X @ w) - y)
    return w, losses


q.equivalent(
    "a vector has no rows and columns to swap",
    was="w = w - eta * X.T @ (sigmoid(X @ w) - y)",
    now=[
        "w = w - eta * X.T @ ((sigmoid(X @ w) - y).T)",
        "w = w - eta * X.T @ (sigmoid(X @ w.T) - y)",
    ],
)


def some_points(rng, n, d):
    """Draw points with their column of ones, and labels of both classes, unevenly many."""
    points = np.column_stack([np.ones(n), rng.normal(size=(n, d - 1)) + 0.3])
    labels = np.array([0, 1, *rng.choice([0, 1, 1], n - 2)])
    return points, labels


def two_results(returned):
    """Give `w, losses` of what a descent returns."""
    check(returned is not None, "Nothing is returned. Is a `return` missing?")
    check(
        isinstance(returned, (tuple, list)) and len(returned) >= 2,
        "Return two things, `w, losses`.",
    )
    return tuple(returned[:2])


def descents(candidate, points, labels, eta, *counts):
    found = {}
    for T in counts:
        w, losses = two_results(candidate.gradient_descent(points, labels, eta, T))
        steps = f"{T} steps" if T > 1 else "1 step"
        found |= {f"w after {steps}": w, f"the losses of {steps}": losses}
    return found


@q.case("one step, and two more")
def one_step(candidate, rng):
    return descents(candidate, *some_points(rng, 9, 3), 0.2, 1, 3)


@q.case("two steps, and five")
def two_steps(candidate, rng):
    return descents(candidate, *some_points(rng, 14, 5), 0.1, 2, 5)


@q.case("twenty steps")
def twenty_steps(candidate, rng):
    points, labels = some_points(rng, 11, 4)
    # In a long valley the steps turn, so that each of the twenty shows in where they end.
    return descents(candidate, points * [1, 2, 1, 0.5], labels, 0.15, 20, 4)


def valley(rng):
    """Draw points, all but one of them with both labels: the descent is soon where it goes to."""
    points, labels = some_points(rng, 5, 3)
    return np.vstack([points, points[:-1]]), np.append(labels, 1 - labels[:-1])


@q.case("three hundred steps, most of them tiny", weight=3)
def many_steps(candidate, rng):
    return descents(candidate, *valley(rng), 0.1, 300)


DESCENT = """
def gradient_descent(X, y, eta, T):
    w = np.zeros(X.shape[1])
    losses = []
    for t in range(T):
        loss = 0.0
        gradient = np.zeros(X.shape[1])
        for i in range(len(X)):
            loss += np.ravel(loss_i(w, X[i], y[i]))[0]
            gradient = gradient + np.ravel(grad_loss_i(w, X[i], y[i]))
        losses.append(loss)
        w = w - eta * gradient
    return w, losses
"""
for title, hint, *replacements in (
    (
        "the mean of the gradients",
        "Your steps are N times too short: the gradient is the mean over the points. The sum is "
        "asked for.",
        ("w - eta * gradient", "w - eta * gradient / len(X)"),
    ),
    (
        "means of gradients and losses",
        "Both the gradient and the losses are means over the points. In this notebook they are "
        "sums.",
        ("w - eta * gradient", "w - eta * gradient / len(X)"),
        ("losses.append(loss)", "losses.append(loss / len(X))"),
    ),
    (
        "the mean of the losses",
        "w is right, but your losses are means over the points. They are to be sums: at w = 0 the "
        "loss is N ln 2.",
        ("losses.append(loss)", "losses.append(loss / len(X))"),
    ),
    (
        "ascent",
        "The loss grows from step to step: you walk along the gradient, that is uphill.",
        ("w - eta * gradient", "w + eta * gradient"),
    ),
    (
        "updates inside the loop over the points",
        "w moves at every point, so later points see another w than earlier ones. Complete the "
        "sum first: how far is the update indented?",
        (
            "            gradient = gradient + np.ravel(grad_loss_i(w, X[i], y[i]))",
            "            w = w - eta * np.ravel(grad_loss_i(w, X[i], y[i]))",
        ),
        ("        w = w - eta * gradient\n", ""),
    ),
    (
        "w updated by every partial sum",
        "w moves after each point by the sum of all gradients so far. One update a step is enough, "
        "when the sum is complete.",
        ("        w = w - eta * gradient\n", "            w = w - eta * gradient\n"),
        ("        losses.append(loss)\n            w", "            w"),
        ("    return", "        losses.append(loss)\n    return"),
    ),
    (
        "the loss after the step",
        "w is right, but your losses come one step too late: each is the loss after its update. "
        "The first is to be that at w = 0.",
        ("        losses.append(loss)\n", ""),
        (
            "        w = w - eta * gradient\n",
            "        w = w - eta * gradient\n        losses.append(summed_loss(w, X, y))\n",
        ),
    ),
    (
        "only the last loss",
        "losses is a single number, the loss of the last step. Keep that of every step, in a list.",
        ("return w, losses", "return w, loss"),
    ),
    (
        "one loss too many",
        "There is one loss too many: w is right, but losses has T + 1 entries. The loss after the "
        "last step is not asked for.",
        ("    return", "    losses.append(summed_loss(w, X, y))\n    return"),
    ),
    (
        "one step too few",
        "There is one update too few. How often does `range(1, T)` go round?",
        ("range(T)", "range(1, T)"),
    ),
    (
        "one step too many",
        "There is one update too many.",
        ("range(T)", "range(T + 1)"),
    ),
    (
        "starts at one",
        "Your descent starts at w = (1, …, 1). The text wants it to start at 0.",
        ("w = np.zeros(", "w = np.ones("),
    ),
    (
        "one more column of ones",
        "w has one entry too many: you put a column of ones in front of X, but it is there "
        "already.",
        (
            "    w = np.zeros",
            "    X = np.column_stack([np.ones(len(X)), X])\n    w = np.zeros",
        ),
    ),
    (
        "the gradient is never reset",
        "From the second step on the old gradients are still in the sum. Where does it start again "
        "at 0?",
        ("        gradient = np.zeros(X.shape[1])\n", ""),
        ("    losses = []", "    losses = []\n    gradient = np.zeros(X.shape[1])"),
    ),
    (
        "the loss is never reset",
        "w is right, but each loss also holds those of all steps before. Where does it start again "
        "at 0?",
        ("        loss = 0.0\n", ""),
        ("    losses = []", "    losses = []\n    loss = 0.0"),
    ),
    (
        "the last point only",
        "Each step follows the last point alone: the gradients are overwritten, not added up.",
        ("gradient = gradient + np.ravel", "gradient = np.ravel"),
    ),
    (
        "no learning rate",
        "The learning rate has no effect: your steps are as long as the gradient itself.",
        ("w - eta * gradient", "w - gradient"),
    ),
    (
        "one step only",
        "There is one step and one loss, whatever T is: the function returns from inside its loop.",
        ("    return", "        return"),
    ),
    (
        "losses before w",
        "You return the losses first. The order is `w, losses`.",
        ("return w, losses", "return losses, w"),
    ),
    (
        "w alone",
        "Only w comes back. The losses are asked for, too.",
        ("return w, losses", "return w"),
    ),
    (
        "the notebook's points",
        "w has three entries whatever X is: the function walks on the notebook's moons, not on the "
        "X and y that it is given.",
        ("def gradient_descent(X, y,", "def gradient_descent(points, labels,"),
        ("    w = np.zeros", "    X, y = X1, globals()['y']\n    w = np.zeros"),
    ),
    (
        "all w of the way",
        "You return w of every step. Only the last one is asked for.",
        ("losses = []", "losses = []\n    way = []"),
        ("    return w,", "        way.append(w)\n    return way,"),
    ),
    (
        "a learning rate that shrinks",
        "The first step is right, the later ones are too short: your learning rate shrinks. It "
        "stays the same.",
        ("eta * gradient", "eta / (t + 1) * gradient"),
    ),
    (
        "stops when the loss hardly changes",
        "The first steps are right, but the descent ends before it has made T of them: it stops "
        "when the loss hardly changes. T steps are asked for, however small they are.",
        (
            "        losses.append(loss)\n",
            "        losses.append(loss)\n"
            "        if t > 0 and abs(losses[-2] - loss) < 1e-6:\n            break\n",
        ),
    ),
    (
        "a random start",
        "The descent starts somewhere else at every call: it is to start at w = 0, where the loss "
        "is N ln 2.",
        ("w = np.zeros(X.shape[1])", "w = np.random.normal(scale=0.01, size=X.shape[1])"),
    ),
    (
        "lengths of the gradient instead of losses",
        "w is right, but in losses stand the lengths of the gradients.",
        ("losses.append(loss)", "losses.append(np.linalg.norm(gradient))"),
    ),
):
    code = variant(DESCENT, *replacements)
    recognise = None
    if title == "the notebook's points":

        def recognise(candidate):
            points = np.column_stack([np.ones(4), np.arange(16.0).reshape(4, 4)])
            return np.size(candidate.gradient_descent(points, [0, 1, 1, 0], 0.1, 1)[0]) == 3

    elif title == "w alone":

        def recognise(candidate):
            points = np.column_stack([np.ones(4), np.arange(16.0).reshape(4, 4)])
            return np.shape(candidate.gradient_descent(points, [0, 1, 1, 0], 0.01, 1)) == (5,)

    elif title == "stops when the loss hardly changes":

        def recognise(candidate):
            points = valley(np.random.default_rng(7))
            few, many = (candidate.gradient_descent(*points, 0.1, T)[1] for T in (3, 900))
            return bool(len(few) == 3 < len(many) < 900 and np.allclose(few, many[:3]))

    elif title == "a random start":

        def recognise(candidate):
            points = valley(np.random.default_rng(7))
            first, second = (candidate.gradient_descent(*points, 0.1, 2)[1] for _ in range(2))
            return bool(np.shape(first) == (2,) and np.all(np.not_equal(first, second)))

    q.wrong(title, hint=hint, code=code, recognise=recognise)


@q.right("a sum of your gradients")
def gradient_descent(X, y, eta, T):
    w = np.zeros(X.shape[1])
    losses = []
    for _ in range(T):
        losses.append(sum(loss_i(w, x, label) for x, label in zip(X, y)))
        w = w - eta * sum(grad_loss_i(w, x, label) for x, label in zip(X, y))
    return w, losses


@q.right("products of matrices, a column of weights")
def gradient_descent(X, y, eta, T):
    d = X.shape[1]
    w = np.zeros((d, 1))
    losses = np.zeros(T)
    for t in range(T):
        p = sigmoid(X @ w)
        labels = y.reshape(-1, 1)
        losses[t] = -np.sum(labels * np.log(p) + (1 - labels) * np.log(1 - p))
        w -= eta * np.dot(X.T, p - labels)
    return w, losses


@q.right("a while loop, changed in place")
def gradient_descent(data, labels, rate, steps):
    w = np.array([0.0 for _ in data[0]])
    history = []
    while len(history) < steps:
        total, slope = 0, np.zeros_like(w)
        for x_i, y_i in zip(data, labels):
            total += loss_i(w, x_i, y_i)
            slope += grad_loss_i(w, x_i, y_i)
        history.append(float(total))
        w[:] = w - rate * slope
    return [w, history]


@q.right("einsum, the length of the last gradient returned too")
def gradient_descent(X, y, eta, T):
    w, losses, gradient = np.zeros(len(X[0])), (), 0
    for _ in range(T):
        z = np.einsum("ij,j->i", X, w)
        losses += (np.logaddexp(0, z).sum() - z[y == 1].sum(),)
        gradient = np.einsum("i,ij->j", sigmoid(z) - y, X)
        w = w - eta * gradient
    return w, losses, np.linalg.norm(gradient)


@q.right("recursion")
def gradient_descent(X, y, eta, T):
    def walk(w, losses):
        if len(losses) == T:
            return w, losses
        gradients = np.array([grad_loss_i(w, X[i], y[i]) for i in range(len(y))])
        return walk(w - eta * gradients.sum(axis=0), losses + [summed_loss(w, X, y)])

    return walk(np.zeros(X.shape[1]), [])


# ---------------------------------------------------------------------------------------------
# How the order is drawn is the student's choice, so no case knows it. What every right answer has
# in common is that w is what *some* order leads to. With few points all orders can be walked.

q.hints(
    "How often do the weights change, and what has to be finished before each change? When do you look at the loss?",
    "One loop of T rounds is enough. In each round: note the summed loss, add up the gradients of all points with the weights as they are now, then move the weights once.",
    "Start with zeros, one for each column of X. The predictions of all points are the sigmoid of X times w; the sum over the points of error times point is a product with X transposed. Subtract eta times this sum, and return the weights and the list.",
)

q = exam.question("q10_minibatch")


@q.reference
def minibatch_descent(X, y, eta, T, m, rng):
    w, losses = np.zeros(X.shape[1]), []
    for _ in range(T):
        losses.append(summed_loss(w, X, y))
        order = rng.permutation(len(X))
        for batch in (order[k : k + m] for k in range(0, len(X), m)):
            w = w - eta * X[batch].T @ (true_sigmoid(X[batch] @ w) - y[batch])
    return w, losses


q.equivalent(
    "there are as many labels as points",
    was="order = rng.permutation(len(X))",
    now="order = rng.permutation(len(y))",
)
q.equivalent(
    "there are as many labels as points, and the sum over an empty batch is 0",
    was="for start in range(0, len(X), m):",
    now=["for start in range(0, len(y), m):", "for start in range(0, len(X) + 1, m):"],
)
q.equivalent(
    "a vector has no rows and columns to swap",
    was="w = w - eta * X[batch].T @ (sigmoid(X[batch] @ w) - y[batch])",
    now=[
        "w = w - eta * X[batch].T @ ((sigmoid(X[batch] @ w) - y[batch]).T)",
        "w = w - eta * X[batch].T @ (sigmoid(X[batch] @ w.T) - y[batch])",
    ],
)


def cut(n, m):
    """Give the sizes of the batches of an epoch: m, m, …, and the rest."""
    return [min(m, n - start) for start in range(0, n, m)]


def orders(points, sizes):
    """List every way to take batches of these sizes from the points, one after the other."""
    if not sizes:
        return [()]
    return [
        (batch, *rest)
        for batch in itertools.combinations(points, sizes[0])
        for rest in orders([i for i in points if i not in batch], sizes[1:])
    ]


def walk(w, X, y, eta, batches, share=False):
    """Make one update for each batch; with `share`, by the mean over it instead of the sum."""
    for batch in map(list, batches):
        slope = X[batch].T @ (true_sigmoid(X[batch] @ w) - y[batch])
        w = w - eta * (slope / len(batch) if share else slope)
    return w


def destinations(X, y, eta, T, sizes, share=False):
    """Give `w, losses` of every order that T epochs with batches of these sizes can have."""
    ways = [(np.zeros(X.shape[1]), [])]
    for _ in range(T):
        ways = [
            (walk(w, X, y, eta, batches, share), [*losses, summed_loss(w, X, y)])
            for w, losses in ways
            for batches in orders(range(len(X)), sizes)
        ]
    return ways


def nearest(found, ways):
    """Give the destination that is nearest to what was found."""
    w = np.ravel(np.asarray(found[0], dtype=float))
    check(w.size == len(ways[0][0]), "w does not have as many entries as X has columns.")
    return min(ways, key=lambda way: np.abs(way[0] - np.nan_to_num(w, nan=1e9)).max())


def shuffles(candidate, rng):
    """Check that the order comes from rng, and is a new one in each epoch."""
    points, labels = some_points(rng, 4, 3)
    eta, epochs, seed = 0.5, 12, int(rng.integers(10**6))

    def end(seed):
        generator = np.random.default_rng(seed)
        w, _ = two_results(candidate.minibatch_descent(points, labels, eta, epochs, 1, generator))
        return np.ravel(w)

    first, again, other = end(seed), end(seed), end(seed + 1)
    check(
        same_weights(first, again),
        "Two calls with generators in the same state give different weights. Do you draw from "
        "something else than rng?",
    )
    check(
        not same_weights(first, other),
        "Two calls with different generators give the same weights. Is the order drawn from rng?",
    )
    constant = [
        walk(np.zeros(3), points, labels, eta, epochs * [[i] for i in order])
        for order in itertools.permutations(range(4))
    ]
    check(
        not any(same_weights(first, w) for w in constant),
        "The points come in the same order in every epoch.",
    )


def same_weights(one, other):
    return one.shape == other.shape and np.allclose(one, other, rtol=1e-6, atol=1e-7)


def some_order(candidate, rng, n, m, T, d=3, eta=0.4):
    points, labels = some_points(rng, n, d)
    generator = np.random.default_rng(int(rng.integers(10**6)))
    found = two_results(candidate.minibatch_descent(points, labels, eta, T, m, generator))
    return found, nearest(found, destinations(points, labels, eta, T, cut(n, m)))


def named(result):
    return dict(zip(("w", "losses"), result))


@q.case("batches of four, from six points")
def batches_of_four(candidate, rng):
    shuffles(candidate, rng)
    return Pair(*map(named, some_order(candidate, rng, 6, 4, 2)))


@q.case("a last batch of one point")
def a_last_batch_of_one(candidate, rng):
    shuffles(candidate, rng)
    return Pair(*map(named, some_order(candidate, rng, 4, 3, 3, d=4)))


@q.case("all points in one batch, and batches of three from seven")
def all_points_in_one_batch(candidate, rng):
    shuffles(candidate, rng)
    one, other = some_order(candidate, rng, 7, 3, 1, d=2)
    found, expected = {"m = 3 of 7": named(one)}, {"m = 3 of 7": named(other)}
    points, labels = some_points(rng, 6, 4)
    for name, m in (("m = N", 6), ("m above N", 10)):
        generator = np.random.default_rng(m)
        whole = candidate.minibatch_descent(points, labels, 0.3, 4, m, generator)
        found[name] = named(two_results(whole))
        expected[name] = named(gradient_descent(points, labels, 0.3, 4))
    return Pair(found, expected)


def lands(n, m, T, sizes, share=False):
    """Recognise a descent that makes updates by batches of other sizes, or by their means."""

    def recognise(candidate):
        points, labels = some_points(np.random.default_rng(n), n, 3)
        found = candidate.minibatch_descent(points, labels, 0.4, T, m, np.random.default_rng(1))
        ways = destinations(points, labels, 0.4, T, sizes, share)
        return any(same_weights(np.ravel(found[0]), w) for w, _ in ways)

    return recognise


def arrives(batches, epochs=1):
    """Recognise a descent of five points that takes just these batches in each epoch."""

    def recognise(candidate):
        points, labels = some_points(np.random.default_rng(7), 5, 3)
        generator = np.random.default_rng(1)
        found = candidate.minibatch_descent(points, labels, 0.4, epochs, 2, generator)
        w = walk(np.zeros(3), points, labels, 0.4, epochs * batches)
        return same_weights(np.ravel(found[0]), w)

    return recognise


def same_for_all_generators(candidate):
    points, labels = some_points(np.random.default_rng(7), 5, 3)
    ends = [
        np.ravel(
            candidate.minibatch_descent(points, labels, 0.4, 6, 2, np.random.default_rng(k))[0]
        )
        for k in (1, 2)
    ]
    return same_weights(*ends)


MINIBATCH = """
def minibatch_descent(X, y, eta, T, m, rng):
    w = np.zeros(X.shape[1])
    losses = []
    N = len(X)
    for t in range(T):
        losses.append(summed_loss(w, X, y))
        order = rng.permutation(N)
        for start in range(0, N, m):
            batch = order[start : start + m]
            gradient = X[batch].T @ (sigmoid(X[batch] @ w) - y[batch])
            w = w - eta * gradient
    return w, losses
"""
for title, hint, recognise, *replacements in (
    (
        "the rest is dropped",
        "The points of the last, shorter batch are never used. Where does your loop over the "
        "batches end when m does not divide N?",
        lands(5, 2, 2, [2, 2]),
        ("range(0, N, m)", "range(0, N - m + 1, m)"),
    ),
    (
        "points drawn with repeats",
        "Some points are used twice in an epoch, and others not at all: each draw forgets the ones "
        "before. What gives every point once, in a random order?",
        None,
        ("order[start : start + m]", "rng.integers(0, N, size=min(m, N - start))"),
    ),
    (
        "a new random batch each time",
        "Each batch is drawn from all points again, so some points come twice in an epoch and "
        "others never. Draw one order for the epoch and cut it.",
        None,
        ("order[start : start + m]", "rng.choice(N, min(m, N - start), replace=False)"),
    ),
    (
        "one batch an epoch",
        "There is one update an epoch, with m points. An epoch goes on until every point has been "
        "used.",
        lands(5, 2, 2, [2]),
        ("range(0, N, m)", "[0]"),
    ),
    (
        "the same batch each time",
        "Every update uses the first m points of the order. Which slice belongs to the second "
        "batch?",
        None,
        ("order[start : start + m]", "order[:m]"),
    ),
    (
        "m ignored: all points",
        "This is gradient descent on all the points. Either m has no effect, or all batches of an "
        "epoch are computed with the same w; the second should see what the first has changed.",
        lands(5, 2, 2, [5]),
        ("range(0, N, m)", "range(0, N, N)"),
        ("start + m]", "start + N]"),
    ),
    (
        "m ignored: all points in every batch",
        "There are as many updates as batches, but each of them uses all the points.",
        arrives([[0, 1, 2, 3, 4]] * 3),
        ("order[start : start + m]", "order"),
    ),
    (
        "m ignored: single points",
        "Each update uses a single point, whatever m is. That is right for m = 1.",
        lands(5, 2, 1, [1, 1, 1, 1, 1]),
        ("range(0, N, m)", "range(0, N)"),
        ("start + m]", "start + 1]"),
    ),
    (
        "the mean over the batch",
        "Your steps are too short: each gradient is the mean over its batch. The sum is asked for.",
        lands(5, 2, 2, [2, 2, 1], share=True),
        ("w - eta * gradient", "w - eta * gradient / len(batch)"),
    ),
    (
        "divided by m",
        "Each gradient is divided by m. The sum over the batch is asked for.",
        None,
        ("w - eta * gradient", "w - eta * gradient / m"),
    ),
    (
        "never shuffled",
        "The points always come in the order in which they stand in X. What is rng for?",
        arrives([[0, 1], [2, 3], [4]], epochs=3),
        ("rng.permutation(N)", "np.arange(N)"),
    ),
    (
        "a generator of its own",
        "The order does not depend on rng: your function makes a generator of its own, or seeds "
        "one. Use the one that is passed.",
        same_for_all_generators,
        ("    losses = []\n", "    losses = []\n    rng = np.random.default_rng(0)\n"),
    ),
    (
        "np.random instead of rng",
        "With generators in the same state your results differ: the order is drawn from "
        "np.random. All that is random must come from rng.",
        None,
        ("rng.permutation", "np.random.permutation"),
    ),
    (
        "shuffled once",
        "The order is drawn once, and is the same in every epoch. Where does `rng` have to be "
        "asked?",
        None,
        ("        order = rng.permutation(N)\n", ""),
        ("    N = len(X)\n", "    N = len(X)\n    order = rng.permutation(N)\n"),
    ),
    (
        "batches as even as possible",
        "Your batches are as even as possible. The text wants m points in each, and the rest in "
        "the last.",
        lands(6, 4, 1, [3, 3]),
        ("range(0, N, m)", "np.array_split(order, -(-N // m))"),
        ("order[start : start + m]", "start"),
    ),
    (
        "ascent",
        "The weights move along the gradient, that is uphill.",
        None,
        ("w - eta", "w + eta"),
    ),
    (
        "labels in the old order",
        "The points are shuffled, but the labels are not: point and label no longer belong "
        "together.",
        None,
        ("- y[batch]", "- y[start : start + m]"),
    ),
    (
        "losses of the batches",
        "w is right, but losses has an entry for each batch. One for each epoch is asked for, over "
        "all points.",
        None,
        ("        losses.append(summed_loss(w, X, y))\n", ""),
        (
            "            gradient",
            "            losses.append(summed_loss(w, X[batch], y[batch]))\n            gradient",
        ),
    ),
    (
        "losses of all points, for each batch",
        "w is right, but the loss is noted before every batch. Note it once an epoch.",
        None,
        ("        losses.append(summed_loss(w, X, y))\n", ""),
        (
            "            gradient",
            "            losses.append(summed_loss(w, X, y))\n            gradient",
        ),
    ),
    (
        "the loss after the epoch",
        "w is right, but your losses come one epoch too late. The first is that at w = 0.",
        None,
        ("        losses.append(summed_loss(w, X, y))\n", ""),
        (
            "w = w - eta * gradient\n",
            "w = w - eta * gradient\n        losses.append(summed_loss(w, X, y))\n",
        ),
    ),
    (
        "the mean loss",
        "w is right, but the losses are means over the points. Here they are sums.",
        None,
        ("losses.append(summed_loss(w, X, y))", "losses.append(summed_loss(w, X, y) / N)"),
    ),
    (
        "T updates instead of T epochs",
        "There are T updates in all. T counts epochs, and an epoch has as many updates as batches.",
        None,
        ("    for t in range(T):\n", "    done = 0\n    for t in range(T):\n"),
        (
            "            batch =",
            "            if done == T:\n                break\n            done += 1\n"
            "            batch =",
        ),
    ),
    (
        "back to 0 in every epoch",
        "Each epoch starts from w = 0 again: all but the last are forgotten.",
        None,
        ("        order = rng", "        w = np.zeros(X.shape[1])\n        order = rng"),
    ),
):
    q.wrong(title, hint=hint, code=variant(MINIBATCH, *replacements), recognise=recognise)


@q.right("shuffles the numbers of the points, sums your gradients")
def minibatch_descent(X, y, eta, T, m, rng):
    w = np.zeros(X.shape[1])
    losses = []
    index = np.arange(len(X))
    for _ in range(T):
        losses.append(summed_loss(w, X, y))
        rng.shuffle(index)
        for k in range(0, len(X), m):
            total = np.zeros_like(w)
            for i in index[k : k + m]:
                total += grad_loss_i(w, X[i], y[i])
            w = w - eta * total
    return w, losses


@q.right("shuffles points and labels together")
def minibatch_descent(X, y, eta, T, m, rng):
    table = np.column_stack([X, y])
    w = np.zeros((X.shape[1], 1))
    losses = np.empty(T)
    for t in range(T):
        losses[t] = sum(np.ravel(loss_i(w.ravel(), a, b))[0] for a, b in zip(X, y))
        table = rng.permutation(table, axis=0)
        start = 0
        while start < len(table):
            part = table[start : start + m]
            points, labels = part[:, :-1], part[:, -1:]
            w -= eta * points.T @ (sigmoid(points @ w) - labels)
            start += m
    return w, losses


@q.right("sorts random numbers, all orders drawn in advance")
def minibatch_descent(X, y, eta, T, m, rng):
    orders = np.argsort(rng.random((T, len(y))), axis=1)
    w, losses = np.zeros(len(X[0])), []
    for order in orders:
        losses += [sum(loss_i(w, X[i], y[i]) for i in range(len(y)))]
        whole = len(y) // m
        batches = [order[k * m : (k + 1) * m] for k in range(whole)]
        if len(y) % m:
            batches.append(order[whole * m :])
        for batch in batches:
            w = w - eta * np.sum([grad_loss_i(w, X[i], y[i]) for i in batch], axis=0)
    return w, np.array(losses)


@q.right("takes points out of a bag, one by one")
def minibatch_descent(X, y, eta, T, m, rng):
    w = np.zeros(X.shape[1])
    history = []
    for _ in range(T):
        history.append(float(summed_loss(w, X, y)))
        bag = list(range(X.shape[0]))
        while bag:
            gradient = 0
            for _ in range(min(m, len(bag))):
                i = bag.pop(int(rng.integers(len(bag))))
                gradient = gradient + grad_loss_i(w, X[i], y[i])
            w = w - eta * gradient
    return w, history


@q.right("a choice without repeats, the number of updates returned too")
def minibatch_descent(X, y, eta, T, m, rng):
    N, updates = len(X), 0
    w, losses = np.zeros(X.shape[1]), []
    for _ in range(T):
        losses.append(summed_loss(w, X, y))
        order = rng.choice(N, size=N, replace=False)
        for batch in np.split(order, range(m, N, m)):
            w = w - eta * np.einsum("i,ij->j", sigmoid(X[batch] @ w) - y[batch], X[batch])
            updates += 1
    return w, losses, updates


q.hints(
    "Deal out a pack of cards: how do you make sure that everybody gets a card once, and what happens to the last few?",
    "At the start of each epoch note the loss of all points, and draw one order of all row numbers from rng. Cut this order into pieces of m; slicing past the end simply gives a shorter piece.",
    "Inside the epoch loop run a second loop whose counter goes from 0 to N in steps of m. In it take the next m numbers of the order, use only those rows of X and y, and make the same update as in gradient_descent.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q11_linear_by_descent")


@q.reference
def linear_regression_descent(X, y, eta, T):
    with_ones = np.column_stack([np.ones(len(X)), X])
    w = np.zeros(with_ones.shape[1])
    for _ in range(T):
        w = w - eta * with_ones.T @ (with_ones @ w - y)
    return w


q.equivalent(
    "there are as many values as points",
    was="with_ones = np.column_stack([np.ones(len(X)), X])",
    now="with_ones = np.column_stack([np.ones(len(y)), X])",
)
q.equivalent(
    "a vector has no rows and columns to swap",
    was="w = w - eta * with_ones.T @ (with_ones @ w - y)",
    now=[
        "w = w - eta * with_ones.T @ ((with_ones @ w - y).T)",
        "w = w - eta * with_ones.T @ (with_ones @ w.T - y)",
    ],
)


def regression(candidate, rng, n, d):
    """Compare with least squares, after so many steps that the mean would arrive as well."""
    points = rng.normal(size=(n, d)) + rng.uniform(-0.4, 0.4, size=d)
    slopes = rng.uniform(0.7, 2, size=d) * rng.choice([-1, 1], size=d)
    values = points @ slopes + rng.uniform(1.5, 3) + 0.4 * rng.normal(size=n)
    with_ones = np.column_stack([np.ones(n), points])
    eta = 0.35 / np.linalg.eigvalsh(with_ones.T @ with_ones)[-1]
    exact = np.linalg.lstsq(with_ones, values, rcond=None)[0]
    found = vector(candidate.linear_regression_descent(points, values, eta, 4000), d + 1)
    if as_numbers(found) is not None:
        check(
            np.all(np.isfinite(as_numbers(found))),
            "Your weights run away: after many steps they are not finite any more. In which "
            "direction do the steps go, and how long are they?",
        )
    # A right descent needs its steps; what is exact at once has not walked.
    early = vector(candidate.linear_regression_descent(points, values, eta, 1), d + 1)
    if np.size(early) == np.size(exact) and early is not None:
        check(
            not np.allclose(np.ravel(early), exact, atol=1e-3),
            "After a single step the weights are already those of least squares. Descend, in T "
            "steps.",
        )
        if as_numbers(found) is not None and np.allclose(np.ravel(found), exact, atol=1e-3):
            check(
                along(np.ravel(early).astype(float), with_ones.T @ values),
                "You arrive, but after one step from w = 0 your weights are not where the gradient "
                "leads. Where do you start, and how many steps do you take?",
            )
    return Pair(found, exact)


def along(w, direction):
    """Tell whether w is some positive multiple of a direction."""
    return w @ direction > (1 - 1e-9) * np.linalg.norm(w) * np.linalg.norm(direction) > 0


@q.case("a line", rtol=1e-3, atol=1e-3)
def a_line(candidate, rng):
    return regression(candidate, rng, 20, 1)


@q.case("a plane", rtol=1e-3, atol=1e-3)
def a_plane(candidate, rng):
    return regression(candidate, rng, 24, 2)


@q.case("four slopes", rtol=1e-3, atol=1e-3)
def four_slopes(candidate, rng):
    return regression(candidate, rng, 30, 4)


LINEAR = """
def linear_regression_descent(X, y, eta, T):
    np.seterr(over="ignore", invalid="ignore")
    A = np.column_stack([np.ones(len(X)), X])
    w = np.zeros(A.shape[1])
    for t in range(T):
        residual = A @ w - y
        w = w - eta * A.T @ residual
    return w
"""


def first_step(formula):
    """Recognise a descent that runs away by where its first step leads."""

    def recognise(candidate):
        rng = np.random.default_rng(5)
        A, values = np.column_stack([np.ones(6), rng.normal(size=(6, 2))]), rng.normal(size=6) + 2
        found = vector(candidate.linear_regression_descent(A[:, 1:], values, 0.01, 1), 3)
        return np.allclose(np.ravel(found), formula(A, values, 0.01))

    return recognise


for title, hint, recognise, *replacements in (
    (
        "no column of ones",
        "w has one entry too few: X comes without a column of ones, so your lines all go through "
        "the origin.",
        None,
        ("np.column_stack([np.ones(len(X)), X])", "X"),
    ),
    (
        "the intercept last",
        "The numbers are right, but the intercept stands at the end. It is to be the first.",
        None,
        ("[np.ones(len(X)), X]", "[X, np.ones(len(X))]"),
    ),
    (
        "the sign of the residual",
        "Your weights run away: with y - ŷ the gradient has the other sign, and the step goes "
        "uphill.",
        first_step(lambda A, y, eta: -eta * A.T @ y),
        ("A @ w - y", "y - A @ w"),
    ),
    (
        "the sum taken twice",
        "Your weights run away: the steps are N times too long. Is something a sum that should be "
        "a mean, or is the sum multiplied by N?",
        first_step(lambda A, y, eta: eta * len(y) * A.T @ y),
        ("A.T @ residual", "len(X) * A.T @ residual"),
    ),
    (
        "the mean residual for all points",
        "The residuals are averaged before they are multiplied by the points. Each point has its "
        "own residual.",
        None,
        ("A.T @ residual", "A.sum(axis=0) * residual.mean()"),
    ),
    (
        "the intercept is never updated",
        "The intercept stays 0. It learns as the slopes do, with a 1 for its x.",
        None,
        ("A.T @ residual", "A.T @ residual * (np.arange(len(w)) > 0)"),
    ),
    (
        "only the intercept is updated",
        "The slopes stay 0; only the intercept learns.",
        None,
        ("A.T @ residual", "A.T @ residual * (np.arange(len(w)) == 0)"),
    ),
    (
        "one step only",
        "There is one step, whatever T is: the function returns from inside its loop.",
        None,
        ("    return", "        return"),
    ),
    (
        "through a sigmoid",
        "Your model still has its sigmoid, so its answers lie between 0 and 1. Linear regression "
        "goes without.",
        None,
        ("A @ w - y", "sigmoid(A @ w) - y"),
    ),
    (
        "the squares of the residuals",
        "The residuals are squared in the gradient. The derivative of a square has the residual "
        "itself.",
        first_step(lambda A, y, eta: -eta * A.T @ y**2),
        ("A.T @ residual", "A.T @ residual**2"),
    ),
    (
        "the signs of the residuals",
        "Only the signs of the residuals count in your gradient: that is another loss, the "
        "absolute error.",
        None,
        ("A.T @ residual", "A.T @ np.sign(residual)"),
    ),
    (
        "no points in the gradient",
        "All weights get the same correction, the sum of the residuals. Where does x come in?",
        None,
        ("A.T @ residual", "np.sum(residual)"),
    ),
    (
        "the last point only",
        "Your descent follows the last point alone. The gradient adds up over all the points.",
        None,
        ("A.T @ residual", "A[-1] * residual[-1]"),
    ),
    (
        "no learning rate",
        "The learning rate has no effect, and your weights run away.",
        first_step(lambda A, y, eta: A.T @ y),
        ("eta * A.T", "A.T"),
    ),
    (
        "a price for large weights",
        "Your weights are a little too small: there is a price on large weights in your loss. "
        "Least squares has none.",
        None,
        ("A.T @ residual", "(A.T @ residual + w)"),
    ),
    (
        "a learning rate that shrinks",
        "Your steps become shorter and shorter, and you do not arrive. eta stays as it is.",
        None,
        ("eta * A.T", "eta / (1 + t) ** 2 * A.T"),
    ),
    (
        "the predictions",
        "These are the model's answers for the points. The weights are asked for.",
        None,
        ("return w", "return A @ w"),
    ),
    (
        "the slopes without the intercept",
        "The slopes are right, but the intercept is missing from what you return.",
        None,
        ("return w", "return w[1:]"),
    ),
    (
        "starts at one",
        "Your descent arrives, but it starts at w = (1, …, 1). The text wants it to start at 0.",
        first_step(lambda A, y, eta: 1 - eta * A.T @ (A.sum(axis=1) - y)),
        ("np.zeros(", "np.ones("),
    ),
    (
        "one step too many",
        "Your descent arrives, but it takes one step more than T.",
        first_step(lambda A, y, eta: 2 * eta * A.T @ y - eta**2 * A.T @ (A @ (A.T @ y))),
        ("range(T)", "range(T + 1)"),
    ),
    (
        "one step too few",
        "Your descent arrives, but it takes one step less than T: with T = 1, w is still 0.",
        first_step(lambda A, y, eta: np.zeros(3)),
        ("range(T)", "range(1, T)"),
    ),
    (
        "the equations solved at once",
        "These are the weights of least squares, but found in one stroke. The question is about "
        "the walk.",
        None,
        (
            "    return w",
            "    return np.linalg.lstsq(A, y, rcond=None)[0]",
        ),
    ),
):
    q.wrong(title, hint=hint, code=variant(LINEAR, *replacements), recognise=recognise)


@q.right("loops over the points")
def linear_regression_descent(X, y, eta, T):
    rows = [[1.0, *map(float, x)] for x in X]
    w = [0.0] * len(rows[0])
    for _ in range(T):
        gradient = [0.0] * len(w)
        for x, value in zip(rows, y):
            residual = sum(a * b for a, b in zip(w, x)) - value
            for j in range(len(w)):
                gradient[j] += residual * x[j]
        w = [a - eta * g for a, g in zip(w, gradient)]
    return w


@q.right("slopes and intercept apart, the mean")
def linear_regression_descent(X, y, eta, T):
    slopes, intercept = np.zeros(X.shape[1]), 0.0
    for _ in range(T):
        error = X @ slopes + intercept - y
        slopes = slopes - eta * X.T @ error / len(X) * 2
        intercept = intercept - eta * 2 * np.mean(error)
    return np.concatenate(([intercept], slopes))


@q.right("the factor 2 of the square, a column, losses returned too")
def linear_regression_descent(X, y, eta, T):
    A = np.hstack((np.ones((X.shape[0], 1)), X))
    target = y.reshape(-1, 1)
    w, losses = np.zeros((A.shape[1], 1)), []
    for _ in range(T):
        losses.append(float(np.sum((A @ w - target) ** 2)))
        w -= eta * 2 * A.T @ (A @ w - target)
    return w, losses


@q.right("the normal equations as a map, repeated")
def linear_regression_descent(X, y, eta, T):
    A = np.insert(X, 0, 1.0, axis=1)
    once = np.eye(A.shape[1]) - eta * A.T @ A
    push = eta * A.T @ y
    w = np.zeros(A.shape[1])
    for _ in range(T):
        w = once @ w + push
    return tuple(w)


q.hints(
    "What is different from logistic regression: which curve between w·x and the prediction is missing? And what do you have to put in front of each point?",
    "Build a matrix with a column of ones first and the columns of X after it. Its product with the weights is the prediction; no sigmoid comes in between.",
    "Start with one zero for each column, the ones included. In each of the T rounds take the residuals, prediction minus value, multiply the transposed matrix with them, and go eta times this vector backwards.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q12_other_sigmoids")


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


KINDS = ("tanh", "arctan", "algebraic")


def curve(candidate, kind):
    return getattr(candidate, f"{kind}_sigmoid")


def slope(candidate, kind):
    return getattr(candidate, f"grad_{kind}_sigmoid")


@q.case("the three curves, near 0 and far out")
def three_curves(candidate, rng):
    numbers, table = rng.uniform(-3, 3, size=5), rng.normal(size=(2, 3))
    return {
        f"{kind}_sigmoid": [
            main(curve(candidate, kind)(float(numbers[0]))),
            main(curve(candidate, kind)(np.array([0.0, *numbers, 1e4, -1e4]))),
            main(curve(candidate, kind)(table)),
        ]
        for kind in KINDS
    }


@q.case("their slopes, against finite differences")
def three_slopes(candidate, rng):
    numbers, table = rng.uniform(-3, 3, size=5), rng.normal(size=(2, 3))
    true = {"tanh": tanh_sigmoid, "arctan": arctan_sigmoid, "algebraic": algebraic_sigmoid}
    inputs = [float(numbers[0]), np.array([0.0, *numbers]), table]
    return Pair(
        {f"grad_{k}_sigmoid": [main(slope(candidate, k)(x)) for x in inputs] for k in KINDS},
        {f"grad_{k}_sigmoid": [differences(true[k], np.array(x)) for x in inputs] for k in KINDS},
    )


OTHERS = """
def tanh_sigmoid(x):
    return (1 + np.tanh(x)) / 2


def arctan_sigmoid(x):
    return 1 / 2 + np.arctan(x) / np.pi


def algebraic_sigmoid(x):
    return (1 + x / np.sqrt(1 + np.square(x))) / 2


def grad_tanh_sigmoid(x):
    return (1 - np.tanh(x) ** 2) / 2


def grad_arctan_sigmoid(x):
    return 1 / (np.pi * (1 + np.square(x)))


def grad_algebraic_sigmoid(x):
    return 0.5 * (1 + np.square(x)) ** -1.5
"""
TANH = ("return (1 + np.tanh(x)) / 2", "return np.tanh(x)")
ARCTAN = ("return 1 / 2 + np.arctan(x) / np.pi", "return np.arctan(x)")
ROOT = ("return (1 + x / np.sqrt(1 + np.square(x))) / 2", "return x / np.sqrt(1 + np.square(x))")
SLOPE_TANH = ("return (1 - np.tanh(x) ** 2) / 2", "return 1 - np.tanh(x) ** 2")
SLOPE_ARCTAN = ("return 1 / (np.pi * (1 + np.square(x)))", "return 1 / (1 + np.square(x))")
SLOPE_ROOT = ("return 0.5 * (1 + np.square(x)) ** -1.5", "return (1 + np.square(x)) ** -1.5")
for title, hint, *replacements in (
    (
        "neither scaled nor shifted",
        "Your curves are tanh, arctan and the root as they are: they pass through 0 and go below "
        "it. What takes them to the range from 0 to 1?",
        TANH,
        ARCTAN,
        ROOT,
        SLOPE_TANH,
        SLOPE_ARCTAN,
        SLOPE_ROOT,
    ),
    (
        "curves without scale, slopes with it",
        "The slopes are right, but the curves are neither scaled nor shifted.",
        TANH,
        ARCTAN,
        ROOT,
    ),
    (
        "slopes without the scale",
        "The curves are right. Their slopes are those of tanh, arctan and the root: what does the "
        "factor in front of a function do to its slope?",
        SLOPE_TANH,
        SLOPE_ARCTAN,
        SLOPE_ROOT,
    ),
    (
        "arctan scaled like the others",
        "tanh and the root go from -1 to 1, but arctan does not: what are its limits?",
        (ARCTAN[0], "return (1 + np.arctan(x)) / 2"),
        (SLOPE_ARCTAN[0], "return 0.5 / (1 + np.square(x))"),
    ),
    (
        "only shifted",
        "Your curves pass 0.5 at 0, but their limits are too far apart: they are shifted, not "
        "scaled.",
        (TANH[0], "return 0.5 + np.tanh(x)"),
        (ARCTAN[0], "return 0.5 + np.arctan(x)"),
        (ROOT[0], "return 0.5 + x / np.sqrt(1 + np.square(x))"),
        SLOPE_TANH,
        SLOPE_ARCTAN,
        SLOPE_ROOT,
    ),
    (
        "only scaled",
        "Your curves have the right height, but pass 0 at 0: they are scaled, not shifted.",
        (TANH[0], "return np.tanh(x) / 2"),
        (ARCTAN[0], "return np.arctan(x) / np.pi"),
        (ROOT[0], "return x / np.sqrt(1 + np.square(x)) / 2"),
    ),
    (
        "shifted by the slopes, too",
        "The curves are right, but your slopes are too large by 0.5: a constant that is added has "
        "the slope 0.",
        (SLOPE_TANH[0], "return 0.5 + (1 - np.tanh(x) ** 2) / 2"),
        (SLOPE_ARCTAN[0], "return 0.5 + 1 / (np.pi * (1 + np.square(x)))"),
        (SLOPE_ROOT[0], "return 0.5 + 0.5 * (1 + np.square(x)) ** -1.5"),
    ),
    (
        "slopes of an activated value",
        "The slope of tanh_sigmoid is written in its value, but the function is given x. Which of "
        "the two does 1 - t² take?",
        (SLOPE_TANH[0], "return (1 - np.square(x)) / 2"),
    ),
    (
        "s(1 - s) for all",
        "The curves are right. For their slopes you use s(1 - s): that holds for the logistic "
        "sigmoid alone.",
        (SLOPE_TANH[0], "return tanh_sigmoid(x) * (1 - tanh_sigmoid(x))"),
        (SLOPE_ARCTAN[0], "return arctan_sigmoid(x) * (1 - arctan_sigmoid(x))"),
        (SLOPE_ROOT[0], "return algebraic_sigmoid(x) * (1 - algebraic_sigmoid(x))"),
    ),
    (
        "the exponent of the root",
        "Two slopes are right. In that of the root the exponent is off: when you differentiate "
        "x·(1 + x²)^(-1/2), the product has two terms, and together they are simpler.",
        (SLOPE_ROOT[0], "return 0.5 * (1 + np.square(x)) ** -0.5"),
    ),
    (
        "x left out of the second term",
        "Two slopes are right. In that of the root a term is missing: numerator and denominator "
        "both depend on x.",
        (SLOPE_ROOT[0], "return -0.5 * x * x * (1 + np.square(x)) ** -1.5"),
    ),
    (
        "the root of the wrong thing",
        "tanh and arctan are right, but below the bar of the third curve stands 1 + |x|, not the "
        "root of 1 + x². That is another sigmoid, a good one, but not the one asked for.",
        (ROOT[0], "return (1 + x / (1 + np.abs(x))) / 2"),
        (SLOPE_ROOT[0], "return 0.5 / (1 + np.abs(x)) ** 2"),
    ),
    (
        "no root",
        "tanh and arctan are right. In the third curve the root is missing, and far out it falls "
        "back to 0.5.",
        (ROOT[0], "return (1 + x / (1 + np.square(x))) / 2"),
    ),
    (
        "tan instead of arctan",
        "You take the tangent, not its inverse: arctan is np.arctan.",
        (ARCTAN[0], "return 1 / 2 + np.tan(x) / np.pi"),
    ),
    (
        "tanh of half of x",
        "tanh_sigmoid is stretched: you take the tanh of x/2, which gives the logistic sigmoid "
        "again. Leave x as it is.",
        (TANH[0], "return (1 + np.tanh(x / 2)) / 2"),
        (SLOPE_TANH[0], "return (1 - np.tanh(x / 2) ** 2) / 4"),
    ),
    (
        "the logistic sigmoid three times",
        "All three curves are the logistic sigmoid. Each is to be made from a function of its own.",
        (TANH[0], "return sigmoid(x)"),
        (ARCTAN[0], "return sigmoid(x)"),
        (ROOT[0], "return sigmoid(x)"),
    ),
    (
        "the factor pi above the bar",
        "The slope of arctan_sigmoid is multiplied by π. Where does π stand in the curve?",
        (SLOPE_ARCTAN[0], "return np.pi / (1 + np.square(x))"),
    ),
    (
        "2/pi",
        "arctan_sigmoid and its slope are scaled to a height of 2, not 1.",
        (ARCTAN[0], "return 1 / 2 + 2 * np.arctan(x) / np.pi"),
        (SLOPE_ARCTAN[0], "return 2 / (np.pi * (1 + np.square(x)))"),
    ),
):
    q.wrong(title, hint=hint, code=variant(OTHERS, *replacements))
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

q.hints(
    "Between which two limits does each of the three curves climb? By how much must you shrink it so that it climbs by exactly 1?",
    "tanh and the root both climb from -1 to 1, arctan from minus to plus half of pi. Shrink each to a height of 1, and then lift it by a half. For the slopes, shrink the derivative by the same factor; lifting changes nothing.",
    "tanh and the root are halved, arctan is divided by pi. The derivative of x over the root of 1 + x² is one over the third power of this root, and with the half in front it is 0.5 at 0.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q13_softmax")


@q.reference
def softmax(X):
    powers = np.exp(X - np.max(X, axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


q.equivalent(
    "the same number taken off every score of a batch changes nothing either",
    was="powers = np.exp(X - np.max(X, axis=-1, keepdims=True))",
    now="powers = np.exp(X - np.max(X, keepdims=True))",
)


def as_array(returned):
    """Refuse a tuple, as the text does, and give what else was returned."""
    check(
        not isinstance(returned, tuple),
        "softmax returns a tuple. Return the array of probabilities alone: the next functions "
        "compute with it.",
    )
    return returned


def probabilities(candidate, **arrays):
    return {
        name.replace("_", " "): as_array(candidate.softmax(array)) for name, array in arrays.items()
    }


@q.case("one sample, a batch, and large scores")
def samples_and_batches(candidate, rng):
    one, batch = 1.5 * rng.normal(size=4), 1.5 * rng.normal(size=(5, 3))
    return probabilities(
        candidate,
        a_batch=batch,
        one_sample=one,
        a_batch_with_large_scores=batch + 1000,
        one_sample_with_large_negative_scores=one - 1000,
    )


@q.case("impossible classes")
def impossible_classes(candidate, rng):
    one, batch = rng.normal(size=5), 1.5 * rng.normal(size=(3, 4))
    one[[1, 4]] = -np.inf
    batch[0, 2] = batch[1, 0] = batch[1, 3] = -np.inf
    return probabilities(
        candidate,
        a_batch_with_minus_infinity=batch,
        one_sample_with_minus_infinity=one,
        a_batch_with_large_scores=batch + 1000,
    )


@q.case("wide batches, and a batch of one")
def wide_batches(candidate, rng):
    wide, single = 2 * rng.normal(size=(2, 7)), rng.normal(size=(1, 3))
    return probabilities(
        candidate,
        a_wide_batch=wide,
        a_batch_of_one=single,
        a_batch_with_large_negative_scores=wide - 1000,
        a_square_batch=rng.normal(size=(4, 4)),
    )


SOFTMAX = """
def softmax(X):
    np.seterr(over="ignore", invalid="ignore", divide="ignore")
    X = np.array(X, dtype=float)
    powers = np.exp(X - X.max(axis=-1, keepdims=True))
    P = powers / powers.sum(axis=-1, keepdims=True)
    return P
"""
ROWS = "powers.sum(axis=-1, keepdims=True)"
LARGEST = "X.max(axis=-1, keepdims=True)"
for title, hint, *replacements in (
    (
        "the sum over the whole batch",
        "One sample is right. In a batch all rows together add up to 1, where each row should: "
        "over which scores does your sum run?",
        (ROWS, "powers.sum()"),
        (LARGEST, "X.max()"),
    ),
    (
        "the sum over the whole batch, the maximum by rows",
        "One sample is right. In a batch the largest score is taken off row by row, but the sum "
        "runs over all rows.",
        (ROWS, "powers.sum()"),
    ),
    (
        "down the columns",
        "The columns of a batch add up to 1, where the rows should. Which axis are the classes on?",
        ("axis=-1", "axis=0"),
    ),
    (
        "no shift",
        "Moderate scores come out right, large ones do not: np.exp overflows. Which number may you "
        "take off all scores of a sample?",
        (" - " + LARGEST, ""),
    ),
    (
        "cut off at 700",
        "Scores are cut off where np.exp would overflow, so that two large ones look alike. Only "
        "the differences of the scores matter.",
        ("X - " + LARGEST, "np.clip(X, -700, 700)"),
    ),
    (
        "returns a tuple",
        "softmax returns two things. Return the probabilities alone.",
        ("return P", "return P, powers"),
    ),
    (
        "the sigmoid",
        "Each score has gone through a sigmoid of its own, so the rows do not add up to 1.",
        ("return P", "return 0.5 * (1 + np.tanh(X / 2))"),
    ),
    (
        "not divided",
        "These are exponentials, not yet divided by their sum.",
        ("return P", "return powers"),
    ),
    (
        "no exponential",
        "The scores are divided by their sum, without an exponential. What happens to a negative "
        "one?",
        ("np.exp(X - " + LARGEST + ")", "X"),
    ),
    (
        "logarithms",
        "These are the logarithms of the probabilities. The loss will take the logarithm.",
        ("return P", "return np.log(P)"),
    ),
    (
        "the negative scores",
        "The largest score gets the smallest probability: which sign stands in the exponent?",
        ("np.exp(X - " + LARGEST + ")", "np.exp(np.nan_to_num(X.min(axis=-1, keepdims=True) - X))"),
    ),
    (
        "the mean instead of the sum",
        "Your rows add up to K: you divide by the mean of the exponentials.",
        (ROWS, "powers.mean(axis=-1, keepdims=True)"),
    ),
    (
        "the length instead of the sum",
        "The squares of your rows add up to 1: you divide by the length of the row.",
        (ROWS, "np.linalg.norm(powers, axis=-1, keepdims=True)"),
    ),
    (
        "the smallest score taken off",
        "You take off the smallest score or the mean, so a single -inf turns its whole sample into "
        "nan. Which score of a sample is always finite?",
        (LARGEST, "X.min(axis=-1, keepdims=True)"),
    ),
    (
        "nan where the score is -inf",
        "Finite scores come out right, but a score of -inf gives nan: something there computes "
        "infinity minus infinity, or 0 times infinity.",
        ("return P", "return P + 0 * X"),
    ),
    (
        "the class instead of probabilities",
        "These are the numbers of the most probable classes. The probabilities are asked for.",
        ("return P", "return P.argmax(axis=-1)"),
    ),
    (
        "the first row only",
        "Of a batch only the first sample comes out.",
        ("return P", "return P[0] if P.ndim == 2 else P"),
    ),
    (
        "each row is the first",
        "Every sample of a batch is divided by the sum of the first.",
        (ROWS, "np.reshape(powers, (-1, powers.shape[-1]))[0].sum()"),
    ),
    (
        "only for batches",
        "A batch works, a single sample does not: it has no second axis. Which axis is the last "
        "one for both?",
        ("axis=-1", "axis=1"),
    ),
    (
        "only for single samples",
        "A single sample works. For a batch the sum has no longer a row for each sample: "
        "`keepdims` keeps its axis.",
        (", keepdims=True)\n    return", ")\n    return"),
    ),
    (
        "the base 2",
        "Your rows add up to 1, but the powers are those of 2, not of e.",
        ("np.exp(", "np.exp2("),
    ),
    (
        "transposed",
        "A batch comes back transposed: the classes of one sample are to stay in its row.",
        ("return P", "return P.T"),
    ),
):
    q.wrong(title, hint=hint, code=variant(SOFTMAX, *replacements))


@q.right("a branch for a batch")
def softmax(X):
    if X.ndim == 1:
        e = np.exp(X - X.max())
        return e / e.sum()
    return np.array([softmax(row) for row in X])


@q.right("the maximum of the whole batch")
def softmax(X):
    e = np.exp(X - np.max(X))
    return (e.T / e.sum(axis=-1).T).T


@q.right("by the logarithm of the sum")
def softmax(scores):
    top = np.max(scores, axis=-1, keepdims=True)
    log_sum = top + np.log(np.sum(np.exp(scores - top), axis=-1, keepdims=True))
    return np.exp(scores - log_sum)


@q.right("plain loops, lists come back")
def softmax(X):
    import math

    if np.ndim(X) > 1:
        return [softmax(row) for row in X]
    m = max(X)
    powers = [math.exp(x - m) for x in X]
    total = sum(powers)
    return [p / total for p in powers]


@q.right("einsum and two axes, changed in place on a copy")
def softmax(X):
    Z = np.atleast_2d(np.array(X, dtype=np.float64))
    Z -= Z.max(axis=1)[:, None]
    np.exp(Z, out=Z)
    Z /= np.einsum("ij->i", Z).reshape(-1, 1)
    return Z if np.ndim(X) == 2 else Z[0]


q.hints(
    "Take a batch of two samples. Over which numbers must the sum run, so that each row adds up to 1 by itself?",
    "Work along the last axis: that is the classes, both for one sample and for a batch. `keepdims=True` keeps the shape so that the division fits. And subtract something before the exponential, so that it cannot overflow.",
    "Three steps: take each sample's largest score off its scores, apply the exponential, and divide by each sample's own sum. The maximum and the sum both need the last axis and keepdims.",
)

# ---------------------------------------------------------------------------------------------
q = exam.question("q14_nll")


@q.reference
def nll(Y_true, Y_pred):
    costs = -np.log(np.maximum(np.asarray(Y_pred, dtype=float), 1e-15))
    return np.mean(np.sum(np.where(np.asarray(Y_true) > 0, costs, 0.0), axis=-1))


q.equivalent(
    "the larger of two numbers is the same in either order",
    was="logarithms = np.log(np.maximum(Y_pred, 1e-15))",
    now="logarithms = np.log(np.maximum(1e-15, Y_pred))",
)


def some_probabilities(rng, n, k):
    """Draw probabilities, none below 0.03, and one-hot rows of unevenly many classes."""
    P = rng.uniform(0.1, 1, size=(n, k))
    classes = np.array([*range(k), *rng.choice([0, k - 1, k - 1], n)])[:n]
    return np.eye(k, dtype=int)[rng.permutation(classes)], P / P.sum(axis=1, keepdims=True)


def losses_of_samples(candidate, rng, n, k):
    Y, P = some_probabilities(rng, n, k)
    sure = np.eye(k)[1]
    first, second = np.eye(k, dtype=int)[:2]
    return {
        "a batch": main(candidate.nll(Y, P)),
        "one sample": main(candidate.nll(Y[0], P[0])),
        "another sample": main(candidate.nll(Y[1].astype(float), P[1])),
        "sure and right": main(candidate.nll(second, sure)),
        "the true class has the probability 0": at_most_ten(main(candidate.nll(first, sure))),
    }


@q.case("batches and single samples of three classes", rtol=1e-4, atol=1e-4)
def three_classes(candidate, rng):
    return losses_of_samples(candidate, rng, 7, 3)


@q.case("batches and single samples of six classes", rtol=1e-4, atol=1e-4)
def six_classes(candidate, rng):
    return losses_of_samples(candidate, rng, 4, 6)


NLL = """
def nll(Y_true, Y_pred):
    np.seterr(divide="ignore", invalid="ignore")
    Y_true, Y_pred = np.array(Y_true, dtype=float), np.array(Y_pred, dtype=float)
    N = len(Y_true) if Y_true.ndim == 2 else 1
    K = Y_true.shape[-1]
    logarithms = np.log(np.maximum(Y_pred, 1e-15))
    return -np.sum(Y_true * logarithms) / N
"""
NLL_RETURNED = "-np.sum(Y_true * logarithms) / N"
for title, hint, *replacements in (
    (
        "the sum over the samples",
        "One sample is right. For a batch you return the sum over the samples; the mean is asked "
        "for.",
        (NLL_RETURNED, "-np.sum(Y_true * logarithms)"),
    ),
    (
        "the mean over all entries",
        "Your loss is too small by the number of classes: np.mean averages over all entries, also "
        "over the zeros of the one-hot rows.",
        (NLL_RETURNED, "-np.mean(Y_true * logarithms)"),
    ),
    (
        "a single sample divided by the number of classes",
        "A batch is right, but a single sample is divided by its number of entries. `len` of one "
        "sample counts classes.",
        (NLL_RETURNED, "-np.sum(Y_true * logarithms) / len(Y_true)"),
    ),
    (
        "the sign",
        "Your loss is negative. Logarithms of probabilities are negative: what is missing?",
        ("return -np.sum", "return np.sum"),
    ),
    (
        "ln(1 - p)",
        "You take the logarithm of 1 - p: a sure and right answer becomes the dearest of all.",
        ("np.maximum(Y_pred, 1e-15)", "np.maximum(1 - Y_pred, 1e-15)"),
    ),
    (
        "infinite where p is 0",
        "In the middle all is right, but where the true class has the probability 0 your loss is "
        "not finite. What can you add before taking the logarithm?",
        ("np.log(np.maximum(Y_pred, 1e-15))", "np.where(Y_true > 0, np.log(Y_pred), 0)"),
    ),
    (
        "nan where p is 0",
        "You get nan where a probability is 0: 0 times minus infinity has no value. It happens "
        "even where the answer is right.",
        ("np.log(np.maximum(Y_pred, 1e-15))", "np.log(Y_pred)"),
    ),
    (
        "something large added in the logarithm",
        "The losses are off by more than the test allows: what you add before the logarithm is too "
        "large. A millionth is enough.",
        ("np.maximum(Y_pred, 1e-15)", "Y_pred + 0.01"),
    ),
    (
        "labels and probabilities swapped",
        "You take the logarithm of the one-hot rows. The two arguments have changed places.",
        (
            "np.log(np.maximum(Y_pred, 1e-15))",
            "np.log(np.maximum(Y_true, 1e-15))",
        ),
        ("Y_true * logarithms", "Y_pred * logarithms"),
    ),
    (
        "both terms of the binary loss",
        "Every class pays for itself, also those that are not the true one: with K classes there "
        "is one term, not two.",
        (
            NLL_RETURNED,
            "-np.sum(Y_true * logarithms + (1 - Y_true) * np.log(np.maximum(1 - Y_pred, 1e-15)))"
            " / N",
        ),
    ),
    (
        "the largest probability",
        "You take the logarithm of the largest probability. It is the one of the true class that "
        "counts.",
        (NLL_RETURNED, "-np.sum(logarithms.max(axis=-1)) / N"),
    ),
    (
        "all classes",
        "The logarithms of all probabilities are in your sum. Which ones does the one-hot row let "
        "through?",
        (NLL_RETURNED, "-np.sum(logarithms) / N"),
    ),
    (
        "the probability instead of its logarithm",
        "This is made of the probabilities themselves. Where has the logarithm gone?",
        (NLL_RETURNED, "-np.sum(Y_true * Y_pred) / N"),
    ),
    (
        "1 - p instead of -ln p",
        "This is 1 minus the probability of the true class, which is never more than 1.",
        (NLL_RETURNED, "1 - np.sum(Y_true * Y_pred) / N"),
    ),
    (
        "the squared error",
        "This is a squared difference. The likelihood is made of logarithms.",
        (NLL_RETURNED, "np.sum((Y_true - Y_pred) ** 2) / N"),
    ),
    (
        "one loss for each sample",
        "You return a loss for each sample. One number is asked for, their mean.",
        (NLL_RETURNED, "-np.sum(Y_true * logarithms, axis=-1)"),
    ),
    (
        "sums of columns",
        "You return a number for each class: the sum runs down the columns, not along the rows.",
        (NLL_RETURNED, "-np.sum(np.atleast_2d(Y_true * logarithms), axis=0) / N"),
    ),
    (
        "the first sample only",
        "Of a batch only the first sample counts.",
        (NLL_RETURNED, "-np.sum(np.atleast_2d(Y_true * logarithms)[0])"),
    ),
    (
        "the logarithm to base 10",
        "Your losses are too small by the factor ln 10.",
        ("np.log(", "np.log10("),
    ),
    (
        "the logarithm to base 2",
        "Your losses are in bits: log2 is not the natural logarithm.",
        ("np.log(", "np.log2("),
    ),
    (
        "the exponential of the mean",
        "This is the geometric mean of the probabilities. The exponential at the end is too much.",
        (NLL_RETURNED, "np.exp(np.sum(Y_true * logarithms) / N)"),
    ),
    (
        "the softmax once more",
        "The probabilities go through a softmax once more. They are probabilities already.",
        ("np.maximum(Y_pred, 1e-15)", "softmax(Y_pred)"),
    ),
    (
        "the mean over the classes",
        "Your loss is divided by the number of classes as well. It is a mean over samples only.",
        (NLL_RETURNED, "-np.sum(Y_true * logarithms) / N / (K if Y_true.ndim == 2 else 1)"),
    ),
):
    q.wrong(title, hint=hint, code=variant(NLL, *replacements))


@q.right("something tiny added")
def nll(Y_true, Y_pred):
    log_likelihoods = np.sum(np.log(1e-8 + Y_pred) * Y_true, axis=-1)
    return -np.mean(log_likelihoods)


@q.right("the probability of the true class, then its logarithm")
def nll(Y_true, Y_pred):
    p = np.clip((Y_true * Y_pred).sum(axis=-1), 1e-6, None)
    return float(np.mean(-np.log(p)))


@q.right("loops")
def nll(Y_true, Y_pred):
    import math

    if np.ndim(Y_true) == 2:
        losses = [nll(a, b) for a, b in zip(Y_true, Y_pred)]
        return sum(losses) / len(losses)
    for label, p in zip(Y_true, Y_pred):
        if label == 1:
            return -math.log(max(p, 1e-12))


@q.right("the class by argmax, the smallest float")
def nll(Y_true, Y_pred):
    P, Y = np.atleast_2d(Y_pred), np.atleast_2d(Y_true)
    p = P[np.arange(len(P)), Y.argmax(axis=1)]
    return -np.log(np.maximum(p, np.finfo(float).tiny)).mean()


@q.right("a product of matrices, one entry in a table, losses returned too")
def nll(Y_true, Y_pred):
    Y, P = np.atleast_2d(Y_true), np.atleast_2d(Y_pred)
    L = np.log(P + (P == 0) * 1e-20)
    return -np.trace(Y @ L.T).reshape(1, 1) / len(Y), -np.sum(Y * L, axis=1)


# ---------------------------------------------------------------------------------------------
# A model's weights are the student's own, drawn at will. So every case reads them from the model
# and compares what the model does with what these weights say. A few steps of training come first
# where a bias of 0 would hide a mistake.

q.hints(
    "For one sample, which of the K probabilities matters? What does multiplying by the one-hot row do to the others?",
    "Take logarithms, multiply by the one-hot rows, and add up over the classes: that is one number for each sample. Then take the mean over samples, which changes nothing for a single one.",
    "Before the logarithm, keep the probabilities from being 0, for instance by replacing what is smaller than 1e-15. Sum along the last axis, then the mean, and a minus sign in front.",
)

q = exam.question("q15_softmax_regression")


@q.reference
class SoftmaxRegression:
    def __init__(self, input_size, output_size):
        rng = np.random.default_rng(0)
        self.W = rng.uniform(-0.1, 0.1, size=(input_size, output_size))
        self.b = np.zeros(output_size)

    def forward(self, X):
        return softmax(X @ self.W + self.b)

    def predict(self, X):
        return self.forward(X).argmax(axis=-1)

    def grad_loss(self, x, y):
        delta = self.forward(x)
        delta[y] -= 1
        return {"W": np.outer(x, delta), "b": delta}

    def train(self, x, y, learning_rate):
        slopes = self.grad_loss(x, y)
        self.W = self.W - learning_rate * slopes["W"]
        self.b = self.b - learning_rate * slopes["b"]

    def loss(self, X, y):
        P = self.forward(X)
        return -np.mean(np.log(np.maximum(P[np.arange(len(y)), y], 1e-15)))

    def accuracy(self, X, y):
        return np.mean(self.predict(X) == y)


q.equivalent(
    "any small random start will do",
    was="rng = np.random.default_rng(0)",
    now="rng = np.random.default_rng(1)",
)
q.equivalent(
    "the text leaves open where the bias starts",
    was="self.b = np.zeros(output_size)",
    now="self.b = np.ones(output_size)",
)


def weights(model, d, K):
    """Give W and b of a model, which must have their shapes and differ from each other."""
    W, b = np.asarray(model.W, dtype=float), np.asarray(model.b, dtype=float)
    check(
        W.shape != (K, d) or K == d,
        "W is transposed: it has input_size rows and output_size columns.",
    )
    check(W.shape == (d, K), "W does not have the shape (input_size, output_size).")
    check(b.size == K, "b does not have output_size numbers.")
    return W, b.ravel()


def fresh(candidate, d, K):
    """Make a model, and check how its weights start."""
    model = candidate.SoftmaxRegression(d, K)
    W, b = weights(model, d, K)
    check(
        np.ptp(W) > 0,
        "All weights are equal at the start. They are to be small random numbers.",
    )
    check(
        len(np.unique(W)) == W.size,
        "Some weights are equal at the start: each one is to be drawn anew.",
    )
    return model, W, b


def experienced(candidate, rng, d, K):
    """Make a model and train it a little, so that its bias is no longer 0."""
    model, W, b = fresh(candidate, d, K)
    for k in range(2 * K):
        model.train(rng.normal(size=d), int(rng.choice([k % K, 0])), 0.4)
    W, b = weights(model, d, K)
    check(
        np.all(np.isfinite(W)) and np.all(np.isfinite(b)),
        "After a few steps of training the weights are not finite any more.",
    )
    return model, W, b


def rows_of(X, W, b):
    return softmax(X @ W + b)


def slopes_of(found):
    """Give the gradients of W and b, from a dict or a pair; that of W is the larger."""
    if isinstance(found, dict) and "W" in found and "b" in found:
        return found
    b, W = sorted(found.values() if isinstance(found, dict) else found[:2], key=np.size)
    return {"W": W, "b": b}


def answers(candidate, rng, d, K, n):
    model, W, b = experienced(candidate, rng, d, K)
    batch, one = rng.normal(size=(n, d)), rng.normal(size=d)
    y = np.array([*range(K), *rng.choice([0, K - 1, K - 1], n)])[:n]
    P = rows_of(batch, W, b)
    found = {
        "forward of a batch": main(model.forward(batch)),
        "forward of one sample": main(model.forward(one)),
        "predict of a batch": main(model.predict(batch)),
        "predict of one sample": main(model.predict(one)),
        "loss": main(model.loss(batch, y)),
        "accuracy": main(model.accuracy(batch, y)),
    }
    expected = {
        "forward of a batch": P,
        "forward of one sample": rows_of(one, W, b),
        "predict of a batch": P.argmax(axis=1),
        "predict of one sample": rows_of(one, W, b).argmax(),
        "loss": -np.mean(np.log(P[np.arange(n), y])),
        "accuracy": np.mean(P.argmax(axis=1) == y),
    }
    return Pair(found, expected)


@q.case("answers: probabilities, classes, loss, accuracy", weight=1.5, rtol=1e-4)
def answers_of_a_batch(candidate, rng):
    return answers(candidate, rng, 5, 3, 8)


@q.case("answers, with other sizes", rtol=1e-4)
def answers_of_other_sizes(candidate, rng):
    return answers(candidate, rng, 3, 6, 11)


@q.case("the two gradients, and a step", weight=1.5)
def gradients_and_a_step(candidate, rng):
    d, K = 4, 3
    model, W, b = experienced(candidate, rng, d, K)
    found, expected = {}, {}
    for y in (2, 0, 1):
        x = rng.normal(size=d)
        delta = rows_of(x, W, b) - np.eye(K)[y]
        name = f"gradients for class {y}"
        found[name] = slopes_of(model.grad_loss(x, y))
        expected[name] = {"W": np.outer(x, delta), "b": delta}
        after_W, after_b = weights(model, d, K)
        check(
            np.array_equal(after_W, W) and np.array_equal(after_b, b),
            "grad_loss changes the model. Only train moves the weights.",
        )
    for rate in (0.3, 0.05):
        x, y = rng.normal(size=d), 1
        delta = rows_of(x, W, b) - np.eye(K)[y]
        model.train(x, y, rate)
        W, b = W - rate * np.outer(x, delta), b - rate * delta
        name = f"after a step with rate {rate}"
        found[name] = dict(zip("Wb", weights(model, d, K)))
        expected[name] = {"W": W, "b": b}
    return Pair(found, expected)


@q.case("one epoch on the digits", rtol=1e-3, atol=1e-4, seconds=30, diagnose=False)
def one_epoch_on_the_digits(candidate, rng):
    X_train, X_test, y_train, y_test = digits()
    model, W, b = fresh(candidate, 64, 10)
    start = np.abs(W).max()
    for x, y in zip(X_train, y_train.tolist()):
        model.train(x, y, 0.01)
        delta = rows_of(x, W, b)
        delta[y] -= 1
        W, b = W - 0.01 * np.outer(x, delta), b - 0.01 * delta
    check(
        start < 0.8,
        "Some weights are far from 0 at the start. They are to be small, as between -0.1 and 0.1.",
    )
    found = dict(zip("Wb", weights(model, 64, 10)))
    reached = np.mean(rows_of(X_test, found["W"], found["b"]).argmax(axis=1) == y_test)
    check(
        reached >= 0.90,
        "After one epoch on the digits the accuracy on the held-out part is below 0.90.",
    )
    return Pair(found, {"W": W, "b": b})


MODEL = """
class SoftmaxRegression:
    def __init__(self, input_size, output_size):
        rng = np.random.default_rng(0)
        self.W = rng.uniform(-0.1, 0.1, size=(input_size, output_size))
        self.b = np.zeros(output_size)

    def forward(self, X):
        Z = X @ self.W + self.b
        return softmax(Z)

    def predict(self, X):
        return np.argmax(self.forward(X), axis=-1)

    def grad_loss(self, x, y):
        p = self.forward(x)
        one_hot = np.eye(len(self.b))[y]
        delta = p - one_hot
        return {"W": np.outer(x, delta), "b": delta}

    def train(self, x, y, learning_rate):
        slopes = self.grad_loss(x, y)
        self.W = self.W - learning_rate * slopes["W"]
        self.b = self.b - learning_rate * slopes["b"]

    def loss(self, X, y):
        return nll(np.eye(len(self.b))[y], self.forward(X))

    def accuracy(self, X, y):
        return np.mean(self.predict(X) == y)
"""


def held(model):
    """Give W and b of a model, as they are."""
    return np.asarray(model.W, dtype=float), np.ravel(np.asarray(model.b, dtype=float))


def does(method, formula):
    """Recognise a model whose `method` follows a wrong formula, for its own weights.

    ``formula(W, b, X, y)`` says what the method gives for a batch X, y of five samples, or, for
    grad_loss, for the first of them.
    """

    def recognise(candidate):
        rng = np.random.default_rng(3)
        model = candidate.SoftmaxRegression(4, 3)
        for k in range(6):
            model.train(rng.normal(size=4), k % 3, 0.4)
        W, b = held(model)
        X, y = rng.normal(size=(5, 4)), np.array([2, 0, 1, 2, 2])
        wanted = formula(W, b, X, y)
        if method == "grad_loss":
            found = slopes_of(model.grad_loss(X[0], 2))
            found = [np.ravel(found["W"]), np.ravel(found["b"])]
            return all(np.allclose(a, np.ravel(c)) for a, c in zip(found, wanted))
        arguments = (X, y) if method in ("loss", "accuracy") else (X,)
        found = np.ravel(getattr(model, method)(*arguments))
        return found.size == np.size(wanted) and np.allclose(found, np.ravel(wanted), rtol=1e-4)

    return recognise


def steps(formula):
    """Recognise a model whose training moves W and b in a wrong way."""

    def recognise(candidate):
        rng = np.random.default_rng(3)
        model = candidate.SoftmaxRegression(4, 3)
        W, b = held(model)
        x = rng.normal(size=4)
        delta = rows_of(x, W, b) - np.eye(3)[2]
        model.train(x, 2, 0.4)
        wanted = formula(W, b, x, delta, 0.4)
        return all(np.allclose(a, c) for a, c in zip(held(model), wanted))

    return recognise


def first_delta(W, b, X, y):
    return rows_of(X[0], W, b) - np.eye(3)[y[0]]


for title, hint, recognise, *replacements in (
    (
        "W transposed",
        "W has output_size rows. Each sample is a row that stands on the left of W: how many rows "
        "must W have?",
        None,
        ("size=(input_size, output_size)", "size=(output_size, input_size)"),
        ("X @ self.W", "X @ self.W.T"),
        ("np.outer(x, delta)", "np.outer(delta, x)"),
    ),
    (
        "all weights 0",
        "All weights start at 0. This model would forgive it, a network would not: draw them, as "
        "the text asks.",
        lambda candidate: not np.any(candidate.SoftmaxRegression(4, 3).W),
        (
            "rng.uniform(-0.1, 0.1, size=(input_size, output_size))",
            "np.zeros((input_size, output_size))",
        ),
    ),
    (
        "all weights the same number",
        "All weights start with the same number. `np.ones`, or one draw for all of them? Each "
        "weight needs its own.",
        lambda candidate: np.ptp(candidate.SoftmaxRegression(4, 3).W) == 0,
        (
            "rng.uniform(-0.1, 0.1, size=(input_size, output_size))",
            "np.full((input_size, output_size), 0.1)",
        ),
    ),
    (
        "one row of weights repeated",
        "The rows or the columns of W are equal at the start. Is each entry drawn?",
        lambda candidate: (
            np.ptp(candidate.SoftmaxRegression(4, 3).W, axis=0).max() == 0
            or np.ptp(candidate.SoftmaxRegression(4, 3).W, axis=1).max() == 0
        ),
        (
            "rng.uniform(-0.1, 0.1, size=(input_size, output_size))",
            "np.tile(rng.uniform(-0.1, 0.1, size=output_size), (input_size, 1))",
        ),
    ),
    (
        "the bias as long as the input",
        "b has as many numbers as there are inputs. Each class has one bias.",
        None,
        ("np.zeros(output_size)", "np.zeros(input_size)"),
        ("np.eye(len(self.b))", "np.eye(self.W.shape[1])"),
        ("X @ self.W + self.b", "(X + self.b) @ self.W"),
        ('"b": delta}', '"b": self.W @ delta}'),
    ),
    (
        "no bias in forward",
        "forward leaves out the bias.",
        does("forward", lambda W, b, X, y: rows_of(X, W, 0)),
        ("X @ self.W + self.b", "X @ self.W"),
    ),
    (
        "scores instead of probabilities",
        "forward returns the scores: rows do not add up to 1. Which function is missing at the "
        "end?",
        does("forward", lambda W, b, X, y: X @ W + b),
        ("return softmax(Z)", "return Z"),
    ),
    (
        "the softmax over the whole batch",
        "In a batch all probabilities of forward together add up to 1. Each sample should.",
        does("forward", lambda W, b, X, y: np.exp(X @ W + b) / np.sum(np.exp(X @ W + b))),
        ("return softmax(Z)", "return np.exp(Z) / np.sum(np.exp(Z))"),
    ),
    (
        "predict down the columns",
        "predict gives one answer for each class: the largest of each column. There is to be one "
        "for each sample.",
        does("predict", lambda W, b, X, y: rows_of(X, W, b).argmax(axis=0)),
        ("axis=-1", "axis=0"),
    ),
    (
        "predict over the whole batch",
        "predict gives a single number for a batch: np.argmax without an axis looks at the whole "
        "table.",
        does("predict", lambda W, b, X, y: rows_of(X, W, b).argmax()),
        (", axis=-1", ""),
    ),
    (
        "predict for batches only",
        "predict fails for a single sample, which has no second axis. Which axis is the last one "
        "for both?",
        None,
        ("axis=-1", "axis=1"),
    ),
    (
        "predict gives probabilities",
        "predict returns the largest probability of each sample, not its class.",
        does("predict", lambda W, b, X, y: rows_of(X, W, b).max(axis=1)),
        ("np.argmax(self.forward(X), axis=-1)", "np.max(self.forward(X), axis=-1)"),
    ),
    (
        "the outer product swapped",
        "The gradient of W is transposed: it should have the shape of W. What comes first in the "
        "outer product, x or the difference?",
        None,
        ("np.outer(x, delta)", "np.outer(delta, x)"),
    ),
    (
        "y - p",
        "Both gradients have the wrong sign. Is it p - y or y - p?",
        does(
            "grad_loss",
            lambda W, b, X, y: (np.outer(X[0], -first_delta(W, b, X, y)), -first_delta(W, b, X, y)),
        ),
        ("p - one_hot", "one_hot - p"),
    ),
    (
        "the label left out of the gradient",
        "The gradients do not depend on the class: the 1 of the true class is not taken off.",
        does("grad_loss", lambda W, b, X, y: (np.outer(X[0], p := rows_of(X[0], W, b)), p)),
        ("p - one_hot", "p"),
    ),
    (
        "p - y with the number of the class",
        "The class itself is taken off every probability. Take 1 off that of the true class only: "
        "the one-hot row does it.",
        does("grad_loss", lambda W, b, X, y: (np.outer(X[0], p := rows_of(X[0], W, b) - 2), p)),
        ("p - one_hot", "p - y"),
    ),
    (
        "p(1 - p) left in",
        "There is a factor p(1 - p) too much in the gradients. In cross-entropy it cancels.",
        None,
        ("p - one_hot", "(p - one_hot) * p * (1 - p)"),
    ),
    (
        "divided by the number of classes",
        "The gradients are too small by the number of classes. One sample has nothing to average.",
        None,
        ("p - one_hot", "(p - one_hot) / len(p)"),
    ),
    (
        "no x in the gradient of W",
        "All rows of the gradient of W are equal: each must be multiplied by its own x.",
        None,
        ("np.outer(x, delta)", "np.tile(delta, (len(x), 1))"),
    ),
    (
        "b not updated",
        "W learns, but b stays where it was.",
        steps(lambda W, b, x, delta, rate: (W - rate * np.outer(x, delta), b)),
        ('        self.b = self.b - learning_rate * slopes["b"]\n', ""),
    ),
    (
        "W not updated",
        "b learns, but W stays where it was.",
        steps(lambda W, b, x, delta, rate: (W, b - rate * delta)),
        ('        self.W = self.W - learning_rate * slopes["W"]\n', ""),
    ),
    (
        "ascent",
        "Training walks uphill: the loss grows with each step.",
        steps(lambda W, b, x, delta, rate: (W + rate * np.outer(x, delta), b + rate * delta)),
        ("self.W - learning_rate", "self.W + learning_rate"),
        ("self.b - learning_rate", "self.b + learning_rate"),
    ),
    (
        "no learning rate",
        "The learning rate has no effect on the step.",
        steps(lambda W, b, x, delta, rate: (W - np.outer(x, delta), b - delta)),
        ("learning_rate * ", ""),
    ),
    (
        "a step that is forgotten",
        "train leaves W and b as they were: its new weights go into local names, or are only "
        "returned. Where does the model keep them?",
        steps(lambda W, b, x, delta, rate: (W, b)),
        ("self.W = self.W -", "W = self.W -"),
        ("self.b = self.b -", "b = self.b -"),
    ),
    (
        "b updated with the gradient at the new W",
        "W is right after a step, but b is not: its gradient was computed when W had moved "
        "already. Both belong to the old weights.",
        None,
        (
            'self.b - learning_rate * slopes["b"]',
            'self.b - learning_rate * self.grad_loss(x, y)["b"]',
        ),
    ),
    (
        "grad_loss moves the weights",
        "grad_loss changes the model. It only measures; train takes the step.",
        None,
        (
            '        return {"W": np.outer(x, delta), "b": delta}',
            "        self.b = self.b - 0.01 * delta\n"
            '        return {"W": np.outer(x, delta), "b": delta}',
        ),
    ),
    (
        "the sum of the losses",
        "loss is the sum over the batch. The mean is asked for.",
        does(
            "loss",
            lambda W, b, X, y: -np.sum(np.log(rows_of(X, W, b)[np.arange(len(y)), y])),
        ),
        ("self.forward(X))\n", "self.forward(X)) * len(y)\n"),
    ),
    (
        "the loss of the predicted classes",
        "loss compares the model with its own predictions. Where do the true classes come in?",
        does("loss", lambda W, b, X, y: -np.mean(np.log(rows_of(X, W, b).max(axis=1)))),
        ("np.eye(len(self.b))[y], self", "np.eye(len(self.b))[self.predict(X)], self"),
    ),
    (
        "a count instead of the accuracy",
        "accuracy is a count. Divide it by how many samples there are.",
        does("accuracy", lambda W, b, X, y: np.sum(rows_of(X, W, b).argmax(axis=1) == y)),
        ("np.mean(self.predict(X) == y)", "np.sum(self.predict(X) == y)"),
    ),
    (
        "percent",
        "accuracy is a percentage. It is to be a share between 0 and 1.",
        does("accuracy", lambda W, b, X, y: 100 * np.mean(rows_of(X, W, b).argmax(axis=1) == y)),
        ("np.mean(self", "100 * np.mean(self"),
    ),
    (
        "the error rate",
        "accuracy counts the mistakes.",
        does("accuracy", lambda W, b, X, y: np.mean(rows_of(X, W, b).argmax(axis=1) != y)),
        ("== y", "!= y"),
    ),
    (
        "the notebook's digits",
        "The model has the sizes of the digits, whatever is passed to it.",
        lambda candidate: np.shape(candidate.SoftmaxRegression(4, 3).W) == (64, 10),
        ("        rng =", "        input_size, output_size = 64, 10\n        rng ="),
    ),
):
    q.wrong(title, hint=hint, code=variant(MODEL, *replacements), recognise=recognise)


@q.right("as in many courses: dicts, branches, one_hot apart, weights from np.random")
class SoftmaxRegression:
    def __init__(self, input_size, output_size):
        self.W = np.random.uniform(size=(input_size, output_size), high=0.1, low=-0.1)
        self.b = np.random.uniform(size=output_size, high=0.1, low=-0.1)
        self.output_size = output_size

    def one_hot(self, y):
        result = np.zeros((len(y), self.output_size))
        for i, label in enumerate(y):
            result[i, label] = 1.0
        return result

    def forward(self, X):
        return softmax(np.dot(X, self.W) + self.b)

    def predict(self, X):
        if len(X.shape) == 1:
            return np.argmax(self.forward(X))
        return np.argmax(self.forward(X), axis=1)

    def grad_loss(self, x, y_true):
        y_pred = self.forward(x)
        dnll_output = y_pred - self.one_hot([y_true])[0]
        return {"W": np.outer(x, dnll_output), "b": dnll_output}

    def train(self, x, y, learning_rate):
        grads = self.grad_loss(x, y)
        self.W -= learning_rate * grads["W"]
        self.b -= learning_rate * grads["b"]

    def loss(self, X, y):
        return nll(self.one_hot(y), self.forward(X))

    def accuracy(self, X, y):
        return np.mean(self.predict(X) == y)


@q.right("loops, a row for the bias, a pair of gradients, the model returned by train")
class SoftmaxRegression:
    def __init__(self, n, k):
        self.W = 0.01 * np.random.randn(n, k)
        self.b = np.zeros((1, k))

    def forward(self, X):
        P = softmax(np.atleast_2d(X) @ self.W + self.b)
        return P if np.ndim(X) == 2 else P[0]

    def predict(self, X):
        P = np.atleast_2d(self.forward(X))
        classes = [int(row.argmax()) for row in P]
        return classes if np.ndim(X) == 2 else classes[0]

    def grad_loss(self, x, y):
        delta = np.copy(self.forward(x))
        delta[y] = delta[y] - 1.0
        slopes = [[x_j * d for d in delta] for x_j in x]
        return np.array(slopes), delta

    def train(self, x, y, learning_rate):
        slope_W, slope_b = self.grad_loss(x, y)
        self.W = self.W - learning_rate * slope_W
        self.b = self.b - learning_rate * slope_b
        return self

    def loss(self, X, y):
        total = 0
        for x, label in zip(X, y):
            total += -np.log(self.forward(x)[label])
        return total / len(X)

    def accuracy(self, X, y):
        return sum(a == b for a, b in zip(self.predict(X), y)) / len(y)


@q.right("einsum, the largest score instead of the probability, another spread of the weights")
class SoftmaxRegression:
    def __init__(self, input_size, output_size):
        generator = np.random.default_rng()
        limit = np.sqrt(6 / (input_size + output_size)) / 4
        start = generator.uniform(-limit, limit, (input_size, output_size))
        self.W = start.astype(np.float64)
        self.b = generator.normal(scale=0.01, size=output_size)

    def scores(self, X):
        return np.einsum("...j,jk->...k", X, self.W) + self.b

    def forward(self, X):
        return softmax(self.scores(X))

    def predict(self, X):
        return self.scores(X).argmax(-1)

    def grad_loss(self, x, y):
        target = np.zeros_like(self.b)
        target[int(y)] = 1
        error = self.forward(x) - target
        return dict(W=np.einsum("j,k->jk", x, error), b=error)

    def train(self, x, y, learning_rate):
        for name, slope in self.grad_loss(x, y).items():
            setattr(self, name, getattr(self, name) - learning_rate * slope)

    def loss(self, X, y):
        P = self.forward(X)
        return -np.log(P[range(len(P)), y]).mean()

    def accuracy(self, X, y):
        return (self.predict(X) == np.asarray(y)).sum() / len(X)


@q.right("one table for weights and bias, W and b as properties")
class SoftmaxRegression:
    def __init__(self, input_size, output_size):
        self.table = np.random.uniform(-0.05, 0.05, (input_size + 1, output_size))

    @property
    def W(self):
        return self.table[:-1]

    @property
    def b(self):
        return self.table[-1]

    def forward(self, X):
        ones = np.ones((*np.shape(X)[:-1], 1))
        return softmax(np.concatenate([X, ones], axis=-1) @ self.table)

    def predict(self, X):
        return np.argmax(self.forward(X), axis=-1)

    def grad_loss(self, x, y):
        error = self.forward(x) - (np.arange(self.table.shape[1]) == y)
        return {"W": x[:, None] * error[None, :], "b": error}

    def train(self, x, y, learning_rate):
        slopes = self.grad_loss(x, y)
        self.table = self.table - learning_rate * np.vstack([slopes["W"], slopes["b"]])

    def loss(self, X, y):
        return nll(np.eye(self.table.shape[1])[np.array(y)], self.forward(X))

    def accuracy(self, X, y):
        return np.count_nonzero(self.predict(X) == y) / np.size(y)


q.hints(
    "Which of the seven methods can be built from others? Begin with the start values and `forward`; what do `predict`, `loss` and `accuracy` need from it?",
    "For one sample the error is a vector: the probabilities, less 1 at the true class. The gradient of b is this vector, that of W has one row for each input. Test `grad_loss` with the numbers of the text before you train.",
    "`np.outer` makes the gradient of W from the sample and the error, in this order. `predict` takes the largest entry along the last axis. `train` calls `grad_loss` once, and then moves W and b, each by the learning rate times its gradient, downhill.",
)
