"""The outputs of cells, as the grader keeps them: checked, harmless, and not too many."""

from __future__ import annotations

import contextlib
import json
import re
from typing import Any

from viva.grading.safe_html import safe_bundle
from viva.worker.outputs import NOTE

MAX_OUTPUT = 20 * 2**20
LEFT_OUT = "[output left out: this notebook printed more than the grader keeps]\n"


def within(outputs: list[dict[str, Any]], left: int) -> tuple[list[dict[str, Any]], int]:
    """Return a cell's outputs if they fit, else a note instead, and how many bytes are then left.

    Parameters
    ----------
    left
        How many bytes of output may still be kept of this notebook.
    """
    size = len(json.dumps(outputs))
    if size > left:
        return [{"output_type": "stream", "name": "stderr", "text": LEFT_OUT}], left
    return outputs, left - size


def is_cut(outputs: list[dict[str, Any]]) -> bool:
    """Return whether a cell printed more than is kept."""
    ends = tuple(str(output.get("text", ""))[-len(NOTE) :] for output in outputs)
    return NOTE in ends or any(output.get("text") == LEFT_OUT for output in outputs)


def clean_outputs(outputs: list[Any]) -> list[dict[str, Any]]:
    """Return what is a valid output of the notebook format; a worker may send anything."""
    cleaned = (_cleaned(output) for output in outputs if isinstance(output, dict))
    return [output for output in cleaned if output is not None]


def _cleaned(output: dict[str, Any]) -> dict[str, Any] | None:
    kind = output.get("output_type")
    if kind == "stream" and output.get("name") in ("stdout", "stderr"):
        return {"output_type": kind, "name": output["name"], "text": str(output.get("text", ""))}
    if kind in ("display_data", "execute_result"):
        data = safe_bundle(_bundle(output.get("data")))
        entry = {"output_type": kind, "data": data, "metadata": {}}
        return entry | ({"execution_count": None} if kind == "execute_result" else {})
    if kind == "error":
        lines = output.get("traceback")
        return {
            "output_type": kind,
            "ename": str(output.get("ename", "")),
            "evalue": str(output.get("evalue", "")),
            "traceback": [str(line) for line in lines] if isinstance(lines, list) else [],
        }
    return None


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
