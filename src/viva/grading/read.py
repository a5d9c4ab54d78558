"""Read what a student handed in, whatever it is."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Mapping
from typing import Any

from viva.grading.python_source import UNREADABLE, defined_names, tree_of

MAX_BYTES = 100 * 2**20
MAX_CELLS = 50_000
# Whether a notebook is in Python is seen from so many characters of its code.
MAX_READ = 400_000
LINE_END = re.compile(r"\r\n?")
CONFLICT = tuple(re.compile(rf"^{mark}{{7}} ", re.M) for mark in "<>")
SCRIPT = re.compile(r"^[ \t]*(?:import|from|def|class|print)\b", re.M)

# What other kinds of files begin with.
KINDS = (
    (b"PK\x03\x04", "is a zip archive, not a notebook. Hand in the .ipynb file that is in it"),
    (b"\x1f\x8b", "is compressed (gzip). Unpack it, and hand in the .ipynb file that is in it"),
    (b"7z\xbc\xaf", "is compressed (7z). Unpack it, and hand in the .ipynb file that is in it"),
    (b"Rar!", "is compressed (rar). Unpack it, and hand in the .ipynb file that is in it"),
    (b"%PDF", "is a PDF, not a notebook. Hand in the .ipynb file itself"),
)
ENCODINGS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"{\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00{", "utf-32-be"),
    (b"{\x00", "utf-16-le"),
    (b"\x00{", "utf-16-be"),
)


class Unreadable(Exception):
    """What was handed in is no notebook; the message tells the student why and what to do."""


def read_submission(data: bytes) -> list[dict[str, Any]]:
    r"""Read the cells of a notebook file.

    Returns
    -------
    list of dict
        The cells with ``cell_type``, ``id``, ``metadata``, ``attachments`` and ``source`` as they
        are, except that a source is one string with ``\n`` between its lines. Outputs are left
        out.

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
    try:
        content = json.loads(text)
    except RecursionError:
        raise Unreadable("The file is nested too deeply to be a notebook.") from None
    except ValueError as error:
        raise Unreadable(_not_json(data, text, error)) from None
    if not isinstance(content, dict):
        raise Unreadable("The file is JSON, but not a notebook. Hand in the .ipynb file itself.")
    found = _cells(content)
    if found is None:
        raise Unreadable("The file is JSON, but has no cells. Hand in the .ipynb file itself.")
    cells = [_plain(cell) for cell in found if isinstance(cell, dict)]
    if len(cells) > MAX_CELLS:
        cells = [cell for cell in cells if cell["source"].strip()]
    if len(cells) > MAX_CELLS:
        raise Unreadable(f"The notebook has {len(cells)} cells; at most {MAX_CELLS} are read.")
    if not cells:
        raise Unreadable("The notebook has no cells. Did you save it before handing it in?")
    language = _language(content)
    if language.lower() not in ("", "python", "ipython", "python3") and not _any_python(cells):
        raise Unreadable(
            f"The notebook is written in {language[:40]}; this course is in Python. "
            "Did you hand in the wrong notebook?"
        )
    return cells


def _decoded(data: bytes) -> str:
    for mark, encoding in ENCODINGS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    for encoding in ("utf-8", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _cells(content: Mapping[str, Any]) -> list[Any] | None:
    """Return the cells, from the worksheets of an old format if need be."""
    cells = content.get("cells")
    if isinstance(cells, list):
        return cells
    sheets = content.get("worksheets")
    if not isinstance(sheets, list):
        return None
    parts = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
    return [cell for part in parts if isinstance(part, list) for cell in part]


def _plain(cell: Mapping[str, Any]) -> dict[str, Any]:
    """Keep of a cell what grading looks at or shows, its source as one string to be encoded."""
    # In old formats a code cell has an input.
    text = cell.get("source", cell.get("input", ""))
    if isinstance(text, list):
        lines = [line for line in text if isinstance(line, str)]
        # Tools that write lists of lines may leave out the ends of lines.
        bare = len(lines) > 1 and not any("\n" in line or "\r" in line for line in lines)
        text = ("\n" if bare else "").join(lines)
    if not isinstance(text, str):
        text = ""
    text = LINE_END.sub("\n", text)
    names = ("cell_type", "id", "metadata", "attachments")
    kept = {key: cell[key] for key in names if key in cell}
    return kept | {"source": text.encode("utf-8", "replace").decode("utf-8")}


def _language(content: Mapping[str, Any]) -> str:
    """Return the language that the notebook says it is in, or nothing."""
    metadata = content.get("metadata")
    for name, key in (("kernelspec", "language"), ("language_info", "name")):
        part = metadata.get(name) if isinstance(metadata, dict) else None
        language = part.get(key) if isinstance(part, dict) else None
        if isinstance(language, str) and language:
            return language
    return ""


def _any_python(cells: list[dict[str, Any]]) -> bool:
    """Return whether any code cell is Python that defines something; R may look like Python."""
    left = MAX_READ
    for cell in cells:
        if cell.get("cell_type") == "code":
            left -= len(cell["source"])
            if left < 0:
                break
            with contextlib.suppress(*UNREADABLE):
                tree_of(cell["source"])
                if defined_names(cell["source"]):
                    return True
    return False


def _not_json(data: bytes, text: str, error: ValueError) -> str:
    if all(mark.search(text) for mark in CONFLICT):
        return (
            "The file has merge-conflict markers (<<<<<<<) in it. Resolve the conflict, open "
            "the notebook once in JupyterLab to see that it loads, and hand it in again."
        )
    for beginning, what in KINDS:
        if data.startswith(beginning):
            return f"The file {what}."
    if not data.strip(b"\0"):
        return (
            "The file contains only zeros: it was never written to disk. Go back to an earlier "
            "version, or save the notebook again."
        )
    if text.lstrip()[:9].lower().startswith(("<!doctype", "<html")):
        return (
            "The file is a web page, not a notebook. Download the notebook itself (the raw "
            "file), and hand in the .ipynb file."
        )
    if not isinstance(error, json.JSONDecodeError):
        return "The file has a number in it that is thousands of digits long, which cannot be read."
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        if error.msg == "Extra data":
            return (
                "There is extra text after the end of the notebook. Open it in JupyterLab; if it "
                "does not load there, go back to an earlier version, and hand that in."
            )
        if not text[error.pos :].strip() or error.msg.startswith("Unterminated string"):
            return "The file is cut off before its end. Save the notebook and hand it in again."
    if not text.startswith("{") and SCRIPT.search(text):
        return "The file is a Python script, not a notebook. Hand in the .ipynb file."
    return (
        "The file is not a notebook (not JSON). Open it in JupyterLab; if it does not load there, "
        "go back to an earlier version, and hand in the .ipynb file."
    )
