"""``viva collect``: submissions from elsewhere, into ``submitted/``."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from viva import terminal
from viva.classroom.grader import assignment_by_cells
from viva.commands.grade import detect_assignment
from viva.course.candidates import NOTEBOOK
from viva.course.layout import Assignment, Course, UsageProblem
from viva.grading.read import MAX_BYTES

EXAMPLES = """\b
Examples:
  viva collect submissions.zip
  viva collect submissions.zip --students students.csv
  viva collect submissions.zip --assignment 03
  viva collect list-mlp-submissions --assignment 03
  viva collect ada-list-mlp --student ada --assignment 03
"""
# How many notebooks are read to detect the assignment.
MAX_READ = 50
MAX_SHOWN = 100


@click.command("collect", epilog=EXAMPLES)
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path, exists=True))
@click.option("--assignment", help="Assignment of the notebooks, if it cannot be detected.")
@click.option(
    "--students",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A CSV file with a column `student` (the id in this course), and canvas_id or name.",
)
@click.option("--student", help="Whose FILE is: the repository of one student.")
@click.option(
    "--from",
    "system",
    type=click.Choice(["moodle", "canvas", "blackboard", "ilias"]),
    help="The learning platform that FILE comes from, if it cannot be detected.",
)
def collect(
    path: Path,
    assignment: str | None,
    students: Path | None,
    student: str | None,
    system: str | None,
) -> None:
    """Import submissions from a learning platform or from repositories into submitted/.

    FILE is the zip of all submissions from Moodle, Canvas, Blackboard, ILIAS or Gradescope, or a
    folder that holds a folder for each student, such as clones of their repositories.

    If a student uploaded several files with the same name, the newest counts. A student's earlier
    submission is replaced. Exits with code 1 if something in FILE, or a row of the list of
    students, could not be used; the rest is imported.
    """
    from viva.export.collect import collect as take
    from viva.export.roster import read_roster

    course = Course()
    console = terminal.console()
    named = course.find_all(assignment) if assignment else []
    meant = named[0] if named else detect_in(course, path)
    # Of one notebook that is named the others are not in FILE.
    others = meant.siblings if len(named) == 1 else ()
    roster = read_roster(students) if students else None
    with console.status(f"{meant.name}: collecting"):
        found = take(course, meant, path, roster, student, system, others)
    console.print(f"{meant.name}: {len(found.students)} submissions in submitted/.", style="green")
    for listed, what in ((found.late, "late"), (found.replaced, "handed in again")):
        if listed:
            console.print(f"{what}: {', '.join(sorted(listed))}")
    for note in found.notes[:MAX_SHOWN]:
        console.print(note)
    problems = [*(roster.problems if roster else ()), *found.problems]
    for problem in problems[:MAX_SHOWN]:
        console.print(problem, style="red")
    if len(problems) > MAX_SHOWN:
        console.print(f"And {len(problems) - MAX_SHOWN} more problems.", style="red")
    if problems:
        raise SystemExit(1)


def detect_in(course: Course, path: Path) -> Assignment:
    """Return the assignment of a notebook in a zip or folder, of the first where it is clear.

    Raises
    ------
    UsageProblem
        If there is none.
    """
    from viva.export.collect import listed

    everything = course.assignments()
    with listed(path) as listing, tempfile.TemporaryDirectory() as folder:
        notebooks = [found for found in listing.files if found.suffix == NOTEBOOK]
        # The smallest first: outputs say nothing of the assignment.
        for found in sorted(notebooks, key=lambda each: each.size)[:MAX_READ]:
            copy = Path(folder) / "notebook.ipynb"
            try:
                copy.write_bytes(found.read(MAX_BYTES))
                by_cells = assignment_by_cells(None, everything, copy)
                return detect_assignment(everything, copy, by_cells)
            except (OSError, UsageProblem):
                continue
    names = ", ".join(dict.fromkeys(a.name for a in everything)) or "none"
    raise UsageProblem(
        f"The assignment of {path} cannot be detected. Name it with --assignment: {names}."
    )
