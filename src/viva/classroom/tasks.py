"""Tasks: which wait, which are being done, which come back, and which are given up."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from viva.classroom.roof import Exceeded, Roof
from viva.course.package import Package
from viva.remote.world import WorkerProblem

ATTEMPTS = 3
SPARED = 3


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
    roof
        What doing it may cost. Then the function also takes ``spared``: questions to leave out,
        since judging them cost more.
    spared
        These questions.
    """

    package: Package | None
    needs: str | None
    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    roof: Roof | None = None
    spared: frozenset[str] = frozenset()


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
        ``exceeded``
            The judge used more than it may for the task, and was ended: `value` is how.
        ``unknown``
            The package must be sent first.
        ``problem``
            Every task would meet it.
    value
        The result, or the reason.
    """

    kind: Literal["ready", "done", "failed", "not started", "exceeded", "unknown", "problem"]
    value: Any = None


@dataclass(eq=False)
class Task:
    """One call that a judge shall make.

    Attributes
    ----------
    failures
        How many attempts failed: the judge or its worker died, or an exception was raised.
    spared
        Questions at which the judge passed its roof: the next attempt leaves them out.
    """

    number: int
    arguments: tuple[Any, ...]
    failures: int = 0
    spared: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Lost:
    """What comes of a task that is given up.

    Attributes
    ----------
    reason
        Why the last attempt failed.
    exceeded
        How the judge's roof was passed, if it was; then there was one attempt.
    """

    reason: str
    exceeded: Exceeded | None = None


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

    def exceeded(self, task: Task, how: Exceeded) -> Lost | None:
        """Take a task back whose judge passed its roof; return what comes of it if that is all.

        Where it was at one question, everything else may still be judged.
        """
        self.outstanding.remove(task)
        if how.question and how.question not in task.spared and len(task.spared) < SPARED:
            task.spared |= {how.question}
            self.returned.appendleft(task)
            return None
        return Lost("The judge used more than it may.", how)

    def failed(self, task: Task, reason: str) -> Lost | None:
        """Take a task back that failed; return what comes of it if that was the last attempt."""
        self.outstanding.remove(task)
        task.failures += 1
        if task.failures >= ATTEMPTS:
            return Lost(reason)
        self.returned.append(task)
        return None
