"""Feedback for one student: nbgrader's exporter that makes the page.

``nbgrader generate_feedback``, the formgrader's button and ``viva feedback`` all use it, by
``nbgrader_config.py``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import GetGrades

from viva.classroom.gradebook import marks, open_gradebook
from viva.classroom.graded_folder import VERDICT_FILE
from viva.course.exact_paths import ExactPaths, folders_in, notebooks_in
from viva.course.folder import NotAFolder, read_file
from viva.course.generate import one_line, silent_logger
from viva.course.layout import Assignment, Course
from viva.exam.load import ExamProblem
from viva.grading.cells import grade_id, is_answer
from viva.grading.pictures import clean_attachments
from viva.grading.read import MAX_BYTES, Unreadable, read_submission
from viva.grading.safe_markdown import written_text
from viva.grading.verdict import QuestionVerdict, Verdict
from viva.release.hints import HintProblem, read_hints
from viva.report.feedback_page import Answer, Feedback, pictures, printed, render
from viva.report.stored import read_verdict

NO_RESPONSE = "No response."


class FeedbackExporter(Exporter):
    """Writes the feedback page of a graded notebook."""

    file_extension = ".html"
    output_mimetype = "text/html"
    parent: Any  # nbgrader's application
    folder = Path()

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **options: Any
    ) -> Any:
        """Make the page of the graded notebook at `filename`; the verdict lies beside it."""
        self.folder = Path(filename).resolve().parent
        return super().from_filename(filename, resources, **options)

    def from_notebook_node(
        self, nb: Any, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Make the page, when nbgrader has put scores and comments into the cells."""
        nb, resources = super().from_notebook_node(nb, resources, **options)
        assert resources is not None
        named = resources["nbgrader"]
        course = Course(Path(self.parent.coursedir.root))
        assignment = course.graded(named["assignment"], named["notebook"])
        if assignment is None:
            return render(without_points(named)), resources
        part = assignment.notebook_name if assignment.siblings else ""
        verdict = read_verdict(self.folder / VERDICT_FILE, part)
        handed_in = handed_in_cells(course, assignment, named["student"])
        marks = marks_of(named, [question.id for question in verdict.questions])
        feedback = Feedback(
            assignment=assignment.label,
            student=named["student"],
            name=name_of(named),
            score=float(named["score"]),
            max_score=float(named["max_score"]),
            late_penalty=float(named.get("late_penalty") or 0.0),
            message=verdict.message,
            inline=sorted(verdict.inline),
            answers=answers(verdict, nb["cells"], handed_in, marks, hints_of(assignment)),
        )
        return render(feedback), resources


def without_points(named: Mapping[str, Any]) -> Feedback:
    """Return the page of a notebook that is not graded, beside others that are."""
    return Feedback(
        assignment=f"{named['assignment']}/{named['notebook']}",
        student=named["student"],
        name=name_of(named),
        score=0.0,
        max_score=0.0,
        late_penalty=0.0,
        message="This notebook is not graded.",
        inline=[],
        answers=[],
    )


def answers(
    verdict: Verdict,
    graded: Sequence[Mapping[str, Any]],
    handed_in: Sequence[Mapping[str, Any]],
    marks: Mapping[str, float],
    hints: Mapping[str, Sequence[str]],
) -> list[Answer]:
    """Return what the page shows of each question.

    Parameters
    ----------
    graded
        The cells of the graded notebook, with nbgrader's scores and comments.
    handed_in
        The cells of what was handed in, with their outputs; for the figures.
    marks
        What a person gave, by question.
    """
    cells = {grade_id(cell): cell for cell in graded if is_answer(cell)}
    found = []
    for question in verdict.questions:
        cell = cells.get(question.id, {})
        score = marks.get(question.id, question.score)
        waits = question.waits and question.id not in marks
        lost = not waits and score < question.max_score and question.id not in verdict.written
        # What they saw when they worked: the grader draws figures only when it is asked to.
        own = region(graded, question.id), region(handed_in, question.id)
        found.append(
            Answer(
                question=question.id,
                status="marked" if question.id in marks else question.status,
                score=None if waits else score,
                max_score=question.max_score,
                message=message_of(question, marks),
                hint=next(iter(hints.get(question.id, ())), "") if lost else "",
                written=question.id in verdict.written,
                text="" if question.status == "blank" else written_text(cell),
                output="" if question.status == "blank" else printed(cell.get("outputs", ())),
                pictures=pictures(own[0]) or pictures(own[1]),
                comment=comment_in(cell),
                attachments=clean_attachments(cell.get("attachments")),
            )
        )
    return found


def message_of(question: QuestionVerdict, marks: Mapping[str, float]) -> str:
    """Return the message of a question, if it says more than its status."""
    marked = question.id in marks and question.waits
    return "" if marked or question.status == "blank" else question.message


def comment_in(cell: Mapping[str, Any]) -> str:
    """Return the comment in a cell; nbgrader's own placeholder counts as none."""
    comment = str(cell.get("metadata", {}).get("nbgrader", {}).get("comment") or "")
    return "" if comment == NO_RESPONSE else comment


def region(cells: Sequence[Mapping[str, Any]], question: str) -> list[Mapping[str, Any]]:
    """Return a question's answer cell and those that follow it, up to the next answer."""
    found: list[Mapping[str, Any]] = []
    for cell in cells:
        if is_answer(cell) and grade_id(cell):
            if found:
                break
            if grade_id(cell) == question:
                found.append(cell)
        elif found:
            found.append(cell)
    return found


def handed_in_cells(course: Course, assignment: Assignment, student: str) -> list[dict[str, Any]]:
    """Return the cells of what a student handed in, with their outputs; none if that fails."""
    name = f"{assignment.notebook_name}.ipynb"
    try:
        data = read_file(course.submitted, (student, assignment.name, name), MAX_BYTES)
        read_submission(data)
        cells = json.loads(data)["cells"]
    except (NotAFolder, OSError, ValueError, KeyError, Unreadable, RecursionError):
        return []
    return [cell for cell in cells if isinstance(cell, dict)]


def marks_of(named: Mapping[str, Any], questions: Sequence[str]) -> dict[str, float]:
    """Return the scores that were given by hand, by question."""
    found = {}
    with Gradebook(named["db_url"]) as gradebook:
        for question in questions:
            for cell in (question, f"{question}_test"):
                try:
                    grade = gradebook.find_grade(
                        cell, named["notebook"], named["assignment"], named["student"]
                    )
                except MissingEntry:
                    continue
                if grade.manual_score is not None:
                    found[question] = float(grade.score)
    return found


def name_of(named: Mapping[str, Any]) -> str:
    """Return a student's name; empty if the gradebook has none."""
    with Gradebook(named["db_url"]) as gradebook:
        try:
            student = gradebook.find_student(named["student"])
        except MissingEntry:
            return ""
        return f"{student.first_name or ''} {student.last_name or ''}".strip()


def hints_of(assignment: Assignment) -> Mapping[str, Sequence[str]]:
    """Return the hints of an assignment; none if they cannot be read."""
    try:
        return read_hints(assignment)
    except (HintProblem, ExamProblem):
        return {}


class _Generator(ExactPaths, GenerateFeedback):
    """nbgrader's generator, which keeps the reasons of failures instead of only logging them."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.reasons: dict[str, Exception] = {}

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Copy nothing: a page needs no other files; verdict.json names cases and mistakes."""

    def convert_single_notebook(self, notebook_filename: str) -> None:
        try:
            super().convert_single_notebook(notebook_filename)
        except Exception as error:
            self.reasons[Path(notebook_filename).parent.parent.name] = error
            raise


def generate_feedback(
    course: Course, assignment: Assignment, student: str = "*"
) -> tuple[list[Path], list[str]]:
    """Write the feedback pages of an assignment, for one student or for all who were graded.

    Returns
    -------
    list of Path, list of str
        The pages, and a sentence for each one that could not be written.
    """
    directory = course.nbgrader_directory(
        assignment_id=assignment.name,
        student_id=student,
        notebook_id=assignment.notebook_name if assignment.siblings else "*",
    )
    generator = _Generator(
        coursedir=directory, config=course.config, log=silent_logger(), force=True
    )
    generator.exporter_class = FeedbackExporter
    generator.preprocessors = [GetGrades]
    problems = []
    # What keeps it from being read is said once, and not of each student.
    with open_gradebook(course) as gradebook:
        marks(gradebook, assignment.name)
    try:
        generator.start()
    except NbGraderException as error:
        if not generator.reasons:
            problems.append(one_line(error))
    problems += [f"{who}: {one_line(error)}" for who, error in generator.reasons.items()]
    pages = [
        course.feedback / who / assignment.name / f"{assignment.notebook_name}.html"
        for who in graded_students(course, assignment, student)
        if who not in generator.reasons
    ]
    return [page for page in pages if page.is_file()], problems


def graded_students(course: Course, assignment: Assignment, student: str = "*") -> list[str]:
    """Return the students who have a graded notebook of an assignment, of all or of one."""
    students = folders_in(course.autograded) if student == "*" else [student]
    there = {who: set(notebooks_in(course.autograded / who / assignment.name)) for who in students}
    if assignment.siblings:
        return [who for who in students if f"{assignment.notebook_name}.ipynb" in there[who]]
    return [who for who in students if there[who]]
