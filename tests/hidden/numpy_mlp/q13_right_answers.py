"""Right answers to q13_mlp, written as different students would."""

KEPT_IN_SELF = """
class MLP:
    def __init__(self, sizes, activation="sigmoid", bias=True, rng=None):
        if rng is None:
            rng = np.random.default_rng()
        self.f, self.df = activations[activation]
        self.bias = bias
        self.L = len(sizes) - 1
        self.W = [rng.normal(0, 1 / np.sqrt(a), (a, b)) for a, b in zip(sizes[:-1], sizes[1:])]
        self.b = [np.zeros(b) for b in sizes[1:]]

    def forward_keep(self, X):
        self.A = [X]
        self.Z = []
        for l in range(self.L):
            Z = self.A[l] @ self.W[l]
            if self.bias:
                Z = Z + self.b[l]
            self.Z.append(Z)
            if l < self.L - 1:
                self.A.append(self.f(Z))
        E = np.exp(Z - Z.max(axis=1, keepdims=True))
        return E / E.sum(axis=1, keepdims=True)

    def forward(self, X):
        return self.forward_keep(X)

    def loss(self, X, y):
        P = self.forward(X)
        return -np.mean(np.log(P[np.arange(len(y)), y]))

    def gradients(self, X, y):
        P = self.forward_keep(X)
        Y = one_hot(y, P.shape[1])
        delta = (P - Y) / len(X)
        dW, db = [None] * self.L, [None] * self.L
        for l in range(self.L - 1, -1, -1):
            dW[l] = self.A[l].T @ delta
            db[l] = delta.sum(axis=0)
            if l > 0:
                delta = delta @ self.W[l].T
                delta = delta * self.df(self.Z[l - 1])
        return dW, db

    def train_step(self, X, y, learning_rate):
        dW, db = self.gradients(X, y)
        for l in range(self.L):
            self.W[l] = self.W[l] - learning_rate * dW[l]
            if self.bias:
                self.b[l] = self.b[l] - learning_rate * db[l]
"""

RECURSIVE = """
class MLP:
    def __init__(self, sizes, activation="sigmoid", bias=True, rng=None):
        self.activation, self.derivative = activations[activation]
        self.W, self.b = initialise(sizes, "uniform", rng or np.random.default_rng(1))
        if not bias:
            self.b = [None for _ in self.W]

    def pass_through(self, A, y, l):
        Z = A @ self.W[l]
        if self.b[l] is not None:
            Z += self.b[l]
        if l == len(self.W) - 1:
            P = np.exp(Z - Z.max(1)[:, None])
            P /= P.sum(1)[:, None]
            if y is None:
                return P
            delta, slopes = P.copy(), []
            delta[np.arange(len(y)), y] -= 1
            delta /= len(y)
        else:
            back = self.pass_through(self.activation(Z), y, l + 1)
            if y is None:
                return back
            slopes, from_above = back
            delta = from_above * self.derivative(Z)
        here = (A.T @ delta, delta.sum(0))
        return [here, *slopes], delta @ self.W[l].T

    def forward(self, X):
        return self.pass_through(X, None, 0)

    def loss(self, X, y):
        return float(np.mean([-np.log(p[k] + 1e-12) for p, k in zip(self.forward(X), y)]))

    def gradients(self, X, y):
        slopes, _ = self.pass_through(X, y, 0)
        return tuple(dW for dW, db in slopes), tuple(db for dW, db in slopes)

    def train_step(self, X, y, learning_rate):
        loss = self.loss(X, y)
        for W, b, dW, db in zip(self.W, self.b, *self.gradients(X, y)):
            W -= learning_rate * dW
            if b is not None:
                b -= learning_rate * db
        return loss
"""

ZEROS = """
class MLP(object):
    def __init__(self, sizes, activation="sigmoid", bias=True, rng=None):
        rng = np.random.default_rng(0) if rng is None else rng
        self.sizes, self.name, self.bias = sizes, activation, bias
        self.W, self.b = [], []
        for i in range(1, len(sizes)):
            self.W.append(rng.uniform(-0.5, 0.5, size=(sizes[i - 1], sizes[i])))
            self.b.append(np.zeros((1, sizes[i])))

    def act(self, z):
        if self.name == "relu":
            return z * (z > 0)
        return np.tanh(z) if self.name == "tanh" else 1 / (1 + np.exp(-z))

    def slope(self, a):
        if self.name == "relu":
            return a > 0
        return 1 - a**2 if self.name == "tanh" else a * (1 - a)

    def all_layers(self, X):
        outs = [np.asarray(X)]
        for i, (W, b) in enumerate(zip(self.W, self.b)):
            z = outs[-1].dot(W) + b * self.bias
            if i + 1 < len(self.W):
                outs.append(self.act(z))
            else:
                e = np.exp(z)
                outs.append(e / e.sum(axis=1).reshape(-1, 1))
        return outs

    def forward(self, X):
        return self.all_layers(X)[-1]

    def loss(self, X, y):
        Y = np.eye(self.sizes[-1])[y]
        return -np.sum(Y * np.log(self.forward(X))) / Y.shape[0]

    def gradients(self, X, y):
        outs = self.all_layers(X)
        d = outs[-1] - np.eye(self.sizes[-1])[y]
        dW, db = [], []
        for i in range(len(self.W), 0, -1):
            dW.append(outs[i - 1].T.dot(d) / len(X))
            db.append(d.mean(axis=0, keepdims=True) * self.bias)
            d = d.dot(self.W[i - 1].T) * self.slope(outs[i - 1])
        dW.reverse()
        db.reverse()
        return [dW, db]

    def train_step(self, X, y, learning_rate):
        dW, db = self.gradients(X, y)
        self.W = [W - learning_rate * g for W, g in zip(self.W, dW)]
        self.b = [b - learning_rate * g for b, g in zip(self.b, db)]
"""

BIAS_ROW = """
class MLP:
    def __init__(self, sizes, activation="sigmoid", bias=True, rng=None):
        generator = np.random.default_rng() if rng is None else rng
        self.bias, (self.f, self.f_prime) = bias, activations[activation]
        self.W = [generator.standard_normal((n, m)) * 0.3 for n, m in zip(sizes, sizes[1:])]
        self.b = [generator.standard_normal(m) * 0.1 for m in sizes[1:]]

    def extended(self):
        b = self.b if self.bias else [0 * W[0] for W in self.W]
        return [np.vstack((W, np.reshape(bl, (1, -1)))) for W, bl in zip(self.W, b)]

    def run(self, X):
        ones = np.ones((len(X), 1))
        inputs, sums, A = [], [], X
        for V in self.extended():
            inputs.append(np.hstack((A, ones)))
            sums.append(inputs[-1] @ V)
            A = self.f(sums[-1])
        shifted = sums[-1] - sums[-1].max(axis=1, keepdims=True)
        log_P = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        return inputs, sums, log_P

    def forward(self, X):
        return np.exp(self.run(X)[2])

    def loss(self, X, y):
        return -self.run(X)[2][np.arange(len(y)), y].mean()

    def gradients(self, X, y):
        inputs, sums, log_P = self.run(X)
        delta = (np.exp(log_P) - (np.reshape(y, (-1, 1)) == np.arange(log_P.shape[1]))) / len(y)
        found = []
        for l, W in reversed(list(enumerate(self.W))):
            found.append(inputs[l].T @ delta)
            if l:
                delta = delta @ W.T * self.f_prime(sums[l - 1])
        return [g[:-1] for g in found[::-1]], [g[-1] for g in found[::-1]]

    def train_step(self, X, y, learning_rate):
        dW, db = self.gradients(X, y)
        for l in range(len(self.W)):
            self.W[l] -= learning_rate * dW[l]
            self.b[l] -= learning_rate * np.reshape(db[l], np.shape(self.b[l]))
"""
