"""q10_neural_net: the network as a class that learns from single samples."""

import numpy as np

from viva.exam import Pair, Question, check

from .networks import PARTS, a_net, check_drawn, taken_off
from .q01_one_hot import one_hot
from .q10_kinds import KINDS
from .q10_mistakes import MISTAKES
from .q10_right_answers import FLOAT32, IN_PLACE, METHODS
from .shared import set_weights, sigmoid, some_labels, some_weights

q = Question("q10_neural_net")


@q.reference
class NeuralNet:
    def __init__(self, input_size, hidden_size, output_size):
        rng = np.random.default_rng(1)
        self.W_h = 0.1 * rng.normal(size=(input_size, hidden_size))
        self.b_h = np.zeros(hidden_size)
        self.W_o = 0.1 * rng.normal(size=(hidden_size, output_size))
        self.b_o = np.zeros(output_size)

    def softmax(self, Z):
        E = np.exp(Z - np.max(Z, axis=-1, keepdims=True))
        return E / np.sum(E, axis=-1, keepdims=True)

    def forward_keep_activations(self, X):
        z_h = X @ self.W_h + self.b_h
        h = sigmoid(z_h)
        return self.softmax(h @ self.W_o + self.b_o), h, z_h

    def forward(self, X):
        return self.forward_keep_activations(X)[0]

    def loss(self, X, y):
        p = self.forward(X)
        return -np.mean(np.log(p[range(len(y)), y]))

    def grad_loss(self, x, y):
        p, h, _ = self.forward_keep_activations(x)
        d_o = p - one_hot([y], len(p))[0]
        d_h = self.W_o @ d_o * h * (1 - h)
        return {"W_h": np.outer(x, d_h), "b_h": d_h, "W_o": np.outer(h, d_o), "b_o": d_o}

    def train(self, x, y, learning_rate):
        slopes = self.grad_loss(x, y)
        for name in slopes:
            setattr(self, name, getattr(self, name) - learning_rate * slopes[name])

    def predict(self, X):
        return np.argmax(self.forward(X), axis=1)

    def accuracy(self, X, y):
        return np.mean(self.predict(X) == y)


def learn_first(net, X, y, steps):
    for x, label in zip(X[:steps], y[:steps], strict=True):
        net.train(x, int(label), 0.6)


def nets(candidate, rng, n, d_in, d_h, d_out):
    """Return a network with known numbers, the right one with the same, and a batch."""
    while True:
        weights = some_weights(rng, d_in, d_h, d_out)
        X, y = rng.normal(size=(n, d_in)), some_labels(rng, n, d_out)
        right = NeuralNet(d_in, d_h, d_out)
        set_weights(right, **dict(zip(PARTS, weights, strict=True)))
        answers = right.predict(X)
        # Several answers, and a share that is neither its own complement nor all or nothing.
        if len(set(answers)) > 1 and np.mean(answers == y) not in (0.0, 0.5, 1.0):
            return a_net(candidate, weights), right, X, y


SIZES = ((9, 3, 5, 4), (11, 6, 4, 3))


@q.case("forward, of a batch and of one sample", atol=2e-5)
def net_forward(candidate, rng):
    found = []
    for sizes in SIZES:
        net, _, X, _ = nets(candidate, rng, *sizes)
        found.append(
            {
                "forward_keep_activations of a batch": tuple(net.forward_keep_activations(X)[:3]),
                "forward_keep_activations of one sample": tuple(
                    net.forward_keep_activations(X[1])[:3]
                ),
                "forward of a batch": net.forward(X),
                "forward of one sample": net.forward(X[2]),
            }
        )
    check_drawn(candidate)
    return tuple(found)


@q.case("loss", atol=2e-5)
def net_loss(candidate, rng):
    found = []
    for sizes in SIZES:
        net, _, X, y = nets(candidate, rng, *sizes)
        found.append({"loss": net.loss(X, y), "loss of two samples": net.loss(X[:2], y[:2])})
    return tuple(found)


@q.case("slopes of one sample", weight=2, atol=2e-5)
def net_slopes(candidate, rng):
    found = []
    for sizes in SIZES:
        net, _, X, y = nets(candidate, rng, *sizes)
        for x, label in zip(X[:2], y[:2], strict=True):
            slopes = net.grad_loss(x, int(label))
            check(isinstance(slopes, dict), DICT)
            check(all(name in slopes for name in PARTS), KEYS)
            found.append({f"grad_loss, {name}": slopes[name] for name in PARTS})
    return tuple(found)


# A slip in grad_loss costs its points there: what train does with those slopes is asked here.
@q.case("train, from the slopes of grad_loss", atol=2e-5)
def net_training(candidate, rng):
    got, expected = [], []
    for sizes in SIZES:
        net, _, X, y = nets(candidate, rng, *sizes)
        wanted = {name: np.array(getattr(net, name), dtype=float) for name in PARTS}
        start = dict(wanted)
        for x, label in zip(X[:3], y[:3], strict=True):
            slopes = net.grad_loss(x, int(label))
            check(isinstance(slopes, dict), DICT)
            check(all(name in slopes for name in PARTS), KEYS)
            for name in PARTS:
                slope = np.reshape(np.asarray(slopes[name], dtype=float), wanted[name].shape)
                wanted[name] = wanted[name] - 0.6 * slope
            net.train(x, int(label), 0.6)
        check(any(not np.allclose(wanted[name], start[name]) for name in PARTS), STILL)
        got.append({f"{name} after three steps": getattr(net, name) for name in PARTS})
        expected.append({f"{name} after three steps": wanted[name] for name in PARTS})
    return Pair(tuple(got), tuple(expected))


@q.case("predict and accuracy", atol=2e-5)
def net_answers(candidate, rng):
    found = []
    for sizes in SIZES:
        net, right, X, y = nets(candidate, rng, *sizes)
        learn_first(right, X, y, 3)
        candidate.set_weights(net, **{name: getattr(right, name) for name in PARTS})
        found.append({"predict": net.predict(X), "accuracy": net.accuracy(X, y)})
    return tuple(found)


DICT = "grad_loss returns a dict, with the names of the four arrays."
KEYS = 'The keys of what grad_loss returns are "W_h", "b_h", "W_o" and "b_o". A key is missing.'
STILL = "All slopes of grad_loss are 0, so train has nothing to do."


SMALL = "how small the weights are is left free"
START = "where the biases start is left free"
q.equivalent(
    "the weights are drawn as you like",
    was="rng = np.random.default_rng(0)",
    now="rng = np.random.default_rng(1)",
)
q.equivalent(
    SMALL,
    was="self.W_h = rng.uniform(-0.1, 0.1, size=(input_size, hidden_size))",
    now=[
        "self.W_h = rng.uniform(-1.1, 0.1, size=(input_size, hidden_size))",
        "self.W_h = rng.uniform(-0.1, 1.1, size=(input_size, hidden_size))",
    ],
)
q.equivalent(
    SMALL,
    was="self.W_o = rng.uniform(-0.1, 0.1, size=(hidden_size, output_size))",
    now=[
        "self.W_o = rng.uniform(-1.1, 0.1, size=(hidden_size, output_size))",
        "self.W_o = rng.uniform(-0.1, 1.1, size=(hidden_size, output_size))",
    ],
)
q.equivalent(START, was="self.b_h = np.zeros(hidden_size)", now="self.b_h = np.ones(hidden_size)")
q.equivalent(START, was="self.b_o = np.zeros(output_size)", now="self.b_o = np.ones(output_size)")
q.equivalent(
    "there are as many labels as rows",
    was="return -np.mean(np.log(self.forward(X)[np.arange(len(y)), y]))",
    now="return -np.mean(np.log(self.forward(X)[np.arange(len(X)), y]))",
)
q.equivalent(**taken_off("scores", -1))
q.equivalent(
    "the probabilities are made anew in each call, and nobody else reads these",
    was="delta_o = p.copy()",
    now="delta_o = p",
)
q.equivalent(
    "transposing an array of one axis changes nothing",
    was="delta_h = (self.W_o @ delta_o) * h * (1 - h)",
    now="delta_h = (self.W_o @ delta_o.T) * h * (1 - h)",
)
q.equivalent(
    "in a batch of rows the last axis is axis 1",
    was="return np.argmax(self.forward(X), axis=-1)",
    now="return np.argmax(self.forward(X), axis=1)",
)
q.right("small uniform weights, methods that call each other", code=METHODS)
q.right("changed in place, slopes as rows, biases as rows", code=IN_PLACE)
q.right("a small number in the logarithm, float32 at the start, a dict of parts", code=FLOAT32)
for mistake in (*MISTAKES, *KINDS):
    q.wrong(**mistake)
q.hints(
    "Which attribute shapes does the table of the text give? Begin with `__init__` and `forward_keep_activations`; which other methods are one line once you have these?",
    "For one sample go forward and keep p and h. The output error is p, less 1 at the true class (on a copy). The hidden error is W_o times it, times h, times one minus h. Compare with the numbers of the example before you train.",
    "The weight gradients are `np.outer` of a layer's input and its error, in this order; the bias gradients are the errors themselves. `train` computes all four first, and then moves each of the four arrays by the learning rate times its slope, downhill. `predict` and `accuracy` work along the last axis.",
)
