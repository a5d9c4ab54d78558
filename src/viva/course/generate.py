"""Run nbgrader's generator: it makes what students get, and enters an assignment's cells."""

from __future__ import annotations

import json
import logging
import tempfile
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import SaveCells

from viva.course.exact_paths import ExactPaths
from viva.course.layout import Assignment, Course
from viva.course.new_gradebook import prepare_gradebook

SAVE_CELLS = "nbgrader.preprocessors.SaveCells"
# For nbgrader's own commands: `viva release` writes the hints itself, and grading needs none.
KEEP_HELP = "viva.release.keep_help.KeepHelp"


class ReleaseError(Exception):
    """An assignment cannot be released; the message is a sentence for the instructor."""


class _Generator(ExactPaths, GenerateAssignment):
    """nbgrader's generator, which keeps the reason of a failure instead of only logging it."""

    reason: Exception | None = None
    failed = ""

    def convert_single_notebook(self, notebook_filename: str) -> None:
        try:
            super().convert_single_notebook(notebook_filename)
        except Exception as error:
            self.reason, self.failed = error, Path(notebook_filename).name
            raise


def generate(
    course: Course, assignment: Assignment, destination: Path, gradebook_url: str | None = None
) -> Path:
    """Write what nbgrader makes of an assignment as ``destination/<assignment>/``.

    That is all of its notebooks.

    Parameters
    ----------
    gradebook_url
        The gradebook in which nbgrader records the assignment's cells and points. By default none:
        no gradebook is touched then.

    Raises
    ------
    ReleaseError
        If the source notebook cannot be released, with the reason.
    """
    for notebook in (assignment.notebook_name, *assignment.siblings):
        _require_readable(course, assignment.source_path.with_name(f"{notebook}.ipynb"))
    directory = course.nbgrader_directory(
        assignment_id=assignment.name,
        notebook_id="*",
        release_directory=str(destination.resolve()),
        db_url=gradebook_url or course.gradebook_url,
    )
    generator = _Generator(
        coursedir=directory,
        config=course.config,
        log=silent_logger(),
        force=True,
        create_assignment=True,
        no_database=gradebook_url is None,
    )
    left_out = {KEEP_HELP} if gradebook_url else {KEEP_HELP, SAVE_CELLS, SaveCells}
    generator.preprocessors = [step for step in generator.preprocessors if step not in left_out]
    if gradebook_url is not None:
        prepare_gradebook(gradebook_url)
    try:
        generator.start()
    except Exception as error:
        reason = generator.reason or error
        path = assignment.source_path
        where = course.shown(path.with_name(generator.failed) if assignment.siblings else path)
        raise ReleaseError(f"{where} cannot be released: {one_line(reason)}") from error
    return destination / assignment.name


def record_assignment(
    course: Course, assignment: Assignment, gradebook_url: str | None = None
) -> None:
    """Enter an assignment's cells and points into the gradebook, and change nothing else.

    Submissions and their scores stay. nbgrader refuses where questions came or went while the
    gradebook holds submissions.

    Raises
    ------
    ReleaseError
        If nbgrader refuses.
    """
    with tempfile.TemporaryDirectory() as folder:
        generate(course, assignment, Path(folder), gradebook_url or course.gradebook_url)


def _require_readable(course: Course, path: Path) -> None:
    """Refuse a source notebook whose release would be different each time it is built."""
    where = course.shown(path)
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        nameless = sum(not cell.get("id") for cell in cells)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReleaseError(f"{where} is not a notebook: {one_line(error)}") from error
    if nameless:
        raise ReleaseError(
            f"{where} has {nameless} cells without an id: open it in JupyterLab and save it."
        )


def silent_logger() -> logging.Logger:
    """Return a logger that says nothing: a failure is told once, as a sentence."""
    logger = logging.getLogger("viva.nbgrader")
    logger.propagate = False
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    return logger


def one_line(error: Exception) -> str:
    """Return an error's message as one sentence."""
    text = " ".join(str(error).split()) or type(error).__name__
    return text if text.endswith(".") else f"{text}."
