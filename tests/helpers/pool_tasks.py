"""What tests give judges to do; a test's own functions cannot be imported there."""

import os
import signal
import tempfile
from pathlib import Path

from viva.course.layout import UsageProblem


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
