import os
import time
from pathlib import Path

import pytest

from viva.judge.understudy import MEMORY, Understudy
from viva.worker.wire import Handle, decode, encode

REFUSED = {"raised": ("ValueError", "these arguments do not fit")}


def count_down(n):
    while n:
        n -= 1
    return "done"


NAMES = ["count_down", "zeros", "leave"]
FUNCTIONS = {7: count_down, 8: lambda n: len(bytearray(n)), 9: os._exit}


def understudy(seconds=30.0):
    return Understudy(FUNCTIONS, time.monotonic() + seconds)


def call(reference, name, args, kwargs):
    message = {"callback": 7 + NAMES.index(name), "args": args, "kwargs": kwargs}
    return decode(reference.answer(encode(message, lambda function: Handle(1, "function", "f"))))


def test_references_are_called():
    with understudy() as reference:
        assert call(reference, "count_down", [5], {}) == {"value": "done"}
        assert call(reference, "count_down", [], {"n": 5}) == {"value": "done"}


@pytest.mark.parametrize(
    "frame",
    [
        encode({"callback": 1, "args": [5], "kwargs": {}}),
        encode({"callback": 7, "args": 5, "kwargs": {}}),
        encode({"callback": 7}),
        encode([7]),
        b"nothing of the kind",
    ],
)
def test_a_call_that_is_none_is_refused(frame):
    with understudy() as reference:
        assert decode(reference.answer(frame)) == REFUSED
        assert call(reference, "count_down", [5], {}) == {"value": "done"}


def test_what_stays_with_the_student_does_not_reach_a_reference():
    with understudy() as reference:
        assert call(reference, "count_down", [print], {}) == REFUSED


def test_what_never_ends_takes_its_time_and_no_more():
    with understudy(0.5) as reference:
        start = time.monotonic()
        assert call(reference, "count_down", [10**12], {}) == REFUSED
        assert call(reference, "count_down", [1], {}) == REFUSED
        assert time.monotonic() - start < 10


def test_memory_is_bounded_and_the_reference_lives():
    with understudy() as reference:
        assert call(reference, "zeros", [2 * MEMORY], {}) == REFUSED
        assert call(reference, "zeros", [1000], {}) == {"value": 1000}


def test_its_end_is_nobody_elses():
    with understudy() as reference:
        assert call(reference, "leave", [0], {}) == REFUSED
        assert call(reference, "count_down", [1], {}) == REFUSED


def test_no_process_is_left():
    with understudy() as reference:
        process = reference.process
        assert Path(f"/proc/{process}").exists()
    assert not Path(f"/proc/{process}").exists()
