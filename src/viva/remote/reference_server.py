"""Serve references to a candidate from a process of their own, which may take long or die.

The candidate chooses the arguments, and a training with 10**12 epochs or a matrix of 10**12
entries must cost nobody but itself.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from viva.worker.limits import MIB
from viva.worker.memory import address_space
from viva.worker.wire import (
    Closed,
    Handle,
    TimedOut,
    WireError,
    decode,
    encode,
    receive,
    send,
)

MEMORY = 1024 * MIB
MAX_CALL = 64 * MIB
# A training in plain lists calls its dot product some hundred thousand times.
MAX_CALLS = 1_000_000
MAX_INSTANCES = 10_000
CPU_SECONDS = 60
PR_SET_PDEATHSIG = 1  # from <linux/prctl.h>
REFUSAL = encode({"raised": ("ValueError", "these arguments do not fit")})


class ReferenceServer:
    """A fork of this process that calls references for the candidate, `MAX_CALLS` times at most.

    Calls reach it as the candidate wrote them, and are looked at nowhere else.

    Parameters
    ----------
    functions
        The references, by the number under which the candidate calls them. An instance of one that
        is a class stays here, and the candidate gets the number of it.
    seconds
        After so much processor time it ends, whatever it does.

    Attributes
    ----------
    connection
        Over which the candidate calls it.

    Use as a context manager; at its end the process is ended, whatever it does.
    """

    def __init__(self, functions: Mapping[int, Callable[..., Any]], seconds: float) -> None:
        self.connection, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        self.process = os.fork()
        if self.process == 0:
            self.connection.close()
            _serve(theirs, functions, seconds)
        theirs.close()

    def __enter__(self) -> ReferenceServer:
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


def _serve(
    connection: socket.socket, functions: Mapping[int, Callable[..., Any]], seconds: float
) -> NoReturn:
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, max(seconds, 0.01))
        if sys.platform.startswith("linux"):
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        import resource  # not on Windows, where this never runs

        for kind, bound in (
            (resource.RLIMIT_AS, address_space(os.getpid()) + MEMORY),
            (resource.RLIMIT_CPU, CPU_SECONDS),
        ):
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(kind, (bound, resource.getrlimit(kind)[1]))
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in (1, 2):
            os.dup2(null, descriptor)
        instances: list[Any] = []
        for _ in range(MAX_CALLS):
            send(connection, _answer(functions, instances, receive(connection, most=MAX_CALL)))
    except (Closed, TimedOut, WireError, OSError, MemoryError):
        pass
    finally:
        os._exit(0)


def _answer(
    functions: Mapping[int, Callable[..., Any]], instances: list[Any], frame: bytes
) -> bytes:
    try:
        message = decode(frame, _refuse)
        if "instance" in message:
            return encode(_of_instance(instances, message))
        function = functions[message["callback"]]
        if isinstance(function, type) and len(instances) >= MAX_INSTANCES:
            return REFUSAL
        value = function(*message["args"], **message["kwargs"])
        if not isinstance(function, type):
            return encode({"value": value})
        instances.append(value)
        return encode({"instance": len(instances) - 1})
    except Exception:  # noqa: BLE001 - the candidate may call it with anything
        return REFUSAL


def _of_instance(instances: list[Any], message: Mapping[str, Any]) -> dict[str, Any]:
    """Set or get an attribute of an instance, or call a method; nothing of it that is private."""
    number, name = message["instance"], message["attribute"]
    if name.startswith("_"):
        raise AttributeError(name)
    instance = instances[number]
    if "to" in message:
        setattr(instance, name, message["to"])
        return {"value": None}
    found = getattr(instance, name)
    if "args" not in message:
        return {"method": True} if callable(found) else {"value": found}
    value = found(*message["args"], **message["kwargs"])
    return {"instance": number} if value is instance else {"value": value}


def _refuse(handle: Handle) -> NoReturn:
    raise WireError("a reference takes plain data only")
