import copy
import json

import pytest
from hostile_cells import png
from small_course import settings
from small_exam import (
    RELEASED,
    RIGHT,
    SOURCE,
    bundle,
    code,
    grading,
    markdown,
    submission,
)

from viva.grading.layout import graded, lay_out, make_plan
from viva.grading.read import Unreadable


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


@pytest.mark.parametrize(
    ("answer", "blank"),
    [("# It is 42.", False), ("'It is 42.'", False), ("pass", False), ("", True), (None, True)],
)
def test_code_that_a_person_marks_may_be_words_alone(answer, blank):
    stub = "# YOUR CODE HERE\nraise NotImplementedError()"
    manual = settings("q09", grade=True, solution=True, points=1)
    asked = {"cell_type": "code", "id": "q09", "metadata": manual, "source": stub}
    whole = bundle(cells=(*SOURCE, asked), released=RELEASED | {"q09": stub})
    mine = [*cells(), dict(asked, source=stub if answer is None else answer)]
    assert ("q09" in lay_out(whole, mine).blank) == blank


def test_locked_cells_are_the_instructors():
    mine = cells()
    mine[1]["source"] = "offset = 99"
    mine[3]["source"] = "pass"
    plan = lay_out(bundle(), mine)
    assert "offset = 2.0" in plan.steps[1].cell["source"]
    assert "the second entry" in plan.steps[3].cell["source"]


def test_a_given_cell_that_nbgrader_does_not_lock_is_the_students():
    given = code("limits", "limit = 10")
    whole = bundle(cells=(*SOURCE, given))
    plan = lay_out(whole, [*cells(), dict(given, source="limit = 99")])
    changed = plan.steps[-1]
    assert (changed.kind, changed.cell["source"], changed.own) == ("run", "limit = 99", True)
    untouched = lay_out(whole, cells()).steps[-1]
    assert (untouched.kind, untouched.cell["source"], untouched.own) == ("run", "limit = 10", False)


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
    assert "missing from the submitted notebook" in plan.steps[2].cell["source"]


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
    assert "different cell" in plan.notes["q01_scale"]
    assert place_of(plan, "e * factor") == 2
    assert "q01_scale" not in plan.blank


def test_an_answer_in_the_test_cell_is_found():
    mine = cells(RIGHT | {"q01_scale": RELEASED["q01_scale"]})
    mine[3]["source"] = RIGHT["q01_scale"] + "\n" + mine[3]["source"]
    plan = lay_out(bundle(), mine)
    assert "different cell" in plan.notes["q01_scale"]
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


def test_explore_cells_are_shown_and_not_run():
    explore = code("look", "long_training()", tags=["explore"])
    source = (*bundle().cells, explore)
    plan = lay_out(bundle(cells=source), [*cells(), explore])
    assert plan.steps[-1].kind == "show"


def test_odd_cells_do_no_harm():
    odd = [{}, {"cell_type": 3}, {"cell_type": "code", "source": None, "metadata": []}, {"id": []}]
    assert lay_out(bundle(), [*odd, *cells()]).known


def test_an_answer_split_inside_a_function_is_put_together():
    for named in (True, False):
        mine = cells()
        text = "def scale(v, factor):\n    w = np.asarray(v)\n    return w * factor"
        head, tail = text[: text.index("    return")], text[text.index("    return") :]
        rest = copy.deepcopy(mine[2]) if named else code("rest", "")
        mine[2]["source"] = head + "    if True:"
        rest["source"], rest["id"] = "    " + tail, "rest"
        mine.insert(3, rest)
        runs = sources(lay_out(bundle(), mine))
        assert runs[1] == mine[2]["source"] + "\n" + rest["source"]
        assert len(runs) == 3


def test_an_answer_merged_into_a_later_cell_is_found():
    mine = cells()
    mine[4]["source"] = RIGHT["q01_scale"] + "\n" + RIGHT["q02_shift"]
    del mine[2]
    plan = lay_out(bundle(), mine)
    assert sources(plan)[1:] == [mine[3]["source"]] * 2
    assert not plan.missing


def test_a_helper_in_the_answers_cell_runs_before_the_answer_elsewhere():
    mine = cells(RIGHT | {"q02_shift": "def up(x):\n    return x + offset"})
    mine.append(code("mine", "def shift(v):\n    return [up(x) for x in v]"))
    plan = lay_out(bundle(), mine)
    assert sources(plan)[2:] == ["def up(x):\n    return x + offset", mine[-1]["source"]]


def test_an_answer_elsewhere_wins_over_one_that_does_not_parse():
    mine = cells(RIGHT | {"q02_shift": "def shift(v):\n    return ("})
    mine.append(code("mine", RIGHT["q02_shift"]))
    assert sources(lay_out(bundle(), mine))[2:] == [RIGHT["q02_shift"]]


def test_a_fenced_answer_is_read_without_its_fence():
    mine = cells(RIGHT | {"q02_shift": f"```python\n{RIGHT['q02_shift']}\n```"})
    mine[4]["cell_type"] = "markdown"
    assert sources(lay_out(bundle(), mine))[-1] == RIGHT["q02_shift"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("def shiift(v):\n    return v", "defines `shiift`"),
        ("%%timeit\ndef shift(v):\n    return v", "starts with %%timeit, so"),
    ],
)
def test_notes_say_why_a_cell_is_no_answer(text, words):
    plan = lay_out(bundle(), cells(RIGHT | {"q02_shift": text}))
    assert words in plan.notes["q02_shift"]
    assert "q01_scale" not in plan.notes


def test_a_magic_that_runs_its_cell_is_no_obstacle():
    text = "%%time\n" + RIGHT["q02_shift"]
    assert not lay_out(bundle(), cells(RIGHT | {"q02_shift": text})).notes


def test_a_written_answer_without_a_name_is_found_by_its_place():
    before = {"cell_type": "markdown", "id": "q03_text", "source": "Why?", "metadata": {}}
    source = (*bundle().cells[:-1], before, bundle().cells[-1])
    mine = [*cells()[:-1], before, cells()[-1]]
    mine = [{"cell_type": c["cell_type"], "source": c["source"]} for c in mine]
    plan = lay_out(bundle(cells=source), mine)
    assert "q03_why" not in plan.missing
    assert plan.steps[-1].cell["source"] == "It is so."


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_a_written_answer_in_a_new_cell_below_an_untouched_stub_is_found(kind):
    mine = [*cells(RIGHT | {"q03_why": None}), {"cell_type": kind, "source": "It is so."}]
    plan = lay_out(bundle(), mine)
    assert not plan.blank and not plan.missing
    assert plan.steps[-1].cell["source"] == "It is so."
    assert plan.steps[-1].cell["metadata"]["nbgrader"]["grade_id"] == "q03_why"


def test_a_cell_between_two_written_questions_belongs_to_the_first():
    second = copy.deepcopy(bundle().cells[-1])
    second["metadata"]["nbgrader"]["grade_id"] = second["id"] = "q04_also"
    released = RELEASED | {"q04_also": "YOUR ANSWER HERE"}
    mine = [*cells(), {"cell_type": "markdown", "source": "And so."}]
    mine.append(dict(second, source="YOUR ANSWER HERE"))
    plan = lay_out(bundle(cells=(*bundle().cells, second), released=released), mine)
    assert [step.cell["source"] for step in plan.steps[-2:]] == [
        "It is so.\n\nAnd so.",
        "YOUR ANSWER HERE",
    ]
    assert plan.blank == {"q04_also"}


def test_pictures_are_the_students_in_an_answer_and_the_instructors_elsewhere():
    source = [dict(cell) for cell in bundle().cells]
    source[0] |= {"source": "![](attachment:a.png)", "attachments": {"a.png": {"image/png": png()}}}
    source[-1] |= {"attachments": {"model.png": {"image/png": png()}}}
    mine = cells()
    theirs = {"own.png": {"image/png": png((1, 2, 3))}, "page.png": {"image/png": "AAAA"}}
    mine[0] |= {"attachments": theirs}
    mine[-1] |= {"attachments": theirs}
    shown = [step.cell for step in lay_out(bundle(cells=tuple(source)), mine).steps]
    assert shown[0]["attachments"] == {"a.png": {"image/png": png()}}
    assert shown[-1]["attachments"] == {"own.png": theirs["own.png"]}
    assert not any("attachments" in cell for cell in shown[1:-1])


def test_other_notebooks_are_not_known():
    title = {"cell_type": "markdown", "id": "title", "source": "# Other"}
    untouched = {"cell_type": "markdown", "source": "YOUR ANSWER HERE"}
    given = dict(cells()[1])
    assert not lay_out(bundle(), [title, given, untouched]).known
    assert lay_out(bundle(), cells()).known


def test_cells_copied_with_the_whole_notebook_run_once():
    explore = code("look", "long_training()", tags=["explore"])
    source = (*bundle().cells, explore)
    mine = [*cells(), explore]
    plan = lay_out(bundle(cells=source), [*mine, *copy.deepcopy(mine)])
    assert not any("long_training" in text for text in sources(plan))


def test_expressions_too_deep_to_be_read_do_no_harm():
    deep = "x = " + "-" * 5000 + "1\n" + "if x:\n  y = 1\n" + "elif x:\n  y = 2\n" * 5000
    plan = lay_out(bundle(), cells(RIGHT | {"q02_shift": deep}))
    assert sources(plan)[-1] == deep.strip()


def test_many_cells_and_copies_are_laid_out_in_passing():
    mine = cells()
    mine += [code(f"c{n}", f"x{n} = {n}") for n in range(5000)]
    mine += [dict(mine[2], id=f"d{n}", source=RELEASED["q01_scale"]) for n in range(5000)]
    assert len(sources(lay_out(bundle(), mine))) == 5003


def test_a_notebook_of_another_assignment_is_not_graded():
    mine = cells()
    for cell in mine:
        data = cell["metadata"].get("nbgrader", {})
        if data.get("grade_id", "q03_why") != "q03_why":
            data["grade_id"] = "p_" + data["grade_id"]
        cell.pop("id")
    for number in (3, 5):
        mine[number]["source"] = "assert True"
    with pytest.raises(Unreadable) as caught:
        make_plan(bundle(), mine)
    assert str(caught.value) == (
        "None of the questions of 01_small are in this notebook. "
        "Did you hand in the wrong notebook?"
    )
    # An empty cell is none of this assignment's tests, though all of one may be hidden.
    hidden = [dict(cell) for cell in SOURCE]
    hidden[5]["source"] = hidden[5]["source"].partition("\n")[2]
    with pytest.raises(Unreadable):
        make_plan(bundle(cells=tuple(hidden)), [*mine, code("empty", "")])
    # One test cell as it was given shows what this is.
    mine[3]["source"] = cells()[3]["source"]
    assert make_plan(bundle(), mine).steps


def test_steps_say_which_question_they_belong_to():
    task = markdown("q04_task", "Draw it.", nbgrader=grading("q04_task", 2, locked=True))
    task["metadata"]["nbgrader"]["task"] = True
    plain = [dict(cell, source=cell["source"].split("\n###")[0]) for cell in SOURCE]
    made = bundle(cells=(*plain, task), exam=None, inside=True)
    mine = [cell for cell in cells() if cell["id"] != "q02_shift"]
    plan = lay_out(made, mine)
    assert [(step.kind, step.question, step.own) for step in plan.steps] == [
        ("show", None, False),
        ("run", None, False),
        ("run", "q01_scale", True),
        ("inline", "q01_scale", False),
        ("show", "q02_shift", False),
        ("inline", "q02_shift", False),
        ("show", "q03_why", True),
        ("show", "q04_task", False),
    ]
    assert plan.steps[7].cell["source"] == "Draw it."


def test_an_instructors_cell_keeps_its_name_and_its_metadata():
    picture = {"a.png": {"image/png": png()}}
    given = markdown("given", "![](attachment:a.png)", tags=["explore"], nbgrader=grading("g"))
    found = graded(given | {"attachments": picture})
    assert found == given | {"attachments": picture}
    found["metadata"]["tags"] = []
    found["metadata"]["nbgrader"]["grade_id"] = "changed"
    assert given["metadata"] == {"tags": ["explore"], "nbgrader": grading("g")}
    # The pictures of another text are none of this one, and code has none.
    assert "attachments" not in graded(given | {"attachments": picture}, "Mine.")
    assert graded(given, "Mine.", picture)["attachments"] == picture
    assert "attachments" not in graded(given)
    assert "attachments" not in graded(code("c", "x = 1"), "x = 1", picture)
