"""Match the cells that were handed in to those of the instructor's notebook.

A student's cell is found by its ``grade_id``, else by its cell id, else by its text. An answer
that was split inside a statement is put together again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from viva.grading.bundle import Bundle
from viva.grading.cells import grade_id, is_answer, source
from viva.grading.python_source import (
    defined_names,
    does_nothing,
    is_blank_text,
    names_by_line,
    parses,
    skeleton,
)

# Magics that run the rest of their cell as a part of the notebook.
TRANSPARENT = frozenset({"time", "capture", "prun", "memit"})
MAGIC = re.compile(r"\A\s*%%(\w+)")
FENCED = re.compile(r"\A\s*```[^\n`]*\n(.*?)\n?```\s*\Z", re.S)
# So many characters of code are looked into; a notebook written by hand has far fewer.
MAX_READ = 400_000
# Of so many cells an answer is put together; each one more means to read them all again.
MAX_PIECES = 20


@dataclass(frozen=True)
class SubmittedCell:
    """A cell as it was handed in, and what can be read from it.

    Attributes
    ----------
    code
        The source as code, without the fence around a Markdown block.
    joined
        Whether it has become a part of a cell before it.
    readable
        Whether it is looked into. Of one that is not, only the first words of lines are known.
    """

    cell: Mapping[str, Any]
    code: str
    joined: bool = False
    readable: bool = True

    @property
    def kind(self) -> Any:
        """The cell's type, whatever that may be."""
        return self.cell.get("cell_type")

    @cached_property
    def magic(self) -> str:
        """The cell magic that keeps the cell from being a part of the notebook, or nothing."""
        found = MAGIC.match(self.code)
        return f"%%{found[1]}" if found and found[1] not in TRANSPARENT else ""

    @cached_property
    def names(self) -> frozenset[str]:
        """The names that the cell defines."""
        if self.magic:
            return frozenset()
        return defined_names(self.code) if self.readable else names_by_line(self.code)

    def blank(self, released: str | None) -> bool:
        """Return whether the cell is still as released, or empty."""
        return is_blank_text(self.code, released) or does_nothing(self._skeleton, released)

    @cached_property
    def _skeleton(self) -> str | None:
        return skeleton(self.code) if self.readable else None

    def parses(self) -> bool:
        """Return whether the cell is Python."""
        return self._parses

    @cached_property
    def _parses(self) -> bool:
        return self.readable and parses(self.code)


@dataclass(frozen=True)
class Matching:
    """Which submitted cells are which of the instructor's; all are told by their index.

    Attributes
    ----------
    matched
        Submitted cells by the instructor's cell that they are.
    extra
        The student's own cells by the instructor's cell that they follow, -1 for those before all.
    """

    matched: Mapping[int, Sequence[int]]
    extra: Mapping[int, Sequence[int]]

    @cached_property
    def place_of(self) -> dict[int, int]:
        """The instructor's cell that a submitted one is."""
        return {index: place for place, indices in self.matched.items() for index in indices}


def read_cells(cells: Iterable[Mapping[str, Any]]) -> list[SubmittedCell]:
    """Return submitted cells with their code, of which not too much is readable."""
    found = []
    left = MAX_READ
    for cell in map(read_cell, cells):
        left -= len(cell.code)
        found.append(cell if left >= 0 else replace(cell, readable=False))
    return found


def read_cell(cell: Mapping[str, Any]) -> SubmittedCell:
    """Return a submitted cell with its code."""
    text = source(cell)
    if cell.get("cell_type") == "markdown":
        fenced = FENCED.match(text)
        text = fenced[1] if fenced else text
    return SubmittedCell(cell, text)


def match(bundle: Bundle, submitted: Sequence[Mapping[str, Any]]) -> Matching:
    """Return which of the submitted cells are which of the instructor's."""
    places = _places(bundle, submitted)
    matched: dict[int, list[int]] = {}
    extra: dict[int, list[int]] = {}
    last = -1
    for index in range(len(submitted)):
        if index in places:
            last = places[index]
            matched.setdefault(last, []).append(index)
        else:
            extra.setdefault(last, []).append(index)
    return Matching(matched, extra)


def _places(bundle: Bundle, submitted: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """Return the instructor's cell of each submitted one that is known by name, id or text."""
    by_name = {grade_id(cell): place for place, cell in enumerate(bundle.cells) if grade_id(cell)}
    by_id = {cell["id"]: place for place, cell in enumerate(bundle.cells) if cell.get("id")}
    by_text: dict[str, int] = {}
    for place, cell in enumerate(bundle.cells):
        text = bundle.released.get(grade_id(cell), source(cell)).strip()
        if text:
            by_text.setdefault(text, place)
    ids = Counter(mine.get("id") for mine in submitted if isinstance(mine.get("id"), str))
    found: dict[int, int] = {}
    for index, mine in enumerate(submitted):
        identity, text = mine.get("id"), source(mine).strip()
        if grade_id(mine) in by_name:
            found[index] = by_name[grade_id(mine)]
        elif isinstance(identity, str) and identity in by_id and ids[identity] == 1:
            # Of cells that were copied with their id, nothing tells which is the right one.
            found[index] = by_id[identity]
        elif text in by_text:
            found[index] = by_text[text]
    return found


def join_split_answers(
    bundle: Bundle, cells: Sequence[SubmittedCell], matching: Matching
) -> list[SubmittedCell]:
    """Return the cells with answers that were split inside a statement put together again."""
    joined = list(cells)
    free = {index for indices in matching.extra.values() for index in indices}
    for place, mine in matching.matched.items():
        if is_answer(bundle.cells[place]) and bundle.cells[place].get("cell_type") == "code":
            candidates = free.union(mine)
            for first in mine:
                _join(joined, first, candidates)
    return joined


def _join(cells: list[SubmittedCell], first: int, candidates: Set[int]) -> None:
    """Join a cell with those right after it, as long as that makes Python of what was none."""
    for rest in range(first + 1, min(first + MAX_PIECES, len(cells))):
        head, tail = cells[first], cells[rest]
        if head.joined or tail.joined or tail.kind != "code" or tail.magic:
            return
        if not head.readable or not tail.readable:
            return
        if rest not in candidates or not tail.code.strip() or (head.parses() and tail.parses()):
            return
        whole = f"{head.code}\n{tail.code}"
        if not parses(whole):
            return
        cells[first] = replace(head, code=whole)
        cells[rest] = replace(tail, joined=True)
