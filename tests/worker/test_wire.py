import contextlib
import math
import socket
import struct
import threading
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from viva.worker import wire
from viva.worker.wire import (
    Closed,
    Handle,
    TimedOut,
    WireError,
    decode,
    encode,
    first_key,
    receive,
    send,
)

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.complex_numbers(),
    st.text(),
    st.binary(),
)
KEYS = st.one_of(st.booleans(), st.integers(), st.text(), st.tuples(st.integers(), st.text()))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner),
        st.lists(st.floats()),
        st.lists(st.lists(st.floats(), min_size=2, max_size=2)),
        st.lists(st.tuples(st.floats(), st.floats(), st.floats())),
        st.tuples(inner, inner),
        st.dictionaries(KEYS, inner),
        st.sets(st.integers()),
    ),
    max_leaves=20,
)


def alike(a, b):
    if type(a) is not type(b):
        return False
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(alike, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(alike(a[key], b[key]) for key in a)
    if isinstance(a, (float, complex)):
        return repr(a) == repr(b)
    return a == b


@given(VALUES)
def test_plain_values_come_back_as_they_were(value):
    assert alike(decode(encode(value)), value)


@pytest.mark.parametrize("kind", [list, tuple])
def test_rows_of_floats_are_one_block_and_come_back_as_rows(kind):
    row = kind([1.0, 2.0])
    back = decode(encode([row] * 100))
    assert alike(back, [row] * 100)
    assert len(encode([row] * 100)) < 100 * 2 * 8 + 20
    if kind is list:
        back[0][0] = 5.0
        assert back[1] == row  # each its own


@pytest.mark.parametrize(
    "rows",
    [
        b"R" + struct.pack(">I", 3) + b"D" + struct.pack(">I", 32) + bytes(32),
        b"R" + struct.pack(">I", 0) + b"D" + struct.pack(">I", 32) + bytes(32),
        b"R" + struct.pack(">I", 2) + b"D" + struct.pack(">I", 0),
        b"r" + struct.pack(">I", 2) + b"l" + struct.pack(">I", 0),
    ],
)
def test_rows_that_are_none(rows):
    with pytest.raises(WireError):
        decode(rows)


def test_first_key():
    assert first_key(encode({"op": "get", "name": "f"})) == "op"
    for other in ({"value": {"op": 1}}, {}, ["op"], "op", {1: "op"}):
        assert first_key(encode(other)) != "op"
    assert first_key(b"") == first_key(b"m\0\0\0\1s") == ""


@given(st.binary(max_size=300))
@settings(max_examples=500)
def test_noise_is_a_value_or_a_wire_error(noise):
    with contextlib.suppress(WireError):
        decode(noise)


@given(VALUES, st.data())
def test_a_damaged_frame_is_a_value_or_a_wire_error(value, data):
    frame = bytearray(encode(value))
    place = data.draw(st.integers(0, len(frame) - 1))
    frame[place] = data.draw(st.integers(0, 255))
    with contextlib.suppress(WireError):
        decode(bytes(frame))


@pytest.mark.parametrize("dtype", sorted(wire.DTYPES))
def test_arrays_and_scalars_of_plain_dtypes(dtype):
    array = np.arange(6).reshape(2, 3).T.astype(dtype)
    back = decode(encode(array))
    assert back.dtype == array.dtype
    np.testing.assert_array_equal(back, array)
    back[0, 0] = 1  # a copy of one's own
    scalar = decode(encode(array[1, 1]))
    assert scalar == array[1, 1]
    assert scalar.dtype == array.dtype


def test_subclasses_travel_as_what_they_are():
    class Row(list):
        def __iter__(self):
            return iter(["lies"])

    class Half(float):
        def __eq__(self, other):
            return True

        __hash__ = float.__hash__

    assert decode(encode(Row([1, 2]))) == [1, 2]
    back = decode(encode(Half(0.5)))
    assert type(back) is float
    assert back != 1
    assert type(decode(encode(np.zeros(3).view(np.recarray)))) is np.ndarray
    assert decode(encode(np.array([1, 2], dtype=object))) == [1, 2]


def test_columns_and_tables_of_pandas_are_arrays():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"a": [1.0, 2.0], "b": [3.0, 4.0]})
    assert decode(encode(frame)).tolist() == [[1, 3], [2, 4]]
    assert decode(encode(frame["a"])).tolist() == [1, 2]
    assert decode(encode(frame.iloc[0])).tolist() == [1, 3]


def test_tensors_of_pytorch_are_arrays():
    torch = pytest.importorskip("torch")
    tensor = torch.tensor([[1.0, 2.0], [3.0, 4.0]], dtype=torch.float64, requires_grad=True)
    back = decode(encode({"w": tensor * 2, "p": torch.nn.Parameter(torch.tensor([1, 2]), False)}))
    assert (back["w"].tolist(), back["w"].dtype) == ([[2, 4], [6, 8]], np.float64)
    assert (back["p"].tolist(), back["p"].dtype) == ([1, 2], np.int64)
    assert decode(encode(tensor.sum())).shape == ()


def test_what_is_no_data_becomes_a_handle():
    held = []

    def hold(value):
        held.append(value)
        return Handle(len(held), "function", "function")

    back = decode(encode([len, {"f": max}], hold))
    assert back == [Handle(1, "function", "function"), {"f": Handle(2, "function", "function")}]
    assert held == [len, max]
    with pytest.raises(WireError, match="no plain data"):
        encode(len)


def test_generators_travel_by_their_state():
    mine = np.random.default_rng(5)
    mine.normal(size=3)
    theirs = decode(encode(mine))
    assert theirs is not mine
    assert theirs.normal(size=4).tolist() == mine.normal(size=4).tolist()
    with pytest.raises(WireError, match="no plain data"):
        encode(np.random.Generator(np.random.MT19937(1)))


@pytest.mark.parametrize(
    "state", [3, {}, {"bit_generator": "PCG64"}, {"bit_generator": "MT19937", "state": {}}]
)
def test_states_that_are_none_are_refused(state):
    with pytest.raises(WireError, match="state"):
        decode(b"g" + encode(state))


def test_what_takes_much_memory_weighs_much(monkeypatch):
    monkeypatch.setattr("viva.worker.wire.MAX_ITEMS", 1000)
    assert len(decode(encode([0.5] * 900))) == 900
    assert len(decode(encode(list(range(900))))) == 900
    for much in ([0.5] * 1100, [set() for _ in range(400)], [np.zeros(0) for _ in range(400)]):
        data = _encoded_by_force(much)
        with pytest.raises(WireError, match="too large"):
            decode(data)


def _encoded_by_force(value):
    """Encode without the limits, as a hostile worker would."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("viva.worker.wire.MAX_ITEMS", 10**9)
        return encode(value)


def test_depth_size_and_circles_are_bounded(monkeypatch):
    circle = []
    circle.append(circle)
    with pytest.raises(WireError, match="deep"):
        encode(circle)
    with pytest.raises(WireError, match="deeply"):
        decode(b"l\x00\x00\x00\x01" * 500 + b"N")
    monkeypatch.setattr(wire, "MAX_ITEMS", 100)
    with pytest.raises(WireError, match="large"):
        encode([[0]] * 200)
    with pytest.raises(WireError, match="large"):
        encode(2 ** (8 * wire.MAX_INT_BYTES))


def test_an_array_that_says_it_is_huge_allocates_nothing():
    name = b"a" + struct.pack(">I", 7) + b"float64"
    for shape in ([2**40], [2**20, 2**20], [2**63, 2**63], [0, 2**62]):
        frame = name + bytes([len(shape)]) + b"".join(struct.pack(">Q", n) for n in shape)
        with pytest.raises(WireError):
            decode(frame)
    with pytest.raises(WireError, match="dtype"):
        decode(b"a" + struct.pack(">I", 6) + b"object" + b"\x00")


def test_keys_that_cannot_be_keys_are_refused():
    with pytest.raises(WireError, match="key"):
        decode(b"m\x00\x00\x00\x01" + encode([1]) + encode(1))
    assert math.isnan(next(iter(decode(encode({math.nan: 1})))))


def test_frames_cross_a_socket():
    ours, theirs = socket.socketpair()
    data = encode(np.zeros(100_000))
    thread = threading.Thread(target=send, args=(theirs, data))
    thread.start()
    assert receive(ours, time.monotonic() + 10) == data
    thread.join()
    with pytest.raises(TimedOut):
        receive(ours, time.monotonic() + 0.05)
    theirs.sendall(struct.pack(">I", 2**31))
    with pytest.raises(WireError, match="large"):
        receive(ours, time.monotonic() + 1)
    theirs.close()
    with pytest.raises(Closed):
        receive(ours)


def keyed(tag, keys):
    frame = tag + struct.pack(">I", len(keys))
    return frame + b"".join(encode(key) + (b"N" if tag == b"m" else b"") for key in keys)


@pytest.mark.parametrize("tag", [b"m", b"e"])
def test_keys_of_one_hash_are_refused_and_others_are_taken(tag):
    for keys in ([n * (2**61 - 1) for n in range(20)], [(n * (2**61 - 1), "a") for n in range(20)]):
        with pytest.raises(WireError, match="same hash"):
            decode(keyed(tag, keys))
        assert len(decode(keyed(tag, keys[:8]))) == 8
    fine = [-1, -2, 0, 0.5, 2**61 - 1, "a", b"a", None, (1, 2), 1j, *map(float, range(99))]
    assert list(decode(keyed(b"m", fine))) == list(dict.fromkeys(fine))
    assert decode(keyed(b"e", [1, 1.0, True, math.inf])) == {1, math.inf}


def test_texts_as_keys_are_as_many_as_there_are_and_others_are_bounded(monkeypatch):
    monkeypatch.setattr(wire, "MAX_FORETOLD", 100)
    assert len(decode(encode({f"{n}": n for n in range(1000)}))) == 1000
    assert len(decode(encode(set(range(100))))) == 100
    for many in (set(range(101)), {n: {n: n} for n in range(60)}):
        with pytest.raises(WireError, match="dict or set that is too large"):
            decode(encode(many))
