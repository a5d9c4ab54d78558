"""The references of the exam of 02 against things that know nothing of them."""

import math
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.datasets import make_moons
from sklearn.linear_model import LogisticRegression

from viva.compare.difference import difference
from viva.exam import Pair
from viva.exam.load import find_exam, load_exam

EXAM = load_exam(find_exam("logistic_regression", Path(__file__).parent))
NAMES = EXAM.names
SOME_ORDER = EXAM.questions["q10_minibatch"].cases[0].ask.__globals__["some_order"]
ORDERS = SOME_ORDER.__globals__


def plain_loss(w, x, label):
    """The cross-entropy of one point, written out without a function of the exam."""
    p = 1 / (1 + math.exp(-sum(a * b for a, b in zip(w, x, strict=True))))
    return -math.log(p) if label == 1 else -math.log(1 - p)


def slopes_of(function, w, h=1e-5):
    w = np.asarray(w, dtype=float)
    slopes = np.zeros_like(w)
    for place in np.ndindex(w.shape):
        step = np.zeros_like(w)
        step[place] = h
        slopes[place] = (function(w + step) - function(w - step)) / (2 * h)
    return slopes


def points_and_labels(seed, n, d):
    rng = np.random.default_rng(seed)
    return np.column_stack([np.ones(n), rng.normal(size=(n, d - 1))]), rng.integers(0, 2, n)


@pytest.mark.parametrize("label", [0, 1])
@pytest.mark.parametrize("d", [1, 3, 5])
def test_the_loss_and_its_gradient(d, label):
    rng = np.random.default_rng(d)
    w, x = rng.normal(size=d), rng.normal(size=d)
    assert NAMES["loss_i"](w, x, label) == pytest.approx(plain_loss(w, x, label))
    assert NAMES["loss_i"](w, x, np.array([label])) == pytest.approx(plain_loss(w, x, label))
    measured = slopes_of(lambda w: plain_loss(w, x, label), w)
    assert np.allclose(NAMES["grad_loss_i"](w, x, label), measured, atol=1e-8)


def test_the_loss_far_out_is_that_of_the_logarithm():
    assert NAMES["loss_i"](np.array([30.0]), np.array([1.0]), 0) == pytest.approx(30)
    assert NAMES["loss_i"](np.array([-30.0]), np.array([1.0]), 1) == pytest.approx(30)


def test_the_summed_loss_is_the_sum_of_the_losses():
    X, y = points_and_labels(1, 9, 3)
    w = np.array([0.3, -1.2, 0.8])
    total = sum(plain_loss(w, x, label) for x, label in zip(X, y, strict=True))
    assert NAMES["summed_loss"](w, X, y) == pytest.approx(total)


def test_a_step_of_the_descent_goes_against_the_slope_of_the_whole_loss():
    X, y = points_and_labels(2, 8, 4)
    w, losses = NAMES["gradient_descent"](X, y, 0.1, 3)
    before, _ = NAMES["gradient_descent"](X, y, 0.1, 2)

    def total(w):
        return sum(plain_loss(w, x, label) for x, label in zip(X, y, strict=True))

    assert np.allclose(w, before - 0.1 * slopes_of(total, before), atol=1e-7)
    assert losses[0] == pytest.approx(8 * math.log(2))
    assert losses[2] == pytest.approx(total(before))


def test_the_descent_arrives_where_scikit_learn_does():
    X, y = NAMES["X"], NAMES["y"]
    w, _ = NAMES["gradient_descent"](NAMES["X1"], y, 0.01, 3000)
    theirs = LogisticRegression(C=1e9, tol=1e-10, max_iter=1000).fit(X, y)
    assert np.allclose(w, [*theirs.intercept_, *theirs.coef_[0]], rtol=1e-3)


def test_the_sigmoid_and_its_slope():
    z = np.array([-30.0, -2.3, 0.0, 1.7, 20.0])
    plain = [1 / (1 + math.exp(-number)) for number in z]
    assert np.allclose(NAMES["sigmoid"](z), plain, rtol=0, atol=1e-15)
    assert np.allclose(NAMES["grad_sigmoid"](z), slopes_of_each(NAMES["sigmoid"], z), atol=1e-9)
    assert NAMES["sigmoid"](np.array([1000.0, -1000.0])).tolist() == [1, 0]


def slopes_of_each(function, z, h=1e-5):
    return (function(z + h) - function(z - h)) / (2 * h)


@pytest.mark.parametrize("kind", ["tanh", "arctan", "algebraic"])
def test_the_other_sigmoids(kind):
    curve, slope = NAMES[f"{kind}_sigmoid"], NAMES[f"grad_{kind}_sigmoid"]
    z = np.linspace(-5, 5, 41)
    assert curve(0.0) == 0.5
    assert curve(1e7) == pytest.approx(1, abs=1e-6) and curve(-1e7) == pytest.approx(0, abs=1e-6)
    assert np.allclose(slope(z), slopes_of_each(curve, z), atol=1e-9)


def test_least_squares_is_where_the_linear_descent_ends():
    rng = np.random.default_rng(4)
    X, y = rng.normal(size=(15, 2)), rng.normal(size=15)
    exact = np.linalg.lstsq(np.column_stack([np.ones(15), X]), y, rcond=None)[0]
    assert np.allclose(NAMES["linear_regression_descent"](X, y, 0.03, 3000), exact, atol=1e-6)


def test_softmax_and_nll_by_hand():
    scores = np.array([[0, math.log(3), 0], [math.log(2), -np.inf, math.log(2)]])
    assert np.allclose(NAMES["softmax"](scores), [[0.2, 0.6, 0.2], [0.5, 0, 0.5]])
    assert np.allclose(NAMES["softmax"](scores[0] + 1000), [0.2, 0.6, 0.2])
    Y, P = np.array([[0, 1], [1, 0]]), np.array([[0.5, 0.5], [0.25, 0.75]])
    assert NAMES["nll"](Y, P) == pytest.approx(1.5 * math.log(2))
    assert NAMES["nll"](Y[0], np.array([1.0, 0.0])) == pytest.approx(-math.log(1e-15))


@pytest.mark.parametrize("label", [0, 1, 2])
def test_the_gradients_of_softmax_regression_are_the_slopes_of_its_loss(label):
    rng = np.random.default_rng(8)
    model = NAMES["SoftmaxRegression"](4, 3)
    W, b, x = rng.normal(size=(4, 3)), rng.normal(size=3), rng.normal(size=4)
    model.W, model.b = W, b

    def loss_with(W, b):
        scores = [sum(x[j] * W[j, k] for j in range(4)) + b[k] for k in range(3)]
        return math.log(sum(math.exp(score) for score in scores)) - scores[label]

    found = model.grad_loss(x, label)
    assert np.allclose(found["W"], slopes_of(lambda W: loss_with(W, b), W), atol=1e-8)
    assert np.allclose(found["b"], slopes_of(lambda b: loss_with(W, b), b), atol=1e-8)
    assert model.loss(x[None], np.array([label])) == pytest.approx(loss_with(W, b))


def test_the_given_moons_are_those_of_the_notebook():
    np.random.seed(1)
    X, y = make_moons(300, noise=0.20)
    assert np.array_equal(NAMES["X"], X) and np.array_equal(NAMES["y"], y)


def test_orders_are_all_and_each_once():
    assert len(ORDERS["orders"](range(6), [4, 2])) == 15
    assert len(ORDERS["orders"](range(7), [3, 3, 1])) == 140
    assert len(set(ORDERS["orders"](range(4), [1, 1, 1, 1]))) == 24
    assert ORDERS["cut"](7, 3) == [3, 3, 1] and ORDERS["cut"](6, 10) == [6]


RIGHT = [answer.code for answer in EXAM.questions["q10_minibatch"].right_answers]


@pytest.mark.parametrize("code", RIGHT, ids=lambda code: code.splitlines()[-1].strip()[:20])
@pytest.mark.parametrize("case", EXAM.questions["q10_minibatch"].cases, ids=lambda case: case.title)
def test_any_shuffle_passes_the_minibatch_cases(case, code):
    """With other random numbers than those of the grading: no right answer fails by chance."""
    for seed in range(6):
        candidate = SimpleNamespace(**EXAM.namespace(code))
        outcome = case.ask(candidate, np.random.default_rng(seed))
        assert isinstance(outcome, Pair)
        assert difference(outcome.value, outcome.expected, case.tolerance) is None, seed


@pytest.mark.slow
def test_one_epoch_on_the_digits_does_not_fail_by_chance():
    X_train, X_test, y_train, y_test = (
        NAMES[name] for name in ("X_train", "X_test", "y_train", "y_test")
    )
    starts = {
        "uniform in ±0.1": lambda rng: rng.uniform(-0.1, 0.1, (64, 10)),
        "normal, 0.1": lambda rng: 0.1 * rng.normal(size=(64, 10)),
        "normal, 0.01": lambda rng: 0.01 * rng.normal(size=(64, 10)),
    }
    for name, start in starts.items():
        reached = []
        for seed in range(20):
            model = NAMES["SoftmaxRegression"](64, 10)
            model.W = start(np.random.default_rng(seed))
            for x, label in zip(X_train, y_train, strict=True):
                model.train(x, label, 0.01)
            reached.append(model.accuracy(X_test, y_test))
        assert np.mean(reached) - 3 * np.std(reached, ddof=1) > 0.90, name


def test_every_question_has_enough_answers_and_every_hint_is_its_own():
    hints = []
    for question in EXAM.questions.values():
        assert len(question.wrong_answers) >= 5, question.id
        assert len(question.right_answers) >= 3, question.id
        hints += [wrong.hint for wrong in question.wrong_answers]
    assert len(set(hints)) == len(hints)
