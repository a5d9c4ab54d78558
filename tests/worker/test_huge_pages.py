import mmap
import re
from pathlib import Path

import pytest

from viva.worker.huge_pages import SIZE, own_memory, use_huge_pages

SETTING = Path("/sys/kernel/mm/transparent_hugepage/enabled")


def huge():
    """How many bytes of this process are on huge pages."""
    found = re.findall(r"AnonHugePages:\s+(\d+)", Path("/proc/self/smaps").read_text())
    return 1024 * sum(map(int, found))


def test_only_whole_pages_of_memory_that_is_nobody_elses_count(tmp_path):
    (tmp_path / "file").write_bytes(bytes(8 * SIZE))
    with (tmp_path / "file").open("r+b") as file:
        areas = [
            mmap.mmap(-1, 4 * SIZE, flags=mmap.MAP_PRIVATE),
            mmap.mmap(-1, 4 * SIZE),
            mmap.mmap(file.fileno(), 4 * SIZE, flags=mmap.MAP_PRIVATE),
        ]
    found = list(own_memory())
    assert found and all(s % SIZE == e % SIZE == 0 and s < e for s, e in found)
    lines = [line.split() for line in Path("/proc/self/maps").read_text().splitlines()]
    others = [line[0] for line in lines if line[1] != "rw-p" or line[5:6] not in ([], ["[heap]"])]
    for start, end in ((int(part, 16) for part in each.split("-")) for each in others):
        assert not any(s < end and start < e for s, e in found)
    assert len(areas) == 3


@pytest.mark.skipif(
    not SETTING.exists() or "[never]" in SETTING.read_text(), reason="there are no huge pages here"
)
def test_what_was_written_lies_on_huge_pages_and_says_the_same():
    area = mmap.mmap(-1, 8 * SIZE, flags=mmap.MAP_PRIVATE)
    area.madvise(mmap.MADV_NOHUGEPAGE)
    area.write(bytes(range(256)) * (8 * SIZE // 256))
    area.madvise(mmap.MADV_HUGEPAGE)
    before = huge()
    use_huge_pages()
    assert huge() - before >= 6 * SIZE
    assert area[:] == bytes(range(256)) * (8 * SIZE // 256)
