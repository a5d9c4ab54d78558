"""Tests that run in the worker, beside the answers, as nbgrader runs them: what their outputs say.

Such tests can be seen, and passed without an answer, by the code that they judge. They are graded
all the same, for notebooks whose hidden tests are written into them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from viva.grading.cells import source, visible

FAILS = "A test fails."
SEEN = "can be seen, and passed without an answer, by the code that they judge"


def score_of(outputs: Sequence[Mapping[str, Any]], points: float) -> float:
    """Return the points that nbgrader gives for the outputs of a test cell.

    The first output decides that is an exception or something on stderr (none), or the value of the
    last line: a number is the score, anything else all points. Without either, all points.

    Notes
    -----
    The rules of ``determine_grade`` in ``nbgrader/utils.py``. Where nbgrader gives up, because the
    number is more than the cell's points, the score is the cell's points.
    """
    for output in outputs:
        kind = output.get("output_type")
        if kind == "error" or (kind == "stream" and output.get("name") == "stderr"):
            return 0.0
        if kind == "execute_result":
            return _partial(output, points)
    return points


def _partial(output: Mapping[str, Any], points: float) -> float:
    said = (output.get("data") or {}).get("text/plain", "")
    text = "".join(said) if isinstance(said, list) else str(said)
    try:
        score = float(text)
    except ValueError:
        return points
    # nan is neither more nor less than anything, and nbgrader gives all for what is below 0.
    return min(score, points) if score >= 0 else points


def about_output(outputs: Sequence[Mapping[str, Any]]) -> str:
    """Return why a test earned nothing that ended without an exception."""
    for output in outputs:
        if output.get("output_type") == "stream" and output.get("name") == "stderr":
            first = str(output.get("text", "")).strip().split("\n")[0][:200]
            return f"The test wrote to stderr, which counts as a failure: {first}"
        if output.get("output_type") == "execute_result":
            break
    return FAILS


def shown_lines(cell: Mapping[str, Any]) -> str:
    """Return a test's text in which only lines stand that students see; others are empty."""
    seen = visible(cell).split("\n")
    kept = []
    for line in source(cell).split("\n"):
        if seen and line == seen[0]:
            kept.append(seen.pop(0))
        else:
            kept.append("")
    return "\n".join(kept)
