import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell
from small_course import MODEL_ANSWER, make_notebook, settings

from viva.course.clear import ClearSolutions, ClearTraces


def clear(cell, step=ClearSolutions):
    notebook, _ = step().preprocess(make_notebook([cell]), {})
    return notebook.cells[0]


def answer(source, grade_id="q01_double"):
    return new_code_cell(source, metadata=settings(grade_id, solution=True))


def test_the_stub_names_the_question_and_keeps_the_indentation():
    cell = clear(answer("def f(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION"))
    assert cell.source == 'def f(x):\n    raise NotImplementedError("q01_double")'


def test_a_region_at_the_margin_and_lines_after_it():
    cell = clear(answer("### BEGIN SOLUTION\na = 1\n### END SOLUTION\nprint(a)"))
    assert cell.source == 'raise NotImplementedError("q01_double")\nprint(a)'


def test_each_region_of_a_cell_gets_a_stub():
    region = "    ### BEGIN SOLUTION\n    pass\n    ### END SOLUTION"
    cell = clear(answer(f"def f():\n{region}\ndef g():\n{region}"))
    stub = '    raise NotImplementedError("q01_double")'
    assert cell.source == f"def f():\n{stub}\ndef g():\n{stub}"


def test_an_answer_without_markers_is_replaced_whole():
    assert clear(answer("a = 1\nb = 2")).source == 'raise NotImplementedError("q01_double")'


def test_every_cell_gets_its_own_stub():
    step = ClearSolutions()
    cells = [answer("1", "q01_one"), answer("2", "q02_two")]
    notebook, _ = step.preprocess(make_notebook(cells), {})
    assert [cell.source for cell in notebook.cells] == [
        'raise NotImplementedError("q01_one")',
        'raise NotImplementedError("q02_two")',
    ]


def test_other_cells_stay():
    given = new_code_cell("import math", metadata=settings("given", locked=True))
    assert clear(given).source == "import math"


def test_a_written_answer_is_replaced_and_loses_its_picture():
    metadata = settings("q02_linear", grade=True, solution=True, points=2)
    cell = new_markdown_cell(f"{MODEL_ANSWER}\n![](attachment:proof.png)", metadata=metadata)
    cell.attachments = {"proof.png": {"image/png": "aGVsbG8="}}
    cleared = clear(cell)
    assert cleared.source == "YOUR ANSWER HERE"
    assert "attachments" not in cleared


def test_a_picture_in_the_open_part_of_a_written_answer_stays():
    source = "![](attachment:sketch.png)\n### BEGIN SOLUTION\nBecause.\n### END SOLUTION"
    cell = new_markdown_cell(source, metadata=settings("q02", solution=True))
    cell.attachments = {"sketch.png": {"image/png": "aGVsbG8="}}
    cleared = clear(cell)
    assert cleared.source == "![](attachment:sketch.png)\nYOUR ANSWER HERE"
    assert list(cleared.attachments) == ["sketch.png"]


def test_a_region_outside_an_answer_cell_is_refused():
    with pytest.raises(RuntimeError, match="non-solution cell"):
        clear(new_code_cell("### BEGIN SOLUTION\n1\n### END SOLUTION"))


def test_traces_of_the_editor_go_and_tags_stay():
    cell = new_code_cell("1", metadata={"tags": ["explore"], "execution": {"iopub.execute": "t"}})
    notebook = make_notebook([cell])
    notebook.metadata.language_info = {"name": "python", "version": "3.11.7"}
    notebook.metadata.widgets = {"state": {}}
    notebook.metadata.kernelspec = {"name": "my-env", "display_name": "mine", "language": "python"}
    cleared, _ = ClearTraces().preprocess(notebook, {})
    assert cleared.metadata.kernelspec.name == "python3"
    assert cleared.metadata.language_info == {"name": "python"}
    assert set(cleared.metadata) == {"kernelspec", "language_info"}
    assert cleared.cells[0].metadata == {"tags": ["explore"]}
