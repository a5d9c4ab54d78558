"""What every test leaves as it was, and how tests are shared out among several processes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

# Grading a class, a certification or a session in a browser, on a busy machine; of all other tests
# pyproject.toml says how long they may take.
SLOW_SECONDS = 1800

# What takes longest begins first; see --durations.
LONG = ("attacks", "broken", "export", "hidden_checks", "browser", "classroom", "grading")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give slow tests their time; keep together what shares fixtures, which is usually a file."""
    for item in items:
        if item.get_closest_marker("slow") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(SLOW_SECONDS))
    if not getattr(config.option, "loadgroup", False):
        return
    tests = Path(__file__).parent
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(str(item.path.relative_to(tests))))
    place = {name: number for number, name in enumerate(LONG)}
    items.sort(key=lambda item: place.get(item.path.relative_to(tests).parts[0], len(LONG)))


@pytest.fixture(autouse=True)
def as_many_processors_as_before() -> Iterator[None]:
    """Fail a test that leaves this process on fewer processors than it had."""
    if not hasattr(os, "sched_getaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    yield
    after = os.sched_getaffinity(0)
    os.sched_setaffinity(0, before)
    assert after == before
