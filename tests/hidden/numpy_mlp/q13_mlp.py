"""q13_mlp: a network of any depth that learns from batches."""

import numpy as np

from viva.exam import Question, check

from .networks import NETWORKS, a_deep_net, check_generator_used, deep_weights, taken_off, told
from .q01_one_hot import one_hot
from .q11_activations import activations
from .q12_initialise import initialise
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


def forward_and_loss(candidate, rng, *learning_rates):
    found = {}
    for n, network in enumerate(NETWORKS, start=7):
        model, X, y = deep_setting(candidate, rng, n, *network)
        for learning_rate in learning_rates:
            model.train_step(X, y, learning_rate)
        found[f"forward, {told(*network)}"] = model.forward(X)
        found[f"loss, {told(*network)}"] = model.loss(X, y)
    check_generator_used(candidate)
    return found


@q.case("forward and loss of 2, 3 and 4 layers", atol=2e-5)
def deep_forward(candidate, rng):
    return forward_and_loss(candidate, rng)


@q.case("forward and loss after a step of training", atol=2e-5)
def deep_trained(candidate, rng):
    return forward_and_loss(candidate, rng, 0.4)


# What never learns gets no more than its forward pass is worth, a quarter.
@q.case("slopes and steps of 2, 3 and 4 layers", weight=2, atol=1e-5)
def deep_slopes(candidate, rng):
    found = {}
    for n, network in enumerate(NETWORKS, start=7):
        model, X, y = deep_setting(candidate, rng, n, *network)
        what, bias = told(*network), network[-1]
        found[f"loss, {what}"] = model.loss(X, y)
        slopes = model.gradients(X, y)
        check(
            isinstance(slopes, (tuple, list)) and len(slopes) == 2,
            "gradients returns two lists, dW and db, and nothing else: the next classes build on it.",
        )
        for l in range(len(network[0]) - 1):
            found[f"dW[{l}], {what}"] = slopes[0][l]
            if bias:
                found[f"db[{l}], {what}"] = slopes[1][l]
        model.train_step(X, y, 0.5)
        model.train_step(X, y, 0.3)
        for l in range(len(network[0]) - 1):
            found[f"W[{l}] after two steps, {what}"] = model.W[l]
            if bias:
                found[f"b[{l}] after two steps, {what}"] = model.b[l]
        found[f"forward after two steps, {what}"] = model.forward(X)
    return found


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
q.wrong(
    "the neighbour's transposed matrix",
    hint="NumPy cannot multiply delta with that matrix: on the way back you take the W of another "
    "layer. Write down the shapes for one network.",
    was="self.W[l].T",
    now="self.W[l - 1].T",
)
q.wrong(
    "the derivative at the sums of the layer above",
    hint="Two arrays of different widths meet in your product with the derivative. Is it Z[l] or "
    "Z[l - 1] that has the shape of the new delta?",
    was="self.slope(Z[l - 1])",
    now="self.slope(Z[l])",
)
q.wrong(
    "the derivative at values that are activated already",
    hint="The last layer's slopes are right, those before it are not: the derivative gets A, and "
    "it wants Z, the numbers before the activation.",
    was="self.slope(Z[l - 1])",
    now="self.slope(A[l])",
)
q.wrong(
    "no derivative of the activation",
    hint="The last layer's slopes are right, those before it lack the derivative of the activation.",
    was=" * self.slope(Z[l - 1])",
    now="",
)
q.wrong(
    "the derivative of the activation at the output",
    hint="The loss is right and no slope is: your first delta carries a derivative of the "
    "activation. Between Z of the last layer and the loss there are only softmax and logarithm.",
    was="(P - Y) / len(X)",
    now="(P - Y) / len(X) * self.slope(Z[-1])",
)
q.wrong(
    "the slopes of the sum of losses",
    hint="The loss is right, and all slopes are too large by the number of samples: the mean is missing in them.",
    was="(P - Y) / len(X)",
    now="P - Y",
)
q.wrong(
    "slopes divided by the number of entries",
    hint="The loss is right, and all slopes are too small by the number of classes. The mean runs over the samples only.",
    was="(P - Y) / len(X)",
    now="(P - Y) / P.size",
)
q.wrong(
    "biases averaged once more",
    hint="dW is right; db is divided by the number of samples a second time.",
    was="delta.sum(axis=0)",
    now="delta.mean(axis=0)",
)
q.wrong(
    "the deltas themselves as db",
    hint="db has a row for each sample. Add up the rows.",
    was=("delta.sum(axis=0) * self.bias", "b - learning_rate * slope"),
    now=("delta", "b - learning_rate * slope.sum(axis=0)"),
)
q.wrong(
    "the probabilities returned with the slopes",
    hint="gradients returns a third thing. The classes that inherit from yours take two lists apart: "
    "dW and db.",
    was=("return dW, db", "dW, db = self.gradients(X, y)"),
    now=("return dW, db, P", "dW, db, _ = self.gradients(X, y)"),
)
q.wrong(
    "lists from back to front",
    hint="Your lists begin with the last layer. They should be in the order of W and b.",
    was=("return dW, db", "dW, db = self.gradients(X, y)"),
    now=("return dW[::-1], db[::-1]", "dW, db = (part[::-1] for part in self.gradients(X, y))"),
)
q.wrong(
    "signs of all slopes",
    hint="All slopes have the wrong sign, and yet the loss is right. P minus Y, or Y minus P?",
    was=("(P - Y) / len(X)", "- learning_rate"),
    now=("(Y - P) / len(X)", "+ learning_rate"),
)
q.wrong(
    "always the sigmoid",
    hint="Networks with the sigmoid come out right, others do not. Is the argument `activation` used?",
    was="activations[activation]",
    now='activations["sigmoid"]',
)
q.wrong(
    "always a bias",
    hint="Networks with biases come out right. With bias=False yours have them as well, and train them.",
    was="self.bias = bias",
    now="self.bias = True",
)
q.wrong(
    "biases that stay at 0",
    hint="With bias=False you do not train b, but you still add it. Whatever it holds, nothing is added then.",
    was="(b if self.bias else 0)",
    now="b",
)
q.wrong(
    "the activation at the output, before the softmax",
    hint="The last layer's sums go through the activation before the softmax. The output layer has the softmax alone.",
    was="Z[-1] - Z[-1].max(",
    now="A[-1] - A[-1].max(",
)
q.wrong(
    "no activation between the layers",
    hint="Your layers follow each other without an activation: all of them together are no more than one.",
    was="self.activate(Z[-1])",
    now="Z[-1]",
)
q.wrong(
    "softmax over all samples",
    hint="The probabilities of the whole batch add up to 1, where those of each sample should.",
    was="(axis=1, keepdims=True)",
    now="()",
)
q.wrong(
    "the loss is a sum",
    hint="forward is right; your loss adds up over the samples, and a mean is asked for.",
    was="-np.mean(",
    now="-np.sum(",
)
q.wrong(
    "the loss divided by samples and classes",
    hint="forward is right; your loss is a mean over samples and classes, too small by the number of classes.",
    was="np.log(self.forward(X)[np.arange(len(y)), y])",
    now="one_hot(y, self.W[-1].shape[1]) * np.log(self.forward(X))",
)
q.wrong(
    "train_step climbs",
    hint="The slopes are right; train_step adds them to the weights.",
    was="- learning_rate",
    now="+ learning_rate",
)
q.wrong(
    "train_step leaves b",
    hint="The slopes are right; train_step moves W and leaves b.",
    was="b - learning_rate * slope",
    now="b",
)
q.wrong(
    "train_step keeps nothing",
    hint="The slopes are right, but train_step leaves the network as it was. `w = w - ...` names "
    "a new array; the list still holds the old one.",
    was=("self.W = [", "self.b = ["),
    now=("W = [", "b = ["),
)
q.hints(
    "For sizes with three entries, how many Z and how many A are there? Which of them does the way back need?",
    "Write a helper that goes forward and keeps the lists of all A and all Z; hidden layers use the chosen activation, the last one the softmax. The way back starts with the output's delta, with the 1/N of the mean in it.",
    "Count the layers down. At layer l: the weight gradient is A number l transposed times delta, the bias gradient the sum of delta over the rows; both go to the front of their lists. Before you go on to the layer below, multiply by W number l transposed and by the slope at the Z below. Not below the first layer.",
)
