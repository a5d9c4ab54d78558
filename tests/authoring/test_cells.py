import nbformat
import pytest

from viva.authoring.cells import (
    cell_identity,
    checked_name,
    code_cell,
    hidden_line,
    notebook_of,
    question_cells,
    text_cell,
    write_new,
)
from viva.course.layout import UsageProblem
from viva.course.mistakes import mistakes_in


def test_a_question_is_three_cells_that_nbgrader_and_viva_take():
    cells = question_cells("ex", "q01_x", 2, "text", "### BEGIN SOLUTION\n1\n### END SOLUTION", "a")
    notebook = notebook_of([text_cell("title", "# T"), *cells, code_cell("a b", "1")])
    nbformat.validate(notebook)
    assert mistakes_in(notebook, "ex.ipynb") == []
    assert cells[2]["source"] == f"a\n{hidden_line('ex', 'q01_x')}"
    assert cells[2]["metadata"]["nbgrader"]["points"] == 2


def test_any_name_becomes_an_id():
    assert cell_identity("q01: x/y") == "q01--x-y"
    assert cell_identity("") == "cell"
    assert len(cell_identity("x" * 99)) == 64


@pytest.mark.parametrize("name", ["Median", "1st", "a-b", "", "ä"])
def test_a_name_must_be_one_for_files_and_modules(name):
    assert checked_name("median_2", "a question") == "median_2"
    with pytest.raises(UsageProblem, match="cannot be the name of a question: use small letters"):
        checked_name(name, "a question")


def test_a_file_is_not_overwritten(tmp_path):
    write_new(tmp_path / "a" / "b.txt", "x")
    with pytest.raises(UsageProblem, match=r"b\.txt exists already"):
        write_new(tmp_path / "a" / "b.txt", "y")
