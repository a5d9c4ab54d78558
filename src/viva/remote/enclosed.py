"""Keep what this process opens, changes and starts within one folder.

For trusted code whose arguments a stranger chooses: a reference that reads or writes the file it is
given must not be led to anybody's. What it needs of Python itself it may read.
"""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path
from typing import Any

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# Events of Python's audit hooks whose arguments are paths that are read, or changed.
LISTED = frozenset({"os.listdir", "os.scandir", "os.walk", "glob.glob", "os.chdir"})
_BY_PATH = "truncate lchown lchmod setxattr removexattr chflags lchflags"
# What changes something, and which of its arguments are open folders that paths start from.
CHANGED = {
    **{f"os.{name}": () for name in _BY_PATH.split()},
    **dict.fromkeys(("os.remove", "os.rmdir"), (1,)),
    **dict.fromkeys(("os.mkdir", "os.symlink", "os.chmod", "os.mkfifo"), (2,)),
    **dict.fromkeys(("os.rename", "os.link"), (2, 3)),
    **dict.fromkeys(("os.chown", "os.utime", "os.mknod"), (3,)),
}
STARTED = frozenset(
    {
        *("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork"),
        *("os.forkpty", "os.startfile", "os.kill", "os.killpg", "signal.pthread_kill"),
        *("sqlite3.connect", "socket.getaddrinfo", "socket.gethostbyname"),
        *("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "pty.spawn"),
    }
)


class NotHere(PermissionError):
    """Something outside of the folder was to be opened, changed or started."""


def enclose(folder: str) -> None:
    """From now on and for good, open for writing and change only what is below a folder.

    Read may be what is below it, and what Python imports from. No process is started and no
    connection made. What a compiled library does past Python is not seen.

    Raises
    ------
    NotHere
        Later, wherever something else is tried.
    """
    own = os.path.realpath(folder)
    readable = {own, *map(os.path.realpath, places_of_python())}

    def within(path: Any, places: Iterable[str], start: str = "") -> bool:
        if path is None or isinstance(path, int):
            return isinstance(path, int)  # what is open already
        real = os.path.realpath(os.path.join(start, os.fsdecode(path)))
        return any(real == place or real.startswith(place + os.sep) for place in places)

    def look(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = arguments
            writes = bool((flags or 0) & WRITING or set(mode or "") & set("wax+"))
            allowed = path == os.devnull or within(path, {own} if writes else readable)
        elif event in CHANGED:
            paths = [each for each in arguments if isinstance(each, (str, bytes, os.PathLike))]
            starts = [arguments[n] for n in CHANGED[event] if n < len(arguments)]
            opened = [where(start) for start in starts if start is not None and start >= 0]
            allowed = all(within(each, {own}, s) for each in paths for s in opened or [""])
        elif event in LISTED:
            allowed = within(arguments[0] or ".", readable)
        else:
            allowed = event not in STARTED
        if not allowed:
            raise NotHere(f"{event} is not allowed here")

    sys.addaudithook(look)


def where(descriptor: int) -> str:
    """Return the path of an open folder; that of none of ours where it cannot be told."""
    try:
        return os.readlink(f"/proc/self/fd/{descriptor}")
    except OSError:
        return os.sep


def places_of_python() -> set[str]:
    """Return the folders from which Python and its packages come."""
    paths = sysconfig.get_paths()
    places = {paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    # A folder of packages beside those, as an editable installation has it; not the current one.
    return places | {place for place in sys.path if place and Path(place).name == "site-packages"}
