"""Compose the graded notebook: outputs from the worker, checked, and verdicts in test cells."""

from __future__ import annotations

import contextlib
import json
import re
from typing import Any

from viva.grading.bundle import visible
from viva.grading.remote.session import CellResult
from viva.grading.safe_html import safe_bundle
from viva.grading.verdict import QuestionVerdict


def shown_test(cell: dict[str, Any], question: QuestionVerdict) -> dict[str, Any]:
    """Give a test cell as the student sees it: without its hidden part, with its verdict."""
    return cell | {"source": visible(cell).rstrip("\n"), "outputs": test_outputs(question)}


def test_outputs(question: QuestionVerdict) -> list[dict[str, Any]]:
    """Write a verdict as the outputs of a test cell, from which nbgrader reads the score."""
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
    """Note in a cell's outputs that it was stopped."""
    notes = {
        "timeout": "The grader stopped this cell: it takes too long.",
        "killed": "This cell ended the Python process, or stands after the time was up.",
    }
    if result.status not in notes:
        return []
    return [{"output_type": "stream", "name": "stderr", "text": notes[result.status] + "\n"}]


def clean_outputs(outputs: list[Any]) -> list[dict[str, Any]]:
    """Keep what is a valid output of the notebook format; a worker may send anything."""
    cleaned: list[dict[str, Any]] = []
    for output in outputs:
        if not isinstance(output, dict):
            continue
        kind = output.get("output_type")
        if kind == "stream" and output.get("name") in ("stdout", "stderr"):
            cleaned.append(
                {"output_type": kind, "name": output["name"], "text": str(output.get("text", ""))}
            )
        elif kind in ("display_data", "execute_result"):
            data = safe_bundle(_bundle(output.get("data")))
            entry = {"output_type": kind, "data": data, "metadata": {}}
            if kind == "execute_result":
                entry["execution_count"] = None
            cleaned.append(entry)
        elif kind == "error":
            lines = output.get("traceback")
            cleaned.append(
                {
                    "output_type": "error",
                    "ename": str(output.get("ename", "")),
                    "evalue": str(output.get("evalue", "")),
                    "traceback": [str(line) for line in lines] if isinstance(lines, list) else [],
                }
            )
    return cleaned


def _bundle(data: Any) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for mime, value in data.items() if isinstance(data, dict) else ():
        if not isinstance(mime, str) or not re.fullmatch(r"[\w.+-]+/[\w.+-]+", mime):
            continue
        if isinstance(value, str):
            kept[mime] = value
        elif mime.endswith("json"):
            with contextlib.suppress(ValueError, TypeError, RecursionError):
                kept[mime] = json.loads(json.dumps(value, allow_nan=False))
    return kept


def unique_ids(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give every cell an id of its own, as the notebook format wants."""
    seen: set[str] = set()
    for number, cell in enumerate(cells):
        name = cell.get("id")
        if not isinstance(name, str) or not re.fullmatch(r"[\w-]{1,64}", name) or name in seen:
            name = f"cell-{number}"
        seen.add(name)
        cell["id"] = name
    return cells
