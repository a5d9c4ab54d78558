"""q04_add_bias: two lists added entry by entry."""

import numpy as np

from viva.exam import Question, check

from .shared import refuse_numpy

q = Question("q04_add_bias")


@q.reference
def add_bias(v1, v2):
    return (np.asarray(v1) + np.asarray(v2)).tolist()


def add_and_look(candidate, rng, n):
    v1, v2 = rng.normal(size=n).tolist(), rng.normal(size=n).tolist()
    total, (left1, left2) = candidate.add_bias.observe(v1, v2)
    check(left1 == v1, "The first list is not what it was before the call.")
    check(left2 == v2, "The second list is not what it was before the call.")
    return total


@q.case("vectors of four entries", extra_returns=False)
def four_entries(candidate, rng):
    return add_and_look(candidate, rng, 4)


@q.case("one entry, and eleven", extra_returns=False)
def one_and_eleven_entries(candidate, rng):
    return add_and_look(candidate, rng, 1), add_and_look(candidate, rng, 11)


def add_to_pairs(candidate):
    """Add [3, 4] to [1, 2]; give the sum and what is left of both lists."""
    total, left = candidate.add_bias.observe([1.0, 2.0], [3.0, 4.0])
    return (total, *left)


q.right(
    "append in a loop",
    code="""
def add_bias(vector, bias):
    total = []
    for i in range(len(vector)):
        total.append(vector[i] + bias[i])
    return total
""",
)
q.right(
    "map with a lambda",
    code="""
def add_bias(v1, v2):
    return list(map(lambda a, b: a + b, v1, v2))
""",
)
q.right(
    "a copy, changed in place",
    code="""
def add_bias(v1, v2):
    total = v1.copy()
    for i, b in enumerate(v2):
        total[i] += b
    return total
""",
)
q.right(
    "sum of each pair",
    code="""
def add_bias(v1, v2):
    return [sum(pair) for pair in zip(v1, v2)]
""",
)
q.wrong(
    "glues the lists together",
    hint="The result holds both lists, one behind the other: that is what `+` means for lists. How"
    " do you get at the numbers inside?",
    code="""
def add_bias(v1, v2):
    return v1 + v2
""",
)
q.wrong(
    "adds one number to all entries",
    hint="The same bias is added to every entry. Each neuron has its own: does the index of v2 "
    "ever change?",
    was="sum(pair) for pair in zip(v1, v2)",
    now="a + v2[0] for a in v1",
)
q.wrong(
    "extends the first list",
    hint="v1 has grown: `extend` puts the second list behind it. Adding means entry by entry, and "
    "the result is a new list.",
    code="""
def add_bias(v1, v2):
    v1.extend(v2)
    return v1
""",
    recognise=lambda candidate: add_to_pairs(candidate)[1] == [1, 2, 3, 4],
)
q.wrong(
    "changes the first list",
    hint="The sum is written into v1, so the caller's list is lost. Can you make a new list?",
    code="""
def add_bias(v1, v2):
    for i in range(len(v1)):
        v1[i] += v2[i]
    return v1
""",
    recognise=lambda candidate: add_to_pairs(candidate)[1] == [4, 6],
)
q.wrong(
    "changes the second list",
    hint="The sum is written into v2, which is the bias: the next sample would get a bias that has"
    " grown. Can you make a new list?",
    code="""
def add_bias(v1, v2):
    for i in range(len(v1)):
        v2[i] += v1[i]
    return v2
""",
)
q.wrong(
    "the first list as it is",
    hint="This is v1, unchanged. Where does v2 come in?",
    code="""
def add_bias(v1, v2):
    return v1
""",
)
q.wrong(
    "the first list twice",
    hint="You add v1 to itself. Where does v2 come in?",
    was="sum(pair) for pair in zip(v1, v2)",
    now="a + a for a in v1",
)
q.wrong(
    "the first sum only",
    hint="Only the first sum is in the list. Is the `return` inside the loop?",
    code="""
def add_bias(v1, v2):
    total = []
    for a, b in zip(v1, v2):
        total.append(a + b)
        return total
""",
)
q.wrong(
    "the last entry left out",
    hint="The last sum is missing. Which is the last index of range(len(v1) - 1)?",
    was="sum(pair) for pair in zip(v1, v2",
    now="v1[i] + v2[i] for i in range(len(v1) - 1",
)
q.wrong(
    "every sum of two entries",
    hint="Each entry of v1 is added to each entry of v2. Two loops, one inside the other, make all"
    " pairs; here entry i belongs to entry i.",
    was="sum(pair) for pair in zip(v1, v2)",
    now="a + b for a in v1 for b in v2",
)
q.wrong(
    "a NumPy array",
    hint="The sums are right, but they are a NumPy array. This notebook works with plain lists.",
    code="""
def add_bias(v1, v2):
    return np.array(v1) + np.array(v2)
""",
)
q.wrong(
    "adds everything up",
    hint="The result is a single number, the sum of all entries. One sum for each position is "
    "asked for.",
    code="""
def add_bias(v1, v2):
    return sum(v1) + sum(v2)
""",
)
q.wrong(
    "multiplies",
    hint="The entries are multiplied. What does a bias do to a neuron's sum?",
    was="sum(pair) for pair",
    now="a * b for a, b",
)
q.wrong(
    "subtracts",
    hint="The second vector is taken away instead of added.",
    was="sum(pair) for pair",
    now="a - b for a, b",
)
q.wrong(
    "adds the sum of the bias",
    hint="All of v2 is added to every entry of v1. Which single entry of v2 belongs to entry i?",
    was="sum(pair) for pair in zip(v1, v2)",
    now="a + sum(v2) for a in v1",
)
refuse_numpy(q, "add_bias", "(v1, v2): return np.add(v1, v2).tolist()")
q.equivalent(
    "a + b = b + a",
    was="return [a + b for a, b in zip(v1, v2)]",
    now=["return [a + b for b, a in zip(v1, v2)]", "return [a + b for a, b in zip(v2, v1)]"],
)
q.hints(
    "What does Python do with `+` between two lists, and what do you want instead?",
    "Go through both lists in step and make one sum for each place. Put the sums into a new "
    "list, so that the old ones stay as they are.",
    "A list comprehension over the pairs that `zip` gives you, with the sum of the two as its"
    " entry, is the whole body.",
)
