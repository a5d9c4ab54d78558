"""``viva watch``: check a notebook again at each save."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click
from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from viva import terminal

if TYPE_CHECKING:
    from viva.grading.verdict import Verdict
    from viva.student.watching import Look, Watcher

EXAMPLES = """\b
Examples:
  viva watch 03                 check list_mlp.ipynb whenever it is saved
  viva watch list_mlp.ipynb     the same
"""
ENDING = " Hidden tests run when you are graded. Press Ctrl-C to stop."
# Editors write a file in several steps, within a few milliseconds.
STEP_MS, MOST_MS, PATIENCE_MS = 15, 150, 1000
LOOK_SECONDS = 0.5


@click.command("watch", epilog=EXAMPLES)
@click.argument("target", metavar="NN or FILE")
def watch(target: str) -> None:
    """Check a notebook each time you save it, and only what the change can affect.

    It runs the visible tests, as viva check does. Press Ctrl-C to stop.
    """
    from viva.commands.check import chosen
    from viva.remote.plain import own_worker
    from viva.student.check import shown
    from viva.student.watching import Watcher

    paths = chosen([target])
    if len(paths) > 1:
        listed = ", ".join(shown(path) for path in paths)
        raise click.UsageError(f"{target!r} matches {len(paths)} notebooks. Choose one: {listed}.")
    console = terminal.console(soft_wrap=False)
    screen = Screen(console, paths[0]) if console.is_terminal else Lines(sys.stdout)
    try:
        with (
            screen,
            own_worker() as worker,
            Watcher(paths[0], worker) as watcher,
        ):
            follow(watcher, saves(paths[0]), screen.show)
    except KeyboardInterrupt:
        terminal.echo("Stopped watching.")
    except FileNotFoundError as problem:
        raise click.ClickException(
            f"The folder of {shown(paths[0])} no longer exists."
        ) from problem


def follow(watcher: Watcher, saved: Iterable[object], show: Callable[[Look], None]) -> None:
    """Check once, and again after each save."""
    for _ in saved:
        look = watcher.look()
        if look is not None:
            show(look)
            watcher.settle()


def saves(path: Path) -> Iterator[object]:
    """Yield once, and then whenever something in the notebook's folder may have changed.

    The folder is watched and not the file, since editors put a new file in the old one's place.
    It also yields at intervals, for file systems that report no changes.

    Raises
    ------
    FileNotFoundError
        If the folder is gone.
    """
    yield None
    folder = path.absolute().parent
    try:
        from watchfiles import watch as changes_in
    except ImportError:  # a system for which there is no build of it
        yield from looks_at(folder)
        return
    yield from changes_in(
        folder,
        recursive=False,
        step=STEP_MS,
        debounce=MOST_MS,
        rust_timeout=PATIENCE_MS,
        yield_on_timeout=True,
        watch_filter=lambda _, name: is_relevant(path, Path(name)),
    )


def looks_at(folder: Path) -> Iterator[object]:
    """Yield at short intervals, as long as a folder is there.

    Raises
    ------
    FileNotFoundError
        If the folder is gone.
    """
    while folder.is_dir():
        time.sleep(LOOK_SECONDS)
        yield None
    raise FileNotFoundError(folder)


def is_relevant(path: Path, changed: Path) -> bool:
    """Return whether a file that has changed is the notebook, or one that its cells may read."""
    if changed.name == path.name:
        return True
    return changed.suffix != ".ipynb" and not changed.name.startswith((".", "~"))


class Lines:
    """Plain lines, where the output is not a terminal: what was checked again, and what came out.

    Use as a context manager.
    """

    def __init__(self, file: IO[str]) -> None:
        self.file = file
        self.first = True

    def __enter__(self) -> Lines:
        return self

    def __exit__(self, *exception: object) -> None:
        pass

    def show(self, look: Look) -> None:
        """Print the result of one check."""
        from viva.report.checked import one_line
        from viva.report.markdown import WORDS

        verdict = look.checked.verdict
        if verdict.status != "graded":
            self.say(f"cannot be checked. {verdict.message}")
            return
        told = [question for question in verdict.questions if question.id in look.asked]
        if self.first:
            told = [
                question for question in told if question.status != "blank" and not question.waits
            ]
        for question in told:
            message = "" if question.status == "blank" else one_line(question.message)
            self.say(f"{question.id} {WORDS[question.status]}{': ' if message else ''}{message}")
        self.say(summary(look) + (ENDING if self.first else ""))
        self.first = False

    def say(self, text: str) -> None:
        """Print a line with the time."""
        # At once: Ctrl-C may come right after it, and must find nothing half written.
        terminal.echo(f"{datetime.now():%H:%M:%S} {text}", file=self.file)


class Screen:
    """A table that stays in its place on the terminal, and changes only where something did.

    Use as a context manager.
    """

    def __init__(self, console: Console, path: Path) -> None:
        waiting = Text("Running the visible tests …", style="dim")
        self.path = path
        self.live = Live(waiting, console=console, auto_refresh=False)
        self.last: Verdict | None = None

    def __enter__(self) -> Screen:
        self.live.__enter__()
        return self

    def __exit__(self, *exception: object) -> None:
        self.live.__exit__(None, None, None)

    def show(self, look: Look) -> None:
        """Show the result of one check."""
        verdict = look.checked.verdict
        if verdict.status == "graded":
            self.last = verdict
            below = [*self.messages(look), Text(summary(look) + ENDING, style="dim")]
        else:
            below = [
                Text(f"The notebook cannot be read at the moment. {verdict.message}", style="red")
            ]
        rows = [table_of(look.checked.name, self.last)] if self.last is not None else []
        self.live.update(Group(*rows, *below), refresh=True)

    def messages(self, look: Look) -> list[Text]:
        """Return messages and hints on the edited questions, or on the first that is not right."""
        from viva.commands.check import NEEDS_WORK, hints_to_show
        from viva.report.checked import one_line

        verdict = look.checked.verdict
        wrong = [question for question in verdict.questions if question.status in NEEDS_WORK]
        at_hand = [question for question in wrong if question.id in look.edited] or wrong[:1]
        hints = hints_to_show(self.path, verdict)
        told = []
        for question in at_hand[:2]:
            told.append(Text(f"{question.id}: {one_line(question.message)}", style="red"))
            told += [Text(hints[question.id])] if question.id in hints else []
        return told


def table_of(name: str, verdict: Verdict) -> Table:
    """Return a table with one row for each question."""
    from viva.commands.check import STYLES
    from viva.report.markdown import WORDS, share

    table = Table.grid(padding=(0, 2))
    for justify in ("left", "right", "left"):
        table.add_column(no_wrap=True, justify=justify)
    table.add_row(Text(name, style="bold"))
    for question in verdict.questions:
        word = WORDS[question.status]
        cells = (question.id, share(question), word)
        table.add_row(*(Text(cell, style=STYLES[word[0]]) for cell in cells))
    return table


def summary(look: Look) -> str:
    """Return one line on what was checked, how long it took, and how much is done."""
    from viva.report.markdown import done
    from viva.report.words import count_of

    count = len(look.asked)
    what = f"{count_of(count, 'question')} checked" if count else "nothing to check"
    changed = f" ({', '.join(look.edited[:3])} changed)" if look.edited else ""
    return (
        f"{what}{changed}, {look.seconds:.2f} s. "
        f"{done(look.checked)} questions pass the visible tests."
    )
