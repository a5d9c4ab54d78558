"""A network in NumPy that is used like a Keras model, and how a case asks a model of either kind."""

from functools import cache

import numpy as np
from sklearn.datasets import load_digits

from .shared import mean_loss, sigmoid, softmax

N_TEST, PARTS = 270, ("W1", "b1", "W2", "b2")


class Fit:
    """What fitting a model returns: its losses after each epoch."""

    def __init__(self, history):
        self.history = history


class DenseModel:
    """Sigmoid, softmax, mean cross-entropy, and steps with momentum."""

    def __init__(self, d_in, d_hidden, d_out, learning_rate, momentum, seed=None):
        rng = np.random.default_rng(seed)
        ends = (d_in, d_hidden), (d_hidden, d_out)
        W1, W2 = (rng.uniform(-1, 1, e) * np.sqrt(6 / sum(e)) for e in ends)
        self.arrays = [W1, np.zeros(d_hidden), W2, np.zeros(d_out)]
        self.learning_rate, self.momentum = learning_rate, momentum

    def get_weights(self):
        return [array.copy() for array in self.arrays]

    def set_weights(self, arrays):
        self.arrays = [np.array(array) for array in arrays]

    def predict(self, X, **options):
        W1, b1, W2, b2 = self.arrays
        return softmax(sigmoid(X @ W1 + b1) @ W2 + b2)

    def evaluate(self, X, y, **options):
        return mean_loss(self.predict(X), y)

    def slopes(self, X, y):
        W1, b1, W2, b2 = self.arrays
        A = sigmoid(X @ W1 + b1)
        delta2 = (softmax(A @ W2 + b2) - np.eye(len(b2))[y]) / len(y)
        delta1 = (delta2 @ W2.T) * A * (1 - A)
        return [X.T @ delta1, delta1.sum(axis=0), A.T @ delta2, delta2.sum(axis=0)]

    def fit(self, X, y, epochs=1, batch_size=32, shuffle=True, validation_data=None, **options):
        rng = np.random.default_rng(0)
        velocities = [np.zeros_like(array) for array in self.arrays]
        history = {"loss": [], "val_loss": []}
        for _ in range(epochs):
            order = rng.permutation(len(X)) if shuffle else np.arange(len(X))
            losses = []
            for first in range(0, len(X), batch_size):
                rows = order[first : first + batch_size]
                losses += [self.evaluate(X[rows], y[rows])] * len(rows)
                for w, v, slope in zip(self.arrays, velocities, self.slopes(X[rows], y[rows])):
                    v *= self.momentum
                    v -= self.learning_rate * slope
                    w += v
            history["loss"].append(float(np.mean(losses)))
            if validation_data is not None:
                history["val_loss"].append(self.evaluate(*validation_data))
        return Fit(history)


def keras_shapes(model, d_in):
    if not isinstance(model, DenseModel):
        model(np.zeros((1, d_in), dtype="float32"))
    return [np.shape(array) for array in model.get_weights()]


def keras_steps(model, arrays, X, y, n_steps):
    model.set_weights(arrays)
    P, loss = keras_probabilities(model, X), model.evaluate(X, y, batch_size=len(X), verbose=0)
    options = {"epochs": n_steps, "batch_size": len(X), "shuffle": False, "verbose": 0}
    model.fit(X, y, **options)
    return P, loss[0] if isinstance(loss, list) else loss, model.get_weights()


def keras_probabilities(model, X):
    if isinstance(model, DenseModel):
        return model.predict(X)
    return np.asarray(model.predict(X, verbose=0))


@cache
def the_digits():
    """Return X_train, X_test, y_train, y_test as the notebook makes them with scikit-learn."""
    from sklearn.model_selection import train_test_split
    from sklearn.preprocessing import StandardScaler

    parts = train_test_split(*load_digits(return_X_y=True), test_size=0.15, random_state=37)
    scaler = StandardScaler().fit(parts[0])
    return scaler.transform(parts[0]), scaler.transform(parts[1]), parts[2], parts[3]


@cache
def a_reader():
    """Return a model that reads digits."""
    X_train, _, y_train, _ = the_digits()
    model = DenseModel(64, 32, 10, 0.1, 0.9, seed=0)
    model.fit(X_train, y_train, epochs=15)
    return model


@cache
def one_that_overfits():
    """Return a model after 50 epochs on few digits, and what fit reported."""
    X_train, X_test, y_train, y_test = the_digits()
    model = DenseModel(64, 64, 10, 0.1, 0.9, seed=0)
    told = model.fit(
        X_train[:200], y_train[:200], epochs=50, batch_size=20, validation_data=(X_test, y_test)
    )
    return model, told.history
