import dataclasses
from types import SimpleNamespace

import pytest
from full_exam import full_course
from nbgrader.api import Gradebook, GradeCell, SolutionCell, SourceCell, TaskCell
from small_course import settings

from viva.classroom import gradebook_cells as module
from viva.classroom.gradebook_cells import missing_cells, record_cells
from viva.course import generate
from viva.course.bundle import make_bundle
from viva.course.generate import ReleaseError

SUBMITTED = "nbgrader db assignment remove 01_warm_up --force"


@pytest.fixture
def made(tmp_path):
    course, assignment = full_course(tmp_path)
    return course, assignment, make_bundle(assignment)


@pytest.fixture
def recordings(monkeypatch):
    """How often nbgrader was asked to enter the assignment."""
    real, seen = generate.record_assignment, []
    monkeypatch.setattr(
        generate, "record_assignment", lambda *given: seen.append(given) or real(*given)
    )
    return seen


def submit(course):
    with Gradebook(course.gradebook_url) as gradebook:
        gradebook.add_student("ada")
        gradebook.add_submission("01_warm_up", "ada")


def test_an_assignment_is_entered_once_with_its_points(made, recordings):
    for _ in range(2):
        record_cells(*made)
    assert len(recordings) == 1
    submit(made[0])
    record_cells(*made)
    assert len(recordings) == 1
    record_cells(*made, anew=True)
    assert len(recordings) == 2
    with Gradebook(made[0].gradebook_url) as gradebook:
        notebook = gradebook.find_notebook("warm_up", "01_warm_up")
        points = {cell.name: cell.max_score for cell in notebook.grade_cells}
        assert points == {"q01_double_test": 2.0, "q02_linear": 2.0}
        assert len(notebook.submissions) == 1


def test_other_points_are_entered_again(made, recordings):
    course, assignment, bundle = made
    record_cells(*made)
    first, second = bundle.questions
    other = SimpleNamespace(questions=(dataclasses.replace(first, points=3.0), second))
    record_cells(course, assignment, other)
    assert len(recordings) == 2


def test_a_question_with_scores_cannot_be_removed(made, recordings):
    course, assignment, bundle = made
    record_cells(*made)
    fewer = SimpleNamespace(questions=bundle.questions[:1])
    submit(course)
    with pytest.raises(ReleaseError, match=f"q02_linear is no longer in the notebook.*{SUBMITTED}"):
        record_cells(course, assignment, fewer)
    assert len(recordings) == 1


def cell(name, kind="code", **changes):
    return {"cell_type": kind, "metadata": settings(name, **changes), "source": ""}


def rows(**known):
    empty = {"grade_cells": [], "solution_cells": [], "source_cells": [], "task_cells": []}
    named = {kind: [SimpleNamespace(name=name) for name in names] for kind, names in known.items()}
    return SimpleNamespace(**empty | named)


@pytest.mark.parametrize(
    ("settings", "kinds"),
    [
        ({"grade": True, "locked": True}, {GradeCell, SourceCell}),
        ({"solution": True}, {SolutionCell, SourceCell}),
        ({"grade": True, "solution": True}, {GradeCell, SolutionCell, SourceCell}),
        ({"locked": True}, {SourceCell}),
        ({"locked": True, "task": True}, {TaskCell, SourceCell}),
        ({}, set()),
    ],
)
def test_a_cell_has_the_rows_that_nbgrader_gives_it(monkeypatch, settings, kinds):
    for kind in (GradeCell, SolutionCell, SourceCell, TaskCell):
        monkeypatch.setattr(module, kind.__name__, fake_row(kind))
    missing = missing_cells(rows(), {"q": cell("q", "markdown", **settings)})
    assert {row["kind"] for row in missing} == kinds
    assert all(row["name"] == "q" for row in missing)
    types = {row["cell_type"] for row in missing if row["kind"] is not SolutionCell}
    assert types <= {"markdown"}
    assert len({row["id"] for row in missing}) == len(missing)


@pytest.mark.parametrize("known", ["grade_cells", "solution_cells", "source_cells"])
def test_rows_that_are_there_are_not_made_again(monkeypatch, known):
    for kind in (GradeCell, SolutionCell, SourceCell):
        monkeypatch.setattr(module, kind.__name__, fake_row(kind))
    both = {"q": cell("q", grade=True, solution=True)}
    left = {row["kind"] for row in missing_cells(rows(**{known: ["q"]}), both)}
    of = {"grade_cells": GradeCell, "solution_cells": SolutionCell, "source_cells": SourceCell}
    assert left == set(of.values()) - {of[known]}


def fake_row(kind):
    return lambda **fields: {"kind": kind} | fields
