"""What can be read from the source of a cell: its names, and whether it is an answer at all.

A cell may hold what only IPython understands, and a student's may be nested so deeply that
nothing can read it, or be written so that Python would take hours to. Such a cell is still run.
"""

from __future__ import annotations

import ast
import functools
import re
import unicodedata
import warnings
from collections.abc import Callable
from typing import Generic, TypeVar

Found = TypeVar("Found")

STUB = re.compile(r'(?:# YOUR CODE HERE\s+)?raise NotImplementedError\((?:"[^"\n]*")?\)')
UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError, SystemError)
MAX_PARSED = 100_000
# Python 3.11 looks through an f-string from its start for each expression in it.
MAX_BRACES_BY_LENGTH = 10**8
# It copies all parts of an imported name for each further part.
MAX_DOTS = 200
# It sorts the accents of a name one past the other. Unicode's own bound for text that may be
# normalised piece by piece (Stream-Safe Text Format, Unicode Standard Annex 15).
MAX_ACCENTS = 30
DEFINITION = re.compile(
    r"^(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)|^(\w+)[ \t]*=[^=]",
    re.M,
)
WORD = re.compile(r"\b[^\W\d]\w*")


class Remembering(Generic[Found]):
    """A function of a text that remembers what it found in the last few, if they are not long.

    What it remembers outlives the submission, and must not be as large as students can make it.
    """

    most_texts = 256
    most_characters = 10_000

    def __init__(self, function: Callable[[str], Found]) -> None:
        functools.update_wrapper(self, function)
        self.function = function
        self.remembered = functools.lru_cache(self.most_texts)(function)

    def __call__(self, text: str) -> Found:
        """Return what the function finds in a text."""
        short = len(text) <= self.most_characters
        return self.remembered(text) if short else self.function(text)


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


def takes_too_long(text: str) -> bool:
    """Return whether Python might take more time or memory to read a text than its length says."""
    if len(text) > MAX_PARSED or len(text) * text.count("{") > MAX_BRACES_BY_LENGTH:
        return True
    for line in text.replace("\\\n", " ").split("\n"):
        if line.count(".") > MAX_DOTS and "import" in line:
            return True
    return not text.isascii() and _has_many_accents(text)


def _has_many_accents(text: str) -> bool:
    """Return whether more accents follow one another than any language writes."""
    run = 0
    for character in text:
        mark = unicodedata.category(character).startswith("M")
        run = run + 1 if mark or unicodedata.combining(character) else 0
        if run > MAX_ACCENTS:
            return True
    return False


def tree_of(text: str) -> ast.Module:
    """Return the syntax tree of a cell's source.

    Raises
    ------
    SyntaxError, ValueError, RecursionError, MemoryError, SystemError
        If it cannot be read; see `UNREADABLE`.
    """
    if takes_too_long(text):
        raise ValueError("a text that would take too long to read")
    with warnings.catch_warnings():
        # What Python remarks on in a student's code is not for whoever grades it.
        warnings.simplefilter("ignore")
        return ast.parse(as_python(text))


@Remembering
def parses(text: str) -> bool:
    """Return whether a cell's source is Python, but for lines that only IPython understands."""
    try:
        tree_of(text)
    except UNREADABLE:
        return False
    return True


@Remembering
def computes(text: str) -> bool:
    """Return whether a cell does more, as it runs, than define functions and classes, and import.

    One that cannot be read does not.
    """
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
    try:
        body = tree_of(text).body
    except UNREADABLE:
        return False
    expressions = [node.value for node in body if isinstance(node, ast.Expr)]
    said = [value for value in expressions if isinstance(value, ast.Constant)]
    rest = [node for node in body if not isinstance(node, (*definitions, ast.Pass))]
    return len(rest) > len(said)


@Remembering
def defined_names(text: str) -> frozenset[str]:
    """Return the names that running `text` as a cell defines.

    Where `text` is not valid Python, lines that look like definitions count; where it is nested
    too deeply to be looked through, none do.
    """
    try:
        tree = tree_of(text)
    except UNREADABLE:
        return names_by_line(text)
    names: set[str] = set()
    try:
        _collect(tree.body, names)
    except RecursionError:
        return frozenset()
    return frozenset(names)


def names_by_line(text: str) -> frozenset[str]:
    """Return the names that lines of a text define which are not indented."""
    return frozenset(name for pair in DEFINITION.findall(text) for name in pair if name)


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


@Remembering
def mentioned_names(text: str) -> frozenset[str]:
    """Return the words of a text that can be names."""
    return frozenset(WORD.findall(text))


def does_nothing(mine: str | None, released: str | None) -> bool:
    """Return whether a cell with this skeleton does what the released one does: nothing yet.

    Comments, docstrings and white space do not count.
    """
    return mine is not None and (mine == "" or mine == skeleton(released or ""))


def is_blank_text(text: str, released: str | None) -> bool:
    """Return whether a written answer is as released, or empty."""
    return not text.strip() or _with_one_stub(text) == _with_one_stub(released or "")


def _with_one_stub(text: str) -> str:
    """Return a text in which nbgrader's own stub, from a release before viva's, is as viva's."""
    return STUB.sub("raise NotImplementedError", text.strip())


@Remembering
def skeleton(text: str) -> str | None:
    """Return what a cell does, without docstrings and what stands for an answer.

    None if it cannot be read.
    """
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
