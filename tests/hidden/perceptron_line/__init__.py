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

# Questions that a person reads.
exam.hints(
    "q08_never_ends",
    "Training ends with an epoch without a mistake. What would the line of such an epoch have to do with every single point? Look at the moons: is there such a line?",
    "Follow one epoch: if at least one point is wrong, what happens to w, and by how much? Does that length depend on how good the line already is?",
    "Write a sentence or two for each number: what the last epoch would need, and why the moons refuse it; that every epoch then moves w by steps of the same length; and that the line at the end is the one after the last step. For a better line, think of what you could remember on the way, or of smaller steps.",
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
