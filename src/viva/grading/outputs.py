"""The outputs of cells, as the grader keeps them: checked, harmless, and not too many."""

from __future__ import annotations

import base64
import contextlib
import json
from typing import Any

from viva.grading.pictures import SVG, data_uri, decoded, take_out
from viva.grading.plain import plain
from viva.grading.safe_html import MACRO, safe_html, too_long, verbatim
from viva.grading.safe_markdown import rendered
from viva.worker.outputs import NOTE

MAX_OUTPUT = 20 * 2**20
TEXTS = ("text/plain", "text/latex")
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
JSON = "application/json"
LONGEST_ALT = 600
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
    kind, name = _text(output.get("output_type")), _text(output.get("name"))
    if kind == "stream" and name in ("stdout", "stderr"):
        return {"output_type": kind, "name": name, "text": _text(output.get("text"))}
    if kind in ("display_data", "execute_result"):
        data = safe_bundle(output.get("data"))
        entry = {"output_type": kind, "data": data, "metadata": _described(output, data)}
        return entry | ({"execution_count": None} if kind == "execute_result" else {})
    if kind == "error":
        lines = output.get("traceback")
        return {
            "output_type": kind,
            "ename": _text(output.get("ename")),
            "evalue": _text(output.get("evalue")),
            "traceback": [_text(line) for line in lines] if isinstance(lines, list) else [],
        }
    return None


def _described(output: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    """Return the alternative text of pictures, which is all that is kept of metadata."""
    found, metadata = {}, output.get("metadata")
    for mime in PICTURES:
        about = metadata.get(mime) if isinstance(metadata, dict) and mime in data else None
        text = _text(about.get("alt")) if isinstance(about, dict) else ""
        if text:
            found[mime] = {"alt": plain(text[:LONGEST_ALT])}
    return found


def _text(value: Any) -> str:
    """Return a text, empty for whatever else: it may be endless to write, or refuse."""
    return value if isinstance(value, str) else ""


def safe_bundle(data: Any) -> dict[str, Any]:
    """Return what of a MIME bundle shows something and runs nothing.

    Markdown, SVG, and formulas that could do more become HTML that shows the same. What has another
    type is left to the text that comes with it.
    """
    if not isinstance(data, dict):
        return {}
    kept = {mime: data[mime] for mime in TEXTS if isinstance(data.get(mime), str)}
    kept |= {mime: data[mime] for mime in PICTURES if decoded(data.get(mime))[0] == mime}
    if JSON in data:
        with contextlib.suppress(ValueError, TypeError, RecursionError):
            kept[JSON] = json.loads(json.dumps(data[JSON], allow_nan=False))
    page = _as_html(data)
    if MACRO.search(kept.get("text/latex", "")):
        formula = verbatim(kept.pop("text/latex"))
        page = page or formula
    if page:
        kept["text/html"] = page
    return kept


def _as_html(data: dict[str, Any]) -> str:
    """Return clean HTML for what a bundle shows, empty where it needs none."""
    page, words, drawing = data.get("text/html"), data.get("text/markdown"), data.get(SVG)
    if isinstance(page, str):
        plain = isinstance(data.get("text/plain"), str) and too_long(take_out(page, {})[0])
        return "" if plain else safe_html(page)
    if isinstance(words, str):
        return rendered(words)
    if isinstance(drawing, str) and not any(mime in data for mime in PICTURES):
        content = base64.b64encode(drawing.encode("utf-8", "replace")).decode()
        mime, encoded = decoded(content)
        return f'<img src="{data_uri(SVG, encoded)}" alt="">' if mime == SVG else ""
    return ""
