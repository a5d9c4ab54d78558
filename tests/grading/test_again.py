"""Asking only those questions again whose verdict can have changed."""

import copy
import json
from dataclasses import replace

import pytest
import small_exam
from small_exam import RIGHT, SOURCE, bundle, submission

from viva.grading.again import before, layout_of, merged, names_mentioned, to_ask
from viva.grading.grade import Judge
from viva.grading.layout import lay_out
from viva.grading.notebook import shown_test
from viva.grading.read import read_submission
from viva.grading.verdict import QuestionVerdict, Verdict
from viva.remote.client import Worker

USES = RIGHT | {"q02_shift": "def shift(v):\n    return [scale([x], 1)[0] + offset for x in v]"}
WRONG = USES | {"q01_scale": "def scale(v, factor):\n    return factor"}


@pytest.fixture(scope="module")
def judge():
    with Worker(figures=False, warm=()) as worker:
        yield Judge(small_exam.bundle(), worker)


def plan_of(answers, **changes):
    return lay_out(bundle(**changes), read_submission(submission(answers)))


def question(name, status="passed"):
    return QuestionVerdict(name, 2.0, 2.0, status)


def earlier(status="passed", layout="x"):
    questions = (question("q01_scale", status), question("q02_shift"), question("q03_why"))
    return Verdict("01_small", "ada", "graded", questions, "none", 1.0, layout=layout)


def test_the_changed_question_and_the_later_ones_that_use_it_are_asked():
    for answers, changed, asked in [
        (RIGHT, "q01_scale", {"q01_scale"}),
        (USES, "q01_scale", {"q01_scale", "q02_shift"}),
        (USES, "q02_shift", {"q02_shift"}),
        (USES, "q03_why", {"q03_why"}),
    ]:
        plan = plan_of(answers)
        told = before(earlier(layout=layout_of(plan)), [changed])
        made = to_ask(bundle(), plan, told)
        assert made.asked == asked
        assert made.statuses == told.statuses
    assert "scale" in names_mentioned(plan_of(USES), "q02_shift")


@pytest.mark.parametrize("place", [1, 5])
def test_what_uses_a_changed_one_through_other_cells_or_its_test_is_asked(place):
    cells = copy.deepcopy(SOURCE)
    if place == 1:
        cells[1]["source"] += "\n\ndef mine(v):\n    return scale(v, 1)"
        answers = RIGHT | {"q02_shift": "def shift(v):\n    return [x + offset for x in mine(v)]"}
    else:
        cells[5]["source"] = "assert shift(scale([1], 1)) == [3]\n" + cells[5]["source"]
        answers = RIGHT
    plan = plan_of(answers, cells=tuple(cells))
    told = before(earlier(layout=layout_of(plan)), ["q01_scale"])
    made = to_ask(bundle(cells=tuple(cells)), plan, told)
    assert made.asked == {"q01_scale", "q02_shift"}


def test_another_layout_or_an_unsettled_verdict_is_graded_as_a_whole():
    plan = plan_of(RIGHT)
    assert to_ask(bundle(), plan, before(earlier(layout="another"), ["q01_scale"])) is plan
    assert to_ask(bundle(), plan, None) is plan
    assert before(earlier("timeout"), ["q01_scale"]) is None
    assert before(earlier("killed"), ["q01_scale"]) is None
    assert before(earlier(layout=""), ["q01_scale"]) is None


def test_the_layout_feels_what_runs_and_no_test():
    cells = copy.deepcopy(SOURCE)
    cells[3]["source"] = cells[3]["source"].replace("fine", "good")
    assert layout_of(plan_of(RIGHT)) == layout_of(plan_of(RIGHT, cells=tuple(cells)))
    cells[1]["source"] += "\nmore = 1"
    assert layout_of(plan_of(RIGHT)) != layout_of(plan_of(RIGHT, cells=tuple(cells)))
    assert layout_of(plan_of(RIGHT)) != layout_of(plan_of(USES))


@pytest.mark.parametrize("answers", [RIGHT, USES, WRONG], ids=["right", "uses", "wrong"])
@pytest.mark.parametrize("changed", ["q01_scale", "q02_shift", "q03_why"])
def test_what_is_merged_is_what_grading_anew_gives(judge, answers, changed):
    cells = copy.deepcopy(SOURCE)
    place = [cell["id"] for cell in cells].index(
        changed if changed == "q03_why" else f"{changed}_test"
    )
    cells[place]["metadata"]["nbgrader"]["points"] = 8
    now = bundle(cells=tuple(cells))
    old = judge.grade(submission(answers), "ada")
    again = Judge(now, judge.worker)
    part = again.grade(submission(answers), "ada", before=before(old, [changed]))
    whole = again.grade(submission(answers), "ada")
    assert changed in [q.id for q in part.questions]
    assert len(part.questions) < 3
    found = merged(now, old, part)
    assert found.questions == whole.questions
    assert json.dumps(found.notebook) == json.dumps(whole.notebook)
    assert old.score == judge.grade(submission(answers), "ada").score
    assert merged(now, old, whole) is whole


def told(name, message, score=0.0):
    return QuestionVerdict(name, score, 2.0, "passed" if score else "failed", message)


def shown(verdict):
    """A graded notebook of two tests and a word of the student's."""
    test = [cell for cell in SOURCE if cell["id"].endswith("_test")]
    cells = [
        shown_test(copy.deepcopy(cell), each) for cell, each in zip(test, verdict, strict=True)
    ]
    return {
        "nbformat": 4,
        "cells": [*cells, {"cell_type": "code", "source": "mine", "metadata": {}}],
    }


OLD = (told("q01_scale", "Not so."), told("q02_shift", "Nor so."))
BEFORE = Verdict(
    "01_small", "ada", "graded", (*OLD, question("q03_why")), "none", 1.0, notebook=shown(OLD)
)
NEW = replace(
    BEFORE,
    questions=(told("q01_scale", "", 2.0),),
    notebook={"cells": []},
    student="bob",
    seconds=9.0,
)


def changed_bundle():
    cells = copy.deepcopy(SOURCE)
    cells[3]["source"] = "assert scale([1], 1)\n"
    cells[3]["metadata"]["nbgrader"]["points"] = 8
    return bundle(cells=tuple(cells))


def test_merging_takes_new_verdicts_and_leaves_the_others():
    found = merged(changed_bundle(), BEFORE, NEW)
    assert [(q.id, q.score, q.message) for q in found.questions] == [
        ("q01_scale", 2.0, ""),
        ("q02_shift", 0.0, "Nor so."),
        ("q03_why", 2.0, ""),
    ]
    assert (found.student, found.seconds) == ("ada", 1.0)


def test_merging_renews_the_test_cells_of_what_was_asked_alone():
    scale, shift, mine = merged(changed_bundle(), BEFORE, NEW).notebook["cells"]
    assert scale["source"] == "assert scale([1], 1)"
    assert scale["metadata"]["nbgrader"]["points"] == 8
    assert scale["outputs"][0]["text"] == "q01_scale: 2 of 2 points."
    assert [shift, mine] == BEFORE.notebook["cells"][1:]
    assert BEFORE.notebook["nbformat"] == merged(changed_bundle(), BEFORE, NEW).notebook["nbformat"]
    # What the earlier verdict holds is not changed by it.
    assert "Not so." in BEFORE.notebook["cells"][0]["outputs"][0]["evalue"]


def test_merging_leaves_what_was_written_and_renews_its_points():
    why = {
        "cell_type": "markdown",
        "source": "So.",
        "metadata": copy.deepcopy(SOURCE[6]["metadata"]),
    }
    old = replace(BEFORE, written=frozenset({"q03_why"}), notebook={"cells": [why]})
    cells = copy.deepcopy(SOURCE)
    cells[6]["metadata"]["nbgrader"]["points"] = 5
    new = replace(NEW, questions=(question("q03_why", "manual"),))
    found = merged(bundle(cells=tuple(cells)), old, new)
    assert found.questions[2].status == "manual"
    (cell,) = found.notebook["cells"]
    assert (cell["source"], "outputs" in cell) == ("So.", False)
    assert cell["metadata"]["nbgrader"]["points"] == 5


def test_merging_needs_no_notebook_and_takes_a_whole_verdict_as_it_is():
    found = merged(bundle(), replace(BEFORE, notebook=None), NEW)
    assert found.notebook is None and found.questions[0].score == 2.0
    whole = replace(NEW, questions=(*NEW.questions, question("q02_shift"), question("q03_why")))
    assert merged(bundle(), BEFORE, whole) is whole
    # A verdict on more than is asked today is one as well.
    more = replace(whole, questions=(*whole.questions, question("q04_gone")))
    assert merged(bundle(), BEFORE, more) is more


@pytest.mark.parametrize(
    "changes",
    [
        {"blank": frozenset({"q01_scale"})},
        {"missing": frozenset({"q01_scale"})},
        {"notes": {"q01_scale": "Found elsewhere."}},
        {"known": 1},
    ],
)
def test_the_layout_feels_what_is_known_of_the_answers(changes):
    assert layout_of(replace(plan_of(RIGHT), **changes)) != layout_of(plan_of(RIGHT))


def test_the_layout_feels_no_text_of_the_instructors():
    cells = copy.deepcopy(SOURCE)
    cells[0]["source"] = "# Small, and better explained"
    assert layout_of(plan_of(RIGHT)) == layout_of(plan_of(RIGHT, cells=tuple(cells)))
    assert layout_of(plan_of(RIGHT)) != layout_of(plan_of(RIGHT | {"q03_why": "It is not."}))
