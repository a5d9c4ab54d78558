"""q16_find_the_fault: a backward pass with a wrong slope in it is seen through, and mended."""

import numpy as np

from viva.exam import Pair, Question

from .deep import deep_inputs, differences, slopes_of
from .shared import first_return_value, says

q = Question("q16_find_the_fault")


@q.reference
def mended_gradients(model, X, y):
    def back(delta, W, A):
        a = np.asarray(A)
        return delta @ np.asarray(W).T * a * (1 - a)

    return slopes_of(model, X, y, back)


q.reference(fault="D")


@q.case("the fault by its letter")
def the_letter(candidate, rng):
    return str(candidate.fault).strip().upper()[:1]


@q.case("hidden layers of one size, as above")
def layers_of_one_size(candidate, rng):
    return first_return_value(candidate.mended_gradients(*deep_inputs(rng, 9, 2, 6, 6, 2)), dict)


@q.case("all sizes different, against finite differences of the loss", rtol=1e-4, atol=1e-6)
def all_sizes_different(candidate, rng):
    inputs = deep_inputs(rng, 7, 2, 5, 4, 3)
    return Pair(first_return_value(candidate.mended_gradients(*inputs), dict), differences(*inputs))


q.right(
    "written out",
    code="""
fault = "D"


def mended_gradients(model, X, y):
    A1 = sigmoid_layer(X, model["W1"], model["b1"])
    A2 = sigmoid_layer(A1, model["W2"], model["b2"])
    P = deep_forward(model, X)[2]
    delta3 = [[p - (k == label) for k, p in enumerate(row)] for row, label in zip(P, y)]
    delta2 = matrix_multiplication(delta3, transpose(model["W3"]))
    delta2 = [[d * a * (1 - a) for d, a in zip(ds, row)] for ds, row in zip(delta2, A2)]
    delta1 = matrix_multiplication(delta2, transpose(model["W2"]))
    delta1 = [[d * a * (1 - a) for d, a in zip(ds, row)] for ds, row in zip(delta1, A1)]
    db3, db2, db1 = [[sum(c) for c in transpose(delta)] for delta in (delta3, delta2, delta1)]
    dW1 = matrix_multiplication(transpose(X), delta1)
    dW2 = matrix_multiplication(transpose(A1), delta2)
    dW3 = matrix_multiplication(transpose(A2), delta3)
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2, "dW3": dW3, "db3": db3}
""",
)
q.right(
    "the slope at z, as its function wants it, and a small letter",
    code="""
fault = "d"


def mended_gradients(model, X, y):
    Z1 = forward_layer(X, model["W1"], model["b1"])
    A1, A2, P = deep_forward(model, X)
    Z2 = forward_layer(A1, model["W2"], model["b2"])
    delta = [[p - (k == label) for k, p in enumerate(row)] for row, label in zip(P, y)]
    slopes = {}
    for k, values, Z in ((3, A2, Z2), (2, A1, Z1), (1, X, None)):
        slopes["dW" + str(k)] = matrix_multiplication(transpose(values), delta)
        slopes["db" + str(k)] = matrix_multiplication([[1] * len(X)], delta)[0]
        if k > 1:
            delta = back_through(delta, model["W" + str(k)], Z)
    return slopes
""",
)
q.right(
    "the given function is mended, the rest stays",
    code="""
fault = "D, s'(z) of a"


def sigmoid_slope(a):
    return a * (1 - a)


def mended_gradients(model, X, y):
    return broken_gradients(model, X, y)
""",
)
q.right(
    "the upper layers by gradients of q12",
    code="""
fault = "D"


def mended_gradients(network, points, labels):
    first, second, P = deep_forward(network, points)
    upper = {"W1": network["W2"], "b1": network["b2"], "W2": network["W3"], "b2": network["b3"]}
    found = gradients(upper, first, labels)
    found = found[0] if isinstance(found, tuple) else found
    slopes = {"d" + w + str(k + 1): found["d" + w + str(k)] for w in "Wb" for k in (1, 2)}
    slopes["dW1"] = [[0.0] * len(network["b1"]) for _ in network["W1"]]
    slopes["db1"] = [0.0] * len(network["b1"])
    for x, a, b, p, label in zip(points, first, second, P, labels):
        error = [value - (k == label) for k, value in enumerate(p)]
        error = [dot_product(error, w) * v * (1 - v) for w, v in zip(network["W3"], b)]
        error = [dot_product(error, w) * v * (1 - v) for w, v in zip(network["W2"], a)]
        slopes["db1"] = add_bias(slopes["db1"], error)
        for i, value in enumerate(x):
            slopes["dW1"][i] = add_bias(slopes["dW1"][i], [value * e for e in error])
    return slopes
""",
)

LETTER = 'fault = "D"\n'
ONLY_THE_LETTER = 2 / 3
BACK_2 = "[d * a * (1 - a) for d, a in zip(ds, row)] for ds, row in zip(delta2, A2)"
BACK_1 = "[d * a * (1 - a) for d, a in zip(ds, row)] for ds, row in zip(delta1, A1)"


def slope_as(slope):
    """Return the edit that puts another slope of the sigmoid into both layers."""
    return {
        "was": (BACK_2, BACK_1),
        "now": tuple(back.replace("a * (1 - a)", slope) for back in (BACK_2, BACK_1)),
    }


def for_two_classes(candidate):
    """Return whether slopes are right with two classes, and have other numbers with three."""
    two, three = (deep_inputs(np.random.default_rng(3), 5, 2, 4, 3, k) for k in (2, 3))
    agree = [
        np.shape(found) == np.shape(right) and np.allclose(found, right)
        for found, right in (
            (first_return_value(candidate.mended_gradients(*part), dict)["db1"], slopes["db1"])
            for part, slopes in ((two, mended_gradients(*two)), (three, mended_gradients(*three)))
        )
    ]
    return agree == [True, False]


q.wrong(
    "A, labels and points",
    hint="With labels that belong to other points, would the output layer agree with the "
    "differences? They know the same labels; and the loss would not fall so far.",
    was=LETTER,
    now='fault = "A"\n',
    recognise=says("A"),
    keeps=ONLY_THE_LETTER,
)
q.wrong(
    "B, a factor at the output",
    hint="delta3 is what dW3 and db3 are made of. What does the table say about these two?",
    was=LETTER,
    now='fault = "B"\n',
    recognise=says("B"),
    keeps=ONLY_THE_LETTER,
)
q.wrong(
    "C, the wrong weights",
    hint="Errors that go back through wrong weights would arrive with wrong signs, too. What signs "
    "has the ratio in the picture?",
    was=LETTER,
    now='fault = "C"\n',
    recognise=says("C"),
    keeps=ONLY_THE_LETTER,
)
q.wrong(
    "E, a bias left out forward",
    hint="The differences measure the loss of the very same forward pass. Could they see a bias "
    "that it leaves out?",
    was=LETTER,
    now='fault = "E"\n',
    recognise=says("E"),
    keeps=ONLY_THE_LETTER,
)
q.wrong(
    "F, too long steps",
    hint="The table and the picture are about slopes at the start, before any step. Can the length "
    "of a step change them?",
    was=LETTER,
    now='fault = "F"\n',
    recognise=says("F"),
    keeps=ONLY_THE_LETTER,
)
q.wrong(
    "not mended",
    hint="These are still the slopes of broken_gradients. What does sigmoid_slope expect, and what "
    "is it given?",
    **slope_as("sigmoid_slope(a)"),
)
q.wrong(
    "mended in one layer only",
    hint="The second hidden layer is right, and the first is not yet. Does the error pass a "
    "sigmoid there as well?",
    was=BACK_1,
    now=BACK_1.replace("a * (1 - a)", "sigmoid_slope(a)"),
)
q.wrong(
    "no slope of the sigmoid at all",
    hint="The hidden layers get their error without any slope of the sigmoid. The fault was where "
    "it is taken, not that it is there.",
    **slope_as("1"),
)
q.wrong(
    "the slope twice",
    hint="The slope of the sigmoid is in there twice for each hidden layer.",
    **slope_as("a * (1 - a) * a * (1 - a)"),
)
q.wrong(
    "half of the slope",
    hint="The slope of the sigmoid, written with its value a, has two factors. You use one of them.",
    **slope_as("a"),
)
q.wrong(
    "the slope of tanh",
    hint="1 - a² is the slope of another activation, tanh. These layers have a sigmoid.",
    **slope_as("(1 - a * a)"),
)
q.wrong(
    "the values of the other layer",
    hint="The error of the first hidden layer is multiplied by the slopes of the second. Whose "
    "values belong there?",
    was=BACK_1,
    now=BACK_1.replace("A1", "A2"),
)
q.wrong(
    "the mean over the samples",
    hint="All slopes are divided by the number of samples. The loss of this notebook is a sum.",
    was="delta3 = [[p - (k == label) for",
    now="delta3 = [[(p - (k == label)) / len(X) for",
)
q.wrong(
    "uphill",
    hint="All slopes have the wrong sign. It was right in broken_gradients.",
    was="delta3 = [[p - (k == label) for",
    now="delta3 = [[(k == label) - p for",
)
q.wrong(
    "nothing returned",
    hint="mended_gradients returns None. Is a `return` missing?",
    was='    return {"dW1"',
    now='    slopes = {"dW1"',
)
q.equivalent(
    "the order in which the slopes are put into the dict",
    was="for k, values, delta in ((1, X, delta1), (2, A1, delta2), (3, A2, delta3)):",
    now=[
        "for k, values, delta in ((2, A1, delta2), (1, X, delta1), (3, A2, delta3)):",
        "for k, values, delta in ((1, X, delta1), (3, A2, delta3), (2, A1, delta2)):",
    ],
)
q.wrong(
    "two classes only",
    hint="With two classes all slopes are right, with more they are not. In delta3 each class has an "
    "entry: its probability, less 1 where it is the label.",
    was="[[p - (k == label) for k, p in enumerate(row)] for row, label in zip(P, y)]",
    now="[[row[0] - (1 - label), row[1] - label, *row[2:]] for row, label in zip(P, y)]",
    recognise=for_two_classes,
    keeps=2 / 3,
)

q.hints(
    "Which of the six arrays agree with the measured slopes? What do the others have in common on "
    "their way back that these do not have?",
    "A dot's height depends on the value of the neuron and on nothing else, neither on the point nor "
    "on the weights. Which factor of delta2 depends on the value of the neuron alone?",
    "sigmoid_slope is right, and so is the call, for itself. Compare the name of the argument that "
    "the one has with what the other passes, and remember how the slope looks when a is known.",
)
