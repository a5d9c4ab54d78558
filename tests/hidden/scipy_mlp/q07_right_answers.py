"""Right answers to q07_fit."""

AT_THE_END = """
def one_run(X, t, sizes, lam, start):
    losses = []

    def note(intermediate_result):
        losses.append(intermediate_result.fun)

    found = minimize(fun, start, (X, t, sizes, lam), jac=True, method="L-BFGS-B", callback=note)
    return found.fun, found.x, losses


def fit(X, t, sizes, lam, rng, restarts=5):
    starts = [pack(draw_start(sizes, rng)) for _ in range(restarts)]
    runs = [one_run(X, t, sizes, lam, start) for start in starts]
    value, vector, losses = min(runs, key=lambda run: run[0])
    return unpack(vector, sizes), losses
"""

IN_FRONT = """
def fit(X, t, sizes, lam, rng, restarts=5):
    smallest = np.inf
    f = lambda v: fun(v, X, t, sizes, lam)
    for attempt in range(restarts):
        start = pack(draw_start(sizes, rng))
        losses = [f(start)[0]]
        result = minimize(f, x0=start, jac=True, method="L-BFGS-B", callback=lambda v: losses.append(f(v)[0]))
        if result.fun < smallest:
            smallest = result.fun
            weights, history = unpack(result.x, sizes), np.array(losses)
    return weights, history, smallest
"""

SORTED = """
def fit(X, t, sizes, lam, rng, restarts=5):
    runs = []
    while len(runs) < restarts:
        path = []
        run = minimize(
            fun, pack(draw_start(sizes, rng)), args=(X, t, sizes, lam), jac=True,
            method="L-BFGS-B", callback=lambda v: path.append(np.array(v)),
        )
        runs.append((run.fun, len(runs), run.x, path))
    _, _, vector, path = sorted(runs)[0]
    return [unpack(vector, sizes), [fun(v, X, t, sizes, lam)[0] for v in path]]
"""
