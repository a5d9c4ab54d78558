"""Read folders that others filled, and never follow a link in them.

Every part of a path below the root is opened from the folder above it, and refused if it is a link.
What is no ordinary file (a pipe, a socket, a device) is not opened.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import stat
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from viva.course.listing import (
    LINK,
    MAX_DEPTH,
    MAX_ENTRIES,
    SPECIAL,
    UNREADABLE,
    Found,
    Listing,
    is_junk,
)


class NotAFolder(Exception):
    """There is no folder, or a link on the way to it; the message says what there is instead."""


def list_folder(root: Path, *parts: str) -> Listing:
    """List the files in and below a folder; hidden ones are passed over.

    Parameters
    ----------
    root
        A folder of the instructor's, which may be reached through links.
    parts
        The names that lead from there to the folder.

    Raises
    ------
    NotAFolder
        If one of the parts is a link, or no folder.
    OSError
        If it cannot be read.
    """
    listing = Listing()
    budget = itertools.repeat(None, MAX_ENTRIES)
    with opened(root, parts) as descriptor:
        _walk(descriptor, root, tuple(parts), (), listing, budget)
    if next(budget, 0) == 0:
        listing.left_out["the rest"] = f"there are more than {MAX_ENTRIES} files and folders"
    return listing


def read_file(root: Path, parts: Sequence[str], limit: int) -> bytes:
    """Return the content of an ordinary file.

    Raises
    ------
    NotAFolder, OSError
        If there is none, if a link leads to it, or if it has more than `limit` bytes.
    """
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
    with opened(root, parts[:-1]) as folder:
        _require_plain(parts[-1])
        descriptor = os.open(parts[-1], flags, dir_fd=folder)
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, SPECIAL)
        data = file.read(limit + 1)
    if len(data) > limit:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    return data


@contextlib.contextmanager
def opened(root: Path, parts: Sequence[str]) -> Iterator[int]:
    """Yield the descriptor of a folder.

    Raises
    ------
    NotAFolder
        If one of the parts is a link, or no folder.
    OSError
        If one of them cannot be opened.
    """
    descriptor = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for part in parts:
            inner = _enter(descriptor, part)
            os.close(descriptor)
            descriptor = inner
        yield descriptor
    finally:
        os.close(descriptor)


def _enter(descriptor: int, part: str) -> int:
    """Open a folder in a folder."""
    _require_plain(part)
    try:
        mode = os.stat(part, dir_fd=descriptor, follow_symlinks=False).st_mode
    except FileNotFoundError:
        raise NotAFolder("is missing") from None
    if stat.S_ISLNK(mode):
        raise NotAFolder("is a link to somewhere else")
    if not stat.S_ISDIR(mode):
        raise NotAFolder("is a file")
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    return os.open(part, flags, dir_fd=descriptor)


def _require_plain(part: str) -> None:
    if part in ("", ".", "..") or "/" in part or "\0" in part:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))


def _walk(
    descriptor: int,
    root: Path,
    parts: tuple[str, ...],
    below: tuple[str, ...],
    listing: Listing,
    budget: Iterator[None],
) -> None:
    """List what is in an open folder, `below` the listing's own."""
    with os.scandir(descriptor) as entries:
        # Nothing is taken from the budget where there is no further entry.
        names = sorted(entry.name for entry, _ in zip(entries, budget, strict=False))
    for name in names:
        if is_junk([name]):
            continue
        inside = (*below, name)
        path = "/".join(inside)
        try:
            status = os.stat(name, dir_fd=descriptor, follow_symlinks=False)
            if stat.S_ISDIR(status.st_mode):
                if not below:
                    listing.folders.add(name)
                if len(inside) > MAX_DEPTH:
                    listing.leave_out(path, "it lies too deep")
                    continue
                folder = _enter(descriptor, name)
                try:
                    _walk(folder, root, parts, inside, listing, budget)
                finally:
                    os.close(folder)
                continue
        except (OSError, NotAFolder):
            listing.leave_out(path, UNREADABLE)
            continue
        if stat.S_ISREG(status.st_mode):
            read = partial(_read, root, (*parts, *inside))
            listing.files.append(Found(path, status.st_size, read))
        else:
            listing.leave_out(path, LINK if stat.S_ISLNK(status.st_mode) else SPECIAL)


def _read(root: Path, parts: tuple[str, ...], limit: int) -> bytes:
    """Read a listed file, when it is needed."""
    try:
        return read_file(root, parts, limit)
    except NotAFolder as problem:
        raise OSError(errno.ELOOP, str(problem)) from problem
