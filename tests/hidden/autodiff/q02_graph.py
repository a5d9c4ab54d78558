"""q02_graph: the same function as a graph, forward and back."""

import math

from viva.exam import Question

from .shared import two_dicts

q = Question("q02_graph")


@q.reference
def graph_gradient(x):
    a = math.exp(x)
    b = a**2
    c = a + b
    d = math.exp(c)
    e = math.sin(c)
    f = d + e
    df = 1.0
    dd = df
    de = df
    dc = dd * d + de * math.cos(c)
    db = dc
    da = dc + db * 2 * a
    dx = da * a
    values = {"a": a, "b": b, "c": c, "d": d, "e": e, "f": f}
    return values, {"a": da, "b": db, "c": dc, "d": dd, "e": de, "f": df, "x": dx}


def graphs(candidate, places):
    return [two_dicts(candidate.graph_gradient(x), "graph_gradient") for x in places]


@q.case("all values and derivatives at negative x", rtol=1e-9)
def at_negative(candidate, rng):
    return graphs(candidate, (-rng.uniform(0.2, 2.5, size=3)).tolist())


@q.case("all values and derivatives at positive x", rtol=1e-9)
def at_positive(candidate, rng):
    return graphs(candidate, rng.uniform(0.1, 1.2, size=3).tolist())


q.right(
    "dicts filled step by step",
    code="""
def graph_gradient(x):
    v, s = {}, {}
    v["a"] = np.exp(x)
    v["b"] = v["a"] * v["a"]
    v["c"] = v["a"] + v["b"]
    v["d"], v["e"] = np.exp(v["c"]), np.sin(v["c"])
    v["f"] = v["d"] + v["e"]
    s["f"] = 1
    s["d"] = s["e"] = s["f"]
    s["c"] = s["d"] * v["d"] + s["e"] * np.cos(v["c"])
    s["b"] = s["c"]
    s["a"] = s["c"] * 1 + s["b"] * 2 * v["a"]
    s["x"] = s["a"] * v["a"]
    return v, s
""",
)
q.right(
    "adding up along the edges",
    code="""
def graph_gradient(x):
    a = math.exp(x); b = a * a; c = a + b; d = math.exp(c); e = math.sin(c); f = d + e
    values = dict(x=x, a=a, b=b, c=c, d=d, e=e, f=f)
    edges = [("f", "d", 1), ("f", "e", 1), ("d", "c", d), ("e", "c", math.cos(c)),
             ("c", "b", 1), ("c", "a", 1), ("b", "a", 2 * a), ("a", "x", a)]
    slopes = {name: 0.0 for name in values}
    slopes["f"] = 1.0
    for child, parent, slope in edges:
        slopes[parent] += slopes[child] * slope
    return values, slopes
""",
)
q.wrong(
    "the way from d to c is forgotten",
    hint="c has two children, d and e. The derivative in c has the part that comes back from e only.",
    was="dd * d + de * math.cos(c)",
    now="de * math.cos(c)",
)
q.wrong(
    "the way from e to c is forgotten",
    hint="c has two children, d and e. The derivative in c has the part that comes back from d only.",
    was="dd * d + de * math.cos(c)",
    now="dd * d",
)
q.wrong(
    "the way from b to a is forgotten",
    hint="a has two children, b and c. What comes back through b is missing in its derivative.",
    was="dc + db * 2 * a",
    now="dc",
)
q.wrong(
    "the way from c to a is forgotten",
    hint="a has two children, b and c. What comes back from c itself is missing in its derivative.",
    was="dc + db * 2 * a",
    now="db * 2 * a",
)
q.wrong(
    "the square without its 2",
    hint="The derivative in a is off: what is the derivative of the square of a?",
    was="db * 2 * a",
    now="db * a",
)
q.wrong(
    "the last step is missing",
    hint="The derivative in x is the one in a. Between them lies one more step, e^x.",
    was="dx = da * a",
    now="dx = da",
)
q.wrong(
    "slopes of single steps",
    hint="Each of your derivatives is that of one step. What comes back from the children has to be multiplied in, all the way from f.",
    was=("da = dc + db * 2 * a", "dx = da * a"),
    now=("da = 1 + 2 * a", "dx = a"),
)
q.wrong(
    "the sine's derivative with the wrong sign",
    hint="The derivative in c goes wrong on its way back from e: what is the derivative of the sine?",
    was="de * math.cos(c)",
    now="de * -math.cos(c)",
)
q.wrong(
    "b as e^2x of its own",
    hint="The derivative in x is right, and the one in a is not: b is a squared, so a change of a changes b as well. In your graph b hangs on x directly.",
    was=("b = a**2", "da = dc + db * 2 * a", "dx = da * a"),
    now=("b = math.exp(2 * x)", "da = dc", "dx = da * a + db * 2 * b"),
)
q.wrong(
    "a number instead of two dicts",
    hint="graph_gradient should return two dicts, the values and the derivatives. Yours returns one number, f or its derivative.",
    was="    values = {",
    now="    return dx\n    values = {",
)
q.hints(
    "Draw the graph: six circles and arrows. Into which circles do two arrows lead back, so that two contributions add up?",
    "Forward: one line for each name. Back: begin with the derivative of f in itself, which is 1, and go from f to a. Each node gets, from each child, the child's derivative times the slope of the child in this node.",
    "c gets something from d (times d itself, which is its own derivative) and from e (times the cosine of c). b gets what c has. a gets what c has, and what b has times twice a. x gets what a has, times a.",
)
