"""Write verdicts to the files that a command was asked for: ``--junit`` and ``--markdown``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from viva.report.checked import Checked


def report_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--junit`` and ``--markdown`` to a command."""
    kind = click.Path(dir_okay=False, writable=True, path_type=Path)
    said = "Write the verdicts to this file, as {}."
    for name, title in (("--markdown", "a Markdown page"), ("--junit", "JUnit XML, for CI")):
        command = click.option(name, type=kind, metavar="FILE", help=said.format(title))(command)
    return command


def write_reports(
    all_checked: Sequence[Checked],
    junit: Path | None,
    markdown: Path | None,
    visible_only: bool = False,
) -> None:
    """Write the files that are asked for.

    Raises
    ------
    click.ClickException
        If one cannot be written.
    """
    texts: dict[Path, str] = {}
    if junit is not None:
        from viva.report.junit import junit as as_junit

        texts[junit] = as_junit(all_checked)
    if markdown is not None:
        from viva.report.markdown import markdown as as_markdown

        texts[markdown] = as_markdown(all_checked, visible_only)
    for path, text in texts.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as problem:
            raise click.ClickException(
                f"{path} cannot be written: {problem.strerror}."
            ) from problem
