"""Data and helpers that several questions use."""

import warnings
from functools import cache

import numpy as np
from sklearn.datasets import load_digits, make_moons
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

from viva.exam import check

warnings.filterwarnings("ignore", category=FutureWarning, module="sklearn")

# The same points as those of the notebook, which seeds the global random state with 1.
X, y = make_moons(300, noise=0.20, random_state=1)


@cache
def digits():
    """Return the digits of the notebook: X_train, X_test, y_train, y_test."""
    data = load_digits()
    X_train, X_test, y_train, y_test = train_test_split(
        data.data, data.target, test_size=0.15, random_state=37
    )
    scaler = StandardScaler().fit(X_train)
    return scaler.transform(X_train), scaler.transform(X_test), y_train, y_test


def summed_loss(w, X, y):
    """Return the cross-entropy of all points, as the notebook gives it."""
    z = X @ w
    return np.sum(np.logaddexp(0, z) - y * z)


# What a function returns


def first_return_value(returned):
    """Return what was asked for, without what a function returns after it."""
    return returned[0] if isinstance(returned, tuple) and len(returned) > 1 else returned


def vector(returned, n):
    """Return a vector of n numbers, which may be a tuple, without what is returned after it."""
    if isinstance(returned, tuple) and len(returned) == n and not any(map(np.ndim, returned)):
        return returned
    return first_return_value(returned)


def two_results(returned):
    """Return `w, losses` of what a descent returns."""
    check(returned is not None, "Nothing is returned. Is a `return` missing?")
    check(
        isinstance(returned, (tuple, list)) and len(returned) >= 2,
        "Return two things, `w, losses`.",
    )
    # A list of numbers is w alone.
    check(any(map(np.ndim, returned[:2])), "Return two things, `w, losses`.")
    return tuple(returned[:2])


def says(letter):
    """Return a recogniser of a letter for the fault."""
    return lambda candidate: str(candidate.fault).strip().upper()[:1] == letter


def number(value):
    """Return a returned number as a float; nan for what is none."""
    try:
        return float(np.ravel(value)[0])
    except (TypeError, ValueError, IndexError):
        return float("nan")


def at_most_ten(value):
    """Return 10 for a large loss, whatever bound it has; one not finite, or small, as it is."""
    return value if value is None or not number(value) > 10 or np.isinf(number(value)) else 10.0


# Inputs


def a_point(rng, d, low=0.4, high=2.2):
    """Return random weights and a point with |w·x| between `low` and `high`."""
    w, x = rng.normal(size=d), np.array([1.0, *rng.uniform(0.4, 2, d - 1)])
    x[1:] *= rng.choice([-1, 1], d - 1)
    z = rng.uniform(low, high) * rng.choice([-1, 1])
    return w + x * (z - w @ x) / (x @ x), x


def as_label(number, label):
    """Return a label as an int, in an array, as a float or as NumPy's int, in turn."""
    kinds = (int, lambda label: np.array([label]), float, np.int64)
    kind = (number + number // 2) % 4
    return f"label {label}" + (" in an array" if kind == 1 else ""), kinds[kind](label)


def some_points(rng, n, d):
    """Return points with their column of ones, and labels of both classes, unevenly many."""
    points = np.column_stack([np.ones(n), rng.normal(size=(n, d - 1)) + 0.3])
    labels = np.array([0, 1, *rng.choice([0, 1, 1], n - 2)])
    return points, labels


def differences(function, x, h=1e-5):
    """Return the slope of a function at each x, by central differences."""
    return (function(x + h) - function(x - h)) / (2 * h)
