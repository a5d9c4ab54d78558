from multiprocessing import current_process
from types import SimpleNamespace

import pytest

pytest.importorskip("distributed")

from viva.classroom import dask_worker as module
from viva.classroom.dask_worker import NAME, GraderPlugin, allowed_children, perform
from viva.classroom.tasks import Answer, Request


class FakePool:
    open = False

    def __init__(self, jobs, figures, confinement):
        assert (jobs, figures, confinement) == (1, False, None)

    def __enter__(self):
        self.open = True
        return self

    def perform(self, request):
        assert isinstance(request, Request)
        return Answer("done", request.function(self, *request.arguments))

    def close(self):
        self.open = False


def test_the_judge_lives_as_long_as_the_dask_worker(monkeypatch):
    monkeypatch.setattr(module, "Pool", FakePool)
    plugin = GraderPlugin()
    worker = SimpleNamespace(plugins={NAME: plugin})
    monkeypatch.setattr(module, "get_worker", lambda: worker)
    plugin.setup(worker)
    judges = plugin.judges
    assert perform(None, None, lambda grader, number: number + 1, (2,)) == Answer("done", 3)
    assert plugin.judges is judges and judges.open
    plugin.teardown(worker)
    assert not judges.open


def test_where_it_is_registered_already_it_stays():
    assert (GraderPlugin.name, GraderPlugin.idempotent) == (NAME, True)


def test_a_daemon_may_start_the_judge_and_is_one_afterwards(monkeypatch):
    settings = current_process()._config
    monkeypatch.setitem(settings, "daemon", True)
    with allowed_children():
        assert not current_process().daemon
    assert current_process().daemon
