import json

import pytest
from notebooks_of_mine import released_cells, write

from viva.student.hints import Hint, current_hint, next_hint, shown_so_far
from viva.student.memory import memory_of, recall, remember
from viva.student.release_data import FILE_NAME, release_data_of


@pytest.fixture
def mine(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    path = write("01_warm_up/warm_up.ipynb", released_cells())
    hints = {"q01_double": ["One?", "Two.", "Three!"], "q02_count": ["Only one."]}
    path.with_name(FILE_NAME).write_text(json.dumps({"hints": hints}))
    return path


def test_each_call_gives_the_next_one_and_the_last_stays(mine):
    texts = [next_hint(mine, "q01_double").text for _ in range(5)]
    assert texts == ["One?", "Two.", "Three!", "Three!", "Three!"]
    assert next_hint(mine, "q02_count") == Hint("Only one.", 1, 1)
    assert next_hint(mine, "q03_why") is None


def test_what_was_shown_is_kept_in_the_students_folder(mine, tmp_path):
    remember(mine, other=1)
    next_hint(mine, "q01_double")
    next_hint(mine, "q01_double")
    next_hint(mine, "q02_count")
    assert memory_of(mine).is_relative_to(tmp_path / ".viva")
    assert recall(mine) == {"other": 1, "hints": {"q01_double": 2, "q02_count": 1}}


@pytest.mark.parametrize("kept", [None, [], {"q01_double": "2"}, {"q01_double": -1}])
def test_a_memory_that_makes_no_sense_begins_anew(mine, kept):
    remember(mine, hints=kept)
    assert shown_so_far(mine, "q01_double") == 0
    assert next_hint(mine, "q01_double").number == 1


def test_a_table_shows_the_hint_that_was_asked_for_and_does_not_go_on(mine):
    given = release_data_of(mine)
    assert current_hint(mine, given, "q01_double").number == 1
    for _ in range(2):
        next_hint(mine, "q01_double")
        current_hint(mine, given, "q01_double")
    assert current_hint(mine, given, "q01_double") == Hint("Two.", 2, 3)
    assert current_hint(mine, given, "q03_why") is None
