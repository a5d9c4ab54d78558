"""Find hints that give a solution away.

A hint may say in words what to do. It must hold neither a line of a solution nor a longer
expression of one, however it is spaced, quoted or typeset.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from viva.grading.cells import grade_id, is_answer, source

SOLUTION = re.compile(r"^[ \t]*### BEGIN SOLUTION.*?\n(.*?)^[ \t]*### END SOLUTION", re.S | re.M)
# Shorter ones are names, single calls and words that a sentence needs.
SHORTEST = 10
SPELLINGS = {"·": "*", "×": "*", "⋅": "*", "−": "-", "–": "-", "²": "**2", "ᵀ": ".T", "≤": "<="}
PREFIXES = re.compile(r"\b(?:np|numpy|math)\.")
TELLING = (ast.BinOp, ast.Call, ast.Compare, ast.IfExp, ast.Subscript, ast.ListComp, ast.DictComp)


def find_spoilers(notebook: Any, hints: Mapping[str, Sequence[str]]) -> list[str]:
    """Return a sentence for each hint that holds a piece of a solution of the source notebook.

    Parameters
    ----------
    notebook
        The instructor's notebook, with its solutions.
    hints
        By question.
    """
    cells = notebook["cells"]
    shown = normal("\n".join(SOLUTION.sub("", source(cell)) for cell in cells if is_open(cell)))
    secrets = {
        fragment: grade_id(cell)
        for cell in cells
        if is_answer(cell) and cell.get("cell_type") == "code"
        for fragment in fragments(source(cell))
        if fragment not in shown
    }
    problems = []
    for question, texts in hints.items():
        for number, text in enumerate(texts, start=1):
            squeezed = normal(text)
            found = max((f for f in secrets if f in squeezed), key=len, default=None)
            if found is not None:
                whose = secrets[found]
                problems.append(f"hint {number} of {question} gives away {found!r} of {whose}.")
    return problems


def is_open(cell: Any) -> bool:
    """Return whether students see a cell, apart from its solution."""
    return cell.get("cell_type") == "code" or not is_answer(cell)


def fragments(text: str) -> Iterator[str]:
    """Yield the lines and the telling expressions of an answer cell's solution, normalised."""
    solution = "\n".join(SOLUTION.findall(text + "\n")) or text
    pieces = [line for line in solution.splitlines() if not line.lstrip().startswith("#")]
    # Without the marks, the cell as a whole is Python, whatever the solution alone is.
    for tree in parsed(re.sub(r"^[ \t]*###.*\n?", "", text, flags=re.M)):
        pieces += [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, TELLING)]
    for piece in pieces:
        squeezed = normal(piece).rstrip(":,;([{")
        if len(squeezed) >= SHORTEST and re.search(r"[^\w]", squeezed):
            yield squeezed


def parsed(text: str) -> list[ast.Module]:
    """Return the syntax tree of a cell in a list; an empty list if it is not Python."""
    try:
        return [ast.parse(text)]
    except SyntaxError:
        return []


def normal(text: str) -> str:
    """Return text with every formula in one spelling."""
    for spelling, plain in SPELLINGS.items():
        text = text.replace(spelling, plain)
    return re.sub(r"[\s`'\"$\\]", "", PREFIXES.sub("", text))
