"""Lay a submission over the instructor's notebook: which cells run, in which order, and why.

The instructor's notebook is the backbone. Its locked cells are always the instructor's. A
student's cell is found by its ``grade_id``, else by its cell id, else by its text; an answer that
lies elsewhere is found by the names that it defines. Cells that the student added run after the
cell that stands before them.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from viva.judge.bundle import (
    Bundle,
    as_python,
    defined,
    grade_id,
    is_answer,
    is_explore,
    is_locked,
    nbgrader,
    source,
)


@dataclass(frozen=True)
class Step:
    """One cell of the graded notebook.

    Attributes
    ----------
    kind
        ``run`` in the worker, ``test`` by the judge, or ``show`` only.
    cell
        The cell as it will stand in the graded notebook.
    question
        The question that an answer or test cell belongs to.
    own
        Whether the source is the student's.
    """

    kind: str
    cell: dict[str, Any]
    question: str | None = None
    own: bool = False


@dataclass
class Plan:
    """The steps of grading one submission, and what was found on the way.

    Attributes
    ----------
    blank
        Questions whose answer is as released.
    missing
        Questions without any answer cell.
    notes
        What a student should know about where an answer was found, by question.
    """

    steps: list[Step] = field(default_factory=list)
    blank: set[str] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)
    notes: dict[str, str] = field(default_factory=dict)
    known: int = 0

    def cut_after(self, question: str) -> None:
        """Drop the steps that come after a question's test."""
        for number, step in enumerate(self.steps):
            if step.kind == "test" and step.question == question:
                del self.steps[number + 1 :]
                return


def lay_out(bundle: Bundle, submitted: Sequence[Mapping[str, Any]]) -> Plan:
    """Plan the grading of the cells `submitted`."""
    plan = Plan()
    matched, extra = match(bundle, submitted)
    plan.known = len(matched)
    questions = {question.id: question for question in bundle.questions}
    by_cell = {question.cell_id: question.id for question in bundle.questions}
    moved = find_answers(bundle, submitted, matched, plan)

    def add_extra(after: int) -> None:
        for index in extra.get(after, []):
            if index not in moved.values() and submitted[index].get("cell_type") == "code":
                plan.steps.append(Step("run", plain(submitted[index]), own=True))

    add_extra(-1)
    for place, cell in enumerate(bundle.cells):
        name = grade_id(cell)
        mine = matched.get(place, [])
        if is_answer(cell) and cell.get("cell_type") == "code":
            indices = [moved[name]] if name in moved else chosen(bundle, submitted, mine, name)
            if not indices:
                plan.missing.add(name)
                note = "# This cell is not in what was handed in.\n"
                plan.steps.append(Step("show", graded(cell, note), name))
            elif all(is_blank(source(submitted[i]), bundle.released.get(name)) for i in indices):
                plan.blank.add(name)
            for index in indices:
                text = source(submitted[index])
                last = index == indices[-1]
                shown = graded(cell, text) if last else as_code(text)
                plan.steps.append(Step("run", shown, name, own=True))
        elif is_answer(cell):
            said = written(bundle, submitted, mine, name)
            if said is None:
                plan.missing.add(name)
            elif is_blank_text(said, bundle.released.get(name)):
                plan.blank.add(name)
            plan.steps.append(Step("show", graded(cell, said or ""), name, own=True))
        elif name in by_cell and questions[by_cell[name]].cell_id == name:
            plan.steps.append(Step("test", graded(cell), by_cell[name]))
        elif cell.get("cell_type") != "code" or is_explore(cell):
            plan.steps.append(Step("show", graded(cell)))
        elif is_locked(cell) or not mine:
            plan.steps.append(Step("run", graded(cell)))
        else:
            text = source(submitted[mine[-1]])
            plan.steps.append(Step("run", graded(cell, text), own=True))
        add_extra(place)
    return plan


def match(
    bundle: Bundle, submitted: Sequence[Mapping[str, Any]]
) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """Match submitted cells to the backbone.

    Returns
    -------
    matched
        Submitted cells by the backbone cell that they are.
    extra
        The student's own cells by the backbone cell that they follow, -1 for those before all.
    """
    by_name = {grade_id(cell): place for place, cell in enumerate(bundle.cells) if grade_id(cell)}
    by_id = {cell.get("id"): place for place, cell in enumerate(bundle.cells) if cell.get("id")}
    by_text: dict[str, int] = {}
    for place, cell in enumerate(bundle.cells):
        text = bundle.released.get(grade_id(cell), source(cell)).strip()
        if text:
            by_text.setdefault(text, place)
    matched: dict[int, list[int]] = {}
    extra: dict[int, list[int]] = {}
    where: dict[int, int] = {}
    for index, mine in enumerate(submitted):
        identity = mine.get("id")
        if grade_id(mine) in by_name:
            where[index] = by_name[grade_id(mine)]
        elif isinstance(identity, str) and identity in by_id and not _copied(mine, submitted):
            where[index] = by_id[identity]
    taken = set(where.values())
    for index, mine in enumerate(submitted):
        place = by_text.get(source(mine).strip(), -1)
        if index not in where and place >= 0 and place not in taken:
            where[index] = place
            taken.add(place)
    last = -1
    for index in range(len(submitted)):
        if index in where:
            last = where[index]
            matched.setdefault(last, []).append(index)
        else:
            extra.setdefault(last, []).append(index)
    return matched, extra


def _copied(cell: Mapping[str, Any], submitted: Sequence[Mapping[str, Any]]) -> bool:
    return sum(other.get("id") == cell.get("id") for other in submitted) > 1


def find_answers(
    bundle: Bundle,
    submitted: Sequence[Mapping[str, Any]],
    matched: Mapping[int, list[int]],
    plan: Plan,
) -> dict[str, int]:
    """Find answers that lie outside their cell, by the names that they define.

    Returns
    -------
    dict
        The submitted cell that answers a question whose own cell is blank or missing.
    """
    places = {grade_id(cell): place for place, cell in enumerate(bundle.cells)}
    at = {index: place for place, indices in matched.items() for index in indices}
    found: dict[str, int] = {}
    for question in bundle.questions:
        if question.written or not question.needs or question.id not in places:
            continue
        own = matched.get(places[question.id], [])
        released = bundle.released.get(question.id)
        if any(answers(submitted[i], question.needs, released) for i in own):
            continue
        for index, cell in enumerate(submitted):
            if index in own:
                continue
            if index in at:
                theirs = bundle.cells[at[index]]
                if is_answer(theirs) and not is_blank(
                    source(cell), bundle.released.get(grade_id(theirs))
                ):
                    names = defined(source(cell))
                    other = next((q for q in bundle.questions if q.id == grade_id(theirs)), None)
                    if other is not None and other.needs <= names:
                        continue
                if source(cell).strip() == source(theirs).strip():
                    continue
            if answers(cell, question.needs, released):
                found[question.id] = index
        if question.id in found:
            plan.notes[question.id] = "The answer was found in another cell than its own."
    return found


def answers(cell: Mapping[str, Any], needs: frozenset[str], released: str | None) -> bool:
    """Tell whether a submitted cell defines all that a question needs, and is no stub."""
    text = source(cell)
    if cell.get("cell_type") not in ("code", "raw", "markdown") or is_blank(text, released):
        return False
    if cell.get("cell_type") != "code":
        try:
            ast.parse(as_python(text))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return needs <= defined(text)


def chosen(
    bundle: Bundle, submitted: Sequence[Mapping[str, Any]], mine: list[int], name: str
) -> list[int]:
    """Choose among the cells that claim to be one answer: all that are not blank, in order."""
    released = bundle.released.get(name)
    written_in = [i for i in mine if not is_blank(source(submitted[i]), released)]
    return written_in or mine[-1:]


def written(
    bundle: Bundle, submitted: Sequence[Mapping[str, Any]], mine: list[int], name: str
) -> str | None:
    """Give a written answer: the texts of all cells that claim to be it and are not blank."""
    texts = [source(submitted[i]) for i in mine]
    said = [text for text in texts if not is_blank_text(text, bundle.released.get(name))]
    if said:
        return "\n\n".join(said)
    return texts[-1] if texts else None


def is_blank_text(text: str, released: str | None) -> bool:
    """Tell whether a written answer is as released, or empty."""
    return not text.strip() or text.strip() == (released or "").strip()


def is_blank(text: str, released: str | None) -> bool:
    """Tell whether an answer cell does what the released one does: nothing yet.

    Comments, docstrings and white space do not count.
    """
    if not text.strip() or text.strip() == (released or "").strip():
        return True
    mine = _skeleton(text)
    return mine is not None and (mine == "" or mine == _skeleton(released or ""))


def _skeleton(text: str) -> str | None:
    try:
        tree = ast.parse(as_python(text))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            value = body[0].value
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                node.body = body[1:]  # type: ignore[attr-defined]
    return "\n".join(ast.dump(statement) for statement in tree.body)


def graded(backbone: Mapping[str, Any], text: str | None = None) -> dict[str, Any]:
    """Copy a cell of the instructor's notebook, with `text` as its source if given."""
    copied = plain(backbone)
    copied["metadata"] = dict(backbone.get("metadata") or {})
    if nbgrader(backbone):
        copied["metadata"]["nbgrader"] = nbgrader(backbone)
    if backbone.get("id"):
        copied["id"] = backbone["id"]
    if text is not None:
        copied["source"] = text
    return copied


def as_code(text: str) -> dict[str, Any]:
    """Make a code cell of a text."""
    return plain({"cell_type": "code", "source": text})


def plain(cell: Mapping[str, Any]) -> dict[str, Any]:
    """Copy a cell's type and source, without metadata and outputs."""
    kind = cell.get("cell_type")
    kind = kind if kind in ("code", "markdown", "raw") else "raw"
    copied: dict[str, Any] = {"cell_type": kind, "metadata": {}, "source": source(cell)}
    if kind == "code":
        copied["execution_count"] = None
        copied["outputs"] = []
    return copied
