"""q10_minibatch: T epochs of steps on m points at a time, in an order drawn from rng."""

import numpy as np

from viva.exam import Pair, Question

from .orders import (
    arrives,
    check_shuffles,
    forgets,
    lands,
    named,
    repeats,
    same_for_all_generators,
    some_order,
    torn,
)
from .q04_sigmoid import sigmoid
from .q09_gradient_descent import gradient_descent
from .q10_mistakes import MISTAKES
from .right_orders import DRAWN_IN_ADVANCE, TAKEN_FROM_A_BAG
from .shared import some_points, summed_loss, two_results

q = Question("q10_minibatch")


@q.reference
def minibatch_descent(X, y, learning_rate, T, m, rng):
    w, losses, N = np.zeros(X.shape[1]), [], len(X)
    for _ in range(T):
        losses.append(summed_loss(w, X, y))
        order = rng.permutation(N)
        for start in range(0, N, m):
            batch = order[start : start + m]
            w = w - learning_rate * X[batch].T @ (sigmoid(X[batch] @ w) - y[batch])
    return w, losses


q.equivalent(
    "there are as many labels as points",
    was="order = rng.permutation(len(X))",
    now="order = rng.permutation(len(y))",
)
q.equivalent(
    "there are as many labels as points, and the sum over an empty batch is 0",
    was="for start in range(0, len(X), m):",
    now=["for start in range(0, len(y), m):", "for start in range(0, len(X) + 1, m):"],
)
q.equivalent(
    "a vector has no rows and columns to swap",
    was="w = w - learning_rate * X[batch].T @ (sigmoid(X[batch] @ w) - y[batch])",
    now=[
        "w = w - learning_rate * X[batch].T @ ((sigmoid(X[batch] @ w) - y[batch]).T)",
        "w = w - learning_rate * X[batch].T @ (sigmoid(X[batch] @ w.T) - y[batch])",
    ],
)


@q.case("batches of four, from six points")
def batches_of_four(candidate, rng):
    check_shuffles(candidate, rng)
    return Pair(*map(named, some_order(candidate, rng, 6, 4, 2)))


@q.case("a last batch of one point")
def a_last_batch_of_one(candidate, rng):
    check_shuffles(candidate, rng)
    return Pair(*map(named, some_order(candidate, rng, 4, 3, 3, d=4)))


@q.case("all points in one batch, and batches of three from seven")
def all_points_in_one_batch(candidate, rng):
    check_shuffles(candidate, rng)
    one, other = some_order(candidate, rng, 7, 3, 1, d=2)
    found, expected = {"m = 3 of 7": named(one)}, {"m = 3 of 7": named(other)}
    points, labels = some_points(rng, 6, 4)
    for name, m in (("m = N", 6), ("m above N", 10)):
        generator = np.random.default_rng(m)
        whole = candidate.minibatch_descent(points, labels, 0.3, 4, m, generator)
        found[name] = named(two_results(whole))
        expected[name] = named(gradient_descent(points, labels, 0.3, 4))
    return Pair(found, expected)


q.right(
    "shuffles the numbers of the points, sums your gradients",
    code="""
def minibatch_descent(X, y, learning_rate, T, m, rng):
    w = np.zeros(X.shape[1])
    losses = []
    index = np.arange(len(X))
    for _ in range(T):
        losses.append(summed_loss(w, X, y))
        rng.shuffle(index)
        for k in range(0, len(X), m):
            total = np.zeros_like(w)
            for i in index[k : k + m]:
                total += grad_loss_i(w, X[i], y[i])
            w = w - learning_rate * total
    return w, losses
""",
)
q.right(
    "shuffles points and labels together",
    code="""
def minibatch_descent(X, y, learning_rate, T, m, rng):
    table = np.column_stack([X, y])
    w = np.zeros((X.shape[1], 1))
    losses = np.empty(T)
    for t in range(T):
        losses[t] = sum(np.ravel(loss_i(w.ravel(), a, b))[0] for a, b in zip(X, y))
        table = rng.permutation(table, axis=0)
        start = 0
        while start < len(table):
            part = table[start : start + m]
            points, labels = part[:, :-1], part[:, -1:]
            w -= learning_rate * points.T @ (sigmoid(points @ w) - labels)
            start += m
    return w, losses
""",
)
q.right("sorts random numbers, all orders drawn in advance", code=DRAWN_IN_ADVANCE)
q.right("takes points out of a bag, one by one", code=TAKEN_FROM_A_BAG)
q.right(
    "a choice without repeats, the number of updates returned too",
    code="""
def minibatch_descent(X, y, learning_rate, T, m, rng):
    N, updates = len(X), 0
    w, losses = np.zeros(X.shape[1]), []
    for _ in range(T):
        losses.append(summed_loss(w, X, y))
        order = rng.choice(N, size=N, replace=False)
        for batch in np.split(order, range(m, N, m)):
            w = w - learning_rate * np.einsum("i,ij->j", sigmoid(X[batch] @ w) - y[batch], X[batch])
            updates += 1
    return w, losses, updates
""",
)

BATCH = "order[start : start + m]"
LOSS = "losses.append(summed_loss(w, X, y))"
q.wrong(
    "the rest is dropped",
    hint="The points of the last, shorter batch are never used. Where does your loop over the "
    "batches end when m does not divide N?",
    was="range(0, N, m)",
    now="range(0, N - m + 1, m)",
    recognise=lands(5, 2, 2, [2, 2]),
)
q.wrong(
    "a new random batch each time",
    hint="Some points come twice in an epoch and others never: what you draw may repeat. Draw one "
    "order of all points for the epoch, and cut it.",
    was=BATCH,
    now="rng.choice(N, min(m, N - start), replace=False)",
    recognise=repeats,
)
q.wrong(
    "one batch an epoch",
    hint="There is one update an epoch, with m points. An epoch goes on until every point has been "
    "used.",
    was="range(0, N, m)",
    now="[0]",
    recognise=lands(5, 2, 2, [2]),
)
q.wrong(
    "the update behind the loop over the batches",
    hint="There is one update an epoch, with the points of its last batch. How far is your update "
    "indented?",
    was="            w = w - learning_rate * X[batch].T @ (sigmoid(X[batch] @ w) - y[batch])",
    now="        w = w - learning_rate * X[batch].T @ (sigmoid(X[batch] @ w) - y[batch])",
    recognise=lands(5, 2, 2, [1]),
)
q.wrong(
    "m ignored: all points",
    hint="This is gradient descent on all the points. Either m has no effect, or all batches of an "
    "epoch are computed with the same w; the second should see what the first has changed.",
    was=("range(0, N, m)", BATCH),
    now=("[0]", "order"),
    recognise=lands(5, 2, 2, [5]),
)
q.wrong(
    "m ignored: single points",
    hint="Each update uses a single point, whatever m is. That is right for m = 1.",
    was=("range(0, N, m)", "start + m]"),
    now=("range(N)", "start + 1]"),
    recognise=lands(5, 2, 1, [1, 1, 1, 1, 1]),
)
q.wrong(
    "the mean over the batch",
    hint="Your steps are too short: each gradient is the mean over its batch. The sum is asked "
    "for.",
    was="learning_rate *",
    now="learning_rate / len(batch) *",
    recognise=lands(5, 2, 2, [2, 2, 1], share=True),
)
q.wrong(
    "back to 0 in each epoch",
    hint="w begins at 0 again in each epoch, or even in each batch, so that earlier steps are lost. "
    "What sets it to 0?",
    was="order = rng.permutation(N)",
    now="order, w = rng.permutation(N), 0 * w",
    recognise=forgets,
)
q.wrong(
    "divided by m",
    hint="Each gradient is divided by m. The sum over the batch is asked for.",
    was="learning_rate *",
    now="learning_rate / m *",
)
q.wrong(
    "never shuffled",
    hint="The points always come in the order in which they stand in X. What is rng for?",
    was="rng.permutation(N)",
    now="np.arange(N)",
    recognise=arrives([[0, 1], [2, 3], [4]], epochs=3),
)
q.wrong(
    "a generator of its own",
    hint="Whatever rng is, the result is the same. Does your function make a generator of its own, "
    "or seed one? Draw the order from the one that is passed.",
    was="    for _ in",
    now="    rng = np.random.default_rng(0)\n    for _ in",
    recognise=same_for_all_generators,
)
q.wrong(
    "np.random instead of rng",
    hint="With generators in the same state your results differ: the order is drawn from "
    "np.random. All that is random must come from rng.",
    was="rng.permutation",
    now="np.random.permutation",
)
q.wrong(
    "shuffled once",
    hint="The order is drawn once, and is the same in every epoch. Where does `rng` have to be "
    "asked?",
    was=("        order = rng.permutation(N)\n", "    for _ in"),
    now=("", "    order = rng.permutation(N)\n    for _ in"),
)
q.wrong(
    "m batches instead of batches of m",
    hint="An epoch has m batches with you. m is how many points a batch holds, not how many batches "
    "there are.",
    was=("range(0, N, m)", BATCH),
    now=("np.array_split(order, m)", "start"),
    recognise=lands(5, 2, 1, [3, 2]),
)
q.wrong(
    "batches as even as possible",
    hint="Your batches are as even as possible. The text wants m points in each, and the rest in "
    "the last.",
    was=("range(0, N, m)", BATCH),
    now=("np.array_split(order, -(-N // m))", "start"),
    recognise=lands(6, 4, 1, [3, 3]),
)
for mistake in MISTAKES:
    q.wrong(**mistake)
q.wrong(
    "labels in the old order",
    hint="Point and label no longer belong together: only one of X and y is put into a new order, "
    "or each into one of its own. Draw one order of row numbers, and take both by it.",
    was="- y[batch]",
    now="- y[start : start + m]",
    recognise=torn,
)
q.wrong(
    "losses of the batches",
    hint="w is right, but losses has an entry for each batch. One for each epoch is asked for, "
    "over all points.",
    was=(f"        {LOSS}\n", "            w ="),
    now=("", "            losses.append(summed_loss(w, X[batch], y[batch]))\n            w ="),
)
q.wrong(
    "the loss after the epoch",
    hint="w is right, but your losses come one epoch too late. The first is that at w = 0.",
    was=(f"        {LOSS}\n", "- y[batch])\n"),
    now=("", f"- y[batch])\n        {LOSS}\n"),
)
q.wrong(
    "the mean loss",
    hint="w is right, but the losses are means over the points. Here they are sums.",
    was=LOSS,
    now="losses.append(summed_loss(w, X, y) / N)",
)
q.wrong(
    "T updates instead of T epochs",
    hint="There are T updates in all. T counts epochs, and an epoch has as many updates as "
    "batches.",
    was="range(0, N, m)",
    now="range(0, N, m)[: max(0, T - (len(losses) - 1) * -(-N // m))]",
)
q.hints(
    "Deal out a pack of cards: how do you make sure that everybody gets a card once, and what happens to the last few?",
    "At the start of each epoch note the loss of all points, and draw one order of all row numbers from rng. Cut this order into pieces of m; slicing past the end simply gives a shorter piece.",
    "Inside the epoch loop run a second loop whose counter goes from 0 to N in steps of m. In it take the next m numbers of the order, use only those rows of X and y, and make the same update as in gradient_descent.",
)
