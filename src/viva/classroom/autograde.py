"""``nbgrader autograde`` and the formgrader's button, on this engine.

nbgrader's converter calls its exporter twice for each notebook: once to sanitise what was handed
in, once to run it. `nbgrader_config.py` names the exporter below, which grades at the first call
and fills the gradebook at the second.
"""

from __future__ import annotations

import json
import tempfile
import weakref
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter

from viva.classroom.gradebook import open_gradebook, record_verdict
from viva.classroom.graded_folder import VERDICT_FILE, explanation, stored, verdicts_in
from viva.classroom.grader import grade_folder, killed
from viva.classroom.pool import Pool
from viva.classroom.roof import roof_of
from viva.classroom.tasks import Lost
from viva.course.bundle import make_bundle
from viva.course.confinement import confine
from viva.course.hand_in_time import keep_time, tolerant_times
from viva.course.layout import Assignment, Course
from viva.course.nbgrader_check import require_exam
from viva.course.taken import copy_files
from viva.grading.bundle import Bundle
from viva.grading.verdict import Verdict


class GradingExporter(NotebookExporter):
    """Grades a notebook where nbgrader would sanitise and execute it."""

    parent: Any  # nbgrader's converter
    verdict: Verdict | None = None
    # Verdicts on notebooks of the assignment that nbgrader does not come to: there is no such file.
    absent: tuple[tuple[Bundle, Verdict], ...] = ()

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        require_exam(self.parent)
        if self.parent is not None:
            use_the_door(self.parent)

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **options: Any
    ) -> Any:
        """Grade the notebook at `filename`, or record the verdict on it.

        Parameters
        ----------
        resources
            As nbgrader's converter makes them, with student and assignment.
        """
        assert resources is not None
        course = Course(Path(self.parent.coursedir.root))
        named = resources["nbgrader"]
        assignment = course.graded(named["assignment"], named["notebook"])
        if assignment is None:
            # It has no points, and is kept as it was handed in: no preprocessor runs it.
            return super().from_filename(filename, resources, **options)
        judges = judges_of(self.parent, course)
        confinement = judges.confinement
        assert confinement is not None
        bundle = make_bundle(assignment, confinement.limits)
        if self.parent._sanitizing:
            # Not resolved: a link must be seen as one.
            folder = Path(filename).absolute().parent
            self.verdict = verdict_on(judges, assignment, bundle, named["student"], folder)
            self.absent = tuple(
                (other, verdict_on(judges, each, other, named["student"], folder))
                for each in absent_ones(course, assignment, folder)
                for other in [make_bundle(each, confinement.limits)]
            )
            graded = self.verdict.notebook or explanation(self.verdict)
            node = nbformat.from_dict(json.loads(json.dumps(graded)))
            return self.from_notebook_node(node, resources, **options)
        assert self.verdict is not None
        folder = Path(filename).parent
        for each, verdict in ((bundle, self.verdict), *self.absent):
            others = verdicts_in(folder, each.siblings)
            (folder / VERDICT_FILE).write_text(stored(verdict, others=others))
            with open_gradebook(course) as gradebook:
                # nbgrader has noted the time of submission already.
                record_verdict(gradebook, each, verdict, None)
        for each, verdict in self.absent:
            text = json.dumps(verdict.notebook or explanation(verdict), indent=1)
            (folder / f"{each.notebook}.ipynb").write_text(f"{text}\n", encoding="utf-8")
        return super().from_filename(filename, resources, **options)


def verdict_on(
    judges: Pool, assignment: Assignment, bundle: Bundle, student: str, folder: Path
) -> Verdict:
    """Return the verdict on one notebook of a student's folder."""
    confinement = judges.confinement
    assert confinement is not None
    result = judges.run_one(grade_folder, assignment, student, folder, roof=roof_of(confinement))
    if isinstance(result, Lost):
        return killed(bundle, confinement, student, result)
    verdict: Verdict = result
    return verdict


def absent_ones(course: Course, assignment: Assignment, folder: Path) -> list[Assignment]:
    """Return the notebooks of an assignment that a folder has not under their names.

    They are told once, with the first that it has.
    """
    notebooks = sorted((assignment.notebook_name, *assignment.siblings))
    there = [name for name in notebooks if (folder / f"{name}.ipynb").is_file()]
    if there[:1] != [assignment.notebook_name]:
        return []
    return [course.notebook(assignment.name, name) for name in notebooks if name not in there]


def use_the_door(converter: Any) -> None:
    """Make a converter of nbgrader's take the files and the time of a submission by our door.

    Its own steps follow links, and fail where a file is a pipe or the time is no time.
    """
    if getattr(converter, "viva_door", False):
        return
    converter.viva_door = True
    tolerant_times(converter.coursedir, converter.log)
    init_assignment = converter.init_assignment

    def init_from_copy(assignment_id: str, student_id: str) -> None:
        with tempfile.TemporaryDirectory() as folder:
            course = converter.coursedir
            submitted = Path(course.format_path(course.submitted_directory, ".", ".")).resolve()
            # Messages name the last two folders.
            copy = Path(folder) / student_id / assignment_id
            copy.mkdir(parents=True)
            copy_files(copy, submitted, student_id, assignment_id)
            problem = keep_time(copy)
            if problem:
                converter.log.warning(problem)
            converter._format_source = lambda *names, **options: str(copy)
            try:
                init_assignment(assignment_id, student_id)
            finally:
                del converter._format_source

    converter.init_assignment = init_from_copy


def judges_of(converter: Any, course: Course) -> Pool:
    """Return what grades for a converter of nbgrader's: the same for all that its program converts.

    It belongs to the program that the converter is part of, the command or the formgrader's server,
    and its worker ends with that. The formgrader makes a new converter for each submission.
    """
    program = converter
    while program.parent is not None:
        program = program.parent
    judges: Pool | None = getattr(program, "viva_judges", None)
    if judges is None:
        judges = Pool(1, True, confine(course)).__enter__()
        program.viva_judges = judges
        weakref.finalize(program, judges.close)
    return judges
