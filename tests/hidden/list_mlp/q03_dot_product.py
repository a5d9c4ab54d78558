"""q03_dot_product: the sum of the products of two lists."""

import numpy as np

from viva.exam import Question

from .shared import refuse_numpy

q = Question("q03_dot_product")


@q.reference
def dot_product(v1, v2):
    return float(np.dot(v1, v2))


@q.case("vectors of five entries", extra_returns=False)
def five_entries(candidate, rng):
    v1, v2 = rng.normal(size=5), rng.normal(size=5)
    return candidate.dot_product(v1.tolist(), v2.tolist())


@q.case("vectors of two and of nine entries", extra_returns=False)
def two_and_nine_entries(candidate, rng):
    pairs = [(rng.normal(size=n).tolist(), rng.normal(size=n).tolist()) for n in (2, 9)]
    return tuple(candidate.dot_product(v1, v2) for v1, v2 in pairs)


q.right(
    "a loop over the indices",
    code="""
def dot_product(v1, v2):
    result = 0
    for i in range(len(v1)):
        result = result + v1[i] * v2[i]
    return result
""",
)
q.right(
    "recursion",
    code="""
def dot_product(v1, v2):
    if not v1:
        return 0
    return v1[0] * v2[0] + dot_product(v1[1:], v2[1:])
""",
)
q.right(
    "functools and operator",
    code="""
import operator
from functools import reduce


def dot_product(v1, v2):
    return reduce(operator.add, map(operator.mul, v1, v2))
""",
)
q.right(
    "math.fsum",
    code="""
def dot_product(v1, v2):
    products = []
    i = 0
    while i < len(v1):
        products.append(v1[i] * v2[i])
        i += 1
    return math.fsum(products)
""",
)
q.wrong(
    "the products are not added up",
    hint="These are the products of the entries, one by one, in a list. A neuron has one value: "
    "what is still to be done with them?",
    was="float(np.dot(v1, v2))",
    now="[a * b for a, b in zip(v1, v2)]",
)
q.wrong(
    "the sums multiplied",
    hint="You add up each vector and multiply the two sums. Is (1 + 2)·(3 + 4) the same as 1·3 + "
    "2·4?",
    was="float(np.dot(v1, v2)",
    now="sum(v1) * sum(v2",
)
q.wrong(
    "the entries added instead of multiplied",
    hint="The entries of both vectors are added, nothing is multiplied. Where does the formula "
    "have its product?",
    was="float(np.dot(v1, v2)",
    now="sum(v1) + sum(v2",
)
q.wrong(
    "returns after the first entry",
    hint="Only the first product is in the result. Look at how far the `return` is indented.",
    code="""
def dot_product(v1, v2):
    total = 0
    for a, b in zip(v1, v2):
        total += a * b
        return total
""",
)
q.wrong(
    "the last entry is left out",
    hint="The last product is missing from the sum. Which is the last index of range(len(v1) - 1)?",
    was="float(np.dot(v1, v2",
    now="sum(v1[i] * v2[i] for i in range(len(v1) - 1",
)
q.wrong(
    "keeps only the last product",
    hint="Only the last product is in the result: each one replaces the one before. `=` or `+=`?",
    code="""
def dot_product(v1, v2):
    total = 0
    for a, b in zip(v1, v2):
        total = a * b
    return total
""",
)
q.wrong(
    "the sum does not start at 0",
    hint="Your result is too large by 1. What is in your sum before the first product is added?",
    code="""
def dot_product(v1, v2):
    total = 1
    for a, b in zip(v1, v2):
        total += a * b
    return total
""",
)
q.wrong(
    "the first entry is left out",
    hint="The first product is missing from the sum. With which index does a list begin?",
    was="float(np.dot(v1, v2",
    now="sum(v1[i] * v2[i] for i in range(1, len(v1)",
)
q.wrong(
    "the mean of the products",
    hint="You divide the sum by the number of entries. A dot product is the sum itself.",
    was="float(np.dot(v1, v2)",
    now="sum(a * b for a, b in zip(v1, v2)) / len(v1",
)
q.wrong(
    "v1 with itself",
    hint="v2 plays no part: you multiply v1 by itself.",
    was="float(np.dot(v1, v2)",
    now="sum(a * a for a in v1",
)
q.wrong(
    "all products multiplied",
    hint="The products are multiplied with each other, where they should be added.",
    code="""
def dot_product(v1, v2):
    result = 1
    for a, b in zip(v1, v2):
        result *= a * b
    return result
""",
)
q.wrong(
    "three entries only",
    hint="You take entries 0, 1 and 2, by number. A vector may be shorter or longer: what goes "
    "through all its entries?",
    was="float(np.dot(v1, v2))",
    now="v1[0] * v2[0] + v1[1] * v2[1] + v1[2] * v2[2]",
)
q.wrong(
    "the sum in a list",
    hint="The number is right, but it stands in a list. Return the number alone.",
    was="float(np.dot(v1, v2))",
    now="[sum(a * b for a, b in zip(v1, v2))]",
)
q.wrong(
    "v2 from back to front",
    hint="The first entry of v1 meets the last entry of v2. Entry i belongs to entry i.",
    was="float(np.dot(v1, v2",
    now="sum(a * b for a, b in zip(v1, v2[::-1]",
)
refuse_numpy(q, "dot_product", "(v1, v2): return float(np.dot(v1, v2))")
q.equivalent(
    "a b = b a",
    was="for a, b in zip(v1, v2):",
    now=["for b, a in zip(v1, v2):", "for a, b in zip(v2, v1):"],
)
q.hints(
    "How do you compute the example with pencil and paper? What do you write down for each "
    "pair, and what at the end?",
    "Walk along both lists at the same time; `zip` hands you one number of each. For each "
    "pair there is one product.",
    "Keep a running total that starts at 0, add the product of each pair to it, and return it"
    " after the loop, not inside it.",
)
