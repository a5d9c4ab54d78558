import json

import classes
import pytest
from small_course import make_course

from viva.classroom.history import History
from viva.report.records import read_records

ASSIGNMENT = "01_warm_up"
LONG = "def double_all(xs):\n" + "".join(f"    a[{n}] = b({n}, xs)\n" for n in range(9))


def cell(grade_id, when="", source="", **flags):
    execution = {"iopub.execute_input": f"2026-11-01T{when}:00Z"} if when else {}
    return {
        "cell_type": "code",
        "metadata": {"nbgrader": {"grade_id": grade_id, **flags}, "execution": execution},
        "source": source,
        "outputs": [],
    }


def write(folder, cells):
    folder.mkdir(parents=True, exist_ok=True)
    book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    (folder / "warm_up.ipynb").write_text(json.dumps(book))


@pytest.fixture
def course(tmp_path):
    return make_course(tmp_path)


def verdict(student, status="passed"):
    question = classes.question(status, id="q01_double")
    return classes.verdict(student, question, assignment=ASSIGNMENT)


def test_times_come_from_what_was_handed_in(course):
    for student in ("ada", "bo", "cy"):
        cells = [cell("given", "09:00"), cell("q01_double", "09:20", solution=True)]
        write(course.submitted / student / ASSIGNMENT, cells)
    (course.submitted / "di" / ASSIGNMENT).mkdir(parents=True)
    (course.submitted / "di" / ASSIGNMENT / "warm_up.ipynb").write_text("{")
    found = read_records(course, [verdict(who) for who in ("ada", "bo", "cy", "di", "ed")])
    spent = found.times[ASSIGNMENT]
    assert spent.recorded == 3
    assert [(each.question, each.median) for each in spent.questions] == [("q01_double", 1200)]
    assert found.similar == {}


def test_no_link_to_a_notebook_is_followed(course, tmp_path):
    write(tmp_path / "elsewhere", [cell("given", "09:00"), cell("q01_double", "09:20")])
    (course.submitted / "ada").mkdir(parents=True)
    (course.submitted / "ada" / ASSIGNMENT).symlink_to(tmp_path / "elsewhere")
    assert read_records(course, [verdict("ada")]).times[ASSIGNMENT].recorded == 0


def test_changes_come_from_the_history(course):
    history = History(course, ASSIGNMENT)
    history.note("ada", "one", verdict("ada", "failed"), None, {})
    history.note("ada", "two", verdict("ada"), None, {})
    (change,) = read_records(course, [verdict("ada")]).hand_ins[ASSIGNMENT].questions
    assert (change.first, change.last) == (0, 1)


def test_answers_are_compared_where_that_is_asked_for_and_only_those_given(course):
    for student in ("ada", "bo", "cy"):
        cells = [cell("q01_double", source=LONG, solution=True), cell("own", source=LONG)]
        write(course.autograded / student / ASSIGNMENT, cells)
    verdicts = [verdict("ada"), verdict("bo"), verdict("cy", "blank"), verdict("di")]
    similar = read_records(course, verdicts, alike=True).similar[ASSIGNMENT]
    assert [pair.students for pair in similar.pairs] == [("ada", "bo")]
    write(course.release / ASSIGNMENT, [cell("x", source=LONG)])
    assert read_records(course, verdicts, alike=True).similar[ASSIGNMENT].found == 0
