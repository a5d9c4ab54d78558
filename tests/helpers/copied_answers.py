"""How well `viva report --alike` tells copied answers from independent ones, measured.

The answers are the exams' right ones, which an exam holds because each is written another way: a
pair of them that is found is a false one. Left out are wrong answers, most of which are edits of a
right one, and the notebooks' solutions, which often stand among the right answers once more. Of
each answer copies are made as a student may hide one, and a copy that is not found beside its
answer is missed.

As a command this prints the tables of ``docs/alike.md``.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path

from rapidfuzz.distance import Indel

from viva.course.layout import Assignment, Course
from viva.exam.load import load_exam
from viva.grading.python_source import defined_names
from viva.report.similar_answers import (
    FEWEST_TOKENS,
    NAMES_OF_PYTHON,
    Line,
    code_in,
    given_lines,
    lines_of,
    rests,
)

REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True)
class Compared:
    """Two answers, as the report compares them: how alike, and words left of the shorter one."""

    similarity: float
    tokens: int

    def is_found(self, least: float, fewest: int) -> bool:
        """Return whether the report shows them, with these limits."""
        return self.similarity >= least and self.tokens >= fewest


def independent(assignment: Assignment) -> dict[str, list[str]]:
    """Return the answers to each question that were written on their own."""
    assert assignment.exam_path is not None
    return {
        name: [answer.code for answer in question.right_answers]
        for name, question in load_exam(assignment.exam_path).questions.items()
    }


# How copies are hidden. Each takes an answer as a tree, changes it, and says whether it could.


class _Renamed(ast.NodeTransformer):
    def __init__(self, names: Sequence[str]) -> None:
        self.names = {name: f"my_{number}" for number, name in enumerate(names)}

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.copy_location(ast.Name(self.names.get(node.id, node.id), node.ctx), node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        return ast.copy_location(ast.arg(self.names.get(node.arg, node.arg)), node)


def renamed(tree: ast.Module) -> ast.Module:
    """Give every name of the answer's own another one."""
    local = {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    local |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    return _Renamed(sorted(local - {"self"})).visit(tree)


def reordered(tree: ast.Module) -> ast.Module:
    """Swap neighbouring assignments that do not need each other, wherever there are such."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if not isinstance(body, list):
            continue
        place = 0
        while place + 1 < len(body):
            first, second = body[place : place + 2]
            assigned = isinstance(first, ast.Assign) and isinstance(second, ast.Assign)
            needed = _stored(first) & _names(second) or _stored(second) & _names(first)
            if assigned and not needed:
                body[place], body[place + 1] = second, first
                place += 1
            place += 1
    return tree


def padded(tree: ast.Module) -> ast.Module:
    """Name what is returned before it is returned, and say what was found."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            body[:] = [new for old in body for new in _named_first(old)]
    return ast.fix_missing_locations(tree)


class _Turned(ast.NodeTransformer):
    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, (ast.Add, ast.Mult)):
            node.left, node.right = node.right, node.left
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        turned = {ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.LtE: ast.GtE, ast.GtE: ast.LtE}
        if len(node.ops) == 1 and type(node.ops[0]) in turned:
            node.left, node.comparators[0] = node.comparators[0], node.left
            node.ops[0] = turned[type(node.ops[0])]()
        return node


def turned(tree: ast.Module) -> ast.Module:
    """Turn sums, products and comparisons round: ``a + b`` becomes ``b + a``."""
    return _Turned().visit(tree)


Hide = Callable[[ast.Module], ast.Module]
WAYS: dict[str, tuple[Hide, ...]] = {
    "comments and layout": (),
    "other names": (renamed,),
    "other names, lines moved": (renamed, reordered),
    "other names, what is returned named first": (renamed, padded),
    "other names, sums and comparisons turned round": (renamed, turned),
    "all of these": (renamed, reordered, padded, turned),
}


def copies(answer: str) -> Iterator[tuple[str, str]]:
    """Yield for each way to hide a copy its name and the copy, where there is something to hide."""
    before = ast.unparse(ast.parse(answer))
    for way, changes in WAYS.items():
        tree = ast.parse(answer)
        texts = [before]
        for change in changes:
            tree = change(tree)
            texts.append(ast.unparse(tree))
        if all(first != second for first, second in pairwise(texts)):
            yield way, texts[-1]


def _stored(node: ast.AST) -> set[str]:
    return {
        n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }


def _names(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


def _named_first(node: ast.stmt) -> list[ast.stmt]:
    if not isinstance(node, ast.Return) or node.value is None or isinstance(node.value, ast.Name):
        return [node]
    said = ast.parse("found_it = 0\nprint(found_it)\nreturn_it = found_it").body
    assert isinstance(said[0], ast.Assign)
    said[0].value = node.value
    return [*said, ast.Return(ast.Name("return_it", ast.Load()))]


class Reader:
    """Reads answers as the report does: as lines, with what the notebook gives known."""

    def __init__(self, assignment: Assignment) -> None:
        cells = json.loads(assignment.release_path.read_text(encoding="utf-8"))["cells"]
        texts = [text for cell in cells for text in code_in(cell)]
        self.names = NAMES_OF_PYTHON.union(*map(defined_names, texts))
        self.given = given_lines(texts, self.names)

    def read(self, answer: str) -> Line:
        """Return what is left of an answer."""
        return rests([lines_of(answer, self.names)], self.given)[0]


def compare(first: Line, second: Line) -> Compared:
    """Compare what is left of two answers."""
    similarity = Indel.normalized_similarity(first, second)
    return Compared(similarity, min(len(first), len(second)))


@dataclass
class Measured:
    """All pairs that were compared: independent ones, and copies by how they were hidden."""

    independent: list[Compared]
    copies: dict[str, list[Compared]]


def measure(assignments: Sequence[Assignment]) -> Measured:
    """Compare all independent answers with each other, and each with its copies."""
    measured = Measured([], {way: [] for way in WAYS})
    for assignment in assignments:
        reader = Reader(assignment)
        for answers in independent(assignment).values():
            rest = [reader.read(answer) for answer in answers]
            measured.independent += [compare(*pair) for pair in combinations(rest, 2)]
            for answer, mine in zip(answers, rest, strict=True):
                for way, copy in copies(answer):
                    measured.copies[way].append(compare(mine, reader.read(copy)))
    return measured


SIMILARITIES = (0.7, 0.75, 0.8, 0.85, 0.9)


def table(measured: Measured, fewest: int = FEWEST_TOKENS) -> list[list[str]]:
    """Return the rows of the documentation's table: who is found, at each similarity."""
    rows = [["independent pairs that are shown", *shown(measured.independent, fewest)]]
    for way, found in measured.copies.items():
        rows.append([f"copies that are shown: {way}", *shown(found, fewest)])
    return rows


def shown(pairs: Sequence[Compared], fewest: int) -> list[str]:
    """Return how many pairs are long enough, and the share of those that are shown."""
    long = [pair for pair in pairs if pair.tokens >= fewest]
    shares = [sum(p.is_found(least, fewest) for p in long) / len(long) for least in SIMILARITIES]
    return [str(len(long)), *(f"{100 * share:.1f} %" for share in shares)]


if __name__ == "__main__":
    for row in table(measure(Course(REPOSITORY).assignments())):
        print("|", " | ".join(row), "|")
