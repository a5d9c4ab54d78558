import copy
import json

import pytest
from small_exam import RELEASED, RIGHT, bundle, code, submission

from viva.judge.plan import is_blank, lay_out


def cells(answers=RIGHT):
    return json.loads(submission(answers))["cells"]


def sources(plan, kind="run"):
    return [step.cell["source"] for step in plan.steps if step.kind == kind]


def place_of(plan, text):
    return next(n for n, step in enumerate(plan.steps) if text in step.cell["source"])


def test_an_honest_submission_keeps_its_order():
    plan = lay_out(bundle(), cells())
    assert [step.kind for step in plan.steps] == [
        "show",
        "run",
        "run",
        "test",
        "run",
        "test",
        "show",
    ]
    assert not plan.blank
    assert not plan.missing
    assert [step.own for step in plan.steps] == [False, False, True, False, True, False, True]


def test_locked_cells_are_the_instructors():
    mine = cells()
    mine[1]["source"] = "offset = 99"
    mine[3]["source"] = "pass"
    plan = lay_out(bundle(), mine)
    assert "offset = 2.0" in plan.steps[1].cell["source"]
    assert "the second entry" in plan.steps[3].cell["source"]


def test_metadata_of_a_submission_counts_for_nothing():
    mine = cells()
    for cell in mine:
        data = cell["metadata"].get("nbgrader", {})
        if "points" in data:
            data["points"] = 1000
        data.update(solution=True, locked=False)
    plan = lay_out(bundle(), mine)
    points = [s.cell["metadata"]["nbgrader"].get("points") for s in plan.steps if s.kind == "test"]
    assert points == [2, 2]


def test_added_cells_run_where_they_stand():
    mine = cells()
    mine.insert(2, code("helper", "helper = 1"))
    mine.append(code("last", "last = 1"))
    plan = lay_out(bundle(), mine)
    assert place_of(plan, "helper = 1") == 2
    assert place_of(plan, "last = 1") == len(plan.steps) - 1


def test_moved_answers_return_to_their_place():
    mine = cells()
    mine.insert(0, mine.pop(4))
    plan = lay_out(bundle(), mine)
    assert sources(plan) == sources(lay_out(bundle(), cells()))


def test_deleted_given_cells_are_put_back():
    mine = cells()
    del mine[1]
    assert "offset = 2.0" in sources(lay_out(bundle(), mine))[0]


def test_deleted_answers_are_missing():
    mine = cells()
    del mine[2]
    plan = lay_out(bundle(), mine)
    assert plan.missing == {"q01_scale"}
    assert "not in what was handed in" in plan.steps[2].cell["source"]


def test_of_duplicates_all_that_are_not_blank_run_in_order():
    mine = cells()
    blank = dict(copy.deepcopy(mine[2]), source=RELEASED["q01_scale"])
    plan = lay_out(bundle(), [*mine[:2], blank, *mine[2:], blank])
    assert not plan.blank
    assert len(sources(plan)) == 3
    again = dict(copy.deepcopy(mine[2]), source="def scale(v, factor): return 2")
    plan = lay_out(bundle(), [*mine, again])
    assert sources(plan)[1:3] == [mine[2]["source"], again["source"]]
    names = [s.cell["metadata"].get("nbgrader", {}).get("grade_id") for s in plan.steps]
    assert names.count("q01_scale") == 1


def test_an_answer_in_a_cell_of_its_own_is_found():
    mine = cells(RIGHT | {"q01_scale": RELEASED["q01_scale"]})
    mine.append(code("mine", RIGHT["q01_scale"]))
    plan = lay_out(bundle(), mine)
    assert "another cell" in plan.notes["q01_scale"]
    assert place_of(plan, "e * factor") == 2
    assert "q01_scale" not in plan.blank


def test_an_answer_in_the_test_cell_is_found():
    mine = cells(RIGHT | {"q01_scale": RELEASED["q01_scale"]})
    mine[3]["source"] = RIGHT["q01_scale"] + "\n" + mine[3]["source"]
    plan = lay_out(bundle(), mine)
    assert "another cell" in plan.notes["q01_scale"]
    assert sum(step.kind == "test" for step in plan.steps) == 2


def test_an_answer_turned_into_markdown_is_still_one():
    mine = cells()
    mine[2]["cell_type"] = "markdown"
    plan = lay_out(bundle(), mine)
    assert plan.steps[2].kind == "run"
    assert plan.steps[2].cell["cell_type"] == "code"


@pytest.mark.parametrize("drop", ["metadata", "ids", "both"])
def test_cells_are_found_without_metadata_or_ids(drop):
    mine = cells()
    for cell in mine:
        if drop in ("metadata", "both"):
            cell["metadata"] = {}
        if drop in ("ids", "both"):
            cell.pop("id")
    plan = lay_out(bundle(), mine)
    runs = sources(plan)
    assert runs.index(RIGHT["q01_scale"]) < runs.index(RIGHT["q02_shift"])
    assert not plan.blank & {"q01_scale", "q02_shift"}


@pytest.mark.parametrize(
    ("text", "blank"),
    [
        (RELEASED["q01_scale"], True),
        ("", True),
        ("# only a comment", True),
        (
            'def scale(v, factor):\n    """Doc."""\n    # TODO\n'
            '    raise NotImplementedError("q01_scale")',
            True,
        ),
        ("def scale(v, factor):\n    return None", False),
        ("def scale(v, factor:", False),
        (RELEASED["q01_scale"] + "\nx = 1", False),
    ],
)
def test_blank_is_what_does_as_the_stub_does(text, blank):
    assert is_blank(text, RELEASED["q01_scale"]) is blank


def test_steps_after_a_question_can_be_cut():
    plan = lay_out(bundle(), cells())
    plan.cut_after("q01_scale")
    assert len(plan.steps) == 4


def test_explore_cells_are_shown_and_not_run():
    explore = code("look", "long_training()", tags=["explore"])
    source = (*bundle().cells, explore)
    plan = lay_out(bundle(cells=source), [*cells(), explore])
    assert plan.steps[-1].kind == "show"


def test_odd_cells_do_no_harm():
    odd = [{}, {"cell_type": 3}, {"cell_type": "code", "source": None, "metadata": []}, {"id": []}]
    assert lay_out(bundle(), [*odd, *cells()]).known
