"""The solution of every notebook of this course passes `viva check`, and the release is blank."""

import json
from pathlib import Path

import pytest

from viva.classroom.sample import solution_cells
from viva.course.layout import Course
from viva.grading.cells import grade_id
from viva.remote.client import Worker
from viva.student.check import check_one
from viva.worker.sandbox import sandbox_problem

COURSE = Course(Path(__file__).parents[1])


@pytest.fixture(scope="module")
def worker():
    with Worker(figures=False, sandboxed=not sandbox_problem()) as started:
        yield started


@pytest.mark.parametrize("assignment", COURSE.assignments(), ids=lambda each: each.name)
def test_solution_and_release(assignment, worker, tmp_path):
    notebook = json.loads(assignment.release_path.read_text())
    path = tmp_path / assignment.name / "mine.ipynb"
    path.parent.mkdir()

    def statuses():
        path.write_text(json.dumps(notebook))
        verdict = check_one(path, worker).verdict
        assert verdict.message == ""
        questions = [q for q in verdict.questions if q.id not in verdict.written]
        return {q.status for q in questions}, [q for q in questions if q.status != "passed"]

    assert statuses()[0] == {"blank"}
    solutions = solution_cells(json.loads(assignment.source_path.read_text()))
    for cell in notebook["cells"]:
        cell["source"] = solutions.get(grade_id(cell), cell["source"])
    assert statuses() == ({"passed"}, [])
