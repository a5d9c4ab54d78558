import json
import os
import time

import pytest
from full_exam import answer, full_course
from small_exam import RIGHT, bundle, submission

from viva.certify.certify import Trial, trial_notebook
from viva.course.bundle import make_bundle
from viva.export import sitting as module
from viva.export.sitting import COURSE, Answer, Sitting, in_a_copy
from viva.grading.grade import Judge
from viva.grading.layout import make_plan
from viva.grading.read import read_submission
from viva.remote.client import Worker

SHIFTED = """
def shift(v):
    return scale([x + 2.0 for x in v], 1)
"""


def sitting(answers):
    judge = Judge(bundle(), Worker(warm=()))
    return Sitting(judge, make_plan(judge.bundle, read_submission(submission(answers))))


def names(answers):
    space = {}
    exec("import numpy as np\noffset = 2.0\n" + "\n".join(answers.values()), space)
    return space


def ask_both(answers):
    here, space = sitting(answers), names(answers)
    return [here.ask(question, space) for question in ("q01_scale", "q02_shift")]


def test_right_answers_pass_everything():
    code = {name: text for name, text in RIGHT.items() if name != "q03_why"}
    scale, shift = ask_both(code)
    assert (scale.status, scale.score, shift.score) == ("passed", 2, 2)
    assert scale.passed == {"the visible test", "five numbers", "three rows"}


def test_an_earlier_wrong_answer_is_replaced_by_the_reference():
    scale, shift = ask_both(
        {"q01_scale": "def scale(v, factor):\n    return 7", "q02_shift": SHIFTED}
    )
    assert (scale.score, shift.score) == (0, 2)
    assert "in place of yours" in shift.message


def test_asking_changes_nothing_here():
    answers = {
        "q01_scale": "seen = []\ndef scale(v, factor):\n    seen.append(v)\n    return v",
        "q02_shift": SHIFTED,
    }
    here, space = sitting(answers), names(answers)
    before = dict(space)
    here.ask("q01_scale", space)
    here.ask("q02_shift", space)
    assert space["seen"] == [] and space == before


def test_an_answer_that_ends_the_process_earns_nothing():
    answers = {
        "q01_scale": "import os\ndef scale(v, factor):\n    os._exit(0)",
        "q02_shift": SHIFTED,
    }
    here = sitting(answers)
    found = here.ask("q01_scale", names(answers))
    assert (found.status, found.score, found.passed) == ("killed", 0, frozenset())
    assert here.statuses == {"q01_scale": "killed"}


def test_a_question_is_asked_once_where_two_checks_follow_one_another(monkeypatch):
    clock = [5]
    monkeypatch.setattr(module, "cells_run", lambda: clock[0])
    answers = {name: text for name, text in RIGHT.items() if name != "q03_why"}
    here, space = sitting(answers), names(answers)
    first = here.ask("q01_scale", space)
    clock[0] = 6
    assert here.ask("q01_scale", space) is first
    clock[0] = 8
    assert here.ask("q01_scale", space) is not first


def test_the_course_and_the_notebook_are_found_in_the_folder(tmp_path, monkeypatch):
    _, assignment = full_course(tmp_path / COURSE)
    wrong = Trial("wrong", "q01_double", code=answer("number**2"))
    path = tmp_path / "warm_up.ipynb"
    path.write_bytes(trial_notebook(make_bundle(assignment), wrong))
    monkeypatch.chdir(tmp_path)
    space = {}
    exec(answer("number**2"), space)
    asked = Answer("q01_double")
    with pytest.raises(AssertionError, match="double_all"):
        asked.must_pass(space, "several numbers")
    (tmp_path / "another.ipynb").write_text(json.dumps({}))
    with pytest.raises(FileNotFoundError, match="it holds 2"):
        Sitting.here(tmp_path)


def test_a_copy_that_takes_too_long_is_ended():
    # One that is not ended gives something.
    assert in_a_copy(lambda: time.sleep(60) or {"process": 0}, 0.2) is None
    assert in_a_copy(lambda: {"process": os.getpid()}, 10)["process"] != os.getpid()
