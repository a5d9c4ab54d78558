"""A snapshot's end of the line, without a worker: another thread plays the process."""

import math
import os
import socket
import threading
import time

import pytest

from viva.remote import snapshot as module
from viva.remote.clock import SubmissionClock
from viva.remote.snapshot import Snapshot
from viva.remote.transport import CallKilled, CallTimedOut
from viva.remote.world import WorkerProblem
from viva.worker.running import INTRODUCTION
from viva.worker.wire import WireError, encode, receive, send


class Warm:
    """A warm process that notes its orders; an interrupt may make the process answer."""

    def __init__(self, answer=None, gone=False):
        self.orders, self.answer, self.gone = [], answer, gone

    def order(self, word, *processes):
        self.orders.append((word, *processes))
        if self.gone:
            raise WorkerProblem("gone")
        if word == b"interrupt" and self.answer:
            self.answer()


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    with ours, theirs:
        yield ours, theirs


def made(pair, warm=None):
    pair[1].sendall(INTRODUCTION)
    return Snapshot(warm or Warm(), 7, pair[0], lambda: [8, 9], SubmissionClock())


def answering(connection, *replies):
    def play():
        for reply in replies:
            receive(connection, time.monotonic() + 10)
            send(connection, reply)

    thread = threading.Thread(target=play)
    thread.start()
    return thread


def test_a_reply_is_heard_and_so_are_calls_back(pair):
    heard = []

    def listen(frame):
        heard.append(frame)
        return b"to you" if frame == b"call" else None

    thread = answering(pair[1], b"call", b"reply")
    made(pair).ask(b"question", 10.0, listen)
    thread.join()
    assert heard == [b"call", b"reply"]


def test_after_its_deadline_nothing_is_asked(pair):
    snapshot = made(pair)
    assert snapshot.deadline == math.inf
    snapshot.deadline = -1.0
    with pytest.raises(CallTimedOut):
        snapshot.ask(b"question", 10.0, lambda frame: None)
    assert not snapshot.dead


def test_a_call_that_was_interrupted_leaves_the_snapshot_alive(pair):
    warm = Warm()
    call_back, late = encode({"callback": 0}), encode({"error": None})
    warm.answer = lambda: (send(pair[1], call_back), send(pair[1], late))
    snapshot = made(pair, warm)
    with pytest.raises(CallTimedOut):
        snapshot.ask(b"question", 0.05, lambda frame: None)
    assert warm.orders == [(b"interrupt", 7)]
    assert not snapshot.dead


def test_what_ignores_the_interrupt_is_ended_and_stays_so(pair, monkeypatch):
    monkeypatch.setattr(module, "GRACE", 0.05)
    warm = Warm()
    snapshot = made(pair, warm)
    for _ in range(2):
        with pytest.raises(CallTimedOut):
            snapshot.ask(b"question", 0.05, lambda frame: None)
    assert snapshot.dead
    assert warm.orders == [(b"interrupt", 7), (b"end", 7, 8, 9)]


def test_a_process_that_is_gone_was_killed(pair):
    snapshot = made(pair, Warm(gone=True))
    pair[1].close()
    for _ in range(2):
        with pytest.raises(CallKilled):
            snapshot.ask(b"question", 1.0, lambda frame: None)
    assert snapshot.dead
    with pytest.raises(CallKilled):
        snapshot.connect(pair[0], os.getpid())


def test_a_frame_that_is_too_large_ends_it(pair, monkeypatch):
    monkeypatch.setattr(module, "MAX_REPLY", 10)
    thread = answering(pair[1], b"x" * 100)
    snapshot = made(pair)
    with pytest.raises(WireError):
        snapshot.ask(b"question", 10.0, lambda frame: None)
    thread.join()
    assert snapshot.dead


def test_a_connection_is_passed_on(pair):
    references, _ = socket.socketpair()
    got = []

    def play():
        receive(pair[1], time.monotonic() + 10)
        got.extend(socket.recv_fds(pair[1], 1, 1)[1])
        send(pair[1], b"done")

    thread = threading.Thread(target=play)
    thread.start()
    made(pair).connect(references, os.getpid())
    thread.join()
    assert len(got) == 1
    socket.close(got[0])


def test_a_closed_snapshot_is_dead(pair):
    snapshot = made(pair)
    snapshot.close()
    assert snapshot.dead
    snapshot.end()
    assert snapshot.world.orders == []
