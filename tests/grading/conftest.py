import pytest
import small_exam

from viva.grading.grade import Judge
from viva.grading.remote.client import Worker
from viva.grading.remote.session import Session
from viva.worker.sandbox import sandbox_problem


@pytest.fixture(scope="session", params=["none", "bubblewrap"])
def worker(request):
    sandboxed = request.param == "bubblewrap"
    if sandboxed and sandbox_problem():
        pytest.skip(sandbox_problem())
    with Worker(figures=True, warm=(), sandboxed=sandboxed) as started:
        yield started


@pytest.fixture(scope="session")
def judge(worker):
    return Judge(small_exam.bundle(), worker)


@pytest.fixture
def session(worker):
    with Session(worker) as started:
        yield started
