"""Run the cells of a plan: what came of each, and the snapshots that can be asked afterwards."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Protocol

from viva.grading.limits import Limits
from viva.grading.outputs import MAX_OUTPUT, clean_outputs, within
from viva.grading.plan import Plan, Step
from viva.remote.session import CellResult
from viva.remote.transport import Answering
from viva.remote.world import WorkerProblem

# However late it is, all cells that have run before may run again for so long.
REPLAYS = 5.0


class Running(Protocol):
    """Where cells run; see `viva.remote.session.Session`."""

    @property
    def clock(self) -> Callable[[], float]:
        """What returns the seconds that have been used."""
        ...

    @property
    def alive(self) -> bool:
        """Whether cells can be run."""
        ...

    def run(self, number: int, source: str, seconds: float) -> CellResult:
        """Run one cell, and return how it ended."""
        ...

    def restart(self) -> None:
        """Begin anew after the session died."""
        ...

    def snapshot(self) -> Answering | None:
        """Return a snapshot that answers questions about the notebook as it is now."""
        ...


@dataclass(frozen=True)
class Execution:
    """What came of running cells.

    Attributes
    ----------
    results
        How each cell ended, by the number of its step.
    snapshots
        What answers each question: the notebook as it stood where its test stands.
    seconds
        How long the cells of each question's answer took.
    out_of_time
        Whether the total time was up before the last cell.
    clock
        By which the limits of what is asked next are kept.
    """

    results: Mapping[int, CellResult] = field(default_factory=dict)
    snapshots: Mapping[str, Answering] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    out_of_time: bool = False
    clock: Callable[[], float] = monotonic


NOTHING = Execution()


def execute(
    plan: Plan,
    session: Running,
    limits: Limits,
    deadline: float,
    done: Execution = NOTHING,
    first: int = 0,
    origin: int = 0,
    at_test: Callable[[str, Answering], None] | None = None,
) -> Execution:
    """Run the steps of `plan`, and take a snapshot at each test that is asked.

    Parameters
    ----------
    deadline
        On the clock of the session: after it no cell is begun.
    done
        What came of the steps before `first`.
    first
        The step to go on with.
    origin
        The step at which the session stands after `Running.restart`.
    at_test
        Called with each question and its snapshot before the next cell runs, where a snapshot is
        the session itself.
    """
    execution = _Execution(plan, session, limits, deadline, origin, MAX_OUTPUT, dict(done.results))
    execution.at_test = at_test
    for number in range(first, len(plan.steps)):
        execution.take(number)
    return Execution(
        execution.results,
        execution.snapshots,
        execution.seconds,
        execution.out_of_time,
        session.clock,
    )


@dataclass
class _Execution:
    """An execution that is under way."""

    plan: Plan
    session: Running
    limits: Limits
    deadline: float
    origin: int
    room: int
    results: dict[int, CellResult]
    snapshots: dict[str, Answering] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    out_of_time: bool = False
    at_test: Callable[[str, Answering], None] | None = None

    def take(self, number: int) -> None:
        """Do what a step says."""
        step = self.plan.steps[number]
        if step.runs:
            self.run(number, step)
        elif step.kind == "test" and self.plan.asks(step.question) and self.ready(number):
            snapshot = self.session.snapshot()
            if snapshot is not None and step.question is not None:
                self.snapshots[step.question] = snapshot
                if self.at_test is not None:
                    with self.timing(step.question):
                        self.at_test(step.question, snapshot)

    def run(self, number: int, step: Step) -> None:
        """Run one cell, with what is left of the submission's time."""
        left = self.deadline - self.session.clock()
        if left <= 0 or not self.ready(number):
            self.out_of_time |= self.deadline <= self.session.clock()
            self.results[number] = CellResult("timeout" if self.out_of_time else "killed")
            return
        with self.timing(step.question):
            seconds = min(self.limits.cell_seconds, left)
            result = self.session.run(number, step.cell["source"], seconds)
        outputs, self.room = within(clean_outputs(result.outputs), self.room)
        self.results[number] = replace(result, outputs=outputs)

    def ready(self, upto: int) -> bool:
        """Return whether there is a live session.

        After a cell has ended the last one, those before it that ended by themselves run again.
        """
        if self.session.alive:
            return True
        try:
            self.session.restart()
        except WorkerProblem:
            return False
        until = max(self.deadline, self.session.clock() + REPLAYS)
        for number in range(self.origin, upto):
            result = self.results.get(number)
            if result is not None and result.status in ("ok", "error"):
                left = until - self.session.clock()
                if left <= 0:
                    return False
                seconds = min(self.limits.cell_seconds, left)
                self.session.run(number, self.plan.steps[number].cell["source"], seconds)
                if not self.session.alive:
                    return False
        return True

    @contextlib.contextmanager
    def timing(self, question: str | None) -> Iterator[None]:
        """Count what is done within towards the time of a question, if it is for one."""
        start = monotonic()
        yield
        if question is not None:
            self.seconds[question] = self.seconds.get(question, 0.0) + monotonic() - start
