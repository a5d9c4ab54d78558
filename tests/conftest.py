"""What every test leaves as it was, and how tests are shared out among several processes."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from recorded import fingerprint, needs, not_covered, recorded, write

# Grading a class, a certification or a session in a browser, on a busy machine; of all other tests
# pyproject.toml says how long they may take.
SLOW_SECONDS = 1800

# What pyproject.toml chooses, and make test runs.
WHOLE = "not hub"

# What takes longest begins first; see --durations.
LONG = ("attacks", "broken", "export", "hidden_checks", "browser", "classroom", "grading")

# What a recorded test depends on, and, with --record, which files were read since it began.
NEEDS = pytest.StashKey[tuple[str, ...]]()
OPENED: set[str] = set()


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


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options by which long tests run whatever docs/suites.json says, and renew it."""
    parser.addoption("--whole", action="store_true", help="run what docs/suites.json says passed")
    parser.addoption("--record", action="store_true", help="--whole, and renew docs/suites.json")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what has passed on all that it depends on."""
    for mark in item.iter_markers("recorded"):
        suite, *paths = mark.args
        item.stash[NEEDS] = needs(item.path, paths, mark.kwargs.get("enters"))
        found = fingerprint(item.stash[NEEDS])
        item.user_properties.append(("suite", suite))
        item.user_properties.append(("fingerprint", found))
        whole = item.config.getoption("whole") or item.config.getoption("record")
        if not whole and recorded(suite, found):
            pytest.skip("it has passed on what it depends on; see CONTRIBUTING")
    OPENED.clear()


def note_opened(event: str, arguments: tuple[Any, ...]) -> None:
    """Note a file that this process opens to read, and not only to copy it."""
    if event != "open" or not isinstance(arguments[0], str) or arguments[2] & os.O_ACCMODE:
        return
    if sys._getframe(1).f_code.co_filename != shutil.__file__:
        OPENED.add(os.path.abspath(arguments[0]))


@pytest.fixture(autouse=True)
def nothing_else_is_read(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a recorded test that reads other files of this repository than its mark says."""
    yield
    if NEEDS in request.node.stash:
        assert not_covered(tuple(OPENED), request.node.stash[NEEDS]) == []


class Record:
    """Notes which suites pass, in the process that hears of all tests."""

    def __init__(self) -> None:
        self.passed: dict[str, str] = {}
        self.others: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a test, whichever process ran it."""
        told = dict(report.user_properties)
        if "suite" in told and report.when == "call" and report.passed:
            self.passed[str(told["suite"])] = str(told["fingerprint"])
        elif "suite" in told and report.failed:
            self.others.add(str(told["suite"]))

    def pytest_sessionfinish(self) -> None:
        """Write what has passed as a whole."""
        write({suite: at for suite, at in self.passed.items() if suite not in self.others})


def pytest_configure(config: pytest.Config) -> None:
    """Have suites recorded where that is asked for, and all their tests run."""
    if config.getoption("record"):
        sys.addaudithook(note_opened)
    if config.getoption("record") and not hasattr(config, "workerinput"):
        if config.getoption("keyword") or config.getoption("markexpr") != WHOLE:
            raise pytest.UsageError("--record needs whole suites: leave out -k and -m.")
        config.pluginmanager.register(Record())


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
