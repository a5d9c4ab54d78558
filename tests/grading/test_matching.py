"""Which submitted cell is which of the instructor's."""

import pytest
from fake_worker import cells_of
from small_exam import RELEASED, RIGHT, SOURCE, bundle, code

from viva.grading import matching as module
from viva.grading.matching import (
    SubmittedCell,
    join_split_answers,
    match,
    read_cell,
    read_cells,
)

BUNDLE = bundle()


def matched(cells):
    found = match(BUNDLE, cells)
    return found.matched, found.extra


def test_cells_are_matched_in_place():
    places, extra = matched(cells_of(RIGHT))
    assert places == {n: [n] for n in range(7)}
    assert extra == {}


@pytest.mark.parametrize("keep", ["grade_id", "id", "source"])
def test_each_mark_alone_is_enough(keep):
    cells = cells_of({})
    for cell in cells:
        if keep != "grade_id":
            cell["metadata"] = {}
        if keep != "id":
            cell["id"] = "unknown"
        if keep != "source":
            cell["source"] = "changed"
    named = {1, 2, 3, 4, 5, 6}
    expected = {"grade_id": named, "id": named | {0}, "source": named - {3} | {0}}[keep]
    # A test cell is known by its text with the hidden part only, which nobody has.
    expected = expected - {5} if keep == "source" else expected
    assert set(matched(cells)[0]) == expected


def test_the_name_counts_more_than_the_id_and_the_id_more_than_the_text():
    cell = dict(cells_of(RIGHT)[2])
    assert matched([dict(cell, id="q02_shift")])[0] == {2: [0]}
    bare = dict(cell, metadata={}, source=RELEASED["q02_shift"])
    assert matched([dict(bare, id="q01_scale")])[0] == {2: [0]}
    assert matched([dict(bare, id="other")])[0] == {4: [0]}


def test_an_id_that_two_cells_share_tells_nothing():
    cell = dict(cells_of(RIGHT)[2], metadata={})
    assert matched([cell])[0] == {2: [0]}
    places, extra = matched([cell, dict(cell, source="x = 1")])
    assert (places, extra) == ({}, {-1: [0, 1]})
    # Each may still be known by its text.
    assert matched([cell, dict(cell, source=RELEASED["q02_shift"])]) == ({4: [1]}, {-1: [0]})


def test_of_equal_texts_the_first_is_meant_and_an_empty_one_is_none():
    twice = bundle(cells=(*SOURCE[:2], code("empty", ""), *SOURCE[1:2]))
    text = {"source": SOURCE[1]["source"] + "\n"}
    assert match(twice, [text, {"source": ""}]).matched == {1: [0]}


def test_own_cells_follow_the_cell_before_them():
    cells = cells_of(RIGHT)
    own = [code(f"own{n}", f"x{n} = {n}") for n in range(3)]
    places, extra = matched([own[0], *cells[:3], own[1], own[2], *cells[3:]])
    assert extra == {-1: [0], 2: [4, 5]}
    assert places[3] == [6]
    assert match(BUNDLE, [own[0], *cells]).place_of == {n + 1: n for n in range(7)}


@pytest.mark.parametrize("odd", [{}, {"id": 3}, {"id": []}, {"metadata": 5}, {"source": None}])
def test_odd_cells_are_the_students_own(odd):
    assert matched([odd]) == ({}, {-1: [0]})


@pytest.mark.parametrize(
    ("text", "magic"),
    [
        ("%%timeit\nx", "%%timeit"),
        ("\n %%bash\nls", "%%bash"),
        ("%%time\nx", ""),
        ("%%capture\nx", ""),
        ("%time x", ""),
        ("x", ""),
    ],
)
def test_some_magics_keep_a_cell_out(text, magic):
    cell = read_cell(code("x", text))
    assert cell.magic == magic
    assert SubmittedCell({}, "%%bash\na = 1").names == set()
    assert SubmittedCell({}, "%%time\na = 1").names == {"a"}


@pytest.mark.parametrize(
    ("kind", "text", "read"),
    [
        ("markdown", "```python\nx = 1\n```", "x = 1"),
        ("markdown", "\n```\nx = 1\n```\n", "x = 1"),
        ("markdown", "Text\n```\nx = 1\n```", "Text\n```\nx = 1\n```"),
        ("code", "```\nx = 1\n```", "```\nx = 1\n```"),
    ],
)
def test_a_fence_around_a_whole_text_is_taken_off(kind, text, read):
    cell = read_cell({"cell_type": kind, "source": text})
    assert (cell.code, cell.kind, cell.joined) == (read, kind, False)


def test_what_a_cell_says():
    cell = read_cell(code("x", "def f(): return 1"))
    assert cell.parses() and cell.names == {"f"} and not cell.blank(None)
    assert read_cell(code("x", "# ")).blank("anything")
    assert not read_cell(code("x", "def f(")).parses()


HEAD, TAIL = "def scale(v, factor):\n    if True:", "        return v"


def joined(*texts, own=(), place=2, kinds=None):
    """The codes of cells that begin with an answer; None for what became part of another."""
    mine = cells_of(RIGHT)[place]
    cells = [dict(mine, source=texts[0])]
    for number, text in enumerate(texts[1:], 1):
        cells.append(dict(mine, source=text, id=f"n{number}"))
        if number in own:
            cells[-1] = code(f"own{number}", "")
            cells[-1]["source"] = text
        if kinds:
            cells[-1]["cell_type"] = kinds
    found = join_split_answers(BUNDLE, read_cells(cells), match(BUNDLE, cells))
    return [None if cell.joined else cell.code for cell in found]


@pytest.mark.parametrize("own", [(), (1, 2)])
def test_an_answer_split_inside_a_statement_is_put_together(own):
    assert joined(HEAD, TAIL, own=own) == [f"{HEAD}\n{TAIL}", None]
    assert joined(HEAD, TAIL, "x = 1", own=own) == [f"{HEAD}\n{TAIL}", None, "x = 1"]
    assert joined(HEAD + "\n        y = 1", TAIL, "x = 1", own=own) == [
        f"{HEAD}\n        y = 1\n{TAIL}",
        None,
        "x = 1",
    ]


@pytest.mark.parametrize(
    "texts",
    [
        ("def scale(v, factor):\n    return v", "x = 1"),
        (HEAD, ""),
        (HEAD, "%%bash\n" + TAIL),
        (HEAD, "x = 1"),
        (HEAD, ") ) )"),
    ],
)
def test_what_makes_no_python_together_stays_apart(texts):
    assert joined(*texts) == list(texts)


def test_only_code_is_joined_to_answers_in_code():
    assert joined(HEAD, TAIL, kinds="markdown") == [HEAD, TAIL]
    assert joined(HEAD, TAIL, place=6) == [HEAD, TAIL]
    assert joined(HEAD, TAIL, place=1) == [HEAD, TAIL]
    # The next cell is another answer's.
    cells = cells_of({"q01_scale": HEAD, "q02_shift": TAIL})
    cells = [cells[2], cells[4]]
    cells[1]["source"] = TAIL
    found = join_split_answers(BUNDLE, [read_cell(cell) for cell in cells], match(BUNDLE, cells))
    assert not any(cell.joined for cell in found)


def test_a_cell_that_was_joined_joins_no_other():
    parts = ["def scale(v, factor):", "    if v:", "        return v"]
    assert joined(*parts) == parts
    parts = ["def scale(v, factor):", "    x = 1", "    return v"]
    assert joined(*parts) == ["\n".join(parts), None, None]


def test_an_answer_of_very_many_pieces_stays_in_pieces(monkeypatch):
    monkeypatch.setattr(module, "MAX_PIECES", 3)
    parts = ["def scale(v, factor):", *["    v = v"] * 3]
    assert joined(*parts) == ["\n".join(parts[:3]), None, None, "    v = v"]


def test_of_very_much_code_only_the_beginning_is_looked_into(monkeypatch):
    monkeypatch.setattr(module, "MAX_READ", len(HEAD) + 10)
    cells = read_cells([code("a", "x = 1"), code("b", "y = (z := 2)\n# blank"), code("c", "#")])
    assert [cell.readable for cell in cells] == [True, True, True]
    cells = read_cells([code("a", HEAD), code("b", "y = (z := 2)"), code("c", "# blank")])
    assert [cell.readable for cell in cells] == [True, False, False]
    assert cells[1].names == {"y"} and not cells[1].parses()
    assert not cells[2].blank(None) and read_cell(code("c", "# blank")).blank(None)
    assert joined(HEAD, TAIL) == [HEAD, TAIL]


@pytest.mark.parametrize(
    ("code", "released", "blank"),
    [
        ("w = ___ +\n", "w = ___ +", True),
        ("w = 3", "w = ___ +", False),
        ("# nothing yet", "w = 0", True),
        ("w = 0  # mine", "w = 0", True),
        ("w = 1", "w = 0", False),
    ],
)
def test_a_cell_is_blank_as_it_was_released_be_it_python_or_not(code, released, blank):
    assert SubmittedCell({"cell_type": "code"}, code).blank(released) is blank
