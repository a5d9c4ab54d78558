"""Check a student's own notebook: run its visible tests in a fresh worker."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from viva.grading.cells import grade_id, nbgrader
from viva.grading.grade import Judge
from viva.grading.limits import Limits
from viva.grading.read import MAX_BYTES, Unreadable, read_submission
from viva.grading.verdict import Verdict
from viva.remote.client import Worker
from viva.remote.plain import own_worker
from viva.report.checked import Checked
from viva.student.memory import fingerprint, remember_verdict
from viva.student.notebooks import (
    NOT_MINE,
    assignment_of,
    find_notebooks,
    is_environment,
    released_copies,
)
from viva.student.released import Released, graded_cells, is_pristine, released

MAX_FILES = 200
MAX_FILES_BYTES = 50 * 2**20
GRADE_ID = re.compile(r'"grade_id":\s*"(\w+)"')


def check(paths: Sequence[Path]) -> list[Checked]:
    """Check notebooks, one after the other, in a worker of their own, and remember the verdicts."""
    with own_worker() as worker:
        found = []
        for path in paths:
            mark = mark_of(path)
            found.append(check_one(path, worker))
            remember_verdict(path, mark, found[-1].verdict)
        return found


def mark_of(path: Path) -> str:
    """Return the fingerprint of a notebook and what lies around it; empty if it cannot be read."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return ""
        return fingerprint(path, path.read_bytes(), files_beside(path))
    except OSError:
        return ""


@dataclass(frozen=True)
class Mine:
    """A student's notebook as it was read: its file's text and cells, and what was released."""

    text: bytes
    cells: list[dict[str, Any]]
    found: Released


def check_one(path: Path, worker: Worker, limits: Limits | None = None) -> Checked:
    """Check one notebook.

    Returns
    -------
    Checked
        Always, whatever the file is.
    """
    try:
        mine = read_mine(path, limits)
    except (Unreadable, OSError) as problem:
        return unreadable(path, problem, worker)
    judge = Judge(mine.found.bundle, worker, trusted=False, composes=False)
    return checked(path, mine, judge.grade(mine.text))


def read_mine(path: Path, limits: Limits | None = None) -> Mine:
    """Return a notebook as it was read, with what was released of it.

    Raises
    ------
    Unreadable, OSError
        If it cannot be read, or asks nothing.
    """
    if path.stat().st_size > MAX_BYTES:
        raise Unreadable(f"The file is larger than {MAX_BYTES // 2**20} MB. Clear its outputs.")
    text = path.read_bytes()
    cells = read_submission(text)
    if not graded_cells(cells):
        raise Unreadable("This notebook has no questions.")
    return Mine(text, cells, released(path, cells, files_beside(path), limits))


def unreadable(path: Path, problem: Exception, worker: Worker) -> Checked:
    """Return the result for a file that cannot be checked."""
    said = str(problem) if isinstance(problem, Unreadable) else "The file cannot be read."
    verdict = Verdict(assignment_of(path), None, "unreadable", (), worker.sandbox, 0.0, said)
    return Checked(verdict, shown(path), shown(path))


def checked(path: Path, mine: Mine, verdict: Verdict) -> Checked:
    """Return a verdict, with what belongs to its file."""
    if mine.found.changed:
        run = (
            "the released version, as grading does"
            if mine.found.origin
            else "your version; grading uses the released one"
        )
        verdict = verdict.with_note(
            f"You changed locked cells: {', '.join(mine.found.changed)}. This check ran {run}."
        )
    names = [question.id for question in verdict.questions]
    text = mine.text.decode(errors="replace")
    return Checked(verdict, shown(path), shown(path), lines_of(text, names))


def all_mine(folder: Path) -> list[Path]:
    """Return the notebooks to check in a folder: those with questions, and not what was released.

    A released notebook counts as one's own where nobody has a copy of it to work in.
    """
    asking = [path for path in find_notebooks(folder) if asks(path)]
    templates = {
        copy.resolve()
        for path in asking
        for copy in released_copies(path)
        if copy.stem == path.stem and untouched(copy)
    }
    return [path for path in asking if path.resolve() not in templates]


def asks(path: Path) -> bool:
    """Return whether a notebook has questions; one that cannot be read may."""
    try:
        return bool(graded_cells(read_submission(path.read_bytes())))
    except (Unreadable, OSError):
        return True


def questions_in(path: Path) -> list[str]:
    """Return the questions of a notebook; none if it cannot be read."""
    try:
        cells = read_submission(path.read_bytes())
    except (Unreadable, OSError):
        return []
    names = [grade_id(cell) for cell in cells if nbgrader(cell).get("grade")]
    return list(dict.fromkeys(name.removesuffix("_test") for name in names if name))


def untouched(path: Path) -> bool:
    """Return whether a notebook is as it was released."""
    try:
        return is_pristine(read_submission(path.read_bytes()))
    except (Unreadable, OSError):
        return False


def shown(path: Path) -> str:
    """Return a path as a reader wants it: from the current folder, where it is inside."""
    here = Path.cwd()
    path = path.absolute()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()


def files_beside(path: Path) -> dict[str, bytes]:
    """Return what lies beside a notebook and below, as far as it would be handed in with it."""
    found: dict[str, bytes] = {}
    left = MAX_FILES_BYTES
    folders = [path.absolute().parent]
    while folders and len(found) < MAX_FILES:
        folder = folders.pop(0)
        for each in sorted(folder.iterdir()):
            if each.name.startswith(".") or each.is_symlink() or each.suffix == ".ipynb":
                continue
            if each.is_dir():
                if each.name not in NOT_MINE and not is_environment(each):
                    folders.append(each)
            elif each.is_file() and each.stat().st_size <= left and len(found) < MAX_FILES:
                left -= each.stat().st_size
                found[each.relative_to(path.absolute().parent).as_posix()] = each.read_bytes()
    return found


def lines_of(text: str, questions: Sequence[str]) -> Mapping[str, int]:
    """Return the lines of a notebook file at which the answers' cells name themselves."""
    found = dict.fromkeys(questions, 0)
    for number, line in enumerate(text.splitlines(), start=1):
        name = GRADE_ID.search(line)
        if name is not None and found.get(name[1]) == 0:
            found[name[1]] = number
    return {question: number for question, number in found.items() if number}
