"""What the system must have so that student code can be forked and kept apart."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import signal
import socket
import sys

CALLS = ("fork", "setpgid", "getpgid", "killpg", "waitpid", "getuid", "geteuid", "getgid")
SIGNALS = ("SIGKILL", "SIGSTOP", "SIGCONT", "SIGCHLD")
MODULES = ("resource", "fcntl", "pwd")


def missing_parts() -> list[str]:
    """Return what this system lacks of what a warm worker with forks is built on.

    macOS has ``fork``, but its own libraries, which NumPy may use, do not work in a fork.
    """
    missing = [f"os.{name}" for name in CALLS if not hasattr(os, name)]
    missing += [name for name in SIGNALS if not hasattr(signal, name)]
    missing += [name for name in MODULES if not _is_there(name)]
    if sys.platform in ("win32", "cygwin", "darwin"):
        missing.append("a safe fork")
    if not _sockets_work():
        missing.append("sockets that pass files on")
    return missing


def _is_there(module: str) -> bool:
    if module in sys.modules:
        return sys.modules[module] is not None
    with contextlib.suppress(ImportError, ValueError):
        return importlib.util.find_spec(module) is not None
    return False


def _sockets_work() -> bool:
    if not hasattr(socket, "send_fds"):
        return False
    with contextlib.suppress(OSError, AttributeError):
        for end in socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET):
            end.close()
        return True
    return False
