"""q10_neural_net: the network as a class that learns from single samples."""

import numpy as np

from viva.exam import Question, check

from .networks import PARTS, a_net, check_drawn
from .q01_one_hot import one_hot
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


def forward_of(candidate, rng, n, d_in, d_h, d_out, steps=0):
    """Look at a batch, after so many steps of training on its first samples."""
    while True:
        weights = some_weights(rng, d_in, d_h, d_out)
        X, y = rng.normal(size=(n, d_in)), some_labels(rng, n, d_out)
        right = NeuralNet(d_in, d_h, d_out)
        set_weights(right, **dict(zip(PARTS, weights, strict=True)))
        learn_first(right, X, y, steps)
        answers = right.predict(X)
        # Several answers, and a share that is neither its own complement nor all or nothing.
        if len(set(answers)) > 1 and np.mean(answers == y) not in (0.0, 0.5, 1.0):
            break
    net = a_net(candidate, weights)
    learn_first(net, X, y, steps)
    return {
        "forward_keep_activations of a batch": tuple(net.forward_keep_activations(X)[:3]),
        "forward_keep_activations of one sample": tuple(net.forward_keep_activations(X[1])[:3]),
        "forward of a batch": net.forward(X),
        "forward of one sample": net.forward(X[2]),
        "loss": net.loss(X, y),
        "predict": net.predict(X),
        "accuracy": net.accuracy(X, y),
    }


def learning_of(candidate, rng, d_in, d_h, d_out):
    net = a_net(candidate, some_weights(rng, d_in, d_h, d_out))
    samples, labels = rng.normal(size=(3, d_in)), rng.permutation(d_out)[:3]
    slopes = net.grad_loss(samples[0], int(labels[0]))
    check(isinstance(slopes, dict), "grad_loss returns a dict, with the names of the four arrays.")
    found = {"loss": net.loss(samples, labels)}
    found |= {f"grad_loss, {name}": slopes[name] for name in PARTS}
    learn_first(net, samples, labels, 3)
    return found | {f"{name} after three steps": getattr(net, name) for name in PARTS}


@q.case("forward, loss and answers, all sizes different", atol=2e-5)
def net_forward(candidate, rng):
    found = forward_of(candidate, rng, 9, 3, 5, 4), forward_of(candidate, rng, 11, 6, 4, 3)
    check_drawn(candidate)
    return found


@q.case("forward, loss and answers of a network that has learned", atol=2e-5)
def net_trained(candidate, rng):
    found = forward_of(candidate, rng, 10, 4, 3, 5, 3), forward_of(candidate, rng, 8, 2, 6, 3, 4)
    check_drawn(candidate)
    return found


# What never learns gets no more than its forward pass is worth, a quarter.
@q.case("slopes and steps of single samples", weight=2, atol=2e-5)
def net_learning(candidate, rng):
    return learning_of(candidate, rng, 3, 5, 4), learning_of(candidate, rng, 6, 4, 3)


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
q.wrong(
    "b_o of hidden size",
    hint="b_o is as long as the hidden layer. It is added to the scores: how many are there?",
    was="self.b_o = np.zeros(output_size)",
    now="self.b_o = np.zeros(hidden_size)",
    recognise=lambda candidate: np.size(candidate.NeuralNet(3, 5, 4).b_o) == 5,
)
q.wrong(
    "no softmax in forward",
    hint="forward returns scores: the rows do not add up to 1. One step is missing.",
    was="(X)[0]",
    now="(X)[1] @ self.W_o + self.b_o",
)
q.wrong(
    "a sigmoid at the output",
    hint="The outputs went through a sigmoid, each for itself, so they do not add up to 1.",
    was="self.softmax(h @",
    now="sigmoid(h @",
)
q.wrong(
    "softmax over the batch",
    hint="One sample alone comes out right, a batch does not: all rows together add up to 1.",
    was=", axis=-1, keepdims=True",
    now="",
)
q.wrong(
    "activations in another order",
    hint="forward_keep_activations gives its three results in another order than the text: y first, then h, then z_h.",
    was=(", h, z_h", "p, h, _ ="),
    now=(", z_h, h", "p, _, h ="),
)
q.wrong(
    "a mean over samples and classes",
    hint="Your loss is too small by the number of classes: the mean runs over the zeros of the one-hot rows, too.",
    was="np.log(p[range(len(y)), y])",
    now="one_hot(y, p.shape[1]) * np.log(p + 1e-9)",
)
q.wrong(
    "one-hot rows inside the logarithm",
    hint="In your loss the logarithm is taken of the one-hot rows, or of their product with the "
    "probabilities, plus something small. Those zeros have no business in a logarithm.",
    was="np.log(p[range(len(y)), y])",
    now="np.sum(np.log(one_hot(y, p.shape[1]) * p + 1e-8), axis=1)",
)
q.wrong(
    "the sum of the losses",
    hint="Your loss adds up over the samples. A mean is asked for.",
    was="-np.mean(np.log",
    now="-np.sum(np.log",
)
q.wrong(
    "a negative loss",
    hint="Your loss is negative: a minus is missing in front of the logarithm.",
    was="-np.mean(np.log",
    now="np.mean(np.log",
)
q.wrong(
    "no slope of the hidden layer",
    hint="The slopes of W_o and b_o are right, those of W_h and b_h are not: the slope of the hidden sigmoid is missing.",
    was=" * h * (1 - h)",
    now="",
)
q.wrong(
    "the hidden slope at an activated value",
    hint="The slopes of W_o and b_o are right, those of W_h and b_h are not: you apply the sigmoid to h before you take its slope.",
    was="* h * (1 - h)",
    now="* sigmoid(h) * (1 - sigmoid(h))",
)
q.wrong(
    "outer products turned",
    hint="The slopes of W_h and W_o are turned: they must have the shapes of W_h and W_o. Which argument of np.outer makes the rows?",
    was=("np.outer(x, d_h)", "np.outer(h, d_o)", "slopes[name])"),
    now=("np.outer(d_h, x)", "np.outer(d_o, h)", "slopes[name].T)"),
)
q.wrong(
    "slopes of the wrong sign",
    hint="All slopes have the wrong sign: is it p - e_y or e_y - p?",
    was="p - one_hot([y], len(p))[0]",
    now="one_hot([y], len(p))[0] - p",
)
q.wrong(
    "the label subtracted from every probability",
    hint="You subtract the label, a number, from all probabilities. Only the entry of the right class is one less.",
    was="one_hot([y], len(p))[0]",
    now="y",
)
q.wrong(
    "p(1 - p) at the output",
    hint="Your output delta carries a factor p(1 - p). Softmax and cross-entropy together leave none.",
    was="p - one_hot([y], len(p))[0]",
    now="(p - one_hot([y], len(p))[0]) * p * (1 - p)",
)
q.wrong(
    "train leaves the biases",
    hint="The slopes are right; train moves W_h and W_o and leaves the biases where they are.",
    was="for name in slopes",
    now='for name in ("W_h", "W_o")',
)
q.wrong(
    "train goes uphill",
    hint="The slopes are right; train adds them to the weights.",
    was="- learning_rate",
    now="+ learning_rate",
)
q.wrong(
    "train forgets what it has computed",
    hint="The slopes are right, but after train the network has its old weights. A new array must be kept in self.",
    was="setattr(self, name, getattr(self, name) - learning_rate * slopes[name])",
    now="new = getattr(self, name) - learning_rate * slopes[name]",
)
q.wrong(
    "predict returns probabilities",
    hint="predict returns probabilities. The number of the class is asked for.",
    was=("return np.argmax(self.forward(X), axis=1)", "self.predict(X)"),
    now=("return self.forward(X)", "np.argmax(self.forward(X), axis=1)"),
)
q.wrong(
    "predict down the columns",
    hint="predict gives one answer for each class, where there should be one for each sample.",
    was=("return np.argmax(self.forward(X), axis=1)", "self.predict(X)"),
    now=("return np.argmax(self.forward(X), axis=0)", "np.argmax(self.forward(X), axis=1)"),
)
q.wrong(
    "accuracy counts",
    hint="accuracy counts the right answers. Their share is asked for.",
    was="np.mean(self.predict",
    now="np.sum(self.predict",
)
q.hints(
    "Which attribute shapes does the table of the text give? Begin with `__init__` and `forward_keep_activations`; which other methods are one line once you have these?",
    "For one sample go forward and keep p and h. The output error is p, less 1 at the true class (on a copy). The hidden error is W_o times it, times h, times one minus h. Compare with the numbers of the example before you train.",
    "The weight gradients are `np.outer` of a layer's input and its error, in this order; the bias gradients are the errors themselves. `train` computes all four first, and then moves each of the four arrays by the learning rate times its slope, downhill. `predict` and `accuracy` work along the last axis.",
)
