"""The steps from source to release that nbgrader does not have.

A stub names its question, and a notebook shows nothing of the machine it was written on.
"""

from __future__ import annotations

from typing import Any

from nbgrader import utils
from nbgrader.preprocessors import ClearSolutions as NbGraderClearSolutions
from nbgrader.preprocessors import NbGraderPreprocessor


class ClearSolutions(NbGraderClearSolutions):
    """Replace each solution by ``raise NotImplementedError("<question>")``, at its own indentation.

    A written answer loses its attachments too: nbgrader keeps them, and the picture of a model
    answer would reach the students.
    """

    code_stub: Any  # one stub for each language; nbgrader's own but for Python

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        converter = getattr(self.parent, "parent", None)
        if converter is not None:
            from viva.course.nbgrader_check import require_exam  # it makes one of these itself

            require_exam(converter)

    def preprocess_cell(self, cell: Any, resources: Any, cell_index: int) -> tuple[Any, Any]:
        """Clear one cell."""
        if utils.is_solution(cell):
            stub = f'raise NotImplementedError("{cell.metadata.nbgrader.grade_id}")'
            self.code_stub = dict(self.code_stub, python=stub)
        cell, resources = super().preprocess_cell(cell, resources, cell_index)
        if utils.is_solution(cell):
            for name in list(cell.get("attachments", {})):
                if f"attachment:{name}" not in cell.source:
                    del cell.attachments[name]
            if not cell.get("attachments", True):
                del cell["attachments"]
        return cell, resources


class ClearTraces(NbGraderPreprocessor):
    """Drop what an editor leaves behind: run times, the interpreter's version, widgets' state."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Clear the notebook's metadata and then each cell's."""
        kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
        nb.metadata.clear()
        nb.metadata.update(kernelspec=kernel, language_info={"name": "python"})
        nb, resources = super().preprocess(nb, resources)
        return nb, resources

    def preprocess_cell(self, cell: Any, resources: Any, cell_index: int) -> tuple[Any, Any]:
        """Clear one cell's metadata."""
        for trace in ("execution", "ExecuteTime", "collapsed", "scrolled", "outputId"):
            cell.metadata.pop(trace, None)
        return cell, resources
