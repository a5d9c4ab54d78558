"""How long students worked on each question, where their notebooks tell.

JupyterLab writes into a cell's metadata when it was last run, if *Settings → Notebook → Record
timing* is on. Cells in the order of these times are the last part of a student's work: the time
before a cell's last run, since the run of another cell, went into that cell.
"""

from __future__ import annotations

import itertools
import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from viva.grading.cells import grade_id, is_answer

BEGIN = ("iopub.execute_input", "iopub.status.busy", "shell.execute_reply.started")
END = ("shell.execute_reply", "iopub.status.idle")
MAX_LENGTH = 40
# Who did nothing for longer did something else.
PAUSE = 30 * 60.0
# A notebook whose cells were run one right after the other, "Restart and run all", tells nothing.
LEAST = 60.0
# Of fewer students a median is somebody's own time.
FEWEST = 3


@dataclass(frozen=True)
class QuestionTime:
    """How long students worked on a question: the median and the quartiles, in seconds."""

    question: str
    students: int
    median: float
    low: float
    high: float


@dataclass(frozen=True)
class TimeSpent:
    """What the notebooks of one assignment tell of time.

    Attributes
    ----------
    recorded
        How many notebooks record times.
    at_one_go
        How many of these were last run from top to bottom, which hides how the work went.
    questions
        Those on which at least `FEWEST` notebooks tell something, in order.
    totals
        The seconds on all questions together, of each student whose notebook tells of them.
    """

    recorded: int
    at_one_go: int
    questions: tuple[QuestionTime, ...]
    totals: Mapping[str, float] = field(default_factory=dict)


def time_spent(
    notebooks: Iterable[tuple[str, Sequence[Mapping[str, Any]]]], ids: Sequence[str]
) -> TimeSpent:
    """Return what the notebooks of a class tell of the time that questions took.

    Parameters
    ----------
    notebooks
        Each student, with the cells.
    ids
        The questions of the assignment.
    """
    recorded = at_one_go = 0
    totals: dict[str, float] = {}
    times: defaultdict[str, list[float]] = defaultdict(list)
    for student, cells in notebooks:
        runs = runs_of(cells, ids)
        if not runs:
            continue
        recorded += 1
        worked = worked_on(runs)
        if worked is None:
            at_one_go += 1
            continue
        totals[student] = sum(worked.values())
        for question, seconds in worked.items():
            times[question].append(seconds)
    questions = []
    for question in ids:
        if len(times[question]) >= FEWEST:
            low, median, high = statistics.quantiles(times[question], n=4, method="inclusive")
            questions.append(QuestionTime(question, len(times[question]), median, low, high))
    return TimeSpent(recorded, at_one_go, tuple(questions), totals)


@dataclass(frozen=True)
class Run:
    """The last run of a cell, from `begin` to `end`, and the question that it belongs to."""

    begin: datetime
    end: datetime
    question: str | None


def runs_of(cells: Iterable[Mapping[str, Any]], ids: Iterable[str]) -> list[Run]:
    """Return the last run of each cell that records it, in the order of time.

    A cell belongs to the question whose text, answer or test is the last above it. An answer
    whose id is no question's belongs to the next question: its test is called something else.
    """
    known = set(ids)
    runs: list[Run] = []
    waiting: list[tuple[datetime, datetime]] = []
    current: str | None = None
    pending = False
    for cell in cells:
        name = _question(cell, known)
        if name is not None:
            runs += [Run(*times, name) for times in waiting]
            current, pending, waiting = name, False, []
        elif is_answer(cell):
            pending = True
        found = run_of(cell)
        if found is None:
            continue
        if pending:
            waiting.append(found)
        else:
            runs.append(Run(*found, current))
    runs += [Run(*times, current) for times in waiting]
    return sorted(runs, key=lambda run: run.begin)


def worked_on(runs: Sequence[Run]) -> dict[str, float] | None:
    """Return the seconds that went into each question; None if the cells were run at one go.

    Parameters
    ----------
    runs
        In the order of time.
    """
    seconds: defaultdict[str, float] = defaultdict(float)
    idle = 0.0
    for before, run in itertools.pairwise(runs):
        waited = max((run.begin - before.end).total_seconds(), 0.0)
        if waited > PAUSE:
            continue
        idle += waited
        if run.question is not None:
            seconds[run.question] += waited
    return dict(seconds) if idle >= LEAST else None


def run_of(cell: Mapping[str, Any]) -> tuple[datetime, datetime] | None:
    """Return when the last run of a cell began and ended; None where it does not say so."""
    metadata = cell.get("metadata")
    execution = metadata.get("execution") if isinstance(metadata, Mapping) else None
    if not isinstance(execution, Mapping):
        return None
    begin = _first(execution, BEGIN)
    end = _first(execution, END)
    if begin is None:
        return None
    return begin, max(begin, end or begin)


def _question(cell: Mapping[str, Any], known: set[str]) -> str | None:
    name = grade_id(cell)
    if not isinstance(name, str):
        return None
    for bare in (name, name.removesuffix("_text"), name.removesuffix("_test")):
        if bare in known:
            return bare
    return None


def _first(execution: Mapping[Any, Any], keys: Sequence[str]) -> datetime | None:
    """Return the first time under these keys that is one, in UTC."""
    for key in keys:
        text = execution.get(key)
        if isinstance(text, str) and len(text) <= MAX_LENGTH:
            try:
                when = datetime.fromisoformat(text)
                return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
            except (ValueError, OverflowError):
                continue
    return None
