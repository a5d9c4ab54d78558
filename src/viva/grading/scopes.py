"""Which names of a notebook a cell uses, found as Python finds them: by scopes.

A local variable, an argument or a word in a comment uses nothing, whatever it is called.
"""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterable, Iterator
from typing import TypeGuard

from viva.grading.python_source import (
    UNREADABLE,
    Remembering,
    as_python,
    defined_names,
    mentioned_names,
    tree_of,
)


@Remembering
def used_names(text: str) -> frozenset[str]:
    """Return the names that a cell takes from the cells before it, built-in ones included.

    Where the text cannot be read, all of its words count.
    """
    try:
        tree = tree_of(text)
        table = symtable.symtable(as_python(text), "<cell>", "exec")
        used, bound = set[str](), set[str]()
        for name, stores in _in_order(tree.body):
            if stores:
                bound.add(name)
            elif name not in bound:
                used.add(name)
        # The body of a function runs later, when the whole cell has run.
        return frozenset(used | (set(_of_functions(table)) - bound - defined_names(text)))
    except UNREADABLE:
        return mentioned_names(text)


@Remembering
def imported_modules(text: str) -> frozenset[str]:
    """Return the packages from which a cell imports something, wherever it does."""
    try:
        nodes = list(ast.walk(tree_of(text)))
    except UNREADABLE:
        return frozenset()
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    return frozenset(name.partition(".")[0] for name in names)


def _of_functions(table: symtable.SymbolTable) -> Iterator[str]:
    """Yield the names that functions and classes in a cell take from outside of them."""
    for inner in table.get_children():
        for symbol in inner.get_symbols():
            if symbol.is_global() and symbol.is_referenced():
                yield symbol.get_name()
        yield from _of_functions(inner)


def _in_order(nodes: Iterable[ast.AST | None]) -> Iterator[tuple[str, bool]]:
    """Yield the names that a cell itself reads or sets, in the order in which Python does it."""
    for node in nodes:
        if node is None:
            continue
        if isinstance(node, ast.Name):
            yield node.id, not isinstance(node.ctx, ast.Load)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                yield (alias.asname or alias.name).split(".")[0], True
        else:
            yield from _in_order(_parts(node))
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                yield node.name, True


def _parts(node: ast.AST) -> Iterable[ast.AST | None]:
    """Return the parts of a node that the cell runs, in the order in which they run."""
    if isinstance(node, ast.Assign):
        return [node.value, *node.targets]
    if isinstance(node, ast.AugAssign):
        # It reads what it sets.
        read = ast.Name(node.target.id, ast.Load()) if isinstance(node.target, ast.Name) else None
        return [read, node.value, node.target]
    if isinstance(node, ast.AnnAssign):
        return [node.annotation, node.value, node.target if node.value else None]
    if isinstance(node, (ast.For, ast.AsyncFor)):
        return [node.iter, node.target, *node.body, *node.orelse]
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
        outside = [*node.args.defaults, *node.args.kw_defaults]
        return [*getattr(node, "decorator_list", ()), *outside]
    if isinstance(node, ast.ClassDef):
        return [*node.decorator_list, *node.bases, *(word.value for word in node.keywords)]
    if isinstance(node, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
        # The rest has a scope of its own, but for the names that it does not set itself.
        own = {n.id for part in node.generators for n in ast.walk(part.target) if _is_set(n)}
        inside = [n for n in ast.walk(node) if isinstance(n, ast.Name) and n.id not in own]
        return [node.generators[0].iter, *inside]
    if isinstance(node, ast.NamedExpr):
        return [node.value, node.target]
    return ast.iter_child_nodes(node)


def _is_set(node: ast.AST) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
