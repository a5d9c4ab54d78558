"""q07_linear_autograd: linear regression by autograd."""

import numpy as np

from viva.exam import Question

from .shared import first

q = Question("q07_linear_autograd")


@q.reference
def linear_regression_autograd(X, y, learning_rate, n_steps):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(n_steps):
        slope = 2 * (X @ w + b - y) / len(y)
        w, b = w - learning_rate * X.T @ slope, b - learning_rate * slope.sum()
    return np.array([*w, b])


def a_plane(rng, n, d):
    X = rng.normal(size=(n, d))
    return X, X @ rng.normal(size=d) + rng.normal() + 2 + 0.3 * rng.normal(size=n)


@q.case("the weights after the first steps", rtol=1e-8, atol=1e-8)
def first_steps(candidate, rng):
    found = {}
    for n, d, n_steps, learning_rate in ((7, 3, 1, 0.1), (9, 2, 4, 0.07), (12, 1, 6, 0.05)):
        fit = candidate.linear_regression_autograd
        weights = first(fit(*a_plane(rng, n, d), learning_rate, n_steps))
        found[f"after {n_steps} step{'s' * (n_steps > 1)}, {d} features"] = weights
    return found


@q.case("where least squares ends, too", rtol=1e-6, atol=1e-6)
def as_least_squares(candidate, rng):
    X, y = a_plane(rng, 30, 3)
    return candidate.linear_regression_autograd(X, y, 0.1, 600)


q.equivalent(
    "the arrays are of float64 already",
    was="X, y = torch.tensor(X, dtype=torch.float64), torch.tensor(y, dtype=torch.float64)",
    now=[
        "X, y = torch.tensor(X), torch.tensor(y, dtype=torch.float64)",
        "X, y = torch.tensor(X, dtype=torch.float64), torch.tensor(y)",
    ],
)
q.equivalent(
    "a square has no sign, and a flat tensor is its own transpose",
    was="loss = ((X @ w[:-1] + w[-1] - y) ** 2).mean()",
    now=[
        "loss = (((y - (X @ w[:-1] + w[-1]))) ** 2).mean()",
        "loss = ((X @ w[:-1].T + w[-1] - y) ** 2).mean()",
    ],
)
q.right(
    "one tensor with the bias in it",
    code="""
def linear_regression_autograd(X, y, learning_rate, n_steps):
    X, y = torch.tensor(X), torch.tensor(y)
    w = torch.zeros(X.shape[1] + 1, dtype=torch.float64, requires_grad=True)
    for _ in range(n_steps):
        loss = ((X @ w[:-1] + w[-1] - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= learning_rate * w.grad
            w.grad = None
    return w.detach().numpy()
""",
)
q.right(
    "a layer, MSELoss and an optimiser",
    code="""
def linear_regression_autograd(X, y, learning_rate, n_steps):
    model = nn.Linear(X.shape[1], 1, dtype=torch.float64)
    with torch.no_grad():
        for p in model.parameters():
            p.zero_()
    optimiser, loss_of = torch.optim.SGD(model.parameters(), learning_rate), nn.MSELoss()
    X, y = torch.from_numpy(X), torch.from_numpy(y)
    for step in range(n_steps):
        loss = loss_of(model(X).squeeze(1), y)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return np.append(model.weight.detach().numpy(), model.bias.item())
""",
)
q.right(
    "columns, and grad without backward",
    code="""
def linear_regression_autograd(X, y, learning_rate, n_steps):
    A = torch.hstack([torch.as_tensor(X), torch.ones((len(X), 1), dtype=torch.float64)])
    target = torch.as_tensor(y).unsqueeze(1)
    w = torch.zeros((A.shape[1], 1), dtype=torch.float64, requires_grad=True)
    for _ in range(n_steps):
        slope = torch.autograd.grad(F.mse_loss(A @ w, target), w)[0]
        w.data.sub_(learning_rate * slope)
    return w.flatten()
""",
)
q.wrong(
    "a column minus a row",
    hint="The loss is that of every prediction with every target: a column minus a flat array is a matrix. Look at the shape of the difference.",
    was="loss_of(model(X).squeeze(1), y)",
    now="((model(X) - y) ** 2).mean()",
)
q.wrong(
    "gradients that are not set to zero",
    hint="The first step is right, and then the gradients of all steps add up. Who sets `.grad` to zero?",
    was="            w.grad = None\n",
    now="",
)
q.wrong(
    "half of the squares",
    hint="Your steps are half as long as they should be: the loss in the text has no factor ½.",
    was="- y) ** 2).mean()",
    now="- y) ** 2).mean() / 2",
)
q.wrong(
    "the sum of the squares",
    hint="Your loss is a sum over the samples, and the steps are too long by their number. A mean is asked for.",
    was="- y) ** 2).mean()",
    now="- y) ** 2).sum()",
)
q.wrong(
    "absolute differences",
    hint="Your loss takes absolute values. Least squares have a square.",
    was="((X @ w[:-1] + w[-1] - y) ** 2).mean()",
    now="(X @ w[:-1] + w[-1] - y).abs().mean()",
)
q.wrong(
    "no bias",
    hint="The last number, the bias, stays 0. Without it every line goes through the origin.",
    was="X @ w[:-1] + w[-1] - y",
    now="X @ w[:-1] - y",
)
q.wrong(
    "the bias first",
    hint="The numbers are right and their order is not: weights first, bias last.",
    was="return w.detach().numpy()",
    now="return w.detach().numpy()[[-1, *range(len(w) - 1)]]",
)
q.wrong(
    "a start that is drawn",
    hint="Your weights do not start at 0, so that the first steps end elsewhere. The text lets them start at 0.",
    was="    with torch.no_grad():\n        for p in model.parameters():\n            p.zero_()\n",
    now="    torch.manual_seed(1)\n    model = nn.Linear(X.shape[1], 1, dtype=torch.float64)\n",
)
q.wrong(
    "the exact solution at once",
    hint="After one step your weights are already where least squares ends. Steps along the gradient are asked for, as many as n_steps says.",
    code="""
def linear_regression_autograd(X, y, learning_rate, n_steps):
    A = np.column_stack([X, np.ones(len(X))])
    return np.linalg.lstsq(A, y, rcond=None)[0]
""",
)
q.wrong(
    "uphill",
    hint="The loss grows with each step: a step goes against the gradient.",
    was="w -= learning_rate * w.grad",
    now="w += learning_rate * w.grad",
)
q.wrong(
    "single precision",
    hint="The weights are right to seven digits and no further: these are 32-bit floats. The text asks for torch.float64.",
    was=("torch.tensor(X), torch.tensor(y)", ", dtype=torch.float64, requires"),
    now=("torch.tensor(X).float(), torch.tensor(y).float()", ", requires"),
)
q.hints(
    "What changes from the last question? The shape of one step stays as it is.",
    "Tensors of float64, weights and a bias that start at 0 and require a gradient, the mean of the squared differences, the way back, a step that is not recorded, and gradients back to zero.",
    "Take one tensor with d + 1 zeros: all but its last entry are the weights, the last is the bias. See to it that predictions and targets have the same shape, one axis, before you subtract them.",
)
