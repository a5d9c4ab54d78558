"""The exam of 03_list_mlp: a two-layer network in plain lists.

X is N×d, W is d_in×d_out, z stands before and a after the activation, delta for dL/dz.
"""

import math
import random
import time

import numpy as np

from viva.exam import Exam

from . import (
    q01_dimensions,
    q02_init_model,
    q03_dot_product,
    q04_add_bias,
    q05_get_columns,
    q06_transpose,
    q07_matrix_multiplication,
    q08_forward_layer,
    q09_sigmoid,
    q10_forward_function,
    q12_gradients,
    q13_train_model,
    q14_predict,
    q15_epochs,
    q16_find_the_fault,
)
from .deep import (
    back_through,
    broken_gradients,
    deep_forward,
    deep_loss,
    deep_network,
    sigmoid_layer,
    sigmoid_slope,
)
from .q02_init_model import debugging
from .q10_forward_function import forward_function
from .shared import WEIGHTS, moons, ring_data

exam = Exam(
    "list_mlp",
    [
        q01_dimensions.q,
        q02_init_model.q,
        q03_dot_product.q,
        q04_add_bias.q,
        q05_get_columns.q,
        q06_transpose.q,
        q07_matrix_multiplication.q,
        q08_forward_layer.q,
        q09_sigmoid.q,
        q10_forward_function.q,
        q12_gradients.q,
        q13_train_model.q,
        q14_predict.q,
        q15_epochs.q,
        q16_find_the_fault.q,
    ],
    lists=True,
)


def summed_cross_entropy(model, X, y):
    P = forward_function(X, *(model[key] for key in WEIGHTS))
    return -sum(math.log(max(row[label], 1e-300)) for row, label in zip(P, y))


@exam.given
def given():
    X, y = moons(seed=1)
    X_ring, y_ring = ring_data()
    debug_model, debug_row = debugging()
    return {
        "math": math,
        "random": random,
        "time": time,
        "np": np,
        "X": X.tolist(),
        "y": y.tolist(),
        "X_ring": X_ring,
        "y_ring": y_ring,
        "summed_cross_entropy": summed_cross_entropy,
        "debug_model": debug_model,
        "debug_row": debug_row,
        "probs_debug": forward_function(debug_row, *(debug_model[key] for key in WEIGHTS)),
        "deep_network": deep_network,
        "sigmoid_layer": sigmoid_layer,
        "deep_forward": deep_forward,
        "deep_loss": deep_loss,
        "sigmoid_slope": sigmoid_slope,
        "back_through": back_through,
        "broken_gradients": broken_gradients,
    }
