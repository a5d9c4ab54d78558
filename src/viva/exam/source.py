"""Find the source of functions and classes, several of which may share a name."""

from __future__ import annotations

import ast
import inspect
import linecache
import textwrap
from functools import lru_cache
from typing import Any


def source_of(answer: Any) -> str:
    """Return the source of a function or class without its decorators, dedented.

    Several answers of a module share one name, so they are told apart by their lines.

    Raises
    ------
    ValueError
        If the source is not where the answer says; after an edit, while it was being read.
    """
    first = _first_line(answer)
    filename = inspect.getfile(answer)
    linecache.checkcache(filename)
    text = "".join(linecache.getlines(filename))
    for name, start, body, end in _definitions(text):
        if name == answer.__name__ and start <= first <= end:
            lines = text.splitlines()[body - 1 : end]
            return textwrap.dedent("\n".join(lines)) + "\n"
    raise ValueError(f"The source of {answer.__name__} is not at line {first} of {filename}.")


@lru_cache(maxsize=8)
def _definitions(text: str) -> list[tuple[str, int, int, int]]:
    """Return what a module defines: name, first line, that of ``def`` or ``class``, last line."""
    return [
        (
            node.name,
            min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)]),
            node.lineno,
            node.end_lineno or node.lineno,
        )
        for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.FunctionDef, ast.ClassDef))
    ]


def _first_line(answer: Any) -> int:
    """Return a line that lies within the definition of a function or class."""
    if not isinstance(answer, type):
        return int(answer.__code__.co_firstlineno)
    for member in vars(answer).values():
        function = getattr(member, "__func__", getattr(member, "fget", member))
        if hasattr(function, "__code__"):
            return int(function.__code__.co_firstlineno)
    raise ValueError(f"{answer.__name__} has no method to find it by; give its source as code=.")
