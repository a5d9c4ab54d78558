"""Find what was given with a student's notebook."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from viva.course.given import FILE_NAME, Given, read_given
from viva.student.notebooks import assignment_of, released_copies


def given_with(path: Path) -> Given:
    """Find what was given with a student's notebook: beside it, or beside its released copy.

    Empty where nothing is found.
    """
    for file in places(path):
        found = read_given(file)
        if found.hints or found.released:
            return found
    return Given()


def places(path: Path) -> Iterator[Path]:
    """Yield the paths where the file may be."""
    yield path.absolute().parent / FILE_NAME
    for copy in released_copies(path):
        if copy.stem == path.stem or copy.parent.name == assignment_of(path):
            yield copy.parent / FILE_NAME
