"""The filter binds a process for good, so each call is tried in a process of its own."""

import subprocess
import sys

import pytest

from viva.worker.filter import FilterProblem, make_filter

BEFORE = """
import ctypes, errno, os, resource, socket, subprocess, sys
libc = ctypes.CDLL(None, use_errno=True)
from viva.worker.filter import make_filter
warm = os.getppid()
make_filter(warm).load()
"""


def run(text):
    done = subprocess.run(
        [sys.executable, "-c", BEFORE + text], capture_output=True, text=True, timeout=60
    )
    return done.stdout.strip() or done.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize(
    "text",
    [
        "os.kill(warm, 0)",
        "os.kill(-1, 0)",
        "os.killpg(warm, 0)",
        "resource.prlimit(warm, resource.RLIMIT_CPU)",
        "os.sched_setaffinity(warm, {0})",
        "os.setpriority(os.PRIO_PROCESS, warm, 5)",
        "socket.socket(socket.AF_INET)",
        "socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)",
        "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
        "os.chroot('/')",
        "os.pidfd_open(os.getpid())",
        "raise OSError(ctypes.get_errno()) if libc.ptrace(16, warm, 0, 0) < 0 and"
        " ctypes.get_errno() != errno.EPERM else PermissionError",
        "raise PermissionError if libc.unshare(0x10000000) < 0 else OSError('allowed')",
        "raise PermissionError if libc.shmget(0, 4096, 0o1600) < 0 else OSError('allowed')",
    ],
)
def test_refused(text):
    assert "PermissionError" in run(text)


@pytest.mark.parametrize(
    "text",
    [
        "print(subprocess.run(['echo', 'ok'], capture_output=True, text=True).stdout)",
        "import threading; t = threading.Thread(target=print, args=('ok',)); t.start(); t.join()",
        "a, b = socket.socketpair(); a.send(b'ok'); print(b.recv(9).decode())",
        "p = os.fork() or os._exit(7); print('ok' if os.waitpid(p, 0)[1] >> 8 == 7 else 'no')",
        "resource.getrlimit(resource.RLIMIT_AS); os.kill(os.getpid(), 0); print('ok')",
        "import asyncio; asyncio.run(asyncio.sleep(0)); print('ok')",
        "import multiprocessing as m; q = m.Queue(); q.put('ok'); print(q.get())",
        "import numpy as np; np.linalg.svd(np.ones((50, 50))); print('ok')",
        "import tempfile; tempfile.TemporaryFile().write(b'x'); os.nice(1); print('ok')",
    ],
)
def test_allowed(text):
    assert run(text) == "ok"


def test_without_the_library_a_sentence_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyseccomp", None)
    with pytest.raises(FilterProblem, match="libseccomp cannot be loaded"):
        make_filter(1)
