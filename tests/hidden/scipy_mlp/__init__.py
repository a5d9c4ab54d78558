"""The exam of 06_scipy_mlp: a network as a function of one vector, and SciPy's optimisers.

As in Bishop's book, a stands before and z after the activation, t for the targets.
"""

import numpy as np
from scipy.io import loadmat
from scipy.optimize import check_grad, minimize

from viva.exam import Exam

from . import (
    q01_load_clouds,
    q02_sigmoid_pair,
    q03_pack,
    q04_loss,
    q05_gradient,
    q06_fun,
    q07_fit,
    q08_against_descent,
    q09_relu,
    q10_backprop_sample,
    q11_deep,
    q13_multiclass,
)
from .shared import (
    RACE_LAM,
    RACE_SIZES,
    Adam,
    after_changing,
    draw_start,
    notebook_data,
    race_start,
    save_clouds,
)

exam = Exam(
    "scipy_mlp",
    [
        q01_load_clouds.q,
        q02_sigmoid_pair.q,
        q03_pack.q,
        q04_loss.q,
        q05_gradient.q,
        q06_fun.q,
        q07_fit.q,
        q08_against_descent.q,
        q09_relu.q,
        q10_backprop_sample.q,
        q11_deep.q,
        q13_multiclass.q,
    ],
)


@exam.given
def given():
    return {
        "np": np,
        "loadmat": loadmat,
        "minimize": minimize,
        "check_grad": check_grad,
        "save_clouds": save_clouds,
        "after_changing": after_changing,
        "draw_start": draw_start,
        "check_vector": q06_fun.CHECKED,
        "Adam": Adam,
        "race_sizes": RACE_SIZES,
        "race_lam": RACE_LAM,
        "race_start": race_start(),
        **notebook_data(),
    }
