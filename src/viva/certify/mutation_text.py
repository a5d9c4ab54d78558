"""The text of an answer, its syntax tree, and edits of it by which a mutant keeps its layout."""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

WITHOUT_PARENTHESES = (
    ast.Name,
    ast.Constant,
    ast.Call,
    ast.Attribute,
    ast.Subscript,
    ast.List,
    ast.Dict,
    ast.Set,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
)
# In these a part without parentheses could come apart.
BINDING = (
    ast.BinOp,
    ast.UnaryOp,
    ast.BoolOp,
    ast.Compare,
    ast.IfExp,
    ast.Attribute,
    ast.Subscript,
    ast.Starred,
)


@dataclass(frozen=True)
class Edit:
    """A change of the text from `start` to `end`, in bytes; `kind` names the slip."""

    kind: str
    start: int
    end: int
    text: str


class Text:
    """The text of an answer, its syntax tree, and where in the text the nodes are."""

    def __init__(self, text: str, tree: ast.Module) -> None:
        self.bytes = text.encode()
        self.tree = tree
        self.starts = [0]
        for line in self.bytes.split(b"\n")[:-1]:
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.parents = {
            child: parent for parent in ast.walk(tree) for child in ast.iter_child_nodes(parent)
        }

    def span(self, node: Any) -> tuple[int, int]:
        """Return where a node starts and ends."""
        start = self.starts[node.lineno - 1] + node.col_offset
        return start, self.starts[node.end_lineno - 1] + node.end_col_offset

    def of(self, node: Any) -> str:
        """Return the text of a node."""
        start, end = self.span(node)
        return self.bytes[start:end].decode()

    def operand(self, node: ast.expr) -> str:
        """Return the text of a node, in parentheses where an operator beside it requires them."""
        text = self.of(node)
        enclosed = isinstance(node, WITHOUT_PARENTHESES) or text.startswith("(")
        return text if enclosed and _balanced(text) else f"({text})"

    def line(self, place: int) -> int:
        """Return the number of the line at a position, counted from 1."""
        return bisect_right(self.starts, place)

    def instead(self, kind: str, node: Any, text: str) -> Edit:
        """Return the edit that replaces a node by a text."""
        return Edit(kind, *self.span(node), text)

    def becomes(self, kind: str, node: ast.expr, kept: ast.expr) -> Edit:
        """Return the edit that replaces a node by a part of it."""
        inner = isinstance(self.parents[node], BINDING)
        return self.instead(kind, node, self.operand(kept) if inner else self.of(kept))

    def between(self, kind: str, left: ast.expr, right: ast.expr, old: str, new: str) -> Edit:
        """Return the edit that replaces the operator between two nodes."""
        start, end = self.span(left)[1], self.span(right)[0]
        pattern = r"\b" + old.replace(" ", r"\s+") + r"\b" if old[0].isalpha() else re.escape(old)
        found = re.search(pattern.encode(), self.bytes[start:end])
        assert found is not None
        return Edit(kind, start + found.start(), start + found.end(), new)

    def around(self, node: ast.AST, kind: type[ast.AST]) -> ast.AST:
        """Return the function or class around a node, or the module."""
        while not isinstance(node, (kind, ast.Module)):
            node = self.parents[node]
        return node


def _balanced(text: str) -> bool:
    """Return whether the parenthesis that a text starts with, if any, closes at its end."""
    if not text.startswith("("):
        return True
    depth = 0
    for place, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return place == len(text) - 1
    return False


def bindings(function: ast.AST) -> list[str]:
    """List the names of a function's arguments and assignments, in the order of its text."""
    found: list[tuple[int, int, str]] = []
    for node in ast.walk(function):
        if isinstance(node, ast.arg):
            found.append((node.lineno, node.col_offset, node.arg))
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.append((node.lineno, node.col_offset, node.id))
    return [name for *_, name in sorted(found)]


def own_attributes(class_: ast.AST) -> list[str]:
    """List the attributes that a class's methods set."""
    return [
        node.attr
        for node in ast.walk(class_)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    ]


def text_constants(text: Text) -> list[str]:
    """List the identifiers among the text constants: keys of dicts, and choices."""
    return [
        node.value
        for node in ast.walk(text.tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.isidentifier()
    ]


def most_similar(name: str, others: Iterable[str]) -> str | None:
    """Find the name that is most easily mistaken for this one."""
    candidates = [other for other in dict.fromkeys(others) if other != name]
    if not candidates:
        return None
    return max(
        candidates,
        key=lambda other: (SequenceMatcher(None, name, other).ratio(), other[:1] == name[:1]),
    )
