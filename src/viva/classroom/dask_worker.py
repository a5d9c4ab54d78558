"""What viva keeps on each worker of a Dask cluster: a grader, which lives as long as the worker."""

from __future__ import annotations

from typing import Any

from distributed import WorkerPlugin, get_worker

from viva.classroom.grader import Grader
from viva.classroom.tasks import Answer, Request

NAME = "viva-grader"


class GraderPlugin(WorkerPlugin):
    """Holds the grader of one Dask worker.

    Attributes
    ----------
    idempotent
        As Dask reads it: where the plugin is registered already, it stays, with its warm worker.
    """

    name = NAME
    idempotent = True

    def setup(self, worker: Any) -> None:
        """Make the grader; its worker is started when the first package comes."""
        self.grader = Grader()

    def teardown(self, worker: Any) -> None:
        """End the grader's worker with the Dask worker."""
        self.grader.close()


def perform(*request: Any) -> Answer:
    """Do what is asked, on a Dask worker."""
    plugin: Any = get_worker().plugins[NAME]
    answer: Answer = plugin.grader.perform(Request(*request))
    return answer
