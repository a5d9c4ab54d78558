"""``viva check``: the visible tests on one's own notebooks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from viva import terminal
from viva.report.writing import report_options, write_reports

if TYPE_CHECKING:
    from viva.grading.verdict import Verdict
    from viva.report.checked import Checked

EXAMPLES = """\b
Examples:
  viva check                    every notebook in this folder and below
  viva check 03                 the notebook of 03_list_mlp
  viva check list_mlp.ipynb     this file
  viva check 03 --hint q10      the next hint for q10_forward_function
  viva check --json --junit check.xml --min-score 0.8
"""
NEEDS_WORK = ("partial", "failed", "error", "timeout", "killed", "missing")
STYLES = {"✓": "green", "✗": "red", "◐": "yellow", "·": "dim", "…": "cyan"}


@click.command("check", epilog=EXAMPLES)
@click.argument("targets", nargs=-1, metavar="[NN or FILE]...")
@click.option(
    "--hint",
    metavar="QUESTION",
    help="Show the next hint for this question (there are up to three), and run nothing.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON.")
@report_options
@click.option(
    "--annotate",
    type=click.Choice(["github"]),
    help="Write a GitHub workflow command for each question that is not right, to standard error.",
)
@click.option(
    "--min-score",
    type=click.FloatRange(0, 1),
    help="Exit with code 1 if a notebook earns a smaller share of the points of its visible tests.",
)
def check(
    targets: tuple[str, ...],
    hint: str | None,
    as_json: bool,
    junit: Path | None,
    markdown: Path | None,
    annotate: str | None,
    min_score: float | None,
) -> None:
    """Run the visible tests on your notebooks, and show what is done and what is not.

    It needs only the notebooks. Hidden tests, with other inputs, run when you are graded.

    Exits with code 0 if everything was checked, whatever the result; 1 if a file could not be
    checked, or is below --min-score; 2 if something that you named does not exist.
    """
    from viva.report.checked import exit_code
    from viva.student.check import check as check_notebooks

    console = terminal.console()
    paths = chosen(targets)
    if hint is not None:
        show_hint(console, *find_question(hint, paths, "viva check {0} --hint {1}"))
        return
    with terminal.console(err=True).status("Running the visible tests"):
        found = check_notebooks(paths)
    write_reports(found, junit, markdown, visible_only=True)
    if annotate == "github":
        from viva.report.annotations import github

        for line in github(found):
            terminal.command(line)
    if as_json:
        alone = len(targets) == 1 and Path(targets[0]).is_file()
        objects = [each.verdict.as_json() | {"file": each.file} for each in found]
        terminal.data(json.dumps(objects[0] if alone else objects, indent=1))
    else:
        show(console, found, paths)
    raise SystemExit(exit_code([each.verdict for each in found], min_score))


def chosen(targets: Sequence[str]) -> list[Path]:
    """Return the notebooks that the targets name.

    Raises
    ------
    click.UsageError
        If there is none, with what there is.
    """
    from viva.student.check import all_mine, shown
    from viva.student.notebooks import named

    here: list[Path] | None = None
    found: list[Path] = []
    for target in targets:
        path = Path(target)
        if path.is_file():
            found.append(path)
        elif path.is_dir():
            found += require(all_mine(path), f"There is no notebook with questions in {target}.")
        elif path.suffix == ".ipynb":
            raise click.UsageError(f"There is no file {target}.")
        else:
            here = all_mine(Path()) if here is None else here
            listed = ", ".join(shown(each) for each in here) or "none"
            found += require(
                named(target, here),
                f"No notebook here matches {target!r}. Found: {listed}.",
            )
    if not targets:
        found = require(all_mine(Path()), "There is no notebook with questions in this folder.")
    return list(dict.fromkeys(found))


def require(found: list[Path], otherwise: str) -> list[Path]:
    """Return what was found, or raise a UsageError if that is nothing."""
    if not found:
        raise click.UsageError(otherwise)
    return found


def find_question(text: str, paths: Sequence[Path], command: str) -> tuple[Path, str]:
    """Return the notebook and the question that a text names: by its id, its number or its name.

    ``q10_forward_function``, ``q10`` and ``forward_function`` all mean the same one.

    Parameters
    ----------
    command
        How to say it when several notebooks have such a question.

    Raises
    ------
    click.UsageError
        If there is none, with what there is, or if it is not clear which.
    """
    from viva.student.check import questions_in, shown
    from viva.student.notebooks import assignment_of

    wanted = text.strip()
    listed = {path: questions_in(path) for path in paths}
    found = [
        (path, name) for path, names in listed.items() for name in matching_questions(wanted, names)
    ]
    if len(found) == 1:
        return found[0]
    if found:
        called = [assignment_of(path) for path in listed]
        listing = "\n".join(
            f"  {command.format(each if called.count(each) == 1 else shown(path), name)}"
            for each, path, name in ((assignment_of(path), path, name) for path, name in found)
        )
        raise click.UsageError(f"{text!r} can mean more than one question. Choose one:\n{listing}")
    there = "; ".join(f"{shown(path)}: {', '.join(names)}" for path, names in listed.items())
    raise click.UsageError(f"There is no question {text!r}. Found: {there or 'none'}.")


def matching_questions(text: str, names: Sequence[str]) -> list[str]:
    """Return the questions that a text stands for."""
    exact = [name for name in names if name == text]
    return exact or [n for n in names if n.partition("_")[0] == text or n.partition("_")[2] == text]


def show_hint(console: Console, path: Path, question: str) -> None:
    """Print the next hint for a question."""
    from viva.student.hints import next_hint

    found = next_hint(path, question)
    if found is None:
        console.print(f"There are no hints for {question}. Read its text once more, slowly.")
        return
    console.print(f"{question}, hint {found.number} of {found.total}:")
    console.print(f"  {found.text}")
    if found.number < found.total:
        console.print("Try again before you ask for the next one.", style="dim")
    else:
        console.print(
            "This is the last hint. If it does not help, work through the example in the text by "
            "hand, then ask someone.",
            style="dim",
        )


def show(console: Console, found: Sequence[Checked], paths: Sequence[Path]) -> None:
    """Print a table for each notebook."""
    from viva.report.checked import one_line
    from viva.report.markdown import VISIBLE_ONLY, WORDS, done, share
    from viva.report.words import points

    any_hint = False
    for each, path in zip(found, paths, strict=True):
        verdict = each.verdict
        if verdict.status != "graded":
            console.print(f"{each.name}: cannot be checked. {verdict.message}", style="red")
            continue
        table = Table(title=f"{verdict.assignment}: {each.name}", title_justify="left")
        table.add_column("question", no_wrap=True)
        table.add_column("points", no_wrap=True, justify="right")
        table.add_column("status", no_wrap=True)
        table.add_column("message and hint")
        hints = hints_to_show(path, verdict)
        any_hint |= bool(hints)
        for question in verdict.questions:
            word = WORDS[question.status]
            said = [] if question.status == "blank" else [one_line(question.message)]
            said += [hints[question.id]] if question.id in hints else []
            text = "\n".join(line for line in said if line)
            table.add_row(question.id, share(question), word, text, style=STYLES[word[0]])
        console.print(table)
        if verdict.message:
            console.print(one_line(verdict.message))
        console.print(
            f"{done(each)} questions pass the visible tests, {points(verdict.score)} of "
            f"{points(verdict.max_score)} points. Sandbox: {verdict.sandbox}."
        )
    console.print(VISIBLE_ONLY)
    if any_hint:
        console.print("For the next hint: viva check --hint QUESTION")


def hints_to_show(path: Path, verdict: Verdict) -> dict[str, str]:
    """Return the hints of a table: for what is not right, and for the question to start next."""
    from viva.student.hints import current_hint
    from viva.student.release_data import release_data_of

    data = release_data_of(path)
    asking = [question.id for question in verdict.questions if question.status in NEEDS_WORK]
    asking += [question.id for question in verdict.automatic if question.status == "blank"][:1]
    found = {name: current_hint(path, data, name) for name in asking}
    return {
        name: f"Hint {hint.number} of {hint.total}: {hint.text}"
        for name, hint in found.items()
        if hint is not None
    }
