"""Write files and folders so that each is there whole or not at all, and say where caches are."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

UNFINISHED = ".writing-"
# Of one kind: the others are found out again.
MOST_KEPT = 400


def cache_folder() -> Path:
    """Return the folder for what can be found out again, but takes its time."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "viva"


def kept(kind: str, key: str) -> bytes | None:
    """Return what was kept under a key; None if there is nothing.

    Parameters
    ----------
    kind
        The folder in which things of one kind are.
    key
        A fingerprint of all that it follows from.
    """
    try:
        return (cache_folder() / kind / key).read_bytes()
    except OSError:
        return None


def keep(kind: str, key: str, data: bytes) -> None:
    """Keep what can be found out again, as `kept` finds it; of each kind the last ones stay.

    Nobody but this user can read it. Where it cannot be written, nothing is kept.
    """
    folder = cache_folder() / kind
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomically(folder / key, data, mode=0o600)
        there = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)
        for old in there[:-MOST_KEPT]:
            old.unlink(missing_ok=True)


def write_atomically(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file whose readers see either the old content or the new.

    Parameters
    ----------
    mode
        Who may read and write a new file; a file that is there keeps its own.

    Raises
    ------
    OSError
        If it cannot be written; what was there stays.
    """
    if path.exists():
        mode = path.stat().st_mode & 0o777
    descriptor, name = tempfile.mkstemp(prefix=UNFINISHED, dir=path.parent)
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, mode)
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


@contextlib.contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """Yield a new folder, which takes the place of `folder` when the block ends without an error.

    Only one process may replace folders in the same place at a time: what an earlier one left
    unfinished is removed.

    Raises
    ------
    OSError
        If it cannot be written; what was there stays.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    remove_unfinished(folder.parent)
    fresh = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder.parent))
    try:
        fresh.chmod(0o755)
        yield fresh
        if folder.is_dir():
            old = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder.parent)) / "old"
            folder.rename(old)
            try:
                fresh.rename(folder)
            except BaseException:
                old.rename(folder)
                raise
        else:
            fresh.rename(folder)
    finally:
        remove_unfinished(folder.parent)


def remove_unfinished(parent: Path) -> None:
    """Remove the folders that a process left behind when it was killed while it wrote them."""
    for left in parent.glob(f"{UNFINISHED}*"):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
