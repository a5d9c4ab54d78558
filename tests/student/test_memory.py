import pytest
from notebooks_of_mine import released_cells, write

from viva.grading.verdict import CaseResult, QuestionVerdict, Verdict
from viva.student.memory import (
    fingerprint,
    home_of,
    memory_of,
    recall,
    recall_verdict,
    remember,
    remember_verdict,
)


@pytest.fixture
def mine(tmp_path):
    (tmp_path / ".git").mkdir()
    return write(tmp_path / "01_warm_up" / "warm_up.ipynb", released_cells())


def test_the_students_folder_is_above_a_numbered_one(mine, tmp_path):
    assert home_of(mine) == tmp_path
    assert home_of(tmp_path / "homework" / "warm_up.ipynb") == tmp_path / "homework"


def test_changes_are_kept_beside_what_was_there(mine):
    assert recall(mine) == {}
    assert remember(mine, a=1)
    assert remember(mine, b=[2])
    assert recall(mine) == {"a": 1, "b": [2]}
    memory_of(mine).write_text("[")
    assert recall(mine) == {}


def test_a_folder_that_cannot_be_written_is_no_trouble(mine, tmp_path):
    (tmp_path / ".viva").write_text("a file where the folder would be")
    assert not remember(mine, a=1)
    assert recall(mine) == {}


def test_a_verdict_is_known_by_its_fingerprint(mine):
    question = QuestionVerdict("q", 1, 2, "partial", "So?", None, (CaseResult("c", True),))
    verdict = Verdict("01_warm_up", None, "graded", (question,), "none", 0.1, "", frozenset({"w"}))
    remember_verdict(mine, "mark", verdict)
    assert recall_verdict(mine, "mark") == verdict
    assert recall_verdict(mine, "another") is None
    remember(mine, checked={"fingerprint": "mark", "verdict": {"status": "odd"}})
    assert recall_verdict(mine, "mark") is None


def test_the_fingerprint_sees_the_notebook_its_files_and_the_released_one(mine, tmp_path):
    marks = {fingerprint(mine, b"a", {}), fingerprint(mine, b"b", {})}
    marks |= {fingerprint(mine, b"a", {"n": b"1"}), fingerprint(mine, b"a", {"n": b"2"})}
    write(tmp_path / "release" / "01_warm_up" / "warm_up.ipynb", released_cells())
    marks.add(fingerprint(mine, b"a", {}))
    assert len(marks) == 5
    assert fingerprint(mine, b"a", {}) in marks
