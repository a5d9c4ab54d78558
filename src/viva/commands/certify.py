"""``viva certify``: the exam's own exam."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from viva.certify.campaign import Campaign, run_campaign
from viva.certify.certificate_page import certificate_page
from viva.certify.certify import Certificate, Line
from viva.certify.certify import certify as certify_assignment
from viva.certify.record import state_of, write_record
from viva.course.layout import Assignment, Course

EXAMPLES = """\b
Examples:
  viva certify                              every assignment that has an exam
  viva certify 03                           03_list_mlp only
  viva certify --mutate 03                  its solution changed in hundreds of ways, too
  viva certify --mutate --sample 25         25 of the changes in each notebook
  viva certify --mutate --write docs/certificate.md
"""


@click.command("certify", epilog=EXAMPLES)
@click.argument("assignments", nargs=-1, metavar="[NN]...")
@click.option("-j", "--jobs", type=click.IntRange(min=1), help="Workers; default: the processors.")
@click.option("--mutate", is_flag=True, help="Change the solutions and grade every mutant.")
@click.option(
    "--sample",
    type=click.IntRange(min=1),
    metavar="N",
    help="With --mutate: only so many mutants of each notebook, always the same.",
)
@click.option(
    "--write",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="With --mutate: if everything holds, write the tables, and a record beside them.",
)
def certify(
    assignments: tuple[str, ...],
    jobs: int | None,
    mutate: bool,
    sample: int | None,
    write: Path | None,
) -> None:
    """Examine the exams: put every wrong and right answer into the solution, and grade it.

    A wrong answer must lose its points and earn its own hint, a right one must pass, the solution
    must get everything and the blank release nothing. With --mutate, every mutant of a solution
    must lose points, unless the exam says why it is right. Ends with code 1 if any of this fails.
    """
    if not mutate and (sample is not None or write is not None):
        raise click.UsageError("--sample and --write go with --mutate.")
    if sample is not None and write is not None:
        raise click.UsageError("A certificate is not written of a sample: leave out --sample.")
    console = Console(soft_wrap=True, markup=False, highlight=False)
    course = Course()
    chosen = [course.find(text) for text in assignments]
    if not chosen:
        chosen = [found for found in course.assignments() if found.exam_path is not None]
    found: list[tuple[Certificate, Campaign]] = []
    failed = False
    # As they are now: whatever is edited meanwhile is not what was certified.
    states = {assignment.name: state_of(course, assignment) for assignment in chosen if write}
    for assignment in chosen:
        if assignment.exam_path is None:
            raise click.UsageError(
                f"{assignment.name} has no exam: write tests/hidden/{assignment.notebook_name}.py."
            )
        certificate = with_bar(
            console, assignment.name, certify_assignment, course, assignment, jobs=jobs
        )
        show(console, certificate)
        failed = failed or bool(certificate.problems)
        if mutate:
            label = f"{assignment.name} mutants"
            campaign = with_bar(
                console, label, run_campaign, course, assignment, jobs=jobs, sample=sample
            )
            show_campaign(console, campaign)
            failed = failed or bool(campaign.problems or campaign.survivors)
            found.append((certificate, campaign))
    if failed:
        raise SystemExit(1)
    if write is not None:
        write.write_text(certificate_page(found), encoding="utf-8")
        beside = write.with_suffix(".json")
        write_record(beside, states)
        console.print(f"Written: {write} and {beside.name}")


def with_bar(
    console: Console,
    label: str,
    work: Callable[..., Any],
    course: Course,
    assignment: Assignment,
    **options: Any,
) -> Any:
    """Show how far a certification or a campaign is, on a terminal."""
    with Progress(
        TextColumn(label),
        BarColumn(),
        MofNCompleteColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as bar:
        task = bar.add_task(label, total=None)
        return work(
            course,
            assignment,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
            **options,
        )


def show(console: Console, certificate: Certificate) -> None:
    """Print one certificate as a table, with what does not hold below it."""
    table = Table(title=certificate.assignment, title_justify="left")
    for name in ("question", "points", "cases", "killed", "own hint", "right"):
        table.add_column(name, justify="left" if name == "question" else "right", no_wrap=True)
    total = certificate.total
    for line in certificate.lines.values():
        table.add_row(*row(line.question, line))
    table.add_section()
    table.add_row(*row("all", total))
    console.print(table)
    score, best = certificate.solution
    console.print(
        f"Solution {score:g} of {best:g}, blank release {certificate.blank:g}, "
        f"kill rate {100 * certificate.kill_rate:.1f} %."
    )
    slowest = max(certificate.lines.values(), key=lambda line: line.seconds, default=total)
    console.print(
        f"The solution takes {total.seconds:.1f} s; "
        f"most of all {slowest.question}, {slowest.seconds:.1f} s."
    )
    for problem in certificate.problems:
        console.print(f"✗ {problem}", style="red")
    if certificate.problems:
        console.print(f"{certificate.assignment} is not certified.\n", style="bold red")
    else:
        console.print(f"{certificate.assignment} is certified.\n", style="bold green")


def row(name: str, line: Line) -> tuple[str, ...]:
    """Give the cells of one line of a certificate."""
    return (
        name,
        f"{line.points:g}",
        str(line.cases),
        f"{line.killed}/{line.wrong}",
        f"{line.own_hint}/{line.wrong}",
        f"{line.passed}/{line.right}",
    )


def show_campaign(console: Console, campaign: Campaign) -> None:
    """Print what became of the mutants, with the diffs of those that survived."""
    table = Table(title=f"{campaign.assignment}, mutants", title_justify="left")
    for name in ("question", "made", "killed", "late", "right", "survive", "rate"):
        table.add_column(name, justify="left" if name == "question" else "right", no_wrap=True)
    for name, tally in [*campaign.tallies.items(), ("all", campaign.total)]:
        if name == "all":
            table.add_section()
        table.add_row(
            name,
            str(tally.made),
            str(tally.killed),
            str(tally.late),
            str(tally.explained),
            str(tally.survive),
            f"{100 * tally.kill_rate:.1f} %",
        )
    console.print(table)
    if campaign.total.made < campaign.whole:
        console.print(f"A sample of {campaign.total.made} of {campaign.whole} mutants.")
    for altered in campaign.survivors:
        mutant = altered.mutant
        console.print(
            f"✗ {altered.question}, line {mutant.line} ({mutant.kind}) survives:", style="red"
        )
        for sign, text in (("-", mutant.was), ("+", mutant.now)):
            for line in text.split("\n"):
                console.print(f"    {sign} {line}")
    for problem in campaign.problems:
        console.print(f"✗ {problem}", style="red")
    if campaign.survivors:
        console.print(
            "Let a case see the difference, or record with q.equivalent(...) why it is right.\n"
        )
    else:
        console.print()
