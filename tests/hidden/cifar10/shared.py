"""What several questions use: what the notebook gives, and images drawn anew."""

import os
import tempfile
from functools import cache
from itertools import pairwise

import numpy as np
from threadpoolctl import threadpool_limits

from viva.exam import check
from viva.lab.cifar_files import TEST_FILE, TRAINING_FILES
from viva.lab.drawn_shapes import SHAPES, draw_like_cifar

# As in the worker: sums come in the same order there, and small matrices gain nothing by more.
threadpool_limits(limits=1)

BATCHES = (*TRAINING_FILES, TEST_FILE)
FOUR = [SHAPES.index(name) for name in ("bar", "cross", "plus", "stripes")]


@cache
def drawn(n_seen, n_new, seed):
    """Draw images to train on and others to ask for: data and labels of each, raw float32."""
    X, y = draw_like_cifar(n_seen + n_new, np.random.default_rng(seed))
    X = X.astype(np.float32)
    return (X[:n_seen], y[:n_seen]), (X[n_seen:], y[n_seen:])


def shrunk(X):
    """Shrink images to 16 by 16 pixels: each is the mean of four."""
    return X.reshape(-1, 3, 16, 2, 16, 2).mean(axis=(3, 5)).reshape(len(X), -1)


@cache
def four_shapes():
    """Draw shrunk images of four shapes, with pixels up to 65,535: 800 to train on, others to test."""
    (X, y), _ = drawn(2800, 0, 16)
    kept = np.isin(y, FOUR)
    X, y = 257 * shrunk(X[kept]), np.searchsorted(FOUR, y[kept])
    return X[:800], y[:800], X[800:], y[800:]


def some_pixels(rng, n):
    """Draw n rows of CIFAR's form; the first two numbers of a row are its own."""
    X = rng.integers(0, 256, size=(n, 3072), dtype=np.uint8)
    X[:, 0], X[:, 1] = np.arange(n) // 200, np.arange(n) % 200
    return X


NOTHING = "returns None. Is a `return` missing?"


def parts_of(found, name, *wanted):
    """Return the first values of what a function returns, as many as there are names."""
    check(found is not None, f"{name} {NOTHING}")
    enough = isinstance(found, (list, tuple)) and len(found) >= len(wanted)
    check(enough, f"{name} returns {', '.join(wanted)}, in this order.")
    return found[: len(wanted)]


# The cells that the notebook gives, word for word.
def call_with_files(function, files, end=""):
    """Write files, bytes by their names, into a new folder, and call function with its path.

    The tests use it; end is what they put behind the path.
    """
    with tempfile.TemporaryDirectory() as place:
        for name, content in files.items():
            with open(os.path.join(place, name), "wb") as file:
                file.write(content)
        return function(place + end)


def sigmoid(z):
    # 1 / (1 + e^-z), written so that nothing overflows.
    return 0.5 * (1 + np.tanh(0.5 * z))


def softmax(Z):
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def learn_once_cross_entropy(w1, b1, w2, b2, data, labels_train, learning_rate):
    """Take one step with all samples; return the four arrays after it and the loss before it."""
    a1 = sigmoid(data @ w1 + b1)
    delta2 = softmax(a1 @ w2 + b2)
    rows = np.arange(len(data))
    loss = -np.mean(np.log(delta2[rows, labels_train]))
    delta2[rows, labels_train] -= 1
    delta2 /= len(data)
    delta1 = delta2 @ w2.T * a1 * (1 - a1)
    w1, b1 = w1 - learning_rate * data.T @ delta1, b1 - learning_rate * delta1.sum(axis=0)
    w2, b2 = w2 - learning_rate * a1.T @ delta2, b2 - learning_rate * delta2.sum(axis=0)
    return w1, b1, w2, b2, loss


def test_mlp(w1, b1, w2, b2, data_test, labels_test):
    """Return the accuracy of a network."""
    answers = np.argmax(sigmoid(data_test @ w1 + b1) @ w2 + b2, axis=1)
    return np.mean(answers == labels_test)


def draw_weights(d_in, d_h, d_out, rng):
    """Return normal weights of deviation 1, as in 04, and biases 0."""
    w1, w2 = rng.normal(size=(d_in, d_h)), rng.normal(size=(d_h, d_out))
    return w1, np.zeros(d_h), w2, np.zeros(d_out)


def run_mlp_training(
    data_train, labels_train, data_test, labels_test, d_h, learning_rate, num_epoch
):
    """Draw, train and test a network; return the training accuracies and the test accuracy."""
    weights = draw_weights(
        data_train.shape[1], d_h, np.max(labels_train) + 1, np.random.default_rng(0)
    )
    train_accuracies = []
    for _ in range(num_epoch):
        *weights, _ = learn_once_cross_entropy(*weights, data_train, labels_train, learning_rate)
        train_accuracies.append(test_mlp(*weights, data_train, labels_train))
    return train_accuracies, test_mlp(*weights, data_test, labels_test)


def saved_picture(save, *arguments):
    """Call save with a path in a new folder; return what the file holds then, or None."""
    with tempfile.TemporaryDirectory() as place:
        path = os.path.join(place, "picture.png")
        save(path, *arguments)
        if not os.path.exists(path):
            return None
        import matplotlib.pyplot as plt

        pixels = plt.imread(path)[..., :3]
    return {
        "height": pixels.shape[0],
        "width": pixels.shape[1],
        "shades": len(np.unique(pixels.sum(axis=-1))),
        "mean": float(pixels.mean(dtype=float)),
    }


class MLP:
    """Layers of neurons: ReLU in the hidden ones, softmax at the output; float32 throughout."""

    def __init__(self, sizes, rng, weight_decay=0.0):
        self.weight_decay = weight_decay
        self.W, self.b = [], []
        for n_in, n_out in pairwise(sizes):
            W = rng.normal(0, np.sqrt(2 / n_in), size=(n_in, n_out))
            self.W.append(W.astype(np.float32))
            self.b.append(np.zeros(n_out, dtype=np.float32))

    def activations(self, X):
        """Return X, the values of each hidden layer, and last the probabilities."""
        layers = [X]
        for W, b in zip(self.W[:-1], self.b[:-1], strict=True):
            layers.append(np.maximum(layers[-1] @ W + b, 0))
        return [*layers, softmax(layers[-1] @ self.W[-1] + self.b[-1])]

    def predict(self, X):
        """Return the most probable class of each row."""
        return self.activations(X)[-1].argmax(axis=1)

    def gradients(self, X, y):
        """Return dW, db: slopes of mean cross-entropy + weight_decay * sum of squared weights."""
        *layers, delta = self.activations(X)
        delta[np.arange(len(y)), y] -= 1
        delta /= len(y)
        dW, db = [], []
        for k in reversed(range(len(self.W))):
            dW.insert(0, layers[k].T @ delta + 2 * self.weight_decay * self.W[k])
            db.insert(0, delta.sum(axis=0))
            if k > 0:
                delta = (delta @ self.W[k].T) * (layers[k] > 0)
        return dW, db


class Momentum:
    """Steps with a memory of the direction; step changes the arrays in params."""

    def __init__(self, learning_rate, momentum=0.9):
        self.learning_rate, self.momentum, self.velocities = learning_rate, momentum, None

    def step(self, params, grads):
        if self.velocities is None:
            self.velocities = [np.zeros_like(w) for w in params]
        for w, g, v in zip(params, grads, self.velocities, strict=True):
            v *= self.momentum
            v -= self.learning_rate * g
            w += v


def minibatches(X, y, size, rng):
    """Yield pairs of some rows and their labels, all rows once, in a new order."""
    order = rng.permutation(len(X))
    for first in range(0, len(X), size):
        rows = order[first : first + size]
        yield X[rows], y[rows]


class Scaled:
    """A network that scales raw pixels by itself before it looks at them."""

    def __init__(self, network, mean, deviation):
        self.network, self.mean, self.deviation = network, mean, deviation

    def predict(self, data):
        """Return the most probable class of each row of raw pixels."""
        return self.network.predict((data - self.mean) / self.deviation)
