"""Find a student's notebooks, in whatever folders they lie."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

# What an instructor's folder holds besides, and copies of what was handed in.
NOT_MINE = frozenset({"source", "tests", "submitted", "autograded", "feedback", "node_modules"})
NUMBERED = re.compile(r"\A(\d+)_\w")


def find_notebooks(folder: Path) -> list[Path]:
    """Return the notebooks in a folder and below it, without hidden and installed ones."""
    found = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.is_symlink():
            continue
        if path.is_dir() and path.name not in NOT_MINE and not is_environment(path):
            found += find_notebooks(path)
        elif path.is_file() and path.suffix == ".ipynb":
            found.append(path)
    return found


def is_environment(folder: Path) -> bool:
    """Return whether a folder is a Python environment."""
    return (folder / "pyvenv.cfg").is_file() or (folder / "conda-meta").is_dir()


def named(text: str, notebooks: Sequence[Path]) -> list[Path]:
    """Return the notebooks that a number or a name stands for.

    ``03``, ``3``, ``03_list_mlp`` and ``list_mlp`` all name ``03_list_mlp/list_mlp.ipynb``. Where
    a folder has several notebooks, its name stands for all, and ``ps1/a`` for one.
    """
    wanted = text.strip().rstrip("/")
    by_name = [path for path in notebooks if wanted in (path.stem, assignment_of(path))]
    if not by_name:
        # An assignment of several notebooks, as nbgrader has them, or one of these.
        folders = {path: path.absolute().parent.name for path in notebooks}
        by_name = [p for p, name in folders.items() if wanted in (name, f"{name}/{p.stem}")]
    if by_name or not wanted.isdecimal():
        return by_name
    return [path for path in notebooks if number_of(assignment_of(path)) == int(wanted)]


def assignment_of(path: Path) -> str:
    """Return the assignment that a notebook is of: its folder's name if that has a number."""
    folder = path.absolute().parent.name
    return folder if NUMBERED.match(folder) and not NUMBERED.match(path.stem) else path.stem


def number_of(assignment: str) -> int | None:
    """Return the number with which an assignment's name begins."""
    found = NUMBERED.match(assignment)
    return int(found[1]) if found else None


def released_copies(path: Path) -> Iterator[Path]:
    """Yield the notebooks that a student's notebook may be a copy of.

    They lie in ``release/NN_name/`` or ``.viva/release/NN_name/``, beside the notebook or in a
    folder above it, up to the top of the repository. What lies in there itself has none.
    """
    mine = path.resolve()
    for folder in mine.parents:
        for release in (folder / "release", folder / ".viva" / "release"):
            if release not in mine.parents:
                yield from sorted(release.glob("*/*.ipynb"))
        if (folder / ".git").exists() or folder == Path.home():
            return
