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
import socket
import struct
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

MAX_FRAME = 256 * 2**20
MAX_DEPTH = 64
MAX_ITEMS = 4_000_000
MAX_INT_BYTES = 4096
REST = 0.5

INTEGERS = tuple(f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64))
FLOATS = ("float16", "float32", "float64", "complex64", "complex128")
DTYPES = frozenset(("bool", *INTEGERS, *FLOATS))
# Columns and tables of pandas travel as the arrays that they hold.
FRAMES = frozenset({"Series", "DataFrame", "Index", "RangeIndex"})
KINDS = ("function", "class", "instance", "callback")
# What an entry weighs among MAX_ITEMS: about its memory in Python, in units of some 50 bytes.
CONTAINER, OBJECT = 4, 8

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

    Its kind ``callback`` is the other way round: a function of the judge's.
    """

    number: int
    kind: str
    type_name: str


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
        if len(entries) > 4 and all(type(entry) is float for entry in entries):
            numbers = array.array("d", entries)
            if sys.byteorder == "little":
                numbers.byteswap()
            self.put_bytes(b"D", numbers.tobytes())
            return
        self.head(b"l", len(entries))
        for entry in entries:
            self.put(entry, depth + 1)

    def put_array(self, value: np.ndarray, depth: int) -> None:
        plain = value.view(np.ndarray) if type(value) is not np.ndarray else value
        if plain.dtype.name not in DTYPES:
            if plain.dtype.kind in "OUS" and plain.ndim > 0:
                self.put(plain.tolist(), depth + 1)
                return
            raise WireError(f"an array of dtype {plain.dtype.name}")
        if plain.nbytes > MAX_FRAME:
            raise WireError("an array that is too large to send")
        self.put_bytes(b"a", plain.dtype.name.encode())
        self.out += bytes([plain.ndim])
        for size in plain.shape:
            self.out += _U64.pack(size)
        self.out += np.ascontiguousarray(plain).astype(plain.dtype.newbyteorder("<")).tobytes()

    def put_scalar(self, value: np.generic) -> None:
        if value.dtype.name in DTYPES:
            self.put_bytes(b"n", value.dtype.name.encode())
            self.out += value.dtype.newbyteorder("<").type(value).tobytes()
        elif isinstance(value, str):
            self.put(str(value), 0)
        else:
            raise WireError(f"a NumPy {value.dtype.name}")

    def put_handle(self, handle: Handle) -> None:
        self.out += b"h" + _U32.pack(handle.number) + bytes([KINDS.index(handle.kind)])
        self.put_bytes(b"s", handle.type_name.encode("utf-8", "replace")[:200])


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
        self.data = memoryview(data)
        self.at = 0
        self.items = 0
        self.resolve = resolve

    def run(self) -> Any:
        value = self.get(0)
        if self.at != len(self.data):
            raise WireError("bytes after the end of the value")
        return value

    def take(self, count: int) -> memoryview:
        end = self.at + count
        if end > len(self.data):
            raise WireError("the frame ends early")
        piece = self.data[self.at : end]
        self.at = end
        return piece

    def length(self) -> int:
        return int(_U32.unpack(self.take(4))[0])

    def text(self) -> str:
        return bytes(self.take(self.length())).decode("utf-8", "replace")

    def weigh(self, items: int) -> None:
        """Count what is about to be built, before it takes memory."""
        self.items += items
        if self.items > MAX_ITEMS:
            raise WireError("a value that is too large")

    def get(self, depth: int) -> Any:
        self.items += 1
        if depth > MAX_DEPTH or self.items > MAX_ITEMS:
            raise WireError("a value that is nested too deeply or too large")
        tag = bytes(self.take(1))
        if tag == b"N":
            return None
        if tag == b"T":
            return True
        if tag == b"F":
            return False
        if tag == b"d":
            return _F64.unpack(self.take(8))[0]
        if tag == b"i":
            return _I64.unpack(self.take(8))[0]
        if tag == b"s":
            return self.text()
        if tag == b"D":
            return self.floats()
        if tag == b"l":
            return [self.get(depth + 1) for _ in range(self.count())]
        if tag == b"t":
            return tuple([self.get(depth + 1) for _ in range(self.count())])
        if tag == b"a":
            return self.array()
        if tag == b"n":
            return self.scalar()
        if tag == b"m":
            return self.mapping(depth)
        if tag == b"c":
            return complex(*_C128.unpack(self.take(16)))
        if tag == b"b":
            return bytes(self.take(self.length()))
        if tag == b"e":
            return self.hashable(lambda: {self.get(depth + 1) for _ in range(self.count())})
        if tag == b"I":
            size = self.length()
            if size > MAX_INT_BYTES:
                raise WireError("an int that is too large")
            return int.from_bytes(self.take(size), "big", signed=True)
        if tag == b"h":
            return self.handle()
        if tag == b"g":
            return self.generator(depth)
        raise WireError("an unknown tag")

    def count(self) -> int:
        """Read how many entries follow; each takes at least a byte."""
        self.weigh(CONTAINER)
        count = self.length()
        if count > len(self.data) - self.at:
            raise WireError("the frame ends early")
        return count

    def hashable(self, build: Callable[[], Any]) -> Any:
        try:
            return build()
        except TypeError as error:
            raise WireError("a key that cannot be one") from error

    def mapping(self, depth: int) -> dict[Any, Any]:
        return self.hashable(
            lambda: {self.get(depth + 1): self.get(depth + 1) for _ in range(self.count())}
        )

    def floats(self) -> list[float]:
        piece = self.take(self.length())
        if len(piece) % 8:
            raise WireError("half a number")
        self.weigh(len(piece) // 8)
        numbers = array.array("d", bytes(piece))
        if sys.byteorder == "little":
            numbers.byteswap()
        return numbers.tolist()

    def dtype(self) -> np.dtype:
        name = self.text()
        if name not in DTYPES:
            raise WireError("an unknown dtype")
        return np.dtype(name).newbyteorder("<")

    def array(self) -> np.ndarray:
        self.weigh(CONTAINER)
        dtype = self.dtype()
        shape = [int(_U64.unpack(self.take(8))[0]) for _ in range(self.take(1)[0])]
        if len(shape) > 32:
            raise WireError("too many axes")
        size = 1
        for axis in shape:
            size *= axis
        if max(shape, default=0) > MAX_FRAME or size * dtype.itemsize > MAX_FRAME:
            raise WireError("an array that is too large")
        piece = bytes(self.take(size * dtype.itemsize))
        return np.frombuffer(piece, dtype).reshape(shape).astype(dtype.newbyteorder("="))

    def scalar(self) -> Any:
        dtype = self.dtype()
        piece = bytes(self.take(dtype.itemsize))
        return np.frombuffer(piece, dtype).astype(dtype.newbyteorder("="))[0]

    def generator(self, depth: int) -> np.random.Generator:
        made = np.random.Generator(np.random.PCG64(0))
        self.weigh(OBJECT)
        try:
            # Four integers and a name, which NumPy checks.
            made.bit_generator.state = self.get(depth + 1)
        except (TypeError, ValueError, KeyError, OverflowError, AttributeError) as error:
            raise WireError("the state of a generator that is none") from error
        return made

    def handle(self) -> Any:
        self.weigh(OBJECT)
        number = int(_U32.unpack(self.take(4))[0])
        kind = self.take(1)[0]
        if kind >= len(KINDS) or bytes(self.take(1)) != b"s":
            raise WireError("a malformed handle")
        handle = Handle(number, KINDS[kind], self.text()[:200])
        return handle if self.resolve is None else self.resolve(handle)


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
    connection: socket.socket, deadline: float | None = None, most: int = MAX_FRAME
) -> bytes:
    """Receive one frame.

    Parameters
    ----------
    deadline
        On the clock of `time.monotonic`, in seconds; None waits for ever.
    most
        Bytes that the frame may have.

    Raises
    ------
    Closed
        If the other end is gone.
    TimedOut
        If the frame is not complete at the deadline.
    WireError
        If the frame says that it is larger than any frame may be.
    """
    (length,) = _U32.unpack(_exactly(connection, 4, deadline))
    if length > most:
        raise WireError("a frame that is too large")
    if deadline is not None:
        # A frame that has begun is not left half read, or all that follows would be misread.
        deadline = max(deadline, time.monotonic() + REST)
    return _exactly(connection, length, deadline)


def _exactly(connection: socket.socket, count: int, deadline: float | None) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        if deadline is None:
            connection.settimeout(None)
        else:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimedOut
            connection.settimeout(left)
        try:
            piece = connection.recv(min(count - len(parts), 2**20))
        except TimeoutError as error:
            raise TimedOut from error
        except (ConnectionResetError, BrokenPipeError) as error:
            raise Closed from error
        if not piece:
            raise Closed
        parts += piece
    return bytes(parts)
