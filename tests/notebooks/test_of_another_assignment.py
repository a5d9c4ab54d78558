"""A notebook of another assignment is told from this one's, whatever names and ids they share."""

import itertools
import json
from pathlib import Path

import pytest

from viva.course.bundle import make_bundle
from viva.course.layout import Course
from viva.grading.layout import is_of_another, make_plan
from viva.grading.read import Unreadable, read_submission

ROOT = Path(__file__).parents[2]
COURSE = Course(ROOT)
NAMES = [assignment.name for assignment in COURSE.assignments()]


def cells_of(folder: str, name: str) -> list:
    (path,) = (ROOT / folder / name).glob("*.ipynb")
    return read_submission(path.read_bytes())


@pytest.mark.parametrize("name", NAMES)
def test_all_others_are_the_wrong_notebook(name):
    bundle = make_bundle(COURSE.find(name))
    for other, folder in itertools.product(NAMES, ("release", "source")):
        cells = cells_of(folder, other)
        assert is_of_another(bundle, cells) == (other != name), (folder, other)
        if other != name:
            with pytest.raises(
                Unreadable, match=f"None of the questions of {name} .+wrong notebook"
            ):
                make_plan(bundle, cells)


def test_without_ids_or_with_own_ids_it_is_still_this_one():
    bundle = make_bundle(COURSE.find(NAMES[0]))
    cells = json.loads(json.dumps(cells_of("release", NAMES[0])))
    for cell in cells:
        cell["metadata"].get("nbgrader", {})["grade_id"] = f"mine-{id(cell)}"
    assert not is_of_another(bundle, cells)
    for cell in cells:
        cell["metadata"] = {}
    assert not is_of_another(bundle, cells)
