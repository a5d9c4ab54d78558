import nbformat
import pytest
from nbgrader.utils import compute_checksum
from notebooks_of_mine import RIGHT, filled, released_cells, write

from viva.grading.cells import nbgrader
from viva.student.released import (
    changed_cells,
    checksum,
    has_points,
    is_pristine,
    pristine,
    released,
    without_duplicates,
)


@pytest.fixture
def mine(tmp_path):
    (tmp_path / ".git").mkdir()
    return write(tmp_path / "01_warm_up" / "warm_up.ipynb", filled(q01_double=RIGHT))


def test_the_checksum_is_nbgraders():
    cells = [cell for cell in released_cells() if nbgrader(cell)]
    assert len({checksum(cell) for cell in cells}) == len(cells)
    for cell in cells:
        assert checksum(cell) == compute_checksum(nbformat.from_dict(cell))


def test_a_notebook_tells_by_itself_what_is_not_started(mine):
    found = released(mine, filled(q01_double=RIGHT), {})
    assert found.origin is None
    assert set(found.bundle.released) == {"q02_count", "q03_why"}
    assert (found.bundle.assignment, found.bundle.notebook) == ("01_warm_up", "warm_up")
    assert found.bundle.exam is None


def test_the_released_notebook_counts_where_there_is_one(mine, tmp_path):
    origin = write(tmp_path / "release" / "01_warm_up" / "warm_up.ipynb", released_cells())
    cells = filled(q01_double=RIGHT, q01_double_test="pass")
    found = released(mine, cells, {})
    assert found.origin == origin
    assert "pass" not in [cell["source"] for cell in found.bundle.cells]
    assert found.changed == ("q01_double_test",)


def test_a_notebook_that_was_worked_in_is_no_released_one(mine, tmp_path):
    write(tmp_path / "release" / "01_warm_up" / "warm_up.ipynb", filled(q01_double="x = 1"))
    assert pristine(mine, released_cells()) is None
    write(tmp_path / ".viva" / "release" / "01_warm_up" / "warm_up.ipynb", released_cells())
    assert pristine(mine, released_cells()) is not None


def test_another_assignment_is_not_its_release(mine, tmp_path):
    others = [cell for cell in released_cells() if "q03" in cell["id"]]
    write(tmp_path / "release" / "02_other" / "other.ipynb", others)
    assert pristine(mine, released_cells()[:3]) is None


def test_changed_locked_cells_are_named():
    cells = filled(given="factor = 3", q01_double=RIGHT)
    assert changed_cells(cells, without_duplicates(cells)) == ("given",)
    assert not is_pristine(cells)


def test_the_first_of_two_copies_of_a_cell_stays():
    cells = released_cells()
    assert without_duplicates([*cells, dict(cells[1], source="x = 2")]) == cells


@pytest.mark.parametrize("points", [None, "two", -1, True])
def test_a_test_without_points_asks_nothing(points):
    cells = released_cells()
    cells[2]["metadata"]["nbgrader"]["points"] = points
    checksum(cells[2])
    assert len(without_duplicates(cells)) == len(cells) - 1


@pytest.mark.parametrize("points", [10**400, 1e999, -1, True, None, "2", float("nan")])
def test_points_that_are_none(points):
    assert not has_points({"metadata": {"nbgrader": {"grade": True, "points": points}}})
    assert has_points({"metadata": {"nbgrader": {"points": points}}})


def test_of_releases_with_cells_of_the_same_names_that_of_the_same_name_counts(tmp_path):
    for place in ("ps1/a", "ps1/b", "ps2/b"):
        write(tmp_path / "release" / f"{place}.ipynb", released_cells())
    (tmp_path / ".git").mkdir()
    mine = write(tmp_path / "ps2" / "b.ipynb", filled(q01_double=RIGHT))
    found = pristine(mine, filled(q01_double=RIGHT))
    assert found is not None and found[0] == tmp_path / "release" / "ps2" / "b.ipynb"
    renamed = mine.rename(mine.with_name("a.ipynb"))
    found = pristine(renamed, filled(q01_double=RIGHT))
    assert found is not None and found[0] == tmp_path / "release" / "ps1" / "a.ipynb"
