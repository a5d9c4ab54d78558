"""A worker for one's own notebook where nothing can be forked: Windows and macOS.

One process runs the cells in their order, and the visible tests where they stand. It hears the
judge over its standard input, and answers over its standard output; what cells print goes
elsewhere. A fresh process takes the next notebook.
"""

from __future__ import annotations

import _thread
import contextlib
import os
import queue
import signal
import struct
import sys
import threading
from pathlib import Path
from typing import IO, Any

from viva.worker.folders import make_home, put_files
from viva.worker.interrupts import interruptible
from viva.worker.outputs import Outputs, Stream
from viva.worker.respondent import Respondent
from viva.worker.setting import Setting
from viva.worker.undoing import undone
from viva.worker.wire import MAX_FRAME, Closed, WireError, decode, encode

LENGTH = struct.Struct(">Q")


def write_frame(file: IO[bytes], frame: bytes) -> None:
    """Write one frame to a pipe.

    Raises
    ------
    Closed
        If the other end is gone.
    """
    try:
        file.write(LENGTH.pack(len(frame)) + frame)
        file.flush()
    except (OSError, ValueError) as error:
        raise Closed from error


def read_frame(file: IO[bytes], most: int = MAX_FRAME) -> bytes:
    """Read one frame from a pipe, however long it takes to come.

    Raises
    ------
    Closed
        If the other end is gone.
    WireError
        If the frame is larger than any may be.
    """
    (length,) = LENGTH.unpack(_exactly(file, LENGTH.size))
    if length > most:
        raise WireError("a frame that is too large")
    return _exactly(file, length)


def _exactly(file: IO[bytes], count: int) -> bytes:
    try:
        data = file.read(count)
    except (OSError, ValueError) as error:
        raise Closed from error
    if len(data) < count:
        raise Closed
    return data


def serve_plainly(setting: Setting) -> None:
    """Warm up, and do what the judge says until it hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    incoming, outgoing = take_pipes()
    scratch = Path(setting.scratch)
    make_home(scratch, setting.fonts)
    folder = scratch / "notebook"
    folder.mkdir(exist_ok=True)
    from viva.worker.warm import warm_up

    shell = warm_up(setting.figures, setting.warm)
    os.chdir(folder)
    sys.path.append(str(folder))
    setting.resources.apply(alone=False)
    orders: queue.Queue[dict[str, Any]] = queue.Queue()
    # Only now: on Windows, imports can wait for a thread that reads a pipe.
    threading.Thread(target=listen, args=(incoming, orders), daemon=True).start()
    # Its own number: in a virtual environment on Windows, Python starts another Python.
    process = os.getpid()
    write_frame(outgoing, encode({"ready": process}))
    while True:
        try:
            reply = carry_out(shell, folder, orders.get())
        except KeyboardInterrupt:
            os._exit(1)
        if os.getpid() != process:
            os._exit(0)  # a process that a cell forked, and that came out of it as well
        with contextlib.suppress(Closed):
            write_frame(outgoing, reply)


def take_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Return the pipes to and from the judge, and put nothing in their places."""
    incoming = os.fdopen(os.dup(0), "rb")
    outgoing = os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):
        os.dup2(null, descriptor)
    os.close(null)
    return incoming, outgoing


def listen(incoming: IO[bytes], orders: queue.Queue[dict[str, Any]]) -> None:
    """Pass on the judge's orders; interrupt a cell at once, and end when the judge is gone."""
    try:
        while True:
            message = decode(read_frame(incoming))
            if message["op"] == "interrupt":
                interrupt()
            else:
                orders.put(message)
    except (Closed, WireError, KeyError, TypeError):
        os._exit(0)


def interrupt() -> None:
    """Interrupt what the main thread does, as Ctrl-C would."""
    if hasattr(signal, "pthread_kill"):
        # This also ends a sleep.
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
    else:
        _thread.interrupt_main()


def carry_out(shell: Any, folder: Path, message: dict[str, Any]) -> bytes:
    """Do what the judge says; return the reply."""
    operation = message["op"]
    if operation == "files":
        put_files(folder, message["files"])
        return encode({})
    if operation == "cell":
        with interruptible():
            return encode(shell.run(message["number"], message["source"]))
    return answer(shell, message["request"])


def answer(shell: Any, request: bytes) -> bytes:
    """Answer a question about the notebook as it is now, and leave the notebook so."""
    from viva.worker.shell import place_of

    shown, streams = shell.outputs, (sys.stdout, sys.stderr)
    shell.outputs = Outputs(limit=0)
    sys.stdout, sys.stderr = (Stream(shell.outputs, name) for name in ("stdout", "stderr"))
    try:
        with undone(shell.user_ns), interruptible():
            return Respondent(shell.user_ns, place_of).answer(request)
    except KeyboardInterrupt:
        return encode({"error": {"type": "KeyboardInterrupt", "text": "", "places": []}})
    finally:
        shell.outputs = shown
        sys.stdout, sys.stderr = streams
