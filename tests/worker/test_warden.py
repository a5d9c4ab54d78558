"""Who takes orders about processes; all that follows from them is in tests/remote."""

import os
import socket
import threading

from viva.worker.warden import attend, next_order


def test_an_order_is_a_word_with_numbers_and_connections():
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        socket.send_fds(ours, [b"fork 3 1"], [0])
        word, descriptors, numbers = next_order(theirs)
        assert (word, len(descriptors), numbers) == (b"fork", 1, [3, 1])
        os.close(descriptors[0])
        ours.close()
        assert next_order(theirs) == (b"", [], [])


def test_a_submission_is_swept_when_it_ends_and_not_before():
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    swept = []
    arguments = (theirs, lambda connection: None, False, None, lambda: swept.append(1))
    thread = threading.Thread(target=attend, args=arguments)
    thread.start()
    with ours:
        for number, word in enumerate((b"interrupt", b"restart", b"kill"), start=1):
            assert swept == []
            ours.sendall(word + b" %d" % number)
            assert ours.recv(20) == b"done %d" % number
    thread.join()
    assert swept == [1]
