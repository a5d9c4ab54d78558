"""Tasks: which wait, which are being done, which come back, and which are given up."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from viva.course.package import Package
from viva.grading.remote.client import WorkerProblem

ATTEMPTS = 3


class JudgeProblem(WorkerProblem):
    """A fault of the course or of the machine, which every task would meet."""


class Request(NamedTuple):
    """What a judge is asked to do: `function`, called with a `Grader` and the arguments.

    Attributes
    ----------
    package
        A package that the judge may not have yet.
    needs
        The digest of the package that the task is about.
    """

    package: Package | None
    needs: str | None
    function: Callable[..., Any]
    arguments: tuple[Any, ...]


@dataclass(frozen=True)
class Answer:
    """What came of one request.

    Attributes
    ----------
    kind
        ``ready``
            The judge has started; no request has been sent to it yet.
        ``done``
            `value` is the result.
        ``failed``
            The judge or its worker died, or the function raised an exception: it may be the task's
            own fault.
        ``not started``
            The judge or its worker did not come up, whatever the task was.
        ``unknown``
            The package must be sent first.
        ``problem``
            Every task would meet it.
    value
        The result, or the reason.
    """

    kind: Literal["ready", "done", "failed", "not started", "unknown", "problem"]
    value: Any = None


@dataclass(eq=False)
class Task:
    """One call that a judge shall make.

    Attributes
    ----------
    failures
        How many attempts failed: the judge or its worker died, or an exception was raised.
    """

    number: int
    arguments: tuple[Any, ...]
    failures: int = 0


@dataclass(frozen=True)
class Lost:
    """What comes of a task that failed at every attempt: why the last one did."""

    reason: str


class Tasks:
    """Tasks in their order; those that came back go first, to other judges.

    This is the only place that tries again: a task that fails is given to whichever judge is free
    next, `ATTEMPTS` times in all.
    """

    def __init__(self, arguments: Iterable[tuple[Any, ...]]) -> None:
        self.coming: Iterator[tuple[int, tuple[Any, ...]]] = enumerate(arguments)
        self.returned: deque[Task] = deque()
        self.outstanding: set[Task] = set()
        self.exhausted = False

    @property
    def finished(self) -> bool:
        """Whether every task has been done or given up."""
        return self.exhausted and not self.returned and not self.outstanding

    def waiting(self) -> bool:
        """Return whether there is a task for a judge that is free."""
        if not self.returned and not self.exhausted:
            for number, arguments in self.coming:
                self.returned.append(Task(number, arguments))
                return True
            self.exhausted = True
        return bool(self.returned)

    def next(self) -> Task | None:
        """Return a task to be done; None if there is none at the moment."""
        if not self.waiting():
            return None
        task = self.returned.popleft()
        self.outstanding.add(task)
        return task

    def done(self, task: Task) -> None:
        """Record that a task is done."""
        self.outstanding.remove(task)

    def put_back(self, task: Task) -> None:
        """Take a task back that was not attempted, or failed by no fault of its own."""
        self.outstanding.remove(task)
        self.returned.appendleft(task)

    def failed(self, task: Task, reason: str) -> Lost | None:
        """Take a task back that failed; return what comes of it if that was the last attempt."""
        self.outstanding.remove(task)
        task.failures += 1
        if task.failures >= ATTEMPTS:
            return Lost(reason)
        self.returned.append(task)
        return None
