"""Mistakes in q10_neural_net that are told by what an answer does, however it is written."""

import numpy as np

from .networks import PARTS
from .shared import sigmoid, softmax, some_labels, some_weights

ONE_METHOD, SLOPES = 5 / 6, 5 / 7  # the visible test is one case more
LOSS = "-np.mean(np.log(p[range(len(y)), y]))"
ONE_HOT = "one_hot(y, p.shape[1])"


def a_trial(candidate, seed=3):
    """Return a network with known numbers, a batch of six, and its probabilities."""
    rng = np.random.default_rng(seed)
    w1, b1, w2, b2 = some_weights(rng, 3, 5, 4)
    X, y = rng.normal(size=(6, 3)), some_labels(rng, 6, 4)
    net = candidate.NeuralNet(3, 5, 4)
    candidate.set_weights(net, W_h=w1, b_h=b1, W_o=w2, b_o=b2)
    return net, X, y, softmax(sigmoid(X @ w1 + b1) @ w2 + b2)


def terms(candidate):
    """Return which sums over the classes make up the loss, empty if these four do not.

    They are ln p of the right class and of the wrong ones, then ln(1 - p) of both.
    """
    rows, losses = [], []
    for seed in range(3):
        net, X, y, P = a_trial(candidate, seed)
        right = np.eye(4)[y]
        logs = np.log(P), np.log(1 - P)
        rows.append([(part * log).sum(axis=1) for log in logs for part in (right, 1 - right)])
        losses += [float(np.ravel(net.loss(X[[i]], y[[i]]))[0]) for i in range(6)]
    table = np.concatenate(rows, axis=1).T
    factors = np.linalg.lstsq(table, np.array(losses), rcond=None)[0]
    if not np.allclose(table @ factors, losses, atol=1e-4):
        return ""
    names = ("p right", "p wrong", "1 - p right", "1 - p wrong")
    return ", ".join(n for n, f in zip(names, factors, strict=True) if abs(f) > 1e-3)


def made_of(which):
    """Return a recogniser of a loss that is made of these sums."""
    return lambda candidate: terms(candidate) == which


def factors(candidate, rate):
    """Return how often train adds its slope to each array; nothing if it adds something else."""
    net, X, y, _ = a_trial(candidate)
    old = {name: np.array(getattr(net, name), dtype=float) for name in PARTS}
    slopes = net.grad_loss(X[0], int(y[0]))
    slopes = {name: np.array(slopes[name], dtype=float).ravel() for name in PARTS}
    net.train(X[0], int(y[0]), rate)
    found = []
    for name in PARTS:
        step = np.ravel(np.asarray(getattr(net, name), dtype=float)) - old[name].ravel()
        factor = step @ slopes[name] / (slopes[name] @ slopes[name])
        if not np.allclose(step, factor * slopes[name], atol=1e-5):
            return ()
        found.append(round(float(factor), 3))
    return tuple(found)


def moves(*wanted):
    """Return a recogniser of steps of 0.5 that add the slopes so often to the four arrays."""
    return lambda candidate: factors(candidate, 0.5) == wanted


def deaf(candidate):
    """Return whether the step is the same whatever the learning rate is."""
    first, second = factors(candidate, 0.5), factors(candidate, 0.05)
    return first == second != () and all(first)


def answers(candidate):
    net, X, _, P = a_trial(candidate)
    return np.ravel(np.asarray(net.predict(X), dtype=float)), P


def largest_probabilities(candidate):
    found, P = answers(candidate)
    return found.size == len(P) and np.allclose(found, P.max(axis=1), atol=1e-3)


def all_probabilities(candidate):
    found, P = answers(candidate)
    return found.size == P.size and np.allclose(found, P.ravel(), atol=1e-3)


def a_loss(title, now, kind, hint):
    edit = dict(was=LOSS, now=now, recognise=made_of(kind), keeps=ONE_METHOD)
    return dict(title=title, hint=hint, **edit)


def steps(title, hint, was, now, *wanted):
    return dict(
        title=title, hint=hint, was=was, now=now, recognise=moves(*wanted), keeps=ONE_METHOD
    )


def left_out(name):
    """Return the mistake of a train that leaves one array where it is."""
    return steps(
        f"train leaves {name}",
        f"The slopes are right; train moves the other arrays and leaves {name} where it is.",
        "for name in slopes",
        f"for name in {tuple(part for part in PARTS if part != name)}",
        *(0.0 if part == name else -0.5 for part in PARTS),
    )


def hidden_slope(title, hint, now):
    was, now = ("p, h, _ =", "* h * (1 - h)"), ("p, h, z =", now)
    return dict(title=title, hint=hint, was=was, now=now, keeps=SLOPES)


STEP = "- learning_rate * slopes[name]"
KINDS = [
    a_loss(
        "ln(1 - p) of the right class",
        "-np.mean(np.log(1 - p[range(len(y)), y]))",
        "1 - p right",
        "Your loss takes the logarithm of 1 - p at the right class. The text takes that of p itself.",
    ),
    a_loss(
        "ln(1 - p) of the wrong classes alone",
        f"-np.mean(np.sum((1 - {ONE_HOT}) * np.log(1 - p), axis=1))",
        "1 - p wrong",
        "Your loss is made of ln(1 - p) of the wrong classes, and the right class plays no part. "
        "The text asks for ln p of the right class, and for nothing else.",
    ),
    a_loss(
        "the terms of a binary cross-entropy swapped",
        f"-np.mean(np.sum((1 - {ONE_HOT}) * np.log(p) + {ONE_HOT} * np.log(1 - p), axis=1))",
        "p wrong, 1 - p right",
        "In your loss ln p belongs to the wrong classes and ln(1 - p) to the right one. ln p of the "
        "right class is all that is asked for.",
    ),
    a_loss(
        "ln p of the wrong classes",
        f"-np.mean(np.sum((1 - {ONE_HOT}) * np.log(p), axis=1))",
        "p wrong",
        "Your loss adds up ln p of the wrong classes and leaves the right one out. Only the right one "
        "counts.",
    ),
    a_loss(
        "ln p of every class",
        "-np.mean(np.sum(np.log(p), axis=1))",
        "p right, p wrong",
        "Your loss adds up ln p of every class, whatever the label says. That of the "
        "right class is asked for.",
    ),
    a_loss(
        "a binary cross-entropy, added up over the classes",
        f"-np.mean(np.sum({ONE_HOT} * np.log(p) + (1 - {ONE_HOT}) * np.log(1 - p), axis=1))",
        "p right, 1 - p wrong",
        "Your loss is a binary cross-entropy for each class: ln(1 - p) of the wrong classes counts, "
        "too. With a softmax only ln p of the right class does.",
    ),
    dict(
        title="no logarithm",
        hint="Your loss is made of the probability of the right class as it is. Where is its logarithm?",
        was="np.log(p[range(len(y)), y])",
        now="p[range(len(y)), y]",
        keeps=ONE_METHOD,
    ),
    hidden_slope(
        "the hidden slope from z_h",
        "The slopes of W_o and b_o are right, those of W_h and b_h are not: you multiply by "
        "z_h(1 - z_h). The slope of the sigmoid is h(1 - h).",
        "* z * (1 - z)",
    ),
    hidden_slope(
        "1 - h alone",
        "The slopes of W_o and b_o are right, those of W_h and b_h are not: a factor h is missing. "
        "The slope of the sigmoid is h(1 - h).",
        "* (1 - h)",
    ),
    hidden_slope(
        "h alone",
        "The slopes of W_o and b_o are right, those of W_h and b_h are not: a factor 1 - h is "
        "missing. The slope of the sigmoid is h(1 - h).",
        "* h",
    ),
    hidden_slope(
        "the hidden slope of the wrong sign",
        "The slopes of W_o and b_o are right, those of W_h and b_h have the wrong sign: is the factor "
        "1 - h or h - 1?",
        "* h * (h - 1)",
    ),
    dict(
        title="probabilities on the way back",
        hint="The slopes of W_o and b_o are right; on the way back through W_o you send p. It should "
        "be p less 1 at the right class.",
        was="self.W_o @ d_o *",
        now="self.W_o @ p *",
        keeps=SLOPES,
    ),
    *map(left_out, PARTS),
    steps(
        "train leaves the hidden layer",
        "The slopes are right; train moves W_o and b_o and leaves the hidden layer, W_h and b_h, "
        "where it is.",
        "for name in slopes",
        'for name in ("W_o", "b_o")',
        *(0.0, 0.0, -0.5, -0.5),
    ),
    steps(
        "train leaves the output layer",
        "The slopes are right; train moves W_h and b_h and leaves the output layer, W_o and b_o, "
        "where it is.",
        "for name in slopes",
        'for name in ("W_h", "b_h")',
        *(-0.5, -0.5, 0.0, 0.0),
    ),
    steps(
        "the biases go uphill",
        "train takes the slopes off the weights, but adds them to the biases. All four go downhill.",
        STEP,
        '+ (1 if name[0] == "b" else -1) * learning_rate * slopes[name]',
        *(-0.5, 0.5, -0.5, 0.5),
    ),
    steps(
        "the weights go uphill",
        "train takes the slopes off the biases, but adds them to W_h and W_o. All four go downhill.",
        STEP,
        '+ (1 if name[0] == "W" else -1) * learning_rate * slopes[name]',
        *(0.5, -0.5, 0.5, -0.5),
    ),
    steps(
        "no learning rate",
        "train takes off the whole slope, without the factor learning_rate.",
        STEP,
        "- slopes[name]",
        *(-1.0, -1.0, -1.0, -1.0),
    ),
    dict(
        title="a learning rate of its own",
        hint="train moves equally far whatever learning rate it is given. Does it use its argument?",
        was=STEP,
        now="- 0.1 * slopes[name]",
        recognise=deaf,
        keeps=ONE_METHOD,
    ),
    dict(
        title="slopes of the wrong sign, added",
        hint="All slopes of grad_loss have the wrong sign, and train adds them. The steps go downhill, "
        "but grad_loss is asked for the slopes: p - e_y, and train takes them off.",
        was=("p - one_hot([y], len(p))[0]", "- learning_rate"),
        now=("one_hot([y], len(p))[0] - p", "+ learning_rate"),
        keeps=SLOPES,
    ),
    dict(
        title="predict returns the largest probability",
        hint="predict returns how probable the most probable class is. Its number is asked for: where "
        "does the largest one stand?",
        was=("return np.argmax(self.forward(X), axis=1)", "self.predict(X)"),
        now=("return np.max(self.forward(X), axis=1)", "np.argmax(self.forward(X), axis=1)"),
        recognise=largest_probabilities,
        keeps=ONE_METHOD,
    ),
]
