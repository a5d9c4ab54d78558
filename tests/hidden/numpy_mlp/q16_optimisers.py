"""q16_optimisers: SGD, Momentum and Adam."""

import numpy as np

from viva.exam import Question

from .q16_mistakes import MISTAKES
from .q16_right_answers import BY_IDENTITY, NEW_ARRAYS, REPLACED

q = Question("q16_optimisers")


@q.reference
class SGD:
    def __init__(self, learning_rate):
        self.learning_rate = learning_rate

    def step(self, params, grads):
        return [w - self.learning_rate * g for w, g in zip(params, grads, strict=True)]


@q.reference
class Momentum:
    def __init__(self, learning_rate, momentum=0.9):
        self.learning_rate, self.momentum, self.v = learning_rate, momentum, None

    def step(self, params, grads):
        old = self.v or [0.0] * len(params)
        self.v = [
            self.momentum * v - self.learning_rate * g for v, g in zip(old, grads, strict=True)
        ]
        return [w + v for w, v in zip(params, self.v, strict=True)]


@q.reference
class Adam:
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.learning_rate, self.epsilon = learning_rate, epsilon
        self.beta1, self.beta2 = beta1, beta2
        self.t, self.m, self.v = 0, None, None

    def step(self, params, grads):
        self.t += 1
        m, v = self.m or [0.0] * len(params), self.v or [0.0] * len(params)
        self.m = [self.beta1 * a + (1 - self.beta1) * g for a, g in zip(m, grads, strict=True)]
        self.v = [self.beta2 * a + (1 - self.beta2) * g**2 for a, g in zip(v, grads, strict=True)]
        m_hat = [a / (1 - self.beta1**self.t) for a in self.m]
        v_hat = [a / (1 - self.beta2**self.t) for a in self.v]
        return [
            w - self.learning_rate * a / (np.sqrt(s) + self.epsilon)
            for w, a, s in zip(params, m_hat, v_hat, strict=True)
        ]


def five_steps(candidate, rng, name, *options, shapes, scale=1.0):
    """Return the parameters after one, two, ... five steps, each time with a new optimiser."""
    params = [rng.normal(size=shape) for shape in shapes]
    grads = [[scale * rng.normal(size=shape) for shape in shapes] for _ in range(5)]
    found = {}
    for steps in range(1, 6):
        optimiser = getattr(candidate, name)(*options)
        after = candidate.take_steps(optimiser, params, grads[:steps])
        for k, w in enumerate(after):
            found[f"{name}, array {k} after {steps} step{'s' * (steps > 1)}"] = w
    return found


@q.case("SGD, five steps of several arrays", rtol=1e-10, atol=1e-10)
def steps_of_sgd(candidate, rng):
    return five_steps(candidate, rng, "SGD", 0.3, shapes=((3, 2), (2,), (3, 2)))


@q.case("Momentum, five steps of several arrays", rtol=1e-10, atol=1e-10)
def steps_with_momentum(candidate, rng):
    return (
        five_steps(candidate, rng, "Momentum", 0.2, shapes=((2, 3), (2, 3), (3,))),
        five_steps(candidate, rng, "Momentum", 0.1, 0.6, shapes=((4,), (1, 5), (5,), (4,))),
    )


@q.case("Adam, five steps of several arrays", rtol=1e-10, atol=1e-10)
def steps_of_adam(candidate, rng):
    return (
        five_steps(candidate, rng, "Adam", 0.1, shapes=((2, 3), (2, 3), (3,))),
        five_steps(candidate, rng, "Adam", 0.05, 0.7, 0.9, 1e-6, shapes=((4,), (5,)), scale=1e-3),
        five_steps(candidate, rng, "Adam", shapes=((3, 1), (2, 2)), scale=1e-4),
    )


SHAPES = "a gradient has the shape of its array"
q.equivalent(
    SHAPES,
    was="self.velocities = [np.zeros_like(w) for w in params]",
    now="self.velocities = [np.zeros_like(w) for w in grads]",
)
q.equivalent(
    SHAPES,
    was="self.means = [np.zeros_like(w) for w in params]",
    now="self.means = [np.zeros_like(w) for w in grads]",
)
q.equivalent(
    SHAPES,
    was="self.squares = [np.zeros_like(w) for w in params]",
    now="self.squares = [np.zeros_like(w) for w in grads]",
)
q.equivalent(
    "both memories start at 0, and it is always the same one that holds the squares",
    was="for w, g, m, v in zip(params, grads, self.means, self.squares):",
    now=[
        "for w, g, v, m in zip(params, grads, self.means, self.squares):",
        "for w, g, m, v in zip(params, grads, self.squares, self.means):",
    ],
)
q.right(
    "lists of memories, in place",
    code="""
class SGD:
    def __init__(self, learning_rate):
        self.learning_rate = learning_rate

    def step(self, params, grads):
        for w, g in zip(params, grads):
            w -= self.learning_rate * g


class Momentum:
    def __init__(self, learning_rate, momentum=0.9):
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.v = None

    def step(self, params, grads):
        if self.v is None:
            self.v = [np.zeros_like(w) for w in params]
        for i, (w, g) in enumerate(zip(params, grads)):
            self.v[i] = self.momentum * self.v[i] - self.learning_rate * g
            w += self.v[i]


class Adam:
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.learning_rate = learning_rate
        self.beta1, self.beta2, self.epsilon = beta1, beta2, epsilon
        self.t = 0
        self.m = self.s = None

    def step(self, params, grads):
        if self.m is None:
            self.m = [np.zeros_like(w) for w in params]
            self.s = [np.zeros_like(w) for w in params]
        self.t += 1
        for i, (w, g) in enumerate(zip(params, grads)):
            self.m[i] = self.beta1 * self.m[i] + (1 - self.beta1) * g
            self.s[i] = self.beta2 * self.s[i] + (1 - self.beta2) * g * g
            m_hat = self.m[i] / (1 - self.beta1**self.t)
            s_hat = self.s[i] / (1 - self.beta2**self.t)
            w -= self.learning_rate * m_hat / (np.sqrt(s_hat) + self.epsilon)
""",
)
q.right("new arrays returned, the velocity without the learning rate", code=NEW_ARRAYS)
q.right("memories found by the identity of the array, whole arrays written", code=BY_IDENTITY)
q.right("entries of the list replaced", code=REPLACED)
q.wrong(
    "Adam without the correction of its start",
    hint="Adam's first steps are off: m and v start at 0 and are too small at first. What do the denominators with t repair?",
    was=(" / (1 - self.beta1**self.t)", " / (1 - self.beta2**self.t)"),
    now=("", ""),
)
q.wrong(
    "Adam corrects only one of its memories",
    hint="Adam's first steps are far too long: m is corrected for its start, and v is not.",
    was=" / (1 - self.beta2**self.t)",
    now="",
)
q.wrong(
    "epsilon inside the root",
    hint="Adam is close, but not exact where gradients are small: epsilon is under the root. Where does the bracket close?",
    was="(np.sqrt(s_hat) + self.epsilon)",
    now="np.sqrt(s_hat + self.epsilon)",
    keeps=2 / 3,  # SGD and Momentum may be right
)
q.wrong(
    "epsilon before the correction",
    hint="Adam is nearly exact: epsilon is added before v is corrected for its start, and so it is scaled with it.",
    was="self.learning_rate * m_hat / (np.sqrt(s_hat) + self.epsilon)",
    now="self.learning_rate * m_hat * np.sqrt(1 - self.beta2**self.t) / (np.sqrt(self.s[i]) + self.epsilon)",
    keeps=2 / 3,  # SGD and Momentum may be right
)
q.wrong(
    "steps counted once for each array",
    hint="Adam's first array moves rightly in the first step, later ones do not: t counts on within a step. It counts steps, not arrays.",
    was="        self.t += 1\n        for i, (w, g) in enumerate(zip(params, grads)):\n",
    now="        for i, (w, g) in enumerate(zip(params, grads)):\n            self.t += 1\n",
)
q.wrong(
    "Adam's count never goes on",
    hint="Adam's first step is right, and then the corrections stay those of the first step. What happens to t?",
    was="self.t += 1",
    now="self.t = 1",
)
q.wrong(
    "Adam with its two betas exchanged",
    hint="Adam's two memories forget at each other's pace: which beta belongs to the squares?",
    was="self.epsilon = beta1, beta2",
    now="self.epsilon = beta2, beta1",
)
q.wrong(
    "Adam without the root",
    hint="Adam divides by the squares themselves. A root is missing.",
    was="np.sqrt(s_hat)",
    now="s_hat",
)
q.wrong(
    "Adam without the square",
    hint="Adam's second memory holds gradients and not their squares, and the root of a negative number is nan.",
    was="(1 - self.beta2) * g * g",
    now="(1 - self.beta2) * np.abs(g)",
)
q.wrong(
    "Adam with the gradient in place of its memory",
    hint="Adam steps along the gradient of the moment: the first memory, m, is not used.",
    was="m_hat = self.m[i] / (1 - self.beta1**self.t)",
    now="m_hat = g",
)
q.wrong(
    "one velocity in self",
    hint="A velocity has been made with the shape of one array and meets another one. There are several arrays, of different shapes.",
    was=("[np.zeros_like(w) for w in params]\n        for i", "self.v[i]"),
    now=("0.0\n        for i", "self.v"),
)
q.wrong(
    "Momentum without a memory",
    hint="Momentum's first step is right, and all later ones are plain SGD: the velocity starts anew each time.",
    was="if self.v is None",
    now="if True",
)
q.wrong(
    "Momentum as a running mean",
    hint="Momentum weighs the new gradient with 1 - momentum. In the text's rule it counts in full.",
    was="self.v[i] - self",
    now="self.v[i] - (1 - self.momentum) * self",
)
q.wrong(
    "Momentum with a look ahead",
    hint="Your Momentum looks one step ahead, as Nesterov's does. The text's rule adds v and nothing else.",
    was="w += self.v[i]",
    now="w += self.momentum * self.v[i] - self.learning_rate * g",
)
q.wrong(
    "Momentum climbs",
    hint="Momentum goes up the slope: follow the signs from g to w.",
    was="w += self.v[i]",
    now="w -= self.v[i]",
)
q.wrong(
    "Momentum moves by the velocity of the step before",
    hint="Momentum does not move in its first step: w is changed before v is.",
    was="            self.v[i] = self.momentum * self.v[i] - self.learning_rate * g\n            w += self.v[i]\n",
    now="            w += self.v[i]\n            self.v[i] = self.momentum * self.v[i] - self.learning_rate * g\n",
)
q.wrong(
    "SGD climbs",
    hint="SGD goes up the slope.",
    was="w -= self.learning_rate * g",
    now="w += self.learning_rate * g",
)
q.wrong(
    "nothing moves in SGD",
    hint="SGD leaves the arrays as they are. `w = w - ...` gives the name w to a new array, and the caller's array does not change.",
    was="w -= self.learning_rate * g",
    now="w = w - self.learning_rate * g",
)
q.wrong(
    "nothing moves in any of them",
    hint="No array moves, in none of the three. `w = w - ...` and `w = w + ...` make new arrays that nobody keeps.",
    was=("w -= self.learning_rate", "w += self.v[i]"),
    now=("w = w - self.learning_rate", "w = w + self.v[i]"),
)
q.wrong(
    "only the first array moves",
    hint="Only the first array moves. The step is for every one of them.",
    was=("for w, g in zip(params, grads)", "enumerate(zip(params, grads))"),
    now=("for w, g in zip(params[:1], grads)", "enumerate(zip(params[:1], grads))"),
)
for mistake in MISTAKES:
    q.wrong(**mistake)
q.hints(
    "Which of the three remember something between two calls of step, and what does each array need for itself?",
    "SGD needs only its rate. The others make a list of zero arrays, shaped like the parameters, at the first step, and keep it in the object. Go through parameters, gradients and memories in step with `zip`, and change the parameters in place.",
    "Follow the table line by line. In Adam count the steps from 1, update both memories, divide each by one minus its beta to the power of the count without overwriting it, and only then take the step; the small number is added outside the root.",
)
