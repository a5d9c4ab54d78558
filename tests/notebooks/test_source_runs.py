"""An instructor runs a source notebook from top to bottom, hidden lines and all."""

from pathlib import Path

import nbformat
import pytest
from matplotlib.figure import Figure
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook, new_output
from pictures import NAMELESS, nameless, pictures

from viva.course.layout import Course
from viva.lab import alternative_text

COURSE = Course(Path(__file__).parents[2])


def recorded():
    for each in COURSE.assignments():
        needs = f"source/{each.name}", "tests/hidden"
        suite = f"source runs: {each.name}"
        # What the cells import, and their hidden lines.
        mark = pytest.mark.recorded(suite, *needs, enters=["lab", "grading"])
        yield pytest.param(each, marks=mark, id=each.name)


@pytest.mark.slow
@pytest.mark.parametrize("assignment", list(recorded()))
def test_a_source_notebook_runs_from_top_to_bottom(assignment):
    notebook = nbformat.read(assignment.source_path, as_version=4)
    folder = assignment.source_path.parent
    before = sorted(folder.iterdir())
    NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
    ).execute()
    said = [
        output["text"]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output["output_type"] == "stream" and "hidden cases pass" in output["text"]
    ]
    graded = [c for c in notebook.cells if "examine(" in c["source"]]
    assert len(said) == len(graded) > 0
    # Every picture has words for who does not see it; a notebook runs once for both.
    assert list(pictures(notebook))
    assert nameless(notebook) == []
    # What a notebook leaves beside itself would be handed out with the next release.
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize("assignment", COURSE.assignments(), ids=lambda a: a.name)
def test_notebooks_are_stored_without_outputs(assignment):
    for path in (assignment.source_path, assignment.release_path):
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            assert not cell.get("outputs")
            assert cell.get("execution_count") is None


@pytest.mark.parametrize(
    ("data", "alt", "told"),
    [
        ({"image/png": "iVBO"}, "Loss over epoch.", True),
        ({"image/png": "iVBO"}, NAMELESS, False),
        ({"image/png": "iVBO"}, " ", False),
        ({"image/png": "iVBO"}, None, False),
        ({"text/html": '<p><img src="a.png" alt="A digit."></p>'}, None, True),
        ({"text/html": "<img src='a.png'>"}, None, False),
        ({"text/html": "<img src='a.png' alt=''>"}, None, False),
        ({"text/html": "<b>no picture</b>"}, None, True),
    ],
)
def test_a_picture_without_words_is_found(data, alt, told):
    metadata = {} if alt is None else {"image/png": {"alt": alt}}
    shown = new_output("display_data", data=data, metadata=metadata)
    notebook = new_notebook(cells=[new_code_cell("1"), new_code_cell("2", outputs=[shown])])
    assert nameless(notebook) == ([] if told else [1])


def test_the_words_are_those_of_a_figure_without_any():
    figure = Figure()
    figure.add_subplot()
    assert alternative_text(figure) == NAMELESS
