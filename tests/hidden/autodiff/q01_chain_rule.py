"""q01_chain_rule: a function and its derivative, written out."""

import math

from viva.exam import Question

q = Question("q01_chain_rule")

PLACES = (-2.3, -0.7, 0.0, 0.4, 1.1)


@q.reference
def f(x):
    u = math.exp(x) + math.exp(2 * x)
    return math.exp(u) + math.sin(u)


@q.reference
def df(x):
    u = math.exp(x) + math.exp(2 * x)
    return (math.exp(u) + math.cos(u)) * (math.exp(x) + 2 * math.exp(2 * x))


def places(rng):
    return [x + float(rng.uniform(-0.1, 0.1)) for x in PLACES]


@q.case("f on both sides of 0")
def values(candidate, rng):
    return [candidate.f(x) for x in places(rng)]


# Finite differences are right to nine digits or so, and no derivative.
@q.case("df on both sides of 0", rtol=1e-11, atol=1e-11)
def slopes(candidate, rng):
    return [candidate.df(x) for x in places(rng)]


q.right(
    "with NumPy, multiplied out",
    code="""
def f(x):
    return np.exp(np.exp(x) + np.exp(2 * x)) + np.sin(np.exp(x) + np.exp(2 * x))


def df(x):
    inner, slope = np.exp(x) + np.exp(x) ** 2, np.exp(x) + 2 * np.exp(x) ** 2
    return np.exp(inner) * slope + np.cos(inner) * slope
""",
)
q.right(
    "by lambdas",
    code="""
u = lambda x: math.e**x + math.e ** (2 * x)
du = lambda x: math.e**x + 2 * math.e ** (2 * x)
f = lambda x: math.e ** u(x) + math.sin(u(x))
df = lambda x: du(x) * (math.e ** u(x) + math.cos(u(x)))
""",
)
q.right(
    "arrays of one number",
    code="""
def f(x):
    a = np.exp(np.atleast_1d(x))
    return np.exp(a + a * a) + np.sin(a + a * a)


def df(x):
    a = np.exp(np.atleast_1d(x))
    return (np.exp(a + a * a) + np.cos(a + a * a)) * a * (1 + 2 * a)
""",
)
q.wrong(
    "no inner derivative",
    hint="df lacks the derivative of what stands inside: the outer functions are differentiated, and e^x + e^2x is not.",
    was=" * (math.exp(x) + 2 * math.exp(2 * x))",
    now="",
)
q.wrong(
    "the 2 of e^2x is missing",
    hint="df is close: the derivative of e^2x is one step short. What does the chain rule say about the 2 in the exponent?",
    was="2 * math.exp(2 * x))",
    now="math.exp(2 * x))",
)
q.wrong(
    "only the first factor is chained",
    hint="In df the inner derivative is multiplied to one of the two terms only. Both of them have u inside.",
    was="(math.exp(u) + math.cos(u)) * (math.exp(x) + 2 * math.exp(2 * x))",
    now="math.exp(u) * (math.exp(x) + 2 * math.exp(2 * x)) + math.cos(u)",
)
q.wrong(
    "the sign of the cosine",
    hint="The cosine in df has the wrong sign. Which of sine and cosine changes its sign when it is differentiated?",
    was="+ math.cos(u)",
    now="- math.cos(u)",
)
q.wrong(
    "the sine stays a sine",
    hint="The sine in df has not been differentiated.",
    was="math.cos(u)",
    now="math.sin(u)",
)
q.wrong(
    "finite differences",
    hint="df is nearly right, as a finite difference is. Twelve digits are asked for: write the derivative itself.",
    code="""
def f(x):
    u = math.exp(x) + math.exp(2 * x)
    return math.exp(u) + math.sin(u)


def df(x, h=1e-6):
    return (f(x + h) - f(x - h)) / (2 * h)
""",
)
q.wrong(
    "e^x squared read as e^(x squared)",
    hint="f is right at 0 and at 2, and hardly anywhere else: e^2x has been read as e to the power of x squared.",
    was="math.exp(2 * x)",
    now="math.exp(x**2)",
)
q.hints(
    "Call the common part u, the sum of the two powers. What are f and its derivative in terms of u?",
    "The derivative is a product: that of the outer functions at u, times that of u. In the second factor one of the two terms gets a number in front.",
    "First compute u. Then f is the exponential of u plus the sine of u, and df the exponential plus the cosine of u, all of it times the derivative of u.",
)
