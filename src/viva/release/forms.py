"""The form of code: what is the same in two programs, whatever their variables are called."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

# In nodes of the syntax tree: a smaller expression is found in any program.
EXPRESSION = 6
Definition = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Function:
    """A function or method in a cell.

    Attributes
    ----------
    name
        Of a method ``Class.method``.
    """

    name: str
    parameters: tuple[str, ...]
    size: int

    @property
    def words(self) -> set[str]:
        """The words of its own name, without the class's."""
        return set(self.name.rpartition(".")[2].lower().split("_")) - {""}


@dataclass(frozen=True)
class Piece:
    """A node of a solution's syntax tree, with the nodes below it.

    Attributes
    ----------
    form
        What it is written out, whatever its variables are called; empty if it says too little.
    size
        The expressions and statements in it.
    """

    form: str
    size: int
    inner: tuple[Piece, ...]


def functions_in(tree: ast.Module) -> Iterator[tuple[Function, Definition]]:
    """Yield the functions and methods that a cell defines, without those left to be written."""
    for node in tree.body:
        methods = node.body if isinstance(node, ast.ClassDef) else [node]
        prefix = f"{node.name}." if isinstance(node, ast.ClassDef) else ""
        for each in methods:
            special = isinstance(each, Definition) and prefix and each.name.startswith("__")
            if isinstance(each, Definition) and not special and not is_stub(each):
                names = [argument.arg for argument in each.args.args]
                parameters = tuple(names[1:] if prefix else names)
                yield Function(prefix + each.name, parameters, nodes_in(each)), each


def is_stub(function: Definition) -> bool:
    """Return whether a function is yet to be written."""
    return any(
        isinstance(node, ast.Raise) and "NotImplementedError" in ast.dump(node)
        for node in function.body
    )


def units_in(tree: ast.Module) -> Iterator[tuple[str, Piece]]:
    """Yield a cell's functions and methods, and what else it does, with their names."""
    names = names_bound(tree)
    rest: list[ast.stmt] = []
    for node in tree.body:
        members = node.body if isinstance(node, ast.ClassDef) else [node]
        for each in members:
            if isinstance(each, Definition):
                prefix = f"{node.name}." if isinstance(node, ast.ClassDef) else ""
                yield prefix + each.name, piece_of(anonymous(ast.Module(each.body, []), names))
            elif not isinstance(node, ast.ClassDef):
                rest.append(each)
    if rest:
        yield "the statements", piece_of(anonymous(ast.Module(rest, []), names))


def forms_in(tree: ast.Module) -> Iterator[str]:
    """Yield the form of each larger expression and simple statement in a tree."""
    plain = anonymous(tree, names_bound(tree))
    for node in ast.walk(plain):
        if is_form(node):
            yield ast.dump(node)


def piece_of(node: ast.AST) -> Piece:
    """Return a node of a solution with the nodes below it."""
    inner = tuple(piece_of(each) for each in ast.iter_child_nodes(node))
    size = is_counted(node) + sum(each.size for each in inner)
    return Piece(ast.dump(node) if is_form(node) else "", size, inner)


def known_nodes(piece: Piece, given: frozenset[str], own: frozenset[str]) -> tuple[int, int]:
    """Return how many nodes of a solution are in forms that are given, and how many it has.

    What its own notebook shows is not counted.
    """
    if piece.form and piece.form in own:
        return 0, 0
    if piece.form and piece.form in given:
        return piece.size, piece.size
    below = [known_nodes(each, given, own) for each in piece.inner]
    itself = piece.size - sum(each.size for each in piece.inner)
    return sum(known for known, _ in below), itself + sum(size for _, size in below)


def is_counted(node: ast.AST) -> bool:
    """Return whether a node is an expression or a statement, and no documentation."""
    text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return isinstance(node, (ast.expr, ast.stmt)) and not text


def is_form(node: ast.AST) -> bool:
    """Return whether a node is a simple statement or an expression that says something."""
    return is_counted(node) and not hasattr(node, "body") and nodes_in(node) >= EXPRESSION


def nodes_in(node: ast.AST) -> int:
    """Return the number of expressions and statements in a tree."""
    return sum(map(is_counted, ast.walk(node)))


def names_bound(tree: ast.AST) -> set[str]:
    """Return the names that a cell gives to values, of which any other would do as well."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
    return names


def anonymous(tree: ast.Module, names: set[str]) -> ast.AST:
    """Return a copy of a tree in which all of some names are one."""
    copied = ast.parse(ast.unparse(tree))
    return Anonymous(names).generic_visit(copied)


class Anonymous(ast.NodeTransformer):
    """Replaces names, so that the same expression with other names is the same."""

    def __init__(self, names: set[str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        """Return the name, or `_` in its place."""
        return ast.Name("_", node.ctx) if node.id in self.names else node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        """Return an argument without its name."""
        return ast.arg("_")
