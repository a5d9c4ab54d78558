"""Judges on a cluster of `dask.distributed`: the same function, on other machines.

Whoever has the cluster deploys it as Dask says, for Slurm, Kubernetes or a few machines. Its
workers need this package and bubblewrap, and nothing of the course.

Dask itself blames a worker's death on every task that was assigned to the worker. Here each worker
process has one task at a time, and so it is known which one it was doing.
"""

from __future__ import annotations

import contextlib
import queue
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import click

from viva.classroom.dispatch import Dispatcher, JudgeProcess
from viva.classroom.tasks import Answer, JudgeProblem, Request

if TYPE_CHECKING:
    from distributed import Client, Future

CONNECT = 20.0
PERIOD = 1.0
PATIENCE = 300.0
# How long an answer is waited for that a worker has, and how often its worker is looked after.
GLANCE, GLANCES = 5.0, 12
INSTALL = (
    "`viva grade --dask` needs dask.distributed: install viva with its extra, "
    "viva-autograder[dask]."
)


class ClusterProblem(click.ClickException):
    """The cluster cannot be used; the message says why. Ends a command with code 1."""


@dataclass(eq=False, kw_only=True)
class DaskJudge(JudgeProcess):
    """One worker process of the cluster.

    Attributes
    ----------
    future
        Of the request that was sent to it last.
    """

    address: str
    future: Future[Any] | None = None


class Cluster(Dispatcher[DaskJudge]):
    """The workers of a Dask cluster.

    Parameters
    ----------
    address
        Of the scheduler, such as ``tcp://10.0.0.1:8786``; or the path of its scheduler file.

    Raises
    ------
    ClusterProblem
        If there is no such cluster, or Dask is not installed.
    """

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.client: Client | None = None
        self.done: queue.SimpleQueue[Future[Any]] = queue.SimpleQueue()
        self.looked = self.seen = time.monotonic()

    def __enter__(self) -> Self:
        try:
            from distributed import Client
        except ImportError as error:
            raise ClusterProblem(INSTALL) from error
        from viva.classroom.dask_worker import GraderPlugin

        try:
            self.client = Client(**place_of(self.address), timeout=CONNECT, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise ClusterProblem(
                f"There is no Dask scheduler at {self.address}: {error}."
            ) from error
        try:
            self.client.register_plugin(GraderPlugin())
        except Exception as error:  # whatever a worker's Python says that viva is not there
            self.client.close()
            raise ClusterProblem(
                f"A worker of {self.address} cannot import viva ({error}). Install this version of "
                "viva on every worker."
            ) from error
        return self

    def close(self) -> None:
        """Cancel what is being done, and leave the cluster."""
        if self.client is not None:
            with contextlib.suppress(Exception):
                self.client.cancel([judge.future for judge in self.judges if judge.future])
            self.client.close()
            self.client = None
        self.judges.clear()

    def prepare(self) -> None:
        """Find the workers that are there."""
        self.seen = time.monotonic()
        for _ in self._look():
            pass  # whatever they were doing, nobody waits for it any more

    def send(self, judge: DaskJudge, request: Request) -> None:
        """Submit a request to a worker."""
        from viva.classroom.dask_worker import perform

        assert self.client is not None
        judge.future = self.client.submit(
            perform,
            *request,
            pure=False,
            workers=[judge.address],
            allow_other_workers=False,
            key=f"viva-{uuid.uuid4().hex}",
        )
        judge.future.add_done_callback(self.done.put)

    def receive(self) -> Iterator[tuple[DaskJudge, Answer]]:
        """Wait for an answer, and now and then see which workers have come or are gone.

        Raises
        ------
        JudgeProblem
            If the scheduler is gone, or no worker comes.
        """
        with contextlib.suppress(queue.Empty):
            future = self.done.get(timeout=PERIOD)
            # One that is late may have been given to another worker since.
            for judge in [judge for judge in self.judges if judge.future is future]:
                judge.future = None
                yield judge, read_answer(future)
        if self.judges:
            self.seen = time.monotonic()
        elif time.monotonic() - self.seen > PATIENCE:
            raise JudgeProblem(
                f"No worker has connected to {self.address} for {PATIENCE:g} seconds."
            )
        if time.monotonic() - self.looked > PERIOD:
            yield from self._look()

    def discard(self, judge: DaskJudge) -> Answer:
        """Remove a worker that is gone."""
        self.judges.remove(judge)
        if judge.future is not None:
            judge.future.cancel()
        return Answer("failed", f"The worker at {judge.address} is gone.")

    def _look(self) -> Iterator[tuple[DaskJudge, Answer]]:
        """Add the workers that have come, and yield those that are gone.

        Raises
        ------
        JudgeProblem
            If the scheduler is gone.
        """
        assert self.client is not None
        self.looked = time.monotonic()
        try:
            there = set(self.client.nthreads())
        except (OSError, TimeoutError, ValueError) as error:
            raise JudgeProblem(f"The scheduler at {self.address} does not answer.") from error
        for judge in [judge for judge in self.judges if judge.address not in there]:
            yield judge, self.discard(judge)
        for address in sorted(there - {judge.address for judge in self.judges}):
            self.judges.append(DaskJudge(address=address, ready=True))


def place_of(address: str) -> dict[str, str]:
    """Return how Dask is told where a scheduler is; it would wait for ever for what is none.

    Raises
    ------
    OSError, ValueError
        If there is no such file, or the address has no port or is of no kind that Dask knows.
    """
    from distributed.comm.addressing import get_address_host_port, normalize_address

    if address.endswith(".json"):
        Path(address).stat()
        return {"scheduler_file": address}
    whole = normalize_address(address)
    # A scheduler in this process has no port.
    if not whole.startswith("inproc://"):
        get_address_host_port(whole)
    return {"address": address}


def read_answer(future: Future[Any]) -> Answer:
    """Return what a worker answered, or how it did not."""
    for _ in range(GLANCES):
        # An answer dies with its worker, and Dask would wait for another that may do the task.
        if not future.done():
            return Answer("failed", "The worker is gone, and its answer with it.")
        try:
            answer = future.result(timeout=GLANCE)
        except TimeoutError:
            continue
        except Exception as error:  # noqa: BLE001 - Dask's own: the worker died or lost it
            return Answer("failed", f"The worker did not answer: {type(error).__name__}: {error}")
        if isinstance(answer, Answer):
            return answer
        return Answer("failed", "The worker's answer cannot be read.")
    return Answer("failed", f"The worker did not answer for {GLANCES * GLANCE:g} seconds.")
