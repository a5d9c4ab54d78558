"""``viva certify``: the exam's own exam."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from viva import terminal
from viva.certify.campaign import Campaign, run_campaign
from viva.certify.certificate_page import certificate_page
from viva.certify.certify import Certificate, Line
from viva.certify.certify import certify as certify_assignment
from viva.certify.costs import Costs
from viva.certify.record import state_of, write_record
from viva.classroom.tasks import JudgeProblem
from viva.course.layout import Assignment, Course, UsageProblem
from viva.exam.load import ExamProblem
from viva.grading.inline import SEEN
from viva.worker.sandbox import require_parts

MOST_LISTED = 6
EXAMPLES = """\b
Examples:
  viva certify                              every assignment
  viva certify 03                           03_list_mlp only
  viva certify --costs 03                   what each answer costs in other questions
  viva certify --mutate 03                  its mutants, too: hundreds of changed solutions
  viva certify --mutate --sample 25         only 25 mutants of each notebook
  viva certify --mutate --costs --write docs/certificate.md
"""


@click.command("certify", epilog=EXAMPLES)
@click.argument("assignments", nargs=-1, metavar="[NN]...")
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    help="Number of workers; default: one per processor.",
)
@click.option(
    "--costs",
    is_flag=True,
    help="Also find what each answer costs in the questions that use it. Takes much longer.",
)
@click.option("--mutate", is_flag=True, help="Also grade mutants: solutions with one small change.")
@click.option(
    "--sample",
    type=click.IntRange(min=1),
    metavar="N",
    help="With --mutate: grade only N mutants of each notebook, always the same ones.",
)
@click.option(
    "--write",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="With --mutate: write the tables as Markdown, and a record beside them, if nothing fails.",
)
def certify(
    assignments: tuple[str, ...],
    jobs: int | None,
    costs: bool,
    mutate: bool,
    sample: int | None,
    write: Path | None,
) -> None:
    """Test the exams: put every wrong and right answer into the solution, and grade it.

    A wrong answer must lose its points and get its own hint, a right one must pass, the solution
    must get full points and the blank release none. With --mutate, every mutant of a solution must
    lose points, unless the exam says why it is right. Exits with code 1 if any of this fails.
    """
    if not mutate and (sample is not None or write is not None):
        raise click.UsageError("--sample and --write need --mutate.")
    if sample is not None and write is not None:
        raise click.UsageError("--write needs every mutant: drop --sample.")
    require_parts()
    console = terminal.console()
    course = Course()
    chosen = course.chosen(assignments) or course.assignments()
    found: list[tuple[Certificate, Campaign]] = []
    faults = [] if assignments else list(course.faults().values())
    for fault in faults:
        console.print(f"✗ {fault}", style="red")
    failed = bool(faults)
    # As they are now: whatever is edited meanwhile is not what was certified.
    states = {assignment.label: state_of(course, assignment) for assignment in chosen if write}
    for assignment in chosen:
        try:
            certificate = with_bar(
                console,
                assignment.label,
                certify_assignment,
                course,
                assignment,
                jobs=jobs,
                costs=costs,
            )
        except (ExamProblem, JudgeProblem, UsageProblem) as problem:
            # One assignment that is wrong stops itself, and no other.
            console.print(f"✗ {getattr(problem, 'message', problem)}", style="red")
            console.print(f"{assignment.label} is not certified.\n", style="bold red")
            failed = True
            continue
        show(console, certificate)
        failed = failed or bool(certificate.problems)
        if mutate and assignment.exam_path is not None:
            label = f"{assignment.label} mutants"
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
        console.print(f"Wrote {write} and {beside.name}.")


def with_bar(
    console: Console,
    label: str,
    work: Callable[..., Any],
    course: Course,
    assignment: Assignment,
    **options: Any,
) -> Any:
    """Run a certification or a campaign, with a progress bar on a terminal."""
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
    """Print one certificate as a table, and its problems below it."""
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
    rate = f"{100 * certificate.kill_rate:.1f} %" if total.wrong else "no wrong answer was tried"
    console.print(
        f"Solution: {score:g} of {best:g} points. Blank release: {certificate.blank:g}. "
        f"Kill rate: {rate}."
    )
    slowest = max(certificate.lines.values(), key=lambda line: line.seconds, default=total)
    console.print(
        f"The solution takes {total.seconds:.1f} s to grade; "
        f"the slowest question is {slowest.question}, {slowest.seconds:.1f} s."
    )
    if certificate.costs is not None:
        console.print(costs_told(certificate.costs))
    if certificate.inline:
        console.print(
            f"{len(certificate.inline)} of {len(certificate.lines)} questions have their tests in "
            f"the notebook, and not in an exam: {listed(certificate.inline)}. These tests {SEEN}; "
            "no wrong answer is tried on them, and no hint is given for one.",
            style="yellow",
        )
    for warning in certificate.warnings:
        console.print(f"! {warning}", style="yellow")
    for problem in certificate.problems:
        console.print(f"✗ {problem}", style="red")
    if certificate.problems:
        console.print(f"{certificate.assignment} is not certified.\n", style="bold red")
    else:
        console.print(f"{certificate.assignment} is certified.\n", style="bold green")


def costs_told(costs: Costs) -> str:
    """Return sentences that say how many answers cost points in later questions."""
    if not costs.answers:
        return "No question uses an earlier answer."
    return (
        f"Answers asked in later questions, too: {costs.answers}. Later questions: {costs.later}. "
        f"Pairs of both that cost points there: {len(costs.found)} of {sum(costs.asked.values())}."
    )


def listed(names: Sequence[str]) -> str:
    """Return names in a row, the first few of many."""
    more = len(names) - MOST_LISTED
    return ", ".join(names[:MOST_LISTED]) + (f" and {more} more" if more > 0 else "")


def row(name: str, line: Line) -> tuple[str, ...]:
    """Return the cells of one row of a certificate."""
    return (
        name,
        f"{line.points:g}",
        str(line.cases),
        f"{line.killed}/{line.wrong}",
        f"{line.own_hint}/{line.wrong}",
        f"{line.passed}/{line.right}",
    )


def show_campaign(console: Console, campaign: Campaign) -> None:
    """Print the results of the mutants, with the diffs of those that survived."""
    table = Table(title=f"{campaign.assignment}, mutants", title_justify="left")
    for name in (
        "question",
        "mutants",
        "killed",
        "timed out",
        "equivalent",
        "survived",
        "kill rate",
    ):
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
    for entry in campaign.survivors:
        mutant = entry.mutant
        console.print(
            f"✗ {entry.question}, line {mutant.line} ({mutant.kind}) survives:", style="red"
        )
        for sign, text in (("-", mutant.was), ("+", mutant.now)):
            for line in text.split("\n"):
                console.print(f"    {sign} {line}")
    for problem in campaign.problems:
        console.print(f"✗ {problem}", style="red")
    if campaign.survivors:
        console.print(
            "Add a case that tells them apart, or say with q.equivalent(...) why it is right.\n"
        )
    else:
        console.print()
