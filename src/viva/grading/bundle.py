"""What the judge must know of an assignment: the instructor's notebook, its questions, the exam."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from viva.exam.questions import Exam

HIDDEN = re.compile(r"^\s*### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS[^\n]*\n?", re.S | re.M)
HIDDEN_MARK = re.compile(r"^\s*### (BEGIN|END) HIDDEN TESTS.*$", re.M)
EXAMINE = re.compile(r"^.*\bexamine\(.*$", re.M)
SOLUTION = re.compile(r"^[ \t]*### (BEGIN|END) SOLUTION.*\n?", re.M)
EXPLORE = "explore"
OTTER_SETUP = "otter_setup"


@dataclass(frozen=True)
class Limits:
    """How long things may take, in seconds.

    Attributes
    ----------
    cell_seconds
        One cell.
    call_seconds
        One call into an answer, where its case does not allow less.
    total_seconds
        All cells, with those that are run again after one of them ended the process.
    question_seconds
        Asking one question; a case that the exam allows more time adds that.
    answers_seconds
        Asking all questions.
    """

    cell_seconds: float = 60.0
    call_seconds: float = math.inf
    total_seconds: float = 300.0
    question_seconds: float = 60.0
    answers_seconds: float = 600.0


@dataclass(frozen=True)
class Graded:
    """A question as the instructor's notebook has it.

    Attributes
    ----------
    id
        The question's id.
    cell_id
        ``grade_id`` of the cell that carries the points.
    points
        Those points.
    written
        Whether a person marks it.
    needs
        The names that its answer defines.
    """

    id: str
    cell_id: str
    points: float
    written: bool
    needs: frozenset[str]


@dataclass(frozen=True)
class Bundle:
    """An assignment, as grading needs it.

    Attributes
    ----------
    assignment, notebook
        Names of the assignment and of its notebook, without ``.ipynb``.
    cells
        The cells of the instructor's notebook.
    metadata
        Its notebook metadata.
    released
        What students were given in each answer cell, by ``grade_id``.
    exam
        The hidden side; without one the test cells count as they stand.
    files
        Files that the instructor supplied beside the notebook.
    """

    assignment: str
    notebook: str
    cells: tuple[dict[str, Any], ...]
    metadata: dict[str, Any]
    released: Mapping[str, str]
    exam: Exam | None
    files: Mapping[str, bytes] = field(default_factory=dict)
    limits: Limits = Limits()

    @cached_property
    def questions(self) -> tuple[Graded, ...]:
        """The questions in the order of the notebook."""
        answers = {grade_id(cell): cell for cell in self.cells if is_answer(cell)}
        found = []
        for cell in self.cells:
            data = nbgrader(cell)
            if not data.get("grade"):
                continue
            cell_id = grade_id(cell)
            written = bool(data.get("solution"))
            question = cell_id if written else cell_id.removesuffix("_test")
            answer = answers.get(question)
            needs = frozenset() if written or answer is None else defined(solution(answer))
            found.append(Graded(question, cell_id, float(data["points"]), written, needs))
        return tuple(found)

    @cached_property
    def imports(self) -> dict[str, str]:
        """Names that the instructor's own cells import, and the statement that does it.

        A visible test means these modules, and not what a student may have made of the names.
        """
        found: dict[str, str] = {}
        for cell in self.cells:
            given = cell.get("cell_type") == "code" and is_locked(cell) and not is_explore(cell)
            if not given or nbgrader(cell).get("grade"):
                continue
            for statement in _statements(as_python(source(cell))):
                if not isinstance(statement, (ast.Import, ast.ImportFrom)):
                    continue
                for alias in statement.names:
                    one: ast.stmt = ast.Import([alias])
                    if isinstance(statement, ast.ImportFrom):
                        one = ast.ImportFrom(statement.module, [alias], statement.level)
                    name = (alias.asname or alias.name).split(".")[0]
                    found[name] = ast.unparse(one)
        return found


def _statements(text: str) -> list[ast.stmt]:
    try:
        return ast.parse(text).body
    except SyntaxError:
        return []


def nbgrader(cell: Mapping[str, Any]) -> dict[str, Any]:
    """Give a cell's nbgrader metadata, empty where there is none."""
    metadata = cell.get("metadata")
    data = metadata.get("nbgrader") if isinstance(metadata, Mapping) else None
    return dict(data) if isinstance(data, Mapping) else {}


def grade_id(cell: Mapping[str, Any]) -> str:
    """Give a cell's ``grade_id``, or an empty string."""
    found = nbgrader(cell).get("grade_id")
    return found if isinstance(found, str) else ""


def is_answer(cell: Mapping[str, Any]) -> bool:
    """Tell whether a cell is where a student answers."""
    return bool(nbgrader(cell).get("solution"))


def is_locked(cell: Mapping[str, Any]) -> bool:
    """Tell whether a cell is the instructor's, whatever a submission made of it."""
    data = nbgrader(cell)
    return bool(data) and not data.get("solution")


def is_explore(cell: Mapping[str, Any]) -> bool:
    """Tell whether a cell is for the eye only."""
    return has_tag(cell, EXPLORE)


def has_tag(cell: Mapping[str, Any], tag: str) -> bool:
    """Tell whether a cell has a tag."""
    metadata = cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, Mapping) else None
    return isinstance(tags, list) and tag in tags


def source(cell: Mapping[str, Any]) -> str:
    """Give a cell's source as one string."""
    found = cell.get("source", "")
    if isinstance(found, list):
        return "".join(line for line in found if isinstance(line, str))
    return found if isinstance(found, str) else ""


def visible(cell: Mapping[str, Any]) -> str:
    """Give a test cell's source without its hidden part."""
    return HIDDEN.sub("", source(cell))


def classic(cell: Mapping[str, Any]) -> str:
    """Give a test cell's source with its hidden asserts, but without the line that examines."""
    return EXAMINE.sub("", HIDDEN_MARK.sub("", source(cell)))


def solution(cell: Mapping[str, Any]) -> str:
    """Give an answer cell's source without the marks of its solution."""
    return SOLUTION.sub("", source(cell))


def as_python(text: str) -> str:
    """Blank out lines that only IPython understands, keeping the number of lines."""
    if text.lstrip().startswith("%%"):
        text = "\n" + text.partition("\n")[2]
    lines = []
    for line in text.split("\n"):
        stripped = line.lstrip()
        if stripped.startswith(("%", "!", "?")) or stripped.endswith("?"):
            line = line[: len(line) - len(stripped)] + "pass"
        lines.append(line)
    return "\n".join(lines)


def defined(text: str) -> frozenset[str]:
    """Give the names that running `text` as a cell defines.

    Where `text` is not valid Python, lines that look like definitions count.
    """
    try:
        tree = ast.parse(as_python(text))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        found = re.findall(r"^(?:async\s+)?(?:def|class)\s+(\w+)|^(\w+)\s*=[^=]", text, re.M)
        return frozenset(name for pair in found for name in pair if name)
    names: set[str] = set()
    _collect(tree.body, names)
    return frozenset(names)


def _collect(body: list[ast.stmt], names: set[str]) -> None:
    for statement in body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(statement.name)
            continue
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            names.update((alias.asname or alias.name).split(".")[0] for alias in statement.names)
            continue
        targets: list[ast.expr] = []
        if isinstance(statement, ast.Assign):
            targets = statement.targets
        elif isinstance(statement, (ast.AnnAssign, ast.AugAssign, ast.For, ast.AsyncFor)):
            targets = [statement.target]
        elif isinstance(statement, (ast.With, ast.AsyncWith)):
            targets = [item.optional_vars for item in statement.items if item.optional_vars]
        for target in targets:
            names.update(node.id for node in ast.walk(target) if isinstance(node, ast.Name))
        for inner in ("body", "orelse", "finalbody"):
            _collect(getattr(statement, inner, []), names)
        for handler in getattr(statement, "handlers", []):
            _collect(handler.body, names)
