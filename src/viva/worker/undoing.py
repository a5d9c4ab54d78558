"""Take back what a test does to a notebook, where it cannot be run on a copy of it.

A visible test may bind names, change lists and arrays, draw random numbers and open figures.
Where processes can be forked, that concerns only the fork that it runs in; here it is undone.
"""

from __future__ import annotations

import contextlib
import os
import random
import sys
from collections.abc import Callable, Iterator, MutableMapping
from typing import Any

MOST_OBJECTS = 200_000
MOST_BYTES = 256 * 2**20


@contextlib.contextmanager
def undone(names: MutableMapping[str, Any]) -> Iterator[None]:
    """Restore afterwards what `names` mean, what plain containers hold, and random generators.

    Parameters
    ----------
    names
        Of the notebook.
    """
    bound = dict(names)
    restore = [*_generators(), *_surroundings(), *_containers(bound.values())]
    try:
        yield
    finally:
        for put_back in restore:
            with contextlib.suppress(Exception):
                put_back()
        names.clear()
        names.update(bound)


def _generators() -> Iterator[Callable[[], None]]:
    state = random.getstate()
    yield lambda: random.setstate(state)
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        drawn = numpy.random.get_state()
        yield lambda: numpy.random.set_state(drawn)


def _surroundings() -> Iterator[Callable[[], None]]:
    with contextlib.suppress(OSError):
        folder = os.getcwd()
        yield lambda: os.chdir(folder)
    settings = dict(os.environ)

    def put_settings_back() -> None:
        if dict(os.environ) != settings:
            os.environ.clear()
            os.environ.update(settings)

    yield put_settings_back
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        figures = set(pyplot.get_fignums())

        def close_new_figures() -> None:
            for number in set(pyplot.get_fignums()) - figures:
                pyplot.close(number)

        yield close_new_figures


def _containers(values: Any) -> Iterator[Callable[[], None]]:
    """Yield what fills each list, dict, set and array again, as it is now.

    Those in attributes of the notebook's own classes as well. What is too much to copy stays as
    the test leaves it.
    """
    numpy = sys.modules.get("numpy")
    array: Any = numpy.ndarray if numpy is not None else ()
    generator: Any = numpy.random.Generator if numpy is not None else ()
    seen: dict[int, Any] = {}
    waiting = list(values)
    left = MOST_BYTES
    while waiting and len(seen) < MOST_OBJECTS:
        value = waiting.pop()
        if id(value) in seen or isinstance(value, (str, bytes, int, float, complex, type(None))):
            continue
        seen[id(value)] = value
        kind = type(value)
        if kind is list:
            yield _refill_list(value, list(value))
            waiting += value
        elif kind is dict:
            yield _refill(value, dict(value))
            waiting += value.values()
        elif kind is set:
            yield _refill(value, set(value))
        elif kind is tuple:
            waiting += value
        elif isinstance(value, array):
            if value.dtype != object and value.flags.writeable and value.nbytes <= left:
                left -= value.nbytes
                yield _refill_array(value, value.copy())
        elif isinstance(value, generator):
            yield _reset_generator(value, value.bit_generator.state)
        elif getattr(kind, "__module__", "") == "__main__":
            own = getattr(value, "__dict__", None)
            if type(own) is dict:
                yield _refill(own, dict(own))
                waiting += own.values()


def _refill_list(value: list[Any], items: list[Any]) -> Callable[[], None]:
    def put_back() -> None:
        value[:] = items

    return put_back


def _refill(value: Any, items: Any) -> Callable[[], None]:
    def put_back() -> None:
        value.clear()
        value.update(items)

    return put_back


def _refill_array(value: Any, numbers: Any) -> Callable[[], None]:
    def put_back() -> None:
        value[...] = numbers

    return put_back


def _reset_generator(value: Any, state: Any) -> Callable[[], None]:
    def put_back() -> None:
        value.bit_generator.state = state

    return put_back
