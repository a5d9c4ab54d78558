"""The exam of 04_numpy_mlp: the same network in NumPy, and networks of any depth.

X is N×d, W is d_in×d_out, z stands before and a after the activation, delta for dL/dz.
"""

import math
import random
import time

import numpy as np

from viva.exam import Exam

from . import (
    q01_one_hot,
    q02_mse_gradients,
    q03_learn_once_mse,
    q04_learn_once_cross_entropy,
    q05_train_mlp,
    q06_test_mlp,
    q07_run_mlp_training,
    q08_numerical_gradient,
    q09_same_as_lists,
    q10_find_the_fault,
    q10_neural_net,
    q11_activations,
    q12_initialise,
    q13_mlp,
    q14_weight_decay,
    q15_minibatches,
    q16_optimisers,
    q17_find_the_fault,
)
from .shared import (
    collect_epochs,
    draw_blobs,
    drawn_in_lists,
    list_gradients,
    moons,
    set_weights,
    sigmoid,
    take_steps,
)

exam = Exam(
    "numpy_mlp",
    [
        q01_one_hot.q,
        q02_mse_gradients.q,
        q03_learn_once_mse.q,
        q04_learn_once_cross_entropy.q,
        q05_train_mlp.q,
        q06_test_mlp.q,
        q07_run_mlp_training.q,
        q08_numerical_gradient.q,
        q09_same_as_lists.q,
        q10_neural_net.q,
        q10_find_the_fault.q,
        q11_activations.q,
        q12_initialise.q,
        q13_mlp.q,
        q14_weight_decay.q,
        q15_minibatches.q,
        q16_optimisers.q,
        q17_find_the_fault.q,
    ],
)

# Questions that a person reads.
exam.hints(
    "q12_initialise_comment",
    "Write down the values of all ten hidden neurons for one sample, at the very start. In what do they differ? And what does the way back give to each of them?",
    "The first step: which of the two gradients is 0, and why? The second step: has anything told one hidden neuron from another by then?",
    "Say what stays equal through all steps, and why: the values, the rows of the second matrix, the entries of delta. Then ask what ten equal neurons can do that one cannot, and which boundary a single neuron draws.",
)


@exam.given
def given():
    rng = np.random.default_rng(4)
    centres = [(0.0, 1.5), (1.5, -1.0), (-1.5, -1.0)]
    X_blobs, y_blobs = draw_blobs(centres, 50, 0.6, rng)
    X_blobs_test, y_blobs_test = draw_blobs(centres, 50, 0.6, rng)
    X_moons, y_moons = moons(1)
    return {
        "math": math,
        "random": random,
        "time": time,
        "np": np,
        "sigmoid": sigmoid,
        "X_moons": X_moons,
        "y_moons": y_moons,
        "draw_blobs": draw_blobs,
        "X_blobs": X_blobs,
        "y_blobs": y_blobs,
        "X_blobs_test": X_blobs_test,
        "y_blobs_test": y_blobs_test,
        "list_gradients": list_gradients,
        "list_model": drawn_in_lists(),
        "set_weights": set_weights,
        "collect_epochs": collect_epochs,
        "take_steps": take_steps,
    }
