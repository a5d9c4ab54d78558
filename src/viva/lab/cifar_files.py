"""CIFAR's own format: pickles of Python 2 with images as rows of 3,072 bytes.

A row holds the 1,024 red values of an image of 32×32 pixels, line by line, then the green ones,
then the blue ones.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np

SIDE = 32
N_NUMBERS = 3 * SIDE * SIDE
TRAINING_FILES = tuple(f"data_batch_{number}" for number in range(1, 6))
TEST_FILE = "test_batch"
META_FILE = "batches.meta"
FILES = (*TRAINING_FILES, TEST_FILE, META_FILE)

# The opcodes of the second protocol, as Python 2 wrote them: str as SHORT_BINSTRING and BINSTRING.
_START, _END, _MARK, _TUPLE = b"\x80\x02}(", b"u.", b"(", b"t"
_NAME_ARRAY = b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R"
_NAME_BYTES = (
    b"cnumpy\ndtype\nU\x02u1K\x00K\x01\x87R(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb"
)
_FALSE, _BUILD = b"\x89", b"b"


def batch_bytes(data: np.ndarray, labels: Sequence[int], title: str = "a batch") -> bytes:
    """Write a batch as a file of CIFAR-10 has it.

    Parameters
    ----------
    data
        The images, one a row, whole numbers from 0 to 255.
    labels
        Their classes, whole numbers from 0 to 255, one a row.
    title
        What the batch calls itself.

    Returns
    -------
    content
        A pickle of a dict with the keys ``batch_label``, ``labels``, ``data``, ``filenames``.
    """
    rows = np.ascontiguousarray(data, dtype=np.uint8)
    array = _NAME_ARRAY + _MARK + _int(1) + _int(rows.shape[0]) + _int(rows.shape[1]) + b"\x86"
    array += _NAME_BYTES + _FALSE + _string(rows.tobytes()) + _TUPLE + _BUILD
    names = [_string(f"image_{number:05d}.png".encode()) for number in range(len(rows))]
    items = {
        "batch_label": _string(title.encode()),
        "labels": _list([_int(int(label)) for label in labels]),
        "data": array,
        "filenames": _list(names),
    }
    return _dict(items)


def meta_bytes(names: Sequence[str], per_batch: int) -> bytes:
    """Write ``batches.meta``: the names of the classes, and how large a batch is."""
    items = {
        "num_cases_per_batch": _int(per_batch),
        "label_names": _list([_string(name.encode()) for name in names]),
        "num_vis": _int(N_NUMBERS),
    }
    return _dict(items)


def write_set(folder: Path, data: np.ndarray, labels: np.ndarray, names: Sequence[str]) -> None:
    """Write five training batches, a test batch of the same size, and ``batches.meta``.

    Parameters
    ----------
    folder
        An existing folder.
    data, labels
        The images, one a row, and their classes; their number is six times the size of a batch.
    names
        What the classes are called.
    """
    size = len(data) // 6
    titles = [f"training batch {number} of 5" for number in range(1, 6)]
    for number, (name, title) in enumerate(
        zip((*TRAINING_FILES, TEST_FILE), (*titles, "testing batch 1 of 1"), strict=True)
    ):
        rows = slice(number * size, (number + 1) * size)
        content = batch_bytes(data[rows], [int(label) for label in labels[rows]], title)
        (folder / name).write_bytes(content)
    (folder / META_FILE).write_bytes(meta_bytes(names, size))


def is_set(folder: Path) -> bool:
    """Return whether a folder holds the seven files."""
    return all((folder / name).is_file() for name in FILES)


def _dict(items: dict[str, bytes]) -> bytes:
    return _START + b"".join(_string(key.encode()) + value for key, value in items.items()) + _END


def _list(entries: Sequence[bytes]) -> bytes:
    return b"](" + b"".join(entries) + b"e"


def _int(number: int) -> bytes:
    return b"K" + bytes([number]) if 0 <= number < 256 else b"J" + struct.pack("<i", number)


def _string(text: bytes) -> bytes:
    if len(text) < 256:
        return b"U" + bytes([len(text)]) + text
    return b"T" + struct.pack("<i", len(text)) + text
