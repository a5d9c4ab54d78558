"""Right answers to q15_softmax_regression: the class as different students write it."""

IN_MANY_COURSES = """
class SoftmaxRegression:
    def __init__(self, input_size, output_size):
        self.W = np.random.uniform(size=(input_size, output_size), high=0.1, low=-0.1)
        self.b = np.random.uniform(size=output_size, high=0.1, low=-0.1)
        self.output_size = output_size

    def one_hot(self, y):
        result = np.zeros((len(y), self.output_size))
        for i, label in enumerate(y):
            result[i, label] = 1.0
        return result

    def forward(self, X):
        return softmax(np.dot(X, self.W) + self.b)

    def predict(self, X):
        if len(X.shape) == 1:
            return np.argmax(self.forward(X))
        return np.argmax(self.forward(X), axis=1)

    def grad_loss(self, x, y_true):
        y_pred = self.forward(x)
        dnll_output = y_pred - self.one_hot([y_true])[0]
        return {"W": np.outer(x, dnll_output), "b": dnll_output}

    def train(self, x, y, learning_rate):
        grads = self.grad_loss(x, y)
        self.W -= learning_rate * grads["W"]
        self.b -= learning_rate * grads["b"]

    def loss(self, X, y):
        return nll(self.one_hot(y), self.forward(X))

    def accuracy(self, X, y):
        return np.mean(self.predict(X) == y)
"""

LOOPS = """
class SoftmaxRegression:
    def __init__(self, n, k):
        self.W = 0.01 * np.random.randn(n, k)
        self.b = np.zeros((1, k))

    def forward(self, X):
        P = softmax(np.atleast_2d(X) @ self.W + self.b)
        return P if np.ndim(X) == 2 else P[0]

    def predict(self, X):
        P = np.atleast_2d(self.forward(X))
        classes = [int(row.argmax()) for row in P]
        return classes if np.ndim(X) == 2 else classes[0]

    def grad_loss(self, x, y):
        delta = np.copy(self.forward(x))
        delta[y] = delta[y] - 1.0
        slopes = [[x_j * d for d in delta] for x_j in x]
        return np.array(slopes), delta

    def train(self, x, y, learning_rate):
        slope_W, slope_b = self.grad_loss(x, y)
        self.W = self.W - learning_rate * slope_W
        self.b = self.b - learning_rate * slope_b
        return self

    def loss(self, X, y):
        total = 0
        for x, label in zip(X, y):
            total += -np.log(self.forward(x)[label])
        return total / len(X)

    def accuracy(self, X, y):
        return sum(a == b for a, b in zip(self.predict(X), y)) / len(y)
"""

EINSUM = """
class SoftmaxRegression:
    def __init__(self, input_size, output_size):
        generator = np.random.default_rng()
        limit = np.sqrt(6 / (input_size + output_size)) / 4
        start = generator.uniform(-limit, limit, (input_size, output_size))
        self.W = start.astype(np.float64)
        self.b = generator.normal(scale=0.01, size=output_size)

    def scores(self, X):
        return np.einsum("...j,jk->...k", X, self.W) + self.b

    def forward(self, X):
        return softmax(self.scores(X))

    def predict(self, X):
        return self.scores(X).argmax(-1)

    def grad_loss(self, x, y):
        target = np.zeros_like(self.b)
        target[int(y)] = 1
        error = self.forward(x) - target
        return dict(W=np.einsum("j,k->jk", x, error), b=error)

    def train(self, x, y, learning_rate):
        for name, slope in self.grad_loss(x, y).items():
            setattr(self, name, getattr(self, name) - learning_rate * slope)

    def loss(self, X, y):
        P = self.forward(X)
        return -np.log(P[range(len(P)), y]).mean()

    def accuracy(self, X, y):
        return (self.predict(X) == np.asarray(y)).sum() / len(X)
"""

ONE_TABLE = """
class SoftmaxRegression:
    def __init__(self, input_size, output_size):
        self.table = np.random.uniform(-0.05, 0.05, (input_size + 1, output_size))

    @property
    def W(self):
        return self.table[:-1]

    @property
    def b(self):
        return self.table[-1]

    def forward(self, X):
        ones = np.ones((*np.shape(X)[:-1], 1))
        return softmax(np.concatenate([X, ones], axis=-1) @ self.table)

    def predict(self, X):
        return np.argmax(self.forward(X), axis=-1)

    def grad_loss(self, x, y):
        error = self.forward(x) - (np.arange(self.table.shape[1]) == y)
        return {"W": x[:, None] * error[None, :], "b": error}

    def train(self, x, y, learning_rate):
        slopes = self.grad_loss(x, y)
        self.table = self.table - learning_rate * np.vstack([slopes["W"], slopes["b"]])

    def loss(self, X, y):
        return nll(np.eye(self.table.shape[1])[np.array(y)], self.forward(X))

    def accuracy(self, X, y):
        return np.count_nonzero(self.predict(X) == y) / np.size(y)
"""
