"""Write graded notebooks into ``autograded/``, with the verdicts beside them."""

from __future__ import annotations

import contextlib
import errno
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from viva.files import replacing, write_atomically
from viva.grading.bundle import Bundle
from viva.grading.verdict import Verdict

VERDICT_FILE = "verdict.json"
# What is in it where an assignment has several notebooks: a verdict for each. It is one file, since
# nbgrader is told by its name that it does not travel.
NOTEBOOKS = "notebooks"
# The disk's fault, and not the name's.
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EIO})


def write_graded(
    folder: Path, bundle: Bundle, verdict: Verdict, files: Mapping[str, bytes], key: str = ""
) -> None:
    """Write the graded notebook, the verdict and the student's other files as one folder.

    What is there of the assignment's other notebooks stays.

    Parameters
    ----------
    key
        A fingerprint of all that the verdict depends on, by which `in_place` knows it.
    """
    files = {**bundle.files, **{n: c for n, c in files.items() if n not in bundle.files}}
    ours = {VERDICT_FILE, *(f"{name}.ipynb" for name in (bundle.notebook, *bundle.siblings))}
    others = verdicts_in(folder, bundle.siblings)
    with replacing(folder) as fresh:
        for name, content in files.items():
            if Path(name).parts[:1] and Path(name).parts[0] in ours:
                continue
            path = fresh / name
            # A file of the student's where a folder of the instructor's is, or the other way round.
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            except OSError as error:
                if error.errno in FULL:
                    raise
        for name in bundle.siblings:
            with contextlib.suppress(FileNotFoundError):
                content = (folder / f"{name}.ipynb").read_bytes()
                write_atomically(fresh / f"{name}.ipynb", content)
        notebook = json.dumps(verdict.notebook or explanation(verdict), indent=1) + "\n"
        write_atomically(fresh / f"{bundle.notebook}.ipynb", notebook.encode())
        write_atomically(fresh / VERDICT_FILE, stored(verdict, key, others).encode())


def in_place(folder: Path, bundle: Bundle, key: str) -> bool:
    """Return whether a folder holds the graded notebook of the verdict with this key."""
    if bundle.part:
        data: Any = verdicts_in(folder, [bundle.part]).get(bundle.part)
    else:
        data = _read(folder)
    notebook = (folder / f"{bundle.notebook}.ipynb").is_file()
    return notebook and isinstance(data, dict) and data.get("key") == key


def verdicts_in(folder: Path, notebooks: Iterable[str]) -> dict[str, Any]:
    """Return the stored verdicts on those of several notebooks of an assignment, by their names."""
    data = _read(folder)
    there = data.get(NOTEBOOKS) if isinstance(data, dict) else None
    return {name: there[name] for name in notebooks if name in there} if there else {}


def stored(verdict: Verdict, key: str = "", others: Mapping[str, Any] | None = None) -> str:
    """Return a verdict as it is kept beside the graded notebook.

    Parameters
    ----------
    others
        The stored verdicts on the assignment's other notebooks, which stay in the file.
    """
    data = verdict.as_json() | ({"key": key} if key else {})
    if verdict.part:
        every = {**(others or {}), verdict.part: data}
        data = {NOTEBOOKS: {name: every[name] for name in sorted(every)}}
    return json.dumps(data, indent=1) + "\n"


def _read(folder: Path) -> Any:
    """Return what is in the file of verdicts of a folder; None if it cannot be read."""
    try:
        return json.loads((folder / VERDICT_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def explanation(verdict: Verdict) -> dict[str, Any]:
    """Return a notebook that says why there is no graded one."""
    cell = {
        "cell_type": "markdown",
        "id": "unreadable",
        "metadata": {},
        "source": f"**This submission could not be read.** {verdict.message}",
    }
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
