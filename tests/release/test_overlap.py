"""What one notebook gives of another's solutions, on a small course and on this one."""

from pathlib import Path

import nbformat
import pytest
from small_course import add_later, make_course

from viva.course.layout import Course
from viva.release.overlap import overlaps_among, read_material

COURSE = Course(Path(__file__).parents[2])
LONG = """
def {name}({parameters}):
    total = 0
    for row, label in zip(X, y):
        score = sum(w * x for w, x in zip(model, row))
        total += max(0, 1 - label * score) + abs(score - label) ** 3
    return total / len(X)
"""


def found(course):
    materials = [read_material(each, course.release / each.name) for each in course.assignments()]
    return [str(each) for each in overlaps_among(materials)]


def overlaps(tmp_path, given, text=""):
    course = make_course(tmp_path)
    add_later(course, given, text)
    return found(course)


@pytest.mark.parametrize(
    "given",
    [
        "def double_all(values):\n    return list(np.array(values) * 2)",
        "class double_all:\n    pass",
    ],
)
def test_a_definition_under_the_name_that_is_asked_for(tmp_path, given):
    assert overlaps(tmp_path, given) == [
        "02_later/later.ipynb, cell given_tools, defines double_all, which q01_double of "
        "01_warm_up asks for."
    ]


def test_a_solution_in_a_cell_or_in_text(tmp_path):
    line = "[2 * number for number in numbers]"
    (sentence,) = overlaps(tmp_path / "code", f"def twice(numbers):\n    doubled = {line}")
    assert sentence == (
        "02_later/later.ipynb, cell given_tools, holds much of the solution of q01_double of "
        "01_warm_up."
    )
    (sentence,) = overlaps(tmp_path / "text", "pass", f"Remember `doubled = {line}`.")
    assert sentence.startswith("02_later/later.ipynb, cell title, holds much")


@pytest.mark.parametrize(
    "given",
    [
        "def double_all(numbers):\n    raise NotImplementedError('q07_double')",
        "print(double_all([1, 2]))",
        "def doubled_roots(numbers):\n    return [number**0.5 for number in numbers]",
    ],
)
def test_uses_and_other_functions_give_nothing_away(tmp_path, given):
    assert overlaps(tmp_path, given, "Double all numbers: `double_all([1, 2])`.") == []


def with_solution(course, text):
    """Put a solution into the small course's question."""
    path = course.source / "01_warm_up" / "warm_up.ipynb"
    notebook = nbformat.read(path, as_version=4)
    begin, end = "    ### BEGIN SOLUTION\n", "    ### END SOLUTION"
    body = text.strip().partition("\n")
    notebook.cells[3].source = f"{body[0]}\n{begin}{body[2]}\n{end}"
    nbformat.write(notebook, path)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (LONG.format(name="hinge_loss", parameters="model, X, y"), "does the work of loss in"),
        (LONG.format(name="price", parameters="X, y, model"), "holds much of"),
        (LONG.format(name="price", parameters="X, y, model").replace("score", "s"), "loss in the"),
    ],
)
def test_a_function_of_the_same_purpose_and_one_with_other_names(tmp_path, given, words):
    course = make_course(tmp_path)
    with_solution(course, LONG.format(name="loss", parameters="model, X, y"))
    add_later(course, given)
    (sentence,) = found(course)
    assert words in sentence and sentence.endswith("q01_double of 01_warm_up.")


def test_an_earlier_notebook_may_define_what_a_later_one_asks_for_again(tmp_path):
    course = make_course(tmp_path)
    add_later(course, "def double_all(values):\n    return list(np.array(values) * 2)", name="00_a")
    assert found(course) == []


def test_nothing_in_this_course_gives_a_later_notebooks_solution():
    materials = [read_material(a, COURSE.release / a.name) for a in COURSE.assignments()]
    given = overlaps_among(materials)
    assert [str(each) for each in given if each.giver < each.owner] == []
    pairs = {(each.giver[:2], each.owner[:2], each.question[:3]) for each in given}
    # The list network of 04, and the networks of 05 and 08, under other names than were asked for.
    assert {("04", "03", "q12"), ("05", "04", "q13"), ("05", "04", "q15")} <= pairs
    assert {giver for giver, _, _ in pairs} == {"04", "05", "06", "08"}
