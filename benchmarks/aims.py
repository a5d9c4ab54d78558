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
    """

    what: str
    part: str
    measured: Callable[[Found], float]
    bound: float
    least: bool = False
    unit: str = ""

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
    Aim("a class of 12, nbgrader / viva", "twelve", quotient("nbgrader", "viva"), 20, least=True),
    Aim("a class of 50, nbgrader / viva", "graders", beside_nbgrader, 35, least=True),
    Aim("a class of 50, two workers / one", "graders", two_workers, 0.55),
    *(
        Aim(
            f"{number}: graded / the cells that viva runs",
            "overhead",
            lambda found, number=number: found[number]["graded"] / found[number]["same"],
            bound,
        )
        for number, bound in (("01", 2), ("03", 1.6))
    ),
    *(
        Aim(f"each of {int(size):,} submissions", "growth", each(size), 0.1, unit=" s")
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
