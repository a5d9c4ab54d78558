"""Put one answer cell back to its released form, and keep what stood in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from viva.files import write_atomically
from viva.grading.cells import grade_id, is_answer, nbgrader, source
from viva.grading.read import MAX_BYTES, Unreadable, read_submission
from viva.student.memory import FOLDER, home_of
from viva.student.notebooks import assignment_of
from viva.student.release_data import release_data_of
from viva.student.released import checksum, pristine

INDENTS = (1, 2, 4, None, "\t")


class ResetProblem(Exception):
    """The cell stays as it is; the message tells the student why and what to do."""


@dataclass(frozen=True)
class Reset:
    """What was done: where the answer is kept, or None where it was as released already."""

    question: str
    kept: Path | None


def reset(path: Path, question: str, now: datetime | None = None) -> Reset:
    """Restore the answer cell of a question, and save the student's text to a file.

    Nothing else in the notebook changes. The cell's own outputs are cleared.

    Parameters
    ----------
    now
        The time that names the file.

    Raises
    ------
    ResetProblem
        If it cannot be done; the notebook is untouched then.
    """
    text, notebook = load(path)
    places = [cell for cell in notebook["cells"] if is_answer(cell) and grade_id(cell) == question]
    if not places:
        raise ResetProblem(
            f"{path.name} has no answer cell for {question}: it was deleted, or is a copy that "
            "lost its id. Take the released notebook, and copy your other answers into it."
        )
    if len(places) > 1:
        raise ResetProblem(
            f"{path.name} has {len(places)} answer cells for {question}. Delete the copies in "
            "JupyterLab, and keep one."
        )
    (cell,) = places
    mine, released = source(cell), released_text(path, cell)
    if mine == released:
        return Reset(question, None)
    kept = keep(path, cell, mine, now or datetime.now())
    cell["source"] = lines_of(released) if isinstance(cell.get("source"), list) else released
    if cell.get("cell_type") == "code":
        cell |= {"outputs": [], "execution_count": None}
    try:
        write_atomically(path.resolve(), in_style_of(text, notebook))
    except OSError as problem:
        raise ResetProblem(f"{path} cannot be written: {problem.strerror}.") from problem
    return Reset(question, kept)


def load(path: Path) -> tuple[str, dict[str, Any]]:
    """Read a notebook's text and its content.

    Raises
    ------
    ResetProblem
        If it cannot be read as a notebook.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ResetProblem(f"{path.name} is larger than {MAX_BYTES // 2**20} MB.")
        data = path.read_bytes()
        read_submission(data)
        text = data.decode("utf-8")
        notebook = json.loads(text)
        cells = notebook["cells"]
    except Unreadable as problem:
        raise ResetProblem(f"{path.name} cannot be read. {problem}") from problem
    except OSError as problem:
        raise ResetProblem(f"{path.name} cannot be read: {problem.strerror}.") from problem
    except (ValueError, KeyError) as problem:
        raise ResetProblem(
            f"{path.name} is in an old notebook format. Open it in JupyterLab and save it."
        ) from problem
    notebook["cells"] = [cell for cell in cells if isinstance(cell, dict)]
    if len(notebook["cells"]) < len(cells):
        raise ResetProblem(f"{path.name} has malformed cells. Open it in JupyterLab and save it.")
    return text, notebook


def released_text(path: Path, cell: Mapping[str, Any]) -> str:
    """Return an answer cell's text as released, verified by nbgrader's checksum.

    Raises
    ------
    ResetProblem
        If it cannot be found.
    """
    name = grade_id(cell)
    candidates = [release_data_of(path).released.get(name)]
    found = pristine(path, [dict(cell)]) or pristine(path, read_submission(path.read_bytes()))
    theirs = found[1] if found else []
    candidates += [source(each) for each in theirs if is_answer(each) and grade_id(each) == name]
    mark = nbgrader(cell).get("checksum")
    for text in candidates:
        if text is not None and mark in (None, checksum({**cell, "source": text})):
            return text
    if any(text is not None for text in candidates):
        raise ResetProblem(
            f"Your notebook comes from another release than the one next to it, where {name} is "
            "different. Ask for the new release, and copy your answers into it."
        )
    raise ResetProblem(
        f"The released version of {name} was not found: put the viva.json that came with the "
        "notebook next to it, or the released notebook in a folder release/ above it."
    )


def keep(path: Path, cell: Mapping[str, Any], text: str, now: datetime) -> Path:
    """Write a student's text to a new file, and return its path.

    Raises
    ------
    ResetProblem
        If it cannot be written.
    """
    folder = home_of(path) / FOLDER / "kept" / assignment_of(path)
    ending = ".py" if cell.get("cell_type") == "code" else ".md"
    name = f"{grade_id(cell)}-{now:%Y-%m-%d-%H%M%S}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(1, 1000):
            file = folder / f"{name}{'' if number == 1 else f'-{number}'}{ending}"
            if not file.exists():
                with file.open("x", encoding="utf-8") as new:
                    new.write(text if text.endswith("\n") else text + "\n")
                return file
        raise ResetProblem(f"{folder} is full of answers to {grade_id(cell)}: delete some.")
    except OSError as problem:
        raise ResetProblem(
            f"Your answer could not be saved in {folder}: {problem.strerror}. Nothing was changed."
        ) from problem


def lines_of(text: str) -> list[str]:
    """Return a text as a list of lines, as notebooks store it."""
    return text.splitlines(keepends=True)


def in_style_of(text: str, notebook: Mapping[str, Any]) -> bytes:
    """Return a notebook in the layout of its file, so that all other lines stay the same."""
    content = json.loads(text)
    end = text[len(text.rstrip()) :]
    for indent in INDENTS:
        for ascii_only in (False, True):
            layout: dict[str, Any] = {"indent": indent, "ensure_ascii": ascii_only}
            if json.dumps(content, **layout) + end == text:
                return (json.dumps(notebook, **layout) + end).encode()
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()
