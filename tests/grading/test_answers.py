"""Which cells answer a question, wherever they stand."""

import pytest
from fake_worker import cells_of
from small_exam import RELEASED, RIGHT, SOURCE, bundle, code

from viva.grading.answers import (
    asked_for,
    chosen,
    find_moved,
    nameless_texts,
    remark,
    written_answer,
    written_cells,
)
from viva.grading.matching import join_split_answers, match, read_cell

BUNDLE = bundle()
SCALE, SHIFT = RIGHT["q01_scale"], RIGHT["q02_shift"]
BLANK = {"q01_scale": RELEASED["q01_scale"], "q02_shift": RELEASED["q02_shift"]}
BROKEN = "def scale(v, factor):\n    return ("


def moved(cells, of=BUNDLE):
    matching = match(of, cells)
    return find_moved(of, join_split_answers(of, [read_cell(c) for c in cells], matching), matching)


def with_own(answers, *texts, place=7):
    cells = cells_of(RIGHT | answers)
    own = [code(f"own{n}", text) for n, text in enumerate(texts)]
    return [*cells[:place], *own, *cells[place:]]


def without(answers, name):
    return [c for c in cells_of(RIGHT | answers) if c["id"] != name]


def question(name):
    return next(q for q in BUNDLE.questions if q.id == name)


def test_helpers_of_an_answer_are_not_asked_for():
    assert asked_for(BUNDLE, question("q01_scale")) == {"scale"}
    cells = [dict(cell) for cell in SOURCE]
    cells[2]["source"] = "def scale(v, factor):\n    return up(v)\ndef up(v):\n    return v"
    two = bundle(cells=tuple(cells))
    assert two.questions[0].needs == {"scale", "up"}
    assert asked_for(two, two.questions[0]) == {"scale"}
    # A name that the test defines itself is the test's; if none is left, all are asked for.
    cells[3]["source"] = "scale = up = 1\nassert scale"
    own = bundle(cells=tuple(cells))
    assert asked_for(own, own.questions[0]) == {"scale", "up"}


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (cells_of(RIGHT), {}),
        (cells_of(BLANK), {}),
        (with_own(BLANK, SCALE), {"q01_scale": 7}),
        (with_own(BLANK, SCALE, place=0), {"q01_scale": 0}),
        (with_own(BLANK, SCALE, SHIFT), {"q01_scale": 7, "q02_shift": 8}),
        (with_own(BLANK, f"{SCALE}\n{SHIFT}"), {"q01_scale": 7, "q02_shift": 7}),
        # An answer in its own place counts, whatever else there is.
        (with_own({}, SCALE), {}),
        (with_own({"q01_scale": "x = 1"}, SCALE), {"q01_scale": 7}),
        # Of two elsewhere the last counts, but one that is Python before one that is not.
        (with_own(BLANK, SCALE, SCALE + "\n"), {"q01_scale": 8}),
        (with_own(BLANK, SCALE, BROKEN), {"q01_scale": 7}),
        (with_own(BLANK, BROKEN), {"q01_scale": 7}),
        # One in its place that is no Python loses to one that is, and not to its like.
        (with_own({"q01_scale": BROKEN}, SCALE), {"q01_scale": 7}),
        (with_own({"q01_scale": BROKEN}, BROKEN + "  # again"), {}),
        (with_own(BLANK, RELEASED["q01_scale"]), {}),
        (with_own(BLANK, "scale = 3", "nothing = 1"), {"q01_scale": 7}),
        (with_own(BLANK, "scales = 3"), {}),
    ],
)
def test_answers_elsewhere_are_found_by_their_names(cells, found):
    assert moved(cells) == found


def test_an_answer_in_the_cell_of_another_question():
    both = f"{SCALE}\n{SHIFT}"
    assert moved(cells_of(RIGHT | BLANK | {"q02_shift": both})) == {"q01_scale": 4}
    # One that is at home in a cell of its own is taken last.
    cells = with_own(BLANK | {"q02_shift": both}, SCALE + "\n", place=0)
    assert moved(cells) == {"q01_scale": 0}
    # Where its cell is gone, one that has run before needs no second run ...
    assert moved(without({"q01_scale": both}, "q02_shift")) == {}
    # ... but one that comes later does.
    assert moved(without({"q02_shift": both}, "q01_scale")) == {"q01_scale": 3}


def test_where_two_inline_tests_ask_for_one_name_each_answer_is_for_its_own():
    later = RIGHT["q02_shift"] + "\ndef scale(v, factor):\n    return v"
    cells = [
        dict(cell, source=cell["source"].replace("def shift", "def scale(v): pass\ndef shift", 1))
        if cell["id"] == "q02_shift"
        else cell
        for cell in SOURCE
    ]
    exam = bundle(cells=tuple(cells))
    asking = "from viva.grading import examine; examine("
    plain = tuple(dict(c, source=c["source"].replace(asking, "assert all(")) for c in cells)
    inline = bundle(cells=plain, exam=None, inside=True)
    assert {q.id for q in inline.questions if "scale" in q.needs} == {"q01_scale", "q02_shift"}
    handed_in = cells_of(BLANK | {"q02_shift": later})
    assert "q01_scale" not in moved(handed_in, inline)
    # Where the answers are asked from outside, a person would find it, too.
    assert "q01_scale" in moved(handed_in, exam)
    # What stands in a cell of the student's own is found in both.
    elsewhere = with_own({"q01_scale": BLANK["q01_scale"]}, RIGHT["q01_scale"])
    assert "q01_scale" in moved(elsewhere, inline)


def test_what_the_instructor_gave_is_no_answer():
    cells = cells_of(RIGHT | BLANK)
    cells[3]["source"] = SOURCE[3]["source"]
    given = [dict(cell) for cell in SOURCE]
    given[1]["source"] = "def scale(v, factor):\n    return 0"
    of = bundle(cells=tuple(given))
    cells[1]["source"] = given[1]["source"]
    assert moved(cells, of) == {}
    cells[1]["source"] = SCALE
    assert moved(cells, of) == {"q01_scale": 1}


def test_text_that_is_no_code_answers_only_if_it_is_python():
    for text, found in ((SCALE, {"q01_scale": 7}), ("def scale(v, factor) is hard", {})):
        cells = with_own(BLANK, text)
        cells[7]["cell_type"] = "markdown"
        assert moved(cells) == found


def test_a_part_of_another_cell_is_no_answer_of_its_own():
    head, tail = "def shift(v):\n    if True:", "        return v\nscale = 1"
    cells = cells_of(RIGHT | BLANK | {"q02_shift": head})
    cells.insert(5, code("rest", ""))
    cells[5]["source"] = tail
    assert moved(cells) == {"q01_scale": 4}


def submitted(*texts):
    return [read_cell(code(f"c{n}", text)) for n, text in enumerate(texts)]


STUB = RELEASED["q01_scale"]


@pytest.mark.parametrize(
    ("texts", "mine", "elsewhere", "run"),
    [
        ((SCALE,), [0], None, [0]),
        ((STUB,), [0], None, [0]),
        ((STUB, STUB), [0, 1], None, [1]),
        ((STUB, SCALE, STUB, "x = 1"), [0, 1, 2, 3], None, [1, 3]),
        ((BROKEN,), [0], None, [0]),
        ((), [], None, []),
        ((STUB, SCALE), [0], 1, [1]),
        (("x = 1", SCALE), [0], 1, [0, 1]),
        ((BROKEN, SCALE), [0], 1, [1]),
    ],
)
def test_all_cells_of_an_answer_run_that_are_not_blank(texts, mine, elsewhere, run):
    assert chosen(submitted(*texts), mine, STUB, elsewhere) == run


def test_what_became_part_of_another_cell_does_not_run():
    import dataclasses

    first, second = submitted("x = 1", "y = 1")
    cells = [first, dataclasses.replace(second, joined=True)]
    assert chosen(cells, [0, 1], STUB, None) == [0]
    blank = dataclasses.replace(submitted(STUB)[0], joined=True)
    assert chosen([blank], [0], STUB, None) == []


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ((SCALE,), ""),
        (("%%timeit\n" + SCALE,), "%%timeit"),
        (("def scael(v): pass",), "`scael`"),
        (("a = b = c = d = 1",), "`a`, `b`, `c`."),
        (("_x = 1",), ""),
        (("3",), ""),
        (("def scael(v): pass", BROKEN), ""),
        (("def scael(v): pass", "x = ("), ""),
        (("def up(v): pass", SCALE), ""),
    ],
)
def test_what_keeps_a_cell_from_being_an_answer(texts, words):
    said = remark(BUNDLE, question("q01_scale"), submitted(*texts))
    assert words in said and bool(said) == bool(words)


def said(mine=(), below=(), above=()):
    """The text of a written answer whose cells claim to be it, or stand beside its place."""
    given = [*above, *mine, *below]
    kinds = [cell if isinstance(cell, tuple) else ("markdown", cell) for cell in given]
    cells = [read_cell({"cell_type": kind, "source": text}) for kind, text in kinds]
    first, last = len(above), len(above) + len(mine)
    places = (range(first, last), range(last, len(cells)), range(first))
    found = written_cells(cells, *places, "YOUR ANSWER HERE")
    return written_answer([cells[index].cell for index in found])[0] if found else None


@pytest.mark.parametrize(
    ("mine", "text"),
    [
        ([], None),
        (["Because."], "Because."),
        (["YOUR ANSWER HERE"], "YOUR ANSWER HERE"),
        (["", "YOUR ANSWER HERE"], "YOUR ANSWER HERE"),
        (["One.", "YOUR ANSWER HERE", "Two."], "One.\n\nTwo."),
    ],
)
def test_a_written_answer_is_all_that_was_written(mine, text):
    assert said(mine) == text


UNTOUCHED = ["YOUR ANSWER HERE"]


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        ({"mine": UNTOUCHED, "below": ["So."]}, "So."),
        ({"mine": UNTOUCHED, "below": [("raw", "So."), " ", "And so."]}, "So.\n\nAnd so."),
        ({"mine": UNTOUCHED, "above": ["So."]}, "So."),
        ({"above": ["So."]}, "So."),
        ({"mine": ["First."], "below": ["Then."], "above": ["A note."]}, "First.\n\nThen."),
        (
            {"mine": UNTOUCHED, "below": [("code", "It is so, because b is 0.")]},
            "It is so, because b is 0.",
        ),
        ({"mine": UNTOUCHED, "below": [("code", "# It is so.")]}, "# It is so."),
        ({"mine": UNTOUCHED, "below": [("code", "print(1)")]}, UNTOUCHED[0]),
        ({"mine": UNTOUCHED, "below": [("code", "%%bash\nit is so")]}, UNTOUCHED[0]),
        ({"mine": UNTOUCHED, "below": [("code", ""), ("code", "((1")]}, UNTOUCHED[0]),
        ({"mine": ["First."], "below": [("code", "It is so.")]}, "First."),
    ],
)
def test_a_written_answer_beside_its_place_is_found(cells, text):
    assert said(**cells) == text


def test_pictures_of_the_same_name_stay_apart():
    first = {
        "source": "![](attachment:image.png)",
        "attachments": {"image.png": {"image/png": "a"}},
    }
    second = first | {"attachments": {"image.png": {"image/png": "b"}}}
    text, attachments = written_answer([first, first, second, {"source": "So."}])
    assert text.split("\n\n") == [
        *["![](attachment:image.png)"] * 2,
        "![](attachment:2-image.png)",
        "So.",
    ]
    assert attachments == {"image.png": {"image/png": "a"}, "2-image.png": {"image/png": "b"}}


def test_texts_without_a_name_may_be_answers():
    cells = [
        read_cell({"cell_type": kind, "source": text})
        for kind, text in (("markdown", "a"), ("raw", "b"), ("code", "c"), ("markdown", " "))
    ]
    assert nameless_texts(cells, [0, 1, 2, 3]) == [0, 1]
    assert nameless_texts(cells, [1]) == [1]


def test_an_answer_in_the_first_cell_of_a_notebook_has_run_before_the_next():
    of = bundle(cells=tuple(SOURCE[2:6]))
    cells = cells_of(RIGHT | {"q01_scale": f"{SCALE}\n{SHIFT}"})[2:6]
    assert moved([cell for cell in cells if cell["id"] != "q02_shift"], of) == {}


def test_nbgrader_moves_no_answer_that_another_inline_test_asks_for_alone():
    cells = [dict(cell, source=cell["source"].split("\n###")[0]) for cell in SOURCE]
    cells[4]["source"] = "def scale(v, factor):\n    pass"
    cells[5]["source"] = "assert scale([1], 2)"
    cells[2]["source"] = "def scale(v, factor):\n    pass"
    inline = bundle(cells=tuple(cells), exam=None, inside=True)
    assert moved(cells_of(RIGHT | BLANK | {"q02_shift": SCALE}), inline) == {}


def test_a_stub_in_the_cell_of_another_question_answers_nothing():
    stub = "def scale(v, factor):\n    return v\n" + RELEASED["q02_shift"]
    of = bundle(released=RELEASED | {"q02_shift": stub})
    assert moved(cells_of(RIGHT | BLANK | {"q02_shift": stub}), of) == {}
    written = f"{SCALE}\n{SHIFT}"
    assert moved(cells_of(RIGHT | BLANK | {"q02_shift": written}), of) == {"q01_scale": 4}


def test_an_answer_above_all_cells_is_in_no_other_questions_cell():
    of = bundle(cells=(*SOURCE[:4], SOURCE[5], SOURCE[4]))
    title, given, _, test, shift, shift_test, _ = cells_of(RIGHT)
    both = code("own", f"{SCALE}\n{SHIFT}")
    assert moved([both, title, given, test, shift_test, shift], of) == {"q01_scale": 0}
