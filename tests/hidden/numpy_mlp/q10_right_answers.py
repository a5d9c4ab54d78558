"""Right answers to q10_neural_net, written as different students would."""

METHODS = """
class NeuralNet:
    def __init__(self, input_size, hidden_size, output_size):
        self.W_h = np.random.uniform(size=(input_size, hidden_size), high=0.01, low=-0.01)
        self.b_h = np.zeros(hidden_size)
        self.W_o = np.random.uniform(size=(hidden_size, output_size), high=0.01, low=-0.01)
        self.b_o = np.zeros(output_size)
        self.output_size = output_size

    def softmax(self, Z):
        E = np.exp(Z - np.max(Z, axis=-1, keepdims=True))
        return E / np.sum(E, axis=-1, keepdims=True)

    def forward(self, X):
        h = sigmoid(np.dot(X, self.W_h) + self.b_h)
        y = self.softmax(np.dot(h, self.W_o) + self.b_o)
        return y

    def forward_keep_activations(self, X):
        z_h = np.dot(X, self.W_h) + self.b_h
        h = sigmoid(z_h)
        y = self.softmax(np.dot(h, self.W_o) + self.b_o)
        return y, h, z_h

    def loss(self, X, y):
        p = self.forward(X)
        return -np.mean(np.log(p[range(len(y)), y]))

    def grad_loss(self, x, y):
        p, h, z_h = self.forward_keep_activations(x)
        d_o = p - one_hot([y], self.output_size)[0]
        d_h = np.dot(self.W_o, d_o) * h * (1 - h)
        return {"W_h": np.outer(x, d_h), "b_h": d_h, "W_o": np.outer(h, d_o), "b_o": d_o}

    def train(self, x, y, learning_rate):
        grads = self.grad_loss(x, y)
        self.W_h = self.W_h - learning_rate * grads["W_h"]
        self.b_h = self.b_h - learning_rate * grads["b_h"]
        self.W_o = self.W_o - learning_rate * grads["W_o"]
        self.b_o = self.b_o - learning_rate * grads["b_o"]

    def predict(self, X):
        return np.argmax(self.forward(X), axis=1)

    def accuracy(self, X, y):
        return np.mean(self.predict(X) == y)
"""

IN_PLACE = """
class NeuralNet:
    def __init__(self, input_size, hidden_size, output_size):
        rng = np.random.default_rng()
        self.W_h = rng.normal(size=(input_size, hidden_size)) / np.sqrt(input_size)
        self.b_h = np.zeros((1, hidden_size))
        self.W_o = rng.normal(size=(hidden_size, output_size)) / np.sqrt(hidden_size)
        self.b_o = np.zeros((1, output_size))

    def forward_keep_activations(self, X):
        X = np.atleast_2d(X)
        z_h = X @ self.W_h + self.b_h
        h = 1 / (1 + np.exp(-z_h))
        scores = h @ self.W_o + self.b_o
        e = np.exp(scores - scores.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True), h, z_h

    def forward(self, X):
        y, _, _ = self.forward_keep_activations(X)
        return y

    def loss(self, X, y):
        p = self.forward(X)
        return sum(-math.log(p[i, label]) for i, label in enumerate(y)) / len(y)

    def grad_loss(self, x, y):
        x = np.atleast_2d(x)
        p, h, z_h = self.forward_keep_activations(x)
        p[0, y] -= 1
        back = p @ self.W_o.T * h * (1 - h)
        return dict(W_h=x.T @ back, b_h=back, W_o=h.T @ p, b_o=p)

    def train(self, x, y, learning_rate):
        slopes = self.grad_loss(x, y)
        self.W_h -= learning_rate * slopes["W_h"]
        self.b_h -= learning_rate * slopes["b_h"]
        self.W_o -= learning_rate * slopes["W_o"]
        self.b_o -= learning_rate * slopes["b_o"]
        return self

    def predict(self, X):
        return [int(np.argmax(row)) for row in self.forward(X)]

    def accuracy(self, X, y):
        return sum(a == b for a, b in zip(self.predict(X), y)) / len(y)
"""

FLOAT32 = """
class NeuralNet:
    names = "W_h", "b_h", "W_o", "b_o"

    def __init__(self, input_size, hidden_size, output_size):
        self.W_h = (np.random.rand(input_size, hidden_size).astype(np.float32) - 0.5) / 5
        self.W_o = (np.random.rand(hidden_size, output_size).astype(np.float32) - 0.5) / 5
        self.b_h = np.random.rand(hidden_size)
        self.b_o = np.random.rand(output_size)

    def forward(self, X):
        return self.forward_keep_activations(X)[0]

    def forward_keep_activations(self, X):
        z_h = np.matmul(X, self.W_h) + self.b_h
        h = sigmoid(z_h)
        z_o = np.matmul(h, self.W_o) + self.b_o
        y = np.exp(z_o).T / np.exp(z_o).sum(axis=-1)
        return y.T, h, z_h, z_o

    def loss(self, X, y):
        y = np.eye(len(self.b_o))[y]
        return -(y * np.log(self.forward(X) + 1e-8)).sum(axis=1).mean()

    def grad_loss(self, x, y):
        p, h, z_h, z_o = self.forward_keep_activations(x)
        target = [float(k == y) for k in range(len(p))]
        grad_o = p - np.array(target)
        grad_h = grad_o @ self.W_o.T * sigmoid(z_h) * sigmoid(-z_h)
        grads = [x.reshape(-1, 1) * grad_h, grad_h, h.reshape(-1, 1) * grad_o, grad_o]
        return dict(zip(self.names, grads))

    def train(self, x, y, learning_rate):
        for name, grad in self.grad_loss(x, y).items():
            setattr(self, name, getattr(self, name) - learning_rate * grad)

    def predict(self, X):
        return self.forward(X).argmax(axis=-1)

    def accuracy(self, X, y):
        return float((self.predict(X) == np.array(y)).mean())
"""
