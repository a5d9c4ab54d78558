"""q01_fit: scikit-learn's logistic regression, fitted to the moons."""

from functools import cache

import numpy as np
from sklearn.linear_model import LogisticRegressionCV

from viva.exam import Question, check

from .shared import X, y

q = Question("q01_fit")


@cache
def fitted(rows=300):
    """Return a classifier that has seen the first rows only, by default all of them."""
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
    was=".fit(X, y)",
    now="",
)
q.wrong(
    "the class itself",
    hint="classifier is the class, not an object made from it. What do the brackets behind "
    "LogisticRegressionCV do?",
    was="().fit(X, y)",
    now="",
)
q.wrong(
    "the predictions",
    hint="classifier holds the predicted labels. Keep the fitted model itself: its weights are "
    "needed below.",
    was="(X, y)",
    now="(X, y).predict(X)",
)
q.wrong(
    "half of the points",
    hint="This classifier knows the first 150 points only. Here it may see all of X and y.",
    was="X, y",
    now="X[:150], y[:150]",
    recognise=has_weights_of(150),
)
q.wrong(
    "some points held out",
    hint="This classifier has been fitted to a part of the points. Holding some out is a good "
    "habit, and comes at the end of the notebook; here all of X and y are asked for.",
    was="X, y",
    now="X[:240], y[:240]",
    recognise=lambda candidate: (
        np.allclose(np.ravel(candidate.classifier.coef_), [1.29, -4.6], atol=0.8)
        and not np.allclose(np.ravel(candidate.classifier.coef_), [1.29, -4.6], atol=0.03)
    ),
)
q.wrong(
    "one coordinate only",
    hint="The classifier has a single weight: it was fitted to one column of X. A point has two "
    "coordinates.",
    was="X, y",
    now="X[:, 1:], y",
)
q.wrong(
    "the labels the other way round",
    hint="The accuracy is close to 0.14: the classifier gives nearly every point the other class. "
    "Which labels did it learn from?",
    was="X, y",
    now="X, 1 - y",
    recognise=lambda candidate: candidate.classifier.score(X, y) < 0.15,
)
q.wrong(
    "labels that do not belong to the points",
    hint="The accuracy is far too low: points and labels do not belong together. Were they put "
    "into another order?",
    was="X, y",
    now="X, np.roll(y, 1)",
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

q.hints(
    "Every model of scikit-learn is used in the same three steps. Which two of them does this question ask for?",
    "First make an object of the class whose name is in the text, with empty brackets, and give it the name classifier. It has not seen any data yet.",
    "Then call the object's method that learns, with the points first and the labels second. Use all of the 300 points.",
)
