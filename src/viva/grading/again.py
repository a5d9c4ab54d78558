"""Ask only those questions again whose verdict can have changed, and merge what comes out.

A verdict on a question depends on the submission, on the exam's part for the question, and on
earlier answers: one that uses them may be asked with references in their place.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from viva.grading.bundle import Bundle, Graded
from viva.grading.cells import grade_id, nbgrader, source, visible
from viva.grading.notebook import shown_test
from viva.grading.plan import Plan, cut_after, names_behind, names_mentioned
from viva.grading.scopes import used_names
from viva.grading.verdict import Verdict

# What depends on how busy the machine was, or on what came before.
UNSETTLED = frozenset({"timeout", "killed"})


@dataclass(frozen=True)
class Before:
    """What a judge needs to know of an earlier verdict on the same submission.

    Attributes
    ----------
    changed
        Questions that the instructor has changed since.
    statuses
        The status of each question then.
    layout
        The verdict's `layout`.
    """

    changed: frozenset[str]
    statuses: Mapping[str, str]
    layout: str


def before(verdict: Verdict, changed: Collection[str]) -> Before | None:
    """Return what to know of an earlier verdict; None where all must be graded again."""
    statuses = {question.id: question.status for question in verdict.questions}
    if verdict.status != "graded" or not verdict.layout or UNSETTLED & set(statuses.values()):
        return None
    return Before(frozenset(changed), statuses, verdict.layout)


def layout_of(plan: Plan) -> str:
    """Return a fingerprint of what of a submission is run, and where; test cells' text aside."""
    steps = [
        [s.kind, s.question, s.own, "" if s.kind == "test" else source(s.cell)]
        for s in plan.steps
        if s.kind != "show" or s.own
    ]
    rest = [sorted(plan.blank), sorted(plan.missing), sorted(plan.notes.items()), plan.known]
    return hashlib.sha256(json.dumps([steps, rest]).encode()).hexdigest()


def to_ask(bundle: Bundle, plan: Plan, before: Before | None) -> Plan:
    """Return the plan of asking only what can have another verdict by now.

    Those are the changed questions, and the later ones whose answers or tests use, through whatever
    cells, a name that an answer to one of them defines. Without an earlier verdict, or with one on
    another layout, all are asked.
    """
    if before is None or layout_of(plan) != before.layout:
        return plan
    tests = {grade_id(cell): cell for cell in bundle.cells}
    asked: set[str] = set()
    names: set[str] = set()

    def uses_changed(question: Graded) -> bool:
        if not names:
            return False
        test = set() if question.written else used_names(visible(tests[question.cell_id]))
        return bool(names & names_behind(plan, names_mentioned(plan, question.id) | test))

    for question in bundle.questions:
        if question.id in before.changed or uses_changed(question):
            asked.add(question.id)
            names |= question.needs
    return cut_after(plan, asked, before.statuses)


def merged(bundle: Bundle, old: Verdict, new: Verdict) -> Verdict:
    """Return an earlier verdict on all questions with new verdicts on some of them."""
    if {question.id for question in bundle.questions} <= {q.id for q in new.questions}:
        return new
    found = {question.id: question for question in (*old.questions, *new.questions)}
    asked = {question.id for question in new.questions}
    cells = {q.cell_id: q.id for q in bundle.questions if q.id in asked}
    backbone = {grade_id(cell): cell for cell in bundle.cells}

    def renewed(cell: dict[str, Any]) -> dict[str, Any]:
        name = grade_id(cell)
        if name not in cells:
            return cell
        cell = cell | {"metadata": {**cell["metadata"], "nbgrader": nbgrader(backbone[name])}}
        if cells[name] in old.written:
            return cell
        return shown_test(cell | {"source": source(backbone[name])}, found[cells[name]])

    notebook = old.notebook
    if notebook is not None:
        notebook = notebook | {"cells": [renewed(cell) for cell in notebook["cells"]]}
    questions = tuple(found[question.id] for question in bundle.questions)
    return replace(old, questions=questions, notebook=notebook)
