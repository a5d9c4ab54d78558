"""The references of the exam perceptron_line, checked against results worked out by hand."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.linear_model import Perceptron
from sklearn.metrics import accuracy_score

from viva.exam.load import find_exam, load_exam

ROOT = Path(__file__).parents[2]
EXAM = load_exam(find_exam("perceptron_line", Path(__file__).parent))


def reference(question_id, name):
    return EXAM.questions[question_id].references[name]


def test_the_exam_has_the_data_of_the_notebook():
    from sklearn.datasets import make_moons

    np.random.seed(1)
    X, y = make_moons(300, noise=0.20)
    assert np.array_equal(EXAM.names["X"], X)
    assert np.array_equal(EXAM.names["y"], y)


def test_pred_linear_by_hand():
    pred_linear = reference("q02_pred_linear", "pred_linear")
    assert [pred_linear(2, -1, 3, 4), pred_linear(2, -1, 0, 0)] == [1, 0]
    assert [pred_linear(-1, 3, 1, 1), pred_linear(-1, 3, 3, 1)] == [1, 0]


def test_accuracy_is_that_of_scikit_learn():
    accuracy = reference("q03_accuracy", "accuracy")
    rng = np.random.default_rng(0)
    for classes in (2, 5):
        labels, guesses = rng.integers(0, classes, size=(2, 37))
        assert accuracy(labels.tolist(), guesses) == accuracy_score(labels, guesses)


def test_a_correction_moves_the_score_of_its_point_by_its_square():
    perceptron_step = reference("q05_perceptron_step", "perceptron_step")
    rng = np.random.default_rng(0)
    for _ in range(50):
        w, x = rng.normal(size=3), np.array([1.0, *rng.normal(size=2)])
        for y in (-1, 1):
            gain = y * (perceptron_step(w, x, y) @ x) - y * (w @ x)
            assert gain == pytest.approx(x @ x if y * (w @ x) <= 0 else 0.0)
    assert perceptron_step(np.zeros(3), np.array([1.0, 2.0, -1.0]), -1).tolist() == [-1, -2, 1]


def test_perceptron_fit_is_that_of_scikit_learn():
    perceptron_fit = reference("q06_perceptron_fit", "perceptron_fit")
    points, signs = EXAM.names["clouds"], EXAM.names["cloud_signs"]
    w, mistakes = perceptron_fit(points, signs, 4)
    theirs = Perceptron(shuffle=False, max_iter=4, tol=None).fit(points, signs)
    assert len(mistakes) == 4
    assert np.allclose(w, [*theirs.intercept_, *theirs.coef_[0]])


def test_perceptron_fit_by_hand():
    perceptron_fit = reference("q06_perceptron_fit", "perceptron_fit")
    w, mistakes = perceptron_fit(np.array([[2, 0], [0, 2]]), np.array([1, -1]), 10)
    assert (w.tolist(), mistakes) == ([0, 2, -2], [2, 0])


@pytest.mark.parametrize("case", EXAM.questions["q06_perceptron_fit"].cases, ids=lambda c: c.title)
def test_any_order_passes_the_training_cases(case):
    rng = np.random.default_rng(0)

    def perceptron_fit(X, y, max_epochs):
        w, mistakes = np.zeros(3), []
        while len(mistakes) < max_epochs and 0 not in mistakes:
            mistakes.append(0)
            for i in rng.permutation(len(X)):
                x = np.array([1.0, *X[i]])
                if y[i] * (w @ x) <= 0:
                    w = w + y[i] * x
                    mistakes[-1] += 1
        return w, mistakes

    for _ in range(10):
        case.ask(SimpleNamespace(perceptron_fit=perceptron_fit), case.rng())


def test_the_line_is_where_the_weights_are_zero():
    line_of = reference("q07_line_of", "line_of")
    rng = np.random.default_rng(0)
    for w in rng.normal(size=(20, 3)):
        slope, intercept = line_of(w)
        x1 = rng.normal()
        assert w @ [1.0, x1, slope * x1 + intercept] == pytest.approx(0.0, abs=1e-9)


def test_the_manual_line_of_the_exam_is_good_enough():
    X, y, a, b = (EXAM.names[name] for name in ("X", "y", "a", "b"))
    assert np.mean((X[:, 1] < a * X[:, 0] + b) == (y == 1)) >= 0.80
