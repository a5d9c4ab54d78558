import pytest
from small_exam import SOURCE, answer, code

from viva.grading.cells import (
    classic,
    grade_id,
    has_tag,
    is_answer,
    is_explore,
    is_locked,
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
