"""q17_find_the_fault: weights that are drawn too narrow are seen through, and mended."""

import numpy as np

from viva.exam import Question, check

from .q12_initialise import check_shapes, two_lists
from .shared import says

q = Question("q17_find_the_fault")


@q.reference
def mended_initialise(sizes, rng):
    W, b = [], []
    for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True):
        W.append(np.sqrt(6 / n_in) * rng.uniform(-1, 1, size=(n_in, n_out)))
        b.append(np.zeros(n_out))
    return W, b


q.reference(silent_fault="C")

NOT_FROM_RNG = (
    "Two generators with the same seed give different weights. All of them are still to be drawn "
    "from rng."
)
NOT_DRAWN = "Two different generators give the same weights. They are still to be drawn from rng."


def drawn(candidate, sizes, seed):
    W, b = two_lists(candidate.mended_initialise(list(sizes), np.random.default_rng(seed)))
    check_shapes(sizes, W, b)
    return W


# The deviation of 30,000 numbers is within 4 % of its mean by nine of its own deviations.
@q.case("the weights of three wide layers", weight=2, rtol=0, atol=0.04)
def three_wide_layers(candidate, rng):
    sizes = [(300, 100, 400, 200), (100, 300, 150, 350)][rng.integers(2)]
    one, other = (int(seed) for seed in rng.choice(10**6, size=2, replace=False))
    W = drawn(candidate, sizes, one)
    check(all(map(np.array_equal, W, drawn(candidate, sizes, one))), NOT_FROM_RNG)
    check(not any(map(np.array_equal, W, drawn(candidate, sizes, other))), NOT_DRAWN)
    found = {}
    for l, w in enumerate(W):
        unit = np.sqrt(2 / sizes[l])
        found[f"the deviation of W[{l}], against He's"] = w.std() / unit
        found[f"the mean of W[{l}], against He's deviation"] = w.mean() / unit
        # Uniform numbers end at √3 deviations.
        found[f"the largest of W[{l}], against He's deviation"] = np.abs(w).max() / unit
    return found


@q.case("the fault by its letter")
def the_letter(candidate, rng):
    return str(candidate.silent_fault).strip().upper()[:1]


q.right(
    "the bound is √3 deviations",
    code="""
silent_fault = "C"


def mended_initialise(sizes, rng):
    W = []
    for n_in, n_out in zip(sizes[:-1], sizes[1:]):
        bound = np.sqrt(3) * np.sqrt(2 / n_in)
        W.append(rng.uniform(-bound, bound, size=(n_in, n_out)))
    return W, [np.zeros(n_out) for n_out in sizes[1:]]
""",
)
q.right(
    "from numbers between 0 and 1",
    code="""
silent_fault = "c: they shrink"


def mended_initialise(sizes, rng):
    W, b = [], []
    for l in range(len(sizes) - 1):
        unit = rng.random((sizes[l], sizes[l + 1]))  # deviation 1 / sqrt(12)
        W.append((unit - 0.5) * (24 / sizes[l]) ** 0.5)
        b.append(np.zeros(sizes[l + 1]))
    return [W, b]
""",
)
q.right(
    "the draw of broken_initialise, made wider",
    code="""
silent_fault = "C"


def mended_initialise(sizes, rng):
    W, b = broken_initialise(sizes, rng)
    return [w * 3**0.5 for w in W], b
""",
)

LETTER = 'silent_fault = "C"\n'
ONLY_THE_LETTER = 2 / 3
BOUND = "np.sqrt(3) * np.sqrt(2 / n_in)"


def letter(which, title, hint):
    q.wrong(
        title,
        hint=hint,
        was=LETTER,
        now=f'silent_fault = "{which}"\n',
        keeps=ONLY_THE_LETTER,
        recognise=says(which, "silent_fault"),
    )


def bound(title, hint, now):
    q.wrong(title, hint=hint, was=BOUND, now=now)


def beyond_the_bound(candidate):
    """Return whether weights of He's deviation lie where uniform ones cannot."""
    w = np.asarray(candidate.mended_initialise([200, 200], np.random.default_rng(5))[0][0])
    unit = np.sqrt(2 / 200)
    return w.min() < 0 and abs(w.std() / unit - 1) < 0.03 and np.abs(w).max() > 1.9 * unit


letter(
    "A",
    "A, dead neurons",
    "A dead neuron is 0 for every point. The table counts them in each layer: are they the most?",
)
letter(
    "B",
    "B, the sums grow",
    "If the sums grew from layer to layer, the histograms would become wider from left to right. "
    "Do they?",
)
letter(
    "D",
    "D, equal neurons",
    "Equal neurons would give equal values, and a histogram with a few bars. And the weights are "
    "drawn one by one.",
)
letter(
    "E",
    "E, the learning rate",
    "The three curves differ by factors of ten in the learning rate, and none of them learns. The "
    "table is about the network before any step.",
)
letter(
    "F",
    "F, gradients of another loss",
    "The gradients come from your MLP, which finite differences have checked. And could they change "
    "the histograms, which are drawn before the first step?",
)
bound(
    "not mended",
    "The weights are drawn as before: their deviation is 0.58 of He's. The numbers between -r and r "
    "are not as far from 0 as r, most of them not nearly.",
    "np.sqrt(2 / n_in)",
)
bound(
    "three times as wide",
    "The deviation is 1.73 times He's. A third is the ratio of two variances; what is that of the "
    "deviations?",
    "3 * np.sqrt(2 / n_in)",
)
bound(
    "twice as wide",
    "The deviation is 1.15 times He's. Half of the width of a uniform draw is not two deviations; "
    "the integral in the text says how many it is.",
    "2 * np.sqrt(2 / n_in)",
)
bound(
    "the variance as the bound",
    "Your bound lacks a root: it is proportional to 1 / n_in. A deviation is the root of a "
    "variance.",
    "6 / n_in",
)
bound(
    "Xavier's bound",
    "These are Xavier's weights: their bound knows n_out as well. He's does not.",
    "np.sqrt(6 / (n_in + n_out))",
)
bound(
    "n_out in the place of n_in",
    "The deviation goes with the number of outputs of a layer. Which number of products does a "
    "neuron add up?",
    "np.sqrt(6 / n_out)",
)
q.wrong(
    "normal numbers",
    hint="The deviation is right, but the numbers are not uniform: some lie far beyond the bound "
    "that uniform ones would have. The text asks for uniform weights.",
    was="rng.uniform(-bound, bound, size=(n_in, n_out))",
    now="rng.normal(0, np.sqrt(2 / n_in), size=(n_in, n_out))",
    recognise=beyond_the_bound,
)
q.wrong(
    "from 0 upwards",
    hint="All weights are positive, so their mean is far from 0. From where to where must they go?",
    was="rng.uniform(-bound, bound, size",
    now="rng.uniform(0, bound, size",
    recognise=lambda candidate: (
        np.min(candidate.mended_initialise([50, 40], np.random.default_rng(5))[0][0]) >= 0
    ),
)
q.wrong(
    "a generator of its own",
    hint=NOT_DRAWN,
    was="    W = []\n",
    now="    W, rng = [], np.random.default_rng(0)\n",
)
q.wrong(
    "numbers from elsewhere",
    hint=NOT_FROM_RNG,
    was="rng.uniform(",
    now="np.random.uniform(",
)


q.equivalent(
    "zip ends with the shorter list",
    was="for n_in, n_out in zip(sizes[:-1], sizes[1:]):",
    now="for n_in, n_out in zip(sizes[:], sizes[1:]):",
)

q.hints(
    "By what number is the deviation multiplied from one layer to the next, about? Which number of "
    "the text of q12 could that be, or its root?",
    "The slopes and the learning rate come later: the histograms are those of the first pass. So "
    "it is about the draw. What is the deviation of numbers that are uniform between -r and r?",
    "The integral in the text gives a third of r squared. Solve it for r, with He's variance on the "
    "other side, and compare with what is used as the bound.",
)
