"""Read what a student handed in, whatever it is."""

from __future__ import annotations

import json
import re
import warnings
from typing import Any

import nbformat

MAX_BYTES = 100 * 2**20
MAX_CELLS = 5_000


class Unreadable(Exception):
    """What was handed in is no notebook; the message tells the student why and what to do."""


def read_submission(data: bytes) -> list[dict[str, Any]]:
    """Read the cells of a notebook file.

    Raises
    ------
    Unreadable
        With one sentence for the student.
    """
    if not data.strip():
        raise Unreadable("The file is empty. Save the notebook in JupyterLab and hand it in again.")
    if len(data) > MAX_BYTES:
        raise Unreadable(
            f"The file is larger than {MAX_BYTES // 2**20} MB. Clear its outputs "
            "(Edit → Clear Outputs of All Cells), save, and hand it in again."
        )
    text = _decoded(data)
    if re.search(r"^<{7} ", text, re.M) and re.search(r"^>{7} ", text, re.M):
        try:
            json.loads(text)
        except ValueError:
            raise Unreadable(
                "The file has merge-conflict marks (<<<<<<<) in it. Resolve the conflict, open "
                "the notebook once in JupyterLab to see that it loads, and hand it in again."
            ) from None
    try:
        content = json.loads(text)
    except RecursionError:
        raise Unreadable("The file is nested too deeply to be a notebook.") from None
    except ValueError:
        raise Unreadable(_not_json(data, text)) from None
    if not isinstance(content, dict):
        raise Unreadable("The file is JSON, but no notebook. Hand in the .ipynb file itself.")
    if isinstance(content.get("worksheets"), list) or content.get("nbformat") in (1, 2, 3):
        content = _upgraded(content)
    cells = content.get("cells")
    if not isinstance(cells, list):
        raise Unreadable("The file is JSON, but has no cells. Hand in the .ipynb file itself.")
    if len(cells) > MAX_CELLS:
        raise Unreadable(f"The notebook has {len(cells)} cells; at most {MAX_CELLS} are read.")
    kept = [cell for cell in cells if isinstance(cell, dict)]
    if not kept:
        raise Unreadable("The notebook has no cells. Did you save it before handing it in?")
    return kept


def _decoded(data: bytes) -> str:
    for mark, encoding in (
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
        (b"\xef\xbb\xbf", "utf-8-sig"),
    ):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if data[1:2] == b"\x00":
        return data.decode("utf-16-le", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _not_json(data: bytes, text: str) -> str:
    if data.startswith(b"PK\x03\x04"):
        return "The file is a zip archive, not a notebook. Hand in the .ipynb file that is in it."
    if text.lstrip().startswith("{") and not text.rstrip().endswith("}"):
        return "The file breaks off before its end. Save the notebook and hand it in again."
    if re.search(r"^\s*(import|from|def|class|print)\b", text, re.M) and "{" not in text[:1]:
        return "The file is a Python script, not a notebook. Hand in the .ipynb file."
    return (
        "The file is not a notebook (not JSON). Open it in JupyterLab; if it does not load there, "
        "go back to an earlier version, and hand in the .ipynb file."
    )


def _upgraded(content: dict[str, Any]) -> dict[str, Any]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return json.loads(json.dumps(nbformat.convert(nbformat.from_dict(content), 4)))
    except Exception as error:
        raise Unreadable(
            "The notebook is in an old format that cannot be read. Open it in JupyterLab, save "
            "it, and hand it in again."
        ) from error
