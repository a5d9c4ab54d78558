"""Make the mutants of a solution: its text with one small change each."""

from __future__ import annotations

import ast
import re
import textwrap
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from viva.certify.mutation_operators import OPERATORS
from viva.certify.mutation_text import Edit, Text
from viva.grading.cells import solution, source
from viva.grading.python_source import as_python

BEGIN, END = (re.compile(rf"^\s*### {word} SOLUTION") for word in ("BEGIN", "END"))
# What is called on these is looked at, and not graded.
DISPLAY = re.compile(r"(print|display|plt\.|plot|fig\w*\.|ax\w*\.|axes\b.*\.|show)")
WORDS = (ast.Import, ast.ImportFrom, ast.JoinedStr, ast.Raise, ast.Assert, ast.arguments)


@dataclass(frozen=True)
class Mutant:
    """An answer with one small change.

    Attributes
    ----------
    kind
        The slip, in a word or two.
    was, now
        The changed lines, before and after, without their common indentation.
    line
        The first of them, counted in `code` from 1.
    code
        The whole answer cell with the change.
    """

    kind: str
    was: str
    now: str
    line: int
    code: str


def mutants_of(cell: Mapping[str, Any]) -> list[Mutant]:
    """Make all mutants of an answer cell, in the order of its text.

    Only what stands between the marks of the solution is changed, and no docstring, message,
    type hint, import, or line that only shows something. Of mutants that are the same program,
    the first is made.
    """
    text = solution(cell)
    lines = solution_lines(source(cell))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(as_python(text))
        whole = Text(text, tree)
        seen = {ast.dump(tree)}
        made = []
        for edit in sorted(edits(whole), key=lambda edit: edit.start):
            first = whole.line(edit.start)
            if not {first, whole.line(edit.end)} <= lines:
                continue
            code = (
                whole.bytes[: edit.start] + edit.text.encode() + whole.bytes[edit.end :]
            ).decode()
            try:
                dumped = ast.dump(ast.parse(as_python(code)))
            except SyntaxError:
                continue
            if dumped not in seen:
                seen.add(dumped)
                made.append(Mutant(edit.kind, *changed_lines(text, code), code))
    return made


def solution_lines(text: str) -> set[int]:
    """Return the numbers of the solution's lines, counted from 1 and without the markers."""
    inside, number, found, marked = False, 0, set(), False
    for line in text.split("\n"):
        if BEGIN.match(line):
            inside = marked = True
        elif END.match(line):
            inside = False
        else:
            number += 1
            if inside:
                found.add(number)
    return found if marked else set(range(1, number + 1))


def edits(text: Text) -> Iterator[Edit]:
    """Yield the edits of all operators at all nodes that matter."""
    waiting: list[ast.AST] = [text.tree]
    while waiting:
        node = waiting.pop()
        if is_trivial(text, node):
            continue
        operator = OPERATORS.get(type(node))
        if operator is not None:
            yield from operator(text, node)
        waiting += ast.iter_child_nodes(node)


def is_trivial(text: Text, node: ast.AST) -> bool:
    """Return whether a change in a node can affect nothing but text and plots."""
    if isinstance(node, WORDS):
        return True
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    parent = text.parents.get(node)
    if isinstance(node, ast.expr) and isinstance(parent, (ast.FunctionDef, ast.AnnAssign)):
        return node in (getattr(parent, "returns", None), getattr(parent, "annotation", None))
    return isinstance(node, ast.stmt) and is_display(text, node)


def is_display(text: Text, statement: ast.stmt) -> bool:
    """Return whether a statement only prints or draws."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        return DISPLAY.match(text.of(statement.value.func)) is not None
    body = [*getattr(statement, "body", []), *getattr(statement, "orelse", [])]
    return bool(body) and all(is_display(text, inner) for inner in body)


def changed_lines(before: str, after: str) -> tuple[str, str, int]:
    """Return the lines that differ, before and after, and the number of the first."""
    old, new = before.split("\n"), after.split("\n")
    first = 0
    while old[first] == new[first]:
        first += 1
    last = 0
    while last < min(len(old), len(new)) - first and old[-1 - last] == new[-1 - last]:
        last += 1
    was, now = (lines[first : len(lines) - last] for lines in (old, new))
    return _plain(was), _plain(now), first + 1


def _plain(lines: list[str]) -> str:
    return textwrap.dedent("\n".join(lines)).strip()
