"""How hard each question is, and how well it tells students apart: classical item analysis."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from viva.grading.verdict import Verdict
from viva.report.statistics import share

# With fewer answers the confidence interval is more than 1.2 wide for a correlation of 0.
FEWEST = 10
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Correlation:
    """A correlation, and the ends of its 95 % confidence interval."""

    r: float
    low: float
    high: float


@dataclass(frozen=True)
class Item:
    """Difficulty and discrimination of one question.

    Attributes
    ----------
    answers
        How many submissions have a score for it.
    difficulty
        Mean share of the points, from 0 to 1: the larger, the easier. In item analysis this is
        the difficulty index p; see Crocker and Algina, *Introduction to Classical and Modern Test
        Theory* (1986), chapter 14. None where nobody has a score.
    discrimination
        None where it cannot be said.
    remark
        What the discrimination says, or why there is none.
    """

    question: str
    answers: int
    difficulty: float | None
    discrimination: Correlation | None
    remark: str


def item(question: str, verdicts: Sequence[Verdict]) -> Item:
    """Return difficulty and discrimination of a question that is graded automatically.

    Notes
    -----
    The discrimination is the corrected item-total correlation: between the share of the points
    for this question and the share of the points for all others. Leaving the question itself out
    of the total keeps it from being correlated with itself (Henrysson, "Correction of item-total
    correlations in item analysis", *Psychometrika* 28, 1963). For a question that is either right
    or wrong it is the point-biserial correlation.
    """
    own, rest = [], []
    for verdict in verdicts:
        scores = {each.id: each for each in verdict.automatic}
        mine = scores.pop(question, None)
        if mine is not None:
            own.append(share(mine.score, mine.max_score))
            others = scores.values()
            rest.append(share(sum(q.score for q in others), sum(q.max_score for q in others)))
    difficulty = statistics.fmean(own) if own else None
    if len(own) < FEWEST:
        return Item(question, len(own), difficulty, None, f"too few answers (fewer than {FEWEST})")
    if len(set(own)) == 1:
        return Item(question, len(own), difficulty, None, "everybody has the same score")
    if len(set(rest)) == 1:
        return Item(question, len(own), difficulty, None, "no other question tells students apart")
    found = correlation(own, rest)
    return Item(question, len(own), difficulty, found, reading(found))


def correlation(first: Sequence[float], second: Sequence[float]) -> Correlation:
    """Return Pearson's correlation of two samples that both vary.

    Notes
    -----
    The interval is Fisher's, tanh(artanh r ± 1.96 / √(n - 3)) (Fisher, "On the 'probable error'
    of a coefficient of correlation deduced from a small sample", *Metron* 1, 1921). It holds for
    normal samples; for scores it is approximate.
    """
    from scipy.stats import pearsonr

    found = pearsonr(first, second)
    interval = found.confidence_interval(CONFIDENCE)
    return Correlation(float(found.statistic), float(interval.low), float(interval.high))


def reading(found: Correlation) -> str:
    """Return what a discrimination says, no more firmly than its interval allows."""
    if found.high < 0:
        return "those who do well elsewhere do worse here: check its text and its tests"
    if found.low > 0:
        return "those who do well elsewhere do better here"
    return "uncertain: the interval includes 0"
