import re

import numpy as np
import pytest

from viva.lab import assert_gradients

X = np.array([[1.0, 2.0, -1.0], [0.5, -3.0, 2.0]])


def loss(p):
    return float(np.sum(np.tanh(X @ p["W"] + p["b"]) ** 2))


def slopes(W, b):
    a = np.tanh(X @ W + b)
    delta = 2 * a * (1 - a**2)
    return {"W": X.T @ delta, "b": delta.sum(axis=0)}


W, B = np.array([[0.1, -0.4], [0.3, 0.2], [-0.2, 0.5]]), np.array([0.05, -0.1])


@pytest.mark.parametrize("form", [np.array, np.ndarray.tolist])
def test_right_gradients_pass_and_nothing_changes(form):
    mine = {"W": form(W), "b": form(B)}
    assert_gradients(loss, mine, slopes(W, B))
    assert np.array_equal(mine["W"], W)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"W": slopes(W, B)["W"] + [[0, 0], [3, 0], [0, 1]]}, "in 2 of 6 entries, most at W[1][0]"),
        ({"W": 2 * slopes(W, B)["W"]}, "in 6 of 6 entries"),
        ({"b": slopes(W, B)["b"] * [1, np.nan]}, "in 1 of 2 entries, most at b[1]: yours is nan"),
        (
            {"W": slopes(W, B)["W"].T},
            "gradient of W does not have the shape of W: the numbers are right, but transposed: "
            "the shape is (2, 3) where (3, 2) is expected.",
        ),
        ({"W": -slopes(W, B)["W"]}, "The sign is reversed."),
        ({"W": 2 * slopes(W, B)["W"]}, "Twice too large"),
        ({"b": slopes(W, B)["b"] / 7}, "Every entry is 7 times too small"),
        ({"b": slopes(W, B)["b"][::-1]}, "The numbers are right, but in reverse order."),
        ({"b": "no"}, "gradient of b is not made of numbers"),
    ],
)
def test_the_parameter_and_the_entry_are_named(change, words):
    with pytest.raises(AssertionError, match=re.escape(words)):
        assert_gradients(loss, {"W": W, "b": B}, slopes(W, B) | change)


def test_a_size_of_the_problem_is_named():
    mine = slopes(W, B) | {"W": 5 * slopes(W, B)["W"]}
    with pytest.raises(AssertionError, match="5 times too large, and d_out is 5"):
        assert_gradients(loss, {"W": W, "b": B}, mine, sizes={"N": 3, "d_out": 5})


def test_a_gradient_may_be_a_row():
    assert_gradients(loss, {"W": W, "b": B}, slopes(W, B) | {"b": slopes(W, B)["b"][None]})


def test_a_gradient_that_is_missing():
    with pytest.raises(AssertionError, match="gradient of b is missing"):
        assert_gradients(loss, {"W": W, "b": B}, {"W": slopes(W, B)["W"]})


def test_a_single_number_is_a_parameter_too():
    assert_gradients(lambda p: float(p["a"] ** 3), {"a": 2.0}, {"a": 12.0})
    with pytest.raises(
        AssertionError, match="most at a: yours is 11, but the slope of the loss there"
    ):
        assert_gradients(lambda p: float(p["a"] ** 3), {"a": 2.0}, {"a": 11.0})


def test_what_is_no_parameter():
    with pytest.raises(ValueError, match="w is not made of numbers"):
        assert_gradients(loss, {"w": "text"}, {})
