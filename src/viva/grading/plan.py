"""Lay a submission over the instructor's notebook: which cells run, in which order, and why.

The instructor's notebook is the backbone. Its locked cells are always the instructor's. A
student's cell is found by its ``grade_id``, else by its cell id, else by its text; an answer that
lies elsewhere is found by the names that it defines. Cells that the student added run after the
cell that stands before them. An answer that was split in two is put together again.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from viva.grading.bundle import (
    OTTER_SETUP,
    Bundle,
    Graded,
    as_python,
    defined,
    grade_id,
    has_tag,
    is_answer,
    is_explore,
    is_locked,
    nbgrader,
    source,
    visible,
)

# Magics that run the rest of their cell as a part of the notebook.
TRANSPARENT = frozenset({"time", "capture", "prun", "memit"})
UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)


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

    def cut_after(self, questions: Collection[str]) -> None:
        """Drop the steps that come after the last test of these questions."""
        tests = [
            n for n, s in enumerate(self.steps) if s.kind == "test" and s.question in questions
        ]
        del self.steps[max(tests, default=-1) + 1 :]


@dataclass
class Handed:
    """A cell as it was handed in, and what can be read from it.

    Attributes
    ----------
    code
        The source as code, without the fence around a Markdown block.
    gone
        Whether it has become a part of the cell before it.
    """

    cell: Mapping[str, Any]
    code: str
    gone: bool = False

    @property
    def kind(self) -> Any:
        """The cell's type, whatever that may be."""
        return self.cell.get("cell_type")

    @property
    def magic(self) -> str:
        """The cell magic that keeps the cell from being a part of the notebook, or nothing."""
        found = re.match(r"\s*%%(\w+)", self.code)
        return f"%%{found[1]}" if found and found[1] not in TRANSPARENT else ""

    @property
    def names(self) -> frozenset[str]:
        """The names that the cell defines."""
        return frozenset() if self.magic else names_of(self.code)

    def blank(self, released: str | None) -> bool:
        """Tell whether the cell is still as released, or empty."""
        return is_blank(self.code, released)

    def parses(self) -> bool:
        """Tell whether the cell is Python."""
        return parses(self.code)


def handed(cell: Mapping[str, Any]) -> Handed:
    """Read a submitted cell."""
    text = source(cell)
    if cell.get("cell_type") == "markdown":
        fenced = re.fullmatch(r"\s*```[^\n`]*\n(.*?)\n?```\s*", text, re.S)
        text = fenced[1] if fenced else text
    return Handed(cell, text)


def lay_out(bundle: Bundle, submitted: Sequence[Mapping[str, Any]]) -> Plan:
    """Plan the grading of the cells `submitted`."""
    plan = Plan()
    matched, extra = match(bundle, submitted)
    cells = [handed(cell) for cell in submitted]
    put_together(bundle, cells, matched, extra)
    plan.known = sum(is_telling(bundle, place, mine, submitted) for place, mine in matched.items())
    questions = {question.id: question for question in bundle.questions}
    by_cell = {question.cell_id: question.id for question in bundle.questions}
    moved = find_answers(bundle, cells, matched, plan)

    def add_extra(after: int) -> None:
        for index in extra.get(after, []):
            mine = cells[index]
            # That cell is ours, and starts a grader that has nothing to do here.
            setup = has_tag(mine.cell, OTTER_SETUP)
            free = not setup and not mine.gone and index not in moved.values()
            if free and mine.kind == "code" and mine.code.strip():
                plan.steps.append(Step("run", as_code(mine.code), own=True))

    add_extra(-1)
    for place, cell in enumerate(bundle.cells):
        name = grade_id(cell)
        mine = matched.get(place, [])
        if is_answer(cell) and cell.get("cell_type") == "code":
            released = bundle.released.get(name)
            indices = chosen(cells, mine, released, moved.get(name))
            if not indices:
                plan.missing.add(name)
                note = "# This cell is not in what was handed in.\n"
                plan.steps.append(Step("show", graded(cell, note), name))
            elif all(cells[i].blank(released) for i in indices):
                plan.blank.add(name)
            elif name in questions and name not in plan.notes:
                plan.notes |= remarks(bundle, questions[name], [cells[i] for i in indices])
            for index in indices:
                text = cells[index].code
                last = index == indices[-1]
                shown = graded(cell, text) if last else as_code(text)
                plan.steps.append(Step("run", shown, name, own=True))
        elif is_answer(cell):
            near = [] if mine else nameless_texts(cells, extra.get(place - 1, []))
            said = written(bundle, submitted, mine or near, name)
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
            plan.steps.append(Step("run", graded(cell, cells[mine[-1]].code), own=True))
        add_extra(place)
    return plan


def is_telling(
    bundle: Bundle, place: int, mine: Sequence[int], submitted: Sequence[Mapping[str, Any]]
) -> bool:
    """Tell whether cells that were found at a place show that this assignment was handed in.

    Titles, imports and an untouched "YOUR ANSWER HERE" are in other assignments too.
    """
    cell = bundle.cells[place]
    if not is_answer(cell):
        return bool(nbgrader(cell).get("grade"))
    name = grade_id(cell)
    if any(grade_id(submitted[index]) == name for index in mine):
        return True
    return any(not is_blank_text(source(submitted[i]), bundle.released.get(name)) for i in mine)


def put_together(
    bundle: Bundle,
    cells: Sequence[Handed],
    matched: Mapping[int, list[int]],
    extra: Mapping[int, list[int]],
) -> None:
    """Join answers that were split in the middle of a statement with the cells that follow."""
    free = {index for indices in extra.values() for index in indices}
    for place, mine in matched.items():
        if not is_answer(bundle.cells[place]) or bundle.cells[place].get("cell_type") != "code":
            continue
        same = set(mine)
        for first in mine:
            for rest in range(first + 1, len(cells)):
                head, tail = cells[first], cells[rest]
                if head.gone or tail.gone or tail.kind != "code" or tail.magic:
                    break
                if rest not in free and rest not in same:
                    break
                if not tail.code.strip() or (head.parses() and tail.parses()):
                    break
                whole = f"{head.code}\n{tail.code}"
                if not parses(whole):
                    break
                head.code, tail.gone = whole, True


def remarks(bundle: Bundle, question: Graded, mine: Sequence[Handed]) -> dict[str, str]:
    """Say what in the cells of an answer keeps it from being one."""
    magic = next((cell.magic for cell in mine if cell.magic), "")
    if magic:
        return {question.id: f"The cell starts with {magic}: it is no part of the notebook then."}
    found = frozenset().union(*(cell.names for cell in mine))
    absent = asked_for(bundle, question) - found
    others = sorted(name for name in found - question.needs if not name.startswith("_"))
    if absent and others and all(cell.parses() for cell in mine):
        return {question.id: f"The cell defines {', '.join(f'`{name}`' for name in others[:3])}."}
    return {}


def asked_for(bundle: Bundle, question: Graded) -> frozenset[str]:
    """Give those names of an answer that its visible test uses; the others are helpers."""
    test = next((visible(c) for c in bundle.cells if grade_id(c) == question.cell_id), "")
    used = set(re.findall(r"\b[^\W\d]\w*", test)) - names_of(test)
    return (question.needs & used) or question.needs


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
    ids = Counter(mine.get("id") for mine in submitted if isinstance(mine.get("id"), str))
    for index, mine in enumerate(submitted):
        identity = mine.get("id")
        if grade_id(mine) in by_name:
            where[index] = by_name[grade_id(mine)]
        elif isinstance(identity, str) and identity in by_id and ids[identity] == 1:
            where[index] = by_id[identity]
    for index, mine in enumerate(submitted):
        place = by_text.get(source(mine).strip(), -1)
        if index not in where and place >= 0:
            where[index] = place
    last = -1
    for index in range(len(submitted)):
        if index in where:
            last = where[index]
            matched.setdefault(last, []).append(index)
        else:
            extra.setdefault(last, []).append(index)
    return matched, extra


def find_answers(
    bundle: Bundle,
    cells: Sequence[Handed],
    matched: Mapping[int, list[int]],
    plan: Plan,
) -> dict[str, int]:
    """Find answers that lie outside their cell, by the names that they define.

    Returns
    -------
    dict
        The submitted cell that answers a question whose own cell is blank, missing or no Python.
    """
    places = {grade_id(cell): place for place, cell in enumerate(bundle.cells)}
    at = {index: place for place, indices in matched.items() for index in indices}
    needs = {q.id: asked_for(bundle, q) for q in bundle.questions if not q.written}
    defining = names_by_cell(bundle, cells, at, frozenset().union(*needs.values()))
    found: dict[str, int] = {}
    for question in bundle.questions:
        if question.written or not question.needs or question.id not in places:
            continue
        own = matched.get(places[question.id], [])
        released = bundle.released.get(question.id)
        wanted = needs[question.id]
        usable = [i for i in own if not cells[i].blank(released)]
        if any(wanted <= cells[i].names and cells[i].parses() for i in usable):
            continue
        best: tuple[bool, bool, int] | None = None
        for index, names in defining.items():
            if index in own or not wanted <= names or cells[index].blank(released):
                continue
            place = at.get(index, -1)
            other = grade_id(bundle.cells[place]) if place >= 0 else ""
            at_home = other in needs and needs[other] <= names
            if at_home and not own and place < places[question.id]:
                continue  # it has run already when this question is asked
            rank = (cells[index].parses(), not at_home, index)
            best = rank if best is None else max(best, rank)
        if best is not None and (best[0] or not any(wanted <= cells[i].names for i in usable)):
            found[question.id] = best[2]
            plan.notes[question.id] = "The answer was found in another cell than its own."
    return found


def names_by_cell(
    bundle: Bundle, cells: Sequence[Handed], at: Mapping[int, int], wanted: frozenset[str]
) -> dict[int, frozenset[str]]:
    """Give the names that each cell with some work in it defines, for cells with a wanted one."""
    found = {}
    for index, mine in enumerate(cells):
        if mine.gone or not any(name in mine.code for name in wanted):
            continue
        if index in at:
            theirs = bundle.cells[at[index]]
            as_given = mine.code.strip() in (source(theirs).strip(), visible(theirs).strip())
            if as_given or mine.blank(bundle.released.get(grade_id(theirs))):
                continue
        if mine.kind != "code" and not mine.parses():
            continue
        if mine.names & wanted:
            found[index] = mine.names
    return found


def chosen(
    cells: Sequence[Handed], mine: Sequence[int], released: str | None, moved: int | None
) -> list[int]:
    """Choose among the cells that claim to be one answer: all that are not blank, in order.

    An answer that lies elsewhere comes last: what stands in its own cell may be its helpers.
    """
    written_in = [i for i in mine if not cells[i].gone and not cells[i].blank(released)]
    if moved is None:
        return written_in or [i for i in mine if not cells[i].gone][-1:]
    return [*(i for i in written_in if cells[i].parses()), moved]


def nameless_texts(cells: Sequence[Handed], indices: Sequence[int]) -> list[int]:
    """Choose among the cells right after a written question those that may answer it."""
    return [i for i in indices if cells[i].kind in ("markdown", "raw") and cells[i].code.strip()]


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


@lru_cache(maxsize=256)
def _skeleton(text: str) -> str | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(as_python(text))
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
    """Tell whether a statement is the ``raise`` that stands for an answer."""
    raised = statement.exc if isinstance(statement, ast.Raise) else None
    raised = raised.func if isinstance(raised, ast.Call) else raised
    return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"


@lru_cache(maxsize=256)
def parses(text: str) -> bool:
    """Tell whether a cell's text is Python, but for lines that only IPython understands."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(as_python(text))
    except UNREADABLE:
        return False
    return True


@lru_cache(maxsize=256)
def names_of(text: str) -> frozenset[str]:
    """Give the names that a cell defines, none where it is too deeply nested to tell."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return defined(text)
    except UNREADABLE:
        return frozenset()


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
