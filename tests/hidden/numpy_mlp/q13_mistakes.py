"""Mistakes that people make in q13_mlp; each is an edit of an answer."""

import numpy as np

from .networks import a_deep_net

ONE_METHOD = 4 / 6  # the visible test is one case more


def deaf(candidate):
    """Return whether the answers stay as they are when W gets new numbers."""
    X = np.array([[1.0, -2.0], [0.5, 0.3]])
    model = candidate.MLP([2, 3, 4], activation="tanh", rng=np.random.default_rng(0))
    before = np.array(model.forward(X), dtype=float)
    W = [np.full((2, 3), 0.7), np.arange(12.0).reshape(3, 4)]
    candidate.set_weights(model, W=W)
    return np.array_equal(before, np.asarray(model.forward(X), dtype=float))


def asks_anew(candidate):
    """Return whether a step takes the slopes of each layer after those before it have moved."""
    X, y, rate = np.array([[1.0, -2.0], [0.5, 0.3], [-1.0, 0.2]]), np.array([1, 0, 1]), 0.5
    model, twin = (
        a_deep_net(candidate, np.random.default_rng(1), (2, 3, 4, 2), "tanh", False) for _ in "ab"
    )
    model.train_step(X, y, rate)
    W = [np.array(w, dtype=float) for w in twin.W]
    for l in range(len(W)):
        W[l] = W[l] - rate * np.asarray(twin.gradients(X, y)[0][l], dtype=float)
        candidate.set_weights(twin, W=W)
    return all(np.allclose(one, other) for one, other in zip(model.W, W, strict=True))


MISTAKES = [
    dict(
        title="the neighbour's transposed matrix",
        hint="NumPy cannot multiply delta with that matrix: on the way back you take the W of another "
        "layer. Write down the shapes for one network.",
        was="self.W[l].T",
        now="self.W[l - 1].T",
    ),
    dict(
        title="the derivative at the sums of the layer above",
        hint="Two arrays of different widths meet in your product with the derivative. Is it Z[l] or "
        "Z[l - 1] that has the shape of the new delta?",
        was="self.slope(Z[l - 1])",
        now="self.slope(Z[l])",
    ),
    dict(
        title="the derivative at values that are activated already",
        hint="The last layer's slopes are right, those before it are not: the derivative gets A, and "
        "it wants Z, the numbers before the activation.",
        was="self.slope(Z[l - 1])",
        now="self.slope(A[l])",
    ),
    dict(
        title="no derivative of the activation",
        hint="The last layer's slopes are right, those before it lack the derivative of the activation.",
        was=" * self.slope(Z[l - 1])",
        now="",
    ),
    dict(
        title="the derivative of the activation at the output",
        hint="The loss is right and no slope is: your first delta carries a derivative of the "
        "activation. Between Z of the last layer and the loss there are only softmax and logarithm.",
        was="(P - Y) / len(X)",
        now="(P - Y) / len(X) * self.slope(Z[-1])",
    ),
    dict(
        title="the slopes of the sum of losses",
        hint="The loss is right, and all slopes are too large by the number of samples: the mean is missing in them.",
        was="(P - Y) / len(X)",
        now="P - Y",
    ),
    dict(
        title="slopes divided by the number of entries",
        hint="The loss is right, and all slopes are too small by the number of classes. The mean runs over the samples only.",
        was="(P - Y) / len(X)",
        now="(P - Y) / P.size",
    ),
    dict(
        title="biases averaged once more",
        hint="dW is right; db is divided by the number of samples a second time.",
        was="delta.sum(axis=0)",
        now="delta.mean(axis=0)",
    ),
    dict(
        title="the deltas themselves as db",
        hint="db has a row for each sample. Add up the rows.",
        was=("delta.sum(axis=0) * self.bias", "b - learning_rate * slope"),
        now=("delta", "b - learning_rate * slope.sum(axis=0)"),
    ),
    dict(
        title="the probabilities returned with the slopes",
        hint="gradients returns a third thing. The classes that inherit from yours take two lists apart: "
        "dW and db.",
        was=("return dW, db", "dW, db = self.gradients(X, y)"),
        now=("return dW, db, P", "dW, db, _ = self.gradients(X, y)"),
    ),
    dict(
        title="lists from back to front",
        hint="Your lists begin with the last layer. They should be in the order of W and b.",
        was=("return dW, db", "dW, db = self.gradients(X, y)"),
        now=("return dW[::-1], db[::-1]", "dW, db = (part[::-1] for part in self.gradients(X, y))"),
    ),
    dict(
        title="signs of all slopes",
        hint="All slopes have the wrong sign, and yet the loss is right. P minus Y, or Y minus P?",
        was=("(P - Y) / len(X)", "- learning_rate"),
        now=("(Y - P) / len(X)", "+ learning_rate"),
    ),
    dict(
        title="always the sigmoid",
        hint="Networks with the sigmoid come out right, others do not. Is the argument `activation` used?",
        was="activations[activation]",
        now='activations["sigmoid"]',
    ),
    dict(
        title="always a bias",
        hint="Networks with biases come out right. With bias=False yours have them as well, and train them.",
        was="self.bias = bias",
        now="self.bias = True",
    ),
    dict(
        title="biases that stay at 0",
        hint="With bias=False you do not train b, but you still add it. Whatever it holds, nothing is added then.",
        was="(b if self.bias else 0)",
        now="b",
    ),
    dict(
        title="the activation at the output, before the softmax",
        hint="The last layer's sums go through the activation before the softmax. The output layer has the softmax alone.",
        was="Z[-1] - Z[-1].max(",
        now="A[-1] - A[-1].max(",
    ),
    dict(
        title="no activation between the layers",
        hint="Your layers follow each other without an activation: all of them together are no more than one.",
        was="self.activate(Z[-1])",
        now="Z[-1]",
    ),
    dict(
        title="softmax over all samples",
        hint="The probabilities of the whole batch add up to 1, where those of each sample should.",
        was="(axis=1, keepdims=True)",
        now="()",
    ),
    dict(
        title="the loss is a sum",
        hint="forward is right; your loss adds up over the samples, and a mean is asked for.",
        was="-np.mean(",
        now="-np.sum(",
        keeps=ONE_METHOD,
    ),
    dict(
        title="the loss divided by samples and classes",
        hint="forward is right; your loss is a mean over samples and classes, too small by the number of classes.",
        was="np.log(self.forward(X)[np.arange(len(y)), y])",
        now="one_hot(y, self.W[-1].shape[1]) * np.log(self.forward(X))",
        keeps=ONE_METHOD,
    ),
    dict(
        title="train_step climbs",
        hint="The slopes are right; train_step adds them to the weights.",
        was="- learning_rate",
        now="+ learning_rate",
        keeps=ONE_METHOD,
    ),
    dict(
        title="train_step leaves b",
        hint="The slopes are right; train_step moves W and leaves b.",
        was="b - learning_rate * slope",
        now="b",
        keeps=ONE_METHOD,
    ),
    dict(
        title="train_step keeps nothing",
        hint="The slopes are right, but train_step leaves the network as it was. `w = w - ...` names "
        "a new array; the list still holds the old one.",
        was=("self.W = [", "self.b = ["),
        now=("W = [", "b = ["),
        keeps=ONE_METHOD,
    ),
    dict(
        title="db the other way round",
        hint="dW stands in the order of the layers, and db the other way round: it begins with the "
        "last layer.",
        was="db = [delta.sum(axis=0) * self.bias, *db]",
        now="db = [*db, delta.sum(axis=0) * self.bias]",
        keeps=ONE_METHOD,
    ),
    dict(
        title="no activation after the first layer",
        hint="The sums of the first layer go on without an activation. Every hidden layer has one.",
        was="A.append(self.activate(Z[-1]))",
        now="A.append(self.activate(Z[-1]) if len(Z) > 1 else Z[-1])",
    ),
    dict(
        title="the derivative of the sigmoid for every activation",
        hint="With the sigmoid your slopes are right, with tanh or relu they are not: the way back "
        "uses a(1 - a) for every activation. Each has a derivative of its own.",
        was="self.slope(Z[l - 1])",
        now="(A[l] * (1 - A[l]))",
        keeps=ONE_METHOD,
    ),
    dict(
        title="train_step asks for slopes after each layer",
        hint="The slopes are right; train_step computes them anew after each layer. All of them "
        "belong to the weights before the step.",
        was="        self.W = [W - learning_rate * slope for W, slope in zip(self.W, dW, strict=True)]\n",
        now="        self.W = list(self.W)\n        for l in range(len(dW)):\n"
        "            self.W[l] = self.W[l] - learning_rate * self.gradients(X, y)[0][l]\n",
        keeps=5 / 6,  # networks with biases may be right
        recognise=asks_anew,
    ),
    dict(
        title="train_step leaves the last layer",
        hint="The slopes are right; train_step leaves the last layer as it was.",
        was=("zip(self.W, dW, strict=True)]", "zip(self.b, db, strict=True)]"),
        now=(
            "zip(self.W[:-1], dW, strict=False)] + self.W[-1:]",
            "zip(self.b[:-1], db, strict=False)] + self.b[-1:]",
        ),
        keeps=ONE_METHOD,
    ),
    dict(
        title="copies of the weights made at the start",
        hint="Your network computes with copies of the weights that were made at its start: new "
        "numbers in W and b change nothing. Read self.W and self.b in every call.",
        was=(
            "\n    def layers(self, X):\n",
            "zip(self.W, self.b, strict=True):\n            Z.append",
        ),
        now=(
            "        self.kept = [W.copy() for W in self.W], [b.copy() for b in self.b]\n\n"
            "    def layers(self, X):\n",
            "zip(*self.kept, strict=True):\n            Z.append",
        ),
        recognise=deaf,
    ),
]
