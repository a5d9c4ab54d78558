"""Grade one submission where Gradescope put it, and always write ``results.json``.

``python -m viva.export.run_autograder /autograder``
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import traceback
from dataclasses import replace
from pathlib import Path
from typing import Any

from viva.classroom.grader import grade_folder, killed
from viva.classroom.pool import Pool
from viva.classroom.roof import roof_of
from viva.classroom.tasks import JudgeProblem, Lost
from viva.course.bundle import make_bundle_without_exam, optional_packages
from viva.course.confinement import Confinement, confine_elsewhere
from viva.course.layout import Assignment, Course
from viva.export.gradescope_results import VISIBILITIES, failed_results, results_of
from viva.files import write_atomically
from viva.grading.verdict import Verdict
from viva.report.together import together
from viva.worker.filter import FilterProblem, make_filter
from viva.worker.sandbox import sandbox_problem

NO_SANDBOX = (
    "Student code ran without the sandbox: {problem} It was kept within its limits of time, memory "
    "and processes, but could reach what its user can reach in this container. SECURITY.md says "
    "what that means."
)
OWN_USER = (
    "Student code ran without the sandbox: {problem} It ran as a user of its own, without network "
    "and within its limits, and could reach neither the exam nor the results. SECURITY.md says "
    "what that means."
)
LOST = "{notebook} could not be graded and gets no points: {reason}"
# Nobody's; systemd gives them out for a time to services without a user.
USERS = range(61184, 65184)
PRIVATE = ("source", "submission_metadata.json")


def main(folder: Path, judges: Pool | None = None) -> None:
    """Grade ``folder/submission`` with what lies in ``folder/source``, and write the results.

    Parameters
    ----------
    judges
        What grades; by default it is made for this submission.
    """
    try:
        found = grade(folder, judges)
    except Exception:  # noqa: BLE001 - whatever it is, there must be results
        found = failed_results(traceback.format_exc())
    write_results(folder / "results", found)


def grade(folder: Path, judges: Pool | None = None) -> dict[str, Any]:
    """Grade a submission, in the sandbox where there can be one, or else as a user of its own.

    Returns
    -------
    dict
        As Gradescope reads them.

    Raises
    ------
    JudgeProblem
        If the submission cannot be graded.
    """
    source = folder / "source"
    course = Course(source / "files" / "course")
    notebooks = course.assignments()
    confinement, note = confine_here(course)
    if confinement.user is not None:
        close_to_others(folder)
    with contextlib.ExitStack() as stack:
        judges = judges or stack.enter_context(Pool(1, False, confinement))
        judges.import_early(
            dict.fromkeys(package for each in notebooks for package in optional_packages(each))
        )
        found = [grade_notebook(judges, each, folder, confinement) for each in notebooks]
    if not found or all(isinstance(each, Lost) for each in found):
        raise JudgeProblem("\n".join(lost.reason for lost in found if isinstance(lost, Lost)))
    notes = [note]
    verdicts = []
    for notebook, each in zip(notebooks, found, strict=True):
        if isinstance(each, Lost):
            notes.append(LOST.format(notebook=notebook.label, reason=each.reason))
            each = killed(make_bundle_without_exam(notebook), confinement, "", each)
        verdicts.append(each)
    (verdict,) = together(verdicts)
    return results_of(verdict, visibility_of(source / "viva.json"), "\n".join(filter(None, notes)))


def grade_notebook(
    judges: Pool, notebook: Assignment, folder: Path, confinement: Confinement
) -> Verdict | Lost:
    """Return the verdict on one notebook of what was handed in."""
    submission = folder / "submission"
    found: Verdict | Lost = judges.run_one(
        grade_folder, notebook, "", submission, folder, roof=roof_of(confinement)
    )
    return found


def confine_here(course: Course) -> tuple[Confinement, str]:
    """Confine student code as well as this container can.

    Returns
    -------
    Confinement
        In the sandbox; or else as a user of its own; or else as this one.
    str
        What the instructor should know of it; usually empty.
    """
    confinement = confine_elsewhere(course)
    problem = sandbox_problem() if confinement.sandboxed else "It is switched off in the settings."
    if not problem:
        return confinement, ""
    user = user_for_students()
    note = NO_SANDBOX if user is None else OWN_USER
    return replace(confinement, sandboxed=False, user=user), note.format(problem=problem)


def user_for_students() -> int | None:
    """Choose a user for student code that nobody else is, if there can be one.

    That needs root, the filter of system calls, and a Python that every user may start.
    """
    if os.geteuid() != 0:
        return None
    user = USERS[os.getpid() % len(USERS)]
    try:
        make_filter(os.getpid())
        command = [sys.executable, "-I", "-c", "import viva.worker"]
        subprocess.run(
            command,
            check=True,
            user=user,
            group=user,
            extra_groups=[],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except (FilterProblem, OSError, subprocess.SubprocessError):
        return None
    return user


def close_to_others(folder: Path) -> None:
    """Keep other users from the exam, and from what Gradescope says of the submission."""
    for name in PRIVATE:
        with contextlib.suppress(FileNotFoundError):
            path = folder / name
            path.chmod(0o700 if path.is_dir() else 0o600)


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
    """Write ``results.json``."""
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / "results.json", (json.dumps(results, indent=1) + "\n").encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
