import os
from pathlib import Path

import pytest

from viva.remote import reference_server as module
from viva.remote.reference_server import MAX_CALL, MEMORY, ReferenceServer
from viva.worker.references import References
from viva.worker.wire import Handle, decode, encode, send

REFUSED = {"raised": ("ValueError", "these arguments do not fit")}


def count_down(n):
    while n:
        n -= 1
    return "done"


NAMES = ["count_down", "zeros", "leave"]
FUNCTIONS = {7: count_down, 8: lambda n: len(bytearray(n)), 9: os._exit}


@pytest.fixture
def reference():
    with ReferenceServer(FUNCTIONS, 30.0) as reference:
        yield reference


def call(line, name, args, kwargs):
    message = {"callback": 7 + NAMES.index(name), "args": args, "kwargs": kwargs}
    return decode(line.ask(encode(message, lambda function: Handle(1, "function", "f"))))


@pytest.fixture
def line(reference):
    return References(reference.connection)


def test_references_are_called(line):
    assert call(line, "count_down", [5], {}) == {"value": "done"}
    assert call(line, "count_down", [], {"n": 5}) == {"value": "done"}


@pytest.mark.parametrize(
    "frame",
    [
        encode({"callback": 1, "args": [5], "kwargs": {}}),
        encode({"callback": 7, "args": 5, "kwargs": {}}),
        encode({"callback": 7}),
        encode([7]),
        b"nothing of the kind",
    ],
)
def test_a_call_that_is_none_is_refused(line, frame):
    assert decode(line.ask(frame)) == REFUSED
    assert call(line, "count_down", [5], {}) == {"value": "done"}


def test_what_stays_with_the_student_does_not_reach_a_reference(line):
    assert call(line, "count_down", [print], {}) == REFUSED


def test_what_never_ends_takes_its_time_and_no_more():
    with ReferenceServer(FUNCTIONS, 0.5) as reference:
        line = References(reference.connection)
        # The first would take hours; when the time is up, there is none for the second.
        for arguments in ([10**12], [1]):
            with pytest.raises(ValueError, match="do not fit"):
                call(line, "count_down", arguments, {})


def test_so_many_calls_and_no_more(monkeypatch):
    monkeypatch.setattr(module, "MAX_CALLS", 3)
    with ReferenceServer(FUNCTIONS, 30.0) as reference:
        line = References(reference.connection)
        for _ in range(3):
            assert call(line, "count_down", [1], {}) == {"value": "done"}
        with pytest.raises(ValueError, match="do not fit"):
            call(line, "count_down", [1], {})


def test_memory_is_bounded_and_the_reference_lives(line):
    assert call(line, "zeros", [2 * MEMORY], {}) == REFUSED
    assert call(line, "zeros", [1000], {}) == {"value": 1000}


def test_a_call_that_is_too_large_ends_only_the_references(line):
    for _ in range(2):
        with pytest.raises(ValueError, match="do not fit"):
            line.ask(bytes(MAX_CALL + 1))


def test_its_end_is_nobody_elses(line):
    for name in ("leave", "count_down"):
        with pytest.raises(ValueError, match="do not fit"):
            call(line, name, [0], {})


def test_it_is_ended_whatever_it_does(reference):
    message = {"callback": 7, "args": [10**12], "kwargs": {}}
    send(reference.connection, encode(message))
    process = reference.process
    assert Path(f"/proc/{process}").exists()
    reference.close()
    assert not Path(f"/proc/{process}").exists()
    reference.close()


FIRST, SECOND = ({"value": Handle(number, "instance", "Kept")} for number in (0, 1))


class Kept:
    def __init__(self):
        self.open, self._closed, self.function = 1, 2, count_down

    def itself(self):
        return self

    def another(self):
        return Kept()

    def __len__(self):
        return 3


@pytest.mark.parametrize(
    ("message", "reply"),
    [
        ({"attribute": "open"}, {"value": 1}),
        ({"attribute": "open", "to": 5}, {"value": None}),
        ({"attribute": "itself"}, {"method": True}),
        ({"attribute": "function", "args": [3], "kwargs": {}}, {"value": "done"}),
        (
            {"attribute": "itself", "args": [], "kwargs": {}},
            {"value": Handle(0, "instance", "Kept")},
        ),
        (
            {"attribute": "another", "args": [], "kwargs": {}},
            {"value": Handle(1, "instance", "Kept")},
        ),
        ({"attribute": "__call__", "args": [], "kwargs": {}}, REFUSED),
        ({"attribute": "__repr__", "args": [], "kwargs": {}}, REFUSED),
        ({"attribute": "__len__", "args": [], "kwargs": {}}, {"value": 3}),
        ({"attribute": "itself", "args": [1], "kwargs": {}}, REFUSED),
        ({"attribute": "_closed"}, REFUSED),
        ({"attribute": "_closed", "to": 3}, REFUSED),
        ({"attribute": "__class__"}, REFUSED),
        ({"attribute": "__init__", "args": [], "kwargs": {}}, REFUSED),
        ({"attribute": 5}, REFUSED),
        ({"attribute": "open", "instance": 1}, REFUSED),
        ({"attribute": "open", "instance": "0"}, REFUSED),
        ({}, REFUSED),
    ],
)
def test_of_an_instance_what_is_public_can_be_asked(message, reply):
    with ReferenceServer({1: Kept}, 30.0) as server:
        line = References(server.connection)
        made = decode(line.ask(encode({"callback": 1, "args": [], "kwargs": {}})))
        assert made == {"instance": 0}
        assert decode(line.ask(encode({"instance": 0} | message))) == reply
        # It is still there for the next one.
        assert "value" in decode(line.ask(encode({"instance": 0, "attribute": "open"})))
