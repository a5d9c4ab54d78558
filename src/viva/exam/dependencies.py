"""Find what the verdict on each question depends on, from the source of the exam.

A question's own statements are those of its file; in an exam that is a single module they reach
from the line that opens the question to the next such line. Besides them it depends on what the
exam itself is told, such as what is given, and on whatever defines a name that all of these use:
in the same module, in the module it is imported from, or as another question's reference. Names
in strings count, since those are answers that run. Comments, the layout of the source, and the
hints that students ask for belong to no verdict.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

NAME = re.compile(r"[^\W\d]\w*")
# With these a module may do what its statements do not say.
DYNAMIC = frozenset({"exec", "eval", "globals", "locals", "vars", "__import__", "importlib", "sys"})
EXAM = "exam"
REFERENCE = "reference"
OPENERS = frozenset({"question", "Question"})
TITLED = frozenset({*OPENERS, "case", "wrong", "right"})
ANSWERS = frozenset({"wrong", "right"})
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Untraceable(Exception):
    """What a module does cannot be told from its statements."""


@dataclass(frozen=True)
class Statement:
    """One top-level statement of an exam.

    Attributes
    ----------
    module
        The path of its module within the exam.
    question
        The question that it belongs to, or None.
    text
        What it says, without comments and layout.
    defines, uses
        Names.
    references
        Those defined names that answers may use, in whatever question.
    imports
        For an import from the exam's own package: each name, with the module and the name there.
    for_all
        Whether what it does concerns every question.
    """

    module: str
    question: str | None
    text: str
    defines: frozenset[str]
    uses: frozenset[str]
    references: frozenset[str]
    imports: Mapping[str, tuple[str, str]]
    for_all: bool


def fingerprints(texts: Mapping[str, str], questions: Iterable[str]) -> dict[str, str]:
    """Return a fingerprint for each question, which changes with all that its verdict depends on.

    Parameters
    ----------
    texts
        The source of each module of the exam; see `viva.exam.load.read_exam`.
    questions
        Ids. One that the exam does not have gets the fingerprint of what belongs to all.
    """
    questions = list(questions)
    try:
        statements = [s for module in sorted(texts) for s in _statements(module, texts[module])]
    except (Untraceable, SyntaxError, ValueError, RecursionError):
        whole = _digest(part for item in sorted(texts.items()) for part in item)
        return dict.fromkeys(questions, whole)
    index = _Index(statements)
    return {question: index.fingerprint(question) for question in questions}


class _Index:
    """Statements, and where each name is defined."""

    def __init__(self, statements: list[Statement]) -> None:
        self.statements = statements
        self.defined: dict[tuple[str, str], list[int]] = {}
        self.imported: dict[tuple[str, str], tuple[str, str]] = {}
        self.referenced: dict[str, list[int]] = {}
        self.whole: dict[str, set[str]] = {}
        modules = {statement.module for statement in statements}
        for number, statement in enumerate(statements):
            for name in statement.defines:
                self.defined.setdefault((statement.module, name), []).append(number)
            for name in statement.references:
                self.referenced.setdefault(name, []).append(number)
            for name, (origin, there) in statement.imports.items():
                self.imported[statement.module, name] = origin, there
                path = f"{origin.removesuffix('.py')}/{there}.py".lstrip("/")
                if path in modules:
                    # Whatever is used of a module that is imported as a whole is meant as well.
                    self.whole.setdefault(statement.module, set()).add(path)

    def fingerprint(self, question: str) -> str:
        """Return a digest of what belongs to a question, in the order of the modules."""
        own = {n for n, s in enumerate(self.statements) if s.for_all or s.question == question}
        reached, waiting = set(own), list(own)
        while waiting:
            statement = self.statements[waiting.pop()]
            for name in statement.uses:
                found = [n for n in self.definitions(statement.module, name) if n not in reached]
                reached.update(found)
                waiting += found
        return _digest(self.statements[number].text for number in sorted(reached))

    def definitions(self, module: str, name: str) -> list[int]:
        """Return the statements that define a name as a module sees it."""
        seen: set[tuple[str, str]] = set()
        here = list(self.defined.get((module, name), ()))
        while (module, name) in self.imported and (module, name) not in seen:
            seen.add((module, name))
            module, name = self.imported[module, name]
            here += self.defined.get((module, name), ())
        for path in self.whole.get(module, ()):
            here += self.defined.get((path, name), ())
        return here or self.referenced.get(name, [])


def _statements(module: str, text: str) -> Iterator[Statement]:
    tree = ast.parse(text)
    opened = [_opens(node) for node in tree.body]
    calls = sum(_called(node) in OPENERS for node in ast.walk(tree))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    questions = [question for question in opened if question is not None]
    if calls != len(questions) or names & DYNAMIC:
        raise Untraceable
    # Each question has a variable of its own, `q`: nothing of another one is meant by it.
    variables = {_target(n) for n, question in zip(tree.body, opened, strict=True) if question}
    alone = len(questions) == 1
    current = questions[0] if alone else None
    variable = next(iter(variables)) if alone else ""
    for node, question in zip(tree.body, opened, strict=True):
        if question is not None:
            current, variable = question, _target(node)
        if _asked_for(node):
            continue
        defines, only = _defines(node)
        uses = _uses(node)
        if current is not None and uses & variables - {variable}:
            raise Untraceable
        made = _makes_exam(node)
        yield Statement(
            module=module,
            question=None if made is not None else current,
            # Which questions there are concerns none of them.
            text=ast.unparse(node) if made is None else made,
            defines=defines - variables,
            uses=uses - variables if made is None else frozenset(),
            references=_references(node),
            imports=_imports(module, node),
            for_all=(EXAM in uses and question is None) or (current is None and not only),
        )


def _defines(node: ast.stmt) -> tuple[frozenset[str], bool]:
    """Return the names that a statement defines, and whether that is all that it does."""
    if isinstance(node, DEFINITIONS):
        kinds = {_called(decorator) for decorator in node.decorator_list}
        if kinds & ANSWERS:
            # The name goes on to mean the reference; see `viva.exam.questions`.
            return frozenset(), True
        return frozenset({node.name}), not node.decorator_list
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        names = {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        if "*" in names:
            raise Untraceable
        return frozenset(names), True
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        names = {n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)}
        plain = all(isinstance(t, (ast.Name, ast.Tuple, ast.List)) for t in targets)
        return frozenset(names), plain
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return frozenset(), True
    references = _references(node)
    if references:
        return references, True
    found = {
        n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    found |= {n.name for n in ast.walk(node) if isinstance(n, DEFINITIONS)}
    return frozenset(found), False


def _references(node: ast.stmt) -> frozenset[str]:
    """Return the names that answers of other questions may use, as this statement defines them."""
    if isinstance(node, DEFINITIONS):
        marked = any(
            isinstance(d, ast.Attribute) and d.attr == REFERENCE for d in node.decorator_list
        )
        return frozenset({node.name} if marked else ())
    value = node.value if isinstance(node, ast.Expr) else None
    if isinstance(value, ast.Call) and _called(value) == REFERENCE:
        return frozenset(keyword.arg for keyword in value.keywords if keyword.arg)
    return frozenset()


def _imports(module: str, node: ast.stmt) -> dict[str, tuple[str, str]]:
    """Return what a statement imports from the exam's own package: module and name of each."""
    if not isinstance(node, ast.ImportFrom) or not node.level:
        return {}
    parts = module.split("/")[: -node.level] + (node.module.split(".") if node.module else [])
    origin = "/".join(parts) + ".py" if node.module else ""
    return {alias.asname or alias.name: (origin, alias.name) for alias in node.names}


def _uses(node: ast.stmt) -> frozenset[str]:
    """Return all names in a statement, those in strings too: they may be code, or names."""
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


def _prose(node: ast.stmt) -> Iterator[ast.AST]:
    """Yield the strings that are for people: docstrings, titles and hints."""
    if isinstance(node, ast.Expr):
        yield node.value
    for part in ast.walk(node):
        if isinstance(part, DEFINITIONS) and part.body:
            first = part.body[0]
            if isinstance(first, ast.Expr):
                yield first.value
        elif isinstance(part, ast.Call) and _called(part) in TITLED:
            yield from part.args[:1]
            for keyword in part.keywords:
                if keyword.arg == "hint":
                    yield from ast.walk(keyword.value)


def _called(node: ast.AST) -> str:
    """Return the last part of the name that is called here, or nothing."""
    called = node.func if isinstance(node, ast.Call) else None
    if isinstance(called, ast.Attribute):
        return called.attr
    return called.id if isinstance(called, ast.Name) else ""


def _opens(node: ast.stmt) -> str | None:
    """Return the question that a statement opens: ``q = Question("q01")``."""
    value = node.value if isinstance(node, (ast.Assign, ast.Expr)) else None
    if not isinstance(value, ast.Call) or _called(value) not in OPENERS or not value.args:
        return None
    first = value.args[0]
    return first.value if isinstance(first, ast.Constant) and type(first.value) is str else None


def _asked_for(node: ast.stmt) -> bool:
    """Return whether a statement registers the hints that students ask for."""
    return isinstance(node, ast.Expr) and _called(node.value) == "hints"


def _makes_exam(node: ast.stmt) -> str | None:
    """Return what a statement that makes the exam says of all questions; None for another one."""
    value = node.value if isinstance(node, ast.Assign) else None
    if not isinstance(value, ast.Call) or _called(value) != "Exam":
        return None
    kept = [ast.unparse(a) for a in value.args[:1]]
    kept += [ast.unparse(k) for k in value.keywords if k.arg != "questions"]
    return f"Exam({', '.join(kept)})"


def _target(node: ast.stmt) -> str:
    first = node.targets[0] if isinstance(node, ast.Assign) else None
    return first.id if isinstance(first, ast.Name) else ""


def _digest(texts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()
