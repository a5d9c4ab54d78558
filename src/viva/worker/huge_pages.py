"""Put memory on huge pages, so that a fork has less to copy and the kernel less to take apart.

A fork copies an entry for every page that its parent has written. Of what the warm process has
imported that is 4 KiB a page, and most of what a fork costs.
"""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Iterator

MADV_COLLAPSE = 25  # <linux/mman.h>, since Linux 6.1
SIZE = 2 * 2**20


def use_huge_pages() -> None:
    """Put this process's own memory on huge pages, as far as the system lets it.

    It takes some tenths of a second.
    """
    with contextlib.suppress(OSError, AttributeError):
        madvise = ctypes.CDLL(None).madvise
        madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
        for start, end in list(own_memory()):
            madvise(start, end - start, MADV_COLLAPSE)


def own_memory() -> Iterator[tuple[int, int]]:
    """Yield where whole huge pages fit into memory that only this process writes; no file's."""
    with open("/proc/self/maps", encoding="utf-8", errors="replace") as lines:
        for line in lines:
            addresses, rights, _, _, _, *path = line.split(maxsplit=5)
            if rights != "rw-p" or (path and path[0].strip() != "[heap]"):
                continue
            start, end = (int(address, 16) for address in addresses.split("-"))
            start, end = -(-start // SIZE) * SIZE, end // SIZE * SIZE
            if start < end:
                yield start, end
