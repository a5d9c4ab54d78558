"""Build what students get, through nbgrader, and compare it with what is committed."""

from __future__ import annotations

import json
import logging
import shutil
import tempfile
from pathlib import Path
from typing import Any

from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import SaveCells

from viva.course.layout import Assignment, Course
from viva.course.new_gradebook import prepare_gradebook
from viva.release.hints import HintProblem, write_help

SAVE_CELLS = "nbgrader.preprocessors.SaveCells"


class ReleaseError(Exception):
    """A release could not be built; the message is a sentence for the instructor."""


class _Generator(GenerateAssignment):
    """nbgrader's generator, which keeps the reason of a failure instead of only logging it."""

    reason: Exception | None = None

    def convert_single_notebook(self, notebook_filename: str) -> None:
        try:
            super().convert_single_notebook(notebook_filename)
        except Exception as error:
            self.reason = error
            raise


def build_release(
    course: Course,
    assignment: Assignment,
    destination: Path,
    *,
    gradebook_url: str | None = None,
) -> Path:
    """Build an assignment's students' version as ``destination/<assignment>/``.

    Parameters
    ----------
    destination
        The folder to build in; an earlier build of the same assignment there is replaced.
    gradebook_url
        The gradebook in which nbgrader records the assignment's cells and points. By default none:
        the build then touches no gradebook.

    Returns
    -------
    Path
        The folder that was built.

    Raises
    ------
    ReleaseError
        If the source notebook cannot be released, with the reason.
    """
    _require_readable(course, assignment)
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
    if gradebook_url is None:
        steps = [step for step in generator.preprocessors if step not in (SaveCells, SAVE_CELLS)]
        generator.preprocessors = steps
    else:
        prepare_gradebook(gradebook_url)
    try:
        generator.start()
    except Exception as error:
        reason = generator.reason or error
        where = course.shown(assignment.source_path)
        raise ReleaseError(f"{where} cannot be released: {one_line(reason)}") from error
    built = destination / assignment.name
    try:
        write_help(assignment, built)
    except HintProblem as problem:
        raise ReleaseError(str(problem)) from problem
    return built


def record_assignment(
    course: Course, assignment: Assignment, gradebook_url: str | None = None
) -> None:
    """Record an assignment's cells and points in the gradebook, and change nothing else.

    Submissions and their scores stay. nbgrader refuses where questions came or went while the
    gradebook holds submissions.

    Raises
    ------
    ReleaseError
        If nbgrader refuses.
    """
    with tempfile.TemporaryDirectory() as folder:
        url = gradebook_url or course.gradebook_url
        build_release(course, assignment, Path(folder), gradebook_url=url)


def publish(course: Course, assignment: Assignment, built: Path) -> None:
    """Replace an assignment's folder in ``release/`` by a finished build."""
    target = course.release / assignment.name
    course.release.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=course.release, prefix=".building-") as folder:
        new, old = Path(folder) / "new", Path(folder) / "old"
        shutil.copytree(built, new)
        if target.exists():
            target.rename(old)
        new.rename(target)


def check_release(course: Course, assignment: Assignment) -> list[str]:
    """Return how a committed release differs from what would be built now, as sentences."""
    committed = course.release / assignment.name
    if not committed.is_dir():
        return [
            f"{course.shown(committed)} does not exist: run `viva release {assignment.number}`."
        ]
    with tempfile.TemporaryDirectory() as folder:
        try:
            built = build_release(course, assignment, Path(folder))
        except ReleaseError as problem:
            return [str(problem)]
        return [
            f"{course.shown(committed / name)} {fault}."
            for name, fault in _differences(built, committed)
        ]


def answers_in(notebook_path: Path) -> list[str]:
    """Return the questions of a released notebook that somebody has begun to answer in it."""
    try:
        cells = json.loads(notebook_path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [
        cell["metadata"]["nbgrader"]["grade_id"]
        for cell in cells
        if cell["metadata"].get("nbgrader", {}).get("solution")
        and "NotImplementedError" not in (text := "".join(cell["source"]))
        and text.strip() != "YOUR ANSWER HERE"
    ]


def _require_readable(course: Course, assignment: Assignment) -> None:
    """Refuse a source notebook whose release would be different each time it is built."""
    where = course.shown(assignment.source_path)
    try:
        cells = json.loads(assignment.source_path.read_text(encoding="utf-8"))["cells"]
        nameless = sum(not cell.get("id") for cell in cells)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReleaseError(f"{where} is not a notebook: {one_line(error)}") from error
    if nameless:
        raise ReleaseError(
            f"{where} has {nameless} cells without an id: open it in JupyterLab and save it."
        )


def _differences(built: Path, committed: Path) -> list[tuple[str, str]]:
    names = {
        path.relative_to(folder).as_posix()
        for folder in (built, committed)
        for path in folder.rglob("*")
        if path.is_file() and ".ipynb_checkpoints" not in path.parts
    }
    faults = []
    for name in sorted(names):
        new, old = built / name, committed / name
        if not old.is_file():
            faults.append((name, "is missing"))
        elif not new.is_file():
            faults.append((name, "is not built from source/"))
        elif new.read_bytes() != old.read_bytes() and _canonical(new) != _canonical(old):
            faults.append((name, f"differs from a fresh build{_first_difference(new, old)}"))
    return faults


def _canonical(path: Path) -> bytes | str:
    """Return a file's content, a notebook's without its layout as JSON."""
    if path.suffix != ".ipynb":
        return path.read_bytes()
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            cell["source"] = "".join(cell["source"])
        return json.dumps(notebook, sort_keys=True)
    except (ValueError, KeyError, TypeError):
        return path.read_bytes()


def _first_difference(new: Path, old: Path) -> str:
    """Return where two notebooks begin to differ, as the end of a sentence."""
    contents = [_canonical(new), _canonical(old)]
    if not all(isinstance(content, str) for content in contents):
        return ""
    cells: list[list[Any]] = [json.loads(content)["cells"] for content in contents]
    for new_cell, old_cell in zip(*cells, strict=False):
        if new_cell != old_cell:
            return f", first in cell {new_cell.get('id')}"
    if len(cells[0]) != len(cells[1]):
        return f": it has {len(cells[1])} cells instead of {len(cells[0])}"
    return " in its metadata"


def silent_logger() -> logging.Logger:
    """Return a logger that logs nothing: a failure is reported once, as a sentence."""
    logger = logging.getLogger("viva.release.build")
    logger.propagate = False
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    return logger


def one_line(error: Exception) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text if text.endswith(".") else f"{text}."
