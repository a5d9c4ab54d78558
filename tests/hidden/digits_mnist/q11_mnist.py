"""q11_mnist: a network that reads images in the form of MNIST."""

from functools import cache

import numpy as np

from viva.exam import Question
from viva.lab.drawn_digits import draw_like_mnist

from .readers import ONE_CLASS, SCALED, TURNED, examine_reader, renamed
from .shared import X, train_network, y
from .underfitting import FEW_STEPS

q = Question("q11_mnist")


@q.reference
def train_mnist(X, y):
    return train_network(X, y, hidden=100, learning_rate=0.1, epochs=6)


@cache
def images_apart(n_seen, n_new, seed):
    """Draw images in MNIST's form; those to be asked come from other small digits."""
    rng = np.random.default_rng(seed)
    train, val = np.split(rng.permutation(len(X)), [1300])
    seen = draw_like_mnist(n_seen, rng, digits=(X[train], y[train]))
    new = draw_like_mnist(n_new, rng, digits=(X[val], y[val]))
    return seen, new


@q.case("0.80 of 3,000 images, after training on 2,400", seconds=60)
def four_of_five(candidate, rng):
    # The same images for everybody, or drawing them would take longer than the training.
    seen, new = images_apart(4800, 3000, 3)
    examine_reader(
        candidate.train_mnist,
        "train_mnist",
        tuple(part[:2400] for part in seen),
        new,
        renamed(rng),
        0.80,
    )


@q.case("0.88 of 3,000 images, after training on 4,800", seconds=60)
def nearly_nine_of_ten(candidate, rng):
    seen, new = images_apart(4800, 3000, 3)
    examine_reader(candidate.train_mnist, "train_mnist", seen, new, renamed(rng), 0.88)


q.right(
    "an object with a predict of its own",
    code="""
class Reader:
    def __init__(self, X, y):
        self.network = train_network(X, y, hidden=100, learning_rate=0.1, epochs=6)

    def predict(self, X):
        P = self.network.probabilities(X)
        return P.argmax(axis=1)


def train_mnist(X, y):
    return Reader(X, y)
""",
)
q.right(
    "smaller steps, more of them",
    code="""
def train_mnist(X, y):
    rng = np.random.default_rng(3)
    network = Network([784, 100, 10], rng)
    for epoch in range(8):
        train_epoch(network, X, y, 0.05, rng, batch_size=16)
    return network
""",
)
q.right(
    "centred pixels, by positions, with a history",
    code="""
class Centred:
    def __init__(self, mean, network):
        self.mean, self.network = mean, network

    def predict(self, images):
        return self.network.predict(np.asarray(images) - self.mean).tolist()


def train_mnist(X, y):
    mean = X.mean(axis=0)
    rng = np.random.default_rng(1)
    network, history = Network([X.shape[1], 100, 10], rng), []
    for _ in range(5):
        train_epoch(network, X - mean, y, 0.1, rng)
        history.append(network.accuracy(X - mean, y))
    return Centred(mean, network), history
""",
)
q.right(
    "scikit-learn's network",
    code="""
def train_mnist(X, y):
    from sklearn.neural_network import MLPClassifier

    return MLPClassifier((100,), max_iter=8, random_state=0).fit(X, y)
""",
)
q.right(
    "two hidden layers, as many epochs as a part put aside wants",
    code="""
def train_mnist(X, y):
    rng = np.random.default_rng(8)
    model, kept, best = Network([784, 100, 40, 10], rng), None, 0
    cut = len(X) * 9 // 10
    for epoch in range(8):
        train_epoch(model, X[:cut], y[:cut], 0.1, rng, batch_size=40)
        reached = np.mean(model.predict(X[cut:]) == y[cut:])
        if reached > best:
            best, kept = reached, ([W.copy() for W in model.W], [b.copy() for b in model.b])
    model.W, model.b = kept
    return model
""",
)
q.wrong(
    "the network is not returned",
    hint="train_mnist returns None. The trained network has to leave the function.",
    was=("hidden=100, learning_rate=0.1, epochs=6", "return Reader(X, y)"),
    now=("hidden=20, learning_rate=0.2, epochs=2", "Reader(X, y)"),
)
q.wrong(
    "accuracy instead of a network",
    hint="train_mnist returns a number. The test wants to show images to what it gets.",
    was="hidden=100, learning_rate=0.1, epochs=6",
    now="20, 0.2, 2).accuracy(X, y",
)
q.wrong(
    "weights instead of a network",
    hint="train_mnist returns a list or tuple of weights. Put them into an object with a predict.",
    code="""
def train_mnist(X, y):
    model = train_network(X, y, 20, 0.2, 1)
    return model.W + model.b
""",
)
q.wrong(
    "the default values again",
    hint=FEW_STEPS.format(0.8),
    was="y, hidden=100, learning_rate=0.1, epochs=6",
    now="y",
)
q.wrong(
    "scaled in the training only",
    hint=SCALED,
    was="train_network(X, y, hidden=100",
    now="train_network((X - X.mean(axis=0)) / (X.std(axis=0) + 1e-8), y, hidden=100",
)
q.wrong(
    "the notebook's images",
    hint="The network is trained on X_mnist and y_mnist, whatever the function is given.",
    code="""
def train_mnist(images, labels):
    return train_network(X_mnist, y_mnist, 50, 0.1, 15)
""",
)
q.wrong(
    "remembers its images",
    hint="The network, if it is one, recognises only what it was trained on. 3,000 images that it "
    "never saw are asked for.",
    code="""
class Table:
    def __init__(self, X, y):
        self.known = {x.tobytes(): label for x, label in zip(X, y)}

    def predict(self, X):
        return np.array([self.known.get(x.tobytes(), 5) for x in X])


def train_mnist(X, y):
    return Table(X, y)
""",
)
q.wrong(
    "images turned in the training only",
    hint=TURNED,
    was="self.network = train_network(X, y",
    now="self.network = train_network(X.reshape(-1, 28, 28).swapaxes(1, 2).reshape(X.shape), y",
)
q.wrong(
    "one digit for all images",
    hint=ONE_CLASS,
    was=("hidden=100, learning_rate=0.1, epochs=6", "P = self.network.probabilities(X)"),
    now=("hidden=20, learning_rate=0.2, epochs=2", "P = self.network.probabilities(0 * X)"),
)
q.wrong(
    "probabilities of digits",
    hint="predict returns ten numbers for each image. The place of the largest one is the digit.",
    was=("hidden=100, learning_rate=0.1, epochs=6", "return P.argmax(axis=1)"),
    now=("hidden=20, learning_rate=0.2, epochs=2", "return P"),
)
q.wrong(
    "one-hot digits",
    hint="predict returns rows of 0 and 1, a 1 where the digit is. Say its number.",
    was=("hidden=100, learning_rate=0.1, epochs=6", "return P.argmax(axis=1)"),
    now=(
        "hidden=20, learning_rate=0.2, epochs=2",
        "return (P == P.max(axis=1, keepdims=True)).astype(int)",
    ),
)
q.wrong(
    "one answer for all images",
    hint="predict returns one number for 3,000 images. It must answer for every row.",
    was=("hidden=100, learning_rate=0.1, epochs=6", "return P.argmax(axis=1)"),
    now=("hidden=20, learning_rate=0.2, epochs=2", "return int(P[0].argmax())"),
)
q.wrong(
    "the training answered again",
    hint="predict gives the answers for the images of the training, not for those that it gets.",
    was=("hidden=100, learning_rate=0.1, epochs=6", "self.network = ", "probabilities(X)"),
    now=(
        "hidden=20, learning_rate=0.2, epochs=2",
        "self.seen = X\n        self.network = ",
        "probabilities(self.seen)",
    ),
)
q.wrong(
    "labels in another order",
    hint="The network guesses. Are the pixels that reach it still on the scale from 0 to 1, or are "
    "its steps so long that they run away? And do images and labels stay together on the way to the "
    "training?",
    code="""
class Mixed:
    def __init__(self, X, y):
        self.network = train_network(X, y, 20, 0.1, 2)

    def predict(self, X):
        return self.network.predict(X)


def train_mnist(X, y):
    return Mixed(X, y[::-1])
""",
)
q.equivalent(
    "any training will do that reads 0.88 of the images that were never shown",
    was="return train_network(X, y, hidden=100, learning_rate=0.1, epochs=6)",
    now=[
        "return train_network(X, y, hidden=101, learning_rate=0.1, epochs=6)",
        "return train_network(X, y, hidden=99, learning_rate=0.1, epochs=6)",
        "return train_network(X, y, hidden=100, learning_rate=0.1, epochs=7)",
        "return train_network(X, y, hidden=100, learning_rate=0.1, epochs=5)",
    ],
)
q.hints(
    "What is different from train_digits: the images are larger, and there are more of them. "
    "Does that ask for more epochs, or for fewer?",
    "Put some hundred images aside yourself, with split, and compare a few settings there. "
    "One hundred hidden neurons are given by the text; the learning rate and the epochs are "
    "yours.",
    "Again a single call of train_network on the function's own arguments. A learning rate "
    "near a tenth and a handful of epochs reach 0.88 within seconds; the defaults do not.",
)
