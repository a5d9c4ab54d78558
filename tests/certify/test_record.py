"""A change is certified again, and nothing else."""

import json

import nbformat
import pytest
from full_exam import HEAD, full_course, write_exam

from viva.certify.record import Record, fingerprints, make_record, read_record, write_record
from viva.course.layout import Course
from viva.course.package import environment


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
    record = make_record(made[0], [made[1]])
    assert record.environment == environment()
    assert set(record.questions["01_warm_up"]) == {"q01_double"}
    write_record(tmp_path / "page.json", record)
    assert read_record(tmp_path / "page.json") == record
    assert record.changed("01_warm_up", fingerprints(*made)) == set()


@pytest.mark.parametrize("change", [edit_exam, edit_solution, edit_settings])
def test_a_changed_question_is_found(made, change):
    record = make_record(made[0], [made[1]])
    change(made)
    now = fingerprints(Course(made[0].root), made[1])
    assert record.changed("01_warm_up", now) == {"q01_double"}


def test_what_no_certificate_depends_on_changes_nothing(made):
    record = make_record(made[0], [made[1]])
    path = made[0].exams / "warm_up.py"
    path.write_text(path.read_text() + "\n# A remark.\n")
    assert record.changed("01_warm_up", fingerprints(*made)) == set()


def test_without_a_record_everything_has_changed(made, tmp_path):
    assert read_record(tmp_path / "none.json") == Record()
    assert Record().changed("01_warm_up", fingerprints(*made)) == {"q01_double"}


def test_a_record_is_plain_text_with_a_line_for_each_question(made, tmp_path):
    write_record(tmp_path / "page.json", make_record(made[0], [made[1]]))
    text = (tmp_path / "page.json").read_text()
    assert json.loads(text)["questions"]["01_warm_up"].keys() == {"q01_double"}
    assert sum("q01_double" in line for line in text.splitlines()) == 1
