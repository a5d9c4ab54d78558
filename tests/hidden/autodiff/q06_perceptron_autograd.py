"""q06_perceptron_autograd: logistic regression with Values, and with PyTorch."""

import numpy as np

from viva.exam import Question

from .shared import first, sigmoid

q = Question("q06_perceptron_autograd")


def descend(X, y, learning_rate, n_steps):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(n_steps):
        delta = (sigmoid(X @ w + b) - y) / len(y)
        w, b = w - learning_rate * X.T @ delta, b - learning_rate * delta.sum()
    return np.array([*w, b])


@q.reference
def train_values(X, y, learning_rate, n_steps):
    return descend(X, y, learning_rate, n_steps)


@q.reference
def train_torch(X, y, learning_rate, n_steps):
    return descend(X, y, learning_rate, n_steps)


def after_steps(train, rng):
    found = {}
    for n, d, n_steps, learning_rate in ((7, 3, 1, 0.5), (6, 2, 5, 0.8), (5, 4, 5, 0.3)):
        X, y = rng.normal(size=(n, d)), np.arange(n) % 3 % 2
        weights = first(train(X, y, learning_rate, n_steps))
        found[f"weights after {n_steps} step{'s' * (n_steps > 1)}, {d} features"] = weights
    return found


@q.case("with Values: the weights after 1 and 5 steps", rtol=1e-8, atol=1e-8)
def by_values(candidate, rng):
    return after_steps(candidate.train_values, rng)


@q.case("with PyTorch: the weights after 1 and 5 steps", rtol=1e-8, atol=1e-8)
def by_torch(candidate, rng):
    return after_steps(candidate.train_torch, rng)


q.equivalent(
    "what is added to a loss has no slope, and a number becomes a Value when it is added",
    was="loss = Value(0.0)",
    now=[
        "loss = 0.0",
        "loss = Value(1.0)",
        "loss = Value(-1.0)",
    ],
)
q.equivalent(
    "NumPy's numbers are numbers, and zip stops at the last feature",
    was="z = sum((w_j * float(x_j) for w_j, x_j in zip(w, x)), w[-1])",
    now=[
        "z = sum((w_j * x_j for w_j, x_j in zip(w, x)), w[-1])",
        "z = sum((w_j * float(x_j) for w_j, x_j in zip(w[:-1], x)), w[-1])",
    ],
)
q.equivalent(
    "NumPy's numbers are numbers",
    was="loss += (1 + z.exp()).log() - z * float(label)",
    now=[
        "loss += (1 + z.exp()).log() - z * label",
    ],
)
q.equivalent(
    "there are as many samples as labels",
    was="(loss / len(X)).backward()",
    now=[
        "(loss / len(y)).backward()",
    ],
)
q.equivalent(
    "a list of numbers is as good as an array",
    was="return np.array([node.data for node in w])",
    now=[
        "return [node.data for node in w]",
    ],
)
q.equivalent(
    "X is of float64 already, and whole numbers become so in the product",
    was="X, y = torch.tensor(X, dtype=torch.float64), torch.tensor(y, dtype=torch.float64)",
    now=[
        "X, y = torch.tensor(X), torch.tensor(y, dtype=torch.float64)",
        "X, y = torch.tensor(X, dtype=torch.float64), torch.tensor(y)",
    ],
)
q.equivalent(
    "a flat tensor is its own transpose",
    was="z = X @ w[:-1] + w[-1]",
    now=[
        "z = X @ w[:-1].T + w[-1]",
    ],
)
q.right(
    "losses from probabilities, a loop over samples",
    code="""
def train_values(X, y, learning_rate, n_steps):
    w = [Value(0.0) for _ in range(len(X[0]) + 1)]
    for _ in range(n_steps):
        loss = Value(0.0)
        for x, label in zip(X.tolist(), y.tolist()):
            z = w[-1]
            for w_j, x_j in zip(w, x):
                z = z + w_j * x_j
            p = 1 / (1 + (-z).exp())
            loss = loss - (p.log() if label == 1 else (1 - p).log())
        (loss / len(X)).backward()
        for node in w:
            node.data -= learning_rate * node.grad
    return [node.data for node in w]


def train_torch(X, y, learning_rate, n_steps):
    X, y = torch.tensor(X), torch.tensor(y, dtype=torch.float64)
    w = torch.zeros(X.shape[1], dtype=torch.float64, requires_grad=True)
    b = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    for _ in range(n_steps):
        p = torch.sigmoid(X @ w + b)
        loss = -(y * p.log() + (1 - y) * (1 - p).log()).mean()
        loss.backward()
        with torch.no_grad():
            w -= learning_rate * w.grad
            b -= learning_rate * b.grad
        w.grad.zero_()
        b.grad.zero_()
    return torch.cat([w, b]).detach().numpy()
""",
)
q.right(
    "new Values for each step, and an optimiser",
    code="""
def train_values(X, y, learning_rate, n_steps):
    weights = np.zeros(X.shape[1] + 1)
    ones = np.column_stack([X, np.ones(len(X))])
    for _ in range(n_steps):
        nodes = [Value(float(w)) for w in weights]
        losses = []
        for row, label in zip(ones, y):
            z = sum(node * float(x) for node, x in zip(nodes, row))
            losses.append((1 + z.exp()).log() - z * int(label))
        loss = sum(losses) * (1 / len(losses))
        loss.backward()
        weights = weights - learning_rate * np.array([node.grad for node in nodes])
    return weights


def train_torch(X, y, learning_rate, n_steps):
    torch.set_default_dtype(torch.float64)
    layer = nn.Linear(X.shape[1], 1)
    nn.init.zeros_(layer.weight)
    nn.init.zeros_(layer.bias)
    optimiser = torch.optim.SGD(layer.parameters(), lr=learning_rate)
    X, y = torch.as_tensor(X), torch.as_tensor(y).double().reshape(-1, 1)
    for _ in range(n_steps):
        optimiser.zero_grad()
        F.binary_cross_entropy_with_logits(layer(X), y).backward()
        optimiser.step()
    torch.set_default_dtype(torch.float32)
    return torch.cat([layer.weight.ravel(), layer.bias])
""",
)
q.right(
    "torch.autograd.grad, a column of ones, two returns",
    code="""
def train_values(X, y, learning_rate, n_steps):
    d = X.shape[1]
    w, b = [Value(0.0) for _ in range(d)], Value(0.0)
    losses = []
    for _ in range(n_steps):
        total = 0.0
        for i in range(len(X)):
            z = b + sum(w[j] * X[i, j] for j in range(d))
            total = total + ((-z if y[i] else z).exp() + 1).log()
        loss = total / len(X)
        loss.backward()
        losses.append(loss.data)
        w, b = [Value(v.data - learning_rate * v.grad) for v in w], Value(b.data - learning_rate * b.grad)
    return np.array([v.data for v in [*w, b]]), losses


def train_torch(X, y, learning_rate, n_steps):
    A = torch.column_stack([torch.tensor(X), torch.ones(len(X), dtype=torch.float64)])
    signs = torch.tensor(1 - 2 * y, dtype=torch.float64)
    w = torch.zeros(A.shape[1], dtype=torch.float64).requires_grad_()
    for _ in range(n_steps):
        loss = F.softplus(signs * (A @ w)).mean()
        (slope,) = torch.autograd.grad(loss, w)
        w = (w - learning_rate * slope).detach().requires_grad_()
    return w.tolist()
""",
)
q.wrong(
    "gradients that are not set to zero",
    hint="With PyTorch the first step is right and the later ones are too long: backward adds to `.grad`, and nobody sets it to zero.",
    was="        w.grad.zero_()\n        b.grad.zero_()\n",
    now="",
)
q.wrong(
    "the step inside the graph",
    hint="PyTorch refuses to change weights that a graph is being recorded for. The step belongs under torch.no_grad().",
    was="        with torch.no_grad():\n            w -= learning_rate * w.grad\n            b -= learning_rate * b.grad\n",
    now="        w -= learning_rate * w.grad\n        b -= learning_rate * b.grad\n",
)
q.wrong(
    "new tensors without a gradient",
    hint="After the step w is the result of a computation and no leaf any more, so that its `.grad` stays None. Change the tensor in place, or detach the new one.",
    was="            w -= learning_rate * w.grad\n            b -= learning_rate * b.grad\n        w.grad.zero_()\n        b.grad.zero_()\n",
    now="            w = w - learning_rate * w.grad\n            b = b - learning_rate * b.grad\n",
)
q.wrong(
    "single precision",
    hint="With PyTorch the weights are right to seven digits and no further: these are 32-bit floats. The text asks for torch.float64.",
    was=(
        "torch.tensor(X), torch.tensor(y, dtype=torch.float64)",
        "X.shape[1], dtype=torch.float64,",
        "torch.zeros(1, dtype=torch.float64,",
    ),
    now=("torch.tensor(X).float(), torch.tensor(y).float()", "X.shape[1],", "torch.zeros(1,"),
)
q.wrong(
    "PyTorch's loss is a sum",
    hint="With PyTorch the steps are too long by the number of samples: the loss is a mean.",
    was="* (1 - p).log()).mean()",
    now="* (1 - p).log()).sum()",
)
q.wrong(
    "the Values' loss is a sum",
    hint="With Values the steps are too long by the number of samples: the loss is a mean.",
    was="(loss / len(X)).backward()",
    now="loss.backward()",
)
q.wrong(
    "no bias in PyTorch",
    hint="With PyTorch the bias stays 0: it gets a gradient, and no step.",
    was="            b -= learning_rate * b.grad\n",
    now="",
)
q.wrong(
    "no bias in the Values",
    hint="With Values the bias stays 0: z is the sum of the products, and the bias.",
    was="z = w[-1]",
    now="z = 0 * w[-1]",
)
q.wrong(
    "the bias comes first",
    hint="The numbers are right and their order is not: the weights come first, and the bias last.",
    was=("return [node.data for node in w]", "torch.cat([w, b])"),
    now=("return [node.data for node in (w[-1:] + w[:-1])]", "torch.cat([b, w])"),
)
q.wrong(
    "both climb",
    hint="Both trainings go uphill: a step is taken against the gradient.",
    was=("node.data -= learning_rate", "w -= learning_rate * w.grad\n            b -= "),
    now=("node.data += learning_rate", "w += learning_rate * w.grad\n            b += "),
)
q.wrong(
    "only the loss of the ones",
    hint="Samples of class 0 have no loss with you: for them it is the logarithm of 1 - p that counts.",
    was=("(p.log() if label == 1 else (1 - p).log())", "(y * p.log() + (1 - y) * (1 - p).log())"),
    now=("p.log() * label", "(y * p.log())"),
)
q.wrong(
    "squares instead of the cross-entropy",
    hint="Your loss is that of squared differences. The text has the cross-entropy, with a logarithm.",
    was=(
        "loss - (p.log() if label == 1 else (1 - p).log())",
        "-(y * p.log() + (1 - y) * (1 - p).log()).mean()",
    ),
    now=("loss + (p - label) ** 2", "((p - y) ** 2).mean()"),
)
q.wrong(
    "a step too few",
    hint="One step is missing in both trainings: how often does the loop run?",
    was="for _ in range(n_steps)",
    now="for _ in range(n_steps - 1)",
)
q.wrong(
    "nothing is returned by PyTorch's training",
    hint="train_torch returns None. Its weights and its bias are wanted, in one array.",
    was="    return torch.cat([w, b]).detach().numpy()\n",
    now="",
)
q.hints(
    "What is one step made of, in words? Loss, way back, step: which of the three knows the learning rate?",
    "With Values: start from Values of 0, build the mean loss of all samples in a loop, call backward, and move each `.data`. With PyTorch: tensors of float64 that require a gradient, the same loss in one line, and a step that is not recorded.",
    "The loss of a sample is the logarithm of 1 + exp(z), minus z where the label is 1. In PyTorch the step stands in a `with` block that records nothing, and after it the gradients are set to zero. At the end put weights and bias into one array.",
)
