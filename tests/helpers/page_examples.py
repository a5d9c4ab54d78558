"""Run the examples of a page of the documentation, in the order of the page, in one folder.

A block of ``console`` is typed line by line, and what it shows must come out; ``...`` stands for
anything. A block with a caption is written where the caption says: a file, the end of a file, or a
cell of a notebook.
"""

from __future__ import annotations

import doctest
import json
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

CAPTION = re.compile(r":caption: (.*)\n")
COMMAND = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.M)
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
MARK = "the example ends in "


@dataclass(frozen=True)
class Block:
    """A fenced block of a page: its language, its caption and its text."""

    language: str
    caption: str
    text: str


def blocks(page: str) -> Iterator[Block]:
    """Yield the blocks of a page whose language is given."""
    for token in MarkdownIt().parse(page):
        if token.type == "fence" and token.info:
            language = token.info.removeprefix("{code-block}").strip()
            caption = CAPTION.match(token.content)
            text = token.content[caption.end() :] if caption else token.content
            yield Block(language, caption[1] if caption else "", text)


def name_of(cell: dict[str, Any]) -> str | None:
    """Return the ``grade_id`` of a cell."""
    return cell["metadata"].get("nbgrader", {}).get("grade_id")


class Reader:
    """Someone who follows a page, at a terminal and an editor.

    Parameters
    ----------
    folder
        Where they begin.
    programs
        The folder of the programs that they call.
    """

    def __init__(self, folder: Path, programs: Path) -> None:
        self.folder = folder
        self.environment = os.environ | {
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "COLUMNS": "100",
        }
        self.code = 0

    def follow(self, block: Block) -> None:
        """Do what a block says, and compare what it shows.

        Raises
        ------
        AssertionError
            If something else comes out.
        """
        if block.language == "console":
            for command, shown in COMMAND.findall(block.text):
                self.type(command, shown)
        elif block.caption:
            self.write(block.caption, block.text)

    def type(self, command: str, shown: str) -> None:
        """Type a command into a shell, in the folder in which the last one ended."""
        script = f"(exit {self.code})\n{command}\ncode=$?\necho '{MARK}'\"$PWD $code\"\n"
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        printed, _, end = done.stdout.rpartition(MARK)
        folder, _, code = end.strip().rpartition(" ")
        self.folder, self.code = Path(folder), int(code)
        assert doctest.OutputChecker().check_output(shown, printed, FLAGS), (
            f"$ {command}\nprints\n{printed}\nand the page shows\n{shown}"
        )

    def write(self, caption: str, text: str) -> None:
        """Put the text of a block where its caption says."""
        name, _, place = caption.partition(", ")
        path = self.folder / name
        if not place:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif place == "at the end":
            assert path.is_file(), f"{name} is not there yet"
            path.write_text(path.read_text(encoding="utf-8") + "\n\n" + text, encoding="utf-8")
        else:
            notebook = json.loads(path.read_text(encoding="utf-8"))
            (cell,) = (c for c in notebook["cells"] if f"cell {name_of(c)}" == place)
            cell["source"] = text.rstrip("\n")
            path.write_text(json.dumps(notebook), encoding="utf-8")
