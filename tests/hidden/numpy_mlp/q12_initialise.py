"""q12_initialise: weights drawn by one of four schemes."""

import math

import numpy as np

from viva.exam import Question, check

from .q12_right_answers import NUMBER_BY_NUMBER

q = Question("q12_initialise")


@q.reference
def initialise(sizes, scheme, rng):
    W, b = [], []
    for l in range(len(sizes) - 1):
        n_in, n_out = sizes[l], sizes[l + 1]
        r = {
            "zeros": 0.0,
            "uniform": 0.5,
            "xavier": np.sqrt(6 / (n_in + n_out)),
            "he": np.sqrt(6 / n_in),
        }[scheme]
        W.append(rng.uniform(-r, r, size=(n_in, n_out)))
        b.append(np.zeros(n_out))
    return W, b


SCHEMES = ("zeros", "uniform", "xavier", "he")


def two_lists(drawn):
    check(
        isinstance(drawn, (tuple, list)) and len(drawn) >= 2,
        "initialise returns two lists, W and b.",
    )
    W, b = ([np.asarray(part, dtype=float) for part in parts] for parts in drawn[:2])
    return W, b


def check_shapes(sizes, W, b):
    check(
        len(W) >= len(sizes) - 1,
        "There are fewer matrices than layers: three sizes have two layers of weights between them. "
        "Does the function return from inside its loop?",
    )
    check(len(W) == len(b) == len(sizes) - 1, "There is one W and one b less than there are sizes.")
    wanted = [(sizes[l], sizes[l + 1]) for l in range(len(sizes) - 1)]
    check(
        [w.shape for w in W] != [shape[::-1] for shape in wanted],
        "The matrices are turned: W[l] has sizes[l] rows.",
    )
    check(
        [w.shape for w in W] == wanted, "A matrix does not have the shape (sizes[l], sizes[l + 1])."
    )
    check(
        [part.size for part in b] == list(sizes[1:]), "A bias does not have one number per neuron."
    )
    check(not any(part.any() for part in b), "A bias is not 0. All biases start at 0.")


def variance_of(scheme, n_in, n_out):
    return {"uniform": 1 / 12, "xavier": 2 / (n_in + n_out), "he": 2 / n_in}[scheme]


def measured(candidate, sizes, rng):
    """Describe what each scheme draws by numbers that are near 1 (or 0) if it is right."""
    found = {}
    for scheme in SCHEMES:
        W, b = two_lists(
            candidate.initialise(list(sizes), scheme, np.random.default_rng(rng.integers(1e9)))
        )
        check_shapes(sizes, W, b)
        first = W[0]
        if scheme == "zeros":
            found["zeros, largest"] = max(np.abs(w).max() for w in W)
            continue
        check(len(np.unique(first)) > 0.9 * first.size, "Many weights of one matrix are equal.")
        variance = variance_of(scheme, *first.shape)
        found[f"{scheme}, mean against deviation"] = float(first.mean() / math.sqrt(variance))
        found[f"{scheme}, variance against the right one"] = float(first.var() / variance)
        variance = variance_of(scheme, *W[1].shape)
        found[f"{scheme}, variance of the second layer"] = float(W[1].var() / variance)
        if scheme == "uniform":
            found["uniform, largest"] = float(np.abs(first).max() * 2)
    return found


def check_generator(candidate, rng):
    """Check that the numbers come from the generator, and from nothing else."""
    first, second = (int(seed) for seed in rng.choice(10**6, size=2, replace=False))
    for scheme in SCHEMES[1:]:
        drawn = [
            two_lists(candidate.initialise([5, 4, 3], scheme, np.random.default_rng(seed)))[0]
            for seed in (first, first, second)
        ]
        check(
            all(map(np.array_equal, drawn[0], drawn[1])),
            "Two generators with the same seed give different weights. Does every number come "
            "from rng?",
        )
        check(
            not any(map(np.array_equal, drawn[0], drawn[2])),
            "Generators with different seeds give the same weights. Is rng used at all?",
        )


# The variance of 100,000 numbers is within 5 % of its mean by more than ten of its deviations.
@q.case("a wide network, 400 inputs", rtol=0, atol=0.05)
def initialise_wide(candidate, rng):
    check_generator(candidate, rng)
    return measured(candidate, (400, 300, 200), rng)


@q.case("a network that widens, 250 inputs", rtol=0, atol=0.05)
def initialise_widening(candidate, rng):
    check_generator(candidate, rng)
    return measured(candidate, (250, 400, 500), rng)


def beyond_bounds(candidate):
    W = np.asarray(candidate.initialise([60, 50, 4], "uniform", np.random.default_rng(0))[0][0])
    return W.max() > 0.8 and W.min() < -0.8 and 0.07 < W.var() < 0.1


q.equivalent(
    "zip ends with the shorter list",
    was="for n_in, n_out in zip(sizes[:-1], sizes[1:]):",
    now="for n_in, n_out in zip(sizes[:], sizes[1:]):",
)
q.right(
    "a table of deviations, all normal but one",
    code="""
def initialise(sizes, scheme, rng):
    W = []
    for i in range(len(sizes) - 1):
        a, b = sizes[i], sizes[i + 1]
        if scheme == "uniform":
            W.append(rng.random((a, b)) - 0.5)
            continue
        deviation = {"zeros": 0, "xavier": (2 / (a + b)) ** 0.5, "he": (2 / a) ** 0.5}[scheme]
        W.append(deviation * rng.standard_normal((a, b)))
    return W, [np.zeros((1, n)) for n in sizes[1:]]
""",
)
q.right(
    "bounds, all uniform, in nested functions",
    code="""
def initialise(sizes, scheme, rng):
    def bound(n_in, n_out):
        if scheme == "zeros":
            return 0
        if scheme == "uniform":
            return 1 / 2
        if scheme == "xavier":
            return math.sqrt(6) / math.sqrt(n_in + n_out)
        if scheme == "he":
            return math.sqrt(6 / n_in)
        raise ValueError(scheme)

    pairs = list(zip(sizes, sizes[1:]))
    W = [rng.uniform(-bound(*pair), bound(*pair), pair) for pair in pairs]
    b = [[0.0] * n_out for _, n_out in pairs]
    return [W, b]
""",
)
q.right("number by number, biases from the last layer backwards", code=NUMBER_BY_NUMBER)
q.wrong(
    "the variance of He as a deviation",
    hint="He's weights are much too small: the second argument of rng.normal is the deviation, the root of the variance.",
    was="np.sqrt(6 / n_in)",
    now="np.sqrt(3) * 2 / n_in",
)
q.wrong(
    "He by the outputs",
    hint="He's variance goes with the wrong size: how many products does one neuron add up?",
    was="np.sqrt(6 / n_in)",
    now="np.sqrt(6 / n_out)",
)
q.wrong(
    "He with a 1 for the 2",
    hint="He's variance is half of what it should be. relu cuts off one half of the sums, and the 2 makes up for that.",
    was="np.sqrt(6 / n_in)",
    now="np.sqrt(3 / n_in)",
)
q.wrong(
    "He's deviation as a bound",
    hint="He's variance is a third of what it should be: a uniform number between -r and r has the variance r²/3.",
    was="np.sqrt(6 / n_in)",
    now="np.sqrt(2 / n_in)",
)
q.wrong(
    "Xavier's bound without the root",
    hint="Xavier's weights are far too small: the bound is a square root.",
    was="np.sqrt(6 / (n_in + n_out))",
    now="6 / (n_in + n_out)",
)
q.wrong(
    "Xavier by the inputs alone",
    hint="Xavier's bound depends on both sizes of a layer, and yours on one of them.",
    was="np.sqrt(6 / (n_in + n_out))",
    now="np.sqrt(6 / n_in)",
)
q.wrong(
    "Xavier with the bound of the variance",
    hint="Xavier's variance is a third of what it should be: your bound is the deviation.",
    was="6 / (n_in + n_out)",
    now="2 / (n_in + n_out)",
)
q.wrong(
    "Xavier divides only one of the sizes",
    hint="In Xavier's bound `6 / n_in + n_out` divides before it adds. What belongs in brackets?",
    was="6 / (n_in + n_out)",
    now="6 / n_in + n_out",
)
q.wrong(
    "uniform numbers between 0 and 1",
    hint="Your uniform weights lie between 0 and 1, all of them positive. The middle should be 0.",
    was="size=(n_in, n_out))",
    now='size=(n_in, n_out)) + 0.5 * (scheme == "uniform")',
)
q.wrong(
    "Xavier's numbers from 0 upwards",
    hint="Xavier's weights are all positive. They go from -r to r.",
    was="rng.uniform(-r, r,",
    now='rng.uniform(0 if scheme == "xavier" else -r, r,',
)
q.wrong(
    "uniform numbers between -1 and 1",
    hint="Your uniform weights go from -1 to 1, twice as far as they should.",
    was='"uniform": 0.5',
    now='"uniform": 1.0',
)
q.wrong(
    "normal numbers for the uniform scheme",
    hint="Your uniform scheme draws beyond its bounds: these are normal numbers.",
    was="rng.uniform(-r, r,",
    now="rng.normal(0, r / np.sqrt(3),",
    recognise=beyond_bounds,
)
q.wrong(
    "biases drawn as well",
    hint="Your biases are drawn at random. Chance in the weights is enough: biases start at 0.",
    was="b.append(np.zeros(n_out))",
    now="b.append(rng.uniform(-0.5, 0.5, size=n_out))",
)
q.wrong(
    "matrices with rows for outputs",
    hint="Your matrices have a row for each output. X stands on the left, so rows count the inputs.",
    was="size=(n_in, n_out)",
    now="size=(n_out, n_in)",
)
q.wrong(
    "NumPy's global generator",
    hint="Some numbers come from np.random and not from rng, so the same seed gives another network each time.",
    was="rng.uniform(",
    now="np.random.uniform(",
)
q.wrong(
    "a generator of its own with a fixed seed",
    hint="Whatever generator is passed, the weights of some scheme are the same. Are they drawn, and from the rng that is passed?",
    was="W, b = [], []",
    now="W, b, rng = [], [], np.random.default_rng(0)",
)
q.wrong(
    "ones in the scheme of zeros",
    hint="The scheme of zeros gives weights that are not 0.",
    was='"zeros": 0.0',
    now='"zeros": 1.0',
)
q.wrong(
    "one number drawn for a whole matrix",
    hint="All weights of a matrix are equal: a single number has been drawn. What does `size` do?",
    was="rng.uniform(-r, r, size=(n_in, n_out))",
    now="np.full((n_in, n_out), rng.uniform(-r, r))",
)
q.wrong(
    "only the weights",
    hint="Only the weights come back. Two lists are asked for, W and b.",
    was="return W, b",
    now="return {'W': W}",
)
q.wrong(
    "one layer too many",
    hint="There are as many matrices as sizes. A layer of weights lies between two sizes.",
    was="range(len(sizes) - 1)",
    now="range(-1, len(sizes) - 1)",
)
q.hints(
    "How many matrices belong to a list of four sizes, and which two sizes does each of them have?",
    "Pair each size with the one after it, for instance with `zip` of the list and the list without its first. For each pair the scheme decides: zeros, a bound for uniform numbers, or a deviation for normal ones.",
    "Put the bound or the deviation of the table into rng.uniform or rng.normal with the pair as its size, and append the matrix. The biases are zeros, one array for each size but the first. Draw from rng and nothing else.",
)
