from viva.grading.notebook import clean_outputs, ending, test_outputs, unique_ids
from viva.grading.remote.session import CellResult
from viva.grading.verdict import QuestionVerdict

test_outputs.__test__ = False


def test_outputs_from_the_worker_are_checked():
    lies = [
        "text",
        {"output_type": "stream", "name": "stdin", "text": "x"},
        {"output_type": "stream", "name": "stdout", "text": 5},
        {"output_type": "display_data", "data": {"text/plain": "x", 3: "y", "bad mime": "z"}},
        {"output_type": "error", "ename": None, "traceback": "no list"},
    ]
    cleaned = clean_outputs(lies)
    assert [entry["output_type"] for entry in cleaned] == ["stream", "display_data", "error"]
    assert cleaned[1]["data"] == {"text/plain": "x"}


def test_cell_ids_are_made_unique():
    cells = unique_ids([{"id": "a"}, {"id": "a"}, {"id": "no spaces allowed"}, {}])
    assert len({cell["id"] for cell in cells}) == 4


def test_nbgrader_reads_the_score_from_the_outputs():
    from nbformat.v4 import new_code_cell
    from nbgrader.utils import determine_grade

    for score, status in ((0.0, "failed"), (1.5, "partial"), (2.0, "passed")):
        question = QuestionVerdict("q01_a", score, 2.0, status, "a message")
        data = {"grade": True, "solution": False, "points": 2, "grade_id": "q01_a_test"}
        cell = new_code_cell(metadata={"nbgrader": data})
        cell.outputs = [_node(output) for output in test_outputs(question)]
        assert determine_grade(cell) == (score, 2.0)


def _node(output):
    from nbformat import from_dict

    return from_dict(output)


def test_stopped_cells_say_so():
    assert ending(CellResult("ok")) == []
    assert "too long" in ending(CellResult("timeout"))[0]["text"]
    assert "ended the Python process" in ending(CellResult("killed"))[0]["text"]
