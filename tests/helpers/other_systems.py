"""A student's machine that is no Linux: take parts of the system away, then run ``viva ...``.

    python other_systems.py windows check 01
    python other_systems.py macos check 01
    python other_systems.py os.fork check 01

The worker that it starts lacks them as well. Nothing here is Windows or macOS: paths, consoles
and processes behave as on Linux.
"""

import asyncio  # noqa: F401  (it is another module on Windows, and needs `fcntl` here)
import errno
import os
import select
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.request  # noqa: F401  (asks macOS for its proxies)

import numpy  # noqa: F401  (asks Linux with `os.uname`)
import platformdirs  # noqa: F401  (another one on Windows)
import psutil  # noqa: F401  (the same as `asyncio`)

MODULES = ("resource", "fcntl", "pwd", "grp", "termios")
CALLS = (
    *("fork", "forkpty", "setpgid", "getpgid", "setsid", "killpg", "getuid", "geteuid", "getgid"),
    *("getegid", "uname", "sched_getaffinity", "sched_setaffinity", "chown", "mkfifo", "sysconf"),
    *("statvfs", "listxattr", "pread", "O_NOFOLLOW", "O_DIRECTORY", "O_CLOEXEC", "O_NONBLOCK"),
)
SIGNALS = ("SIGKILL", "SIGALRM", "SIGCHLD", "SIGSTOP", "SIGCONT", "pthread_kill", "setitimer")
SOCKETS = ("AF_UNIX", "SOCK_SEQPACKET", "SO_PASSCRED", "send_fds", "recv_fds")
TIMES = ("tzset", "clock_gettime", "pthread_getcpuclockid")


class Block:
    """Finds no module that the system does not have."""

    def find_spec(self, name, path=None, target=None):
        if name in MODULES:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def take_away(kind):
    """Take away what a system lacks, or one part alone."""
    if kind == "windows":
        for module in MODULES:
            sys.modules.pop(module, None)
        sys.meta_path.insert(0, Block())
        for owner, names in ((os, CALLS), (signal, SIGNALS), (socket, SOCKETS), (time, TIMES)):
            for name in names:
                vars(owner).pop(name, None)
        select.select = sockets_only
        refuse_descriptors()
    elif kind == "macos":
        real = socket.socketpair

        def pair(family=None, type=socket.SOCK_STREAM, proto=0):
            if type == socket.SOCK_SEQPACKET:
                raise OSError(errno.EPROTONOSUPPORT, "Protocol not supported")
            return real(family, type, proto)

        socket.socketpair = pair
        sysconfig.get_config_vars()  # it reads a file that is named after the system
        sys.platform = "darwin"
        for name in ("sched_getaffinity", "sched_setaffinity", "listxattr"):
            vars(os).pop(name, None)
    else:
        owner, _, name = kind.partition(".")
        vars(sys.modules[owner]).pop(name)


def sockets_only(*lists):
    """Stand in for `select.select`, which on Windows takes nothing but sockets."""
    raise OSError(10038, "An operation was attempted on something that is not a socket")


def refuse_descriptors():
    """Let `subprocess` pass no files on, and start no process with what Windows lacks."""
    real = subprocess.Popen.__init__

    def init(self, command, *args, **kwargs):
        if kwargs.get("pass_fds") or kwargs.get("user") or kwargs.get("preexec_fn"):
            raise ValueError("not supported on Windows platforms")
        real(self, command, *args, **kwargs)

    subprocess.Popen.__init__ = init


def go_along(kind):
    """Let the worker that is started lack the same parts."""
    real = subprocess.Popen.__init__

    def init(self, command, *args, **kwargs):
        command = list(command)
        if "--plain" in command:
            at = command.index("-m")
            command[at : at + 2] = [__file__, kind, "-"]
        real(self, command, *args, **kwargs)

    subprocess.Popen.__init__ = init


if __name__ == "__main__":
    kind = sys.argv.pop(1)
    if sys.argv[1] == "-":
        import runpy

        import IPython.core.interactiveshell  # noqa: F401  (imports `termios` here)

        sys.argv.pop(1)
        take_away(kind)
        runpy.run_module("viva.worker", run_name="__main__", alter_sys=True)
    else:
        take_away(kind)
        go_along(kind)
        from viva.cli import main

        main(sys.argv[1:])
