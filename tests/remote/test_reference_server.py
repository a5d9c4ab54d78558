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


def read(path):
    with open(path) as file:
        return file.read()


def write(path):
    with open(path, "w") as file:
        return file.write("9")


def test_open_files_of_the_judge_are_out_of_reach(tmp_path):
    path = tmp_path / "grades"
    path.write_text("ann 3 points")
    with path.open("r+") as file, ReferenceServer({1: read, 2: write}, 30.0) as server:
        line = References(server.connection)
        for function, answer in ((1, ""), (2, 1)):
            message = {"callback": function, "args": [file.fileno()], "kwargs": {}}
            assert decode(line.ask(encode(message))) == REFUSED
            # Of the usual three each leads nowhere.
            message["args"] = [function - 1]
            assert decode(line.ask(encode(message))) == {"value": answer}
    assert path.read_text() == "ann 3 points"


class Unhashable(type):
    __hash__ = None


class Odd(metaclass=Unhashable):
    pass


def test_what_fails_in_the_fork_ends_it():
    # No second judge goes on from here: the test would end twice.
    with ReferenceServer({1: Odd}, 30.0) as server:
        with pytest.raises(ValueError, match="do not fit"):
            References(server.connection).ask(encode({"callback": 1, "args": [], "kwargs": {}}))
        assert os.waitpid(server.process, 0)[1] == 0


def brings(**changes):
    file = {"place": 0, "name": "a", "path": "a", "relative": True, "folder": True, "end": ""}
    return {
        "callback": 1,
        "args": ["a"],
        "kwargs": {},
        "files": [file | {"text": True, "files": {"f": b"text"}} | changes],
    }


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({}, {"value": ["f"]}),
        ({"relative": False, "path": "/home/a"}, {"value": ["f"]}),
        ({"files": {"b/" * 18 + "f": b""}}, {"value": ["b"]}),
        ({"files": {"b/" * 900 + "f": b""}}, REFUSED),
        ({"files": {f"f{n}": b"" for n in range(module.MAX_FILES + 1)}}, REFUSED),
        ({"files": {"../f": b""}}, REFUSED),
        ({"files": {"/tmp/f": b""}}, REFUSED),
        ({"path": "../a"}, REFUSED),
        ({"path": "/tmp/viva-there"}, REFUSED),
        ({"relative": False, "name": "../../a"}, REFUSED),
        ({"place": "nobody"}, REFUSED),
        ({"files": 3}, REFUSED),
    ],
)
def test_files_that_a_call_brings_are_put_in_its_own_folder(changes, answer):
    functions = {1: lambda folder: sorted(os.listdir(folder)), 2: lambda: os.listdir(".")}
    with ReferenceServer(functions, 30.0) as server:
        line = References(server.connection)
        assert decode(line.ask(encode(brings(**changes)))) == answer
        # Nothing of it is left for the next call.
        nothing = encode({"callback": 2, "args": [], "kwargs": {}})
        assert decode(line.ask(nothing)) == {"value": []}
    assert not Path("/tmp/viva-there").exists() and not Path(server.folder.name).exists()


class Kept:
    def __init__(self):
        self.open, self._closed, self.function = 1, 2, count_down

    def itself(self):
        return self

    def another(self):
        return Kept()

    def __len__(self):
        return 3

    def __getitem__(self, place):
        return [1, 2, 3][place]

    def __iter__(self):
        return iter([1, 2, 3])


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
        ({"attribute": "nothing"}, {"absent": True}),
        ({"attribute": "__getitem__", "args": [7], "kwargs": {}}, {"raised": ("IndexError", "")}),
        ({"attribute": "__iter__", "args": [], "kwargs": {}}, {"value": [1, 2, 3]}),
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
