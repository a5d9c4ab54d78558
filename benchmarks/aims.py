"""What grading should cost, and whether the last measurements say that it does."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Found = Mapping[str, Any]
IMPORTS = "the imports of 01 alone"


@dataclass(frozen=True)
class Aim:
    """A number to reach.

    Attributes
    ----------
    part
        The part that measures it.
    measured
        Takes what the part found; may raise where that is incomplete.
    bound
        What it should be at most or, where `least`, at least.
    why
        Takes what all parts found; returns why it is missed. May raise where that is incomplete.
    """

    what: str
    part: str
    measured: Callable[[Found], float]
    bound: float
    least: bool = False
    unit: str = ""
    why: Callable[[Found], str] | None = None

    def value(self, found: Found) -> float | None:
        """Return what was measured; None if it was not."""
        try:
            return float(self.measured(found[self.part]["found"]))
        except (KeyError, TypeError, IndexError, ZeroDivisionError):
            return None

    def missed_by(self, value: float) -> float:
        """Return by which share of the bound a value misses it; 0 where it is met."""
        ratio = self.bound / value if self.least and value else value / self.bound
        return max(0.0, (math.inf if self.least and not value else ratio) - 1)

    def reason(self, found: Found) -> str:
        """Return why it is missed, as far as that is known."""
        value = self.value(found)
        if self.why is None or value is None or not self.missed_by(value):
            return ""
        try:
            return self.why(found)
        except (KeyError, TypeError, IndexError, ZeroDivisionError):
            return ""

    def limit(self) -> str:
        """Return the bound in words."""
        return f"at {'least' if self.least else 'most'} {shown(self.bound, self.unit)}"


def shown(value: float, unit: str) -> str:
    """Write a number as tables have it."""
    return f"{value:.3g}{unit}"


def quotient(one: str, other: str) -> Callable[[Found], float]:
    """Return what divides two of the numbers that were found."""
    return lambda found: found[one] / found[other]


def two_workers(found: Found) -> float:
    """Return how long two workers take as a share of what one takes."""
    seconds = found["seconds"]
    return float(seconds["viva, 2 workers"] / seconds["viva, 1 worker"])


def beside_nbgrader(found: Found) -> float:
    """Return how many times as long as viva with all cores nbgrader takes."""
    return float(found["beside"]["nbgrader"]["seconds"] / found["seconds"]["viva, all cores"])


def each(size: str) -> Callable[[Found], float]:
    """Return what gives the seconds of a submission in a class."""
    return lambda found: found[size]["seconds"] / int(size)


def starting(found: Found) -> tuple[float, float]:
    """Return the seconds that a class takes besides its submissions, and those of each of these."""
    few, more = (found["growth"]["found"][size]["seconds"] for size in ("10", "100"))
    each = (more - few) / 90
    return few - 10 * each, each


def by_starting(found: Found) -> str:
    """Say what starting takes, which neither workers nor students share."""
    start, each = starting(found)
    return (
        f"Starting takes {start:.1f} s, and each submission {each:.2f} s more. The gradebook's "
        "process imports nbgrader and SQLAlchemy, the warm worker what the notebook imports, and "
        "each judge what the exam imports; two cores share that."
    )


def besides_cells(number: str) -> Callable[[Found], str]:
    """Return what says what a submission costs besides the cells that run."""

    def why(found: Found) -> str:
        one = found["overhead"]["found"][number]
        parts = {name: 1000 * seconds for name, seconds in one["where"].items()}
        return (
            f"The cells of {number} alone take {1000 * one['same']:.0f} ms of a processor's time. "
            f"Of the {parts['all']:.0f} ms that its solution takes, "
            f"{parts['taking snapshots']:.0f} ms go to copies of the process, one for each "
            f"question, {parts['visible tests']:.0f} ms to the visible tests and "
            f"{parts['hidden cases']:.0f} ms to the hidden cases. In these judge and answer take "
            "turns, so that another processor helps other submissions only."
        )

    return why


AIMS = (
    Aim("`viva --help` / `python -c pass`", "help", quotient("viva --help", "python -c pass"), 5),
    *(
        Aim(f"`viva grade` of a file of 01, {name} / {IMPORTS}", "file", measured, bound)
        for name, measured, bound in (
            ("the solution", quotient("viva grade, the solution", "imports"), 1.15),
            ("three wrong answers", quotient("viva grade, three wrong answers", "imports"), 1.3),
        )
    ),
    Aim(f"`viva check` of 01 / {IMPORTS}", "file", quotient("viva check", "imports"), 1.1),
    Aim(
        "a further look of `viva watch`",
        "file",
        lambda f: f["watch, a further look"],
        0.1,
        unit=" s",
    ),
    Aim(
        "a class of 12, nbgrader / viva",
        "twelve",
        quotient("nbgrader", "viva"),
        20,
        least=True,
        why=by_starting,
    ),
    Aim(
        "a class of 50, nbgrader / viva",
        "graders",
        beside_nbgrader,
        35,
        least=True,
        why=by_starting,
    ),
    Aim("a class of 50, two workers / one", "graders", two_workers, 0.55, why=by_starting),
    *(
        Aim(
            f"{number}: graded / the cells that viva runs",
            "overhead",
            lambda found, number=number: found[number]["graded"] / found[number]["same"],
            bound,
            why=besides_cells(number),
        )
        for number, bound in (("01", 2), ("03", 1.6))
    ),
    *(
        Aim(
            f"each of {int(size):,} submissions",
            "growth",
            each(size),
            0.1,
            unit=" s",
            why=besides_cells("01"),
        )
        for size in ("1000", "10000")
    ),
    Aim(
        "the coordinator's memory",
        "growth",
        lambda found: max(each["memory"] for each in found.values()),
        150,
        unit=" MiB",
    ),
    Aim("a worker and its judge", "memory", lambda found: found["together"], 350, unit=" MiB"),
    Aim("JupyterLab from `start.py` / before", "lab", quotient("now", "before"), 0.7),
)


def rows(found: Found) -> list[list[str]]:
    """Return the rows of a table: what, to reach, measured, met."""
    made = []
    for aim in AIMS:
        value = aim.value(found)
        measured = "" if value is None else shown(value, aim.unit)
        met = "not measured" if value is None else "no" if aim.missed_by(value) else "yes"
        made.append([aim.what, aim.limit(), measured, met])
    return made


def lines(found: Found) -> list[str]:
    """Return a line for each aim: met, or missed and by how much."""
    made = []
    for aim in AIMS:
        value = aim.value(found)
        if value is None:
            made.append(f"not measured: {aim.what} (part {aim.part})")
            continue
        by = aim.missed_by(value)
        word = f"missed by {100 * by:.0f} %" if by else "met"
        made.append(f"{word}: {aim.what}, {shown(value, aim.unit)}, {aim.limit()}")
    return made


def reasons(found: Found) -> list[str]:
    """Return why aims are missed, each reason once, with what it is the reason of."""
    by_reason: dict[str, list[str]] = {}
    for aim in AIMS:
        reason = aim.reason(found)
        if reason:
            by_reason.setdefault(reason, []).append(aim.what)
    return [f"{'; '.join(whats)}: {reason}" for reason, whats in by_reason.items()]
