"""q12_gradients: the gradients of the summed cross-entropy."""

import numpy as np

from viva.exam import Pair, Question

from .q10_forward_function import hidden, softmax
from .q12_mistakes import MISTAKES
from .shared import WEIGHTS, first_return_value
from .slopes import finite_differences, of_one_sample, slope_inputs

q = Question("q12_gradients")


@q.reference
def gradients(model, X, y):
    W1, b1, W2, b2 = (np.asarray(model[key], dtype=float) for key in WEIGHTS)
    X = np.asarray(X, dtype=float)
    A1 = hidden(X, W1, b1)
    P = softmax(A1 @ W2 + b2)
    Y = np.eye(len(b2))[y]
    delta2 = P - Y
    delta1 = (delta2 @ W2.T) * A1 * (1 - A1)
    return {
        "dW1": (X.T @ delta1).tolist(),
        "db1": delta1.sum(axis=0).tolist(),
        "dW2": (A1.T @ delta2).tolist(),
        "db2": delta2.sum(axis=0).tolist(),
    }


@q.case("two inputs and three classes")
def slopes_three_classes(candidate, rng):
    return first_return_value(candidate.gradients(*slope_inputs(rng, 9, 2, 5, 3)), dict)


@q.case("four classes, all sizes different")
def slopes_four_classes(candidate, rng):
    return first_return_value(candidate.gradients(*slope_inputs(rng, 7, 3, 5, 4)), dict)


@q.case("against finite differences of the loss", rtol=1e-4, atol=1e-6)
def slopes_by_differences(candidate, rng):
    inputs = slope_inputs(rng, 6, 4, 3, 3)
    return Pair(first_return_value(candidate.gradients(*inputs), dict), finite_differences(*inputs))


q.right(
    "the formulas one after the other",
    code="""
def gradients(model, X, y):
    W1, b1, W2, b2 = (np.array(model[key], dtype=float) for key in ("W1", "b1", "W2", "b2"))
    X = np.array(X, dtype=float)
    Z1 = X @ W1 + b1
    A1 = 1 / (1 + np.exp(-Z1))
    P = np.array(forward_function(X.tolist(), W1.tolist(), b1.tolist(), W2.tolist(), b2.tolist()))
    Y = np.eye(len(b2))[y]
    delta2 = P - Y
    delta1 = (delta2 @ W2.T) * A1 * (1 - A1)
    dW1 = X.T @ delta1
    db1 = delta1.sum(axis=0)
    dW2 = A1.T @ delta2
    db2 = delta2.sum(axis=0)
    return {"dW1": dW1.tolist(), "db1": db1.tolist(), "dW2": dW2.tolist(), "db2": db2.tolist()}
""",
)
q.right(
    "added up sample by sample",
    code="""
def gradients(model, X, y):
    W1, b1, W2, b2 = model["W1"], model["b1"], model["W2"], model["b2"]
    dW1 = [[0.0] * len(b1) for _ in W1]
    dW2 = [[0.0] * len(b2) for _ in W2]
    db1, db2 = [0.0] * len(b1), [0.0] * len(b2)
    for x, label in zip(X, y):
        a = [sigmoid(z) for z in forward_layer([x], W1, b1)[0]]
        delta2 = forward_function([x], W1, b1, W2, b2)[0]
        delta2[label] -= 1
        for j in range(len(b1)):
            for k in range(len(b2)):
                dW2[j][k] += a[j] * delta2[k]
            delta = dot_product(delta2, W2[j]) * a[j] * (1 - a[j])
            db1[j] += delta
            for i in range(len(x)):
                dW1[i][j] += x[i] * delta
        db2 = add_bias(db2, delta2)
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}
""",
)
q.right(
    "matrix products, biases from a row of ones",
    code="""
def gradients(model, X, y):
    A1 = [[sigmoid(z) for z in row] for row in forward_layer(X, model["W1"], model["b1"])]
    P = forward_function(X, model["W1"], model["b1"], model["W2"], model["b2"])
    Y = [[1 if k == label else 0 for k in range(len(model["b2"]))] for label in y]
    d2 = [[p - t for p, t in zip(ps, ts)] for ps, ts in zip(P, Y)]
    d1 = matrix_multiplication(d2, transpose(model["W2"]))
    for i in range(len(X)):
        for j in range(len(model["b1"])):
            d1[i][j] *= A1[i][j] * (1 - A1[i][j])
    ones = [[1] * len(X)]
    return {
        "dW1": matrix_multiplication(transpose(X), d1),
        "dW2": matrix_multiplication(transpose(A1), d2),
        "db1": matrix_multiplication(ones, d1)[0],
        "db2": matrix_multiplication(ones, d2)[0],
    }
""",
)
q.wrong(
    "mean instead of sum",
    hint="All four gradients are divided by the number of samples. The loss here is a sum, so is "
    "its slope.",
    was='return {"dW1": dW1.tolist()',
    now="dW1, db1, dW2, db2 = dW1 / len(X), db1 / len(X), dW2 / len(X), db2 / len(X)\n"
    '    return {"dW1": dW1.tolist()',
)
q.wrong(
    "reversed sign",
    hint="All four gradients have the wrong sign: they point downhill. Is it P - Y or Y - P?",
    was="))\n    Y = np.eye(len(b2))[y]\n    delta2 = P - Y\n    delta1 = (delta2 @ W2",
    now="))\n    Y = np.eye(len(b2))[y]\n    delta2 = Y - P\n    delta1 = (delta2 @ W2",
)
q.wrong(
    "no a1(1 - a1)",
    hint="dW2 and db2 are right; in dW1 and db1 the slope of the hidden sigmoid is missing.",
    was="delta1 = (delta2 @ W2.T) * A1 * (1 - A1)\n    dW1",
    now="delta1 = (delta2 @ W2.T) \n    dW1",
)
q.wrong(
    "a1(1 - a1) of z1",
    hint="dW2 and db2 are right; for delta1 you take z1(1 - z1). The short form of the sigmoid's "
    "slope holds for its value: is that z or a?",
    was="delta1 = (delta2 @ W2.T) * A1 * (1 - A1)\n    dW1",
    now="delta1 = (delta2 @ W2.T) * Z1 * (1 - Z1)\n    dW1",
)
q.wrong(
    "the sigmoid of an activated value",
    hint="dW2 and db2 are right; for delta1 the sigmoid is applied to a1, which is a sigmoid "
    "already. What is s'(z) when you know a = s(z)?",
    was="delta1 = (delta2 @ W2.T) * A1 * (1 - A1)\n    dW1",
    now="delta1 = (delta2 @ W2.T) * (1 / (1 + np.exp(-A1))) * (1 - 1 / (1 + np.exp(-A1)))\n    dW1",
)
q.wrong(
    "the sigmoid's slope applied twice",
    hint="dW2 and db2 are right; in dW1 and db1 the factor a1(1 - a1) occurs twice. Where does it "
    "slip in again?",
    was=" (delta2 @ W2.T) * A1 * (1 - A1)\n    dW1",
    now=" (delta2 @ W2.T) * (A1 * (1 - A1)) ** 2\n    dW1",
)
q.wrong(
    "delta1 through W1",
    hint="dW2 and db2 are right, but delta2 goes back through W1. Which weights did the signal "
    "pass on its way from the hidden layer to the output?",
    was=" Y = np.eye(len(b2))[y]\n"
    "    delta2 = P - Y\n"
    "    delta1 = (delta2 @ W2.T) * A1 * (1 - A1)\n"
    "    dW1",
    now=" Y = np.eye(len(b2))[y]\n"
    "    delta2 = P - Y\n"
    "    delta1 = (delta2 @ W1) * A1 * (1 - A1)\n"
    "    dW1",
)
q.wrong(
    "db not summed",
    hint="The bias gradients still have a row for each sample. A bias serves all samples, so its "
    "slope collects from all of them.",
    was="delta1.sum(axis=0)\n    dW2 = A1.T @ delta2\n    db2 = delta2.sum(axis=0)",
    now="delta1\n    dW2 = A1.T @ delta2\n    db2 = delta2",
)
q.wrong(
    "db of the last sample",
    hint="The weights' gradients are right; the bias gradients hold the last sample only. `=` or "
    "`+=`?",
    was="delta1.sum(axis=0)\n    dW2 = A1.T @ delta2\n    db2 = delta2.sum(axis=0)",
    now="delta1[-1]\n    dW2 = A1.T @ delta2\n    db2 = delta2[-1]",
)
q.wrong(
    "dW1 from a1",
    hint="dW1 is made of a1 and delta1. What comes into the first layer: a1, or something before "
    "it?",
    was="dW1 = X.T @ delta1",
    now="dW1 = A1.T @ delta1",
)
q.wrong(
    "dW2 from z1",
    hint="dW1, db1 and db2 are right; dW2 is made of z1. What comes into the second layer: the "
    "hidden sums, or what the sigmoid makes of them?",
    was="dW2 = A1.T @ delta2",
    now="dW2 = Z1.T @ delta2",
)
q.wrong(
    "weights summed but biases averaged",
    hint="The weights' gradients are sums over the samples, the bias gradients are means. Both "
    "belong to the same loss.",
    was="sum(axis=0)\n    dW2 = A1.T @ delta2\n    db2 = delta2.sum",
    now="mean(axis=0)\n    dW2 = A1.T @ delta2\n    db2 = delta2.mean",
)
q.wrong(
    "the labels are left out",
    hint="delta2 is P itself, so the labels play no part. How would the network learn what is "
    "right?",
    was="))\n    Y = np.eye(len(b2))[y]\n    delta2 = P - Y\n    delta1 = (delta2 @ W2",
    now="))\n    Y = np.eye(len(b2))[y]\n    delta2 = P\n    delta1 = (delta2 @ W2",
)
q.wrong(
    "p(1 - p) left in",
    hint="delta2 has a factor p(1 - p). That belongs to another loss; with softmax and "
    "cross-entropy it cancels. What is left?",
    was="))\n    Y = np.eye(len(b2))[y]\n    delta2 = P - Y\n    delta1 = (delta2 @ W2",
    now="))\n"
    "    Y = np.eye(len(b2))[y]\n"
    "    delta2 = (P - Y) * P * (1 - P)\n"
    "    delta1 = (delta2 @ W2",
)
q.wrong(
    "the last sample only",
    hint="A gradient is that of a single sample, the first or the last. Is each added up over all "
    "samples, or replaced by the next? And is the loop left too early?",
    was="dW1 = X.T @ delta1",
    now="X, A1, delta1, delta2 = (part[-1:] for part in (X, A1, delta1, delta2))\n"
    "    dW1 = X.T @ delta1",
    recognise=of_one_sample,
)
q.wrong(
    "weight gradients transposed",
    hint="The numbers are right, but dW1 and dW2 are transposed. A gradient has the shape of its "
    "weights.",
    was=("dW1 = X.T @ delta1", "dW2 = A1.T @ delta2"),
    now=("dW1 = delta1.T @ X", "dW2 = delta2.T @ A1"),
)
q.wrong(
    "only a1 as the slope",
    hint="dW2 and db2 are right; in delta1 you multiply by a1 alone. The slope of the sigmoid has "
    "two factors.",
    was=" (delta2 @ W2.T) * A1 * (1 - A1)\n    dW1",
    now=" (delta2 @ W2.T) * A1\n    dW1",
)
q.wrong(
    "db1 without a1(1 - a1)",
    hint="Only db1 is wrong: it is summed before the slope of the hidden sigmoid comes in. It is "
    "the sum of the same delta1 that dW1 is made of.",
    was="= delta1.sum",
    now="= (delta2 @ W2.T).sum",
)
q.wrong(
    "divided by the notebook's N",
    hint="All four gradients are divided by the notebook's N, however many samples are passed. The"
    " loss is a sum over the samples.",
    was="))\n    Y = np.eye(len(b2))[y]\n    delta2 = P - Y\n    delta1 = (delta2 @ W2",
    now="))\n    Y = np.eye(len(b2))[y]\n    delta2 = (P - Y) / N\n    delta1 = (delta2 @ W2",
)
q.wrong(
    "z1 into the output layer",
    hint="Forward, the output layer gets z1, the hidden sums, without their sigmoid. Compare a1 and "
    "z2 with the bridge.",
    was="P = np.array(forward_function(X.tolist(), W1.tolist(), b1.tolist(), W2.tolist(), b2.tolist()))",
    now="P = np.exp(Z1 @ W2 + b2)\n    P = P / P.sum(axis=1, keepdims=True)",
)
q.wrong(
    "a bias left out on the way forward",
    hint="Forward, the hidden layer lacks its bias, so every number after it is off. Compare z1 "
    "with the bridge.",
    was=("X @ W1 + b1", "P = np.array(forward_function(X.tolist(), W1.tolist(), b1.tolist(),"),
    now=("X @ W1", "P = np.array(forward_function(X.tolist(), W1.tolist(), (0 * b1).tolist(),"),
)
q.wrong(
    "twice the gradient",
    hint="All four gradients are twice too large. The square of an error has a 2 in its slope, the"
    " cross-entropy has none.",
    was="))\n    Y = np.eye(len(b2))[y]\n    delta2 = P - Y\n    delta1 = (delta2 @ W2",
    now="))\n    Y = np.eye(len(b2))[y]\n    delta2 = 2 * (P - Y)\n    delta1 = (delta2 @ W2",
)
for mistake in MISTAKES:
    q.wrong(**mistake)
q.hints(
    "What are your six formulas of q11, and in which order do they need each other? Which of "
    "the shapes tell you where a transpose belongs?",
    "Go forward first and keep the hidden activations and the probabilities. The error at the"
    " output is the probability, less 1 at the true class. From there use "
    "matrix_multiplication and transpose; the bias gradients are sums of columns.",
    "The error of the hidden layer is the output error times W2 transposed, and then entry by"
    " entry times a and times one minus a, where a is the activation that you kept. Each "
    "weight gradient is the layer's input, transposed, times its error. Divide by nothing.",
)
