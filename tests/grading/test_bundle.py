import pytest
from small_exam import SOURCE, answer, bundle, code

from viva.grading.bundle import (
    as_python,
    classic,
    defined,
    grade_id,
    is_answer,
    is_explore,
    is_locked,
    solution,
    source,
    visible,
)


def test_questions_have_points_needs_and_kinds():
    found = {q.id: q for q in bundle().questions}
    assert found["q01_scale"].cell_id == "q01_scale_test"
    assert (found["q01_scale"].points, found["q01_scale"].needs) == (2.0, {"scale"})
    assert found["q03_why"].written
    assert not found["q01_scale"].written


def test_a_test_cell_is_shown_without_its_hidden_part():
    cell = next(c for c in SOURCE if grade_id(c) == "q01_scale_test")
    assert "examine" not in visible(cell)
    assert "HIDDEN" not in visible(cell)
    assert visible(cell).count("assert") == 1
    old = code("t", "assert a\n### BEGIN HIDDEN TESTS\nassert b\n### END HIDDEN TESTS")
    assert classic(old).split() == ["assert", "a", "assert", "b"]


def test_solutions_lose_their_marks():
    assert "SOLUTION" not in solution(SOURCE[2])
    assert "np.asarray(v) * factor" in solution(SOURCE[2])


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
    assert defined(text) == names


def test_ipython_lines_keep_their_place():
    assert as_python("%%time\na = 1\n  !ls").split("\n") == ["", "a = 1", "  pass"]


@pytest.mark.parametrize("odd", [{}, {"metadata": None}, {"metadata": {"nbgrader": 3}}])
def test_odd_cells_are_nobodys(odd):
    assert grade_id(odd) == ""
    assert not is_answer(odd)
    assert not is_locked(odd)
    assert not is_explore(odd)
    assert source(odd) == ""


def test_sources_may_be_lists_and_explore_is_a_tag():
    assert source({"source": ["a\n", 3, "b"]}) == "a\nb"
    assert is_explore({"metadata": {"tags": ["explore"]}})
    assert is_answer(answer("q", "x = 1"))
