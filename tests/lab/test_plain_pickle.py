import os
import pickle
import pickletools
import struct
import subprocess
import zipfile
from collections import OrderedDict, deque

import numpy as np
import pytest

from viva.lab import plain_pickle
from viva.lab.plain_pickle import read_pickle


@pytest.fixture
def path(tmp_path):
    return tmp_path / "file"


class Ordered:
    """What asks for a call when it is loaded."""

    def __init__(self, *call):
        self.call = call

    def __reduce__(self):
        return self.call


DATA = {
    b"data": np.arange(12, dtype=np.uint8).reshape(3, 4),
    "floats": np.array([[1.5, -2.0], [np.nan, 4.0]], dtype=np.float32),
    "columns": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    "turned": np.arange(4, dtype=">i4"),
    "none": np.zeros((0, 5), dtype=bool),
    "alone": np.array(7.0),
    "number": np.float64(0.25),
    "mixed": [
        1,
        -(2**70),
        2.5,
        None,
        True,
        (1, (2, [3])),
        {4, 5},
        "text",
        b"bytes",
        bytearray(b"x"),
    ],
    "nested": {"deeper": {1: [np.ones(2)]}},
}


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_data_come_back_as_they_were(path, protocol):
    data = dict(DATA)
    if protocol < 5:
        data["mixed"] = [entry for entry in data["mixed"] if not isinstance(entry, bytearray)]
    path.write_bytes(pickle.dumps(data, protocol=protocol))
    found = read_pickle(path)
    assert found.keys() == data.keys()
    for key in ("data", "floats", "columns", "turned", "none", "alone"):
        mine, theirs = (
            found.get(key, found.get(key.encode())),
            data.get(key, data.get(key.encode())),
        )
        assert type(mine) is np.ndarray and mine.shape == theirs.shape
        assert mine.dtype.newbyteorder("=") == theirs.dtype.newbyteorder("=")
        assert np.array_equal(mine, theirs, equal_nan=mine.dtype.kind == "f")
    assert found["number"] == 0.25 and type(found["number"]) is np.float64
    assert found["mixed"] == data["mixed"]
    assert np.array_equal(found["nested"]["deeper"][1][0], [1, 1])


def test_an_array_can_be_written_to_and_one_list_stays_one(path):
    shared = [np.zeros(2)]
    path.write_bytes(pickle.dumps([shared, shared, (shared,)], protocol=2))
    first, second, (third,) = read_pickle(path)
    first[0][1] = 5
    assert first is second is third and second[0].tolist() == [0, 5]


def test_texts_of_python_2_come_back_as_bytes(path):
    path.write_bytes(b"\x80\x02}(U\x04data]K\x07aU\x02ab" + b"T" + struct.pack("<i", 3) + b"abcu.")
    assert read_pickle(path) == {b"data": [7], b"ab": b"abc"}


# Each names something that is no data; whoever looks it up and calls it has lost.
CALLS = {
    "a system call": Ordered(os.system, ("true",)),
    "eval": Ordered(eval, ("1",)),
    "open": Ordered(open, ("/dev/null",)),
    "getattr": Ordered(getattr, ([], "append")),
    "a process": Ordered(subprocess.Popen, (["true"],)),
    "a class": OrderedDict(a=1),
    "another class": deque([1]),
    "NumPy's loader": Ordered(np.load, ("x.npy",)),
    "a class of a package": Ordered(zipfile.Path, ("x.zip",)),
    "a name alone": os.system,
    "a type alone": np.ndarray,
    "an object inside": {"a": [1, (2, Ordered(os.getcwd, ()))]},
    "NumPy's random state": np.random.default_rng(0),
    "a complex number": 1j,
    "a slice": slice(1, 2),
    "objects in an array": np.array([Ordered(os.getcwd, ())], dtype=object),
    "lists in an array": np.array([[1], [2, 3]], dtype=object),
    "a record": np.zeros(2, dtype=[("a", "i4"), ("b", "f8")]),
    "texts in an array": np.array(["a", "b"]),
    "dates": np.array(["2020-01-01"], dtype="datetime64[D]"),
    "a dtype": np.dtype("f8"),
    "a masked array": np.ma.array([1, 2], mask=[0, 1]),
}


@pytest.mark.parametrize("protocol", [2, 4, 5])
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_whatever_is_no_data_is_refused(path, call, protocol):
    path.write_bytes(pickle.dumps(call, protocol=protocol))
    with pytest.raises(ValueError, match="builds only arrays, lists, tuples, dicts"):
        read_pickle(path)


def test_the_sentence_names_what_was_asked_for(path):
    path.write_bytes(pickle.dumps(Ordered(os.getcwd, ()), protocol=2))
    with pytest.raises(ValueError, match=r"file asks for (posix|nt)\.getcwd, and read_pickle"):
        read_pickle(path)


GLOBAL = {name: f"c{module}\n{name}\n".encode() for module, name in plain_pickle._STAND_INS}


@pytest.mark.parametrize(
    "code",
    [
        # Attributes of a stand-in: its state, and slots of it.
        GLOBAL["_reconstruct"] + b"}(U\x01aK\x01ub.",
        GLOBAL["_reconstruct"] + b"N}(U\x08__call__K\x01u\x86b.",
        GLOBAL["dtype"] + b"N}(U\x09__class__K\x01u\x86b.",
        # A class made or called in other ways.
        GLOBAL["ndarray"] + b")R.",
        GLOBAL["ndarray"] + b")\x81.",
        GLOBAL["dtype"] + b")\x81.",
        b"(iposix\nsystem\n.",
        b"(cposix\nsystem\nU\x04trueo.",
        # An array without numbers, with the wrong ones, or with a state of another kind.
        GLOBAL["_reconstruct"] + b")R.",
        GLOBAL["_reconstruct"]
        + b")R(K\x01(K\x09t"
        + GLOBAL["dtype"]
        + b"U\x02u1\x85R\x89U\x03abctb.",
        GLOBAL["_reconstruct"]
        + b")R(K\x01(J\xff\xff\xff\xfft"
        + GLOBAL["dtype"]
        + b"U\x02u1\x85R\x89U\x03abctb.",
        GLOBAL["_reconstruct"]
        + b")R(K\x01(K\x01t"
        + GLOBAL["dtype"]
        + b"U\x02O8\x85R\x89](K\x01etb.",
        GLOBAL["_reconstruct"] + b")RK\x01b.",
        # Names that are not there, extensions, persistent ids.
        b"cnumpy\nno_such_name\n.",
        b"\x82\x01.",
        b"Pan id\n.",
        # No pickle, or one that is cut off.
        b"",
        b"hello",
        b"\x80\x02](K\x01",
        b"\x80\x09.",
    ],
)
def test_a_broken_or_clever_pickle_raises_one_kind_of_error(path, code):
    path.write_bytes(code)
    with pytest.raises(ValueError, match=str(path)):
        read_pickle(path)


def test_a_list_that_holds_itself_is_no_endless_work(path):
    mine = [1]
    mine.append(mine)
    path.write_bytes(pickle.dumps(mine, protocol=2))
    found = read_pickle(path)
    assert found[1] is found


def test_many_lists_in_one_another_are_no_crash(path):
    path.write_bytes(b"\x80\x02" + b"](" * 100_000 + b"e" * 100_000 + b".")
    with pytest.raises(ValueError, match="not a pickle, or it is damaged"):
        read_pickle(path)


def test_a_file_that_is_not_there_says_so(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_pickle(tmp_path / "nowhere")


def test_the_stand_ins_keep_nothing_that_a_pickle_could_change():
    for stand_in in set(plain_pickle._STAND_INS.values()):
        assert not hasattr(stand_in(), "__dict__"), stand_in
    code = pickle.dumps(np.arange(3), protocol=2)
    assert any(op.name == "BUILD" for op, *_ in pickletools.genops(code))
