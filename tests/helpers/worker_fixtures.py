"""Fixtures of a worker with nothing imported, for folders whose conftest.py imports them."""

import pytest
import small_exam

from viva.grading.grade import Judge
from viva.remote.client import Worker
from viva.remote.session import Session
from viva.worker.sandbox import sandbox_problem


def pytest_generate_tests(metafunc):
    """Repeat a module's tests in the sandbox and without one, where it says that they differ."""
    if getattr(metafunc.module, "WITH_AND_WITHOUT_SANDBOX", False) and (
        "worker" in metafunc.fixturenames
    ):
        kinds = ["none", "bubblewrap"]
        metafunc.parametrize("worker", kinds, indirect=True, scope="session")


@pytest.fixture(scope="session")
def worker(request):
    problem = sandbox_problem()
    sandboxed = getattr(request, "param", "none" if problem else "bubblewrap") == "bubblewrap"
    if sandboxed and problem:
        pytest.skip(problem)
    with Worker(figures=True, warm=(), sandboxed=sandboxed) as started:
        yield started


@pytest.fixture(scope="session")
def judge(worker):
    return Judge(small_exam.bundle(), worker)


@pytest.fixture
def session(worker):
    with Session(worker) as started:
        yield started


def pytest_collection_modifyitems(items):
    """Mark what needs a worker process; `make mutate` leaves it out."""
    for item in items:
        if {"worker", "judge", "session"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("worker")
