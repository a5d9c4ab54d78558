"""q04_sigmoid: 1 / (1 + e^-z) of a number or an array, however large."""

import numpy as np

from viva.exam import Question, check

from .shared import number

q = Question("q04_sigmoid")


@q.reference
def sigmoid(x):
    # tanh never overflows.
    return 0.5 * (1 + np.tanh(0.5 * np.asarray(x)))


q.equivalent(
    "at 0 both forms give 0.5, and a number can be compared as well as an array",
    was="return np.where(np.asarray(x) >= 0, 1, small) / (1 + small)",
    now=[
        "return np.where(x >= 0, 1, small) / (1 + small)",
        "return np.where(np.asarray(x) > 0, 1, small) / (1 + small)",
    ],
)


def alone(returned):
    """Return what was returned, but for a tuple: the next functions compute with it."""
    check(
        not isinstance(returned, tuple),
        "sigmoid returns a tuple. Return the number or the array alone: the next functions compute "
        "with it.",
    )
    return returned


def an_array(returned):
    """Return what was returned, but for a list: nothing can be subtracted from one."""
    check(
        not isinstance(returned, list),
        "An array goes into sigmoid, and a list comes back. Return an array: the next functions "
        "compute with it.",
    )
    return returned


@q.case("single numbers, and a list of them as an array", rtol=1e-12, atol=1e-12)
def single_numbers(candidate, rng):
    numbers = [*rng.uniform(0.3, 6, 3), *rng.uniform(-6, -0.3, 3), 1000.0, -1000.0]
    return [
        *(alone(candidate.sigmoid(float(number))) for number in numbers),
        alone(candidate.sigmoid(np.array([*numbers, 21.0]))),
    ]


@q.case("tables of numbers of every size", rtol=1e-12, atol=1e-12)
def tables(candidate, rng):
    table = rng.uniform(-9, 9, size=(3, 4))
    table[1] = -1000.0, 745.5, -745.5, 1000.0
    return (
        alone(an_array(candidate.sigmoid(table))),
        alone(an_array(candidate.sigmoid(rng.normal(size=(2, 3, 2))))),
        alone(candidate.sigmoid(-2.5)),
    )


q.right(
    "as in the formula",
    code="""
def sigmoid(x):
    return 1 / (1 + np.exp(-x))
""",
)
q.right(
    "by tanh",
    code="""
def sigmoid(z):
    return np.tanh(z / 2) / 2 + 1 / 2
""",
)
q.right(
    "two branches and masks",
    code="""
def sigmoid(x):
    x = np.asarray(x, dtype=float)
    result = np.zeros(x.shape)
    positive = x >= 0
    result[positive] = 1 / (1 + np.exp(-x[positive]))
    e = np.exp(x[~positive])
    result[~positive] = e / (1 + e)
    return result
""",
)
q.right(
    "clipped where a float sees no difference",
    code="""
def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-np.clip(x, -500, 500)))
""",
)
q.right(
    "one number at a time",
    code="""
def sigmoid(x):
    import math

    def one(number):
        if number < -700:
            return 0.0
        return 1 / (1 + math.exp(-number))

    return np.vectorize(one)(x)
""",
)
q.right(
    "the logarithm of the sum",
    code="""
def sigmoid(x):
    return np.exp(-np.logaddexp(0, -np.array(x)))
""",
)
FORMULA = "1 / (1 + np.exp(-x))"

q.wrong(
    "recursion over the rows, lists come back",
    hint="All your values are right, but an array goes in and a list comes back, and nothing can be "
    "subtracted from a list. Make an array of it: np.array(...).",
    code="""
def sigmoid(x):
    if np.ndim(x) == 0:
        return float(np.power(1 + np.exp(-x), -1))
    return [sigmoid(row) for row in x]
""",
)
q.wrong(
    "falls instead of rising",
    hint="Your sigmoid of a large number is near 0, and of a very negative one near 1: it runs "
    "downhill. Look at the sign in the exponent.",
    was="(0.5 *",
    now="(-0.5 *",
)
q.wrong(
    "the slope returned as well",
    hint="sigmoid returns two things, a pair. Later functions subtract from what it returns, which "
    "a pair cannot do: the slope has a question of its own.",
    code="""
def sigmoid(x):
    s = 1 / (1 + np.exp(-x))
    return s, s * (1 - s)
""",
    recognise=lambda candidate: len(candidate.sigmoid(0.3)) == 2,
)
q.wrong(
    "tanh",
    hint="Your curve runs from -1 to 1: that is tanh. A probability lies between 0 and 1.",
    code="def sigmoid(x): return np.tanh(x)",
)
q.wrong(
    "tanh squeezed",
    hint="Your curve is twice as steep as it should be. (1 + tanh x) / 2 is a sigmoid, too, but of "
    "2x.",
    was="0.5 * np.asarray(x)",
    now="x",
)
q.wrong(
    "softmax of a row",
    hint="Your values depend on their neighbours: each row adds up to 1, as in a softmax. The "
    "sigmoid looks at each number alone.",
    code="""
def sigmoid(x):
    powers = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return powers / np.sum(powers, axis=-1, keepdims=True)
""",
)
q.wrong(
    "softmax of the whole array",
    hint="All your values together add up to 1. Each number is to be squeezed on its own: what is "
    "divided by what?",
    code="""
def sigmoid(x):
    powers = np.exp(x - np.max(x))
    return powers / np.sum(powers)
""",
)
q.wrong(
    "nan far to the right",
    hint="In the middle all is right, but for large numbers you get nan, which is infinity divided "
    "by infinity. Can you write the fraction so that only 1 stands above the bar?",
    was=FORMULA,
    now="np.exp(x) / (1 + np.exp(x))",
)
q.wrong(
    "only for single numbers",
    hint="One number works, an array does not: something in your function takes single numbers only, "
    "as float(x) and all of math do. NumPy's functions take both.",
    code="""
import math

def sigmoid(x):
    return 1 / (1 + math.exp(-x)) if x > -700 else 0.0
""",
    recognise=lambda candidate: abs(number(candidate.sigmoid(1.0)) - 0.7310585786) < 1e-9,
)
q.wrong(
    "only for arrays",
    hint="An array works, a single number does not: it has no entries to index and no shape. What "
    "does np.asarray do to it, and what do np.where and np.abs?",
    was="    x = np.asarray(x, dtype=float)\n",
    now="",
)
q.wrong(
    "flattened",
    hint="The values are right, but a table comes back as one long row. The shape should stay.",
    was="np.asarray(x)",
    now="np.ravel(x)",
)
q.wrong(
    "the slope",
    hint="Your values go down to 0 on both sides: this is the slope of the sigmoid, the next "
    "question.",
    code="def sigmoid(x): return 0.25 / np.cosh(0.5 * np.asarray(x)) ** 2",
)
q.wrong(
    "a step",
    hint="Only 0 and 1 come out. That is the perceptron's step, and a step has no slope.",
    code="def sigmoid(x): return np.heaviside(x, 0.5)",
)
q.wrong(
    "brackets missing",
    hint="`1 / 1 + np.exp(-x)` is 1 plus the exponential. What belongs below the bar?",
    was="(1 + np.exp(-x))",
    now="1 + np.exp(-x)",
)
q.wrong(
    "the exponential alone",
    hint="This is e^x, which grows without end. Where is the fraction?",
    was=FORMULA,
    now="np.exp(x)",
)
q.wrong(
    "minus below the bar",
    hint="Some of your values are negative or larger than 1: below the bar stands a minus. What "
    "does the formula say?",
    was="1 + np.exp(-x)",
    now="1 - np.exp(-x)",
)
q.wrong(
    "rounded",
    hint="The values are right to a few decimals only, since something is rounded. The test looks "
    "at twelve.",
    was=FORMULA,
    now="np.round(1 / (1 + np.exp(-x)), 4)",
    recognise=lambda candidate: (
        1e-9 < abs(number(candidate.sigmoid(1.0)) - 0.7310585786300049) < 1e-2
    ),
)
q.wrong(
    "half the numbers of a float",
    hint="Only seven decimals are right: float32 has no more. Stay with NumPy's usual float64.",
    was="np.exp(-x)",
    now="np.exp(-np.asarray(x, dtype=np.float32))",
)
q.wrong(
    "cut off too early",
    hint="Near 0 the values are right, farther out the curve is suddenly flat: your numbers are "
    "cut off. Where does exp really overflow?",
    was="np.exp(-x)",
    now="np.exp(-np.clip(x, -5, 5))",
    recognise=lambda candidate: (
        abs(number(candidate.sigmoid(1.0)) - 0.7310585786) < 1e-9
        and number(candidate.sigmoid(20.0)) == number(candidate.sigmoid(22.0))
        and number(candidate.sigmoid(20.0)) < 1 - 1e-9
    ),
)
q.wrong(
    "the same for x and -x",
    hint="A negative number gets the value of the positive one. In which branch does e^x stand "
    "above the bar, too?",
    was="np.exp(-x)",
    now="np.exp(-np.abs(x))",
)

q.hints(
    "For which numbers does e to the -z become too large for a float? And what could you compute instead on that side?",
    "The exponential of a negative number never overflows. So compute it of minus the absolute value, and think about which fraction belongs to which sign of z.",
    "With u for that small exponential, the fraction is 1 over 1 + u where z is positive, and u over 1 + u where it is negative. `np.where` chooses entry by entry, for a number as well as for an array.",
)
