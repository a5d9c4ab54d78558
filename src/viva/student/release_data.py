"""Find the data that a release carries beside a student's notebook."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from viva.course.release_data import FILE_NAME, ReleaseData, read_release_data
from viva.student.notebooks import assignment_of, released_copies


def release_data_of(path: Path) -> ReleaseData:
    """Return the data beside a student's notebook, or beside its released copy.

    Empty where nothing is found.
    """
    for file in candidate_files(path):
        found = read_release_data(file, path.stem)
        if found.hints or found.released:
            return found
    return ReleaseData()


def candidate_files(path: Path) -> Iterator[Path]:
    """Yield the paths where the file may be."""
    yield path.absolute().parent / FILE_NAME
    for copy in released_copies(path):
        if copy.stem == path.stem or copy.parent.name == assignment_of(path):
            yield copy.parent / FILE_NAME
