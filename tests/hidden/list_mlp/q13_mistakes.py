"""Mistakes that people make in q13_train_model; each is an edit of an answer."""

import numpy as np

from .q12_gradients import gradients
from .shared import WEIGHTS, first_return_value
from .slopes import slope_inputs

STEP_OF_BIASES = """        for name in ("b1", "b2"):
            for j in range(len(model[name])):
                model[name][j] -= learning_rate * grads["d" + name][j]
"""


def slows_down(candidate):
    """Return whether each step has the direction of the slopes, and is shorter than asked for."""
    model, X, y = slope_inputs(np.random.default_rng(5), 6, 2, 3, 3)
    slopes = gradients(model, X, y)
    trained = first_return_value(candidate.train_model(model, X, y, 0.01, 1))
    shares = [
        (np.array(model[key]) - np.array(trained[key])) / (0.01 * np.array(slopes["d" + key]))
        for key in WEIGHTS
    ]
    shares = np.concatenate([share.ravel() for share in shares])
    return bool(np.allclose(shares, shares[0]) and 0.5 < shares[0] < 0.9999)


def one_epoch(candidate):
    """Return what comes back from an epoch, the slopes at its start, and the trained weights."""
    model, X, y = slope_inputs(np.random.default_rng(5), 6, 2, 3, 3)
    slopes = gradients(model, X, y)
    found = candidate.train_model(model, X, y, 0.01, 1)
    model, _, _ = slope_inputs(np.random.default_rng(5), 6, 2, 3, 3)
    trained = [np.array(model[key]) - 0.01 * np.array(slopes[f"d{key}"]) for key in WEIGHTS]
    return found, [np.array(slopes[f"d{key}"]) for key in WEIGHTS], trained


def alike(found, wanted):
    parts = [np.array(part, dtype=float) for part in found]
    return [part.shape for part in parts] == [part.shape for part in wanted] and all(
        map(np.allclose, parts, wanted)
    )


def returns_losses(candidate):
    found = first_return_value(one_epoch(candidate)[0])
    return isinstance(found, list) and all(np.ndim(each) == 0 for each in found)


def returns_parts(candidate):
    found, _, trained = one_epoch(candidate)
    return isinstance(found, (tuple, list)) and alike(found[:4], trained)


def returns_parts_of_slopes(candidate):
    found, slopes, trained = one_epoch(candidate)
    if not isinstance(found, (tuple, list)) or alike(found[:4], trained):
        return False
    return [np.shape(part) for part in found[:4]] == [part.shape for part in slopes]


def with_a_d(candidate):
    """Return the parts that come back with a d in their keys, and the trained weights."""
    found, _, trained = one_epoch(candidate)
    found = first_return_value(found)
    return [found[f"d{key}"] for key in WEIGHTS], trained


MISTAKES = [
    dict(
        title="the model without its dict",
        hint="Four parts come back one after the other. A model is a dict with the keys W1, b1, W2 "
        "and b2, as init_model makes it.",
        was="    return trained, losses\n",
        now='    return trained["W1"], trained["b1"], trained["W2"], trained["b2"]\n',
        recognise=returns_parts,
    ),
    dict(
        title="the gradients without a dict",
        hint="Four parts come back that are not the trained weights: gradients, perhaps. The trained "
        "model is asked for, a dict with the keys W1, b1, W2 and b2.",
        was="    return trained, losses\n",
        now='    return slopes["dW1"], slopes["db1"], slopes["dW2"], slopes["db2"]\n',
        recognise=returns_parts_of_slopes,
    ),
    dict(
        title="a d in the keys of the model",
        hint="The weights that come back are trained, but their keys begin with a d, as those of "
        "gradients do.",
        was="    return trained, losses\n",
        now='    return {"d" + key: trained[key] for key in trained}\n',
        recognise=lambda candidate: alike(*with_a_d(candidate)),
    ),
    dict(
        title="a learning rate that falls",
        hint="Your learning rate is made smaller as the epochs go on, or from the first one. It stays "
        "what it is given.",
        was="        grads = gradients(model, X, y)\n",
        now="        grads = gradients(model, X, y)\n        learning_rate *= 0.99\n",
        recognise=slows_down,
    ),
    dict(
        title="a bias once for each row",
        hint="W1 and W2 are right after one epoch; each bias is moved once for every row of its "
        "matrix. How far is its line indented?",
        was=STEP_OF_BIASES,
        now=STEP_OF_BIASES.replace("grads[", 'len(model["W" + name[1]]) * grads['),
    ),
    dict(
        title="b1 once for each input",
        hint="W1, W2 and b2 are right after one epoch; b1 is moved once for every input. How far is its "
        "line indented?",
        was=STEP_OF_BIASES,
        now=STEP_OF_BIASES.replace("grads[", '(len(model["W1"]) if name == "b1" else 1) * grads['),
    ),
    dict(
        title="fresh gradients for the second layer",
        hint="W1 and b1 are right after one epoch, W2 and b2 are not: their gradients are taken after "
        "the first layer has moved. Compute all four before you change anything.",
        code="""
def train_model(model, X, y, learning_rate, num_epochs=1, print_loss=False):
    model = {key: np.array(model[key], dtype=float) for key in ("W1", "b1", "W2", "b2")}
    for _ in range(num_epochs):
        for layer in ("1", "2"):
            slopes = gradients({key: model[key].tolist() for key in model}, X, y)
            for key in ("W" + layer, "b" + layer):
                model[key] = model[key] - learning_rate * np.array(slopes["d" + key])
    return {key: model[key].tolist() for key in model}
""",
    ),
    dict(
        title="the gradients instead of the model",
        hint="What comes back are gradients, with a d in their keys. The trained model is asked for.",
        was="            print(epoch, summed_cross_entropy(model, X, y))\n    return model\n",
        now="            print(epoch, summed_cross_entropy(model, X, y))\n    return gradients(model, X, y)\n",
        recognise=lambda candidate: not alike(*with_a_d(candidate)),
    ),
    dict(
        title="the loss in front of the model",
        hint="The loss comes back first. The model comes first; what follows it is up to you.",
        was="return trained, losses",
        now="return losses, trained",
    ),
]
