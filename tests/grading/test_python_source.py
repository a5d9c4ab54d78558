import pytest
from small_exam import RELEASED

from viva.grading.python_source import (
    Remembering,
    as_python,
    computes,
    defined_names,
    does_nothing,
    is_blank_text,
    mentioned_names,
    parses,
    skeleton,
    takes_too_long,
)


def is_blank(text, released):
    return is_blank_text(text, released) or does_nothing(skeleton(text), released)


DEEP = "x = " + "-" * 5000 + "1\n" + "if x:\n  y = 1\n" + "elif x:\n  y = 2\n" * 5000


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("def f(): x = 1\nclass C: y = 2", {"f", "C"}),
        ("a, (b, *c) = 1, (2, 3)\nd: int = 4\ne += 1", set("abcde")),
        ("if 1:\n    g = 2\nelse:\n    h = 3\nfor i in []: pass", {"g", "h", "i"}),
        ("try:\n    j = 1\nexcept Exception:\n    k = 2", {"j", "k"}),
        ("import numpy as np\nfrom math import exp as e\nimport os.path", {"np", "e", "os"}),
        ("%matplotlib inline\n!ls\nx = 1\nx?", {"x"}),
        ("%%time\ny = 2", {"y"}),
        ("with open('f') as f: pass", {"f"}),
        ("def f(x:\n  pass\nz = 3\nclass D(", {"f", "z", "D"}),
        ("x == 1", set()),
    ],
)
def test_names_that_a_cell_defines(text, names):
    assert defined_names(text) == names


def test_ipython_lines_keep_their_place():
    assert as_python("%%time\na = 1\n  !ls").split("\n") == ["", "a = 1", "  pass"]


def test_names_are_found_wherever_statements_stand():
    text = "for i in x:\n    a = 1\nelse:\n    b = 2\nwhile x:\n    c = 3\n"
    text += "try:\n    pass\nfinally:\n    d = 4\nasync def e(): pass\n"
    assert defined_names(text) == set("iabcde")
    assert defined_names("async def f(x:") == {"f"}


def test_what_is_too_deep_defines_nothing_and_is_no_python():
    assert defined_names(DEEP.split("\n", 1)[1]) == set()
    assert not parses("x = " + "(" * 5000)
    assert not is_blank("x = " + "(" * 5000, "")


def test_lines_of_ipython_are_no_obstacle():
    assert parses("%%time\nx = 1\n%matplotlib inline\nx?")
    assert parses(" %%time\nx = 1")
    assert not parses("%%time\nx = (")
    assert as_python("x = 1") == "x = 1"
    assert as_python("?x\nif 1:\n    x?") == "pass\nif 1:\n    pass"


def test_mentioned_names_are_words():
    assert mentioned_names("f(x_1, 2y, 'é') + 3") == {"f", "x_1", "é"}


@pytest.mark.parametrize(
    ("text", "blank"),
    [
        (RELEASED["q01_scale"], True),
        ("", True),
        ("  \n", True),
        ("# only a comment", True),
        (
            'def scale(v, factor):\n    """Doc."""\n    # TODO\n'
            '    raise NotImplementedError("q01_scale")',
            True,
        ),
        ("raise NotImplementedError", True),
        ("raise NotImplementedError()", True),
        ("raise ValueError", False),
        ("def scale(v, factor):\n    return None", False),
        ("def scale(v, factor:", False),
        (RELEASED["q01_scale"] + "\nx = 1", False),
        ('"""A text."""', True),
        ("3", False),
    ],
)
def test_blank_is_what_does_as_the_stub_does(text, blank):
    assert is_blank(text, RELEASED["q01_scale"]) is blank


def test_without_a_stub_only_nothing_is_blank():
    assert is_blank("", None) and is_blank("# a", None)
    assert not is_blank("x = 1", None)


@pytest.mark.parametrize(
    ("text", "released", "blank"),
    [
        ("YOUR ANSWER", "YOUR ANSWER", True),
        (" YOUR ANSWER\n", "YOUR ANSWER ", True),
        (" ", "YOUR ANSWER", True),
        ("Because.", "YOUR ANSWER", False),
        ("Because.", None, False),
    ],
)
def test_a_written_answer_is_blank_as_released(text, released, blank):
    assert is_blank_text(text, released) is blank


@pytest.mark.parametrize(
    "text",
    [
        "import a" + ".a" * 300,
        "import a" + ".\\\na" * 300,
        "x = 1\nfrom a" + ".a" * 300 + " import b",
        "x" + "\u0301" * 40,
        "x" + "\u0f73" * 40,
        'x = f"' + "{y}" * 10_000 + '"',
        "x = 1\n" * 20_000,
    ],
)
def test_what_python_would_take_long_to_read_is_not_read(text):
    assert takes_too_long(text) and not parses(text) and skeleton(text) is None
    assert defined_names("z = 1\n" + text) >= {"z"}


@pytest.mark.parametrize(
    "text",
    [
        "import a.b.c",
        "x = 'Việt e\u0301\u0323'",
        "x = {1: {}, 2: {}}",
        "x = [0.5]\n" * 5000,
        "import a\n" + "a.b\n" * 300,
    ],
)
def test_what_people_write_is_read(text):
    assert parses(text)


def test_long_texts_are_not_remembered():
    seen = []
    function = Remembering(lambda text: seen.append(text) or len(text))
    short, long = "x" * 10, "x" * 20_000
    assert [function(text) for text in (short, long, short, long)] == [10, 20_000, 10, 20_000]
    assert seen == [short, long, long]


def test_only_the_last_few_texts_are_remembered():
    seen = []
    function = Remembering(seen.append)
    for number in (*range(Remembering.most_texts + 1), 0):
        function(str(number))
    assert seen.count("0") == 2 and seen.count("1") == 1


@pytest.mark.parametrize("stub", ["# YOUR CODE HERE\n    raise NotImplementedError()", "pass"])
def test_the_stub_of_a_release_by_nbgrader_alone_is_no_written_answer(stub):
    released = 'def draw():\n    raise NotImplementedError("q03_draw")'
    assert is_blank_text(f"def draw():\n    {stub}\n", released) is (stub != "pass")


@pytest.mark.parametrize(
    ("text", "does"),
    [
        ("x = 1", True),
        ("f(3)", True),
        ("for k in range(3):\n    pass", True),
        ("def f():\n    return 1\n\nx = f()", True),
        ("'words'\nx += 1", True),
        ("def f():\n    x = 1\n\nclass A:\n    x = 1", False),
        ("import os\nfrom math import exp", False),
        ("'words'\n3\npass\n# x = 1", False),
        ("%matplotlib inline\ndef f():\n    pass", False),
        ("x = = 1", False),
        ("", False),
    ],
)
def test_a_cell_computes_if_it_does_more_than_define(text, does):
    assert computes(text) is does
