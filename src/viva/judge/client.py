"""The judge's end of the worker: start it, run a submission's cells, take snapshots."""

from __future__ import annotations

import contextlib
import math
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from viva.judge.candidate import Listener
from viva.judge.preparation import cache_folder, copy_fonts, prepare
from viva.worker.core import Core
from viva.worker.limits import Resources
from viva.worker.sandbox import SCRATCH, sandbox_command, write_etc
from viva.worker.serve import Setting
from viva.worker.wire import Closed, TimedOut, WireError, decode, encode, receive, send

GRACE = 2.0
START = 120.0
PATIENCE = 30.0
MAX_REPLY = 64 * 2**20
LOG = "worker.log"
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
    sandboxed
        Whether it runs inside bubblewrap; see `viva.worker.sandbox`.
    resources
        What a submission may use.
    user
        The number of a user of its own, as whom it runs where there is no sandbox; only root can
        start it so. No other process may be that user's.

    Attributes
    ----------
    lost
        How often the warm process was found to be gone, or silent.
    """

    def __init__(
        self,
        figures: bool = True,
        sandboxed: bool = False,
        resources: Resources | None = None,
        user: int | None = None,
    ) -> None:
        self.figures = figures
        self.user = None if sandboxed else user
        self.sandboxed = sandboxed
        self.resources = resources or Resources()
        self.process: subprocess.Popen[bytes] | None = None
        self.control: socket.socket | None = None
        self.home: Path | None = None
        self.orders = 0
        self.lost = 0
        self.ready = False

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @property
    def sandbox(self) -> str:
        """What keeps student code in: ``bubblewrap``, ``user`` or ``none``."""
        if self.sandboxed:
            return "bubblewrap"
        return "none" if self.user is None else "user"

    def start(self) -> None:
        """Start the warm process if it is not running, and wait until it is ready.

        Raises
        ------
        WorkerProblem
            If it does not come up.
        """
        self.begin()
        if self.ready:
            return
        if self._answer(START) != b"ready":
            assert self.home is not None
            text = (self.home / LOG).read_text(errors="replace")
            self.close()
            lines = text.strip().splitlines()
            raise WorkerProblem(f"The worker did not start: {lines[-1] if lines else 'no message'}")
        self.ready = True

    def begin(self) -> None:
        """Start the warm process if it is not running; it takes a while to be ready."""
        if self.process is not None and self.process.poll() is None:
            return
        self.lost += self.process is not None
        self.close()
        prepare()
        self.home = Path(tempfile.mkdtemp(prefix="viva-worker-"))
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = self._command(theirs.fileno())
        if self.user is not None:
            for path in (self.home, *self.home.rglob("*")):
                os.chown(path, self.user, self.user)
        with theirs, (self.home / LOG).open("wb") as errors:
            self.process = subprocess.Popen(
                command,
                env=self._environment(),
                cwd=self.home,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,
                user=self.user,
                group=self.user,
                extra_groups=None if self.user is None else [],
            )
        self.control = ours

    def _command(self, descriptor: int) -> list[str]:
        assert self.home is not None
        etc = self.home / "etc"
        write_etc(etc)
        copy_fonts(cache_folder(), etc / "matplotlib")
        setting = Setting(
            figures=self.figures,
            sandboxed=self.sandboxed,
            own_user=self.user is not None,
            scratch=SCRATCH if self.sandboxed else str(self.home / "scratch"),
            fonts="/etc/matplotlib" if self.sandboxed else str(etc / "matplotlib"),
            resources=self.resources,
        )
        # -I: neither the folder nor the user's own packages are searched for modules.
        command = [sys.executable, "-I", "-m", "viva.worker", str(descriptor), setting.as_json()]
        if not self.sandboxed:
            return command
        environment = [f"{name}={value}" for name, value in self._environment().items()]
        return sandbox_command(["/usr/bin/env", "-i", *environment, *command], self.resources, etc)

    def _environment(self) -> dict[str, str]:
        environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        scratch = SCRATCH if self.sandboxed else f"{self.home}/scratch"
        home = f"{scratch}/home"
        return environment | {
            "HOME": home,
            "TMPDIR": f"{scratch}/tmp",
            "IPYTHONDIR": f"{home}/.ipython",
            "MPLCONFIGDIR": home,
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            "LANG": "C.UTF-8",
            "PATH": os.defpath,
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "PYTHONHASHSEED": "0",
        }

    def _answer(self, seconds: float) -> bytes:
        assert self.control is not None
        self.control.settimeout(max(seconds, 0.01))
        try:
            return self.control.recv(64)
        except (TimeoutError, ConnectionError):
            return b""

    def order(self, word: bytes, *processes: int, descriptor: int | None = None) -> None:
        """Give the warm process an order and wait until it is done.

        Parameters
        ----------
        processes
            Those that the order is about, by the numbers that they have in the sandbox.
        descriptor
            A connection to pass on.

        Raises
        ------
        WorkerProblem
            If the warm process is gone.
        """
        if self.control is None:
            raise WorkerProblem("The worker is gone.")
        self.orders += 1
        words = b" ".join([word, *(b"%d" % number for number in (self.orders, *processes))])
        try:
            if descriptor is None:
                self.control.sendall(words)
            else:
                socket.send_fds(self.control, [words], [descriptor])
        except OSError as error:
            self.lost += 1
            raise WorkerProblem("The worker is gone.") from error
        until = time.monotonic() + PATIENCE
        while (answer := self._answer(until - time.monotonic())) != b"done %d" % self.orders:
            # What comes late is the reply to an earlier order.
            if not answer:
                self.lost += 1
                raise WorkerProblem("The worker does not answer.")

    def close(self) -> None:
        """End the warm process and everything it started."""
        if self.control is not None:
            self.control.close()
            self.control = None
        if self.process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                # One that is still coming up would hear only afterwards that nobody is there.
                self.process.wait(5 if self.ready else 0)
            if self.process.poll() is None:
                started = [] if self.sandboxed else descendants(self.process.pid)
                self.process.kill()
                self.process.wait()
                for process in started:
                    with contextlib.suppress(psutil.Error):
                        process.kill()
            self.process = None
        self.ready = False
        if self.home is not None:
            shutil.rmtree(self.home, ignore_errors=True)
            self.home = None


def descendants(process: int) -> list[psutil.Process]:
    """List what a process has started, and what that has started; without a sandbox they stay."""
    with contextlib.suppress(psutil.Error):
        return list(psutil.Process(process).children(recursive=True))
    return []


class Session:
    """One submission in the worker: a fork that runs its cells, and its snapshots.

    Parameters
    ----------
    files
        What lies beside the notebook, by path.

    Use as a context manager; at its end everything that the submission started is killed.
    """

    def __init__(self, worker: Worker, files: Mapping[str, bytes] | None = None) -> None:
        self.worker = worker
        self.files = dict(files or {})
        self.connection: socket.socket | None = None
        self.snapshots: list[Snapshot] = []
        self.core = Core()

    def __enter__(self) -> Session:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        for snapshot in self.snapshots:
            snapshot.close()
        self.stop()

    def start(self) -> None:
        """Fork a session from the warm process, from a new one if the old one is gone.

        Raises
        ------
        WorkerProblem
            If a new one does not help either.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with theirs:
            self.worker.start()
            try:
                self._order_fork(theirs.fileno())
            except WorkerProblem:
                for snapshot in self.snapshots:
                    snapshot.close()
                self.worker.close()
                self.worker.start()
                self._order_fork(theirs.fileno())
        self.connection = ours
        if self.files:
            message = {"op": "files", "files": self.files}
            try:
                self.request(message, time.monotonic() + 60)
            except (Closed, TimedOut, WireError) as error:
                raise WorkerProblem("The worker does not take the files.") from error

    def _order_fork(self, descriptor: int) -> None:
        """Order a session on the processor of this thread, which from then on stays there."""
        core = self.core.take()
        try:
            self.worker.order(b"fork", *(() if core is None else (core,)), descriptor=descriptor)
        except WorkerProblem:
            # A worker that is started now must not be kept there.
            self.core.leave()
            raise

    def restart(self) -> None:
        """Begin anew after the session died; nothing of it goes on but its snapshots.

        Raises
        ------
        WorkerProblem
            If the worker cannot be started again.
        """
        with contextlib.suppress(WorkerProblem):
            self.worker.order(b"restart", *self.living())
        self.start()

    def living(self) -> list[int]:
        """Give the processes of the snapshots that may still be asked."""
        return [snapshot.process for snapshot in self.snapshots if not snapshot.dead]

    def stop(self) -> None:
        """Kill the session and what it started."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None
        try:
            self.worker.order(b"kill")
        except WorkerProblem:
            self.worker.close()
        self.core.leave()

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

    def fork(self, operation: str) -> tuple[socket.socket, int]:
        """Have the session fork itself, and give a connection to the fork and its number.

        Raises
        ------
        Closed, TimedOut, WireError
            As `viva.worker.wire` says.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            with theirs:
                message, until = {"op": operation}, time.monotonic() + 10
                reply = self.request(message, until, theirs.fileno())
        except (Closed, TimedOut, WireError):
            ours.close()
            raise
        # The number is the student's process's word: it may name any other process in there.
        process = reply.get("process")
        return ours, process if type(process) is int else 0

    def snapshot(self) -> Snapshot | None:
        """Fork a snapshot that answers questions about the notebook as it is now."""
        try:
            connection, process = self.fork("snapshot")
        except (Closed, TimedOut, WireError):
            return None
        snapshot = Snapshot(self, process, connection)
        self.snapshots.append(snapshot)
        return snapshot


class Branch(Session):
    """A session that goes on from where another one stands; what it does concerns only itself.

    Parameters
    ----------
    trunk
        The session; it must not run a cell while branches of it are open.
    """

    def __init__(self, trunk: Session) -> None:
        super().__init__(trunk.worker)
        self.trunk = trunk
        self.process = 0

    def start(self) -> None:
        """Fork from the trunk.

        Raises
        ------
        WorkerProblem
            If the trunk is gone.
        """
        try:
            self.connection, self.process = self.trunk.fork("branch")
        except (Closed, TimedOut, WireError) as error:
            raise WorkerProblem("The session is gone.") from error

    def living(self) -> list[int]:
        """Give the branch's own process as well; the warm process spares the trunk by itself."""
        return [self.process, *super().living()]

    def restart(self) -> None:
        """Begin anew from where the trunk stands."""
        with contextlib.suppress(WorkerProblem):
            self.worker.order(b"end", self.process, *self.living())
        self.start()

    def stop(self) -> None:
        """Kill the branch and what it started."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None
        with contextlib.suppress(WorkerProblem):
            self.worker.order(b"end", self.process)


class Snapshot:
    """A process that answers questions; the transport behind a remote candidate.

    Attributes
    ----------
    dead
        Whether it will not answer any more.
    deadline
        On the clock of `time.monotonic`: after it nothing is asked.
    """

    def __init__(self, session: Session, process: int, connection: socket.socket) -> None:
        self.session = session
        self.process = process
        self.connection = connection
        self.dead = False
        self.lost: type[Exception] = CallKilled
        self.deadline = math.inf

    def ask(self, request: bytes, seconds: float, listen: Listener) -> None:
        """Send one encoded request, and pass on what comes until `listen` has heard the reply.

        Raises
        ------
        CallTimedOut
            If there is no reply within `seconds`. The call has been interrupted; if that did not
            help, the snapshot is dead.
        CallKilled
            If the process is gone.
        """
        if self.dead:
            raise self.lost
        until = min(time.monotonic() + seconds, self.deadline)
        if until <= time.monotonic():
            raise CallTimedOut
        answer: bytes | None = request
        while answer is not None:
            answer = listen(self.exchange(answer, until))

    def connect(self, references: socket.socket) -> None:
        """Pass on a connection over which the candidate asks the references.

        Raises
        ------
        CallTimedOut, CallKilled, WireError
            As in `ask`.
        """
        if self.dead:
            raise self.lost
        until = min(time.monotonic() + GRACE, self.deadline)
        self.exchange(encode({"op": "references"}), until, references.fileno())

    def exchange(self, frame: bytes, until: float, descriptor: int | None = None) -> bytes:
        """Send a frame, and perhaps a descriptor after it, and wait for the next frame."""
        try:
            self.connection.settimeout(max(until - time.monotonic(), 0.1))
            send(self.connection, frame)
            if descriptor is not None:
                socket.send_fds(self.connection, [b"!"], [descriptor])
            return receive(self.connection, until, MAX_REPLY)
        except TimedOut:
            self.interrupt()
            raise CallTimedOut from None
        except (Closed, OSError) as error:
            self.end()
            raise CallKilled from error
        except WireError:
            # A frame that is too large is not read, and so neither is what follows.
            self.end()
            raise

    def interrupt(self) -> None:
        """Interrupt the call; if that does not help, the snapshot is dead."""
        try:
            self.session.worker.order(b"interrupt", self.process)
            until = time.monotonic() + GRACE
            # Calls back may be on their way still; nobody answers them any more.
            while _is_call_back(receive(self.connection, until, MAX_REPLY)):
                pass
        except (Closed, TimedOut, WireError, OSError, WorkerProblem):
            self.lost = CallTimedOut
            self.end()

    def end(self) -> None:
        """Kill the process, and what any question so far has left running."""
        if not self.dead:
            self.dead = True
            with contextlib.suppress(WorkerProblem):
                self.session.worker.order(b"end", self.process, *self.session.living())
        self.close()

    def close(self) -> None:
        """Hang up: the process ends by itself."""
        self.dead = True
        self.connection.close()


def _is_call_back(frame: bytes) -> bool:
    message = decode(frame)
    return isinstance(message, dict) and "callback" in message
