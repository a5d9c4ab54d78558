"""Ask an exam inside the student's own process, as stock otter-grader does.

`otter run` executes the notebook and the hidden tests in one process: what SECURITY.md says of
`viva grade` does not hold there. The score of an honest submission is the same, because the same
judge asks the same cases, in a copy (a fork) of the process that stands where the test stands.
"""

from __future__ import annotations

import contextlib
import io
import json
import math
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from viva.course.bundle import make_bundle
from viva.course.layout import Course
from viva.grading.ask import Asker
from viva.grading.bundle import Graded
from viva.grading.earlier import Earlier
from viva.grading.grade import Judge
from viva.grading.layout import make_plan
from viva.grading.plan import Plan
from viva.grading.read import read_submission
from viva.remote.client import Worker
from viva.remote.clock import ProcessTimes, SubmissionClock
from viva.remote.transport import LocalTransport
from viva.worker.references import References
from viva.worker.stand_ins import StandIns

COURSE = "course"


class InThisProcess(LocalTransport):
    """Asks the names of this process, which is a copy made for one question."""

    dead = False
    deadline = math.inf

    def close(self) -> None:
        """Leave the names as they are: the process ends with its question."""

    def connect(self, references: socket.socket, process: int) -> None:
        """Let calls of references go over this connection, as `Snapshot.connect` does."""
        self.respondent.stand_ins = StandIns(References(references.dup()).ask)


@dataclass(frozen=True)
class Outcome:
    """What came of asking one question.

    Attributes
    ----------
    passed
        Titles of the tests that passed.
    message
        What the student would read.
    """

    status: str
    score: float
    passed: frozenset[str] = frozenset()
    message: str = ""


@dataclass
class Sitting:
    """One notebook's exam, asked in the process that runs the notebook.

    Parameters
    ----------
    judge
        Of the assignment. Its worker is never started.
    plan
        How the notebook that runs here lies over the instructor's.

    Attributes
    ----------
    statuses
        What was found for the questions so far: an answer that uses one of them that is wrong is
        asked again with the reference in its place.
    last
        The question that was asked last, by which cell of the process, and what came of it.
    """

    judge: Judge
    plan: Plan
    statuses: dict[str, str] = field(default_factory=dict)
    last: tuple[str, int, Outcome] | None = None

    @classmethod
    def here(cls, folder: Path) -> Sitting:
        """Open the course and the one notebook in a folder.

        Raises
        ------
        FileNotFoundError
            If there is none, or more than one notebook.
        """
        notebooks = sorted(folder.glob("*.ipynb"))
        if len(notebooks) != 1:
            raise FileNotFoundError(f"{folder} must hold one notebook; it holds {len(notebooks)}.")
        (assignment,) = Course(folder / COURSE).assignments()
        bundle = make_bundle(assignment)
        for question in bundle.exam.questions.values() if bundle.exam else ():
            # They give a failing answer its hint. To run them all anew for each submission takes
            # long, and what hidden tests say under otter is not for students.
            question.wrong_answers.clear()
        judge = Judge(bundle, Worker())
        cells = read_submission(notebooks[0].read_bytes())
        return cls(judge, make_plan(bundle, cells))

    def ask(self, question: str, names: MutableMapping[str, Any]) -> Outcome:
        """Ask a question in a copy of this process.

        When otter grades, the student's `grader.check` and otter's own follow one another. Nothing
        has run in between, so the second is told what the first was.
        """
        now = cells_run()
        if (
            self.last is not None
            and now
            and self.last[:2] in ((question, now), (question, now - 1))
        ):
            return self.last[2]
        graded = next(each for each in self.judge.bundle.questions if each.id == question)
        seconds = self.judge.bundle.limits.question_seconds
        found = in_a_copy(lambda: self.examined(graded, names), seconds + 60.0)
        outcome = Outcome("killed", 0.0, message="The process ended.")
        if found is not None:
            outcome = Outcome(
                found["status"], found["score"], frozenset(found["passed"]), found["message"]
            )
        self.statuses[question] = outcome.status
        self.last = question, now, outcome
        return outcome

    def examined(self, graded: Graded, names: MutableMapping[str, Any]) -> dict[str, Any]:
        """Return the verdict on a question, as plain data."""
        bundle = self.judge.bundle
        until = time.process_time() + bundle.limits.answers_seconds
        asker = Asker(bundle, self.plan, {}, self.judge.examiner, until, time.process_time)
        earlier = Earlier(self.plan, bundle.questions)
        for before in bundle.questions:
            if before.id == graded.id:
                break
            earlier.note(before, self.statuses.get(before.id, ""))
        here = InThisProcess(names)
        failure = asker.visible(graded, here)
        finding = asker.finding(graded, here, failure)
        finding = asker.with_causes(graded, here, finding, earlier)
        verdict = asker.assessor.assess(finding)
        return {
            "status": verdict.status,
            "score": verdict.score,
            "passed": [case.title for case in verdict.cases if case.passed],
            "message": verdict.message,
        }


class Answer:
    """The answer to one question, for one run of its tests.

    Parameters
    ----------
    question
        Its id.
    """

    def __init__(self, question: str) -> None:
        self.question = question
        self.outcome: Outcome | None = None

    def must_pass(self, names: MutableMapping[str, Any], *titles: str) -> None:
        """Fail unless the tests with these titles pass; the first call asks them all.

        Raises
        ------
        AssertionError
            With the message that a student would read.
        """
        if self.outcome is None:
            self.outcome = sitting(Path.cwd()).ask(self.question, names)
        if not self.outcome.passed.issuperset(titles):
            raise AssertionError(self.outcome.message or f"Not passed: {', '.join(titles)}.")


@lru_cache(maxsize=1)
def sitting(folder: Path) -> Sitting:
    """Open the course in a folder, once for a process."""
    return Sitting.here(folder)


def cells_run() -> int:
    """Count the cells that this notebook's process has begun to run; 0 where no notebook runs."""
    module = sys.modules.get("IPython")
    shell: Any = module.get_ipython() if module is not None else None
    return int(shell.execution_count) if shell is not None else 0


def in_a_copy(work: Callable[[], dict[str, Any]], seconds: float) -> dict[str, Any] | None:
    """Do something in a fork of this process, and leave this one as it was.

    Returns
    -------
    dict or None
        What `work` gives, which must be JSON-able; None if the fork ended early, or took more than
        `seconds` of processor time and was ended.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _work(work, reading, writing)
    os.close(writing)
    clock, times = SubmissionClock(), ProcessTimes(child)
    parts = []
    with contextlib.closing(os.fdopen(reading, "rb", buffering=0)) as pipe, clock.running(times):
        while (left := seconds - clock()) > 0:
            if not select.select([pipe], [], [], left)[0]:
                continue  # by the clock there may be time left
            part = pipe.read(2**16)
            if not part:
                break
            parts.append(part)
    times.close()
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    try:
        found = json.loads(b"".join(parts))
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _work(work: Callable[[], dict[str, Any]], reading: int, writing: int) -> None:
    try:
        os.close(reading)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            found = work()
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(json.dumps(found).encode())
    finally:
        os._exit(0)
