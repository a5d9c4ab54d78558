import json
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_output
from small_course import ANSWER, cells, make_course, make_notebook, settings

from viva.course.generate import ReleaseError
from viva.course.layout import Course
from viva.release.build import (
    answers_in,
    build_release,
    check_release,
    publish,
)


@pytest.fixture
def course(tmp_path):
    return make_course(tmp_path / "a course")


def build_and_publish(course, tmp_path):
    assignment = course.find("01")
    publish(course, assignment, build_release(course, assignment, tmp_path / "built"))
    return assignment


def write_source(course, notebook):
    nbformat.write(notebook, course.find("01").source_path)


def released_cells(folder):
    notebook = json.loads((folder / "warm_up.ipynb").read_text())
    return {cell["id"]: cell for cell in notebook["cells"]}


def test_students_get_stubs_visible_tests_and_no_outputs(tmp_path):
    written = cells()
    written[5].outputs = [new_output("stream", text="[6]\n")]
    written[5].execution_count = 7
    course = make_course(tmp_path / "course", make_notebook(written))
    released = released_cells(build_release(course, course.find("01"), tmp_path / "built"))
    text = {name: "".join(cell["source"]) for name, cell in released.items()}
    assert text["q01"].endswith('\n    raise NotImplementedError("q01_double")')
    assert "2 * number" not in text["q01"]
    assert text["q01-test"].endswith('print("q01_double: the visible test passes.")')
    assert text["q02"] == "YOUR ANSWER HERE"
    assert released["look"]["outputs"] == []
    assert released["look"]["execution_count"] is None


def test_cell_ids_points_and_locks_are_kept(course, tmp_path):
    released = released_cells(build_release(course, course.find("01"), tmp_path))
    assert list(released) == [cell.id for cell in cells()]
    assert released["q01-test"]["metadata"]["nbgrader"]["points"] == 2
    assert released["q01-test"]["metadata"]["editable"] is False
    assert "editable" not in released["q01"]["metadata"]


def test_two_builds_are_the_same_byte_for_byte(course, tmp_path):
    first, second = (build_release(course, course.find("01"), tmp_path / x) for x in "12")
    name = "warm_up.ipynb"
    assert (first / name).read_bytes() == (second / name).read_bytes()
    assert str(tmp_path) not in (first / name).read_text()


def test_files_beside_the_notebook_are_released_too(course, tmp_path):
    (course.source / "01_warm_up" / "points.csv").write_text("1,2\n")
    built = build_release(course, course.find("01"), tmp_path)
    assert (built / "points.csv").read_text() == "1,2\n"


def test_building_touches_neither_gradebook_nor_release(course, tmp_path):
    build_release(course, course.find("01"), tmp_path / "built")
    assert not (course.root / "gradebook.db").exists()
    assert not course.release.exists()


def test_a_source_without_cell_ids_is_refused(course, tmp_path):
    path = course.find("01").source_path
    notebook = json.loads(path.read_text())
    del notebook["cells"][0]["id"]
    path.write_text(json.dumps(notebook))
    with pytest.raises(ReleaseError, match=r"source/01_warm_up/warm_up\.ipynb has 1 cells without"):
        build_release(course, course.find("01"), tmp_path)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("### BEGIN SOLUTION\n1", "has no ### END SOLUTION below it"),
        ("### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION", "comes again in line 2"),
    ],
)
def test_a_source_that_nbgrader_refuses_is_one_sentence(course, tmp_path, source, reason):
    write_source(
        course, make_notebook([new_code_cell(source, metadata=settings("q", solution=True))])
    )
    with pytest.raises(ReleaseError, match=f"(?i)cannot be released: .*{reason}"):
        build_release(course, course.find("01"), tmp_path)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"cells": [1]}'])
def test_a_source_that_is_no_notebook_is_one_sentence(course, tmp_path, content):
    course.find("01").source_path.write_text(content)
    with pytest.raises(ReleaseError, match="is not a notebook"):
        build_release(course, course.find("01"), tmp_path)


def test_nbgraders_own_command_builds_the_same(course, tmp_path):
    built = build_release(course, course.find("01"), tmp_path / "built")
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", "01_warm_up", "--force"]
    environment = {"PATH": str(sys.prefix) + "/bin", "HOME": str(tmp_path)}
    subprocess.run(command, cwd=course.root, check=True, env=environment, capture_output=True)
    ours, theirs = (
        (folder / "warm_up.ipynb").read_bytes() for folder in (built, course.release / "01_warm_up")
    )
    assert ours == theirs


def test_publishing_replaces_all_that_was_there(course, tmp_path):
    assignment = build_and_publish(course, tmp_path)
    (course.release / "01_warm_up" / "old.csv").write_text("1")
    publish(course, assignment, tmp_path / "built" / "01_warm_up")
    names = sorted(path.name for path in course.release.rglob("*"))
    assert names == ["01_warm_up", "viva.json", "warm_up.ipynb"]


def test_a_release_in_step_has_no_differences(course, tmp_path):
    assignment = build_and_publish(course, tmp_path)
    assert check_release(course, assignment) == []


def test_the_layout_of_the_json_is_no_difference(course, tmp_path):
    assignment = build_and_publish(course, tmp_path)
    notebook = json.loads(assignment.release_path.read_text())
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
    assignment.release_path.write_text(json.dumps(notebook, indent=4, sort_keys=True))
    assert check_release(course, assignment) == []


def test_a_missing_release_is_told(course):
    (problem,) = check_release(course, course.find("01"))
    assert problem == "release/01_warm_up does not exist: run `viva release 01`."


def test_a_changed_source_is_told_with_the_cell(course, tmp_path):
    assignment = build_and_publish(course, tmp_path)
    changed = cells()
    changed[3].source = ANSWER.replace("double_all(numbers)", "double_all(values)")
    write_source(course, make_notebook(changed))
    cells_as_released, problem = check_release(course, assignment)
    assert "release/01_warm_up/viva.json differs" in cells_as_released
    assert "release/01_warm_up/warm_up.ipynb differs" in problem
    assert problem.endswith("first in cell q01.")


def test_an_added_cell_and_changed_metadata_are_told(course, tmp_path):
    assignment = build_and_publish(course, tmp_path)
    committed = assignment.release_path.read_text()
    write_source(course, make_notebook([*cells(), new_code_cell("1", id="new")]))
    assert "7 cells instead of 8" in check_release(course, assignment)[0]
    write_source(course, make_notebook())
    assignment.release_path.write_text(committed.replace("Python 3 (ipykernel)", "Python 4"))
    assert "in its metadata" in check_release(course, assignment)[0]


def test_missing_foreign_and_broken_files_are_told(course, tmp_path):
    assignment = build_and_publish(course, tmp_path)
    folder = course.release / "01_warm_up"
    (course.source / "01_warm_up" / "points.csv").write_text("1,2\n")
    (folder / "notes.txt").write_text("hello")
    assignment.release_path.write_text("{broken")
    assert check_release(course, assignment) == [
        "release/01_warm_up/notes.txt is not built from source/.",
        "release/01_warm_up/points.csv is missing.",
        "release/01_warm_up/warm_up.ipynb differs from a fresh build.",
    ]


def test_a_source_that_cannot_be_built_is_told_by_the_check(course, tmp_path):
    assignment = build_and_publish(course, tmp_path)
    assignment.source_path.write_text("{")
    assert "is not a notebook" in check_release(course, assignment)[0]


def test_answers_in_a_released_notebook_are_noticed(course, tmp_path):
    assignment = build_and_publish(course, tmp_path)
    assert answers_in(assignment.release_path) == []
    notebook = json.loads(assignment.release_path.read_text())
    notebook["cells"][3]["source"] = "def double_all(numbers):\n    return numbers + numbers"
    notebook["cells"][6]["source"] = "Because."
    assignment.release_path.write_text(json.dumps(notebook))
    assert answers_in(assignment.release_path) == ["q01_double", "q02_linear"]
    assert answers_in(tmp_path / "nowhere.ipynb") == []


def test_the_course_may_have_other_steps(course, tmp_path):
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write("del c.GenerateAssignment.preprocessors\n")
    changed = Course(course.root)
    released = released_cells(build_release(changed, changed.find("01"), tmp_path))
    assert "# YOUR CODE HERE" in "".join(released["q01"]["source"])
    assert not (course.root / "gradebook.db").exists()
