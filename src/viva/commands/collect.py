"""``viva collect``: the submissions that an LMS packed, into ``submitted/``."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

import click
from rich.console import Console

from viva.commands.grade import detect_assignment
from viva.course.layout import Assignment, Course, UsageProblem
from viva.grading.read import MAX_BYTES

EXAMPLES = """\b
Examples:
  viva collect submissions.zip
  viva collect submissions.zip --students students.csv
  viva collect submissions.zip --assignment 03
"""


@click.command("collect", epilog=EXAMPLES)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--assignment", help="Assignment of the notebooks, if it cannot be detected.")
@click.option(
    "--students",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A CSV file with a column `student` (the id in this course), and canvas_id or name.",
)
def collect(file: Path, assignment: str | None, students: Path | None) -> None:
    """Import a submissions download from Moodle or Canvas into submitted/.

    If a student uploaded several files with the same name, the newest counts. A student's earlier
    submission is replaced. Exits with code 1 if something in the zip, or a row of the list of
    students, could not be used; the rest is imported.
    """
    from viva.export.collect import collect as take
    from viva.export.roster import read_roster

    course = Course()
    console = Console(soft_wrap=True, markup=False, highlight=False)
    meant = course.find(assignment) if assignment else detect_in_zip(course, file)
    roster = read_roster(students) if students else None
    with console.status(f"{meant.name}: collecting"):
        found = take(course, meant, file, roster)
    console.print(f"{meant.name}: {len(found.students)} submissions in submitted/.", style="green")
    for listed, what in ((found.late, "late"), (found.replaced, "handed in again")):
        if listed:
            console.print(f"{what}: {', '.join(sorted(listed))}")
    problems = [*(roster.problems if roster else ()), *found.problems]
    for problem in problems:
        console.print(problem, style="red")
    if problems:
        raise SystemExit(1)


def detect_in_zip(course: Course, file: Path) -> Assignment:
    """Return the assignment of the first notebook in a zip for which it can be detected.

    Raises
    ------
    UsageProblem
        If none does.
    """
    from viva.export.collect import CollectProblem

    try:
        with zipfile.ZipFile(file) as archive, tempfile.TemporaryDirectory() as folder:
            for entry in archive.infolist():
                if entry.filename.lower().endswith(".ipynb") and entry.file_size <= MAX_BYTES:
                    path = Path(folder) / "notebook.ipynb"
                    path.write_bytes(archive.read(entry))
                    try:
                        return detect_assignment(course, path)
                    except UsageProblem:
                        continue
    except (OSError, zipfile.BadZipFile, RuntimeError) as error:
        raise CollectProblem(f"{file} is not a readable zip file: {error}.") from error
    listed = ", ".join(a.name for a in course.assignments()) or "none"
    raise UsageProblem(
        f"The assignment of {file} cannot be detected. Name it with --assignment: {listed}."
    )
