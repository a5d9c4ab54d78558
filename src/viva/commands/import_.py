"""``viva import``: take over a course from nbgrader, or a notebook from otter-grader."""

from __future__ import annotations

from pathlib import Path

import click

from viva import terminal

NBGRADER_EXAMPLES = """\b
Example:
  viva import nbgrader ~/old-course new-course && cd new-course && viva certify && viva release
"""
OTTER_EXAMPLES = """\b
Examples:
  viva import otter hw03.ipynb               source/01_hw03 of this course
  viva import otter hw03.ipynb --as 03_trees
"""


@click.group("import", epilog=f"{NBGRADER_EXAMPLES}\n{OTTER_EXAMPLES}")
def import_() -> None:
    """Take over a course from nbgrader, or a notebook from otter-grader."""


@import_.command("nbgrader", epilog=NBGRADER_EXAMPLES)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("into", type=click.Path(file_okay=False, path_type=Path))
def nbgrader(folder: Path, into: Path) -> None:
    """Make the new course INTO of the nbgrader course in FOLDER, which stays as it is.

    Its notebooks are graded as nbgrader grades them. drafts/ holds a file for each question with
    its inline tests, from which you can write an exam; TO-DO.md lists what needs a person.
    """
    from viva.authoring.nbgrader_course import TO_DO, import_nbgrader

    imported = import_nbgrader(folder, into)
    for name, count in imported.assignments.items():
        terminal.echo(f"{name}: {count} cells with points")
    for name, remarks in imported.remarks.items():
        for remark in remarks:
            terminal.echo(f"! {name}: {remark}")
    terminal.echo(f"The list is in {into / TO_DO}. Next: cd {into} && viva certify && viva release")


@import_.command("otter", epilog=OTTER_EXAMPLES)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "name", metavar="NN_name", help="The assignment that it becomes.")
def otter(file: Path, name: str | None) -> None:
    """Take over FILE, a source notebook of otter-grader's `otter assign`, into this course.

    Questions, points, solutions, and visible and hidden tests become cells of nbgrader's; drafts/
    holds a file for each question, from which you can write an exam.
    """
    from viva.authoring.otter_notebook import import_otter
    from viva.course.layout import Course

    course = Course()
    assignment, paths, remarks = import_otter(file, course, name)
    for path in paths:
        terminal.echo(course.shown(path))
    for remark in remarks:
        terminal.echo(f"! {assignment}: {remark}")
    terminal.echo(f"Next: viva certify {assignment}")
