"""A change is certified again, and nothing else."""

import nbformat
import pytest
from full_exam import HEAD, full_course, write_exam

from viva.certify.record import State, read_record, state_of, write_record
from viva.course.layout import Course


@pytest.fixture
def made(tmp_path):
    return full_course(tmp_path)


def edit(made, place, old, new):
    notebook = nbformat.read(made[1].source_path, as_version=4)
    assert old in notebook.cells[place].source
    notebook.cells[place].source = notebook.cells[place].source.replace(old, new)
    nbformat.write(notebook, made[1].source_path)


def edit_exam(made):
    write_exam(made[0], head=HEAD.replace("3, 9", "3, 8"))


def edit_solution(made):
    edit(made, 3, "2 * number", "number * 2")


def edit_settings(made):
    path = made[0].root / "nbgrader_config.py"
    path.write_text(path.read_text() + "c.Viva.cell_seconds = 5\n")


def test_what_is_written_is_read_and_nothing_has_changed(made, tmp_path):
    state = state_of(*made)
    assert "python" in state.environment
    assert set(state.questions) == {"q01_double"}
    write_record(tmp_path / "page.json", {"01_warm_up": state})
    assert read_record(tmp_path / "page.json") == {"01_warm_up": state}
    assert state_of(*made).changed_since(state) == set()


@pytest.mark.parametrize("change", [edit_exam, edit_solution, edit_settings])
def test_a_changed_question_is_found(made, change):
    before = state_of(*made)
    change(made)
    assert state_of(Course(made[0].root), made[1]).changed_since(before) == {"q01_double"}


def test_what_no_certificate_depends_on_changes_nothing(made):
    before = state_of(*made)
    path = made[1].exam_path
    path.write_text(path.read_text() + "\n# A remark.\n")
    assert state_of(*made) == before


def test_another_version_changes_no_question(made, monkeypatch):
    before = state_of(*made)
    monkeypatch.setattr("viva.course.package.versions", lambda modules: "numpy 0.1")
    now = state_of(*made)
    assert now.environment != before.environment
    assert now.changed_since(before) == set()


def test_without_a_record_everything_has_changed(made, tmp_path):
    assert read_record(tmp_path / "none.json") == {}
    assert state_of(*made).changed_since(State()) == {"q01_double"}


def test_a_record_has_a_line_for_each_question(made, tmp_path):
    write_record(tmp_path / "page.json", {"01_warm_up": state_of(*made)})
    text = (tmp_path / "page.json").read_text()
    assert [line for line in text.splitlines() if "q01_double" in line][1:] == []
