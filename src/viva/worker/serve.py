"""The warm process, the fork that runs one submission, and the snapshots that answer questions.

Three kinds of processes, each forked from the one before:

*warm*
    imports NumPy, matplotlib, scikit-learn and IPython once, and forks a session for each
    submission.
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
import gc
import os
import signal
import socket
import sys
from collections.abc import Iterator
from typing import Any, NoReturn

from viva.worker.respondent import Respondent
from viva.worker.wire import Closed, WireError, decode, encode, receive, send


def warm_up(figures: bool) -> Any:
    """Import what notebooks use, and give the shell that every session starts from."""
    import matplotlib.pyplot
    import numpy  # noqa: F401
    import sklearn.datasets
    import sklearn.linear_model
    import sklearn.metrics
    import sklearn.model_selection
    import sklearn.neural_network
    import sklearn.preprocessing  # noqa: F401

    import viva.lab  # noqa: F401
    from viva.worker.shell import warm_shell

    shell = warm_shell(figures)
    figure, axes = matplotlib.pyplot.subplots()
    axes.plot([0, 1])
    figure.canvas.draw()
    matplotlib.pyplot.close("all")
    shell.run(0, "1 / 0")
    shell.run(0, "print(1)")
    shell.reset(new_session=True)
    shell.execution_count = 1
    return shell


def serve(control: socket.socket, figures: bool) -> None:
    """Fork a session whenever the judge asks for one, until it hangs up.

    Every message on `control` is one word: ``fork``, with a connection and a folder, ``interrupt``
    or ``kill``, which mean the session that was forked last.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    shell = warm_up(figures)
    gc.collect()
    gc.freeze()
    session = 0
    control.sendall(b"ready")
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 65536, 1)
        if not message:
            break
        word, _, argument = message.partition(b" ")
        if word == b"fork":
            session = os.fork()
            if session == 0:
                control.close()
                run_session(shell, socket.socket(fileno=descriptors[0]), argument.decode())
            for descriptor in descriptors:
                os.close(descriptor)
        elif word == b"interrupt":
            _signal_group(session, signal.SIGINT)
        elif word == b"kill":
            _signal_group(session, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(session, 0)
            session = 0
        control.sendall(b"done")
    _signal_group(session, signal.SIGKILL)


def _signal_group(session: int, number: int) -> None:
    if session:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(session, number)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(session, number)


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Let Ctrl-C reach student code, and only student code."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def run_session(shell: Any, connection: socket.socket, folder: str) -> NoReturn:
    """Run one submission's cells in this process, a fork of the warm one, and end it."""
    try:
        os.setpgid(0, 0)
        os.chdir(folder)
        sys.path.append(folder)
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(null, descriptor)
        snapshots: list[int] = []
        while True:
            request = _session_request(connection)
            if request is None:
                break
            message, descriptor = request
            operation = message["op"]
            if operation == "cell":
                with interruptible():
                    reply = shell.run(message["number"], message["source"])
                send(connection, encode(reply))
            elif operation == "snapshot":
                child = os.fork()
                if child == 0:
                    connection.close()
                    run_snapshot(shell, socket.socket(fileno=descriptor))
                os.close(descriptor)
                snapshots.append(child)
                send(connection, encode({}))
            elif operation in ("interrupt", "kill"):
                number = signal.SIGINT if operation == "interrupt" else signal.SIGKILL
                with contextlib.suppress(ProcessLookupError):
                    os.kill(snapshots[message["snapshot"]], number)
                send(connection, encode({}))
    except (Closed, WireError, OSError, KeyError, IndexError, TypeError):
        pass
    except KeyboardInterrupt:
        pass
    finally:
        os._exit(0)


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
        respondent = Respondent(shell.user_ns, place_of)
        while True:
            request = receive(connection)
            try:
                with interruptible():
                    reply = respondent.answer(request)
            except KeyboardInterrupt:
                reply = encode({"error": {"type": "KeyboardInterrupt", "text": "", "places": []}})
            send(connection, reply)
    except (Closed, WireError, OSError):
        pass
    finally:
        os._exit(0)
