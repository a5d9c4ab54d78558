"""Enter an assignment's cells into nbgrader's gradebook, where there may be submissions already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    MissingEntry,
    SolutionCell,
    SourceCell,
    TaskCell,
    new_uuid,
)

from viva.classroom.gradebook import open_gradebook, patiently
from viva.course.bundle import make_bundle_without_exam
from viva.course.layout import Assignment, Course
from viva.grading.bundle import Bundle
from viva.grading.cells import grade_id, nbgrader


def record_cells(
    course: Course, assignment: Assignment, bundle: Bundle, anew: bool = False
) -> None:
    """Enter the assignment's cells into the gradebook, unless it has them as they are.

    Questions may be added while there are submissions: those then have no score in them until they
    are graded again. What they have otherwise stays.

    Parameters
    ----------
    anew
        Whether to enter them anyway, for the sake of texts and checksums.

    Raises
    ------
    ReleaseError
        If a question that was removed from the notebook is in the gradebook with submissions.
    GradebookProblem
        If the gradebook cannot be written.
    """
    with open_gradebook(course) as gradebook:
        if points_known(gradebook, assignment)[1] == points_in(bundle) and not anew:
            return
        # All of nbgrader takes a second to import, and mostly the cells are there.
        from viva.course.generate import record_assignment

        # nbgrader enters all notebooks of an assignment together.
        prepare_cells(gradebook, assignment, bundle)
        for name in assignment.siblings:
            other = course.notebook(assignment.name, name)
            prepare_cells(gradebook, other, make_bundle_without_exam(other))
    record_assignment(course, assignment)


def points_known(gradebook: Gradebook, assignment: Assignment) -> tuple[Any, dict[str, float]]:
    """Return a notebook in the gradebook, or None, and its points by cell."""
    try:
        notebook = gradebook.find_notebook(assignment.notebook_name, assignment.name)
    except MissingEntry:
        return None, {}
    cells = [*notebook.grade_cells, *notebook.task_cells]
    return notebook, {cell.name: float(cell.max_score) for cell in cells}


def points_in(bundle: Bundle) -> dict[str, float]:
    """Return the points in the instructor's notebook, by cell."""
    return {question.cell_id: question.points for question in bundle.questions}


def prepare_cells(gradebook: Gradebook, assignment: Assignment, bundle: Bundle) -> None:
    """Add to the gradebook what nbgrader itself refuses to add where there are submissions.

    Raises
    ------
    ReleaseError
        If a question that was removed from the notebook is in the gradebook with submissions.
    GradebookProblem
        If the gradebook cannot be written.
    """
    notebook, known = points_known(gradebook, assignment)
    if notebook is None and assignment.siblings:
        patiently(lambda: add_notebook(gradebook, assignment), gradebook.db.rollback)
    submitted = bool(known) and bool(notebook.submissions)
    gone = sorted(known.keys() - points_in(bundle).keys())
    if submitted and gone:
        from viva.course.generate import ReleaseError

        raise ReleaseError(
            f"{assignment.label}: {', '.join(gone)} is no longer in the notebook, and the "
            "gradebook holds scores for it. Put it back, or remove the assignment from the "
            f"gradebook: nbgrader db assignment remove {assignment.name} --force."
        )
    if submitted:
        patiently(lambda: add_cells(gradebook, notebook, bundle), gradebook.db.rollback)


def add_notebook(gradebook: Gradebook, assignment: Assignment) -> None:
    """Add a notebook to an assignment of which others have been handed in already."""
    try:
        submitted = gradebook.find_assignment(assignment.name).submissions
    except MissingEntry:
        return
    if submitted:
        gradebook.add_notebook(assignment.notebook_name, assignment.name)


def add_cells(gradebook: Gradebook, notebook: Any, bundle: Bundle) -> None:
    """Add the cells that a notebook in the gradebook lacks, and those of its submissions.

    nbgrader itself refuses to add cells where there are submissions. It changes what it knows, and
    so it enters points and texts when it is asked next.
    """
    named = {grade_id(cell): cell for cell in bundle.cells if grade_id(cell)}
    for cell in notebook.source_cells:
        if cell.name not in named:
            gradebook.db.delete(cell)
    added = missing_cells(notebook, named)
    gradebook.db.add_all(added)
    for submission in notebook.submissions:
        for cell in added:
            if isinstance(cell, (GradeCell, TaskCell)):
                gradebook.db.add(Grade(cell_id=cell.id, notebook_id=submission.id))
            if isinstance(cell, (SolutionCell, TaskCell)):
                gradebook.db.add(Comment(cell_id=cell.id, notebook_id=submission.id))
    gradebook.db.commit()


def missing_cells(notebook: Any, named: Mapping[str, dict[str, Any]]) -> list[Any]:
    """Return new rows for those cells that a notebook in the gradebook lacks.

    Parameters
    ----------
    named
        The instructor's cells by their names.
    """
    graded = {cell.name for cell in notebook.grade_cells}
    tasks = {cell.name for cell in notebook.task_cells}
    answers = {cell.name for cell in notebook.solution_cells}
    sources = {cell.name for cell in notebook.source_cells}
    missing: list[Any] = []
    for name, cell in named.items():
        data = nbgrader(cell)
        common = {"name": name, "notebook": notebook}
        kind = cell["cell_type"]
        if data.get("task") and name not in tasks:
            missing.append(TaskCell(id=new_uuid(), max_score=0.0, cell_type=kind, **common))
        elif data.get("grade") and name not in graded:
            missing.append(GradeCell(id=new_uuid(), max_score=0.0, cell_type=kind, **common))
        if data.get("solution") and name not in answers:
            missing.append(SolutionCell(id=new_uuid(), **common))
        source = any(data.get(key) for key in ("grade", "solution", "locked", "task"))
        if source and name not in sources:
            missing.append(SourceCell(id=new_uuid(), cell_type=kind, **common))
    return missing
