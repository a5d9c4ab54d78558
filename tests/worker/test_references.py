"""The student's end of the line to the references."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time

import pytest

from viva.worker.interrupts import interruptible
from viva.worker.references import References
from viva.worker.wire import receive, send


@pytest.fixture
def ends():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def answering(connection: socket.socket, *seconds: float) -> threading.Thread:
    """Answer as many calls, each with its own bytes in reverse, after so many seconds."""

    def answer() -> None:
        for pause in seconds:
            call = receive(connection)
            time.sleep(pause)
            send(connection, call[::-1])

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    return thread


def test_each_call_has_its_answer(ends):
    thread = answering(ends[1], 0, 0)
    line = References(ends[0])
    assert line.ask(b"one") == b"eno"
    assert line.ask(b"two") == b"owt"
    thread.join()


def test_an_answer_that_comes_after_an_interrupt_is_not_the_next_calls(ends):
    thread = answering(ends[1], 0.5, 0)
    line = References(ends[0])
    threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()
    before = signal.getsignal(signal.SIGINT)
    try:
        with pytest.raises(KeyboardInterrupt), interruptible():
            line.ask(b"one")
    finally:
        signal.signal(signal.SIGINT, before)
    assert line.ask(b"two") == b"owt"
    thread.join()


def test_references_that_have_ended_refuse(ends):
    ends[1].close()
    line = References(ends[0])
    for _ in range(2):
        with pytest.raises(ValueError, match="do not fit"):
            line.ask(b"one")
