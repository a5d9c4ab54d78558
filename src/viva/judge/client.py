"""The judge's end of the worker: start it, run a submission's cells, take snapshots."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from viva.worker.wire import Closed, TimedOut, WireError, decode, encode, receive, send

GRACE = 2.0
START = 120.0
PASSED_ON = ("LD_LIBRARY_PATH", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "SYSTEMROOT")


class WorkerProblem(Exception):
    """The warm worker itself does not start or does not answer."""


class CallTimedOut(Exception):
    """A call into the student's code took longer than it may."""


class CallKilled(Exception):
    """The process that should have answered is gone."""


@dataclass(frozen=True)
class CellResult:
    """What running one cell gave.

    Attributes
    ----------
    status
        ``ok``, ``error``, ``timeout`` or ``killed``.
    outputs
        In the notebook format.
    error
        The exception as `viva.worker.respondent.describe` gives it, if there was one.
    """

    status: str
    outputs: list[dict[str, Any]] = field(default_factory=list)
    error: dict[str, Any] | None = None


class Worker:
    """A warm process that runs one submission at a time.

    Parameters
    ----------
    figures
        Whether the figures that cells draw are rendered into their outputs.
    """

    def __init__(self, figures: bool = True) -> None:
        self.figures = figures
        self.process: subprocess.Popen[bytes] | None = None
        self.control: socket.socket | None = None
        self.home: Path | None = None

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def start(self) -> None:
        """Start the warm process if it is not running.

        Raises
        ------
        WorkerProblem
            If it does not come up.
        """
        if self.process is not None and self.process.poll() is None:
            return
        self.close()
        self.home = Path(tempfile.mkdtemp(prefix="viva-worker-"))
        copy_fonts(font_cache(), self.home)
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, "-m", "viva.worker", str(theirs.fileno())]
        if self.figures:
            command.append("--figures")
        self.process = subprocess.Popen(
            command,
            env=self._environment(),
            cwd=self.home,
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=(self.home / "worker.log").open("wb"),
            start_new_session=True,
        )
        theirs.close()
        self.control = ours
        if self._answer(START) != b"ready":
            log = (self.home / "worker.log").read_text(errors="replace").strip().splitlines()
            self.close()
            raise WorkerProblem(f"The worker did not start: {log[-1] if log else 'no message'}")
        copy_fonts(self.home, font_cache())

    def _environment(self) -> dict[str, str]:
        environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        return environment | {
            "HOME": str(self.home),
            "IPYTHONDIR": str(self.home),
            "MPLCONFIGDIR": str(self.home),
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            "LANG": "C.UTF-8",
            "PATH": os.defpath,
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "PYTHONHASHSEED": "0",
        }

    def _answer(self, seconds: float) -> bytes:
        assert self.control is not None
        self.control.settimeout(seconds)
        try:
            return self.control.recv(64)
        except (TimeoutError, ConnectionError):
            return b""

    def order(self, word: bytes, descriptor: int | None = None) -> None:
        """Give the warm process an order and wait until it is done.

        Raises
        ------
        WorkerProblem
            If the warm process is gone.
        """
        assert self.control is not None
        try:
            if descriptor is None:
                self.control.sendall(word)
            else:
                socket.send_fds(self.control, [word], [descriptor])
        except OSError as error:
            raise WorkerProblem("The worker is gone.") from error
        if self._answer(30.0) != b"done":
            raise WorkerProblem("The worker does not answer.")

    @contextlib.contextmanager
    def folder(self) -> Iterator[Path]:
        """Make an empty folder for one submission, and remove it at the end."""
        path = Path(tempfile.mkdtemp(prefix="viva-submission-"))
        try:
            yield path
        finally:
            shutil.rmtree(path, ignore_errors=True)

    def close(self) -> None:
        """End the warm process and everything it started."""
        if self.control is not None:
            self.control.close()
            self.control = None
        if self.process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(5)
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
            self.process = None
        if self.home is not None:
            shutil.rmtree(self.home, ignore_errors=True)
            self.home = None


def font_cache() -> Path:
    """Tell where the list of fonts is kept, which matplotlib needs seconds to make."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "viva" / "matplotlib"


def copy_fonts(source: Path, target: Path) -> None:
    """Copy matplotlib's list of fonts, unless it is there; without it things only take longer."""
    with contextlib.suppress(OSError):
        for path in source.glob("fontlist-*.json"):
            if not (target / path.name).exists():
                target.mkdir(parents=True, exist_ok=True)
                fresh = target / f".{path.name}.{os.getpid()}"
                shutil.copyfile(path, fresh)
                fresh.replace(target / path.name)


class Session:
    """One submission in the worker: a fork that runs its cells, and its snapshots.

    Use as a context manager; at its end everything that the submission started is killed.
    """

    def __init__(self, worker: Worker, folder: Path) -> None:
        self.worker = worker
        self.folder = folder
        self.connection: socket.socket | None = None
        self.snapshots: list[Snapshot] = []

    def __enter__(self) -> Session:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        for snapshot in self.snapshots:
            snapshot.connection.close()
        self.stop()

    def start(self) -> None:
        """Fork a session from the warm process, from a new one if the old one is gone.

        Raises
        ------
        WorkerProblem
            If a new one does not help either.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        word = b"fork " + str(self.folder).encode()
        with theirs:
            self.worker.start()
            try:
                self.worker.order(word, theirs.fileno())
            except WorkerProblem:
                self.worker.close()
                self.worker.start()
                self.worker.order(word, theirs.fileno())
        self.connection = ours

    def stop(self) -> None:
        """Kill the session and what it started."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None
        try:
            self.worker.order(b"kill")
        except WorkerProblem:
            self.worker.close()

    @property
    def alive(self) -> bool:
        """Whether cells can be run."""
        return self.connection is not None

    def request(
        self, message: dict[str, Any], deadline: float, descriptor: int | None = None
    ) -> dict[str, Any]:
        """Send the session a message and wait for its reply.

        Raises
        ------
        Closed, TimedOut, WireError
            As `viva.worker.wire` says.
        """
        if self.connection is None:
            raise Closed
        try:
            self.connection.settimeout(max(deadline - time.monotonic(), 0.1))
            if descriptor is None:
                self.connection.sendall(b"!")
            else:
                socket.send_fds(self.connection, [b"!"], [descriptor])
            send(self.connection, encode(message))
        except TimeoutError as error:
            raise TimedOut from error
        except OSError as error:
            raise Closed from error
        reply = decode(receive(self.connection, deadline))
        if not isinstance(reply, dict):
            raise WireError("a reply that is none")
        return reply

    def run(self, number: int, source: str, seconds: float) -> CellResult:
        """Run one cell; whatever it does, say how it ended.

        Parameters
        ----------
        number
            Of the cell, by which the places of exceptions name it.
        seconds
            Time limit: after it the cell is interrupted, and killed if that does not help. A
            killed session is not `alive` any more.
        """
        message = {"op": "cell", "number": number, "source": source}
        late = False
        try:
            try:
                reply = self.request(message, time.monotonic() + seconds)
            except TimedOut:
                late = True
                assert self.connection is not None
                self.worker.order(b"interrupt")
                reply = decode(receive(self.connection, time.monotonic() + GRACE))
        except (Closed, TimedOut, WireError, WorkerProblem):
            if self.connection is not None:
                self.connection.close()
                self.connection = None
            return CellResult("timeout" if late else "killed")
        if not isinstance(reply, dict):
            reply = {}
        outputs, error = reply.get("outputs"), reply.get("error")
        error = error if isinstance(error, dict) else None
        status = "timeout" if late else "error" if error is not None else "ok"
        return CellResult(status, outputs if isinstance(outputs, list) else [], error)

    def snapshot(self) -> Snapshot | None:
        """Fork a snapshot that answers questions about the notebook as it is now."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        snapshot = Snapshot(self, len(self.snapshots), ours)
        try:
            with theirs:
                deadline = time.monotonic() + 10
                self.request({"op": "snapshot"}, deadline, theirs.fileno())
        except (Closed, TimedOut, WireError):
            ours.close()
            return None
        self.snapshots.append(snapshot)
        return snapshot


class Snapshot:
    """A process that answers questions; the transport behind a remote candidate."""

    def __init__(self, session: Session, number: int, connection: socket.socket) -> None:
        self.session = session
        self.number = number
        self.connection = connection
        self.dead = False

    def ask(self, request: bytes, seconds: float) -> bytes:
        """Send one encoded request and give the encoded reply.

        Raises
        ------
        CallTimedOut
            If there is none within `seconds`. The call has been interrupted; if that did not
            help, the snapshot is dead.
        CallKilled
            If the process is gone.
        """
        if self.dead:
            raise CallKilled
        try:
            self.connection.settimeout(seconds)
            send(self.connection, request)
            try:
                return receive(self.connection, time.monotonic() + seconds)
            except TimedOut:
                if self._signal("interrupt"):
                    with contextlib.suppress(TimedOut):
                        receive(self.connection, time.monotonic() + GRACE)
                        raise CallTimedOut from None
                self.dead = True
                self._signal("kill")
                raise CallTimedOut from None
        except (Closed, TimedOut, WireError, OSError) as error:
            self.dead = True
            raise CallKilled from error

    def _signal(self, operation: str) -> bool:
        message = {"op": operation, "snapshot": self.number}
        try:
            self.session.request(message, time.monotonic() + GRACE)
        except (Closed, TimedOut, WireError):
            return False
        return True
