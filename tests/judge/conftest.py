import pytest
import small_exam

from viva.judge.client import Worker
from viva.judge.grade import Judge


@pytest.fixture(scope="session")
def worker():
    with Worker(figures=True) as started:
        yield started


@pytest.fixture(scope="session")
def judge(worker):
    return Judge(small_exam.bundle(), worker)
