"""``viva report``: the class as one page, from the verdicts that grading has stored."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from viva import terminal

if TYPE_CHECKING:
    from viva.course.layout import Course

EXAMPLES = """\b
Examples:
  viva report               every assignment that has been graded
  viva report 01 03         these two on one page
  viva report 03 --html /tmp/03.html --csv /tmp/03.csv
  viva report 03 --alike    also answers that are alike, side by side
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
@click.option(
    "--alike",
    is_flag=True,
    help="Compare all answers with each other, and show those that are alike side by side.",
)
@click.option("--title", default="Class report", show_default=True, help="The page's heading.")
def report(
    assignments: tuple[str, ...], html: Path | None, csv: Path | None, alike: bool, title: str
) -> None:
    """Show how the class did: one HTML page, and its tables as CSV.

    Reads the verdicts that `viva grade` wrote to autograded/, for some assignments or for all, and
    the gradebook for marks of written answers. Nothing is graded again. Beside the scores more CSV
    files are written: -questions (difficulty, discrimination, time spent, change from one hand-in
    to the next), -mistakes (which go together), -times (against scores, where notebooks tell
    them), and with --alike -alike.
    """
    from viva.course.layout import Course
    from viva.report.page import write_csv, write_report
    from viva.report.records import read_records
    from viva.report.statistics import by_assignment
    from viva.report.stored import StoredError, marked, stored_verdicts
    from viva.report.summary import summary_table
    from viva.report.tables import write_tables
    from viva.report.together import together

    course = Course()
    chosen = course.chosen(assignments) or course.assignments()
    # Of several notebooks one may be named, and then it is not counted with the others.
    labels = {each.label for each in chosen}
    alone = {n.label for n in chosen if not {f"{n.name}/{s}" for s in n.siblings} <= labels}
    console = terminal.console(soft_wrap=False)
    try:
        with console.status("Reading verdicts"):
            names = {each.name for each in chosen}
            stored = stored_verdicts(course.autograded, names)
            found = marked(course, [each for each in stored if each.label in labels])
    except StoredError as problem:
        raise click.ClickException(str(problem)) from problem
    if not found:
        asked = ", ".join(each.label for each in chosen) or "this course"
        raise click.ClickException(f"No verdict on {asked} yet. Run `viva grade` first.")
    html = html or course.root / "class-report.html"
    csv = csv or course.root / "class-report.csv"
    try:
        with console.status("Writing the report"):
            records = read_records(course, found, alike=alike, alone=alone)
            verdicts = together(found, alone)
            write_report(verdicts, html, title=title, names=student_names(course), records=records)
            write_csv(verdicts, csv)
            tables = write_tables(verdicts, records, csv)
    except OSError as problem:
        raise click.ClickException(f"The report cannot be written: {problem}.") from problem
    console.print(summary_table(by_assignment(verdicts)))
    for path in (*tables, csv):
        terminal.echo(path)
    terminal.echo(html)


def student_names(course: Course) -> dict[str, str]:
    """Return the names of students in the gradebook; none if there is no gradebook yet."""
    if not course.has_gradebook():
        return {}
    from viva.classroom.gradebook import open_gradebook

    with open_gradebook(course) as gradebook:
        names = {
            student.id: f"{student.first_name or ''} {student.last_name or ''}".strip()
            for student in gradebook.students
        }
    return {student: name for student, name in names.items() if name}
