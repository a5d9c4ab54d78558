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
import tempfile
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn, TypeGuard

from viva.exam.load import PACKAGE
from viva.remote.enclosed import enclose
from viva.worker.limits import MIB
from viva.worker.memory import address_space
from viva.worker.stand_ins import SPECIAL
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
# So does one that computes with instances, of which each operation makes another.
MAX_INSTANCES = 200_000
CPU_SECONDS = 60
MAX_ITERATED = 100_000
# Of one file that a reference writes.
MOST_WRITTEN = 64 * MIB
# Of what a call brings: files, and folders in one another.
MAX_FILES, MAX_DEEP = 2_000, 20
PR_SET_PDEATHSIG = 1  # from <linux/prctl.h>
REFUSAL = encode({"raised": ("ValueError", "these arguments do not fit")})


class ReferenceServer:
    """A fork of this process that calls references for the candidate, `MAX_CALLS` times at most.

    Calls reach it as the candidate wrote them, and are looked at nowhere else.

    It opens and changes nothing but what is in a folder of its own, where files that a call brings
    with it are put.

    Parameters
    ----------
    functions
        The references, by the number under which the candidate calls them. An instance of one that
        is a class stays here, and the candidate gets the number of it; so does one of another
        class of the exam's.
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
        self.folder = tempfile.TemporaryDirectory(
            prefix="viva-references-", ignore_cleanup_errors=True
        )
        try:
            self.process = os.fork()
        except (OSError, AttributeError):  # there is none on Windows
            self.connection.close()
            theirs.close()
            self.folder.cleanup()
            raise OSError("no process for the references") from None
        if self.process == 0:
            _serve(theirs, functions, Path(self.folder.name), seconds)
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
        # What it wrote may be too much for whoever removes it; the judge's own folder goes later.
        with contextlib.suppress(OSError, RecursionError):
            self.folder.cleanup()


def _serve(
    connection: socket.socket,
    functions: Mapping[int, Callable[..., Any]],
    folder: Path,
    seconds: float,
) -> NoReturn:
    # Whatever happens, this is no second judge.
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
            (resource.RLIMIT_FSIZE, MOST_WRITTEN),
            (resource.RLIMIT_CORE, 0),
        ):
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(kind, (bound, resource.getrlimit(kind)[1]))
        references = References(functions, folder)
        keep_only(connection.fileno())
        os.chdir(folder)
        enclose(str(folder))
        for _ in range(MAX_CALLS):
            send(connection, references.answer(receive(connection, most=MAX_CALL)))
    except (Closed, TimedOut, WireError, OSError, MemoryError):
        pass
    finally:
        os._exit(0)


def keep_only(descriptor: int) -> None:
    """Close all open files but one, and let the first three lead nowhere.

    A reference that opens what it is given would open a number, too: a file of the judge's.
    """
    null = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(null, standard)
    os.closerange(3, descriptor)
    os.closerange(descriptor + 1, os.sysconf("SC_OPEN_MAX"))


class References:
    """Calls references as encoded messages say, and keeps the instances that they make.

    Parameters
    ----------
    folder
        Where the files that a call brings are put, as long as it takes.
    """

    def __init__(self, functions: Mapping[int, Callable[..., Any]], folder: Path) -> None:
        self.functions = functions
        self.folder = folder
        kinds = [kind for kind in functions.values() if is_class(kind)]
        self.classes = frozenset(kinds)
        self.operators = {kind: frozenset(operators_of(kind)) for kind in kinds}
        self.instances: list[Any] = []
        self.numbers: dict[int, int] = {}

    def answer(self, frame: bytes) -> bytes:
        """Return the encoded answer to an encoded call, or a refusal."""
        try:
            message = decode(frame, self.resolve)
            if "instance" in message:
                return encode(self.of_instance(message), self.keep)
            function = self.functions[message["callback"]]
            with self.brought(message) as (args, kwargs):
                value = function(*args, **kwargs)
            if is_class(function):
                return encode({"instance": self.keep(value).number})
            return encode({"value": value}, self.keep)
        except Exception:  # noqa: BLE001 - the candidate may call it with anything
            return REFUSAL

    def keep(self, value: Any) -> Handle:
        """Return the handle of an instance of one of the exam's classes; nothing else stays here.

        What a library's own object can do is too much to be known.
        """
        kind = type(value)
        if not self.is_kept(value):
            raise WireError(f"{type(value).__name__} cannot be sent to the candidate")
        if id(value) not in self.numbers:
            if len(self.instances) >= MAX_INSTANCES:
                raise WireError("too many instances")
            self.numbers[id(value)] = len(self.instances)
            self.instances.append(value)
        return Handle(self.numbers[id(value)], "instance", kind.__name__)

    def is_kept(self, value: Any) -> bool:
        """Return whether a value is an instance of one of the exam's classes."""
        kind = type(value)
        return kind in self.classes or str(kind.__module__).startswith(PACKAGE)

    def operated(self, instance: Any, name: str, args: list[Any]) -> dict[str, Any]:
        """Return what a special method of an instance returns."""
        try:
            value = getattr(instance, name)(*args)
        except (IndexError, KeyError) as error:
            # By these Python finds the end of a loop, and what is not in there.
            return {"raised": (type(error).__name__, "")}
        if name == "__iter__":
            value = list(islice(value, MAX_ITERATED))
        return {} if value is NotImplemented else {"value": value}

    def resolve(self, handle: Handle) -> Any:
        """Return the instance that a handle stands for."""
        if handle.kind != "instance" or not 0 <= handle.number < len(self.instances):
            raise WireError("a reference takes plain data and its own instances only")
        return self.instances[handle.number]

    def of_instance(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """Set or get an attribute of an instance, or call a method; nothing that is private."""
        name = message["attribute"]
        instance = self.instances[message["instance"]]
        if name in self.operators.get(type(instance), ()):
            return self.operated(instance, name, message["args"])
        if name.startswith("_"):
            raise AttributeError(name)
        if "to" in message:
            setattr(instance, name, message["to"])
            return {"value": None}
        if not hasattr(instance, name):
            return {"absent": True}
        found = getattr(instance, name)
        if "args" not in message:
            kept = self.is_kept(found) or not callable(found)
            return {"value": found} if kept else {"method": True}
        with self.brought(message) as (args, kwargs):
            return {"value": found(*args, **kwargs)}

    @contextlib.contextmanager
    def brought(self, message: Mapping[str, Any]) -> Iterator[tuple[list[Any], dict[str, Any]]]:
        """Yield the arguments of a call, with the paths of the files that it brings."""
        args, kwargs = list(message["args"]), dict(message["kwargs"])
        with contextlib.ExitStack() as stack:
            if message.get("files"):
                # A reference finds them under the names that it is given, and leaves nothing.
                own = Path(stack.enter_context(own_folder(self.folder)))
                stack.enter_context(contextlib.chdir(own))
                for number, brought in enumerate(message["files"]):
                    place, path = brought["place"], put(own, brought, number)
                    text = path if brought["relative"] else str(own / path)
                    given = f"{text}{brought['end']}" if brought["text"] else Path(text)
                    if isinstance(place, str):
                        kwargs[place] = given
                    else:
                        args[place] = given
            yield args, kwargs


def put(folder: Path, brought: Mapping[str, Any], number: int) -> str:
    """Write a file, or a folder with files, that a call brings; return its path from `folder`.

    One that has no name of its own there is called by its number.
    """
    if len(brought["files"]) > MAX_FILES:
        raise WireError("too many files")
    name = brought["path"] if brought["relative"] else f"brought {number}/{brought['name']}"
    root = within(folder, name)
    if brought["folder"]:
        root.mkdir(parents=True, exist_ok=True)
    for inner, content in brought["files"].items():
        path = within(root, inner) if brought["folder"] else root
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return str(name)


def within(folder: Path, name: str) -> Path:
    """Return the path of a name below a folder.

    Raises
    ------
    WireError
        If it would be elsewhere, or in very many folders.
    """
    path = folder / name
    if len(Path(name).parts) > MAX_DEEP or ".." in Path(name).parts or Path(name).is_absolute():
        raise WireError("a file outside of its folder")
    return path


def own_folder(within: Path | None = None) -> tempfile.TemporaryDirectory[str]:
    """Make a folder that is removed at the end, be it that something in it cannot be."""
    return tempfile.TemporaryDirectory(
        prefix="viva-references-", dir=within, ignore_cleanup_errors=True
    )


def is_class(reference: Any) -> TypeGuard[type]:
    """Return whether a reference is a class, of which instances are made."""
    return isinstance(reference, type)


def operators_of(kind: type) -> list[str]:
    """Return the special methods that a class has and `object` has not, or has otherwise."""
    own = [vars(base) for base in kind.__mro__ if base is not object]
    return [name for name in SPECIAL if any(name in names for names in own)]
