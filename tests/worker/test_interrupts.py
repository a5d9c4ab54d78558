"""Where Ctrl-C may arrive."""

from __future__ import annotations

import os
import signal
import socket
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


def test_what_is_waited_for_can_be_interrupted():
    ours, theirs = socket.socketpair()

    def wait() -> None:
        with uninterrupted() as line:
            threading.Timer(0.1, interrupt).start()
            line.wait_for(ours)

    with ours, theirs, pytest.raises(KeyboardInterrupt), interruptible():
        wait()
    interrupt()


def test_an_interrupt_that_came_before_is_not_waited_through():
    ours, theirs = socket.socketpair()

    def wait() -> None:
        with uninterrupted() as line:
            interrupt()
            line.wait_for(ours)

    with ours, theirs, pytest.raises(KeyboardInterrupt), interruptible():
        wait()
    interrupt()


def test_where_interrupts_are_ignored_they_are_so_while_it_waits():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        with uninterrupted() as line:
            timers = threading.Timer(0.1, interrupt), threading.Timer(0.2, theirs.send, [b"."])
            for timer in timers:
                timer.start()
            line.wait_for(ours)
        assert ours.recv(1) == b"."


def test_what_comes_at_once_is_not_interrupted_afterwards():
    ours, theirs = socket.socketpair()
    whole = []

    def wait() -> None:
        with uninterrupted() as line:
            theirs.send(b".")
            line.wait_for(ours)
            interrupt()
            whole.append(ours.recv(1))

    with ours, theirs, pytest.raises(KeyboardInterrupt), interruptible():
        wait()
    assert whole == [b"."]
