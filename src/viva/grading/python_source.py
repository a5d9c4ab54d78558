"""What can be read from the source of a cell: its names, and whether it is an answer at all.

A cell may hold what only IPython understands, and a student's may be nested so deeply that
nothing can read it.
"""

from __future__ import annotations

import ast
import re
import warnings
from functools import lru_cache

UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)


def as_python(text: str) -> str:
    """Return `text` with blanks for what only IPython understands; no line is added or lost."""
    if text.lstrip().startswith("%%"):
        text = "\n" + text.partition("\n")[2]
    lines = []
    for line in text.split("\n"):
        stripped = line.lstrip()
        if stripped.startswith(("%", "!", "?")) or stripped.endswith("?"):
            line = line[: len(line) - len(stripped)] + "pass"
        lines.append(line)
    return "\n".join(lines)


def tree_of(text: str) -> ast.Module:
    """Return the syntax tree of a cell's source.

    Raises
    ------
    SyntaxError, ValueError, RecursionError, MemoryError
        If it cannot be read; see `UNREADABLE`.
    """
    with warnings.catch_warnings():
        # What Python remarks on in a student's code is not for whoever grades it.
        warnings.simplefilter("ignore")
        return ast.parse(as_python(text))


@lru_cache(maxsize=256)
def parses(text: str) -> bool:
    """Return whether a cell's source is Python, but for lines that only IPython understands."""
    try:
        tree_of(text)
    except UNREADABLE:
        return False
    return True


@lru_cache(maxsize=256)
def defined_names(text: str) -> frozenset[str]:
    """Return the names that running `text` as a cell defines.

    Where `text` is not valid Python, lines that look like definitions count; where it is nested
    too deeply to be looked through, none do.
    """
    try:
        tree = tree_of(text)
    except UNREADABLE:
        found = re.findall(r"^(?:async\s+)?(?:def|class)\s+(\w+)|^(\w+)\s*=[^=]", text, re.M)
        return frozenset(name for pair in found for name in pair if name)
    names: set[str] = set()
    try:
        _collect(tree.body, names)
    except RecursionError:
        return frozenset()
    return frozenset(names)


def _collect(body: list[ast.stmt], names: set[str]) -> None:
    for statement in body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(statement.name)
            continue
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            names.update((alias.asname or alias.name).split(".")[0] for alias in statement.names)
            continue
        for target in _targets(statement):
            names.update(node.id for node in ast.walk(target) if isinstance(node, ast.Name))
        for inner in ("body", "orelse", "finalbody"):
            _collect(getattr(statement, inner, []), names)
        for handler in getattr(statement, "handlers", []):
            _collect(handler.body, names)


def _targets(statement: ast.stmt) -> list[ast.expr]:
    """Return what a statement assigns to."""
    if isinstance(statement, ast.Assign):
        return statement.targets
    if isinstance(statement, (ast.AnnAssign, ast.AugAssign, ast.For, ast.AsyncFor)):
        return [statement.target]
    if isinstance(statement, (ast.With, ast.AsyncWith)):
        return [item.optional_vars for item in statement.items if item.optional_vars]
    return []


@lru_cache(maxsize=1024)
def mentioned_names(text: str) -> frozenset[str]:
    """Return the words of a text that can be names."""
    return frozenset(re.findall(r"\b[^\W\d]\w*", text))


def is_blank(text: str, released: str | None) -> bool:
    """Return whether an answer cell does what the released one does: nothing yet.

    Comments, docstrings and white space do not count.
    """
    if is_blank_text(text, released):
        return True
    mine = _skeleton(text)
    return mine is not None and (mine == "" or mine == _skeleton(released or ""))


def is_blank_text(text: str, released: str | None) -> bool:
    """Return whether a written answer is as released, or empty."""
    return not text.strip() or text.strip() == (released or "").strip()


@lru_cache(maxsize=256)
def _skeleton(text: str) -> str | None:
    """Return what a cell does, without docstrings and what stands for an answer."""
    try:
        tree = tree_of(text)
        for node in ast.walk(tree):
            body = getattr(node, "body", None)
            if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
                value = body[0].value
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    node.body = body[1:]  # type: ignore[attr-defined]
        kept = [statement for statement in tree.body if not _not_implemented(statement)]
        return "\n".join(ast.dump(statement) for statement in kept)
    except UNREADABLE:
        return None


def _not_implemented(statement: ast.stmt) -> bool:
    """Return whether a statement is the ``raise`` that stands for an answer."""
    raised = statement.exc if isinstance(statement, ast.Raise) else None
    raised = raised.func if isinstance(raised, ast.Call) else raised
    return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
