"""What was released: from the released notebook, or from the marks in a student's own one.

nbgrader leaves in each of its cells a checksum of the cell as it was released. So a notebook tells
by itself which of its cells were changed, and which answers were not started.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from viva.grading.bundle import Bundle
from viva.grading.cells import grade_id, is_answer, is_locked, nbgrader, source, visible
from viva.grading.limits import Limits
from viva.grading.read import Unreadable, read_submission
from viva.student.notebooks import assignment_of, released_copies

Cell = dict[str, Any]
MAX_POINTS = 1e9


@dataclass(frozen=True)
class Released:
    """An assignment as a student has it.

    Attributes
    ----------
    bundle
        What a judge needs; there is no exam in it.
    origin
        The released notebook, or None where the student's own notebook was all there was.
    changed
        Locked cells of the student's notebook that are not as they were released.
    """

    bundle: Bundle
    origin: Path | None
    changed: tuple[str, ...]


def released(
    path: Path,
    cells: Sequence[Cell],
    files: Mapping[str, bytes],
    limits: Limits | None = None,
) -> Released:
    """Reconstruct what was released from a student's notebook and what lies around it.

    Parameters
    ----------
    path, cells
        The student's notebook.
    files
        What lies beside it.
    """
    found = pristine(path, cells)
    origin, backbone = found if found is not None else (None, without_duplicates(cells))
    texts = {
        grade_id(cell): source(cell)
        for cell in backbone
        if is_answer(cell) and (origin is not None or untouched(cell))
    }
    bundle = Bundle(
        assignment=assignment_of(origin or path),
        notebook=(origin or path).stem,
        cells=tuple(cell | {"source": visible(cell)} for cell in backbone),
        metadata={},
        released=texts,
        exam=None,
        files=files,
        limits=limits or Limits(),
    )
    return Released(bundle, origin, changed_cells(cells, backbone))


def pristine(path: Path, cells: Sequence[Cell]) -> tuple[Path, list[Cell]] | None:
    """Find the released notebook that a student's is made from: whole, and with most in common."""
    mine = graded_cells(cells)
    best: tuple[tuple[int, bool, bool], Path, list[Cell]] | None = None
    for copy in released_copies(path):
        try:
            theirs = read_submission(copy.read_bytes())
        except (Unreadable, OSError):
            continue
        # Other notebooks may have cells of the same names.
        same_folder = copy.parent.name == path.absolute().parent.name
        common = (len(mine & graded_cells(theirs)), copy.stem == path.stem, same_folder)
        if common[0] and is_pristine(theirs) and (best is None or common > best[0]):
            best = (common, copy, theirs)
    return best[1:] if best else None


def is_pristine(cells: Sequence[Cell]) -> bool:
    """Return whether no cell of a notebook was changed since its release."""
    return bool(graded_cells(cells)) and not any(touched(cell) for cell in cells)


def graded_cells(cells: Sequence[Cell]) -> frozenset[str]:
    """Return the names of the cells that carry points."""
    return frozenset(grade_id(cell) for cell in cells if nbgrader(cell).get("grade")) - {""}


def without_duplicates(cells: Sequence[Cell]) -> list[Cell]:
    """Return the cells without later copies of those that grading knows."""
    seen: set[str] = set()
    kept = []
    for cell in cells:
        name = grade_id(cell)
        if not name or name not in seen:
            kept.append(cell)
        seen.add(name)
    return [cell for cell in kept if has_points(cell)]


def has_points(cell: Cell) -> bool:
    """Return whether a cell that should carry points does; without them it asks nothing."""
    if not nbgrader(cell).get("grade"):
        return True
    points = nbgrader(cell).get("points")
    if isinstance(points, bool) or not isinstance(points, (int, float)):
        return False
    return 0 <= points <= MAX_POINTS


def changed_cells(cells: Sequence[Cell], backbone: Sequence[Cell]) -> tuple[str, ...]:
    """Return the names of locked cells that differ from the backbone or from their checksum."""
    given = {grade_id(cell): source(cell).strip() for cell in backbone if is_locked(cell)}
    names = [
        grade_id(cell)
        for cell in cells
        if grade_id(cell) in given
        and cell.get("cell_type") == "code"
        and (touched(cell) or source(cell).strip() != given[grade_id(cell)])
    ]
    return tuple(dict.fromkeys(names))


def touched(cell: Cell) -> bool:
    """Return whether a cell's checksum says that it was changed."""
    mark = nbgrader(cell).get("checksum")
    return isinstance(mark, str) and mark != checksum(cell)


def untouched(cell: Cell) -> bool:
    """Return whether a cell's checksum says that it is as it was released."""
    return nbgrader(cell).get("checksum") == checksum(cell)


def checksum(cell: Cell) -> str:
    """Compute nbgrader's checksum of a cell, without the seconds that importing nbgrader takes."""
    data = nbgrader(cell)
    grade, solution = data.get("grade", False), data.get("solution", False)
    locked = False if solution else True if grade else data.get("locked", False)
    parts = [source(cell), str(cell.get("cell_type")), str(grade), str(solution), str(locked)]
    parts.append(grade_id(cell))
    if grade and has_points(cell):
        parts.append(str(float(data["points"])))
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()
