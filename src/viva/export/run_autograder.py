"""Grade one submission where Gradescope put it, and always write ``results.json``.

``python -m viva.export.run_autograder /autograder``
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import traceback
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from viva.course import seat
from viva.course.confinement import Confinement, confine_elsewhere
from viva.course.layout import Course
from viva.export.gradescope_results import VISIBILITIES, failed_results, results_of
from viva.worker.sandbox import sandbox_problem

NO_SANDBOX = (
    "Student code ran without the sandbox: {problem} It was kept within its limits of time, memory "
    "and processes, but could reach what its user can reach in this container. SECURITY.md says "
    "what that means."
)


def main(folder: Path) -> None:
    """Grade ``folder/submission`` with what lies in ``folder/source``."""
    try:
        found = grade(folder)
    except Exception:  # noqa: BLE001 - whatever it is, there must be results
        found = failed_results(traceback.format_exc())
    write_results(folder / "results", found)


def grade(folder: Path) -> dict[str, Any]:
    """Grade a submission, in the sandbox where there can be one.

    A seat that this process has taken before is used, and kept.

    Returns
    -------
    dict
        As Gradescope reads them.
    """
    source = folder / "source"
    course = Course(source / "files" / "course")
    (assignment,) = course.assignments()
    confinement = confine_elsewhere(course)
    problem = sandbox_problem() if confinement.sandboxed else "It is switched off in the settings."
    confinement = replace(confinement, sandboxed=not problem)
    with seated(confinement):
        verdict = seat.grade_folder(assignment, "", folder / "submission")
    note = NO_SANDBOX.format(problem=problem) if problem else ""
    return results_of(verdict, visibility_of(source / "viva.json"), note)


@contextlib.contextmanager
def seated(confinement: Confinement) -> Iterator[None]:
    """Have a worker in this process: the one that is there, or one for this time."""
    if not seat.seat_is_free():
        yield
        return
    seat.take_seat(False, confinement)
    try:
        yield
    finally:
        seat.leave_seat()


def visibility_of(path: Path) -> str:
    """Read when students may see their results; by default at once."""
    try:
        chosen = json.loads(path.read_text(encoding="utf-8"))["visibility"]
    except FileNotFoundError:
        return VISIBILITIES[0]
    if chosen not in VISIBILITIES:
        raise ValueError(f"{path}: visibility must be one of {', '.join(VISIBILITIES)}.")
    return str(chosen)


def write_results(folder: Path, results: dict[str, Any]) -> None:
    """Put the results in place at once, so that they are whole."""
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / ".results.json"
    fresh.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    os.replace(fresh, folder / "results.json")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
