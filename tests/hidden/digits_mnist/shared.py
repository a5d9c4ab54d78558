"""What several questions of the exam use."""

from functools import cache

import numpy as np
from sklearn.datasets import load_digits
from threadpoolctl import threadpool_limits

# As in the worker: sums come in the same order there, and small matrices gain nothing by more.
threadpool_limits(limits=1)


X, y = load_digits(return_X_y=True)
N_VAL = 270


def says(letter, name="fault"):
    """Return a recogniser of a letter for the fault."""
    return lambda candidate: str(getattr(candidate, name)).strip().upper()[:1] == letter


def standardised(train, val):
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    deviation = np.where(deviation == 0, 1, deviation)
    return (train - mean) / deviation, (val - mean) / deviation


@cache
def the_split():
    """Make the split of the notebook."""
    from sklearn.model_selection import train_test_split

    raw_train, raw_val, y_train, y_val = train_test_split(X, y, test_size=0.15, random_state=37)
    return raw_train, raw_val, *standardised(raw_train, raw_val), y_train, y_val


# The network of the notebook, word for word: trainings must be repeatable to the last bit.
class Network:
    """Layers of neurons: ReLU in the hidden ones, softmax at the output."""

    def __init__(self, sizes, rng):
        pairs = list(zip(sizes, sizes[1:]))  # noqa: RUF007 - as in the notebook
        self.W = [rng.normal(0, np.sqrt(2 / n_in), size=(n_in, n_out)) for n_in, n_out in pairs]
        self.b = [np.zeros(n_out) for _, n_out in pairs]

    def activations(self, X):
        """Give X, the values of each hidden layer, and last the probabilities."""
        layers = [X]
        for W, b in zip(self.W[:-1], self.b[:-1]):
            layers.append(np.maximum(layers[-1] @ W + b, 0))
        scores = layers[-1] @ self.W[-1] + self.b[-1]
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        return [*layers, powers / powers.sum(axis=1, keepdims=True)]

    def probabilities(self, X):
        """Give the probability of each class: N rows of d_output."""
        return self.activations(X)[-1]

    def predict(self, X):
        """Give the most probable class of each row."""
        return self.probabilities(X).argmax(axis=1)

    def accuracy(self, X, y):
        """Give the share of rows whose most probable class is the right one."""
        return float(np.mean(self.predict(X) == y))

    def gradients(self, X, y):
        """Give the slopes of the mean cross-entropy: a list for the W, a list for the b."""
        *layers, P = self.activations(X)
        delta = P.copy()
        delta[np.arange(len(y)), y] -= 1
        delta /= len(y)
        dW, db = [], []
        for a, W in zip(layers[::-1], self.W[::-1]):
            dW.insert(0, a.T @ delta)
            db.insert(0, delta.sum(axis=0))
            delta = (delta @ W.T) * (a > 0)
        return dW, db


def train_epoch(network, X, y, learning_rate, rng, batch_size=32, weight_decay=0.0):
    """Show the network every row once, in a new order, and step after each mini-batch."""
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        for W, b, dW, db in zip(network.W, network.b, *network.gradients(X[rows], y[rows])):
            W -= learning_rate * (dW + 2 * weight_decay * W)
            b -= learning_rate * db


def train_network(
    X, y, hidden=10, learning_rate=0.01, epochs=1, batch_size=32, weight_decay=0.0, seed=0
):
    """Train a network with one hidden layer and ten classes, and return it."""
    rng = np.random.default_rng(seed)
    network = Network([X.shape[1], hidden, 10], rng)
    for _ in range(epochs):
        train_epoch(network, X, y, learning_rate, rng, batch_size, weight_decay)
    return network
