"""q11_activations: three activations, each with its derivative."""

import numpy as np

from viva.exam import Question, check

from .shared import sigmoid

q = Question("q11_activations")


activations = {
    "sigmoid": (sigmoid, lambda z: 0.25 / np.cosh(z / 2) ** 2),
    "tanh": (np.tanh, lambda z: 1 / np.cosh(z) ** 2),
    "relu": (lambda z: np.where(z > 0, z, 0.0), lambda z: np.where(z > 0, 1.0, 0.0)),
}
q.reference(activations=activations)


IN_PLACE = (
    "One of the functions changes the array z that it is given. The network still needs z, for the "
    "slope: return a new array."
)


def pairs_at(candidate, z):
    answered = candidate.activations
    check(isinstance(answered, dict), "activations is a dict.")
    found = {}
    for name in activations:
        check(name in answered, f"The key {name!r} is missing from activations.")
        pair = answered[name]
        check(
            isinstance(pair, (tuple, list)) and len(pair) == 2,
            "Each value of activations is a pair: a function and its derivative.",
        )
        check(
            callable(pair[0]) and callable(pair[1]),
            "The pairs of activations hold functions, not what the functions return.",
        )
        for what, function in zip((name, f"derivative of {name}"), pair, strict=True):
            found[what], (left,) = function.observe(z)
            check(np.array_equal(left, z), IN_PLACE)
    return found


def away_from_0(rng, *shape):
    return rng.uniform(0.2, 3, size=shape) * rng.choice([-1, 1], size=shape)


@q.case("an array of one axis")
def activations_flat(candidate, rng):
    return pairs_at(candidate, away_from_0(rng, 9))


@q.case("an array of two axes, and larger numbers")
def activations_matrix(candidate, rng):
    return pairs_at(candidate, 3 * away_from_0(rng, 4, 5))


RELU = '"relu": (lambda z: np.maximum(z, 0), lambda z: (z > 0).astype(z.dtype)),'
q.equivalent(
    "the larger of two numbers is the same in either order",
    was=RELU,
    now='"relu": (lambda z: np.maximum(0, z), lambda z: (z > 0).astype(z.dtype)),',
)
q.equivalent(
    "True and False count as 1 and 0",
    was=RELU,
    now='"relu": (lambda z: np.maximum(z, 0), lambda z: z > 0),',
)
q.equivalent(
    "at 0 the derivative may be 0 or 1",
    was=RELU,
    now='"relu": (lambda z: np.maximum(z, 0), lambda z: (z >= 0).astype(z.dtype)),',
)
q.right(
    "named functions",
    code="""
def sigmoid_slope(z):
    s = sigmoid(z)
    return s * (1 - s)


def tanh_slope(z):
    return 1 - np.tanh(z) ** 2


def relu(z):
    return np.maximum(z, 0)


def relu_slope(z):
    return np.where(z > 0, 1, 0)


activations = {
    "sigmoid": (sigmoid, sigmoid_slope),
    "tanh": (np.tanh, tanh_slope),
    "relu": (relu, relu_slope),
}
""",
)
q.right(
    "lambdas in lists, booleans for the slope of relu",
    code="""
activations = {
    "sigmoid": [lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2],
    "tanh": [lambda z: 2 * sigmoid(2 * z) - 1, lambda z: np.cosh(z) ** -2.0],
    "relu": [lambda z: z * (z > 0), lambda z: z >= 0],
}
""",
)
q.right(
    "functions with masks, a fourth activation too",
    code="""
def relu(z):
    out = z.copy()
    out[out < 0] = 0
    return out


def grad_relu(z):
    out = np.zeros(z.shape)
    out[z > 0] = 1
    return out


def tanh(z):
    return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))


activations = dict(
    relu=(relu, grad_relu),
    tanh=(tanh, lambda z: (1 - tanh(z)) * (1 + tanh(z))),
    sigmoid=(sigmoid, lambda z: sigmoid(z) * sigmoid(-z)),
    identity=(lambda z: z, np.ones_like),
)
""",
)
q.right(
    "vectorised functions of one number",
    code="""
def relu(z):
    rest = z.copy()
    rest[z < 0] = 0
    return rest


activations = {}
activations["sigmoid"] = (
    np.vectorize(lambda z: 1 / (1 + math.exp(-z))),
    lambda z: 1 / (2 + np.exp(z) + np.exp(-z)),
)
activations["tanh"] = (np.vectorize(math.tanh), np.vectorize(lambda z: 1 - math.tanh(z) ** 2))
activations["relu"] = (relu, np.vectorize(lambda z: 1.0 if z > 0 else 0.0))
""",
)
q.wrong(
    "relu in place",
    hint=IN_PLACE,
    was="    rest = z.copy()",
    now="    rest = z",
)
q.wrong(
    "derivatives that take the output",
    hint="Your derivatives of sigmoid and tanh expect the value after the activation. They are given z, the number before it.",
    was=("    s = sigmoid(z)\n    return s * (1 - s)", "1 - np.tanh(z) ** 2"),
    now=("    return z * (1 - z)", "1 - z**2"),
)
q.wrong(
    "the derivative of the sigmoid takes the output",
    hint="Your derivative of the sigmoid expects the value after the activation; that of tanh is right. Both are given z.",
    was="    s = sigmoid(z)\n    return s * (1 - s)",
    now="    return z * (1 - z)",
)
q.wrong(
    "the derivative of tanh takes the output",
    hint="Your derivative of tanh expects the value after the activation; that of the sigmoid is right.",
    was="1 - np.tanh(z) ** 2",
    now="1 - z**2",
)
q.wrong(
    "the sigmoid applied twice in its derivative",
    hint="In the derivative of the sigmoid the sigmoid is applied to its own value.",
    was="    s = sigmoid(z)",
    now="    s = sigmoid(sigmoid(z))",
)
q.wrong(
    "1 plus instead of 1 minus",
    hint="The derivative of the sigmoid is larger than the sigmoid itself. Which sign stands in the bracket?",
    was="s * (1 - s)",
    now="s * (1 + s)",
)
q.wrong(
    "tanh not squared",
    hint="Your derivative of tanh lacks a square, so it exceeds 1 where tanh is negative.",
    was="1 - np.tanh(z) ** 2",
    now="1 - np.tanh(z)",
)
q.wrong(
    "tanh with the derivative of the sigmoid's form",
    hint="Your derivative of tanh has the form of the sigmoid's, t(1 - t). That of tanh is another.",
    was="1 - np.tanh(z) ** 2",
    now="np.tanh(z) * (1 - np.tanh(z))",
)
q.wrong(
    "the derivative of relu is relu",
    hint="The derivative of relu grows with z. How steep is a straight line of slope 1?",
    was="np.where(z > 0, 1, 0)",
    now="np.maximum(z, 0)",
)
q.wrong(
    "the derivative of relu is 1 everywhere",
    hint="Your derivative of relu is 1 on the left, too, where relu is flat.",
    was="np.where(z > 0, 1, 0)",
    now="np.ones_like(z)",
)
q.wrong(
    "the derivative of relu with its sides exchanged",
    hint="Your derivative of relu has its two sides exchanged.",
    was="np.where(z > 0, 1, 0)",
    now="np.where(z > 0, 0, 1)",
)
q.wrong(
    "the sign as the derivative of relu",
    hint="On the left your derivative of relu is -1, that of the absolute value.",
    was="np.where(z > 0, 1, 0)",
    now="np.sign(z)",
)
q.wrong(
    "a relu that leaks",
    hint="Your relu lets a little of the negative numbers through. That is another activation.",
    was="np.maximum(z, 0)",
    now="np.maximum(z, 0.01 * z)",
)
q.wrong(
    "one maximum for the whole array",
    hint="Your relu gives a single number for an array. `np.maximum` works entry by entry, `np.max` does not.",
    was="np.maximum(z, 0)",
    now="max(np.max(z), 0)",
)
q.wrong(
    "the derivative before the function",
    hint="The pairs are in the wrong order: the activation first, then its derivative.",
    was=("(sigmoid, sigmoid_slope)", "(np.tanh, tanh_slope)", "(relu, relu_slope)"),
    now=("(sigmoid_slope, sigmoid)", "(tanh_slope, np.tanh)", "(relu_slope, relu)"),
)
q.wrong(
    "values instead of functions",
    hint="Your dict holds numbers: the functions have been called. Put in the functions themselves, without brackets behind them.",
    was="(sigmoid, sigmoid_slope)",
    now="(sigmoid(X_moons), sigmoid_slope(X_moons))",
)
q.wrong(
    "tanh is the sigmoid",
    hint="Under the key of tanh stands a function from 0 to 1. tanh goes from -1 to 1.",
    was="(np.tanh, tanh_slope)",
    now="(sigmoid, sigmoid_slope)",
)
q.hints(
    "What do the derivatives get: z, or the activation of z? How does the slope of the sigmoid at 0 tell you whether you have it right?",
    "A dict with three keys, and a pair of functions for each. You have the sigmoid already, and NumPy has tanh; short functions can be written with `lambda`.",
    "Each derivative calls its activation on z and follows the formula. For relu compare with 0: the larger of z and 0 is the activation, and whether z is positive, as a number, is the slope.",
)
