"""Print to a terminal or a log: the one way by which commands say something.

Names, paths and messages may hold what students wrote. Here everything is made plain that could
act in a terminal (control characters and escape sequences), mislead a reader (characters that turn
the direction of writing) or be taken for a command by a CI system.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from typing import IO, Any

import click
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

# GitHub Actions takes a line for a command that begins with "::", or holds "##[".
COMMAND = re.compile(r"^([^\S\n]*):(?=:)|(##)(?=\[)", re.M)


class PlainConsole(Console):
    """A console of rich's that shows only plain text, whatever is in a string or a table."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Render an object, with every piece of its text made plain."""
        for segment in super().render(renderable, options):
            if segment.control:
                yield segment
            else:
                yield Segment(plain_lines(segment.text), segment.style)


def console(err: bool = False, soft_wrap: bool = True) -> PlainConsole:
    """Return a console for a command: brackets in what it prints are no markup.

    Parameters
    ----------
    err
        Whether it prints to standard error.
    soft_wrap
        Whether lines may be longer than the terminal is wide.
    """
    return PlainConsole(stderr=err, soft_wrap=soft_wrap, markup=False, highlight=False)


def echo(text: Any, err: bool = False, file: IO[str] | None = None) -> None:
    """Print one line or several, made plain."""
    click.echo(plain_lines(str(text)), err=err, file=file)


def data(text: str) -> None:
    """Print data for programs, such as JSON or CSV, as it is: in UTF-8 where it must be."""
    whole: str | bytes = text
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        whole = text.encode()
    click.echo(whole, nl=not text.endswith("\n"))


def command(text: str) -> None:
    """Print a command for a CI system to standard error; the text was made safe for it."""
    print(text, file=sys.stderr)


def plain_lines(text: str) -> str:
    """Return `text` with its lines as they are, and in them only what can be shown."""
    if text.isascii() and text.replace("\n", "").isprintable() and not COMMAND.search(text):
        return text
    from viva.grading.plain import INVISIBLE, printable  # with NumPy, which --help does not need

    lines = INVISIBLE.sub("", text).split("\n")
    shown = "\n".join("".join(map(printable, line)) for line in lines)
    return COMMAND.sub(lambda found: f"{found[1]}: " if found[2] is None else "## ", shown)
