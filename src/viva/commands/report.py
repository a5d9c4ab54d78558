"""``viva report``: the class as one page, from the verdicts that grading has stored."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

if TYPE_CHECKING:
    from viva.course.layout import Course

EXAMPLES = """\b
Examples:
  viva report               every assignment that has been graded
  viva report 01 03         these two on one page
  viva report 03 --html /tmp/03.html --csv /tmp/03.csv
"""


@click.command("report", epilog=EXAMPLES)
@click.argument("assignments", nargs=-1, metavar="[NN]...")
@click.option(
    "--html",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The page to write; default: class-report.html in the course.",
)
@click.option(
    "--csv",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The table to write; default: class-report.csv in the course.",
)
@click.option("--title", default="Class report", show_default=True, help="The page's heading.")
def report(assignments: tuple[str, ...], html: Path | None, csv: Path | None, title: str) -> None:
    """Show how the class did: one HTML page, and the scores as CSV.

    Reads the verdicts that `viva grade` wrote to autograded/, for some assignments or for all.
    Nothing is graded again.
    """
    from viva.course.layout import Course
    from viva.report.page import write_csv, write_report
    from viva.report.statistics import by_assignment
    from viva.report.stored import StoredError, stored_verdicts
    from viva.report.summary import summary_table

    course = Course()
    chosen = [course.find(text) for text in assignments] or course.assignments()
    console = Console()
    try:
        with console.status("Reading verdicts"):
            verdicts = stored_verdicts(course.autograded, {each.name for each in chosen})
    except StoredError as problem:
        raise click.ClickException(str(problem)) from problem
    if not verdicts:
        names = ", ".join(each.name for each in chosen) or "this course"
        raise click.ClickException(f"No verdict on {names} yet. Run `viva grade` first.")
    html = html or course.root / "class-report.html"
    csv = csv or course.root / "class-report.csv"
    try:
        with console.status("Writing the report"):
            write_report(verdicts, html, title=title, names=student_names(course))
            write_csv(verdicts, csv)
    except OSError as problem:
        raise click.ClickException(f"The report cannot be written: {problem}.") from problem
    console.print(summary_table(by_assignment(verdicts)))
    click.echo(csv)
    click.echo(html)


def student_names(course: Course) -> dict[str, str]:
    """Return the names of students in the gradebook; none if there is no gradebook yet."""
    # Opening a gradebook makes one, and a report should not.
    prefix = "sqlite:///"
    if course.gradebook_url.startswith(prefix):
        path = course.root / course.gradebook_url.removeprefix(prefix)
        if not path.is_file():
            return {}
    from nbgrader.api import Gradebook

    with Gradebook(course.gradebook_url, course.course_id) as gradebook:
        names = {
            student.id: f"{student.first_name or ''} {student.last_name or ''}".strip()
            for student in gradebook.students
        }
    return {student: name for student, name in names.items() if name}
