import json

import nbformat
import pytest
from full_exam import full_course
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell

from viva.export import otter_assignment
from viva.export.otter_assignment import OTTER_CONFIG, export_otter
from viva.export.otter_tests import ExportProblem

BY_HAND = "def double_all(numbers):\n    return [2 * number for number in numbers]"


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    course, assignment = full_course(tmp_path_factory.mktemp("course"))
    (assignment.source_path.parent / "data").mkdir()
    (assignment.source_path.parent / "data" / "points.csv").write_text("1,2\n")
    return export_otter(course, assignment, course.root / "dist" / "otter")


def files(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_students_get_the_notebook_and_what_it_needs(exported):
    assert files(exported / "student") == {"warm_up.ipynb", "viva.json", "data/points.csv"}
    text = (exported / "student" / "warm_up.ipynb").read_text()
    for secret in ("several numbers", "doubled =", "Every number", "Doubling is linear"):
        assert secret not in text


def test_the_autograder_has_all_tests_and_the_course_that_they_ask(exported):
    assert files(exported / "autograder") == {
        "warm_up.ipynb",
        "otter_config.json",
        "data/points.csv",
        "tests/q01_double.py",
        "course/nbgrader_config.py",
        "course/source/01_warm_up/warm_up.ipynb",
        "course/source/01_warm_up/data/points.csv",
        "course/tests/hidden/warm_up.py",
    }


def test_no_seed_is_set_since_otter_would_set_it_before_every_cell(exported):
    config = json.loads((exported / "autograder" / "otter_config.json").read_text())
    assert config == OTTER_CONFIG and not {"seed", "seed_variable"} & config.keys()


def test_writing_again_replaces_what_was_there(tmp_path):
    course, assignment = full_course(tmp_path)
    old = tmp_path / "dist" / "01_warm_up" / "student" / "old.txt"
    old.parent.mkdir(parents=True)
    old.write_text("old")
    export_otter(course, assignment, tmp_path / "dist")
    assert not old.exists()
    assert [path.name for path in (tmp_path / "dist").iterdir()] == ["01_warm_up"]


def test_nothing_is_written_when_something_leaks(tmp_path, monkeypatch):
    course, assignment = full_course(tmp_path)
    monkeypatch.setattr(otter_assignment, "find_leaks", lambda *what: ["a leak"])
    with pytest.raises(ExportProblem, match="a leak"):
        export_otter(course, assignment, tmp_path / "dist")
    assert list((tmp_path / "dist").iterdir()) == []


@pytest.mark.slow
def test_a_check_leaves_the_streams_of_random_numbers_as_they_were(exported, tmp_path):
    path = exported / "student" / "warm_up.ipynb"
    notebook = nbformat.read(path, as_version=4)
    checked = next(n for n, cell in enumerate(notebook.cells) if cell["id"] == "q01-test")
    notebook.cells[checked - 1]["source"] = BY_HAND
    seed = "import random, numpy as np\nrandom.seed(3); np.random.seed(3)"
    draw = "print(random.random(), np.random.rand())"
    notebook.cells.insert(checked + 1, new_code_cell(draw))
    notebook.cells.insert(checked, new_code_cell(seed))
    notebook.cells.insert(0, new_code_cell(f"{seed}\n{draw}"))
    nbformat.write(notebook, tmp_path / "warm_up.ipynb")
    NotebookClient(notebook, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = [
        output["text"]
        for cell in notebook.cells
        if draw in cell["source"]
        for output in cell["outputs"]
    ]
    assert len(shown) == 2 and shown[0] == shown[1]
    said = [cell["outputs"] for cell in notebook.cells if cell["id"] == "q01-test"]
    assert "passed!" in json.dumps(said)
