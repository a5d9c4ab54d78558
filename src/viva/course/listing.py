"""Files that somebody handed in, listed but not read: what they are called, and how to read each.

A folder and an archive are listed in the same form, so that all that is asked of what students hand
in (which notebook counts, what lies beside it, what is left out) is asked in one place.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

MAX_FILES = 200
MAX_FILE_BYTES = 50 * 2**20
MAX_ALL_BYTES = 100 * 2**20
# Of a folder or an archive; what comes after so many is not even listed.
MAX_ENTRIES = 20_000
MAX_DEPTH = 40
MAX_PATH = 1000
# What systems and programs leave behind, beside names that begin with a dot.
JUNK = frozenset({"__macosx", "__pycache__", "thumbs.db", "desktop.ini"})
LINK = "a link"
SPECIAL = "not an ordinary file"
UNREADABLE = "it cannot be read"
CLASHES = "another file has its name"
STRANGE = "its name is not valid"
TOO_LARGE = f"larger than {MAX_FILE_BYTES // 2**20} MB"
TOO_MANY = f"there are more than {MAX_FILES} files"
TOGETHER = f"all files together are larger than {MAX_ALL_BYTES // 2**20} MB"


@dataclass(frozen=True)
class Found:
    """A file.

    Attributes
    ----------
    name
        Its path in the folder or archive, as it is written there.
    size
        How many bytes it says that it has.
    read
        Called with the most bytes that it may have, returns its content. Raises OSError if that
        cannot be read, or is longer.
    changed
        When it was last changed, as far as an archive says so.
    """

    name: str
    size: int
    read: Callable[[int], bytes]
    changed: tuple[int, ...] = ()

    @property
    def path(self) -> str | None:
        """Its path with ``/`` between the parts, or None if it is not fit to be one."""
        return clean_path(self.name)

    @property
    def shown(self) -> str:
        """Its name for a message: a name may be bytes that are no text."""
        return shown(self.name)

    @property
    def suffix(self) -> str:
        """The last ending of its name, in small letters."""
        return PurePosixPath(self.name).suffix.lower()


@dataclass
class Listing:
    """The files of a folder or an archive.

    Attributes
    ----------
    files
        Those that can be read, in the order of their names.
    left_out
        Why others are not among them, by their names for messages.
    folders
        The names of the folders at its top.
    """

    files: list[Found] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)

    def leave_out(self, name: str, why: str) -> None:
        """Record a file that is not taken."""
        self.left_out.setdefault(shown(name), why)


def clean_path(name: str) -> str | None:
    """Return a path as a file may be written under it, or None if no file should be.

    Windows may have put backslashes between its parts; macOS keeps letters and accents apart.
    """
    if not all(map(_is_plain, name)):
        return None
    text = unicodedata.normalize("NFC", name).replace("\\", "/")
    parts = [part for part in text.split("/") if part not in ("", ".")]
    path = "/".join(parts)
    # What file systems take: so much for a part, and several times as much for all above it, too.
    fits = all(len(part.encode()) <= 255 for part in parts) and len(path.encode()) <= MAX_PATH
    return path if parts and ".." not in parts and fits else None


def _is_plain(character: str) -> bool:
    return character.isprintable() or unicodedata.category(character) == "Zs"


def is_junk(parts: Iterable[str]) -> bool:
    """Return whether a path leads to what nobody handed in on purpose."""
    return any(part.startswith(".") or part.lower() in JUNK for part in parts)


def shown(name: str) -> str:
    """Return a name that can be encoded."""
    return name.encode("utf-8", "replace").decode("utf-8")
