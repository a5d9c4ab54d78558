"""q06_fun: loss and gradient as functions of one vector, and SciPy's check of them."""

import numpy as np
from scipy.optimize import check_grad

from viva.exam import Question, check

from .q03_pack import pack, unpack
from .q04_loss import loss
from .q05_gradient import gradient
from .shared import agree, loss_and_gradient, notebook_data, some_targets

q = Question("q06_fun")


@q.reference
def fun(vector, X, t, sizes, lam):
    weights = unpack(vector, sizes)
    slopes = gradient(weights, X, t, lam)
    return loss(weights, X, t, lam), pack(slopes)


CHECKED = np.linspace(-1, 1, 17)


def error_of(slopes, lam=0.01):
    """Return the distance of slopes from SciPy's one-sided differences of the loss."""
    data = notebook_data()
    about = data["X_rings"], data["t_rings"], (2, 4, 1), lam
    return check_grad(lambda v: fun(v, *about)[0], lambda v: slopes(fun(v, *about)[1]), CHECKED)


q.reference(gradient_error=error_of(lambda slopes: slopes))

ONE_NUMBER = "gradient_error should be one number, which check_grad returns."
LARGE = "gradient_error is 1e-6 or more: the gradient and the differences of the loss do not agree."
NOTHING = (
    "gradient_error is exactly 0 or less. check_grad compares with one-sided differences, whose "
    "error is small, but never nothing."
)


def small_error(candidate):
    value = candidate.gradient_error
    check(np.size(value) == 1, ONE_NUMBER)
    number = float(np.ravel(value)[0])
    check(np.isfinite(number) and number < 1e-6, LARGE)
    check(number > 0, NOTHING)


def asked(candidate, rng, n, sizes, lam, name="fun"):
    """Return what is asked of fun, or of a function like it, and the vector after the call."""
    count = sum((n_in + 1) * n_out for n_in, n_out in zip(sizes[:-1], sizes[1:]))
    vector, X = rng.normal(size=count), rng.normal(size=(n, sizes[0]))
    about = vector, X, some_targets(rng, n, max(2, sizes[-1])), sizes, lam
    found, (left, *_) = getattr(candidate, name).observe(*about)
    return about, {**loss_and_gradient(found), "the vector after the call": left}


def fun_and_error(candidate, rng, *networks):
    found, right = [], True
    for network in networks:
        about, mine = asked(candidate, rng, *network)
        right &= agree(mine, loss_and_gradient(fun(*about)))
        found.append(mine)
    if right:
        small_error(candidate)
    return tuple(found)


@q.case("loss and gradient, and the error that SciPy finds")
def fun_small(candidate, rng):
    return fun_and_error(candidate, rng, (6, (3, 4, 1), 0.1))


@q.case("other sizes, other prices, and the error that SciPy finds")
def fun_others(candidate, rng):
    return fun_and_error(candidate, rng, (8, (2, 5, 1), 0.03), (5, (4, 2, 1), 0.5))


CHECK = """

gradient_error = check_grad(
    lambda v, *more: fun(v, *more)[0],
    lambda v, *more: fun(v, *more)[1],
    check_vector, X_rings, t_rings, (2, 4, 1), 0.01,
)
"""
q.equivalent(
    "a right gradient belongs to its loss with any price",
    was="about = (X_rings, t_rings, (2, 4, 1), 0.01)",
    now=[
        "about = (X_rings, t_rings, (2, 4, 1), 1.01)",
        "about = (X_rings, t_rings, (2, 4, 1), -0.01)",
    ],
)
q.right(
    "step by step",
    code="""
def fun(vector, X, t, sizes, lam):
    weights = unpack(vector, sizes)
    slopes = gradient(weights, X, t, lam)
    value = loss(weights, X, t, lam)
    flat = pack(slopes)
    return value, flat
"""
    + CHECK,
)
q.right(
    "all in one, forward once",
    code="""
def fun(vector, X, t, sizes, lam):
    (W1, b1), (W2, b2) = unpack(vector, sizes)
    z = sigmoid(X @ W1 + b1)
    a = (z @ W2 + b2).ravel()
    value = np.logaddexp(0, a).mean() - np.dot(t, a) / len(t)
    value += lam * ((W1**2).sum() + (W2**2).sum())
    d2 = ((sigmoid(a) - t) / len(t))[:, None]
    d1 = (d2 @ W2.T) * z * (1 - z)
    parts = [X.T @ d1 + 2 * lam * W1, d1.sum(0), z.T @ d2 + 2 * lam * W2, d2.sum(0)]
    return value, np.hstack([part.ravel() for part in parts])


def value_only(v):
    return fun(v, X_rings, t_rings, (2, 4, 1), 0.01)[0]


def slope_only(v):
    return fun(v, X_rings, t_rings, (2, 4, 1), 0.01)[1]


gradient_error = float(check_grad(value_only, slope_only, check_vector))
""",
)
q.right(
    "the weights returned too, and a list for the sizes",
    code="""
def fun(vector, X, t, sizes, lam):
    weights = unpack(np.array(vector), list(sizes))
    return loss(weights, X, t, lam), np.asarray(pack(gradient(weights, X, t, lam))), weights


gradient_error = check_grad(
    lambda v: fun(v, X_rings, t_rings, [2, 4, 1], 1e-2)[0],
    lambda v: fun(v, X_rings, t_rings, [2, 4, 1], 1e-2)[1],
    x0=check_vector,
)
""",
)


# Of a network with sizes (2, 4, 1): where in the vector the weights stand that have a price.
IS_WEIGHT = np.r_[np.ones(8), np.zeros(4), np.ones(4), np.zeros(1)] == 1


def error_like(slopes, lam=0.01):
    number = error_of(slopes, lam)

    def recognise(candidate):
        mine = float(np.ravel(candidate.gradient_error)[0])
        return bool(np.isclose(mine, number, rtol=1e-4, atol=0))

    return recognise


q.wrong(
    "the gradient as matrices",
    hint="The gradient comes as pairs of arrays. `minimize` wants one flat vector, as pack makes it.",
    was="flat = pack(slopes)",
    now="flat = slopes",
    recognise=lambda candidate: isinstance(five(candidate.fun)[1], (list, tuple)),
)


def five(fun):
    return fun(np.linspace(-1, 1, 5), np.ones((3, 2)), np.array([0, 1, 1]), (2, 1, 1), 0.1)


q.wrong(
    "an order unlike that of pack",
    hint="The loss is right, and so are the numbers of the gradient, in another order: of each layer W comes first, row by row, and then b.",
    was="flat = pack(slopes)",
    now="flat = np.concatenate([np.ravel(part) for layer in slopes for part in layer[::-1]])",
)
q.wrong(
    "the last layer first",
    hint="The loss is right. In your gradient the last layer comes first; pack begins with the first.",
    was="flat = pack(slopes)",
    now="flat = pack(slopes[::-1])",
)
q.wrong(
    "column by column",
    hint="The loss is right. The matrices in your gradient are read column by column, and pack reads them row by row.",
    was="flat = pack(slopes)",
    now="flat = np.concatenate([np.ravel(np.transpose(part)) for layer in slopes for part in layer])",
)


q.wrong(
    "the vector is changed",
    hint="Loss and gradient are right, but after the call the vector is another one. The optimiser still needs it: leave it as it is.",
    was="    return value, flat\n",
    now="    vector -= 0.1 * flat\n    return value, flat\n",
    recognise=lambda c: not np.allclose(five(c.fun.observe)[1][0], np.linspace(-1, 1, 5)),
)
q.wrong(
    "a step instead of the gradient",
    hint="The second thing is the vector after a step. The optimiser takes its own steps; give it the gradient.",
    was="return value, flat",
    now="return value, vector - flat",
)
q.wrong(
    "the gradient without the price",
    hint="The loss has its price, but the gradient is that of the loss without it.",
    was="gradient(weights, X, t, lam)\n    value",
    now="gradient(weights, X, t, 0.0)\n    value",
)
q.wrong(
    "the loss without the price",
    hint="The gradient is that of the loss with its price, but the loss comes without it.",
    was="value = loss(weights, X, t, lam)",
    now="value = loss(weights, X, t, 0.0)",
)
q.wrong(
    "gradient before loss",
    hint="Both are right, in the wrong order: `minimize` expects the loss first and the gradient second.",
    was="    return value, flat\n",
    now="    return flat, value\n",
)
q.wrong(
    "the loss alone",
    hint="Only the loss comes back. With jac=True `minimize` expects two things, the loss and the gradient.",
    was="return value, flat",
    now="return value",
    recognise=lambda candidate: np.ndim(five(candidate.fun)) == 0,
)
q.wrong(
    "the negative gradient",
    hint="The gradient has the wrong sign. It points to where the loss grows; turning round is the optimiser's business.",
    was="return value, flat",
    now="return value, -flat",
)
q.wrong(
    "the summed gradient",
    hint="The loss is right, and the gradient too large by the number of points. It is the gradient of this very loss, a mean.",
    was="return value, flat",
    now="return value, len(X) * flat",
)
q.wrong(
    "always the two rings",
    hint="Whatever points are passed, yours are those of the two rings. Use the arguments X and t.",
    was=("gradient(weights, X, t, lam)\n", "loss(weights, X, t, lam)\n"),
    now=("gradient(weights, X_rings, t_rings, lam)\n", "loss(weights, X_rings, t_rings, lam)\n"),
)
q.wrong(
    "a hidden layer of four neurons",
    hint="Your function works for sizes (2, 4, 1) only. Take the sizes that are passed.",
    was="unpack(vector, sizes)",
    now="unpack(vector, (2, 4, 1))",
)
q.wrong(
    "gradient_error of the negative gradient",
    hint="fun is right, but gradient_error is not small: you gave check_grad the gradient with a minus.",
    was="lambda v, *more: fun(v, *more)[1],",
    now="lambda v, *more: -fun(v, *more)[1],",
    recognise=error_like(lambda slopes: -slopes),
)
q.wrong(
    "gradient_error with another price",
    hint="fun is right, but gradient_error compares the loss with one price with the gradient with another. Both get the same arguments.",
    was="lambda v, *more: fun(v, *more)[0],",
    now="lambda v, *more: fun(v, *more[:-1], 0.1)[0],",
    recognise=error_like(lambda slopes: slopes - 0.18 * np.where(IS_WEIGHT, CHECKED, 0)),
)


q.wrong(
    "gradient_error is the gradient",
    hint="gradient_error holds many numbers, a gradient perhaps. check_grad returns one number: keep that.",
    was="gradient_error = check_grad(\n    lambda v, *more: fun(v, *more)[0],\n    lambda v, *more: fun(v, *more)[1],\n    check_vector, X_rings",
    now="gradient_error = fun(\n    check_vector, X_rings",
    recognise=lambda candidate: not isinstance(candidate.gradient_error, (int, float, np.floating)),
)
q.wrong(
    "gradient_error compared with itself",
    hint="gradient_error is exactly 0. check_grad measures the slope of the loss for you, so there must be a small difference.",
    was="gradient_error = check_grad(",
    now="gradient_error = (lambda *about: 0.0)(",
    recognise=lambda candidate: float(candidate.gradient_error) == 0,
)
q.hints(
    "Which of your functions turns a vector into layers, which a list of layers into a vector?",
    "Three lines: layers from the vector, the loss of these layers, and the slopes of these layers made flat again. For SciPy's check write two small functions of a vector alone, one for each of the two things.",
    "Return the loss and the packed gradient, in this order. `check_grad` takes the function for the loss, that for the gradient, and the vector; a `lambda` with an index does for each of them.",
)
