"""Where the parts of a histogram go, in the units of its SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from viva.report.statistics import Bin
from viva.report.words import percent


@dataclass(frozen=True)
class Bar:
    """One bar, with the words that stand for it where it cannot be seen."""

    x: float
    y: float
    width: float
    height: float
    count: int
    words: str


@dataclass(frozen=True)
class Line:
    """A vertical line at a score, and its label, whose foot is at `y`."""

    name: str
    x: float
    y: float
    label: str
    anchor: str


class Histogram:
    """A histogram of scores as shares of the maximum, with mean and median.

    Parameters
    ----------
    bins
        From `viva.report.statistics.histogram`.
    mean, median
        Shares from 0 to 1, or None where there are none.
    """

    width, height = 440, 274
    left, right, top, bottom = 42, 430, 44, 226

    def __init__(self, bins: Sequence[Bin], mean: float | None, median: float | None) -> None:
        self.bins = bins
        highest = max((bin_.count for bin_ in bins), default=0)
        self.step = _step(highest)
        self.most = max(self.step, -(-highest // self.step) * self.step)
        self.mean, self.median = mean, median

    def x(self, share: float) -> float:
        """Where a share of the points is."""
        return round(self.left + share * (self.right - self.left), 1)

    def y(self, count: float) -> float:
        """Where a number of students is."""
        return round(self.bottom - count / self.most * (self.bottom - self.top), 1)

    @property
    def bars(self) -> list[Bar]:
        """The bars that are not empty."""
        return [
            Bar(
                x=self.x(bin_.low) + 1,
                y=self.y(bin_.count),
                width=round(self.x(bin_.high) - self.x(bin_.low) - 2, 1),
                height=round(self.bottom - self.y(bin_.count), 1),
                count=bin_.count,
                words=f"{percent(bin_.low)} to {percent(bin_.high)}: {bin_.count}",
            )
            for bin_ in self.bins
            if bin_.count
        ]

    @property
    def ticks(self) -> list[int]:
        """The numbers of students at the lines of the grid."""
        return list(range(0, self.most + 1, self.step))

    @property
    def lines(self) -> list[Line]:
        """Mean and median: one label above the other, away from each other and inside the frame."""
        if self.mean is None or self.median is None:
            return []
        return [
            self._line("mean", self.mean, 14, leftward=self.mean < self.median),
            self._line("median", self.median, 32, leftward=self.median <= self.mean),
        ]

    def _line(self, name: str, share: float, y: float, *, leftward: bool) -> Line:
        leftward = share > 0.8 or (leftward and share > 0.2)
        label = f"{name} {percent(share)}"
        return Line(name, self.x(share), y, label, "end" if leftward else "start")


def _step(highest: int) -> int:
    """Choose the distance of the grid's lines: at most five of them, at round numbers."""
    step = 1
    while highest > 5 * step:
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2
    return step
