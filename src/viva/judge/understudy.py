"""Run references for a candidate in a process of their own, which may take too long or die.

The candidate chooses the arguments, and a training with 10**12 epochs or a matrix of 10**12
entries must cost nobody but itself.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import socket
import sys
import time
from collections.abc import Mapping
from typing import Any, NoReturn

from viva.worker.limits import MIB
from viva.worker.memory import address_space
from viva.worker.respondent import Respondent
from viva.worker.wire import Closed, TimedOut, WireError, decode, encode, receive, send

MEMORY = 1024 * MIB
CPU_SECONDS = 60
PR_SET_PDEATHSIG = 1  # from <linux/prctl.h>


class Understudy:
    """A fork of the judge that calls references, until its time is up.

    Parameters
    ----------
    names
        The references by name.
    until
        On the clock of `time.monotonic`: then it is ended, whatever it does.

    Use as a context manager.
    """

    def __init__(self, names: Mapping[str, Any], until: float) -> None:
        self.until = until
        self.connection, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        self.process = os.fork()
        if self.process == 0:
            self.connection.close()
            _serve(theirs, names)
        theirs.close()

    def __enter__(self) -> Understudy:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        self.connection.close()
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.process, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(self.process, 0)
            self.process = 0

    def call(self, name: str, args: list[Any], kwargs: dict[str, Any]) -> dict[str, Any]:
        """Call a reference: ``value``, or ``raised`` if it does not take such arguments."""
        request = {"op": "call", "target": name, "args": args, "kwargs": kwargs}
        try:
            self.connection.settimeout(max(self.until - time.monotonic(), 0.01))
            send(self.connection, encode(request))
            reply = decode(receive(self.connection, self.until))
            if "value" in reply:
                return {"value": reply["value"]}
        except (Closed, TimedOut, OSError):
            self.close()
        except WireError:
            pass
        return {"raised": ("ValueError", "these arguments do not fit")}


def _serve(connection: socket.socket, names: Mapping[str, Any]) -> NoReturn:
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if sys.platform.startswith("linux"):
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        for kind, bound in (
            (resource.RLIMIT_AS, address_space(os.getpid()) + MEMORY),
            (resource.RLIMIT_CPU, CPU_SECONDS),
        ):
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(kind, (bound, resource.getrlimit(kind)[1]))
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in (1, 2):
            os.dup2(null, descriptor)
        respondent = Respondent(dict(names))
        while True:
            send(connection, respondent.answer(receive(connection)))
    except (Closed, TimedOut, WireError, OSError, MemoryError):
        pass
    finally:
        os._exit(0)
