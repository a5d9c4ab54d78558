"""q02_mse_gradients: the loss of squares of a network with two sigmoid layers, and its slopes."""

import numpy as np

from viva.compare.difference import same
from viva.exam import Question, check

from .shared import named, parallel, sigmoid, some_weights

q = Question("q02_mse_gradients")


@q.reference
def mse_gradients(w1, b1, w2, b2, data, targets):
    N, d_out = targets.shape
    z1 = data @ w1 + b1
    a1 = sigmoid(z1)
    z2 = a1 @ w2 + b2
    a2 = sigmoid(z2)
    loss = np.sum((a2 - targets) ** 2) / (N * d_out)
    delta2 = 2 * (a2 - targets) / (N * d_out) * a2 * (1 - a2)
    delta1 = delta2 @ w2.T * a1 * (1 - a1)
    dw2, db2 = a1.T @ delta2, np.sum(delta2, axis=0)
    dw1, db1 = data.T @ delta1, np.sum(delta1, axis=0)
    return loss, dw1, db1, dw2, db2


SLOPES = ("loss", "dw1", "db1", "dw2", "db2")
FIRST = "The first sample alone is in your slopes, or in some of them. Does a `return` stand inside the loop over the samples, or an index 0 where all rows should be?"
LAST = "The last sample alone is in your slopes, or in some of them: each sample takes the place of the one before it, where they should add up. `=` or `+=`? And where do the zeros stand that you begin with?"
LOSS_FIRST = "Your loss is that of the first sample alone, while the slopes belong to all. The squares of all samples add up in it."
LOSS_LAST = "Your loss is that of the last sample alone, while the slopes belong to more: in a loop `loss = ...` replaces what was there before, and `loss += ...` adds to it."
SKIPS = "dw2 is right, and dw1 is not: what you send back through W2 is the difference A2 - T. It should be delta2, in which the slope of the output sigmoid stands, too."


def mse_of(candidate, rng, n, d_in, d_h, d_out):
    weights = some_weights(rng, d_in, d_h, d_out)
    data, targets = rng.normal(size=(n, d_in)), rng.uniform(size=(n, d_out))
    found = named(candidate.mse_gradients(*weights, data, targets), *SLOPES)
    for rows, sentence in ((slice(1), FIRST), (slice(-1, None), LAST)):
        alone = dict(zip(SLOPES, mse_gradients(*weights, data[rows], targets[rows]), strict=True))
        for name in SLOPES[1:]:
            check(not same(found[name], alone[name] / n), sentence)
            check(not same(found[name], alone[name]), sentence)
        of = LOSS_FIRST if sentence == FIRST else LOSS_LAST
        check(not any(same(found["loss"], alone["loss"] / k) for k in (1, n)), of)
    a1 = sigmoid(data @ weights[0] + weights[1])
    a2 = sigmoid(a1 @ weights[2] + weights[3])
    right = same(found["dw2"], mse_gradients(*weights, data, targets)[3])
    skipping = data.T @ ((a2 - targets) @ weights[2].T * a1 * (1 - a1))
    check(not (right and parallel(found["dw1"], skipping)), SKIPS)
    return found


@q.case("several samples, all sizes different")
def mse_several(candidate, rng):
    return mse_of(candidate, rng, 5, 3, 4, 7)


@q.case("more outputs than samples")
def mse_wide(candidate, rng):
    return mse_of(candidate, rng, 3, 2, 7, 6)


q.right(
    "factors one by one, biases as rows",
    code="""
def mse_gradients(w1, b1, w2, b2, data, targets):
    hidden = 1 / (1 + np.exp(-(np.matmul(data, w1) + b1)))
    out = 1 / (1 + np.exp(-(np.matmul(hidden, w2) + b2)))
    error = out - targets
    loss = np.mean(np.square(error))
    d_out = 2 * error / (targets.shape[0] * targets.shape[1])
    d_z2 = d_out * out * (1 - out)
    d_hidden = np.matmul(d_z2, w2.T)
    d_z1 = d_hidden * hidden * (1 - hidden)
    return (
        loss,
        np.matmul(data.T, d_z1),
        np.sum(d_z1, axis=0, keepdims=True),
        np.matmul(hidden.T, d_z2),
        np.sum(d_z2, axis=0, keepdims=True),
    )
""",
)
q.right(
    "one sample after another",
    code="""
def mse_gradients(w1, b1, w2, b2, data, targets):
    b1, b2 = np.ravel(b1), np.ravel(b2)
    loss, dw1, db1, dw2, db2 = 0, 0 * w1, 0 * b1, 0 * w2, 0 * b2
    n, k = targets.shape
    for x, t in zip(data, targets):
        h = sigmoid(x @ w1 + b1)
        o = sigmoid(h @ w2 + b2)
        loss += sum((o - t) ** 2) / (n * k)
        do = 2 * (o - t) * o * (1 - o) / n / k
        dh = w2 @ do * h * (1 - h)
        dw2, db2 = dw2 + np.outer(h, do), db2 + do
        dw1, db1 = dw1 + np.outer(x, dh), db1 + dh
    return [loss, dw1, db1, dw2, db2]
""",
)
q.right(
    "einsum, with the hidden layer returned too",
    code="""
def mse_gradients(w1, b1, w2, b2, data, targets):
    a1 = sigmoid(np.einsum("ni,ij->nj", data, w1) + b1)
    a2 = sigmoid(np.einsum("nj,jk->nk", a1, w2) + b2)
    delta2 = (2 / a2.size) * (a2 - targets) * (a2 - a2**2)
    delta1 = np.einsum("nk,jk->nj", delta2, w2) * (a1 - a1**2)
    loss = ((a2 - targets) ** 2).mean()
    dw1, dw2 = np.einsum("ni,nj->ij", data, delta1), np.einsum("nj,nk->jk", a1, delta2)
    return loss, dw1, np.ones(len(data)) @ delta1, dw2, np.ones(len(data)) @ delta2, a1
""",
)
q.right(
    "float32",
    code="""
def mse_gradients(w1, b1, w2, b2, data, targets):
    w1, b1, w2, b2, data, targets = (np.float32(p) for p in (w1, b1, w2, b2, data, targets))
    a1 = sigmoid(data @ w1 + b1)
    a2 = sigmoid(a1 @ w2 + b2)
    loss = ((a2 - targets) ** 2).mean(axis=1).mean()
    d2 = (a2 - targets) * a2 * (1 - a2) * 2 / targets.size
    d1 = (d2 @ w2.T) * a1 * (1 - a1)
    return loss, data.T @ d1, d1.sum(0), a1.T @ d2, d2.sum(0)
""",
)
q.wrong("the last sample only", hint=LAST, was="dw2 + np.outer(h, do)", now="np.outer(h, do)")
q.wrong("the last loss only", hint=LOSS_LAST, was="loss += sum", now="loss = sum")
q.wrong("the first loss only", hint=LOSS_FIRST, was="loss += sum", now="loss = loss or sum")
q.wrong(
    "the difference sent back", hint=SKIPS, was="delta2 @ w2.T", now="2 * (a2 - targets) @ w2.T"
)
q.wrong(
    "a return inside the loop",
    hint=FIRST,
    was="    return [loss, dw1, db1, dw2, db2]",
    now="        return [loss, dw1, db1, dw2, db2]",
)
q.wrong(
    "divided by N twice",
    hint="The loss is right, and all four slopes are too small by the number of samples. You "
    "divide by N once in delta2, and then once more.",
    was="/ (N * d_out) * a2",
    now="/ (N * d_out) / N * a2",
)
q.wrong(
    "no derivative of the output sigmoid",
    hint="The loss is right, the slopes are not: between the squares and Z2 lies a sigmoid. What is its slope at the output?",
    was=" * a2 * (1 - a2)",
    now="",
)
q.wrong(
    "no derivative of the hidden sigmoid",
    hint="dw2 and db2 are right, dw1 and db1 are not: on the way back through the hidden sigmoid its slope is missing.",
    was="delta2 @ w2.T * a1 * (1 - a1)",
    now="delta2 @ w2.T",
)
q.wrong(
    "the slope of a value that is already activated",
    hint="You put A into a function that applies the sigmoid once more. The slope at Z is written with the value A = s(Z) itself.",
    was=("* a2 * (1 - a2)", "* a1 * (1 - a1)"),
    now=("* sigmoid(a2) * (1 - sigmoid(a2))", "* sigmoid(a1) * (1 - sigmoid(a1))"),
)
q.wrong(
    "the slope of the sigmoid at Z without the sigmoid",
    hint="Your slopes multiply Z by 1 - Z. In a(1 - a) stands the value after the sigmoid.",
    was=("* a2 * (1 - a2)", "* a1 * (1 - a1)"),
    now=("* z2 * (1 - z2)", "* z1 * (1 - z1)"),
)
q.wrong(
    "db is not summed",
    hint="db1 and db2 have one row for each sample. A bias serves all samples: their slopes add "
    "up, and its gradient has the shape of the bias.",
    was=("np.sum(delta2, axis=0)", "np.sum(delta1, axis=0)"),
    now=("delta2", "delta1"),
)
q.wrong(
    "db is one number",
    hint="Each layer gets a single number for all its biases: the sum runs over the neurons, too. Which axis counts the samples?",
    was=("np.sum(delta2, axis=0)", "np.sum(delta1, axis=0)"),
    now=("np.sum(delta2)", "np.sum(delta1)"),
)
q.wrong(
    "weights summed but biases averaged",
    hint="dw1 and dw2 are right; db1 and db2 are too small by the number of samples. The mean is "
    "already in delta, so the biases take a plain sum.",
    was=("np.sum(delta2, axis=0)", "np.sum(delta1, axis=0)"),
    now=("np.mean(delta2, axis=0)", "np.mean(delta1, axis=0)"),
)
q.wrong(
    "the 2 of the square is missing",
    hint="The loss is right, and every slope is half of what it should be. What is the derivative of a square?",
    was="delta2 = 2 * ",
    now="delta2 = ",
)
q.wrong(
    "a loss with one half in front",
    hint="The slopes and the loss are half as large: this is the loss with ½ in front of the sum. The formula in the text has none.",
    was=("delta2 = 2 * ", "/ (N * d_out)\n"),
    now=("delta2 = ", "/ (2 * N * d_out)\n"),
)
q.wrong(
    "the second layer scaled unlike the first",
    hint="dw1 and db1 are right; dw2 and db2 are off by a constant factor. Both layers start from "
    "the same delta2: where does its factor get lost?",
    was="dw2, db2 = a1.T @ delta2, np.sum(delta2, axis=0)",
    now="delta2 *= N * d_out / 2\n    dw2, db2 = a1.T @ delta2, np.sum(delta2, axis=0)",
)
q.wrong(
    "mean over the samples only",
    hint="Everything is too large by the number of outputs: you take the mean over the samples, and the sum over the outputs.",
    was="(N * d_out)",
    now="N",
)
q.wrong(
    "mean over the outputs only",
    hint="Everything is too large by the number of samples: you take the mean over the outputs, and the sum over the samples.",
    was="(N * d_out)",
    now="d_out",
)
q.wrong(
    "sums instead of means",
    hint="Loss and slopes are sums over all samples and outputs. The text asks for a mean over both.",
    was="(N * d_out)",
    now="1",
)
q.wrong(
    "a mean in the loss, a sum in the slopes",
    hint="The loss is a mean, but your slopes are those of the sum. What you divide the loss by, its slopes are divided by as well.",
    was="/ (N * d_out) * a2",
    now="* a2",
)
q.wrong(
    "the outputs' mean in the loss only",
    hint="The loss is right, and all four slopes are too large by the number of outputs: the mean "
    "runs over the outputs, too.",
    was="/ (N * d_out) * a2",
    now="/ N * a2",
)
q.wrong(
    "the samples' mean in the loss only",
    hint="The loss is right, and all four slopes are too large by the number of samples: delta2 is "
    "divided by d_out, and not by N.",
    was="/ (N * d_out) * a2",
    now="/ d_out * a2",
)
q.wrong(
    "a1 twice on the way back",
    hint="dw2 and db2 are right; on the way back through the hidden sigmoid you multiply by a1 "
    "alone, or by a1 twice. Its slope has two factors, and they differ.",
    was="delta2 @ w2.T * a1 * (1 - a1)",
    now="delta2 @ w2.T * a1 * a1",
)
q.wrong(
    "the sign of the slopes",
    hint="The loss is right, and every slope has the wrong sign. Which comes first in the difference, the output or the target?",
    was="2 * (a2 - targets)",
    now="2 * (targets - a2)",
)
q.wrong(
    "the second layer before the first",
    hint="The right numbers in another order: after the loss come dw1 and db1, then dw2 and db2.",
    was="loss, dw1, db1, dw2, db2",
    now="loss, dw2, db2, dw1, db1",
)
q.wrong(
    "no loss in what is returned",
    hint="Four values come back, where five are asked for: the loss stands before the slopes.",
    was="return loss, dw1",
    now="return dw1",
)
q.wrong(
    "no bias in the forward pass",
    hint="Forward, your layers leave out their biases, so every number after that is off.",
    was=("data @ w1 + b1", "a1 @ w2 + b2"),
    now=("data @ w1", "a1 @ w2"),
)
q.wrong(
    "dw1 from the hidden layer's output",
    hint="In dw1 stands the output of the hidden layer. What came in to the first layer?",
    was="dw1, db1 = data.T @ delta1",
    now="dw1, db1 = a1.T @ delta1",
)
q.wrong(
    "a root in the loss",
    hint="The slopes are right, and the loss is a root of what it should be. The text has no root.",
    was="return loss",
    now="return np.sqrt(loss)",
)
q.hints(
    "What are the shapes of A1, A2 and of the two deltas? Write them beside the formulas; where do N and d_out come in?",
    "Forward: two layers with a sigmoid each. Then the difference between output and targets; its number of entries is what the mean divides by. Work the four lines of the text from left to right.",
    "The output's delta is 2 over the number of entries, times the difference, times a2, times one minus a2. Carry it back through W2 transposed and the slope of the hidden sigmoid. Matrices get a product with the transposed input, biases a sum over the rows. Mind the order of the five results.",
)
