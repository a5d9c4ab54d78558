"""Inputs for gradients, and slopes measured by finite differences."""

import numpy as np

from .q10_forward_function import forward_function
from .shared import WEIGHTS, a_model, first_return_value, some_labels


def finite_differences(model, X, y, h=1e-5):
    """Measure the slopes of the summed cross-entropy, one weight at a time."""
    parts = {key: np.array(model[key], dtype=float) for key in WEIGHTS}

    def loss():
        P = np.array(forward_function(X, *(parts[key] for key in WEIGHTS)))
        return -np.log(P[np.arange(len(y)), y]).sum()

    slopes = {}
    for key, part in parts.items():
        slope = np.zeros_like(part)
        for place in np.ndindex(part.shape):
            before = part[place]
            part[place] = before + h
            above = loss()
            part[place] = before - h
            slope[place] = (above - loss()) / (2 * h)
            part[place] = before
        slopes[f"d{key}"] = slope.tolist()
    return slopes


def slope_inputs(rng, n, d_input, d_hidden, d_output):
    model = a_model(rng, d_input, d_hidden, d_output)
    return model, rng.normal(size=(n, d_input)).tolist(), some_labels(rng, n, d_output)


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
