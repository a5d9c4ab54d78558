"""The exam of 07_autodiff: derivatives by hand, by Values, by PyTorch and by Keras.

The references are in NumPy and plain Python, so that a judge needs neither PyTorch nor Keras.
"""

import math

import numpy as np

from viva.exam import Exam
from viva.lab.graphs import run_graph, with_slopes

from . import (
    q01_chain_rule,
    q02_graph,
    q03_operations,
    q03_second_graph,
    q04_value,
    q05_gradcheck,
    q06_perceptron_autograd,
    q07_linear_autograd,
    q08_torch_net,
    q09_conv_net,
    q09_output_shapes,
    q10_keras,
    q10_keras_nll,
    q11_over_or_underfit,
)
from .keras_models import keras_probabilities, keras_shapes, keras_steps, the_digits
from .later import DataLoader, F, TensorDataset, keras, nn, torch
from .nets import outputs_of, parameter_shapes, set_parameters, slopes_of, trained_from

exam = Exam(
    "autodiff",
    [
        q01_chain_rule.q,
        q02_graph.q,
        q03_second_graph.q,
        q03_operations.q,
        q04_value.q,
        q05_gradcheck.q,
        q06_perceptron_autograd.q,
        q07_linear_autograd.q,
        q08_torch_net.q,
        q09_output_shapes.q,
        q09_conv_net.q,
        q10_keras.q,
        q10_keras_nll.q,
        q11_over_or_underfit.q,
    ],
)


@exam.given
def given():
    X_train, X_test, y_train, y_test = the_digits()
    return {
        "math": math,
        "np": np,
        "run_graph": run_graph,
        "with_slopes": with_slopes,
        "torch": torch,
        "F": F,
        "nn": nn,
        "DataLoader": DataLoader,
        "TensorDataset": TensorDataset,
        "keras": keras,
        "parameter_shapes": parameter_shapes,
        "set_parameters": set_parameters,
        "slopes_of": slopes_of,
        "trained_from": trained_from,
        "outputs_of": outputs_of,
        "keras_shapes": keras_shapes,
        "keras_steps": keras_steps,
        "keras_probabilities": keras_probabilities,
        "X_train": X_train,
        "X_test": X_test,
        "y_train": y_train,
        "y_test": y_test,
    }
