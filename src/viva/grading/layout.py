"""Lay a submission over the instructor's notebook, which is the backbone of its plan.

Locked cells are always the instructor's. Cells that the student added run after the cell that
stands before them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from viva.grading.answers import chosen, find_moved, remark, written_answer, written_cells
from viva.grading.bundle import Bundle, Graded
from viva.grading.cells import (
    OTTER_SETUP,
    grade_id,
    has_tag,
    is_answer,
    is_explore,
    is_locked,
    nbgrader,
    source,
    visible,
)
from viva.grading.matching import Matching, SubmittedCell, join_split_answers, match, read_cells
from viva.grading.pictures import clean_attachments
from viva.grading.plan import Plan, Step
from viva.grading.python_source import is_blank_text
from viva.grading.read import Unreadable

ABSENT = "# This cell is missing from the submitted notebook.\n"
ELSEWHERE = "Your answer was found in a different cell."


def make_plan(bundle: Bundle, submitted: Sequence[Mapping[str, Any]]) -> Plan:
    """Return the plan of grading the cells `submitted`.

    Raises
    ------
    Unreadable
        If they are of something else than this assignment.
    """
    plan = lay_out(bundle, submitted)
    automatic = {q.answer_id or q.id for q in bundle.questions if not q.written}
    of_this = plan.known > 0 or bool(automatic - plan.missing)
    own = any(step.own for step in plan.steps)
    if not of_this or not own or is_of_another(bundle, submitted):
        raise Unreadable(
            f"None of the questions of {bundle.label} are in this notebook. "
            "Did you hand in the wrong notebook?"
        )
    return plan


@dataclass(frozen=True)
class _Laid:
    """What becomes of one cell of the instructor's notebook."""

    steps: tuple[Step, ...]
    blank: bool = False
    missing: bool = False
    note: str = ""


def lay_out(bundle: Bundle, submitted: Sequence[Mapping[str, Any]]) -> Plan:
    """Return the cells `submitted`, laid over the instructor's notebook."""
    matching = match(bundle, submitted)
    cells = join_split_answers(bundle, read_cells(submitted), matching)
    moved = find_moved(bundle, cells, matching)
    layout = _Layout(bundle, cells, matching, moved)
    steps = layout.extra(-1)
    notes = dict.fromkeys(moved, ELSEWHERE)
    blank, missing = set(), set()
    for place, cell in enumerate(bundle.cells):
        name, laid = grade_id(cell), layout.cell(place)
        steps += [*laid.steps, *layout.extra(place)]
        if laid.blank:
            blank.add(name)
        if laid.missing:
            missing.add(name)
        if laid.note:
            notes.setdefault(name, laid.note)
    return Plan(
        steps=tuple(steps),
        blank=frozenset(blank),
        missing=frozenset(missing),
        notes=notes,
        known=sum(is_telling(bundle, p, m, submitted) for p, m in matching.matched.items()),
    )


@dataclass(frozen=True)
class _Layout:
    """A submission beside the instructor's notebook, whose cells it is laid over one by one."""

    bundle: Bundle
    cells: Sequence[SubmittedCell]
    matching: Matching
    moved: Mapping[str, int]

    @cached_property
    def questions(self) -> dict[str, Graded]:
        """The questions by their id."""
        return {question.id: question for question in self.bundle.questions}

    @cached_property
    def tested(self) -> dict[str, str]:
        """The questions by the cells that carry their points; of two of one id, the last."""
        return {question.cell_id: question.id for question in self.questions.values()}

    def extra(self, place: int) -> list[Step]:
        """Return the steps of the student's own cells after one of the instructor's."""
        taken = set(self.moved.values())
        return [
            Step("run", as_code(self.cells[index].code), own=True)
            for index in self.matching.extra.get(place, ())
            if index not in taken and runs_alone(self.cells[index])
        ]

    def cell(self, place: int) -> _Laid:
        """Return what becomes of a cell of the instructor's notebook."""
        cell = self.bundle.cells[place]
        if is_answer(cell):
            return self.answer(place) if cell.get("cell_type") == "code" else self.text(place)
        mine = self.matching.matched.get(place, ())
        question = self.tested.get(grade_id(cell))
        if question is not None and self.questions[question].written:
            return _Laid((Step("show", graded(cell), question),))
        if question is not None and self.questions[question].inline:
            return _Laid((Step("inline", graded(cell), question),))
        if grade_id(cell) in self.tested:
            return _Laid((Step("test", graded(cell), self.tested[grade_id(cell)]),))
        if cell.get("cell_type") != "code" or is_explore(cell):
            return _Laid((Step("show", graded(cell)),))
        if is_locked(cell) or not mine:
            return _Laid((Step("run", graded(cell)),))
        return _Laid((Step("run", graded(cell, self.cells[mine[-1]].code), own=True),))

    def answer(self, place: int) -> _Laid:
        """Return the steps of an answer in code: the cells before the last are added to it."""
        cell, mine = self.bundle.cells[place], self.matching.matched.get(place, ())
        name = grade_id(cell)
        released = self.bundle.released.get(name)
        indices = chosen(self.cells, mine, released, self.moved.get(name))
        if not indices:
            return _Laid((Step("show", graded(cell, ABSENT), name),), missing=True)
        answering = [self.cells[index] for index in indices]
        shown = [as_code(each.code) for each in answering[:-1]]
        shown.append(graded(cell, answering[-1].code))
        steps = tuple(Step("run", each, name, own=True) for each in shown)
        question = self.questions.get(name)
        if question is not None and question.written:
            # A person reads it: comments and texts in quotes are an answer, too.
            said = [source(each.cell) for each in answering]
            return _Laid(steps, blank=all(is_blank_text(text, released) for text in said))
        if all(each.blank(released) for each in answering):
            return _Laid(steps, blank=True)
        return _Laid(steps, note=remark(self.bundle, question, answering) if question else "")

    def text(self, place: int) -> _Laid:
        """Return the step of a written answer."""
        cell, mine = self.bundle.cells[place], self.matching.matched.get(place, ())
        released = self.bundle.released.get(grade_id(cell))
        extra = self.matching.extra
        # What stands between two written questions goes on with the first.
        continues = bool(mine) and place > 0 and is_written(self.bundle.cells[place - 1])
        above = () if continues else extra.get(place - 1, ())
        indices = written_cells(self.cells, mine, extra.get(place, ()), above, released)
        said, attachments = written_answer([self.cells[index].cell for index in indices])
        shown = graded(cell, said, attachments)
        return _Laid(
            (Step("show", shown, grade_id(cell), own=True),),
            blank=bool(indices) and is_blank_text(said, released),
            missing=not indices,
        )


def is_written(cell: Mapping[str, Any]) -> bool:
    """Return whether a cell is where a student answers in words."""
    return is_answer(cell) and cell.get("cell_type") != "code"


def runs_alone(cell: SubmittedCell) -> bool:
    """Return whether a cell that the student added is one to be run."""
    # The cell that starts otter is ours, and has nothing to do here.
    setup = has_tag(cell.cell, OTTER_SETUP)
    return not setup and not cell.joined and cell.kind == "code" and bool(cell.code.strip())


def is_of_another(bundle: Bundle, submitted: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether a notebook's ids and test cells are those of another assignment.

    Another assignment's notebook may define a name that a question here asks for, or have a
    question of the same id.
    """
    asking = {id_ for id_ in map(grade_id, bundle.cells) if id_}
    named = {grade_id(cell) for cell in submitted if nbgrader(cell).get("grade") or is_answer(cell)}
    here, elsewhere = len(named & asking), len(named - asking - {""})
    if elsewhere <= here or 2 * here >= len({question.id for question in bundle.questions}):
        return False
    tests = {visible(cell).strip() for cell in bundle.cells if nbgrader(cell).get("grade")} - {""}
    return not any(
        source(cell).strip() in tests for cell in submitted if cell["cell_type"] == "code"
    )


def is_telling(
    bundle: Bundle, place: int, mine: Iterable[int], submitted: Sequence[Mapping[str, Any]]
) -> bool:
    """Return whether cells that were found at a place show that this assignment was handed in.

    Titles, imports and an untouched "YOUR ANSWER HERE" are in other assignments too.
    """
    cell = bundle.cells[place]
    if not is_answer(cell):
        return bool(nbgrader(cell).get("grade"))
    name = grade_id(cell)
    return any(
        grade_id(submitted[index]) == name
        or not is_blank_text(source(submitted[index]), bundle.released.get(name))
        for index in mine
    )


def graded(
    backbone: Mapping[str, Any],
    text: str | None = None,
    attachments: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return a copy of an instructor's cell, with `text` as its source if given.

    Parameters
    ----------
    attachments
        The pictures that go with `text`; the instructor's own go with the instructor's text.
    """
    copied = plain(backbone)
    copied["metadata"] = dict(backbone.get("metadata") or {})
    if nbgrader(backbone):
        copied["metadata"]["nbgrader"] = nbgrader(backbone)
    if backbone.get("id"):
        copied["id"] = backbone["id"]
    found = clean_attachments(backbone.get("attachments") if text is None else attachments)
    if found and copied["cell_type"] != "code":
        copied["attachments"] = found
    if text is not None:
        copied["source"] = text
    return copied


def as_code(text: str) -> dict[str, Any]:
    """Return a code cell of a text."""
    return plain({"cell_type": "code", "source": text})


def plain(cell: Mapping[str, Any]) -> dict[str, Any]:
    """Return a cell's type and source, without metadata and outputs."""
    kind = cell.get("cell_type")
    kind = kind if kind in ("code", "markdown", "raw") else "raw"
    copied: dict[str, Any] = {"cell_type": kind, "metadata": {}, "source": source(cell)}
    if kind == "code":
        copied["execution_count"] = None
        copied["outputs"] = []
    return copied
