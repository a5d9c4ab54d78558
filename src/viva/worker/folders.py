"""The folders of a submission: made before it, emptied after it."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any


def make_home(scratch: Path, fonts: str) -> None:
    """Make the folders that the environment names, with matplotlib's list of fonts."""
    home = scratch / "home"
    home.mkdir(parents=True, exist_ok=True)
    (scratch / "tmp").mkdir(exist_ok=True)
    if fonts:
        for path in Path(fonts).glob("fontlist-*.json"):
            shutil.copyfile(path, home / path.name)


def put_files(folder: Path, files: dict[str, bytes]) -> None:
    """Write a submission's files into its folder, and nowhere else."""
    for name, content in files.items():
        path = folder / name
        if ".." in path.parts or folder not in path.parents:
            continue
        # A file where a folder should be, or the other way round: the first one stays.
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def sweep_files(scratch: Path, folders: Iterable[str] = ()) -> None:
    """Empty the folders that a submission can write to, and set what it can set of them back.

    Parameters
    ----------
    folders
        Those besides `scratch`.

    Raises
    ------
    RuntimeError
        If something is left; then this worker must not take another submission.
    """
    for folder in {scratch, *map(Path, folders)}:
        if not folder.is_dir():
            continue
        with contextlib.suppress(OSError):
            folder.chmod(0o700)
        for path in folder.iterdir():
            _remove(path)
        if any(folder.iterdir()):
            raise RuntimeError(f"{folder} cannot be emptied")
        _forget_attributes(folder)


def _forget_attributes(folder: Path) -> None:
    """Set the times, rights and extended attributes of a folder to what they always are."""
    if hasattr(os, "listxattr"):
        with contextlib.suppress(OSError):
            for name in os.listxattr(folder):
                os.removexattr(folder, name)
    with contextlib.suppress(OSError):
        folder.chmod(0o700)
        os.utime(folder, (0, 0))


def _remove(path: Path) -> None:
    def open_up(function: Any, name: str, error: Any) -> None:
        for one in (Path(name).parent, Path(name)):
            with contextlib.suppress(OSError):
                one.chmod(0o700)
        if os.path.isdir(name) and not os.path.islink(name):
            shutil.rmtree(name, ignore_errors=True)
        else:
            os.unlink(name)

    if path.is_dir() and not path.is_symlink():
        with contextlib.suppress(OSError):
            path.chmod(0o700)
        shutil.rmtree(path, onerror=open_up)
    else:
        path.unlink()
