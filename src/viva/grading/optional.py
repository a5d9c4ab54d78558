"""Packages that a notebook can do without, and the questions that need them.

A package is optional if one of the instructor's cells imports it inside ``try``, with an ``except``
for its being absent. A question needs it if its test cell uses a name that this import binds.
"""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from viva.grading.cells import is_explore, is_locked, nbgrader, source
from viva.grading.python_source import UNREADABLE, tree_of

ABSENT = frozenset({"ImportError", "ModuleNotFoundError"})
# PyTorch imports this with the first optimiser, which takes more than a second.
IMPORTED_LATER = {"torch": ("torch._dynamo",)}


def optional_imports(cells: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the names that optional imports bind, each with its package."""
    found: dict[str, str] = {}
    for cell in cells:
        given = cell.get("cell_type") == "code" and is_locked(cell) and not is_explore(cell)
        if not given or nbgrader(cell).get("grade"):
            continue
        for statement in _tries(source(cell)):
            for inner in statement.body:
                found |= _bound(inner)
    return found


def _tries(text: str) -> Iterator[ast.Try]:
    try:
        body = tree_of(text).body
    except UNREADABLE:
        return
    for statement in body:
        if isinstance(statement, ast.Try):
            caught = {
                node.id
                for handler in statement.handlers
                if handler.type is not None
                for node in ast.walk(handler.type)
                if isinstance(node, ast.Name)
            }
            if caught & ABSENT:
                yield statement


def _bound(statement: ast.stmt) -> dict[str, str]:
    """Return the names that an import binds, each with its package."""
    if isinstance(statement, ast.Import):
        names = {(a.asname or a.name).split(".")[0]: a.name for a in statement.names}
    elif isinstance(statement, ast.ImportFrom) and not statement.level:
        names = {a.asname or a.name: statement.module or "" for a in statement.names}
    else:
        return {}
    return {name: module.split(".")[0] for name, module in names.items()}


def packages_used(text: str, optional: Mapping[str, str]) -> frozenset[str]:
    """Return the optional packages that a test cell uses.

    Parameters
    ----------
    optional
        What `optional_imports` returned.
    """
    try:
        nodes = ast.walk(tree_of(text)) if optional else ()
        names = {node.id for node in nodes if isinstance(node, ast.Name)}
    except UNREADABLE:
        return frozenset()
    return frozenset(optional[name] for name in names & optional.keys())


@lru_cache(maxsize=64)
def is_installed(package: str) -> bool:
    """Return whether a package can be imported here, without importing it."""
    try:
        return importlib.util.find_spec(package) is not None
    except (ImportError, ValueError):
        return False


def modules_to_warm(packages: Iterable[str]) -> tuple[str, ...]:
    """Return the modules of those packages that are installed, for a worker to import early."""
    here = [name for name in dict.fromkeys(packages) if is_installed(name)]
    return tuple(module for name in here for module in (name, *IMPORTED_LATER.get(name, ())))


def cannot_grade(lacking: Sequence[str]) -> str:
    """Return the sentence that says why this machine cannot grade a question."""
    verb = "is" if len(lacking) == 1 else "are"
    return f"This machine cannot grade this question: {' and '.join(lacking)} {verb} not installed."
