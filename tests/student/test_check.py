import os

import pytest
from notebooks_of_mine import COUNT, RIGHT, TEST, WRONG, filled, released_cells, write

from viva.grading.bundle import Limits
from viva.remote.client import Worker
from viva.student.check import all_mine, check_one, files_beside, lines_of


@pytest.fixture(scope="module")
def worker():
    with Worker(figures=False, warm=()) as started:
        yield started


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def checked(worker, cells, limits=None):
    verdict = check_one(write("01_warm_up/warm_up.ipynb", cells), worker, limits).verdict
    return verdict, {q.id: (q.status, q.message) for q in verdict.questions}


def test_each_state_of_a_question(worker):
    verdict, found = checked(worker, filled(q01_double=WRONG, q02_count=COUNT, q03_why="So."))
    assert found["q01_double"] == ("failed", "double_all([1, 2]) is [2, 4]")
    status, message = found["q02_count"]
    assert status == "failed"
    assert message.startswith(
        "The visible test fails at the line `assert math.isclose(total, 12)`. It uses double_all"
    )
    assert found["q03_why"][0] == "manual"
    assert (verdict.status, verdict.score, verdict.max_score) == ("graded", 0, 4)


def test_what_is_done_and_what_is_not_started(worker):
    verdict, found = checked(worker, filled(q01_double=RIGHT))
    assert found["q01_double"][0] == "passed"
    assert found["q02_count"][0] == found["q03_why"][0] == "blank"
    assert verdict.score == 2


@pytest.mark.parametrize(
    ("code", "status", "words"),
    [
        ("def double_all(numbers):\n    return numbers / 0", "error", "`return numbers / 0`"),
        ("def double_all(numbers:", "error", "SyntaxError"),
        ("x = 1", "error", "`double_all` is not defined"),
        ("double_all = 5", "error", "TypeError: 'int' object is not callable, at the line"),
        ("def double_all(n):\n    while True: pass", "timeout", "took too long"),
        ("def double_all(n):\n    import os; os._exit(0)", "killed", "crashed Python"),
    ],
)
def test_each_kind_of_trouble_has_its_message(worker, code, status, words):
    _, found = checked(worker, filled(q01_double=code), Limits(question_seconds=1))
    assert found["q01_double"][0] == status
    assert words in found["q01_double"][1]


def test_a_visible_test_runs_where_the_answers_run(worker, folder):
    reach = f"open({str(folder / 'reached')!r}, 'w').write(str(__import__('os').getpid()))"
    _, found = checked(worker, filled(q01_double=RIGHT, q01_double_test=f"{TEST}\n{reach}"))
    assert found["q01_double"][0] == "passed"
    assert int((folder / "reached").read_text()) != os.getpid()


def test_a_changed_test_is_named_and_the_released_one_counts_where_it_is(worker):
    cells = filled(q01_double=WRONG, q01_double_test="pass")
    verdict, found = checked(worker, cells)
    assert found["q01_double"][0] == "passed"
    assert (
        "You changed locked cells: q01_double_test. This check ran your version" in verdict.message
    )
    write("release/01_warm_up/warm_up.ipynb", released_cells())
    verdict, found = checked(worker, cells)
    assert found["q01_double"][0] == "failed"
    assert "ran the released version" in verdict.message


def test_what_is_no_notebook_and_what_has_no_question(worker, folder):
    (folder / "broken.ipynb").write_text("{")
    verdict = check_one(folder / "broken.ipynb", worker).verdict
    assert (verdict.status, verdict.assignment) == ("unreadable", "broken")
    assert "is cut off" in verdict.message
    notes = write("notes.ipynb", [released_cells()[3]])
    assert "no questions" in check_one(notes, worker).verdict.message
    assert "cannot be read" in check_one(folder, worker).verdict.message


def test_what_was_released_is_not_mine_where_i_have_a_copy(folder):
    released = write("release/01_warm_up/warm_up.ipynb", released_cells())
    write("notes.ipynb", [released_cells()[3]])
    assert [path.resolve() for path in all_mine(folder)] == [released.resolve()]
    mine = write("01_warm_up/warm_up.ipynb", filled(q01_double=RIGHT))
    assert [path.resolve() for path in all_mine(folder)] == [mine.resolve()]


def test_files_beside_the_notebook_come_along(worker, folder):
    cells = filled(q02_count='total = int(open("data/n.txt").read())')
    path = write("01_warm_up/warm_up.ipynb", cells)
    (path.parent / "data").mkdir()
    (path.parent / "data" / "n.txt").write_text("12")
    (path.parent / ".secret").write_text("")
    assert files_beside(path) == {"data/n.txt": b"12"}
    verdict = check_one(path, worker).verdict
    assert verdict.questions[1].status == "passed"


def test_lines_lead_to_the_answers():
    text = '{\n "grade_id": "q01"\n},{\n "grade_id":"q02",\n "grade_id": "q01"'
    assert lines_of(text, ["q01", "q02", "q03"]) == {"q01": 2, "q02": 4}
