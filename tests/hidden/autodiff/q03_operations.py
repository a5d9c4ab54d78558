"""q03_operations: how many functions are called, written out and in the graph."""

import numpy as np

from viva.exam import Question, check

q = Question("q03_operations")

q.reference(calls_explicit=9, calls_graph=4)

NOT_ONE = "calls_explicit and calls_graph are one whole number each."


def number(candidate, name):
    value = np.asarray(getattr(candidate, name))
    check(value.size == 1 and value.dtype.kind in "iuf", NOT_ONE)
    check(float(value.ravel()[0]).is_integer(), NOT_ONE)
    return float(value.ravel()[0])


@q.case("both counts")
def counts(candidate, rng):
    found = [number(candidate, name) for name in ("calls_explicit", "calls_graph")]
    check(found[1] < found[0], FEWER)
    check(found == [9.0, 4.0], NOT_RIGHT)
    return True


FEWER = "The graph should need fewer calls than the formulas: it keeps what it has computed."
NOT_RIGHT = "The two counts are not both right."


def counted(explicit, graph):
    return lambda candidate: (
        (
            number(candidate, "calls_explicit"),
            number(candidate, "calls_graph"),
        )
        == (explicit, graph)
    )


q.right("two numbers", code="""calls_explicit, calls_graph = 9, 4""")
q.right(
    "added up by function",
    code="""
calls_explicit = sum({"sqrt": 2, "exp": 5, "cos": 1, "sin": 1}.values())
calls_graph = len(["exp", "sqrt", "cos"]) + len(["sin"])
""",
)
q.right("floats in arrays", code="""calls_explicit, calls_graph = np.array([9.0]), np.array(4)""")
q.wrong(
    "only g is counted",
    hint="These are the calls for g alone. The derivative is computed as well, and calls functions, too.",
    code="calls_explicit, calls_graph = 4, 3",
    recognise=counted(4, 3),
)
q.wrong(
    "only the derivatives are counted",
    hint="These are the calls for the derivative alone. The value of g is computed first.",
    code="calls_explicit, calls_graph = 5, 1",
    recognise=counted(5, 1),
)
q.wrong(
    "the graph computes everything again",
    hint="In your count the graph calls exp and sqrt again on the way back. Their derivatives are made of b and d, which are there.",
    code="calls_explicit, calls_graph = 9, 6",
    recognise=counted(9, 6),
)
q.wrong(
    "the sine of the way back is forgotten",
    hint="The graph's count is one short: the derivative of the cosine is a function that has not been called on the way forward.",
    code="calls_explicit, calls_graph = 9, 3",
    recognise=counted(9, 3),
)
q.wrong(
    "formulas that have been simplified before counting",
    hint="Your first count is that of a formula which computes the common part only once. Count the formulas as they stand in the text, sign by sign.",
    code="calls_explicit, calls_graph = 6, 4",
    recognise=counted(6, 4),
)
q.wrong(
    "all operations are counted",
    hint="The counts are too large: sums, products and squares do not count, only sqrt, exp, sin and cos.",
    code="calls_explicit, calls_graph = 24, 14",
    recognise=lambda candidate: (
        number(candidate, "calls_explicit") > 11 or number(candidate, "calls_graph") > 8
    ),
)
q.hints(
    "Which functions stand in the two formulas? Put a stroke on paper for each time you see one.",
    "The value's formula has four of them. In the derivative's formula the exponential alone comes three times. The graph calls three on the way forward.",
    "On the way back the graph finds the derivatives of exp and sqrt in b and d; only the cosine's derivative has to be called anew.",
)
