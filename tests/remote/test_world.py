"""Orders to whoever runs a submission, without one: another thread plays it."""

import socket
import threading

import pytest

from viva.remote import world as module
from viva.remote.world import WorkerProblem, World


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        yield ours, theirs


def made(pair, own=True):
    lost = []
    return World(pair[0], own, lambda: lost.append(1)), lost


def answering(connection, *answers):
    heard = []

    def play():
        for answer in answers:
            heard.append(connection.recv(100))
            for each in answer:
                connection.sendall(each)

    thread = threading.Thread(target=play)
    thread.start()
    return thread, heard


def test_orders_are_numbered_and_late_replies_are_passed_over(pair):
    world, lost = made(pair)
    thread, heard = answering(pair[1], [b"done 1"], [b"done 1", b"done 2"])
    world.order(b"interrupt", 7)
    world.order(b"end", 7, 8, 9)
    thread.join()
    assert heard == [b"interrupt 1 7", b"end 2 7 8 9"] and lost == []


def test_one_that_is_gone_or_silent_is_lost(pair, monkeypatch):
    monkeypatch.setattr(module, "ANSWER_SECONDS", 0.05)
    world, lost = made(pair)
    with pytest.raises(WorkerProblem, match="does not answer"):
        world.order(b"interrupt")
    pair[1].close()
    with pytest.raises(WorkerProblem, match="is gone"):
        world.order(b"interrupt")
    assert lost == [1, 1]


def test_a_world_of_its_own_ends_with_its_connection_and_another_is_told(pair):
    world, lost = made(pair)
    thread, heard = answering(pair[1], [b"done 1"])
    world.end()
    thread.join()
    assert heard == [b"kill 1"] and pair[1].recv(10) == b"" and lost == []
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        shared, _ = made((ours, theirs), own=False)
        thread, heard = answering(theirs, [b"done 1"])
        shared.end()
        thread.join()
        assert heard == [b"kill 1"]
