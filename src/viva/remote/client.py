"""The judge's end of the worker: start the warm process, give it orders, end it."""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from viva.files import cache_folder
from viva.remote.preparation import copy_fonts, prepare
from viva.remote.world import ANSWER_SECONDS, WorkerProblem, World, answer_of
from viva.worker.core import Core
from viva.worker.limits import Resources
from viva.worker.sandbox import SCRATCH, obstacle, sandbox_command, writable, write_etc
from viva.worker.setting import WARM, Setting

START = 300.0
LOG = "worker.log"
PASSED_ON = ("LD_LIBRARY_PATH", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "SYSTEMROOT")


class StartProblem(WorkerProblem):
    """The warm worker does not come up, whatever it was to run."""


class Worker:
    """A warm process that runs submissions.

    Each gets a world of its own where the machine lets the sandbox make one, and then several can
    run at once; elsewhere one runs after the other.

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
    nested
        Whether to try to make worlds.

    Attributes
    ----------
    worlds
        Whether each submission gets a world of its own; known when it has started.
    core
        The processor on which a submission and the thread that asks it stay.
    lost
        How often the warm process was found to be gone, or silent.
    copies
        Whether a session can be copied.
    """

    copies = True

    def __init__(
        self,
        figures: bool = True,
        sandboxed: bool = False,
        resources: Resources | None = None,
        user: int | None = None,
        warm: tuple[str, ...] | None = None,
        nested: bool = True,
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
        self.nested = nested
        self.world: World | None = None
        self.worlds = False
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
        assert self.control is not None
        said = answer_of(self.control, time.monotonic() + START)
        if not said.startswith(b"ready"):
            last_words = self._last_words()
            # What makes the sandbox possible may have gone since it was tried out.
            problem = obstacle() if self.sandboxed else None
            raise StartProblem(str(problem or f"The worker did not start: {last_words}"))
        self.worlds = said == b"ready worlds"
        self.ready = True

    @property
    def coming_up(self) -> bool:
        """Whether the warm process has been started and has not said yet that it is ready."""
        if self.ready or self.control is None:
            return False
        return not select.select([self.control], [], [], 0)[0]

    def _last_words(self) -> str:
        """Close this worker, and return what it said before."""
        assert self.home is not None
        text = (self.home / LOG).read_text(errors="replace")
        self.close()
        return next(reversed(text.strip().splitlines()), "no message")

    def begin_world(self) -> World:
        """Begin a submission, where it is to run.

        Raises
        ------
        WorkerProblem
            If the warm process does not start or does not answer.
        """
        self.start()
        assert self.control is not None
        if not self.worlds:
            self.world = self.world or World(self.control, False, self._lose)
            return self.world
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            try:
                socket.send_fds(self.control, [b"world 0"], [theirs.fileno()])
            except OSError as error:
                ours.close()
                self._lose()
                raise WorkerProblem("The worker is gone.") from error
        if answer_of(ours, time.monotonic() + ANSWER_SECONDS) != b"ready":
            ours.close()
            self._lose()
            raise WorkerProblem("The worker cannot begin a submission.")
        return World(ours, True, self._lose)

    def invite(self) -> socket.socket:
        """Return a connection by which a `GuestWorker` in another process uses this worker.

        Only where there are worlds; elsewhere whoever uses it hears that there are none.
        """
        assert self.control is not None
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs, contextlib.suppress(OSError):
            # Whoever is invited hears if nobody takes it.
            socket.send_fds(self.control, [b"connect 0"], [theirs.fileno()])
        return ours

    def _lose(self) -> None:
        self.lost += 1

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
            folders=writable(self.resources) if self.sandboxed else {},
            fonts="/etc/matplotlib" if self.sandboxed else str(etc / "matplotlib"),
            resources=self.resources,
            warm=self.warm,
            nested=self.nested,
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
            # Keras asks when it is imported, which may be before a notebook says so.
            "KERAS_BACKEND": "torch",
            "PYTHONHASHSEED": "0",
        }

    def close(self) -> None:
        """End the warm process and everything it started."""
        # Before the next one is started, which would be kept there as well.
        self.core.leave()
        self.world = None
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


class GuestWorker(Worker):
    """A warm process that another process has started, and that others use as well.

    Parameters
    ----------
    control
        What `Worker.invite` returned there.
    """

    def __init__(self, control: socket.socket, figures: bool, resources: Resources) -> None:
        super().__init__(figures, True, resources)
        self.control = control

    def begin(self) -> None:
        """Start nothing: this process cannot.

        Raises
        ------
        StartProblem
            If the warm process is gone.
        """
        if self.control is None:
            raise StartProblem("The worker is gone.")

    def _last_words(self) -> str:
        self.close()
        return "it was started by another process"


def descendants(process: int) -> list[psutil.Process]:
    """Return what a process has started, and what that has started; unsandboxed, they stay."""
    with contextlib.suppress(psutil.Error):
        return list(psutil.Process(process).children(recursive=True))
    return []
