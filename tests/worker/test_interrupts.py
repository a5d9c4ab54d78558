"""Where Ctrl-C may arrive."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from viva.worker.interrupts import interruptible, uninterrupted


@pytest.fixture(autouse=True)
def ignored():
    """Ignore Ctrl-C, as a snapshot does between two questions."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGINT, before)


def interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_only_what_is_interruptible_is_interrupted():
    interrupt()
    with pytest.raises(KeyboardInterrupt), interruptible():
        interrupt()
    interrupt()


def test_it_waits_until_a_frame_is_whole():
    whole = []

    def send() -> None:
        with uninterrupted():
            interrupt()
            whole.append("whole")

    with pytest.raises(KeyboardInterrupt), interruptible():
        send()
    assert whole == ["whole"]
    interrupt()


def test_a_thread_is_not_interrupted_and_may_send_as_well():
    seen = []

    def send() -> None:
        with uninterrupted():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=send)
    thread.start()
    thread.join()
    assert seen == [signal.SIG_IGN]
