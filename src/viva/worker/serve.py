"""The warm process, the fork that runs one submission, and the snapshots that answer questions.

Three kinds of processes, each forked from the one before:

*warm*
    imports NumPy, matplotlib, IPython and the modules of its setting once, and forks a session
    for each submission.
*session*
    runs the cells of one submission. Where a question is to be asked, it forks a snapshot of
    itself and goes on.
*snapshot*
    answers the judge's questions about the notebook as it was at that place. Since questions
    are put to copies, what they change, or kill, concerns no later cell and no other question.
    And since they are put after the last cell has run, no hidden input can be in its outputs.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import json
import os
import select
import shutil
import signal
import socket
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from viva.worker.core import stay
from viva.worker.filter import make_filter
from viva.worker.interrupts import interruptible, uninterrupted
from viva.worker.limits import Resources
from viva.worker.memory import MemoryWatch, other_processes
from viva.worker.references import References
from viva.worker.respondent import Respondent
from viva.worker.wire import Closed, WireError, decode, encode, first_key, receive, send

# From <linux/prctl.h>
PR_SET_DUMPABLE = 4
PR_SET_CHILD_SUBREAPER = 36
SHARED = ("/tmp", "/dev/shm")
WARM = tuple(
    f"sklearn.{name}"
    for name in (
        *("datasets", "linear_model", "metrics", "model_selection"),
        *("neural_network", "preprocessing"),
    )
)
"""What this course's notebooks import and what takes long to import."""


def warm_up(figures: bool, modules: Iterable[str] = WARM) -> Any:
    """Import what notebooks use; return the shell that every session starts from."""
    import matplotlib.pyplot
    import numpy  # noqa: F401

    import viva.lab  # noqa: F401
    from viva.worker.shell import warm_shell

    for module in modules:
        importlib.import_module(module)
    shell: Any = warm_shell(figures)
    figure, axes = matplotlib.pyplot.subplots()
    axes.plot([0, 1])
    figure.canvas.draw()
    matplotlib.pyplot.close("all")
    shell.run(0, "1 / 0")
    shell.run(0, "print(1)")
    shell.reset(new_session=True)
    shell.execution_count = 1
    return shell


@dataclass(frozen=True)
class Setting:
    """How a worker was started.

    Attributes
    ----------
    figures
        Whether figures are rendered into outputs.
    sandboxed
        Whether this process is in a sandbox, alone with the submission.
    own_user
        Whether this process runs as a user whose only processes are it and the submission's.
    scratch
        The folder in which submissions run, emptied after each.
    fonts
        A folder with matplotlib's list of fonts, or empty.
    resources
        What a submission may use.
    warm
        The modules that are imported before the first submission comes.
    """

    figures: bool = True
    sandboxed: bool = False
    own_user: bool = False
    scratch: str = ""
    fonts: str = ""
    resources: Resources = field(default_factory=Resources)
    warm: tuple[str, ...] = WARM

    @property
    def alone(self) -> bool:
        """Whether every other process that can be signalled is of the submission."""
        return self.sandboxed or self.own_user

    def as_json(self) -> str:
        """Write the setting for the command line."""
        return json.dumps(vars(self) | {"resources": self.resources.as_json()})

    @classmethod
    def from_json(cls, text: str) -> Setting:
        """Read the setting from the command line."""
        data = json.loads(text)
        resources = Resources.from_json(data["resources"])
        return cls(**data | {"resources": resources, "warm": tuple(data["warm"])})


def serve(control: socket.socket, setting: Setting) -> None:
    """Fork a session whenever the judge asks for one, until it hangs up.

    Every message on `control` is a word, its own number, and numbers of processes:

    ``fork``, with a connection
        begins a session; with a number, on that processor.
    ``interrupt``
        interrupts the session; with a number, that snapshot.
    ``end PROCESS SPARED…``
        kills a snapshot, and everything else but the session and the snapshots that are spared.
    ``restart SPARED…``
        kills the session, and everything else but the snapshots that are spared.
    ``kill``
        ends the submission: kills everything, and empties the folders.

    The reply is ``done`` with the number of the order.

    The numbers of processes come from the student's process. In a sandbox, or as a user of their
    own, they can reach nothing but the student's own processes; elsewhere only those are signalled
    that are of a session's group.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    shield_warm_process()
    scratch = Path(setting.scratch)
    make_home(scratch, setting.fonts)
    shell = warm_up(setting.figures, setting.warm)
    barrier = make_filter(os.getpid()) if setting.alone else None
    sweep_files(scratch, setting.sandboxed)
    watch = MemoryWatch(setting.resources.total_memory) if setting.alone else None
    gc.collect()
    gc.freeze()
    # As process 1 this one inherits whatever is left behind; nobody asks how those ended.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    # Of one submission: a session that died may have left snapshots, in its group.
    sessions: list[int] = []
    control.sendall(b"ready")
    while True:
        if watch and sessions and not _called(control, watch.wait()):
            watch.watch(lambda: _called(control, 0.0))
            continue
        word, descriptors, numbers = _order(control)
        if not word:
            break
        order = numbers.pop(0)
        if word == b"fork":
            session = os.fork()
            if session == 0:
                control.close()
                for number in numbers[:1]:
                    stay(number)
                run_session(shell, socket.socket(fileno=descriptors[0]), setting, barrier)
            sessions.append(session)
        elif word == b"interrupt" and numbers:
            _signal_snapshot(numbers[0], sessions, signal.SIGINT, setting.alone)
        elif word == b"interrupt":
            _signal_groups(sessions[-1:], signal.SIGINT)
        elif word == b"end" and numbers:
            _signal_snapshot(numbers[0], sessions, signal.SIGKILL, setting.alone)
            if setting.alone:
                end_all_but({*sessions[-1:], *numbers[1:]} - {numbers[0]})
        elif word == b"restart":
            for session in sessions[-1:]:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(session, signal.SIGKILL)
            if setting.alone:
                end_all_but({*numbers})
        elif word == b"kill":
            sweep_processes(sessions, setting.alone)
            sweep_files(scratch, setting.sandboxed)
            sessions.clear()
        for descriptor in descriptors:
            os.close(descriptor)
        control.sendall(b"done %d" % order)
    sweep_processes(sessions, setting.alone)


def _called(control: socket.socket, seconds: float) -> bool:
    return bool(select.select([control], [], [], seconds)[0])


def _order(control: socket.socket) -> tuple[bytes, list[int], list[int]]:
    """Wait for an order: its word, the connection that comes with it, and its numbers."""
    message, descriptors, _, _ = socket.recv_fds(control, 2**16, 1)
    word, *numbers = message.split() or [b""]
    return word, list(descriptors), [int(number) for number in numbers]


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


def unshield() -> None:
    """Be an ordinary process again: a submission may look at itself."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 1)


def make_home(scratch: Path, fonts: str) -> None:
    """Make the folders that the environment names, with matplotlib's list of fonts."""
    home = scratch / "home"
    home.mkdir(parents=True, exist_ok=True)
    (scratch / "tmp").mkdir(exist_ok=True)
    if fonts:
        for path in Path(fonts).glob("fontlist-*.json"):
            shutil.copyfile(path, home / path.name)


def sweep_processes(sessions: list[int], alone: bool) -> None:
    """End what a submission has started; where it is `alone`, everything but this process.

    Raises
    ------
    RuntimeError
        If something cannot be ended; then this worker must not take another submission.
    """
    _signal_groups(sessions, signal.SIGKILL)
    if not alone:
        for session in sessions:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(session, 0)
        return
    for _ in range(500):
        # Where no other process is this user's, it may not signal any.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(-1, signal.SIGKILL)
        if not other_processes():
            return
        time.sleep(0.002)
    raise RuntimeError("a process of the last submission cannot be ended")


def end_all_but(spared: set[int]) -> None:
    """End every process of the submission but those that are spared."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        # All at once, so that none goes on to fork while the others are being killed.
        os.kill(-1, signal.SIGSTOP)
    for _ in range(500):
        doomed = [process for process in other_processes() - spared if not _is_zombie(process)]
        if not doomed:
            break
        for process in doomed:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        time.sleep(0.001)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(-1, signal.SIGCONT)


def _is_zombie(process: int) -> bool:
    """Return whether a process has ended and its parent has not collected its status yet."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (OSError, IndexError):
        return True


def sweep_files(scratch: Path, sandboxed: bool) -> None:
    """Empty the folders that a submission can write to.

    Raises
    ------
    RuntimeError
        If something is left; then this worker must not take another submission.
    """
    shared = [Path(name) for name in SHARED if sandboxed and os.access(name, os.W_OK)]
    folders = [scratch, *shared]
    for folder in folders:
        for path in folder.iterdir() if folder.is_dir() else ():
            _remove(path)
        if any(folder.iterdir()):
            raise RuntimeError(f"{folder} cannot be emptied")


def _remove(path: Path) -> None:
    def open_up(function: Any, name: str, error: Any) -> None:
        for one in (Path(name).parent, Path(name)):
            with contextlib.suppress(OSError):
                one.chmod(0o700)
        if os.path.isdir(name) and not os.path.islink(name):
            shutil.rmtree(name, ignore_errors=True)
        else:
            os.unlink(name)

    if path.is_dir() and not path.is_symlink():
        with contextlib.suppress(OSError):
            path.chmod(0o700)
        shutil.rmtree(path, onerror=open_up)
    else:
        path.unlink()


def _signal_snapshot(process: int, sessions: list[int], number: int, alone: bool) -> None:
    # A number that the student's process makes up may be larger than any process has.
    with contextlib.suppress(ProcessLookupError, PermissionError, OverflowError):
        if process > 1 and (alone or os.getpgid(process) in sessions):
            os.kill(process, number)


def _signal_groups(sessions: list[int], number: int) -> None:
    for session in sessions:
        for send_signal in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                send_signal(session, number)


def run_session(shell: Any, connection: socket.socket, setting: Setting, barrier: Any) -> NoReturn:
    """Run one submission's cells in this process, a fork of the warm one, and end it."""
    try:
        os.setpgid(0, 0)
        scratch = Path(setting.scratch)
        folder = scratch / "notebook"
        for path in (scratch / "home", scratch / "tmp", folder):
            path.mkdir(exist_ok=True)
        os.chdir(folder)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        # Behind everything installed, so that no file of a submission is taken for a package.
        sys.path.append(str(folder))
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(null, descriptor)
        unshield()
        setting.resources.apply(setting.alone)
        if barrier is not None:
            barrier.load()
        run_cells(shell, connection, folder)
    except (Closed, WireError, OSError, KeyError, IndexError, TypeError):
        pass
    except KeyboardInterrupt:
        pass
    finally:
        os._exit(0)


def run_cells(shell: Any, connection: socket.socket, folder: Path) -> None:
    """Do what the judge asks of a session, until it hangs up."""
    session = os.getpid()
    while True:
        request = _session_request(connection)
        if request is None:
            break
        message, descriptor = request
        operation = message["op"]
        if operation == "cell":
            with interruptible():
                reply = shell.run(message["number"], message["source"])
            if os.getpid() != session:
                break  # a process that the cell forked, and that came out of it as well
            send(connection, encode(reply))
        elif operation == "files":
            put_files(folder, message["files"])
            send(connection, encode({}))
        elif operation in ("snapshot", "branch"):
            child = os.fork()
            if child == 0:
                connection.close()
                theirs = socket.socket(fileno=descriptor)
                if operation == "branch":
                    return run_cells(shell, theirs, folder)
                run_snapshot(shell, theirs)
            os.close(descriptor)
            send(connection, encode({"process": child}))


def put_files(folder: Path, files: dict[str, bytes]) -> None:
    """Write a submission's files into its folder, and nowhere else."""
    for name, content in files.items():
        path = folder / name
        if ".." in path.parts or folder not in path.parents:
            continue
        # A file where a folder should be, or the other way round: the first one stays.
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def _session_request(connection: socket.socket) -> tuple[dict[str, Any], int] | None:
    """Wait for a request; a snapshot's comes with its connection."""
    first, descriptors, _, _ = socket.recv_fds(connection, 1, 1)
    if not first:
        return None
    message = decode(receive(connection))
    return message, descriptors[0] if descriptors else -1


def run_snapshot(shell: Any, connection: socket.socket) -> NoReturn:
    """Answer questions about the notebook as it is now, and end the process."""
    try:
        from viva.worker.outputs import Outputs
        from viva.worker.shell import place_of

        shell.outputs = Outputs(limit=0)
        snapshot = os.getpid()

        def call_back(frame: bytes) -> bytes:
            with uninterrupted():
                send(connection, frame)
            while True:
                select.select([connection], [], [])
                with uninterrupted():
                    answer = receive(connection)
                if first_key(answer) != "op":
                    return answer
                # What was called back asks something itself.
                reply = respondent.answer(answer)
                with uninterrupted():
                    send(connection, reply)

        respondent = Respondent(shell.user_ns, place_of, call_back)
        while True:
            request = receive(connection)
            word = first_key(request)
            if word == "references":
                descriptor = socket.recv_fds(connection, 1, 1)[1][0]
                respondent.ask_reference = References(socket.socket(fileno=descriptor)).ask
                send(connection, encode({"value": None}))
            if word != "op":
                # That was it, or the answer to a call back that was interrupted.
                continue
            try:
                with interruptible():
                    reply = respondent.answer(request)
            except KeyboardInterrupt:
                reply = encode({"error": {"type": "KeyboardInterrupt", "text": "", "places": []}})
            if os.getpid() != snapshot:
                break
            send(connection, reply)
    except (Closed, WireError, OSError):
        pass
    finally:
        os._exit(0)
