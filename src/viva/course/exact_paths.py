"""Paths for nbgrader's converters, taken as they are.

nbgrader looks for notebooks, and for what it leaves out beside them, by patterns that it composes
of whole paths. A course or a student whose name has a bracket, a star or a question mark in it
would not be found, and files that must not travel would.
"""

from __future__ import annotations

import fnmatch
import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any


class ExactPaths:
    """Put before one of nbgrader's converters: it finds assignments and notebooks by name."""

    coursedir: Any
    assignments: Any
    notebooks: Any
    _format_source: Any

    def init_notebooks(self) -> None:
        """Find the notebooks of an assignment; of all students, if the student is ``*``.

        They are all notebooks, if the notebook is ``*``, or the one of this name.
        """
        assignment, student = self.coursedir.assignment_id, self.coursedir.student_id
        students = [student]
        if student == "*":
            students = folders_in(Path(self._format_source(".", ".")))
        self.notebooks = []
        self.assignments = {}
        for name in students:
            folder = self._format_source(assignment, name)
            wanted = self.coursedir.notebook_id
            there = sorted(notebooks_in(Path(folder)))
            found = [each for each in there if wanted in ("*", each.removesuffix(".ipynb"))]
            if found:
                self.assignments[folder] = [os.path.join(folder, notebook) for notebook in found]

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Copy what lies beside the notebooks, but for what is to be left out."""
        patterns = self.coursedir.ignore
        folder = self._format_source(assignment_id, student_id)
        self.coursedir.ignore = [*left_out(folder, [*patterns, "*.ipynb"])]
        try:
            super().init_assignment(assignment_id, student_id)  # type: ignore[misc]
        finally:
            self.coursedir.ignore = patterns


def folders_in(folder: Path) -> list[str]:
    """Return the names of the folders in a folder, without hidden ones; none if it is not there."""
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(path.name for path in found if path.is_dir() and not path.name.startswith("."))


def notebooks_in(folder: Path) -> Iterator[str]:
    """Yield the names of the notebooks in a folder; none if it is not there."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.suffix == ".ipynb" and not path.name.startswith("."):
            yield path.name


def left_out(folder: str, patterns: Sequence[str]) -> Iterable[str]:
    """Yield what in a folder matches a pattern by its own name, as patterns that match only that.

    Parameters
    ----------
    folder
        Written as nbgrader writes it, since it compares what it finds with what it is given.
    """
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            if any(fnmatch.fnmatch(name, pattern) for pattern in patterns):
                yield glob.escape(os.path.join(parent, name))
