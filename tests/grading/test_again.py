"""Asking only those questions again whose verdict can have changed."""

import copy
import json

import pytest
import small_exam
from small_exam import RIGHT, SOURCE, bundle, submission

from viva.grading.again import before, layout_of, merged, names_mentioned, to_ask
from viva.grading.grade import Judge
from viva.grading.layout import lay_out
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
