"""The student's end of the line to the references."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time

import pytest

from viva.worker.interrupts import interruptible
from viva.worker.references import AGREEMENTS, MOST, MOST_ALL, References, Remembering
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


def test_threads_each_get_their_own_answer(ends):
    thread = answering(ends[1], *[0.01] * 8)
    line, found = References(ends[0]), {}

    def ask(call: bytes) -> None:
        found[call] = line.ask(call)

    callers = [threading.Thread(target=ask, args=(b"%d." % k,), daemon=True) for k in range(8)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join(10)
    thread.join(10)
    assert found == {b"%d." % k: b".%d" % k for k in range(8)}


class Counted:
    """Answers with the bytes in reverse, and counts what is asked; from some call on, with more."""

    def __init__(self, wavers_at: int | None = None) -> None:
        self.calls: list[bytes] = []
        self.wavers_at = wavers_at

    def __call__(self, call: bytes) -> bytes:
        self.calls.append(call)
        return call[::-1] + (b"!" if len(self.calls) == self.wavers_at else b"")


def test_what_has_been_answered_alike_often_enough_is_not_asked_again():
    line = Counted()
    remembering = Remembering(line)
    assert {remembering(b"one") for _ in range(1 + AGREEMENTS)} == {b"eno"}
    assert len(line.calls) == 1 + AGREEMENTS
    assert {remembering(b"one") for _ in range(5)} == {b"eno"} and remembering(b"two") == b"owt"
    assert len(line.calls) == 2 + AGREEMENTS and line.calls[-1] == b"two"
    # That one is answered alike says nothing of another: it may be drawn with a chance of 1/2.
    for _ in range(AGREEMENTS):
        remembering(b"two")
    assert len(line.calls) == 2 + 2 * AGREEMENTS
    remembering(b"two")
    assert len(line.calls) == 2 + 2 * AGREEMENTS


def test_one_that_has_answered_otherwise_once_is_always_asked():
    line = Counted(wavers_at=3)
    remembering = Remembering(line)
    for number in range(2 * AGREEMENTS):
        assert remembering(b"one") == (b"eno!" if number == 2 else b"eno")
    assert len(line.calls) == 2 * AGREEMENTS


def test_what_is_remembered_is_bounded():
    remembering = Remembering(Counted())
    for _ in range(2):
        remembering(bytes(MOST))
    assert not remembering.answers
    for number in range(2 * MOST_ALL // MOST):
        remembering(number.to_bytes(MOST // 2, "big"))
    assert sum(len(c) + len(a) for c, a in remembering.answers.items()) == MOST_ALL
