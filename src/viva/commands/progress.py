"""``viva progress``: all notebooks at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.box import SIMPLE_HEAD
from rich.table import Table

from viva import terminal

if TYPE_CHECKING:
    from viva.grading.verdict import Verdict

EXAMPLES = """\b
Examples:
  viva progress            every notebook in this folder and below
  viva progress 03 04      these two
"""
BAR = 10
KINDS = {"passed": "done", "blank": "not started", "missing": "not started"}


@click.command("progress", epilog=EXAMPLES)
@click.argument("targets", nargs=-1, metavar="[NN or FILE]...")
def progress(targets: tuple[str, ...]) -> None:
    """Show how far you are in each of your notebooks.

    It uses the latest results of viva check and viva watch, and checks only what has changed.
    """
    from viva.commands.check import chosen

    console = terminal.console()
    paths = chosen(targets)
    console.print(table_of(paths, verdicts_on(paths)))
    console.print("Visible tests only. Hidden tests run when you are graded.")


def verdicts_on(paths: Sequence[Path]) -> list[Verdict]:
    """Return the verdict on each notebook: the stored one if it is up to date, or a new one."""
    from viva.student.check import check, mark_of
    from viva.student.memory import recall_verdict

    known = {path: recall_verdict(path, mark_of(path)) for path in paths}
    changed = [path for path, verdict in known.items() if verdict is None]
    if changed:
        with terminal.console(err=True).status("Running the visible tests of what has changed"):
            known |= {p: c.verdict for p, c in zip(changed, check(changed), strict=True)}
    return [verdict for verdict in known.values() if verdict is not None]


def table_of(paths: Sequence[Path], verdicts: Sequence[Verdict]) -> Table:
    """Return a table with one row for each notebook, and one for all of them."""
    from viva.report.words import points
    from viva.student.check import shown

    names = [verdict.assignment for verdict in verdicts]
    table = Table(box=SIMPLE_HEAD, show_footer=len(verdicts) > 1, pad_edge=False)
    graded = [verdict for verdict in verdicts if verdict.status == "graded"]
    sums = [sum(each) for each in zip(*map(count, graded), strict=True)] or [0, 0, 0, 0]
    earned = points(sum(verdict.score for verdict in graded))
    most = points(sum(verdict.max_score for verdict in graded))
    table.add_column("notebook", "all", no_wrap=True)
    table.add_column("done", f"{bar(sums[0], sums[3])} {sums[0]} of {sums[3]}", no_wrap=True)
    table.add_column("to fix", str(sums[1]), justify="right")
    table.add_column("not started", str(sums[2]), justify="right")
    table.add_column("points", f"{earned} / {most}", justify="right", no_wrap=True)
    table.add_column("next", "", no_wrap=True)
    for path, verdict in zip(paths, verdicts, strict=True):
        # Copies of one notebook are told apart by their files.
        name = verdict.assignment if names.count(verdict.assignment) == 1 else shown(path)
        if verdict.status != "graded":
            table.add_row(name, "cannot be checked", "", "", "", "", style="red")
            continue
        done, wrong, begun, total = count(verdict)
        style = "green" if done == total else ""
        table.add_row(
            name,
            f"{bar(done, total)} {done} of {total}",
            str(wrong),
            str(begun),
            f"{points(verdict.score)} / {points(verdict.max_score)}",
            next_question(verdict),
            style=style,
        )
    return table


def count(verdict: Verdict) -> tuple[int, int, int, int]:
    """Count the questions that tests grade: done, to fix, not started, and all."""
    asked = verdict.automatic
    kinds = [KINDS.get(question.status, "to fix") for question in asked]
    return (
        kinds.count("done"),
        kinds.count("to fix"),
        kinds.count("not started"),
        len(asked),
    )


def next_question(verdict: Verdict) -> str:
    """Return the first question that is not done; written ones count only while they are blank."""
    for question in verdict.questions:
        if question.status != "passed" and not question.waits:
            return question.id
    return ""


def bar(done: int, total: int) -> str:
    """Return a bar that is full only if all is done, and empty only if nothing is."""
    filled = round(BAR * done / total) if total else 0
    if 0 < done < total:
        filled = min(max(filled, 1), BAR - 1)
    return "█" * filled + "░" * (BAR - filled)
