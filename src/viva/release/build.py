"""Build what students get, through nbgrader, and compare it with what is committed."""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from viva.course.generate import ReleaseError, generate
from viva.course.layout import Assignment, Course
from viva.course.release_data import FILE_NAME, read_release_data
from viva.files import replacing
from viva.release.hints import HintProblem, as_bytes, write_help


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
    built = generate(course, assignment, destination, gradebook_url)
    try:
        for name in (assignment.notebook_name, *assignment.siblings):
            write_help(course.notebook(assignment.name, name), built)
    except HintProblem as problem:
        raise ReleaseError(str(problem)) from problem
    return built


def publish(course: Course, assignment: Assignment, built: Path) -> None:
    """Replace an assignment's folder in ``release/`` by a finished build."""
    with replacing(course.release / assignment.name) as fresh:
        shutil.copytree(built, fresh, dirs_exist_ok=True)


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


@contextlib.contextmanager
def own_part(assignment: Assignment, built: Path) -> Iterator[Path]:
    """Yield a built folder as if it were of one notebook: without the assignment's others."""
    if not assignment.siblings:
        yield built
        return
    others = {f"{name}.ipynb" for name in assignment.siblings}

    def left_out(folder: str, names: list[str]) -> set[str]:
        return others.intersection(names) if Path(folder) == built else set()

    with tempfile.TemporaryDirectory() as folder:
        own = Path(shutil.copytree(built, Path(folder) / built.name, ignore=left_out))
        found = read_release_data(own / FILE_NAME, assignment.notebook_name)
        content = {"hints": dict(found.hints), "released": dict(found.released)}
        (own / FILE_NAME).write_bytes(as_bytes(content))
        yield own


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
