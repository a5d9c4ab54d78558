"""How long students of a class worked on an assignment, against what they scored."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import dataclass

from viva.grading.verdict import Verdict
from viva.report.histogram import Bar
from viva.report.statistics import share
from viva.report.time_spent import FEWEST, TimeSpent
from viva.report.words import count_of, percent

# Widths of a bar in minutes: the first with which all times have room.
STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300)
MOST_STEPS = 8


@dataclass(frozen=True)
class Worked:
    """One student's time in minutes, and the score with the points to be had."""

    minutes: float
    score: float
    max_score: float

    @property
    def share(self) -> float:
        """The share of the points."""
        return share(self.score, self.max_score)


def worked(spent: TimeSpent | None, graded: Iterable[Verdict]) -> list[Worked]:
    """Return what is known of each student, the shortest time first, without names.

    Nothing where fewer than `FEWEST` notebooks tell of time.
    """
    totals = spent.totals if spent is not None else {}
    found = [
        Worked(totals[verdict.student] / 60, verdict.score, verdict.max_score)
        for verdict in graded
        if verdict.student is not None and verdict.student in totals
    ]
    return sorted(found, key=lambda one: one.minutes) if len(found) >= FEWEST else []


class DurationPlots:
    """A histogram of times, and times against scores, in the units of their SVGs.

    Parameters
    ----------
    found
        At least one; what lies beyond the last step is drawn at the edge.
    """

    width, height = 440, 250
    left, right, top, bottom = 50, 424, 16, 202

    def __init__(self, found: list[Worked]) -> None:
        self.found = found
        minutes = [one.minutes for one in found]
        self.mean, self.median = statistics.mean(minutes), statistics.median(minutes)
        self.shortest, self.longest = min(minutes), max(minutes)
        self.step = next((s for s in STEPS if self.longest <= s * MOST_STEPS), STEPS[-1])
        self.steps = min(MOST_STEPS, max(1, -int(-self.longest // self.step)))
        self.counts = [0] * self.steps
        for value in minutes:
            self.counts[min(int(value // self.step), self.steps - 1)] += 1

    def x(self, minutes: float) -> float:
        """Where a time is."""
        part = min(minutes / (self.step * self.steps), 1.0)
        return round(self.left + part * (self.right - self.left), 1)

    def y(self, part: float) -> float:
        """Where a share of the height is."""
        return round(self.bottom - part * (self.bottom - self.top), 1)

    @property
    def ticks(self) -> list[int]:
        """The minutes at the ends of the bars."""
        return [number * self.step for number in range(self.steps + 1)]

    @property
    def bars(self) -> list[Bar]:
        """The bars that are not empty."""
        most = max(self.counts)
        found = []
        for number, count in enumerate(self.counts):
            low, high = number * self.step, (number + 1) * self.step
            beyond = number == self.steps - 1 and self.longest > high
            said = f"{low} minutes or more" if beyond else f"{low} to {high} minutes"
            x, y = self.x(low) + 1, self.y(count / most)
            width, height = round(self.x(high) - x - 1, 1), round(self.bottom - y, 1)
            if count:
                words = f"{said}: {count_of(count, 'student')}"
                found.append(Bar(x, y, width, height, count, words))
        return found

    @property
    def points(self) -> list[tuple[float, float, str]]:
        """Where each student is among times and scores, and the same in words."""
        return [
            (self.x(one.minutes), self.y(one.share), f"{one.minutes:.0f} min, {percent(one.share)}")
            for one in self.found
        ]
