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
