"""What the judge must know of an assignment: the instructor's notebook, its questions, the exam."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from viva.exam import Exam
from viva.grading.cells import (
    carries_points,
    grade_id,
    is_answer,
    is_explore,
    is_inline_test,
    is_locked,
    nbgrader,
    solution,
    source,
    visible,
)
from viva.grading.limits import Limits
from viva.grading.optional import is_installed, optional_imports, packages_used
from viva.grading.python_source import UNREADABLE, defined_names, tree_of


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
    packages
        Optional packages without which it cannot be graded; see `viva.grading.optional`.
    answer_id
        ``grade_id`` of the cell that answers it.
    inline
        Whether its whole test runs in the worker, as nbgrader runs it.
    """

    id: str
    cell_id: str
    points: float
    written: bool
    needs: frozenset[str]
    packages: frozenset[str] = frozenset()
    answer_id: str = ""
    inline: bool = False

    @property
    def lacking(self) -> tuple[str, ...]:
        """Those of its packages that are not installed here."""
        return tuple(sorted(name for name in self.packages if not is_installed(name)))


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
    inside
        Whether test cells that ask no exam run in the worker, beside the answers, as nbgrader runs
        them.
    siblings
        The other notebooks of the assignment, each with the names of its cells; usually none.
    """

    assignment: str
    notebook: str
    cells: tuple[dict[str, Any], ...]
    metadata: dict[str, Any]
    released: Mapping[str, str]
    exam: Exam | None
    files: Mapping[str, bytes] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    inside: bool = False
    siblings: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def part(self) -> str:
        """The notebook's name where the assignment has several; otherwise empty."""
        return self.notebook if self.siblings else ""

    @property
    def label(self) -> str:
        """What people call it: the assignment, with the notebook where there are several."""
        return f"{self.assignment}/{self.part}" if self.part else self.assignment

    @property
    def file_name(self) -> str:
        """A name for what is kept of it, which no other has: nbgrader allows no + in a name."""
        return f"{self.assignment}+{self.part}" if self.part else self.assignment

    @cached_property
    def questions(self) -> tuple[Graded, ...]:
        """The questions in the order of the notebook."""
        answers = {grade_id(cell): cell for cell in self.cells if is_answer(cell)}
        graded = {grade_id(cell) for cell in self.cells if carries_points(cell)}
        found = []
        above = ""
        for cell in self.cells:
            if is_answer(cell) and cell.get("cell_type") == "code":
                above = grade_id(cell)
            if not carries_points(cell):
                continue
            cell_id = grade_id(cell)
            written = is_answer(cell) or cell.get("cell_type") != "code"
            inline = self.inside and is_inline_test(cell)
            question = cell_id if written else cell_id.removesuffix("_test")
            if question != cell_id and question in graded:
                question = cell_id  # both are tests, of nbgrader's that may be called anything
            # Of an answer that is called otherwise than its tests, only that it is there matters.
            answer_id = question if question in answers or not inline else above
            answer = answers.get(question)
            needs = frozenset() if written or answer is None else defined_names(solution(answer))
            packages = frozenset() if written else packages_used(visible(cell), self.optional)
            points = points_of(cell)
            found.append(
                Graded(question, cell_id, points, written, needs, packages, answer_id, inline)
            )
        return tuple(found)

    @property
    def inline(self) -> frozenset[str]:
        """The questions whose tests run in the worker, where the code that they judge sees them."""
        return frozenset(question.id for question in self.questions if question.inline)

    @cached_property
    def optional(self) -> dict[str, str]:
        """Names that the instructor's cells import if they can, each with its package."""
        return optional_imports(self.cells)

    @property
    def written(self) -> frozenset[str]:
        """The questions that a person marks."""
        return frozenset(question.id for question in self.questions if question.written)

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
            for statement in _statements(source(cell)):
                if not isinstance(statement, (ast.Import, ast.ImportFrom)):
                    continue
                for alias in statement.names:
                    one: ast.stmt = ast.Import([alias])
                    if isinstance(statement, ast.ImportFrom):
                        one = ast.ImportFrom(statement.module, [alias], statement.level)
                    name = (alias.asname or alias.name).split(".")[0]
                    found[name] = ast.unparse(one)
        return found


def points_of(cell: Mapping[str, Any]) -> float:
    """Return a cell's points; 0 where it has none, which `viva.course.mistakes` finds."""
    points = nbgrader(cell).get("points")
    try:
        return float(points) if points is not None else 0.0
    except (TypeError, ValueError):
        return 0.0


def _statements(text: str) -> list[ast.stmt]:
    try:
        return tree_of(text).body
    except UNREADABLE:
        return []
