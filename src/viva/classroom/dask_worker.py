"""What viva keeps on each worker of a Dask cluster: a judge process."""

from __future__ import annotations

import contextlib
import multiprocessing
from collections.abc import Iterator
from typing import Any

from distributed import WorkerPlugin, get_worker

from viva.classroom.pool import Pool
from viva.classroom.tasks import Answer, Request

NAME = "viva-grader"


class GraderPlugin(WorkerPlugin):
    """Holds the judge process of one Dask worker.

    Attributes
    ----------
    idempotent
        As Dask reads it: where the plugin is registered already, it stays, with its warm worker.
    """

    name = NAME
    idempotent = True

    def setup(self, worker: Any) -> None:
        """Start the judge process; its worker is started when the first package comes."""
        with allowed_children():
            self.judges = Pool(1, False, None).__enter__()

    def teardown(self, worker: Any) -> None:
        """End the judge process with the Dask worker."""
        self.judges.close()


def perform(*request: Any) -> Answer:
    """Do what is asked, on a Dask worker."""
    plugin: Any = get_worker().plugins[NAME]
    with allowed_children():
        answer: Answer = plugin.judges.perform(Request(*request))
    return answer


@contextlib.contextmanager
def allowed_children() -> Iterator[None]:
    """Let this process start others though Dask runs it as a daemon; the plugin ends them."""
    settings: Any = multiprocessing.current_process()._config  # type: ignore[attr-defined]
    before = settings.get("daemon")
    settings["daemon"] = False
    try:
        yield
    finally:
        settings["daemon"] = before
