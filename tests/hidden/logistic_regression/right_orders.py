"""A right answer to q10_minibatch, as other students write it."""

DRAWN_IN_ADVANCE = """
def minibatch_descent(X, y, learning_rate, T, m, rng):
    orders = np.argsort(rng.random((T, len(y))), axis=1)
    w, losses = np.zeros(len(X[0])), []
    for order in orders:
        losses += [sum(loss_i(w, X[i], y[i]) for i in range(len(y)))]
        whole = len(y) // m
        batches = [order[k * m : (k + 1) * m] for k in range(whole)]
        if len(y) % m:
            batches.append(order[whole * m :])
        for batch in batches:
            w = w - learning_rate * np.sum([grad_loss_i(w, X[i], y[i]) for i in batch], axis=0)
    return w, np.array(losses)
"""
