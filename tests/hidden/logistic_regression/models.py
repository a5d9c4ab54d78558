"""How a student's SoftmaxRegression is made, trained and asked.

A model's weights are the student's own, drawn at will. So every case reads them from the model and
compares what the model does with what these weights say. A few steps of training come first where
a bias of 0 would hide a mistake.
"""

import numpy as np

from viva.exam import Pair, check

from .q13_softmax import softmax
from .shared import first_return_value


def weights(model, d, K):
    """Return W and b of a model, which must have their shapes and differ from each other."""
    W, b = np.asarray(model.W, dtype=float), np.asarray(model.b, dtype=float)
    check(
        W.shape != (K, d) or K == d,
        "W is transposed: it has input_size rows and output_size columns.",
    )
    check(W.shape == (d, K), "W does not have the shape (input_size, output_size).")
    check(b.size == K, "b does not have output_size numbers.")
    return W, b.ravel()


def fresh(candidate, d, K):
    """Return a new model with its W and b, which must start as the text says."""
    model = candidate.SoftmaxRegression(d, K)
    W, b = weights(model, d, K)
    check(
        np.ptp(W) > 0,
        "All weights are equal at the start. They are to be small random numbers.",
    )
    check(
        len(np.unique(W)) == W.size,
        "Some weights are equal at the start: each one is to be drawn anew.",
    )
    return model, W, b


def trained(candidate, rng, d, K):
    """Return a model that is trained a little, so that its bias is no longer 0; with W and b."""
    model, W, b = fresh(candidate, d, K)
    for k in range(2 * K):
        x, y = rng.normal(size=d), int(rng.choice([k % K, 0]))
        try:
            model.train(x, y, 0.4)
        except Exception:  # noqa: BLE001 - whatever a student's train raises
            break  # it costs its own points, and not those of the other methods
    W, b = weights(model, d, K)
    check(
        np.all(np.isfinite(W)) and np.all(np.isfinite(b)),
        "After a few steps of training the weights are not finite any more.",
    )
    return model, W, b


def predicted(X, W, b):
    return softmax(X @ W + b)


def slopes_of(found):
    """Return the gradients of W and b, from a dict or a pair; that of W is the larger."""
    if isinstance(found, dict) and "W" in found and "b" in found:
        return found
    b, W = sorted(found.values() if isinstance(found, dict) else found[:2], key=np.size)
    return {"W": W, "b": b}


def answers(candidate, rng, method, sizes):
    """Return what a method answers for models of several sizes, and what their weights say."""
    found, expected = {}, {}
    for d, K, n in sizes:
        model, W, b = trained(candidate, rng, d, K)
        X, one = rng.normal(size=(n, d)), rng.normal(size=d)
        y = np.array([*range(K), *rng.choice([0, K - 1, K - 1], n)])[:n]
        P, p = predicted(X, W, b), predicted(one, W, b)
        of_batch, of_one = f"{method} of a batch of {n}", f"{method} of one sample of {d} numbers"
        if method == "forward":
            found |= {of_batch: model.forward(X), of_one: model.forward(one)}
            expected |= {of_batch: P, of_one: p}
        elif method == "predict":
            found |= {of_batch: model.predict(X), of_one: model.predict(one)}
            expected |= {of_batch: P.argmax(axis=1), of_one: p.argmax()}
        elif method == "loss":
            found[of_batch] = model.loss(X, y)
            expected[of_batch] = -np.mean(np.log(P[np.arange(n), y]))
        else:
            found[of_batch] = model.accuracy(X, y)
            expected[of_batch] = np.mean(P.argmax(axis=1) == y)
    return Pair({name: first_return_value(value) for name, value in found.items()}, expected)


def gradients_of(candidate, rng):
    """Return the gradients of three samples, and what the weights say; none may move."""
    d, K = 4, 3
    model, W, b = trained(candidate, rng, d, K)
    found, expected = {}, {}
    for y in (2, 0, 1):
        x = rng.normal(size=d)
        delta = predicted(x, W, b) - np.eye(K)[y]
        name = f"gradients for class {y}"
        found[name] = slopes_of(model.grad_loss(x, y))
        expected[name] = {"W": np.outer(x, delta), "b": delta}
        after_W, after_b = weights(model, d, K)
        check(
            np.array_equal(after_W, W) and np.array_equal(after_b, b),
            "grad_loss changes the model. Only train moves the weights.",
        )
    return Pair(found, expected)


def steps_of(candidate, rng):
    """Return where two steps of train lead, and where they should."""
    d, K = 4, 3
    model, W, b = fresh(candidate, d, K)
    found, expected = {}, {}
    for y, rate in ((1, 0.3), (2, 0.05)):
        x = rng.normal(size=d)
        delta = predicted(x, W, b) - np.eye(K)[y]
        model.train(x, y, rate)
        W, b = W - rate * np.outer(x, delta), b - rate * delta
        name = f"after a step with rate {rate}"
        found[name] = dict(zip("Wb", weights(model, d, K), strict=True))
        expected[name] = {"W": W, "b": b}
    return Pair(found, expected)


# Recognisers


def held(model):
    """Return W and b of a model, as they are."""
    return np.asarray(model.W, dtype=float), np.ravel(np.asarray(model.b, dtype=float))


def does(method, formula):
    """Return a recogniser of a model whose method follows a wrong formula, for its own weights.

    ``formula(W, b, X, y)`` returns what the method does for a batch X, y of five samples, or, for
    grad_loss, for the first of them.
    """

    def recognise(candidate):
        rng = np.random.default_rng(3)
        model = candidate.SoftmaxRegression(4, 3)
        for k in range(6):
            model.train(rng.normal(size=4), k % 3, 0.4)
        W, b = held(model)
        X, y = rng.normal(size=(5, 4)), np.array([2, 0, 1, 2, 2])
        wanted = formula(W, b, X, y)
        if method == "grad_loss":
            found = slopes_of(model.grad_loss(X[0], 2))
            found = [np.ravel(found["W"]), np.ravel(found["b"])]
            return all(np.allclose(a, np.ravel(c)) for a, c in zip(found, wanted, strict=True))
        arguments = (X, y) if method in ("loss", "accuracy") else (X,)
        found = np.ravel(getattr(model, method)(*arguments))
        return found.size == np.size(wanted) and np.allclose(found, np.ravel(wanted), rtol=1e-4)

    return recognise


def slopes_are(delta):
    """Return a recogniser of gradients that are made from a wrong difference.

    ``delta(p, y)`` returns the difference for the probabilities of a sample and its class.
    """

    def formula(W, b, X, y):
        found = delta(predicted(X[0], W, b), y[0])
        return np.outer(X[0], found), found

    return does("grad_loss", formula)


def steps(formula):
    """Return a recogniser of a model whose training moves W and b in a wrong way.

    ``formula(W, b, slope_W, slope_b)`` returns where a step with the slopes times the learning
    rate leads.
    """

    def recognise(candidate):
        rng = np.random.default_rng(3)
        model = candidate.SoftmaxRegression(4, 3)
        W, b = held(model)
        x = rng.normal(size=4)
        delta = predicted(x, W, b) - np.eye(3)[2]
        model.train(x, 2, 0.4)
        wanted = formula(W, b, np.outer(x, 0.4 * delta), 0.4 * delta)
        return all(np.allclose(a, c) for a, c in zip(held(model), wanted, strict=True))

    return recognise
