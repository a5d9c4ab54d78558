import json

import pytest
from notebooks_of_mine import released_cells, write

from viva.course.release_data import FILE_NAME, ReleaseData
from viva.student.release_data import release_data_of

CONTENT = {"hints": {"q01_double": ["One?", "Two."]}, "released": {"q01_double": "stub"}}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_it_lies_beside_the_notebook_or_beside_the_released_one(folder):
    mine = write("01_warm_up/warm_up.ipynb", released_cells())
    assert release_data_of(mine) == ReleaseData()
    released = write("release/01_warm_up/warm_up.ipynb", released_cells()).with_name(FILE_NAME)
    released.write_text(json.dumps(CONTENT))
    assert release_data_of(mine).hints == {"q01_double": ("One?", "Two.")}
    mine.with_name(FILE_NAME).write_text(json.dumps({"released": {"q01_double": "other"}}))
    assert release_data_of(mine).released == {"q01_double": "other"}


def test_another_notebooks_help_is_not_taken():
    mine = write("02_more/more.ipynb", released_cells())
    released = write("release/01_warm_up/warm_up.ipynb", released_cells()).with_name(FILE_NAME)
    released.write_text(json.dumps(CONTENT))
    assert release_data_of(mine) == ReleaseData()
