"""Cells and questions in this process, for fast tests of what stands around a worker."""

import contextlib
import io
import json
import math
import re
import time

from small_exam import submission

from viva.grading.layout import make_plan
from viva.grading.read import read_submission
from viva.remote.session import CellResult
from viva.remote.transport import CallKilled, LocalTransport
from viva.remote.world import WorkerProblem
from viva.worker.references import References
from viva.worker.respondent import describe
from viva.worker.stand_ins import StandIns

NEVER = math.inf


class Clock:
    """A clock that goes on when it is told to."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


def place_of(filename):
    found = re.fullmatch(r"<cell (\d+)>", filename)
    return int(found[1]) if found else None


class FakeSnapshot(LocalTransport):
    """Answers from names of this process; some names end it, some take too long.

    `slow` are the seconds that each request takes, by the clock.
    """

    def __init__(self, names, clock=None, slow=0.0):
        super().__init__(names)
        self.respondent.place = place_of
        self.dead, self.deadline, self.closed = False, NEVER, False
        self.clock, self.slow = clock, slow
        self.deadlines = []

    def ask(self, request, seconds, listen):
        if self.dead:
            raise CallKilled
        self.deadlines.append(self.deadline)
        self.seconds = seconds
        if self.clock is not None:
            self.clock.now += self.slow
        super().ask(request, seconds, listen)

    def connect(self, references, process):
        self.respondent.stand_ins = StandIns(References(references.dup()).ask)

    def close(self):
        self.closed = True


class DeadSnapshot(FakeSnapshot):
    """A process that dies at the first request, or hangs."""

    def __init__(self, names, error=CallKilled):
        super().__init__(names)
        self.error = error

    def ask(self, request, seconds, listen):
        self.dead = True
        raise self.error


class FakeSession:
    """Runs cells here. A cell ends the session if it says KILL, and is stopped if it says LOOP."""

    copies = True

    def __init__(self, clock=None, restarts=math.inf, snapshots=True):
        self.clock, self.restarts, self.snapshots = clock or time.monotonic, restarts, snapshots
        self.given = clock
        self.names, self.alive = {}, True
        self.ran = []

    def run(self, number, source, seconds):
        self.ran.append((number, seconds))
        takes = re.search(r"# takes (\d+)", source)
        if takes:
            self.clock.now += float(takes[1])
        if "KILL" in source:
            self.alive = False
            return CellResult("killed")
        if "LOOP" in source:
            return CellResult("timeout")
        out = io.StringIO()
        error = None
        try:
            with contextlib.redirect_stdout(out):
                exec(compile(source, f"<cell {number}>", "exec"), self.names)
        except Exception as problem:  # noqa: BLE001 - a cell may raise anything
            error = describe(problem, place_of)
        text = out.getvalue()
        outputs = [{"output_type": "stream", "name": "stdout", "text": text}] if text else []
        return CellResult("error" if error else "ok", outputs, error)

    def restart(self):
        if not self.restarts:
            raise WorkerProblem("gone")
        self.restarts -= 1
        self.names, self.alive = {}, True

    def snapshot(self):
        return FakeSnapshot(dict(self.names), self.given) if self.snapshots else None


def cells_of(answers, extra=()):
    return json.loads(submission(answers, extra))["cells"]


def plan_of(bundle, answers, extra=()):
    return make_plan(bundle, read_submission(submission(answers, extra)))
