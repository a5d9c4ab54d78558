"""Tasks that wait for a hand, and those that come back because their hand died."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from viva.grading.remote.client import WorkerProblem

DEATHS = 3


@dataclass
class Task:
    """One call that some hand shall make.

    Attributes
    ----------
    deaths
        How many hands have died of it, or failed at it.
    """

    number: int
    arguments: tuple
    deaths: int = 0


@dataclass(frozen=True)
class Lost:
    """What comes of a task that no hand could do: why the last one could not."""

    reason: str


class Tasks:
    """Tasks in their order; those that came back go first, to other hands."""

    def __init__(self, tasks: Iterable[tuple]) -> None:
        self.coming: Iterator[tuple[int, tuple]] = enumerate(tasks)
        self.back: deque[Task] = deque()
        self.ended = False

    def any(self) -> bool:
        """Tell whether there is a task at the moment."""
        task = self.next()
        if task is not None:
            self.back.appendleft(task)
        return task is not None

    def next(self) -> Task | None:
        """Give a task; None if there is none at the moment."""
        if self.back:
            return self.back.popleft()
        for number, arguments in self.coming:
            return Task(number, arguments)
        self.ended = True
        return None

    def failed(self, task: Task, reason: str) -> Lost | None:
        """Take a task back whose hand died; after the third time it is lost."""
        task.deaths += 1
        if task.deaths >= DEATHS:
            return Lost(reason)
        self.back.append(task)
        return None


class HandProblem(WorkerProblem):
    """A hand met what concerns every task: a fault of the course or of the machine."""
