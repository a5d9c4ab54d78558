"""Right answers to q16_optimisers, written as different students would."""

NEW_ARRAYS = """
class SGD:
    def __init__(self, learning_rate):
        self.lr = learning_rate

    def step(self, params, grads):
        return [p - self.lr * g for p, g in zip(params, grads)]


class Momentum(SGD):
    def __init__(self, learning_rate, momentum=0.9):
        super().__init__(learning_rate)
        self.mu = momentum
        self.velocity = {}

    def step(self, params, grads):
        for k, g in enumerate(grads):
            self.velocity[k] = self.mu * self.velocity.get(k, 0) + g
        return [p - self.lr * self.velocity[k] for k, p in enumerate(params)]


class Adam:
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.rate, self.betas, self.epsilon = learning_rate, (beta1, beta2), epsilon
        self.steps, self.first, self.second = 0, {}, {}

    def step(self, params, grads):
        self.steps += 1
        b1, b2 = self.betas
        out = []
        for k, (p, g) in enumerate(zip(params, grads)):
            self.first[k] = b1 * self.first.get(k, 0) + (1 - b1) * g
            self.second[k] = b2 * self.second.get(k, 0) + (1 - b2) * np.square(g)
            m, v = self.first[k] / (1 - b1**self.steps), self.second[k] / (1 - b2**self.steps)
            out.append(p - self.rate * m / (v**0.5 + self.epsilon))
        return tuple(out)
"""

BY_IDENTITY = """
class SGD:
    def __init__(self, learning_rate):
        self.learning_rate = learning_rate

    def step(self, params, grads):
        for i in range(len(params)):
            params[i][...] = params[i] - self.learning_rate * grads[i]
        return self


class Momentum:
    def __init__(self, learning_rate, momentum=0.9):
        self.learning_rate, self.momentum, self.memory = learning_rate, momentum, {}

    def step(self, params, grads):
        for p, g in zip(params, grads):
            v = self.memory.setdefault(id(p), np.zeros(p.shape))
            v *= self.momentum
            v -= self.learning_rate * g
            np.add(p, v, out=p)


class Adam:
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.learning_rate, self.epsilon = learning_rate, epsilon
        self.beta1, self.beta2, self.t, self.memory = beta1, beta2, 0, {}

    def step(self, params, grads):
        self.t = self.t + 1
        for p, g in zip(params, grads):
            m, v = self.memory.setdefault(id(p), (np.zeros(p.shape), np.zeros(p.shape)))
            m += (1 - self.beta1) * (g - m)
            v += (1 - self.beta2) * (g * g - v)
            root = np.sqrt(v / (1 - self.beta2**self.t))
            p -= self.learning_rate * (m / (1 - self.beta1**self.t)) / (root + self.epsilon)
"""

REPLACED = """
class SGD:
    def __init__(self, learning_rate):
        self.eta = learning_rate

    def step(self, params, grads):
        for i, g in enumerate(grads):
            params[i] = params[i] - self.eta * g


class Momentum:
    def __init__(self, learning_rate, momentum=0.9):
        self.eta, self.mu, self.v = learning_rate, momentum, []

    def step(self, params, grads):
        for i, g in enumerate(grads):
            if len(self.v) <= i:
                self.v.append(-self.eta * g)
            else:
                self.v[i] = self.mu * self.v[i] - self.eta * g
            params[i] = params[i] + self.v[i]
        return params


class Adam:
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.eta, self.b1, self.b2, self.eps = learning_rate, beta1, beta2, epsilon
        self.past = []

    def step(self, params, grads):
        self.past.append([np.array(g) for g in grads])
        t = len(self.past)
        for i in range(len(params)):
            m = sum((1 - self.b1) * self.b1 ** (t - 1 - k) * g[i] for k, g in enumerate(self.past))
            squares = [g[i] ** 2 for g in self.past]
            v = sum((1 - self.b2) * self.b2 ** (t - 1 - k) * s for k, s in enumerate(squares))
            m, v = m / (1 - self.b1**t), v / (1 - self.b2**t)
            params[i] = params[i] - self.eta * m / (np.sqrt(v) + self.eps)
"""
