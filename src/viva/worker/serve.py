"""The warm process, from which whatever runs a submission is forked.

It imports NumPy, matplotlib, IPython and the modules of its setting once. Where the machine lets
it, it begins a world for each submission, and serves several at once; elsewhere it takes one
submission after the other. What runs there is forked from it: see `viva.worker.running`.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import gc
import os
import select
import signal
import socket
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NoReturn

from viva.worker.filter import make_filter
from viva.worker.folders import make_home, sweep_files
from viva.worker.huge_pages import use_huge_pages
from viva.worker.memory import MemoryWatch
from viva.worker.running import run_session
from viva.worker.setting import Setting
from viva.worker.warden import attend, next_order
from viva.worker.warm import import_all, try_out
from viva.worker.world import begin_world, can_begin_worlds

# From <linux/prctl.h>
PR_SET_DUMPABLE = 4
PR_SET_CHILD_SUBREAPER = 36
# A judge that wants the first world asks for it so soon after it has heard that there are worlds,
# and the command that grades one file has ended so soon after that.
WAITS, QUIET = 0.3, 2.0


def serve(control: socket.socket, setting: Setting) -> None:
    """Warm up, say that it is done and how submissions are kept apart, and serve the judge.

    The judge hears ``ready worlds`` where each submission gets a world of its own; see `host`.
    Elsewhere it hears ``ready``, and gives orders about one submission after the other; see
    `viva.worker.warden.attend`.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    shield_warm_process()
    scratch = Path(setting.scratch)
    make_home(scratch, setting.fonts)
    shell = import_all(setting.figures, setting.warm)
    barrier = make_filter(os.getpid()) if setting.alone else None
    sweep_files(scratch, setting.folders)
    # What a submission leaves behind becomes this process's; nobody asks how it ended.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    run = functools.partial(run_session, shell, setting=setting, barrier=barrier)
    if setting.worlds and can_begin_worlds(setting.folders):
        control.sendall(b"ready worlds")
        host(control, setting, run, functools.partial(warm_up_further, shell))
        return
    try_out(shell)
    sweep_files(scratch, setting.folders)
    gc.collect()
    gc.freeze()
    watch = MemoryWatch(setting.resources.total_memory) if setting.alone else None
    control.sendall(b"ready")
    attend(control, run, setting.alone, watch, lambda: sweep_files(scratch, setting.folders))


def warm_up_further(shell: Any) -> None:
    """Do what makes submissions cheaper, and takes longer than it spares a single one."""
    try_out(shell)
    gc.collect()
    gc.freeze()
    use_huge_pages()


def host(
    control: socket.socket, setting: Setting, run: Any, warm_up_further: Callable[[], None]
) -> None:
    """Begin worlds for all who ask, until the first of them hangs up.

    What only a class needs is done when nobody has asked for a while, and before the third world
    at the latest.

    A message is a word and comes with a connection:

    ``world``
        begins a world, which takes orders over that connection after it has sent ``ready``.
    ``connect``
        serves another judge over that connection, too, which hears ``ready worlds``.
    """
    judges = [control]

    def live(theirs: int) -> NoReturn:
        try:
            for judge in judges:
                judge.close()
            shield_warm_process()
            orders = socket.socket(fileno=theirs)
            orders.sendall(b"ready")
            watch = MemoryWatch(setting.resources.total_memory, tuple(setting.folders))
            attend(orders, run, True, watch)
        finally:
            os._exit(0)

    begun, warm = 0, False
    while True:
        if not warm and (begun > 1 or not _called(judges, QUIET if begun else WAITS)):
            warm_up_further()
            warm = True
        for judge in select.select(judges, [], [])[0]:
            word, descriptors, _ = next_order(judge)
            if not word:
                if judge is control:
                    return
                judges.remove(judge)
                judge.close()
            for descriptor in descriptors[:1]:
                if word == b"world":
                    begun += 1
                    begin_world(setting.folders, functools.partial(live, descriptor))
                elif word == b"connect":
                    judges.append(socket.socket(fileno=os.dup(descriptor)))
                    judges[-1].sendall(b"ready worlds")
            for descriptor in descriptors:
                os.close(descriptor)


def _called(judges: Iterable[socket.socket], seconds: float) -> bool:
    return bool(select.select(judges, [], [], seconds)[0])


def shield_warm_process() -> None:
    """Keep other processes from reading or writing this one's memory; let it live longest.

    What a submission leaves behind becomes this process's to reap, as it is for process 1.
    """
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0)
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    with contextlib.suppress(OSError):
        # Where memory runs out, the kernel ends a sandbox before it ends anything else.
        Path("/proc/self/oom_score_adj").write_text("900")
