"""Keep nbgrader from running what lies in a student's folder in which it is called."""

from __future__ import annotations

from pathlib import Path

from viva.course.layout import CONFIG_NAME, UsageProblem, find_root


def is_course(folder: str) -> bool:
    """Return whether nbgrader is called in a course, whose files are the instructor's.

    Raises
    ------
    SystemExit
        If it would run settings that may be a student's; with one sentence.
    """
    here = Path(folder).resolve()
    try:
        root = find_root(here)
    except UsageProblem as problem:
        if (here / CONFIG_NAME).is_file():
            raise SystemExit(problem.message) from problem
        return False
    if root != here and (here / CONFIG_NAME).is_file():
        raise SystemExit(
            f"nbgrader would run {CONFIG_NAME} of {here.relative_to(root)}, which may be a "
            f"student's. Call it in {root}."
        )
    return root == here
