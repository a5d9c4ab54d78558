"""Compose the graded notebook: cells with their outputs, test cells with their verdict."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from viva.grading.cells import visible
from viva.grading.plan import Plan, Step
from viva.grading.safe_markdown import kept_cell
from viva.grading.verdict import QuestionVerdict
from viva.remote.session import CellResult

STOPPED = {
    "timeout": "The grader stopped this cell: it took too long.",
    "killed": "This cell crashed Python, or came after the time limit.",
}


def compose(
    metadata: Mapping[str, Any],
    plan: Plan,
    results: Mapping[int, CellResult],
    questions: Iterable[QuestionVerdict],
) -> dict[str, Any]:
    """Return the graded notebook, in the notebook format.

    Parameters
    ----------
    metadata
        Of the instructor's notebook.
    """
    verdicts = {question.id: question for question in questions}
    cells = []
    count = 0
    for number, step in enumerate(plan.steps):
        cell = step.cell | {"id": step.cell.get("id", f"step-{number}")}
        if step.tests:
            cell |= _test(step, verdicts)
        elif number in results:
            count += 1
            result = results[number]
            cell |= {"execution_count": count, "outputs": result.outputs + ending(result)}
        elif step.own and cell["cell_type"] == "markdown":
            cell = kept_cell(cell)
        cells.append(cell)
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": dict(metadata),
        "cells": unique_ids(cells),
    }


def _test(step: Step, verdicts: Mapping[str, QuestionVerdict]) -> dict[str, Any]:
    verdict = verdicts.get(step.question or "")
    if verdict is not None:
        return shown_test(step.cell, verdict)
    return {"source": visible(step.cell).rstrip("\n")}


def shown_test(cell: dict[str, Any], question: QuestionVerdict) -> dict[str, Any]:
    """Return a test cell as the student sees it: without its hidden part, with its verdict."""
    return cell | {"source": visible(cell).rstrip("\n"), "outputs": verdict_outputs(question)}


def verdict_outputs(question: QuestionVerdict) -> list[dict[str, Any]]:
    """Return a verdict as the outputs of a test cell, from which nbgrader reads the score."""
    points = f"{question.id}: {question.score:g} of {question.max_score:g} points"
    if question.score <= 0:
        name = question.status.capitalize()
        return [
            {
                "output_type": "error",
                "ename": name,
                "evalue": question.message,
                "traceback": [f"{points}. {question.message}"],
            }
        ]
    outputs: list[dict[str, Any]] = [
        {"output_type": "stream", "name": "stdout", "text": f"{points}. {question.message}".strip()}
    ]
    if question.score < question.max_score:
        outputs.append(
            {
                "output_type": "execute_result",
                "data": {"text/plain": repr(float(question.score))},
                "metadata": {},
                "execution_count": None,
            }
        )
    return outputs


def ending(result: CellResult) -> list[dict[str, Any]]:
    """Return what a cell's outputs end with if it was stopped."""
    if result.status not in STOPPED:
        return []
    return [{"output_type": "stream", "name": "stderr", "text": STOPPED[result.status] + "\n"}]


def unique_ids(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the cells, each with an id of its own, as the notebook format wants."""
    seen: set[str] = set()
    named = []
    for number, cell in enumerate(cells):
        name = cell.get("id")
        if not isinstance(name, str) or not re.fullmatch(r"[\w-]{1,64}", name) or name in seen:
            name = f"cell-{number}"
        seen.add(name)
        named.append(cell | {"id": name})
    return named
