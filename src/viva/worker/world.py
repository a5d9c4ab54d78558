"""A world for each submission: namespaces and file systems that begin and end with it.

The warm process, which is in a sandbox already, forks the first process of a world. That one sees
no other submission's processes, memory, messages or files, and when it ends, the kernel ends
whatever else is in there, and the files are gone with their names, attributes and times.
"""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NoReturn

# From <linux/sched.h>: the namespaces of user, mounts, processes, messages and network.
NAMESPACES = 0x10000000 | 0x00020000 | 0x20000000 | 0x08000000 | 0x40000000
CLONE = {"x86_64": 56, "aarch64": 220}
"""The number of clone(2), by machine."""
# From <linux/mount.h>
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REC, MS_PRIVATE = 2, 4, 8, 0x4000, 0x40000
# From <linux/prctl.h>
PR_SET_DUMPABLE, PR_CAPBSET_DROP = 4, 24
CAPABILITY_VERSION = 0x20080522  # <linux/capability.h>
CAPABILITIES = 64


def begin_world(folders: Mapping[str, int], live: Callable[[], NoReturn]) -> None:
    """Fork the first process of a new world, which calls `live`.

    If the world cannot be made that process ends before; whoever waits for it hears that its
    connections are closed.

    Parameters
    ----------
    folders
        Those in which a submission may write, with their sizes in bytes; they start empty.
    """
    user, group = os.getuid(), os.getgid()
    if fork_into(NAMESPACES) == 0:
        try:
            _take_rights(user, group)
            _furnish(folders)
            live()
        finally:
            os._exit(0)


def fork_into(namespaces: int) -> int:
    """Fork this process, like `os.fork`, into new namespaces; return -1 where that is refused.

    One call of clone(2) does what would else take two forks: the first process of a namespace of
    processes is always a child of the one that makes it. The C library is not told that the
    process is another one now; here both are process 1, which is all that it would remember.
    """
    number = CLONE.get(platform.machine())
    if number is None:
        return -1
    python, here = ctypes.pythonapi, ctypes.PyDLL(None)
    python.PyOS_BeforeFork()
    child = int(here.syscall(number, namespaces | signal.SIGCHLD, 0, 0, 0, 0))
    if child == 0:
        python.PyOS_AfterFork_Child()
    else:
        python.PyOS_AfterFork_Parent()
    return child


def can_begin_worlds(folders: Mapping[str, int]) -> bool:
    """Return whether this machine lets a process in the sandbox make such a world."""
    ours, theirs = socket.socketpair()

    def live() -> NoReturn:
        theirs.sendall(b"1")
        os._exit(0)

    begin_world(folders, live)
    theirs.close()
    with ours:
        return ours.recv(1) == b"1"


def _take_rights(user: int, group: int) -> None:
    """Be the user and group that this process was, who may mount in its new namespaces."""
    # The files of a process that may not be looked into belong to root, and could not be written.
    _libc().prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def _furnish(folders: Mapping[str, int]) -> None:
    """Mount file systems of this process's own, and drop its rights over them."""
    _mount("none", "/", "", MS_REC | MS_PRIVATE)
    for path, size in folders.items():
        _mount("tmpfs", path, "tmpfs", MS_NOSUID | MS_NODEV, f"size={size},mode=0700")
    _mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    if os.path.isdir("/dev/pts"):
        options = "newinstance,ptmxmode=0666,mode=0620"
        _mount("devpts", "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, options)
    # Where it stood is below the new file systems now.
    os.chdir("/")
    for capability in range(CAPABILITIES):
        _libc().prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)  # those that there are not fail
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0)
    _check(_libc().capset(header, (ctypes.c_uint32 * 6)()), "capset")
    os.umask(0o022)


def _mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    said = [text.encode() for text in (source, target, kind, options)]
    _check(_libc().mount(*said[:3], ctypes.c_ulong(flags), said[3]), f"mount {target}")


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _check(returned: int, what: str) -> None:
    if returned != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
