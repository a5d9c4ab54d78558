"""Make the bundle of an assignment: all that grading needs to know of it."""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nbformat

from viva.course.layout import Assignment, UsageProblem
from viva.course.mistakes import mistakes_in
from viva.exam.load import load_exam
from viva.files import keep, kept
from viva.grading.agreement import require_agreement
from viva.grading.bundle import Bundle
from viva.grading.cells import grade_id, is_answer
from viva.grading.limits import Limits
from viva.grading.optional import optional_imports

MOST_MISTAKES = 5
# Under this name texts of released answer cells are kept.
RELEASED = "released"
IGNORED = frozenset({".ipynb_checkpoints", "__pycache__"})


def make_bundle(assignment: Assignment, limits: Limits | None = None) -> Bundle:
    """Read the instructor's notebook, its exam and its files.

    Raises
    ------
    UsageProblem
        If the notebook cannot be read.
    viva.exam.ExamProblem
        If the exam is malformed, missing, or of other questions than the notebook.
    """
    bundle = make_bundle_without_exam(assignment, limits)
    exam = load_exam(assignment.exam_path) if assignment.exam_path else None
    bundle = replace(bundle, exam=exam)
    require_agreement(bundle)
    return bundle


def make_bundle_without_exam(assignment: Assignment, limits: Limits | None = None) -> Bundle:
    """Read the instructor's notebook and its files, and import nothing that the exam imports.

    Raises
    ------
    UsageProblem
        If the notebook cannot be read.
    """
    notebook = read_source(assignment)
    require_sound(notebook, assignment)
    released = released_texts(notebook)
    folder = assignment.source_path.parent
    files = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".ipynb" and not IGNORED & set(path.parts)
    }
    return Bundle(
        assignment=assignment.name,
        notebook=assignment.notebook_name,
        cells=tuple(dict(cell) for cell in notebook["cells"]),
        metadata=dict(notebook["metadata"]),
        released=released,
        exam=None,
        files=files,
        limits=limits or Limits(),
        inside=True,
        siblings={name: _names_in(folder / f"{name}.ipynb") for name in assignment.siblings},
    )


def _names_in(path: Path) -> frozenset[str]:
    """Return the names of a notebook's cells; none where it cannot be read."""
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
        cells = json.loads(path.read_bytes())["cells"]
        return frozenset({grade_id(cell) for cell in cells} - {""})
    return frozenset()


def require_sound(notebook: Any, assignment: Assignment) -> None:
    """Check that the instructor's notebook can be released and graded.

    Raises
    ------
    UsageProblem
        With a sentence for each mistake in it.
    """
    if "+" in assignment.name:
        raise UsageProblem(
            f"{assignment.source_path.parent}: nbgrader allows no + in the name of an assignment. "
            "Rename the folder."
        )
    found = mistakes_in(notebook, f"{assignment.name}/{assignment.source_path.name}")
    if found:
        raise UsageProblem("\n".join(found[:MOST_MISTAKES]))


def read_source(assignment: Assignment) -> Any:
    """Read the instructor's notebook."""
    try:
        return nbformat.read(assignment.source_path, as_version=4)
    except OSError as error:
        raise UsageProblem(
            f"{assignment.source_path} cannot be read: {str(error.strerror).lower()}. Put the "
            "notebook there, or move the folder away."
        ) from error
    except Exception as error:
        said = " ".join(str(error).split()) or type(error).__name__
        raise UsageProblem(
            f"{assignment.source_path} is not a notebook: {said.rstrip('.')}. Open it in "
            "JupyterLab; if it does not load there, go back to an earlier version."
        ) from error


def optional_packages(assignment: Assignment) -> list[str]:
    """Return the packages that an assignment's notebook imports where they are installed."""
    return list(optional_imports(read_source(assignment)["cells"]).values())


def released_texts(notebook: Any) -> dict[str, str]:
    """Return what students find in each answer cell, by ``grade_id``.

    It is kept for each text of the notebook: all of nbgrader takes a second to import.
    """
    clearing = (Path(__file__).parent / "clear.py").read_text(encoding="utf-8")
    cells = [[cell["cell_type"], cell["metadata"], cell["source"]] for cell in notebook["cells"]]
    said = json.dumps([clearing, version("nbgrader"), cells], sort_keys=True)
    key = hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
    with contextlib.suppress(ValueError):
        texts = json.loads(kept(RELEASED, key) or b"")
        if isinstance(texts, dict):
            return texts
    from viva.course.clear import ClearSolutions

    cleared, _ = ClearSolutions().preprocess(
        nbformat.from_dict(notebook), {"nbgrader": {}, "metadata": {}}
    )
    texts = {grade_id(cell): cell["source"] for cell in cleared["cells"] if is_answer(cell)}
    keep(RELEASED, key, json.dumps(texts).encode())
    return texts
