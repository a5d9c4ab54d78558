import pytest
from small_exam import SOURCE, answer, code

from viva.grading.cells import (
    carries_points,
    classic,
    grade_id,
    has_tag,
    is_answer,
    is_explore,
    is_inline_test,
    is_locked,
    is_task,
    nbgrader,
    solution,
    source,
    visible,
)


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
    marked = "a = 1\n### BEGIN SOLUTION\nb = 2\n  ### END SOLUTION ###\nc = 3"
    assert solution({"source": marked}) == "a = 1\nb = 2\nc = 3"


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


def test_what_nbgrader_says_of_a_cell():
    given = {"metadata": {"nbgrader": {"grade_id": "g", "solution": False}}}
    mine = {"metadata": {"nbgrader": {"grade_id": 3, "solution": True}}}
    assert (grade_id(given), is_locked(given), is_answer(given)) == ("g", True, False)
    assert (grade_id(mine), is_locked(mine), is_answer(mine)) == ("", False, True)
    copied = nbgrader(given)
    copied["grade_id"] = "changed"
    assert grade_id(given) == "g"


def test_tags_are_a_list():
    assert has_tag({"metadata": {"tags": ["a", "b"]}}, "b")
    assert not has_tag({"metadata": {"tags": ["a"]}}, "b")
    assert not has_tag({"metadata": {"tags": "ab"}}, "b")


def test_the_line_that_examines_is_no_test():
    text = "assert a\n### BEGIN HIDDEN TESTS\nfrom viva.grading import examine; examine('x')\n"
    cell = code("t", text + "### END HIDDEN TESTS\nassert c")
    assert classic(cell).split() == ["assert", "a", "assert", "c"]
    assert visible(cell) == "assert a\nassert c"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a\n\n \n  ### BEGIN HIDDEN TESTS\nb\n### END HIDDEN TESTS more\nc", "a\nc"),
        ("a  \n### BEGIN HIDDEN TESTS\n b ### END HIDDEN TESTS\n\nc", "a  \n\nc"),
        ("\n### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS", ""),
        ("a ### BEGIN HIDDEN TESTS\nb\n### END HIDDEN TESTS", ""),
        ("a\n###BEGIN HIDDEN TESTS\nb\n#END HIDDEN TESTS\nc", "a\nc"),
        ("### BEGIN HIDDEN TESTS\nb", None),
        ("\n\na\nb \n\n### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS\nc", "\n\na\nb \nc"),
        (
            "a\n### BEGIN HIDDEN TESTS\nb\n### END HIDDEN TESTS\nc\n"
            "### BEGIN HIDDEN TESTS\nd\n### END HIDDEN TESTS\ne",
            "a\nc\ne",
        ),
        (
            "### BEGIN HIDDEN TESTS\n### BEGIN HIDDEN TESTS\nb\n### END HIDDEN TESTS\nc\n"
            "### BEGIN HIDDEN TESTS\nd\n### END HIDDEN TESTS\ne",
            "c\ne",
        ),
        ("### END HIDDEN TESTS\n### BEGIN HIDDEN TESTS", None),
        ("### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS\n" * 3 + "a", "a"),
        (
            "### BEGIN HIDDEN TESTS\n" * 3 + "### END HIDDEN TESTS\na\n### BEGIN HIDDEN TESTS",
            "a\n### BEGIN HIDDEN TESTS",
        ),
    ],
)
def test_a_hidden_part_goes_with_the_blank_lines_before_it(text, seen):
    assert visible({"source": text}) == (text if seen is None else seen)


def marked(kind="code", text="assert f(1) == 2", **settings):
    return {"cell_type": kind, "source": text, "metadata": {"nbgrader": settings}}


@pytest.mark.parametrize(
    ("cell", "inline", "points", "task"),
    [
        (marked(grade=True, solution=False, task=False), True, True, False),
        (marked(grade=True), True, True, False),
        (marked(grade=False), False, False, False),
        (marked(), False, False, False),
        # Code that a person marks, a written answer, and a task that is done anywhere.
        (marked(grade=True, solution=True), False, True, False),
        (marked("markdown", "Why?", grade=True, solution=True), False, True, False),
        (marked("markdown", "Draw it.", task=True), False, True, True),
        (marked("markdown", "Draw it.", grade=True, task=True), False, True, True),
        (marked(grade=True, task=True), False, True, True),
        (marked("raw", grade=True), False, True, False),
        # One that asks an exam; a comment asks nothing.
        (marked(text="x = 1\nexamine('a', 'b')", grade=True), False, True, False),
        (marked(text="viva.examine('a', 'b')", grade=True), False, True, False),
        (marked(text="x = 1\n  # examine('a', 'b')", grade=True), True, True, False),
        (marked(text="reexamine('a')", grade=True), True, True, False),
        ({"cell_type": "code", "source": "x"}, False, False, False),
    ],
)
def test_which_cells_are_tests_of_their_own_and_which_carry_points(cell, inline, points, task):
    assert is_inline_test(cell) is inline
    assert carries_points(cell) is points
    assert is_task(cell) is task


@pytest.mark.parametrize("odd", [{}, {"source": None}, {"source": 3}, {"source": {}}])
def test_a_cell_without_a_text_is_empty(odd):
    assert source(odd) == visible(odd) == ""
