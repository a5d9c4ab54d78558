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


# Questions that a person reads.
exam.hints(
    "q11_backprop_equations",
    "What is the slope of the loss of one sample in one of its scores? Take the two terms of the start one by one: when does the first depend on this score, and what do you recognise in the derivative of the second?",
    "From the scores back to a hidden value: it reaches the loss through every score, each with its own weight. Then the sigmoid adds its slope, which can be written with the value alone. The four others are what one layer does to its weights and its bias: which matrix came in, and which delta comes back?",
    "Let the shapes decide: a gradient has the shape of what it belongs to, and there is only one order, with one transpose, in which what came in and the delta can make it. A bias was added to every row, so its gradient collects from all rows.",
)
exam.hints(
    "q15_epochs_comment",
    "What does each of your four numbers look like in the pictures? When is there no boundary at all, when a part of one, when a closed one? How many of sixty points are gained from 200 to 1000 epochs?",
    "On which points have the four accuracies been measured, and on which has the network learned? What can a number not tell you if the two are the same?",
    "One or two sentences for what has been learned after each number of epochs; one for your choice, with the gain that it gives up; one for the points that should decide it.",
)


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
