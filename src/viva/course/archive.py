"""Look into archives that students handed in, without unpacking more than there is room for.

Zip archives and tar archives, with gzip or without, are opened. Of what is in one, only ordinary
files count, and each is bounded by what the directory of the archive says of it.
"""

from __future__ import annotations

import gzip
import io
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from typing import IO

from viva.course.listing import (
    LINK,
    MAX_DEPTH,
    MAX_ENTRIES,
    SPECIAL,
    Found,
    Listing,
    is_junk,
)

ZIP = (b"PK\x03\x04", b"PK\x05\x06")
GZIP = b"\x1f\x8b"
# Kinds that are told apart, and not opened.
OTHERS = ((b"7z\xbc\xaf\x27\x1c", "7z"), (b"Rar!", "RAR"), (b"BZh", "bzip2"), (b"\xfd7zXZ", "xz"))
# The directory of a zip is read as a whole.
MAX_DIRECTORY = 4 * 2**20
MAX_UNPACKED = 200 * 2**20
# Before a file, a tar may say more of it, which Python searches in a time that grows with the
# square of the length (CVE-2024-6232), or say more of all that follow, which it copies for each.
TAR_BLOCK = 512
TAR_MORE = b"gxXLK"
TAR_NO_CONTENT = b"123456"
MAX_MORE = 4 * 2**10
MAX_MORE_IN_ALL = 256 * 2**10
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
PASSWORD = "protected by a password"
DAMAGED = "damaged or not an archive"
LONG_HEADERS = "a tar with headers that are too long"
METHOD = "packed with a method that is not supported"
# What the readers of archives raise for one that is damaged on purpose.
FAULTS = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    EOFError,
    RuntimeError,
    ValueError,
    LookupError,
    OverflowError,
)


class NotOpened(Exception):
    """An archive cannot be opened; the message says why, in a few words."""


def is_packed(start: bytes) -> bool:
    """Return whether a file that begins like this is an archive, or compressed."""
    known = (*ZIP, GZIP, *(mark for mark, _ in OTHERS))
    return start.startswith(known) or start[257:262] == b"ustar"


def list_archive(name: str, data: bytes) -> Listing:
    """List the files in an archive; hidden ones are passed over.

    Raises
    ------
    NotOpened
        If it cannot be opened.
    """
    for mark, kind in OTHERS:
        if data.startswith(mark):
            raise NotOpened(f"packed as {kind}, which is not supported")
    if data.startswith(ZIP):
        return list_zip(open_zip(io.BytesIO(data), MAX_DIRECTORY))
    if data.startswith(GZIP):
        data = _unzipped(data)
        if data[257:262] != b"ustar":
            return Listing([Found(name.rpartition(".")[0] or name, len(data), _whole(data))])
    return _list_tar(data)


def open_zip(file: IO[bytes], most: int) -> zipfile.ZipFile:
    """Open a zip archive.

    Parameters
    ----------
    most
        How large the directory of the archive may be.

    Raises
    ------
    NotOpened
        If it is none, or its directory is larger.
    """
    try:
        # The same function finds the directory when the archive is opened.
        end = zipfile._EndRecData(file)  # type: ignore[attr-defined]
        if end and end[5] > most:
            raise NotOpened("too many files")
        return zipfile.ZipFile(file)
    except (*FAULTS, OSError) as error:
        raise NotOpened(DAMAGED) from error


def list_zip(archive: zipfile.ZipFile, most: int = MAX_ENTRIES) -> Listing:
    """List the files in an open zip archive, `most` of them."""
    listing = Listing()
    for entry in archive.infolist()[:most]:
        name = name_of(entry)
        mode = entry.external_attr >> 16
        why = ""
        if stat.S_ISLNK(mode):
            why = LINK
        elif entry.flag_bits & 1:
            why = PASSWORD
        elif entry.compress_type not in METHODS:
            why = METHOD
        read = partial(read_entry, archive, entry)
        _take(listing, Found(name, entry.file_size, read, entry.date_time), why)
    if len(archive.infolist()) > most:
        listing.left_out["the rest"] = f"there are more than {most} files"
    return listing


def name_of(entry: zipfile.ZipInfo) -> str:
    """Return the name of an entry: macOS writes UTF-8 without saying so."""
    if not entry.flag_bits & 0x800:
        try:
            return entry.filename.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass
    return entry.filename


def read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> bytes:
    """Return the content of an entry of a zip archive.

    Raises
    ------
    OSError
        If it cannot be read, or is longer than `limit`.
    """
    if entry.file_size > limit:
        raise OSError("too large")
    try:
        # No more than the directory says is ever unpacked.
        with archive.open(entry) as file:
            return file.read(limit + 1)
    except FAULTS as error:
        raise OSError(DAMAGED) from error


def _check_headers(data: bytes) -> None:
    """Raise NotOpened if a tar says too much of its files, or not how long they are."""
    place = said = 0
    while place + TAR_BLOCK <= len(data):
        header = data[place : place + TAR_BLOCK]
        kind, digits = header[156:157], header[124:136].strip(b"\0 ")
        place += TAR_BLOCK
        if digits.strip(b"01234567"):
            raise NotOpened(DAMAGED)
        size = int(digits or b"0", 8)
        if kind and kind in TAR_MORE:
            said += size
            if size > MAX_MORE or said > MAX_MORE_IN_ALL:
                raise NotOpened(LONG_HEADERS)
        if kind not in TAR_NO_CONTENT:
            place += -(-size // TAR_BLOCK) * TAR_BLOCK


def _list_tar(data: bytes) -> Listing:
    _check_headers(data)
    listing = Listing()
    try:
        # Its files are read after this.
        archive = tarfile.open(fileobj=io.BytesIO(data), mode="r:")  # noqa: SIM115
        for number, member in enumerate(archive):
            if number == MAX_ENTRIES:
                listing.left_out["the rest"] = f"there are more than {MAX_ENTRIES} files"
                break
            if member.isdir():
                continue
            why = LINK if member.issym() or member.islnk() else ""
            if not why and (not member.isreg() or member.issparse()):
                why = SPECIAL
            read = partial(_read_member, archive, member)
            _take(listing, Found(member.name, member.size, read), why)
    except FAULTS as error:
        raise NotOpened(DAMAGED) from error
    return listing


def _read_member(archive: tarfile.TarFile, member: tarfile.TarInfo, limit: int) -> bytes:
    if member.size > limit:
        raise OSError("too large")
    try:
        file = archive.extractfile(member)
        return b"" if file is None else file.read(limit + 1)
    except FAULTS as error:
        raise OSError(DAMAGED) from error


def _take(listing: Listing, found: Found, why: str) -> None:
    """Add a file to a listing, or why it is left out."""
    parts = found.name.replace("\\", "/").split("/")
    if not parts[-1] or is_junk(part for part in parts if part not in ("", ".", "..")):
        return
    if why or len(parts) > MAX_DEPTH:
        listing.leave_out(found.name, why or "it lies too deep")
        return
    if len(parts) > 1 and parts[0] not in ("", ".", ".."):
        listing.folders.add(parts[0])
    listing.files.append(found)


def _unzipped(data: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            content = file.read(MAX_UNPACKED + 1)
    except (*FAULTS, OSError) as error:
        raise NotOpened(DAMAGED) from error
    if len(content) > MAX_UNPACKED:
        raise NotOpened(f"more than {MAX_UNPACKED // 2**20} MB")
    return content


def _whole(data: bytes) -> Callable[[int], bytes]:
    def read(limit: int) -> bytes:
        if len(data) > limit:
            raise OSError("too large")
        return data

    return read
