"""Prove that a released folder holds no solution, no hidden test, no exam and no model answer.

The proof does not trust the steps that made the release: it takes the instructor's notebook apart
on its own, and looks for each secret line in everything that was released.
"""

from __future__ import annotations

import ast
import base64
import contextlib
import io
import json
import re
import zipfile
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from viva.course.release_data import FILE_NAME, read_release_data
from viva.release.spoilers import find_spoilers

MARKERS = {
    "BEGIN SOLUTION": "END SOLUTION",
    "BEGIN HIDDEN TESTS": "END HIDDEN TESTS",
    "BEGIN MARK SCHEME": "END MARK SCHEME",
}
KINDS = {
    "BEGIN SOLUTION": "the solution",
    "BEGIN HIDDEN TESTS": "the hidden test",
    "BEGIN MARK SCHEME": "the marking scheme",
}
# A shorter line says too little to be searched for everywhere; in its own cell every line counts.
SECRET_LENGTH = 20
# What nbgrader puts in the place of a written answer, and many instructors leave there.
TEXT_STUB = "YOUR ANSWER HERE"
EXAM_LENGTH = 25
EXAM = "the exam"
NO_EXAM: Mapping[str, str] = {}


@dataclass(frozen=True)
class Secret:
    """A line that students must not see, and whose line it is."""

    line: str
    what: str
    grade_id: str = ""


@dataclass(frozen=True)
class Passage:
    """A piece of released text, where it stands, and the answer or test cell it belongs to."""

    text: str
    where: str
    grade_id: str = ""


def find_leaks(source_nb: Any, released_dir: Path, exam: Mapping[str, str] = NO_EXAM) -> list[str]:
    """Return a sentence for each secret of the source notebook or the exam found in a release.

    Parameters
    ----------
    source_nb
        The instructor's notebook.
    released_dir
        The folder students get: notebooks and whatever else is in it.
    exam
        The text of each module of the exam; see `viva.exam.load.read_exam`.

    Returns
    -------
    list of str
        Empty when nothing leaks. Messages name the place and show the line: they are the
        instructor's to read.
    """
    secrets, open_lines = take_apart(source_nb)
    own_secrets = _by_cell(secrets, open_lines)
    open_text = _squeeze("\n".join(line for lines in open_lines.values() for line in lines))
    searched = {
        squeezed: secret
        for secret in [*_long_enough(secrets), *exam_secrets(exam)]
        if (squeezed := _squeeze(secret.line)) not in open_text
    }
    where = f"{released_dir.name}/{FILE_NAME}, "
    hints = read_release_data(released_dir / FILE_NAME).hints
    problems = [f"{where}{sentence}" for sentence in find_spoilers(source_nb, hints)]
    for passage in released_passages(released_dir):
        found = [*_markers(passage), *_remains(passage, own_secrets)]
        lines = {_squeeze(line) for line in passage.text.splitlines()}
        leaked = [s for key, s in own_secrets.get(passage.grade_id, {}).items() if key in lines]
        squeezed_text = _squeeze(passage.text)
        leaked += [s for key, s in searched.items() if key in squeezed_text and s not in leaked]
        found += _sentences(leaked)
        problems += [f"{passage.where} {what}." for what in found]
    return problems


def take_apart(notebook: Any) -> tuple[list[Secret], dict[str, list[str]]]:
    """Split a source notebook into its secret lines and, cell by cell, the lines in the open."""
    secrets: list[Secret] = []
    open_lines: dict[str, list[str]] = {}
    for index, cell in enumerate(notebook["cells"]):
        settings = cell["metadata"].get("nbgrader", {})
        grade_id = settings.get("grade_id", "")
        shown: list[str] = []
        hidden: list[Secret] = []
        region = ""
        for line in _source(cell).splitlines():
            begun = next((marker for marker in MARKERS if marker in line), "")
            if begun or (region and MARKERS[region] in line):
                region = begun
            elif region:
                hidden.append(Secret(line.strip(), KINDS[region], grade_id))
            else:
                shown.append(line)
        if settings.get("solution") and not any(s.what == "the solution" for s in hidden):
            what = "the solution" if cell["cell_type"] == "code" else "the model answer"
            hidden += [Secret(line.strip(), what, grade_id) for line in shown]
            shown = []
        secrets += [s for s in hidden if _says_something(s.line) and s.line != TEXT_STUB]
        open_lines[grade_id or f"cell {index}"] = shown
    return secrets, open_lines


def exam_secrets(exam: Mapping[str, str]) -> Iterator[Secret]:
    """Yield the lines of an exam, and its strings sentence by sentence.

    Parameters
    ----------
    exam
        The text of each module; see `viva.exam.load.read_exam`.
    """
    for text in map(without_hints, exam.values()):
        for line in map(str.strip, text.splitlines()):
            if not re.match(r"(import|from)\s", line):
                yield from _long_enough([Secret(line, EXAM)], EXAM_LENGTH)
        with contextlib.suppress(SyntaxError):
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    pieces = re.split(r"\n|(?<=[.:;?!])\s", node.value)
                    secrets = [Secret(piece.strip(), EXAM) for piece in pieces]
                    yield from _long_enough(secrets, EXAM_LENGTH)


def without_hints(text: str) -> str:
    """Return a module of an exam without the hints in it that students may ask for."""
    lines = text.splitlines()
    with contextlib.suppress(SyntaxError):
        for node in ast.parse(text).body:
            call = node.value if isinstance(node, ast.Expr) else None
            called = call.func if isinstance(call, ast.Call) else None
            if isinstance(called, ast.Attribute) and called.attr == "hints":
                lines[node.lineno - 1 : node.end_lineno] = [""] * len(
                    lines[node.lineno - 1 : node.end_lineno]
                )
    return "\n".join(lines)


def released_passages(folder: Path) -> Iterator[Passage]:
    """Yield every piece of text in a folder: cells, metadata, outputs, attachments, other files."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        yield from _file_passages(path.relative_to(folder.parent).as_posix(), path.read_bytes())


def _file_passages(where: str, content: bytes) -> Iterator[Passage]:
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield from _file_passages(f"{where} ({name})", archive.read(name))
        return
    text = content.decode("utf-8", errors="replace").replace("\0", "")
    if where.removesuffix(")").endswith(".ipynb"):
        try:
            notebook = json.loads(text)
            yield from _notebook_passages(where, notebook)
            return
        except (ValueError, KeyError, TypeError, AttributeError):
            pass  # not a notebook after all: it is searched as plain text
    if where.removesuffix(")").endswith(".json"):
        with contextlib.suppress(ValueError, RecursionError):
            # In JSON a line may be spelled with escapes.
            yield Passage("\n".join(_strings(json.loads(text))), where)
            return
    yield Passage(text, where)


def _notebook_passages(where: str, notebook: dict[str, Any]) -> Iterator[Passage]:
    rest = {key: value for key, value in notebook.items() if key != "cells"}
    yield Passage("\n".join(_strings(rest)), f"{where}, notebook metadata,")
    for index, cell in enumerate(notebook["cells"]):
        settings = cell["metadata"].get("nbgrader", {})
        grade_id = settings.get("grade_id", "")
        place = f"{where}, cell {grade_id or cell.get('id') or index}"
        yield Passage(_source(cell), f"{place},", grade_id)
        yield Passage("\n".join(_strings(cell["metadata"])), f"{place}, metadata,")
        for part in ("outputs", "attachments"):
            if cell.get(part):
                text = "\n".join(_strings(cell[part]))
                yield Passage(text, f"{place}, {part},", grade_id)


def _strings(value: Any) -> Iterator[str]:
    """Yield every string in a JSON value, keys included, and what base64 strings decode to."""
    if isinstance(value, str):
        yield value
        with contextlib.suppress(ValueError):  # most strings are not base64 of text
            yield base64.b64decode("".join(value.split()), validate=True).decode("utf-8")
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _strings(item)
    elif isinstance(value, list):
        if value and all(isinstance(item, str) for item in value):
            yield from _strings("".join(value))
        else:
            for item in value:
                yield from _strings(item)


def _by_cell(
    secrets: Iterable[Secret], open_lines: dict[str, list[str]]
) -> dict[str, dict[str, Secret]]:
    """Group the secret lines by cell, without those that the same cell also shows in the open."""
    cells: dict[str, dict[str, Secret]] = {}
    for secret in secrets:
        shown = {_squeeze(line) for line in open_lines.get(secret.grade_id, [])}
        if (squeezed := _squeeze(secret.line)) not in shown:
            cells.setdefault(secret.grade_id, {})[squeezed] = secret
    return cells


def _markers(passage: Passage) -> list[str]:
    markers = [*MARKERS, *MARKERS.values()]
    return [f"still has the marker {marker}" for marker in markers if marker in passage.text]


def _remains(passage: Passage, answers: Container[str]) -> list[str]:
    """Return problems with files attached to an answer, and with outputs of any cell."""
    if passage.where.endswith("outputs,"):
        return ["have not been cleared"]
    if passage.where.endswith("attachments,") and passage.grade_id in answers:
        return ["may belong to the model answer"]
    return []


def _sentences(leaked: list[Secret]) -> list[str]:
    """Return one problem for each cell, with the first line that leaks and the number of others."""
    groups: dict[tuple[str, str], list[str]] = {}
    for secret in leaked:
        groups.setdefault((secret.what, secret.grade_id), []).append(secret.line)
    told = []
    for (what, grade_id), lines in groups.items():
        owner = f" of {grade_id}" if grade_id else ""
        shown = lines[0] if len(lines[0]) <= 60 else lines[0][:57] + "..."
        more = f" and {len(lines) - 1} more" if len(lines) > 1 else ""
        told.append(f"shows a line of {what}{owner}: {shown!r}{more}")
    return told


def _long_enough(secrets: Iterable[Secret], length: int = SECRET_LENGTH) -> list[Secret]:
    return [s for s in secrets if len(s.line) >= length and _says_something(s.line)]


def _says_something(line: str) -> bool:
    return any(character.isalnum() for character in line)


def _source(cell: Any) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _squeeze(text: str) -> str:
    """Return a text without its white space: a line is the same however it is laid out."""
    return "".join(text.split())
