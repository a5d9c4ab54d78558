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
import importlib
import os
import select
import signal
import socket
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NoReturn

from viva.worker.deferred import deferring
from viva.worker.filter import make_filter
from viva.worker.folders import make_home, sweep_files
from viva.worker.huge_pages import use_huge_pages
from viva.worker.memory import MemoryWatch
from viva.worker.running import run_session
from viva.worker.setting import LATE, WARM, Setting
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
    # What is imported stays: to look for garbage among it takes a seventh of the time.
    gc.disable()
    late = [module for module in setting.warm if module in LATE]
    import_deferring(module for module in setting.warm if module in WARM and module not in LATE)
    # What a course adds may use at once what is deferred, or be just that.
    shell = import_all(setting.figures, [name for name in setting.warm if name not in WARM])
    gc.freeze()
    gc.enable()
    barrier = make_filter(os.getpid()) if setting.alone else None
    sweep_files(scratch, setting.folders)
    # What a submission leaves behind becomes this process's; nobody asks how it ended.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    run = functools.partial(run_session, shell, setting=setting, barrier=barrier)
    if setting.worlds and can_begin_worlds(setting.folders):
        control.sendall(b"ready worlds")
        host(control, setting, run, what_only_a_class_needs(shell, late))
        return
    import_deferring(late)
    try_out(shell)
    sweep_files(scratch, setting.folders)
    keep()
    watch = MemoryWatch(setting.resources.total_memory) if setting.alone else None
    control.sendall(b"ready")
    attend(control, run, setting.alone, watch, lambda: sweep_files(scratch, setting.folders))


def what_only_a_class_needs(shell: Any, modules: Iterable[str]) -> list[Callable[[], None]]:
    """Return what makes submissions cheaper, step by step, and takes longer than one spares."""
    steps = [functools.partial(import_deferring, [module]) for module in modules]
    return [*steps, functools.partial(try_out, shell), keep, use_huge_pages]


def keep() -> None:
    """Collect what is garbage by now, and look at the rest never again."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def import_deferring(modules: Iterable[str]) -> None:
    """Import modules without what they need for a few of their functions only."""
    with deferring():
        for module in modules:
            importlib.import_module(module)


def host(
    control: socket.socket, setting: Setting, run: Any, further: Iterable[Callable[[], None]]
) -> None:
    """Begin worlds for all who ask, until the first of them hangs up.

    What is done further, for a class, is done when nobody has asked for a while, until somebody
    does, and before the third world at the latest.

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

    steps = deque(further)
    begun, quiet = 0, WAITS
    while True:
        while steps and (begun > 1 or not _called(judges, quiet)):
            steps.popleft()()
            quiet = 0.0
        quiet = QUIET if begun else WAITS
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
