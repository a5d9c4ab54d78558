"""Hand out tasks to judges: one loop, whether they are processes here or on a cluster."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, Self, TypeVar

from viva.classroom.roof import Roof
from viva.classroom.tasks import Answer, JudgeProblem, Lost, Request, Task, Tasks
from viva.course.confinement import Confinement
from viva.course.package import Package

START_FAILURES = 5


@dataclass(eq=False)
class JudgeProcess:
    """A judge, as whoever hands out tasks sees it.

    Attributes
    ----------
    ready
        Whether it has come up.
    task
        What it is doing.
    packages
        The digests of the packages that were sent to it.
    """

    ready: bool = False
    task: Task | None = None
    packages: set[str] = field(default_factory=set)


J = TypeVar("J", bound=JudgeProcess)


class Dispatcher(ABC, Generic[J]):
    """Judges that do tasks, each one at a time.

    A subclass is a way to reach judges: it starts them, sends requests and receives answers. What
    follows from an answer is decided here. Use it as a context manager.

    Attributes
    ----------
    judges
        Those that there are; a subclass adds and removes them.
    figures, confinement
        With which settings the judges have been started; `confinement` is None where the package
        of a task brings them.
    """

    figures = False
    confinement: Confinement | None = None

    def __init__(self) -> None:
        self.judges: list[J] = []
        self.start_failures = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @abstractmethod
    def close(self) -> None:
        """End the judges and what they have started."""

    @abstractmethod
    def send(self, judge: J, request: Request) -> None:
        """Send a judge a request.

        Raises
        ------
        OSError
            If the judge is gone.
        """

    @abstractmethod
    def receive(self) -> Iterable[tuple[J, Answer]]:
        """Wait a while, and yield the answers that have come.

        A judge that is gone is removed from `judges`, and answers ``failed`` or ``not started``.

        Raises
        ------
        JudgeProblem
            If there are no judges, and none will come.
        """

    @abstractmethod
    def discard(self, judge: J) -> Answer:
        """Remove a judge that is gone, and return why it is, as its answer."""

    def prepare(self) -> None:
        """Find the judges that are there when tasks begin."""

    def start_more(self, tasks: Tasks) -> None:
        """Start judges for the tasks that wait, if there may be more."""

    def run(
        self,
        function: Callable[..., Any],
        tasks: Iterable[tuple[Any, ...]],
        package: Package | None = None,
        started: Callable[[int], None] = lambda number: None,
        roof: Roof | None = None,
    ) -> Iterator[tuple[int, Any]]:
        """Call `function` with a judge's `Grader` and each task; yield the results as they come.

        A task is taken from `tasks` when a judge is free for it, and not before.

        Parameters
        ----------
        package
            What every judge must have before.
        started
            Called with a task's number when a judge begins with it.
        roof
            What a task may cost; a judge that uses more is ended.

        Yields
        ------
        tuple
            The task's number, and its result: `Lost` if it failed three times, or passed the roof.

        Raises
        ------
        JudgeProblem
            If something is wrong that concerns every task.
        """
        queue = Tasks(tasks)
        needs = package.digest if package is not None else None

        def hand_out() -> None:
            for judge in [judge for judge in self.judges if judge.ready and judge.task is None]:
                self._give(judge, queue, Request(package, needs, function, (), roof), started)
            self.start_more(queue)

        self.prepare()
        while True:
            hand_out()
            if queue.finished:
                return
            for judge, answer in self.receive():
                task, judge.task = judge.task, None
                self._count_start(judge, answer)
                if judge in self.judges:
                    # Others that are free come first: a task that failed goes to one of them.
                    self.judges.remove(judge)
                    self.judges.append(judge)
                # A task of an earlier call that was left before its end is nobody's any more.
                if task in queue.outstanding:
                    # What comes of it is written down while the next is being graded.
                    hand_out()
                    yield from self._settle(queue, judge, task, answer)

    def run_one(
        self, function: Callable[..., Any], *arguments: Any, roof: Roof | None = None
    ) -> Any:
        """Return what `run` yields for a single task."""
        ((_, result),) = self.run(function, [arguments], roof=roof)
        return result

    def _give(
        self,
        judge: J,
        queue: Tasks,
        request: Request,
        started: Callable[[int], None],
    ) -> None:
        """Assign the next task, if there is one, to a judge that is free."""
        task = queue.next()
        if task is None:
            return
        needs = request.needs
        sent = needs is None or needs in judge.packages
        package = None if sent else request.package
        try:
            ask = request._replace(package=package, arguments=task.arguments, spared=task.spared)
            self.send(judge, ask)
        except OSError:
            # The judge died while it had nothing to do: the task is not to blame.
            queue.put_back(task)
            self.discard(judge)
            return
        if needs is not None:
            judge.packages.add(needs)
        judge.task = task
        started(task.number)

    def _count_start(self, judge: J, answer: Answer) -> None:
        """Count the starts that failed one after the other.

        Raises
        ------
        JudgeProblem
            If these are too many.
        """
        if answer.kind == "ready":
            judge.ready = True
        elif answer.kind == "done":
            self.start_failures = 0
        elif answer.kind == "not started":
            self.start_failures += 1
            if self.start_failures >= START_FAILURES:
                raise JudgeProblem(answer.value)

    def _settle(
        self, queue: Tasks, judge: J, task: Task, answer: Answer
    ) -> Iterator[tuple[int, Any]]:
        """Yield what came of a task, unless it is to be tried again."""
        if answer.kind == "done":
            queue.done(task)
            yield task.number, answer.value
        elif answer.kind == "problem":
            raise JudgeProblem(answer.value)
        elif answer.kind == "failed":
            lost: Lost | None = queue.failed(task, str(answer.value))
            if lost is not None:
                yield task.number, lost
        elif answer.kind == "exceeded":
            lost = queue.exceeded(task, answer.value)
            if lost is not None:
                yield task.number, lost
        else:
            if answer.kind == "unknown":
                # Another process has come to the same address.
                judge.packages.clear()
            queue.put_back(task)
