"""``viva export``: an assignment for otter-grader or Gradescope, grades for an LMS."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from viva.course.layout import Course
from viva.export.gradescope_results import VISIBILITIES

EXAMPLES = """\b
Examples:
  viva export otter 03            dist/otter/03_list_mlp/
  viva export gradescope 03       dist/gradescope/03_list_mlp/autograder.zip
"""
OTTER_EXAMPLES = """\b
Examples:
  viva export otter 03       dist/otter/03_list_mlp/, with student/ and autograder/
  viva export otter          all assignments
"""
GRADESCOPE_EXAMPLES = """\b
Examples:
  viva export gradescope 03                               dist/gradescope/03_list_mlp/autograder.zip
  viva export gradescope 03 --visibility after_due_date   students see their points later
"""


@click.group("export", epilog=EXAMPLES)
def export() -> None:
    """Write what other systems read, from the same source."""


@export.command("otter", epilog=OTTER_EXAMPLES)
@click.argument("assignments", nargs=-1, metavar="[NN]...")
@click.option(
    "--to",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to write into; default: dist/otter.",
)
def otter(assignments: tuple[str, ...], to: Path | None) -> None:
    """Write an assignment for otter-grader.

    student/ holds the notebook with `grader.check` after each question and the visible tests only.
    autograder/ holds the solved notebook and all tests. Points are those of `viva grade`.
    """
    from viva.export.otter_assignment import export_otter

    course = Course()
    console = Console(soft_wrap=True, markup=False, highlight=False)
    for assignment in [course.find(text) for text in assignments] or course.assignments():
        with console.status(f"{assignment.name}: exporting"):
            folder = export_otter(course, assignment, to or course.root / "dist" / "otter")
        console.print(f"{assignment.name}: {course.shown(folder.resolve())}", style="green")


@export.command("gradescope", epilog=GRADESCOPE_EXAMPLES)
@click.argument("assignments", nargs=-1, metavar="[NN]...")
@click.option(
    "--visibility",
    type=click.Choice(VISIBILITIES),
    default=VISIBILITIES[0],
    show_default=True,
    help="When students see their points and messages.",
)
@click.option(
    "--to",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to write into; default: dist/gradescope.",
)
def gradescope(assignments: tuple[str, ...], visibility: str, to: Path | None) -> None:
    """Write an autograder.zip for Gradescope.

    Gradescope grades with it through the judge and the sandbox; `otter run` grades with it, too.
    """
    from viva.export.gradescope_zip import export_gradescope

    course = Course()
    console = Console(soft_wrap=True, markup=False, highlight=False)
    for assignment in [course.find(text) for text in assignments] or course.assignments():
        with console.status(f"{assignment.name}: packing"):
            where = to or course.root / "dist" / "gradescope"
            path = export_gradescope(course, assignment, where, visibility)
        size = f"{path.stat().st_size / 2**20:.1f} MB"
        console.print(f"{assignment.name}: {course.shown(path.resolve())}, {size}", style="green")
