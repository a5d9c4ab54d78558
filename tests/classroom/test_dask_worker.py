from types import SimpleNamespace

import pytest

pytest.importorskip("distributed")

from viva.classroom import dask_worker as module
from viva.classroom.dask_worker import NAME, GraderPlugin, perform
from viva.classroom.tasks import Answer, Request


class FakeGrader:
    open = True

    def perform(self, request):
        assert isinstance(request, Request)
        return Answer("done", request.function(self, *request.arguments))

    def close(self):
        self.open = False


def test_the_grader_lives_as_long_as_the_dask_worker(monkeypatch):
    monkeypatch.setattr(module, "Grader", FakeGrader)
    plugin = GraderPlugin()
    worker = SimpleNamespace(plugins={NAME: plugin})
    monkeypatch.setattr(module, "get_worker", lambda: worker)
    plugin.setup(worker)
    grader = plugin.grader
    assert perform(None, None, lambda grader, number: number + 1, (2,)) == Answer("done", 3)
    assert plugin.grader is grader and grader.open
    plugin.teardown(worker)
    assert not grader.open


def test_where_it_is_registered_already_it_stays():
    assert (GraderPlugin.name, GraderPlugin.idempotent) == (NAME, True)
