"""Show how far grading is: a live table on a terminal, a line for each submission elsewhere."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator

from rich.console import Console
from rich.live import Live
from rich.table import Table

from viva import terminal
from viva.grading.plain import plain
from viva.grading.verdict import Verdict

ORIGINS = {"stored": "from the store", "in part": "changed questions only"}


class Watcher:
    """Is called while submissions are graded, and does nothing; others override what they need."""

    def started(self, student: str) -> None:
        """Record that a judge has started on a student's submission."""

    def done(self, verdict: Verdict, origin: str) -> None:
        """Record that a verdict has been written.

        Parameters
        ----------
        origin
            Where it comes from: ``graded``, ``stored``, or ``in part`` if only questions that
            have changed were graded again.
        """

    def failed(self, student: str, reason: str) -> None:
        """Record why a submission could not be graded."""

    def remarked(self, remark: str) -> None:
        """Record what is wrong about a submission besides, as a sentence for the instructor."""


class Tally(Watcher):
    """Counts verdicts and failures.

    Parameters
    ----------
    total
        How many submissions there are.
    """

    def __init__(self, total: int) -> None:
        self.total = total
        self.began = time.monotonic()
        self.running: dict[str, float] = {}
        self.counts = {"graded": 0, "stored": 0, "in part": 0}
        self.failures = 0
        self.slowest: tuple[float, str] = (0.0, "")
        self.assignments: set[str] = set()
        self.remarks: list[str] = []

    @property
    def finished(self) -> int:
        """How many submissions are done."""
        return sum(self.counts.values())

    def started(self, student: str) -> None:
        """Count a submission that is being graded."""
        self.running.setdefault(student, time.monotonic())

    def done(self, verdict: Verdict, origin: str) -> None:
        """Count a verdict."""
        self.running.pop(str(verdict.student), None)
        self.counts[origin] += 1
        self.assignments.add(verdict.assignment)
        self.failures += verdict.status != "graded"
        if origin != "stored":
            name = f"{verdict.student}, {verdict.label}"
            self.slowest = max(self.slowest, (verdict.seconds, name))

    def remarked(self, remark: str) -> None:
        """Keep a remark, which is printed in the end."""
        if remark not in self.remarks:
            self.remarks.append(remark)

    def rate(self) -> float:
        """Return how many submissions are graded per second; those from the store do not count."""
        graded = self.finished - self.counts["stored"]
        return graded / max(time.monotonic() - self.began, 1e-3)

    def left(self) -> str:
        """Return how long the rest takes if none of it is in the store."""
        rate = self.rate()
        return duration((self.total - self.finished) / rate) if rate else "…"

    def summary(self) -> str:
        """Return a sentence on where the verdicts come from."""
        said = [f"{self.counts['stored']} of {self.total} taken from the store"]
        if self.counts["in part"]:
            said.append(f"{self.counts['in part']} regraded in part")
        return f"{', '.join(said)}, {self.counts['graded']} graded."


class Lines(Tally):
    """Prints a line for each submission."""

    def __init__(self, console: Console, total: int) -> None:
        super().__init__(total)
        self.console = console

    def done(self, verdict: Verdict, origin: str) -> None:
        """Print a verdict's line."""
        super().done(verdict, origin)
        state = verdict.message if verdict.status != "graded" else ""
        said = ORIGINS.get(origin, f"{verdict.seconds:.1f} s")
        self.console.print(
            f"{self.finished:>4}/{self.total} {verdict.label} {plain(str(verdict.student))}: "
            f"{verdict.score:g} of {verdict.max_score:g} ({said}) {state}"
        )

    def failed(self, student: str, reason: str) -> None:
        """Print why a submission could not be graded."""
        self.console.print(f"{plain(student)} could not be graded. {reason.strip()}")


class LiveTable(Tally):
    """Shows a table that is kept up to date."""

    def __init__(self, console: Console, total: int) -> None:
        super().__init__(total)
        self.console = console
        self.lock = threading.Lock()

    def started(self, student: str) -> None:
        """Count a submission that is being graded."""
        with self.lock:
            super().started(student)

    def done(self, verdict: Verdict, origin: str) -> None:
        """Count a verdict."""
        with self.lock:
            super().done(verdict, origin)

    def failed(self, student: str, reason: str) -> None:
        """Print why a submission could not be graded, above the table."""
        self.console.print(f"{plain(student)} could not be graded. {reason.strip()}")

    def __rich__(self) -> Table:
        """Return the table; a thread of rich's calls this."""
        with self.lock:
            running = dict(self.running)
            table = Table.grid(padding=(0, 2))
            table.add_column(style="bold")
            table.add_column()
            longest = min(running, key=lambda name: running[name], default="")
            at_work = f"{len(running)}"
            if longest:
                at_work += f" (longest: {longest}, {duration(time.monotonic() - running[longest])})"
            rows = {
                "done": f"{self.finished} of {self.total}, {self.counts['stored']} from the store",
                "running": at_work,
                "left": str(self.total - self.finished - len(running)),
                "rate": f"{self.rate():.1f} per second",
                "time left": self.left(),
                "failures": str(self.failures),
                "slowest": f"{self.slowest[0]:.1f} s ({self.slowest[1]})"
                if self.slowest[1]
                else "",
            }
            for name, value in rows.items():
                table.add_row(name, value)
            return table


def duration(seconds: float) -> str:
    """Return a duration in words: ``42 s``, ``3 min 5 s``, ``2 h 10 min``."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


@contextlib.contextmanager
def watching(console: Console, total: int, quiet: bool) -> Iterator[Tally]:
    """Show how far grading is, and in the end where the verdicts come from.

    Ctrl-C ends the command with code 130 and a sentence that nothing is lost.
    """
    tally: Tally = Tally(total)
    if not quiet:
        tally = LiveTable(console, total) if console.is_terminal else Lines(console, total)
    try:
        if isinstance(tally, LiveTable):
            with Live(tally, console=console, refresh_per_second=4, transient=True):
                yield tally
        else:
            yield tally
    except KeyboardInterrupt:
        terminal.echo(
            f"Stopped: {tally.finished} of {total} submissions are graded and saved. "
            "The next `viva grade` resumes with the rest.",
            err=True,
        )
        raise SystemExit(130) from None
    for remark in tally.remarks:
        terminal.echo(remark, err=True)
    if not quiet:
        console.print(tally.summary())
