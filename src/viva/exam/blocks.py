"""Tell which questions a change of an exam module can affect, from its source.

A question's block reaches from its ``exam.question("id")`` to the next one. All of its statements
belong to the question, and of the rest of the module the statements that define a name which they
use, and so on. What stands before the first question and does more than define names belongs to
every question. Comments and the layout of the source belong to none.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

NAME = re.compile(r"[^\W\d]\w*")
# With these a module may do what its statements do not say.
DYNAMIC = frozenset({"exec", "eval", "globals", "locals", "vars", "__import__", "importlib", "sys"})
EXAM = "exam"
TITLED = frozenset({"question", "case", "wrong", "right"})
ANSWERS = frozenset({"wrong", "right"})
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True)
class Statement:
    """One top-level statement of an exam module.

    Attributes
    ----------
    question
        The question in whose block it stands, or None before the first.
    text
        What it says, without comments and layout.
    defines, uses
        Names.
    for_all
        Whether what it does concerns every question.
    """

    question: str | None
    text: str
    defines: frozenset[str]
    uses: frozenset[str]
    for_all: bool


def fingerprints(text: str, questions: Iterable[str]) -> dict[str, str]:
    """Give a fingerprint for each of the questions: it changes with all that the verdict needs.

    Parameters
    ----------
    text
        The source of the exam module.
    questions
        Ids. One that the module has no block for gets the fingerprint of what belongs to all.
    """
    questions = list(questions)
    statements = read_statements(text)
    if statements is None:
        whole = _digest([text])
        return dict.fromkeys(questions, whole)
    definers: dict[str, list[int]] = {}
    for number, statement in enumerate(statements):
        for name in statement.defines:
            definers.setdefault(name, []).append(number)
    return {question: _fingerprint(statements, definers, question) for question in questions}


def _fingerprint(
    statements: list[Statement], definers: Mapping[str, list[int]], question: str
) -> str:
    """Put together what belongs to a question, in the order of the module."""
    waiting = [n for n, s in enumerate(statements) if s.for_all or s.question == question]
    reached = set(waiting)
    while waiting:
        for name in statements[waiting.pop()].uses:
            found = [n for n in definers.get(name, ()) if n not in reached]
            reached.update(found)
            waiting += found
    return _digest(statements[number].text for number in sorted(reached))


def read_statements(text: str) -> list[Statement] | None:
    """Read a module's statements; None where they cannot be told apart by question."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return None
    opened = [_opens(node) for node in tree.body]
    calls = sum(_method(node) == "question" for node in ast.walk(tree))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    if calls != sum(question is not None for question in opened) or names & DYNAMIC:
        return None
    statements: list[Statement] = []
    current: str | None = None
    # A block's own variable, `q`, is made anew in each: nothing of another block is meant by it.
    variables = {_target(n) for n, question in zip(tree.body, opened, strict=True) if question}
    variable = ""
    for node, question in zip(tree.body, opened, strict=True):
        if question is not None:
            current, variable = question, _target(node)
        defines, uses = _defines(node), _uses(node)
        if current is not None and uses & variables - {variable}:
            return None
        # What is said to the exam itself, such as what is given, concerns every question.
        told = EXAM in uses and question is None
        for_all = told or (current is None and not defines.only)
        statements.append(
            Statement(
                current, ast.unparse(node), defines.names - variables, uses - variables, for_all
            )
        )
    return statements


@dataclass(frozen=True)
class _Defined:
    """Names that a statement defines; whether that is all that it does."""

    names: frozenset[str]
    only: bool


def _defines(node: ast.stmt) -> _Defined:
    if isinstance(node, DEFINITIONS):
        kinds = {_method(decorator) for decorator in node.decorator_list}
        if kinds & ANSWERS:
            # The name goes on to mean the reference; see `viva.exam.questions`.
            return _Defined(frozenset(), True)
        return _Defined(frozenset({node.name}), not node.decorator_list)
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        names = {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        return _Defined(frozenset(names), "*" not in names)
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        names = {n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)}
        plain = all(isinstance(t, (ast.Name, ast.Tuple, ast.List)) for t in targets)
        return _Defined(frozenset(names), plain)
    if isinstance(node, ast.Expr) and _method(node.value) == "reference":
        assert isinstance(node.value, ast.Call)
        return _Defined(frozenset(k.arg for k in node.value.keywords if k.arg), True)
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return _Defined(frozenset(), True)
    found = {
        n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    found |= {n.name for n in ast.walk(node) if isinstance(n, DEFINITIONS)}
    return _Defined(frozenset(found), False)


def _uses(node: ast.stmt) -> frozenset[str]:
    """Give all names in a statement, those in strings too: they may be code, or names."""
    prose = {id(part) for part in _prose(node)}
    found: set[str] = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            found.add(part.id)
        elif isinstance(part, ast.Attribute):
            found.add(part.attr)
        elif isinstance(part, ast.keyword) and part.arg:
            found.add(part.arg)
        elif isinstance(part, ast.Constant) and id(part) not in prose:
            found.update(NAME.findall(part.value) if isinstance(part.value, str) else ())
    return frozenset(found)


def _prose(node: ast.stmt) -> Iterable[ast.AST]:
    """List the strings that are for people: docstrings, titles and hints."""
    for part in ast.walk(node):
        if isinstance(part, DEFINITIONS) and part.body:
            first = part.body[0]
            if isinstance(first, ast.Expr):
                yield first.value
        elif isinstance(part, ast.Call) and _method(part) in TITLED:
            yield from part.args[:1]
            for keyword in part.keywords:
                if keyword.arg == "hint":
                    yield from ast.walk(keyword.value)


def _method(node: ast.AST) -> str:
    """Give the name of the method that is called here, or nothing."""
    called = node.func if isinstance(node, ast.Call) else None
    return called.attr if isinstance(called, ast.Attribute) else ""


def _opens(node: ast.stmt) -> str | None:
    """Give the question that a statement opens: ``q = exam.question("q01")``."""
    value = node.value if isinstance(node, (ast.Assign, ast.Expr)) else None
    if not isinstance(value, ast.Call) or _method(value) != "question" or not value.args:
        return None
    first = value.args[0]
    return first.value if isinstance(first, ast.Constant) and type(first.value) is str else None


def _target(node: ast.stmt) -> str:
    first = node.targets[0] if isinstance(node, ast.Assign) else None
    return first.id if isinstance(first, ast.Name) else ""


def _digest(texts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()
