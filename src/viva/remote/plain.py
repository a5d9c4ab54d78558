"""The judge's end of a plain worker, for one's own notebook where nothing can be forked.

It has the same interface as a warm worker and its sessions, but for two things: a session cannot
be copied, so each question is asked where the notebook stands at its test; and each submission
needs a process of its own, which takes a few seconds to start.
"""

from __future__ import annotations

import contextlib
import os
import queue
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import psutil

from viva.files import cache_folder
from viva.remote.client import LOG, START, StartProblem, Worker, descendants
from viva.remote.clock import SubmissionClock, times_of
from viva.remote.preparation import copy_fonts, prepare
from viva.remote.session import FILES_SECONDS, CellResult, Session
from viva.remote.snapshot import GRACE, MAX_REPLY
from viva.remote.transport import CallKilled, CallTimedOut, Listener
from viva.remote.world import WorkerProblem
from viva.worker.parts import missing_parts
from viva.worker.plain import read_frame, write_frame
from viva.worker.sandbox import sandbox_problem
from viva.worker.setting import Setting
from viva.worker.wire import MAX_FRAME, Closed, TimedOut, WireError, decode, encode

# Without these, programs do not start on Windows, or find neither their libraries nor a folder.
PASSED_ON = (
    *("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "PATH", "PROGRAMDATA"),
    *("NUMBER_OF_PROCESSORS", "PROCESSOR_ARCHITECTURE"),
)
GLANCE = 0.05
LONGEST_GLANCE = 1.0


class Child:
    """A process that runs one notebook, with pipes to it and from it."""

    def __init__(self, worker: PlainWorker) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="viva-worker-"))
        copy_fonts(cache_folder(), self.home / "fonts")
        setting = Setting(
            figures=worker.figures,
            scratch=str(self.home / "scratch"),
            fonts=str(self.home / "fonts"),
            resources=worker.resources,
            warm=worker.warm,
        )
        # As in grading, files are read and written in UTF-8 if nothing else is said.
        command = [sys.executable, "-I", "-X", "utf8", "-m", "viva.worker"]
        with (self.home / LOG).open("wb") as errors:
            self.process = subprocess.Popen(
                [*command, "--plain", setting.as_json()],
                env=worker.environment(self.home / "scratch"),
                cwd=self.home,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=os.name == "posix",
                # Ctrl-C in the terminal is the judge's to hear.
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        self.frames: queue.Queue[bytes | Exception] = queue.Queue()
        assert self.process.stdout is not None
        reading = (self.process.stdout, self.frames)
        threading.Thread(target=collect, args=reading, daemon=True).start()
        self.number = 0

    def wait_until_ready(self) -> None:
        """Wait until it has imported everything.

        Raises
        ------
        StartProblem
            If it does not come up.
        """
        if self.number:
            return
        try:
            said = decode(self.next_frame(START))
            self.number = int(said["ready"])
        except (Closed, TimedOut, WireError, KeyError, TypeError, ValueError) as error:
            text = (self.home / LOG).read_text(encoding="utf-8", errors="replace")
            last = next(reversed(text.strip().splitlines()), "no message")
            self.close()
            raise StartProblem(f"The worker did not start: {last}") from error

    def send(self, message: dict[str, Any]) -> None:
        """Send a message.

        Raises
        ------
        Closed
            If the process is gone.
        """
        assert self.process.stdin is not None
        write_frame(self.process.stdin, encode(message))

    def next_frame(self, seconds: float) -> bytes:
        """Return the next frame that it sends.

        Raises
        ------
        Closed, WireError
            If none comes any more.
        TimedOut
            If none has come in this time.
        """
        try:
            frame = self.frames.get(timeout=seconds)
        except queue.Empty:
            raise TimedOut from None
        if isinstance(frame, Exception):
            self.frames.put(frame)
            raise frame
        return frame

    def close(self) -> None:
        """End the process and what it started, and remove its folder."""
        started = descendants(self.process.pid)
        if self.process.poll() is None:
            end(self.process)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(GRACE)
        for each in started:
            with contextlib.suppress(psutil.Error, AttributeError):
                each.kill()
        with contextlib.suppress(OSError, AttributeError):
            assert self.process.stdin is not None
            self.process.stdin.close()
        # On Windows a file stays for a moment after the process that had it open.
        for _ in range(10):
            shutil.rmtree(self.home, ignore_errors=True)
            if not self.home.exists():
                break
            time.sleep(GLANCE)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process at once, by whatever the system has for it."""
    with contextlib.suppress(OSError):
        if hasattr(signal, "SIGKILL"):
            process.kill()
        else:
            process.terminate()


def collect(pipe: IO[bytes], frames: queue.Queue[bytes | Exception]) -> None:
    """Collect what comes over a pipe, so that it can be waited for with a limit on any system."""
    try:
        while True:
            frames.put(read_frame(pipe, MAX_FRAME))
    except (Closed, WireError) as problem:
        frames.put(problem)
    finally:
        with contextlib.suppress(OSError):
            pipe.close()


class PlainWorker(Worker):
    """Starts a process for each notebook, and perhaps one ahead.

    Use as a context manager.
    """

    copies = False

    def __init__(self, figures: bool = True, warm: tuple[str, ...] | None = None) -> None:
        super().__init__(figures=figures, warm=warm)
        self.ahead: Child | None = None

    def begin(self) -> None:
        """Start the process of the next notebook, which takes a while to be ready."""
        if self.ahead is None:
            prepare()
            self.ahead = Child(self)

    def start(self) -> None:
        """Start the process of the next notebook, and wait until it is ready."""
        self.begin()
        assert self.ahead is not None
        try:
            self.ahead.wait_until_ready()
        except StartProblem:
            self.ahead = None
            raise

    def take(self) -> Child:
        """Return a process that has run nothing yet; it is the caller's to close."""
        self.start()
        child, self.ahead = self.ahead, None
        assert child is not None
        return child

    def environment(self, scratch: Path) -> dict[str, str]:
        """Return the variables of a notebook's process, with folders of its own."""
        found = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        self.home = scratch.parent
        found |= self._environment()
        self.home = None
        temporary, home = str(scratch / "tmp"), str(scratch / "home")
        found |= {"TMPDIR": temporary, "TEMP": temporary, "TMP": temporary}
        return found | {"HOME": home, "USERPROFILE": home, "APPDATA": home, "LOCALAPPDATA": home}

    def close(self) -> None:
        """End what was started ahead."""
        if self.ahead is not None:
            self.ahead.close()
            self.ahead = None


class PlainSession(Session):
    """One notebook in a process of its own.

    Use as a context manager; at its end everything that the notebook started is ended.
    """

    copies = False

    def __init__(self, worker: PlainWorker, files: Mapping[str, bytes] | None = None) -> None:
        super().__init__(worker, files)
        self.plain = worker
        self.clock = SubmissionClock()
        self.child: Child | None = None

    def start(self) -> None:
        """Take a process that has run nothing, and give it the files.

        Raises
        ------
        WorkerProblem
            If there is none.
        """
        self.child = self.plain.take()
        self._leave()
        self.times = times_of(self.child.number)
        if self.files:
            try:
                order = {"op": "files", "files": self.files}
                self.exchange(order, self.clock() + FILES_SECONDS)
            except (Closed, TimedOut, WireError) as error:
                self.stop()
                raise WorkerProblem("The worker did not accept the files.") from error

    def restart(self) -> None:
        """Begin anew after the process has ended."""
        self.stop()
        self.start()

    def stop(self) -> None:
        """End the process and what it started."""
        self._leave()
        if self.child is not None:
            self.child.close()
            self.child = None

    @property
    def alive(self) -> bool:
        """Whether cells can be run."""
        return self.child is not None and self.child.process.poll() is None

    def exchange(self, message: dict[str, Any], until: float) -> bytes:
        """Send a message, and wait for the reply.

        Raises
        ------
        Closed, TimedOut, WireError
            As `viva.worker.wire` says.
        """
        if self.child is None:
            raise Closed
        self.child.send(message)
        return self.reply(until)

    def reply(self, until: float) -> bytes:
        """Wait for a reply until the submission's clock says so."""
        if self.child is None or self.times is None:
            raise Closed
        with self.clock.running(self.times):
            while (left := until - self.clock()) > 0:
                with contextlib.suppress(TimedOut):
                    return self.child.next_frame(min(max(left, GLANCE), LONGEST_GLANCE))
        raise TimedOut

    def interrupted(self) -> bytes:
        """Interrupt what runs, and wait for its reply a little longer."""
        if self.child is None:
            raise Closed
        self.child.send({"op": "interrupt"})
        return self.reply(self.clock() + GRACE)

    def run(self, number: int, source: str, seconds: float) -> CellResult:
        """Run one cell, and return how it ended, whatever it does."""
        message = {"op": "cell", "number": number, "source": source}
        late = False
        try:
            try:
                frame = self.exchange(message, self.clock() + seconds)
            except TimedOut:
                late = True
                frame = self.interrupted()
            return result_of(decode(frame), late)
        except (Closed, TimedOut, WireError):
            self.stop()
            return CellResult("timeout" if late else "killed")

    def snapshot(self) -> Inside | None:  # type: ignore[override]
        """Return what asks the notebook itself, as long as no further cell runs."""
        return Inside(self) if self.alive else None


def result_of(reply: object, late: bool) -> CellResult:
    """Return how a cell ended, as its process says."""
    said = reply if isinstance(reply, dict) else {}
    outputs, error = said.get("outputs"), said.get("error")
    error = error if isinstance(error, dict) else None
    status = "timeout" if late else "error" if error is not None else "ok"
    return CellResult(status, outputs if isinstance(outputs, list) else [], error)


class Inside:
    """Asks a notebook where it stands; what an answer changes is undone there.

    Attributes
    ----------
    dead
        Whether it will not answer any more.
    deadline
        On the submission's clock: after it nothing is asked.
    """

    def __init__(self, session: PlainSession) -> None:
        self.session = session
        self.dead = False
        self.deadline = float("inf")
        self.lost: type[Exception] = CallKilled

    def ask(self, request: bytes, seconds: float, listen: Listener) -> None:
        """Send one encoded request, and let `listen` hear the reply.

        Raises
        ------
        CallTimedOut
            If there is no reply within `seconds`. The call has been interrupted; if that did not
            help, the process is ended.
        CallKilled
            If the process is gone.
        """
        if self.dead:
            raise self.lost
        session = self.session
        until = min(session.clock() + seconds, self.deadline)
        try:
            frame = session.exchange({"op": "ask", "request": request}, until)
        except TimedOut:
            try:
                session.interrupted()
            except (Closed, TimedOut, WireError):
                self.end(CallTimedOut)
            raise CallTimedOut from None
        except (Closed, WireError) as error:
            self.end(CallKilled)
            raise CallKilled from error
        if len(frame) > MAX_REPLY:
            raise WireError("a frame that is too large")
        if listen(frame) is not None:
            raise WireError("nobody to call back")

    def end(self, lost: type[Exception]) -> None:
        """End the process; from now on whoever asks hears why."""
        self.dead, self.lost = True, lost
        self.session.stop()

    def connect(self, references: socket.socket, process: int) -> None:
        """Refuse: whoever checks their own notebook has no references.

        Raises
        ------
        CallKilled
            Always.
        """
        raise CallKilled

    def close(self) -> None:
        """Ask nothing more."""
        self.dead = True


def session_in(worker: Worker, files: Mapping[str, bytes] | None = None) -> Session:
    """Return a session for one submission in a worker of either kind."""
    if isinstance(worker, PlainWorker):
        return PlainSession(worker, files)
    return Session(worker, files)


def own_worker(warm: tuple[str, ...] | None = None) -> Worker:
    """Return a worker for one's own notebooks: the best that this system allows."""
    if missing_parts():
        return PlainWorker(figures=False, warm=warm)
    return Worker(figures=False, sandboxed=not sandbox_problem(), warm=warm)
