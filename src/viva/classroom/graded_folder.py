"""Write graded notebooks into ``autograded/``, with the verdicts beside them."""

from __future__ import annotations

import errno
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from viva.files import replacing, write_atomically
from viva.grading.bundle import Bundle
from viva.grading.verdict import Verdict

VERDICT_FILE = "verdict.json"
# The disk's fault, and not the name's.
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EIO})


def write_graded(
    folder: Path, bundle: Bundle, verdict: Verdict, files: Mapping[str, bytes], key: str = ""
) -> None:
    """Write the graded notebook, the verdict and the student's other files as one folder.

    Parameters
    ----------
    key
        A fingerprint of all that the verdict depends on, by which `in_place` knows it.
    """
    files = {**bundle.files, **{n: c for n, c in files.items() if n not in bundle.files}}
    ours = {VERDICT_FILE, f"{bundle.notebook}.ipynb"}
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
        notebook = json.dumps(verdict.notebook or explanation(verdict), indent=1) + "\n"
        write_atomically(fresh / f"{bundle.notebook}.ipynb", notebook.encode())
        write_atomically(fresh / VERDICT_FILE, stored(verdict, key).encode())


def in_place(folder: Path, bundle: Bundle, key: str) -> bool:
    """Return whether a folder holds the graded notebook of the verdict with this key."""
    try:
        data = json.loads((folder / VERDICT_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    notebook = (folder / f"{bundle.notebook}.ipynb").is_file()
    return notebook and isinstance(data, dict) and data.get("key") == key


def stored(verdict: Verdict, key: str = "") -> str:
    """Return a verdict as it is kept beside the graded notebook."""
    data = verdict.as_json() | ({"key": key} if key else {})
    return json.dumps(data, indent=1) + "\n"


def explanation(verdict: Verdict) -> dict[str, Any]:
    """Return a notebook that says why there is no graded one."""
    cell = {
        "cell_type": "markdown",
        "id": "unreadable",
        "metadata": {},
        "source": f"**This submission could not be read.** {verdict.message}",
    }
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
