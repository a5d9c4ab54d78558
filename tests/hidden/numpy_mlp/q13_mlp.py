"""q13_mlp: a network of any depth that learns from batches."""

import numpy as np

from viva.exam import Pair, Question, check

from .networks import NETWORKS, a_deep_net, check_generator_used, deep_weights, taken_off, told
from .q01_one_hot import one_hot
from .q11_activations import activations
from .q12_initialise import initialise
from .q13_mistakes import MISTAKES
from .q13_right_answers import BIAS_ROW, KEPT_IN_SELF, RECURSIVE, ZEROS
from .shared import some_labels

q = Question("q13_mlp")


@q.reference
class MLP:
    def __init__(self, sizes, activation="sigmoid", bias=True, rng=None):
        rng = np.random.default_rng() if rng is None else rng
        self.activate, self.slope, self.bias = *activations[activation], bias
        self.W, self.b = initialise(sizes, "he" if activation == "relu" else "xavier", rng)

    def layers(self, X):
        A, Z = [X], []
        for W, b in zip(self.W, self.b, strict=True):
            Z.append(A[-1] @ W + (b if self.bias else 0))
            A.append(self.activate(Z[-1]))
        E = np.exp(Z[-1] - Z[-1].max(axis=1, keepdims=True))
        A[-1] = E / E.sum(axis=1, keepdims=True)
        return A, Z

    def forward(self, X):
        return self.layers(X)[0][-1]

    def loss(self, X, y):
        return -np.mean(np.log(self.forward(X)[np.arange(len(y)), y]))

    def gradients(self, X, y):
        A, Z = self.layers(X)
        delta = (A[-1] - one_hot(y, A[-1].shape[1])) / len(X)
        dW, db = [], []
        for l in reversed(range(len(self.W))):
            dW = [A[l].T @ delta, *dW]
            db = [delta.sum(axis=0) * self.bias, *db]
            if l > 0:
                delta = (delta @ self.W[l].T) * self.slope(Z[l - 1])
        return dW, db

    def train_step(self, X, y, learning_rate):
        dW, db = self.gradients(X, y)
        self.W = [W - learning_rate * slope for W, slope in zip(self.W, dW, strict=True)]
        self.b = [b - learning_rate * slope for b, slope in zip(self.b, db, strict=True)]


def away_from_kinks(rng, n, sizes, activation, bias, seed):
    """Draw samples that bring no hidden sum close to 0, where relu has no slope."""
    model = MLP(sizes, activation, bias)
    model.W, model.b = deep_weights(np.random.default_rng(seed), sizes)
    while True:
        A, Z = model.layers(rng.normal(size=(n, sizes[0])))
        if min(np.abs(each).min() for each in (*Z, A[-1])) > 1e-4:
            return A[0]


def deep_setting(candidate, rng, n, sizes, activation, bias):
    seed = int(rng.integers(1e9))
    X = away_from_kinks(rng, n, sizes, activation, bias, seed)
    y = some_labels(rng, n, sizes[-1] - 1)
    return a_deep_net(candidate, np.random.default_rng(seed), sizes, activation, bias), X, y


@q.case("forward of 2, 3 and 4 layers", atol=2e-5)
def deep_forward(candidate, rng):
    found = {}
    for n, network in enumerate(NETWORKS, start=7):
        model, X, _ = deep_setting(candidate, rng, n, *network)
        found[f"forward, {told(*network)}"] = model.forward(X)
    check_generator_used(candidate)
    return found


@q.case("loss", atol=2e-5)
def deep_loss(candidate, rng):
    found = {}
    for n, network in enumerate(NETWORKS, start=7):
        model, X, y = deep_setting(candidate, rng, n, *network)
        found[f"loss, {told(*network)}"] = model.loss(X, y)
    return found


@q.case("slopes of 2, 3 and 4 layers", weight=2, atol=1e-5)
def deep_slopes(candidate, rng):
    found = {}
    for n, network in enumerate(NETWORKS, start=7):
        model, X, y = deep_setting(candidate, rng, n, *network)
        what, bias = told(*network), network[-1]
        dW, db = two_lists(model.gradients(X, y))
        for l in range(len(network[0]) - 1):
            found[f"dW[{l}], {what}"] = dW[l]
            if bias:
                found[f"db[{l}], {what}"] = db[l]
    return found


# A slip in gradients costs its points there: what train_step does with those slopes is asked here.
@q.case("train_step, from the slopes of gradients", atol=1e-5)
def deep_training(candidate, rng):
    got, expected = {}, {}
    for n, network in enumerate(NETWORKS, start=7):
        (model, X, y), twin = twins(candidate, rng, n, *network)
        what, bias = told(*network), network[-1]
        parts = {
            name: [np.array(w, float) for w in getattr(twin, name)] for name in "Wb"[: 1 + bias]
        }
        for rate in (0.5, 0.3):
            slopes = dict(zip("Wb", two_lists(twin.gradients(X, y)), strict=True))
            check(any(np.any(slope) for slope in slopes["W"]), STILL)
            for name, part in parts.items():
                check([np.size(s) for s in slopes[name]] == [w.size for w in part], MISFIT)
                parts[name] = [
                    w - rate * np.reshape(np.asarray(slope, dtype=float), w.shape)
                    for w, slope in zip(part, slopes[name], strict=True)
                ]
            candidate.set_weights(twin, **parts)
            model.train_step(X, y, rate)
        for name, part in parts.items():
            for l, w in enumerate(part):
                got[f"{name}[{l}] after two steps, {what}"] = getattr(model, name)[l]
                expected[f"{name}[{l}] after two steps, {what}"] = w
        got[f"forward after two steps, {what}"] = model.forward(X)
        expected[f"forward after two steps, {what}"] = twin.forward(X)
    return Pair(got, expected)


def twins(candidate, rng, n, *network):
    """Return a setting, and a second network with the same numbers."""
    state = rng.bit_generator.state
    setting = deep_setting(candidate, rng, n, *network)
    rng.bit_generator.state = state
    return setting, deep_setting(candidate, rng, n, *network)[0]


def two_lists(slopes):
    """Return dW and db."""
    check(isinstance(slopes, (tuple, list)) and len(slopes) == 2, LISTS)
    return slopes


LISTS = "gradients returns two lists, dW and db, and nothing else: the next classes build on it."
MISFIT = "dW[l] has the shape of W[l], and db[l] has one number for each neuron."
STILL = "All slopes of gradients are 0, so train_step has nothing to do."


q.equivalent(
    "which scheme a network starts with is left free; a name that is none of them means xavier",
    was='self.W, self.b = initialise(sizes, "he" if activation == "relu" else "xavier", rng)',
    now=[
        'self.W, self.b = initialise(sizes, "relu" if activation == "relu" else "xavier", rng)',
        'self.W, self.b = initialise(sizes, "he" if True else "xavier", rng)',
        'self.W, self.b = initialise(sizes, "he" if False else "xavier", rng)',
        'self.W, self.b = initialise(sizes, "he" if rng == "relu" else "xavier", rng)',
        'self.W, self.b = initialise(sizes, "he" if activation != "relu" else "xavier", rng)',
        'self.W, self.b = initialise(sizes, "he" if activation == "he" else "xavier", rng)',
        'self.W, self.b = initialise(sizes, "he" if activation == "relu" else "he", rng)',
    ],
)
for line in (
    "return -np.mean(np.log(self.forward(X)[np.arange(len(y)), y]))",
    "delta[np.arange(len(y)), y] -= 1",
    "delta /= len(y)",
):
    q.equivalent("there are as many labels as rows", was=line, now=line.replace("len(y)", "len(X)"))
q.equivalent(**taken_off("z", 1, "X"))
q.equivalent("both are empty", was="dW, db = [], []", now="db, dW = [], []")
q.right("activations kept in self", code=KEPT_IN_SELF)
q.right("recursive, updated in place, no b without biases", code=RECURSIVE)
q.right("zeros as the slopes of absent biases, biases as rows, activations by name", code=ZEROS)
q.right("a bias kept as the last row of a larger matrix while computing", code=BIAS_ROW)
for mistake in MISTAKES:
    q.wrong(**mistake)
q.hints(
    "For sizes with three entries, how many Z and how many A are there? Which of them does the way back need?",
    "Write a helper that goes forward and keeps the lists of all A and all Z; hidden layers use the chosen activation, the last one the softmax. The way back starts with the output's delta, with the 1/N of the mean in it.",
    "Count the layers down. At each layer: the weight gradient is the A that went into it, transposed, times delta, the bias gradient the sum of delta over the rows; both go to the front of their lists. Before you go on to the layer below, multiply by the transposed W of this layer and by the slope at the Z below. Not below the first layer.",
)
