"""What tests give judges to do; a test's own functions cannot be imported there."""

import os
import signal
import tempfile
import time
from pathlib import Path

from viva.classroom.grader import grade_submission
from viva.course.layout import UsageProblem
from viva.remote.session import Session


def power(grader, base, exponent):
    return base**exponent


def die(grader, number, fatal, marks):
    """End this process the first few times that it is at a fatal number."""
    if number in fatal:
        here = Path(marks) / str(number)
        deaths = len(here.read_text()) if here.exists() else 0
        here.write_text("x" * (deaths + 1))
        if deaths < fatal[number]:
            os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def fail(grader, number):
    if number == 1:
        raise LookupError("one is no good")
    return number


def complain(grader, number):
    raise UsageProblem("Nothing here fits.")


def at_most(times):
    """Return a callback for begun tasks that ends a test which would go on for ever."""
    begun = []

    def started(number):
        begun.append(number)
        assert len(begun) <= times, "it would go on for ever"

    return started


def where(grader, number):
    return os.getpid(), tempfile.gettempdir()


def run_cell(grader, number):
    with Session(grader.worker) as session:
        (output,) = session.run(1, f"print({number})", 20).outputs
    return output["text"]


def use(grader, number, way):
    """Use the judge's time or memory."""
    grader.say(f"doing {way}")
    if way == "wait":
        time.sleep(1.5)
    if way == "in C":
        pow(3, 10**9)
    if way == "hold at once":
        bytes(2**40)
    held = []
    while way in ("compute", "hold"):
        if way == "hold":
            held.append(b"x" * 2**20)
            time.sleep(0.001)
    return number


def no_room_for_ada(grader, package, student, handed_in, before):
    if student == "ada":
        raise LookupError("no room")
    return grade_submission(grader, package, student, handed_in, before)
