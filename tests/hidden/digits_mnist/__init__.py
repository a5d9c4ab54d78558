"""The exam of 05_digits_mnist: real digits, then MNIST.

X is N×d, W is d_in×d_out. Trainings are tried on images whose classes have new names, so that a
model which learned from anything but the labels that it was given says the old ones.
"""

import numpy as np
from sklearn.datasets import load_digits

from viva.exam import Exam
from viva.lab.drawn_digits import draw_like_mnist

from . import (
    q01_dimensions,
    q02_split,
    q03_standardise,
    q04_train_digits,
    q06_hyperparameters,
    q07_overfit,
    q08_worst_predictions,
    q09_confusion_matrix,
    q10_average_nll,
    q11_mnist,
    q13_find_the_fault,
)
from .shared import Network, X, the_split, train_epoch, train_network, y

exam = Exam(
    "digits_mnist",
    [
        q01_dimensions.q,
        q02_split.q,
        q03_standardise.q,
        q04_train_digits.q,
        q06_hyperparameters.q,
        q07_overfit.q,
        q08_worst_predictions.q,
        q09_confusion_matrix.q,
        q10_average_nll.q,
        q11_mnist.q,
        q13_find_the_fault.q,
    ],
)

# Questions that a person reads.
exam.hints(
    "q05_why_validation",
    "Think of a reader that stores all its training images in a table. Which accuracy has it on these, and what has it understood?",
    "Twelve settings, each measured on the same 270 images: a measured accuracy is the true one and some luck. What kind of luck has the largest of twelve, more often than not?",
    "Part 1: what else than reading can make a training accuracy large. Part 2: in which way the validation images took part after all, whether that makes the best accuracy too high or too low, and a part of the data that no choice has ever seen.",
)
exam.hints(
    "q12_reflect",
    "The first layer of the network with the bug is random, and still a layer. What does the second layer get from it for each image, and what kind of model is a softmax on such numbers?",
    "Which checks look at the slopes or at the weights, and not at the answers? For each, say which number would have been 0, or which two would have been equal.",
    "Part 1: what random features are good for. Part 2: two checks of different kinds, each with what it would have shown for this very bug. Part 3: one question that a share of right answers leaves open, and the cell of this notebook that answers it.",
)


@exam.given
def given():
    import matplotlib.pyplot as plt
    from sklearn.model_selection import train_test_split
    from sklearn.preprocessing import StandardScaler

    raw_train, raw_val, X_train, X_val, y_train, y_val = the_split()
    reader = train_network(X_train, y_train, hidden=50, learning_rate=0.1, epochs=30)
    # Fewer than the notebook's, and drawn like them: enough for an answer to be tried on.
    X_mnist, y_mnist = draw_like_mnist(960, np.random.default_rng(28))
    X_test, y_test = draw_like_mnist(240, np.random.default_rng(29))
    return {
        "np": np,
        "plt": plt,
        "load_digits": load_digits,
        "train_test_split": train_test_split,
        "StandardScaler": StandardScaler,
        "draw_like_mnist": draw_like_mnist,
        "X": X,
        "y": y,
        "raw_train": raw_train,
        "raw_val": raw_val,
        "X_train": X_train,
        "X_val": X_val,
        "y_train": y_train,
        "y_val": y_val,
        "Network": Network,
        "train_epoch": train_epoch,
        "train_network": train_network,
        "reader": reader,
        "P_reader": reader.probabilities(X_val),
        "X_mnist": X_mnist,
        "y_mnist": y_mnist,
        "X_test": X_test,
        "y_test": y_test,
        "fill_up": q13_find_the_fault.fill_up,
    }
