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

TAKEN_FROM_A_BAG = """
def minibatch_descent(X, y, learning_rate, T, m, rng):
    w = np.zeros(X.shape[1])
    history = []
    for _ in range(T):
        history.append(float(summed_loss(w, X, y)))
        bag = list(range(X.shape[0]))
        while bag:
            gradient = 0
            for _ in range(min(m, len(bag))):
                i = bag.pop(int(rng.integers(len(bag))))
                gradient = gradient + grad_loss_i(w, X[i], y[i])
            w = w - learning_rate * gradient
    return w, history
"""
