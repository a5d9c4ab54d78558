"""A right answer to q12_initialise, written as another student would."""

NUMBER_BY_NUMBER = """
def initialise(sizes, scheme, rng):
    W, b = [], []
    for l in range(1, len(sizes)):
        n_in, n_out = sizes[l - 1], sizes[l]
        w = np.zeros((n_in, n_out))
        for i in range(n_in):
            if scheme == "uniform":
                w[i] = rng.uniform(-0.5, 0.5, n_out)
            elif scheme == "xavier":
                w[i] = rng.normal(0, np.sqrt(2 / (n_in + n_out)), n_out)
            elif scheme == "he":
                w[i] = rng.normal(0, np.sqrt(2 / n_in), n_out)
        W += [w]
        b += [0 * w[0]]
    return tuple(W), tuple(b), scheme
"""
