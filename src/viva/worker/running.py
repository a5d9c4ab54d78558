"""The process that runs the cells of one submission, and the snapshots that answer questions.

Where a question is to be asked, a session forks a snapshot of itself and goes on. Since questions
are put to copies, what they change, or kill, concerns no later cell and no other question. And
since they are put after the last cell has run, no hidden input can be in its outputs.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any, NoReturn

from viva.worker.folders import put_files
from viva.worker.interrupts import interruptible, uninterrupted
from viva.worker.references import References
from viva.worker.respondent import Respondent
from viva.worker.setting import Setting
from viva.worker.stand_ins import StandIns
from viva.worker.wire import Closed, WireError, decode, encode, first_key, receive, send

PR_SET_DUMPABLE = 4  # <linux/prctl.h>
# By which the kernel tells the judge who this is.
INTRODUCTION = b"+"


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
        with contextlib.suppress(OSError):
            # Where memory runs out, the kernel ends what a submission runs before all else.
            Path("/proc/self/oom_score_adj").write_text("1000")
        # Behind everything installed, so that no file of a submission is taken for a package.
        sys.path.append(str(folder))
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(null, descriptor)
        unshield()
        setting.resources.apply(setting.alone)
        if barrier is not None:
            barrier.load()
        connection.sendall(INTRODUCTION)
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
                theirs.sendall(INTRODUCTION)
                if operation == "branch":
                    return run_cells(shell, theirs, folder)
                run_snapshot(shell, theirs)
            os.close(descriptor)
            send(connection, encode({"process": child}))


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
            with uninterrupted() as line:
                send(connection, frame)
                line.wait_for(connection)
                answer = receive(connection)
            while first_key(answer) == "op":
                # What was called back asks something itself.
                reply = respondent.answer(answer)
                with uninterrupted() as line:
                    send(connection, reply)
                    line.wait_for(connection)
                    answer = receive(connection)
            return answer

        respondent = Respondent(shell.user_ns, place_of, call_back)
        while True:
            request = receive(connection)
            word = first_key(request)
            if word == "references":
                descriptor = socket.recv_fds(connection, 1, 1)[1][0]
                line = References(socket.socket(fileno=descriptor))
                respondent.stand_ins = StandIns(line.ask)
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


def unshield() -> None:
    """Be an ordinary process again: a submission may look at itself."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 1)
