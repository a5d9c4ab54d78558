"""What several questions use: data, starts, networks, and the form of what they return."""

import io

import numpy as np
from scipy.io import savemat

from viva.exam import check


def save_clouds(**clouds):
    """Return a .mat file that lies in memory; the references and their variants read it, too."""
    file = io.BytesIO()
    savemat(file, clouds)
    return file


def draw_ring(n, radius, spread, rng):
    angle, r = rng.uniform(0, 2 * np.pi, n), rng.normal(radius, spread, n)
    return np.column_stack((r * np.cos(angle), r * np.sin(angle)))


def blob_in_ring(rng, n=100):
    return np.vstack((rng.normal(0, 0.5, (n, 2)), draw_ring(n, 2.0, 0.2, rng)))


def two_rings(rng, n=100):
    return np.vstack((draw_ring(n, 1.0, 0.15, rng), draw_ring(n, 2.0, 0.15, rng)))


def three_classes(rng, n=25):
    places = np.repeat(np.arange(6), n)
    corners = 2 * np.column_stack((np.cos(places * np.pi / 3), np.sin(places * np.pi / 3)))
    return corners + rng.normal(0, 0.35, corners.shape), places % 3


def notebook_data():
    """Return the points that the notebook draws, by name."""
    rng = np.random.default_rng(6)
    targets = np.repeat([0, 1], 100)
    found = {"X_blob": blob_in_ring(rng), "X_rings": two_rings(rng)}
    X, t = three_classes(rng)
    return found | {"t_blob": targets, "t_rings": targets, "X_three": X, "t_three": t}


def draw_start(sizes, rng, scale=1.0):
    weights = []
    for n_in, n_out in zip(sizes[:-1], sizes[1:]):
        r = scale * np.sqrt(2 / (n_in + n_out))
        weights.append((rng.uniform(-r, r, (n_in, n_out)), np.zeros(n_out)))
    return weights


def after_changing(unpack, vector, sizes):
    vector = np.array(vector, dtype=float)
    for layer in unpack(vector, sizes):
        for part in layer:
            np.asarray(part)[...] += 1
    return vector


def some_weights(rng, sizes, spread=1.0):
    """Draw weights of moderate size, none of them zero, with biases."""
    shapes = list(zip(sizes[:-1], sizes[1:]))
    return [(spread * rng.normal(size=shape), rng.normal(size=shape[1])) for shape in shapes]


def some_targets(rng, n, classes=2):
    """Draw labels that fill the classes unevenly and leave none empty."""
    rest = rng.choice([0, classes - 1, classes - 1], n - classes)
    return rng.permutation(np.append(np.arange(classes), rest))


def flat(weights):
    """Return the weights as one vector, in the order of the text."""
    return np.concatenate([np.ravel(part) for layer in weights for part in layer])


PAIRS = "The layers are a list of pairs: for each layer W, or its slope, and then b, or its slope."
LAYERS = "There should be one pair for each layer of weights."


def are_pairs(layers):
    """Return whether these are pairs, as the layers of a network are."""
    return isinstance(layers, (list, tuple)) and all(
        isinstance(layer, (list, tuple)) and len(layer) == 2 for layer in layers
    )


def named_layers(layers, count, mark=""):
    """Return the parts of all layers by name, so that a message can say which one is off."""
    check(layers is not None, "The function returns None. Is a `return` missing?")
    # Whatever comes behind the layers is up to the student.
    if isinstance(layers, tuple) and layers and are_pairs(layers[0]) and len(layers[0]) == count:
        layers = layers[0]
    check(isinstance(layers, (list, tuple)), PAIRS)
    check(len(layers) == count, LAYERS)
    check(are_pairs(layers), PAIRS)
    named = {}
    for k, (W, b) in enumerate(layers, start=1):
        named |= {f"{mark}W{k}": W, f"{mark}b{k}": b}
    return named


TWO_THINGS = "Two things come back, in this order: the loss, one number, and the gradient."


def loss_and_gradient(found):
    """Return both by name."""
    check(found is not None, "The function returns None. Is a `return` missing?")
    check(isinstance(found, (list, tuple)) and len(found) >= 2, TWO_THINGS)
    return {"loss": found[0], "gradient": found[1]}


def arrays(layers, sizes):
    """Return trained weights as pairs of arrays; check their form."""
    named = named_layers(layers, len(sizes) - 1)
    pairs = []
    for k, shape in enumerate(zip(sizes[:-1], sizes[1:]), start=1):
        try:
            W, b = (np.asarray(named[name], dtype=float) for name in (f"W{k}", f"b{k}"))
        except (TypeError, ValueError):
            check(False, PAIRS)
        check(W.size == shape[0] * shape[1] and b.size == shape[1], MISFIT)
        check(W.shape != shape[::-1] or W.shape == shape, TURNED)
        check(np.isfinite(W).all() and np.isfinite(b).all(), "Some weights are nan or infinite.")
        pairs.append((W.reshape(shape), b.ravel()))
    return pairs


MISFIT = "The trained weights do not have the sizes that were asked for."
TURNED = "The matrices of the trained weights are transposed: W has n_in rows and n_out columns."


def last_sums(weights, X):
    """Return the sums of the output layer."""
    z = X
    for k, (W, b) in enumerate(weights, start=1):
        a = z @ W + b
        z = 0.5 * (1 + np.tanh(0.5 * a)) if k < len(weights) else a
    return z


def share_right(weights, X, t):
    """Return the share of right answers of a network with one output."""
    return float(np.mean((last_sums(weights, X)[:, 0] > 0) == t))


def loss_of(weights, X, t, lam):
    """Return the loss of the text, for weights as arrays."""
    a = last_sums(weights, X)[:, 0]
    return float(np.mean(np.logaddexp(0, a) - t * a) + lam * sum(np.sum(W**2) for W, _ in weights))


def agree(mine, right):
    """Return whether values of dicts are the right numbers, so far that what follows can be."""
    try:
        return all(
            np.size(mine[name]) == np.size(value)
            and np.allclose(np.ravel(mine[name]), np.ravel(value), rtol=1e-6, atol=1e-9)
            for name, value in right.items()
        )
    except (TypeError, ValueError):
        return False


class Adam:
    def __init__(self, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.learning_rate, self.beta1, self.beta2 = learning_rate, beta1, beta2
        self.epsilon, self.t = epsilon, 0

    def step(self, params, grads):
        if self.t == 0:
            self.means = [np.zeros_like(w) for w in params]
            self.squares = [np.zeros_like(w) for w in params]
        self.t += 1
        for w, g, m, v in zip(params, grads, self.means, self.squares):
            m += (1 - self.beta1) * (g - m)
            v += (1 - self.beta2) * (g**2 - v)
            scaled = m / (1 - self.beta1**self.t)
            w -= (
                self.learning_rate * scaled / (np.sqrt(v / (1 - self.beta2**self.t)) + self.epsilon)
            )


RACE_SIZES, RACE_LAM = (2, 8, 1), 1e-4


def race_start():
    return draw_start(RACE_SIZES, np.random.default_rng(2))
