"""What stands in the student's process for references; tests/remote/test_with_references.py asks
both ends together."""

from pathlib import Path

import pytest

from viva.worker import stand_ins as module
from viva.worker.references import AGREEMENTS
from viva.worker.stand_ins import SPECIAL, StandIns, files_of
from viva.worker.wire import Handle, WireError, decode, encode


def answering(reply):
    """Stand-ins whose references give one reply, and what they were asked."""
    asked = []

    def carry(frame):
        asked.append(decode(frame))
        return encode(reply)

    return StandIns(carry), asked


@pytest.fixture
def places(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "texts" / "more").mkdir(parents=True)
    (tmp_path / "texts" / "a").write_bytes(b"one")
    (tmp_path / "texts" / "more" / "b").write_bytes(b"two")
    return tmp_path


def test_files_and_folders_that_are_named_go_along(places):
    (found,) = files_of(["none", 3, "texts/a"], {})
    assert found["place"] == 2 and found["name"] == "a" and not found["folder"]
    assert found["files"] == {".": b"one"} and found["text"]
    (found,) = files_of([], {"folder": Path("texts")})
    assert found["place"] == "folder" and found["folder"] and not found["text"]
    assert found["files"] == {"a": b"one", "more/b": b"two"}
    assert [each["end"] for each in files_of(["texts/", "texts"], {})] == ["/", ""]
    assert files_of(["\0", "x" * 9999, "/dev/null", ["texts"]], {"a": None}) == []


def test_so_much_goes_along_and_no_more(places, monkeypatch):
    monkeypatch.setattr(module, "MOST_FILES", 6)
    assert [each["place"] for each in files_of(["texts", "texts/a"], {})] == [0]
    assert [each["place"] for each in files_of(["texts/a", "texts/a", "texts/a"], {})] == [0, 1]
    monkeypatch.setattr(module, "MOST_FILES", 5)
    assert files_of(["texts"], {}) == []


def test_paths_travel_as_texts():
    made, asked = answering({"value": 5})
    function = made.of(Handle(3, "reference", "f"))
    assert function(Path("nothing/here"), x=Path("there")) == 5 and function.__name__ == "f"
    assert asked == [{"callback": 3, "args": ["nothing/here"], "kwargs": {"x": "there"}}]


@pytest.mark.parametrize("mine", [object(), print, [{"a": print}]])
def test_what_is_the_students_own_does_not_go(mine):
    made, asked = answering({"value": 5})
    with pytest.raises(ValueError, match="do not fit"):
        made.of(Handle(3, "reference", "f"))(mine)
    assert asked == []


def test_what_always_answers_the_same_is_asked_no_more_unless_of_an_instance():
    made, asked = answering({"value": 5})
    kind = made.of(Handle(3, "reference class", "Number"))
    function = made.of(Handle(4, "reference", "f"))
    for _ in range(3 * AGREEMENTS):
        function(1)
    assert len(asked) == 1 + AGREEMENTS
    number = made._resolve(Handle(0, "instance", "Number"))
    assert isinstance(number, kind)
    asked.clear()
    for _ in range(3 * AGREEMENTS):
        function(number)
    assert len(asked) == 3 * AGREEMENTS


def test_so_many_calls_are_made_and_no_more():
    made, asked = answering({"value": 5})
    function = made.of(Handle(3, "reference", "f"))
    made.left = 2
    assert [function(), function()] == [5, 5]
    with pytest.raises(ValueError, match="do not fit"):
        function()
    made.left = None
    assert function() == 5 and len(asked) == 3


def test_what_references_raise_is_raised():
    made, _ = answering({"raised": ("KeyError", "no")})
    with pytest.raises(KeyError, match="no"):
        made.of(Handle(3, "reference", "f"))()


def test_an_instance_that_comes_is_one_of_a_class_and_stays_itself():
    made, asked = answering({"value": Handle(4, "instance", "Number")})
    kind = made.of(Handle(3, "reference class", "Number"))
    other = made.of(Handle(5, "reference", "f"))()
    assert type(other) is kind and kind.__name__ == "Number"
    assert made.of(Handle(5, "reference", "f"))(other) is other
    assert asked[-1]["args"] == [Handle(4, "instance", "Number")]


def test_an_instance_of_another_class_of_theirs_is_asked_as_well():
    made, _asked = answering({"value": Handle(4, "instance", "Other")})
    made.of(Handle(3, "reference class", "Number"))
    other = made.of(Handle(5, "reference", "f"))()
    assert type(other).__name__ == "Other"
    made.carry = lambda frame: encode({"value": 8})
    assert other.attribute == 8


def test_no_other_handle_is_taken():
    made, _ = answering({"value": Handle(4, "function", "Number")})
    with pytest.raises(WireError, match="no reference gives out"):
        made.of(Handle(5, "reference", "f"))()


def test_operators_are_those_of_the_reference():
    made, asked = answering({"value": 9})
    kind = made.of(Handle(3, "reference class", "Number"))
    made.add_operators({"Number": ["__add__", "__len__", "__init__", "other"]})
    number = made._resolve(Handle(4, "instance", "Number"))
    assert number + 2 == 9 and len(number) == 9
    assert asked[0] == {
        "instance": 4,
        "attribute": "__add__",
        "args": [2],
        "kwargs": {},
    }
    assert not hasattr(kind, "__sub__") and "__init__" not in SPECIAL
    made.carry = lambda frame: encode({})
    with pytest.raises(TypeError, match="unsupported operand"):
        number + 2
