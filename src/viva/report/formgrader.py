"""What nbgrader's formgrader shows of a graded notebook: clean, whoever wrote it.

``etc/jupyter/nbgrader_config.json`` gives these filters and this preprocessor to the exporter that
the formgrader makes its pages with, so that none passes by them, whichever course is opened.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from jinja2 import pass_context
from nbconvert.preprocessors import Preprocessor
from nbformat import from_dict

from viva.grading.outputs import clean_outputs
from viva.grading.pictures import clean_attachments
from viva.grading.safe_html import safe_html
from viva.grading.safe_markdown import rendered, written_text

# What nbgrader puts into its page as it is.
NAMES = ("student", "first_name", "last_name", "notebook_path")


@pass_context
def markdown2html(context: Any, source: str) -> str:
    """Return a cell's or an output's Markdown as HTML that only shows something."""
    cell = context.get("cell")
    found = cell.get("attachments") if isinstance(cell, Mapping) else None
    return rendered(source, clean_attachments(found))


def clean_html(element: Any) -> str:
    """Return what of HTML only shows something."""
    return safe_html(element.decode() if isinstance(element, bytes) else str(element))


class CleanNotebook(Preprocessor):
    """Shows what students wrote as they wrote it, with outputs that run nothing."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Prepare a notebook, and the names that the page shows beside it."""
        for name in NAMES:
            if isinstance(resources.get(name), str):
                resources[name] = html.escape(resources[name])
        nb.metadata.pop("widgets", None)
        for index, cell in enumerate(nb.cells):
            nb.cells[index], resources = self.preprocess_cell(cell, resources, index)
        return nb, resources

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> tuple[Any, Any]:
        """Prepare a cell."""
        if cell.cell_type == "code":
            cell.outputs = [from_dict(output) for output in clean_outputs(cell.outputs)]
        elif cell.cell_type == "markdown":
            cell.source = written_text(cell)
        return cell, resources
