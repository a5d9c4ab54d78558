"""Inputs for gradients, and slopes measured by finite differences."""

import numpy as np

from .q10_forward_function import forward_function
from .shared import WEIGHTS, a_model, first_return_value, some_labels


def summed_loss(model, X, y):
    P = np.array(forward_function(X, *(model[key] for key in WEIGHTS)))
    return -np.log(P[np.arange(len(y)), y]).sum()


def finite_differences(model, X, y, h=1e-5):
    """Measure the slopes of the summed cross-entropy, one weight at a time."""
    parts = {key: np.array(model[key], dtype=float) for key in WEIGHTS}
    slopes = {}
    for key, part in parts.items():
        slope = np.zeros_like(part)
        for place in np.ndindex(part.shape):
            before = part[place]
            part[place] = before + h
            above = summed_loss(parts, X, y)
            part[place] = before - h
            slope[place] = (above - summed_loss(parts, X, y)) / (2 * h)
            part[place] = before
        slopes[f"d{key}"] = slope.tolist()
    return slopes


def slope_inputs(rng, n, d_input, d_hidden, d_output):
    model = a_model(rng, d_input, d_hidden, d_output)
    return model, rng.normal(size=(n, d_input)).tolist(), some_labels(rng, n, d_output)


def settled(rng):
    """Draw a model and samples whose loss is almost 0, and a rate that moves the weights still."""
    model, X, _ = slope_inputs(rng, 6, 3, 4, 2)
    y = np.argmax(forward_function(X, *(model[key] for key in WEIGHTS)), axis=1).tolist()
    while summed_loss(model, X, y) > 1e-3:
        for key in ("W2", "b2"):
            model[key] = (1.5 * np.array(model[key])).tolist()
    slopes = finite_differences(model, X, y)
    return (model, X, y), float(0.1 / max(np.abs(slope).max() for slope in slopes.values()))


def climbing(rng):
    """Draw a model and samples, and a rate so high that the loss grows in the first epochs."""
    model, X, y = slope_inputs(rng, 8, 3, 4, 3)
    rate, after = 0.25, model
    while summed_loss(after, X, y) < 2 * summed_loss(model, X, y):
        rate *= 2
        slopes = finite_differences(model, X, y)
        after = {key: np.array(model[key]) - rate * np.array(slopes[f"d{key}"]) for key in WEIGHTS}
    return (model, X, y), rate


def of_one_sample(candidate):
    """Return whether a gradient of four samples is that of the first, or of the last, alone."""
    model, X, y = slope_inputs(np.random.default_rng(5), 4, 2, 3, 3)
    parts = [
        first_return_value(candidate.gradients(model, X[rows], y[rows]), dict)
        for rows in (slice(None), slice(1), slice(3, None))
    ]
    for key in WEIGHTS:
        whole, first, last = (part[f"d{key}"] for part in parts)
        if not np.shape(whole) == np.shape(first) == np.shape(last):
            continue
        # What no sample changes comes from none of them.
        if np.allclose(whole, first) != np.allclose(whole, last):
            return True
    return False
