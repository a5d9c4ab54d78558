"""Write ``viva.json`` with nbgrader's own commands as well.

``nbgrader generate_assignment`` and the formgrader's Generate button build an assignment's folder
anew. This step puts the hints beside the notebook there, as ``viva release`` does.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import NbGraderPreprocessor

from viva.course.layout import Course
from viva.course.release_data import FILE_NAME, NOTEBOOKS
from viva.release.hints import HintProblem, help_beside


class KeepHelp(NbGraderPreprocessor):
    """Puts the hints, and the answer cells as released, beside the notebook; the last step."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Let the notebook's file be written with the hints beside it."""
        converter = getattr(self.parent, "parent", None)
        if converter is None:
            return nb, resources
        course = Course(Path(converter.coursedir.root))
        named = resources["nbgrader"]
        assignment = course.graded(named["assignment"], named["notebook"])
        if assignment is None:
            return nb, resources
        # Each notebook of an assignment writes the file anew: with what the ones before it wrote.
        before = converter.__dict__.setdefault("viva_help", {})
        try:
            text = help_beside(assignment, nb.cells, before.get(assignment.name))
        except HintProblem as problem:
            converter.log.error(str(problem))
            raise NbGraderException(str(problem)) from problem
        if assignment.siblings:
            before[assignment.name] = json.loads(text)[NOTEBOOKS]
        resources["outputs"] = {**(resources.get("outputs") or {}), FILE_NAME: text}
        return nb, resources
