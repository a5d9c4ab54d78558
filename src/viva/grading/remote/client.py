"""The judge's end of the worker: start the warm process, give it orders, end it."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from viva.grading.remote.preparation import cache_folder, copy_fonts, prepare
from viva.worker.core import Core
from viva.worker.limits import Resources
from viva.worker.sandbox import SCRATCH, sandbox_command, write_etc
from viva.worker.serve import WARM, Setting

START = 120.0
PATIENCE = 30.0
LOG = "worker.log"
PASSED_ON = ("LD_LIBRARY_PATH", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "SYSTEMROOT")


class WorkerProblem(Exception):
    """The warm worker itself does not start or does not answer."""


class StartProblem(WorkerProblem):
    """The warm worker does not come up, whatever it was to run."""


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
    warm
        The modules that it imports before the first submission comes; by default `WARM`.

    Attributes
    ----------
    core
        The processor on which a submission and the thread that asks it stay.
    lost
        How often the warm process was found to be gone, or silent.
    """

    def __init__(
        self,
        figures: bool = True,
        sandboxed: bool = False,
        resources: Resources | None = None,
        user: int | None = None,
        warm: tuple[str, ...] | None = None,
    ) -> None:
        self.figures = figures
        self.user = None if sandboxed else user
        self.sandboxed = sandboxed
        self.resources = resources or Resources()
        self.warm = WARM if warm is None else warm
        self.process: subprocess.Popen[bytes] | None = None
        self.core = Core()
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
        StartProblem
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
            raise StartProblem(f"The worker did not start: {lines[-1] if lines else 'no message'}")
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
            warm=self.warm,
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
        """Send the warm process a command, and wait until it is done.

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
        # Before the next one is started, which would be kept there as well.
        self.core.leave()
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
    """Return what a process has started, and what that has started; unsandboxed, they stay."""
    with contextlib.suppress(psutil.Error):
        return list(psutil.Process(process).children(recursive=True))
    return []
