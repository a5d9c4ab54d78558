import os
import time
from pathlib import Path

from viva.judge.understudy import MEMORY, Understudy

REFUSED = {"raised": ("ValueError", "these arguments do not fit")}


def count_down(n):
    while n:
        n -= 1
    return "done"


NAMES = {"count_down": count_down, "zeros": lambda n: len(bytearray(n)), "leave": os._exit}


def understudy(seconds=30.0):
    return Understudy(NAMES, time.monotonic() + seconds)


def test_references_are_called():
    with understudy() as reference:
        assert reference.call("count_down", [5], {}) == {"value": "done"}
        assert reference.call("count_down", [], {"n": 5}) == {"value": "done"}


def test_what_never_ends_takes_its_time_and_no_more():
    with understudy(0.5) as reference:
        start = time.monotonic()
        assert reference.call("count_down", [10**12], {}) == REFUSED
        assert reference.call("count_down", [1], {}) == REFUSED
        assert time.monotonic() - start < 10


def test_memory_is_bounded_and_the_reference_lives():
    with understudy() as reference:
        assert reference.call("zeros", [2 * MEMORY], {}) == REFUSED
        assert reference.call("zeros", [1000], {}) == {"value": 1000}


def test_its_end_is_nobody_elses():
    with understudy() as reference:
        assert reference.call("leave", [0], {}) == REFUSED
        assert reference.call("count_down", [1], {}) == REFUSED


def test_no_process_is_left():
    with understudy() as reference:
        process = reference.process
        assert Path(f"/proc/{process}").exists()
    assert not Path(f"/proc/{process}").exists()
