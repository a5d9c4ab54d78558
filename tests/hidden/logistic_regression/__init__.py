"""02_logistic_regression: the line learned by descent, then softmax regression.

X is N×d, W is d×K, z stands before and p after the sigmoid or softmax. For one sample the gradient
is (p - y)·x, whichever of the two it is.
"""

import numpy as np
from sklearn.linear_model import LogisticRegressionCV

from viva.exam import Exam
from viva.lab import separable_clouds

from . import (
    q01_fit,
    q03_slope_bias,
    q04_sigmoid,
    q05_grad_sigmoid,
    q07_loss_i,
    q08_grad_loss_i,
    q09_gradient_descent,
    q10_minibatch,
    q11_linear_by_descent,
    q12_other_sigmoids,
    q13_softmax,
    q14_nll,
    q15_softmax_regression,
    q16_precision_recall,
    q17_find_the_fault,
)
from .shared import X, digits, summed_loss, y

exam = Exam(
    "logistic_regression",
    [
        q01_fit.q,
        q03_slope_bias.q,
        q04_sigmoid.q,
        q05_grad_sigmoid.q,
        q07_loss_i.q,
        q08_grad_loss_i.q,
        q09_gradient_descent.q,
        q10_minibatch.q,
        q11_linear_by_descent.q,
        q12_other_sigmoids.q,
        q13_softmax.q,
        q14_nll.q,
        q15_softmax_regression.q,
        q16_precision_recall.q,
        q17_find_the_fault.q,
    ],
)

# Questions that a person reads.
exam.hints(
    "q02_observe",
    "Name the shape of the boundary first. Then find the points on its wrong side: in which parts of the moons are they, and are they near the line or far from it?",
    "Near the line a probability is close to 0.5, far from it close to 0 or 1. What does that say about points that are wrong and far away? Then ask what more points or more epochs can change: the place of the line, or its shape?",
    "Part 1: the shape of the boundary, where the wrong points lie, and how sure the model is about those near the line and those far from it. Part 2: which two of the three proposals leave the shape as it is, and which one changes it, with the reason.",
)
exam.hints(
    "q06_derive",
    "Everything depends on w through one number, z. How does the chain rule split each derivative into one with respect to z and one of z with respect to w?",
    "Begin with p itself, whose slope in z is given. The logarithm brings one factor more, one over what stands inside it. Which part of the product does this factor cancel?",
    "For the loss, find the derivatives of both logarithms, weigh them with the label as the loss does, and multiply out: two of the terms cancel. Each of the three results is a number times x.",
)
exam.hints(
    "q10_minibatch_comment",
    "How many points does one update look at in each case, and how many updates fit into an epoch of 300 points? How long is a sum over 300 points compared with one over 32?",
    "The length of a step is the learning rate times the length of that sum. What does the longer of the two steps do in a valley? And do two batches of 32 agree about the way down, close to the bottom?",
    "Part 1: the work and the number of updates of an epoch, then the ratio of the two sums, and what it does to a step. Part 2: what a gradient that differs from batch to batch does near the bottom, one remedy, and a case in which the exact gradient is worth its price.",
)


@exam.given
def given():
    X_train, X_test, y_train, y_test = digits()
    clouds, cloud_labels = separable_clouds((60, 60), np.random.default_rng(10))
    return {
        "np": np,
        "LogisticRegressionCV": LogisticRegressionCV,
        "X": X,
        "y": y,
        "X1": np.column_stack([np.ones(len(X)), X]),
        "summed_loss": summed_loss,
        "clouds": clouds,
        "cloud_labels": cloud_labels,
        "X_train": X_train,
        "X_test": X_test,
        "y_train": y_train,
        "y_test": y_test,
    }
