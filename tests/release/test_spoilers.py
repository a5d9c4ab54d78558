import json
from pathlib import Path

import pytest
from small_course import make_notebook

from viva.course.layout import Course
from viva.release.spoilers import SOLUTION, find_spoilers, fragments, is_open, normal

NOTEBOOK = make_notebook()
COURSE = Course(Path(__file__).parents[2])


@pytest.mark.parametrize(
    "hint",
    [
        "Write doubled = [2 * number for number in numbers] and you are done.",
        "It is `[2*number  for number in numbers]`.",
        "Collect [ 2 · number for number in numbers ] in a list.",
    ],
)
def test_a_line_or_an_expression_of_a_solution_is_found_however_it_is_spelled(hint):
    (problem,) = find_spoilers(NOTEBOOK, {"q01_double": ["Harmless.", hint]})
    assert problem.startswith("hint 2 of q01_double gives away ")
    assert problem.endswith(" of q01_double.")
    assert find_spoilers(NOTEBOOK, {"q99_another": [hint]})


@pytest.mark.parametrize(
    "hint",
    [
        "double_all([1, 2]) is [2, 4]: the visible test shows it.",
        "Return a list of every number, doubled.",
        "Go through the numbers and double each, and return doubled ones.",
    ],
)
def test_words_and_what_students_see_anyway_are_no_spoilers(hint):
    assert find_spoilers(NOTEBOOK, {"q01_double": [hint]}) == []


def test_modules_quotes_and_spaces_make_no_difference():
    assert normal("`np.exp( -x )` · \\(2\\)") == normal("exp(-x)*(2)")


@pytest.mark.parametrize("assignment", COURSE.assignments(), ids=lambda each: each.name)
def test_each_solution_of_the_course_would_be_found_in_a_hint(assignment):
    """Each telling line of each solution, put into a sentence as a hint."""
    notebook = json.loads(assignment.source_path.read_text())
    cells = [cell for cell in notebook["cells"] if is_open(cell)]
    shown = normal("\n".join(SOLUTION.sub("", "".join(cell["source"])) for cell in cells))
    for cell in notebook["cells"]:
        settings = cell["metadata"].get("nbgrader", {})
        if not settings.get("solution") or cell["cell_type"] != "code":
            continue
        name, text = settings["grade_id"], "".join(cell["source"])
        # Some pieces also stand in the open: in the cell itself, in tests, in given cells.
        secret = [fragment for fragment in fragments(text) if fragment not in shown]
        told = find_spoilers(notebook, {name: [f"Perhaps {each}, you think?" for each in secret]})
        assert secret and len(told) == len(secret), name
