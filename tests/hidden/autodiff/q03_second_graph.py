"""q03_second_graph: another function, written out and as a graph."""

import math

from viva.exam import Question

from .shared import two_dicts

q = Question("q03_second_graph")


@q.reference
def g(x):
    u = x**2 + math.exp(x**2)
    return math.sqrt(u) + math.cos(u)


@q.reference
def dg(x):
    u = x**2 + math.exp(x**2)
    du = 2 * x + 2 * x * math.exp(x**2)
    return (0.5 / math.sqrt(u) - math.sin(u)) * du


@q.reference
def second_graph_gradient(x):
    a = x**2
    b = math.exp(a)
    c = a + b
    d = math.sqrt(c)
    e = math.cos(c)
    f = d + e
    df = 1.0
    dd = df
    de = df
    dc = dd * 0.5 / d - de * math.sin(c)
    db = dc
    da = dc + db * b
    dx = da * 2 * x
    values = {"a": a, "b": b, "c": c, "d": d, "e": e, "f": f}
    return values, {"a": da, "b": db, "c": dc, "d": dd, "e": de, "f": df, "x": dx}


def both_signs(rng):
    return [*(-rng.uniform(0.3, 1.4, size=2)).tolist(), *rng.uniform(0.3, 1.4, size=2).tolist()]


@q.case("g and dg on both sides of 0", rtol=1e-9)
def written_out(candidate, rng):
    places = both_signs(rng)
    return {"g": [candidate.g(x) for x in places], "dg": [candidate.dg(x) for x in places]}


@q.case("the graph on both sides of 0", rtol=1e-9)
def as_a_graph(candidate, rng):
    name = "second_graph_gradient"
    return [two_dicts(candidate.second_graph_gradient(x), name) for x in both_signs(rng)]


q.right(
    "with NumPy, the graph in dicts",
    code="""
def g(x):
    return np.sqrt(x**2 + np.exp(x**2)) + np.cos(x**2 + np.exp(x**2))


def dg(x):
    u = x * x + np.exp(x * x)
    return 2 * x * (1 + np.exp(x * x)) * (1 / (2 * np.sqrt(u)) - np.sin(u))


def second_graph_gradient(x):
    v = {"a": x * x}
    v["b"] = np.exp(v["a"])
    v["c"] = v["a"] + v["b"]
    v["d"] = v["c"] ** 0.5
    v["e"] = np.cos(v["c"])
    v["f"] = v["d"] + v["e"]
    s = {"f": 1, "d": 1, "e": 1}
    s["c"] = 1 / (2 * v["d"]) - np.sin(v["c"])
    s["b"] = s["c"]
    s["a"] = s["b"] * v["b"] + s["c"]
    s["x"] = s["a"] * 2 * x
    return v, s
""",
)
q.right(
    "dg from the graph's last derivative, edges in a list",
    code="""
def second_graph_gradient(x):
    a = x**2; b = math.exp(a); c = a + b; d = math.sqrt(c); e = math.cos(c); f = d + e
    values = {"a": a, "b": b, "c": c, "d": d, "e": e, "f": f}
    slopes = dict.fromkeys("abcdefx", 0.0)
    slopes["f"] = 1.0
    for child, parent, slope in [
        ("f", "d", 1), ("f", "e", 1), ("d", "c", 1 / (2 * d)), ("e", "c", -math.sin(c)),
        ("c", "b", 1), ("c", "a", 1), ("b", "a", b), ("a", "x", 2 * x),
    ]:
        slopes[parent] += slopes[child] * slope
    return values, slopes


def g(x):
    return second_graph_gradient(x)[0]["f"]


def dg(x):
    return second_graph_gradient(x)[1]["x"]
""",
)
q.wrong(
    "the cosine's derivative without its minus",
    hint="The cosine's derivative has a minus, and yours lacks it.",
    was=("- math.sin(u)", "- de * math.sin(c)"),
    now=("+ math.sin(u)", "+ de * math.sin(c)"),
)
q.wrong(
    "the root's derivative without its half",
    hint="The derivative of the root is one half over the root. The half is missing.",
    was=("0.5 / math.sqrt(u)", "dd * 0.5 / d"),
    now=("1 / math.sqrt(u)", "dd / d"),
)
q.wrong(
    "dg without the inner x squared",
    hint="dg is off, and the graph is right: e to the power of x squared has an inner derivative of its own, twice x.",
    was="2 * x * math.exp(x**2)",
    now="math.exp(x**2)",
)
q.wrong(
    "the graph forgets one way into a",
    hint="dg is right, and the graph is not: a has two children, b and c, and only one of them sends something back.",
    was="da = dc + db * b",
    now="da = db * b",
)
q.wrong(
    "the graph forgets the way through b",
    hint="dg is right, and the graph is not: nothing comes back to a through b.",
    was="da = dc + db * b",
    now="da = dc",
)
q.wrong(
    "the last step without its 2",
    hint="In the graph all is right down to a. From a to x the derivative of the square is needed.",
    was="dx = da * 2 * x",
    now="dx = da * x",
)
q.wrong(
    "always the positive root of x squared",
    hint="For negative x the sign of the derivative is wrong: is an absolute value, or the root of a square, in it?",
    was=("2 * x + 2 * x * math.exp(x**2)", "da * 2 * x"),
    now=("2 * abs(x) + 2 * abs(x) * math.exp(x**2)", "da * 2 * math.sqrt(a)"),
)
q.wrong(
    "the graph of the first function",
    hint="The nodes are those of the first function. In this one a is the square of x, and b is e to the power of a.",
    was=("    a = x**2\n    b = math.exp(a)\n", "da = dc + db * b", "dx = da * 2 * x"),
    now=("    a = math.exp(x)\n    b = a**2\n", "da = dc + db * 2 * a", "dx = da * a"),
)
q.hints(
    "What is common to the root and the cosine? Give it the name u, or c in the graph.",
    "For dg, differentiate the root and the cosine at u, and multiply by the derivative of u, in which both terms contain x. The graph goes back as the first one did: c has two children, and so has a.",
    "In the graph c gets one half over d from the root and minus the sine of c from the cosine; b gets what c has; a gets what c has and what b has times b; x gets what a has times twice x.",
)
