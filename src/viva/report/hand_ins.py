"""What changes from hand-in to hand-in."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from viva.classroom.history import Answered, Attempt
from viva.report.statistics import share


@dataclass(frozen=True)
class QuestionChange:
    """How the first and the last readable hand-in of the same students differ in one question.

    Attributes
    ----------
    students
        Who handed in more than once, and were asked the same both times.
    first, last
        Mean shares of the points, from 0 to 1.
    better, worse
        How many students gained points, and how many lost some.
    overcome
        The named mistakes of a first hand-in that the last one does not have, with how many
        students made them, commonest first.
    """

    question: str
    students: int
    first: float
    last: float
    better: int
    worse: int
    overcome: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class HandIns:
    """What changed in one assignment.

    Attributes
    ----------
    students
        How many handed in more than once.
    counts
        How many students handed in so many times, by the number of times.
    """

    students: int
    counts: dict[int, int]
    questions: tuple[QuestionChange, ...]


def hand_ins(attempts: Iterable[Sequence[Attempt]], ids: Sequence[str]) -> HandIns:
    """Return what changed between the first and the last hand-in of each student.

    Parameters
    ----------
    attempts
        The hand-ins of each student, the first one first.
    ids
        The questions of the assignment.
    """
    # One that could not be read has no questions.
    graded = ([attempt for attempt in each if attempt.questions] for each in attempts)
    kept = [each for each in graded if each]
    several = [(each[0], each[-1]) for each in kept if len(each) > 1]
    counts = Counter(len(each) for each in kept)
    questions = [change for name in ids if (change := _change(name, several)) is not None]
    return HandIns(len(several), dict(sorted(counts.items())), tuple(questions))


def _change(question: str, pairs: Iterable[tuple[Attempt, Attempt]]) -> QuestionChange | None:
    both = []
    for first, last in pairs:
        before, after = first.questions.get(question), last.questions.get(question)
        if before is not None and after is not None and before.exam == after.exam:
            both.append((before, after))
    if not both:
        return None
    overcome = Counter(
        before.diagnosis
        for before, after in both
        if before.diagnosis and before.diagnosis != after.diagnosis and after.score > before.score
    )
    return QuestionChange(
        question,
        len(both),
        statistics.fmean(_share(before) for before, _ in both),
        statistics.fmean(_share(after) for _, after in both),
        sum(after.score > before.score for before, after in both),
        sum(after.score < before.score for before, after in both),
        tuple(overcome.most_common()),
    )


def _share(answered: Answered) -> float:
    return share(answered.score, answered.max_score)
