"""How hard each question is, and how well it tells students apart: classical item analysis."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from viva.grading.verdict import Verdict
from viva.report.statistics import UNTOUCHED, share

# With fewer answers the confidence interval is more than 1.2 wide for a correlation of 0.
FEWEST = 10
CONFIDENCE = 0.95
GROUPS = 5


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
    deviation
        Standard deviation of the share of the points; None for fewer than two scores.
    tried
        The share of the answers that are neither blank nor missing; None where there is none.
    quintiles
        The difficulty for each fifth of the class, by the total for all questions, the weakest
        fifth first; empty for fewer than `FEWEST` answers.
    """

    question: str
    answers: int
    difficulty: float | None
    discrimination: Correlation | None
    remark: str
    deviation: float | None = None
    tried: float | None = None
    quintiles: tuple[float, ...] = ()


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
    own, rest, totals, tried = [], [], [], 0
    for verdict in verdicts:
        scores = {each.id: each for each in verdict.automatic}
        mine = scores.pop(question, None)
        if mine is not None:
            own.append(share(mine.score, mine.max_score))
            others = scores.values()
            rest.append(share(sum(q.score for q in others), sum(q.max_score for q in others)))
            totals.append((verdict.score, verdict.student or ""))
            tried += mine.status not in UNTOUCHED
    found, remark = discrimination(own, rest)
    return Item(
        question,
        answers=len(own),
        difficulty=statistics.fmean(own) if own else None,
        discrimination=found,
        remark=remark,
        deviation=statistics.stdev(own) if len(own) > 1 else None,
        tried=tried / len(own) if own else None,
        quintiles=by_quintile(own, totals) if len(own) >= FEWEST else (),
    )


def discrimination(own: Sequence[float], rest: Sequence[float]) -> tuple[Correlation | None, str]:
    """Return how a question goes with the others, and what that says or why it cannot be said."""
    if len(own) < FEWEST:
        return None, f"too few answers (fewer than {FEWEST})"
    if len(set(own)) == 1:
        return None, "everybody has the same score"
    if len(set(rest)) == 1:
        return None, "no other question tells students apart"
    found = correlation(own, rest)
    return found, reading(found)


def by_quintile(own: Sequence[float], totals: Sequence[tuple[float, str]]) -> tuple[float, ...]:
    """Return the mean of a question for each fifth of a class, the weakest first.

    Parameters
    ----------
    totals
        Each student's total, and what orders equal ones: groups are of one size, give or take one.
    """
    ranked = [share for _, share in sorted(zip(totals, own, strict=True))]
    ends = [len(ranked) * step // GROUPS for step in range(GROUPS + 1)]
    return tuple(statistics.fmean(ranked[a:b]) for a, b in pairwise(ends))


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
