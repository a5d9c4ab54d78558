"""Find what one released notebook gives of another one's solutions.

A later notebook may give what an earlier one asks for. Whoever has both can paste it. Found are
functions of the same purpose, and pieces of a solution, also under other names.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from viva.course.layout import Assignment
from viva.grading.cells import grade_id, is_answer, solution, source
from viva.grading.python_source import as_python
from viva.release.forms import (
    Definition,
    Function,
    Piece,
    forms_in,
    functions_in,
    known_nodes,
    units_in,
)
from viva.release.leaks import released_passages
from viva.release.spoilers import SOLUTION, fragments, is_open, normal, parsed

# The share of a solution, or of one function in it, that gives it away.
TELLING_SHARE = 0.5
# In nodes of the syntax tree: pieces of a smaller function are found in any program.
FUNCTION = 20
# Two functions with the same parameters and similar names may still be different if they are short.
PURPOSE = 30
FENCED = re.compile(r"^```\w*\n(.*?)^```", re.S | re.M)


@dataclass(frozen=True)
class Part:
    """One released piece of text: what it says, and what it defines."""

    where: str
    text: str
    forms: frozenset[str]
    functions: tuple[Function, ...]
    classes: frozenset[str]


@dataclass(frozen=True)
class Answer:
    """The solution of one question, apart from what its notebook shows anyway.

    Attributes
    ----------
    asked
        The names that the question asks for.
    units
        Each function and method, and what else there is, with their names.
    lines
        Normalised lines and expressions.
    """

    question: str
    owner: str
    asked: frozenset[str]
    functions: tuple[Function, ...]
    units: tuple[tuple[str, Piece], ...]
    lines: frozenset[str]


@dataclass(frozen=True)
class Material:
    """An assignment as students get it, and its solutions."""

    name: str
    parts: tuple[Part, ...]
    text: str
    forms: frozenset[str]
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Overlap:
    """A place in one released notebook that gives a solution of another."""

    giver: str
    owner: str
    question: str
    where: str
    what: str

    def __str__(self) -> str:
        """Return the sentence for the instructor."""
        return f"{self.where}, {self.what}."


def read_material(assignment: Assignment, released: Path) -> Material:
    """Read an assignment's released folder, and the solutions of its source notebook."""
    cells = json.loads(assignment.source_path.read_text(encoding="utf-8"))["cells"]
    parts = tuple(part_of(each.where, each.text) for each in released_passages(released))
    shown = normal("\n".join(SOLUTION.sub("", source(cell)) for cell in cells if is_open(cell)))
    answers = [
        answer_of(assignment.label, cell, shown)
        for cell in cells
        if is_answer(cell) and is_code(cell)
    ]
    forms = frozenset[str]().union(*(part.forms for part in parts))
    text = "\n".join(part.text for part in parts)
    return Material(assignment.label, parts, text, forms, tuple(answers))


def is_code(cell: Any) -> bool:
    """Return whether a cell is one of code."""
    return bool(cell.get("cell_type") == "code")


def part_of(where: str, text: str) -> Part:
    """Return what a released piece of text says; in Markdown, fenced code is code."""
    # What is neither code nor Markdown is not parsed: it is searched as text.
    code = [text, *FENCED.findall(text)] if ", cell " in where or ".py" in where else []
    trees = [tree for each in code for tree in parsed(as_python(each))]
    functions = tuple(each for tree in trees for each, _ in functions_in(tree))
    classes = frozenset(
        node.name for tree in trees for node in tree.body if isinstance(node, ast.ClassDef)
    )
    forms = frozenset(form for tree in trees for form in forms_in(tree))
    return Part(where.rstrip(","), normal(text), forms, functions, classes)


def answer_of(owner: str, cell: Any, shown: str) -> Answer:
    """Return what can be told of a question's solution.

    Parameters
    ----------
    shown
        What the notebook shows in the open, normalised.
    """
    text = solution(cell)
    trees = parsed(as_python(text))
    stub = SOLUTION.sub("    raise NotImplementedError", f"{source(cell)}\n")
    # Of a notebook without such marks the whole cell is the solution.
    asked = {
        node.name
        for tree in parsed(as_python(stub))
        for node in tree.body
        if isinstance(node, (Definition, ast.ClassDef))
    }
    lines = frozenset(each for each in fragments(source(cell)) if each not in shown)
    functions = tuple(each for tree in trees for each, _ in functions_in(tree))
    units = tuple(unit for tree in trees for unit in units_in(tree))
    return Answer(grade_id(cell), owner, frozenset(asked), functions, units, lines)


def find_overlaps(giver: Material, owner: Material, *, later: bool) -> list[Overlap]:
    """Return what one released notebook gives of another one's solutions: one place a question.

    Parameters
    ----------
    later
        Whether the giver comes after the owner. Only then is a function of the same name a solution
        given away: what an earlier notebook gives or asks for, students know.
    """
    found = []
    for answer in owner.answers:
        suspect = reduced(answer, giver, owner.forms)
        for part in giver.parts:
            what = (later and same_purpose(part, answer)) or much_of(part, suspect, owner.forms)
            if what:
                found.append(Overlap(giver.name, owner.name, answer.question, part.where, what))
                break
    return found


def reduced(answer: Answer, giver: Material, own: frozenset[str]) -> Answer:
    """Return an answer without what a notebook as a whole does not hold much of.

    Nothing else need be looked for in each of its parts.
    """
    told = sum(len(line) for line in answer.lines if line in giver.text)
    much = told >= TELLING_SHARE * sum(map(len, answer.lines))
    units = tuple((name, unit) for name, unit in answer.units if shows_much(unit, giver.forms, own))
    return replace(answer, lines=answer.lines if much else frozenset(), units=units)


def shows_much(unit: Piece, given: frozenset[str], own: frozenset[str]) -> bool:
    """Return whether what is given has much of a function of a solution."""
    known, size = known_nodes(unit, given, own)
    return size >= FUNCTION and known >= TELLING_SHARE * size


def same_purpose(part: Part, answer: Answer) -> str:
    """Return the words that say that a part defines what a question asks for; empty if not."""
    defined = {each.name for each in part.functions} | part.classes
    same = sorted(defined & answer.asked)
    if same:
        return f"defines {same[0]}, which {answer.question} of {answer.owner} asks for"
    for given in part.functions:
        for wanted in answer.functions:
            long = given.size >= PURPOSE and len(given.parameters) > 1
            if long and given.parameters == wanted.parameters and wanted.words <= given.words:
                return (
                    f"defines {given.name}, which does the work of {wanted.name} in "
                    f"{answer.question} of {answer.owner}"
                )
    return ""


def much_of(part: Part, answer: Answer, own: frozenset[str]) -> str:
    """Return the words that say that a part holds much of a solution; empty if it does not.

    Parameters
    ----------
    own
        The forms of what the question's own notebook shows.
    """
    told = sum(len(line) for line in answer.lines if line in part.text)
    if told and told >= TELLING_SHARE * sum(map(len, answer.lines)):
        return f"holds much of the solution of {answer.question} of {answer.owner}"
    for name, unit in answer.units:
        if shows_much(unit, part.forms, own):
            return f"holds much of {name} in the solution of {answer.question} of {answer.owner}"
    return ""


def overlaps_among(
    materials: Sequence[Material], chosen: Container[str] | None = None
) -> list[Overlap]:
    """Return what any of several notebooks, in their order, gives of any other one's solutions.

    Parameters
    ----------
    chosen
        Only pairs of which at least one notebook is among these; by default all pairs.
    """
    return [
        overlap
        for i, giver in enumerate(materials)
        for k, owner in enumerate(materials)
        if i != k and (chosen is None or giver.name in chosen or owner.name in chosen)
        for overlap in find_overlaps(giver, owner, later=i > k)
    ]
