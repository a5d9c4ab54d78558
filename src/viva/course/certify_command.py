"""``viva certify``: the exam's own exam."""

from __future__ import annotations

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from viva.course.certify import Certificate
from viva.course.certify import certify as certify_assignment
from viva.course.layout import Course

EXAMPLES = """\b
Examples:
  viva certify              every assignment that has an exam
  viva certify 03           03_list_mlp only
"""


@click.command("certify", epilog=EXAMPLES)
@click.argument("assignments", nargs=-1, metavar="[NN]...")
@click.option("-j", "--jobs", type=click.IntRange(min=1), help="Workers; default: the processors.")
def certify(assignments: tuple[str, ...], jobs: int | None) -> None:
    """Examine the exams: put every wrong and right answer into the solution, and grade it.

    A wrong answer must lose its points and earn its own hint, a right one must pass, the solution
    must get everything and the blank release nothing. Ends with code 1 if any of this fails.
    """
    console = Console(soft_wrap=True, markup=False, highlight=False)
    course = Course()
    chosen = [course.find(text) for text in assignments]
    if not chosen:
        chosen = [found for found in course.assignments() if found.exam_path is not None]
    failed = False
    for assignment in chosen:
        if assignment.exam_path is None:
            raise click.UsageError(
                f"{assignment.name} has no exam: write tests/hidden/{assignment.notebook_name}.py."
            )
        with Progress(
            TextColumn(assignment.name),
            BarColumn(),
            MofNCompleteColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        ) as bar:
            task = bar.add_task(assignment.name, total=None)
            certificate = certify_assignment(
                course,
                assignment,
                jobs=jobs,
                progress=lambda done, total: bar.update(task, completed=done, total=total),  # noqa: B023
            )
        show(console, certificate)
        failed = failed or bool(certificate.problems)
    if failed:
        raise SystemExit(1)


def show(console: Console, certificate: Certificate) -> None:
    """Print one certificate as a table, with what does not hold below it."""
    table = Table(title=certificate.assignment, title_justify="left")
    for name in ("question", "points", "cases", "killed", "own hint", "right"):
        table.add_column(name, justify="left" if name == "question" else "right", no_wrap=True)
    total = {"points": 0.0, "wrong": 0, "killed": 0, "own": 0, "right": 0, "passed": 0}
    for line in certificate.lines.values():
        table.add_row(
            line.question,
            f"{line.points:g}",
            str(line.cases),
            f"{line.killed}/{line.wrong}",
            f"{line.own_hint}/{line.wrong}",
            f"{line.passed}/{line.right}",
        )
        total["points"] += line.points
        total["wrong"] += line.wrong
        total["killed"] += line.killed
        total["own"] += line.own_hint
        total["right"] += line.right
        total["passed"] += line.passed
    table.add_section()
    table.add_row(
        "all",
        f"{total['points']:g}",
        "",
        f"{total['killed']}/{total['wrong']}",
        f"{total['own']}/{total['wrong']}",
        f"{total['passed']}/{total['right']}",
    )
    console.print(table)
    score, best = certificate.solution
    console.print(
        f"Solution {score:g} of {best:g}, blank release {certificate.blank:g}, "
        f"kill rate {100 * certificate.kill_rate:.1f} %."
    )
    for problem in certificate.problems:
        console.print(f"✗ {problem}", style="red")
    if certificate.problems:
        console.print(f"{certificate.assignment} is not certified.\n", style="bold red")
    else:
        console.print(f"{certificate.assignment} is certified.\n", style="bold green")
