"""Right answers to q11_deep."""

FIT = """

def fit_deep(X, t, sizes, lam, rng, scale=1.0, restarts=2):
    smallest = np.inf
    for _ in range(restarts):
        start = pack(draw_start(sizes, rng, scale))
        losses = []
        result = minimize(
            fun_deep, start, args=(X, t, sizes, lam), jac=True, method="L-BFGS-B",
            callback=lambda v: losses.append(fun_deep(v, X, t, sizes, lam)[0]),
        )
        if result.fun < smallest:
            smallest, weights, history = result.fun, unpack(result.x, sizes), losses
    return weights, history
"""

STEP_BY_STEP = (
    """
def fun_deep(vector, X, t, sizes, lam):
    layers = unpack(vector, sizes)
    A, Z = [], [X]
    for W, b in layers:
        A.append(Z[-1] @ W + b)
        Z.append(sigmoid(A[-1]))
    n = len(t)
    delta = (Z[-1][:, 0] - t).reshape(n, 1) / n
    slopes = [None] * len(layers)
    for k in range(len(layers) - 1, -1, -1):
        price = 2 * lam * layers[k][0]
        slopes[k] = (Z[k].T @ delta + price, delta.sum(axis=0))
        if k > 0:
            delta = (delta @ layers[k][0].T) * grad_sigmoid(A[k - 1])
    value = loss(layers, X, t, lam)
    return value, pack(slopes)
"""
    + FIT
)

MEAN_OF_SAMPLES = """
def fun_deep(vector, X, t, sizes, lam):
    weights = unpack(vector, sizes)
    total = 0
    for x, target in zip(X, t):
        total = total + pack(backprop_sample(weights, x, target)[3])
    price = pack([(2 * lam * W, 0 * b) for W, b in weights])
    return loss(weights, X, t, lam), total / len(t) + price


def fast(vector, X, t, sizes, lam):
    weights, Z = unpack(vector, sizes), [X]
    for W, b in weights:
        Z.append(sigmoid(Z[-1] @ W + b))
    delta, parts = (Z[-1] - t[:, None]) / len(t), []
    for (W, _), z in zip(weights[::-1], Z[-2::-1]):
        parts = [(z.T @ delta + 2 * lam * W).ravel(), delta.sum(0), *parts]
        delta = delta @ W.T * (z - z**2)
    return loss(weights, X, t, lam), np.concatenate(parts)
""" + FIT.replace("fun_deep,", "fast,").replace("fun_deep(v", "fast(v")
