"""q08_against_descent: the losses of L-BFGS and of Adam, evaluation by evaluation."""

import numpy as np
from scipy.optimize import minimize

from viva.exam import Pair, Question, check

from .q03_pack import pack
from .q06_fun import fun
from .shared import RACE_LAM, RACE_SIZES, Adam, notebook_data, race_start

q = Question("q08_against_descent")


def race(f, start, learning_rate=0.05, steps=300):
    """Return the losses of every evaluation of `f`, with L-BFGS and with Adam."""
    of_lbfgs, of_adam = [], []

    def noted(vector):
        value, slopes = f(vector)
        of_lbfgs.append(float(value))
        return value, slopes

    minimize(noted, np.array(start), jac=True, method="L-BFGS-B")
    vector, adam = np.array(start), Adam(learning_rate)
    for _ in range(steps):
        value, slopes = f(vector)
        of_adam.append(float(value))
        adam.step([vector], [np.asarray(slopes)])
    return np.array(of_lbfgs), np.array(of_adam)


def on_rings(f):
    data = notebook_data()
    return lambda v: f(v, data["X_rings"], data["t_rings"], RACE_SIZES, RACE_LAM)


_LBFGS, _ADAM = race(on_rings(fun), pack(race_start()))

q.reference(losses_lbfgs=_LBFGS.tolist(), losses_adam=_ADAM.tolist())

FLAT = "losses_lbfgs and losses_adam are two flat lists of numbers."
UNLIKE = "The two lists do not begin with the same loss. Do both methods get the same start?"
FOR_LBFGS = 40


def own_races(candidate):
    """Return the candidate's two lists, and those that its own fun gives."""
    mine = []
    for name in ("losses_lbfgs", "losses_adam"):
        try:
            mine.append(np.asarray(getattr(candidate, name), dtype=float))
        except (TypeError, ValueError):
            check(False, FLAT)
        check(mine[-1].ndim == 1 and mine[-1].size > 0, FLAT)
    right = race(on_rings(candidate.fun), pack(race_start()))
    return mine, right


def compared(candidate):
    (lbfgs, adam), (right_lbfgs, right_adam) = own_races(candidate)
    check(np.isclose(lbfgs[0], adam[0], rtol=1e-6), UNLIKE)
    names = ("losses_lbfgs up to the 40th evaluation", "the last of losses_lbfgs", "losses_adam")
    return Pair(
        dict(zip(names, (lbfgs[:FOR_LBFGS], lbfgs[-1], adam), strict=True)),
        dict(zip(names, (right_lbfgs[:FOR_LBFGS], right_lbfgs[-1], right_adam), strict=True)),
    )


# The last digits of a long training depend on the order of a sum.
@q.case("the losses of both methods, evaluation by evaluation", rtol=1e-3, atol=1e-4)
def two_races(candidate, rng):
    return compared(candidate)


q.equivalent(
    "both lists are empty",
    was="race, losses_lbfgs, losses_adam = (X_rings, t_rings, race_sizes, race_lam), [], []",
    now="race, losses_adam, losses_lbfgs = (X_rings, t_rings, race_sizes, race_lam), [], []",
)
q.right(
    "a list that a function appends to",
    code="""
losses_lbfgs = []


def f(v):
    both = fun(v, X_rings, t_rings, race_sizes, race_lam)
    losses_lbfgs.append(both[0])
    return both


start = pack(race_start)
result = minimize(f, start, jac=True, method="L-BFGS-B")
losses_adam = []
v = np.array(start)
optimiser = Adam(0.05)
for step in range(300):
    L, g = fun(v, X_rings, t_rings, race_sizes, race_lam)
    losses_adam.append(L)
    optimiser.step([v], [g])
""",
)
q.right(
    "a class that notes its calls, Adam on a packed copy",
    code="""
class Noting:
    def __init__(self):
        self.losses = []

    def __call__(self, v):
        value, slope = fun(v, X_rings, t_rings, race_sizes, race_lam)
        self.losses.append(float(value))
        return value, slope


for_lbfgs, for_adam = Noting(), Noting()
minimize(for_lbfgs, pack(race_start), jac=True, method="L-BFGS-B")
params, adam = [pack(race_start)], Adam(0.05)
while len(for_adam.losses) < 300:
    adam.step(params, [for_adam(params[0])[1]])
losses_lbfgs, losses_adam = for_lbfgs.losses, np.array(for_adam.losses)
""",
)


def like(which, *settings, part=slice(None), **more):
    """Return what recognises a list by what another race would give with the candidate's fun."""

    def recognise(candidate):
        mine = np.asarray(getattr(candidate, ("losses_lbfgs", "losses_adam")[which]), dtype=float)
        f = on_rings(candidate.fun)
        other = race(f, pack(race_start()), *settings, **more)[which][part]
        return mine.size == other.size and np.allclose(mine, other, rtol=1e-3, atol=1e-4)

    return recognise


def falling(candidate):
    """Return whether losses_lbfgs has no evaluation that was tried and given up."""
    losses = np.asarray(candidate.losses_lbfgs, dtype=float)
    whole = race(on_rings(candidate.fun), pack(race_start()))[0]
    return losses.size < whole.size and np.all(np.isin(np.round(losses, 9), np.round(whole, 9)))


q.wrong(
    "iterations, not evaluations",
    hint="losses_lbfgs has one number for each iteration. An iteration may evaluate fun several times: note the loss in a function around fun, not in a callback.",
    was=("    losses_lbfgs.append(both[0])\n", 'minimize(f, start, jac=True, method="L-BFGS-B")'),
    now=(
        "",
        'minimize(f, start, jac=True, method="L-BFGS-B", callback=lambda v: losses_lbfgs.append(f(v)[0]))',
    ),
    recognise=falling,
)


def begins_elsewhere(candidate):
    """Return whether Adam begins neither at the start, nor a step after it, nor where L-BFGS ends."""
    (lbfgs, adam), (_, right) = own_races(candidate)
    return not np.isclose(adam[0], right[:2], rtol=1e-6).any() and adam[0] > 1.01 * lbfgs[-1]


q.wrong(
    "other starts",
    hint="The two methods begin at different places, so that nobody can compare them. Both get the weights in race_start.",
    was="v = np.array(start)",
    now="v = pack(draw_start(race_sizes, np.random.default_rng(9)))",
    recognise=begins_elsewhere,
)
q.wrong(
    "Adam goes on from the end of L-BFGS",
    hint="Adam begins where L-BFGS has ended. Give it a copy of the start.",
    was="v = np.array(start)",
    now="v = np.array(result.x)",
    recognise=lambda candidate: candidate.losses_adam[0] < candidate.losses_lbfgs[0] / 3,
)
q.wrong(
    "another learning rate",
    hint="losses_adam begins right and then goes another way: Adam has another learning rate than the text says.",
    was="Adam(0.05)",
    now="Adam(0.01)",
    recognise=lambda candidate: (
        np.isclose(candidate.losses_adam[0], candidate.losses_lbfgs[0])
        and np.size(candidate.losses_adam) == 300
        and any(like(1, rate)(candidate) for rate in (0.001, 0.01, 0.02, 0.1, 0.5))
    ),
)
q.wrong(
    "the losses after the step",
    hint="losses_adam begins with the loss after the first step. The loss before the step comes first, that of the start.",
    was="    losses_adam.append(L)\n    optimiser.step([v], [g])\n",
    now="    optimiser.step([v], [g])\n    losses_adam.append(fun(v, X_rings, t_rings, race_sizes, race_lam)[0])\n",
    recognise=like(1, 0.05, 301, part=slice(1, None)),
)
q.wrong(
    "too few steps",
    hint="losses_adam is right as far as it goes, but it is too short. 300 evaluations are asked for.",
    was="range(300)",
    now="range(200)",
    recognise=lambda candidate: (
        like(1, 0.05, np.size(candidate.losses_adam))(candidate)
        and np.size(candidate.losses_adam) < 300
    ),
)
q.wrong(
    "a loss too many",
    hint="losses_adam has more entries than evaluations are asked for: is the loss at the end noted, too?",
    was="    optimiser.step([v], [g])\n",
    now="    optimiser.step([v], [g])\nlosses_adam.append(fun(v, X_rings, t_rings, race_sizes, race_lam)[0])\n",
    recognise=lambda candidate: (
        like(1, 0.05, np.size(candidate.losses_adam))(candidate)
        and np.size(candidate.losses_adam) > 300
    ),
)
q.wrong(
    "plain gradient descent",
    hint="losses_adam is that of gradient descent with the rate 0.05. Let Adam take the steps.",
    was="    optimiser.step([v], [g])\n",
    now="    v = v - 0.05 * g\n",
)
q.wrong(
    "another optimiser in each step",
    hint="Adam's memory is lost from step to step: make it once, before the loop.",
    was="    optimiser.step([v], [g])\n",
    now="    Adam(0.05).step([v], [g])\n",
)
q.wrong(
    "another price",
    hint="The first loss is not that of the start with the price in race_lam.",
    was=("race_lam)\n    losses_lbfgs", "race_lam)\n    losses_adam"),
    now=("0.01)\n    losses_lbfgs", "0.01)\n    losses_adam"),
)
q.wrong(
    "the other points",
    hint="These are the losses on the blob in a ring. The text asks for the two rings.",
    was="X_rings, t_rings",
    now="X_blob, t_blob",
)
q.wrong(
    "the two lists exchanged",
    hint="The lists have changed places: losses_lbfgs holds what Adam does.",
    was="    optimiser.step([v], [g])\n",
    now="    optimiser.step([v], [g])\nlosses_lbfgs, losses_adam = losses_adam, losses_lbfgs\n",
)
q.wrong(
    "another method",
    hint="losses_lbfgs begins right and then goes another way than L-BFGS does. Which method does your call of minimize name?",
    was='minimize(f, start, jac=True, method="L-BFGS-B")',
    now='minimize(f, start, jac=True, method="CG")',
    recognise=lambda candidate: (
        like(1)(candidate)
        and np.isclose(candidate.losses_lbfgs[0], candidate.losses_adam[0])
        and not falling(candidate)
    ),
)
q.hints(
    "Who calls `fun` when L-BFGS runs, and how could every one of these calls leave a trace in a list?",
    "Write a function of the vector alone that calls `fun`, appends the loss to the list, and returns both things; give that to `minimize`. For Adam write a loop of 300 rounds on a copy of the packed start.",
    "In each round of Adam: loss and gradient at the vector, append the loss, then `step` with a list of the vector and a list of the gradient, which changes the vector in place.",
)
