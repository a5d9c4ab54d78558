"""Mistakes that people make in q12_gradients; each is an edit of the answer sample by sample."""

import numpy as np

from .q10_forward_function import forward_function, hidden
from .shared import first_return_value
from .slopes import slope_inputs


def goes_on_adding(candidate):
    """Return whether, of one sample, each hidden error has in it what was added for those before."""
    model, X, y = slope_inputs(np.random.default_rng(4), 6, 2, 4, 3)
    slopes = first_return_value(candidate.gradients(model, X[:1], y[:1]), dict)
    W1, b1, W2, b2 = (np.array(model[key]) for key in ("W1", "b1", "W2", "b2"))
    a = np.ravel(hidden(np.array(X[:1]), W1, b1))
    error = np.ravel(forward_function(np.array(X[:1]), W1, b1, W2, b2)) - np.eye(3)[y[0]]
    sent, slope = W2 @ error, a * (1 - a)
    apart, in_place, last = np.cumsum(sent) * slope, [], 0.0
    for s, t in zip(sent, slope, strict=True):
        last = (last + s) * t
        in_place.append(last)
    if not (np.allclose(slopes["db2"], error) and np.allclose(slopes["dW2"], np.outer(a, error))):
        return False
    return np.allclose(slopes["db1"], apart) or np.allclose(slopes["db1"], in_place)


MISTAKES = [
    dict(
        title="a sum that is not set back",
        hint="dW2 and db2 are right; the sum over the classes, on the way back through W2, is not set "
        "to 0 for each hidden neuron. What was added for the one before is still in it.",
        was=(
            "        for j in range(len(b1)):\n",
            "            delta = dot_product(delta2, W2[j]) * a[j] * (1 - a[j])\n",
        ),
        now=(
            "        back = 0\n        for j in range(len(b1)):\n",
            "            back += dot_product(delta2, W2[j])\n"
            "            delta = back * a[j] * (1 - a[j])\n",
        ),
        recognise=goes_on_adding,
    ),
    dict(
        title="1 added at the true class",
        hint="At the true class 1 is added to p. In P - Y it is taken off.",
        was="delta2[label] -= 1",
        now="delta2[label] += 1",
    ),
    dict(
        title="the true class alone",
        hint="Only the true class has an error in your delta2. In P - Y the other classes have theirs, "
        "which is p itself.",
        was="delta2[label] -= 1",
        now="delta2 = [(p - 1) * (k == label) for k, p in enumerate(delta2)]",
    ),
    dict(
        title="the number of the class taken off",
        hint="The label itself is taken off every probability. In P - Y it is a row with a single 1.",
        was="delta2[label] -= 1",
        now="delta2 = [p - label for p in delta2]",
    ),
    dict(
        title="the last class alone on the way back",
        hint="dW2 and db2 are right; on the way back through W2 only the last class counts. The errors "
        "of all classes add up, each times its weight.",
        was="dot_product(delta2, W2[j])",
        now="delta2[-1] * W2[j][-1]",
    ),
    dict(
        title="probabilities on the way back",
        hint="dW2 and db2 are right; on the way back through W2 you send P. It should be P - Y.",
        was="dot_product(delta2, W2[j])",
        now="(dot_product(delta2, W2[j]) + W2[j][label])",
    ),
    dict(
        title="db2 once for each hidden neuron",
        hint="dW1, db1 and dW2 are right; db2 is added once for each hidden neuron. How far is its line "
        "indented?",
        was="        db2 = add_bias(db2, delta2)\n",
        now="        for _ in b1:\n            db2 = add_bias(db2, delta2)\n",
    ),
    dict(
        title="db1 once for each input",
        hint="dW1, dW2 and db2 are right; db1 is added once for each input. How far is its line "
        "indented?",
        was="            db1[j] += delta\n",
        now="            db1[j] += delta * len(x)\n",
    ),
    dict(
        title="one row many times",
        hint="All rows of dW2 are one and the same list: `[row] * n` repeats it, and what is added to "
        "one is added to all. Make a new list for each row.",
        was="dW2 = [[0.0] * len(b2) for _ in W2]",
        now="dW2 = [[0.0] * len(b2)] * len(W2)",
    ),
    dict(
        title="the powers without their sum",
        hint="Your P does not add up to 1 in a row: the powers of the softmax are not divided by their "
        "sum.",
        was="delta2 = forward_function([x], W1, b1, W2, b2)[0]\n",
        now="delta2 = forward_layer([a], W2, b2)[0]\n"
        "        delta2 = [math.exp(z - max(delta2)) for z in delta2]\n",
    ),
]
