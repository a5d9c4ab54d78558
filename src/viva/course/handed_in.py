"""The one door by which what students hand in comes in: the notebook that counts, and other files.

No link is followed in any part of a path, sizes and numbers of files are bounded, and what cannot
be taken is left out and named, while the student is graded. Archives are looked into when no
notebook beside them holds an answer, and so are files that are notebooks under another name.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from viva.course.candidates import NOTEBOOK, PACKED, Candidate, Candidates
from viva.course.folder import NotAFolder, list_folder
from viva.course.folder import read_file as read_ordinary_file
from viva.course.listing import LINK, Found, Listing, shown
from viva.course.taken import Taken
from viva.grading.bundle import Bundle
from viva.grading.read import MAX_BYTES

NAMED = 5
TOO_LARGE_NOTEBOOK = (
    f"The file is larger than {MAX_BYTES // 2**20} MB. Clear its outputs "
    "(Edit → Clear Outputs of All Cells), save, and hand it in again."
)


@dataclass(frozen=True)
class HandedIn:
    """What one student handed in for one assignment.

    Attributes
    ----------
    data
        The bytes of the notebook, or None where there is none that can be read.
    problem
        Why there is none; a sentence for the student.
    note
        What the student should know although the notebook was found.
    files
        The other files, by their path beside the notebook.
    """

    data: bytes | None
    problem: str = ""
    note: str = ""
    files: dict[str, bytes] = field(default_factory=dict)


def students_of(submitted: Path, assignment: str) -> list[str]:
    """List the students who have a folder for this assignment, or a link in the place of one."""
    return sorted(name for name in _names(submitted, assignment) if name == shown(name))


def nameless(submitted: Path, assignment: str) -> list[str]:
    """List, for messages, the folders whose names are no text: they cannot be anybody's id."""
    return sorted(shown(name) for name in _names(submitted, assignment) if name != shown(name))


def _names(submitted: Path, assignment: str) -> Iterable[str]:
    if not submitted.is_dir():
        return
    for entry in os.scandir(submitted):
        mode = entry.stat(follow_symlinks=False).st_mode
        if entry.name.startswith(".") or not (stat.S_ISDIR(mode) or stat.S_ISLNK(mode)):
            continue
        try:
            os.lstat(os.path.join(entry.path, assignment))
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError:
            pass  # it is there, but cannot be opened: that is for the verdict to say
        yield entry.name


def find_handed_in(folder: Path, bundle: Bundle, root: Path | None = None) -> HandedIn:
    """Read a student's folder of one assignment.

    Parameters
    ----------
    root
        The folder above it that is the instructor's: no link is followed below. By default the one
        above the student's.

    Raises
    ------
    OSError
        If the folder cannot be read.
    """
    root = folder.parent.parent if root is None else root
    try:
        listing = list_folder(root, *folder.relative_to(root).parts)
    except NotAFolder as problem:
        return HandedIn(None, f"The submission {problem}, not a folder with a notebook in it.")
    return choose(listing, bundle)


def read_file(path: Path, bundle: Bundle) -> HandedIn:
    """Read a single file, which is graded on its own.

    It may lie in a student's repository: no link is followed below the current folder.
    """
    try:
        status = path.lstat()
        if stat.S_ISDIR(status.st_mode):
            return HandedIn(None, f"{path.name} is a folder, not a notebook.")
        if stat.S_ISLNK(status.st_mode):
            return HandedIn(None, f"{path.name} is a link to another file. Name the file itself.")
        if not stat.S_ISREG(status.st_mode):
            return HandedIn(None, f"{path.name} is not an ordinary file.")
        if status.st_size > MAX_BYTES:
            return HandedIn(None, f"The file is larger than {MAX_BYTES // 2**20} MB.")
        data = read_ordinary_file(*_below(path), MAX_BYTES)
    except NotAFolder:
        return HandedIn(
            None,
            f"A link leads to {path}. Links are not followed: give the path of the file itself.",
        )
    except OSError:
        return HandedIn(None, "The file cannot be read.")
    if path.suffix.lower() == NOTEBOOK:
        return HandedIn(data)
    found = Candidates(bundle, Listing())
    found.look_into(Found(path.name, len(data), lambda limit: data[:limit]))
    best = max(found.all(), key=found.work_of, default=None)
    if best is not None and best.archive:
        return _handed_in(best, Listing(), _unpacked(best, bundle), found)
    if best is None and found.not_opened:
        return HandedIn(None, _why_none(f"{bundle.notebook}{NOTEBOOK}", Listing(), found))
    return HandedIn(data)


def _below(path: Path) -> tuple[Path, tuple[str, ...]]:
    """Return the folder that whoever names a file stands in, and the way from there to the file."""
    if path.is_absolute():
        return path.parent, (path.name,)
    parts = path.parts
    up = max((at + 1 for at, part in enumerate(parts) if part == ".."), default=0)
    return Path(*parts[:up]), parts[up:]


def choose(listing: Listing, bundle: Bundle) -> HandedIn:
    """Choose the notebook that is graded, and what lies beside it.

    It is the one with the right name at the top, if it answers anything; or else, of those with
    the right name in folders and archives, the one that answers most; or else, of all, the one
    that answers most. The student is told if it is another than the first.
    """
    expected = f"{bundle.notebook}.ipynb"
    found = Candidates(bundle, listing)
    chosen = found.best()
    if chosen is None:
        return HandedIn(None, _why_none(expected, listing, found))
    return _handed_in(chosen, listing, _note(chosen, expected, found), found)


def _handed_in(chosen: Candidate, listing: Listing, note: str, found: Candidates) -> HandedIn:
    try:
        data = chosen.read()
    except OSError:
        too_large = chosen.found.size > MAX_BYTES
        return HandedIn(None, TOO_LARGE_NOTEBOOK if too_large else "The file cannot be read.")
    files, left_out = _beside(chosen, listing)
    closed = [f"{name} was not unpacked ({why})." for name, why in found.not_opened.items()]
    said = [note, *closed[:1], _told(left_out)]
    return HandedIn(data, note=" ".join(filter(None, said)), files=files)


def _beside(chosen: Candidate, listing: Listing) -> tuple[dict[str, bytes], dict[str, str]]:
    """Return the files beside a notebook, and why others are left out.

    A file in or below the notebook's folder has its path from there, as the notebook's cells do.
    """
    base = (chosen.found.path or "").rpartition("/")[0]
    beside = Taken()
    beside.left_out |= chosen.listing.left_out
    for found in chosen.listing.files:
        path = found.path
        if path is not None and base and path.startswith(f"{base}/"):
            path = path[len(base) + 1 :]
        if found is not chosen.found and found.suffix != NOTEBOOK:
            beside.take(found, path)
    if chosen.listing is not listing:
        beside.left_out |= listing.left_out
        for found in listing.files:
            if found.name != chosen.archive and found.suffix != NOTEBOOK:
                beside.take(found, found.path)
    return beside.files, beside.left_out


def _told(left_out: dict[str, str]) -> str:
    """Return a sentence on what is left out; empty if that is nothing."""
    if not left_out:
        return ""
    return f"Left out: {_listed([f'{name} ({why})' for name, why in left_out.items()])}."


def _listed(names: list[str]) -> str:
    """Return names in a row, the first few of many."""
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")


def _unpacked(chosen: Candidate, bundle: Bundle) -> str:
    return (
        f"{shown(chosen.archive)} was unpacked, and {chosen.found.shown} in it graded; hand in the "
        f"notebook itself, {bundle.notebook}.ipynb."
    )


def _note(chosen: Candidate, expected: str, found: Candidates) -> str:
    others = [each.found.shown for each in found.all() if each is not chosen]
    if chosen.found.name == expected and not chosen.archive:
        if not others:
            return ""
        beside = "the other notebook" if len(others) == 1 else f"the {len(others)} other notebooks"
        return f"{expected} was graded, but not {beside} in the submission: {_listed(others)}."
    name = chosen.found.shown
    if chosen.archive:
        note = _unpacked(chosen, found.bundle)
    elif not others:
        note = f"The notebook is called {name}; it should be called {expected}."
    else:
        note = f"Of {len(others) + 1} notebooks, {name} was graded; it should be called {expected}."
    return f"{note} Not graded: {_listed(others)}." if others else note


def _why_none(expected: str, listing: Listing, found: Candidates) -> str:
    links = [name for name, why in listing.left_out.items() if why == LINK]
    if expected in links:
        return f"{expected} is a link to another file. Hand in the notebook itself."
    if expected in listing.folders:
        return f"{expected} is a folder. Hand in the notebook file itself."
    if found.not_opened:
        name, why = next(iter(found.not_opened.items()))
        return f"{name} cannot be unpacked ({why}). Unpack it, and hand in {expected}."
    if not listing.files and links:
        return f"{links[0]} is a link. Hand in the notebook itself, {expected}."
    if not listing.files and listing.left_out:
        return f"There is no notebook. {_told(listing.left_out)} Hand in {expected}."
    if not listing.files:
        return f"Nothing was handed in: the folder is empty. Hand in {expected}."
    packed = [file for file in listing.files if file.suffix in PACKED]
    if packed:
        name = packed[0].shown
        return f"{name} is an archive without a notebook. Hand in {expected}."
    if found.bundle.siblings and found.plain:
        return _why_not_this(expected, found)
    names = ", ".join(file.shown for file in listing.files[:3])
    return f"The submission has no notebook, only {names}. Hand in {expected}."


def _why_not_this(expected: str, found: Candidates) -> str:
    """Return why one notebook of an assignment that has several is not there."""
    strange = [each.found.shown for each in found.plain if not found.notebook_of(each)]
    said = f"{expected} was not handed in, so its questions get no points."
    if not strange:
        return f"{said} Hand it in as well."
    return f"{said} Hand it in under this name: it is not clear which notebook {strange[0]} is."
