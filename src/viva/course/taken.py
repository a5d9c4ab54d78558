"""Take files of a submission within bounds, and note why others are left out."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from pathlib import Path

from viva.course.candidates import NOTEBOOK
from viva.course.folder import NotAFolder, list_folder
from viva.course.listing import (
    CLASHES,
    MAX_ALL_BYTES,
    MAX_FILE_BYTES,
    MAX_FILES,
    STRANGE,
    TOGETHER,
    TOO_LARGE,
    TOO_MANY,
    UNREADABLE,
    Found,
)
from viva.grading.read import MAX_BYTES

TOO_LARGE_NOTEBOOK = f"larger than {MAX_BYTES // 2**20} MB"


@dataclass
class Taken:
    """Files that are taken, by the path that each shall have.

    Attributes
    ----------
    left_out
        Why others are not, by their names for messages.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    total: dict[bool, int] = field(default_factory=lambda: {True: 0, False: 0})

    def take(self, found: Found, path: str | None) -> None:
        """Take a file under a path, or note why not."""
        why = self._take(found, path)
        if why:
            self.left_out.setdefault(found.shown, why)

    def _take(self, found: Found, path: str | None) -> str:
        if path is None:
            return STRANGE
        parts = path.split("/")
        above = {"/".join(parts[:end]) for end in range(1, len(parts))}
        if path in self.files or path in self.folders or above & self.files.keys():
            return CLASHES
        if len(self.files) >= MAX_FILES:
            return TOO_MANY
        notebook = found.suffix == NOTEBOOK
        most = MAX_BYTES if notebook else MAX_FILE_BYTES
        if found.size > most:
            return TOO_LARGE_NOTEBOOK if notebook else TOO_LARGE
        # Outputs make notebooks large; they are no reason to leave out the data.
        if self.total[notebook] + found.size > MAX_ALL_BYTES:
            return TOGETHER
        try:
            self.files[path] = found.read(most)
        except OSError:
            return UNREADABLE
        self.folders |= above
        self.total[notebook] += len(self.files[path])
        return ""

    def write(self, folder: Path) -> None:
        """Write the files into an empty folder; raises OSError if one cannot be written."""
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def copy_files(destination: Path, root: Path, *parts: str) -> dict[str, str]:
    """Copy what can be taken of a folder into an empty one; nothing if a link leads to it.

    Returns
    -------
    dict
        Why others are left out, by their names for messages.
    """
    taken = Taken()
    with contextlib.suppress(NotAFolder, OSError):
        listing = list_folder(root, *parts)
        taken.left_out |= listing.left_out
        for found in listing.files:
            taken.take(found, found.path)
    taken.write(destination)
    return taken.left_out
