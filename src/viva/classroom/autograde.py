"""``nbgrader autograde`` and the formgrader's button, on this engine.

nbgrader's converter calls its exporter twice for each notebook: once to sanitise what was handed
in, once to run it. `nbgrader_config.py` names the exporter below, which grades at the first call
and fills the gradebook at the second.
"""

from __future__ import annotations

import json
import weakref
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter

from viva.classroom.gradebook import open_gradebook, record_verdict
from viva.classroom.graded_folder import VERDICT_FILE, explanation, stored
from viva.classroom.grader import grade_folder, killed
from viva.classroom.in_process import InProcess
from viva.classroom.tasks import Lost
from viva.course.confinement import confine
from viva.course.layout import Course
from viva.grading.verdict import Verdict


class GradingExporter(NotebookExporter):
    """Grades a notebook where nbgrader would sanitise and execute it."""

    parent: Any  # nbgrader's converter
    verdict: Verdict | None = None

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
        assignment = course.find(named["assignment"])
        judges = judges_of(self.parent, course)
        bundle = judges.grader.judge(assignment).bundle
        if self.parent._sanitizing:
            folder = Path(filename).resolve().parent
            result = judges.run_one(grade_folder, assignment, named["student"], folder)
            if isinstance(result, Lost):
                result = killed(bundle, judges.confinement, named["student"])
            self.verdict = result
            graded = result.notebook or explanation(result)
            node = nbformat.from_dict(json.loads(json.dumps(graded)))
            return self.from_notebook_node(node, resources, **options)
        assert self.verdict is not None
        (Path(filename).parent / VERDICT_FILE).write_text(stored(self.verdict))
        with open_gradebook(course) as gradebook:
            # nbgrader has noted the time of submission already.
            record_verdict(gradebook, bundle, self.verdict, None)
        return super().from_filename(filename, resources, **options)


def judges_of(converter: Any, course: Course) -> InProcess:
    """Return what grades for a converter of nbgrader's: the same for all that its program converts.

    It belongs to the program that the converter is part of, the command or the formgrader's server,
    and its worker ends with that. The formgrader makes a new converter for each submission.
    """
    program = converter
    while program.parent is not None:
        program = program.parent
    judges: InProcess | None = getattr(program, "viva_judges", None)
    if judges is None:
        judges = InProcess(True, confine(course))
        program.viva_judges = judges
        weakref.finalize(program, judges.close)
    return judges
