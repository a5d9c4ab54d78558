"""The exam of 01_perceptron_line: a line by hand, then the perceptron."""

import numpy as np

from viva.exam import Exam
from viva.lab import separable_clouds

from . import (
    q01_first_points,
    q02_pred_linear,
    q03_accuracy,
    q04_manual_line,
    q05_perceptron_step,
    q06_perceptron_fit,
    q07_line_of,
)
from .shared import X, y

exam = Exam(
    "perceptron_line",
    [
        q01_first_points.q,
        q02_pred_linear.q,
        q03_accuracy.q,
        q04_manual_line.q,
        q05_perceptron_step.q,
        q06_perceptron_fit.q,
        q07_line_of.q,
    ],
)


@exam.given
def given():
    clouds, cloud_labels = separable_clouds((60, 60), np.random.default_rng(10))
    return {
        "np": np,
        "X": X,
        "y": y,
        "clouds": clouds,
        "cloud_labels": cloud_labels,
        "cloud_signs": 2 * cloud_labels - 1,
    }
