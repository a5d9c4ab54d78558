"""The class in a few lines, for the terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from viva.report.statistics import AssignmentStatistics, share
from viva.report.words import count_of, percent, shortened


def summary_table(assignments: Iterable[AssignmentStatistics]) -> Table:
    """Return a table with one row for each assignment: submissions, scores, commonest mistake."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 1, 1))
    table.add_column("assignment", overflow="fold", no_wrap=True)
    for heading in ("submissions", "mean", "median", "unreadable"):
        table.add_column(heading, justify="right")
    table.add_column("commonest mistake", overflow="fold")
    for assignment in assignments:
        # Text, for titles and messages may hold what rich would read as markup.
        table.add_row(
            Text(assignment.name),
            str(len(assignment.verdicts)),
            _score(assignment.mean, assignment.max_score),
            _score(assignment.median, assignment.max_score),
            str(len(assignment.unreadable)),
            Text(_commonest(assignment)),
        )
    return table


def _score(score: float | None, max_score: float) -> str:
    if score is None:
        return "none"
    return percent(share(score, max_score))


def _commonest(assignment: AssignmentStatistics) -> str:
    for mistake in assignment.commonest_mistakes(1):
        what = mistake.title or mistake.message or "points lost without a message"
        return f"{shortened(what)}\n{mistake.question}, {count_of(mistake.count, 'student')}"
    return "none"
