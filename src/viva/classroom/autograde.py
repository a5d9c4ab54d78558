"""``nbgrader autograde`` and the formgrader's button, on this engine.

nbgrader's converter calls its exporter twice for each notebook: once to sanitise what was handed
in, once to run it. `nbgrader_config.py` names the exporter below, which grades at the first call
and fills the gradebook at the second.
"""

from __future__ import annotations

import atexit
import json
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter

from viva.classroom import seat
from viva.classroom.gradebook import open_gradebook, record_verdict
from viva.classroom.graded_folder import VERDICT_FILE, explanation, stored
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
        if self.parent._sanitizing:
            if seat.seat_is_free():
                seat.take_seat(True, confine(course))
                atexit.register(seat.leave_seat)
            folder = Path(filename).resolve().parent
            self.verdict = seat.grade_folder(assignment, named["student"], folder)
            graded = self.verdict.notebook or explanation(self.verdict)
            node = nbformat.from_dict(json.loads(json.dumps(graded)))
            return self.from_notebook_node(node, resources, **options)
        assert self.verdict is not None
        bundle = seat.judge_of(assignment).bundle
        (Path(filename).parent / VERDICT_FILE).write_text(stored(self.verdict))
        with open_gradebook(course) as gradebook:
            # nbgrader has noted the time of submission already.
            record_verdict(gradebook, bundle, self.verdict, None)
        return super().from_filename(filename, resources, **options)
