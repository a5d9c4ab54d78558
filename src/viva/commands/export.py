"""``viva export``: an assignment for otter-grader or Gradescope, grades for an LMS."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from viva import terminal
from viva.course.layout import Assignment, Course, UsageProblem
from viva.export.gradescope_results import VISIBILITIES

if TYPE_CHECKING:
    from viva.export.roster import Roster

KINDS = ("canvas", "moodle", "gradescope", "csv")

EXAMPLES = """\b
Examples:
  viva export otter 03            dist/otter/03_list_mlp/
  viva export gradescope 03       dist/gradescope/03_list_mlp/autograder.zip
  viva export grades --format csv
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
GRADES_EXAMPLES = """\b
Examples:
  viva export grades --format csv --to grades.csv
  viva export grades 03 --format canvas --students students.csv --to canvas.csv
  viva export grades 03 --format canvas --students students.csv --title "03=List MLP (4711)"
"""


@click.group("export", epilog=EXAMPLES)
def export() -> None:
    """Export assignments and grades for other systems."""


@export.command("otter", epilog=OTTER_EXAMPLES)
@click.argument("assignments", nargs=-1, metavar="[NN]...")
@click.option(
    "--to",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to write into; default: dist/otter.",
)
def otter(assignments: tuple[str, ...], to: Path | None) -> None:
    """Export an assignment for otter-grader.

    student/ holds the notebook with `grader.check` after each question, and only the visible
    tests. autograder/ holds the notebook with its solutions and all tests. Points are the same as
    with `viva grade`.
    """
    from viva.export.otter_assignment import export_otter

    course = Course()
    console = terminal.console()
    for assignment in course.chosen(assignments) or course.assignments():
        with console.status(f"{assignment.label}: exporting"):
            folder = export_otter(course, assignment, to or course.root / "dist" / "otter")
        console.print(f"{assignment.label}: {course.shown(folder.resolve())}", style="green")


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

    Gradescope grades with it through viva's judge and sandbox; `otter run` can use it, too.
    """
    from viva.export.gradescope_zip import export_gradescope, export_gradescope_together

    course = Course()
    console = terminal.console()
    where = to or course.root / "dist" / "gradescope"
    for notebooks in handed_in_as_one(course, assignments):
        several = len(notebooks) > 1
        label = notebooks[0].name if several else notebooks[0].label
        with console.status(f"{label}: packing"):
            if several:
                path = export_gradescope_together(course, notebooks, where, visibility)
            else:
                path = export_gradescope(course, notebooks[0], where, visibility)
        size = f"{path.stat().st_size / 2**20:.1f} MB"
        console.print(f"{label}: {course.shown(path.resolve())}, {size}", style="green")
        if several:
            console.print(
                f"Students hand in its {len(notebooks)} notebooks as one submission. otter run "
                f"cannot use this zip: for that, export one at a time, such as "
                f"{notebooks[0].label}."
            )


def handed_in_as_one(course: Course, texts: Iterable[str]) -> list[list[Assignment]]:
    """Return the notebooks of each zip: all of an assignment, or the one that is named."""
    asked = [course.find_all(text) for text in texts]
    if not asked:
        by_name: dict[str, list[Assignment]] = {}
        for each in course.assignments():
            by_name.setdefault(each.name, []).append(each)
        asked = list(by_name.values())
    return [list(each) for each in dict.fromkeys(map(tuple, asked))]


@export.command("grades", epilog=GRADES_EXAMPLES)
@click.argument("assignments", nargs=-1, metavar="[NN]...")
@click.option(
    "--format", "kind", type=click.Choice(KINDS), required=True, help="The system that imports it."
)
@click.option(
    "--students",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A CSV file with a column `student` (the id in this course) and what the system needs: "
    "canvas_id, sis_user_id or sis_login_id; username, id_number or email; name, section, sid.",
)
@click.option(
    "--title",
    "titles",
    multiple=True,
    metavar="NN=TITLE",
    help="The assignment's name in that system.",
)
@click.option(
    "--to", type=click.Path(path_type=Path, dir_okay=False), help="Default: standard output."
)
def grades(
    assignments: tuple[str, ...],
    kind: str,
    students: Path | None,
    titles: tuple[str, ...],
    to: Path | None,
) -> None:
    """Write the gradebook's scores as a file that another system imports.

    Late penalties are subtracted. Exits with code 1 if a row of the list of students cannot be
    used, or if the system would not find a student; the others are written.
    """
    from nbgrader.api import MissingEntry

    from viva.classroom.gradebook import open_gradebook
    from viva.export.grades import read_scores, read_students, write_grades
    from viva.export.roster import read_roster

    course = Course()
    chosen = names_of(course, assignments)
    called = {}
    for title in titles:
        number, equals, name = title.partition("=")
        if not equals or not name:
            raise click.UsageError(f"--title {title!r} must be NN=TITLE.")
        called[names_of(course, [number])[0]] = name
    if to is not None and students is not None and to.resolve() == students.resolve():
        raise click.UsageError(f"--to would replace the list of students {students}.")
    roster = read_roster(students) if students else None
    scores = []
    with open_gradebook(course) as gradebook:
        for assignment in chosen or dict.fromkeys(each.name for each in course.assignments()):
            try:
                scores.append(read_scores(gradebook, assignment))
            except MissingEntry:
                if chosen:
                    raise click.ClickException(
                        f"The gradebook has no scores for {assignment}: run `viva grade`."
                    ) from None
        known = read_students(gradebook)
    if not scores:
        raise click.ClickException("The gradebook has no scores yet: run `viva grade`.")
    exported = write_grades(kind, scores, known, roster, called)
    if any(roster is None or name in roster.students for name in exported.unmapped):
        terminal.echo(how_to_give_ids(kind, students), err=True)
    if to is None:
        terminal.data(exported.text)
    else:
        try:
            to.write_text(exported.text, encoding="utf-8", newline="")
        except OSError as error:
            raise click.ClickException(f"{to} cannot be written: {error.strerror}.") from error
        terminal.echo(f"{exported.rows} students in {to}.")
    for each in scores:
        if each.waiting:
            waiting = ", ".join(each.waiting)
            terminal.echo(
                f"{each.assignment}: written answers of {waiting} are not marked yet.", err=True
            )
    if exported.disarmed:
        listed = ", ".join(exported.disarmed)
        terminal.echo(
            f"Written with ' before it, since a spreadsheet would take it for a formula: {listed}. "
            "Another system does not find an id that is written so: correct the id.",
            err=True,
        )
    for problem in roster.problems if roster else ():
        terminal.echo(problem, err=True)
    left_out: dict[str, list[str]] = {}
    for student in exported.unmapped:
        left_out.setdefault(why_left_out(kind, student, roster), []).append(student)
    for why, names in left_out.items():
        terminal.echo(f"Left out, since {why}: {', '.join(names)}.", err=True)
    if exported.unmapped or (roster and roster.problems):
        raise SystemExit(1)


def names_of(course: Course, texts: Iterable[str]) -> list[str]:
    """Return the names of assignments, as the gradebook has them.

    Raises
    ------
    UsageProblem
        If one of them is none, or only one notebook of several: those are counted together.
    """
    for text in texts:
        found = course.find_all(text)
        if len(found) == 1 and found[0].siblings:
            raise UsageProblem(
                f"{found[0].label} is one of {len(found[0].siblings) + 1} notebooks, and their "
                f"points are counted together. Name the assignment: {found[0].name}."
            )
    return list(dict.fromkeys(each.name for each in course.chosen(texts)))


def how_to_give_ids(kind: str, students: Path | None) -> str:
    """Return how an instructor gives what the system knows its students by."""
    from viva.export.grades import FORMATS

    *others, last = FORMATS[kind].needs
    columns = f"{', '.join(others)} or {last}"
    if students is None:
        return (
            f"{kind.capitalize()} finds students by {columns}. Give a CSV file with a column "
            "student and one of these: --students students.csv"
        )
    return f"{kind.capitalize()} finds students by {columns}: fill in one of them in {students}."


def why_left_out(kind: str, student: str, roster: Roster | None) -> str:
    """Return why the system would not find a student, as the rest of a sentence."""
    if roster is not None and student not in roster.students:
        return "the list of students does not have this id"
    return f"{kind.capitalize()} would not find them"
