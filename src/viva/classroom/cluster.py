"""Judges on a cluster of `dask.distributed`: the same function, on other machines.

Whoever has the cluster deploys it as Dask says, for Slurm, Kubernetes or a few machines. Its
workers need this package and bubblewrap, and nothing of the course.

Dask itself blames a worker's death on every task that was assigned to the worker. Here each worker
process has one task at a time, and so it is known which one it was at.
"""

from __future__ import annotations

import contextlib
import queue
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from viva.classroom.seat import Answer, perform
from viva.classroom.tasks import HandProblem, Task, Tasks
from viva.course.layout import UsageProblem
from viva.course.package import Package

if TYPE_CHECKING:
    from distributed import Client, Future

CONNECT = 20.0
PERIOD = 1.0
PATIENCE = 300.0
INSTALL = "`viva grade --dask` needs dask.distributed: install viva with its extra, viva[dask]."


@dataclass
class Place:
    """One worker process of the cluster, with what was sent there and what it is doing."""

    has: set[str] = field(default_factory=set)
    task: Task | None = None
    future: Future | None = None


class Cluster:
    """The workers of a Dask cluster.

    Parameters
    ----------
    address
        Of the scheduler, such as ``tcp://10.0.0.1:8786``; or the path of its scheduler file.

    Raises
    ------
    UsageProblem
        If there is no such cluster, or Dask is not installed.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self.places: dict[str, Place] = {}
        self.client: Client | None = None

    def __enter__(self) -> Cluster:
        try:
            from distributed import Client
        except ImportError as error:
            raise UsageProblem(INSTALL) from error
        where: dict[str, Any] = {"address": self.address}
        if self.address.endswith(".json"):
            where = {"scheduler_file": self.address}
        try:
            self.client = Client(**where, timeout=CONNECT, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise UsageProblem(f"There is no Dask scheduler at {self.address}: {error}.") from error
        return self

    def __exit__(self, *exception: object) -> None:
        if self.client is not None:
            futures = [place.future for place in self.places.values() if place.future is not None]
            with contextlib.suppress(Exception):
                self.client.cancel(futures)
            self.client.close()
            self.client = None
        self.places.clear()

    @property
    def jobs(self) -> int:
        """How many workers there are."""
        return len(self.places)

    def run(
        self,
        function: Callable[..., Any],
        tasks: Iterable[tuple],
        package: Package | None = None,
        started: Callable[[int], None] = lambda number: None,
    ) -> Iterator[tuple[int, Any]]:
        """Call `function` with each task on the cluster; see `viva.classroom.pool.Pool.run`."""
        waiting = Tasks(tasks)
        done: queue.SimpleQueue[Future] = queue.SimpleQueue()
        since = looked = time.monotonic()
        self.look(waiting)
        while True:
            for address, place in self.places.items():
                if place.task is None and (task := waiting.next()) is not None:
                    self.submit(address, place, function, task, package, done)
                    started(task.number)
            at_work = sum(place.task is not None for place in self.places.values())
            if waiting.ended and not waiting.back and not at_work:
                return
            with contextlib.suppress(queue.Empty):
                yield from self.collect(waiting, done.get(timeout=PERIOD))
            if self.places:
                since = time.monotonic()
            elif time.monotonic() - since > PATIENCE:
                raise HandProblem(f"No worker came to {self.address} for {PATIENCE:g} seconds.")
            if time.monotonic() - looked > PERIOD:
                looked = time.monotonic()
                yield from self.look(waiting)

    def submit(
        self,
        address: str,
        place: Place,
        function: Callable[..., Any],
        task: Task,
        package: Package | None,
        done: queue.SimpleQueue[Future],
    ) -> None:
        """Send a task to a worker, with the package if that is not there yet."""
        assert self.client is not None
        needs = package.digest if package is not None else None
        gift = package if needs not in place.has else None
        place.task = task
        place.future = self.client.submit(
            perform,
            gift,
            needs,
            function,
            task.arguments,
            pure=False,
            workers=[address],
            allow_other_workers=False,
            key=f"viva-{task.number}-{task.deaths}-{time.monotonic_ns()}",
        )
        place.future.add_done_callback(done.put)
        if needs is not None:
            place.has.add(needs)

    def collect(self, waiting: Tasks, future: Future) -> Iterator[tuple[int, Any]]:
        """Give the result of a future that is done, unless its task has been given away since."""
        place = next((p for p in self.places.values() if p.future is future), None)
        if place is None or place.task is None:
            return
        task, place.task, place.future = place.task, None, None
        answer = self.answer(future)
        if answer.kind == "done":
            yield task.number, answer.value
        elif answer.kind == "problem":
            raise HandProblem(answer.value)
        elif answer.kind == "unknown":
            # Another process has come to the same address.
            place.has.clear()
            waiting.back.appendleft(task)
        else:
            lost = waiting.failed(task, str(answer.value))
            if lost is not None:
                yield task.number, lost

    def answer(self, future: Future) -> Answer:
        """Read what a worker answered, or say how it did not."""
        try:
            answer = future.result(timeout=60)
        except Exception as error:  # noqa: BLE001 - Dask's own: the worker died or lost it
            return Answer("failed", f"The worker did not answer: {type(error).__name__}: {error}")
        return answer if isinstance(answer, Answer) else Answer("failed", "It answered nothing.")

    def look(self, waiting: Tasks) -> Iterator[tuple[int, Any]]:
        """See which workers have come and which are gone, and take the tasks of those back.

        Raises
        ------
        HandProblem
            If the scheduler is gone.
        """
        assert self.client is not None
        try:
            there = set(self.client.nthreads())
        except (OSError, TimeoutError, ValueError) as error:
            raise HandProblem(f"The scheduler at {self.address} does not answer.") from error
        lost = []
        for address in self.places.keys() - there:
            place = self.places.pop(address)
            if place.task is not None:
                assert place.future is not None
                place.future.cancel()
                found = waiting.failed(place.task, f"The worker at {address} is gone.")
                if found is not None:
                    lost.append((place.task.number, found))
        for address in there - self.places.keys():
            self.places[address] = Place()
        return iter(lost)
