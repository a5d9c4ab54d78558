"""The exam of 08_cifar10: when pixels get harder.

Images are rows of pixels from 0 to 255. Files are written where the answers are, by a function
that the notebook gives; trainings are tried on images whose classes have new names.
"""

import os
import tempfile

import numpy as np

from viva.exam import Exam
from viva.lab.cifar_files import batch_bytes
from viva.lab.curves import plot_curves
from viva.lab.plain_pickle import read_pickle

from . import (
    q01_read_batch,
    q02_read_cifar,
    q03_split_dataset,
    q04_show,
    q05_distance_matrix,
    q06_choose_k,
    q06_knn,
    q07_mlp_stalls,
    q08_figure,
    q08_mlp,
    q09_beat_it,
    q10_per_class,
)
from .shared import (
    MLP,
    Momentum,
    Scaled,
    call_with_files,
    draw_weights,
    drawn,
    learn_once_cross_entropy,
    minibatches,
    run_mlp_training,
    saved_picture,
    sigmoid,
    softmax,
    test_mlp,
)

exam = Exam(
    "cifar10",
    [
        q01_read_batch.q,
        q02_read_cifar.q,
        q03_split_dataset.q,
        q04_show.q,
        q05_distance_matrix.q,
        q06_knn.q,
        q06_choose_k.q,
        q07_mlp_stalls.q,
        q08_mlp.q,
        q08_figure.q,
        q09_beat_it.q,
        q10_per_class.q,
    ],
)


@exam.given
def given():
    import matplotlib.pyplot as plt

    # Fewer than the notebook's, and drawn like them: enough for an answer to be tried on.
    (X_fit, y_fit), (X_val, y_val) = drawn(80, 40, 8)
    return {
        "os": os,
        "tempfile": tempfile,
        "plt": plt,
        "np": np,
        "plot_curves": plot_curves,
        "read_pickle": read_pickle,
        "batch_bytes": batch_bytes,
        "folder": "no-such-folder",
        "call_with_files": call_with_files,
        "X_fit": X_fit,
        "y_fit": y_fit,
        "X_val": X_val,
        "y_val": y_val,
        "X_test": X_val,
        "y_test": y_val,
        "sigmoid": sigmoid,
        "softmax": softmax,
        "learn_once_cross_entropy": learn_once_cross_entropy,
        "test_mlp": test_mlp,
        "draw_weights": draw_weights,
        "run_mlp_training": run_mlp_training,
        "saved_picture": saved_picture,
        "MLP": MLP,
        "Momentum": Momentum,
        "minibatches": minibatches,
        "Scaled": Scaled,
    }
