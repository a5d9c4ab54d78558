import nbformat
from fake_worker import plan_of
from small_exam import RIGHT, bundle, code

from viva.grading.notebook import compose, ending, shown_test, unique_ids, verdict_outputs
from viva.grading.safe_markdown import written_text
from viva.grading.verdict import QuestionVerdict
from viva.remote.session import CellResult


def test_cell_ids_are_made_unique():
    given = [{"id": "a"}, {"id": "a"}, {"id": "no spaces allowed"}, {}, {"id": 3}, {"id": "b" * 64}]
    names = [cell["id"] for cell in unique_ids(given)]
    assert names == ["a", "cell-1", "cell-2", "cell-3", "cell-4", "b" * 64]
    assert unique_ids([{"id": "b" * 65}]) == [{"id": "cell-0"}]
    assert given[1]["id"] == "a"


def test_nbgrader_reads_the_score_from_the_outputs():
    from nbformat.v4 import new_code_cell
    from nbgrader.utils import determine_grade

    for score, status in ((0.0, "failed"), (1.5, "partial"), (2.0, "passed")):
        question = QuestionVerdict("q01_a", score, 2.0, status, "a message")
        data = {"grade": True, "solution": False, "points": 2, "grade_id": "q01_a_test"}
        cell = new_code_cell(metadata={"nbgrader": data})
        cell.outputs = [_node(output) for output in verdict_outputs(question)]
        assert determine_grade(cell) == (score, 2.0)


def _node(output):
    from nbformat import from_dict

    return from_dict(output)


def test_stopped_cells_say_so():
    assert ending(CellResult("ok")) == []
    (said,) = ending(CellResult("timeout"))
    assert (said["output_type"], said["name"]) == ("stream", "stderr")
    assert "too long" in ending(CellResult("timeout"))[0]["text"]
    assert "crashed Python" in ending(CellResult("killed"))[0]["text"]


def test_a_verdict_is_shown_with_its_points():
    lost = verdict_outputs(QuestionVerdict("q", 0.0, 2.0, "failed", "No."))
    assert lost == [
        {
            "output_type": "error",
            "ename": "Failed",
            "evalue": "No.",
            "traceback": ["q: 0 of 2 points. No."],
        }
    ]
    (won,) = verdict_outputs(QuestionVerdict("q", 2.0, 2.0, "passed"))
    assert won == {"output_type": "stream", "name": "stdout", "text": "q: 2 of 2 points."}
    _, points = verdict_outputs(QuestionVerdict("q", 1.5, 2.0, "partial", "Half."))
    assert points["data"] == {"text/plain": "1.5"}


def test_a_test_is_shown_without_its_hidden_part():
    cell = bundle().cells[3]
    shown = shown_test(cell, QuestionVerdict("q", 2.0, 2.0, "passed"))
    assert "HIDDEN" not in shown["source"] and shown["source"].startswith("assert scale")
    assert shown["outputs"] and shown["metadata"] == cell["metadata"]


def test_the_graded_notebook_has_outputs_counts_and_verdicts():
    plan = plan_of(bundle(), RIGHT | {"q03_why": "<script>1</script>So."}, [code("x", "1")])
    out = [{"output_type": "stream", "name": "stdout", "text": "seen"}]
    results = {
        1: CellResult("ok"),
        2: CellResult("timeout", out),
        4: CellResult("ok", out),
        7: CellResult("killed"),
    }
    verdicts = [QuestionVerdict("q01_scale", 1.0, 2.0, "partial", "Half.")]
    made = compose({"kernelspec": {"name": "python3"}}, plan, results, verdicts)
    cells = made["cells"]
    assert (made["nbformat"], made["metadata"]) == (4, {"kernelspec": {"name": "python3"}})
    assert [cell.get("execution_count") for cell in cells] == [None, 1, 2, None, 3, None, None, 4]
    assert cells[2]["outputs"][0] == out[0] and "too long" in cells[2]["outputs"][1]["text"]
    assert cells[4]["outputs"] == out
    assert cells[3]["outputs"][0]["text"].startswith("q01_scale: 1 of 2 points. Half.")
    # What was not asked shows its test alone.
    assert cells[5]["source"] == "assert list(shift([1.0])) == [3.0]"
    assert cells[5]["outputs"] == []
    assert cells[6]["source"] == "~~~\n<script>1</script>So.\n~~~"
    assert written_text(cells[6]) == "<script>1</script>So."
    assert cells[6]["metadata"]["nbgrader"]["grade_id"] == "q03_why"
    assert cells[7]["id"] == "step-7"
    assert all(step.cell.get("execution_count") is None for step in plan.steps)
    nbformat.validate(made | {"metadata": {}})
