"""The references of the exam of 03 against things that know nothing of them."""

import math
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import make_circles, make_moons

from viva.exam.load import find_exam, load_exam

EXAM = load_exam(find_exam("list_mlp", Path(__file__).parent))
NAMES = EXAM.names
PARTS = ("W1", "b1", "W2", "b2")


def model_and_data(seed, n, d_input, d_hidden, d_output):
    rng = np.random.default_rng(seed)
    shapes = {
        "W1": (d_input, d_hidden),
        "b1": d_hidden,
        "W2": (d_hidden, d_output),
        "b2": d_output,
    }
    model = {key: rng.normal(size=shape).tolist() for key, shape in shapes.items()}
    return model, rng.normal(size=(n, d_input)).tolist(), rng.integers(d_output, size=n).tolist()


def plain_loss(model, X, y):
    """The summed cross-entropy, written out without a function of the exam."""
    total = 0.0
    for x, label in zip(X, y, strict=True):
        a = [
            1 / (1 + math.exp(-(sum(x[i] * model["W1"][i][j] for i in range(len(x))) + b)))
            for j, b in enumerate(model["b1"])
        ]
        scores = [
            sum(a[j] * model["W2"][j][k] for j in range(len(a))) + b
            for k, b in enumerate(model["b2"])
        ]
        total += math.log(sum(math.exp(score) for score in scores)) - scores[label]
    return total


@pytest.mark.parametrize("sizes", [(7, 3, 5, 4), (4, 2, 10, 2), (1, 4, 3, 2)])
def test_each_gradient_is_the_slope_of_the_loss(sizes):
    model, X, y = model_and_data(3, *sizes)
    slopes = NAMES["gradients"](model, X, y)
    h = 1e-5
    for key in PARTS:
        rows = model[key] if isinstance(model[key][0], list) else [model[key]]
        slope_rows = slopes[f"d{key}"] if rows is model[key] else [slopes[f"d{key}"]]
        for row, slope_row in zip(rows, slope_rows, strict=True):
            for j, w in enumerate(row):
                row[j] = w + h
                above = plain_loss(model, X, y)
                row[j] = w - h
                below = plain_loss(model, X, y)
                row[j] = w
                assert slope_row[j] == pytest.approx((above - below) / (2 * h), rel=1e-5, abs=1e-7)


def test_the_loss_of_the_notebook_is_the_loss_that_the_gradients_belong_to():
    model, X, y = model_and_data(5, 6, 3, 4, 3)
    assert NAMES["summed_cross_entropy"](model, X, y) == pytest.approx(plain_loss(model, X, y))


def test_the_worked_example_with_drawn_biases():
    assert NAMES["probs_debug"][0] == pytest.approx([0.4792, 0.5208], abs=5e-5)
    assert np.round(NAMES["probs_debug"], 2).tolist() == [[0.48, 0.52]]


def test_the_worked_example_with_biases_of_zero():
    zero = next(
        answer
        for answer in EXAM.questions["q02_init_model"].right_answers
        if answer.title == "random.uniform, biases of zero"
    )
    names = EXAM.namespace(zero.code)
    model = names["init_model"](4, 3, 2)
    row = [[names["random"].random() for _ in range(4)]]
    P = NAMES["forward_function"](row, *(model[key] for key in PARTS))
    assert P[0] == pytest.approx([0.4824, 0.5176], abs=5e-5)


def test_one_epoch_is_one_step_against_the_gradient():
    model, X, y = model_and_data(7, 5, 3, 4, 2)
    slopes = NAMES["gradients"](model, X, y)
    trained = NAMES["train_model"](model, X, y, 0.1)
    for key in PARTS:
        expected = np.array(model[key]) - 0.1 * np.array(slopes[f"d{key}"])
        assert np.allclose(trained[key], expected, rtol=1e-12)


def test_the_sigmoid_agrees_with_its_formula():
    for z in (-30.0, -3.2, 0.0, 1.5, 20.0):
        assert NAMES["sigmoid"](z) == pytest.approx(1 / (1 + math.exp(-z)), abs=1e-15)


@pytest.mark.parametrize("n", [300, 40])
def test_the_moons_are_those_of_scikit_learn(n):
    module = EXAM.questions["q13_train_model"].cases[0].ask.__globals__
    np.random.seed(4)
    X, y = make_moons(n, noise=0.20)
    mine, labels = module["moons"](4, n)
    assert np.allclose(mine, X, atol=1e-15) and np.array_equal(labels, y)


def test_the_given_data_are_those_of_the_notebook():
    np.random.seed(1)
    X, y = make_moons(300, noise=0.20)
    assert np.allclose(NAMES["X"], X, atol=1e-15) and NAMES["y"] == y.tolist()
    np.random.seed(1)
    X, y = make_circles(60, noise=0.15, factor=0.4)
    assert np.allclose(NAMES["X_ring"], 3 * X, atol=1e-15) and NAMES["y_ring"] == y.tolist()


def test_the_accuracies_of_the_reference_are_what_training_gives():
    values = NAMES["accuracies"]
    start = NAMES["init_model"](2, 10, 2)
    for epochs, value in values.items():
        trained = NAMES["train_model"](start, NAMES["X_ring"], NAMES["y_ring"], 3e-2, epochs)
        answers = NAMES["predict"](trained, NAMES["X_ring"])
        assert np.mean(np.array(answers) == NAMES["y_ring"]) == pytest.approx(value)


def test_every_question_has_enough_answers_and_every_hint_is_its_own():
    hints = []
    for question in EXAM.questions.values():
        assert len(question.wrong_answers) >= 6, question.id
        assert len(question.right_answers) >= 3, question.id
        hints += [wrong.hint for wrong in question.wrong_answers]
    assert len(set(hints)) == len(hints)
