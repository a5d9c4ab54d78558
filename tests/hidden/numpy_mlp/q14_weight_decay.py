"""q14_weight_decay: a network that pays for large weights."""

import numpy as np

from viva.exam import Question

from .networks import a_deep_net, check_generator_used
from .q13_mlp import MLP, away_from_kinks
from .q14_mistakes import MISTAKES
from .shared import some_labels

q = Question("q14_weight_decay")


@q.reference
class DecayingMLP(MLP):
    def __init__(self, sizes, activation="sigmoid", bias=True, rng=None, weight_decay=0.0):
        super().__init__(sizes, activation, bias, rng)
        self.weight_decay = weight_decay

    def loss(self, X, y):
        return super().loss(X, y) + self.weight_decay * sum(np.sum(W**2) for W in self.W)

    def gradients(self, X, y):
        dW, db = super().gradients(X, y)
        dW = [slope + 2 * self.weight_decay * W for slope, W in zip(dW, self.W, strict=True)]
        return dW, db


PRICED = (
    (6, (3, 5, 4, 2), "sigmoid", True, 0.13),
    (7, (4, 3, 5), "relu", False, 0.4),
    (5, (2, 6, 3), "tanh", True, 0.02),
)


def plain_and_priced(candidate, rng, n, sizes, activation, bias, weight_decay):
    """Return the candidate's own MLP, the one that pays, with the same numbers, and a batch."""
    seed = int(rng.integers(1e9))
    X, y = away_from_kinks(rng, n, sizes, activation, bias, seed), some_labels(rng, n, sizes[-1])
    models = []
    for name, options in (("MLP", {}), ("DecayingMLP", {"weight_decay": weight_decay})):
        numbers = np.random.default_rng(seed)
        models.append(a_deep_net(candidate, numbers, sizes, activation, bias, name, **options))
    return *models, X, y


@q.case("what is added to the loss")
def decay_loss(candidate, rng):
    found = []
    for network in PRICED:
        plain, priced, X, y = plain_and_priced(candidate, rng, *network)
        losses = [float(np.ravel(model.loss(X, y))[0]) for model in (plain, priced)]
        found.append({"what is added to the loss": losses[1] - losses[0]})
    check_generator_used(candidate, "DecayingMLP")
    return tuple(found)


@q.case("what is added to the slopes")
def decay_slopes(candidate, rng):
    found = []
    for network in PRICED:
        plain, priced, X, y = plain_and_priced(candidate, rng, *network)
        plain_W, plain_b = plain.gradients(X, y)[:2]
        priced_W, priced_b = priced.gradients(X, y)[:2]
        _, sizes, _, bias, _ = network
        added = {}
        for l in range(len(sizes) - 1):
            added[f"what is added to dW[{l}]"] = np.asarray(priced_W[l]) - np.asarray(plain_W[l])
            if bias:
                added[f"what is added to db[{l}]"] = np.asarray(priced_b[l]) - np.asarray(
                    plain_b[l]
                )
        found.append(added)
    return tuple(found)


q.right(
    "a loop for the price",
    code="""
class DecayingMLP(MLP):
    def __init__(self, sizes, activation="sigmoid", bias=True, rng=None, weight_decay=0.0):
        super().__init__(sizes, activation, bias, rng)
        self.weight_decay = weight_decay

    def loss(self, X, y):
        price = 0.0
        for W in self.W:
            price += np.sum(W**2)
        return super().loss(X, y) + self.weight_decay * price

    def gradients(self, X, y):
        dW, db = super().gradients(X, y)
        for l, W in enumerate(self.W):
            dW[l] = dW[l] + 2 * self.weight_decay * W
        return dW, db
""",
)
q.right(
    "a comprehension, keyword arguments passed on",
    code="""
class DecayingMLP(MLP):
    def __init__(self, *sizes_and_more, weight_decay=0.0, **options):
        super().__init__(*sizes_and_more, **options)
        self.weight_decay = float(weight_decay)

    def loss(self, X, y):
        squares = [np.linalg.norm(W) ** 2 for W in self.W]
        return MLP.loss(self, X, y) + self.weight_decay * np.sum(squares)

    def gradients(self, X, y):
        dW, db = MLP.gradients(self, X, y)
        return [g + self.weight_decay * (W + W) for g, W in zip(dW, self.W)], db
""",
)
q.right(
    "a network of its own inside, slopes changed in place",
    code="""
class DecayingMLP:
    def __init__(self, sizes, activation="sigmoid", bias=True, rng=None, weight_decay=0.0):
        self.inner = MLP(sizes, activation=activation, bias=bias, rng=rng)
        self.W, self.b = self.inner.W, self.inner.b
        self.rate = weight_decay

    def synchronised(self):
        self.inner.W, self.inner.b = self.W, self.b
        return self.inner

    def forward(self, X):
        return self.synchronised().forward(X)

    def loss(self, X, y):
        price = sum(W.ravel() @ W.ravel() for W in self.W)
        return self.synchronised().loss(X, y) + self.rate * price

    def gradients(self, X, y):
        dW, db = self.synchronised().gradients(X, y)[:2]
        for slope, W in zip(dW, self.W):
            slope += 2 * self.rate * W
        return dW, db

    def train_step(self, X, y, learning_rate):
        dW, db = self.gradients(X, y)
        self.W = [W - learning_rate * slope for W, slope in zip(self.W, dW)]
        self.b = [b - learning_rate * slope for b, slope in zip(self.b, db)]
""",
)
q.wrong(
    "a price without its slopes",
    hint="The loss has its price, but the slopes are those of the loss without it. Training follows the slopes, and will never notice.",
    was="slope + 2 * self.weight_decay * W",
    now="slope",
)
q.wrong(
    "slopes without a price",
    hint="The slopes are right, but the loss is the old one. Slopes and loss must belong together.",
    was=" + self.weight_decay * sum(np.sum(W**2) for W in self.W)",
    now="",
)
q.wrong(
    "biases pay too",
    hint="Your biases pay, too. The price is on weights alone.",
    was=("for W in self.W)", "return dW, db"),
    now=(
        "for W in [*self.W, *self.b])",
        "return dW, [d + 2 * self.weight_decay * b for d, b in zip(db, self.b)]",
    ),
)
q.wrong(
    "the 2 is missing in the slopes",
    hint="The loss is right, and what is added to the slopes is half of what it should be.",
    was="2 * self.weight_decay",
    now="self.weight_decay",
)
q.wrong(
    "half the price",
    hint="Loss and slopes are those of a price with ½ in front. The text has no ½.",
    was=("2 * self.weight_decay", "self.weight_decay * sum"),
    now=("self.weight_decay", "self.weight_decay / 2 * sum"),
)
q.wrong(
    "divided by the number of samples",
    hint="Your price is divided by the number of samples. It does not depend on them.",
    was="self.weight_decay *",
    now="self.weight_decay / len(X) *",
)
q.wrong(
    "absolute values",
    hint="Your price adds up the absolute values of the weights. Squares are asked for.",
    was=("W**2", "2 * self.weight_decay * W"),
    now=("np.abs(W)", "self.weight_decay * np.sign(W)"),
)
q.wrong(
    "the last layer alone",
    hint="Only the last layer pays its price. The sum runs over all layers.",
    was=("for W in self.W)", "self.weight_decay * W"),
    now=("for W in self.W[-1:])", "self.weight_decay * W * (W is self.W[-1])"),
)
q.wrong(
    "the mean of the squares",
    hint="You take the mean of the squared weights of a layer. Their sum is asked for.",
    was=("np.sum(W**2)", "self.weight_decay * W"),
    now=("np.mean(W**2)", "self.weight_decay * W / W.size"),
)
q.wrong(
    "a root over the sum",
    hint="Your price is a length, with a root over the sum of squares. Leave the root out.",
    was="sum(np.sum(W**2) for W in self.W)",
    now="np.sqrt(sum(np.sum(W**2) for W in self.W))",
)
q.wrong(
    "a reward for large weights",
    hint="Large weights lower your loss. A price is added, not taken off.",
    was=("slope + 2", "+ self.weight_decay"),
    now=("slope - 2", "- self.weight_decay"),
)
q.wrong(
    "slopes shrink instead of grow",
    hint="The loss is right; in the slopes the weights are taken off where they should be added.",
    was="slope + 2",
    now="slope - 2",
)
q.wrong(
    "only the slopes of the price",
    hint="The slopes of the price have taken the place of those of the loss. They come on top.",
    was="slope + 2",
    now="2",
)
q.wrong(
    "only the price",
    hint="Your loss is the price alone. It comes on top of the cross-entropy.",
    was="super().loss(X, y) + ",
    now="",
)
q.wrong(
    "a rate of its own",
    hint="Your price is the same whatever weight_decay is passed. Is the argument used?",
    was="self.weight_decay = weight_decay",
    now="self.weight_decay = 0.1",
)
q.wrong(
    "the price twice",
    hint="Loss and slopes pay the price twice over.",
    was=("2 * self.weight_decay", "+ self.weight_decay"),
    now=("4 * self.weight_decay", "+ 2 * self.weight_decay"),
)
for title, hint, was, now in MISTAKES:
    q.wrong(title, hint=hint, was=was, now=now)
q.hints(
    "What does the price depend on: weights, biases or both? What is the derivative of lambda times a square?",
    "Let the parent class do its work with `super()`, and add your part to what it returns: a number to the loss, something to each weight gradient.",
    "The loss gains lambda times the sum of all squared entries of all matrices. Each weight gradient gains twice lambda times its own matrix, and the bias gradients are passed on untouched. `__init__` hands its other arguments to the parent.",
)
