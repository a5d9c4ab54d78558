"""The wire between judge and worker: length-prefixed frames of a closed set of types.

None, bool, int, float, complex, str, bytes, list, tuple, dict, set, NumPy arrays and scalars of
plain dtypes, NumPy's default random generator by its state, and handles to things that stay where
they are: functions, classes and instances in the worker, and functions of the judge's that the
worker may call back.
Nothing that is received is ever executed, and every length, depth and type is checked, because
the other end may be a student's program that pretends to be a worker.
"""

from __future__ import annotations

import array
import math
import operator
import socket
import struct
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

MAX_FRAME = 256 * 2**20
MAX_DEPTH = 64
MAX_ITEMS = 4_000_000
MAX_INT_BYTES = 4096
# Keys of dicts and sets, besides texts, in one value; and how many of one dict may share a hash.
MAX_FORETOLD = 50_000
MAX_SHARED = 8
SALTED = (str, bytes)
REST = 0.5
SHORTEST_WAIT = 0.02

INTEGERS = tuple(f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64))
FLOATS = ("float16", "float32", "float64", "complex64", "complex128")
DTYPES = frozenset(("bool", *INTEGERS, *FLOATS))
LITTLE = {name: np.dtype(name).newbyteorder("<") for name in DTYPES}
_NAMES = {np.dtype(name): name for name in DTYPES}
# Columns and tables of pandas travel as the arrays that they hold.
FRAMES = frozenset({"Series", "DataFrame", "Index", "RangeIndex"})
# So do PyTorch's tensors, without the graph behind them.
TENSORS = frozenset({"Tensor", "Parameter"})
KINDS = ("function", "class", "instance", "callback", "reference", "reference class")
# What an entry weighs among MAX_ITEMS: about its memory in Python, in units of some 50 bytes.
CONTAINER, OBJECT = 4, 8
# One is made anew, which takes as long as hundreds of numbers.
GENERATOR = 200

_U32 = struct.Struct(">I")
_U64 = struct.Struct(">Q")
_I64 = struct.Struct(">q")
_F64 = struct.Struct(">d")
_C128 = struct.Struct(">dd")


class WireError(Exception):
    """A value cannot travel, or what arrived is not a well-formed frame."""


class Closed(Exception):
    """The other end has closed the connection."""


class TimedOut(Exception):
    """Nothing complete arrived before the deadline."""


@dataclass(frozen=True)
class Handle:
    """Stands for a function, class or instance that stays in the worker.

    Two kinds are the other way round: ``callback``, a function of the judge's, and ``reference``,
    one that answers over a line of its own.
    """

    number: int
    kind: str
    type_name: str


def first_key(frame: bytes) -> str:
    """Return the first key of an encoded dict, without decoding the rest; or an empty text."""
    if frame[:1] + frame[5:6] != b"ms":
        return ""
    return frame[10 : 10 + int.from_bytes(frame[6:10], "big")].decode("utf-8", "replace")


def encode(value: Any, hold: Callable[[Any], Handle] | None = None) -> bytes:
    """Write `value` as bytes.

    Parameters
    ----------
    hold
        Called with what is no plain data; keeps it and returns its handle.

    Raises
    ------
    WireError
        If the value is nested too deeply, too large, or no plain data and `hold` is None.
    """
    return _Encoder(hold).run(value)


def decode(data: bytes, resolve: Callable[[Handle], Any] | None = None) -> Any:
    """Read one value from `data`; see `weighed_decode`."""
    return weighed_decode(data, resolve)[0]


def weighed_decode(data: bytes, resolve: Callable[[Handle], Any] | None = None) -> tuple[Any, int]:
    """Read one value from `data`, and say how many entries it has, containers counting more.

    Parameters
    ----------
    resolve
        Called with each handle; what it returns stands in the value. Without it, handles remain.

    Raises
    ------
    WireError
        If `data` is not exactly one well-formed value.
    """
    decoder = _Decoder(data, resolve)
    return decoder.run(), decoder.items


class _Encoder:
    def __init__(self, hold: Callable[[Any], Handle] | None) -> None:
        self.hold = hold
        self.out = bytearray()
        self.items = 0

    def run(self, value: Any) -> bytes:
        self.put(value, 0)
        return bytes(self.out)

    def head(self, tag: bytes, length: int) -> None:
        self.out += tag
        self.out += _U32.pack(length)

    def put(self, value: Any, depth: int) -> None:
        self.items += 1
        if depth > MAX_DEPTH:
            raise WireError(f"a value nested more than {MAX_DEPTH} deep")
        if self.items > MAX_ITEMS or len(self.out) > MAX_FRAME:
            raise WireError("a value that is too large to send")
        kind = type(value)
        if value is None:
            self.out += b"N"
        elif value is True:
            self.out += b"T"
        elif value is False:
            self.out += b"F"
        elif kind is float:
            self.out += b"d" + _F64.pack(value)
        elif kind is int:
            self.put_int(value)
        elif kind is str:
            self.put_bytes(b"s", value.encode("utf-8", "surrogatepass"))
        elif kind is list:
            self.put_list(value, depth)
        elif kind is tuple:
            self.head(b"t", len(value))
            for entry in value:
                self.put(entry, depth + 1)
        elif isinstance(value, np.ndarray):
            self.put_array(value, depth)
        elif isinstance(value, np.generic):
            self.put_scalar(value)
        elif isinstance(value, dict):
            self.head(b"m", len(value))
            for key, entry in list(value.items()):
                self.put(key, depth + 1)
                self.put(entry, depth + 1)
        elif kind is complex:
            self.out += b"c" + _C128.pack(value.real, value.imag)
        elif isinstance(value, (bytes, bytearray)):
            self.put_bytes(b"b", bytes(value))
        elif isinstance(value, (set, frozenset)):
            self.head(b"e", len(value))
            for entry in list(value):
                self.put(entry, depth + 1)
        elif isinstance(value, Handle):
            self.put_handle(value)
        elif kind is np.random.Generator and type(value.bit_generator) is np.random.PCG64:
            self.out += b"g"
            self.put(value.bit_generator.state, depth + 1)
        elif isinstance(value, (int, float, str, list, tuple)):
            self.put(_plain(value), depth + 1)
        elif kind.__module__.split(".")[0] == "pandas" and kind.__name__ in FRAMES:
            self.put(np.asarray(value.to_numpy()), depth + 1)
        elif kind.__module__.split(".")[0] == "torch" and kind.__name__ in TENSORS:
            self.put(
                np.asarray(value.detach().cpu().resolve_conj().resolve_neg().numpy()), depth + 1
            )
        elif self.hold is not None:
            self.put_handle(self.hold(value))
        else:
            raise WireError(f"{kind.__name__} is no plain data")

    def put_int(self, value: int) -> None:
        if -(2**63) <= value < 2**63:
            self.out += b"i" + _I64.pack(value)
            return
        size = value.bit_length() // 8 + 1
        if size > MAX_INT_BYTES:
            raise WireError("an int that is too large to send")
        self.put_bytes(b"I", value.to_bytes(size, "big", signed=True))

    def put_bytes(self, tag: bytes, data: bytes) -> None:
        if len(data) > MAX_FRAME:
            raise WireError("text that is too large to send")
        self.head(tag, len(data))
        self.out += data

    def put_list(self, value: list[Any], depth: int) -> None:
        entries = list(value)
        kinds = set(map(type, entries))
        if kinds == {float} and len(entries) > 4:
            self.put_bytes(b"D", _packed(entries))
            return
        if kinds in ({list}, {tuple}) and self.put_rows(entries, depth):
            return
        self.head(b"l", len(entries))
        for entry in entries:
            self.put(entry, depth + 1)

    def put_rows(self, entries: list[Any], depth: int) -> bool:
        """Write a matrix, rows of equally many floats, as one block; or say that it is none."""
        rows = [tuple(row) for row in entries]
        columns = len(rows[0])
        numbers = list(chain.from_iterable(rows))
        if (
            set(map(type, numbers)) != {float}
            or any(len(row) != columns for row in rows)
            or depth + 2 > MAX_DEPTH
        ):
            return False
        self.head(b"R" if type(entries[0]) is list else b"r", columns)
        self.put_bytes(b"D", _packed(numbers))
        return True

    def put_array(self, value: np.ndarray, depth: int) -> None:
        plain = value.view(np.ndarray) if type(value) is not np.ndarray else value
        name = _NAMES.get(plain.dtype) or plain.dtype.name
        if name not in DTYPES:
            if plain.dtype.kind in "OUS" and plain.ndim > 0:
                self.put(plain.tolist(), depth + 1)
                return
            raise WireError(f"an array of dtype {name}")
        if plain.nbytes > MAX_FRAME:
            raise WireError("an array that is too large to send")
        self.put_bytes(b"a", name.encode())
        self.out += bytes([plain.ndim])
        for size in plain.shape:
            self.out += _U64.pack(size)
        self.out += plain.astype(LITTLE[name], copy=False).tobytes()

    def put_scalar(self, value: np.generic) -> None:
        name = _NAMES.get(value.dtype) or value.dtype.name
        if name in DTYPES:
            self.put_bytes(b"n", name.encode())
            self.out += np.asarray(value).astype(LITTLE[name], copy=False).tobytes()
        elif isinstance(value, str):
            self.put(str(value), 0)
        else:
            raise WireError(f"a NumPy {name}")

    def put_handle(self, handle: Handle) -> None:
        self.out += b"h" + _U32.pack(handle.number) + bytes([KINDS.index(handle.kind)])
        self.put_bytes(b"s", handle.type_name.encode("utf-8", "replace")[:200])


def _packed(numbers: list[float]) -> bytes:
    packed = array.array("d", numbers)
    if sys.byteorder == "little":
        packed.byteswap()
    return packed.tobytes()


def _plain(value: Any) -> Any:
    """Reduce an instance of a subclass to its plain data."""
    converters: dict[type, Callable[[Any], Any]] = {
        int: int.__int__,
        float: float.__float__,
        str: str.__str__,
        list: lambda entries: list(list.__iter__(entries)),
        tuple: lambda entries: tuple(tuple.__iter__(entries)),
    }
    for kind, convert in converters.items():
        if isinstance(value, kind):
            plain = convert(value)
            if type(plain) is kind:
                return plain
    raise WireError("an object that is not what it says")


class _Decoder:
    def __init__(self, data: bytes, resolve: Callable[[Handle], Any] | None) -> None:
        self.data = data
        self.at = 0
        self.items = 0
        self.foretold = 0
        self.resolve = resolve

    def run(self) -> Any:
        value = self.get(0)
        if self.at != len(self.data):
            raise WireError("bytes after the end of the value")
        return value

    def skip(self, count: int) -> int:
        """Go on by some bytes, and say where they begin."""
        start = self.at
        if start + count > len(self.data):
            raise WireError("the frame ends early")
        self.at = start + count
        return start

    def take(self, count: int) -> bytes:
        start = self.skip(count)
        return self.data[start : start + count]

    def length(self) -> int:
        return int(_U32.unpack_from(self.data, self.skip(4))[0])

    def weigh(self, items: int) -> None:
        """Count what is about to be built, before it takes memory."""
        self.items += items
        if self.items > MAX_ITEMS:
            raise WireError("a value that is too large")

    def get(self, depth: int) -> Any:
        self.items += 1
        if depth > MAX_DEPTH or self.items > MAX_ITEMS:
            raise WireError("a value that is nested too deeply or too large")
        read = READERS.get(self.data[self.skip(1)])
        if read is None:
            raise WireError("an unknown tag")
        return read(self, depth + 1)

    def text(self, inside: int = 0) -> str:
        return self.take(self.length()).decode("utf-8", "replace")

    def get_float(self, inside: int) -> float:
        return float(_F64.unpack_from(self.data, self.skip(8))[0])

    def get_complex(self, inside: int) -> complex:
        return complex(*_C128.unpack_from(self.data, self.skip(16)))

    def get_int(self, inside: int) -> int:
        return int(_I64.unpack_from(self.data, self.skip(8))[0])

    def get_large_int(self, inside: int) -> int:
        size = self.length()
        if size > MAX_INT_BYTES:
            raise WireError("an int that is too large")
        return int.from_bytes(self.take(size), "big", signed=True)

    def get_bytes(self, inside: int) -> bytes:
        return self.take(self.length())

    def get_list(self, inside: int) -> list[Any]:
        return [self.get(inside) for _ in range(self.count())]

    def get_tuple(self, inside: int) -> tuple[Any, ...]:
        return tuple([self.get(inside) for _ in range(self.count())])

    def get_set(self, inside: int) -> set[Any]:
        return set(self.keys([self.get(inside) for _ in range(self.count())]))

    def get_mapping(self, inside: int) -> dict[Any, Any]:
        pairs = [(self.get(inside), self.get(inside)) for _ in range(self.count())]
        self.keys([key for key, _ in pairs])
        return dict(pairs)

    def count(self) -> int:
        """Read how many entries follow; each takes at least a byte."""
        self.weigh(CONTAINER)
        count = self.length()
        if count > len(self.data) - self.at:
            raise WireError("the frame ends early")
        return count

    def keys(self, found: list[Any]) -> list[Any]:
        """Return keys of a dict or set that Python finds in a few steps each.

        Hashes of texts are salted. Those of numbers anybody can foretell, and choose numbers which
        Python compares each with all others.
        """
        foretold = [key for key in found if type(key) not in SALTED]
        if not foretold:
            return found
        self.foretold += len(foretold)
        if self.foretold > MAX_FORETOLD:
            raise WireError("a dict or set that is too large")
        try:
            hashes = sorted(map(hash, foretold))
        except TypeError as error:
            raise WireError("a key that cannot be one") from error
        if any(map(operator.eq, hashes, hashes[MAX_SHARED:])):
            raise WireError("a dict or set whose keys have the same hash")
        return found

    def floats(self, inside: int = 0) -> list[float]:
        piece = self.take(self.length())
        if len(piece) % 8:
            raise WireError("half a number")
        self.weigh(len(piece) // 8)
        numbers = array.array("d", piece)
        if sys.byteorder == "little":
            numbers.byteswap()
        return numbers.tolist()

    def get_rows(self, inside: int) -> list[list[float]]:
        columns = self.length()
        if self.take(1) != b"D":
            raise WireError("rows without numbers")
        numbers = self.floats()
        if not columns or not numbers or len(numbers) % columns:
            raise WireError("rows of unequal length")
        self.weigh(CONTAINER * (1 + len(numbers) // columns))
        return [numbers[at : at + columns] for at in range(0, len(numbers), columns)]

    def get_tuple_rows(self, inside: int) -> list[tuple[float, ...]]:
        return [tuple(row) for row in self.get_rows(inside)]

    def dtype(self) -> np.dtype:
        name = self.text()
        if name not in DTYPES:
            raise WireError("an unknown dtype")
        return LITTLE[name]

    def get_array(self, inside: int) -> np.ndarray:
        self.weigh(CONTAINER)
        dtype = self.dtype()
        axes = self.data[self.skip(1)]
        shape = [int(_U64.unpack_from(self.data, self.skip(8))[0]) for _ in range(axes)]
        if len(shape) > 32:
            raise WireError("too many axes")
        size = math.prod(shape)
        if max(shape, default=0) > MAX_FRAME or size * dtype.itemsize > MAX_FRAME:
            raise WireError("an array that is too large")
        start = self.skip(size * dtype.itemsize)
        found = np.frombuffer(self.data, dtype, size, start) if size else np.empty(0, dtype)
        return found.reshape(shape).astype(dtype.newbyteorder("="))

    def get_scalar(self, inside: int) -> Any:
        dtype = self.dtype()
        start = self.skip(dtype.itemsize)
        return np.frombuffer(self.data, dtype, 1, start).astype(dtype.newbyteorder("="))[0]

    def get_generator(self, inside: int) -> np.random.Generator:
        made = np.random.Generator(np.random.PCG64(0))
        self.weigh(GENERATOR)
        try:
            # Four integers and a name, which NumPy checks.
            made.bit_generator.state = self.get(inside)
        except (TypeError, ValueError, KeyError, OverflowError, AttributeError) as error:
            raise WireError("the state of a generator that is none") from error
        return made

    def get_handle(self, inside: int) -> Any:
        self.weigh(OBJECT)
        number = self.length()
        kind = self.data[self.skip(1)]
        if kind >= len(KINDS) or self.take(1) != b"s":
            raise WireError("a malformed handle")
        handle = Handle(number, KINDS[kind], self.text()[:200])
        return handle if self.resolve is None else self.resolve(handle)


READERS: dict[int, Callable[[_Decoder, int], Any]] = {
    ord("N"): lambda decoder, inside: None,
    ord("T"): lambda decoder, inside: True,
    ord("F"): lambda decoder, inside: False,
    ord("d"): _Decoder.get_float,
    ord("i"): _Decoder.get_int,
    ord("s"): _Decoder.text,
    ord("l"): _Decoder.get_list,
    ord("D"): _Decoder.floats,
    ord("R"): _Decoder.get_rows,
    ord("r"): _Decoder.get_tuple_rows,
    ord("t"): _Decoder.get_tuple,
    ord("a"): _Decoder.get_array,
    ord("n"): _Decoder.get_scalar,
    ord("m"): _Decoder.get_mapping,
    ord("c"): _Decoder.get_complex,
    ord("b"): _Decoder.get_bytes,
    ord("e"): _Decoder.get_set,
    ord("I"): _Decoder.get_large_int,
    ord("h"): _Decoder.get_handle,
    ord("g"): _Decoder.get_generator,
}


def send(connection: socket.socket, data: bytes) -> None:
    """Send one frame.

    Raises
    ------
    Closed
        If the other end is gone.
    """
    try:
        connection.sendall(_U32.pack(len(data)) + data)
    except (BrokenPipeError, ConnectionResetError) as error:
        raise Closed from error
    except TimeoutError as error:
        raise TimedOut from error


def receive(
    connection: socket.socket,
    deadline: float | None = None,
    most: int = MAX_FRAME,
    clock: Callable[[], float] = time.monotonic,
) -> bytes:
    """Receive one frame.

    Parameters
    ----------
    deadline
        On `clock`; None waits for ever.
    most
        Bytes that the frame may have.
    clock
        Returns seconds; it may be slower than the clock on the wall.

    Raises
    ------
    Closed
        If the other end is gone.
    TimedOut
        If the frame is not complete at the deadline.
    WireError
        If the frame says that it is larger than any frame may be.
    """
    (length,) = _U32.unpack(_exactly(connection, 4, deadline, clock))
    if length > most:
        raise WireError("a frame that is too large")
    if deadline is not None:
        # A frame that has begun is not left half read, or all that follows would be misread.
        deadline = max(deadline, clock() + REST)
    return _exactly(connection, length, deadline, clock)


def _exactly(
    connection: socket.socket, count: int, deadline: float | None, clock: Callable[[], float]
) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        if deadline is None:
            # To set what it is would be two calls of the system, for each piece.
            if connection.gettimeout() is not None:
                connection.settimeout(None)
        else:
            left = deadline - clock()
            if left <= 0:
                raise TimedOut
            connection.settimeout(max(left, SHORTEST_WAIT))
        try:
            piece = connection.recv(min(count - len(parts), 2**20))
        except TimeoutError:
            continue  # by the clock there may be time left
        except (ConnectionResetError, BrokenPipeError) as error:
            raise Closed from error
        if not piece:
            raise Closed
        parts += piece
    return bytes(parts)
