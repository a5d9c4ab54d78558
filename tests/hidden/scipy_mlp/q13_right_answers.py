"""Right answers to q13_multiclass."""

FIT = """

def fit_multiclass(X, t, sizes, lam, rng, restarts=3):
    smallest = np.inf
    for _ in range(restarts):
        start = pack(draw_start(sizes, rng))
        run = minimize(fun_multiclass, start, args=(X, t, sizes, lam), jac=True, method="L-BFGS-B")
        if run.fun < smallest:
            smallest, vector = run.fun, run.x
    return unpack(vector, sizes)
"""

STEP_BY_STEP = (
    """
def fun_multiclass(vector, X, t, sizes, lam):
    (W1, b1), (W2, b2) = unpack(vector, sizes)
    n = len(t)
    A1 = X @ W1 + b1
    Z1 = sigmoid(A1)
    A2 = Z1 @ W2 + b2
    E = np.exp(A2 - A2.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    rows = np.arange(n)
    entropy = -np.log(P[rows, t]).mean()
    price = lam * (np.sum(W1**2) + np.sum(W2**2))
    d2 = P.copy()
    d2[rows, t] -= 1
    d2 /= n
    d1 = (d2 @ W2.T) * grad_sigmoid(A1)
    dW2, db2 = Z1.T @ d2 + 2 * lam * W2, d2.sum(axis=0)
    dW1, db1 = X.T @ d1 + 2 * lam * W1, d1.sum(axis=0)
    return entropy + price, pack([(dW1, db1), (dW2, db2)])
"""
    + FIT
)

ONE_HOT = """
from scipy.special import softmax


def fun_multiclass(vector, X, t, sizes, lam):
    weights = unpack(vector, sizes)
    hidden = sigmoid(X @ weights[0][0] + weights[0][1])
    P = softmax(hidden @ weights[1][0] + weights[1][1], axis=1)
    Y = (np.arange(sizes[2]) == np.asarray(t)[:, None]).astype(float)
    value = -(Y * np.log(P + 1e-9)).sum() / len(X) + lam * sum(np.sum(W * W) for W, b in weights)
    error = (P - Y) / len(X)
    back = error @ weights[1][0].T * hidden * (1 - hidden)
    parts = [X.T @ back + 2 * lam * weights[0][0], back.sum(0)]
    parts += [hidden.T @ error + 2 * lam * weights[1][0], error.sum(0)]
    return value, np.concatenate([part.ravel() for part in parts])
""" + FIT.replace("return unpack(vector, sizes)", "return unpack(vector, sizes), smallest")

POINT_BY_POINT = """
def fun_multiclass(vector, X, t, sizes, lam):
    (W1, b1), (W2, b2) = unpack(vector, sizes)
    value = lam * (np.sum(W1**2) + np.sum(W2**2))
    slopes = [2 * lam * W1, 0 * b1, 2 * lam * W2, 0 * b2]
    for x, label in zip(X, t):
        z = sigmoid(x @ W1 + b1)
        a = z @ W2 + b2
        a = a - max(a)
        log_p = a - np.log(sum(np.exp(a)))
        value -= log_p[label] / len(t)
        d2 = (np.exp(log_p) - np.eye(len(a))[label]) / len(t)
        d1 = (W2 @ d2) * z * (1 - z)
        for slope, more in zip(slopes, (np.outer(x, d1), d1, np.outer(z, d2), d2)):
            slope += more
    return value, np.hstack([slope.flatten() for slope in slopes])


def fast(vector, X, t, sizes, lam):
    (W1, b1), (W2, b2) = unpack(vector, sizes)
    z = sigmoid(X @ W1 + b1)
    a = z @ W2 + b2
    log_p = a - np.logaddexp.reduce(a, axis=1, keepdims=True)
    T = np.eye(sizes[-1])[t]
    d2 = (np.exp(log_p) - T) / len(t)
    d1 = d2 @ W2.T * z * (1 - z)
    slopes = [(X.T @ d1 + 2 * lam * W1, d1.sum(0)), (z.T @ d2 + 2 * lam * W2, d2.sum(0))]
    return -np.mean(np.sum(T * log_p, 1)) + lam * ((W1**2).sum() + (W2**2).sum()), pack(slopes)
""" + FIT.replace("minimize(fun_multiclass", "minimize(fast")
