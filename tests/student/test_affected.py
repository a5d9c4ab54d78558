import dataclasses

import pytest

from viva.grading.plan import Plan, Step
from viva.student.affected import change_between, is_definitions

F = "def f(x):\n    return x"
G = "def g(x):\n    return f(x) + 1"
H = "def h(x):\n    return 2 * x"


def run(text, question=None):
    return Step("run", {"cell_type": "code", "source": text}, question, own=True)


def the_test(question):
    return Step("test", {"cell_type": "code", "source": f"assert {question}(1)"}, question)


def plan_of(*steps, **fields):
    return Plan(list(steps), **fields)


def three(f=F, g=G, h=H, between="data = load()"):
    return plan_of(
        run(f, "f"), the_test("f"), run(between), run(g, "g"), the_test("g"), run(h, "h"),
        the_test("h"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("new", "first", "asked", "edited"),
    [
        ({}, 7, "", ""),
        ({"h": H + " + 0"}, 5, "h", "h"),
        ({"g": G + " + 0"}, 3, "g", "g"),
        ({"f": F + " + 0"}, 0, "f g", "f"),
        ({"f": F + " + 0", "h": H + " + 0"}, 0, "f g h", "f h"),
        ({"f": "print(1)\n" + F}, 0, "f g h", "f"),
        ({"between": "data = load(2)"}, 2, "g h", ""),
        ({"between": "data = load(f)", "f": F + " + 0"}, 0, "f g h", "f"),
        ({"f": "def f(x:"}, 0, "f g", "f"),
        ({"h": "f = 5"}, 5, "h", "h"),
    ],
)
def test_what_a_change_can_affect(new, first, asked, edited):
    change = change_between(three(), three(**new))
    assert (change.first, set(change.questions), set(change.edited)) == (
        first,
        set(asked.split()),
        set(edited.split()),
    )


def test_a_cell_that_uses_a_changed_name_and_does_more_than_define_upsets_what_follows():
    change = change_between(three(between="data = f(3)"), three(F + " + 0", between="data = f(3)"))
    assert change.questions == {"f", "g", "h"}


def test_a_name_that_is_gone_counts_as_changed():
    old = three(F + "\n\ndef helper(x):\n    return x", h="def h(x):\n    return helper(x)")
    new = three(F, h="def h(x):\n    return helper(x)")
    assert change_between(old, new).questions == {"f", "g", "h"}


def test_what_reaches_names_without_mentioning_them_is_checked_always():
    strange = "def h(x):\n    return globals()['f'](x)"
    change = change_between(three(h=strange), three(F + " + 0", h=strange))
    assert change.questions == {"f", "g", "h"}


@pytest.mark.parametrize("extra", ["data = data[1:]", "x = shuffle(data)"])
def test_cells_that_come_and_go(extra):
    old = three()
    new = three()
    new.steps.insert(3, run(extra))
    calls = "shuffle" in extra
    for one, other in ((old, new), (new, old)):
        change = change_between(one, other)
        assert change.first == 3
        assert ({"g", "h"} <= change.questions) == calls
        assert "f" not in change.questions


def test_answers_that_are_begun_or_gone_are_looked_at():
    change = change_between(three(), three())
    assert change.questions == frozenset()
    old, new = three(), three()
    old = dataclasses.replace(old, blank=old.blank | {"g"})
    new = dataclasses.replace(new, notes={**new.notes, "h": "found elsewhere"})
    assert change_between(old, new).questions == {"g", "h"}


def test_what_only_shows_something_affects_nothing():
    def shown(text):
        return Step("show", {"cell_type": "markdown", "source": text})

    old, new = three(), three()
    old.steps.insert(2, shown("a"))
    new.steps.insert(2, shown("b"))
    assert change_between(old, new).questions == frozenset()
    written = Step("show", {"cell_type": "markdown", "source": "why"}, "w", own=True)
    assert change_between(three(), plan_of(*three().steps, written)).questions == {"w"}


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("import math\nfrom a import b\n\n" + F, True),
        ("class A(B):\n    x = 1\n\n    def f(self):\n        self.y = 2", True),
        ("a, b = 0.2, -X[0] * 3", True),
        ('"""Only words."""', True),
        ("raise NotImplementedError('q')", True),
        ("def f(x=g()):\n    pass", False),
        ("@cache\ndef f(x):\n    pass", False),
        ("class A(make()):\n    pass", False),
        ("a[0] = 1", False),
        ("a.b = 1", False),
        ("a += 1", False),
        ("a = [f(x) for x in y]", False),
        ("f(1)", False),
        ("%time x = 1", False),
        ("raise ValueError", False),
        ("if a:\n    b = 1", False),
    ],
)
def test_which_cells_only_give_names_a_meaning(text, plain):
    assert is_definitions(text) == plain


def test_a_cell_that_is_not_looked_into_may_do_anything():
    assert is_definitions("import a.b")
    assert not is_definitions("import a" + ".a" * 300)


def test_more_cells_than_before_are_compared_with_all_that_were_there():
    old, new = three(), three()
    longer = plan_of(*new.steps[:2], run("print(data)"), run("f = 3"), *new.steps[2:])
    for first, second in ((old, longer), (longer, old)):
        assert change_between(first, second).questions == {"g", "h"}
