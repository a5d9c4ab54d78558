"""Do as an ordinary user what root does: ``python tests/helpers/ordinary.py COMMAND …``.

The user sees the same files. Where Python lies in a folder that only root may enter, such as /root,
a folder with nothing but Python is put in its place, in a file system of the command's own.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Collection
from pathlib import Path

USER = 61184


def problem() -> str:
    """Return why this cannot be done here; empty if it can."""
    if os.geteuid() != 0:
        return "this is an ordinary user already"
    if not sys.platform.startswith("linux") or not shutil.which("bwrap"):
        return "bubblewrap is not installed"
    return ""


def as_ordinary_user(command: list[str], home: Path) -> list[str]:
    """Return the command line that does it.

    Parameters
    ----------
    home
        The user's home, which becomes theirs.
    """
    home.mkdir(exist_ok=True)
    os.chown(home, USER, USER)
    needed = {Path(sys.prefix), Path(sys.base_prefix), Path(__file__).parents[2]}
    user = [f"--reuid={USER}", f"--regid={USER}", "--clear-groups"]
    environment = ["env", "-u", "XDG_CACHE_HOME", f"HOME={home}", f"TMPDIR={home}"]
    return ["bwrap", *reachable(needed), "--", "setpriv", *user, *environment, *command]


def reachable(needed: Collection[Path]) -> list[str]:
    """Return bubblewrap's options for the machine's own files, with these folders in reach.

    Folders that only root may enter are replaced by some with nothing else.
    """
    options = ["--dev-bind", "/", "/"]
    for closed in sorted({folder for path in needed for folder in path.parents if shut(folder)}):
        options += ["--perms", "0755", "--tmpfs", str(closed)]
        for path in sorted(path for path in needed if path.is_relative_to(closed)):
            for parent in reversed(path.parents):
                if parent.is_relative_to(closed) and parent != closed:
                    options += ["--perms", "0755", "--dir", str(parent)]
            options += ["--bind", str(path), str(path)]
    return options


def shut(folder: Path) -> bool:
    """Return whether only its owner may enter a folder."""
    return not folder.stat().st_mode & 0o001


if __name__ == "__main__":
    place = Path("/tmp") / f"viva-user-{USER}"
    line = as_ordinary_user(sys.argv[1:], place)
    os.execvp(line[0], line)
