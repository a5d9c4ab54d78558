"""Read pickles that hold data and nothing else.

A pickle is a small program: it names functions, and whoever loads it calls them. So a file from a
stranger may do what it likes with the computer of the one who opens it. The reader here builds
arrays, lists, tuples, dicts, sets, bytes, texts and numbers. It looks up none of the names in a
file: a few are known, most of them NumPy's, and objects of this module stand in for them; any
other ends the reading.
"""

from __future__ import annotations

import io
import math
import os
import pickle
import re
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

# Truth values and numbers, with a byte order before them or none.
PLAIN_DTYPE = re.compile(r"[<>|=]?[biufc][0-9]{1,2}")


def read_pickle(path: str | os.PathLike[str]) -> Any:
    """Read a pickle that holds arrays, lists, tuples, dicts, sets, bytes, texts and numbers.

    What Python 2 has written as ``str``, such as the keys of CIFAR's dicts, comes back as bytes.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    value
        What it holds.

    Raises
    ------
    ValueError
        If the file is no pickle, is cut off, or names anything else to build.
    OSError
        If it cannot be read.
    """
    content = Path(path).read_bytes()
    try:
        return _finished(_Reader(io.BytesIO(content), encoding="bytes").load(), {})
    except _Refused as refused:
        raise ValueError(
            f"{path} asks for {refused}, and read_pickle builds only arrays, lists, tuples, "
            "dicts, sets, bytes, texts and numbers."
        ) from None
    except Exception as error:
        # A broken pickle may raise anything.
        raise ValueError(f"{path} is not a pickle, or it is damaged.") from error


class _Refused(Exception):
    """A pickle asks for something that is no plain data."""


class _Reader(pickle.Unpickler):
    """An unpickler that gives stand-ins for the names it knows."""

    def find_class(self, module: str, name: str) -> Any:
        place = module.replace("numpy._core", "numpy.core").replace("__builtin__", "builtins")
        if (place, name) not in _STAND_INS:
            raise _Refused(f"{module}.{name}"[:80])
        return _STAND_INS[place, name]()


# Nothing below has a __dict__, so that a pickle can change none of it.
class _Array:
    """An array that is filled after it was made, as pickles do it."""

    __slots__ = ("array",)
    __hash__: ClassVar[None] = None  # type: ignore[assignment]

    def __init__(self, array: np.ndarray | None = None) -> None:
        self.array = array

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, shape, dtype, by_columns, content = state
        self.array = _array(content, dtype, shape, "F" if by_columns else "C")


class _Dtype:
    """A dtype of plain numbers."""

    __slots__ = ("dtype",)

    def __init__(self, code: str | bytes) -> None:
        text = code.decode("ascii") if isinstance(code, bytes) else code
        if not PLAIN_DTYPE.fullmatch(text):
            raise _Refused("an array of something else than numbers")
        self.dtype = np.dtype(text)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        order, *parts = state[1:5]
        if any(part is not None for part in parts):
            raise _Refused("an array of something else than numbers")
        if order in (">", b">"):
            self.dtype = self.dtype.newbyteorder(">")


class _Ndarray:
    __slots__ = ()


class _MakeDtype:
    __slots__ = ()

    def __call__(self, code: str | bytes, *_: Any) -> _Dtype:
        return _Dtype(code)


class _Reconstruct:
    __slots__ = ()

    def __call__(self, *_: Any) -> _Array:
        return _Array()


class _FromBuffer:
    __slots__ = ()

    def __call__(self, content: Any, dtype: _Dtype, shape: Any, order: str) -> _Array:
        return _Array(_array(content, dtype, shape, order))


class _Scalar:
    __slots__ = ()

    def __call__(self, dtype: _Dtype, content: bytes) -> Any:
        return _array(content, dtype, (), "C")[()]


class _Encode:
    """Python 3's way to write bytes in the second protocol: as a text, to be encoded."""

    __slots__ = ()

    def __call__(self, text: str | bytes, _: Any = None) -> bytes:
        return text.encode("latin-1") if isinstance(text, str) else text


class _Bytes:
    __slots__ = ()

    def __call__(self) -> bytes:
        return b""


class _Set:
    __slots__ = ()

    def __call__(self, entries: list[Any]) -> set[Any]:
        return set(entries)


_STAND_INS: dict[tuple[str, str], type] = {
    ("numpy", "dtype"): _MakeDtype,
    ("numpy", "ndarray"): _Ndarray,
    ("numpy.core.multiarray", "_reconstruct"): _Reconstruct,
    ("numpy.core.multiarray", "scalar"): _Scalar,
    ("numpy.core.numeric", "_frombuffer"): _FromBuffer,
    ("_codecs", "encode"): _Encode,
    # The second protocol has no opcodes for sets, and none for no bytes at all.
    ("builtins", "bytes"): _Bytes,
    ("builtins", "set"): _Set,
}


def _array(content: Any, dtype: Any, shape: Any, order: Any) -> np.ndarray:
    """Make an array of the bytes of its numbers."""
    if not isinstance(content, (bytes, bytearray)):
        raise _Refused("an array of something else than numbers")
    sizes = tuple(int(size) for size in shape)
    if min(sizes, default=0) < 0 or math.prod(sizes) * dtype.dtype.itemsize != len(content):
        raise ValueError("the numbers do not fill the shape")
    return np.frombuffer(content, dtype.dtype).reshape(sizes, order=order).copy(order="K")


def _finished(value: Any, done: dict[int, tuple[Any, Any]]) -> Any:
    """Return a value with arrays in the place of what stood for them.

    Parameters
    ----------
    done
        What has been seen, with what became of it: a pickle may hold one list in many places.
    """
    if isinstance(value, _Array):
        if value.array is None:
            raise ValueError("an array without its numbers")
        return value.array
    if type(value) in (_Dtype, _Ndarray, *_STAND_INS.values()):
        raise _Refused("a type or a function")
    if not isinstance(value, (list, dict, tuple)):
        return value
    if id(value) not in done:
        done[id(value)] = value, value
        if isinstance(value, list):
            value[:] = [_finished(entry, done) for entry in value]
        elif isinstance(value, dict):
            for key in value:
                value[key] = _finished(value[key], done)
        else:
            done[id(value)] = value, tuple(_finished(entry, done) for entry in value)
    return done[id(value)][1]
