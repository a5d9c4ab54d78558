"""Nothing of ours takes longer for each cell, name or value the more of them a student has."""

import struct

import numpy as np
import pytest
import small_exam
from growth import assert_linear

from viva.compare.difference import difference
from viva.compare.numbers import Tolerance
from viva.grading import python_source
from viva.grading.again import layout_of
from viva.grading.alike import alike_values
from viva.grading.answers import find_moved
from viva.grading.assess import Assessor
from viva.grading.layout import lay_out
from viva.grading.matching import (
    join_split_answers,
    match,
    read_cells,
)
from viva.grading.notebook import unique_ids
from viva.grading.plan import Plan, Step
from viva.grading.python_source import defined_names, mentioned_names
from viva.grading.wording import Source, about_error
from viva.remote.arguments import lengths_of, note_sizes
from viva.remote.transport import CandidateError
from viva.student import affected
from viva.student.affected import change_between
from viva.worker.wire import decode, encode

BUNDLE = small_exam.bundle()
LONGEST = 2**13


def cell(text, name="q01_scale", **more):
    data = {"nbgrader": small_exam.grading(name, solution=True)} if name else {}
    return {"cell_type": "code", "id": "x", "metadata": data, "source": text} | more


def answers(*sources, name="q01_scale"):
    """Cells that claim to be one answer."""
    return [cell(text, name) for text in sources]


def laid(cells):
    """Return submitted cells in which everything has been read that can be."""
    matching, read = match(BUNDLE, cells), read_cells(cells)
    for each in read:
        each.names, each.parses(), each.blank(None)
    return read, matching


DEF = "def scale(v, factor): return v"
SUBMITTED = {
    "copies": lambda n: answers(*[DEF] * n),
    "copies elsewhere": lambda n: answers(*[DEF] * n, name=""),
    "copies in another's place": lambda n: answers(*[DEF] * n, name="q02_shift"),
    "no Python": lambda n: answers(*["def scale(v, factor)"] * n),
    "two by two no Python": lambda n: answers(*["def scale(v, factor): return (", ")"] * (n // 2)),
    "blank": lambda n: [cell("")] * n,
    "text": lambda n: [cell("It is so.", "q03_why", cell_type="markdown")] * n,
    "tags": lambda n: [cell(DEF, "") | {"metadata": {"tags": ["a"] * n}}],
    "keys": lambda n: [cell(DEF) | {"metadata": {"nbgrader": {f"a{i}": 1 for i in range(n)}}}],
}


@pytest.mark.parametrize("name", SUBMITTED)
def test_no_notebook_takes_longer_for_each_cell_the_more_there_are(name):
    def arranged(given):
        found = join_split_answers(BUNDLE, *given)
        find_moved(BUNDLE, found, given[1])

    assert_linear(arranged, lambda n: laid(SUBMITTED[name](n)), LONGEST)
    assert_linear(laid_out, SUBMITTED[name], 512)


def laid_out(cells):
    plan = lay_out(BUNDLE, cells)
    layout_of(plan)
    unique_ids([step.cell for step in plan.steps])
    Assessor(BUNDLE, plan, {}).text.line(0, 1)
    return plan


def test_an_answer_in_many_pieces_is_not_read_again_and_again():
    def pieces(n):
        return [cell("def scale(v, factor):"), *[cell("    v = v")] * n]

    def joined(cells):
        cells = read_cells(cells)
        python_source.parses.remembered.cache_clear()
        join_split_answers(BUNDLE, cells, match(BUNDLE, [each.cell for each in cells]))

    assert_linear(joined, pieces, 2048)


def test_no_error_takes_longer_the_more_places_it_names():
    def about(n):
        places = [(0, 0, "f")] * n
        error = CandidateError({"type": "ValueError", "text": "a", "places": places}, "f")
        return error, Source("", dict.fromkeys(range(n), "x = 1"))

    assert_linear(lambda given: about_error(*given, own_words=True), about, LONGEST)


def test_no_change_takes_longer_for_each_cell_the_more_there_are():
    def chain(n):
        return [f"def f{i}(): return f{i + 1}()" for i in range(n)]

    def plans(n):
        texts = chain(n)
        changes = ([*texts[:-1], "def f(): return 1"], [*texts, *["x = 1"] * n])
        return [[Plan(steps_of(texts)), Plan(steps_of(change))] for change in changes]

    def changed(given):
        for function in (mentioned_names, affected.is_definitions, defined_names):
            function.remembered.cache_clear()
        return [change_between(*pair) for pair in given]

    assert_linear(changed, plans, 512)


def steps_of(texts):
    return [Step("run", {"cell_type": "code", "source": text}, "q", own=True) for text in texts]


COLLIDING = {
    "numbers": lambda i: i * (2**61 - 1),
    "long numbers": lambda i: (i + 2**4000) * (2**61 - 1),
    "tuples": lambda i: (i * (2**61 - 1),),
    "negative": lambda i: -1 - i * (2**61 - 1),
    "complex": lambda i: complex(1000003 * i, -i),
    "one and the same": lambda i: 1,
    "texts": str,
    "small numbers": lambda i: i,
    "halves": lambda i: i / 2,
}


@pytest.mark.parametrize("name", COLLIDING)
@pytest.mark.parametrize("tag", [b"m", b"e"])
def test_no_dict_or_set_takes_longer_for_each_key_the_more_there_are(name, tag):
    def frame(n):
        keys = [encode(COLLIDING[name](i)) for i in range(n)]
        value = b"N" if tag == b"m" else b""
        return tag + struct.pack(">I", n) + b"".join(key + value for key in keys)

    def compared(data):
        value, other = decode(data), decode(data)
        assert difference(value, other) is None
        assert alike_values(value, other, Tolerance(), lists=False)
        assert lengths_of(value) is not None

    assert_linear(compared, frame, LONGEST)


PAIRS = {
    "lists": lambda n: ([[1.0, 2.0]] * n, [[1.0] * n]),
    "ragged": lambda n: ([[1.0]] * n + [1.0], [1.0] * n),
    "no numbers": lambda n: ([1.0] * n + ["x"], [1.0] * n),
    "texts": lambda n: (["x"] * n, ["x"] * n),
    "long text": lambda n: ("x" * n, "x" * n + "y"),
    "bytes": lambda n: (b"x" * n, b"x" * n + b"y"),
    "dicts": lambda n: ({f"{i}": 1.0 for i in range(n)}, {f"{i}": 2.0 for i in range(n)}),
    "large numbers": lambda n: ({10**5000: [1.0] * n}, {10**5000: [2.0] * n}),
    "arrays": lambda n: (np.ones(n), 2 * np.ones(n)),
    "another order": lambda n: (np.arange(n), np.arange(n)[::-1]),
    "tuples": lambda n: ((1.0,) * n, (2.0,) * n),
    "empty lists": lambda n: ([[]] * n, [[]] * n),
}


@pytest.mark.parametrize("name", PAIRS)
def test_no_comparison_takes_longer_for_each_entry_the_more_there_are(name):
    def compared(pair):
        for lists in (True, False):
            for got, expected in (pair, pair[::-1]):
                found = difference(got, expected, lists=lists, plain_scalars=True)
                assert found is None or str(found)
                alike_values(got, expected, Tolerance(), lists)
        note_sizes(pair[0], {})

    assert_linear(compared, PAIRS[name], 2048)
